//! Compares what clients were told with what the database holds and with the mail that left.
//!
//! Before it is believed it must have seen faults that were planted: [`crate::run::prove`].

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use jiff::Timestamp;
use regie_app::run::{JOURNEY, UPDATE, read_journey};
use regie_domain::codes::{Direction, UpdateKind};
use regie_domain::event::Reach;
use regie_domain::fold::fold;
use regie_domain::ids::{JourneyId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::update::{Update, UpdateState};
use regie_store::journal::{self, StreamKey};
use regie_store::outbox::{OutboxRow, OutboxState};
use regie_store::views::{arrivals, mail};
use regie_store::{Durability, Store, Tx, content, deadlines, outbox, verify};
use uuid::Uuid;

use crate::ledger::{Entry, Way, words_in};
use crate::sink::Received;

/// How many streams or contents are read at a time.
const PAGE: u32 = 500;

/// Something that may not be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// It was acknowledged and is not there.
    #[error("{0} was acknowledged and is lost")]
    Lost(String),
    /// It happened more than once.
    #[error("{0} happened {1} times")]
    Doubled(String, usize),
    /// It is there, and nobody sent it.
    #[error("{0} is there and was never sent")]
    Ghost(String),
    /// More hand-overs were acknowledged than mails were kept.
    #[error("{acknowledged} hand-overs were acknowledged, {kept} mails were kept")]
    NotKept {
        /// Answers `250`.
        acknowledged: u64,
        /// Rows of arrivals.
        kept: u64,
    },
    /// One Message-ID left with two contents.
    #[error("{0} left with more than one content")]
    TwoContents(String),
    /// A sender got more than one receipt, or none.
    #[error("{0} got {1} receipts")]
    Receipts(String, usize),
    /// The journal says that a message left; it never came.
    #[error("message {0} is recorded as sent and never came")]
    NeverLeft(UpdateId),
    /// A mail left that the journal does not know as sent.
    #[error("{0} left and is not recorded")]
    NotRecorded(String),
    /// The outbox and the journal disagree about a message.
    #[error("message {0}: {1}")]
    Outbox(UpdateId, String),
    /// The due moments of a journey are not what its journal says.
    #[error("the due moments of {0} do not follow from its journal")]
    Deadlines(JourneyId),
    /// A kept mail that nobody dealt with.
    #[error("{0} kept mails were never placed")]
    NeverPlaced(usize),
    /// A chain, head, content or root is wrong.
    #[error("journal: {0}")]
    Journal(String),
    /// A rule is broken or a view differs from the rebuilt one.
    #[error("rules and views: {0}")]
    Views(String),
}

/// Which acknowledged things are missing. Cheap enough for every round: a mail is there when it is on a journey or kept and
/// not read yet, a message when its journey holds it.
///
/// # Errors
/// What the database says.
pub async fn missing(store: &Store, acknowledged: &BTreeMap<String, Entry>) -> Result<Vec<Finding>> {
    let mut tx = store.begin_read().await?;
    let mut ids: HashMap<&str, &str> = HashMap::new();
    let mut posts: HashMap<JourneyId, Vec<&str>> = HashMap::new();
    for (word, entry) in acknowledged {
        match &entry.way {
            Way::Mail { message_id, .. } => _ = ids.insert(message_id, word),
            Way::Post { journey } => posts.entry(*journey).or_default().push(word),
        }
    }
    let wanted: Vec<String> = ids.keys().map(|id| (*id).to_owned()).collect();
    for chunk in wanted.chunks(PAGE as usize) {
        for found in mail::find(&mut tx, chunk).await? {
            ids.remove(found.message_id.as_str());
        }
    }
    if !ids.is_empty() {
        for arrival in arrivals::unplaced(&mut tx, 100_000).await? {
            let raw = content::bytes(&mut tx, arrival.raw.0).await?.unwrap_or_default();
            let raw = String::from_utf8_lossy(&raw).into_owned();
            ids.retain(|id, _| !raw.contains(&format!("<{id}>")));
        }
    }
    let mut lost: Vec<String> = ids.into_values().map(str::to_owned).collect();
    for (journey, words) in posts {
        let known = match load(&mut tx, journey).await? {
            Some(found) => contact_words(&mut tx, &found).await?,
            None => Vec::new(),
        };
        lost.extend(words.into_iter().filter(|word| !known.iter().any(|known| known == word)).map(str::to_owned));
    }
    lost.sort();
    Ok(lost.into_iter().map(Finding::Lost).collect())
}

/// Everything, on a database that nobody writes to and where nothing waits any more.
///
/// # Errors
/// What the databases say.
pub async fn check(store: &Store, entries: &BTreeMap<String, Entry>, left: &[Received]) -> Result<Vec<Finding>> {
    let mut findings = structure(store).await?;
    let mut tx = store.begin_read().await?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut updates = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let page = journal::streams(&mut tx, JOURNEY, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = *last;
        for id in page {
            let Some(journey) = load(&mut tx, JourneyId(id)).await? else { continue };
            for word in contact_words(&mut tx, &journey).await? {
                *seen.entry(word).or_default() += 1;
            }
            if !deadlines_follow(&mut tx, &journey).await? {
                findings.push(Finding::Deadlines(journey.id));
            }
            let rows = outbox::of_stream(&mut tx, &StreamKey::new(JOURNEY, id)).await?;
            findings.extend(outbox_follows(&journey, &rows));
            updates.extend(journey.updates);
        }
    }
    findings.extend(effects(entries, &seen));
    findings.extend(outgoing(entries, &updates, left));
    findings.extend(kept(&mut tx, entries).await?);
    Ok(findings)
}

/// Chains, heads, contents, roots; the rules; views against ones that are built anew.
async fn structure(store: &Store) -> Result<Vec<Finding>> {
    let report = verify::verify_all(store).await?;
    let mut findings: Vec<Finding> =
        report.findings.iter().map(|finding| Finding::Journal(finding.to_string())).collect();
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("views").display());
    let scratch = Store::open_with(&url, Durability::Fast).await?;
    scratch.migrate().await?;
    let checked = regie_app::rebuild::check(store, &scratch).await?;
    scratch.close().await;
    findings.extend(checked.faults.iter().map(|fault| Finding::Views(fault.to_string())));
    Ok(findings)
}

async fn load(tx: &mut Tx, id: JourneyId) -> Result<Option<Journey>> {
    let events = journal::read(tx, &StreamKey::new(JOURNEY, id.0), 0).await?;
    Ok(fold(id, &read_journey(&events)?))
}

/// The words of what came in on a journey, once for each contact.
async fn contact_words(tx: &mut Tx, journey: &Journey) -> Result<Vec<String>> {
    let came_in = journey.contacts.values().filter(|contact| contact.facts.direction == Direction::In);
    let texts: Vec<Uuid> = came_in.map(|contact| contact.facts.text.0).collect();
    let mut words = Vec::new();
    for chunk in texts.chunks(PAGE as usize) {
        let found = content::texts(tx, chunk).await?;
        words.extend(found.values().flat_map(|text| words_in(text)).map(str::to_owned));
    }
    Ok(words)
}

/// Each thing once; what was acknowledged at least once; nothing that nobody sent.
fn effects(entries: &BTreeMap<String, Entry>, seen: &BTreeMap<String, usize>) -> Vec<Finding> {
    let lost = entries.iter().filter(|(word, entry)| entry.acknowledged > 0 && !seen.contains_key(*word));
    let mut findings: Vec<Finding> = lost.map(|(word, _)| Finding::Lost(word.clone())).collect();
    for (word, times) in seen {
        if !entries.contains_key(word) {
            findings.push(Finding::Ghost(word.clone()));
        }
        if *times > 1 {
            findings.push(Finding::Doubled(word.clone(), *times));
        }
    }
    findings
}

async fn deadlines_follow(tx: &mut Tx, journey: &Journey) -> Result<bool> {
    let line = |kind: &str, of: &str, due: Timestamp| format!("{kind} {of} {due}");
    let mut expected: Vec<String> = regie_domain::deadline::deadlines(journey)
        .iter()
        .map(|due| line(due.kind.code(), &due.of.map(|id| id.to_string()).unwrap_or_default(), due.due))
        .collect();
    let rows = deadlines::of_stream(tx, &StreamKey::new(JOURNEY, journey.id.0)).await?;
    let mut found: Vec<String> = rows.iter().map(|row| line(&row.kind, &row.ref_id, row.due)).collect();
    expected.sort();
    found.sort();
    Ok(expected == found)
}

/// Each message by mail has one row, which says what the journal says.
fn outbox_follows(journey: &Journey, rows: &[OutboxRow]) -> Vec<Finding> {
    let by_mail = |update: &&Update| matches!(update.reach, Reach::Email { .. });
    let mut findings = Vec::new();
    for (id, update) in journey.updates.iter().filter(|(_, update)| by_mail(update)) {
        let own: Vec<&OutboxRow> =
            rows.iter().filter(|row| row.kind == UPDATE && row.ref_id == id.to_string()).collect();
        let agrees = match (own.as_slice(), update.state) {
            ([row], UpdateState::Planned) => !matches!(row.state, OutboxState::Sent | OutboxState::Failed),
            ([row], UpdateState::Sent { .. }) => row.state == OutboxState::Sent,
            ([row], UpdateState::Failed { .. }) => row.state == OutboxState::Failed,
            _ => false,
        };
        if !agrees {
            let states: Vec<&str> = own.iter().map(|row| row.state.code()).collect();
            findings.push(Finding::Outbox(*id, format!("{:?} in the journal, {states:?} in the outbox", update.state)));
        }
    }
    findings
}

/// What left, by Message-ID: repeats are allowed, with one content; what is recorded as sent came; what came is recorded; one
/// receipt for each sender.
fn outgoing(entries: &BTreeMap<String, Entry>, updates: &[(UpdateId, Update)], left: &[Received]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut by_id: BTreeMap<&str, &Received> = BTreeMap::new();
    for mail in left {
        let first = by_id.entry(&mail.message_id).or_insert(mail);
        if (&first.to, &first.content) != (&mail.to, &mail.content) {
            findings.push(Finding::TwoContents(mail.message_id.clone()));
        }
    }
    let mut recorded: Vec<&str> = Vec::new();
    let mut receipts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, update) in updates.iter().filter(|(_, update)| matches!(update.state, UpdateState::Sent { .. })) {
        let prefix = format!("u.{id}@");
        match by_id.iter().find(|(message_id, _)| message_id.starts_with(&prefix)) {
            Some((message_id, mail)) => {
                recorded.push(message_id);
                *receipts.entry(&mail.to).or_default() += usize::from(update.about == UpdateKind::Receipt);
            }
            None => findings.push(Finding::NeverLeft(*id)),
        }
    }
    let unrecorded = by_id.keys().filter(|id| !recorded.contains(*id));
    findings.extend(unrecorded.map(|id| Finding::NotRecorded((*id).to_owned())));
    for entry in entries.values().filter(|entry| entry.acknowledged > 0) {
        if let Way::Mail { from, .. } = &entry.way {
            let count = receipts.get(from.as_str()).copied().unwrap_or(0);
            if count != 1 {
                findings.push(Finding::Receipts(from.clone(), count));
            }
        }
    }
    findings
}

async fn kept(tx: &mut Tx, entries: &BTreeMap<String, Entry>) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mails = entries.values().filter(|entry| matches!(entry.way, Way::Mail { .. }));
    let acknowledged: u64 = mails.map(|entry| u64::from(entry.acknowledged)).sum();
    let kept = tx.one("SELECT count(*) AS n FROM arrival", &[]).await?.int("n")?;
    let kept = u64::try_from(kept).unwrap_or(0);
    if kept < acknowledged {
        findings.push(Finding::NotKept { acknowledged, kept });
    }
    let waiting = arrivals::unplaced(tx, 100_000).await?.len();
    if waiting > 0 {
        findings.push(Finding::NeverPlaced(waiting));
    }
    Ok(findings)
}
