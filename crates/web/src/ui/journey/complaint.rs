//! What runs turns out to be a complaint: which message complains, and the term that then begins.

use axum::extract::{Path, State};
use regie_domain::command::JourneyCommand as C;
use regie_domain::contact::Contact;
use regie_domain::ids::ContactId;

use crate::builder::{Access, Routes};
use crate::form::Choice;
use crate::gate::WORKERS;
use crate::pages::acts;
use crate::pages::journey::Act;
use crate::posted::Posted;
use crate::reply::Reply;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::{legal_term, view};
use crate::ui::letter::Letter;
use crate::ui::names::excerpt;
use crate::visit::Visit;
use crate::words;

const PATH: &str = "/journeys/{id}/complaint";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes.get(PATH, may, "journey", ask).post(PATH, may, "mark-complaint", mark)
}

async fn ask(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, sheet(&desk)).await
}

async fn mark(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let letter = Letter::new(&web, desk.id);
    let deed = match ContactId::parse(posted.get("contact")) {
        Ok(contact) => Ok(Deed::free(C::MarkComplaint { contact }, "said-complaint")),
        Err(_) => Err(Wrong::field(&visit, "contact", "invalid-choice")),
    };
    deed::run(&web, desk, &posted, letter, deed, |desk| Ok(sheet(desk))).await
}

fn sheet(desk: &Desk) -> Sheet {
    let cx = &desk.visit.cx;
    let facts = legal_term::facts(desk);
    // Whoever came here by an address instead of a button reads why there is nothing to do.
    let nothing = (!desk.loaded.journey.may_become_complaint()).then(|| cx.t("complaint-cannot"));
    let form = acts::complaint(cx, &view::head(desk), said_by_customer(desk), &term(desk));
    Sheet { facts, nothing, ..Sheet::new(Act::Complaint.key(), form) }
}

/// What the customer's side said, newest first and chosen.
fn said_by_customer(desk: &Desk) -> Vec<Choice> {
    let (cx, loaded) = (&desk.visit.cx, &desk.loaded);
    let here = |it: &&Contact| it.is_from_customer() && it.moved_to.is_none();
    let mut came: Vec<&Contact> = loaded.journey.contacts.values().filter(here).collect();
    came.sort_by_key(|found| std::cmp::Reverse(found.at));
    let mut choices: Vec<Choice> = came
        .into_iter()
        .map(|found| {
            let words = excerpt(loaded.text(found.facts.text), 80);
            Choice::new(found.facts.contact.to_string(), words).hint(cx.near_text(&found.at))
        })
        .collect();
    if let Some(newest) = choices.first_mut() {
        newest.chosen = true;
    }
    choices
}

/// The term that a complaint gets here, in words.
fn term(desk: &Desk) -> String {
    let rule = desk.visit.directory.complaint_rule(desk.loaded.journey.blueprint).ok();
    rule.map(|rule| words::legal_rule(&desk.visit.cx, rule)).unwrap_or_default()
}
