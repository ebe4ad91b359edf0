//! The administrators hear when an endpoint fails for long, and when the program stops sending to it: by mail, and on their
//! first screen.

use regie_domain::webhook::{WebhookState, WebhookStop};
use regie_store::{Tx, webhooks as stored};
use uuid::Uuid;

use super::administrators;
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::Directory;
use crate::error::Result;
use crate::sessions::account_mail;

/// It fails for a day.
pub(crate) const FAILING: &str = "webhook-failing";
/// It failed for days, and gets nothing any more.
pub(crate) const STOPPED: &str = "webhook-stopped";
/// It said that it is gone.
pub(crate) const GONE: &str = "webhook-gone";
/// All of them.
pub(crate) const ALL: [&str; 3] = [FAILING, STOPPED, GONE];

/// Queues a mail to each administrator.
pub(crate) async fn tell(app: &App, tx: &mut Tx, endpoint: Uuid, what: &'static str) -> Result<()> {
    let directory = Directory::load(tx).await?;
    for member in administrators(&directory) {
        account_mail::enqueue_about(tx, app.ports.uuid(), member.id, (what, endpoint), app.ports.clock.now()).await?;
    }
    Ok(())
}

/// Something that an administrator should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The endpoint.
    pub endpoint: Uuid,
    /// Its name.
    pub name: String,
    /// Why the program stopped; none while it only fails.
    pub why: Option<WebhookStop>,
}

impl App {
    /// The endpoints that fail for long or get nothing any more, for those who may mend it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn webhook_troubles(&self, who: &Who) -> Result<Vec<Trouble>> {
        let directory = self.directory().await?;
        if directory.webhooks.is_empty() || authorise(who, Action::ChangeSettings).is_err() {
            return Ok(Vec::new());
        }
        let health = self.store.read(async |tx| stored::of_endpoints(tx).await).await?;
        let all = directory.webhooks.iter().map(|(id, found)| (*id, &found.value));
        let wrong = all.filter(|(id, endpoint)| match endpoint.state {
            WebhookState::Disabled => true,
            WebhookState::Active => health.get(id).is_some_and(|health| health.warned_at.is_some()),
            WebhookState::Paused => false,
        });
        Ok(wrong.map(|(id, found)| Trouble { endpoint: id, name: found.name.clone(), why: found.why }).collect())
    }
}
