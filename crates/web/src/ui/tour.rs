//! The stories of the demonstration, to be followed step by step. A step is done when the record says so: a button lets the
//! people of the story act, or a visitor does what they would do.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::tour::{DemoPlayed, DemoSee, DemoStep, DemoStory};
use serde::Deserialize;

use super::demo::{control, organisation};
use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::pages::tour::{TourPage, TourRow, TourSee, TourStep};
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::visit::Visit;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/demo/tour/{story}", Access::Demo, "demo-tour", show)
        .post("/demo/tour/{story}/next", Access::Demo, "demo_play_on", play_on)
        .post("/demo/tour/{story}/begin", Access::Demo, "demo_begin", begin)
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
}

/// The stories, as the start page lists them.
pub(super) fn rows(cx: &Cx, stories: &[DemoStory]) -> Vec<TourRow> {
    let row = |story: &DemoStory| TourRow {
        name: name(cx, &story.code),
        about: cx.t(&format!("tour-about-{}", story.code)),
        progress: (story.done() > 0).then(|| progress(cx, story)),
        href: format!("/demo/tour/{}", story.code),
    };
    stories.iter().map(row).collect()
}

/// What a story is called.
pub(crate) fn name(cx: &Cx, code: &str) -> String {
    cx.t(&format!("tour-name-{code}"))
}

fn progress(cx: &Cx, story: &DemoStory) -> String {
    cx.t2("tour-progress", "done", story.done(), "of", story.steps.len())
}

async fn show(
    State(web): State<Web>,
    visit: Visit,
    Path(code): Path<String>,
    Query(Said { said }): Query<Said>,
) -> Reply {
    let cx = &visit.cx;
    let story = control(&web)?.stories().await?.into_iter().find(|story| story.code == code);
    let story = story.ok_or(AppError::NotFound("page"))?;
    let next = story.next();
    let said = match said.as_deref() {
        Some("happened") => Some((true, cx.t("tour-said-happened"))),
        Some("over") => Some((true, cx.t("tour-said-over"))),
        Some("elsewhere") => Some((false, cx.t("tour-said-elsewhere"))),
        Some("begun") => Some((true, cx.t("tour-said-begun"))),
        _ => None,
    };
    let reached = [&story.email, &story.phone].into_iter().filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>();
    let person = match reached.is_empty() {
        true => cx.t1("tour-person-letters", "name", &story.name),
        false => cx.t2("tour-person", "name", &story.name, "handles", cx.list(&reached)),
    };
    page(&TourPage {
        cx: cx.clone(),
        organisation: organisation(&visit),
        name: name(cx, &story.code),
        about: cx.t(&format!("tour-about-{}", story.code)),
        person,
        progress: progress(cx, &story),
        steps: story.steps.iter().enumerate().map(|(index, told)| step(cx, index, told, next)).collect(),
        goes_on: story.goes_on,
        over: next.is_none(),
        said,
        code: story.code,
    })
}

fn step(cx: &Cx, index: usize, told: &DemoStep, next: Option<usize>) -> TourStep {
    TourStep {
        number: index + 1,
        title: cx.t(&format!("tour-step-{}", told.code)),
        look: cx.t(&format!("tour-look-{}", told.code)),
        at: told.at,
        done: told.done,
        now: next == Some(index),
        by_itself: told.by_itself,
        see: told.see.iter().map(|place| place_of(cx, place)).collect(),
    }
}

fn place_of(cx: &Cx, place: &DemoSee) -> TourSee {
    let what = match place.what {
        "form" => "tour-see-form",
        "page" => "tour-see-page",
        "mail" => "tour-see-mail",
        "feedback" => "tour-see-feedback",
        "call-back" => "tour-see-call-back",
        "text" => "tour-see-text",
        "work" => "tour-see-work",
        "handovers" => "tour-see-handovers",
        "promises" => "tour-see-promises",
        "board" => "tour-see-board",
        "block-list" => "tour-see-block-list",
        "signals" => "tour-see-signals",
        "shipments" => "tour-see-shipments",
        "chat" => "tour-see-chat",
        "arrivals" => "tour-see-arrivals",
        "claim" => "tour-see-claim",
        "partner" => "tour-see-partner",
        "partner-mail" => "tour-see-partner-mail",
        "partner-settings" => "tour-see-partner-settings",
        _ => "tour-see-journey",
    };
    let (text, sign_in) = match &place.role {
        Some((code, name)) => (cx.t1(what, "name", name), Some(format!("/demo/sign-in/{code}"))),
        None => (cx.t(what), None),
    };
    TourSee { text, href: place.path.clone(), sign_in }
}

async fn play_on(State(web): State<Web>, Path(code): Path<String>, _posted: Posted) -> Reply {
    let said = match control(&web)?.play_on(&code).await? {
        DemoPlayed::Happened => "happened",
        DemoPlayed::Over => "over",
        DemoPlayed::Elsewhere => "elsewhere",
    };
    see(&format!("/demo/tour/{code}?said={said}"))
}

async fn begin(State(web): State<Web>, Path(code): Path<String>, _posted: Posted) -> Reply {
    control(&web)?.begin(&code).await?;
    see(&format!("/demo/tour/{code}?said=begun"))
}
