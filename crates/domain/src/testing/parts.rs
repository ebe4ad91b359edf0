//! What a choice of the simulation is made of: contacts, questions, promises, ways to reach somebody.

use crate::codes::{
    Channel, ContactClass, DeclineReason, Direction, JoinReason, MailCheck, Medium, PromiseKind, PromiseWhat, TaskKind,
};
use crate::command::{NewPromise, NewQuestion};
use crate::contact::SenderChecks;
use crate::event::{Asked, ContactFacts, Promisee, Reach, Window};
use crate::ids::{ContactId, QuestionId};
use crate::journey::Journey;
use crate::money::Cents;
use crate::testing::{Dice, Simulation, contact};

impl Simulation {
    pub(super) fn contact_in(&mut self) -> ContactFacts {
        let mut made = contact(0, None);
        (made.contact, made.text) = (self.dice.id(), self.dice.id());
        made.channel = Channel::ALL[self.dice.below(Channel::ALL.len())];
        if self.dice.percent(10) {
            made.class = ContactClass::ALL[self.dice.below(ContactClass::ALL.len())];
        }
        if self.dice.percent(10) {
            made.occurred_at = self.now.saturating_sub(jiff::SignedDuration::from_mins(45)).ok();
        }
        // Without the dice, so that what they give is the same with and without.
        made.oversize = made.contact.0.as_u128().is_multiple_of(40).then_some(73_400_320);
        made.back_on = made.contact.0.as_u128().is_multiple_of(41).then_some(17_580);
        let (spf, dkim, dmarc) = (MailCheck::Weak, MailCheck::Unchecked, MailCheck::Pass);
        let checks = SenderChecks { spf, dkim, dmarc, proven: true };
        let chat = made.channel == Channel::Social && made.contact.0.as_u128().is_multiple_of(2);
        made.medium = chat.then_some(Medium::Facebook);
        made.checked = made.contact.0.as_u128().is_multiple_of(43).then_some(checks);
        made
    }

    pub(super) fn contact_out(&mut self) -> ContactFacts {
        let mut made = self.contact_in();
        (made.direction, made.why) = (Direction::Out, JoinReason::Member);
        made
    }

    pub(super) fn called(&mut self) -> ContactFacts {
        ContactFacts { channel: Channel::Phone, participant: Some(self.participant), ..self.contact_out() }
    }

    pub(super) fn question(&mut self) -> NewQuestion {
        let label = self.dice.id();
        NewQuestion {
            text: self.dice.id(),
            items: vec![Asked { label, kind: crate::blueprint::AskKind::Iban, required: true }],
            due: self.dice.percent(30).then(|| self.later()),
            last_thing: self.dice.percent(60),
            through: None,
        }
    }

    pub(super) fn maybe_promise(&mut self, journey: &Journey) -> Option<NewPromise> {
        self.dice.percent(40).then(|| self.new_promise(journey))
    }

    pub(super) fn new_promise(&mut self, journey: &Journey) -> NewPromise {
        let broken = journey.promises.iter().find(|(_, promise)| promise.is_unsettled()).map(|(id, _)| *id);
        let what = PromiseWhat::ALL[self.dice.below(PromiseWhat::ALL.len())];
        let result = matches!(what, PromiseWhat::Result | PromiseWhat::Other);
        let team = self.world.team(self.dice.below(3));
        let until = self.later();
        let from = self.dice.percent(15).then(|| self.later());
        NewPromise {
            kind: if result { PromiseKind::Outcome } else { PromiseKind::News },
            what,
            text: None,
            to: if self.dice.percent(90) { Promisee::Customer } else { Promisee::Team { team } },
            window: self.dice.percent(60).then_some(Window { from, until }),
            cost: self.dice.percent(20).then_some(Cents(13_500)),
            replaces: broken.filter(|_| self.dice.percent(60)),
        }
    }

    pub(super) fn decline(&mut self) -> DeclineReason {
        DeclineReason::ALL[self.dice.below(DeclineReason::ALL.len())]
    }

    pub(super) fn by_mail(&mut self) -> Reach {
        Reach::Email { handle: self.dice.id() }
    }

    pub(super) fn reach(&mut self) -> Reach {
        match self.dice.below(5) {
            0 => Reach::Task { task: TaskKind::Call },
            1 => Reach::Task { task: TaskKind::Letter },
            2 => Reach::None,
            3 => Reach::Text { handle: self.dice.id() },
            _ => self.by_mail(),
        }
    }

    pub(super) fn any_contact(&mut self, journey: &Journey) -> ContactId {
        self.any(journey.contacts.keys().copied(), 5)
    }

    pub(super) fn any_question(&mut self, journey: &Journey) -> QuestionId {
        match journey.open_question() {
            Some((id, _)) if self.dice.percent(80) => id,
            _ => self.any(journey.questions.keys().copied(), 5),
        }
    }

    /// One of these, or once in a hundred times `unknown` one that is not there.
    pub(super) fn any<T: Copy + From<uuid::Uuid>>(&mut self, of: impl Iterator<Item = T>, unknown: usize) -> T {
        let all: Vec<T> = of.collect();
        let stray = self.dice.percent(unknown);
        let chosen = Dice::of(&mut self.dice, &all);
        chosen.filter(|_| !stray).unwrap_or_else(|| self.dice.id())
    }
}
