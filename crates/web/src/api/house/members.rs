//! Members: a program of the personnel department keeps them. It gives nobody more than it has: seats as agents in the teams
//! that it acts for. Roles over the house, leads and amounts are given by administrators, on their pages.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use regie_app::directory::Versioned;
use regie_app::settings::members::MemberForm;
use regie_domain::actor::Role;
use regie_domain::client::ApiScope;
use regie_domain::customer::Language;
use regie_domain::directory::Member;
use regie_domain::ids::{MemberId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Activation, fresh_id, made, settled};
use crate::api::acts::bodies::Nothing;
use crate::api::call::{Call, Guards, Input};
use crate::api::operation::Operation;
use crate::api::problem::{Failed, Kind, Problem};
use crate::api::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// A seat in a team.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatReading {
    /// The team.
    pub team_id: Uuid,
    /// As what: `agent`, `team_lead` or `coordinator`.
    pub role: String,
}

/// A member, whole.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberFile {
    /// The id.
    pub id: Uuid,
    /// The version, for a change.
    pub version: i64,
    /// The name that colleagues see.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// The language of the pages.
    #[schema(schema_with = vocabulary::language)]
    pub language: Language,
    /// The teams.
    pub seats: Vec<SeatReading>,
    /// Roles over the whole organisation.
    pub roles: Vec<String>,
    /// Whether the member may sign in.
    pub active: bool,
}

impl MemberFile {
    fn of(found: &Versioned<Member>) -> Self {
        let member = &found.value;
        let seat = |(team, role): &(TeamId, Role)| SeatReading { team_id: team.0, role: role.code().to_owned() };
        Self {
            id: member.id.0,
            version: found.version,
            name: member.name.clone(),
            email: member.email.clone(),
            language: member.language,
            seats: member.teams.iter().map(seat).collect(),
            roles: member.roles.iter().map(|role| role.code().to_owned()).collect(),
            active: member.active,
        }
    }
}

/// A member to make, as an agent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemberToMake {
    /// The name that colleagues see.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub name: String,
    /// The address to sign in with.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The language of the pages.
    #[schema(schema_with = vocabulary::language)]
    pub language: Language,
    /// The teams: those of the program.
    #[schema(min_items = 1, max_items = 50)]
    pub team_ids: Vec<Uuid>,
    /// Whether an invitation to choose a password is sent.
    #[serde(default)]
    pub invite: bool,
}

/// A member as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemberToChange {
    /// The version that was read: on another one nothing is done.
    #[schema(minimum = 0)]
    pub version: i64,
    /// The name that colleagues see.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub name: String,
    /// The address to sign in with; another one ends the member's sessions.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The language of the pages.
    #[schema(schema_with = vocabulary::language)]
    pub language: Language,
    /// The teams: those of the program.
    #[schema(min_items = 1, max_items = 50)]
    pub team_ids: Vec<Uuid>,
}

/// The operations.
#[must_use]
pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! write {
        ($body:ident, $path:literal, $id:literal, $does:literal, $summary:literal) => {
            Operation::act::<$body, MemberFile>("house", $path, ($id, $does), $summary).scope(ApiScope::MembersWrite)
        };
    }
    let one = Operation::read::<MemberFile>("house", "/api/v1/members/{memberId}", "getMember", "One member, whole")
        .scope(ApiScope::MembersWrite)
        .view("settings");
    let path_about = "A member who may more than the program (a lead, a role over the house, an amount, a seat in another \
        team) is changed by an administrator.";
    routes
        .api(one, get)
        .api(write!(MemberToMake, "/api/v1/members", "makeMember", "create_member", "Make a member").creates(), make)
        .api(
            write!(
                MemberToChange,
                "/api/v1/members/{memberId}/revisions",
                "changeMember", "change_member", "Change a member"
            )
            .about(path_about),
            change,
        )
        .api(
            write!(
                Activation,
                "/api/v1/members/{memberId}/activations",
                "activateMember", "activate_member", "Let a member in, or no longer"
            )
            .about(
                "Letting somebody in no longer ends all sessions at once, and is not bounded by what the program has.",
            ),
            activate,
        )
        .api(
            write!(
                Nothing,
                "/api/v1/members/{memberId}/invitations",
                "inviteMember", "invite_member", "Send a new invitation to choose a password"
            ),
            invite,
        )
}

fn id(text: &str) -> Result<MemberId, Failed> {
    MemberId::parse(text).map_err(|_| Problem::new(Kind::NotFound).into())
}

fn field(name: &str) -> String {
    if name == "teams" { "teamIds".to_owned() } else { name.to_owned() }
}

fn seats(teams: &[Uuid]) -> Vec<(String, String)> {
    teams.iter().map(|team| (team.to_string(), Role::Agent.code().to_owned())).collect()
}

fn code(language: Language) -> String {
    match language {
        Language::Nl => "nl".to_owned(),
        Language::En => "en".to_owned(),
    }
}

async fn reading(web: &Web, call: &Call, status: StatusCode, id: MemberId) -> Result<Response, Failed> {
    let directory = call.told(web.app.directory().await)?;
    let found = directory.members.get(&id).ok_or_else(|| Problem::new(Kind::NotFound))?;
    made(answer(status, &MemberFile::of(found))?, status, &format!("/api/v1/members/{id}"))
}

async fn get(State(web): State<Web>, call: Call, Path(text): Path<String>) -> Result<Response, Failed> {
    reading(&web, &call, StatusCode::OK, id(&text)?).await
}

async fn make(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    input: Input<MemberToMake>,
) -> Result<Response, Failed> {
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let new: MemberId = fresh_id(&web, &call, &guards);
    let MemberToMake { name, email, language, team_ids, invite } = input.value;
    // The room that everybody has; more is for an administrator to give.
    let form = MemberForm {
        name,
        email,
        language: code(language),
        teams: seats(&team_ids),
        take_back: true,
        ..MemberForm::default()
    };
    if !(repeated && call.told(web.app.directory().await)?.members.contains_key(&new)) {
        call.told_at(web.app.create_member_as(&call.who(), new, form, invite).await, field)?;
    }
    reading(&web, &call, StatusCode::CREATED, new).await
}

async fn change(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<MemberToChange>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let before = call.visit.directory.member(id).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let MemberToChange { version, name, email, language, team_ids } = input.value;
    let form = MemberForm { name, email, language: code(language), teams: seats(&team_ids), ..MemberForm::of(before) };
    settled(repeated, call.told_at(web.app.change_member(&call.who(), id, version, form).await, field))?;
    reading(&web, &call, StatusCode::OK, id).await
}

async fn activate(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<Activation>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let Activation { version, active } = input.value;
    settled(repeated, call.told(web.app.activate_member(&call.who(), id, version, active).await))?;
    reading(&web, &call, StatusCode::OK, id).await
}

async fn invite(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<Nothing>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    if !call.claim(&web, &guards, &input.bytes).await? {
        call.told(web.app.invite(&call.who(), id).await)?;
    }
    reading(&web, &call, StatusCode::OK, id).await
}
