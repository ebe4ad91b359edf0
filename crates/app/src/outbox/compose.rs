//! A message as a mail: its sentences, its place in the thread, its addresses.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_domain::codes::{Direction, JoinReason, NextStep, PromiseWhat, UpdateKind};
use regie_domain::directory::{Mailbox, SmtpSettings};
use regie_domain::ids::{TeamId, UpdateId};
use regie_domain::journey::{Journey, State};
use regie_domain::update::Update;
use regie_store::views::mail::MailId;
use uuid::Uuid;

use super::case::{Case, Recipient};
use super::domain_of;
use super::promise::tells_promise;
use crate::App;
use crate::directory::Directory;
use crate::error::Result;
use crate::links;
use crate::locale::Lang;
use crate::ports::OutgoingMail;
use crate::texts::sentences::{Voice, calls_other, greets, without_greeting};
use crate::texts::{self, Rendered, Values};

/// How many of the mails before it a mail names.
const REFERENCES: usize = 20;

/// A mail with what is recorded of it.
pub(super) struct Letter {
    pub settings: Option<SmtpSettings>,
    pub mail: OutgoingMail,
    /// The text as it is kept: without the token of the link.
    pub record: String,
    /// Whether it is a mail of its own, or the one that carries others: not one that is carried.
    pub alone: bool,
}

/// Writes a message out. Nothing when no mailbox sends for the team, or there is no address.
pub(super) fn letter(
    app: &App,
    directory: &Directory,
    case: &Case,
    link: &str,
    now: Timestamp,
) -> Result<Option<Letter>> {
    let Some(recipient) = &case.recipient else { return Ok(None) };
    let Some((mailbox_id, mailbox)) = mailbox_for(directory, case) else { return Ok(None) };
    let rendered = rendered(directory, case, link, now)?;
    let in_reply_to = answered(case, &mailbox.address);
    let update = UpdateId(case.row.id);
    let addresses = &app.ports.addresses;
    let receipt = case.about().is_some_and(UpdateKind::is_receipt);
    let unproven = receipt && !recipient.proven;
    let mail = OutgoingMail {
        mailbox: mailbox_id,
        from_name: mailbox.display.clone(),
        from: mailbox.address.clone(),
        reply_to: addresses.reply_to(&mailbox.address, case.journey.id, update, &recipient.address),
        // A receipt to an address that nobody proved must not come back to anybody.
        envelope_from: if unproven {
            String::new()
        } else {
            addresses.envelope(&mailbox.address, case.journey.id, update, &recipient.address)
        },
        to_name: if unproven { String::new() } else { case.name.clone().unwrap_or_default() },
        to: recipient.address.clone(),
        subject: subject(case, &rendered, in_reply_to.is_some()),
        text: rendered.text.clone(),
        html: rendered.html,
        message_id: message_id(case, &mailbox.address),
        references: references(case, &mailbox.address),
        in_reply_to,
        automatic: case.is_automatic(),
        date: now,
        files: case.files.iter().cloned().chain(super::visit::invitation(case, directory, mailbox)?).collect(),
    };
    // Another body gets no link.
    let record = match link {
        "" => rendered.text.clone(),
        link => rendered.text.replace(link, &links::redacted(&app.config.public_url)),
    };
    Ok(Some(Letter { settings: mailbox.sending(), mail, record, alone: true }))
}

/// The message in the customer's language.
pub(super) fn rendered(directory: &Directory, case: &Case, link: &str, now: Timestamp) -> Result<Rendered> {
    let values = values(directory, case, link, now)?;
    Ok(texts::render(directory, case.text_key(), case.lang, &values))
}

/// The words of a message for a text message, without its link: what it is about, and what happens next.
pub(super) fn text_words(directory: &Directory, case: &Case, link: &str, now: Timestamp) -> Result<String> {
    let values = values(directory, case, link, now)?;
    let rendered = texts::render(directory, case.text_key(), case.lang, &values);
    let next = if values.promise.is_empty() { &values.next_step } else { &values.promise };
    let told = [values.agreed.as_str(), next.as_str()].join(" ");
    Ok(format!("{}: {}. {}", values.organisation, rendered.subject, told.trim()))
}

/// A member's words answer in the thread of the customer's own mail.
fn subject(case: &Case, rendered: &Rendered, answers: bool) -> String {
    let own = case.is_automatic() || !answers || rendered.subject.to_lowercase().starts_with("re:");
    if own { rendered.subject.clone() } else { format!("Re: {}", rendered.subject) }
}

/// The Message-ID: one per message for ever, so that a repeat after a crash is seen to be one.
pub(super) fn message_id(case: &Case, mailbox: &str) -> String {
    let kind = if case.update.is_some() { "u" } else { "l" };
    format!("{kind}.{}@{}", case.row.id, domain_of(mailbox))
}

/// The mails before this one that its receiver wrote or got, oldest first. What others on the journey wrote or got is
/// named to nobody else.
fn own_thread<'a>(case: &'a Case, mailbox: &str) -> Vec<&'a MailId> {
    let own = message_id(case, mailbox);
    let known = |mail: &&MailId| mail.participant == Some(case.participant) && mail.message_id != own;
    case.thread.iter().filter(known).collect()
}

/// The last mail that the receiver wrote, else the last that the receiver got.
fn answered(case: &Case, mailbox: &str) -> Option<String> {
    let before = own_thread(case, mailbox);
    let theirs = before.iter().rev().find(|mail| mail.role == "in");
    theirs.or(before.last()).map(|mail| mail.message_id.clone())
}

fn references(case: &Case, mailbox: &str) -> Vec<String> {
    let before: Vec<&str> = own_thread(case, mailbox).into_iter().map(|mail| mail.message_id.as_str()).collect();
    before[before.len().saturating_sub(REFERENCES)..].iter().map(|id| (*id).to_owned()).collect()
}

/// The mailbox of the team that wrote it or has the ball, else of the director's team, else any.
fn mailbox_for<'a>(directory: &'a Directory, case: &Case) -> Option<(Uuid, &'a Mailbox)> {
    let journey = &case.journey;
    let contact = case.update.as_ref().and_then(|(_, update)| update.contact).and_then(|id| journey.contacts.get(&id));
    let writer = contact.and_then(|contact| contact.actor.team());
    let own = |team: TeamId| directory.mailbox_of(team).filter(|(_, mailbox)| mailbox.team == team);
    [writer, journey.ball.holder.team()]
        .into_iter()
        .flatten()
        .find_map(|team| own(team.team))
        .or_else(|| directory.mailbox_of(journey.direction.team.team))
}

/// What the text may name.
fn values(directory: &Directory, case: &Case, link: &str, now: Timestamp) -> Result<Values> {
    let organisation = directory.organisation()?;
    let journey = &case.journey;
    let zone = TimeZone::get(&organisation.zone).unwrap_or(TimeZone::UTC);
    let calls_other = calls_other(journey, case.participant);
    let name = case.name.as_deref().filter(|_| may_name(case));
    let word = customer_word(directory, case);
    let of = case.reads_along().then(|| word.clone());
    let voice = Voice { lang: case.lang, now, zone, calls_other, paper: case.is_letter(), of };
    let mut values = Values {
        organisation: organisation.name.clone(),
        customer_name: name.unwrap_or_default().to_owned(),
        greeting: voice.greeting(name, &word),
        customer_word: word,
        reference: journey.reference.to_string(),
        subject: case.text(journey.subject).unwrap_or_default().to_owned(),
        matter: voice.matter(journey.kind),
        link: super::survey::way(case, link),
        phone: organisation.phone.clone(),
        ..Values::default()
    };
    if let Some(proposal) = &journey.proposal {
        values.objection_until = voice.moment(proposal.objection_until);
    }
    if let Some((id, update)) = &case.update {
        tell_next(&mut values, directory, case, update, &voice);
        super::promise::tell_again(&mut values, directory, case, *id, &voice);
        super::promise::tell(&mut values, case, *id, update, &voice);
        super::visit::tell(&mut values, case, &voice);
        super::shipment::tell(&mut values, directory, case, *id, &voice);
        super::survey::tell(&mut values, directory, case, &voice);
        super::survey::tell_done(&mut values, case, *id);
        super::closed::tell(&mut values, directory, case, &voice);
        super::agreement::tell(&mut values, case, update, &voice);
        super::partner::tell(&mut values, directory, case, update, &voice);
        tell_question(&mut values, case, update, &voice);
        // What the member wrote about the cost is not said twice.
        if values.words.contains(&values.cost) {
            values.cost.clear();
        }
    }
    if case.about() == Some(UpdateKind::Receipt) && is_split(journey) {
        let apart = voice.apart(&values.matter, &values.subject, &values.reference);
        values.next_step = format!("{apart} {}", values.next_step).trim_end().to_owned();
    }
    values.signature = signature(directory, case);
    super::legal_term::tell(&mut values, organisation, case, &voice);
    values.besides = besides(directory, case, &values);
    super::shipment::tell_claim(&mut values, case, &voice);
    values.colours = directory.mail_colours();
    if case.reads_along() {
        super::copied::tell(&mut values, case, &voice);
    }
    if let Some(reference) = case.alike {
        let asked = voice.alike(&values.matter, &reference.to_string(), &format!("{link}/same"));
        values.besides = format!("{}\n\n{asked}", values.besides).trim_start().to_owned();
    }
    Ok(values)
}

/// What stands under the words of the member who wrote, in a message that has such words.
fn signature(directory: &Directory, case: &Case) -> String {
    let contact = case.update.as_ref().and_then(|(_, update)| update.contact);
    let contact = contact.and_then(|id| case.journey.contacts.get(&id));
    let ours = contact.filter(|contact| contact.facts.direction == Direction::Out && !case.is_automatic());
    let member = ours.and_then(|contact| contact.actor.member()).and_then(|id| directory.member(id));
    member.map(|member| member.signature.clone()).unwrap_or_default()
}

/// What the journey's version of the blueprint tells besides in such a message. A slip of the pen loses the sentence only.
fn besides(directory: &Directory, case: &Case, values: &Values) -> String {
    let blueprint = directory.blueprint_version(case.journey.blueprint);
    let Some(words) = case.about().and_then(|about| blueprint?.telling(about)) else { return String::new() };
    let sentence = match case.lang {
        Lang::Nl => &words.nl,
        Lang::En => &words.en,
    };
    texts::besides::filled(sentence, case.key(), values).unwrap_or_else(|fault| {
        tracing::warn!(key = case.key(), ?fault, "a blueprint's sentence does not work and is left out");
        String::new()
    })
}

/// Whether a member made it a journey of its own out of a message on another one. Its title is the member's then.
fn is_split(journey: &Journey) -> bool {
    journey.follows.is_some() && journey.contacts.values().any(|contact| contact.facts.why == JoinReason::Split)
}

/// A receipt goes to whoever wrote: what nobody proved is repeated to a stranger only where it cannot be more than a name,
/// and not where the address is known as somebody else's: that name would be confirmed to a person whom it does not concern.
fn may_name(case: &Case) -> bool {
    (case.alike.is_none() && !case.anothers && case.name.as_deref().is_some_and(is_plain_name))
        || !case.about().is_some_and(UpdateKind::is_receipt)
        || is_split(&case.journey)
        // On the envelope stands who it is for.
        || case.is_letter()
        || case.recipient.as_ref().is_some_and(|recipient: &Recipient| recipient.proven)
}

/// Whether a text can be nothing but a person's name: a few words of letters, without anything that a mail program makes a link
/// of.
fn is_plain_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let initials = |word: &str| word.split_terminator('.').all(|part| part.chars().count() == 1) && word.ends_with('.');
    let plain = |word: &&str| {
        let letters = word.chars().all(|sign| sign.is_alphabetic() || matches!(sign, '\'' | '’' | '-'));
        (letters && word.chars().any(char::is_alphabetic)) || initials(word)
    };
    (1..=5).contains(&words.len()) && name.chars().count() <= 40 && words.iter().all(plain)
}

fn customer_word(directory: &Directory, case: &Case) -> String {
    if case.journey.is_claim() {
        return case.lang.t("carrier-one", &[]);
    }
    let own = directory.blueprint_version(case.journey.blueprint).map(|blueprint| &blueprint.customer_word);
    let house = directory.organisation.as_ref().map(|found| &found.value.customer_word);
    let words = own.into_iter().chain(house).map(|words| match case.lang {
        Lang::Nl => words.nl.as_str(),
        Lang::En => words.en.as_str(),
    });
    words.into_iter().find(|word| !word.is_empty()).unwrap_or_default().to_owned()
}

/// What happens next, by when, at what cost, and what the customer must do for it.
fn tell_next(values: &mut Values, directory: &Directory, case: &Case, update: &Update, voice: &Voice) {
    let journey = &case.journey;
    if let Some(team) = update.team.or(journey.ball.holder.team()) {
        values.team = directory.public_name(team);
    }
    let closed = matches!(journey.state, State::Closed { .. });
    let told = journey.expectation.as_ref().filter(|_| !closed);
    let step = told.map(|told| told.next).filter(|step| {
        // Who only looks on is asked nothing.
        case.person.may_act || !matches!(step, NextStep::YouAnswer | NextStep::YouConfirm)
    });
    // Nobody came: another time can be agreed on, unless something is asked first. Whatever the message is about.
    let again = journey.needs_visit_again() && case.person.may_act && case.asks_nothing() && case.is_automatic();
    values.todo = match step {
        _ if again => voice.visit_new_time(),
        Some(NextStep::YouAnswer) if case.asks_who => voice.answers_on_page(),
        _ => voice.todo(step, closed),
    };
    let Some(told) = told else {
        values.next_step = if closed { voice.ended() } else { String::new() };
        return;
    };
    values.by = told.by.map(|at| voice.moment(at)).unwrap_or_default();
    values.cost = voice.cost(told.cost);
    let team = told.team.or(journey.ball.holder.team()).map(|team| directory.public_name(team));
    let promise = told.promise.and_then(|id| journey.promises.get(&id));
    let result = promise.is_some_and(|promise| promise.what == PromiseWhat::Result);
    // Where the message tells the very promise behind it, the moment stands in the promise.
    let twice = tells_promise(update.about) && told.promise.is_some() && told.promise == update.promise;
    // What was promised in words of its own is told in them, or an apology later names what nobody was told. What a member
    // writes tells its promise itself.
    let own = promise.filter(|promise| promise.is_open() && case.is_automatic() && !twice);
    let own = own.and_then(|promise| Some((promise, case.text(promise.text?)?)));
    let by = told.by.filter(|_| !twice && own.is_none());
    let late = update.promise.and_then(|id| journey.promises.get(&id)).is_some_and(|promise| !promise.is_open());
    if update.about == UpdateKind::PromiseBroken && late && journey.let_down().is_some() {
        values.next_step = voice.let_down(&directory.team_name(journey.direction.team.team), told.by);
        return;
    }
    let doubted = told.promise.is_some_and(|id| super::shipment::in_doubt(journey, id));
    let wrong = told.promise.filter(|_| told.next == NextStep::WeDeliver);
    let wrong = wrong.and_then(|id| super::shipment::in_trouble(journey, id));
    // The moment of the next news stands in the promise, where the message tells that very one.
    let told_below = update.promise.and_then(|id| journey.promises.get(&id)).filter(|promise| promise.is_open());
    let told_below = told_below.map(|promise| promise.current.until);
    let wrong = wrong.map(|moment| moment.filter(|moment| Some(*moment) != told_below));
    let own = own.filter(|_| wrong.is_none());
    values.next_step = match told.text.and_then(|id| case.text(id)) {
        _ if wrong.is_some() => voice.next_step(NextStep::WeTell, None, wrong.flatten(), false),
        Some(words) => words.to_owned(),
        None if doubted && told.next == NextStep::WeDeliver => {
            by.map(|at| voice.delivery_in_doubt(at)).unwrap_or_default()
        }
        None => voice.next_step(told.next, team.as_deref(), by, result),
    };
    let told_by_us = matches!(told.next, NextStep::WeAnswer | NextStep::WeTell | NextStep::TeamWorks) && !result;
    if let Some(by) = by.filter(|_| told_by_us && told.text.is_none() && case.is_letter()) {
        let works = if told.next == NextStep::TeamWorks {
            voice.next_step(told.next, team.as_deref(), None, false)
        } else {
            String::new()
        };
        values.next_step = format!("{works} {}", voice.by_post(by)).trim_start().to_owned();
    }
    // A visit has a window, and perhaps a narrower one that was told since.
    if let Some((id, promise)) =
        told.promise.zip(promise).filter(|_| told.next == NextStep::WeCome && told.text.is_none())
    {
        values.next_step = if twice { String::new() } else { voice.visit(journey.told_window(id, promise)) };
    }
    // That we call, and when, is the promise itself.
    if twice && matches!(told.next, NextStep::WeCall | NextStep::WeDeliver) {
        values.next_step = String::new();
    }
    if let Some((promise, words)) = own {
        let promised = voice.promise(promise.what, promise.current, Some(words));
        values.next_step = format!("{} {promised}", values.next_step).trim_start().to_owned();
    }
}

/// The member's words and what they ask, or what was asked before and is still open. A question that was answered or
/// withdrawn meanwhile is not asked again.
fn tell_question(values: &mut Values, case: &Case, update: &Update, voice: &Voice) {
    let contact = update.contact.and_then(|id| case.journey.contacts.get(&id));
    if let Some(words) = contact.and_then(|contact| case.text(contact.facts.text)) {
        // A member who forgot to greet writes to a person all the same.
        let bare = !words.trim().is_empty() && !greets(words);
        values.words = if bare { format!("{}\n\n{words}", values.greeting) } else { words.to_owned() };
    }
    let question = update.question.and_then(|id| case.journey.questions.get(&id)).filter(|found| found.is_open());
    // What tells the question again asks nothing of who only looks on.
    let again = contact.is_none();
    let Some(question) = question.filter(|_| !again || case.person.may_act) else { return };
    values.by = voice.moment(question.due);
    let asked = case.text(question.text).unwrap_or_default().trim();
    let asked = if again { without_greeting(asked).trim() } else { asked };
    if !values.words.contains(asked) {
        values.question = asked.to_owned();
    }
    values.items = question.items.iter().filter_map(|item| case.text(item.label)).map(str::to_owned).collect();
}

#[cfg(test)]
mod tests {
    use super::is_plain_name;

    #[test]
    fn only_what_can_be_nothing_but_a_name_greets_a_stranger() {
        for name in ["Bart Visser", "J. de Vries", "J.P. van 't Hof", "Anne-Marie", "Zoë Ünal"] {
            assert!(is_plain_name(name), "{name}");
        }
        for name in [
            "",
            "bit.ly",
            "a.co",
            "Win 500 euro",
            "http://x",
            "bank@example.net",
            "Bel nu even naar dit gratis nummer",
            "…",
        ] {
            assert!(!is_plain_name(name), "{name}");
        }
    }
}
