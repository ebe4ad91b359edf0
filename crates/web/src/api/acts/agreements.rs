//! What a program agrees, approves, ends, and says of what fails.

use jiff::Timestamp;
use regie_domain::agreement::{AgreementCommand as A, MOST_HOLDS, NewLeg, Terms};
use regie_domain::breach::BreachCommand as B;
use regie_domain::codes::{AgreementEnd, BallGoes, BreachWhat, HoldAction, HoldEnd, HoldWhy, SignalReason};
use regie_domain::command::{HoldCommand as H, JourneyCommand as C};
use regie_domain::event::ContactFacts;
use regie_domain::hold::{HoldSubject, NewHold};
use regie_domain::ids::{AgreementId, BreachId, HoldId, SignalId, TeamId};
use regie_domain::money::Cents;
use regie_domain::signal::SignalCommand as S;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Act;
use super::bodies::PromiseToMake;
use super::making::promise;
use crate::api::files::FileToSend;
use crate::api::problem::{Failed, InvalidParam, Kind, Problem};
use crate::api::vocabulary;

/// Something that is agreed with the customer, and binds everyone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgreementToMake {
    /// What is agreed, in a sentence.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub wording: String,
    /// The message that tells the customer.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// What it costs us, in cents of a euro. A program decides nothing about money: above nothing it is a proposal, which a
    /// member approves.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub amount_cents: i64,
    /// Propose it although nobody of the teams that decide may approve so much. Without it that is refused, with `code`
    /// `nobody-approves`.
    #[serde(default)]
    pub although_nobody_approves: bool,
    /// What systems must not do.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub holds: Vec<HoldToPlace>,
    /// The piece of work that carries it out.
    pub leg: Option<LegToOffer>,
    /// What is promised with it, in the same message.
    pub promise: Option<PromiseToMake>,
}

/// What a system must not do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldToPlace {
    /// The code of the system.
    #[schema(min_length = 1, max_length = 32)]
    pub system: String,
    /// On what: a sort and a number, such as `invoice:884213`.
    #[schema(min_length = 3, max_length = 97)]
    pub subject: String,
    /// What it must not do. `collect` is to debit, remind, dun, pass to an agency or suspend the service.
    #[schema(schema_with = vocabulary::hold_action)]
    pub action: HoldAction,
    /// Until when somebody decides anew; without it until it is released.
    pub until: Option<Timestamp>,
    /// Why.
    #[schema(schema_with = vocabulary::hold_why)]
    pub reason: HoldWhy,
}

/// A piece of work that carries an agreement out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegToOffer {
    /// To which team.
    pub to_team_id: Uuid,
    /// Whether the ball goes along.
    #[schema(schema_with = vocabulary::ball_goes)]
    pub ball: BallGoes,
    /// The brief: the fields of the blueprint, in order.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub brief: Vec<Option<String>>,
    /// By when it is to be answered; without it the blueprint's term.
    pub respond_by: Option<Timestamp>,
}

/// An approval.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approval {
    /// Another promise than the one that was proposed, where its moment has come too near.
    pub promise: Option<PromiseToMake>,
}

/// That something is not approved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefusalToMake {
    /// Why, for colleagues.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub reason: String,
    /// The message that tells the customer.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
}

/// That an agreement holds no more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgreementToEnd {
    /// Why.
    #[schema(schema_with = vocabulary::agreement_end)]
    pub reason: AgreementEnd,
    /// In more words, for colleagues.
    #[schema(max_length = 50000)]
    pub note: Option<String>,
    /// The message that tells the customer.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
}

/// When something was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Moment {
    /// When; without it now.
    pub at: Option<Timestamp>,
}

/// How long a hold lasts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldToExtend {
    /// The new end; without it until it is released.
    pub until: Option<Timestamp>,
}

/// That a hold is done with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldToRelease {
    /// Why.
    #[schema(schema_with = vocabulary::hold_end)]
    pub reason: HoldEnd,
    /// In more words, for colleagues.
    #[schema(max_length = 50000)]
    pub note: Option<String>,
    /// The message that tells the customer; needed for `withdrawn`.
    #[schema(max_length = 50000)]
    pub text: Option<String>,
}

/// What was done against an agreement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BreachToTell {
    /// The agreement.
    pub agreement_id: Uuid,
    /// The hold, where it is known.
    pub hold_id: Option<Uuid>,
    /// What was done.
    #[schema(schema_with = vocabulary::breach_what)]
    pub what: BreachWhat,
    /// When; without it now.
    pub at: Option<Timestamp>,
    /// In more words; needed for `other`.
    #[schema(max_length = 50000)]
    pub text: Option<String>,
    /// The evidence: the letter as it came, a photo.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub evidence: Vec<FileToSend>,
}

/// A signal that a process fails.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignalToOpen {
    /// The team whose process it is.
    pub owner_team_id: Uuid,
    /// What fails, in words; may be left out where a reason says enough.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: Option<String>,
    /// What is wrong.
    #[schema(schema_with = vocabulary::signal_reason)]
    pub reason: Option<SignalReason>,
    /// What shows it.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub evidence: Vec<FileToSend>,
}

/// The answer to a signal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignalToAnswer {
    /// What was done, for colleagues.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub answer: String,
    /// The message that tells the customer, where one does.
    #[schema(max_length = 50000)]
    pub text: Option<String>,
}

/// An agreement.
pub(super) fn make(act: &mut Act<'_>, body: AgreementToMake) -> Result<C, Failed> {
    let holds = holds(act, body.holds)?;
    let leg = body.leg.map(|new| leg(act, new)).transpose()?;
    let promise = body.promise.map(|new| promise(act, new)).transpose()?;
    let wording = act.letter.words(&body.wording);
    let contact = act.told(&body.text);
    let amount = Cents(body.amount_cents);
    if !body.although_nobody_approves {
        somebody_approves(act, amount)?;
    }
    Ok(C::Agreement(A::Make { terms: Terms { wording, amount, contact, holds, leg, promise } }))
}

/// What waits for nobody is not proposed unawares.
fn somebody_approves(act: &Act<'_>, amount: Cents) -> Result<(), Failed> {
    let visit = &act.call.visit;
    let teams: Vec<TeamId> = act
        .call
        .client
        .member
        .teams
        .iter()
        .map(|(team, _)| *team)
        .chain([act.loaded.journey.direction.team.team])
        .collect();
    let most = visit.directory.most_decided_by(&teams, None);
    if amount <= most {
        return Ok(());
    }
    let words = format!(
        "Nobody of your teams or of the team that directs may approve {} cents: the most is {}. Agree on less, have an \
         administrator widen a mandate, or send `althoughNobodyApproves` to propose it all the same.",
        amount.0, most.0
    );
    Err(Problem::new(Kind::Refused).coded("nobody-approves").saying(words).into())
}

/// The holds, or every fault of them at once.
fn holds(act: &Act<'_>, bodies: Vec<HoldToPlace>) -> Result<Vec<NewHold>, Failed> {
    if bodies.len() > MOST_HOLDS {
        return Err(Problem::fault("holds", format!("at most {MOST_HOLDS} are taken")).into());
    }
    let (mut made, mut faults) = (Vec::with_capacity(bodies.len()), Vec::new());
    let mut fault = |at: usize, field: &str, reason: String| {
        faults.push(InvalidParam { name: format!("holds.{at}.{field}"), reason });
    };
    for (at, body) in bodies.into_iter().enumerate() {
        let system = act.call.visit.directory.system_by_code(&body.system).filter(|system| system.active);
        if system.is_none() {
            fault(at, "system", "there is no such system".to_owned());
        }
        match (system, body.subject.parse::<HoldSubject>()) {
            (Some(system), Ok(subject)) => {
                let (action, until, why) = (body.action, body.until, body.reason);
                made.push(NewHold { system: system.id, subject, action, until, why });
            }
            (_, Err(error)) => fault(at, "subject", error.to_string()),
            (None, Ok(_)) => {}
        }
    }
    if faults.is_empty() { Ok(made) } else { Err(Problem::faults(faults).into()) }
}

fn leg(act: &mut Act<'_>, body: LegToOffer) -> Result<NewLeg, Failed> {
    let to = act.team("leg.toTeamId", TeamId(body.to_team_id))?;
    let brief = body.brief.iter().map(|text| act.some(text.as_deref())).collect();
    Ok(NewLeg { to, ball: body.ball, brief, respond_by: body.respond_by })
}

/// An approval.
pub(super) fn approve(act: &mut Act<'_>, body: Approval) -> Result<C, Failed> {
    let promise = body.promise.map(|new| promise(act, new)).transpose()?;
    Ok(C::Agreement(A::Approve { agreement: act.id::<AgreementId>("agreementId")?, promise }))
}

/// That it is not approved.
pub(super) fn refuse(act: &mut Act<'_>, body: RefusalToMake) -> Result<C, Failed> {
    let (text, told) = (act.letter.words(&body.reason), act.told(&body.text));
    Ok(C::Agreement(A::Refuse { agreement: act.id::<AgreementId>("agreementId")?, text, told }))
}

/// The work once more.
pub(super) fn carry(act: &mut Act<'_>, body: LegToOffer) -> Result<C, Failed> {
    let leg = leg(act, body)?;
    Ok(C::Agreement(A::Carry { agreement: act.id::<AgreementId>("agreementId")?, leg }))
}

/// That it was carried out.
pub(super) fn keep(act: &mut Act<'_>, body: Moment) -> Result<C, Failed> {
    Ok(C::Agreement(A::Keep { agreement: act.id::<AgreementId>("agreementId")?, at: body.at }))
}

/// That it holds no more.
pub(super) fn end(act: &mut Act<'_>, body: AgreementToEnd) -> Result<C, Failed> {
    let (text, told) = (act.some(body.note.as_deref()), act.told(&body.text));
    Ok(C::Agreement(A::End { agreement: act.id::<AgreementId>("agreementId")?, why: body.reason, text, told }))
}

/// A hold that lasts longer.
pub(super) fn extend(act: &mut Act<'_>, body: HoldToExtend) -> Result<C, Failed> {
    Ok(C::Hold(H::Extend { hold: act.id::<HoldId>("holdId")?, until: body.until }))
}

/// A hold that is released by who agreed on it.
pub(super) fn release(act: &mut Act<'_>, body: HoldToRelease) -> Result<C, Failed> {
    let text = act.some(body.note.as_deref());
    let told = told(act, body.text.as_deref());
    Ok(C::Hold(H::Release { hold: act.id::<HoldId>("holdId")?, why: body.reason, text, told }))
}

fn told(act: &mut Act<'_>, text: Option<&str>) -> Option<ContactFacts> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| act.told(text))
}

/// A breach that a member or another program noticed.
pub(super) fn report(act: &mut Act<'_>, body: BreachToTell) -> Result<C, Failed> {
    let text = act.some(body.text.as_deref());
    let evidence = act.files("evidence", body.evidence)?;
    let (agreement, hold) = (AgreementId(body.agreement_id), body.hold_id.map(HoldId));
    Ok(C::Breach(B::Report { agreement, hold, what: body.what, at: body.at, text, evidence }))
}

/// An apology in writing.
pub(super) fn apologise(act: &mut Act<'_>, text: &str) -> Result<C, Failed> {
    let contact = act.told(text);
    Ok(C::Breach(B::Apologise { breach: act.id::<BreachId>("breachId")?, contact }))
}

/// That what was done is undone.
pub(super) fn settle(act: &mut Act<'_>, text: &str) -> Result<C, Failed> {
    let text = act.letter.words(text);
    Ok(C::Breach(B::Settle { breach: act.id::<BreachId>("breachId")?, text }))
}

/// A signal.
pub(super) fn signal(act: &mut Act<'_>, body: SignalToOpen) -> Result<C, Failed> {
    let owner = act.team("ownerTeamId", TeamId(body.owner_team_id))?;
    let text = act.some(body.text.as_deref());
    let evidence = act.files("evidence", body.evidence)?;
    Ok(C::Signal(S::Open { owner, text, reason: body.reason, evidence, unnamed: false }))
}

/// A line under a signal.
pub(super) fn line(act: &mut Act<'_>, text: &str) -> Result<C, Failed> {
    let text = act.letter.words(text);
    Ok(C::Signal(S::AddLine { signal: act.id::<SignalId>("signalId")?, text }))
}

/// The answer to a signal.
pub(super) fn answer(act: &mut Act<'_>, body: SignalToAnswer) -> Result<C, Failed> {
    let text = act.letter.words(&body.answer);
    let told = told(act, body.text.as_deref());
    Ok(C::Signal(S::Answer { signal: act.id::<SignalId>("signalId")?, text, told }))
}
