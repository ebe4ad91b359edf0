//! Due moments: which ones a journey has is read off its state; what happens when one comes is decided like any command.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::codes::DeadlineKind;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{AgreementId, AskId, HandoverId, HoldId, LegId, PromiseId, QuestionId, SignalId, TaskId};
use crate::journey::Journey;
use crate::promise::Promise;
use crate::told::HANDING;

/// A moment that comes later than this after it was due was missed (downtime), and the record says so.
const MISSED: SignedDuration = SignedDuration::from_mins(15);

/// A due moment of a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// Which.
    pub kind: DeadlineKind,
    /// Of what; the journey itself where nothing is named.
    pub of: Option<Uuid>,
    /// When.
    pub due: Timestamp,
}

/// All due moments of a journey as it stands. The store keeps exactly these rows.
#[must_use]
pub fn deadlines(journey: &Journey) -> Vec<Deadline> {
    let mut all = Vec::new();
    if matches!(journey.state, crate::journey::State::Void { .. }) || journey.historic {
        return all;
    }
    for (id, task) in journey.tasks.iter().filter(|(_, task)| task.is_open() && !task.overdue) {
        all.push(Deadline { kind: DeadlineKind::TaskDue, of: Some(id.0), due: task.due });
    }
    // A hold may outlive the closing, and a signal is about the process.
    all.extend(crate::hold::deadlines(journey));
    all.extend(crate::signal::deadlines(journey));
    all.extend(crate::survey::deadline(journey));
    all.extend(crate::survey::wish_deadlines(journey));
    if !journey.is_open() {
        return all;
    }
    all.extend(crate::agreement::deadlines(journey));
    all.extend(crate::leg::amount::deadlines(journey));
    all.extend(crate::shipment::deadlines(journey));
    for (id, promise) in journey.promises.iter().filter(|(_, promise)| promise.is_open()) {
        if promise.risk.is_none() {
            all.push(Deadline { kind: DeadlineKind::PromiseHalf, of: Some(id.0), due: promise.half_at });
        }
        if promise.risk != Some(DeadlineKind::PromiseFourFifths) {
            all.push(Deadline { kind: DeadlineKind::PromiseFourFifths, of: Some(id.0), due: promise.four_fifths_at });
        }
        all.push(Deadline { kind: DeadlineKind::PromiseDue, of: Some(id.0), due: judged_at(journey, *id, promise) });
    }
    for (id, offer) in journey.pending() {
        let (kind, due) = match offer.overdue {
            None => (DeadlineKind::OfferTeam, offer.respond_by),
            Some(DeadlineKind::OfferTeam) => (DeadlineKind::OfferLead, offer.lead_at),
            Some(DeadlineKind::OfferLead) => (DeadlineKind::OfferCoordinator, offer.coordinator_at),
            Some(_) => continue,
        };
        all.push(Deadline { kind, of: Some(id.0), due });
    }
    if let Some((id, question)) = journey.open_question() {
        all.push(Deadline { kind: DeadlineKind::QuestionDue, of: Some(id.0), due: question.due });
    }
    if let Some(due) = journey.look_watched() {
        all.push(Deadline { kind: DeadlineKind::LookDue, of: None, due });
    }
    if let Some(news) = journey.news {
        all.push(Deadline { kind: DeadlineKind::Silence, of: None, due: news.by });
    }
    for (kind, due) in journey.legal.iter().flat_map(crate::legal_term::LegalClock::watched) {
        all.push(Deadline { kind, of: None, due });
    }
    all.extend(crate::social::deadline(journey));
    if let Some(due) = closing_due(journey) {
        all.push(Deadline { kind: DeadlineKind::Closing, of: None, due });
    }
    all
}

/// When an open journey closes if nobody objects, where nothing else stands in the way.
fn closing_due(journey: &Journey) -> Option<Timestamp> {
    let proposal = journey.proposal.as_ref().filter(|proposal| journey.is_open() && proposal.questioned.is_none())?;
    let closes = crate::closing::obstacle(journey).is_none() && crate::closing::outcome_told(journey);
    closes.then_some(proposal.objection_until)
}

/// The end of the closing period that nobody saw come: the journey is to close, and should have long ago.
pub(crate) fn missed_closing(journey: &Journey, now: Timestamp) -> Option<Timestamp> {
    closing_due(journey).filter(|due| now.duration_since(*due) > MISSED)
}

/// When a promise breaks if nothing happens: at the end of its window, or, where the message that keeps it could leave in
/// time, after the little while that handing it over may take.
fn judged_at(journey: &Journey, id: PromiseId, promise: &Promise) -> Timestamp {
    let until = promise.current.until;
    let ready = journey.kept_by_message_at(id).filter(|ready| *ready <= until);
    ready.and_then(|ready| ready.checked_add(HANDING).ok()).map_or(until, |handed| handed.max(until))
}

/// A watched moment came. If the journey no longer has it, nothing happens: what came due is handled once.
pub(crate) fn fire(draft: &mut Draft<'_>, kind: DeadlineKind, of: Option<Uuid>, due: Timestamp) -> Outcome {
    let stands = deadlines(&draft.journey).contains(&Deadline { kind, of, due });
    if !stands || draft.facts.now < due {
        return Ok(());
    }
    let id = of.unwrap_or_default();
    match kind {
        // These two are told with what they follow from; nothing waits for them.
        DeadlineKind::PromiseLead | DeadlineKind::PromiseCoordinator => {}
        DeadlineKind::PromiseHalf | DeadlineKind::PromiseFourFifths => {
            draft.emit(JourneyEvent::PromiseAtRisk { promise: PromiseId(id), level: kind, due });
        }
        DeadlineKind::PromiseDue => crate::promise::break_it(draft, PromiseId(id)),
        DeadlineKind::OfferTeam | DeadlineKind::OfferLead | DeadlineKind::OfferCoordinator => {
            draft.emit(JourneyEvent::HandoverOverdue { handover: HandoverId(id), level: kind, due });
        }
        DeadlineKind::LookDue => crate::promise::nobody_read(draft, due),
        DeadlineKind::QuestionDue => return crate::question::lapse(draft, QuestionId(id), due),
        DeadlineKind::Silence => {
            let missed = draft.facts.now.duration_since(due) > MISSED;
            if missed {
                draft.emit(JourneyEvent::Overdue { what: kind, due, task: None });
            }
            crate::update::silent(draft, due, missed);
        }
        DeadlineKind::Closing => crate::closing::close_if_unopposed(draft),
        DeadlineKind::LegalHalf
        | DeadlineKind::LegalFourFifths
        | DeadlineKind::LegalDue
        | DeadlineKind::LegalGoesOn => crate::legal_term::fire(draft, kind, due),
        DeadlineKind::AgreementTeam | DeadlineKind::AgreementLead | DeadlineKind::AgreementCoordinator => {
            crate::agreement::fire(draft, kind, AgreementId(id), due);
        }
        DeadlineKind::AmountTeam | DeadlineKind::AmountLead | DeadlineKind::AmountCoordinator => {
            draft.emit(JourneyEvent::LegAmountOverdue { leg: LegId(id), level: kind, due });
        }
        DeadlineKind::HoldTeam | DeadlineKind::HoldLead | DeadlineKind::HoldEnding | DeadlineKind::HoldEnds => {
            crate::hold::fire(draft, kind, HoldId(id), due);
        }
        DeadlineKind::SignalTeam | DeadlineKind::SignalLead | DeadlineKind::SignalCoordinator => {
            draft.emit(JourneyEvent::SignalOverdue { signal: SignalId(id), level: kind, due });
        }
        DeadlineKind::ShipmentRisk | DeadlineKind::ShipmentSilent => crate::shipment::fire(draft, kind, id, due),
        DeadlineKind::SocialWindow => crate::social::warn(draft),
        DeadlineKind::SurveyDue => crate::survey::fire(draft),
        DeadlineKind::WishDue => crate::survey::fire_wish(draft, AskId(id)),
        DeadlineKind::TaskDue => draft.emit(JourneyEvent::Overdue { what: kind, due, task: Some(TaskId(id)) }),
    }
    Ok(())
}
