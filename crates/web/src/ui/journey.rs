//! The page of one journey.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::READERS;
use crate::pages::journey::{ActLink, JourneyPage};
use crate::pages::shell::Nav;
use crate::reply::{Reply, page_with};
use crate::state::Web;
use crate::ui::journey::compose::Tool;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::timeline::Show;
use crate::ui::shell;
use crate::visit::Visit;

pub mod acts;
pub mod again;
pub mod banners;
pub mod compose;
pub mod contacts;
pub mod deed;
pub mod desk;
pub mod files;
pub mod frame;
pub mod offers;
pub mod participants;
pub mod promises;
mod steps;
pub mod timeline;
pub mod view;

/// The page, its forms and its files.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let routes = routes.get("/journeys/{id}", Access::Member(READERS), "journey", journey);
    let routes = compose::routes(routes);
    let routes = acts::routes(routes);
    let routes = promises::routes(routes);
    let routes = contacts::routes(routes);
    let routes = again::routes(routes);
    let routes = participants::routes(offers::routes(routes));
    files::routes(routes)
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    compose: String,
    card: Option<String>,
    show: String,
    before: Option<String>,
    said: Option<String>,
}

/// The page as it is asked for, or with a form that came back.
#[derive(Default)]
pub(super) struct Shown {
    /// The form above the timeline.
    pub tool: Tool,
    /// The answer card.
    pub card: Option<String>,
    /// A form that came back with faults.
    pub form: Option<Form>,
    /// Which lines.
    pub show: Show,
    /// Only what is older than this event.
    pub before: Option<u64>,
    /// What was just done.
    pub said: Option<String>,
    /// The status of the answer.
    pub status: StatusCode,
}

async fn journey(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let shown = Shown {
        tool: Tool::parse(&asked.compose),
        card: asked.card.filter(|card| !card.is_empty()),
        form: None,
        show: Show::parse(&asked.show),
        before: asked.before.and_then(|before| before.parse().ok()),
        said: asked.said,
        status: StatusCode::OK,
    };
    render(&web, &desk, shown).await
}

/// Writes the page.
pub(super) async fn render(web: &Web, desk: &Desk, shown: Shown) -> Reply {
    let cx = &desk.visit.cx;
    let shell = shell::staff(web, &desk.visit, Nav::Journeys, shown.said.as_deref()).await?;
    let (may, head) = (desk.may(), view::head(desk));
    let acts = desk.acts().into_iter().map(|act| ActLink::of(cx, &head.id, act));
    let page = JourneyPage {
        cx: cx.clone(),
        shell,
        banners: banners::banners(desk),
        card: view::card(desk),
        acts: acts.collect(),
        may_promise: may.works && may.open,
        composer: compose::composer(desk, &head, shown.tool, shown.card.as_deref(), shown.form),
        timeline: timeline::timeline(desk, shown.show, shown.before),
        promises: view::promises(desk),
        way: view::way(desk),
        steps: steps::steps(desk),
        facts: view::facts(desk),
        head,
    };
    page_with(shown.status, &page)
}
