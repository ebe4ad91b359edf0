//! Who was asked how a journey went, who was not and why, and who answered. What was answered is not here.

use jiff::Timestamp;
use regie_domain::ids::{AskId, CustomerId, JourneyId, PromiseId, SurveyId};
use regie_domain::journey::Journey;
use regie_domain::survey::{Ask, AskState, Wish, WishAnswer};
use uuid::Uuid;

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

pub(super) const VIEW: View = View {
    table: Table {
        name: "survey_ask",
        columns: &[
            "ask_id",
            "journey_id",
            "customer_id",
            "survey_id",
            "survey_version",
            "weight",
            "state",
            "why",
            "due",
            "until",
            "answered_at",
            "low",
            "worrying",
            "untraceable",
            "call_id",
            "learned_at",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM survey_ask WHERE ask_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let elsewhere = journey.wishes.iter().filter(|wish| wish.answer == WishAnswer::Yes {});
    journey.survey.iter().map(|ask| one(journey, ask)).chain(elsewhere.map(|wish| by_partner(journey, wish))).collect()
}

/// A partner asks the person itself: that counts in what the person is asked, and in no figure.
fn by_partner(journey: &Journey, wish: &Wish) -> Values {
    let (no_text, no_number): (Option<&str>, Option<u32>) = (None, None);
    let (no_time, no_flag, no_id): (Option<Timestamp>, Option<bool>, Option<uuid::Uuid>) = (None, None, None);
    row![
        wish.id.0,
        journey.id.0,
        journey.customer.0,
        uuid::Uuid::nil(),
        no_number,
        0_u8,
        "elsewhere",
        no_text,
        Some(wish.answered_at),
        no_time,
        no_time,
        no_flag,
        no_flag,
        no_flag,
        no_id,
        no_time
    ]
}

fn one(journey: &Journey, ask: &Ask) -> Values {
    let (state, why, at, until, version) = match ask.state {
        AskState::Waits { at, why } => ("waits", why.map(|why| why.code()), Some(at), None, None),
        AskState::Asked { at, survey, until } => ("asked", None, Some(at), Some(until), Some(survey.version)),
        AskState::NotAsked { at, why } => ("not_asked", Some(why.code()), Some(at), None, None),
        AskState::Off => ("off", None, None, None, None),
    };
    let answer = ask.response.as_ref();
    row![
        ask.id.0,
        journey.id.0,
        journey.customer.0,
        ask.survey.0,
        version,
        ask.weight,
        state,
        why,
        at,
        until,
        answer.map(|answer| answer.first_at),
        answer.map(|answer| answer.low),
        answer.map(|answer| answer.worrying),
        answer.map(|answer| answer.untraceable),
        ask.call.map(|call| call.0),
        ask.learned.map(|learned| learned.at)
    ]
}

/// An ask in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskRow {
    /// The ask.
    pub id: AskId,
    /// Of which journey.
    pub journey: JourneyId,
    /// Whose journey that is.
    pub customer: CustomerId,
    /// The survey.
    pub survey: SurveyId,
    /// Its version, once somebody was asked.
    pub version: Option<u32>,
    /// How much it weighs beside others.
    pub weight: u8,
    /// `waits`, `asked`, `not_asked`, `off`, or `elsewhere` where a partner asked.
    pub state: String,
    /// Why it waits longer, or why nobody was asked, as a code.
    pub why: Option<String>,
    /// When it is decided, or was.
    pub at: Option<Timestamp>,
    /// Until when it can be answered.
    pub until: Option<Timestamp>,
    /// When it was first answered.
    pub answered_at: Option<Timestamp>,
    /// Whether somebody was let down.
    pub low: bool,
    /// Whether the words were such that a person must look.
    pub worrying: bool,
    /// Whether the answer may not be traced to its journey.
    pub untraceable: bool,
    /// The call that an unhappy answer owed.
    pub call: Option<PromiseId>,
    /// When it was said what the answer taught.
    pub learned_at: Option<Timestamp>,
}

/// The asks of some records that wait or were put, in the order of their moments.
///
/// # Errors
/// What the database says.
pub async fn of_people(tx: &mut Tx, customers: &[CustomerId]) -> Result<Vec<AskRow>> {
    let sql = "SELECT * FROM survey_ask WHERE customer_id IN LIST($1) AND state IN ('waits', 'asked', 'elsewhere') \
        ORDER BY due, ask_id";
    tx.all(sql, &[Arg::list(customers)]).await?.iter().map(read).collect()
}

/// The asks that were put and of which the id ends so.
///
/// # Errors
/// What the database says.
pub async fn by_tail(tx: &mut Tx, tail: &str) -> Result<Vec<AskRow>> {
    let sql = "SELECT * FROM survey_ask WHERE substr(ask_id, 32, 5) = $1 AND state = 'asked' ORDER BY ask_id";
    tx.all(sql, &[tail.into()]).await?.iter().map(read).collect()
}

/// The asks whose moment or decision lies between two moments, in that order: who was asked, who was not and why, who answered.
///
/// # Errors
/// What the database says.
pub async fn between(tx: &mut Tx, from: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<AskRow>> {
    let sql = "SELECT * FROM survey_ask WHERE due >= $1 AND due < $2 AND state <> 'elsewhere' \
        ORDER BY due, ask_id LIMIT $3";
    tx.all(sql, &[from.into(), until.into(), limit.into()]).await?.iter().map(read).collect()
}

/// The answers since a moment that can be traced, newest first: those by which somebody was let down, that needed a person at
/// once, or from which something was learned; or all of them.
///
/// # Errors
/// What the database says.
pub async fn telling(tx: &mut Tx, since: Timestamp, every: bool, limit: u32) -> Result<Vec<AskRow>> {
    let sql = "SELECT * FROM survey_ask WHERE answered_at >= $1 AND NOT untraceable \
        AND ($2 OR low OR worrying OR learned_at IS NOT NULL) ORDER BY answered_at DESC, ask_id LIMIT $3";
    tx.all(sql, &[since.into(), every.into(), limit.into()]).await?.iter().map(read).collect()
}

/// Whether a journey has an answer.
///
/// # Errors
/// What the database says.
pub async fn is_answered(tx: &mut Tx, journey: Uuid) -> Result<bool> {
    let sql = "SELECT 1 FROM survey_ask WHERE journey_id = $1 AND answered_at IS NOT NULL";
    Ok(tx.first(sql, &[journey.into()]).await?.is_some())
}

/// Whether the answer of a journey may not be traced.
///
/// # Errors
/// What the database says.
pub async fn is_untraced(tx: &mut Tx, journey: Uuid) -> Result<bool> {
    let sql = "SELECT 1 FROM survey_ask WHERE journey_id = $1 AND untraceable";
    Ok(tx.first(sql, &[journey.into()]).await?.is_some())
}

fn read(row: &Row) -> Result<AskRow> {
    let small = |column: &str| -> Result<u32> { Ok(u32::try_from(row.int(column)?).unwrap_or_default()) };
    let said = |column: &str| -> Result<bool> { Ok(row.opt_bool(column)?.unwrap_or_default()) };
    Ok(AskRow {
        id: AskId(row.id("ask_id")?),
        journey: JourneyId(row.id("journey_id")?),
        customer: CustomerId(row.id("customer_id")?),
        survey: SurveyId(row.id("survey_id")?),
        version: row.opt_int("survey_version")?.and_then(|version| u32::try_from(version).ok()),
        weight: u8::try_from(small("weight")?).unwrap_or(u8::MAX),
        state: row.text("state")?,
        why: row.opt_text("why")?,
        at: row.opt_instant("due")?,
        until: row.opt_instant("until")?,
        answered_at: row.opt_instant("answered_at")?,
        low: said("low")?,
        worrying: said("worrying")?,
        untraceable: said("untraceable")?,
        call: row.opt_id("call_id")?.map(PromiseId),
        learned_at: row.opt_instant("learned_at")?,
    })
}
