//! Opening hours: the organisation's, and those of teams that have their own. A team lead changes the own team's.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::locale::Lang;
use regie_app::settings::forms::HoursForm;
use regie_app::settings::organisation::OrganisationForm;
use regie_app::settings::teams::TeamForm;
use regie_domain::actor::Role;
use regie_domain::ids::TeamId;

use super::{Asked, READ, again, changes, form_page, id, sheet, version};
use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::pages::parts::{Cell, Table};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms as forms;
use crate::pages::settings_forms::house::WEEK;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::visit::Visit;

/// Whose hours they are, in the address of the organisation's own.
const OWN: &str = "own";
const CHANGE_HOURS: Access = Access::Member(&[Role::TeamLead, Role::Administrator]);

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/calendars", READ, "settings-calendars", list)
        .get("/settings/calendars/{id}", READ, "settings-calendar", show)
        .post("/settings/calendars/{id}", CHANGE_HOURS, "change_hours", change)
}

/// What was typed about opening hours.
pub fn typed(posted: &Posted, prefix: &str) -> HoursForm {
    let get = |name: &str| posted.get(&format!("{prefix}-{name}")).to_owned();
    HoursForm {
        days: WEEK.map(|(_, name)| get(name)),
        holidays: posted.some(&format!("{prefix}-holidays")).is_some(),
        closed_days: get("closed-days"),
        extra_days: get("extra-days"),
    }
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Calendars, asked.said.as_deref()).await?;
    let organisation = visit.directory.organisation()?;
    let own = HoursForm::of(&organisation.hours);
    let mut rows = vec![vec![
        Cell::link(&organisation.name, format!("/settings/calendars/{OWN}")).second(cx.t("calendar-all")),
        Cell::text(summary(&visit, &own)),
    ]];
    for (id, name) in super::teams_of(&visit) {
        let team = TeamId::parse(&id).ok().and_then(|id| visit.directory.team(id));
        let hours = match team.and_then(|team| team.hours.as_ref()) {
            Some(hours) => Cell::text(summary(&visit, &HoursForm::of(hours))),
            None => Cell::text(cx.t("calendar-same")),
        };
        rows.push(vec![Cell::link(name, format!("/settings/calendars/{id}")), hours]);
    }
    let columns = ["calendar-whose", "calendar-hours"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows }));
    page(&sheet)
}

/// Days with the same hours together, as times are written elsewhere: `ma–vr 08.30–17.00`.
fn summary(visit: &Visit, hours: &HoursForm) -> String {
    let mut runs: Vec<(usize, usize, &str)> = Vec::new();
    for (at, written) in hours.days.iter().enumerate() {
        match runs.last_mut() {
            Some((_, to, before)) if *before == written.as_str() => *to = at,
            _ => runs.push((at, at, written)),
        }
    }
    let day = |at: usize| visit.cx.lang.weekday_short(WEEK[at].0);
    let open = runs.into_iter().filter(|(.., written)| !written.is_empty());
    let parts = open.map(|(from, to, written)| match from == to {
        true => format!("{} {written}", day(from)),
        false => format!("{}–{} {written}", day(from), day(to)),
    });
    let shown = parts.collect::<Vec<_>>().join("; ").replace('-', "–");
    if visit.cx.lang == Lang::Nl { shown.replace(':', ".") } else { shown }
}

/// Whose hours an address names: the version of the record that holds them, its name, and the form.
struct Calendar {
    team: Option<TeamId>,
    version: i64,
    name: String,
    own: bool,
    hours: HoursForm,
    locked: bool,
}

impl Calendar {
    fn of(visit: &Visit, text: &str) -> Result<Self, AppError> {
        let organisation = visit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
        let common = HoursForm::of(&organisation.value.hours);
        if text == OWN {
            let name = organisation.value.name.clone();
            let locked = !changes(visit);
            return Ok(Self { team: None, version: organisation.version, name, own: true, hours: common, locked });
        }
        let team = TeamId(id(text)?);
        let found = visit.directory.teams.get(&team).ok_or(AppError::NotFound("team"))?;
        let leads = visit.member()?.teams.contains(&(team, Role::TeamLead));
        Ok(Self {
            team: Some(team),
            version: found.version,
            name: found.value.name.clone(),
            own: found.value.hours.is_some(),
            hours: found.value.hours.as_ref().map_or(common, HoursForm::of),
            locked: !leads && !changes(visit),
        })
    }

    fn form(&self, visit: &Visit, own: bool, hours: &HoursForm) -> Form {
        let form = match self.team {
            None => forms::own_hours(&visit.cx, hours),
            Some(team) => forms::hours(&visit.cx, &team.to_string(), own, hours),
        };
        form.with("version", self.version.to_string()).locked(self.locked)
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let calendar = Calendar::of(&visit, &text)?;
    let form = calendar.form(&visit, calendar.own, &calendar.hours);
    page(&hours_page(&web, &visit, &calendar, form, asked.said.as_deref()).await?)
}

/// A team lead is no administrator, but may change these.
async fn hours_page(
    web: &Web,
    visit: &Visit,
    calendar: &Calendar,
    form: Form,
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let at = (Section::Calendars, Some(calendar.name.clone()));
    let mut page = form_page(web, visit, at, form, said).await?;
    if !calendar.locked {
        page.banners.clear();
        for block in &mut page.blocks {
            if let Block::Form(_, form) = block {
                form.locked = false;
            }
        }
    }
    Ok(page)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let calendar = Calendar::of(&visit, &text)?;
    let who = visit.who()?;
    let hours = typed(&posted, "hours");
    let own = posted.get("own") != "no";
    let changed = match calendar.team {
        None => {
            let values = OrganisationForm::of(visit.directory.organisation()?);
            let values = OrganisationForm { hours: hours.clone(), ..values };
            web.app.change_organisation(&who, version(&posted), values).await
        }
        Some(team) => {
            let before = visit.directory.team(team).map(TeamForm::of).unwrap_or_default();
            let values = TeamForm { hours: own.then(|| hours.clone()), ..before };
            web.app.change_team(&who, team, version(&posted), values).await
        }
    };
    match changed {
        Ok(_) => see(&said("/settings/calendars", "said-saved")),
        Err(error) => {
            let at = (Section::Calendars, Some(calendar.name.clone()));
            let form = calendar.form(&visit, own, &hours);
            if changes(&visit) {
                return again(&web, &visit, at, form, &posted, error).await;
            }
            let wrong = Wrong::of(&visit, error)?;
            let form = wrong.at(&visit, form, &posted);
            page_with(wrong.status(), &hours_page(&web, &visit, &calendar, form, None).await?)
        }
    }
}
