//! A matter of another body is forwarded: who it is, what goes along, and what the customer is told. What was chosen stands in
//! one message with our own words above it, so that its record is exactly what the body got.

use std::collections::BTreeSet;

use regie_domain::actor::Door;
use regie_domain::codes::{Channel, Direction, ForwardGround, TaskKind};
use regie_domain::command::{JourneyCommand, NewForward};
use regie_domain::contact::Contact;
use regie_domain::customer::{Evidence, HandleKind};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{ContactId, ContentId, CustomerId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::letters::PostalAddress;
use regie_domain::partner::SharedField;
use regie_domain::phone::PhoneNumber;
use regie_store::views::{customers, participants};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Action, Who, authorise, may_read, scope};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Fault, Result};
use crate::handles::tying;
use crate::journeys::{Known, customer_of, plausible_email};
use crate::letters::address;
use crate::partners::{Known as Shared, knows_handle, name_within};
use crate::run::{Done, Request, Stage, journey_of};
use crate::sending::{Back, Sent, Tried, can_wait, holding};
use crate::together::Together;

/// What a member fills in to forward a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewForwarding {
    /// The body's name. Field `name`.
    pub name: String,
    /// Its e-mail address. Field `email`.
    pub email: Option<String>,
    /// Its postal address; without an e-mail address the matter goes by letter. Field `address`.
    pub address: Option<String>,
    /// Its telephone number, for the customer. Field `phone`.
    pub phone: Option<String>,
    /// Why it may go there. Field `ground`.
    pub ground: ForwardGround,
    /// Our own words to the body. Field `text`.
    pub text: String,
    /// Which contacts of the journey go along, word for word.
    pub contacts: Vec<ContactId>,
    /// Which files of the journey go along.
    pub files: Vec<ContentId>,
    /// Whether the customer's name, address and number go along, so that the body can answer.
    pub shares_customer: bool,
    /// What the customer is told besides, in the member's words.
    pub told: Option<String>,
    /// The ball's epoch that the page showed.
    pub epoch: Option<u32>,
    /// The same key twice forwards once.
    pub key: Option<String>,
}

impl App {
    /// Forwards the matter of a journey to another body and tells the customer.
    ///
    /// # Errors
    /// Every fault of the input, a refusal, a denial, or what the store says. Nothing is kept then.
    pub async fn forward(&self, who: Who, journey: JourneyId, new: NewForwarding) -> Result<Done> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, who, journey, new), |tx, (stage, who, journey, new)| {
                Box::pin(forward(tx, stage, who, *journey, new))
            })
            .await
    }

    /// As [`App::forward`], or lets it wait for the organisation's seconds in which its member can take it back. It is tried
    /// first, in a write that is not kept. Of what is taken back only the body's record stays: whoever forwards again finds it.
    ///
    /// # Errors
    /// As [`App::forward`].
    pub async fn forward_or_hold(&self, who: Who, journey: JourneyId, new: NewForwarding, back: Back) -> Result<Sent> {
        let directory = self.directory().await?;
        let Some((member, hold)) = holding(&directory, &who) else {
            return self.forward(who, journey, new).await.map(Sent::Now);
        };
        let stage = Stage::new(self, directory.clone());
        let tried = self
            .store
            .write_with((stage, who.clone(), new.clone()), move |tx, (stage, who, new)| {
                Box::pin(async move {
                    let before = journey_of(tx, journey).await?;
                    let done = forward(tx, stage, who, journey, new).await?;
                    let waits = can_wait(stage, before.as_ref(), &done, hold);
                    if waits { Err(Tried::Waits(Box::new(done))) } else { Ok(done) }
                })
            })
            .await;
        let done = match tried {
            Ok(done) => return Ok(Sent::Now(done)),
            Err(Tried::Failed(error)) => return Err(error),
            Err(Tried::Waits(done)) => done,
        };
        let stage = Stage::new(self, directory);
        let main = self
            .store
            .write_with((stage, who, new), move |tx, (stage, who, new)| {
                Box::pin(prepared(tx, stage, who, journey, new))
            })
            .await?;
        self.let_wait(member, Together { take: false, first: Vec::new(), main }, journey, back, hold).await?;
        Ok(Sent::Held(*done))
    }
}

async fn forward(tx: &mut Tx, stage: &Stage, who: &Who, id: JourneyId, new: &NewForwarding) -> Result<Done> {
    if stage.had(tx, who, new.key.as_deref()).await?.is_some() {
        return Ok(Done { repeated: true, stream: Some(id.0), ..Done::default() });
    }
    let request = prepared(tx, stage, who, id, new).await?;
    stage.run(tx, &request).await
}

/// The command with its words; the body has its record then.
async fn prepared(tx: &mut Tx, stage: &Stage, who: &Who, id: JourneyId, new: &NewForwarding) -> Result<Request> {
    let journey = journey_of(tx, id).await?.ok_or(AppError::NotFound("journey"))?;
    authorise(who, Action::Customer(&stage.directory))?;
    may_read(tx, who, &stage.directory, id).await?;
    let known = Shared::of(tx, &scope(who, &stage.directory)?, &[id], stage.now).await?;
    let postal = check(&journey, &known, new)?;
    let (record, reach) = body(tx, stage, who, new, postal.as_ref()).await?;
    let there = participants::get(tx, id, record).await?;
    if there.is_some_and(|place| !journey.is_other_body(place)) {
        return Err(AppError::invalid("name", "invalid-forward-person"));
    }
    let place: ParticipantId = there.unwrap_or_else(|| stage.id());
    let mut texts = Vec::new();
    let mut words = |kind, words: &str| -> ContentId {
        let text = stage.id();
        texts.push(Text::plain(text, kind, words.trim(), Some(id)));
        text
    };
    let whole = message(tx, stage, &journey, &known, new).await?;
    let channel = if matches!(reach, Reach::Email { .. }) { Channel::Email } else { Channel::Letter };
    let sent = ContactFacts::said(stage.id(), Direction::Out, channel, words(ContentKind::Text, &whole));
    let told = new.told.as_deref().map(str::trim).filter(|told| !told.is_empty());
    let told =
        told.map(|told| ContactFacts::said(stage.id(), Direction::Out, Channel::Email, words(ContentKind::Text, told)));
    let forward = NewForward {
        body: place,
        record,
        reach,
        name: words(ContentKind::Text, &new.name),
        reachable: words(ContentKind::Text, &reachable(new, postal.as_ref())),
        ground: new.ground,
        contact: ContactFacts { files: new.files.clone(), ..sent },
        told,
        shared: Some(new.shares_customer),
    };
    let request = Request::journey(who.clone(), Door::Page, id, JourneyCommand::Forward { forward });
    Ok(request.with(texts).keyed(new.key.clone()).on_ball(new.epoch))
}

fn check(journey: &Journey, known: &Shared, new: &NewForwarding) -> Result<Option<PostalAddress>> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, key: &'static str| faults.push(Fault { field: field.to_owned(), key });
    if new.name.trim().is_empty() {
        fault("name", "invalid-empty");
    }
    if new.text.trim().is_empty() {
        fault("text", "invalid-empty");
    }
    if new.email.as_deref().is_some_and(|email| !plausible_email(email)) {
        fault("email", "invalid-email");
    }
    if new.phone.as_deref().is_some_and(|phone| PhoneNumber::parse(phone).is_err()) {
        fault("phone", "invalid-phone");
    }
    if new.email.is_none() && new.address.is_none() {
        fault("email", "invalid-forward-where");
    }
    // Nobody passes on what they may not read.
    let may = |found: &Contact| known.reads(journey.id, found.facts.text);
    let here = |id: &ContactId| journey.contacts.get(id).is_some_and(|found| found.moved_to.is_none() && may(found));
    if !new.contacts.iter().all(here) {
        fault("contacts", "invalid-choice");
    }
    let of_journey =
        |id: &ContentId| journey.contacts.values().any(|found| found.facts.files.contains(id) && may(found));
    if !new.files.iter().all(of_journey) {
        fault("files", "invalid-choice");
    }
    let postal = match new.address.as_deref().map(address).transpose() {
        Ok(postal) => postal,
        Err(AppError::Invalid(found)) => {
            faults.extend(found);
            None
        }
        Err(other) => return Err(other),
    };
    if faults.is_empty() { Ok(postal) } else { Err(AppError::Invalid(faults)) }
}

/// The body's record, and how the message reaches it: by mail, else by letter.
async fn body(
    tx: &mut Tx,
    stage: &Stage,
    who: &Who,
    new: &NewForwarding,
    postal: Option<&PostalAddress>,
) -> Result<(CustomerId, Reach)> {
    let known = Known { name: &new.name, email: new.email.as_deref(), phone: None };
    let (record, reach) = customer_of(stage, tx, who, known).await?;
    if let Some(postal) = postal {
        let what = (HandleKind::Address, Evidence::Member);
        let (_, tie) = tying(stage, (who, Door::Page), record, what, &postal.to_string());
        stage.run(tx, &tie).await?;
    }
    let by_mail = matches!(reach, Reach::Email { .. });
    Ok((record, if by_mail { reach } else { Reach::Task { task: TaskKind::Letter } }))
}

/// How the customer reaches the body, a way a line.
fn reachable(new: &NewForwarding, postal: Option<&PostalAddress>) -> String {
    let postal = postal.map(|postal| postal.lines().join(", "));
    let lines = [new.phone.clone(), new.email.clone(), postal];
    lines.into_iter().flatten().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Our words, who the customer is, and what was chosen, word for word.
async fn message(tx: &mut Tx, stage: &Stage, journey: &Journey, known: &Shared, new: &NewForwarding) -> Result<String> {
    let lang = crate::texts::lang_of(stage.directory.language());
    let mut parts = vec![new.text.trim().to_owned()];
    if new.shares_customer {
        // Only who knows where to can be asked to answer.
        parts.push(lang.t("forward-answer", &[]));
        parts.push(customer(tx, journey, known.fields(journey.id)).await?.join("\n"));
    }
    let mut chosen: Vec<_> = new.contacts.iter().filter_map(|id| journey.contacts.get(id)).collect();
    chosen.sort_by_key(|found| found.at);
    let zone = jiff::tz::TimeZone::get(&stage.directory.organisation()?.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    for found in chosen {
        let Some(text) = content::text(tx, found.facts.text.0).await? else { continue };
        parts.push(format!("— {} —\n{}", lang.moment(found.at, &zone), text.trim()));
    }
    Ok(parts.join("\n\n"))
}

/// The customer's name, addresses and numbers, a line each.
async fn customer(tx: &mut Tx, journey: &Journey, fields: Option<&BTreeSet<SharedField>>) -> Result<Vec<String>> {
    let mut lines: Vec<String> = name_within(tx, journey.customer, fields).await?.into_iter().collect();
    for handle in customers::handles(tx, journey.customer).await? {
        let kind = HandleKind::parse(&handle.kind).filter(|kind| knows_handle(fields, *kind));
        let shown = matches!(kind, Some(HandleKind::Email | HandleKind::Phone | HandleKind::Address));
        if let Some(value) = content::text(tx, handle.value.0).await?.filter(|_| shown) {
            lines.push(value.trim().to_owned());
        }
    }
    lines.dedup();
    Ok(lines)
}
