//! The board of the direction: who has the ball of what, over all teams and the customer, and what nobody looks at.

use std::collections::{BTreeSet, HashMap};

use jiff::SignedDuration;
use regie_domain::actor::Role;
use regie_domain::ids::{ContentId, JourneyId, TeamId};
use regie_store::views::board::{self, Asked, Count, Only, When};
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::names::Names;
use regie_store::views::promises::{self, PromiseRow};

use super::agreement_lists::{LoudAgreements, loud};
use super::lists::whole;
use super::names;
use crate::App;
use crate::authorise::{Scope, Who};
use crate::error::{AppError, Result};

/// A promise that is due within this time is near.
pub const NEAR: SignedDuration = SignedDuration::from_hours(4);
/// About as many cards stand on the whole board, shared out over its columns.
const CARDS: usize = 48;
/// The most lines of each sort about agreements above the board.
const LOUD: u32 = 20;
/// The fewest and the most cards of a column, as long as more than one is shown.
const EACH: (usize, usize) = (3, 8);

/// What of the board is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct BoardAsked {
    /// Which journeys.
    pub only: Only,
    /// Only one column: the customer's, or a team's.
    pub column: Option<Option<TeamId>>,
    /// Of that column: so many after so many others.
    pub part: (u64, u32),
}

/// The board.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// How many open journeys each holder has, of all and of what the strip counts.
    pub counts: Vec<Count>,
    /// The most urgent of each column, column by column.
    pub cards: Vec<JourneyRow>,
    /// The promise of each of them that falls due first.
    pub promises: HashMap<JourneyId, PromiseRow>,
    /// What came back louder about agreements, of any team.
    pub loud: LoudAgreements,
    /// The rows of the journeys that this names.
    pub loud_journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles, names, and the words of the promises.
    pub names: Names,
}

impl Board {
    /// How many of these there are, over all columns.
    #[must_use]
    pub fn of(&self, only: Only) -> usize {
        self.counts.iter().map(|count| count.of(only)).sum()
    }
}

impl App {
    /// The board, for who watches over the direction.
    ///
    /// # Errors
    /// [`AppError::Denied`] to anybody but a coordinator; what the store says.
    pub async fn board(&self, who: &Who, scope: &Scope, asked: BoardAsked) -> Result<Board> {
        whole(scope)?;
        if !matches!(who.member(), Some(member) if member.has(Role::Coordinator)) {
            return Err(AppError::Denied("role"));
        }
        let directory = self.directory().await?;
        let now = self.ports.clock.now();
        let when = When { now, soon: now + NEAR };
        let mut tx = self.store.begin_read().await?;
        let counts = board::counts(&mut tx, when).await?;
        let columns = counts.iter().filter(|count| count.of(asked.only) > 0).count();
        let each = (CARDS / columns.max(1)).clamp(EACH.0, EACH.1);
        let (after, most) = match asked.column {
            Some(_) => asked.part,
            None => (0, u32::try_from(each).unwrap_or(u32::MAX)),
        };
        let asked = Asked { only: asked.only, when, holder: asked.column, after, most };
        let mut cards = board::cards(&mut tx, &asked).await?;
        scope.shield(&mut tx, &mut cards).await?;
        let ids: Vec<JourneyId> = cards.iter().map(|row| row.id).collect();
        let mut promises: HashMap<JourneyId, PromiseRow> = HashMap::new();
        // They come due first: the first of a journey is its tightest.
        for promise in promises::standing(&mut tx, &ids).await?.into_iter().filter(|promise| promise.to_customer) {
            promises.entry(promise.journey).or_insert(promise);
        }
        let words: Vec<(JourneyId, ContentId)> =
            promises.values().filter_map(|promise| Some((promise.journey, promise.text?))).collect();
        let loud = match asked.holder {
            Some(_) => LoudAgreements::default(),
            None => loud(&mut tx, &directory.teams.keys().copied().collect::<Vec<TeamId>>(), LOUD).await?,
        };
        let named: Vec<JourneyId> = loud.journeys().collect::<BTreeSet<_>>().into_iter().collect();
        let mut rows = journeys::get_many(&mut tx, &named).await?;
        scope.shield(&mut tx, &mut rows).await?;
        let all: Vec<JourneyRow> = rows.iter().chain(&cards).cloned().collect();
        let (names, _) = names::of(&mut tx, scope, &all, words, now).await?;
        let loud_journeys = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(Board { counts, cards, promises, loud, loud_journeys, names })
    }
}
