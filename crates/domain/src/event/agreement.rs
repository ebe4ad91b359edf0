//! The events of agreements.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! agreement_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// More was to be agreed on than its maker may decide alone: nothing binds before a second member approves.
            AgreementProposed = "agreement.proposed" ["member", "terms"] {
                /// The agreement.
                agreement: AgreementId,
                /// Whose member proposes it.
                team: TeamRef,
                /// Who proposes it.
                member: Option<MemberId>,
                /// What binds once it is approved.
                terms: Box<Terms>,
                /// When somebody decides at the latest.
                decide_by: Timestamp,
                /// When it goes to the team lead.
                lead_at: Timestamp,
                /// When it goes to the coordinator.
                coordinator_at: Option<Timestamp>,
            }
            /// Something was agreed on with the customer, and binds everyone.
            AgreementMade = "agreement.made" ["member", "approved_by"] {
                /// The agreement.
                agreement: AgreementId,
                /// What was agreed, in words.
                wording: ContentId,
                /// Whose member made it.
                team: TeamRef,
                /// Who made it.
                member: Option<MemberId>,
                /// What it costs us, in cents.
                amount: Cents,
                /// The mandate that it was made under, in cents: the maker's, or that of who approved it.
                mandate: Cents,
                /// Who approved it, where it was over the maker's mandate.
                approved_by: Option<MemberId>,
                /// Who was told.
                told: Option<ParticipantId>,
                /// The message that tells it.
                contact: ContactId,
                /// The piece of work that carries it out.
                leg: Option<LegId>,
                /// The offer of that work.
                handover: Option<HandoverId>,
                /// What was promised with it.
                promise: Option<PromiseId>,
            }
            /// A second member did not approve: it never bound.
            AgreementRefused = "agreement.refused" ["text"] {
                /// The agreement.
                agreement: AgreementId,
                /// Why, in words.
                text: ContentId,
            }
            /// Nobody has decided on a proposed agreement in time; it can still be approved.
            AgreementOverdue = "agreement.overdue" [] {
                /// The agreement.
                agreement: AgreementId,
                /// Which due moment passed.
                level: DeadlineKind,
                /// That moment; later recordings are late.
                due: Timestamp,
            }
            /// Another piece of work carries it out from now on.
            AgreementCarried = "agreement.carried" [] {
                /// The agreement.
                agreement: AgreementId,
                /// The piece of work.
                leg: LegId,
                /// Its offer.
                handover: HandoverId,
            }
            /// It was carried out.
            AgreementKept = "agreement.kept" [] {
                /// The agreement.
                agreement: AgreementId,
                /// When.
                at: Timestamp,
            }
            /// It holds no more, and the customer was told.
            AgreementEnded = "agreement.ended" ["text"] {
                /// The agreement.
                agreement: AgreementId,
                /// Why.
                why: AgreementEnd,
                /// In more words, for colleagues.
                text: Option<ContentId>,
            }
        }
    };
}
