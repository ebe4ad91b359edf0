//! Systems that obey holds. Moments at which one runs that are left empty fall away; there are always a few empty ones.

use regie_app::locale::words::capital;
use regie_app::settings::systems::{RunForm, SystemForm};
use regie_domain::slot::Day;

use super::{Named, choices};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// The empty rows after what is there.
const SPARE: usize = 2;

/// A system. `id` is empty for a new one; `programs` are the programs at the API.
#[must_use]
pub fn system(cx: &Cx, id: &str, values: &SystemForm, (teams, programs): (&Named, &Named)) -> Form {
    let action = if id.is_empty() { "new" } else { id };
    let none = Choice::new("", cx.t("system-client-none"));
    let clients = std::iter::once(none).chain(choices(programs)).collect();
    let mut form = Form::new(cx, "system", format!("/settings/systems/{action}"), "settings-save")
        .cancel("/settings/systems")
        .field("name", "system-name", Input::Line("text"))
        .hint("system-name-hint")
        .value(&values.name)
        .field("code", "system-code", Input::Line("text"))
        .hint("system-code-hint")
        .value(&values.code)
        .field("owner", "system-owner", Input::Select(choices(teams)))
        .hint("system-owner-hint")
        .chosen(&[&values.owner])
        .field("client", "system-client", Input::Select(clients))
        .hint("system-client-hint")
        .chosen(&[&values.client]);
    let empty = RunForm::default();
    for (at, row) in values.runs.iter().chain(std::iter::repeat_n(&empty, SPARE)).enumerate() {
        form = run(form, at, row);
    }
    form.field("active", "system-active", Input::Check(values.active)).group("system-use").hint("system-active-hint")
}

fn run(form: Form, at: usize, row: &RunForm) -> Form {
    let days = Day::ALL.map(|day| Choice::new(day.code(), capital(form.cx.lang.weekday_short(day.weekday()))));
    let day = if row.day.is_empty() { Day::Mon.code() } else { row.day.as_str() };
    let mut form = form.field(format!("runs-{at}-day"), "system-run-day", Input::Select(days.to_vec())).chosen(&[day]);
    if at == 0 {
        form = form.group("system-runs").hint("system-runs-hint");
    }
    form.field(format!("runs-{at}-at"), "system-run-at", Input::Line("time")).value(&row.at).optional().beside()
}
