//! Where the machine's clock, its randomness and the secret come in.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use regie_app::ports::{Clock, Entropy};
use regie_store::hex;

/// The machine's clock, for both clocks of the app.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port that everything else takes its time from")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn machine(&self) -> Timestamp {
        self.now()
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::panic, reason = "without randomness every secret would be a guess; there is no going on")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = OsRng.try_fill_bytes(bytes) {
            panic!("the system gives no randomness: {error}");
        }
    }
}

/// The secret of an installation and the one before it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// The one in use.
    pub current: [u8; 32],
    /// The one before it (`FILE.previous`), still accepted in tokens.
    pub previous: Option<[u8; 32]>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// Reads it; none when the file does not exist.
    ///
    /// # Errors
    /// When it cannot be read or is no secret.
    pub fn read(file: &Path) -> anyhow::Result<Option<Self>> {
        let Some(current) = read_key(file)? else { return Ok(None) };
        Ok(Some(Self { current, previous: read_key(&previous_file(file))? }))
    }

    /// Makes one that nobody else on the machine can read. When another process was faster, its secret is taken.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn make(file: &Path, entropy: &dyn Entropy) -> anyhow::Result<Self> {
        let mut key = [0; 32];
        entropy.fill(&mut key);
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        // Whole or not at all: a second process must never read half of it.
        let whole = file.with_extension(format!("{}.new", std::process::id()));
        let writing = || -> std::io::Result<()> {
            let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&whole)?;
            out.write_all(hex(&key).as_bytes())?;
            out.write_all(b"\n")?;
            out.sync_all()?;
            std::fs::hard_link(&whole, file)
        };
        let written = writing();
        let _not_there = std::fs::remove_file(&whole);
        match written {
            Ok(()) => Ok(Self { current: key, previous: None }),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Self::read(file)?.context("the secret went away while it was read")
            }
            Err(error) => Err(error).with_context(|| format!("the secret {} cannot be written", file.display())),
        }
    }
}

/// Who besides the owner may read a file, as the last six bits of its mode.
///
/// # Errors
/// When the file cannot be looked at.
pub fn open_to_others(file: &Path) -> std::io::Result<u32> {
    Ok(std::fs::metadata(file)?.permissions().mode() & 0o077)
}

fn previous_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".previous");
    name.into()
}

fn read_key(file: &Path) -> anyhow::Result<Option<[u8; 32]>> {
    let mut text = String::new();
    match OpenOptions::new().read(true).open(file) {
        Ok(mut file_in) => file_in
            .read_to_string(&mut text)
            .with_context(|| format!("the secret {} cannot be read", file.display()))?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("the secret {} cannot be read", file.display())),
    };
    match unhex(text.trim()) {
        Some(key) => Ok(Some(key)),
        None => bail!("{} is no secret: 64 hexadecimal digits are expected", file.display()),
    }
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; 32];
    for (place, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *place = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new").join("secret");
        assert_eq!(Secret::read(&file).unwrap(), None);
        let made = Secret::make(&file, &SystemEntropy).unwrap();
        assert_eq!(open_to_others(&file).unwrap(), 0);
        assert_eq!(Secret::make(&file, &SystemEntropy).unwrap(), made);
        assert_eq!(Secret::read(&file).unwrap(), Some(made.clone()));
        std::fs::write(previous_file(&file), hex(&[7; 32])).unwrap();
        assert_eq!(Secret::read(&file).unwrap().unwrap().previous, Some([7; 32]));
        std::fs::write(&file, "short").unwrap();
        assert!(Secret::read(&file).unwrap_err().to_string().contains("64 hexadecimal digits"));
        assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 2);
    }
}
