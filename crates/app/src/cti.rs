//! Telephone systems: what they report of calls. A call that rings opens nothing; the team's members see it and write it down
//! with the number filled in. A call to a closed desk is a contact that waits for its journey ([`doors`]).
//!
//! A report is signed as Standard Webhooks says: HMAC-SHA-256 over id, timestamp and body, with a secret of the connection.

pub mod doors;
pub mod settings;
mod texts;
mod waiting;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use regie_domain::cti::{CtiConnection, CtiEvent};
use regie_domain::customer::HandleKind;
use regie_domain::ids::TeamId;
use regie_domain::phone::PhoneNumber;
use regie_store::Tx;
use regie_store::cti::{self as stored, Call, Reported};
use ring::hmac;
use serde::Deserialize;
use uuid::Uuid;

use crate::App;
use crate::authorise::Scope;
use crate::error::{AppError, Result};
use crate::handles::{Found, find};
use crate::partners::{known_of_person, name_within};
use crate::run::Stage;
use crate::secrets;

/// The purpose under which the secrets of connections are encrypted.
pub const CTI: &str = "cti";
/// How far the time of a signature may lie from ours.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// How long ago a reported call may be: a telephone system keeps trying for a while.
const LATE: SignedDuration = SignedDuration::from_hours(48);
/// How far ahead of our clock a telephone system's may be.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// A call of which nobody said that it ended is no longer shown after this.
const LONGEST: SignedDuration = SignedDuration::from_hours(4);
/// A call that has ended is shown this long, so that it can still be written down.
const AFTERWARDS: SignedDuration = SignedDuration::from_hours(1);
/// The most calls that My work shows.
const SHOWN: u32 = 20;
/// What begins a secret, as Standard Webhooks writes it.
pub const SECRET_PREFIX: &str = "whsec_";

/// A report as it came over the line.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// Its id: the same report has the same.
    pub id: &'a str,
    /// When it was signed, in seconds since 1970.
    pub timestamp: &'a str,
    /// Its signatures, `v1,…`, separated by blanks.
    pub signature: &'a str,
    /// What was signed.
    pub body: &'a [u8],
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Report {
    event: Said,
    #[serde(default)]
    call: String,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    moment: Option<Timestamp>,
    #[serde(default)]
    line: Option<String>,
    #[serde(default)]
    text: Option<String>,
}

/// What is reported: something of a call, or that the connection works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Said {
    Call(CtiEvent),
    Test(Test),
    Text(Texted),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Texted {
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Test {
    Test,
}

impl Said {
    fn code(self) -> &'static str {
        match self {
            Self::Call(event) => event.code(),
            Self::Test(_) => "test",
            Self::Text(_) => "text",
        }
    }
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was taken.
    Kept,
    /// The same one came before, and had its effect then.
    Before,
}

/// How a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ringing {
    /// It rings.
    Rings,
    /// Somebody took it.
    Taken,
    /// It is over, and somebody had taken it.
    Over,
    /// It is over, and nobody had taken it.
    Missed,
}

/// A call that a member may write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNow {
    /// Its id.
    pub id: Uuid,
    /// The number, as it is dialled; nothing where it is withheld.
    pub number: Option<String>,
    /// Whose it is, as far as the reader may know.
    pub name: Option<String>,
    /// The team that it rings with.
    pub team: TeamId,
    /// Since when.
    pub began_at: Timestamp,
    /// How it stands.
    pub state: Ringing,
}

impl App {
    /// Takes a report of a telephone system. When this returns, it is kept: the system may be told so.
    ///
    /// # Errors
    /// [`AppError::Denied`] for a connection that is not there, a wrong signature or one that is not fresh;
    /// [`AppError::Invalid`] with what cannot be read; what the store says. Nothing is kept then.
    pub async fn take_report(&self, connection: Uuid, delivery: Delivery<'_>) -> Result<Taken> {
        let directory = self.directory().await?;
        let found = directory.connections.get(&connection).map(|found| &found.value);
        let known = found.filter(|found| found.active && directory.organisation.is_some());
        let known = known.ok_or(AppError::Denied("signature"))?.clone();
        self.check_signature(&known, delivery)?;
        let report: Report =
            serde_json::from_slice(delivery.body).map_err(|_| AppError::invalid("body", "invalid-form"))?;
        let stage = Stage::new(self, directory.clone());
        let mark = secrets::veil(&self.config, "cti event", delivery.id);
        let context = (stage, connection, known, report, mark, delivery.body.to_vec());
        self.store
            .write_with(context, |tx, (stage, id, connection, report, mark, body)| {
                Box::pin(take(stage, tx, (*id, connection), report, mark, body))
            })
            .await
    }

    fn check_signature(&self, connection: &CtiConnection, delivery: Delivery<'_>) -> Result<()> {
        let wrong = || AppError::Denied("signature");
        let seconds: i64 = delivery.timestamp.parse().map_err(|_| wrong())?;
        let at = Timestamp::from_second(seconds).map_err(|_| wrong())?;
        // Freshness is judged by the machine's clock; a demo's business clock may stand elsewhere.
        if self.ports.clock.machine().duration_since(at).abs() > FRESH
            || delivery.id.is_empty()
            || delivery.id.len() > 200
        {
            return Err(wrong());
        }
        let secret = secrets::open(&self.config, CTI, &connection.secret).map_err(|_| wrong())?;
        let key = signing_key(&secret).ok_or_else(wrong)?;
        let signed = signed_bytes(delivery.id, delivery.timestamp, delivery.body);
        let good = delivery
            .signature
            .split_whitespace()
            .filter_map(|part| part.strip_prefix("v1,"))
            .any(|given| STANDARD.decode(given).is_ok_and(|tag| hmac::verify(&key, &signed, &tag).is_ok()));
        if good { Ok(()) } else { Err(wrong()) }
    }

    /// The calls with the teams of a scope that somebody may still write down, the newest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn calls_now(&self, scope: &Scope) -> Result<Vec<CallNow>> {
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let since = now.checked_sub(LONGEST).unwrap_or(Timestamp::MIN);
        let mut shown = Vec::new();
        for call in stored::open(&mut tx, scope.teams(), since, SHOWN).await? {
            let state = match (call.ended_at, call.answered_at) {
                (Some(ended), _) if now.duration_since(ended) > AFTERWARDS => continue,
                (Some(_), Some(_)) => Ringing::Over,
                (Some(_), None) => Ringing::Missed,
                (None, Some(_)) => Ringing::Taken,
                (None, None) => Ringing::Rings,
            };
            shown.push(CallNow {
                id: call.id,
                name: name_at(&mut tx, (scope, now), call.number.as_deref()).await?,
                number: call.number.as_deref().map(dialled),
                team: call.team,
                began_at: call.began_at,
                state,
            });
        }
        Ok(shown)
    }

    /// What a telephone system reported last, newest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn reported(&self, connection: Uuid, limit: u32) -> Result<Vec<Reported>> {
        let mut tx = self.store.begin_read().await?;
        Ok(stored::reported(&mut tx, connection, limit).await?)
    }
}

/// What a secret signs with; nothing for one of another form.
fn signing_key(secret: &str) -> Option<hmac::Key> {
    let bytes = STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()?;
    Some(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

fn signed_bytes(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

/// Signs a report as a telephone system does; nothing for a secret of another form.
#[must_use]
pub fn sign(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> Option<String> {
    let tag = hmac::sign(&signing_key(secret)?, &signed_bytes(id, timestamp, body));
    Some(format!("v1,{}", STANDARD.encode(tag.as_ref())))
}

fn dialled(number: &str) -> String {
    PhoneNumber::parse(number).map_or_else(|_| number.to_owned(), |number| number.to_string())
}

/// The name behind a number, as far as a reader may know it.
async fn name_at(tx: &mut Tx, (scope, now): (&Scope, Timestamp), number: Option<&str>) -> Result<Option<String>> {
    let Some(number) = number else { return Ok(None) };
    match find(tx, (scope, now), HandleKind::Phone, number, &[]).await? {
        Found::Known(handle) => {
            let known = known_of_person(tx, scope, handle.customer, now).await?;
            name_within(tx, handle.customer, known.as_ref()).await
        }
        Found::Nobody | Found::OutOfSight => Ok(None),
    }
}

async fn take(
    stage: &Stage,
    tx: &mut Tx,
    (id, connection): (Uuid, &CtiConnection),
    report: &Report,
    mark: &str,
    body: &[u8],
) -> Result<Taken> {
    let at = report.moment.unwrap_or(stage.now);
    let ago = stage.now.duration_since(at);
    if ago > LATE || ago < -AHEAD {
        return Err(AppError::invalid("moment", "invalid-moment"));
    }
    let team = connection.team_of(report.line.as_deref());
    let new = Reported {
        connection: id,
        mark: mark.to_owned(),
        event: report.event.code().to_owned(),
        team,
        received_at: stage.now,
        became: "kept".to_owned(),
    };
    if !stored::remember(tx, &new).await? {
        return Ok(Taken::Before);
    }
    let event = match report.event {
        Said::Call(event) => event,
        Said::Test(_) => return Ok(Taken::Kept),
        Said::Text(_) => {
            let became = texts::take(stage, tx, (team, at), (report, mark, body)).await?;
            stored::became(tx, id, mark, became).await?;
            return Ok(Taken::Kept);
        }
    };
    if report.call.is_empty() || report.call.len() > 200 {
        return Err(AppError::invalid("call", "invalid-required"));
    }
    let external = secrets::veil(&stage.app().config, "cti call", &report.call);
    let number = report.number.as_deref().and_then(|number| PhoneNumber::parse(number).ok());
    let mut call = match stored::by_mark(tx, id, &external).await? {
        Some(call) => call,
        None => Call {
            id: stage.id(),
            connection: id,
            external,
            team,
            number: None,
            began_at: at,
            answered_at: None,
            ended_at: None,
            noted: false,
        },
    };
    if report.line.is_some() {
        call.team = team;
    }
    call.number = number.map(|number| number.as_str().to_owned()).or(call.number);
    match event {
        CtiEvent::New => {}
        CtiEvent::Answered => call.answered_at = call.answered_at.or(Some(at)),
        CtiEvent::Ended => call.ended_at = call.ended_at.or(Some(at)),
        CtiEvent::OutsideHours => call.ended_at = call.ended_at.or(Some(at)),
    }
    // A system that knows no opening hours says only that it rang and that nobody was there.
    let unheard =
        event == CtiEvent::Ended && call.answered_at.is_none() && doors::is_closed(stage, call.team, call.began_at)?;
    if (event == CtiEvent::OutsideHours || unheard) && !call.noted {
        call.noted = true;
        doors::keep(stage, tx, &call, body).await?;
        stored::became(tx, id, mark, doors::CLOSED_DOOR).await?;
    }
    stored::put(tx, &call).await?;
    Ok(Taken::Kept)
}
