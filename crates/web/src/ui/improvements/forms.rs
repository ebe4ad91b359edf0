//! The forms of improvements.

use regie_domain::codes::{Aim, Gauge};
use regie_domain::ids::ImprovementId;

use super::view;
use crate::form::{Choice, Form, Input};
use crate::visit::Visit;

fn teams(visit: &Visit, first: Option<&str>) -> Vec<Choice> {
    let house = visit.directory.organisation.as_ref().map(|found| found.value.id);
    let found = visit.directory.teams.values().map(|found| &found.value);
    let ours = found.filter(|team| team.active && Some(team.team.org) == house);
    let mut all: Vec<Choice> = ours.map(|team| Choice::new(team.team.team.to_string(), &team.name)).collect();
    all.sort_by_key(|choice| choice.label.to_lowercase());
    first.into_iter().map(|key| Choice::new("", visit.cx.t(key))).chain(all).collect()
}

fn blueprints(visit: &Visit, first: &str) -> Vec<Choice> {
    let mut all: Vec<Choice> = visit
        .directory
        .blueprints
        .keys()
        .map(|id| Choice::new(id.to_string(), crate::ui::figures::blueprint_name(visit, *id)))
        .collect();
    all.sort_by_key(|choice| choice.label.to_lowercase());
    std::iter::once(Choice::new("", visit.cx.t(first))).chain(all).collect()
}

/// Makes an improvement of what is ticked.
pub(super) fn make(visit: &Visit, open: Vec<Choice>) -> Form {
    let into = std::iter::once(Choice::new("", visit.cx.t("improvement-into-new"))).chain(open).collect();
    Form::new(&visit.cx, "improvement", "/improvements", "improvement-make")
        .field("into", "improvement-into", Input::Select(into))
        .field("title", "improvement-title", Input::Line("text"))
        .hint("improvement-title-hint")
        .field("owner", "improvement-owner", Input::Select(teams(visit, None)))
}

/// Notes what was found.
pub(super) fn investigate(visit: &Visit, id: ImprovementId) -> Form {
    let action = format!("/improvements/{id}/found");
    Form::new(&visit.cx, "investigate", action, "improvement-found-save").aside().field(
        "found",
        "improvement-found",
        Input::Area(4),
    )
}

/// Registers what is tried.
pub(super) fn register(visit: &Visit, id: ImprovementId) -> Form {
    let cx = &visit.cx;
    let gauges = Gauge::ALL.iter().map(|gauge| Choice::new(gauge.code(), view::gauge(cx, *gauge))).collect();
    let aims = Aim::ALL.iter().map(|aim| Choice::new(aim.code(), view::aim(cx, *aim))).collect();
    Form::new(cx, "register-form", format!("/improvements/{id}/register"), "improvement-register-save")
        .field("what", "improvement-what", Input::Area(4))
        .field("blueprint", "figures-blueprint", Input::Select(blueprints(visit, "figures-every-blueprint")))
        .field("team", "figures-team", Input::Select(teams(visit, Some("figures-every-team"))))
        .beside()
        .field("gauge", "improvement-gauge", Input::Select(gauges))
        .field("aim", "improvement-aim", Input::Select(aims))
        .field("size", "improvement-size", Input::Line("text"))
        .hint("improvement-size-hint")
        .beside()
        .field("starts", "improvement-starts", Input::Line("date"))
        .field("ends", "improvement-ends", Input::Line("date"))
        .beside()
        .field("beside-blueprint", "improvement-beside-blueprint", Input::Select(blueprints(visit, "improvement-none")))
        .optional()
        .field("beside-team", "improvement-beside-team", Input::Select(teams(visit, Some("improvement-none"))))
        .optional()
        .beside()
}

/// Tells what was done.
pub(super) fn tell(visit: &Visit, id: ImprovementId, (nl, en): (&str, &str)) -> Form {
    Form::new(&visit.cx, "tell-form", format!("/improvements/{id}/tell"), "improvement-tell-save")
        .field("nl", "improvement-tell-nl", Input::Area(5))
        .value(nl)
        .optional()
        .field("en", "improvement-tell-en", Input::Area(5))
        .value(en)
        .optional()
}

/// Stops it.
pub(super) fn stop(visit: &Visit, id: ImprovementId) -> Form {
    Form::new(&visit.cx, "stop-form", format!("/improvements/{id}/stop"), "improvement-stop-save").danger().field(
        "why",
        "improvement-stop-why",
        Input::Area(3),
    )
}
