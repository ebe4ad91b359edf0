//! A table in the words in which an administrator writes it: what is read back is the same table.

use std::fmt::{self, Write as _};

use super::path::FactWords;
use super::{FactAbout, FactAct, FactCondition, FactRow, FactSubject, FactTable, FactTest, IfNone};

impl fmt::Display for FactCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.test {
            FactTest::Exists => write!(f, "{}", self.path),
            FactTest::OneOf(words) => write!(f, "{} = {}", self.path, words.join(" | ")),
        }
    }
}

impl fmt::Display for FactSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(words) => write!(f, "{words}"),
            Self::Of { kind, value } => write!(f, "{kind} {value}"),
        }
    }
}

impl FactRow {
    /// Its lines after the conditions: each key with its value.
    #[must_use]
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        let mut add = |key, value: Option<String>| lines.extend(value.map(|value| (key, value)));
        let words = |words: &Option<FactWords>| words.as_ref().map(ToString::to_string);
        let about = |about: &FactAbout| match about {
            FactAbout::Subject(subject) => ("subject", Some(subject.to_string())),
            FactAbout::Reference(words) => ("reference", Some(words.to_string())),
        };
        match &self.act {
            FactAct::Contact { about: of, channel, direction, text } => {
                let (key, value) = about(of);
                add(key, value);
                add("channel", Some(channel.code().to_owned()));
                add("direction", Some(direction.code().to_owned()));
                add("text", words(text));
            }
            FactAct::LegDone { subject, tell } => {
                add("subject", Some(subject.to_string()));
                add("tell-nl", tell.as_ref().map(|[nl, _]| nl.to_string()));
                add("tell-en", tell.as_ref().map(|[_, en]| en.to_string()));
            }
            FactAct::PromiseKept { about: of, what } => {
                let (key, value) = about(of);
                add(key, value);
                add("promise", what.map(|what| what.code().to_owned()));
            }
            FactAct::Breach { subject, what, hold, text } => {
                add("subject", Some(subject.to_string()));
                add("what", Some(what.code().to_owned()));
                add("hold", hold.map(|hold| hold.code().to_owned()));
                add("text", words(text));
            }
            FactAct::Journey { blueprint, email, phone, name, title, text } => {
                add("blueprint", Some(blueprint.clone()));
                let all = [("email", email), ("phone", phone), ("name", name), ("title", title), ("text", text)];
                all.into_iter().for_each(|(key, value)| add(key, words(value)));
            }
            FactAct::Shipment { tracking, status } => {
                add("tracking", Some(tracking.to_string()));
                add("status", Some(status.code().to_owned()));
            }
            FactAct::Customer { did, about: of, email, phone } => {
                if let Some(of) = of {
                    let (key, value) = about(of);
                    add(key, value);
                }
                add("email", words(email));
                add("phone", words(phone));
                add("did", Some(did.code().to_owned()));
            }
            FactAct::Nothing => {}
        }
        lines
    }
}

impl fmt::Display for FactTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, row) in self.rows.iter().enumerate() {
            if at > 0 {
                f.write_char('\n')?;
            }
            writeln!(f, "fact: {}", row.name)?;
            if let Some(note) = &row.note {
                writeln!(f, "note: {note}")?;
            }
            row.when.iter().try_for_each(|condition| writeln!(f, "when: {condition}"))?;
            if let Some(path) = &row.at {
                writeln!(f, "at: {path}")?;
            }
            if row.none == IfNone::Ignore {
                writeln!(f, "if-none: ignore")?;
            }
            writeln!(f, "do: {}", row.act.code())?;
            row.lines().iter().try_for_each(|(key, value)| writeln!(f, "{key}: {value}"))?;
        }
        Ok(())
    }
}
