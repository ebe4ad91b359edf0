//! The outbox as the settings show it: what waits, what left, what did not, and why.

use jiff::Timestamp;
use regie_domain::codes::UpdateKind;
use regie_domain::ids::{ContentId, JourneyId};
use regie_domain::reference::Reference;
use regie_domain::update::UpdateState;
use regie_store::outbox::{self, OutboxRow, OutboxState};
use uuid::Uuid;

use super::record::Trouble;
use super::{case, compose};
use crate::App;
use crate::authorise::{Action, SHIELDED, Who, authorise, sight_of};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::links::{self, LINK};
use crate::run::{UPDATE, whole_micros};

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxItem {
    /// Its id.
    pub id: Uuid,
    /// What it is about; nothing for a new link.
    pub about: Option<UpdateKind>,
    /// Where it stands.
    pub state: OutboxState,
    /// Its journey.
    pub journey: JourneyId,
    /// The journey's number; nothing once the journey is gone, or where it is shielded from the reader.
    pub reference: Option<Reference>,
    /// To which address; nothing once erased, or where the reader may not read journeys.
    pub recipient: Option<String>,
    /// The subject line; nothing where the reader may not read journeys.
    pub subject: Option<String>,
    /// The text as it left, or as it would leave now, without the token of its link; nothing once erased, or where the
    /// reader may not read journeys.
    pub text: Option<String>,
    /// Why it waits or failed, as a code of [`super::reason`].
    pub reason: Option<String>,
    /// The words of the mail server, without addresses.
    pub words: String,
    /// When it was decided on.
    pub created_at: Timestamp,
    /// When it is tried next, while it waits.
    pub next_try: Option<Timestamp>,
    /// When it left or was given up.
    pub done_at: Option<Timestamp>,
}

impl App {
    /// The newest messages to customers, newest first. Who may see the settings sees that they are there; their words only
    /// who may also read journeys.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn outbox_page(&self, who: &Who, limit: u32) -> Result<Vec<OutboxItem>> {
        authorise(who, Action::ReadSettings)?;
        let mut rows = self.newest(limit).await?;
        rows.retain(|row| row.kind == UPDATE || row.kind == LINK);
        self.items(rows, who).await
    }

    /// Rows as their reader may see them.
    pub(super) async fn items(&self, rows: Vec<OutboxRow>, who: &Who) -> Result<Vec<OutboxItem>> {
        let directory = self.directory().await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(self.item(&directory, row, who).await?);
        }
        Ok(items)
    }

    async fn newest(&self, limit: u32) -> Result<Vec<OutboxRow>> {
        let mut tx = self.store.begin_read().await?;
        let mut rows = Vec::new();
        for state in
            [OutboxState::Pending, OutboxState::Leased, OutboxState::Sent, OutboxState::Failed, OutboxState::Paused]
        {
            rows.extend(outbox::list(&mut tx, state, limit).await?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    async fn item(&self, directory: &Directory, row: OutboxRow, who: &Who) -> Result<OutboxItem> {
        let now = whole_micros(self.ports.clock.now());
        let mut tx = self.store.begin_read().await?;
        let journey = JourneyId(row.stream.id);
        let sight = sight_of(&mut tx, who, directory, journey).await?;
        drop(tx);
        let read = authorise(who, Action::ReadJourney(journey, &sight));
        let (words, shielded) = (read.is_ok(), matches!(read, Err(AppError::Denied(SHIELDED))));
        let case = match case::load(self, directory, &row, now).await {
            Ok(case) => case,
            Err(AppError::Store(error)) => return Err(error.into()),
            // A journey of a newer version: the row is still worth showing.
            Err(_) => None,
        };
        let trouble = Trouble::of(&row);
        let done = matches!(row.state, OutboxState::Sent | OutboxState::Failed);
        let mut item = OutboxItem {
            id: row.id,
            about: case.as_ref().and_then(case::Case::about),
            state: row.state,
            journey,
            reference: case.as_ref().filter(|_| !shielded).map(|case| case.journey.reference),
            recipient: None,
            subject: None,
            text: None,
            reason: Some(trouble.code).filter(|code| !code.is_empty()),
            words: trouble.words,
            created_at: row.created_at,
            next_try: (!done).then_some(row.next_try),
            done_at: row.done_at,
        };
        if let Some(case) = case.filter(|_| words) {
            let rendered = compose::rendered(directory, &case, &links::redacted(&self.config.public_url), now)?;
            item.recipient = case.recipient.as_ref().map(|recipient| recipient.address.clone());
            item.subject = Some(rendered.subject);
            item.text = match case.update.as_ref().map(|(_, update)| update.state) {
                Some(UpdateState::Sent { text, .. }) => self.sent_text(text).await?,
                _ => Some(rendered.text),
            };
        }
        Ok(item)
    }

    async fn sent_text(&self, text: ContentId) -> Result<Option<String>> {
        let mut tx = self.store.begin_read().await?;
        Ok(regie_store::content::text(&mut tx, text.0).await?)
    }
}
