//! Offers of work between teams: to me, from me, settled; with everything one needs to answer.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::parts::{JourneyRef, Tab, Tone};
use crate::pages::shell::Shell;

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
    /// Withdraw.
    pub withdraw: bool,
    /// Finish the accepted work.
    pub finish: bool,
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
    /// The receiver.
    pub to: String,
    /// When it was offered.
    pub offered: Timestamp,
    /// When it must be answered.
    pub respond_by: Option<Timestamp>,
    /// Why, in the giver's words.
    pub why: String,
    /// What is asked, in the giver's words.
    pub asked: String,
    /// What the customer was told.
    pub told: String,
    /// Whether the ball stays with the giver.
    pub stays: bool,
    /// Promises that come along.
    pub promises: Vec<(String, Timestamp)>,
    /// How it stands.
    pub state: OfferState,
    /// The answer, the question or the reason that came back.
    pub reply: Option<String>,
    /// The ball epoch that the page was made at.
    pub epoch: i64,
    /// What the reader may do.
    pub acts: OfferActs,
}

impl OfferCard {
    /// The address under which it is answered.
    pub fn href(&self) -> String {
        format!("/handovers/{}", self.id)
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
}

/// A way to answer an offer that needs words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferAct {
    /// Answer at once; the ball does not move.
    Answer,
    /// Ask the giver something.
    AskBack,
    /// Decline with a reason.
    Decline,
    /// The accepted work is done.
    Finish,
    /// The giver withdraws.
    Withdraw,
}

impl OfferAct {
    /// Every way.
    pub const ALL: [OfferAct; 5] =
        [OfferAct::Answer, OfferAct::AskBack, OfferAct::Decline, OfferAct::Finish, OfferAct::Withdraw];

    /// Its part of the address.
    pub const fn path(self) -> &'static str {
        match self {
            OfferAct::Answer => "answer",
            OfferAct::AskBack => "ask",
            OfferAct::Decline => "decline",
            OfferAct::Finish => "finish",
            OfferAct::Withdraw => "withdraw",
        }
    }

    /// Text key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            OfferAct::Answer => "offer-answer",
            OfferAct::AskBack => "offer-ask",
            OfferAct::Decline => "offer-decline",
            OfferAct::Finish => "offer-finish",
            OfferAct::Withdraw => "offer-withdraw",
        }
    }

    /// Text key of the words that it asks for.
    const fn words(self) -> &'static str {
        match self {
            OfferAct::Answer | OfferAct::Finish => "offer-answer-text",
            OfferAct::AskBack => "offer-ask-text",
            OfferAct::Decline => "offer-decline-text",
            OfferAct::Withdraw => "reason-words",
        }
    }
}

/// The form of one such way.
pub fn answer_offer(cx: &Cx, offer: &OfferCard, act: OfferAct) -> Form {
    let mut form = Form::new(cx, "offer", format!("{}/{}", offer.href(), act.path()), act.key())
        .cancel("/handovers")
        .with("epoch", offer.epoch.to_string());
    if act == OfferAct::Decline {
        form = form.field(
            "ground",
            "offer-decline-ground",
            Input::Radios(vec![
                Choice::new("not-ours", cx.t("decline-not-ours")),
                Choice::new("no-capacity", cx.t("decline-no-capacity")),
                Choice::new("incomplete", cx.t("decline-incomplete")),
                Choice::new("other", cx.t("decline-other")),
            ]),
        );
    }
    form.field("text", act.words(), Input::Area(4))
}
