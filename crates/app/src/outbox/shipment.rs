//! What a message says of a shipment: where it stood when the message was decided on.

use regie_domain::codes::UpdateKind;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::UpdateId;

use super::case::Case;
use crate::directory::Directory;
use crate::texts::Values;
use crate::texts::sentences::Voice;

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
