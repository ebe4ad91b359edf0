//! The silence limit (rule 5): from when it counts, and what happens once it is reached.

use jiff::Timestamp;

use super::{LATE, by_mail, moment, plan};
use crate::codes::{DeadlineKind, TaskKind, UpdateKind};
use crate::decide::Draft;
use crate::event::JourneyEvent;
use crate::journey::Task;

/// The customer was told something now: the silence limit begins again.
pub(crate) fn restart_news(draft: &mut Draft<'_>) {
    let now = draft.facts.now;
    restart_news_from(draft, now);
}

/// As [`restart_news`], for a mail decided on now that says itself by when the limit speaks: it counts from when it may go.
pub(crate) fn restart_news_for(draft: &mut Draft<'_>, about: UpdateKind) {
    let (not_before, _) = moment(draft, about);
    restart_news_from(draft, not_before);
}

fn restart_news_from(draft: &mut Draft<'_>, told_at: Timestamp) {
    if !draft.journey.silence_runs() {
        return;
    }
    let owner = draft.news_owner();
    let due = draft.facts.blueprint.silence.due(told_at, &draft.facts.calendar(owner));
    // What falls due in quiet hours is sent before they begin.
    let before = draft.facts.quiet.send_before_quiet(due);
    let limit = if before > told_at { before } else { draft.facts.quiet.end_of_quiet(due) };
    let (by, rests) = crate::visit::ahead::rest(draft, told_at, limit);
    if draft.journey.news.is_none_or(|news| (news.by, news.owner, news.rests) != (by, owner, rests)) {
        draft.emit(JourneyEvent::NewsDue { by, owner, rests });
    }
}

/// The silence limit was reached. A message that is being handed over right now gets the time for it; one that has been
/// held for long, or that a person has not told, was not heard: then a person speaks, and nothing is piled up behind it.
pub(crate) fn silent(draft: &mut Draft<'_>, due: Timestamp, missed: bool) {
    let (now, owner) = (draft.facts.now, draft.news_owner());
    let waiting = draft.journey.waiting_since().and_then(|ready| ready.checked_add(LATE).ok());
    if let Some(by) = waiting.filter(|by| *by > now) {
        draft.emit(JourneyEvent::NewsDue { by, owner, rests: None });
        return;
    }
    if waiting.is_none() && !draft.journey.waits_for_person() {
        if !crate::visit::ahead::tell_again(draft) {
            no_news(draft);
        }
        return;
    }
    if !missed {
        draft.emit(JourneyEvent::Overdue { what: DeadlineKind::Silence, due, task: None });
    }
    if !draft.journey.tasks.values().any(Task::is_to_tell) {
        // A person tells what the message would have told; it leaving after all settles the task.
        let (way, held) = (crate::task::way(draft), draft.journey.last_waiting());
        crate::task::make(draft, way, held);
    }
    louder(draft, due);
    restart_news(draft);
}

/// One truthful message that there is no news, and after two of them in a row a call by the director's team. Where the
/// customer was asked something, it is the question that is told again. A letter beside a mail that arrives would tell
/// nothing more.
fn no_news(draft: &mut Draft<'_>) {
    let in_a_row = draft.journey.news.map_or(0, |news| news.without_news) + 1;
    let question = draft.journey.open_question().map(|(id, _)| id);
    let promise = draft.next_promise().map(|(id, _)| id);
    if let Some(news) = draft.journey.news {
        louder(draft, news.by);
    }
    plan(draft, UpdateKind::NoNews, |update| {
        update.promise = promise;
        update.question = question;
    });
    // Until it has left, the next limit counts from here, so that the timer goes on.
    restart_news_for(draft, UpdateKind::NoNews);
    // One call is asked for, however late it becomes.
    let called_for = draft.journey.tasks.values().any(|task| task.is_to_tell() && task.update.is_none());
    let way = crate::task::way(draft);
    let calls = way == TaskKind::Call && question.is_none() && by_mail(draft, None);
    if calls && !called_for && in_a_row >= 2 {
        let owner = draft.answering();
        let due = crate::task::first_thing(draft, owner);
        crate::task::make_for(draft, way, None, owner, Some(due));
    }
}

/// Nobody spoke by the moment given after a broken promise, nor by the silence limit: the coordinator hears of it.
fn louder(draft: &mut Draft<'_>, due: Timestamp) {
    let level = DeadlineKind::PromiseCoordinator;
    let moment = draft
        .journey
        .promises
        .iter()
        .find(|(_, promise)| promise.after.is_some() && promise.is_unsettled() && promise.risk != Some(level));
    if let Some((promise, _)) = moment {
        let promise = *promise;
        draft.emit(JourneyEvent::PromiseAtRisk { promise, level, due });
    }
}
