//! The app's way out: composes a mail and hands it to the server of its mailbox, or to the relay of the house.

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use regie_app::ports::{MailOut, OutgoingMail, Rotated, SendError};
use regie_domain::directory::{ImapLogin, SmtpSettings};

use super::accounts::Accounts;
use super::address::EmailAddress;
use super::compose::{self, Automatic, ComposedMail, compose};
use super::smtp_out::{SmtpFailure, Stage, send};

/// The code that the words of a [`SendError`] begin with when neither the mailbox nor the house has a server for outgoing
/// mail. The message waits: that is the operator's to mend, and nothing is wrong with the customer's address.
pub const NO_SERVER: &str = "no_outgoing_server";

/// Sends by SMTP.
#[derive(Clone)]
pub struct SmtpOut {
    accounts: Accounts,
    relay: Option<SmtpSettings>,
    rotated: Arc<Mutex<Vec<Rotated>>>,
}

impl SmtpOut {
    /// Through the server of each mailbox; `relay` for mailboxes without one.
    #[must_use]
    pub fn new(accounts: Accounts, relay: Option<SmtpSettings>) -> Self {
        Self { accounts, relay, rotated: Arc::default() }
    }

    async fn hand_over(&self, settings: Option<&SmtpSettings>, mail: &OutgoingMail) -> Result<(), SendError> {
        let settings = settings.or(self.relay.as_ref()).ok_or_else(|| {
            SendError::Temporary(format!("{NO_SERVER}: {} has no server for outgoing mail", mail.from))
        })?;
        let (connection, rotated) = self.accounts.smtp(settings).await.map_err(|failure| send_error(&failure))?;
        if let (Some(new_plain), Some((_, ImapLogin::OAuth { refresh_token, .. }))) = (rotated, &settings.shared) {
            let new = Rotated { mailbox: mail.mailbox, old_sealed: refresh_token.clone(), new_plain };
            self.rotated.lock().unwrap_or_else(PoisonError::into_inner).push(new);
        }
        let composed = composed(mail).map_err(SendError::Permanent)?;
        let results = send(&connection, &composed).await;
        match results.into_iter().find_map(|one| one.result.err()) {
            None => Ok(()),
            Some(failure) => {
                if failure.stage == Stage::Login && settings.as_incoming {
                    self.accounts.forget_tokens();
                }
                Err(send_error(&failure))
            }
        }
    }
}

impl MailOut for SmtpOut {
    fn send<'a>(
        &'a self,
        settings: Option<&'a SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(self.hand_over(settings, mail))
    }

    fn rotated(&self) -> Vec<Rotated> {
        std::mem::take(&mut self.rotated.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn send_error(failure: &SmtpFailure) -> SendError {
    let words = failure.to_string();
    if failure.is_permanent() { SendError::Permanent(words) } else { SendError::Temporary(words) }
}

/// The mail as bytes, with its envelope.
///
/// # Errors
/// In words: an address or id that no mail can carry.
pub fn composed(mail: &OutgoingMail) -> Result<ComposedMail, String> {
    let outgoing = compose::OutgoingMail {
        message_id: mail.message_id.clone(),
        from: named(&mail.from, &mail.from_name)?,
        reply_to: Some(named(&mail.reply_to, &mail.from_name)?),
        envelope_from: if mail.envelope_from.is_empty() { None } else { Some(named(&mail.envelope_from, "")?) },
        to: vec![named(&mail.to, &mail.to_name)?],
        cc: Vec::new(),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: Some(mail.html.clone()).filter(|html| !html.is_empty()),
        in_reply_to: mail.in_reply_to.clone(),
        references: mail.references.clone(),
        automatic: match (mail.automatic, &mail.in_reply_to) {
            (false, _) => Automatic::No,
            (true, None) => Automatic::Generated,
            (true, Some(_)) => Automatic::Replied,
        },
        date: mail.date,
        files: mail.files.iter().map(file).collect(),
    };
    compose(&outgoing).map_err(|error| error.to_string())
}

fn file(file: &regie_app::ports::OutgoingFile) -> compose::OutgoingFile {
    compose::OutgoingFile { name: file.name.clone(), media_type: file.media_type.clone(), bytes: file.bytes.clone() }
}

fn named(address: &str, name: &str) -> Result<EmailAddress, String> {
    let found = EmailAddress::parse(address).ok_or_else(|| format!("{address:?} is no e-mail address"))?;
    Ok(found.named(Some(name.to_owned()).filter(|name| !name.is_empty())))
}
