//! One journey, folded from its stream, with the words that its events name. The staff's page and the customer's page
//! both begin here.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use regie_domain::blueprint::Blueprint;
use regie_domain::codes::FileMark;
use regie_domain::customer::{HandleKind, Language};
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{ContentId, CustomerId, JourneyId, ParticipantId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::preference::Chosen;
use regie_domain::reference::Reference;
use regie_domain::update::{Update, UpdateState};
use regie_store::journal::{self, StreamKey};
use regie_store::outbox::{self, OutboxState};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::{customers, journeys};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{
    Action, Restrictions, Sight, Who, authorise, may_read, may_read_part, scope, sight_of, sight_of_arrival,
};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::partners::Known;
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

/// Another journey that one names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its number.
    pub reference: Reference,
    /// Its title.
    pub title: String,
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
    /// The numbers of the journeys that it was joined with; empty for the customer.
    pub others: HashMap<JourneyId, Reference>,
    /// The journey that it follows and the claims on its carriers, as far as its reader may read them; empty for the customer.
    pub linked: HashMap<JourneyId, Linked>,
    /// The journeys that were joined into it, as far as its reader may read them: what was said there belongs to this one.
    pub parts: Vec<Loaded>,
    /// The place of its reader, where that is somebody on the customer's side.
    pub reader: Option<ParticipantId>,
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

    /// Where somebody comes: as it was said with a visit, else the customer's postal address.
    #[must_use]
    pub fn place(&self, said: Option<ContentId>) -> Option<&str> {
        let handles = self.handles.get(&self.journey.customer).map(Vec::as_slice).unwrap_or_default();
        let address = || handles.iter().rev().find(|(kind, _)| *kind == HandleKind::Address);
        let said = said.and_then(|place| self.texts.get(&place)).map(String::as_str);
        said.or_else(|| address().map(|(_, value)| value.as_str())).filter(|place| !place.trim().is_empty())
    }

    /// The journeys that were joined into it, and into those.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        self.parts.iter().flat_map(|part| std::iter::once(part).chain(part.parts())).collect()
    }

    /// The name of a participant, or the address that is known instead.
    #[must_use]
    pub fn name_of(&self, participant: Option<ParticipantId>) -> Option<&str> {
        let person = self.journey.participants.get(&participant?)?;
        self.customer_name(person.customer)
    }

    /// The first address or number of a customer record that says something to people: that of somebody on Facebook does not.
    #[must_use]
    pub fn address_of(&self, customer: CustomerId) -> Option<&str> {
        let mut handles = self.handles.get(&customer)?.iter();
        handles.find(|(kind, _)| *kind != HandleKind::Facebook).map(|(_, value)| value.as_str())
    }

    /// Whether nothing is known by which a customer record can be reached.
    #[must_use]
    pub fn is_out_of_reach(&self, customer: CustomerId) -> bool {
        !self.handles.get(&customer).into_iter().flatten().any(|(kind, _)| kind.reaches())
    }

    /// Whether letters to a customer record have no address.
    #[must_use]
    pub fn lacks_address(&self, customer: CustomerId) -> bool {
        !self.handles.get(&customer).into_iter().flatten().any(|(kind, _)| *kind == HandleKind::Address)
    }

    /// Whether nothing but an account on Facebook is known of a customer record.
    #[must_use]
    pub fn only_on_facebook(&self, customer: CustomerId) -> bool {
        let handles = self.handles.get(&customer);
        handles.is_some_and(|all| !all.is_empty() && all.iter().all(|(kind, _)| *kind == HandleKind::Facebook))
    }

    /// The name of a customer record, or the address that is known instead.
    #[must_use]
    pub fn customer_name(&self, customer: CustomerId) -> Option<&str> {
        let known = self.names.get(&customer).map(String::as_str);
        known.or_else(|| self.address_of(customer))
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
        self.read_on(tx, who, directory, id).await
    }

    /// As [`App::open_journey`], for a page about an offer, a piece of work or a promise: somebody who works for a partner that
    /// does a piece of the work comes here with its own.
    ///
    /// # Errors
    /// As [`App::open_journey`].
    pub async fn open_for_part(&self, who: &Who, id: JourneyId) -> Result<Loaded> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        may_read_part(&mut tx, who, &directory, id).await?;
        self.read_on(tx, who, directory, id).await
    }

    async fn read_on(&self, mut tx: Tx, who: &Who, directory: Arc<Directory>, id: JourneyId) -> Result<Loaded> {
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
            others: HashMap::new(),
            linked: HashMap::new(),
            parts: Vec::new(),
            reader: None,
            journey,
            events,
            blueprint,
        };
        load_words(&mut tx, &mut loaded).await?;
        crate::surveys::hide(who, &mut loaded);
        load_people(&mut tx, &mut loaded).await?;
        let reader = match who {
            Who::Customer { participant, .. } => {
                loaded.reader = Some(*participant);
                loaded.reader
            }
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
            load_others(&mut tx, &mut loaded).await?;
            load_linked(&mut tx, (who, self.ports.clock.now()), &directory, &mut loaded).await?;
            let raw: Vec<ContentId> = loaded.journey.contacts.values().filter_map(|found| found.facts.raw).collect();
            for (raw, mailbox) in arrivals::reached_also(&mut tx, &raw).await? {
                loaded.reached_also.entry(raw).or_default().push(mailbox);
            }
        }
        drop(tx);
        let now = crate::run::whole_micros(self.ports.clock.now());
        if let Some((org, seen)) = crate::partners::keep_to_agreement(who, &directory, &mut loaded, now) {
            crate::partners::seen_at_the_desk(self, (org, id), &seen).await?;
        }
        if !loaded.journey.joined.is_empty() {
            loaded.parts = Box::pin(self.joined_into(who, &loaded)).await?;
            // What may belong to one that was joined is placed on the one that goes on.
            for part in &mut loaded.parts {
                loaded.waiting.append(&mut part.waiting);
            }
        }
        Ok(loaded)
    }

    /// Whether somebody may open a journey: all of it, or the own part.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sees(&self, who: &Who, id: JourneyId) -> Result<bool> {
        let directory = self.directory().await?;
        let sight = match Restrictions::hold_for(who, &directory) {
            true => sight_of(&mut self.store.begin_read().await?, who, &directory, id).await?,
            false => Sight::default(),
        };
        Ok(authorise(who, Action::ReadPart(id, &sight)).is_ok())
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
        let joined = loaded.parts().into_iter().flat_map(|part| part.journey.contacts.values()).any(|contact| {
            let facts = &contact.facts;
            contact.moved_to.is_none()
                && (facts.files.contains(&file) || (inside && (facts.raw == Some(file) || facts.html == Some(file))))
        });
        if !named && !evidence && !signalled && !joined {
            return Err(AppError::NotFound("file"));
        }
        // Who works for a partner gets what the own page shows, and never a mail as it came.
        let directory = self.directory().await?;
        let guest = who.member().is_some_and(|member| directory.guest_of(member).is_some());
        let shown =
            loaded.files.contains_key(&file) || loaded.parts().iter().any(|part| part.files.contains_key(&file));
        if guest && !shown && !crate::partners::reads_all(who, &directory, &loaded.journey, self.ports.clock.now()) {
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

/// Reads the numbers of the journeys that it was joined with.
async fn load_others(tx: &mut Tx, loaded: &mut Loaded) -> Result<()> {
    let mut wanted: BTreeSet<JourneyId> = loaded.journey.joined_into().into_iter().collect();
    for recorded in &loaded.events {
        if let JourneyEvent::Joined { from, .. } | JourneyEvent::Unjoined { from } = &recorded.event {
            wanted.insert(*from);
        }
    }
    for id in wanted {
        if let Some(row) = journeys::get(tx, id).await? {
            loaded.others.insert(id, row.reference);
        }
    }
    Ok(())
}

/// Reads what the journeys are called that it names, where they stand and its reader may read them.
async fn load_linked(
    tx: &mut Tx,
    (who, now): (&Who, Timestamp),
    directory: &Directory,
    loaded: &mut Loaded,
) -> Result<()> {
    let sight = scope(who, directory)?;
    let claims = loaded.journey.shipments.values().filter_map(|found| found.claim);
    for id in loaded.journey.follows.into_iter().chain(claims).collect::<BTreeSet<_>>() {
        let Some(row) = journeys::get(tx, id).await?.filter(|row| row.state != "void") else { continue };
        let known = Known::of(tx, &sight, &[id], now).await?;
        match may_read(tx, who, directory, id).await {
            Ok(()) => {}
            Err(AppError::Denied(_) | AppError::NotFound(_)) => continue,
            Err(error) => return Err(error),
        }
        let title = match known.reads(id, row.subject) {
            true => content::text(tx, row.subject.0).await?.unwrap_or_default(),
            false => String::new(),
        };
        loaded.linked.insert(id, Linked { reference: row.reference, title });
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

/// The ids of contents that an event may name.
pub(crate) fn contents_of(event: &JourneyEvent) -> BTreeSet<ContentId> {
    let mut ids = BTreeSet::new();
    if let Ok(value) = serde_json::to_value(event) {
        collect(&value, &mut ids);
    }
    ids.into_iter().map(ContentId).collect()
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
