//! What a social channel is to the rest of Regie: one small trait. A channel knows the forms of its own interface and nothing
//! else: it reads what was posted, says what to post and what the answer means. Who calls, keeps and decides stands in the
//! files beside this one, the same for all channels. See `docs/adding-a-channel.md`.

use std::sync::Arc;

use jiff::Timestamp;
use regie_domain::codes::{FailWhy, Medium};
use regie_domain::social::Template;
use serde::{Deserialize, Serialize};

use crate::ports::{Call, CallAnswer, Fetch};

/// A page or number of ours, with what opens its interface.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// Its id there.
    pub id: &'a str,
    /// Where the interface is reached, without a slash at the end.
    pub base: &'a str,
    /// What proves that we may use it.
    pub token: &'a str,
}

/// Something that a channel posted to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// Somebody wrote.
    Came(Came),
    /// Something became of messages of ours.
    Told(Told),
    /// Something else: noted by its sort and left.
    Other(String),
}

/// A message as a channel has read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// Its id there: the same message has the same.
    pub id: String,
    /// By what its sender is known there.
    pub from: String,
    /// What its sender is called there, where that comes along.
    pub name: Option<String>,
    /// When it was written, by the channel's clock.
    pub at: Option<Timestamp>,
    /// Its words, perhaps none.
    pub text: String,
    /// Its files, not fetched yet.
    pub files: Vec<FileAt>,
    /// The id of the message that it answers, where it names one.
    pub answers: Option<String>,
    /// What it is, in the channel's own code, where Regie has neither words nor files of it (`location`, `sticker`).
    pub sort: Option<String>,
}

/// A file that lies with the channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAt {
    /// Where: an address, or an id that the channel's interface knows.
    pub place: Place,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its media type, where it is told.
    pub media_type: Option<String>,
}

/// Where a file lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// At an address.
    Url(String),
    /// With the channel, under an id.
    Id(String),
}

/// What became of messages of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Their ids; none where all up to a moment are meant.
    pub ids: Vec<String>,
    /// By what their receiver is known there.
    pub to: String,
    /// Until when they were sent, where no ids are named.
    pub until: Option<Timestamp>,
    /// What became of them.
    pub fate: Fate,
    /// When, by the channel's clock.
    pub at: Option<Timestamp>,
}

/// What became of a message of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The channel took it; that is known already.
    Sent,
    /// It reached the telephone or browser.
    Delivered,
    /// It was seen.
    Read,
    /// It did not arrive after all.
    Failed(FailWhy),
}

/// Why a posting cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is no posting of this channel's form.
    #[error("the posting has another form")]
    Form,
    /// It is about something else than the page or number.
    #[error("the posting is about something else")]
    Elsewhere,
}

/// Why a channel did not take a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// Trying again may help; the channel's words.
    Later(String),
    /// It will not arrive by this way; the channel's words.
    Never(FailWhy, String),
}

/// One social channel. It does no I/O of its own.
pub trait SocialChannel: Send + Sync {
    /// Which one it is.
    fn medium(&self) -> Medium;

    /// The name of the header that a posting is signed in.
    fn signed_in(&self) -> &'static str;

    /// Whether a posting was signed with a secret, over its bytes as they came. A wrong one takes as long as a right one.
    fn is_signed(&self, secret: &str, signature: &str, body: &[u8]) -> bool;

    /// Reads a posting to one page or number.
    ///
    /// # Errors
    /// [`Unread`] for what is none.
    fn read(&self, account: &str, body: &[u8]) -> Result<Vec<Happened>, Unread>;

    /// The most characters of a message.
    fn longest(&self) -> usize;

    /// What posts words to somebody.
    fn text(&self, account: Account<'_>, to: &str, words: &str) -> Call;

    /// What posts an approved template with its values; nothing where the channel has none.
    fn template(&self, _account: Account<'_>, _to: &str, _template: &Template, _values: &[String]) -> Option<Call> {
        None
    }

    /// The id of a message that was posted, by what was answered.
    ///
    /// # Errors
    /// [`NotTaken`], with why.
    fn taken(&self, answer: &CallAnswer) -> Result<String, NotTaken>;

    /// What fetches a file, or what says where it is.
    fn fetch(&self, account: Account<'_>, file: &FileAt) -> Fetch;

    /// What fetches a file, where [`SocialChannel::fetch`] only told where it is.
    fn fetch_then(&self, _account: Account<'_>, _file: &FileAt, _told: &[u8]) -> Option<Fetch> {
        None
    }

    /// What tells whether a page or number can be used, and its name.
    fn look(&self, account: Account<'_>) -> Fetch;

    /// What tells what somebody is called there; nothing where that comes along with each message.
    fn profile(&self, _account: Account<'_>, _user: &str) -> Option<Fetch> {
        None
    }

    /// The name in what [`SocialChannel::look`] or [`SocialChannel::profile`] fetched.
    fn name_in(&self, fetched: &[u8]) -> Option<String>;
}

/// The social channels that this program has.
#[derive(Clone, Default)]
pub struct SocialChannels(Vec<Arc<dyn SocialChannel>>);

impl SocialChannels {
    /// These.
    #[must_use]
    pub fn new(channels: Vec<Arc<dyn SocialChannel>>) -> Self {
        Self(channels)
    }

    /// One of them.
    #[must_use]
    pub fn of(&self, medium: Medium) -> Option<Arc<dyn SocialChannel>> {
        self.0.iter().find(|channel| channel.medium() == medium).cloned()
    }
}

impl std::fmt::Debug for SocialChannels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|channel| channel.medium())).finish()
    }
}
