//! A stand-in for the interface of Meta, and pages and numbers connected to it through the pages of the settings.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::{get, post};
use regie_app::testing::TestApp;
use regie_channels::http_out::HttpPost;
use regie_channels::social::{all, sign};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Page, Site};

/// The id of the page.
pub const PAGE: &str = "1906385232743451";
/// The id of the number.
pub const NUMBER: &str = "106540352242922";
/// The secret that postings are signed with.
pub const SECRET: &str = "appgeheim";

/// What the stand-in took, and what it answers.
#[derive(Default)]
pub struct Said {
    /// What was posted: to whom, and the body.
    pub posted: Vec<(String, Value)>,
    /// The tokens that were shown.
    pub tokens: Vec<String>,
    /// What is answered in the place of success.
    pub refuses: Option<(u16, Value)>,
    /// Whether it refuses only what comes next.
    pub once: bool,
}

/// The stand-in.
#[derive(Clone)]
pub struct Meta {
    /// Where it listens.
    pub base: String,
    said: Arc<Mutex<Said>>,
}

impl Meta {
    /// On a port of its own.
    pub async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let meta = Self { base, said: Arc::default() };
        let router = Router::new()
            .route("/v1/{id}/messages", post(take))
            .route("/v1/{id}", get(facts))
            .route("/file/{name}", get(file))
            .with_state(meta.clone());
        tokio::spawn(
            async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await },
        );
        meta
    }

    /// The words that were sent, oldest first.
    pub fn words(&self) -> Vec<String> {
        let words = |body: &Value| {
            let found = [&body["message"]["text"], &body["text"]["body"], &body["template"]["name"]];
            found.iter().find_map(|value| value.as_str()).unwrap_or_default().to_owned()
        };
        self.said.lock().unwrap().posted.iter().map(|(_, body)| words(body)).collect()
    }

    /// What was posted last.
    pub fn last(&self) -> Value {
        self.said.lock().unwrap().posted.last().unwrap().1.clone()
    }

    /// The tokens that were shown.
    pub fn tokens(&self) -> Vec<String> {
        self.said.lock().unwrap().tokens.clone()
    }

    /// Refuses what is posted from now on, or takes it again.
    pub fn refuse(&self, answer: Option<(u16, Value)>) {
        self.said.lock().unwrap().refuses = answer;
    }

    /// Refuses what is posted next.
    pub fn refuse_once(&self, answer: (u16, Value)) {
        let mut said = self.said.lock().unwrap();
        (said.refuses, said.once) = (Some(answer), true);
    }
}

async fn take(
    State(meta): State<Meta>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: axum::Json<Value>,
) -> (StatusCode, axum::Json<Value>) {
    let mut said = meta.said.lock().unwrap();
    said.tokens.push(headers["authorization"].to_str().unwrap().to_owned());
    if let Some((status, answer)) = said.refuses.clone() {
        if std::mem::take(&mut said.once) {
            said.refuses = None;
        }
        return (StatusCode::from_u16(status).unwrap(), axum::Json(answer));
    }
    said.posted.push((id, body.0));
    let number = said.posted.len();
    let answer = json!({ "recipient_id": "5512", "message_id": format!("m_out.{number}"), "messages": [{ "id": format!("m_out.{number}") }] });
    (StatusCode::OK, axum::Json(answer))
}

async fn facts(State(meta): State<Meta>, Path(id): Path<String>) -> axum::Json<Value> {
    axum::Json(match id.as_str() {
        "media-1" => json!({ "url": format!("{}/file/bon.pdf", meta.base), "mime_type": "application/pdf" }),
        "5512" => json!({ "first_name": "Anja", "last_name": "de Wit" }),
        _ => json!({ "name": "Telecom Voorbeeld", "verified_name": "Telecom Voorbeeld" }),
    })
}

async fn file(Path(name): Path<String>) -> ([(&'static str, &'static str); 1], Vec<u8>) {
    let size = if name == "groot.bin" { 26 * 1024 * 1024 } else { 12 };
    ([("content-type", "application/pdf")], vec![b'x'; size])
}

/// A house with the stand-in in the place of Meta.
pub async fn house() -> (Site, Meta) {
    let meta = Meta::listen().await;
    let mut test = TestApp::either().await;
    test.app.ports.http = Arc::new(HttpPost::allowing(&["127.0.0.1".parse().unwrap()]));
    test.app.ports.social = all();
    (Site::of(test, None).await, meta)
}

/// What an administrator fills in about a page or number.
pub fn filled<'a>(site: &Site, medium: &'a str, base: &'a str) -> Vec<(&'a str, String)> {
    let account = if medium == "facebook" { PAGE } else { NUMBER };
    let mut fields: Vec<(&str, String)> = [
        ("medium", medium),
        ("name", "Onze pagina"),
        ("account", account),
        ("base", base),
        ("app-secret", SECRET),
        ("access-token", "toegang"),
        ("verify-token", "kijk maar"),
        ("template-language", "nl"),
        ("active", "yes"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec();
    fields.push(("team", site.city.kcc.team.team.to_string()));
    fields.push(("blueprint", site.city.blueprint.id.to_string()));
    fields
}

/// Connects a page or number; gives the path that is posted to.
pub async fn connect(site: &Site, meta: &Meta, medium: &str, template: &str) -> String {
    let base = format!("{}/v1", meta.base);
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get("/settings/social/new").await;
    let mut fields = filled(site, medium, &base);
    fields.push(("template", template.to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = admin.submit(&page, "/settings/social/new", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    made.location().split('?').next().unwrap().replace("/settings", "")
}

/// The channel posts something.
pub async fn posted(site: &Site, path: &str, body: &str) -> Page {
    signed(site, path, body, &sign(SECRET, body.as_bytes())).await
}

/// The same, with a signature of the caller.
pub async fn signed(site: &Site, path: &str, body: &str, signature: &str) -> Page {
    let request = Request::builder().method(Method::POST).uri(path).header("content-type", "application/json");
    let request = request.header("x-hub-signature-256", signature).body(Body::from(body.to_owned())).unwrap();
    let answer = site.visitor().send(request).await;
    site.test.drain().await;
    answer
}

/// A message to the page, as Facebook posts it.
pub fn facebook(site: &Site, mid: &str, message: Value) -> String {
    let now = site.test.app.ports.clock.now().as_millisecond();
    let mut whole = message;
    whole["mid"] = json!(mid);
    event(&json!({ "sender": { "id": "5512" }, "recipient": { "id": PAGE }, "timestamp": now, "message": whole }))
}

/// Anything that happened on the page.
pub fn event(event: &Value) -> String {
    json!({ "object": "page", "entry": [{ "id": PAGE, "time": 1, "messaging": [event] }] }).to_string()
}

/// A message to the number, as WhatsApp posts it.
pub fn whatsapp(site: &Site, id: &str, more: Value) -> String {
    let now = site.test.app.ports.clock.now().as_second().to_string();
    let mut message = json!({ "from": "31600000078", "id": id, "timestamp": now });
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value(
        json!({ "contacts": [{ "profile": { "name": "A. de Wit" }, "wa_id": "31600000078" }], "messages": [message] }),
    )
}

/// What became of a message of ours, as WhatsApp posts it.
pub fn status(site: &Site, id: &str, state: &str, errors: Value) -> String {
    let now = site.test.app.ports.clock.now().as_second().to_string();
    value(
        json!({ "statuses": [{ "id": id, "status": state, "timestamp": now, "recipient_id": "31600000078", "errors": errors }] }),
    )
}

fn value(mut value: Value) -> String {
    value["metadata"] = json!({ "display_phone_number": "310000000", "phone_number_id": NUMBER });
    let change = json!({ "field": "messages", "value": value });
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [change] }] }).to_string()
}
