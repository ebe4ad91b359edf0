//! The settings. Who oversees the house may read them; what may not be changed by the reader is shown, but locked.

mod audit;
mod blueprints;
mod brand;
mod calendars;
mod carriers;
mod clients;
mod connection;
mod cti;
mod facts;
mod mailboxes;
mod members;
mod organisation;
mod partners;
mod practice;
mod shipping;
mod slots;
mod sms;
mod social;
mod statements;
mod surveys;
mod systems;
mod teams;
mod texts;
mod topics;
mod visits;
mod webhooks;
mod wording;

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_domain::actor::Role;
use regie_domain::ids::TeamId;
use serde::Deserialize;
use uuid::Uuid;

pub use connection::{first_mailbox, try_mailbox};

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::OVERSEERS;
use crate::pages::parts::{Banner, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with};
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::shell;
use crate::visit::Visit;

/// The organisation of the first run, as it was typed.
#[must_use]
pub fn first_organisation(posted: &Posted) -> regie_app::settings::organisation::OrganisationForm {
    organisation::typed(posted, "organisation-")
}

/// How mail reaches the program and leaves it.
#[must_use]
pub fn doors(web: &Web) -> crate::pages::settings_forms::mailbox::Doors {
    web.doors.clone()
}

/// Who reads the settings.
const READ: Access = Access::Member(OVERSEERS);
/// Who changes them.
const CHANGE: Access = Access::Member(crate::gate::ADMINISTRATORS);

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let routes = routes.get("/settings", READ, "settings", overview);
    let routes = webhooks::routes(clients::routes(practice::routes(social::routes(sms::routes(cti::routes(routes))))));
    let routes = calendars::routes(teams::routes(organisation::routes(routes)));
    let routes = mailboxes::routes(blueprints::routes(members::routes(routes)));
    let routes = partners::routes(routes);
    let routes = topics::routes(surveys::routes(shipping::routes(carriers::routes(routes))));
    let routes = facts::routes(systems::routes(statements::routes(brand::routes(routes))));
    audit::routes(wording::routes(texts::routes(visits::routes(slots::routes(routes)))))
}

/// What was just done, and where a list goes on.
#[derive(Deserialize)]
struct Asked {
    said: Option<String>,
    before: Option<String>,
}

async fn overview(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let shell = shell::staff(&web, &visit, Nav::Settings, asked.said.as_deref()).await?;
    let mut page_of = SettingsPage::overview(&visit.cx, shell);
    page_of.audit = sees_audit(&visit);
    page(&page_of)
}

fn changes(visit: &Visit) -> bool {
    visit.member.as_deref().is_some_and(|member| member.has(Role::Administrator))
}

fn sees_audit(visit: &Visit) -> bool {
    visit.member.as_deref().is_some_and(|member| member.has(Role::Administrator) || member.has(Role::Auditor))
}

/// The page of a section, still empty.
async fn sheet(web: &Web, visit: &Visit, section: Section, said: Option<&str>) -> Result<SettingsPage, Failure> {
    let shell = shell::staff(web, visit, Nav::Settings, said).await?;
    let mut page = SettingsPage::new(&visit.cx, shell, section);
    page.audit = sees_audit(visit);
    if !changes(visit) && section != Section::Audit {
        page.banners.push(Banner::new(Tone::Plain, "lock", visit.cx.t("settings-read-only")));
    }
    Ok(page)
}

/// A page of a section with one form; locked for who may not change it.
async fn form_page(
    web: &Web,
    visit: &Visit,
    (section, title): (Section, Option<String>),
    form: Form,
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let mut page = sheet(web, visit, section, said).await?;
    let locked = form.locked || !changes(visit);
    page.title = title;
    page.blocks.push(Block::Form(None, form.locked(locked)));
    Ok(page)
}

/// The form again, with what is wrong. After a colleague's change it carries the version of that change, so that whoever
/// has read this may go on.
async fn again(
    web: &Web,
    visit: &Visit,
    at: (Section, Option<String>),
    form: Form,
    posted: &Posted,
    error: AppError,
) -> Reply {
    let wrong = Wrong::of(visit, error)?;
    let mut form = wrong.at(visit, form, posted);
    if matches!(wrong, Wrong::Changed) {
        form = form.problem(visit.cx.t("settings-conflict"));
    }
    page_with(wrong.status(), &form_page(web, visit, at, form, None).await?)
}

/// The version that the page showed.
fn version(posted: &Posted) -> i64 {
    posted.get("version").parse().unwrap_or(0)
}

/// An id in an address.
fn id(text: &str) -> Result<Uuid, AppError> {
    Uuid::parse_str(text).map_err(|_| AppError::NotFound("page"))
}

/// Active teams by name, with their ids.
fn teams_of(visit: &Visit) -> Vec<(String, String)> {
    let active = visit.directory.teams.values().map(|found| &found.value).filter(|team| team.active);
    let mut teams: Vec<_> = active.map(|team| (team.team.team.to_string(), team.name.clone())).collect();
    teams.sort_by_key(|(_, name)| name.to_lowercase());
    teams
}

/// The teams that work in our screens, by name: what comes in with one of them is seen.
fn desk_teams_of(visit: &Visit) -> Vec<(String, String)> {
    let mut teams = teams_of(visit);
    let at_the_desk = |id: &str| {
        let team = TeamId::parse(id).ok().and_then(|id| visit.directory.team_ref(id));
        team.is_some_and(|team| visit.directory.works_at_the_desk(team))
    };
    teams.retain(|(id, _)| at_the_desk(id));
    teams
}

/// A row's word in the reader's language.
fn spoken(visit: &Visit, words: &regie_domain::blueprint::Words) -> String {
    match visit.cx.lang {
        regie_app::locale::Lang::Nl => words.nl.clone(),
        regie_app::locale::Lang::En => words.en.clone(),
    }
}

/// Blueprints by name, with their ids.
fn blueprints_of(visit: &Visit) -> Vec<(String, String)> {
    let newest = visit.directory.blueprints.values().filter_map(|found| found.value.last());
    let mut blueprints: Vec<_> = newest.map(|found| (found.id.to_string(), spoken(visit, &found.name))).collect();
    blueprints.sort_by_key(|(_, name)| name.to_lowercase());
    blueprints
}
