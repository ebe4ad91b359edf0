//! Small things that many pages show: tones, channels, promises, references to a journey.

use jiff::Timestamp;
use regie_domain::codes::FileMark;

use crate::cx::Cx;
use crate::words;

/// How something looks; never the only sign of what it means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Quiet.
    #[default]
    Plain,
    /// Good, done.
    Ok,
    /// Needs attention soon.
    Warn,
    /// Wrong, late.
    Bad,
    /// Running, waiting.
    Wait,
}

impl Tone {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Ok => "ok",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Wait => "wait",
        }
    }
}

/// A line of attention on a page.
#[derive(Clone, Debug)]
pub struct Banner {
    /// How it looks.
    pub tone: Tone,
    /// Its icon.
    pub icon: &'static str,
    /// What it says.
    pub text: String,
    /// Where it leads: address and words.
    pub link: Option<(String, String)>,
}

impl Banner {
    /// A banner without a link.
    pub fn new(tone: Tone, icon: &'static str, text: impl Into<String>) -> Self {
        Banner { tone, icon, text: text.into(), link: None }
    }
}

/// The way by which a contact came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// E-mail.
    Email,
    /// Telephone.
    Phone,
    /// The status page or the intake page.
    Web,
    /// At the counter.
    Counter,
    /// On paper.
    Letter,
    /// Social media.
    Social,
    /// Text message.
    Text,
}

impl Channel {
    /// Every channel, for a choice.
    pub const ALL: [Channel; 7] = [
        Channel::Phone,
        Channel::Email,
        Channel::Counter,
        Channel::Letter,
        Channel::Web,
        Channel::Social,
        Channel::Text,
    ];

    /// The value in a form.
    pub const fn code(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Phone => "phone",
            Channel::Web => "web",
            Channel::Counter => "counter",
            Channel::Letter => "letter",
            Channel::Social => "social",
            Channel::Text => "text",
        }
    }

    /// The text key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Channel::Email => "channel-email",
            Channel::Phone => "channel-phone",
            Channel::Web => "channel-web",
            Channel::Counter => "channel-counter",
            Channel::Letter => "channel-letter",
            Channel::Social => "channel-social",
            Channel::Text => "channel-text",
        }
    }

    /// Its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Channel::Email => "mail",
            Channel::Phone => "phone",
            Channel::Web => "globe",
            Channel::Counter => "store",
            Channel::Letter => "file-text",
            Channel::Social | Channel::Text => "message-circle",
        }
    }
}

/// A journey that another page points at.
#[derive(Clone, Debug)]
pub struct JourneyRef {
    /// Its id, as in addresses.
    pub id: String,
    /// Its number, as people say it: `R-2611-0482`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The customer's name, or their address when no name is known.
    pub customer: String,
}

impl JourneyRef {
    /// The address of its page.
    pub fn href(&self) -> String {
        format!("/journeys/{}", self.id)
    }
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseState {
    /// Nothing to worry about.
    Running,
    /// More than half of its time is gone, or a named fact is missing.
    AtRisk,
    /// Who was to do it is gone, and nobody knows yet whether it is done in time.
    InDoubt,
    /// Its window passed without it.
    Broken,
    /// Met in its first window.
    Kept,
    /// Moved in time, and met in the window then current.
    KeptAfterMove,
    /// Met after its window.
    FulfilledLate,
    /// Another came in its place.
    Replaced,
    /// The one it was made to let go of it.
    Released,
    /// The one it was made to chose another time, which is a promise of its own.
    Rechosen,
}

impl PromiseState {
    /// The text key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            PromiseState::Running => "promise-running",
            PromiseState::AtRisk => "promise-at-risk",
            PromiseState::InDoubt => "promise-in-doubt",
            PromiseState::Broken => "promise-broken",
            PromiseState::Kept => "promise-kept",
            PromiseState::KeptAfterMove => "promise-kept-after-move",
            PromiseState::FulfilledLate => "promise-fulfilled-late",
            PromiseState::Replaced => "promise-replaced",
            PromiseState::Released => "promise-released",
            PromiseState::Rechosen => "promise-rechosen",
        }
    }

    /// The text key for the customer, who does not see "at risk".
    pub const fn customer_key(self) -> &'static str {
        match self {
            PromiseState::AtRisk => PromiseState::Running.key(),
            PromiseState::Released => "status-promise-released",
            other => other.key(),
        }
    }

    /// How it looks.
    pub const fn tone(self) -> Tone {
        match self {
            PromiseState::Running => Tone::Wait,
            PromiseState::AtRisk | PromiseState::InDoubt => Tone::Warn,
            PromiseState::Broken => Tone::Bad,
            PromiseState::Kept | PromiseState::KeptAfterMove => Tone::Ok,
            PromiseState::FulfilledLate | PromiseState::Replaced | PromiseState::Released | PromiseState::Rechosen => {
                Tone::Plain
            }
        }
    }

    /// How it looks to the customer.
    pub const fn customer_tone(self) -> Tone {
        match self {
            PromiseState::AtRisk => Tone::Wait,
            other => other.tone(),
        }
    }

    /// Whether nobody knows if it is done in time.
    pub const fn is_in_doubt(self) -> bool {
        matches!(self, PromiseState::InDoubt)
    }

    /// Whether it is still watched.
    pub const fn open(self) -> bool {
        matches!(self, PromiseState::Running | PromiseState::AtRisk | PromiseState::InDoubt)
    }
}

/// A promise, on the journey's page, in the list and on the customer's page.
#[derive(Clone, Debug)]
pub struct PromiseRow {
    /// Its id.
    pub id: String,
    /// What was promised, in the words that the customer read.
    pub what: String,
    /// Whether it promises only that news comes.
    pub news: bool,
    /// The team that owes it.
    pub owner: String,
    /// Start of the window, when there is one.
    pub from: Option<Timestamp>,
    /// End of the current window.
    pub due: Timestamp,
    /// End of the first window, when it was moved, with the reason.
    pub moved: Option<(Timestamp, String)>,
    /// How it stands.
    pub state: PromiseState,
    /// When it was met.
    pub done_at: Option<Timestamp>,
    /// What it costs the customer, in cents.
    pub cost: Option<i64>,
    /// Whether a broken promise still has to be settled.
    pub unsettled: bool,
    /// Its journey, in lists over more than one.
    pub journey: Option<JourneyRef>,
    /// How the customer is told what was promised, where nothing else makes it done: address and words.
    pub tell: Option<(String, String)>,
}

impl PromiseRow {
    /// The icon of its kind, or a tick once it is met.
    pub fn icon(&self) -> &'static str {
        match self.state {
            PromiseState::Kept | PromiseState::KeptAfterMove => "circle-check",
            PromiseState::Broken | PromiseState::InDoubt => "triangle-alert",
            PromiseState::Released | PromiseState::Replaced | PromiseState::Rechosen => "circle-x",
            _ if self.news => "bell",
            _ => "clock",
        }
    }
}

/// A file that came along.
#[derive(Clone, Debug)]
pub struct FileLink {
    /// Where it is downloaded.
    pub href: String,
    /// Its name, as the sender gave it.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What a person should know before opening it.
    pub marks: Vec<FileMark>,
}

impl FileLink {
    /// Its name on a page: a file stands there once.
    pub fn id(&self) -> String {
        format!("f{}", self.href.replace(['/', '?', '='], "-"))
    }

    /// What a person should know before opening it, in words, each with whether it warns.
    pub fn notes(&self, cx: &Cx) -> Vec<(bool, String)> {
        self.marks.iter().map(|mark| (warns(*mark), words::file_mark(cx, *mark))).collect()
    }
}

/// Whether opening such a file may do harm.
fn warns(mark: FileMark) -> bool {
    use FileMark as M;
    matches!(mark, M::Program | M::Script | M::Page | M::Macros | M::Disguised | M::Archive | M::LockedArchive)
}

/// One tab of a list, as a link.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Where it goes.
    pub href: String,
    /// The words on it.
    pub label: String,
    /// The number beside it.
    pub count: Option<usize>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// One cell of a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// A quieter second line.
    pub sub: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
    /// A tag in place of plain text.
    pub tone: Option<Tone>,
}

impl Cell {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A link.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Cell { text: text.into(), href: Some(href.into()), ..Cell::default() }
    }

    /// A tag.
    pub fn tag(text: impl Into<String>, tone: Tone) -> Self {
        Cell { text: text.into(), tone: Some(tone), ..Cell::default() }
    }

    /// With a quieter second line.
    pub fn second(mut self, line: impl Into<String>) -> Self {
        self.sub = Some(line.into());
        self
    }
}

/// A table that becomes a list on a narrow screen.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The headings, in words.
    pub columns: Vec<String>,
    /// The rows; the first cell of each names it.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// What it lists, where it stands on a page about something else: its first heading.
    pub fn name(&self) -> &str {
        self.heading(&0)
    }

    /// The heading over a column, for narrow screens.
    pub fn heading(&self, index: &usize) -> &str {
        self.columns.get(*index).map_or("", String::as_str)
    }
}
