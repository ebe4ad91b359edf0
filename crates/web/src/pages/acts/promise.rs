//! The forms about a promise, and the question which promises something else keeps.

use jiff::Timestamp;
use regie_domain::codes::MoveReason;

use super::{about, choices};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::JourneyHead;
use crate::words;

/// A promise that something else may keep.
#[derive(Clone, Debug)]
pub struct Owed {
    /// Its id.
    pub id: String,
    /// What was promised.
    pub what: String,
    /// By when, in words.
    pub when: String,
    /// Whether that moment has passed.
    pub late: bool,
    /// Whether it is likely kept with it.
    pub ticked: bool,
}

/// Asks which promises are kept with what the form does; what is not ticked stays owed.
pub fn with_promises(form: Form, owed: &[Owed]) -> Form {
    let cx = form.cx.clone();
    let choice = |one: &Owed| {
        let key = if one.late { "kept-late" } else { "kept-by" };
        let choice = Choice::new(&one.id, &one.what).hint(cx.t1(key, "when", &one.when));
        Choice { chosen: one.ticked, ..choice }
    };
    let choices = owed.iter().map(choice).collect();
    form.field("kept", "kept-with-this", Input::Checks(choices)).hint("kept-hint").optional()
}

/// Move a promise: a new window and the reason, told to the customer.
pub fn move_promise(cx: &Cx, head: &JourneyHead, promise: &str, due: Timestamp) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/move"), "promise-move-send")
        .cancel(head.href())
        .field("due", "promise-new-due", Input::Line("datetime-local"))
        .value(cx.local_input(&due))
        .field("ground", "reason-words", Input::Radios(choices(cx, MoveReason::ALL, MoveReason::code, words::moved)))
        .field("reason", "promise-move-reason", Input::Area(2))
        .hint("promise-move-reason-hint")
        .optional()
}

/// A promise was met, and when.
pub fn fulfil_promise(cx: &Cx, head: &JourneyHead, promise: &str) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/fulfil"), "promise-fulfil-send")
        .cancel(head.href())
        .field("at", "promise-fulfilled-at", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
}

/// Another promise in the place of a broken one.
pub fn replace_promise(cx: &Cx, head: &JourneyHead, promise: &str, cost: Option<i64>) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/replace"), "promise-replace-send")
        .cancel(head.href())
        .field("what", "promise-what", Input::Line("text"))
        .hint("promise-what-hint")
        .field("due", "promise-due", Input::Line("datetime-local"))
        .field("cost", "promise-cost", Input::Line("text"))
        .hint("promise-cost-hint")
        .value(cost.map(|cents| typed_amount(cx, cents)).unwrap_or_default())
        .optional()
}

/// An amount as one types it: `12,50`.
fn typed_amount(cx: &Cx, cents: i64) -> String {
    let point = if cx.lang == regie_app::locale::Lang::Nl { ',' } else { '.' };
    format!("{}{point}{:02}", cents / 100, cents % 100)
}

/// The one to whom it was made lets go of a promise.
pub fn release_promise(cx: &Cx, head: &JourneyHead, promise: &str, by_us: Option<&str>) -> Form {
    about(cx, head, "act", &format!("promises/{promise}/release"), "promise-release-send")
        .cancel(head.href())
        .field("reason", "promise-release-reason", Input::Area(2))
        .hint_text(match by_us {
            None => cx.t("promise-release-hint"),
            Some(team) => cx.t1("promise-release-ours-hint", "team", team),
        })
}
