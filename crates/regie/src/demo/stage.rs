//! The running demonstration: one app at a time, behind a router that can be swapped for a fresh one.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex as Plain, PoisonError, RwLock, Weak};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use regie_app::clock::{DemoClock, DemoControl, DemoState, DemoTurn};
use regie_app::ports::Clock as _;
use regie_app::{App, AppError, Config, Result};
use regie_channels::email::accounts::Accounts;
use regie_domain::ids::JourneyId;
use regie_store::{Durability, Store, StoreError};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::bin::MailBin;
use super::cookies;
use super::house::{House, HouseKind, Scene, may_take_back};
use super::kept::database_files;
use super::player::moment;
use super::seen;
use super::template::{Home, Template};
use super::time::{run_until, settle};
use super::tour::{Pages, Story};
use crate::config::Settings;
use crate::edge::SystemClock;
use crate::{open, web};

mod control;
mod guide;
mod keeping;

/// How often the running clock is looked at.
const TICK: Duration = Duration::from_millis(250);
/// How often the world is looked at while the clock stands still and nobody does anything.
const IDLE: Duration = Duration::from_secs(2);

/// The most moments that one jump passes while nobody could see anything happen, and how far it goes at most.
const MOST_MOMENTS: usize = 100;
const FARTHEST: SignedDuration = SignedDuration::from_hours(31 * 24);

/// What is said where a house cannot begin.
const NOT_BEGUN: &str = "De demonstratie kon niet beginnen; de terminal zegt waarom.\n\
    The demonstration could not begin; the terminal says why.\n";

/// The running demonstration.
pub struct Demonstration {
    me: Weak<Self>,
    config: Config,
    settings: Settings,
    /// For how many seconds a visitor can take back what goes to a customer.
    undo: u16,
    home: Arc<Home>,
    kind: HouseKind,
    /// Every house of the demonstration with its address, this one among them.
    all: Vec<(HouseKind, String)>,
    clock: Arc<DemoClock>,
    bin: Arc<MailBin>,
    runs: AtomicU32,
    running: RwLock<Option<Arc<Running>>>,
    /// What came of the last jump.
    last: Plain<Option<DemoTurn>>,
    /// The story that the visitor follows.
    follows: Plain<Option<&'static Story>>,
    /// What was written down last: the mails and texts that had left, and what the clock showed.
    written: Plain<Option<(usize, Timestamp)>>,
    /// Time is turned by one at a time.
    turning: Mutex<()>,
    stop: CancellationToken,
}

/// One run: from a fresh database until the next reset.
struct Running {
    number: u32,
    app: App,
    router: Router,
    stop: CancellationToken,
    database: PathBuf,
    template: Template,
    house: House,
    scene: Scene,
    /// Journeys that only the player knows, and the pages behind links that were opened.
    known: Plain<BTreeMap<&'static str, JourneyId>>,
    pages: Plain<BTreeMap<&'static str, Pages>>,
}

impl Demonstration {
    /// A demonstration that sleeps: its first run begins when somebody comes by, or with [`Self::wake`].
    ///
    /// # Errors
    /// When the moment at which it begins cannot be read.
    pub fn prepare(
        home: Arc<Home>,
        kind: HouseKind,
        all: Vec<(HouseKind, String)>,
        config: Config,
        settings: Settings,
        undo: u16,
        stop: CancellationToken,
    ) -> anyhow::Result<Arc<Self>> {
        let (_, present) = kind.moments(Scene::AtWork);
        let clock = Arc::new(DemoClock::new(Arc::new(SystemClock), moment(present)?));
        let demo = Arc::new_cyclic(|me| Self {
            me: me.clone(),
            config,
            settings,
            undo,
            home,
            kind,
            all,
            bin: Arc::new(MailBin::new(clock.clone())),
            clock,
            runs: AtomicU32::new(0),
            running: RwLock::new(None),
            last: Plain::new(None),
            follows: Plain::new(None),
            written: Plain::new(None),
            turning: Mutex::new(()),
            stop,
        });
        Ok(demo)
    }

    /// Begins the first run, unless it has begun: where the last one stood, if that was kept.
    ///
    /// # Errors
    /// When the database cannot be laid out, or the demonstration has ended.
    pub async fn wake(&self) -> anyhow::Result<()> {
        if self.is_awake() {
            return Ok(());
        }
        let _turning = self.turning.lock().await;
        if self.is_awake() {
            return Ok(());
        }
        anyhow::ensure!(!self.stop.is_cancelled(), "the demonstration has ended");
        if let Some(kept) = self.home.kept(self.kind) {
            match self.go_on_with(&kept).await {
                Ok(()) => return Ok(()),
                Err(error) => tracing::warn!("the kept demonstration cannot go on, so it begins anew: {error:#}"),
            }
        }
        self.start(Scene::AtWork).await
    }

    /// Whether its first run has begun.
    #[must_use]
    pub fn is_awake(&self) -> bool {
        self.present().is_ok()
    }

    /// The router that never changes, before the one that does.
    pub fn router(self: &Arc<Self>) -> Router {
        let demo = self.clone();
        Router::new().fallback(move |request: Request| {
            let demo = demo.clone();
            async move { demo.answer(request).await }
        })
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> Arc<DemoClock> {
        self.clock.clone()
    }

    /// The app of the present run.
    ///
    /// # Errors
    /// When the demonstration has ended.
    pub fn app(&self) -> Result<App> {
        Ok(self.present()?.app.clone())
    }

    fn present(&self) -> Result<Arc<Running>> {
        let running = self.running.read().unwrap_or_else(PoisonError::into_inner);
        running.clone().ok_or(AppError::Store(StoreError::Closed))
    }

    /// Which house it is.
    #[must_use]
    pub fn kind(&self) -> HouseKind {
        self.kind
    }

    /// Moves the clock to a moment: by way of everything that comes due, or at once, as after a time of standing still.
    ///
    /// # Errors
    /// What the store says.
    pub async fn turn_to(&self, to: Timestamp, at_once: bool) -> Result<DemoState> {
        self.wake().await.map_err(unusable)?;
        let turning = self.turning.lock().await;
        let app = self.app()?;
        if at_once {
            self.clock.advance_to(to);
            settle(&app).await?;
        } else {
            run_until(&app, &self.clock, to).await?;
        }
        drop(turning);
        self.state().await
    }

    /// Ends the run; the next start goes on with it.
    pub async fn end(&self) {
        let _turning = self.turning.lock().await;
        let running = self.running.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop.cancel();
            if let Err(error) = self.write_down(&running) {
                tracing::warn!("what was done in the demonstration is not kept: {error:#}");
            }
            running.app.store.close().await;
        }
    }

    async fn answer(&self, mut request: Request) -> std::result::Result<Response, Infallible> {
        if let Err(error) = self.wake().await {
            tracing::error!("the demonstration did not begin: {error:#}");
            return Ok((StatusCode::SERVICE_UNAVAILABLE, NOT_BEGUN).into_response());
        }
        let router = self.present().map(|running| running.router.clone()).unwrap_or_default();
        let Some(mark) = self.kind.mark() else { return router.oneshot(request).await };
        cookies::ours(request.headers_mut(), mark);
        let mut response = router.oneshot(request).await?;
        cookies::marked(response.headers_mut(), mark);
        Ok(response)
    }

    /// Lays out a fresh database and lets it take the place of the one before.
    async fn start(&self, scene: Scene) -> anyhow::Result<()> {
        let template = match self.home.template(self.kind, scene) {
            Some(template) => template,
            None => self.home.play(&self.config, self.kind, scene).await?,
        };
        let number = self.runs.fetch_add(1, Ordering::Relaxed) + 1;
        let database = self.home.live(self.kind, number);
        template.lay_out(&database, &self.bin, &self.config.public_url)?;
        self.clock.restart(moment(self.kind.moments(scene).1)?);
        let app = self.open(&database).await?;
        may_take_back(&app, self.undo).await?;
        self.run(app, number, (template, scene), BTreeMap::new()).await
    }

    async fn open(&self, database: &Path) -> anyhow::Result<App> {
        let store = Store::open_with(&format!("sqlite:{}", database.display()), Durability::Fast).await?;
        let (config, clock, bin) = (self.config.clone(), self.clock.clone(), self.bin.clone());
        Ok(open::app_with(store, config, clock, bin.clone(), bin))
    }

    /// Serves a database in the place of the one before.
    async fn run(
        &self,
        app: App,
        number: u32,
        (template, scene): (Template, Scene),
        known: BTreeMap<&'static str, JourneyId>,
    ) -> anyhow::Result<()> {
        let house = House::read(&app, self.kind, template.founded()).await?;
        let stop = self.stop.child_token();
        let control = self.me.upgrade().map(|me| me as Arc<dyn DemoControl>);
        let accounts = Accounts::new(self.config.clone(), None).map_err(anyhow::Error::msg)?;
        let router = web::router(&app, accounts, &self.settings, control, &stop)?;
        tokio::spawn(Self::keep_going(self.me.clone(), app.clone(), stop.clone()));
        let database = self.home.live(self.kind, number);
        let (known, pages) = (Plain::new(known), Plain::default());
        let fresh = Arc::new(Running { number, app, router, stop, database, template, house, scene, known, pages });
        let before = self.running.write().unwrap_or_else(PoisonError::into_inner).replace(fresh.clone());
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.write_down(&fresh)?;
        if let Some(before) = before {
            // The request that asked for this still runs on it.
            tokio::spawn(before.clear_away());
        }
        Ok(())
    }

    /// Runs what comes due, and reads what arrives.
    async fn keep_going(me: Weak<Self>, app: App, stop: CancellationToken) {
        let mut commits = app.store.commits();
        loop {
            let Some(demo) = me.upgrade() else { return };
            let wait = if demo.clock.is_paused() { IDLE } else { TICK };
            let turning = demo.turning.lock().await;
            if stop.is_cancelled() {
                return;
            }
            if let Err(error) = settle(&app).await {
                // Begun anew meanwhile: what this one stood on is cleared away, and nothing went wrong.
                if stop.is_cancelled() {
                    return;
                }
                tracing::error!(%error, "the demonstration stumbled; trying again");
            }
            if let Some(running) = demo.present().ok().filter(|_| demo.stands_elsewhere())
                && let Err(error) = demo.write_down(&running)
            {
                tracing::warn!("what was done in the demonstration is not kept: {error:#}");
            }
            drop(turning);
            drop(demo);
            commits.mark_unchanged();
            tokio::select! {
                () = stop.cancelled() => return,
                _committed = tokio::time::timeout(wait, commits.changed()) => {}
            }
        }
    }

    /// Goes on from moment to moment until something happened that a visitor can see.
    async fn jump(&self, app: &App) -> Result<DemoTurn> {
        let (from, place) = (self.clock.now(), seen::place(app).await?);
        for _ in 0..MOST_MOMENTS {
            let Some(next) = self.next(app).await?.filter(|next| next.duration_since(from) <= FARTHEST) else { break };
            run_until(app, &self.clock, next).await?;
            let happened = seen::since(app, place).await?;
            if !happened.is_empty() {
                return Ok(DemoTurn { at: self.clock.now(), happened });
            }
        }
        Ok(DemoTurn { at: self.clock.now(), happened: Vec::new() })
    }

    /// A day on, by way of every due moment.
    async fn day(&self, app: &App) -> Result<DemoTurn> {
        let place = seen::place(app).await?;
        run_until(app, &self.clock, self.clock.now() + SignedDuration::from_hours(24)).await?;
        Ok(DemoTurn { at: self.clock.now(), happened: seen::since(app, place).await? })
    }

    fn remember(&self, turn: Option<DemoTurn>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = turn;
    }

    async fn next(&self, app: &App) -> Result<Option<Timestamp>> {
        let now = self.clock.now();
        Ok(app.next_due().await?.filter(|next| *next > now))
    }
}

impl Running {
    async fn clear_away(self: Arc<Self>) {
        self.stop.cancel();
        self.app.store.close().await;
        for file in database_files(self.database.clone()) {
            let _gone_already = std::fs::remove_file(file);
        }
    }
}

fn unusable(error: anyhow::Error) -> AppError {
    AppError::Unusable(format!("{error:#}"))
}
