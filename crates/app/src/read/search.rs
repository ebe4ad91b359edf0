//! Searching journeys: by number, by person, by words.

use std::collections::HashMap;

use regie_domain::customer::HandleKind;
use regie_domain::ids::{ContentId, JourneyId};
use regie_domain::partner::SharedField;
use regie_domain::phone;
use regie_domain::reference::Reference;
use regie_store::views::customers;
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::{Tx, content, search};
use uuid::Uuid;

use super::lists::{Labels, PART, labels, whole};
use crate::App;
use crate::authorise::Scope;
use crate::error::Result;
use crate::handles::records_of;
use crate::partners::{Known, ids_of};

/// How far a search by words looks past what is shielded.
const PAGES: usize = 10;

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct FoundJourneys {
    /// The journeys that the reader may see, last contact first.
    pub hits: Vec<SearchHit>,
    /// Titles and names.
    pub labels: Labels,
    /// How many journeys of this number or person are shielded from the reader. Words in them find nothing.
    pub shielded: usize,
}

/// A journey that a search found.
#[derive(Debug, Clone)]
pub struct SearchHit {
    /// The journey.
    pub row: JourneyRow,
    /// The words it was found by, where they are short enough to show.
    pub found: Option<String>,
}

impl App {
    /// Searches by number, address, telephone number in any notation, name or words; newest first. A shielded journey is
    /// counted where its number or its person was asked for, and not found by its words.
    ///
    /// # Errors
    /// What the store says.
    pub async fn search(&self, scope: &Scope, question: &str) -> Result<FoundJourneys> {
        whole(scope)?;
        let question = question.trim();
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let mut named = by_name(&mut tx, question).await?;
        let mut said: Vec<(JourneyId, Uuid)> = Vec::new();
        let mut before = None;
        // What is shielded takes no place among the newest, within reason.
        for _ in 0..PAGES {
            let hits = search::search(&mut tx, question, before, PART).await?;
            before = hits.last().map(|hit| hit.doc_id).filter(|_| hits.len() >= PART as usize);
            for hit in hits {
                match (hit.journey_id, hit.content_id) {
                    (Some(journey), Some(content)) => said.push((JourneyId(journey), content)),
                    (Some(journey), None) => named.push((JourneyId(journey), By::Number)),
                    (None, Some(content)) => named.extend(of_content(&mut tx, ContentId(content)).await?),
                    (None, None) => {}
                }
            }
            let mut rows = journeys::get_many(&mut tx, &said.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
            let before_rows = said.len();
            scope.shield(&mut tx, &mut rows).await?;
            let known = Known::of(&mut tx, scope, &ids_of(&rows), now).await?;
            // What may not be read is not found by its words either.
            said.retain(|(id, text)| rows.iter().any(|row| row.id == *id) && known.reads(*id, ContentId(*text)));
            let away = before_rows - said.len();
            if before.is_none() || away == 0 || said.len() >= PART as usize {
                break;
            }
        }
        let ids: Vec<JourneyId> = named.iter().map(|(id, _)| *id).collect();
        let mut rows = journeys::get_many(&mut tx, &ids).await?;
        let shielded = scope.shield(&mut tx, &mut rows).await?;
        let known = Known::of(&mut tx, scope, &ids_of(&rows), now).await?;
        rows.retain(|row| named.iter().any(|(id, by)| *id == row.id && by.may(&known, *id)));
        let mut words: HashMap<JourneyId, Uuid> = HashMap::new();
        for (id, content) in said {
            words.entry(id).or_insert(content);
        }
        words.retain(|id, _| rows.iter().all(|row| row.id != *id));
        rows.extend(journeys::get_many(&mut tx, &words.keys().copied().collect::<Vec<_>>()).await?);
        rows.sort_by_key(|row| std::cmp::Reverse((row.last_contact_at, row.id)));
        let labels = labels(&mut tx, scope, &rows, now).await?;
        let mut hits = Vec::with_capacity(rows.len());
        for row in rows {
            let found = match words.get(&row.id) {
                Some(content) => content::text(&mut tx, *content).await?,
                None => None,
            };
            hits.push(SearchHit { row, found });
        }
        drop(tx);
        crate::partners::found_at_the_desk(self, scope, &labels.shown).await?;
        Ok(FoundJourneys { hits, labels, shielded })
    }
}

/// By what a journey was found.
#[derive(Debug, Clone, Copy)]
enum By {
    /// Its own number, or a shipment's: facts, which always travel.
    Number,
    /// An address or number of its customer.
    Handle(HandleKind),
    /// The customer's name.
    Name,
}

impl By {
    /// Whether the reader may know by what it was found.
    fn may(self, known: &Known, journey: JourneyId) -> bool {
        match self {
            Self::Number => true,
            Self::Handle(kind) => known.reaches(journey, kind),
            Self::Name => known.shows(journey, SharedField::Name),
        }
    }
}

/// The journeys of a number, an address or a telephone number.
async fn by_name(tx: &mut Tx, question: &str) -> Result<Vec<(JourneyId, By)>> {
    let mut found = Vec::new();
    if let Some(reference) = Reference::typed(question) {
        let named = journeys::by_reference(tx, reference).await?;
        found.extend(named.map(|id| (id, By::Number)));
        // What was joined is found with the one that goes on with it.
        if let Some(named) = named {
            found.extend(crate::joining::went_to(tx, named).await?.map(|id| (id, By::Number)));
        }
    }
    if let Ok(subject) = regie_domain::shipment::tracking(question) {
        let shipments = regie_store::views::shipments::by_tracking(tx, subject.value()).await?;
        found.extend(shipments.into_iter().map(|row| (row.journey, By::Number)));
    }
    let mut handles = Vec::new();
    for kind in [HandleKind::Email, HandleKind::Phone, HandleKind::Plate] {
        handles.extend(customers::all_by_handle(tx, kind, question).await?);
    }
    // A number as it stands in a spreadsheet, without its first nought.
    if handles.is_empty() && question.len() == 9 && question.bytes().all(|digit| digit.is_ascii_digit()) {
        handles.extend(customers::all_by_handle(tx, HandleKind::Phone, &format!("0{question}")).await?);
    }
    // Whoever is on the telephone types the first digits and looks.
    if handles.is_empty()
        && let Some(start) = phone::beginning(question)
    {
        handles.extend(customers::by_handle_start(tx, HandleKind::Phone, &start, PART).await?);
    }
    for handle in handles {
        let Some(by) = HandleKind::parse(&handle.kind).map(By::Handle) else { continue };
        // Records that were joined are one person.
        for customer in records_of(tx, handle.customer).await? {
            let rows = journeys::of_customer(tx, customer).await?;
            found.extend(rows.into_iter().map(|row| (row.id, by)));
        }
    }
    Ok(found)
}

/// The journeys of the people whose name or address a text is.
async fn of_content(tx: &mut Tx, content: ContentId) -> Result<Vec<(JourneyId, By)>> {
    let mut found = Vec::new();
    for customer in customers::by_content(tx, content).await? {
        let handle = customers::handles(tx, customer).await?.into_iter().find(|handle| handle.value == content);
        let by = handle.map_or(Some(By::Name), |handle| HandleKind::parse(&handle.kind).map(By::Handle));
        let rows = journeys::of_customer(tx, customer).await?;
        found.extend(by.into_iter().flat_map(|by| rows.iter().map(move |row| (row.id, by))));
    }
    Ok(found)
}
