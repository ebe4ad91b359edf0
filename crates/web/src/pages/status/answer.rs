//! What the customer was asked, and the form to answer it.

use jiff::Timestamp;
use regie_domain::blueprint::AskKind;

use crate::cx::Cx;
use crate::form::{Choice, Field, Form, Input};

/// One thing that was asked for.
#[derive(Clone, Debug)]
pub struct AskedItem {
    /// The name that is posted.
    pub name: String,
    /// Its label in the organisation's words.
    pub label: String,
    /// Its form.
    pub kind: AskKind,
    /// Whether an answer without it is refused.
    pub required: bool,
}

/// What the customer was asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who asks.
    pub team: String,
    /// The question, as plain text.
    pub text: String,
    /// When an answer is wanted.
    pub by: Option<Timestamp>,
    /// The form: what was asked for, field by field.
    pub form: Form,
}

impl Question {
    /// The only thing that was asked for, where it is a yes or a no: then one tap answers. Not once something is wrong.
    pub fn tap(&self) -> Option<(&Field, &[Choice])> {
        let mut asked = self.form.fields.iter().filter(|field| field.name != "text");
        let only = asked.next().filter(|_| asked.next().is_none() && !self.form.failed())?;
        match &only.input {
            Input::Radios(choices) => Some((only, choices)),
            _ => None,
        }
    }

    /// The form to answer a question: each thing that was asked for is a field of its own. Where only words were asked
    /// for, there is one field for them.
    pub fn form(cx: &Cx, token: &str, question: &str, items: &[AskedItem]) -> Form {
        let mut form =
            Form::new(cx, "answer", format!("/s/{token}/answer"), "status-answer-send").with("question", question);
        // Where nothing that was asked for is needed, the words are the answer.
        let words_first = !items.is_empty() && items.iter().all(|item| !item.required);
        if words_first {
            form = form.field("text", "status-answer-text", Input::Area(4));
        }
        for item in items {
            let input = match item.kind {
                AskKind::Text => Input::Area(2),
                AskKind::File => Input::Files(FILES),
                AskKind::Iban => Input::Line("text"),
                AskKind::Date => Input::Line("date"),
                AskKind::YesNo => {
                    Input::Radios(vec![Choice::new("yes", cx.t("status-yes")), Choice::new("no", cx.t("status-no"))])
                }
            };
            form = form.own_field(&item.name, &item.label, input);
            form = match item.kind {
                AskKind::Iban => form.hint("status-iban-hint").autocomplete("off").checked("iban"),
                AskKind::File => form.hint("status-files-hint"),
                _ => form,
            };
            if !item.required {
                form = form.optional();
            }
        }
        if items.is_empty() {
            form.field("text", "status-answer-text", Input::Area(4))
                .field("files", "status-files", Input::Files(FILES))
                .hint("status-files-hint")
                .optional()
        } else if words_first {
            form
        } else {
            form.field("text", "status-answer-more", Input::Area(2)).optional()
        }
    }
}

/// What the file chooser of a telephone or computer offers first; the server decides.
pub const FILES: &str = "image/*,.pdf,.doc,.docx,.odt,.txt,.xls,.xlsx,.ods,.csv";
