//! Mail that machines wrote about ours: bounces mark the message, everything else is shown where it belongs and changes
//! nothing.

use regie_domain::codes::{ContactClass, JoinReason};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::CustomerCommand;
use regie_domain::ids::{JourneyId, ParticipantId};
use regie_store::Tx;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::participants;

use super::placing::{Placed, belongs_to, record};
use super::{DOOR, IncomingMail, matching, once, pointed_at};
use crate::authorise::Who;
use crate::error::{AppError, Result};
use crate::run::{Request, Stage};

/// A bounce: the message it is about did not reach the customer, so a person must.
pub(super) async fn bounce(stage: &Stage, tx: &mut Tx, arrival: &Arrival, incoming: &IncomingMail) -> Result<Placed> {
    let mut keys: Vec<String> =
        incoming.bounce.as_ref().and_then(|bounce| bounce.original.clone()).into_iter().collect();
    keys.extend(incoming.answers.iter().cloned());
    let mut rows = matching::by_token(stage, tx, incoming).await?;
    rows.extend(pointed_at(tx, &keys).await?);
    let ours = rows.into_iter().find(|row| row.role == "out" && row.update.is_some());
    let Some((row, update)) = ours.and_then(|row| row.update.map(|update| (row, update))) else {
        return automatic(stage, tx, arrival, incoming).await;
    };
    let permanent = incoming.class == ContactClass::BouncePermanent;
    if permanent {
        let command = JourneyCommand::Failed { update, permanent };
        stage.run(tx, &Request::journey(Who::System, DOOR, row.journey, command)).await?;
        if incoming.bounce.as_ref().is_some_and(|bounce| bounce.address_is_dead) {
            fail_handle(stage, tx, row.journey, row.participant).await?;
        }
    }
    let recorded = record(stage, tx, arrival, incoming, row.journey, None, JoinReason::References).await;
    match recorded {
        Ok(_) => Ok(Placed::Bounced),
        Err(AppError::Refused(_)) => {
            arrivals::end(tx, arrival.id, "placed", "bounce", None, stage.now).await?;
            belongs_to(tx, arrival, row.journey).await?;
            Ok(Placed::Bounced)
        }
        Err(error) => Err(error),
    }
}

/// The participant's address is gone: nothing more is sent there.
async fn fail_handle(stage: &Stage, tx: &mut Tx, journey: JourneyId, participant: Option<ParticipantId>) -> Result<()> {
    let Some(participant) = participant else { return Ok(()) };
    let found = participants::handle(tx, journey, participant).await?;
    let Some((customer, Some(handle))) = found else { return Ok(()) };
    let request = Request::customer(Who::System, DOOR, customer, CustomerCommand::FailHandle { handle });
    match stage.run(tx, &request).await {
        Ok(_) | Err(AppError::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A machine's mail: on the journey it answers it is shown and changes nothing; elsewhere it is kept and that is all.
pub(super) async fn automatic(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
) -> Result<Placed> {
    let mut rows = matching::by_token(stage, tx, incoming).await?;
    rows.extend(pointed_at(tx, &incoming.answers).await?);
    // A machine answers what we sent; a message that others share says nothing about whom it is for.
    if let Some(row) = rows.into_iter().find(|row| row.role == "out") {
        match record(stage, tx, arrival, incoming, row.journey, None, JoinReason::References).await {
            Err(AppError::Refused(_)) => {}
            other => return other,
        }
    }
    arrivals::end(tx, arrival.id, "void", "automatic", None, stage.now).await?;
    once::note_sender(tx, arrival, incoming).await?;
    Ok(Placed::Automatic)
}
