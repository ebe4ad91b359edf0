//! What stands around the timeline of a journey: head, the three cells, promises, the way of the ball, what is good to
//! know, and what asks for attention.

use jiff::Timestamp;
use regie_domain::codes::NextStep::YouConfirm;
use regie_domain::codes::{BallReason, Channel as SaidBy, CloseHow, ParticipantRole, ReopenReason, TaskKind};
use regie_domain::customer::{HandleKind, Language};
use regie_domain::event::Reach;
use regie_domain::handover::LegState;
use regie_domain::ids::{PromiseId, UpdateId};
use regie_domain::journey::{Holder as Ball, Journey, Participant, State};
use regie_domain::promise::{Promise, PromiseState as Kept};
use regie_domain::update::UpdateState;

use crate::cx::Cx;
use crate::pages::journey::{BallCard, Fact, Holder, JourneyHead, JourneyState, NextStep, Told, WayStop};
use crate::pages::parts::{Channel, PromiseRow, PromiseState};
use crate::pages::preferences;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::visits::is_rechosen;
use crate::ui::names::{Names, excerpt};
use crate::words;

/// A stop shorter than this is not worth a row (seconds).
const MOMENT: i64 = 60;
/// More spells than this are added up per holder.
const SPELLS: usize = 5;

/// The channel of a contact as pages name it.
#[must_use]
pub fn channel(channel: regie_domain::codes::Channel) -> Channel {
    use regie_domain::codes::Channel as Code;
    match channel {
        Code::Email => Channel::Email,
        Code::Phone => Channel::Phone,
        Code::Web => Channel::Web,
        Code::Counter => Channel::Counter,
        Code::Letter => Channel::Letter,
        Code::Social => Channel::Social,
        Code::Text => Channel::Text,
    }
}

/// The channel by which a message reaches somebody.
#[must_use]
pub fn channel_of(reach: Reach) -> Channel {
    match reach {
        Reach::Email { .. } => Channel::Email,
        Reach::Text { .. } => Channel::Text,
        Reach::Social { .. } => Channel::Social,
        Reach::Task { task: TaskKind::Call } => Channel::Phone,
        Reach::Task { task: TaskKind::Letter | TaskKind::Fetch | TaskKind::Apology } => Channel::Letter,
        Reach::None => Channel::Web,
    }
}

/// How a journey stands.
#[must_use]
pub fn state(state: State, closes: Option<Timestamp>) -> JourneyState {
    match (state, closes) {
        (State::Open, Some(closes)) => JourneyState::Proposed { closes },
        (State::Open, None) => JourneyState::Open,
        (State::Closed { how: CloseHow::Withdrawn, .. }, _) => JourneyState::Withdrawn,
        (State::Closed { how: CloseHow::NoAnswer, .. }, _) => JourneyState::NoAnswer,
        (State::Closed { how: CloseHow::Historic, .. }, _) => JourneyState::Historic,
        (State::Closed { how: CloseHow::Forwarded, .. }, _) => JourneyState::Forwarded,
        (State::Closed { .. }, _) => JourneyState::Solved,
        (State::Void { .. }, _) => JourneyState::Void,
    }
}

/// What stands over the page.
#[must_use]
pub fn head(desk: &Desk) -> JourneyHead {
    let (names, journey) = (desk.names(), &desk.loaded.journey);
    let closes = journey.proposal.as_ref().map(|proposal| proposal.objection_until);
    let blueprint = &desk.loaded.blueprint.name;
    JourneyHead {
        id: desk.id.to_string(),
        reference: journey.reference.to_string(),
        title: desk.loaded.title().to_owned(),
        customer: names.customer(journey.customer),
        wish: preferences::wish(names.cx, desk.loaded.prefers),
        blueprint: own_words(names.cx, blueprint),
        opened: journey.began(),
        closed: journey.ended(),
        state: state(journey.state, closes),
        broken: journey.promises.values().filter(|promise| promise.is_unsettled()).count(),
        not_kept: not_kept(journey),
        at_risk: journey.promises.values().filter(|promise| promise.is_open() && promise.risk.is_some()).count(),
        epoch: i64::from(journey.ball.epoch),
        seq: journey.seq,
    }
}

/// The organisation's words in the language of the page, or in the other where there are none.
#[must_use]
pub fn own_words(cx: &Cx, found: &regie_domain::blueprint::Words) -> String {
    use regie_app::locale::Lang;
    let (wanted, other) = match cx.lang {
        Lang::Nl => (&found.nl, &found.en),
        Lang::En => (&found.en, &found.nl),
    };
    if wanted.is_empty() { other.clone() } else { wanted.clone() }
}

/// How many promises were not kept.
#[must_use]
pub fn not_kept(journey: &Journey) -> usize {
    let own = journey.promises.values().filter(|promise| journey.judges(promise));
    own.filter(|promise| matches!(promise.state, Kept::Broken { .. })).count()
}

/// Whether it opened again for a call after what the customer said, or did not say.
fn asked_after(back: Option<ReopenReason>) -> bool {
    matches!(back, Some(ReopenReason::Feedback | ReopenReason::Effort))
}

/// The three cells.
#[must_use]
pub fn card(desk: &Desk) -> BallCard {
    let (names, journey) = (desk.names(), &desk.loaded.journey);
    BallCard {
        holder: holder(desk),
        since: journey.ball.since,
        why: match journey.ball.why {
            BallReason::Reopened if desk.knows_all() || !asked_after(journey.back) => {
                words::ball_back(names.cx, journey.back)
            }
            BallReason::LegSettled => match journey.ball_came_by_visit_off() {
                Some(visit) => words::visit_called_off(names.cx, visit),
                None => words::leg_came_back(names.cx, settled_last(journey)),
            },
            why => words::ball_why(names.cx, why),
        },
        offered: journey.pending().map(|(_, offer)| (names.team(offer.to), offer.respond_by)).next(),
        next: if journey.is_open() { next(&names) } else { Some(ended(&names)) },
        told: told(&names),
        news_by: journey.news_by(),
    }
}

/// How the piece of work ended by which the ball came back last.
fn settled_last(journey: &Journey) -> LegState {
    let ended = journey.legs.values().filter_map(|leg| match leg.state {
        LegState::Open => None,
        LegState::Done { at, .. } | LegState::Returned { at, .. } | LegState::Declined { at, .. } => {
            Some((at, leg.state))
        }
    });
    let last = ended.filter(|(at, _)| *at <= journey.ball.since).max_by_key(|(at, _)| *at);
    last.map_or(LegState::Open, |(_, state)| state)
}

fn holder(desk: &Desk) -> Holder {
    let (names, journey) = (desk.names(), &desk.loaded.journey);
    if !journey.is_open() {
        return Holder::Nobody;
    }
    let own = names.directory.organisation.as_ref().map(|found| found.value.id);
    match journey.ball.holder {
        Ball::Customer => {
            let asker = journey.open_question().map_or(journey.direction.team, |(_, question)| question.asker);
            Holder::Customer { asked_by: names.team(asker) }
        }
        Ball::Team { team } if Some(team.org) != own => Holder::Partner { name: names.team(team) },
        Ball::Team { team } => {
            Holder::Team { name: names.team(team), assignee: journey.ball.assignee.map(|member| names.member(member)) }
        }
    }
}

fn next(names: &Names<'_>) -> Option<NextStep> {
    let journey = &names.loaded.journey;
    if let Some((_, question)) = journey.open_question() {
        let what = words::next(names.cx, regie_domain::codes::NextStep::YouAnswer);
        let note = Some(excerpt(names.loaded.text(question.text), 160));
        return Some(NextStep { what, from: None, due: Some(question.due), note });
    }
    if let Some((id, promise)) = journey.next_promise() {
        // What was told last may be about something else: then the promise speaks for itself.
        let told = journey.expectation.as_ref().filter(|told| told.promise == Some(id));
        let step = told.filter(|told| told.next != YouConfirm).map(|told| words::next(names.cx, told.next));
        let (from, due) = (promise.current.from, Some(promise.current.until));
        return Some(NextStep { what: names.promise(promise), from, due, note: step });
    }
    // Nothing is promised besides: what the customer was told is the moment of the silence limit.
    if let Some(limit) = journey.limit_told() {
        let what = words::next(names.cx, regie_domain::codes::NextStep::WeTell);
        return Some(NextStep { what, from: None, due: Some(limit), note: None });
    }
    let proposal = journey.proposal.as_ref()?;
    let what = words::next(names.cx, YouConfirm);
    Some(NextStep { what, from: None, due: Some(proposal.objection_until), note: None })
}

/// How it ended, in the place of what comes next.
fn ended(names: &Names<'_>) -> NextStep {
    let (cx, journey) = (names.cx, &names.loaded.journey);
    let (what, at) = match journey.state {
        State::Void { reason, at } => (words::void(cx, reason), Some(at)),
        State::Closed { how, .. } => (words::closed(cx, how), journey.ended()),
        State::Open => (String::new(), None),
    };
    let outcome = journey.proposal.as_ref().map(|proposal| words::outcome(cx, proposal.outcome));
    let when = at.map(|at| cx.near_text(&at));
    NextStep {
        what,
        from: None,
        due: None,
        note: Some(when.into_iter().chain(outcome).collect::<Vec<_>>().join(" · ")),
    }
}

/// The last thing that the customer heard: a message that was handed to its channel, a call or letter that was made, or
/// words by a member.
fn told(names: &Names<'_>) -> Option<Told> {
    let journey = &names.loaded.journey;
    let done = |id: &UpdateId| {
        let carried = journey.tasks.values().filter(|task| task.update == Some(*id));
        carried.filter_map(|task| task.done_at).max()
    };
    let sent = journey.updates.iter().filter_map(|(id, update)| {
        let at = match update.state {
            UpdateState::Sent { at, .. } => at,
            _ => done(id)?,
        };
        Some(Told { at, what: words::update(names.cx, update.about), channel: channel_of(update.reach) })
    });
    let carried = |id| journey.updates.values().any(|update| update.contact == Some(id));
    let spoken = journey.contacts.iter().filter(|(id, contact)| contact.is_answer() && !carried(**id));
    let spoken = spoken.map(|(_, contact)| Told {
        at: contact.at,
        what: excerpt(names.loaded.text(contact.facts.text), 80),
        channel: channel(contact.facts.channel),
    });
    // Of one moment the message itself says more than what its receiver heard by calling.
    said_by_calling(names).chain(sent).chain(spoken).max_by_key(|told| told.at)
}

/// What whoever calls or comes by hears of itself: the term that the blueprint promises everybody who does.
fn said_by_calling<'a>(names: &'a Names<'_>) -> impl Iterator<Item = Told> + 'a {
    let journey = &names.loaded.journey;
    let spoken = journey.contacts.values().filter(|contact| {
        contact.is_from_customer() && matches!(contact.facts.channel, SaidBy::Phone | SaidBy::Counter)
    });
    spoken.filter_map(|contact| {
        let by_itself = |promise: &&Promise| {
            promise.is_to_customer() && promise.member.is_none() && promise.made_at == contact.recorded_at
        };
        let promised = journey.promises.values().find(by_itself)?;
        Some(Told { at: contact.at, what: names.promise(promised), channel: channel(contact.facts.channel) })
    })
}

/// One promise.
#[must_use]
pub fn promise_row(names: &Names<'_>, id: String, promise: &Promise) -> PromiseRow {
    use regie_domain::codes::Settlement;
    let (state, done_at) = match (promise.state, promise.settled) {
        (Kept::Open, _) if promise.is_in_doubt() => (PromiseState::InDoubt, None),
        (Kept::Open, _) if promise.risk.is_some() => (PromiseState::AtRisk, None),
        (Kept::Open, _) => (PromiseState::Running, None),
        (Kept::Kept { at }, _) => (PromiseState::Kept, Some(at)),
        (Kept::KeptAfterMove { at }, _) => (PromiseState::KeptAfterMove, Some(at)),
        (Kept::Broken { .. }, None) => (PromiseState::Broken, None),
        (Kept::Broken { .. }, Some(Settlement::FulfilledLate)) => (PromiseState::FulfilledLate, None),
        (Kept::Broken { .. }, Some(Settlement::Replaced)) => (PromiseState::Replaced, None),
        (Kept::Broken { .. }, Some(Settlement::Released)) | (Kept::Released { .. }, _) => {
            (PromiseState::Released, None)
        }
    };
    let rechosen = PromiseId::parse(&id).is_ok_and(|id| is_rechosen(&names.loaded.journey, id, promise));
    let state = if rechosen { PromiseState::Rechosen } else { state };
    let moved = promise.moves.last().map(|(_, why)| (promise.first.until, words::moved(names.cx, *why)));
    PromiseRow {
        id,
        what: names.promise(promise),
        news: promise.kind == regie_domain::codes::PromiseKind::News,
        owner: names.team(promise.owner),
        from: promise.current.from,
        due: promise.current.until,
        moved,
        state,
        done_at,
        cost: promise.cost.map(|cost| cost.0),
        unsettled: promise.is_unsettled(),
        journey: None,
        tell: None,
    }
}

/// All promises, what is owed first, then the newest.
#[must_use]
pub fn promises(desk: &Desk) -> Vec<PromiseRow> {
    let names = desk.names();
    let mut all: Vec<_> = desk.loaded.journey.promises.iter().collect();
    all.sort_by_key(|(_, promise)| {
        let at = promise.current.until.as_second();
        (!promise.is_owed(), if promise.is_owed() { at } else { -at })
    });
    let row = |(id, promise): (&PromiseId, &Promise)| PromiseRow {
        tell: super::survey::of_promise(desk, *id).or_else(|| super::promises::telling(desk, *id)),
        ..promise_row(&names, id.to_string(), promise)
    };
    all.into_iter().map(row).collect()
}

/// Who had the ball when: one after another, or added up per holder where there were many.
#[must_use]
pub fn way(desk: &Desk) -> Vec<WayStop> {
    let (names, journey, now) = (desk.names(), &desk.loaded.journey, desk.visit.cx.now);
    if journey.way.len() > SPELLS {
        let present = journey.is_open().then_some(journey.ball.holder);
        let totals = journey.hours_per_holder(now).into_iter();
        let stop = |(holder, time): (Ball, jiff::SignedDuration)| WayStop {
            name: names.holder(holder),
            seconds: time.as_secs(),
            now: present == Some(holder),
        };
        return totals.map(stop).filter(|stop| stop.now || stop.seconds >= MOMENT).collect();
    }
    let spells = journey.way.iter();
    let stops = spells.map(|spell| WayStop {
        name: names.holder(spell.holder),
        seconds: spell.until.unwrap_or(now).duration_since(spell.since).as_secs(),
        now: spell.until.is_none() && journey.is_open(),
    });
    merged(stops.collect())
}

/// Stops of less than a minute go into the one before them, the first into the one after it; then what stands together and
/// has the same name is one. The record keeps them all.
fn merged(stops: Vec<WayStop>) -> Vec<WayStop> {
    let mut shown: Vec<WayStop> = Vec::with_capacity(stops.len());
    let mut ahead = 0;
    for stop in stops {
        let seconds = stop.seconds + std::mem::take(&mut ahead);
        let short = stop.seconds < MOMENT && !stop.now;
        match shown.last_mut() {
            Some(last) if short => last.seconds += seconds,
            Some(last) if last.name == stop.name => (last.seconds, last.now) = (last.seconds + seconds, stop.now),
            None if short => ahead = seconds,
            _ => shown.push(WayStop { seconds, ..stop }),
        }
    }
    shown
}

/// What somebody is on the journey. Who is not written to and has no say is there because they wrote.
fn role(cx: &Cx, person: &Participant) -> String {
    let body = person.role == ParticipantRole::OtherBody;
    if person.only_wrote() && !body { cx.t("participant-wrote") } else { words::role(cx, person.role) }
}

/// What is good to know.
#[must_use]
pub fn facts(desk: &Desk) -> Vec<Fact> {
    let (names, journey) = (desk.names(), &desk.loaded.journey);
    let cx = names.cx;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let mut facts = vec![
        fact("know-kind", words::kind(cx, journey.kind)),
        fact("know-director", names.team(journey.direction.team)),
    ];
    let reach = desk.loaded.handles.get(&journey.customer).map(|handles| {
        let shown = handles
            .iter()
            .filter(|(kind, _)| matches!(kind, HandleKind::Email | HandleKind::Phone | HandleKind::Whatsapp));
        shown.map(|(_, value)| value.clone()).collect::<Vec<_>>().join(" · ")
    });
    facts.extend(reach.filter(|reach| !reach.is_empty()).map(|reach| fact("know-reachable", reach)));
    if let Some((_, wish)) = preferences::wish(cx, desk.loaded.prefers) {
        let href = Some(format!("/customers/{}/preferences", journey.customer));
        facts.push(Fact { name: cx.t("customer-prefers"), value: wish, href: href.filter(|_| desk.may().works) });
    }
    let language = desk.loaded.languages.get(&journey.customer).copied().unwrap_or_default();
    if language != desk.visit.directory.language() {
        facts.push(fact(
            "know-language",
            cx.t(if language == Language::En { "language-english" } else { "language-dutch" }),
        ));
    }
    let told = journey.expectation.as_ref().and_then(|told| told.cost);
    let named = journey.promises.values().filter(|promise| promise.is_to_customer() && promise.cost.is_some());
    // What still runs goes before what has ended, as on the customer's own page.
    let named = named.max_by_key(|promise| (promise.is_open(), promise.made_at)).and_then(|promise| promise.cost);
    let cost = told.or(named);
    facts.push(fact(
        "know-cost",
        match cost.map(|cost| cost.0) {
            None => cx.t("know-cost-unknown"),
            Some(0) => cx.t("cost-none-told"),
            Some(cents) => cx.t1("cost-told", "amount", cx.money(&cents)),
        },
    ));
    let whole = names.customer(journey.customer);
    facts.push(Fact { name: cx.cap(&cx.one), value: whole, href: Some(format!("/customers/{}", journey.customer)) });
    let others =
        journey.participants.iter().filter(|(_, person)| person.present && person.customer != journey.customer);
    let others: Vec<String> =
        others.map(|(id, person)| format!("{} ({})", names.participant(Some(*id)), role(cx, person))).collect();
    let people = if others.is_empty() { cx.t("people-open") } else { others.join(" · ") };
    facts.push(Fact { href: Some(format!("{}/people", desk.href())), ..fact("know-people", people) });
    facts.extend(super::legal_term::facts(desk));
    if let Some(sent) = &journey.forwarded {
        facts.push(fact("know-forwarded", desk.loaded.text(sent.name).to_owned()));
    }
    if let Some(earlier) = journey.follows {
        facts.push(Fact {
            name: cx.t("know-follows"),
            value: desk
                .loaded
                .linked
                .get(&earlier)
                .map_or_else(|| cx.t("know-earlier"), |linked| format!("{} · {}", linked.reference, linked.title)),
            href: Some(format!("/journeys/{earlier}")),
        });
    }
    facts
}

/// A day, from days since 1970-01-01.
#[must_use]
pub fn day_of(days: i32) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{WayStop, merged};

    fn stops(of: &[(&str, i64, bool)]) -> Vec<WayStop> {
        of.iter()
            .map(|(name, seconds, now)| WayStop { name: (*name).to_owned(), seconds: *seconds, now: *now })
            .collect()
    }

    fn shown(of: &[(&str, i64, bool)]) -> Vec<(String, i64, bool)> {
        merged(stops(of)).into_iter().map(|stop| (stop.name, stop.seconds, stop.now)).collect()
    }

    #[test]
    fn a_stop_of_a_moment_goes_into_its_neighbour() {
        let one = |name: &str, seconds, now| (name.to_owned(), seconds, now);
        let way = [("Balie", 20, false), ("Claims", 600, false), ("Balie", 5, false), ("Claims", 300, true)];
        assert_eq!(shown(&way), [one("Claims", 925, true)]);
        assert_eq!(shown(&[("Balie", 20, true)]), [one("Balie", 20, true)], "who has it now is shown");
        let way = [("Balie", 600, false), ("Claims", 3, true)];
        assert_eq!(shown(&way), [one("Balie", 600, false), one("Claims", 3, true)]);
    }
}
