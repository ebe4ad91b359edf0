//! Ten seconds in which a member can take back what goes to a customer.
//!
//! The command itself waits, with all its words, and is run at its moment like any other: until then nothing of it stands in
//! the journal, so taking it back leaves nothing to be undone. It is tried first, in a write that is not kept, so that a
//! refusal is said at once. What is refused after all at its moment (somebody was faster) comes back to its writer as a
//! draft, and every page says so until it is dealt with.
//!
//! The seconds are those of the member who looks at the page: they pass by the machine's clock, also where business time
//! stands still or runs ahead (a demonstration, the practice room).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::FileMark;
use regie_domain::command::{Command, Expects, JourneyCommand};
use regie_domain::deadline::deadlines;
use regie_domain::ids::{ContentId, JourneyId, MemberId};
use regie_domain::journey::Journey;
use regie_store::sending::{self, Sending};
use regie_store::{StoreError, Tx, content};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::Directory;
use crate::drafts::{self, Draft, Fields};
use crate::error::{AppError, Result};
use crate::run::{Done, Request, Stage, journey_of, whole_micros};
use crate::together::{self, Together};

/// The kind of content that holds a command that waits.
const SENDING: &str = "sending";

/// The form that a command came from, to give it back as it was.
#[derive(Debug, Clone, Default)]
pub struct Back {
    /// The last part of its address.
    pub form: String,
    /// What it held, without what only the page itself needs.
    pub fields: Fields,
}

/// What became of a command that may go to a customer.
#[derive(Debug)]
pub enum Sent {
    /// It was run.
    Now(Done),
    /// It waits; this is what it will lead to, as far as can be told.
    Held(Done),
}

/// What a member's pages say of what waits or was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: Uuid,
    /// The journey.
    pub journey: JourneyId,
    /// The form that it came from.
    pub form: String,
    /// For how long it can still be taken back; nothing is left of it when its moment has come.
    pub left: SignedDuration,
    /// Why it was refused at its moment, as a code.
    pub refused: Option<String>,
}

/// A command with all its words, as it is kept.
#[derive(Serialize, Deserialize)]
struct Packed {
    take: bool,
    first: Vec<JourneyCommand>,
    command: JourneyCommand,
    expects: Expects,
    texts: Vec<PackedText>,
    form: String,
    fields: Fields,
}

#[derive(Serialize, Deserialize)]
struct PackedText {
    id: ContentId,
    kind: String,
    media_type: String,
    file_name: Option<String>,
    bytes: String,
    journey: Option<JourneyId>,
    marks: Vec<String>,
}

/// Why a first try was not kept.
pub(crate) enum Tried {
    /// It would go to the customer: it waits.
    Waits(Box<Done>),
    Failed(AppError),
}

impl From<StoreError> for Tried {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<AppError> for Tried {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl App {
    /// Runs the commands of a form, or lets them wait for the organisation's seconds where they tell the customer something
    /// by mail. What cannot wait, because something comes due on the journey meanwhile, is run at once.
    ///
    /// # Errors
    /// The refusal or denial that the commands meet now, or what the store says.
    pub async fn run_or_hold(&self, together: Together, journey: JourneyId, back: Back) -> Result<Sent> {
        let directory = self.directory().await?;
        let Some((member, hold)) = holding(&directory, &together.main.who) else {
            return self.run_together(together, journey).await.map(Sent::Now);
        };
        let stage = Stage::new(self, directory);
        let tried = self
            .store
            .write_with((stage, together.clone()), move |tx, (stage, together)| {
                Box::pin(attempt(stage, tx, together, journey, hold))
            })
            .await;
        match tried {
            Ok(done) => Ok(Sent::Now(done)),
            Err(Tried::Failed(error)) => Err(error),
            Err(Tried::Waits(done)) => {
                self.let_wait(member, together, journey, back, hold).await?;
                Ok(Sent::Held(*done))
            }
        }
    }

    /// Keeps a command for its moment.
    pub(crate) async fn let_wait(
        &self,
        member: MemberId,
        together: Together,
        journey: JourneyId,
        back: Back,
        hold: SignedDuration,
    ) -> Result<()> {
        let id = self.ports.uuid();
        let key = together.main.key.clone().unwrap_or_else(|| id.to_string());
        let due = whole_micros(self.machine_now()) + hold;
        let packed = pack(together, back)?;
        self.store
            .write_with((self.clone(), packed, key), move |tx, (app, packed, key)| {
                Box::pin(async move {
                    if sending::by_key(tx, member, key).await?.is_some() {
                        return Ok::<_, AppError>(());
                    }
                    let customer = drafts::customer_of(tx, journey).await?;
                    let content = Some(drafts::put_json(app, tx, SENDING, customer, packed).await?);
                    let (form, key) = (packed.form.clone(), key.clone());
                    sending::forget_refused(tx, member, journey, &form).await?;
                    drafts::forget(tx, member, journey, &form).await?;
                    sending::put(tx, &Sending { id, member, journey, form, key, content, due, refused: None }).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Takes back what still waits: it comes back as a draft, and the form it came from is told. Nothing when it has left.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn take_back(&self, who: &Who, journey: JourneyId, id: Uuid) -> Result<Option<String>> {
        let member = self.writer(who, journey).await?;
        self.store
            .write_with(self.clone(), move |tx, app| {
                Box::pin(async move {
                    let found = sending::get(tx, id).await?;
                    if !found.is_some_and(|found| found.member == member && found.journey == journey) {
                        return Ok(None);
                    }
                    let Some(row) = sending::take(tx, id).await? else { return Ok(None) };
                    give_back(app, tx, &row).await?;
                    Ok::<_, AppError>(Some(row.form))
                })
            })
            .await
    }

    /// Whether what a form with this key sent still waits: it was pressed twice.
    ///
    /// # Errors
    /// What the store says.
    pub async fn waits_under(&self, who: &Who, key: &str) -> Result<bool> {
        let Who::Member(member) = who else { return Ok(false) };
        let found = self.store.read(async |tx| sending::by_key(tx, member.id, key).await).await?;
        Ok(found.is_some())
    }

    /// What waits of a member, or was refused at its moment, soonest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sendings(&self, who: &Who) -> Result<Vec<Waiting>> {
        let Who::Member(member) = who else { return Ok(Vec::new()) };
        let found = self.store.read(async |tx| sending::of_member(tx, member.id).await).await?;
        let now = self.machine_now();
        let shown = |row: Sending| Waiting {
            id: row.id,
            journey: row.journey,
            form: row.form,
            left: row.due.duration_since(now).max(SignedDuration::ZERO),
            refused: row.refused,
        };
        Ok(found.into_iter().map(shown).collect())
    }
}

/// Runs it; what would tell the customer something is given up again, unless it cannot wait.
async fn attempt(
    stage: &Stage,
    tx: &mut Tx,
    together: &Together,
    journey: JourneyId,
    hold: SignedDuration,
) -> Result<Done, Tried> {
    let before = journey_of(tx, journey).await?;
    let done = together::all(stage, tx, together, journey).await?;
    if can_wait(stage, before.as_ref(), &done, hold) { Err(Tried::Waits(Box::new(done))) } else { Ok(done) }
}

/// Who may take back for how long what is sent: a member, where the organisation has seconds for it.
pub(crate) fn holding(directory: &Directory, who: &Who) -> Option<(MemberId, SignedDuration)> {
    let seconds = directory.organisation.as_ref().map_or(0, |found| found.value.undo_seconds);
    match who {
        Who::Member(member) if seconds > 0 => Some((member.id, SignedDuration::from_secs(i64::from(seconds)))),
        _ => None,
    }
}

/// Whether what was tried tells somebody something by a message, and nothing comes due on the journey meanwhile.
pub(crate) fn can_wait(stage: &Stage, before: Option<&Journey>, done: &Done, hold: SignedDuration) -> bool {
    let until = stage.now + hold;
    let pressing = before.is_some_and(|before| deadlines(before).iter().any(|deadline| deadline.due <= until));
    let tells = done
        .journey
        .iter()
        .flat_map(|journey| journey.updates.values())
        .any(|update| update.planned_at == stage.now && update.reach.is_sent());
    tells && !pressing && !done.repeated
}

/// Runs what has waited long enough; tells how much.
///
/// # Errors
/// What the store says when it cannot be used. What a rule refuses goes back to its writer and stops nothing else.
pub async fn run_due(app: &App) -> Result<usize> {
    run_until(app, app.machine_now()).await
}

/// Runs all that waits: business time is about to be moved on, and what was sent before goes before. Tells how much.
///
/// # Errors
/// As [`run_due`].
pub async fn run_all(app: &App) -> Result<usize> {
    run_until(app, Timestamp::MAX).await
}

/// What would be run by itself next, as a moment of the business clock.
pub(crate) async fn next_due(app: &App, tx: &mut Tx) -> Result<Option<Timestamp>> {
    let due = sending::next_due(tx).await?;
    let wait = due.map(|due| due.duration_since(app.machine_now()));
    Ok(wait.and_then(|wait| app.ports.clock.now().checked_add(wait).ok()))
}

async fn run_until(app: &App, until: Timestamp) -> Result<usize> {
    let mut total = 0;
    loop {
        let due = app.store.read(async |tx| sending::due(tx, until).await).await?;
        if due.is_empty() {
            return Ok(total);
        }
        for id in due {
            run_one(app, id).await?;
            total += 1;
        }
    }
}

async fn run_one(app: &App, id: Uuid) -> Result<()> {
    let stage = Stage::new(app, app.directory().await?);
    let done = app.store.write_with(stage, move |tx, stage| Box::pin(release(stage, tx, id))).await;
    let code = match done {
        Ok(()) => return Ok(()),
        Err(AppError::Refused(refusal)) => refusal.code.code().to_owned(),
        Err(AppError::Denied(why)) => why.to_owned(),
        Err(AppError::Store(error)) if !matches!(error, StoreError::KeyReused | StoreError::Json(_)) => {
            return Err(error.into());
        }
        Err(error) => {
            tracing::error!(%id, %error, "a message that waited cannot be sent");
            "internal".to_owned()
        }
    };
    app.store
        .write_with((app.clone(), code), move |tx, (app, code)| {
            Box::pin(async move {
                let Some(row) = sending::take(tx, id).await? else { return Ok(()) };
                give_back(app, tx, &row).await?;
                sending::put(tx, &Sending { content: None, refused: Some(code.clone()), ..row }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// Runs what waits, in the write that takes it away.
async fn release(stage: &Stage, tx: &mut Tx, id: Uuid) -> Result<()> {
    let Some(row) = sending::take(tx, id).await? else { return Ok(()) };
    let Some(packed) = unpack(tx, &row).await? else { return Ok(()) };
    let member = stage.directory.member(row.member).filter(|member| member.active);
    let member = member.ok_or(AppError::Denied("inactive"))?.clone();
    let texts = packed.texts.into_iter().map(unpack_text).collect::<Result<Vec<_>>>()?;
    let request = Request::journey(Who::Member(Box::new(member)), Door::Page, row.journey, packed.command);
    let mut main = request.with(texts).keyed(Some(row.key.clone()));
    main.expects = packed.expects;
    if let Some(content) = row.content {
        content::discard(tx, content.0).await?;
    }
    together::all(stage, tx, &Together { take: packed.take, first: packed.first, main }, row.journey).await?;
    Ok(())
}

/// What it held becomes a draft again, with its files.
async fn give_back(app: &App, tx: &mut Tx, row: &Sending) -> Result<()> {
    let packed = unpack(tx, row).await?;
    if let Some(content) = row.content {
        content::discard(tx, content.0).await?;
    }
    let Some(packed) = packed.filter(|packed| !packed.fields.is_empty()) else { return Ok(()) };
    let mut files = Vec::new();
    for text in packed.texts.into_iter().filter(|text| text.kind == ContentKind::File.code()) {
        files.push(drafts::keep_file(app, tx, row.journey, &unpack_text(text)?).await?);
    }
    let saved_at = whole_micros(app.ports.clock.now());
    let draft = Draft { form: packed.form, fields: packed.fields, files, saved_at };
    drafts::keep(app, tx, row.member, row.journey, &draft).await
}

fn pack(together: Together, back: Back) -> Result<Packed> {
    let Command::Journey { command, .. } = together.main.command else {
        return Err(AppError::Unusable("only a command on a journey can wait".to_owned()));
    };
    let texts = together.main.texts.into_iter().map(|text| PackedText {
        id: text.id,
        kind: text.kind.code().to_owned(),
        media_type: text.media_type,
        file_name: text.file_name,
        bytes: STANDARD.encode(&text.bytes),
        journey: text.journey,
        marks: text.marks.iter().map(|mark| mark.code().to_owned()).collect(),
    });
    Ok(Packed {
        take: together.take,
        first: together.first,
        command,
        expects: together.main.expects,
        texts: texts.collect(),
        form: back.form,
        fields: back.fields,
    })
}

async fn unpack(tx: &mut Tx, row: &Sending) -> Result<Option<Packed>> {
    let Some(content) = row.content else { return Ok(None) };
    // Erased with its customer: there is nothing to send and nobody to send it to.
    let Some(bytes) = content::bytes(tx, content.0).await? else { return Ok(None) };
    Ok(Some(serde_json::from_slice(&bytes)?))
}

fn unpack_text(packed: PackedText) -> Result<Text> {
    let damaged = |what: &str| AppError::Store(StoreError::Damaged(format!("a text that waits: {what}")));
    let kind = ContentKind::parse(&packed.kind).ok_or_else(|| damaged("kind"))?;
    let bytes = STANDARD.decode(&packed.bytes).map_err(|_| damaged("bytes"))?;
    let marks = packed.marks.iter().filter_map(|code| FileMark::parse(code)).collect();
    let (id, media_type, file_name, journey) = (packed.id, packed.media_type, packed.file_name, packed.journey);
    Ok(Text { id, kind, media_type, file_name, bytes, journey, marks })
}
