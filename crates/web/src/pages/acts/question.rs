//! The form of a question to the customer.

use super::{about, own_page};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::{Act, JourneyHead};

/// A question to the customer. `again` says that this leg asked one before: then it asks whether this is the last.
pub fn question(cx: &Cx, head: &JourneyHead, greeting: &str, again: bool) -> Form {
    let form = own_page(cx, head, Act::Ask, "question-send");
    ask(form, greeting, again)
}

/// The same question, asked by the receiver of a pending offer in the giver's name.
pub fn question_through(cx: &Cx, head: &JourneyHead, offer: &str, greeting: &str, again: bool) -> Form {
    let form = about(cx, head, "act", &format!("handovers/{offer}/question"), "question-send").cancel(head.href());
    ask(form, greeting, again)
}

fn ask(form: Form, greeting: &str, again: bool) -> Form {
    let cx = form.cx.clone();
    let form = form
        .field("text", "question-text", Input::Area(4))
        .hint("question-text-hint")
        .value(greeting)
        .field(
            "wants",
            "question-wants",
            Input::Checks(vec![
                Choice::new("yes_no", cx.t("question-wants-yes-no")).hint(cx.t("question-wants-yes-no-hint")),
                Choice::new("files", cx.t("question-wants-files")),
                Choice::new("iban", cx.t("question-wants-iban")).hint(cx.t("question-wants-iban-hint")),
            ]),
        )
        .optional()
        .field("by", "question-by", Input::Line("datetime-local"))
        .optional();
    if again { crate::pages::composing::last_thing(form) } else { form }
}
