//! What figures do at their edges, and what holds of them for any input.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use regie_metrics::chart::{self, Watch};
use regie_metrics::drivers::Table;
use regie_metrics::interrupted::{self, Moment};
use regie_metrics::mean::Sample;
use regie_metrics::nps::Recommend;
use regie_metrics::proportion::{Share, finite_population};
use regie_metrics::scale::{Answers, Scale};
use regie_metrics::weight::{Stratum, post_stratify};
use regie_metrics::{Unfit, power};

#[test]
fn nothing_is_no_figure() {
    assert_eq!(Share::new(0, 0), Err(Unfit::Empty));
    assert_eq!(Share::new(2, 1), Err(Unfit::OutOfRange));
    assert_eq!(Recommend::default().score(), Err(Unfit::Empty));
    assert_eq!(Recommend::of([11]), Err(Unfit::OutOfRange));
    assert_eq!(Answers::new(Scale::Easy).mean(), Err(Unfit::Empty));
    assert_eq!(post_stratify(&[]), Err(Unfit::Empty));
    assert_eq!(chart::values(&[1.0]), Err(Unfit::TooFew { have: 1, needed: 2 }));
    assert_eq!(chart::shares(&[(1, 0)]), Err(Unfit::Empty));
    assert_eq!(finite_population(3, 2), Err(Unfit::OutOfRange));
    assert_eq!(power::smallest_step(0.6, 0), f64::INFINITY);
}

#[test]
fn a_group_in_which_nobody_answered_is_not_spoken_for() {
    let strata = [Stratum { population: 10, answers: 5, mean: 7.0 }, Stratum { population: 1, answers: 0, mean: 0.0 }];
    assert_eq!(post_stratify(&strata), Err(Unfit::NoAnswerInGroup));
}

#[test]
fn everybody_answered_leaves_no_error() {
    assert_eq!(finite_population(60, 60), Ok(0.0));
    assert_eq!(finite_population(1, 1), Ok(0.0));
}

#[test]
fn one_answer_says_nothing_of_the_mean_and_equal_ones_little() {
    let mut answers = Answers::new(Scale::Grade);
    answers.add(8).unwrap();
    let alone = answers.mean().unwrap();
    assert_eq!((alone.value, alone.interval.low, alone.interval.high), (8.0, 1.0, 10.0));
    (0..4).for_each(|_| answers.add(8).unwrap());
    let equal = answers.mean().unwrap().interval;
    assert!(equal.low < 8.0 && equal.high > 8.0, "{equal:?}");
}

#[test]
fn a_scale_refuses_what_it_does_not_have_and_knows_its_good_side() {
    for scale in Scale::ALL {
        let (low, high) = scale.ends();
        let mut answers = Answers::new(scale);
        assert_eq!(answers.add(high + 1), Err(Unfit::OutOfRange));
        if let Some(under) = low.checked_sub(1) {
            assert_eq!(answers.add(under), Err(Unfit::OutOfRange));
        }
        answers.add(if scale.low_is_good() { low } else { high }).unwrap();
        assert_eq!(answers.good().unwrap().value, 1.0, "{scale:?}");
        answers.add(if scale.low_is_good() { high } else { low }).unwrap();
        assert_eq!(answers.good().unwrap().value, 0.5, "{scale:?}");
    }
}

#[test]
fn columns_that_cannot_be_told_apart_are_refused() {
    let score: Vec<f64> = (0..60).map(f64::from).collect();
    let same: Vec<f64> = score.iter().map(|value| 2.0 * value + 1.0).collect();
    let table = Table::new(score.clone(), vec![score.clone(), same]).unwrap();
    assert_eq!(table.shapley(), Err(Unfit::Singular));
    assert_eq!(table.johnson(), Err(Unfit::Singular));
    let still = Table::new(score.clone(), vec![vec![3.0; 60]]).unwrap();
    assert_eq!(still.shapley(), Err(Unfit::Singular));
    assert_eq!(Table::new(score.clone(), vec![score.clone(); 13]), Err(Unfit::TooMany { have: 13, most: 12 }));
    assert_eq!(Table::new(score.clone(), vec![vec![1.0]]), Err(Unfit::Ragged));
    assert_eq!(Table::new(vec![f64::NAN; 5], vec![vec![1.0, 2.0, 3.0, 4.0, 5.0]]), Err(Unfit::OutOfRange));
    let few = Table::new(score[..20].to_vec(), vec![score[..20].to_vec()]).unwrap();
    assert_eq!(few.check_shown(), Err(Unfit::TooFew { have: 20, needed: 50 }));
}

/// A small generator with a seed: the crate has no randomness of its own.
fn draws(mut state: u64) -> impl FnMut(usize) -> usize {
    move |under| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % under as u64) as usize
    }
}

#[test]
fn an_interval_of_a_part_holds_what_goes_together_and_leaves_out_what_does_not() {
    let mut draw = draws(20_261_123);
    let mut noise = || draw(1_000) as f64 / 1_000.0 - 0.5;
    let silence: Vec<f64> = (0..200).map(|row| f64::from(row % 14)).collect();
    let other: Vec<f64> = (0..200).map(|_| noise()).collect();
    let score: Vec<f64> = silence.iter().map(|days| 8.0 - 0.3 * days + 2.0 * noise()).collect();
    let table = Table::new(score, vec![silence, other]).unwrap();
    let found = table.bootstrap(400, draws(7)).unwrap();
    assert!(found[0].low > 0.5, "{found:?}");
    assert!(found[1].low < 0.01 && found[1].high < 0.1, "{found:?}");
    assert!(!table.shapley().unwrap().parts[0].up, "more silence, a lower score");
    assert_eq!(found, table.bootstrap(400, draws(7)).unwrap(), "a seed repeats it");
}

#[test]
fn a_series_needs_enough_before_and_something_after() {
    let moment = |changed| Moment { count: 10, exposure: 100.0, changed };
    let short: Vec<Moment> = (0..11).map(|_| moment(false)).chain([moment(true)]).collect();
    assert_eq!(interrupted::fit(&short, (0, 12)), Err(Unfit::TooFew { have: 11, needed: 12 }));
    let before = vec![moment(false); 20];
    assert_eq!(interrupted::fit(&before, (0, 12)), Err(Unfit::TooFew { have: 20, needed: 21 }));
    let mut bad: Vec<Moment> = (0..24).map(|at| moment(at >= 14)).collect();
    bad[3].exposure = 0.0;
    assert_eq!(interrupted::fit(&bad, (0, 12)), Err(Unfit::OutOfRange));
}

#[test]
fn a_month_without_any_is_no_trouble_and_none_at_all_is_refused() {
    let series = |count: fn(u64) -> u64| -> Vec<Moment> {
        (0..24).map(|at| Moment { count: count(at), exposure: 50.0, changed: at >= 14 }).collect()
    };
    let fit = interrupted::fit(&series(|at| if at == 5 { 0 } else { 20 + at % 3 }), (0, 12)).unwrap();
    assert!(fit.ratio().interval.covers(1.0));
    assert_eq!(interrupted::fit(&series(|_| 0), (0, 12)), Err(Unfit::Empty));
    assert_eq!(interrupted::fit(&series(|at| if at < 14 { 9 } else { 0 }), (0, 12)), Err(Unfit::Empty));
}

#[test]
fn a_shift_from_the_start_began_after_none() {
    let watch = Watch { target: 0.0, slack: 0.5, threshold: 4.0 };
    let up = chart::first_shift(&[2.0; 5], watch).unwrap();
    assert_eq!((up.found, up.began_after, up.up), (3, 0, true));
    let down = chart::first_shift(&[0.0, -3.0, -3.0], watch).unwrap();
    assert_eq!((down.found, down.began_after, down.up), (3, 1, false));
    assert_eq!(chart::first_shift(&[0.2; 50], watch), None);
}

proptest! {
    #[test]
    fn a_share_lies_in_its_interval((hits, of) in (1_u64..5_000).prop_flat_map(|of| (0..=of, Just(of)))) {
        let found = Share::new(hits, of).unwrap().wilson();
        prop_assert!(found.interval.low >= 0.0 && found.interval.high <= 1.0);
        prop_assert!(found.interval.low <= found.value + 1e-12 && found.value <= found.interval.high + 1e-12);
        prop_assert!(found.interval.high - found.interval.low > 0.0);
    }

    #[test]
    fn a_difference_turns_round_with_its_sides(a in 0_u64..=30, b in 0_u64..=40) {
        let (one, other) = (Share::new(a, 30).unwrap(), Share::new(b, 40).unwrap());
        let (there, back) = (one.minus(&other), other.minus(&one));
        prop_assert!((there.value + back.value).abs() < 1e-12);
        prop_assert!((there.interval.low + back.interval.high).abs() < 1e-12);
        prop_assert!(there.interval.covers(there.value));
    }

    #[test]
    fn a_recommendation_never_goes_without_a_range(up in 0_u64..50, middle in 0_u64..50, down in 0_u64..50) {
        prop_assume!(up + middle + down > 0);
        let found = Recommend { promoters: up, passives: middle, detractors: down }.score().unwrap();
        prop_assert!(found.interval.high - found.interval.low > 0.0);
        prop_assert!(found.interval.low >= -100.0 && found.interval.high <= 100.0);
    }

    #[test]
    fn parts_add_up_by_either_way(seed in 1_u64.., rows in 20_usize..60) {
        let mut draw = draws(seed);
        let mut column = || (0..rows).map(|_| draw(10_000) as f64 / 1_000.0).collect::<Vec<f64>>();
        let columns = vec![column(), column(), column()];
        let table = Table::new(column(), columns).unwrap();
        let (Ok(shapley), Ok(johnson)) = (table.shapley(), table.johnson()) else { return Ok(()) };
        let sum: f64 = shapley.parts.iter().map(|part| part.share).sum();
        prop_assert!((sum - shapley.r_squared).abs() < 1e-9);
        prop_assert!((johnson.r_squared - shapley.r_squared).abs() < 1e-9);
        prop_assert!(shapley.parts.iter().all(|part| part.share >= -1e-12));
    }
}

/// Hours of sleep gained, Student 1908 (R: `t.test(sleep$extra[11:20])`).
#[test]
fn a_mean_has_students_interval_and_never_one_of_nothing() {
    let hours: [f64; 10] = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    let squares = hours.iter().map(|hour| hour * hour).sum();
    let found = Sample { count: 10, sum: hours.iter().sum(), squares }.mean().unwrap();
    assert!((found.value - 2.33).abs() < 1e-9);
    assert!((found.interval.low - 0.897_677_5).abs() < 1e-6, "{found:?}");
    assert!((found.interval.high - 3.762_322_5).abs() < 1e-6, "{found:?}");
    let same = Sample { count: 8, sum: 16.0, squares: 32.0 }.mean().unwrap();
    assert!(same.interval.low < 2.0 && same.interval.high > 2.0);
    let none = Sample { count: 8, sum: 0.0, squares: 0.0 }.mean().unwrap();
    assert!(none.interval.low == 0.0 && none.interval.high > 0.0, "{none:?}");
    assert_eq!(Sample::default().mean(), Err(Unfit::Empty));
    assert_eq!(Sample { count: 1, sum: 4.0, squares: 16.0 }.mean(), Err(Unfit::TooFew { have: 1, needed: 2 }));
}
