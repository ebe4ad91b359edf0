//! The questions, a page each. What is wrong is said at the field, with all that was typed.

use axum::http::StatusCode;
use regie_app::AppError;
use regie_app::ask::alike::Alike;
use regie_app::ask::draft::Change;
use regie_app::journeys::plausible_email;
use regie_domain::codes::JourneyKind;
use regie_domain::ids::{BlueprintId, JourneyId};
use regie_domain::phone::PhoneNumber;
use uuid::Uuid;

use super::{Asking, Given, closed, topics_of, trapped};
use crate::cx::Cx;
use crate::form::{Choice, Form};
use crate::pages::ask::{AddedFile, AskPage, AskStep};
use crate::pages::parts::FileLink;
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::ui::uploads;

/// The longest message, in characters.
const LONGEST: usize = 20_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 120;

/// What it is about.
pub(super) async fn topic(asking: Asking) -> Reply {
    let topics = asking.topics();
    if topics.is_empty() {
        return closed(&asking.visit);
    }
    // What the link named, or what is the only thing that can be asked, is not asked.
    let named = asking.given.about.is_some() && asking.blueprint().is_some();
    if topics.len() == 1 || named {
        return see(&asking.given.behind(AskStep::Message.path()));
    }
    let form = asking.given.carried(topic_form(&asking));
    let mut shown = asking.page(AskStep::Topic, form).await?;
    let answered = asking.draft.as_ref().is_some_and(|draft| draft.blueprint.is_some());
    shown.said = answered.then(|| asking.cx().t("ask-kept-before"));
    page(&shown)
}

fn topic_form(asking: &Asking) -> Form {
    let names = topics_of(&asking.visit);
    let chosen = asking.blueprint().map(|found| found.id);
    let choices = asking.topics().into_iter().zip(names).map(|((blueprint, _), (name, help))| {
        let choice = Choice::new(blueprint.id.to_string(), name);
        let choice = if help.is_empty() { choice } else { choice.hint(help) };
        Choice { chosen: chosen == Some(blueprint.id), ..choice }
    });
    AskPage::topic(asking.cx(), choices.collect(), asking.given.to_check())
}

pub(super) async fn keep_topic(asking: Asking, posted: Posted) -> Reply {
    let asking = asking.with(&posted);
    let mut form = asking.given.carried(topic_form(&asking)).fill(&posted.fields);
    let chosen = BlueprintId::parse(posted.get("topic")).ok();
    let chosen = chosen.filter(|id| asking.topics().iter().any(|(blueprint, _)| blueprint.id == *id));
    if chosen.is_none() {
        form.error("topic", asking.cx().t("invalid-choice"));
    }
    let changes = chosen.map(|id| vec![asking.given.change(), Change::Topic(id)]).unwrap_or_default();
    // The choice outweighs what the link named.
    let asking = Asking { given: Given { about: None, ..asking.given.clone() }, ..asking };
    kept(asking, AskStep::Topic, form, &posted, changes).await
}

/// What happened.
pub(super) async fn message(asking: Asking) -> Reply {
    if asking.topics().is_empty() {
        return closed(&asking.visit);
    }
    if let Some(other) = asking.elsewhere(AskStep::Message).await? {
        return see(&other);
    }
    let mut form = asking.given.carried(AskPage::message(asking.cx(), asking.given.to_check()));
    let mut said = None;
    if let Some(draft) = asking.draft.as_ref().filter(|draft| !draft.typed.text.is_empty()) {
        form = form.value(&draft.typed.text);
        said = (!asking.given.to_check()).then(|| asking.cx().t("ask-kept-before"));
    }
    form = with_complaint(&asking, form);
    let mut shown = asking.page(AskStep::Message, form).await?;
    shown.said = said;
    page(&shown)
}

pub(super) async fn keep_message(asking: Asking, posted: Posted) -> Reply {
    let asking = asking.with(&posted);
    let form = asking.given.carried(AskPage::message(asking.cx(), asking.given.to_check()));
    let mut form = with_complaint(&asking, form).fill(&posted.fields);
    let text = posted.get("text");
    check_text(asking.cx(), &mut form, text);
    let Some(blueprint) = asking.blueprint().map(|found| found.id) else { return see(AskStep::Topic.path()) };
    let complaint = Change::Complaint(posted.some("complaint").is_some());
    let changes = vec![asking.given.change(), Change::Topic(blueprint), Change::Words(text.to_owned()), complaint];
    kept(asking, AskStep::Message, form, &posted, changes).await
}

/// Asks whether it is a complaint, where what was chosen does not say so already.
fn with_complaint(asking: &Asking, form: Form) -> Form {
    if asking.blueprint().is_some_and(|found| found.kind == JourneyKind::Complaint) {
        return form;
    }
    AskPage::perhaps_complaint(form, asking.draft.as_ref().is_some_and(|draft| draft.complaint))
}

fn check_text(cx: &Cx, form: &mut Form, text: &str) {
    if text.is_empty() {
        form.error("text", cx.t("ask-message-empty"));
    }
    if text.chars().count() > LONGEST {
        form.error("text", cx.t("invalid-too-long"));
    }
}

/// Photos and documents.
pub(super) async fn files(asking: Asking) -> Reply {
    if let Some(other) = asking.elsewhere(AskStep::Files).await? {
        return see(&other);
    }
    let form = AskPage::attach(asking.cx(), asking.given.to_check());
    page(&files_page(&asking, form).await?)
}

async fn files_page(asking: &Asking, form: Form) -> Result<AskPage, AppError> {
    let mut shown = asking.page(AskStep::Files, form).await?;
    let files = asking.draft.iter().flat_map(|draft| &draft.files);
    let added = files.map(|file| AddedFile {
        id: file.id.to_string(),
        file: FileLink { href: String::new(), name: file.name.clone(), bytes: file.size, marks: file.marks.clone() },
    });
    shown.files = added.collect();
    Ok(shown)
}

pub(super) async fn keep_files(asking: Asking, posted: Posted) -> Reply {
    let mut asking = asking.with(&posted);
    if let Some(other) = asking.elsewhere(AskStep::Files).await? {
        return see(&other);
    }
    let mut form = AskPage::attach(asking.cx(), asking.given.to_check()).fill(&posted.fields);
    // What can be taken is kept, whatever else was chosen beside it: a browser forgets the files of a page that comes back.
    let (taken, faults) = uploads::sort(asking.cx(), &posted.files);
    let some = !taken.is_empty();
    let nowhere = JourneyId(Uuid::nil());
    let added: Vec<_> = taken.into_iter().map(|file| file.content(&asking.web.app.ports, nowhere)).collect();
    if !added.is_empty() {
        match asking.keep(vec![Change::Add(added)]).await {
            Ok(()) => {}
            Err(AppError::Invalid(faults)) => {
                faults.into_iter().for_each(|fault| form.error(&fault.field, asking.cx().t(fault.key)));
                return page_with(StatusCode::UNPROCESSABLE_ENTITY, &files_page(&asking, form).await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
    if !faults.is_empty() {
        let mut words: Vec<String> = faults.into_iter().map(|(_, words)| words).collect();
        words.extend(some.then(|| asking.cx().t("ask-files-rest")));
        form.error("files", words.join(" "));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &files_page(&asking, form).await?);
    }
    if posted.get("do") == "add" {
        return asking
            .on_to(&Given { from: asking.given.from.clone(), ..Given::default() }.behind(AskStep::Files.path()));
    }
    let next = asking.after(AskStep::Files).await?;
    asking.on_to(&next)
}

pub(super) async fn take_off(mut asking: Asking, posted: Posted) -> Reply {
    if let (Ok(file), true) = (Uuid::parse_str(posted.get("file")), asking.draft.is_some()) {
        asking.keep(vec![Change::TakeOff(file)]).await?;
    }
    asking.on_to(AskStep::Files.path())
}

/// Whether it is about something that runs already.
pub(super) async fn same(asking: Asking) -> Reply {
    if let Some(other) = asking.elsewhere(AskStep::Same).await? {
        return see(&other);
    }
    page(&asking.page(AskStep::Same, same_form(&asking).await?).await?)
}

async fn same_form(asking: &Asking) -> Result<Form, AppError> {
    let Some(draft) = &asking.draft else { return Err(AppError::NotFound("draft")) };
    let alike = asking.web.app.ask_alike(draft).await?;
    let chosen = match (draft.about, draft.apart) {
        (Some(journey), _) => journey.to_string(),
        (None, true) => "none".to_owned(),
        (None, false) => String::new(),
    };
    let choices = choices(asking.cx(), &alike);
    Ok(AskPage::same(asking.cx(), AskStep::Same.path(), choices).chosen(&[chosen.as_str()]))
}

/// What runs already, to choose from.
pub(super) fn choices(cx: &Cx, alike: &[Alike]) -> Vec<Choice> {
    let one = |found: &Alike| {
        let since = cx.lang.date(cx.day(&found.opened_at));
        let hint = cx.t2("ask-same-since", "number", found.reference, "when", since);
        Choice::new(found.journey.to_string(), found.title.clone()).hint(hint)
    };
    alike.iter().map(one).collect()
}

pub(super) async fn keep_same(asking: Asking, posted: Posted) -> Reply {
    let asking = asking.with(&posted);
    if let Some(other) = asking.elsewhere(AskStep::Same).await? {
        return see(&other);
    }
    let mut form = same_form(&asking).await?.fill(&posted.fields);
    let changes = match posted.get("about") {
        "none" => vec![Change::About(None)],
        chosen => match JourneyId::parse(chosen) {
            Ok(journey) => vec![Change::About(Some(journey))],
            Err(_) => {
                form.error("about", asking.cx().t("invalid-choice"));
                Vec::new()
            }
        },
    };
    // What is posted here as "about" is a journey, not what the form is about.
    let asking = Asking { given: Given { about: None, ..asking.given.clone() }, ..asking };
    kept(asking, AskStep::Same, form, &posted, changes).await
}

/// Who writes.
pub(super) async fn contact(asking: Asking) -> Reply {
    if let Some(other) = asking.elsewhere(AskStep::Contact).await? {
        return see(&other);
    }
    let mut form = AskPage::contact(asking.cx(), asking.given.to_check());
    if let Some(draft) = &asking.draft {
        let typed = &draft.typed;
        let known = [("name", &typed.name), ("email", &typed.email), ("phone", &typed.phone)];
        let from = if asking.given.to_check() { "check" } else { "" };
        let mut fields: Vec<_> = known.map(|(name, value)| (name.to_owned(), value.clone())).to_vec();
        fields.push(("from".to_owned(), from.to_owned()));
        form = form.fill(&fields);
    }
    page(&asking.page(AskStep::Contact, form).await?)
}

pub(super) async fn keep_contact(asking: Asking, posted: Posted) -> Reply {
    let asking = asking.with(&posted);
    if let Some(other) = asking.elsewhere(AskStep::Contact).await? {
        return see(&other);
    }
    let cx = asking.cx();
    let mut form = AskPage::contact(cx, asking.given.to_check()).fill(&posted.fields);
    let (name, email, phone) = (posted.get("name"), posted.get("email"), posted.get("phone"));
    if name.is_empty() {
        form.error("name", cx.t("ask-name-empty"));
    }
    if name.chars().count() > LONGEST_NAME {
        form.error("name", cx.t("invalid-too-long"));
    }
    if email.is_empty() && phone.is_empty() {
        form.error("email", cx.t("ask-contact-empty"));
    }
    if !email.is_empty() && !plausible_email(email) {
        form.error("email", cx.t("invalid-email"));
    }
    if !phone.is_empty() && PhoneNumber::parse(phone).is_err() {
        form.error("phone", cx.t("invalid-phone"));
    }
    let change = Change::Contact { name: name.to_owned(), email: email.to_owned(), phone: phone.to_owned() };
    kept(asking, AskStep::Contact, form, &posted, vec![change]).await
}

/// Keeps a page and goes on; a form with a fault comes back with what was typed.
pub(super) async fn kept(
    mut asking: Asking,
    step: AskStep,
    mut form: Form,
    posted: &Posted,
    changes: Vec<Change>,
) -> Reply {
    let cx = asking.cx().clone();
    if trapped(posted) {
        form = form.problem(cx.t("ask-trapped"));
    }
    if form.failed() {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &asking.page(step, form).await?);
    }
    match asking.keep(changes).await {
        Ok(()) => {
            let next = asking.after(step).await?;
            asking.on_to(&next)
        }
        Err(AppError::TooMany) => {
            let form = form.problem(cx.t("ask-too-many"));
            page_with(StatusCode::TOO_MANY_REQUESTS, &asking.page(step, form).await?)
        }
        Err(error) => Err(error.into()),
    }
}
