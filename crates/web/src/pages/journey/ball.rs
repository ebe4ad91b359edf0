//! The three cells over a journey: who has the ball, what comes next, what the customer was last told.

use jiff::Timestamp;

use crate::pages::parts::Channel;

/// Who must act now.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum Holder {
    /// One of the organisation's teams.
    Team { name: String, assignee: Option<String> },
    /// A partner in the chain.
    Partner { name: String },
    /// The customer, asked by a team.
    Customer { asked_by: String },
    /// Nobody: the journey is closed.
    Nobody,
}

/// What comes next.
#[derive(Clone, Debug)]
pub struct NextStep {
    /// In one line.
    pub what: String,
    /// Start of the window, when there is one.
    pub from: Option<Timestamp>,
    /// When it must be done.
    pub due: Option<Timestamp>,
    /// Anything to add.
    pub note: Option<String>,
}

/// What the customer was last told.
#[derive(Clone, Debug)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// What, in one line.
    pub what: String,
    /// By which way.
    pub channel: Channel,
}

/// The three cells.
#[derive(Clone, Debug)]
pub struct BallCard {
    /// Who must act now.
    pub holder: Holder,
    /// Since when.
    pub since: Timestamp,
    /// Why the ball lies there, in words.
    pub why: String,
    /// An offer that waits: the team, and when it must answer.
    pub offered: Option<(String, Timestamp)>,
    /// What comes next.
    pub next: Option<NextStep>,
    /// What the customer was last told.
    pub told: Option<Told>,
    /// When the customer must hear something at the latest.
    pub news_by: Option<Timestamp>,
}

impl BallCard {
    /// Whether nobody has to act any more.
    pub fn over(&self) -> bool {
        matches!(self.holder, Holder::Nobody)
    }
}
