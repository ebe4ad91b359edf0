//! A desk with one customer, for the tests of what leaves it.

use jiff::SignedDuration;
use regie_app::content::{ContentKind, Text};
use regie_app::directory::kind;
use regie_app::ports::OutgoingMail;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{Request, Who};
use regie_domain::actor::{Actor, Door};
use regie_domain::codes::{BallGoes, Channel, Direction, JoinReason, UpdateKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::directory::Outgoing;
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{CommandId, ContentId, CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::update::UpdateState;
use regie_store::outbox::OutboxState;
use regie_store::testing::TestDb;
use regie_store::views::mail;

/// A desk with one customer who wrote a mail.
pub struct Desk {
    pub test: TestApp,
    pub city: Municipality,
    pub address: String,
    pub customer: CustomerId,
    pub handle: HandleId,
    pub journey: JourneyId,
    pub participant: ParticipantId,
}

impl Desk {
    pub async fn on(db: TestDb) -> Self {
        Self::with(db, Evidence::MailProven).await
    }

    pub async fn with(db: TestDb, evidence: Evidence) -> Self {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ports = &test.app.ports;
        let (customer, handle, journey, participant) = (ports.id(), ports.id(), ports.id(), ports.id());
        let desk = Self { city, address: "J.deVries@example.net".into(), customer, handle, journey, participant, test };
        desk.register(customer, handle, &desk.address, "J. de Vries", evidence).await;
        desk.open(journey, participant, "Verstopt riool").await;
        desk
    }

    pub async fn register(
        &self,
        customer: CustomerId,
        handle: HandleId,
        address: &str,
        name: &str,
        evidence: Evidence,
    ) {
        let (name_id, value): (ContentId, ContentId) = (self.test.app.ports.id(), self.test.app.ports.id());
        let command = CustomerCommand::Register { name: Some(name_id), language: Language::Nl };
        let texts = vec![Text::plain(name_id, ContentKind::Name, name, None)];
        self.test.app.run(Request::customer(Who::System, Door::Mail, customer, command).with(texts)).await.unwrap();
        let command = CustomerCommand::TieHandle { handle, handle_kind: HandleKind::Email, value, evidence };
        let texts = vec![Text::plain(value, ContentKind::Handle, address, None)];
        self.test.app.run(Request::customer(Who::System, Door::Mail, customer, command).with(texts)).await.unwrap();
    }

    pub async fn open(&self, journey: JourneyId, participant: ParticipantId, title: &str) {
        let ports = &self.test.app.ports;
        let subject: ContentId = ports.id();
        let (contact, words) =
            self.contact(Direction::In, Some(participant), "Wat moet ik doen om dit terug te krijgen?");
        let store = &self.test.app.store;
        let reference = store.write(|tx| Box::pin(regie_store::views::references::next(tx, 1802))).await.unwrap();
        let command = JourneyCommand::Open {
            reference,
            need: None,
            customer: self.customer,
            participant,
            reach: Reach::Email { handle: self.handle },
            team: self.city.kcc.team,
            subject,
            contact,
            follows: None,
        };
        let texts = vec![words, Text::plain(subject, ContentKind::Subject, title, Some(journey))];
        self.test.app.run(Request::journey(Who::Outsider, Door::Mail, journey, command).with(texts)).await.unwrap();
    }

    pub fn contact(
        &self,
        direction: Direction,
        participant: Option<ParticipantId>,
        words: &str,
    ) -> (ContactFacts, Text) {
        let ports = &self.test.app.ports;
        let text: ContentId = ports.id();
        let said = ContactFacts::said(ports.id(), direction, Channel::Email, text);
        let why = if direction == Direction::In { JoinReason::Opened } else { JoinReason::Member };
        let facts = ContactFacts { participant, why, ..said };
        (facts, Text::plain(text, ContentKind::Text, words, Some(self.journey)))
    }

    pub async fn by(
        &self,
        member: &regie_domain::directory::Member,
        command: JourneyCommand,
        texts: Vec<Text>,
    ) -> Journey {
        let request = Request::journey(TestApp::who(member), Door::Page, self.journey, command).with(texts);
        self.test.app.run(request).await.unwrap().journey.unwrap()
    }

    pub fn agent(&self) -> Who {
        TestApp::who(&self.city.people.kcc_agent)
    }

    pub async fn act(&self, command: JourneyCommand, texts: Vec<Text>) -> Journey {
        let request = Request::journey(self.agent(), Door::Page, self.journey, command).with(texts);
        self.test.app.run(request).await.unwrap().journey.unwrap()
    }

    /// Offers the journey with its ball to the technical service.
    pub async fn offer(&self) -> Journey {
        let (offer, texts) = self.test.offer(self.city.technical.team, BallGoes::Goes);
        self.act(offer, texts).await
    }

    pub async fn write(&self, words: &str) -> Journey {
        let (contact, text) = self.contact(Direction::Out, None, words);
        self.act(JourneyCommand::Write { contact, complete: false, promise: None, question: None }, vec![text]).await
    }

    pub async fn send(&self) -> Vec<OutgoingMail> {
        self.test.app.send_due().await.unwrap();
        self.test.mail.take()
    }

    /// The state of the messages about something, in the order in which they were decided on.
    pub async fn states(&self, about: UpdateKind) -> Vec<UpdateState> {
        let journey = self.loaded().await;
        journey.updates.values().filter(|update| update.about == about).map(|update| update.state).collect()
    }

    pub async fn loaded(&self) -> Journey {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        regie_app::run::journey_of(&mut tx, self.journey).await.unwrap().unwrap()
    }

    pub async fn switch(&self, outgoing: Outgoing) {
        let organisation = regie_domain::directory::Organisation { outgoing, ..self.city.organisation.clone() };
        let directory = self.test.app.directory().await.unwrap();
        let version = directory.organisation.as_ref().unwrap().version;
        let by = (self.test.app.ports.id::<CommandId>(), Actor::System);
        let now = self.test.app.ports.clock.now();
        self.test
            .app
            .store
            .write(move |tx| {
                let organisation = organisation.clone();
                Box::pin(async move {
                    let record = (kind::ORGANISATION, organisation.id.0);
                    regie_app::directory::put(tx, by, now, record, &organisation, version).await
                })
            })
            .await
            .unwrap();
    }

    pub fn advance(&self, minutes: i64) {
        self.test.clock.advance(SignedDuration::from_mins(minutes));
    }

    pub async fn rows(&self, state: OutboxState) -> Vec<regie_store::outbox::OutboxRow> {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        regie_store::outbox::list(&mut tx, state, 1000).await.unwrap()
    }

    pub async fn note(&self, kind: &'static str, times: i64) {
        self.note_under(regie_app::secrets::veil_address(&self.test.app.config, &self.address), kind, times).await;
    }

    pub fn domain_marks(&self) -> Vec<String> {
        regie_app::secrets::veiled(&self.test.app.config, "domain", "example.net")
    }

    /// How many mails were counted for the customer's domain.
    pub async fn at_domain(&self) -> i64 {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        mail::automatic_since(&mut tx, &self.domain_marks(), "", jiff::Timestamp::UNIX_EPOCH).await.unwrap()
    }

    /// As [`Desk::note`], under any mark.
    pub async fn note_under(&self, mark: String, kind: &'static str, times: i64) {
        let now = self.test.app.ports.clock.now();
        self.test
            .app
            .store
            .write(move |tx| {
                let mark = mark.clone();
                Box::pin(async move {
                    for _ in 0..times {
                        mail::note_automatic(tx, &mark, kind, None, now).await?;
                    }
                    Ok::<_, regie_store::StoreError>(())
                })
            })
            .await
            .unwrap();
    }
}

/// The token of the link in a mail.
pub fn token(mail: &OutgoingMail) -> String {
    let start = "https://regie.example.org/s/";
    let at = mail.text.find(start).unwrap_or_else(|| panic!("no link in {}", mail.text));
    mail.text[at + start.len()..].split_whitespace().next().unwrap().to_owned()
}
