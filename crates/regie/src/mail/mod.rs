//! The app's mail on the real outside: sending through the mailbox's server, taking in at the listener, reading what was kept.

mod addresses;
mod read;
mod sink;

use std::time::Duration;

use futures::future::BoxFuture;
use regie_app::Config;
use regie_app::ports::{MailOut, OutgoingMail, SendError};
use regie_app::secrets;
use regie_channels::email::compose::{self, Automatic, ComposedMail, compose};
use regie_channels::email::smtp_out::{self, Login, Security, SmtpConfig};
use regie_channels::email::{EmailAddress, ParseContext, parse};
use regie_domain::directory::{SmtpSettings, Transport};

pub use addresses::TokenAddresses;
pub use read::{keep_reading, read_kept};
pub use sink::{CurrentApp, listen, listen_config};

/// How long another server may take for each answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends through the server that the mailbox names.
pub struct Smtp {
    config: Config,
}

impl Smtp {
    /// For an installation: its secret opens the passwords of mailboxes.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// The connection of a mailbox, with its password opened.
    ///
    /// # Errors
    /// In words: the stored password cannot be read.
    pub fn connection(&self, settings: &SmtpSettings) -> Result<SmtpConfig, String> {
        let login = match (&settings.user, &settings.secret) {
            (Some(user), Some(sealed)) => {
                let password =
                    secrets::open(&self.config, secrets::MAILBOX, sealed).map_err(|error| error.to_string())?;
                Some(Login::Password { user: user.clone(), password })
            }
            _ => None,
        };
        Ok(SmtpConfig {
            host: settings.host.clone(),
            port: settings.port,
            security: match settings.transport {
                Transport::Tls => Security::Tls,
                Transport::StartTls => Security::StartTls,
                Transport::Plain => Security::PlainLoopback,
            },
            login,
            hello_name: host_of(&self.config.public_url).to_owned(),
            extra_ca_pem: None,
            timeout: PATIENCE,
        })
    }
}

impl MailOut for Smtp {
    fn send<'a>(
        &'a self,
        settings: Option<&'a SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            let settings = settings
                .ok_or_else(|| SendError::Temporary(format!("{} has no server for outgoing mail yet", mail.from)))?;
            let connection = self.connection(settings).map_err(SendError::Temporary)?;
            let composed = composed(mail).map_err(SendError::Permanent)?;
            let results = smtp_out::send(&connection, &composed).await;
            for failure in results.into_iter().filter_map(|result| result.result.err()) {
                let words = failure.to_string();
                return Err(if failure.is_permanent() {
                    SendError::Permanent(words)
                } else {
                    SendError::Temporary(words)
                });
            }
            Ok(())
        })
    }
}

/// The mail as bytes, with its envelope.
fn composed(mail: &OutgoingMail) -> Result<ComposedMail, String> {
    let address = |text: &str| EmailAddress::parse(text).ok_or_else(|| format!("{text:?} is no e-mail address"));
    let named = |text: &str, name: &str| {
        address(text).map(|found| found.named(Some(name.to_owned()).filter(|name| !name.is_empty())))
    };
    let automatic = match (mail.automatic, &mail.in_reply_to) {
        (false, _) => Automatic::No,
        (true, None) => Automatic::Generated,
        (true, Some(_)) => Automatic::Replied,
    };
    let outgoing = compose::OutgoingMail {
        message_id: mail.message_id.clone(),
        from: named(&mail.from, &mail.from_name)?,
        reply_to: Some(named(&mail.reply_to, &mail.from_name)?),
        envelope_from: if mail.envelope_from.is_empty() { None } else { Some(address(&mail.envelope_from)?) },
        to: vec![named(&mail.to, &mail.to_name)?],
        cc: Vec::new(),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: Some(mail.html.clone()).filter(|html| !html.is_empty()),
        in_reply_to: mail.in_reply_to.clone(),
        references: mail.references.clone(),
        automatic,
        date: mail.date,
        files: mail
            .files
            .iter()
            .map(|file| compose::OutgoingFile {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                bytes: file.bytes.clone(),
            })
            .collect(),
    };
    compose(&outgoing).map_err(|error| error.to_string())
}

/// The addresses that a raw mail names: where servers delivered it, then its visible recipients.
#[must_use]
pub fn recipients_in(raw: &[u8]) -> Vec<String> {
    let mail = parse(raw, &ParseContext::at(jiff::Timestamp::UNIX_EPOCH));
    mail.delivered_to.iter().chain(&mail.to).chain(&mail.cc).map(EmailAddress::address).collect()
}

/// The host name of a URL.
#[must_use]
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or(rest);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipients_of_a_piped_mail() {
        let raw = b"Delivered-To: kcc@example.org\r\nFrom: a@example.net\r\nTo: Desk <desk@example.org>\r\nSubject: x\r\n\r\nhello\r\n";
        assert_eq!(recipients_in(raw), ["kcc@example.org", "desk@example.org"]);
    }

    #[test]
    fn the_host_of_a_url() {
        assert_eq!(host_of("https://regie.example.org"), "regie.example.org");
        assert_eq!(host_of("http://127.0.0.1:8080/"), "127.0.0.1");
    }
}
