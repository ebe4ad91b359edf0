//! What the trial or the pause of the whole house holds back: what waits there, and what becomes of it when mail is
//! switched on. A message that is dropped stands on its journey as one that did not arrive, so that nobody believes that
//! the customer was told, and a person gets the task to tell.

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::{JourneyId, UpdateId};
use regie_store::Tx;
use regie_store::audit::{self, Change, Stamp};
use regie_store::outbox::{self, OutboxRow, OutboxState};

use super::page::OutboxItem;
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::error::{AppError, Result};
use crate::links::LINK;
use crate::run::{Request, Stage, UPDATE};
use crate::settings;

/// The noun of the audit.
const MESSAGE: &str = "message";

impl App {
    /// The oldest messages that are held, oldest first: they leave in this order. Their words are there as in
    /// [`App::outbox_page`].
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn held_messages(&self, who: &Who, limit: usize) -> Result<Vec<OutboxItem>> {
        authorise(who, Action::ReadSettings)?;
        let mut rows = self.oldest_first(OutboxState::Paused).await?;
        rows.truncate(limit);
        self.items(rows, who).await
    }

    /// Drops what is held and was decided on by `until`, when the person looked; tells how many. A later one is not
    /// touched.
    ///
    /// # Errors
    /// A denial, or what the store says. What was dropped before it stays dropped.
    pub async fn drop_held(&self, who: &Who, until: Timestamp) -> Result<usize> {
        authorise(who, Action::ChangeSettings)?;
        let mut rows = self.oldest_first(OutboxState::Paused).await?;
        rows.retain(|row| row.created_at <= until);
        let stage = Stage::new(self, self.directory().await?);
        let mut dropped = 0;
        for row in rows {
            let context = (stage.clone(), row, settings::stamp(self, who));
            let done =
                self.store.write_with(context, |tx, (stage, row, stamp)| Box::pin(drop_one(tx, stage, row, stamp)));
            dropped += usize::from(done.await?);
        }
        Ok(dropped)
    }

    /// The messages that did not leave at their first try and are tried again by themselves, oldest first. Their words are
    /// there as in [`App::outbox_page`].
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn delayed_messages(&self, who: &Who, limit: usize) -> Result<Vec<OutboxItem>> {
        authorise(who, Action::ReadSettings)?;
        let mut rows = self.oldest_first(OutboxState::Pending).await?;
        rows.retain(|row| (row.kind == UPDATE || row.kind == LINK) && super::trouble_of(row).0.is_some());
        rows.truncate(limit);
        self.items(rows, who).await
    }

    /// All rows in a state.
    async fn oldest_first(&self, state: OutboxState) -> Result<Vec<OutboxRow>> {
        let mut rows = self.store.read(async |tx| outbox::list(tx, state, u32::MAX >> 1).await).await?;
        rows.sort_by_key(|row| (row.created_at, row.id));
        Ok(rows)
    }
}

/// Takes a message out of the outbox and says so on its journey; false when it is no longer held.
async fn drop_one(tx: &mut Tx, stage: &Stage, row: &OutboxRow, stamp: &Stamp) -> Result<bool> {
    let held = outbox::get(tx, row.id).await?.is_some_and(|now| now.state == OutboxState::Paused);
    if !held || !outbox::withdraw(tx, row.id).await? {
        return Ok(false);
    }
    if row.kind == UPDATE
        && let Ok(update) = UpdateId::parse(&row.ref_id)
    {
        let command = JourneyCommand::Failed { update, permanent: false };
        let request = Request::journey(Who::System, Door::Timer, JourneyId(row.stream.id), command);
        match stage.run(tx, &request).await {
            // A journey that no longer knows the message needs no word of it.
            Ok(_) | Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let id = row.id.to_string();
    let change = Change { action: "drop", subject_kind: MESSAGE, subject_id: &id, before: None, after: None };
    audit::record(tx, stamp, change).await?;
    Ok(true)
}
