//! A page on Facebook: a stand-in for its interface on loopback, connected through the settings.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use regie_channels::social::sign;
use regie_domain::ids::{BlueprintId, TeamId};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::browser::Browser;
use crate::desk::fill;
use crate::world::World;

/// The id of the page.
const PAGE: &str = "1906385232743451";
/// The secret that postings are signed with.
const SECRET: &str = "appgeheim";

/// The page with its stand-in.
pub struct Facebook {
    client: reqwest::Client,
    url: String,
    said: Sent,
}

/// What was sent: to whom, and the words.
type Sent = Arc<Mutex<Vec<(String, String)>>>;

impl Facebook {
    /// Connects a page whose messages are answered by a team.
    ///
    /// # Errors
    /// When the settings refuse it.
    pub async fn connect<H>(
        world: &World<H>,
        administrator: &Browser,
        team: TeamId,
        blueprint: BlueprintId,
    ) -> Result<Self> {
        let said = Sent::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}/v1", listener.local_addr()?);
        let router =
            Router::new().route("/v1/{id}/messages", post(take)).route("/v1/{id}", get(whose)).with_state(said.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let (team, blueprint) = (team.to_string(), blueprint.to_string());
        let fields = [
            ("medium", "facebook"),
            ("name", "Onze pagina"),
            ("account", PAGE),
            ("base", base.as_str()),
            ("app-secret", SECRET),
            ("access-token", "toegang"),
            ("verify-token", "kijk maar"),
            ("template", ""),
            ("template-language", "nl"),
            ("team", &team),
            ("blueprint", &blueprint),
            ("active", "yes"),
        ];
        let page = fill(administrator, "/settings/social/new", &fields).await?;
        let id = page.url.rsplit('/').next().and_then(|end| end.split('?').next()).context("the id of the page")?;
        Ok(Self { client: reqwest::Client::new(), url: world.url(&format!("/social/{id}")), said })
    }

    /// Somebody writes to the page, and it is handled.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn writes<H>(&self, world: &World<H>, (from, mid): (&str, &str), words: &str) -> Result<()> {
        let message = json!({
            "sender": { "id": from }, "recipient": { "id": PAGE }, "timestamp": world.now().as_millisecond(),
            "message": { "mid": mid, "text": words },
        });
        let body =
            json!({ "object": "page", "entry": [{ "id": PAGE, "time": 1, "messaging": [message] }] }).to_string();
        let request = self.client.post(&self.url).header("content-type", "application/json");
        let request = request.header("x-hub-signature-256", sign(SECRET, body.as_bytes()));
        let answer = request.body(body).send().await?;
        ensure!(answer.status().is_success(), "{}: {}", answer.status(), answer.text().await?);
        world.settle().await
    }

    /// All that was written back to somebody, oldest first.
    #[must_use]
    pub fn to(&self, psid: &str) -> Vec<String> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().filter(|(to, _)| to == psid).map(|(_, words)| words.clone()).collect()
    }

    /// The last of it.
    ///
    /// # Errors
    /// When nothing was.
    pub fn last_to(&self, psid: &str) -> Result<String> {
        self.to(psid).pop().with_context(|| format!("nothing was written to {psid}"))
    }
}

async fn take(State(said): State<Sent>, Json(body): Json<Value>) -> Json<Value> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
    said.push((text(&body["recipient"]["id"]), text(&body["message"]["text"])));
    Json(json!({ "recipient_id": body["recipient"]["id"], "message_id": format!("m_out.{}", said.len()) }))
}

async fn whose(Path(_id): Path<String>) -> Json<Value> {
    Json(json!({ "first_name": "Anja", "last_name": "de Wit", "name": "Telecom Voorbeeld" }))
}
