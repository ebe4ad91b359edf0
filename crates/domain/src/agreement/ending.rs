//! How an agreement ends: kept when the work that carries it out is done with a good outcome, or when a member says so; taken
//! back otherwise, and then the customer is told. Its holds are released with it.

use jiff::Timestamp;

use super::standing;
use crate::codes::{AgreementEnd, HoldEnd, Outcome as How, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{AgreementId, ContentId, LegId};

/// A piece of work ended with an outcome: where it carries an agreement out and the outcome is a good one, that is kept.
pub(crate) fn carried_out(draft: &mut Draft<'_>, leg: LegId, outcome: How) {
    if !matches!(outcome, How::Solved | How::Answered) {
        return;
    }
    let found = draft.journey.agreement_of_leg(leg).filter(|(_, found)| found.stands()).map(|(id, _)| id);
    if let Some(agreement) = found {
        let now = draft.facts.now;
        kept(draft, agreement, now);
    }
}

/// A member says that it was carried out.
pub(super) fn keep(draft: &mut Draft<'_>, agreement: AgreementId, at: Option<Timestamp>) -> Outcome {
    draft.not_void()?;
    let found = standing(draft, agreement)?;
    draft.plausible(at)?;
    let since = found.bound.as_ref().map_or(draft.facts.now, |bound| bound.at);
    kept(draft, agreement, at.unwrap_or(draft.facts.now).max(since));
    Ok(())
}

/// It was carried out: what was promised with it is kept, and nothing needs to be held any more.
fn kept(draft: &mut Draft<'_>, agreement: AgreementId, at: Timestamp) {
    draft.emit_at(Some(at), JourneyEvent::AgreementKept { agreement, at });
    let promise = draft.journey.agreements.get(&agreement).and_then(|found| found.bound.as_ref()?.promise);
    let owed = promise.filter(|id| draft.journey.promises.get(id).is_some_and(|found| found.is_owed()));
    if let Some(promise) = owed {
        crate::promise::met(draft, promise, at);
    }
    crate::hold::release_all(draft, agreement, HoldEnd::Fulfilled);
}

/// It holds no more, though it was not carried out, and the customer is told. What was promised with it stays owed: only
/// whom it was promised to lets go of it (rule 6).
pub(super) fn end(
    draft: &mut Draft<'_>,
    agreement: AgreementId,
    why: AgreementEnd,
    text: Option<ContentId>,
    told: ContactFacts,
) -> Outcome {
    draft.not_void()?;
    // Before all else: the same message a second time finds the agreement ended already.
    if crate::contact::stands_here(draft, told.contact) {
        return Ok(());
    }
    standing(draft, agreement)?;
    draft.emit(JourneyEvent::AgreementEnded { agreement, why, text });
    crate::hold::release_all(draft, agreement, HoldEnd::Withdrawn);
    super::tell(draft, told, UpdateKind::Message, Some(agreement), None)
}
