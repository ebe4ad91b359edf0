//! Runs what a form asks. What a rule refuses, and what is wrong with the input, comes back to stand at the form, with all
//! that was typed.

use axum::http::StatusCode;
use regie_app::{AppError, Done, Fault, Request};
use regie_domain::refusal::{Code, Refusal};
use regie_store::StoreError;

use crate::form::Form;
use crate::posted::Posted;
use crate::reply::{Failure, refusal_words};
use crate::state::Web;
use crate::visit::Visit;

/// Why a form did not do what it asks.
#[derive(Debug)]
pub enum Wrong {
    /// A rule refuses it.
    Refused(Box<Refusal>),
    /// The input, field by field, in the visitor's words.
    Fields(Vec<(String, String)>),
    /// Somebody else was first.
    Changed,
    /// Something was said meanwhile, in words: whoever has read it may go on. With the last event that the form had seen.
    Newer(String, u64),
}

impl Wrong {
    /// One field that is wrong; `key` is a text key.
    #[must_use]
    pub fn field(visit: &Visit, name: &str, key: &str) -> Self {
        Self::Fields(vec![(name.to_owned(), visit.cx.t(key))])
    }

    /// What of an error belongs at the form.
    ///
    /// # Errors
    /// The error itself, when it is nothing that a form can say.
    pub fn of(visit: &Visit, error: AppError) -> Result<Self, Failure> {
        match error {
            AppError::Refused(refusal) if !matches!(refusal.code, Code::NoJourney | Code::NoCustomer) => {
                Ok(Self::Refused(Box::new(refusal)))
            }
            AppError::Invalid(faults) => {
                let words = |fault: Fault| (fault.field, visit.cx.t(fault.key));
                Ok(Self::Fields(faults.into_iter().map(words).collect()))
            }
            AppError::Store(StoreError::Conflict) => Ok(Self::Changed),
            other => Err(other.into()),
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(_) | Self::Changed | Self::Newer(..) => StatusCode::CONFLICT,
            Self::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Whether a rule with this code refuses it.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code == code)
    }

    /// The form with what was typed and what is wrong. Values that travel along unseen are those of the new page: whoever
    /// has read what changed may go on.
    #[must_use]
    pub fn at(&self, visit: &Visit, form: Form, posted: &Posted) -> Form {
        let fresh = form.hidden.clone();
        let mut form = form.fill(&posted.fields);
        form.hidden = fresh;
        match self {
            Self::Refused(refusal) => form = form.problem(refusal_words(visit, refusal)),
            Self::Changed => form = form.problem(visit.cx.t("error-409-text")),
            Self::Newer(words, seen) => {
                form.submit = visit.cx.t("newer-send");
                form = form.problem(words).with("over", seen.to_string());
            }
            Self::Fields(faults) => faults.iter().for_each(|(name, words)| form.error(name, words)),
        }
        form
    }
}

/// Runs a command; what belongs at the form comes back inside.
///
/// # Errors
/// What no form can say.
pub async fn attempt(web: &Web, visit: &Visit, request: Request) -> Result<Result<Done, Wrong>, Failure> {
    match web.app.run(request).await {
        Ok(done) => Ok(Ok(done)),
        Err(error) => Wrong::of(visit, error).map(Err),
    }
}

/// An address with what was just done; without a key only the address.
#[must_use]
pub fn said(path: &str, key: &str) -> String {
    if key.is_empty() {
        return path.to_owned();
    }
    let (path, anchor) =
        path.split_once('#').map_or((path, String::new()), |(path, anchor)| (path, format!("#{anchor}")));
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}said={key}{anchor}")
}
