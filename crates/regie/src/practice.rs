//! The practice room that `serve` keeps beside an installation: a database of its own and an app that has no way out.
//!
//! Its mail and its posts end in [`Nowhere`]; no sender, no look into a mailbox and no listener is made for it, so there is
//! nothing that a setting could switch on. Filling puts another app in the place of the one before, as what that one
//! remembers is no longer so.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use anyhow::{Context as _, bail};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use regie_app::clock::DemoClock;
use regie_app::ports::{Clock as _, Ports};
use regie_app::practice::nowhere::Nowhere;
use regie_app::practice::{House, PracticeDesk, PracticeRoom, PracticeState};
use regie_app::social::SocialChannels;
use regie_app::{Action, App, AppError, Config, Result, Who};
use regie_channels::email::accounts::Accounts;
use regie_channels::email::reply::TokenAddresses;
use regie_store::{Store, StoreError, practice};
use regie_web::state::Practice;
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::alone::Alone;
use crate::background::Background;
use crate::config::Settings;
use crate::demo::run_until;
use crate::edge::{Secret, SystemClock, SystemEntropy};
use crate::{open, web};

/// How far one jump of its clock goes at most.
const FARTHEST: SignedDuration = SignedDuration::from_hours(31 * 24);
/// What is said while there is nothing in it yet.
const EMPTY: &str = "Deze oefenruimte is nog leeg. Een beheerder vult hem in de gewone omgeving: Instellingen, Oefenruimte.\n\
    This practice room is still empty. An administrator fills it from the ordinary installation: Settings, Practice room.\n";

/// The practice room beside an installation.
pub struct Room {
    me: Weak<Self>,
    /// The installation that it is filled from.
    house: App,
    settings: Settings,
    config: Config,
    store: Store,
    clock: Arc<DemoClock>,
    running: RwLock<Option<Running>>,
    /// It is filled, and its clock moved, by one at a time.
    turning: Mutex<()>,
    stop: CancellationToken,
    alone: Option<Alone>,
}

/// From one filling to the next.
struct Running {
    app: App,
    router: Router,
    background: Background,
    stop: CancellationToken,
}

impl Room {
    /// Opens it with what is in it; an unused database is filled at once, where the installation is set up.
    ///
    /// # Errors
    /// When the database cannot be used, or is in use and no practice room.
    pub async fn begin(
        house: App,
        settings: Settings,
        secret: &Secret,
        stop: CancellationToken,
    ) -> anyhow::Result<Arc<Self>> {
        let store = open::or_make(&settings).await.context("the practice room")?;
        let alone = Alone::on(&settings)?;
        let shown = settings.database_shown();
        store.migrate().await.with_context(|| format!("the practice room's database {shown} cannot be used"))?;
        let mark = store.read(async |tx| practice::mark(tx).await).await?;
        if mark.is_none() && !store.read(async |tx| practice::is_unused(tx).await).await? {
            bail!("the database {shown} is in use and is no practice room: name an empty one with --practice-database");
        }
        let now = SystemClock.now();
        let clock =
            Arc::new(DemoClock::new(Arc::new(SystemClock), now + mark.map_or(SignedDuration::ZERO, |it| it.ahead)));
        clock.play();
        let config =
            Config { public_url: settings.public_url.clone(), secret: own_secret(secret), previous_secret: None };
        let room = Arc::new_cyclic(|me| Self {
            me: me.clone(),
            house,
            settings,
            config,
            store,
            clock,
            running: RwLock::new(None),
            turning: Mutex::new(()),
            stop,
            alone,
        });
        if mark.is_some() {
            room.start().await?;
        } else if room.house.directory().await?.organisation.is_some() {
            let house = room.house.practice_house(&Who::System).await?;
            room.refill(house).await?;
        }
        Ok(room)
    }

    /// The router that never changes, before the one that does.
    pub fn router(self: &Arc<Self>) -> Router {
        let room = self.clone();
        Router::new().fallback(move |request: Request| {
            let room = room.clone();
            async move { room.answer(request).await }
        })
    }

    /// The app of the present filling.
    ///
    /// # Errors
    /// When there is none.
    pub fn app(&self) -> Result<App> {
        let running = self.running.read().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|running| running.app.clone()).ok_or(AppError::Store(StoreError::Closed))
    }

    /// Ends what runs beside its pages, and closes its database.
    pub async fn end(&self) {
        let _turning = self.turning.lock().await;
        self.rest().await;
        self.store.close().await;
    }

    async fn answer(&self, request: Request) -> std::result::Result<Response, Infallible> {
        let router =
            self.running.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|running| running.router.clone());
        match router {
            Some(router) => router.oneshot(request).await,
            None => Ok((StatusCode::SERVICE_UNAVAILABLE, EMPTY).into_response()),
        }
    }

    /// An app with nothing remembered, its pages, and the work beside them.
    async fn start(&self) -> anyhow::Result<()> {
        let app = self.fresh();
        if self.alone.is_some() {
            app.take_over().await?;
        }
        let stop = self.stop.child_token();
        let me = self.me.upgrade().context("the practice room has ended")?;
        // Only to read what forms hold: the pages of a practice room try no connection.
        let accounts = Accounts::new(self.config.clone(), None).map_err(anyhow::Error::msg)?;
        let router = web::router_with(&app, accounts, &self.settings, Practice::Room(me), &stop)?;
        let background = Background::start(&app, &stop);
        let running = Running { app, router, background, stop };
        *self.running.write().unwrap_or_else(PoisonError::into_inner) = Some(running);
        Ok(())
    }

    fn fresh(&self) -> App {
        let entropy = Arc::new(SystemEntropy);
        let nowhere = Arc::new(Nowhere::new(self.store.clone(), self.clock.clone(), entropy.clone()));
        let addresses = Arc::new(TokenAddresses::new(&self.config));
        let ports = Ports {
            clock: self.clock.clone(),
            entropy,
            mail: nowhere.clone(),
            addresses,
            http: nowhere,
            social: SocialChannels::default(),
        };
        App::new(self.store.clone(), ports, self.config.clone())
    }

    /// Ends the present filling; its pages say so meanwhile.
    async fn rest(&self) {
        let running = self.running.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop.cancel();
            running.background.finish().await;
        }
    }

    async fn refill(&self, house: House) -> anyhow::Result<()> {
        self.rest().await;
        let filled = self.fresh().practice_fill(house).await;
        if filled.is_ok() {
            self.clock.restart(SystemClock.now());
            self.clock.play();
        }
        // What could not be filled is as it was.
        self.start().await?;
        Ok(filled?)
    }
}

/// Tokens of the practice room open nothing of the installation, and the other way round.
fn own_secret(secret: &Secret) -> [u8; 32] {
    Sha256::new().chain_update(b"regie practice room 1").chain_update(secret.current).finalize().into()
}

impl PracticeRoom for Room {
    fn ahead(&self) -> SignedDuration {
        // Below a second it is the time between two looks.
        let ahead = self.clock.now().duration_since(self.clock.machine());
        if ahead < SignedDuration::from_secs(1) { SignedDuration::ZERO } else { ahead }
    }

    fn next(&self) -> BoxFuture<'_, Result<Option<Timestamp>>> {
        Box::pin(async move {
            let now = self.clock.now();
            let within = |next: &Timestamp| *next > now && next.duration_since(now) <= FARTHEST;
            Ok(self.app()?.next_due().await?.filter(within))
        })
    }

    fn go_on(&self, who: Who) -> BoxFuture<'_, Result<bool>> {
        Box::pin(async move {
            regie_app::authorise::authorise(&who, Action::ChangeSettings)?;
            let _turning = self.turning.lock().await;
            let app = self.app()?;
            let Some(next) = self.next().await? else { return Ok(false) };
            // Noted first: a clock that went back after a restart would stand before what has happened.
            let ahead = next.duration_since(self.clock.machine());
            self.store.write(move |tx| Box::pin(async move { practice::put_ahead(tx, ahead).await })).await?;
            run_until(&app, &self.clock, next).await?;
            Ok(true)
        })
    }
}

impl PracticeDesk for Room {
    fn state(&self) -> BoxFuture<'_, Result<PracticeState>> {
        Box::pin(async move {
            let mark = self.store.read(async |tx| practice::mark(tx).await).await?;
            Ok(PracticeState { url: self.settings.public_url.clone(), filled_at: mark.map(|mark| mark.filled_at) })
        })
    }

    fn fill(&self, who: Who) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let house = self.house.practice_house(&who).await?;
            let _turning = self.turning.lock().await;
            self.refill(house).await.map_err(|error| AppError::Unusable(format!("{error:#}")))
        })
    }
}
