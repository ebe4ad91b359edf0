//! Agreements in lists of pages: what a member's teams have to do about them, with whom something was agreed, the block list
//! of systems that cannot ask, what a system holds and how fast it says so, and signals. Whoever may not see a journey learns
//! nothing of what was agreed on it.

use std::collections::{BTreeSet, HashMap};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_domain::ids::{AgreementId, CustomerId, JourneyId, MemberId, SignalId, SystemId, TeamId};
use regie_domain::money::Cents;
use regie_domain::reference::Reference;
use regie_domain::system::System;
use regie_store::Tx;
use regie_store::views::agreements::{self, AgreementRow};
use regie_store::views::breaches::{self, BreachRow};
use regie_store::views::disputes::{self, DisputeRow};
use regie_store::views::holds::{self, BlockCount, BlockPlace, HoldRow};
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::signals::{self, SignalRow};

use super::lists::{Labels, labels, whole};
use crate::App;
use crate::authorise::{Action, Scope, Who, authorise};
use crate::directory::Directory;
use crate::error::{AppError, Result};

/// The longest list on one page.
const LIMIT: u32 = 200;
/// The most holds of a system that its figures rest on.
const MOST: u32 = 2_000;
/// A system's figures are those of so many days.
const DAYS: i64 = 90;
/// Answered signals stand in the list for so many days.
const ANSWERED: i64 = 90;

/// What some teams have to do about agreements.
#[derive(Debug, Clone, Default)]
pub struct AgreementWork {
    /// Those that wait for a second member, or whose work came back undone.
    pub waiting: Vec<AgreementRow>,
    /// Holds and releases that a person ticks, since their system cannot ask.
    pub to_tick: Vec<HoldRow>,
    /// Holds and releases that were not acknowledged in time.
    pub late: Vec<HoldRow>,
    /// Holds whose end asks for a choice.
    pub ending: Vec<HoldRow>,
    /// What was done against one and is not put right.
    pub breaches: Vec<BreachRow>,
    /// Signals to answer; for who directs also those that lie with a team in which nobody is, and for coordinators all of
    /// those, and those of anyone that nobody answered.
    pub signals: Vec<SignalRow>,
}

impl AgreementWork {
    /// The journeys that it is about.
    pub(super) fn journeys(&self) -> impl Iterator<Item = JourneyId> {
        let agreements = self.waiting.iter().map(|row| row.journey);
        let holds = [&self.to_tick, &self.late, &self.ending].into_iter().flatten().map(|row| row.journey);
        let breaches = self.breaches.iter().map(|row| row.journey);
        agreements.chain(holds).chain(breaches).chain(self.signals.iter().map(|row| row.journey))
    }
}

/// The systems without a connection.
pub(super) fn by_hand(directory: &Directory) -> impl Iterator<Item = &System> {
    directory.systems.values().map(|found| &found.value).filter(|system| !system.is_connected())
}

/// What some teams have to do about agreements.
pub(super) async fn work(
    tx: &mut Tx,
    directory: &Directory,
    teams: &[TeamId],
    coordinator: bool,
) -> Result<AgreementWork> {
    let mut signals = signals::of_owners(tx, teams, LIMIT).await?;
    let mut others = signals::nobodys(tx, &directory.empty_teams(), teams, coordinator, LIMIT).await?;
    if coordinator {
        others.extend(signals::louder(tx, LIMIT).await?);
    }
    let mut known: BTreeSet<SignalId> = signals.iter().map(|row| row.id).collect();
    signals.extend(others.into_iter().filter(|row| known.insert(row.id)));
    let mut waiting = agreements::waiting(tx, teams, LIMIT).await?;
    if coordinator {
        let mut known: BTreeSet<AgreementId> = waiting.iter().map(|row| row.id).collect();
        let others = undecidable(tx, directory).await?.into_iter().chain(agreements::louder(tx, LIMIT).await?);
        waiting.extend(others.filter(|row| known.insert(row.id)));
    }
    let paper: Vec<SystemId> = by_hand(directory).map(|system| system.id).collect();
    Ok(AgreementWork {
        waiting,
        to_tick: holds::to_acknowledge(tx, teams, &paper, LIMIT).await?,
        late: holds::louder(tx, teams, LIMIT).await?,
        ending: holds::ending(tx, teams, LIMIT).await?,
        breaches: breaches::open(tx, teams, LIMIT).await?,
        signals,
    })
}

/// Whether nobody may decide on an agreement that waits for a second member: nobody who answers for it has the room.
#[must_use]
pub fn nobody_decides(directory: &Directory, row: &AgreementRow) -> bool {
    row.state == "proposed" && directory.most_decided_by(&[row.team, row.director], None) < row.amount
}

/// The agreements of anyone on which nobody may decide.
pub(super) async fn undecidable(tx: &mut Tx, directory: &Directory) -> Result<Vec<AgreementRow>> {
    let mut rows = agreements::proposed(tx, LIMIT).await?;
    rows.retain(|row| nobody_decides(directory, row));
    Ok(rows)
}

/// Whether the system, or a person for it, has yet to say that it knows.
fn waits(row: &HoldRow) -> bool {
    matches!(row.state.as_str(), "placed" | "released")
}

/// What a team keeps from being done in a system that cannot ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRow {
    /// The hold.
    pub hold: HoldRow,
    /// When the system runs next.
    pub next_run: Option<Timestamp>,
    /// The number of the journey, where the reader may see it.
    pub reference: Option<Reference>,
}

impl BlockRow {
    /// Whether somebody must still tick it.
    #[must_use]
    pub fn waits(&self) -> bool {
        waits(&self.hold)
    }

    /// Its place in the list.
    #[must_use]
    pub fn place(&self) -> BlockPlace {
        let HoldRow { system, acknowledge_by: by, id: hold, .. } = self.hold;
        BlockPlace { system, waits: self.waits(), by, hold }
    }
}

/// What of a block list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockAsked {
    /// Also what is held and waits for nobody.
    pub all: bool,
    /// Where the list goes on.
    pub after: Option<BlockPlace>,
    /// The most rows.
    pub most: u32,
}

/// A part of a block list.
#[derive(Debug, Clone)]
pub struct BlockPart {
    /// The rows.
    pub rows: Vec<BlockRow>,
    /// How much stands there in all, system by system.
    pub counts: Vec<BlockCount>,
    /// Where the list goes on.
    pub more: Option<BlockPlace>,
}

/// What came back louder about agreements of some teams.
#[derive(Debug, Clone, Default)]
pub struct LoudAgreements {
    /// Agreements that nobody decided on in time, or whose work came back undone.
    pub agreements: Vec<AgreementRow>,
    /// Holds and releases that were not acknowledged in time.
    pub holds: Vec<HoldRow>,
    /// What was done against one and is not put right.
    pub breaches: Vec<BreachRow>,
}

impl LoudAgreements {
    /// The journeys that it is about.
    pub fn journeys(&self) -> impl Iterator<Item = JourneyId> {
        let agreements = self.agreements.iter().map(|row| row.journey);
        agreements.chain(self.holds.iter().map(|row| row.journey)).chain(self.breaches.iter().map(|row| row.journey))
    }
}

/// What came back louder about agreements of some teams, as makers, directors or owners of the systems.
pub(super) async fn loud(tx: &mut Tx, teams: &[TeamId], most: u32) -> Result<LoudAgreements> {
    let mut agreements = agreements::waiting(tx, teams, most).await?;
    agreements.retain(|row| row.uncarried || row.overdue.is_some());
    let (holds, breaches) = (holds::louder(tx, teams, most).await?, breaches::open(tx, teams, most).await?);
    Ok(LoudAgreements { agreements, holds, breaches })
}

/// A part of the signals.
#[derive(Debug, Clone)]
pub struct SignalPart {
    /// Those whose journeys the reader may see.
    pub found: OnJourneys<SignalRow>,
    /// Where the list goes on.
    pub more: Option<(Timestamp, SignalId)>,
}

/// Rows with the journeys that they are on.
#[derive(Debug, Clone)]
pub struct OnJourneys<R> {
    /// The rows whose journeys the reader may see.
    pub rows: Vec<R>,
    /// Those journeys.
    pub journeys: HashMap<JourneyId, JourneyRow>,
    /// Titles and names.
    pub labels: Labels,
    /// How many journeys are shielded from the reader.
    pub shielded: usize,
}

/// What a system holds and how fast it says so.
#[derive(Debug, Clone)]
pub struct SystemHolds {
    /// Its holds that have not ended, newest first.
    pub holds: OnJourneys<HoldRow>,
    /// How many were acknowledged lately.
    pub acknowledged: usize,
    /// How many wait.
    pub waiting: usize,
    /// How long half of those took at most, in seconds; nothing where none was acknowledged.
    pub median: Option<i64>,
    /// How long the slowest took, in seconds.
    pub slowest: Option<i64>,
}

impl App {
    /// How many agreements wait on which nobody may decide, and the largest amount of them: somebody who manages mandates can
    /// help.
    ///
    /// # Errors
    /// A denial to who may not read settings; what the store says.
    pub async fn beyond_all_mandates(&self, who: &Who) -> Result<Option<(usize, Cents)>> {
        authorise(who, Action::ReadSettings)?;
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let rows = undecidable(&mut tx, &directory).await?;
        Ok(rows.iter().map(|row| row.amount).max().map(|most| (rows.len(), most)))
    }

    /// The journeys of some records of one person on which something was agreed, newest agreement first, that the reader may
    /// see.
    ///
    /// # Errors
    /// What the store says.
    pub async fn agreed_with(&self, scope: &Scope, customers: &[CustomerId]) -> Result<Vec<JourneyId>> {
        whole(scope)?;
        let mut tx = self.store.begin_read().await?;
        let rows = agreements::of_customers(&mut tx, customers, LIMIT).await?;
        let found = on_journeys(&mut tx, scope, rows, self.ports.clock.now(), |row| row.journey).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &found.labels.shown).await?;
        let mut seen = BTreeSet::new();
        Ok(found.rows.iter().map(|row| row.journey).filter(|id| seen.insert(*id)).collect())
    }

    /// A part of what some teams keep from being done in their systems without a connection: what runs next first, of that
    /// what waits, of that what is to be acknowledged first. A hold is obeyed by whoever owns the system, also where its
    /// journey is shielded.
    ///
    /// # Errors
    /// A denial to who is not in these teams; what the store says.
    pub async fn block_list(&self, who: &Who, teams: &[TeamId], asked: BlockAsked) -> Result<BlockPart> {
        let directory = self.directory().await?;
        let sight = crate::authorise::scope(who, &directory)?;
        if !who.member().is_some_and(|member| teams.iter().all(|team| member.is_in(*team))) {
            return Err(AppError::Denied("role"));
        }
        let zone = TimeZone::get(&directory.organisation()?.zone).unwrap_or(TimeZone::UTC);
        let now = self.ports.clock.now();
        let mut systems: Vec<(Option<Timestamp>, &System)> =
            by_hand(&directory).map(|system| (system.next_run(now, &zone), system)).collect();
        systems.sort_by_key(|(next, system)| (next.is_none(), *next, system.name.to_lowercase(), system.id));
        let ids: Vec<SystemId> = systems.iter().map(|(_, system)| system.id).collect();
        let mut tx = self.store.begin_read().await?;
        let counts = holds::block_counts(&mut tx, teams, &ids).await?;
        let (mut rows, mut more) = (Vec::new(), None);
        // The place may be in a system that is connected by now: then the list begins anew.
        let begins = asked.after.and_then(|place| ids.iter().position(|id| *id == place.system));
        let after = asked.after.filter(|_| begins.is_some());
        let mut sections = Vec::new();
        for (next, system) in systems.iter().skip(begins.unwrap_or(0)) {
            let begun = after.filter(|at| at.system == system.id);
            if begun.is_none_or(|at| at.waits) {
                sections.push((*next, system.id, true));
            }
            if asked.all {
                sections.push((*next, system.id, false));
            }
        }
        for (next_run, system, waits) in sections {
            let room = asked.most.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            let from = after.filter(|at| at.system == system && at.waits == waits);
            // One more than is shown tells whether there is more.
            let found = holds::block(&mut tx, teams, (system, waits), from, room.saturating_add(1)).await?;
            let fits = found.len() <= room as usize;
            rows.extend(found.into_iter().take(room as usize).map(|hold| BlockRow { next_run, reference: None, hold }));
            if !fits {
                more = rows.last().map(BlockRow::place);
                break;
            }
        }
        let named: Vec<JourneyId> =
            rows.iter().map(|row| row.hold.journey).collect::<BTreeSet<_>>().into_iter().collect();
        let mut seen = journeys::get_many(&mut tx, &named).await?;
        sight.shield(&mut tx, &mut seen).await?;
        let references: HashMap<JourneyId, Reference> = seen.iter().map(|row| (row.id, row.reference)).collect();
        for row in &mut rows {
            row.reference = references.get(&row.hold.journey).copied();
        }
        drop(tx);
        let shown = references.keys().map(|id| (*id, String::new())).collect();
        crate::partners::listed_at_the_desk(self, &sight, &shown).await?;
        Ok(BlockPart { rows, counts, more })
    }

    /// What a system holds, and how long it takes to say so.
    ///
    /// # Errors
    /// A denial to who may not read settings; what the store says.
    pub async fn held_in(&self, who: &Who, system: SystemId) -> Result<SystemHolds> {
        authorise(who, Action::ReadSettings)?;
        let directory = self.directory().await?;
        let now = self.ports.clock.now();
        let since = now.checked_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
        let mut tx = self.store.begin_read().await?;
        let mut took = holds::latencies(&mut tx, system, since, MOST).await?;
        took.sort_unstable();
        let seconds = |micros: &i64| micros / 1_000_000;
        let waiting = holds::waiting(&mut tx, system).await?;
        let open = holds::in_force(&mut tx, system, LIMIT).await?;
        // Who only manages settings sees figures, and no journey.
        let holds = match crate::authorise::scope(who, &directory) {
            Ok(scope) => on_journeys(&mut tx, &scope, open, now, |row| row.journey).await?,
            Err(_) => OnJourneys { rows: Vec::new(), journeys: HashMap::new(), labels: Labels::default(), shielded: 0 },
        };
        Ok(SystemHolds {
            holds,
            acknowledged: took.len(),
            waiting,
            median: took.get(took.len() / 2).map(seconds),
            slowest: took.last().map(seconds),
        })
    }

    /// A part of the signals that are open, due first, or of those that were answered lately, newest first, after a place in
    /// that order.
    ///
    /// # Errors
    /// What the store says, or [`AppError::Denied`] for a scope that does not reach over journeys.
    pub async fn signal_list(
        &self,
        scope: &Scope,
        open: bool,
        after: Option<(Timestamp, SignalId)>,
        most: u32,
    ) -> Result<SignalPart> {
        whole(scope)?;
        let now = self.ports.clock.now();
        let since = now.checked_sub(SignedDuration::from_hours(24 * ANSWERED)).unwrap_or(now);
        let mut tx = self.store.begin_read().await?;
        let mut rows = match open {
            true => signals::open(&mut tx, after, most.saturating_add(1)).await?,
            false => signals::answered(&mut tx, since, after, most.saturating_add(1)).await?,
        };
        let goes_on = rows.len() > most as usize;
        rows.truncate(most as usize);
        let place = |row: &SignalRow| (row.answered_at.unwrap_or(row.answer_by), row.id);
        let more = rows.last().filter(|_| goes_on).map(place);
        let found = on_journeys(&mut tx, scope, rows, now, |row| row.journey).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &found.labels.shown).await?;
        Ok(SignalPart { found, more })
    }

    /// Answers to signals that a member opened or added a line to, and has not read yet.
    ///
    /// # Errors
    /// What the store says, or [`AppError::Denied`] for a scope that does not reach over journeys.
    pub async fn unheard_answers(&self, scope: &Scope, member: MemberId) -> Result<OnJourneys<SignalRow>> {
        whole(scope)?;
        let mut tx = self.store.begin_read().await?;
        let rows = signals::unheard(&mut tx, member, LIMIT).await?;
        let found = on_journeys(&mut tx, scope, rows, self.ports.clock.now(), |row| row.journey).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &found.labels.shown).await?;
        Ok(found)
    }

    /// What partners said against their part of an answer, for the teams that decide on it.
    ///
    /// # Errors
    /// What the store says, or [`AppError::Denied`] for a scope that does not reach over journeys.
    pub async fn open_disputes(&self, scope: &Scope) -> Result<OnJourneys<DisputeRow>> {
        whole(scope)?;
        let directory = self.directory().await?;
        let ours = directory.organisation()?.id;
        let teams = directory.teams.values().map(|found| found.value.team);
        let partners: Vec<TeamId> = teams.filter(|team| team.org != ours).map(|team| team.team).collect();
        let mut tx = self.store.begin_read().await?;
        let rows = disputes::of_teams(&mut tx, scope.teams(), &partners, LIMIT).await?;
        let found = on_journeys(&mut tx, scope, rows, self.ports.clock.now(), |row| row.journey).await?;
        drop(tx);
        crate::partners::listed_at_the_desk(self, scope, &found.labels.shown).await?;
        Ok(found)
    }
}

/// Rows with the journeys that they are on, as far as the reader may see those.
async fn on_journeys<R>(
    tx: &mut Tx,
    scope: &Scope,
    mut rows: Vec<R>,
    now: Timestamp,
    journey: impl Fn(&R) -> JourneyId,
) -> Result<OnJourneys<R>> {
    let named: Vec<JourneyId> = rows.iter().map(&journey).collect::<BTreeSet<_>>().into_iter().collect();
    let mut found = journeys::get_many(tx, &named).await?;
    let shielded = scope.shield(tx, &mut found).await?;
    let labels = labels(tx, scope, &found, now).await?;
    let journeys: HashMap<JourneyId, JourneyRow> = found.into_iter().map(|row| (row.id, row)).collect();
    rows.retain(|row| journeys.contains_key(&journey(row)));
    Ok(OnJourneys { rows, journeys, labels, shielded })
}
