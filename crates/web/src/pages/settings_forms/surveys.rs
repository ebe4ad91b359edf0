//! Surveys, which of them a blueprint asks, and what holds of asking. Questions without words fall away; there is always an
//! empty one.

use regie_app::settings::surveys::{QuestionForm, SurveyForm, SurveyPlanForm, SurveyRulesForm};
use regie_domain::blueprint::Words;
use regie_domain::codes::{Measure, Scale};

use super::blueprint::UNITS;
use super::{Named, choices, keyed, words};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::words::{measure, scale};

/// What stands before the code of a scale, where it is chosen how a question is answered.
const SCALE: &str = "scale:";

/// A survey.
#[must_use]
pub fn survey(cx: &Cx, id: &str, values: &SurveyForm) -> Form {
    let form = Form::new(cx, "survey", format!("/settings/surveys/{id}"), "settings-save").cancel("/settings/surveys");
    let mut form = words(form, "name", "survey-name", &values.name, &Input::Line("text"));
    let spare = QuestionForm::default();
    let all: Vec<&QuestionForm> = values.questions.iter().chain([&spare]).collect();
    for (at, question) in all.iter().enumerate() {
        form = row(form, at, question);
    }
    form
}

fn row(form: Form, at: usize, question: &QuestionForm) -> Form {
    let cx = form.cx.clone();
    let name = |part: &str| format!("questions-{at}-{part}");
    let first = form.fields.len();
    let mut form = words(form, &format!("questions-{at}"), "survey-question", &question.words, &Input::Line("text"));
    if let Some(field) = form.fields.get_mut(first) {
        field.group = Some(cx.tn("survey-row", at + 1));
    }
    let how = match question.form.as_str() {
        "scale" => format!("{SCALE}{}", question.scale),
        "" => "text".to_owned(),
        other => other.to_owned(),
    };
    let mut answers =
        vec![Choice::new("text", cx.t("survey-form-text")), Choice::new("choice", cx.t("survey-form-choice"))];
    let scales = Scale::ALL.iter().filter(|it| **it != Scale::Choice);
    answers.extend(scales.map(|it| Choice::new(format!("{SCALE}{}", it.code()), scale(&cx, *it))));
    let measures = Measure::ALL.iter().map(|it| Choice::new(it.code(), measure(&cx, *it)));
    let chosen = if question.measure.is_empty() { Measure::Own.code() } else { question.measure.as_str() };
    let mut after = vec![Choice::new("", cx.t("survey-always"))];
    after.extend((0..at).map(|earlier| Choice::new(earlier.to_string(), cx.tn("survey-after", earlier + 1))));
    let lines = |of: fn(&Words) -> &String| question.choices.iter().map(of).cloned().collect::<Vec<_>>().join("\n");
    let [nl, en] = ["language-nl", "language-en"].map(|lang| cx.t1("survey-choices", "lang", cx.t(lang)));
    form = form
        .field(name("form"), "survey-form", Input::Select(answers))
        .chosen(&[how.as_str()])
        .field(name("measure"), "survey-measure", Input::Select(measures.collect()))
        .chosen(&[chosen])
        .beside()
        .own_field(name("choices"), nl, Input::Area(3))
        .value(lines(|words| &words.nl))
        .optional()
        .own_field(name("choices-en"), en, Input::Area(3))
        .value(lines(|words| &words.en))
        .optional()
        .beside()
        .field(name("more"), "survey-more", Input::Check(question.more));
    if at > 0 {
        form = form
            .field(name("if"), "survey-if", Input::Select(after))
            .chosen(&[question.if_question.as_str()])
            .field(name("from"), "survey-from", Input::Line("number"))
            .value(&question.if_from)
            .optional()
            .beside()
            .field(name("until"), "survey-until-answer", Input::Line("number"))
            .value(&question.if_until)
            .optional()
            .beside();
    }
    form
}

/// How a question is answered, and on which scale, from what was chosen.
#[must_use]
pub fn how(chosen: &str) -> (String, String) {
    match chosen.strip_prefix(SCALE) {
        Some(scale) => ("scale".to_owned(), scale.to_owned()),
        None => (chosen.to_owned(), String::new()),
    }
}

/// What holds of asking.
#[must_use]
pub fn rules(cx: &Cx, values: &SurveyRulesForm) -> Form {
    Form::new(cx, "rules", "/settings/surveys", "settings-save")
        .field("times", "survey-times", Input::Line("number"))
        .hint("survey-times-hint")
        .value(&values.times)
        .field("days", "survey-days", Input::Line("number"))
        .value(&values.days)
        .beside()
        .field("choose", "survey-choose", Input::Check(values.choose))
        .hint("survey-choose-hint")
}

/// Whether the customers of a blueprint are asked how it went, and when.
#[must_use]
pub fn plan(cx: &Cx, blueprint: &str, values: &SurveyPlanForm, (surveys, partners): (&Named, &Named)) -> Form {
    let form = Form::new(cx, "plan", format!("/settings/blueprints/{blueprint}/survey"), "settings-save")
        .cancel(format!("/settings/blueprints/{blueprint}"))
        .field("asks", "survey-plan-asks", Input::Check(values.asks))
        .field("survey", "survey-plan-survey", Input::Select(choices(surveys)))
        .chosen(&[values.survey.as_str()])
        .field("days", "survey-plan-days", Input::Line("number"))
        .hint("survey-plan-days-hint")
        .value(&values.days)
        .field("at", "survey-plan-at", Input::Line("time"))
        .value(&values.at)
        .beside()
        .field("weight", "survey-plan-weight", Input::Line("number"))
        .hint("survey-plan-weight-hint")
        .value(&values.weight)
        .field("call", "survey-plan-call", Input::Term(keyed(cx, &UNITS)))
        .hint("survey-plan-call-hint")
        .value(&values.call);
    if partners.is_empty() {
        return form;
    }
    let mut holders = vec![Choice::new("", cx.t("survey-plan-holder-ours"))];
    holders.extend(choices(partners));
    form.field("holder", "survey-plan-holder", Input::Select(holders))
        .hint("survey-plan-holder-hint")
        .chosen(&[values.holder.as_str()])
        .optional()
}
