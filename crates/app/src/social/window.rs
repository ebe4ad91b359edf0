//! The clock of a conversation: until when the customer's last message may be answered on the channel it came by.

use std::collections::BTreeMap;

use jiff::Timestamp;
use regie_domain::codes::Medium;
use regie_domain::ids::{HandleId, JourneyId};
use regie_domain::social::WINDOW;
use regie_store::Tx;
use regie_store::social::{self as stored, Thread};
use uuid::Uuid;

use crate::App;
use crate::directory::Directory;
use crate::error::Result;

/// Until when somebody may be answered freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocialWindow {
    /// Where.
    pub medium: Medium,
    /// Through which page or number of ours.
    pub connection: Uuid,
    /// Until when.
    pub closes: Timestamp,
    /// Whether it goes on by an approved template after that.
    pub template: bool,
    /// Whether the page or number is used at all.
    pub works: bool,
}

impl SocialWindow {
    /// Whether it is open at a moment.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.works && now < self.closes
    }

    /// Whether a message can leave at a moment, freely or by a template.
    #[must_use]
    pub fn lets_out(&self, now: Timestamp) -> bool {
        self.works && (now < self.closes || self.template)
    }
}

/// The window of a handle; nothing where it never wrote to a page or number that is known.
pub(crate) async fn of_handle(tx: &mut Tx, directory: &Directory, handle: HandleId) -> Result<Option<SocialWindow>> {
    let threads = stored::threads(tx, &[handle]).await?;
    Ok(threads.first().and_then(|thread| window(directory, thread)))
}

fn window(directory: &Directory, thread: &Thread) -> Option<SocialWindow> {
    let found = &directory.social.get(&thread.connection)?.value;
    Some(SocialWindow {
        medium: found.medium,
        connection: thread.connection,
        closes: thread.closed_at.into_iter().chain(thread.last_in_at.checked_add(WINDOW)).min()?,
        template: found.template.is_some(),
        works: found.active,
    })
}

impl App {
    /// The window of a handle.
    ///
    /// # Errors
    /// What the store says.
    pub async fn social_window(&self, handle: HandleId) -> Result<Option<SocialWindow>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        of_handle(&mut tx, &directory, handle).await
    }

    /// The windows of the newest conversations on some journeys. The caller has judged that its reader may know.
    ///
    /// # Errors
    /// What the store says.
    pub async fn social_windows(&self, journeys: &[JourneyId]) -> Result<BTreeMap<JourneyId, SocialWindow>> {
        if journeys.is_empty() {
            return Ok(BTreeMap::new());
        }
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let threads = stored::on_journeys(&mut tx, journeys).await?;
        Ok(threads.iter().filter_map(|thread| Some((thread.journey, window(&directory, thread)?))).collect())
    }
}
