//! The events of visits.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! visit_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A visit was agreed on. The team's slot book is its standing acceptance.
            VisitBooked = "visit.booked" ["place"] {
                /// The visit.
                visit: VisitId,
                /// The promise that it is.
                promise: PromiseId,
                /// Who comes.
                team: TeamRef,
                /// The window that was chosen.
                window: Window,
                /// Whether it is for an outage.
                urgent: bool,
                /// Until when the customer may pick another window.
                movable_until: Timestamp,
                /// The piece of work that was handed over with it, where the team does not have the ball itself.
                leg: Option<LegId>,
                /// Where, in words, where that was said with it.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                place: Option<ContentId>,
            }
            /// A visit has another window.
            VisitMoved = "visit.moved" ["place"] {
                /// The visit.
                visit: VisitId,
                /// The promise that it is now.
                promise: PromiseId,
                /// The new window.
                window: Window,
                /// Until when the customer may pick yet another one.
                movable_until: Timestamp,
                /// Where, in words, where that was said with it.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                place: Option<ContentId>,
            }
            /// When exactly somebody comes, within the window; what was promised stays.
            VisitNarrowed = "visit.narrowed" [] {
                /// The visit.
                visit: VisitId,
                /// From when until when.
                window: Window,
            }
            /// Somebody came.
            VisitArrived = "visit.arrived" [] {
                /// The visit.
                visit: VisitId,
                /// When.
                at: Timestamp,
            }
            /// Nobody had come after all: what was said of it is taken back, and what was promised is owed again.
            VisitArrivalUndone = "visit.arrival_undone" [] {
                /// The visit.
                visit: VisitId,
                /// The promise that it is.
                promise: Option<PromiseId>,
            }
            /// Somebody was there and did what could be done.
            VisitDone = "visit.done" ["text"] {
                /// The visit.
                visit: VisitId,
                /// Until when.
                at: Timestamp,
                /// Whether this visit was enough.
                first_time_right: bool,
                /// What was missing, where it was not.
                missing: Vec<Missing>,
                /// What was done or missing, in words.
                text: Option<ContentId>,
            }
            /// Somebody came, and nobody was there.
            VisitNotHome = "visit.not_home" ["text"] {
                /// The visit.
                visit: VisitId,
                /// When.
                at: Timestamp,
                /// What was found.
                text: ContentId,
            }
            /// A visit is off.
            VisitCancelled = "visit.cancelled" ["text"] {
                /// The visit.
                visit: VisitId,
                /// Why.
                why: VisitCancel,
                /// In more words.
                text: Option<ContentId>,
            }
        }
    };
}
