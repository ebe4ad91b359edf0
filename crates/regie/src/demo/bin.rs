//! The outbox of the demo: mail is kept for the outbox page and never sent.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use futures::future::BoxFuture;
use jiff::Timestamp;
use regie_app::clock::DemoMail;
use regie_app::ports::{Clock, MailOut, OutgoingFile, OutgoingMail, SendError};
use regie_domain::directory::SmtpSettings;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Keeps mail.
pub struct MailBin {
    clock: Arc<dyn Clock>,
    kept: Mutex<Vec<DemoMail>>,
}

impl MailBin {
    /// An empty one; mail is dated by the clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Mutex::default() }
    }

    /// All mail, newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<DemoMail> {
        self.lock().iter().rev().cloned().collect()
    }

    /// How many mails left.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// The newest mail to an address.
    #[must_use]
    pub fn last_to(&self, address: &str) -> Option<OutgoingMail> {
        self.lock().iter().rev().find(|kept| kept.mail.to.eq_ignore_ascii_case(address)).map(|kept| kept.mail.clone())
    }

    /// Writes all mail to a file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, file: &Path) -> anyhow::Result<()> {
        let kept: Vec<Kept> = self.lock().iter().map(Kept::from).collect();
        std::fs::write(file, serde_json::to_vec(&kept)?)
            .with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Replaces all mail by what a file holds. Links that were made for `there` lead to `here` afterwards.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(&self, file: &Path, there: &str, here: &str) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let kept: Vec<Kept> = serde_json::from_str(&if there == here { text } else { text.replace(there, here) })?;
        *self.lock() = kept.into_iter().map(DemoMail::from).collect();
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<DemoMail>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MailOut for MailBin {
    fn send<'a>(
        &'a self,
        _settings: Option<&'a SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            let mut kept = self.lock();
            // A mail that is sent again after a crash has the same id: here as in a real mailbox it is one mail.
            if !kept.iter().any(|earlier| earlier.mail.message_id == mail.message_id) {
                kept.push(DemoMail { at: self.clock.now(), mail: mail.clone() });
            }
            Ok(())
        })
    }
}

/// A mail as it stands in the file.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: Timestamp,
    mailbox: Uuid,
    from_name: String,
    from: String,
    reply_to: String,
    envelope_from: String,
    to_name: String,
    to: String,
    subject: String,
    text: String,
    html: String,
    message_id: String,
    in_reply_to: Option<String>,
    references: Vec<String>,
    automatic: bool,
    date: Timestamp,
    files: Vec<(String, String, Vec<u8>)>,
}

impl From<&DemoMail> for Kept {
    fn from(kept: &DemoMail) -> Self {
        let mail = kept.mail.clone();
        Self {
            at: kept.at,
            mailbox: mail.mailbox,
            from_name: mail.from_name,
            from: mail.from,
            reply_to: mail.reply_to,
            envelope_from: mail.envelope_from,
            to_name: mail.to_name,
            to: mail.to,
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            message_id: mail.message_id,
            in_reply_to: mail.in_reply_to,
            references: mail.references,
            automatic: mail.automatic,
            date: mail.date,
            files: mail.files.into_iter().map(|file| (file.name, file.media_type, file.bytes)).collect(),
        }
    }
}

impl From<Kept> for DemoMail {
    fn from(kept: Kept) -> Self {
        let file = |(name, media_type, bytes)| OutgoingFile { name, media_type, bytes };
        let mail = OutgoingMail {
            mailbox: kept.mailbox,
            from_name: kept.from_name,
            from: kept.from,
            reply_to: kept.reply_to,
            envelope_from: kept.envelope_from,
            to_name: kept.to_name,
            to: kept.to,
            subject: kept.subject,
            text: kept.text,
            html: kept.html,
            message_id: kept.message_id,
            in_reply_to: kept.in_reply_to,
            references: kept.references,
            automatic: kept.automatic,
            date: kept.date,
            files: kept.files.into_iter().map(file).collect(),
        };
        Self { at: kept.at, mail }
    }
}
