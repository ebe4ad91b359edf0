//! What a member does with a contact: correct what it asks, make it a journey of its own, move it. And what a member does
//! with a call or letter: say whether it worked.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_app::contacts::{Landed, Target};
use regie_domain::codes::{Asks, TaskKind};
use regie_domain::command::JourneyCommand as C;
use regie_domain::customer::HandleKind;
use regie_domain::ids::{ContactId, JourneyId, QuestionId, TaskId};
use regie_domain::journey::Task;
use regie_domain::update::Update;
use regie_store::views::journeys::Filter;

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::acts;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::acts::by_reference;
use crate::ui::journey::banners::lacks_address;
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::ui::names::excerpt;
use crate::visit::Visit;
use crate::words;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes
        .post("/journeys/{id}/contacts/{contact}/asks/{asks}", may, "tag-contact", tag)
        .post("/journeys/{id}/contacts/{contact}/chain/{shared}", may, "mark-for-chain", for_chain)
        .post("/journeys/{id}/questions/{question}/repeats/{repeats}", may, "tag-question", tag_question)
        .get("/journeys/{id}/contacts/{contact}/split", may, "journey", split_page)
        .post("/journeys/{id}/contacts/{contact}/split", may, "split-contact", split)
        .get("/journeys/{id}/contacts/{contact}/move", may, "journey", move_page)
        .post("/journeys/{id}/contacts/{contact}/move", may, "move-contact", shift)
        .get("/journeys/{id}/tasks/{task}", may, "journey", task_page)
        .post("/journeys/{id}/tasks/{task}", may, "done-task", task)
}

/// The longest title that the words of a contact propose, in characters.
const TITLE: usize = 70;

fn find(desk: &Desk, contact: &str) -> Result<ContactId, AppError> {
    let id = ContactId::parse(contact).map_err(|_| AppError::NotFound("contact"))?;
    if desk.loaded.journey.contacts.contains_key(&id) { Ok(id) } else { Err(AppError::NotFound("contact")) }
}

async fn tag(
    State(web): State<Web>,
    visit: Visit,
    Path((id, contact, asks)): Path<(String, String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let contact = find(&desk, &contact)?;
    let asks = Asks::parse(&asks).ok_or(AppError::NotFound("asks"))?;
    let deed = Deed::free(C::TagContact { contact, asks }, "said-tagged");
    let request = deed.request(&desk, &posted, Letter::new(&web, desk.id))?;
    web.app.run(request).await?;
    see(&said(&desk.href(), "said-tagged"))
}

async fn for_chain(
    State(web): State<Web>,
    visit: Visit,
    Path((id, contact, shared)): Path<(String, String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let contact = find(&desk, &contact)?;
    let (marked, words) = match shared.as_str() {
        "yes" => (true, "said-for-chain"),
        "no" => (false, "said-not-for-chain"),
        _ => return Err(AppError::NotFound("page").into()),
    };
    let deed = Deed::free(C::MarkForChain { contact, marked }, words);
    let request = deed.request(&desk, &posted, Letter::new(&web, desk.id))?;
    web.app.run(request).await?;
    see(&said(&desk.href(), words))
}

async fn tag_question(
    State(web): State<Web>,
    visit: Visit,
    Path((id, question, repeats)): Path<(String, String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let question = QuestionId::parse(&question).map_err(|_| AppError::NotFound("question"))?;
    let repeats = match repeats.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(AppError::NotFound("page").into()),
    };
    let deed = Deed::free(C::TagQuestion { question, repeats }, "said-question-tagged");
    let request = deed.request(&desk, &posted, Letter::new(&web, desk.id))?;
    web.app.run(request).await?;
    see(&said(&desk.href(), "said-question-tagged"))
}

fn about(desk: &Desk, contact: ContactId) -> Vec<Fact> {
    let found = desk.loaded.journey.contacts.get(&contact);
    let fact = found.map(|found| Fact {
        name: desk.names().participant(found.facts.participant),
        value: excerpt(desk.loaded.text(found.facts.text), 240),
        href: None,
    });
    fact.into_iter().collect()
}

fn split_sheet(desk: &Desk, contact: &str) -> Result<Sheet, AppError> {
    let id = find(desk, contact)?;
    // Its own first words are a title; who only undoes where it was put types nothing.
    let words = desk.loaded.journey.contacts.get(&id).map(|found| excerpt(desk.loaded.text(found.facts.text), TITLE));
    let title = words.unwrap_or_default();
    let form = acts::split_contact(&desk.visit.cx, &view::head(desk), contact, title.trim_end_matches('…').trim_end());
    Ok(Sheet { facts: about(desk, id), ..Sheet::new("contact-split", form) })
}

async fn split_page(State(web): State<Web>, visit: Visit, Path((id, contact)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let sheet = split_sheet(&desk, &contact)?;
    deed::show(&web, &desk, sheet).await
}

async fn split(
    State(web): State<Web>,
    visit: Visit,
    Path((id, contact)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let found = find(&desk, &contact)?;
    let wrong = match posted.some("title") {
        None => Wrong::field(&visit, "title", "text-empty"),
        Some(title) => match relocate(&web, &desk, found, Target::New { title: title.to_owned() }).await? {
            Ok(landed) => {
                let key = if landed.emptied { "said-split-emptied" } else { "said-split" };
                return see(&said(&format!("/journeys/{}", landed.journey), key));
            }
            Err(wrong) => wrong,
        },
    };
    deed::refused(&web, desk, &posted, &wrong, |desk| split_sheet(desk, &contact)).await
}

async fn relocate(
    web: &Web,
    desk: &Desk,
    contact: ContactId,
    target: Target,
) -> Result<Result<Landed, Wrong>, Failure> {
    match web.app.move_contact(desk.visit.who()?, desk.id, contact, target).await {
        Ok(landed) => Ok(Ok(landed)),
        Err(error) => Wrong::of(&desk.visit, error).map(Err),
    }
}

/// The customer's other journeys: the most likely places.
async fn others(web: &Web, desk: &Desk) -> Result<Vec<(String, String)>, Failure> {
    let filter = Filter { customer: Some(desk.loaded.journey.customer), ..Filter::default() };
    let found = web.app.journeys(&desk.visit.scope()?, &filter, None).await?;
    let (rows, labels) = (found.rows, found.labels);
    let rows = rows.into_iter().filter(|row| row.id != desk.id);
    let mut all: Vec<(String, String)> = rows
        .map(|row| {
            let title = labels.titles.get(&row.id).cloned().unwrap_or_default();
            (row.id.to_string(), format!("{} {title}", row.reference))
        })
        .collect();
    // Those of a record that is the same person are as likely.
    for found in web.app.joinable(&desk.visit.who()?, desk.id).await? {
        let id = found.journey.to_string();
        if !all.iter().any(|(known, _)| *known == id) {
            all.push((id, format!("{} {}", found.reference, found.title)));
        }
    }
    Ok(all)
}

fn move_sheet(desk: &Desk, contact: &str, others: &[(String, String)]) -> Result<Sheet, AppError> {
    let id = find(desk, contact)?;
    let form = acts::move_contact(&desk.visit.cx, &view::head(desk), contact, others);
    Ok(Sheet { facts: about(desk, id), ..Sheet::new("contact-move", form) })
}

async fn move_page(State(web): State<Web>, visit: Visit, Path((id, contact)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let others = others(&web, &desk).await?;
    let sheet = move_sheet(&desk, &contact, &others)?;
    deed::show(&web, &desk, sheet).await
}

async fn shift(
    State(web): State<Web>,
    visit: Visit,
    Path((id, contact)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let found = find(&desk, &contact)?;
    let wrong = match target(&web, &visit, &posted).await? {
        None => Wrong::field(&visit, "reference", "reference-wrong"),
        Some(to) => match relocate(&web, &desk, found, Target::Journey(to)).await? {
            Ok(landed) => {
                let key = if landed.emptied { "said-moved-emptied" } else { "said-moved" };
                return see(&said(&format!("/journeys/{}", landed.journey), key));
            }
            Err(wrong) => wrong,
        },
    };
    let others = others(&web, &desk).await?;
    deed::refused(&web, desk, &posted, &wrong, |desk| move_sheet(desk, &contact, &others)).await
}

/// The journey that a form names: one of the choices, or by number. The number wins: it was typed.
pub(in crate::ui) async fn target(web: &Web, visit: &Visit, posted: &Posted) -> Result<Option<JourneyId>, Failure> {
    match posted.some("reference") {
        Some(typed) => by_reference(web, visit, typed).await,
        None => Ok(JourneyId::parse(posted.get("journey")).ok()),
    }
}

fn task_sheet(desk: &Desk, task: &str, words: Option<&str>) -> Result<Sheet, AppError> {
    let (id, found) = task_of(desk, task)?;
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let update = found.update.and_then(|id| journey.updates.get(&id));
    let loose = match found.kind {
        TaskKind::Fetch => "reason-fetch",
        TaskKind::Apology => "task-apology",
        TaskKind::Call | TaskKind::Letter => "task-loose",
    };
    let what = update.map_or_else(|| cx.t(loose), |update| words::update(cx, update.about));
    let said = said_in(desk, update).or(words.map(str::to_owned));
    let mut facts =
        vec![Fact { name: cx.cap(what), value: said.unwrap_or_else(|| cx.by_text(&found.due)), href: None }];
    // Whoever it is for: not always the customer.
    let person = update.and_then(|update| journey.participants.get(&update.participant));
    let customer = person.map_or(journey.customer, |person| person.customer);
    if let Some(person) = person.filter(|_| customer != journey.customer) {
        let name = desk.loaded.customer_name(customer).map_or_else(|| cx.t("someone"), str::to_owned);
        facts.push(Fact { name: cx.cap(words::role(cx, person.role)), value: name, href: None });
    }
    // The number of an account on Facebook says nothing to people.
    let reach = desk.loaded.handles.get(&customer).into_iter().flatten();
    let reach = reach.filter(|(kind, _)| *kind != HandleKind::Facebook);
    facts.extend(reach.map(|(_, value)| Fact { name: cx.t("know-reachable"), value: value.clone(), href: None }));
    if found.kind == TaskKind::Letter {
        let href = Some(format!("{}/tasks/{id}/letter", desk.href()));
        facts.push(Fact { name: cx.t("letter-title"), value: cx.t("letter-open"), href });
    }
    let form = acts::done_task(cx, &view::head(desk), &id.to_string(), found.kind);
    let title = match found.kind {
        TaskKind::Call => "task-call",
        TaskKind::Letter => "task-letter",
        TaskKind::Fetch => "task-fetch",
        TaskKind::Apology => "task-apology",
    };
    let mut banners = Vec::new();
    if found.kind == TaskKind::Letter && found.is_open() && lacks_address(desk, found) {
        let person = update.map(|update| update.participant).or(journey.customer_participant().map(|(id, _)| id));
        let fill_in = person.map(|id| (format!("{}/people/{id}#postal", desk.href()), cx.t("letter-fill-in")));
        banners.push(Banner { link: fill_in, ..Banner::new(Tone::Warn, "mail-warning", cx.t("task-no-address")) });
    }
    Ok(Sheet { facts, banners, ..Sheet::new(title, form) })
}

fn task_of<'a>(desk: &'a Desk, task: &str) -> Result<(TaskId, &'a Task), AppError> {
    let id = TaskId::parse(task).map_err(|_| AppError::NotFound("task"))?;
    Ok((id, desk.loaded.journey.tasks.get(&id).ok_or(AppError::NotFound("task"))?))
}

/// What a colleague wrote, where that is what must be told.
fn said_in(desk: &Desk, update: Option<&Update>) -> Option<String> {
    let contact = desk.loaded.journey.contacts.get(&update?.contact?)?;
    Some(desk.loaded.text(contact.facts.text).to_owned())
}

/// The words of the message that a task tells, as they would have been mailed now; nothing where a colleague wrote them.
async fn words_to_tell(web: &Web, desk: &Desk, task: &str) -> Result<Option<String>, Failure> {
    let (_, found) = task_of(desk, task)?;
    let Some(id) = found.update else { return Ok(None) };
    if said_in(desk, desk.loaded.journey.updates.get(&id)).is_some() {
        return Ok(None);
    }
    if found.kind == TaskKind::Letter {
        let (task, _) = task_of(desk, task)?;
        return Ok(web.app.letter(&desk.visit.who()?, desk.id, task).await?.text);
    }
    match web.app.undelivered(&desk.visit.who()?, desk.id, id).await {
        Ok(message) => Ok(Some(message.text)),
        Err(AppError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn task_page(State(web): State<Web>, visit: Visit, Path((id, task)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let words = words_to_tell(&web, &desk, &task).await?;
    let sheet = task_sheet(&desk, &task, words.as_deref())?;
    deed::show(&web, &desk, sheet).await
}

async fn task(State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let task = TaskId::parse(&of).map_err(|_| AppError::NotFound("task"))?;
    let deed = match posted.get("reached") {
        "yes" | "no" => {
            let note = letter.some(posted.some("note"));
            Ok(Deed::free(C::DoneTask { task, reached: posted.get("reached") == "yes", note }, "said-task"))
        }
        _ => Err(Wrong::field(&visit, "reached", "invalid-choice")),
    };
    let words = words_to_tell(&web, &desk, &of).await?;
    deed::run(&web, desk, &posted, letter, deed, |desk| task_sheet(desk, &of, words.as_deref())).await
}
