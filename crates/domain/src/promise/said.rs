//! What was promised in a conversation, by telephone or at the counter: whoever was spoken to has been told.

use super::{NewPromise, make, owed};
use crate::codes::{NextStep, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::Promisee;

/// Makes a promise that was said to the customer. It keeps what was to be told by then; a mail confirms it where mail reaches
/// the customer, and no person is asked to say it once more.
pub(crate) fn say(draft: &mut Draft<'_>, new: NewPromise) -> Outcome {
    draft.open()?;
    let team = draft.member_team()?;
    let promise = make(draft, new, team)?;
    if new.to != Promisee::Customer {
        return Ok(());
    }
    let now = draft.facts.now;
    owed::heard(draft, false, now);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    crate::update::restart_news(draft);
    if crate::update::by_mail(draft, None) {
        crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use crate::codes::{Channel, PromiseKind, PromiseWhat, TaskKind};
    use crate::command::{Envelope, Expects, JourneyCommand as C, NewPromise};
    use crate::decide::decide;
    use crate::event::{JourneyEvent, Promisee, Reach, Window};
    use crate::journey::Journey;
    use crate::promise::PromiseState;
    use crate::reference::Reference;
    use crate::testing::{World, amsterdam, contact, id};

    /// A call at 09:20 that began a journey, and what was promised in it two minutes later.
    fn promised(reach: Reach) -> (Journey, Vec<JourneyEvent>) {
        let world = World::municipality();
        let member = world.member(0, 1);
        let run = |journey: Option<Journey>, number: u64, at: &str, command: &C| {
            let facts = world.facts(amsterdam(at), member);
            let (door, expects) = (crate::actor::Door::Page, Expects::default());
            let envelope =
                Envelope { command: id(number), actor: member, door, key: None, cause: None, said_at: None, expects };
            decide(journey, id(1), &envelope, command, &facts).unwrap()
        };
        let mut said = contact(50, Some(id(4)));
        said.channel = Channel::Phone;
        let open = C::Open {
            reference: Reference { month: 1802, number: 7 },
            need: None,
            customer: id(3),
            participant: id(4),
            reach,
            team: world.team(0),
            subject: id(5),
            contact: said,
            follows: None,
        };
        let journey = run(None, 1_000, "2018-02-05 09:20", &open).journey;
        let promise = NewPromise {
            kind: PromiseKind::News,
            what: PromiseWhat::News,
            text: None,
            to: Promisee::Customer,
            window: Some(Window::by(amsterdam("2018-02-07 17:00"))),
            cost: None,
            replaces: None,
        };
        let done = run(Some(journey), 2_000, "2018-02-05 09:22", &C::SayPromise { promise });
        (done.journey, done.events.into_iter().map(|decided| decided.event).collect())
    }

    #[test]
    fn who_was_told_on_the_telephone_is_not_called_once_more() {
        let (journey, events) = promised(Reach::Task { task: TaskKind::Call });
        assert!(
            events.iter().all(|it| !matches!(it, JourneyEvent::UpdatePlanned { .. } | JourneyEvent::TaskMade { .. }))
        );
        crate::invariants::check(&journey).unwrap();
        let told = journey.expectation.as_ref().unwrap();
        assert_eq!(told.by, Some(amsterdam("2018-02-07 17:00")));
        // The first answer was owed by closing time: saying when is one.
        let first = journey.promises.values().find(|it| it.what == PromiseWhat::FirstAnswer).unwrap();
        assert_eq!(first.state, PromiseState::Kept { at: amsterdam("2018-02-05 09:22") });
    }

    #[test]
    fn a_mail_confirms_what_was_said() {
        let (journey, events) = promised(Reach::Email { handle: id(6) });
        assert_eq!(events.iter().filter(|it| matches!(it, JourneyEvent::UpdatePlanned { .. })).count(), 1);
        assert!(journey.tasks.is_empty());
    }
}
