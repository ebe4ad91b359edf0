//! More than a mandate: who does a piece of work asks to spend an amount that it may not decide on alone, and somebody with
//! the room for it says yes or no. A yes counts once, for the one who asked and the piece of work that it was asked for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::own_open_leg;
use crate::actor::TeamRef;
use crate::codes::DeadlineKind;
use crate::deadline::Deadline;
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
    /// When it is answered at the latest; of what was asked before that was counted, nothing.
    pub moments: Option<AmountMoments>,
    /// How loud it has become.
    pub overdue: Option<DeadlineKind>,
    /// What was said to it; nothing while it waits.
    pub answer: Option<AmountAnswer>,
}

/// By when an amount that was asked for is decided on, and who hears of it when it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountMoments {
    /// When its giver answers at the latest.
    pub answer_by: Timestamp,
    /// When it goes to the giver's team lead.
    pub lead_at: Timestamp,
    /// When it goes to the coordinator.
    pub coordinator_at: Timestamp,
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
    let calendar = draft.facts.calendar(found.giver);
    let blueprint = &draft.facts.blueprint;
    let answer_by = blueprint.respond.due(draft.facts.now, &calendar);
    let lead_at = blueprint.escalate.due(answer_by, &calendar);
    let coordinator_at = blueprint.escalate.due(lead_at, &calendar);
    let moments = Some(AmountMoments { answer_by, lead_at, coordinator_at });
    draft.emit(JourneyEvent::LegAmountAsked { leg, amount, text, moments });
    Ok(())
}

/// The due moments of amounts that wait for a yes or no. Nobody answers a partner with silence: it becomes louder as an offer
/// does.
pub(crate) fn deadlines(journey: &Journey) -> impl Iterator<Item = Deadline> {
    let open = journey.legs.iter().filter(|(_, leg)| leg.is_open());
    open.filter_map(|(id, leg)| {
        let asked = leg.asked.filter(AmountAsked::waits)?;
        let moments = asked.moments?;
        let (kind, due) = match asked.overdue {
            None => (DeadlineKind::AmountTeam, moments.answer_by),
            Some(DeadlineKind::AmountTeam) => (DeadlineKind::AmountLead, moments.lead_at),
            Some(DeadlineKind::AmountLead) => (DeadlineKind::AmountCoordinator, moments.coordinator_at),
            Some(_) => return None,
        };
        Some(Deadline { kind, of: Some(id.0), due })
    })
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
