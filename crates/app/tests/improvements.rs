//! Improvements through the app, on both databases: from what was gathered to a verdict, who hears what was done, who may see
//! it, and the points of a team's meeting.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use jiff::SignedDuration;
use regie_app::content::{ContentKind, Text};
use regie_app::improvements::huddle::Point;
use regie_app::improvements::{NewImprovement, NewTerms, code_of};
use regie_app::settings::presets::Municipality;
use regie_app::settings::surveys::SurveyPlanForm;
use regie_app::surveys::NewFeedback;
use regie_app::testing::TestApp;
use regie_app::{AppError, Done, Request, Who, rebuild};
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, Outcome, SignalReason, Verdict, VerdictBy};
use regie_domain::command::{JourneyCommand as C, SignalCommand};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, ImprovementId, JourneyId, SignalId};
use regie_domain::improvement::{Source, Step};
use regie_domain::refusal::Code;
use regie_store::on_both;

fn lead(city: &Municipality) -> Who {
    TestApp::who(&city.people.kcc_lead)
}

fn agent(city: &Municipality) -> Who {
    TestApp::who(&city.people.kcc_agent)
}

fn weeks(weeks: i64) -> SignedDuration {
    SignedDuration::from_hours(weeks * 7 * 24)
}

async fn says(
    test: &TestApp,
    city: &Municipality,
    id: JourneyId,
    command: impl FnOnce(ContactFacts) -> C,
    from: Direction,
) {
    let content: ContentId = test.app.ports.id();
    let text = Text::plain(content, ContentKind::Text, "Dat is gezegd.", Some(id));
    let contact = ContactFacts::said(test.app.ports.id(), from, Channel::Phone, content);
    test.app.run(Request::journey(agent(city), Door::Page, id, command(contact)).with(vec![text])).await.unwrap();
    test.drain().await;
}

async fn news(test: &TestApp, city: &Municipality, id: JourneyId) {
    test.clock.advance(SignedDuration::from_mins(30));
    let asks = |contact| C::RecordContact { contact: ContactFacts { asks: Asks::News, ..contact }, answers: None };
    says(test, city, id, asks, Direction::In).await;
}

async fn customer(test: &TestApp, id: JourneyId) -> Who {
    let journey = test.app.open_journey(&Who::System, id).await.unwrap().journey;
    Who::Customer { journey: id, participant: journey.customer_participant().unwrap().0 }
}

async fn solve(test: &TestApp, city: &Municipality, id: JourneyId) {
    let tell = |contact| C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    says(test, city, id, tell, Direction::Out).await;
    let who = customer(test, id).await;
    test.app.run(Request::journey(who, Door::Page, id, C::ConfirmSolved {})).await.unwrap();
    test.drain().await;
}

/// Some journeys that the contact centre solves; in each the customer first asks so many times whether there is news.
async fn solved(test: &TestApp, city: &Municipality, journeys: usize, chasers: usize) {
    for _ in 0..journeys {
        let id = common::open(test, city).await;
        test.drain().await;
        for _ in 0..chasers {
            news(test, city, id).await;
        }
        solve(test, city, id).await;
    }
}

async fn signal(test: &TestApp, city: &Municipality, journey: JourneyId, unnamed: bool) -> SignalId {
    let open = SignalCommand::Open {
        owner: city.kcc.team,
        text: None,
        reason: Some(SignalReason::NoMandate),
        evidence: Vec::new(),
        unnamed,
    };
    test.app.run(Request::journey(agent(city), Door::Page, journey, C::Signal(open))).await.unwrap();
    let found = test.app.open_journey(&Who::System, journey).await.unwrap().journey;
    *found.signals.keys().next_back().unwrap()
}

async fn made(test: &TestApp, city: &Municipality, sources: Vec<Source>) -> ImprovementId {
    let new = NewImprovement {
        title: "Zelf mogen betalen tot 250 euro".into(),
        owner: city.kcc.team.team.to_string(),
        sources: sources.iter().map(code_of).collect(),
        key: None,
    };
    test.app.open_improvement(lead(city), new).await.unwrap()
}

fn terms(city: &Municipality, starts: &str, ends: &str) -> NewTerms {
    NewTerms {
        what: "De balie mag tot 250 euro zelf betalen.".into(),
        blueprint: city.blueprint.id.to_string(),
        gauge: "chasers".into(),
        aim: "lower".into(),
        size: "1".into(),
        starts: starts.into(),
        ends: ends.into(),
        ..NewTerms::default()
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, AppError>) -> Code {
    match answer {
        Err(AppError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn denied<T>(answer: Result<T, AppError>) -> bool {
    matches!(answer, Err(AppError::Denied(_) | AppError::NotFound(_)))
}

async fn ask_about(test: &TestApp, city: &Municipality) {
    let who = TestApp::who(&city.people.administrator);
    let directory = test.app.directory().await.unwrap();
    let survey = *test.app.surveys(&who).await.unwrap().all.keys().next().unwrap();
    let found = &directory.blueprints[&city.blueprint.id];
    let form =
        SurveyPlanForm { asks: true, survey: survey.to_string(), ..SurveyPlanForm::of(found.value.last().unwrap()) };
    test.app.plan_survey(&who, city.blueprint.id, found.version, form).await.unwrap();
}

async fn answers(test: &TestApp, id: JourneyId, untraceable: bool) -> Done {
    let who = customer(test, id).await;
    let Who::Customer { participant, .. } = who else { panic!() };
    let new = NewFeedback { given: vec![(0, 1), (1, 3)], no_call: true, untraceable, ..NewFeedback::default() };
    test.app.give_feedback(who, id, participant, new).await.unwrap()
}

async fn checked(test: &TestApp) {
    let scratch = TestApp::sqlite().await;
    let checked = rebuild::check(&test.app.store, &scratch.app.store).await.unwrap();
    assert_eq!(checked.faults, []);
}

on_both! {
    async fn a_change_is_said_before_it_starts_and_measured_after_it(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        test.clock.set("2018-01-08T09:00:00[Europe/Amsterdam]");
        for _ in 0..9 {
            solved(&test, &city, 5, 2).await;
            test.clock.advance(weeks(4));
        }
        let journey = common::open(&test, &city).await;
        let signal = signal(&test, &city, journey, false).await;
        let gathered = test.app.gathered(&lead(&city)).await.unwrap();
        let source = Source::Signal { journey, signal };
        assert!(gathered.rows.iter().any(|row| row.source == source), "{:?}", gathered.rows);
        let id = made(&test, &city, vec![source]).await;
        let gathered = test.app.gathered(&lead(&city)).await.unwrap();
        assert!(!gathered.rows.iter().any(|row| row.source == source), "it has its place");
        test.app.investigate(agent(&city), id, "Wie moet wachten, belt.", None).await.unwrap();

        // It is Monday 17 September 2018, or a little later.
        let late = test.app.register_trial(lead(&city), id, terms(&city, "2018-09-01", "2019-02-04")).await;
        assert_eq!(refused(late), Code::ImprovementStarted);
        let good = terms(&city, "2018-10-01", "2019-02-18");
        test.app.register_trial(lead(&city), id, good.clone()).await.unwrap();
        test.clock.set("2018-10-02T09:00:00[Europe/Amsterdam]");
        let again = test.app.register_trial(lead(&city), id, NewTerms { size: "0,1".into(), ..good }).await;
        assert_eq!(refused(again), Code::ImprovementStarted, "what was said stands");
        for _ in 0..5 {
            solved(&test, &city, 5, 0).await;
            test.clock.advance(weeks(4));
        }
        test.clock.set("2019-02-18T09:00:00[Europe/Amsterdam]");
        test.drain().await;

        let shown = test.app.improvement(&lead(&city), id).await.unwrap();
        assert_eq!(shown.found.step(), Step::Measured);
        let judged = shown.found.judged.unwrap().1;
        assert_eq!((judged.verdict, judged.by), (Verdict::Worked, VerdictBy::Chart));
        let chart = shown.chart.unwrap();
        assert!(chart.centre.is_some_and(|centre| (centre - 2.0).abs() < 1e-9), "{chart:?}");
        assert!(chart.dots.iter().any(|dot| dot.signals()));
        checked(&test).await;
    }

    async fn of_a_few_there_is_no_verdict(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        test.clock.set("2018-01-08T09:00:00[Europe/Amsterdam]");
        solved(&test, &city, 2, 2).await;
        let journey = common::open(&test, &city).await;
        let signal = signal(&test, &city, journey, false).await;
        let id = made(&test, &city, vec![Source::Signal { journey, signal }]).await;
        test.app.register_trial(lead(&city), id, terms(&city, "2018-02-05", "2018-03-05")).await.unwrap();
        test.clock.set("2018-03-05T09:00:00[Europe/Amsterdam]");
        test.drain().await;
        let judged = test.app.improvement(&lead(&city), id).await.unwrap().found.judged.unwrap().1;
        assert_eq!((judged.verdict, judged.by, judged.ratio), (Verdict::CannotTell, VerdictBy::TooLittle, None));
    }

    async fn who_reported_and_who_answered_hear_what_was_done_months_later(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        ask_about(&test, &city).await;
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let (open, hidden) = (common::open(&test, &city).await, common::open(&test, &city).await);
        let (named, unnamed) =
            (signal(&test, &city, open, false).await, signal(&test, &city, hidden, true).await);
        // One person is asked once.
        solve(&test, &city, open).await;
        test.clock.set("2018-02-08T18:05:00[Europe/Amsterdam]");
        test.drain().await;
        answers(&test, open, false).await;
        test.drain().await;
        solve(&test, &city, hidden).await;
        let ask = test.app.open_journey(&Who::System, open).await.unwrap().journey.survey.unwrap().id;
        let sources = vec![
            Source::Signal { journey: open, signal: named },
            Source::Signal { journey: hidden, signal: unnamed },
            Source::Answer { journey: open, ask },
        ];
        let gathered = test.app.gathered(&lead(&city)).await.unwrap();
        assert!(sources.iter().all(|source| gathered.rows.iter().any(|row| row.source == *source)));
        let id = made(&test, &city, sources).await;
        drop(test.mail.take());

        // In June, in the evening.
        test.clock.set("2018-06-05T22:30:00[Europe/Amsterdam]");
        test.app.tell_done(agent(&city), id, ("De balie betaalt nu zelf tot 250 euro.", ""), None).await.unwrap();
        test.drain().await;
        assert_eq!(test.mail.to(common::RESIDENT).len(), 0, "not in quiet hours");
        test.clock.set("2018-06-06T08:05:00[Europe/Amsterdam]");
        test.drain().await;
        let mails = test.mail.to(common::RESIDENT);
        assert_eq!(mails.len(), 1, "one message, and no survey");
        assert!(mails[0].text.contains("De balie betaalt nu zelf tot 250 euro."), "{}", mails[0].text);
        assert!(mails[0].subject.starts_with("Dit hebben wij gedaan met wat u zei"), "{}", mails[0].subject);
        let page = test.app.open_journey(&customer(&test, open).await, open).await.unwrap();
        assert_eq!(page.journey.survey.as_ref().unwrap().done.len(), 1);
        assert!(page.texts.contains_key(&page.journey.survey.unwrap().done[0].text));

        // Who reported by name reads it at My work; who was not named reads it in the list of what was done.
        assert_eq!(test.app.unread_done(&agent(&city)).await.unwrap().len(), 1);
        let claims = TestApp::who(&city.people.claims_agent);
        assert_eq!(test.app.unread_done(&claims).await.unwrap().len(), 0);
        let list = test.app.done_list(&claims).await.unwrap();
        assert_eq!(list[0].nl.as_deref(), Some("De balie betaalt nu zelf tot 250 euro."));
        test.app.hear_done(agent(&city), id).await.unwrap();
        assert_eq!(test.app.unread_done(&agent(&city)).await.unwrap().len(), 0);
        // Said better, it is not sent again.
        test.app.tell_done(lead(&city), id, ("Tot 250 euro betaalt de balie zelf.", ""), None).await.unwrap();
        test.clock.set("2018-06-07T12:00:00[Europe/Amsterdam]");
        test.drain().await;
        assert_eq!(test.mail.to(common::RESIDENT).len(), 1);
        checked(&test).await;
    }

    async fn a_meeting_has_real_journeys_of_the_last_week(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        test.clock.set("2018-01-08T09:00:00[Europe/Amsterdam]");
        let old = common::open(&test, &city).await;
        news(&test, &city, old).await;
        test.clock.advance(weeks(2));
        let new = common::open(&test, &city).await;
        news(&test, &city, new).await;
        test.clock.advance(SignedDuration::from_hours(1));
        let found = test.app.huddle(&agent(&city), city.kcc.team.team).await.unwrap();
        let wrong = |id: JourneyId| found.points.iter().any(|point| matches!(point, Point::Wrong(on, _) if *on == id));
        assert!(wrong(new), "{:?}", found.points);
        assert!(found.points.len() <= 5);
        let chased = found.points.iter().filter_map(|point| match point {
            Point::Wrong(id, what) if *id == old => Some(what.clone()),
            _ => None,
        });
        assert!(chased.flatten().all(|what| what != regie_app::improvements::huddle::Wrong::Chaser), "two weeks ago");
        let claims = TestApp::who(&city.people.claims_agent);
        assert!(denied(test.app.huddle(&claims, city.kcc.team.team).await), "another team's");
    }
}

#[tokio::test]
async fn what_is_tried_is_for_who_reads_figures_and_for_the_team_itself() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    test.clock.set("2018-01-08T09:00:00[Europe/Amsterdam]");
    let journey = common::open(&test, &city).await;
    let signal = signal(&test, &city, journey, false).await;
    let id = made(&test, &city, vec![Source::Signal { journey, signal }]).await;
    let people = &city.people;
    for reader in [&people.coordinator, &people.administrator, &people.auditor, &people.claims_lead, &people.kcc_agent]
    {
        let who = TestApp::who(reader);
        assert_eq!(test.app.improvement_board(&who).await.unwrap().cards.len(), 1, "{}", reader.name);
        assert!(test.app.improvement(&who, id).await.is_ok(), "{}", reader.name);
    }
    let claims = TestApp::who(&people.claims_agent);
    assert_eq!(test.app.improvement_board(&claims).await.unwrap().cards.len(), 0);
    assert!(denied(test.app.improvement(&claims, id).await));
    assert!(denied(test.app.investigate(claims, id, "Iets.", None).await));
    // A member works on it; who answers for the work decides what is tried, and an auditor only reads.
    let again = terms(&city, "2018-02-05", "2018-03-05");
    for who in [agent(&city), TestApp::who(&people.auditor)] {
        assert!(denied(test.app.register_trial(who.clone(), id, again.clone()).await));
        assert!(denied(test.app.gathered(&who).await) == (who == agent(&city)));
    }
    test.app.stop_improvement(lead(&city), id, "Het mag niet van de wet.", None).await.unwrap();
    assert_eq!(refused(test.app.register_trial(lead(&city), id, again).await), Code::ImprovementOver);
}

#[tokio::test]
async fn an_answer_that_may_not_be_traced_leads_to_no_improvement() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    ask_about(&test, &city).await;
    test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
    let id = common::open(&test, &city).await;
    solve(&test, &city, id).await;
    test.clock.set("2018-02-08T18:05:00[Europe/Amsterdam]");
    test.drain().await;
    answers(&test, id, true).await;
    let ask = test.app.open_journey(&Who::System, id).await.unwrap().journey.survey.unwrap().id;
    assert_eq!(test.app.gathered(&lead(&city)).await.unwrap().rows, []);
    let new = NewImprovement {
        title: "Iets".into(),
        owner: city.kcc.team.team.to_string(),
        sources: vec![code_of(&Source::Answer { journey: id, ask })],
        key: None,
    };
    assert!(denied(test.app.open_improvement(lead(&city), new).await));
}
