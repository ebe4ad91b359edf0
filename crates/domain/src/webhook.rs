//! Systems of others that are told what happens: where, about what, signed how, and when a message is tried again.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The pauses between tries of one message: after the first try, after the second, and so on. Ten tries within 76 hours.
const PAUSES: [SignedDuration; 9] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(14),
    SignedDuration::from_hours(20),
    SignedDuration::from_hours(24),
];

/// How far a pause is drawn around its length, in per mille, so that many messages do not come back at once.
pub const JITTER: i64 = 100;

/// How the messages to an endpoint are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WebhookScheme {
    /// HMAC-SHA256 with a secret that both sides have.
    #[serde(rename = "v1")]
    Hmac,
    /// Ed25519: the receiver has the public half only.
    #[serde(rename = "v1a")]
    Ed25519,
}

impl WebhookScheme {
    /// All schemes, in the order in which pages list them.
    pub const ALL: [Self; 2] = [Self::Hmac, Self::Ed25519];

    /// The code before a signature.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Hmac => "v1",
            Self::Ed25519 => "v1a",
        }
    }

    /// The scheme of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.code() == code)
    }
}

/// What an endpoint's messages are signed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSecret {
    /// The secret, or the private half, encrypted at rest.
    pub sealed: String,
    /// The public half, as the receiver keeps it; empty where the scheme has none.
    pub public: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it signs no more; none for the present one.
    pub ends_at: Option<Timestamp>,
}

/// Whether messages go to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookState {
    /// They go.
    Active,
    /// A person holds them; they are kept.
    Paused,
    /// The program stopped: none are made any more.
    Disabled,
}

impl WebhookState {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
        }
    }
}

/// Why the program stopped sending to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookStop {
    /// It answered that it is gone (410).
    Gone,
    /// It failed for days without a break.
    Failing,
}

impl WebhookStop {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }
}

/// A system of others that is told what happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    /// What the house calls it.
    pub name: String,
    /// Where messages are posted. It may hold a secret: no log names it.
    pub url: String,
    /// What it hears of: kinds of events, `promise.*` for a whole noun, or `*`.
    pub kinds: Vec<String>,
    /// The program whose sight limits what it hears; without one nothing that is shielded.
    pub client: Option<Uuid>,
    /// How messages are signed.
    pub scheme: WebhookScheme,
    /// The secrets, the present one last.
    pub secrets: Vec<WebhookSecret>,
    /// Whether messages go.
    pub state: WebhookState,
    /// Since when.
    pub since: Timestamp,
    /// Why the program stopped, where it did.
    pub why: Option<WebhookStop>,
    /// Whether the receiver agreed to get messages.
    pub agreed: bool,
    /// The most messages in a minute that it agreed to.
    pub rate: Option<u32>,
    /// When it was made: what happened before is not told.
    pub made_at: Timestamp,
}

impl WebhookEndpoint {
    /// Whether it hears of a kind of event.
    #[must_use]
    pub fn wants(&self, kind: &str) -> bool {
        self.kinds.iter().any(|wanted| match wanted.strip_suffix(".*") {
            Some(noun) => kind.split_once('.').is_some_and(|(of, _)| of == noun),
            None => wanted == "*" || wanted == kind,
        })
    }

    /// The secrets that sign at a moment, the present one first.
    pub fn signing(&self, now: Timestamp) -> impl Iterator<Item = &WebhookSecret> {
        self.secrets.iter().rev().filter(move |secret| secret.ends_at.is_none_or(|ends| now < ends))
    }
}

/// How messages name where they come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookNames {
    /// The source of every message, as a URN.
    pub source: String,
    /// What the type of every message begins with: a domain read backwards.
    pub prefix: String,
}

impl WebhookNames {
    /// What is used until somebody says otherwise.
    #[must_use]
    pub fn neutral(organisation: Uuid) -> Self {
        Self { source: format!("urn:uuid:{organisation}"), prefix: "nl.regie".to_owned() }
    }

    /// The type of a message about a kind of event.
    #[must_use]
    pub fn type_of(&self, kind: &str) -> String {
        format!("{}.{}", self.prefix, kind.replace('_', "-"))
    }
}

/// How long to wait after a number of failed tries, drawn by a random number; none when it is given up.
#[must_use]
pub fn pause_after(tries: u32, random: u32) -> Option<SignedDuration> {
    let pause = PAUSES.get(usize::try_from(tries.checked_sub(1)?).ok()?)?;
    Some(drawn(*pause, i64::from(random) % (2 * JITTER + 1) - JITTER))
}

/// How long to wait after a receiver asked for it: never less than that.
#[must_use]
pub fn pause_asked(asked: SignedDuration, random: u32) -> SignedDuration {
    let longest = PAUSES[PAUSES.len() - 1];
    drawn(asked.clamp(PAUSES[0], longest), i64::from(random) % (JITTER + 1)).min(longest)
}

fn drawn(pause: SignedDuration, per_mille: i64) -> SignedDuration {
    let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
    SignedDuration::from_millis(millis + millis / 1000 * per_mille)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(kinds: &[&str]) -> WebhookEndpoint {
        WebhookEndpoint {
            name: String::new(),
            url: String::new(),
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            client: None,
            scheme: WebhookScheme::Hmac,
            secrets: Vec::new(),
            state: WebhookState::Active,
            since: Timestamp::UNIX_EPOCH,
            why: None,
            agreed: true,
            rate: None,
            made_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_endpoint_hears_of_what_it_names_and_of_whole_nouns() {
        let hears = |kinds: &[&str], kind: &str| endpoint(kinds).wants(kind);
        assert!(hears(&["promise.broken"], "promise.broken") && !hears(&["promise.broken"], "promise.made"));
        assert!(hears(&["promise.*"], "promise.made") && !hears(&["promise.*"], "promised.made"));
        assert!(hears(&["*"], "ball.moved") && !hears(&[], "ball.moved"));
    }

    #[test]
    fn ten_tries_within_76_hours_and_then_no_more() {
        let pauses: Vec<_> = (1..=9).map_while(|tries| pause_after(tries, 100)).collect();
        assert_eq!(pauses, PAUSES);
        let all: SignedDuration = pauses.iter().fold(SignedDuration::ZERO, |sum, one| sum + *one);
        assert_eq!(all.as_mins(), 75 * 60 + 35);
        assert_eq!((pause_after(0, 100), pause_after(10, 100)), (None, None));
    }

    #[test]
    fn a_pause_is_drawn_within_a_tenth_and_one_that_was_asked_for_is_never_shorter() {
        for random in [0, 7, 200, 201, u32::MAX] {
            let pause = pause_after(2, random).unwrap_or_default().as_secs();
            assert!((270..=330).contains(&pause), "{pause}");
            let asked = pause_asked(SignedDuration::from_secs(120), random).as_secs();
            assert!((120..=132).contains(&asked), "{asked}");
        }
        assert_eq!(pause_asked(SignedDuration::from_hours(24 * 365), 50).as_hours(), 24);
        assert!(pause_asked(SignedDuration::from_secs(-3), 0).as_secs() >= 5);
    }

    #[test]
    fn a_type_is_a_domain_read_backwards_and_the_kind() {
        let names = WebhookNames::neutral(Uuid::nil());
        assert_eq!(names.type_of("promise.at_risk"), "nl.regie.promise.at-risk");
        assert_eq!(names.source, "urn:uuid:00000000-0000-0000-0000-000000000000");
    }
}
