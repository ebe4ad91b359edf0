//! What an installation is told: a TOML file, then the environment, then flags; the later wins. Everything has a default.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use regie_channels::webhook_out::guard::Network;
use regie_domain::directory::SmtpSettings;
use serde::Deserialize;

use mail::{MOST_DISK_FLOOR, disk_floor, relay};

pub use mail::MailListen;
pub use practice::Practice;

mod mail;
mod practice;

/// Where a configuration file is looked for when none is named.
const USUAL_FILE: &str = "/etc/regie/regie.toml";
/// Where the pages are served when nothing else is said.
pub const USUAL_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
/// Where data is kept when nothing else is said.
const USUAL_DATA: &str = "regie-data";

/// What flags and the environment say.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Configuration")]
pub struct Flags {
    /// TOML file with any of the settings below [default: /etc/regie/regie.toml where it exists]
    #[arg(long, short, global = true, env = "REGIE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the pages are served; `demo` serves its other organisations at the ports after it [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "REGIE_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// How browsers reach it; stands in every link [default: http://ADDRESS:PORT]
    #[arg(long, global = true, env = "REGIE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Addresses of proxies whose X-Forwarded-For is believed, separated by commas; whether browsers use TLS is said by the
    /// public URL
    #[arg(long, global = true, env = "REGIE_TRUSTED_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    pub trusted_proxy: Option<Vec<IpAddr>>,
    /// Folder for the database, the secret and working files [default: regie-data]
    #[arg(long, global = true, env = "REGIE_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// sqlite:PATH or postgres://user:password@host/name [default: sqlite:DATA/regie.sqlite]
    #[arg(long, global = true, env = "REGIE_DATABASE", value_name = "DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The secret behind tokens and stored passwords; made at the first start [default: DATA/secret]
    #[arg(long, global = true, env = "REGIE_SECRET_FILE", value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// Take mail in: smtp://ADDRESS:PORT or lmtp://ADDRESS:PORT [default: off]
    #[arg(long, global = true, env = "REGIE_MAIL_LISTEN", value_name = "URL")]
    pub mail_listen: Option<MailListen>,
    /// Send mail of mailboxes without a server of their own through this one: smtps://HOST:PORT, smtp://HOST:PORT (with
    /// STARTTLS; without TLS on this machine only) [default: none]
    #[arg(long, global = true, env = "REGIE_MAIL_RELAY", value_name = "URL", value_parser = relay)]
    pub mail_relay: Option<SmtpSettings>,
    /// One more certificate authority for mail servers, in PEM form [default: the public ones]
    #[arg(long, global = true, env = "REGIE_MAIL_CA", value_name = "FILE")]
    pub mail_ca: Option<PathBuf>,
    /// Take mail only while this share of the disk is free, in percent; 0 takes it until the disk is full [default: 5]
    #[arg(long, global = true, env = "REGIE_MAIL_DISK_FLOOR", value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=MOST_DISK_FLOOR))]
    pub mail_disk_floor: Option<u8>,
    /// Networks of the house that webhooks may go to, without TLS too, separated by commas: 10.2.0.0/16 or one address
    /// [default: none, so only the internet over https]
    #[arg(long, global = true, env = "REGIE_WEBHOOK_NETWORKS", value_name = "NETWORK", value_delimiter = ',')]
    pub webhook_networks: Option<Vec<Network>>,
    /// Serve a practice room too, here: a database of its own, and nothing leaves it [default: off]
    #[arg(long, global = true, env = "REGIE_PRACTICE_LISTEN", value_name = "ADDRESS:PORT")]
    pub practice_listen: Option<SocketAddr>,
    /// How browsers reach the practice room: another host name than that of --public-url [default: http://localhost:PORT]
    #[arg(long, global = true, env = "REGIE_PRACTICE_PUBLIC_URL", value_name = "URL")]
    pub practice_public_url: Option<String>,
    /// The practice room's own database [default: sqlite:DATA/practice.sqlite]
    #[arg(long, global = true, env = "REGIE_PRACTICE_DATABASE", value_name = "DATABASE", hide_env_values = true)]
    pub practice_database: Option<String>,
    /// Form of the log on standard error [default: text]
    #[arg(long, global = true, env = "REGIE_LOG", value_name = "FORM")]
    pub log: Option<LogFormat>,
    /// What is logged: error, warn, info, debug, or per part as in regie_store=debug [default: info for serve, else warn]
    #[arg(long, global = true, env = "REGIE_LOG_LEVEL", value_name = "LEVEL")]
    pub log_level: Option<String>,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// One address or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(IpAddr),
    More(Vec<IpAddr>),
}

/// The file. A key that it does not know is refused: it would be a setting that somebody believes in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSettings {
    listen: Option<SocketAddr>,
    public_url: Option<String>,
    trusted_proxy: Option<OneOrMore>,
    data: Option<PathBuf>,
    database: Option<String>,
    secret_file: Option<PathBuf>,
    mail_listen: Option<MailListen>,
    mail_relay: Option<String>,
    mail_ca: Option<PathBuf>,
    mail_disk_floor: Option<u8>,
    #[serde(default)]
    webhook_networks: Vec<String>,
    practice_listen: Option<SocketAddr>,
    practice_public_url: Option<String>,
    practice_database: Option<String>,
    log: Option<LogFormat>,
    log_level: Option<String>,
}

/// What an installation was told, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the pages are served.
    pub listen: SocketAddr,
    /// Whether somebody chose that address.
    pub listen_chosen: bool,
    /// How browsers reach it, without a slash at the end.
    pub public_url: String,
    /// Whether somebody chose that URL.
    pub public_url_chosen: bool,
    /// Proxies that are believed.
    pub trusted_proxy: Vec<IpAddr>,
    /// The folder for data.
    pub data: PathBuf,
    /// Whether somebody chose that folder.
    pub data_chosen: bool,
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// The secret's file.
    pub secret_file: PathBuf,
    /// Where mail is taken in.
    pub mail_listen: Option<MailListen>,
    /// The server that mail leaves through where a mailbox names none.
    pub mail_relay: Option<SmtpSettings>,
    /// One more certificate authority for mail servers.
    pub mail_ca: Option<PathBuf>,
    /// Mail is taken in while this share of the disk is free, in percent.
    pub mail_disk_floor: u8,
    /// The networks of the house that webhooks may go to.
    pub webhook_networks: Vec<Network>,
    /// The practice room, where there is one.
    pub practice: Option<Practice>,
    /// The form of the log.
    pub log: LogFormat,
    /// What is logged.
    pub log_level: Option<String>,
    /// The file that was read.
    pub file: Option<PathBuf>,
}

impl Settings {
    /// Reads the named file, or the usual one where it exists, under what flags and the environment say.
    ///
    /// # Errors
    /// When the file cannot be read, or says something that it cannot mean.
    pub fn read(flags: Flags) -> anyhow::Result<Self> {
        let usual = Path::new(USUAL_FILE);
        let file = flags.config.clone().or_else(|| usual.exists().then(|| usual.to_owned()));
        let text = match &file {
            Some(file) => Some(
                std::fs::read_to_string(file)
                    .with_context(|| format!("the configuration {} cannot be read", file.display()))?,
            ),
            None => None,
        };
        Self::resolve(flags, file, text.as_deref())
    }

    /// Puts flags over a file's text over the defaults.
    ///
    /// # Errors
    /// When the text has a key that does not exist or a value that cannot be.
    pub fn resolve(flags: Flags, file: Option<PathBuf>, text: Option<&str>) -> anyhow::Result<Self> {
        let name = file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
        let told: FileSettings = toml::from_str(text.unwrap_or_default())
            .with_context(|| format!("the configuration {name} cannot be used"))?;
        // A path in the file is meant beside the file, wherever the program is started from.
        let beside = |path: PathBuf| {
            file.as_deref().and_then(Path::parent).map_or_else(|| path.clone(), |folder| folder.join(&path))
        };
        let data = flags.data.or_else(|| told.data.map(beside));
        let data_chosen = data.is_some();
        let data = data.unwrap_or_else(|| PathBuf::from(USUAL_DATA));
        let listen = flags.listen.or(told.listen);
        let public_url = flags.public_url.or(told.public_url);
        let database = flags.database.or_else(|| told.database.map(|url| sqlite_beside(url, &beside)));
        let practice_listen = flags.practice_listen.or(told.practice_listen);
        let practice_url = flags.practice_public_url.or(told.practice_public_url);
        let practice_database =
            flags.practice_database.or_else(|| told.practice_database.map(|url| sqlite_beside(url, &beside)));
        let mut settings = Self {
            listen: listen.unwrap_or(USUAL_LISTEN),
            listen_chosen: listen.is_some(),
            public_url_chosen: public_url.is_some(),
            public_url: check_url(
                public_url.unwrap_or_else(|| format!("http://{}", reachable(listen.unwrap_or(USUAL_LISTEN)))),
            )?,
            trusted_proxy: flags.trusted_proxy.unwrap_or_else(|| match told.trusted_proxy {
                Some(OneOrMore::One(one)) => vec![one],
                Some(OneOrMore::More(more)) => more,
                None => Vec::new(),
            }),
            database: database.unwrap_or_else(|| format!("sqlite:{}", data.join("regie.sqlite").display())),
            secret_file: flags
                .secret_file
                .or_else(|| told.secret_file.map(beside))
                .unwrap_or_else(|| data.join("secret")),
            data,
            data_chosen,
            mail_listen: flags.mail_listen.or(told.mail_listen),
            mail_relay: match (flags.mail_relay, told.mail_relay) {
                (Some(relay), _) => Some(relay),
                (None, Some(url)) => Some(relay(&url).map_err(|error| anyhow::anyhow!("mail_relay: {error}"))?),
                (None, None) => None,
            },
            mail_ca: flags.mail_ca.or_else(|| told.mail_ca.map(beside)),
            mail_disk_floor: disk_floor(flags.mail_disk_floor.or(told.mail_disk_floor))?,
            webhook_networks: match flags.webhook_networks {
                Some(networks) => networks,
                None => networks(&told.webhook_networks)?,
            },
            practice: None,
            log: flags.log.or(told.log).unwrap_or_default(),
            log_level: flags.log_level.or(told.log_level),
            file,
        };
        check_database(&settings.database)?;
        settings.practice = match practice_listen {
            Some(listen) => Some(settings.practice_at(listen, practice_url, practice_database)?),
            None if practice_url.is_some() || practice_database.is_some() => {
                bail!("practice_listen is missing: it says where the practice room is served, and switches it on")
            }
            None => None,
        };
        Ok(settings)
    }

    /// The pages got their place: with port 0 the system has picked one.
    pub fn listens_at(&mut self, address: SocketAddr) {
        self.listen = address;
        if !self.public_url_chosen {
            self.public_url = format!("http://{}", reachable(address));
        }
    }

    /// The file of a SQLite database.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<&Path> {
        self.database.strip_prefix("sqlite:").map(Path::new)
    }

    /// The database without its password, for people.
    #[must_use]
    pub fn database_shown(&self) -> String {
        shown(&self.database)
    }
}

/// The networks of a configuration file.
fn networks(told: &[String]) -> anyhow::Result<Vec<Network>> {
    let read = |text: &String| text.parse().map_err(|error| anyhow::anyhow!("webhook_networks: {error}"));
    told.iter().map(read).collect()
}

/// A database URL without its password.
#[must_use]
pub fn shown(database: &str) -> String {
    let Some((scheme, rest)) = database.split_once("://") else { return database.to_owned() };
    let bare = rest.split(['?', '#']).next().unwrap_or(rest);
    match bare.rsplit_once('@') {
        Some((login, host)) => format!("{scheme}://{}@{host}", login.split(':').next().unwrap_or_default()),
        None => format!("{scheme}://{bare}"),
    }
}

fn sqlite_beside(url: String, beside: &impl Fn(PathBuf) -> PathBuf) -> String {
    match url.strip_prefix("sqlite:") {
        Some(path) => format!("sqlite:{}", beside(PathBuf::from(path)).display()),
        None => url,
    }
}

/// An address that a browser on this machine can open.
fn reachable(listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() { SocketAddr::new(Ipv4Addr::LOCALHOST.into(), listen.port()) } else { listen }
}

fn check_url(url: String) -> anyhow::Result<String> {
    let bare = url.trim_end_matches('/');
    let host = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['?', '#', ' ', '/']) => Ok(bare.to_owned()),
        Some(host) if host.contains('/') => {
            bail!("public_url {url:?}: Regie serves at the root of a host name, without a path")
        }
        _ => bail!("public_url {url:?} is no address such as https://regie.example.org"),
    }
}

fn check_database(url: &str) -> anyhow::Result<()> {
    let path = url.strip_prefix("sqlite:");
    if path.is_some_and(|path| !path.is_empty() && !path.starts_with("//"))
        || url.starts_with("postgres://")
        || url.starts_with("postgresql://")
    {
        return Ok(());
    }
    bail!("database {:?} is neither sqlite:PATH nor postgres://user@host/name", shown(url))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(text: &str) -> anyhow::Result<Settings> {
        Settings::resolve(Flags::default(), Some(PathBuf::from("/srv/x/regie.toml")), Some(text))
    }

    #[test]
    fn everything_has_a_default() {
        let settings = Settings::resolve(Flags::default(), None, None).unwrap();
        assert_eq!(settings.public_url, "http://127.0.0.1:8080");
        assert_eq!(settings.database, "sqlite:regie-data/regie.sqlite");
        assert_eq!(settings.secret_file, PathBuf::from("regie-data/secret"));
        assert_eq!((settings.mail_listen, settings.trusted_proxy), (None, Vec::new()));
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let flags = Flags { listen: Some("127.0.0.1:1".parse().unwrap()), ..Flags::default() };
        let text = "listen = '0.0.0.0:2'\npublic_url = 'https://regie.example.org/'\ntrusted_proxy = '10.0.0.1'\nmail_listen = 'lmtp://127.0.0.1:24'";
        let settings = Settings::resolve(flags, None, Some(text)).unwrap();
        assert_eq!(settings.listen.port(), 1);
        assert_eq!(settings.public_url, "https://regie.example.org");
        assert_eq!(settings.trusted_proxy, ["10.0.0.1".parse::<IpAddr>().unwrap()]);
        assert_eq!(settings.mail_listen.unwrap().to_string(), "lmtp://127.0.0.1:24");
    }

    #[test]
    fn paths_of_the_file_are_beside_the_file() {
        let settings = of("data = 'd'\nsecret_file = '/etc/secret'").unwrap();
        assert_eq!(settings.data, PathBuf::from("/srv/x/d"));
        assert_eq!(settings.database, "sqlite:/srv/x/d/regie.sqlite");
        assert_eq!(settings.secret_file, PathBuf::from("/etc/secret"));
        assert_eq!(of("database = 'sqlite:a.db'").unwrap().database, "sqlite:/srv/x/a.db");
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        let words = |text: &str| format!("{:#}", of(text).unwrap_err());
        let unknown = words("lisen = '127.0.0.1:1'");
        assert!(
            unknown.contains("unknown field `lisen`") && unknown.contains("listen") && unknown.contains("regie.toml"),
            "{unknown}"
        );
        assert!(words("public_url = 'regie'").contains("https://regie.example.org"));
        assert!(words("public_url = 'https://example.org/regie'").contains("without a path"));
        assert!(words("database = 'mysql://a:secret@b'").contains("neither sqlite:PATH"));
        assert!(!words("database = 'mysql://a:secret@b'").contains("secret"));
        assert!(words("mail_listen = 'imap://x'").contains("smtp:// or lmtp://"));
        assert!(words("mail_relay = 'smtp://user:word@mail.example.org'").contains("without user"));
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(
            shown("postgres://regie:pa@ss@db.example.org/regie?sslmode=require"),
            "postgres://regie@db.example.org/regie"
        );
        assert_eq!(shown("sqlite:/a"), "sqlite:/a");
    }
}
