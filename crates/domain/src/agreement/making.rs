//! Making an agreement: at once, or by a second member where it is over the maker's mandate. In one decision come what was
//! agreed, its holds, the work that carries it out, what is promised, and the message to the customer.

use super::{MOST_HOLDS, NewLeg, TOLD, Terms, standing};
use crate::actor::TeamRef;
use crate::codes::{BallGoes, NextStep, PromiseWhat, UpdateKind};
use crate::command::NewPromise;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent, Subject};
use crate::ids::{AgreementId, ContactId, ContentId, HandoverId, LegId, MemberId, ParticipantId, PromiseId};
use crate::journey::Holder;
use crate::money::Cents;
use crate::refusal::{Code, Refusal};

/// Agrees on something with the customer, or proposes it to a colleague.
pub(super) fn make(draft: &mut Draft<'_>, terms: Terms) -> Outcome {
    draft.open()?;
    let team = draft.member_team()?;
    if crate::contact::stands_here(draft, terms.contact.contact) {
        return Ok(());
    }
    // Nothing is agreed with somebody of whom nobody knows yet whether it is the customer.
    if !draft.facts.tied {
        return Err(Code::HandleUntied.into());
    }
    check(draft, &terms, team)?;
    let mandate = draft.facts.mandate.amount;
    if terms.amount > mandate {
        return propose(draft, terms, team);
    }
    let agreement = draft.ids.next();
    let member = draft.facts.actor.member();
    bind(draft, agreement, terms, By { team, member, mandate, approved_by: None })
}

/// What is agreed on is sound, as far as can be said before a second member sees it.
fn check(draft: &Draft<'_>, terms: &Terms, team: TeamRef) -> Outcome {
    if terms.amount.0 < 0 {
        return Err(Code::AmountNegative.into());
    }
    if terms.holds.len() > MOST_HOLDS {
        return Err(Refusal::new(Code::TooManyHolds).count(MOST_HOLDS));
    }
    terms.holds.iter().try_for_each(|new| crate::hold::check(draft, new))?;
    let Some(leg) = &terms.leg else { return Ok(()) };
    if leg.ball == BallGoes::Goes {
        draft.holder_team()?;
        if crate::ball::goes_already(draft) {
            return Err(Code::LegWithBallOpen.into());
        }
    }
    crate::handover::check_offer(draft, team, leg.to, &leg.brief, leg.respond_by)
}

/// Over the mandate nothing binds yet: a colleague decides, and the customer is told what happens meanwhile.
fn propose(draft: &mut Draft<'_>, terms: Terms, team: TeamRef) -> Outcome {
    let agreement = draft.ids.next();
    let calendar = draft.facts.calendar(team);
    let decide_by = draft.facts.blueprint.respond.due(draft.facts.now, &calendar);
    let lead_at = draft.facts.blueprint.escalate.due(decide_by, &calendar);
    let coordinator_at = Some(draft.facts.blueprint.escalate.due(lead_at, &calendar));
    let to = terms.contact.participant;
    let member = draft.facts.actor.member();
    let terms = Box::new(terms);
    draft.emit(JourneyEvent::AgreementProposed { agreement, team, member, terms, decide_by, lead_at, coordinator_at });
    let keeps = crate::promise::keep_by(draft, crate::promise::to_be_heard(draft, false), to);
    let promise = crate::promise::news(draft, PromiseWhat::News, team, decide_by, None);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    crate::update::plan(draft, UpdateKind::AgreementProposed, |update| {
        update.participant = to;
        update.promise = Some(promise);
        update.agreement = Some(agreement);
        update.keeps = keeps;
    });
    Ok(())
}

/// By whom an agreement is made.
struct By {
    team: TeamRef,
    member: Option<MemberId>,
    mandate: Cents,
    approved_by: Option<MemberId>,
}

/// It binds from now on.
fn bind(draft: &mut Draft<'_>, agreement: AgreementId, terms: Terms, by: By) -> Outcome {
    let (contact, told) = crate::contact::record_out(draft, terms.contact)?;
    let keeps = crate::promise::keep_by(draft, crate::promise::to_be_heard(draft, false), Some(told));
    let promise = match terms.promise {
        Some(promise) => Some(crate::promise::make(draft, promise, by.team)?),
        None => None,
    };
    let offered = match &terms.leg {
        Some(leg) => Some(offer(draft, by.team, leg)?),
        None => None,
    };
    draft.emit(JourneyEvent::AgreementMade {
        agreement,
        wording: terms.wording,
        team: by.team,
        member: by.member,
        amount: terms.amount,
        mandate: by.mandate,
        approved_by: by.approved_by,
        told: Some(told),
        contact,
        leg: offered.map(|(leg, _)| leg),
        handover: offered.map(|(_, handover)| handover),
        promise,
    });
    for new in terms.holds {
        crate::hold::place(draft, agreement, by.team, new)?;
    }
    say(draft, TOLD, (contact, told), Some(agreement), promise, keeps);
    Ok(())
}

/// Offers the work, with the ball where that may go: it is the giver's, and no other work takes it along.
fn offer(draft: &mut Draft<'_>, from: TeamRef, leg: &NewLeg) -> Result<(LegId, HandoverId), Refusal> {
    let may_go = draft.journey.ball.holder == (Holder::Team { team: from }) && !crate::ball::goes_already(draft);
    let ball = if may_go { leg.ball } else { BallGoes::Stays };
    // What was proposed waited: a moment that passed meanwhile is counted anew.
    let respond_by = leg.respond_by.filter(|by| *by > draft.facts.now);
    crate::handover::check_offer(draft, from, leg.to, &leg.brief, respond_by)?;
    let made: LegId = draft.ids.next();
    let brief: Vec<ContentId> = leg.brief.iter().flatten().copied().collect();
    let handover =
        crate::handover::offer_from(draft, (from, leg.to), Subject::Leg { leg: made, ball }, brief, respond_by);
    Ok((made, handover))
}

/// A second member approves: now it binds.
pub(super) fn approve(draft: &mut Draft<'_>, agreement: AgreementId, promise: Option<NewPromise>) -> Outcome {
    let (team, maker, mut terms) = proposed(draft, agreement)?;
    let approver = draft.facts.actor.member();
    if approver.is_none() || approver == maker {
        return Err(Refusal::new(Code::OwnAgreement).team(team).member(maker));
    }
    draft.facts.mandate.check_amount(terms.amount)?;
    if promise.is_some() {
        terms.promise = promise;
    }
    let mandate = draft.facts.mandate.amount;
    // A hold that was to end meanwhile would bind nobody: what was proposed is taken back and made with another end.
    let passed = terms.holds.iter().find_map(|new| new.until.filter(|until| *until <= draft.facts.now));
    if let Some(until) = passed {
        return Err(Refusal::new(Code::PromiseInPast).at(until));
    }
    bind(draft, agreement, terms, By { team, member: maker, mandate, approved_by: approver })
}

/// A second member does not approve. The maker may take the own proposal back in the same way.
pub(super) fn refuse(draft: &mut Draft<'_>, agreement: AgreementId, text: ContentId, told: ContactFacts) -> Outcome {
    draft.open()?;
    // As with what is made: the same message a second time has no second effect.
    if crate::contact::stands_here(draft, told.contact) {
        return Ok(());
    }
    proposed(draft, agreement)?;
    draft.emit(JourneyEvent::AgreementRefused { agreement, text });
    tell(draft, told, UpdateKind::Message, Some(agreement), None)
}

/// A proposed agreement on which the acting member may decide: one of the maker's or the director's team.
fn proposed(draft: &Draft<'_>, agreement: AgreementId) -> Result<(TeamRef, Option<MemberId>, Terms), Refusal> {
    draft.open()?;
    let found = draft.journey.agreements.get(&agreement).ok_or(Code::UnknownAgreement)?;
    let team = draft.member_team()?;
    if !super::answers_for(draft, agreement, team) {
        return Err(Refusal::new(Code::NotYourAgreement).team(found.team));
    }
    match &found.proposal {
        Some(waits) => Ok((found.team, found.member, waits.terms.clone())),
        None => Err(Refusal::new(Code::AgreementOver).team(found.team)),
    }
}

/// Offers the work once more, after it came back undone or where there was none.
pub(super) fn carry(draft: &mut Draft<'_>, agreement: AgreementId, leg: NewLeg) -> Outcome {
    draft.open()?;
    let found = standing(draft, agreement)?;
    let none = found.bound.as_ref().is_some_and(|bound| bound.handover.is_none());
    if !none && !draft.journey.is_uncarried(agreement) {
        return Err(Code::LegsOpen.into());
    }
    let from = draft.member_team()?;
    let (leg, handover) = offer(draft, from, &leg)?;
    draft.emit(JourneyEvent::AgreementCarried { agreement, leg, handover });
    Ok(())
}

/// Tells the customer in a member's words; what was to be heard by then is kept by it.
pub(crate) fn tell(
    draft: &mut Draft<'_>,
    contact: ContactFacts,
    about: UpdateKind,
    agreement: Option<AgreementId>,
    promise: Option<PromiseId>,
) -> Outcome {
    if crate::contact::stands_here(draft, contact.contact) {
        return Ok(());
    }
    let sent = crate::contact::record_out(draft, contact)?;
    let keeps = crate::promise::keep_by(draft, crate::promise::to_be_heard(draft, false), Some(sent.1));
    say(draft, about, sent, agreement, promise, keeps);
    Ok(())
}

fn say(
    draft: &mut Draft<'_>,
    about: UpdateKind,
    (contact, told): (ContactId, ParticipantId),
    agreement: Option<AgreementId>,
    promise: Option<PromiseId>,
    keeps: Vec<PromiseId>,
) {
    let open = draft.journey.is_open();
    let promise = promise.or_else(|| if open { crate::promise::ensure_one(draft) } else { None });
    crate::update::plan(draft, about, |update| {
        update.participant = Some(told);
        update.contact = Some(contact);
        update.promise = promise;
        update.agreement = agreement;
        update.keeps = keeps;
    });
    if open && draft.journey.open_question().is_none() {
        crate::update::expect_next(draft, NextStep::TeamWorks);
    }
}
