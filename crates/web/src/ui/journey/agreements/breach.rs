//! An agreement that was not kept to: any member who sees it says so, with the letter; then it is put right, apologised for,
//! and the process that failed gets a signal.

use axum::extract::{Path, State};
use jiff::Timestamp;
use jiff::civil::{Date, time};
use regie_app::AppError;
use regie_domain::breach::Breach;
use regie_domain::codes::{BreachWhat, Direction, SignalReason};
use regie_domain::command::{BreachCommand as B, JourneyCommand as C, SignalCommand as S};
use regie_domain::ids::{AgreementId, BreachId, HoldId, TeamId};

use super::{find, panel};
use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::agreements::forms;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::Reply;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::{own_channel, words as required};
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::{customer_lang, greeting, message_words};
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::visit::Visit;

const NOT_KEPT: &str = "/journeys/{id}/agreements/{agreement}/not-kept";
const SETTLE: &str = "/journeys/{id}/breaches/{breach}/settle";
const APOLOGISE: &str = "/journeys/{id}/breaches/{breach}/apologise";
const SIGNAL: &str = "/journeys/{id}/signal";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes
        .get(NOT_KEPT, may, "journey", ask_not_kept)
        .post(NOT_KEPT, may, "report-breach", not_kept)
        .get(SETTLE, may, "journey", ask_settle)
        .post(SETTLE, may, "settle-breach", settle)
        .get(APOLOGISE, may, "journey", ask_apologise)
        .post(APOLOGISE, may, "apologise", apologise)
        .get(SIGNAL, may, "journey", ask_signal)
        .post(SIGNAL, may, "open-signal", open_signal)
}

fn fact(desk: &Desk, key: &str, value: String) -> Fact {
    Fact { name: desk.visit.cx.t(key), value, href: None }
}

fn not_kept_sheet(desk: &Desk, of: &str) -> Result<Sheet, AppError> {
    let (id, found) = find(desk, of)?;
    let holds: Vec<(String, String)> =
        desk.loaded.journey.holds_of(id).map(|(id, hold)| (id.to_string(), panel::held(desk, hold))).collect();
    let form = forms::not_kept(&desk.visit.cx, &view::head(desk), of, &holds);
    let facts = vec![fact(desk, "agreement", desk.loaded.text(found.wording).to_owned())];
    let mut banners = Vec::new();
    if desk.loaded.journey.breaches_of(id).any(|(_, breach)| breach.is_open()) {
        banners.push(Banner::new(Tone::Wait, "info", desk.visit.cx.t("breach-known")));
    }
    Ok(Sheet { facts, banners, ..Sheet::new("agreement-not-kept", form) })
}

async fn ask_not_kept(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, not_kept_sheet(&desk, &of)?).await
}

async fn not_kept(
    State(web): State<Web>,
    visit: Visit,
    Path((id, of)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let (agreement, _) = find(&desk, &of)?;
    let deed = report(&desk, agreement, &posted, &mut letter);
    deed::run(&web, desk, &posted, letter, deed, |desk| not_kept_sheet(desk, &of)).await
}

fn report(desk: &Desk, agreement: AgreementId, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let mut faults = Vec::new();
    let mut wrong = |name: &str, key: &str| faults.push((name.to_owned(), desk.visit.cx.t(key)));
    let what = BreachWhat::parse(posted.get("what"));
    if what.is_none() {
        wrong("what", "invalid-choice");
    }
    if what == Some(BreachWhat::Other) && posted.some("text").is_none() {
        wrong("text", "text-empty");
    }
    let at = match posted.some("dated").map(|typed| day(desk, typed)) {
        Some(None) => {
            wrong("dated", "letter-date-wrong");
            None
        }
        found => found.flatten(),
    };
    let evidence = match letter.files(&desk.visit.cx, posted) {
        Ok(files) => files,
        Err(wrong) => {
            faults.extend(wrong);
            Vec::new()
        }
    };
    let hold = posted.some("hold").and_then(|id| HoldId::parse(id).ok());
    if hold.is_none() && desk.loaded.journey.holds_of(agreement).nth(1).is_some() {
        faults.push(("hold".to_owned(), desk.visit.cx.t("invalid-choice")));
    }
    let Some(what) = what.filter(|_| faults.is_empty()) else { return Err(Wrong::Fields(faults)) };
    let text = letter.some(posted.some("text"));
    let command = B::Report { agreement, hold, what, at, text, evidence };
    Ok(Deed::free(C::Breach(command), "said-not-kept"))
}

/// A day that was typed, today at the latest: at noon, or now where that lies ahead.
fn day(desk: &Desk, typed: &str) -> Option<Timestamp> {
    let cx = &desk.visit.cx;
    let day: Date = typed.parse().ok().filter(|day| *day <= cx.day(&cx.now))?;
    let noon = day.to_datetime(time(12, 0, 0, 0)).to_zoned(cx.zone.clone()).ok()?.timestamp();
    Some(noon.min(cx.now))
}

fn breach_of<'a>(desk: &'a Desk, breach: &str) -> Result<(BreachId, &'a Breach), AppError> {
    let id = BreachId::parse(breach).map_err(|_| AppError::NotFound("breach"))?;
    Ok((id, desk.loaded.journey.breaches.get(&id).ok_or(AppError::NotFound("breach"))?))
}

fn breach_facts(desk: &Desk, breach: &Breach) -> Vec<Fact> {
    let agreement = desk.loaded.journey.agreements.get(&breach.agreement);
    let words = agreement.map(|found| desk.loaded.text(found.wording).to_owned());
    let what = crate::words::breach(&desk.visit.cx, breach.what());
    let facts = words.map(|words| fact(desk, "agreement", words)).into_iter();
    facts.chain([fact(desk, "breach-what", what)]).collect()
}

fn settle_sheet(desk: &Desk, of: &str) -> Result<Sheet, AppError> {
    let (_, breach) = breach_of(desk, of)?;
    let form = forms::settle(&desk.visit.cx, &view::head(desk), of);
    Ok(Sheet { facts: breach_facts(desk, breach), ..Sheet::new("breach-settle", form) })
}

async fn ask_settle(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, settle_sheet(&desk, &of)?).await
}

async fn settle(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let (breach, _) = breach_of(&desk, &of)?;
    let deed = required(&desk, &posted, "text").map(|words| {
        let text = letter.words(words);
        Deed::free(C::Breach(B::Settle { breach, text }), "said-breach-settled")
    });
    deed::run(&web, desk, &posted, letter, deed, |desk| settle_sheet(desk, &of)).await
}

fn apologise_sheet(desk: &Desk, of: &str) -> Result<Sheet, AppError> {
    let (_, breach) = breach_of(desk, of)?;
    let form = forms::apologise(&desk.visit.cx, &view::head(desk), of, &draft(desk, breach));
    let mut facts = breach_facts(desk, breach);
    facts.push(fact(desk, "agreement-promise-by", desk.visit.cx.by_text(&breach.apologise_by)));
    Ok(Sheet { facts, ..Sheet::new("breach-apologise", form) })
}

/// The letter as a person begins it: what went wrong, that it was ours, what holds.
fn draft(desk: &Desk, breach: &Breach) -> String {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let lang = customer_lang(desk);
    let voice = cx.voice(lang);
    let at = breach.said.first().map_or(breach.reported_at, |said| said.at);
    let agreed = journey.agreements.get(&breach.agreement).map(|found| desk.loaded.text(found.wording));
    let held = journey.holds_of(breach.agreement).map(|(_, hold)| hold).filter(|hold| hold.spares());
    let nothing: Vec<String> = held.map(|hold| voice.nothing_to_do(hold.action, &voice.thing(&hold.subject))).collect();
    let sorry = lang.t("breach-draft-sorry", &[]);
    let ours = lang.t("breach-draft-right", &[]);
    let parts = [voice.breached(breach.what(), at), voice.agreed(agreed), sorry, nothing.join(" "), ours];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}{}", greeting(desk), parts.join("\n\n"))
}

async fn ask_apologise(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, apologise_sheet(&desk, &of)?).await
}

async fn apologise(
    State(web): State<Web>,
    visit: Visit,
    Path((id, of)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let (breach, _) = breach_of(&desk, &of)?;
    let deed = message_words(&desk, &posted).map(|words| {
        let contact = letter.contact(Direction::Out, own_channel(&desk), None, words, Vec::new());
        Deed::free(C::Breach(B::Apologise { breach, contact }), "said-apologised")
    });
    deed::run(&web, desk, &posted, letter, deed, |desk| apologise_sheet(desk, &of)).await
}

fn signal_sheet(desk: &Desk) -> Sheet {
    let directory = &desk.visit.directory;
    let active = directory.teams.values().map(|found| &found.value).filter(|team| team.active);
    let mut teams: Vec<(String, String)> = active.map(|team| (team.team.team.to_string(), team.name.clone())).collect();
    teams.sort_by_key(|(_, name)| name.to_lowercase());
    Sheet::new("act-signal", forms::signal(&desk.visit.cx, &view::head(desk), &teams))
}

async fn ask_signal(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, signal_sheet(&desk)).await
}

async fn open_signal(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let deed = signal(&desk, &posted, &mut letter);
    deed::run(&web, desk, &posted, letter, deed, |desk| Ok(signal_sheet(desk))).await
}

fn signal(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let words = posted.get("text").trim();
    let reason = SignalReason::parse(posted.get("reason"));
    let owner = TeamId::parse(posted.get("owner")).ok().and_then(|id| desk.visit.directory.team_ref(id));
    let owner = owner.ok_or_else(|| Wrong::field(&desk.visit, "owner", "invalid-choice"))?;
    let unnamed = posted.get("unnamed") == "on";
    let evidence = letter.files(&desk.visit.cx, posted).map_err(Wrong::Fields)?;
    // A photo may tell who took it.
    if unnamed && !evidence.is_empty() {
        return Err(Wrong::field(&desk.visit, "files", "invalid-signal-unnamed-files"));
    }
    if words.is_empty() && reason.is_none() {
        return Err(Wrong::field(&desk.visit, "text", "invalid-required"));
    }
    let text = (!words.is_empty()).then(|| letter.words(words));
    let said = if unnamed { "said-signal-unnamed" } else { "said-signal" };
    Ok(Deed::free(C::Signal(S::Open { owner, text, reason, evidence, unnamed }), said))
}
