//! My work: what the reader and their teams have to do, what breaks first on top.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::pages::calls::CallsNow;
use crate::pages::parts::{JourneyRef, Tab, Tone};
use crate::pages::shell::Shell;

/// Why a row is on the list. The order is the order of the list where due moments are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It has come to the reader in person, as team lead or coordinator.
    Escalated,
    /// An agreement was not kept to, and that is not put right.
    Breach,
    /// A promise was not met and is not settled.
    PromiseBroken,
    /// A legal term ended with nothing decided.
    LegalPassed,
    /// The customer has heard nothing longer than the blueprint allows.
    Silent,
    /// A hold was not acknowledged in time.
    HoldLate,
    /// An offer was not answered in time.
    OfferOverdue,
    /// It is passed on and on, and nobody does anything.
    PassedOn,
    /// A receiver asks the giver something, before or after accepting.
    QuestionBack,
    /// A receiver declined or gave it back.
    GivenBack,
    /// The work that carries an agreement out came back undone.
    AgreementBack,
    /// A hold ends soon, or has ended.
    HoldEnds,
    /// An agreement waits for a second member.
    AgreementWaits,
    /// Somebody apologises in person.
    Apology,
    /// A receiver answered at once.
    AnswerBack,
    /// A receiver is done.
    DoneBack,
    /// A promise may not be met.
    PromiseAtRisk,
    /// A legal term runs out.
    LegalAtRisk,
    /// What the customer wrote on a social channel can soon be answered there no more.
    WindowCloses,
    /// Somebody must be called.
    Call,
    /// Somebody must be written to.
    Letter,
    /// Nobody can be reached: only an account on a social channel is known, and its time to answer is over.
    NoWay,
    /// A message too large to fetch must be taken out of the mailbox.
    Fetch,
    /// An offer waits for the team's answer.
    OfferToAnswer,
    /// The customer answered or wrote.
    CustomerWrote,
    /// The customer said that it is not solved.
    Objected,
    /// It opened again for another reason.
    Reopened,
    /// The limit of silence comes near.
    SilentSoon,
    /// A journey that nobody has looked at.
    New,
    /// A hold waits until somebody ticks it in a system that cannot ask.
    HoldTick,
    /// A signal waits for its answer.
    Signal,
    /// A promise comes due.
    PromiseDue,
    /// The team is at the customer's, and has not said how it went.
    VisitThere,
    /// A visit was called off, and another time is to be agreed on.
    VisitOff,
    /// The ball is with the team.
    BallHere,
}

impl Reason {
    /// Whether something has gone wrong already.
    pub fn is_late(self) -> bool {
        self.tone() == Tone::Bad
    }

    /// Whether it came back from another team and waits for the giver to go on.
    pub const fn came_back(self) -> bool {
        matches!(
            self,
            Reason::QuestionBack | Reason::GivenBack | Reason::AnswerBack | Reason::DoneBack | Reason::VisitOff
        )
    }

    /// Whether somebody made contact and waits for an answer: what is known already helps to give it.
    pub const fn is_contact(self) -> bool {
        matches!(self, Reason::New | Reason::CustomerWrote | Reason::Objected | Reason::Reopened)
    }

    /// Text key of the chip.
    pub const fn key(self) -> &'static str {
        match self {
            Reason::Escalated => "reason-escalated",
            Reason::PromiseBroken => "reason-promise-broken",
            Reason::Breach => "reason-breach",
            Reason::HoldLate => "reason-hold-late",
            Reason::HoldEnds => "reason-hold-ends",
            Reason::AgreementBack => "reason-agreement-back",
            Reason::AgreementWaits => "reason-agreement-waits",
            Reason::Apology => "reason-apology",
            Reason::HoldTick => "reason-hold-tick",
            Reason::Signal => "reason-signal",
            Reason::LegalPassed => "reason-legal-passed",
            Reason::LegalAtRisk => "reason-legal-at-risk",
            Reason::Silent => "reason-silent",
            Reason::OfferOverdue => "reason-offer-overdue",
            Reason::PassedOn => "reason-passed-on",
            Reason::PromiseAtRisk => "reason-promise-at-risk",
            Reason::QuestionBack => "reason-question-back",
            Reason::GivenBack => "reason-given-back",
            Reason::AnswerBack => "reason-answer-back",
            Reason::DoneBack => "reason-done-back",
            Reason::WindowCloses => "reason-window",
            Reason::Call => "reason-call",
            Reason::Letter => "reason-letter",
            Reason::NoWay => "reason-no-way",
            Reason::Fetch => "reason-fetch",
            Reason::OfferToAnswer => "reason-offer-to-answer",
            Reason::CustomerWrote => "reason-customer-wrote",
            Reason::Objected => "reason-objected",
            Reason::Reopened => "reason-reopened",
            Reason::SilentSoon => "reason-silent-soon",
            Reason::PromiseDue => "reason-promise-due",
            Reason::New => "reason-new",
            Reason::VisitThere => "reason-visit-there",
            Reason::VisitOff => "reason-visit-off",
            Reason::BallHere => "reason-ball-here",
        }
    }

    /// Icon of the chip.
    pub const fn icon(self) -> &'static str {
        match self {
            Reason::PromiseBroken | Reason::LegalPassed | Reason::Breach => "triangle-alert",
            Reason::HoldLate | Reason::HoldEnds | Reason::HoldTick => "lock",
            Reason::AgreementBack | Reason::AgreementWaits => "handshake",
            Reason::Apology => "heart",
            Reason::Signal => "circle-alert",
            Reason::LegalAtRisk => "hourglass",
            Reason::Escalated | Reason::Silent | Reason::SilentSoon => "bell",
            Reason::OfferOverdue | Reason::OfferToAnswer => "handshake",
            Reason::PromiseAtRisk | Reason::PromiseDue => "clock",
            Reason::PassedOn => "route",
            Reason::QuestionBack => "circle-help",
            Reason::GivenBack => "undo-2",
            Reason::AnswerBack | Reason::DoneBack => "handshake",
            Reason::WindowCloses => "clock",
            Reason::Call => "phone",
            Reason::Letter => "file-text",
            Reason::NoWay => "mail-warning",
            Reason::Fetch => "mail-warning",
            Reason::CustomerWrote => "message-circle",
            Reason::Objected => "thumbs-down",
            Reason::Reopened => "flag",
            Reason::New => "plus",
            Reason::VisitThere | Reason::VisitOff => "calendar-clock",
            Reason::BallHere => "circle-dot",
        }
    }

    /// Look of the chip.
    pub const fn tone(self) -> Tone {
        match self {
            Reason::Breach
            | Reason::HoldLate
            | Reason::Escalated
            | Reason::PromiseBroken
            | Reason::LegalPassed
            | Reason::Silent
            | Reason::PassedOn
            | Reason::OfferOverdue => Tone::Bad,
            Reason::PromiseAtRisk
            | Reason::AgreementBack
            | Reason::AgreementWaits
            | Reason::HoldEnds
            | Reason::Apology
            | Reason::LegalAtRisk
            | Reason::SilentSoon
            | Reason::WindowCloses
            | Reason::Call
            | Reason::Letter
            | Reason::NoWay
            | Reason::Fetch
            | Reason::Objected
            | Reason::QuestionBack
            | Reason::VisitOff
            | Reason::GivenBack => Tone::Warn,
            Reason::OfferToAnswer
            | Reason::Signal
            | Reason::HoldTick
            | Reason::CustomerWrote
            | Reason::PromiseDue
            | Reason::New
            | Reason::Reopened
            | Reason::AnswerBack
            | Reason::VisitThere
            | Reason::DoneBack => Tone::Wait,
            Reason::BallHere => Tone::Plain,
        }
    }
}

/// One journey with the reason that it is here.
#[derive(Clone, Debug)]
pub struct WorkRow {
    /// The journey.
    pub journey: JourneyRef,
    /// Where the row leads: the journey, or the offer that waits.
    pub href: String,
    /// Why it is here.
    pub reason: Reason,
    /// When it breaks.
    pub due: Option<Timestamp>,
    /// What must be done, in one line: the promise, the question of the giver, the customer's words.
    pub what: String,
    /// The team that must act.
    pub team: String,
    /// The member who took it.
    pub assignee: Option<String>,
    /// That the member is away and the reader stands in.
    pub instead: Option<String>,
    /// The other reasons that the journey has.
    pub others: Vec<OtherReason>,
}

/// One more reason for a journey to be on the list.
#[derive(Clone, Debug)]
pub struct OtherReason {
    /// Why.
    pub reason: Reason,
    /// When it breaks.
    pub due: Option<Timestamp>,
    /// What must be done, in one line.
    pub what: String,
    /// Where it leads.
    pub href: String,
}

/// What waits without a journey.
#[derive(Clone, Debug)]
pub struct ArrivalStrip {
    /// Messages that a person must confirm.
    pub confirm: usize,
    /// Messages held back as suspicious.
    pub quarantine: usize,
    /// Messages that could not be read or placed.
    pub parked: usize,
    /// When the first of them must be done.
    pub due: Option<Timestamp>,
}

impl ArrivalStrip {
    /// How many wait together.
    pub fn total(&self) -> usize {
        self.confirm + self.quarantine + self.parked
    }
}

/// A message that came in with the reader's teams too, while another has the ball.
#[derive(Clone, Debug)]
pub struct CopyRow {
    /// The journey that it is on.
    pub journey: JourneyRef,
    /// The address at which it came in too.
    pub mailbox: String,
    /// When.
    pub at: Timestamp,
    /// Who has the ball.
    pub holder: String,
}

/// How a journey ended that the reader or the reader's team worked on.
#[derive(Clone, Debug)]
pub struct EndingRow {
    /// The journey.
    pub journey: JourneyRef,
    /// How it ended.
    pub how: String,
    /// When.
    pub at: Timestamp,
    /// What the customer's side said once it was told.
    pub words: Option<String>,
    /// What was told, where the customer's side said nothing of it.
    pub told: Option<String>,
}

/// An agreement, a hold or a breach that came back louder, on a page of a team or of all.
#[derive(Clone, Debug)]
pub struct LoudRow {
    /// Unique on the page.
    pub id: String,
    /// The journey.
    pub journey: JourneyRef,
    /// Where something is done about it.
    pub href: String,
    /// Why it is here.
    pub reason: Reason,
    /// When it was due.
    pub due: Option<Timestamp>,
    /// What there is to do, in one line.
    pub what: String,
    /// Whose it is.
    pub team: String,
}

/// The answer to a signal that the reader opened or added a line to.
#[derive(Clone, Debug)]
pub struct AnswerRow {
    /// The signal.
    pub id: String,
    /// The journey that it is about.
    pub journey: JourneyRef,
    /// The team that answered.
    pub owner: String,
    /// When.
    pub at: Timestamp,
}

/// What a partner said against its part of an answer.
#[derive(Clone, Debug)]
pub struct DisputeRow {
    /// The journey that was answered about.
    pub journey: JourneyRef,
    /// The partner.
    pub partner: String,
    /// When.
    pub at: Timestamp,
}

/// A system that went to a team of the reader with what was held in it.
#[derive(Clone, Debug)]
pub struct MoveRow {
    /// The system.
    pub id: String,
    /// What happened, in a line.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// Where what is held stands, where that is the block list.
    pub href: Option<String>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "work/index.html")]
pub struct WorkPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// Mine, my team's, everything.
    pub tabs: Vec<Tab>,
    /// What waits without a journey.
    pub arrivals: ArrivalStrip,
    /// Who calls now.
    pub calls: CallsNow,
    /// The rows, what breaks first on top.
    pub rows: Vec<WorkRow>,
    /// Whether there is a journey that nobody took, for the button that takes it.
    pub take: bool,
    /// The list of somebody's first day; empty where there is none to show.
    pub first_day: Vec<FirstRow>,
    /// How many answers concern the reader and are for the reader alone yet.
    pub mirror: usize,
    /// Customers who went through much and said nothing.
    pub silent: Vec<SilentRow>,
    /// Why such a customer is not called: code and words.
    pub whys: Vec<(String, String)>,
    /// How earlier work ended.
    pub endings: Vec<EndingRow>,
    /// Answers to signals that the reader listens to.
    pub answers: Vec<AnswerRow>,
    /// What partners said against their part of an answer, to be decided on by a team of the reader.
    pub disputes: Vec<DisputeRow>,
    /// What was done with what the reader reported: the improvement, and what it was about.
    pub done: Vec<(String, String)>,
    /// Systems that went to a team of the reader.
    pub moves: Vec<MoveRow>,
    /// What came in here too and is with somebody else.
    pub copies: Vec<CopyRow>,
    /// The next moment at which something comes due, for when the list is empty.
    pub next: Option<(Timestamp, String)>,
    /// The address of the rest of the list.
    pub more: Option<String>,
}

/// A customer who went through much and said nothing.
#[derive(Clone, Debug)]
pub struct SilentRow {
    /// The journey.
    pub journey: JourneyRef,
    /// What it cost the customer, in points.
    pub effort: usize,
}

/// Something to do on a first day.
#[derive(Clone, Debug)]
pub struct FirstRow {
    /// What, in words.
    pub title: String,
    /// What it is good for.
    pub help: String,
    /// Where it is done.
    pub href: String,
    /// Whether it was done.
    pub done: bool,
}

impl WorkPage {
    /// How many other reasons a row has.
    pub fn count(&self, row: &WorkRow) -> usize {
        row.others.len()
    }
}
