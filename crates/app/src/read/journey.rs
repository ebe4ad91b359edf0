//! One journey, folded from its stream, with the words that its events name. The staff's page and the customer's page
//! both begin here.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use regie_domain::blueprint::Blueprint;
use regie_domain::codes::FileMark;
use regie_domain::customer::{HandleKind, Language};
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{ContentId, CustomerId, JourneyId, ParticipantId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::preference::Chosen;
use regie_domain::update::{Update, UpdateState};
use regie_store::journal::{self, StreamKey};
use regie_store::outbox::{self, OutboxState};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::customers;
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Action, Restrictions, Sight, Who, authorise, may_read, sight_of, sight_of_arrival};
use crate::error::{AppError, Result};
use crate::preferences;
use crate::run::{JOURNEY, outbox_id, read_journey};
use crate::second_thing::{self, Second};
use crate::social::who::WhoStands;

/// A file that can be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it was erased.
    pub erased: bool,
    /// What a person should know before opening it.
    pub marks: Vec<FileMark>,
}

/// A message that was decided on and has not reached its channel: it waits, or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// Where its row in the outbox stands.
    pub state: OutboxState,
    /// When it may leave.
    pub next_try: Timestamp,
    /// Why it waits, as a code of [`crate::outbox::reason`].
    pub reason: Option<String>,
    /// The words of the mail server, without addresses.
    pub words: String,
}

/// A journey with all that a page of it needs.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The journey.
    pub journey: Journey,
    /// Its events, oldest first.
    pub events: Vec<Recorded<JourneyEvent>>,
    /// The words that the events name. Erased ones are missing.
    pub texts: HashMap<ContentId, String>,
    /// The files that the contacts name.
    pub files: HashMap<ContentId, FileInfo>,
    /// The names of the customers on it.
    pub names: HashMap<CustomerId, String>,
    /// Their language.
    pub languages: HashMap<CustomerId, Language>,
    /// Their e-mail addresses and telephone numbers.
    pub handles: HashMap<CustomerId, Vec<(HandleKind, String)>>,
    /// How the customer chose to hear from us; nothing where nobody chose, and for the customer.
    pub prefers: Option<Chosen>,
    /// The blueprint version that it runs under.
    pub blueprint: Blueprint,
    /// What its reader, or for a member the customer, is asked before sensitive parts of the own page show.
    pub second: Option<Second>,
    /// How it stands with who the customer is, where a social channel reaches the person.
    pub social: Option<WhoStands>,
    /// Mails that may belong to it and wait for a person; empty for the customer.
    pub waiting: Vec<Arrival>,
    /// The mails that have not left, as the outbox knows them; empty for the customer.
    pub unsent: HashMap<UpdateId, Unsent>,
    /// The other mailboxes that a mail reached, by the mail as it came; empty for the customer.
    pub reached_also: HashMap<ContentId, Vec<uuid::Uuid>>,
}

impl Loaded {
    /// Words; a dash for erased ones.
    #[must_use]
    pub fn text(&self, id: ContentId) -> &str {
        self.texts.get(&id).map_or("–", String::as_str)
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        self.text(self.journey.subject)
    }

    /// The name of a participant, or the address that is known instead.
    #[must_use]
    pub fn name_of(&self, participant: Option<ParticipantId>) -> Option<&str> {
        let person = self.journey.participants.get(&participant?)?;
        self.customer_name(person.customer)
    }

    /// The name of a customer record, or the address that is known instead.
    #[must_use]
    pub fn customer_name(&self, customer: CustomerId) -> Option<&str> {
        let known = self.names.get(&customer).map(String::as_str);
        known.or_else(|| {
            self.handles.get(&customer).and_then(|handles| handles.first()).map(|(_, value)| value.as_str())
        })
    }
}

impl App {
    /// A journey for a member or a customer.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none, [`AppError::Denied`] when it is not for this reader.
    pub async fn open_journey(&self, who: &Who, id: JourneyId) -> Result<Loaded> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, id).await?;
        let events = read_journey(&journal::read(&mut tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
        let journey = fold(id, &events).ok_or(AppError::NotFound("journey"))?;
        let blueprint = directory.blueprint_version(journey.blueprint).ok_or(AppError::NotFound("blueprint"))?.clone();
        let mut loaded = Loaded {
            texts: HashMap::new(),
            files: HashMap::new(),
            names: HashMap::new(),
            languages: HashMap::new(),
            handles: HashMap::new(),
            prefers: None,
            second: None,
            social: None,
            waiting: Vec::new(),
            unsent: HashMap::new(),
            reached_also: HashMap::new(),
            journey,
            events,
            blueprint,
        };
        load_words(&mut tx, &mut loaded).await?;
        load_people(&mut tx, &mut loaded).await?;
        let reader = match who {
            Who::Customer { participant, .. } => Some(*participant),
            _ => loaded.journey.customer_participant().map(|(id, _)| id),
        };
        if let Some(reader) = reader {
            loaded.second = second_thing::asked_of(&mut tx, &directory, &loaded.journey, reader).await?;
            loaded.social = crate::social::who::stands(&mut tx, &loaded.journey, reader).await?;
        }
        if who.is_inside() {
            loaded.prefers = preferences::last_choice(&mut tx, loaded.journey.customer).await?;
            for arrival in arrivals::suggested_for(&mut tx, id).await? {
                let sight = sight_of_arrival(&mut tx, who, &directory, &arrival).await?;
                if authorise(who, Action::ReadArrival(&sight)).is_ok() {
                    loaded.waiting.push(arrival);
                }
            }
            load_unsent(&mut tx, &mut loaded).await?;
            let raw: Vec<ContentId> = loaded.journey.contacts.values().filter_map(|found| found.facts.raw).collect();
            for (raw, mailbox) in arrivals::reached_also(&mut tx, &raw).await? {
                loaded.reached_also.entry(raw).or_default().push(mailbox);
            }
        }
        drop(tx);
        crate::partners::seen_at_the_desk(self, who, &directory, id).await?;
        Ok(loaded)
    }

    /// Whether somebody may read a journey.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sees(&self, who: &Who, id: JourneyId) -> Result<bool> {
        let directory = self.directory().await?;
        let sight = match Restrictions::hold_for(who, &directory) {
            true => sight_of(&mut self.store.begin_read().await?, who, &directory, id).await?,
            false => Sight::default(),
        };
        Ok(authorise(who, Action::ReadJourney(id, &sight)).is_ok())
    }

    /// A file or HTML body of a journey, for somebody who may see the journey.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the journey does not hold it or it was erased.
    pub async fn open_file(&self, who: &Who, journey: JourneyId, file: ContentId) -> Result<(FileInfo, Vec<u8>)> {
        let loaded = self.open_journey(who, journey).await?;
        let inside = who.is_inside();
        let named = loaded.journey.contacts.values().filter(|contact| contact.moved_to.is_none()).any(|contact| {
            let facts = &contact.facts;
            facts.files.contains(&file) || (inside && (facts.raw == Some(file) || facts.html == Some(file)))
        });
        let said = |found: &regie_domain::breach::Breach| found.said.iter().any(|said| said.evidence.contains(&file));
        let evidence = inside && loaded.journey.breaches.values().any(said);
        let signalled = inside && loaded.journey.signals.values().any(|found| found.evidence.contains(&file));
        if !named && !evidence && !signalled {
            return Err(AppError::NotFound("file"));
        }
        let mut tx = self.store.begin_read().await?;
        let info = content::info(&mut tx, file.0).await?.ok_or(AppError::NotFound("file"))?;
        let bytes = content::bytes(&mut tx, file.0).await?.ok_or(AppError::NotFound("file"))?;
        Ok((file_info(info), bytes))
    }
}

/// Reads the words and files that the events name.
async fn load_words(tx: &mut Tx, loaded: &mut Loaded) -> Result<()> {
    let mut wanted = BTreeSet::new();
    let mut files = BTreeSet::new();
    for recorded in &loaded.events {
        if let JourneyEvent::ContactRecorded { facts } = &recorded.event {
            files.extend(facts.files.iter().copied());
        }
        if let JourneyEvent::BreachReported { evidence, .. }
        | JourneyEvent::BreachAdded { evidence, .. }
        | JourneyEvent::SignalOpened { evidence, .. } = &recorded.event
        {
            files.extend(evidence.iter().copied());
        }
        collect(&serde_json::to_value(&recorded.event)?, &mut wanted);
    }
    let ids: Vec<uuid::Uuid> = wanted.into_iter().collect();
    for chunk in ids.chunks(500) {
        loaded.texts.extend(content::texts(tx, chunk).await?.into_iter().map(|(id, text)| (ContentId(id), text)));
    }
    for file in files {
        if let Some(info) = content::info(tx, file.0).await? {
            loaded.files.insert(file, file_info(info));
        }
    }
    Ok(())
}

/// Reads where the messages stand that have not left.
async fn load_unsent(tx: &mut Tx, loaded: &mut Loaded) -> Result<()> {
    let mails = |update: &Update| {
        let unsent = matches!(update.state, UpdateState::Planned | UpdateState::Failed { .. });
        unsent && update.reach.is_sent()
    };
    let planned = loaded.journey.updates.iter().filter(|(_, update)| mails(update)).map(|(id, _)| *id);
    for update in planned.collect::<Vec<_>>() {
        let Some(row) = outbox::get(tx, outbox_id(update)).await? else { continue };
        let (reason, words) = crate::outbox::trouble_of(&row);
        let unsent = Unsent { state: row.state, next_try: row.next_try, reason, words };
        loaded.unsent.insert(update, unsent);
    }
    Ok(())
}

/// All ids in an event: those of contents among them are found, the others are not and cost little.
fn collect(value: &serde_json::Value, into: &mut BTreeSet<uuid::Uuid>) {
    match value {
        serde_json::Value::String(text) => into.extend(uuid::Uuid::parse_str(text).ok()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| collect(field, into)),
        _ => {}
    }
}

async fn load_people(tx: &mut Tx, loaded: &mut Loaded) -> Result<()> {
    let people: BTreeSet<CustomerId> =
        loaded.journey.participants.values().map(|person| person.customer).chain([loaded.journey.customer]).collect();
    for customer in people {
        if let Some((name, language)) = customers::name_and_language(tx, customer).await? {
            if let Some(name) = name
                && let Some(text) = content::text(tx, name.0).await?
            {
                loaded.names.insert(customer, text);
            }
            loaded.languages.insert(customer, if language == "en" { Language::En } else { Language::Nl });
        }
        let mut known = Vec::new();
        for handle in customers::handles(tx, customer).await? {
            if let (Some(kind), Some(value)) =
                (HandleKind::parse(&handle.kind), content::text(tx, handle.value.0).await?)
            {
                known.push((kind, value));
            }
        }
        loaded.handles.insert(customer, known);
    }
    Ok(())
}

fn file_info(info: content::ContentInfo) -> FileInfo {
    FileInfo {
        name: info.file_name.unwrap_or_else(|| "bestand".to_owned()),
        media_type: info.media_type,
        size: u64::try_from(info.size).unwrap_or(0),
        erased: info.erased.is_some(),
        marks: info.marks.iter().filter_map(|code| FileMark::parse(code)).collect(),
    }
}

/// The moment that pages call "last updated".
#[must_use]
pub fn updated_at(loaded: &Loaded) -> Timestamp {
    loaded.events.last().map_or(loaded.journey.opened_at, |recorded| recorded.meta.recorded_at)
}
