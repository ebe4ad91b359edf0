//! Many cases played at once: a house of its own with hundreds of residents, every one of whom writes, waits, answers and
//! chases as dice say. Mail goes in by the handler of the LMTP door, and everybody at a desk posts the forms of the pages over
//! HTTP; only the pages themselves are seldom fetched, so that hundreds of cases take a minute. Each case keeps its own tally.

pub mod case;
pub mod counted;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use futures::future::BoxFuture;
use jiff::Timestamp;
use regie_app::ports::{MailOut, OutgoingMail, SendError};
use regie_app::settings::presets::{DEMO_PASSWORD, Municipality};
use regie_app::settings::story;
use regie_app::testing::{ManualClock, TestEntropy};
use regie_app::{App, Config, testing};
use regie_channels::email::address::EmailAddress;
use regie_channels::email::sink::IntakeSink;
use regie_channels::email::smtp_in::{MailSink as _, RawDelivery};
use regie_domain::directory::SmtpSettings;
use regie_store::testing::TestDb;
use reqwest::redirect::Policy;
use tokio::sync::Notify;

use crate::browser::{Browser, Page};
use crate::mailbox::Letter;
use crate::running::Running;

/// Dice that fall the same way each time (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice for a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    /// Whether it falls so, `times` out of a hundred.
    pub fn falls(&mut self, times: u64) -> bool {
        self.below(100) < times
    }
}

/// What the residents' mailboxes hold.
#[derive(Debug, Default)]
struct Letterboxes(Mutex<HashMap<String, Vec<OutgoingMail>>>);

impl MailOut for Letterboxes {
    fn send<'a>(
        &'a self,
        _settings: Option<&'a SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        let mut boxes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        boxes.entry(mail.to.clone()).or_default().push(mail.clone());
        Box::pin(async { Ok(()) })
    }
}

/// Who sits at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Desk {
    /// The contact centre, which directs.
    Kcc,
    /// The technical service.
    Technical,
    /// Claims.
    Claims,
}

/// A member's browser: it posts forms, and follows nothing.
struct Seat {
    client: reqwest::Client,
    csrf: String,
}

/// A running municipality for many cases.
pub struct House {
    /// The app, for looking at what the doors do not show; never for changing anything.
    pub app: App,
    /// The organisation.
    pub city: Municipality,
    boxes: Arc<Letterboxes>,
    intake: IntakeSink,
    running: Running,
    seats: HashMap<Desk, Seat>,
    keys: u64,
}

impl House {
    /// Opens it on a database. The ids and secrets of the house follow from the seed.
    ///
    /// # Errors
    /// When a port or the database cannot be had.
    pub async fn open(db: TestDb, seed: u64) -> Result<Self> {
        let (clock, boxes) = (Arc::new(ManualClock::at(testing::BEGIN)), Arc::new(Letterboxes::default()));
        let mail = |_: &Config| Ok(boxes.clone() as Arc<dyn MailOut>);
        let set_up = async |app: &App| Ok(story::reimbursement(app).await?);
        let (running, city) = Running::open(db, (clock, TestEntropy::seeded(seed)), mail, set_up).await?;
        let app = running.app.clone();
        let intake = IntakeSink::new(app.clone(), Arc::new(Notify::new())).with_disk_floor(0);
        Ok(Self { app, city, boxes, intake, running, seats: HashMap::new(), keys: 0 })
    }

    /// The clock of the house.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.running.now()
    }

    /// Moves the clock to a local moment, running what comes due on the way at its own moment. Sessions have ended by then.
    ///
    /// # Errors
    /// When a job fails.
    pub async fn at(&mut self, local: &str) -> Result<()> {
        self.seats.clear();
        self.running.at(local).await
    }

    /// Runs all that is due or waiting now.
    ///
    /// # Errors
    /// When a job fails.
    pub async fn settle(&self) -> Result<()> {
        self.running.settle().await
    }

    /// Hands a mail to the desk. It is read when the house settles.
    ///
    /// # Errors
    /// When the desk does not take it.
    pub async fn mail(&self, letter: &Letter) -> Result<()> {
        let to = EmailAddress::parse(&letter.to).context("an address")?;
        let delivery = RawDelivery {
            envelope_from: letter.from.clone(),
            recipients: vec![to],
            raw: letter.raw(),
            peer: SocketAddr::from(([127, 0, 0, 1], 25)),
            received_at: self.now(),
        };
        self.intake.deliver(delivery).await.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))
    }

    /// How many mails an address got, and how many of them only said that there is no news.
    #[must_use]
    pub fn got(&self, address: &str) -> (usize, usize) {
        let boxes = self.boxes.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mails = boxes.get(address).map(Vec::as_slice).unwrap_or_default();
        (mails.len(), mails.iter().filter(|mail| mail.subject.starts_with("Er is nog geen nieuws")).count())
    }

    /// The last mail that an address got.
    #[must_use]
    pub fn last(&self, address: &str) -> Option<OutgoingMail> {
        let boxes = self.boxes.0.lock().unwrap_or_else(PoisonError::into_inner);
        boxes.get(address).and_then(|mails| mails.last()).cloned()
    }

    /// A visitor's browser, for the customer's own page.
    ///
    /// # Errors
    /// When the client cannot be built.
    pub fn visitor(&self) -> Result<Browser> {
        Browser::new(&self.running.base)
    }

    /// Posts a form of a page of the journey, as the member at a desk.
    ///
    /// # Errors
    /// When the form is refused.
    pub async fn post(&mut self, desk: Desk, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        self.sit_down(desk).await?;
        self.keys += 1;
        let seat = self.seats.get(&desk).context("nobody sits there")?;
        let key = uuid::Uuid::from_u128(u128::from(self.keys) << 64 | 0x7000_8000_0000_0000).to_string();
        let mut all = vec![("csrf", seat.csrf.as_str()), ("key", key.as_str())];
        all.extend_from_slice(fields);
        let request = seat.client.post(format!("{}{path}", self.running.base)).header("sec-fetch-site", "same-origin");
        let answer = request.form(&all).send().await?;
        let (status, to) = (answer.status(), answer.headers().get("location").cloned());
        if !status.is_redirection() {
            let page = Page { status: status.as_u16(), url: path.to_owned(), html: answer.text().await? };
            anyhow::bail!("{path} answered {status}: {}", page.text());
        }
        let to = to.as_ref().and_then(|to| to.to_str().ok()).unwrap_or_default();
        ensure!(!to.starts_with("/sign-in"), "{path}: the session has ended");
        Ok(())
    }

    /// A page, as the member at a desk sees it.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn page(&mut self, desk: Desk, path: &str) -> Result<Page> {
        self.sit_down(desk).await?;
        let seat = self.seats.get(&desk).context("nobody sits there")?;
        let answer =
            seat.client.get(format!("{}{path}", self.running.base)).header("accept-language", "nl").send().await?;
        Ok(Page { status: answer.status().as_u16(), url: path.to_owned(), html: answer.text().await? })
    }

    /// Signs the member of a desk in, by the sign-in page, unless that was done at this moment already.
    async fn sit_down(&mut self, desk: Desk) -> Result<()> {
        if self.seats.contains_key(&desk) {
            return Ok(());
        }
        let people = &self.city.people;
        let member = match desk {
            Desk::Kcc => &people.kcc_agent,
            Desk::Technical => &people.technical_agent,
            Desk::Claims => &people.claims_agent,
        };
        let client = reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        let secret = async |path: &str| -> Result<String> {
            let html = client.get(format!("{}{path}", self.running.base)).send().await?.text().await?;
            let after = html.split("name=\"csrf\" value=\"").nth(1).with_context(|| format!("a form on {path}"))?;
            Ok(after.split('"').next().unwrap_or_default().to_owned())
        };
        let csrf = secret("/sign-in").await?;
        let fields = [("csrf", csrf.as_str()), ("email", &member.email), ("password", DEMO_PASSWORD), ("return", "/")];
        let request = client.post(format!("{}/sign-in", self.running.base)).header("sec-fetch-site", "same-origin");
        let answer = request.form(&fields).send().await?;
        ensure!(answer.status().is_redirection(), "signing in as {} was answered {}", member.email, answer.status());
        let csrf = secret("/profile").await?;
        self.seats.insert(desk, Seat { client, csrf });
        Ok(())
    }
}
