//! The outbox: what must leave the house, written in the transaction of its cause and sent afterwards, at least once.
//! Rows hold ids and codes only; texts are content rows, links are minted when the message is sent.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::arg::Arg;
use crate::error::{Result, StoreError};
use crate::journal::StreamKey;
use crate::late::{Known, Table};
use crate::sql::{Row, Tx};
use crate::{args, row};

/// Something to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutbox {
    /// Its id, also the id that the receiver sees over all retries. The same id is queued once.
    pub id: Uuid,
    /// `email`, `webhook`, `partner`, …
    pub kind: Cow<'static, str>,
    /// Its cause.
    pub stream: StreamKey,
    /// The update, subscription, offer, … that it carries.
    pub ref_id: String,
    /// JSON of ids and codes; no texts, names or addresses.
    pub payload: String,
    /// Not to be sent earlier than this.
    pub not_before: Timestamp,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// Waits for its time or its next try.
    Pending,
    /// A sender has it.
    Leased,
    /// Handed over to the channel.
    Sent,
    /// Given up.
    Failed,
    /// Held by a person.
    Paused,
}

impl OutboxState {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Leased => "leased",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Paused => "paused",
        }
    }

    fn parse(code: &str) -> Result<Self> {
        [Self::Pending, Self::Leased, Self::Sent, Self::Failed, Self::Paused]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| StoreError::Damaged(format!("outbox state {code}")))
    }
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id.
    pub id: Uuid,
    /// The channel.
    pub kind: String,
    /// Its cause.
    pub stream: StreamKey,
    /// What it carries.
    pub ref_id: String,
    /// JSON of ids and codes.
    pub payload: String,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it was first to be sent.
    pub not_before: Timestamp,
    /// When it is tried next.
    pub next_try: Timestamp,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// Where it stands.
    pub state: OutboxState,
    /// The code of the last failure, numbers that the sender keeps with it, then a server's words.
    pub last_error: Option<String>,
    /// When it was sent or given up.
    pub done_at: Option<Timestamp>,
}

const OUTBOX: Table = Table {
    name: "outbox",
    columns: &[
        "outbox_id",
        "kind",
        "stream_kind",
        "stream_id",
        "ref_id",
        "payload",
        "created_at",
        "not_before",
        "next_try",
        "attempts",
        "state",
    ],
    known: Known::Keep(1),
};

/// Queues something, once per id.
///
/// # Errors
/// What the database says.
pub async fn enqueue(tx: &mut Tx, new: &NewOutbox, now: Timestamp) -> Result<()> {
    let stream = &new.stream;
    let values = row![
        new.id,
        &new.kind,
        &stream.kind,
        stream.id,
        &new.ref_id,
        &new.payload,
        now,
        new.not_before,
        new.not_before,
        0,
        "pending",
    ];
    tx.put(&OUTBOX, values).await
}

/// Claims what may be sent now over the given channels, earliest first, and nothing of a stream that another sender is at
/// work on, so that its order is kept. Whoever does not report before `lease_until`
/// loses the claim, and it is sent again with the same id.
///
/// # Errors
/// What the database says.
pub async fn claim(
    tx: &mut Tx,
    kinds: &[&str],
    holder: &str,
    now: Timestamp,
    lease_until: Timestamp,
    limit: u32,
) -> Result<Vec<OutboxRow>> {
    let sql = tx.pick(
        "UPDATE outbox SET state = 'leased', holder = $1, lease_until = $3, next_try = $3, attempts = attempts + 1 WHERE outbox_id IN \
         (SELECT due.outbox_id FROM outbox AS due WHERE due.state IN ('pending', 'leased') AND due.next_try <= $2 AND due.kind IN LIST($4) \
          AND NOT EXISTS (SELECT 1 FROM outbox AS other WHERE other.stream_kind = due.stream_kind AND other.stream_id = due.stream_id \
           AND other.state = 'leased' AND other.holder <> $1 AND other.lease_until > $2) \
          ORDER BY due.next_try LIMIT $5) RETURNING *",
        "UPDATE outbox SET state = 'leased', holder = $1, lease_until = $3, next_try = $3, attempts = attempts + 1 WHERE outbox_id IN \
         (SELECT due.outbox_id FROM outbox AS due WHERE due.state IN ('pending', 'leased') AND due.next_try <= $2 AND due.kind IN LIST($4) \
          AND NOT EXISTS (SELECT 1 FROM outbox AS other WHERE other.stream_kind = due.stream_kind AND other.stream_id = due.stream_id \
           AND other.state = 'leased' AND other.holder <> $1 AND other.lease_until > $2) \
          ORDER BY due.next_try LIMIT $5 FOR UPDATE OF due SKIP LOCKED) RETURNING *",
    );
    let values = [Arg::from(holder), now.into(), lease_until.into(), Arg::list(kinds), limit.into()];
    let mut claimed = tx.all(sql, &values).await?.iter().map(read_row).collect::<Result<Vec<_>>>()?;
    claimed.sort_by_key(|row| (row.not_before, row.id));
    Ok(claimed)
}

/// Reports that a claimed row was handed over.
///
/// # Errors
/// [`StoreError::Conflict`] when the claim was lost to another sender.
pub async fn sent(tx: &mut Tx, id: Uuid, holder: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'sent', done_at = $3, last_error = NULL, holder = NULL, lease_until = NULL \
        WHERE outbox_id = $1 AND holder = $2 AND state = 'leased'";
    one(tx.execute(sql, args![id, holder, now]).await?)
}

/// Reports that a claimed row failed for now, with a code, and when to try again.
///
/// # Errors
/// [`StoreError::Conflict`] when the claim was lost to another sender.
pub async fn retry(tx: &mut Tx, id: Uuid, holder: &str, error: &str, next_try: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'pending', next_try = $4, last_error = $3, holder = NULL, lease_until = NULL \
        WHERE outbox_id = $1 AND holder = $2 AND state = 'leased'";
    one(tx.execute(sql, args![id, holder, error, next_try]).await?)
}

/// Reports that a claimed row failed for good, with a code.
///
/// # Errors
/// [`StoreError::Conflict`] when the claim was lost to another sender.
pub async fn fail(tx: &mut Tx, id: Uuid, holder: &str, error: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'failed', done_at = $4, last_error = $3, holder = NULL, lease_until = NULL \
        WHERE outbox_id = $1 AND holder = $2 AND state = 'leased'";
    one(tx.execute(sql, args![id, holder, error, now]).await?)
}

/// Holds a row that waits; one that a sender has can no longer be held.
///
/// # Errors
/// [`StoreError::Conflict`] when it does not wait.
pub async fn pause(tx: &mut Tx, id: Uuid) -> Result<()> {
    one(tx.execute("UPDATE outbox SET state = 'paused' WHERE outbox_id = $1 AND state = 'pending'", args![id]).await?)
}

/// Lets a held or failed row try again.
///
/// # Errors
/// [`StoreError::Conflict`] when it is neither.
pub async fn resume(tx: &mut Tx, id: Uuid, next_try: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'pending', next_try = $2, done_at = NULL WHERE outbox_id = $1 AND state IN ('paused', 'failed')";
    one(tx.execute(sql, args![id, next_try]).await?)
}

/// Queues something once more that left or was given up, as if it were new; what still waits stays as it is.
///
/// # Errors
/// What the database says.
pub async fn again(tx: &mut Tx, new: &NewOutbox, now: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'pending', created_at = $2, not_before = $3, next_try = $3, attempts = 0, \
        last_error = NULL, done_at = NULL WHERE outbox_id = $1 AND state IN ('sent', 'failed')";
    let touched = tx.execute(sql, args![new.id, now, new.not_before]).await?;
    if touched == 0 { enqueue(tx, new, now).await } else { Ok(()) }
}

/// Takes back what waits or is held; what a sender has stays. Tells whether it was taken back.
///
/// # Errors
/// What the database says.
pub async fn withdraw(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let sql = "DELETE FROM outbox WHERE outbox_id = $1 AND state IN ('pending', 'paused')";
    Ok(tx.execute(sql, args![id]).await? == 1)
}

/// Takes the words of servers out of what is kept of a customer's messages: they may quote names and addresses. The code
/// and the numbers behind it stay.
pub(crate) async fn forget_words(tx: &mut Tx, customer: Uuid) -> Result<()> {
    let sql = "SELECT outbox_id, last_error FROM outbox WHERE stream_kind = 'journey' AND last_error IS NOT NULL \
        AND stream_id IN (SELECT journey_id FROM participant WHERE customer_id = $1 \
        UNION SELECT journey_id FROM journey WHERE customer_id = $1)";
    for row in tx.all(sql, args![customer]).await? {
        let kept = without_words(&row.text("last_error")?);
        let sql = "UPDATE outbox SET last_error = $2 WHERE outbox_id = $1";
        tx.execute(sql, args![row.text("outbox_id")?, kept]).await?;
    }
    Ok(())
}

fn without_words(error: &str) -> String {
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = error.split(' ');
    let code = parts.next().unwrap_or_default();
    std::iter::once(code).chain(parts.take(2).take_while(is_number)).collect::<Vec<_>>().join(" ")
}

/// One row.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<OutboxRow>> {
    tx.first("SELECT * FROM outbox WHERE outbox_id = $1", args![id]).await?.as_ref().map(read_row).transpose()
}

/// Where rows stand, by their ids; nothing for one that is not there.
///
/// # Errors
/// What the database says.
pub async fn states(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, OutboxState>> {
    let sql = "SELECT outbox_id, state FROM outbox WHERE outbox_id IN LIST($1)";
    let rows = tx.all(sql, &[Arg::list(ids)]).await?;
    rows.iter().map(|row| Ok((row.id("outbox_id")?, OutboxState::parse(&row.text("state")?)?))).collect()
}

/// What is to leave over a channel and has neither left nor failed: the ids of the rows, and their causes.
///
/// # Errors
/// What the database says.
pub async fn unsent(tx: &mut Tx, kind: &str) -> Result<Vec<(Uuid, StreamKey)>> {
    let sql = "SELECT outbox_id, stream_kind, stream_id FROM outbox \
        WHERE kind = $1 AND state IN ('pending', 'leased', 'paused') ORDER BY outbox_id";
    let stream = |row: &Row| -> Result<StreamKey> {
        Ok(StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? })
    };
    tx.all(sql, args![kind]).await?.iter().map(|row| Ok((row.id("outbox_id")?, stream(row)?))).collect()
}

/// The rows in a state, newest first.
///
/// # Errors
/// What the database says.
pub async fn list(tx: &mut Tx, state: OutboxState, limit: u32) -> Result<Vec<OutboxRow>> {
    let sql = "SELECT * FROM outbox WHERE state = $1 ORDER BY created_at DESC, outbox_id DESC LIMIT $2";
    tx.all(sql, args![state.code(), limit]).await?.iter().map(read_row).collect()
}

/// The rows of a stream, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_stream(tx: &mut Tx, stream: &StreamKey) -> Result<Vec<OutboxRow>> {
    let sql = "SELECT * FROM outbox WHERE stream_kind = $1 AND stream_id = $2 ORDER BY created_at, outbox_id";
    tx.all(sql, args![&stream.kind, stream.id]).await?.iter().map(read_row).collect()
}

/// The rows of a stream over a channel that wait, or that this sender has, and were queued by a moment, oldest first.
///
/// # Errors
/// What the database says.
pub async fn waiting_by(
    tx: &mut Tx,
    stream: &StreamKey,
    kind: &str,
    holder: &str,
    created_at: Timestamp,
) -> Result<Vec<OutboxRow>> {
    let sql = "SELECT * FROM outbox WHERE stream_kind = $1 AND stream_id = $2 AND kind = $3 AND created_at <= $4 \
        AND (state = 'pending' OR (state = 'leased' AND holder = $5)) ORDER BY created_at, outbox_id";
    tx.all(sql, args![&stream.kind, stream.id, kind, created_at, holder]).await?.iter().map(read_row).collect()
}

/// Claims one row that waits, whatever its moment, or that this sender has already; nothing when it does not wait any more.
///
/// # Errors
/// What the database says.
pub async fn claim_one(tx: &mut Tx, id: Uuid, holder: &str, lease_until: Timestamp) -> Result<Option<OutboxRow>> {
    let sql = "UPDATE outbox SET state = 'leased', holder = $2, lease_until = $3, next_try = $3, attempts = attempts + 1 \
        WHERE outbox_id = $1 AND (state = 'pending' OR (state = 'leased' AND holder = $2)) RETURNING *";
    tx.all(sql, args![id, holder, lease_until]).await?.iter().map(read_row).next().transpose()
}

/// Lets the rows of a stream that wait and were queued by a moment be looked at again now: what became of the stream may
/// have taken their sense.
///
/// # Errors
/// What the database says.
pub async fn hurry(tx: &mut Tx, stream: &StreamKey, created_by: Timestamp, now: Timestamp) -> Result<u64> {
    let sql = "UPDATE outbox SET next_try = $4 WHERE stream_kind = $1 AND stream_id = $2 AND state = 'pending' \
        AND created_at <= $3 AND next_try > $4";
    tx.execute(sql, args![&stream.kind, stream.id, created_by, now]).await
}

/// Gives back what is claimed: for a program that knows that nobody else is at work.
///
/// # Errors
/// What the database says.
pub async fn give_back_all(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    let sql =
        "UPDATE outbox SET state = 'pending', holder = NULL, lease_until = NULL, next_try = $1 WHERE state = 'leased'";
    tx.execute(sql, args![now]).await
}

/// When the next row wants attention, to sleep until then.
///
/// # Errors
/// What the database says.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let sql = "SELECT MIN(next_try) AS next FROM outbox WHERE state IN ('pending', 'leased')";
    tx.one(sql, &[]).await?.opt_instant("next")
}

fn one(touched: u64) -> Result<()> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

fn read_row(row: &Row) -> Result<OutboxRow> {
    Ok(OutboxRow {
        id: row.id("outbox_id")?,
        kind: row.text("kind")?,
        stream: StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? },
        ref_id: row.text("ref_id")?,
        payload: row.text("payload")?,
        created_at: row.instant("created_at")?,
        not_before: row.instant("not_before")?,
        next_try: row.instant("next_try")?,
        attempts: row.int("attempts")?,
        state: OutboxState::parse(&row.text("state")?)?,
        last_error: row.opt_text("last_error")?,
        done_at: row.opt_instant("done_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::without_words;

    #[test]
    fn a_servers_words_go_and_the_code_stays() {
        assert_eq!(without_words("permanent 2 1517821200 550 5.1.1 no user jansen"), "permanent 2 1517821200");
        assert_eq!(without_words("trial 0 0 "), "trial 0 0");
        assert_eq!(without_words("given-up jansen 1 2"), "given-up");
        assert_eq!(without_words("withdrawn"), "withdrawn");
    }
}
