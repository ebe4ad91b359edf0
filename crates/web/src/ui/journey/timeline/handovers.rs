//! What became of offers and legs, as lines.

use regie_domain::codes::BallGoes;
use regie_domain::event::{JourneyEvent as E, Subject};
use regie_domain::ids::{HandoverId, LegId};

use super::Line;
use super::scene::{Scene, line_of};
use crate::pages::timeline::{Entry, Happened};
use crate::ui::journey::agreements::urgent;
use crate::ui::journey::offers::labelled;
use crate::ui::names::Names;
use crate::words;

impl Scene<'_> {
    /// An offer and what came of it.
    pub(super) fn handover(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        let by = self.by();
        match &self.recorded.event {
            E::HandoverOffered { handover, subject, from, to, brief, respond_by, .. } => {
                let stays = matches!(subject, Subject::Leg { ball: BallGoes::Stays, .. });
                let after_breach = urgent(names, *handover);
                let by_program = after_breach.is_some();
                let mut facts: Vec<String> = after_breach
                    .unwrap_or_else(|| labelled(names, brief))
                    .into_iter()
                    .map(|(label, words)| cx.t2("fact-brief", "label", label, "words", words))
                    .collect();
                if *subject == Subject::Direction {
                    facts.insert(0, cx.t("fact-direction"));
                }
                facts.push(cx.t1("fact-respond-by", "when", self.due_by(respond_by)));
                // The question after a breach is made by the program, whoever reported it; its answer goes to who directs.
                let happened = match by_program {
                    true => Happened::AskedUrgently { to: names.team(*to) },
                    false => Happened::Offered { from: names.team(*from), to: names.team(*to), stays },
                };
                self.with(happened, facts)
            }
            E::HandoverAccepted { .. } => line_of(self.entry(Happened::Accepted { by })),
            E::HandoverAnswered { outcome, text: words, .. } => {
                let facts = vec![cx.t1("fact-outcome", "how", words::outcome(cx, *outcome))];
                line_of(Entry { facts, text: self.text(*words), ..self.entry(Happened::AnsweredAtOnce { by }) })
            }
            E::HandoverAskedBack { text: words, .. } => {
                line_of(Entry { text: self.text(*words), ..self.entry(Happened::Returned { by }) })
            }
            E::HandoverSaid { handover, text: words } => {
                let team = offered_to(names, *handover);
                line_of(Entry { text: self.text(*words), ..self.entry(Happened::PartnerSaid { team }) })
            }
            E::HandoverClarified { text: words, .. } => {
                line_of(Entry { text: self.text(*words), ..self.entry(Happened::Clarified { by }) })
            }
            E::HandoverDeclined { reason, text, .. } => {
                self.why(Happened::Declined { by }, words::decline(cx, *reason), *text)
            }
            E::HandoverWithdrawn { .. } => line_of(self.entry(Happened::Withdrawn { by })),
            E::HandoverOverdue { handover, level, due } => {
                let to = offered_to(names, *handover);
                let facts = vec![words::due(cx, *level), cx.t1("fact-was-due", "when", self.due_by(due))];
                self.with(Happened::OfferOverdue { to }, facts)
            }
            E::HandoverPassedOn { times, .. } => line_of(self.entry(Happened::PassedOn { times: *times as usize })),
            _ => Line::Nothing,
        }
    }

    /// What came of a leg.
    pub(super) fn leg(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        let by = self.by();
        match &self.recorded.event {
            E::LegDone { outcome, text: words, leg } => {
                let facts = vec![cx.t1("fact-outcome", "how", words::outcome(cx, *outcome))];
                let told = self.group.iter().any(|other| matches!(other.event, E::OutcomeProposed { .. }));
                let text = self.text(*words).filter(|_| !told);
                line_of(Entry {
                    facts,
                    text,
                    ..self.entry(Happened::LegDone { by: leg_team(names, *leg).unwrap_or(by) })
                })
            }
            E::LegAmountAsked { leg, amount, text: words, .. } => {
                let (team, amount) = (leg_team(names, *leg).unwrap_or(by), cx.money(&amount.0));
                line_of(Entry { text: self.text(*words), ..self.entry(Happened::AmountAsked { team, amount }) })
            }
            E::LegAmountDecided { granted, text: words, .. } => {
                let what = Happened::AmountDecided { by, granted: *granted };
                line_of(Entry { text: words.and_then(|id| self.text(id)), ..self.entry(what) })
            }
            E::LegAmountOverdue { leg, level, due } => {
                let giver = names.loaded.journey.legs.get(leg).map(|leg| names.team(leg.giver)).unwrap_or_default();
                let facts = vec![words::due(cx, *level), cx.t1("fact-was-due", "when", self.due_by(due))];
                self.with(Happened::AmountOverdue { giver }, facts)
            }
            E::LegReturned { text: words, .. } => {
                line_of(Entry { text: self.text(*words), ..self.entry(Happened::Returned { by }) })
            }
            // The line of the visit says who called it off, and why.
            E::LegDeclined { recalled: true, .. } if self.called_off().is_some() => Line::Nothing,
            E::LegDeclined { recalled: true, .. } => self.fact(cx.t("fact-recalled"), Happened::Withdrawn { by }),
            E::LegDeclined { reason, text, .. } => {
                self.why(Happened::Declined { by }, words::decline(cx, *reason), *text)
            }
            _ => Line::Nothing,
        }
    }
}

fn offered_to(names: &Names<'_>, handover: HandoverId) -> String {
    names.loaded.journey.handovers.get(&handover).map(|offer| names.team(offer.to)).unwrap_or_default()
}

fn leg_team(names: &Names<'_>, leg: LegId) -> Option<String> {
    names.loaded.journey.legs.get(&leg).map(|leg| names.team(leg.team))
}
