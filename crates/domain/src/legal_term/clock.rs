//! The legal term of a journey: it starts with the journey, stands still while the customer was asked in writing to complete
//! an application, is extended once, and is watched like a promise. It never moves a promise, and no promise moves it.
//!
//! Days are whole days of the organisation's zone, as numbers from 1970-01-01; events carry every computed moment.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::{Extension, LegalTerm, LegalTermError, Pause, Suspension, TermLength, days_after};
use crate::blueprint::Blueprint;
use crate::codes::{DeadlineKind, JourneyKind, LegalBasis, MoveReason, SuspensionGround, TaskKind, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Reach};
use crate::facts::Facts;
use crate::holidays::HolidaySet;
use crate::ids::{ContentId, QuestionId};
use crate::journey::Journey;
use crate::question::QuestionState;
use crate::refusal::{Code, Refusal};
use crate::update::UpdateState;

/// Within how many weeks a complaint is dealt with (Awb 9:11).
const COMPLAINT_WEEKS: u32 = 6;
/// By how many weeks that may be extended once.
const COMPLAINT_LONGER: u32 = 4;

/// By what rule and for how many weeks a term runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalRule {
    /// By what rule.
    pub basis: LegalBasis,
    /// Its length in whole weeks.
    pub weeks: u32,
}

impl LegalRule {
    fn of_blueprint(blueprint: &Blueprint) -> Option<Self> {
        blueprint.legal_weeks.map(|weeks| Self { basis: blueprint.legal_basis, weeks })
    }

    /// The rule by which a complaint runs, which always has one: that of its own blueprint for complaints, that of the blueprint
    /// for complaints, else the organisation's usual one. Who decides on applications is bound by the same law for complaints,
    /// whatever its own rules are.
    #[must_use]
    pub fn of_complaint(blueprint: &Blueprint, by_blueprint: Option<Self>, usual: Self) -> Self {
        let own = Self::of_blueprint(blueprint);
        if let Some(own) = own.filter(|_| blueprint.kind == JourneyKind::Complaint) {
            return own;
        }
        let law_binds = own.is_some_and(|rule| rule.basis == LegalBasis::Application);
        let usual = if law_binds && usual.basis != LegalBasis::Complaint { Self::COMPLAINT } else { usual };
        by_blueprint.unwrap_or(usual)
    }

    /// A complaint under the general administrative law act.
    pub const COMPLAINT: Self = Self { basis: LegalBasis::Complaint, weeks: COMPLAINT_WEEKS };

    /// The term for complaints of an organisation that chose none. Who takes decisions under the general administrative law act
    /// is bound by it here too; everybody else keeps to the same six weeks as a rule of its own.
    #[must_use]
    pub fn usual_for_complaints(decides_by_law: bool) -> Self {
        let basis = if decides_by_law { LegalBasis::Complaint } else { LegalBasis::Own };
        Self { basis, ..Self::COMPLAINT }
    }

    /// By how many weeks it may be extended at most, once.
    #[must_use]
    pub fn longest_extension(self) -> u32 {
        match self.basis {
            LegalBasis::Complaint => COMPLAINT_LONGER,
            LegalBasis::Application | LegalBasis::Own => self.weeks,
        }
    }
}

/// The end of a term that runs, and the moments at which people hear that it comes near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalMoments {
    /// Its last day.
    pub ends: i32,
    /// The end of that day.
    pub ends_at: Timestamp,
    /// When half of the working time is gone.
    pub half_at: Timestamp,
    /// When four fifths are gone.
    pub four_fifths_at: Timestamp,
}

/// The legal term of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalClock {
    /// By what rule and how long.
    pub rule: LegalRule,
    /// Start, length, suspensions and extensions.
    pub term: LegalTerm,
    /// The moments as they were computed last.
    pub moments: LegalMoments,
    /// For what it stands still, or did last.
    pub pause: Pause,
    /// How far its time is gone.
    pub risk: Option<DeadlineKind>,
    /// When its end passed with nothing decided.
    pub passed: Option<Timestamp>,
    /// When the outcome was told first.
    pub decided: Option<Timestamp>,
    /// Why it was extended.
    pub longer: Option<(MoveReason, Option<ContentId>)>,
}

impl LegalClock {
    /// A term that begins.
    pub(crate) fn started(rule: LegalRule, start: Date, moments: LegalMoments) -> Self {
        let length = TermLength::Weeks(u16::try_from(rule.weeks).unwrap_or(u16::MAX));
        let term = LegalTerm { start, length, suspensions: Vec::new(), extensions: Vec::new() };
        Self { rule, term, moments, pause: Pause::default(), risk: None, passed: None, decided: None, longer: None }
    }

    /// Whether something is still to be decided within it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.decided.is_none()
    }

    /// Whether it stands still.
    #[must_use]
    pub fn stands_still(&self) -> bool {
        self.term.open_suspension().is_some()
    }

    /// The last day; nothing while it stands still, as nobody can know.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        if self.stands_still() { None } else { day_of(self.moments.ends) }
    }

    /// Since which day it stands still.
    #[must_use]
    pub fn still_since(&self) -> Option<Date> {
        self.term.open_suspension().map(|stop| stop.from)
    }

    /// Whether it may still be extended.
    #[must_use]
    pub fn may_be_extended(&self, now: Timestamp) -> bool {
        self.is_undecided() && self.longer.is_none() && (self.stands_still() || now < self.moments.ends_at)
    }

    /// The moments that are watched now, with what each of them means.
    pub(crate) fn watched(&self) -> Vec<(DeadlineKind, Timestamp)> {
        let mut all = Vec::new();
        if self.is_undecided() && self.stands_still() {
            all.extend(self.pause.until.map(|until| (DeadlineKind::LegalGoesOn, until.at)));
        }
        if !self.is_undecided() || self.stands_still() || self.passed.is_some() {
            return all;
        }
        if self.risk.is_none() {
            all.push((DeadlineKind::LegalHalf, self.moments.half_at));
        }
        if self.risk != Some(DeadlineKind::LegalFourFifths) {
            all.push((DeadlineKind::LegalFourFifths, self.moments.four_fifths_at));
        }
        all.push((DeadlineKind::LegalDue, self.moments.ends_at));
        all
    }

    /// The question for which it stands still.
    #[must_use]
    pub fn waits_for(&self) -> Option<QuestionId> {
        self.pause.question.filter(|_| self.stands_still())
    }

    /// The first day that counts again, where it stands still until a known day.
    #[must_use]
    pub fn still_until(&self) -> Option<Date> {
        self.pause.until.filter(|_| self.stands_still()).and_then(|until| day_of(until.day))
    }

    /// The last day; where it stands still until a known day, the one that it then has.
    #[must_use]
    pub fn expected_last_day(&self) -> Option<Date> {
        let Some(until) = self.still_until() else { return self.last_day() };
        let mut term = self.term.clone();
        term.resume(until).ok()?;
        term.end(&HolidaySet::general_terms_act())
    }

    pub(crate) fn stop(&mut self, from: Date, ground: SuspensionGround, pause: Pause) {
        self.term.suspensions.push(Suspension { from, until: None, ground });
        self.pause = pause;
    }

    pub(crate) fn go_on(&mut self, until: Date, moments: LegalMoments) {
        if let Some(open) = self.term.suspensions.last_mut() {
            open.until = Some(until);
        }
        self.shall_end(moments);
    }

    pub(crate) fn longer(&mut self, told_on: Date, weeks: u32, why: (MoveReason, Option<ContentId>)) {
        let by = TermLength::Weeks(u16::try_from(weeks).unwrap_or(u16::MAX));
        self.term.extensions.push(Extension { told_on, by });
        self.longer = Some(why);
    }

    /// Its end moved. What was at risk is so again only when the new moments come.
    pub(crate) fn shall_end(&mut self, moments: LegalMoments) {
        if moments.ends_at > self.moments.ends_at {
            self.risk = None;
        }
        self.moments = moments;
    }
}

/// A day as events hold it: days since 1970-01-01.
#[must_use]
pub fn day_number(day: Date) -> i32 {
    day.since(date(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The day of a number.
#[must_use]
pub fn day_of(number: i32) -> Option<Date> {
    days_after(date(1970, 1, 1), i64::from(number))
}

/// The last day for objecting (bezwaar) to a decision that was told at a moment, in a zone.
#[must_use]
pub fn objection_until(told_at: Timestamp, zone: &jiff::tz::TimeZone) -> Option<Date> {
    LegalTerm::objection(zone.to_datetime(told_at).date()).end(&HolidaySet::general_terms_act())
}

/// The rule by which a journey of a kind runs: a complaint has a term of its own, whatever else the blueprint says.
pub(crate) fn rule(facts: &Facts, need: JourneyKind) -> Option<LegalRule> {
    if need == JourneyKind::Complaint {
        return Some(LegalRule::of_complaint(&facts.blueprint, facts.complaints, facts.usual_complaints));
    }
    LegalRule::of_blueprint(&facts.blueprint)
}

/// Begins the term with the journey, where there is one.
pub(crate) fn start(draft: &mut Draft<'_>) {
    let Some(rule) = rule(draft.facts, draft.journey.kind) else { return };
    begin(draft, rule, draft.facts.own_hours.date_of(draft.facts.now));
}

/// Begins a term by a rule on a day.
pub(super) fn begin(draft: &mut Draft<'_>, rule: LegalRule, start: Date) {
    let Some(length) = u16::try_from(rule.weeks).ok().map(TermLength::Weeks) else { return };
    let Ok(term) = LegalTerm::new(start, length) else { return };
    let Some(moments) = moments(draft, &term) else { return };
    let (basis, weeks) = (rule.basis, rule.weeks);
    draft.emit(JourneyEvent::LegalStarted { basis, start: day_number(start), weeks, moments });
}

/// What the questions of the journey mean for the term: it stands still from the day after the customer was asked in writing
/// until the day of the answer, and goes on when the question ended in any way.
pub(crate) fn follow(draft: &mut Draft<'_>) {
    go_on(draft);
    stand_still(draft);
}

fn stand_still(draft: &mut Draft<'_>) {
    let Some(clock) = draft.journey.legal.as_ref().filter(|clock| stops_for_questions(clock)) else { return };
    let Some((question, _)) = draft.journey.open_question() else { return };
    let Some(asked_at) = draft.journey.asked_in_writing(question) else { return };
    let Ok(asked) = draft.facts.own_hours.date_of(asked_at).tomorrow() else { return };
    // What stood still already does so only once.
    let before = clock.term.suspensions().last().and_then(|stop| stop.until);
    let from = before.map_or(asked, |until| asked.max(until));
    let ground = SuspensionGround::IncompleteApplication;
    // A term that has ended does not stand still any more.
    let stopped = clock.term.clone().suspend(from, ground, &HolidaySet::general_terms_act());
    if clock.passed.is_none() && stopped.is_ok() {
        let (from, question) = (day_number(from), Some(question));
        draft.emit(JourneyEvent::LegalSuspended { from, ground, question, until: None, text: None });
    }
}

fn stops_for_questions(clock: &LegalClock) -> bool {
    clock.rule.basis == LegalBasis::Application && clock.is_undecided() && !clock.stands_still()
}

fn go_on(draft: &mut Draft<'_>) {
    let Some(clock) = &draft.journey.legal else { return };
    let (Some(from), Some(id)) = (clock.still_since(), clock.waits_for()) else { return };
    let day = |at: Timestamp| draft.facts.own_hours.date_of(at);
    let until = match draft.journey.questions.get(&id).map(|question| (question.state, question.due)) {
        // The message never arrived: nothing was asked, so nothing stood still.
        Some((QuestionState::Open, _)) if draft.journey.asked_in_writing(id).is_none() => from,
        Some((QuestionState::Open, _)) => return,
        Some((QuestionState::Answered { contact, at }, _)) => {
            day(draft.journey.contacts.get(&contact).map_or(at, |contact| contact.at.min(at)))
        }
        Some((QuestionState::Lapsed, due)) => day(due).tomorrow().unwrap_or(from),
        Some((QuestionState::Withdrawn, _)) | None => day(draft.facts.now),
    };
    let until = until.max(from);
    let mut term = clock.term.clone();
    if term.resume(until).is_err() {
        return;
    }
    if let Some(moments) = moments(draft, &term) {
        draft.emit(JourneyEvent::LegalResumed { until: day_number(until), moments });
    }
}

/// Extends the term, once, before it ends; the customer is told in writing, with the reason.
pub(crate) fn extend(draft: &mut Draft<'_>, weeks: u32, reason: MoveReason, text: Option<ContentId>) -> Outcome {
    draft.open()?;
    draft.holder_or_director()?;
    let clock = draft.journey.legal.as_ref().filter(|clock| clock.is_undecided()).ok_or(Code::NoLegalTerm)?;
    if clock.longer.is_some() {
        return Err(Code::LegalExtended.into());
    }
    let most = clock.rule.longest_extension();
    if weeks == 0 || weeks > most {
        return Err(Refusal::new(Code::LegalTooLong).count(usize::try_from(most).unwrap_or_default()));
    }
    if reason == MoveReason::Other && text.is_none() {
        return Err(Code::SilentClose.into());
    }
    let (told_on, ends_at) = (draft.facts.own_hours.date_of(draft.facts.now), clock.moments.ends_at);
    let by = TermLength::Weeks(u16::try_from(weeks).unwrap_or(u16::MAX));
    let mut term = clock.term.clone();
    match term.extend(told_on, by, &HolidaySet::general_terms_act()) {
        Ok(()) => {}
        Err(LegalTermError::Ended(_)) => return Err(Refusal::new(Code::LegalEnded).at(ends_at)),
        Err(_) => return Err(Code::NoLegalTerm.into()),
    }
    let moments = moments(draft, &term);
    draft.emit(JourneyEvent::LegalExtended { told_on: day_number(told_on), weeks, reason, text, moments });
    crate::update::plan(draft, UpdateKind::LegalExtended, |update| update.written = true);
    Ok(())
}

/// A watched moment of the term came.
pub(crate) fn fire(draft: &mut Draft<'_>, kind: DeadlineKind, due: Timestamp) {
    if kind == DeadlineKind::LegalGoesOn {
        super::pause::goes_on(draft);
        return;
    }
    draft.emit(match kind {
        DeadlineKind::LegalDue => JourneyEvent::LegalPassed { due },
        level => JourneyEvent::LegalAtRisk { level, due },
    });
}

/// The end of a term that runs, and when people hear that it comes near, by the calendar of the team that directs.
pub(super) fn moments(draft: &Draft<'_>, term: &LegalTerm) -> Option<LegalMoments> {
    let last = term.end(&HolidaySet::general_terms_act())?;
    let midnight = last.tomorrow().ok()?.at(0, 0, 0, 0);
    let ends_at = crate::calendar::instant_of(draft.facts.own_hours.zone(), midnight)?;
    let calendar = draft.facts.calendar(draft.journey.direction.team);
    // A complaint that came later on the journey has its own beginning.
    let begins = crate::calendar::instant_of(draft.facts.own_hours.zone(), term.start().at(0, 0, 0, 0))?;
    let begins = draft.journey.opened_at.max(begins);
    let part = |of, whole| calendar.fraction_of_working_time(begins, ends_at, of, whole);
    Some(LegalMoments { ends: day_number(last), ends_at, half_at: part(1, 2), four_fifths_at: part(4, 5) })
}

impl Journey {
    /// When the customer was asked something in writing: its mail could leave, or a letter was sent. Nothing while no letter
    /// was sent, and when the mail failed.
    #[must_use]
    pub fn asked_in_writing(&self, question: QuestionId) -> Option<Timestamp> {
        let asks = self
            .updates
            .iter()
            .filter(|(_, update)| update.question == Some(question) && self.is_customers(update.participant));
        let by_letter = |id| {
            let letters =
                self.tasks.values().filter(move |task| task.update == Some(id) && task.kind == TaskKind::Letter);
            letters.filter_map(|task| task.done_at).min()
        };
        asks.filter_map(|(id, update)| match (update.reach, update.state) {
            (Reach::Email { .. }, UpdateState::Planned) => Some(update.ready_at()),
            (Reach::Email { .. }, UpdateState::Sent { at, .. }) => Some(at.min(update.ready_at())),
            _ => by_letter(*id),
        })
        .min()
    }

    /// Whether what is asked of the customer now must be put in writing, as a term stands still for it.
    #[must_use]
    pub(crate) fn asks_in_writing(&self) -> bool {
        self.legal.as_ref().is_some_and(|clock| clock.rule.basis == LegalBasis::Application && clock.is_undecided())
    }

    /// Whether its outcome is a decision to which one may object (bezwaar).
    #[must_use]
    pub fn is_open_to_objection(&self) -> bool {
        self.legal.as_ref().is_some_and(|clock| clock.rule.basis == LegalBasis::Application)
    }
}
