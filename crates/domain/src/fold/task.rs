//! How events change the tasks of a journey.

use crate::event::{JourneyEvent, Meta};
use crate::journey::{Journey, Task};

/// Applies an event, where it is about a task.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::TaskMade { task, way, update, owner, due, breach } => {
            let made = Task {
                kind: *way,
                update: *update,
                breach: *breach,
                owner: *owner,
                due: *due,
                made_at: meta.recorded_at,
                done_at: None,
                done_by: None,
                overdue: false,
                by_person: meta.actor.member().is_some(),
            };
            journey.tasks.insert(*task, made);
        }
        JourneyEvent::TaskDone { task, member, .. } => {
            if let Some(task) = journey.tasks.get_mut(task) {
                (task.done_at, task.done_by) = (Some(meta.recorded_at), *member);
            }
        }
        JourneyEvent::Overdue { task, .. } => {
            if let Some(task) = task.and_then(|id| journey.tasks.get_mut(&id)) {
                task.overdue = true;
            }
        }
        _ => {}
    }
}
