//! Content rows: every text, name, address, raw mail and file. Events only hold their ids, so that a person's data can
//! be erased here while the journal stays whole. Small bodies stand in the row, larger ones in chunks.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::arg::Arg;
use crate::error::{Result, StoreError};
use crate::journal::Hash;
use crate::late::{Known, Table};
use crate::sql::{Row, Tx};
use crate::{args, erasure, row, search, traces};

/// Bodies up to this size stand in the row itself, in bytes.
const INLINE: usize = 16 * 1024;
/// A transaction remembers texts that it put, up to this size: names and addresses, which are matched and indexed at once.
const SHORT: usize = 320;
/// The size of a chunk of a larger body, in bytes.
pub const CHUNK: usize = 256 * 1024;

/// A body to keep.
#[derive(Debug, Clone)]
pub struct NewContent<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// `text`, `name`, `address`, `raw-mail`, `attachment`, …
    pub kind: Cow<'a, str>,
    /// As declared or found: `text/plain`, `message/rfc822`, …
    pub media_type: Cow<'a, str>,
    /// The name of a file, as the sender gave it.
    pub file_name: Option<Cow<'a, str>>,
    /// Sixteen random bytes.
    pub salt: [u8; 16],
    /// Whose data it is: `customer`, `participant`, `member`, `journey`, …
    pub subject_kind: Cow<'a, str>,
    /// Its id.
    pub subject_id: Uuid,
    /// The bytes.
    pub bytes: Cow<'a, [u8]>,
}

/// What is known of a body without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentInfo {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its media type; empty once erased.
    pub media_type: String,
    /// The name of a file; gone once erased.
    pub file_name: Option<String>,
    /// In bytes.
    pub size: i64,
    /// `SHA-256(salt ‖ bytes)`; stays after erasure, when the salt is gone and nothing can be guessed from it.
    pub digest: Hash,
    /// Whose data it is.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: Uuid,
    /// When it was kept.
    pub created_at: Timestamp,
    /// When and on what ground it was erased.
    pub erased: Option<(Timestamp, String)>,
    /// What a person should know before opening a file, as codes.
    pub marks: Vec<String>,
}

/// `SHA-256(salt ‖ bytes)`: what an event may hold of a body.
#[must_use]
pub fn digest(salt: &[u8; 16], bytes: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(bytes).finalize().into()
}

const CONTENT: Table = Table {
    name: "content",
    columns: &[
        "content_id",
        "kind",
        "media_type",
        "file_name",
        "size",
        "salt",
        "digest",
        "body",
        "subject_kind",
        "subject_id",
        "created_at",
    ],
    known: Known::Refuse,
};

/// Keeps a body and returns its digest.
///
/// # Errors
/// [`StoreError::Conflict`] when the id is taken.
pub async fn put(tx: &mut Tx, new: &NewContent<'_>, now: Timestamp) -> Result<Hash> {
    let digest = digest(&new.salt, &new.bytes);
    let inline = (new.bytes.len() <= INLINE).then_some(new.bytes.as_ref());
    let values = row![
        new.id,
        &new.kind,
        &new.media_type,
        new.file_name.as_deref(),
        new.bytes.len() as i64,
        &new.salt,
        &digest,
        inline,
        &new.subject_kind,
        new.subject_id,
        now,
    ];
    tx.put(&CONTENT, values).await?;
    if new.bytes.len() <= SHORT
        && let Ok(text) = std::str::from_utf8(&new.bytes)
    {
        tx.seen.texts.insert(new.id, text.to_owned());
    }
    if inline.is_none() {
        chunked(tx, new.id, &new.bytes).await?;
    }
    Ok(digest)
}

/// Puts other bytes in the place of a body that no event names yet: of what is still being written.
///
/// # Errors
/// What the database says.
pub async fn replace(tx: &mut Tx, id: Uuid, bytes: &[u8], salt: [u8; 16]) -> Result<()> {
    tx.seen.texts.remove(&id);
    tx.execute("DELETE FROM content_chunk WHERE content_id = $1", args![id]).await?;
    let inline = (bytes.len() <= INLINE).then_some(bytes);
    let sql =
        "UPDATE content SET size = $2, salt = $3, digest = $4, body = $5 WHERE content_id = $1 AND erased_at IS NULL";
    let digest = digest(&salt, bytes);
    tx.execute(sql, args![id, bytes.len() as i64, &salt, &digest, inline]).await?;
    if inline.is_none() {
        chunked(tx, id, bytes).await?;
    }
    Ok(())
}

async fn chunked(tx: &mut Tx, id: Uuid, bytes: &[u8]) -> Result<()> {
    for (n, chunk) in (0_i64..).zip(bytes.chunks(CHUNK)) {
        let sql = "INSERT INTO content_chunk (content_id, n, bytes) VALUES ($1, $2, $3)";
        tx.execute(sql, args![id, n, chunk]).await?;
    }
    Ok(())
}

/// Notes what a person should know before opening a file: codes without blanks in them.
///
/// # Errors
/// What the database says.
pub async fn mark(tx: &mut Tx, id: Uuid, marks: &[&str]) -> Result<()> {
    tx.execute("UPDATE content SET marks = $2 WHERE content_id = $1", args![id, marks.join(" ")]).await?;
    Ok(())
}

/// What is known of bodies, without the bodies: pieces of SQL that say of which, in which order.
macro_rules! known_of_content {
    ($which:literal) => {
        concat!(
            "SELECT content_id, kind, media_type, file_name, size, digest, subject_kind, subject_id, created_at, erased_at, \
             erased_ground, marks FROM content WHERE ",
            $which
        )
    };
}

/// What is known of a body.
///
/// # Errors
/// What the database says.
pub async fn info(tx: &mut Tx, id: Uuid) -> Result<Option<ContentInfo>> {
    let sql = known_of_content!("content_id = $1");
    tx.first(sql, args![id]).await?.as_ref().map(read_info).transpose()
}

/// Those of the ids that have no row. An erased content keeps its row.
///
/// # Errors
/// What the database says.
pub async fn absent(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let sql = "SELECT content_id FROM content WHERE content_id IN LIST($1)";
    let rows = tx.all(sql, &[Arg::list(ids)]).await?;
    let found = rows.iter().map(|row| row.id("content_id")).collect::<Result<HashSet<Uuid>>>()?;
    Ok(ids.iter().copied().filter(|id| !found.contains(id)).collect())
}

/// The bytes of a body; `None` when there is none or it was erased.
///
/// # Errors
/// [`StoreError::Damaged`] when a chunk is missing.
pub async fn bytes(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT body, size FROM content WHERE content_id = $1 AND erased_at IS NULL";
    let Some(row) = tx.first(sql, args![id]).await? else { return Ok(None) };
    if let Some(body) = row.opt_bytes("body")? {
        return Ok(Some(body));
    }
    let size = row.int("size")?;
    let mut whole = Vec::new();
    for n in 0.. {
        let Some(chunk) = chunk(tx, id, n).await? else { break };
        whole.extend(chunk);
    }
    if whole.len() as i64 != size {
        return Err(StoreError::Damaged(format!("content {id} has {} of {size} bytes", whole.len())));
    }
    Ok(Some(whole))
}

/// The n-th chunk of a body larger than fits the row, to send a file without holding it whole; `None` after the last.
///
/// # Errors
/// What the database says.
pub async fn chunk(tx: &mut Tx, id: Uuid, n: i64) -> Result<Option<Vec<u8>>> {
    let row = tx.first("SELECT bytes FROM content_chunk WHERE content_id = $1 AND n = $2", args![id, n]).await?;
    row.map(|row| row.bytes("bytes")).transpose()
}

/// The texts of many small contents at once, for a timeline. Erased, unknown, large and non-UTF-8 ones are left out.
///
/// # Errors
/// What the database says.
pub async fn texts(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = "SELECT content_id, body FROM content WHERE content_id IN LIST($1) AND body IS NOT NULL";
    let mut found = HashMap::new();
    for row in tx.all(sql, &[Arg::list(ids)]).await? {
        if let Ok(text) = String::from_utf8(row.bytes("body")?) {
            found.insert(row.id("content_id")?, text);
        }
    }
    Ok(found)
}

/// The text of one content, of any size; `None` when erased, unknown or no UTF-8.
///
/// # Errors
/// As [`bytes`].
pub async fn text(tx: &mut Tx, id: Uuid) -> Result<Option<String>> {
    if let Some(text) = tx.seen.texts.get(&id) {
        return Ok(Some(text.clone()));
    }
    Ok(bytes(tx, id).await?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// What is known of all that is kept of a subject and not erased, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_subject(tx: &mut Tx, subject_kind: &str, subject_id: Uuid) -> Result<Vec<ContentInfo>> {
    let sql = known_of_content!(
        "subject_kind = $1 AND subject_id = $2 AND erased_at IS NULL ORDER BY created_at, content_id"
    );
    tx.all(sql, args![subject_kind, subject_id]).await?.iter().map(read_info).collect()
}

/// Gives bodies to another subject: what stands on another journey now belongs to the customer of that one.
///
/// # Errors
/// What the database says.
pub async fn give(tx: &mut Tx, ids: &[Uuid], subject_kind: &str, subject_id: Uuid) -> Result<()> {
    let sql = "UPDATE content SET subject_kind = $2, subject_id = $3 WHERE content_id IN LIST($1)";
    tx.execute(sql, &[Arg::list(ids), Arg::from(subject_kind), Arg::from(subject_id)]).await?;
    Ok(())
}

/// Erases a body, its salt, its file name, its place in the search index and what other rows copied from it, and writes it
/// in the erasure ledger. Tells whether there was anything to erase.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut Tx, id: Uuid, ground: &str, now: Timestamp) -> Result<bool> {
    erasure::record(tx, erasure::Target::Content(id), ground, now).await?;
    wipe(tx, id, ground, now).await
}

/// Erases all that is kept of a subject; tells how many bodies.
///
/// # Errors
/// What the database says.
pub async fn erase_subject(
    tx: &mut Tx,
    subject_kind: &str,
    subject_id: Uuid,
    ground: &str,
    now: Timestamp,
) -> Result<u64> {
    let mut erased = 0;
    for info in of_subject(tx, subject_kind, subject_id).await? {
        erased += u64::from(erase(tx, info.id, ground, now).await?);
    }
    Ok(erased)
}

/// The erasing itself, without the ledger: also the replay of the ledger.
pub(crate) async fn wipe(tx: &mut Tx, id: Uuid, ground: &str, now: Timestamp) -> Result<bool> {
    let Some(found) = info(tx, id).await? else { return Ok(false) };
    tx.seen.texts.remove(&id);
    search::forget_content(tx, id).await?;
    traces::of_content(tx, &found, now).await?;
    tx.execute("DELETE FROM content_chunk WHERE content_id = $1", args![id]).await?;
    // The type of a file is what its sender wrote.
    let sql = "UPDATE content SET body = NULL, salt = NULL, file_name = NULL, media_type = '', marks = '', erased_at = $2, erased_ground = $3 \
        WHERE content_id = $1 AND erased_at IS NULL";
    Ok(tx.execute(sql, args![id, now, ground]).await? == 1)
}

/// Takes a body away as if it had never been: for what no event names and a newer one takes the place of, such as a draft.
///
/// # Errors
/// What the database says.
pub async fn discard(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.seen.texts.remove(&id);
    tx.execute("DELETE FROM content_chunk WHERE content_id = $1", args![id]).await?;
    tx.execute("DELETE FROM content WHERE content_id = $1", args![id]).await?;
    Ok(())
}

fn read_info(row: &Row) -> Result<ContentInfo> {
    let ground = row.opt_text("erased_ground")?.unwrap_or_default();
    Ok(ContentInfo {
        id: row.id("content_id")?,
        kind: row.text("kind")?,
        media_type: row.text("media_type")?,
        file_name: row.opt_text("file_name")?,
        size: row.int("size")?,
        digest: row.array("digest")?,
        subject_kind: row.text("subject_kind")?,
        subject_id: row.id("subject_id")?,
        created_at: row.instant("created_at")?,
        erased: row.opt_instant("erased_at")?.map(|at| (at, ground)),
        marks: row.text("marks")?.split_whitespace().map(str::to_owned).collect(),
    })
}
