//! Which groups may have figures: the privacy engine over batches of weeks.
//!
//! Weeks come in blocks of four that are the same for everybody and for ever. Within a block a batch ends as soon as every
//! blueprint and every team in it has enough, or with the block. What is shown of any group is a sum of whole batches,
//! so two readers never see two figures that differ by less than a batch. Within a batch all groups are asked of the ledger in
//! one order, whoever looks and whatever was asked for: the whole, each blueprint, each team, each team within a blueprint.
//! What came out is kept ([`super::kept`]): a journey that opens again later does not change it.

use std::collections::{BTreeMap, BTreeSet};

use regie_domain::ids::{BlueprintId, TeamId};
use regie_domain::measure::{Count, Sums};
use regie_metrics::privacy::{Cell, Ledger, Limits};

use super::whole;
use crate::read::measures::FEWEST;

/// How many weeks are a block.
pub const BLOCK: i64 = 4;

/// No two groups differ by a few, of whatever is counted.
pub const LIMITS: Limits = Limits { people: FEWEST as u64, ..Limits::SCORES };

/// A group of journeys: of a blueprint, of a team, of both, or all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The blueprint.
    pub blueprint: Option<BlueprintId>,
    /// The team that directed.
    pub team: Option<TeamId>,
}

impl Group {
    fn holds(&self, (blueprint, team): (BlueprintId, TeamId)) -> bool {
        self.blueprint.is_none_or(|it| it == blueprint) && self.team.is_none_or(|it| it == team)
    }
}

/// Numbers that add up, of which each part is guarded by itself: who was asked and who answered, the whole of it first.
pub trait Summed: Clone + Default {
    /// A part of the numbers that can be left out.
    type Part: Clone;

    /// The fewest that any of it may be about.
    const LIMITS: Limits = LIMITS;

    /// Adds others.
    fn add(&mut self, other: &Self);

    /// Of how many people they are, and of how many those whom it is about.
    fn people(&self) -> (u64, u64);

    /// Its parts.
    fn parts(&self) -> Vec<Self::Part>;

    /// Of how many people a part is, and of how many those whom it is about.
    fn people_of(&self, part: &Self::Part) -> (u64, u64);

    /// Leaves a part out.
    fn leave_out(&mut self, part: &Self::Part);
}

/// Answers are journeys that were solved, and those asked are all of them: so no two groups differ by a few of either.
impl Summed for Sums {
    type Part = std::convert::Infallible;

    fn add(&mut self, other: &Self) {
        Self::add(self, other);
    }

    fn people(&self) -> (u64, u64) {
        (whole(self.journeys), whole(self.of(Count::Solved)))
    }

    fn parts(&self) -> Vec<Self::Part> {
        Vec::new()
    }

    fn people_of(&self, part: &Self::Part) -> (u64, u64) {
        match *part {}
    }

    fn leave_out(&mut self, part: &Self::Part) {
        match *part {}
    }
}

/// What is alike in all by which figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekCell<S> {
    /// The blueprint.
    pub blueprint: BlueprintId,
    /// The team that directed.
    pub team: TeamId,
    /// The week.
    pub week: i64,
    /// Its numbers.
    pub sums: S,
}

/// Some weeks, and the groups of them that may have figures, with those.
#[derive(Debug, Clone)]
pub struct Batch<S> {
    /// The first week.
    pub from: i64,
    /// The first week after.
    pub until: i64,
    /// What may be shown.
    pub groups: BTreeMap<Group, S>,
}

type Cells<S> = BTreeMap<(BlueprintId, TeamId), S>;

/// The numbers of a group.
pub fn sum<S: Summed>(cells: &Cells<S>, group: Group) -> S {
    let mut all = S::default();
    cells.iter().filter(|(key, _)| group.holds(**key)).for_each(|(_, sums)| all.add(sums));
    all
}

/// The cells of some weeks, whatever the week.
pub fn gather<S: Summed>(cells: &[WeekCell<S>], (from, until): (i64, i64)) -> Cells<S> {
    let mut gathered = BTreeMap::new();
    for cell in cells.iter().filter(|cell| (from..until).contains(&cell.week)) {
        let into: &mut S = gathered.entry((cell.blueprint, cell.team)).or_default();
        into.add(&cell.sums);
    }
    gathered
}

/// The batches of some weeks, oldest first. The weeks begin where a batch can; those of the last block may not all be over.
pub fn of<S: Summed>(
    cells: &[WeekCell<S>],
    (from, until): (i64, i64),
    employees: &dyn Fn(TeamId) -> BTreeSet<u32>,
) -> Vec<Batch<S>> {
    let mut by_week: BTreeMap<i64, Vec<&WeekCell<S>>> = BTreeMap::new();
    cells.iter().for_each(|cell| by_week.entry(cell.week).or_default().push(cell));
    let mut found = Vec::new();
    let (mut begin, mut gathered) = (from, BTreeMap::new());
    for week in from..until {
        for cell in by_week.get(&week).into_iter().flatten() {
            let into: &mut S = gathered.entry((cell.blueprint, cell.team)).or_default();
            into.add(&cell.sums);
        }
        let last = (week + 1).rem_euclid(BLOCK) == 0;
        if last || (!gathered.is_empty() && is_enough(&gathered)) {
            let cells = std::mem::take(&mut gathered);
            found.push(Batch { from: begin, until: week + 1, groups: answered(&cells, employees) });
            begin = week + 1;
        }
    }
    found
}

/// The weeks of a range in which no batch was kept yet: in each block those after its last.
pub fn open_weeks(kept: &[(i64, i64)], (from, until): (i64, i64)) -> Vec<(i64, i64)> {
    let block_of = |week: i64| week.div_euclid(BLOCK) * BLOCK;
    let mut open = Vec::new();
    let mut block = block_of(from);
    while block < until {
        let done = kept.iter().filter(|batch| block_of(batch.0) == block).map(|batch| batch.1).max();
        let stretch = (done.unwrap_or(block), (block + BLOCK).min(until));
        if stretch.0 < stretch.1 {
            open.push(stretch);
        }
        block += BLOCK;
    }
    open
}

/// Every group by itself that there is: blueprints, then teams.
fn single<S>(cells: &Cells<S>) -> impl Iterator<Item = Group> {
    let blueprints: BTreeSet<BlueprintId> = cells.keys().map(|(blueprint, _)| *blueprint).collect();
    let teams: BTreeSet<TeamId> = cells.keys().map(|(_, team)| *team).collect();
    let of_blueprint = |blueprint| Group { blueprint: Some(blueprint), team: None };
    let of_team = |team| Group { blueprint: None, team: Some(team) };
    blueprints.into_iter().map(of_blueprint).chain(teams.into_iter().map(of_team))
}

/// Whether no blueprint and no team would be left out for having come too early.
fn is_enough<S: Summed>(cells: &Cells<S>) -> bool {
    single(cells).all(|group| {
        let (people, about) = sum(cells, group).people();
        let none_or = |count: u64| count == 0 || count >= S::LIMITS.people;
        let silent = people.saturating_sub(about);
        people >= S::LIMITS.people && none_or(about) && (!S::LIMITS.silent || none_or(silent))
    })
}

/// The groups of a batch that may have figures, with what of them may be shown.
fn answered<S: Summed>(cells: &Cells<S>, employees: &dyn Fn(TeamId) -> BTreeSet<u32>) -> BTreeMap<Group, S> {
    let behind: BTreeMap<TeamId, BTreeSet<u32>> = cells.keys().map(|(_, team)| (*team, employees(*team))).collect();
    let groups = allowed(cells, &behind, S::LIMITS, S::people);
    let mut found: BTreeMap<Group, S> = groups.into_iter().map(|group| (group, sum(cells, group))).collect();
    for part in sum(cells, Group::default()).parts() {
        // What is not about a part is no group of its own: it is told by the whole, which was asked first.
        let limits = Limits { silent: false, ..S::LIMITS };
        let groups = allowed(cells, &behind, limits, |sums: &S| sums.people_of(&part));
        found.iter_mut().filter(|(group, _)| !groups.contains(group)).for_each(|(_, sums)| sums.leave_out(&part));
    }
    found
}

/// The groups that the ledger answers, asked in the one order.
fn allowed<S: Summed>(
    cells: &Cells<S>,
    behind: &BTreeMap<TeamId, BTreeSet<u32>>,
    limits: Limits,
    people: impl Fn(&S) -> (u64, u64),
) -> BTreeSet<Group> {
    let mut ledger = Ledger::new(limits);
    for ((_, team), sums) in cells {
        let (invited, answered) = people(sums);
        let employees = behind.get(team).cloned().unwrap_or_default();
        ledger.add(Cell { generation: 0, invited, answered, employees });
    }
    let pairs = cells.keys().map(|(blueprint, team)| Group { blueprint: Some(*blueprint), team: Some(*team) });
    let mut answered = BTreeSet::new();
    for group in std::iter::once(Group::default()).chain(single(cells)).chain(pairs) {
        let places: Vec<usize> =
            cells.keys().enumerate().filter(|(_, key)| group.holds(**key)).map(|(place, _)| place).collect();
        if ledger.ask(&places).is_ok() {
            answered.insert(group);
        }
    }
    answered
}

#[cfg(test)]
#[path = "batches/tests.rs"]
mod tests;
