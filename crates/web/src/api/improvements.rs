//! Improvements by programs: what is tried, registered before it starts, and what the figures said of it. They name teams and
//! never members; where an improvement comes from is named only as far as the program may see it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::improvements::read::{Card, ImprovementShown};
use regie_app::improvements::{NewImprovement, NewTerms};
use regie_domain::codes::{Aim, Gauge, SourceKind, Verdict, VerdictBy};
use regie_domain::ids::ImprovementId;
use regie_domain::improvement::{Noted, Over, Source};
use regie_store::views::improvements::of_source;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::call::{Call, Guards, Input};
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// An improvement in the list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImprovementSummary {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub title: String,
    /// The team that does it.
    pub owner_team_id: Uuid,
    /// How far it is: `gathered`, `investigated`, `tried`, `measured` or `stopped`.
    pub step: String,
    /// When it began.
    pub opened_at: Timestamp,
    /// By when the owner says what is done.
    pub answer_by: Timestamp,
    /// From when the change is in force.
    pub starts: Option<Timestamp>,
    /// Until when it is looked at.
    pub ends: Option<Timestamp>,
    /// What the figures said: `worked`, `did_not` or `cannot_tell`.
    pub verdict: Option<String>,
    /// When it was told what was done.
    pub told_at: Option<Timestamp>,
}

impl ImprovementSummary {
    fn of(card: &Card) -> Self {
        let row = &card.row;
        Self {
            id: row.id.0,
            title: card.title.clone(),
            owner_team_id: row.owner.0,
            step: row.step.clone(),
            opened_at: row.opened_at,
            answer_by: row.answer_by,
            starts: row.starts,
            ends: row.ends,
            verdict: row.verdict.clone(),
            told_at: row.told_at,
        }
    }
}

/// Improvements, newest first: of every team for a program that watches over all, else of its own teams.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImprovementList {
    /// The improvements.
    pub items: Vec<ImprovementSummary>,
}

/// What an improvement comes from: a place in the record, or a figure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImprovementSource {
    /// What it is.
    #[schema(schema_with = vocabulary::source_kind)]
    pub kind: SourceKind,
    /// The journey that it stands on; nothing of a figure.
    pub journey_id: Option<Uuid>,
    /// The id of the signal, the breach or the ask; of a figure its code.
    #[schema(min_length = 1, max_length = 64)]
    pub of: String,
}

impl ImprovementSource {
    fn of(source: &Source) -> Self {
        Self { kind: source.kind(), journey_id: source.journey().map(|id| id.0), of: of_source(source) }
    }

    fn written(&self) -> String {
        let journey = self.journey_id.map(|id| id.to_string()).unwrap_or_default();
        format!("{}:{journey}:{}", self.kind.code(), self.of)
    }
}

/// Words on an improvement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotedReading {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: String,
}

/// Which journeys; of all where nothing is named.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OverJourneys {
    /// Of which kind.
    pub blueprint_id: Option<Uuid>,
    /// Directed by which team.
    pub team_id: Option<Uuid>,
}

impl OverJourneys {
    fn of(over: Over) -> Self {
        Self { blueprint_id: over.blueprint.map(|id| id.0), team_id: over.team.map(|id| id.0) }
    }
}

/// What was said before a change started.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrialReading {
    /// What changes.
    pub what: String,
    /// For which journeys.
    pub over: OverJourneys,
    /// By which figure it is measured.
    #[schema(schema_with = vocabulary::gauge)]
    pub gauge: Gauge,
    /// Which way that is expected to go.
    #[schema(schema_with = vocabulary::aim)]
    pub aim: Aim,
    /// How far at least: of a share in percentage points, else in the unit of the figure.
    pub size: f64,
    /// From when it is in force.
    pub starts: Timestamp,
    /// Until when it is looked at.
    pub ends: Timestamp,
    /// Journeys for which nothing changes, to compare with.
    pub compare_with: Option<OverJourneys>,
}

/// How many times as much it is as it would have been.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatioReading {
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The estimate.
    pub estimate: f64,
    /// The upper end.
    pub high: f64,
}

/// What the figures said.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerdictReading {
    /// What came of it.
    #[schema(schema_with = vocabulary::verdict)]
    pub verdict: Verdict,
    /// What that was read from.
    #[schema(schema_with = vocabulary::verdict_by)]
    pub by: VerdictBy,
    /// When.
    pub at: Timestamp,
    /// Where a series tells how much.
    pub ratio: Option<RatioReading>,
}

/// What those who reported or answered are told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DoneReading {
    /// When it was first told.
    pub at: Timestamp,
    /// In Dutch.
    pub nl: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// An improvement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImprovementReading {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub title: String,
    /// The team that does it.
    pub owner_team_id: Uuid,
    /// How far it is: `gathered`, `investigated`, `tried`, `measured` or `stopped`.
    pub step: &'static str,
    /// When it began.
    pub opened_at: Timestamp,
    /// By when the owner says what is done.
    pub answer_by: Timestamp,
    /// What it comes from, as far as the program may see it.
    pub sources: Vec<ImprovementSource>,
    /// On how many journeys the program may not see where it comes from.
    pub shielded: usize,
    /// What was found, oldest first.
    pub findings: Vec<NotedReading>,
    /// What changes and what is expected of it.
    pub trial: Option<TrialReading>,
    /// What the figures said.
    pub verdict: Option<VerdictReading>,
    /// Why it was not gone on with.
    pub stopped: Option<NotedReading>,
    /// What those who reported or answered are told.
    pub done: Option<DoneReading>,
}

impl ImprovementReading {
    fn of(shown: &ImprovementShown) -> Self {
        let found = &shown.found;
        let words = |id| shown.texts.get(&id).cloned().unwrap_or_default();
        let noted = |noted: &Noted| NotedReading { at: noted.at, text: words(noted.text) };
        Self {
            id: found.id.0,
            title: words(found.title),
            owner_team_id: found.owner.team.0,
            step: found.step().code(),
            opened_at: found.opened_at,
            answer_by: found.answer_by,
            sources: shown.sources.iter().map(ImprovementSource::of).collect(),
            shielded: shown.shielded,
            findings: found.found.iter().map(noted).collect(),
            trial: found.terms.map(|terms| TrialReading {
                what: words(terms.what),
                over: OverJourneys::of(terms.over),
                gauge: terms.gauge,
                aim: terms.aim,
                size: f64::from(terms.size) / if terms.gauge.is_share() { 10.0 } else { 1000.0 },
                starts: terms.starts,
                ends: terms.ends,
                compare_with: terms.beside.map(OverJourneys::of),
            }),
            verdict: found.judged.map(|(at, judged)| VerdictReading {
                verdict: judged.verdict,
                by: judged.by,
                at,
                ratio: judged.ratio.map(|(low, estimate, high)| {
                    let times = |thousandths: u32| f64::from(thousandths) / 1000.0;
                    RatioReading { low: times(low), estimate: times(estimate), high: times(high) }
                }),
            }),
            stopped: found.stopped.as_ref().map(noted),
            done: found.done.map(|done| DoneReading { at: done.at, nl: done.nl.map(words), en: done.en.map(words) }),
        }
    }
}

/// An improvement to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImprovementToMake {
    /// What it is about.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub title: String,
    /// The team that does it.
    pub owner_team_id: Uuid,
    /// What it comes from.
    #[schema(min_items = 1, max_items = 60)]
    pub sources: Vec<ImprovementSource>,
}

/// Something that was found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindingToNote {
    /// What.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub found: String,
}

/// What is said before a change starts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrialToRegister {
    /// What changes.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub what: String,
    /// For which journeys.
    #[serde(default)]
    pub over: OverJourneys,
    /// By which figure it is measured.
    #[schema(schema_with = vocabulary::gauge)]
    pub gauge: Gauge,
    /// Which way that is expected to go.
    #[schema(schema_with = vocabulary::aim)]
    pub aim: Aim,
    /// How far at least: of a share in percentage points, else in the unit of the figure.
    #[schema(exclusive_minimum = 0.0)]
    pub size: f64,
    /// On which day it starts: `2018-10-01`. Not a day that has begun.
    #[schema(format = Date)]
    pub starts: String,
    /// Until which day it is looked at.
    #[schema(format = Date)]
    pub ends: String,
    /// Journeys for which nothing changes, to compare with.
    pub compare_with: Option<OverJourneys>,
}

impl TrialToRegister {
    fn terms(self, key: Option<String>) -> NewTerms {
        let written = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let beside = self.compare_with.unwrap_or_default();
        NewTerms {
            what: self.what,
            blueprint: written(self.over.blueprint_id),
            team: written(self.over.team_id),
            gauge: self.gauge.code().to_owned(),
            aim: self.aim.code().to_owned(),
            size: self.size.to_string(),
            starts: self.starts,
            ends: self.ends,
            beside_blueprint: written(beside.blueprint_id),
            beside_team: written(beside.team_id),
            key,
        }
    }
}

/// Why it is not gone on with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImprovementToStop {
    /// The reason.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub why: String,
}

/// What those who reported or answered are told: in one language or in both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DoneToTell {
    /// In Dutch.
    #[schema(max_length = 4000)]
    #[serde(default)]
    pub nl: String,
    /// In English.
    #[schema(max_length = 4000)]
    #[serde(default)]
    pub en: String,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! act {
        ($body:ident, $path:literal, $id:literal, $summary:literal) => {
            Operation::act::<$body, ImprovementReading>(
                "improvements",
                concat!("/api/v1/improvements", $path),
                ($id, "improvement"),
                $summary,
            )
        };
    }
    let list = Operation::read::<ImprovementList>(
        "improvements",
        "/api/v1/improvements",
        "listImprovements",
        "What is being improved",
    );
    let one = Operation::read::<ImprovementReading>(
        "improvements",
        "/api/v1/improvements/{improvementId}",
        "readImprovement",
        "Read an improvement, with what the figures said",
    );
    let make = act!(ImprovementToMake, "", "makeImprovement", "Make an improvement of what was gathered")
        .about("A program that watches over the journeys of all teams may, as a coordinator does.")
        .creates();
    let note = act!(FindingToNote, "/{improvementId}/findings", "noteFinding", "Note what was found");
    let register =
        act!(TrialToRegister, "/{improvementId}/trials", "registerTrial", "Register a change before it starts")
            .about("From the start on what was registered stands; the figures give the verdict when its time is over.");
    let stop = act!(ImprovementToStop, "/{improvementId}/stops", "stopImprovement", "Do not go on with it");
    let tell = act!(
        DoneToTell,
        "/{improvementId}/announcements",
        "tellDone",
        "Tell those who reported or answered what was done"
    );
    routes
        .api(list.view("improvements"), all)
        .api(one.view("improvements"), read)
        .api(make, begin)
        .api(note, found)
        .api(register, registered)
        .api(stop, stopped)
        .api(tell, told)
}

/// The improvement of an address.
struct ImprovementPath(ImprovementId);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for ImprovementPath {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, Failed> {
        let named = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::new(Kind::NotFound))?;
        let id = ImprovementId::parse(&named.0).map_err(|_| Problem::new(Kind::NotFound))?;
        Ok(Self(id))
    }
}

/// The fields of the forms, as bodies name them.
fn named(field: &str) -> String {
    let name = match field {
        "owner" => "ownerTeamId",
        "source" => "sources",
        "blueprint" => "over.blueprintId",
        "team" => "over.teamId",
        "beside-blueprint" => "compareWith.blueprintId",
        "beside-team" => "compareWith.teamId",
        other => other,
    };
    name.to_owned()
}

async fn shown(web: &Web, call: &Call, status: StatusCode, id: ImprovementId) -> Result<Response, Failed> {
    let found = call.told(web.app.improvement(&call.who(), id).await)?;
    answer(status, &ImprovementReading::of(&found))
}

async fn all(State(web): State<Web>, call: Call) -> Result<Response, Failed> {
    let board = call.told(web.app.improvement_board(&call.who()).await)?;
    answer(StatusCode::OK, &ImprovementList { items: board.cards.iter().map(ImprovementSummary::of).collect() })
}

async fn read(State(web): State<Web>, call: Call, id: ImprovementPath) -> Result<Response, Failed> {
    shown(&web, &call, StatusCode::OK, id.0).await
}

async fn begin(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    input: Input<ImprovementToMake>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let ImprovementToMake { title, owner_team_id, sources } = input.value;
    let sources = sources.iter().map(ImprovementSource::written).collect();
    let new = NewImprovement { title, owner: owner_team_id.to_string(), sources, key: guards.key };
    let id = call.told_at(web.app.open_improvement(call.who(), new).await, named)?;
    shown(&web, &call, StatusCode::CREATED, id).await
}

async fn found(
    State(web): State<Web>,
    call: Call,
    id: ImprovementPath,
    guards: Guards,
    input: Input<FindingToNote>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    call.told(web.app.investigate(call.who(), id.0, &input.value.found, guards.key).await)?;
    shown(&web, &call, StatusCode::OK, id.0).await
}

async fn registered(
    State(web): State<Web>,
    call: Call,
    id: ImprovementPath,
    guards: Guards,
    input: Input<TrialToRegister>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    call.told_at(web.app.register_trial(call.who(), id.0, input.value.terms(guards.key)).await, named)?;
    shown(&web, &call, StatusCode::OK, id.0).await
}

async fn stopped(
    State(web): State<Web>,
    call: Call,
    id: ImprovementPath,
    guards: Guards,
    input: Input<ImprovementToStop>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    call.told(web.app.stop_improvement(call.who(), id.0, &input.value.why, guards.key).await)?;
    shown(&web, &call, StatusCode::OK, id.0).await
}

async fn told(
    State(web): State<Web>,
    call: Call,
    id: ImprovementPath,
    guards: Guards,
    input: Input<DoneToTell>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let words = (input.value.nl.as_str(), input.value.en.as_str());
    call.told(web.app.tell_done(call.who(), id.0, words, guards.key).await)?;
    shown(&web, &call, StatusCode::OK, id.0).await
}
