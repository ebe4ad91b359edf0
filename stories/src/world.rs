//! A running Regie with a clock that the player moves: pages on a port, LMTP in, SMTP out to a real sink.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_app::ports::{Clock as _, MailOut};
use regie_app::settings::asking;
use regie_app::settings::fibre::Provider;
use regie_app::settings::lease::LeaseHouse;
use regie_app::settings::presets::Municipality;
use regie_app::settings::shipper::Shipper;
use regie_app::settings::story;
use regie_app::settings::telecom::Telecom;
use regie_app::testing::{ManualClock, TestEntropy};
use regie_app::{App, Config, testing};
use regie_channels::email::accounts::Accounts;
use regie_channels::email::out::SmtpOut;
use regie_channels::email::sink::IntakeSink;
use regie_channels::email::smtp_in::{ListenConfig, Protocol, serve};
use regie_domain::directory::{SmtpSettings, Transport};
use regie_store::testing::TestDb;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::browser::Browser;
use crate::mailbox::{Letter, Received, Sink, deliver};
use crate::running::Running;

/// The zone of every story.
const ZONE: &str = "Europe/Amsterdam";

/// A running Regie, with the house that it was set up for.
pub struct World<H = Municipality> {
    /// The app, for looking at what the doors do not show; never for changing anything.
    pub app: App,
    /// The organisation of the story, with its teams and people.
    pub house: H,
    /// The desk's outgoing mail.
    pub sink: Sink,
    running: Running,
    lmtp: u16,
    stop: CancellationToken,
}

impl World<Municipality> {
    /// Starts the municipality of the story "reimbursement".
    ///
    /// # Errors
    /// When a port or the database cannot be had.
    pub async fn reimbursement(db: TestDb) -> Result<Self> {
        let begin: Timestamp = testing::BEGIN.parse()?;
        Self::start(db, begin, async |app| {
            let house = story::reimbursement(app).await?;
            asking::reimbursement(app, &house).await?;
            Ok(house)
        })
        .await
    }
}

impl World<Provider> {
    /// Starts the fibre provider of the story "no signal on Friday night", at a local moment. `by_customer`: whether the
    /// customer may choose a visit at once, or the line is tested first.
    ///
    /// # Errors
    /// When a port or the database cannot be had.
    pub async fn no_signal(db: TestDb, begin: &str, by_customer: bool) -> Result<Self> {
        Self::start(db, moment(begin)?, async |app| {
            let house = story::no_signal(app, by_customer).await?;
            asking::no_signal(app, &house).await?;
            Ok(house)
        })
        .await
    }
}

impl World<LeaseHouse> {
    /// Starts the lease company of the story "damaged lease car", with its guests, at a local moment.
    ///
    /// # Errors
    /// When a port or the database cannot be had.
    pub async fn damaged_lease_car(db: TestDb, begin: &str) -> Result<Self> {
        Self::start(db, moment(begin)?, async |app| {
            let house = story::damaged_lease_car(app).await?;
            asking::damaged_lease_car(app, &house).await?;
            Ok(house)
        })
        .await
    }
}

impl World<Telecom> {
    /// Starts the telecom provider of the story "double billing", at a local moment.
    ///
    /// # Errors
    /// When a port or the database cannot be had.
    pub async fn double_billing(db: TestDb, begin: &str) -> Result<Self> {
        Self::start(db, moment(begin)?, async |app| {
            let house = story::double_billing(app).await?;
            asking::double_billing(app, &house).await?;
            Ok(house)
        })
        .await
    }
}

impl World<Shipper> {
    /// Starts the training firm of the story "lost parcel", at a local moment.
    ///
    /// # Errors
    /// When a port or the database cannot be had.
    pub async fn lost_parcel(db: TestDb, begin: &str) -> Result<Self> {
        Self::start(db, moment(begin)?, async |app| {
            let house = story::lost_parcel(app).await?;
            asking::lost_parcel(app, &house).await?;
            Ok(house)
        })
        .await
    }
}

impl<H> World<H> {
    /// Starts Regie at a moment, with a house that is set up first.
    async fn start(db: TestDb, begin: Timestamp, set_up: impl AsyncFnOnce(&App) -> Result<H>) -> Result<Self> {
        let stop = CancellationToken::new();
        let clock = Arc::new(ManualClock::at(begin));
        let told = clock.clone();
        let sink = Sink::new(Arc::new(move || told.now()));
        let smtp = listen_smtp(Protocol::Smtp, Arc::new(sink.clone()), &stop).await?;
        let mail = |config: &Config| {
            let accounts = Accounts::new(config.clone(), None).map_err(anyhow::Error::msg)?;
            let relay = SmtpSettings::open("127.0.0.1", smtp, Transport::Plain);
            Ok(Arc::new(SmtpOut::new(accounts, Some(relay))) as Arc<dyn MailOut>)
        };
        let (running, house) = Running::open(db, (clock, TestEntropy::fresh()), mail, set_up).await?;
        let app = running.app.clone();
        let intake = IntakeSink::new(app.clone(), Arc::new(Notify::new())).with_disk_floor(0);
        let lmtp = listen_smtp(Protocol::Lmtp, Arc::new(intake), &stop).await?;
        Ok(Self { app, house, sink, running, lmtp, stop })
    }

    /// Moves the clock to a local moment ("2018-02-05 09:20"), running what comes due on the way at its own moment.
    ///
    /// # Errors
    /// When a job fails.
    pub async fn at(&self, local: &str) -> Result<()> {
        self.running.at(local).await
    }

    /// Runs all that is due or waiting now.
    ///
    /// # Errors
    /// When a job fails.
    pub async fn settle(&self) -> Result<()> {
        self.running.settle().await
    }

    /// The story's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.running.now()
    }

    /// Sends a mail to the desk and lets it be handled.
    ///
    /// # Errors
    /// When the desk does not take it.
    pub async fn mail(&self, letter: &Letter) -> Result<()> {
        let from = letter.from.rsplit('<').next().unwrap_or(&letter.from).trim_end_matches('>');
        deliver(self.lmtp, from, &letter.to, &letter.raw()).await?;
        self.settle().await
    }

    /// A mail of which the mail server before us found something: whether it comes from where it says.
    ///
    /// # Errors
    /// As [`World::mail`].
    pub async fn mail_found(&self, letter: &Letter, found: &str) -> Result<()> {
        let from = letter.from.rsplit('<').next().unwrap_or(&letter.from).trim_end_matches('>');
        let mut raw = format!("Authentication-Results: {found}\r\n").into_bytes();
        raw.extend(letter.raw());
        deliver(self.lmtp, from, &letter.to, &raw).await?;
        self.settle().await
    }

    /// The address of a page that is not reached by a link: the door of another program.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base)
    }

    /// The last mail that an address got.
    ///
    /// # Errors
    /// When it got none.
    pub fn last_mail(&self, to: &str) -> Result<Received> {
        self.sink.to(to).pop().with_context(|| format!("no mail to {to}"))
    }

    /// A browser that nobody has used.
    ///
    /// # Errors
    /// When the client cannot be built.
    pub fn browser(&self) -> Result<Browser> {
        Browser::new(&self.running.base)
    }

    /// A member's browser, signed in by the sign-in page.
    ///
    /// # Errors
    /// When signing in fails.
    pub async fn signed_in(&self, email: &str) -> Result<Browser> {
        let browser = self.browser()?;
        let page = browser.get("/sign-in").await?;
        let fields = [("email", email), ("password", regie_app::settings::presets::DEMO_PASSWORD)];
        let after = browser.submit(&page, "/sign-in", &fields).await?;
        // Who is in no team has no work of a team, and begins at the settings.
        let begins = ["/work", "/settings"].iter().any(|path| after.url.ends_with(path));
        anyhow::ensure!(begins, "signing in as {email} led to {} ({})", after.url, after.status);
        Ok(browser)
    }
}

impl<H> Drop for World<H> {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn listen_smtp<S: regie_channels::email::smtp_in::MailSink>(
    protocol: Protocol,
    sink: Arc<S>,
    stop: &CancellationToken,
) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(serve(listener, ListenConfig::new(protocol, "test.example.org"), sink, stop.clone()));
    Ok(port)
}

/// A local moment of the stories as an instant.
///
/// # Errors
/// When it is no moment.
pub fn moment(local: &str) -> Result<Timestamp> {
    let civil: DateTime = local.replace(' ', "T").parse()?;
    Ok(civil.to_zoned(TimeZone::get(ZONE)?)?.timestamp())
}

/// The clock as people in the story read it.
#[must_use]
pub fn local(at: Timestamp) -> String {
    TimeZone::get(ZONE).map_or_else(|_| at.to_string(), |zone| at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string())
}

/// A stretch of time in hours and minutes.
#[must_use]
pub fn hours(stretch: SignedDuration) -> String {
    format!("{}:{:02}", stretch.as_hours(), stretch.as_mins().rem_euclid(60))
}
