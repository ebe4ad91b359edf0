//! The events of questions to the customer.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! question_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// The customer was asked something.
            QuestionAsked = "question.asked" [] {
                /// The question.
                question: QuestionId,
                /// In whose name.
                asker: TeamRef,
                /// The leg it serves, where there is one.
                leg: Option<LegId>,
                /// The pending offer it was asked through, where there is one.
                through: Option<HandoverId>,
                /// The words.
                text: ContentId,
                /// What is asked for.
                items: Vec<Asked>,
                /// When it lapses.
                due: Timestamp,
                /// Whether it is a second question in one leg.
                fragment: bool,
                /// Whether the customer had answered it before, here or on another journey: had to say it again.
                #[serde(default, skip_serializing_if = "std::ops::Not::not")]
                repeats: bool,
            }
            /// Whether the customer had to say something again was corrected.
            QuestionTagged = "question.tagged" [] {
                /// The question.
                question: QuestionId,
                /// Whether the customer had answered it before.
                repeats: bool,
            }
            /// The customer answered.
            QuestionAnswered = "question.answered" [] {
                /// The question.
                question: QuestionId,
                /// The contact that holds the answer.
                contact: ContactId,
            }
            /// The asker needs no answer any more.
            QuestionWithdrawn = "question.withdrawn" [] {
                /// The question.
                question: QuestionId,
            }
            /// The customer did not answer in time.
            QuestionLapsed = "question.lapsed" [] {
                /// The question.
                question: QuestionId,
                /// When it was due.
                due: Timestamp,
            }
        }
    };
}
