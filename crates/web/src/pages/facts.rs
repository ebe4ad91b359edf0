//! A report of a system that waits for a person: what it says, why it waits, and the ways out.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::arrivals::Suggestion;
use crate::pages::parts::Tone;
use crate::pages::shell::Shell;

/// A report with the ways out.
#[derive(Clone, Debug, Template)]
#[template(path = "facts/page.html")]
pub struct FactPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What it is, as the table calls it.
    pub title: String,
    /// The system.
    pub system: String,
    /// The team that looks at it.
    pub team: String,
    /// When it came.
    pub at: Timestamp,
    /// When it happened, where it says so.
    pub happened: Option<Timestamp>,
    /// What became of it, in a word, and how that looks.
    pub state: (String, Tone),
    /// Why it waits, or was set aside.
    pub why: String,
    /// By when somebody looks at it, while it waits.
    pub due: Option<Timestamp>,
    /// What it says, line by line; nothing once it was erased.
    pub said: Option<String>,
    /// The ways out, while it waits.
    pub ways: Option<FactWays>,
    /// The way back, once it was set aside.
    pub back: Option<Form>,
}

/// The ways out of waiting.
#[derive(Clone, Debug)]
pub struct FactWays {
    /// Try it once more.
    pub retry: Form,
    /// Tie it to a journey.
    pub tie: Form,
    /// Set it aside.
    pub aside: Form,
}

/// Try it once more, by the table as it is now.
pub fn retry(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "retry", format!("/facts/{id}/retry"), "fact-retry").aside()
}

/// Tie it to one of these journeys, or to one by number.
pub fn tie(cx: &Cx, id: &str, suggestions: &[Suggestion]) -> Form {
    let choices = suggestions.iter().map(|suggestion| {
        let journey = &suggestion.journey;
        Choice::new(&journey.id, &journey.title).hint(format!("{} · {}", journey.reference, suggestion.why))
    });
    let choices: Vec<Choice> = choices.collect();
    let form = Form::new(cx, "tie", format!("/facts/{id}/tie"), "fact-tie");
    if let [only] = &choices[..] {
        let only = only.value.clone();
        let form = form.field("journey", "contact-move-to", Input::Radios(choices)).value(only).optional();
        return form.field("reference", "contact-move-reference", Input::Line("text")).optional();
    }
    form.field("reference", "contact-move-number", Input::Line("text"))
}

/// Set it aside, with a reason.
pub fn aside(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "aside", format!("/facts/{id}/aside"), "fact-aside")
        .field("reason", "fact-aside-reason", Input::Area(2))
        .danger()
}

/// Bring it back.
pub fn back(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "back", format!("/facts/{id}/back"), "arrival-undo")
}
