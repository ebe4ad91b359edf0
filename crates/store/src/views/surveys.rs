//! Who was asked how a journey went, who was not and why, and who answered. What was answered is not here.

use jiff::Timestamp;
use regie_domain::ids::{AskId, CustomerId, JourneyId, PromiseId, SurveyId};
use regie_domain::journey::Journey;
use regie_domain::survey::{Ask, AskState};

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
    journey.survey.iter().map(|ask| one(journey, ask)).collect()
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
    /// `waits`, `asked`, `not_asked` or `off`.
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
    let sql =
        "SELECT * FROM survey_ask WHERE customer_id IN LIST($1) AND state IN ('waits', 'asked') ORDER BY due, ask_id";
    tx.all(sql, &[Arg::list(customers)]).await?.iter().map(read).collect()
}

/// The asks whose moment or decision lies between two moments, in that order: who was asked, who was not and why, who answered.
///
/// # Errors
/// What the database says.
pub async fn between(tx: &mut Tx, from: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<AskRow>> {
    let sql = "SELECT * FROM survey_ask WHERE due >= $1 AND due < $2 ORDER BY due, ask_id LIMIT $3";
    tx.all(sql, &[from.into(), until.into(), limit.into()]).await?.iter().map(read).collect()
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
