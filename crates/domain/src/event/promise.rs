//! The events of promises.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! promise_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A promise was made.
            PromiseMade = "promise.made" ["member", "from", "carried"] {
                /// The promise.
                promise: PromiseId,
                /// Outcome or news.
                promise_kind: PromiseKind,
                /// What.
                what: PromiseWhat,
                /// In more words.
                text: Option<ContentId>,
                /// Who made it.
                member: Option<MemberId>,
                /// Who owes it.
                owner: TeamRef,
                /// To whom.
                #[serde(flatten)]
                to: Promisee,
                /// By when.
                window: Window,
                /// What it costs the customer, in cents; 0 is free, nothing is unknown.
                cost: Option<Cents>,
                /// When half of its working time is gone.
                half_at: Timestamp,
                /// When four fifths of its working time are gone.
                four_fifths_at: Timestamp,
                /// A broken promise in whose place it stands.
                replaces: Option<PromiseId>,
                /// The broken promise that the program gives this moment of news after. It never gives a second one.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                after: Option<PromiseId>,
                /// The journey on which the customer was told so, where its contacts came here from one that was set aside.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                from: Option<JourneyId>,
                /// How it stood on the journey that was joined into this one, where it was made there.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                carried: Option<Carried>,
            }
            /// A promise has a new window; its first one still judges it.
            PromiseMoved = "promise.moved" ["text"] {
                /// The promise.
                promise: PromiseId,
                /// The new version, from 2.
                version: u32,
                /// The new window.
                window: Window,
                /// Why.
                reason: MoveReason,
                /// In more words.
                text: Option<ContentId>,
                /// When half of the working time is gone.
                half_at: Timestamp,
                /// When four fifths are gone.
                four_fifths_at: Timestamp,
                /// What the customer gets meanwhile at our cost, in cents.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                amount: Option<Cents>,
            }
            /// Who owed a promise is no longer in the chain: another team owes it from now on.
            PromiseInherited = "promise.inherited" [] {
                /// The promise.
                promise: PromiseId,
                /// Who owes it now.
                owner: TeamRef,
            }
            /// A promise used half or four fifths of its working time; or, broken after a broken one, it went to the team lead or
            /// the coordinator.
            PromiseAtRisk = "promise.at_risk" ["level"] {
                /// The promise.
                promise: PromiseId,
                /// Which part.
                level: DeadlineKind,
                /// When that was.
                due: Timestamp,
            }
            /// A promise was done.
            PromiseFulfilled = "promise.fulfilled" [] {
                /// The promise.
                promise: PromiseId,
                /// When the fact happened.
                at: Timestamp,
                /// The message that did it, where a message did: if it turns out not to have arrived, it kept nothing.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                by: Option<UpdateId>,
            }
            /// A promise's window ended without it being done.
            PromiseBroken = "promise.broken" [] {
                /// The promise.
                promise: PromiseId,
                /// When it was due.
                due: Timestamp,
            }
            /// A broken promise was settled.
            PromiseSettled = "promise.settled" [] {
                /// The promise.
                promise: PromiseId,
                /// How.
                how: Settlement,
            }
            /// A promise was let go: by the one it was made to, or with the journey that was set aside.
            PromiseReleased = "promise.released" [] {
                /// The promise.
                promise: PromiseId,
                /// Why, where the one it was made to did not let it go. It stands again when the voiding is undone.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                why: Option<ReleaseReason>,
            }
        }
    };
}
