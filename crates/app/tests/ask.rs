//! What is written on the public form, below its pages: kept, sent once, joined by its owner, and gone in time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use jiff::SignedDuration;
use regie_app::ask::draft::{Change, Sent};
use regie_app::authorise::Who;
use regie_app::content::{ContentKind, Text};
use regie_app::customers::{Ground, Whom};
use regie_app::jobs::upkeep;
use regie_app::settings::presets::Municipality;
use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_app::settings::visits::VisitPlanForm;
use regie_app::testing::TestApp;
use regie_app::{AppError, secrets};
use regie_domain::codes::{Channel, JoinReason, PromiseWhat};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::Language;
use regie_domain::ids::JourneyId;
use regie_domain::journey::State;
use regie_domain::refusal::Code;
use regie_store::links::StatusLink;
use regie_store::verify::verify_all;

struct Desk {
    test: TestApp,
    city: Municipality,
}

impl Desk {
    async fn on(test: TestApp) -> Self {
        let city = test.setup_reimbursement().await;
        Self { test, city }
    }

    async fn new() -> Self {
        Self::on(TestApp::either().await).await
    }

    /// All pages of somebody with an address, before sending.
    async fn written(&self, email: &str, words: &str) -> String {
        let photo = Text::file(self.test.app.ports.id(), "put.jpg", "image/jpeg", vec![7; 300_000], None);
        let changes = vec![
            Change::Topic(self.city.blueprint.id),
            Change::Words(words.to_owned()),
            Change::Add(vec![photo]),
            Change::Contact { name: "Jan Smit".into(), email: email.into(), phone: String::new() },
        ];
        let token = self.test.app.keep_ask(None, changes).await.unwrap();
        assert_eq!(self.test.app.ask_draft(&token).await.unwrap().unwrap().files.len(), 1);
        token
    }

    async fn sent(&self, email: &str, words: &str) -> (String, Sent) {
        let token = self.written(email, words).await;
        let sent = self.test.app.send_ask(&token, Language::Nl).await.unwrap();
        self.test.drain().await;
        (token, sent)
    }

    async fn is_whole(&self) {
        assert_eq!(verify_all(&self.test.app.store).await.unwrap().findings, []);
    }

    /// A link as it stands in a message to a participant, or on a screen.
    async fn link(&self, sent: Sent, in_message: bool) -> StatusLink {
        let url = self.test.app.mint_link(sent.journey, sent.participant).await.unwrap();
        let token = url.rsplit('/').next().unwrap();
        assert!(secrets::hash_of(token).is_some());
        let link = self.test.app.resolve_link(token).await.unwrap().unwrap();
        StatusLink { message_id: in_message.then(|| self.test.app.ports.uuid()), ..link }
    }
}

async fn twice(test: TestApp) {
    let desk = Desk::on(test).await;
    let token = desk.written("jan@example.net", "De put loopt over.").await;
    let another = desk.test.another().await;
    let (one, two) = tokio::join!(desk.test.app.send_ask(&token, Language::Nl), another.send_ask(&token, Language::Nl));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!((one, desk.test.app.send_ask(&token, Language::Nl).await.unwrap()), (two, two));
    let asked = desk.test.app.asked(&token).await.unwrap().unwrap();
    let journey = &asked.loaded.journey;
    let contact = &journey.contacts.values().next().unwrap().facts;
    assert_eq!((contact.channel, contact.why, contact.files.len()), (Channel::Web, JoinReason::Opened, 1));
    assert_eq!(journey.contacts.len(), 1);
    // The token opens the page now, and nothing of the draft is left.
    let link = desk.test.app.resolve_link(&token).await.unwrap().unwrap();
    assert_eq!((link.journey_id, link.message_id), (one.journey.0, None));
    desk.is_whole().await;
}

#[tokio::test]
async fn two_sendings_at_once_make_one_journey() {
    twice(TestApp::sqlite().await).await;
}

#[tokio::test]
async fn two_sendings_at_once_make_one_journey_on_postgres() {
    twice(TestApp::postgres().await).await;
}

#[tokio::test]
async fn a_page_is_kept_for_a_day_and_then_gone_with_all_that_was_added() {
    let desk = Desk::new().await;
    let token = desk.written("jan@example.net", "De put loopt over.").await;
    let app = &desk.test.app;
    // Long words go to chunks and come back; the same token goes on.
    let long = "Het water staat hoog. ".repeat(800);
    assert_eq!(app.keep_ask(Some(&token), vec![Change::Words(long.clone())]).await.unwrap(), token);
    let draft = app.ask_draft(&token).await.unwrap().unwrap();
    assert_eq!((draft.typed.text, draft.typed.name.as_str()), (long, "Jan Smit"));
    app.keep_ask(Some(&token), vec![Change::TakeOff(draft.files[0].id)]).await.unwrap();
    assert!(app.ask_draft(&token).await.unwrap().unwrap().files.is_empty());
    desk.is_whole().await;
    let much: Vec<Text> =
        (0..2).map(|_| Text::file(app.ports.id(), "film.mp4", "video/mp4", vec![0; 13 * 1024 * 1024], None)).collect();
    assert!(matches!(app.keep_ask(Some(&token), vec![Change::Add(much)]).await, Err(AppError::Invalid(_))));
    desk.test.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(app.ask_draft(&token).await.unwrap(), None);
    assert!(matches!(app.send_ask(&token, Language::Nl).await, Err(AppError::NotFound(_))));
    assert_eq!(upkeep::run(app).await.unwrap().asks, 1);
    desk.is_whole().await;
    let fresh = app.keep_ask(Some(&token), vec![Change::Words("Opnieuw.".into())]).await.unwrap();
    assert_ne!(fresh, token);
}

#[tokio::test]
async fn what_is_missing_is_refused_and_stays_written() {
    let desk = Desk::new().await;
    let app = &desk.test.app;
    let token = app.keep_ask(None, vec![Change::Words("De put.".into())]).await.unwrap();
    let Err(AppError::Invalid(faults)) = app.send_ask(&token, Language::Nl).await else { panic!("it was sent") };
    assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["topic", "email"]);
    assert_eq!(app.ask_draft(&token).await.unwrap().unwrap().typed.text, "De put.");
}

#[tokio::test]
async fn only_the_owner_of_an_address_joins_what_was_sent_in_its_name() {
    joined_by_its_owner(TestApp::sqlite().await).await;
}

#[tokio::test]
async fn only_the_owner_of_an_address_joins_what_was_sent_in_its_name_on_postgres() {
    joined_by_its_owner(TestApp::postgres().await).await;
}

async fn joined_by_its_owner(test: TestApp) {
    let desk = Desk::on(test).await;
    let app = &desk.test.app;
    let (_, first) = desk.sent("jan@example.net", "De put loopt over.").await;
    let (_, second) = desk.sent("jan@example.net", "De put loopt weer over.").await;
    let journeys = [first, second].map(|sent| sent.journey);
    let [one, two] = journeys.map(|id| app.open_journey(&Who::System, id));
    let (one, two) = (one.await.unwrap().journey, two.await.unwrap().journey);
    assert_ne!(one.customer, two.customer, "nobody proved that they are one");
    // The screen's own link offers nothing, and joins nothing.
    let shown = desk.link(second, false).await;
    assert_eq!(app.alike_to(&shown).await.unwrap(), []);
    assert!(app.join_asked(&shown, first.journey).await.is_err());
    let mailed = desk.link(second, true).await;
    let offered = app.alike_to(&mailed).await.unwrap();
    assert_eq!(offered.iter().map(|found| found.journey).collect::<Vec<_>>(), [first.journey]);
    let elsewhere = JourneyId(app.ports.uuid());
    assert!(matches!(app.join_asked(&mailed, elsewhere).await, Err(AppError::Invalid(_))));
    assert!(app.join_asked(&mailed, first.journey).await.unwrap().starts_with("/s/"));
    let one = app.open_journey(&Who::System, first.journey).await.unwrap().journey;
    let two = app.open_journey(&Who::System, second.journey).await.unwrap().journey;
    assert_eq!(one.contacts.values().filter(|it| it.is_from_customer()).count(), 2);
    assert!(matches!(two.state, State::Void { .. }) && two.goes_on == Some(first.journey));
    desk.is_whole().await;
    // A person undoes it like any setting aside.
    let who = TestApp::who(&desk.city.people.kcc_agent);
    let request =
        regie_app::Request::journey(who, regie_domain::actor::Door::Page, second.journey, JourneyCommand::Unvoid {});
    app.run(request).await.unwrap();
}

#[tokio::test]
async fn somebody_known_is_offered_what_runs_and_erased_with_what_is_being_written() {
    let desk = Desk::new().await;
    let app = &desk.test.app;
    let (_, sent) = desk.sent("jan@example.net", "De put loopt over.").await;
    let mailed = desk.link(sent, true).await;
    let token = app.ask_from(&mailed).await.unwrap();
    let changes = vec![Change::Topic(desk.city.blueprint.id), Change::Words("Nog iets over de put.".into())];
    app.keep_ask(Some(&token), changes).await.unwrap();
    let draft = app.ask_draft(&token).await.unwrap().unwrap();
    let offered = app.ask_alike(&draft).await.unwrap();
    assert_eq!(offered.iter().map(|found| found.journey).collect::<Vec<_>>(), [sent.journey]);
    app.keep_ask(Some(&token), vec![Change::About(Some(sent.journey))]).await.unwrap();
    let joined = app.send_ask(&token, Language::Nl).await.unwrap();
    assert_eq!((joined.journey, joined.new), (sent.journey, false));
    // Being written while the customer is erased: it goes along.
    let token = app.ask_from(&mailed).await.unwrap();
    app.keep_ask(Some(&token), vec![Change::Words("Nog iets.".into())]).await.unwrap();
    let text = Text::plain(app.ports.id(), ContentKind::Text, "Klaar.", None);
    let close = JourneyCommand::Close { how: regie_domain::codes::CloseHow::Withdrawn };
    let who = TestApp::who(&desk.city.people.kcc_agent);
    let door = regie_domain::actor::Door::Page;
    app.run(regie_app::Request::journey(who, door, sent.journey, close).with(vec![text])).await.unwrap();
    desk.test.drain().await;
    let customer = app.open_journey(&Who::System, sent.journey).await.unwrap().journey.customer;
    app.erase_customer(&Who::System, Whom::Customer(customer), Ground::Request).await.unwrap();
    assert_eq!(app.ask_draft(&token).await.unwrap(), None);
    desk.is_whole().await;
}

/// The engineers come on weekdays between 08:00 and 11:00, to one address a day; the customer chooses.
async fn with_visits(desk: &Desk) {
    let (app, team) = (&desk.test.app, desk.city.technical.team.team);
    let days = ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec();
    let row = SlotRowForm { hours: "08:00-11:00".into(), days, places: "1".into(), ..SlotRowForm::default() };
    let row = SlotRowForm { kept_day: "same_day".into(), ..row };
    let book = SlotBookForm { rows: vec![row], ..SlotBookForm::empty() };
    app.change_slot_book(&Who::System, team, 0, book).await.unwrap();
    let plan = VisitPlanForm { team: team.to_string(), by_customer: true, ball: true, ..VisitPlanForm::default() };
    app.change_visit_plan(&Who::System, desk.city.blueprint.id, 1, plan).await.unwrap();
}

async fn last_place(test: TestApp) {
    let desk = Desk::on(test).await;
    with_visits(&desk).await;
    let app = &desk.test.app;
    let free = app.free_windows(desk.city.blueprint.id).await.unwrap().unwrap();
    let window = free.slots[0].slot.window();
    let one = desk.written("jan@example.net", "Geen beeld.").await;
    let two = desk.written("piet@example.net", "Geen internet.").await;
    for token in [&one, &two] {
        app.keep_ask(Some(token), vec![Change::When(Some(window)), Change::Where("1234 AB 12".into())]).await.unwrap();
    }
    let another = desk.test.another().await;
    let (first, second) = tokio::join!(app.send_ask(&one, Language::Nl), another.send_ask(&two, Language::Nl));
    let (won, lost, token) = match (first, second) {
        (Ok(sent), Err(error)) => (sent, error, two),
        (Err(error), Ok(sent)) => (sent, error, one),
        other => panic!("{other:?}"),
    };
    assert!(matches!(lost, AppError::Refused(refusal) if refusal.code == Code::SlotTaken));
    let journey = app.open_journey(&Who::System, won.journey).await.unwrap().journey;
    let (_, visit) = journey.booked_visit().unwrap();
    assert_eq!(visit.window, window);
    let promised = journey.promises.values().any(|it| it.what == PromiseWhat::Visit && it.current == window);
    assert!(promised && journey.is_open());
    // Who was later keeps every word, and chooses another window.
    let kept = app.ask_draft(&token).await.unwrap().unwrap();
    assert!(kept.sent.is_none() && kept.files.len() == 1);
    let next = app.free_windows(desk.city.blueprint.id).await.unwrap().unwrap().slots[0].slot.window();
    assert_ne!(next, window);
    app.keep_ask(Some(&token), vec![Change::Gone, Change::When(Some(next))]).await.unwrap();
    app.send_ask(&token, Language::Nl).await.unwrap();
    desk.is_whole().await;
}

#[tokio::test]
async fn the_last_place_has_one_winner() {
    last_place(TestApp::sqlite().await).await;
}

#[tokio::test]
async fn the_last_place_has_one_winner_on_postgres() {
    last_place(TestApp::postgres().await).await;
}
