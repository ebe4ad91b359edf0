//! Webhooks against a receiver on this machine: what is posted and how it is signed, and the faults F15 to F20 of our list in
//! shortened form (answers that are lost, receivers that are slow, away, gone or wrong, order, replay). Clock and chance are
//! the test's own.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod away;
mod conformance;
mod faults;
mod holds;
mod receiver;
mod settings;

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use regie_app::App;
use regie_app::authorise::Who;
use regie_app::journeys::NewJourney;
use regie_app::settings::presets::Municipality;
use regie_app::settings::webhooks::WebhookForm;
use regie_app::testing::TestApp;
use regie_channels::http_out::HttpPost;
use regie_channels::webhook_out::WebhookOut;
use regie_domain::codes::Channel;
use regie_domain::ids::JourneyId;
use uuid::Uuid;

use receiver::Receiver;

/// How long a receiver may take in these tests.
const PATIENCE: Duration = Duration::from_millis(400);

/// A municipality that tells a receiver what happens.
struct Scene {
    test: TestApp,
    app: App,
    city: Municipality,
    receiver: Receiver,
    webhook: Uuid,
    secret: String,
}

impl Scene {
    async fn new() -> Self {
        Self::on(TestApp::either().await, PATIENCE).await
    }

    async fn on(test: TestApp, patience: Duration) -> Self {
        let city = test.setup_reimbursement().await;
        let app = calling(&test.app, patience);
        app.drain().await.unwrap();
        let receiver = Receiver::new().await;
        let admin = TestApp::who(&city.people.administrator);
        let (webhook, secret) = app.create_webhook(&admin, form(&receiver.url)).await.unwrap();
        Self { test, app, city, receiver, webhook, secret }
    }

    fn admin(&self) -> Who {
        TestApp::who(&self.city.people.administrator)
    }

    /// A second process on the same database.
    async fn another(&self) -> App {
        calling(&self.test.another().await, PATIENCE)
    }

    /// A journey begins: some events.
    async fn begin(&self, email: &str) -> JourneyId {
        let new = NewJourney {
            channel: Channel::Phone,
            name: "Lotte Brand".into(),
            email: Some(email.into()),
            phone: None,
            blueprint: Some(self.city.blueprint.id),
            kind: None,
            title: "Loodgieter terugvragen".into(),
            text: "Wat moet ik doen om de loodgieter terugbetaald te krijgen?".into(),
            key: None,
        };
        self.app.begin_journey(TestApp::who(&self.city.people.kcc_agent), new).await.unwrap()
    }

    /// Turns the clock to the next moment at which something is due; how far it was.
    async fn next(&self) -> SignedDuration {
        let before = self.test.app.ports.clock.now();
        let next = self.app.next_webhook().await.unwrap().unwrap().max(before);
        self.test.clock.set(next);
        self.app.send_webhooks().await.unwrap();
        next.duration_since(before)
    }

    /// The version of the endpoint's settings.
    async fn version(&self) -> i64 {
        self.app.directory().await.unwrap().webhooks[&self.webhook].version
    }
}

/// An app that really posts, to this machine too.
fn calling(app: &App, patience: Duration) -> App {
    let mut app = app.clone();
    let calls = WebhookOut::patient(&["127.0.0.0/8".parse().unwrap()], patience);
    app.ports.http = Arc::new(HttpPost::calling(calls));
    app
}

fn form(url: &str) -> WebhookForm {
    WebhookForm {
        name: "Facturatie".to_owned(),
        url: url.to_owned(),
        nouns: vec!["*".to_owned()],
        scheme: "v1".to_owned(),
        ..WebhookForm::default()
    }
}
