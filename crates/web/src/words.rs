//! Words for the codes of events and commands, one function a vocabulary. The keys end in the code itself, with hyphens,
//! so a code that is added without words shows up in the tests.

use regie_app::intake::Waits;
use regie_domain::attribution::DisputeOutcome;
use regie_domain::codes::{
    AgreementEnd, AskLater, Asks, BallReason, BreachWhat, CareAction, CareCause, CloseHow, DeadlineKind, DeclineReason,
    FailWhy, FileMark, ForwardGround, HoldAction, HoldEnd, HoldWhy, JoinReason, JourneyKind, LegalBasis, MailCheck,
    Measure, Medium, Missing, MoveReason, NextStep, NotAsked, Outcome, ParticipantRole, PromiseWhat, ReopenReason,
    Scale, ShipmentStatus, SignalReason, SuspensionGround, TakeBackReason, UpdateKind, VisitCancel, VoidReason,
};
use regie_domain::contact::SenderChecks;
use regie_domain::handover::LegState;
use regie_domain::hold::HoldSubject;
use regie_domain::journey::Journey;
use regie_domain::legal_term::LegalRule;
use regie_domain::partner::{FigureUse, PartnerKind, PartnerName, SharedField, SharingGround};
use regie_domain::survey::{AskState, WishAnswer};
use regie_domain::term::Term;
use regie_domain::visit::{Visit, VisitState};

use crate::cx::Cx;

fn dashed(code: &str) -> String {
    code.replace('_', "-")
}

/// How a partner takes part, and a line about it.
#[must_use]
pub fn partner_kind(cx: &Cx, kind: PartnerKind) -> (String, String) {
    (cx.t(&format!("partner-kind-{}", kind.code())), cx.t(&format!("partner-kind-{}-hint", kind.code())))
}

/// Under which name customers meet a partner.
#[must_use]
pub fn partner_name(cx: &Cx, named: PartnerName) -> String {
    cx.t(&format!("partner-name-{}", named.code()))
}

/// What a partner may know of a customer.
#[must_use]
pub fn shared_field(cx: &Cx, field: SharedField) -> String {
    cx.t(&format!("shared-field-{}", field.code()))
}

/// On what ground of the law data are shared.
#[must_use]
pub fn sharing_ground(cx: &Cx, ground: SharingGround) -> String {
    cx.t(&format!("sharing-ground-{}", dashed(ground.code())))
}

/// What figures may be used for.
#[must_use]
pub fn figure_use(cx: &Cx, used: FigureUse) -> String {
    cx.t(&format!("figure-use-{}", used.code()))
}

/// What is wrong, says who gave a signal.
#[must_use]
pub fn signal_reason(cx: &Cx, why: SignalReason) -> String {
    cx.t(&format!("signal-reason-{}", dashed(why.code())))
}

/// Why somebody is asked later how it went.
#[must_use]
pub fn ask_later(cx: &Cx, why: AskLater) -> String {
    cx.t(&format!("ask-later-{}", why.code()))
}

/// Why somebody is not asked how it went.
#[must_use]
pub fn not_asked(cx: &Cx, why: NotAsked) -> String {
    cx.t(&format!("not-asked-{}", dashed(why.code())))
}

/// What was decided on what a party said against an attribution.
#[must_use]
pub fn dispute_outcome(cx: &Cx, outcome: DisputeOutcome) -> String {
    cx.t(&format!("dispute-outcome-{}", outcome.code()))
}

/// What a partner heard that asked whether it may ask something.
#[must_use]
pub fn wish_answer(cx: &Cx, answer: &WishAnswer) -> String {
    match answer {
        WishAnswer::Yes {} => cx.t("wish-yes"),
        WishAnswer::Merged {} => cx.t("wish-merged"),
        WishAnswer::Later { until, why } => {
            cx.t2("wish-later", "when", cx.near_text(until), "why", ask_later(cx, *why))
        }
        WishAnswer::No { why } => cx.t1("wish-no", "why", not_asked(cx, *why)),
    }
}

/// The same as it stands now: what was to go along does not where nobody was asked.
#[must_use]
pub fn wish_stands(cx: &Cx, journey: &Journey, answer: &WishAnswer) -> String {
    match (answer, journey.survey.as_ref().map(|ask| ask.state)) {
        (WishAnswer::Merged {}, Some(AskState::NotAsked { why, .. })) => {
            cx.t1("wish-not-asked", "why", not_asked(cx, why))
        }
        _ => wish_answer(cx, answer),
    }
}

/// What went wrong, says who followed an answer up.
#[must_use]
pub fn care_cause(cx: &Cx, cause: CareCause) -> String {
    cx.t(&format!("care-cause-{}", dashed(cause.code())))
}

/// What was done about it.
#[must_use]
pub fn care_action(cx: &Cx, action: CareAction) -> String {
    cx.t(&format!("care-action-{}", dashed(action.code())))
}

/// What a question measures.
#[must_use]
pub fn measure(cx: &Cx, measure: Measure) -> String {
    cx.t(&format!("measure-{}", dashed(measure.code())))
}

/// How a question is answered.
#[must_use]
pub fn scale(cx: &Cx, scale: Scale) -> String {
    cx.t(&format!("scale-{}", dashed(scale.code())))
}

/// Why the ball lies where it lies, as a sentence.
#[must_use]
pub fn ball_why(cx: &Cx, why: BallReason) -> String {
    cx.t(&format!("ball-why-{}", dashed(why.code())))
}

/// How a piece of work came back that took the ball along: done, with a question that waits for an answer, or given back.
#[must_use]
pub fn leg_came_back(cx: &Cx, state: LegState) -> String {
    cx.t(match state {
        LegState::Open => "ball-why-leg-settled",
        LegState::Done { .. } => "ball-why-leg-done",
        LegState::Returned { .. } => "ball-why-leg-returned",
        LegState::Declined { .. } => "ball-why-leg-declined",
    })
}

/// That a visit was called off, and by whom.
#[must_use]
pub fn visit_called_off(cx: &Cx, visit: &Visit) -> String {
    let by_customer = matches!(visit.state, VisitState::Cancelled { by_customer: true, .. });
    cx.t(if by_customer { "ball-why-visit-off" } else { "ball-why-visit-off-by-us" })
}

/// Why the ball is back with the director's team, as a sentence; without a reason, setting aside was undone.
#[must_use]
pub fn ball_back(cx: &Cx, why: Option<ReopenReason>) -> String {
    why.map_or_else(|| cx.t("ball-back-unvoided"), |why| format!("{}.", reopened(cx, why)))
}

/// Why a contact stands on a journey, as part of a sentence after "Why:".
#[must_use]
pub fn joined(cx: &Cx, why: JoinReason) -> String {
    cx.t(&format!("joined-{}", dashed(why.code())))
}

/// The text key of what a social medium is called.
#[must_use]
pub const fn medium_key(medium: Medium) -> &'static str {
    match medium {
        Medium::Facebook => "medium-facebook",
        Medium::Whatsapp => "medium-whatsapp",
    }
}

/// The text key of why a message did not get there by the way that it went.
#[must_use]
pub const fn fail_key(why: FailWhy) -> &'static str {
    match why {
        FailWhy::Returned => "fail-returned",
        FailWhy::Refused => "fail-refused",
        FailWhy::Window => "fail-window",
        FailWhy::Blocked => "fail-blocked",
        FailWhy::Access => "fail-access",
    }
}

/// Why an offer or leg comes back.
#[must_use]
pub fn decline(cx: &Cx, why: DeclineReason) -> String {
    cx.t(&format!("decline-{}", dashed(why.code())))
}

/// How it came out.
#[must_use]
pub fn outcome(cx: &Cx, how: Outcome) -> String {
    cx.t(&format!("how-{}", dashed(how.code())))
}

/// What is promised, where nobody wrote words for it.
#[must_use]
pub fn promised(cx: &Cx, what: PromiseWhat) -> String {
    cx.t(&format!("promised-{}", dashed(what.code())))
}

/// Why a promise moved.
#[must_use]
pub fn moved(cx: &Cx, why: MoveReason) -> String {
    cx.t(&format!("moved-{}", dashed(why.code())))
}

/// What comes next, for staff.
#[must_use]
pub fn next(cx: &Cx, step: NextStep) -> String {
    cx.t(&format!("next-{}", dashed(step.code())))
}

/// What a message to the customer was about.
#[must_use]
pub fn update(cx: &Cx, about: UpdateKind) -> String {
    cx.t(&format!("update-{}", dashed(about.code())))
}

/// What was said in one language or in both, in the reader's where it was said in it.
#[must_use]
pub fn in_language(cx: &Cx, nl: Option<String>, en: Option<String>) -> Option<String> {
    match cx.lang {
        regie_app::locale::Lang::Nl => nl.or(en),
        regie_app::locale::Lang::En => en.or(nl),
    }
}

/// The text key of a message's name.
#[must_use]
pub fn text_key(code: &str) -> &'static str {
    match code {
        "receipt" => "text-receipt",
        "now_with" => "text-now-with",
        "too_large" => "text-too-large",
        "now_leads" => "text-now-leads",
        "party_left" => "text-party-left",
        "question" => "text-question",
        "promise_made" => "text-promise-made",
        "promise_moved" => "text-promise-moved",
        "promise_broken" => "text-promise-broken",
        "outcome" => "text-outcome",
        "no_news" => "text-no-news",
        "closed_again" => "text-closed-again",
        "legal_extended" => "text-legal-extended",
        "legal_suspended" => "text-legal-suspended",
        "legal_resumed" => "text-legal-resumed",
        "forwarded" => "text-forwarded",
        "forwarded_to" => "text-forwarded-to",
        "agreement" => "text-agreement",
        "agreement_proposed" => "text-agreement-proposed",
        "breach" => "text-breach",
        "shipment" => "text-shipment",
        "visit_booked" => "text-visit-booked",
        "visit_moved" => "text-visit-moved",
        "visit_narrowed" => "text-visit-narrowed",
        "visit_ahead" => "text-visit-ahead",
        "visit_cancelled" => "text-visit-cancelled",
        "visit_ended" => "text-visit-ended",
        "survey" => "text-survey",
        "we_did" => "text-we-did",
        "copied" => "text-copied",
        "message" => "text-message",
        "answer" => "text-answer",
        "new_link" => "text-new-link",
        _ => "audit-text",
    }
}

/// Where a shipment stands, as its carrier said.
#[must_use]
pub fn shipment(cx: &Cx, status: ShipmentStatus) -> String {
    cx.t(&format!("shipment-status-{}", dashed(status.code())))
}

/// What was missing on a visit.
#[must_use]
pub fn missing(cx: &Cx, what: Missing) -> String {
    cx.t(&format!("visit-missing-{}", what.code()))
}

/// Why a visit is off.
#[must_use]
pub fn visit_off(cx: &Cx, why: VisitCancel) -> String {
    cx.t(&format!("visit-cancel-{}", dashed(why.code())))
}

/// What a person should know of a file before opening it.
#[must_use]
pub fn file_mark(cx: &Cx, mark: FileMark) -> String {
    cx.t(&format!("file-{}", dashed(mark.code())))
}

/// Why the director's team takes the ball back.
#[must_use]
pub fn take_back(cx: &Cx, why: TakeBackReason) -> String {
    cx.t(&format!("take-back-{}", dashed(why.code())))
}

/// How a journey closed.
#[must_use]
pub fn closed(cx: &Cx, how: CloseHow) -> String {
    cx.t(&format!("closed-{}", dashed(how.code())))
}

/// A span in words: "3 werkdagen".
pub fn term(cx: &Cx, term: Term) -> String {
    let (key, number) = match term {
        Term::WorkingDays(days) => ("term-days", days),
        Term::WorkingMinutes(minutes) if minutes % 60 == 0 => ("term-open-hours", minutes / 60),
        Term::WorkingMinutes(minutes) => ("term-open-minutes", minutes),
        Term::Elapsed { minutes } => return cx.duration(i64::from(minutes) * 60),
    };
    cx.tn(key, usize::try_from(number).unwrap_or(usize::MAX))
}

/// What a system must not do.
#[must_use]
pub fn hold_action(cx: &Cx, action: HoldAction) -> String {
    cx.t(&format!("hold-action-{}", action.code()))
}

/// Why a hold was placed.
#[must_use]
pub fn hold_why(cx: &Cx, why: HoldWhy) -> String {
    cx.t(&format!("hold-why-{}", dashed(why.code())))
}

/// Why a hold was released.
#[must_use]
pub fn hold_end(cx: &Cx, why: HoldEnd) -> String {
    cx.t(&format!("hold-end-{}", why.code()))
}

/// Why an agreement holds no more.
#[must_use]
pub fn agreement_end(cx: &Cx, why: AgreementEnd) -> String {
    cx.t(&format!("agreement-end-{}", why.code()))
}

/// What was done against an agreement.
#[must_use]
pub fn breach(cx: &Cx, what: BreachWhat) -> String {
    cx.t(&format!("breach-{}", what.code()))
}

/// What a hold is on: its sort in words, where it is a usual one, and its number.
#[must_use]
pub fn subject(cx: &Cx, subject: &HoldSubject) -> String {
    let kind = match HoldSubject::KINDS.contains(&subject.kind()) {
        true => cx.t(&format!("subject-{}", subject.kind())),
        false => subject.kind().to_owned(),
    };
    format!("{kind} {}", subject.value())
}

/// By what rule a legal term runs.
#[must_use]
pub fn legal_basis(cx: &Cx, basis: LegalBasis) -> String {
    cx.t(&format!("legal-basis-{}", dashed(basis.code())))
}

/// A rule by which a term runs: what sort it is, and how long.
#[must_use]
pub fn legal_rule(cx: &Cx, rule: LegalRule) -> String {
    let weeks = cx.tn("legal-weeks", usize::try_from(rule.weeks).unwrap_or_default());
    format!("{} · {weeks}", legal_basis(cx, rule.basis))
}

/// Why a legal term stands still.
#[must_use]
pub fn suspended(cx: &Cx, ground: SuspensionGround) -> String {
    cx.t(&format!("legal-ground-{}", dashed(ground.code())))
}

/// Why a matter may go to another body.
#[must_use]
pub fn forward_ground(cx: &Cx, ground: ForwardGround) -> String {
    cx.t(&format!("forward-ground-{}", dashed(ground.code())))
}

/// Why it was set aside.
#[must_use]
pub fn void(cx: &Cx, why: VoidReason) -> String {
    cx.t(&format!("void-{}", dashed(why.code())))
}

/// Why it opened again.
#[must_use]
pub fn reopened(cx: &Cx, why: ReopenReason) -> String {
    cx.t(&format!("reopened-{}", dashed(why.code())))
}

/// What a contact asks for.
#[must_use]
pub fn asks(cx: &Cx, asks: Asks) -> String {
    cx.t(&format!("asks-{}", dashed(asks.code())))
}

/// The role of somebody on a journey.
#[must_use]
pub fn role(cx: &Cx, role: ParticipantRole) -> String {
    cx.t(&format!("participant-{}", dashed(role.code())))
}

/// Which due moment passed.
#[must_use]
pub fn due(cx: &Cx, kind: DeadlineKind) -> String {
    cx.t(&format!("due-{}", dashed(kind.code())))
}

/// What a kind of journey is called.
#[must_use]
pub fn kind(cx: &Cx, kind: JourneyKind) -> String {
    cx.t(&format!("kind-{}", dashed(kind.code())))
}

/// What a trusted mail server found about a sender, as a sentence.
#[must_use]
pub fn checked(cx: &Cx, found: &SenderChecks) -> String {
    let checks = [("SPF", found.spf), ("DKIM", found.dkim), ("DMARC", found.dmarc)];
    let made = checks.into_iter().filter(|(_, check)| *check != MailCheck::Unchecked);
    let made: Vec<String> = made.map(|(name, check)| mail_check(cx, name, check)).collect();
    let key = match found.dmarc {
        _ if found.proven => "sender-proven",
        MailCheck::Fail => "sender-disproven",
        _ => "sender-unproven",
    };
    cx.t1(key, "checks", made.join(", "))
}

fn mail_check(cx: &Cx, name: &str, check: MailCheck) -> String {
    format!("{name} {}", cx.t(&format!("mail-check-{}", check.code())))
}

/// Why a message waits for a person; a code that this version does not know is waited for without a reason.
#[must_use]
pub fn waits(cx: &Cx, code: &str) -> String {
    if Waits::ALL.iter().any(|known| known.code() == code) {
        cx.t(&format!("waits-{}", dashed(code)))
    } else if code == regie_app::cti::doors::CLOSED_DOOR {
        cx.t("waits-closed-door")
    } else if code == regie_app::cti::doors::TEXT_MESSAGE {
        cx.t("waits-text-message")
    } else if code == regie_app::social::SOCIAL {
        cx.t("waits-social")
    } else if code == regie_app::facts::SYSTEM_FACT {
        cx.t("waits-system-fact")
    } else {
        cx.t("waits-new")
    }
}

#[cfg(test)]
mod tests {
    use regie_app::locale::{Arg, Lang};
    use regie_domain::refusal::Code;

    use super::*;
    use crate::samples;

    #[test]
    fn every_code_has_words_in_every_language() {
        for lang in Lang::ALL {
            let cx = &samples::cx(lang, crate::cx::Theme::Auto, false);
            let mut all: Vec<String> = Vec::new();
            all.extend(BallReason::ALL.iter().map(|code| ball_why(cx, *code)));
            all.extend(JoinReason::ALL.iter().map(|code| joined(cx, *code)));
            all.extend(DeclineReason::ALL.iter().map(|code| decline(cx, *code)));
            all.extend(Outcome::ALL.iter().map(|code| outcome(cx, *code)));
            all.extend(PromiseWhat::ALL.iter().map(|code| promised(cx, *code)));
            all.extend(MoveReason::ALL.iter().map(|code| moved(cx, *code)));
            all.extend(NextStep::ALL.iter().map(|code| next(cx, *code)));
            all.extend(UpdateKind::ALL.iter().map(|code| update(cx, *code)));
            all.extend(TakeBackReason::ALL.iter().map(|code| take_back(cx, *code)));
            all.extend(CloseHow::ALL.iter().map(|code| closed(cx, *code)));
            all.extend(LegalBasis::ALL.iter().map(|code| legal_basis(cx, *code)));
            all.extend(SuspensionGround::ALL.iter().map(|code| suspended(cx, *code)));
            all.extend(HoldAction::ALL.iter().map(|code| hold_action(cx, *code)));
            all.extend(HoldWhy::ALL.iter().map(|code| hold_why(cx, *code)));
            all.extend(HoldEnd::ALL.iter().map(|code| hold_end(cx, *code)));
            all.extend(AgreementEnd::ALL.iter().map(|code| agreement_end(cx, *code)));
            all.extend(BreachWhat::ALL.iter().map(|code| breach(cx, *code)));
            all.extend(HoldSubject::KINDS.iter().map(|kind| cx.t(&format!("subject-{kind}"))));
            all.extend(ForwardGround::ALL.iter().map(|code| forward_ground(cx, *code)));
            all.extend(VoidReason::ALL.iter().map(|code| void(cx, *code)));
            all.extend(ReopenReason::ALL.iter().map(|code| reopened(cx, *code)));
            all.extend(Asks::ALL.iter().map(|code| asks(cx, *code)));
            all.extend(ParticipantRole::ALL.iter().map(|code| role(cx, *code)));
            all.extend(DeadlineKind::ALL.iter().map(|code| due(cx, *code)));
            all.extend(FileMark::ALL.iter().map(|code| file_mark(cx, *code)));
            all.extend(Waits::ALL.iter().map(|code| waits(cx, code.code())));
            all.extend(JourneyKind::ALL.iter().map(|code| kind(cx, *code)));
            all.extend(MailCheck::ALL.iter().map(|code| mail_check(cx, "SPF", *code)));
            for (dmarc, proven) in [(MailCheck::Pass, true), (MailCheck::Pass, false), (MailCheck::Fail, false)] {
                let found = SenderChecks { spf: MailCheck::Weak, dkim: MailCheck::Unchecked, dmarc, proven };
                all.push(checked(cx, &found));
            }
            let missing: Vec<&String> = all.iter().filter(|words| words.contains('⟦')).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", lang.code());
        }
    }

    #[test]
    fn every_refusal_says_what_and_what_instead() {
        let texts = ["customer", "customers", "holder", "team", "member", "at", "by", "amount", "reference"];
        let args: Vec<_> =
            texts.map(|name| (name, Arg::Text("x"))).into_iter().chain([("count", Arg::Number(2))]).collect();
        for lang in Lang::ALL {
            for code in Code::ALL {
                for key in [format!("refusal-{}", code.code()), format!("refusal-{}-instead", code.code())] {
                    assert!(!lang.t(&key, &args).contains('⟦'), "{} {key}", lang.code());
                }
            }
        }
    }
}
