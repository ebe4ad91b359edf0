//! Many at the same moment, through the app, on both databases and from two processes: one wins, the others hear who, and
//! nothing is lost or done twice.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::sync::Arc;

use futures::future::join_all;
use regie_app::content::{ContentKind, Text};
use regie_app::run::journey_of;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{App, AppError, Done, Request};
use regie_domain::actor::Door;
use regie_domain::codes::BallGoes;
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::handover::HandoverState;
use regie_domain::ids::{ContentId, HandoverId, JourneyId, MemberId};
use regie_domain::journey::Journey;
use regie_domain::refusal::Code;
use regie_store::{StoreError, on_both};
use tokio::sync::Barrier;

async fn journey(app: &App, id: JourneyId) -> Journey {
    app.store.read(async |tx| journey_of(tx, id).await).await.unwrap().unwrap()
}

fn note(app: &App, who: &Member, journey: JourneyId, words: &str) -> Request {
    let id: ContentId = app.ports.id();
    let text = Text::plain(id, ContentKind::Text, words, Some(journey));
    Request::journey(TestApp::who(who), Door::Page, journey, JourneyCommand::AddNote { note: id }).with(vec![text])
}

/// An offer of the ball from the contact centre to the technical service.
async fn offer(test: &TestApp, city: &Municipality, journey: JourneyId) -> HandoverId {
    let (command, texts) = test.offer(city.technical.team, BallGoes::Goes);
    let who = TestApp::who(&city.people.kcc_agent);
    let done = test.app.run(Request::journey(who, Door::Page, journey, command).with(texts)).await.unwrap();
    let (handover, _) = done.journey.as_ref().unwrap().pending().next().unwrap();
    handover
}

/// Runs all requests at the same moment, by turns in two processes.
async fn at_once(test: &TestApp, requests: Vec<Request>) -> Vec<Result<Done, AppError>> {
    let other = test.another().await;
    let barrier = Arc::new(Barrier::new(requests.len()));
    let running = requests.into_iter().enumerate().map(|(number, request)| {
        let app = if number % 2 == 0 { test.app.clone() } else { other.clone() };
        let barrier = barrier.clone();
        tokio::spawn(async move {
            barrier.wait().await;
            app.run(request).await
        })
    });
    join_all(running).await.into_iter().map(Result::unwrap).collect()
}

on_both! {
    async fn sixty_four_acceptances_have_one_winner_and_the_others_hear_who(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let id = common::open(&test, &city).await;
        let handover = offer(&test, &city, id).await;
        let before = journey(&test.app, id).await;
        let members: Vec<Member> = (0..64)
            .map(|_| Member { id: test.app.ports.id::<MemberId>(), ..city.people.technical_agent.clone() })
            .collect();
        let accept = |member: &Member| {
            Request::journey(TestApp::who(member), Door::Page, id, JourneyCommand::Accept { handover, promise: None })
        };
        let answers = at_once(&test, members.iter().map(accept).collect()).await;

        let winners: Vec<MemberId> =
            members.iter().zip(&answers).filter(|(_, answer)| answer.is_ok()).map(|(member, _)| member.id).collect();
        let [winner] = winners[..] else { panic!("{} winners", winners.len()) };
        for answer in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            let AppError::Refused(refusal) = answer else { panic!("{answer}") };
            assert_eq!((refusal.code, refusal.member), (Code::AlreadyAccepted, Some(winner)));
            assert_eq!((refusal.team, refusal.at.is_some()), (Some(city.technical.team), true));
        }
        let after = journey(&test.app, id).await;
        assert!(matches!(after.handovers[&handover].state, HandoverState::Accepted { member, .. } if member == Some(winner)));
        assert_eq!(after.ball.epoch, before.ball.epoch + 1, "the ball moved once");
        assert_eq!(after.ball.holder.team(), Some(city.technical.team));
    }

    async fn an_act_on_an_older_state_of_the_ball_is_refused(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let id = common::open(&test, &city).await;
        let seen = journey(&test.app, id).await.ball.epoch;
        let handover = offer(&test, &city, id).await;
        let accept = JourneyCommand::Accept { handover, promise: None };
        let who = TestApp::who(&city.people.technical_agent);
        test.app.run(Request::journey(who, Door::Page, id, accept).on_ball(Some(seen))).await.unwrap();
        let before = journey(&test.app, id).await;

        let take = JourneyCommand::Assign { member: Some(city.people.kcc_agent.id) };
        let who = TestApp::who(&city.people.kcc_agent);
        let late = test.app.run(Request::journey(who, Door::Page, id, take).on_ball(Some(seen))).await;
        let Err(AppError::Refused(refusal)) = late else { panic!("{late:?}") };
        assert_eq!(refusal.code, Code::StaleBall);
        assert_eq!(refusal.holder.and_then(|holder| holder.team()), Some(city.technical.team), "it says who has the ball");
        assert_eq!(journey(&test.app, id).await, before, "a refusal leaves no trace");
    }

    async fn notes_at_the_same_moment_are_all_there(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let id = common::open(&test, &city).await;
        let before = journey(&test.app, id).await.seq;
        let requests = (0..48).map(|n| note(&test.app, &city.people.kcc_agent, id, &format!("Notitie {n}"))).collect();
        for answer in at_once(&test, requests).await {
            answer.unwrap();
        }
        assert_eq!(journey(&test.app, id).await.seq, before + 48);
        let report = regie_store::verify::verify_all(&test.app.store).await.unwrap();
        assert_eq!(report.findings, Vec::new());
    }

    async fn one_key_many_times_at_once_has_one_effect(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let id = common::open(&test, &city).await;
        let before = journey(&test.app, id).await.seq;
        let keyed = |words: &str| note(&test.app, &city.people.kcc_agent, id, words).keyed(Some("one-form".into()));
        let answers = at_once(&test, (0..50).map(|_| keyed("Terugbellen")).collect()).await;
        let repeated = answers.into_iter().map(Result::unwrap).filter(|done| done.repeated).count();
        assert_eq!(repeated, 49);
        assert_eq!(journey(&test.app, id).await.seq, before + 1);
        let other = test.app.run(keyed("Niet terugbellen")).await;
        assert!(matches!(other, Err(AppError::Store(StoreError::KeyReused))), "{other:?}");
    }
}
