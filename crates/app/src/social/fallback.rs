//! The next way to somebody whom a message did not reach: another handle that is proved to be the person's, on the own record
//! or one that is joined to it. Who wants to be called or written to is, and what waits for a person's look goes nowhere.

use regie_domain::codes::ParticipantRole;
use regie_domain::command::JourneyCommand;
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::HandleId;
use regie_domain::journey::Journey;
use regie_store::Tx;

use super::window;
use crate::directory::Directory;
use crate::error::Result;
use crate::handles::records_of;
use crate::preferences::record;
use jiff::Timestamp;

/// The next way for the message that a command says did not arrive; nothing where there is none.
pub(crate) async fn next_way(
    tx: &mut Tx,
    directory: &Directory,
    journey: Option<&Journey>,
    command: &JourneyCommand,
    now: Timestamp,
) -> Result<Option<Reach>> {
    let (
        Some(journey),
        JourneyCommand::Failed { update, permanent: true } | JourneyCommand::Unreachable { update, .. },
    ) = (journey, command)
    else {
        return Ok(None);
    };
    let Some(found) = journey.updates.get(update) else { return Ok(None) };
    let Some(person) = journey.participants.get(&found.participant) else { return Ok(None) };
    let theirs = matches!(person.role, ParticipantRole::Customer | ParticipantRole::Representative);
    if !theirs || !person.reach.is_sent() {
        return Ok(None);
    }
    let tried = |handle: &HandleId| found.tried.contains(handle) || found.reach.handle() == Some(*handle);
    let mut ways: Vec<(u8, Reach)> = Vec::new();
    for id in records_of(tx, person.customer).await? {
        let Some(customer) = record(tx, id).await? else { continue };
        for (id, handle) in &customer.handles {
            if handle.failed || !handle.evidence.proves() || tried(id) {
                continue;
            }
            match handle.kind {
                HandleKind::Email => ways.push((1, Reach::Email { handle: *id })),
                HandleKind::Facebook | HandleKind::Whatsapp => {
                    let open = window::of_handle(tx, directory, *id).await?;
                    if open.is_some_and(|window| window.lets_out(now)) {
                        ways.push((0, Reach::Social { handle: *id }));
                    }
                }
                HandleKind::Phone | HandleKind::CustomerNumber | HandleKind::Address => {}
            }
        }
    }
    ways.sort_by_key(|(order, reach)| (*order, reach.handle()));
    Ok(ways.first().map(|(_, reach)| *reach))
}
