//! A billing system, as small as one can be that keeps to what was agreed: it hears of holds, acknowledges them, asks before its
//! dunning run, and reports what it did. It knows Regie by its doors only. How to run it stands in `README.md`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// So old, or so far ahead, may a signature be, in seconds.
const TOLERANCE: i64 = 300;
/// So long may Regie take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many subjects go in one call.
const MOST_CHECKED: usize = 10_000;

/// Seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What an administrator of Regie hands over.
#[derive(Clone)]
pub struct Connection {
    /// Where Regie is, such as `http://127.0.0.1:8080`.
    pub base: String,
    /// What Regie calls this system.
    pub system: String,
    /// The token of the API.
    pub token: String,
    /// The secret that Regie signs with (`whsec_…`). Without it nothing is taken, but the first question is answered.
    pub webhook_secret: Option<String>,
    /// The secret that reports are signed with (`whsec_…`). Without it nothing is reported.
    pub report_secret: Option<String>,
}

/// The billing system.
#[derive(Clone)]
pub struct Billing {
    connection: Connection,
    client: reqwest::Client,
    clock: Clock,
    state: Arc<Mutex<Known>>,
}

/// What it keeps. A real system keeps this in its database.
#[derive(Default)]
struct Known {
    /// The invoices that are past due.
    due: Vec<String>,
    /// What it acknowledged: the subjects, by the ids of their holds.
    held: BTreeMap<String, String>,
    /// What happened, for people to read.
    log: Vec<String>,
}

/// What a dunning run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// The invoices that got a reminder.
    pub reminded: Vec<String>,
    /// Those that did not, and why.
    pub held: Vec<(String, String)>,
}

impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} reminded, {} held", self.reminded.len(), self.held.len())?;
        self.held.iter().take(10).try_for_each(|(invoice, why)| write!(out, "\n  {invoice}: {why}"))
    }
}

impl Billing {
    /// One that is connected to Regie, with invoices that are past due.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(connection: Connection, due: Vec<String>, clock: Clock) -> Result<Self> {
        // Somebody else may have installed it already; either way there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { connection, client, clock, state: Arc::new(Mutex::new(Known { due, ..Known::default() })) })
    }

    /// The door that Regie posts to: `POST` and `OPTIONS /regie`.
    pub fn router(&self) -> Router {
        Router::new().route("/regie", post(take).options(agree)).with_state(self.clone())
    }

    /// The same, with the secrets that became known after Regie asked the first time.
    #[must_use]
    pub fn with_secrets(mut self, webhook: Option<String>, report: Option<String>) -> Self {
        self.connection.webhook_secret = webhook.or(self.connection.webhook_secret);
        self.connection.report_secret = report.or(self.connection.report_secret);
        self
    }

    /// What is held, as far as this system was told: subjects by the ids of their holds.
    #[must_use]
    pub fn held(&self) -> BTreeMap<String, String> {
        self.known().held.clone()
    }

    /// What happened since it was asked the last time.
    #[must_use]
    pub fn news(&self) -> Vec<String> {
        std::mem::take(&mut self.known().log)
    }

    /// The dunning run: asks for all invoices in as few calls as there can be, and reminds of those only that are said to be
    /// free. No answer means held, so while Regie is away nobody is reminded.
    pub async fn dun(&self) -> Run {
        let due = self.known().due.clone();
        let mut run = Run::default();
        for part in due.chunks(MOST_CHECKED) {
            let answers = self.check(part).await;
            for invoice in part {
                let answer = answers.as_ref().ok().and_then(|answers| answers.get(invoice));
                match answer {
                    Some(None) => run.reminded.push(invoice.clone()),
                    Some(Some(why)) => run.held.push((invoice.clone(), why.clone())),
                    None => run.held.push((invoice.clone(), "no answer".to_owned())),
                }
            }
        }
        run
    }

    /// For each invoice that was answered: why it is held, or nothing where it is free.
    async fn check(&self, invoices: &[String]) -> Result<BTreeMap<String, Option<String>>> {
        let subjects: Vec<String> = invoices.iter().map(|invoice| format!("invoice:{invoice}")).collect();
        let asked = json!({ "system": self.connection.system, "subjects": subjects });
        let answer = self.call("/api/v1/hold-checks", &fresh_id(), &asked).await?;
        let items = answer["items"].as_array().context("an answer without items")?;
        let mut found = BTreeMap::new();
        for item in items {
            let invoice = item["subject"].as_str().and_then(|subject| subject.strip_prefix("invoice:"));
            let (Some(invoice), Some(held)) = (invoice, item["held"].as_bool()) else { continue };
            // An action that this system does not know is obeyed all the same.
            let why = held.then(|| item["reason"].as_str().unwrap_or("held").to_owned());
            found.insert(invoice.to_owned(), why);
        }
        Ok(found)
    }

    /// Credits an invoice, and reports it: with that the agreement is kept and its holds are released.
    ///
    /// # Errors
    /// When Regie does not take the report.
    pub async fn credit(&self, invoice: &str) -> Result<()> {
        self.report("invoice.credited", &json!({ "invoice": invoice })).await?;
        self.known().due.retain(|due| due != invoice);
        Ok(())
    }

    /// The fault of every old system: a reminder goes out without asking. It is reported, at least.
    ///
    /// # Errors
    /// When Regie does not take the report.
    pub async fn remind_without_asking(&self, invoice: &str) -> Result<()> {
        self.report("letter.sent", &json!({ "invoice": invoice, "letter": "reminder" })).await
    }

    /// Reports a fact as a CloudEvent, signed as Standard Webhooks say.
    async fn report(&self, kind: &str, data: &Value) -> Result<()> {
        let secret = self.connection.report_secret.as_deref().context("no secret to sign reports with")?;
        let (id, now) = (fresh_id(), (self.clock)());
        let event = json!({
            "specversion": "1.0", "id": id, "source": "urn:example:billing", "type": kind, "data": data,
        });
        let body = serde_json::to_vec(&event)?;
        let signature = Webhook::new(secret)?.sign(&id, now, &body)?;
        let url = format!("{}/in/{}", self.connection.base, self.connection.system);
        let request = self.client.post(url).header("content-type", "application/json").body(body);
        let request = request.header("webhook-id", &id).header("webhook-timestamp", now);
        let answer = request.header("webhook-signature", signature).send().await?;
        let status = answer.status();
        if !status.is_success() {
            bail!("Regie did not take {kind}: {status} {}", answer.text().await.unwrap_or_default());
        }
        self.note(format!("reported {kind}: {}", answer.text().await.unwrap_or_default()));
        Ok(())
    }

    /// An act of the API. The key makes that the same act, sent twice, has one effect.
    async fn call(&self, path: &str, key: &str, body: &Value) -> Result<Value> {
        let request = self.client.post(format!("{}{path}", self.connection.base)).bearer_auth(&self.connection.token);
        let answer = request.header("idempotency-key", key).json(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("{path} answered {status}: {text}");
        }
        Ok(serde_json::from_str(&text)?)
    }

    /// Whether a message is signed with our secret, and fresh.
    fn is_genuine(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let (Some(id), Some(at), Some(given)) =
            (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"))
        else {
            return false;
        };
        let Some(at) = at.parse::<i64>().ok().filter(|at| ((self.clock)() - at).abs() <= TOLERANCE) else {
            return false;
        };
        let secret = self.connection.webhook_secret.as_deref().and_then(|secret| Webhook::new(secret).ok());
        let Some(expected) = secret.and_then(|secret| secret.sign(id, at, body).ok()) else { return false };
        // While a secret is replaced there are two signatures; one that fits is enough.
        given.split(' ').any(|given| given.as_bytes().ct_eq(expected.as_bytes()).into())
    }

    /// Does what a message asks for. Done twice it has one effect, so nothing is remembered of what came before.
    async fn obey(&self, event: &Value) -> Result<()> {
        let data = &event["data"];
        let text = |name: &str| data[name].as_str();
        if text("system") != Some(self.connection.system.as_str()) {
            return Ok(());
        }
        let (hold, subject) = (text("holdId").context("no hold")?, text("subject").context("no subject")?);
        let (kind, id) = (text("kind").unwrap_or_default(), event["id"].as_str().context("no id")?);
        match kind {
            "hold.placed" | "hold.extended" => {
                self.known().held.insert(hold.to_owned(), subject.to_owned());
                self.call(&format!("/api/v1/holds/{hold}/acknowledgements"), id, &json!({})).await?;
            }
            "hold.released" => {
                self.known().held.remove(hold);
                self.call(&format!("/api/v1/holds/{hold}/release-acknowledgements"), id, &json!({})).await?;
            }
            _ => return Ok(()),
        }
        self.note(format!("acknowledged {kind} of {subject}"));
        Ok(())
    }

    fn note(&self, words: String) {
        self.known().log.push(words);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(clippy::disallowed_methods, reason = "a program of its own makes its own ids")]
fn fresh_id() -> String {
    Uuid::now_v7().to_string()
}

/// The first question: whether Regie may post here.
async fn agree(headers: HeaderMap) -> impl IntoResponse {
    let origin = headers.get("webhook-request-origin").cloned();
    (StatusCode::OK, [("webhook-allowed-origin", origin.unwrap_or_else(|| HeaderValue::from_static("*")))])
}

/// A message of Regie. It is answered with 200 when what it asks for is done; else Regie sends it again, for days.
async fn take(State(billing): State<Billing>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if !billing.is_genuine(&headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(event) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST };
    match billing.obey(&event).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            billing.note(format!("not yet: {error:#}"));
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
