//! What the customers of open journeys were told last: what happens next, by when, at what cost.

use jiff::Timestamp;
use regie_domain::ids::JourneyId;
use regie_domain::journey::Expectation;
use regie_domain::reference::Reference;
use regie_store::views::journeys::{self, Filter, JourneyRow, Place};

use super::lists::whole;
use crate::App;
use crate::authorise::Scope;
use crate::error::Result;
use crate::run::journey_of;

/// So many stand in one part of the list: each journey is read whole.
const PART: u32 = 50;

/// What the customer of one journey was told last.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The journey.
    pub journey: JourneyId,
    /// Its number.
    pub reference: Reference,
    /// What was told; nothing where nothing was yet.
    pub expectation: Option<Expectation>,
    /// When it reached the customer.
    pub reached: Option<Timestamp>,
    /// Whether it still holds.
    pub stands: bool,
    /// By when the customer must have heard something.
    pub news_by: Option<Timestamp>,
}

/// A part of the list, last contact first.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldList {
    /// The journeys.
    pub rows: Vec<Told>,
    /// How many stand among them that are shielded from the reader.
    pub shielded: usize,
    /// The place after which the list goes on.
    pub more: Option<Place>,
}

impl App {
    /// What the customer of each open journey was told last; it goes on after the place of the row that came last.
    ///
    /// # Errors
    /// What the store says, or a denial for a scope that does not reach over journeys.
    pub async fn expectations(&self, scope: &Scope, after: Option<Place>) -> Result<ToldList> {
        whole(scope)?;
        let mut tx = self.store.begin_read().await?;
        let filter = Filter { state: Some("open"), ..Filter::default() };
        let mut rows = journeys::list(&mut tx, &filter, after, PART).await?;
        let full = rows.len() >= PART as usize;
        let more = rows.last().filter(|_| full).map(JourneyRow::place);
        let shielded = scope.shield(&mut tx, &mut rows).await?;
        let mut told = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(journey) = journey_of(&mut tx, row.id).await? else { continue };
            told.push(Told {
                journey: row.id,
                reference: row.reference,
                reached: journey.expectation_reached(),
                stands: journey.expectation_stands(),
                expectation: journey.expectation,
                news_by: row.news_by,
            });
        }
        drop(tx);
        crate::partners::listed_at_the_desk(
            self,
            scope,
            &told.iter().map(|row| (row.journey, String::new())).collect(),
        )
        .await?;
        Ok(ToldList { rows: told, shielded, more })
    }
}
