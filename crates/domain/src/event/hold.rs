//! The events of holds: the half of an agreement that systems read.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! hold_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A system must not do something with a subject.
            HoldPlaced = "hold.placed" [] {
                /// The hold.
                hold: HoldId,
                /// The agreement that it belongs to.
                agreement: AgreementId,
                /// The system.
                system: SystemId,
                /// With what.
                subject: HoldSubject,
                /// What it must not do.
                action: HoldAction,
                /// Until when somebody decides anew; without it until it is released.
                until: Option<Timestamp>,
                /// Why.
                why: HoldWhy,
                /// The team that owns the system.
                owner: TeamRef,
                /// When that team or its system has acknowledged it at the latest.
                acknowledge_by: Timestamp,
                /// When it goes to that team's lead.
                lead_at: Timestamp,
                /// When the maker's team chooses what comes after the end.
                choose_by: Option<Timestamp>,
            }
            /// The system, or a member of the team that owns it, says that it holds.
            HoldAcknowledged = "hold.acknowledged" [] {
                /// The hold.
                hold: HoldId,
                /// Since when.
                at: Timestamp,
            }
            /// A hold is released; the system must acknowledge that, too.
            HoldReleased = "hold.released" ["text"] {
                /// The hold.
                hold: HoldId,
                /// Why.
                why: HoldEnd,
                /// In more words.
                text: Option<ContentId>,
                /// When the release is acknowledged at the latest.
                acknowledge_by: Timestamp,
                /// When it goes to the team lead.
                lead_at: Timestamp,
            }
            /// The system, or a member of the team that owns it, says that it holds no more.
            HoldReleaseAcknowledged = "hold.release_acknowledged" [] {
                /// The hold.
                hold: HoldId,
                /// Since when.
                at: Timestamp,
            }
            /// A hold lasts longer, until another end or until it is released; the system acknowledges it anew.
            HoldExtended = "hold.extended" [] {
                /// The hold.
                hold: HoldId,
                /// The new end.
                until: Option<Timestamp>,
                /// When it is acknowledged at the latest.
                acknowledge_by: Timestamp,
                /// When it goes to the team lead.
                lead_at: Timestamp,
                /// When the maker's team chooses what comes after the end.
                choose_by: Option<Timestamp>,
            }
            /// The system went to another team: that one acknowledges what waits, from now on.
            HoldMoved = "hold.moved" [] {
                /// The hold.
                hold: HoldId,
                /// The team that owns the system now.
                owner: TeamRef,
                /// When what waits is acknowledged at the latest.
                acknowledge_by: Timestamp,
                /// When it goes to that team's lead.
                lead_at: Timestamp,
            }
            /// A hold or its release was not acknowledged in time.
            HoldOverdue = "hold.overdue" [] {
                /// The hold.
                hold: HoldId,
                /// Which due moment passed.
                level: DeadlineKind,
                /// That moment; later recordings are late.
                due: Timestamp,
            }
            /// A hold ends in two working days: the maker's team chooses.
            HoldEnding = "hold.ending" [] {
                /// The hold.
                hold: HoldId,
                /// When that choice was due.
                due: Timestamp,
            }
            /// A hold's end came and nobody had chosen: it stays.
            HoldStays = "hold.stays" [] {
                /// The hold.
                hold: HoldId,
                /// The end that passed.
                due: Timestamp,
            }
        }
    };
}
