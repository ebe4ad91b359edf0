//! Addresses and numbers that somebody gave and has not proved yet: a link was sent there, and only who opens it has it.
//! The value is a content of the customer; the token stands here as its hash.

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::journal::Hash;
use crate::sql::{Row, Tx};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub customer: Uuid,
    /// What it is: the code of a kind of handle.
    pub kind: String,
    /// The content with its value.
    pub value: Uuid,
    /// When it was given.
    pub created_at: Timestamp,
    /// Until when it can be proved.
    pub expires_at: Timestamp,
    /// When it was.
    pub used_at: Option<Timestamp>,
}

/// Keeps a new one.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, proof: &Proof) -> Result<()> {
    let sql = "INSERT INTO handle_proof (proof_id, customer_id, kind, value_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = args![proof.id, proof.customer, proof.kind.as_str(), proof.value, proof.created_at, proof.expires_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// By its id.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Proof>> {
    tx.first("SELECT * FROM handle_proof WHERE proof_id = $1", args![id]).await?.as_ref().map(read).transpose()
}

/// Gives it the token that its link carries; an earlier one works no more.
///
/// # Errors
/// What the database says.
pub async fn mint(tx: &mut Tx, id: Uuid, token_hash: &Hash) -> Result<()> {
    tx.execute("UPDATE handle_proof SET token_hash = $2 WHERE proof_id = $1", args![id, token_hash]).await?;
    Ok(())
}

/// The one with a token, also when it ended or was used.
///
/// # Errors
/// What the database says.
pub async fn by_token(tx: &mut Tx, token_hash: &Hash) -> Result<Option<Proof>> {
    let sql = "SELECT * FROM handle_proof WHERE token_hash = $1";
    tx.first(sql, args![token_hash]).await?.as_ref().map(read).transpose()
}

/// As [`by_token`], for a write: another write on the same one waits until this one ends.
///
/// # Errors
/// What the database says.
pub async fn locked(tx: &mut Tx, token_hash: &Hash) -> Result<Option<Proof>> {
    tx.lock_name(&format!("proof:{}", crate::hex(token_hash))).await?;
    by_token(tx, token_hash).await
}

/// It was proved.
///
/// # Errors
/// What the database says.
pub async fn used(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<()> {
    tx.execute("UPDATE handle_proof SET used_at = $2 WHERE proof_id = $1", args![id, at]).await?;
    Ok(())
}

/// Those of a customer that were given since a moment, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_customer(tx: &mut Tx, customer: Uuid, since: Timestamp) -> Result<Vec<Proof>> {
    let sql =
        "SELECT * FROM handle_proof WHERE customer_id = $1 AND created_at > $2 ORDER BY created_at DESC, proof_id";
    tx.all(sql, args![customer, since]).await?.iter().map(read).collect()
}

/// Those that ended before a moment; their values are erased by the caller.
///
/// # Errors
/// What the database says.
pub async fn ended(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<Vec<Proof>> {
    let sql = "SELECT * FROM handle_proof WHERE expires_at < $1 ORDER BY expires_at LIMIT $2";
    tx.all(sql, args![before, limit]).await?.iter().map(read).collect()
}

/// Takes one away.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.execute("DELETE FROM handle_proof WHERE proof_id = $1", args![id]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Proof> {
    Ok(Proof {
        id: row.id("proof_id")?,
        customer: row.id("customer_id")?,
        kind: row.text("kind")?,
        value: row.id("value_id")?,
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
        used_at: row.opt_instant("used_at")?,
    })
}
