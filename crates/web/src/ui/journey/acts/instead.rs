//! What stands above a form before it is filled in. Of handing over: what a member may do alone in its place, beside when the
//! others open. Of a question: what the customer was asked already.

use regie_app::AppError;
use regie_app::visits::FreeWindows;

use crate::pages::journey::{Act, Fact};
use crate::state::Web;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::visits;

/// The facts above the form of a handover or of a question; none above other forms.
///
/// # Errors
/// What the store says.
pub(super) async fn of(web: &Web, desk: &Desk, act: Act) -> Result<Vec<Fact>, AppError> {
    if act == Act::Ask {
        return super::super::repeats::facts(web, desk).await;
    }
    if act != Act::Handover {
        return Ok(Vec::new());
    }
    let (cx, may, journey) = (&desk.visit.cx, desk.may(), &desk.loaded.journey);
    if !may.open || !(may.holds || may.directs) || journey.proposal.is_some() {
        return Ok(Vec::new());
    }
    let mut facts = Vec::new();
    let fact = |name: &str, value: String, path: &str| Fact {
        name: cx.t(name),
        value,
        href: Some(format!("{}/{path}", desk.href())),
    };
    let windows = if journey.booked_visit().is_none() { web.app.free_windows_on(journey).await? } else { None };
    if let Some((team, when)) = windows.as_ref().and_then(|found| first(desk, found)) {
        facts.push(fact("instead-visit", cx.t2("instead-visit-first", "team", team, "when", when), "visit"));
    }
    let amount = desk.visit.member.as_deref().map_or(0, |member| member.mandate.amount.0);
    if amount > 0 && journey.open_question().is_none() {
        facts.push(fact("instead-amount", cx.t1("instead-amount-most", "amount", cx.money(&amount)), "outcome"));
    }
    Ok(facts)
}

/// The team that comes, and the first window that is free.
fn first(desk: &Desk, found: &FreeWindows) -> Option<(String, String)> {
    let slot = found.slots.first()?.slot;
    Some((desk.names().team(found.plan.team), visits::in_words(&desk.visit.cx, slot.window())))
}
