//! Conversations on social channels: messages by the id that the channel gave them, who wrote when, who was asked who they
//! are. Ids of the channels stand here as marks that only the installation can make.

mod asked;

use jiff::Timestamp;
use regie_domain::ids::{HandleId, JourneyId, UpdateId};
use uuid::Uuid;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

pub use asked::{Asked, answered, ask, asked};

/// How a message of ours stands, worst known first; a later one never goes back to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageState {
    /// It came in.
    Came,
    /// The channel took it.
    Sent,
    /// It reached the telephone or browser.
    Delivered,
    /// It was seen.
    Read,
    /// It did not arrive after all.
    Failed,
}

impl MessageState {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Came, Self::Sent, Self::Delivered, Self::Read, Self::Failed].into_iter().find(|it| it.code() == code)
    }
}

/// A message on a social channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialMessage {
    /// Through which page or number of ours.
    pub connection: Uuid,
    /// The mark of the channel's id.
    pub mark: String,
    /// Whether it came in.
    pub came: bool,
    /// When.
    pub at: Timestamp,
    /// How it stands.
    pub state: MessageState,
    /// The arrival that it is, where it came in.
    pub arrival: Option<Uuid>,
    /// From or to which handle, where that is known.
    pub handle: Option<HandleId>,
    /// On which journey, where that is known.
    pub journey: Option<JourneyId>,
    /// The message of the journey that it is, where it is ours.
    pub update: Option<UpdateId>,
}

/// Keeps a message. False when one with that id was kept before.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, message: &SocialMessage) -> Result<bool> {
    let sql = "INSERT INTO social_message (connection_id, mark, direction, at, state, arrival_id, handle_id, journey_id, update_id) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (connection_id, mark) DO NOTHING";
    let values = args![
        message.connection,
        &message.mark,
        if message.came { "in" } else { "out" },
        message.at,
        message.state.code(),
        message.arrival,
        message.handle.map(|id| id.0),
        message.journey.map(|id| id.0),
        message.update.map(|id| id.0),
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Says which message of which journey a message of ours is, where its state was told before that was written down.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, message: &SocialMessage) -> Result<()> {
    let sql = "UPDATE social_message SET handle_id = $3, journey_id = $4, update_id = $5 WHERE connection_id = $1 AND mark = $2";
    let values = args![
        message.connection,
        &message.mark,
        message.handle.map(|id| id.0),
        message.journey.map(|id| id.0),
        message.update.map(|id| id.0),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Where a message that came in stands now.
///
/// # Errors
/// What the database says.
pub async fn placed(tx: &mut Tx, arrival: Uuid, journey: JourneyId, handle: Option<HandleId>) -> Result<()> {
    let sql = "UPDATE social_message SET journey_id = $2, handle_id = $3 WHERE arrival_id = $1";
    tx.execute(sql, args![arrival, journey.0, handle.map(|id| id.0)]).await?;
    Ok(())
}

/// The message with one of some marks.
///
/// # Errors
/// What the database says.
pub async fn find(tx: &mut Tx, connection: Uuid, marks: &[String]) -> Result<Option<SocialMessage>> {
    let sql = "SELECT * FROM social_message WHERE connection_id = $1 AND mark IN LIST($2)";
    tx.first(sql, &[connection.into(), Arg::list(marks)]).await?.as_ref().map(read).transpose()
}

/// Changes how a message stands.
///
/// # Errors
/// What the database says.
pub async fn set_state(tx: &mut Tx, message: &SocialMessage, state: MessageState) -> Result<()> {
    let sql = "UPDATE social_message SET state = $3 WHERE connection_id = $1 AND mark = $2";
    tx.execute(sql, args![message.connection, &message.mark, state.code()]).await?;
    Ok(())
}

/// What we sent to a handle through a connection by a moment, and is not further than a state.
///
/// # Errors
/// What the database says.
pub async fn sent_by(
    tx: &mut Tx,
    (connection, handle): (Uuid, HandleId),
    until: Timestamp,
    states: &[MessageState],
) -> Result<Vec<SocialMessage>> {
    let sql = "SELECT * FROM social_message WHERE handle_id = $1 AND connection_id = $2 AND at <= $3 AND update_id IS NOT NULL \
        AND state IN LIST($4) ORDER BY at, mark LIMIT 200";
    let states: Vec<String> = states.iter().map(|state| state.code().to_owned()).collect();
    let values = [handle.0.into(), connection.into(), until.into(), Arg::list(&states)];
    tx.all(sql, &values).await?.iter().map(read).collect()
}

/// Notes that somebody wrote on a journey through a connection; an earlier moment changes nothing.
///
/// # Errors
/// What the database says.
pub async fn heard(
    tx: &mut Tx,
    journey: JourneyId,
    handle: HandleId,
    (connection, at): (Uuid, Timestamp),
) -> Result<()> {
    let sql = "INSERT INTO social_thread (journey_id, handle_id, connection_id, last_in_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (journey_id, handle_id) DO UPDATE SET connection_id = excluded.connection_id, last_in_at = excluded.last_in_at, \
        closed_at = NULL WHERE excluded.last_in_at >= social_thread.last_in_at";
    tx.execute(sql, args![journey.0, handle.0, connection, at]).await?;
    Ok(())
}

/// Where a handle wrote last, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    /// On which journey.
    pub journey: JourneyId,
    /// The handle.
    pub handle: HandleId,
    /// Through which page or number of ours.
    pub connection: Uuid,
    /// When.
    pub last_in_at: Timestamp,
    /// When the channel said that nobody can be answered freely any more.
    pub closed_at: Option<Timestamp>,
}

/// The channel said that a handle can no longer be answered freely, whatever our clock says. What it writes next opens it again.
///
/// # Errors
/// What the database says.
pub async fn closed(tx: &mut Tx, handle: HandleId, at: Timestamp) -> Result<()> {
    let sql = "UPDATE social_thread SET closed_at = $2 WHERE handle_id = $1 AND last_in_at <= $2 AND closed_at IS NULL";
    tx.execute(sql, args![handle.0, at]).await?;
    Ok(())
}

/// The conversations of some handles, the newest first.
///
/// # Errors
/// What the database says.
pub async fn threads(tx: &mut Tx, handles: &[HandleId]) -> Result<Vec<Thread>> {
    let sql = "SELECT * FROM social_thread WHERE handle_id IN LIST($1) ORDER BY last_in_at DESC, journey_id LIMIT 200";
    tx.all(sql, &[Arg::list(handles)]).await?.iter().map(thread).collect()
}

/// The newest conversation of each of some journeys.
///
/// # Errors
/// What the database says.
pub async fn on_journeys(tx: &mut Tx, journeys: &[JourneyId]) -> Result<Vec<Thread>> {
    let sql = "SELECT * FROM social_thread WHERE journey_id IN LIST($1) ORDER BY last_in_at DESC, handle_id";
    let mut found: Vec<Thread> = Vec::new();
    for row in tx.all(sql, &[Arg::list(journeys)]).await? {
        let thread = thread(&row)?;
        if found.iter().all(|known| known.journey != thread.journey) {
            found.push(thread);
        }
    }
    Ok(found)
}

fn thread(row: &Row) -> Result<Thread> {
    Ok(Thread {
        journey: JourneyId(row.id("journey_id")?),
        handle: HandleId(row.id("handle_id")?),
        connection: row.id("connection_id")?,
        last_in_at: row.instant("last_in_at")?,
        closed_at: row.opt_instant("closed_at")?,
    })
}

/// Something that was posted to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialEvent {
    /// Its id here.
    pub id: Uuid,
    /// To which connection.
    pub connection: Uuid,
    /// What sort of thing, as a code.
    pub event: String,
    /// What became of it, as a code.
    pub became: String,
    /// When.
    pub received_at: Timestamp,
}

/// Notes something that was posted.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, event: &SocialEvent) -> Result<()> {
    let sql =
        "INSERT INTO social_event (event_id, connection_id, event, became, received_at) VALUES ($1, $2, $3, $4, $5)";
    let values = args![event.id, event.connection, &event.event, &event.became, event.received_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// What was posted to a connection last, newest first.
///
/// # Errors
/// What the database says.
pub async fn noted(tx: &mut Tx, connection: Uuid, limit: u32) -> Result<Vec<SocialEvent>> {
    let sql = "SELECT * FROM social_event WHERE connection_id = $1 ORDER BY received_at DESC, event_id DESC LIMIT $2";
    let rows = tx.all(sql, args![connection, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(SocialEvent {
                id: row.id("event_id")?,
                connection: row.id("connection_id")?,
                event: row.text("event")?,
                became: row.text("became")?,
                received_at: row.instant("received_at")?,
            })
        })
        .collect()
}

/// Takes away what was noted before a moment; tells how many.
///
/// # Errors
/// What the database says.
pub async fn forget_noted(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM social_event WHERE received_at < $1", args![before]).await
}

/// The arrivals with a reason that may be looked at now, oldest first, each with the number of tries so far.
///
/// # Errors
/// What the database says.
pub async fn to_place(tx: &mut Tx, why: &str, now: Timestamp, limit: u32) -> Result<Vec<(Uuid, u32)>> {
    let sql = "SELECT arrival.arrival_id, social_wait.tries FROM arrival LEFT JOIN social_wait ON social_wait.arrival_id = arrival.arrival_id \
        WHERE arrival.state = 'waiting' AND arrival.why = $1 AND (social_wait.next_try IS NULL OR social_wait.next_try <= $2) \
        ORDER BY arrival.received_at, arrival.arrival_id LIMIT $3";
    let rows = tx.all(sql, args![why, now, limit]).await?;
    rows.iter()
        .map(|row| {
            let tries = row.opt_int("tries")?.unwrap_or(0);
            Ok((row.id("arrival_id")?, u32::try_from(tries).unwrap_or(0)))
        })
        .collect()
}

/// When the next arrival with a reason is tried again; nothing where none waits for a moment.
///
/// # Errors
/// What the database says.
pub async fn next_try(tx: &mut Tx, why: &str) -> Result<Option<Timestamp>> {
    let sql = "SELECT min(CASE WHEN social_wait.next_try IS NULL THEN arrival.received_at ELSE social_wait.next_try END) AS soonest \
        FROM arrival LEFT JOIN social_wait ON social_wait.arrival_id = arrival.arrival_id \
        WHERE arrival.state = 'waiting' AND arrival.why = $1";
    let row = tx.first(sql, args![why]).await?;
    row.map_or(Ok(None), |row| row.opt_instant("soonest"))
}

/// Tries an arrival again at a moment.
///
/// # Errors
/// What the database says.
pub async fn again(tx: &mut Tx, arrival: Uuid, tries: u32, next_try: Timestamp) -> Result<()> {
    let sql = "INSERT INTO social_wait (arrival_id, tries, next_try) VALUES ($1, $2, $3) \
        ON CONFLICT (arrival_id) DO UPDATE SET tries = excluded.tries, next_try = excluded.next_try";
    tx.execute(sql, args![arrival, tries, next_try]).await?;
    Ok(())
}

/// An arrival waits for no moment any more.
///
/// # Errors
/// What the database says.
pub async fn placed_now(tx: &mut Tx, arrival: Uuid) -> Result<()> {
    tx.execute("DELETE FROM social_wait WHERE arrival_id = $1", args![arrival]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<SocialMessage> {
    Ok(SocialMessage {
        connection: row.id("connection_id")?,
        mark: row.text("mark")?,
        came: row.text("direction")? == "in",
        at: row.instant("at")?,
        state: MessageState::parse(&row.text("state")?).unwrap_or(MessageState::Sent),
        arrival: row.opt_id("arrival_id")?,
        handle: row.opt_id("handle_id")?.map(HandleId),
        journey: row.opt_id("journey_id")?.map(JourneyId),
        update: row.opt_id("update_id")?.map(UpdateId),
    })
}
