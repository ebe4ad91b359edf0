//! The beginning of a journey. Its first contact came in by a team's own door (a mailbox, a form): a standing acceptance,
//! so that team has the ball at once and owes a first answer by a moment that the customer is told.

use jiff::Timestamp;

use crate::actor::TeamRef;
use crate::codes::{
    Asks, BallReason, Channel, CloseHow, Direction, JourneyKind, NextStep, ParticipantRole, PromiseWhat, ReopenReason,
    TaskKind, UpdateKind,
};
use crate::command::JourneyCommand;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent, Reach};
use crate::facts::Facts;
use crate::journey::Holder;
use crate::refusal::{Code, Refusal};

/// The first event of a stream.
pub(crate) fn opened(command: &JourneyCommand, facts: &Facts) -> Result<JourneyEvent, Refusal> {
    match command {
        JourneyCommand::Open { reference, need, customer, team, subject, contact, follows, .. } => {
            Ok(JourneyEvent::Opened {
                reference: *reference,
                need: need.unwrap_or(facts.blueprint.kind),
                customer: *customer,
                blueprint: facts.blueprint.reference(),
                director: director(facts, *team)?,
                subject: *subject,
                follows: *follows,
                historic: false,
                legal_end_day: Some(need.unwrap_or(facts.blueprint.kind))
                    .filter(|_| contact.direction == Direction::In)
                    .and_then(|need| legal_end_day(facts, need)),
            })
        }
        JourneyCommand::OpenHistoric { reference, customer, team, subject, .. } => Ok(JourneyEvent::Opened {
            reference: *reference,
            need: facts.blueprint.kind,
            customer: *customer,
            blueprint: facts.blueprint.reference(),
            director: director(facts, *team)?,
            subject: *subject,
            follows: None,
            historic: true,
            legal_end_day: None,
        }),
        _ => Err(Code::NoJourney.into()),
    }
}

/// Who directs at first: the blueprint's team, else the one whose door it came in by. A guest opens in the organisation's
/// name, which keeps the direction: where the blueprint names no team of ours for it, nobody would have it, so nothing opens.
fn director(facts: &Facts, team: TeamRef) -> Result<TeamRef, Refusal> {
    let guest = facts.teams.get(&team.team).is_some_and(|found| found.guest.is_some());
    match facts.blueprint.director {
        Some(director) => Ok(director),
        None if guest => Err(Refusal::new(Code::NoDirector).team(team)),
        None => Ok(team),
    }
}

/// The end of the legal term, where the law sets one: whole weeks from the day of opening, shifted past weekend and holiday.
fn legal_end_day(facts: &Facts, need: JourneyKind) -> Option<i32> {
    let weeks = crate::legal_term::rule(facts, need)?.weeks;
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
    // Who wrote on the form was told by the page that followed.
    let spoken = matches!(contact.channel, Channel::Phone | Channel::Counter | Channel::Web);
    let ours = contact.direction == Direction::Out;
    let (occurred, oversize) = (contact.occurred_at, contact.oversize.is_some());
    draft.emit_at(occurred, JourneyEvent::ContactRecorded { facts: contact });
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Opened);
    if ours {
        // Whoever we called has asked nothing yet: news is owed, and what was said needs no receipt.
        crate::promise::owe(draft, PromiseWhat::News, team);
        crate::update::expect_next(draft, NextStep::WeTell);
        return Ok(());
    }
    crate::legal_term::start(draft);
    // Who was spoken to has been told; only a mail adds something there: the link to the page.
    // A complaint is confirmed in writing all the same.
    let written = draft.journey.kind == JourneyKind::Complaint;
    let confirmed = written || !(spoken && matches!(reach, Reach::Task { .. }));
    let begins = if confirmed { heard_at(draft, reach, written, team) } else { draft.facts.now };
    let until = draft.facts.blueprint.first_answer.due(begins, &draft.facts.calendar(team));
    let promise = crate::promise::news(draft, PromiseWhat::FirstAnswer, team, until, None);
    crate::update::expect_next(draft, NextStep::WeAnswer);
    if confirmed {
        let about = if oversize { UpdateKind::TooLarge } else { UpdateKind::Receipt };
        crate::update::plan(draft, about, |update| {
            update.promise = Some(promise);
            update.written = written;
        });
    }
    if oversize {
        crate::task::fetch(draft);
    }
    Ok(())
}

/// From when the first answer counts: a receipt on paper announces it, so that it comes after the moment by which that letter
/// leaves; any other receipt is there at once.
fn heard_at(draft: &Draft<'_>, reach: Reach, written: bool, team: TeamRef) -> Timestamp {
    let by_letter = match reach {
        Reach::Task { task: TaskKind::Letter } => true,
        Reach::Task { .. } | Reach::Text { .. } | Reach::Social { .. } => written,
        Reach::None => written || crate::task::way(draft) == TaskKind::Letter,
        Reach::Email { .. } => false,
    };
    let (now, calendar) = (draft.facts.now, draft.facts.calendar(team));
    if by_letter { draft.facts.blueprint.task.due(now, &calendar) } else { now }
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

/// Adds a contact out of an archive to a journey that is nothing more than that archive yet, or was let go on from there.
pub(crate) fn add_historic(draft: &mut Draft<'_>, contact: ContactFacts) -> Outcome {
    if !draft.journey.takes_archived() {
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

/// Lets a journey out of an archive go on: the director's team has the ball and owes an answer, or news where the last word
/// was the organisation's. Nobody is told: what the customer knows is what stands in the archive.
pub(crate) fn open_imported(draft: &mut Draft<'_>, reach: Reach) -> Outcome {
    draft.not_void()?;
    if !draft.journey.historic {
        return Err(Code::JourneyOpen.into());
    }
    draft.emit(JourneyEvent::Reopened { why: ReopenReason::Imported });
    let customer = draft.journey.customer_participant().map(|(id, person)| (id, person.reach));
    if let Some((participant, _)) = customer.filter(|(_, before)| *before != reach) {
        draft.emit(JourneyEvent::ReachChanged { participant, reach });
    }
    let team = draft.journey.direction.team;
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Reopened);
    let last = draft.journey.contacts.values().filter(|it| it.moved_to.is_none()).max_by_key(|it| it.at);
    let asked = last.is_none_or(|last| last.facts.direction == Direction::In);
    crate::promise::owe(draft, if asked { PromiseWhat::FirstAnswer } else { PromiseWhat::News }, team);
    crate::update::expect_next(draft, NextStep::WeTell);
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use crate::actor::{Actor, Door};
    use crate::codes::{Direction, JourneyKind, PromiseWhat};
    use crate::command::{Envelope, Expects, JourneyCommand as C};
    use crate::decide::{Decision, decide};
    use crate::event::{JourneyEvent, Reach};
    use crate::journey::Journey;
    use crate::reference::Reference;
    use crate::refusal::{Code, Refusal};
    use crate::testing::{World, amsterdam, contact, id};

    fn system(journey: Option<Journey>, number: u64, command: &C) -> Result<Decision, Refusal> {
        let (actor, expects) = (Actor::System, Expects::default());
        let envelope =
            Envelope { command: id(number), actor, door: Door::Mail, key: None, cause: None, said_at: None, expects };
        let facts = World::municipality().facts(amsterdam("2018-02-05 09:20"), actor);
        decide(journey, id(1), &envelope, command, &facts)
    }

    /// A journey out of an archive whose last mail went this way.
    fn archived(last: Direction) -> Journey {
        let mut first = contact(50, Some(id(4)));
        first.occurred_at = Some(amsterdam("2018-01-30 10:00"));
        let mut second = contact(51, Some(id(4)));
        (second.occurred_at, second.direction) = (Some(amsterdam("2018-02-02 10:00")), last);
        let command = C::OpenHistoric {
            reference: Reference { month: 1801, number: 7 },
            customer: id(3),
            participant: id(4),
            team: World::municipality().team(0),
            subject: id(5),
            contacts: vec![first, second],
        };
        system(None, 1_000, &command).unwrap().journey
    }

    #[test]
    fn what_goes_on_from_an_archive_is_owed_and_tells_nobody() {
        let by_mail = Reach::Email { handle: id(6) };
        for (last, owed) in [(Direction::In, PromiseWhat::FirstAnswer), (Direction::Out, PromiseWhat::News)] {
            let opened = system(Some(archived(last)), 2_000, &C::OpenImported { reach: by_mail }).unwrap();
            assert!(opened.events.iter().all(|it| !matches!(it.event, JourneyEvent::UpdatePlanned { .. })));
            let journey = opened.journey;
            crate::invariants::check(&journey).unwrap();
            assert!(journey.is_open() && !journey.historic && journey.tasks.is_empty());
            assert_eq!(journey.next_promise().unwrap().1.what, owed);
            assert_eq!(journey.customer_participant().unwrap().1.reach, by_mail);
        }
    }

    #[test]
    fn a_journey_is_of_the_kind_of_its_blueprint_unless_a_person_chose_another() {
        let kind_of = |need| {
            let actor = Actor::System;
            let envelope = Envelope {
                command: id(1),
                actor,
                door: Door::Mail,
                key: None,
                cause: None,
                said_at: None,
                expects: Expects::default(),
            };
            let mut facts = World::municipality().facts(amsterdam("2018-02-05 09:20"), actor);
            facts.blueprint.kind = JourneyKind::Complaint;
            let command = C::Open {
                reference: Reference { month: 1802, number: 7 },
                need,
                customer: id(3),
                participant: id(4),
                reach: Reach::Email { handle: id(6) },
                team: World::municipality().team(0),
                subject: id(5),
                contact: contact(50, Some(id(4))),
                follows: None,
            };
            decide(None, id(1), &envelope, &command, &facts).unwrap().journey.kind
        };
        assert_eq!(kind_of(None), JourneyKind::Complaint);
        assert_eq!(kind_of(Some(JourneyKind::Compliment)), JourneyKind::Compliment);
    }

    #[test]
    fn a_receipt_on_paper_leaves_before_the_moment_that_it_announces() {
        use crate::codes::{Channel, TaskKind};
        let letter = Reach::Task { task: TaskKind::Letter };
        let call = Reach::Task { task: TaskKind::Call };
        for (channel, kind, reach) in [
            (Channel::Letter, JourneyKind::Question, letter),
            (Channel::Counter, JourneyKind::Complaint, letter),
            (Channel::Phone, JourneyKind::Complaint, call),
            (Channel::Email, JourneyKind::Question, call),
            (Channel::Email, JourneyKind::Question, Reach::None),
        ] {
            let command = C::Open {
                reference: Reference { month: 1802, number: 8 },
                need: Some(kind),
                customer: id(3),
                participant: id(4),
                reach,
                team: World::municipality().team(0),
                subject: id(5),
                contact: crate::event::ContactFacts { channel, ..contact(50, Some(id(4))) },
                follows: None,
            };
            let mut facts = World::municipality().facts(amsterdam("2018-02-22 10:15"), Actor::System);
            facts.blueprint.first_answer = crate::term::Term::WorkingDays(0);
            facts.blueprint.task = crate::term::Term::WorkingDays(1);
            let envelope = Envelope {
                command: id(9),
                actor: Actor::System,
                door: Door::Page,
                key: None,
                cause: None,
                said_at: None,
                expects: Expects::default(),
            };
            let journey = decide(None, id(1), &envelope, &command, &facts).unwrap().journey;
            let task = journey.tasks.values().next().unwrap();
            let answer = journey.next_promise().unwrap().1.current.until;
            assert!(task.due < answer, "{channel:?} {kind:?}: {} before {answer}", task.due);
            if task.kind == TaskKind::Letter {
                assert_eq!((task.due, answer), (amsterdam("2018-02-23 17:00"), amsterdam("2018-02-26 17:00")));
            }
        }
    }

    #[test]
    fn only_what_came_from_an_archive_goes_on_from_it_and_only_once() {
        let opened = system(Some(archived(Direction::In)), 2_000, &C::OpenImported { reach: Reach::None }).unwrap();
        let again = system(Some(opened.journey.clone()), 3_000, &C::OpenImported { reach: Reach::None });
        assert_eq!(again.unwrap_err().code, Code::JourneyOpen);
        // What the archive held besides is still added, in silence.
        let mut late = contact(52, Some(id(4)));
        late.occurred_at = Some(amsterdam("2018-02-03 10:00"));
        let added = system(Some(opened.journey), 4_000, &C::AddHistoric { contact: late }).unwrap();
        assert_eq!(added.events.len(), 1);
        assert_eq!(added.journey.contacts.len(), 3);
    }
}
