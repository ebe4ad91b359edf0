//! The contents of a draft: what was typed, as one, and each file. They are erased with it.

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::FileMark;
use regie_domain::ids::JourneyId;
use regie_store::Tx;
use regie_store::ask::{AskDraft, SUBJECT};
use regie_store::content::{self, NewContent};
use uuid::Uuid;

use super::draft::{Draft, DraftFile, MOST_BYTES, MOST_FILES, Typed};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::run::Stage;

/// Between the moments of files that came together.
const NEXT: SignedDuration = SignedDuration::from_micros(1);

/// What a content is: its id, kind, media type, and name where it is a file.
pub(super) type What<'a> = (Uuid, &'a str, &'a str, Option<&'a str>);

/// Keeps a content of a draft.
pub(super) async fn put(stage: &Stage, tx: &mut Tx, row: &AskDraft, what: What<'_>, bytes: &[u8]) -> Result<()> {
    put_at(stage, tx, row, what, bytes, stage.now).await
}

async fn put_at(
    stage: &Stage,
    tx: &mut Tx,
    row: &AskDraft,
    (id, kind, media, name): What<'_>,
    bytes: &[u8],
    at: Timestamp,
) -> Result<()> {
    let new = NewContent {
        id,
        kind: kind.into(),
        media_type: media.into(),
        file_name: name.map(Into::into),
        salt: stage.app().ports.bytes(),
        subject_kind: SUBJECT.into(),
        subject_id: row.id,
        bytes: bytes.into(),
    };
    content::put(tx, &new, at).await?;
    Ok(())
}

/// Keeps more files, as many as fit.
pub(super) async fn add(stage: &Stage, tx: &mut Tx, row: &AskDraft, files: &[Text]) -> Result<()> {
    let known = files_of(tx, row.id).await?;
    let size =
        known.iter().map(|file| file.size).sum::<u64>() + files.iter().map(|it| it.bytes.len() as u64).sum::<u64>();
    if known.len() + files.len() > MOST_FILES || size > MOST_BYTES {
        return Err(AppError::invalid("files", "ask-files-full"));
    }
    let mut at = stage.now;
    for file in &known {
        at = at.max(file.added_at + NEXT);
    }
    for file in files {
        // A fresh id, as the write may be run again.
        let id = stage.id();
        let what = (id, ContentKind::File.code(), file.media_type.as_str(), file.file_name.as_deref());
        // Files that came together are told apart by their moment, so that their list keeps the order in which they came.
        put_at(stage, tx, row, what, &file.bytes, at).await?;
        at += NEXT;
        let codes: Vec<&str> = file.marks.iter().map(|mark| mark.code()).collect();
        if !codes.is_empty() {
            content::mark(tx, id, &codes).await?;
        }
    }
    Ok(())
}

/// What was typed; nothing once it was sent.
pub(super) async fn typed_of(tx: &mut Tx, row: &AskDraft) -> Result<Typed> {
    let bytes = match row.words {
        Some(words) => content::bytes(tx, words).await?,
        None => None,
    };
    bytes.map_or(Ok(Typed::default()), |bytes| Ok(serde_json::from_slice(&bytes)?))
}

/// The files so far, in the order in which they came.
pub(super) async fn files_of(tx: &mut Tx, draft: Uuid) -> Result<Vec<DraftFile>> {
    let kept = content::of_subject(tx, SUBJECT, draft).await?;
    let files = kept.into_iter().filter(|info| info.kind == ContentKind::File.code()).map(|info| DraftFile {
        id: info.id,
        name: info.file_name.unwrap_or_default(),
        added_at: info.created_at,
        size: u64::try_from(info.size).unwrap_or(0),
        marks: info.marks.iter().filter_map(|code| FileMark::parse(code)).collect(),
    });
    Ok(files.collect())
}

/// The files of a draft as the texts beside a command, each with a fresh id.
pub(super) async fn copied(stage: &Stage, tx: &mut Tx, draft: &Draft, journey: JourneyId) -> Result<Vec<Text>> {
    let mut texts = Vec::with_capacity(draft.files.len());
    for file in &draft.files {
        let info = content::info(tx, file.id).await?;
        let bytes = content::bytes(tx, file.id).await?;
        if let (Some(info), Some(bytes)) = (info, bytes) {
            let text = Text::file(stage.id(), &file.name, &info.media_type, bytes, Some(journey));
            texts.push(text.marked(file.marks.clone()));
        }
    }
    Ok(texts)
}
