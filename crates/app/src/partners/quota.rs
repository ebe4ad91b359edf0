//! How much a partner hands on: whoever floods the chain is held back before anybody is woken, and nothing is lost by it.

use regie_domain::actor::Actor;
use regie_domain::command::JourneyCommand as C;
use regie_domain::decide::Decided;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::TeamId;
use regie_domain::partner::{OFFERS, OFFERS_SPAN, may_offer};
use regie_store::Tx;
use regie_store::partners::offered_since;

use crate::error::Result;
use crate::run::Stage;

/// Refuses what a partner's people or programs offer beyond the quota of their organisation. What its customers begin is never
/// refused: a journey that goes on to a team of its own accord counts, and does not ask.
pub(crate) async fn within_quota(
    stage: &Stage,
    tx: &mut Tx,
    (acting, command): (Actor, &C),
    events: &[Decided],
) -> Result<()> {
    let offers = events.iter().any(|event| matches!(event.event, JourneyEvent::HandoverOffered { .. }));
    if !offers || matches!(command, C::Open { .. }) {
        return Ok(());
    }
    let Some(org) = acting.team().map(|team| team.org).filter(|org| stage.directory.partner(*org).is_some()) else {
        return Ok(());
    };
    // Two at once count each other.
    tx.lock_name(&format!("offers {org}")).await?;
    let teams = stage.directory.teams.values().map(|found| found.value.team).filter(|team| team.org == org);
    let teams: Vec<TeamId> = teams.map(|team| team.team).collect();
    let since = stage.now.checked_sub(OFFERS_SPAN).unwrap_or(stage.now);
    let lately = offered_since(tx, &teams, since, u32::try_from(OFFERS).unwrap_or(u32::MAX)).await?;
    Ok(may_offer(&lately)?)
}
