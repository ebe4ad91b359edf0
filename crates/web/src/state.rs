//! What every page of one installation shares.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use regie_app::App;
use regie_app::clock::DemoControl;
use regie_app::practice::{PracticeDesk, PracticeRoom};
use regie_channels::email::accounts::Accounts;

use crate::api::events::Seats;
use crate::pages::settings_forms::mailbox::Doors;
use crate::security::Transport;
use crate::ui::live::Pace;
use crate::ui::live::hub::Hub;

/// The web room's state. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<WebState>);

/// What an installation has to do with a practice room.
#[derive(Clone, Default)]
pub enum Practice {
    /// Nothing.
    #[default]
    Off,
    /// One is served beside it.
    Beside(Arc<dyn PracticeDesk>),
    /// It is one: its routes exist here only.
    Room(Arc<dyn PracticeRoom>),
}

impl Practice {
    /// The room, where this is one.
    #[must_use]
    pub fn room(&self) -> Option<&Arc<dyn PracticeRoom>> {
        match self {
            Self::Room(room) => Some(room),
            Self::Off | Self::Beside(_) => None,
        }
    }
}

/// What [`Web`] holds.
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// What opens the settings of mailboxes, to try their connections.
    pub accounts: Accounts,
    /// How browsers reach it, as far as cookies care.
    pub transport: Transport,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// How mail reaches the program and leaves it, for the pages that explain it.
    pub doors: Doors,
    /// The controls of a demonstration; where there are none, its routes do not exist.
    pub demo: Option<Arc<dyn DemoControl>>,
    /// What it has to do with a practice room.
    pub practice: Practice,
    /// What open pages listen to.
    pub live: Hub,
    /// How often an open page hears that the line still stands.
    pub pace: Pace,
    /// The streams that programs have open.
    pub seats: Seats,
}

impl Web {
    /// For an app whose public address browsers can safely use: TLS, or this machine.
    ///
    /// # Errors
    /// With the reason in words, when sessions would travel in the open.
    pub fn new(app: App, trusted_proxies: Vec<IpAddr>, demo: Option<Arc<dyn DemoControl>>) -> Result<Self, String> {
        let accounts = Accounts::new(app.config.as_ref().clone(), None)?;
        Self::with_accounts(app, accounts, trusted_proxies, demo)
    }

    /// As [`Web::new`], with the accounts that the rest of the program uses (and their certificate authority).
    ///
    /// # Errors
    /// As [`Web::new`].
    pub fn with_accounts(
        app: App,
        accounts: Accounts,
        trusted_proxies: Vec<IpAddr>,
        demo: Option<Arc<dyn DemoControl>>,
    ) -> Result<Self, String> {
        let transport = Transport::of(&app.config.public_url).ok_or_else(|| {
            format!(
                "public_url is {:?}: it must begin with https://, or with http:// on this machine only",
                app.config.public_url
            )
        })?;
        let (doors, practice) = (Doors::default(), Practice::Off);
        Ok(Self(Arc::new(WebState {
            app,
            accounts,
            transport,
            trusted_proxies,
            doors,
            demo,
            practice,
            live: Hub::default(),
            pace: Pace::default(),
            seats: Seats::default(),
        })))
    }

    /// The same, told how mail reaches the program and leaves it. For the one who made it, before it is shared.
    #[must_use]
    pub fn with_doors(mut self, doors: Doors) -> Self {
        if let Some(state) = Arc::get_mut(&mut self.0) {
            state.doors = doors;
        }
        self
    }

    /// The same, with another pace of open pages. For the one who made it, before it is shared.
    #[must_use]
    pub fn with_pace(mut self, pace: Pace) -> Self {
        if let Some(state) = Arc::get_mut(&mut self.0) {
            state.pace = pace;
        }
        self
    }

    /// The same, told what it has to do with a practice room. For the one who made it, before it is shared.
    #[must_use]
    pub fn with_practice(mut self, practice: Practice) -> Self {
        if let Some(state) = Arc::get_mut(&mut self.0) {
            state.practice = practice;
        }
        self
    }
}

impl Deref for Web {
    type Target = WebState;

    fn deref(&self) -> &WebState {
        &self.0
    }
}
