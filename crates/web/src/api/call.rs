//! One request of a program: who it is, what it may, the key and guards that it sends, and its body, checked against the
//! same schema that the reference shows, with every fault named at once.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use regie_app::clients::Client;
use regie_app::{App, AppError, Scope, Who};
use regie_domain::client::ApiScope;
use regie_domain::ids::{JourneyId, MemberId};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use uuid::Uuid;

use super::document::{check, takes_files};
use super::problem::{Failed, InvalidParam, Kind, Problem};
use crate::posted::LARGEST_FILE;
use crate::state::Web;
use crate::visit::Visit;

/// The largest body, in bytes.
const LARGEST: usize = 1024 * 1024;
/// The largest body that holds files: as much as a form may hold, in base64, and words.
const LARGEST_WITH_FILES: usize = LARGEST_FILE / 3 * 4 + LARGEST;
/// The longest key.
const LONGEST_KEY: usize = 64;

/// A request of a program.
#[derive(Clone)]
pub struct Call {
    /// Language, clock and settings, as a page has them.
    pub visit: Visit,
    /// The program.
    pub client: Arc<Client>,
}

impl Call {
    /// The program, as the app knows who asks.
    #[must_use]
    pub fn who(&self) -> Who {
        Who::Client(Box::new(self.client.as_ref().clone()))
    }

    /// What lists may show to it.
    ///
    /// # Errors
    /// When it may not read journeys.
    pub fn scope(&self) -> Result<Scope, Failed> {
        self.told(regie_app::authorise::scope(&self.who(), &self.visit.directory))
    }

    /// An answer of the app, or its problem in words.
    ///
    /// # Errors
    /// The problem.
    pub fn told<T>(&self, result: Result<T, AppError>) -> Result<T, Failed> {
        result.map_err(|error| self.problem(&error))
    }

    /// The id of a journey, where the program may know of it: what is shielded from it is not even named.
    ///
    /// # Errors
    /// The problem.
    pub async fn sees(&self, app: &App, journey: Option<JourneyId>) -> Result<Option<Uuid>, Failed> {
        let Some(journey) = journey else { return Ok(None) };
        Ok(self.told(app.sees(&self.who(), journey).await)?.then_some(journey.0))
    }

    /// The teams of partners that the program acts for, by name; nothing where it acts for none.
    fn guest_teams(&self) -> Option<String> {
        let directory = &self.visit.directory;
        directory.guest_of(&self.client.member)?;
        let own = self.client.member.teams.iter().map(|(team, _)| *team);
        let guests =
            own.filter(|team| directory.team(*team).is_some_and(|found| directory.partner(found.team.org).is_some()));
        Some(guests.map(|team| directory.team_name(team)).collect::<Vec<_>>().join(", "))
    }

    /// A problem in words.
    #[must_use]
    pub fn problem(&self, error: &AppError) -> Failed {
        let told = Problem::of(&self.visit, error);
        match (error, self.guest_teams()) {
            // What forbids it is a team of a partner among its own, which no page of the program says.
            (AppError::Denied("role"), Some(teams)) => {
                told.saying(self.visit.cx.t1("error-program-guest", "team", teams)).into()
            }
            _ => told.into(),
        }
    }

    /// A member, for a program that may know who did what; others learn the team only.
    #[must_use]
    pub fn member(&self, id: Option<MemberId>) -> Option<Uuid> {
        id.filter(|_| self.may_know_members()).map(|id| id.0)
    }

    /// As [`Call::told`], with the fields of a form by their names here.
    ///
    /// # Errors
    /// The problem.
    pub fn told_at<T>(&self, result: Result<T, AppError>, named: impl Fn(&str) -> String) -> Result<T, Failed> {
        match result {
            Err(AppError::Invalid(faults)) if faults.iter().all(|fault| fault.key != "invalid-too-large") => {
                let told = faults
                    .iter()
                    .map(|fault| InvalidParam { name: named(&fault.field), reason: self.visit.cx.t(fault.key) });
                Err(Problem::faults(told.collect()).into())
            }
            other => self.told(other),
        }
    }

    /// Ties the key of a request, where it has one, to its address and body; tells whether it came before.
    ///
    /// # Errors
    /// When the key came with others before.
    pub async fn claim(&self, web: &Web, guards: &Guards, body: &[u8]) -> Result<bool, Failed> {
        let Some(key) = &guards.key else { return Ok(false) };
        self.told(web.app.claim_key(&self.who(), key, &[self.visit.cx.here.as_bytes(), body]).await)
    }

    /// Whether it may know who of a team did something.
    #[must_use]
    pub fn may_know_members(&self) -> bool {
        self.client.may(ApiScope::AuditRead)
    }

    /// The business clock when the request came.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.visit.cx.now
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failed> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(Kind::Unauthorised).into())
    }
}

/// What goes along with a change: the key that makes a repeat harmless, and the version that the program saw.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// `Idempotency-Key`.
    pub key: Option<String>,
    /// `If-Match`: the number of the last event that the program saw.
    pub seen: Option<u64>,
}

impl Guards {
    fn of(headers: &HeaderMap) -> Result<Self, Failed> {
        let mut faults = Vec::new();
        let mut fault =
            |name: &str, reason: &str| faults.push(InvalidParam { name: name.to_owned(), reason: reason.to_owned() });
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default().trim().to_owned());
        let key = text("idempotency-key").map(|key| key.trim_matches('"').to_owned());
        if key.as_deref().is_some_and(|key| key.is_empty() || key.len() > LONGEST_KEY) {
            fault("Idempotency-Key", "1 to 64 characters are wanted, a fresh UUID at best");
        }
        let seen = match text("if-match") {
            None => None,
            Some(tag) => {
                let number = tag.trim_matches('"').parse::<u64>().ok();
                if number.is_none() {
                    fault("If-Match", "the ETag of an earlier answer is wanted, such as \"12\"");
                }
                number
            }
        };
        if faults.is_empty() { Ok(Self { key, seen }) } else { Err(Problem::faults(faults).into()) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Guards {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failed> {
        Self::of(&parts.headers)
    }
}

/// A body of a type that the reference describes.
pub struct Input<T> {
    /// What it says.
    pub value: T,
    /// As it came: a key belongs to one body.
    pub bytes: Vec<u8>,
}

impl<S: Send + Sync, T: DeserializeOwned + ToSchema> FromRequest<S> for Input<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Failed> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        if !json {
            return Err(Problem::new(Kind::MediaType).into());
        }
        let largest = if takes_files(&T::name()) { LARGEST_WITH_FILES } else { LARGEST };
        let bytes = to_bytes(request.into_body(), largest).await.map_err(|_| Problem::new(Kind::TooLarge))?;
        let value: serde_json::Value = serde_json::from_slice(&bytes)
            .map_err(|error| Problem::fault("body", format!("this is no JSON: {error}")))?;
        let faults = check(&T::name(), &value);
        if !faults.is_empty() {
            return Err(Problem::faults(faults).into());
        }
        if has_nul(&value) {
            return Err(Problem::fault("body", "a text holds the character U+0000").into());
        }
        let value = serde_json::from_value(value).map_err(|error| Problem::fault("body", error.to_string()))?;
        Ok(Self { value, bytes: bytes.to_vec() })
    }
}

/// Whether a text holds what no database takes.
fn has_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(has_nul),
        serde_json::Value::Object(fields) => fields.values().any(has_nul),
        _ => false,
    }
}
