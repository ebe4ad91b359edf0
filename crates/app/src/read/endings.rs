//! How it ended, for those who worked on it: what a member's teams had a piece of or the member had last, with what
//! the customer's side said of it, else with what was told. Each member puts away what has been read.

use jiff::SignedDuration;
use regie_domain::ids::{JourneyId, MemberId};
use regie_store::views::endings::{self, Ending};
use regie_store::views::journeys::JourneyRow;
use regie_store::views::names::Names;

use super::names;
use crate::App;
use crate::authorise::{Action, Scope, Who, authorise};
use crate::error::{AppError, Result};

/// An ending is told for so long.
const FRESH: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The most that are told at a time.
const MOST: u32 = 10;

/// How some journeys ended.
#[derive(Debug, Clone, Default)]
pub struct Endings {
    /// The journeys, newest first.
    pub rows: Vec<Ending>,
    /// Titles, names, and the words.
    pub names: Names,
}

impl App {
    /// How it ended lately, for a member.
    ///
    /// # Errors
    /// What the store says.
    pub async fn endings(&self, who: &Who, scope: &Scope) -> Result<Endings> {
        let Ok(member) = own(who) else { return Ok(Endings::default()) };
        let since = self.ports.clock.now() - FRESH;
        let mut tx = self.store.begin_read().await?;
        let mut rows = endings::since(&mut tx, member, scope.teams(), since, MOST).await?;
        let mut seen: Vec<JourneyRow> = rows.iter().map(|ending| ending.row.clone()).collect();
        scope.shield(&mut tx, &mut seen).await?;
        rows.retain(|ending| seen.iter().any(|row| row.id == ending.row.id));
        let words = rows.iter().filter_map(|ending| Some((ending.row.id, ending.words.or(ending.told)?)));
        let (names, shown) =
            names::of(&mut tx, scope, &seen, words.collect::<Vec<_>>(), self.ports.clock.now()).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &shown).await?;
        Ok(Endings { rows, names })
    }

    /// A member has read how a journey ended. Nothing happens for one that runs again by now.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn put_ending_away(&self, who: &Who, scope: &Scope, journey: JourneyId) -> Result<()> {
        authorise(who, Action::ReadJourneys)?;
        let member = own(who)?;
        let context = (member, journey, scope.clone());
        self.store
            .write_with(context, |tx, (member, journey, scope)| {
                Box::pin(async move {
                    let mut rows = regie_store::views::journeys::get_many(tx, &[*journey]).await?;
                    scope.shield(tx, &mut rows).await?;
                    match rows.first().and_then(|row| row.ended_at) {
                        Some(ended) => Ok(endings::put_away(tx, *member, *journey, ended).await?),
                        None => Ok(()),
                    }
                })
            })
            .await
    }
}

fn own(who: &Who) -> Result<MemberId> {
    match who {
        Who::Member(member) => Ok(member.id),
        _ => Err(AppError::Denied("outsider")),
    }
}
