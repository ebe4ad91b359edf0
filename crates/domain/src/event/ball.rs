//! The events of the ball and the direction: who must act, and who answers for the whole.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! ball_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// The ball moved (rule 2).
            BallMoved = "ball.moved" [] {
                /// To whom.
                to: Holder,
                /// The new epoch, from 1.
                epoch: u32,
                /// Why.
                why: BallReason,
                /// Why the director's team took it back, where it did.
                reason: Option<TakeBackReason>,
            }
            /// A member took the team's ball, or was given it.
            AssigneeSet = "ball.assignee_set" ["member"] {
                /// The member; nobody when it was laid down.
                member: Option<MemberId>,
            }
            /// The direction moved.
            DirectionMoved = "direction.moved" [] {
                /// To which team.
                to: TeamRef,
                /// The new epoch, from 1.
                epoch: u32,
                /// The leg that it came or went back with, by the blueprint.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                with: Option<LegId>,
            }
        }
    };
}
