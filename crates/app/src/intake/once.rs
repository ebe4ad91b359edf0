//! The same mail comes in once. What tells a mail from all others is kept as a mark that outlives its erasure, so that a
//! mailbox that brings an erased mail once more does not bring it back.

use std::collections::HashSet;

use regie_store::views::arrivals::{self, Arrival};
use regie_store::{StoreError, Tx, content, inbox};
use uuid::Uuid;

use super::IncomingMail;
use super::placing::Placed;
use crate::error::Result;
use crate::run::Stage;
use crate::secrets;

/// The source in the inbox of mails by what they are.
pub(crate) const MAIL: &str = "mail";

/// Notes that a mail came in, by what tells it from all others; false when it came before.
pub(crate) async fn comes_first(
    stage: &Stage,
    tx: &mut Tx,
    source: &str,
    key: &str,
    arrival: Option<Uuid>,
) -> Result<bool, StoreError> {
    let marks = marks(stage, key);
    let Some((now, before)) = marks.split_first() else { return Ok(true) };
    if !before.is_empty() && inbox::find(tx, source, before).await?.is_some() {
        return Ok(false);
    }
    inbox::accept(tx, source, now, arrival.map(|id| id.to_string()).as_deref(), stage.now).await
}

/// What came in before, asked for many mails at once.
pub(crate) struct CameBefore {
    source: &'static str,
    marks: HashSet<String>,
}

impl CameBefore {
    /// Asks for mails, each by what tells it from all others.
    pub(crate) async fn ask<'a>(
        stage: &Stage,
        tx: &mut Tx,
        source: &'static str,
        keys: impl Iterator<Item = &'a str>,
    ) -> Result<Self, StoreError> {
        let asked: Vec<String> = keys.flat_map(|key| marks(stage, key)).collect();
        Ok(Self { source, marks: inbox::known(tx, source, &asked).await? })
    }

    /// As [`comes_first`], of a mail that was asked for.
    pub(crate) async fn comes_first(&mut self, stage: &Stage, tx: &mut Tx, key: &str) -> Result<bool, StoreError> {
        let marks = marks(stage, key);
        if marks.iter().any(|mark| self.marks.contains(mark)) {
            return Ok(false);
        }
        let Some(now) = marks.into_iter().next() else { return Ok(true) };
        inbox::note(tx, self.source, &now, stage.now).await?;
        self.marks.insert(now);
        Ok(true)
    }
}

fn marks(stage: &Stage, key: &str) -> Vec<String> {
    secrets::veiled(&stage.app().config, "mail", key)
}

/// The same mail came again: a second mailbox is noted with the first, an exact copy is only counted.
pub(super) async fn again(stage: &Stage, tx: &mut Tx, arrival: &Arrival, incoming: &IncomingMail) -> Result<Placed> {
    let found = inbox::find(tx, MAIL, &marks(stage, &incoming.dedupe_key)).await?.flatten();
    let first = match found.and_then(|id| Uuid::parse_str(&id).ok()) {
        // Another process was faster with this very arrival.
        Some(id) if id == arrival.id => return Ok(Placed::Duplicate),
        Some(id) => arrivals::get(tx, id).await?,
        None => None,
    };
    arrivals::end(tx, arrival.id, "void", "duplicate", None, stage.now).await?;
    let Some(first) = first else {
        note_sender(tx, arrival, incoming).await?;
        return Ok(Placed::Duplicate);
    };
    if let Some(mailbox) = arrival.mailbox.filter(|mailbox| first.mailbox != Some(*mailbox)) {
        arrivals::delivered_also(tx, first.id, mailbox, stage.now).await?;
    }
    // The copy shares the fate of the first: it goes with that, and at once when that is gone already.
    if let Some(kept) = content::info(tx, first.raw.0).await? {
        content::give(tx, &[arrival.raw.0], &kept.subject_kind, kept.subject_id).await?;
        if let Some((_, ground)) = &kept.erased {
            content::erase(tx, arrival.raw.0, ground, stage.now).await?;
        }
    }
    Ok(Placed::Duplicate)
}

/// Notes who sent a mail that ends on no journey, so that it is found when its sender is erased.
pub(super) async fn note_sender(tx: &mut Tx, arrival: &Arrival, incoming: &IncomingMail) -> Result<(), StoreError> {
    match &incoming.from {
        Some(from) => arrivals::note_sender(tx, arrival.id, &crate::directory::without_detail(&from.address)).await,
        None => Ok(()),
    }
}
