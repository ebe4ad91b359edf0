//! Passwords: how they are kept, and which ones are refused.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::error::{AppError, Fault, Result};
use crate::ports::Ports;

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most characters of a password: enough for any sentence, and hashing stays cheap.
pub const LONGEST: usize = 128;

/// Memory in KiB, passes and lanes of argon2id, as OWASP recommends for a server that signs many people in.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Passwords of 12 characters and more that everybody tries first. Compared in lower case, without spaces.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789123",
    "1234567891011",
    "012345678901",
    "0123456789012",
    "111111111111",
    "000000000000",
    "121212121212",
    "123123123123",
    "112233445566",
    "123456123456",
    "987654321098",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "qazwsxedcrfv",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiop1234",
    "qwertyuiop[]",
    "qwertyqwerty",
    "qwerty123456",
    "qwerty1234567",
    "asdfghjkl123",
    "asdfasdfasdf",
    "zxcvbnmasdfg",
    "abcdefghijkl",
    "abcdefghijklm",
    "abcd12345678",
    "abc123abc123",
    "abcabcabcabc",
    "aaaaaaaaaaaa",
    "passwordpassword",
    "password1234",
    "password12345",
    "password123456",
    "password2023",
    "password2024",
    "password2025",
    "password2026",
    "p@ssword1234",
    "p@ssw0rd1234",
    "passw0rd1234",
    "wachtwoord12",
    "wachtwoord123",
    "wachtwoord1234",
    "wachtwoord01",
    "wachtwoord2023",
    "wachtwoord2024",
    "wachtwoord2025",
    "wachtwoord2026",
    "mijnwachtwoord",
    "geheimgeheim",
    "geheimwachtwoord",
    "welkomwelkom",
    "welkom123456",
    "welkom1234567",
    "welkom12345678",
    "welcome12345",
    "welcome123456",
    "welcomewelcome",
    "iloveyou1234",
    "iloveyou12345",
    "ilovejesus12",
    "letmeinletmein",
    "letmein12345",
    "letmein123456",
    "trustno1trustno1",
    "administrator",
    "administrator1",
    "admin1234567",
    "admin12345678",
    "adminadminadmin",
    "beheerder123",
    "beheerder1234",
    "changemeplease",
    "changeme1234",
    "changeme12345",
    "secretsecret",
    "secret123456",
    "supersecret1",
    "topsecret123",
    "zomer2023zomer",
    "zomer2024zomer",
    "herfst202412",
    "lente2025lente",
    "winter2025winter",
    "januari20256",
    "amsterdam123",
    "amsterdam1234",
    "rotterdam123",
    "rotterdam010",
    "feyenoord123",
    "feyenoord1908",
    "ajaxamsterdam",
    "nederland123",
    "nederland1234",
    "voetbal12345",
    "football1234",
    "baseball1234",
    "dragon123456",
    "monkey123456",
    "sunshine1234",
    "princess1234",
    "princess12345",
    "superman1234",
    "starwars1234",
    "pokemon12345",
    "gemeente1234",
    "gemeente2024",
    "gemeente2025",
    "gemeente2026",
    "correcthorsebatterystaple",
];

/// The password that this program itself prints for its demonstration is common too; see [`check`].
const DEMO: &str = crate::settings::presets::DEMO_PASSWORD;

/// Checks a new password against the rules: 12 to 128 characters, not one that everybody tries first, and not made of
/// the address or the organisation's name. There is no rule about kinds of characters and none about changing it often.
///
/// # Errors
/// [`AppError::Invalid`] with one fault of the field `password`.
pub fn check(password: &str, email: &str, organisation: &str) -> Result<()> {
    match fault(password, email, organisation) {
        Some(key) => Err(AppError::Invalid(vec![Fault { field: "password".to_owned(), key }])),
        None => Ok(()),
    }
}

/// What is wrong with a new password, as the key of its words.
#[must_use]
pub fn fault(password: &str, email: &str, organisation: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some("invalid-password-short");
    }
    if length > LONGEST {
        return Some("invalid-password-long");
    }
    let plain = squeezed(password);
    let repeated = plain.chars().collect::<std::collections::BTreeSet<_>>().len() < 4;
    if repeated || COMMON.contains(&plain.as_str()) || plain == squeezed(DEMO) {
        return Some("invalid-password-common");
    }
    let local = email.split('@').next().unwrap_or_default();
    let own = [email, local, organisation].map(squeezed);
    if own.iter().filter(|word| word.len() >= 4).any(|word| mostly(&plain, word)) {
        return Some("invalid-password-own");
    }
    None
}

/// In lower case, without white space.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Whether a password is a word with at most a few characters around it.
fn mostly(password: &str, word: &str) -> bool {
    password.contains(word) && password.chars().count() < word.chars().count() + 8
}

/// Hashes a password with a fresh salt, away from the threads that serve requests. About 20 ms.
///
/// # Errors
/// When the hash function refuses, which no input makes it do.
pub async fn hash(ports: &Ports, password: &str) -> Result<String> {
    let salt: [u8; 16] = ports.bytes();
    let password = password.to_owned();
    blocking(move || {
        let made: PasswordHash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(unusable)?;
        Ok(made.to_string())
    })
    .await
}

/// Whether a password belongs to a stored hash. `None` is checked against a hash that nothing belongs to, so that an
/// account that does not exist takes as long as one that does.
///
/// # Errors
/// When the task is broken off.
pub async fn verify(password: &str, stored: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    blocking(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.to_owned());
        let matches = match PasswordHash::new(&text) {
            Ok(parsed) => hasher()?.verify_password(password.as_bytes(), &parsed).is_ok(),
            Err(_) => false,
        };
        Ok(known && matches)
    })
    .await
}

/// A well-formed hash with the present cost; no password is known for it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cmVnaWUtbm9ib2R5LTAwMA$7b1x9m3Rk0m5v0k3n0N6yJ0XlKq6h0mH3dQ2fX8uY1c";

/// Whether a stored hash was made with another cost than today's.
#[must_use]
pub fn is_dated(stored: &str) -> bool {
    let today = (MEMORY_KIB, PASSES, LANES);
    let params = PasswordHash::new(stored).ok().and_then(|parsed| Params::try_from(&parsed).ok());
    params.is_none_or(|params| (params.m_cost(), params.t_cost(), params.p_cost()) != today)
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(unusable)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// How many hashes are made at once. Each takes a core and 19 MiB, so a crowd at the door waits here and not in the
/// memory; it is a limit of the machine, whatever the number of apps in this process.
static AT_ONCE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = AT_ONCE.acquire().await.map_err(unusable)?;
    tokio::task::spawn_blocking(work).await.map_err(unusable)?
}

fn unusable(error: impl std::fmt::Display) -> AppError {
    AppError::Unusable(error.to_string())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        let judge = |password: &str| fault(password, "noor.kiers@example.org", "Gemeente Voorbeeld");
        assert_eq!(judge("kort"), Some("invalid-password-short"));
        assert_eq!(judge(&"lang ".repeat(30)), Some("invalid-password-long"));
        assert_eq!(judge("Wachtwoord123"), Some("invalid-password-common"));
        assert_eq!(judge("aaaaaaaabbbbbbbb"), Some("invalid-password-common"));
        assert_eq!(judge("correct horse battery staple"), Some("invalid-password-common"));
        assert_eq!(judge("noor.kiers@example.org"), Some("invalid-password-own"));
        assert_eq!(judge("Noor.Kiers1!x"), Some("invalid-password-own"));
        assert_eq!(judge("gemeente voorbeeld1"), Some("invalid-password-own"));
        assert_eq!(judge("vier losse natte laarzen"), None);
        assert_eq!(judge("noor.kiers eet graag verse stroopwafels"), None);
    }

    #[test]
    fn the_hash_that_belongs_to_nobody_is_as_costly_as_a_real_one() {
        let parsed = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&parsed).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert_eq!(parsed.algorithm.as_str(), "argon2id");
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify("", None).await.unwrap());
        assert!(!verify("vier losse natte laarzen", None).await.unwrap());
        assert!(!verify("vier losse natte laarzen", Some("nonsense".into())).await.unwrap());
    }
}
