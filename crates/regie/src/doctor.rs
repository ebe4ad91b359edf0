//! The checks of `regie doctor`. Nothing is changed by looking.

use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::time::Duration;

use regie_app::directory::Directory;
use regie_channels::email::accounts::host_of;
use regie_domain::directory::Outgoing;
use regie_store::{Store, migrate};

use crate::config::Settings;
use crate::edge::{Secret, open_to_others};
use crate::open;
use crate::running::Running;

mod disk;
mod mailboxes;
mod practice;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, and somebody should look.
    Warn,
    /// It does not work.
    Fail,
}

impl Level {
    /// As it is printed.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warn => "WARN",
            Self::Fail => "FAIL",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: String,
    /// How it is.
    pub level: Level,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub advice: Option<String>,
}

fn ok(what: &str, found: impl Into<String>) -> Finding {
    Finding { what: what.to_owned(), level: Level::Ok, found: found.into(), advice: None }
}

fn warn(what: &str, found: impl Into<String>, advice: impl Into<String>) -> Finding {
    Finding { what: what.to_owned(), level: Level::Warn, found: found.into(), advice: Some(advice.into()) }
}

fn fail(what: &str, found: impl Into<String>, advice: impl Into<String>) -> Finding {
    Finding { what: what.to_owned(), level: Level::Fail, found: found.into(), advice: Some(advice.into()) }
}

/// The longest wait for a database or a mail server.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest wait for our own pages.
const KNOCK: Duration = Duration::from_secs(3);

/// Looks at everything: at what the serving program really runs with where one runs here, else at what this command was
/// given.
pub async fn examine(given: &Settings) -> Vec<Finding> {
    let running = Running::found(given);
    let settings = &running.as_ref().map_or_else(|| given.clone(), |running| running.over(given));
    let mut findings = vec![
        config(given, running.as_ref()),
        pages(settings, running.is_some()),
        address(settings),
        proxy(settings),
        clock(),
        disk::room(settings),
    ];
    let secret = secret(settings, &mut findings);
    let (database, store) = database(settings).await;
    findings.push(database);
    if let Some(store) = store {
        contents(settings, &store, secret, &mut findings).await;
        store.close().await;
    }
    findings.push(match settings.mail_listen {
        Some(listen) => ok("mail in", format!("the listener is at {listen}")),
        None => ok("mail in", "no listener; a mailbox can fetch by IMAP, a mail server can pipe to `regie mail-in`"),
    });
    findings.push(practice::room(given, running.as_ref()).await);
    findings
}

fn config(given: &Settings, running: Option<&Running>) -> Finding {
    let what = "configuration";
    let Some(running) = running else {
        let from = match &given.file {
            Some(file) => format!("{} under environment and flags", file.display()),
            None => "environment and flags only".to_owned(),
        };
        let advice = "if it was started with --config, --listen, --public-url, --mail-listen or --mail-relay, give doctor the same";
        let found = format!("no server runs on this database here; checked is what this command was given: {from}");
        return Finding { advice: Some(advice.to_owned()), ..ok(what, found) };
    };
    let found =
        format!("the server that runs here since {:.0} (process {}): {}", running.since, running.pid, running.flags());
    match running.differs(given)[..] {
        [] => ok(what, found),
        ref differs => warn(
            what,
            found,
            format!(
                "this command was given another {}: the server takes it over when it is restarted",
                differs.join(", ")
            ),
        ),
    }
}

/// Whether the pages are served where they should be, or could be.
fn pages(settings: &Settings, running: bool) -> Finding {
    let (what, listen) = ("pages", settings.listen);
    if running {
        let mut reach = listen;
        if listen.ip().is_unspecified() {
            reach.set_ip(if listen.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        return match TcpStream::connect_timeout(&reach, KNOCK) {
            Ok(_) => ok(what, format!("{listen} answers")),
            Err(error) => {
                fail(what, format!("{listen} does not answer: {error}"), "look at the server's log; restart it")
            }
        };
    }
    match TcpListener::bind(listen) {
        Ok(_) => ok(what, format!("{listen} is free for `regie serve`")),
        Err(error) => fail(
            what,
            format!("{listen} cannot be served at: {error}"),
            "another program may have it; stop that, or choose another place with --listen",
        ),
    }
}

fn address(settings: &Settings) -> Finding {
    let what = "public_url";
    let host = host_of(&settings.public_url);
    let local = host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if local {
        return warn(
            what,
            format!("{} is this machine only", settings.public_url),
            "links in mails lead nowhere for customers: set public_url to the https:// address that they can reach",
        );
    }
    if settings.public_url.starts_with("http://") {
        return fail(
            what,
            format!("{} has no TLS", settings.public_url),
            "put a TLS proxy before it and set public_url to https://: browsers keep sign-in cookies only then",
        );
    }
    ok(what, settings.public_url.clone())
}

fn proxy(settings: &Settings) -> Finding {
    let what = "proxy";
    let behind = settings.public_url.starts_with("https://");
    let loopback = settings.listen.ip().is_loopback();
    match (behind, settings.trusted_proxy.is_empty(), loopback) {
        (true, true, _) => warn(
            what,
            "https in front, and no trusted_proxy",
            "name the proxy's address in trusted_proxy: throttles otherwise see all visitors as one",
        ),
        (false, false, _) => warn(
            what,
            "trusted_proxy is set, and public_url is not https",
            "set public_url to the address that the proxy serves",
        ),
        (false, true, false) => warn(
            what,
            format!("{} can be reached from elsewhere without TLS", settings.listen),
            "listen on 127.0.0.1 behind a TLS proxy",
        ),
        (true, false, _) => {
            ok(what, settings.trusted_proxy.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", "))
        }
        (false, true, true) => ok(what, "none; this machine only"),
    }
}

/// A clock that stands at the beginning of time makes every promise wrong.
#[expect(clippy::disallowed_methods, reason = "the check is about the machine's clock itself")]
fn clock() -> Finding {
    let now = jiff::Timestamp::now();
    if now < jiff::Timestamp::constant(1_735_689_600, 0) {
        return fail(
            "clock",
            format!("this machine believes it is {now:.0}"),
            "set the clock and keep it right with NTP",
        );
    }
    match jiff::tz::TimeZone::get("Europe/Amsterdam") {
        Ok(_) => ok("clock", format!("{now:.0}")),
        Err(error) => fail("clock", format!("no time zones: {error}"), "install the package tzdata"),
    }
}

fn secret(settings: &Settings, findings: &mut Vec<Finding>) -> Option<Secret> {
    let (what, file) = ("secret", settings.secret_file.display().to_string());
    let (finding, secret) = match Secret::read(&settings.secret_file) {
        Ok(None) => (
            warn(
                what,
                format!("{file} is not there yet"),
                "`regie serve` makes it at its first start; keep a copy apart from backups",
            ),
            None,
        ),
        Err(error) => {
            (fail(what, format!("{error:#}"), "give its owner the right to read it, or put the right file back"), None)
        }
        Ok(Some(secret)) => match open_to_others(&settings.secret_file) {
            Ok(0) => (ok(what, format!("{file}, for its owner only")), Some(secret)),
            Ok(bits) if bits & 0o007 != 0 => (
                fail(what, format!("{file} can be read by everybody on this machine"), format!("chmod 600 {file}")),
                Some(secret),
            ),
            _ => (
                warn(
                    what,
                    format!("{file} can be read by its group"),
                    format!("chmod 600 {file}, unless you meant that"),
                ),
                Some(secret),
            ),
        },
    };
    findings.push(finding);
    secret
}

async fn database(settings: &Settings) -> (Finding, Option<Store>) {
    let (what, shown) = ("database", settings.database_shown());
    if settings.sqlite_file().is_some_and(|file| !file.exists()) {
        return (warn(what, format!("{shown} does not exist yet"), "`regie serve` makes it"), None);
    }
    match tokio::time::timeout(PATIENCE, open::existing(&settings.database)).await {
        Err(_) => (fail(what, format!("{shown} does not answer"), "check host, port and firewall"), None),
        Ok(Err(error)) => {
            (fail(what, format!("{error:#}"), "check the address, the password and that the database exists"), None)
        }
        Ok(Ok(store)) => (ok(what, format!("{shown} answers")), Some(store)),
    }
}

async fn contents(settings: &Settings, store: &Store, secret: Option<Secret>, findings: &mut Vec<Finding>) {
    let what = "migrations";
    let read = async {
        let reached = store.read(async |tx| migrate::reached(tx).await).await?;
        Ok::<_, regie_store::StoreError>((reached, store.read(async |tx| Directory::load(tx).await).await?))
    };
    let directory = match read.await {
        Ok((reached, directory)) => {
            findings.push(migration(what, reached));
            directory
        }
        Err(error) => {
            findings.push(warn(
                what,
                format!("the tables cannot be read: {error}"),
                "`regie serve` makes or updates them at its start",
            ));
            return;
        }
    };
    let Some(organisation) = directory.organisation.as_ref().map(|found| &found.value) else {
        findings.push(warn(
            "set-up",
            "nobody has set it up yet",
            "start `regie serve` and open the link that it prints",
        ));
        return;
    };
    findings.push(match organisation.outgoing {
        Outgoing::Live => ok("mail out", format!("{}: mail goes to customers", organisation.name)),
        Outgoing::Trial => warn(
            "mail out",
            format!("{}: trial mode, mail goes to own staff only", organisation.name),
            "switch it on in the settings when you are ready",
        ),
        Outgoing::Paused => warn(
            "mail out",
            format!("{}: all outgoing mail is paused", organisation.name),
            "switch it on again in the settings",
        ),
    });
    if secret.is_none() {
        findings.push(fail(
            "secret",
            "the database is in use and its secret is missing",
            "put the file back; a new one makes stored passwords unreadable",
        ));
        return;
    }
    mailboxes::look(settings, store, &directory, secret, findings).await;
}

fn migration(what: &str, reached: i64) -> Finding {
    let newest = migrate::newest();
    let words = format!("the database is at {reached}, this program knows {newest}");
    match reached.cmp(&newest) {
        Ordering::Equal => ok(what, words),
        Ordering::Less => warn(what, words, "`regie serve` brings it up at its start; make a backup first"),
        Ordering::Greater => fail(what, words, "start a newer program: this one cannot use it"),
    }
}
