//! What the customer was asked already, with the answer and where it stands: said before a question is sent, and never in
//! the way of sending it.

use regie_app::AppError;
use regie_app::repeats::{AskedBefore, Asking};
use regie_domain::question::QuestionState;

use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Tone};
use crate::state::Web;
use crate::ui::journey::compose;
use crate::ui::journey::desk::Desk;
use crate::ui::names::excerpt;

/// The most earlier questions that are shown.
const MOST: usize = 5;
/// The most letters of a question or an answer.
const LONGEST: usize = 160;

/// Everything that the customer was asked already, as facts above a question.
///
/// # Errors
/// What the store says.
pub(super) async fn facts(web: &Web, desk: &Desk) -> Result<Vec<Fact>, AppError> {
    let found = web.app.asked_before(&desk.visit.who()?, desk.id, None).await?;
    Ok(found.iter().take(MOST).map(|asked| fact(desk, asked)).collect())
}

/// What an answer card asks and the customer was asked already.
///
/// # Errors
/// What the store says.
pub(super) async fn of_card(web: &Web, desk: &Desk, card: &str) -> Result<Vec<Banner>, AppError> {
    let Some(card) = compose::find(desk, card).filter(|card| !card.asks.is_empty()) else { return Ok(Vec::new()) };
    let items = card.asks.iter().map(|ask| (ask.kind, compose::theirs(desk, &ask.label))).collect();
    let asking = Asking { words: String::new(), items };
    let found = web.app.asked_before(&desk.visit.who()?, desk.id, Some(&asking)).await?;
    let banner = |asked: &AskedBefore| {
        let fact = fact(desk, asked);
        let text = format!("{} {}: {}", desk.visit.cx.t("repeats-card"), fact.name, fact.value);
        let link = fact.href.map(|href| (href, asked.reference.to_string()));
        Banner { link, ..Banner::new(Tone::Warn, "circle-help", text) }
    };
    Ok(found.iter().take(MOST).map(banner).collect())
}

/// One of them: how it stands, what was asked and answered, and where to read it.
fn fact(desk: &Desk, asked: &AskedBefore) -> Fact {
    let cx = &desk.visit.cx;
    let name = match asked.state {
        QuestionState::Answered { at, .. } => cx.t1("repeats-answered", "when", cx.brief_text(&at)),
        QuestionState::Open => cx.t("repeats-waits"),
        QuestionState::Lapsed | QuestionState::Withdrawn => cx.t("repeats-lapsed"),
    };
    let question = excerpt(&asked.words, LONGEST);
    let said = match &asked.answer {
        Some(answer) => cx.t2("repeats-answer", "question", question, "answer", excerpt(answer, LONGEST)),
        None => cx.t1("repeats-question", "question", question),
    };
    let value = if asked.files > 0 { format!("{said} {}", cx.tn("repeats-files", asked.files)) } else { said };
    let elsewhere = asked.journey != desk.id;
    let name = match elsewhere {
        true => cx.t2("repeats-elsewhere", "what", name, "reference", asked.reference),
        false => name,
    };
    Fact { name, value, href: elsewhere.then(|| format!("/journeys/{}", asked.journey)) }
}
