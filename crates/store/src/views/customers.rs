//! Customers, their handles and joins.

use regie_domain::customer::{Customer, HandleKind, Language};
use regie_domain::ids::{ContentId, CustomerId, HandleId};

use crate::arg::Arg;
use crate::content;
use crate::error::Result;
use crate::late::{Known, Table};
use crate::sql::{Row, Tx};
use crate::{args, row};

/// A handle as it is matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandleRow {
    /// The handle.
    pub id: HandleId,
    /// Whose it is.
    pub customer: CustomerId,
    /// What it is.
    pub kind: String,
    /// Its value as it was given.
    pub value: ContentId,
    /// Its normalised value; nothing once erased.
    pub matched: Option<String>,
    /// Whether a permanent bounce came back from it.
    pub failed: bool,
}

/// The form of a handle in which equal ones compare equal.
#[must_use]
pub fn normalise(kind: HandleKind, value: &str) -> String {
    let value = value.trim();
    match kind {
        HandleKind::Email => value.to_lowercase(),
        HandleKind::Phone => regie_domain::phone::PhoneNumber::parse(value)
            .map_or_else(|_| value.to_owned(), |number| number.as_str().to_owned()),
        HandleKind::CustomerNumber => value.to_uppercase(),
        HandleKind::Plate => regie_domain::plate::normal(value),
        HandleKind::Facebook => value.to_owned(),
        HandleKind::Whatsapp => value.trim_start_matches('+').to_owned(),
        HandleKind::Address => value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
    }
}

const CUSTOMER: Table =
    Table { name: "customer", columns: &["customer_id", "name_id", "language", "seq"], known: Known::Replace(1) };
const HANDLE: Table = Table {
    name: "handle",
    columns: &["handle_id", "customer_id", "kind", "value", "value_id", "evidence", "failed"],
    known: Known::Replace(1),
};
const JOIN: Table = Table { name: "customer_join", columns: &["customer_id", "other_id"], known: Known::Keep(2) };

/// Writes the rows of a customer that differ from those it had before; all of them without an earlier state. A value that
/// has been erased is no longer matched.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, before: Option<&Customer>, customer: &Customer) -> Result<()> {
    let id = customer.id.0;
    let language = match customer.language {
        Language::Nl => "nl",
        Language::En => "en",
    };
    let seq = i64::try_from(customer.seq).unwrap_or(i64::MAX);
    tx.put(&CUSTOMER, row![id, customer.name.map(|name| name.0), language, seq]).await?;
    for gone in before.iter().flat_map(|before| before.handles.keys()) {
        if !customer.handles.contains_key(gone) {
            tx.execute("DELETE FROM handle WHERE handle_id = $1 AND customer_id = $2", args![gone.0, id]).await?;
        }
    }
    for (handle, found) in &customer.handles {
        if before.and_then(|before| before.handles.get(handle)) == Some(found) {
            continue;
        }
        let value = content::text(tx, found.value.0).await?.map(|text| normalise(found.kind, &text));
        let evidence = serde_json::to_value(found.evidence)?;
        let evidence = evidence.as_str().unwrap_or_default();
        tx.put(&HANDLE, row![handle.0, id, found.kind.code(), value, found.value.0, evidence, found.failed]).await?;
    }
    for apart in before.iter().flat_map(|before| before.joined.difference(&customer.joined)) {
        tx.execute("DELETE FROM customer_join WHERE customer_id = $1 AND other_id = $2", args![id, apart.0]).await?;
    }
    for other in &customer.joined {
        if !before.is_some_and(|before| before.joined.contains(other)) {
            tx.put(&JOIN, row![id, other.0]).await?;
        }
    }
    super::likeness::put(tx, before, customer).await
}

/// The handle with a value; one that is kept apart is found by [`all_by_handle`] only.
///
/// # Errors
/// What the database says.
pub async fn by_handle(tx: &mut Tx, kind: HandleKind, value: &str) -> Result<Option<HandleRow>> {
    let sql = "SELECT * FROM handle WHERE kind = $1 AND value = $2 AND evidence NOT IN ('apart', 'apart_from')";
    tx.first(sql, args![kind.code(), normalise(kind, value)]).await?.as_ref().map(read).transpose()
}

/// All handles with a value: the one that belongs to one record, then those that others keep apart, oldest first.
///
/// # Errors
/// What the database says.
pub async fn all_by_handle(tx: &mut Tx, kind: HandleKind, value: &str) -> Result<Vec<HandleRow>> {
    let sql = "SELECT * FROM handle WHERE kind = $1 AND value = $2 \
        ORDER BY CASE WHEN evidence IN ('apart', 'apart_from') THEN 1 ELSE 0 END, handle_id";
    tx.all(sql, args![kind.code(), normalise(kind, value)]).await?.iter().map(read).collect()
}

/// The handles whose stored form begins so, at most `limit` of them. `start` holds digits and a plus only.
///
/// # Errors
/// What the database says.
pub async fn by_handle_start(tx: &mut Tx, kind: HandleKind, start: &str, limit: u32) -> Result<Vec<HandleRow>> {
    let sql = "SELECT * FROM handle WHERE kind = $1 AND value LIKE $2 ORDER BY handle_id DESC LIMIT $3";
    tx.all(sql, args![kind.code(), format!("{start}%"), limit]).await?.iter().map(read).collect()
}

/// The handles that these values match, each with the value that it is matched by.
///
/// # Errors
/// What the database says.
pub async fn by_handles(tx: &mut Tx, kind: HandleKind, values: &[String]) -> Result<Vec<HandleRow>> {
    let values: Vec<String> = values.iter().map(|value| normalise(kind, value)).collect();
    let sql = "SELECT * FROM handle WHERE kind = $1 AND value IN LIST($2) AND evidence NOT IN ('apart', 'apart_from')";
    tx.all(sql, &[kind.code().into(), Arg::list(values)]).await?.iter().map(read).collect()
}

/// A handle by its id.
///
/// # Errors
/// What the database says.
pub async fn handle(tx: &mut Tx, id: HandleId) -> Result<Option<HandleRow>> {
    tx.first("SELECT * FROM handle WHERE handle_id = $1", args![id.0]).await?.as_ref().map(read).transpose()
}

/// All handles of a customer.
///
/// # Errors
/// What the database says.
pub async fn handles(tx: &mut Tx, customer: CustomerId) -> Result<Vec<HandleRow>> {
    let sql = "SELECT * FROM handle WHERE customer_id = $1 ORDER BY handle_id";
    tx.all(sql, args![customer.0]).await?.iter().map(read).collect()
}

/// The customers whose name or handle a content is.
///
/// # Errors
/// What the database says.
pub async fn by_content(tx: &mut Tx, content: ContentId) -> Result<Vec<CustomerId>> {
    let sql =
        "SELECT customer_id FROM customer WHERE name_id = $1 UNION SELECT customer_id FROM handle WHERE value_id = $1";
    let rows = tx.all(sql, args![content.0]).await?;
    rows.iter().map(|row| Ok(CustomerId(row.id("customer_id")?))).collect()
}

/// The records joined to a customer, from either side.
///
/// # Errors
/// What the database says.
pub async fn joined(tx: &mut Tx, customer: CustomerId) -> Result<Vec<CustomerId>> {
    let sql = "SELECT other_id AS id FROM customer_join WHERE customer_id = $1 \
        UNION SELECT customer_id AS id FROM customer_join WHERE other_id = $1";
    let rows = tx.all(sql, args![customer.0]).await?;
    rows.iter().map(|row| Ok(CustomerId(row.id("id")?))).collect()
}

/// Whether the record of a customer says that another one is the same person; the other record may say it too.
///
/// # Errors
/// What the database says.
pub async fn joined_by(tx: &mut Tx, customer: CustomerId, other: CustomerId) -> Result<bool> {
    let sql = "SELECT 1 AS one FROM customer_join WHERE customer_id = $1 AND other_id = $2";
    Ok(tx.first(sql, args![customer.0, other.0]).await?.is_some())
}

/// The content by which a record of the table `customer` is called: what somebody calls themselves on a social medium gives
/// way to the name of the customer, once the two are known to be one.
macro_rules! called {
    () => {
        "COALESCE((SELECT other.name_id FROM customer_join JOIN customer other ON other.customer_id = \
            CASE WHEN customer_join.customer_id = customer.customer_id THEN customer_join.other_id \
            ELSE customer_join.customer_id END \
            WHERE (customer_join.customer_id = customer.customer_id OR customer_join.other_id = customer.customer_id) \
            AND other.name_id IS NOT NULL \
            AND EXISTS (SELECT 1 FROM handle WHERE handle.customer_id = customer.customer_id) \
            AND NOT EXISTS (SELECT 1 FROM handle WHERE handle.customer_id = customer.customer_id \
                AND handle.kind NOT IN ('facebook', 'whatsapp')) \
            ORDER BY other.customer_id LIMIT 1), customer.name_id)"
    };
}
pub(super) use called;

/// The content that holds what a customer is called, and the language code.
///
/// # Errors
/// What the database says.
pub async fn name_and_language(tx: &mut Tx, customer: CustomerId) -> Result<Option<(Option<ContentId>, String)>> {
    let sql = concat!("SELECT ", called!(), " AS name_id, language FROM customer WHERE customer_id = $1");
    let row = tx.first(sql, args![customer.0]).await?;
    row.map(|row| Ok((row.opt_id("name_id")?.map(ContentId), row.text("language")?))).transpose()
}

fn read(row: &Row) -> Result<HandleRow> {
    Ok(HandleRow {
        id: HandleId(row.id("handle_id")?),
        customer: CustomerId(row.id("customer_id")?),
        kind: row.text("kind")?,
        value: ContentId(row.id("value_id")?),
        matched: row.opt_text("value")?,
        failed: row.bool("failed")?,
    })
}
