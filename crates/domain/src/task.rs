//! Calls and letters: where no channel reaches the customer, a person does, by a due moment.

use jiff::{SignedDuration, Timestamp};

use crate::codes::{TaskKind, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, TaskId, UpdateId};
use crate::refusal::Code;

/// Makes a call or letter for the team that owes news; returns its due moment.
pub(crate) fn make(draft: &mut Draft<'_>, way: TaskKind, update: Option<UpdateId>) -> Timestamp {
    make_by(draft, way, update, None)
}

/// As [`make`], due at a moment of the caller's.
pub(crate) fn make_by(
    draft: &mut Draft<'_>,
    way: TaskKind,
    update: Option<UpdateId>,
    due: Option<Timestamp>,
) -> Timestamp {
    let owner = draft.journey.news_owner();
    let now = draft.facts.now;
    let due = due.unwrap_or_else(|| draft.facts.blueprint.task.due(now, &draft.facts.calendar(owner)));
    let task = draft.ids.next::<TaskId>();
    draft.emit(JourneyEvent::TaskMade { task, way, update, owner, due });
    due
}

/// A person called or wrote. Reached, the customer was told; not reached, the task comes again.
pub(crate) fn done(draft: &mut Draft<'_>, task: TaskId, reached: bool, note: Option<ContentId>) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    let found = draft.journey.tasks.get(&task).ok_or(Code::UnknownTask)?.clone();
    if found.done_at.is_some() {
        return Err(Code::TaskEnded.into());
    }
    let member = draft.facts.actor.member();
    draft.emit(JourneyEvent::TaskDone { task, member, note });
    if !draft.journey.is_open() {
        return Ok(());
    }
    if reached {
        let carried = found.update.and_then(|id| draft.journey.updates.get(&id)).map(|update| update.about);
        if carried.is_none_or(UpdateKind::keeps_news) {
            crate::promise::heard(draft, found.kind == TaskKind::Call);
        }
        crate::update::restart_news(draft);
        if let Some(update) = found.update {
            crate::closing::told_late(draft, update, SignedDuration::ZERO);
        }
    } else {
        make(draft, found.kind, found.update);
    }
    Ok(())
}
