//! When somebody may come: the free windows of the team that comes, where the blueprint lets its customers choose. What is
//! chosen is promised when it is sent, in the same write, or it is asked again.

use axum::http::StatusCode;
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::ask::draft::Change;
use regie_app::visits::FreeWindows;
use regie_domain::event::Window;
use regie_domain::refusal::{Code, Refusal};

use super::Asking;
use super::questions::kept;
use crate::cx::Cx;
use crate::form::{Choice, Form};
use crate::pages::ask::{AskPage, AskStep, DeskWords};
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::ui::fixed;

/// So many windows are offered at most.
const MOST: usize = 12;

/// The windows that can be chosen now, soonest first; none where nobody comes, or where a member chooses.
pub(super) async fn windows(asking: &Asking) -> Result<Vec<Window>, AppError> {
    Ok(free(asking).await?.map(|free| of(&free)).unwrap_or_default())
}

/// What is free, where somebody comes and the customer chooses.
async fn free(asking: &Asking) -> Result<Option<FreeWindows>, AppError> {
    match asking.blueprint().filter(|blueprint| blueprint.visit.is_some()) {
        Some(blueprint) => asking.web.app.free_windows(blueprint.id).await,
        None => Ok(None),
    }
}

fn of(free: &FreeWindows) -> Vec<Window> {
    free.slots.iter().take(MOST).map(|free| free.slot.window()).collect()
}

/// Who comes in the window that was chosen, and until when it can be moved: that is what happens next, and no desk's hours.
pub(super) async fn who_comes(asking: &Asking, window: &Window) -> Result<Option<DeskWords>, AppError> {
    let (cx, directory) = (asking.cx(), &asking.visit.directory);
    let Some(free) = free(asking).await? else { return Ok(None) };
    let hours = coming(cx, &directory.team_name(free.plan.team.team), window);
    let until = window.from.and_then(|from| free.movable.get(&from));
    let movable = || until.map(|until| cx.t1("ask-visit-move", "when", cx.by_text(until)));
    let answer = fixed::of_free(cx, directory, &free, window).or_else(movable).unwrap_or_default();
    Ok(Some(DeskWords { open: true, hours, answer }))
}

/// That a team comes by, and when.
pub(super) fn coming(cx: &Cx, team: &str, window: &Window) -> String {
    cx.t2("ask-done-visit", "when", within(cx, window), "team", team)
}

/// A window in words, by itself.
pub(super) fn words(cx: &Cx, window: &Window) -> String {
    cx.cap(within(cx, window))
}

/// The same, to stand in a sentence.
fn within(cx: &Cx, window: &Window) -> String {
    match window.from {
        Some(from) => cx.window(&from, &window.until),
        None => cx.by_text(&window.until),
    }
}

/// Whether a refusal says that the window is not free any more.
pub(super) fn is_gone(refusal: &Refusal) -> bool {
    matches!(refusal.code, Code::SlotTaken | Code::SlotUnknown | Code::NoVisits | Code::PromiseInPast)
}

fn code(window: &Window) -> String {
    let micros = |at: Timestamp| at.as_microsecond().to_string();
    format!("{}-{}", window.from.map(micros).unwrap_or_default(), micros(window.until))
}

async fn form(asking: &Asking) -> Result<Form, AppError> {
    let (cx, directory) = (asking.cx(), &asking.visit.directory);
    let free = free(asking).await?;
    let choice = |free: &FreeWindows, window: &Window| {
        let choice = Choice::window(code(window), &words(cx, window));
        match fixed::of_free(cx, directory, free, window) {
            Some(words) => choice.hint(words),
            None => choice,
        }
    };
    let choices = free.iter().flat_map(|free| of(free).into_iter().map(move |window| choice(free, &window))).collect();
    let draft = asking.draft.as_ref();
    let chosen = match draft.and_then(|draft| draft.window) {
        Some(window) => code(&window),
        None if draft.is_some_and(|draft| draft.later) => "later".to_owned(),
        None => String::new(),
    };
    Ok(AskPage::when(asking.cx(), choices, asking.given.to_check()).chosen(&[chosen.as_str()]))
}

pub(super) async fn ask(asking: Asking) -> Reply {
    if let Some(other) = asking.elsewhere(AskStep::When).await? {
        return see(&other);
    }
    page(&asking.page(AskStep::When, form(&asking).await?).await?)
}

pub(super) async fn keep(asking: Asking, posted: Posted) -> Reply {
    let asking = asking.with(&posted);
    if let Some(other) = asking.elsewhere(AskStep::When).await? {
        return see(&other);
    }
    let mut form = form(&asking).await?.fill(&posted.fields);
    let chosen = posted.get("window");
    let window = windows(&asking).await?.into_iter().find(|window| code(window) == chosen);
    if window.is_none() && chosen != "later" {
        let key = if chosen.is_empty() { "invalid-choice" } else { "ask-when-gone" };
        form.error("window", asking.cx().t(key));
    }
    kept(asking, AskStep::When, form, &posted, vec![Change::When(window)]).await
}

/// The question once more, after somebody else took the window.
pub(super) async fn again(asking: &Asking) -> Reply {
    let mut form = form(asking).await?;
    form.error("window", asking.cx().t("ask-when-gone"));
    page_with(StatusCode::CONFLICT, &asking.page(AskStep::When, form).await?)
}
