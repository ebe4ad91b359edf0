//! Visits through the app, on both databases: the last place has one winner, what was promised is told with an invitation,
//! and the view of places is rebuilt from the journal.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::sync::Arc;

use futures::future::join_all;
use jiff::Timestamp;
use regie_app::ports::OutgoingMail;
use regie_app::run::journey_of;
use regie_app::settings::presets::Municipality;
use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_app::settings::visits::VisitPlanForm;
use regie_app::testing::{Moment as _, TestApp};
use regie_app::{AppError, Done, Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::VisitCancel;
use regie_domain::command::{JourneyCommand as C, VisitCommand as V};
use regie_domain::event::Window;
use regie_domain::ids::{JourneyId, VisitId};
use regie_domain::journey::Journey;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::visit::{VisitState, Wish};
use regie_store::on_both;
use tokio::sync::Barrier;

/// The windows of the technical service: Mo-Fr 08:00-11:00 and 11:00-14:00, with so many places, of which some are kept.
async fn slots(test: &TestApp, city: &Municipality, places: &str, kept: &str) {
    let row = |hours: &str| SlotRowForm {
        hours: hours.into(),
        days: ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec(),
        places: places.into(),
        kept: kept.into(),
        kept_day: "same_day".into(),
        kept_at: "07:00".into(),
    };
    let form = SlotBookForm { rows: vec![row("08:00-11:00"), row("11:00-14:00")], ..SlotBookForm::empty() };
    let lead = TestApp::who(&city.people.technical_lead);
    test.app.change_slot_book(&lead, city.technical.team.team, 0, form).await.unwrap();
}

/// Journeys of the municipality are planned by visit of the technical service from now on.
async fn planned(test: &TestApp, city: &Municipality, urgent: bool) {
    let team = city.technical.team.team.to_string();
    let form =
        VisitPlanForm { team, urgent, by_customer: true, ball: true, cost: "0".into(), ..VisitPlanForm::default() };
    let version = test.app.directory().await.unwrap().blueprints[&city.blueprint.id].version;
    let who = TestApp::who(&city.people.administrator);
    test.app.change_visit_plan(&who, city.blueprint.id, version, form).await.unwrap();
}

async fn ready(test: &TestApp, places: &str, kept: &str) -> Municipality {
    let city = test.setup_reimbursement().await;
    slots(test, &city, places, kept).await;
    planned(test, &city, false).await;
    // On Monday afternoon the windows of the day itself are over.
    test.clock.set("2018-02-05T14:30:00[Europe/Amsterdam]");
    city
}

async fn journey(test: &TestApp, id: JourneyId) -> Journey {
    test.app.store.read(async |tx| journey_of(tx, id).await).await.unwrap().unwrap()
}

fn window(from: &str, until: &str) -> Window {
    let at = |text: &str| format!("{text}:00[Europe/Amsterdam]").as_str().instant();
    Window { from: Some(at(from)), until: at(until) }
}

fn tuesday() -> Window {
    window("2018-02-06T08:00", "2018-02-06T11:00")
}

async fn customer(test: &TestApp, id: JourneyId) -> Who {
    let (participant, _) = journey(test, id).await.customer_participant().map(|(id, it)| (id, it.clone())).unwrap();
    Who::Customer { journey: id, participant }
}

async fn run(test: &TestApp, who: Who, id: JourneyId, command: V) -> Result<Done, AppError> {
    test.app.run(Request::journey(who, Door::Page, id, C::Visit(command))).await
}

fn refused(answer: Result<Done, AppError>) -> Code {
    match answer {
        Err(AppError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

async fn free(test: &TestApp, id: JourneyId) -> Vec<Window> {
    let journey = journey(test, id).await;
    let found = test.app.free_windows_on(&journey).await.unwrap().unwrap();
    found.slots.into_iter().map(|free| free.slot.window()).collect()
}

async fn booked(test: &TestApp, id: JourneyId) -> VisitId {
    journey(test, id).await.booked_visit().unwrap().0
}

/// The calendar file of a mail, folded lines joined.
fn entry(mail: &OutgoingMail) -> (String, String) {
    let file = mail.files.iter().find(|file| file.media_type.starts_with("text/calendar")).unwrap();
    (file.media_type.clone(), String::from_utf8(file.bytes.clone()).unwrap().replace("\r\n ", ""))
}

fn line<'a>(entry: &'a str, name: &str) -> &'a str {
    entry.lines().find_map(|line| line.strip_prefix(name)).unwrap()
}

on_both! {
    async fn sixty_four_callers_for_the_last_place_have_one_winner_and_the_others_get_what_is_left(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test, "1", "0").await;
        let mut journeys = Vec::new();
        for _ in 0..64 {
            journeys.push(common::open(&test, &city).await);
        }
        let other = test.another().await;
        let barrier = Arc::new(Barrier::new(journeys.len()));
        let agent = TestApp::who(&city.people.kcc_agent);
        let running = journeys.iter().enumerate().map(|(number, id)| {
            let app = if number % 2 == 0 { test.app.clone() } else { other.clone() };
            let book = C::Visit(V::Book { window: tuesday(), note: None, place: None });
            let (request, barrier) = (Request::journey(agent.clone(), Door::Page, *id, book), barrier.clone());
            tokio::spawn(async move {
                barrier.wait().await;
                app.run(request).await
            })
        });
        let answers: Vec<Result<Done, AppError>> = join_all(running).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "one winner");
        let mut losers = Vec::new();
        for (id, answer) in journeys.iter().zip(answers) {
            if answer.is_err() {
                assert_eq!(refused(answer), Code::SlotTaken);
                assert!(journey(&test, *id).await.visits.is_empty(), "a refusal leaves no trace");
                losers.push(*id);
            }
        }
        let left = free(&test, losers[0]).await;
        assert!(!left.contains(&tuesday()));
        assert_eq!(left[0], window("2018-02-06T11:00", "2018-02-06T14:00"), "the next window is offered in its place");
        run(&test, agent, losers[0], V::Book { window: left[0], note: None, place: None }).await.unwrap();
        let report = regie_store::verify::verify_all(&test.app.store).await.unwrap();
        assert_eq!(report.findings, Vec::new());
    }

    async fn a_place_kept_for_outages_goes_to_an_outage_until_its_hour(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test, "2", "1").await;
        let (first, second) = (common::open(&test, &city).await, common::open(&test, &city).await);
        planned(&test, &city, true).await;
        let outage = common::open(&test, &city).await;
        let book = |_: ()| V::Book { window: tuesday(), note: None, place: None };
        for id in [first, second, outage] {
            assert_eq!(free(&test, id).await[0], tuesday());
        }
        run(&test, customer(&test, first).await, first, book(())).await.unwrap();
        assert_eq!(refused(run(&test, customer(&test, second).await, second, book(())).await), Code::SlotTaken);
        run(&test, customer(&test, outage).await, outage, book(())).await.unwrap();
        assert_eq!(test.app.free_windows(city.blueprint.id).await.unwrap().unwrap().slots[0].slot.window().from,
            window("2018-02-06T11:00", "2018-02-06T14:00").from, "the intake page offers what is left");
    }

    async fn a_visit_is_told_moved_narrowed_and_done_with_one_entry_in_the_calendar(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test, "2", "0").await;
        let id = common::open(&test, &city).await;
        test.drain().await;
        let who = customer(&test, id).await;
        run(&test, who.clone(), id, V::Book { window: tuesday(), note: None, place: None }).await.unwrap();
        test.drain().await;
        let mail = test.mail.last_to(common::RESIDENT);
        assert!(mail.subject.starts_with("Wij komen bij u langs"), "{}", mail.subject);
        assert!(mail.text.contains("Wij komen bij u langs op dinsdag 6 februari, tussen 08.00 en 11.00 uur. Dit kost u niets."), "{}", mail.text);
        assert!(mail.text.contains("Tot maandag 5 februari om 17.00 uur kiest u op uw eigen pagina zelf een andere tijd."), "{}", mail.text);
        let (kind, first) = entry(&mail);
        assert!(kind.ends_with("method=REQUEST"));
        assert_eq!((line(&first, "SEQUENCE:"), line(&first, "DTSTART:")), ("0", "20180206T070000Z"));
        // The team has the ball: its slot book is a standing acceptance.
        let now = journey(&test, id).await;
        assert_eq!(now.ball.holder.team(), Some(city.technical.team));
        let old = now.booked_visit().unwrap().1.promise().unwrap();

        // The customer picks another time: the old promise is let go, and a new one made.
        let visit = booked(&test, id).await;
        let thursday = window("2018-02-08T08:00", "2018-02-08T11:00");
        run(&test, who.clone(), id, V::Move { visit, window: thursday, place: None, wish: Wish::Customer }).await.unwrap();
        test.drain().await;
        let (_, moved) = entry(&test.mail.last_to(common::RESIDENT));
        assert_eq!((line(&moved, "SEQUENCE:"), line(&moved, "DTSTART:")), ("1", "20180208T070000Z"));
        assert_eq!(line(&moved, "UID:"), line(&first, "UID:"), "one entry");
        let now = journey(&test, id).await;
        assert!(matches!(now.promises[&old].state, PromiseState::Released { .. }));
        let promise = now.booked_visit().unwrap().1.promise().unwrap();
        assert_eq!(now.promises[&promise].first, thursday);

        // On the day, in quiet hours: told at once; what was promised stays.
        test.run_until("2018-02-08T07:30:00[Europe/Amsterdam]".instant()).await;
        let narrowed = window("2018-02-08T08:00", "2018-02-08T08:30");
        let technical = TestApp::who(&city.people.technical_agent);
        run(&test, technical.clone(), id, V::Narrow { visit, window: narrowed }).await.unwrap();
        test.drain().await;
        let mail = test.mail.last_to(common::RESIDENT);
        assert!(mail.text.contains("donderdag 8 februari, tussen 08.00 en 08.30 uur"), "{}", mail.text);
        assert_eq!(line(&entry(&mail).1, "DTEND:"), "20180208T073000Z");
        let now = journey(&test, id).await;
        assert_eq!((now.promises[&promise].first, now.promises[&promise].current), (thursday, thursday));
        let late = run(&test, who, id, V::Move { visit, window: window("2018-02-09T08:00", "2018-02-09T11:00"), place: None, wish: Wish::Customer }).await;
        assert_eq!(refused(late), Code::TooLateToMove);

        // Somebody comes at 08:05 and is done at 11:05: kept, and the work goes back.
        test.clock.set("2018-02-08T08:05:00[Europe/Amsterdam]");
        run(&test, technical.clone(), id, V::Arrive { visit, at: None }).await.unwrap();
        test.run_until("2018-02-08T11:05:00[Europe/Amsterdam]".instant()).await;
        let text = test.app.ports.id();
        let done = V::Done { visit, arrived: None, at: None, first_time_right: true, missing: Vec::new(), text: Some(text), told: None };
        let words = regie_app::content::Text::plain(text, regie_app::content::ContentKind::Text, "Gerepareerd.", Some(id));
        test.app.run(Request::journey(technical, Door::Page, id, C::Visit(done)).with(vec![words])).await.unwrap();
        let now = journey(&test, id).await;
        assert!(matches!(now.promises[&promise].state, PromiseState::Kept { .. }));
        assert!(matches!(now.visits[&visit].state, VisitState::Done { first_time_right: true, .. }));
        assert_eq!(now.ball.holder.team(), Some(city.kcc.team), "back to who gave it");
        test.drain().await;
        assert!(test.mail.last_to(common::RESIDENT).text.contains("Het werk is gedaan."));
        regie_domain::invariants::check(&now).unwrap();
    }

    async fn a_cancelled_visit_frees_its_place_and_takes_the_entry_away(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test, "1", "0").await;
        let (id, other) = (common::open(&test, &city).await, common::open(&test, &city).await);
        let who = customer(&test, id).await;
        run(&test, who.clone(), id, V::Book { window: tuesday(), note: None, place: None }).await.unwrap();
        assert!(!free(&test, other).await.contains(&tuesday()));
        test.drain().await;
        let visit = booked(&test, id).await;
        run(&test, who, id, V::Cancel { visit, why: VisitCancel::Solved, text: None }).await.unwrap();
        test.drain().await;
        let (kind, off) = entry(&test.mail.last_to(common::RESIDENT));
        assert!(kind.ends_with("method=CANCEL"));
        assert_eq!((line(&off, "STATUS:"), line(&off, "SEQUENCE:")), ("CANCELLED", "1"));
        assert!(free(&test, other).await.contains(&tuesday()));
        let now = journey(&test, id).await;
        assert_eq!(now.ball.holder.team(), Some(city.kcc.team));
        regie_domain::invariants::check(&now).unwrap();
    }

    async fn the_view_of_places_is_rebuilt_from_the_journal(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test, "2", "0").await;
        let id = common::open(&test, &city).await;
        run(&test, customer(&test, id).await, id, V::Book { window: tuesday(), note: None, place: None }).await.unwrap();
        let team = city.technical.team.team;
        let taken = async || test.app.store.read(async |tx| regie_store::views::visits::taken(tx, team, Timestamp::MIN).await).await.unwrap();
        let before = taken().await;
        assert_eq!(before.len(), 1);
        regie_app::rebuild::rebuild_views(&test.app.store).await.unwrap();
        assert_eq!(taken().await, before);
        let counts = test.app.slot_counts(&TestApp::who(&city.people.technical_lead), team).await.unwrap();
        let full = counts.iter().find(|count| count.slot.window() == tuesday()).unwrap();
        assert_eq!((full.taken, full.places), (1, 2));
    }
}

#[tokio::test]
async fn a_slot_book_is_the_leads_own_and_leaves_an_audit_row() {
    let test = TestApp::either().await;
    let city = ready(&test, "2", "0").await;
    let team = city.technical.team.team;
    let form = SlotBookForm::of(&test.app.directory().await.unwrap().slot_books[&team].value);
    let denied = test.app.change_slot_book(&TestApp::who(&city.people.kcc_lead), team, 1, form.clone()).await;
    assert!(matches!(denied, Err(AppError::Denied(_))), "{denied:?}");
    let lead = TestApp::who(&city.people.technical_lead);
    let stale = test.app.change_slot_book(&lead, team, 0, SlotBookForm { ahead: "7".into(), ..form.clone() }).await;
    assert!(matches!(stale, Err(AppError::Store(regie_store::StoreError::Conflict))), "{stale:?}");
    assert_eq!(test.app.change_slot_book(&lead, team, 1, SlotBookForm { ahead: "7".into(), ..form }).await.unwrap(), 2);
    let audit = test.app.audit_page(&TestApp::who(&city.people.auditor), None).await.unwrap();
    assert!(audit.rows.iter().any(|row| row.subject_kind == "slot_book" && row.action == "update"));
}
