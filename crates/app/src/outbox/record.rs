//! What became of a message, in one write: its row in the outbox, the event on the journey, the Message-ID for the replies
//! that will come, and the counts that break loops.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::FailWhy;
use regie_domain::command::JourneyCommand;
use regie_domain::customer::CustomerCommand;
use regie_domain::ids::{ContactId, ContentId, CustomerId, HandleId, JourneyId, UpdateId};
use regie_store::outbox::{self, OutboxRow};
use regie_store::views::mail::{self, MailId};
use regie_store::{StoreError, Tx};
use uuid::Uuid;

use super::case::{Case, Recipient};
use super::compose::Letter;
use super::reason;
use crate::App;
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::intake::address_key;
use crate::links::LINK;
use crate::run::{Request, Stage};

/// How long after each try the next one comes, in minutes; the last goes on until [`PATIENCE`] ends.
const BACKOFF: [i64; 5] = [1, 5, 15, 60, 240];
/// How long a message is tried before it counts as undeliverable.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);
/// How much of a server's words is kept, in characters.
const WORDS: usize = 160;

/// How a message ended without a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It lost its sense and is taken out.
    Withdrawn,
    /// It turns out to have been sent.
    Sent,
}

/// Keeps the record of what was claimed.
pub(super) struct Keeper {
    app: App,
    pub directory: Arc<Directory>,
    /// Who claimed.
    pub holder: String,
}

/// The last trouble of a message, as the outbox keeps it: a code, how often it failed in a row and since when, and the
/// words of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub code: String,
    pub tries: usize,
    pub since: Option<Timestamp>,
    pub words: String,
}

impl Trouble {
    /// Of a row that had none, an empty one.
    pub fn of(row: &OutboxRow) -> Self {
        let text = row.last_error.as_deref().unwrap_or_default();
        let mut parts = text.splitn(4, ' ');
        let code = parts.next().unwrap_or_default().to_owned();
        let tries = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        let since = parts.next().and_then(|part| part.parse().ok()).filter(|micros| *micros != 0);
        let since = since.and_then(|micros| Timestamp::from_microsecond(micros).ok());
        Self { code, tries, since, words: parts.next().unwrap_or_default().to_owned() }
    }

    fn coded(mut self, code: &str) -> Self {
        code.clone_into(&mut self.code);
        self
    }

    fn text(&self) -> String {
        let since = self.since.map_or(0, Timestamp::as_microsecond);
        format!("{} {} {since} {}", self.code, self.tries, self.words)
    }
}

/// The code of what a row waits for.
pub(super) fn code_of(row: &OutboxRow) -> &str {
    row.last_error.as_deref().and_then(|text| text.split(' ').next()).unwrap_or_default()
}

/// A server's words without addresses. What else they may tell of a customer goes when the customer is erased.
fn without_addresses(words: &str) -> String {
    let plain = words.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    plain.collect::<Vec<_>>().join(" ").chars().take(WORDS).collect()
}

impl Keeper {
    pub fn new(app: &App, directory: Arc<Directory>) -> Self {
        Self { app: app.clone(), directory, holder: app.ports.uuid().to_string() }
    }

    /// It left: the row, the event with its text, the Message-ID and the count, or none of them.
    pub async fn sent(&self, case: &Case, letter: &Letter) -> Result<()> {
        let stage = self.stage();
        let contact = case.update.as_ref().and_then(|(_, update)| update.contact);
        // Not in the search index: what the program writes is the same on every journey, what a member wrote is there.
        let text = Text::plain(stage.id::<ContentId>(), ContentKind::Text, &letter.record, None);
        let counted = case.recipient.as_ref().filter(|_| case.is_automatic() && letter.alone);
        let automatic = counted.map(marks_of).unwrap_or_default();
        let sent = Sent {
            id: case.row.id,
            holder: self.holder.clone(),
            journey: case.journey.id,
            row: case.row.clone(),
            update: case.update.as_ref().map(|(id, _)| *id),
            key: if case.update.is_some() { case.key() } else { LINK },
            ids: mail_ids(case, letter, contact, stage.now),
            automatic,
            text,
            stage,
        };
        let write = |told: bool| {
            let sent = sent.clone();
            self.app.store.write_with(sent, move |tx, sent| Box::pin(record_sent(tx, sent, told)))
        };
        match write(true).await {
            // The mail has left, whatever the journey says to it: it must not leave again.
            Err(AppError::Refused(refusal)) => {
                tracing::error!(id = %case.row.id, ?refusal, "a message was sent that its journey does not know");
                write(false).await
            }
            // Another sender took the claim over and reported first.
            Err(AppError::Store(StoreError::Conflict)) => Ok(()),
            other => other,
        }
    }

    /// The server said "later": tried again, less and less often, for a day.
    pub async fn temporary(&self, case: &Case, words: &str) -> Result<()> {
        let before = Trouble::of(&case.row);
        let now = self.stage().now;
        if before.since.is_some_and(|since| now.duration_since(since) >= PATIENCE) {
            return self.fail(case, reason::GIVEN_UP, words, false).await;
        }
        self.later(&case.row, reason::TEMPORARY, words).await
    }

    /// Something stands in the way for now, on our side or theirs.
    pub async fn later(&self, row: &OutboxRow, code: &str, words: &str) -> Result<()> {
        let now = self.stage().now;
        let before = Trouble::of(row);
        let minutes = BACKOFF[before.tries.min(BACKOFF.len() - 1)];
        let next = now.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX);
        let trouble = Trouble {
            code: code.to_owned(),
            tries: before.tries + 1,
            since: before.since.or(Some(now)),
            words: without_addresses(words),
        };
        self.retry(row.id, trouble, next).await
    }

    /// It waits for a moment, without having failed.
    pub async fn delay(&self, row: &OutboxRow, code: &str, until: Timestamp) -> Result<()> {
        tracing::warn!(id = %row.id, code, "a message is over a limit and waits");
        self.retry(row.id, Trouble::of(row).coded(code), until).await
    }

    /// It waits for others, to leave with them as one mail.
    pub async fn gather(&self, row: &OutboxRow, until: Timestamp) -> Result<()> {
        self.retry(row.id, Trouble::of(row).coded(super::reason::GATHERED), until).await
    }

    /// It waits for a moment that says nothing about it: its own, or that of what leaves before it.
    pub async fn again_at(&self, row: &OutboxRow, at: Timestamp) -> Result<()> {
        self.retry(row.id, Trouble::of(row), at).await
    }

    /// It lost its sense: the row goes, and the journey knows that it does not come any more.
    pub async fn withdraw(&self, case: &Case) -> Result<()> {
        let context =
            (self.stage(), case.row.id, self.holder.clone(), case.journey.id, case.update.as_ref().map(|(id, _)| *id));
        self.report(self.app.store.write_with(context, |tx, (stage, id, holder, journey, update)| {
            Box::pin(async move {
                outbox::retry(tx, *id, holder, "withdrawn", stage.now).await?;
                outbox::withdraw(tx, *id).await?;
                if let Some(update) = *update {
                    let command = JourneyCommand::Overtaken { update };
                    unless_refused(
                        stage.run(tx, &Request::journey(Who::System, Door::Timer, *journey, command)).await,
                    )?;
                }
                Ok(())
            })
        }))
        .await
    }

    /// It waits for a person.
    pub async fn hold(&self, row: &OutboxRow, code: &str) -> Result<()> {
        let context = (row.id, self.holder.clone(), Trouble::of(row).coded(code).text(), self.stage().now);
        self.report(self.app.store.write_with(context, |tx, (id, holder, text, now)| {
            Box::pin(async move {
                outbox::retry(tx, *id, holder, text, *now).await?;
                Ok::<_, AppError>(outbox::pause(tx, *id).await?)
            })
        }))
        .await
    }

    /// It lost its sense, or was sent before.
    pub async fn end(&self, row: &OutboxRow, how: Ended) -> Result<()> {
        let context = (row.id, self.holder.clone(), how, self.stage().now);
        self.report(self.app.store.write_with(context, |tx, (id, holder, how, now)| {
            Box::pin(async move {
                match how {
                    Ended::Sent => outbox::sent(tx, *id, holder, *now).await?,
                    Ended::Withdrawn => {
                        outbox::retry(tx, *id, holder, "withdrawn", *now).await?;
                        outbox::withdraw(tx, *id).await?;
                    }
                }
                Ok::<_, AppError>(())
            })
        }))
        .await
    }

    /// It cannot arrive: the customer was not told, so a person must. A dead address is noted on the customer's record.
    pub async fn fail(&self, case: &Case, code: &str, words: &str, dead: bool) -> Result<()> {
        let trouble = Trouble { words: without_addresses(words), ..Trouble::of(&case.row).coded(code) };
        let failed = Failed {
            stage: self.stage(),
            id: case.row.id,
            holder: self.holder.clone(),
            error: trouble.text(),
            journey: case.journey.id,
            update: case.update.as_ref().map(|(id, _)| *id),
            dead: case.recipient.as_ref().filter(|_| dead).map(|found| (found.customer, found.handle)),
            closed: None,
            // What waits for a person's look, or a person's voice, goes by no other way.
            how: if matches!(code, reason::LOOP | reason::PREFERS) { How::ForPerson } else { How::ForGood },
        };
        self.report(self.app.store.write_with(failed, |tx, failed| Box::pin(record_failed(tx, failed)))).await
    }

    /// It cannot go by the way that it was to go: the next one is taken, or a person tells it.
    pub async fn unreachable(&self, case: &Case, why: FailWhy, words: &str) -> Result<()> {
        let trouble = Trouble { words: without_addresses(words), ..Trouble::of(&case.row).coded(reason::CHANNEL) };
        let failed = Failed {
            stage: self.stage(),
            id: case.row.id,
            holder: self.holder.clone(),
            error: trouble.text(),
            journey: case.journey.id,
            update: case.update.as_ref().map(|(id, _)| *id),
            dead: case
                .recipient
                .as_ref()
                .filter(|_| why == FailWhy::Blocked)
                .map(|found| (found.customer, found.handle)),
            closed: case
                .recipient
                .as_ref()
                .filter(|it| why == FailWhy::Window && it.chat.is_some())
                .map(|found| found.handle),
            how: How::Way(why),
        };
        self.report(self.app.store.write_with(failed, |tx, failed| Box::pin(record_failed(tx, failed)))).await
    }

    async fn retry(&self, id: Uuid, trouble: Trouble, next: Timestamp) -> Result<()> {
        let context = (id, self.holder.clone(), trouble.text(), next);
        self.report(self.app.store.write_with(context, |tx, (id, holder, text, next)| {
            Box::pin(async move { Ok::<_, AppError>(outbox::retry(tx, *id, holder, text, *next).await?) })
        }))
        .await
    }

    /// A lost claim is nothing to report: another sender has the message.
    async fn report(&self, writing: impl Future<Output = Result<()>>) -> Result<()> {
        match writing.await {
            Err(AppError::Store(StoreError::Conflict)) => Ok(()),
            other => other,
        }
    }

    fn stage(&self) -> Stage {
        Stage::new(&self.app, self.directory.clone())
    }
}

#[derive(Clone)]
struct Sent {
    stage: Stage,
    id: Uuid,
    holder: String,
    journey: JourneyId,
    row: OutboxRow,
    update: Option<UpdateId>,
    key: &'static str,
    ids: Vec<MailId>,
    automatic: Vec<String>,
    text: Text,
}

async fn record_sent(tx: &mut Tx, sent: &Sent, told: bool) -> Result<()> {
    outbox::sent(tx, sent.id, &sent.holder, sent.stage.now).await?;
    for id in &sent.ids {
        mail::remember(tx, id).await?;
    }
    for mark in &sent.automatic {
        mail::note_automatic(tx, mark, sent.key, Some(sent.journey), sent.stage.now).await?;
    }
    if sent.update.is_some() {
        // What waited before it, over a limit or for a server, may be overtaken now.
        outbox::hurry(tx, &sent.row.stream, sent.row.created_at, sent.stage.now).await?;
    }
    if let (Some(update), true) = (sent.update, told) {
        let command = JourneyCommand::Sent { update, text: sent.text.id };
        let request = Request::journey(Who::System, Door::Timer, sent.journey, command).with(vec![sent.text.clone()]);
        sent.stage.run(tx, &request).await?;
    }
    Ok(())
}

/// Under which marks an automatic mail is counted: its address, and the domain where nobody proved the address.
fn marks_of(recipient: &Recipient) -> Vec<String> {
    let domain = recipient.domain_marks.first().filter(|_| !recipient.proven);
    recipient.marks.first().into_iter().chain(domain).cloned().collect()
}

struct Failed {
    stage: Stage,
    id: Uuid,
    holder: String,
    error: String,
    journey: JourneyId,
    update: Option<UpdateId>,
    dead: Option<(CustomerId, HandleId)>,
    /// Where the channel says that nothing goes freely any more.
    closed: Option<HandleId>,
    how: How,
}

/// In which way a message failed.
#[derive(Clone, Copy)]
enum How {
    /// It was refused.
    ForGood,
    /// A person is to tell it.
    ForPerson,
    /// Its way is closed.
    Way(FailWhy),
}

async fn record_failed(tx: &mut Tx, failed: &Failed) -> Result<()> {
    outbox::fail(tx, failed.id, &failed.holder, &failed.error, failed.stage.now).await?;
    // Streams are locked in the order of their keys: the customer before the journey.
    if let Some((customer, handle)) = failed.dead {
        let request = Request::customer(Who::System, Door::Timer, customer, CustomerCommand::FailHandle { handle });
        unless_refused(failed.stage.run(tx, &request).await)?;
    }
    if let Some(update) = failed.update {
        let command = match failed.how {
            How::ForGood => JourneyCommand::Failed { update, permanent: true },
            How::ForPerson => JourneyCommand::Failed { update, permanent: false },
            How::Way(why) => JourneyCommand::Unreachable { update, why },
        };
        unless_refused(
            failed.stage.run(tx, &Request::journey(Who::System, Door::Timer, failed.journey, command)).await,
        )?;
    }
    if let Some(handle) = failed.closed {
        regie_store::social::closed(tx, handle, failed.stage.now).await?;
    }
    Ok(())
}

/// A refusal comes before anything is written, so the rest of the record can stand.
fn unless_refused<T>(done: Result<T>) -> Result<()> {
    match done {
        Ok(_) | Err(AppError::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What replies and bounces name: the Message-ID, and the addresses with a token.
fn mail_ids(case: &Case, letter: &Letter, contact: Option<ContactId>, at: Timestamp) -> Vec<MailId> {
    if !letter.alone {
        return Vec::new();
    }
    let addresses =
        [&letter.mail.reply_to, &letter.mail.envelope_from].into_iter().filter(|address| address.contains('+'));
    let keys = std::iter::once(letter.mail.message_id.clone()).chain(addresses.map(|address| address_key(address)));
    keys.map(|message_id| MailId {
        message_id,
        journey: case.journey.id,
        role: "out".to_owned(),
        participant: Some(case.participant),
        contact,
        update: case.update.as_ref().map(|(id, _)| *id),
        at,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_reads_back_what_it_wrote() {
        let trouble = Trouble {
            code: reason::TEMPORARY.into(),
            tries: 3,
            since: Timestamp::from_second(1_517_821_200).ok(),
            words: "451 4.7.1 try later".into(),
        };
        let mut row = OutboxRow {
            id: Uuid::nil(),
            kind: "update".into(),
            stream: regie_store::journal::StreamKey::new("journey", Uuid::nil()),
            ref_id: String::new(),
            payload: String::new(),
            created_at: Timestamp::UNIX_EPOCH,
            not_before: Timestamp::UNIX_EPOCH,
            next_try: Timestamp::UNIX_EPOCH,
            attempts: 0,
            state: outbox::OutboxState::Pending,
            last_error: Some(trouble.text()),
            done_at: None,
        };
        assert_eq!(Trouble::of(&row), trouble);
        assert_eq!(code_of(&row), reason::TEMPORARY);
        row.last_error = None;
        assert_eq!(Trouble::of(&row), Trouble { code: String::new(), tries: 0, since: None, words: String::new() });
    }

    #[test]
    fn a_servers_words_are_kept_without_addresses() {
        assert_eq!(without_addresses("550 5.1.1 <a@example.net>:\r\n user unknown"), "550 5.1.1 … user unknown");
    }
}
