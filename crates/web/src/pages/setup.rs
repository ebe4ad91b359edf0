//! The first run: an empty database asks for what it needs, step by step.

use askama::Template;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::parts::Banner;
use crate::pages::settings::TestResult;
use regie_app::locale::Lang;

/// A step of the first run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SetupStep {
    /// The token from the terminal, and the first administrator.
    Administrator,
    /// Name, word, zone, languages.
    Organisation,
    /// Opening hours.
    Hours,
    /// The mailbox, which may wait.
    Mailbox,
    /// What to do now.
    Done,
}

impl SetupStep {
    /// Every step, in order.
    pub const ALL: [SetupStep; 5] =
        [SetupStep::Administrator, SetupStep::Organisation, SetupStep::Hours, SetupStep::Mailbox, SetupStep::Done];

    /// Text keys of its name, its heading, and a line under it.
    pub const fn keys(self) -> (&'static str, &'static str, &'static str) {
        match self {
            SetupStep::Administrator => ("setup-admin", "setup-admin-title", "setup-admin-text"),
            SetupStep::Organisation => ("setup-org", "setup-org-title", "setup-org-text"),
            SetupStep::Hours => ("setup-hours", "setup-hours-title", "setup-hours-text"),
            SetupStep::Mailbox => ("setup-mailbox", "setup-mailbox-title", "setup-mailbox-text"),
            SetupStep::Done => ("setup-done", "setup-done-title", "setup-done-text"),
        }
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "setup/page.html")]
pub struct SetupPage {
    /// Context.
    pub cx: Cx,
    /// The organisation, once it has a name.
    pub organisation: Option<String>,
    /// The step.
    pub step: SetupStep,
    /// What went wrong with the whole.
    pub banner: Option<Banner>,
    /// The outcome of a connection test.
    pub test: Option<TestResult>,
    /// The form; none at the end.
    pub form: Option<Form>,
    /// Where a step may be skipped to.
    pub skip: Option<String>,
}

impl SetupPage {
    /// The steps with their class: done, now, or still to come.
    pub fn steps(&self) -> Vec<(SetupStep, &'static str)> {
        let class = |step| match self.step.cmp(&step) {
            std::cmp::Ordering::Greater => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Less => "todo",
        };
        SetupStep::ALL.into_iter().map(|step| (step, class(step))).collect()
    }
}

/// The first administrator.
pub fn administrator(cx: &Cx, token: &str) -> Form {
    Form::new(cx, "setup", "/setup/administrator", "setup-next")
        .field("token", "setup-token", Input::Line("text"))
        .hint("setup-token-hint")
        .value(token)
        .autocomplete("off")
        .field("name", "access-name", Input::Line("text"))
        .autocomplete("name")
        .field("email", "access-email", Input::Line("email"))
        .autocomplete("username")
        .field("password", "access-password-new", Input::Line("password"))
        .hint("access-password-hint")
        .autocomplete("new-password")
}

/// What the first-run page knows of the organisation before it is saved.
#[derive(Clone, Debug, Default)]
pub struct OrganisationValues {
    /// Name.
    pub name: String,
    /// Word for one and for many, in Dutch and in English.
    pub words: [String; 4],
    /// Time zone.
    pub zone: String,
    /// Language of customers who have not chosen.
    pub lang: String,
}

/// The organisation, with the words that most use to choose from.
pub fn organisation(cx: &Cx, values: &OrganisationValues) -> Form {
    let words = [
        ("klant", "setup-word-customer"),
        ("inwoner", "setup-word-resident"),
        ("cliënt", "setup-word-client"),
        ("burger", "setup-word-citizen"),
    ];
    let words = words.map(|(word, key)| Choice::new(word, cx.t(key)));
    let langs = Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name()));
    let [one, ..] = &values.words;
    Form::new(cx, "setup", "/setup/organisation", "setup-next")
        .field("name", "org-name", Input::Line("text"))
        .value(&values.name)
        .autocomplete("organization")
        .field("word", "setup-word", Input::Radios(words.to_vec()))
        .value(one)
        .field("zone", "org-zone", Input::Line("text"))
        .hint("org-zone-hint")
        .value(&values.zone)
        .field("lang", "org-language", Input::Radios(langs.to_vec()))
        .value(&values.lang)
        .field("team", "setup-team", Input::Line("text"))
        .hint("setup-team-hint")
}
