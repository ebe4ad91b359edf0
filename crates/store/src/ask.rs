//! What somebody is writing on the public form and has not sent: a row with codes and ids, one content with the words, one
//! content a file. It is found by the hash of a token in the visitor's browser, ends by itself after a while, and its
//! contents are erased when it is sent or has ended.

use jiff::Timestamp;
use uuid::Uuid;

use crate::error::Result;
use crate::journal::Hash;
use crate::sql::{Row, Tx};
use crate::{args, content};

/// The kind of subject that the contents of a draft belong to.
pub const SUBJECT: &str = "ask_draft";
/// The kind of content that holds what was typed.
pub const WORDS: &str = "ask-draft";

/// What somebody is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskDraft {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of the token in the browser.
    pub token_hash: Hash,
    /// The content with what was typed; none once it was sent.
    pub words: Option<Uuid>,
    /// The customer record of whoever came by a link; it goes when that is erased.
    pub customer: Option<Uuid>,
    /// Ids and codes as JSON: no words, no names, no addresses.
    pub facts: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

/// Keeps a new one; its content with the words is put before.
///
/// # Errors
/// What the database says.
pub async fn begin(tx: &mut Tx, draft: &AskDraft) -> Result<()> {
    let sql = "INSERT INTO ask_draft (draft_id, token_hash, words_id, customer_id, facts, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = args![
        draft.id,
        &draft.token_hash,
        draft.words,
        draft.customer,
        draft.facts.as_str(),
        draft.created_at,
        draft.expires_at
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The one with a token, while it is kept.
///
/// # Errors
/// What the database says.
pub async fn by_token(tx: &mut Tx, token_hash: &Hash, now: Timestamp) -> Result<Option<AskDraft>> {
    let sql = "SELECT * FROM ask_draft WHERE token_hash = $1 AND expires_at > $2";
    tx.first(sql, args![token_hash, now]).await?.as_ref().map(read).transpose()
}

/// As [`by_token`], for a write: another write on the same one waits until this one ends.
///
/// # Errors
/// What the database says.
pub async fn locked(tx: &mut Tx, token_hash: &Hash, now: Timestamp) -> Result<Option<AskDraft>> {
    tx.lock_name(&format!("ask:{}", crate::hex(token_hash))).await?;
    by_token(tx, token_hash, now).await
}

/// Keeps what changed: the words' content (none once it was sent), the facts, and until when it is kept.
///
/// # Errors
/// What the database says.
pub async fn save(tx: &mut Tx, draft: &AskDraft) -> Result<()> {
    let sql = "UPDATE ask_draft SET words_id = $2, facts = $3, expires_at = $4 WHERE draft_id = $1";
    tx.execute(sql, args![draft.id, draft.words, draft.facts.as_str(), draft.expires_at]).await?;
    Ok(())
}

/// Those that ended, and those of a customer, oldest first.
///
/// # Errors
/// What the database says.
pub async fn ended(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<AskDraft>> {
    let sql = "SELECT * FROM ask_draft WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";
    tx.all(sql, args![now, limit]).await?.iter().map(read).collect()
}

/// Those that somebody began by a link of a customer record.
///
/// # Errors
/// What the database says.
pub async fn of_customer(tx: &mut Tx, customer: Uuid) -> Result<Vec<AskDraft>> {
    let sql = "SELECT * FROM ask_draft WHERE customer_id = $1 ORDER BY created_at";
    tx.all(sql, args![customer]).await?.iter().map(read).collect()
}

/// Takes one away with all that was typed and added to it. `ground` stands in the erasure ledger.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, id: Uuid, ground: &str, now: Timestamp) -> Result<()> {
    content::erase_subject(tx, SUBJECT, id, ground, now).await?;
    tx.execute("DELETE FROM ask_draft WHERE draft_id = $1", args![id]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<AskDraft> {
    Ok(AskDraft {
        id: row.id("draft_id")?,
        token_hash: row.array("token_hash")?,
        words: row.opt_id("words_id")?,
        customer: row.opt_id("customer_id")?,
        facts: row.text("facts")?,
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
    })
}
