//! Social channels (Facebook Messenger, WhatsApp): what they post is taken and kept ([`take`]), put where it belongs by the
//! same road as mail ([`place`]), and what becomes of messages of ours is told ([`states`]). Who somebody is there is found
//! out by a page behind a link ([`who`]); what cannot go out by one channel goes by the next ([`fallback`]).
//!
//! What differs from channel to channel stands behind one small trait ([`channel`]).

pub mod channel;
pub(crate) mod fallback;
mod files;
pub(crate) mod place;
pub mod settings;
mod states;
mod take;
pub mod who;
mod window;

pub use channel::{
    Account, Came, Fate, FileAt, Happened, NotTaken, Place, SocialChannel, SocialChannels, Told, Unread,
};
pub(crate) use states::say;
pub use take::TakenSocial;
pub use window::SocialWindow;
pub(crate) use window::of_handle;

use regie_domain::social::SocialConnection;

use crate::App;
use crate::error::{AppError, Result};
use crate::secrets;

/// Why an arrival waits that came by a social channel and is not on a journey yet, as a code.
pub const SOCIAL: &str = "social";
/// The purpose under which secrets of connections are encrypted.
pub const SECRET: &str = "social";
/// The purpose of the marks of the ids that channels give.
const MESSAGE: &str = "social message";

/// What opens the interface of a connection, decrypted.
pub(crate) struct Keys {
    app_secret: String,
    verify: String,
}

impl App {
    /// The secrets of a connection.
    fn social_keys(&self, connection: &SocialConnection) -> Result<Keys> {
        let open = |sealed: &str| {
            secrets::open(&self.config, SECRET, sealed).map_err(|error| AppError::Unusable(error.to_string()))
        };
        Ok(Keys { app_secret: open(&connection.app_secret)?, verify: open(&connection.verify_token)? })
    }

    /// The token that proves that we may use a connection.
    pub(crate) fn social_token(&self, connection: &SocialConnection) -> Result<String> {
        secrets::open(&self.config, SECRET, &connection.access_token)
            .map_err(|error| AppError::Unusable(error.to_string()))
    }

    /// The mark under which the id of a message is kept.
    pub(crate) fn social_mark(&self, id: &str) -> String {
        secrets::veil(&self.config, MESSAGE, id)
    }

    /// The marks under which the id of a message may be kept.
    fn social_marks(&self, id: &str) -> Vec<String> {
        secrets::veiled(&self.config, MESSAGE, id)
    }
}

/// A connection as its channel wants to see it.
pub(crate) fn account<'a>(connection: &'a SocialConnection, token: &'a str) -> Account<'a> {
    Account { id: &connection.account, base: &connection.base, token }
}
