//! Fetching from a real Dovecot, with a password and with XOAUTH2 from a stand-in provider.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use regie_app::secrets::{self, MAILBOX};
use regie_channels::email::accounts::Accounts;
use regie_channels::email::poll::Poller;
use regie_domain::directory::{ImapLogin, ImapSettings, Transport};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::support::{ANNA, Desk, mail, mail_to};

/// A Dovecot of this test's own.
struct Dovecot {
    folder: tempfile::TempDir,
    imap: u16,
    lmtp: u16,
    pid: String,
}

impl Dovecot {
    async fn start(introspect: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let (imap, lmtp) = (free_port().await, free_port().await);
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scripts/dovecot-test.sh");
        let mut command = Command::new("bash");
        command.arg(script).arg(folder.path()).args([imap.to_string(), lmtp.to_string()]).args(introspect);
        // The server goes on with the script's error stream: a pipe there would never end.
        command.stderr(Stdio::null());
        let done = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(done.status.success(), "scripts/dovecot-test.sh did not start Dovecot; run it by hand to see why");
        Self { folder, imap, lmtp, pid: String::from_utf8(done.stdout).unwrap().trim().to_owned() }
    }

    fn maildir(&self) -> PathBuf {
        self.folder.path().join("mail/regie/Maildir")
    }

    /// Delivers a mail by LMTP.
    async fn deliver(&self, raw: &[u8]) {
        let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", self.lmtp)).await.unwrap());
        for (say, expect) in [
            ("", "220"),
            ("LHLO x", "250"),
            ("MAIL FROM:<a@example.net>", "250"),
            ("RCPT TO:<regie>", "250"),
            ("DATA", "354"),
        ] {
            if !say.is_empty() {
                stream.get_mut().write_all(format!("{say}\r\n").as_bytes()).await.unwrap();
            }
            answer(&mut stream, expect).await;
        }
        stream.get_mut().write_all(raw).await.unwrap();
        stream.get_mut().write_all(b"\r\n.\r\n").await.unwrap();
        answer(&mut stream, "250").await;
    }

    /// Puts a mail into a folder, as a mail program does with what it sent.
    async fn append(&self, folder: &str, raw: &[u8]) {
        let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", self.imap)).await.unwrap());
        answer(&mut stream, "* OK").await;
        let create = format!("b CREATE {folder}\r\n");
        let append = format!("c APPEND {folder} {{{}}}\r\n", raw.len());
        for (say, tag) in [("a LOGIN regie secret\r\n", "a "), (create.as_str(), "b "), (append.as_str(), "+ ")] {
            stream.get_mut().write_all(say.as_bytes()).await.unwrap();
            tagged(&mut stream, tag).await;
        }
        stream.get_mut().write_all(raw).await.unwrap();
        stream.get_mut().write_all(b"\r\n").await.unwrap();
        assert!(tagged(&mut stream, "c ").await.starts_with("c OK"));
    }

    /// How many mails are marked as seen.
    fn seen(&self) -> usize {
        let names = std::fs::read_dir(self.maildir().join("cur"))
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.split(":2,").nth(1).is_some_and(|flags| flags.contains('S'))).count()
    }

    /// Lets the server number its mail anew.
    fn renumber(&self) {
        for file in std::fs::read_dir(self.maildir()).unwrap() {
            let path = file.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().starts_with("dovecot") {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    fn settings(&self, login: ImapLogin) -> ImapSettings {
        let (host, user, folder) = ("127.0.0.1".to_owned(), "regie".to_owned(), "INBOX".to_owned());
        ImapSettings { host, port: self.imap, transport: Transport::Plain, user, login, folder, sent: None }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ended = Command::new("kill").arg(&self.pid).status();
    }
}

async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// Reads up to the line that begins so. A folder that is there already is no matter.
async fn tagged(stream: &mut BufReader<TcpStream>, tag: &str) -> String {
    loop {
        let mut line = String::new();
        assert!(stream.read_line(&mut line).await.unwrap() > 0, "the server hung up before {tag}");
        if line.starts_with(tag) {
            return line;
        }
    }
}

async fn answer(stream: &mut BufReader<TcpStream>, expect: &str) {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with(expect), "{line}");
        if line.as_bytes().get(3) != Some(&b'-') {
            return;
        }
    }
}

impl Desk {
    pub fn sealed(&self, plain: &str) -> String {
        secrets::seal(&self.test.app.config, &self.test.app.ports, MAILBOX, plain).unwrap()
    }

    async fn fetch_with(&self, settings: ImapSettings) {
        self.change_mailbox(|mailbox| mailbox.incoming = Some(settings)).await;
    }

    fn poller(&self) -> Poller {
        let accounts = Accounts::new((*self.test.app.config).clone(), None).unwrap();
        Poller::new(self.test.app.clone(), accounts, Arc::new(Notify::new()))
    }

    /// The titles of all journeys, oldest first.
    async fn titles(&self) -> Vec<String> {
        let mut titles = Vec::new();
        let mut rows = self.journeys().await;
        rows.sort_by_key(|row| row.reference);
        for row in rows {
            titles.push(self.text(row.subject).await);
        }
        titles
    }
}

fn question(n: usize) -> Vec<u8> {
    mail(
        &format!("Klant {n} <klant{n}@example.net>"),
        &format!("Vraag {n}"),
        &format!("q{n}@example.net"),
        "",
        "Wat nu?",
    )
}

#[tokio::test]
async fn dovecot_mail_is_kept_in_order_marked_after_and_never_doubled() {
    let (desk, dovecot) = (Desk::open().await, Dovecot::start(None).await);
    desk.fetch_with(dovecot.settings(ImapLogin::Password { secret: desk.sealed("secret") })).await;
    for n in 0..10 {
        dovecot.deliver(&question(n)).await;
    }
    let poller = desk.poller();
    assert_eq!(poller.poll_all().await, 10);
    assert_eq!(dovecot.seen(), 10);
    assert_eq!(desk.place_all().await, 10);
    let wanted: Vec<String> = (0..10).map(|n| format!("Vraag {n}")).collect();
    assert_eq!(desk.titles().await, wanted);
    let state = desk.test.app.folder_state(desk.city.mailbox.0, "INBOX").await.unwrap().unwrap();
    assert!(state.cursor.is_some_and(|(_, uid)| uid == 10) && state.ok_at.is_some() && state.error.is_none());
    dovecot.deliver(&question(12)).await;
    assert_eq!(desk.poller().poll_all().await, 0, "another process has the mailbox");
    assert_eq!((poller.poll_all().await, poller.poll_all().await), (1, 0));
    dovecot.renumber();
    assert_eq!(poller.poll_all().await, 0, "renumbered mail is known");
    dovecot.deliver(&question(13)).await;
    assert_eq!(poller.poll_all().await, 1);
    desk.place_all().await;
    assert_eq!(desk.journeys().await.len(), 12);
}

#[tokio::test]
async fn dovecot_what_colleagues_send_from_now_on_is_read_from_its_own_folder() {
    let (desk, dovecot) = (Desk::open().await, Dovecot::start(None).await);
    let (journey, sent) = desk.anna_asks("Riool").await;
    let login = ImapLogin::Password { secret: desk.sealed("secret") };
    desk.fetch_with(ImapSettings { sent: Some("Sent".to_owned()), ..dovecot.settings(login) }).await;
    let answer = |n: usize| {
        let thread = format!("References: <{}>", sent.message_id);
        mail_to(ANNA, "KCC <kcc@example.org>", "Re: Riool", &format!("sent{n}@example.org"), &thread, "Dinsdag.")
    };
    dovecot.append("Sent", &answer(1)).await;
    dovecot.deliver(&question(1)).await;
    let poller = desk.poller();
    assert_eq!(poller.poll_all().await, 1, "what was sent before is history");
    dovecot.append("Sent", &answer(2)).await;
    assert_eq!((poller.poll_all().await, poller.poll_all().await), (1, 0));
    desk.place_all().await;
    let out = |found: &regie_domain::contact::Contact| found.facts.direction == regie_domain::codes::Direction::Out;
    assert_eq!(desk.journey(journey).await.contacts.values().filter(|found| out(found)).count(), 1);
    let state = |folder: &'static str| desk.test.app.folder_state(desk.city.mailbox.0, folder);
    assert_eq!(state("Sent").await.unwrap().unwrap().cursor.map(|(_, uid)| uid), Some(2));
    assert_eq!(state("INBOX").await.unwrap().unwrap().cursor.map(|(_, uid)| uid), Some(1));
}

#[tokio::test]
async fn dovecot_trouble_is_kept_for_the_settings_page_in_its_own_words() {
    let (desk, dovecot) = (Desk::open().await, Dovecot::start(None).await);
    let accounts = Accounts::new((*desk.test.app.config).clone(), None).unwrap();
    let with = |login| dovecot.settings(login);
    let wrong = with(ImapLogin::Password { secret: "typed wrong".to_owned() });
    assert!(accounts.test_imap(&wrong).await.unwrap_err().to_string().contains("AUTHENTICATIONFAILED"));
    assert_eq!(accounts.test_imap(&with(ImapLogin::Password { secret: "secret".to_owned() })).await, Ok(None));
    desk.fetch_with(with(ImapLogin::Password { secret: desk.sealed("typed wrong") })).await;
    let poller = desk.poller();
    assert_eq!(poller.poll_all().await, 0);
    let state = async || desk.test.app.folder_state(desk.city.mailbox.0, "INBOX").await.unwrap().unwrap();
    let error = state().await.error.unwrap();
    assert!(error.stage == "login" && error.words.contains("AUTHENTICATIONFAILED"), "{error:?}");
    desk.test.clock.advance(jiff::SignedDuration::from_mins(1));
    poller.poll_all().await;
    assert_eq!(state().await.error.unwrap().since, error.since);
    desk.fetch_with(ImapSettings {
        port: free_port().await,
        ..with(ImapLogin::Password { secret: desk.sealed("secret") })
    })
    .await;
    poller.poll_all().await;
    assert_eq!(state().await.error.unwrap().stage, "connect");
    desk.fetch_with(with(ImapLogin::Password { secret: desk.sealed("secret") })).await;
    dovecot.deliver(&mail(ANNA, "Riool", "a@example.net", "", "Wat nu?")).await;
    assert_eq!(poller.poll_all().await, 1);
    assert_eq!(state().await.error, None);
}

/// A provider that gives out access tokens and answers about them.
pub struct Provider {
    port: u16,
    seen: Arc<Mutex<Vec<BTreeMap<String, String>>>>,
}

impl Provider {
    /// `rotates` as Microsoft 365 does: each answer brings a new refresh token, and the old one is no longer taken.
    pub async fn start(rotates: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let forms = seen.clone();
        tokio::spawn(async move {
            let mut refresh = "refresh-0".to_owned();
            let mut given = 0;
            loop {
                let mut stream = BufReader::new(listener.accept().await.unwrap().0);
                let (path, form) = request(&mut stream).await;
                let (status, body) = if path.starts_with("/introspect") {
                    let active = form.get("token").is_some_and(|token| *token == format!("access-{given}"));
                    ("200 OK", format!(r#"{{"active":{active},"username":"regie"}}"#))
                } else if form.get("refresh_token") != Some(&refresh) {
                    (
                        "400 Bad Request",
                        r#"{"error":"invalid_grant","error_description":"the token was used before"}"#.to_owned(),
                    )
                } else {
                    given += 1;
                    let mut more = String::new();
                    if rotates {
                        refresh = format!("refresh-{given}");
                        more = format!(r#","refresh_token":"{refresh}""#);
                    }
                    (
                        "200 OK",
                        format!(r#"{{"token_type":"Bearer","access_token":"access-{given}","expires_in":3599{more}}}"#),
                    )
                };
                if path.starts_with("/token") {
                    forms.lock().unwrap().push(form);
                }
                let answer = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.get_mut().write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { port, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    pub fn refreshed(&self) -> Vec<BTreeMap<String, String>> {
        self.seen.lock().unwrap().clone()
    }
}

/// The path and form of a request.
async fn request(stream: &mut BufReader<TcpStream>) -> (String, BTreeMap<String, String>) {
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).await.unwrap();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let form = String::from_utf8(body).unwrap();
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    (
        path,
        pairs
            .map(|(name, value)| (name.to_owned(), value.replace('+', " ").replace("%3A", ":").replace("%2F", "/")))
            .collect(),
    )
}

pub async fn oauth_login(desk: &Desk, provider: &Provider, secret: Option<&str>, scope: &str) -> ImapLogin {
    ImapLogin::OAuth {
        token_url: provider.url("token"),
        client_id: "regie".to_owned(),
        client_secret: secret.map(|secret| desk.sealed(secret)),
        refresh_token: desk.sealed("refresh-0"),
        scope: scope.to_owned(),
    }
}

#[tokio::test]
async fn dovecot_takes_an_access_token_and_the_new_refresh_token_is_kept_encrypted() {
    let desk = Desk::open().await;
    let provider = Provider::start(true).await;
    let dovecot = Dovecot::start(Some(&provider.url("introspect"))).await;
    let scope = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access";
    desk.fetch_with(dovecot.settings(oauth_login(&desk, &provider, None, scope).await)).await;
    dovecot.deliver(&question(1)).await;
    let poller = desk.poller();
    assert_eq!(poller.poll_all().await, 1);
    dovecot.deliver(&question(2)).await;
    assert_eq!(poller.poll_all().await, 1);
    assert_eq!(provider.refreshed().len(), 1, "an access token is used as long as it holds");
    let form = provider.refreshed().remove(0);
    assert_eq!(
        (form["grant_type"].as_str(), form["scope"].as_str(), form.get("client_secret")),
        ("refresh_token", scope, None)
    );
    let directory = desk.test.app.directory().await.unwrap();
    let incoming = directory.mailboxes[&desk.city.mailbox.0].value.incoming.clone().unwrap();
    let ImapLogin::OAuth { refresh_token, .. } = incoming.login else { panic!("OAuth") };
    assert_eq!(secrets::open(&desk.test.app.config, MAILBOX, &refresh_token).unwrap(), "refresh-1");
    // A process that starts anew has no access token: it goes on with the refresh token that was kept.
    desk.test.clock.advance(jiff::SignedDuration::from_mins(6));
    dovecot.deliver(&question(3)).await;
    assert_eq!(desk.poller().poll_all().await, 1);
    assert_eq!(provider.refreshed()[1]["refresh_token"], "refresh-1");
}

#[tokio::test]
async fn dovecot_with_a_provider_that_keeps_its_refresh_token() {
    let desk = Desk::open().await;
    let provider = Provider::start(false).await;
    let dovecot = Dovecot::start(Some(&provider.url("introspect"))).await;
    desk.fetch_with(dovecot.settings(oauth_login(&desk, &provider, Some("client-secret"), "").await)).await;
    dovecot.deliver(&question(1)).await;
    assert_eq!(desk.poller().poll_all().await, 1);
    let form = provider.refreshed().remove(0);
    assert_eq!((form.get("scope"), form["client_secret"].as_str()), (None, "client-secret"));
    let mut gone = oauth_login(&desk, &provider, None, "").await;
    if let ImapLogin::OAuth { refresh_token, .. } = &mut gone {
        *refresh_token = desk.sealed("withdrawn");
    }
    desk.test.clock.advance(jiff::SignedDuration::from_mins(6));
    desk.fetch_with(dovecot.settings(gone)).await;
    desk.poller().poll_all().await;
    let state = desk.test.app.folder_state(desk.city.mailbox.0, "INBOX").await.unwrap().unwrap();
    let error = state.error.unwrap();
    assert!(error.stage == "login" && error.words.contains("sign in again"), "{error:?}");
}
