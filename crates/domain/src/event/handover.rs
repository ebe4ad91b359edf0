//! The events of handovers and the legs that they become.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! handover_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A leg or the direction was offered.
            HandoverOffered = "handover.offered" ["brief"] {
                /// The offer.
                handover: HandoverId,
                /// What is offered.
                #[serde(flatten)]
                subject: Subject,
                /// From whom.
                from: TeamRef,
                /// To whom.
                to: TeamRef,
                /// Why, what, by when, what the customer was told: the blueprint's fields in order.
                brief: Vec<ContentId>,
                /// When the receiver answers at the latest.
                respond_by: Timestamp,
                /// When it goes to the receiver's team lead.
                lead_at: Timestamp,
                /// When it goes to the coordinator.
                coordinator_at: Timestamp,
                /// The ball's epoch that it is bound to.
                epoch: u32,
            }
            /// An offer was accepted.
            HandoverAccepted = "handover.accepted" ["member"] {
                /// The offer.
                handover: HandoverId,
                /// By whom.
                member: Option<MemberId>,
            }
            /// An offer was answered at once: the work is done without the ball moving.
            HandoverAnswered = "handover.answered" ["member", "text"] {
                /// The offer.
                handover: HandoverId,
                /// How it came out.
                outcome: Outcome,
                /// The answer.
                text: ContentId,
                /// By whom.
                member: Option<MemberId>,
            }
            /// The receiver asked the giver something first; the offer stays.
            HandoverAskedBack = "handover.asked_back" ["text"] {
                /// The offer.
                handover: HandoverId,
                /// The question.
                text: ContentId,
            }
            /// The giver answered the receiver's question.
            HandoverClarified = "handover.clarified" ["text"] {
                /// The offer.
                handover: HandoverId,
                /// The answer.
                text: ContentId,
            }
            /// A partner said something about its offer or its work; the giver looks at it.
            HandoverSaid = "handover.said" ["text"] {
                /// The offer that it came by.
                handover: HandoverId,
                /// What was said.
                text: ContentId,
            }
            /// An offer was declined, with a reason.
            HandoverDeclined = "handover.declined" ["text"] {
                /// The offer.
                handover: HandoverId,
                /// The reason.
                reason: DeclineReason,
                /// More words.
                text: Option<ContentId>,
            }
            /// The giver took an offer back.
            HandoverWithdrawn = "handover.withdrawn" [] {
                /// The offer.
                handover: HandoverId,
            }
            /// An offer was not answered in time; it stays.
            HandoverOverdue = "handover.overdue" [] {
                /// The offer.
                handover: HandoverId,
                /// Which due moment passed.
                level: DeadlineKind,
                /// That moment; later recordings are late.
                due: Timestamp,
            }
            /// It is passed on for at least the third time in a row, with nothing done between.
            HandoverPassedOn = "handover.passed_on" [] {
                /// The offer.
                handover: HandoverId,
                /// How often in a row, with this offer.
                times: u32,
            }
            /// A pending offer follows the ball's new epoch after a question asked through it came back.
            HandoverRebound = "handover.rebound" [] {
                /// The offer.
                handover: HandoverId,
                /// The ball's epoch that it is bound to now.
                epoch: u32,
            }
            /// A leg, or the offer of one, goes on without the ball: an agreement was not kept to.
            LegStays = "leg.stays" [] {
                /// The leg.
                leg: LegId,
            }
            /// Who does a leg asked to spend more on it than its mandate.
            LegAmountAsked = "leg.amount_asked" ["text"] {
                /// The leg.
                leg: LegId,
                /// How much, in cents.
                amount: Cents,
                /// What for.
                text: ContentId,
                /// When it is answered at the latest, and when it becomes louder.
                moments: Option<AmountMoments>,
            }
            /// An amount that was asked for was not decided on in time; it still can be.
            LegAmountOverdue = "leg.amount_overdue" [] {
                /// The leg.
                leg: LegId,
                /// Which due moment passed.
                level: DeadlineKind,
                /// That moment; later recordings are late.
                due: Timestamp,
            }
            /// Somebody with the room for it said whether it may be spent.
            LegAmountDecided = "leg.amount_decided" ["text"] {
                /// The leg.
                leg: LegId,
                /// Whether it may.
                granted: bool,
                /// More words.
                text: Option<ContentId>,
            }
            /// What was granted was given to the customer, with a new moment.
            LegAmountUsed = "leg.amount_used" [] {
                /// The leg.
                leg: LegId,
            }
            /// A leg is done.
            LegDone = "leg.done" ["text"] {
                /// The leg.
                leg: LegId,
                /// How it came out.
                outcome: Outcome,
                /// What was found or done.
                text: ContentId,
            }
            /// A leg came back with a question.
            LegReturned = "leg.returned" ["text"] {
                /// The leg.
                leg: LegId,
                /// The question.
                text: ContentId,
            }
            /// A leg was given back with a reason, or recalled by the director.
            LegDeclined = "leg.declined" ["text"] {
                /// The leg.
                leg: LegId,
                /// The reason.
                reason: DeclineReason,
                /// More words.
                text: Option<ContentId>,
                /// Whether the director recalled it.
                recalled: bool,
            }
        }
    };
}
