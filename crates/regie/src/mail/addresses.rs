//! Addresses by which replies and bounces find their journey: the mailbox with a token behind a plus.

use jiff::{SignedDuration, Timestamp};
use regie_app::Config;
use regie_app::ports::ReplyAddress;
use regie_channels::email::EmailAddress;
use regie_channels::email::token::{ReplyToken, TokenFacts, TokenKeys};
use regie_domain::ids::{JourneyId, UpdateId};

/// How long an address routes: somebody may answer a mail of last year.
const LIFETIME: SignedDuration = SignedDuration::from_hours(400 * 24);
/// What sets the two addresses of a message apart.
const BOUNCES: &str = "bounces:";

/// Addresses with tokens that only this installation makes.
pub struct TokenAddresses {
    keys: TokenKeys,
}

impl TokenAddresses {
    /// With the secrets of an installation.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self { keys: TokenKeys::new(config.secret, config.previous_secret) }
    }

    /// The mailbox itself where a token does not fit into its name.
    fn address(&self, mailbox: &str, facts: &TokenFacts<'_>) -> String {
        let token = self.keys.mint(facts);
        let tagged = EmailAddress::parse(mailbox).and_then(|mailbox| token.address(&mailbox));
        tagged.map_or_else(|| mailbox.to_owned(), |address| address.address())
    }
}

fn facts(journey: JourneyId, update: UpdateId, recipient: &str) -> TokenFacts<'_> {
    TokenFacts { journey: journey.0, message: update.0, recipient, expires: expires(update) }
}

/// Counted from the moment that the message was decided on, which its id holds: a second try makes the same address.
fn expires(update: UpdateId) -> Timestamp {
    let made = update.0.get_timestamp().and_then(|at| {
        let (seconds, nanos) = at.to_unix();
        Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanos).ok()?).ok()
    });
    made.and_then(|made| made.checked_add(LIFETIME).ok()).unwrap_or(Timestamp::MAX)
}

impl ReplyAddress for TokenAddresses {
    fn reply_to(&self, mailbox: &str, journey: JourneyId, update: UpdateId, recipient: &str) -> String {
        self.address(mailbox, &facts(journey, update, recipient))
    }

    fn envelope(&self, mailbox: &str, journey: JourneyId, update: UpdateId, recipient: &str) -> String {
        self.address(mailbox, &facts(journey, update, &format!("{BOUNCES}{recipient}")))
    }

    fn routes(&self, address: &str, journey: JourneyId, update: UpdateId, recipient: &str, now: Timestamp) -> bool {
        let token = EmailAddress::parse(address).as_ref().and_then(ReplyToken::from_address);
        let Some(token) = token else { return false };
        let bounces = format!("{BOUNCES}{recipient}");
        // Both are tried whatever the first says: a wrong address takes the same time.
        let reply = self.keys.verify(&token, &facts(journey, update, recipient), now).is_ok();
        let bounce = self.keys.verify(&token, &facts(journey, update, &bounces), now).is_ok();
        reply | bounce
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn both_addresses_of_a_message_route_and_no_other() {
        let config = Config { public_url: String::new(), secret: [7; 32], previous_secret: None };
        let addresses = TokenAddresses::new(&config);
        let journey = JourneyId(Uuid::from_u128(0x0161_6b1a_0000_7000_8000_0000_0000_0001));
        let update = UpdateId(Uuid::from_u128(0x0161_6b1a_0000_7000_8000_0000_0000_0002));
        let (reply, bounce) = (
            addresses.reply_to("kcc@example.org", journey, update, "a@example.net"),
            addresses.envelope("kcc@example.org", journey, update, "a@example.net"),
        );
        assert_ne!(reply, bounce);
        assert!(reply.starts_with("kcc+r") && reply.ends_with("@example.org"));
        let soon = expires(update) - SignedDuration::from_hours(48);
        let later = expires(update) + SignedDuration::from_hours(48);
        for address in [&reply, &bounce] {
            assert!(addresses.routes(address, journey, update, "A@example.net", soon));
            assert!(!addresses.routes(address, journey, update, "b@example.net", soon));
            assert!(!addresses.routes(address, journey, update, "a@example.net", later));
        }
        assert!(!addresses.routes("kcc@example.org", journey, update, "a@example.net", soon));
    }
}
