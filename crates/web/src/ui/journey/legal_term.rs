//! The legal term on the page of a journey: what is known of it, and extending it, once.

use axum::extract::{Path, State};
use regie_domain::codes::MoveReason;
use regie_domain::command::JourneyCommand as C;
use regie_domain::legal_term::LegalClock;

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

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes.get(PATH, may, "journey", ask).post(PATH, may, "extend-legal", extend)
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
    Sheet { facts: facts(desk), ..Sheet::new(Act::ExtendLegal.key(), form) }
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
    let mut facts = vec![fact("know-legal", stands(cx, clock))];
    let (rule, length) = (words::legal_basis(cx, clock.rule.basis), weeks(cx, clock.rule.weeks));
    facts.push(fact("know-legal-rule", format!("{rule} · {length}")));
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
    if let Some(since) = clock.still_since() {
        return cx.t1("legal-still", "when", day(since));
    }
    let last = clock.last_day().map(day).unwrap_or_default();
    cx.t1(if clock.passed.is_some() { "legal-passed" } else { "legal-until" }, "when", last)
}
