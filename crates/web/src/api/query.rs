//! The query of an address: known parameters only, every fault at once.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::Query;
use uuid::Uuid;

use super::operation::{Param, Takes};
use super::problem::{Failed, InvalidParam, Problem};

/// What was asked, as it came.
pub struct Asked(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::fault("query", "it cannot be read"))?;
        Ok(Self(pairs))
    }
}

impl Asked {
    /// Reads it by what an operation takes.
    ///
    /// # Errors
    /// Unknown, doubled, missing and wrong parameters, all of them.
    pub fn of(self, takes: &'static [Param]) -> Result<Answers, Failed> {
        let mut answers = Answers { pairs: self.0, faults: Vec::new() };
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in answers.pairs.clone() {
            let Some(param) = takes.iter().find(|param| param.name == name) else {
                let known: Vec<&str> = takes.iter().map(|param| param.name).collect();
                answers.fault(&name, format!("it is not known here; known are: {}", known.join(", ")));
                continue;
            };
            if seen.contains(&name) {
                answers.fault(&name, "it stands here twice");
            }
            if let Some(wrong) = wrong(param.takes, &value) {
                answers.fault(&name, wrong);
            }
            seen.push(name);
        }
        for param in takes.iter().filter(|param| param.required && !seen.iter().any(|name| name == param.name)) {
            answers.fault(param.name, "it is missing");
        }
        answers.check()?;
        Ok(answers)
    }
}

/// What is wrong with a value.
fn wrong(takes: Takes, value: &str) -> Option<String> {
    let length = value.chars().count();
    match takes {
        Takes::Text if !(1..=200).contains(&length) || value.contains('\0') => {
            Some("1 to 200 characters are wanted".to_owned())
        }
        Takes::Id if !is_id(value) => Some("an id is wanted, such as 0192f0c1-…".to_owned()),
        Takes::OneOf(values) if !values.contains(&value) => {
            Some(format!("one of these is wanted: {}", values.join(", ")))
        }
        Takes::Cursor if !(1..=100).contains(&length) => Some("the `next` of an earlier answer is wanted".to_owned()),
        _ => None,
    }
}

/// The hyphenated form, as ids are answered.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// What was asked, by name.
pub struct Answers {
    pairs: Vec<(String, String)>,
    faults: Vec<InvalidParam>,
}

impl Answers {
    fn fault(&mut self, name: &str, reason: impl Into<String>) {
        self.faults.push(InvalidParam { name: name.to_owned(), reason: reason.into() });
    }

    fn raw(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Words.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.raw(name).map(str::to_owned)
    }

    /// An id.
    pub fn id(&mut self, name: &str) -> Option<Uuid> {
        self.raw(name).and_then(|value| Uuid::try_parse(value).ok())
    }

    /// One of some.
    pub fn one_of(&mut self, name: &str, values: &[&'static str]) -> Option<&'static str> {
        let value = self.raw(name)?;
        values.iter().copied().find(|known| *known == value)
    }

    /// What an earlier answer gave as `next`.
    pub fn cursor<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        let value = self.raw(name)?.to_owned();
        let read = value.parse().ok();
        if read.is_none() {
            self.fault(name, "the `next` of an earlier answer is wanted");
        }
        read
    }

    /// All faults so far.
    ///
    /// # Errors
    /// When there are any.
    pub fn check(&mut self) -> Result<(), Failed> {
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::faults(std::mem::take(&mut self.faults)).into()) }
    }
}
