//! A matter of another body: to whom it goes, what goes along, and what the customer is told.

use axum::extract::{Path, State};
use regie_app::forward::NewForwarding;
use regie_app::sending::{Back, Sent};
use regie_domain::codes::{Direction, ForwardGround};
use regie_domain::contact::Contact;
use regie_domain::ids::{ContactId, ContentId};

use crate::builder::{Access, Routes};
use crate::form::Choice;
use crate::gate::WORKERS;
use crate::pages::acts::{self, Sendable};
use crate::pages::journey::Act;
use crate::posted::Posted;
use crate::reply::{Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::deed::{self, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::drafting;
use crate::ui::journey::view;
use crate::ui::names::excerpt;
use crate::visit::Visit;

const PATH: &str = "/journeys/{id}/forward";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes.get(PATH, may, "journey", ask).post(PATH, may, "forward", send)
}

async fn ask(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, sheet(&desk)).await
}

async fn send(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let wrong = match read(&visit, &posted) {
        Err(wrong) => wrong,
        Ok(new) => match web.app.forward_or_hold(visit.who()?, desk.id, new, back(&desk, &posted)).await {
            Ok(Sent::Held(_)) => return see(&said(&desk.href(), "")),
            Ok(Sent::Now(_)) => return see(&said(&desk.href(), "said-forwarded")),
            Err(error) => Wrong::of(&visit, error)?,
        },
    };
    deed::refused(&web, desk, &posted, &wrong, |desk| Ok(sheet(desk))).await
}

/// The form, to give it back as it was.
fn back(desk: &Desk, posted: &Posted) -> Back {
    Back { form: drafting::form_of(desk, &desk.visit.cx.here), fields: drafting::back(posted) }
}

fn read(visit: &Visit, posted: &Posted) -> Result<NewForwarding, Wrong> {
    let some = |name: &str| posted.some(name).map(str::to_owned);
    let choice = |name: &str| Wrong::field(visit, name, "invalid-choice");
    let ground = ForwardGround::parse(posted.get("ground")).ok_or_else(|| choice("ground"))?;
    let contacts: Result<Vec<ContactId>, _> = posted.all("contacts").map(ContactId::parse).collect();
    let files: Result<Vec<ContentId>, _> = posted.all("files").map(ContentId::parse).collect();
    Ok(NewForwarding {
        name: posted.get("name").to_owned(),
        email: some("email"),
        address: some("address"),
        phone: some("phone"),
        ground,
        text: posted.get("text").to_owned(),
        contacts: contacts.map_err(|_| choice("contacts"))?,
        files: files.map_err(|_| choice("files"))?,
        shares_customer: posted.some("customer").is_some(),
        told: some("told"),
        epoch: posted.epoch(),
        key: posted.key(),
    })
}

fn sheet(desk: &Desk) -> Sheet {
    let form = acts::forward(&desk.visit.cx, &view::head(desk), &sendable(desk));
    Sheet::new(Act::Forward.key(), form)
}

/// What the customer's side sent, the first of it chosen; and its files.
fn sendable(desk: &Desk) -> Sendable {
    let (cx, loaded) = (&desk.visit.cx, &desk.loaded);
    let mut came: Vec<&Contact> = loaded.journey.contacts.values().filter(|it| it.is_from_customer()).collect();
    came.sort_by_key(|found| found.at);
    let contact = |found: &&Contact| {
        let words = excerpt(loaded.text(found.facts.text), 80);
        Choice::new(found.facts.contact.to_string(), words).hint(cx.near_text(&found.at))
    };
    let mut contacts: Vec<Choice> = came.iter().map(contact).collect();
    if let Some(first) = contacts.first_mut() {
        first.chosen = true;
    }
    let all = loaded.journey.contacts.values().filter(|found| found.moved_to.is_none());
    let files = all.flat_map(|found| found.facts.files.iter().map(move |file| (found, *file)));
    let files = files.filter_map(|(found, file)| {
        let info = loaded.files.get(&file).filter(|info| !info.erased)?;
        let theirs = found.facts.direction == Direction::In;
        Some(Choice { chosen: theirs, ..Choice::new(file.to_string(), &info.name).hint(cx.size(info.size)) })
    });
    Sendable { contacts, files: files.collect() }
}
