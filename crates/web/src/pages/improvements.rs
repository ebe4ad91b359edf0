//! Improvements: the board with what was gathered, one of them, what was done, and the points of a team's meeting.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::figures::{ChartView, Pick};
use crate::pages::parts::{Tab, Tone};
use crate::pages::shell::Shell;

/// Something that was gathered, or that an improvement comes from.
#[derive(Clone, Debug)]
pub struct SourceLine {
    /// As a form writes it.
    pub code: String,
    /// What it is.
    pub kind: String,
    /// What it stands on, and where that is.
    pub on: String,
    /// Where it is.
    pub href: String,
    /// When, where that says something.
    pub at: Option<Timestamp>,
}

/// An improvement in a list.
#[derive(Clone, Debug)]
pub struct CardLine {
    /// Where it is.
    pub href: String,
    /// What it is about.
    pub title: String,
    /// The team that does it.
    pub owner: String,
    /// What happens next, or what came of it.
    pub state: String,
    /// How that looks.
    pub tone: Tone,
}

/// The improvements that are equally far.
#[derive(Clone, Debug)]
pub struct StepPart {
    /// Unique on the page.
    pub id: &'static str,
    /// How far.
    pub name: String,
    /// They.
    pub cards: Vec<CardLine>,
}

/// The board.
#[derive(Clone, Debug, Template)]
#[template(path = "improvements/board.html")]
pub struct BoardPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The board and what was done.
    pub tabs: Vec<Tab>,
    /// Where the points of a meeting are.
    pub huddle: String,
    /// What was gathered and is in no improvement, for who makes them.
    pub gathered: Option<Vec<SourceLine>>,
    /// Makes one of it.
    pub make: Option<Form>,
    /// Step by step.
    pub steps: Vec<StepPart>,
}

/// Words with their moment.
#[derive(Clone, Debug)]
pub struct NotedLine {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub words: String,
}

/// One improvement.
#[derive(Clone, Debug, Template)]
#[template(path = "improvements/one.html")]
pub struct ImprovementPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What it is about.
    pub title: String,
    /// The team that does it.
    pub owner: String,
    /// How far it is.
    pub step: String,
    /// How that looks.
    pub tone: Tone,
    /// By when the owner says what is done, while nobody did.
    pub answer_by: Option<Timestamp>,
    /// What it comes from.
    pub sources: Vec<SourceLine>,
    /// On how many journeys the reader may not see where it comes from.
    pub shielded: usize,
    /// What was found.
    pub found: Vec<NotedLine>,
    /// What changes, in its own words.
    pub what: Option<String>,
    /// What was registered: name and value.
    pub terms: Vec<(String, String)>,
    /// The verdict, and what it was read from.
    pub verdict: Option<(String, String, Tone)>,
    /// How the figure went.
    pub chart: Option<ChartView>,
    /// Why it was stopped.
    pub stopped: Option<NotedLine>,
    /// What was done, in each language in which it was said.
    pub done: Vec<String>,
    /// Who heard it, in words.
    pub heard: Vec<String>,
    /// Where a reporter says that it was read.
    pub hear: Option<String>,
    /// Notes what was found.
    pub investigate: Option<Form>,
    /// Registers what is tried.
    pub register: Option<Form>,
    /// Tells what was done.
    pub tell: Option<Form>,
    /// Stops it.
    pub stop: Option<Form>,
}

/// What was done with something that was reported or answered.
#[derive(Clone, Debug)]
pub struct DoneLine {
    /// Its id.
    pub id: String,
    /// What it was about.
    pub title: String,
    /// What was done.
    pub words: String,
    /// Who did it.
    pub owner: String,
    /// When it was told.
    pub at: Timestamp,
    /// What the figures said, where they said something.
    pub verdict: Option<String>,
    /// Whether the reader reported it and has not read it.
    pub unread: bool,
}

/// What was done.
#[derive(Clone, Debug, Template)]
#[template(path = "improvements/done.html")]
pub struct DonePage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The board and what was done.
    pub tabs: Vec<Tab>,
    /// It, newest first.
    pub rows: Vec<DoneLine>,
}

/// One thing to talk about.
#[derive(Clone, Debug)]
pub struct PointLine {
    /// Its icon.
    pub icon: &'static str,
    /// What it is.
    pub what: String,
    /// What it is about.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// What the team may ask itself.
    pub ask: String,
}

/// The points of a team's meeting.
#[derive(Clone, Debug, Template)]
#[template(path = "improvements/huddle.html")]
pub struct HuddlePage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The team, where there are more to choose from.
    pub pick: Option<Pick>,
    /// The team.
    pub team: String,
    /// Since when.
    pub since: Timestamp,
    /// The points.
    pub points: Vec<PointLine>,
}
