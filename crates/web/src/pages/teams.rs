//! The work of a team: who has what, what was promised for today, which handovers wait. By name, never by number.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::pages::parts::{JourneyRef, PromiseRow};
use crate::pages::shell::Shell;
use crate::pages::work::LoudRow;

/// A journey that somebody of the team has.
#[derive(Clone, Debug)]
pub struct HeldRow {
    /// The journey.
    pub journey: JourneyRef,
    /// By when the customer must hear something or get something.
    pub due: Option<Timestamp>,
}

/// What one member took, or what nobody took.
#[derive(Clone, Debug)]
pub struct Share {
    /// Unique on the page.
    pub id: String,
    /// The member; nothing for what nobody took.
    pub name: Option<String>,
    /// That the member is away, until when, and who stands in.
    pub away: Option<String>,
    /// How many.
    pub count: usize,
    /// The most urgent ones.
    pub rows: Vec<HeldRow>,
    /// Where the member's absence is set, where the reader may.
    pub absence: Option<String>,
}

impl Share {
    /// How many are not shown.
    #[must_use]
    pub fn rest(&self) -> usize {
        self.count.saturating_sub(self.rows.len())
    }
}

/// A handover that waits.
#[derive(Clone, Debug)]
pub struct WaitingOffer {
    /// Its id.
    pub id: String,
    /// The journey.
    pub journey: JourneyRef,
    /// Where it is answered.
    pub href: String,
    /// From whom, to whom.
    pub between: String,
    /// By when it should be answered.
    pub due: Timestamp,
}

/// The page of a team.
#[derive(Clone, Debug, Template)]
#[template(path = "teams/page.html")]
pub struct TeamPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The team.
    pub name: String,
    /// Whether there are other teams to look at.
    pub others: bool,
    /// How many journeys lie with the team.
    pub all: usize,
    /// What nobody took first, then each member by name.
    pub shares: Vec<Share>,
    /// What came back louder about agreements of the team.
    pub loud: Vec<LoudRow>,
    /// What the team promised for today, or earlier.
    pub promises: Vec<PromiseRow>,
    /// Handovers to the team.
    pub to: Vec<WaitingOffer>,
    /// Handovers from the team.
    pub from: Vec<WaitingOffer>,
    /// How many journeys are shielded from the reader.
    pub shielded: usize,
}

/// A choice of teams.
#[derive(Clone, Debug, Template)]
#[template(path = "teams/index.html")]
pub struct TeamsPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// Each with its address and how many work there.
    pub teams: Vec<(String, String, usize)>,
}

impl TeamPage {
    /// The handovers that wait, each side under the key of its heading.
    fn offers(&self) -> [(&'static str, &Vec<WaitingOffer>); 2] {
        [("teamwork-to", &self.to), ("teamwork-from", &self.from)]
    }
}
