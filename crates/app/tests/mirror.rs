//! The mirror, silent customers and the works council through the app, on both databases: who sees what when, what a member
//! says of it, who looked, and whom a call is proposed for.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use regie_app::content::{ContentKind, Text};
use regie_app::journeys::NewJourney;
use regie_app::settings::presets::Municipality;
use regie_app::settings::surveys::{SurveyPlanForm, SurveyRulesForm};
use regie_app::surveys::NewFeedback;
use regie_app::testing::TestApp;
use regie_app::{AppError, Done, Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, Outcome, PromiseWhat, SilentWhy};
use regie_domain::command::JourneyCommand as C;
use regie_domain::directory::Member;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId, MemberId};
use regie_domain::journey::Journey;
use regie_store::on_both;
use regie_store::views::mirror;

async fn ready(test: &TestApp) -> Municipality {
    let city = test.setup_reimbursement().await;
    let who = TestApp::who(&city.people.administrator);
    let directory = test.app.directory().await.unwrap();
    let survey = *test.app.surveys(&who).await.unwrap().all.keys().next().unwrap();
    let found = &directory.blueprints[&city.blueprint.id];
    let plan = SurveyPlanForm::of(found.value.last().unwrap());
    let form = SurveyPlanForm { asks: true, survey: survey.to_string(), ..plan };
    test.app.plan_survey(&who, city.blueprint.id, found.version, form).await.unwrap();
    test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
    city
}

async fn journey(test: &TestApp, id: JourneyId) -> Journey {
    test.app.open_journey(&Who::System, id).await.unwrap().journey
}

async fn customer(test: &TestApp, id: JourneyId) -> Who {
    let participant = journey(test, id).await.customer_participant().unwrap().0;
    Who::Customer { journey: id, participant }
}

async fn run(test: &TestApp, who: Who, id: JourneyId, command: C) -> Result<Done, AppError> {
    test.app.run(Request::journey(who, Door::Page, id, command)).await
}

/// Another resident's.
async fn open_other(test: &TestApp, city: &Municipality) -> JourneyId {
    let new = NewJourney {
        channel: Channel::Phone,
        name: "Peter Voorbeeld".into(),
        email: Some("peter@example.net".into()),
        phone: None,
        blueprint: Some(city.blueprint.id),
        kind: None,
        title: "Verstopt riool".into(),
        text: "Wie betaalt dat?".into(),
        key: None,
    };
    test.app.begin_journey(TestApp::who(&city.people.kcc_agent), new).await.unwrap()
}

/// A member tells the outcome, and the resident agrees.
async fn solve(test: &TestApp, by: &Member, id: JourneyId) {
    let content: ContentId = test.app.ports.id();
    let text = Text::plain(content, ContentKind::Text, "Het is opgelost.", Some(id));
    let contact = ContactFacts::said(test.app.ports.id(), Direction::Out, Channel::Email, content);
    let outcome = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    test.app.run(Request::journey(TestApp::who(by), Door::Page, id, outcome).with(vec![text])).await.unwrap();
    run(test, customer(test, id).await, id, C::ConfirmSolved {}).await.unwrap();
    test.drain().await;
}

async fn give(test: &TestApp, id: JourneyId, new: NewFeedback) {
    let who = customer(test, id).await;
    let Who::Customer { participant, .. } = who else { panic!() };
    test.app.give_feedback(who, id, participant, new).await.unwrap();
}

fn praise(words: &str) -> NewFeedback {
    NewFeedback { given: vec![(0, 5), (1, 9)], said: vec![(2, words.to_owned())], ..NewFeedback::default() }
}

fn complaint(words: &str) -> NewFeedback {
    NewFeedback { given: vec![(0, 1), (1, 2)], no_call: true, ..praise(words) }
}

fn at(text: &str) -> jiff::Timestamp {
    regie_app::testing::Moment::instant(text)
}

async fn own(test: &TestApp, member: &Member) -> Vec<JourneyId> {
    test.app.mirror(&TestApp::who(member)).await.unwrap().rows.iter().map(|row| row.journey).collect()
}

/// The person asks again, and again.
async fn comes_back(test: &TestApp, id: JourneyId, times: usize) {
    for _ in 0..times {
        test.clock.advance(jiff::SignedDuration::from_mins(10));
        let content: ContentId = test.app.ports.id();
        let text = Text::plain(content, ContentKind::Text, "Wanneer hoor ik iets?", Some(id));
        let contact = ContactFacts {
            asks: Asks::Something,
            participant: journey(test, id).await.customer_participant().map(|(id, _)| id),
            ..ContactFacts::said(test.app.ports.id(), Direction::In, Channel::Web, content)
        };
        let request =
            Request::journey(customer(test, id).await, Door::Page, id, C::RecordContact { contact, answers: None });
        test.app.run(request.with(vec![text])).await.unwrap();
    }
}

on_both! {
    async fn who_it_concerns_sees_praise_and_complaint_first_and_alone_and_it_fades(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let agent = &city.people.kcc_agent;
        let (good, bad) = (common::open(&test, &city).await, open_other(&test, &city).await);
        for id in [good, bad] {
            solve(&test, agent, id).await;
        }
        // Thursday evening.
        test.run_until(at("2018-02-08T20:00:00[Europe/Amsterdam]")).await;
        for (id, answer) in [(good, praise("Top geholpen.")), (bad, complaint("Ik moest wachten."))] {
            give(&test, id, answer).await;
        }
        let mut both = own(&test, agent).await;
        both.sort();
        let mut expected = vec![good, bad];
        expected.sort();
        assert_eq!(both, expected, "at the same moment, in the same place");
        let who = TestApp::who(agent);
        assert_eq!(test.app.mirror_news(&who).await.unwrap(), 2);
        let row = &test.app.mirror(&who).await.unwrap().rows[0];
        assert_eq!(row.alone_until, at("2018-02-12T17:00:00[Europe/Amsterdam]"), "Friday and Monday");
        // Nobody else, whatever the role, unless the member asked.
        for other in [&city.people.kcc_lead, &city.people.administrator, &city.people.coordinator] {
            assert!(own(&test, other).await.is_empty());
            let looked = test.app.mirror_of(&TestApp::who(other), agent.id).await;
            assert!(matches!(looked, Err(AppError::Denied(_))), "{looked:?}");
        }
        test.run_until(at("2018-02-12T17:00:00[Europe/Amsterdam]")).await;
        assert_eq!(test.app.mirror_news(&who).await.unwrap(), 0);
        assert_eq!(own(&test, agent).await.len(), 2);
        test.clock.set("2018-05-20T09:00:00[Europe/Amsterdam]");
        assert!(own(&test, agent).await.is_empty(), "it has faded");
    }

    async fn a_member_replies_and_says_that_it_was_the_process(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let agent = &city.people.kcc_agent;
        let id = common::open(&test, &city).await;
        solve(&test, agent, id).await;
        test.run_until(at("2018-02-08T20:00:00[Europe/Amsterdam]")).await;
        give(&test, id, complaint("Niemand belde terug.")).await;
        let who = TestApp::who(agent);
        for words in ["Dat spijt mij.", "Dat spijt mij zeer."] {
            test.app.reply_in_mirror(who.clone(), id, words).await.unwrap();
        }
        let faults = test.app.reply_in_mirror(who.clone(), id, " ").await;
        assert!(matches!(faults, Err(AppError::Invalid(_))), "{faults:?}");
        let found = test.app.mirror(&who).await.unwrap();
        assert_eq!(found.rows[0].reply.as_deref(), Some("Dat spijt mij zeer."));
        // It stands in mirrors only, and the replaced one nowhere.
        let page = test.app.open_journey(&who, id).await.unwrap();
        assert!(!page.texts.values().any(|text| text.contains("spijt")), "{:?}", page.texts);
        let stranger = test.app.reply_in_mirror(TestApp::who(&city.people.claims_agent), id, "Ik ook.").await;
        assert!(matches!(stranger, Err(AppError::Refused(_))), "{stranger:?}");

        test.app.was_the_process(who.clone(), id).await.unwrap();
        assert!(own(&test, agent).await.is_empty());
        let process = test.app.store.read(async |tx| mirror::of_process(tx, at("2018-02-01T00:00:00Z"), 10).await);
        assert_eq!(process.await.unwrap().iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [id]);
        let dump = async || test.app.store.read(async |tx| regie_store::views::dump(tx).await).await.unwrap();
        let live = dump().await;
        regie_app::rebuild::rebuild_views(&test.app.store).await.unwrap();
        assert_eq!(dump().await, live);
    }

    async fn what_may_not_be_traced_is_in_nobodys_mirror(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let id = common::open(&test, &city).await;
        solve(&test, &city.people.kcc_agent, id).await;
        test.run_until(at("2018-02-08T20:00:00[Europe/Amsterdam]")).await;
        give(&test, id, NewFeedback { untraceable: true, ..complaint("Onvriendelijk.") }).await;
        assert!(own(&test, &city.people.kcc_agent).await.is_empty());
        assert_eq!(test.app.mirror_news(&TestApp::who(&city.people.kcc_agent)).await.unwrap(), 0);
    }

    async fn who_looked_shows_to_whom_was_looked_at(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let (agent, lead) = (&city.people.kcc_agent, &city.people.kcc_lead);
        let id = common::open(&test, &city).await;
        solve(&test, agent, id).await;
        test.run_until(at("2018-02-08T20:00:00[Europe/Amsterdam]")).await;
        give(&test, id, praise("Fijn.")).await;
        let (who, coach) = (TestApp::who(agent), TestApp::who(lead));
        test.app.let_look(&who, lead.id, true).await.unwrap();
        assert!(test.app.mirror_of(&coach, agent.id).await.unwrap().is_empty(), "for the member alone yet");
        test.run_until(at("2018-02-12T17:00:00[Europe/Amsterdam]")).await;
        assert_eq!(test.app.mirror_of(&coach, agent.id).await.unwrap().len(), 1);
        let looks = test.app.mirror(&who).await.unwrap().looks;
        assert_eq!(looks.iter().map(|look| (look.by, look.what.as_str())).collect::<Vec<_>>(), [(lead.id, "mirror"); 2]);
        test.app.let_look(&who, lead.id, false).await.unwrap();
        assert!(matches!(test.app.mirror_of(&coach, agent.id).await, Err(AppError::Denied(_))));

        // Reading who changed what is a look at those who did.
        let administrator = &city.people.administrator;
        let auditor = Member { roles: vec![regie_domain::actor::Role::Auditor], teams: Vec::new(), ..lead.clone() };
        test.app.audit_page(&TestApp::who(&auditor), None).await.unwrap();
        let looks = test.app.mirror(&TestApp::who(administrator)).await.unwrap().looks;
        assert!(looks.iter().any(|look| look.by == lead.id && look.what == "changes"), "{looks:?}");
        test.app.audit_page(&TestApp::who(administrator), None).await.unwrap();
        let own = test.app.mirror(&TestApp::who(administrator)).await.unwrap().looks;
        assert!(own.iter().all(|look| look.by != administrator.id), "one's own looks are none");
    }

    async fn a_silent_customer_is_proposed_called_by_one_tap_or_left_with_a_reason(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let agent = &city.people.kcc_agent;
        let (first, second) = (common::open(&test, &city).await, open_other(&test, &city).await);
        for id in [first, second] {
            comes_back(&test, id, 7).await;
            solve(&test, agent, id).await;
        }
        let who = TestApp::who(agent);
        let proposed = async || {
            let scope = regie_app::authorise::scope(&who, &test.app.directory().await.unwrap()).unwrap();
            let found = test.app.silent_customers(&scope).await.unwrap();
            let mut ids: Vec<JourneyId> = found.rows.iter().map(|(row, _)| row.journey).collect();
            ids.sort();
            ids
        };
        test.run_until(at("2018-02-09T12:00:00[Europe/Amsterdam]")).await;
        assert!(proposed().await.is_empty(), "they may still answer");
        test.run_until(at("2018-02-15T12:00:00[Europe/Amsterdam]")).await;
        let mut both = vec![first, second];
        both.sort();
        assert_eq!(proposed().await, both);
        test.app.decide_silent(who.clone(), first, None).await.unwrap();
        let found = journey(&test, first).await;
        assert!(found.is_open() && found.promises.values().any(|it| it.what == PromiseWhat::CallBack && it.is_open()));
        assert_eq!(proposed().await, [second]);
        test.app.decide_silent(who.clone(), second, Some(SilentWhy::Spoken)).await.unwrap();
        assert!(proposed().await.is_empty() && !journey(&test, second).await.is_open());
        let twice = test.app.decide_silent(who.clone(), second, None).await;
        assert!(matches!(twice, Err(AppError::Refused(_))), "{twice:?}");
        let dump = async || test.app.store.read(async |tx| regie_store::views::dump(tx).await).await.unwrap();
        let live = dump().await;
        regie_app::rebuild::rebuild_views(&test.app.store).await.unwrap();
        assert_eq!(dump().await, live);
    }

    async fn a_works_council_reads_the_settings_as_they_are(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let who = TestApp::who(&city.people.kcc_agent);
        let before = test.app.council(&who).await.unwrap();
        assert_eq!((before.scores.people, before.texts.people, before.scores.employees), (5, 8, 3));
        assert_eq!((before.alone, before.fades), (2, 90));
        assert!(before.since.is_some() && before.budget.1.is_none());
        assert_eq!(before.surveys.len(), 1);
        assert!(before.surveys[0].since.is_some_and(|since| since < test.app.ports.clock.now()));
        let others = |found: &regie_app::council::Council| {
            let rights = found.rights.iter().flat_map(|(_, rights)| rights);
            rights.filter(|(right, may)| *right == regie_app::council::Right::OthersMirror && *may).count()
        };
        assert_eq!(others(&before), 0, "nobody's role opens another's mirror");

        let administrator = TestApp::who(&city.people.administrator);
        let expected = test.app.surveys(&administrator).await.unwrap().rules.unwrap().version;
        let form = SurveyRulesForm { times: "1".into(), days: "77".into(), choose: false };
        test.app.change_survey_rules(&administrator, expected, form).await.unwrap();
        let after = test.app.council(&who).await.unwrap();
        assert_eq!((after.budget.0.times, after.budget.0.days), (1, 77));
        assert_eq!(after.budget.1, Some(test.app.ports.clock.now()));
        let nobody = MemberId(uuid::Uuid::nil());
        assert!(matches!(test.app.mirror_of(&who, nobody).await, Err(AppError::Denied(_))));
    }
}
