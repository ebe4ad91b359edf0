//! The code on a letter that asks how it went. Who types it over on the page `/a` comes to the same questions as by the short
//! link of a message. It is worked out from the ask and the installation's secret and kept nowhere, so that a letter that is
//! printed twice has one code, printing records nothing, and neither the database nor a backup holds codes. It ends with the
//! ask, and where a member made the links of its reader useless after that.
//!
//! Ten letters and digits: four say which ask it is (its id is no secret), six prove it: one try in 2³⁰ hits, of which a place has
//! 25 an hour and everybody together a thousand (`sessions/throttle.rs`).

use std::net::IpAddr;

use regie_domain::ids::{AskId, CustomerId, JourneyId, ParticipantId};
use regie_domain::journey::{Journey, State};
use regie_domain::survey::{Ask, AskState, CHANGEABLE};
use regie_store::views::{customers, surveys};
use regie_store::{Tx, content, links as stored};

use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::run::{journey_of, whole_micros};
use crate::sessions::throttle;
use crate::{App, Config, links, secrets};

/// Where a code is typed over.
pub const PATH: &str = "/a";

/// Letters and digits that are not taken for each other.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many signs say which ask it is, and how many prove it.
const NAMES: u32 = 4;
const PROVES: u32 = 6;
/// What each sign holds.
const BITS: u32 = 5;
/// What the proof is worked out for.
const PURPOSE: &str = "letter-code";

/// The code of an ask, as it stands on paper: `K3M7P-0QX4T`.
#[must_use]
pub fn code(config: &Config, ask: AskId) -> String {
    let proof = proofs(config, ask).into_iter().next().unwrap_or_default();
    let signs = written(tail(ask), NAMES) + &written(proof, PROVES);
    let (one, other) = signs.split_at(signs.len() / 2);
    format!("{one}-{other}")
}

impl App {
    /// The token of a fresh link behind a code that works; nothing where it does not, whatever is the matter with it.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when too many were tried, at this place or together; what the store says.
    pub async fn open_code(&self, typed: &str, address: IpAddr) -> Result<Option<String>> {
        throttle::may_try_code(self, address).await?;
        let Some((name, proof)) = read(typed) else { return Ok(None) };
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let found = self.behind_code(&mut tx, (name, proof)).await?;
        drop(tx);
        let Some((journey, participant, ask)) = found.filter(|(_, _, ask)| ask.takes_answer(now)) else {
            return Ok(None);
        };
        let mut minted = links::make(self, journey, participant, None);
        minted.kept.expires_at = ends(&ask).map_or(minted.kept.expires_at, whole_micros);
        self.store
            .write_with(minted.kept, |tx, kept| {
                Box::pin(async move { Ok::<_, AppError>(stored::mint(tx, kept).await?) })
            })
            .await?;
        Ok(minted.url.rsplit('/').next().map(str::to_owned))
    }

    /// The ask that a code proves, of a customer who is still there and whose links nobody took away since.
    async fn behind_code(
        &self,
        tx: &mut Tx,
        (name, proof): (u64, u64),
    ) -> Result<Option<(JourneyId, ParticipantId, Ask)>> {
        for row in surveys::by_tail(tx, &format!("{name:05x}")).await? {
            let good = |known: u64| secrets::same(&known.to_be_bytes(), &proof.to_be_bytes());
            if !proofs(&self.config, row.id).into_iter().any(good) {
                continue;
            }
            let Some(journey) = journey_of(tx, row.journey).await? else { continue };
            let Some((participant, ask)) = told(&journey, row.id) else { continue };
            let AskState::Asked { at, .. } = ask.state else { continue };
            let taken = stored::taken_since(tx, journey.id.0, participant.0, at).await?;
            if !taken && is_known(tx, journey.customer).await? {
                return Ok(Some((journey.id, participant, ask)));
            }
        }
        Ok(None)
    }
}

/// Whether anything is left by which the customer is reached: of somebody who was erased nothing is.
async fn is_known(tx: &mut Tx, customer: CustomerId) -> Result<bool> {
    for record in records_of(tx, customer).await? {
        for handle in customers::handles(tx, record).await? {
            if content::text(tx, handle.value.0).await?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Who was asked, and what.
fn told(journey: &Journey, ask: AskId) -> Option<(ParticipantId, Ask)> {
    let ask = journey.survey.as_ref().filter(|found| found.id == ask)?;
    let (id, _) = journey.customer_participant().filter(|(_, person)| person.present && person.may_act)?;
    let there = !matches!(journey.state, State::Void { .. });
    there.then(|| (id, ask.clone()))
}

/// When its link ends: an answer of the last moment can still be changed.
fn ends(ask: &Ask) -> Option<jiff::Timestamp> {
    let AskState::Asked { until, .. } = ask.state else { return None };
    ask.response.as_ref().map_or_else(|| until.checked_add(CHANGEABLE).ok(), |given| Some(given.changeable_until()))
}

/// The end of the id of an ask, which its version of ids draws by chance.
fn tail(ask: AskId) -> u64 {
    let low = ask.0.as_u128() & ((1 << (NAMES * BITS)) - 1);
    u64::try_from(low).unwrap_or_default()
}

/// What proves an ask: with the present secret, then with the one before it.
fn proofs(config: &Config, ask: AskId) -> Vec<u64> {
    let marks = secrets::veiled(config, PURPOSE, &ask.to_string());
    let all = marks.iter().filter_map(|mark| u64::from_str_radix(mark.get(..16)?, 16).ok());
    all.map(|mark| mark & ((1 << (PROVES * BITS)) - 1)).collect()
}

fn written(number: u64, signs: u32) -> String {
    let sign = |place: u32| {
        let at = usize::try_from((number >> (place * BITS)) & 31).unwrap_or_default();
        SIGNS.get(at).copied().map(char::from)
    };
    (0..signs).rev().filter_map(sign).collect()
}

/// Reads what somebody typed over from paper: in any case, with or without marks between, an O for a 0 and an I or L for a 1.
fn read(typed: &str) -> Option<(u64, u64)> {
    let mut signs = Vec::new();
    for letter in
        typed.chars().filter(|letter| !letter.is_whitespace() && !"-./\u{2010}\u{2011}\u{2013}".contains(*letter))
    {
        let sign = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let at = SIGNS.iter().position(|known| char::from(*known) == sign)?;
        signs.push(u64::try_from(at).ok()?);
        if signs.len() > (NAMES + PROVES) as usize {
            return None;
        }
    }
    if signs.len() != (NAMES + PROVES) as usize {
        return None;
    }
    let number = |signs: &[u64]| signs.iter().fold(0, |number, sign| (number << BITS) | sign);
    let (name, proof) = signs.split_at(NAMES as usize);
    Some((number(name), number(proof)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    fn config(secret: u8) -> Config {
        Config { public_url: String::new(), secret: [secret; 32], previous_secret: None }
    }

    fn ask(low: u128) -> AskId {
        AskId(uuid::Uuid::from_u128((0x0190_0000_0000_7000_8000 << 48) | low))
    }

    #[test]
    fn a_code_reads_back_however_it_is_typed_over() {
        let code = code(&config(1), ask(0xabcde));
        assert_eq!((code.len(), code.as_bytes()[5]), (11, b'-'), "{code}");
        let good = read(&code).unwrap();
        assert_eq!(good.0, 0xabcde);
        assert_eq!(good.1, proofs(&config(1), ask(0xabcde))[0]);
        for typed in [code.to_lowercase(), code.replace('-', ""), code.replace('-', " "), format!(" {code}. ")] {
            assert_eq!(read(&typed), Some(good), "{typed}");
        }
        assert_eq!(read("OOOO0-0IL11"), read("0000001111"));
        for junk in ["", "K3M7P", "K3M7P-0QX4", "K3M7P-0QX4TT", "U3M7P-0QX4T", "é3M7P-0QX4T", &"0".repeat(10_000)] {
            assert_eq!(read(junk), None, "{junk}");
        }
    }

    #[test]
    fn what_proves_an_ask_hangs_on_the_whole_ask_and_on_the_secret() {
        let one = code(&config(1), ask(7));
        assert_ne!(one, code(&config(2), ask(7)));
        assert_ne!(one, code(&config(1), ask(7 | 1 << 40)), "another with the same end");
        assert_eq!(one[..4], code(&config(1), ask(7 | 1 << 40))[..4]);
        let changed = Config { previous_secret: Some([1; 32]), ..config(2) };
        assert!(proofs(&changed, ask(7)).contains(&read(&one).unwrap().1), "after the secret was changed");
    }
}
