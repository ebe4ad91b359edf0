//! Views: what lists and matching need. Each is written from the folded state in the transaction of its events, as far as
//! the rows differ from those of the state before, so that rebuilding them writes the same rows.

/// Rows of journeys that are open: which table, and pieces of SQL that say which of its rows, in which order.
macro_rules! on_open_journeys {
    ($table:literal, $($which:tt)+) => {
        concat!(
            "SELECT ", $table, ".* FROM ", $table, " JOIN journey ON journey.journey_id = ", $table,
            ".journey_id AND journey.state = 'open' WHERE ", $($which)+
        )
    };
}

/// Open journeys in the order in which news, what the customer was told to expect, or a look at what the customer wrote falls
/// due. Where nothing is due comes last.
macro_rules! soonest_first {
    () => {
        "CASE WHEN look_by IS NULL AND news_by IS NULL AND expected_by IS NULL THEN 1 ELSE 0 END, \
         CASE WHEN look_by IS NOT NULL AND (news_by IS NULL OR look_by < news_by) \
         AND (expected_by IS NULL OR look_by < expected_by) THEN look_by \
         WHEN expected_by IS NULL OR news_by < expected_by THEN news_by ELSE expected_by END, \
         ball_since, journey_id"
    };
}

pub mod agreements;
pub mod answers;
pub mod arrivals;
pub mod board;
pub mod breaches;
pub mod contacts;
pub mod customers;
pub mod disputes;
pub mod endings;
pub mod figures;
pub mod first_day;
pub mod folders;
pub mod handovers;
pub mod history;
pub mod holds;
pub mod improvements;
pub mod journeys;
pub mod legal_terms;
pub mod likeness;
pub mod mail;
pub mod mirror;
pub mod names;
pub mod participants;
pub mod parties;
pub mod promises;
pub mod references;
pub mod shipments;
pub mod signals;
pub mod silent;
pub mod surveys;
pub mod tasks;
pub mod teams;
pub mod visits;
pub mod waiting;
pub mod windows;

use regie_domain::journey::Journey;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::late::{Table, Values};
use crate::sql::{Row, Tx};
use sqlx::{Column as _, Row as _};

/// A view of journeys. The first column of its table is the key of a row, the second the journey.
struct View {
    table: Table,
    /// Takes a row away, by its key and its journey.
    remove: &'static str,
    /// The rows of a journey, in the order of their keys.
    rows: fn(&Journey) -> Vec<Values>,
}

static VIEWS: [View; 23] = [
    journeys::VIEW,
    participants::VIEW,
    promises::VIEW,
    handovers::VIEW,
    contacts::VIEW,
    tasks::VIEW,
    visits::VIEW,
    legal_terms::VIEW,
    agreements::VIEW,
    holds::VIEW,
    breaches::VIEW,
    signals::VIEW,
    signals::LISTENERS,
    shipments::VIEW,
    windows::VIEW,
    figures::VIEW,
    surveys::VIEW,
    mirror::VIEW,
    silent::VIEW,
    disputes::VIEW,
    answers::ASKS,
    answers::GIVEN,
    answers::SAID,
];

/// The rows of a journey in all views.
#[derive(Debug, Default)]
pub struct Rows([Vec<Values>; VIEWS.len()]);

impl Rows {
    /// The rows that a journey has; none for one that is not there.
    #[must_use]
    pub fn of(journey: Option<&Journey>) -> Self {
        journey.map_or_else(Self::default, |journey| Self(std::array::from_fn(|view| (VIEWS[view].rows)(journey))))
    }
}

/// Writes the rows of a journey that differ from those it had before.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, before: &Rows, journey: &Journey) -> Result<()> {
    let after = Rows::of(Some(journey));
    for ((view, old), new) in VIEWS.iter().zip(&before.0).zip(after.0) {
        for row in old.iter().filter(|row| find(&new, &row[0]).is_none()) {
            tx.execute(view.remove, &[row[0].clone(), row[1].clone()]).await?;
        }
        for row in new.into_iter().filter(|row| find(old, &row[0]) != Some(row)) {
            tx.put(&view.table, row).await?;
        }
    }
    Ok(())
}

fn find<'a>(rows: &'a [Values], key: &Arg<'_>) -> Option<&'a Values> {
    rows.binary_search_by(|row| row[0].cmp(key)).ok().map(|place| &rows[place])
}

/// Empties all views and takes away all due moments, before they are rebuilt. Plain rows stay.
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
        "DELETE FROM visit",
        "DELETE FROM legal_term",
        "DELETE FROM agreement",
        "DELETE FROM hold",
        "DELETE FROM breach",
        "DELETE FROM signal",
        "DELETE FROM signal_listener",
        "DELETE FROM shipment",
        "DELETE FROM social_window",
        "DELETE FROM journey_figures",
        "DELETE FROM survey_ask",
        "DELETE FROM mirror",
        "DELETE FROM silent_customer",
        "DELETE FROM answer_dispute",
        "DELETE FROM answer_ask",
        "DELETE FROM answer_given",
        "DELETE FROM answer_said",
        "DELETE FROM improvement",
        "DELETE FROM improvement_source",
        "DELETE FROM improvement_listener",
        "DELETE FROM customer",
        "DELETE FROM handle",
        "DELETE FROM customer_join",
        "DELETE FROM likeness",
        "DELETE FROM customer_apart",
        "DELETE FROM deadline",
    ] {
        tx.execute(sql, args![]).await?;
    }
    Ok(())
}

/// Every row of every view, and every due moment, as text in a fixed order: two databases, or a view before and after
/// rebuilding, compare by it. When a due moment is tried next is nothing that the journal knows.
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
        ("visit", "SELECT * FROM visit ORDER BY visit_id"),
        ("legal_term", "SELECT * FROM legal_term ORDER BY term_id"),
        ("agreement", "SELECT * FROM agreement ORDER BY agreement_id"),
        ("hold", "SELECT * FROM hold ORDER BY hold_id"),
        ("breach", "SELECT * FROM breach ORDER BY breach_id"),
        ("signal", "SELECT * FROM signal ORDER BY signal_id"),
        ("signal_listener", "SELECT * FROM signal_listener ORDER BY listener_id"),
        ("shipment", "SELECT * FROM shipment ORDER BY shipment_id"),
        ("social_window", "SELECT * FROM social_window ORDER BY contact_id"),
        ("journey_figures", "SELECT * FROM journey_figures ORDER BY journey_id"),
        ("survey_ask", "SELECT * FROM survey_ask ORDER BY ask_id"),
        ("mirror", "SELECT * FROM mirror ORDER BY mirror_id"),
        ("silent_customer", "SELECT * FROM silent_customer ORDER BY journey_id"),
        ("answer_dispute", "SELECT * FROM answer_dispute ORDER BY dispute_id"),
        ("answer_ask", "SELECT * FROM answer_ask ORDER BY ask_id"),
        ("answer_given", "SELECT * FROM answer_given ORDER BY given_id"),
        ("answer_said", "SELECT * FROM answer_said ORDER BY said_id"),
        ("improvement", "SELECT * FROM improvement ORDER BY improvement_id"),
        ("improvement_source", "SELECT * FROM improvement_source ORDER BY source_id"),
        ("improvement_listener", "SELECT * FROM improvement_listener ORDER BY listener_id"),
        ("customer", "SELECT * FROM customer ORDER BY customer_id"),
        ("handle", "SELECT * FROM handle ORDER BY handle_id"),
        ("customer_join", "SELECT * FROM customer_join ORDER BY customer_id, other_id"),
        ("likeness", "SELECT * FROM likeness ORDER BY customer_id, mark"),
        ("customer_apart", "SELECT * FROM customer_apart ORDER BY customer_id, other_id"),
        (
            "deadline",
            "SELECT stream_kind, stream_id, kind, ref_id, due FROM deadline ORDER BY stream_kind, stream_id, kind, ref_id",
        ),
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
