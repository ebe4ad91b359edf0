//! What a message says of a shipment: where it stood when the message was decided on.

use jiff::Timestamp;
use regie_domain::codes::{ShipmentStatus, UpdateKind};
use regie_domain::event::JourneyEvent;
use regie_domain::ids::{PromiseId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::promise::Promise;
use regie_domain::shipment::Shipment;
use regie_domain::update::Update;

use super::case::Case;
use crate::directory::Directory;
use crate::texts::Values;
use crate::texts::sentences::Voice;

/// Whether a promise is that of a shipment of which we ourselves doubt that it comes in time: it is not told as if it were sure.
pub(super) fn in_doubt(journey: &Journey, promise: PromiseId) -> bool {
    let open = journey.promises.get(&promise).is_some_and(Promise::is_open);
    open && journey.shipments.values().any(|found| found.promise == promise && found.at_risk.is_some())
}

/// Whether a promise is that of a shipment which is lost, damaged, on its way back or silent: what was promised of it is not
/// told again until somebody knows more. With it the moment of the news that was promised since.
pub(super) fn in_trouble(journey: &Journey, promise: PromiseId) -> Option<Option<Timestamp>> {
    journey.promises.get(&promise).filter(|found| found.is_open())?;
    let wrong = |found: &&Shipment| {
        let last = found.said.last().is_some_and(|said| said.status.is_trouble());
        found.promise == promise && (last || found.silent.is_some())
    };
    let found = journey.shipments.values().find(wrong)?;
    let news = found.trouble.and_then(|id| journey.promises.get(&id)).filter(|news| news.is_open());
    Some(news.map(|news| news.current.until))
}

/// Fills in where the shipment stands that the message is about.
pub(super) fn tell(values: &mut Values, directory: &Directory, case: &Case, id: UpdateId, voice: &Voice) {
    if case.about() != Some(UpdateKind::Shipment) {
        return;
    }
    let planned = |event: &JourneyEvent| matches!(event, JourneyEvent::UpdatePlanned { update, .. } if *update == id);
    let before = case.events.iter().map(|recorded| &recorded.event).take_while(|event| !planned(event));
    let said = before.filter_map(|event| match event {
        JourneyEvent::ShipmentFact { shipment, status, .. } => Some((*shipment, Some(*status))),
        JourneyEvent::ShipmentSilent { shipment, .. } => Some((*shipment, None)),
        _ => None,
    });
    let Some((shipment, status)) = said.last() else { return };
    let Some(found) = case.journey.shipments.get(&shipment) else { return };
    let (tracking, carrier) = (found.subject.value(), directory.team_name(found.carrier.team));
    values.reason = match status {
        Some(status) => voice.shipment(status, tracking, &carrier),
        None => voice.shipment_silent(tracking, &carrier),
    };
}

/// To a carrier that a claim goes to nothing is promised: it is asked for its decision.
pub(super) fn tell_claim(values: &mut Values, case: &Case, voice: &Voice) {
    let Some(about) = case.about().filter(|_| case.journey.is_claim()) else { return };
    if matches!(about, UpdateKind::Question | UpdateKind::Outcome) {
        return;
    }
    values.promise.clear();
    values.todo.clear();
    // A member's words have no "what happens next": what is asked stands below them.
    if matches!(about, UpdateKind::Message | UpdateKind::Answer) {
        values.besides = format!("{}\n\n{}", values.besides, voice.claim_waits()).trim_start().to_owned();
    } else {
        values.next_step = voice.claim_waits();
    }
}

/// That a shipment is there, for who reads along, where the program told the customer so: the words to the customer ask what
/// only the customer knows.
pub(super) fn delivered(case: &Case, update: &Update, voice: &Voice) -> Option<String> {
    let contact = update.contact.and_then(|id| case.journey.contacts.get(&id))?;
    if contact.actor.member().is_some() || update.about != UpdateKind::Outcome {
        return None;
    }
    let there = case.journey.shipments.values().find_map(|found| {
        let said = found.said.iter().find(|said| said.status == ShipmentStatus::Delivered)?;
        Some((found.subject.value(), said.at))
    });
    there.map(|(tracking, at)| voice.delivered(tracking, at.min(voice.now)))
}
