//! Live events for programs: one stream that says which journeys changed and how, to those that may see them. It carries what
//! `changes` answers, as it happens, and goes on where it stopped.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use regie_app::live::Changes;
use regie_app::{AppError, Who};
use regie_domain::client::ApiScope;
use regie_domain::ids::JourneyId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::call::Call;
use super::door::bearer;
use super::operation::{Gives, Operation, Param, Takes};
use super::problem::{Failed, Kind, Problem};
use super::query::Asked;
use super::record::ChangeList;
use crate::builder::Routes;
use crate::state::Web;

/// So many streams of one program stand open at once.
pub const MOST: usize = 5;

const SINCE: &[Param] = &[Param {
    name: "after",
    about: "A position: the `next` of `changes`, or the `id` of an event of this stream. The header `Last-Event-ID` goes before \
        it; without both from now on.",
    takes: Takes::Cursor,
    required: false,
}];

/// The streams that are open, by program.
#[derive(Debug, Clone, Default)]
pub struct Seats(Arc<Mutex<BTreeMap<Uuid, usize>>>);

impl Seats {
    /// A place for one more stream of a program; nothing while it has as many as it may.
    #[must_use]
    pub fn take(&self, program: Uuid) -> Option<Seat> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let many = taken.entry(program).or_default();
        if *many >= MOST {
            return None;
        }
        *many += 1;
        Some(Seat { seats: self.clone(), program })
    }
}

/// A place of one stream, free again when it ends.
#[derive(Debug)]
pub struct Seat {
    seats: Seats,
    program: Uuid,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = taken.get(&self.program).map_or(0, |many| many.saturating_sub(1));
        if left == 0 {
            taken.remove(&self.program)
        } else {
            taken.insert(self.program, left)
        };
    }
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let stream = Operation::read::<ChangeList>("record", "/api/v1/events", "streamEvents", "Live events, as they happen")
        .view("live")
        .about(
            "Server-sent events. `here` comes first and now and then, `changed` when something happened; the data of both is a \
             ChangeList in JSON, and the `id` is the position to go on from. A line that begins with a colon is only a sign of \
             life. The stream ends after a while by itself, and at once with its token: come back with `Last-Event-ID`, and \
             nothing is missed. A program has at most five open at once.",
        )
        .query(SINCE)
        .gives(Gives::Events);
    routes.api(stream, open)
}

async fn open(State(web): State<Web>, call: Call, headers: HeaderMap, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(SINCE)?;
    let after: Option<i64> = asked.cursor("after");
    asked.check()?;
    call.scope()?;
    let token = bearer(&headers).ok_or_else(|| Problem::new(Kind::Unauthorised))?.to_owned();
    let seat = web.seats.take(call.client.member.id.0).ok_or_else(|| Problem::new(Kind::TooMany))?;
    let listener = call.told(web.live.listen(&web.app).await)?;
    let now = call.told(web.app.live_position().await)?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|id| id.parse().ok());
    let known: i64 = last.or(after).unwrap_or(now);
    let pace = web.pace;
    let ends = Instant::now() + pace.lasts;
    let mut stream = Stream { web, token, listener, position: known, ends, ready: VecDeque::new(), _seat: seat };
    let strange = known > now || known < 0;
    if strange {
        // A position of another database, such as before a restore.
        stream.position = now;
    }
    stream.say("here", &BTreeMap::new(), strange);
    call.told(stream.catch_up().await)?;
    let told = futures::stream::unfold(stream, Stream::next);
    let mut answer = Sse::new(told).keep_alive(KeepAlive::new().interval(pace.keep_alive)).into_response();
    // A proxy that gathers an answer before it passes it on would keep the program waiting.
    answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(answer)
}

/// A stream that is open.
struct Stream {
    web: Web,
    token: String,
    listener: Receiver<Arc<Changes>>,
    /// Up to where in the feed it has told.
    position: i64,
    /// When it ends by itself.
    ends: Instant,
    /// What is to be told next.
    ready: VecDeque<Event>,
    _seat: Seat,
}

impl Stream {
    /// The next event; the end when the token is good no more, when it has lasted long enough, or when the program stops.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some((Ok(event), self));
            }
            let left = self.ends.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            let goes_on = match timeout(left.min(self.web.pace.check), self.listener.recv()).await {
                Err(_elapsed) => self.still().await,
                Ok(Ok(changes)) => self.tell(&changes).await,
                Ok(Err(RecvError::Lagged(_))) => self.catch_up().await,
                Ok(Err(RecvError::Closed)) => return None,
            };
            if !goes_on.unwrap_or(false) {
                return None;
            }
        }
    }

    /// The program, as it is now; nobody when its token is good no more or may not read.
    async fn reader(&self) -> Result<Option<Who>, AppError> {
        let client = self.web.app.client_of(&self.token).await?;
        let client = client.filter(|client| client.may(ApiScope::JourneysRead));
        Ok(client.map(|client| Who::Client(Box::new(client))))
    }

    /// Says where it stands, so that a program that sees little comes back there and not at the beginning.
    async fn still(&mut self) -> Result<bool, AppError> {
        if self.reader().await?.is_none() {
            return Ok(false);
        }
        self.say("here", &BTreeMap::new(), false);
        Ok(true)
    }

    /// Tells what happened since the position that it stands at.
    async fn catch_up(&mut self) -> Result<bool, AppError> {
        let missed = self.web.app.changes_after(self.position).await?;
        self.tell(&missed).await
    }

    /// Tells of changes what the program may know; false when it may know nothing any more. All of one stretch is one event:
    /// whoever has its id has heard all of it.
    async fn tell(&mut self, changes: &Changes) -> Result<bool, AppError> {
        if changes.position <= self.position {
            return Ok(true);
        }
        let Some(reader) = self.reader().await? else { return Ok(false) };
        let seen = self.web.app.for_reader(&reader, changes).await?;
        self.position = changes.position;
        if seen.everything || !seen.journeys.is_empty() {
            self.say("changed", &seen.journeys, seen.everything);
        }
        Ok(true)
    }

    fn say(&mut self, kind: &str, journeys: &BTreeMap<JourneyId, BTreeSet<String>>, everything: bool) {
        let list = ChangeList::of(journeys, everything, self.position);
        let data = serde_json::to_string(&list).unwrap_or_default();
        self.ready.push_back(Event::default().event(kind).id(self.position.to_string()).data(data));
    }
}
