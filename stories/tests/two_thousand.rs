//! Two thousand shipments over sixty days, a thousand by each of two carriers (in the long form). The player has a fixed seed and keeps a tally
//! of its own, of what it did and of the mails that came: the program's figures are the same to the second.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "the long form is asked for in the environment")]

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use regie_app::settings::story;
use regie_app::shipments::{Heard, NewShipment, Registered, ShipmentSaid};
use regie_app::testing::TestApp;
use regie_app::{Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, ShipmentStatus as S};
use regie_domain::command::JourneyCommand;
use regie_domain::event::ContactFacts;
use regie_domain::ids::TeamId;
use regie_store::testing::TestDb;

/// What all follows from.
const SEED: u64 = 60;
/// How many of a hundred shipments of each carrier come late.
const LATE: [usize; 2] = [10, 6];
const DAYS: i64 = 60;

/// The shipments of each carrier: a thousand in the long form (`make test-long`), a fifth of them beside the other tests.
fn each() -> usize {
    if std::env::var_os("REGIE_LONG").is_some() { 1_000 } else { 200 }
}

/// What happens to a shipment, as the player decides it beforehand.
struct Plan {
    carrier: usize,
    late: bool,
    registered: Timestamp,
    due: Timestamp,
    delivered: Timestamp,
    calls: Vec<Timestamp>,
}

/// What the player itself saw of a carrier.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    kept: u64,
    broken: u64,
    chasers: u64,
    without_news: SignedDuration,
}

fn at(day: Date, minutes: i64) -> Timestamp {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    day.to_zoned(zone).unwrap().timestamp() + SignedDuration::from_mins(minutes)
}

fn working(mut day: Date, days: usize) -> Date {
    for _ in 0..days {
        day = day.tomorrow().unwrap();
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.tomorrow().unwrap();
        }
    }
    day
}

fn plans() -> Vec<Plan> {
    let mut dice = StdRng::seed_from_u64(SEED);
    let mut plans = Vec::new();
    for (carrier, late) in LATE.into_iter().enumerate() {
        let mut fates: Vec<bool> = (0..each()).map(|number| number < late * each() / 100).collect();
        fates.shuffle(&mut dice);
        for late in fates {
            // A Monday in September; no holiday falls in these sixty days.
            let day = working(date(2019, 9, 2) + dice.random_range(0..DAYS - 8).days(), 1);
            let registered = at(day, dice.random_range(9 * 60..16 * 60));
            let (last, day_after) = (working(day, 2), working(day, 3));
            let due = at(last, 18 * 60);
            let delivered = match late {
                false => at(last, dice.random_range(10 * 60..17 * 60 + 30)),
                true => at(day_after, dice.random_range(10 * 60..17 * 60)),
            };
            let calls = if late { dice.random_range(0..3) } else { usize::from(dice.random_bool(0.02)) };
            let calls = (0..calls).map(|_| match late {
                true => at(day_after, dice.random_range(8 * 60 + 45..9 * 60 + 45)),
                false => at(last, dice.random_range(9 * 60..9 * 60 + 50)),
            });
            let calls = calls.collect();
            plans.push(Plan { carrier, late, registered, due, delivered, calls });
        }
    }
    plans
}

/// What the player does, at its moment.
enum Deed {
    Register,
    Say(S),
    Call,
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_shipments_over_sixty_days_are_counted_as_the_player_counts_them() {
    let test = TestApp::on(TestDb::sqlite().await);
    test.clock.set(at(date(2019, 9, 2), 7 * 60));
    let house = story::lost_parcel(&test.app).await.unwrap();
    let carriers = [house.carrier_a.team.team, house.carrier_b.team.team];
    let femke = TestApp::who(&house.agent);
    let plans = plans();
    let mut deeds: Vec<(Timestamp, usize, Deed)> = Vec::new();
    for (number, plan) in plans.iter().enumerate() {
        deeds.push((plan.registered, number, Deed::Register));
        let day = |at: Timestamp| at.to_zoned(TimeZone::get("Europe/Amsterdam").unwrap()).date();
        deeds.push((at(working(day(plan.registered), 1), 12 * 60), number, Deed::Say(S::InTransit)));
        deeds.push((at(day(plan.delivered), 8 * 60 + 40), number, Deed::Say(S::OutForDelivery)));
        deeds.push((plan.delivered, number, Deed::Say(S::Delivered)));
        deeds.extend(plan.calls.iter().map(|call| (*call, number, Deed::Call)));
    }
    deeds.sort_by_key(|(at, number, _)| (*at, *number));

    let mut registered: BTreeMap<usize, Registered> = BTreeMap::new();
    let mut told: Vec<Vec<Timestamp>> = vec![Vec::new(); plans.len()];
    for (moment, number, deed) in deeds {
        until(&test, moment, &mut told).await;
        match deed {
            Deed::Register => {
                let new = shipment(number, carriers[plans[number].carrier], plans[number].due);
                registered.insert(number, test.app.shipment_register(&femke, new).await.unwrap());
            }
            Deed::Say(status) => {
                let said = ShipmentSaid {
                    source: "player".to_owned(),
                    event: format!("{number} {}", status.code()),
                    tracking: format!("3S{number:06}"),
                    status,
                    at: Some(moment),
                    signed: true,
                };
                let heard = test.app.shipment_fact(Door::Api, said).await.unwrap();
                assert!(matches!(heard, Heard::Noted(_)), "{heard:?}");
            }
            Deed::Call => call(&test, &femke, registered[&number]).await,
        }
        collect(&test, &mut told).await;
    }
    until(&test, at(date(2019, 11, 30), 0), &mut told).await;

    let mut own: [Tally; 2] = Default::default();
    for (plan, told) in plans.iter().zip(&told) {
        let tally = &mut own[plan.carrier];
        if plan.late {
            tally.broken += 1
        } else {
            tally.kept += 1
        }
        tally.chasers += plan.calls.len() as u64;
        let (mut longest, mut last) = (SignedDuration::ZERO, plan.registered);
        for came in told {
            longest = longest.max(came.duration_since(last));
            last = *came;
            if *came >= plan.delivered {
                break;
            }
        }
        tally.without_news += longest;
    }
    let found = test.app.carriers_kept(at(date(2019, 9, 1), 0), at(date(2019, 12, 1), 0)).await.unwrap();
    for (carrier, own) in carriers.into_iter().zip(&own) {
        let figures = found.iter().find(|figures| figures.carrier == carrier).unwrap();
        let counted = Tally {
            kept: figures.kept,
            broken: figures.broken,
            chasers: figures.chasers,
            without_news: SignedDuration::from_micros(figures.without_news),
        };
        assert_eq!(&counted, own, "seed {SEED}");
        assert_eq!(figures.promised, each() as u64);
    }
    assert_eq!([own[0].kept, own[1].kept], LATE.map(|late| ((100 - late) * each() / 100) as u64));
    println!("seed {SEED}: {own:?}");
    let directory = test.app.directory().await.unwrap();
    let scope = regie_app::authorise::scope(&femke, &directory).unwrap();
    let open = test.app.shipments(&scope, false, None);
    assert!(open.await.unwrap().rows.is_empty(), "all of them ended by themselves");
}

fn shipment(number: usize, carrier: TeamId, until: Timestamp) -> NewShipment {
    NewShipment {
        tracking: format!("3s{number:06}"),
        carrier: Some(carrier),
        until: Some(until),
        name: format!("Cursist {number}"),
        email: Some(address(number)),
        title: "Cursusmap".to_owned(),
        ..NewShipment::default()
    }
}

fn address(number: usize) -> String {
    format!("cursist{number}@example.net")
}

/// A member notes that the customer only asked whether there is news.
async fn call(test: &TestApp, femke: &Who, of: Registered) {
    let (contact, text) = (test.app.ports.id(), test.app.ports.id());
    let said = ContactFacts::said(contact, Direction::In, Channel::Phone, text);
    let contact = ContactFacts { asks: Asks::News, ..said };
    let words = regie_app::content::Text::plain(
        text,
        regie_app::content::ContentKind::Text,
        "Waar blijft mijn cursusmap?",
        Some(of.journey),
    );
    let command = JourneyCommand::RecordContact { contact, answers: None };
    let request = Request::journey(femke.clone(), Door::Page, of.journey, command).with(vec![words]);
    test.app.run(request).await.unwrap();
}

/// Lets what is due on the way happen at its moment.
async fn until(test: &TestApp, moment: Timestamp, told: &mut [Vec<Timestamp>]) {
    while let Some(next) = test.app.next_due().await.unwrap().filter(|next| *next <= moment) {
        test.clock.set(next.max(test.app.ports.clock.now()));
        collect(test, told).await;
    }
    test.clock.set(moment);
}

/// Runs what is due, and opens the mail that came.
async fn collect(test: &TestApp, told: &mut [Vec<Timestamp>]) {
    test.drain().await;
    let now = test.app.ports.clock.now();
    for mail in test.mail.take() {
        let number = mail.to.strip_prefix("cursist").and_then(|rest| rest.split('@').next()?.parse::<usize>().ok());
        if let Some(number) = number {
            told[number].push(now);
        }
    }
}
