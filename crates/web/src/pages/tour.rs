//! The pages of a story in the demo.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;

/// A story, as a list shows it.
#[derive(Clone, Debug)]
pub struct TourRow {
    /// What it is called.
    pub name: String,
    /// What it shows, in words.
    pub about: String,
    /// How far it is, in words; nothing while it has not begun.
    pub progress: Option<String>,
    /// Its page.
    pub href: String,
}

/// Where to look.
#[derive(Clone, Debug)]
pub struct TourSee {
    /// What it is, in words.
    pub text: String,
    /// The page; for a page of a member, where to go after signing in.
    pub href: String,
    /// Where signing in as that member is posted.
    pub sign_in: Option<String>,
}

/// A step.
#[derive(Clone, Debug)]
pub struct TourStep {
    /// Its number, from 1.
    pub number: usize,
    /// What happens.
    pub title: String,
    /// What to look at, and why.
    pub look: String,
    /// When the story tells it.
    pub at: Timestamp,
    /// When it happened, by the record.
    pub done: Option<Timestamp>,
    /// Whether it is the next one.
    pub now: bool,
    /// Whether time alone brings it.
    pub by_itself: bool,
    /// Where to look.
    pub see: Vec<TourSee>,
}

/// A story, step by step.
#[derive(Clone, Debug, Template)]
#[template(path = "demo/tour.html")]
pub struct TourPage {
    /// Context; its demo bar is on.
    pub cx: Cx,
    /// The organisation of the demo.
    pub organisation: Option<String>,
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// Who the customer is, to take part as them.
    pub person: String,
    /// How far it is, in words.
    pub progress: String,
    /// The steps.
    pub steps: Vec<TourStep>,
    /// Whether it can go on from where the clock stands.
    pub goes_on: bool,
    /// Whether every step has happened.
    pub over: bool,
    /// What came of the last button, with whether that was well.
    pub said: Option<(bool, String)>,
}

impl TourPage {
    /// The step that was done last.
    #[must_use]
    pub fn last(&self) -> Option<&TourStep> {
        self.steps.iter().rfind(|step| step.done.is_some())
    }

    /// The step that comes now.
    #[must_use]
    pub fn next(&self) -> Option<&TourStep> {
        self.steps.iter().find(|step| step.now)
    }
}
