//! What went wrong, in plain words, with the way on.

use askama::Template;

use crate::cx::Cx;
use crate::reply::Again;

/// Something that a page cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The reader may not see or do this.
    Forbidden,
    /// The form stood open for too long.
    Expired,
    /// There is nothing here.
    NotFound,
    /// Somebody else was first.
    Conflict,
    /// It was here once.
    Gone,
    /// Too much was sent.
    TooLarge,
    /// What was sent makes no sense here: a form of an older page, a missing secret.
    Invalid,
    /// Too many tries.
    TooMany,
    /// A fault of Regie.
    Broken,
}

impl Problem {
    /// Every problem.
    pub const ALL: [Problem; 9] = [
        Problem::Forbidden,
        Problem::Expired,
        Problem::NotFound,
        Problem::Conflict,
        Problem::Gone,
        Problem::TooLarge,
        Problem::Invalid,
        Problem::TooMany,
        Problem::Broken,
    ];

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Problem::Forbidden | Problem::Expired => 403,
            Problem::NotFound => 404,
            Problem::Conflict => 409,
            Problem::Gone => 410,
            Problem::TooLarge => 413,
            Problem::Invalid => 422,
            Problem::TooMany => 429,
            Problem::Broken => 500,
        }
    }

    /// Text keys of heading and explanation.
    pub const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Problem::Forbidden => ("error-403", "error-403-text"),
            Problem::Expired => ("error-expired", "error-expired-text"),
            Problem::NotFound => ("error-404", "error-404-text"),
            Problem::Conflict => ("error-409", "error-409-text"),
            Problem::Gone => ("error-410", "error-410-text"),
            Problem::TooLarge => ("error-413", "error-413-text"),
            Problem::Invalid => ("error-422", "error-422-text"),
            Problem::TooMany => ("error-429", "error-429-text"),
            Problem::Broken => ("error-500", "error-500-text"),
        }
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "errors/page.html")]
pub struct ErrorPage {
    /// Context.
    pub cx: Cx,
    /// The organisation.
    pub organisation: Option<String>,
    /// What went wrong.
    pub problem: Problem,
    /// What the rule says, and what would be allowed instead, in words.
    pub detail: Option<String>,
    /// What was typed, so that it is not lost.
    pub kept: Option<String>,
    /// The form, to be sent once more.
    pub again: Option<Again>,
    /// The number under which the operator finds it.
    pub trace: Option<String>,
    /// Where to go: address and words.
    pub back: Option<(String, String)>,
    /// Telephone and opening hours, in words.
    pub help: Option<String>,
}

impl ErrorPage {
    /// A page with nothing but the problem.
    pub fn new(cx: &Cx, problem: Problem) -> Self {
        ErrorPage {
            cx: cx.clone(),
            organisation: None,
            problem,
            detail: None,
            kept: None,
            again: None,
            trace: None,
            back: None,
            help: None,
        }
    }

    /// With a way back.
    pub fn back_to(mut self, href: impl Into<String>) -> Self {
        self.back = Some((href.into(), self.cx.t("error-back")));
        self
    }
}
