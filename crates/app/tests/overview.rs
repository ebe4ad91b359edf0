//! What staff look over, on both databases: the next piece of work, the board, the work of a team, everything of a person,
//! how it ended.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::sync::Arc;

use futures::future::join_all;
use jiff::Timestamp;
use regie_app::authorise::scope;
use regie_app::content::{ContentKind, Text};
use regie_app::read::board::BoardAsked;
use regie_app::settings::absence::AbsenceForm;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{AppError, Request, Scope};
use regie_domain::actor::Door;
use regie_domain::codes::{BallGoes, CloseHow, Outcome};
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::ids::JourneyId;
use regie_store::on_both;
use regie_store::views::board::Only;
use tokio::sync::Barrier;

async fn act(test: &TestApp, who: &Member, journey: JourneyId, command: JourneyCommand) {
    test.app.run(Request::journey(TestApp::who(who), Door::Page, journey, command)).await.unwrap();
}

async fn scope_of(test: &TestApp, who: &Member) -> Scope {
    scope(&TestApp::who(who), &test.app.directory().await.unwrap()).unwrap()
}

/// The technical service takes a journey over from the contact centre.
async fn hand_over(test: &TestApp, city: &Municipality, journey: JourneyId) {
    let (command, texts) = test.offer(city.technical.team, BallGoes::Goes);
    let who = TestApp::who(&city.people.kcc_agent);
    let done = test.app.run(Request::journey(who, Door::Page, journey, command).with(texts)).await.unwrap();
    let (handover, _) = done.journey.as_ref().unwrap().pending().next().unwrap();
    act(test, &city.people.technical_agent, journey, JourneyCommand::Accept { handover, promise: None }).await;
}

on_both! {
    async fn who_presses_next_at_the_same_moment_gets_another_journey(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let mut waiting = Vec::new();
        for _ in 0..6 {
            waiting.push(common::open(&test, &city).await);
        }
        let other = test.another().await;
        let people = [&city.people.kcc_agent, &city.people.kcc_lead, &city.people.coordinator];
        let barrier = Arc::new(Barrier::new(8));
        let running = (0..8).map(|number| {
            let app = if number % 2 == 0 { test.app.clone() } else { other.clone() };
            let (who, wanted, barrier) = (TestApp::who(people[number % 3]), waiting.clone(), barrier.clone());
            tokio::spawn(async move {
                barrier.wait().await;
                app.take_next(&who, &wanted, Some(format!("press-{number}"))).await.unwrap()
            })
        });
        let taken: Vec<Option<JourneyId>> = join_all(running).await.into_iter().map(Result::unwrap).collect();
        let mut got: Vec<JourneyId> = taken.iter().flatten().copied().collect();
        got.sort();
        waiting.sort();
        assert_eq!(got, waiting, "each journey once, and two went without");

        // The same form sent twice gives the same journey, and somebody of another team gets none.
        let first = taken.iter().position(Option::is_some).unwrap();
        let again = test.app.take_next(&TestApp::who(people[first % 3]), &waiting, Some(format!("press-{first}"))).await;
        assert_eq!(again.unwrap(), taken[first]);
        let fresh = common::open(&test, &city).await;
        let stranger = test.app.take_next(&TestApp::who(&city.people.claims_agent), &[fresh], None).await;
        assert_eq!(stranger.unwrap(), None);
    }

    async fn the_board_counts_by_holder_and_shows_the_most_urgent_first(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let mut all = Vec::new();
        for minute in 10..22 {
            test.clock.set(format!("2018-02-05T08:{minute}:00Z").parse::<Timestamp>().unwrap());
            all.push(common::open(&test, &city).await);
        }
        hand_over(&test, &city, all[3]).await;
        act(&test, &city.people.kcc_agent, all[0], JourneyCommand::Assign { member: Some(city.people.kcc_agent.id) }).await;
        let fenna = &city.people.coordinator;
        let scope = scope_of(&test, fenna).await;
        let who = TestApp::who(fenna);
        let board = test.app.board(&who, &scope, BoardAsked::default()).await.unwrap();
        assert_eq!((board.of(Only::All), board.of(Only::Nobody)), (12, 10));
        let kcc = board.counts.iter().find(|count| count.holder == Some(city.kcc.team.team)).unwrap();
        assert_eq!((kcc.all, kcc.nobody), (11, 10));
        let shown: Vec<JourneyId> =
            board.cards.iter().filter(|row| row.holder == kcc.holder).map(|row| row.id).collect();
        assert_eq!(shown.len(), 8, "a column holds so many and no more");
        assert_eq!(shown[0], all[0], "what breaks first stands on top");
        assert!(board.cards.iter().all(|row| board.promises.contains_key(&row.id)), "each has a promise");

        let nobody = BoardAsked { only: Only::Nobody, ..BoardAsked::default() };
        let board = test.app.board(&who, &scope, nobody).await.unwrap();
        assert!(board.cards.iter().all(|row| row.assignee.is_none() && row.holder.is_some()));
        let column = BoardAsked { column: Some(kcc.holder), part: (8, 40), ..BoardAsked::default() };
        let board = test.app.board(&who, &scope, column).await.unwrap();
        assert_eq!(board.cards.len(), 3, "the rest of one column");
        // The first answer was promised for today: in the afternoon that is near, and after days it is too silent as well.
        test.clock.set("2018-02-05T14:30:00Z");
        let near = BoardAsked { only: Only::Promise, ..BoardAsked::default() };
        assert!(test.app.board(&who, &scope, near).await.unwrap().of(Only::Promise) > 0);
        test.clock.set("2018-02-28T09:00:00Z");
        assert_eq!(test.app.board(&who, &scope, near).await.unwrap().of(Only::Silent), 12);

        let denied = test.app.board(&TestApp::who(&city.people.kcc_lead), &scope, BoardAsked::default()).await;
        assert!(matches!(denied, Err(AppError::Denied(_))), "{denied:?}");
    }

    async fn a_team_sees_who_has_what_and_others_do_not(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let mut all = Vec::new();
        for _ in 0..6 {
            all.push(common::open(&test, &city).await);
        }
        let samira = &city.people.kcc_agent;
        for id in &all[..5] {
            act(&test, samira, *id, JourneyCommand::Assign { member: Some(samira.id) }).await;
        }
        let team = city.kcc.team.team;
        let until = "2018-02-06T00:00:00Z".parse().unwrap();
        let scope = scope_of(&test, samira).await;
        let work = test.app.team_work(&TestApp::who(samira), &scope, team, until).await.unwrap();
        let open = |member| work.load.iter().find(|load| load.member == member).map_or(0, |load| load.open);
        assert_eq!((open(Some(samira.id)), open(None)), (5, 1));
        assert_eq!(work.held.iter().filter(|row| row.assignee == Some(samira.id)).count(), 4, "the most urgent of each");
        assert_eq!(work.promises.len(), 6, "an answer is owed today on each");
        assert_eq!(work.names.customers.len(), 6, "each journey says whose it is");
        let kees = &city.people.technical_agent;
        let denied = test.app.team_work(&TestApp::who(kees), &scope_of(&test, kees).await, team, until).await;
        assert!(matches!(denied, Err(AppError::Denied(_))), "{denied:?}");
    }

    async fn everything_of_a_person_stands_together(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let first = common::open(&test, &city).await;
        test.clock.set("2018-02-05T09:00:00Z");
        let second = common::open(&test, &city).await;
        hand_over(&test, &city, first).await;
        let scope = scope_of(&test, &city.people.claims_agent).await;
        let customer = regie_app::run::journey_of(&mut test.app.store.begin_read().await.unwrap(), first).await;
        let customer = customer.unwrap().unwrap().customer;
        let file = test.app.customer(&scope, customer, (0, 20)).await.unwrap();
        assert_eq!(file.name(), Some("Lotte Brand"));
        let mut found: Vec<JourneyId> = file.journeys.iter().map(|row| row.id).collect();
        found.sort();
        let mut both = vec![first, second];
        both.sort();
        assert_eq!(found, both);
        assert_eq!(file.promises.iter().filter(|promise| promise.state == "open").count(), file.promises.len());
        assert!(file.contacts.len() >= 2 && file.contacts.is_sorted_by_key(|contact| std::cmp::Reverse(contact.at)));
        let handle = &file.records[0].handles[0];
        assert_eq!((handle.value.as_deref(), handle.failed), (Some(common::RESIDENT), None));
        assert_eq!(test.app.customer(&scope, customer, (1, 20)).await.unwrap().contacts.len(), file.contacts.len() - 1);
        let nobody = test.app.customer(&scope, test.app.ports.id(), (0, 20)).await;
        assert!(matches!(nobody, Err(AppError::NotFound(_))));
    }

    async fn who_worked_on_it_hears_how_it_ended_until_put_away(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let id = common::open(&test, &city).await;
        hand_over(&test, &city, id).await;
        let kees = &city.people.technical_agent;
        let mut journey = regie_app::run::journey_of(&mut test.app.store.begin_read().await.unwrap(), id).await.unwrap().unwrap();
        let (leg, _) = journey.leg_with_ball().unwrap();
        let words = test.app.ports.id();
        let text = Text::plain(words, ContentKind::Text, "De put is schoon.", Some(id));
        let finish = JourneyCommand::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(words) };
        test.app.run(Request::journey(TestApp::who(kees), Door::Page, id, finish).with(vec![text])).await.unwrap();
        act(&test, &city.people.kcc_agent, id, JourneyCommand::Close { how: CloseHow::Withdrawn }).await;
        journey = regie_app::run::journey_of(&mut test.app.store.begin_read().await.unwrap(), id).await.unwrap().unwrap();
        assert!(!journey.is_open());
        let scope = scope_of(&test, kees).await;
        let who = TestApp::who(kees);
        let endings = test.app.endings(&who, &scope).await.unwrap();
        assert_eq!(endings.rows.len(), 1);
        assert_eq!((endings.rows[0].words, endings.rows[0].told), (None, None), "how it began is not how it ended");
        let claims = &city.people.claims_agent;
        let others = test.app.endings(&TestApp::who(claims), &scope_of(&test, claims).await).await.unwrap();
        assert!(others.rows.is_empty(), "who had no part in it does not hear of it here");
        test.app.put_ending_away(&who, &scope, id).await.unwrap();
        test.app.put_ending_away(&who, &scope, id).await.unwrap();
        assert!(test.app.endings(&who, &scope).await.unwrap().rows.is_empty());
        let lead = &city.people.technical_lead;
        assert_eq!(test.app.endings(&TestApp::who(lead), &scope_of(&test, lead).await).await.unwrap().rows.len(), 1);
        test.clock.set("2018-02-25T09:00:00Z");
        assert!(test.app.endings(&TestApp::who(lead), &scope_of(&test, lead).await).await.unwrap().rows.is_empty());
    }

    async fn an_absence_is_set_by_oneself_or_the_own_lead_only(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let (samira, joost) = (&city.people.kcc_agent, &city.people.kcc_lead);
        let form = |from: &str, until: &str, substitute: &Member| AbsenceForm {
            from: from.to_owned(),
            until: until.to_owned(),
            substitute: substitute.id.to_string(),
        };
        let who = TestApp::who(samira);
        let set = |form: AbsenceForm| test.app.set_absence(&who, samira.id, Some(form));
        for (wrong, field) in [
            (form("2018-02-09", "2018-02-08", joost), "until"),
            (form("2018-01-01", "2018-01-08", joost), "until"),
            (form("morgen", "2018-02-08", joost), "from"),
            (form("2018-02-05", "2018-02-08", samira), "substitute"),
            (form("2018-02-05", "2018-02-08", &city.people.technical_agent), "substitute"),
        ] {
            let Err(AppError::Invalid(faults)) = set(wrong).await else { panic!("{field}") };
            assert!(faults.iter().any(|fault| fault.field == field), "{faults:?}");
        }
        set(form("2018-02-05", "2018-02-08", joost)).await.unwrap();
        let day = |text: &str| text.parse().unwrap();
        let directory = test.app.directory().await.unwrap();
        assert!(directory.away(samira.id, day("2018-02-08")).is_some() && directory.away(samira.id, day("2018-02-09")).is_none());
        assert_eq!(directory.stands_in_for(joost.id, day("2018-02-06")).count(), 1);
        let marloes = TestApp::who(&city.people.technical_lead);
        let denied = test.app.set_absence(&marloes, samira.id, None).await;
        assert!(matches!(denied, Err(AppError::Denied(_))), "{denied:?}");
        test.app.set_absence(&TestApp::who(joost), samira.id, None).await.unwrap();
        assert!(test.app.directory().await.unwrap().away(samira.id, day("2018-02-06")).is_none());
    }
}
