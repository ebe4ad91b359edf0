//! What people answer when a journey has ended: mostly what was asked, sometimes too late, twice, or off the scale.

use crate::actor::{Actor, Door};
use crate::codes::{CareAction, CareCause, SilentWhy};
use crate::command::{JourneyCommand as C, SurveyCommand as S};
use crate::journey::Journey;
use crate::survey::{AskState, NewResponse, PointedAt};
use crate::testing::{Simulation, World};

impl World {
    /// The same, where what is known of the person differs with the seed: fit to be asked, asked before, wanting none, or
    /// asked by another party.
    #[must_use]
    pub(crate) fn asking_somehow(self, seed: u64) -> Self {
        let mut world = self.asking();
        let Some(facts) = &mut world.survey else { return world };
        match seed % 9 {
            0 => facts.asking.opted_out = true,
            1 => facts.elsewhere = true,
            2 => facts.survey = None,
            3 | 4 => facts.asking.asked = vec![crate::testing::amsterdam("2018-01-20 09:00")],
            _ => {}
        }
        world
    }
}

impl Simulation {
    /// Something about the survey of a journey.
    pub(crate) fn surveys(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let waits = journey.survey.as_ref().is_some_and(|ask| matches!(ask.state, AskState::Waits { .. }));
        if waits
            && self.dice.percent(80)
            && let Some(fire) = self.timer(journey)
        {
            return (Actor::System, Door::Timer, fire);
        }
        let learns = journey.survey.as_ref().is_some_and(|ask| ask.response.is_some()) && self.dice.percent(30);
        if learns || self.dice.percent(3) {
            let cause = CareCause::ALL[self.dice.below(CareCause::ALL.len())];
            let action = CareAction::ALL[self.dice.below(CareAction::ALL.len())];
            let note = self.dice.percent(50).then(|| self.dice.id());
            let member = self.world.member(self.dice.below(2), 0);
            return (member, Door::Page, C::Survey(S::Learn { cause, action, note }));
        }
        if self.dice.percent(8) {
            let command = match self.dice.below(4) {
                0 => S::MirrorReply { text: self.dice.id() },
                1 => S::NotMe {},
                2 => S::CallSilent {},
                _ => S::LeaveSilent { why: SilentWhy::ALL[self.dice.below(SilentWhy::ALL.len())] },
            };
            return (self.world.member(self.dice.below(2), 0), Door::Page, C::Survey(command));
        }
        let given = (0..2_u16)
            .filter(|_| self.dice.percent(85))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|question| (question, self.answer_to(question)))
            .collect();
        let said = if self.dice.percent(40) { vec![(self.wrong_or(2), self.dice.id())] } else { Vec::new() };
        let seq = 1 + self.dice.below(usize::try_from(journey.seq).unwrap_or(1) + 1) as u64;
        let pointed =
            if self.dice.percent(20) { vec![PointedAt { seq, well: self.dice.percent(50) }] } else { Vec::new() };
        let response = NewResponse {
            given,
            said,
            pointed,
            worrying: self.dice.percent(10),
            no_call: self.dice.percent(15),
            untraceable: self.dice.percent(10),
        };
        let command = C::Survey(S::Answer { response });
        (Actor::Participant { participant: self.participant }, Door::Page, command)
    }

    fn answer_to(&mut self, question: u16) -> u8 {
        let off = self.dice.percent(4);
        let highest = if question == 0 { 5 } else { 10 };
        let answer = 1 + self.dice.below(highest);
        u8::try_from(if off { highest + 1 } else { answer }).unwrap_or(1)
    }

    fn wrong_or(&mut self, question: u16) -> u16 {
        if self.dice.percent(8) { question + 1 } else { question }
    }
}
