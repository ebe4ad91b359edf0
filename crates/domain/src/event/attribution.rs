//! The events about to whom an answer belongs.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! attribution_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A partner says that an answer is not about its part.
            AttributionDisputed = "attribution.disputed" ["text"] {
                /// The ask that was answered.
                ask: AskId,
                /// The part.
                part: PartRef,
                /// Why.
                text: ContentId,
            }
            /// It was decided whether that is so.
            AttributionJudged = "attribution.judged" ["text"] {
                /// The ask that was answered.
                ask: AskId,
                /// The part that was disputed.
                part: PartRef,
                /// What was decided.
                outcome: DisputeOutcome,
                /// The part that it is about instead.
                to: Option<PartRef>,
                /// In words.
                text: Option<ContentId>,
            }
            /// A party answered to what the customer said.
            AttributionReplied = "attribution.replied" ["text"] {
                /// The ask that was answered.
                ask: AskId,
                /// Who.
                team: TeamRef,
                /// The words.
                text: ContentId,
            }
            /// A partner asked whether it may ask the customer something, and what it was answered.
            SurveyWished = "survey.wished" ["text"] {
                /// This wish.
                wish: AskId,
                /// Who.
                team: TeamRef,
                /// What it wants to ask.
                text: ContentId,
                /// On which scale it is answered; in words without one.
                scale: Option<Scale>,
                /// What it was answered.
                answer: WishAnswer,
            }
            /// Who was told to ask later is answered, now that the moment came.
            SurveyWishAnswered = "survey.wish_answered" [] {
                /// The wish.
                wish: AskId,
                /// What it is answered now.
                answer: WishAnswer,
            }
        }
    };
}
