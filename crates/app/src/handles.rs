//! Whose an address or number is, for somebody who asks: a person who is known through shielded journeys only is a stranger
//! to all who may not see these.

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind};
use regie_domain::ids::{ContentId, CustomerId, HandleId};
use regie_store::views::customers::{self, HandleRow};
use regie_store::{StoreError, Tx};

use crate::authorise::{Scope, Who};
use crate::content::{ContentKind, Text};
use crate::error::Result;
use crate::partners::{known_of_person, knows_handle};
use crate::run::{Request, Stage};

/// Whose a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nobody's.
    Nobody,
    /// Somebody's who is out of sight: for the asker it is nobody's, and is kept apart where it is noted.
    OutOfSight,
    /// This one's.
    Known(HandleRow),
}

impl Found {
    /// Why a value that a member notes is believed to be the record's.
    pub fn noted(&self) -> Evidence {
        match self {
            Self::OutOfSight => Evidence::Apart,
            Self::Nobody | Self::Known(_) => Evidence::Member,
        }
    }
}

/// Looks a value up. Where several records have it, one of `own` comes first.
pub(crate) async fn find(
    tx: &mut Tx,
    (scope, now): (&Scope, Timestamp),
    kind: HandleKind,
    value: &str,
    own: &[CustomerId],
) -> Result<Found> {
    let mut rows = customers::all_by_handle(tx, kind, value).await?;
    if rows.is_empty() {
        return Ok(Found::Nobody);
    }
    rows.sort_by_key(|row| !own.contains(&row.customer));
    for row in rows {
        let may = own.contains(&row.customer) || scope.knows(tx, row.customer).await?;
        // Who works for a partner knows people by what its agreement names, and by nothing else.
        if may && knows_handle(known_of_person(tx, scope, row.customer, now).await?.as_ref(), kind) {
            return Ok(Found::Known(row));
        }
    }
    Ok(Found::OutOfSight)
}

/// The most records that are taken for one person.
const MOST_RECORDS: usize = 50;

/// The records of one person: this one, those joined to it, and those joined to these.
pub(crate) async fn records_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<CustomerId>, StoreError> {
    let mut all = vec![customer];
    let mut seen = 0;
    while let Some(record) = all.get(seen).copied().filter(|_| all.len() < MOST_RECORDS) {
        seen += 1;
        for other in customers::joined(tx, record).await? {
            if !all.contains(&other) {
                all.push(other);
            }
        }
    }
    Ok(all)
}

/// What ties an address or number to a record, and the handle that it makes.
pub(crate) fn tying(
    stage: &Stage,
    (who, door): (&Who, Door),
    customer: CustomerId,
    (handle_kind, evidence): (HandleKind, Evidence),
    value: &str,
) -> (HandleId, Request) {
    let (handle, content): (HandleId, ContentId) = (stage.id(), stage.id());
    let command = CustomerCommand::TieHandle { handle, handle_kind, value: content, evidence };
    let texts = vec![Text::plain(content, ContentKind::Handle, value.trim(), None)];
    (handle, Request::customer(who.clone(), door, customer, command).with(texts))
}

/// What lets mail go again to an address that a person was known to have; nothing where it goes there.
pub(crate) fn restoring(who: &Who, known: &HandleRow) -> Option<Request> {
    let command = CustomerCommand::RestoreHandle { handle: known.id };
    known.failed.then(|| Request::customer(who.clone(), Door::Page, known.customer, command))
}
