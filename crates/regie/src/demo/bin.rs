//! The outbox of the demo: mails and text messages are kept for the outbox page and never sent.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use futures::future::BoxFuture;
use jiff::Timestamp;
use regie_app::clock::DemoMail;
use regie_app::ports::{
    Call, CallAnswer, Clock, Fetch, Fetched, HttpAnswer, HttpOut, HttpRequest, MailOut, OutgoingFile, OutgoingMail,
    SendError, Unreached,
};
use regie_app::tour::DemoText;
use regie_domain::directory::SmtpSettings;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where the gateway of the demo seems to be: nothing is ever posted there.
pub const GATEWAY: &str = "https://sms.example.org/messages";

/// Where the interface of Facebook seems to be.
pub const FACEBOOK: &str = "https://graph.example.org/v1";
/// The id that our page has there.
pub const PAGE: &str = "190638523274";

/// Keeps mails and text messages.
pub struct MailBin {
    clock: Arc<dyn Clock>,
    kept: Mutex<Vec<DemoMail>>,
    texts: Mutex<Vec<DemoText>>,
}

impl MailBin {
    /// An empty one; mail is dated by the clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Mutex::default(), texts: Mutex::default() }
    }

    /// All mail, newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<DemoMail> {
        self.lock().iter().rev().cloned().collect()
    }

    /// How many mails and text messages left.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().len() + self.texts().len()
    }

    /// All text messages, newest first.
    #[must_use]
    pub fn texts(&self) -> Vec<DemoText> {
        self.lock_texts().iter().rev().cloned().collect()
    }

    /// The newest mail to an address.
    #[must_use]
    pub fn last_to(&self, address: &str) -> Option<OutgoingMail> {
        self.lock().iter().rev().find(|kept| kept.mail.to.eq_ignore_ascii_case(address)).map(|kept| kept.mail.clone())
    }

    /// Writes all mails and text messages to a file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, file: &Path) -> anyhow::Result<()> {
        let texts: Vec<_> =
            self.lock_texts().iter().map(|text| (text.at, text.to.clone(), text.text.clone())).collect();
        let kept = AllKept { mails: self.lock().iter().map(Kept::from).collect(), texts };
        std::fs::write(file, serde_json::to_vec(&kept)?)
            .with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Replaces everything by what a file holds. Links that were made for `there` lead to `here` afterwards.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(&self, file: &Path, there: &str, here: &str) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let kept: AllKept = serde_json::from_str(&if there == here { text } else { text.replace(there, here) })?;
        *self.lock() = kept.mails.into_iter().map(DemoMail::from).collect();
        *self.lock_texts() = kept.texts.into_iter().map(|(at, to, text)| DemoText { at, to, text }).collect();
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<DemoMail>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_texts(&self) -> MutexGuard<'_, Vec<DemoText>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names that lead to nobody: the systems of the demonstration's organisations have theirs here.
const NOBODYS: [&str; 3] = ["example.org", "example.net", "example.com"];

/// What is posted to the gateway as the demo sets it up.
#[derive(Deserialize)]
struct Posted {
    to: String,
    text: String,
}

/// What is written to somebody on Facebook.
#[derive(Deserialize)]
struct Said {
    recipient: To,
    message: Words,
}

/// To whom.
#[derive(Deserialize)]
struct To {
    id: String,
}

/// The words.
#[derive(Deserialize)]
struct Words {
    text: String,
}

impl MailBin {
    /// Keeps a message beside the text messages; what Facebook would answer.
    fn keep_chat(&self, said: Said) -> String {
        let (to, text) = (said.recipient.id, said.message.text);
        let mut texts = self.lock_texts();
        texts.push(DemoText { at: self.clock.now(), to: format!("Facebook {to}"), text });
        serde_json::json!({ "recipient_id": to, "message_id": format!("m_out.{}", texts.len()) }).to_string()
    }
}

impl HttpOut for MailBin {
    /// The systems of the demonstration's organisations, at the names that are nobody's, agree and take what they are told.
    fn call<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<CallAnswer, Unreached>> {
        let host = call.url.strip_prefix("https://").and_then(|rest| rest.split(['/', '?']).next());
        let under =
            |host: &str, name: &str| host.strip_suffix(name).is_some_and(|own| own.is_empty() || own.ends_with('.'));
        let stands_in = host.is_some_and(|host| NOBODYS.iter().any(|name| under(host, name)));
        if let Some(said) =
            call.url.strip_prefix(FACEBOOK).and_then(|_| serde_json::from_slice::<Said>(&call.body).ok())
        {
            let body = self.keep_chat(said);
            return Box::pin(async move { Ok(CallAnswer { status: 200, headers: Vec::new(), body }) });
        }
        let agrees = ("webhook-allowed-origin".to_owned(), "*".to_owned());
        let answer = CallAnswer { status: 202, headers: vec![agrees], body: String::new() };
        Box::pin(async move { if stands_in { Ok(answer) } else { Err(Unreached::Address) } })
    }

    /// Who writes on Facebook has shown us no name.
    fn fetch<'a>(&'a self, fetch: &'a Fetch) -> BoxFuture<'a, Result<Fetched, Unreached>> {
        let known = fetch.url.starts_with(FACEBOOK);
        let fetched = Fetched {
            status: 200,
            media_type: "application/json".to_owned(),
            bytes: b"{}".to_vec(),
            whole: true,
            ..Fetched::default()
        };
        Box::pin(async move { if known { Ok(fetched) } else { Err(Unreached::Address) } })
    }

    fn post<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, SendError>> {
        Box::pin(async move {
            let read: Option<Posted> = serde_json::from_slice(&request.body).ok();
            let Some(posted) = read.filter(|_| request.url == GATEWAY) else {
                return Err(SendError::Permanent("the demonstration posts nothing to the network".to_owned()));
            };
            let text = DemoText { at: self.clock.now(), to: posted.to, text: posted.text };
            self.lock_texts().push(text);
            Ok(HttpAnswer { status: 202, body: String::new() })
        })
    }
}

/// Everything, as it is written to disk.
#[derive(Serialize, Deserialize)]
struct AllKept {
    mails: Vec<Kept>,
    /// When, to which number, and the words.
    texts: Vec<(Timestamp, String, String)>,
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
