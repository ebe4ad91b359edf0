//! Hands a composed message to a mail server and says, per recipient, what became of it in the server's own words.

use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use serde::{Deserialize, Serialize};

use super::address::EmailAddress;
use super::cause::{Cause, first_words};
use super::compose::ComposedMail;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// TLS from the first byte (port 465, or 993 for IMAP).
    Tls,
    /// TLS after `STARTTLS` (port 587, or 143 for IMAP); refused when the server does not offer it.
    StartTls,
    /// None; only to this machine itself.
    PlainLoopback,
}

/// How we sign in.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// Name and password.
    Password {
        /// Name.
        user: String,
        /// Password.
        password: String,
    },
    /// An OAuth 2 access token (Microsoft 365, Google).
    OAuth2 {
        /// Mailbox address.
        user: String,
        /// Access token.
        access_token: String,
    },
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Password { user, .. } => write!(f, "Password({user})"),
            Self::OAuth2 { user, .. } => write!(f, "OAuth2({user})"),
        }
    }
}

/// A server to send through.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// Host name (also the name that the certificate must have) or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: Security,
    /// Sign-in, if the server wants one.
    pub login: Option<Login>,
    /// Our name in the greeting, a host name.
    pub hello_name: String,
    /// One more certificate authority (PEM) beside the public ones.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// Longest wait for a connection and for each answer.
    pub timeout: Duration,
}

/// Where in the conversation it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Our own settings.
    Settings,
    /// Name look-up, TCP, first greeting.
    Connect,
    /// TLS.
    Tls,
    /// Sign-in.
    Login,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// The message itself.
    Message,
}

/// A failure with the server's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{stage:?}: {raw}")]
pub struct SmtpFailure {
    /// Where.
    pub stage: Stage,
    /// Why, as far as it can be told.
    pub cause: Cause,
    /// The reply code, if the server spoke.
    pub code: Option<u16>,
    /// The server's line, or what the system said.
    pub raw: String,
}

impl SmtpFailure {
    /// True when sending the same message again cannot help. Failures before the message (settings, connection, sign-in) never
    /// are: those are the operator's to mend, and the message waits.
    pub fn is_permanent(&self) -> bool {
        matches!(self.stage, Stage::Sender | Stage::Recipient | Stage::Message) && self.code.is_some_and(|c| c >= 500)
    }
}

/// What became of a message for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientResult {
    /// The recipient.
    pub recipient: EmailAddress,
    /// The server's word of acceptance, or the failure.
    pub result: Result<String, SmtpFailure>,
}

/// A connection that worked, for the settings page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpCheck {
    /// TLS is on.
    pub encrypted: bool,
    /// Settings name a login and the server took it.
    pub signed_in: bool,
    /// The name with which the server greets.
    pub server_name: String,
}

/// Sends one message. Never fails as a whole: every recipient gets a result.
pub async fn send(config: &SmtpConfig, mail: &ComposedMail) -> Vec<RecipientResult> {
    let for_all = |failure: SmtpFailure| {
        let one = |r: &EmailAddress| RecipientResult { recipient: r.clone(), result: Err(failure.clone()) };
        mail.recipients.iter().map(one).collect::<Vec<_>>()
    };
    let mut connection = match connect(config).await {
        Ok(connection) => connection,
        Err(failure) => return for_all(failure),
    };
    let results = match transfer(config, &mut connection, mail).await {
        Ok(results) => results,
        Err(failure) => for_all(failure),
    };
    // The message is handed over or not by now; how the server takes leave changes nothing.
    let _ = tokio::time::timeout(Duration::from_secs(5), connection.abort()).await;
    results
}

/// Connects, signs in and asks whether a mail from one address to another would be taken, without sending anything.
pub async fn check(config: &SmtpConfig, from: &EmailAddress, to: &EmailAddress) -> Result<SmtpCheck, SmtpFailure> {
    let mut connection = connect(config).await?;
    let (sender, recipient) = (address(from, Stage::Sender)?, address(to, Stage::Recipient)?);
    timed(config, Stage::Sender, connection.command(Mail::new(Some(sender), Vec::new()))).await?;
    timed(config, Stage::Recipient, connection.command(Rcpt::new(recipient, Vec::new()))).await?;
    // The server forgets both; one that does not understand it hears at once that we leave.
    let _ = timed(config, Stage::Recipient, connection.command(Rset)).await;
    let found = SmtpCheck {
        encrypted: connection.is_encrypted(),
        signed_in: config.login.is_some(),
        server_name: connection.server_info().name().to_owned(),
    };
    let _ = tokio::time::timeout(Duration::from_secs(5), connection.abort()).await;
    Ok(found)
}

async fn connect(config: &SmtpConfig) -> Result<AsyncSmtpConnection, SmtpFailure> {
    let settings =
        |raw: &str| SmtpFailure { stage: Stage::Settings, cause: Cause::Other, code: None, raw: raw.to_owned() };
    if config.security == Security::PlainLoopback && !is_loopback(&config.host) {
        return Err(settings("a connection without TLS is allowed to this machine only"));
    }
    let hello = ClientId::Domain(config.hello_name.clone());
    let tls = if config.security == Security::PlainLoopback { None } else { Some(tls_parameters(config)?) };
    let wrapper = tls.clone().filter(|_| config.security == Security::Tls);
    let target = (config.host.as_str(), config.port);
    let connecting = AsyncSmtpConnection::connect_tokio1(target, Some(config.timeout), &hello, wrapper, None);
    let mut connection = match timed(config, Stage::Connect, connecting).await {
        Ok(connection) => connection,
        Err(failure) => return Err(strange(config, failure).await),
    };
    if let Some(tls) = tls.filter(|_| config.security == Security::StartTls) {
        if !connection.can_starttls() {
            return Err(SmtpFailure {
                stage: Stage::Tls,
                cause: Cause::NoStartTls,
                code: None,
                raw: "the server does not offer STARTTLS".to_owned(),
            });
        }
        timed(config, Stage::Tls, connection.starttls(tls, &hello)).await?;
    }
    if let Some(login) = &config.login {
        let (mechanisms, credentials) = match login {
            Login::Password { user, password } => {
                (vec![Mechanism::Plain, Mechanism::Login], Credentials::new(user.clone(), password.clone()))
            }
            Login::OAuth2 { user, access_token } => {
                (vec![Mechanism::Xoauth2], Credentials::new(user.clone(), access_token.clone()))
            }
        };
        timed(config, Stage::Login, connection.auth(&mechanisms, &credentials)).await?;
    }
    Ok(connection)
}

/// A server that does not speak as expected at this port says who it is to whoever waits: its first line is shown as text.
async fn strange(config: &SmtpConfig, failure: SmtpFailure) -> SmtpFailure {
    let wants_tls = config.security == Security::Tls;
    let unread = matches!(failure.cause, Cause::Other | Cause::NotTls | Cause::Closed);
    if !unread || failure.code.is_some() {
        return failure;
    }
    let line = first_words(&config.host, config.port).await;
    match line {
        Some(line) if wants_tls => {
            let raw = format!("{line} ({})", failure.raw);
            SmtpFailure { stage: Stage::Tls, cause: Cause::NotTls, code: None, raw }
        }
        Some(line) if !line.starts_with("220") => SmtpFailure { cause: Cause::Foreign, raw: line, ..failure },
        _ => failure,
    }
}

async fn transfer(
    config: &SmtpConfig,
    connection: &mut AsyncSmtpConnection,
    mail: &ComposedMail,
) -> Result<Vec<RecipientResult>, SmtpFailure> {
    let sender = mail.envelope_from.as_ref().map(|a| address(a, Stage::Sender)).transpose()?;
    let foreign = mail.recipients.iter().chain(&mail.envelope_from).any(|a| !a.address().is_ascii());
    let mut options = Vec::new();
    if foreign {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let raw = "553 5.6.7 the server takes no addresses outside ASCII".to_owned();
            return Err(SmtpFailure { stage: Stage::Sender, cause: Cause::Other, code: Some(553), raw });
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    timed(config, Stage::Sender, connection.command(Mail::new(sender, options))).await?;
    let mut results = Vec::new();
    for recipient in &mail.recipients {
        let result = match address(recipient, Stage::Recipient) {
            Ok(to) => timed(config, Stage::Recipient, connection.command(Rcpt::new(to, Vec::new()))).await,
            Err(failure) => Err(failure),
        };
        // Without a reply code the connection itself is gone.
        if let Err(failure) = &result
            && failure.code.is_none()
        {
            return Err(failure.clone());
        }
        results.push(RecipientResult { recipient: recipient.clone(), result: result.map(|r| line(&r)) });
    }
    if results.iter().all(|r| r.result.is_err()) {
        return Ok(results);
    }
    timed(config, Stage::Message, connection.command(Data)).await?;
    let outcome = timed(config, Stage::Message, connection.message(&mail.raw)).await.map(|r| line(&r));
    for entry in results.iter_mut().filter(|r| r.result.is_ok()) {
        entry.result = outcome.clone();
    }
    Ok(results)
}

fn address(address: &EmailAddress, stage: Stage) -> Result<Address, SmtpFailure> {
    let raw = || format!("553 5.1.3 not a usable address: {address}");
    let refused = |_| SmtpFailure { stage, cause: Cause::Other, code: Some(553), raw: raw() };
    Address::new(address.local(), address.domain()).map_err(refused)
}

fn line(response: &Response) -> String {
    format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))
}

/// Runs one step within the time limit and turns what lettre says into our failure.
async fn timed<T>(
    config: &SmtpConfig,
    stage: Stage,
    step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, SmtpFailure> {
    match tokio::time::timeout(config.timeout, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            let words = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            let code = error.status().map(u16::from);
            let cause = match Cause::of(&error) {
                Cause::Other if error.is_timeout() => Cause::Timeout,
                Cause::Other if stage == Stage::Login && code.is_some() => Cause::Login,
                cause => cause,
            };
            let tls = error.is_tls() || matches!(cause, Cause::NotTls | Cause::Certificate);
            let stage = if tls { Stage::Tls } else { stage };
            Err(SmtpFailure { stage, cause, code, raw: code.map_or(words.clone(), |c| format!("{c} {words}")) })
        }
        Err(_) => {
            let raw = format!("no answer within {} s", config.timeout.as_secs());
            Err(SmtpFailure { stage, cause: Cause::Timeout, code: None, raw })
        }
    }
}

fn tls_parameters(config: &SmtpConfig) -> Result<TlsParameters, SmtpFailure> {
    let failed = |e: lettre::transport::smtp::Error| SmtpFailure {
        stage: Stage::Settings,
        cause: Cause::Other,
        code: None,
        raw: e.to_string(),
    };
    let mut builder = TlsParameters::builder(config.host.clone()).certificate_store(CertificateStore::WebpkiRoots);
    if let Some(pem) = &config.extra_ca_pem {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(failed)?);
    }
    builder.build().map_err(failed)
}

/// `localhost` or an address of this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
