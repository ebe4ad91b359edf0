//! One exchange as a line: who, by which way, the words, the files, why it stands here, and what can be corrected.

use regie_app::outbox::reason;
use regie_domain::codes::{Asks, Channel, ContactClass, Direction, JoinReason, TaskKind};
use regie_domain::contact::Contact;
use regie_domain::directory::Outgoing;
use regie_domain::event::{ContactFacts, JourneyEvent, Reach, Recorded};
use regie_domain::ids::{ContactId, UpdateId};
use regie_domain::update::{Update, UpdateState};
use regie_store::outbox::OutboxState;

use crate::cx::Cx;
use crate::pages::timeline::{Delivery, Entry, Happened, Side};
use crate::ui::journey::again;
use crate::ui::journey::agreements::files;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view::{channel, day_of};
use crate::ui::names::{Names, also_at, excerpt};
use crate::words;

/// The line of an exchange.
pub(super) fn contact(
    desk: &Desk,
    names: &Names<'_>,
    recorded: &Recorded<JourneyEvent>,
    facts: &ContactFacts,
) -> Entry {
    let (cx, loaded) = (names.cx, &desk.loaded);
    let found = loaded.journey.contacts.get(&facts.contact);
    let asks = found.map_or(facts.asks, |found| found.facts.asks);
    let mut entry = Entry::new(
        recorded.meta.event_id.to_string(),
        recorded.meta.occurred_at,
        happened(names, recorded, facts, asks),
    );
    entry.text = Some(loaded.text(facts.text).to_owned()).filter(|text| !text.is_empty());
    entry.files = files(desk, facts.files.iter());
    entry.mail = facts.html.map(|html| format!("{}/mail/{html}", desk.href()));
    entry.facts = asked(names, found, asks);
    if by_software(facts.why) {
        entry.why = vec![words::joined(cx, facts.why)];
    } else if matches!(facts.why, JoinReason::Joined | JoinReason::Split | JoinReason::Moved) {
        entry.facts.push(cx.cap(words::joined(cx, facts.why)));
    }
    entry.facts.extend(facts.checked.as_ref().map(|found| words::checked(cx, found)));
    let dated = facts.dated.and_then(day_of).map(|day| cx.lang.date_near(day, cx.day(&cx.now)));
    entry.facts.extend(dated.map(|day| cx.t1("letter-dated-fact", "day", day)));
    let back = facts.back_on.and_then(day_of).map(|day| cx.lang.date_near(day, cx.day(&cx.now)));
    entry.facts.extend(back.map(|day| cx.t1("fact-back-on", "day", day)));
    let also = facts.raw.and_then(|raw| loaded.reached_also.get(&raw));
    entry.facts.extend(also.into_iter().flat_map(|mailboxes| also_at(cx, names.directory, mailboxes)));
    let update = loaded.journey.updates.iter().find(|(_, update)| update.contact == Some(facts.contact));
    entry.delivery = update.and_then(|(id, update)| first_delivery(desk, *id, update));
    entry.facts.extend(update.and_then(|(_, update)| first_arrived(cx, update)));
    entry.facts.extend(facts.medium.map(|medium| cx.t(words::medium_key(medium))));
    let for_chain = found.is_some_and(|found| found.for_chain);
    entry.facts.extend(for_chain.then(|| cx.t("fact-for-chain")));
    let door = found.is_some_and(Contact::is_closed_door);
    let open = (found.is_some_and(Contact::is_from_customer) || door) && desk.may().works;
    if open {
        entry.contact = Some(facts.contact.to_string());
        let base = format!("{}/contacts/{}", desk.href(), facts.contact);
        let taps = if door { &[] } else { taps(asks) };
        entry.taps = taps.iter().map(|(to, key)| (format!("{base}/asks/{}", to.code()), cx.t(key))).collect();
        let may = desk.may();
        let shares =
            !door && may.open && (may.holds || may.directs || may.owes) && !names.directory.partners.is_empty();
        let (to, key) = if for_chain { ("no", "tap-not-for-chain") } else { ("yes", "tap-for-chain") };
        entry.taps.extend(shares.then(|| (format!("{base}/chain/{to}"), cx.t(key))));
    }
    entry
}

/// The beginning of what was marked for the chain.
pub(super) fn shared_words(names: &Names<'_>, contact: ContactId) -> String {
    let text = names.loaded.journey.contacts.get(&contact).map(|found| names.loaded.text(found.facts.text));
    excerpt(text.unwrap_or_default(), 80)
}

fn happened(names: &Names<'_>, recorded: &Recorded<JourneyEvent>, facts: &ContactFacts, asks: Asks) -> Happened {
    let channel = channel(facts.channel);
    match (facts.direction, facts.class) {
        // What a member or program wrote down for ourselves left for nobody.
        (Direction::Out, ContactClass::Report) => Happened::Visit {
            by: names.actor(&recorded.meta.actor),
            key: "tl-recorded",
            icon: "sticky-note",
            side: Side::Record,
        },
        (Direction::Out, _) => {
            let carries = names.loaded.journey.update_of(facts.contact);
            let by_hand = carries.and_then(|(_, update)| match update.reach {
                Reach::Task { task: TaskKind::Letter } => Some(Channel::Letter),
                Reach::Task { .. } => Some(Channel::Phone),
                _ => None,
            });
            let left = !carries.is_some_and(|(id, _)| names.loaded.journey.waits_for_hands(id));
            let channel = crate::ui::journey::view::channel(by_hand.unwrap_or(facts.channel));
            Happened::Out { who: names.actor(&recorded.meta.actor), channel, left }
        }
        (Direction::In, ContactClass::Human) if asks == Asks::News => {
            Happened::Chaser { who: names.participant(facts.participant), channel }
        }
        (Direction::In, ContactClass::Human | ContactClass::ClosedDoor) => {
            Happened::In { who: names.participant(facts.participant), channel }
        }
        (Direction::In, _) => Happened::Machine { channel },
    }
}

/// What it asks for, where that is not something new.
fn asked(names: &Names<'_>, found: Option<&Contact>, asks: Asks) -> Vec<String> {
    let cx = names.cx;
    let tied = found.and_then(|found| found.facts.tied_to).and_then(|id| names.loaded.journey.promises.get(&id));
    match (asks, tied) {
        (Asks::Something, _) => Vec::new(),
        (Asks::News, Some(promise)) => {
            let tied = cx.t1("fact-chaser", "promise", names.promise(promise));
            std::iter::once(tied).chain(failed(names, found)).collect()
        }
        (Asks::News, None) => std::iter::once(cx.t("fact-chaser-plain")).chain(failed(names, found)).collect(),
        (Asks::Again, _) => vec![cx.t("fact-again")],
        (Asks::Thanks, _) => vec![cx.t("fact-thanks")],
    }
}

/// What the customer was told to expect and did not come before a chaser.
fn failed(names: &Names<'_>, found: Option<&Contact>) -> Option<String> {
    let journey = &names.loaded.journey;
    let failed = found.and_then(|chaser| journey.failed_before(chaser))?;
    let what = journey.promises.get(&failed.promise).map(|promise| names.promise(promise))?;
    Some(names.cx.t2("fact-chaser-failed", "promise", what, "when", names.cx.by_brief_text(&failed.due)))
}

/// The corrections of what a contact asks for.
pub(in crate::ui) const fn taps(asks: Asks) -> &'static [(Asks, &'static str)] {
    match asks {
        Asks::News => &[(Asks::Something, "tap-not-chaser"), (Asks::Again, "tap-again")],
        Asks::Again => &[(Asks::Something, "tap-not-again"), (Asks::News, "tap-chaser")],
        Asks::Something | Asks::Thanks => {
            &[(Asks::News, "tap-chaser"), (Asks::Again, "tap-again"), (Asks::Thanks, "tap-thanks")]
        }
    }
}

/// Whether the software put it here, so that it says why.
const fn by_software(why: JoinReason) -> bool {
    matches!(
        why,
        JoinReason::Token
            | JoinReason::References
            | JoinReason::Sibling
            | JoinReason::Reference
            | JoinReason::SecondMailbox
            | JoinReason::Number
            | JoinReason::Handle
    )
}

/// That a message reached its receiver, or was seen, where the channel told; never before.
pub(super) fn arrived(cx: &Cx, update: &Update) -> Option<String> {
    let seen = update.seen_at.map(|at| cx.t1("fact-seen", "when", cx.near_text(&at)));
    seen.or_else(|| update.arrived_at.map(|at| cx.t1("fact-arrived", "when", cx.near_text(&at))))
}

/// As [`arrived`], by the way that was meant first: what went by another way arrived by that one.
pub(super) fn first_arrived(cx: &Cx, update: &Update) -> Option<String> {
    arrived(cx, update).filter(|_| update.rerouted.is_none())
}

/// What became of a message by the way that was meant first. What had to go by another way did not arrive by this one; how
/// it goes there stands with the line of that way.
pub(super) fn first_delivery(desk: &Desk, id: UpdateId, update: &Update) -> Option<Delivery> {
    if update.rerouted.is_some() { Some(Delivery::Failed) } else { delivery(desk, id, update) }
}

/// What became of a message, as the outbox knows it; nothing where a person carries it.
pub(super) fn delivery(desk: &Desk, id: UpdateId, update: &Update) -> Option<Delivery> {
    if !update.reach.is_sent() {
        return None;
    }
    let outgoing = desk.visit.directory.organisation.as_ref().map(|found| found.value.outgoing);
    Some(match update.state {
        UpdateState::Sent { .. } => Delivery::Sent,
        UpdateState::Failed { .. } => Delivery::Failed,
        UpdateState::Withdrawn { .. } => Delivery::Dropped,
        UpdateState::Planned => match desk.loaded.unsent.get(&id) {
            Some(row) if row.state == OutboxState::Paused && row.reason.as_deref() == Some(reason::TRIAL) => {
                Delivery::Trial
            }
            Some(row) if row.state == OutboxState::Paused || outgoing == Some(Outgoing::Paused) => Delivery::Paused,
            // Who is sending it right now holds it until a moment that says nothing about it.
            Some(row) if row.state == OutboxState::Pending && row.next_try > desk.visit.cx.now => {
                match again::waits_for(&desk.visit.cx, row.reason.as_deref(), &row.words) {
                    Some(why) => Delivery::Later(why, row.next_try),
                    None => Delivery::Until(row.next_try),
                }
            }
            _ => Delivery::Waiting,
        },
    })
}
