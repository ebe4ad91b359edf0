//! A topic that is looked for in the words of customers, and a sentence to try them on.

use regie_app::settings::topics::TopicForm;

use super::words;
use crate::cx::Cx;
use crate::form::{Form, Input};

/// A topic.
#[must_use]
pub fn topic(cx: &Cx, key: &str, values: &TopicForm) -> Form {
    let form = Form::new(cx, "topic", format!("/settings/topics/{key}"), "settings-save").cancel("/settings/topics");
    words(form, "name", "topic-name", &values.name, &Input::Line("text"))
        .field("keywords", "topic-keywords", Input::Area(4))
        .value(&values.keywords)
        .hint("topic-keywords-hint")
        .optional()
        .field("phrases", "topic-phrases", Input::Area(4))
        .value(&values.phrases)
        .hint("topic-phrases-hint")
        .optional()
        .field("examples", "topic-examples", Input::Area(4))
        .value(&values.examples)
        .hint("topic-examples-hint")
        .optional()
        .field("others", "topic-others", Input::Area(4))
        .value(&values.others)
        .optional()
        .field("used", "topic-used", Input::Check(values.used))
}

/// A sentence to try them on.
#[must_use]
pub fn attempt(cx: &Cx, sentence: &str) -> Form {
    Form::new(cx, "attempt", "/settings/topics", "topic-try-do")
        .field("sentence", "topic-try-sentence", Input::Area(3))
        .value(sentence)
        .hint("topic-try-hint")
}
