//! More than a mandate: who does a piece of work asks to spend an amount that it may not decide on alone, and somebody with
//! the room for it says yes or no. A yes counts once, for the one who asked and the piece of work that it was asked for.

use jiff::Timestamp;

use super::own_open_leg;
use crate::actor::TeamRef;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, LegId};
use crate::journey::Journey;
use crate::money::Cents;
use crate::refusal::{Code, Refusal};

/// What was asked to spend on a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountAsked {
    /// How much.
    pub amount: Cents,
    /// What for.
    pub text: ContentId,
    /// When it was asked.
    pub at: Timestamp,
    /// What was said to it; nothing while it waits.
    pub answer: Option<AmountAnswer>,
}

/// What was said to an amount that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountAnswer {
    /// Whether it may be spent.
    pub granted: bool,
    /// More words.
    pub text: Option<ContentId>,
    /// When it was said.
    pub at: Timestamp,
    /// Whether it was given to the customer with a new moment since.
    pub used: bool,
}

impl AmountAsked {
    /// Whether somebody still has to say yes or no.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.answer.is_none()
    }
}

/// The team of a piece of work asks to spend an amount on it. One at a time.
pub(crate) fn ask(draft: &mut Draft<'_>, leg: LegId, amount: Cents, text: ContentId) -> Outcome {
    let found = own_open_leg(draft, leg)?;
    if amount.0 <= 0 {
        return Err(Code::AmountNegative.into());
    }
    if found.asked.is_some_and(|asked| asked.waits()) {
        return Err(Refusal::new(Code::AmountWaits).team(found.giver));
    }
    draft.emit(JourneyEvent::LegAmountAsked { leg, amount, text });
    Ok(())
}

/// Somebody else says whether it may be spent: yes within the own mandate, no with words.
pub(crate) fn decide(draft: &mut Draft<'_>, leg: LegId, granted: bool, text: Option<ContentId>) -> Outcome {
    draft.open()?;
    let found = draft.journey.legs.get(&leg).ok_or(Code::UnknownLeg)?;
    let asked = found.asked.filter(|asked| found.is_open() && asked.waits()).ok_or(Code::AmountEnded)?;
    let team = draft.member_team()?;
    // Nobody decides on what the own team asked for, also not as the one who directs.
    if team.org == found.team.org && !decides_within(draft, team, found.team) {
        return Err(Refusal::new(Code::NotGiver).team(found.giver));
    }
    if granted {
        draft.facts.mandate.check_amount(asked.amount)?;
    } else if text.is_none() {
        return Err(Code::SilentClose.into());
    }
    draft.emit(JourneyEvent::LegAmountDecided { leg, granted, text });
    Ok(())
}

/// Within the house another team decides; of a partner no team does on what one of them asked for.
fn decides_within(draft: &Draft<'_>, team: TeamRef, asker: TeamRef) -> bool {
    let guest = draft.facts.teams.get(&asker.team).is_some_and(|found| found.guest.is_some());
    !guest && team != asker
}

/// The piece of work of a team for which an amount was granted and not given yet.
pub(crate) fn granted(journey: &Journey, team: TeamRef, amount: Cents) -> Option<LegId> {
    let mut own = journey.legs.iter().filter(|(_, leg)| leg.is_open() && leg.team == team);
    let covers = |asked: AmountAsked| {
        asked.amount >= amount && asked.answer.is_some_and(|answer| answer.granted && !answer.used)
    };
    own.find(|(_, leg)| leg.asked.is_some_and(covers)).map(|(id, _)| *id)
}
