//! The brief of a contact: what is known of the customer over all journeys that the reader may see, in five lines at most.
//! Who wrote from what is not tied to a customer by evidence gets the lines of this journey alone.

use std::collections::{BTreeSet, HashMap};

use regie_domain::brief::{Entry, Line, Person, brief};
use regie_domain::customer::HandleKind;
use regie_domain::ids::{ContentId, CustomerId, JourneyId};
use regie_domain::journey::Journey;
use regie_domain::likeness::Strength;
use regie_domain::reference::Reference;
use regie_store::views::journeys::JourneyRow;
use regie_store::views::{agreements, customers, history};
use regie_store::{Tx, content};

use crate::App;
use crate::authorise::{Scope, Who, may_read, scope};
use crate::error::{AppError, Result};
use crate::handles::{Found, find, records_of};
use crate::partners::Shown;
use crate::run::journey_of;
use crate::social::who::WhoStands;

/// The most journeys of one customer that are read for a brief.
const MOST: usize = 12;
/// The most rows that those are chosen from.
const ROWS: u32 = 100;

/// A brief, with the words that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    /// The lines.
    pub lines: Vec<Entry>,
    /// The words that they name. Erased ones are missing.
    pub words: HashMap<ContentId, String>,
    /// The numbers of the journeys that they name.
    pub references: HashMap<JourneyId, Reference>,
    /// Whose record a line says to be perhaps that of somebody else, too, and what that one is called.
    pub likely: Option<(CustomerId, Option<String>)>,
}

impl Brief {
    /// Words; a dash for erased ones.
    #[must_use]
    pub fn text(&self, id: ContentId) -> &str {
        self.words.get(&id).map_or("–", String::as_str)
    }
}

impl App {
    /// The brief of a journey.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none, [`AppError::Denied`] when it is not for this reader; what the store says.
    pub async fn brief(&self, who: &Who, id: JourneyId) -> Result<Brief> {
        let directory = self.directory().await?;
        let sight = scope(who, &directory)?;
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, id).await?;
        let here = journey_of(&mut tx, id).await?.ok_or(AppError::NotFound("journey"))?;
        let mut found = of_journey(&mut tx, &sight, &here).await?;
        let known = crate::partners::Known::of(&mut tx, &sight, &[here.id], self.ports.clock.now()).await?;
        drop(tx);
        found.words.retain(|words, _| known.reads(here.id, *words));
        crate::partners::listed_at_the_desk(self, &sight, &shown(&found)).await?;
        Ok(found)
    }

    /// The brief of who rings from a number, likely about the journey `here`; no lines where the number is nobody's.
    ///
    /// # Errors
    /// What the store says.
    pub async fn brief_of_caller(&self, who: &Who, number: &str, here: Option<JourneyId>) -> Result<Brief> {
        if regie_domain::phone::PhoneNumber::parse(number).is_err() {
            return Ok(Brief::default());
        }
        let directory = self.directory().await?;
        let (sight, now) = (scope(who, &directory)?, self.ports.clock.now());
        let mut tx = self.store.begin_read().await?;
        let Found::Known(handle) = find(&mut tx, (&sight, now), HandleKind::Phone, number, &[]).await? else {
            return Ok(Brief::default());
        };
        let (mut others, shielded) = others(&mut tx, &sight, handle.customer, None).await?;
        let place = others.iter().position(|journey| Some(journey.id) == here);
        let here = place.map(|place| others.remove(place));
        let (likely, named) = likely(&mut tx, &sight, handle.customer).await?;
        let person = Person { number: numbered(&mut tx, handle.customer).await?, tied: true, shielded, likely };
        let found = Brief { likely: named, ..worded(&mut tx, here.as_ref(), &others, person).await? };
        drop(tx);
        crate::partners::listed_at_the_desk(self, &sight, &shown(&found)).await?;
        Ok(found)
    }
}

/// What the lines name, for the log of what guests see: numbers, and nothing of the customer.
fn shown(found: &Brief) -> Shown {
    found.references.keys().map(|id| (*id, String::new())).collect()
}

/// The brief of a journey that the reader may see.
async fn of_journey(tx: &mut Tx, sight: &Scope, here: &Journey) -> Result<Brief> {
    let (likely, named) = likely(tx, sight, here.customer).await?;
    let tied = is_tied(tx, here).await?;
    let (others, shielded) = match tied {
        true => others(tx, sight, here.customer, Some(here.id)).await?,
        false => (Vec::new(), 0),
    };
    let person = Person { number: tied && numbered(tx, here.customer).await?, tied, shielded, likely };
    Ok(Brief { likely: named, ..worded(tx, Some(here), &others, person).await? })
}

/// Who most likely is the same person as somebody, as the domain takes it and as [`Brief::likely`].
type MayBe = (Option<(CustomerId, Strength)>, Option<(CustomerId, Option<String>)>);

async fn likely(tx: &mut Tx, sight: &Scope, customer: CustomerId) -> Result<MayBe> {
    let found = crate::likeness::perhaps(tx, sight, customer).await?;
    let named = found.as_ref().map(|likely| (customer, likely.name().map(str::to_owned)));
    Ok((found.and_then(|likely| Some((likely.id()?, likely.strength()))), named))
}

/// Whether who writes is known to be the customer: on a social medium that takes evidence.
pub(crate) async fn is_tied(tx: &mut Tx, journey: &Journey) -> Result<bool> {
    let Some((customer, _)) = journey.customer_participant() else { return Ok(true) };
    let stands = crate::social::who::stands(tx, journey, customer).await?;
    Ok(matches!(stands, None | Some(WhoStands::Tied)))
}

/// The customer's other journeys that run, or in which an agreement still stands, and how many more run out of sight.
pub(crate) async fn others(
    tx: &mut Tx,
    sight: &Scope,
    customer: CustomerId,
    besides: Option<JourneyId>,
) -> Result<(Vec<Journey>, usize)> {
    // A guest knows what its agreement shares of this journey, and hears of no other.
    if !sight.is_whole() || sight.guest().is_some() {
        return Ok((Vec::new(), 0));
    }
    let mut records = Vec::new();
    for record in records_of(tx, customer).await? {
        if sight.knows(tx, record).await? {
            records.push(record);
        }
    }
    let made = agreements::of_customers(tx, &records, ROWS).await?;
    let stands: BTreeSet<JourneyId> = made
        .iter()
        .filter(|row| matches!(row.state.as_str(), "standing" | "proposed"))
        .map(|row| row.journey)
        .collect();
    let mut rows = history::journeys(tx, &records, ROWS).await?;
    rows.retain(|row: &JourneyRow| Some(row.id) != besides && (row.state == "open" || stands.contains(&row.id)));
    let shielded = sight.shield(tx, &mut rows).await?;
    // What binds is never among what is left out.
    rows.sort_by_key(|row| !stands.contains(&row.id));
    let mut found = Vec::new();
    for row in rows.into_iter().take(MOST) {
        found.extend(journey_of(tx, row.id).await?);
    }
    Ok((found, shielded))
}

/// Whether a customer number is known.
async fn numbered(tx: &mut Tx, customer: CustomerId) -> Result<bool> {
    for record in records_of(tx, customer).await? {
        let handles = customers::handles(tx, record).await?;
        if handles.iter().any(|handle| handle.kind == HandleKind::CustomerNumber.code()) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn worded(tx: &mut Tx, here: Option<&Journey>, others: &[Journey], person: Person) -> Result<Brief> {
    let others: Vec<&Journey> = others.iter().collect();
    let lines = brief(here, &others, person);
    let mut wanted = BTreeSet::new();
    let mut named = BTreeSet::new();
    for entry in &lines {
        match entry.line {
            Line::Agreement { journey, wording, .. } => {
                wanted.insert(wording);
                named.insert(journey);
            }
            Line::Promise { journey, text, .. } => {
                wanted.extend(text);
                named.insert(journey);
            }
            Line::Asked { journey, text, .. } => {
                wanted.insert(text);
                named.insert(journey);
            }
            Line::Other { journey, title, .. } => {
                wanted.insert(title);
                named.insert(journey);
            }
            Line::Told { .. } | Line::Shielded { .. } | Line::Likely { .. } | Line::Known { .. } => {}
        }
    }
    let ids: Vec<uuid::Uuid> = wanted.into_iter().map(|id| id.0).collect();
    let words = content::texts(tx, &ids).await?.into_iter().map(|(id, text)| (ContentId(id), text)).collect();
    let all = here.into_iter().chain(others.iter().copied());
    let references = all.filter(|it| named.contains(&it.id)).map(|it| (it.id, it.reference)).collect();
    Ok(Brief { lines, words, references, likely: None })
}
