//! What asks for attention on the page of a journey: what became loud, messages that wait, tasks, offers, what came back.

use regie_domain::agreement::Agreement;
use regie_domain::back::{Came, CameBack};
use regie_domain::codes::{DeadlineKind, TaskKind};
use regie_domain::handover::{AmountAsked, Handover, Leg};
use regie_domain::ids::{AgreementId, HandoverId};
use regie_domain::journey::{Spell, Task};
use regie_domain::promise::Promise;
use regie_domain::visit::VisitState;

use crate::pages::journey::Act;
use crate::pages::parts::{Banner, Tone};
use crate::pages::work::Reason;
use crate::reply::refusal_words;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::{again, says};
use crate::ui::names::excerpt;
use crate::ui::work::louder;
use crate::words;

/// More messages that did not arrive than this stand in the timeline only.
const UNDELIVERED: usize = 3;
/// So much of the way of the ball is told in words; the whole stands beside the timeline.
const STRETCHES: usize = 6;

/// A visit was called off and is still needed: another time is to be agreed on, with the words that were given.
fn visit_off(desk: &Desk) -> Option<Banner> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let (_, visit) = journey.called_off()?;
    let VisitState::Cancelled { why, text, by_customer, .. } = visit.state else { return None };
    let (window, names) = (visit.told(), desk.names());
    let begins = window.from.unwrap_or(window.until);
    let key = if by_customer { "work-what-visit-off" } else { "work-what-visit-off-by-us" };
    let mut said = vec![cx.t1(key, "when", cx.lang.date_near(cx.day(&begins), cx.day(&cx.now)))];
    let words = text.map(|text| names.loaded.text(text)).filter(|words| !words.trim().is_empty());
    let reason = words.map_or_else(|| words::visit_off(cx, why), |words| excerpt(words, 140));
    said.push(cx.t1("work-what-visit-words", "words", reason));
    let banner = Banner::new(Tone::Warn, "calendar-clock", said.join(" "));
    let link = super::visits::act(desk).map(|act| (act.href, act.label));
    Some(Banner { link, ..banner })
}

/// What asks for attention.
#[must_use]
pub fn banners(desk: &Desk) -> Vec<Banner> {
    let (names, journey, may) = (desk.names(), &desk.loaded.journey, desk.may());
    let (cx, href) = (names.cx, desk.href());
    let mut banners = Vec::new();
    let with =
        |tone, icon, text: String, link: (String, String)| Banner { link: Some(link), ..Banner::new(tone, icon, text) };
    for arrival in &desk.loaded.waiting {
        let link = (format!("/arrivals/{}", arrival.id), cx.t("offer-open"));
        banners.push(with(Tone::Warn, "mail-warning", cx.t("banner-waiting"), link));
    }
    banners.extend(super::joining::banner(desk));
    if !journey.is_open() {
        return banners;
    }
    if let Some(obstacle) = journey.proposal.as_ref().and_then(|_| regie_domain::closing::obstacle(journey)) {
        banners.push(Banner::new(Tone::Warn, "triangle-alert", refusal_words(&desk.visit, &obstacle)));
    }
    let questioned = journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_some());
    if questioned {
        banners.push(Banner::new(Tone::Warn, "message-circle", cx.t("banner-questioned")));
    }
    banners.extend(super::who::untied(desk));
    banners.extend(sent_around(desk));
    banners.extend(super::survey::banner(desk));
    banners.extend(nothing_known(desk));
    banners.extend(unread(desk).filter(|_| !questioned));
    banners.extend(promises(desk));
    banners.extend(agreements(desk));
    banners.extend(amounts(desk));
    banners.extend(out_of_reach(desk));
    banners.extend(visit_off(desk));
    let no_way = |task: &Task| task.kind == TaskKind::Letter && desk.loaded.only_on_facebook(journey.customer);
    if let Some((participant, _)) = journey.customer_participant()
        && journey.tasks.values().any(|task| task.is_open() && no_way(task))
    {
        let link = (format!("{href}/people/{participant}"), cx.t("people-open"));
        banners.push(with(Tone::Warn, "mail-warning", cx.t("task-banner-no-way"), link));
    }
    for (id, task) in journey.tasks.iter().filter(|(_, task)| task.is_open() && !no_way(task)) {
        let update = task.update.and_then(|id| journey.updates.get(&id));
        let what = update.map_or_else(|| cx.t("task-loose"), |update| words::update(cx, update.about));
        let key = match task.kind {
            TaskKind::Call => "task-banner-call",
            TaskKind::Letter => "task-banner-letter",
            TaskKind::Fetch => "task-banner-fetch",
            TaskKind::Apology => "task-banner-apology",
        };
        let mut text = cx.t2(key, "when", cx.by_brief_text(&task.due), "what", what);
        if task.kind == TaskKind::Letter && lacks_address(desk, task) {
            text = format!("{text}. {}", cx.t("task-no-address"));
        }
        let tone = if task.due < cx.now { Tone::Bad } else { Tone::Warn };
        let icon = match task.kind {
            TaskKind::Call => "phone",
            TaskKind::Letter => "file-text",
            TaskKind::Fetch => "mail-warning",
            TaskKind::Apology => "heart",
        };
        banners.push(match may.works {
            true => with(tone, icon, text, (format!("{href}/tasks/{id}"), cx.t("task-done"))),
            false => Banner::new(tone, icon, text),
        });
    }
    for (id, text) in again::undelivered(desk).into_iter().take(UNDELIVERED) {
        banners.push(match may.works {
            true => with(Tone::Warn, "mail-warning", text, (again::href(desk, id), cx.t("undelivered-again"))),
            false => Banner::new(Tone::Warn, "mail-warning", text),
        });
    }
    banners.extend(offers(desk));
    banners.extend(came_back(desk));
    for (id, leg) in desk.own_legs().filter(|_| may.works) {
        let text = cx.t1("leg-banner", "team", names.team(leg.giver));
        banners.push(with(Tone::Wait, "handshake", text, (format!("{href}/legs/{id}/finish"), cx.t("offer-finish"))));
    }
    banners.extend(outside(desk));
    banners
}

/// What a partner that does not take part has at work, with the way to note what it says.
fn outside(desk: &Desk) -> Vec<Banner> {
    let (names, journey) = (desk.names(), &desk.loaded.journey);
    let noted = journey.handovers.iter().filter(|(_, offer)| desk.may().works && says::says(desk, offer));
    let open = noted.filter_map(|(id, _)| says::work(desk, *id).map(|(_, leg)| (*id, leg)));
    open.map(|(id, leg)| {
        let link = (format!("{}/handovers/{id}/says", desk.href()), names.cx.t("offer-partner-says"));
        let text = names.cx.t1("agreement-leg-open", "team", names.team(leg.team));
        Banner { link: Some(link), ..Banner::new(Tone::Wait, "handshake", text) }
    })
    .collect()
}

/// What the customer's side wrote last and nobody has answered or seen, with the way to say that it was seen.
fn unread(desk: &Desk) -> Option<Banner> {
    let (cx, names) = (&desk.visit.cx, desk.names());
    let (_, contact) = desk.loaded.journey.unread().last()?;
    let who = names.participant(contact.facts.participant);
    let words = excerpt(desk.loaded.text(contact.facts.text), 200);
    let seen = (format!("{}/{}", desk.href(), Act::Seen.path()), cx.t(Act::Seen.key()));
    let link = desk.acts().contains(&Act::Seen).then_some(seen);
    let said = cx.t2("banner-unread", "who", who, "words", words);
    // The own page says until when somebody reads it. Who only wrote about it has no such page, and was told nothing.
    let stranger = contact.facts.participant.and_then(|id| desk.loaded.journey.participants.get(&id));
    let stranger = stranger.is_some_and(|person| person.only_wrote());
    let (tone, told) = match desk.loaded.journey.look_by() {
        Some(by) if stranger && by >= cx.now => (Tone::Wait, cx.t1("banner-look-by", "when", cx.by_text(&by))),
        Some(by) if by < cx.now => (Tone::Bad, cx.t1("banner-read-late", "when", cx.by_text(&by))),
        Some(by) => (Tone::Wait, cx.t1("banner-read-by", "when", cx.by_text(&by))),
        None => (Tone::Wait, String::new()),
    };
    let text = format!("{said} {told}").trim_end().to_owned();
    Some(Banner { link, ..Banner::new(tone, "message-circle", text) })
}

/// That nobody knows how to reach the customer, with the way to note it. What a partner may not read is not missing.
fn out_of_reach(desk: &Desk) -> Option<Banner> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let (participant, person) = journey.customer_participant()?;
    if !desk.knows_all() || !desk.loaded.is_out_of_reach(person.customer) {
        return None;
    }
    let link = (format!("{}/people/{participant}#postal", desk.href()), cx.t("letter-fill-in"));
    let banner = Banner::new(Tone::Warn, "mail-warning", cx.t("banner-out-of-reach"));
    Some(Banner { link: desk.may().works.then_some(link), ..banner })
}

/// Whether a letter that somebody is to write has nowhere to go.
pub(super) fn lacks_address(desk: &Desk, task: &Task) -> bool {
    let journey = &desk.loaded.journey;
    let told = task.update.and_then(|id| journey.updates.get(&id)).map(|update| update.participant);
    let person = told.or_else(|| journey.customer_participant().map(|(id, _)| id));
    let person = person.and_then(|id| journey.participants.get(&id));
    desk.knows_all() && person.is_some_and(|person| desk.loaded.lacks_address(person.customer))
}

/// That sensitive parts of the customer's page cannot show, because nothing is known that could be asked.
fn nothing_known(desk: &Desk) -> Option<Banner> {
    let (cx, loaded) = (&desk.visit.cx, &desk.loaded);
    let second = loaded.second.as_ref().filter(|second| !second.known)?;
    let (participant, _) = loaded.journey.customer_participant()?;
    let asked = cx.t(&format!("people-second-{}", second.ask.code().replace('_', "-")));
    let link = desk.may().works.then(|| (format!("{}/people/{participant}", desk.href()), cx.t("people-second-save")));
    Some(Banner { link, ..Banner::new(Tone::Plain, "lock", cx.t1("banner-second", "what", asked)) })
}

/// That the customer is being sent back and forth, who calls about it by when, and how the ball went.
pub(super) fn sent_around(desk: &Desk) -> Option<Banner> {
    let (names, journey, may) = (desk.names(), &desk.loaded.journey, desk.may());
    let cx = names.cx;
    let said = journey.sent_around?;
    let (_, promise) = journey.call_for_sent_around()?;
    // Missed once, it has another moment.
    let call = journey.next_call_for_sent_around().map_or(promise, |(_, call)| call);
    let args = (names.team(call.owner), cx.by_brief_text(&call.current.until));
    let called = cx.t2("banner-sent-around", "team", args.0, "when", args.1);
    let mut words = vec![called, cx.tn("banner-sent-around-moves", said.moves as usize)];
    if said.times > 1 {
        words.push(cx.tn("banner-sent-around-times", said.times as usize));
    }
    words.push(cx.t1("banner-sent-around-way", "way", way_words(desk)));
    let back = may.directs && desk.acts().contains(&Act::TakeBack);
    let link = back.then(|| (format!("{}/{}", desk.href(), Act::TakeBack.path()), cx.t(Act::TakeBack.key())));
    let late = promise.is_unsettled() || promise.current.until < cx.now;
    let tone = if late { Tone::Bad } else { Tone::Warn };
    Some(Banner { link, ..Banner::new(tone, "route", words.join(" ")) })
}

/// The last stretches of the way of the ball, in the order in which it went: `Balie (2 u 10 min), Schade (3 d)`.
fn way_words(desk: &Desk) -> String {
    let (names, journey) = (desk.names(), &desk.loaded.journey);
    let cx = names.cx;
    let from = journey.way.len().saturating_sub(STRETCHES);
    let stretch = |spell: &Spell| {
        let long = spell.until.unwrap_or(cx.now).duration_since(spell.since).as_secs();
        format!("{} ({})", names.holder(spell.holder), cx.duration(long))
    };
    let words: Vec<String> = journey.way[from..].iter().map(stretch).collect();
    words.join(" › ")
}

/// Promises that have come to the reader: of another team where the reader's directs, or further than the teams.
fn promises(desk: &Desk) -> Vec<Banner> {
    let (names, journey, may) = (desk.names(), &desk.loaded.journey, desk.may());
    let loud = |promise: &&Promise| {
        promise.is_unsettled() || (promise.is_open() && promise.risk == Some(DeadlineKind::PromiseFourFifths))
    };
    let to = desk.loaded.names.get(&journey.customer).map(String::as_str);
    let somebody = desk.visit.cx.t("louder-somebody");
    let mut found: Vec<&Promise> = journey.promises.values().filter(loud).collect();
    found.sort_by_key(|promise| promise.current.until);
    let banner = |promise: &Promise| {
        let what = names.promise(promise);
        let owed = louder::Owed {
            owner: promise.owner.team,
            director: journey.direction.team.team,
            what: &what,
            to: promise.is_to_customer().then(|| to.unwrap_or(&somebody)),
            due: promise.current.until,
            broken: promise.is_unsettled(),
            level: promise.risk,
        };
        let (reason, text) = owed.told(&desk.visit);
        let mine = reason == Reason::Escalated || (may.directs && !desk.mine(promise.owner));
        mine.then(|| Banner::new(reason.tone(), reason.icon(), text))
    };
    found.into_iter().filter_map(banner).collect()
}

/// Offers that wait, for the giver, the receiver and who directs; and for the coordinator once they came that far.
fn offers(desk: &Desk) -> Vec<Banner> {
    let (names, journey, directs) = (desk.names(), &desk.loaded.journey, desk.may().directs);
    let cx = names.cx;
    let banner = |(id, offer): (HandoverId, &Handover)| {
        let waits = louder::Offered {
            from: offer.from.team,
            to: offer.to.team,
            respond_by: offer.respond_by,
            level: offer.overdue,
            director: journey.direction.team.team,
            asked: offer.waits_for_giver(),
        };
        let (reason, loud) = waits.told(&desk.visit);
        let (receives, gives) = (desk.mine(offer.to), desk.mine(offer.from));
        if reason != Reason::Escalated && !(receives || gives || directs) {
            return None;
        }
        let when = cx.by_brief_text(&offer.respond_by);
        let asked = offer.asked.last().filter(|_| offer.waits_for_giver() && (gives || directs));
        let text = match asked {
            _ if reason == Reason::Escalated => loud,
            _ if receives => cx.t1("offer-banner-mine", "when", when),
            Some(asked) => {
                let asked = excerpt(desk.loaded.text(*asked), 200);
                cx.t2("offer-banner-question", "team", names.team(offer.to), "words", asked)
            }
            None if reason == Reason::OfferOverdue => loud,
            None => cx.t2("offer-banner", "team", names.team(offer.to), "when", when),
        };
        let tone = if offer.respond_by < cx.now { Tone::Bad } else { Tone::Wait };
        let link = match desk.may().works && says::says(desk, offer) {
            true => (format!("{}/handovers/{id}/says", desk.href()), cx.t("offer-partner-says")),
            false => (format!("{}/handovers/{id}", desk.href()), cx.t("offer-open")),
        };
        Some(Banner { link: Some(link), ..Banner::new(tone, "handshake", text) })
    };
    journey.pending().filter_map(banner).collect()
}

/// An amount that waits for a yes or no, for the giver and who directs; and for leads and the coordinator once it came that far.
fn amounts(desk: &Desk) -> Vec<Banner> {
    let (journey, cx) = (&desk.loaded.journey, &desk.visit.cx);
    let open = journey.legs.values().filter(|leg| leg.is_open());
    let banner = |leg: &Leg| {
        let asked = leg.asked.filter(AmountAsked::waits)?;
        let words = excerpt(desk.loaded.text(asked.text), 300);
        let waits = louder::AmountAsked {
            from: leg.giver.team,
            to: leg.team.team,
            director: journey.direction.team.team,
            level: asked.overdue,
            words: &words,
        };
        let (reason, text) = waits.told(&desk.visit);
        let shown = reason == Reason::Escalated || desk.mine(leg.giver) || desk.may().directs;
        let tone = if asked.overdue.is_some() { Tone::Bad } else { Tone::Warn };
        let link = Some((format!("{}/handovers/{}", desk.href(), leg.handover), cx.t("offer-open")));
        shown.then(|| Banner { link, ..Banner::new(tone, "handshake", text) })
    };
    open.filter_map(banner).collect()
}

/// An agreement on which nobody decided, for the leads and the coordinator to whom it came.
fn agreements(desk: &Desk) -> Vec<Banner> {
    let journey = &desk.loaded.journey;
    let banner = |(id, found): (&AgreementId, &Agreement)| {
        let teams = [found.team.team, journey.direction.team.team];
        let text = louder::agreement(&desk.visit, found.proposal.as_ref()?.overdue, teams, found.amount)?;
        let link = Some((format!("{}#agreement-{id}", desk.href()), desk.visit.cx.t("offer-open")));
        Some(Banner { link, ..Banner::new(Tone::Bad, "handshake", text) })
    };
    journey.agreements.iter().filter_map(banner).collect()
}

/// What came back from another team, and what can be done with it.
fn came_back(desk: &Desk) -> Vec<Banner> {
    let (names, may, href) = (desk.names(), desk.may(), desk.href());
    let cx = names.cx;
    let ours = |back: &CameBack| desk.mine(back.giver) || may.directs;
    let outcome = desk.acts().contains(&Act::Outcome);
    // A question before the answer and an amount stand with their offer, in words of their own.
    let stands = |back: &CameBack| !matches!(back.how, Came::Asked | Came::Amount) && ours(back);
    let all = desk.loaded.journey.came_back.iter().filter(|(_, back)| stands(back));
    all.map(|(id, back)| {
        let (key, tone) = match back.how {
            Came::Asked | Came::Returned | Came::Amount => ("work-what-question-back", Tone::Warn),
            Came::Said => ("work-what-partner-said", Tone::Wait),
            Came::Declined { .. } => ("work-what-given-back", Tone::Warn),
            Came::Answered { .. } => ("work-what-answer-back", Tone::Ok),
            Came::Done { .. } => ("work-what-done-back", Tone::Ok),
        };
        let why = match back.how {
            Came::Declined { reason } => Some(words::decline(cx, reason)),
            _ => None,
        };
        let said = back.text.map(|text| excerpt(desk.loaded.text(text), 300));
        let said: Vec<String> = why.into_iter().chain(said).collect();
        let text = cx.t2(key, "team", names.team(back.from), "words", said.join(". "));
        let again = (may.holds || may.directs) && may.works;
        let link = match (tone, again) {
            (Tone::Warn, true) => (format!("{href}/handover"), cx.t("offer-again")),
            // The work is done: what the customer waits for is how it ended.
            (_, true) if outcome && matches!(back.how, Came::Done { .. }) => {
                (format!("{href}/{}", Act::Outcome.path()), cx.t("act-outcome"))
            }
            (_, true) => (format!("{href}?compose=message#composer"), cx.t("act-message")),
            (_, false) => (format!("{href}/handovers/{id}"), cx.t("offer-open")),
        };
        let icon = if tone == Tone::Warn { "undo-2" } else { "handshake" };
        Banner { link: Some(link), ..Banner::new(tone, icon, text) }
    })
    .collect()
}

/// What the customer was told to count on, and would wait for in vain once the journey is set aside; with the other way out.
pub(super) fn before_void(desk: &Desk) -> Option<Banner> {
    let (names, journey) = (desk.names(), &desk.loaded.journey);
    let cx = names.cx;
    let told = journey.last_told().filter(|_| journey.is_open())?;
    let standing = |promise: &&Promise| promise.is_to_customer() && promise.is_owed();
    let promise = journey.promises.values().filter(standing).min_by_key(|promise| promise.current.until)?;
    let (what, due) = (names.promise(promise), cx.by_text(&promise.current.until));
    let what = cx.t2("fact-promise", "what", what.trim_end_matches('.'), "when", due);
    let text = cx.t2("void-told", "when", cx.near_text(&told), "what", what);
    let (path, key) = match desk.acts().contains(&Act::Outcome) {
        true => (format!("{}/{}", desk.href(), Act::Outcome.path()), "void-outcome"),
        false => (format!("{}?compose=message#composer", desk.href()), "act-message"),
    };
    Some(Banner { link: Some((path, cx.t(key))), ..Banner::new(Tone::Warn, "triangle-alert", text) })
}

/// What is another body's is not set aside while somebody waits for a word of ours.
pub(super) fn forward_instead(desk: &Desk) -> Option<Banner> {
    let acts = desk.acts();
    let awaits = desk.loaded.journey.waits_for_a_word() && acts.contains(&Act::Forward);
    let cx = &desk.visit.cx;
    let link = (format!("{}/{}", desk.href(), Act::Forward.path()), cx.t(Act::Forward.key()));
    awaits.then(|| Banner { link: Some(link), ..Banner::new(Tone::Plain, "send", cx.t("void-forward")) })
}
