//! Agreements: a decision that binds everyone. Its holds are what systems read; its leg carries it out, and it is kept when
//! that leg is done, not when a hold is acknowledged.
//!
//! Over the maker's mandate it is only proposed: nothing binds before a second member approves.

mod ending;
mod making;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::{AgreementEnd, BallGoes, DeadlineKind, UpdateKind};
use crate::command::NewPromise;
use crate::deadline::Deadline;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::handover::{HandoverState, LegState};
use crate::hold::{Hold, NewHold};
use crate::ids::{AgreementId, ContactId, ContentId, HandoverId, LegId, MemberId, ParticipantId, PromiseId};
use crate::journey::Journey;
use crate::money::Cents;
use crate::refusal::{Code, Refusal};

pub(crate) use ending::carried_out;
pub(crate) use making::tell;

/// The most holds of one agreement.
pub const MOST_HOLDS: usize = 50;

/// What binds once it is agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What is agreed, in words.
    pub wording: ContentId,
    /// What it costs us, in cents; nothing where it costs nothing.
    pub amount: Cents,
    /// The message that tells the customer, in the channel of the conversation.
    pub contact: ContactFacts,
    /// What systems must not do.
    pub holds: Vec<NewHold>,
    /// The piece of work that carries it out.
    pub leg: Option<NewLeg>,
    /// What is promised with it, in the same message.
    pub promise: Option<NewPromise>,
}

/// A piece of work that carries an agreement out, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLeg {
    /// To whom.
    pub to: TeamRef,
    /// Whether the ball goes along.
    pub ball: BallGoes,
    /// The brief: the blueprint's fields in order, `None` where left empty.
    pub brief: Vec<Option<ContentId>>,
    /// When the receiver answers at the latest; without it the blueprint's term.
    pub respond_by: Option<Timestamp>,
}

/// What is asked about an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "few commands are held at once")]
pub enum AgreementCommand {
    /// Agree on something with the customer; over the mandate it is proposed to a colleague.
    Make {
        /// What is agreed.
        terms: Terms,
    },
    /// Approve what a colleague proposed: it binds from now on, and the customer is told.
    Approve {
        /// The agreement.
        agreement: AgreementId,
        /// Another moment than the one that was proposed, where that has come too near.
        promise: Option<NewPromise>,
    },
    /// Do not approve it. The customer is told.
    Refuse {
        /// The agreement.
        agreement: AgreementId,
        /// Why, for colleagues.
        text: ContentId,
        /// The message that tells the customer.
        told: ContactFacts,
    },
    /// Offer the work that carries it out once more, after it came back undone.
    Carry {
        /// The agreement.
        agreement: AgreementId,
        /// The work.
        leg: NewLeg,
    },
    /// Say that it has been carried out.
    Keep {
        /// The agreement.
        agreement: AgreementId,
        /// When; without it, now.
        at: Option<Timestamp>,
    },
    /// End it, though it was not carried out; its holds are released. The customer is told.
    End {
        /// The agreement.
        agreement: AgreementId,
        /// Why.
        why: AgreementEnd,
        /// In more words, for colleagues.
        text: Option<ContentId>,
        /// The message that tells the customer.
        told: ContactFacts,
    },
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// What was agreed, in words.
    pub wording: ContentId,
    /// Whose member made it: that team answers for it.
    pub team: TeamRef,
    /// Who made it.
    pub member: Option<MemberId>,
    /// What it costs us, in cents.
    pub amount: Cents,
    /// When it was proposed, where it had to be.
    pub proposed_at: Option<Timestamp>,
    /// Until when somebody decides on it, while it is proposed, and what binds then.
    pub proposal: Option<Proposed>,
    /// How it binds, once it does.
    pub bound: Option<Bound>,
    /// What became of it.
    pub state: AgreementState,
}

/// An agreement that waits for a second member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What binds once it is approved.
    pub terms: Terms,
    /// When somebody decides at the latest.
    pub decide_by: Timestamp,
    /// When it goes to the team lead.
    pub lead_at: Timestamp,
    /// When it goes to the coordinator; of what was proposed before that was counted, never.
    pub coordinator_at: Option<Timestamp>,
    /// How loud it has become.
    pub overdue: Option<DeadlineKind>,
}

/// How an agreement binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Since when.
    pub at: Timestamp,
    /// The mandate that it was made under, in cents.
    pub mandate: Cents,
    /// Who approved it, where that was needed.
    pub approved_by: Option<MemberId>,
    /// Who was told.
    pub told: Option<ParticipantId>,
    /// The message that told it.
    pub contact: ContactId,
    /// The piece of work that carries it out; the last one, where it was offered again.
    pub leg: Option<LegId>,
    /// The offer of that work.
    pub handover: Option<HandoverId>,
    /// What was promised with it.
    pub promise: Option<PromiseId>,
}

/// What became of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementState {
    /// It waits for a second member and binds nobody.
    Proposed,
    /// It binds.
    Standing,
    /// It was not approved and never bound.
    Refused {
        /// When.
        at: Timestamp,
        /// Why, for colleagues.
        text: ContentId,
    },
    /// It was carried out.
    Kept {
        /// When.
        at: Timestamp,
    },
    /// It holds no more.
    Ended {
        /// Since when.
        at: Timestamp,
        /// Why.
        why: AgreementEnd,
    },
}

impl Agreement {
    /// Whether it waits for a second member.
    #[must_use]
    pub fn is_proposed(&self) -> bool {
        self.state == AgreementState::Proposed
    }

    /// Whether it binds and has yet to be carried out.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.state == AgreementState::Standing
    }

    /// Whether it binds or bound: it is more than a proposal.
    #[must_use]
    pub fn was_made(&self) -> bool {
        self.bound.is_some()
    }

    /// When it was made, or proposed.
    #[must_use]
    pub fn at(&self) -> Option<Timestamp> {
        self.bound.as_ref().map(|bound| bound.at).or(self.proposed_at)
    }

    /// Its state as lists and programs name it.
    #[must_use]
    pub fn state_code(&self) -> &'static str {
        match self.state {
            AgreementState::Proposed => "proposed",
            AgreementState::Standing => "standing",
            AgreementState::Refused { .. } => "refused",
            AgreementState::Kept { .. } => "kept",
            AgreementState::Ended { .. } => "ended",
        }
    }
}

/// How far the systems know of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// It holds nothing.
    Nothing,
    /// All of them know.
    All,
    /// So many of the holds that stand have yet to be acknowledged.
    Awaits(usize),
}

impl Journey {
    /// How far the systems know of the holds of an agreement that stand.
    #[must_use]
    pub fn confirmed(&self, agreement: AgreementId) -> Confirmed {
        let standing: Vec<&Hold> =
            self.holds_of(agreement).map(|(_, hold)| hold).filter(|hold| hold.stands()).collect();
        match standing.iter().filter(|hold| hold.awaits_acknowledgement()).count() {
            _ if standing.is_empty() => Confirmed::Nothing,
            0 => Confirmed::All,
            waits => Confirmed::Awaits(waits),
        }
    }

    /// The agreement that a piece of work carries out.
    #[must_use]
    pub fn agreement_of_leg(&self, leg: LegId) -> Option<(AgreementId, &Agreement)> {
        let carries = |found: &Agreement| found.bound.as_ref().is_some_and(|bound| bound.leg == Some(leg));
        self.agreements.iter().find(|(_, found)| carries(found)).map(|(id, found)| (*id, found))
    }

    /// Whether the work that carries an agreement out came back undone, and nobody has offered it again.
    #[must_use]
    pub fn is_uncarried(&self, agreement: AgreementId) -> bool {
        let Some(bound) = self.agreements.get(&agreement).filter(|it| it.stands()).and_then(|it| it.bound.as_ref())
        else {
            return false;
        };
        let offer = bound.handover.and_then(|id| self.handovers.get(&id)).map(|offer| offer.state);
        let leg = bound.leg.and_then(|id| self.legs.get(&id)).map(|leg| leg.state);
        match (leg, offer) {
            (Some(LegState::Open), _) | (None, Some(HandoverState::Pending) | None) => false,
            (Some(_), _) | (None, Some(_)) => true,
        }
    }
}

/// Whether the work that carries out the agreement of a hold is done, in whichever way.
pub(crate) fn is_carried_out(journey: &Journey, hold: &Hold) -> bool {
    let Some(found) = journey.agreements.get(&hold.agreement) else { return true };
    let done = |bound: &Bound| {
        let leg = bound.leg.and_then(|leg| journey.legs.get(&leg));
        let offer = bound.handover.and_then(|id| journey.handovers.get(&id));
        leg.is_some_and(|leg| matches!(leg.state, LegState::Done { .. }))
            || offer.is_some_and(|offer| matches!(offer.state, HandoverState::Answered { .. }))
    };
    !found.stands() || found.bound.as_ref().is_some_and(done)
}

/// The due moments of agreements that wait for a second member.
pub(crate) fn deadlines(journey: &Journey) -> impl Iterator<Item = Deadline> {
    let proposed = journey.agreements.iter().filter_map(|(id, found)| Some((id, found.proposal.as_ref()?)));
    proposed.filter_map(|(id, waits)| {
        let (kind, due) = match waits.overdue {
            None => (DeadlineKind::AgreementTeam, waits.decide_by),
            Some(DeadlineKind::AgreementTeam) => (DeadlineKind::AgreementLead, waits.lead_at),
            Some(DeadlineKind::AgreementLead) => (DeadlineKind::AgreementCoordinator, waits.coordinator_at?),
            Some(_) => return None,
        };
        Some(Deadline { kind, of: Some(id.0), due })
    })
}

/// What of the agreements stands in the way of closing: one that waits for a second member, what systems do not know of yet,
/// and what was done against one.
pub(crate) fn obstacle(journey: &Journey) -> Option<Refusal> {
    if let Some(found) = journey.agreements.values().find(|found| found.is_proposed()) {
        let refusal = Refusal::new(Code::AgreementWaits).team(found.team);
        return Some(found.proposal.as_ref().map_or(refusal.clone(), |waits| refusal.at(waits.decide_by)));
    }
    crate::breach::obstacle(journey).or_else(|| crate::hold::obstacle(journey))
}

/// What was agreed binds everyone, so a journey with it is not set aside in silence.
pub(crate) fn binds(journey: &Journey) -> Option<Refusal> {
    let standing = journey.agreements.values().find(|found| found.stands() || found.is_proposed());
    let held = journey.holds.values().find(|hold| hold.stands() || hold.awaits_acknowledgement());
    let team = standing.map(|found| found.team).or(held.map(|hold| hold.owner))?;
    Some(Refusal::new(Code::AgreementStands).team(team))
}

/// Decides what is asked about an agreement.
pub(crate) fn run(draft: &mut Draft<'_>, command: AgreementCommand) -> Outcome {
    match command {
        AgreementCommand::Make { terms } => making::make(draft, terms),
        AgreementCommand::Approve { agreement, promise } => making::approve(draft, agreement, promise),
        AgreementCommand::Refuse { agreement, text, told } => making::refuse(draft, agreement, text, told),
        AgreementCommand::Carry { agreement, leg } => making::carry(draft, agreement, leg),
        AgreementCommand::Keep { agreement, at } => ending::keep(draft, agreement, at),
        AgreementCommand::End { agreement, why, text, told } => ending::end(draft, agreement, why, text, told),
    }
}

/// A proposed agreement was not decided on in time.
pub(crate) fn fire(draft: &mut Draft<'_>, level: DeadlineKind, agreement: AgreementId, due: Timestamp) {
    draft.emit(JourneyEvent::AgreementOverdue { agreement, level, due });
}

/// The team that answers for an agreement.
pub(crate) fn maker_of(draft: &Draft<'_>, agreement: AgreementId) -> Option<TeamRef> {
    draft.journey.agreements.get(&agreement).map(|found| found.team)
}

/// Whether a team answers for an agreement: the maker's does, and the director's.
pub(crate) fn answers_for(draft: &Draft<'_>, agreement: AgreementId, team: TeamRef) -> bool {
    team == draft.journey.direction.team || maker_of(draft, agreement) == Some(team)
}

/// An agreement that stands, of which the acting team answers.
fn standing(draft: &Draft<'_>, agreement: AgreementId) -> Result<Agreement, Refusal> {
    let found = draft.journey.agreements.get(&agreement).ok_or(Code::UnknownAgreement)?.clone();
    let team = draft.member_team()?;
    if !answers_for(draft, agreement, team) {
        return Err(Refusal::new(Code::NotYourAgreement).team(found.team));
    }
    if !found.stands() {
        return Err(Refusal::new(Code::AgreementOver).team(found.team));
    }
    Ok(found)
}

/// The kind of the message that tells of an agreement.
const TOLD: UpdateKind = UpdateKind::Agreement;
