//! What customers would have got, and their answers.

use jiff::Timestamp;
use regie_store::practice;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cases::Letter;
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::error::{AppError, Result};
use crate::ports::{HttpRequest, OutgoingMail};

/// The most of them on a page.
const MOST: usize = 50;
/// The longest answer, in characters.
const LONGEST: usize = 10_000;

/// A mail as it is kept: what a page shows of it, and what an answer needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The sender's name.
    pub from_name: String,
    /// The sender.
    pub from: String,
    /// The receiver's name.
    pub to_name: String,
    /// The receiver.
    pub to: String,
    /// Where answers go; nothing for what is no mail.
    pub reply_to: Option<String>,
    /// The subject line.
    pub subject: String,
    /// The words.
    pub text: String,
    /// Names and sizes in bytes of the files that go along.
    pub files: Vec<(String, u64)>,
    /// Message-ID without angle brackets.
    pub message_id: String,
    /// The messages before it.
    pub references: Vec<String>,
}

impl Kept {
    /// Of a mail.
    #[must_use]
    pub fn of(mail: &OutgoingMail) -> Self {
        let size = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self {
            from_name: mail.from_name.clone(),
            from: mail.from.clone(),
            to_name: mail.to_name.clone(),
            to: mail.to.clone(),
            reply_to: Some(mail.reply_to.clone()),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            files: mail.files.iter().map(|file| (file.name.clone(), size(&file.bytes))).collect(),
            message_id: mail.message_id.clone(),
            references: mail.references.clone(),
        }
    }

    /// Of a request to somebody else's program, such as a text message. Headers may hold a secret and are not kept.
    #[must_use]
    pub fn posted(request: &HttpRequest) -> Self {
        let host = request.url.split("://").nth(1).unwrap_or(&request.url);
        Self {
            from_name: String::new(),
            from: String::new(),
            to_name: String::new(),
            to: host.split(['/', '?', '#']).next().unwrap_or(host).to_owned(),
            reply_to: None,
            subject: String::new(),
            text: String::from_utf8_lossy(&request.body).into_owned(),
            files: Vec::new(),
            message_id: String::new(),
            references: Vec::new(),
        }
    }
}

/// What would have left, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeMail {
    /// Its id.
    pub id: Uuid,
    /// When, by the room's clock.
    pub at: Timestamp,
    /// What.
    pub kept: Kept,
}

impl App {
    /// The newest of what would have left, newest first. A mail to a member (a new password, an invitation) is shown to
    /// that member alone.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn practice_mails(&self, who: &Who) -> Result<Vec<PracticeMail>> {
        authorise(who, Action::ReadJourneys)?;
        let mut mails = Vec::new();
        for (id, at, body) in self.store.read(async |tx| practice::kept(tx, MOST).await).await? {
            let kept: Kept = serde_json::from_slice(&body)?;
            if self.is_for(who, &kept).await? {
                mails.push(PracticeMail { id, at, kept });
            }
        }
        Ok(mails)
    }

    /// Answers one of them as the one who got it: a mail that arrives like any other. `key` makes a repeat harmless.
    ///
    /// # Errors
    /// A denial, that there is no such mail or nobody answers it, words that are missing, or what the store says.
    pub async fn practice_answer(&self, who: &Who, id: Uuid, words: &str, key: Uuid) -> Result<()> {
        authorise(who, Action::Practise)?;
        if words.trim().is_empty() {
            return Err(AppError::invalid("text", "invalid-required"));
        }
        if words.chars().count() > LONGEST {
            return Err(AppError::invalid("text", "invalid-too-long"));
        }
        let body = self.store.read(async |tx| practice::kept_one(tx, id).await).await?;
        let kept: Kept = serde_json::from_slice(&body.ok_or(AppError::NotFound("page"))?)?;
        let member = self.directory().await?.member_by_email(&kept.to).is_some();
        let reply_to = kept.reply_to.filter(|_| !member).ok_or(AppError::NotFound("page"))?;
        let mut references = kept.references;
        references.push(kept.message_id);
        let letter = Letter {
            from: (&kept.to_name, &kept.to),
            to: &reply_to,
            subject: &format!("Re: {}", kept.subject),
            body: words.trim(),
            id: key,
            references: &references,
        };
        self.arrives(&letter).await
    }

    async fn is_for(&self, who: &Who, kept: &Kept) -> Result<bool> {
        let directory = self.directory().await?;
        let member = directory.member_by_email(&kept.to).map(|member| member.id);
        Ok(match (member, who) {
            (None, _) | (_, Who::System) => true,
            (Some(owner), Who::Member(reader)) => owner == reader.id,
            _ => false,
        })
    }
}
