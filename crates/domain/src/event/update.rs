//! The events of what the customer has been told, and the messages that tell it.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! update_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// What the customer has last been told.
            ExpectationSet = "expectation.set" [] {
                /// What happens next.
                next: NextStep,
                /// By whom, where a team works on it.
                team: Option<TeamRef>,
                /// By when.
                by: Option<Timestamp>,
                /// At what cost, in cents.
                cost: Option<Cents>,
                /// The promise that backs it.
                promise: Option<PromiseId>,
                /// In more words.
                text: Option<ContentId>,
            }
            /// The moment by which the customer must have heard something again.
            NewsDue = "news.due" [] {
                /// By when.
                by: Timestamp,
                /// Who owes it.
                owner: TeamRef,
                /// The visit, agreed on and told, whose date lets the limit rest until then.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                rests: Option<PromiseId>,
            }
            /// A message was decided on (rule 10: the record says why).
            UpdatePlanned = "update.planned" [] {
                /// The message.
                update: UpdateId,
                /// What it is about.
                about: UpdateKind,
                /// To whom.
                participant: ParticipantId,
                /// How.
                reach: Reach,
                /// When it may go.
                not_before: Timestamp,
                /// Why it waits, if it does.
                held: HoldReason,
                /// The contact that holds a member's words, where a member wrote it.
                contact: Option<ContactId>,
                /// The promise it tells.
                promise: Option<PromiseId>,
                /// The question it asks.
                question: Option<QuestionId>,
                /// The team it names.
                team: Option<TeamRef>,
                /// The agreement it tells.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                agreement: Option<AgreementId>,
                /// The breach it tells.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                breach: Option<BreachId>,
                /// The promises that it keeps, or settles, once it is handed to its channel.
                #[serde(default, skip_serializing_if = "Vec::is_empty")]
                keeps: Vec<PromiseId>,
            }
            /// A message was handed to its channel.
            UpdateSent = "update.sent" [] {
                /// The message.
                update: UpdateId,
                /// The text as it went out.
                text: ContentId,
            }
            /// A message could not be delivered.
            UpdateFailed = "update.failed" [] {
                /// The message.
                update: UpdateId,
                /// Whether trying again would not help.
                permanent: bool,
                /// Why its channel did not take it, where the channel said so.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                why: Option<FailWhy>,
            }
            /// A message that could not be delivered goes again.
            UpdateAgain = "update.again" [] {
                /// The message.
                update: UpdateId,
                /// How, by what reaches the person now.
                reach: Reach,
                /// When it may go.
                not_before: Timestamp,
                /// Why it waits, if it does.
                held: HoldReason,
            }
            /// A message that did not get there by one way goes by another.
            UpdateRerouted = "update.rerouted" [] {
                /// The message.
                update: UpdateId,
                /// How now.
                reach: Reach,
                /// Why not as before.
                why: FailWhy,
            }
            /// A message reached its receiver's telephone or browser, as the channel told.
            UpdateArrived = "update.arrived" [] {
                /// The message.
                update: UpdateId,
                /// Whether it was seen there.
                seen: bool,
            }
            /// A message was taken back before it left: a later one of the journey overtook it, or the journey ended.
            UpdateWithdrawn = "update.withdrawn" [] {
                /// The message.
                update: UpdateId,
            }
        }
    };
}
