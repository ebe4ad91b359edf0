//! Views: what lists and matching need. Each is written from the folded state in the transaction of its events, so that
//! rebuilding them writes the same rows.

pub mod arrivals;
pub mod contacts;
pub mod customers;
pub mod folders;
pub mod handovers;
pub mod journeys;
pub mod mail;
pub mod promises;
pub mod references;
pub mod tasks;

use regie_domain::journey::Journey;

use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};
use sqlx::{Column as _, Row as _};

/// Writes all rows of a journey anew.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, journey: &Journey) -> Result<()> {
    journeys::put(tx, journey).await?;
    promises::put(tx, journey).await?;
    handovers::put(tx, journey).await?;
    contacts::put(tx, journey).await?;
    tasks::put(tx, journey).await
}

/// Empties all views, before they are rebuilt. Plain rows stay.
///
/// # Errors
/// What the database says.
pub async fn clear(tx: &mut Tx) -> Result<()> {
    for sql in [
        "DELETE FROM journey",
        "DELETE FROM participant",
        "DELETE FROM promise",
        "DELETE FROM handover",
        "DELETE FROM contact",
        "DELETE FROM task",
        "DELETE FROM customer",
        "DELETE FROM handle",
        "DELETE FROM customer_join",
    ] {
        tx.execute(sql, args![]).await?;
    }
    Ok(())
}

/// Every row of every view as text, in a fixed order: two databases, or a view before and after rebuilding, compare by it.
///
/// # Errors
/// What the database says.
pub async fn dump(tx: &mut Tx) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (table, sql) in [
        ("journey", "SELECT * FROM journey ORDER BY journey_id"),
        ("participant", "SELECT * FROM participant ORDER BY participant_id"),
        ("promise", "SELECT * FROM promise ORDER BY promise_id"),
        ("handover", "SELECT * FROM handover ORDER BY handover_id"),
        ("contact", "SELECT * FROM contact ORDER BY contact_id"),
        ("task", "SELECT * FROM task ORDER BY task_id"),
        ("customer", "SELECT * FROM customer ORDER BY customer_id"),
        ("handle", "SELECT * FROM handle ORDER BY handle_id"),
        ("customer_join", "SELECT * FROM customer_join ORDER BY customer_id, other_id"),
    ] {
        for row in tx.all(sql, args![]).await? {
            lines.push(format!("{table} {}", describe(&row)));
        }
    }
    Ok(lines)
}

/// A row as text: the same on both databases.
fn describe(row: &Row) -> String {
    let names: Vec<String> = match row {
        Row::Sqlite(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
        Row::Postgres(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
    };
    let mut cells: Vec<String> = names.iter().map(|name| format!("{name}={}", cell(row, name))).collect();
    cells.sort();
    cells.join(" ")
}

fn cell(row: &Row, name: &str) -> String {
    // Numbers first: SQLite takes any number for a boolean, and a moment would read as "true".
    if let Ok(value) = row.opt_int(name) {
        return value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    }
    if let Ok(value) = row.opt_bool(name) {
        return value.map_or_else(|| "-".to_owned(), |value| i64::from(value).to_string());
    }
    match row.opt_text(name) {
        Ok(value) => value.unwrap_or_else(|| "-".to_owned()),
        Err(_) => "?".to_owned(),
    }
}
