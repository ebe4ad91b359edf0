//! The story "reimbursement", played over and over with dice: what the product counts equals the player's own tally exactly.
//! `REGIE_SEED` plays other cases than the fixed ones, `REGIE_LONG=1` all five hundred.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "which cases are played is asked of the environment")]

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use jiff::SignedDuration;
use regie_app::Who;
use regie_app::authorise::scope;
use regie_domain::journey::{Holder, State};
use regie_domain::measure::{Measures, Tally};
use regie_store::testing::TestDb;
use regie_stories::played::case::Case;
use regie_stories::played::counted::{Ball, Counted};
use regie_stories::played::{Desk, House};

/// The cases of every run, unless `REGIE_SEED` says otherwise.
const SEED: u64 = 20_180_205;
/// Cases on SQLite in the short form: five hundred take minutes in a debug build.
const SHORT: usize = 40;
/// Sooner or later every case ends; this is late.
const LAST_DAY: i8 = 26;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn played_cases_are_counted_as_the_player_counts_them() {
    play(TestDb::sqlite().await, cases(SHORT), 0).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_played_cases_are_counted_as_the_player_counts_them() {
    play(TestDb::postgres().await, cases(40), 0).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_player_who_counts_one_chaser_too_many_is_noticed() {
    let noticed = play(TestDb::sqlite().await, 8, 1).await.unwrap_err();
    assert!(noticed.to_string().starts_with("case 0 ("), "{noticed}");
}

/// So many in the short form; all of the story in the long one.
fn cases(short: usize) -> usize {
    if std::env::var("REGIE_LONG").is_ok() { 500 } else { short }
}

/// `too_many`: so many chasers the player counts too many.
async fn play(db: TestDb, cases: usize, too_many: usize) -> Result<()> {
    let seed = std::env::var("REGIE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    println!("{cases} cases with the seed {seed}; play them again with REGIE_SEED={seed}");
    let mut house = House::open(db, seed).await?;
    let mut played: Vec<Case> = (0..cases).map(|number| Case::new(number, seed)).collect();
    'days: for (month, day) in (5..=28).map(|day| (2, day)).chain((1..=LAST_DAY).map(|day| (3, day))) {
        for (hour, evening) in [("09:30", false), ("13:30", false), ("15:30", false), ("19:30", true)] {
            house.at(&format!("2018-{month:02}-{day:02} {hour}")).await?;
            let weekend =
                house.now().to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam")?).weekday().to_monday_zero_offset()
                    > 4;
            for case in played.iter_mut().filter(|case| !case.is_over()) {
                case.moment(&mut house, evening || weekend).await.with_context(|| format!("{month}-{day} {hour}"))?;
            }
            house.settle().await?;
            for case in &mut played {
                case.look_up(&mut house).await?;
            }
            if played.iter().all(Case::is_over) {
                break 'days;
            }
        }
    }
    compare(&mut house, &played, too_many).await
}

async fn compare(house: &mut House, played: &[Case], too_many: usize) -> Result<()> {
    let over = played.iter().filter(|case| case.is_over()).count();
    ensure!(over == played.len(), "{over} of {} cases came to an end", played.len());
    let (mut ours, mut all) = (Sum::default(), Vec::new());
    for (number, case) in played.iter().enumerate() {
        let id = case.journey.with_context(|| format!("case {number} began"))?;
        let journey = house.app.open_journey(&Who::System, id).await?.journey;
        ensure!(matches!(journey.state, State::Closed { .. }), "case {number} is closed, not {:?}", journey.state);
        let (found, mut counted) = (journey.measures(house.now()), case.counted(house));
        counted.chasers += too_many;
        let theirs = as_counted(house, &found);
        ensure!(
            theirs == counted,
            "case {number} ({}): the product {theirs:#?}, the player {counted:#?}",
            journey.reference
        );
        ours.add(&counted);
        all.push(found);
    }
    // The same, added up by the product over the same journeys.
    let scope = scope(&Who::System, &*house.app.directory().await?)?;
    let tally = house.app.tally(&scope, house.city.blueprint.id, 10_000).await?;
    ensure!(tally == all.iter().collect::<Tally>(), "a group adds up to its journeys");
    ours.equals(house, &tally, played.len())?;
    ours.is_varied(played.len())?;
    on_the_page(house, &played[0], &all[0]).await
}

/// The product's figures in the player's words.
fn as_counted(house: &House, found: &Measures) -> Counted {
    Counted {
        from_customer: found.from_customer,
        from_us: found.from_us,
        fragments: found.fragments,
        chasers: found.chasers,
        repeats: found.repeats,
        no_news: found.no_news,
        handovers: found.handovers,
        sent_on: found.sent_on,
        held: found.held.iter().map(|(holder, time)| (named(house, *holder), *time)).collect(),
        solved: found.solved,
        in_one_answer: found.in_one_answer,
    }
}

fn named(house: &House, holder: Holder) -> Ball {
    match holder {
        Holder::Customer => Ball::Resident,
        Holder::Team { team } if team == house.city.technical.team => Ball::Technical,
        Holder::Team { team } if team == house.city.claims.team => Ball::Claims,
        Holder::Team { .. } => Ball::Kcc,
    }
}

/// What the player counted over all cases.
#[derive(Default)]
struct Sum {
    all: Counted,
    solved: usize,
    in_one_answer: usize,
}

impl Sum {
    fn add(&mut self, one: &Counted) {
        self.all.from_customer += one.from_customer;
        self.all.from_us += one.from_us;
        self.all.fragments += one.fragments;
        self.all.chasers += one.chasers;
        self.all.repeats += one.repeats;
        self.all.no_news += one.no_news;
        self.all.handovers += one.handovers;
        self.all.sent_on += one.sent_on;
        self.solved += usize::from(one.solved);
        self.in_one_answer += usize::from(one.in_one_answer);
        for (ball, time) in &one.held {
            *self.all.held.entry(*ball).or_default() += *time;
        }
    }

    fn equals(&self, house: &House, tally: &Tally, cases: usize) -> Result<()> {
        let (own, found) = (&self.all, tally);
        println!(
            "the player counted {own:#?}, solved {}, with one complete answer {}",
            self.solved, self.in_one_answer
        );
        let ours = (cases, own.from_customer, own.from_us, own.fragments, own.chasers, own.repeats, own.no_news);
        let theirs = (
            found.journeys,
            found.from_customer,
            found.from_us,
            found.fragments,
            found.chasers,
            found.repeats,
            found.no_news,
        );
        ensure!(ours == theirs, "the player {ours:?}, the product {theirs:?}");
        let ours = (own.handovers, own.sent_on, self.solved, self.in_one_answer);
        ensure!(ours == (found.handovers, found.sent_on, found.solved, found.in_one_answer), "{ours:?}: {found:?}");
        let share = Some((own.from_us, own.from_us + own.from_customer));
        ensure!(found.started_by_us() == share, "started by the municipality: {share:?}");
        let held: BTreeMap<Ball, SignedDuration> =
            found.held.iter().map(|(holder, time)| (named(house, *holder), *time)).collect();
        ensure!(held == own.held, "hours per holder: the player {:?}, the product {held:?}", own.held);
        Ok(())
    }

    /// Cases that are all alike would prove little.
    fn is_varied(&self, cases: usize) -> Result<()> {
        let own = &self.all;
        let counts = [own.fragments, own.chasers, own.handovers, own.sent_on, self.in_one_answer];
        ensure!(counts.iter().all(|count| *count > cases / 20), "{counts:?} of {cases} cases");
        // Seldom does a case wait so long that somebody must say that there is no news.
        ensure!(own.no_news >= cases / 100, "{} messages without news in {cases} cases", own.no_news);
        ensure!(own.held.len() == 4 && self.in_one_answer < self.solved && self.solved < cases, "{cases} cases alike");
        Ok(())
    }
}

/// A member reads the same on the page of a journey.
async fn on_the_page(house: &mut House, case: &Case, found: &Measures) -> Result<()> {
    let id = case.journey.context("a journey")?;
    let page = house.page(Desk::Kcc, &format!("/journeys/{id}")).await?;
    let says = format!("{} keer: {} van de inwoner, {} van ons", found.contacts(), found.from_customer, found.from_us);
    ensure!(page.says("Hoe deze reis verliep") && page.says(&says), "{says}: {}", page.text());
    Ok(())
}
