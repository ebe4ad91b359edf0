//! Figures of journeys that belong together, added up. They name teams, never persons.

use jiff::Timestamp;
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{BlueprintId, JourneyId};
use regie_domain::journey::Journey;
use regie_domain::measure::{Measures, Tally};
use regie_store::Tx;
use regie_store::views::journeys;

use crate::App;
use crate::authorise::Scope;
use crate::error::Result;
use crate::read::Loaded;
use crate::run::journey_of;

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
            if let Some(journey) = journey_of(&mut tx, row.id).await? {
                let parts = parts_of(&mut tx, &journey).await?;
                tally.add(&journey.measures_with(&parts.iter().collect::<Vec<_>>(), now));
            }
        }
        Ok(tally)
    }
}

impl Loaded {
    /// The figures of the journey with those that were joined into it, as far as its reader may read them.
    #[must_use]
    pub fn measures(&self, now: Timestamp) -> Measures {
        let parts: Vec<&Journey> = self.parts().into_iter().map(|part| &part.journey).collect();
        self.journey.measures_with(&parts, now)
    }

    /// The figures that stand beside an answer: those of the moment at which it was first given. What a call after it brings is no
    /// part of what the customer answered about.
    #[must_use]
    pub fn measures_at_answer(&self, now: Timestamp) -> Measures {
        let Some((at, then)) = self.at_answer() else { return self.measures(now) };
        let until = |part: &&Self| fold(part.journey.id, &part.events_until(at));
        let parts: Vec<Journey> = self.parts().iter().filter_map(until).collect();
        then.measures_with(&parts.iter().collect::<Vec<_>>(), at)
    }

    /// The journey as it stood when it was first answered how it went, with that moment.
    #[must_use]
    pub fn at_answer(&self) -> Option<(Timestamp, Journey)> {
        let at = self.journey.survey.as_ref()?.response.as_ref()?.first_at;
        let answered = |recorded: &&Recorded<JourneyEvent>| {
            matches!(recorded.event, JourneyEvent::SurveyAnswered { .. }) && recorded.meta.recorded_at >= at
        };
        let before: Vec<_> = self.events.iter().take_while(|recorded| !answered(recorded)).cloned().collect();
        Some((at, fold(self.journey.id, &before)?))
    }

    fn events_until(&self, at: Timestamp) -> Vec<Recorded<JourneyEvent>> {
        self.events.iter().filter(|recorded| recorded.meta.recorded_at <= at).cloned().collect()
    }
}

/// The journeys that were joined into one, and into those. Each is as open or closed to members as the one it went into.
pub(crate) async fn parts_of(tx: &mut Tx, journey: &Journey) -> Result<Vec<Journey>> {
    let mut waiting: Vec<JourneyId> = journey.joined.keys().copied().collect();
    let mut parts: Vec<Journey> = Vec::new();
    while let Some(id) = waiting.pop() {
        if let Some(part) = journey_of(tx, id).await? {
            waiting.extend(part.joined.keys());
            parts.push(part);
        }
    }
    Ok(parts)
}
