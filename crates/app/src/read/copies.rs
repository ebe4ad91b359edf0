//! Mails that reached a mailbox of the reader's teams too, while another team has the ball: so that nobody begins with
//! what somebody else has begun.

use std::collections::HashMap;

use jiff::SignedDuration;
use regie_domain::ids::{JourneyId, TeamId};
use regie_store::views::arrivals::{self, Copied};
use regie_store::views::journeys::{self, JourneyRow};
use uuid::Uuid;

use super::lists::{Labels, labels};
use crate::App;
use crate::authorise::Scope;
use crate::error::Result;

/// A copy is worth knowing of for so long.
const FRESH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The most that are shown.
const MOST: u32 = 50;

/// The mails that reached the reader's teams too.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// The mails, oldest first.
    pub all: Vec<Copied>,
    /// The journeys that they are on.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles and names.
    pub labels: Labels,
}

impl App {
    /// The mails that reached a mailbox of these teams too and that no person has answered since, on open journeys of
    /// which another has the ball.
    ///
    /// # Errors
    /// What the store says.
    pub async fn copies(&self, scope: &Scope) -> Result<Copies> {
        let directory = self.directory().await?;
        let own = |team: TeamId| scope.teams().contains(&team);
        let mailboxes = directory.mailboxes.iter().filter(|(_, found)| own(found.value.team)).map(|(id, _)| *id);
        let mailboxes: Vec<Uuid> = mailboxes.collect();
        if mailboxes.is_empty() {
            return Ok(Copies::default());
        }
        let since = self.ports.clock.now() - FRESH;
        let mut tx = self.store.begin_read().await?;
        let mut all = arrivals::copies_at(&mut tx, &mailboxes, since, MOST).await?;
        let named: Vec<JourneyId> = all.iter().map(|copy| copy.journey).collect();
        let mut rows = journeys::get_many(&mut tx, &named).await?;
        rows.retain(|row| !row.holder.is_some_and(own));
        // A mailbox of theirs got the mail; the journey may still be for other teams only.
        scope.shield(&mut tx, &mut rows).await?;
        let labels = labels(&mut tx, scope, &rows, self.ports.clock.now()).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &labels.shown).await?;
        let journeys: HashMap<JourneyId, JourneyRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        all.retain(|copy| journeys.contains_key(&copy.journey));
        Ok(Copies { all, journeys, labels })
    }
}
