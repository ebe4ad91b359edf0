//! The beginning of a journey. Its first contact came in by a team's own door (a mailbox, a form): a standing acceptance,
//! so that team has the ball at once and owes a first answer by a moment that the customer is told.

use crate::codes::{Asks, BallReason, Channel, CloseHow, NextStep, ParticipantRole, PromiseWhat, UpdateKind};
use crate::command::JourneyCommand;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent, Reach};
use crate::facts::Facts;
use crate::journey::Holder;
use crate::refusal::{Code, Refusal};

/// The first event of a stream.
pub(crate) fn opened(command: &JourneyCommand, facts: &Facts) -> Result<JourneyEvent, Refusal> {
    match command {
        JourneyCommand::Open { reference, need, customer, team, subject, follows, .. } => Ok(JourneyEvent::Opened {
            reference: *reference,
            need: *need,
            customer: *customer,
            blueprint: facts.blueprint.reference(),
            director: facts.blueprint.director.unwrap_or(*team),
            subject: *subject,
            follows: *follows,
            historic: false,
            legal_end_day: legal_end_day(facts),
        }),
        JourneyCommand::OpenHistoric { reference, customer, team, subject, .. } => Ok(JourneyEvent::Opened {
            reference: *reference,
            need: crate::codes::JourneyKind::Question,
            customer: *customer,
            blueprint: facts.blueprint.reference(),
            director: facts.blueprint.director.unwrap_or(*team),
            subject: *subject,
            follows: None,
            historic: true,
            legal_end_day: None,
        }),
        _ => Err(Code::NoJourney.into()),
    }
}

/// The end of the legal term, where the law sets one: whole weeks from the day of opening, shifted past weekend and holiday.
fn legal_end_day(facts: &Facts) -> Option<i32> {
    let weeks = facts.blueprint.legal_weeks?;
    let start = facts.own_hours.date_of(facts.now);
    let length = crate::legal_term::TermLength::Weeks(u16::try_from(weeks).ok()?);
    let end =
        crate::legal_term::LegalTerm::new(start, length).ok()?.end(&crate::holidays::HolidaySet::general_terms_act())?;
    let days = end.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
    Some(days)
}

/// Draws the consequences of the opening.
pub(crate) fn open(draft: &mut Draft<'_>, command: &JourneyCommand) -> Outcome {
    let JourneyCommand::Open { customer, participant, reach, team, mut contact, .. } = command.clone() else {
        return Err(Code::NoJourney.into());
    };
    // Nothing was told yet, so nothing can be chased or asked again.
    (contact.asks, contact.tied_to) = (Asks::Something, None);
    draft.plausible(contact.occurred_at)?;
    draft.emit(JourneyEvent::ParticipantAdded {
        participant,
        role: ParticipantRole::Customer,
        customer,
        reach,
        may_act: true,
    });
    let spoken = matches!(contact.channel, Channel::Phone | Channel::Counter);
    let occurred = contact.occurred_at;
    draft.emit_at(occurred, JourneyEvent::ContactRecorded { facts: contact });
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Opened);
    let until = draft.facts.blueprint.first_answer.due(draft.facts.now, &draft.facts.calendar(team));
    let promise = crate::promise::news(draft, PromiseWhat::FirstAnswer, team, until, None);
    crate::update::expect_next(draft, NextStep::WeAnswer);
    // Who was spoken to has been told; only a mail adds something there: the link to the page.
    if !(spoken && matches!(reach, Reach::Task { .. })) {
        crate::update::plan(draft, UpdateKind::Receipt, |update| update.promise = Some(promise));
    }
    Ok(())
}

/// Lays an ended journey from an archive into the record. It tells nobody anything.
pub(crate) fn open_historic(draft: &mut Draft<'_>, command: &JourneyCommand) -> Outcome {
    let JourneyCommand::OpenHistoric { customer, participant, team, contacts, .. } = command.clone() else {
        return Err(Code::NoJourney.into());
    };
    draft.emit(JourneyEvent::ParticipantAdded {
        participant,
        role: ParticipantRole::Customer,
        customer,
        reach: Reach::None,
        may_act: true,
    });
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Opened);
    for contact in contacts {
        add_historic(draft, contact)?;
    }
    draft.emit(JourneyEvent::Closed { how: CloseHow::Historic });
    Ok(())
}

/// Adds a contact to an archived journey.
pub(crate) fn add_historic(draft: &mut Draft<'_>, contact: ContactFacts) -> Outcome {
    if !draft.journey.historic {
        return Err(Code::JourneyOpen.into());
    }
    if crate::contact::stands_here(draft, contact.contact) {
        return Ok(());
    }
    draft.plausible(contact.occurred_at)?;
    let occurred = contact.occurred_at;
    draft.emit_at(occurred, JourneyEvent::ContactRecorded { facts: contact });
    Ok(())
}
