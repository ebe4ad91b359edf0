//! One event as a line or a fact.

use jiff::Timestamp;
use regie_app::read::Loaded;
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{
    BallGoes, BallReason, ContactClass, Direction, HoldReason, JoinReason, NextStep, ParticipantRole, TaskKind,
    VoidReason,
};
use regie_domain::event::{Asked, JourneyEvent as E, Promisee, Reach, Recorded, Subject};
use regie_domain::ids::{HandoverId, LegId, PromiseId, UpdateId, VisitId};
use regie_domain::journey::Journey;
use regie_domain::update::{Update, UpdateState};

use super::Line;
use crate::pages::timeline::{Delivery, Entry, Happened};
use crate::ui::journey::again;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::joining;
use crate::ui::journey::offers::labelled;
use crate::ui::journey::timeline::contacts;
use crate::ui::journey::view::{channel_of, own_words};
use crate::ui::journey::visits::is_rechosen;
use crate::ui::names::Names;
use crate::words;

fn entry(recorded: &Recorded<E>, what: Happened) -> Entry {
    Entry::new(recorded.meta.event_id.to_string(), recorded.meta.occurred_at, what)
}

fn line_of(entry: Entry) -> Line {
    Line::Entry(Box::new(entry))
}

fn fact(recorded: &Recorded<E>, words: String, what: Happened) -> Line {
    let alone = Entry { facts: vec![words.clone()], ..entry(recorded, what) };
    Line::Fact(words, Some(Box::new(alone)))
}

/// Where a tap corrects whether the customer had to say something again.
fn repeats_href(desk: &Desk, question: regie_domain::ids::QuestionId, repeats: bool) -> String {
    format!("{}/questions/{question}/repeats/{}", desk.href(), if repeats { "yes" } else { "no" })
}

/// The visit that the same command called off.
fn called_off(group: &[Recorded<E>]) -> Option<VisitId> {
    group.iter().find_map(|other| match other.event {
        E::VisitCancelled { visit, .. } => Some(visit),
        _ => None,
    })
}

/// Whether a promise is that of the visit that the same command called off.
fn is_called_off(journey: &Journey, group: &[Recorded<E>], promise: PromiseId) -> bool {
    let off = called_off(group).and_then(|visit| journey.visits.get(&visit));
    off.is_some_and(|visit| visit.promises.contains(&promise))
}

/// An event as it stands on the timeline. `group` are the events of the same command.
#[expect(clippy::too_many_lines, reason = "one arm an event kind; the compiler says which one is missing")]
pub(super) fn line(desk: &Desk, names: &Names<'_>, recorded: &Recorded<E>, group: &[Recorded<E>]) -> Line {
    let (cx, journey, loaded) = (names.cx, &desk.loaded.journey, &desk.loaded);
    let by = names.doer(&recorded.meta);
    let new = |what| entry(recorded, what);
    let text = |id| Some(loaded.text(id).to_owned());
    // A line of another day says its days as dates: its "tomorrow" is not the reader's.
    let due_by = |at: &Timestamp| cx.by_said(at, &recorded.meta.occurred_at);
    let opening = group.iter().any(|other| matches!(other.event, E::Opened { .. }));
    let with = |what, facts: Vec<String>| line_of(Entry { facts, ..entry(recorded, what) });
    let why = |what, why: String, id: Option<_>| {
        let facts = vec![cx.t1("fact-reason", "why", why)];
        line_of(Entry { facts, text: id.and_then(text), ..entry(recorded, what) })
    };
    match &recorded.event {
        // What was written down later began when the customer first came.
        E::Opened { .. } => {
            line_of(Entry { at: journey.began().min(recorded.meta.occurred_at), ..new(Happened::Opened) })
        }
        E::ParticipantAdded { role: ParticipantRole::Customer, .. } if opening => Line::Nothing,
        E::ParticipantAdded { participant, reach: Reach::None, may_act: false, .. } => {
            line_of(new(Happened::OnlyWrote { who: names.participant(Some(*participant)) }))
        }
        E::ParticipantAdded { participant, role, reach, .. } => {
            let facts = vec![words::role(cx, *role), reach_words(names, *reach)];
            with(Happened::TakesPart { who: names.participant(Some(*participant)) }, facts)
        }
        E::ParticipantRemoved { participant } => {
            line_of(new(Happened::TakesNoPart { who: names.participant(Some(*participant)) }))
        }
        E::ReachChanged { participant, reach } => {
            let who = names.participant(Some(*participant));
            with(Happened::ReachChanged { who }, vec![reach_words(names, *reach)])
        }
        E::ContactRecorded { facts } => line_of(contacts::contact(desk, names, recorded, facts)),
        E::ContactTagged { asks, .. } => {
            let words = cx.t1("fact-tagged", "what", words::asks(cx, *asks));
            fact(recorded, words, Happened::Tagged { by })
        }
        E::SentAround { moves, .. } => {
            let facts = vec![cx.tn("banner-sent-around-moves", *moves as usize)];
            with(Happened::SentAround, facts)
        }
        E::ContactForChain { contact, marked } => {
            let words = contacts::shared_words(names, *contact);
            fact(recorded, words, if *marked { Happened::ForChain { by } } else { Happened::NotForChain { by } })
        }
        E::ContactSeen { .. } => line_of(new(Happened::Seen { by })),
        E::ContactMovedAway { .. } => line_of(new(Happened::MovedAway { by })),
        E::NoteAdded { note } => line_of(Entry { text: text(*note), ..new(Happened::Note { who: by }) }),
        E::BallMoved { to, why, reason, .. } => {
            let who = names.holder(*to);
            let settled = group.iter().find_map(|other| match other.event {
                E::LegDone { leg, .. } | E::LegReturned { leg, .. } | E::LegDeclined { leg, .. } => {
                    journey.legs.get(&leg)
                }
                _ => None,
            });
            let off = called_off(group).and_then(|visit| journey.visits.get(&visit));
            let because = match (off, settled.filter(|_| *why == BallReason::LegSettled)) {
                (Some(visit), Some(_)) => words::visit_called_off(cx, visit),
                (None, Some(leg)) => words::leg_came_back(cx, leg.state),
                (_, None) => words::ball_why(cx, *why),
            };
            match reason {
                Some(reason) => {
                    let reason = cx.t1("fact-reason", "why", words::take_back(cx, *reason));
                    with(Happened::TakenBack { by }, vec![reason])
                }
                None if opening => Line::Nothing,
                None => fact(recorded, cx.t2("fact-ball", "who", &who, "why", because), Happened::Ball { to: who }),
            }
        }
        E::AssigneeSet { member: Some(member) } if group.len() == 1 => {
            line_of(new(Happened::Assigned { who: names.member(*member) }))
        }
        E::AssigneeSet { .. } => Line::Nothing,
        E::HandoverOffered { subject, from, to, brief, respond_by, .. } => {
            let stays = matches!(subject, Subject::Leg { ball: BallGoes::Stays, .. });
            let mut facts: Vec<String> = labelled(names, brief)
                .into_iter()
                .map(|(label, words)| cx.t2("fact-brief", "label", label, "words", words))
                .collect();
            if *subject == Subject::Direction {
                facts.insert(0, cx.t("fact-direction"));
            }
            facts.push(cx.t1("fact-respond-by", "when", due_by(respond_by)));
            with(Happened::Offered { from: names.team(*from), to: names.team(*to), stays }, facts)
        }
        E::HandoverAccepted { .. } => line_of(new(Happened::Accepted { by })),
        E::HandoverAnswered { outcome, text: words, .. } => {
            let facts = vec![cx.t1("fact-outcome", "how", words::outcome(cx, *outcome))];
            line_of(Entry { facts, text: text(*words), ..new(Happened::AnsweredAtOnce { by }) })
        }
        E::HandoverAskedBack { text: words, .. } => {
            line_of(Entry { text: text(*words), ..new(Happened::Returned { by }) })
        }
        E::HandoverSaid { handover, text: words } => {
            let team = offered_to(names, *handover);
            line_of(Entry { text: text(*words), ..new(Happened::PartnerSaid { team }) })
        }
        E::HandoverClarified { text: words, .. } => {
            line_of(Entry { text: text(*words), ..new(Happened::Clarified { by }) })
        }
        E::HandoverDeclined { reason, text, .. } => why(Happened::Declined { by }, words::decline(cx, *reason), *text),
        E::HandoverWithdrawn { .. } => line_of(new(Happened::Withdrawn { by })),
        E::HandoverOverdue { handover, level, due } => {
            let to = offered_to(names, *handover);
            let facts = vec![words::due(cx, *level), cx.t1("fact-was-due", "when", due_by(due))];
            with(Happened::OfferOverdue { to }, facts)
        }
        E::HandoverPassedOn { times, .. } => line_of(new(Happened::PassedOn { times: *times as usize })),
        E::HandoverRebound { .. } | E::NewsDue { .. } | E::UpdateSent { .. } | E::UpdateWithdrawn { .. } => {
            Line::Nothing
        }
        E::DirectionMoved { to, .. } => {
            let to = names.team(*to);
            fact(recorded, cx.t1("tl-directed", "to", &to), Happened::Directed { to })
        }
        E::LegDone { outcome, text: words, leg } => {
            let facts = vec![cx.t1("fact-outcome", "how", words::outcome(cx, *outcome))];
            let told = group.iter().any(|other| matches!(other.event, E::OutcomeProposed { .. }));
            let text = text(*words).filter(|_| !told);
            line_of(Entry { facts, text, ..new(Happened::LegDone { by: leg_team(names, *leg).unwrap_or(by) }) })
        }
        E::LegAmountAsked { leg, amount, text: words, .. } => {
            let (team, amount) = (leg_team(names, *leg).unwrap_or(by), cx.money(&amount.0));
            line_of(Entry { text: text(*words), ..new(Happened::AmountAsked { team, amount }) })
        }
        E::LegAmountDecided { granted, text: words, .. } => {
            let what = Happened::AmountDecided { by, granted: *granted };
            line_of(Entry { text: words.and_then(text), ..new(what) })
        }
        E::LegAmountOverdue { leg, level, due } => {
            let giver = names.loaded.journey.legs.get(leg).map(|leg| names.team(leg.giver)).unwrap_or_default();
            let facts = vec![words::due(cx, *level), cx.t1("fact-was-due", "when", due_by(due))];
            with(Happened::AmountOverdue { giver }, facts)
        }
        E::LegAmountUsed { .. } => Line::Nothing,
        E::LegReturned { text: words, .. } => line_of(Entry { text: text(*words), ..new(Happened::Returned { by }) }),
        // The line of the visit says who called it off, and why.
        E::LegDeclined { recalled: true, .. } if called_off(group).is_some() => Line::Nothing,
        E::LegDeclined { recalled: true, .. } => fact(recorded, cx.t("fact-recalled"), Happened::Withdrawn { by }),
        E::LegDeclined { reason, text, .. } => why(Happened::Declined { by }, words::decline(cx, *reason), *text),
        E::QuestionAsked { question, items, due, fragment, asker, through, text: words, .. } => {
            let labels: Vec<String> = items.iter().map(|item| asked_for(names, item)).collect();
            let mut facts = Vec::new();
            if !labels.is_empty() {
                facts.push(cx.t1("fact-asked-for", "what", cx.list(&labels)));
            }
            facts.push(cx.t1("fact-answer-by", "when", due_by(due)));
            if through.is_some() {
                facts.push(cx.t1("fact-through", "team", names.team(*asker)));
            }
            if *fragment {
                facts.push(cx.t("fact-fragment"));
            }
            // The words of the question stand with the message that carries it.
            let carried = group.iter().any(|other| {
                matches!(&other.event, E::ContactRecorded { facts } if loaded.text(facts.text).contains(loaded.text(*words)))
            });
            let text = text(*words).filter(|_| !carried);
            let repeats = journey.questions.get(question).is_some_and(|found| found.repeats);
            let why = repeats.then(|| cx.t("fact-repeats")).into_iter().collect();
            let undo = (repeats && desk.may().works).then(|| repeats_href(desk, *question, false));
            line_of(Entry { facts, text, why, undo, ..new(Happened::Asked { who: by }) })
        }
        E::QuestionTagged { question, repeats } => {
            let key = if *repeats { "fact-question-repeats" } else { "fact-question-no-repeat" };
            let stands = journey.questions.get(question).is_some_and(|found| found.repeats == *repeats);
            let undo = (stands && desk.may().works).then(|| repeats_href(desk, *question, !repeats));
            let facts = vec![cx.t(key)];
            line_of(Entry { facts, undo, ..new(Happened::RepeatTagged { by }) })
        }
        E::QuestionAnswered { question, .. } => {
            let asker = journey.questions.get(question).map(|found| names.team(found.asker)).unwrap_or_default();
            fact(recorded, cx.t1("fact-answers", "team", asker), Happened::Ball { to: by })
        }
        E::QuestionWithdrawn { .. } => line_of(new(Happened::QuestionWithdrawn { by })),
        E::QuestionLapsed { due, .. } => {
            with(Happened::QuestionLapsed, vec![cx.t1("fact-was-due", "when", due_by(due))])
        }
        E::PromiseMade { promise, to, window, cost, replaces, from, member, .. } => {
            let what = promise_words(names, *promise);
            let mut words = cx.t2("fact-promise", "what", what, "when", due_by(&window.until));
            if let Promisee::Team { team } = to {
                words = format!("{words}. {}", cx.t1("fact-promise-team", "team", names.team(*team)));
            }
            if let Some(cost) = cost {
                words = format!("{words}. {}", cx.t1("fact-cost", "amount", cx.money(&cost.0)));
            }
            if replaces.is_some() {
                words = format!("{words}. {}", cx.t("fact-promise-replaces"));
            }
            if from.is_some() {
                words = format!("{words}. {}", cx.t("fact-promise-carried"));
            }
            // What follows from the blueprint's terms is nobody's word, whoever's act it follows on.
            let by = if member.is_some() { by } else { cx.t("program") };
            fact(recorded, words, Happened::Promised { by })
        }
        E::PromiseMoved { promise, window, reason, text: words, amount, .. } => {
            let what = promise_words(names, *promise);
            let mut facts = vec![
                cx.t2("fact-promise", "what", what, "when", due_by(&window.until)),
                cx.t1("fact-reason", "why", words::moved(cx, *reason)),
            ];
            facts.extend(amount.map(|amount| cx.t1("fact-given", "amount", cx.money(&amount.0))));
            line_of(Entry { facts, text: words.and_then(text), ..new(Happened::PromiseMoved { by }) })
        }
        E::PromiseAtRisk { promise, level, .. } => {
            with(Happened::PromiseAtRisk, vec![promise_words(names, *promise), words::due(cx, *level)])
        }
        E::PromiseFulfilled { promise, .. } => {
            let late = journey.promises.get(promise).is_some_and(|found| found.settled.is_some());
            let what = if late { Happened::PromiseSettled } else { Happened::PromiseKept };
            let words = format!("{}: {}", what.title(cx), promise_words(names, *promise));
            let alone = Entry { facts: vec![promise_words(names, *promise)], ..new(what) };
            Line::Fact(words, Some(Box::new(alone)))
        }
        E::PromiseBroken { promise, due } => {
            let facts = vec![promise_words(names, *promise), cx.t1("fact-was-due", "when", due_by(due))];
            with(Happened::PromiseBroken, facts)
        }
        // Setting the journey aside says it.
        E::PromiseReleased { why: Some(_), .. } => Line::Nothing,
        E::PromiseReleased { promise, .. } if is_called_off(journey, group, *promise) => Line::Nothing,
        E::PromiseSettled { promise, .. } | E::PromiseReleased { promise, .. } => {
            let found = journey.promises.get(promise);
            let rechosen = found.is_some_and(|found| is_rechosen(journey, *promise, found));
            let key = if rechosen { "promise-rechosen" } else { "promise-released" };
            let words = format!("{}: {}", cx.t(key), promise_words(names, *promise));
            match recorded.event {
                E::PromiseReleased { .. } => fact(recorded, words, Happened::PromiseSettled),
                _ => Line::Nothing,
            }
        }
        E::ExpectationSet { next, by, .. } => {
            // Without a message or words that told it, it is only how the record keeps itself straight.
            let Some(told) = told(names, group) else { return Line::Nothing };
            let what = words::next(cx, *next);
            let by = objection(group).filter(|_| *next == NextStep::YouConfirm).or(*by);
            let (by_key, key) = match told {
                Telling::Told => ("fact-told-by", "fact-told"),
                Telling::Ready => ("fact-will-tell-by", "fact-will-tell"),
                Telling::Failed => ("fact-not-told-by", "fact-not-told"),
            };
            let words = match by {
                Some(by) => cx.t2(by_key, "what", what, "when", due_by(&by)),
                None => cx.t1(key, "what", what),
            };
            Line::Fact(words, None)
        }
        E::UpdatePlanned { contact: Some(_), .. } => Line::Nothing,
        E::UpdatePlanned { update, about, reach, not_before, held, .. } => {
            let mut facts = vec![words::update(cx, *about)];
            if *held == HoldReason::QuietHours {
                facts.push(cx.t1("fact-held", "when", cx.brief_said(not_before, &recorded.meta.occurred_at)));
            }
            let found = journey.updates.get(update);
            let text = found.filter(|found| found.rerouted.is_none()).and_then(|found| written(loaded, found));
            let delivery = found.and_then(|found| contacts::first_delivery(desk, *update, found));
            facts.extend(found.and_then(|found| contacts::first_arrived(cx, found)));
            line_of(Entry {
                facts,
                text,
                folded: true,
                delivery,
                ..new(Happened::Update { channel: channel_of(*reach), left: found.is_some_and(has_left) })
            })
        }
        E::UpdateFailed { update, .. } => {
            let mut facts: Vec<String> =
                journey.updates.get(update).map(|found| cx.cap(words::update(cx, found.about))).into_iter().collect();
            let last = loaded.events.iter().rev().find(|other| is_about(&other.event, *update));
            // What the outbox knows is about its last try.
            let is_last = last.is_some_and(|last| last.meta.event_id == recorded.meta.event_id);
            if is_last {
                facts.push(again::reason(desk, *update));
            }
            let open = is_last && desk.may().works && journey.may_go_again(*update);
            let remedy = open.then(|| (again::href(desk, *update), cx.t("undelivered-again")));
            line_of(Entry { facts, remedy, ..new(Happened::Undelivered) })
        }
        E::UpdateAgain { update, not_before, held, .. } => {
            let found = journey.updates.get(update);
            let mut facts: Vec<String> =
                found.map(|found| cx.cap(words::update(cx, found.about))).into_iter().collect();
            if *held == HoldReason::QuietHours {
                facts.push(cx.t1("fact-held", "when", cx.brief_said(not_before, &recorded.meta.occurred_at)));
            }
            let delivery = found.and_then(|found| contacts::delivery(desk, *update, found));
            line_of(Entry { facts, delivery, ..new(Happened::SentAgain { by }) })
        }
        E::UpdateRerouted { update, reach, why } => {
            let found = journey.updates.get(update);
            let mut facts: Vec<String> =
                found.map(|found| cx.cap(words::update(cx, found.about))).into_iter().collect();
            let because = cx.t(words::fail_key(*why));
            facts.push(cx.t2("fact-rerouted", "why", because, "reach", reach_words(names, *reach)));
            // Of several ways one after the other, what became of it is told of the last.
            let last = found.filter(|found| (found.reach, found.rerouted) == (*reach, Some(*why)));
            let delivery = match last {
                Some(found) => contacts::delivery(desk, *update, found),
                None => found.filter(|found| found.rerouted.is_some()).map(|_| Delivery::Failed),
            };
            facts.extend(last.and_then(|found| contacts::arrived(cx, found)));
            let text = last.filter(|found| found.contact.is_none()).and_then(|found| written(loaded, found));
            line_of(Entry {
                facts,
                text,
                folded: true,
                delivery,
                ..new(Happened::Update { channel: channel_of(*reach), left: found.is_some_and(has_left) })
            })
        }
        // It stands with the message.
        E::UpdateArrived { .. } => Line::Nothing,
        E::WindowCloses { medium, closes, .. } => {
            let (medium, when) = (cx.t(words::medium_key(*medium)), cx.brief_said(closes, &recorded.meta.occurred_at));
            with(Happened::DuePassed, vec![cx.t2("fact-window", "medium", medium, "when", when)])
        }
        E::TaskMade { way, due, .. } => {
            with(Happened::TaskMade { kind: *way }, vec![cx.t1("fact-due", "when", due_by(due))])
        }
        // A message that arrived after all took its sense: nobody called or wrote.
        E::TaskDone { member: None, .. } => line_of(new(Happened::TaskSettled)),
        E::TaskDone { task, note, .. } => {
            let kind = journey.tasks.get(task).map_or(TaskKind::Call, |task| task.kind);
            line_of(Entry { text: note.and_then(text), ..new(Happened::TaskDone { by, kind }) })
        }
        E::Overdue { what, due, .. } => {
            with(Happened::DuePassed, vec![words::due(cx, *what), cx.t1("fact-was-due", "when", due_by(due))])
        }
        E::OutcomeProposed { outcome, amount, objection_until, .. } => {
            let mut facts = vec![cx.t1("fact-outcome", "how", words::outcome(cx, *outcome))];
            facts.extend(amount.map(|amount| cx.t1("fact-amount", "amount", cx.money(&amount.0))));
            facts.push(cx.t1("fact-objection", "when", due_by(objection_until)));
            with(Happened::Outcome { by }, facts)
        }
        E::OutcomeQuestioned { .. } => line_of(new(Happened::Questioned)),
        E::QuestioningDismissed { .. } => line_of(new(Happened::OnlyThanks { by })),
        E::ProposalWithdrawn { why } => with(Happened::ProposalGone, vec![words::reopened(cx, *why)]),
        E::Closed { how } => with(Happened::Closed, vec![words::closed(cx, *how)]),
        E::Reopened { why } => with(Happened::Reopened, vec![words::reopened(cx, *why)]),
        E::Voided { reason: VoidReason::Joined, duplicate_of } => {
            let remedy = duplicate_of.and_then(|id| joining::link(desk, id));
            line_of(Entry { remedy, ..new(Happened::JoinedAway { by }) })
        }
        E::Joined { from, .. } => line_of(Entry { remedy: joining::link(desk, *from), ..new(Happened::TookIn { by }) }),
        E::Unjoined { from } => {
            line_of(Entry { remedy: joining::link(desk, *from), ..new(Happened::WentApart { by }) })
        }
        E::Voided { reason, .. } => {
            let undo = matches!(journey.state, regie_domain::journey::State::Void { at, .. } if at == recorded.meta.occurred_at);
            let undo = (undo && desk.may().works).then(|| format!("{}/undo-void", desk.href()));
            let facts = vec![words::void(cx, *reason)];
            line_of(Entry { facts, undo, ..new(Happened::Voided { by }) })
        }
        E::VisitBooked { .. }
        | E::VisitMoved { .. }
        | E::VisitNarrowed { .. }
        | E::VisitArrived { .. }
        | E::VisitArrivalUndone { .. }
        | E::VisitDone { .. }
        | E::VisitNotHome { .. }
        | E::VisitCancelled { .. } => line_of(super::visits::entry(names, recorded)),
        E::BecameComplaint { .. }
        | E::LegalStarted { .. }
        | E::LegalSuspended { .. }
        | E::LegalResumed { .. }
        | E::LegalExtended { .. }
        | E::LegalAtRisk { .. }
        | E::LegalPassed { .. }
        | E::Forwarded { .. } => line_of(super::legal_term::entry(names, recorded)),
        E::AgreementProposed { .. }
        | E::AgreementMade { .. }
        | E::AgreementRefused { .. }
        | E::AgreementOverdue { .. }
        | E::AgreementCarried { .. }
        | E::AgreementKept { .. }
        | E::AgreementEnded { .. }
        | E::HoldPlaced { .. }
        | E::HoldAcknowledged { .. }
        | E::HoldReleased { .. }
        | E::HoldReleaseAcknowledged { .. }
        | E::HoldExtended { .. }
        | E::HoldMoved { .. }
        | E::HoldOverdue { .. }
        | E::HoldEnding { .. }
        | E::HoldStays { .. }
        | E::BreachReported { .. }
        | E::BreachAdded { .. }
        | E::BreachSettled { .. }
        | E::SignalOpened { .. }
        | E::SignalLineAdded { .. }
        | E::SignalAnswered { .. }
        | E::SignalHeard { .. }
        | E::SignalOverdue { .. }
        | E::LegStays { .. } => line_of(super::agreements::entry(names, recorded)),
        E::ShipmentRegistered { .. }
        | E::ShipmentFact { .. }
        | E::ShipmentAtRisk { .. }
        | E::ShipmentSilent { .. }
        | E::ShipmentTrouble { .. }
        | E::ShipmentClaimed { .. }
        | E::PromiseJudgedAgain { .. } => line_of(super::shipments::entry(names, recorded)),
        E::Unvoided {} => line_of(new(Happened::Undone { by })),
    }
}

/// Whether an event says that a message failed, or that it goes again.
fn is_about(event: &E, id: UpdateId) -> bool {
    matches!(event, E::UpdateFailed { update, .. } | E::UpdateAgain { update, .. } if *update == id)
}

/// How far what a command expects has come to the customer's side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Telling {
    /// Its message did not arrive, and nobody told it instead.
    Failed,
    /// It stands ready.
    Ready,
    /// It was told.
    Told,
}

/// How far what one command expects was told by its messages or words; nothing where it told nobody anything.
fn told(names: &Names<'_>, group: &[Recorded<E>]) -> Option<Telling> {
    let journey = &names.loaded.journey;
    let planned = group.iter().filter_map(|recorded| match &recorded.event {
        E::UpdatePlanned { update, .. } => Some((*update, journey.updates.get(update)?)),
        _ => None,
    });
    let planned: Vec<(UpdateId, &Update)> = planned.collect();
    let noted = group.iter().any(|recorded| {
        matches!(&recorded.event, E::ContactRecorded { facts } if facts.direction == Direction::Out
            && facts.why == JoinReason::Member && facts.class == ContactClass::Human)
    });
    if planned.is_empty() {
        return noted.then_some(Telling::Told);
    }
    let to_customer = |update: &Update| {
        let role = journey.participants.get(&update.participant).map(|person| person.role);
        matches!(role, Some(ParticipantRole::Customer | ParticipantRole::Representative))
    };
    // What others were sent tells the customer nothing.
    let own = planned.iter().any(|(_, update)| to_customer(update));
    let heard = planned.iter().filter(|(_, update)| !own || to_customer(update));
    heard.filter_map(|(id, update)| telling(journey, *id, update)).max()
}

/// The words of a message that left.
fn written(loaded: &Loaded, update: &Update) -> Option<String> {
    match update.state {
        UpdateState::Sent { text, .. } => Some(loaded.text(text).to_owned()),
        _ => None,
    }
}

/// Whether the program handed a message over. What waits has not left, nor what a person is to say or post.
fn has_left(update: &Update) -> bool {
    update.reach.is_sent() && matches!(update.state, UpdateState::Sent { .. } | UpdateState::Failed { .. })
}

/// How far one message has come; nothing where it lost its sense.
fn telling(journey: &Journey, id: UpdateId, update: &Update) -> Option<Telling> {
    match update.state {
        UpdateState::Sent { .. } => Some(Telling::Told),
        UpdateState::Planned if journey.is_waiting(id) => Some(Telling::Ready),
        UpdateState::Planned => Some(Telling::Told),
        UpdateState::Failed { .. } if journey.was_told_by_person(id) => Some(Telling::Told),
        UpdateState::Failed { .. } => Some(Telling::Failed),
        UpdateState::Withdrawn { .. } => None,
    }
}

/// Until when the outcome that a command told may be objected to.
fn objection(group: &[Recorded<E>]) -> Option<Timestamp> {
    group.iter().find_map(|recorded| match &recorded.event {
        E::OutcomeProposed { objection_until, .. } => Some(*objection_until),
        _ => None,
    })
}

/// What a customer is asked for, in the language of the page: in our own words for the kind, or the organisation's where
/// its card asks for it.
fn asked_for(names: &Names<'_>, item: &Asked) -> String {
    let (cx, label) = (names.cx, names.loaded.text(item.label));
    if crate::ui::journey::acts::ASKS.iter().any(|(_, kind, labels)| *kind == item.kind && labels.contains(&label)) {
        return cx.t(if item.kind == AskKind::Iban { "asked-iban" } else { "asked-files" });
    }
    let cards = names.loaded.blueprint.cards.iter().flat_map(|card| &card.asks);
    let own = cards.map(|ask| &ask.label).find(|words| words.nl == label || words.en == label);
    own.map_or_else(|| label.to_owned(), |words| own_words(cx, words))
}

fn reach_words(names: &Names<'_>, reach: Reach) -> String {
    names.cx.t(match reach {
        Reach::Email { .. } => "fact-reach-email",
        Reach::Text { .. } => "fact-reach-text",
        Reach::Social { .. } => "fact-reach-social",
        Reach::Task { task: TaskKind::Call } => "fact-reach-call",
        Reach::Task { task: TaskKind::Letter | TaskKind::Fetch | TaskKind::Apology } => "fact-reach-letter",
        Reach::None => "fact-reach-none",
    })
}

fn promise_words(names: &Names<'_>, promise: PromiseId) -> String {
    names.loaded.journey.promises.get(&promise).map(|found| names.promise(found)).unwrap_or_default()
}

fn offered_to(names: &Names<'_>, handover: HandoverId) -> String {
    names.loaded.journey.handovers.get(&handover).map(|offer| names.team(offer.to)).unwrap_or_default()
}

fn leg_team(names: &Names<'_>, leg: LegId) -> Option<String> {
    names.loaded.journey.legs.get(&leg).map(|leg| names.team(leg.team))
}
