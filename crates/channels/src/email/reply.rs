//! The addresses by which replies and bounces find their journey again.

use jiff::{SignedDuration, Timestamp};
use regie_app::Config;
use regie_app::ports::ReplyAddress;
use regie_domain::ids::{JourneyId, UpdateId};

use super::address::EmailAddress;
use super::token::{ReplyToken, TokenFacts, TokenKeys};

/// How long after it was made a message can be answered by its address. Later an answer is matched by what it quotes.
const HOLDS: SignedDuration = SignedDuration::from_hours(24 * 400);
/// Keeps the token of the envelope sender apart from that of the reply address.
const BOUNCE: &str = "bounce to ";

/// Plus-addresses of the mailbox with a token of [`TokenKeys`].
#[derive(Debug, Clone)]
pub struct TokenAddresses {
    keys: TokenKeys,
}

impl TokenAddresses {
    /// For an installation: the present secret makes tokens, the one before it is still accepted.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self { keys: TokenKeys::new(config.secret, config.previous_secret) }
    }

    fn address(&self, mailbox: &str, facts: &TokenFacts<'_>) -> String {
        // A mailbox with a long name has no room for a token: its replies are matched by what they quote.
        let tagged = EmailAddress::parse(mailbox).and_then(|address| self.keys.mint(facts).address(&address));
        tagged.map_or_else(|| mailbox.to_owned(), |address| address.address())
    }
}

impl ReplyAddress for TokenAddresses {
    fn reply_to(&self, mailbox: &str, journey: JourneyId, update: UpdateId, recipient: &str) -> String {
        self.address(mailbox, &facts(journey, update, recipient))
    }

    fn envelope(&self, mailbox: &str, journey: JourneyId, update: UpdateId, recipient: &str) -> String {
        self.address(mailbox, &facts(journey, update, &format!("{BOUNCE}{recipient}")))
    }

    fn routes(&self, address: &str, journey: JourneyId, update: UpdateId, recipient: &str, now: Timestamp) -> bool {
        let Some(token) = EmailAddress::parse(address).as_ref().and_then(ReplyToken::from_address) else {
            return false;
        };
        let reply = self.keys.verify(&token, &facts(journey, update, recipient), now).is_ok();
        let bounce = self.keys.verify(&token, &facts(journey, update, &format!("{BOUNCE}{recipient}")), now).is_ok();
        reply | bounce
    }
}

fn facts(journey: JourneyId, update: UpdateId, recipient: &str) -> TokenFacts<'_> {
    let expires = made_at(update).saturating_add(HOLDS).unwrap_or(Timestamp::MAX);
    TokenFacts { journey: journey.0, message: update.0, recipient, expires }
}

/// The moment in a message's id, so that every try of the same message makes the same address.
fn made_at(update: UpdateId) -> Timestamp {
    let millis = i64::try_from(update.0.as_u128() >> 80).unwrap_or(0);
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn config(secret: u8, previous: Option<u8>) -> Config {
        let previous_secret = previous.map(|byte| [byte; 32]);
        Config { public_url: "https://regie.example.org".into(), secret: [secret; 32], previous_secret }
    }

    #[test]
    fn both_addresses_route_for_their_message_and_recipient_until_they_expire() {
        let made = u64::try_from(at("2018-02-05T08:00:00Z").as_millisecond()).unwrap();
        let update = UpdateId(uuid::Builder::from_unix_timestamp_millis(made, &[9; 10]).into_uuid());
        let other = UpdateId(uuid::Builder::from_unix_timestamp_millis(made, &[8; 10]).into_uuid());
        let journey = JourneyId(Uuid::from_u128(7));
        let ours = TokenAddresses::new(&config(1, None));
        let reply = ours.reply_to("kcc@example.org", journey, update, "A@example.net");
        let envelope = ours.envelope("kcc@example.org", journey, update, "A@example.net");
        assert_ne!(reply, envelope);
        assert_eq!(reply, ours.reply_to("kcc@example.org", journey, update, "a@example.net"));
        let now = at("2018-03-01T00:00:00Z");
        for address in [&reply, &envelope, &reply.to_uppercase()] {
            assert!(ours.routes(address, journey, update, "a@example.net", now), "{address}");
            assert!(TokenAddresses::new(&config(2, Some(1))).routes(address, journey, update, "a@example.net", now));
            assert!(!TokenAddresses::new(&config(2, None)).routes(address, journey, update, "a@example.net", now));
            assert!(!ours.routes(address, journey, other, "a@example.net", now));
            assert!(!ours.routes(address, journey, update, "b@example.net", now));
            assert!(!ours.routes(address, JourneyId(Uuid::nil()), update, "a@example.net", now));
            assert!(!ours.routes(address, journey, update, "a@example.net", at("2019-03-20T00:00:00Z")));
        }
        assert!(!ours.routes("kcc@example.org", journey, update, "a@example.net", now));
        let long = "een-heel-lange-naam-voor-een-mailbox@example.org";
        assert_eq!(ours.reply_to(long, journey, update, "a@example.net"), long);
    }
}
