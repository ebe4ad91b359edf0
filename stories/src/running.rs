//! A Regie that runs: pages on a port, and a clock that the player moves. How mail comes and goes is the affair of who plays.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use regie_app::ports::{Clock as _, MailOut, Ports};
use regie_app::testing::{ManualClock, TestEntropy};
use regie_app::{App, Config};
use regie_channels::email::reply::TokenAddresses;
use regie_channels::http_out::HttpPost;
use regie_store::testing::TestDb;
use regie_web::server::router;
use regie_web::state::Web;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::world::moment;

/// What is served until it is dropped.
pub(crate) struct Running {
    pub app: App,
    /// Where the pages are.
    pub base: String,
    clock: Arc<ManualClock>,
    stop: CancellationToken,
    _db: TestDb,
}

impl Running {
    /// Starts it with a house that is set up first.
    pub async fn open<H>(
        db: TestDb,
        (clock, entropy): (Arc<ManualClock>, TestEntropy),
        mail: impl FnOnce(&Config) -> Result<Arc<dyn MailOut>>,
        set_up: impl AsyncFnOnce(&App) -> Result<H>,
    ) -> Result<(Self, H)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let config = Config { public_url: base.clone(), secret: [7; 32], previous_secret: None };
        let ports = Ports {
            clock: clock.clone(),
            entropy: Arc::new(entropy),
            mail: mail(&config)?,
            addresses: Arc::new(TokenAddresses::new(&config)),
            // The programs of others stand on this machine, too.
            http: Arc::new(HttpPost::allowing(&["127.0.0.1".parse().map_err(anyhow::Error::msg)?])),
            social: regie_channels::social::all(),
        };
        let app = App::new(db.store.clone(), ports, config);
        let house = Box::pin(set_up(&app)).await?;
        let (router, _) = router(Web::new(app.clone(), Vec::new(), None).map_err(anyhow::Error::msg)?);
        let stop = CancellationToken::new();
        let ending = stop.clone();
        tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).with_graceful_shutdown(ending.cancelled_owned()).await
        });
        Ok((Self { app, base, clock, stop, _db: db }, house))
    }

    /// What the clock says.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock to a local moment, running what comes due on the way at its own moment.
    pub async fn at(&self, local: &str) -> Result<()> {
        let until = moment(local)?;
        self.settle().await?;
        while let Some(next) = self.app.next_due().await?.filter(|next| *next <= until) {
            self.clock.set(next.max(self.clock.now()));
            self.settle().await?;
        }
        self.clock.set(until);
        self.settle().await
    }

    /// Runs all that is due or waiting now.
    pub async fn settle(&self) -> Result<()> {
        loop {
            let placed = Box::pin(regie_channels::email::intake::place_pending(&self.app)).await?;
            if placed + self.app.drain().await? == 0 {
                return Ok(());
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
