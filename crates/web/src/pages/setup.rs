//! The first run: an empty database asks for what it needs, step by step.

use askama::Template;
use regie_app::first_run::FirstRun;

use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::parts::Banner;
use crate::pages::settings::TestResult;
use crate::pages::settings_forms::house::{hours_fields, identity};
use crate::pages::settings_forms::mailbox::{self, Doors};

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

    /// The code that its form carries.
    pub const fn code(self) -> &'static str {
        match self {
            SetupStep::Administrator => "administrator",
            SetupStep::Organisation => "organisation",
            SetupStep::Hours => "hours",
            SetupStep::Mailbox => "mailbox",
            SetupStep::Done => "done",
        }
    }

    /// Reads [`SetupStep::code`]; anything else is the beginning.
    pub fn parse(code: &str) -> SetupStep {
        let asked = SetupStep::ALL.into_iter().filter(|step| *step < SetupStep::Done);
        asked.into_iter().find(|step| step.code() == code).unwrap_or(SetupStep::Administrator)
    }

    /// The step after it.
    pub fn after(self) -> SetupStep {
        SetupStep::ALL.into_iter().find(|step| *step > self).unwrap_or(SetupStep::Done)
    }

    /// The step before it.
    pub fn before(self) -> SetupStep {
        SetupStep::ALL.into_iter().rev().find(|step| *step < self).unwrap_or(SetupStep::Administrator)
    }

    /// Whether a field is asked at it.
    pub fn asks(self, field: &str) -> bool {
        let hours = field.starts_with("organisation-hours");
        match self {
            SetupStep::Administrator => field == "token" || field.starts_with("admin-"),
            SetupStep::Organisation => !hours && (field.starts_with("organisation-") || field.starts_with("team-")),
            SetupStep::Hours => hours,
            SetupStep::Mailbox => field.starts_with("mailbox-"),
            SetupStep::Done => false,
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
    /// The outcome of connection tests.
    pub tests: Vec<TestResult>,
    /// The form; none at the end.
    pub form: Option<Form>,
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

/// What was filled in so far.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The token from the terminal.
    pub token: String,
    /// Everything else.
    pub form: FirstRun,
}

/// The form of a step. What it does not ask must travel along.
pub fn form(cx: &Cx, step: SetupStep, typed: &Typed, doors: &Doors) -> Form {
    let submit = if step == SetupStep::Mailbox { "setup-finish" } else { "setup-next" };
    let form = Form::new(cx, "setup", "/first-run", submit).with("step", step.code());
    let values = &typed.form;
    match step {
        SetupStep::Administrator | SetupStep::Done => administrator(form, typed),
        SetupStep::Organisation => identity(form, "organisation-", &values.organisation)
            .field("team-name", "setup-team", Input::Line("text"))
            .hint("setup-team-hint")
            .value(&values.team)
            .also("do", "back", "setup-back"),
        SetupStep::Hours => {
            hours_fields(form, "organisation-hours", &values.organisation.hours).also("do", "back", "setup-back")
        }
        SetupStep::Mailbox => {
            let first = values.mailbox.clone().unwrap_or_default();
            mailbox::first(form, &first.address, first.incoming.as_ref(), first.outgoing.as_ref(), doors)
                .also("do", "test", "mailbox-test")
                .also("do", "later", "setup-skip")
                .also("do", "back", "setup-back")
        }
    }
}

fn administrator(form: Form, typed: &Typed) -> Form {
    let values = &typed.form;
    let form = form
        .field("token", "setup-token", Input::Line("text"))
        .hint("setup-token-hint")
        .value(&typed.token)
        .autocomplete("off")
        .field("admin-name", "access-name", Input::Line("text"))
        .autocomplete("name")
        .value(&values.name)
        .field("admin-email", "access-email", Input::Line("email"))
        .autocomplete("username")
        .value(&values.email)
        .field("admin-password", "access-password-new", Input::Line("password"))
        .autocomplete("new-password");
    form.hint(if values.password.is_empty() { "access-password-hint" } else { "setup-password-kept" })
}
