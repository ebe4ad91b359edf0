//! Which groups may have figures: the privacy engine over batches of weeks.
//!
//! Weeks come in blocks of four that are the same for everybody and for ever. Within a block a batch ends as soon as every
//! blueprint and every team in it has enough journeys, or with the block. What is shown of any group is a sum of whole batches,
//! so two readers, or one reader at two moments, never see two figures that differ by less than a batch. Within a batch all
//! groups are asked of the ledger in one order, whoever looks and whatever was asked for: the whole, each blueprint, each team,
//! each team within a blueprint. So the answer is the same for everybody, and nothing has to be remembered.

use std::collections::{BTreeMap, BTreeSet};

use regie_domain::ids::{BlueprintId, TeamId};
use regie_domain::measure::{Count, Sums};
use regie_metrics::privacy::{Cell, Ledger, Limits};
use regie_store::views::figures::FigureCell;

use super::whole;
use crate::read::measures::FEWEST;

/// How many weeks are a block.
pub const BLOCK: i64 = 4;

/// Answers are journeys that were solved, and those asked are all of them: so no two groups differ by a few of either.
const LIMITS: Limits = Limits { people: FEWEST as u64, ..Limits::SCORES };

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

/// Journeys that closed in some weeks, and the groups of them that may have figures.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The first week.
    pub from: i64,
    /// The first week after.
    pub until: i64,
    cells: BTreeMap<(BlueprintId, TeamId), Sums>,
    answered: BTreeSet<Group>,
}

impl Batch {
    /// The sums of a group, where they may be shown.
    pub fn of(&self, group: Group) -> Option<Sums> {
        self.answered.contains(&group).then(|| sum(&self.cells, group))
    }
}

fn sum(cells: &BTreeMap<(BlueprintId, TeamId), Sums>, group: Group) -> Sums {
    let mut all = Sums::default();
    cells.iter().filter(|(key, _)| group.holds(**key)).for_each(|(_, sums)| all.add(sums));
    all
}

/// The batches of some weeks, oldest first. The weeks begin with a block; those of the last block may not all be over.
pub fn of(cells: &[FigureCell], (from, until): (i64, i64), employees: &dyn Fn(TeamId) -> BTreeSet<u32>) -> Vec<Batch> {
    let mut found = Vec::new();
    let (mut begin, mut gathered) = (from, BTreeMap::new());
    for week in from..until {
        for cell in cells.iter().filter(|cell| cell.week == week) {
            let into: &mut Sums = gathered.entry((cell.blueprint, cell.team)).or_default();
            into.add(&cell.sums);
        }
        let last = (week + 1).rem_euclid(BLOCK) == 0;
        if last || (!gathered.is_empty() && is_enough(&gathered)) {
            let cells = std::mem::take(&mut gathered);
            let answered = answered(&cells, employees);
            found.push(Batch { from: begin, until: week + 1, cells, answered });
            begin = week + 1;
        }
    }
    found
}

/// Every group by itself that there is: blueprints, then teams.
fn single(cells: &BTreeMap<(BlueprintId, TeamId), Sums>) -> impl Iterator<Item = Group> {
    let blueprints: BTreeSet<BlueprintId> = cells.keys().map(|(blueprint, _)| *blueprint).collect();
    let teams: BTreeSet<TeamId> = cells.keys().map(|(_, team)| *team).collect();
    let of_blueprint = |blueprint| Group { blueprint: Some(blueprint), team: None };
    let of_team = |team| Group { blueprint: None, team: Some(team) };
    blueprints.into_iter().map(of_blueprint).chain(teams.into_iter().map(of_team))
}

/// Whether no blueprint and no team would be left out for having come too early.
fn is_enough(cells: &BTreeMap<(BlueprintId, TeamId), Sums>) -> bool {
    single(cells).all(|group| {
        let all = sum(cells, group);
        let solved = whole(all.of(Count::Solved));
        whole(all.journeys) >= LIMITS.people && (solved == 0 || solved >= LIMITS.people)
    })
}

/// The groups of a batch that may have figures.
fn answered(
    cells: &BTreeMap<(BlueprintId, TeamId), Sums>,
    employees: &dyn Fn(TeamId) -> BTreeSet<u32>,
) -> BTreeSet<Group> {
    let mut ledger = Ledger::new(LIMITS);
    for ((_, team), sums) in cells {
        ledger.add(Cell {
            generation: 0,
            invited: whole(sums.journeys),
            answered: whole(sums.of(Count::Solved)),
            employees: employees(*team),
        });
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
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use regie_domain::testing::id;

    use super::*;

    fn cell(blueprint: u64, team: u64, week: i64, journeys: i64, solved: i64) -> FigureCell {
        let mut sums = Sums { journeys, ..Sums::default() };
        sums.sums[Count::Solved as usize] = solved;
        FigureCell { blueprint: id(blueprint), team: id(team), week, sums }
    }

    fn three(team: TeamId) -> BTreeSet<u32> {
        let first = u32::from(team.0.as_bytes()[15]) * 10;
        (first..first + 3).collect()
    }

    fn of_team(team: u64) -> Group {
        Group { team: Some(id(team)), ..Group::default() }
    }

    fn of_blueprint(blueprint: u64) -> Group {
        Group { blueprint: Some(id(blueprint)), ..Group::default() }
    }

    fn journeys(batches: &[Batch], group: Group) -> Option<i64> {
        let parts: Vec<Sums> = batches.iter().filter_map(|batch| batch.of(group)).collect();
        (!parts.is_empty()).then(|| parts.iter().map(|sums| sums.journeys).sum())
    }

    #[test]
    fn what_is_left_of_the_whole_is_never_a_few() {
        // Nine journeys, six of them of team 1: who knows both knows the three of team 2.
        let batches = of(&[cell(1, 1, 0, 6, 6), cell(1, 2, 0, 3, 3)], (0, 4), &three);
        assert_eq!(journeys(&batches, Group::default()), Some(9));
        assert_eq!((journeys(&batches, of_team(1)), journeys(&batches, of_team(2))), (None, None));
        assert_eq!(journeys(&batches, of_blueprint(1)), Some(9), "it is the whole");
        // With two small ones beside it, what is left is enough.
        let cells = [cell(1, 1, 0, 6, 6), cell(1, 2, 0, 3, 3), cell(1, 3, 0, 4, 4)];
        let batches = of(&cells, (0, 4), &three);
        assert_eq!((journeys(&batches, of_team(1)), journeys(&batches, of_team(2))), (Some(6), None));
    }

    #[test]
    fn the_few_that_were_not_solved_show_no_more_than_the_many() {
        let batches = of(&[cell(1, 1, 0, 20, 10), cell(1, 2, 0, 20, 3)], (0, 4), &three);
        assert_eq!(journeys(&batches, of_team(2)), None);
        assert_eq!(journeys(&batches, of_team(1)), None, "the rest would be those three");
    }

    #[test]
    fn a_team_of_two_has_no_figures_and_none_is_told_by_the_rest() {
        let members = |team: TeamId| if team == id(2) { BTreeSet::from([1, 2]) } else { three(team) };
        let batches = of(&[cell(1, 1, 0, 9, 9), cell(1, 2, 0, 9, 9)], (0, 4), &members);
        assert_eq!(journeys(&batches, Group::default()), Some(18));
        assert_eq!((journeys(&batches, of_team(1)), journeys(&batches, of_team(2))), (None, None));
    }

    #[test]
    fn a_batch_ends_when_everybody_in_it_has_enough_or_with_its_block() {
        let ends = |cells: &[FigureCell], until| -> Vec<i64> {
            of(cells, (0, until), &three).iter().map(|batch| batch.until).collect()
        };
        assert_eq!(ends(&[cell(1, 1, 0, 6, 6), cell(1, 1, 1, 3, 3), cell(1, 1, 2, 3, 3)], 4), [1, 3, 4]);
        assert_eq!(ends(&[cell(1, 1, 0, 9, 9), cell(2, 1, 0, 1, 1)], 4), [4], "it waits for the second blueprint");
        assert_eq!(ends(&[cell(1, 1, 0, 3, 3)], 3), Vec::<i64>::new(), "not over yet");
    }

    /// Whatever is shown of any groups in any periods, no sum of some minus others is about a few: every two groups that are
    /// shown of a batch differ by none or enough, for many random houses.
    #[test]
    fn no_two_groups_that_are_shown_differ_by_a_few() {
        let mut seed: u64 = 0x5eed;
        let mut random = move |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((seed >> 33) % most).unwrap()
        };
        let (mut shown, mut withheld) = (0, 0);
        for _ in 0..300 {
            let mut cells = Vec::new();
            for blueprint in 1..4 {
                for team in 1..5 {
                    let journeys = random(14);
                    let solved = random(4).min(journeys);
                    cells.push(cell(blueprint, team, random(4), journeys, journeys - solved));
                }
            }
            for batch in of(&cells, (0, 4), &three) {
                let groups: Vec<&Group> = batch.answered.iter().collect();
                shown += groups.len();
                withheld += 1 + 3 + 4 - groups.len().min(8);
                for (one, other) in groups.iter().flat_map(|one| groups.iter().map(move |other| (one, other))) {
                    let left = batch.cells.iter().filter(|(key, _)| one.holds(**key) && !other.holds(**key));
                    let mut rest = Sums::default();
                    left.for_each(|(_, sums)| rest.add(sums));
                    let counts = [rest.journeys, rest.of(Count::Solved)];
                    assert!(counts.iter().all(|count| *count == 0 || *count >= 5), "{one:?} without {other:?}");
                }
            }
        }
        assert!(shown > 100 && withheld > 100, "{shown} shown, {withheld} withheld");
    }
}
