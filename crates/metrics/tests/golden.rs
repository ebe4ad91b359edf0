//! Published and independently computed values, to the digits given. Inputs stand here or in `data/`.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use regie_metrics::chart::{self, Watch};
use regie_metrics::drivers::Table;
use regie_metrics::interrupted::{self, Moment};
use regie_metrics::nps::Recommend;
use regie_metrics::proportion::{Share, finite_population};
use regie_metrics::weight::{Stratum, post_stratify};
use regie_metrics::{Interval, power};

/// Equal when rounded to so many decimals.
#[track_caller]
fn same(found: f64, wanted: f64, decimals: i32) {
    let off = (found - wanted).abs();
    assert!(off <= 0.5 * 10_f64.powi(-decimals) * 1.000_001, "found {found}, wanted {wanted} to {decimals} decimals");
}

#[track_caller]
fn between(found: Interval, (low, high): (f64, f64), decimals: i32) {
    same(found.low, low, decimals);
    same(found.high, high, decimals);
}

fn recommend(promoters: u64, passives: u64, detractors: u64) -> Recommend {
    Recommend { promoters, passives, detractors }
}

#[test]
fn recommendations_with_plain_and_adjusted_intervals() {
    type Row = ((u64, u64, u64), f64, f64, (f64, f64), (f64, f64, f64));
    let rows: [Row; 5] = [
        ((162, 108, 54), 33.3333, 0.555_556, (25.217, 41.449), (33.0275, 24.945, 41.110)),
        ((60, 25, 15), 45.0, 0.547_5, (30.498, 59.502), (43.6893, 29.343, 58.036)),
        ((5, 3, 2), 30.0, 0.61, (-18.408, 78.408), (23.0769, -19.051, 65.204)),
        ((3, 1, 1), 40.0, 0.64, (-30.122, 110.122), (25.0, -29.783, 79.783)),
        ((10, 0, 0), 100.0, 0.0, (100.0, 100.0), (76.9231, 47.504, 106.343)),
    ];
    for ((up, between_them, down), score, variance, wald, (centre, low, high)) in rows {
        let counted = recommend(up, between_them, down);
        same(counted.wald().unwrap().value, score, 4);
        same(counted.variance().unwrap(), variance, 6);
        between(counted.wald().unwrap().interval, wald, 3);
        same(counted.adjusted().unwrap().value, centre, 4);
        between(counted.adjusted().unwrap().interval, (low, high), 3);
        between(counted.score().unwrap().interval, (low, high.min(100.0)), 3);
    }
}

#[test]
fn a_change_that_dashboards_would_cheer_is_none() {
    let change = recommend(75, 20, 10).since(&recommend(60, 25, 15)).unwrap();
    same(change.change.value, 16.9048, 4);
    same(change.error, 9.7648, 4);
    same(change.z, 1.7312, 4);
    same(change.p, 0.083_42, 5);
    between(change.change.interval, (-2.234, 36.043), 3);
}

#[test]
fn what_a_figure_could_show() {
    same(power::answers_needed(0.6, 0.10), 942.0, 0);
    same(power::answers_needed(0.6, 0.05), 3768.0, 0);
    same(100.0 * power::smallest_step(0.6, 100), 31.0, 0);
}

/// How often an interval holds the truth, over all outcomes of `n` answers.
fn coverage(n: u64, (up, middle, down): (f64, f64, f64), interval: impl Fn(&Recommend) -> Interval) -> f64 {
    let truth = 100.0 * (up - down);
    let ln_factorial = |n: u64| (1..=n).map(|k| (k as f64).ln()).sum::<f64>();
    let mut covered = 0.0;
    for promoters in 0..=n {
        for passives in 0..=n - promoters {
            let detractors = n - promoters - passives;
            let ways = ln_factorial(n) - ln_factorial(promoters) - ln_factorial(passives) - ln_factorial(detractors);
            let chance =
                ways + promoters as f64 * up.ln() + passives as f64 * middle.ln() + detractors as f64 * down.ln();
            let found = interval(&recommend(promoters, passives, detractors));
            if found.low - 1e-9 <= truth && truth <= found.high + 1e-9 {
                covered += chance.exp();
            }
        }
    }
    covered
}

#[test]
fn the_adjusted_interval_covers_what_it_says_and_the_plain_one_does_not() {
    let wald = |counted: &Recommend| counted.wald().unwrap().interval;
    let adjusted = |counted: &Recommend| counted.adjusted().unwrap().interval;
    let usual = (0.5, 0.3, 0.2);
    for (n, plain, better) in [(5, 0.840, 0.9432), (10, 0.896, 0.9625), (20, 0.926, 0.9478), (50, 0.941, 0.9500)] {
        same(coverage(n, usual, wald), plain, 3);
        same(coverage(n, usual, adjusted), better, 4);
    }
    let high = (0.75, 0.15, 0.10);
    for (n, plain, better) in [(5, 0.747, 0.9155), (10, 0.820, 0.9617)] {
        same(coverage(n, high, wald), plain, 3);
        same(coverage(n, high, adjusted), better, 4);
    }
}

#[test]
fn shares_by_wilson() {
    let rows = [
        (81, 263, 0.255_289, 0.366_210),
        (15, 148, 0.062_386, 0.160_487),
        (0, 20, 0.0, 0.161_125),
        (1, 29, 0.006_113, 0.171_755),
        (5, 5, 0.565_518, 1.0),
        (4, 5, 0.375_535, 0.963_776),
        (8, 10, 0.490_162, 0.943_318),
        (43, 50, 0.738_138, 0.930_492),
        (0, 5, 0.0, 0.434_482),
        (1, 1, 0.206_549, 1.0),
        (190, 250, 0.703_380, 0.808_751),
    ];
    for (hits, of, low, high) in rows {
        between(Share::new(hits, of).unwrap().wilson().interval, (low, high), 6);
    }
}

#[test]
fn differences_of_shares() {
    let share = |hits, of| Share::new(hits, of).unwrap();
    between(share(56, 70).minus(&share(48, 80)).interval, (0.052_431_5, 0.333_872_7), 7);
    between(share(189, 205).minus(&share(172, 200)).interval, (0.000_879_9, 0.124_244_9), 7);
    between(share(56, 70).minus_agresti_caffo(&share(48, 80)).interval, (0.052_452_9, 0.335_758_5), 7);
}

#[test]
fn small_teams() {
    same(finite_population(40, 60).unwrap(), 0.582_223, 6);
    same(Share::new(3, 3).unwrap().shrunk((8.0, 2.0)), 0.846_154, 6);
    same(Share::new(0, 3).unwrap().shrunk((8.0, 2.0)), 0.615_385, 6);
}

#[test]
fn who_answered_beside_who_was_asked() {
    let strata =
        [Stratum { population: 700, answers: 40, mean: 8.0 }, Stratum { population: 300, answers: 60, mean: 6.0 }];
    let found = post_stratify(&strata).unwrap();
    same(found.raw, 6.8, 6);
    same(found.weighted, 7.4, 6);
    same(found.effective, 72.7273, 4);
}

/// A file with a heading; empty columns are not there.
fn columns(file: &str, names: &[&str]) -> Vec<Vec<f64>> {
    let mut lines = file.lines();
    let heading: Vec<&str> = lines.next().unwrap().split(',').collect();
    let places: Vec<usize> = names.iter().map(|name| heading.iter().position(|one| one == name).unwrap()).collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    places.iter().map(|place| rows.iter().map(|row| row[*place].parse().unwrap()).collect()).collect()
}

fn swiss() -> Table {
    let names = ["Fertility", "Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"];
    let mut all = columns(include_str!("data/swiss.csv"), &names);
    let score = all.remove(0);
    Table::new(score, all).unwrap()
}

#[test]
fn parts_of_the_swiss_provinces() {
    let shapley = swiss().shapley().unwrap();
    same(shapley.r_squared, 0.706_735_001_6, 10);
    let wanted = [0.057_091_22, 0.171_173_03, 0.260_134_68, 0.105_570_15, 0.112_765_92];
    shapley.parts.iter().zip(wanted).for_each(|(part, wanted)| same(part.share, wanted, 8));
    let johnson = swiss().johnson().unwrap();
    same(johnson.r_squared, 0.706_735_001_6, 10);
    let wanted = [0.048_416_90, 0.154_708_25, 0.271_964_10, 0.114_680_03, 0.116_965_72];
    johnson.parts.iter().zip(wanted).for_each(|(part, wanted)| same(part.share, wanted, 8));
}

/// Motor Trend 1974: miles a gallon, cylinders, displacement, power, gears.
const CARS: [[f64; 5]; 32] = [
    [21.0, 6.0, 160.0, 110.0, 4.0],
    [21.0, 6.0, 160.0, 110.0, 4.0],
    [22.8, 4.0, 108.0, 93.0, 4.0],
    [21.4, 6.0, 258.0, 110.0, 3.0],
    [18.7, 8.0, 360.0, 175.0, 3.0],
    [18.1, 6.0, 225.0, 105.0, 3.0],
    [14.3, 8.0, 360.0, 245.0, 3.0],
    [24.4, 4.0, 146.7, 62.0, 4.0],
    [22.8, 4.0, 140.8, 95.0, 4.0],
    [19.2, 6.0, 167.6, 123.0, 4.0],
    [17.8, 6.0, 167.6, 123.0, 4.0],
    [16.4, 8.0, 275.8, 180.0, 3.0],
    [17.3, 8.0, 275.8, 180.0, 3.0],
    [15.2, 8.0, 275.8, 180.0, 3.0],
    [10.4, 8.0, 472.0, 205.0, 3.0],
    [10.4, 8.0, 460.0, 215.0, 3.0],
    [14.7, 8.0, 440.0, 230.0, 3.0],
    [32.4, 4.0, 78.7, 66.0, 4.0],
    [30.4, 4.0, 75.7, 52.0, 4.0],
    [33.9, 4.0, 71.1, 65.0, 4.0],
    [21.5, 4.0, 120.1, 97.0, 3.0],
    [15.5, 8.0, 318.0, 150.0, 3.0],
    [15.2, 8.0, 304.0, 150.0, 3.0],
    [13.3, 8.0, 350.0, 245.0, 3.0],
    [19.2, 8.0, 400.0, 175.0, 3.0],
    [27.3, 4.0, 79.0, 66.0, 4.0],
    [26.0, 4.0, 120.3, 91.0, 5.0],
    [30.4, 4.0, 95.1, 113.0, 5.0],
    [15.8, 8.0, 351.0, 264.0, 5.0],
    [19.7, 6.0, 145.0, 175.0, 5.0],
    [15.0, 8.0, 301.0, 335.0, 5.0],
    [21.4, 4.0, 121.0, 109.0, 4.0],
];

#[test]
fn parts_of_the_cars() {
    let column = |place: usize| CARS.iter().map(|car| car[place]).collect::<Vec<f64>>();
    let cars = Table::new(column(0), (1..5).map(column).collect()).unwrap();
    let johnson = cars.johnson().unwrap();
    same(johnson.r_squared, 0.779_189_6, 7);
    let wanted = [0.228_479_7, 0.222_146_9, 0.232_174_4, 0.096_388_6];
    johnson.parts.iter().zip(wanted).for_each(|(part, wanted)| same(part.share, wanted, 7));
    let rescaled = [29.322_74, 28.509_99, 29.796_91, 12.370_37];
    let of_all = johnson.parts.iter().map(|part| 100.0 * part.share / johnson.r_squared);
    of_all.zip(rescaled).for_each(|(found, wanted)| same(found, wanted, 5));
    assert_eq!(johnson.parts.iter().map(|part| part.up).collect::<Vec<_>>(), [false, false, false, true]);
    let wanted = [0.247_052_0, 0.243_499_6, 0.210_912_9, 0.077_725_1];
    let shapley = cars.shapley().unwrap();
    shapley.parts.iter().zip(wanted).for_each(|(part, wanted)| same(part.share, wanted, 7));
}

#[test]
fn shares_on_a_chart() {
    let juice =
        [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6];
    let points: Vec<(u64, u64)> = juice.iter().map(|bad| (*bad, 50)).collect();
    let found = chart::shares(&points).unwrap();
    same(found.centre, 0.231_333, 6);
    between(found.points[0].limits, (0.052_428, 0.410_239), 6);
    let signals: Vec<usize> = found.points.iter().zip(1..).filter(|(one, _)| one.signals()).map(|(_, at)| at).collect();
    assert_eq!(signals, [15, 23]);
}

#[test]
fn values_on_a_chart() {
    let flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
    let found = chart::values(&flow).unwrap();
    same(found.centre, 50.81, 6);
    same(found.mean_step, 1.877_778, 6);
    between(found.limits_by_d2(), (45.815_910, 55.804_090), 6);
    between(found.limits, (45.815_111, 55.804_889), 6);
    same(found.most_step, 3.268 * 1.877_778, 5);
}

#[test]
fn a_shift_in_sums() {
    let values = [
        9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62,
        10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
    ];
    let watch = Watch { target: 10.0, slack: 0.5, threshold: 5.0 };
    let shift = chart::first_shift(&values, watch).unwrap();
    assert_eq!((shift.found, shift.began_after, shift.up), (29, 22, true));
    let sums = chart::cusum(&values, watch);
    same(sums[28].up, 5.28, 2);
    assert_eq!(sums[28].up_for, 7);
}

fn sicily() -> Vec<Moment> {
    let all = columns(include_str!("data/sicily.csv"), &["aces", "smokban", "stdpop"]);
    let moment = |row: usize| Moment { count: all[0][row] as u64, exposure: all[2][row], changed: all[1][row] > 0.5 };
    (0..all[0].len()).map(moment).collect()
}

#[test]
fn before_and_after_a_ban() {
    let series = sicily();
    assert_eq!(series.len(), 59);
    let fit = interrupted::fit(&series, (0, 12)).unwrap();
    let effects = [-6.243_150_91, -0.111_628_443, 0.004_944_992_03];
    fit.effects.iter().zip(effects).for_each(|(found, wanted)| same(*found, wanted, 8));
    let errors = [0.021_109_64, 0.032_495_94, 0.000_941_84];
    fit.errors.iter().zip(errors).for_each(|(found, wanted)| same(*found, wanted, 8));
    same(fit.dispersion, 3.559_186_76, 8);
    same(fit.ratio().value, 0.894_377, 6);
    between(fit.ratio().interval, (0.839_189, 0.953_193), 6);
    between(fit.ratio_poisson().interval, (0.864_686, 0.925_086), 6);
    let seasons = interrupted::fit(&series, (2, 12)).unwrap().ratio();
    same(seasons.value, 0.885_072, 6);
    between(seasons.interval, (0.839_401, 0.933_227), 6);
}
