//! Laying an archive of mail into the record: ended journeys, or with `open_since` open ones, that tell nobody anything. A batch is one write, with the place
//! to go on from, so that a killed import goes on where it was and does nothing twice.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::TeamRef;
use regie_domain::codes::{Asks, Channel, Direction, JoinReason};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{Evidence, HandleKind};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::fold::fold;
use regie_domain::ids::{BlueprintId, ContactId, CustomerId, JourneyId, ParticipantId};
use regie_domain::journey::{Journey, State};
use regie_store::journal::StreamKey;
use regie_store::views::folders::{self, ImportState};
use regie_store::views::mail::{self, MailId};
use regie_store::views::{customers, journeys, references};
use regie_store::{StoreError, Tx, inbox, journal};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::without_detail;
use crate::error::{AppError, Result};
use crate::intake::{DOOR, IncomingMail, MailAddress, customer_with, first_words, month_at, pointed_at};
use crate::run::{JOURNEY, Request, Stage, read_journey};

/// Mails of one customer under one subject are one story when no more than this lies between them.
const SAME_STORY: SignedDuration = SignedDuration::from_hours(24 * 60);

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

/// One story of the batch: a journey that is made, or one of an earlier batch that goes on.
struct Story {
    journey: JourneyId,
    customer: CustomerId,
    participant: ParticipantId,
    /// The title of a journey that is made.
    title: Option<String>,
    last: Timestamp,
    contacts: Vec<ContactFacts>,
    texts: Vec<Text>,
    ids: Vec<MailId>,
}

#[derive(Default)]
struct Stories {
    all: Vec<Story>,
    by_id: HashMap<String, usize>,
}

async fn import(stage: &Stage, tx: &mut Tx, batch: &ArchiveBatch) -> Result<Laid> {
    let mailbox =
        stage.directory.mailboxes.get(&batch.mailbox).map(|found| &found.value).ok_or(AppError::NotFound("mailbox"))?;
    let team = stage.directory.team_ref(mailbox.team).ok_or(AppError::NotFound("team"))?;
    let mut state = folders::import(tx, &batch.source).await?.unwrap_or_default();
    let mut stories = Stories::default();
    let mut alive = BTreeSet::new();
    for archived in &batch.mails {
        state.seen += 1;
        let Some((direction, person)) = side(stage, &archived.mail) else {
            state.set_aside += 1;
            continue;
        };
        if !inbox::accept(tx, "mail", &archived.mail.dedupe_key, None, stage.now).await? {
            state.duplicates += 1;
            if recent(batch, archived) {
                alive.extend(known_journey(tx, &archived.mail, &person).await?);
            }
            continue;
        }
        let story = story_of(stage, tx, &mut stories, archived, &person).await?;
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
async fn known_journey(tx: &mut Tx, mail: &IncomingMail, person: &MailAddress) -> Result<Option<(JourneyId, String)>> {
    let rows = mail::find(tx, std::slice::from_ref(&mail.message_id)).await?;
    let own = rows.into_iter().find(|row| row.role != "named");
    Ok(own.map(|row| (row.journey, person.address.clone())))
}

/// Lets an archived journey go on: it becomes open without a word to anybody, and its customer can be written to. One that
/// a person or a mail has opened before is left as it is.
async fn go_on(stage: &Stage, tx: &mut Tx, id: JourneyId, address: &str) -> Result<bool> {
    let Some(journey) = folded(tx, id).await? else { return Ok(false) };
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

async fn folded(tx: &mut Tx, id: JourneyId) -> Result<Option<Journey>> {
    let stream = StreamKey::new(JOURNEY, id.0);
    Ok(fold(id, &read_journey(&journal::load(tx, &stream).await?)?))
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

/// The story that a mail belongs to: that of the mails it answers or that answer it, else the one with the same person and
/// subject not long ago, else its own.
async fn story_of(
    stage: &Stage,
    tx: &mut Tx,
    stories: &mut Stories,
    archived: &ArchivedMail,
    person: &MailAddress,
) -> Result<usize> {
    let mail = &archived.mail;
    let evidence = Evidence::Import;
    let (customer, _) =
        customer_with(stage, tx, &person.address, person.name.as_deref(), mail.english, evidence).await?;
    let mut known = vec![customer];
    known.extend(customers::joined(tx, customer).await?);
    let mut keys = mail.answers.clone();
    keys.push(mail.message_id.clone());
    let subject = subject_id(customer, &mail.subject_key);
    for key in &keys {
        if let Some(story) = stories.by_id.get(key).filter(|story| known.contains(&stories.all[**story].customer)) {
            return Ok(*story);
        }
    }
    let mut rows = pointed_at(tx, &keys).await?;
    if let Some(subject) = &subject {
        let near = |at: Timestamp| archived.at.duration_since(at).abs() <= SAME_STORY;
        if let Some(story) = stories.by_id.get(subject).filter(|story| near(stories.all[**story].last)) {
            return Ok(*story);
        }
        rows.extend(mail::find(tx, std::slice::from_ref(subject)).await?.into_iter().filter(|row| near(row.at)));
    }
    for row in rows {
        if let Some(found) = goes_on(tx, stories, row.journey, &known).await? {
            return Ok(found);
        }
    }
    stories.all.push(Story {
        journey: stage.id(),
        customer,
        participant: stage.id(),
        title: Some(if mail.subject_base.trim().is_empty() {
            first_words(&mail.text)
        } else {
            mail.subject_base.clone()
        }),
        last: archived.at,
        contacts: Vec::new(),
        texts: Vec::new(),
        ids: Vec::new(),
    });
    Ok(stories.all.len() - 1)
}

/// An archived journey of an earlier batch, if one of these customers is on it.
async fn goes_on(
    tx: &mut Tx,
    stories: &mut Stories,
    journey: JourneyId,
    known: &[CustomerId],
) -> Result<Option<usize>> {
    if let Some(story) = stories.all.iter().position(|story| story.journey == journey) {
        return Ok(Some(story));
    }
    if !journeys::is_historic(tx, journey).await?
        && !folded(tx, journey).await?.is_some_and(|journey| journey.takes_archived())
    {
        return Ok(None);
    }
    for customer in known {
        if let Some(participant) = journeys::participant(tx, journey, *customer).await? {
            let (contacts, texts, ids) = (Vec::new(), Vec::new(), Vec::new());
            let last = Timestamp::UNIX_EPOCH;
            stories.all.push(Story {
                journey,
                customer: *customer,
                participant,
                title: None,
                last,
                contacts,
                texts,
                ids,
            });
            return Ok(Some(stories.all.len() - 1));
        }
    }
    Ok(None)
}

/// Adds a mail to its story, and remembers what later mails of the archive find it by.
fn add(stage: &Stage, stories: &mut Stories, index: usize, archived: &ArchivedMail, direction: Direction) {
    let story = &mut stories.all[index];
    let mail = &archived.mail;
    let contact = stage.id::<ContactId>();
    let at = archived.at.min(stage.now).max(Timestamp::UNIX_EPOCH);
    let mut content = |kind: ContentKind, media_type: &str, bytes: Vec<u8>, journey| {
        let id = stage.id();
        story.texts.push(Text { id, kind, media_type: media_type.to_owned(), file_name: None, bytes, journey });
        id
    };
    let text =
        content(ContentKind::Text, "text/plain; charset=utf-8", mail.text.clone().into_bytes(), Some(story.journey));
    let html = mail
        .html
        .as_ref()
        .map(|html| content(ContentKind::Html, "text/html; charset=utf-8", html.clone().into_bytes(), None));
    let raw = content(ContentKind::Raw, "message/rfc822", archived.raw.clone(), None);
    let mut files = Vec::with_capacity(mail.files.len());
    for file in &mail.files {
        let id = stage.id();
        story.texts.push(Text::file(id, &file.name, &file.media_type, file.bytes.clone(), Some(story.journey)));
        files.push(id);
    }
    let journey = story.journey;
    story.contacts.push(ContactFacts {
        contact,
        direction,
        channel: Channel::Email,
        class: mail.class,
        participant: Some(story.participant),
        text,
        html,
        raw: Some(raw),
        files,
        occurred_at: Some(at),
        why: JoinReason::Imported,
        asks: Asks::Something,
        new_topic: false,
        tied_to: None,
    });
    story.last = at;
    let participant = Some(story.participant);
    let row = |message_id: String, role: &str| MailId {
        message_id,
        journey,
        role: role.to_owned(),
        participant,
        contact: Some(contact),
        update: None,
        at,
    };
    let role = if direction == Direction::In { "in" } else { "out" };
    let subject = subject_id(story.customer, &mail.subject_key);
    let mut ids = vec![row(mail.message_id.clone(), role)];
    ids.extend(mail.answers.iter().take(20).cloned().chain(subject).map(|id| row(id, "named")));
    for id in &ids {
        stories.by_id.entry(id.message_id.clone()).or_insert(index);
    }
    story.ids.extend(ids);
}

/// The key under which stories of one person with one subject find each other.
fn subject_id(customer: CustomerId, key: &str) -> Option<String> {
    if key.is_empty() {
        return None;
    }
    let digest: String = Sha256::digest(key.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    Some(format!("subject:{customer}:{digest}"))
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
