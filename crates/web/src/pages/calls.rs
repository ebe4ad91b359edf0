//! The telephone note: one form for number, who, what and promise, with what the number finds; and what was made of it.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Field, Form, Input};
use crate::pages::composing::promise_kinds;
use crate::pages::journey::JourneyHead;
use crate::pages::parts::Tone;
use crate::pages::shell::Shell;

/// The form.
#[derive(Clone, Debug, Template)]
#[template(path = "calls/new.html")]
pub struct CallPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The form.
    pub form: Form,
    /// What the number finds.
    pub found: Found,
}

impl CallPage {
    /// As [`Form::id_of`].
    pub fn id_of(&self, field: &Field) -> String {
        self.form.id_of(field)
    }

    /// As [`Form::described`].
    pub fn described(&self, field: &Field) -> String {
        self.form.described(field)
    }
}

/// What a number finds, alone: the page asks for it while the number is typed.
#[derive(Clone, Debug, Template)]
#[template(path = "calls/found.html")]
pub struct FoundPart {
    /// Context.
    pub cx: Cx,
    /// What it finds.
    pub found: Found,
}

/// What a number finds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// A line about whose it is, or that it is nobody's yet.
    pub line: Option<String>,
    /// Whether it is somebody's.
    pub known: bool,
    /// What is known already of who calls.
    pub brief: Vec<crate::pages::brief::BriefLine>,
    /// The journeys to choose from; nothing where there is nothing to choose.
    pub journeys: Vec<Meant>,
    /// Whether a new journey is chosen.
    pub new: bool,
    /// How many more there are that only their own teams see.
    pub shielded: usize,
}

/// A journey that a caller may mean.
#[derive(Clone, Debug)]
pub struct Meant {
    /// Its id.
    pub id: String,
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How it stands, in one line.
    pub line: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The calls that ring now or were just over.
#[derive(Clone, Debug, Default)]
pub struct CallsNow {
    /// Whether a telephone system reports any: then the page goes on asking.
    pub live: bool,
    /// The calls, the newest first.
    pub rows: Vec<RingingRow>,
}

/// A call that somebody may write down.
#[derive(Clone, Debug)]
pub struct RingingRow {
    /// Its id.
    pub id: String,
    /// Where it is written down, with the number filled in.
    pub href: String,
    /// The number, or that it is withheld.
    pub number: String,
    /// Whose it is.
    pub name: Option<String>,
    /// The team that it rings with.
    pub team: String,
    /// Since when, in words.
    pub since: String,
    /// How it stands: look and text key.
    pub state: (Tone, &'static str),
}

/// The calls alone.
#[derive(Clone, Debug, Template)]
#[template(path = "calls/now.html")]
pub struct CallsPart {
    /// Context.
    pub cx: Cx,
    /// The calls.
    pub calls: CallsNow,
}

/// What the form starts with.
#[derive(Clone, Debug, Default)]
pub struct CallStart {
    /// The number, where a telephone system or another page gave it.
    pub number: String,
    /// The name, likewise.
    pub name: String,
    /// The blueprints that a journey may begin with: ids and names.
    pub blueprints: Vec<(String, String)>,
    /// The one that stands chosen.
    pub blueprint: String,
    /// When the team closes today, on the next open day and five open days on: what is promised most.
    pub closings: Vec<(&'static str, Timestamp)>,
}

/// The form of a telephone note. Only who and what are asked; what follows a promise shows when one is chosen.
pub fn form(cx: &Cx, start: &CallStart) -> Form {
    let directions = vec![Choice::new("in", cx.t("call-in")), Choice::new("out", cx.t("call-out"))];
    let mut promises = vec![Choice::new("", cx.t("call-promise-none"))];
    promises.extend(start.closings.iter().map(|(code, at)| Choice::new(*code, cx.cap(cx.by_text(at)))));
    promises.push(Choice::new("at", cx.t("call-promise-at")));
    let blueprints = start.blueprints.iter().map(|(id, name)| Choice::new(id, name)).collect();
    Form::new(cx, "call", "/calls/new", "call-save")
        .cancel("/work")
        .field("direction", "call-direction", Input::Radios(directions))
        .value("in")
        .field("number", "call-number", Input::Line("tel"))
        .value(&start.number)
        .hint("call-number-hint")
        .field("name", "call-name", Input::Line("text"))
        .value(&start.name)
        .optional()
        .field("text", "call-text", Input::Area(3))
        .field("promise", "call-promise", Input::Select(promises))
        .value("")
        .field("kind", "call-promise-kind", Input::Select(promise_kinds(cx)))
        .value("news")
        .beside()
        .only_when("promise", 5)
        .field("due", "call-due", Input::Line("datetime-local"))
        .only_when("at", 6)
        .field("what", "promise-what", Input::Line("text"))
        .hint("call-what-hint")
        .optional()
        .only_when("promise", 7)
        .field("blueprint", "journey-blueprint", Input::Select(blueprints))
        .value(&start.blueprint)
        .only_when("new", 8)
}

/// What was made of a call.
#[derive(Clone, Debug, Template)]
#[template(path = "calls/noted.html")]
pub struct NotedPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The journey that it stands on.
    pub head: JourneyHead,
    /// The contact.
    pub contact: String,
    /// What was written down.
    pub text: String,
    /// How it was read: a question for news, asking again, thanks, something new. Nothing for a call of ours.
    pub read: Option<String>,
    /// The corrections: address and words.
    pub taps: Vec<(String, String)>,
    /// What was promised in it.
    pub promises: Vec<String>,
    /// Whether it may be moved elsewhere.
    pub moves: bool,
}
