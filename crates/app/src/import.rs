//! Laying an archive of mail into the record: ended journeys, or with `open_since` open ones, that tell nobody anything. A
//! batch is one write, with the place to go on from, so that a killed import goes on where it was and does nothing twice.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::actor::TeamRef;
use regie_domain::codes::Direction;
use regie_domain::command::JourneyCommand;
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::{BlueprintId, JourneyId};
use regie_domain::journey::State;
use regie_store::views::folders::{self, ImportState};
use regie_store::views::mail::{self, MailId};
use regie_store::views::{customers, references};
use regie_store::{StoreError, Tx};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::without_detail;
use crate::error::{AppError, Result};
use crate::intake::{CameBefore, DOOR, IncomingMail, MAIL, MailAddress, month_at};
use crate::run::{Request, Stage, locked_journey};

mod stories;

use stories::{Before, Stories, Story, add, story_of};

/// A mail out of an archive.
#[derive(Debug, Clone)]
pub struct ArchivedMail {
    /// What was read of it; nothing when it is no mail.
    pub mail: IncomingMail,
    /// The mail as it lies there.
    pub raw: Vec<u8>,
    /// When it was sent, as far as can be told.
    pub at: Timestamp,
}

/// Some mails out of an archive, and where to go on after them.
#[derive(Debug, Clone)]
pub struct ArchiveBatch {
    /// The archive: a path.
    pub source: String,
    /// The mailbox that it belongs to.
    pub mailbox: Uuid,
    /// The mails, in the archive's order.
    pub mails: Vec<ArchivedMail>,
    /// Where to go on; nothing for the end.
    pub resume_at: Option<String>,
    /// What was written at this moment or later is still going on; nothing is when there is none.
    pub open_since: Option<Timestamp>,
}

/// What came of a batch.
#[derive(Debug, Clone)]
pub struct Laid {
    /// How far the archive is now.
    pub state: ImportState,
    /// Journeys that it let go on.
    pub opened: u64,
}

impl App {
    /// How far an archive has been imported.
    ///
    /// # Errors
    /// What the store says.
    pub async fn import_state(&self, source: &str) -> Result<Option<ImportState>> {
        let mut tx = self.store.begin_read().await?;
        Ok(folders::import(&mut tx, source).await?)
    }

    /// Begins an import anew after it had reached its end: what is known is recognised, and the counts begin at nought.
    ///
    /// # Errors
    /// What the store says.
    pub async fn restart_import(&self, source: &str) -> Result<()> {
        let source = source.to_owned();
        self.store
            .write_with(source, |tx, source| {
                Box::pin(async move { folders::put_import(tx, source, &ImportState::default()).await })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// Imports a batch in one write, and answers how far the archive is now. A conversation with a mail of `open_since` or
    /// later becomes an open journey, also where it is known from an earlier import; nobody is told.
    ///
    /// # Errors
    /// What the store says, or that the mailbox is gone. Nothing of the batch is kept then.
    pub async fn import_batch(&self, batch: ArchiveBatch) -> Result<Laid> {
        let stage = Stage::new(self, self.directory().await?);
        self.store.write_with((stage, batch), |tx, (stage, batch)| Box::pin(import(stage, tx, batch))).await
    }
}

async fn import(stage: &Stage, tx: &mut Tx, batch: &ArchiveBatch) -> Result<Laid> {
    let mailbox =
        stage.directory.mailboxes.get(&batch.mailbox).map(|found| &found.value).ok_or(AppError::NotFound("mailbox"))?;
    let team = stage.directory.team_ref(mailbox.team).ok_or(AppError::NotFound("team"))?;
    let mut state = folders::import(tx, &batch.source).await?.unwrap_or_default();
    let mut stories = Stories::default();
    let mut alive = BTreeSet::new();
    let sides: Vec<Option<(Direction, MailAddress)>> =
        batch.mails.iter().map(|archived| side(stage, &archived.mail)).collect();
    let people: Vec<(&IncomingMail, MailAddress)> = (batch.mails.iter().zip(&sides))
        .filter_map(|(archived, side)| Some((&archived.mail, side.as_ref()?.1.clone())))
        .collect();
    let mut before = Before::read(stage, tx, &people).await?;
    let keys = people.iter().map(|(mail, _)| mail.dedupe_key.as_str());
    let mut came = CameBefore::ask(stage, tx, MAIL, keys).await?;
    for (archived, side) in batch.mails.iter().zip(sides) {
        state.seen += 1;
        let Some((direction, person)) = side else {
            state.set_aside += 1;
            continue;
        };
        if !came.comes_first(stage, tx, &archived.mail.dedupe_key).await? {
            state.duplicates += 1;
            if recent(batch, archived) {
                alive.extend(known_journey(&before, &archived.mail, &person));
            }
            continue;
        }
        let story = story_of(stage, tx, (&mut before, &mut stories), archived, &person).await?;
        add(stage, &mut stories, story, archived, direction);
        if recent(batch, archived) {
            alive.insert((stories.all[story].journey, person.address));
        }
        state.imported += 1;
    }
    for story in stories.all {
        state.journeys += i64::from(story.title.is_some());
        lay(stage, tx, story, team, mailbox.blueprint).await?;
    }
    let mut opened = 0;
    for (journey, address) in &alive {
        opened += u64::from(go_on(stage, tx, *journey, address).await?);
    }
    state.resume_at.clone_from(&batch.resume_at);
    state.finished_at = batch.resume_at.is_none().then_some(stage.now);
    folders::put_import(tx, &batch.source, &state).await?;
    Ok(Laid { state, opened })
}

/// Whether what a mail is about is still going on.
fn recent(batch: &ArchiveBatch, archived: &ArchivedMail) -> bool {
    batch.open_since.is_some_and(|since| archived.at >= since)
}

/// The journey that a mail known before is on, and the address of the person it was exchanged with.
fn known_journey(before: &Before, mail: &IncomingMail, person: &MailAddress) -> Option<(JourneyId, String)> {
    let own = before.rows(&mail.message_id).find(|row| row.role != "named");
    own.map(|row| (row.journey, person.address.clone()))
}

/// Lets an archived journey go on: it becomes open without a word to anybody, and its customer can be written to. One that
/// a person or a mail has opened before is left as it is.
async fn go_on(stage: &Stage, tx: &mut Tx, id: JourneyId, address: &str) -> Result<bool> {
    let Some(journey) = locked_journey(tx, id).await? else { return Ok(false) };
    if !journey.historic || matches!(journey.state, State::Void { .. }) {
        return Ok(false);
    }
    let handles = customers::handles(tx, journey.customer).await?;
    let mails = || handles.iter().filter(|handle| handle.kind == HandleKind::Email.code() && !handle.failed);
    let wanted = customers::normalise(HandleKind::Email, address);
    let used = mails().find(|handle| handle.matched.as_ref() == Some(&wanted)).or_else(|| mails().next());
    let reach = used.map_or(Reach::None, |handle| Reach::Email { handle: handle.id });
    stage.run(tx, &Request::journey(Who::System, DOOR, id, JourneyCommand::OpenImported { reach })).await?;
    Ok(true)
}

/// Whether a mail came in or went out, and the person on the other side. Nothing when there is nobody.
fn side(stage: &Stage, mail: &IncomingMail) -> Option<(Direction, MailAddress)> {
    let ours = |address: &str| {
        stage.directory.mailbox_by_address(address).is_some()
            || stage.directory.member_by_email(&without_detail(address)).is_some()
    };
    let from = mail
        .from
        .as_ref()
        .filter(|_| mail.quarantine.as_deref().is_none_or(|code| code == crate::intake::DISPROVEN))?;
    if !ours(&from.address) {
        return Some((Direction::In, from.clone()));
    }
    let to = mail.recipients.iter().find(|to| !ours(to))?;
    Some((Direction::Out, MailAddress { name: None, address: to.clone() }))
}

/// Writes a story into the record.
async fn lay(stage: &Stage, tx: &mut Tx, mut story: Story, team: TeamRef, blueprint: BlueprintId) -> Result<()> {
    story.contacts.sort_by_key(|contact| contact.occurred_at);
    let Some(first) = story.contacts.first().and_then(|contact| contact.occurred_at) else { return Ok(()) };
    let mut texts = std::mem::take(&mut story.texts);
    let Some(title) = story.title else {
        for contact in story.contacts {
            let command = JourneyCommand::AddHistoric { contact };
            let request = Request::journey(Who::System, DOOR, story.journey, command).with(std::mem::take(&mut texts));
            stage.run(tx, &request).await?;
        }
        return remember(tx, &story.ids).await;
    };
    let subject = stage.id();
    texts.push(Text::plain(subject, ContentKind::Subject, &title, Some(story.journey)));
    let command = JourneyCommand::OpenHistoric {
        reference: references::next(tx, month_at(stage, first)?).await?,
        customer: story.customer,
        participant: story.participant,
        team,
        subject,
        contacts: story.contacts,
    };
    let mut request = Request::journey(Who::System, DOOR, story.journey, command).with(texts);
    request.blueprint = Some(blueprint);
    stage.run(tx, &request).await?;
    remember(tx, &story.ids).await
}

async fn remember(tx: &mut Tx, ids: &[MailId]) -> Result<()> {
    for id in ids {
        mail::remember(tx, id).await?;
    }
    Ok(())
}
