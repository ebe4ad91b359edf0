//! Which groups may have figures, and what two looks at different moments tell.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use regie_domain::testing::id;

use super::*;

fn cell(blueprint: u64, team: u64, week: i64, journeys: i64, solved: i64) -> WeekCell<Sums> {
    let mut sums = Sums { journeys, ..Sums::default() };
    sums.sums[Count::Solved as usize] = solved;
    WeekCell { blueprint: id(blueprint), team: id(team), week, sums }
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

fn journeys(batches: &[Batch<Sums>], group: Group) -> Option<i64> {
    let parts: Vec<Sums> = batches.iter().filter_map(|batch| batch.groups.get(&group).cloned()).collect();
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
    let ends = |cells: &[WeekCell<Sums>], until| -> Vec<i64> {
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
            let groups: Vec<&Group> = batch.groups.keys().collect();
            let inside = gather(&cells, (batch.from, batch.until));
            shown += groups.len();
            withheld += 1 + 3 + 4 - groups.len().min(8);
            for (one, other) in groups.iter().flat_map(|one| groups.iter().map(move |other| (one, other))) {
                let left = inside.iter().filter(|(key, _)| one.holds(**key) && !other.holds(**key));
                let mut rest = Sums::default();
                left.for_each(|(_, sums)| rest.add(sums));
                let counts = [rest.journeys, rest.of(Count::Solved)];
                assert!(counts.iter().all(|count| *count == 0 || *count >= 5), "{one:?} without {other:?}");
            }
        }
    }
    assert!(shown > 100 && withheld > 100, "{shown} shown, {withheld} withheld");
}
// ------------------------------------------------- looks at different moments

/// What one reader saw, week after week: of every batch and group, how many journeys.
type Seen = BTreeMap<(i64, Group), Vec<i64>>;

/// A house over twelve weeks: journeys close every week, and in any week some that closed earlier open again, or are corrected.
/// A reader looks every week at everything that is shown and works with the differences.
fn looks(seed: u64, keeps: bool) -> Seen {
    let mut seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let mut random = move |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((seed >> 33) % most).unwrap()
    };
    let mut cells: Vec<WeekCell<Sums>> = Vec::new();
    let mut kept: BTreeMap<i64, Batch<Sums>> = BTreeMap::new();
    let mut seen = Seen::new();
    for week in 0..12 {
        for team in 1..4 {
            let journeys = 5 + random(9);
            cells.push(cell(1, team, week, journeys, journeys));
        }
        for cell in &mut cells {
            if random(4) == 0 && cell.sums.journeys > 5 {
                cell.sums.journeys -= 1;
                cell.sums.sums[Count::Solved as usize] -= 1;
            }
        }
        let batches = if keeps {
            let have: Vec<(i64, i64)> = kept.values().map(|batch| (batch.from, batch.until)).collect();
            for open in open_weeks(&have, (0, week + 1)) {
                kept.extend(of(&cells, open, &three).into_iter().map(|batch| (batch.from, batch)));
            }
            kept.values().cloned().collect()
        } else {
            of(&cells, (0, week + 1), &three)
        };
        for batch in batches {
            for (group, sums) in batch.groups {
                seen.entry((batch.from, group)).or_default().push(sums.journeys);
            }
        }
    }
    seen
}

/// How many of a reader's differences between two looks are about a few.
fn told_by_time(seen: &Seen) -> usize {
    let few = |looks: &Vec<i64>| looks.windows(2).filter(|two| (1..5).contains(&(two[0] - two[1]).abs())).count();
    seen.values().map(few).sum()
}

#[test]
fn two_looks_never_differ_by_a_few_and_without_what_was_kept_they_do() {
    let mut shown = 0;
    for seed in 1..=500 {
        let seen = looks(seed, true);
        shown += seen.len();
        assert_eq!(told_by_time(&seen), 0, "seed {seed}");
    }
    assert!(shown > 10_000, "it must still show: {shown}");
    let found = (1..=100).filter(|seed| told_by_time(&looks(*seed, false)) > 0).count();
    assert!(found > 90, "the attack must be able to succeed: {found} of 100");
}

#[test]
fn in_each_block_it_goes_on_after_the_last_that_was_kept() {
    assert_eq!(open_weeks(&[], (0, 6)), [(0, 4), (4, 6)]);
    assert_eq!(open_weeks(&[(0, 1), (1, 3)], (0, 6)), [(3, 4), (4, 6)]);
    assert_eq!(open_weeks(&[(0, 4), (4, 6)], (0, 6)), []);
}
