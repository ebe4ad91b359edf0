//! Figures of journeys that belong together, added up. They name teams, never persons.

use regie_domain::fold::fold;
use regie_domain::ids::BlueprintId;
use regie_domain::measure::Tally;
use regie_store::journal::{self, StreamKey};
use regie_store::views::journeys;

use crate::App;
use crate::authorise::Scope;
use crate::error::Result;
use crate::run::{JOURNEY, read_journey};

/// Of so few journeys no figures are shown: each would be about somebody.
pub const FEWEST: usize = 5;
/// As many are added up for a page. Each is folded anew.
pub const FOR_A_PAGE: u32 = 100;

impl App {
    /// The figures of the journeys of a blueprint that ended last, at most so many of them, as far as they are in sight.
    ///
    /// # Errors
    /// What the store says.
    pub async fn tally(&self, scope: &Scope, blueprint: BlueprintId, most: u32) -> Result<Tally> {
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let mut rows = journeys::ended_last(&mut tx, blueprint, most).await?;
        scope.shield(&mut tx, &mut rows).await?;
        let mut tally = Tally::default();
        for row in rows {
            let events = read_journey(&journal::read(&mut tx, &StreamKey::new(JOURNEY, row.id.0), 0).await?)?;
            if let Some(journey) = fold(row.id, &events) {
                tally.add(&journey.measures(now));
            }
        }
        Ok(tally)
    }
}
