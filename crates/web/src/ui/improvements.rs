//! Improvements: from what was gathered to what was done. The board, one improvement, the list of what was done, and the points
//! of a team's meeting.

mod forms;
mod huddle;
mod view;

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::improvements::read::Card;
use regie_app::improvements::{MAKERS, NewImprovement, NewTerms};
use regie_domain::ids::ImprovementId;
use regie_domain::improvement::Step;

use crate::builder::{Access, Routes};
use crate::form::{Choice, Form};
use crate::gate::{EVERYBODY, READERS};
use crate::pages::improvements::{BoardPage, DoneLine, DonePage, ImprovementPage, StepPart};
use crate::pages::parts::Tab;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::part::Asked;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The pages, and what is done with an improvement.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/improvements", Access::Member(EVERYBODY), "improvements", board)
        .get("/improvements/done", Access::Member(EVERYBODY), "improvements-done", done)
        .get("/improvements/{id}", Access::Member(EVERYBODY), "improvement", show)
        .get("/huddle", Access::Member(READERS), "huddle", huddle::show)
        .post("/improvements", Access::Member(&MAKERS), "open-improvement", open)
        .post("/improvements/{id}/found", Access::Member(EVERYBODY), "investigate-improvement", investigate)
        .post("/improvements/{id}/register", Access::Member(&MAKERS), "register-improvement", register)
        .post("/improvements/{id}/tell", Access::Member(EVERYBODY), "tell-improvement", tell)
        .post("/improvements/{id}/stop", Access::Member(&MAKERS), "stop-improvement", stop)
        .post("/improvements/{id}/heard", Access::Member(EVERYBODY), "hear-improvement", hear)
}

fn tabs(visit: &Visit, done: bool) -> Vec<Tab> {
    let tab =
        |href: &str, key: &str, current| Tab { href: href.to_owned(), label: visit.cx.t(key), count: None, current };
    vec![tab("/improvements", "improvements-board", !done), tab("/improvements/done", "improvements-done", done)]
}

async fn board(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    page(&whole(&web, &visit, None, asked.said.as_deref()).await?)
}

/// The improvements that something can still join.
fn joinable(cards: &[Card]) -> Vec<Choice> {
    let open = cards.iter().filter(|card| card.step().is_some_and(|step| !step.is_over()));
    open.map(|card| Choice::new(card.row.id.to_string(), &card.title)).collect()
}

async fn whole(
    web: &Web,
    visit: &Visit,
    again: Option<(&Wrong, &Posted)>,
    said: Option<&str>,
) -> Result<BoardPage, Failure> {
    let (cx, who) = (&visit.cx, visit.who()?);
    let found = web.app.improvement_board(&who).await?;
    let gathered = match found.makes {
        true => Some(view::gathered(visit, &web.app.gathered(&who).await?)),
        false => None,
    };
    let part = |step: Step| StepPart {
        id: step.code(),
        name: view::step(cx, step),
        cards: found
            .cards
            .iter()
            .filter(|card| card.step() == Some(step))
            .map(|card| view::card(visit, card))
            .collect(),
    };
    Ok(BoardPage {
        cx: cx.clone(),
        shell: shell::staff(web, visit, Nav::Improvements, said).await?,
        tabs: tabs(visit, false),
        huddle: "/huddle".to_owned(),
        make: found.makes.then(|| {
            let form = forms::make(visit, joinable(&found.cards));
            again.map_or_else(|| form.clone(), |(wrong, posted)| wrong.at(visit, form.clone(), posted))
        }),
        gathered,
        steps: Step::ALL.into_iter().map(part).filter(|part| !part.cards.is_empty()).collect(),
    })
}

/// What is ticked becomes an improvement, or joins one.
async fn open(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let wrong = match make(&web, &visit, &posted).await {
        Ok(id) => return see(&said(&format!("/improvements/{id}"), "said-improvement-opened")),
        Err(error) => Wrong::of(&visit, error)?,
    };
    page_with(wrong.status(), &whole(&web, &visit, Some((&wrong, &posted)), None).await?)
}

async fn make(web: &Web, visit: &Visit, posted: &Posted) -> Result<ImprovementId, AppError> {
    let who = visit.who().map_err(|_| AppError::Denied("role"))?;
    if let Some(into) = posted.some("into").and_then(|id| ImprovementId::parse(id).ok()) {
        for source in posted.all("source") {
            web.app.add_to_improvement(who.clone(), into, source).await?;
        }
        return Ok(into);
    }
    let new = NewImprovement {
        title: posted.get("title").to_owned(),
        owner: posted.get("owner").to_owned(),
        sources: posted.all("source").map(str::to_owned).collect(),
        key: posted.key(),
    };
    web.app.open_improvement(who, new).await
}

/// Forms that come back with something to mend.
#[derive(Default)]
pub(super) struct Back {
    investigate: Option<Form>,
    register: Option<Form>,
    tell: Option<Form>,
    stop: Option<Form>,
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    page(&one(&web, &visit, id_of(&id)?, Back::default(), asked.said.as_deref()).await?)
}

fn id_of(id: &str) -> Result<ImprovementId, Failure> {
    ImprovementId::parse(id).map_err(|_| AppError::NotFound("improvement").into())
}

async fn one(
    web: &Web,
    visit: &Visit,
    id: ImprovementId,
    back: Back,
    said: Option<&str>,
) -> Result<ImprovementPage, Failure> {
    let shown = web.app.improvement(&visit.who()?, id).await?;
    let shell = shell::staff(web, visit, Nav::Improvements, said).await?;
    Ok(view::one(visit, shell, &shown, back))
}

async fn investigate(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let id = id_of(&id)?;
    let outcome = web.app.investigate(visit.who()?, id, posted.get("found"), posted.key()).await;
    let wrong = match outcome {
        Ok(_) => return see(&said(&format!("/improvements/{id}"), "said-improvement-found")),
        Err(error) => Wrong::of(&visit, error)?,
    };
    let form = Some(wrong.at(&visit, forms::investigate(&visit, id), &posted));
    page_with(wrong.status(), &one(&web, &visit, id, Back { investigate: form, ..Back::default() }, None).await?)
}

async fn register(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let id = id_of(&id)?;
    let get = |name: &str| posted.get(name).to_owned();
    let new = NewTerms {
        what: get("what"),
        blueprint: get("blueprint"),
        team: get("team"),
        gauge: get("gauge"),
        aim: get("aim"),
        size: get("size"),
        starts: get("starts"),
        ends: get("ends"),
        beside_blueprint: get("beside-blueprint"),
        beside_team: get("beside-team"),
        key: posted.key(),
    };
    let wrong = match web.app.register_trial(visit.who()?, id, new).await {
        Ok(_) => return see(&said(&format!("/improvements/{id}"), "said-improvement-registered")),
        Err(error) => Wrong::of(&visit, error)?,
    };
    let form = Some(wrong.at(&visit, forms::register(&visit, id), &posted));
    page_with(wrong.status(), &one(&web, &visit, id, Back { register: form, ..Back::default() }, None).await?)
}

async fn tell(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let id = id_of(&id)?;
    let words = (posted.get("nl"), posted.get("en"));
    let wrong = match web.app.tell_done(visit.who()?, id, words, posted.key()).await {
        Ok(_) => return see(&said(&format!("/improvements/{id}"), "said-improvement-told")),
        Err(error) => Wrong::of(&visit, error)?,
    };
    let form = Some(wrong.at(&visit, forms::tell(&visit, id, ("", "")), &posted));
    page_with(wrong.status(), &one(&web, &visit, id, Back { tell: form, ..Back::default() }, None).await?)
}

async fn stop(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let id = id_of(&id)?;
    let wrong = match web.app.stop_improvement(visit.who()?, id, posted.get("why"), posted.key()).await {
        Ok(_) => return see(&said(&format!("/improvements/{id}"), "said-improvement-stopped")),
        Err(error) => Wrong::of(&visit, error)?,
    };
    let form = Some(wrong.at(&visit, forms::stop(&visit, id), &posted));
    page_with(wrong.status(), &one(&web, &visit, id, Back { stop: form, ..Back::default() }, None).await?)
}

async fn hear(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    web.app.hear_done(visit.who()?, id_of(&id)?).await?;
    see(&said("/improvements/done", "said-signal-heard"))
}

async fn done(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let found = web.app.done_list(&visit.who()?).await?;
    let rows = found.into_iter().filter_map(|item| {
        Some(DoneLine {
            id: item.row.id.to_string(),
            words: words::in_language(cx, item.nl, item.en)?,
            owner: visit.directory.team_name(item.row.owner),
            at: item.row.told_at?,
            verdict: item.row.verdict.as_deref().and_then(|code| view::verdict_of(cx, code)),
            unread: item.unread,
            title: item.title,
        })
    });
    page(&DonePage {
        cx: cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Improvements, asked.said.as_deref()).await?,
        tabs: tabs(&visit, true),
        rows: rows.collect(),
    })
}
