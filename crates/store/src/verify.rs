//! Checking the journal: every chain, digest, head and tombstone, the feed, the contents and the daily roots.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::args;
use crate::content;
use crate::db::Store;
use crate::error::{Result, StoreError};
use crate::journal::{Body, Hash, Head, StoredEvent, StreamKey, head, read};
use crate::sql::Tx;
use crate::tombstone;

/// How many streams or contents are looked at in one read transaction.
const PAGE: u32 = 500;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An event does not follow the one before it.
    #[error("{0}: event {1} breaks the chain")]
    BrokenChain(StreamKey, i64),
    /// A place in the stream is empty or taken twice.
    #[error("{0}: event {1} is missing")]
    Gap(StreamKey, i64),
    /// A body is not the one that was hashed.
    #[error("{0}: a body of event {1} was changed")]
    ChangedBody(StreamKey, i64),
    /// The head is not the last event.
    #[error("{0}: the head is not the last event")]
    WrongHead(StreamKey),
    /// Events stand under a stream that has no head.
    #[error("{0}: events without a head")]
    NoHead(StreamKey),
    /// A tombstone does not fit, or its stream came back.
    #[error("{0}: the tombstone does not fit")]
    WrongTombstone(StreamKey),
    /// Events that no reader of the feed will ever see.
    #[error("{0} events are missing from the feed")]
    NotInFeed(i64),
    /// A content body is not the one that was hashed.
    #[error("content {0} was changed")]
    ChangedContent(uuid::Uuid),
    /// A daily root does not come out the same.
    #[error("the root of {0} does not come out the same")]
    WrongRoot(String),
    /// Words or files of the public form outlived what they were written for.
    #[error("content {0} of the public form was left behind")]
    LeftBehind(uuid::Uuid),
    /// Something that arrived is out of everybody's sight.
    #[error("rule 15: arrival {0} {1}")]
    Astray(uuid::Uuid, &'static str),
}

/// What was checked and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Streams checked.
    pub streams: u64,
    /// Events checked.
    pub events: u64,
    /// Contents checked.
    pub contents: u64,
    /// Daily roots checked.
    pub roots: u64,
    /// Arrivals checked.
    pub arrivals: u64,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

/// Checks one stream; gives how many events it has and what is wrong.
///
/// # Errors
/// What the database says.
pub async fn verify_stream(tx: &mut Tx, stream: &StreamKey) -> Result<(u64, Vec<Finding>)> {
    let events = read(tx, stream, 0).await?;
    let head = head(tx, stream).await?;
    let mut findings = Vec::new();
    let mut last = Head::NONE;
    for event in &events {
        if event.seq != last.seq + 1 {
            findings.push(Finding::Gap(stream.clone(), last.seq + 1));
        }
        if event.hash != event.hash_after(&last.hash) {
            findings.push(Finding::BrokenChain(stream.clone(), event.seq));
        }
        if !bodies_fit(event) {
            findings.push(Finding::ChangedBody(stream.clone(), event.seq));
        }
        last = Head { seq: event.seq, hash: event.hash };
    }
    if last != head {
        findings.push(Finding::WrongHead(stream.clone()));
    }
    Ok((events.len() as u64, findings))
}

fn bodies_fit(event: &StoredEvent) -> bool {
    let fits = |body: &Option<Body>, digest: &Hash| {
        body.as_ref().is_none_or(|body| content::digest(&body.salt, &body.bytes) == *digest)
    };
    fits(&event.shared, &event.shared_digest) && fits(&event.internal, &event.internal_digest)
}

/// Checks everything. Runs beside the serving program, in short read transactions.
///
/// # Errors
/// What the database says.
pub async fn verify_all(store: &Store) -> Result<Report> {
    let mut report = Report::default();
    verify_streams(store, &mut report).await?;
    let mut tx = store.begin_read().await?;
    let sql = "SELECT DISTINCT stream_kind, stream_id FROM event WHERE NOT EXISTS \
        (SELECT 1 FROM stream WHERE stream.stream_kind = event.stream_kind AND stream.stream_id = event.stream_id) LIMIT 100";
    for row in tx.all(sql, &[]).await? {
        report
            .findings
            .push(Finding::NoHead(StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? }));
    }
    let sql = "SELECT count(*) AS n FROM event WHERE NOT EXISTS (SELECT 1 FROM feed WHERE feed.event_id = event.event_id) \
        AND NOT EXISTS (SELECT 1 FROM feed_pending WHERE feed_pending.event_id = event.event_id)";
    let missing = tx.one(sql, &[]).await?.int("n")?;
    if missing > 0 {
        report.findings.push(Finding::NotInFeed(missing));
    }
    for stone in tombstone::all(&mut tx).await? {
        let whole = stone.hashes.len() as i64 == stone.last_seq && stone.hashes.last() == Some(&stone.head_hash);
        if !whole || head(&mut tx, &stone.stream).await? != Head::NONE {
            report.findings.push(Finding::WrongTombstone(stone.stream));
        }
    }
    drop(tx);
    verify_contents(store, &mut report).await?;
    verify_roots(store, &mut report).await?;
    verify_arrivals(store, &mut report).await?;
    verify_asks(store, &mut report).await?;
    Ok(report)
}

/// What is wrong with arrivals, and how they are found.
const ASTRAY: [(&str, &str); 4] = [
    (
        "waits for a team that there is not",
        "SELECT arrival_id FROM arrival WHERE state = 'waiting' AND NOT EXISTS \
         (SELECT 1 FROM directory WHERE directory.kind = 'team' AND directory.id = arrival.team_id) LIMIT 100",
    ),
    ("is due before it came", "SELECT arrival_id FROM arrival WHERE state = 'waiting' AND due < received_at LIMIT 100"),
    (
        "waits and cannot be read any more",
        "SELECT arrival_id FROM arrival WHERE state = 'waiting' AND NOT EXISTS \
         (SELECT 1 FROM content WHERE content.content_id = arrival.raw_id AND content.erased_at IS NULL) LIMIT 100",
    ),
    (
        "was laid on a journey that does not have it",
        "SELECT arrival_id FROM arrival WHERE state = 'placed' AND contact_id IS NOT NULL \
         AND EXISTS (SELECT 1 FROM journey WHERE journey.journey_id = arrival.journey_id) \
         AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.contact_id = arrival.contact_id) LIMIT 100",
    ),
];

/// Rule 15: what waits is in the sight of a team from its due moment on, and what was placed is where it was laid.
async fn verify_arrivals(store: &Store, report: &mut Report) -> Result<()> {
    let mut tx = store.begin_read().await?;
    let arrivals = tx.one("SELECT count(*) AS n FROM arrival", &[]).await?.int("n")?;
    report.arrivals = u64::try_from(arrivals).unwrap_or(0);
    for (what, sql) in ASTRAY {
        for row in tx.all(sql, &[]).await? {
            report.findings.push(Finding::Astray(row.id("arrival_id")?, what));
        }
    }
    Ok(())
}

/// What was written on the public form is kept with its draft only: sent or ended, nothing of it stays.
async fn verify_asks(store: &Store, report: &mut Report) -> Result<()> {
    let mut tx = store.begin_read().await?;
    let sql = "SELECT content_id FROM content WHERE subject_kind = $1 AND erased_at IS NULL AND NOT EXISTS \
        (SELECT 1 FROM ask_draft WHERE ask_draft.draft_id = content.subject_id AND ask_draft.words_id IS NOT NULL) LIMIT 100";
    for row in tx.all(sql, args![crate::ask::SUBJECT]).await? {
        report.findings.push(Finding::LeftBehind(row.id("content_id")?));
    }
    Ok(())
}

async fn verify_streams(store: &Store, report: &mut Report) -> Result<()> {
    let mut after = (String::new(), String::new());
    loop {
        let mut tx = store.begin_read().await?;
        let sql = "SELECT stream_kind, stream_id FROM stream WHERE (stream_kind, stream_id) > ($1, $2) ORDER BY stream_kind, stream_id LIMIT $3";
        let rows = tx.all(sql, args![&after.0, &after.1, PAGE]).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = (last.text("stream_kind")?, last.text("stream_id")?);
        for row in &rows {
            let stream = StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? };
            let (events, findings) = verify_stream(&mut tx, &stream).await?;
            report.streams += 1;
            report.events += events;
            report.findings.extend(findings);
        }
    }
}

async fn verify_contents(store: &Store, report: &mut Report) -> Result<()> {
    let mut after = String::new();
    loop {
        let mut tx = store.begin_read().await?;
        let sql = "SELECT content_id, salt, digest FROM content WHERE content_id > $1 AND erased_at IS NULL ORDER BY content_id LIMIT $2";
        let rows = tx.all(sql, args![&after, PAGE]).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.text("content_id")?;
        for row in &rows {
            let id = row.id("content_id")?;
            let intact = match content::bytes(&mut tx, id).await {
                Ok(Some(bytes)) => content::digest(&row.array("salt")?, &bytes) == row.array("digest")?,
                Ok(None) | Err(StoreError::Damaged(_)) => false,
                Err(error) => return Err(error),
            };
            report.contents += 1;
            if !intact {
                report.findings.push(Finding::ChangedContent(id));
            }
        }
    }
}

async fn verify_roots(store: &Store, report: &mut Report) -> Result<()> {
    let mut tx = store.begin_read().await?;
    for row in tx.all("SELECT day, root, feed_position FROM day_root ORDER BY day", &[]).await? {
        let (root, _) = root_at(&mut tx, row.int("feed_position")?).await?;
        report.roots += 1;
        if root != row.array::<32>("root")? {
            report.findings.push(Finding::WrongRoot(row.text("day")?));
        }
    }
    Ok(())
}

/// The root over all heads at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRoot {
    /// `2026-11-22`, in the time zone that the caller keeps days in.
    pub day: String,
    /// `SHA-256("regie-root-1" ‖ for each stream in order: kind length (4 bytes) ‖ kind ‖ id ‖ last seq ‖ head hash)`.
    pub root: Hash,
    /// How many streams it covers.
    pub streams: i64,
    /// Up to which event of the feed.
    pub feed_position: i64,
    /// When it was computed.
    pub computed_at: Timestamp,
}

/// Computes and keeps the root of a day, once; a second call gives the kept one.
///
/// # Errors
/// What the database says.
pub async fn keep_day_root(store: &Store, day: &str, now: Timestamp) -> Result<DayRoot> {
    crate::feed::sequence(store).await?;
    let mut tx = store.begin_read().await?;
    if let Some(kept) = day_root(&mut tx, day).await? {
        return Ok(kept);
    }
    let feed_position = crate::feed::last_position(&mut tx).await?;
    let (root, streams) = root_at(&mut tx, feed_position).await?;
    drop(tx);
    let made = DayRoot { day: day.to_owned(), root, streams, feed_position, computed_at: now };
    store
        .write_with(made, |tx, made| {
            Box::pin(async move {
                let sql = "INSERT INTO day_root (day, root, streams, feed_position, computed_at) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (day) DO NOTHING";
                tx.execute(sql, args![&made.day, &made.root, made.streams, made.feed_position, made.computed_at]).await?;
                day_root(tx, &made.day).await?.ok_or_else(|| StoreError::Damaged("the root just kept is gone".into()))
            })
        })
        .await
}

/// The kept root of a day.
///
/// # Errors
/// What the database says.
pub async fn day_root(tx: &mut Tx, day: &str) -> Result<Option<DayRoot>> {
    let Some(row) = tx.first("SELECT * FROM day_root WHERE day = $1", args![day]).await? else { return Ok(None) };
    Ok(Some(DayRoot {
        day: row.text("day")?,
        root: row.array("root")?,
        streams: row.int("streams")?,
        feed_position: row.int("feed_position")?,
        computed_at: row.instant("computed_at")?,
    }))
}

/// The root over all heads as they were at a position of the feed, and how many streams it covers.
async fn root_at(tx: &mut Tx, position: i64) -> Result<(Hash, i64)> {
    let mut root = Sha256::new().chain_update(b"regie-root-1");
    let mut streams = 0;
    let mut add = |stream: &StreamKey, head: &Head| {
        root.update((stream.kind.len() as u32).to_be_bytes());
        root.update(stream.kind.as_bytes());
        root.update(stream.id.as_bytes());
        root.update(head.seq.to_be_bytes());
        root.update(head.hash);
        streams += 1;
    };
    let mut stones = tombstone::all(tx).await?.into_iter().peekable();
    let mut after = (String::new(), String::new());
    loop {
        // The head event is at hand; only a stream that moved on after the position needs a second look.
        let sql = "SELECT stream.stream_kind AS stream_kind, stream.stream_id AS stream_id, last_seq, head_hash, position FROM stream \
            LEFT JOIN event ON event.stream_kind = stream.stream_kind AND event.stream_id = stream.stream_id AND event.seq = last_seq \
            LEFT JOIN feed ON feed.event_id = event.event_id \
            WHERE (stream.stream_kind, stream.stream_id) > ($1, $2) ORDER BY stream.stream_kind, stream.stream_id LIMIT $3";
        let rows = tx.all(sql, args![&after.0, &after.1, PAGE]).await?;
        let Some(last) = rows.last() else { break };
        after = (last.text("stream_kind")?, last.text("stream_id")?);
        for row in &rows {
            let stream = StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? };
            while let Some(stone) = stones.next_if(|stone| stone.stream < stream) {
                if let Some(head) = stone_at(&stone, position) {
                    add(&stone.stream, &head);
                }
            }
            let head = match row.opt_int("position")? {
                Some(at) if at <= position => Some(Head { seq: row.int("last_seq")?, hash: row.array("head_hash")? }),
                _ => stream_at(tx, &stream, position).await?,
            };
            if let Some(head) = head {
                add(&stream, &head);
            }
        }
    }
    for stone in stones {
        if let Some(head) = stone_at(&stone, position) {
            add(&stone.stream, &head);
        }
    }
    Ok((root.finalize().into(), streams))
}

async fn stream_at(tx: &mut Tx, stream: &StreamKey, position: i64) -> Result<Option<Head>> {
    let sql = "SELECT event.seq AS seq, event.hash AS hash FROM event JOIN feed ON feed.event_id = event.event_id \
        WHERE event.stream_kind = $1 AND event.stream_id = $2 AND feed.position <= $3 ORDER BY event.seq DESC LIMIT 1";
    let row = tx.first(sql, args![&stream.kind, stream.id, position]).await?;
    row.map(|row| Ok(Head { seq: row.int("seq")?, hash: row.array("hash")? })).transpose()
}

fn stone_at(stone: &tombstone::Tombstone, position: i64) -> Option<Head> {
    let seq = stone.positions.iter().filter(|at| **at <= position).count();
    let hash = stone.hashes.get(seq.checked_sub(1)?)?;
    Some(Head { seq: seq as i64, hash: *hash })
}
