//! A telephone system that reports calls by signed webhook, and the gateway of a text message service. Both are connected by
//! the administrator through the settings, as in a real house.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use axum::routing::post;
use axum::{Json, Router};
use regie_app::cti::sign;
use regie_domain::ids::TeamId;
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::browser::Browser;
use crate::desk::fill;
use crate::world::World;

/// A telephone system.
pub struct Telephone {
    client: reqwest::Client,
    url: String,
    secret: String,
}

impl Telephone {
    /// Connects one whose calls ring with a team; its secret is read off the page that shows it once.
    ///
    /// # Errors
    /// When the settings refuse it.
    pub async fn connect<H>(world: &World<H>, administrator: &Browser, team: TeamId) -> Result<Self> {
        let team = team.to_string();
        let fields = [("name", "Telefooncentrale"), ("team", team.as_str()), ("active", "yes")];
        let page = fill(administrator, "/settings/telephone/new", &fields).await?;
        let words = page.text();
        let word = |part: &str| {
            let found = words.split_whitespace().find(|word| word.contains(part));
            found.map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '=').to_owned())
        };
        let secret = word("whsec_").with_context(|| format!("the secret, once: {words}"))?;
        let url = word("/cti/").with_context(|| format!("the address to report to: {words}"))?;
        let path = url.split_once("/cti/").map(|(_, id)| format!("/cti/{id}")).unwrap_or_default();
        Ok(Self { client: reqwest::Client::new(), url: world.url(&path), secret })
    }

    /// Reports something of a call, and lets it be handled.
    ///
    /// # Errors
    /// When the report is not taken.
    pub async fn report<H>(&self, world: &World<H>, event: &str, call: &str, number: &str) -> Result<()> {
        let body = serde_json::json!({ "event": event, "call": call, "number": number }).to_string();
        let (id, seconds) = (format!("{event}-{call}"), world.now().as_second().to_string());
        let signature = sign(&self.secret, &id, &seconds, body.as_bytes()).context("a secret that signs")?;
        let request = self.client.post(&self.url).header("content-type", "application/json");
        let request = request.header("webhook-id", &id).header("webhook-timestamp", &seconds);
        let answer = request.header("webhook-signature", &signature).body(body).send().await?;
        ensure!(answer.status().is_success(), "{} of {event}: {}", answer.status(), answer.text().await?);
        world.settle().await
    }
}

/// A text message that left the house.
#[derive(Debug, Clone, Deserialize)]
pub struct TextMessage {
    /// The number that it goes to.
    pub to: String,
    /// Its words.
    pub text: String,
}

impl TextMessage {
    /// The link in it.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.text.split_whitespace().find(|word| word.starts_with("http")).map(|word| word.trim_end_matches('.'))
    }
}

/// Where all text messages land: a real HTTP server on loopback.
#[derive(Clone, Default)]
pub struct TextGateway {
    taken: Arc<Mutex<Vec<TextMessage>>>,
}

impl TextGateway {
    /// Starts one, and connects it.
    ///
    /// # Errors
    /// When a port cannot be had, or the settings refuse it.
    pub async fn connect(administrator: &Browser) -> Result<Self> {
        let gateway = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/send", listener.local_addr()?);
        let kept = gateway.taken.clone();
        let take = move |Json(message): Json<TextMessage>| async move {
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        };
        let router = Router::new().route("/send", post(take));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let fields = [
            ("url", url.as_str()),
            ("body", r#"{"to":"{{number}}","from":"{{sender}}","text":"{{text}}"}"#),
            ("header", "Authorization"),
            ("secret", "Bearer voorbeeld"),
            ("sender", "Voorbeeld"),
            ("active", "yes"),
        ];
        fill(administrator, "/settings/sms", &fields).await?;
        Ok(gateway)
    }

    /// All messages so far, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<TextMessage> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
