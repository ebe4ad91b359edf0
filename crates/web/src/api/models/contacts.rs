//! What was said or written.

use jiff::Timestamp;
use regie_app::read::Loaded;
use regie_domain::codes::{Asks, Channel, ContactClass, Direction, JoinReason};
use regie_domain::contact::Contact;
use regie_domain::ids::ContactId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words;
use crate::api::vocabulary;

/// A file of a contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileState {
    /// Its id.
    pub id: Uuid,
    /// Its name, as it was sent.
    pub name: String,
    /// Its media type, as it was sent.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it was erased.
    pub erased: bool,
}

/// One exchange, in or out.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactState {
    /// Its id.
    pub id: Uuid,
    /// In or out.
    #[schema(schema_with = vocabulary::direction)]
    pub direction: Direction,
    /// How it was made.
    #[schema(schema_with = vocabulary::channel)]
    pub channel: Channel,
    /// What sort of message it is.
    #[schema(schema_with = vocabulary::contact_class)]
    pub class: ContactClass,
    /// What it asks for.
    #[schema(schema_with = vocabulary::asks)]
    pub asks: Asks,
    /// Why it stands on this journey.
    #[schema(schema_with = vocabulary::join_reason)]
    pub why: JoinReason,
    /// Who it came from or went to.
    pub participant_id: Option<Uuid>,
    /// When it took place.
    pub at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Its words; nothing once erased.
    pub text: Option<String>,
    /// Its files.
    pub files: Vec<FileState>,
    /// The journey that it was moved to.
    pub moved_to_id: Option<Uuid>,
    /// Whether it waits for a person.
    pub unread: bool,
}

impl ContactState {
    /// As it stands.
    #[must_use]
    pub fn of(loaded: &Loaded, id: ContactId, contact: &Contact) -> Self {
        let facts = &contact.facts;
        let files = facts.files.iter().filter_map(|id| Some((id, loaded.files.get(id)?))).map(|(id, file)| FileState {
            id: id.0,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            erased: file.erased,
        });
        Self {
            id: id.0,
            direction: facts.direction,
            channel: facts.channel,
            class: facts.class,
            asks: facts.asks,
            why: facts.why,
            participant_id: facts.participant.map(|id| id.0),
            at: contact.at,
            recorded_at: contact.recorded_at,
            text: words(loaded, facts.text),
            files: files.collect(),
            moved_to_id: contact.moved_to.map(|id| id.0),
            unread: contact.unread,
        }
    }
}
