//! The board of the direction: a column a holder, a card a journey, the most urgent on top; the same as a table.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::pages::parts::{JourneyRef, Tone};
use crate::pages::shell::Shell;
use crate::pages::work::LoudRow;

/// One count on top of the board, as a link that shows only these.
#[derive(Clone, Debug)]
pub struct Strip {
    /// Where it leads: only these, or all again.
    pub href: String,
    /// The words.
    pub label: String,
    /// How many.
    pub count: usize,
    /// Its icon.
    pub icon: &'static str,
    /// How it looks when there are any.
    pub tone: Tone,
    /// Whether only these are shown now.
    pub current: bool,
}

/// One journey on the board.
#[derive(Clone, Debug)]
pub struct BoardCard {
    /// The journey.
    pub journey: JourneyRef,
    /// What comes next for the customer, and when that was promised: the tightest promise, else what was told.
    pub next: String,
    /// By when.
    pub due: Option<Timestamp>,
    /// Whether a promise is behind it.
    pub promised: bool,
    /// Whether the customer has heard nothing for too long.
    pub silent: bool,
    /// Since when the ball is there.
    pub since: Timestamp,
    /// How long that is, in seconds.
    pub held: i64,
    /// Who took it; nothing for nobody.
    pub assignee: Option<String>,
    /// That the assignee is away, and until when.
    pub away: Option<String>,
    /// Where it is handed over, where the reader may.
    pub handover: Option<String>,
}

/// Everything that lies with one holder.
#[derive(Clone, Debug)]
pub struct Column {
    /// Unique on the page.
    pub id: String,
    /// The holder.
    pub name: String,
    /// Whether it is the customer, or a partner: a word beside the name.
    pub kind: Option<String>,
    /// Whether a team has it, so that somebody should take it.
    pub team: bool,
    /// How many there are.
    pub count: usize,
    /// The most urgent ones.
    pub cards: Vec<BoardCard>,
    /// Where the rest is, and how many those are.
    pub rest: Option<(String, usize)>,
    /// Where who has what in this team is shown.
    pub href: Option<String>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "board/page.html")]
pub struct BoardPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What asks for attention.
    pub strip: Vec<Strip>,
    /// All open journeys.
    pub all: usize,
    /// Whether it is shown as a table.
    pub table: bool,
    /// Where it is shown as columns, and as a table.
    pub views: (String, String),
    /// What came back louder about agreements, of any team.
    pub loud: Vec<LoudRow>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Teams with nothing in hand.
    pub idle: Vec<String>,
    /// Of one column: its name, and where all of them are.
    pub one: Option<(String, String)>,
    /// The address of the rest of that column.
    pub more: Option<String>,
}
