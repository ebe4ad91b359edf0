//! Voiding (rule 3): a journey is set aside in silence, by a person who can undo it.

use crate::codes::{BallReason, NextStep, PromiseKind, PromiseWhat, VoidReason};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::JourneyId;
use crate::journey::{Holder, State};
use crate::promise::Promise;
use crate::refusal::{Code, Refusal};

/// Sets the journey aside in silence; a person can undo it. A member of the team that has it or directs it does, and not
/// while the customer waits for what a person promised, or for a call.
pub(crate) fn void(draft: &mut Draft<'_>, reason: VoidReason, duplicate_of: Option<JourneyId>) -> Outcome {
    draft.not_void()?;
    // Joining goes with the other journey, in one write.
    if reason == VoidReason::Joined {
        return Err(Code::NotJoinedHere.into());
    }
    // The customer may say that it is about something that runs already.
    if !(draft.by_participant() && reason == VoidReason::Duplicate && duplicate_of.is_some()) {
        draft.holder_or_director()?;
    }
    // Another body's matter is forwarded, and whoever waits for a word of ours hears who has it.
    if reason == VoidReason::NotOurs && draft.journey.waits_for_a_word() {
        return Err(Code::VoidAwaited.into());
    }
    let promised = |promise: &&Promise| {
        let by_person = promise.kind == PromiseKind::Outcome && promise.member.is_some();
        let awaited = matches!(promise.what, PromiseWhat::CallBack | PromiseWhat::Visit);
        promise.is_to_customer() && promise.is_owed() && (by_person || awaited)
    };
    let standing: Vec<_> = draft.journey.promises.values().filter(promised).collect();
    if let Some(first) = standing.iter().min_by_key(|promise| promise.current.until) {
        let refusal = Refusal::new(Code::VoidPromised).team(first.owner).at(first.current.until);
        return Err(refusal.count(standing.len()));
    }
    if let Some(refusal) = crate::agreement::binds(&draft.journey) {
        return Err(refusal);
    }
    crate::promise::aside::let_go(draft, duplicate_of);
    draft.emit(JourneyEvent::Voided { reason, duplicate_of });
    Ok(())
}

/// Undoes the voiding: the journey is as it was, with the director's team and a fresh moment for news.
pub(crate) fn unvoid(draft: &mut Draft<'_>) -> Outcome {
    draft.member_team()?;
    match draft.journey.state {
        State::Void { reason: VoidReason::Joined, at } => return Err(Refusal::new(Code::JoinedAway).at(at)),
        State::Void { .. } => stand_again(draft),
        _ => return Err(Code::NotVoid.into()),
    }
    Ok(())
}

/// It is what it was, and where it is open the director's team has it.
pub(crate) fn stand_again(draft: &mut Draft<'_>) {
    draft.emit(JourneyEvent::Unvoided {});
    if !draft.journey.is_open() {
        return;
    }
    crate::ball::end_what_takes_the_ball(draft);
    let team = draft.journey.direction.team;
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Reopened);
    crate::promise::ensure_one(draft);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    crate::update::restart_news(draft);
}
