//! Journeys and the people on them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use regie_domain::ids::{BlueprintId, ContentId, CustomerId, JourneyId, MemberId, TeamId};
use regie_domain::journey::{Journey, State};
use regie_domain::reference::Reference;

use super::View;
use crate::arg::Arg;
use crate::error::{Result, StoreError};
use crate::late::{Known, Table, Values};
use crate::sql::{Row, Tx};
use crate::{args, row};

/// A journey in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyRow {
    /// The journey.
    pub id: JourneyId,
    /// Its number.
    pub reference: Reference,
    /// Whose it is.
    pub customer: CustomerId,
    /// `open`, `closed` or `void`.
    pub state: String,
    /// Who directs.
    pub director: TeamId,
    /// Who has the ball; nobody named means the customer.
    pub holder: Option<TeamId>,
    /// The member who took it.
    pub assignee: Option<MemberId>,
    /// Since when the ball is there.
    pub ball_since: Timestamp,
    /// The ball's epoch.
    pub ball_epoch: i64,
    /// Why the ball is there, as a code.
    pub ball_why: String,
    /// Its blueprint.
    pub blueprint: BlueprintId,
    /// Its title.
    pub subject: ContentId,
    /// When it began: with its first contact, also where that was written down later.
    pub opened_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended, as a code of closing or setting aside.
    pub ended_how: Option<String>,
    /// Why the ball is back with the director's team, as a code.
    pub back: Option<String>,
    /// When the customer was last told something.
    pub told_at: Option<Timestamp>,
    /// What the customer expects by when.
    pub expected_by: Option<Timestamp>,
    /// When the customer must have heard something.
    pub news_by: Option<Timestamp>,
    /// Until when an outcome may be objected to.
    pub objection_until: Option<Timestamp>,
    /// Whether a contact calls the outcome into question.
    pub questioned: bool,
    /// Whether the customer's side wrote something that no person has answered or seen.
    pub unread: bool,
    /// Until when somebody looks at the oldest of that.
    pub look_by: Option<Timestamp>,
    /// How often in a row it was passed on with nothing done between, as long as nobody does anything.
    pub passed_on: Option<i64>,
    /// Who owes the news and reads what the customer writes.
    pub news_team: TeamId,
    /// The last contact.
    pub last_contact_at: Timestamp,
}

/// Which journeys a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only with this state; all but void without it.
    pub state: Option<&'static str>,
    /// Only with the ball at one of these teams.
    pub holders: Option<Vec<TeamId>>,
    /// Only directed by one of these teams.
    pub directors: Option<Vec<TeamId>>,
    /// Only of this customer.
    pub customer: Option<CustomerId>,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "journey",
        columns: &[
            "journey_id",
            "month",
            "number",
            "customer_id",
            "kind",
            "state",
            "director_team",
            "holder_team",
            "assignee",
            "ball_since",
            "ball_epoch",
            "ball_why",
            "blueprint_id",
            "subject_id",
            "historic",
            "opened_at",
            "ended_at",
            "told_at",
            "expected_by",
            "news_by",
            "objection_until",
            "questioned",
            "answered",
            "last_contact_at",
            "seq",
            "ended_how",
            "back",
            "unread",
            "look_by",
            "passed_on",
            "news_team",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM journey WHERE journey_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let (state, ended_at, ended_how) = match journey.state {
        State::Open => ("open", None, None),
        State::Closed { how, .. } => ("closed", journey.ended(), Some(how.code())),
        State::Void { reason, at } => ("void", Some(at), Some(reason.code())),
    };
    let last_contact = journey.contacts.values().map(|contact| contact.at).max().unwrap_or(journey.opened_at);
    vec![row![
        journey.id.0,
        journey.reference.month,
        journey.reference.number,
        journey.customer.0,
        journey.kind.code(),
        state,
        journey.direction.team.team.0,
        journey.ball.holder.team().map(|team| team.team.0),
        journey.ball.assignee.map(|member| member.0),
        journey.ball.since,
        journey.ball.epoch,
        journey.ball.why.code(),
        journey.blueprint.id.0,
        journey.subject.0,
        journey.historic,
        journey.began(),
        ended_at,
        journey.last_told(),
        journey.expectation.as_ref().and_then(|told| told.by),
        journey.news.map(|news| news.by),
        journey.proposal.as_ref().map(|proposal| proposal.objection_until),
        journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_some()),
        journey.answered(),
        last_contact,
        i64::try_from(journey.seq).unwrap_or(i64::MAX),
        ended_how,
        journey.back.map(regie_domain::codes::ReopenReason::code),
        journey.is_open() && journey.unread().next().is_some(),
        journey.look_by().filter(|_| journey.is_open()),
        journey.passed_around().map(|passed| passed.times),
        journey.news_owner().team.0,
    ]]
}

/// One journey.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: JourneyId) -> Result<Option<JourneyRow>> {
    tx.first("SELECT * FROM journey WHERE journey_id = $1", args![id.0]).await?.as_ref().map(read).transpose()
}

/// Some journeys.
///
/// # Errors
/// What the database says.
pub async fn get_many(tx: &mut Tx, ids: &[JourneyId]) -> Result<Vec<JourneyRow>> {
    let rows = tx.all("SELECT * FROM journey WHERE journey_id IN LIST($1)", &[Arg::list(ids)]).await?;
    rows.iter().map(read).collect()
}

/// The journeys of a blueprint, in any of its versions, that ended last; not those out of an archive, nor what was set aside.
///
/// # Errors
/// What the database says.
pub async fn ended_last(tx: &mut Tx, blueprint: BlueprintId, limit: u32) -> Result<Vec<JourneyRow>> {
    let sql = "SELECT * FROM journey WHERE state = 'closed' AND historic = FALSE AND blueprint_id = $1 \
        ORDER BY ended_at DESC, journey_id LIMIT $2";
    let rows = tx.all(sql, &[blueprint.0.into(), limit.into()]).await?;
    rows.iter().map(read).collect()
}

/// The journey of a number.
///
/// # Errors
/// What the database says.
pub async fn by_reference(tx: &mut Tx, reference: Reference) -> Result<Option<JourneyId>> {
    let sql = "SELECT journey_id FROM journey WHERE month = $1 AND number = $2";
    let row = tx.first(sql, args![reference.month, reference.number]).await?;
    row.map(|row| Ok(JourneyId(row.id("journey_id")?))).transpose()
}

/// Where a row stands in a list that has the last contact first. In words: microseconds since 1970, a dot, and the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    at: Timestamp,
    id: JourneyId,
}

impl JourneyRow {
    /// Where it stands in the list.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { at: self.last_contact_at, id: self.id }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.as_microsecond(), self.id)
    }
}

/// Words that name no place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no place in a list")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> std::result::Result<Self, NoPlace> {
        let read = || {
            let (at, id) = text.split_once('.')?;
            let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
            Some(Self { at, id: JourneyId::parse(id).ok()? })
        };
        read().ok_or(NoPlace)
    }
}

/// A list, last contact first; of several at one moment (a whole import) by id. It goes on after the place of the row shown
/// last.
///
/// # Errors
/// What the database says.
pub async fn list(tx: &mut Tx, filter: &Filter, after: Option<Place>, limit: u32) -> Result<Vec<JourneyRow>> {
    let any = |teams: &Option<Vec<TeamId>>| teams.as_ref().map_or_else(|| Arg::list(Vec::<TeamId>::new()), Arg::list);
    let sql = "SELECT * FROM journey WHERE (CASE WHEN $1 = '' THEN state <> 'void' ELSE state = $1 END) \
        AND ($2 OR holder_team IN LIST($3)) AND ($4 OR director_team IN LIST($5)) AND ($6 = '' OR customer_id = $6) \
        AND last_contact_at <= $7 AND (last_contact_at < $7 OR journey_id > $8) \
        ORDER BY last_contact_at DESC, journey_id LIMIT $9";
    let values = [
        Arg::from(filter.state.unwrap_or("")),
        Arg::from(filter.holders.is_none()),
        any(&filter.holders),
        Arg::from(filter.directors.is_none()),
        any(&filter.directors),
        Arg::from(filter.customer.map(|id| id.to_string()).unwrap_or_default()),
        Arg::from(after.map_or(Timestamp::MAX, |place| place.at)),
        Arg::from(after.map(|place| place.id.to_string()).unwrap_or_default()),
        Arg::from(limit),
    ];
    tx.all(sql, &values).await?.iter().map(read).collect()
}

/// Some open journeys, what breaks first on top.
macro_rules! open_journeys {
    ($which:literal) => {
        concat!("SELECT * FROM journey WHERE state = 'open' AND ", $which, " ORDER BY ", soonest_first!(), " LIMIT $2")
    };
}

/// The open journeys with the ball at one of these teams, what breaks first on top.
///
/// # Errors
/// What the database says.
pub async fn held_by(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<JourneyRow>> {
    let sql = open_journeys!("holder_team IN LIST($1)");
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// The open journeys directed by one of these teams while somebody else has the ball, what breaks first on top.
///
/// # Errors
/// What the database says.
pub async fn directed_by(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<JourneyRow>> {
    let sql = open_journeys!(
        "(director_team IN LIST($1) OR news_team IN LIST($1)) AND (holder_team IS NULL OR NOT (holder_team IN LIST($1)))"
    );
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// The open journeys that are passed on and on with nothing done, those that these teams direct or all of them; most passed on
/// first.
///
/// # Errors
/// What the database says.
pub async fn passed_around(tx: &mut Tx, directors: &[TeamId], all: bool, limit: u32) -> Result<Vec<JourneyRow>> {
    let sql = "SELECT * FROM journey WHERE state = 'open' AND passed_on IS NOT NULL \
        AND ($3 OR director_team IN LIST($1)) ORDER BY passed_on DESC, ball_since, journey_id LIMIT $2";
    tx.all(sql, &[Arg::list(directors), Arg::from(limit), Arg::from(all)]).await?.iter().map(read).collect()
}

/// The journeys that a customer takes part in, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_customer(tx: &mut Tx, customer: CustomerId) -> Result<Vec<JourneyRow>> {
    let sql = "SELECT * FROM journey WHERE journey_id IN (SELECT journey_id FROM participant WHERE customer_id = $1) \
        AND state <> 'void' ORDER BY opened_at DESC";
    tx.all(sql, args![customer.0]).await?.iter().map(read).collect()
}

/// The journeys that are of these customers or that they take part in, set aside or not, in order.
///
/// # Errors
/// What the database says.
pub async fn touching(tx: &mut Tx, customers: &[CustomerId]) -> Result<Vec<JourneyId>> {
    let sql = "SELECT journey_id FROM journey WHERE customer_id IN LIST($1) \
        UNION SELECT journey_id FROM participant WHERE customer_id IN LIST($1) ORDER BY journey_id";
    let rows = tx.all(sql, &[Arg::list(customers)]).await?;
    rows.iter().map(|row| Ok(JourneyId(row.id("journey_id")?))).collect()
}

/// Whether a journey came from an archive and has not been opened since. False for one that is not there.
///
/// # Errors
/// What the database says.
pub async fn is_historic(tx: &mut Tx, id: JourneyId) -> Result<bool> {
    let row = tx.first("SELECT historic FROM journey WHERE journey_id = $1", args![id.0]).await?;
    row.map_or(Ok(false), |row| row.bool("historic"))
}

pub(super) fn read(row: &Row) -> Result<JourneyRow> {
    let narrow = |_| StoreError::Damaged("a journey's number".into());
    Ok(JourneyRow {
        id: JourneyId(row.id("journey_id")?),
        reference: Reference {
            month: u16::try_from(row.int("month")?).map_err(narrow)?,
            number: u32::try_from(row.int("number")?).map_err(narrow)?,
        },
        customer: CustomerId(row.id("customer_id")?),
        state: row.text("state")?,
        director: TeamId(row.id("director_team")?),
        holder: row.opt_id("holder_team")?.map(TeamId),
        assignee: row.opt_id("assignee")?.map(MemberId),
        ball_since: row.instant("ball_since")?,
        ball_epoch: row.int("ball_epoch")?,
        ball_why: row.text("ball_why")?,
        blueprint: BlueprintId(row.id("blueprint_id")?),
        subject: ContentId(row.id("subject_id")?),
        opened_at: row.instant("opened_at")?,
        ended_at: row.opt_instant("ended_at")?,
        ended_how: row.opt_text("ended_how")?,
        back: row.opt_text("back")?,
        told_at: row.opt_instant("told_at")?,
        expected_by: row.opt_instant("expected_by")?,
        news_by: row.opt_instant("news_by")?,
        objection_until: row.opt_instant("objection_until")?,
        questioned: row.bool("questioned")?,
        unread: row.bool("unread")?,
        look_by: row.opt_instant("look_by")?,
        passed_on: row.opt_int("passed_on")?,
        news_team: TeamId(row.id("news_team")?),
        last_contact_at: row.instant("last_contact_at")?,
    })
}
