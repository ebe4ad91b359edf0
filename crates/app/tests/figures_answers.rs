//! What customers answered, as figures, on both databases: by question and scale, beside who was asked and who was not; of a few
//! nothing; and what was shown once stays as it was shown.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use regie_app::content::{ContentKind, Text};
use regie_app::figures::{AnswerFigures, FigureQuery, Figures, QuestionFigure, Score, Which};
use regie_app::journeys::NewJourney;
use regie_app::settings::presets::Municipality;
use regie_app::settings::surveys::SurveyPlanForm;
use regie_app::settings::topics::TopicForm;
use regie_app::surveys::NewFeedback;
use regie_app::testing::{Moment as _, TestApp};
use regie_app::{AppError, Request, Who, rebuild};
use regie_domain::actor::Door;
use regie_domain::blueprint::Words;
use regie_domain::codes::{Channel, Direction, Measure, NotAsked, Outcome};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::ContactFacts;
use regie_domain::fact::CustomerDid;
use regie_domain::ids::{ContentId, JourneyId};
use regie_store::views::figures::week_of;
use regie_store::{StoreError, facts, on_both};

/// Residents whose questions were answered; each is asked the day after.
async fn asked(test: &TestApp, city: &Municipality, residents: usize) -> Vec<JourneyId> {
    let admin = TestApp::who(&city.people.administrator);
    let directory = test.app.directory().await.unwrap();
    let survey = *test.app.surveys(&admin).await.unwrap().all.keys().next().unwrap();
    let found = &directory.blueprints[&city.blueprint.id];
    let form =
        SurveyPlanForm { asks: true, survey: survey.to_string(), ..SurveyPlanForm::of(found.value.last().unwrap()) };
    test.app.plan_survey(&admin, city.blueprint.id, found.version, form).await.unwrap();
    let ids = solved(test, city, 0..residents).await;
    test.run_until("2018-02-08T18:05:00[Europe/Amsterdam]".instant()).await;
    ids
}

/// Residents whose questions were answered.
async fn solved(test: &TestApp, city: &Municipality, residents: std::ops::Range<usize>) -> Vec<JourneyId> {
    test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
    let mut ids = Vec::new();
    for resident in residents {
        let new = NewJourney {
            channel: Channel::Phone,
            name: format!("Bewoner {resident}"),
            email: Some(format!("bewoner{resident}@example.net")),
            phone: None,
            blueprint: Some(city.blueprint.id),
            kind: None,
            title: "Loodgieter terugvragen".into(),
            text: "Wat moet ik doen?".into(),
            key: None,
        };
        let agent = TestApp::who(&city.people.kcc_agent);
        let id = test.app.begin_journey(agent.clone(), new).await.unwrap();
        let content: ContentId = test.app.ports.id();
        let text = Text::plain(content, ContentKind::Text, "Het is opgelost.", Some(id));
        let contact = ContactFacts::said(test.app.ports.id(), Direction::Out, Channel::Email, content);
        let tell = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        test.app.run(Request::journey(agent, Door::Page, id, tell).with(vec![text])).await.unwrap();
        test.app.run(Request::journey(customer(test, id).await, Door::Page, id, C::ConfirmSolved {})).await.unwrap();
        ids.push(id);
    }
    ids
}

async fn customer(test: &TestApp, id: JourneyId) -> Who {
    let journey = test.app.open_journey(&Who::System, id).await.unwrap().journey;
    Who::Customer { journey: id, participant: journey.customer_participant().unwrap().0 }
}

async fn answers(test: &TestApp, id: JourneyId, compared: u8, whole: u8, untraceable: bool) {
    let who = customer(test, id).await;
    let Who::Customer { participant, .. } = who else { panic!() };
    let given = vec![(0, compared), (1, whole)];
    let new = NewFeedback { given, untraceable, no_call: true, ..NewFeedback::default() };
    test.app.give_feedback(who, id, participant, new).await.unwrap();
}

async fn found(test: &TestApp, city: &Municipality) -> AnswerFigures {
    let coordinator = TestApp::who(&city.people.coordinator);
    test.app.answer_figures(&coordinator, FigureQuery::default()).await.unwrap()
}

/// How many journeys the chain reads that a month had.
async fn closed_in(test: &TestApp, city: &Municipality, month: Date) -> Option<u64> {
    let coordinator = TestApp::who(&city.people.coordinator);
    test.app.chain_review(&coordinator, city.blueprint.id, month).await.unwrap().journeys
}

async fn journeys(test: &TestApp, city: &Municipality) -> Figures {
    test.app.figures(&TestApp::who(&city.people.coordinator), FigureQuery::default()).await.unwrap()
}

fn question(found: &AnswerFigures, measure: Measure) -> QuestionFigure {
    let shown = found.shown.as_ref().unwrap();
    shown.questions.iter().find(|figure| figure.asked.measure == measure).unwrap().clone()
}

fn score(figure: &QuestionFigure, score: Score) -> f64 {
    figure.scores.iter().find(|(found, _)| *found == score).unwrap().1.estimate.value
}

#[expect(clippy::cast_precision_loss, reason = "a dozen journeys")]
fn float(count: u64) -> f64 {
    count as f64
}

fn weeks(weeks: i64) -> SignedDuration {
    SignedDuration::from_hours(weeks * 7 * 24)
}

on_both! {
    async fn each_question_stands_with_its_scores_beside_who_was_asked(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ids = asked(&test, &city, 13).await;
        for (place, id) in ids.iter().take(8).enumerate() {
            let (compared, whole) = if place < 2 { (2, 4) } else { (4, 9) };
            answers(&test, *id, compared, whole, place == 7).await;
        }
        assert_eq!(found(&test, &city).await.shown, None, "answers can still change");
        test.clock.advance(weeks(5));
        let shown = found(&test, &city).await;
        let all = shown.shown.clone().unwrap();
        assert_eq!((all.asked, all.rate.of), (13, 13));
        assert!((all.rate.estimate.value - 8.0 / 13.0).abs() < 1e-9);
        assert!(all.rate.estimate.interval.low < 0.4 && all.rate.estimate.interval.high > 0.8);
        let compared = question(&shown, Measure::Compared);
        assert_eq!(compared.answers, 8, "who may not be traced counts too");
        assert!((score(&compared, Score::Good) - 0.75).abs() < 1e-9);
        assert!((score(&compared, Score::Worse) - 0.25).abs() < 1e-9);
        let spread = [(vec![1], 0), (vec![2, 3, 4], 8), (vec![5], 0)];
        assert_eq!(compared.spread, spread, "the two who gave a 2 stand with others");
        let whole = question(&shown, Measure::Whole);
        assert!((score(&whole, Score::Mean) - 62.0 / 8.0).abs() < 1e-9);
        assert!(whole.scores.iter().all(|(_, told)| told.of == 8 && told.step > 0.0));
        // Five kept silent: of both it is known what their journeys were like.
        assert_eq!(all.bias.len(), 3);
        assert!(all.bias.iter().all(|bias| bias.answered.1 == 8 && bias.asked.1 == 13 && !bias.differs()));
        assert_eq!(all.beside, None, "too few to say what goes together with it");
        assert_eq!(shown.after, None);
        // What a partner's team or another team did has none.
        let claims = FigureQuery { team: Some(city.claims.team.team), ..FigureQuery::default() };
        let none = test.app.answer_figures(&TestApp::who(&city.people.kcc_lead), claims).await.unwrap();
        assert_eq!(none.shown, None);
        let agent = test.app.answer_figures(&TestApp::who(&city.people.kcc_agent), FigureQuery::default()).await;
        assert!(matches!(agent, Err(AppError::Denied(_))));
        // The rows follow from the journal; an answer that may not be traced stands without what its journey was like.
        let scratch = TestApp::sqlite().await;
        assert_eq!(rebuild::check(&test.app.store, &scratch.app.store).await.unwrap().faults, []);
        let sql = "SELECT COUNT(*) AS n FROM answer_given WHERE known = 8";
        let untraced = test.app.store.read(async |tx| tx.one(sql, &[]).await?.int("n")).await.unwrap();
        assert_eq!(untraced, 2);
    }

    async fn what_answers_in_words_are_about_is_counted_from_eight_on(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ids = asked(&test, &city, 24).await;
        for (place, id) in ids.iter().enumerate() {
            let words = match place {
                0..9 => "Ik moest eindeloos wachten.",
                9..12 => "De parkeergarage zat vol.",
                _ => "Het ging zoals het ging.",
            };
            let who = customer(&test, *id).await;
            let Who::Customer { participant, .. } = who else { panic!() };
            let said = vec![(2, words.to_owned())];
            let new = NewFeedback { given: vec![(1, 8)], said, untraceable: place == 3, ..NewFeedback::default() };
            test.app.give_feedback(who, *id, participant, new).await.unwrap();
        }
        // A lead of a team adds a topic and tries it; an agent and a customer may not.
        let lead = TestApp::who(&city.people.kcc_lead);
        let form = TopicForm {
            name: Words::new("Parkeren", "Parking"),
            used: true,
            keywords: "parkeer*".into(),
            examples: "De parkeergarage was vol.".into(),
            ..TopicForm::default()
        };
        let denied = test.app.change_topic(&TestApp::who(&city.people.kcc_agent), None, 0, form.clone()).await;
        assert!(matches!(denied, Err(AppError::Denied(_))), "{denied:?}");
        let unknown = test.app.change_topic(&lead, Some("own_7".into()), 0, form.clone()).await;
        assert!(matches!(unknown, Err(AppError::NotFound(_))), "{unknown:?}");
        let parking = test.app.change_topic(&lead, None, 0, form.clone()).await.unwrap();
        let late = test.app.change_topic(&lead, None, 0, form.clone()).await;
        assert!(late.is_err(), "somebody else changed them meanwhile");
        test.clock.advance(weeks(9));
        let topics = found(&test, &city).await.topics;
        let share = |key: &str| topics.iter().find(|figure| figure.topic == key).unwrap().share;
        let waiting = share("waiting").unwrap();
        assert_eq!(waiting.of, 24, "who may not be traced is one of them");
        assert!((waiting.estimate.value - 9.0 / 24.0).abs() < 1e-9);
        assert!(waiting.estimate.interval.low < 0.25 && waiting.estimate.interval.high > 0.5);
        assert_eq!(share(&parking), None, "three are too few to show");
        assert_eq!(share("price"), None, "none looks like a few");
        // What was counted once stays, whatever becomes of words and topics.
        let gone = TopicForm { used: false, ..form };
        let directory = test.app.directory().await.unwrap();
        let version = directory.topics.as_ref().unwrap().version;
        let waits = TopicForm { keywords: "tranen".into(), ..TopicForm::of(directory.listening().get("waiting").unwrap()) };
        test.app.change_topic(&lead, Some(parking.clone()), version, gone).await.unwrap();
        test.app.change_topic(&lead, Some("waiting".into()), version + 1, waits).await.unwrap();
        let later = found(&test, &city).await.topics;
        let share = |key: &str| later.iter().find(|figure| figure.topic == key).and_then(|figure| figure.share);
        assert_eq!(share("waiting"), Some(waiting));
        assert!(later.iter().all(|figure| figure.topic != parking), "what is not used any more is not listed");
        let scratch = TestApp::sqlite().await;
        assert_eq!(rebuild::check(&test.app.store, &scratch.app.store).await.unwrap().faults, []);
    }

    async fn of_seven_answers_in_words_no_topic_is_shown(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        for (place, id) in asked(&test, &city, 12).await.iter().enumerate() {
            let who = customer(&test, *id).await;
            let Who::Customer { participant, .. } = who else { panic!() };
            let said = if place < 7 { vec![(2, "Ik moest eindeloos wachten.".to_owned())] } else { Vec::new() };
            let new = NewFeedback { given: vec![(1, 8)], said, ..NewFeedback::default() };
            test.app.give_feedback(who, *id, participant, new).await.unwrap();
        }
        test.clock.advance(weeks(9));
        let shown = found(&test, &city).await;
        assert!(shown.shown.is_some() && shown.topics.is_empty(), "{:?}", shown.topics);
    }

    async fn after_whom_nothing_is_asked_stands_among_all_that_closed(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        // Six journeys closed while nothing was asked after them, thirteen when it was.
        solved(&test, &city, 100..106).await;
        for id in asked(&test, &city, 13).await.iter().take(8) {
            answers(&test, *id, 4, 8, false).await;
        }
        test.clock.advance(weeks(9));
        let shown = found(&test, &city).await.shown.unwrap();
        assert_eq!((shown.asked, shown.rate.of), (13, 13), "the response is of those who were asked");
        assert_eq!(shown.unasked, [(Some(NotAsked::NotPlanned), 6)]);
        assert!(shown.bias.iter().all(|bias| bias.all.is_some_and(|(_, of)| of == 19)), "{:?}", shown.bias);
        let scratch = TestApp::sqlite().await;
        assert_eq!(rebuild::check(&test.app.store, &scratch.app.store).await.unwrap().faults, []);
    }

    async fn what_was_shown_once_stays_as_it_was_shown(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ids = asked(&test, &city, 6).await;
        for id in &ids {
            answers(&test, *id, 3, 7, false).await;
        }
        test.clock.advance(weeks(5));
        let (first, record) = (found(&test, &city).await, journeys(&test, &city).await);
        assert_eq!(question(&first, Measure::Whole).answers, 6);
        assert_eq!(record.shown.as_ref().unwrap().journeys, 6);
        // Journeys that open again and answers that are erased leave the rows, but not what was shown.
        test.app.store.write(|tx| Box::pin(async move {
            tx.execute("DELETE FROM answer_given WHERE known < 8", &[]).await?;
            tx.execute("DELETE FROM journey_figures", &[]).await?;
            Ok::<(), StoreError>(())
        })).await.unwrap();
        assert_eq!(found(&test, &city).await.shown, first.shown);
        assert_eq!(journeys(&test, &city).await.shown, record.shown);
    }

    async fn of_a_few_who_kept_silent_nothing_is_shown(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ids = asked(&test, &city, 13).await;
        for id in ids.iter().take(9) {
            answers(&test, *id, 4, 8, false).await;
        }
        test.clock.advance(weeks(9));
        assert_eq!(found(&test, &city).await.shown, None, "thirteen asked and nine answered tell of four");
    }

    async fn who_is_unhappy_stays_counted_while_the_journey_is_open_again(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ids = asked(&test, &city, 12).await;
        for (place, id) in ids.iter().enumerate() {
            let Who::Customer { participant, .. } = customer(&test, *id).await else { panic!() };
            let whole = if place < 5 { 2 } else { 9 };
            let new = NewFeedback { given: vec![(1, whole)], ..NewFeedback::default() };
            test.app.give_feedback(customer(&test, *id).await, *id, participant, new).await.unwrap();
        }
        let journey = test.app.open_journey(&Who::System, ids[0]).await.unwrap().journey;
        assert!(journey.is_open(), "somebody calls");
        assert_eq!(closed_in(&test, &city, date(2018, 2, 1)).await, Some(12), "who looks twice learns nothing");
        let scratch = TestApp::sqlite().await;
        assert_eq!(rebuild::check(&test.app.store, &scratch.app.store).await.unwrap().faults, []);
        test.clock.advance(weeks(9));
        let (record, answered) = (journeys(&test, &city).await.shown.unwrap(), found(&test, &city).await.shown.unwrap());
        assert_eq!((record.journeys, answered.asked), (12, 12), "no page less the other tells who was unhappy");
        let told = |which| record.figures.iter().find(|figure| figure.which == which).unwrap().shown.unwrap();
        assert!((told(Which::Solved).estimate.value - 1.0).abs() < 1e-9);
        assert!((told(Which::FirstContact(1)).estimate.value - 7.0 / 12.0).abs() < 1e-9);
        let back = told(Which::Repeats);
        assert!((back.estimate.value * float(back.of) - 5.0).abs() < 1e-9, "{back:?}");
        // A month that is over stays as it was shown first.
        assert_eq!(closed_in(&test, &city, date(2018, 2, 1)).await, Some(12));
        test.app.store.write(|tx| Box::pin(async move {
            tx.execute("DELETE FROM journey_figures", &[]).await?;
            Ok::<(), StoreError>(())
        })).await.unwrap();
        assert_eq!(closed_in(&test, &city, date(2018, 2, 1)).await, Some(12));
        assert_eq!(closed_in(&test, &city, date(2018, 3, 1)).await, None, "of none no more is said than of a few");
    }

    async fn of_four_journeys_the_chain_does_not_read_that_there_are_four(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        solved(&test, &city, 0..4).await;
        assert_eq!(closed_in(&test, &city, date(2018, 2, 1)).await, None);
        test.clock.advance(weeks(9));
        assert_eq!(closed_in(&test, &city, date(2018, 2, 1)).await, None);
    }

    async fn of_a_few_answers_nothing_is_shown(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ids = asked(&test, &city, 9).await;
        for id in ids.iter().take(4) {
            answers(&test, *id, 4, 8, false).await;
        }
        test.clock.advance(weeks(9));
        assert_eq!(found(&test, &city).await.shown, None);
    }

    async fn who_left_within_ninety_days_is_counted_with_the_journeys_before(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ids = asked(&test, &city, 3).await;
        let closed = test.app.ports.clock.now();
        let customer = test.app.open_journey(&Who::System, ids[0]).await.unwrap().journey.customer;
        let late = closed + SignedDuration::from_hours(24 * 120);
        for (place, at) in [(0, closed + weeks(1)), (1, closed + weeks(1)), (2, late)] {
            let id = test.app.ports.id();
            test.app.store.write(move |tx| Box::pin(async move {
                let did = if place == 2 { CustomerDid::Ordered } else { CustomerDid::Left };
                facts::went_on(tx, id, customer, did, at).await
            })).await.unwrap();
        }
        let within = i64::try_from(SignedDuration::from_hours(24 * 90).as_micros()).unwrap();
        let span = (week_of(closed) - 1, week_of(closed) + 1);
        let rows = test.app.store.read(async |tx| facts::afterwards(tx, span, within).await).await.unwrap();
        let rows: Vec<_> = rows.iter().map(|row| (row.broken, row.journeys, row.left, row.ordered)).collect();
        assert_eq!(rows, [(false, 3, 1, 0)], "told twice it is once, and after 120 days it is too late");
    }
}
