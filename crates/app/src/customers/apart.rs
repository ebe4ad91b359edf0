//! Two records that were one person and are two again: nobody's messages go on to the address of the other.

use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::CustomerId;
use regie_domain::journey::{Participant, State};
use regie_store::views::{customers, journeys};
use regie_store::{Tx, links};

use crate::authorise::Who;
use crate::error::Result;
use crate::handles::records_of;
use crate::run::{Request, Stage, journey_of};

/// Whoever is reached on a journey by an address that is somebody else's now is reached again as before the two were taken for
/// one person, and where there is nothing of their own, by another way of theirs.
pub(super) async fn reached_by_their_own(stage: &Stage, tx: &mut Tx, parted: [CustomerId; 2]) -> Result<()> {
    let mut records = Vec::new();
    for customer in parted {
        records.extend(records_of(tx, customer).await?);
    }
    // In the order of their ids, as every write that locks several.
    for id in journeys::touching(tx, &records).await? {
        let Some(journey) = journey_of(tx, id).await? else { continue };
        if matches!(journey.state, State::Void { .. }) || journey.historic {
            continue;
        }
        let taking_part = |person: &&Participant| person.present && person.role != ParticipantRole::OtherBody;
        for (participant, person) in journey.participants.iter().filter(|(_, person)| taking_part(person)) {
            let own = records_of(tx, person.customer).await?;
            if is_theirs(tx, &own, person.reach).await? {
                continue;
            }
            let reach = before(tx, &own, person).await?;
            // Who is somebody else read along there.
            links::revoke(tx, id.0, Some(participant.0), stage.now).await?;
            let command = JourneyCommand::ChangeReach { participant: *participant, reach };
            stage.run(tx, &Request::journey(Who::System, Door::Page, id, command)).await?;
        }
    }
    Ok(())
}

/// Whether what messages go to is one of a person's own; a call and a letter are.
async fn is_theirs(tx: &mut Tx, own: &[CustomerId], reach: Reach) -> Result<bool> {
    let Some(handle) = reach.handle() else { return Ok(true) };
    let found = customers::handle(tx, handle).await?;
    Ok(found.is_none_or(|found| own.contains(&found.customer)))
}

/// The last way that was a person's own; else their address, a call, a letter.
async fn before(tx: &mut Tx, own: &[CustomerId], person: &Participant) -> Result<Reach> {
    for (_, reach) in person.reached.iter().rev() {
        if *reach != Reach::None && is_theirs(tx, own, *reach).await? {
            return Ok(*reach);
        }
    }
    let mut handles = Vec::new();
    for record in own {
        handles.extend(customers::handles(tx, *record).await?.into_iter().filter(|handle| !handle.failed));
    }
    let of = |kind: HandleKind| handles.iter().find(|handle| handle.kind == kind.code()).map(|handle| handle.id);
    Ok(match (of(HandleKind::Email), of(HandleKind::Phone)) {
        (Some(handle), _) => Reach::Email { handle },
        (None, Some(_)) => Reach::Task { task: TaskKind::Call },
        (None, None) => Reach::Task { task: TaskKind::Letter },
    })
}
