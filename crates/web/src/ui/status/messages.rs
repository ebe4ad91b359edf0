//! What was said between the customer and the organisation, newest first. Messages that a person wrote stand there in
//! their own words; those of the program, and calls that a colleague noted, as one line about what happened.

use std::collections::HashMap;

use jiff::Timestamp;
use regie_domain::codes::{Channel, ContactClass, Direction, UpdateKind};
use regie_domain::contact::Contact;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::ContentId;
use regie_domain::update::Update;
use uuid::Uuid;

use super::view::View;
use crate::pages::parts::FileLink;
use crate::pages::status::Message;

/// The messages, newest first.
pub(super) fn messages(view: &View<'_>) -> Vec<Message> {
    let order = order(view);
    let place = |id: Uuid| order.get(&id).copied().unwrap_or(usize::MAX);
    let contacts = visible(view).map(|contact| (contact.at, place(contact.facts.contact.0), of_contact(view, contact)));
    let own = view.journey().updates.iter().filter(|(_, update)| update.participant == view.participant);
    let updates = own.filter_map(|(id, update)| Some((update.planned_at, place(id.0), of_update(view, update)?)));
    let mut all: Vec<(Timestamp, usize, Message)> = contacts.chain(updates).collect();
    all.sort_by_key(|(at, place, _)| std::cmp::Reverse((*at, *place)));
    all.into_iter().map(|(.., message)| message).collect()
}

/// The place of each contact and message among the events: what happened at one moment happened in an order.
fn order(view: &View<'_>) -> HashMap<Uuid, usize> {
    let named = view.loaded.events.iter().enumerate().filter_map(|(place, recorded)| match &recorded.event {
        JourneyEvent::ContactRecorded { facts } => Some((facts.contact.0, place)),
        JourneyEvent::UpdatePlanned { update, .. } => Some((update.0, place)),
        _ => None,
    });
    named.collect()
}

/// The contacts that the reader may see: exchanges of people, not moved elsewhere, and for who only takes part those of
/// their own.
pub(super) fn visible<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Contact> {
    let (all, reader) = (view.sees_all(), view.participant);
    view.journey().contacts.values().filter(move |contact| {
        let facts = &contact.facts;
        let shown = facts.class == ContactClass::Human && contact.moved_to.is_none();
        shown && (all || facts.participant == Some(reader))
    })
}

/// Whether somebody wrote it who is neither the reader nor one who may act for the customer: a neighbour, another office.
/// That it came is no secret; what it says is theirs.
pub(super) fn is_of_another(view: &View<'_>, contact: &Contact) -> bool {
    let facts = &contact.facts;
    let written = matches!(facts.channel, Channel::Email | Channel::Web | Channel::Social);
    let acts = facts.participant.is_some_and(|id| {
        id == view.participant || view.journey().participants.get(&id).is_some_and(|person| person.may_act)
    });
    facts.direction == Direction::In && written && !acts
}

fn of_contact(view: &View<'_>, contact: &Contact) -> Message {
    let facts = &contact.facts;
    if is_of_another(view, contact) {
        return Message {
            yours: false,
            from: view.organisation(),
            at: contact.at,
            title: Some(view.cx.t("status-other-wrote")),
            text: String::new(),
            files: Vec::new(),
        };
    }
    let ours = facts.direction == Direction::Out;
    // What a colleague noted of a call is the colleague's words about it, not what was said.
    let noted = match (facts.channel, facts.direction) {
        (Channel::Phone, Direction::In) => Some("status-phone-in"),
        (Channel::Phone, Direction::Out) => Some("status-phone-out"),
        (Channel::Counter, _) => Some("status-counter"),
        (Channel::Letter, Direction::In) => Some("status-letter-in"),
        (Channel::Letter, Direction::Out) => Some("status-letter-out"),
        (Channel::Email | Channel::Web | Channel::Social, _) => None,
    };
    let text = if noted.is_some() { String::new() } else { with_question(view, contact) };
    Message {
        yours: !ours && noted.is_none() && facts.participant == Some(view.participant),
        from: if ours || noted.is_some() { from(view, contact) } else { writer(view, contact) },
        at: contact.at,
        title: noted.map(|key| view.cx.t(key)),
        text,
        files: facts.files.iter().filter_map(|file| link(view, *file)).collect(),
    }
}

/// The words of a message, and the question that it asked where that has words of its own.
fn with_question(view: &View<'_>, contact: &Contact) -> String {
    let words = view.words(contact.facts.text);
    let update = view.journey().updates.values().find(|update| update.contact == Some(contact.facts.contact));
    let question = update.and_then(|update| update.question).and_then(|id| view.journey().questions.get(&id));
    match question.map(|question| view.words(question.text)) {
        Some(asked) if !words.contains(asked.trim()) => format!("{words}\n\n{asked}"),
        _ => words,
    }
}

/// The team that wrote, and nobody's own name.
fn from(view: &View<'_>, contact: &Contact) -> String {
    contact.actor.team().map_or_else(|| view.organisation(), |team| view.team(team))
}

/// Another person on the customer's side.
fn writer(view: &View<'_>, contact: &Contact) -> String {
    view.loaded.name_of(contact.facts.participant).unwrap_or(&view.cx.one).to_owned()
}

fn link(view: &View<'_>, file: ContentId) -> Option<FileLink> {
    let info = view.loaded.files.get(&file).filter(|info| !info.erased)?;
    Some(FileLink { href: format!("/s/{}/files/{file}", view.token), name: info.name.clone(), bytes: info.size })
}

/// A message of the program as a line; those that carry a colleague's words are shown as those words.
fn of_update(view: &View<'_>, update: &Update) -> Option<Message> {
    let cx = view.cx;
    let team = update.team.map(|team| view.team(team)).unwrap_or_default();
    let title = match update.about {
        UpdateKind::Receipt => cx.t1("status-sent-receipt", "matter", view.matter()),
        UpdateKind::NowWith => cx.t1("status-sent-now-with", "team", team),
        UpdateKind::NowLeads => cx.t1("status-sent-now-leads", "team", team),
        UpdateKind::PromiseMade => cx.t("status-sent-promise-made"),
        UpdateKind::PromiseMoved => cx.t("status-sent-promise-moved"),
        UpdateKind::PromiseBroken => cx.t("status-sent-promise-broken"),
        UpdateKind::NoNews => cx.t("status-sent-no-news"),
        UpdateKind::Question | UpdateKind::Outcome | UpdateKind::Message | UpdateKind::Answer => return None,
    };
    Some(Message {
        yours: false,
        from: view.organisation(),
        at: update.planned_at,
        title: Some(title),
        text: promised(view, update),
        files: Vec::new(),
    })
}

/// The promise that a message told, as the mail says it; before it the one that it makes good.
fn promised(view: &View<'_>, update: &Update) -> String {
    let promises = &view.journey().promises;
    let Some(promise) = update.promise.and_then(|id| promises.get(&id)) else { return String::new() };
    let words = promise.text.map(|text| view.words(text));
    let now = view.voice.promise(promise.what, promise.current, words.as_deref());
    let before =
        promise.replaces.and_then(|id| promises.get(&id)).filter(|_| update.about == UpdateKind::PromiseBroken);
    match before {
        Some(broken) => {
            let words = broken.text.map(|text| view.words(text));
            format!("{} {now}", view.voice.promised_as(broken.what, broken.current, words.as_deref()))
        }
        None => now,
    }
}
