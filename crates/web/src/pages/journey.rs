//! The page of one journey: who has the ball, what comes next, what the customer was last told; then everything else.

mod act;
mod ball;
mod composer;
mod state;

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::pages::agreements::AgreementCard;
use crate::pages::friendliness::AskMarks;
use crate::pages::live::Onlookers;
use crate::pages::parts::{Banner, PromiseRow};
use crate::pages::shell::Shell;
use crate::pages::shipments::ShipmentCard;
use crate::pages::surveys::FeedbackPart;
use crate::pages::timeline::Timeline;
use crate::pages::visits::VisitCard;

pub use act::{Act, ActLink};
pub use ball::{BallCard, Holder, NextStep, Told};
pub use composer::{Composer, ComposerTab, SendingRow};
pub use state::JourneyState;

/// What stands over the page of a journey and over every form about it.
#[derive(Clone, Debug)]
pub struct JourneyHead {
    /// Its id, as in addresses.
    pub id: String,
    /// Its number.
    pub reference: String,
    /// What it is about.
    pub title: String,
    /// The customer's name or address.
    pub customer: String,
    /// How the customer chose to hear from us: icon and words.
    pub wish: Option<(&'static str, String)>,
    /// The name of its blueprint.
    pub blueprint: String,
    /// When it began.
    pub opened: Timestamp,
    /// When it closed.
    pub closed: Option<Timestamp>,
    /// How it stands.
    pub state: JourneyState,
    /// Promises broken and not settled.
    pub broken: usize,
    /// Promises that were not kept, also those that were settled since.
    pub not_kept: usize,
    /// Promises at risk.
    pub at_risk: usize,
    /// The ball epoch that the page was made at; forms carry it so that a late act is refused.
    pub epoch: i64,
    /// The last event that the page was made at; a message over a newer one asks first.
    pub seq: u64,
}

impl JourneyHead {
    /// The address of its page.
    pub fn href(&self) -> String {
        format!("/journeys/{}", self.id)
    }

    /// How long it has run, in seconds.
    pub fn age(&self, now: &Timestamp) -> i64 {
        self.closed.unwrap_or(*now).duration_since(self.opened).as_secs()
    }
}

/// One holder on the way of the ball.
#[derive(Clone, Debug)]
pub struct WayStop {
    /// Its name.
    pub name: String,
    /// How long it had the ball, in seconds of elapsed time.
    pub seconds: i64,
    /// Whether it has it now.
    pub now: bool,
}

/// One step of the blueprint.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Whether it is the one under way.
    pub now: bool,
    /// When it was done, by when it is expected, or how long it takes; perhaps empty.
    pub note: String,
    /// Whether it was done, or is, later than expected.
    pub late: bool,
}

/// How many letters fit beside the name of a fact.
const LONG_WORD: usize = 22;

/// A fact beside the timeline: its name and what it is.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The name, in words.
    pub name: String,
    /// What it is, in words.
    pub value: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Fact {
    /// Whether it has a word so long that it would be broken off beside the name: an address.
    pub fn long(&self) -> bool {
        self.value.split_whitespace().any(|word| word.chars().count() > LONG_WORD)
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "journey/page.html")]
pub struct JourneyPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What stands over it.
    pub head: JourneyHead,
    /// What asks for attention: a message that may be a duplicate, a failed delivery, an offer that waits.
    pub banners: Vec<Banner>,
    /// Another open journey of the same person that is probably about the same.
    pub one_matter: Option<OneMatter>,
    /// What was agreed, what stands first.
    pub agreements: Vec<AgreementCard>,
    /// The three cells.
    pub card: BallCard,
    /// What the reader may do, the first ones as buttons, all of them in words.
    pub acts: Vec<ActLink>,
    /// Whether the reader may do something to promises.
    pub may_promise: bool,
    /// The forms above the timeline; `None` for a reader who only looks.
    pub composer: Option<Composer>,
    /// What is known already, while something waits for an answer.
    pub brief: Vec<crate::pages::brief::BriefLine>,
    /// The timeline.
    pub timeline: Timeline,
    /// The visits, what is agreed on first.
    pub visits: Vec<VisitCard>,
    /// The shipments, what asks for attention first.
    pub shipments: Vec<ShipmentCard>,
    /// The promises, open ones first.
    pub promises: Vec<PromiseRow>,
    /// The way of the ball.
    pub way: Vec<WayStop>,
    /// The steps of the blueprint.
    pub steps: Vec<Step>,
    /// How it went so far, in figures.
    pub went: Vec<Fact>,
    /// How the customer says that it went.
    pub feedback: Option<FeedbackPart>,
    /// The marks that the reader is asked for, after work with a partner.
    pub rate: Option<AskMarks>,
    /// Good to know.
    pub facts: Vec<Fact>,
    /// What the reader sent and may still take back.
    pub sending: Vec<SendingRow>,
    /// Who else looks at it.
    pub onlookers: Onlookers,
}

/// Two open journeys that are joined by one tap.
#[derive(Clone, Debug)]
pub struct OneMatter {
    /// What is suggested, in words.
    pub words: String,
    /// The other journey: address and number.
    pub other: (String, String),
    /// Where the tap goes.
    pub action: String,
    /// Into which journey it joins.
    pub into: String,
}

impl JourneyPage {
    /// Whether the reader may do something to a promise: one of a visit lives and ends with it.
    pub fn may_change(&self, promise: &PromiseRow) -> bool {
        self.may_promise && !self.visits.iter().any(|visit| visit.promise.as_ref() == Some(&promise.id))
    }

    /// Whether something was promised and none of it was late, not even what was settled since.
    pub fn all_in_time(&self) -> bool {
        use crate::pages::parts::PromiseState::{Broken, FulfilledLate, Replaced};
        let late = |promise: &PromiseRow| matches!(promise.state, Broken | FulfilledLate | Replaced);
        self.head.not_kept == 0 && !self.promises.is_empty() && !self.promises.iter().any(late)
    }
}
