//! Customers, their handles and joins.

use regie_domain::customer::{Customer, HandleKind, Language};
use regie_domain::ids::{ContentId, CustomerId, HandleId};

use crate::args;
use crate::content;
use crate::error::Result;
use crate::sql::{Row, Tx};

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
        HandleKind::Address => value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
    }
}

/// Writes all rows of a customer anew. The handles' values are read from their contents; erased ones match nothing.
///
/// # Errors
/// What the database says; [`crate::StoreError::Conflict`] when another customer has the same handle.
pub async fn put(tx: &mut Tx, customer: &Customer) -> Result<()> {
    let id = customer.id.0;
    let language = match customer.language {
        Language::Nl => "nl",
        Language::En => "en",
    };
    tx.execute("DELETE FROM customer WHERE customer_id = $1", args![id]).await?;
    let seq = i64::try_from(customer.seq).unwrap_or(i64::MAX);
    let sql = "INSERT INTO customer (customer_id, name_id, language, seq) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, args![id, customer.name.map(|name| name.0), language, seq]).await?;
    tx.execute("DELETE FROM handle WHERE customer_id = $1", args![id]).await?;
    for (handle, found) in &customer.handles {
        let value = content::text(tx, found.value.0).await?.map(|text| normalise(found.kind, &text));
        let evidence = serde_json::to_value(found.evidence)?;
        let sql = "INSERT INTO handle (handle_id, customer_id, kind, value, value_id, evidence, failed) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = args![
            handle.0,
            id,
            found.kind.code(),
            value,
            found.value.0,
            evidence.as_str().unwrap_or_default(),
            found.failed
        ];
        tx.execute(sql, values).await?;
    }
    tx.execute("DELETE FROM customer_join WHERE customer_id = $1", args![id]).await?;
    for other in &customer.joined {
        tx.execute("INSERT INTO customer_join (customer_id, other_id) VALUES ($1, $2)", args![id, other.0]).await?;
    }
    Ok(())
}

/// The handle with a value.
///
/// # Errors
/// What the database says.
pub async fn by_handle(tx: &mut Tx, kind: HandleKind, value: &str) -> Result<Option<HandleRow>> {
    let sql = "SELECT * FROM handle WHERE kind = $1 AND value = $2";
    tx.first(sql, args![kind.code(), normalise(kind, value)]).await?.as_ref().map(read).transpose()
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

/// The content that holds a customer's name, and the language code.
///
/// # Errors
/// What the database says.
pub async fn name_and_language(tx: &mut Tx, customer: CustomerId) -> Result<Option<(Option<ContentId>, String)>> {
    let row = tx.first("SELECT name_id, language FROM customer WHERE customer_id = $1", args![customer.0]).await?;
    row.map(|row| Ok((row.opt_id("name_id")?.map(ContentId), row.text("language")?))).transpose()
}

/// All customers after one, in order: to walk over all of them.
///
/// # Errors
/// What the database says.
pub async fn ids_after(tx: &mut Tx, after: Option<CustomerId>, limit: u32) -> Result<Vec<CustomerId>> {
    let sql =
        "SELECT stream_id FROM stream WHERE stream_kind = 'customer' AND stream_id > $1 ORDER BY stream_id LIMIT $2";
    let rows = tx.all(sql, args![after.map(|id| id.to_string()).unwrap_or_default(), limit]).await?;
    rows.iter().map(|row| Ok(CustomerId(row.id("stream_id")?))).collect()
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
