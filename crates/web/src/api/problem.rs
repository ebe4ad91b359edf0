//! What went wrong, as RFC 9457 says it: a title for the kind, a sentence for this case, every fault of the input at once.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use regie_app::AppError;
use regie_app::authorise::SHIELDED;
use regie_domain::refusal::Code;
use regie_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::reply::refusal_words;
use crate::visit::Visit;

/// The kinds of problems, each with a part of its own on the reference page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The input cannot be read.
    Invalid,
    /// No token, or one that is not good.
    Unauthorised,
    /// The token may not do this.
    Forbidden,
    /// There is no such thing, or not for this program.
    NotFound,
    /// The method is not for this address.
    Method,
    /// A rule refuses it.
    Refused,
    /// What `If-Match` names is not the present version.
    Changed,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON.
    MediaType,
    /// The `Idempotency-Key` was used with another body.
    KeyReused,
    /// Too often.
    TooMany,
    /// Something here does not work.
    Unavailable,
}

impl Kind {
    /// All kinds, in the order of the reference page.
    pub const ALL: [Self; 12] = [
        Self::Invalid,
        Self::Unauthorised,
        Self::Forbidden,
        Self::NotFound,
        Self::Method,
        Self::Refused,
        Self::Changed,
        Self::TooLarge,
        Self::MediaType,
        Self::KeyReused,
        Self::TooMany,
        Self::Unavailable,
    ];

    /// The last part of `type`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Invalid => "invalid-input",
            Self::Unauthorised => "unauthorised",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::Method => "method-not-allowed",
            Self::Refused => "refused",
            Self::Changed => "changed-meanwhile",
            Self::TooLarge => "too-large",
            Self::MediaType => "not-json",
            Self::KeyReused => "key-used-before",
            Self::TooMany => "too-many",
            Self::Unavailable => "unavailable",
        }
    }

    /// The status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Invalid => StatusCode::BAD_REQUEST,
            Self::Unauthorised => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Refused => StatusCode::CONFLICT,
            Self::Changed => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Invalid => "The input cannot be read",
            Self::Unauthorised => "A token is needed",
            Self::Forbidden => "This token may not do this",
            Self::NotFound => "There is no such thing",
            Self::Method => "This method is not for this address",
            Self::Refused => "A rule refuses it",
            Self::Changed => "It changed meanwhile",
            Self::TooLarge => "The body is too large",
            Self::MediaType => "The body is not JSON",
            Self::KeyReused => "The key was used before",
            Self::TooMany => "Too many requests",
            Self::Unavailable => "It does not work now",
        }
    }

    /// What it means and what to do, for whoever writes a program.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Invalid => "Nothing was done. `invalidParams` names every fault; mend them all and send it again.",
            Self::Unauthorised => {
                "Send `Authorization: Bearer` with a token of Settings, API. An expired or renewed token is not good any more."
            }
            Self::Forbidden => {
                "Nothing was done. The token lacks a scope, or the thing is for the teams that work on it only."
            }
            Self::NotFound => "Check the address and the ids in it.",
            Self::Method => "The reference lists the methods of each address.",
            Self::Refused => {
                "Nothing was done. `code` names the rule and `detail` says what would be allowed; sending it again does not help."
            }
            Self::Changed => "Nothing was done. Read it again, and decide by what it says now.",
            Self::TooLarge => "Nothing was done. Send less at once.",
            Self::MediaType => "Nothing was done. Send `Content-Type: application/json`.",
            Self::KeyReused => "Nothing was done. A key belongs to one request: take a fresh one for another.",
            Self::TooMany => "Nothing was done. Wait as long as `Retry-After` says.",
            Self::Unavailable => "Nothing was done. Send it again later, with the same `Idempotency-Key`.",
        }
    }
}

/// One fault of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InvalidParam {
    /// Where: a parameter, or the path in the body with dots.
    pub name: String,
    /// What is wrong, and what is wanted.
    pub reason: String,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The kind, as an address with an explanation.
    #[schema(format = "uri-reference")]
    pub r#type: String,
    /// The kind, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This case, in a sentence or two.
    pub detail: String,
    /// The rule that refuses, or the reason of a denial, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The journey on which it stands already, where that is why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journey_id: Option<uuid::Uuid>,
    /// The number of that journey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Every fault of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub invalid_params: Vec<InvalidParam>,
}

impl Problem {
    /// Of a kind, with the advice of the kind as its sentence.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            r#type: format!("/api/reference#{}", kind.slug()),
            title: kind.title().to_owned(),
            status: kind.status().as_u16(),
            detail: kind.advice().to_owned(),
            code: None,
            journey_id: None,
            reference: None,
            invalid_params: Vec::new(),
        }
    }

    /// With another sentence.
    #[must_use]
    pub fn saying(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// With a code.
    #[must_use]
    pub fn coded(self, code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..self }
    }

    /// Input with these faults.
    #[must_use]
    pub fn faults(invalid_params: Vec<InvalidParam>) -> Self {
        Self { invalid_params, ..Self::new(Kind::Invalid) }
    }

    /// Input with one fault.
    #[must_use]
    pub fn fault(name: &str, reason: impl Into<String>) -> Self {
        Self::faults(vec![InvalidParam { name: name.to_owned(), reason: reason.into() }])
    }

    /// What an error of the app is to a program.
    #[must_use]
    pub fn of(visit: &Visit, error: &AppError) -> Self {
        match error {
            AppError::Refused(refusal) if matches!(refusal.code, Code::NoJourney | Code::NoCustomer) => {
                Self::new(Kind::NotFound)
            }
            AppError::Refused(refusal) => {
                let (id, reference) = refusal.journey.map(|(id, reference)| (id.0, reference.to_string())).unzip();
                let kind = if refusal.code == Code::OfferQuota { Kind::TooMany } else { Kind::Refused };
                let told = Self::new(kind).saying(refusal_words(visit, refusal)).coded(refusal.code.code());
                Self { journey_id: id, reference, ..told }
            }
            AppError::Denied(SHIELDED) => {
                Self::new(Kind::Forbidden).saying(visit.cx.t("error-shielded")).coded(SHIELDED)
            }
            AppError::Denied(why) => Self::new(Kind::Forbidden).coded(why),
            AppError::NotFound(_) => Self::new(Kind::NotFound),
            AppError::Invalid(faults) if faults.iter().any(|fault| fault.key == "invalid-too-large") => {
                Self::new(Kind::TooLarge)
            }
            AppError::Invalid(faults) => {
                let told = faults
                    .iter()
                    .map(|fault| InvalidParam { name: fault.field.clone(), reason: visit.cx.t(fault.key) });
                Self::faults(told.collect())
            }
            AppError::TooMany => Self::new(Kind::TooMany),
            AppError::Store(StoreError::KeyReused) => Self::new(Kind::KeyReused),
            AppError::Store(StoreError::Conflict) => Self::new(Kind::Changed),
            AppError::Store(_) | AppError::Unusable(_) => {
                tracing::error!(%error, path = %visit.cx.here, "the API could not answer");
                Self::new(Kind::Unavailable)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, Body::from(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            }
            _ => {}
        }
        response
    }
}

/// A problem on its way out: an error keeps the visitor's language until the gate, so it is told here with the visitor.
#[derive(Debug)]
pub struct Failed(pub Box<Problem>);

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}
