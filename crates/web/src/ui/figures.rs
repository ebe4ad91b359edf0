//! The figures of journeys that closed. No person stands in them, and no team beside another: who looks chooses one, by name.

mod answers;
mod draw;
mod export;
mod rows;

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::figures::{Chart, FigureQuery, Figures, Period, READERS, Which};
use regie_app::settings::organisation::TariffForm;
use regie_domain::actor::Role;
use regie_domain::ids::{BlueprintId, TeamId};
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::figures::{ChartView, FiguresPage, Pick};
use crate::pages::parts::Tab;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::shell;
use crate::visit::Visit;

pub(in crate::ui) use answers::{
    lines as lines_of, mean as mean_of, points as points_of, question as question_of, share as share_of,
    share_told as share_told_of,
};

/// The name of a figure.
pub(in crate::ui) fn name_of(cx: &Cx, which: Which) -> String {
    rows::name(cx, which)
}

/// So much of a figure, in its own unit.
pub(in crate::ui) fn value_of(cx: &Cx, which: Which, number: f64) -> String {
    rows::value(cx, which, number)
}

/// A figure over time, drawn.
pub(in crate::ui) fn chart_of(cx: &Cx, chart: &Chart) -> ChartView {
    draw::chart(cx, chart)
}

const ADMINISTRATOR: Access = Access::Member(&[Role::Administrator]);

/// The page, the file and the tariff.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/figures", Access::Member(&READERS), "figures", show)
        .get("/figures/answers", Access::Member(&READERS), "figures-answers", answers::show)
        .get("/figures.csv", Access::Member(&READERS), "figures-file", export::file)
        .post("/figures/tariff", ADMINISTRATOR, "change_tariff", change_tariff)
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    blueprint: String,
    team: String,
    period: String,
    said: Option<String>,
}

impl Asked {
    fn query(&self) -> FigureQuery {
        FigureQuery {
            blueprint: BlueprintId::parse(&self.blueprint).ok(),
            team: TeamId::parse(&self.team).ok(),
            period: Period::ALL.into_iter().find(|period| period_code(*period) == self.period).unwrap_or_default(),
        }
    }
}

fn period_code(period: Period) -> &'static str {
    match period {
        Period::Quarter => "quarter",
        Period::Half => "half",
        Period::Year => "year",
    }
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let found = web.app.figures(&visit.who()?, asked.query()).await?;
    page(&build(&web, &visit, &asked, &found, None).await?)
}

async fn build(
    web: &Web,
    visit: &Visit,
    asked: &Asked,
    found: &Figures,
    again: Option<Form>,
) -> Result<FiguresPage, Failure> {
    let query = asked.query();
    let administrator = visit.member()?.has(Role::Administrator);
    let wrong = again.is_some();
    let form = || tariff_form(visit, &TariffForm::of(found.tariff.as_ref()));
    Ok(FiguresPage {
        cx: visit.cx.clone(),
        shell: shell::staff(web, visit, Nav::Figures, asked.said.as_deref()).await?,
        picks: picks(visit, query),
        range: rows::range(&visit.cx, found),
        shown: found.shown.as_ref().map(|shown| rows::shown(&visit.cx, found, shown)),
        file: address("/figures.csv", query),
        tabs: tabs(visit, query, false),
        tariff: again.or_else(|| administrator.then(form)),
        wrong,
    })
}

/// What is counted from the record, and what customers answered.
fn tabs(visit: &Visit, query: FigureQuery, answers: bool) -> Vec<Tab> {
    let tab =
        |path, key: &str, current| Tab { href: address(path, query), label: visit.cx.t(key), count: None, current };
    vec![tab("/figures", "figures-of-record", !answers), tab("/figures/answers", "figures-of-answers", answers)]
}

/// The address of the same figures.
fn address(path: &str, query: FigureQuery) -> String {
    let blueprint = query.blueprint.map(|id| id.to_string()).unwrap_or_default();
    let team = query.team.map(|id| id.to_string()).unwrap_or_default();
    format!("{path}?blueprint={blueprint}&team={team}&period={}", period_code(query.period))
}

/// What can be chosen; blueprints and teams by name.
fn picks(visit: &Visit, query: FigureQuery) -> Vec<Pick> {
    let cx = &visit.cx;
    let mut blueprints: Vec<(String, String)> =
        visit.directory.blueprints.keys().map(|id| (id.to_string(), blueprint_name(visit, *id))).collect();
    let teams = visit.directory.teams.values().map(|found| &found.value).filter(|team| team.active);
    let mut teams: Vec<(String, String)> = teams.map(|team| (team.team.team.to_string(), team.name.clone())).collect();
    for names in [&mut blueprints, &mut teams] {
        names.sort_by_key(|(_, name)| name.to_lowercase());
    }
    let pick = |name, label: &str, all: &str, found: Vec<(String, String)>, chosen: String| {
        let first = (String::new(), cx.t(all), chosen.is_empty());
        let rest = found.into_iter().map(|(id, name)| {
            let chosen = id == chosen;
            (id, name, chosen)
        });
        Pick { name, label: cx.t(label), options: std::iter::once(first).chain(rest).collect() }
    };
    let periods = Period::ALL.map(|period| {
        let weeks = usize::try_from(period.weeks()).unwrap_or(0);
        (period_code(period).to_owned(), cx.tn("figures-weeks", weeks), period == query.period)
    });
    let chosen = (query.blueprint.map(|id| id.to_string()), query.team.map(|id| id.to_string()));
    vec![
        pick("blueprint", "figures-blueprint", "figures-every-blueprint", blueprints, chosen.0.unwrap_or_default()),
        pick("team", "figures-team", "figures-every-team", teams, chosen.1.unwrap_or_default()),
        Pick { name: "period", label: cx.t("figures-period"), options: periods.to_vec() },
    ]
}

pub(in crate::ui) fn blueprint_name(visit: &Visit, id: BlueprintId) -> String {
    let newest = visit.directory.blueprints.get(&id).and_then(|found| found.value.last());
    newest.map(|found| crate::ui::journey::view::own_words(&visit.cx, &found.name)).unwrap_or_default()
}

fn tariff_form(visit: &Visit, values: &TariffForm) -> Form {
    let cx: &Cx = &visit.cx;
    let version = visit.directory.organisation.as_ref().map_or(0, |found| found.version);
    Form::new(cx, "tariff-form", "/figures/tariff", "figures-tariff-save")
        .with("version", version.to_string())
        .field("contact-minutes", "figures-contact-minutes", Input::Line("number"))
        .value(&values.contact)
        .field("visit-minutes", "figures-visit-minutes", Input::Line("number"))
        .value(&values.visit)
        .field("hour", "figures-hour", Input::Line("text"))
        .value(&values.hour)
}

async fn change_tariff(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let get = |name: &str| posted.get(name).to_owned();
    let values = TariffForm { contact: get("contact-minutes"), visit: get("visit-minutes"), hour: get("hour") };
    let version = get("version").parse().unwrap_or(0);
    let faults = match web.app.change_tariff(&visit.who()?, version, values.clone()).await {
        Ok(_) => return see(&said("/figures", "said-saved")),
        Err(AppError::Invalid(faults)) => faults,
        Err(error) => return Err(error.into()),
    };
    let mut form = tariff_form(&visit, &values);
    for fault in faults {
        form.error(&fault.field, visit.cx.t(fault.key));
    }
    let asked = Asked::default();
    let found = web.app.figures(&visit.who()?, asked.query()).await?;
    let built = build(&web, &visit, &asked, &found, Some(form)).await?;
    page_with(axum::http::StatusCode::BAD_REQUEST, &built)
}
