//! The steps on the customer's page.

use jiff::Timestamp;

/// Where a step stands. Only what a real event caused is done or now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It happened.
    Done,
    /// It is under way.
    Now,
    /// It comes later.
    Todo,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: StepState,
    /// When it was done.
    pub at: Option<Timestamp>,
    /// One line about it.
    pub note: Option<String>,
    /// Whether it is the first that is not done: whose turn it is stands with it.
    pub turn: bool,
}

impl Step {
    /// The class in the style sheet.
    pub const fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::Todo => "todo",
        }
    }

    /// The text key of where it stands.
    pub const fn key(&self) -> &'static str {
        match self.state {
            StepState::Done => "step-done",
            StepState::Now => "step-now",
            StepState::Todo => "step-todo",
        }
    }
}
