//! Signing in: sessions, passwords, single-use links and the throttle on guessing. Tokens are kept as hashes only.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::journal::Hash;
use crate::sql::{Row, Tx};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token in the cookie.
    pub token_hash: Hash,
    /// Who.
    pub member_id: Uuid,
    /// Since when.
    pub created_at: Timestamp,
    /// When last used.
    pub last_seen: Timestamp,
    /// Ends then when not used before.
    pub idle_until: Timestamp,
    /// Ends then in any case.
    pub absolute_until: Timestamp,
    /// Makes the tokens of this session's forms.
    pub csrf_secret: [u8; 32],
    /// How its owner recognises it in a list.
    pub label: Option<String>,
    /// When the second step was taken in it.
    pub second_at: Option<Timestamp>,
    /// Whether its member has set up a second step. Read, never written.
    pub asks_second: bool,
}

/// What is read of a session.
macro_rules! concat_session {
    ($which:literal) => {
        concat!(
            "SELECT session.*, second_step.confirmed_at AS asks FROM session \
             LEFT JOIN second_step ON second_step.member_id = session.member_id ",
            $which
        )
    };
}

/// Starts a session.
///
/// # Errors
/// What the database says.
pub async fn start(tx: &mut Tx, session: &Session) -> Result<()> {
    let sql = "INSERT INTO session (token_hash, member_id, created_at, last_seen, idle_until, absolute_until, csrf_secret, label, second_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = args![
        &session.token_hash,
        session.member_id,
        session.created_at,
        session.last_seen,
        session.idle_until,
        session.absolute_until,
        &session.csrf_secret,
        session.label.as_ref(),
        session.second_at,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// A session that has not ended.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, token_hash: &Hash, now: Timestamp) -> Result<Option<Session>> {
    let sql = concat_session!("WHERE token_hash = $1 AND idle_until > $2 AND absolute_until > $2");
    tx.first(sql, args![token_hash, now]).await?.as_ref().map(read_session).transpose()
}

/// Notes that a session was used. Call it once a minute at most, not at each request.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &mut Tx, token_hash: &Hash, now: Timestamp, idle_until: Timestamp) -> Result<()> {
    let sql = "UPDATE session SET last_seen = $2, idle_until = $3 WHERE token_hash = $1 AND idle_until > $2";
    tx.execute(sql, args![token_hash, now, idle_until]).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, token_hash: &Hash) -> Result<()> {
    tx.execute("DELETE FROM session WHERE token_hash = $1", args![token_hash]).await?;
    Ok(())
}

/// Ends all sessions of a member, except the one given; tells how many.
///
/// # Errors
/// What the database says.
pub async fn end_all(tx: &mut Tx, member_id: Uuid, except: Option<&Hash>) -> Result<u64> {
    let except = except.map_or([0; 32], |hash| *hash);
    tx.execute("DELETE FROM session WHERE member_id = $1 AND token_hash <> $2", args![member_id, &except]).await
}

/// The running sessions of a member, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_member(tx: &mut Tx, member_id: Uuid, now: Timestamp) -> Result<Vec<Session>> {
    let sql = concat_session!(
        "WHERE session.member_id = $1 AND idle_until > $2 AND absolute_until > $2 ORDER BY last_seen DESC"
    );
    tx.all(sql, args![member_id, now]).await?.iter().map(read_session).collect()
}

/// Takes away what has ended: sessions, links and counters; tells how many rows.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    let sessions = tx.execute("DELETE FROM session WHERE idle_until <= $1 OR absolute_until <= $1", args![now]).await?;
    let links = tx.execute("DELETE FROM single_use_link WHERE expires_at <= $1", args![now]).await?;
    let day_ago = now - SignedDuration::from_hours(24);
    let sql = "DELETE FROM login_throttle WHERE window_start <= $1 AND (blocked_until IS NULL OR blocked_until <= $2)";
    Ok(sessions + links + tx.execute(sql, args![day_ago, now]).await?)
}

/// Sets a member's password, given as a finished hash with its salt and cost.
///
/// # Errors
/// What the database says.
pub async fn set_password(tx: &mut Tx, member_id: Uuid, password_hash: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO credential (member_id, password_hash, updated_at) VALUES ($1, $2, $3) \
        ON CONFLICT (member_id) DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at";
    tx.execute(sql, args![member_id, password_hash, now]).await?;
    Ok(())
}

/// The hash of a member's password, if one was set.
///
/// # Errors
/// What the database says.
pub async fn password(tx: &mut Tx, member_id: Uuid) -> Result<Option<String>> {
    let row = tx.first("SELECT password_hash FROM credential WHERE member_id = $1", args![member_id]).await?;
    row.map(|row| row.text("password_hash")).transpose()
}

/// Mints a link that works once: an invitation, a new password, a changed address.
///
/// # Errors
/// What the database says.
pub async fn mint_link(
    tx: &mut Tx,
    token_hash: &Hash,
    purpose: &str,
    subject_id: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO single_use_link (token_hash, purpose, subject_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, args![token_hash, purpose, subject_id, now, expires_at]).await?;
    Ok(())
}

/// Whom an unused link is for, without using it: to show a page on GET.
///
/// # Errors
/// What the database says.
pub async fn peek_link(tx: &mut Tx, token_hash: &Hash, purpose: &str, now: Timestamp) -> Result<Option<Uuid>> {
    let sql = "SELECT subject_id FROM single_use_link WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3 AND used_at IS NULL";
    tx.first(sql, args![token_hash, purpose, now]).await?.map(|row| row.id("subject_id")).transpose()
}

/// Uses a link: gives whom it is for, once.
///
/// # Errors
/// What the database says.
pub async fn use_link(tx: &mut Tx, token_hash: &Hash, purpose: &str, now: Timestamp) -> Result<Option<Uuid>> {
    let sql = "UPDATE single_use_link SET used_at = $3 \
        WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3 AND used_at IS NULL RETURNING subject_id";
    tx.first(sql, args![token_hash, purpose, now]).await?.map(|row| row.id("subject_id")).transpose()
}

/// Makes all links of a purpose for a subject useless.
///
/// # Errors
/// What the database says.
pub async fn revoke_links(tx: &mut Tx, purpose: &str, subject_id: Uuid) -> Result<()> {
    tx.execute("DELETE FROM single_use_link WHERE purpose = $1 AND subject_id = $2", args![purpose, subject_id])
        .await?;
    Ok(())
}

/// Until when a key (an account, an address) is blocked, if it is now.
///
/// # Errors
/// What the database says.
pub async fn blocked_until(tx: &mut Tx, key: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    let sql = "SELECT blocked_until FROM login_throttle WHERE key = $1 AND blocked_until > $2";
    tx.first(sql, args![key, now]).await?.map(|row| row.instant("blocked_until")).transpose()
}

/// Counts a failure and gives how many there were within the window.
///
/// # Errors
/// What the database says.
pub async fn count_failure(tx: &mut Tx, key: &str, now: Timestamp, window: SignedDuration) -> Result<i64> {
    let sql = "INSERT INTO login_throttle (key, failures, window_start) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET \
        failures = CASE WHEN login_throttle.window_start > $3 THEN login_throttle.failures + 1 ELSE 1 END, \
        window_start = CASE WHEN login_throttle.window_start > $3 THEN login_throttle.window_start ELSE excluded.window_start END \
        RETURNING failures";
    tx.one(sql, args![key, now, now - window]).await?.int("failures")
}

/// Blocks a key.
///
/// # Errors
/// What the database says.
pub async fn block(tx: &mut Tx, key: &str, until: Timestamp) -> Result<()> {
    tx.execute("UPDATE login_throttle SET blocked_until = $2 WHERE key = $1", args![key, until]).await?;
    Ok(())
}

/// Forgets the failures of a key, after a success.
///
/// # Errors
/// What the database says.
pub async fn clear_failures(tx: &mut Tx, key: &str) -> Result<()> {
    tx.execute("DELETE FROM login_throttle WHERE key = $1", args![key]).await?;
    Ok(())
}

fn read_session(row: &Row) -> Result<Session> {
    Ok(Session {
        token_hash: row.array("token_hash")?,
        member_id: row.id("member_id")?,
        created_at: row.instant("created_at")?,
        last_seen: row.instant("last_seen")?,
        idle_until: row.instant("idle_until")?,
        absolute_until: row.instant("absolute_until")?,
        csrf_secret: row.array("csrf_secret")?,
        label: row.opt_text("label")?,
        second_at: row.opt_instant("second_at")?,
        asks_second: row.opt_instant("asks")?.is_some(),
    })
}
