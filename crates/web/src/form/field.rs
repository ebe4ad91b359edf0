//! One field of a form: how it is filled in, what may be chosen, and what was typed.

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name that is posted.
    pub name: String,
    /// What stands above it.
    pub label: String,
    /// One line of help.
    pub hint: Option<String>,
    /// What was wrong with it.
    pub error: Option<String>,
    /// What was typed or is known.
    pub value: String,
    /// How it is filled in.
    pub input: Input,
    /// Whether it may stay empty.
    pub optional: bool,
    /// The `autocomplete` token.
    pub autocomplete: Option<&'static str>,
    /// What a script may check while one types; the server checks it in any case.
    pub check: Option<&'static str>,
    /// A heading above it, where a new group starts.
    pub group: Option<String>,
    /// For a field that may be marked "does not apply": whether it is. Posted as `{name}.na`.
    pub not_applicable: Option<bool>,
    /// Whether it stands beside the field before it, where there is room.
    pub beside: bool,
    /// For a field that only counts after some choice: the name under which the style sheet hides it until then.
    pub when: Option<&'static str>,
}

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line of one of the plain types: `text`, `email`, `tel`, `password`, `number`, `date`, `time`, `datetime-local`, `color`.
    Line(&'static str),
    /// A few lines.
    Area(u8),
    /// One of a list, closed.
    Select(Vec<Choice>),
    /// One of a few, all in sight.
    Radios(Vec<Choice>),
    /// Any of a few; posted as the same name more than once.
    Checks(Vec<Choice>),
    /// A span of time: a number, and of what. The value is both together, such as `3d`; posted as the number under the name
    /// and the unit under `{name}.unit`.
    Term(Vec<Choice>),
    /// Yes or no.
    Check(bool),
    /// Files; the text names what is accepted, as in `accept`.
    Files(&'static str),
}

/// One choice of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value that is posted.
    pub value: String,
    /// What stands beside it.
    pub label: String,
    /// One line of help.
    pub hint: Option<String>,
    /// What it stands under, together with those beside it of the same name: a day of windows.
    pub under: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen yet.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into(), hint: None, under: None, chosen: false }
    }

    /// A window in words, under its day: `Dinsdag 6 februari, tussen 08.00 en 11.00 uur`.
    pub fn window(value: impl Into<String>, words: &str) -> Self {
        match words.split_once(", ") {
            Some((day, hours)) => Choice { under: Some(day.to_owned()), ..Choice::new(value, hours) },
            None => Choice::new(value, words),
        }
    }

    /// With one line of help.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The span of time that a form posted under a name: the number and the unit together, or what was typed where that is no
/// number.
#[must_use]
pub fn span(posted: &[(String, String)], name: &str) -> String {
    let unit_name = format!("{name}.unit");
    let get = |wanted: &str| posted.iter().find(|(known, _)| known == wanted).map_or("", |(_, value)| value.trim());
    let (number, unit) = (get(name), get(&unit_name));
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if plain { format!("{number}{unit}") } else { number.to_owned() }
}

impl Field {
    pub(super) fn new(name: impl Into<String>, label: impl Into<String>, input: Input) -> Self {
        Field {
            name: name.into(),
            label: label.into(),
            hint: None,
            error: None,
            value: String::new(),
            input,
            optional: false,
            autocomplete: None,
            check: None,
            group: None,
            not_applicable: None,
            beside: false,
            when: None,
        }
    }

    /// Its label, as it stands in a sentence.
    pub(super) fn name(&self) -> &str {
        self.label.trim().trim_end_matches(':')
    }

    /// Whether it is a group of choices, which needs a legend in place of a label.
    pub fn grouped(&self) -> bool {
        matches!(self.input, Input::Radios(_) | Input::Checks(_))
    }

    /// The heading that begins at a place of a list of choices.
    pub fn heading<'a>(&self, choices: &'a [Choice], at: &usize) -> Option<&'a str> {
        let under = |at: usize| choices.get(at).and_then(|choice| choice.under.as_deref());
        under(*at).filter(|here| at.checked_sub(1).and_then(under) != Some(*here))
    }

    /// Whether its choices are so short that they stand beside each other: the days of a week.
    pub fn short(&self) -> bool {
        let Input::Checks(choices) = &self.input else { return false };
        choices.len() > 2 && choices.iter().all(|choice| choice.hint.is_none() && choice.label.chars().count() < 4)
    }

    /// Whether its choices are so many that they stand in columns, where there is room.
    pub fn many(&self) -> bool {
        matches!(&self.input, Input::Checks(choices) if choices.len() > 10 && choices.iter().all(|choice| choice.hint.is_none()))
    }

    /// What it holds: the value, or what is chosen.
    pub(super) fn set(&mut self, values: &[&str]) {
        match &mut self.input {
            Input::Select(choices) | Input::Radios(choices) | Input::Checks(choices) => {
                for choice in choices {
                    choice.chosen = values.contains(&choice.value.as_str());
                }
            }
            Input::Term(units) => {
                let span = values.first().copied().unwrap_or_default().trim();
                let digits = span.bytes().take_while(u8::is_ascii_digit).count();
                let (number, unit) = span.split_at(digits);
                let known = span.is_empty() || units.iter().any(|known| known.value == unit);
                // What is no span comes back as it was typed.
                if known { number } else { span }.clone_into(&mut self.value);
                for choice in units.iter_mut().filter(|_| known && !number.is_empty()) {
                    choice.chosen = choice.value == unit;
                }
            }
            Input::Check(on) => *on = values.iter().any(|value| !value.is_empty()),
            Input::Line("password") | Input::Files(_) => {}
            Input::Line(_) | Input::Area(_) => values.first().copied().unwrap_or_default().clone_into(&mut self.value),
        }
    }
}
