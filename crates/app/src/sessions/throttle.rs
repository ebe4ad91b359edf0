//! The brake on guessing: per account and per place. It never tells whether an account exists, for it counts what was
//! typed, known or not.

use std::net::IpAddr;

use jiff::SignedDuration;
use regie_store::sessions as stored;

use crate::error::{AppError, Result};
use crate::{App, Config, secrets};

/// So many failures on one account block it.
pub const ACCOUNT: i64 = 5;
/// So many failures from one place block it; a whole office may share one address.
pub const PLACE: i64 = 25;
/// The first block; doubled by each further failure.
const FIRST_BLOCK: SignedDuration = SignedDuration::from_secs(30);
/// The longest block.
pub const LONGEST_BLOCK: SignedDuration = SignedDuration::from_mins(15);
/// Failures within this time count together.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// So many begin to write on the public form at one place within [`WINDOW`].
const BEGUN: i64 = 60;
/// So many codes of letters are tried within [`WINDOW`], of all places together.
const CODES: i64 = 1_000;
/// So many are sent by it in one name within [`WINDOW`].
const NAMED: i64 = 5;
/// So many links to choose a password are mailed within [`WINDOW`] for one address.
const RESETS: i64 = 3;

/// Counts a try on an account before it is looked at, so that tries at the same moment count too; a success takes the
/// count away again. A place is only looked at here; its failures count when they are known.
///
/// # Errors
/// [`AppError::TooMany`] while account or place is blocked.
pub async fn begin(app: &App, email: &str, address: Option<IpAddr>) -> Result<()> {
    let now = app.machine_now();
    let keys = (account(&app.config, email), address.map(|address| place(&app.config, address)));
    app.store
        .write_with(keys, move |tx, (account, place)| {
            Box::pin(async move {
                for key in [Some(account), place.as_ref()].into_iter().flatten() {
                    if stored::blocked_until(tx, key, now).await?.is_some() {
                        return Err(AppError::TooMany);
                    }
                }
                let failures = stored::count_failure(tx, account, now, WINDOW).await?;
                if let Some(block) = block(failures, ACCOUNT) {
                    stored::block(tx, account, now + block).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Counts a failure from a place.
///
/// # Errors
/// What the store says.
pub async fn failed(app: &App, address: Option<IpAddr>) -> Result<()> {
    let Some(key) = address.map(|address| place(&app.config, address)) else { return Ok(()) };
    let now = app.machine_now();
    app.store
        .write_with(key, move |tx, key| {
            Box::pin(async move {
                let failures = stored::count_failure(tx, key, now, WINDOW).await?;
                if let Some(block) = block(failures, PLACE) {
                    stored::block(tx, key, now + block).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Forgets the failures of an account.
///
/// # Errors
/// What the store says.
pub async fn succeeded(app: &App, email: &str) -> Result<()> {
    let key = account(&app.config, email);
    Ok(app.store.write_with(key, |tx, key| Box::pin(stored::clear_failures(tx, key))).await?)
}

/// As [`begin`], for the second step: it counts by itself, so that a right password does not take the count away.
///
/// # Errors
/// [`AppError::TooMany`] while it is blocked.
pub(crate) async fn begin_second(app: &App, member: regie_domain::ids::MemberId) -> Result<()> {
    let now = app.machine_now();
    let key = second(&app.config, member);
    app.store
        .write_with(key, move |tx, key| {
            Box::pin(async move {
                if stored::blocked_until(tx, key, now).await?.is_some() {
                    return Err(AppError::TooMany);
                }
                let failures = stored::count_failure(tx, key, now, WINDOW).await?;
                if let Some(block) = block(failures, ACCOUNT) {
                    stored::block(tx, key, now + block).await?;
                }
                Ok(())
            })
        })
        .await
}

/// The key of the count of a member's second step.
pub(crate) fn second(config: &Config, member: regie_domain::ids::MemberId) -> String {
    key(config, "second-step", &member.to_string())
}

/// Whether one more link to choose a password may be mailed to an address. Counts it.
pub(crate) async fn may_mail(
    tx: &mut regie_store::Tx,
    config: &Config,
    email: &str,
    now: jiff::Timestamp,
) -> Result<bool> {
    Ok(stored::count_failure(tx, &key(config, "reset", email), now, WINDOW).await? <= RESETS)
}

/// Counts somebody who asks for a new link to a customer's page, whether or not anything is known of them.
///
/// # Errors
/// [`AppError::TooMany`] when too many were asked for from one place.
pub async fn may_ask(app: &App, address: IpAddr) -> Result<()> {
    let now = app.machine_now();
    let key = key(&app.config, "ask", &place(&app.config, address));
    let asked = app.store.write_with(key, move |tx, key| Box::pin(stored::count_failure(tx, key, now, WINDOW))).await?;
    if asked > PLACE { Err(AppError::TooMany) } else { Ok(()) }
}

/// Counts somebody who begins to write on the public form.
///
/// # Errors
/// [`AppError::TooMany`] when too many were begun at one place.
pub async fn may_begin_ask(app: &App, address: IpAddr) -> Result<()> {
    count(app, vec![(key(&app.config, "ask-begin", &place(&app.config, address)), BEGUN)]).await
}

/// Counts answers to the question how it went: so many customers do not answer at one place in so short a time.
///
/// # Errors
/// [`AppError::TooMany`] when too many were sent from one place.
pub async fn may_give_feedback(app: &App, address: IpAddr) -> Result<()> {
    count(app, vec![(key(&app.config, "feedback", &place(&app.config, address)), BEGUN)]).await
}

/// Counts a code of a letter that somebody types over: by place, and, of places that are not held back, all together.
///
/// # Errors
/// [`AppError::TooMany`] when too many were tried at one place, or everywhere.
pub async fn may_try_code(app: &App, address: IpAddr) -> Result<()> {
    count(app, vec![(key(&app.config, "code", &place(&app.config, address)), PLACE)]).await?;
    count(app, vec![(key(&app.config, "code", "everywhere"), CODES)]).await
}

/// Counts what is sent by the public form, by place and by each address or number that was typed, known or not.
///
/// # Errors
/// [`AppError::TooMany`] when too much was sent from one place or in one name.
pub async fn may_send_ask(app: &App, address: IpAddr, typed: &[&str]) -> Result<()> {
    let mut keys = vec![(key(&app.config, "ask-send", &place(&app.config, address)), PLACE)];
    let typed = typed.iter().filter(|value| !value.is_empty());
    keys.extend(typed.map(|value| (key(&app.config, "ask-name", value), NAMED)));
    count(app, keys).await
}

/// Counts under keys, each with its limit within [`WINDOW`].
async fn count(app: &App, keys: Vec<(String, i64)>) -> Result<()> {
    let now = app.machine_now();
    app.store
        .write_with(keys, move |tx, keys| {
            Box::pin(async move {
                let mut over = false;
                for (key, limit) in keys {
                    over |= stored::count_failure(tx, key, now, WINDOW).await? > *limit;
                }
                Ok::<_, AppError>(over)
            })
        })
        .await
        .and_then(|over| if over { Err(AppError::TooMany) } else { Ok(()) })
}

/// How long so many failures block.
fn block(failures: i64, limit: i64) -> Option<SignedDuration> {
    let over = u32::try_from(failures - limit).ok()?;
    let block = FIRST_BLOCK.checked_mul(1_i32.checked_shl(over.min(10)).unwrap_or(i32::MAX));
    Some(block.unwrap_or(LONGEST_BLOCK).min(LONGEST_BLOCK))
}

fn account(config: &Config, email: &str) -> String {
    key(config, "account", email)
}

/// The place of an address: a household has one address of the old kind, and 64 bits of the new kind to choose from.
fn place(config: &Config, address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => key(config, "place", &address.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            key(config, "place", &format!("{a:x}:{b:x}:{c:x}:{d:x}"))
        }
    }
}

/// Addresses are not kept as they are: the count needs none.
fn key(config: &Config, kind: &str, value: &str) -> String {
    format!("{kind}:{}", secrets::veil(config, kind, &value.trim().to_lowercase()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_block_grows_to_a_quarter_of_an_hour() {
        let seconds: Vec<Option<i64>> =
            (4..=12).map(|failures| block(failures, 5).map(|block| block.as_secs())).collect();
        let expected = [None, Some(30), Some(60), Some(120), Some(240), Some(480), Some(900), Some(900), Some(900)];
        assert_eq!(seconds, expected);
        assert_eq!(block(5_000_000_000, 5), None, "a count that cannot be");
        assert_eq!(block(50_000, 5), Some(LONGEST_BLOCK));
    }

    #[test]
    fn a_place_is_an_address_or_a_net_of_64_bits() {
        let config = Config { public_url: String::new(), secret: [1; 32], previous_secret: None };
        let of = |text: &str| place(&config, text.parse().unwrap());
        let account = |email| account(&config, email);
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(account(" Noor@Example.org"), account("noor@example.org"));
        assert!(!account("noor@example.org").contains("noor"));
    }
}
