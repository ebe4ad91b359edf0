//! What the pages of a demonstration show of its stories: what happens in which order, what of it has happened in the record,
//! and where to look. Nothing here is told by a click: a step is done when the record says so.

use jiff::Timestamp;

/// An organisation of the demonstration, at an address of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoHouse {
    /// Its code.
    pub code: String,
    /// The organisation's name.
    pub name: String,
    /// The address of its start page.
    pub url: String,
    /// Whether it is the one that is asked.
    pub here: bool,
}

/// A text message that left the demo: kept, never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoText {
    /// When, by the business clock.
    pub at: Timestamp,
    /// To which number.
    pub to: String,
    /// Its words.
    pub text: String,
}

/// How far a story is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoProgress {
    /// The code of the story.
    pub code: String,
    /// How many steps have happened.
    pub done: usize,
    /// How many there are.
    pub of: usize,
}

/// A story of the demonstration, with what has happened of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoStory {
    /// Its code.
    pub code: String,
    /// The customer's name.
    pub name: String,
    /// The customer's address; empty where there is none.
    pub email: String,
    /// The customer's telephone number; empty where there is none.
    pub phone: String,
    /// Its steps, in order.
    pub steps: Vec<DemoStep>,
    /// Whether it can go on from where the clock stands; else it begins anew.
    pub goes_on: bool,
}

impl DemoStory {
    /// How many of its steps have happened.
    #[must_use]
    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.done.is_some()).count()
    }

    /// The first step that has not happened.
    #[must_use]
    pub fn next(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.done.is_none())
    }
}

/// A step of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoStep {
    /// Its code, of which its words are made.
    pub code: String,
    /// When the story tells it.
    pub at: Timestamp,
    /// When it happened, by the record; nothing while it has not.
    pub done: Option<Timestamp>,
    /// Whether time alone brings it: nobody has to do anything.
    pub by_itself: bool,
    /// Where to look once it has happened.
    pub see: Vec<DemoSee>,
}

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSee {
    /// What it is, as a code.
    pub what: &'static str,
    /// The path of the page.
    pub path: String,
    /// As whom: the code of the role and the member's name; nobody for pages that are for everybody.
    pub role: Option<(String, String)>,
}

/// What came of going on with a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoPlayed {
    /// The next step happened.
    Happened,
    /// There is no next one.
    Over,
    /// It can no longer happen: the visitor did something else, or the moment has passed.
    Elsewhere,
}
