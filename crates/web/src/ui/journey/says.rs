//! What a partner says that does not take part, noted by a member with the moment at which it said so: its times are measured
//! all the same, and the ball stays ours.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_app::partners::notes_for;
use regie_domain::codes::{DeclineReason, MoveReason, Outcome, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand as C, NewPromise};
use regie_domain::event::{Subject, Window};
use regie_domain::handover::{Handover, Leg};
use regie_domain::ids::{HandoverId, LegId, PromiseId};
use regie_domain::promise::Promisee;

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::handovers::{Says, partner_says};
use crate::posted::Posted;
use crate::reply::Reply;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::moment;
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::offers;
use crate::ui::letter::Letter;
use crate::visit::Visit;

const PATH: &str = "/journeys/{id}/handovers/{of}/says";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get(PATH, Access::Member(WORKERS), "journey", show).post(
        PATH,
        Access::Member(WORKERS),
        "say-for-partner",
        note,
    )
}

async fn show(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let sheet = sheet(&desk, &of)?;
    deed::show(&web, &desk, sheet).await
}

async fn note(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let deed = said(&desk, &of, &posted, &mut letter)?;
    deed::run(&web, desk, &posted, letter, deed, |desk| sheet(desk, &of)).await
}

fn sheet(desk: &Desk, of: &str) -> Result<Sheet, AppError> {
    let (id, offer) = found(desk, of)?;
    let card = offers::card(desk, id, offer);
    let form = partner_says(&desk.visit.cx, &card, &choices(desk, id, offer));
    Ok(Sheet { facts: offers::brief_facts(&card), ..Sheet::new("offer-partner-says", form) })
}

fn found<'a>(desk: &'a Desk, of: &str) -> Result<(HandoverId, &'a Handover), AppError> {
    let (id, offer) = offers::find(desk, of)?;
    if says(desk, offer) { Ok((id, offer)) } else { Err(AppError::NotFound("handover")) }
}

/// Whether the member notes what the receiver of an offer says.
pub(super) fn says(desk: &Desk, offer: &Handover) -> bool {
    let member = desk.visit.member.as_deref();
    member.is_some_and(|member| notes_for(&desk.visit.directory, member, &desk.loaded.journey, offer))
}

/// The piece of work that came of an offer, while it is open.
pub(super) fn work(desk: &Desk, id: HandoverId) -> Option<(LegId, &Leg)> {
    let mut legs = desk.loaded.journey.legs.iter();
    legs.find(|(_, leg)| leg.handover == id && leg.is_open()).map(|(id, leg)| (*id, leg))
}

/// What a partner promised and still owes.
fn owes(desk: &Desk, offer: &Handover) -> Option<PromiseId> {
    let mut promises = desk.loaded.journey.promises.iter();
    promises.find(|(_, promise)| promise.owner == offer.to && promise.is_open()).map(|(id, _)| *id)
}

fn choices(desk: &Desk, id: HandoverId, offer: &Handover) -> Vec<Says> {
    let (works, owes) = (work(desk, id).is_some(), owes(desk, offer).is_some());
    let fits = |says: &Says| match says {
        Says::Accepted => offer.is_pending(),
        Says::Done | Says::Asked | Says::Declined => {
            works || (offer.is_pending() && matches!(offer.subject, Subject::Leg { .. }))
        }
        Says::Moved => works && owes,
        Says::Words => true,
    };
    Says::ALL.into_iter().filter(fits).collect()
}

/// What the filled-in form comes to.
fn said(desk: &Desk, of: &str, posted: &Posted, letter: &mut Letter<'_>) -> Result<Result<Deed, Wrong>, AppError> {
    let (handover, offer) = found(desk, of)?;
    let wrong = |field: &str, key: &str| Ok(Err(Wrong::field(&desk.visit, field, key)));
    let mut may = choices(desk, handover, offer).into_iter();
    let Some(says) = may.find(|says| says.code() == posted.get("says")) else { return wrong("says", "invalid-choice") };
    let (at, due) = match (moment(desk, posted, "at"), moment(desk, posted, "due")) {
        (Ok(at), Ok(due)) => (at, due),
        (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault)),
    };
    let typed = posted.some("text");
    if typed.is_none() && says != Says::Accepted && says != Says::Moved {
        return wrong("text", "text-empty");
    }
    let text = letter.some(typed);
    let leg = work(desk, handover).map(|(leg, _)| leg);
    let command = match (says, text, leg) {
        (Says::Accepted, ..) => {
            let promise = due.map(|due| promised(offer, due));
            let words = text.map(|text| C::SayForPartner { handover, text });
            let deed = Deed::free(C::Accept { handover, promise }, "said-partner-noted");
            return Ok(Ok(Deed { said_at: at, ..deed.after(words.into_iter().collect()) }));
        }
        (Says::Moved, ..) => {
            let Some(promise) = owes(desk, offer) else { return wrong("says", "invalid-choice") };
            let Some(due) = due else { return wrong("due", "due-wrong") };
            let reason = if text.is_some() { MoveReason::Other } else { MoveReason::Partner };
            C::MovePromise { promise, window: Window::by(due), reason, text, amount: None }
        }
        (Says::Done, Some(text), Some(leg)) => C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) },
        (Says::Done, Some(text), None) => C::AnswerOffer { handover, outcome: Outcome::Solved, text },
        (Says::Asked, Some(text), Some(leg)) => C::ReturnLeg { leg, text },
        (Says::Asked, Some(text), None) => C::AskBack { handover, text },
        (Says::Declined, text, Some(leg)) => C::GiveLegBack { leg, reason: DeclineReason::Other, text },
        (Says::Declined, text, None) => C::Decline { handover, reason: DeclineReason::Other, text },
        (_, Some(text), _) => C::SayForPartner { handover, text },
        (_, None, _) => return wrong("text", "text-empty"),
    };
    Ok(Ok(Deed { said_at: at, ..Deed::free(command, "said-partner-noted") }))
}

/// What a partner says by when: it is owed to the team that asked, and the customer is told by that team.
fn promised(offer: &Handover, due: jiff::Timestamp) -> NewPromise {
    NewPromise {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Result,
        text: None,
        to: Promisee::Team { team: offer.from },
        window: Some(Window::by(due)),
        cost: None,
        replaces: None,
    }
}
