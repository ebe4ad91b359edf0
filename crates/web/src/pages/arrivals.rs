//! What came in and has no journey yet: why it waits, and the three ways out.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::parts::{FileLink, JourneyRef, Tab, Tone};
use crate::pages::shell::Shell;

/// Why a message waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrivalState {
    /// A person must say where it belongs.
    Confirm,
    /// It looks dangerous or unwanted.
    Quarantine,
    /// It could not be read, or it came from a machine.
    Parked,
}

impl ArrivalState {
    /// Text key.
    pub const fn key(self) -> &'static str {
        match self {
            ArrivalState::Confirm => "arrival-confirm",
            ArrivalState::Quarantine => "arrival-quarantine",
            ArrivalState::Parked => "arrival-parked",
        }
    }

    /// Look.
    pub const fn tone(self) -> Tone {
        match self {
            ArrivalState::Confirm => Tone::Wait,
            ArrivalState::Quarantine => Tone::Warn,
            ArrivalState::Parked => Tone::Plain,
        }
    }
}

/// One message.
#[derive(Clone, Debug)]
pub struct ArrivalRow {
    /// Its id.
    pub id: String,
    /// When it came.
    pub at: Timestamp,
    /// From whom, as it says itself.
    pub from: String,
    /// What a trusted server found about that, in words; nothing where none said anything.
    pub checked: Option<String>,
    /// Its subject.
    pub subject: String,
    /// Its first words.
    pub excerpt: String,
    /// Why it waits.
    pub state: ArrivalState,
    /// The reasons in words.
    pub why: Vec<String>,
    /// The team that must place it.
    pub team: String,
    /// When.
    pub due: Option<Timestamp>,
}

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "arrivals/index.html")]
pub struct ArrivalsPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// To confirm, quarantine, parked.
    pub tabs: Vec<Tab>,
    /// The messages, due first.
    pub rows: Vec<ArrivalRow>,
    /// The address of the rest.
    pub more: Option<String>,
}

/// A journey to which a message may belong, and why.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The journey.
    pub journey: JourneyRef,
    /// Why, in words.
    pub why: String,
}

/// One message with the ways out.
#[derive(Clone, Debug, Template)]
#[template(path = "arrivals/page.html")]
pub struct ArrivalPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The message.
    pub row: ArrivalRow,
    /// Its words, as plain text.
    pub text: String,
    /// Its files; none for a message in quarantine.
    pub files: Vec<FileLink>,
    /// The address of the mail as it came.
    pub raw: String,
    /// The other mailboxes that it reached, in words.
    pub also: Vec<String>,
    /// That its sender got no receipt, and why, while it waits.
    pub untold: Option<String>,
    /// The ways out, while it waits.
    pub ways: Option<Ways>,
    /// The way back, once it was set aside.
    pub back: Option<Form>,
}

/// The ways out of waiting.
#[derive(Clone, Debug)]
pub struct Ways {
    /// Put it on a journey.
    pub join: Form,
    /// Begin a journey with it.
    pub open: Form,
    /// Set it aside.
    pub void: Form,
}

/// Put it on one of these journeys, or on one by number.
pub fn join_arrival(cx: &Cx, id: &str, suggestions: &[Suggestion]) -> Form {
    let choices = suggestions.iter().map(|suggestion| {
        let journey = &suggestion.journey;
        let hint = format!("{} · {}", journey.reference, suggestion.why);
        Choice::new(&journey.id, &journey.title).hint(hint)
    });
    let choices: Vec<Choice> = choices.collect();
    let mut form = Form::new(cx, "join", format!("/arrivals/{id}/join"), "arrival-join");
    if choices.is_empty() {
        form = form.field("reference", "contact-move-number", Input::Line("text"));
    } else {
        // Where only one comes into question it is chosen already; the button still says so.
        let only = if let [only] = &choices[..] { only.value.clone() } else { String::new() };
        form = form.field("journey", "contact-move-to", Input::Radios(choices)).value(only).optional();
        form = form.field("reference", "contact-move-reference", Input::Line("text")).optional();
    }
    form.field("take_part", "arrival-take-part", Input::Check(false))
}

/// Begin a journey with it: its title is the subject, its blueprint the mailbox's.
pub fn open_arrival(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "open", format!("/arrivals/{id}/open"), "arrival-open")
}

/// Set it aside.
pub fn void_arrival(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "void", format!("/arrivals/{id}/void"), "act-void").danger()
}

/// Bring it back.
pub fn unvoid_arrival(cx: &Cx, id: &str) -> Form {
    Form::new(cx, "back", format!("/arrivals/{id}/unvoid"), "arrival-undo")
}
