//! What came back: the ball to the director's team and why, and to a giver what a receiver answered, asked or declined, for
//! as long as the giver has not gone on from there. Nothing is decided by it; it is what members must be shown.

use crate::actor::TeamRef;
use crate::codes::{BallReason, DeclineReason, Direction, Outcome};
use crate::event::{JourneyEvent as E, Meta, Subject};
use crate::handover::LegState;
use crate::ids::{ContentId, HandoverId, LegId};
use crate::journey::{Holder, Journey};

/// Something that came back to the giver of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameBack {
    /// Who gave it, and must go on.
    pub giver: TeamRef,
    /// Who it came back from.
    pub from: TeamRef,
    /// How.
    pub how: Came,
    /// The words that came along.
    pub text: Option<ContentId>,
}

/// How something came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// The receiver asks something before it answers the offer.
    Asked,
    /// The work came back with a question.
    Returned,
    /// A partner said something that a person has to read.
    Said,
    /// Who does the work asks to spend more than its mandate.
    Amount,
    /// Declined, before or after it was accepted.
    Declined {
        /// Why.
        reason: DeclineReason,
    },
    /// Answered at once.
    Answered {
        /// How it came out.
        outcome: Outcome,
    },
    /// The work is done.
    Done {
        /// How it came out.
        outcome: Outcome,
    },
}

impl Came {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Returned => "returned",
            Self::Said => "said",
            Self::Amount => "amount",
            Self::Declined { .. } => "declined",
            Self::Answered { .. } => "answered",
            Self::Done { .. } => "done",
        }
    }

    /// The code of the reason or the outcome, where there is one.
    #[must_use]
    pub fn why(self) -> Option<&'static str> {
        match self {
            Self::Asked | Self::Returned | Self::Said | Self::Amount => None,
            Self::Declined { reason } => Some(reason.code()),
            Self::Answered { outcome } | Self::Done { outcome } => Some(outcome.code()),
        }
    }
}

/// Keeps it up to date; called with the journey as it was before the event.
pub(crate) fn apply(journey: &mut Journey, meta: &Meta, event: &E) {
    match event {
        E::Reopened { why } | E::ProposalWithdrawn { why } => journey.back = Some(*why),
        E::Unvoided {} => journey.back = None,
        E::BallMoved { to, why, .. } => {
            if *why != BallReason::Reopened {
                journey.back = None;
            }
            // A ball that leaves the giver takes along what was to be done with it.
            if let Holder::Team { team } = journey.ball.holder
                && *to != journey.ball.holder
            {
                gone_on(journey, team);
            }
        }
        E::HandoverAskedBack { handover, text } => came(journey, *handover, Came::Asked, Some(*text)),
        // What is asked for an amount goes on to wait for its answer, whatever else is said.
        E::HandoverSaid { handover, text } if !asks_amount(journey, *handover) => {
            came(journey, *handover, Came::Said, Some(*text));
        }
        E::LegAmountAsked { leg, text, .. } => leg_came(journey, *leg, Came::Amount, Some(*text)),
        E::LegAmountDecided { leg, .. } | E::LegDeclined { leg, recalled: true, .. } => {
            let handover = journey.legs.get(leg).map(|leg| leg.handover);
            let waits = handover.filter(|handover| asks_amount(journey, *handover));
            waits.map(|handover| journey.came_back.remove(&handover));
        }
        E::HandoverAnswered { handover, outcome, text, .. } => {
            came(journey, *handover, Came::Answered { outcome: *outcome }, Some(*text));
        }
        E::HandoverDeclined { handover, reason, text } => {
            came(journey, *handover, Came::Declined { reason: *reason }, *text);
        }
        E::LegDone { leg, outcome, text } => leg_came(journey, *leg, Came::Done { outcome: *outcome }, Some(*text)),
        E::LegReturned { leg, text } => leg_came(journey, *leg, Came::Returned, Some(*text)),
        E::LegDeclined { leg, reason, text, recalled: false } => {
            leg_came(journey, *leg, Came::Declined { reason: *reason }, *text);
        }
        E::HandoverClarified { handover, .. }
        | E::HandoverAccepted { handover, .. }
        | E::HandoverWithdrawn { handover } => {
            journey.came_back.remove(handover);
        }
        E::HandoverOffered { from, .. } => gone_on(journey, *from),
        E::QuestionAsked { asker, .. } => gone_on(journey, *asker),
        E::PromiseMade { owner, member: Some(_), carried: None, .. } => gone_on(journey, *owner),
        E::NoteAdded { .. } => meta.actor.team().into_iter().for_each(|team| gone_on(journey, team)),
        E::ContactRecorded { facts } if facts.direction == Direction::Out => {
            meta.actor.team().into_iter().for_each(|team| gone_on(journey, team));
        }
        E::OutcomeProposed { .. } | E::Closed { .. } => journey.came_back.clear(),
        _ => {}
    }
}

fn came(journey: &mut Journey, handover: HandoverId, how: Came, text: Option<ContentId>) {
    let Some(offer) = journey.handovers.get(&handover) else { return };
    let back = CameBack { giver: offer.from, from: offer.to, how, text };
    journey.came_back.insert(handover, back);
}

fn asks_amount(journey: &Journey, handover: HandoverId) -> bool {
    journey.came_back.get(&handover).is_some_and(|back| back.how == Came::Amount)
}

fn leg_came(journey: &mut Journey, leg: LegId, how: Came, text: Option<ContentId>) {
    let open = journey.legs.get(&leg).filter(|found| found.state == LegState::Open).map(|found| found.handover);
    let of_offer = || {
        let mut offers = journey.handovers.iter();
        offers.find(|(_, offer)| matches!(offer.subject, Subject::Leg { leg: of, .. } if of == leg)).map(|(id, _)| *id)
    };
    if let Some(handover) = open.or_else(of_offer) {
        came(journey, handover, how, text);
    }
}

/// The giver went on: what came back to it before asks for nothing more. A question about a pending offer and an amount that
/// was asked for stay, as only their answer ends them.
fn gone_on(journey: &mut Journey, giver: TeamRef) {
    journey.came_back.retain(|_, back| back.giver != giver || matches!(back.how, Came::Asked | Came::Amount));
}
