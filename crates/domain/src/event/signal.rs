//! The events of signals: a process fails, says a member or a breach.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! signal_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A process fails.
            SignalOpened = "signal.opened" ["text", "evidence"] {
                /// The signal.
                signal: SignalId,
                /// The breach that opened it, where one did.
                breach: Option<BreachId>,
                /// The team whose process it is: it owes an answer.
                owner: TeamRef,
                /// What fails, in words.
                text: Option<ContentId>,
                /// What is wrong, where a member chose.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                reason: Option<SignalReason>,
                /// Letters, photos, files.
                evidence: Vec<ContentId>,
                /// When it is answered at the latest.
                answer_by: Timestamp,
                /// When it goes to the team lead.
                lead_at: Timestamp,
                /// When it goes to the coordinator.
                coordinator_at: Timestamp,
            }
            /// A member adds a line, and hears the answer.
            SignalLineAdded = "signal.line_added" ["text"] {
                /// The signal.
                signal: SignalId,
                /// The line.
                text: ContentId,
                /// When that member hears the answer at the latest.
                answer_by: Timestamp,
            }
            /// It was answered: told to who added lines, and to the customer where there are words for that.
            SignalAnswered = "signal.answered" ["text"] {
                /// The signal.
                signal: SignalId,
                /// What was done.
                text: ContentId,
                /// The message to the customer.
                contact: Option<ContactId>,
            }
            /// A member who opened it or added a line has read the answer.
            SignalHeard = "signal.heard" [] {
                /// The signal.
                signal: SignalId,
            }
            /// It was not answered in time.
            SignalOverdue = "signal.overdue" [] {
                /// The signal.
                signal: SignalId,
                /// Which due moment passed.
                level: DeadlineKind,
                /// That moment; later recordings are late.
                due: Timestamp,
            }
        }
    };
}
