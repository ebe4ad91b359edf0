//! Teams. Their opening hours have a page of their own.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::settings::teams::TeamForm;
use regie_domain::directory::Team;
use regie_domain::ids::TeamId;

use super::{Asked, CHANGE, READ, again, changes, form_page, id, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/teams", READ, "settings-teams", list)
        .get("/settings/teams/new", CHANGE, "settings-team-new", ask_new)
        .post("/settings/teams/new", CHANGE, "create_team", create)
        .get("/settings/teams/{id}", READ, "settings-team", show)
        .post("/settings/teams/{id}", CHANGE, "change_team", change)
        .post("/settings/teams/{id}/active", CHANGE, "activate_team", activate)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Teams, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/teams/new".to_owned(), cx.t("team-new")));
    }
    let mut teams: Vec<&Team> = visit.directory.teams.values().map(|found| &found.value).collect();
    teams.sort_by_key(|team| (!team.active, team.name.to_lowercase()));
    let rows = teams.into_iter().map(|team| {
        let members = visit.directory.members.values().filter(|found| {
            let member = &found.value;
            member.active && member.is_in(team.team.team)
        });
        let hours = if team.hours.is_some() { "calendar-own" } else { "calendar-same" };
        let state = match (team.active, team.restricted) {
            (true, true) => Cell::tag(cx.t("team-closed"), Tone::Warn),
            (true, false) => Cell::tag(cx.t("team-active"), Tone::Ok),
            (false, _) => Cell::tag(cx.t("team-inactive"), Tone::Plain),
        };
        vec![
            Cell::link(&team.name, format!("/settings/teams/{}", team.team.team))
                .second(cx.tn("team-members", members.count())),
            Cell::link(cx.t(hours), format!("/settings/calendars/{}", team.team.team)),
            state,
        ]
    });
    let columns = ["team-name", "team-calendar", "settings-state"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

fn present<'a>(visit: &'a Visit, text: &str) -> Result<(TeamId, &'a Versioned<Team>), AppError> {
    let id = TeamId(id(text)?);
    Ok((id, visit.directory.teams.get(&id).ok_or(AppError::NotFound("team"))?))
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let title = Some(visit.cx.t("team-new"));
    page(
        &form_page(&web, &visit, (Section::Teams, title), forms::team(&visit.cx, "", &TeamForm::default()), None)
            .await?,
    )
}

/// What was typed; the hours have a page of their own.
fn typed(posted: &Posted, before: TeamForm) -> TeamForm {
    TeamForm { name: posted.get("name").to_owned(), restricted: posted.some("restricted").is_some(), ..before }
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = typed(&posted, TeamForm::default());
    match web.app.create_team(&visit.who()?, values).await {
        Ok(_) => see(&said("/settings/teams", "said-saved")),
        Err(error) => {
            let title = Some(visit.cx.t("team-new"));
            again(
                &web,
                &visit,
                (Section::Teams, title),
                forms::team(&visit.cx, "", &TeamForm::default()),
                &posted,
                error,
            )
            .await
        }
    }
}

fn form(visit: &Visit, id: TeamId, found: &Versioned<Team>) -> Form {
    forms::team(&visit.cx, &id.to_string(), &TeamForm::of(&found.value)).with("version", found.version.to_string())
}

/// The form that takes a team out of use, or back.
fn activation(visit: &Visit, id: TeamId, found: &Versioned<Team>) -> Form {
    let (key, to) = if found.value.active { ("team-stop", "no") } else { ("team-start", "yes") };
    let form = Form::new(&visit.cx, "active", format!("/settings/teams/{id}/active"), key)
        .with("version", found.version.to_string())
        .with("active", to);
    if found.value.active { form.danger() } else { form }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (id, found) = present(&visit, &text)?;
    let at = (Section::Teams, Some(found.value.name.clone()));
    let mut sheet = form_page(&web, &visit, at, form(&visit, id, found), asked.said.as_deref()).await?;
    if changes(&visit) {
        let heading = if found.value.active { "team-stop-title" } else { "team-start-title" };
        sheet.blocks.push(Block::Form(Some(visit.cx.t(heading)), activation(&visit, id, found)));
    }
    page(&sheet)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = present(&visit, &text)?;
    let values = typed(&posted, TeamForm::of(&found.value));
    match web.app.change_team(&visit.who()?, id, version(&posted), values).await {
        Ok(_) => see(&said("/settings/teams", "said-saved")),
        Err(error) => {
            let at = (Section::Teams, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, id, found), &posted, error).await
        }
    }
}

async fn activate(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = present(&visit, &text)?;
    match web.app.activate_team(&visit.who()?, id, version(&posted), posted.get("active") == "yes").await {
        Ok(_) => see(&said("/settings/teams", "said-saved")),
        Err(error) => {
            let at = (Section::Teams, Some(found.value.name.clone()));
            again(&web, &visit, at, activation(&visit, id, found), &posted, error).await
        }
    }
}
