//! The rows that a contact leaves behind, read back from a database and written again into an empty one without any rule.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use regie_store::sql::Row;
use regie_store::{Arg, Store, StoreError, Tx};

/// A table that an intake writes to: how its rows are read, its columns, and those that tell which contact a row is of.
struct Table {
    name: &'static str,
    columns: &'static str,
    keys: &'static [&'static str],
}

const fn table(name: &'static str, columns: &'static str, keys: &'static [&'static str]) -> Table {
    Table { name, columns, keys }
}

/// In the order in which later rows find the contact by ids of earlier ones.
const TABLES: [Table; 15] = [
    table(
        "journey",
        "journey_id month number customer_id kind state director_team holder_team assignee ball_since ball_epoch ball_why \
         blueprint_id subject_id historic opened_at ended_at told_at expected_by news_by objection_until questioned answered \
         last_contact_at ended_how back unread seq",
        &["journey_id"],
    ),
    table(
        "content",
        "content_id kind media_type file_name size salt digest body subject_kind subject_id created_at erased_at erased_ground \
         marks",
        &["subject_id"],
    ),
    table("stream", "stream_kind stream_id last_seq head_hash", &["stream_id"]),
    table(
        "event",
        "stream_kind stream_id seq event_id kind version recorded_at occurred_at command_id caused_by origin_org actor_kind \
         actor_org actor_team actor_member actor_participant door ball_epoch direction_epoch shared_body shared_salt \
         shared_digest internal_body internal_salt internal_digest hash",
        &["stream_id"],
    ),
    table("participant", "participant_id journey_id customer_id role handle_id may_act", &["journey_id"]),
    table(
        "promise",
        "promise_id journey_id kind what text_id owner_team to_customer made_at first_until due version state settled risk",
        &["journey_id"],
    ),
    table(
        "contact",
        "contact_id journey_id direction channel class at participant_id text_id raw_id why asks moved_to",
        &["journey_id"],
    ),
    table("task", "task_id journey_id kind owner_team due overdue done_at", &["journey_id"]),
    table("customer", "customer_id name_id language seq", &["customer_id"]),
    table("handle", "handle_id customer_id kind value value_id evidence failed", &["customer_id"]),
    table("deadline", "stream_kind stream_id kind ref_id due next_try attempts", &["stream_id"]),
    table(
        "outbox",
        "outbox_id kind stream_kind stream_id ref_id payload created_at not_before next_try attempts state last_error holder \
         lease_until done_at",
        &["stream_id"],
    ),
    table("inbox", "source message_id received_at ref_id", &["ref_id"]),
    table("mail_id", "message_id journey_id role participant_id contact_id update_id at", &["journey_id"]),
    table("search_doc", "doc_id ref_kind ref_id journey_id content_id words", &["journey_id", "content_id"]),
];

const ARRIVAL: Table = table(
    "arrival",
    "arrival_id mailbox_id team_id raw_id parsed_id envelope_from recipients dedupe_key sender subject_id received_at due \
     state why overdue suggested_journey journey_id contact_id ended_at",
    &["arrival_id"],
);

/// One INSERT.
type Insert = (&'static str, Vec<Arg<'static>>);

/// What one contact left behind: the rows of keeping it, and those of placing it.
#[derive(Clone, Default)]
struct Contact {
    arrival: String,
    kept: Vec<Insert>,
    placed: Vec<Insert>,
}

/// All of it.
pub struct Recorded {
    contacts: Vec<Arc<Contact>>,
}

impl Recorded {
    /// Reads it back.
    pub async fn of(store: &Store) -> Result<Self> {
        let mut tx = store.begin_read().await?;
        let mut contacts: Vec<Contact> = Vec::new();
        let mut of: HashMap<String, usize> = HashMap::new();
        let insert = ARRIVAL.insert();
        for row in tx.all("SELECT * FROM arrival ORDER BY received_at, arrival_id", &[]).await? {
            let n = contacts.len();
            let arrival = row.text("arrival_id")?;
            for id in
                [Some(arrival.clone()), row.opt_text("journey_id")?, row.opt_text("raw_id")?].into_iter().flatten()
            {
                of.insert(id, n);
            }
            contacts.push(Contact { arrival, kept: vec![(insert, ARRIVAL.values(&row)?)], placed: Vec::new() });
        }
        let feed = match store.is_sqlite() {
            true => table("feed", "position event_id stream_kind stream_id seq", &["stream_id"]),
            false => table("feed_pending", "event_id stream_kind stream_id seq", &["stream_id"]),
        };
        for table in TABLES.iter().chain([&feed]) {
            let insert = table.insert();
            for row in tx.all(leaked(format!("SELECT * FROM {}", table.name)), &[]).await? {
                let found = table.keys.iter().find_map(|key| of.get(&row.opt_text(key).ok().flatten()?).copied());
                let Some(n) = found else { continue };
                let mut raw = false;
                match table.name {
                    "journey" => _ = of.insert(row.text("customer_id")?, n),
                    "content" => {
                        of.insert(row.text("content_id")?, n);
                        raw = row.text("kind")? == "raw-mail";
                    }
                    _ => {}
                }
                let values = table.values(&row)?;
                let contact = contacts.get_mut(n).context("a row of no contact")?;
                if table.name == "search_doc" && store.is_sqlite() {
                    let index = leaked("INSERT INTO search_index (rowid, words) VALUES ($1, $2)".to_owned());
                    contact.placed.push((index, vec![Arg::from(row.int("doc_id")?), Arg::from(row.text("words")?)]));
                }
                let side = if raw { &mut contact.kept } else { &mut contact.placed };
                side.push((insert, values));
            }
        }
        Ok(Self { contacts: contacts.into_iter().map(Arc::new).collect() })
    }

    /// How many contacts.
    pub fn contacts(&self) -> usize {
        self.contacts.len()
    }

    /// Writes what the n-th left behind: one transaction for keeping it, one for placing it.
    pub async fn write(&self, store: &Store, n: usize) -> Result<()> {
        let contact = self.contacts.get(n).context("no such contact")?.clone();
        store
            .write_with(contact.clone(), |tx, contact| Box::pin(async move { insert(tx, &contact.kept).await }))
            .await?;
        store
            .write_with(contact, |tx, contact| {
                Box::pin(async move {
                    insert(tx, &contact.placed).await?;
                    // The number of the journey, and the ends of the arrival and of its bodies' ownership.
                    let sql = "INSERT INTO reference_counter (month, last) VALUES (1802, 1) \
                        ON CONFLICT (month) DO UPDATE SET last = reference_counter.last + 1";
                    tx.execute(sql, &[]).await?;
                    let sql = "UPDATE arrival SET state = 'placed', overdue = FALSE WHERE arrival_id = $1";
                    tx.execute(sql, &[Arg::from(&contact.arrival)]).await?;
                    let sql = "UPDATE content SET subject_kind = 'customer' WHERE subject_kind = 'arrival' AND subject_id = $1";
                    tx.execute(sql, &[Arg::from(&contact.arrival)]).await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
        Ok(())
    }
}

async fn insert(tx: &mut Tx, rows: &[Insert]) -> Result<(), StoreError> {
    for (sql, values) in rows {
        tx.execute(sql, values).await?;
    }
    Ok(())
}

impl Table {
    fn insert(&self) -> &'static str {
        let columns: Vec<&str> = self.columns.split_whitespace().collect();
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        leaked(format!("INSERT INTO {} ({}) VALUES ({})", self.name, columns.join(", "), places.join(", ")))
    }

    fn values(&self, row: &Row) -> Result<Vec<Arg<'static>>> {
        self.columns.split_whitespace().map(|column| value(row, column)).collect()
    }
}

/// A statement of which there are a few dozen in a run.
fn leaked(sql: String) -> &'static str {
    Box::leak(sql.into_boxed_str())
}

/// A value; its type goes by the name of its column, for a NULL does not tell its own.
fn value(row: &Row, column: &str) -> Result<Arg<'static>> {
    let value = match column {
        name if NUMBERS.contains(&name) => Arg::Int(row.opt_int(column)?),
        name if SWITCHES.contains(&name) => Arg::Bool(row.opt_bool(column)?),
        name if BYTES.contains(&name) => Arg::Bytes(row.opt_bytes(column)?.map(Into::into)),
        _ => Arg::Text(row.opt_text(column)?.map(Into::into)),
    };
    Ok(value)
}

const NUMBERS: [&str; 33] = [
    "month",
    "number",
    "ball_since",
    "ball_epoch",
    "opened_at",
    "ended_at",
    "told_at",
    "expected_by",
    "news_by",
    "objection_until",
    "last_contact_at",
    "seq",
    "size",
    "created_at",
    "erased_at",
    "last_seq",
    "version",
    "recorded_at",
    "occurred_at",
    "direction_epoch",
    "made_at",
    "first_until",
    "due",
    "at",
    "next_try",
    "attempts",
    "not_before",
    "lease_until",
    "done_at",
    "received_at",
    "doc_id",
    "position",
    "last",
];
const SWITCHES: [&str; 8] =
    ["historic", "questioned", "answered", "may_act", "to_customer", "overdue", "failed", "unread"];
const BYTES: [&str; 11] = [
    "head_hash",
    "salt",
    "digest",
    "body",
    "shared_body",
    "shared_salt",
    "shared_digest",
    "internal_body",
    "internal_salt",
    "internal_digest",
    "hash",
];
