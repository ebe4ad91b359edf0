//! One form: its fields, what was typed, and what was wrong with it. Every form of the pages is one of these, so
//! that labels, hints, errors and the summary above them are always there and what was typed is always kept.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::cx::Cx;
use crate::posted::Posted;

mod field;

pub use field::{Choice, Field, Input, span};

/// A form that is posted to `action`.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/form.html")]
pub struct Form {
    /// The context of the page that shows it.
    pub cx: Cx,
    /// Unique on the page; the ids of the fields start with it.
    pub id: &'static str,
    /// Where it is posted.
    pub action: String,
    /// The words on its button.
    pub submit: String,
    /// Its fields, top to bottom.
    pub fields: Vec<Field>,
    /// Values that travel along unseen, such as the ball epoch that the page was made at.
    pub hidden: Vec<(String, String)>,
    /// More buttons that post the same form with `name=value`: save and send, preview.
    pub also: Vec<Also>,
    /// Whether the button takes something away.
    pub danger: bool,
    /// Whether the button is not what the page is for.
    pub aside: bool,
    /// Where "cancel" goes.
    pub cancel: Option<String>,
    /// What was wrong with the whole, not with one field.
    pub problem: Option<String>,
    /// Whether it is only shown: the reader may not change this.
    pub locked: bool,
    /// Where what is typed is kept until it is sent.
    pub drafting: Option<Drafting>,
}

/// Where what is typed in a form is kept until it is sent.
#[derive(Clone, Debug)]
pub struct Drafting {
    /// Where it is posted to be kept.
    pub href: String,
    /// The name under which it is kept.
    pub form: String,
    /// When it was kept, in words, where that is what the form shows.
    pub saved: Option<String>,
}

/// One more button of a form.
#[derive(Clone, Debug)]
pub struct Also {
    /// The name that is posted.
    pub name: &'static str,
    /// Its value.
    pub value: &'static str,
    /// The words on the button.
    pub label: String,
}

impl HtmlSafe for Form {}

impl Form {
    /// A form without fields. `submit` is the key of the words on the button.
    pub fn new(cx: &Cx, id: &'static str, action: impl Into<String>, submit: &str) -> Self {
        Form {
            cx: cx.clone(),
            id,
            action: action.into(),
            submit: cx.t(submit),
            fields: Vec::new(),
            hidden: Vec::new(),
            also: Vec::new(),
            danger: false,
            aside: false,
            cancel: None,
            problem: None,
            locked: false,
            drafting: None,
        }
    }

    /// Adds a field; `label` is a text key.
    pub fn field(mut self, name: impl Into<String>, label: &str, input: Input) -> Self {
        let label = self.cx.t(label);
        self.fields.push(Field::new(name, label, input));
        self
    }

    /// Adds a field whose label is text of the organisation's own.
    pub fn own_field(mut self, name: impl Into<String>, label: impl Into<String>, input: Input) -> Self {
        self.fields.push(Field::new(name, label, input));
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Field, &Cx)) -> Self {
        if let Some(field) = self.fields.last_mut() {
            change(field, &self.cx);
        }
        self
    }

    /// Help for the last field; a text key.
    pub fn hint(self, key: &str) -> Self {
        self.last(|field, cx| field.hint = Some(cx.t(key)))
    }

    /// Help for the last field, in words that were made for it.
    pub fn hint_text(self, text: impl Into<String>) -> Self {
        self.last(|field, _| field.hint = Some(text.into()))
    }

    /// What the last field holds.
    pub fn value(self, value: impl Into<String>) -> Self {
        let value = value.into();
        self.last(|field, _| field.set(&[value.as_str()]))
    }

    /// What is known already of a field, by its name.
    pub fn knows(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.set(&[value.as_str()]);
        }
        self
    }

    /// The last field may stay empty.
    pub fn optional(self) -> Self {
        self.last(|field, _| field.optional = true)
    }

    /// The `autocomplete` token of the last field.
    pub fn autocomplete(self, token: &'static str) -> Self {
        self.last(|field, _| field.autocomplete = Some(token))
    }

    /// What a script may check in the last field while one types: `iban`.
    pub fn checked(self, check: &'static str) -> Self {
        self.last(|field, _| field.check = Some(check))
    }

    /// Starts a group at the last field; a text key.
    pub fn group(self, key: &str) -> Self {
        self.last(|field, cx| field.group = Some(cx.t(key)))
    }

    /// The last field may be marked "does not apply".
    pub fn or_not(self, marked: bool) -> Self {
        self.last(|field, _| field.not_applicable = Some(marked))
    }

    /// A value that travels along unseen.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// Puts another value in the place of one that travels along.
    pub fn instead(&mut self, name: &str, value: impl Into<String>) {
        if let Some((_, old)) = self.hidden.iter_mut().find(|(known, _)| known == name) {
            *old = value.into();
        }
    }

    /// One more button; `label` is a text key.
    pub fn also(mut self, name: &'static str, value: &'static str, label: &str) -> Self {
        self.also.push(Also { name, value, label: self.cx.t(label) });
        self
    }

    /// Where "cancel" goes.
    pub fn cancel(mut self, href: impl Into<String>) -> Self {
        self.cancel = Some(href.into());
        self
    }

    /// The last field stands beside the one before it, where there is room.
    pub fn beside(self) -> Self {
        self.last(|field, _| field.beside = true)
    }

    /// The fields from a place on only count after some choice; the style sheet knows which by this name, and hides them
    /// until then. What they hold is posted in any case.
    pub fn only_when(mut self, name: &'static str, from: usize) -> Self {
        self.fields.iter_mut().skip(from).for_each(|field| field.when = Some(name));
        self
    }

    /// As [`Form::only_when`], for the last field alone.
    pub fn when(self, name: &'static str) -> Self {
        self.last(|field, _| field.when = Some(name))
    }

    /// What is chosen of the last field's choices.
    pub fn chosen(self, values: &[&str]) -> Self {
        self.last(|field, _| field.set(values))
    }

    /// It is only shown, when `locked`: the reader may not change this.
    pub fn locked(mut self, locked: bool) -> Self {
        self.locked = locked;
        self
    }

    /// The fields, those that stand beside each other together.
    pub fn rows(&self) -> Vec<Vec<&Field>> {
        let mut rows: Vec<Vec<&Field>> = Vec::new();
        for field in &self.fields {
            match rows.last_mut() {
                Some(row) if field.beside => row.push(field),
                _ => rows.push(vec![field]),
            }
        }
        rows
    }

    /// The button is not what the page is for.
    pub fn aside(mut self) -> Self {
        self.aside = true;
        self
    }

    /// The button takes something away.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Puts back what was typed. Passwords and files are never put back.
    pub fn fill(mut self, posted: &[(String, String)]) -> Self {
        for field in &mut self.fields {
            let values: Vec<&str> =
                posted.iter().filter(|(name, _)| *name == field.name).map(|(_, value)| value.as_str()).collect();
            field.set(&values);
            if matches!(field.input, Input::Term(_)) {
                field.set(&[span(posted, &field.name).as_str()]);
            }
            if let Some(marked) = &mut field.not_applicable {
                *marked = posted.iter().any(|(name, _)| name.strip_suffix(".na") == Some(&field.name));
            }
        }
        for (name, value) in &mut self.hidden {
            if let Some((_, posted)) = posted.iter().find(|(posted, _)| *posted == *name) {
                posted.clone_into(value);
            }
        }
        self
    }

    /// A browser forgets chosen files when a form comes back; better to say so than to let them go missing.
    pub fn ask_files_again(&mut self, posted: &Posted, key: &str) {
        for file in &posted.files {
            let field = self.fields.iter_mut().find(|field| field.name == file.field && field.error.is_none());
            if let Some(field) = field.filter(|field| matches!(field.input, Input::Files(_))) {
                field.error = Some(self.cx.t(key));
            }
        }
    }

    /// Says what is wrong with a field, or with the whole when there is no such field.
    pub fn error(&mut self, name: &str, message: impl Into<String>) {
        let message = message.into();
        match self.fields.iter_mut().find(|field| field.name == name) {
            Some(field) => field.error = Some(message),
            None => self.problem = Some(message),
        }
    }

    /// Says what is wrong with the whole.
    pub fn problem(mut self, message: impl Into<String>) -> Self {
        self.problem = Some(message.into());
        self
    }

    /// Whether something was wrong with a field.
    pub fn errors_at(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name && field.error.is_some())
    }

    /// Whether anything was wrong.
    pub fn failed(&self) -> bool {
        self.problem.is_some() || self.fields.iter().any(|field| field.error.is_some())
    }

    /// Whether a field takes files.
    pub fn multipart(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.input, Input::Files(_)))
    }

    /// Of each field that was wrong its id, and its name with the message: "fill this in" alone may be any of them.
    pub fn errors(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for row in self.rows() {
            for field in &row {
                let Some(error) = &field.error else { continue };
                // Of the only question of a page it is clear what is meant.
                if self.fields.len() == 1 {
                    found.push((self.anchor(field), error.clone()));
                    continue;
                }
                // "In English" stands in many rows; the row's first field says which it is.
                let repeated = self.fields.iter().filter(|other| other.label == field.label).count() > 1;
                let before = row.first().filter(|first| repeated && first.label != field.label);
                let names: Vec<&str> = before.into_iter().chain([field]).map(|field| field.name()).collect();
                let end = if names.last().is_some_and(|name| name.ends_with(['?', '.', '!'])) { "" } else { ":" };
                found.push((self.anchor(field), format!("{}{end} {error}", names.join(", "))));
            }
        }
        found
    }

    /// The id of a field.
    pub fn id_of(&self, field: &Field) -> String {
        format!("{}-{}", self.id, field.name.replace(['.', '[', ']'], "-"))
    }

    /// Where the summary jumps to: the field, or the first of its choices.
    fn anchor(&self, field: &Field) -> String {
        let id = self.id_of(field);
        if field.grouped() { format!("{id}-0") } else { id }
    }

    /// The value of `aria-describedby`, empty when nothing describes the field.
    pub fn described(&self, field: &Field) -> String {
        let id = self.id_of(field);
        let hint = field.hint.as_ref().map(|_| format!("{id}-hint"));
        let error = field.error.as_ref().map(|_| format!("{id}-error"));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}
