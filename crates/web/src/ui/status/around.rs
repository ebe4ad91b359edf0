//! "I am being sent back and forth": one button with words where one wants them. The team that directs the whole calls
//! within two of its opening hours; pressed again meanwhile, the page only says what was promised.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_domain::codes::Asks;
use regie_domain::command::JourneyCommand;

use super::view::View;
use super::{LONGEST, Opened, take_words};
use crate::pages::status::Around;
use crate::posted::Posted;
use crate::reply::{Reply, page_with};
use crate::state::Web;
use crate::visit::Visit;

/// The button, or what was promised after it was pressed. Only on a journey that is open, for who may act.
pub(super) fn around(view: &View<'_>) -> Option<Around> {
    if !view.journey().is_open() || !view.may_act() {
        return None;
    }
    Some(match view.journey().call_for_sent_around() {
        None => Around::Say(Box::new(Around::form(view.cx, view.token))),
        Some((_, promise)) => {
            let team = view.team(promise.owner);
            if promise.is_unsettled() {
                let was = view.voice.promised(promise.what, promise.current);
                return Some(Around::Promised(view.cx.t2("status-around-late", "was", was, "next", next(view, &team))));
            }
            let (key, when) = match promise.current.from {
                Some(from) => ("status-around-window", view.cx.window(&from, &promise.current.until)),
                None => ("status-around-promised", view.cx.by_text(&promise.current.until)),
            };
            Around::Promised(view.cx.t2(key, "team", team, "when", when))
        }
    })
}

/// When we call after all; where that passed as well, who has to see to it now.
fn next(view: &View<'_>, team: &str) -> String {
    match view.journey().next_call_for_sent_around() {
        Some((_, call)) => view.voice.promise(call.what, call.current, None),
        None => view.voice.let_down(team, view.journey().limit_told()),
    }
}

pub(super) async fn say(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let typed = posted.get("text").to_owned();
    let opened = Opened::behind(&web, &visit, &token, Some(&typed)).await?;
    let mut form = Around::form(&visit.cx, &opened.token).fill(&posted.fields);
    take_words(&mut form, "text", &typed, LONGEST);
    if form.failed() {
        let mut status = opened.page(&visit);
        status.around = Some(Around::Say(Box::new(form)));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &status);
    }
    let running = opened.loaded.journey.call_for_sent_around().is_some();
    if running && typed.is_empty() {
        return opened.done("said-status-around-again");
    }
    // The button says it, where nothing is written beside it.
    let words = if typed.is_empty() { visit.cx.t("status-around-words") } else { typed.clone() };
    let (contact, texts) = opened.written(&web, &words, Vec::new(), Asks::Something);
    match opened.run(&web, &posted, JourneyCommand::SentAround { contact }, texts).await? {
        None if running => opened.done("said-status-around-again"),
        None => opened.done("said-status-around"),
        Some(refusal) => opened.refused(&web, &visit, &refusal, |status| super::keep_words(status, &typed)).await,
    }
}
