//! What the record must say for a step of a story to have happened.

use jiff::Timestamp;
use regie_app::directory::Directory;
use regie_app::tour::DemoText;
use regie_domain::actor::TeamRef;
use regie_domain::agreement::AgreementState;
use regie_domain::codes::{
    BallReason, Channel, DeadlineKind, Direction, PromiseKind, PromiseWhat, Settlement, TaskKind, UpdateKind,
};
use regie_domain::handover::{Handover, HandoverState, LegState, Subject};
use regie_domain::hold::Hold;
use regie_domain::journey::{Journey, State};
use regie_domain::phone::PhoneNumber;
use regie_domain::promise::{Promise, PromiseState};
use regie_domain::question::QuestionState;
use regie_domain::survey::AskState;
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
    /// Something was agreed that binds everyone.
    Agreed,
    /// More than one member decides on was proposed.
    Proposed,
    /// The system, or a member for it, knows of what it must not do.
    Confirmed,
    /// It was not kept to.
    NotKept,
    /// Somebody apologised in person.
    Apologised,
    /// What was done against it is undone.
    PutRight,
    /// The agreement is kept.
    Kept,
    /// The journey closed, perhaps to be opened again by an unhappy answer.
    Closed,
    /// The customer was asked how it went.
    Surveyed,
    /// The customer answered it.
    SaidHow,
    /// What the answer taught is noted.
    Learned,
    /// A shipment was registered.
    Shipped(usize),
    /// So much was said of the shipments.
    Scanned(usize),
    /// A shipment will hardly be there in time.
    AtRisk,
    /// A promise to the customer broke.
    Broken,
    /// A member said when there is news again.
    GaveNews,
    /// A team did not answer an offer in time.
    Louder(Seat),
    /// A team answered an offer at once, without taking work on.
    AnsweredBy(Seat),
    /// The promise of a carrier was let go, for another shipment in its place.
    LetGo,
    /// The shipment that was registered last is there, in time.
    Delivered,
    /// A claim follows, as a journey of its own.
    Claimed,
    /// A promise was moved.
    Moved,
    /// The direction was offered to a team.
    LeadOffered(Seat),
    /// The team has it.
    LeadAccepted(Seat),
    /// What was moved in time was done in its new window.
    KeptAfterMove,
    /// A party is no longer part of the chain.
    Lost,
    /// A partner said that it erased what it had.
    Erased(Seat),
    /// A system did not say in time that it knows what was agreed: the teams, or the team lead, were told.
    NotConfirmed(DeadlineKind),
    /// A message of a kind left.
    Sent(UpdateKind, usize),
    /// Something names the journey and waits, as nothing proves whose it is.
    Stranger,
}

/// What is known.
pub struct Facts<'a> {
    /// The journey, once there is one.
    pub journey: Option<&'a Journey>,
    /// The journey that follows, once there is one.
    pub then: Option<&'a Journey>,
    /// The house.
    pub house: &'a House,
    /// The settings as they are now.
    pub directory: &'a Directory,
    /// When something came in that names the journey and waits.
    pub stranger: Option<Timestamp>,
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
            Tick::Agreed => {
                let bound = journey.agreements.values().filter_map(|found| found.bound.as_ref());
                earliest(bound.map(|bound| bound.at), 1)
            }
            Tick::Proposed => earliest(journey.agreements.values().filter_map(|found| found.proposed_at), 1),
            Tick::Confirmed => earliest(journey.holds.values().filter_map(|hold| hold.acknowledged), 1),
            Tick::NotKept => earliest(journey.breaches.values().map(|breach| breach.reported_at), 1),
            Tick::Apologised => {
                let tasks = journey.tasks.values().filter(|task| task.kind == TaskKind::Apology);
                earliest(tasks.filter_map(|task| task.done_at), 1)
            }
            Tick::PutRight => {
                let settled = journey.breaches.values().filter_map(|breach| breach.settled);
                earliest(settled.map(|(at, _)| at), 1)
            }
            Tick::Kept => {
                let kept = journey.agreements.values().filter_map(|found| match found.state {
                    AgreementState::Kept { at, .. } => Some(at),
                    _ => None,
                });
                earliest(kept, 1)
            }
            Tick::Closed => match journey.state {
                State::Closed { at, .. } => Some(at),
                _ => {
                    let again = journey.way.windows(2).filter(|pair| pair[1].why == BallReason::Reopened);
                    again.filter_map(|pair| pair[0].until).next_back()
                }
            },
            Tick::Surveyed => match journey.survey.as_ref()?.state {
                AskState::Asked { at, .. } => Some(at),
                _ => None,
            },
            Tick::SaidHow => Some(journey.survey.as_ref()?.response.as_ref()?.first_at),
            Tick::Learned => Some(journey.survey.as_ref()?.learned?.at),
            _ => self.in_the_chain(journey, tick),
        }
    }

    /// What happens with shipments and between partners.
    fn in_the_chain(&self, journey: &Journey, tick: Tick) -> Option<Timestamp> {
        match tick {
            Tick::Shipped(nth) => earliest(journey.shipments.values().map(|found| found.registered_at), nth),
            Tick::Scanned(nth) => {
                let said = journey.shipments.values().flat_map(|found| &found.said);
                earliest(said.map(|said| said.at), nth)
            }
            Tick::AtRisk => earliest(journey.shipments.values().filter_map(|found| found.at_risk), 1),
            Tick::Broken => {
                let broken = journey.promises.values().filter(|promise| promise.is_to_customer());
                let due = broken.filter_map(|promise| match promise.state {
                    PromiseState::Broken { due } => Some(due),
                    _ => None,
                });
                earliest(due, 1)
            }
            Tick::GaveNews => {
                let news = |promise: &&Promise| promise.kind == PromiseKind::News && promise.member.is_some();
                earliest(journey.promises.values().filter(news).map(|promise| promise.made_at), 1)
            }
            Tick::Louder(seat) => {
                let team = self.team(seat)?;
                let late = journey.handovers.values().filter(|offer| offer.to == team && offer.overdue.is_some());
                earliest(late.map(|offer| offer.respond_by), 1)
            }
            Tick::AnsweredBy(seat) => {
                let team = self.team(seat)?;
                let answered = journey.handovers.values().filter(|offer| offer.to == team);
                let at = answered.filter_map(|offer| match offer.state {
                    HandoverState::Answered { at, .. } => Some(at),
                    _ => None,
                });
                earliest(at, 1)
            }
            Tick::LetGo => {
                let carriers = journey.shipments.values().filter_map(|found| journey.promises.get(&found.carriers));
                let released = carriers.filter(|promise| promise.settled == Some(Settlement::Released)).count();
                // The record keeps that it was let go; the moment is that of the shipment in its place.
                self.when(Tick::Shipped(2)).filter(|_| released > 0)
            }
            Tick::Delivered => {
                let last = journey.shipments.values().max_by_key(|found| found.registered_at)?;
                let kept = journey.promises.get(&last.promise)?.state;
                last.delivered().filter(|_| matches!(kept, PromiseState::Kept { .. }))
            }
            Tick::Claimed => self.then.map(|claim| claim.opened_at),
            Tick::Moved => {
                let moves = journey.promises.values().flat_map(|promise| &promise.moves);
                earliest(moves.map(|(at, _)| *at), 1)
            }
            Tick::LeadOffered(seat) => earliest(self.leads(journey, seat)?.map(|offer| offer.offered_at), 1),
            Tick::LeadAccepted(seat) => {
                let accepted = self.leads(journey, seat)?.filter_map(|offer| accepted_at(offer.state));
                earliest(accepted, 1)
            }
            Tick::KeptAfterMove => {
                let kept = journey.promises.values().filter_map(|promise| match promise.state {
                    PromiseState::KeptAfterMove { at } => Some(at),
                    _ => None,
                });
                earliest(kept, 1)
            }
            Tick::Lost => {
                let lost = journey.way.iter().filter(|spell| spell.why == BallReason::PartyLost);
                earliest(lost.map(|spell| spell.since), 1)
            }
            Tick::Erased(seat) => {
                let partner = self.directory.partner(self.team(seat)?.org)?;
                partner.agreements.last()?.ended.as_ref()?.confirmed.map(|(at, _)| at)
            }
            Tick::NotConfirmed(level) => {
                earliest(journey.holds.values().filter_map(|hold| unconfirmed(hold, level)), 1)
            }
            Tick::Sent(kind, nth) => {
                let sent = journey.updates.values().filter(|update| update.about == kind);
                let at = sent.filter_map(|update| match update.state {
                    UpdateState::Sent { at, .. } => Some(at),
                    _ => None,
                });
                earliest(at, nth)
            }
            Tick::Stranger => self.stranger,
            _ => None,
        }
    }

    /// The offers of the direction to a team.
    fn leads<'j>(&self, journey: &'j Journey, seat: Seat) -> Option<impl Iterator<Item = &'j Handover> + use<'j>> {
        let team = self.team(seat)?;
        let offers = journey.handovers.values();
        Some(offers.filter(move |offer| offer.to == team && offer.subject == Subject::Direction))
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

/// When a system should have said at the latest that it knows of a hold, where it did not, or said so later.
fn unconfirmed(hold: &Hold, level: DeadlineKind) -> Option<Timestamp> {
    let due = if level == DeadlineKind::HoldLead { hold.lead_at } else { hold.acknowledge_by };
    let loud = hold.overdue.is_some_and(|overdue| overdue == level || overdue == DeadlineKind::HoldLead);
    (loud || hold.acknowledged.is_some_and(|at| at > due)).then_some(due)
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
