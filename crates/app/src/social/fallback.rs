//! The next way to somebody whom a message did not reach: another handle that is proved to be the person's, on the own record
//! or one that is joined to it. A conversation first, then mail, then a text message with the link; after that a person calls
//! or writes. Who wants to be called or written to is, and what waits for a person's look goes nowhere.

use regie_domain::codes::{FailWhy, ParticipantRole};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{Handle, HandleKind};
use regie_domain::event::Reach;
use regie_domain::ids::HandleId;
use regie_domain::journey::Journey;
use regie_domain::phone::PhoneNumber;
use regie_store::{Tx, content};

use super::window;
use crate::error::Result;
use crate::handles::records_of;
use crate::preferences::record;
use crate::run::Stage;

/// The next way for the message that a command says did not arrive; nothing where there is none.
pub(crate) async fn next_way(
    tx: &mut Tx,
    stage: &Stage,
    journey: Option<&Journey>,
    command: &JourneyCommand,
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
    // What was written freely, and refused because the time is over, goes there once more as the message that was approved.
    let over = matches!(command, JourneyCommand::Unreachable { why: FailWhy::Window, .. });
    let approved = match found.reach {
        Reach::Social { handle } if over => window::of_handle(tx, &stage.directory, handle).await?,
        _ => None,
    };
    let approved = approved.is_some_and(|window| window.template && window.is_open(stage.now));
    let now = found.reach.handle().filter(|_| !approved);
    let tried = |handle: &HandleId| found.tried.contains(handle) || now == Some(*handle);
    let mut ways: Vec<(u8, Reach)> = Vec::new();
    for id in records_of(tx, person.customer).await? {
        let Some(customer) = record(tx, id).await? else { continue };
        for (id, handle) in &customer.handles {
            let same = approved && found.reach.handle() == Some(*id);
            if handle.failed || !(handle.evidence.proves() || same) || tried(id) {
                continue;
            }
            match handle.kind {
                HandleKind::Email => ways.push((1, Reach::Email { handle: *id })),
                HandleKind::Facebook | HandleKind::Whatsapp => {
                    let open = window::of_handle(tx, &stage.directory, *id).await?;
                    if open.is_some_and(|window| window.lets_out(stage.now)) {
                        ways.push((0, Reach::Social { handle: *id }));
                    }
                }
                HandleKind::Phone if may_be_texted(tx, stage, handle).await? => {
                    ways.push((2, Reach::Text { handle: *id }));
                }
                HandleKind::Phone | HandleKind::CustomerNumber | HandleKind::Address | HandleKind::Plate => {}
            }
        }
    }
    // In writing before a text message, which is a line and the link.
    ways.sort_by_key(|(order, reach)| (*order, reach.handle()));
    Ok(ways.first().map(|(_, reach)| *reach))
}

/// Whether a text message may go to a number: there is a gateway, it is a mobile one, and nobody asked for none.
async fn may_be_texted(tx: &mut Tx, stage: &Stage, handle: &Handle) -> Result<bool> {
    if !stage.directory.sms.as_ref().is_some_and(|gateway| gateway.value.active) {
        return Ok(false);
    }
    let Some(number) = content::text(tx, handle.value.0).await? else { return Ok(false) };
    let mobile = PhoneNumber::parse(&number).is_ok_and(|number| number.may_be_texted());
    Ok(mobile && !stage.app().is_stopped(tx, &number).await?)
}
