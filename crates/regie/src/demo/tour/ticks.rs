//! What the record must say for a step of a story to have happened.

use jiff::Timestamp;
use regie_app::tour::DemoText;
use regie_domain::actor::TeamRef;
use regie_domain::codes::{BallReason, Channel, Direction, PromiseWhat, TaskKind, UpdateKind};
use regie_domain::handover::{HandoverState, LegState};
use regie_domain::journey::{Journey, State};
use regie_domain::phone::PhoneNumber;
use regie_domain::question::QuestionState;
use regie_domain::update::UpdateState;
use regie_domain::visit::VisitState;

use super::super::act::{Case, Seat};
use super::super::house::House;

/// Something of the record. A number says which one of its kind, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// There is a journey.
    Opened,
    /// A text message left to the customer's number.
    Texted,
    /// A call to a closed desk stands on the journey.
    ClosedDoor,
    /// A message of a kind was decided on.
    Told(UpdateKind, usize),
    /// The customer's side sent so many contacts that a person reads, a call to a closed desk not counted.
    Heard(usize),
    /// The customer's side asked so often for news only.
    Chased(usize),
    /// The customer was asked something.
    Asked(usize),
    /// The customer answered it.
    Answered(usize),
    /// A promise of a kind was made.
    Promised(PromiseWhat),
    /// A member called.
    Called(usize),
    /// A leg was offered to a team.
    Offered(Seat),
    /// It was accepted.
    Accepted(Seat),
    /// It was done.
    Finished(Seat),
    /// A letter was sent.
    Posted(usize),
    /// The director's team took the ball back.
    TakenBack,
    /// The legal term stands still.
    Suspended,
    /// It runs again.
    Resumed,
    /// A visit was booked.
    Booked,
    /// It was said more exactly when.
    Narrowed,
    /// The team came.
    Arrived,
    /// The visit is done, first time right.
    Repaired,
    /// The journey closed.
    Closed,
}

/// What is known.
pub struct Facts<'a> {
    /// The journey, once there is one.
    pub journey: Option<&'a Journey>,
    /// The house.
    pub house: &'a House,
    /// The text messages that left.
    pub texts: &'a [DemoText],
    /// The customer.
    pub case: &'a Case,
}

impl Facts<'_> {
    /// When the last of some things happened; nothing while one has not.
    #[must_use]
    pub fn all(&self, ticks: &[Tick]) -> Option<Timestamp> {
        let mut last = None;
        for tick in ticks {
            last = last.max(Some(self.when(*tick)?));
        }
        last
    }

    fn when(&self, tick: Tick) -> Option<Timestamp> {
        if tick == Tick::Texted {
            let number = PhoneNumber::parse(self.case.phone).ok()?;
            return self.texts.iter().filter(|text| text.to == number.as_str()).map(|text| text.at).min();
        }
        let journey = self.journey?;
        match tick {
            Tick::Texted => None,
            Tick::Opened => Some(journey.opened_at),
            Tick::ClosedDoor => earliest(journey.contacts.values().filter(|it| it.is_closed_door()).map(|it| it.at), 1),
            Tick::Told(kind, nth) => {
                let said = journey
                    .updates
                    .values()
                    .filter(|update| update.about == kind && !matches!(update.state, UpdateState::Withdrawn { .. }));
                earliest(said.map(|update| update.planned_at), nth)
            }
            Tick::Heard(nth) => {
                let heard = journey.from_customer().filter(|it| !it.is_closed_door());
                earliest(heard.map(|contact| contact.at), nth)
            }
            Tick::Chased(nth) => {
                let chased = journey.from_customer().filter(|it| it.facts.asks == regie_domain::codes::Asks::News);
                earliest(chased.map(|contact| contact.at), nth)
            }
            Tick::Asked(nth) => earliest(journey.questions.values().map(|question| question.asked_at), nth),
            Tick::Answered(nth) => {
                let mut asked: Vec<_> = journey.questions.values().collect();
                asked.sort_by_key(|question| question.asked_at);
                match asked.get(nth.checked_sub(1)?)?.state {
                    QuestionState::Answered { at, .. } => Some(at),
                    _ => None,
                }
            }
            Tick::Promised(what) => {
                let made = journey.promises.values().filter(|promise| promise.what == what);
                earliest(made.map(|promise| promise.made_at), 1)
            }
            Tick::Called(nth) => {
                let called = journey.contacts.values().filter(|it| {
                    it.facts.direction == Direction::Out && it.facts.channel == Channel::Phone && it.moved_to.is_none()
                });
                earliest(called.map(|contact| contact.at), nth)
            }
            Tick::Offered(seat) => {
                let team = self.team(seat)?;
                let offered = journey.handovers.values().filter(|offer| offer.to == team);
                earliest(offered.map(|offer| offer.offered_at), 1)
            }
            Tick::Accepted(seat) => {
                let team = self.team(seat)?;
                let accepted = journey.handovers.values().filter(|offer| offer.to == team);
                earliest(accepted.filter_map(|offer| accepted_at(offer.state)), 1)
            }
            Tick::Finished(seat) => {
                let team = self.team(seat)?;
                let legs = journey.legs.values().filter(|leg| leg.team == team);
                let done = legs.filter_map(|leg| match leg.state {
                    LegState::Done { at, .. } => Some(at),
                    _ => None,
                });
                earliest(done, 1)
            }
            Tick::Posted(nth) => {
                let letters = journey.tasks.values().filter(|task| task.kind == TaskKind::Letter);
                earliest(letters.filter_map(|task| task.done_at), nth)
            }
            Tick::TakenBack => {
                let back = journey.way.iter().filter(|spell| matches!(spell.why, BallReason::TakenBack));
                earliest(back.map(|spell| spell.since), 1)
            }
            // The record knows the day of both; the moment is that of the question, and of its answer.
            Tick::Suspended => {
                journey.legal.as_ref().and_then(|_| self.when(Tick::Asked(2))).filter(|_| suspended(journey))
            }
            Tick::Resumed => self.when(Tick::Answered(2)).filter(|_| suspended(journey)),
            Tick::Booked => earliest(journey.visits.values().map(|visit| visit.booked_at), 1),
            Tick::Narrowed => self.when(Tick::Told(UpdateKind::VisitNarrowed, 1)),
            Tick::Arrived => earliest(journey.visits.values().filter_map(|visit| visit.arrived), 1),
            Tick::Repaired => {
                let done = journey.visits.values().filter_map(|visit| match visit.state {
                    VisitState::Done { at, first_time_right: true, .. } => Some(at),
                    _ => None,
                });
                earliest(done, 1)
            }
            Tick::Closed => match journey.state {
                State::Closed { at, .. } => Some(at),
                _ => None,
            },
        }
    }

    fn team(&self, seat: Seat) -> Option<TeamRef> {
        self.house.team(seat).ok()
    }
}

fn accepted_at(state: HandoverState) -> Option<Timestamp> {
    match state {
        HandoverState::Accepted { at, .. } => Some(at),
        _ => None,
    }
}

/// Whether the legal term stood still at some time.
fn suspended(journey: &Journey) -> bool {
    journey.legal.as_ref().is_some_and(|clock| !clock.term.suspensions().is_empty())
}

fn earliest(moments: impl Iterator<Item = Timestamp>, nth: usize) -> Option<Timestamp> {
    let mut moments: Vec<Timestamp> = moments.collect();
    moments.sort();
    moments.get(nth.checked_sub(1)?).copied()
}
