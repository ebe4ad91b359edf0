//! Calls and letters: where no channel reaches the customer, a person does, by a due moment. And what the program could not
//! take in, a person fetches.

use jiff::{SignedDuration, Timestamp};

use crate::actor::TeamRef;
use crate::calendar::Calendar;
use crate::codes::{PromiseWhat, TaskKind, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Reach};
use crate::ids::{BreachId, ContentId, PromiseId, TaskId, UpdateId};
use crate::journey::{Journey, Task};
use crate::refusal::Code;
use crate::update::{Update, UpdateState};

/// How long after the opening a call that is the first thing to do is due, in working time.
const FIRST_THING: SignedDuration = SignedDuration::from_hours(1);

/// How long before a moment that a call or letter announces it is to be done, in working time.
const AHEAD: SignedDuration = SignedDuration::from_hours(1);

impl TaskKind {
    /// Whether doing it tells the customer something.
    #[must_use]
    pub fn tells(self) -> bool {
        matches!(self, Self::Call | Self::Letter | Self::Apology)
    }
}

impl Task {
    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.done_at.is_none()
    }

    /// Whether somebody is still to tell the customer something by it.
    pub(crate) fn is_to_tell(&self) -> bool {
        self.is_open() && self.kind.tells()
    }
}

/// Makes a call or letter for the team that owes news; returns its due moment.
pub(crate) fn make(draft: &mut Draft<'_>, way: TaskKind, update: Option<UpdateId>) -> Timestamp {
    let owner = draft.news_owner();
    make_for(draft, way, update, owner, None)
}

/// How a person reaches the customer: by letter where that was chosen, by telephone where there is a number or a call was
/// asked for, else by letter.
pub(crate) fn way(draft: &Draft<'_>) -> TaskKind {
    let chosen = draft.journey.customer_participant().map(|(_, person)| person.reach);
    let asked = draft
        .journey
        .promises
        .values()
        .any(|promise| promise.what == PromiseWhat::CallBack && promise.is_to_customer() && promise.is_owed());
    let by_letter = chosen == Some(Reach::Task { task: TaskKind::Letter });
    if asked || (draft.facts.callable && !by_letter) { TaskKind::Call } else { TaskKind::Letter }
}

/// A message arrived: what the program asked a person to tell because an earlier one did not, needs no call or letter any
/// more. An outcome or a question is still told by a person, and what a person put on the list stays.
pub(crate) fn settled_by(draft: &mut Draft<'_>, id: UpdateId, arrived: &Update) {
    let needless = |task: &Task| {
        // Only a person can apologise in person.
        if task.kind == TaskKind::Apology {
            return false;
        }
        let Some(carries) = task.update else {
            return task.kind.tells() && !task.by_person && arrived.about.keeps_news();
        };
        // It went again, and arrived after all.
        carries == id
            || arrived.about.is_news() && draft.journey.updates.get(&carries).is_some_and(|it| it.gives_way_to(arrived))
    };
    let open = draft.journey.tasks.iter().filter(|(_, task)| task.is_open());
    let settled: Vec<TaskId> = open.filter(|(_, task)| needless(task)).map(|(id, _)| *id).collect();
    for task in settled {
        draft.emit(JourneyEvent::TaskDone { task, member: None, note: None });
    }
}

impl Update {
    /// Whether nobody need tell it any more, now that a later message with news arrived.
    fn gives_way_to(&self, arrived: &Self) -> bool {
        match self.state {
            // Held back until the later one arrived, it had lost its sense.
            UpdateState::Withdrawn { .. } => true,
            UpdateState::Failed { .. } => {
                self.participant == arrived.participant
                    && !matches!(self.about, UpdateKind::Outcome | UpdateKind::Question)
            }
            UpdateState::Planned | UpdateState::Sent { .. } => false,
        }
    }
}

/// Of a mail too large to fetch somebody takes the rest out of the mailbox; once for all that wait there.
pub(crate) fn fetch(draft: &mut Draft<'_>) {
    let waits = |task: &Task| task.kind == TaskKind::Fetch && task.is_open();
    if !draft.journey.tasks.values().any(waits) {
        make(draft, TaskKind::Fetch, None);
    }
}

/// As [`make`], for a team and due at a moment of the caller's.
pub(crate) fn make_for(
    draft: &mut Draft<'_>,
    way: TaskKind,
    update: Option<UpdateId>,
    owner: TeamRef,
    due: Option<Timestamp>,
) -> Timestamp {
    let due = due.unwrap_or_else(|| in_time(draft, owner, update));
    let task = draft.ids.next::<TaskId>();
    draft.emit(JourneyEvent::TaskMade { task, way, update, owner, due, breach: None });
    due
}

/// When a call or letter is due: as the blueprint has it, but before the moment that it announces.
fn in_time(draft: &Draft<'_>, owner: TeamRef, update: Option<UpdateId>) -> Timestamp {
    let (now, calendar) = (draft.facts.now, draft.facts.calendar(owner));
    let usual = draft.facts.blueprint.task.due(now, &calendar);
    let moments = update.and_then(|id| draft.journey.updates.get(&id)).map(|update| announced(&draft.journey, update));
    ahead_of(moments.into_iter().flatten().filter(|moment| *moment > now).min(), usual, now, &calendar)
}

/// The moments that a message gives: of the promise that it tells, and of what comes next. What it keeps itself it does not
/// announce.
fn announced(journey: &Journey, update: &Update) -> impl Iterator<Item = Timestamp> + use<> {
    let told = update.promise.filter(|id| !update.keeps.contains(id));
    let promised = told.and_then(|id| Some((id, journey.promises.get(&id).filter(|it| it.is_open())?)));
    let promised = promised.map(|(id, promise)| journey.told_window(id, promise));
    let next = journey.expectation.as_ref().filter(|told| told.promise.is_none_or(|id| !update.keeps.contains(&id)));
    let next = next.and_then(|told| told.by);
    promised.map(|window| window.from.unwrap_or(window.until)).into_iter().chain(next)
}

/// The usual moment, or one before the announced moment where that comes sooner: a working hour before it, or halfway where
/// there is less than two. Whoever reads of a moment that is past is told nothing; but nobody calls while the team is closed,
/// so then it is the first thing once it opens.
fn ahead_of(announced: Option<Timestamp>, usual: Timestamp, now: Timestamp, calendar: &Calendar) -> Timestamp {
    let Some(moment) = announced else { return usual };
    let open = calendar.working_between(now, moment);
    let before = match open {
        SignedDuration::ZERO => calendar.add_working(now, FIRST_THING),
        open => calendar.add_working(now, open - AHEAD.min(open / 2)),
    };
    usual.min(before)
}

/// When a call is due that is the first thing to do once a team is open: it is on the list from the opening on, and the
/// first working hour is for making it. Due at the opening itself, it would be late before anybody could be on time.
pub(crate) fn first_thing(draft: &Draft<'_>, team: TeamRef) -> Timestamp {
    draft.facts.calendar(team).add_working(draft.facts.now, FIRST_THING)
}

/// The first moment, still to come, by which one of these was promised: a letter that keeps it leaves by then.
pub(crate) fn awaited(draft: &Draft<'_>, promises: &[PromiseId]) -> Option<Timestamp> {
    let found = promises.iter().filter_map(|id| draft.journey.promises.get(id)).filter(|promise| promise.is_open());
    found.map(|promise| promise.current.until).filter(|until| *until > draft.facts.now).min()
}

/// As [`make`], for a message that is awaited by a moment: due by then at the latest.
pub(crate) fn make_by(draft: &mut Draft<'_>, way: TaskKind, update: UpdateId, awaited: Option<Timestamp>) {
    let owner = draft.news_owner();
    let due = in_time(draft, owner, Some(update));
    let due = awaited.map_or(due, |awaited| awaited.min(due));
    make_for(draft, way, Some(update), owner, Some(due));
}

/// A message was taken back: nobody is to tell it any more.
pub(crate) fn off(draft: &mut Draft<'_>, update: UpdateId) {
    let carries = draft.journey.tasks.iter().filter(|(_, task)| task.is_open() && task.update == Some(update));
    let needless: Vec<TaskId> = carries.map(|(id, _)| *id).collect();
    for task in needless {
        draft.emit(JourneyEvent::TaskDone { task, member: None, note: None });
    }
}

/// Somebody of the director's team apologises in person for what was done against an agreement.
pub(crate) fn apologise(draft: &mut Draft<'_>, breach: BreachId, due: Timestamp) {
    let (task, owner) = (draft.ids.next::<TaskId>(), draft.answering());
    let breach = Some(breach);
    draft.emit(JourneyEvent::TaskMade { task, way: TaskKind::Apology, update: None, owner, due, breach });
}

/// A person called or wrote. Reached, the customer was told; not reached, the task comes again.
pub(crate) fn done(draft: &mut Draft<'_>, task: TaskId, reached: bool, note: Option<ContentId>) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    let found = draft.journey.tasks.get(&task).ok_or(Code::UnknownTask)?.clone();
    if !found.is_open() {
        return Err(Code::TaskEnded.into());
    }
    let member = draft.facts.actor.member();
    draft.emit(JourneyEvent::TaskDone { task, member, note });
    if !draft.journey.is_open() || (reached && !found.kind.tells()) {
        return Ok(());
    }
    if reached {
        let carried = found.update.and_then(|id| draft.journey.updates.get(&id)).cloned();
        let (now, by_call) = (draft.facts.now, found.kind == TaskKind::Call);
        // It keeps what it was to keep and what stood before, never what it promised itself.
        let mut kept = carried.as_ref().map(|update| update.keeps.clone()).unwrap_or_default();
        if carried.as_ref().is_none_or(|update| update.about.keeps_news()) {
            let own = carried.as_ref().and_then(|update| update.promise);
            // What a member promised after those words were written is not in them.
            let stood = |id: &PromiseId| {
                let later = |update: &Update, found: &crate::promise::Promise| found.made_at > update.planned_at;
                let found = draft.journey.promises.get(id).filter(|found| found.member.is_some());
                !carried.as_ref().zip(found).is_some_and(|(update, found)| later(update, found))
            };
            let heard = crate::promise::to_be_heard(draft, by_call);
            kept.extend(heard.into_iter().filter(|id| Some(*id) != own && stood(id)));
        }
        crate::promise::keep(draft, &kept, now);
        crate::update::restart_news(draft);
        if let Some(update) = found.update {
            crate::closing::told_late(draft, update, SignedDuration::ZERO);
        }
    } else if let Some(breach) = found.breach {
        let calendar = draft.facts.calendar(draft.answering());
        let due = draft.facts.blueprint.task.due(draft.facts.now, &calendar);
        apologise(draft, breach, due);
    } else {
        // Who directs goes on until the customer was reached; else who owes the news by now.
        let directs = found.owner == draft.answering();
        let owner = if directs { found.owner } else { draft.news_owner() };
        make_for(draft, found.kind, found.update, owner, None);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::ahead_of;
    use crate::testing::{World, amsterdam};

    #[test]
    fn what_announces_a_moment_is_due_before_it() {
        let (calendar, now) = (World::municipality().teams[0].calendar.clone(), amsterdam("2018-02-22 10:15"));
        let usual = amsterdam("2018-02-23 17:00");
        for (announced, due) in [
            // Nothing is announced, or only after the usual moment.
            (None, "2018-02-23 17:00"),
            (Some("2018-03-01 17:00"), "2018-02-23 17:00"),
            // A working hour before it; the night between does not count.
            (Some("2018-02-22 17:00"), "2018-02-22 16:00"),
            (Some("2018-02-23 08:30"), "2018-02-22 16:00"),
            (Some("2018-02-23 09:00"), "2018-02-22 16:30"),
            // Halfway, where there is less than two.
            (Some("2018-02-22 11:15"), "2018-02-22 10:45"),
        ] {
            let found = ahead_of(announced.map(amsterdam), usual, now, &calendar);
            assert_eq!(found, amsterdam(due), "{announced:?}");
        }
        // While we are closed, the first thing once we open: nobody is late in the night.
        let night = amsterdam("2018-02-22 20:00");
        assert_eq!(
            ahead_of(Some(amsterdam("2018-02-23 08:00")), usual, night, &calendar),
            amsterdam("2018-02-23 09:30")
        );
    }
}
