//! What members do with a hold: say that their system holds it, and choose what comes after.

use axum::extract::{Path, State};
use jiff::Timestamp;
use regie_app::AppError;
use regie_domain::codes::HoldEnd;
use regie_domain::command::{HoldCommand as H, JourneyCommand as C};
use regie_domain::hold::Hold;
use regie_domain::ids::HoldId;

use super::{answers_for, panel, perhaps_told};
use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::agreements::forms;
use crate::pages::journey::Fact;
use crate::posted::Posted;
use crate::reply::Reply;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::moment;
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::visit::Visit;
use crate::words;

const CHOOSE: &str = "/journeys/{id}/holds/{hold}/choose";
const ACKNOWLEDGE: &str = "/journeys/{id}/holds/{hold}/acknowledge";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes
        .get(CHOOSE, may, "journey", ask_choice)
        .post(CHOOSE, may, "release-hold", choose)
        .get(ACKNOWLEDGE, may, "journey", ask_acknowledge)
        .post(ACKNOWLEDGE, may, "acknowledge-hold", acknowledge)
}

fn find<'a>(desk: &'a Desk, hold: &str) -> Result<(HoldId, &'a Hold), AppError> {
    let id = HoldId::parse(hold).map_err(|_| AppError::NotFound("hold"))?;
    Ok((id, desk.loaded.journey.holds.get(&id).ok_or(AppError::NotFound("hold"))?))
}

fn facts(desk: &Desk, hold: &Hold) -> Vec<Fact> {
    let cx = &desk.visit.cx;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let agreement = desk.loaded.journey.agreements.get(&hold.agreement);
    let mut facts = vec![fact("hold", panel::held(desk, hold)), fact("hold-why", words::hold_why(cx, hold.why))];
    facts.extend(agreement.map(|found| fact("agreement", desk.loaded.text(found.wording).to_owned())));
    facts.extend(hold.until.map(|until| fact("hold-until-field", cx.by_text(&until))));
    facts
}

fn choice_sheet(desk: &Desk, of: &str) -> Result<Sheet, AppError> {
    let (_, hold) = find(desk, of)?;
    let agreement = desk.loaded.journey.agreements.get(&hold.agreement);
    let maker = agreement.is_some_and(|found| answers_for(desk, found));
    let (cx, head) = (&desk.visit.cx, view::head(desk));
    let mut form = forms::choose(cx, &head, of, &greeting(desk), maker, maker && hold.until.is_some());
    let key = if hold.awaits_choice() { "hold-choose" } else { "hold-release" };
    form.submit = cx.t(key);
    Ok(Sheet { facts: facts(desk, hold), ..Sheet::new(key, form) })
}

async fn ask_choice(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, choice_sheet(&desk, &of)?).await
}

async fn choose(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let (hold, _) = find(&desk, &of)?;
    let deed = chosen(&desk, hold, &posted, &mut letter);
    deed::run(&web, desk, &posted, letter, deed, |desk| choice_sheet(desk, &of)).await
}

fn chosen(desk: &Desk, hold: HoldId, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    if posted.get("why") == "longer" {
        let until = match posted.some("until") {
            Some(_) => Some(day_end(desk, posted, "until")?),
            None => None,
        };
        return Ok(Deed::free(C::Hold(H::Extend { hold, until }), "said-hold-longer"));
    }
    let why = HoldEnd::parse(posted.get("why")).ok_or_else(|| Wrong::field(&desk.visit, "why", "invalid-choice"))?;
    let told = perhaps_told(desk, posted, letter);
    if why == HoldEnd::Withdrawn && told.is_none() {
        return Err(Wrong::field(&desk.visit, "text", "text-empty"));
    }
    let text = letter.some(posted.some("reason"));
    Ok(Deed::free(C::Hold(H::Release { hold, why, text, told }), "said-hold-released"))
}

/// The end of a day that was typed.
pub(super) fn day_end(desk: &Desk, posted: &Posted, name: &str) -> Result<Timestamp, Wrong> {
    let wrong = || Wrong::field(&desk.visit, name, "invalid-date");
    let day = posted.get(name).parse::<jiff::civil::Date>().map_err(|_| wrong())?;
    let next = day.tomorrow().map_err(|_| wrong())?;
    next.to_zoned(desk.visit.cx.zone.clone()).map(|at| at.timestamp()).map_err(|_| wrong())
}

/// The form offers the present minute; only another one was said.
pub(super) fn is_now(desk: &Desk, at: Timestamp) -> bool {
    let now = desk.visit.cx.now;
    at <= now && now.duration_since(at).as_secs() < 60
}

fn acknowledge_sheet(desk: &Desk, of: &str) -> Result<Sheet, AppError> {
    let (_, hold) = find(desk, of)?;
    let form = forms::acknowledge(&desk.visit.cx, &view::head(desk), of, !hold.stands());
    let key = if hold.stands() { "hold-placed-done" } else { "hold-released-done" };
    Ok(Sheet { facts: facts(desk, hold), ..Sheet::new(key, form) })
}

async fn ask_acknowledge(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, acknowledge_sheet(&desk, &of)?).await
}

async fn acknowledge(
    State(web): State<Web>,
    visit: Visit,
    Path((id, of)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let letter = Letter::new(&web, desk.id);
    let (hold, found) = find(&desk, &of)?;
    let deed = moment(&desk, &posted, "at").map(|at| {
        let at = at.filter(|at| !is_now(&desk, *at));
        let command = match found.stands() {
            true => H::Acknowledge { hold, at },
            false => H::AcknowledgeRelease { hold, at },
        };
        Deed::free(C::Hold(command), "said-hold-acknowledged")
    });
    deed::run(&web, desk, &posted, letter, deed, |desk| acknowledge_sheet(desk, &of)).await
}
