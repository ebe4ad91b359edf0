//! The page of one journey: who has the ball, what comes next, what the customer was last told; then everything else.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::live::Onlookers;
use crate::pages::parts::{Banner, Channel, PromiseRow, Tab, Tone};
use crate::pages::shell::Shell;
use crate::pages::timeline::Timeline;
use crate::pages::visits::VisitCard;

/// How a journey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum JourneyState {
    /// Running.
    Open,
    /// An outcome was told; it closes then, unless the customer objects.
    Proposed { closes: Timestamp },
    /// Closed as solved.
    Solved,
    /// The customer withdrew.
    Withdrawn,
    /// No answer after reminders.
    NoAnswer,
    /// Out of an archive, where it had ended.
    Historic,
    /// It went to another body.
    Forwarded,
    /// Set aside.
    Void,
}

impl JourneyState {
    /// Text key of its tag.
    pub const fn key(self) -> &'static str {
        match self {
            JourneyState::Open => "journey-open",
            JourneyState::Proposed { .. } => "journey-proposed",
            JourneyState::Solved => "journey-solved",
            JourneyState::Withdrawn => "journey-withdrawn",
            JourneyState::NoAnswer => "journey-no-answer",
            JourneyState::Historic => "journey-historic",
            JourneyState::Forwarded => "journey-forwarded",
            JourneyState::Void => "journey-void",
        }
    }

    /// Icon of its tag.
    pub const fn icon(self) -> &'static str {
        match self {
            JourneyState::Open => "clock",
            JourneyState::Proposed { .. } => "hourglass",
            JourneyState::Solved => "circle-check",
            JourneyState::Withdrawn | JourneyState::NoAnswer | JourneyState::Historic => "archive",
            JourneyState::Forwarded => "send",
            JourneyState::Void => "ban",
        }
    }

    /// Look of its tag.
    pub const fn tone(self) -> Tone {
        match self {
            JourneyState::Open | JourneyState::Proposed { .. } => Tone::Wait,
            JourneyState::Solved => Tone::Ok,
            JourneyState::Withdrawn
            | JourneyState::NoAnswer
            | JourneyState::Historic
            | JourneyState::Forwarded
            | JourneyState::Void => Tone::Plain,
        }
    }
}

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

/// What a member may do from the page. Each has its own page with a form (see [`crate::pages::acts`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Hand over.
    Handover,
    /// Ask the customer.
    Ask,
    /// Propose an outcome.
    Outcome,
    /// Take the ball back.
    TakeBack,
    /// Take it on, or give it to a colleague.
    Assign,
    /// Note a contact that was by telephone, at the counter, on paper.
    Contact,
    /// Set aside.
    Void,
    /// Undo setting aside.
    UndoVoid,
    /// Close again what was opened by a word of thanks.
    JustThanks,
    /// Say that what the customer's side wrote was seen and needs no answer.
    Seen,
    /// Close because the customer withdrew, or gave no answer.
    Withdraw,
    /// Note that the customer said it is solved.
    Agreed,
    /// Note that the customer said it is not solved.
    NotSolved,
    /// Open it again.
    Reopen,
    /// The question to the customer needs no answer any more.
    WithdrawQuestion,
    /// Note that the customer says to be sent back and forth.
    SentAround,
    /// Forward the matter to the body whose it is.
    Forward,
    /// Extend the legal term.
    ExtendLegal,
}

impl Act {
    /// Its part of the address.
    pub const fn path(self) -> &'static str {
        match self {
            Act::Handover => "handover",
            Act::Ask => "question",
            Act::Outcome => "outcome",
            Act::TakeBack => "take-back",
            Act::Assign => "assign",
            Act::Contact => "contact",
            Act::Void => "void",
            Act::UndoVoid => "undo-void",
            Act::JustThanks => "just-thanks",
            Act::Seen => "seen",
            Act::Withdraw => "close",
            Act::Agreed => "agreed",
            Act::NotSolved => "not-solved",
            Act::Reopen => "reopen",
            Act::WithdrawQuestion => "withdraw-question",
            Act::SentAround => "back-and-forth",
            Act::Forward => "forward",
            Act::ExtendLegal => "legal-term",
        }
    }

    /// Its text key.
    pub const fn key(self) -> &'static str {
        match self {
            Act::Handover => "act-handover",
            Act::Ask => "act-ask",
            Act::Outcome => "act-outcome",
            Act::TakeBack => "act-take-back",
            Act::Assign => "act-assign",
            Act::Contact => "act-contact",
            Act::Void => "act-void",
            Act::UndoVoid => "act-undo-void",
            Act::JustThanks => "act-just-thanks",
            Act::Seen => "act-seen",
            Act::Withdraw => "act-withdraw",
            Act::Agreed => "act-agreed",
            Act::NotSolved => "act-not-solved",
            Act::Reopen => "act-reopen",
            Act::WithdrawQuestion => "act-withdraw-question",
            Act::SentAround => "act-sent-around",
            Act::Forward => "act-forward",
            Act::ExtendLegal => "act-extend-legal",
        }
    }

    /// Its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Act::Handover => "handshake",
            Act::Ask => "circle-help",
            Act::Outcome => "circle-check",
            Act::TakeBack | Act::UndoVoid | Act::WithdrawQuestion => "undo-2",
            Act::Assign => "user",
            Act::Contact => "phone",
            Act::Void => "ban",
            Act::JustThanks => "heart",
            Act::Seen => "check",
            Act::Withdraw => "archive",
            Act::Agreed => "thumbs-up",
            Act::NotSolved => "thumbs-down",
            Act::Reopen => "flag",
            Act::SentAround => "route",
            Act::Forward => "send",
            Act::ExtendLegal => "hourglass",
        }
    }

    /// Its single key.
    pub const fn shortcut(self) -> Option<&'static str> {
        match self {
            Act::Handover => Some("h"),
            _ => None,
        }
    }
}

/// One thing to do, as a link to its own page.
#[derive(Clone, Debug)]
pub struct ActLink {
    /// Where it goes.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Its icon.
    pub icon: &'static str,
    /// Its single key.
    pub shortcut: Option<&'static str>,
}

impl ActLink {
    /// The link of an act on a journey.
    pub fn of(cx: &Cx, journey: &str, act: Act) -> Self {
        ActLink {
            href: format!("/journeys/{journey}/{}", act.path()),
            label: cx.t(act.key()),
            icon: act.icon(),
            shortcut: act.shortcut(),
        }
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

/// The forms above the timeline.
#[derive(Clone, Debug)]
pub struct Composer {
    /// Message, complete answer, note, promise: links, one of them current. Without answer cards there is no answer to
    /// offer, except to who can make them.
    pub tabs: Vec<ComposerTab>,
    /// The answer cards to choose from, on that tab.
    pub cards: Vec<Tab>,
    /// The form of the current tab.
    pub form: Option<Form>,
    /// What to know before filling it in.
    pub banners: Vec<Banner>,
    /// Where a reader who may, makes answer cards, while there are none.
    pub make_cards: Option<String>,
    /// Other forms of these in which the reader wrote something and did not send it: address and words.
    pub drafts: Vec<(String, String)>,
}

/// What a member sent and may still take back, or what was refused at its moment.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum SendingRow {
    /// It goes in so many seconds; `undo` is where it is taken back.
    Waits { id: String, seconds: usize, undo: String },
    /// It was not sent; `href` is the form with its words.
    Refused { id: String, why: String, href: String },
}

/// One tab of the composer.
#[derive(Clone, Debug)]
pub struct ComposerTab {
    /// Where it goes.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Its icon.
    pub icon: &'static str,
    /// Its single key.
    pub shortcut: &'static str,
    /// Whether it is shown.
    pub current: bool,
}

impl Composer {
    /// The tabs for a journey; `current` is one of `message`, `answer`, `note`, `promise`. Where nothing can be told to
    /// the customer any more, only the note is left.
    pub fn tabs(cx: &Cx, journey: &JourneyHead, current: &str, answers: bool) -> Vec<ComposerTab> {
        let writes = matches!(journey.state, JourneyState::Open | JourneyState::Proposed { .. });
        let tabs = [
            ("message", "compose-message", "message-circle", "r"),
            ("answer", "compose-answer", "layout-template", "v"),
            ("note", "compose-note", "sticky-note", "n"),
            ("promise", "compose-promise", "shield-check", "b"),
        ];
        tabs.into_iter()
            .filter(|(code, ..)| writes || *code == "note")
            .filter(|(code, ..)| answers || *code != "answer")
            .map(|(code, key, icon, shortcut)| ComposerTab {
                href: format!("/journeys/{}?compose={code}#composer", journey.id),
                label: cx.t(key),
                icon,
                shortcut,
                current: code == current,
            })
            .collect()
    }
}

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
    /// The three cells.
    pub card: BallCard,
    /// What the reader may do, the first ones as buttons, all of them in words.
    pub acts: Vec<ActLink>,
    /// Whether the reader may do something to promises.
    pub may_promise: bool,
    /// The forms above the timeline; `None` for a reader who only looks.
    pub composer: Option<Composer>,
    /// The timeline.
    pub timeline: Timeline,
    /// The visits, what is agreed on first.
    pub visits: Vec<VisitCard>,
    /// The promises, open ones first.
    pub promises: Vec<PromiseRow>,
    /// The way of the ball.
    pub way: Vec<WayStop>,
    /// The steps of the blueprint.
    pub steps: Vec<Step>,
    /// Good to know.
    pub facts: Vec<Fact>,
    /// What the reader sent and may still take back.
    pub sending: Vec<SendingRow>,
    /// Who else looks at it.
    pub onlookers: Onlookers,
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
