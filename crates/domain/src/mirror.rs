//! The mirror: what an answer says to the people who did the work. It concerns a member where the customer pointed at a moment
//! that the member made; where the customer pointed at nothing, everybody who spoke with the customer or carried a piece of the
//! work before the answer. An answer that may not be traced concerns nobody.
//!
//! Who it concerns sees it first and alone ([`ALONE`]); then it joins what the team sees, without names; and it fades
//! ([`FADES`]). A member may reply, and may say that it was the process: then it is no longer in the own mirror, and a source
//! for improving. Nothing here counts, orders or compares members.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::calendar::Calendar;
use crate::codes::ContactClass;
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Meta};
use crate::ids::{ContentId, MemberId, TeamId};
use crate::journey::Journey;
use crate::refusal::{Code, Refusal};
use crate::survey::Response;
use crate::term::Term;

/// How many working days an answer is for who it concerns only, by the calendar of the organisation.
pub const ALONE: u32 = 2;
/// After how many days it is in no mirror any more.
pub const FADES: i64 = 90;

/// Who made a moment of a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// The member.
    pub member: MemberId,
    /// The team that the member acted for.
    pub team: TeamId,
    /// When.
    pub at: Timestamp,
    /// Whether it was a contact with the customer's side, or carrying a piece of the work.
    pub carries: bool,
}

/// A member whom an answer concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// The member.
    pub member: MemberId,
    /// The team that the member acted for.
    pub team: TeamId,
    /// The own moments that the customer pointed at; none where it is about the whole.
    pub pointed: Vec<u64>,
}

/// What members said of an answer that concerns them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mirror {
    /// What each replied, as it was last said.
    pub replies: BTreeMap<MemberId, Reply>,
    /// Who said that it was the process, and when.
    pub not_me: BTreeMap<MemberId, Timestamp>,
}

/// What a member replied to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: ContentId,
}

/// Until when an answer is for who it concerns only.
#[must_use]
pub fn alone_until(answered: Timestamp, calendar: &Calendar) -> Timestamp {
    Term::WorkingDays(ALONE).due(answered, calendar)
}

/// When it is in no mirror any more.
#[must_use]
pub fn fades_at(answered: Timestamp) -> Timestamp {
    answered.checked_add(SignedDuration::from_hours(FADES * 24)).unwrap_or(Timestamp::MAX)
}

impl Response {
    /// Whether the whole is praised, wherever it was asked about.
    #[must_use]
    pub fn praises(&self) -> bool {
        let mut whole = self.given.iter().filter(|given| given.measure.is_of_whole()).peekable();
        !self.low && whole.peek().is_some() && whole.all(|given| given.scale.is_high(given.value))
    }
}

impl Journey {
    /// Whom its answer concerns, by team, then member; nobody where there is none, or none that may be traced.
    #[must_use]
    pub fn concerned(&self) -> Vec<Concern> {
        let Some(response) = self.survey.as_ref().and_then(|ask| ask.response.as_ref()) else { return Vec::new() };
        if response.untraceable {
            return Vec::new();
        }
        let mut found: BTreeMap<(TeamId, MemberId), Vec<u64>> = BTreeMap::new();
        if response.pointed.is_empty() {
            let before = self.hands.values().filter(|hand| hand.carries && hand.at <= response.first_at);
            found.extend(before.map(|hand| ((hand.team, hand.member), Vec::new())));
        } else {
            let pointed: BTreeSet<u64> = response.pointed.iter().map(|at| at.seq).collect();
            for (seq, hand) in pointed.iter().filter_map(|seq| Some((*seq, self.hands.get(seq)?))) {
                found.entry((hand.team, hand.member)).or_default().push(seq);
            }
        }
        found.into_iter().map(|((team, member), pointed)| Concern { member, team, pointed }).collect()
    }
}

/// Remembers who made which moment, and what members said of an answer.
pub(crate) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let (Some(member), Some(team)) = (meta.actor.member(), meta.actor.team()) else { return };
    let at = meta.recorded_at;
    match event {
        JourneyEvent::MirrorReplied { text, .. } => {
            journey.mirror.replies.insert(member, Reply { at, text: *text });
        }
        JourneyEvent::MirrorNotMe { .. } => {
            journey.mirror.not_me.insert(member, at);
        }
        // Who writes an answer down from paper did not do what it is about.
        JourneyEvent::SurveyAnswered { .. } | JourneyEvent::SurveyLearned { .. } => {}
        _ => {
            let hand = Hand { member, team: team.team, at, carries: carries(event) };
            journey.hands.insert(meta.seq, hand);
        }
    }
}

fn carries(event: &JourneyEvent) -> bool {
    match event {
        JourneyEvent::ContactRecorded { facts } => facts.class == ContactClass::Human,
        JourneyEvent::HandoverAccepted { .. }
        | JourneyEvent::HandoverAnswered { .. }
        | JourneyEvent::LegDone { .. }
        | JourneyEvent::LegReturned { .. }
        | JourneyEvent::OutcomeProposed { .. }
        | JourneyEvent::PromiseFulfilled { .. }
        | JourneyEvent::VisitArrived { .. }
        | JourneyEvent::VisitDone { .. }
        | JourneyEvent::VisitNotHome { .. } => true,
        _ => false,
    }
}

/// A member replies to an answer, or says it anew.
pub(crate) fn reply(draft: &mut Draft<'_>, text: ContentId) -> Outcome {
    let ask = concerns(draft)?;
    draft.emit(JourneyEvent::MirrorReplied { ask, text });
    Ok(())
}

/// A member says that it was the process. Said twice is said once.
pub(crate) fn not_me(draft: &mut Draft<'_>) -> Outcome {
    let ask = concerns(draft)?;
    let member = draft.facts.actor.member();
    if member.is_some_and(|member| !draft.journey.mirror.not_me.contains_key(&member)) {
        draft.emit(JourneyEvent::MirrorNotMe { ask });
    }
    Ok(())
}

/// The ask, where its answer is in the mirror of who acts.
fn concerns(draft: &Draft<'_>) -> Result<crate::ids::AskId, Refusal> {
    draft.member_team()?;
    let member = draft.facts.actor.member();
    let answered = draft.journey.survey.as_ref().filter(|ask| ask.response.is_some()).ok_or(Code::NothingAnswered)?;
    let own = draft.journey.concerned().iter().any(|concern| Some(concern.member) == member);
    let fresh = answered.response.as_ref().is_some_and(|response| draft.facts.now < fades_at(response.at));
    if own && fresh { Ok(answered.id) } else { Err(Code::NotYourMirror.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, amsterdam};

    #[test]
    fn an_answer_is_alone_for_two_working_days_and_fades_after_ninety_days() {
        let calendar = World::municipality().teams[0].calendar.clone();
        // Friday evening: Monday and Tuesday are the two working days.
        let answered = amsterdam("2018-02-09 20:00");
        assert_eq!(alone_until(answered, &calendar), amsterdam("2018-02-13 17:00"));
        assert_eq!(fades_at(answered), amsterdam("2018-05-10 21:00"), "ninety days on the clock, over summer time");
    }
}
