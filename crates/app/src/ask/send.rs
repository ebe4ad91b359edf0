//! What was written on the public form is sent: in one write it begins a journey or joins one, its words and files move to
//! it, and the token of the browser opens the customer's page from then on. Sent twice, it is sent once.

use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, JoinReason, JourneyKind, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{ContactId, CustomerId, HandleId, JourneyId};
use regie_domain::journey::Journey;
use regie_domain::visit::VisitCommand;
use regie_store::ask as stored;
use regie_store::links::StatusLink;
use regie_store::views::customers;
use regie_store::{Tx, links as kept_links};

use super::contents::copied;
use super::draft::{self, Draft, Sent};
use super::{alike, desk, opened};
use crate::App;
use crate::asks::{asks_of, asks_of_reply};
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::handles::tying;
use crate::intake::subject::first_words;
use crate::journeys::Beginning;
use crate::links::LIFETIME;
use crate::locale::{Arg, Lang};
use crate::read::Loaded;
use crate::run::{CUSTOMER, Request, Stage, journey_of};
use crate::secrets;
use crate::texts::lang_of;

/// What was sent, as its sender may see it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What became of it.
    pub sent: Sent,
    /// The journey as it stands.
    pub loaded: Loaded,
}

impl App {
    /// Sends what the browser with a token has written, in the language that it was written in.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is nothing, [`AppError::Invalid`] when something is missing, a refusal of the
    /// journey that it was to join, or what the store says. What was written stays then.
    pub async fn send_ask(&self, token: &str, language: Language) -> Result<Sent> {
        let hash = secrets::hash_of(token).ok_or(AppError::NotFound("draft"))?;
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, hash, language), |tx, (stage, hash, language)| {
                Box::pin(send(stage, tx, *hash, *language))
            })
            .await
    }

    /// What was sent by the browser with a token within the last day.
    ///
    /// # Errors
    /// As [`App::open_journey`].
    pub async fn asked(&self, token: &str) -> Result<Option<Asked>> {
        let Some(sent) = self.ask_draft(token).await?.and_then(|draft| draft.sent) else { return Ok(None) };
        let who = Who::Customer { journey: sent.journey, participant: sent.participant };
        Ok(Some(Asked { sent, loaded: self.open_journey(&who, sent.journey).await? }))
    }
}

/// What is still missing before a draft can be sent, page by page.
#[must_use]
pub fn missing(draft: &Draft) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, key| faults.push(Fault { field: field.to_owned(), key });
    if draft.blueprint.is_none() {
        fault("topic", "invalid-choice");
    }
    if draft.typed.text.trim().is_empty() {
        fault("text", "invalid-required");
    }
    if draft.came.is_none() && draft.typed.email.is_empty() && draft.typed.phone.is_empty() {
        fault("email", "ask-contact-empty");
    }
    let comes = draft.window.is_some() && draft.about.is_none();
    if comes && draft.typed.place.trim().is_empty() && !draft.place_known {
        fault("place", "ask-where-empty");
    }
    faults
}

async fn send(stage: &Stage, tx: &mut Tx, hash: [u8; 32], language: Language) -> Result<Sent> {
    let mut row = stored::locked(tx, &hash, stage.now).await?.ok_or(AppError::NotFound("draft"))?;
    let draft = draft::read(tx, &row).await?;
    if let Some(sent) = draft.sent {
        return Ok(sent);
    }
    let faults = missing(&draft);
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let sent = match draft.about {
        Some(journey) => join(stage, tx, &draft, journey, language).await?,
        None => open(stage, tx, &draft, language).await?,
    };
    draft::finish(stage, tx, &mut row, sent).await?;
    let link = StatusLink {
        token_hash: hash,
        journey_id: sent.journey.0,
        participant_id: sent.participant.0,
        // It was in no message, so it proves no address.
        message_id: None,
        created_at: stage.now,
        expires_at: stage.now + LIFETIME,
    };
    kept_links::mint(tx, &link).await?;
    Ok(sent)
}

/// The contact that a draft is, with its words and files.
async fn contact(
    stage: &Stage,
    tx: &mut Tx,
    draft: &Draft,
    journey: JourneyId,
    language: Language,
) -> Result<(ContactFacts, Vec<Text>)> {
    let mut words = draft.typed.text.trim().to_owned();
    if !draft.typed.reference.is_empty() {
        let line = lang(language).t("ask-reference-line", &[("reference", Arg::Text(&draft.typed.reference))]);
        words = format!("{words}\n\n{line}");
    }
    let text = Text::plain(stage.id(), ContentKind::Text, &words, Some(journey));
    let said = ContactFacts::said(stage.id::<ContactId>(), Direction::In, Channel::Web, text.id);
    let files = copied(stage, tx, draft, journey).await?;
    let facts = ContactFacts { files: files.iter().map(|file| file.id).collect(), ..said };
    Ok((facts, std::iter::once(text).chain(files).collect()))
}

/// A new journey: for whoever came by a link, else for a record of its own.
async fn open(stage: &Stage, tx: &mut Tx, draft: &Draft, language: Language) -> Result<Sent> {
    let blueprint = draft.blueprint.and_then(|id| opened(&stage.directory, id));
    let blueprint = blueprint.ok_or_else(|| AppError::invalid("topic", "invalid-choice"))?;
    let team = desk::team_of(&stage.directory, blueprint)?;
    let (customer, reach) = match draft.came {
        Some(came) => {
            let person = draft::person(tx, came).await?;
            (person.customer, person.reach)
        }
        None => stranger(stage, tx, draft, language).await?,
    };
    let journey: JourneyId = stage.id();
    let (mut facts, texts) = contact(stage, tx, draft, journey, language).await?;
    facts.why = JoinReason::Opened;
    let title = match draft.typed.subject.trim() {
        "" => first_words(&draft.typed.text),
        subject => subject.to_owned(),
    };
    let beginning = Beginning {
        need: draft.complaint.then_some(JourneyKind::Complaint),
        key: Some(format!("ask:{}", draft.id)),
        ..Beginning::new(journey, blueprint.id, team, (customer, reach), &title, (facts, texts))
    };
    let participant = beginning.run(stage, tx, &Who::Outsider).await?;
    if let Some(window) = draft.window {
        // The window is promised with the opening or not at all.
        let who = Who::Customer { journey, participant };
        let place = Some(draft.typed.place.trim()).filter(|place| !place.is_empty());
        let place = place.map(|place| Text::plain(stage.id(), ContentKind::Text, place, Some(journey)));
        let book = VisitCommand::Book { window, note: None, place: place.as_ref().map(|place| place.id) };
        let request = Request::journey(who, Door::Page, journey, JourneyCommand::Visit(book));
        stage.run(tx, &request.with(place.into_iter().collect())).await?;
    }
    Ok(Sent { journey, participant, new: true })
}

/// More to a journey that runs already, by somebody who was offered it.
async fn join(stage: &Stage, tx: &mut Tx, draft: &Draft, journey: JourneyId, language: Language) -> Result<Sent> {
    let offered = alike::of_draft(tx, draft, stage.now).await?;
    let chosen = offered.into_iter().find(|found| found.journey == journey);
    let participant = chosen.ok_or_else(|| AppError::invalid("about", "invalid-choice"))?.participant;
    let (mut facts, texts) = contact(stage, tx, draft, journey, language).await?;
    facts.participant = Some(participant);
    facts.why = JoinReason::StatusPage;
    let found = journey_of(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    facts.asks = what_it_asks(&found, &draft.typed.text);
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    let who = Who::Customer { journey, participant };
    let request = Request::journey(who, Door::Page, journey, command).with(texts);
    stage.run(tx, &request.keyed(Some(format!("ask:{}", draft.id)))).await?;
    Ok(Sent { journey, participant, new: false })
}

/// What words ask for, on a journey as it stands.
pub(super) fn what_it_asks(journey: &Journey, words: &str) -> Asks {
    if journey.open_question().is_some() { asks_of_reply(words) } else { asks_of(words) }
}

/// A record for somebody who typed an address or number: it begins anew, also where the address is known, for nobody proved
/// to be its owner.
async fn stranger(stage: &Stage, tx: &mut Tx, draft: &Draft, language: Language) -> Result<(CustomerId, Reach)> {
    let typed = &draft.typed;
    let customer: CustomerId = stage.begin(tx, CUSTOMER);
    let mut texts = Vec::new();
    let name = Some(typed.name.trim()).filter(|name| !name.is_empty()).map(|name| {
        let id = stage.id();
        texts.push(Text::plain(id, ContentKind::Name, name, None));
        id
    });
    let register = CustomerCommand::Register { name, language };
    stage.run(tx, &Request::customer(Who::Outsider, Door::Page, customer, register).with(texts)).await?;
    let mut reach = Reach::Task { task: TaskKind::Call };
    for (kind, value) in [(HandleKind::Phone, &typed.phone), (HandleKind::Email, &typed.email)] {
        if value.is_empty() {
            continue;
        }
        let handle = tie(stage, tx, customer, kind, value).await?;
        if kind == HandleKind::Email {
            reach = Reach::Email { handle };
        }
    }
    Ok((customer, reach))
}

async fn tie(stage: &Stage, tx: &mut Tx, customer: CustomerId, kind: HandleKind, value: &str) -> Result<HandleId> {
    let known = !customers::all_by_handle(tx, kind, value).await?.is_empty();
    let evidence = if known { Evidence::ApartFrom } else { Evidence::Form };
    let (handle, request) = tying(stage, (&Who::Outsider, Door::Page), customer, (kind, evidence), value);
    stage.run(tx, &request).await?;
    Ok(handle)
}

fn lang(language: Language) -> Lang {
    lang_of(language)
}
