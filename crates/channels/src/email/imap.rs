//! Fetches mail from an IMAP folder: oldest first, by UID, without marking anything.
//!
//! The caller keeps the cursor and stores each mail before it moves the cursor; only then it may ask to mark or move.

use std::time::Duration;

use async_imap::{Authenticator, Client, Session};
use futures::TryStreamExt;
use rustls::pki_types::ServerName;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::cause::{Cause, first_line, first_words};
use super::smtp_out::{Login, Security, is_loopback};
use super::tls::client_config;

/// A folder to read.
#[derive(Debug, Clone)]
pub struct ImapConfig {
    /// Host name (also the name that the certificate must have) or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: Security,
    /// Sign-in.
    pub login: Login,
    /// Folder, usually `INBOX`.
    pub folder: String,
    /// One more certificate authority (PEM) beside the public ones.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// Longest wait for a connection and for each answer.
    pub timeout: Duration,
    /// Of a larger mail only the headers are fetched (bytes).
    pub max_message_bytes: u32,
}

/// Where it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImapStage {
    /// Our own settings.
    Settings,
    /// Name look-up, TCP, greeting.
    Connect,
    /// TLS.
    Tls,
    /// Sign-in refused.
    Login,
    /// The folder cannot be opened.
    Folder,
    /// Reading mail.
    Fetch,
    /// Marking or moving mail.
    Change,
}

/// A failure with the server's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{stage:?}: {raw}")]
pub struct ImapFailure {
    /// Where.
    pub stage: ImapStage,
    /// Why, as far as it can be told.
    pub cause: Cause,
    /// What the server or the system said.
    pub raw: String,
}

/// How far a folder has been read. A changed `uid_validity` means that the numbers start anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImapCursor {
    /// The folder's generation of numbers.
    pub uid_validity: u32,
    /// Last number dealt with.
    pub uid: u32,
}

/// One mail as it lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedMail {
    /// Its number.
    pub uid: u32,
    /// The bytes; headers only if [`Self::headers_only`].
    pub raw: Vec<u8>,
    /// Too large to fetch whole.
    pub headers_only: bool,
    /// Its whole size (bytes).
    pub size: u32,
}

/// What one look gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Oldest first.
    pub mails: Vec<FetchedMail>,
    /// Where to go on after all of them are stored.
    pub cursor: ImapCursor,
    /// The numbers started anew: mail already known comes again and is to be recognised by its content.
    pub renumbered: bool,
    /// There is more.
    pub more: bool,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Stream for T {}

/// An open folder.
pub struct ImapFolder {
    session: Session<Box<dyn Stream>>,
    uid_validity: u32,
    uid_next: Option<u32>,
    timeout: Duration,
    max_message_bytes: u32,
}

impl ImapFolder {
    /// Connects, signs in and opens the folder.
    pub async fn open(config: &ImapConfig) -> Result<Self, ImapFailure> {
        let client = connect(config).await?;
        let mut session = sign_in(config, client).await?;
        let folder = timed(config.timeout, ImapStage::Folder, session.select(&config.folder)).await?;
        let uid_validity =
            folder.uid_validity.ok_or_else(|| fail(ImapStage::Folder, "the server gives no UIDVALIDITY"))?;
        let (uid_next, timeout, max_message_bytes) = (folder.uid_next, config.timeout, config.max_message_bytes);
        Ok(Self { session, uid_validity, uid_next, timeout, max_message_bytes })
    }

    /// Whether the folder still numbers its mail as when the cursor was taken.
    #[must_use]
    pub fn continues(&self, cursor: ImapCursor) -> bool {
        cursor.uid_validity == self.uid_validity
    }

    /// Behind the newest mail that is there, to read only what comes from now on.
    ///
    /// # Errors
    /// The server does not say where that is.
    pub fn end(&self) -> Result<ImapCursor, ImapFailure> {
        let next = self.uid_next.ok_or_else(|| fail(ImapStage::Folder, "the server gives no UIDNEXT"))?;
        Ok(ImapCursor { uid_validity: self.uid_validity, uid: next.saturating_sub(1) })
    }

    /// At most `limit` mails after the cursor; without a cursor from the oldest on.
    pub async fn fetch_after(&mut self, cursor: Option<ImapCursor>, limit: usize) -> Result<Batch, ImapFailure> {
        let known = cursor.filter(|c| c.uid_validity == self.uid_validity);
        let after = known.map_or(0, |c| c.uid);
        let mut batch = Batch {
            mails: Vec::new(),
            cursor: ImapCursor { uid_validity: self.uid_validity, uid: after },
            renumbered: cursor.is_some() && known.is_none(),
            more: false,
        };
        let query = format!("UID {}:*", after.saturating_add(1));
        let found = timed(self.timeout, ImapStage::Fetch, self.session.uid_search(query)).await?;
        // `n:*` answers the last mail even when its number is below n.
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid > after).collect();
        uids.sort_unstable();
        batch.more = uids.len() > limit;
        for uid in uids.into_iter().take(limit) {
            batch.mails.extend(self.fetch_one(uid).await?);
            batch.cursor.uid = uid;
        }
        Ok(batch)
    }

    /// `None` when the mail has gone meanwhile.
    async fn fetch_one(&mut self, uid: u32) -> Result<Option<FetchedMail>, ImapFailure> {
        let Some(size) = self.fetch_item(uid, "(UID RFC822.SIZE)", |f| f.size).await?.flatten() else {
            return Ok(None);
        };
        let headers_only = size > self.max_message_bytes;
        let item = if headers_only { "(UID BODY.PEEK[HEADER])" } else { "(UID BODY.PEEK[])" };
        let read = |f: &async_imap::types::Fetch| f.body().or_else(|| f.header()).map(<[u8]>::to_vec);
        let raw = self.fetch_item(uid, item, read).await?.flatten();
        Ok(raw.map(|raw| FetchedMail { uid, raw, headers_only, size }))
    }

    async fn fetch_item<T>(
        &mut self,
        uid: u32,
        item: &str,
        read: impl Fn(&async_imap::types::Fetch) -> T,
    ) -> Result<Option<T>, ImapFailure> {
        let fetching = async {
            let mut answers = self.session.uid_fetch(uid.to_string(), item).await?;
            let mut found = None;
            // Servers may tell of other mails in between.
            while let Some(answer) = answers.try_next().await? {
                if answer.uid == Some(uid) {
                    found = Some(read(&answer));
                }
            }
            Ok(found)
        };
        timed(self.timeout, ImapStage::Fetch, fetching).await
    }

    /// Marks mails as read. Only after they are stored.
    pub async fn mark_seen(&mut self, uids: &[u32]) -> Result<(), ImapFailure> {
        if uids.is_empty() {
            return Ok(());
        }
        let set = uid_set(uids);
        let marking = async {
            let answers = self.session.uid_store(set, "+FLAGS.SILENT (\\Seen)").await?;
            answers.try_collect::<Vec<_>>().await.map(drop)
        };
        timed(self.timeout, ImapStage::Change, marking).await
    }

    /// Moves mails to another folder of the same account. Only after they are stored. Needs the `MOVE` extension.
    pub async fn move_to(&mut self, uids: &[u32], folder: &str) -> Result<(), ImapFailure> {
        if uids.is_empty() {
            return Ok(());
        }
        timed(self.timeout, ImapStage::Change, self.session.uid_mv(uid_set(uids), folder)).await
    }

    /// Takes leave; what the server says to that does not matter.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.session.logout()).await;
    }
}

fn uid_set(uids: &[u32]) -> String {
    uids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

async fn connect(config: &ImapConfig) -> Result<Client<Box<dyn Stream>>, ImapFailure> {
    if config.security == Security::PlainLoopback && !is_loopback(&config.host) {
        return Err(fail(ImapStage::Settings, "a connection without TLS is allowed to this machine only"));
    }
    let tcp = TcpStream::connect((config.host.as_str(), config.port));
    let tcp = tokio::time::timeout(config.timeout, tcp).await.map_err(|_| late(config.timeout, ImapStage::Connect))?;
    let tcp = tcp.map_err(|e| ImapFailure { cause: Cause::of(&e), ..fail(ImapStage::Connect, e) })?;
    match config.security {
        Security::PlainLoopback => greeted(config, Box::new(tcp)).await,
        Security::Tls => greeted(config, encrypt(config, Box::new(tcp)).await?).await,
        Security::StartTls => {
            let mut client = greeted(config, Box::new(tcp)).await?;
            timed(config.timeout, ImapStage::Tls, client.run_command_and_check_ok("STARTTLS", None))
                .await
                .map_err(|failure| ImapFailure { cause: refused(failure.cause, Cause::NoStartTls), ..failure })?;
            // Taking the stream out drops what came unencrypted behind the answer.
            Ok(Client::new(encrypt(config, client.into_inner()).await?))
        }
    }
}

async fn greeted(config: &ImapConfig, stream: Box<dyn Stream>) -> Result<Client<Box<dyn Stream>>, ImapFailure> {
    let mut client = Client::new(stream);
    let greeting = tokio::time::timeout(config.timeout, client.read_response())
        .await
        .map_err(|_| late(config.timeout, ImapStage::Connect))?;
    match greeting {
        Ok(Some(_)) => Ok(client),
        Ok(None) => Err(ImapFailure {
            cause: Cause::Closed,
            ..fail(ImapStage::Connect, "the server closed the connection without a greeting")
        }),
        Err(error) => Err(strange(config, &error).await),
    }
}

/// The server said something that is not IMAP: what it says is asked for once more, to be shown as text.
async fn strange(config: &ImapConfig, error: &std::io::Error) -> ImapFailure {
    let cause = Cause::of(error);
    let line = match (cause, config.security) {
        (Cause::Other, Security::Tls) => first_line_in_tls(config).await,
        (Cause::Other, Security::StartTls | Security::PlainLoopback) => first_words(&config.host, config.port).await,
        _ => None,
    };
    match line {
        Some(line) => ImapFailure { cause: Cause::Foreign, ..fail(ImapStage::Connect, line) },
        None => ImapFailure { cause, ..fail(ImapStage::Connect, error) },
    }
}

async fn first_line_in_tls(config: &ImapConfig) -> Option<String> {
    let connecting = tokio::time::timeout(config.timeout, TcpStream::connect((config.host.as_str(), config.port)));
    let tcp = connecting.await.ok()?.ok()?;
    let mut stream = encrypt(config, Box::new(tcp)).await.ok()?;
    first_line(&mut stream).await
}

async fn encrypt(config: &ImapConfig, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, ImapFailure> {
    let tls = client_config(config.extra_ca_pem.as_deref()).map_err(|e| fail(ImapStage::Settings, e))?;
    let name = ServerName::try_from(config.host.clone()).map_err(|e| fail(ImapStage::Settings, e))?;
    let handshake = TlsConnector::from(tls).connect(name, stream);
    let stream =
        tokio::time::timeout(config.timeout, handshake).await.map_err(|_| late(config.timeout, ImapStage::Tls))?;
    match stream {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => {
            let cause = Cause::of(&error);
            // A server without TLS at this port says who it is to whoever waits.
            let line = match (cause, config.security) {
                (Cause::NotTls | Cause::Closed, Security::Tls) => first_words(&config.host, config.port).await,
                _ => None,
            };
            Err(match line {
                Some(line) => ImapFailure { cause: Cause::NotTls, ..fail(ImapStage::Tls, format!("{line} ({error})")) },
                None => ImapFailure { cause, ..fail(ImapStage::Tls, error) },
            })
        }
    }
}

async fn sign_in(
    config: &ImapConfig,
    client: Client<Box<dyn Stream>>,
) -> Result<Session<Box<dyn Stream>>, ImapFailure> {
    let signing = async {
        match &config.login {
            Login::Password { user, password } => client.login(user, password).await.map_err(|(e, _)| e),
            Login::OAuth2 { user, access_token } => {
                let answer = format!("user={user}\x01auth=Bearer {access_token}\x01\x01");
                client.authenticate("XOAUTH2", XOAuth2(Some(answer))).await.map_err(|(e, _)| e)
            }
        }
    };
    timed(config.timeout, ImapStage::Login, signing)
        .await
        .map_err(|failure| ImapFailure { cause: refused(failure.cause, Cause::Login), ..failure })
}

/// What a step failed by that the server answered: nothing else went wrong.
fn refused(cause: Cause, by: Cause) -> Cause {
    if cause == Cause::Other { by } else { cause }
}

struct XOAuth2(Option<String>);

impl Authenticator for XOAuth2 {
    type Response = String;

    /// The second challenge holds the reason of a refusal and wants an empty answer.
    fn process(&mut self, _challenge: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

async fn timed<T>(
    limit: Duration,
    stage: ImapStage,
    step: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, ImapFailure> {
    match tokio::time::timeout(limit, step).await {
        Ok(result) => result.map_err(|e| ImapFailure { cause: Cause::of(&e), ..fail(stage, e) }),
        Err(_) => Err(late(limit, stage)),
    }
}

fn fail(stage: ImapStage, raw: impl ToString) -> ImapFailure {
    ImapFailure { stage, cause: Cause::Other, raw: raw.to_string() }
}

fn late(limit: Duration, stage: ImapStage) -> ImapFailure {
    ImapFailure { cause: Cause::Timeout, ..fail(stage, format!("no answer within {} s", limit.as_secs())) }
}
