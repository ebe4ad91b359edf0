//! Figures of journeys that closed, on both databases: what is counted, of whom nothing is shown, who may read them, what it
//! cost by the organisation's own numbers.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use jiff::SignedDuration;
use regie_app::authorise::Who;
use regie_app::content::{ContentKind, Text};
use regie_app::figures::{FigureQuery, Figures, Period, Told, Which};
use regie_app::settings::organisation::TariffForm;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{AppError, Request, rebuild};
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, Outcome};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId};
use regie_domain::measure::Count;
use regie_domain::money::Cents;
use regie_store::on_both;

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
    let request =
        Request::journey(TestApp::who(&city.people.kcc_agent), Door::Page, id, command(contact)).with(vec![text]);
    test.app.run(request).await.unwrap();
    test.drain().await;
}

/// Some journeys that the contact centre solves; in each the customer first asks so many times whether there is news.
async fn solved(test: &TestApp, city: &Municipality, journeys: usize, chasers: usize) {
    for _ in 0..journeys {
        let id = common::open(test, city).await;
        test.drain().await;
        for _ in 0..chasers {
            test.clock.advance(SignedDuration::from_mins(30));
            let news =
                |contact| C::RecordContact { contact: ContactFacts { asks: Asks::News, ..contact }, answers: None };
            says(test, city, id, news, Direction::In).await;
        }
        let tell = |contact| C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        says(test, city, id, tell, Direction::Out).await;
        let journey = test.app.open_journey(&Who::System, id).await.unwrap().journey;
        let who = Who::Customer { journey: id, participant: journey.customer_participant().unwrap().0 };
        test.app.run(Request::journey(who, Door::Page, id, C::ConfirmSolved {})).await.unwrap();
        test.drain().await;
    }
}

async fn asked(test: &TestApp, city: &Municipality, query: FigureQuery) -> Figures {
    test.app.figures(&TestApp::who(&city.people.coordinator), query).await.unwrap()
}

fn told(found: &Figures, which: Which) -> Option<Told> {
    found.shown.as_ref().unwrap().figures.iter().find(|figure| figure.which == which).unwrap().shown
}

fn weeks(weeks: i64) -> SignedDuration {
    SignedDuration::from_hours(weeks * 7 * 24)
}

on_both! {
    async fn every_journey_that_closed_is_counted_from_its_record(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        solved(&test, &city, 4, 0).await;
        solved(&test, &city, 2, 1).await;
        let query = FigureQuery { period: Period::Quarter, ..FigureQuery::default() };
        assert_eq!(asked(&test, &city, query).await.shown, None, "the week is not over");
        test.clock.advance(weeks(5));
        let found = asked(&test, &city, query).await;
        assert_eq!(found.shown.as_ref().unwrap().journeys, 6);
        let first = told(&found, Which::FirstContact(1)).unwrap();
        assert!((first.estimate.value - 4.0 / 6.0).abs() < 1e-9);
        assert!(first.estimate.interval.low < 0.4 && first.estimate.interval.high > 0.8, "{first:?}");
        assert_eq!(first.of, 6);
        assert!(first.step > 0.7, "six journeys show hardly any change: {first:?}");
        let chasers = told(&found, Which::Mean(Count::Chasers)).unwrap();
        assert!((chasers.estimate.value - 2.0 / 6.0).abs() < 1e-9);
        assert_eq!(told(&found, Which::Mean(Count::Effort)).unwrap().of, 6);
        // Nobody promised a result by a date but the blueprint; of fewer than five nothing is shown.
        assert!(found.shown.as_ref().unwrap().figures.iter().all(|it| it.shown.is_none_or(|shown| shown.of >= 5)));
        // The team that directed them has three members; no other team and blueprint has any journeys.
        let kcc = asked(&test, &city, FigureQuery { team: Some(city.kcc.team.team), ..query }).await;
        assert_eq!(kcc.shown.unwrap().journeys, 6);
        let claims = asked(&test, &city, FigureQuery { team: Some(city.claims.team.team), ..query }).await;
        assert_eq!(claims.shown, None);
        // Built again from the journal the rows are the same.
        let scratch = TestApp::sqlite().await;
        let checked = rebuild::check(&test.app.store, &scratch.app.store).await.unwrap();
        assert_eq!(checked.faults, []);
    }

    async fn of_a_few_nothing_is_shown_and_not_how_many(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        solved(&test, &city, 4, 1).await;
        test.clock.advance(weeks(5));
        let few = asked(&test, &city, FigureQuery::default()).await;
        assert_eq!(few.shown, None);
        // A year later there are none at all: the answer reads the same.
        test.clock.advance(weeks(60));
        let none = asked(&test, &city, FigureQuery::default()).await;
        assert_eq!((none.shown, none.tariff), (few.shown, few.tariff));
    }
}

#[tokio::test]
async fn figures_are_for_who_answers_for_the_work() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let people = &city.people;
    for member in [&people.coordinator, &people.kcc_lead, &people.administrator] {
        test.app.figures(&TestApp::who(member), FigureQuery::default()).await.unwrap();
    }
    for who in [TestApp::who(&people.kcc_agent), Who::Outsider] {
        let denied = test.app.figures(&who, FigureQuery::default()).await;
        assert!(matches!(denied, Err(AppError::Denied(_))));
    }
}

#[tokio::test]
async fn money_is_shown_by_the_organisations_own_tariff_or_not_at_all() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    solved(&test, &city, 5, 1).await;
    test.clock.advance(weeks(5));
    let found = asked(&test, &city, FigureQuery::default()).await.shown.unwrap();
    assert_eq!((found.chasers.times, found.chasers.minutes, found.chasers.cost), (5, None, None));
    let who = TestApp::who(&city.people.administrator);
    let version = async || test.app.directory().await.unwrap().organisation.as_ref().unwrap().version;
    let form = TariffForm { contact: "8".into(), visit: "90".into(), hour: "60,00".into() };
    test.app.change_tariff(&who, version().await, form.clone()).await.unwrap();
    let found = asked(&test, &city, FigureQuery::default()).await;
    assert_eq!(TariffForm::of(found.tariff.as_ref()), form);
    let found = found.shown.unwrap();
    assert_eq!((found.chasers.minutes, found.chasers.cost), (Some(40), Some(Cents(4_000))));
    assert_eq!((found.visits.times, found.visits.cost), (0, Some(Cents(0))));
    // What else is changed of the organisation leaves it as it is; nothing written takes it away; nonsense is refused.
    let organisation = test.app.directory().await.unwrap().organisation.clone().unwrap();
    let same = regie_app::settings::organisation::OrganisationForm {
        phone: "010 123".into(),
        ..regie_app::settings::organisation::OrganisationForm::of(&organisation.value)
    };
    test.app.change_organisation(&who, organisation.version, same).await.unwrap();
    assert!(asked(&test, &city, FigureQuery::default()).await.tariff.is_some());
    let wrong = TariffForm { contact: "acht".into(), ..form };
    assert!(matches!(test.app.change_tariff(&who, version().await, wrong).await, Err(AppError::Invalid(_))));
    test.app.change_tariff(&who, version().await, TariffForm::default()).await.unwrap();
    assert_eq!(asked(&test, &city, FigureQuery::default()).await.tariff, None);
    let lead = TestApp::who(&city.people.kcc_lead);
    assert!(matches!(
        test.app.change_tariff(&lead, version().await, TariffForm::default()).await,
        Err(AppError::Denied(_))
    ));
}
