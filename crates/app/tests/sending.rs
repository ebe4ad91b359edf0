//! What was sent and may be taken back: whoever is first has it, the member or the moment, also between two programs.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use jiff::SignedDuration;
use regie_app::Request;
use regie_app::content::{ContentKind, Text};
use regie_app::ports::Clock as _;
use regie_app::sending::{Back, Sent, run_due};
use regie_app::settings::organisation::OrganisationForm;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::together::Together;
use regie_domain::actor::Door;
use regie_domain::codes::{Channel, Direction};
use regie_domain::command::JourneyCommand;
use regie_domain::event::ContactFacts;
use regie_domain::ids::JourneyId;

struct Scene {
    test: TestApp,
    city: Municipality,
    journey: JourneyId,
}

impl Scene {
    async fn on(test: TestApp) -> Self {
        let city = test.setup_reimbursement().await;
        let admin = TestApp::who(&city.people.administrator);
        let form = OrganisationForm { undo: "10".into(), ..OrganisationForm::of(&city.organisation) };
        test.app.change_organisation(&admin, 1, form).await.unwrap();
        let journey = common::open(&test, &city).await;
        test.drain().await;
        Self { test, city, journey }
    }

    /// A member sends a message; it waits.
    async fn send(&self, words: &str) {
        let app = &self.test.app;
        let (contact, text) = (app.ports.id(), app.ports.id());
        let contact = ContactFacts::said(contact, Direction::Out, Channel::Email, text);
        let command = JourneyCommand::Write { contact, complete: false, promise: None, question: None };
        let who = TestApp::who(&self.city.people.kcc_agent);
        let texts = vec![Text::plain(text, ContentKind::Text, words, Some(self.journey))];
        let main = Request::journey(who, Door::Page, self.journey, command).with(texts);
        let together = Together { take: true, first: Vec::new(), main };
        let fields = vec![("text".to_owned(), words.to_owned())];
        let sent = app.run_or_hold(together, self.journey, Back { form: "message".to_owned(), fields }).await.unwrap();
        assert!(matches!(sent, Sent::Held(_)));
    }

    fn mails(&self, words: &str) -> usize {
        self.test.mail.to(common::RESIDENT).iter().filter(|mail| mail.text.contains(words)).count()
    }
}

async fn one_of_two_has_it(test: TestApp) {
    let scene = Scene::on(test).await;
    let (app, other) = (scene.test.app.clone(), scene.test.another().await);
    let who = TestApp::who(&scene.city.people.kcc_agent);
    let (mut left, mut back) = (0, 0);
    for round in 0..12 {
        let words = format!("Bericht nummer {round} einde");
        scene.send(&words).await;
        let id = app.sendings(&who).await.unwrap()[0].id;
        scene.test.clock.advance(SignedDuration::from_secs(10));
        let (taken, first, second) =
            tokio::join!(other.take_back(&who, scene.journey, id), run_due(&app), run_due(&other));
        first.unwrap();
        second.unwrap();
        scene.test.drain().await;
        let taken = taken.unwrap().is_some();
        assert_eq!(scene.mails(&words), usize::from(!taken), "round {round}");
        let drafts = app.drafts(&who, scene.journey).await.unwrap();
        assert_eq!(drafts.iter().any(|draft| draft.get("text") == Some(&words)), taken, "round {round}");
        assert!(app.sendings(&who).await.unwrap().is_empty());
        left += usize::from(!taken);
        back += usize::from(taken);
    }
    assert_eq!(left + back, 12);
}

#[tokio::test]
async fn what_is_taken_back_never_leaves_and_what_has_left_never_comes_back() {
    one_of_two_has_it(TestApp::sqlite().await).await;
}

#[tokio::test]
async fn what_is_taken_back_never_leaves_on_postgres() {
    one_of_two_has_it(TestApp::postgres().await).await;
}

#[tokio::test]
async fn what_waits_outlives_the_program_and_goes_at_its_moment() {
    let scene = Scene::on(TestApp::either().await).await;
    scene.send("Dit blijft staan.").await;
    let again = scene.test.another().await;
    again.drain().await.unwrap();
    assert_eq!(scene.mails("Dit blijft staan."), 0);
    assert_eq!(
        again.next_due().await.unwrap().unwrap(),
        scene.test.app.ports.clock.now() + SignedDuration::from_secs(10)
    );
    scene.test.clock.advance(SignedDuration::from_secs(10));
    again.drain().await.unwrap();
    assert_eq!(scene.mails("Dit blijft staan."), 1);
}

#[tokio::test]
async fn the_seconds_pass_where_business_time_stands_still() {
    let scene = Scene::on(TestApp::either().await).await;
    let (app, clock) = (&scene.test.app, &scene.test.clock);
    let who = TestApp::who(&scene.city.people.kcc_agent);
    scene.send("De klok staat stil.").await;
    let before = clock.now();
    clock.stand_still(SignedDuration::from_secs(9));
    scene.test.drain().await;
    assert_eq!(app.sendings(&who).await.unwrap()[0].left, SignedDuration::from_secs(1));
    assert_eq!(scene.mails("De klok staat stil."), 0);
    assert_eq!(app.next_due().await.unwrap(), Some(before + SignedDuration::from_secs(1)));
    clock.stand_still(SignedDuration::from_secs(1));
    scene.test.drain().await;
    assert_eq!((scene.mails("De klok staat stil."), clock.now()), (1, before));
}

#[tokio::test]
async fn what_waits_leaves_before_business_time_is_moved_on() {
    let scene = Scene::on(TestApp::either().await).await;
    scene.send("Eerst dit.").await;
    assert_eq!(regie_app::sending::run_all(&scene.test.app).await.unwrap(), 1);
    scene.test.drain().await;
    assert_eq!(scene.mails("Eerst dit."), 1);
}

#[tokio::test]
async fn what_comes_due_meanwhile_makes_a_message_go_at_once() {
    let scene = Scene::on(TestApp::either().await).await;
    let app = &scene.test.app;
    // The first answer was promised: a message in the last seconds keeps it.
    let journey = app.open_journey(&regie_app::Who::System, scene.journey).await.unwrap().journey;
    let due = regie_domain::deadline::deadlines(&journey).iter().map(|deadline| deadline.due).min().unwrap();
    scene.test.clock.set(due - SignedDuration::from_secs(5));
    let (contact, text) = (app.ports.id(), app.ports.id());
    let contact = ContactFacts::said(contact, Direction::Out, Channel::Email, text);
    let command = JourneyCommand::Write { contact, complete: false, promise: None, question: None };
    let texts = vec![Text::plain(text, ContentKind::Text, "Net op tijd.", Some(scene.journey))];
    let who = TestApp::who(&scene.city.people.kcc_agent);
    let main = Request::journey(who, Door::Page, scene.journey, command).with(texts);
    let together = Together { take: false, first: Vec::new(), main };
    let sent = app.run_or_hold(together, scene.journey, Back::default()).await.unwrap();
    assert!(matches!(sent, Sent::Now(_)));
}
