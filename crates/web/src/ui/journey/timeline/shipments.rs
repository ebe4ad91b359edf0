//! What happened to a shipment, as a line.

use regie_domain::event::{JourneyEvent as E, Recorded};
use regie_domain::ids::ShipmentId;

use crate::pages::timeline::{Entry, Happened, Side};
use crate::ui::names::Names;
use crate::words;

/// An event about a shipment.
pub(super) fn entry(names: &Names<'_>, recorded: &Recorded<E>) -> Entry {
    let (cx, meta) = (names.cx, &recorded.meta);
    let journey = &names.loaded.journey;
    let new = |key: &'static str, icon: &'static str, side: Side, facts: Vec<String>| {
        let what = Happened::Visit { by: names.actor(&meta.actor), key, icon, side };
        Entry { facts, ..Entry::new(meta.event_id.to_string(), meta.occurred_at, what) }
    };
    let of = |id: &ShipmentId| {
        journey.shipments.get(id).map(|found| format!("{} · {}", found.subject.value(), names.team(found.carrier)))
    };
    match &recorded.event {
        E::ShipmentRegistered { subject, carrier, .. } => {
            let facts = vec![subject.value().to_owned(), names.team(*carrier)];
            new("tl-shipment-registered", "truck", Side::Us, facts)
        }
        E::ShipmentFact { shipment, status, .. } => {
            let side = if status.is_trouble() { Side::Bad } else { Side::Record };
            let facts = std::iter::once(words::shipment(cx, *status)).chain(of(shipment)).collect();
            new("tl-shipment-fact", "flag", side, facts)
        }
        E::ShipmentAtRisk { shipment, missing, .. } => {
            let why = match missing {
                Some(status) => cx.t1("shipment-missing", "what", words::shipment(cx, *status)),
                None => cx.t("shipment-is-at-risk"),
            };
            new("tl-shipment-at-risk", "clock", Side::Bad, std::iter::once(why).chain(of(shipment)).collect())
        }
        E::ShipmentSilent { shipment, .. } => {
            new("tl-shipment-silent", "clock", Side::Bad, of(shipment).into_iter().collect())
        }
        E::PromiseJudgedAgain { .. } => new("tl-promise-judged-again", "circle-check", Side::Ok, Vec::new()),
        E::ShipmentTrouble { shipment, .. } => {
            new("tl-shipment-trouble", "triangle-alert", Side::Bad, of(shipment).into_iter().collect())
        }
        E::ShipmentClaimed { shipment, claim } => {
            let claim = names.loaded.linked.get(claim).map(|linked| linked.reference.to_string());
            new("tl-shipment-claimed", "file-text", Side::Us, claim.into_iter().chain(of(shipment)).collect())
        }
        _ => new("tl-shipment-fact", "flag", Side::Record, Vec::new()),
    }
}
