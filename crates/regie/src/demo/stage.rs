//! The running demonstration: one app at a time, behind a router that can be swapped for a fresh one.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex as Plain, PoisonError, RwLock, Weak};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use regie_app::clock::{DemoAct, DemoClock, DemoControl, DemoMail, DemoRole, DemoState, DemoStatus, DemoTurn};
use regie_app::ports::Clock as _;
use regie_app::{App, AppError, Config, Result};
use regie_channels::email::accounts::Accounts;
use regie_domain::actor::Role;
use regie_store::{Durability, Store, StoreError};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::bin::MailBin;
use super::cases::PRESENT;
use super::player::moment;
use super::seen;
use super::template::{Home, Template};
use super::time::{run_until, settle};
use crate::config::Settings;
use crate::edge::SystemClock;
use crate::{open, web};

/// How often the running clock is looked at.
const TICK: Duration = Duration::from_millis(250);
/// How often the world is looked at while the clock stands still and nobody does anything.
const IDLE: Duration = Duration::from_secs(2);

/// The most moments that one jump passes while nobody could see anything happen, and how far it goes at most.
const MOST_MOMENTS: usize = 100;
const FARTHEST: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Whom a visitor can be: the code in the link, the role, the member's address.
const ROLES: [(&str, Role, &str); 7] = [
    ("agent", Role::Agent, "samira@example.org"),
    ("agent-technical", Role::Agent, "kees@example.org"),
    ("agent-claims", Role::Agent, "priya@example.org"),
    ("team-lead", Role::TeamLead, "joost@example.org"),
    ("coordinator", Role::Coordinator, "fenna@example.org"),
    ("administrator", Role::Administrator, "tom@example.org"),
    ("auditor", Role::Auditor, "ineke@example.org"),
];

/// The running demonstration.
pub struct Demonstration {
    me: Weak<Self>,
    config: Config,
    settings: Settings,
    home: Home,
    template: Template,
    clock: Arc<DemoClock>,
    bin: Arc<MailBin>,
    runs: AtomicU32,
    running: RwLock<Option<Running>>,
    /// What came of the last jump.
    last: Plain<Option<DemoTurn>>,
    /// Time is turned by one at a time.
    turning: Mutex<()>,
    stop: CancellationToken,
}

/// One run: from a fresh database until the next reset.
struct Running {
    app: App,
    router: Router,
    stop: CancellationToken,
    database: PathBuf,
}

impl Demonstration {
    /// Begins the first run.
    ///
    /// # Errors
    /// When the database cannot be laid out.
    pub async fn begin(
        home: Home,
        template: Template,
        config: Config,
        settings: Settings,
        stop: CancellationToken,
    ) -> anyhow::Result<Arc<Self>> {
        let clock = Arc::new(DemoClock::new(Arc::new(SystemClock), moment(PRESENT)?));
        let demo = Arc::new_cyclic(|me| Self {
            me: me.clone(),
            config,
            settings,
            home,
            template,
            bin: Arc::new(MailBin::new(clock.clone())),
            clock,
            runs: AtomicU32::new(0),
            running: RwLock::new(None),
            last: Plain::new(None),
            turning: Mutex::new(()),
            stop,
        });
        demo.start().await?;
        Ok(demo)
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
        let running = self.running.read().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|running| running.app.clone()).ok_or(AppError::Store(StoreError::Closed))
    }

    /// Moves the clock to a moment: by way of everything that comes due, or at once, as after a time of standing still.
    ///
    /// # Errors
    /// What the store says.
    pub async fn turn_to(&self, to: Timestamp, at_once: bool) -> Result<DemoState> {
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

    /// Ends the run and removes its database.
    pub async fn end(&self) {
        let _turning = self.turning.lock().await;
        let running = self.running.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.clear_away().await;
        }
    }

    async fn answer(&self, request: Request) -> std::result::Result<Response, Infallible> {
        let router =
            self.running.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|running| running.router.clone());
        router.unwrap_or_default().oneshot(request).await
    }

    /// Lays out a fresh database and lets it take the place of the one before.
    async fn start(&self) -> anyhow::Result<()> {
        let database = self.home.live(self.runs.fetch_add(1, Ordering::Relaxed) + 1);
        self.template.lay_out(&database, &self.bin, &self.config.public_url)?;
        self.clock.restart(moment(PRESENT)?);
        let store = Store::open_with(&format!("sqlite:{}", database.display()), Durability::Fast).await?;
        let app = open::app_on(store, self.config.clone(), self.clock.clone(), self.bin.clone());
        let stop = self.stop.child_token();
        let control = self.me.upgrade().map(|me| me as Arc<dyn DemoControl>);
        let accounts = Accounts::new(self.config.clone(), None).map_err(anyhow::Error::msg)?;
        let router = web::router(&app, accounts, &self.settings, control, &stop)?;
        tokio::spawn(Self::keep_going(self.me.clone(), app.clone(), stop.clone()));
        let fresh = Running { app, router, stop, database };
        let before = self.running.write().unwrap_or_else(PoisonError::into_inner).replace(fresh);
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
                tracing::error!(%error, "the demonstration stumbled; trying again");
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
    async fn clear_away(self) {
        self.stop.cancel();
        self.app.store.close().await;
        for ending in ["", "-wal", "-shm"] {
            let mut name = self.database.clone().into_os_string();
            name.push(ending);
            let _gone_already = std::fs::remove_file(name);
        }
    }
}

impl DemoControl for Demonstration {
    fn state(&self) -> BoxFuture<'_, Result<DemoState>> {
        Box::pin(async move {
            let app = self.app()?;
            Ok(DemoState {
                now: self.clock.now(),
                paused: self.clock.is_paused(),
                speed: self.clock.speed(),
                next: self.next(&app).await?,
                mails: self.bin.count(),
                last: self.last.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            })
        })
    }

    fn act(&self, act: DemoAct) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let _turning = self.turning.lock().await;
            let app = self.app()?;
            let turn = match act {
                DemoAct::Play => {
                    self.clock.play();
                    None
                }
                DemoAct::Pause => {
                    self.clock.pause();
                    None
                }
                DemoAct::Faster => {
                    self.clock.faster();
                    None
                }
                DemoAct::Next => Some(self.jump(&app).await?),
                DemoAct::Day => Some(self.day(&app).await?),
            };
            self.remember(turn);
            settle(&app).await
        })
    }

    fn reset(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let _turning = self.turning.lock().await;
            self.remember(None);
            self.start().await.map_err(|error| AppError::Unusable(format!("{error:#}")))
        })
    }

    fn roles(&self) -> BoxFuture<'_, Result<Vec<DemoRole>>> {
        Box::pin(async move {
            let directory = self.app()?.directory().await?;
            let role = |(code, role, email): &(&str, Role, &str)| {
                let member = directory.member_by_email(email)?;
                let team = member.teams.first().map(|(team, _)| directory.team_name(*team));
                Some(DemoRole {
                    code: (*code).to_owned(),
                    role: *role,
                    member: member.id,
                    name: member.name.clone(),
                    team,
                })
            };
            Ok(ROLES.iter().filter_map(role).collect())
        })
    }

    fn status_pages(&self) -> Vec<DemoStatus> {
        self.template.status()
    }

    fn mails(&self) -> Vec<DemoMail> {
        self.bin.newest_first()
    }
}
