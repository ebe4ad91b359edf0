//! Choosing a window, another one, a narrower one, or none any more.

use jiff::Timestamp;

use super::{Visit, VisitPlan, Wish, awaited, may_plan};
use crate::actor::TeamRef;
use crate::codes::{
    BallGoes, BallReason, DeclineReason, MoveReason, NextStep, PromiseKind, PromiseWhat, Settlement, UpdateKind,
    VisitCancel,
};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Subject};
use crate::ids::{ContentId, HandoverId, LegId, PromiseId, VisitId};
use crate::journey::Holder;
use crate::promise::making::{Making, add};
use crate::promise::{Promisee, Window};
use crate::refusal::{Code, Refusal};
use crate::slot::{Asking, NoPlace};

/// Books a visit: a place in the team's book, a promise of that window, and the work handed over.
pub(super) fn book(
    draft: &mut Draft<'_>,
    window: Window,
    note: Option<ContentId>,
    place_words: Option<ContentId>,
) -> Outcome {
    let plan = draft.facts.blueprint.visit.clone().ok_or(Code::NoVisits)?;
    may_book(draft, &plan)?;
    super::none_booked(&draft.journey)?;
    if let Some(proposal) = &draft.journey.proposal {
        return Err(Refusal::new(Code::AlreadyProposed).at(proposal.at));
    }
    let movable_until = place(draft, plan.team, window, plan.urgent, None)?;
    // Who knows when somebody comes has the answer that was promised.
    let keeps = crate::promise::keep_by(draft, crate::promise::to_be_heard(draft, false), None);
    let leg = hand_over(draft, &plan, note);
    let promise = promise(draft, &plan, window, None);
    let visit = draft.ids.next();
    let (team, urgent) = (plan.team, plan.urgent);
    // Whoever chooses again is at home where they were.
    let place = place_words.or_else(|| draft.journey.place_of_visits());
    draft.emit(JourneyEvent::VisitBooked { visit, promise, team, window, urgent, movable_until, leg, place });
    tell(draft, UpdateKind::VisitBooked, promise, team, keeps);
    Ok(())
}

/// The customer's side may choose where the blueprint lets it, or once there was a visit; members plan.
fn may_book(draft: &Draft<'_>, plan: &VisitPlan) -> Outcome {
    if draft.by_participant() {
        let known = plan.by_customer || !draft.journey.visits.is_empty();
        return if known { Ok(()) } else { Err(Refusal::new(Code::MembersOnly).team(plan.team)) };
    }
    may_plan(draft, plan.team)
}

/// A place in the team's book; gives until when the customer may move the visit.
fn place(
    draft: &Draft<'_>,
    team: TeamRef,
    window: Window,
    urgent: bool,
    besides: Option<VisitId>,
) -> Result<Timestamp, Refusal> {
    let refused = |code: Code| {
        let refusal = Refusal::new(code).team(team);
        window.from.map_or(refusal.clone(), |from| refusal.at(from))
    };
    if !draft.facts.knows(team) {
        return Err(Code::UnknownTeam.into());
    }
    let desk = draft.facts.slots.as_ref().ok_or_else(|| refused(Code::SlotUnknown))?;
    let calendar = draft.facts.calendar(team);
    let asking = Asking { now: draft.facts.now, urgent, besides };
    match desk.book.place(&calendar, &desk.taken, window, asking) {
        Ok(slot) => Ok(desk.book.movable_until(&calendar, slot)),
        Err(NoPlace::NotOffered) => Err(refused(Code::SlotUnknown)),
        Err(NoPlace::Full) => Err(refused(Code::SlotTaken)),
    }
}

/// Hands the work over. The book is the team's standing acceptance: nobody has to accept. The ball goes along where the
/// blueprint says so, a team has it, and no other piece of work takes it along.
fn hand_over(draft: &mut Draft<'_>, plan: &VisitPlan, note: Option<ContentId>) -> Option<LegId> {
    let holder = draft.journey.ball.holder.team();
    let from = holder.unwrap_or(draft.journey.direction.team);
    if from == plan.team {
        return None;
    }
    let goes = plan.ball == BallGoes::Goes && holder.is_some() && !crate::ball::goes_already(draft);
    let ball = if goes { BallGoes::Goes } else { BallGoes::Stays };
    let (leg, handover): (LegId, HandoverId) = (draft.ids.next(), draft.ids.next());
    let (now, epoch) = (draft.facts.now, draft.journey.ball.epoch);
    draft.emit(JourneyEvent::HandoverOffered {
        handover,
        subject: Subject::Leg { leg, ball },
        from,
        to: plan.team,
        brief: note.into_iter().collect(),
        respond_by: now,
        lead_at: now,
        coordinator_at: now,
        epoch,
    });
    draft.emit(JourneyEvent::HandoverAccepted { handover, member: None });
    if goes {
        crate::ball::move_to(draft, Holder::Team { team: plan.team }, BallReason::Accepted);
    }
    Some(leg)
}

fn promise(draft: &mut Draft<'_>, plan: &VisitPlan, window: Window, replaces: Option<PromiseId>) -> PromiseId {
    let making = Making {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Visit,
        text: None,
        member: draft.facts.actor.member(),
        owner: plan.team,
        to: Promisee::Customer,
        window,
        cost: plan.cost,
        replaces,
        after: None,
        from: None,
    };
    add(draft, making)
}

/// Tells it, with what comes next.
fn tell(draft: &mut Draft<'_>, about: UpdateKind, promise: PromiseId, team: TeamRef, keeps: Vec<PromiseId>) {
    crate::promise::ensure_one(draft);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    crate::update::plan(draft, about, |update| {
        update.promise = Some(promise);
        update.team = Some(team);
        update.keeps = keeps;
    });
}

/// Moves a visit to another window.
pub(super) fn shift(
    draft: &mut Draft<'_>,
    visit: VisitId,
    (window, at): (Window, Option<ContentId>),
    wish: Wish,
) -> Outcome {
    let found = awaited(draft, visit)?;
    let old = found.promise().ok_or(Code::UnknownPromise)?;
    may_shift(draft, &found, wish)?;
    let promised = draft.journey.promises.get(&old).ok_or(Code::UnknownPromise)?.clone();
    draft.check_promise_version(promised.version)?;
    if window == found.window {
        return Ok(());
    }
    let movable_until = place(draft, found.team, window, found.urgent, Some(visit))?;
    let plan = VisitPlan {
        team: found.team,
        urgent: found.urgent,
        by_customer: true,
        ball: BallGoes::Stays,
        cost: promised.cost,
        rest_days: None,
    };
    let keeps = crate::promise::keep_by(draft, crate::promise::moments(draft), None);
    let promise = match wish {
        // We did not come: whoever picks the next window, what was promised stays broken and another takes its place.
        _ if promised.is_unsettled() => {
            let made = promise(draft, &plan, window, Some(old));
            draft.emit(JourneyEvent::PromiseSettled { promise: old, how: Settlement::Replaced });
            made
        }
        Wish::Customer => {
            crate::promise::let_go_of(draft, old);
            promise(draft, &plan, window, None)
        }
        // What has passed is broken and told as such, not moved.
        Wish::Ours { .. } if draft.facts.now > promised.current.until => {
            return Err(Refusal::new(Code::PromiseEnded).at(promised.current.until));
        }
        Wish::Ours { reason, text } => {
            crate::promise::set_window(draft, old, &promised, window, reason, (text, None));
            old
        }
    };
    draft.emit(JourneyEvent::VisitMoved { visit, promise, window, movable_until, place: at });
    tell(draft, UpdateKind::VisitMoved, promise, found.team, keeps);
    Ok(())
}

fn may_shift(draft: &Draft<'_>, found: &Visit, wish: Wish) -> Outcome {
    if let Wish::Ours { reason, text } = wish {
        draft.member_team()?;
        if reason == MoveReason::Other && text.is_none() {
            return Err(Code::SilentClose.into());
        }
    }
    if !draft.by_participant() {
        return may_plan(draft, found.team);
    }
    // Who waited for nobody may choose again at once.
    if draft.facts.now > found.movable_until && !draft.journey.is_missed(found) {
        return Err(Refusal::new(Code::TooLateToMove).team(found.team).at(found.movable_until));
    }
    Ok(())
}

/// Says more exactly when somebody comes. The promise and what judges it stay as they are.
pub(super) fn narrow(draft: &mut Draft<'_>, visit: VisitId, window: Window) -> Outcome {
    let found = awaited(draft, visit)?;
    may_plan(draft, found.team)?;
    super::on_the_day(draft, &found, draft.facts.now)?;
    let (Some(from), Some(begins)) = (window.from, found.window.from) else { return Err(Code::WindowReversed.into()) };
    if from >= window.until {
        return Err(Code::WindowReversed.into());
    }
    if from < begins || window.until > found.window.until {
        return Err(Refusal::new(Code::OutsideWindow).team(found.team).at(begins));
    }
    if window.until <= draft.facts.now {
        return Err(Refusal::new(Code::PromiseInPast).at(window.until));
    }
    if window == found.told() {
        return Ok(());
    }
    let promise = found.promise().ok_or(Code::UnknownPromise)?;
    let keeps = crate::promise::keep_by(draft, crate::promise::moments(draft), None);
    draft.emit(JourneyEvent::VisitNarrowed { visit, window });
    tell(draft, UpdateKind::VisitNarrowed, promise, found.team, keeps);
    Ok(())
}

/// The visit is off, because the customer's side said so or agreed to it.
pub(super) fn cancel(draft: &mut Draft<'_>, visit: VisitId, why: VisitCancel, text: Option<ContentId>) -> Outcome {
    let found = awaited(draft, visit)?;
    if why == VisitCancel::Other && text.is_none() {
        return Err(Code::SilentClose.into());
    }
    let begins = found.told().from.unwrap_or(found.window.until);
    if !draft.by_participant() {
        may_plan(draft, found.team)?;
    } else if draft.facts.now >= begins {
        return Err(Refusal::new(Code::TooLateToMove).team(found.team).at(begins));
    }
    let keeps = crate::promise::keep_by(draft, crate::promise::moments(draft), None);
    off(draft, visit, &found, why, text);
    if let Some(promise) = found.promise() {
        tell(draft, UpdateKind::VisitCancelled, promise, found.team, keeps);
    }
    Ok(())
}

fn off(draft: &mut Draft<'_>, visit: VisitId, found: &Visit, why: VisitCancel, text: Option<ContentId>) {
    // Where somebody came, the promise has its verdict.
    let owed = found.promise().filter(|id| draft.journey.promises.get(id).is_some_and(|it| it.is_owed()));
    if let Some(promise) = owed {
        crate::promise::let_go_of(draft, promise);
    }
    draft.emit(JourneyEvent::VisitCancelled { visit, why, text });
    super::outcome::end_leg(draft, found, |leg| JourneyEvent::LegDeclined {
        leg,
        reason: DeclineReason::Other,
        text,
        recalled: true,
    });
}

/// The customer withdrew the whole: nobody comes any more, and the customer's calendar is told.
pub(crate) fn off_with_the_journey(draft: &mut Draft<'_>) {
    let Some((visit, found)) = draft.journey.booked_visit().map(|(id, visit)| (id, visit.clone())) else { return };
    off(draft, visit, &found, VisitCancel::Withdrawn, None);
    let promise = found.promise();
    crate::update::plan(draft, UpdateKind::VisitCancelled, |update| {
        update.promise = promise;
        update.team = Some(found.team);
    });
}
