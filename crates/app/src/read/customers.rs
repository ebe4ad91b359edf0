//! Everything we had to do with one person, over all departments: the records that are this person, what each address and
//! number rests on, the journeys, what was promised, what was said.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use regie_domain::actor::Actor;
use regie_domain::customer::{CustomerEvent, Evidence, HandleKind, Language, fold};
use regie_domain::event::Recorded;
use regie_domain::ids::{ContentId, CustomerId, HandleId, JourneyId};
use regie_domain::partner::SharedField;
use regie_store::journal::{self, StreamKey};
use regie_store::views::history::{self, ContactRow, Place};
use regie_store::views::journeys::JourneyRow;
use regie_store::views::names::Names;
use regie_store::views::promises::PromiseRow;
use regie_store::{Tx, content};

use super::lists::whole;
use super::names;
use crate::App;
use crate::authorise::Scope;
use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::partners::{known_of_person, knows_handle};
use crate::run::{CUSTOMER, read_customer};

/// The most journeys and promises of one person that are read.
const MOST: u32 = 300;

/// An address or number, and why it is believed to be the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHandle {
    /// The handle.
    pub id: HandleId,
    /// What it is.
    pub kind: HandleKind,
    /// As it was given; nothing once erased.
    pub value: Option<String>,
    /// Why it is believed.
    pub evidence: Evidence,
    /// Since when.
    pub since: Timestamp,
    /// Since when mail to it comes back for good.
    pub failed: Option<Timestamp>,
}

/// One record of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The record.
    pub id: CustomerId,
    /// Its name; nothing where none is known.
    pub name: Option<String>,
    /// The language of messages.
    pub language: Language,
    /// Since when it is kept.
    pub since: Timestamp,
    /// Its addresses and numbers, oldest first.
    pub handles: Vec<KnownHandle>,
    /// What was said of it and other records, oldest first.
    pub judged: Vec<Judged>,
}

/// What somebody said of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// The record on which it stands.
    pub on: CustomerId,
    /// The other record.
    pub other: CustomerId,
    /// What.
    pub what: Judgement,
}

/// Whether two records are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// They are.
    Same,
    /// They are not after all.
    Parted,
    /// They are not, although they look like it.
    Apart,
    /// That was taken back.
    PerhapsSame,
}

/// All that there is of one person, as far as the reader may see it.
#[derive(Debug, Clone)]
pub struct CustomerFile {
    /// The record that was asked for.
    pub id: CustomerId,
    /// The records that are this person, the one that was asked for first.
    pub records: Vec<Record>,
    /// The journeys, open ones first, then by last contact.
    pub journeys: Vec<JourneyRow>,
    /// As what the person is on each of them, and where mail goes.
    pub places: HashMap<JourneyId, Place>,
    /// How many more there are that are shielded from the reader.
    pub shielded: usize,
    /// What was promised on these: what is owed first, due first; then the rest, newest first.
    pub promises: Vec<PromiseRow>,
    /// What was said, newest first.
    pub contacts: Vec<ContactRow>,
    /// Titles of journeys, names of whose they are, words of promises and contacts.
    pub names: Names,
}

impl CustomerFile {
    /// What the person is called: a name, or an address or number that is known instead.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        // What somebody calls themselves on a social medium gives way to the name of the customer.
        let social = |handle: &KnownHandle| matches!(handle.kind, HandleKind::Facebook | HandleKind::Whatsapp);
        let mut records: Vec<&Record> = self.records.iter().collect();
        records.sort_by_key(|record| !record.handles.is_empty() && record.handles.iter().all(social));
        let named = records.iter().find_map(|record| record.name.as_deref());
        let shown = records.iter().flat_map(|record| &record.handles);
        let values =
            shown.filter(|handle| handle.kind != HandleKind::Facebook).filter_map(|handle| handle.value.as_deref());
        named.or_else(|| values.into_iter().next())
    }

    /// Words that were read along.
    #[must_use]
    pub fn said(&self, id: ContentId) -> Option<&str> {
        self.names.words.get(&id.0).map(String::as_str)
    }
}

impl App {
    /// One person. Contacts are shown in parts: so many after so many others. The number of statements does not grow with
    /// what there is, but with the number of records that were joined.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such record, or none that the reader may know of; what the store says.
    pub async fn customer(&self, scope: &Scope, id: CustomerId, part: (u64, u32)) -> Result<CustomerFile> {
        whole(scope)?;
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let mut records = Vec::new();
        for record in records_of(&mut tx, id).await? {
            // Who is known through shielded journeys only is a stranger, also as a record that was joined.
            if scope.knows(&mut tx, record).await? {
                let known = known_of_person(&mut tx, scope, record, now).await?;
                records.extend(read_record(&mut tx, record).await?.map(|found| found.within(known.as_ref())));
            }
        }
        if records.first().is_none_or(|record| record.id != id) {
            return Err(AppError::NotFound("customer"));
        }
        let own: Vec<CustomerId> = records.iter().map(|record| record.id).collect();
        let mut journeys = history::journeys(&mut tx, &own, MOST).await?;
        let shielded = scope.shield(&mut tx, &mut journeys).await?;
        let ids: Vec<JourneyId> = journeys.iter().map(|row| row.id).collect();
        let places =
            history::places(&mut tx, &ids, &own).await?.into_iter().map(|place| (place.journey, place)).collect();
        let promises = history::promises(&mut tx, &ids, MOST).await?;
        let contacts = history::contacts(&mut tx, &ids, &own, part).await?;
        let promised = promises.iter().filter_map(|promise| Some((promise.journey, promise.text?)));
        let words = promised.chain(contacts.iter().map(|contact| (contact.journey, contact.text)));
        let words: BTreeSet<(JourneyId, ContentId)> = words.collect();
        let (names, shown) = names::of(&mut tx, scope, &journeys, words, now).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &shown).await?;
        Ok(CustomerFile { id, records, journeys, places, shielded, promises, contacts, names })
    }
}

impl Record {
    /// What of it may be known; all of it where nothing is kept back.
    fn within(mut self, fields: Option<&BTreeSet<SharedField>>) -> Self {
        if fields.is_some_and(|fields| !fields.contains(&SharedField::Name)) {
            self.name = None;
        }
        self.handles.retain(|handle| knows_handle(fields, handle.kind));
        self
    }
}

/// A record, folded from its stream; nothing when there is none.
pub(crate) async fn read_record(tx: &mut Tx, id: CustomerId) -> Result<Option<Record>> {
    let events = read_customer(&journal::read(tx, &StreamKey::new(CUSTOMER, id.0), 0).await?)?;
    let (Some(customer), Some(first)) = (fold(id, &events), events.first()) else { return Ok(None) };
    let wanted: Vec<uuid::Uuid> =
        customer.name.iter().chain(customer.handles.values().map(|handle| &handle.value)).map(|id| id.0).collect();
    let texts = content::texts(tx, &wanted).await?;
    let (tied, failed) = moments(&events);
    let handles = customer.handles.iter().map(|(id, handle)| KnownHandle {
        id: *id,
        kind: handle.kind,
        value: texts.get(&handle.value.0).cloned(),
        evidence: handle.evidence,
        since: tied.get(id).copied().unwrap_or(first.meta.recorded_at),
        failed: failed.get(id).copied().filter(|_| handle.failed),
    });
    let mut handles: Vec<KnownHandle> = handles.collect();
    handles.sort_by_key(|handle| (handle.since, handle.id));
    Ok(Some(Record {
        id,
        name: customer.name.and_then(|name| texts.get(&name.0)).cloned(),
        language: customer.language,
        since: first.meta.recorded_at,
        handles,
        judged: judged(id, &events),
    }))
}

fn judged(on: CustomerId, events: &[Recorded<CustomerEvent>]) -> Vec<Judged> {
    let said = events.iter().filter_map(|recorded| {
        let (other, what) = match recorded.event {
            CustomerEvent::Joined { other } => (other, Judgement::Same),
            CustomerEvent::Unjoined { other } => (other, Judgement::Parted),
            CustomerEvent::ToldApart { other } => (other, Judgement::Apart),
            CustomerEvent::ApartUndone { other } => (other, Judgement::PerhapsSame),
            _ => return None,
        };
        Some(Judged { at: recorded.meta.recorded_at, by: recorded.meta.actor, on, other, what })
    });
    said.collect()
}

type Moments = BTreeMap<HandleId, Timestamp>;

/// When each handle was tied, and when it last failed.
fn moments(events: &[Recorded<CustomerEvent>]) -> (Moments, Moments) {
    let (mut tied, mut failed) = (Moments::new(), Moments::new());
    for recorded in events {
        match &recorded.event {
            CustomerEvent::HandleTied { handle, .. } => tied.insert(*handle, recorded.meta.recorded_at),
            CustomerEvent::HandleFailed { handle } => failed.insert(*handle, recorded.meta.recorded_at),
            _ => None,
        };
    }
    (tied, failed)
}
