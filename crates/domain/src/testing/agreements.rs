//! Agreements as people make, approve, keep and break them, and holds as systems acknowledge them; now and then out of turn.

use crate::actor::{Actor, Door, TeamRef};
use crate::agreement::AgreementCommand as A;
use crate::breach::BreachCommand as B;
use crate::codes::{
    AgreementEnd, BallGoes, BreachWhat, Direction, HoldAction, HoldEnd, HoldWhy, JoinReason, Outcome, SignalReason,
};
use crate::command::{JourneyCommand as C, NewLeg, NewPromise, Terms};
use crate::event::{ContactFacts, Promisee, Window};
use crate::hold::{Hold, HoldCommand as H, HoldSubject, NewHold};
use crate::ids::{AgreementId, HoldId, SystemId};
use crate::journey::Journey;
use crate::money::Cents;
use crate::signal::SignalCommand as S;
use crate::testing::{Simulation, World};

impl World {
    /// The systems of a world: the last team owns one, the second another.
    #[must_use]
    pub fn system(number: u64) -> SystemId {
        crate::testing::id(500 + number)
    }
}

impl Simulation {
    /// Something about what was agreed.
    pub(crate) fn agreements(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let proposed =
            journey.agreements.iter().find(|(_, found)| found.is_proposed()).map(|(id, found)| (*id, found.team));
        if let Some((agreement, team)) = proposed.filter(|_| self.dice.percent(60)) {
            let command = match self.dice.below(3) {
                0 => A::Refuse { agreement, text: self.dice.id(), told: self.told() },
                _ => {
                    let promise = self.dice.percent(70).then(|| self.agreed_promise());
                    A::Approve { agreement, promise }
                }
            };
            return (self.of_team(team), Door::Page, C::Agreement(command));
        }
        let breach = journey.breaches.iter().find(|(_, found)| found.is_open()).map(|(id, _)| *id);
        if let Some(breach) = breach.filter(|_| self.dice.percent(25)) {
            if journey.breach_told(breach) {
                let text = self.dice.id();
                return (self.of_team(journey.direction.team), Door::Page, C::Breach(B::Settle { breach, text }));
            }
            let update = journey.updates.iter().find(|(_, update)| update.breach == Some(breach)).map(|(id, _)| *id);
            if let Some(update) = update {
                return (Actor::System, Door::Program, C::Sent { update, text: self.dice.id() });
            }
        }
        let waits = |hold: &Hold| hold.awaits_acknowledgement() || hold.awaits_choice();
        let waiting = journey.holds.iter().find(|(_, hold)| waits(hold)).map(|(id, hold)| (*id, hold.clone()));
        if let Some((hold, found)) = waiting.filter(|_| self.dice.percent(60)) {
            return self.hold(hold, &found);
        }
        match self.dice.below(12) {
            0..=4 => self.agree(journey),
            5 | 6 => self.ended(journey),
            7 | 8 => self.breached(journey),
            9 => self.signalled(journey),
            10 => self.carry(journey),
            _ => {
                let all: Vec<HoldId> = journey.holds.keys().copied().collect();
                match self.dice.of(&all).and_then(|id| journey.holds.get(&id).map(|found| (id, found.clone()))) {
                    Some((hold, found)) => self.hold(hold, &found),
                    None => self.agree(journey),
                }
            }
        }
    }

    fn agree(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let holds = (0..self.dice.below(3)).map(|_| self.new_hold()).collect();
        let leg = self.dice.percent(80).then(|| self.new_leg(journey));
        let promise = self.dice.percent(70).then(|| self.agreed_promise());
        let cents = if self.dice.percent(45) { 60_000 } else { 3_450 };
        let amount = Cents(if self.dice.percent(3) { -1 } else { cents });
        let terms = Terms { wording: self.dice.id(), amount, contact: self.told(), holds, leg, promise };
        (self.somebody(journey), Door::Page, C::Agreement(A::Make { terms }))
    }

    fn new_leg(&mut self, journey: &Journey) -> NewLeg {
        let mut to = self.world.team(self.dice.below(3));
        while journey.ball.holder.team() == Some(to) && self.dice.percent(90) {
            to = self.world.team(self.dice.below(3));
        }
        let ball = if self.dice.percent(60) { BallGoes::Goes } else { BallGoes::Stays };
        let brief = (0..3).map(|_| Some(self.dice.id())).collect();
        NewLeg { to, ball, brief, respond_by: self.dice.percent(20).then(|| self.later()) }
    }

    fn new_hold(&mut self) -> NewHold {
        let system = if self.dice.percent(97) { World::system(self.dice.bits() % 2) } else { self.dice.id() };
        let number = 800_000 + self.dice.below(90_000);
        NewHold {
            system,
            subject: HoldSubject::new("invoice", &number.to_string()).unwrap_or_else(|_| unreachable!()),
            action: HoldAction::ALL[self.dice.below(HoldAction::ALL.len())],
            until: self.dice.percent(40).then(|| self.later()),
            why: HoldWhy::ALL[self.dice.below(HoldWhy::ALL.len())],
        }
    }

    fn agreed_promise(&mut self) -> NewPromise {
        NewPromise {
            kind: crate::codes::PromiseKind::Outcome,
            what: crate::codes::PromiseWhat::Result,
            text: None,
            to: Promisee::Customer,
            window: self.dice.percent(70).then(|| Window::by(self.later())),
            cost: None,
            replaces: None,
        }
    }

    fn told(&mut self) -> ContactFacts {
        let mut made = crate::testing::contact(0, None);
        (made.contact, made.text) = (self.dice.id(), self.dice.id());
        (made.direction, made.why) = (Direction::Out, JoinReason::Member);
        made
    }

    fn hold(&mut self, hold: HoldId, found: &Hold) -> (Actor, Door, C) {
        let open = found.stands() || found.awaits_acknowledgement();
        if open && hold.0.as_u128().is_multiple_of(9) && found.owner != self.world.team(0) {
            self.world.systems_to = Some(0);
            return (Actor::System, Door::Program, C::Hold(H::Follow { hold }));
        }
        let command = match (found.stands(), found.awaits_choice(), self.dice.below(4)) {
            (true, true, 0..=2) | (true, false, 3) => return self.chosen(hold),
            (true, _, _) => H::Acknowledge { hold, at: None },
            (false, _, 0) => H::Acknowledge { hold, at: self.dice.percent(50).then_some(self.now) },
            (false, _, _) => H::AcknowledgeRelease { hold, at: None },
        };
        (self.of_team(found.owner), Door::Api, C::Hold(command))
    }

    fn chosen(&mut self, hold: HoldId) -> (Actor, Door, C) {
        let text = self.dice.percent(50).then(|| self.dice.id());
        let command = match self.dice.below(4) {
            0 => H::Release { hold, why: HoldEnd::Fulfilled, text, told: None },
            1 => H::Release { hold, why: HoldEnd::Withdrawn, text, told: Some(self.told()) },
            2 => H::Release { hold, why: HoldEnd::Mistaken, text, told: None },
            _ => H::Extend { hold, until: self.dice.percent(70).then(|| self.later()) },
        };
        (self.of_team(self.world.team(0)), Door::Page, C::Hold(command))
    }

    fn ended(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let leg = journey.legs.iter().find(|(id, leg)| leg.is_open() && journey.agreement_of_leg(**id).is_some());
        if let Some((leg, team)) = leg.map(|(id, leg)| (*id, leg.team)).filter(|_| self.dice.percent(60)) {
            let command = C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(self.dice.id()) };
            return (self.of_team(team), Door::Page, command);
        }
        let agreement = self.some_agreement(journey);
        let command = match self.dice.below(3) {
            0 => A::End {
                agreement,
                why: AgreementEnd::ALL[self.dice.below(AgreementEnd::ALL.len())],
                text: self.dice.percent(50).then(|| self.dice.id()),
                told: self.told(),
            },
            _ => A::Keep { agreement, at: None },
        };
        (self.of_team(self.world.team(0)), Door::Page, C::Agreement(command))
    }

    fn carry(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let uncarried = journey.agreements.keys().find(|id| journey.is_uncarried(**id)).copied();
        let agreement = uncarried.unwrap_or_else(|| self.some_agreement(journey));
        let leg = self.new_leg(journey);
        (self.of_team(self.world.team(0)), Door::Page, C::Agreement(A::Carry { agreement, leg }))
    }

    fn breached(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let open = journey.breaches.iter().find(|(_, found)| found.is_open()).map(|(id, _)| *id);
        let text = self.dice.id();
        let command = match (open, self.dice.below(4)) {
            (Some(breach), 0 | 1) => B::Settle { breach, text },
            (Some(breach), 2) => B::Apologise { breach, contact: self.told() },
            _ => {
                let agreement = self.some_agreement(journey);
                let holds: Vec<HoldId> = journey.holds_of(agreement).map(|(id, _)| id).collect();
                B::Report {
                    agreement,
                    hold: self.dice.of(&holds).filter(|_| self.dice.percent(50)),
                    what: BreachWhat::ALL[self.dice.below(BreachWhat::ALL.len())],
                    at: None,
                    text: self.dice.percent(70).then_some(text),
                    evidence: (0..self.dice.below(2)).map(|_| self.dice.id()).collect(),
                }
            }
        };
        (self.somebody(journey), Door::Page, C::Breach(command))
    }

    fn signalled(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let open = journey.signals.iter().find(|(_, found)| found.is_open()).map(|(id, found)| (*id, found.owner));
        let unheard = journey.signals.iter().find_map(|(id, found)| Some((*id, *found.unheard().iter().next()?)));
        if let Some((signal, member)) = unheard.filter(|(id, _)| id.0.as_u128().is_multiple_of(2)) {
            let actor = Actor::Member { team: self.world.team(0), member };
            return (actor, Door::Page, C::Signal(S::Hear { signal }));
        }
        let text = self.dice.id();
        let (actor, command): (TeamRef, S) = match (open, self.dice.below(3)) {
            (Some((signal, _)), 0) => (self.world.team(0), S::AddLine { signal, text }),
            (Some((signal, owner)), 1) => {
                let told = self.dice.percent(60).then(|| self.told());
                (owner, S::Answer { signal, text, told })
            }
            _ => (self.world.team(0), {
                let (owner, reason) = (self.world.team(2), self.dice.percent(50).then_some(SignalReason::NoMandate));
                S::Open { owner, text: Some(text), reason, evidence: Vec::new(), unnamed: false }
            }),
        };
        (self.of_team(actor), Door::Page, C::Signal(command))
    }

    fn some_agreement(&mut self, journey: &Journey) -> AgreementId {
        let all: Vec<AgreementId> = journey.agreements.keys().copied().collect();
        self.dice.of(&all).filter(|_| !self.dice.percent(2)).unwrap_or_else(|| self.dice.id())
    }
}
