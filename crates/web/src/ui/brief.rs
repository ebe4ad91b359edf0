//! The brief of a contact in words: on the page of the journey, in the telephone note, and where My work opens it.

use axum::extract::{Path, State};
use regie_app::locale::Arg;
use regie_app::locale::words::phrase;
use regie_app::read::brief::Brief;
use regie_domain::brief::{AskedState, Entry, Line};
use regie_domain::ids::JourneyId;
use regie_domain::journey::Holder;
use regie_domain::likeness::Strength;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::gate::READERS;
use crate::pages::brief::{BriefLine, BriefPage};
use crate::pages::parts::Tone;
use crate::pages::shell::Nav;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::names::excerpt;
use crate::ui::{likeness, shell};
use crate::visit::Visit;
use crate::words;

/// The most letters of what was agreed, promised or asked.
const LONGEST: usize = 120;

/// The page.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/journeys/{id}/brief", Access::Member(READERS), "journey", alone)
}

async fn alone(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let brief = web.app.brief(&visit.who()?, desk.id).await?;
    let head = view::head(&desk);
    page(&BriefPage {
        cx: desk.visit.cx.clone(),
        shell: shell::staff(&web, &desk.visit, Nav::Journeys, None).await?,
        journey: (head.href(), head.reference, head.title),
        brief: lines(&desk.visit, &brief, Some(desk.id)),
    })
}

/// The lines of a brief; `here` is the journey whose page they stand on.
#[must_use]
pub fn lines(visit: &Visit, brief: &Brief, here: Option<JourneyId>) -> Vec<BriefLine> {
    brief.lines.iter().map(|entry| line(visit, brief, here, entry)).collect()
}

fn line(visit: &Visit, brief: &Brief, here: Option<JourneyId>, entry: &Entry) -> BriefLine {
    let cx = &visit.cx;
    let team = |team: regie_domain::actor::TeamRef| visit.directory.team_name(team.team);
    let said = |id| excerpt(brief.text(id), LONGEST);
    let (icon, tone, text, journey) = match entry.line {
        Line::Agreement { journey, wording, proposed, holds, not_kept_to, .. } => {
            let (icon, tone, key) = match (not_kept_to, proposed) {
                (true, _) => ("triangle-alert", Tone::Bad, "brief-agreement-not-kept"),
                (false, true) => ("handshake", Tone::Wait, "brief-agreement-proposed"),
                (false, false) => ("handshake", Tone::Ok, "brief-agreement"),
            };
            let held = (holds > 0).then(|| cx.tn("brief-holds", holds));
            let text = std::iter::once(cx.t1(key, "what", said(wording))).chain(held).collect::<Vec<_>>().join(" · ");
            (icon, tone, text, Some(journey))
        }
        Line::Promise { journey, what, text, owner, until, broken, .. } => {
            let what = text.map_or_else(|| words::promised(cx, what), |text| phrase(&said(text)));
            let (icon, tone, key) = match broken {
                true => ("triangle-alert", Tone::Bad, "brief-promise-broken"),
                false => ("shield-check", Tone::Plain, "brief-promise"),
            };
            let (owner, when) = (team(owner), cx.by_brief_text(&until));
            let values = [("what", Arg::Text(&what)), ("team", Arg::Text(&owner)), ("when", Arg::Text(&when))];
            (icon, tone, cx.lang.t(key, &values), Some(journey))
        }
        Line::Told { at, next, by, chaser, failed } => {
            let next = words::next(cx, next);
            let (key, key_by) = match at {
                Some(_) => ("brief-told", "brief-told-by"),
                None => ("brief-not-told", "brief-not-told-by"),
            };
            let told = match by {
                Some(by) => cx.t2(key_by, "next", next, "when", cx.by_brief_text(&by)),
                None => cx.t1(key, "next", next),
            };
            let asks = match (chaser, failed) {
                (Some(_), Some(failed)) => Some(cx.t1("brief-chaser-failed", "when", cx.by_brief_text(&failed.due))),
                (Some(_), None) => Some(cx.t("brief-chaser")),
                (None, _) => None,
            };
            let tone = if failed.is_some() { Tone::Bad } else { Tone::Plain };
            let icon = if failed.is_some() { "bell" } else { "message-circle" };
            (icon, tone, asks.into_iter().chain([told]).collect::<Vec<_>>().join(" · "), None)
        }
        Line::Asked { journey, text, state, .. } => {
            let what = said(text);
            let (icon, words) = match state {
                AskedState::Waits { due } => {
                    ("circle-help", cx.t2("brief-asked-waits", "what", what, "when", cx.by_brief_text(&due)))
                }
                AskedState::Answered { at, .. } => {
                    ("circle-check", cx.t2("brief-asked-answered", "what", what, "when", cx.brief_text(&at)))
                }
                AskedState::Lapsed => ("circle-help", cx.t1("brief-asked-lapsed", "what", what)),
            };
            (icon, Tone::Plain, words, Some(journey))
        }
        Line::Other { journey, title, holder } => {
            let with = match holder {
                Holder::Team { team: found } => team(found),
                Holder::Customer => cx.t("brief-with-customer"),
            };
            ("flag", Tone::Plain, cx.t2("brief-other", "title", said(title), "who", with), Some(journey))
        }
        Line::Shielded { count } => ("lock", Tone::Plain, cx.tn("brief-shielded", count), None),
        Line::Likely { strength, .. } => return likely(visit, brief, strength, entry.more),
        Line::Known { number, tied } => {
            let key = match (tied, number) {
                (false, _) => "brief-untied",
                (true, true) => "brief-number",
                (true, false) => "brief-no-number",
            };
            ("user", if tied { Tone::Plain } else { Tone::Warn }, cx.t(key), None)
        }
    };
    let elsewhere = journey.filter(|journey| Some(*journey) != here);
    let text = elsewhere.and_then(|id| brief.references.get(&id)).map_or(text.clone(), |it| format!("{text} ({it})"));
    let text = more(cx, text, entry.more);
    BriefLine { icon, tone, text, href: elsewhere.map(|id| format!("/journeys/{id}")) }
}

/// Who may be the same person: one tap from where both stand side by side.
fn likely(visit: &Visit, brief: &Brief, strength: Strength, others: usize) -> BriefLine {
    let cx = &visit.cx;
    let named = brief.likely.as_ref();
    let name = named.and_then(|(_, name)| name.clone()).unwrap_or_else(|| cx.t("someone"));
    let text = more(cx, likeness::words(cx, strength, name), others);
    BriefLine { icon: "users", tone: Tone::Plain, text, href: named.map(|(id, _)| likeness::href(*id)) }
}

/// What there is no room for is counted.
fn more(cx: &Cx, text: String, more: usize) -> String {
    if more == 0 { text } else { format!("{text} · {}", cx.tn("brief-more", more)) }
}
