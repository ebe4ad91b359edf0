//! One mail in place of several within an hour. What only says how things go on (who has it now, who leads, what a colleague
//! promised) goes at once when it is the first; what follows to the same person on the same journey within the hour waits
//! for its end and leaves as one mail that carries each message, with what all of them say once. What is broken, moved, asked or told as the outcome,
//! receipts, answers to the customer's own act, a member's own words and what keeps a promise never wait. What keeps a promise
//! takes along what waits, as one mail: of several that quiet hours held, each may keep the same one.
//! A window that was chosen with the first report is told in the mail that says that the report arrived: one act, one mail.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Actor;
use regie_domain::codes::UpdateKind;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::UpdateId;
use regie_domain::update::{Update, UpdateState};

use super::case::Case;
use super::compose::Letter;
use super::opening;
use crate::directory::Directory;
use crate::locale::Lang;
use crate::ports::OutgoingMail;
use crate::texts::html::{Dress, House, page};

/// See the head of this file.
pub const SPAN: SignedDuration = SignedDuration::from_hours(1);
/// The hour of the day, in the organisation's zone, at which the one mail of the day leaves.
const DIGEST_HOUR: i8 = 17;
/// So long before the customer must have heard something, a digest leaves.
const BEFORE: SignedDuration = SignedDuration::from_mins(30);

/// Whether a message may leave with others as one mail.
pub(super) fn gathers(case: &Case) -> bool {
    let joins = |(id, update): &(UpdateId, Update)| may(update) && !is_reply(case, *id);
    !case.is_text() && !case.is_chat() && (opening::is_of(case) || case.update.as_ref().is_some_and(joins))
}

/// Whether a message that waits may leave with this one.
pub(super) fn goes_with(case: &Case, other: &Update) -> bool {
    match &case.update {
        Some((_, own)) if opening::is_of(case) => opening::is_one_act(own, other),
        _ => may(other),
    }
}

/// Whether it is of a kind that may leave with others, as far as the message itself tells.
pub(super) fn may(update: &Update) -> bool {
    let says_how = matches!(update.about, UpdateKind::NowWith | UpdateKind::NowLeads | UpdateKind::PromiseMade);
    says_how && update.contact.is_none()
}

/// Whether it may also wait for them: what keeps a promise leaves with what is there, and waits for nothing more.
fn may_wait(case: &Case, id: UpdateId, update: &Update) -> bool {
    may(update) && update.keeps.is_empty() && !is_reply(case, id)
}

/// Whether the customer's side set it off, or a member let it go again.
fn is_reply(case: &Case, id: UpdateId) -> bool {
    case.events.iter().any(|recorded| match &recorded.event {
        JourneyEvent::UpdatePlanned { update, .. } if *update == id => {
            matches!(recorded.meta.actor, Actor::Participant { .. } | Actor::Outsider)
        }
        JourneyEvent::UpdateAgain { update, .. } => *update == id,
        _ => false,
    })
}

/// Until when a message waits for others; nothing where it goes now: it is the first within the hour, or what it promises
/// would be due before it left.
pub(super) fn waits(case: &Case, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let (_, own) = case.update.as_ref().filter(|(id, update)| gathers(case) && may_wait(case, *id, update))?;
    if case.prefers.daily {
        return next_digest(case, own, zone, now);
    }
    let sent = case.journey.updates.iter().filter_map(|(id, update)| match update.state {
        UpdateState::Sent { at, .. } if update.participant == case.participant && may_wait(case, *id, update) => {
            Some(at)
        }
        _ => None,
    });
    let until = sent.max()?.checked_add(SPAN).ok().filter(|until| *until > now)?;
    let promised = own.promise.and_then(|id| case.journey.promises.get(&id)).map(|promise| promise.current);
    let soon = promised.is_some_and(|window| window.from.unwrap_or(window.until) <= until);
    (!soon).then_some(until)
}

/// Until when a message waits for the one mail of the day that its receiver chose: the next afternoon, but not past the
/// moment at which the customer must have heard something, nor past what it promises.
fn next_digest(case: &Case, own: &Update, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let ready = own.ready_at();
    let local = zone.to_datetime(ready);
    let day = if local.hour() < DIGEST_HOUR { local.date() } else { local.date().tomorrow().ok()? };
    let digest = day.at(DIGEST_HOUR, 0, 0, 0).to_zoned(zone.clone()).ok()?.timestamp();
    let heard = case.journey.news_by().and_then(|by| by.checked_sub(BEFORE).ok());
    let promised = own.promise.and_then(|id| case.journey.promises.get(&id)).map(|promise| promise.current);
    let promised = promised.and_then(|window| window.from.unwrap_or(window.until).checked_sub(SPAN).ok());
    let until = [heard, promised].into_iter().flatten().fold(digest, Timestamp::min);
    (until > now).then_some(until)
}

/// Puts letters to one person into the first of them: what all of them say (the greeting, what happens next, who we are) is
/// said once, and what each of them tells stands under what it is about.
pub(super) fn bind(directory: &Directory, case: &Case, letters: &mut [Letter], link: &str) {
    let many = letters.len();
    if many < 2 {
        return;
    }
    let reference = format!(" [{}]", case.journey.reference);
    if let [receipt, visit] = letters
        && opening::is_of(case)
    {
        opening::put_together(receipt, visit);
        dress(directory, case.lang, &mut receipt.mail, link, true);
        return;
    }
    let parts: Vec<(&str, &str)> = letters
        .iter()
        .map(|letter| (letter.mail.subject.trim_end_matches(reference.as_str()), letter.mail.text.as_str()))
        .collect();
    let text = bound(&parts);
    let Some((first, rest)) = letters.split_first_mut() else { return };
    first.mail.subject = match case.lang {
        Lang::Nl => format!("{many} berichten over één zaak{reference}"),
        Lang::En => format!("{many} messages about one matter{reference}"),
    };
    first.mail.text = text;
    dress(directory, case.lang, &mut first.mail, link, false);
    for letter in rest {
        letter.alone = false;
    }
}

/// Writes a mail's words as a page.
fn dress(directory: &Directory, lang: Lang, mail: &mut OutgoingMail, link: &str, headline: bool) {
    let button = match lang {
        Lang::Nl => "Naar uw pagina",
        Lang::En => "Go to your page",
    };
    let name = directory.organisation.as_ref().map(|found| found.value.name.clone()).unwrap_or_default();
    let colours = directory.mail_colours();
    let house = House::of(&name, &colours);
    mail.html = page(&mail.text, Dress { lang, title: &mail.subject, link, button, headline, house });
}

/// Several mails as one. Each is taken apart at its empty lines; what stands in all of them stands once, before or behind
/// the rest as it does in the first.
fn bound(letters: &[(&str, &str)]) -> String {
    let paragraphs =
        |text: &str| text.split("\n\n").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect::<Vec<_>>();
    let each: Vec<(&str, Vec<String>)> = letters.iter().map(|(subject, text)| (*subject, paragraphs(text))).collect();
    let Some((_, first)) = each.first() else { return String::new() };
    let shared = |paragraph: &String| each.iter().all(|(_, all)| all.contains(paragraph));
    let (opening, rest) = first.split_at(first.iter().position(|it| !shared(it)).unwrap_or(first.len()));
    let mut text = opening.to_vec();
    let mut number = 0;
    for (subject, all) in &each {
        let own: Vec<&String> = all.iter().filter(|it| !shared(it)).collect();
        // The same mail twice is told once.
        if !own.is_empty() {
            number += 1;
            text.push(format!("{number}. {}", subject.trim()));
            text.extend(own.into_iter().cloned());
        }
    }
    text.extend(rest.iter().filter(|it| shared(it)).cloned());
    text.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::bound;

    #[test]
    fn what_all_say_is_said_once() {
        let mail = |what: &str| {
            format!("Beste Bart Visser,\n\n{what}\n\nU hoeft nu niets te doen.\n\nMet vriendelijke groet,\nHuis\n")
        };
        let (one, two) = (mail("Wij bellen u om 10.00 uur."), mail("U hoort vrijdag van ons."));
        let text = bound(&[("Wij bellen u", &one), ("Nieuws", &two)]);
        assert_eq!(
            text,
            "Beste Bart Visser,\n\n1. Wij bellen u\n\nWij bellen u om 10.00 uur.\n\n2. Nieuws\n\nU hoort vrijdag van ons.\n\n\
             U hoeft nu niets te doen.\n\nMet vriendelijke groet,\nHuis\n"
        );
        assert_eq!(bound(&[("Nieuws", &two), ("Nieuws", &two)]).matches("U hoort vrijdag").count(), 1);
    }
}
