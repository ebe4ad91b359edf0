//! The events of a journey as a whole.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! journey_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A journey began.
            Opened = "journey.opened" ["subject"] {
                /// The number that people say.
                reference: Reference,
                /// The kind of need.
                need: JourneyKind,
                /// Whose journey it is.
                customer: CustomerId,
                /// The blueprint and its version.
                blueprint: BlueprintRef,
                /// The team that directs it.
                director: TeamRef,
                /// Its title in the customer's own words.
                subject: ContentId,
                /// An earlier journey that it follows.
                follows: Option<JourneyId>,
                /// Whether it came from an archive: such a journey sends nothing.
                historic: bool,
                /// The end of the legal term, in days since 1970-01-01, where the law sets one.
                legal_end_day: Option<i32>,
            }
            /// The matter was forwarded to the body whose it is.
            Forwarded = "journey.forwarded" [] {
                /// That body's place on the journey.
                body: ParticipantId,
                /// Its name.
                name: ContentId,
                /// How the customer reaches it.
                reachable: ContentId,
                /// Why it might go there.
                ground: ForwardGround,
                /// What was sent to it.
                contact: ContactId,
                /// Whether who the customer is went along, so that it can answer.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                shared: Option<bool>,
            }
            /// What runs was found to be a complaint, so a term of its own began.
            BecameComplaint = "journey.became_complaint" [] {
                /// The contact that complains.
                contact: ContactId,
            }
            /// The customer's side said that it is being sent back and forth; the director's team owes it a call.
            SentAround = "journey.sent_around" [] {
                /// The contact that says so.
                contact: ContactId,
                /// The call that is promised.
                promise: PromiseId,
                /// How often the ball had gone from one team to another.
                moves: u32,
            }
            /// The journey closed.
            Closed = "journey.closed" [] {
                /// How.
                how: CloseHow,
            }
            /// The journey opened again, to the director's team.
            Reopened = "journey.reopened" [] {
                /// Why.
                why: ReopenReason,
            }
            /// The journey is void: silent, by a person, undoable.
            Voided = "journey.voided" [] {
                /// Why.
                reason: VoidReason,
                /// The journey it duplicates.
                duplicate_of: Option<JourneyId>,
            }
            /// Another journey was joined into this one, and what it owed is owed here.
            Joined = "journey.joined" [] {
                /// The other journey.
                from: JourneyId,
                /// What was promised there, and what stands for it here.
                promises: Vec<JoinedPromise>,
            }
            /// A journey that was joined into this one goes on by itself again.
            Unjoined = "journey.unjoined" [] {
                /// The other journey.
                from: JourneyId,
            }
            /// The voiding was undone.
            Unvoided = "journey.unvoided" [] {}
        }
    };
}
