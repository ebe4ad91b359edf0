//! Taking what a social channel posts: the signature over the raw bytes first, then each message is kept whole, once, before
//! anybody looks at it. When this returns, it is kept, and the channel may be told so.

use jiff::{SignedDuration, Timestamp};
use regie_domain::ids::ContentId;
use regie_domain::social::SocialConnection;
use regie_store::Tx;
use regie_store::content::{self, NewContent};
use regie_store::social::{self as stored, MessageState, SocialEvent, SocialMessage};
use regie_store::views::arrivals::{self, Arrival};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Came, Happened, SOCIAL, Told, Unread};
use crate::App;
use crate::content::ContentKind;
use crate::error::{AppError, Result};
use crate::intake::ARRIVAL;
use crate::run::Stage;
use crate::secrets;

/// The most things of one posting. Channels post at most a thousand.
const MOST: usize = 2_000;
/// How long ago a message may have been written for its own moment to count: channels keep trying for a while.
const LATE: SignedDuration = SignedDuration::from_hours(72);
/// How far ahead of our clock a channel's may be.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// What became of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenSocial {
    /// It was taken; so many messages were new.
    Kept(usize),
    /// It is about nothing that concerns us, and was left.
    Left,
}

/// A message as it waits: through which connection it came, and all that was read of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The connection.
    pub connection: Uuid,
    /// The message.
    pub came: Came,
}

impl App {
    /// What is answered when a channel asks whether an address is ours: its challenge, where it knows the word.
    ///
    /// # Errors
    /// [`AppError::Denied`] for a connection that is not there or a wrong word.
    pub async fn verify_social(&self, id: Uuid, mode: &str, word: &str, challenge: &str) -> Result<String> {
        let connection = self.social_connection(id).await?;
        let keys = self.social_keys(&connection).map_err(|_| AppError::Denied("signature"))?;
        let fits =
            mode == "subscribe" && !keys.verify.is_empty() && secrets::same(keys.verify.as_bytes(), word.as_bytes());
        // What is echoed is a number or a plain word; anything else is nobody's challenge.
        let plain =
            challenge.len() <= 200 && challenge.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if fits && plain { Ok(challenge.to_owned()) } else { Err(AppError::Denied("signature")) }
    }

    /// Takes a posting.
    ///
    /// # Errors
    /// [`AppError::Denied`] for a connection that is not there, is off, or a wrong signature; [`AppError::Invalid`] for what
    /// cannot be read; what the store says. Nothing is kept then.
    pub async fn take_social(&self, id: Uuid, header: impl Fn(&str) -> String, body: &[u8]) -> Result<TakenSocial> {
        let connection = self.social_connection(id).await?;
        let channel = self.ports.social.of(connection.medium).ok_or(AppError::Denied("signature"))?;
        let keys = self.social_keys(&connection).map_err(|_| AppError::Denied("signature"))?;
        if !channel.is_signed(&keys.app_secret, &header(channel.signed_in()), body) {
            return Err(AppError::Denied("signature"));
        }
        let happened = match channel.read(&connection.account, body) {
            Ok(happened) => happened,
            Err(Unread::Elsewhere) => vec![Happened::Other("elsewhere".to_owned())],
            Err(Unread::Form) => return Err(AppError::invalid("body", "invalid-form")),
        };
        if happened.len() > MOST {
            return Err(AppError::invalid("body", "invalid-too-long"));
        }
        let (mut came, mut told, mut other) = (Vec::new(), Vec::new(), Vec::new());
        for one in happened {
            match one {
                Happened::Came(message) => came.push(message),
                Happened::Told(state) => told.push(state),
                Happened::Other(sort) => other.push(sort),
            }
        }
        let left = came.is_empty() && told.is_empty();
        let new = self.keep_social(id, connection, came, &told, other).await?;
        for state in &told {
            self.tell_social(id, state).await?;
        }
        Ok(if left { TakenSocial::Left } else { TakenSocial::Kept(new) })
    }

    /// The connection of an address, where it is used.
    async fn social_connection(&self, id: Uuid) -> Result<SocialConnection> {
        let directory = self.directory().await?;
        let found = directory.social.get(&id).map(|found| &found.value);
        let used = found.filter(|found| found.active && directory.organisation.is_some());
        used.cloned().ok_or(AppError::Denied("signature"))
    }

    async fn keep_social(
        &self,
        id: Uuid,
        connection: SocialConnection,
        came: Vec<Came>,
        told: &[Told],
        other: Vec<String>,
    ) -> Result<usize> {
        let stage = Stage::new(self, self.directory().await?);
        let states = told.len();
        self.store
            .write_with((stage, connection, came, other), move |tx, (stage, connection, came, other)| {
                Box::pin(async move {
                    let mut new = 0;
                    for (message, after) in came.iter().zip(0..) {
                        new += usize::from(keep(stage, tx, (id, connection), message, after).await?);
                    }
                    if !came.is_empty() {
                        let became = if new == 0 { "before" } else { "kept" };
                        note(stage, tx, id, "message", became).await?;
                    }
                    if states > 0 {
                        note(stage, tx, id, "state", "kept").await?;
                    }
                    // One line for each sort, however often it came.
                    let sorts: std::collections::BTreeSet<&String> = other.iter().collect();
                    for sort in sorts {
                        note(stage, tx, id, sort, "left").await?;
                    }
                    Ok::<_, AppError>(new)
                })
            })
            .await
    }
}

async fn note(stage: &Stage, tx: &mut Tx, connection: Uuid, event: &str, became: &str) -> Result<()> {
    let event = SocialEvent {
        id: stage.id(),
        connection,
        event: event.to_owned(),
        became: became.to_owned(),
        received_at: stage.now,
    };
    Ok(stored::note(tx, &event).await?)
}

/// Keeps a message, once; tells whether it was new. `after` keeps those of one posting in their order.
async fn keep(
    stage: &Stage,
    tx: &mut Tx,
    (id, connection): (Uuid, &SocialConnection),
    message: &Came,
    after: i64,
) -> Result<bool> {
    let (arrival, raw): (Uuid, Uuid) = (stage.id(), stage.id());
    let at = moment(stage.now, message.at);
    let kept = SocialMessage {
        connection: id,
        mark: stage.app().social_mark(&message.id),
        came: true,
        at,
        state: MessageState::Came,
        arrival: Some(arrival),
        handle: None,
        journey: None,
        update: None,
    };
    if stored::find(tx, id, &stage.app().social_marks(&message.id)).await?.is_some() || !stored::keep(tx, &kept).await?
    {
        return Ok(false);
    }
    let bytes = serde_json::to_vec(&Kept { connection: id, came: message.clone() })?;
    let new = NewContent {
        id: raw,
        kind: ContentKind::Raw.code().into(),
        media_type: "application/json".into(),
        file_name: None,
        salt: stage.app().ports.bytes(),
        subject_kind: ARRIVAL.into(),
        subject_id: arrival,
        bytes: bytes.into(),
    };
    content::put(tx, &new, stage.now).await?;
    let waiting = Arrival {
        id: arrival,
        mailbox: None,
        team: connection.team,
        raw: ContentId(raw),
        parsed: None,
        envelope_from: None,
        recipients: String::new(),
        dedupe_key: format!("social:{arrival}"),
        sender: Some(message.from.clone()),
        subject: None,
        received_at: at.saturating_add(SignedDuration::from_micros(after)).unwrap_or(at),
        due: stage.arrival_due(connection.team)?,
        state: "waiting".to_owned(),
        why: SOCIAL.to_owned(),
        overdue: false,
        suggested: None,
        journey: None,
        contact: None,
    };
    arrivals::put(tx, &waiting).await?;
    Ok(true)
}

/// When something happened: by the channel's clock where that is believable, else now.
pub(super) fn moment(now: Timestamp, said: Option<Timestamp>) -> Timestamp {
    let Some(at) = said else { return now };
    let ago = now.duration_since(at);
    if ago > LATE || ago < -AHEAD { now } else { at.min(now) }
}
