//! Each rule of the spreading, and what must hold of any of them.

use proptest::prelude::*;

use super::*;
use crate::ids::OrgId;
use crate::testing::id;

fn part(org: u64) -> PartRef {
    PartRef { team: TeamRef { org: id(org), team: id(org + 100) }, leg: None }
}

fn given(shares: &[(u64, u32)]) -> Vec<Attributed> {
    shares.iter().map(|(org, share)| Attributed { part: part(*org), share: *share, why: Why::default() }).collect()
}

fn disputed(org: u64, judged: Option<(DisputeOutcome, Option<u64>)>) -> Dispute {
    let at = Timestamp::UNIX_EPOCH;
    let judged = judged.map(|(outcome, to)| Judged { at, outcome, to: to.map(part), text: None });
    Dispute { part: part(org), at, text: id(9), judged }
}

#[test]
fn a_day_with_the_ball_weighs_as_much_as_a_broken_promise() {
    let day = Why { held: SignedDuration::from_hours(24), ..Why::default() };
    let broke = Why { broken: 1, ..Why::default() };
    assert_eq!((happened(&day), happened(&broke)), (1_440, 1_440));
}

#[test]
fn an_open_dispute_counts_for_nobody_and_a_decided_one_as_decided() {
    let parts = given(&[(1, 6_000), (2, 4_000)]);
    let count = |judged| counted(&parts, &[disputed(2, judged)]);
    assert_eq!(count(None), (vec![(part(1), 6_000)], 4_000));
    assert_eq!(count(Some((DisputeOutcome::Kept, None))), (vec![(part(1), 6_000), (part(2), 4_000)], 0));
    assert_eq!(count(Some((DisputeOutcome::Agreed, None))), (vec![(part(1), WHOLE)], 0));
    assert_eq!(count(Some((DisputeOutcome::Changed, Some(3)))), (vec![(part(1), 6_000), (part(3), 4_000)], 0));
}

#[test]
fn what_belonged_to_one_part_only_and_is_not_about_it_counts_for_nobody() {
    let parts = given(&[(1, WHOLE)]);
    let agreed = disputed(1, Some((DisputeOutcome::Agreed, None)));
    assert_eq!(counted(&parts, &[agreed]), (Vec::new(), WHOLE));
}

#[test]
fn an_organisation_has_what_its_teams_have() {
    assert_eq!(share_of(&given(&[(1, 2_500), (1, 2_500), (2, 5_000)]), id::<OrgId>(1)), 5_000);
}

proptest! {
    #[test]
    fn shares_are_the_whole_and_follow_the_weights(weights in prop::collection::vec(0_u64..1_000_000, 1..12)) {
        let shares = spread(&weights);
        let total: u32 = shares.iter().sum();
        prop_assert_eq!(total, if weights.iter().all(|it| *it == 0) { 0 } else { WHOLE });
        for (weight, share) in weights.iter().zip(&shares) {
            prop_assert!(*weight > 0 || *share == 0, "nothing for nothing");
            for (other, theirs) in weights.iter().zip(&shares) {
                prop_assert!(weight <= other || share >= theirs, "more for more");
            }
        }
    }

    #[test]
    fn whatever_is_disputed_and_decided_what_counts_is_the_whole(
        shares in prop::collection::vec(1_u64..1_000, 1..6),
        disputes in prop::collection::vec((0_usize..6, 0_usize..4, 0_u64..8), 0..6),
    ) {
        let parts: Vec<Attributed> = spread(&shares)
            .into_iter()
            .zip(1_u64..)
            .map(|(share, org)| Attributed { part: part(org), share, why: Why::default() })
            .collect();
        let disputes: Vec<Dispute> = disputes
            .into_iter()
            .map(|(of, outcome, to)| {
                let org = u64::try_from(of % parts.len()).unwrap_or(0) + 1;
                let outcome = DisputeOutcome::ALL.get(outcome).map(|outcome| (*outcome, Some(to + 1)));
                disputed(org, outcome)
            })
            .collect();
        let (counts, open) = counted(&parts, &disputes);
        prop_assert_eq!(counts.iter().map(|(_, share)| share).sum::<u32>() + open, WHOLE);
    }
}

#[test]
fn most_of_an_answer_is_with_one_party_or_with_none() {
    let of = |shares: &[(u64, u32)], open| {
        most(&shares.iter().map(|(org, share)| (part(*org), *share)).collect::<Vec<_>>(), open)
    };
    assert_eq!(of(&[(1, 3_000), (2, 7_000)], 0), Some(part(2).team));
    assert_eq!(of(&[(1, 5_000), (2, 5_000)], 0), None, "as much with one as with the other");
    assert_eq!(of(&[(1, 4_000)], 6_000), None, "what is disputed counts for nobody");
    // Two teams of one party together have most, and the larger of them stands for it.
    let second = PartRef { team: TeamRef { org: id(1), team: id(150) }, leg: None };
    assert_eq!(most(&[(part(1), 2_500), (second, 3_000), (part(2), 4_500)], 0), Some(second.team));
    assert_eq!(of(&[], WHOLE), None);
}
