//! Places in a report, written `$.data.invoice` or `$.lines[0].number`, and words in which such places are filled in.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most letters of a place.
const MOST: usize = 200;

/// A place in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactPath(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    At(usize),
}

/// A text that is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a place begins with $ and names what is inside what, such as $.data.invoice")]
pub struct NoPath;

impl FactPath {
    /// Where a CloudEvent says when it happened.
    pub(super) fn time() -> Self {
        Self(vec![Step::Name("time".to_owned())])
    }

    /// The places of a report at which it says something, with what it says there; so many at most.
    #[must_use]
    pub fn all_of(report: &Value, most: usize) -> Vec<(Self, String)> {
        let (mut found, mut open) = (Vec::new(), vec![(Self(Vec::new()), report)]);
        while let (true, Some((path, there))) = (found.len() < most, open.pop()) {
            let inside = |step: Step| Self([path.0.as_slice(), &[step]].concat());
            match there {
                // What stands last is taken first.
                Value::Object(parts) => {
                    open.extend(parts.iter().rev().map(|(name, part)| (inside(Step::Name(name.clone())), part)));
                }
                Value::Array(parts) => {
                    open.extend(parts.iter().enumerate().rev().map(|(number, part)| (inside(Step::At(number)), part)));
                }
                _ => found.extend(path.said(report).map(|said| (path, said))),
            }
        }
        found
    }

    /// What a report says there: words, a number, yes or no. Nothing where nothing stands, or more than one thing.
    #[must_use]
    pub fn said(&self, report: &Value) -> Option<String> {
        let mut there = report;
        for step in &self.0 {
            there = match step {
                Step::Name(name) => there.get(name)?,
                Step::At(number) => there.get(number)?,
            };
        }
        match there {
            Value::String(words) => Some(words.trim().to_owned()).filter(|words| !words.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl FromStr for FactPath {
    type Err = NoPath;

    fn from_str(text: &str) -> Result<Self, NoPath> {
        let mut rest = text.trim().strip_prefix('$').filter(|rest| rest.len() <= MOST).ok_or(NoPath)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let (name, further) = after.split_at(end);
                let sound = |letter: char| !letter.is_whitespace() && !matches!(letter, ']' | '{' | '}' | '"' | '$');
                if name.is_empty() || !name.chars().all(sound) {
                    return Err(NoPath);
                }
                steps.push(Step::Name(name.to_owned()));
                rest = further;
            } else if let Some(after) = rest.strip_prefix("[\"") {
                let sound = |name: &str| !name.is_empty() && !name.contains(['{', '}', '"']);
                let (name, further) = after.split_once("\"]").filter(|(name, _)| sound(name)).ok_or(NoPath)?;
                steps.push(Step::Name(name.to_owned()));
                rest = further;
            } else {
                let inside = rest.strip_prefix('[').and_then(|after| after.split_once(']')).ok_or(NoPath)?;
                steps.push(Step::At(inside.0.parse().map_err(|_| NoPath)?));
                rest = inside.1;
            }
        }
        if steps.is_empty() { Err(NoPath) } else { Ok(Self(steps)) }
    }
}

impl fmt::Display for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('$')?;
        for step in &self.0 {
            match step {
                Step::Name(name) if name.contains(['.', '[', ']', '{', '}', '"', '$', ' ', '\t']) => {
                    write!(f, "[\"{name}\"]")?
                }
                Step::Name(name) => write!(f, ".{name}")?,
                Step::At(number) => write!(f, "[{number}]")?,
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for FactPath {
    type Error = NoPath;

    fn try_from(text: String) -> Result<Self, NoPath> {
        text.parse()
    }
}

impl From<FactPath> for String {
    fn from(path: FactPath) -> Self {
        path.to_string()
    }
}

/// Words with places in braces: `Invoice {$.data.invoice} was paid`. A place alone needs no braces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactWords(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Place(FactPath),
}

impl FactWords {
    /// The words with what a report says filled in; nothing where one of the places says nothing.
    #[must_use]
    pub fn said(&self, report: &Value) -> Option<String> {
        let mut all = String::new();
        for part in &self.0 {
            match part {
                Part::Words(words) => all.push_str(words),
                Part::Place(path) => all.push_str(&path.said(report)?),
            }
        }
        Some(all)
    }
}

impl FromStr for FactWords {
    type Err = NoPath;

    fn from_str(text: &str) -> Result<Self, NoPath> {
        let text = text.trim();
        if text.starts_with('$') {
            return Ok(Self(vec![Part::Place(text.parse()?)]));
        }
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once("{$") {
            let (inside, further) = after.split_once('}').ok_or(NoPath)?;
            if !before.is_empty() {
                parts.push(Part::Words(before.to_owned()));
            }
            parts.push(Part::Place(format!("${inside}").parse()?));
            rest = further;
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        if parts.is_empty() { Err(NoPath) } else { Ok(Self(parts)) }
    }
}

impl fmt::Display for FactWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [Part::Place(path)] = &self.0[..] {
            return write!(f, "{path}");
        }
        self.0.iter().try_for_each(|part| match part {
            Part::Words(words) => f.write_str(words),
            Part::Place(path) => write!(f, "{{{path}}}"),
        })
    }
}

impl TryFrom<String> for FactWords {
    type Error = NoPath;

    fn try_from(text: String) -> Result<Self, NoPath> {
        text.parse()
    }
}

impl From<FactWords> for String {
    fn from(words: FactWords) -> Self {
        words.to_string()
    }
}
