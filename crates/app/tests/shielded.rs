//! Who sees what is restricted, on both databases: the teams on a journey, and for how long they are on it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use regie_app::authorise::scope;
use regie_app::content::{ContentKind, Text};
use regie_app::settings::presets::Municipality;
use regie_app::settings::teams::TeamForm;
use regie_app::testing::TestApp;
use regie_app::{AppError, Request};
use regie_domain::actor::Door;
use regie_domain::codes::{BallGoes, DeclineReason};
use regie_domain::command::JourneyCommand;
use regie_domain::directory::{Member, Team};
use regie_domain::ids::{HandoverId, JourneyId};
use regie_store::on_both;
use regie_store::views::journeys::Filter;

async fn restrict(test: &TestApp, city: &Municipality, team: &Team, restricted: bool) {
    let directory = test.app.directory().await.unwrap();
    let found = &directory.teams[&team.team.team];
    let form = TeamForm { restricted, ..TeamForm::of(&found.value) };
    let admin = TestApp::who(&city.people.administrator);
    test.app.change_team(&admin, team.team.team, found.version, form).await.unwrap();
}

async fn act(test: &TestApp, member: &Member, id: JourneyId, command: JourneyCommand, texts: Vec<Text>) {
    test.app.run(Request::journey(TestApp::who(member), Door::Page, id, command).with(texts)).await.unwrap();
}

async fn offer(test: &TestApp, city: &Municipality, id: JourneyId) -> HandoverId {
    let (command, texts) = test.offer(city.claims.team, BallGoes::Goes);
    act(test, &city.people.kcc_agent, id, command, texts).await;
    let journey = test.app.open_journey(&regie_app::Who::System, id).await.unwrap().journey;
    journey.pending().next().unwrap().0
}

/// Whether a member opens it, lists it and finds it: all three, or none.
async fn sees(test: &TestApp, member: &Member, id: JourneyId) -> bool {
    let who = TestApp::who(member);
    let opens = match test.app.open_journey(&who, id).await {
        Ok(_) => true,
        Err(AppError::Denied("shielded")) => false,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(test.app.sees(&who, id).await.unwrap(), opens);
    let scope = scope(&who, &test.app.directory().await.unwrap()).unwrap();
    let listed = test.app.journeys(&scope, &Filter::default(), None).await.unwrap();
    assert_eq!((listed.rows.len(), listed.shielded), if opens { (1, 0) } else { (0, 1) });
    assert_eq!(listed.labels.titles.len(), listed.rows.len());
    let by_words = test.app.search(&scope, "loodgieter").await.unwrap();
    assert_eq!((by_words.hits.len(), by_words.shielded), (usize::from(opens), 0));
    let by_person = test.app.search(&scope, common::RESIDENT).await.unwrap();
    assert_eq!((by_person.hits.len(), by_person.shielded), if opens { (1, 0) } else { (0, 1) });
    opens
}

on_both! {
    async fn a_restricted_team_closes_what_it_is_on_to_all_who_are_not(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let id = common::open(&test, &city).await;
        restrict(&test, &city, &city.claims, true).await;
        let (kees, noor) = (&city.people.technical_agent, &city.people.claims_agent);
        assert!(sees(&test, kees, id).await, "claims is not on it");
        let handover = offer(&test, &city, id).await;
        assert!(!sees(&test, kees, id).await);
        assert!(!sees(&test, &city.people.auditor, id).await);
        assert!(sees(&test, noor, id).await, "who gets an offer sees what it is");
        assert!(sees(&test, &city.people.kcc_agent, id).await, "who directs sees it");
        assert!(sees(&test, &city.people.coordinator, id).await);
        let text = test.app.ports.id();
        let words = vec![Text::plain(text, ContentKind::Text, "geen tijd", None)];
        let decline = JourneyCommand::Decline { handover, reason: DeclineReason::ALL[0], text: Some(text) };
        act(&test, noor, id, decline, words).await;
        assert!(sees(&test, kees, id).await, "claims is on it no more");
        let again = offer(&test, &city, id).await;
        act(&test, noor, id, JourneyCommand::Accept { handover: again, promise: None }, Vec::new()).await;
        assert!(!sees(&test, kees, id).await);
        restrict(&test, &city, &city.claims, false).await;
        assert!(sees(&test, kees, id).await);
    }
}

on_both! {
    async fn closing_the_director_closes_what_runs_and_commands_are_refused(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let id = common::open(&test, &city).await;
        restrict(&test, &city, &city.kcc, true).await;
        let noor = &city.people.claims_agent;
        assert!(!sees(&test, noor, id).await);
        let before = test.app.open_journey(&regie_app::Who::System, id).await.unwrap().events.len();
        let take = JourneyCommand::Assign { member: Some(noor.id) };
        let refused = test.app.run(Request::journey(TestApp::who(noor), Door::Page, id, take)).await;
        assert!(matches!(refused, Err(AppError::Denied("shielded"))));
        assert_eq!(test.app.open_journey(&regie_app::Who::System, id).await.unwrap().events.len(), before);
        assert!(sees(&test, &city.people.kcc_lead, id).await);
    }
}
