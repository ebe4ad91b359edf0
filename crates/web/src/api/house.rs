//! The house: teams, their opening hours, members, kinds of journeys. Programs make and change them with scopes of their own;
//! what programs may do stays with administrators (`app/settings/programs.rs`).

mod blueprints;
mod members;
mod teams;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use regie_app::directory::Versioned;
use regie_domain::blueprint::Blueprint;
use regie_domain::client::ApiScope;
use regie_domain::codes::JourneyKind;
use regie_domain::directory::{Member, Team};
use regie_domain::ids::TeamId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use self::teams::OpeningHours;
use super::call::{Call, Guards};
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// A team.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeamReading {
    /// Its id.
    pub id: Uuid,
    /// Its name, as colleagues and customers read it.
    pub name: String,
    /// Whether it still exists.
    pub active: bool,
    /// Whether what it works on is for the teams that work on it only.
    pub restricted: bool,
    /// Its own opening hours; nothing where it keeps those of the organisation.
    pub hours: Option<OpeningHours>,
    /// The version, for a change.
    pub version: i64,
}

impl TeamReading {
    fn of(found: &Versioned<Team>) -> Self {
        let team = &found.value;
        Self {
            id: team.team.team.0,
            name: team.name.clone(),
            active: team.active,
            restricted: team.restricted,
            hours: OpeningHours::of(team),
            version: found.version,
        }
    }
}

/// Whether something is in use.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Activation {
    /// The version that was read: on another one nothing is done.
    #[schema(minimum = 0)]
    pub version: i64,
    /// Whether it is to be in use.
    pub active: bool,
}

/// The id of something that is made: by its key, so that a repeat makes nothing twice.
fn fresh_id<T: From<Uuid>>(web: &Web, call: &Call, guards: &Guards) -> T {
    match &guards.key {
        Some(key) => T::from(web.app.id_of_key(&call.who(), key)),
        None => web.app.ports.id(),
    }
}

/// An answer with the place of what was made.
fn made(mut response: Response, status: StatusCode, place: &str) -> Result<Response, Failed> {
    if let Ok(place) = HeaderValue::from_str(place)
        && status == StatusCode::CREATED
    {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// A change that was made when its key came first finds its version gone: that is no fault then.
fn settled<T>(repeated: bool, result: Result<T, Failed>) -> Result<(), Failed> {
    match result {
        Ok(_) => Ok(()),
        Err(failed) if repeated && failed.0.status == Kind::Changed.status().as_u16() => Ok(()),
        Err(failed) => Err(failed),
    }
}

/// All teams, by name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeamList {
    /// The teams.
    pub items: Vec<TeamReading>,
}

/// When a team is open.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarReading {
    /// The team.
    pub team_id: Uuid,
    /// The zone of its opening hours.
    pub zone: String,
    /// Whether it is open now.
    pub open: bool,
    /// Until when, while it is open.
    pub closes_at: Option<Timestamp>,
    /// When it opens next, while it is closed.
    pub opens_at: Option<Timestamp>,
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberReading {
    /// The id.
    pub id: Uuid,
    /// The name that colleagues see.
    pub name: String,
    /// The teams.
    pub team_ids: Vec<Uuid>,
    /// Whether the member may sign in.
    pub active: bool,
}

impl MemberReading {
    fn of(member: &Member) -> Self {
        Self {
            id: member.id.0,
            name: member.name.clone(),
            team_ids: member.teams.iter().map(|(team, _)| team.0).collect(),
            active: member.active,
        }
    }
}

/// All members, by name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberList {
    /// The members.
    pub items: Vec<MemberReading>,
}

/// Words in both languages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InBoth {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

/// A field of a brief.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BriefPart {
    /// What stands there.
    pub label: InBoth,
}

/// A kind of journey.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlueprintReading {
    /// Its id.
    pub id: Uuid,
    /// Its newest version.
    pub version: u32,
    /// Its name.
    pub name: InBoth,
    /// The kind of need.
    #[schema(schema_with = vocabulary::journey_kind)]
    pub kind: JourneyKind,
    /// The team that directs.
    pub director_team_id: Option<Uuid>,
    /// The fields of a brief, in the order in which an offer names them.
    pub brief: Vec<BriefPart>,
}

impl BlueprintReading {
    fn of(blueprint: &Blueprint) -> Self {
        let both = |nl: &str, en: &str| InBoth { nl: nl.to_owned(), en: en.to_owned() };
        let brief = blueprint.brief.iter().map(|field| BriefPart { label: both(&field.label.nl, &field.label.en) });
        Self {
            id: blueprint.id.0,
            version: blueprint.version,
            name: both(&blueprint.name.nl, &blueprint.name.en),
            kind: blueprint.kind,
            director_team_id: blueprint.director.map(|team| team.team.0),
            brief: brief.collect(),
        }
    }
}

/// All kinds of journeys.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlueprintList {
    /// The kinds.
    pub items: Vec<BlueprintReading>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! read {
        ($type:ident, $path:literal, $id:literal, $summary:literal) => {
            Operation::read::<$type>("house", $path, $id, $summary).scope(ApiScope::SettingsRead).view("settings")
        };
    }
    let routes = routes
        .api(read!(TeamList, "/api/v1/teams", "listTeams", "All teams"), all_teams)
        .api(read!(CalendarReading, "/api/v1/teams/{teamId}/calendar", "getCalendar", "When a team is open"), calendar)
        .api(read!(MemberList, "/api/v1/members", "listMembers", "All members"), all_members)
        .api(read!(BlueprintList, "/api/v1/blueprints", "listBlueprints", "All kinds of journeys"), all_blueprints);
    members::routes(blueprints::routes(teams::routes(routes)))
}

async fn all_teams(call: Call) -> Result<Response, Failed> {
    let mut items: Vec<TeamReading> = call.visit.directory.teams.values().map(TeamReading::of).collect();
    items.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    answer(StatusCode::OK, &TeamList { items })
}

async fn calendar(call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    let missing = || Failed::from(Problem::new(Kind::NotFound));
    let id = TeamId::parse(&id).map_err(|_| missing())?;
    let team = call.visit.directory.team(id).ok_or_else(missing)?;
    let calendar = call.told(call.visit.directory.calendar(team))?;
    let now = call.now();
    let closes_at = calendar.closes_at(now);
    let reading = CalendarReading {
        team_id: id.0,
        zone: call.visit.cx.zone.iana_name().unwrap_or("UTC").to_owned(),
        open: calendar.is_open(now),
        closes_at,
        opens_at: if closes_at.is_some() { None } else { calendar.next_open(now) },
    };
    answer(StatusCode::OK, &reading)
}

async fn all_members(call: Call) -> Result<Response, Failed> {
    let mut items: Vec<MemberReading> =
        call.visit.directory.members.values().map(|found| MemberReading::of(&found.value)).collect();
    items.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    answer(StatusCode::OK, &MemberList { items })
}

async fn all_blueprints(call: Call) -> Result<Response, Failed> {
    let newest = call.visit.directory.blueprints.values().filter_map(|found| found.value.last());
    answer(StatusCode::OK, &BlueprintList { items: newest.map(BlueprintReading::of).collect() })
}
