//! The API as a program meets it: tokens, reading, acting, keys and guards, problems; and the document against the rules of
//! the Dutch API Design Rules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(clippy::disallowed_methods, reason = "how long the fuzzer looks is asked of the environment")]

#[path = "../support/mod.rs"]
mod support;

mod acts;
mod agreements;
mod arrivals;
mod brief;
mod document;
mod examples;
mod files;
mod fuzz;
mod hostile;
mod house;
mod improvements;
mod journeys;
mod live;
mod people;
mod promises;
mod tokens;
mod visits;
mod webhooks;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use regie_app::settings::clients::ClientForm;
use regie_app::testing::TestApp;
use regie_domain::directory::Team;
use serde_json::Value;
use support::{Browser, Page, Site};

/// A program with its token.
pub struct Program {
    browser: Browser,
    /// The token that it sends.
    pub token: String,
}

/// What a program sends along.
#[derive(Default)]
pub struct Along<'a> {
    /// `Idempotency-Key`.
    pub key: Option<&'a str>,
    /// `If-Match`.
    pub seen: Option<&'a str>,
}

impl Program {
    /// A program of the contact centre that may do everything.
    pub async fn new(site: &Site) -> Self {
        let all: Vec<&str> = regie_domain::client::ApiScope::ALL.iter().map(|scope| scope.code()).collect();
        Self::with(site, &all, false).await
    }

    /// A program of the contact centre with some scopes.
    pub async fn with(site: &Site, scopes: &[&str], watches: bool) -> Self {
        Self::of(site, &site.city.kcc, scopes, watches).await
    }

    /// A program of a team.
    pub async fn of(site: &Site, team: &Team, scopes: &[&str], watches: bool) -> Self {
        let form = ClientForm {
            name: "Zaaksysteem".to_owned(),
            teams: vec![team.team.team.to_string()],
            watches,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            days: "30".to_owned(),
            active: true,
        };
        let who = TestApp::who(&site.city.people.administrator);
        let (_, token) = site.test.app.create_client(&who, form).await.unwrap();
        Self { browser: site.visitor(), token }
    }

    /// Reads.
    pub async fn get(&mut self, path: &str) -> Page {
        self.ask(Method::GET, path, Body::empty(), &Along::default()).await
    }

    /// Does something.
    pub async fn post(&mut self, path: &str, body: &Value) -> Page {
        self.post_with(path, body, &Along::default()).await
    }

    /// Does something, with a key or a guard.
    pub async fn post_with(&mut self, path: &str, body: &Value, along: &Along<'_>) -> Page {
        self.ask(Method::POST, path, Body::from(body.to_string()), along).await
    }

    /// Any request.
    pub async fn ask(&mut self, method: Method, path: &str, body: Body, along: &Along<'_>) -> Page {
        let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        request = request.header("authorization", format!("Bearer {}", self.token));
        if let Some(key) = along.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(seen) = along.seen {
            request = request.header("if-match", seen);
        }
        self.browser.send(request.body(body).unwrap()).await
    }
}

/// The body of an answer.
pub fn json(page: &Page) -> Value {
    serde_json::from_slice(&page.body).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

/// The body of an answer that is fine.
pub fn fine(page: &Page) -> Value {
    assert!(page.status.is_success(), "{} {}", page.status, page.text());
    assert_eq!(page.headers["api-version"], "1.0.0");
    assert_eq!(page.headers["content-type"], "application/json");
    json(page)
}

/// A problem of a status.
pub fn problem(page: &Page, status: StatusCode) -> Value {
    assert_eq!(page.status, status, "{}", page.text());
    assert_eq!(page.headers["content-type"], "application/problem+json");
    assert_eq!(page.headers["api-version"], "1.0.0");
    let told = json(page);
    assert_eq!(told["status"], status.as_u16());
    assert!(!told["title"].as_str().unwrap().is_empty() && !told["detail"].as_str().unwrap().is_empty());
    told
}
