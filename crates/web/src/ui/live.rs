//! Open pages stay up to date: one stream per browser says that something changed and never what; the page then asks for
//! itself what its reader may see. And who else looks at a journey now.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum_extra::extract::Query;
use regie_app::live::Changes;
use regie_app::{AppError, Who};
use regie_domain::ids::JourneyId;
use regie_store::sessions::Session;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::builder::{Access, Routes};
use crate::gate::{EVERYBODY, READERS};
use crate::pages::live::Onlookers;
use crate::posted::Posted;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::visit::Visit;

pub mod hub;

/// How often an idle stream does something of its own accord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// It says that it is still there: proxies end what is silent for long.
    pub keep_alive: Duration,
    /// It is asked whether the reader is still signed in.
    pub check: Duration,
    /// One of a program ends: whoever reads it comes back.
    pub lasts: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            keep_alive: Duration::from_secs(15),
            check: Duration::from_secs(20),
            lasts: Duration::from_secs(15 * 60),
        }
    }
}

/// The stream, and who is there.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/live", Access::Member(EVERYBODY), "live", stream)
        .get("/journeys/{id}/presence", Access::Member(READERS), "journey", onlookers)
        .post("/journeys/{id}/presence", Access::Member(READERS), "look-at", look)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The position up to which the page knows everything.
    after: Option<i64>,
}

async fn stream(State(web): State<Web>, visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Reply {
    let session = visit.session.clone().ok_or(AppError::Denied("signed-out"))?;
    let listener = web.live.listen(&web.app).await?;
    let now = web.app.live_position().await?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|id| id.parse().ok());
    let known: Option<i64> = last.or(asked.after);
    let pace = web.pace;
    let mut open = Open { web, session, listener, position: known.unwrap_or(now), ready: VecDeque::new() };
    open.ready.push_back(Event::default().event("here").id(open.position.to_string()).data("{}"));
    if open.position > now || open.position < 0 {
        // A position of another database, such as before a restore.
        open.position = now;
        open.say("all", &json!({}));
    }
    open.catch_up().await?;
    let told = futures::stream::unfold(open, Open::next);
    let mut answer = Sse::new(told).keep_alive(KeepAlive::new().interval(pace.keep_alive)).into_response();
    // A proxy that gathers an answer before it passes it on would keep the page waiting.
    answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// A stream that is open.
struct Open {
    web: Web,
    session: Arc<Session>,
    listener: Receiver<Arc<Changes>>,
    /// Up to where in the feed it has told.
    position: i64,
    /// What is to be told next.
    ready: VecDeque<Event>,
}

impl Open {
    /// The next event; the end when nobody is signed in any more or the program stops. The page comes back by itself and
    /// says up to where it knows everything.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some((Ok(event), self));
            }
            let goes_on = match tokio::time::timeout(self.web.pace.check, self.listener.recv()).await {
                Err(_elapsed) => self.reader().await.map(|reader| reader.is_some()),
                Ok(Ok(changes)) => self.tell(&changes).await,
                Ok(Err(RecvError::Lagged(_))) => self.catch_up().await,
                Ok(Err(RecvError::Closed)) => return None,
            };
            if !goes_on.unwrap_or(false) {
                return None;
            }
        }
    }

    /// Who reads, as the member is now.
    async fn reader(&self) -> Result<Option<Who>, AppError> {
        let member = self.web.app.still_signed_in(&self.session).await?;
        Ok(member.map(|member| Who::Member(Box::new(member))))
    }

    /// Tells what happened since the position it stands at.
    async fn catch_up(&mut self) -> Result<bool, AppError> {
        let missed = self.web.app.changes_after(self.position).await?;
        self.tell(&missed).await
    }

    /// Tells of changes what the reader may know; false when nobody is signed in any more.
    async fn tell(&mut self, changes: &Changes) -> Result<bool, AppError> {
        if changes.position <= self.position && changes.presence.is_empty() {
            return Ok(true);
        }
        let Some(reader) = self.reader().await? else { return Ok(false) };
        let seen = self.web.app.for_reader(&reader, changes).await?;
        self.position = self.position.max(changes.position);
        if seen.everything {
            self.say("all", &json!({}));
        }
        if !seen.journeys.is_empty() {
            self.say("changed", &json!({ "journeys": seen.journeys }));
        }
        if !seen.presence.is_empty() {
            self.say("presence", &json!({ "journeys": seen.presence }));
        }
        Ok(true)
    }

    fn say(&mut self, kind: &str, what: &serde_json::Value) {
        let event = Event::default().event(kind).id(self.position.to_string()).data(what.to_string());
        self.ready.push_back(event);
    }
}

/// Who else looks at a journey, as a piece of its page.
async fn onlookers(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let id = JourneyId::parse(&id).map_err(|_| AppError::NotFound("journey"))?;
    let found = web.app.onlookers(&visit.who()?, id).await?;
    page(&Onlookers::of(&visit.cx, &id.to_string(), &found))
}

/// The reader looks at a journey, writes, or went away.
async fn look(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let (who, id) = (visit.who()?, JourneyId::parse(&id).map_err(|_| AppError::NotFound("journey"))?);
    match posted.get("state") {
        "gone" => web.app.look_away(&who, id).await?,
        state => web.app.look_at(&who, id, state == "writing").await?,
    }
    Ok("".into_response())
}
