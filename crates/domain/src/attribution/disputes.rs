//! What a party says about what was laid on its part of an answer, and what is decided on it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Attributed, DisputeOutcome, PartRef, WHOLE, spread, was_on};
use crate::actor::TeamRef;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, OrgId};
use crate::journey::Journey;
use crate::refusal::{Code, Refusal};
use crate::survey::Ask;

/// A party says that an answer is not about its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispute {
    /// The part.
    pub part: PartRef,
    /// When it was said.
    pub at: Timestamp,
    /// Why.
    pub text: ContentId,
    /// What was decided; nothing while it is open.
    pub judged: Option<Judged>,
}

impl Journey {
    /// The team of another organisation that had the direction before who has it now, or began the journey: it decides in the
    /// place of a partner that directs.
    #[must_use]
    pub fn led_before(&self) -> Option<TeamRef> {
        crate::partner::led_before(self, self.direction.team.org).into_iter().next()
    }
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// When.
    pub at: Timestamp,
    /// What.
    pub outcome: DisputeOutcome,
    /// The part that it is about instead.
    pub to: Option<PartRef>,
    /// In words.
    pub text: Option<ContentId>,
}

/// What a party answered to what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartReply {
    /// Who.
    pub team: TeamRef,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: ContentId,
}

/// The shares as figures count them, and what counts for nobody while it is disputed; together [`WHOLE`]. What turned out not
/// to be about a part goes to the others, as they share the rest.
#[must_use]
pub fn counted(parts: &[Attributed], disputes: &[Dispute]) -> (Vec<(PartRef, u32)>, u32) {
    let mut shares: BTreeMap<PartRef, u32> = parts.iter().map(|it| (it.part, it.share)).collect();
    let mut open = 0;
    for dispute in disputes {
        match dispute.judged.map(|judged| (judged.outcome, judged.to)) {
            None => open += shares.remove(&dispute.part).unwrap_or(0),
            Some((DisputeOutcome::Kept, _)) => {}
            Some((DisputeOutcome::Changed, Some(to))) => {
                let moved = shares.remove(&dispute.part).unwrap_or(0);
                *shares.entry(to).or_insert(0) += moved;
            }
            Some((DisputeOutcome::Agreed | DisputeOutcome::Changed, _)) => {
                shares.remove(&dispute.part);
            }
        }
    }
    let weights: Vec<u64> = shares.values().map(|share| u64::from(*share)).chain([u64::from(open)]).collect();
    if weights.iter().all(|weight| *weight == 0) {
        return (Vec::new(), WHOLE);
    }
    let mut whole = spread(&weights);
    let open = whole.pop().unwrap_or(0);
    (shares.into_keys().zip(whole).filter(|(_, share)| *share > 0).collect(), open)
}

/// The team with which most of an answer is laid, by the shares that count: of the party that has more than any other, and more
/// than is disputed, its largest part. Nobody where two parties have as much. So an answer counts in figures for one team only.
#[must_use]
pub fn most(counts: &[(PartRef, u32)], open: u32) -> Option<TeamRef> {
    let mut parties: BTreeMap<OrgId, u32> = BTreeMap::new();
    counts.iter().for_each(|(part, share)| *parties.entry(part.team.org).or_default() += share);
    let (org, share) = parties.iter().max_by_key(|(_, share)| **share).map(|(org, share)| (*org, *share))?;
    let alone = parties.iter().all(|(other, theirs)| *other == org || *theirs < share);
    if !alone || share <= open {
        return None;
    }
    let mut teams: BTreeMap<TeamRef, u32> = BTreeMap::new();
    let own = counts.iter().filter(|(part, _)| part.team.org == org);
    own.for_each(|(part, share)| *teams.entry(part.team).or_default() += share);
    teams.into_iter().max_by_key(|(team, share)| (*share, std::cmp::Reverse(*team))).map(|(team, _)| team)
}

/// A partner says that the answer is not about its part. Once for each part: what was decided stands.
pub(crate) fn dispute(draft: &mut Draft<'_>, part: PartRef, text: ContentId) -> Outcome {
    let team = draft.member_team()?;
    let ask = answered(draft)?;
    let guest = draft.facts.teams.get(&team.team).is_some_and(|found| found.guest.is_some());
    if !guest || team.org != part.team.org || !was_on(&draft.journey, part) {
        return Err(Refusal::new(Code::NotYourPart).team(part.team));
    }
    if ask.disputes.iter().any(|known| known.part == part) {
        return Err(Code::Disputed.into());
    }
    let ask = ask.id;
    draft.emit(JourneyEvent::AttributionDisputed { ask, part, text });
    Ok(())
}

/// Who directs decides; where the party itself directs, a team of the house that it is a guest in.
pub(crate) fn judge(
    draft: &mut Draft<'_>,
    part: PartRef,
    outcome: DisputeOutcome,
    to: Option<PartRef>,
    text: Option<ContentId>,
) -> Outcome {
    let team = draft.member_team()?;
    let ask = answered(draft)?;
    let director = draft.journey.direction.team;
    let ours = draft.facts.teams.get(&team.team).is_some_and(|found| found.guest.is_none());
    if team.org == part.team.org || !(team == director || (director.org == part.team.org && ours)) {
        return Err(Refusal::new(Code::NotDirector).team(director));
    }
    if !ask.disputes.iter().any(|known| known.part == part && known.judged.is_none()) {
        return Err(Code::NoDispute.into());
    }
    let to = to.filter(|_| outcome == DisputeOutcome::Changed);
    let other = to.is_some_and(|to| to != part && was_on(&draft.journey, to));
    if (outcome == DisputeOutcome::Changed) != other {
        return Err(Code::NotYourPart.into());
    }
    if outcome == DisputeOutcome::Kept && text.is_none() {
        return Err(Code::EmptyAnswer.into());
    }
    let ask = ask.id;
    draft.emit(JourneyEvent::AttributionJudged { ask, part, outcome, to, text });
    Ok(())
}

/// A party answers to what was said: it stands with the answer for who may read that.
pub(crate) fn reply(draft: &mut Draft<'_>, text: ContentId) -> Outcome {
    let team = draft.member_team()?;
    let ask = answered(draft)?.id;
    if !was_on(&draft.journey, PartRef { team, leg: None }) {
        return Err(Refusal::new(Code::NotYourPart).team(team));
    }
    draft.emit(JourneyEvent::AttributionReplied { ask, team, text });
    Ok(())
}

/// The ask, if there is an answer that may be traced to its journey.
fn answered(draft: &Draft<'_>) -> Result<Ask, Refusal> {
    let traced = |ask: &&Ask| ask.response.as_ref().is_some_and(|response| !response.untraceable);
    draft.journey.survey.as_ref().filter(traced).cloned().ok_or_else(|| Code::NothingAnswered.into())
}
