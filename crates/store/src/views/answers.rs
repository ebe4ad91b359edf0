//! Who was asked how a journey went, and what was answered, as numbers: added up by blueprint, team and week, and never shown
//! one by one. An answer that may not be traced stands without what is known of its journey ([`UNTRACED`]).

use regie_domain::codes::NotAsked;
use regie_domain::ids::{AskId, BlueprintId, JourneyId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::survey::{Ask, AskState, Asked, KNOWN, Steps, known_of};

use super::View;
use super::figures::week_of;
use crate::args;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// What stands in the place of what is known of a journey, where an answer may not be traced to it.
pub const UNTRACED: u8 = 8;
const _: () = assert!(KNOWN == UNTRACED as usize);

pub(super) const ASKS: View = View {
    table: Table {
        name: "answer_ask",
        columns: &[
            "ask_id",
            "journey_id",
            "blueprint_id",
            "director_team",
            "week",
            "asked",
            "why",
            "answered",
            "known",
            "steps",
            "silence_hours",
            "chasers",
            "repeated",
            "sent_on",
            "switches",
            "broken",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM answer_ask WHERE ask_id = $1 AND journey_id = $2",
    rows: asks,
};

pub(super) const GIVEN: View = View {
    table: Table {
        name: "answer_given",
        columns: &[
            "given_id",
            "journey_id",
            "ask_id",
            "blueprint_id",
            "director_team",
            "week",
            "question",
            "answer",
            "known",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM answer_given WHERE given_id = $1 AND journey_id = $2",
    rows: given,
};

pub(super) const SAID: View = View {
    table: Table {
        name: "answer_said",
        columns: &["said_id", "journey_id", "blueprint_id", "director_team", "week", "ask_id", "content_id"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM answer_said WHERE said_id = $1 AND journey_id = $2",
    rows: said,
};

/// The one ask of a journey, once it was decided, and when that was.
fn decided(journey: &Journey) -> Option<(&Ask, jiff::Timestamp)> {
    let ask = journey.survey.as_ref()?;
    match ask.state {
        AskState::Asked { at, .. } | AskState::NotAsked { at, .. } => Some((ask, at)),
        AskState::Waits { .. } | AskState::Off => None,
    }
}

fn asks(journey: &Journey) -> Vec<Values> {
    let Some((ask, at)) = decided(journey) else { return unplanned(journey) };
    let (asked, why) = match ask.state {
        AskState::NotAsked { why, .. } => (false, why.code()),
        _ => (true, ""),
    };
    let traced = ask.response.as_ref().filter(|answer| !answer.untraceable);
    let steps = match traced.map_or(Steps::Other, |answer| answer.steps()) {
        Steps::Other => 0,
        Steps::Good => 1,
        Steps::GoodJourneyBad => 2,
    };
    let measures = journey.measures(at);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    vec![row![
        ask.id.0,
        journey.id.0,
        journey.blueprint.id.0,
        journey.direction.team.team.0,
        week_of(at),
        asked,
        why,
        ask.response.is_some(),
        i64::from(known_of(&measures)),
        steps,
        measures.silence.over.as_hours(),
        number(measures.chasers),
        number(measures.repeats),
        number(measures.sent_on),
        number(measures.switches),
        number(measures.promised.broken)
    ]]
}

/// A journey that ended and after which nothing is asked: it counts among those who were not asked, so that what is known of all
/// is known of all. It is kept under its own id, and goes where a later end is asked about.
fn unplanned(journey: &Journey) -> Vec<Values> {
    let Some(end) = journey.counted_end().filter(|_| journey.survey.is_none()) else { return Vec::new() };
    let measures = &end.measures;
    let none = 0_i64;
    vec![row![
        journey.id.0,
        journey.id.0,
        journey.blueprint.id.0,
        end.team.team.0,
        week_of(end.at),
        false,
        NotAsked::NotPlanned.code(),
        false,
        i64::from(known_of(measures)),
        none,
        measures.silence.over.as_hours(),
        none,
        none,
        none,
        none,
        none
    ]]
}

fn given(journey: &Journey) -> Vec<Values> {
    let Some((ask, at)) = decided(journey) else { return Vec::new() };
    let AskState::Asked { survey, .. } = ask.state else { return Vec::new() };
    let Some(answer) = &ask.response else { return Vec::new() };
    let known = if answer.untraceable { UNTRACED } else { known_of(&journey.measures(at)) };
    let mut rows: Vec<Values> = answer
        .given
        .iter()
        .map(|given| {
            row![
                format!("{}-{:05}", ask.id, given.question),
                journey.id.0,
                ask.id.0,
                journey.blueprint.id.0,
                journey.direction.team.team.0,
                week_of(at),
                Asked::of(given, survey).key(),
                i64::from(given.value),
                i64::from(known)
            ]
        })
        .collect();
    rows.sort_by(|one, other| one[0].cmp(&other[0]));
    rows
}

fn said(journey: &Journey) -> Vec<Values> {
    let Some((ask, at)) = decided(journey) else { return Vec::new() };
    let Some(answer) = &ask.response else { return Vec::new() };
    let mut rows: Vec<Values> = answer
        .said
        .iter()
        .map(|said| {
            row![
                format!("{}-{:05}", ask.id, said.question),
                journey.id.0,
                journey.blueprint.id.0,
                journey.direction.team.team.0,
                week_of(at),
                ask.id.0,
                said.text.0
            ]
        })
        .collect();
    rows.sort_by(|one, other| one[0].cmp(&other[0]));
    rows
}

/// An answer in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    /// How the journey was to run.
    pub blueprint: BlueprintId,
    /// Who directed it.
    pub team: TeamId,
    /// In which week it was decided to ask.
    pub week: i64,
    /// The ask that it answers.
    pub ask: AskId,
    /// The words.
    pub words: String,
}

/// What those asked in some weeks said in words, without what was erased, by ask.
///
/// # Errors
/// What the database says.
pub async fn words(tx: &mut Tx, from: i64, until: i64) -> Result<Vec<SaidRow>> {
    let sql = "SELECT s.blueprint_id, s.director_team, s.week, s.ask_id, c.body FROM answer_said s \
        JOIN content c ON c.content_id = s.content_id WHERE s.week >= $1 AND s.week < $2 AND c.body IS NOT NULL \
        ORDER BY s.week, s.said_id";
    let read = |row: &Row| {
        Ok(SaidRow {
            blueprint: BlueprintId(row.id("blueprint_id")?),
            team: TeamId(row.id("director_team")?),
            week: row.int("week")?,
            ask: AskId(row.id("ask_id")?),
            words: String::from_utf8(row.bytes("body")?).unwrap_or_default(),
        })
    };
    tx.all(sql, args![from, until]).await?.iter().map(read).collect()
}

/// Those asked and not asked that are alike in all by which they are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskCell {
    /// How the journeys were to run.
    pub blueprint: BlueprintId,
    /// Who directed them.
    pub team: TeamId,
    /// In which week it was decided.
    pub week: i64,
    /// Whether they were asked.
    pub asked: bool,
    /// Why not, as a code.
    pub why: String,
    /// Whether they answered.
    pub answered: bool,
    /// What is known of the journeys.
    pub known: u8,
    /// 1 where the people of the steps are praised and the whole is not low, 2 where it is low, else 0.
    pub steps: u8,
    /// How many.
    pub count: i64,
    /// Their hours of silence over a day, together.
    pub silence: i64,
}

/// Answers that are alike in all by which they are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenCell {
    /// How the journeys were to run.
    pub blueprint: BlueprintId,
    /// Who directed them.
    pub team: TeamId,
    /// In which week it was decided to ask.
    pub week: i64,
    /// The question, as it is kept.
    pub question: String,
    /// The answer.
    pub value: u8,
    /// What is known of the journeys, or [`UNTRACED`].
    pub known: u8,
    /// How many.
    pub count: i64,
}

/// Who was asked in some weeks and who was not, added up.
///
/// # Errors
/// What the database says.
pub async fn asked(tx: &mut Tx, from: i64, until: i64) -> Result<Vec<AskCell>> {
    let sql = "SELECT blueprint_id, director_team, week, asked, why, answered, known, steps, COUNT(*) AS amount, \
        CAST(SUM(silence_hours) AS BIGINT) AS silence FROM answer_ask WHERE week >= $1 AND week < $2 \
        GROUP BY blueprint_id, director_team, week, asked, why, answered, known, steps \
        ORDER BY week, blueprint_id, director_team, asked, why, answered, known, steps";
    let read = |row: &Row| {
        Ok(AskCell {
            blueprint: BlueprintId(row.id("blueprint_id")?),
            team: TeamId(row.id("director_team")?),
            week: row.int("week")?,
            asked: row.bool("asked")?,
            why: row.text("why")?,
            answered: row.bool("answered")?,
            known: small(row, "known")?,
            steps: small(row, "steps")?,
            count: row.int("amount")?,
            silence: row.int("silence")?,
        })
    };
    tx.all(sql, args![from, until]).await?.iter().map(read).collect()
}

/// What was answered by those asked in some weeks, added up.
///
/// # Errors
/// What the database says.
pub async fn answers(tx: &mut Tx, from: i64, until: i64) -> Result<Vec<GivenCell>> {
    let sql = "SELECT blueprint_id, director_team, week, question, answer, known, COUNT(*) AS amount FROM answer_given \
        WHERE week >= $1 AND week < $2 GROUP BY blueprint_id, director_team, week, question, answer, known \
        ORDER BY week, blueprint_id, director_team, question, answer, known";
    let read = |row: &Row| {
        Ok(GivenCell {
            blueprint: BlueprintId(row.id("blueprint_id")?),
            team: TeamId(row.id("director_team")?),
            week: row.int("week")?,
            question: row.text("question")?,
            value: small(row, "answer")?,
            known: small(row, "known")?,
            count: row.int("amount")?,
        })
    };
    tx.all(sql, args![from, until]).await?.iter().map(read).collect()
}

/// The journeys of which it was decided in some weeks to ask their customers, and that were answered.
///
/// # Errors
/// What the database says.
pub async fn answered_journeys(tx: &mut Tx, (from, until): (i64, i64)) -> Result<Vec<JourneyId>> {
    let sql = "SELECT DISTINCT journey_id FROM answer_ask WHERE answered = TRUE AND week >= $1 AND week < $2 ORDER BY journey_id";
    tx.all(sql, args![from, until]).await?.iter().map(|row| row.id("journey_id")).collect()
}

/// An answer beside what its journey was like; not one that may not be traced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesideFacts {
    /// How the journey was to run.
    pub blueprint: BlueprintId,
    /// Who directed it.
    pub team: TeamId,
    /// In which week it was decided to ask.
    pub week: i64,
    /// The answer.
    pub value: u8,
    /// In the order of [`BESIDE`].
    pub facts: [i64; BESIDE.len()],
}

/// The facts that an answer is laid beside.
pub const BESIDE: [&str; 6] = ["silence_hours", "chasers", "repeated", "sent_on", "switches", "broken"];

/// The newest answers to a question of those asked in some weeks, each beside what its journey was like.
///
/// # Errors
/// What the database says.
pub async fn beside_facts(tx: &mut Tx, question: &str, weeks: (i64, i64), limit: u32) -> Result<Vec<BesideFacts>> {
    let sql = "SELECT a.blueprint_id, a.director_team, a.week, g.answer, a.silence_hours, a.chasers, a.repeated, a.sent_on, \
        a.switches, a.broken FROM answer_given g JOIN answer_ask a ON a.ask_id = g.ask_id \
        WHERE g.question = $1 AND g.week >= $2 AND g.week < $3 AND g.known < 8 ORDER BY g.week DESC, g.given_id LIMIT $4";
    let read = |row: &Row| {
        let mut facts = [0; BESIDE.len()];
        for (fact, column) in facts.iter_mut().zip(BESIDE) {
            *fact = row.int(column)?;
        }
        Ok(BesideFacts {
            blueprint: BlueprintId(row.id("blueprint_id")?),
            team: TeamId(row.id("director_team")?),
            week: row.int("week")?,
            value: small(row, "answer")?,
            facts,
        })
    };
    tx.all(sql, args![question, weeks.0, weeks.1, limit]).await?.iter().map(read).collect()
}

fn small(row: &Row, column: &str) -> Result<u8> {
    Ok(u8::try_from(row.int(column)?).unwrap_or(u8::MAX))
}
