//! What a serving program was told, left beside its database so that `regie doctor` looks at what really runs and not at
//! what it would be without flags. The file is locked as long as the program lives; one that is not locked is a left-over.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::Timestamp;
use regie_domain::directory::SmtpSettings;
use serde::{Deserialize, Serialize};

use crate::config::Settings;

/// What a serving program runs with. No passwords: the relay has none, and the database stands without its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its process id.
    pub pid: u32,
    /// Since when.
    pub since: Timestamp,
    /// Where the pages are served.
    pub listen: SocketAddr,
    /// How browsers reach it.
    pub public_url: String,
    /// Proxies that are believed.
    pub trusted_proxy: Vec<IpAddr>,
    /// The database, without its password.
    pub database: String,
    /// The secret's file.
    pub secret_file: PathBuf,
    /// Where mail is taken in.
    pub mail_listen: Option<String>,
    /// The server that mail leaves through where a mailbox names none.
    pub mail_relay: Option<SmtpSettings>,
    /// One more certificate authority for mail servers.
    pub mail_ca: Option<PathBuf>,
    /// Mail is taken in while this share of the disk is free, in percent.
    #[serde(default)]
    pub mail_disk_floor: u8,
    /// Where a practice room is served.
    #[serde(default)]
    pub practice: Option<SocketAddr>,
    /// The configuration file that it read.
    pub file: Option<PathBuf>,
}

/// The note of a program that serves; gone when it is dropped.
#[derive(Debug)]
pub struct Noted {
    path: PathBuf,
    _locked: File,
}

impl Drop for Noted {
    fn drop(&mut self) {
        // A note that stays is not locked, so nobody believes it.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Running {
    /// Of settings, once the pages have their place.
    #[must_use]
    pub fn of(settings: &Settings, since: Timestamp) -> Self {
        let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self {
            pid: std::process::id(),
            since,
            listen: settings.listen,
            public_url: settings.public_url.clone(),
            trusted_proxy: settings.trusted_proxy.clone(),
            database: settings.database_shown(),
            secret_file: whole(&settings.secret_file),
            mail_listen: settings.mail_listen.map(|listen| listen.to_string()),
            mail_relay: settings.mail_relay.clone(),
            mail_ca: settings.mail_ca.as_deref().map(whole),
            mail_disk_floor: settings.mail_disk_floor,
            practice: settings.practice.as_ref().map(|practice| practice.listen),
            file: settings.file.as_deref().map(whole),
        }
    }

    /// Leaves the note. None when another program that serves from the same folder has left its own.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note(&self, settings: &Settings) -> anyhow::Result<Option<Noted>> {
        let path = note_of(settings);
        let cannot = || format!("the file {} cannot be written", path.display());
        let mut file = File::options().create(true).append(true).open(&path).with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
        file.set_len(0).with_context(cannot)?;
        file.write_all(&serde_json::to_vec_pretty(self)?).with_context(cannot)?;
        file.flush().with_context(cannot)?;
        Ok(Some(Noted { path, _locked: file }))
    }

    /// What serves the configured database on this machine now, as it told itself.
    #[must_use]
    pub fn found(settings: &Settings) -> Option<Self> {
        let path = note_of(settings);
        let file = File::open(&path).ok()?;
        if !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let found: Self = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
        (settings.sqlite_file().is_some() || found.database == settings.database_shown()).then_some(found)
    }

    /// The settings with what really runs in the place of what this command was given.
    #[must_use]
    pub fn over(&self, settings: &Settings) -> Settings {
        Settings {
            listen: self.listen,
            public_url: self.public_url.clone(),
            trusted_proxy: self.trusted_proxy.clone(),
            secret_file: self.secret_file.clone(),
            mail_listen: self.mail_listen.as_deref().and_then(|listen| listen.parse().ok()),
            mail_relay: self.mail_relay.clone(),
            mail_ca: self.mail_ca.clone(),
            mail_disk_floor: self.mail_disk_floor,
            ..settings.clone()
        }
    }

    /// The settings that somebody chose for this command and that the serving program does not have.
    #[must_use]
    pub fn differs(&self, settings: &Settings) -> Vec<&'static str> {
        let mail_listen = settings.mail_listen.map(|listen| listen.to_string());
        let practice = settings.practice.as_ref().map(|practice| practice.listen);
        let all = [
            ("listen", settings.listen_chosen && settings.listen.port() != 0 && settings.listen != self.listen),
            ("public_url", settings.public_url_chosen && settings.public_url != self.public_url),
            ("trusted_proxy", !settings.trusted_proxy.is_empty() && settings.trusted_proxy != self.trusted_proxy),
            ("mail_listen", mail_listen.is_some() && mail_listen != self.mail_listen),
            ("mail_relay", settings.mail_relay.is_some() && settings.mail_relay != self.mail_relay),
            ("practice_listen", practice.is_some_and(|listen| listen.port() != 0) && practice != self.practice),
        ];
        all.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
    }

    /// The flags that it runs with, as one would type them.
    #[must_use]
    pub fn flags(&self) -> String {
        let mut flags = vec![format!("--listen {}", self.listen), format!("--public-url {}", self.public_url)];
        flags.extend(self.mail_listen.as_ref().map(|listen| format!("--mail-listen {listen}")));
        flags.extend(self.mail_relay.as_ref().map(|relay| format!("mail relay {}:{}", relay.host, relay.port)));
        flags.extend(self.practice.map(|listen| format!("--practice-listen {listen}")));
        flags.extend(self.file.as_ref().map(|file| format!("--config {}", file.display())));
        flags.join(", ")
    }
}

/// Beside the file of a SQLite database; for PostgreSQL in the folder for data.
fn note_of(settings: &Settings) -> PathBuf {
    match settings.sqlite_file() {
        Some(database) => {
            let mut path = OsString::from(database);
            path.push(".serving");
            PathBuf::from(path)
        }
        None => settings.data.join("serving"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::Flags;

    fn told(folder: &Path, listen: Option<&str>) -> Settings {
        let listen = listen.map(|listen| listen.parse().unwrap());
        let flags = Flags { data: Some(folder.to_owned()), listen, ..Flags::default() };
        Settings::resolve(flags, None, None).unwrap()
    }

    #[test]
    fn what_runs_is_known_as_long_as_it_runs() {
        let folder = tempfile::tempdir().unwrap();
        let (served, asked) = (told(folder.path(), Some("127.0.0.1:8090")), told(folder.path(), None));
        assert_eq!(Running::found(&asked), None);
        let running = Running::of(&served, Timestamp::UNIX_EPOCH);
        let noted = running.note(&served).unwrap().unwrap();
        assert_eq!(Running::found(&asked).as_ref(), Some(&running));
        assert_eq!(running.over(&asked).listen, served.listen);
        assert_eq!(running.differs(&asked), Vec::<&str>::new(), "what nobody chose does not differ");
        assert_eq!(running.differs(&told(folder.path(), Some("127.0.0.1:8091"))), ["listen"]);
        assert!(running.note(&served).unwrap().is_none(), "a second one leaves the first's note");
        drop(noted);
        assert_eq!(Running::found(&asked), None);
        // What a killed program left is not believed.
        std::fs::write(note_of(&served), serde_json::to_vec(&running).unwrap()).unwrap();
        assert_eq!(Running::found(&asked), None);
        assert!(running.note(&served).unwrap().is_some());
    }
}
