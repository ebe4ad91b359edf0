//! The events of what members say of an answer that concerns them, and of calls to customers who said nothing. Who it was
//! stands in the row, never in the body.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! mirror_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A member whom an answer concerns replied to it.
            MirrorReplied = "mirror.replied" ["ask", "text"] {
                /// The ask.
                ask: AskId,
                /// The words.
                text: ContentId,
            }
            /// A member whom an answer concerns says that it was the process.
            MirrorNotMe = "mirror.not_me" ["ask"] {
                /// The ask.
                ask: AskId,
            }
            /// A customer who went through much and said nothing is called.
            SilentCalled = "silent.called" [] {
                /// The call.
                promise: PromiseId,
            }
            /// No call to such a customer is needed.
            SilentLeft = "silent.left" ["why"] {
                /// Why.
                why: SilentWhy,
            }
        }
    };
}
