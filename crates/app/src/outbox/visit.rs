//! What a message about a visit tells, and the entry for the customer's calendar that goes along with it.

use regie_domain::codes::{PromiseWhat, UpdateKind};
use regie_domain::directory::Mailbox;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::{UpdateId, VisitId};
use regie_domain::second_thing::SecondKind;
use regie_domain::update::Update;
use regie_domain::visit::{Visit, VisitState};

use super::case::Case;
use crate::directory::Directory;
use crate::error::Result;
use crate::ports::OutgoingFile;
use crate::texts::Values;
use crate::texts::sentences::Voice;
use crate::visits::invitation::{self, Around, Entry, Person};

/// The visit that a message is about, as it stood when that was decided on.
fn told(case: &Case) -> Option<(UpdateId, &Update, VisitId, &Visit, Entry)> {
    let (id, update) = case.update.as_ref().filter(|(_, update)| update.about.is_of_visit())?;
    let (visit, found) = case.journey.visit_of(update.promise?)?;
    let entry = Entry::told_by(*id, visit, &case.events)?;
    Some((*id, update, visit, found, entry))
}

/// The entry for the calendar. Who only looks on gets none, nor does one that has ended.
pub(super) fn invitation(case: &Case, directory: &Directory, mailbox: &Mailbox) -> Result<Option<OutgoingFile>> {
    let Some((_, update, _, visit, entry)) = told(case) else { return Ok(None) };
    let Some(recipient) = &case.recipient else { return Ok(None) };
    // What was told once more changes nothing in a calendar.
    if matches!(update.about, UpdateKind::VisitEnded | UpdateKind::VisitAhead) || !case.person.may_act {
        return Ok(None);
    }
    let organisation = directory.organisation()?;
    // A mail with a link never holds what is asked behind that link.
    let asked = directory.blueprint(case.journey.blueprint.id).and_then(|blueprint| blueprint.second.as_ref());
    let tells = asked.is_none_or(|second| second.ask != SecondKind::Postcode);
    // As it was said with the visit, else where the customer lives. Who else reads along is not told that.
    let home = || case.address.as_deref().filter(|_| case.person.customer == case.journey.customer);
    let place = visit.place.and_then(|place| case.text(place)).or_else(home).filter(|_| tells);
    let reference = case.journey.reference.to_string();
    let around = Around {
        lang: case.lang,
        organisation: Person { name: &organisation.name, address: &mailbox.address },
        customer: Some(Person { name: case.name.as_deref().unwrap_or_default(), address: &recipient.address }),
        reference: &reference,
        phone: &organisation.phone,
        place: place.unwrap_or_default(),
    };
    Ok(Some(invitation::file(&entry, &around)))
}

/// Fills in what a message about a visit tells, as it stood then.
pub(super) fn tell(values: &mut Values, case: &Case, voice: &Voice) {
    let Some((id, update, visit, found, entry)) = told(case) else { return };
    values.promise = voice.promise(PromiseWhat::Visit, entry.window, None);
    match update.about {
        UpdateKind::VisitBooked | UpdateKind::VisitNarrowed | UpdateKind::VisitAhead => {}
        UpdateKind::VisitMoved => tell_move(values, case, id, visit, voice),
        UpdateKind::VisitCancelled => {
            values.reason = voice.visit_off(entry.window);
            values.promise.clear();
        }
        _ => {
            values.reason = ended(found, voice);
            values.promise.clear();
        }
    }
    // Who may still pick another time reads until when, while there is one to pick.
    let open = !values.promise.is_empty() && found.is_awaited() && update.about != UpdateKind::VisitNarrowed;
    if open && case.person.may_act {
        values.change = voice.visit_movable((found.movable_until > voice.now).then_some(found.movable_until));
    }
    let last = case.journey.booked_visit().is_none() && found.state.leaves_the_need();
    let again = last && matches!(update.about, UpdateKind::VisitEnded | UpdateKind::VisitCancelled);
    if again && case.person.may_act && case.journey.is_open() {
        values.change = voice.visit_again();
        // Another time is what there is to do, unless something is asked besides.
        if case.asks_nothing() {
            values.todo.clear();
        }
    }
}

/// From when it moved, and at whose wish.
fn tell_move(values: &mut Values, case: &Case, id: UpdateId, visit: VisitId, voice: &Voice) {
    let upto = |event: &&JourneyEvent| !matches!(event, JourneyEvent::UpdatePlanned { update, .. } if *update == id);
    let before = || case.events.iter().map(|recorded| &recorded.event).take_while(upto);
    let windows = before().filter_map(|event| match event {
        JourneyEvent::VisitBooked { visit: of, window, .. } | JourneyEvent::VisitMoved { visit: of, window, .. }
            if *of == visit =>
        {
            Some(*window)
        }
        _ => None,
    });
    let windows: Vec<_> = windows.collect();
    let was = windows.len().checked_sub(2).and_then(|at| windows.get(at));
    let last = before().filter(|event| is_move(event)).last();
    match last {
        // Ours: what was promised, that it fails, and why.
        Some(JourneyEvent::PromiseMoved { reason, text, .. }) => {
            values.was = was.map(|was| voice.promised(PromiseWhat::Visit, *was)).unwrap_or_default();
            let words = text.and_then(|id| case.text(id));
            let now = windows.last().filter(|now| was.is_some_and(|was| now.until < was.until));
            if now.is_some() {
                values.earlier = voice.earlier(PromiseWhat::Visit);
            }
            // The usual reasons are reasons to be late.
            values.reason = match (now, words) {
                (Some(_), None) => String::new(),
                _ => voice.reason(*reason, words),
            };
        }
        // Nobody came: that is past, and another time takes its place. It is said once, and not as something to come.
        Some(JourneyEvent::PromiseSettled { .. }) => {
            values.was.clear();
            values.reason = was.map(|was| voice.visit_missed(*was)).unwrap_or_default();
        }
        _ => values.reason = voice.visit_chosen(),
    }
}

/// What a move of a visit does to its promise, right before it.
fn is_move(event: &JourneyEvent) -> bool {
    matches!(
        event,
        JourneyEvent::PromiseMoved { .. } | JourneyEvent::PromiseSettled { .. } | JourneyEvent::PromiseReleased { .. }
    )
}

fn ended(found: &Visit, voice: &Voice) -> String {
    match &found.state {
        VisitState::NotHome { at } => voice.visit_not_home(*at),
        VisitState::Done { first_time_right, .. } => voice.visit_done(*first_time_right),
        VisitState::Booked | VisitState::Cancelled { .. } => String::new(),
    }
}
