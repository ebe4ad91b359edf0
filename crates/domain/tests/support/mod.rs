//! What the tests of the domain share: a journal in memory, and checks of each step of it.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]

pub mod checks;
pub mod play;

use regie_domain::command::{Envelope, JourneyCommand};
use regie_domain::decide::{Decided, Decision, decide};
use regie_domain::event::{JourneyEvent, Meta, Recorded};
use regie_domain::facts::Facts;
use regie_domain::fold::{apply, open};
use regie_domain::ids::{Ids, JourneyId};
use regie_domain::journey::Journey;
use regie_domain::refusal::Refusal;

/// A stream in memory.
#[derive(Debug, Clone)]
pub struct Journal {
    pub id: JourneyId,
    pub events: Vec<Recorded<JourneyEvent>>,
    /// The fold of the events, kept up one by one.
    pub journey: Option<Journey>,
}

impl Journal {
    pub fn new(id: JourneyId) -> Self {
        Self { id, events: Vec::new(), journey: None }
    }

    /// Decides and appends.
    pub fn run(&mut self, envelope: &Envelope, command: &JourneyCommand, facts: &Facts) -> Result<Decision, Refusal> {
        let decision = decide(self.journey.clone(), self.id, envelope, command, facts)?;
        self.append(envelope, facts, &decision.events);
        Ok(decision)
    }

    fn append(&mut self, envelope: &Envelope, facts: &Facts, events: &[Decided]) {
        let mut ids = Ids::of(envelope.command);
        for decided in events {
            let seq = self.events.last().map_or(1, |last| last.meta.seq + 1);
            let meta = Meta::of(envelope, facts, ids.next(), seq, decided.occurred_at);
            match &mut self.journey {
                None => self.journey = open(self.id, &meta, &decided.event),
                Some(journey) => apply(journey, &meta, &decided.event),
            }
            self.events.push(Recorded { meta, event: decided.event.clone() });
        }
    }
}
