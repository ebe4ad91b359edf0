//! The forms of a contact that a member notes, and of one that belongs elsewhere.

use regie_domain::codes::Asks;

use super::{about, choices, own_page};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::composing::FILES;
use crate::pages::journey::{Act, JourneyHead};
use crate::pages::parts::Channel;
use crate::words;

/// A contact that was by telephone, at the counter, on paper.
pub fn contact(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::Contact, "contact-save")
        .field("channel", "contact-channel", Input::Radios(channels(cx)))
        .value("phone")
        .field(
            "direction",
            "contact-direction",
            Input::Radios(vec![Choice::new("in", cx.t("contact-in")), Choice::new("out", cx.t("contact-out"))]),
        )
        .value("in")
        .field("text", "contact-text", Input::Area(4))
        .hint("contact-text-hint")
        .field("files", "letter-scan", Input::Files(FILES))
        .optional()
        .field("at", "letter-received", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
        .field("dated", "letter-dated", Input::Line("date"))
        .hint("letter-dated-hint")
        .optional()
        .only_when("letter", 5)
        .field("asks", "contact-asks", Input::Radios(choices(cx, Asks::ALL, Asks::code, words::asks)))
        .value(Asks::Something.code())
        .field("call_back", "contact-call-back", Input::Check(false))
        .hint("contact-call-back-hint")
}

/// The ways by which a contact can be noted by hand.
pub fn channels(cx: &Cx) -> Vec<Choice> {
    let by_hand = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Web);
    by_hand.map(|channel| Choice::new(channel.code(), cx.t(channel.key()))).collect()
}

/// The customer told a member that it is not solved.
pub fn not_solved(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::NotSolved, "contact-save")
        .field("channel", "contact-channel", Input::Radios(channels(cx)))
        .value("phone")
        .field("text", "contact-text", Input::Area(4))
        .hint("contact-text-hint")
}

/// The customer says to be sent back and forth.
pub fn sent_around(cx: &Cx, head: &JourneyHead) -> Form {
    own_page(cx, head, Act::SentAround, "sent-around-save")
        .field("channel", "contact-channel", Input::Radios(channels(cx)))
        .value("phone")
        .field("text", "contact-text", Input::Area(3))
        .hint("contact-text-hint")
        .optional()
}

/// Make a contact a journey of its own.
pub fn split_contact(cx: &Cx, head: &JourneyHead, contact: &str, title: &str) -> Form {
    about(cx, head, "act", &format!("contacts/{contact}/split"), "contact-split-send")
        .cancel(head.href())
        .field("title", "journey-title", Input::Line("text"))
        .value(title)
}

/// Move a contact to another journey: one of the customer's, or by number.
pub fn move_contact(cx: &Cx, head: &JourneyHead, contact: &str, journeys: &[(String, String)]) -> Form {
    let form = about(cx, head, "act", &format!("contacts/{contact}/move"), "contact-move-send").cancel(head.href());
    if journeys.is_empty() {
        return form.field("reference", "contact-move-number", Input::Line("text"));
    }
    let choices = journeys.iter().map(|(id, name)| Choice::new(id, name)).collect();
    form.field("journey", "contact-move-to", Input::Radios(choices))
        .optional()
        .field("reference", "contact-move-reference", Input::Line("text"))
        .optional()
}
