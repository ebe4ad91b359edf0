//! Typed identifiers. Every id is a UUID; a wrong kind of id does not compile.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Parses the hyphenated form.
            ///
            /// # Errors
            /// When the text is no UUID.
            pub fn parse(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
    )*};
}

ids! {
    /// A journey: the top object, and a stream of events.
    JourneyId,
    /// A customer: a stream of events of its own.
    CustomerId,
    /// An e-mail address, telephone number or other way to reach or know a customer.
    HandleId,
    /// A person on a journey.
    ParticipantId,
    /// One exchange, in or out.
    ContactId,
    /// A piece of the journey done by a team or partner.
    LegId,
    /// An offer of a leg or of the direction.
    HandoverId,
    /// A question to the customer or to the giver of a handover.
    QuestionId,
    /// A promise.
    PromiseId,
    /// A message the organisation sends by itself.
    UpdateId,
    /// A call or letter that a person must make.
    TaskId,
    /// Somebody coming in a window.
    VisitId,
    /// A decision that binds everyone.
    AgreementId,
    /// What a system must not do.
    HoldId,
    /// Something that was done against an agreement.
    BreachId,
    /// A process that fails.
    SignalId,
    /// A change that is tried, and what came of it: a stream of events of its own.
    ImprovementId,
    /// What customers are asked when a journey has ended.
    SurveyId,
    /// One customer being asked about one journey.
    AskId,
    /// What a carrier brings.
    ShipmentId,
    /// A system that obeys holds.
    SystemId,
    /// A text, name, address, file or raw mail in a content row.
    ContentId,
    /// An organisation in the chain.
    OrgId,
    /// A team of an organisation.
    TeamId,
    /// A member of a team.
    MemberId,
    /// How a type of journey should run.
    BlueprintId,
    /// One event of a stream.
    EventId,
    /// One run of a command.
    CommandId,
}

/// Ids of things that a decision makes, derived from the command's id: the same command run again makes the same ids,
/// so that a decision stays pure and a retried write stays the same write.
#[derive(Debug, Clone)]
pub struct Ids {
    command: Uuid,
    next: u64,
}

impl Ids {
    /// The ids of one command.
    #[must_use]
    pub fn of(command: CommandId) -> Self {
        Self { command: command.0, next: 0 }
    }

    /// The next id: it keeps the first 48 bits (the time) of the command's own UUID v7, so that ids still sort by time.
    #[expect(clippy::should_implement_trait, reason = "each call names the kind of id it wants")]
    pub fn next<T: From<Uuid>>(&mut self) -> T {
        let mut hash = Sha256::new();
        hash.update(self.command.as_bytes());
        hash.update(self.next.to_be_bytes());
        self.next += 1;
        let digest = hash.finalize();
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[..6].copy_from_slice(&self.command.as_bytes()[..6]);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        T::from(Uuid::from_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_command_makes_the_same_ids_and_never_one_twice() {
        let command = CommandId(Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_0000_0001));
        let (mut first, mut again) = (Ids::of(command), Ids::of(command));
        let made: Vec<PromiseId> = (0..100).map(|_| first.next()).collect();
        assert!(made.iter().all(|id| *id == again.next()));
        let distinct: std::collections::BTreeSet<_> = made.iter().collect();
        assert_eq!(distinct.len(), 100);
        assert_eq!(made[0].0.get_version_num(), 7);
    }
}
