//! From the stored settings of a mailbox to a connection: secrets opened, access tokens fetched, and the test that the
//! settings page shows with the raw words of the other server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use regie_app::Config;
use regie_app::secrets::{self, MAILBOX, SecretError};
use regie_domain::directory::{ImapLogin, ImapSettings, SmtpSettings, Transport};

use super::address::EmailAddress;
use super::cause::Cause;
use super::imap::{ImapConfig, ImapFailure, ImapFolder, ImapStage};
use super::oauth::{AccessToken, OAuthConfig, OAuthFailure, refresh};
use super::smtp_out::{self, Login, Security, SmtpCheck, SmtpConfig, SmtpFailure, Stage};

/// How long another server may take for each answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long before its end an access token is no longer used.
const SPARE: Duration = Duration::from_secs(120);
/// Of a larger mail only the headers are fetched (bytes).
const LARGEST: u32 = 50 * 1024 * 1024;

/// What opens the settings of mailboxes.
#[derive(Debug, Clone)]
pub struct Accounts {
    config: Config,
    http: reqwest::Client,
    extra_ca_pem: Option<Vec<u8>>,
    tokens: Arc<Mutex<HashMap<String, Kept>>>,
}

/// An access token that still holds.
#[derive(Clone)]
struct Kept {
    token: String,
    until: Instant,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept(..)")
    }
}

impl Accounts {
    /// For an installation, with one more certificate authority (PEM) beside the public ones where the mail servers of the
    /// house need it.
    ///
    /// # Errors
    /// In words: the certificate cannot be read.
    pub fn new(config: Config, extra_ca_pem: Option<Vec<u8>>) -> Result<Self, String> {
        // Somebody else may have installed it already; either way there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        if let Some(pem) = &extra_ca_pem {
            let authority = reqwest::Certificate::from_pem(pem).map_err(|error| error.to_string())?;
            http = http.add_root_certificate(authority);
        }
        Ok(Self {
            config,
            http: http.build().map_err(|error| error.to_string())?,
            extra_ca_pem,
            tokens: Arc::default(),
        })
    }

    /// The installation.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The connection for sending. A new refresh token that came with it must be stored before the next time.
    ///
    /// # Errors
    /// When a secret cannot be opened or the provider gives no token.
    pub async fn smtp(&self, settings: &SmtpSettings) -> Result<(SmtpConfig, Option<String>), SmtpFailure> {
        let (login, rotated) = match (&settings.user, &settings.secret) {
            _ if settings.as_incoming => {
                let (login, rotated) = self.login_of_fetching(settings).await?;
                (Some(login), rotated)
            }
            (Some(user), Some(secret)) => {
                let password = self.open(secret).map_err(|error| failed(Stage::Settings, error.to_string()))?;
                (Some(Login::Password { user: user.clone(), password }), None)
            }
            _ => (None, None),
        };
        let config = SmtpConfig {
            host: settings.host.clone(),
            port: settings.port,
            security: security(settings.transport),
            login,
            hello_name: host_of(&self.config.public_url).to_owned(),
            extra_ca_pem: self.extra_ca_pem.clone(),
            timeout: PATIENCE,
        };
        Ok((config, rotated))
    }

    /// The sign-in of fetching, for sending.
    async fn login_of_fetching(&self, settings: &SmtpSettings) -> Result<(Login, Option<String>), SmtpFailure> {
        let Some((user, login @ ImapLogin::OAuth { .. })) = &settings.shared else {
            let raw = "signs in as fetching does, and fetching does not by OAuth".to_owned();
            return Err(failed(Stage::Settings, raw));
        };
        let (access_token, rotated) = self
            .access_token(user, login)
            .await
            .map_err(|failure| SmtpFailure { cause: Cause::Login, ..failed(Stage::Login, failure.to_string()) })?;
        Ok((Login::OAuth2 { user: user.clone(), access_token }, rotated))
    }

    /// An access token for a user, kept or fresh, and the new refresh token that came with a fresh one.
    async fn access_token(&self, user: &str, login: &ImapLogin) -> Result<(String, Option<String>), OAuthFailure> {
        let ImapLogin::OAuth { token_url, client_id, .. } = login else {
            return Err(OAuthFailure::Temporary("no OAuth settings".to_owned()));
        };
        let key = format!("{token_url} {client_id} {user}");
        if let Some(token) = self.kept_token(&key) {
            return Ok((token, None));
        }
        let fresh = self.token(login).await?;
        self.keep_token(key, &fresh);
        Ok((fresh.token, fresh.new_refresh_token))
    }

    /// The connection for fetching. With OAuth an access token is asked for, and kept as long as it holds; a new refresh token
    /// that came with it must be stored before the next time.
    ///
    /// # Errors
    /// When a secret cannot be opened or the provider gives no token.
    pub async fn imap(&self, settings: &ImapSettings) -> Result<(ImapConfig, Option<String>), ImapFailure> {
        let failed = |raw: String| ImapFailure { stage: ImapStage::Settings, cause: Cause::Other, raw };
        let (login, rotated) = match &settings.login {
            ImapLogin::Password { secret } => {
                let password = self.open(secret).map_err(|error| failed(error.to_string()))?;
                (Login::Password { user: settings.user.clone(), password }, None)
            }
            oauth @ ImapLogin::OAuth { .. } => {
                let stage = |failure: OAuthFailure| ImapFailure {
                    stage: ImapStage::Login,
                    cause: Cause::Login,
                    raw: failure.to_string(),
                };
                let (access_token, rotated) = self.access_token(&settings.user, oauth).await.map_err(stage)?;
                (Login::OAuth2 { user: settings.user.clone(), access_token }, rotated)
            }
        };
        let config = ImapConfig {
            host: settings.host.clone(),
            port: settings.port,
            security: security(settings.transport),
            login,
            folder: if settings.folder.trim().is_empty() { "INBOX".to_owned() } else { settings.folder.clone() },
            extra_ca_pem: self.extra_ca_pem.clone(),
            timeout: PATIENCE,
            max_message_bytes: LARGEST,
        };
        Ok((config, rotated))
    }

    fn kept_token(&self, key: &str) -> Option<String> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(key).filter(|kept| kept.until > Instant::now()).map(|kept| kept.token.clone())
    }

    fn keep_token(&self, key: String, fresh: &AccessToken) {
        let until = Instant::now() + Duration::from_secs(fresh.expires_in).saturating_sub(SPARE);
        self.tokens
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Kept { token: fresh.token.clone(), until });
    }

    /// Forgets all access tokens: a server that refuses one wants a fresh one.
    pub fn forget_tokens(&self) {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    async fn token(&self, login: &ImapLogin) -> Result<AccessToken, OAuthFailure> {
        let ImapLogin::OAuth { token_url, client_id, client_secret, refresh_token, scope } = login else {
            return Err(OAuthFailure::Temporary("no OAuth settings".to_owned()));
        };
        let unreadable = |error: SecretError| OAuthFailure::SignInAgain(error.to_string());
        let config = OAuthConfig {
            token_endpoint: token_url.clone(),
            client_id: client_id.clone(),
            client_secret: client_secret.as_deref().map(|secret| self.open(secret)).transpose().map_err(unreadable)?,
            refresh_token: self.open(refresh_token).map_err(unreadable)?,
            scope: Some(scope.clone()).filter(|scope| !scope.trim().is_empty()),
        };
        refresh(&self.http, &config).await
    }

    /// Tries settings for sending, stored or just typed, up to the server's word that it would take a mail from one address
    /// to another; nothing is sent. A new refresh token that came with it is answered, to be stored.
    ///
    /// # Errors
    /// Where it went wrong, in the server's own words.
    pub async fn test_smtp(
        &self,
        settings: &SmtpSettings,
        from: &str,
        to: &str,
    ) -> Result<(SmtpCheck, Option<String>), SmtpFailure> {
        let address = |text: &str, stage| {
            EmailAddress::parse(text.trim()).ok_or_else(|| failed(stage, format!("{text} is no e-mail address")))
        };
        let (from, to) = (address(from, Stage::Sender)?, address(to, Stage::Recipient)?);
        let (config, rotated) = self.smtp(settings).await?;
        Ok((smtp_out::check(&config, &from, &to).await?, rotated))
    }

    /// Tries settings for fetching, stored or just typed: connects, signs in and opens the folder. A new refresh token that
    /// came with it is answered, to be stored.
    ///
    /// # Errors
    /// Where it went wrong, in the server's own words.
    pub async fn test_imap(&self, settings: &ImapSettings) -> Result<Option<String>, ImapFailure> {
        self.forget_tokens();
        let (config, rotated) = self.imap(settings).await?;
        ImapFolder::open(&config).await?.close().await;
        Ok(rotated)
    }

    /// A secret as stored, or as somebody just typed it.
    fn open(&self, secret: &str) -> Result<String, SecretError> {
        if secrets::is_sealed(secret) { secrets::open(&self.config, MAILBOX, secret) } else { Ok(secret.to_owned()) }
    }
}

/// A failure of our own making, before a server said anything.
fn failed(stage: Stage, raw: String) -> SmtpFailure {
    SmtpFailure { stage, cause: Cause::Other, code: None, raw }
}

fn security(transport: Transport) -> Security {
    match transport {
        Transport::Tls => Security::Tls,
        Transport::StartTls => Security::StartTls,
        Transport::Plain => Security::PlainLoopback,
    }
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
    fn the_host_of_a_url() {
        assert_eq!(host_of("https://regie.example.org"), "regie.example.org");
        assert_eq!(host_of("http://127.0.0.1:8080/"), "127.0.0.1");
    }
}
