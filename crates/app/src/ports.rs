//! What the app asks of the outside: the time, randomness, and a way for mail to leave. Nothing else comes in by itself.

use std::sync::Arc;

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use regie_domain::ids::{JourneyId, UpdateId};
use uuid::Uuid;

use crate::social::SocialChannels;

/// The clocks. The business clock dates all that is journalled or scheduled; the machine clock only sessions, throttles,
/// the freshness of signatures and the seconds in which a member may take something back.
pub trait Clock: Send + Sync {
    /// The business clock.
    fn now(&self) -> Timestamp;
    /// The machine clock.
    fn machine(&self) -> Timestamp;
}

/// Randomness.
pub trait Entropy: Send + Sync {
    /// Fills a buffer with random bytes fit for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

/// A mail ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Identifies the mailbox whose settings send it.
    pub mailbox: Uuid,
    /// The sender's display name.
    pub from_name: String,
    /// The mailbox's address.
    pub from: String,
    /// Where replies go: the mailbox with a routing token.
    pub reply_to: String,
    /// The envelope sender, with a token of its own so that bounces come back; empty for the null sender.
    pub envelope_from: String,
    /// The receiver's display name.
    pub to_name: String,
    /// The receiver.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// Message-ID without angle brackets; the same at every try.
    pub message_id: String,
    /// The message that it answers.
    pub in_reply_to: Option<String>,
    /// The messages before it, oldest first.
    pub references: Vec<String>,
    /// Whether the program sends it by itself (`Auto-Submitted`).
    pub automatic: bool,
    /// The date it carries.
    pub date: Timestamp,
    /// Files that go along.
    pub files: Vec<OutgoingFile>,
}

/// A file in an outgoing mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Trying again may help.
    #[error("temporary: {0}")]
    Temporary(String),
    /// Trying again will not help.
    #[error("permanent: {0}")]
    Permanent(String),
}

/// A way for mail to leave.
pub trait MailOut: Send + Sync {
    /// Hands one mail over; success means that the next server took it.
    ///
    /// # Errors
    /// [`SendError`] with the raw words of the server.
    fn send<'a>(
        &'a self,
        settings: Option<&'a regie_domain::directory::SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>>;

    /// The refresh tokens that providers gave in place of old ones since this was last asked: they are to be kept at once,
    /// as the old ones may be worth nothing any more.
    fn rotated(&self) -> Vec<Rotated> {
        Vec::new()
    }
}

/// A refresh token in place of an old one.
#[derive(Clone, PartialEq, Eq)]
pub struct Rotated {
    /// Whose it is.
    pub mailbox: uuid::Uuid,
    /// The old one, as it is stored.
    pub old_sealed: String,
    /// The new one.
    pub new_plain: String,
}

/// Makes the addresses by which replies and bounces find their journey again. They route and prove nothing. The same
/// message has the same addresses at every try.
pub trait ReplyAddress: Send + Sync {
    /// Where a reply to a message goes: the mailbox's address with a routing token.
    fn reply_to(&self, mailbox: &str, journey: JourneyId, update: UpdateId, recipient: &str) -> String;
    /// The envelope sender of a message: the same, with a token of its own so that bounces come back.
    fn envelope(&self, mailbox: &str, journey: JourneyId, update: UpdateId, recipient: &str) -> String;
    /// Whether one of the two made an address for this message, and it still routes. Every wrong address takes the same
    /// time. Where addresses carry no token, none routes.
    fn routes(
        &self,
        _address: &str,
        _journey: JourneyId,
        _update: UpdateId,
        _recipient: &str,
        _now: Timestamp,
    ) -> bool {
        false
    }
}

/// A request that is posted to somebody else's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Where.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// What is posted.
    pub body: Vec<u8>,
}

/// What somebody else's program answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The beginning of what it said.
    pub body: String,
}

/// What is asked of an address that somebody typed: it may lead anywhere, so it is called with care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Whether something is posted; else only asked whether it may be (`OPTIONS`).
    pub posts: bool,
    /// Where. It may hold a secret.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// What is posted.
    pub body: Vec<u8>,
}

/// What an address answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers of the answer that matter here, names in lower case: `retry-after`, `webhook-allowed-origin`,
    /// `webhook-allowed-rate`.
    pub headers: Vec<(String, String)>,
    /// The beginning of what it said.
    pub body: String,
}

impl CallAnswer {
    /// A header of the answer.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }
}

/// What is fetched from an address that somebody else named: it may lead anywhere, so it is called with care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Where. It may hold a secret.
    pub url: String,
    /// The headers of the request.
    pub headers: Vec<(String, String)>,
    /// The most bytes that are taken.
    pub most: usize,
}

/// What lay at an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// Its media type, as it was told.
    pub media_type: String,
    /// Its bytes, or the beginning of them.
    pub bytes: Vec<u8>,
    /// Whether that is all of it.
    pub whole: bool,
    /// What it says of when to ask again: the header `retry-after`.
    pub retry_after: Option<String>,
}

impl Fetched {
    /// For how long it asks to be left alone; the machine's clock reads a date.
    #[must_use]
    pub fn asks_to_wait(&self, machine: Timestamp) -> Option<SignedDuration> {
        crate::webhooks::health::asked(self.retry_after.as_deref()?.trim(), machine)
    }
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// The address is no address, or not one that may be called: it leads into the house, or is not protected.
    #[error("the address may not be called")]
    Address,
    /// Its name leads nowhere.
    #[error("the name of the host is unknown")]
    Name,
    /// Nobody took the call, or it broke off.
    #[error("the connection failed")]
    Connection,
    /// It took too long.
    #[error("no answer in time")]
    Time,
}

impl Unreached {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Time => "time",
        }
    }
}

/// A way to post to somebody else's program.
pub trait HttpOut: Send + Sync {
    /// Calls an address that somebody typed: never one inside the house that is not allowed, no redirect followed, no longer
    /// and no larger an answer than needed. Where nothing leaves, nothing is called.
    ///
    /// # Errors
    /// [`Unreached`] when there is no answer.
    fn call<'a>(&'a self, _call: &'a Call) -> BoxFuture<'a, Result<CallAnswer, Unreached>> {
        Box::pin(async { Err(Unreached::Address) })
    }

    /// Fetches what lies at an address that somebody else named, as carefully as [`HttpOut::call`]. Where nothing leaves,
    /// nothing is fetched.
    ///
    /// # Errors
    /// [`Unreached`] when there is no answer.
    fn fetch<'a>(&'a self, _fetch: &'a Fetch) -> BoxFuture<'a, Result<Fetched, Unreached>> {
        Box::pin(async { Err(Unreached::Address) })
    }

    /// Posts; any answer is one, whatever its status. No redirect is followed.
    ///
    /// # Errors
    /// [`SendError`] when there is no answer.
    fn post<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, SendError>>;
}

/// Plain addresses without a token, for tests: replies find their journey by References only.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainAddresses;

impl ReplyAddress for PlainAddresses {
    fn reply_to(&self, mailbox: &str, _: JourneyId, _: UpdateId, _: &str) -> String {
        mailbox.to_owned()
    }

    fn envelope(&self, mailbox: &str, _: JourneyId, _: UpdateId, _: &str) -> String {
        mailbox.to_owned()
    }
}

/// The outside, as one value.
#[derive(Clone)]
pub struct Ports {
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Where mail leaves.
    pub mail: Arc<dyn MailOut>,
    /// Where replies and bounces go.
    pub addresses: Arc<dyn ReplyAddress>,
    /// What is posted to others.
    pub http: Arc<dyn HttpOut>,
    /// The social channels that this program has.
    pub social: SocialChannels,
}

impl Ports {
    /// A fresh id that sorts by the business time.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        let mut bytes = [0u8; 10];
        self.entropy.fill(&mut bytes);
        let millis = u64::try_from(self.clock.now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// A fresh id of a kind.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self) -> T {
        T::from(self.uuid())
    }

    /// Random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0u8; N];
        self.entropy.fill(&mut bytes);
        bytes
    }
}
