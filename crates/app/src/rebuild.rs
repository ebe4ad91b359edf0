//! Looking after what is derived: whether views, due moments and waiting messages are what the journal says, and writing
//! them again from it.

mod unsent;

use std::collections::HashMap;

use regie_domain::customer::{self, Customer};
use regie_domain::deadline::{self, Deadline};
use regie_domain::fold::fold;
use regie_domain::ids::{CustomerId, ImprovementId, JourneyId, UpdateId};
use regie_domain::improvement::{self, Improvement};
use regie_domain::invariants;
use regie_domain::journey::Journey;
use regie_domain::update::UpdateState;
use regie_store::content::{self, NewContent};
use regie_store::journal::{self, StreamKey};
use regie_store::{Store, Tx, deadlines, views};
use uuid::Uuid;

use unsent::Unsent;

use crate::content::contents_of;
use crate::error::{AppError, Result};
use crate::run::{CUSTOMER, IMPROVEMENT, JOURNEY, locked_journey, read_customer, read_improvement, read_journey};

/// How many streams are looked at in one go.
const PAGE: u32 = 200;
/// How many differing rows a report names.
const NAMED: usize = 20;

/// What was rebuilt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Journeys.
    pub journeys: u64,
    /// Customers.
    pub customers: u64,
    /// Due moments that were lost, wrong or too many.
    pub deadlines: u64,
    /// Messages that waited in no outbox, and leave now.
    pub messages: u64,
}

/// What does not follow from the journal by the rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A journey that breaks a rule.
    #[error("journey {0}: {1}")]
    Rule(JourneyId, invariants::Violation),
    /// A stream whose events this program cannot read.
    #[error("{0} {1} cannot be read: {2}")]
    Unreadable(&'static str, Uuid, String),
    /// Words, a mail or a file that a journey leads to and that are not kept, not even as erased.
    #[error("rule 8: content {1} of journey {0} is gone")]
    Gone(JourneyId, Uuid),
    /// A message that waits and that nobody will send.
    #[error("rule 5: message {1} of journey {0} waits and is in no outbox")]
    Unqueued(JourneyId, UpdateId),
    /// A message of which the outbox says that it left or failed.
    #[error("rule 9: message {1} of journey {0} is {2}, and its journey does not know")]
    Unnoted(JourneyId, UpdateId, &'static str),
    /// A message in the outbox that nothing led to.
    #[error("rule 10: message {0} is to be sent, and no journey says why")]
    Undecided(Uuid),
    /// A row that the journal does not lead to.
    #[error("a row of a view is not in the journal: {0}")]
    Extra(String),
    /// A row that the journal leads to and that is not there.
    #[error("a row of a view is missing: {0}")]
    Missing(String),
    /// More of the last two than are named.
    #[error("and {0} more rows of views that differ")]
    More(usize),
}

/// What was checked against the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Journeys.
    pub journeys: u64,
    /// Customers.
    pub customers: u64,
    /// Messages that wait to be sent.
    pub messages: u64,
    /// Rows of views, and due moments, compared.
    pub rows: u64,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Writes all views and due moments again, and queues waiting messages that stand in no outbox, a stream at a time: safe
/// while serving, for each transaction leaves a stream's rows whole. Rows of streams that are no longer there are what
/// [`check`] calls extra.
///
/// # Errors
/// What the store says, or that events are of a newer program.
pub async fn rebuild_views(store: &Store) -> Result<Rebuilt> {
    let mut done = Rebuilt::default();
    for kind in [CUSTOMER, IMPROVEMENT, JOURNEY] {
        let mut after = Uuid::nil();
        while let Some(last) = rebuild_page(store, kind, after, &mut done).await? {
            after = last;
        }
    }
    Ok(done)
}

async fn rebuild_page(store: &Store, kind: &'static str, after: Uuid, done: &mut Rebuilt) -> Result<Option<Uuid>> {
    let ids = store.read(async |tx| journal::streams(tx, kind, after, PAGE).await).await?;
    for id in &ids {
        let id = *id;
        // The stream is locked, so that a command on it waits or comes first.
        if kind == JOURNEY {
            let mended = store.write(move |tx| Box::pin(rebuild_journey(tx, JourneyId(id)))).await?;
            done.journeys += 1;
            done.deadlines += mended.deadlines;
            done.messages += mended.messages;
        } else if kind == IMPROVEMENT {
            store.write(move |tx| Box::pin(rebuild_improvement(tx, ImprovementId(id)))).await?;
        } else {
            store.write(move |tx| Box::pin(rebuild_customer(tx, CustomerId(id)))).await?;
            done.customers += 1;
        }
    }
    Ok(ids.last().copied())
}

/// Tells what had to be mended besides the views.
async fn rebuild_journey(tx: &mut Tx, id: JourneyId) -> Result<Rebuilt> {
    let stream = StreamKey::new(JOURNEY, id.0);
    let Some(journey) = locked_journey(tx, id).await? else { return Ok(Rebuilt::default()) };
    views::put(tx, &views::Rows::default(), &journey).await?;
    let kept = deadlines::of_stream(tx, &stream).await?;
    let deadlines = put_deadlines(tx, &stream, &kept, &journey).await?;
    let messages = unsent::queue_lost(tx, &stream, &journey).await?;
    Ok(Rebuilt { deadlines, messages, ..Rebuilt::default() })
}

async fn rebuild_customer(tx: &mut Tx, id: CustomerId) -> Result<()> {
    let events = journal::load(tx, &StreamKey::new(CUSTOMER, id.0)).await?;
    if let Some(customer) = customer::fold(id, &read_customer(&events)?) {
        views::customers::put(tx, None, &customer).await?;
    }
    Ok(())
}

async fn rebuild_improvement(tx: &mut Tx, id: ImprovementId) -> Result<()> {
    let events = journal::load(tx, &StreamKey::new(IMPROVEMENT, id.0)).await?;
    if let Some(found) = improvement::fold(id, &read_improvement(&events)?) {
        views::improvements::put(tx, &found).await?;
    }
    Ok(())
}

/// Writes the due moments that a journey has, over those that are kept of it; tells how many differed. A kept one that is
/// right keeps its next try.
async fn put_deadlines(
    tx: &mut Tx,
    stream: &StreamKey,
    kept: &[deadlines::Deadline],
    journey: &Journey,
) -> Result<u64> {
    let of = |due: &Deadline| due.of.map(|id| id.to_string()).unwrap_or_default();
    let same = |row: &deadlines::Deadline, due: &Deadline| row.kind == due.kind.code() && row.ref_id == of(due);
    let standing = deadline::deadlines(journey);
    let mut mended = 0;
    for row in kept.iter().filter(|row| !standing.iter().any(|due| same(row, due))) {
        deadlines::clear(tx, stream, &row.kind, &row.ref_id).await?;
        mended += 1;
    }
    for due in standing.iter().filter(|due| !kept.iter().any(|row| same(row, due) && row.due == due.due)) {
        deadlines::set(tx, stream, due.kind.code(), &of(due), due.due).await?;
        mended += 1;
    }
    Ok(mended)
}

/// Checks every journey against the rules, its waiting messages against the outbox, and views and due moments against ones
/// that are built from the journal in `scratch`: an empty, migrated database that is thrown away afterwards. Reads one
/// snapshot, so it is safe while serving.
///
/// # Errors
/// What the stores say. What is wrong with the data is in the answer.
pub async fn check(store: &Store, scratch: &Store) -> Result<Checked> {
    let mut checked = Checked::default();
    let mut tx = store.begin_read().await?;
    let mut after = Uuid::nil();
    loop {
        let (customers, last) = customers(&mut tx, after, &mut checked).await?;
        write_customers(scratch, customers).await?;
        let Some(last) = last else { break };
        after = last;
    }
    after = Uuid::nil();
    loop {
        let (found, last) = improvements(&mut tx, after, &mut checked).await?;
        write_improvements(scratch, found).await?;
        let Some(last) = last else { break };
        after = last;
    }
    after = Uuid::nil();
    let mut unsent = Unsent::default();
    loop {
        let (journeys, last) = journeys(&mut tx, after, &mut checked).await?;
        journeys.iter().for_each(|journey| unsent.note(journey));
        write_journeys(scratch, journeys).await?;
        let Some(last) = last else { break };
        after = last;
    }
    unsent.check(&mut tx, &mut checked).await?;
    let live = views::dump(&mut tx).await?;
    drop(tx);
    let rebuilt = scratch.read(async |tx| views::dump(tx).await).await?;
    compare(live, rebuilt, &mut checked);
    Ok(checked)
}

/// A page of customers, each with the contents of its name and its handles, and the id to go on from.
type Customers = (Vec<(Customer, Vec<(Uuid, String)>)>, Option<Uuid>);

async fn customers(tx: &mut Tx, after: Uuid, checked: &mut Checked) -> Result<Customers> {
    let ids = journal::streams(tx, CUSTOMER, after, PAGE).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in &ids {
        let events = journal::read(tx, &StreamKey::new(CUSTOMER, *id), 0).await?;
        checked.customers += 1;
        let events = match read_customer(&events) {
            Ok(events) => events,
            Err(error) => {
                checked.faults.push(unreadable(CUSTOMER, *id, error)?);
                continue;
            }
        };
        if let Some(customer) = customer::fold(CustomerId(*id), &events) {
            let mut values = Vec::new();
            let named = customer.name.into_iter().chain(customer.handles.values().map(|handle| handle.value));
            for id in named {
                if let Some(text) = content::text(tx, id.0).await? {
                    values.push((id.0, text));
                }
            }
            found.push((customer, values));
        }
    }
    Ok((found, ids.last().copied()))
}

async fn improvements(tx: &mut Tx, after: Uuid, checked: &mut Checked) -> Result<(Vec<Improvement>, Option<Uuid>)> {
    let ids = journal::streams(tx, IMPROVEMENT, after, PAGE).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in &ids {
        let events = journal::read(tx, &StreamKey::new(IMPROVEMENT, *id), 0).await?;
        match read_improvement(&events) {
            Ok(events) => found.extend(improvement::fold(ImprovementId(*id), &events)),
            Err(error) => checked.faults.push(unreadable(IMPROVEMENT, *id, error)?),
        }
    }
    Ok((found, ids.last().copied()))
}

async fn write_improvements(scratch: &Store, found: Vec<Improvement>) -> Result<()> {
    scratch
        .write_with(found, |tx, found| {
            Box::pin(async move {
                for improvement in found {
                    views::improvements::put(tx, improvement).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn journeys(tx: &mut Tx, after: Uuid, checked: &mut Checked) -> Result<(Vec<Journey>, Option<Uuid>)> {
    let ids = journal::streams(tx, JOURNEY, after, PAGE).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in &ids {
        let events = journal::read(tx, &StreamKey::new(JOURNEY, *id), 0).await?;
        checked.journeys += 1;
        match read_journey(&events) {
            Ok(events) => found.extend(fold(JourneyId(*id), &events)),
            Err(error) => checked.faults.push(unreadable(JOURNEY, *id, error)?),
        }
    }
    gone(tx, &found, checked).await?;
    for journey in &found {
        if let Err(violation) = invariants::check(journey) {
            checked.faults.push(Fault::Rule(journey.id, violation));
        }
    }
    Ok((found, ids.last().copied()))
}

/// Looks for what was said, sent and attached on journeys.
async fn gone(tx: &mut Tx, journeys: &[Journey], checked: &mut Checked) -> Result<()> {
    let mut of: HashMap<Uuid, JourneyId> = HashMap::new();
    for journey in journeys {
        let said = journey.contacts.values().flat_map(|contact| contents_of(&contact.facts));
        let sent = journey.updates.values().filter_map(|update| match update.state {
            UpdateState::Sent { text, .. } => Some(text),
            _ => None,
        });
        of.extend(said.chain(sent).map(|id| (id.0, journey.id)));
    }
    let mut ids: Vec<Uuid> = of.keys().copied().collect();
    ids.sort_unstable();
    for part in ids.chunks(PAGE as usize) {
        let absent = content::absent(tx, part).await?;
        checked.faults.extend(absent.into_iter().map(|id| Fault::Gone(of[&id], id)));
    }
    Ok(())
}

/// A fault of the data; any other error stays one.
fn unreadable(kind: &'static str, id: Uuid, error: AppError) -> Result<Fault> {
    use regie_store::StoreError as S;
    match error {
        AppError::Refused(_) | AppError::Store(S::Json(_) | S::Damaged(_)) => {
            Ok(Fault::Unreadable(kind, id, error.to_string()))
        }
        other => Err(other),
    }
}

async fn write_customers(scratch: &Store, customers: Vec<(Customer, Vec<(Uuid, String)>)>) -> Result<()> {
    scratch
        .write_with(customers, |tx, customers| {
            Box::pin(async move {
                for (customer, values) in customers {
                    for (id, text) in values {
                        put_handle(tx, customer.id, *id, text).await?;
                    }
                    views::customers::put(tx, None, customer).await?;
                }
                Ok(())
            })
        })
        .await
}

/// The views read a handle's value from its content.
async fn put_handle(tx: &mut Tx, customer: CustomerId, id: Uuid, text: &str) -> Result<()> {
    let new = NewContent {
        id,
        kind: "handle".into(),
        media_type: "text/plain; charset=utf-8".into(),
        file_name: None,
        salt: [0; 16],
        subject_kind: CUSTOMER.into(),
        subject_id: customer.0,
        bytes: text.as_bytes().into(),
    };
    content::put(tx, &new, jiff::Timestamp::UNIX_EPOCH).await?;
    Ok(())
}

async fn write_journeys(scratch: &Store, journeys: Vec<Journey>) -> Result<()> {
    scratch
        .write_with(journeys, |tx, journeys| {
            Box::pin(async move {
                for journey in journeys {
                    views::put(tx, &views::Rows::default(), journey).await?;
                    put_deadlines(tx, &StreamKey::new(JOURNEY, journey.id.0), &[], journey).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Compares two sets of rows, whatever their order.
fn compare(live: Vec<String>, rebuilt: Vec<String>, checked: &mut Checked) {
    checked.rows = live.len() as u64;
    let mut balance: HashMap<String, i64> = HashMap::with_capacity(live.len());
    for row in live {
        *balance.entry(row).or_default() += 1;
    }
    for row in rebuilt {
        *balance.entry(row).or_default() -= 1;
    }
    let mut differing: Vec<(String, i64)> = balance.into_iter().filter(|(_, count)| *count != 0).collect();
    differing.sort();
    let more = differing.len().saturating_sub(NAMED);
    for (row, count) in differing.into_iter().take(NAMED) {
        checked.faults.push(if count > 0 { Fault::Extra(row) } else { Fault::Missing(row) });
    }
    if more > 0 {
        checked.faults.push(Fault::More(more));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_compare_whatever_their_order() {
        let rows = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut checked = Checked::default();
        compare(rows(&["a", "b", "b"]), rows(&["b", "a", "b"]), &mut checked);
        assert_eq!(checked.faults, []);
        compare(rows(&["a", "b"]), rows(&["b", "c"]), &mut checked);
        assert_eq!(checked.faults, [Fault::Extra("a".into()), Fault::Missing("c".into())]);
    }
}
