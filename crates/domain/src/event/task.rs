//! The events of tasks: a person must call or write, and watched moments that passed.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! task_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A person must call or write.
            TaskMade = "task.made" [] {
                /// The task.
                task: TaskId,
                /// Call or letter.
                way: TaskKind,
                /// The message that it carries, where it carries one.
                update: Option<UpdateId>,
                /// Who owes it.
                owner: TeamRef,
                /// By when.
                due: Timestamp,
                /// The breach that somebody apologises for.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                breach: Option<BreachId>,
            }
            /// The call was made or the letter sent.
            TaskDone = "task.done" ["member", "note"] {
                /// The task.
                task: TaskId,
                /// By whom.
                member: Option<MemberId>,
                /// What was said.
                note: Option<ContentId>,
            }
            /// A watched moment passed without effect on the journey itself (a task, a ball that nobody took).
            Overdue = "deadline.passed" [] {
                /// Which.
                what: DeadlineKind,
                /// When it was due.
                due: Timestamp,
                /// The task, where it is one.
                task: Option<TaskId>,
            }
        }
    };
}
