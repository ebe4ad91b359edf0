//! Offers of work between teams: to me, from me, settled; with everything one needs to answer.

use askama::Template;
use jiff::Timestamp;
use regie_domain::codes::{DeclineReason, Outcome};

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::acts::choices;
use crate::pages::composing::promise_kinds;
use crate::pages::parts::{JourneyRef, Tab, Tone};
use crate::pages::shell::Shell;
use crate::words;

/// How an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferState {
    /// Waits for an answer.
    Pending,
    /// Waits too long; it can still be answered.
    Overdue,
    /// A question went to the customer in the giver's name.
    Asked,
    /// Accepted; the work is under way.
    Accepted,
    /// The work is done.
    Done,
    /// Answered at once.
    Answered,
    /// Came back with a question.
    Returned,
    /// Declined.
    Declined,
    /// The giver withdrew it.
    Withdrawn,
}

impl OfferState {
    /// Text key.
    pub const fn key(self) -> &'static str {
        match self {
            OfferState::Pending => "offer-pending",
            OfferState::Overdue => "offer-overdue",
            OfferState::Asked => "offer-asked",
            OfferState::Accepted => "offer-accepted",
            OfferState::Done => "offer-done",
            OfferState::Answered => "offer-answered",
            OfferState::Returned => "offer-returned",
            OfferState::Declined => "offer-declined",
            OfferState::Withdrawn => "offer-withdrawn",
        }
    }

    /// Look.
    pub const fn tone(self) -> Tone {
        match self {
            OfferState::Pending | OfferState::Asked | OfferState::Accepted => Tone::Wait,
            OfferState::Overdue => Tone::Bad,
            OfferState::Done | OfferState::Answered => Tone::Ok,
            OfferState::Returned | OfferState::Declined => Tone::Warn,
            OfferState::Withdrawn => Tone::Plain,
        }
    }
}

/// What a reader may do with an offer.
#[derive(Clone, Copy, Debug, Default)]
pub struct OfferActs {
    /// Accept, answer, ask back, decline.
    pub answer: bool,
    /// Ask the customer in the giver's name.
    pub ask_customer: bool,
    /// Answer the receiver's question.
    pub clarify: bool,
    /// Withdraw.
    pub withdraw: bool,
    /// Finish the accepted work.
    pub finish: bool,
    /// Ask to spend more on it than the mandate.
    pub amount: bool,
    /// Say whether what was asked for may be spent.
    pub decide: bool,
    /// Note what the partner says, which does not take part.
    pub says: bool,
}

/// One offer with its brief.
#[derive(Clone, Debug)]
pub struct OfferCard {
    /// Its id.
    pub id: String,
    /// The journey.
    pub journey: JourneyRef,
    /// The giver.
    pub from: String,
    /// Who asks, in the head: that team, or the program on its behalf.
    pub asks: String,
    /// The receiver.
    pub to: String,
    /// When it was offered.
    pub offered: Timestamp,
    /// When it must be answered.
    pub respond_by: Option<Timestamp>,
    /// The brief: the blueprint's parts with the giver's words.
    pub brief: Vec<(String, String)>,
    /// Whether it is the direction that is offered.
    pub direction: bool,
    /// Whether the ball stays with the giver.
    pub stays: bool,
    /// What the receiver gets to see of the customer and the journey, in words.
    pub shared: Vec<String>,
    /// When it was answered, withdrawn, or the work that came of it ended.
    pub ended: Option<Timestamp>,
    /// Promises that come along.
    pub promises: Vec<(String, Timestamp)>,
    /// How it stands.
    pub state: OfferState,
    /// What was said about it since, oldest first: by whom, and the words.
    pub thread: Vec<(String, String)>,
    /// The leg that came of it, while it is at work.
    pub leg: Option<String>,
    /// The ball epoch that the page was made at.
    pub epoch: i64,
    /// What the reader may do.
    pub acts: OfferActs,
}

impl OfferCard {
    /// The address under which it is answered.
    pub fn href(&self) -> String {
        format!("{}/handovers/{}", self.journey.href(), self.id)
    }

    /// The address of the leg that came of it.
    pub fn leg_href(&self) -> String {
        format!("{}/legs/{}", self.journey.href(), self.leg.as_deref().unwrap_or_default())
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "handovers/index.html")]
pub struct HandoversPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// To me, from me, settled.
    pub tabs: Vec<Tab>,
    /// The offers, most urgent first.
    pub offers: Vec<OfferCard>,
    /// The address of the rest.
    pub more: Option<String>,
}

/// A way to answer an offer, or to end the work that came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferAct {
    /// Accept, with a promise to the customer.
    Accept,
    /// Answer at once; the ball does not move.
    Answer,
    /// Ask the giver something.
    AskBack,
    /// Answer the receiver's question.
    Clarify,
    /// Decline with a reason.
    Decline,
    /// The giver withdraws.
    Withdraw,
    /// The accepted work is done.
    Finish,
    /// The accepted work comes back with a question.
    Return,
    /// The accepted work is given back with a reason.
    GiveBack,
    /// More is to be spent on the work than the mandate.
    Amount,
    /// Whether that may be.
    Decide,
}

impl OfferAct {
    /// Every way.
    pub const ALL: [OfferAct; 11] = [
        OfferAct::Accept,
        OfferAct::Answer,
        OfferAct::AskBack,
        OfferAct::Clarify,
        OfferAct::Decline,
        OfferAct::Withdraw,
        OfferAct::Finish,
        OfferAct::Return,
        OfferAct::GiveBack,
        OfferAct::Amount,
        OfferAct::Decide,
    ];

    /// Its part of the address.
    pub const fn path(self) -> &'static str {
        match self {
            OfferAct::Accept => "accept",
            OfferAct::Answer => "answer",
            OfferAct::AskBack => "ask",
            OfferAct::Clarify => "clarify",
            OfferAct::Decline => "decline",
            OfferAct::Withdraw => "withdraw",
            OfferAct::Finish => "finish",
            OfferAct::Return => "return",
            OfferAct::GiveBack => "give-back",
            OfferAct::Amount => "amount",
            OfferAct::Decide => "decide",
        }
    }

    /// Text key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            OfferAct::Accept => "offer-accept-promise",
            OfferAct::Answer => "offer-answer",
            OfferAct::AskBack => "offer-ask",
            OfferAct::Clarify => "offer-clarify",
            OfferAct::Decline => "offer-decline",
            OfferAct::Withdraw => "offer-withdraw",
            OfferAct::Finish => "offer-finish",
            OfferAct::Return => "leg-return",
            OfferAct::GiveBack => "leg-give-back",
            OfferAct::Amount => "leg-amount",
            OfferAct::Decide => "leg-amount-decide",
        }
    }

    /// Whether it is about the work that came of the offer.
    pub const fn on_leg(self) -> bool {
        matches!(self, OfferAct::Finish | OfferAct::Return | OfferAct::GiveBack | OfferAct::Amount | OfferAct::Decide)
    }

    /// Text key of the words that it asks for.
    const fn words(self) -> Option<&'static str> {
        match self {
            OfferAct::Answer | OfferAct::Clarify => Some("offer-answer-text"),
            OfferAct::Finish => Some("leg-finish-text"),
            OfferAct::AskBack | OfferAct::Return => Some("offer-ask-text"),
            OfferAct::Decline | OfferAct::GiveBack => Some("offer-decline-text"),
            OfferAct::Amount => Some("leg-amount-text"),
            OfferAct::Decide => Some("leg-amount-words"),
            OfferAct::Accept | OfferAct::Withdraw => None,
        }
    }
}

/// What a partner that does not take part may have said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// It does it.
    Accepted,
    /// It is done.
    Done,
    /// It needs to know something first.
    Asked,
    /// It does not do it.
    Declined,
    /// What it promised becomes another moment.
    Moved,
    /// Something else.
    Words,
}

impl Says {
    /// What it may say of an offer, or of what it has at work.
    pub const ALL: [Says; 6] = [Says::Accepted, Says::Done, Says::Asked, Says::Declined, Says::Moved, Says::Words];

    /// Its code in the form.
    pub const fn code(self) -> &'static str {
        match self {
            Says::Accepted => "accepted",
            Says::Done => "done",
            Says::Asked => "asked",
            Says::Declined => "declined",
            Says::Moved => "moved",
            Says::Words => "words",
        }
    }

    /// Text key of its name.
    const fn key(self) -> &'static str {
        match self {
            Says::Accepted => "says-accepted",
            Says::Done => "says-done",
            Says::Asked => "says-asked",
            Says::Declined => "says-declined",
            Says::Moved => "says-moved",
            Says::Words => "says-words",
        }
    }
}

/// The form in which a member notes what a partner said that does not take part.
pub fn partner_says(cx: &Cx, offer: &OfferCard, may: &[Says]) -> Form {
    let choices = may.iter().map(|says| Choice::new(says.code(), cx.t(says.key()))).collect();
    let form = Form::new(cx, "act", format!("{}/says", offer.href()), "says-save")
        .cancel(offer.journey.href())
        .field("says", "says-what", Input::Radios(choices))
        .field("text", "says-text", Input::Area(3))
        .hint("says-text-hint")
        .optional()
        .field("at", "says-at", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now));
    if may.iter().any(|says| matches!(says, Says::Accepted | Says::Moved)) {
        return form.field("due", "says-due", Input::Line("datetime-local")).hint("says-due-hint").optional();
    }
    form
}

/// The form of one such way.
pub fn answer_offer(cx: &Cx, offer: &OfferCard, act: OfferAct) -> Form {
    let base = if act.on_leg() { offer.leg_href() } else { offer.href() };
    let mut form = Form::new(cx, "act", format!("{base}/{}", act.path()), act.key())
        .cancel("/handovers")
        .with("epoch", offer.epoch.to_string());
    if matches!(act, OfferAct::Answer | OfferAct::Finish) {
        form = form.field(
            "outcome",
            "outcome-how",
            Input::Radios(choices(cx, Outcome::ALL, Outcome::code, words::outcome)),
        );
    }
    if matches!(act, OfferAct::Decline | OfferAct::GiveBack) {
        let grounds = choices(cx, DeclineReason::ALL, DeclineReason::code, words::decline);
        form = form.field("ground", "offer-decline-ground", Input::Radios(grounds));
    }
    if act == OfferAct::Accept {
        form = form
            .field("kind", "promise-kind", Input::Radios(promise_kinds(cx)))
            .value("outcome")
            .field("what", "promise-what", Input::Line("text"))
            .hint("promise-what-other-hint")
            .field("due", "promise-due", Input::Line("datetime-local"));
    }
    if act == OfferAct::Amount {
        form = form.field("amount", "leg-amount-sum", Input::Line("text"));
    }
    if act == OfferAct::Decide {
        let says = [("yes", "leg-amount-yes"), ("no", "leg-amount-no")];
        let says = says.map(|(code, key)| Choice::new(code, cx.t(key)));
        form = form.field("granted", "leg-amount-may", Input::Radios(says.into()));
    }
    match act.words() {
        Some(words) if act == OfferAct::Decide => {
            form.field("text", words, Input::Area(3)).hint("leg-amount-words-hint").optional()
        }
        Some(words) => form.field("text", words, Input::Area(4)),
        None => form,
    }
}
