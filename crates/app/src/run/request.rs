//! A command with all that stands around it.

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::command::{Command, Expects, JourneyCommand};
use regie_domain::customer::CustomerCommand;
use regie_domain::ids::{BlueprintId, CustomerId, EventId, ImprovementId, JourneyId};
use regie_domain::improvement::{ImprovementCommand, Judged};

use crate::authorise::Who;
use crate::content::Text;

/// A command on its way in, with all that stands around it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asks.
    pub who: Who,
    /// Through which door.
    pub door: Door,
    /// The same key twice has one effect.
    pub key: Option<String>,
    /// What the actor saw.
    pub expects: Expects,
    /// The number of the last event that the actor saw, where nothing may have happened since.
    pub seen: Option<u64>,
    /// What caused it.
    pub cause: Option<EventId>,
    /// When a partner that does not take part said what is noted.
    pub said_at: Option<Timestamp>,
    /// The command.
    pub command: Command,
    /// The texts and files that it names.
    pub texts: Vec<Text>,
    /// The blueprint of a journey that it begins; without it that of the team's mailbox.
    pub blueprint: Option<BlueprintId>,
    /// What the figures said, for a command that measures.
    pub judged: Option<Judged>,
    /// Whether another command of the same form follows in the same write.
    pub more_follows: bool,
}

impl Request {
    /// A command on a journey.
    #[must_use]
    pub fn journey(who: Who, door: Door, journey: JourneyId, command: JourneyCommand) -> Self {
        Self::of(who, door, Command::Journey { journey, command })
    }

    /// A command on a customer record.
    #[must_use]
    pub fn customer(who: Who, door: Door, customer: CustomerId, command: CustomerCommand) -> Self {
        Self::of(who, door, Command::Customer { customer, command })
    }

    /// A command on an improvement.
    #[must_use]
    pub fn improvement(who: Who, door: Door, improvement: ImprovementId, command: ImprovementCommand) -> Self {
        Self::of(who, door, Command::Improvement { improvement, command })
    }

    fn of(who: Who, door: Door, command: Command) -> Self {
        // Use cases that pages and programs share name the page.
        let door = if matches!(who, Who::Client(_)) && door != Door::Signed { Door::Api } else { door };
        Self {
            who,
            door,
            key: None,
            expects: Expects::default(),
            seen: None,
            cause: None,
            said_at: None,
            command,
            texts: Vec::new(),
            blueprint: None,
            judged: None,
            more_follows: false,
        }
    }

    /// With the texts that it names.
    #[must_use]
    pub fn with(mut self, texts: Vec<Text>) -> Self {
        self.texts = texts;
        self
    }

    /// With a key.
    #[must_use]
    pub fn keyed(mut self, key: Option<String>) -> Self {
        self.key = key;
        self
    }

    /// With the moment at which a partner that does not take part said so.
    #[must_use]
    pub fn said(mut self, at: Option<Timestamp>) -> Self {
        self.said_at = at;
        self
    }

    /// As a part of a form whose last command comes after it in the same write.
    #[must_use]
    pub fn before_another(mut self) -> Self {
        self.more_follows = true;
        self
    }

    /// With the ball's epoch that the actor saw.
    #[must_use]
    pub fn on_ball(mut self, epoch: Option<u32>) -> Self {
        self.expects.ball_epoch = epoch;
        self
    }
}
