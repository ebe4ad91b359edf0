//! What the player counts, in the player's own words.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::Desk;

/// Who has the ball, as the player names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ball {
    /// The contact centre.
    Kcc,
    /// The technical service.
    Technical,
    /// Claims.
    Claims,
    /// The resident.
    Resident,
}

/// What the player counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// What the resident said or sent.
    pub from_customer: usize,
    /// What the resident got, and calls to the resident.
    pub from_us: usize,
    /// Half answers.
    pub fragments: usize,
    /// "Any news?"
    pub chasers: usize,
    /// How often the resident had to say the same again.
    pub repeats: usize,
    /// Messages without news.
    pub no_news: usize,
    /// Offers that were accepted or answered at once.
    pub handovers: usize,
    /// How often the ball went from one team to another.
    pub sent_on: usize,
    /// How long everybody had the ball.
    pub held: BTreeMap<Ball, SignedDuration>,
    /// Whether it was solved.
    pub solved: bool,
    /// Whether that took one complete answer, and no half one.
    pub in_one_answer: bool,
}

impl From<Desk> for Ball {
    fn from(desk: Desk) -> Self {
        match desk {
            Desk::Kcc => Self::Kcc,
            Desk::Technical => Self::Technical,
            Desk::Claims => Self::Claims,
        }
    }
}
