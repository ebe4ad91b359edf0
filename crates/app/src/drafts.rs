//! What a member is writing on a journey and has not sent: kept per form, found again after a restart, gone once it is sent.
//! The words are a content of the journey's customer, so that erasing the customer erases them.

use jiff::Timestamp;
use regie_domain::codes::FileMark;
use regie_domain::ids::{ContentId, CustomerId, JourneyId, MemberId};
use regie_store::audit::{self, Change};
use regie_store::content::{self, NewContent};
use regie_store::drafts::{self, DraftRow};
use regie_store::{Tx, sending, views};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::authorise::{Who, may_read_part};
use crate::content::Text;
use crate::error::{AppError, Result};
use crate::run::{CUSTOMER, whole_micros};

/// What a form holds: names and values in order.
pub type Fields = Vec<(String, String)>;

/// The kind of content that a draft is.
const DRAFT: &str = "draft";
/// The most that is kept of one form, in bytes.
const LARGEST: usize = 256 * 1024;
/// The longest name of a form.
const LONGEST_NAME: usize = 120;

/// A form that was filled in and not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which form: the last part of its address.
    pub form: String,
    /// What it held.
    pub fields: Fields,
    /// The files of a message that was taken back.
    pub files: Vec<DraftFile>,
    /// When it was kept, by the business clock.
    pub saved_at: Timestamp,
}

/// A file that waits with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftFile {
    /// Its content.
    pub content: ContentId,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// What a person should know before opening it, as codes.
    pub marks: Vec<String>,
}

/// What is kept of a draft: its fields, and the files where there are any.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Words(Fields),
    Whole { fields: Fields, files: Vec<DraftFile> },
}

impl Draft {
    /// A field's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

impl App {
    /// Keeps what a form holds, in the place of what was kept of it before; tells when.
    ///
    /// # Errors
    /// A denial, a fault when it is too large, or what the store says.
    pub async fn save_draft(&self, who: &Who, journey: JourneyId, form: &str, fields: Fields) -> Result<Timestamp> {
        let size: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > LARGEST || form.len() > LONGEST_NAME {
            return Err(AppError::invalid("text", "invalid-too-large"));
        }
        let member = self.writer(who, journey).await?;
        let saved_at = whole_micros(self.ports.clock.now());
        let draft = Draft { form: form.to_owned(), fields, files: Vec::new(), saved_at };
        self.store
            .write_with((self.clone(), draft), move |tx, (app, draft)| {
                Box::pin(async move {
                    // Files came back with what was taken back; only sending or throwing away lets go of them.
                    let files = files_of(tx, member, journey, &draft.form).await?;
                    keep(app, tx, member, journey, &Draft { files, ..draft.clone() }).await
                })
            })
            .await?;
        Ok(saved_at)
    }

    /// The drafts of a member on a journey, newest first.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn drafts(&self, who: &Who, journey: JourneyId) -> Result<Vec<Draft>> {
        let member = self.writer(who, journey).await?;
        let mut tx = self.store.begin_read().await?;
        let mut found = Vec::new();
        for row in drafts::of(&mut tx, member, journey).await? {
            let Some((fields, files)) = read(&mut tx, &row).await? else { continue };
            found.push(Draft { form: row.form, fields, files, saved_at: row.saved_at });
        }
        Ok(found)
    }

    /// The files of a draft that its writer sends along after all, as the texts beside a command, each with a fresh id. One
    /// that is not there any more is left out.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn draft_files(
        &self,
        who: &Who,
        journey: JourneyId,
        form: &str,
        wanted: &[ContentId],
    ) -> Result<Vec<Text>> {
        let member = self.writer(who, journey).await?;
        let mut tx = self.store.begin_read().await?;
        let mut texts = Vec::new();
        for file in files_of(&mut tx, member, journey, form).await? {
            if !wanted.contains(&file.content) {
                continue;
            }
            let Some(bytes) = content::bytes(&mut tx, file.content.0).await? else { continue };
            let text = Text::file(self.ports.id(), &file.name, &file.media_type, bytes, Some(journey));
            texts.push(text.marked(file.marks.iter().filter_map(|code| FileMark::parse(code)).collect()));
        }
        Ok(texts)
    }

    /// Throws away what a member kept of a form, and what is known of a message of it that was refused; tells whether there
    /// was anything. One's own words may always be thrown away.
    ///
    /// # Errors
    /// What the store says.
    pub async fn drop_draft(&self, who: &Who, journey: JourneyId, form: &str) -> Result<bool> {
        let Who::Member(member) = who else { return Ok(false) };
        let member = member.id;
        let mut tx = self.store.begin_read().await?;
        let drafted = drafts::of(&mut tx, member, journey).await?.iter().any(|row| row.form == form);
        let refused = sending::of_member(&mut tx, member).await?;
        let refused = refused.iter().any(|row| row.journey == journey && row.form == form && row.refused.is_some());
        drop(tx);
        if !drafted && !refused {
            return Ok(false);
        }
        self.store
            .write_with(form.to_owned(), move |tx, form| {
                Box::pin(async move {
                    sending::forget_refused(tx, member, journey, form).await?;
                    forget(tx, member, journey, form).await?;
                    Ok::<_, AppError>(true)
                })
            })
            .await
    }

    /// Notes that a member sent something to the customer over what came in meanwhile, after having been asked.
    ///
    /// # Errors
    /// What the store says.
    pub async fn note_sent_over(&self, who: &Who, journey: JourneyId, seen: u64, now: u64) -> Result<()> {
        let Who::Member(member) = who else { return Ok(()) };
        let stamp = self.own_stamp(member.id);
        let (before, after) = (format!(r#"{{"seq":{seen}}}"#), format!(r#"{{"seq":{now}}}"#));
        self.store
            .write_with((stamp, before, after), move |tx, (stamp, before, after)| {
                Box::pin(async move {
                    let id = journey.to_string();
                    let change = Change {
                        action: "send-over",
                        subject_kind: "journey",
                        subject_id: &id,
                        before: Some(before),
                        after: Some(after),
                    };
                    audit::record(tx, stamp, change).await
                })
            })
            .await?;
        Ok(())
    }

    /// The member who writes on a journey that is in sight.
    pub(crate) async fn writer(&self, who: &Who, journey: JourneyId) -> Result<MemberId> {
        let directory = self.directory().await?;
        may_read_part(&mut self.store.begin_read().await?, who, &directory, journey).await?;
        match who {
            Who::Member(member) => Ok(member.id),
            _ => Err(AppError::Denied("role")),
        }
    }
}

/// Keeps a draft inside a write.
pub(crate) async fn keep(app: &App, tx: &mut Tx, member: MemberId, journey: JourneyId, draft: &Draft) -> Result<()> {
    let customer = customer_of(tx, journey).await?;
    let before = files_of(tx, member, journey, &draft.form).await?;
    let (fields, files) = (draft.fields.clone(), draft.files.clone());
    let kept = if files.is_empty() { Kept::Words(fields) } else { Kept::Whole { fields, files } };
    let content = put_json(app, tx, DRAFT, customer, &kept).await?;
    let row = DraftRow { form: draft.form.clone(), content, saved_at: draft.saved_at };
    if let Some(old) = drafts::put(tx, member, journey, &row).await? {
        content::discard(tx, old).await?;
    }
    for gone in before.iter().filter(|file| !draft.files.contains(file)) {
        content::discard(tx, gone.content.0).await?;
    }
    Ok(())
}

/// Keeps a file beside a draft inside a write.
pub(crate) async fn keep_file(app: &App, tx: &mut Tx, journey: JourneyId, file: &Text) -> Result<DraftFile> {
    let customer = customer_of(tx, journey).await?;
    let id: ContentId = app.ports.id();
    let name = file.file_name.clone().unwrap_or_default();
    let new = NewContent {
        id: id.0,
        kind: DRAFT.into(),
        media_type: file.media_type.as_str().into(),
        file_name: Some(name.as_str().into()),
        salt: app.ports.bytes(),
        subject_kind: CUSTOMER.into(),
        subject_id: customer.0,
        bytes: file.bytes.as_slice().into(),
    };
    content::put(tx, &new, whole_micros(app.ports.clock.now())).await?;
    Ok(DraftFile {
        content: id,
        media_type: file.media_type.clone(),
        size: file.bytes.len() as u64,
        marks: file.marks.iter().map(|mark| mark.code().to_owned()).collect(),
        name,
    })
}

/// What a draft holds; nothing once it was erased.
async fn read(tx: &mut Tx, row: &DraftRow) -> Result<Option<(Fields, Vec<DraftFile>)>> {
    let Some(bytes) = content::bytes(tx, row.content.0).await? else { return Ok(None) };
    Ok(Some(match serde_json::from_slice(&bytes)? {
        Kept::Words(fields) => (fields, Vec::new()),
        Kept::Whole { fields, files } => (fields, files),
    }))
}

/// The files that wait with a draft.
async fn files_of(tx: &mut Tx, member: MemberId, journey: JourneyId, form: &str) -> Result<Vec<DraftFile>> {
    let rows = drafts::of(tx, member, journey).await?;
    let Some(row) = rows.iter().find(|row| row.form == form) else { return Ok(Vec::new()) };
    Ok(read(tx, row).await?.map(|(_, files)| files).unwrap_or_default())
}

/// Takes a draft away inside a write.
pub(crate) async fn forget(tx: &mut Tx, member: MemberId, journey: JourneyId, form: &str) -> Result<bool> {
    let files = files_of(tx, member, journey, form).await?;
    let Some(before) = drafts::take(tx, member, journey, form).await? else { return Ok(false) };
    content::discard(tx, before).await?;
    for file in files {
        content::discard(tx, file.content.0).await?;
    }
    Ok(true)
}

/// The customer whose journey it is.
pub(crate) async fn customer_of(tx: &mut Tx, journey: JourneyId) -> Result<CustomerId> {
    let row = views::journeys::get(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    Ok(row.customer)
}

/// Keeps something as a content of a customer that no event names.
pub(crate) async fn put_json<T: serde::Serialize + Sync>(
    app: &App,
    tx: &mut Tx,
    kind: &'static str,
    customer: CustomerId,
    value: &T,
) -> Result<ContentId> {
    let id: ContentId = app.ports.id();
    let bytes = serde_json::to_vec(value)?;
    let new = NewContent {
        id: id.0,
        kind: kind.into(),
        media_type: "application/json".into(),
        file_name: None,
        salt: app.ports.bytes(),
        subject_kind: CUSTOMER.into(),
        subject_id: customer.0,
        bytes: bytes.into(),
    };
    content::put(tx, &new, whole_micros(app.ports.clock.now())).await?;
    Ok(id)
}
