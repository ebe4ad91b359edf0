//! The legal term on the page of a journey: what is known of it, and extending it, once.

use axum::extract::{Path, State};
use jiff::civil::Date;
use regie_domain::codes::{LegalBasis, MoveReason, SuspensionGround};
use regie_domain::command::JourneyCommand as C;
use regie_domain::legal_term::{LegalClock, day_number};

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::gate::WORKERS;
use crate::pages::acts;
use crate::pages::journey::{Act, Fact};
use crate::posted::Posted;
use crate::reply::Reply;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::visit::Visit;
use crate::words;

const PATH: &str = "/journeys/{id}/legal-term";
const PAUSE: &str = "/journeys/{id}/legal-pause";
const RESUME: &str = "/journeys/{id}/legal-resume";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes
        .get(PATH, may, "journey", ask)
        .post(PATH, may, "extend-legal", extend)
        .get(PAUSE, may, "journey", ask_pause)
        .post(PAUSE, may, "suspend-legal", suspend)
        .get(RESUME, may, "journey", ask_resume)
        .post(RESUME, may, "resume-legal", resume)
}

async fn ask_pause(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, pausing(&desk)).await
}

async fn suspend(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let deed = pause(&visit, &posted, &mut letter);
    deed::run(&web, desk, &posted, letter, deed, |desk| Ok(pausing(desk))).await
}

async fn ask_resume(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, resuming(&desk)).await
}

async fn resume(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let letter = Letter::new(&web, desk.id);
    let deed = Ok(Deed::on_ball(C::ResumeLegal {}, "said-legal-resumed"));
    deed::run(&web, desk, &posted, letter, deed, |desk| Ok(resuming(desk))).await
}

fn pause(visit: &Visit, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let ground =
        SuspensionGround::parse(posted.get("ground")).ok_or_else(|| Wrong::field(visit, "ground", "invalid-choice"))?;
    let until = match posted.some("until") {
        Some(typed) => {
            let day = typed.parse::<Date>().map_err(|_| Wrong::field(visit, "until", "invalid-date"))?;
            Some(day_number(day))
        }
        None => None,
    };
    let text = letter.some(posted.some("reason"));
    Ok(Deed::on_ball(C::SuspendLegal { ground, until, text }, "said-legal-suspended"))
}

fn pausing(desk: &Desk) -> Sheet {
    let cx = &desk.visit.cx;
    let clock = desk.loaded.journey.legal.as_ref();
    let grounds = clock.map(|clock| clock.grounds(cx.now)).unwrap_or_default();
    let form = acts::suspend_legal(cx, &view::head(desk), &grounds);
    let nothing = without(desk).or_else(|| grounds.is_empty().then(|| cx.t("legal-no-pause")));
    Sheet { facts: facts(desk), nothing, ..Sheet::new(Act::SuspendLegal.key(), form) }
}

fn resuming(desk: &Desk) -> Sheet {
    let form = acts::resume_legal(&desk.visit.cx, &view::head(desk));
    let may = desk.loaded.journey.legal.as_ref().is_some_and(LegalClock::may_be_resumed);
    let nothing = without(desk).or_else(|| (!may).then(|| desk.visit.cx.t("legal-no-resume")));
    Sheet { facts: facts(desk), nothing, ..Sheet::new(Act::ResumeLegal.key(), form) }
}

async fn ask(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, sheet(&desk)).await
}

async fn extend(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let deed = command(&visit, &posted, &mut letter);
    deed::run(&web, desk, &posted, letter, deed, |desk| Ok(sheet(desk))).await
}

fn command(visit: &Visit, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let weeks = posted.get("weeks").parse().map_err(|_| Wrong::field(visit, "weeks", "invalid-choice"))?;
    let reason =
        MoveReason::parse(posted.get("ground")).ok_or_else(|| Wrong::field(visit, "ground", "invalid-choice"))?;
    let text = letter.some(posted.some("reason"));
    Ok(Deed::on_ball(C::ExtendLegal { weeks, reason, text }, "said-legal-extended"))
}

fn sheet(desk: &Desk) -> Sheet {
    let cx = &desk.visit.cx;
    let most = desk.loaded.journey.legal.as_ref().map_or(1, |clock| clock.rule.longest_extension());
    let form = acts::extend_legal(cx, &view::head(desk), most);
    let may = desk.loaded.journey.legal.as_ref().is_some_and(|clock| clock.may_be_extended(cx.now));
    let nothing = without(desk).or_else(|| (!may).then(|| cx.t("legal-no-extension")));
    Sheet { facts: facts(desk), nothing, ..Sheet::new(Act::ExtendLegal.key(), form) }
}

/// That there is no term, to whoever came by an address instead of a button.
fn without(desk: &Desk) -> Option<String> {
    desk.loaded.journey.legal.is_none().then(|| desk.visit.cx.t("legal-none"))
}

/// A number of weeks, in words.
pub(super) fn weeks(cx: &Cx, weeks: u32) -> String {
    cx.tn("legal-weeks", usize::try_from(weeks).unwrap_or_default())
}

/// What is known of the term: how it stands, and what happened to it.
pub(super) fn facts(desk: &Desk) -> Vec<Fact> {
    let cx = &desk.visit.cx;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let Some(clock) = &desk.loaded.journey.legal else {
        // From before terms were followed, only their end is known.
        let end = desk.loaded.journey.legal_end_day.and_then(view::day_of);
        let end = end.map(|day| fact("know-legal", cx.lang.date_near(day, cx.day(&cx.now))));
        return end.into_iter().collect();
    };
    let own = clock.rule.basis == LegalBasis::Own;
    let mut facts = vec![fact(if own { "know-own-term" } else { "know-legal" }, stands(cx, clock))];
    facts.push(fact("know-legal-rule", words::legal_rule(cx, clock.rule)));
    if let Some(last) = clock.still_until().and(clock.expected_last_day()) {
        facts.push(fact("know-legal-then", cx.lang.date_near(last, cx.day(&cx.now))));
    }
    let days = clock.term.suspended_days();
    if days > 0 {
        let days = cx.tn("legal-days", usize::try_from(days).unwrap_or_default());
        facts.push(fact("know-legal-stopped", days));
    }
    if let (Some(extension), Some((reason, _))) = (clock.term.extensions().last(), clock.longer) {
        let by = weeks(cx, u32::try_from(extension.by.days() / 7).unwrap_or_default());
        facts.push(fact("know-legal-longer", format!("{by} · {}", words::moved(cx, reason))));
    }
    facts
}

fn stands(cx: &Cx, clock: &LegalClock) -> String {
    let day = |day| cx.lang.date_near(day, cx.day(&cx.now));
    if let Some(at) = clock.decided {
        return cx.t1("legal-decided", "when", day(cx.day(&at)));
    }
    if let (Some(since), Some(until)) = (clock.still_since(), clock.still_until()) {
        return cx.t2("legal-still-until", "when", day(since), "until", day(until));
    }
    if let Some(since) = clock.still_since() {
        return cx.t1("legal-still", "when", day(since));
    }
    let last = clock.last_day().map(day).unwrap_or_default();
    cx.t1(if clock.passed.is_some() { "legal-passed" } else { "legal-until" }, "when", last)
}
