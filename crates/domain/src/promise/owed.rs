//! What is owed without a member promising it: news by the blueprint's terms, a call that was asked for, the next moment
//! after a broken promise. And what the customer hears keeps it.

use jiff::Timestamp;

use super::Promise;
use super::making::{Making, add, default_due};
use crate::actor::TeamRef;
use crate::codes::{
    Asks, ContactClass, DeadlineKind, Direction, NextStep, PromiseKind, PromiseWhat, Settlement, UpdateKind,
};
use crate::command::CallWish;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent, Window};
use crate::ids::{ParticipantId, PromiseId, UpdateId};
use crate::journey::Journey;
use crate::refusal::{Code, Refusal};
use crate::term::Term;

/// A news promise to the customer's side by the program, on the calendar of the team that owes it. `after` names the broken
/// promise whose apology gives it.
pub(crate) fn news(
    draft: &mut Draft<'_>,
    what: PromiseWhat,
    owner: TeamRef,
    until: Timestamp,
    after: Option<PromiseId>,
) -> PromiseId {
    add(draft, Making { after, ..Making::by_program(what, owner, Window::by(until)) })
}

/// A first answer or call that a team owes the customer's side by the blueprint's term. A call asked for while the team
/// is closed is promised for after it opens.
pub(crate) fn owe(draft: &mut Draft<'_>, what: PromiseWhat, owner: TeamRef) -> PromiseId {
    let (until, now) = (default_due(draft, what, owner), draft.facts.now);
    let opens = draft.facts.calendar(owner).next_open(now);
    let from = opens.filter(|opens| what == PromiseWhat::CallBack && *opens > now && *opens < until);
    add(draft, Making::by_program(what, owner, Window { from, until }))
}

/// A call that a team owes within a term of its own hours, and not before it opens.
pub(crate) fn owe_call_within(draft: &mut Draft<'_>, owner: TeamRef, term: Term) -> PromiseId {
    call_within(draft, owner, term, (None, None))
}

/// `after` names the broken promise whose apology gives it, `replaces` the one of those that was not kept either.
fn call_within(
    draft: &mut Draft<'_>,
    owner: TeamRef,
    term: Term,
    (after, replaces): (Option<PromiseId>, Option<PromiseId>),
) -> PromiseId {
    let (calendar, now) = (draft.facts.calendar(owner), draft.facts.now);
    let until = term.due(now, &calendar);
    let from = calendar.next_open(now).filter(|opens| *opens > now && *opens < until);
    add(draft, Making { after, replaces, ..Making::by_program(PromiseWhat::CallBack, owner, Window { from, until }) })
}

/// A call that a team owes: by the blueprint's term, in the window that was chosen, or, where a person must read the wish
/// first, word of when it calls.
///
/// # Errors
/// When the window has passed, or the team is closed in it.
pub(crate) fn owe_call(draft: &mut Draft<'_>, owner: TeamRef, when: CallWish) -> Result<PromiseId, Refusal> {
    let now = draft.facts.now;
    match when {
        CallWish::Soon => Ok(owe(draft, PromiseWhat::CallBack, owner)),
        CallWish::Agree => {
            let until = default_due(draft, PromiseWhat::CallBack, owner);
            Ok(news(draft, PromiseWhat::News, owner, until, None))
        }
        CallWish::Within { window } => {
            super::check_window(window, now)?;
            let from = window.from.unwrap_or(now).max(now);
            if draft.facts.calendar(owner).working_between(from, window.until) != window.until.duration_since(from) {
                return Err(Refusal::new(Code::OutsideHours).team(owner).at(from));
            }
            Ok(add(draft, Making::by_program(PromiseWhat::CallBack, owner, window)))
        }
    }
}

/// An open journey always has a promise to the customer's side: where none is left, news by the blueprint's term.
pub(crate) fn ensure_one(draft: &mut Draft<'_>) -> Option<PromiseId> {
    let waits = draft.journey.proposal.is_some() || draft.journey.historic;
    // After a moment that nobody kept either, the program makes up no other.
    if waits || draft.next_promise().is_some() || draft.let_down().is_some() {
        return None;
    }
    let owner = draft.news_owner();
    let until = draft.facts.blueprint.next_news.due(draft.facts.now, &draft.facts.calendar(owner));
    Some(news(draft, PromiseWhat::News, owner, until, None))
}

impl Journey {
    /// The team that calls the customer's side back: whoever has the ball, but for a team that has it only to come by in an
    /// agreed window and is on the road, and a partner that may not know the number; then the director's, or who owes the
    /// news. `can` says of a team whether it can call.
    #[must_use]
    pub fn who_calls(&self, owes_news: TeamRef, can: impl Fn(TeamRef) -> bool) -> TeamRef {
        let on_the_road = self.booked_visit().is_some_and(|(_, visit)| self.ball.holder.team() == Some(visit.team));
        let first = if self.is_open() && !on_the_road { self.acting() } else { self.direction.team };
        [first, owes_news, self.direction.team].into_iter().find(|team| can(*team)).unwrap_or(first)
    }
}

/// The customer asks to be called: a promise within opening hours of the team that calls ([`Journey::who_calls`]).
pub(crate) fn request_call(draft: &mut Draft<'_>, mut contact: ContactFacts, when: CallWish) -> Outcome {
    contact.asks = Asks::Something;
    (contact.direction, contact.class) = (Direction::In, ContactClass::Human);
    draft.not_void()?;
    if crate::contact::stands_here(draft, contact.contact) {
        return Ok(());
    }
    // A wish to be called is no answer to what was asked: the question stays open.
    let noted = crate::contact::note(draft, contact, false)?;
    if !draft.journey.is_open() {
        return crate::closing::reopen_for_call(draft, noted.contact, when);
    }
    let owner = draft.journey.who_calls(draft.news_owner(), |team| draft.calls(team));
    let promise = owe_call(draft, owner, when)?;
    crate::update::expect_next(draft, if when == CallWish::Agree { NextStep::WeTell } else { NextStep::WeCall });
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
    Ok(())
}

/// The customer heard something from a person at a moment: what was promised by then and is awaited is kept by it, what broke
/// settled. A promise of a call is kept by a call only, and nothing is kept by the message that made it, nor by what was said
/// before it was made and is only noted now.
pub(crate) fn heard(draft: &mut Draft<'_>, by_call: bool, said_at: Timestamp) {
    let mut promises = to_be_heard(draft, by_call);
    promises.retain(|id| draft.journey.promises.get(id).is_some_and(|found| found.made_at <= said_at));
    let now = draft.facts.now;
    keep(draft, &promises, now);
}

/// What a person keeps or settles by telling the customer something: what the program owes, and of what members promised to
/// tell that which the customer awaits.
pub(crate) fn to_be_heard(draft: &Draft<'_>, by_call: bool) -> Vec<PromiseId> {
    standing(draft, |id, promise| match promise.what {
        PromiseWhat::CallBack => by_call && promise.kind == PromiseKind::News,
        _ => promise.is_of_news() && is_awaited(&draft.journey, id, promise),
    })
}

/// All news that is owed: who tells the outcome of the whole leaves nothing to be told.
pub(crate) fn all_news(draft: &Draft<'_>) -> Vec<PromiseId> {
    standing(draft, |_, promise| promise.is_of_news())
}

/// Whether a message of substance is what somebody waits for who was promised news: what the program owes is any news. What a
/// member promised is about something, so only what the customer was told to expect next counts, or should have had before;
/// news that was promised for later is still to come.
fn is_awaited(journey: &Journey, id: PromiseId, promise: &Promise) -> bool {
    if promise.member.is_none() || promise.is_unsettled() {
        return true;
    }
    let next = journey.expectation.as_ref().and_then(|told| told.promise);
    let until = next.and_then(|next| journey.promises.get(&next)).map(|next| next.current.until);
    next == Some(id) || until.is_none_or(|until| promise.current.until < until)
}

/// The moments of news that the program gave: whoever promises something anew speaks, and that is the news.
pub(crate) fn moments(draft: &Draft<'_>) -> Vec<PromiseId> {
    standing(draft, |_, promise| promise.what == PromiseWhat::News && promise.member.is_none())
}

/// Of those, the ones given after this promise.
pub(super) fn moments_after(draft: &Draft<'_>, broken: PromiseId) -> Vec<PromiseId> {
    standing(draft, |_, promise| promise.after == Some(broken))
}

fn standing(draft: &Draft<'_>, fits: impl Fn(PromiseId, &Promise) -> bool) -> Vec<PromiseId> {
    let before = |(id, promise): &(&PromiseId, &Promise)| {
        promise.is_to_customer() && draft.before.contains(id) && promise.is_owed() && fits(**id, promise)
    };
    draft.journey.promises.iter().filter(before).map(|(id, _)| *id).collect()
}

/// Leaves promises to the message that tells them: they are kept when it is handed to its channel, or when a person says
/// that the call or letter was done. What nobody is told is kept now.
pub(crate) fn keep_by(draft: &mut Draft<'_>, promises: Vec<PromiseId>, to: Option<ParticipantId>) -> Vec<PromiseId> {
    if crate::update::is_told(draft, to) {
        draft.keeping.extend(&promises);
        return promises;
    }
    let now = draft.facts.now;
    keep(draft, &promises, now);
    Vec::new()
}

/// Keeps promises, or settles them where they broke meanwhile.
pub(crate) fn keep(draft: &mut Draft<'_>, promises: &[PromiseId], at: Timestamp) {
    keep_with(draft, promises, at, None);
}

/// The same by a message: what does not arrive after all kept nothing.
pub(crate) fn keep_with(draft: &mut Draft<'_>, promises: &[PromiseId], at: Timestamp, by: Option<UpdateId>) {
    for promise in promises {
        let Some(found) = draft.journey.promises.get(promise) else { continue };
        if found.is_owed() {
            let at = at.max(found.made_at);
            draft.emit_at(Some(at), JourneyEvent::PromiseFulfilled { promise: *promise, at, by });
        }
    }
}

/// A promise's window ended: it is broken, and the customer hears it with a moment by which somebody speaks. When nobody
/// does, the customer is told that once, people are told louder, and no other moment is made up; but who waits for a call and
/// missed it twice waits for a call still, and gets one moment more.
pub(crate) fn break_it(draft: &mut Draft<'_>, promise: PromiseId) {
    let Some(found) = draft.journey.promises.get(&promise).cloned() else { return };
    draft.emit(JourneyEvent::PromiseBroken { promise, due: found.current.until });
    if !found.is_to_customer() {
        return;
    }
    let told = match found.after {
        Some(broken) => {
            let (level, due) = (DeadlineKind::PromiseLead, found.current.until);
            if let Some(call) = one_call_more(draft, broken, promise) {
                draft.emit(JourneyEvent::PromiseAtRisk { promise: broken, level, due });
                call
            } else {
                draft.emit(JourneyEvent::PromiseAtRisk { promise, level, due });
                if draft.journey.promises.contains_key(&broken) { broken } else { promise }
            }
        }
        None => moment_after(draft, promise),
    };
    // The apology that gives no other moment names that of the silence limit, which begins with it.
    if draft.next_promise().is_none() && draft.let_down().is_some() && crate::update::by_mail(draft, None) {
        crate::update::restart_news_for(draft, UpdateKind::PromiseBroken);
    }
    crate::update::expect_next(draft, NextStep::WeTell);
    crate::update::plan(draft, UpdateKind::PromiseBroken, |update| update.promise = Some(told));
}

/// Nobody read in time what the customer's side wrote. By when somebody would was told, so it was a promise: it is written
/// down as one, and breaks.
pub(crate) fn nobody_read(draft: &mut Draft<'_>, due: Timestamp) {
    let owner = draft.news_owner();
    let told = news(draft, PromiseWhat::News, owner, due, None);
    break_it(draft, told);
}

/// The moment of news that the apology gives: the one that stands, or a new one. Where one passed with nobody speaking,
/// there is none, and the apology only names the broken promise. Who was to be called is called all the same, by a moment
/// of its own.
fn moment_after(draft: &mut Draft<'_>, broken: PromiseId) -> PromiseId {
    let call = draft.journey.promises.get(&broken).filter(|found| found.is_call_of_program()).map(|found| found.owner);
    let given = |(_, promise): &(&PromiseId, &Promise)| {
        promise.after.is_some() && promise.is_open() && (call.is_none() || promise.is_call_of_program())
    };
    if let Some((standing, _)) = draft.journey.promises.iter().find(given) {
        return *standing;
    }
    if draft.let_down().is_some() {
        return broken;
    }
    if let Some(owner) = call {
        return call_within(draft, owner, term_after(draft, broken), (Some(broken), None));
    }
    let owner = draft.news_owner();
    let until = draft.facts.blueprint.after_broken.due(draft.facts.now, &draft.facts.calendar(owner));
    news(draft, PromiseWhat::News, owner, until, Some(broken))
}

/// Within which term a call is made up for.
fn term_after(draft: &Draft<'_>, broken: PromiseId) -> Term {
    let sent_around = draft.journey.sent_around.is_some_and(|said| said.promise == broken);
    if sent_around { crate::sent_around::WITHIN } else { draft.facts.blueprint.call_back }
}

/// The call in the place of the one that was to make up for a broken one and was not made either; once.
fn one_call_more(draft: &mut Draft<'_>, broken: PromiseId, missed: PromiseId) -> Option<PromiseId> {
    let owed = draft.journey.promises.get(&broken).is_some_and(Promise::is_unsettled);
    let owner = draft.journey.promises.get(&missed).filter(|found| found.is_call_of_program())?.owner;
    let again = draft.journey.promises.values().filter(|found| found.after == Some(broken)).count();
    if !owed || again != 1 {
        return None;
    }
    let call = call_within(draft, owner, term_after(draft, broken), (Some(broken), Some(missed)));
    draft.emit(JourneyEvent::PromiseSettled { promise: missed, how: Settlement::Replaced });
    Some(call)
}
