//! The form that forwards the matter to another body.

use regie_domain::codes::ForwardGround;

use super::{choices, own_page};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::{Act, JourneyHead};
use crate::words;

/// What of a journey can go along to another body.
#[derive(Clone, Debug, Default)]
pub struct Sendable {
    /// What the customer's side wrote.
    pub contacts: Vec<Choice>,
    /// The files of the journey.
    pub files: Vec<Choice>,
}

/// Forward the matter to the body whose it is.
pub fn forward(cx: &Cx, head: &JourneyHead, sendable: &Sendable) -> Form {
    let grounds = choices(cx, ForwardGround::ALL, ForwardGround::code, words::forward_ground);
    let mut form = own_page(cx, head, Act::Forward, "forward-send")
        .field("name", "forward-name", Input::Line("text"))
        .group("forward-to")
        .field("email", "forward-email", Input::Line("email"))
        .hint("forward-email-hint")
        .optional()
        .field("address", "forward-address", Input::Area(3))
        .hint("forward-address-hint")
        .optional()
        .field("phone", "forward-phone", Input::Line("tel"))
        .hint("forward-phone-hint")
        .optional()
        .field("ground", "forward-ground", Input::Radios(grounds))
        .hint("forward-ground-hint")
        .field("text", "forward-text", Input::Area(5))
        .group("forward-along")
        .hint("forward-text-hint");
    if !sendable.contacts.is_empty() {
        form = form.field("contacts", "forward-contacts", Input::Checks(sendable.contacts.clone())).optional();
    }
    if !sendable.files.is_empty() {
        form = form.field("files", "forward-files", Input::Checks(sendable.files.clone())).optional();
    }
    form.field("customer", "forward-customer", Input::Check(true))
        .hint("forward-customer-hint")
        .field("told", "forward-told", Input::Area(4))
        .group("forward-tell")
        .hint("forward-told-hint")
        .optional()
}
