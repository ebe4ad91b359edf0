//! The way out of a practice room, which leads nowhere: what would have left is kept for a page.

use futures::future::BoxFuture;
use regie_domain::directory::SmtpSettings;
use regie_store::{Store, practice};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;

use super::mail::Kept;
use crate::ports::{Clock, Entropy, HttpAnswer, HttpOut, HttpRequest, MailOut, OutgoingMail, SendError};

/// Takes mail and requests, and lets nothing go. It knows no server and opens no connection, whatever the settings say.
pub struct Nowhere {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Nowhere {
    /// Of a practice room's own database.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { store, clock, entropy }
    }

    async fn keep(&self, id: Uuid, kept: &Kept) -> Result<(), SendError> {
        let temporary = |error: String| SendError::Temporary(error);
        let body = serde_json::to_vec(kept).map_err(|error| temporary(error.to_string()))?;
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let context = (id, body, salt, self.clock.now());
        let written = self.store.write_with(context, |tx, (id, body, salt, now)| {
            Box::pin(async move { practice::keep(tx, *id, body, *salt, *now).await })
        });
        written.await.map_err(|error| temporary(error.to_string()))
    }
}

/// The same for the same name, so that what is handed over twice is kept once.
fn id_of(name: &str) -> Uuid {
    let hash = Sha256::digest(name.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

impl MailOut for Nowhere {
    fn send<'a>(
        &'a self,
        _settings: Option<&'a SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move { self.keep(id_of(&mail.message_id), &Kept::of(mail)).await })
    }
}

impl HttpOut for Nowhere {
    fn post<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, SendError>> {
        Box::pin(async move {
            let mut random = [0; 16];
            self.entropy.fill(&mut random);
            self.keep(uuid::Builder::from_random_bytes(random).into_uuid(), &Kept::posted(request)).await?;
            Ok(HttpAnswer { status: 200, body: String::new() })
        })
    }
}
