//! Who of a team has what, what the team promised for today, and which handovers wait.

use std::collections::HashMap;

use jiff::Timestamp;
use regie_domain::actor::Role;
use regie_domain::ids::{ContentId, JourneyId, TeamId};
use regie_store::views::handovers::{self, HandoverRow, Side};
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::names::Names;
use regie_store::views::promises::PromiseRow;
use regie_store::views::teams::{self, Load};

use super::agreement_lists::{LoudAgreements, loud};
use super::names;
use crate::App;
use crate::authorise::{Scope, Who};
use crate::error::{AppError, Result};

/// The most journeys of one member on the page.
const EACH: u32 = 4;
/// The longest other list on the page.
const MOST: u32 = 20;

/// The work of a team.
#[derive(Debug, Clone, Default)]
pub struct TeamWork {
    /// How many journeys each member took, and how many nobody has.
    pub load: Vec<Load>,
    /// The most urgent of each.
    pub held: Vec<JourneyRow>,
    /// What the team owes until the end of the day, due first.
    pub promises: Vec<PromiseRow>,
    /// Offers to the team that wait for an answer.
    pub to: Vec<HandoverRow>,
    /// Offers of the team that wait for an answer.
    pub from: Vec<HandoverRow>,
    /// The rows of the journeys that promises and offers name.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// What came back louder about agreements of the team.
    pub loud: LoudAgreements,
    /// How many of all these are shielded from the reader.
    pub shielded: usize,
    /// Titles, names, and the words of the promises.
    pub names: Names,
}

/// Whether somebody may look at the work of a team: whoever is in it, and the coordinator.
#[must_use]
pub fn sees_team(who: &Who, team: TeamId) -> bool {
    matches!(who.member(), Some(member) if member.is_in(team) || member.has(Role::Coordinator))
}

impl App {
    /// The journeys of the reader's teams that nobody took and that there is something to do for, what breaks first on top.
    ///
    /// # Errors
    /// What the store says.
    pub async fn unassigned(&self, scope: &Scope) -> Result<Vec<JourneyId>> {
        let mut tx = self.store.begin_read().await?;
        Ok(teams::unassigned(&mut tx, scope.teams(), MOST).await?)
    }

    /// The work of a team, with what it owes before `until`.
    ///
    /// # Errors
    /// [`AppError::Denied`] to anybody who is not in it and no coordinator, [`AppError::NotFound`] where there is no such
    /// team; what the store says.
    pub async fn team_work(&self, who: &Who, scope: &Scope, team: TeamId, until: Timestamp) -> Result<TeamWork> {
        let directory = self.directory().await?;
        directory.teams.get(&team).ok_or(AppError::NotFound("team"))?;
        if !sees_team(who, team) {
            return Err(AppError::Denied("role"));
        }
        let mut tx = self.store.begin_read().await?;
        let mut work = TeamWork {
            load: teams::load(&mut tx, team).await?,
            held: teams::held(&mut tx, team, EACH).await?,
            promises: teams::owes(&mut tx, team, until, MOST).await?,
            to: handovers::list(&mut tx, Side::ToMe, &[team], MOST).await?,
            from: handovers::list(&mut tx, Side::FromMe, &[team], MOST).await?,
            loud: loud(&mut tx, &[team], MOST).await?,
            ..TeamWork::default()
        };
        let named = work.promises.iter().map(|promise| promise.journey);
        let named = named.chain(work.to.iter().chain(&work.from).map(|offer| offer.journey));
        let named: Vec<JourneyId> = named.chain(work.loud.journeys()).collect();
        let mut rows = journeys::get_many(&mut tx, &named).await?;
        work.shielded = scope.shield(&mut tx, &mut rows).await? + scope.shield(&mut tx, &mut work.held).await?;
        let words: Vec<(JourneyId, ContentId)> =
            work.promises.iter().filter_map(|promise| Some((promise.journey, promise.text?))).collect();
        let all: Vec<JourneyRow> = rows.iter().chain(&work.held).cloned().collect();
        let (names, shown) = names::of(&mut tx, scope, &all, words, self.ports.clock.now()).await?;
        work.names = names;
        work.journeys = rows.into_iter().map(|row| (row.id, row)).collect();
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &shown).await?;
        Ok(work)
    }
}
