//! The page of one journey.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::READERS;
use crate::pages::brief::BriefLine;
use crate::pages::journey::{ActLink, JourneyPage};
use crate::pages::live::Onlookers;
use crate::pages::shell::{Nav, Notice};
use crate::reply::{Failure, Reply, page_with};
use crate::state::Web;
use crate::ui::brief;
use crate::ui::journey::compose::Tool;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::timeline::Show;
use crate::ui::{friendliness, likeness, shell};
use crate::visit::Visit;

pub mod acts;
pub mod again;
pub mod agreements;
pub mod banners;
mod complaint;
pub mod compose;
pub mod contacts;
pub mod deed;
pub mod desk;
pub mod drafting;
pub mod files;
mod forward;
pub mod frame;
mod joining;
mod legal_term;
pub mod newer;
pub mod offers;
pub mod participants;
pub mod promises;
mod repeats;
mod says;
pub mod sending;
pub mod shipments;
mod steps;
pub mod survey;
pub mod timeline;
pub mod view;
pub mod visits;
mod went;
mod who;

/// The page, its forms and its files.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let routes = routes.get("/journeys/{id}", Access::Member(READERS), "journey", journey);
    let routes = compose::routes(routes);
    let routes = agreements::routes(acts::routes(routes));
    let routes = promises::routes(routes);
    let routes = contacts::routes(routes);
    let routes = joining::routes(forward::routes(legal_term::routes(complaint::routes(routes))));
    let routes = visits::routes(again::routes(routes));
    let routes = shipments::routes(survey::routes(routes));
    let routes = says::routes(participants::routes(offers::routes(routes)));
    let routes = who::routes(sending::routes(drafting::routes(routes)));
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
    /// Whether the address names the form; else it is the one that was last written in.
    pub chosen: bool,
    /// What to say in the place of what was just done.
    pub notice: Option<Notice>,
    /// The status of the answer.
    pub status: StatusCode,
}

async fn journey(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    if let Some(part) = crate::ui::partners::own_part(&web, &visit, &id, asked.said.as_deref()).await? {
        return Ok(part);
    }
    let desk = Desk::open(&web, &visit, &id).await?;
    let shown = Shown {
        tool: Tool::parse(&asked.compose),
        card: asked.card.filter(|card| !card.is_empty()),
        form: None,
        show: Show::parse(&asked.show),
        before: asked.before.and_then(|before| before.parse().ok()),
        said: asked.said,
        chosen: !asked.compose.is_empty(),
        notice: None,
        status: StatusCode::OK,
    };
    render(&web, &desk, shown).await
}

/// Writes the page.
pub(super) async fn render(web: &Web, desk: &Desk, shown: Shown) -> Reply {
    let (cx, who) = (&desk.visit.cx, desk.visit.who()?);
    let mut shell = shell::staff(web, &desk.visit, Nav::Journeys, shown.said.as_deref()).await?;
    shell.stuck = shell.stuck.filter(|(href, _)| *href != desk.href());
    shell.notice = shown.notice.or(shell.notice);
    let (may, head) = (desk.may(), view::head(desk));
    let drafts = if may.works { web.app.drafts(&who, desk.id).await? } else { Vec::new() };
    let newest = drafts.iter().find_map(|draft| Some((drafting::tool_of(&draft.form)?, draft)));
    let (tool, card) = match newest.filter(|_| !shown.chosen && shown.form.is_none()) {
        Some((tool, draft)) => (tool, draft.get("card").map(str::to_owned)),
        None => (shown.tool, shown.card),
    };
    let acts = desk.acts().into_iter().map(|act| ActLink::of(cx, &head.id, act));
    let mut composer = compose::composer(desk, &head, tool, card.as_deref(), shown.form, &drafts);
    if let (Some(composer), Tool::Answer, Some(card)) = (&mut composer, tool, card.as_deref()) {
        composer.banners.extend(repeats::of_card(web, desk, card).await?);
    }
    let customer = desk.loaded.journey.customer;
    let brief = known(web, desk).await?;
    // Said once: above the messages while one waits, beside the page else.
    let looked = likeness::href(customer);
    let likely = match brief.iter().any(|line| line.href.as_deref() == Some(looked.as_str())) {
        true => None,
        false => likeness::fact(web, &desk.visit, customer).await?,
    };
    let page = JourneyPage {
        cx: cx.clone(),
        shell,
        banners: banners::banners(desk),
        card: view::card(desk),
        acts: acts
            .chain(who::acts(desk))
            .chain(visits::act(desk))
            .chain(shipments::act(desk))
            .chain(agreements::acts(desk))
            .collect(),
        one_matter: joining::one_matter(web, desk).await?,
        agreements: agreements::cards(desk),
        visits: visits::cards(desk),
        shipments: shipments::cards(desk),
        may_promise: may.works && may.open,
        composer,
        brief,
        timeline: timeline::timeline(desk, shown.show, shown.before),
        promises: view::promises(desk),
        way: view::way(desk),
        steps: steps::steps(desk),
        went: went::went(desk, &desk.loaded.measures(cx.now)),
        feedback: survey::part(web, desk).await?,
        rate: friendliness::asked(web, desk).await?,
        facts: view::facts(desk).into_iter().chain(likely).collect(),
        sending: sending::rows(desk, &web.app.sendings(&who).await?),
        onlookers: Onlookers::of(cx, &head.id, &web.app.onlookers(&who, desk.id).await?),
        head,
    };
    page_with(shown.status, &page)
}

/// What is known already, while something of the customer's side waits for somebody.
async fn known(web: &Web, desk: &Desk) -> Result<Vec<BriefLine>, Failure> {
    let journey = &desk.loaded.journey;
    if !journey.is_open() || (journey.unanswered().is_none() && journey.unread().next().is_none()) {
        return Ok(Vec::new());
    }
    let brief = web.app.brief(&desk.visit.who()?, desk.id).await?;
    Ok(brief::lines(&desk.visit, &brief, Some(desk.id)))
}
