//! Surveys through the app, on both databases: who is asked when, what leaves, what an answer sets going, and the settings.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use regie_app::content::{ContentKind, Text};
use regie_app::journeys::NewJourney;
use regie_app::preferences::{By, Wish};
use regie_app::settings::presets::Municipality;
use regie_app::settings::surveys::{QuestionForm, SurveyForm, SurveyPlanForm, SurveyRulesForm};
use regie_app::settings::webhooks::WebhookForm;
use regie_app::surveys::{Asked, NewFeedback};
use regie_app::testing::TestApp;
use regie_app::{AppError, Done, Request, Who};
use regie_domain::actor::Door;
use regie_domain::blueprint::Words;
use regie_domain::codes::{
    AskLater, CareAction, CareCause, Channel, Direction, NotAsked, Outcome, PreferredWay, PromiseWhat, SaidHow,
};
use regie_domain::command::JourneyCommand as C;
use regie_domain::customer::Language;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId};
use regie_domain::journey::Journey;
use regie_domain::refusal::Code;
use regie_domain::survey::AskState;
use regie_store::on_both;
use regie_store::views::surveys;

/// Journeys of the municipality are asked about at six in the evening of the day after their end.
async fn ready(test: &TestApp) -> Municipality {
    let city = test.setup_reimbursement().await;
    plan(test, &city, |_| {}).await;
    city
}

async fn plan(test: &TestApp, city: &Municipality, change: impl FnOnce(&mut SurveyPlanForm)) {
    let who = TestApp::who(&city.people.administrator);
    let directory = test.app.directory().await.unwrap();
    let survey = *test.app.surveys(&who).await.unwrap().all.keys().next().unwrap();
    let found = &directory.blueprints[&city.blueprint.id];
    let mut form =
        SurveyPlanForm { asks: true, survey: survey.to_string(), ..SurveyPlanForm::of(found.value.last().unwrap()) };
    change(&mut form);
    test.app.plan_survey(&who, city.blueprint.id, found.version, form).await.unwrap();
}

async fn journey(test: &TestApp, id: JourneyId) -> Journey {
    test.app.open_journey(&Who::System, id).await.unwrap().journey
}

async fn state(test: &TestApp, id: JourneyId) -> AskState {
    journey(test, id).await.survey.unwrap().state
}

async fn customer(test: &TestApp, id: JourneyId) -> Who {
    let participant = journey(test, id).await.customer_participant().unwrap().0;
    Who::Customer { journey: id, participant }
}

async fn run(test: &TestApp, who: Who, id: JourneyId, command: C) -> Result<Done, AppError> {
    test.app.run(Request::journey(who, Door::Page, id, command)).await
}

/// The contact centre tells the outcome, and the resident agrees with it.
async fn solve(test: &TestApp, city: &Municipality, id: JourneyId) {
    let content: ContentId = test.app.ports.id();
    let text = Text::plain(content, ContentKind::Text, "Het is opgelost.", Some(id));
    let contact = ContactFacts::said(test.app.ports.id(), Direction::Out, Channel::Email, content);
    let outcome = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    let request = Request::journey(TestApp::who(&city.people.kcc_agent), Door::Page, id, outcome).with(vec![text]);
    test.app.run(request).await.unwrap();
    run(test, customer(test, id).await, id, C::ConfirmSolved {}).await.unwrap();
    test.drain().await;
}

async fn give(test: &TestApp, id: JourneyId, new: NewFeedback) -> Result<Done, AppError> {
    let who = customer(test, id).await;
    let Who::Customer { participant, .. } = who else { panic!() };
    test.app.give_feedback(who, id, participant, new).await
}

async fn asked(test: &TestApp, who: &Who, id: JourneyId) -> Option<Asked> {
    test.app.asked_about(who, id).await.unwrap()
}

fn unhappy(words: &str) -> NewFeedback {
    NewFeedback { given: vec![(0, 1), (1, 3)], said: vec![(2, words.to_owned())], ..NewFeedback::default() }
}

fn wish(no_surveys: bool) -> Wish {
    let (phone, address) = (String::new(), String::new());
    Wish { language: Language::Nl, way: PreferredWay::Mail, phone, address, daily: false, no_surveys }
}

fn refused(answer: Result<Done, AppError>) -> Code {
    match answer {
        Err(AppError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn faults(error: AppError) -> Vec<(String, &'static str)> {
    match error {
        AppError::Invalid(faults) => faults.into_iter().map(|fault| (fault.field, fault.key)).collect(),
        other => panic!("{other:?}"),
    }
}

const THURSDAY: &str = "2018-02-08T18:00:00[Europe/Amsterdam]";

fn at(text: &str) -> jiff::Timestamp {
    regie_app::testing::Moment::instant(text)
}

on_both! {
    async fn the_day_after_the_end_the_customer_is_asked_by_mail_and_answers_on_the_own_page(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let id = common::open(&test, &city).await;
        solve(&test, &city, id).await;
        assert_eq!(state(&test, id).await, AskState::Waits { at: at(THURSDAY), why: None });
        assert_eq!(refused(give(&test, id, unhappy("")).await), Code::NothingAsked);
        test.run_until(at("2018-02-08T18:05:00[Europe/Amsterdam]")).await;

        let mail = test.mail.last_to(common::RESIDENT);
        assert!(mail.subject.starts_with("Hoe ging het met uw vraag?"), "{}", mail.subject);
        assert!(mail.text.contains("- Hoe tevreden bent u over het geheel?"), "{}", mail.text);
        let link = mail.text.lines().find(|line| line.starts_with("https://")).unwrap();
        assert!(link.ends_with("/feedback"), "{link}");
        assert_eq!((mail.text.matches("https://").count(), mail.text.contains("score=")), (1, false));
        for score in 0..=10 {
            assert!(mail.html.contains(&format!("{link}?score={score}\"")), "{score}: {}", mail.html);
        }
        assert!(mail.html.contains(&format!("{link}?score=99\"")) && mail.html.contains("display:none"));

        let who = customer(&test, id).await;
        let before = asked(&test, &who, id).await.unwrap();
        assert!(before.takes_answer && before.ask.response.is_none() && before.survey.questions.len() == 3);
        give(&test, id, NewFeedback { given: vec![(0, 4), (1, 9)], ..unhappy("Snel geholpen.") }).await.unwrap();
        let after = asked(&test, &who, id).await.unwrap();
        assert_eq!(after.words.values().collect::<Vec<_>>(), ["Snel geholpen."]);
        assert_eq!(after.changeable_until, Some(test.app.ports.clock.now() + jiff::SignedDuration::from_hours(24)));
        let response = after.ask.response.unwrap();
        assert!(!response.low && !response.worrying && !journey(&test, id).await.is_open());
        // Whoever may read the journey reads the answer with it.
        let member = asked(&test, &TestApp::who(&city.people.claims_agent), id).await.unwrap();
        assert_eq!(member.words.len(), 1);

        let rows = test.app.store.read(async |tx| surveys::between(tx, at(THURSDAY), at("2018-03-01T00:00:00Z"), 10).await);
        let rows = rows.await.unwrap();
        assert_eq!(rows.iter().map(|row| (row.journey, row.state.as_str(), row.low)).collect::<Vec<_>>(), [(id, "asked", false)]);
        assert!(rows[0].answered_at.is_some());
        let dump = async || test.app.store.read(async |tx| regie_store::views::dump(tx).await).await.unwrap();
        let live = dump().await;
        regie_app::rebuild::rebuild_views(&test.app.store).await.unwrap();
        assert_eq!(dump().await, live);
    }
    async fn an_unhappy_answer_opens_the_journey_for_a_call_and_teaches(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let id = common::open(&test, &city).await;
        solve(&test, &city, id).await;
        test.run_until(at("2018-02-08T20:40:00[Europe/Amsterdam]")).await;
        give(&test, id, unhappy("Ik moest drie keer bellen.")).await.unwrap();
        let found = journey(&test, id).await;
        let ask = found.survey.clone().unwrap();
        assert!(found.is_open() && ask.response.unwrap().low);
        let call = &found.promises[&ask.call.unwrap()];
        assert_eq!((call.what, call.current.until), (PromiseWhat::CallBack, at("2018-02-09T17:00:00[Europe/Amsterdam]")));

        // A changed answer replaces the words, owes no second call, and stands after a day.
        test.clock.set("2018-02-09T10:00:00[Europe/Amsterdam]");
        give(&test, id, unhappy("Ik moest vier keer bellen.")).await.unwrap();
        let agent = TestApp::who(&city.people.kcc_agent);
        let now = asked(&test, &agent, id).await.unwrap();
        assert_eq!(now.words.values().collect::<Vec<_>>(), ["Ik moest vier keer bellen."]);
        assert_eq!(now.ask.call, ask.call);
        test.clock.set("2018-02-09T21:00:00[Europe/Amsterdam]");
        assert_eq!(refused(give(&test, id, unhappy("Nog meer.")).await), Code::AnswerFinal);

        let note = Some("Uitgelegd wie wat deed.".to_owned());
        test.app.learn(agent.clone(), id, CareCause::SentOn, CareAction::Explained, note).await.unwrap();
        let learned = asked(&test, &agent, id).await.unwrap();
        let what = learned.ask.learned.unwrap();
        assert_eq!((what.cause, what.action), (CareCause::SentOn, CareAction::Explained));
        assert_eq!(learned.words[&what.note.unwrap()], "Uitgelegd wie wat deed.");
        let theirs = test.app.learn(customer(&test, id).await, id, CareCause::Cost, CareAction::Paid, None).await;
        assert!(matches!(theirs, Err(AppError::Denied(_))), "{theirs:?}");
    }

    async fn worrying_words_call_a_person_and_what_may_not_be_traced_shows_to_nobody(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let (first, second) = (common::open(&test, &city).await, open_other(&test, &city).await);
        solve(&test, &city, first).await;
        solve(&test, &city, second).await;
        test.run_until(at("2018-02-08T20:40:00[Europe/Amsterdam]")).await;
        let worried = NewFeedback { given: vec![(1, 9)], ..unhappy("Ik zie het leven niet meer zitten.") };
        give(&test, first, worried).await.unwrap();
        let found = journey(&test, first).await;
        assert!(found.is_open() && found.survey.unwrap().response.unwrap().worrying);

        let agent = TestApp::who(&city.people.kcc_agent);
        let before = test.app.open_journey(&agent, second).await.unwrap();
        regie_store::feed::sequence(&test.app.store).await.unwrap();
        let position = test.app.live_position().await.unwrap();
        let hidden = NewFeedback { untraceable: true, ..unhappy("Onvriendelijk aan de balie.") };
        give(&test, second, hidden).await.unwrap();
        // Neither pages nor programs are told that something happened, and the record they read is as long as before.
        regie_store::feed::sequence(&test.app.store).await.unwrap();
        let changes = test.app.changes_after(position).await.unwrap();
        assert!(changes.position > position && changes.journeys.is_empty(), "{changes:?}");
        let after = test.app.open_journey(&agent, second).await.unwrap();
        assert_eq!((after.journey.seq, after.events.len()), (before.journey.seq, before.events.len()));
        assert_eq!(after.journey, before.journey);
        assert!(!journey(&test, second).await.is_open(), "nobody is called about it");
        let member = asked(&test, &TestApp::who(&city.people.kcc_agent), second).await.unwrap();
        let page = test.app.open_journey(&TestApp::who(&city.people.kcc_agent), second).await.unwrap();
        assert!(!page.texts.values().any(|text| text.contains("balie")) && page.journey.survey.unwrap().response.is_none());
        assert!(member.takes_answer && member.ask.response.is_none() && member.words.is_empty());
        // A command that says how far its program read is taken: the number that it read is the number that counts.
        let note = Text::plain(test.app.ports.id(), ContentKind::Text, "Nagekeken.", Some(second));
        let command = C::AddNote { note: note.id };
        let seen = Request { seen: Some(page.journey.seq), ..Request::journey(agent.clone(), Door::Page, second, command) };
        test.app.run(seen.with(vec![note])).await.unwrap();
        let noted = test.app.open_journey(&agent, second).await.unwrap();
        let places: Vec<u64> = noted.events.iter().map(|event| event.meta.seq).collect();
        assert_eq!(places, (1..=places.len() as u64).collect::<Vec<_>>(), "no place is missing");
        assert_eq!(noted.journey.seq, places.len() as u64);
        let scope = regie_app::authorise::scope(&TestApp::who(&city.people.kcc_agent), &test.app.directory().await.unwrap());
        let found = test.app.search(&scope.unwrap(), "onvriendelijk").await.unwrap();
        assert!(found.hits.is_empty(), "{:?}", found.hits);
        let own = asked(&test, &customer(&test, second).await, second).await.unwrap();
        assert_eq!(own.words.len(), 1);
    }

    async fn programs_are_told_of_an_answer_and_never_of_one_that_may_not_be_traced(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let admin = TestApp::who(&city.people.administrator);
        let form = WebhookForm {
            name: "Facturatie".to_owned(),
            url: "https://facturatie.example.org/regie".to_owned(),
            nouns: vec!["*".to_owned()],
            scheme: "v1".to_owned(),
            ..WebhookForm::default()
        };
        test.app.create_webhook(&admin, form).await.unwrap();
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let (first, second) = (common::open(&test, &city).await, open_other(&test, &city).await);
        solve(&test, &city, first).await;
        solve(&test, &city, second).await;
        test.run_until(at("2018-02-08T20:40:00[Europe/Amsterdam]")).await;
        give(&test, first, unhappy("Niemand wist iets.")).await.unwrap();
        let hidden = NewFeedback { untraceable: true, ..unhappy("Niemand wist iets.") };
        give(&test, second, hidden).await.unwrap();
        test.app.plan_webhooks().await.unwrap();
        test.drain().await;
        let told = async |tx: &mut regie_store::Tx| {
            let rows = tx.all("SELECT stream_id, kind FROM webhook_delivery ORDER BY delivery_id", &[]).await?;
            rows.iter().map(|row| Ok((JourneyId(row.id("stream_id")?), row.text("kind")?))).collect::<Result<Vec<_>, regie_store::StoreError>>()
        };
        let told = test.app.store.read(told).await.unwrap();
        let answered: Vec<JourneyId> =
            told.iter().filter(|(_, kind)| kind == "survey.answered").map(|(journey, _)| *journey).collect();
        assert_eq!(answered, [first]);
        assert!(told.iter().any(|(journey, kind)| *journey == second && kind == "survey.asked"), "{told:?}");
        // Nothing that leaves holds a word, a name or a score of it.
        for posted in test.http.posted() {
            let body = String::from_utf8_lossy(&posted.body).into_owned();
            assert!(!body.contains("Niemand") && !body.contains("given"), "{body}");
        }
    }

    async fn a_person_is_asked_within_the_budget_and_not_after_saying_no(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let (first, second) = (common::open(&test, &city).await, common::open(&test, &city).await);
        solve(&test, &city, first).await;
        solve(&test, &city, second).await;
        test.run_until(at("2018-02-08T19:00:00[Europe/Amsterdam]")).await;
        let mut states = vec![state(&test, first).await, state(&test, second).await];
        states.sort_by_key(|state| !matches!(state, AskState::Asked { .. }));
        assert!(matches!(states[0], AskState::Asked { .. }), "{states:?}");
        // Thirty days later it would be too long ago.
        assert!(matches!(states[1], AskState::NotAsked { why: NotAsked::Recent, .. }), "{states:?}");

        let administrator = TestApp::who(&city.people.administrator);
        let rules = SurveyRulesForm { times: "1".into(), days: "7".into(), choose: false };
        test.app.change_survey_rules(&administrator, 0, rules).await.unwrap();
        let third = common::open(&test, &city).await;
        solve(&test, &city, third).await;
        test.run_until(at("2018-02-09T19:00:00[Europe/Amsterdam]")).await;
        assert!(matches!(state(&test, third).await, AskState::Waits { why: Some(AskLater::Budget), .. }));

        let by = By::Member { who: TestApp::who(&city.people.kcc_agent), customer: journey(&test, third).await.customer, said: SaidHow::Phone };
        test.app.prefer(by, wish(true)).await.unwrap();
        test.run_until(at("2018-02-16T19:00:00[Europe/Amsterdam]")).await;
        assert!(matches!(state(&test, third).await, AskState::NotAsked { why: NotAsked::OptedOut, .. }));
        assert_eq!(test.mail.to(common::RESIDENT).iter().filter(|mail| mail.subject.contains("Hoe ging het")).count(), 1);
    }

    async fn a_survey_is_changed_by_version_and_an_answer_stays_the_answer_to_what_was_asked(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        let administrator = TestApp::who(&city.people.administrator);
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let id = common::open(&test, &city).await;
        solve(&test, &city, id).await;
        test.run_until(at("2018-02-08T19:00:00[Europe/Amsterdam]")).await;

        let listed = test.app.surveys(&administrator).await.unwrap();
        let (survey, found) = listed.all.iter().next().unwrap();
        let form = SurveyForm::of(found.value.last().unwrap());
        let same = test.app.change_survey(&administrator, Some(*survey), found.version, form.clone()).await.unwrap();
        let ease = QuestionForm {
            words: Words::new("Hoe makkelijk was het?", "How easy was it?"),
            form: "scale".into(), scale: "one_seven".into(), measure: "easy".into(),
            ..QuestionForm::default()
        };
        let changed = SurveyForm { questions: vec![ease.clone()], ..form.clone() };
        test.app.change_survey(&administrator, Some(*survey), same.1, changed).await.unwrap();
        let versions = test.app.surveys(&administrator).await.unwrap().all[survey].value.clone();
        assert_eq!(versions.iter().map(|survey| (survey.version, survey.questions.len())).collect::<Vec<_>>(), [(1, 3), (2, 1)]);

        give(&test, id, NewFeedback { given: vec![(1, 8)], ..NewFeedback::default() }).await.unwrap();
        assert_eq!(asked(&test, &administrator_who_reads(&city), id).await.unwrap().survey.version, 1);

        // The faults of a form, each at its field.
        let four = SurveyForm { questions: vec![ease.clone(), ease.clone(), QuestionForm { measure: "recommend".into(), scale: "zero_ten".into(), ..ease }, QuestionForm { words: Words::new("Alleen", ""), form: "text".into(), if_question: "9".into(), if_from: "0".into(), if_until: "5".into(), ..QuestionForm::default() }], ..form };
        let wrong = faults(test.app.change_survey(&administrator, None, 0, four).await.unwrap_err());
        for expected in [
            ("questions-0-more", "invalid-survey-many"),
            ("questions-1-measure", "invalid-survey-twice"),
            ("questions-3-nl", "invalid-survey-words"),
            ("questions-3-if", "invalid-survey-follows"),
        ] {
            assert!(wrong.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} in {wrong:?}");
        }
    }

    async fn words_of_an_answer_go_with_the_person_and_an_answer_on_paper_is_noted(db: TestDb) {
        let test = TestApp::on(db);
        let city = ready(&test).await;
        test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
        let id = common::open(&test, &city).await;
        solve(&test, &city, id).await;
        test.run_until(at("2018-02-08T19:00:00[Europe/Amsterdam]")).await;
        let agent = TestApp::who(&city.people.kcc_agent);
        let noted = NewFeedback { given: vec![(1, 9)], ..unhappy("Stond op de brief.") };
        test.app.note_feedback(agent.clone(), id, noted).await.unwrap();
        assert_eq!(asked(&test, &agent, id).await.unwrap().words.len(), 1);
        let long = NewFeedback { said: vec![(2, "x".repeat(4_001))], ..NewFeedback::default() };
        assert_eq!(faults(test.app.note_feedback(agent.clone(), id, long).await.unwrap_err()), [("said-2".to_owned(), "invalid-too-long")]);

        let whom = regie_app::customers::Whom::Customer(journey(&test, id).await.customer);
        test.app.erase_customer(&TestApp::who(&city.people.administrator), whom, regie_app::customers::Ground::Request).await.unwrap();
        let left = asked(&test, &agent, id).await.unwrap();
        assert!(left.words.is_empty() && left.ask.response.unwrap().given.len() == 1);
    }
}

/// A journey of somebody else.
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

fn administrator_who_reads(city: &Municipality) -> Who {
    TestApp::who(&city.people.kcc_agent)
}
