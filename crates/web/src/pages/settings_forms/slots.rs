//! Slot books, and how a blueprint plans visits. Rows that are left empty fall away; there are always a few empty ones.

use regie_app::locale::words::capital;
use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_app::settings::visits::VisitPlanForm;
use regie_domain::slot::{Day, MarkDay};

use super::{Named, choices};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// The empty rows after what is there.
const SPARE: usize = 2;

/// The slot book of a team.
pub fn slot_book(cx: &Cx, team: &str, values: &SlotBookForm) -> Form {
    let mut form = Form::new(cx, "slots", format!("/settings/slots/{team}"), "settings-save").cancel("/settings/slots");
    let empty = SlotRowForm::default();
    let spare = std::iter::repeat_n(&empty, SPARE);
    for (at, row) in values.rows.iter().chain(spare).enumerate() {
        form = window(form, at, row);
    }
    form.field("move-day", "slots-move-day", Input::Select(marks(cx)))
        .chosen(&[values.move_day.as_str()])
        .group("slots-rules")
        .field("move-at", "slots-move-at", Input::Line("time"))
        .value(&values.move_at)
        .beside()
        .field("notice", "slots-notice", Input::Line("number"))
        .value(&values.notice)
        .field("ahead", "slots-ahead", Input::Line("number"))
        .value(&values.ahead)
        .beside()
}

fn window(form: Form, at: usize, row: &SlotRowForm) -> Form {
    let (label, marks) = (form.cx.tn("slots-row", at + 1), marks(&form.cx));
    let days = Day::ALL.map(|day| Choice::new(day.code(), capital(form.cx.lang.weekday_short(day.weekday()))));
    let name = |part: &str| format!("slots-{at}-{part}");
    let picked: Vec<&str> = row.days.iter().map(String::as_str).collect();
    let (from, until) = row.hours.split_once('-').unwrap_or((&row.hours, ""));
    let mut form = form.own_field(name("hours"), label, Input::Line("time")).value(from.trim());
    if at == 0 {
        form = form.group("slots-windows").hint("slots-hours-hint");
    }
    let kept_day = if row.kept_day.is_empty() { MarkDay::SameDay.code() } else { row.kept_day.as_str() };
    form = form
        .field(name("until"), "slots-until", Input::Line("time"))
        .value(until.trim())
        .beside()
        .field(name("places"), "slots-places", Input::Line("number"))
        .value(&row.places)
        .beside()
        .field(name("days"), "slots-days", Input::Checks(days.to_vec()))
        .chosen(&picked)
        .field(name("kept"), "slots-kept", Input::Line("number"))
        .value(&row.kept)
        .optional()
        .field(name("kept-day"), "slots-kept-day", Input::Select(marks))
        .chosen(&[kept_day])
        .beside()
        .field(name("kept-at"), "slots-kept-at", Input::Line("time"))
        .value(&row.kept_at)
        .optional()
        .beside();
    form
}

fn marks(cx: &Cx) -> Vec<Choice> {
    let keys = [(MarkDay::SameDay, "slots-same-day"), (MarkDay::DayBefore, "slots-day-before")];
    keys.map(|(day, key)| Choice::new(day.code(), cx.t(key))).to_vec()
}

/// Whether a blueprint's journeys are planned by visit, and how.
pub fn visit_plan(cx: &Cx, blueprint: &str, values: &VisitPlanForm, teams: &Named) -> Form {
    let mut who = vec![Choice::new("", cx.t("plan-team-none"))];
    who.extend(choices(teams));
    Form::new(cx, "plan", format!("/settings/blueprints/{blueprint}/visits"), "settings-save")
        .cancel(format!("/settings/blueprints/{blueprint}"))
        .field("team", "plan-team", Input::Select(who))
        .hint("plan-team-hint")
        .value(&values.team)
        .field("by-customer", "plan-by-customer", Input::Check(values.by_customer))
        .hint("plan-by-customer-hint")
        .field("urgent", "plan-urgent", Input::Check(values.urgent))
        .hint("plan-urgent-hint")
        .field("ball", "plan-ball", Input::Check(values.ball))
        .field("cost", "plan-cost", Input::Line("text"))
        .hint("plan-cost-hint")
        .value(&values.cost)
        .optional()
        .field("rest", "plan-rest", Input::Line("number"))
        .hint("plan-rest-hint")
        .value(&values.rest)
        .optional()
}
