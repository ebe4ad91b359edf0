//! What became loud, as lists and counts read it, on both databases: to the teams, to who directs, to the coordinator.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use regie_app::authorise::scope;
use regie_app::testing::{TestApp, result_by};
use regie_app::{Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::BallGoes;
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::ids::JourneyId;
use regie_store::on_both;

/// Offers a journey, in the name of a member.
async fn offer(test: &TestApp, id: JourneyId, by: &Member, to: regie_domain::actor::TeamRef, ball: BallGoes) {
    let (command, texts) = test.offer(to, ball);
    test.app.run(Request::journey(TestApp::who(by), Door::Page, id, command).with(texts)).await.unwrap();
}

on_both! {
    async fn what_became_loud_is_in_the_lists_of_all_who_hear_it_and_counted_so(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let people = &city.people;
        let id = common::open(&test, &city).await;
        offer(&test, id, &people.kcc_agent, city.technical.team, BallGoes::Goes).await;
        let journey = test.app.open_journey(&Who::System, id).await.unwrap().journey;
        let handover = journey.pending().next().unwrap().0;
        let accept = JourneyCommand::Accept { handover, promise: Some(result_by("2018-02-06T15:00:00Z")) };
        test.app.run(Request::journey(TestApp::who(&people.technical_agent), Door::Page, id, accept)).await.unwrap();
        offer(&test, id, &people.technical_agent, city.claims.team, BallGoes::Stays).await;
        test.run_until("2018-02-19T12:00:00Z".parse().unwrap()).await;

        let directory = test.app.directory().await.unwrap();
        for (member, coordinator) in [(&people.kcc_agent, false), (&people.coordinator, true)] {
            let scope = scope(&TestApp::who(member), &directory).unwrap();
            let work = test.app.work(&scope, coordinator).await.unwrap();
            let broken: Vec<_> = work.loud_promises.iter().map(|it| (it.owner, it.what.as_str(), it.state.as_str())).collect();
            assert!(broken.contains(&(city.technical.team.team, "result", "broken")), "{broken:?}");
            let overdue: Vec<_> = work.overdue.iter().map(|it| (it.from, it.to, it.overdue.as_deref())).collect();
            assert_eq!(overdue, [(city.technical.team.team, city.claims.team.team, Some("offer_coordinator"))]);
            assert_eq!(work.escalated.is_empty(), !coordinator, "{:?}", work.escalated);
            assert_eq!(test.app.waiting(&scope, coordinator).await.unwrap().journeys, 1);
        }
        let claims = scope(&TestApp::who(&people.claims_agent), &directory).unwrap();
        let work = test.app.work(&claims, false).await.unwrap();
        assert!(work.loud_promises.is_empty() && work.overdue.is_empty() && work.offers.len() == 1);
    }
}
