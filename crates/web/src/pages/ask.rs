//! The public form: one question a page, on a telephone and without JavaScript; what is to be sent; what was sent.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::parts::FileLink;
use crate::pages::shell::CustomerShell;
use crate::pages::status::FILES;

/// The pages of the form, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskStep {
    /// What it is about.
    Topic,
    /// What happened.
    Message,
    /// Photos and documents.
    Files,
    /// Whether it is about something that runs already.
    Same,
    /// Who writes.
    Contact,
    /// When somebody may come.
    When,
    /// Where they come.
    Where,
    /// All of it, before it is sent.
    Check,
}

impl AskStep {
    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            AskStep::Topic => "/ask",
            AskStep::Message => "/ask/message",
            AskStep::Files => "/ask/files",
            AskStep::Same => "/ask/same",
            AskStep::Contact => "/ask/contact",
            AskStep::When => "/ask/when",
            AskStep::Where => "/ask/where",
            AskStep::Check => "/ask/check",
        }
    }

    /// The text keys of its question and the line under it.
    #[must_use]
    pub const fn keys(self) -> (&'static str, &'static str) {
        match self {
            AskStep::Topic => ("ask-topic", "ask-topic-intro"),
            AskStep::Message => ("ask-message", "ask-message-intro"),
            AskStep::Files => ("ask-files", "ask-files-intro"),
            AskStep::Same => ("ask-same", "ask-same-intro"),
            AskStep::Contact => ("ask-contact", "ask-contact-intro"),
            AskStep::When => ("ask-when", "ask-when-intro"),
            AskStep::Where => ("ask-where", "ask-where-intro"),
            AskStep::Check => ("ask-check", "ask-check-intro"),
        }
    }
}

/// Who looks at it and when, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskWords {
    /// Whether the desk is open now.
    pub open: bool,
    /// That it is open until then, or who looks at it from when.
    pub hours: String,
    /// By when a first answer comes.
    pub answer: String,
}

/// A file that was added.
#[derive(Clone, Debug)]
pub struct AddedFile {
    /// How it looks.
    pub file: FileLink,
    /// Its id, to take it off again.
    pub id: String,
}

/// One question.
#[derive(Clone, Debug, Template)]
#[template(path = "ask/page.html")]
pub struct AskPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// Which question.
    pub step: AskStep,
    /// Its place among the questions, and how many there are; none where it is no question of everybody's.
    pub place: Option<(usize, usize)>,
    /// The page before it.
    pub back: Option<String>,
    /// Who looks at it and when, once it is known what it is about.
    pub desk: Option<DeskWords>,
    /// What was just said by the program.
    pub said: Option<String>,
    /// The files so far, on the page of files.
    pub files: Vec<AddedFile>,
    /// Where a file is taken off.
    pub take_off: &'static str,
    /// Whether something was kept, which can be taken away.
    pub kept: bool,
    /// What is asked.
    pub form: Form,
}

impl AskPage {
    /// The place in words, for a screen that has no room for more.
    #[must_use]
    pub fn place_words(&self) -> Option<String> {
        self.place.map(|(at, all)| match all {
            // How many there are depends on what it is about.
            _ if self.step == AskStep::Topic => self.cx.t1("ask-place-first", "at", at),
            _ => self.cx.t2("ask-place", "at", at, "all", all),
        })
    }

    fn form(cx: &Cx, step: AskStep, back_to_check: bool) -> Form {
        let submit = if back_to_check { "ask-save" } else { "ask-next" };
        Form::new(cx, "ask", step.path(), submit).with("from", if back_to_check { "check" } else { "" })
    }

    /// What it is about: one of a few.
    #[must_use]
    pub fn topic(cx: &Cx, topics: Vec<Choice>, to_check: bool) -> Form {
        Self::form(cx, AskStep::Topic, to_check).field("topic", "ask-topic-label", Input::Radios(topics))
    }

    /// What happened.
    #[must_use]
    pub fn message(cx: &Cx, to_check: bool) -> Form {
        Self::form(cx, AskStep::Message, to_check)
            .field("text", "ask-message-label", Input::Area(8))
            .hint("ask-message-hint")
    }

    /// Asks besides what happened whether it is a complaint, which has a term of its own.
    #[must_use]
    pub fn perhaps_complaint(form: Form, said: bool) -> Form {
        form.field("complaint", "ask-complaint", Input::Check(said)).hint("ask-complaint-hint")
    }

    /// Photos and documents.
    #[must_use]
    pub fn attach(cx: &Cx, to_check: bool) -> Form {
        Self::form(cx, AskStep::Files, to_check)
            .field("files", "status-files", Input::Files(FILES))
            .hint("status-files-hint")
            .optional()
            .also("do", "add", "ask-files-more")
    }

    /// Which of these it is about, or none.
    #[must_use]
    pub fn same(cx: &Cx, action: &str, mut alike: Vec<Choice>) -> Form {
        alike.push(Choice::new("none", cx.t("ask-same-none")));
        Form::new(cx, "ask", action, "ask-next").field("about", "ask-same-label", Input::Radios(alike))
    }

    /// When somebody may come: one of the free windows, or not now.
    #[must_use]
    pub fn when(cx: &Cx, mut windows: Vec<Choice>, to_check: bool) -> Form {
        windows.push(Choice::new("later", cx.t("ask-when-later")));
        Self::form(cx, AskStep::When, to_check).field("window", "ask-when-label", Input::Radios(windows))
    }

    /// Where somebody comes.
    #[must_use]
    pub fn place(cx: &Cx, to_check: bool) -> Form {
        Self::form(cx, AskStep::Where, to_check)
            .field("place", "ask-where-label", Input::Line("text"))
            .hint("ask-where-hint")
            .autocomplete("address-line1")
    }

    /// Who writes.
    #[must_use]
    pub fn contact(cx: &Cx, to_check: bool) -> Form {
        Self::form(cx, AskStep::Contact, to_check)
            .field("name", "ask-name", Input::Line("text"))
            .autocomplete("name")
            .field("email", "ask-email", Input::Line("email"))
            .hint("ask-email-hint")
            .autocomplete("email")
            .optional()
            .field("phone", "ask-phone", Input::Line("tel"))
            .hint("ask-phone-hint")
            .autocomplete("tel")
            .optional()
    }
}

/// One answer on the page before sending.
#[derive(Clone, Debug)]
pub struct AskAnswer {
    /// The question, in a word or two.
    pub label: String,
    /// The answer, as plain text.
    pub value: String,
    /// Where it is changed; none for what is known.
    pub change: Option<String>,
}

/// All of it, before it is sent.
#[derive(Clone, Debug, Template)]
#[template(path = "ask/check.html")]
pub struct AskCheckPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The page before it.
    pub back: String,
    /// The answers.
    pub answers: Vec<AskAnswer>,
    /// Who looks at it and when.
    pub desk: Option<DeskWords>,
    /// The button.
    pub form: Form,
}

impl AskCheckPage {
    /// The button that sends it.
    #[must_use]
    pub fn button(cx: &Cx) -> Form {
        Form::new(cx, "ask", AskStep::Check.path(), "ask-send")
    }
}

/// It was sent.
#[derive(Clone, Debug, Template)]
#[template(path = "ask/done.html")]
pub struct AskDonePage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// Whether it began something new, or went to what runs already.
    pub new: bool,
    /// Its number.
    pub reference: String,
    /// What happens next, in one or two sentences.
    pub next: String,
    /// Who comes by and when, in words, where that was chosen.
    pub visit: Option<String>,
    /// By when.
    pub by: Option<Timestamp>,
    /// Who looks at it, and from when, where it began something new; that the window cannot be moved, where one was chosen.
    pub reads: Option<String>,
    /// Whether a mail tells its owner how to add it to what ran already. Said to everybody, known or not.
    pub before: bool,
    /// How its sender hears from us, in words, where it began something new.
    pub reach: Option<String>,
    /// The customer's own page.
    pub link: String,
    /// The same, whole, to write down or print.
    pub address: String,
}

/// What an organisation shows to everybody at its address: where to ask, where to look, where staff sign in.
#[derive(Clone, Debug, Template)]
#[template(path = "ask/start.html")]
pub struct StartPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// What can be asked: name and help.
    pub topics: Vec<(String, String)>,
}

impl StartPage {
    /// For what can be asked.
    #[must_use]
    pub fn new(cx: &Cx, shell: CustomerShell, topics: Vec<(String, String)>) -> Self {
        Self { cx: cx.clone(), shell, topics }
    }
}

/// Nothing can be asked on the form: how else.
#[derive(Clone, Debug, Template)]
#[template(path = "ask/closed.html")]
pub struct AskClosedPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
}
