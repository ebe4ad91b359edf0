//! A whole app for tests of every room: a fresh database, a clock to turn, randomness with a printed seed, and a bin that
//! catches the mail. For tests and stories, never for the program itself.
//!
//! ```ignore
//! let test = TestApp::sqlite().await;
//! let city = test.setup_reimbursement().await;
//! test.clock.set("2018-02-05T08:20:00Z");
//! test.drain().await;
//! assert_eq!(test.mail.sent().len(), 1);
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise, and picks a fresh seed unless REGIE_SEED names one"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};
use regie_domain::actor::TeamRef;
use regie_domain::codes::{BallGoes, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::directory::{Member, SmtpSettings};
use regie_domain::event::{Promisee, Window};
use regie_domain::ids::ContentId;
use regie_store::testing::TestDb;

use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::ports::{
    Call, CallAnswer, Clock, Entropy, HttpAnswer, HttpOut, HttpRequest, MailOut, OutgoingMail, PlainAddresses, Ports,
    SendError, Unreached,
};
use crate::settings::presets::Municipality;
use crate::social::SocialChannels;
use crate::{App, Config};

/// Where every test begins: Monday 5 February 2018, 08:00 in Amsterdam.
pub const BEGIN: &str = "2018-02-05T07:00:00Z";

/// An app on a database of its own.
pub struct TestApp {
    /// The app.
    pub app: App,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its mail.
    pub mail: Arc<MailBin>,
    /// What it posts to others.
    pub http: Arc<HttpBin>,
    /// The database, gone when dropped.
    pub db: TestDb,
}

impl TestApp {
    /// On SQLite.
    pub async fn sqlite() -> Self {
        Self::on(TestDb::sqlite().await)
    }

    /// On the database that this run is for, see [`TestDb::either`].
    pub async fn either() -> Self {
        Self::on(TestDb::either().await)
    }

    /// On PostgreSQL.
    pub async fn postgres() -> Self {
        Self::on(TestDb::postgres().await)
    }

    /// On a database of the caller.
    ///
    /// # Panics
    /// When `REGIE_SEED` is no number.
    #[must_use]
    pub fn on(db: TestDb) -> Self {
        let clock = Arc::new(ManualClock::at(BEGIN));
        let mail = Arc::new(MailBin::default());
        let entropy = Arc::new(TestEntropy::fresh());
        let http = Arc::new(HttpBin::default());
        let addresses = Arc::new(PlainAddresses);
        let ports = Ports {
            clock: clock.clone(),
            entropy,
            mail: mail.clone(),
            addresses,
            http: http.clone(),
            social: SocialChannels::default(),
        };
        let app = App::new(db.store.clone(), ports, config());
        Self { app, clock, mail, http, db }
    }

    /// A second app on the same database, clock and mail, as another process would be.
    ///
    /// # Panics
    /// When the database cannot be opened again.
    pub async fn another(&self) -> App {
        let store = regie_store::Store::open_with(&self.db.url, regie_store::Durability::Fast).await.unwrap();
        App::new(store, self.app.ports.clone(), config())
    }

    /// Sets up the municipality of the reimbursement story. Everybody's password is
    /// [`DEMO_PASSWORD`](crate::settings::presets::DEMO_PASSWORD).
    ///
    /// # Panics
    /// When the app refuses it.
    pub async fn setup_reimbursement(&self) -> Municipality {
        crate::settings::story::reimbursement(&self.app).await.unwrap()
    }

    /// The actor of a member, as the doors make it.
    #[must_use]
    pub fn who(member: &Member) -> Who {
        Who::Member(Box::new(member.clone()))
    }

    /// Runs what is due at the present moment until nothing is left; tells how much it was.
    ///
    /// # Panics
    /// When a job fails.
    pub async fn drain(&self) -> usize {
        self.app.drain().await.unwrap()
    }

    /// An offer of a journey of the municipality, with the three parts of its brief and their texts.
    #[must_use]
    pub fn offer(&self, to: TeamRef, ball: BallGoes) -> (JourneyCommand, Vec<Text>) {
        let ids: Vec<ContentId> = (0..3).map(|_| self.app.ports.id()).collect();
        let texts = ids.iter().map(|id| Text::plain(*id, ContentKind::Text, "Kijk hiernaar.", None)).collect();
        let brief = ids.into_iter().map(Some).collect();
        (JourneyCommand::Offer { to, ball: Some(ball), brief, respond_by: None }, texts)
    }

    /// Another sender takes the messages that are ready and has not told what became of them; how many.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn claimed_by_another(&self) -> usize {
        let now = self.clock.now();
        let until = now + SignedDuration::from_mins(2);
        let claim = self.db.store.write(move |tx| {
            Box::pin(
                async move { regie_store::outbox::claim(tx, &[crate::run::UPDATE], "another", now, until, 10).await },
            )
        });
        claim.await.unwrap().len()
    }

    /// Moves the clock to each moment that something is due up to `until`, and runs it then, as a program that never
    /// slept would have.
    ///
    /// # Panics
    /// When a job fails.
    pub async fn run_until(&self, until: Timestamp) {
        self.drain().await;
        while let Some(next) = self.app.next_due().await.unwrap().filter(|next| *next <= until) {
            self.clock.set(next.max(self.clock.now()));
            self.drain().await;
        }
        self.clock.set(until);
        self.drain().await;
    }
}

fn config() -> Config {
    Config { public_url: "https://regie.example.org".to_owned(), secret: [7; 32], previous_secret: None }
}

/// A clock that stands still until it is turned. Its machine clock moves along, and can run ahead of it.
#[derive(Debug)]
pub struct ManualClock {
    /// The business clock, in microseconds.
    business: AtomicI64,
    /// By how many microseconds the machine's clock is ahead of it.
    ahead: AtomicI64,
}

/// A moment as a test writes it: an instant, or text such as `2018-02-05T08:20:00Z` or `2018-02-05T09:20:00[Europe/Amsterdam]`.
pub trait Moment {
    /// The instant.
    fn instant(self) -> Timestamp;
}

impl Moment for Timestamp {
    fn instant(self) -> Timestamp {
        self
    }
}

impl Moment for &str {
    fn instant(self) -> Timestamp {
        match self.parse::<Timestamp>() {
            Ok(instant) => instant,
            Err(_) => match self.parse::<jiff::Zoned>() {
                Ok(zoned) => zoned.timestamp(),
                Err(error) => panic!("{self}: {error}"),
            },
        }
    }
}

/// A result that is promised to the customer by a moment.
#[must_use]
pub fn result_by(until: impl Moment) -> NewPromise {
    NewPromise {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Result,
        text: None,
        to: Promisee::Customer,
        window: Some(Window::by(until.instant())),
        cost: None,
        replaces: None,
    }
}

impl ManualClock {
    /// A clock that stands at a moment.
    #[must_use]
    pub fn at(moment: impl Moment) -> Self {
        Self { business: AtomicI64::new(moment.instant().as_microsecond()), ahead: AtomicI64::new(0) }
    }

    /// Turns it to a moment.
    pub fn set(&self, moment: impl Moment) {
        self.business.store(moment.instant().as_microsecond(), Ordering::SeqCst);
    }

    /// Turns it on.
    pub fn advance(&self, by: SignedDuration) {
        self.business.fetch_add(i64::try_from(by.as_micros()).unwrap_or(0), Ordering::SeqCst);
    }

    /// Lets time pass for the machine only, as where business time stands still.
    pub fn stand_still(&self, by: SignedDuration) {
        self.ahead.fetch_add(i64::try_from(by.as_micros()).unwrap_or(0), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.business.load(Ordering::SeqCst)).unwrap_or_default()
    }

    fn machine(&self) -> Timestamp {
        self.now() + SignedDuration::from_micros(self.ahead.load(Ordering::SeqCst))
    }
}

/// Randomness that can be had again: the seed is printed, and `REGIE_SEED` sets it.
#[derive(Debug)]
pub struct TestEntropy(Mutex<StdRng>);

/// What all that is drawn in this process follows from: the number in `REGIE_SEED`, else one that nobody chose.
static SEED: LazyLock<u64> =
    LazyLock::new(|| std::env::var("REGIE_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap()));
/// How many sources were made of it.
static SOURCES: AtomicU64 = AtomicU64::new(0);

impl TestEntropy {
    /// With the seed of this process. A test with several sources gives each of them a stream of its own, the same ones when
    /// it is played again.
    ///
    /// # Panics
    /// When `REGIE_SEED` is no number.
    #[must_use]
    pub fn fresh() -> Self {
        println!("REGIE_SEED={}", *SEED);
        Self::seeded(SEED.wrapping_add(SOURCES.fetch_add(1, Ordering::SeqCst)))
    }

    /// With a seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(bytes);
    }
}

/// Catches the mail that leaves.
#[derive(Debug, Default)]
pub struct MailBin {
    caught: Mutex<Vec<OutgoingMail>>,
    failing: Mutex<BTreeMap<String, SendError>>,
}

impl MailBin {
    /// All mail so far, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<OutgoingMail> {
        self.caught.lock().unwrap().clone()
    }

    /// The mail to an address so far, oldest first.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<OutgoingMail> {
        self.sent().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The newest mail to an address.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn last_to(&self, address: &str) -> OutgoingMail {
        self.to(address).pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// Takes all mail out.
    #[must_use]
    pub fn take(&self) -> Vec<OutgoingMail> {
        std::mem::take(&mut self.caught.lock().unwrap())
    }

    /// Lets mail to an address fail, for now.
    pub fn fail_temporarily(&self, address: &str) {
        self.failing.lock().unwrap().insert(address.to_owned(), SendError::Temporary("451 try later".to_owned()));
    }

    /// Lets mail to an address fail, for good.
    pub fn fail_permanently(&self, address: &str) {
        self.failing.lock().unwrap().insert(address.to_owned(), SendError::Permanent("550 no such user".to_owned()));
    }

    /// Lets mail to an address through again.
    pub fn heal(&self, address: &str) {
        self.failing.lock().unwrap().remove(address);
    }
}

impl MailOut for MailBin {
    fn send<'a>(
        &'a self,
        _settings: Option<&'a SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            if let Some(error) = self.failing.lock().unwrap().get(&mail.to) {
                return Err(error.clone());
            }
            self.caught.lock().unwrap().push(mail.clone());
            Ok(())
        })
    }
}

/// Catches what is posted to others, and answers as it is told to.
#[derive(Debug)]
pub struct HttpBin {
    caught: Mutex<Vec<HttpRequest>>,
    answer: Mutex<Result<HttpAnswer, SendError>>,
}

impl Default for HttpBin {
    fn default() -> Self {
        let fine = HttpAnswer { status: 200, body: "ok".to_owned() };
        Self { caught: Mutex::default(), answer: Mutex::new(Ok(fine)) }
    }
}

impl HttpBin {
    /// All that was posted so far, oldest first.
    #[must_use]
    pub fn posted(&self) -> Vec<HttpRequest> {
        self.caught.lock().unwrap().clone()
    }

    /// What is answered from now on.
    pub fn answer(&self, answer: Result<HttpAnswer, SendError>) {
        *self.answer.lock().unwrap() = answer;
    }
}

impl HttpOut for HttpBin {
    /// Catches it like all that is posted; who is asked agrees to be told.
    fn call<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<CallAnswer, Unreached>> {
        Box::pin(async move {
            let posted = HttpRequest { url: call.url.clone(), headers: call.headers.clone(), body: call.body.clone() };
            self.caught.lock().unwrap().push(posted);
            let agrees = ("webhook-allowed-origin".to_owned(), "*".to_owned());
            let answer = self.answer.lock().unwrap().clone().map_err(|_| Unreached::Connection)?;
            Ok(CallAnswer { status: answer.status, headers: vec![agrees], body: answer.body })
        })
    }

    fn post<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, SendError>> {
        Box::pin(async move {
            self.caught.lock().unwrap().push(request.clone());
            self.answer.lock().unwrap().clone()
        })
    }
}
