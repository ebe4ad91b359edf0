//! What was said between the customer and the organisation, newest first. Messages that a person wrote stand there in
//! their own words; those of the program, and calls that a colleague noted, as one line about what happened.

use std::collections::HashMap;

use jiff::Timestamp;
use regie_app::texts::besides;
use regie_app::visits::invitation::Entry;
use regie_domain::codes::{Channel, ContactClass, Direction, JoinReason, PromiseWhat, ReopenReason, UpdateKind};
use regie_domain::contact::Contact;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::{ContentId, UpdateId};
use regie_domain::update::{Update, UpdateState};
use regie_domain::visit::VisitState;
use uuid::Uuid;

use super::answer::without_numbers;
use super::view::View;
use crate::pages::parts::FileLink;
use crate::pages::status::Message;

/// The messages, newest first.
pub(super) fn messages(view: &View<'_>) -> Vec<Message> {
    let mut all = said(view);
    all.sort_by_key(|(at, place, _)| std::cmp::Reverse((*at, *place)));
    all.into_iter().map(|(.., message)| message).collect()
}

/// The messages of this journey that can be pointed at, each with its place in the record.
pub(super) fn moments(view: &View<'_>) -> Vec<(u64, Message)> {
    let asking =
        |id: &UpdateId| view.journey().updates.get(id).is_some_and(|update| update.about == UpdateKind::Survey);
    if view.hidden.messages {
        return Vec::new();
    }
    let here = said_here(view, asking).into_iter();
    here.filter_map(|(_, place, message)| Some((view.loaded.events.get(place)?.meta.seq, message))).collect()
}

/// The messages of one journey and of those that were joined into it, each with its moment and its place among the events.
fn said(view: &View<'_>) -> Vec<(Timestamp, usize, Message)> {
    let below = view.parts();
    said_here(view, |_| false).into_iter().chain(below.iter().flat_map(said)).collect()
}

/// The messages of one journey, but for those of the program that are left out.
fn said_here(view: &View<'_>, without: impl Fn(&UpdateId) -> bool) -> Vec<(Timestamp, usize, Message)> {
    let order = order(view);
    let place = |id: Uuid| order.get(&id).copied().unwrap_or(usize::MAX);
    let contacts = visible(view).map(|contact| (contact.at, place(contact.facts.contact.0), of_contact(view, contact)));
    let own = view.journey().updates.iter().filter(|(_, update)| update.participant == view.participant);
    let own = own.filter(|(id, _)| !without(id));
    let updates = own.filter_map(|(id, update)| {
        let message = of_update(view, *id, update)?;
        Some((message.at, place(id.0), message))
    });
    contacts.chain(updates).collect()
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

/// The contacts that the reader may see: exchanges of people, not moved elsewhere and not taken back before they left, and
/// for who only takes part those of their own.
pub(super) fn visible<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Contact> {
    let (all, reader) = (view.sees_all(), view.participant);
    view.journey().contacts.values().filter(move |contact| {
        let facts = &contact.facts;
        let shown = facts.class == ContactClass::Human && contact.moved_to.is_none();
        let left = delivery(view, contact) != Delivery::Withdrawn;
        // What another body got from us is told, not shown.
        let ours =
            !facts.participant.is_some_and(|id| view.journey().is_other_body(id)) || facts.direction == Direction::In;
        shown && left && ours && (all || facts.participant == Some(reader))
    })
}

/// What became of a colleague's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    /// They left, are on their way, or were told by a person.
    Told,
    /// They did not arrive; here they can be read.
    Failed,
    /// They were taken back before they left.
    Withdrawn,
}

/// What became of it: of the message to the reader, where it is one of several.
fn delivery(view: &View<'_>, contact: &Contact) -> Delivery {
    let carries = |update: &&Update| update.contact == Some(contact.facts.contact);
    let all = || view.journey().updates.iter().filter(|(_, update)| carries(update));
    let own: Vec<_> = all().filter(|(_, update)| update.participant == view.participant).collect();
    let asked = if own.is_empty() { all().collect() } else { own };
    let of = |(id, update): (&UpdateId, &Update)| match update.state {
        UpdateState::Failed { .. } if view.journey().was_told_by_person(*id) => Delivery::Told,
        UpdateState::Failed { .. } => Delivery::Failed,
        UpdateState::Withdrawn { .. } => Delivery::Withdrawn,
        UpdateState::Planned | UpdateState::Sent { .. } => Delivery::Told,
    };
    // What no message carries was said by a person, or came in.
    let each: Vec<Delivery> = asked.into_iter().map(of).collect();
    if each.is_empty() || each.contains(&Delivery::Told) {
        Delivery::Told
    } else if each.contains(&Delivery::Failed) {
        Delivery::Failed
    } else {
        Delivery::Withdrawn
    }
}

/// Whether somebody wrote it who is neither the reader nor one who may act for the customer: a neighbour, another office.
/// That it came is no secret; what it says is theirs.
pub(super) fn is_of_another(view: &View<'_>, contact: &Contact) -> bool {
    let facts = &contact.facts;
    let written = matches!(facts.channel, Channel::Email | Channel::Web | Channel::Social | Channel::Text);
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
            undelivered: false,
            title: Some(view.cx.t("status-other-wrote")),
            text: String::new(),
            files: Vec::new(),
        };
    }
    // Who the reader is was filled in: whether that was right, and the proof itself, are nobody's with the link alone.
    if facts.why == JoinReason::Identified {
        return Message {
            yours: facts.participant == Some(view.participant),
            from: writer(view, contact),
            at: contact.at,
            undelivered: false,
            title: Some(view.cx.t("status-identified")),
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
        (Channel::Email | Channel::Web | Channel::Social | Channel::Text, _) => None,
    };
    let text = if noted.is_some() { String::new() } else { with_question(view, contact) };
    Message {
        yours: !ours && noted.is_none() && facts.participant == Some(view.participant),
        from: if ours || noted.is_some() { from(view, contact) } else { writer(view, contact) },
        at: contact.at,
        undelivered: delivery(view, contact) == Delivery::Failed,
        title: noted.map(|key| view.cx.t(key)),
        text,
        files: facts.files.iter().filter_map(|file| link(view, *file)).collect(),
    }
}

/// The words of a message, the question that it asked where that has words of its own, and what was told besides.
fn with_question(view: &View<'_>, contact: &Contact) -> String {
    let words = view.words(contact.facts.text);
    let others = contact.facts.direction == Direction::In && contact.facts.participant != Some(view.participant);
    let words = if others { without_numbers(&words) } else { words };
    let update = view.journey().updates.values().find(|update| update.contact == Some(contact.facts.contact));
    let question = update.and_then(|update| update.question).and_then(|id| view.journey().questions.get(&id));
    let whole = match question.map(|question| view.words(question.text)) {
        Some(asked) if !words.contains(asked.trim()) => format!("{words}\n\n{asked}"),
        _ => words,
    };
    match update.and_then(|update| told_besides(view, update)) {
        Some(sentence) if !whole.trim().is_empty() => format!("{}\n\n{sentence}", whole.trim_end()),
        _ => whole,
    }
}

/// The blueprint's sentence in a mail that carried a colleague's words, as it was handed over.
fn told_besides(view: &View<'_>, update: &Update) -> Option<String> {
    let sentences = view.loaded.blueprint.telling(update.about)?;
    let UpdateState::Sent { text, .. } = update.state else { return None };
    let mail = view.loaded.texts.get(&text)?;
    besides::found(mail, "/s/…", sentences).map(str::to_owned)
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
    let info = view.loaded.files.get(&file).filter(|info| !info.erased && !view.hidden.files)?;
    let href = format!("/s/{}/files/{file}", view.token);
    // Whoever reads here sent it or got it from us: the warnings are for colleagues.
    Some(FileLink { href, name: info.name.clone(), bytes: info.size, marks: Vec::new() })
}

/// A message of the program as a line, if it left or is on its way; those that carry a colleague's words are shown as
/// those words.
fn of_update(view: &View<'_>, id: UpdateId, update: &Update) -> Option<Message> {
    let cx = view.cx;
    if matches!(update.state, UpdateState::Failed { .. } | UpdateState::Withdrawn { .. }) {
        return None;
    }
    let team = update.team.map(|team| view.team(team)).unwrap_or_default();
    let title = match update.about {
        UpdateKind::Receipt => cx.t1("status-sent-receipt", "matter", view.matter()),
        UpdateKind::TooLarge => cx.t("status-sent-too-large"),
        UpdateKind::NowWith => cx.t1("status-sent-now-with", "team", team),
        UpdateKind::NowLeads => cx.t1("status-sent-now-leads", "team", team),
        UpdateKind::PartyLeft => cx.t1("status-sent-party-left", "matter", view.matter()),
        UpdateKind::PromiseMade => cx.t("status-sent-promise-made"),
        UpdateKind::PromiseMoved => cx.t("status-sent-promise-moved"),
        UpdateKind::PromiseBroken => cx.t("status-sent-promise-broken"),
        UpdateKind::NoNews if update.question.is_some() => cx.t("status-sent-asked-again"),
        UpdateKind::NoNews => cx.t("status-sent-no-news"),
        UpdateKind::VisitBooked => cx.t("status-sent-visit-booked"),
        UpdateKind::VisitMoved => cx.t("status-sent-visit-moved"),
        UpdateKind::VisitNarrowed => cx.t("status-sent-visit-narrowed"),
        UpdateKind::VisitAhead => cx.t("status-sent-visit-ahead"),
        UpdateKind::VisitCancelled => cx.t("status-sent-visit-cancelled"),
        UpdateKind::VisitEnded => cx.t("status-sent-visit-ended"),
        UpdateKind::ClosedAgain => cx.t1("status-sent-closed-again", "matter", view.matter()),
        UpdateKind::LegalExtended => cx.t("status-sent-legal-extended"),
        UpdateKind::LegalSuspended => cx.t("status-sent-legal-suspended"),
        UpdateKind::LegalResumed => cx.t("status-sent-legal-resumed"),
        UpdateKind::Forwarded => cx.t("status-sent-forwarded"),
        UpdateKind::ForwardedTo => return None,
        UpdateKind::AgreementProposed => cx.t("status-sent-agreement-proposed"),
        UpdateKind::Breach => cx.t("status-sent-breach"),
        UpdateKind::Shipment => cx.t(view.theirs("status-sent-shipment", "status-sent-shipment-along")),
        UpdateKind::Survey => cx.t("status-sent-survey"),
        UpdateKind::Question
        | UpdateKind::Outcome
        | UpdateKind::Message
        | UpdateKind::Answer
        | UpdateKind::WeDid
        | UpdateKind::Agreement => return None,
    };
    Some(Message {
        yours: false,
        from: view.organisation(),
        // What waited for its moment, for the end of the night, was told then.
        at: match update.state {
            UpdateState::Sent { at, .. } if update.not_before > update.planned_at => at,
            _ => update.planned_at,
        },
        undelivered: false,
        title: Some(title),
        text: match update.state {
            UpdateState::Sent { text, .. } => handed(view, text),
            // What a receipt says is made up when it leaves: until then the page itself tells what happens next.
            _ if update.about == UpdateKind::Receipt && update.reach.is_sent() => String::new(),
            _ if update.about.is_of_visit() => of_visit(view, id, update),
            _ => promised(view, id, update),
        },
        files: Vec::new(),
    })
}

/// What a message said when it was handed over: later events do not change it. Nothing when its words were erased.
fn handed(view: &View<'_>, text: ContentId) -> String {
    if view.loaded.texts.contains_key(&text) {
        body(&view.words(text), &view.journey().reference.to_string())
    } else {
        String::new()
    }
}

/// The paragraphs of a mail without what stands around them: the greeting, the way to this page, the signature and the
/// number. A text that the organisation changed may have its own; what is not known as such stays.
fn body(text: &str, reference: &str) -> String {
    let around = |paragraph: &str| {
        let one_line = !paragraph.contains('\n');
        let greets = one_line
            && paragraph.ends_with(',')
            && ["Beste ", "Dear ", "Hallo", "Hello"].iter().any(|word| paragraph.starts_with(word));
        let signs = ["Met vriendelijke groet,", "Kind regards,"].iter().any(|word| paragraph.starts_with(word));
        let links = paragraph.lines().any(|line| line.starts_with("http") && line.ends_with("/s/…"));
        let numbers = one_line
            && ["Uw nummer: ", "Your number: ", "Nummer: ", "Number: "]
                .iter()
                .any(|label| paragraph.strip_prefix(label) == Some(reference));
        greets || signs || links || numbers
    };
    let paragraphs = text.trim().split("\n\n").map(str::trim).filter(|paragraph| !around(paragraph));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// What a message about a visit is to tell, as the visit stood when the message was decided on.
fn of_visit(view: &View<'_>, id: UpdateId, update: &Update) -> String {
    let found = update.promise.and_then(|promise| view.journey().visit_of(promise));
    let entry = found.and_then(|(visit, _)| Entry::told_by(id, visit, &view.loaded.events));
    let (Some((_, visit)), Some(entry)) = (found, entry) else { return String::new() };
    match (update.about, &visit.state) {
        (UpdateKind::VisitCancelled, _) => view.voice.visit_off(entry.window),
        (UpdateKind::VisitEnded, VisitState::NotHome { at }) => view.voice.visit_not_home(*at),
        (UpdateKind::VisitEnded, VisitState::Done { first_time_right, .. }) => view.voice.visit_done(*first_time_right),
        (UpdateKind::VisitEnded, _) => String::new(),
        _ => view.voice.visit(entry.window),
    }
}

/// The promise that a message is to tell, with the window that it had when the message was decided on.
fn promised(view: &View<'_>, id: UpdateId, update: &Update) -> String {
    let Some((named, promise)) = update.promise.and_then(|id| Some((id, view.journey().promises.get(&id)?))) else {
        return String::new();
    };
    let events = view.loaded.events.iter().map(|recorded| &recorded.event);
    let before =
        events.take_while(|event| !matches!(event, JourneyEvent::UpdatePlanned { update, .. } if *update == id));
    let moved = before.filter_map(|event| match event {
        JourneyEvent::PromiseMoved { promise, window, .. } if *promise == named => Some(*window),
        _ => None,
    });
    let window = moved.last().unwrap_or(promise.first);
    let words = promise.text.map(|text| view.words(text));
    let told = match began_again(view, id).filter(|_| promise.what == PromiseWhat::FirstAnswer) {
        Some(ReopenReason::NotSolved) => Some(view.voice.not_solved(&view.team(promise.owner))),
        Some(ReopenReason::Contact) => Some(view.voice.wrote_again(&view.team(promise.owner))),
        _ => None,
    };
    // As the mail will say it: who had an answer before gets another one.
    match told {
        Some(why) => format!("{why}\n\n{}", view.voice.answer_again(window)),
        None => view.voice.promise(promise.what, window, words.as_deref()),
    }
}

/// Why the journey began again, if it did so with this message.
fn began_again(view: &View<'_>, id: UpdateId) -> Option<ReopenReason> {
    let planned = |event: &JourneyEvent| matches!(event, JourneyEvent::UpdatePlanned { update, about: UpdateKind::PromiseMade, .. } if *update == id);
    let planned = view.loaded.events.iter().find(|recorded| planned(&recorded.event))?;
    let same = view.loaded.events.iter().filter(|recorded| recorded.meta.command == planned.meta.command);
    same.map(|recorded| &recorded.event).find_map(|event| match event {
        JourneyEvent::Reopened { why } | JourneyEvent::ProposalWithdrawn { why } => Some(*why),
        _ => None,
    })
}
