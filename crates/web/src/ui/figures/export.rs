//! The same figures as a file. What they may be used for stands on it, so that it travels along.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum_extra::extract::Query;
use regie_app::figures::{AnswerFigures, Figure, FigureQuery, Told};

use super::{Asked, rows};
use crate::reply::{Failure, Reply};
use crate::state::Web;
use crate::ui::blocks::row;
use crate::visit::Visit;

pub(super) async fn file(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let (cx, query) = (&visit.cx, asked.query());
    let found = web.app.figures(&visit.who()?, query).await?;
    let mut text = line_of(&[cx.t("figures-use"), cx.t("figures-use-text")]);
    text.push_str(&line_of(&[cx.t("figures"), rows::range(cx, &found)]));
    for (key, value) in group(&visit, query) {
        text.push_str(&line_of(&[cx.t(key), value]));
    }
    match &found.shown {
        None => text.push_str(&line_of(&[cx.t("figures-withheld")])),
        Some(shown) => {
            text.push_str(&line_of(&[cx.t("figures-journeys"), shown.journeys.to_string()]));
            text.push_str(&line_of(&COLUMNS.map(|key| cx.t(key))));
            shown.figures.iter().for_each(|figure| text.push_str(&line(&visit, figure)));
        }
    }
    let answers = web.app.answer_figures(&visit.who()?, query).await?;
    answered(&visit, &answers, &mut text);
    answer(&visit, text)
}

const COLUMNS: [&str; 6] =
    ["figures-figure", "figures-what", "figures-value", "figures-low", "figures-high", "figures-count"];

/// What customers answered, with who did.
fn answered(visit: &Visit, found: &AnswerFigures, text: &mut String) {
    let cx = &visit.cx;
    text.push_str(&line_of(&[cx.t("figures-answers"), super::answers::range(cx, found)]));
    let Some(shown) = &found.shown else {
        return text.push_str(&line_of(&[cx.t("figures-withheld")]));
    };
    text.push_str(&line_of(&COLUMNS.map(|key| cx.t(key))));
    let mut add = |name: String, what: String, told: &Told| {
        let [value, low, high] = [told.estimate.value, told.estimate.interval.low, told.estimate.interval.high]
            .map(|number| format!("{number:.4}"));
        text.push_str(&line_of(&[name, what, value, low, high, told.of.to_string()]));
    };
    add(cx.t("figures-rate"), String::new(), &shown.rate);
    for figure in &shown.questions {
        for (score, told) in &figure.scores {
            let what = super::answers::score_name(visit, figure.asked, *score);
            add(super::answers::name(visit, figure.asked), what, told);
        }
    }
    for figure in &found.topics {
        if let Some(told) = &figure.share {
            add(cx.t("figures-topics"), super::answers::topic_name(visit, &figure.topic), told);
        }
    }
}

fn line_of(cells: &[String]) -> String {
    row(cells.iter().map(String::as_str))
}

/// Of what: by name.
fn group(visit: &Visit, query: FigureQuery) -> [(&'static str, String); 2] {
    let blueprint = query.blueprint.map(|id| super::blueprint_name(visit, id));
    let team = query.team.map(|id| visit.directory.team_name(id));
    [
        ("figures-blueprint", blueprint.unwrap_or_else(|| visit.cx.t("figures-every-blueprint"))),
        ("figures-team", team.unwrap_or_else(|| visit.cx.t("figures-every-team"))),
    ]
}

/// Numbers as they were counted, not rounded; shares from 0 to 1.
fn line(visit: &Visit, figure: &Figure) -> String {
    let cx = &visit.cx;
    let words = [rows::name(cx, figure.which), rows::what(cx, figure.which)];
    let numbers = match &figure.shown {
        None => [cx.t("figures-too-few"), String::new(), String::new(), String::new()],
        Some(told) => {
            let [value, low, high] = [told.estimate.value, told.estimate.interval.low, told.estimate.interval.high]
                .map(|number| format!("{number:.4}"));
            [value, low, high, told.of.to_string()]
        }
    };
    row(words.iter().chain(&numbers).map(String::as_str))
}

fn answer(visit: &Visit, text: String) -> Reply {
    let name = format!("{}.csv", visit.cx.t("figures-file"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let kept = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, crate::security::attachment(&name))];
    Ok::<_, Failure>((kept, text).into_response())
}
