//! A message that did not arrive: why, and sending it again, to the same address or to a better one. The address and the
//! message change in one write; the form's key belongs to the message, so that two clicks send it once.

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::codes::UpdateKind;
use regie_domain::command::JourneyCommand;
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, HandleId, JourneyId, ParticipantId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::refusal::Code;
use regie_store::Tx;
use regie_store::journal::StreamKey;
use regie_store::outbox::{self, OutboxRow, OutboxState};

use super::record::Trouble;
use super::{case, compose};
use crate::App;
use crate::authorise::{Who, may_read, scope};
use crate::error::{AppError, Result};
use crate::handles::{Found, find, records_of, restoring, tying};
use crate::journeys::plausible_email;
use crate::links;
use crate::partners::Known;
use crate::run::{Done, JOURNEY, Request, Stage, UPDATE, journey_of, outbox_id, whole_micros};

/// A message that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// What it is about.
    pub about: UpdateKind,
    /// To whom.
    pub participant: ParticipantId,
    /// The address that reaches the person now; nothing where none does by mail.
    pub address: Option<String>,
    /// Whether mail to that address came back for good.
    pub dead: bool,
    /// Why it failed, as a code of [`super::reason`]; nothing where it left and came back.
    pub reason: Option<String>,
    /// Whether the person is reached in a conversation, and not by mail.
    pub chat: bool,
    /// The words of the mail server or the channel, without addresses.
    pub words: String,
    /// How it would read now, without the token of its link.
    pub text: String,
}

impl App {
    /// What is known of a message that did not arrive.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such message, a denial, or what the store says.
    pub async fn undelivered(&self, who: &Who, journey: JourneyId, update: UpdateId) -> Result<Undelivered> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, journey).await?;
        let row = outbox::get(&mut tx, outbox_id(update)).await?;
        let now = whole_micros(self.ports.clock.now());
        let known = Known::of(&mut tx, &scope(who, &directory)?, &[journey], now).await?;
        drop(tx);
        // What was taken out of the outbox by hand has no row any more, and can still go.
        let row = row.unwrap_or_else(|| gone(journey, update, now));
        if row.stream.id != journey.0 {
            return Err(AppError::NotFound("update"));
        }
        let mut case = case::load(self, &directory, &row, now).await?.ok_or(AppError::NotFound("update"))?;
        case.keep_to(&known);
        let rendered = compose::rendered(&directory, &case, &links::redacted(&self.config.public_url), now)?;
        let trouble = Trouble::of(&row);
        let by_mail = case.recipient.as_ref().filter(|found| found.chat.is_none() && !found.is_number);
        Ok(Undelivered {
            about: case.about().ok_or(AppError::NotFound("update"))?,
            participant: case.participant,
            address: by_mail.filter(|_| known.reaches(journey, HandleKind::Email)).map(|found| found.address.clone()),
            dead: by_mail.is_some_and(|found| found.failed),
            chat: case.is_chat(),
            reason: Some(trouble.code).filter(|code| !code.is_empty()),
            words: trouble.words,
            text: rendered.text,
        })
    }

    /// Sends a message again that did not arrive, to an address: the known one, also where mail to it came back, or another,
    /// which is then the person's on this journey. Without an address it goes into the conversation again, where there is one.
    ///
    /// # Errors
    /// A fault of the address, a refusal, a denial, or what the store says. Nothing is kept then.
    pub async fn send_again(
        &self,
        who: Who,
        journey: JourneyId,
        update: UpdateId,
        address: &str,
        key: Option<String>,
    ) -> Result<Done> {
        let address = Some(address.trim()).filter(|address| !address.is_empty()).map(str::to_owned);
        if address.as_deref().is_some_and(|address| !plausible_email(address)) {
            return Err(AppError::invalid("address", "invalid-email"));
        }
        let stage = Stage::new(self, self.directory().await?);
        let again = Again { stage, who, journey, update, address, key };
        self.store.write_with(again, |tx, again| Box::pin(send(tx, again))).await
    }
}

/// A row as it would have stood.
pub(super) fn gone(journey: JourneyId, update: UpdateId, now: Timestamp) -> OutboxRow {
    OutboxRow {
        id: outbox_id(update),
        kind: UPDATE.to_owned(),
        stream: StreamKey::new(JOURNEY, journey.0),
        ref_id: update.to_string(),
        payload: "{}".to_owned(),
        created_at: now,
        not_before: now,
        next_try: now,
        attempts: 0,
        state: OutboxState::Failed,
        last_error: Some("gone".to_owned()),
        done_at: None,
    }
}

struct Again {
    stage: Stage,
    who: Who,
    journey: JourneyId,
    update: UpdateId,
    /// Nothing: the same way again.
    address: Option<String>,
    key: Option<String>,
}

async fn send(tx: &mut Tx, again: &Again) -> Result<Done> {
    let Again { stage, who, journey, update, .. } = again;
    let command = JourneyCommand::SendAgain { update: *update };
    let request = Request::journey(who.clone(), Door::Page, *journey, command).keyed(again.key.clone());
    if stage.had(tx, who, again.key.as_deref()).await?.is_some() {
        return stage.run(tx, &request).await;
    }
    let found = journey_of(tx, *journey).await?.ok_or(AppError::NotFound("journey"))?;
    let (participant, customer, reach) = receiver(&found, *update)?;
    let Some(address) = again.address.as_deref() else {
        return match reach {
            Reach::Social { .. } => stage.run(tx, &request).await,
            _ => Err(AppError::invalid("address", "invalid-email")),
        };
    };
    // Streams are locked in the order of their keys: the customer before the journey.
    let handle = reachable(tx, again, address, customer).await?;
    if reach != (Reach::Email { handle }) {
        let command = JourneyCommand::ChangeReach { participant, reach: Reach::Email { handle } };
        stage.run(tx, &Request::journey(who.clone(), Door::Page, *journey, command)).await?;
    }
    stage.run(tx, &request).await
}

fn receiver(journey: &Journey, update: UpdateId) -> Result<(ParticipantId, CustomerId, Reach)> {
    let found = journey.updates.get(&update).ok_or_else(|| AppError::Refused(Code::UnknownUpdate.into()))?;
    if !journey.may_go_again(update) {
        return Err(AppError::Refused(Code::NotAgain.into()));
    }
    let person = journey.participants.get(&found.participant).ok_or(AppError::NotFound("participant"))?;
    Ok((found.participant, person.customer, person.reach))
}

/// The handle of the address, believed to reach the person from now on.
async fn reachable(tx: &mut Tx, again: &Again, address: &str, customer: CustomerId) -> Result<HandleId> {
    let Again { stage, who, .. } = again;
    let own = records_of(tx, customer).await?;
    let found = find(tx, (&scope(who, &stage.directory)?, stage.now), HandleKind::Email, address, &own).await?;
    let (handle, request) = match &found {
        Found::Known(known) if own.contains(&known.customer) => (known.id, restoring(who, known)),
        Found::Known(_) => return Err(AppError::invalid("address", "invalid-email-taken")),
        Found::Nobody | Found::OutOfSight => {
            let what = (HandleKind::Email, found.noted());
            let (handle, tie) = tying(stage, (who, Door::Page), customer, what, address);
            (handle, Some(tie))
        }
    };
    if let Some(request) = request {
        stage.run(tx, &request).await?;
    }
    Ok(handle)
}
