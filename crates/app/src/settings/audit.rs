//! Who changed which setting, when, from what to what.

use jiff::Timestamp;
use regie_domain::ids::MemberId;
use regie_store::audit::{self, AuditRow};
use regie_store::outbox::{self, OutboxState};

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::error::Result;
use crate::mirror::Looked;

/// The most changes on one page.
const PAGE: u32 = 100;

/// One page of changes, newest first.
#[derive(Debug, Clone, Default)]
pub struct AuditPage {
    /// The changes.
    pub rows: Vec<AuditRow>,
    /// What to ask for older ones: changes before this moment.
    pub older: Option<Timestamp>,
}

impl App {
    /// The changes before a moment, or the newest ones.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn audit_page(&self, who: &Who, before: Option<Timestamp>) -> Result<AuditPage> {
        authorise(who, Action::ReadAudit)?;
        let before = before.unwrap_or(Timestamp::MAX);
        let mut rows = self.store.read(async |tx| audit::before(tx, before, PAGE + 1).await).await?;
        self.looked_at_changes(who, &rows).await?;
        if rows.len() <= PAGE as usize {
            return Ok(AuditPage { rows, older: None });
        }
        // The changes of one command share their moment and stay on one page: the next page is asked for by moment.
        if let (Some(first), Some(last)) = (rows.first().map(|row| row.at), rows.last().map(|row| row.at))
            && first != last
        {
            rows.retain(|row| row.at != last);
        }
        let older = rows.last().map(|row| row.at);
        Ok(AuditPage { rows, older })
    }

    /// Whose changes were read is kept, for each of them to read.
    async fn looked_at_changes(&self, who: &Who, rows: &[AuditRow]) -> Result<()> {
        let Who::Member(reader) = who else { return Ok(()) };
        let directory = self.directory().await?;
        let members = rows.iter().filter_map(|row| row.actor_id).map(MemberId);
        let members: Vec<MemberId> = members.filter(|id| directory.members.contains_key(id)).collect();
        self.looked(reader.id, &members, Looked::Changes).await
    }

    /// How many mails are held because outgoing mail is on trial or stopped.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn held_mails(&self, who: &Who) -> Result<usize> {
        authorise(who, Action::ReadSettings)?;
        let rows = self.store.read(async |tx| outbox::list(tx, OutboxState::Paused, u32::MAX >> 1).await).await?;
        Ok(rows.len())
    }
}
