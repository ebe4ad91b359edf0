//! A legal term that a member lets stand still on a ground of the law other than a question to complete an application
//! (which [`super::clock`] follows by itself), and lets run again. The customer is told both in writing: why, and what the
//! last day then is.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::clock::{day_number, day_of, moments};
use super::{LegalClock, LegalTermError};
use crate::codes::{LegalBasis, SuspensionGround, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::holidays::HolidaySet;
use crate::ids::{ContentId, QuestionId};
use crate::refusal::{Code, Refusal};

/// Until when a term stands still, where that is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandsUntil {
    /// The first day that counts again, in days since 1970-01-01.
    pub day: i32,
    /// When that day begins.
    pub at: Timestamp,
}

/// For what a term stands still.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pause {
    /// The question whose answer is waited for.
    pub question: Option<QuestionId>,
    /// Until when, where that is known.
    pub until: Option<StandsUntil>,
    /// Why, in a member's words.
    pub text: Option<ContentId>,
}

/// Whether the law lets a term stand still on a ground that a member names.
pub(crate) fn allowed(basis: LegalBasis, ground: SuspensionGround) -> bool {
    match (basis, ground) {
        // A question does this by itself, and ends it by its answer.
        (_, SuspensionGround::IncompleteApplication) => false,
        // Awb 9:11, third paragraph.
        (LegalBasis::Complaint, ground) => ground == SuspensionGround::ApplicantAgreed,
        (LegalBasis::Application | LegalBasis::Own, _) => true,
    }
}

impl LegalClock {
    /// The grounds on which a member may let it stand still now; none where it may not.
    #[must_use]
    pub fn grounds(&self, now: Timestamp) -> Vec<SuspensionGround> {
        let runs = self.is_undecided() && !self.stands_still() && now < self.moments.ends_at;
        let all = SuspensionGround::ALL.iter().copied();
        all.filter(|ground| runs && allowed(self.rule.basis, *ground)).collect()
    }

    /// Whether a member may let it run again: it stands still, and not for a question, which ends it by itself.
    #[must_use]
    pub fn may_be_resumed(&self) -> bool {
        self.is_undecided() && self.stands_still() && self.waits_for().is_none()
    }
}

/// Lets it stand still: from today, or from the day after the customer is told where the law says so.
pub(crate) fn suspend(
    draft: &mut Draft<'_>,
    ground: SuspensionGround,
    until: Option<i32>,
    text: Option<ContentId>,
) -> Outcome {
    draft.open()?;
    draft.holder_or_director()?;
    let clock = draft.journey.legal.as_ref().filter(|clock| clock.is_undecided()).ok_or(Code::NoLegalTerm)?;
    if !allowed(clock.rule.basis, ground) {
        return Err(Code::LegalGround.into());
    }
    let today = draft.facts.own_hours.date_of(draft.facts.now);
    let told = ground == SuspensionGround::ForeignInformation;
    let from = if told { today.tomorrow().unwrap_or(today) } else { today };
    // A day that stood still already counts as such once.
    let from = clock.term.suspensions().last().and_then(|stop| stop.until).map_or(from, |before| from.max(before));
    let ends_at = clock.moments.ends_at;
    let mut term = clock.term.clone();
    match term.suspend(from, ground, &HolidaySet::general_terms_act()) {
        Ok(()) if clock.passed.is_none() => {}
        Err(LegalTermError::Suspended(_)) => return Err(Code::LegalStill.into()),
        Ok(()) | Err(LegalTermError::Ended(_)) => return Err(Refusal::new(Code::LegalEnded).at(ends_at)),
        Err(_) => return Err(Code::NoLegalTerm.into()),
    }
    let until = stands_until(draft, from, until, ground)?;
    let (from, question) = (day_number(from), None);
    draft.emit(JourneyEvent::LegalSuspended { from, ground, question, until, text });
    crate::update::plan(draft, UpdateKind::LegalSuspended, |update| update.written = true);
    Ok(())
}

/// A delay that was agreed on has a last day; of the others it may be known.
fn stands_until(
    draft: &Draft<'_>,
    from: Date,
    until: Option<i32>,
    ground: SuspensionGround,
) -> Result<Option<StandsUntil>, Refusal> {
    let Some(day) = until else {
        let agreed = ground == SuspensionGround::ApplicantAgreed;
        return if agreed { Err(Code::LegalDay.into()) } else { Ok(None) };
    };
    let date = day_of(day).filter(|date| *date > from && day - day_number(from) <= LONGEST).ok_or(Code::LegalDay)?;
    let at = crate::calendar::instant_of(draft.facts.own_hours.zone(), date.at(0, 0, 0, 0)).ok_or(Code::LegalDay)?;
    Ok(Some(StandsUntil { day, at }))
}

/// The longest delay that can be noted at once, in days.
const LONGEST: i32 = 3 * 366;

/// Lets it run again from today, because a member says so.
pub(crate) fn resume(draft: &mut Draft<'_>) -> Outcome {
    draft.open()?;
    draft.holder_or_director()?;
    let clock = draft.journey.legal.as_ref().filter(|clock| clock.is_undecided()).ok_or(Code::NoLegalTerm)?;
    if !clock.may_be_resumed() {
        return Err(Code::LegalRuns.into());
    }
    let today = draft.facts.own_hours.date_of(draft.facts.now);
    run_from(draft, today);
    crate::update::plan(draft, UpdateKind::LegalResumed, |update| update.written = true);
    Ok(())
}

/// The day came until which it stood still; the customer knew it.
pub(crate) fn goes_on(draft: &mut Draft<'_>) {
    let until = draft.journey.legal.as_ref().and_then(LegalClock::still_until);
    if let Some(until) = until {
        run_from(draft, until);
    }
}

fn run_from(draft: &mut Draft<'_>, day: Date) {
    let Some(clock) = &draft.journey.legal else { return };
    let until = clock.still_since().map_or(day, |from| day.max(from));
    let mut term = clock.term.clone();
    if term.resume(until).is_err() {
        return;
    }
    if let Some(moments) = moments(draft, &term) {
        draft.emit(JourneyEvent::LegalResumed { until: day_number(until), moments });
    }
}
