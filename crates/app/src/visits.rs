//! Visits: which windows can be chosen, and what a decision about a visit must know of a team's slot book.

pub mod invitation;

use std::collections::BTreeMap;

use jiff::Timestamp;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::{BlueprintId, TeamId, VisitId};
use regie_domain::journey::Journey;
use regie_domain::slot::{Asking, FreeSlot, SlotBook, SlotCount, SlotDesk};
use regie_domain::visit::{VisitCommand, VisitPlan};
use regie_store::Tx;
use regie_store::directory as records;
use regie_store::views::visits;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::kind;
use crate::error::{AppError, Result};

/// The windows that can be chosen now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeWindows {
    /// Who comes, and how it is planned.
    pub plan: VisitPlan,
    /// The windows, soonest first; perhaps none.
    pub slots: Vec<FreeSlot>,
    /// Until when the customer may move each of them again, by when it begins.
    pub movable: BTreeMap<Timestamp, Timestamp>,
}

impl App {
    /// The windows that a journey of this blueprint could choose now, for the intake page; nothing where its journeys are
    /// not planned by visit, or where the customer does not choose the first one. They tell of nobody, so they are for
    /// anybody.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown blueprint, or what the store says.
    pub async fn free_windows(&self, blueprint: BlueprintId) -> Result<Option<FreeWindows>> {
        let directory = self.directory().await?;
        let newest = directory.blueprint(blueprint).ok_or(AppError::NotFound("blueprint"))?;
        match newest.visit.clone().filter(|plan| plan.by_customer) {
            Some(plan) => self.windows(plan, None).await.map(Some),
            None => Ok(None),
        }
    }

    /// The windows that this journey can choose now; its own visit does not stand in its way. Nothing where its blueprint
    /// plans no visits.
    ///
    /// # Errors
    /// What the store says.
    pub async fn free_windows_on(&self, journey: &Journey) -> Result<Option<FreeWindows>> {
        let directory = self.directory().await?;
        let plan = directory.blueprint_version(journey.blueprint).and_then(|blueprint| blueprint.visit.clone());
        let booked = journey.booked_visit();
        // A visit stays with the team and the places that it was booked with.
        let kept = |plan: VisitPlan| match booked {
            Some((_, visit)) => VisitPlan { team: visit.team, urgent: visit.urgent, ..plan },
            None => plan,
        };
        match plan {
            Some(plan) => self.windows(kept(plan), booked.map(|(id, _)| id)).await.map(Some),
            None => Ok(None),
        }
    }

    async fn windows(&self, plan: VisitPlan, besides: Option<VisitId>) -> Result<FreeWindows> {
        let directory = self.directory().await?;
        let now = self.ports.clock.now();
        let team = directory.team(plan.team.team).filter(|team| team.active);
        let book = directory.slot_books.get(&plan.team.team).map(|found| &found.value);
        let (Some(team), Some(book)) = (team, book) else {
            return Ok(FreeWindows { plan, slots: Vec::new(), movable: BTreeMap::new() });
        };
        let calendar = directory.calendar(team)?;
        let id = plan.team.team;
        let taken = self.store.read(async |tx| visits::taken(tx, id, now).await).await?;
        let slots = book.free(&calendar, &taken, Asking { now, urgent: plan.urgent, besides });
        let movable = slots.iter().map(|free| (free.slot.from, book.movable_until(&calendar, free.slot))).collect();
        Ok(FreeWindows { plan, slots, movable })
    }

    /// How full a team's windows of the coming days are, for who reads the settings.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn slot_counts(&self, who: &Who, id: TeamId) -> Result<Vec<SlotCount>> {
        authorise(who, Action::ReadSettings)?;
        let directory = self.directory().await?;
        let team = directory.team(id).ok_or(AppError::NotFound("team"))?;
        let Some(book) = directory.slot_books.get(&id) else { return Ok(Vec::new()) };
        let (calendar, now) = (directory.calendar(team)?, self.ports.clock.now());
        let taken = self.store.read(async |tx| visits::taken(tx, id, now).await).await?;
        Ok(book.value.counts(&calendar, &taken, now))
    }
}

/// What a command must know of a slot book: only those that choose a window do. Whoever books from the same book waits
/// until this write ends, so that the last place has one winner.
///
/// # Errors
/// What the store says.
pub(crate) async fn desk(
    tx: &mut Tx,
    journey: Option<&Journey>,
    plan: Option<&VisitPlan>,
    command: &JourneyCommand,
    now: jiff::Timestamp,
) -> Result<Option<SlotDesk>> {
    let team = match command {
        JourneyCommand::Visit(VisitCommand::Book { .. }) => plan.map(|plan| plan.team.team),
        JourneyCommand::Visit(VisitCommand::Move { visit, .. }) => {
            journey.and_then(|journey| journey.visits.get(visit)).map(|visit| visit.team.team)
        }
        _ => None,
    };
    let Some(team) = team else { return Ok(None) };
    tx.lock_name(&format!("slot-book {team}")).await?;
    let Some(entry) = records::get(tx, kind::SLOT_BOOK, team.0).await? else { return Ok(None) };
    let book: SlotBook = entry.parse()?;
    let taken = visits::taken(tx, team, now).await?;
    Ok(Some(SlotDesk { book, taken }))
}
