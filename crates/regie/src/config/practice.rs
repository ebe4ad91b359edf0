//! The practice room of an installation: where it is served, and what keeps it apart.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use regie_channels::email::accounts::host_of;

use super::{Settings, check_database, check_url, reachable, shown};

/// Where a practice room is served, and what it keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Where its pages are served.
    pub listen: SocketAddr,
    /// How browsers reach it, without a slash at the end.
    pub public_url: String,
    /// Whether somebody chose that URL.
    pub public_url_chosen: bool,
    /// `sqlite:PATH` or `postgres://…`, never the installation's own.
    pub database: String,
}

impl Settings {
    /// A practice room beside this installation.
    ///
    /// # Errors
    /// When it would share what browsers keep, or the database.
    pub(super) fn practice_at(
        &self,
        listen: SocketAddr,
        url: Option<String>,
        database: Option<String>,
    ) -> anyhow::Result<Practice> {
        let practice = Practice {
            listen,
            public_url_chosen: url.is_some(),
            public_url: match url {
                Some(url) => check_url(url).context("practice_public_url")?,
                None => practice_url(listen),
            },
            database: database.unwrap_or_else(|| format!("sqlite:{}", self.data.join("practice.sqlite").display())),
        };
        check_database(&practice.database).context("practice_database")?;
        if same_database(&self.database, &practice.database) {
            bail!("practice_database is the installation's own database: a practice room has one to itself");
        }
        let host = host_of(&practice.public_url);
        if host == host_of(&self.public_url) {
            bail!(
                "practice_public_url {:?} has the host name of public_url: browsers would take one sign-in for the other. \
                 Give it a name of its own, such as https://oefenen.regie.example.org",
                practice.public_url
            );
        }
        Ok(practice)
    }

    /// What the practice room runs with: its own place and database, the same proxies, and no way for mail in or out.
    #[must_use]
    pub fn of_practice(&self, practice: &Practice) -> Self {
        Self {
            listen: practice.listen,
            public_url: practice.public_url.clone(),
            public_url_chosen: practice.public_url_chosen,
            database: practice.database.clone(),
            mail_listen: None,
            mail_relay: None,
            mail_ca: None,
            practice: None,
            ..self.clone()
        }
    }

    /// The practice room got its place, as [`Settings::listens_at`].
    pub fn practice_listens_at(&mut self, address: SocketAddr) {
        if let Some(practice) = &mut self.practice {
            practice.listen = address;
            if !practice.public_url_chosen {
                practice.public_url = practice_url(address);
            }
        }
    }
}

/// How a browser on this machine opens a practice room: by another host name than the usual one of the installation.
fn practice_url(listen: SocketAddr) -> String {
    let reach = reachable(listen);
    if reach.ip().is_loopback() { format!("http://localhost:{}", reach.port()) } else { format!("http://{reach}") }
}

/// Whether two URLs name one database, as far as can be told without opening them.
fn same_database(one: &str, other: &str) -> bool {
    let whole = |url: &str| match url.strip_prefix("sqlite:") {
        Some(path) => std::path::absolute(path).map_or_else(|_| url.to_owned(), |path| path.display().to_string()),
        None => shown(url),
    };
    whole(one) == whole(other)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::config::Flags;

    fn of(text: &str) -> anyhow::Result<Settings> {
        Settings::resolve(Flags::default(), Some(PathBuf::from("/srv/x/regie.toml")), Some(text))
    }

    #[test]
    fn a_practice_room_has_a_place_a_name_and_a_database_of_its_own() {
        assert_eq!(of("").unwrap().practice, None);
        let practice = of("data = 'd'\npractice_listen = '127.0.0.1:8081'").unwrap().practice.unwrap();
        assert_eq!(practice.public_url, "http://localhost:8081");
        assert_eq!(practice.database, "sqlite:/srv/x/d/practice.sqlite");
        let words =
            |text: &str| format!("{:#}", of(&format!("practice_listen = '127.0.0.1:8081'\n{text}")).unwrap_err());
        let names = "public_url = 'https://regie.example.org'\npractice_public_url = 'https://regie.example.org:8443'";
        assert!(words(names).contains("take one sign-in for the other"));
        assert!(words("public_url = 'http://localhost:8080'").contains("host name of public_url"));
        assert!(words("database = 'sqlite:a'\npractice_database = 'sqlite:a'").contains("own database"));
        assert!(
            words("database = 'postgres://a:b@h/x'\npractice_database = 'postgres://a:c@h/x'").contains("own database")
        );
        let alone = format!("{:#}", of("practice_database = 'sqlite:a'").unwrap_err());
        assert!(alone.contains("practice_listen is missing"), "{alone}");
    }
}
