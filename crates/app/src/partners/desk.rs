//! What a desk partner sees of a journey in our own screens: what its sharing agreement names, its own words, what the customer
//! was promised and told, and what a member marked for the chain. All texts only where the agreement says so. The page of a
//! journey, every list, the search and what is known of a person all ask here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use regie_domain::customer::HandleKind;
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{ContentId, CustomerId, JourneyId, OrgId};
use regie_domain::journey::Journey;
use regie_domain::partner::{Partner, PartnerKind, Sees, SharedField, SharingMoment, is_for_chain, part_of, readable};
use regie_store::Tx;
use regie_store::journal::{self, StreamKey};
use regie_store::views::journeys::JourneyRow;
use regie_store::views::{customers, journeys};

use crate::authorise::{Scope, Who};
use crate::directory::Directory;
use crate::error::Result;
use crate::read::{Loaded, contents_of};
use crate::run::{JOURNEY, read_journey};

/// What of journeys a guest was shown, as codes with spaces between, for the log of that; empty where no guest reads.
pub(crate) type Shown = BTreeMap<JourneyId, String>;

/// What a guest may know of some journeys; everything where no guest reads.
#[derive(Debug, Default)]
pub(crate) struct Known {
    guest: bool,
    of: HashMap<JourneyId, OfJourney>,
}

/// What a guest may know of one journey.
#[derive(Debug)]
struct OfJourney {
    fields: BTreeSet<SharedField>,
    /// The words that it may read; nothing where it may read all.
    words: Option<BTreeSet<ContentId>>,
    /// The words that a member marked for the chain.
    marked: BTreeSet<ContentId>,
    title: ContentId,
}

impl OfJourney {
    fn of(partner: &Partner, journey: &Journey, events: &[Recorded<JourneyEvent>], now: Timestamp) -> Self {
        let fields = fields_of(partner, journey, now);
        let all = fields.contains(&SharedField::Texts);
        let words = (!all).then(|| readable_for(partner, journey, &fields, events));
        let marked = journey.contacts.values().filter(|contact| is_for_chain(contact));
        Self { words, marked: marked.map(|contact| contact.facts.text).collect(), title: journey.subject, fields }
    }

    fn reads(&self, words: ContentId) -> bool {
        match &self.words {
            Some(may) => may.contains(&words),
            None => words != self.title || self.fields.contains(&SharedField::Title),
        }
    }
}

impl Known {
    /// What a reader may know of some journeys that are in sight.
    pub async fn of(tx: &mut Tx, scope: &Scope, journeys: &[JourneyId], now: Timestamp) -> Result<Self> {
        let Some(partner) = scope.partner() else { return Ok(Self::default()) };
        let mut of = HashMap::new();
        for id in journeys.iter().copied() {
            let events = read_journey(&journal::read(tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
            if let Some(journey) = fold(id, &events) {
                of.insert(id, OfJourney::of(partner, &journey, &events, now));
            }
        }
        Ok(Self { guest: true, of })
    }

    /// Whether something of the customer may be known.
    pub fn shows(&self, journey: JourneyId, field: SharedField) -> bool {
        !self.guest || self.of.get(&journey).is_some_and(|known| known.fields.contains(&field))
    }

    /// What of the customer may be known; nothing where no guest reads.
    pub fn fields(&self, journey: JourneyId) -> Option<&BTreeSet<SharedField>> {
        static NOTHING: BTreeSet<SharedField> = BTreeSet::new();
        self.guest.then(|| self.of.get(&journey).map_or(&NOTHING, |known| &known.fields))
    }

    /// Whether words may be read. The title is words, too.
    pub fn reads(&self, journey: JourneyId, words: ContentId) -> bool {
        !self.guest || self.of.get(&journey).is_some_and(|known| known.reads(words))
    }

    /// Whether an address or number may be known.
    pub fn reaches(&self, journey: JourneyId, kind: HandleKind) -> bool {
        !self.guest || field_of(kind).is_some_and(|field| self.shows(journey, field))
    }

    /// Whether anything is kept back at all.
    pub fn is_guest(&self) -> bool {
        self.guest
    }

    /// What all these journeys together let a guest know of the person; nothing where no guest reads.
    pub fn together(&self) -> Option<BTreeSet<SharedField>> {
        self.guest.then(|| self.of.values().flat_map(|known| known.fields.iter().copied()).collect())
    }

    /// The codes of what was shown, for the log: the fields, and whether words of the customer's side were among it.
    pub fn codes(
        &self,
        journey: JourneyId,
        fields: impl IntoIterator<Item = SharedField>,
        words: impl IntoIterator<Item = ContentId>,
    ) -> String {
        let Some(known) = self.of.get(&journey) else { return String::new() };
        let mut codes: Vec<&str> = fields.into_iter().map(SharedField::code).collect();
        let words: BTreeSet<ContentId> = words.into_iter().collect();
        match known.words {
            None if !words.is_empty() => codes.push(SharedField::Texts.code()),
            Some(_) if !words.is_disjoint(&known.marked) => codes.push(super::page::TEXT),
            _ => {}
        }
        codes.join(" ")
    }
}

/// The journeys of some rows.
pub(crate) fn ids_of(rows: &[JourneyRow]) -> Vec<JourneyId> {
    rows.iter().map(|row| row.id).collect()
}

/// What a reader may know of a person: what any journey of the person in sight lets it know. Nothing where no guest reads,
/// or where a program of the own teams wrote down all there is.
pub(crate) async fn known_of_person(
    tx: &mut Tx,
    scope: &Scope,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Option<BTreeSet<SharedField>>> {
    if scope.guest().is_none() {
        return Ok(None);
    }
    let ids = journeys::touching(tx, &[customer]).await?;
    if ids.is_empty() {
        return Ok(None);
    }
    let mut rows = journeys::get_many(tx, &ids).await?;
    scope.shield(tx, &mut rows).await?;
    Ok(Known::of(tx, scope, &ids_of(&rows), now).await?.together())
}

/// Whether an address or number is among what may be known; all are where nothing is kept back.
pub(crate) fn knows_handle(fields: Option<&BTreeSet<SharedField>>, kind: HandleKind) -> bool {
    fields.is_none_or(|fields| field_of(kind).is_some_and(|field| fields.contains(&field)))
}

/// What somebody is called, or nothing where that may not be known: the name, else the first address or number of those that
/// may be known.
pub(crate) async fn name_within(
    tx: &mut Tx,
    customer: CustomerId,
    fields: Option<&BTreeSet<SharedField>>,
) -> Result<Option<String>> {
    let Some(fields) = fields else { return crate::read::lists::name_of(tx, customer).await };
    if !fields.contains(&SharedField::Name) {
        return Ok(None);
    }
    if let Some((Some(name), _)) = customers::name_and_language(tx, customer).await?
        && let Some(text) = regie_store::content::text(tx, name.0).await?
    {
        return Ok(Some(text));
    }
    for handle in customers::handles(tx, customer).await? {
        if HandleKind::parse(&handle.kind).is_some_and(|kind| knows_handle(Some(fields), kind))
            && let Some(value) = regie_store::content::text(tx, handle.value.0).await?
        {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// Takes away what a guest may not see; gives what of the customer it does see. Nothing where no guest reads.
pub(crate) fn keep_to_agreement(
    who: &Who,
    directory: &Directory,
    loaded: &mut Loaded,
    now: Timestamp,
) -> Option<(OrgId, Vec<&'static str>)> {
    let partner = who.member().and_then(|member| directory.guest_of(member))?;
    let fields = fields_of(partner, &loaded.journey, now);
    let journey = &loaded.journey;
    if !fields.contains(&SharedField::Texts) {
        let may = readable_for(partner, journey, &fields, &loaded.events);
        loaded.texts.retain(|id, _| may.contains(id));
        let files: BTreeSet<ContentId> = journey
            .contacts
            .values()
            .filter(|contact| may.contains(&contact.facts.text))
            .flat_map(|contact| contact.facts.files.iter().copied())
            .collect();
        loaded.files.retain(|id, _| files.contains(id));
    } else if !fields.contains(&SharedField::Title) {
        let subject = loaded.journey.subject;
        loaded.texts.retain(|id, _| *id != subject);
    }
    if !fields.contains(&SharedField::Name) {
        loaded.names.clear();
    }
    for known in loaded.handles.values_mut() {
        known.retain(|(kind, _)| field_of(*kind).is_some_and(|field| fields.contains(&field)));
    }
    Some((partner.id, shown(loaded, &fields)))
}

/// Whether a guest reads all texts of a journey.
pub(crate) fn reads_all(who: &Who, directory: &Directory, journey: &Journey, now: Timestamp) -> bool {
    let partner = who.member().and_then(|member| directory.guest_of(member));
    partner.is_some_and(|partner| fields_of(partner, journey, now).contains(&SharedField::Texts))
}

/// What the agreement lets a desk partner know: a journey that it serves and has no work on is as if it were offered.
pub(super) fn fields_of(partner: &Partner, journey: &Journey, now: Timestamp) -> BTreeSet<SharedField> {
    let Some(agreement) = partner.shares(now) else { return BTreeSet::new() };
    let moment = part_of(journey, partner.id).and_then(|part| part.moment).unwrap_or(SharingMoment::Offered);
    let holds = journey.ball.holder.team().is_some_and(|team| team.org == partner.id);
    let mut fields = agreement.fields(if holds { SharingMoment::Accepted } else { moment });
    if partner.kind != PartnerKind::Desk {
        fields.remove(&SharedField::Texts);
    }
    fields
}

/// The words that a desk partner may read where its agreement does not name all of them.
fn readable_for(
    partner: &Partner,
    journey: &Journey,
    fields: &BTreeSet<SharedField>,
    events: &[Recorded<JourneyEvent>],
) -> BTreeSet<ContentId> {
    let mut part = part_of(journey, partner.id).unwrap_or_default();
    part.moment = part.moment.or(Some(SharingMoment::Offered));
    let sees = Sees { fields: fields.clone(), part };
    let mut may = readable(journey, &sees, partner.id);
    // Its own people read what they wrote.
    let theirs = events.iter().filter(|found| found.meta.actor.team().is_some_and(|team| team.org == partner.id));
    may.extend(theirs.flat_map(|found| contents_of(&found.event)));
    if !fields.contains(&SharedField::Title) {
        may.remove(&journey.subject);
    }
    may
}

pub(super) fn field_of(kind: HandleKind) -> Option<SharedField> {
    match kind {
        HandleKind::Phone => Some(SharedField::Phone),
        HandleKind::Email => Some(SharedField::Email),
        HandleKind::Plate => Some(SharedField::Plate),
        _ => None,
    }
}

/// The codes of what is shown of the customer.
fn shown(loaded: &Loaded, fields: &BTreeSet<SharedField>) -> Vec<&'static str> {
    let kinds: BTreeSet<SharedField> =
        loaded.handles.values().flatten().filter_map(|(kind, _)| field_of(*kind)).collect();
    let there = |field: &&SharedField| match field {
        SharedField::Title => loaded.texts.contains_key(&loaded.journey.subject),
        SharedField::Name => !loaded.names.is_empty(),
        SharedField::Texts => true,
        SharedField::Answers => false,
        other => kinds.contains(other),
    };
    let mut codes: Vec<&str> = fields.iter().filter(there).map(|field| field.code()).collect();
    let marked = loaded.journey.contacts.values().any(is_for_chain);
    codes.extend((marked && !fields.contains(&SharedField::Texts)).then_some(super::page::TEXT));
    codes
}
