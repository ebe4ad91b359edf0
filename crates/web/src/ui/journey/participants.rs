//! The people of a journey, and what corrects what is known of them.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::participants::{Correction, NewPerson, Person, Way};
use regie_domain::codes::ParticipantRole;
use regie_domain::customer::Language;
use regie_domain::ids::{CustomerId, HandleId, ParticipantId};
use regie_domain::second_thing::SecondKind;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::gate::{READERS, WORKERS};
use crate::pages::participants::{self as pages, PeoplePage, PersonForms, PersonPage};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::shell;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let (read, work) = (Access::Member(READERS), Access::Member(WORKERS));
    routes
        .get("/journeys/{id}/people", read, "people", list)
        .post("/journeys/{id}/people/add", work, "add-person", add)
        .get("/journeys/{id}/people/{person}", read, "person", one)
        .post("/journeys/{id}/people/{person}/details", work, "correct-person", details)
        .post("/journeys/{id}/people/{person}/tie", work, "tie-handle", tie)
        .post("/journeys/{id}/people/{person}/address", work, "tie-address", address)
        .post("/journeys/{id}/people/{person}/untie", work, "untie-handle", untie)
        .post("/journeys/{id}/people/{person}/join", work, "join-customer", join)
        .post("/journeys/{id}/people/{person}/unjoin", work, "unjoin-customer", unjoin)
        .post("/journeys/{id}/people/{person}/second", work, "note-second", second)
        .post("/journeys/{id}/people/{person}/revoke", work, "revoke-links", revoke)
        .post("/journeys/{id}/people/{person}/remove", work, "remove-person", remove)
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    said: Option<String>,
}

/// A form about a person, by its place on the page.
type Place = fn(&mut PersonForms) -> Option<&mut crate::form::Form>;

async fn list(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    page(&sheet(&web, &desk, asked.said.as_deref()).await?)
}

async fn sheet(web: &Web, desk: &Desk, said: Option<&str>) -> Result<PeoplePage, Failure> {
    let (cx, head) = (&desk.visit.cx, view::head(desk));
    let people = web.app.people(&desk.visit.who()?, &desk.loaded).await?;
    let may = desk.may();
    Ok(PeoplePage {
        cx: cx.clone(),
        shell: shell::staff(web, &desk.visit, Nav::Journeys, said).await?,
        people: people.iter().map(|person| pages::card(cx, &head, person)).collect(),
        add: (may.works && !may.void).then(|| pages::add(cx, &head)),
        head,
    })
}

async fn one(
    State(web): State<Web>,
    visit: Visit,
    Path((id, person)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let person = find(&web, &desk, &person).await?;
    page(&about(&web, &desk, &person, asked.said.as_deref()).await?)
}

async fn find(web: &Web, desk: &Desk, person: &str) -> Result<Person, Failure> {
    let id = ParticipantId::parse(person).map_err(|_| AppError::NotFound("participant"))?;
    let people = web.app.people(&desk.visit.who()?, &desk.loaded).await?;
    Ok(people.into_iter().find(|person| person.id == id).ok_or(AppError::NotFound("participant"))?)
}

async fn about(web: &Web, desk: &Desk, person: &Person, said: Option<&str>) -> Result<PersonPage, Failure> {
    let (cx, head) = (&desk.visit.cx, view::head(desk));
    Ok(PersonPage {
        cx: cx.clone(),
        shell: shell::staff(web, &desk.visit, Nav::Journeys, said).await?,
        person: pages::card(cx, &head, person),
        forms: desk.may().works.then(|| pages::forms(cx, &head, person)),
        head,
    })
}

/// Corrects something, and goes on to the person's page; or shows it again with what is wrong at the form.
async fn correct(
    web: &Web,
    (desk, person): (Desk, Person),
    posted: &Posted,
    correction: Result<Correction, Wrong>,
    (key, place): (&str, Place),
) -> Reply {
    let gone = correction.as_ref().is_ok_and(|asked| *asked == Correction::Remove);
    let wrong = match correction {
        Err(wrong) => wrong,
        Ok(asked) => match web.app.correct_person(desk.visit.who()?, desk.id, person.id, asked, posted.key()).await {
            Ok(()) if gone => return see(&said(&format!("{}/people", desk.href()), key)),
            Ok(()) => return see(&said(&format!("{}/people/{}", desk.href(), person.id), key)),
            Err(error) => Wrong::of(&desk.visit, error)?,
        },
    };
    let mut page = about(web, &desk, &person, None).await?;
    if let Some(form) = page.forms.as_mut().and_then(place) {
        *form = wrong.at(&desk.visit, form.clone(), posted);
    }
    page_with(wrong.status(), &page)
}

async fn open(web: &Web, visit: &Visit, (id, person): &(String, String)) -> Result<(Desk, Person), Failure> {
    let desk = Desk::open(web, visit, id).await?;
    let person = find(web, &desk, person).await?;
    Ok((desk, person))
}

async fn details(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let found = open(&web, &visit, &at).await?;
    let asked = typed_details(&visit, &posted);
    correct(&web, found, &posted, asked, ("said-person", |forms| Some(&mut forms.details))).await
}

fn typed_details(visit: &Visit, posted: &Posted) -> Result<Correction, Wrong> {
    let language = match posted.get("language") {
        "nl" => Language::Nl,
        "en" => Language::En,
        _ => return Err(Wrong::field(visit, "language", "invalid-choice")),
    };
    let reach = match posted.get("reach") {
        "" => None,
        "call" => Some(Way::Call),
        "letter" => Some(Way::Letter),
        "not" => Some(Way::Not),
        handle => {
            Some(Way::Email(HandleId::parse(handle).map_err(|_| Wrong::field(visit, "reach", "invalid-choice"))?))
        }
    };
    Ok(Correction::Details { name: posted.get("name").to_owned(), language, reach })
}

async fn tie(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let found = open(&web, &visit, &at).await?;
    let some = |name: &str| posted.some(name).map(str::to_owned);
    let use_it = posted.some("use_it").is_some();
    let asked = Correction::Tie { email: some("email"), phone: some("phone"), plate: some("plate"), use_it };
    correct(&web, found, &posted, Ok(asked), ("said-tied", |forms| Some(&mut forms.tie))).await
}

async fn address(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let found = open(&web, &visit, &at).await?;
    let asked = Correction::Address { lines: posted.get("address").to_owned() };
    correct(&web, found, &posted, Ok(asked), ("said-address", |forms| Some(&mut forms.address))).await
}

async fn untie(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let found = open(&web, &visit, &at).await?;
    let handle = HandleId::parse(posted.get("handle")).map_err(|_| AppError::NotFound("handle"))?;
    correct(&web, found, &posted, Ok(Correction::Untie { handle }), ("said-untied", |forms| Some(&mut forms.tie))).await
}

async fn join(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let found = open(&web, &visit, &at).await?;
    let asked = match posted.some("with") {
        Some(with) => Ok(Correction::Join { with: with.to_owned() }),
        None => Err(Wrong::field(&visit, "with", "invalid-required")),
    };
    correct(&web, found, &posted, asked, ("said-joined-person", |forms| Some(&mut forms.join))).await
}

async fn unjoin(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let found = open(&web, &visit, &at).await?;
    let other = CustomerId::parse(posted.get("other")).map_err(|_| AppError::NotFound("customer"))?;
    correct(&web, found, &posted, Ok(Correction::Unjoin { other }), ("said-unjoined", |forms| Some(&mut forms.join)))
        .await
}

async fn second(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let (desk, person) = open(&web, &visit, &at).await?;
    let wrong = match SecondKind::parse(posted.get("kind")) {
        None => Wrong::field(&visit, "kind", "invalid-choice"),
        Some(kind) => match web.app.note_second(&visit.who()?, desk.id, person.id, kind, posted.get("value")).await {
            Ok(()) => return see(&said(&format!("{}/people/{}", desk.href(), person.id), "said-second")),
            Err(error) => Wrong::of(&visit, error)?,
        },
    };
    let mut page = about(&web, &desk, &person, None).await?;
    if let Some(forms) = &mut page.forms {
        forms.second = wrong.at(&visit, forms.second.clone(), &posted);
    }
    page_with(wrong.status(), &page)
}

async fn revoke(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, _posted: Posted) -> Reply {
    let (desk, person) = open(&web, &visit, &at).await?;
    web.app.take_links(&visit.who()?, desk.id, person.id).await?;
    see(&said(&format!("{}/people/{}", desk.href(), person.id), "said-revoked"))
}

async fn remove(State(web): State<Web>, visit: Visit, Path(at): Path<(String, String)>, posted: Posted) -> Reply {
    let found = open(&web, &visit, &at).await?;
    correct(&web, found, &posted, Ok(Correction::Remove), ("said-removed", |forms| forms.remove.as_mut())).await
}

async fn add(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let some = |name: &str| posted.some(name).map(str::to_owned);
    let role = ParticipantRole::parse(posted.get("role")).filter(|role| *role != ParticipantRole::Customer);
    let wrong = match role {
        None => Wrong::field(&visit, "role", "invalid-choice"),
        Some(role) => {
            let new = NewPerson {
                name: posted.get("name").to_owned(),
                email: some("email"),
                phone: some("phone"),
                role,
                may_act: posted.some("may_act").is_some(),
            };
            match web.app.add_person(visit.who()?, desk.id, new, posted.key()).await {
                Ok(()) => return see(&said(&format!("{}/people", desk.href()), "said-added")),
                Err(error) => Wrong::of(&visit, error)?,
            }
        }
    };
    let mut page = sheet(&web, &desk, None).await?;
    page.add = page.add.map(|form| wrong.at(&visit, form, &posted));
    page_with(wrong.status(), &page)
}
