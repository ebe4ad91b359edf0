//! The events of the survey of a journey.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! survey_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// The journey ended; when that moment comes it is decided whether the customer is asked.
            SurveyPlanned = "survey.planned" [] {
                /// This ask.
                ask: AskId,
                /// The survey that the blueprint names.
                survey: SurveyId,
                /// How much it weighs beside others.
                weight: u8,
                /// When.
                at: Timestamp,
            }
            /// The journey went on before anything was asked.
            SurveyOff = "survey.off" [] {
                /// The ask.
                ask: AskId,
            }
            /// It is asked later.
            SurveyPutOff = "survey.put_off" [] {
                /// The ask.
                ask: AskId,
                /// When.
                until: Timestamp,
                /// Why.
                why: AskLater,
            }
            /// The customer is not asked.
            SurveyNotAsked = "survey.not_asked" [] {
                /// The ask.
                ask: AskId,
                /// The survey that the blueprint names.
                survey: SurveyId,
                /// Why.
                why: NotAsked,
            }
            /// The customer is asked.
            SurveyAsked = "survey.asked" [] {
                /// The ask.
                ask: AskId,
                /// What is asked.
                survey: SurveyRef,
                /// Until when it can be answered.
                until: Timestamp,
            }
            /// The customer answered, or changed the answer.
            SurveyAnswered = "survey.answered" ["given", "said", "pointed", "low", "worrying", "no_call", "untraceable"] {
                /// The ask.
                ask: AskId,
                /// The places on scales, and the choices.
                given: Vec<GivenAnswer>,
                /// The answers in words.
                said: Vec<SaidAnswer>,
                /// The moments that the customer pointed at.
                pointed: Vec<PointedAt>,
                /// Whether somebody was let down.
                low: bool,
                /// Whether the words are such that a person must look.
                worrying: bool,
                /// Whether the customer does not want to be called about it.
                no_call: bool,
                /// Whether it may not be traced to the journey.
                untraceable: bool,
            }
            /// An unhappy answer owes the customer a call.
            SurveyFollowedUp = "survey.followed_up" [] {
                /// The ask.
                ask: AskId,
                /// The call.
                promise: PromiseId,
            }
            /// The customer hears what was done with what was answered.
            SurveyWeDid = "survey.we_did" ["improvement", "text"] {
                /// The ask.
                ask: AskId,
                /// The improvement that it led to.
                improvement: ImprovementId,
                /// What was done.
                text: ContentId,
                /// The message that tells it, where a channel reaches the customer.
                update: Option<UpdateId>,
            }
            /// Who followed it up said what it taught.
            SurveyLearned = "survey.learned" ["cause", "action", "note"] {
                /// The ask.
                ask: AskId,
                /// What went wrong.
                cause: CareCause,
                /// What was done.
                action: CareAction,
                /// In words.
                note: Option<ContentId>,
            }
        }
    };
}
