//! A desk with its mailbox, mails as text, and what became of them.

use std::sync::Arc;

use regie_app::intake::{Placed, Waits};
use regie_app::ports::OutgoingMail;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_channels::email::intake::{incoming, place_pending};
use regie_channels::email::reply::TokenAddresses;
use regie_domain::codes::JoinReason;
use regie_domain::ids::JourneyId;
use regie_domain::journey::Journey;
use regie_store::testing::TestDb;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::journeys::{Filter, JourneyRow, list};
use uuid::Uuid;

/// The customer of most tests.
pub const ANNA: &str = "Anna Jansen <a.jansen@example.net>";
pub const ANNAS_ADDRESS: &str = "a.jansen@example.net";
pub const BOB: &str = "Bob de Vries <b.devries@example.net>";

/// A municipality that takes mail at `kcc@example.org`, with tokens in its addresses.
pub struct Desk {
    pub test: TestApp,
    pub city: Municipality,
}

impl Desk {
    pub async fn open() -> Self {
        Self::on(TestDb::either().await).await
    }

    pub async fn on(db: TestDb) -> Self {
        let mut test = TestApp::on(db);
        test.app.ports.addresses = Arc::new(TokenAddresses::new(&test.app.config));
        let city = test.setup_reimbursement().await;
        let desk = Self { test, city };
        desk.change_mailbox(|mailbox| mailbox.trusted_authserv = Some("mx.example.org".to_owned())).await;
        desk
    }

    pub async fn change_mailbox(&self, change: impl FnOnce(&mut regie_domain::directory::Mailbox)) {
        let directory = self.test.app.directory().await.unwrap();
        let (id, found) = directory.mailboxes.iter().next().unwrap();
        let mut mailbox = found.value.clone();
        change(&mut mailbox);
        self.put_mailbox(*id, mailbox, found.version).await;
    }

    pub async fn put_mailbox(&self, id: Uuid, mailbox: regie_domain::directory::Mailbox, version: i64) {
        let app = &self.test.app;
        let by = (app.ports.id(), regie_domain::actor::Actor::System);
        let now = app.ports.clock.now();
        app.store
            .write_with((mailbox, by), move |tx, (mailbox, by)| {
                Box::pin(async move {
                    let key = (regie_app::directory::kind::MAILBOX, id);
                    regie_app::directory::put(tx, *by, now, key, mailbox, version).await
                })
            })
            .await
            .unwrap();
    }

    /// Keeps a mail as the listener does, for the addresses of its envelope.
    pub async fn keep(&self, raw: &[u8], recipients: &[&str], from: Option<&str>) -> Vec<Uuid> {
        let recipients: Vec<String> = recipients.iter().map(|to| (*to).to_owned()).collect();
        self.test.app.keep_raw(&recipients, from, raw).await.unwrap()
    }

    /// Keeps and places a mail, and tells what became of it.
    pub async fn receive(&self, raw: &[u8]) -> Placed {
        self.receive_from(raw, Some(ANNAS_ADDRESS)).await
    }

    pub async fn receive_from(&self, raw: &[u8], envelope_from: Option<&str>) -> Placed {
        let recipients = envelope_of(raw);
        let recipients: Vec<&str> = recipients.iter().map(String::as_str).collect();
        let kept = self.keep(raw, &recipients, envelope_from).await;
        assert_eq!(kept.len(), 1);
        self.place(kept[0]).await
    }

    pub async fn place(&self, id: Uuid) -> Placed {
        let kept = self.test.app.kept(id).await.unwrap().unwrap();
        self.test.app.place(id, incoming(&kept)).await.unwrap()
    }

    pub async fn place_all(&self) -> usize {
        place_pending(&self.test.app).await.unwrap()
    }

    pub async fn journeys(&self) -> Vec<JourneyRow> {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        let mut rows = list(&mut tx, &Filter::default(), None, 100_000).await.unwrap();
        rows.sort_by_key(|row| row.id);
        rows
    }

    pub async fn journey(&self, id: JourneyId) -> Journey {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        regie_app::run::journey_of(&mut tx, id).await.unwrap().unwrap()
    }

    pub async fn arrival(&self, id: Uuid) -> Arrival {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        arrivals::get(&mut tx, id).await.unwrap().unwrap()
    }

    /// What waits for the contact centre.
    pub async fn waiting(&self) -> Vec<Arrival> {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        arrivals::waiting(&mut tx, &[self.city.kcc.team.team], 100).await.unwrap()
    }

    pub async fn text(&self, id: regie_domain::ids::ContentId) -> String {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        regie_store::content::text(&mut tx, id.0).await.unwrap().unwrap()
    }

    /// Begins a journey of Anna's, sends what is due, and answers it with the mail that she got.
    pub async fn anna_asks(&self, subject: &str) -> (JourneyId, OutgoingMail) {
        let id = format!("ask-{}@example.net", Uuid::from_u128(self.test.app.ports.uuid().as_u128()));
        let placed = self.receive(&mail(ANNA, subject, &id, "", "De riool loopt over. Wat nu?")).await;
        let journey = new_journey(&placed);
        self.test.drain().await;
        (journey, self.test.mail.last_to(ANNAS_ADDRESS))
    }
}

impl Desk {
    /// As [`Desk::open`], on the day of the corpus, as `info@example.org`, with Anna's journey and a second mailbox.
    pub async fn of_the_corpus() -> (Self, Corpus) {
        let desk = Self::open().await;
        desk.test.clock.set("2026-11-23T07:55:00Z");
        desk.change_mailbox(|mailbox| mailbox.address = "info@example.org".to_owned()).await;
        let mut second = desk.city.mailbox.1.clone();
        second.address = "belastingen@example.org".to_owned();
        second.team = desk.city.claims.team.team;
        desk.put_mailbox(desk.test.app.ports.uuid(), second, 0).await;
        let placed = desk
            .receive(&mail_to("info@example.org", ANNA, "Uw melding", "orig@example.net", "", "De lantaarn is kapot."))
            .await;
        let journey = new_journey(&placed);
        desk.test.drain().await;
        let sent = desk.test.mail.last_to(ANNAS_ADDRESS);
        desk.test.clock.set("2026-11-23T08:20:00Z");
        let number = desk.journey(journey).await.reference.to_string();
        (desk, Corpus { journey, sent, number })
    }
}

/// What the corpus refers to.
pub struct Corpus {
    /// Anna's journey.
    pub journey: JourneyId,
    /// The message that she got.
    pub sent: OutgoingMail,
    /// The number of her journey.
    pub number: String,
}

impl Corpus {
    /// A file of the corpus as an answer to Anna's message.
    pub fn load(&self, name: &str) -> Vec<u8> {
        let path = format!("{}/corpus/{name}.eml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let (_, token) = self.sent.reply_to.split_once('+').unwrap();
        let token = token.split('@').next().unwrap();
        let text = text.replace("regie.{TOKEN}@mail.example.org", &self.sent.message_id).replace("{TOKEN}", token);
        text.replace("R-2611-0042", &self.number).replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
    }
}

/// The journey that a mail joined, and why.
pub fn joined(placed: &Placed) -> (JourneyId, JoinReason) {
    match placed {
        Placed::On { journey, new: false, why, .. } => (*journey, *why),
        other => panic!("not joined: {other:?}"),
    }
}

/// Why a mail waits.
pub fn waits(placed: &Placed) -> Waits {
    match placed {
        Placed::Waits(why) => *why,
        other => panic!("does not wait: {other:?}"),
    }
}

/// The journey that a mail began.
pub fn new_journey(placed: &Placed) -> JourneyId {
    match placed {
        Placed::On { journey, new: true, .. } => *journey,
        other => panic!("no new journey: {other:?}"),
    }
}

/// A mail to the desk. `headers` are whole lines that go on top.
pub fn mail(from: &str, subject: &str, id: &str, headers: &str, body: &str) -> Vec<u8> {
    mail_to("kcc@example.org", from, subject, id, headers, body)
}

pub fn mail_to(to: &str, from: &str, subject: &str, id: &str, headers: &str, body: &str) -> Vec<u8> {
    let headers = if headers.is_empty() { String::new() } else { format!("{}\n", headers.trim_end()) };
    let text = format!(
        "{headers}From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{id}>\nDate: Mon, 05 Feb 2018 08:00:00 +0100\n\
         MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    );
    text.replace('\n', "\r\n").into_bytes()
}

/// The addresses of ours that a mail names, as its envelope would have them.
pub fn envelope_of(raw: &[u8]) -> Vec<String> {
    let parsed =
        regie_channels::email::parse(raw, &regie_channels::email::ParseContext::at(jiff::Timestamp::UNIX_EPOCH));
    let all = parsed.to.iter().chain(&parsed.cc).map(|address| address.address());
    all.filter(|address| address.to_lowercase().ends_with("@example.org")).collect()
}

/// A header that says what a trusted server found about the sender.
pub fn dmarc(result: &str, domain: &str) -> String {
    format!("Authentication-Results: mx.example.org; dmarc={result} header.from={domain}")
}

impl Desk {
    /// How many other mailboxes a mail also reached.
    pub async fn deliveries(&self, arrival: Uuid) -> usize {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        arrivals::deliveries(&mut tx, arrival).await.unwrap().len()
    }
}
