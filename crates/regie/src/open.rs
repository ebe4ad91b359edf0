//! From settings to an app: the database, the secret, the outside.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use regie_app::ports::{Clock, HttpOut, MailOut, Ports};
use regie_app::{App, Config};
use regie_channels::email::accounts::Accounts;
use regie_channels::email::out::SmtpOut;
use regie_channels::email::reply::TokenAddresses;
use regie_channels::http_out::HttpPost;
use regie_store::Store;

use crate::config::{Settings, shown};
use crate::edge::{Secret, SystemClock, SystemEntropy};

/// How long a PostgreSQL server may take to answer the knock.
const KNOCK: Duration = Duration::from_secs(10);

/// Opens the configured database; makes the folder and the file of a SQLite database that is not there yet.
///
/// # Errors
/// When it cannot be reached or used; the words say what to do.
pub async fn or_make(settings: &Settings) -> anyhow::Result<Store> {
    if let Some(folder) = settings.sqlite_file().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    open(&settings.database).await
}

/// Opens a database that must be there.
///
/// # Errors
/// As [`or_make`], and when there is no such file.
pub async fn existing(database: &str) -> anyhow::Result<Store> {
    if let Some(file) = database.strip_prefix("sqlite:").map(Path::new)
        && !file.exists()
    {
        bail!("there is no database {}: name it with --data or --database", file.display());
    }
    open(database).await
}

/// Opens a database that must be there, and brings it up to this program as `serve` would.
///
/// # Errors
/// As [`existing`], and when it is newer than this program.
pub async fn up_to_date(database: &str) -> anyhow::Result<Store> {
    let store = existing(database).await?;
    store.migrate().await.with_context(|| format!("the database {} cannot be used", shown(database)))?;
    Ok(store)
}

/// Opens a database as it is.
///
/// # Errors
/// When it cannot be reached or used.
pub async fn open(database: &str) -> anyhow::Result<Store> {
    answers(database).await?;
    Store::open(database).await.with_context(|| format!("the database {} cannot be used", shown(database)))
}

/// Asks a PostgreSQL server whether it is there: waiting for a connection would only tell that it took too long.
async fn answers(database: &str) -> anyhow::Result<()> {
    let Some((host, port)) = server_of(database) else { return Ok(()) };
    let reached = tokio::time::timeout(KNOCK, tokio::net::TcpStream::connect((host.as_str(), port))).await;
    let why = match reached {
        Ok(Ok(_)) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} seconds", KNOCK.as_secs()),
    };
    bail!("no PostgreSQL can be reached at {host}:{port} ({why}): is it running, and do host and port fit?")
}

/// Host and port of a PostgreSQL URL, where it names a host of the network.
fn server_of(database: &str) -> Option<(String, u16)> {
    let rest = database.strip_prefix("postgres://").or_else(|| database.strip_prefix("postgresql://"))?;
    let (authority, query) = rest.split_once(['/', '?']).unwrap_or((rest, ""));
    if query.contains("host=") {
        return None;
    }
    let address = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (address, 5432),
    };
    let host = host.trim_matches(['[', ']']);
    (!host.is_empty() && !host.contains('%')).then(|| (host.to_owned(), port))
}

/// What the app is told.
#[must_use]
pub fn config(settings: &Settings, secret: &Secret) -> Config {
    Config { public_url: settings.public_url.clone(), secret: secret.current, previous_secret: secret.previous }
}

/// The app of an installation: the machine's clock, mail through the servers of its mailboxes.
///
/// # Errors
/// When the certificate for mail servers cannot be used.
pub fn app(settings: &Settings, store: Store, secret: &Secret) -> anyhow::Result<App> {
    let config = config(settings, secret);
    let mail = Arc::new(SmtpOut::new(accounts(settings, config.clone())?, settings.mail_relay.clone()));
    let http = Arc::new(HttpPost::allowing(&settings.webhook_networks));
    Ok(app_with(store, config, Arc::new(SystemClock), mail, http))
}

/// What opens the stored settings of mailboxes.
///
/// # Errors
/// When the certificate for mail servers cannot be used.
pub fn accounts(settings: &Settings, config: Config) -> anyhow::Result<Accounts> {
    let authority = match &settings.mail_ca {
        Some(file) => Some(std::fs::read(file).with_context(|| format!("mail_ca {} cannot be read", file.display()))?),
        None => None,
    };
    Accounts::new(config, authority).map_err(anyhow::Error::msg)
}

/// An app on a clock, with a way for mail to leave.
#[must_use]
pub fn app_on(store: Store, config: Config, clock: Arc<dyn Clock>, mail: Arc<dyn MailOut>) -> App {
    app_with(store, config, clock, mail, Arc::new(HttpPost::new()))
}

/// The same, with a way to post to others.
#[must_use]
pub fn app_with(
    store: Store,
    config: Config,
    clock: Arc<dyn Clock>,
    mail: Arc<dyn MailOut>,
    http: Arc<dyn HttpOut>,
) -> App {
    let addresses = Arc::new(TokenAddresses::new(&config));
    App::new(
        store,
        Ports { clock, entropy: Arc::new(SystemEntropy), mail, addresses, http, social: regie_channels::social::all() },
        config,
    )
}

/// Refuses the database of a practice room where an installation's own one is meant: it is emptied at every filling.
///
/// # Errors
/// When it is one, or what the store says.
pub async fn no_practice_room(store: &Store, shown: &str) -> anyhow::Result<()> {
    if store.read(async |tx| regie_store::practice::mark(tx).await).await?.is_some() {
        bail!("the database {shown} is a practice room: name it with --practice-database, and another with --database");
    }
    Ok(())
}

/// The secret of an installation, made at its first start. Where the database is in use and the secret is gone, a new one
/// would make stored passwords unreadable without a word, so that is refused unless it is asked for.
///
/// # Errors
/// When it cannot be read or written, or is missing.
pub async fn secret(settings: &Settings, store: &Store, make_new: bool) -> anyhow::Result<Secret> {
    let file = &settings.secret_file;
    if let Some(secret) = Secret::read(file)? {
        return Ok(secret);
    }
    let directory = store.read(async |tx| regie_app::directory::Directory::load(tx).await).await?;
    if directory.organisation.is_some() && !make_new {
        bail!(
            "the secret {} is missing, and the database is in use. Put the file back (it is not part of a backup), \
             or start once with `regie serve --new-secret`: mailbox passwords must then be entered again",
            file.display()
        );
    }
    Secret::make(file, &SystemEntropy)
}

#[cfg(test)]
mod tests {
    use super::server_of;

    #[test]
    fn the_server_of_a_database() {
        let at = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(server_of("postgres://a:b@db.example.org/regie"), at("db.example.org", 5432));
        assert_eq!(server_of("postgresql://127.0.0.1:5999/regie?sslmode=disable"), at("127.0.0.1", 5999));
        assert_eq!(server_of("postgres://a@[::1]:1/x"), at("::1", 1));
        assert_eq!(server_of("postgres://[::1]/x"), at("::1", 5432));
        assert_eq!(server_of("postgres:///regie?host=/run/postgresql"), None);
        assert_eq!(server_of("postgres://%2Frun%2Fpostgresql/regie"), None);
        assert_eq!(server_of("sqlite:a"), None);
    }
}
