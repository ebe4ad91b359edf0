//! What must be known to write a message out: the journey, the message itself, its receiver, and the texts it names.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, TaskKind, UpdateKind};
use regie_domain::customer::{self, Customer, HandleKind};
use regie_domain::event::{JourneyEvent, Reach, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{ContentId, CustomerId, HandleId, JourneyId, ParticipantId, UpdateId};
use regie_domain::journey::{Journey, Participant, Task};
use regie_domain::partner::SharedField;
use regie_domain::preference::{Preferences, PreferredWay};
use regie_domain::reference::Reference;
use regie_domain::update::{Update, UpdateState};
use regie_store::journal::{self, StreamKey};
use regie_store::outbox::OutboxRow;
use regie_store::views::mail::{self, MailId};
use regie_store::{Tx, content, views};

use super::social::Chat;
use super::{EXCHANGE_SPAN, RECEIPT_SPAN};
use crate::directory::Directory;
use crate::error::Result;
use crate::intake::FORBIDDEN;
use crate::links::LINK;
use crate::locale::Lang;
use crate::partners::{Known, Knows};
use crate::ports::OutgoingFile;
use crate::run::{CUSTOMER, JOURNEY, read_customer, read_journey};
use crate::{App, ask, secrets, texts};

/// The most that goes along with a message, in bytes; the rest is on the customer's page.
const FILES: i64 = 15 * 1024 * 1024;

/// The text of who is told how things stand and is not the customer.
const COPIED: &str = "copied";

/// The purpose of the marks by which mails to a domain are counted.
const DOMAIN_MARK: &str = "domain";

/// A message with all that is needed to write it.
pub(super) struct Case {
    pub row: OutboxRow,
    pub journey: Journey,
    pub events: Vec<Recorded<JourneyEvent>>,
    /// The message; none for a new link.
    pub update: Option<(UpdateId, Update)>,
    pub participant: ParticipantId,
    pub person: Participant,
    /// None when the address is gone or was never one.
    pub recipient: Option<Recipient>,
    pub name: Option<String>,
    pub lang: Lang,
    pub contents: HashMap<ContentId, String>,
    /// The mails of the journey so far, oldest first.
    pub thread: Vec<MailId>,
    pub files: Vec<OutgoingFile>,
    /// Whether the mail that began the journey forbids automatic answers.
    pub forbidden: bool,
    /// What runs already of the owner of an address that somebody typed in the public form, and may be meant.
    pub alike: Option<Reference>,
    /// Whether nothing proves who wrote, and the address was proven to be somebody else's.
    pub anothers: bool,
    /// What the person prefers.
    pub prefers: Preferences,
    /// The person's postal address, where one is known.
    pub address: Option<String>,
    /// What the team that it names knows of the customer, where that is one of a partner.
    pub knows: Option<Knows>,
    /// Whether the open question is who the receiver is: what proves it is filled in on a page, never written in a message.
    pub asks_who: bool,
}

/// Where a message goes.
pub(super) struct Recipient {
    pub handle: HandleId,
    pub customer: CustomerId,
    pub address: String,
    /// The marks by which its mails are counted, the one to keep first.
    pub marks: Vec<String>,
    /// Whether more than an unproven From line ties the address to the customer.
    pub proven: bool,
    /// Whether mail to it came back for good.
    pub failed: bool,
    /// Automatic mails to it in the last hour.
    pub automatic: i64,
    /// The marks by which mails to its domain are counted, the one to keep first.
    pub domain_marks: Vec<String>,
    /// Automatic mails to unproven addresses at its domain in the last hour.
    pub at_domain: i64,
    /// Receipts to it lately.
    pub receipts: i64,
    /// Whether it is a number, to which text messages go.
    pub is_number: bool,
    /// Whether that number asked for none.
    pub stopped: bool,
    /// The conversation that it is, on a social channel.
    pub chat: Option<Chat>,
}

impl Case {
    /// Takes away what who reads it may not know, for a message that is shown and does not leave.
    pub fn keep_to(&mut self, known: &Known) {
        if !known.shows(self.journey.id, SharedField::Name) {
            self.name = None;
        }
    }

    /// What the message is about; nothing for a new link.
    pub fn about(&self) -> Option<UpdateKind> {
        self.update.as_ref().map(|(_, update)| update.about)
    }

    /// Whether who reads it is neither the customer nor stands for the customer: the words are to the customer.
    pub fn reads_along(&self) -> bool {
        let theirs = matches!(self.person.role, ParticipantRole::Customer | ParticipantRole::Representative);
        // What is asked of another body is to that body.
        !theirs && self.person.role != ParticipantRole::OtherBody
    }

    /// Whether it goes as a text message.
    pub fn is_text(&self) -> bool {
        self.recipient.as_ref().is_some_and(|found| found.is_number)
    }

    /// Whether somebody tells it on paper.
    pub fn is_letter(&self) -> bool {
        self.update.as_ref().is_some_and(|(id, update)| match update.state {
            UpdateState::Failed { .. } => {
                let instead = |task: &Task| task.update == Some(*id) && task.kind == TaskKind::Letter;
                self.journey.tasks.values().any(instead)
            }
            _ => update.reach == Reach::Task { task: TaskKind::Letter },
        })
    }

    /// Whether it goes into a conversation on a social channel.
    pub fn is_chat(&self) -> bool {
        self.recipient.as_ref().is_some_and(|found| found.chat.is_some())
    }

    /// Whether a person is to tell it, as its receiver chose since it was decided on. What a member sends again goes.
    pub fn is_for_person(&self) -> bool {
        let chose = matches!(self.prefers.way, Some(PreferredWay::Call | PreferredWay::Letter));
        let again = self.update.as_ref().is_some_and(|(id, _)| self.was_sent_again(*id));
        chose && matches!(self.person.reach, Reach::Task { .. }) && !again
    }

    /// Whether the customer is neither asked anything nor for a word on an outcome.
    pub fn asks_nothing(&self) -> bool {
        self.journey.open_question().is_none() && self.journey.proposal.is_none()
    }

    /// The key of its text.
    pub fn key(&self) -> &'static str {
        self.about().map_or(texts::NEW_LINK, UpdateKind::code)
    }

    /// The key of the text that it is written in: who only reads along has one of their own.
    pub fn text_key(&self) -> &'static str {
        if self.update.is_some() && self.reads_along() { COPIED } else { self.key() }
    }

    /// Whether no person wrote it.
    pub fn is_automatic(&self) -> bool {
        self.update.as_ref().is_none_or(|(_, update)| update.contact.is_none())
    }

    /// Whether it answers a mail with no person in between. Once a person sent it again, one is.
    pub fn answers_by_itself(&self) -> bool {
        let by_itself = |id| self.planned_by_mail(id) && !self.was_sent_again(id);
        self.is_automatic() && self.update.as_ref().is_some_and(|(id, _)| by_itself(*id))
    }

    /// How many mails of the journey were answered by themselves lately.
    pub fn exchanges(&self, now: Timestamp) -> usize {
        let lately = |update: &Update| match update.state {
            UpdateState::Sent { at, .. } => now.duration_since(at) < EXCHANGE_SPAN,
            _ => false,
        };
        let answers = |(id, update): &(&UpdateId, &Update)| {
            update.contact.is_none() && lately(update) && self.planned_by_mail(**id)
        };
        self.journey.updates.iter().filter(answers).count()
    }

    fn was_sent_again(&self, id: UpdateId) -> bool {
        let said = |event: &JourneyEvent| matches!(event, JourneyEvent::UpdateAgain { update, .. } if *update == id);
        self.events.iter().any(|recorded| said(&recorded.event))
    }

    /// Whether the write that took a mail in decided on the message.
    fn planned_by_mail(&self, id: UpdateId) -> bool {
        self.events.iter().any(|recorded| {
            recorded.meta.door == Door::Mail
                && matches!(recorded.event, JourneyEvent::UpdatePlanned { update, .. } if update == id)
        })
    }

    /// A text by its content; nothing once erased.
    pub fn text(&self, id: ContentId) -> Option<&str> {
        self.contents.get(&id).map(String::as_str)
    }
}

/// Loads a message; nothing when it, its journey or its receiver is gone.
pub(super) async fn load(app: &App, directory: &Directory, row: &OutboxRow, now: Timestamp) -> Result<Option<Case>> {
    let mut tx = app.store.begin_read().await?;
    let id = JourneyId(row.stream.id);
    let events = read_journey(&journal::read(&mut tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
    let Some(journey) = fold(id, &events) else { return Ok(None) };
    of_journey(&mut tx, app, directory, row, (journey, events), now).await
}

/// A message of a journey as it stands, or as it would stand.
pub(super) async fn of_journey(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    row: &OutboxRow,
    (journey, events): (Journey, Vec<Recorded<JourneyEvent>>),
    now: Timestamp,
) -> Result<Option<Case>> {
    let id = journey.id;
    let Some((update, participant)) = named(row, &journey) else { return Ok(None) };
    let Some(person) = journey.participants.get(&participant).cloned() else { return Ok(None) };
    let customer = load_customer(tx, person.customer).await?;
    let lang = customer.as_ref().map_or(directory.language(), |customer| customer.language);
    let handle = handle_of(update.as_ref().map(|(_, update)| update), &person);
    let recipient = match handle {
        Some(handle) => recipient(tx, (app, directory), handle, customer.as_ref(), now).await?,
        None => None,
    };
    // Who proved on a social medium to be a customer is greeted by the customer's name, as members do; nobody else is.
    let called = match recipient.as_ref().is_some_and(|found| found.proven) {
        true => views::customers::name_and_language(tx, person.customer).await?.and_then(|(name, _)| name),
        false => customer.as_ref().and_then(|customer| customer.name),
    };
    let name = match called {
        Some(name) => content::text(tx, name.0).await?,
        None => None,
    };
    let mut contents = HashMap::new();
    for id in wanted(&journey, &events, update.as_ref().map(|(_, update)| update)) {
        if let Some(text) = content::text(tx, id.0).await? {
            contents.insert(id, text);
        }
    }
    let files = files(tx, &journey, update.as_ref().map(|(_, update)| update)).await?;
    let forbidden = match &recipient {
        Some(found) => mail::automatic_since(tx, &found.marks, FORBIDDEN, journey.opened_at).await? > 0,
        None => false,
    };
    let alike = match (&update, &recipient) {
        (Some((_, update)), Some(found)) if update.about == UpdateKind::Receipt && !found.proven => {
            ask::join::of_owner(tx, &journey, &found.address, now).await?.first().map(|found| found.reference)
        }
        _ => None,
    };
    let anothers = match &recipient {
        Some(found) if !found.proven => is_anothers(tx, journey.customer, &found.address).await?,
        _ => false,
    };
    let thread = mail::of_journey(tx, id).await?;
    let lang = texts::lang_of(lang);
    let prefers = customer.as_ref().map(Customer::preferences).unwrap_or_default();
    let address = match &customer {
        Some(customer) if update.as_ref().is_some_and(|(_, update)| update.about.is_of_visit()) => {
            address_of(tx, customer).await?
        }
        _ => None,
    };
    let knows = match update.as_ref().and_then(|(_, update)| update.team) {
        Some(team) => Knows::of(tx, directory, &journey, team, now).await?,
        None => None,
    };
    let asks_who = match journey.open_question() {
        Some((open, _)) => regie_store::social::asked(tx, id).await?.iter().any(|asked| asked.question == open),
        None => false,
    };
    let row = row.clone();
    Ok(Some(Case {
        row,
        journey,
        events,
        update,
        participant,
        person,
        recipient,
        name,
        lang,
        contents,
        thread,
        files,
        forbidden,
        alike,
        anothers,
        prefers,
        address,
        knows,
        asks_who,
    }))
}

/// The message and the participant that a row names.
type Named = (Option<(UpdateId, Update)>, ParticipantId);

fn named(row: &OutboxRow, journey: &Journey) -> Option<Named> {
    if row.kind == LINK {
        return Some((None, ParticipantId::parse(&row.ref_id).ok()?));
    }
    let id = UpdateId::parse(&row.ref_id).ok()?;
    let update = journey.updates.get(&id)?.clone();
    let participant = update.participant;
    Some((Some((id, update)), participant))
}

/// The address that reaches the person now; the one that the message was meant for when none does by mail any more.
fn handle_of(update: Option<&Update>, person: &Participant) -> Option<HandleId> {
    let meant = update.map(|update| update.reach);
    // What goes by another way goes by that, whatever reaches the person first.
    let rerouted = meant.filter(|_| update.is_some_and(|update| update.rerouted.is_some()));
    [rerouted, Some(person.reach), meant].into_iter().flatten().find_map(Reach::handle)
}

async fn load_customer(tx: &mut Tx, id: CustomerId) -> Result<Option<Customer>> {
    let stored = journal::read(tx, &StreamKey::new(CUSTOMER, id.0), 0).await?;
    Ok(customer::fold(id, &read_customer(&stored)?))
}

/// Whether an address was proven to be that of another record than a customer's.
async fn is_anothers(tx: &mut Tx, customer: CustomerId, address: &str) -> Result<bool> {
    for row in views::customers::all_by_handle(tx, HandleKind::Email, address).await? {
        let other = match row.customer == customer {
            true => None,
            false => load_customer(tx, row.customer).await?,
        };
        if other.is_some_and(|owner| owner.handles.get(&row.id).is_some_and(|handle| handle.evidence.proves())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The postal address of a customer, of this record or of one that is joined to it.
async fn address_of(tx: &mut Tx, customer: &Customer) -> Result<Option<String>> {
    for record in crate::handles::records_of(tx, customer.id).await? {
        let handles = views::customers::handles(tx, record).await?;
        let found = handles.iter().rfind(|handle| handle.kind == HandleKind::Address.code());
        if let Some(handle) = found {
            return Ok(content::text(tx, handle.value.0).await?);
        }
    }
    Ok(None)
}

async fn recipient(
    tx: &mut Tx,
    (app, directory): (&App, &Directory),
    id: HandleId,
    customer: Option<&Customer>,
    now: Timestamp,
) -> Result<Option<Recipient>> {
    let Some(row) = views::customers::handle(tx, id).await? else { return Ok(None) };
    let owner = match customer.filter(|customer| customer.id == row.customer) {
        Some(customer) => Some(customer.clone()),
        None => load_customer(tx, row.customer).await?,
    };
    let Some(handle) = owner.and_then(|owner| owner.handles.get(&id).copied()) else { return Ok(None) };
    let Some(address) = content::text(tx, handle.value.0).await? else { return Ok(None) };
    let config = &app.config;
    let is_number = handle.kind == HandleKind::Phone;
    let chat = match handle.kind.medium() {
        Some(_) => Some(Chat { window: crate::social::of_handle(tx, directory, id).await? }),
        None => None,
    };
    if !is_number && chat.is_none() && (handle.kind != HandleKind::Email || !address.contains('@')) {
        return Ok(None);
    }
    let stopped = is_number && app.is_stopped(tx, &address).await?;
    let address = address.trim().to_owned();
    let marks = secrets::veiled_address(config, &address);
    let since = |span: SignedDuration| now.checked_sub(span).unwrap_or(now);
    let automatic = mail::automatic_since(tx, &marks, "", since(SignedDuration::from_hours(1))).await?;
    let mut receipts = 0;
    for kind in UpdateKind::ALL.iter().filter(|kind| kind.is_receipt()) {
        receipts += mail::automatic_since(tx, &marks, kind.code(), since(RECEIPT_SPAN)).await?;
    }
    let domain_marks = secrets::veiled(config, DOMAIN_MARK, &domain_of(&address));
    let at_domain = mail::automatic_since(tx, &domain_marks, "", since(SignedDuration::from_hours(1))).await?;
    let proven = handle.evidence.proves();
    Ok(Some(Recipient {
        handle: id,
        customer: row.customer,
        address,
        marks,
        proven,
        failed: handle.failed,
        automatic,
        domain_marks,
        at_domain,
        receipts,
        is_number,
        stopped,
        chat,
    }))
}

/// The part of an address behind its last at sign, in lower case.
fn domain_of(address: &str) -> String {
    address.rsplit('@').next().unwrap_or_default().to_lowercase()
}

/// The contents that a message may need.
fn wanted(journey: &Journey, events: &[Recorded<JourneyEvent>], update: Option<&Update>) -> Vec<ContentId> {
    let mut ids = vec![journey.subject];
    ids.extend(journey.expectation.as_ref().and_then(|told| told.text));
    let Some(update) = update else { return ids };
    ids.extend(journey.forwarded.iter().flat_map(|sent| [sent.name, sent.reachable]));
    ids.extend(journey.legal.as_ref().and_then(|clock| clock.longer).and_then(|(_, text)| text));
    ids.extend(journey.legal.as_ref().and_then(|clock| clock.pause.text));
    ids.extend(update.contact.and_then(|id| journey.contacts.get(&id)).map(|contact| contact.facts.text));
    ids.extend(journey.survey.iter().flat_map(|ask| ask.done.iter().map(|done| done.text)));
    ids.extend(update.agreement.and_then(|id| journey.agreements.get(&id)).map(|found| found.wording));
    ids.extend(journey.promises.values().filter_map(|promise| promise.text));
    ids.extend(journey.visits.values().filter_map(|visit| visit.place));
    if let Some(question) = update.question.and_then(|id| journey.questions.get(&id)) {
        ids.push(question.text);
        ids.extend(question.items.iter().map(|item| item.label));
    }
    ids.extend(events.iter().filter_map(|recorded| match &recorded.event {
        JourneyEvent::PromiseMoved { promise, text, .. } if Some(*promise) == update.promise => *text,
        _ => None,
    }));
    ids
}

/// The files of a member's message, as many as fit.
async fn files(tx: &mut Tx, journey: &Journey, update: Option<&Update>) -> Result<Vec<OutgoingFile>> {
    let contact = update.and_then(|update| update.contact).and_then(|id| journey.contacts.get(&id));
    let mut found = Vec::new();
    let mut room = FILES;
    for id in contact.map(|contact| contact.facts.files.as_slice()).unwrap_or_default() {
        let Some(info) = content::info(tx, id.0).await? else { continue };
        if info.size > room {
            continue;
        }
        if let Some(bytes) = content::bytes(tx, id.0).await? {
            room -= info.size;
            found.push(OutgoingFile { name: info.file_name.unwrap_or_default(), media_type: info.media_type, bytes });
        }
    }
    Ok(found)
}
