//! Absence: the page where it is set, and the words for it elsewhere.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use jiff::civil::Date;
use regie_app::AppError;
use regie_app::settings::absence::{AbsenceForm, may_stand_in, sets_absence};
use regie_domain::absence::Absence;
use regie_domain::directory::Member;
use regie_domain::ids::MemberId;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::WORKERS;
use crate::pages::absence::{absence, back};
use crate::pages::parts::{Banner, Tone};
use crate::pages::plain::FormPage;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::shell;
use crate::visit::Visit;

/// The pages.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/absence/{id}", Access::Member(WORKERS), "absence", show)
        .post("/absence/{id}", Access::Member(WORKERS), "set_absence", set)
        .post("/absence/{id}/end", Access::Member(WORKERS), "end_absence", end)
}

/// The day that it is.
fn today(visit: &Visit) -> Date {
    visit.cx.day(&visit.cx.now)
}

fn day_words(visit: &Visit, day: Date) -> String {
    visit.cx.lang.date_near(day, today(visit))
}

/// That somebody is away now, and until when.
#[must_use]
pub fn away(visit: &Visit, id: MemberId) -> Option<String> {
    let absence = visit.directory.away(id, today(visit))?;
    Some(visit.cx.t1("absence-away", "when", day_words(visit, absence.until)))
}

/// The same, with who stands in.
#[must_use]
pub fn away_with(visit: &Visit, id: MemberId) -> Option<String> {
    let absence = visit.directory.away(id, today(visit))?;
    let when = day_words(visit, absence.until);
    Some(match substitute(visit, absence) {
        Some(name) => visit.cx.t2("absence-away-with", "when", when, "name", name),
        None => visit.cx.t1("absence-away", "when", when),
    })
}

/// What is known of somebody's absence, now or to come.
#[must_use]
pub fn planned(visit: &Visit, id: MemberId) -> Option<String> {
    away_with(visit, id).or_else(|| {
        let absence = visit.directory.member(id)?.absence.filter(|absence| !absence.is_over(today(visit)))?;
        Some(days(visit, &absence))
    })
}

fn days(visit: &Visit, absence: &Absence) -> String {
    let (from, until) = (day_words(visit, absence.from), day_words(visit, absence.until));
    visit.cx.t2("absence-days", "from", from, "until", until)
}

/// Who stands in for somebody who is away now: the member and the name.
#[must_use]
pub fn stands_in(visit: &Visit, id: MemberId) -> Option<(MemberId, String)> {
    let absence = visit.directory.away(id, today(visit))?;
    let member = visit.directory.member(absence.substitute?).filter(|member| member.active)?;
    Some((member.id, member.name.clone()))
}

fn substitute(visit: &Visit, absence: &Absence) -> Option<String> {
    visit.directory.member(absence.substitute?).map(|member| member.name.clone())
}

/// For whom the visitor stands in now: the members, each with why their work is the visitor's.
#[must_use]
pub fn covered(visit: &Visit) -> Vec<(MemberId, String)> {
    let Some(own) = visit.member.as_deref() else { return Vec::new() };
    let away = visit.directory.stands_in_for(own.id, today(visit));
    let why = |member: &Member, absence: &Absence| {
        visit.cx.t2("absence-covers", "name", &member.name, "when", day_words(visit, absence.until))
    };
    away.map(|(member, absence)| (member.id, why(member, absence))).collect()
}

/// Whether the visitor sets somebody's absence.
#[must_use]
pub fn sets(visit: &Visit, id: MemberId) -> bool {
    let of = visit.directory.member(id);
    matches!((visit.member.as_deref(), of), (Some(own), Some(of)) if sets_absence(own, of))
}

fn present<'a>(visit: &'a Visit, text: &str) -> Result<&'a Member, AppError> {
    let id = MemberId::parse(text).map_err(|_| AppError::NotFound("member"))?;
    let member = visit.directory.member(id).ok_or(AppError::NotFound("member"))?;
    if sets(visit, id) { Ok(member) } else { Err(AppError::Denied("role")) }
}

/// Colleagues who can stand in, by name; who is away then says so.
fn colleagues(visit: &Visit, of: &Member) -> Vec<(String, String)> {
    let all = visit.directory.members.values().map(|found| &found.value);
    let mut found: Vec<(String, String)> = all
        .filter(|member| may_stand_in(of, member))
        .map(|member| {
            let away = member.absence.filter(|absence| !absence.is_over(today(visit)));
            let name = match away {
                Some(absence) => format!("{} ({})", member.name, days(visit, &absence)),
                None => member.name.clone(),
            };
            (member.id.to_string(), name)
        })
        .collect();
    found.sort_by_key(|(_, name)| name.to_lowercase());
    found
}

fn form(visit: &Visit, of: &Member) -> Form {
    let running = of.absence.filter(|absence| !absence.is_over(today(visit)));
    let values = running.map_or_else(
        || AbsenceForm { from: today(visit).to_string(), ..AbsenceForm::default() },
        |absence| AbsenceForm::of(&absence),
    );
    let href = format!("/absence/{}", of.id);
    absence(&visit.cx, &href, (&values.from, &values.until, &values.substitute), &colleagues(visit, of))
        .cancel(after(visit, of))
}

/// Where one goes on from here: the own profile, or the team of who is away.
fn after(visit: &Visit, of: &Member) -> String {
    let own = visit.member.as_deref();
    match own.filter(|own| own.id != of.id).and_then(|own| of.teams.iter().find(|(team, _)| own.is_in(*team))) {
        Some((team, _)) => format!("/teams/{team}"),
        None => "/profile".to_owned(),
    }
}

async fn assemble(web: &Web, visit: &Visit, of: &Member, form: Form, said: Option<&str>) -> Result<FormPage, Failure> {
    let shell = shell::staff(web, visit, Nav::Elsewhere, said).await?;
    let mut page = FormPage::new(&visit.cx, shell, "absence-title", form);
    page.title = visit.cx.t1("absence-of", "name", &of.name);
    if let Some(absence) = of.absence.filter(|absence| !absence.is_over(today(visit))) {
        let days = days(visit, &absence);
        page.banners.push(Banner::new(Tone::Plain, "calendar-days", visit.cx.cap(days)));
        let ends = back(&visit.cx, &format!("/absence/{}", of.id));
        page.forms.push((Some(visit.cx.t("absence-back")), ends));
    }
    Ok(page)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    said: Option<String>,
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Said>) -> Reply {
    let of = present(&visit, &id)?;
    page(&assemble(&web, &visit, of, form(&visit, of), asked.said.as_deref()).await?)
}

async fn set(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let of = present(&visit, &id)?;
    let typed = AbsenceForm {
        from: posted.get("from").to_owned(),
        until: posted.get("until").to_owned(),
        substitute: posted.get("substitute").to_owned(),
    };
    match web.app.set_absence(&visit.who()?, of.id, Some(typed)).await {
        Ok(_) => see(&said(&after(&visit, of), "said-absence")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            let form = wrong.at(&visit, form(&visit, of), &posted);
            page_with(wrong.status(), &assemble(&web, &visit, of, form, None).await?)
        }
    }
}

async fn end(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    let of = present(&visit, &id)?;
    web.app.set_absence(&visit.who()?, of.id, None).await?;
    see(&said(&after(&visit, of), "said-absence-over"))
}
