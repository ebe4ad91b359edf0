//! What goes wrong with a shipment: it will hardly be there in time, it is lost, damaged or goes back, or nobody says
//! anything of it. The director's team owes the customer word by a moment, and the customer hears so at once.

use jiff::Timestamp;
use uuid::Uuid;

use crate::codes::{DeadlineKind, NextStep, PromiseWhat, ReopenReason, ShipmentStatus};
use crate::decide::Draft;
use crate::event::JourneyEvent;
use crate::ids::{PromiseId, ShipmentId};
use crate::journey::State;
use crate::promise::Promise;

/// A watched moment of a shipment came.
pub(crate) fn fire(draft: &mut Draft<'_>, kind: DeadlineKind, of: Uuid, due: Timestamp) {
    let shipment = ShipmentId(of);
    let Some(found) = draft.journey.shipments.get(&shipment) else { return };
    if kind == DeadlineKind::ShipmentRisk {
        let missing = Some(found.missing);
        at_risk(draft, shipment, missing, due);
        return;
    }
    draft.emit(JourneyEvent::ShipmentSilent { shipment, due });
    begin(draft, shipment);
}

/// It will hardly be there in time. For staff: the customer hears it when it is sure.
pub(super) fn at_risk(draft: &mut Draft<'_>, shipment: ShipmentId, missing: Option<ShipmentStatus>, due: Timestamp) {
    let Some(found) = draft.journey.shipments.get(&shipment) else { return };
    let open = draft.journey.promises.get(&found.promise).is_some_and(Promise::is_open);
    if open && found.at_risk.is_none() && draft.journey.is_open() {
        draft.emit(JourneyEvent::ShipmentAtRisk { shipment, missing, due });
    }
}

/// Something is wrong with it: where the journey had ended, it opens again; the director's team owes word by a moment, and
/// the customer is told of both.
pub(super) fn begin(draft: &mut Draft<'_>, shipment: ShipmentId) {
    let Some(found) = draft.journey.shipments.get(&shipment).cloned() else { return };
    let now = draft.facts.now;
    if let State::Closed { at, .. } = draft.journey.state {
        if now > crate::closing::reopens_until(at, draft.facts.blueprint.reopen_days) || draft.journey.historic {
            return;
        }
        crate::closing::reopen_for_hold(draft, ReopenReason::Shipment);
    } else if draft.journey.proposal.is_some() {
        draft.emit(JourneyEvent::ProposalWithdrawn { why: ReopenReason::Shipment });
    }
    at_risk(draft, shipment, None, now);
    // Once told, the next thing that goes wrong with it adds nothing until somebody spoke.
    if found.trouble.and_then(|id| draft.journey.promises.get(&id)).is_some_and(Promise::is_owed) {
        return;
    }
    let promise = moment(draft);
    draft.emit(JourneyEvent::ShipmentTrouble { shipment, promise });
    crate::update::expect_next(draft, NextStep::WeTell);
    super::tell(draft, &found, promise.or(Some(found.promise)), Some(found.carrier));
}

/// The moment of news that is given: the one that stands after a broken promise, or a new one. Where one passed with nobody
/// speaking there is none, and people are told louder.
fn moment(draft: &mut Draft<'_>) -> Option<PromiseId> {
    let given = draft.journey.promises.iter().find(|(_, promise)| promise.after.is_some() && promise.is_open());
    if let Some((standing, _)) = given {
        return Some(*standing);
    }
    if draft.let_down().is_some() {
        return None;
    }
    let owner = draft.answering();
    let until = draft.facts.blueprint.after_broken.due(draft.facts.now, &draft.facts.calendar(owner));
    Some(crate::promise::news(draft, PromiseWhat::News, owner, until, None))
}
