//! What asks for attention on the page of a journey: messages that wait, tasks, offers, what came back.

use regie_domain::back::{Came, CameBack};
use regie_domain::codes::TaskKind;

use crate::pages::parts::{Banner, Tone};
use crate::reply::refusal_words;
use crate::ui::journey::desk::Desk;
use crate::ui::names::excerpt;
use crate::words;

/// What asks for attention.
#[must_use]
pub fn banners(desk: &Desk) -> Vec<Banner> {
    let (names, journey, may) = (desk.names(), &desk.loaded.journey, desk.may());
    let (cx, href) = (names.cx, desk.href());
    let mut banners = Vec::new();
    let with =
        |tone, icon, text: String, link: (String, String)| Banner { link: Some(link), ..Banner::new(tone, icon, text) };
    for arrival in &desk.loaded.waiting {
        let link = (format!("/arrivals/{}", arrival.id), cx.t("offer-open"));
        banners.push(with(Tone::Warn, "mail-warning", cx.t("banner-waiting"), link));
    }
    if !journey.is_open() {
        return banners;
    }
    if let Some(obstacle) = journey.proposal.as_ref().and_then(|_| regie_domain::closing::obstacle(journey)) {
        banners.push(Banner::new(Tone::Warn, "triangle-alert", refusal_words(&desk.visit, &obstacle)));
    }
    let questioned = journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_some());
    if questioned {
        banners.push(Banner::new(Tone::Warn, "message-circle", cx.t("banner-questioned")));
    }
    for (id, task) in journey.tasks.iter().filter(|(_, task)| task.done_at.is_none()) {
        let update = task.update.and_then(|id| journey.updates.get(&id));
        let what = update.map_or_else(|| cx.t("task-loose"), |update| words::update(cx, update.about));
        let key = match task.kind {
            TaskKind::Call => "task-banner-call",
            TaskKind::Letter => "task-banner-letter",
        };
        let text = cx.t2(key, "when", cx.brief_text(&task.due), "what", what);
        let tone = if task.due < cx.now { Tone::Bad } else { Tone::Warn };
        let icon = if task.kind == TaskKind::Call { "phone" } else { "file-text" };
        banners.push(match may.works {
            true => with(tone, icon, text, (format!("{href}/tasks/{id}"), cx.t("task-done"))),
            false => Banner::new(tone, icon, text),
        });
    }
    for (id, offer) in desk.own_offers() {
        let when = cx.brief_text(&offer.respond_by);
        let text = if desk.mine(offer.to) {
            cx.t1("offer-banner-mine", "when", when)
        } else if let Some(asked) = offer.asked.last().filter(|_| offer.waits_for_giver()) {
            let asked = excerpt(desk.loaded.text(*asked), 200);
            cx.t2("offer-banner-question", "team", names.team(offer.to), "words", asked)
        } else {
            cx.t2("offer-banner", "team", names.team(offer.to), "when", when)
        };
        let tone = if offer.respond_by < cx.now { Tone::Bad } else { Tone::Wait };
        banners.push(with(tone, "handshake", text, (format!("{href}/handovers/{id}"), cx.t("offer-open"))));
    }
    banners.extend(came_back(desk));
    for (id, leg) in desk.own_legs().filter(|_| may.works) {
        let text = cx.t1("leg-banner", "team", names.team(leg.giver));
        banners.push(with(Tone::Wait, "handshake", text, (format!("{href}/legs/{id}/finish"), cx.t("offer-finish"))));
    }
    banners
}

/// What came back from another team, and what can be done with it.
fn came_back(desk: &Desk) -> Vec<Banner> {
    let (names, may, href) = (desk.names(), desk.may(), desk.href());
    let cx = names.cx;
    let ours = |back: &CameBack| desk.mine(back.giver) || may.directs;
    let all = desk.loaded.journey.came_back.iter().filter(|(_, back)| back.how != Came::Asked && ours(back));
    all.map(|(id, back)| {
        let (key, tone) = match back.how {
            Came::Asked | Came::Returned => ("work-what-question-back", Tone::Warn),
            Came::Declined { .. } => ("work-what-given-back", Tone::Warn),
            Came::Answered { .. } => ("work-what-answer-back", Tone::Ok),
            Came::Done { .. } => ("work-what-done-back", Tone::Ok),
        };
        let why = match back.how {
            Came::Declined { reason } => Some(words::decline(cx, reason)),
            _ => None,
        };
        let said = back.text.map(|text| excerpt(desk.loaded.text(text), 300));
        let said: Vec<String> = why.into_iter().chain(said).collect();
        let text = cx.t2(key, "team", names.team(back.from), "words", said.join(". "));
        let again = (may.holds || may.directs) && may.works;
        let link = match (tone, again) {
            (Tone::Warn, true) => (format!("{href}/handover"), cx.t("offer-again")),
            (_, true) => (format!("{href}?compose=message#composer"), cx.t("act-message")),
            (_, false) => (format!("{href}/handovers/{id}"), cx.t("offer-open")),
        };
        let icon = if tone == Tone::Warn { "undo-2" } else { "handshake" };
        Banner { link: Some(link), ..Banner::new(tone, icon, text) }
    })
    .collect()
}
