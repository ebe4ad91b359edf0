//! What happens is told to systems of others, as Standard Webhooks say: signed, tried again, in order.
//!
//! 1. [`plan`] reads the feed with a cursor of its own and queues each event for each endpoint that wants it and may know it.
//! 2. [`send`] takes the endpoints that have something due, each by itself: one that is slow or gone keeps no other waiting.
//!    A lease per endpoint sees to it that one process sends to it at a time.
//! 3. [`message`] makes a message from its event when it is sent: ids and codes and a link, never words or names.
//! 4. [`health`] decides what an answer means: when the message is tried again, whether the endpoint rests, is warned about
//!    or switched off.
//! 5. [`log`] shows what was told, and tells it again.
//!
//! **Order.** An endpoint gets its messages one by one in the order of the feed. What fails is tried again first, and holds up
//! the rest until its third try; from then on it holds up only what is about the same journey. When very much waits (an
//! endpoint that was away), several journeys go at once and the newest get a share, so that what happens now is not days late.

pub(crate) mod health;
mod hold;
pub mod log;
pub mod message;
mod plan;
mod send;
pub mod sign;
pub(crate) mod warn;

use jiff::SignedDuration;
use regie_domain::client::{ApiClient, ApiScope};
use regie_domain::directory::Member;
use regie_domain::ids::{JourneyId, TeamId};
use regie_domain::webhook::{WebhookEndpoint, WebhookNames, WebhookState};
use regie_store::Tx;
use uuid::Uuid;

pub(crate) use plan::begin;
pub use send::{run, run_every};

use crate::authorise::{Who, may_read};
use crate::clients::Client;
use crate::directory::Directory;
use crate::error::{AppError, Result};

/// How long what was dealt with is known, and how long what waits is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// In whose place an endpoint looks; nobody where its program is gone or not let in.
///
/// Without a program it is one of a team that is on no journey: it sees what is open to all, and nothing that is shielded.
#[must_use]
pub(crate) fn sight(endpoint: &WebhookEndpoint, directory: &Directory) -> Option<Who> {
    let Some(id) = endpoint.client else {
        let nobody = ApiClient {
            name: endpoint.name.clone(),
            teams: vec![TeamId(Uuid::nil())],
            watches: false,
            scopes: vec![ApiScope::JourneysRead],
            token_hash: String::new(),
            made_at: endpoint.made_at,
            expires_at: endpoint.made_at,
            active: true,
        };
        return Some(Who::Client(Box::new(Client::of(Uuid::nil(), &nobody))));
    };
    let client = directory.clients.get(&id).map(|found| &found.value).filter(|client| client.active)?;
    Some(Who::Client(Box::new(Client::of(id, client))))
}

/// Whether an endpoint may know of a journey.
pub(crate) async fn may_know(tx: &mut Tx, who: &Who, directory: &Directory, journey: JourneyId) -> Result<bool> {
    match may_read(tx, who, directory, journey).await {
        Ok(()) => Ok(true),
        Err(AppError::Denied(_) | AppError::NotFound(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// How messages name where they come from.
pub(crate) fn names(directory: &Directory) -> Result<WebhookNames> {
    let own = directory.webhook_names.as_ref().map(|found| found.value.clone());
    own.map_or_else(|| Ok(WebhookNames::neutral(directory.organisation()?.id.0)), Ok)
}

/// The endpoints that messages are made for: also those that a person holds.
pub(crate) fn told(directory: &Directory) -> impl Iterator<Item = (Uuid, &WebhookEndpoint)> {
    let all = directory.webhooks.iter().map(|(id, found)| (*id, &found.value));
    all.filter(|(_, endpoint)| endpoint.state != WebhookState::Disabled)
}

/// Those who look after the endpoints.
pub(crate) fn administrators(directory: &Directory) -> impl Iterator<Item = &Member> {
    let all = directory.members.values().map(|found| &found.value);
    all.filter(|member| member.active && member.has(regie_domain::actor::Role::Administrator))
}
