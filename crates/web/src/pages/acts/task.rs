//! The forms of what a person does because the program cannot: a call, a letter, a message that did not arrive.

use regie_domain::codes::TaskKind;

use super::about;
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::JourneyHead;

/// A call or letter that a person made, or a message taken out of the mailbox.
pub fn done_task(cx: &Cx, head: &JourneyHead, task: &str, kind: TaskKind) -> Form {
    let keys = match kind {
        TaskKind::Call => ["task-reached", "task-not-reached"],
        TaskKind::Letter => ["task-sent", "task-not-sent"],
        TaskKind::Fetch => ["task-fetched", "task-not-fetched"],
        TaskKind::Apology => ["task-apologised", "task-not-apologised"],
    };
    let note = if kind == TaskKind::Letter { "task-letter-note" } else { "contact-text" };
    let choices = vec![Choice::new("yes", cx.t(keys[0])), Choice::new("no", cx.t(keys[1]))];
    about(cx, head, "act", &format!("tasks/{task}"), "contact-save")
        .cancel(head.href())
        .field("reached", "task-how", Input::Radios(choices))
        .field("note", note, Input::Area(3))
        .optional()
}

/// What a message that did not arrive goes to when it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again<'a> {
    /// The known address or a better one.
    Address(&'a str),
    /// The same, where the server says that there is none.
    Dead(&'a str),
    /// The conversation, or an address.
    Chat,
}

/// Send a message again that did not arrive.
pub fn send_again(cx: &Cx, head: &JourneyHead, update: &str, to: Again<'_>) -> Form {
    let form = about(cx, head, "act", &format!("updates/{update}/again"), "undelivered-again")
        .cancel(head.href())
        .field("address", "undelivered-address", Input::Line("email"));
    match to {
        Again::Address(address) => form.hint("undelivered-address-hint").value(address),
        Again::Dead(address) => form.hint("undelivered-address-dead").value(address),
        Again::Chat => form.hint("undelivered-address-chat").optional(),
    }
}
