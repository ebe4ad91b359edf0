//! One event as a line or a fact.

use regie_domain::codes::{BallReason, ParticipantRole, ReopenReason, TaskKind, VoidReason};
use regie_domain::event::{JourneyEvent as E, Reach, Recorded};
use regie_domain::journey::State;

use super::scene::{Scene, line_of};
use super::told::reach_words;
use super::{Line, contacts};
use crate::pages::timeline::{Entry, Happened};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::joining;
use crate::ui::names::Names;
use crate::words;

/// An event as it stands on the timeline. `group` are the events of the same command.
#[expect(clippy::too_many_lines, reason = "a line an event kind; the compiler says which one is missing")]
pub(super) fn line(desk: &Desk, names: &Names<'_>, recorded: &Recorded<E>, group: &[Recorded<E>]) -> Line {
    let scene = Scene { desk, names, recorded, group };
    match &recorded.event {
        // What was written down later began when the customer first came.
        E::Opened { .. } => {
            let at = desk.loaded.journey.began().min(recorded.meta.occurred_at);
            line_of(Entry { at, ..scene.entry(Happened::Opened) })
        }
        E::ParticipantAdded { .. } | E::ParticipantRemoved { .. } | E::ReachChanged { .. } => scene.participant(),
        E::ContactRecorded { .. }
        | E::ContactTagged { .. }
        | E::SentAround { .. }
        | E::ContactForChain { .. }
        | E::ContactSeen { .. }
        | E::ContactMovedAway { .. }
        | E::NoteAdded { .. } => scene.contact(),
        E::BallMoved { .. } | E::AssigneeSet { .. } | E::DirectionMoved { .. } => scene.ball(),
        E::HandoverOffered { .. }
        | E::HandoverAccepted { .. }
        | E::HandoverAnswered { .. }
        | E::HandoverAskedBack { .. }
        | E::HandoverSaid { .. }
        | E::HandoverClarified { .. }
        | E::HandoverDeclined { .. }
        | E::HandoverWithdrawn { .. }
        | E::HandoverOverdue { .. }
        | E::HandoverPassedOn { .. } => scene.handover(),
        E::LegDone { .. }
        | E::LegAmountAsked { .. }
        | E::LegAmountDecided { .. }
        | E::LegAmountOverdue { .. }
        | E::LegReturned { .. }
        | E::LegDeclined { .. } => scene.leg(),
        E::QuestionAsked { .. }
        | E::QuestionTagged { .. }
        | E::QuestionAnswered { .. }
        | E::QuestionWithdrawn { .. }
        | E::QuestionLapsed { .. } => scene.question(),
        E::PromiseMade { .. }
        | E::PromiseMoved { .. }
        | E::PromiseInherited { .. }
        | E::PromiseAtRisk { .. }
        | E::PromiseFulfilled { .. }
        | E::PromiseBroken { .. }
        | E::PromiseSettled { .. }
        | E::PromiseReleased { .. } => scene.promise(),
        E::ExpectationSet { next, by, .. } => scene.expectation(*next, *by),
        E::UpdatePlanned { .. } | E::UpdateFailed { .. } | E::UpdateAgain { .. } | E::UpdateRerouted { .. } => {
            scene.update()
        }
        E::WindowCloses { .. } | E::TaskMade { .. } | E::TaskDone { .. } | E::Overdue { .. } => scene.task(),
        E::OutcomeProposed { .. }
        | E::OutcomeQuestioned { .. }
        | E::QuestioningDismissed { .. }
        | E::ProposalWithdrawn { .. }
        | E::Closed { .. }
        | E::Reopened { .. }
        | E::Voided { .. }
        | E::Unvoided {}
        | E::Joined { .. }
        | E::Unjoined { .. } => scene.ending(),
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
        E::AttributionDisputed { .. }
        | E::AttributionJudged { .. }
        | E::AttributionReplied { .. }
        | E::SurveyWished { .. }
        | E::SurveyWishAnswered { .. }
            if !desk.knows_all() =>
        {
            Line::Nothing
        }
        E::AttributionDisputed { .. }
        | E::AttributionJudged { .. }
        | E::AttributionReplied { .. }
        | E::SurveyWished { .. }
        | E::SurveyWishAnswered { .. } => line_of(super::surveys::entry(names, recorded)),
        E::SurveyPlanned { .. }
        | E::SurveyOff { .. }
        | E::SurveyPutOff { .. }
        | E::SurveyNotAsked { .. }
        | E::SurveyAsked { .. }
        | E::SurveyAnswered { .. }
        | E::SurveyFollowedUp { .. }
        | E::SurveyWeDid { .. }
        // What the customer says of it is not a partner's to read.
        | E::SurveyLearned { .. } if !desk.knows_all() => Line::Nothing,
        E::SurveyPlanned { .. }
        | E::SurveyOff { .. }
        | E::SurveyPutOff { .. }
        | E::SurveyNotAsked { .. }
        | E::SurveyAsked { .. }
        | E::SurveyAnswered { .. }
        | E::SurveyFollowedUp { .. }
        | E::SurveyWeDid { .. }
        | E::SurveyLearned { .. } => line_of(super::surveys::entry(names, recorded)),
        // What a member says of an answer is the member's own; the call stands there as what was promised.
        E::MirrorReplied { .. } | E::MirrorNotMe { .. } | E::SilentCalled { .. } | E::SilentLeft { .. } => Line::Nothing,
        // It is said elsewhere: an arrival stands with its message.
        E::HandoverRebound { .. }
        | E::NewsDue { .. }
        | E::UpdateSent { .. }
        | E::UpdateWithdrawn { .. }
        | E::UpdateArrived { .. }
        | E::LegAmountUsed { .. } => Line::Nothing,
    }
}

impl Scene<'_> {
    /// Who takes part, and how is written to them.
    fn participant(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        match &self.recorded.event {
            E::ParticipantAdded { role: ParticipantRole::Customer, .. } if self.is_opening() => Line::Nothing,
            E::ParticipantAdded { participant, reach: Reach::None, may_act: false, .. } => {
                line_of(self.entry(Happened::OnlyWrote { who: names.participant(Some(*participant)) }))
            }
            E::ParticipantAdded { participant, role, reach, .. } => {
                let facts = vec![words::role(cx, *role), reach_words(names, *reach)];
                self.with(Happened::TakesPart { who: names.participant(Some(*participant)) }, facts)
            }
            E::ParticipantRemoved { participant } => {
                line_of(self.entry(Happened::TakesNoPart { who: names.participant(Some(*participant)) }))
            }
            E::ReachChanged { participant, reach } => {
                let who = names.participant(Some(*participant));
                self.with(Happened::ReachChanged { who }, vec![reach_words(names, *reach)])
            }
            _ => Line::Nothing,
        }
    }

    /// What was said, and what was made of it.
    fn contact(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        let by = self.by();
        match &self.recorded.event {
            E::ContactRecorded { facts } => line_of(contacts::contact(self.desk, names, self.recorded, facts)),
            E::ContactTagged { asks, .. } => {
                let words = cx.t1("fact-tagged", "what", words::asks(cx, *asks));
                self.fact(words, Happened::Tagged { by })
            }
            E::SentAround { moves, .. } => {
                let facts = vec![cx.tn("banner-sent-around-moves", *moves as usize)];
                self.with(Happened::SentAround, facts)
            }
            E::ContactForChain { contact, marked } => {
                let words = contacts::shared_words(names, *contact);
                self.fact(words, if *marked { Happened::ForChain { by } } else { Happened::NotForChain { by } })
            }
            E::ContactSeen { .. } => line_of(self.entry(Happened::Seen { by })),
            E::ContactMovedAway { .. } => line_of(self.entry(Happened::MovedAway { by })),
            E::NoteAdded { note } => {
                line_of(Entry { text: self.text(*note), ..self.entry(Happened::Note { who: by }) })
            }
            _ => Line::Nothing,
        }
    }

    /// Who is to act.
    fn ball(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        let journey = &self.desk.loaded.journey;
        let by = self.by();
        match &self.recorded.event {
            E::BallMoved { to, why, reason, .. } => {
                let who = names.holder(*to);
                let settled = self.group.iter().find_map(|other| match other.event {
                    E::LegDone { leg, .. } | E::LegReturned { leg, .. } | E::LegDeclined { leg, .. } => {
                        journey.legs.get(&leg)
                    }
                    _ => None,
                });
                let off = self.called_off().and_then(|visit| journey.visits.get(&visit));
                let because = match (off, settled.filter(|_| *why == BallReason::LegSettled)) {
                    (Some(visit), Some(_)) => words::visit_called_off(cx, visit),
                    (None, Some(leg)) => words::leg_came_back(cx, leg.state),
                    (_, None) => words::ball_why(cx, *why),
                };
                match reason {
                    Some(reason) => {
                        let reason = cx.t1("fact-reason", "why", words::take_back(cx, *reason));
                        self.with(Happened::TakenBack { by }, vec![reason])
                    }
                    None if self.is_opening() => Line::Nothing,
                    None => self.fact(cx.t2("fact-ball", "who", &who, "why", because), Happened::Ball { to: who }),
                }
            }
            E::AssigneeSet { member: Some(member) } if self.group.len() == 1 => {
                line_of(self.entry(Happened::Assigned { who: names.member(*member) }))
            }
            E::AssigneeSet { .. } => Line::Nothing,
            E::DirectionMoved { to, .. } => {
                let to = names.team(*to);
                self.fact(cx.t1("tl-directed", "to", &to), Happened::Directed { to })
            }
            _ => Line::Nothing,
        }
    }

    /// What somebody is to do by when.
    fn task(&self) -> Line {
        let cx = self.names.cx;
        let journey = &self.desk.loaded.journey;
        let by = self.by();
        match &self.recorded.event {
            E::WindowCloses { medium, closes, .. } => {
                let (medium, when) =
                    (cx.t(words::medium_key(*medium)), cx.brief_said(closes, &self.recorded.meta.occurred_at));
                self.with(Happened::DuePassed, vec![cx.t2("fact-window", "medium", medium, "when", when)])
            }
            E::TaskMade { way, due, .. } => {
                self.with(Happened::TaskMade { kind: *way }, vec![cx.t1("fact-due", "when", self.due_by(due))])
            }
            // A message that arrived after all took its sense: nobody called or wrote.
            E::TaskDone { member: None, .. } => line_of(self.entry(Happened::TaskSettled)),
            E::TaskDone { task, note, .. } => {
                let kind = journey.tasks.get(task).map_or(TaskKind::Call, |task| task.kind);
                line_of(Entry {
                    text: note.and_then(|id| self.text(id)),
                    ..self.entry(Happened::TaskDone { by, kind })
                })
            }
            E::Overdue { what, due, .. } => self.with(
                Happened::DuePassed,
                vec![words::due(cx, *what), cx.t1("fact-was-due", "when", self.due_by(due))],
            ),
            _ => Line::Nothing,
        }
    }

    /// How it ends, and goes on.
    fn ending(&self) -> Line {
        let cx = self.names.cx;
        let journey = &self.desk.loaded.journey;
        let by = self.by();
        match &self.recorded.event {
            E::OutcomeProposed { outcome, amount, objection_until, .. } => {
                let mut facts = vec![cx.t1("fact-outcome", "how", words::outcome(cx, *outcome))];
                facts.extend(amount.map(|amount| cx.t1("fact-amount", "amount", cx.money(&amount.0))));
                facts.push(cx.t1("fact-objection", "when", self.due_by(objection_until)));
                self.with(Happened::Outcome { by }, facts)
            }
            E::OutcomeQuestioned { .. } => line_of(self.entry(Happened::Questioned)),
            E::QuestioningDismissed { .. } => line_of(self.entry(Happened::OnlyThanks { by })),
            E::ProposalWithdrawn { why } => self.with(Happened::ProposalGone, vec![words::reopened(cx, *why)]),
            E::Closed { how } => self.with(Happened::Closed, vec![words::closed(cx, *how)]),
            E::Reopened { why: ReopenReason::Feedback | ReopenReason::Effort } if !self.desk.knows_all() => {
                self.with(Happened::Reopened, Vec::new())
            }
            E::Reopened { why } => self.with(Happened::Reopened, vec![words::reopened(cx, *why)]),
            E::Voided { reason: VoidReason::Joined, duplicate_of } => {
                let remedy = duplicate_of.and_then(|id| joining::link(self.desk, id));
                line_of(Entry { remedy, ..self.entry(Happened::JoinedAway { by }) })
            }
            E::Joined { from, .. } => {
                let undo = journey.joined.contains_key(from) && self.desk.may().works;
                let undo = undo.then(|| format!("/journeys/{from}/unjoin"));
                line_of(Entry { remedy: joining::link(self.desk, *from), undo, ..self.entry(Happened::TookIn { by }) })
            }
            E::Unjoined { from } => {
                line_of(Entry { remedy: joining::link(self.desk, *from), ..self.entry(Happened::WentApart { by }) })
            }
            E::Voided { reason, .. } => {
                let undo = matches!(journey.state, State::Void { at, .. } if at == self.recorded.meta.occurred_at);
                let undo = (undo && self.desk.may().works).then(|| format!("{}/undo-void", self.desk.href()));
                let facts = vec![words::void(cx, *reason)];
                line_of(Entry { facts, undo, ..self.entry(Happened::Voided { by }) })
            }
            E::Unvoided {} => line_of(self.entry(Happened::Undone { by })),
            _ => Line::Nothing,
        }
    }
}
