//! What a message tells of a promise: what is promised now, from which moment it moved, which one was not kept, and how that
//! follows on what the customer said.

use jiff::Timestamp;
use regie_domain::actor::TeamRef;
use regie_domain::codes::{CloseHow, MoveReason, PromiseWhat, ReopenReason, UpdateKind};
use regie_domain::event::{JourneyEvent, Recorded, Window};
use regie_domain::ids::{CommandId, PromiseId, TeamId, UpdateId};
use regie_domain::promise::Promise;
use regie_domain::update::{Update, UpdateState};

use super::case::Case;
use crate::directory::Directory;
use crate::texts::Values;
use crate::texts::sentences::Voice;

/// What the message answers, where the journey began again with it: the customer said "not solved", or wrote after closing.
/// Then what comes next is said with that, and not a second time.
pub(super) fn tell_again(values: &mut Values, directory: &Directory, case: &Case, id: UpdateId, voice: &Voice) {
    let Some(why) = began_again(case, id) else {
        if let Some(team) = sent_around(case, id) {
            values.reason = voice.sent_around(&directory.team_name(team));
        } else if let Some(team) = partner_calls(directory, case, id) {
            values.reason = voice.called_by(&directory.public_name(team));
        }
        return;
    };
    // Who owes the answer looks at it: where a partner directs and does not read here, who reads for it.
    let promised = case.update.as_ref().filter(|(of, _)| *of == id).and_then(|(_, update)| update.promise);
    let owes = promised.and_then(|id| case.journey.promises.get(&id)).map(|promise| promise.owner);
    let team = directory.team_name(owes.unwrap_or(case.journey.direction.team).team);
    match why {
        ReopenReason::NotSolved => values.reason = voice.not_solved(&team),
        ReopenReason::Contact => values.reason = voice.wrote_again(&team),
        ReopenReason::OtherBody => values.reason = voice.came_back(&team),
        // The customer was told that another body has it.
        ReopenReason::Member if case.journey.forwarded.is_some_and(|sent| was_away(case, id, sent.at)) => {
            let body = case.journey.forwarded.and_then(|sent| case.text(sent.name));
            values.reason = voice.taken_from_body(&team, body.unwrap_or_default().trim());
        }
        ReopenReason::Member
        | ReopenReason::Unreachable
        | ReopenReason::Imported
        | ReopenReason::Breach
        | ReopenReason::Feedback
        | ReopenReason::Effort
        | ReopenReason::Call
        | ReopenReason::HoldEnds
        | ReopenReason::Shipment => return,
    }
    values.next_step = String::new();
}

/// Whether it was with another body until it opened again with this message.
fn was_away(case: &Case, id: UpdateId, since: Timestamp) -> bool {
    let closed = before(case, id).filter_map(|event| match event {
        JourneyEvent::Closed { how } => Some(*how),
        _ => None,
    });
    let planned = case.journey.updates.get(&id).is_some_and(|update| update.planned_at >= since);
    planned && closed.last() == Some(CloseHow::Forwarded)
}

/// Why the journey began again, if it did so with this message.
fn began_again(case: &Case, id: UpdateId) -> Option<ReopenReason> {
    let planned = case.events.iter().find(|recorded| {
        matches!(recorded.event, JourneyEvent::UpdatePlanned { update, about: UpdateKind::PromiseMade, .. } if update == id)
    })?;
    let same = case.events.iter().filter(|recorded| recorded.meta.command == planned.meta.command);
    same.map(|recorded| &recorded.event).find_map(|event| match event {
        JourneyEvent::Reopened { why } | JourneyEvent::ProposalWithdrawn { why } => Some(*why),
        _ => None,
    })
}

/// The team that owes the call which the message promises, where the customer said to be sent back and forth.
fn sent_around(case: &Case, id: UpdateId) -> Option<TeamId> {
    let (_, update) = case.update.as_ref().filter(|(of, update)| *of == id && tells_promise(update.about))?;
    let promised = update.promise?;
    let said = |event: &JourneyEvent| matches!(event, JourneyEvent::SentAround { promise, .. } if *promise == promised);
    let about = update.about == UpdateKind::PromiseMade && case.events.iter().any(|recorded| said(&recorded.event));
    about.then(|| case.journey.promises.get(&promised)).flatten().map(|promise| promise.owner.team)
}

/// The team of a partner that owes the call which the message promises.
fn partner_calls(directory: &Directory, case: &Case, id: UpdateId) -> Option<TeamRef> {
    let (_, update) = case.update.as_ref().filter(|(of, update)| *of == id && tells_promise(update.about))?;
    let promise = case.journey.promises.get(&update.promise?).filter(|promise| promise.is_call_of_program())?;
    directory.partner(promise.owner.org).map(|_| promise.owner)
}

/// Whether a message of that kind is there to tell a promise.
pub(super) fn tells_promise(about: UpdateKind) -> bool {
    use UpdateKind as U;
    let of_visit = matches!(about, U::VisitBooked | U::VisitMoved | U::VisitNarrowed | U::VisitAhead);
    of_visit || matches!(about, UpdateKind::PromiseMade | UpdateKind::PromiseMoved | UpdateKind::PromiseBroken)
}

/// The promise that the message tells, and the one before it.
pub(super) fn tell(values: &mut Values, case: &Case, id: UpdateId, update: &Update, voice: &Voice) {
    let journey = &case.journey;
    match update.about {
        UpdateKind::PromiseMoved => tell_move(values, case, id, update, voice),
        UpdateKind::PromiseBroken => tell_break(values, case, id, voice),
        _ => {}
    }
    let Some((promise_id, promise)) = update.promise.and_then(|id| Some((id, journey.promises.get(&id)?))) else {
        return;
    };
    let next = journey.expectation.as_ref().and_then(|told| told.promise) == Some(promise_id);
    let said_above = next && case.is_automatic() && !tells_promise(update.about);
    let broken = update.about == UpdateKind::PromiseBroken && !promise.is_open();
    if said_above || broken || !(promise.is_open() || tells_promise(update.about)) {
        return;
    }
    if let Some(replaced) = promise.replaces.and_then(|id| journey.promises.get(&id)).filter(|_| values.was.is_empty())
    {
        values.was = promised(case, replaced, replaced.current, voice);
    }
    let again = promise.what == PromiseWhat::FirstAnswer
        && matches!(began_again(case, id), Some(ReopenReason::NotSolved | ReopenReason::Contact));
    let words = promise.text.and_then(|id| case.text(id));
    let by_post = case.is_letter() && words.is_none() && promise.is_kept_by_telling();
    values.promise = match again {
        true => voice.answer_again(promise.current),
        false if !tells_promise(update.about) && super::shipment::in_trouble(journey, promise_id).is_some() => {
            String::new()
        }
        false if !tells_promise(update.about) && super::shipment::in_doubt(journey, promise_id) => {
            voice.delivery_in_doubt(promise.current.until)
        }
        false if by_post && promise.what != PromiseWhat::Result => voice.by_post(promise.current.until),
        false => voice.promise(promise.what, promise.current, words),
    };
    if promise.cost.is_some() {
        values.cost = voice.cost(promise.cost);
    }
}

/// From which moment a promise moved, and why: the moment that was told last, and the last move before the message. What a
/// message was to tell that was taken back before it left, nobody heard.
fn tell_move(values: &mut Values, case: &Case, id: UpdateId, update: &Update, voice: &Voice) {
    let Some(promise_id) = update.promise else { return };
    let Some(promise) = case.journey.promises.get(&promise_id) else { return };
    let (mut stands, mut was) = (promise.first, promise.first);
    // A move is told to everybody at once: what others hear by the same decision is no earlier telling.
    let together = command_of(case, id);
    let mut last = None;
    let unheard = |id: &UpdateId| {
        case.journey.updates.get(id).is_some_and(|it| matches!(it.state, UpdateState::Withdrawn { .. }))
    };
    for recorded in before_recorded(case, id) {
        match &recorded.event {
            JourneyEvent::PromiseMoved { promise, window, reason, text, amount, .. } if *promise == promise_id => {
                stands = *window;
                last = Some((*reason, *text, *amount));
            }
            JourneyEvent::UpdatePlanned { update, promise: Some(told), .. }
                if *told == promise_id && !unheard(update) && Some(recorded.meta.command) != together =>
            {
                was = stands;
            }
            _ => {}
        }
    }
    values.was = promised(case, promise, was, voice);
    let words = last.and_then(|(_, text, _)| case.text(text?));
    let given = voice.given(last.and_then(|(.., amount)| amount), words.unwrap_or_default());
    let with_amount = |reason: String| format!("{reason} {given}").trim().to_owned();
    if stands.until < was.until {
        values.earlier = voice.earlier(promise.what);
        // The usual reasons are reasons to be late.
        values.reason =
            with_amount(words.map(|words| voice.reason(MoveReason::Other, Some(words))).unwrap_or_default());
        return;
    }
    if let Some((reason, ..)) = last {
        values.reason = with_amount(voice.reason(reason, words));
        // Without a question nobody was told what is needed, so there is something to do: to ask.
        if reason == MoveReason::Customer && words.is_none() && case.person.may_act && case.asks_nothing() {
            values.todo = voice.ask_what();
        }
    }
}

/// Which promise was not kept: the last that broke before the message.
fn tell_break(values: &mut Values, case: &Case, id: UpdateId, voice: &Voice) {
    let mut broken: Option<(PromiseId, Timestamp)> = None;
    for event in before(case, id) {
        if let JourneyEvent::PromiseBroken { promise, due } = event {
            broken = Some((*promise, *due));
        }
    }
    let Some((promise, due)) = broken.and_then(|(id, due)| Some((case.journey.promises.get(&id)?, due))) else {
        return;
    };
    let passed = Window::by(due);
    // A moment given after a broken promise: that promise is what the customer waited for.
    values.was = match promise.after.and_then(|id| case.journey.promises.get(&id)) {
        Some(first) => {
            format!("{} {}", promised(case, first, first.current, voice), voice.promised_after(promise.what, passed))
        }
        None => promised(case, promise, passed, voice),
    };
}

/// What was promised, in the past tense and in its own words where it has them.
fn promised(case: &Case, promise: &Promise, window: Window, voice: &Voice) -> String {
    if promise.is_of_reading() {
        return voice.to_be_read(window);
    }
    voice.promised_as(promise.what, window, promise.text.and_then(|id| case.text(id)))
}

/// The events up to the decision on a message.
fn before(case: &Case, id: UpdateId) -> impl Iterator<Item = &JourneyEvent> {
    before_recorded(case, id).map(|recorded| &recorded.event)
}

fn before_recorded(case: &Case, id: UpdateId) -> impl Iterator<Item = &Recorded<JourneyEvent>> {
    case.events.iter().take_while(move |recorded| !plans(&recorded.event, id))
}

fn plans(event: &JourneyEvent, id: UpdateId) -> bool {
    matches!(event, JourneyEvent::UpdatePlanned { update, .. } if *update == id)
}

/// The command that decided on a message.
fn command_of(case: &Case, id: UpdateId) -> Option<CommandId> {
    case.events.iter().find(|recorded| plans(&recorded.event, id)).map(|recorded| recorded.meta.command)
}
