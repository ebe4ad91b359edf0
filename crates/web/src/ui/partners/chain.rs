//! What a partner that directs sees of the whole: who takes part and how far each is, and what happened, newest first. It names
//! teams and codes only. The words of people stand among the messages, as far as the agreement lets them be read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use regie_domain::actor::TeamRef;
use regie_domain::codes::Direction;
use regie_domain::handover::{Handover, HandoverState, Leg, LegState, Subject};
use regie_domain::journey::Holder;
use regie_domain::promise::{Promise, PromiseState};
use regie_domain::question::QuestionState;
use regie_domain::update::{Update, UpdateState};

use super::Opened;
use crate::pages::partners::PartnerChain;
use crate::ui::journey::view::channel;
use crate::visit::Visit;
use crate::words;

/// The most lines of what happened.
const LINES: usize = 80;

/// Lines of what happened, each with its moment.
type Lines = Vec<(Timestamp, String)>;

impl Opened {
    /// The whole, where the partner directs.
    pub(super) fn chain(&self, visit: &Visit) -> Option<PartnerChain> {
        let journey = &self.known.journey;
        if !self.known.sees.part.leads || !journey.is_open() {
            return None;
        }
        let mut lines = self.written(visit);
        lines.extend(journey.handovers.values().flat_map(|offer| offered(visit, offer)));
        lines.extend(journey.legs.values().filter_map(|leg| ended(visit, leg)));
        lines.extend(self.promised(visit));
        lines.extend(self.asked_customer(visit));
        lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        lines.truncate(LINES);
        Some(PartnerChain { parties: self.parties(visit), lines, way: self.way(visit) })
    }

    /// Who takes part, and how far each is.
    fn parties(&self, visit: &Visit) -> Vec<(String, Vec<String>)> {
        let (cx, journey) = (&visit.cx, &self.known.journey);
        let offers = journey.handovers.values();
        let on_it = offers.flat_map(|offer| [offer.from, offer.to]).chain([journey.direction.team]);
        let on_it = on_it.chain(journey.way.iter().filter_map(|spell| spell.holder.team()));
        // Two teams that customers know by one name are one party.
        let mut parties: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut done = Vec::new();
        for team in on_it {
            if done.contains(&team) {
                continue;
            }
            done.push(team);
            let states = self.states(visit, team);
            parties.entry(visit.directory.public_name(team)).or_default().extend(states);
        }
        for states in parties.values_mut().filter(|states| states.is_empty()) {
            states.push(cx.t("partner-party-nothing"));
        }
        let customer = (journey.ball.holder == Holder::Customer).then(|| {
            let since = cx.t1("partner-party-ball", "when", cx.near_text(&journey.ball.since));
            (cx.t("partner-customer"), vec![since])
        });
        customer.into_iter().chain(parties).collect()
    }

    fn states(&self, visit: &Visit, team: TeamRef) -> Vec<String> {
        let (cx, journey) = (&visit.cx, &self.known.journey);
        let mut states = Vec::new();
        if journey.direction.team == team {
            states.push(cx.t("partner-party-leads"));
        }
        if journey.ball.holder == (Holder::Team { team }) {
            states.push(cx.t1("partner-party-ball", "when", cx.near_text(&journey.ball.since)));
        }
        let legs = journey.legs.values().filter(|leg| leg.is_open() && leg.team == team);
        states.extend(legs.map(|leg| cx.t1("partner-party-works", "when", cx.near_text(&leg.accepted_at))));
        let offers = journey.pending().filter(|(_, offer)| offer.to == team);
        states.extend(offers.map(|(_, offer)| cx.t1("partner-party-asked", "when", cx.by_text(&offer.respond_by))));
        states
    }

    /// That somebody wrote or called, and that the customer was told something; not the words.
    fn written(&self, visit: &Visit) -> Lines {
        let (cx, journey) = (&visit.cx, &self.known.journey);
        let contacts = journey.contacts.values().filter(|contact| contact.moved_to.is_none()).map(|contact| {
            let by = cx.t(channel(contact.facts.channel).key());
            let line = match (contact.facts.direction, contact.actor.team()) {
                (Direction::Out, Some(team)) => {
                    cx.t2("partner-line-out", "team", visit.directory.public_name(team), "channel", by)
                }
                _ => cx.t1("partner-line-in", "channel", by),
            };
            (contact.at, line)
        });
        let sent = |update: &Update| match update.state {
            UpdateState::Sent { at, .. } if update.contact.is_none() => {
                Some((at, cx.t1("partner-line-update", "what", words::update(cx, update.about))))
            }
            _ => None,
        };
        contacts.chain(journey.updates.values().filter_map(sent)).collect()
    }

    /// What the customer was promised, and what became of it.
    fn promised(&self, visit: &Visit) -> Lines {
        let cx = &visit.cx;
        let one = |promise: &Promise| {
            let words = promise.text.and_then(|id| self.known.text(id));
            let said = cx.voice(cx.lang).promise(promise.what, promise.current, words);
            let team = visit.directory.public_name(promise.owner);
            // What was promised then, not the moment to which it moved since.
            let first = cx.voice(cx.lang).promise(promise.what, promise.first, words);
            let made = cx.t2("partner-line-promised", "team", team, "what", first);
            let became = match promise.state {
                PromiseState::Open => None,
                PromiseState::Kept { at } | PromiseState::KeptAfterMove { at } => Some((at, "partner-line-kept")),
                PromiseState::Broken { due } => Some((due, "partner-line-broken")),
                PromiseState::Released { at } => Some((at, "partner-line-released")),
            };
            let became = became.map(|(at, key)| (at, cx.t1(key, "what", &said)));
            let last = promise.moves.len().saturating_sub(1);
            let moved = promise.moves.iter().enumerate().map(|(number, (at, reason))| {
                let why = words::moved(cx, *reason);
                let line = match number == last {
                    true => cx.t2("partner-line-moved", "what", &said, "why", why),
                    false => cx.t1("partner-line-moved-first", "why", why),
                };
                (*at, line)
            });
            std::iter::once((promise.made_at, made)).chain(moved).chain(became).collect::<Lines>()
        };
        let to_customer = self.known.journey.promises.values().filter(|promise| promise.is_to_customer());
        to_customer.flat_map(one).collect()
    }

    /// That the customer was asked something, and whether an answer came.
    fn asked_customer(&self, visit: &Visit) -> Lines {
        let (cx, journey) = (&visit.cx, &self.known.journey);
        let asked = journey.questions.values().flat_map(|question| {
            let team = visit.directory.public_name(question.asker);
            let answered = match question.state {
                QuestionState::Answered { at, .. } => Some((at, cx.t("partner-line-replied"))),
                QuestionState::Open | QuestionState::Withdrawn | QuestionState::Lapsed => None,
            };
            std::iter::once((question.asked_at, cx.t1("partner-line-question", "team", team))).chain(answered)
        });
        asked.collect()
    }
}

/// An offer, and what became of it.
fn offered(visit: &Visit, offer: &Handover) -> Lines {
    let cx = &visit.cx;
    let [from, to] = [offer.from, offer.to].map(|team| visit.directory.public_name(team));
    let key = match offer.subject {
        Subject::Direction => "partner-line-lead",
        Subject::Leg { .. } => "partner-line-offered",
    };
    let mut lines = vec![(offer.offered_at, cx.t2(key, "from", &from, "to", &to))];
    lines.extend(match offer.state {
        HandoverState::Pending => None,
        HandoverState::Accepted { at, .. } => Some((at, cx.t1("partner-line-accepted", "team", to))),
        HandoverState::Answered { at, .. } => Some((at, cx.t1("partner-line-answered", "team", to))),
        HandoverState::Declined { at, .. } => Some((at, cx.t1("partner-line-declined", "team", to))),
        HandoverState::Withdrawn { at } => Some((at, cx.t1("partner-line-withdrawn", "team", from))),
    });
    lines
}

/// That a piece of the work ended.
fn ended(visit: &Visit, leg: &Leg) -> Option<(Timestamp, String)> {
    let (cx, team) = (&visit.cx, visit.directory.public_name(leg.team));
    match leg.state {
        LegState::Open => None,
        LegState::Done { at, outcome, .. } => {
            Some((at, cx.t2("partner-line-done", "team", team, "how", words::outcome(cx, outcome))))
        }
        LegState::Returned { at, .. } => Some((at, cx.t1("partner-line-returned", "team", team))),
        LegState::Declined { at, recalled: true, .. } => Some((at, cx.t1("partner-line-recalled", "team", team))),
        LegState::Declined { at, .. } => Some((at, cx.t1("partner-line-returned", "team", team))),
    }
}
