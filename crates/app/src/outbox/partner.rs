//! What a message says of the parties in the chain: what who has it now knows, and who no longer works on it.

use regie_domain::codes::UpdateKind;
use regie_domain::partner::PartnerName;
use regie_domain::update::Update;

use super::case::Case;
use crate::directory::Directory;
use crate::texts::Values;
use crate::texts::sentences::Voice;

/// Fills in what the text of a message has to say of who works on it.
pub(super) fn tell(values: &mut Values, directory: &Directory, case: &Case, update: &Update, voice: &Voice) {
    match update.about {
        UpdateKind::NowWith | UpdateKind::NowLeads => values.known = voice.known(case.knows.as_ref()),
        UpdateKind::PartyLeft => tell_left(values, directory, case, update, voice),
        _ => {}
    }
}

fn tell_left(values: &mut Values, directory: &Directory, case: &Case, update: &Update, voice: &Voice) {
    let (journey, Some(left)) = (&case.journey, update.team) else { return };
    let ours = directory.partner(left.org).is_some_and(|partner| partner.named == PartnerName::Ours);
    let name = (!ours).then(|| directory.team_name(left.team));
    let now = directory.public_name(journey.ball.holder.team().unwrap_or(journey.direction.team));
    values.reason = voice.party_left(name.as_deref(), &values.matter, &now);
    let doubted = journey.promises.values().filter(|promise| promise.is_in_doubt() && promise.is_to_customer());
    let doubted = doubted.filter(|promise| promise.left.is_some_and(|team| team.org == left.org)).map(|promise| {
        voice.in_doubt(promise.what, promise.current, promise.text.and_then(|id| case.text(id)), promise.cost)
    });
    values.was = doubted.collect::<Vec<_>>().join("\n\n");
}
