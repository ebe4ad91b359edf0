//! Blueprints, whole: reading one, making one, changing one, and how its journeys are planned by visit. A change is a version;
//! journeys keep the one that they began with.

mod content;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use regie_app::directory::Directory;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::visits::VisitPlanForm;
use regie_domain::client::ApiScope;
use regie_domain::ids::BlueprintId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use self::content::BlueprintContent;
use super::{fresh_id, made, settled};
use crate::api::answer;
use crate::api::call::{Call, Guards, Input};
use crate::api::operation::Operation;
use crate::api::problem::{Failed, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;

/// How journeys are planned by visit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitPlanState {
    /// The team that comes; it needs a slot book.
    pub team_id: Uuid,
    /// Whether it is an outage, for which places are kept.
    #[serde(default)]
    pub urgent: bool,
    /// Whether the customer may choose the first window.
    #[serde(default)]
    pub by_customer: bool,
    /// Whether the ball goes along.
    #[serde(default)]
    pub ball_goes: bool,
    /// What a visit costs the customer, in cents of a euro; nothing where that is unknown.
    #[schema(minimum = 0)]
    pub cost_cents: Option<i64>,
    /// How many days an agreed visit lets the silence limit rest at most; nothing where it does not.
    #[schema(minimum = 1, maximum = 31)]
    pub rest_days: Option<u32>,
}

/// A blueprint with its versions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlueprintFile {
    /// Its id.
    pub id: Uuid,
    /// Its newest version, as journeys name it.
    pub blueprint_version: u32,
    /// The version of the record, for a change.
    pub version: i64,
    /// All of it.
    pub content: BlueprintContent,
    /// How its journeys are planned by visit; nothing where they are not.
    pub visits: Option<VisitPlanState>,
}

/// A blueprint as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BlueprintToChange {
    /// The version that was read: on another one nothing is done.
    #[schema(minimum = 0)]
    pub version: i64,
    /// All of it.
    pub content: BlueprintContent,
}

/// How journeys of a blueprint are to be planned by visit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitPlanToChange {
    /// The version that was read: on another one nothing is done.
    #[schema(minimum = 0)]
    pub version: i64,
    /// The plan; nothing where there are no visits.
    pub visits: Option<VisitPlanState>,
}

/// The operations.
#[must_use]
pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! write {
        ($body:ident, $path:literal, $id:literal, $does:literal, $summary:literal) => {
            Operation::act::<$body, BlueprintFile>("house", $path, ($id, $does), $summary)
                .scope(ApiScope::SettingsWrite)
        };
    }
    let path = "/api/v1/blueprints/{blueprintId}";
    let one = Operation::read::<BlueprintFile>("house", path, "getBlueprint", "One blueprint, whole")
        .scope(ApiScope::SettingsRead)
        .view("settings");
    let makes = write!(BlueprintContent, "/api/v1/blueprints", "makeBlueprint", "create_blueprint", "Make a blueprint")
        .creates();
    let changes = write!(
        BlueprintToChange,
        "/api/v1/blueprints/{blueprintId}/revisions",
        "changeBlueprint", "change_blueprint", "Change a blueprint"
    )
    .about("Journeys that begin from now on run by it. What is not given is taken away: send all of it.");
    let plans = write!(
        VisitPlanToChange,
        "/api/v1/blueprints/{blueprintId}/visit-plans",
        "planVisits", "change_visit_plan", "Change how journeys are planned by visit"
    );
    routes.api(one, get).api(makes, make).api(changes, change).api(plans, plan)
}

fn id(text: &str) -> Result<BlueprintId, Failed> {
    BlueprintId::parse(text).map_err(|_| Problem::new(Kind::NotFound).into())
}

fn file(directory: &Directory, id: BlueprintId) -> Option<BlueprintFile> {
    let found = directory.blueprints.get(&id)?;
    let newest = found.value.last()?;
    let visits = newest.visit.as_ref().map(|plan| VisitPlanState {
        team_id: plan.team.team.0,
        urgent: plan.urgent,
        by_customer: plan.by_customer,
        ball_goes: plan.ball == regie_domain::codes::BallGoes::Goes,
        cost_cents: plan.cost.map(|cost| cost.0),
        rest_days: plan.rest_days,
    });
    Some(BlueprintFile {
        id: id.0,
        blueprint_version: newest.version,
        version: found.version,
        content: BlueprintForm::of(newest).into(),
        visits,
    })
}

async fn reading(web: &Web, call: &Call, status: StatusCode, id: BlueprintId) -> Result<Response, Failed> {
    let directory = call.told(web.app.directory().await)?;
    let found = file(&directory, id).ok_or_else(|| Problem::new(Kind::NotFound))?;
    made(answer(status, &found)?, status, &format!("/api/v1/blueprints/{id}"))
}

/// The name of a field of the form here, within `before`.
fn field(before: &str, name: &str) -> String {
    const SPANS: [&str; 11] = [
        "first-answer",
        "result",
        "next-news",
        "after-broken",
        "silence",
        "respond",
        "escalate",
        "question",
        "closing",
        "call-back",
        "task",
    ];
    let mut parts: Vec<String> = Vec::new();
    let named = match name {
        "director" => "directorTeamId".to_owned(),
        "reopen-days" => "reopenDays".to_owned(),
        "legal-weeks" => "legal.weeks".to_owned(),
        "legal-basis" => "legal.basis".to_owned(),
        name if SPANS.contains(&name) => format!("spans.{}", camel(name)),
        name => {
            let list: Vec<&str> = name.split('-').collect();
            for (at, part) in list.iter().enumerate() {
                let words = matches!(*part, "nl" | "en");
                match list.get(at.wrapping_sub(1)) {
                    // The form writes the words of a row at the row itself.
                    Some(row) if words && row.parse::<usize>().is_ok() => {
                        parts.push(if list[0] == "stages" { "name" } else { "label" }.to_owned());
                    }
                    Some(&"door") if words => parts.push("name".to_owned()),
                    _ => {}
                }
                parts.push(match *part {
                    "word" => "customerWord".to_owned(),
                    "when" => "doneWhen".to_owned(),
                    part => camel(part),
                });
            }
            parts.join(".")
        }
    };
    format!("{before}{named}")
}

/// `first-answer` as `firstAnswer`.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for (at, part) in name.split(['-', '_']).enumerate() {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if at > 0 => {
                camel.push(first.to_ascii_uppercase());
                camel.push_str(letters.as_str());
            }
            _ => camel.push_str(part),
        }
    }
    camel
}

async fn get(State(web): State<Web>, call: Call, Path(text): Path<String>) -> Result<Response, Failed> {
    reading(&web, &call, StatusCode::OK, id(&text)?).await
}

async fn make(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    input: Input<BlueprintContent>,
) -> Result<Response, Failed> {
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let new: BlueprintId = fresh_id(&web, &call, &guards);
    if !(repeated && call.told(web.app.directory().await)?.blueprints.contains_key(&new)) {
        let form = BlueprintForm::from(input.value);
        call.told_at(web.app.create_blueprint_as(&call.who(), new, form).await, |name| field("", name))?;
    }
    reading(&web, &call, StatusCode::CREATED, new).await
}

async fn change(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<BlueprintToChange>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let BlueprintToChange { version, content } = input.value;
    let changed = web.app.change_blueprint(&call.who(), id, version, content.into()).await;
    settled(repeated, call.told_at(changed, |name| field("content.", name)))?;
    reading(&web, &call, StatusCode::OK, id).await
}

async fn plan(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<VisitPlanToChange>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let VisitPlanToChange { version, visits } = input.value;
    let form = visits.map(|plan| VisitPlanForm {
        team: plan.team_id.to_string(),
        urgent: plan.urgent,
        by_customer: plan.by_customer,
        ball: plan.ball_goes,
        cost: plan.cost_cents.map(|cents| format!("{},{:02}", cents / 100, cents % 100)).unwrap_or_default(),
        rest: plan.rest_days.map(|days| days.to_string()).unwrap_or_default(),
    });
    let changed = web.app.change_visit_plan(&call.who(), id, version, form.unwrap_or_default()).await;
    let named = |name: &str| match name {
        "team" => "visits.teamId".to_owned(),
        "cost" => "visits.costCents".to_owned(),
        "rest" => "visits.restDays".to_owned(),
        name => format!("visits.{name}"),
    };
    settled(repeated, call.told_at(changed, named))?;
    reading(&web, &call, StatusCode::OK, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_named_as_the_fields_are_here() {
        for (form, here) in [
            ("name-nl", "content.name.nl"),
            ("first-answer", "content.spans.firstAnswer"),
            ("stages-0-when", "content.stages.0.doneWhen"),
            ("cards-1-text-nl", "content.cards.1.text.nl"),
            ("word-en", "content.customerWord.en"),
            ("legal-weeks", "content.legal.weeks"),
            ("stages-2-en", "content.stages.2.name.en"),
            ("cards-0-asks-1-nl", "content.cards.0.asks.1.label.nl"),
            ("door-nl", "content.door.name.nl"),
            ("door-help-nl", "content.door.help.nl"),
            ("tell-now_with-nl", "content.tell.nowWith.nl"),
        ] {
            assert_eq!(field("content.", form), here);
        }
    }
}
