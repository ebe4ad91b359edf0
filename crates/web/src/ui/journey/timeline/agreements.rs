//! What happened to agreements, holds, breaches and signals, as lines.

use regie_domain::event::{JourneyEvent as E, Recorded};
use regie_domain::ids::{AgreementId, ContentId, HoldId, SignalId};

use crate::pages::timeline::{Entry, Happened, Side};
use crate::ui::names::Names;
use crate::words;

/// An event about one of them.
pub(super) fn entry(names: &Names<'_>, recorded: &Recorded<E>) -> Entry {
    Line { names, recorded }.of_agreement()
}

struct Line<'a> {
    names: &'a Names<'a>,
    recorded: &'a Recorded<E>,
}

impl Line<'_> {
    fn entry(&self, key: &'static str, icon: &'static str, side: Side, facts: Vec<String>) -> Entry {
        let meta = &self.recorded.meta;
        let what = Happened::Legal { by: self.names.actor(&meta.actor), key, icon, side };
        let facts = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        Entry { facts, ..Entry::new(meta.event_id.to_string(), meta.occurred_at, what) }
    }

    fn text(&self, id: ContentId) -> Option<String> {
        Some(self.names.loaded.text(id).to_owned())
    }

    fn by(&self, at: &jiff::Timestamp) -> String {
        self.names.cx.by_said(at, &self.recorded.meta.occurred_at)
    }

    fn of_agreement(&self) -> Entry {
        let cx = self.names.cx;
        match &self.recorded.event {
            E::AgreementProposed { terms, decide_by, .. } => {
                let facts = vec![cx.money(&terms.amount.0), cx.t1("agreement-decide-by", "when", self.by(decide_by))];
                Entry {
                    text: self.text(terms.wording),
                    ..self.entry("tl-agreement-proposed", "hourglass", Side::Record, facts)
                }
            }
            E::AgreementMade { wording, amount, member, approved_by, .. } => {
                let amount = if amount.0 > 0 { cx.money(&amount.0) } else { String::new() };
                let approved = approved_by.map(|by| cx.t1("agreement-approved-by", "who", self.names.member(by)));
                let facts = vec![amount, approved.unwrap_or_default()];
                // Who approved it did not make it.
                let maker = member.filter(|_| approved_by.is_some()).map(|maker| self.names.member(maker));
                let line = self.entry("tl-agreement-made", "handshake", Side::Us, facts);
                let what = match (line.what, maker) {
                    (Happened::Legal { key, icon, side, .. }, Some(by)) => Happened::Legal { by, key, icon, side },
                    (what, _) => what,
                };
                Entry { text: self.text(*wording), what, ..line }
            }
            E::AgreementRefused { text, .. } => {
                Entry { text: self.text(*text), ..self.entry("tl-agreement-refused", "ban", Side::Record, Vec::new()) }
            }
            E::AgreementOverdue { agreement, level, due } => {
                let facts = vec![self.wording(*agreement), words::due(cx, *level), self.was_due(due)];
                self.entry("tl-agreement-overdue", "clock", Side::Bad, facts)
            }
            E::AgreementCarried { agreement, .. } => {
                self.entry("tl-agreement-carried", "route", Side::Record, vec![self.wording(*agreement)])
            }
            E::AgreementKept { agreement, .. } => {
                self.entry("tl-agreement-kept", "circle-check", Side::Ok, vec![self.wording(*agreement)])
            }
            E::AgreementEnded { agreement, why, text } => {
                let facts = vec![self.wording(*agreement), words::agreement_end(cx, *why)];
                let text = text.and_then(|id| self.text(id));
                Entry { text, ..self.entry("tl-agreement-ended", "undo-2", Side::Record, facts) }
            }
            _ => self.of_hold(),
        }
    }

    fn of_hold(&self) -> Entry {
        let cx = self.names.cx;
        match &self.recorded.event {
            E::HoldPlaced { hold, until, acknowledge_by, .. } => {
                let until = until.map(|until| cx.t1("hold-until", "when", self.by(&until))).unwrap_or_default();
                let by = cx.t1("hold-acknowledge-by", "when", self.by(acknowledge_by));
                self.entry("tl-hold-placed", "lock", Side::Record, vec![self.held(*hold), until, by])
            }
            E::HoldAcknowledged { hold, .. } => {
                self.entry("tl-hold-acknowledged", "circle-check", Side::Ok, vec![self.held(*hold)])
            }
            E::HoldReleased { hold, why, text, .. } => {
                let facts = vec![self.held(*hold), words::hold_end(cx, *why)];
                let text = text.and_then(|id| self.text(id));
                Entry { text, ..self.entry("tl-hold-released", "lock", Side::Record, facts) }
            }
            E::HoldReleaseAcknowledged { hold, .. } => {
                self.entry("tl-hold-release-acknowledged", "check", Side::Record, vec![self.held(*hold)])
            }
            E::HoldExtended { hold, until, .. } => {
                let until = until.map(|until| cx.t1("hold-until", "when", self.by(&until)));
                let facts = vec![self.held(*hold), until.unwrap_or_else(|| cx.t("hold-until-released"))];
                self.entry("tl-hold-extended", "calendar-clock", Side::Record, facts)
            }
            E::HoldMoved { hold, owner, .. } => {
                let facts = vec![self.held(*hold), self.names.team(*owner)];
                self.entry("tl-hold-moved", "lock", Side::Record, facts)
            }
            E::HoldOverdue { hold, level, due } => {
                let facts = vec![self.held(*hold), words::due(cx, *level), self.was_due(due)];
                self.entry("tl-hold-overdue", "triangle-alert", Side::Bad, facts)
            }
            E::HoldEnding { hold, .. } => self.entry("tl-hold-ending", "clock", Side::Record, vec![self.held(*hold)]),
            E::HoldStays { hold, .. } => {
                self.entry("tl-hold-stays", "triangle-alert", Side::Bad, vec![self.held(*hold)])
            }
            _ => self.of_breach(),
        }
    }

    fn of_breach(&self) -> Entry {
        let cx = self.names.cx;
        match &self.recorded.event {
            E::BreachReported { agreement, what, text, .. } => {
                let facts = vec![self.wording(*agreement), words::breach(cx, *what)];
                let text = text.and_then(|id| self.text(id));
                Entry { text, ..self.entry("tl-breach-reported", "triangle-alert", Side::Bad, facts) }
            }
            E::BreachAdded { what, text, .. } => {
                let text = text.and_then(|id| self.text(id));
                Entry { text, ..self.entry("tl-breach-added", "file-text", Side::Bad, vec![words::breach(cx, *what)]) }
            }
            E::BreachSettled { text, .. } => Entry {
                text: self.text(*text),
                ..self.entry("tl-breach-settled", "circle-check", Side::Ok, Vec::new())
            },
            E::SignalOpened { owner, text, reason, answer_by, .. } => {
                let by = cx.t1("signal-answer-by", "when", self.by(answer_by));
                let reason = reason.map(|why| words::signal_reason(cx, why));
                let facts = reason.into_iter().chain([self.names.team(*owner), by]).collect();
                let text = text.and_then(|id| self.text(id));
                Entry { text, ..self.entry("tl-signal-opened", "circle-alert", Side::Record, facts) }
            }
            E::SignalLineAdded { signal, text, .. } => {
                let facts = vec![self.owner(*signal)];
                Entry { text: self.text(*text), ..self.entry("tl-signal-line", "sticky-note", Side::Record, facts) }
            }
            E::SignalAnswered { text, .. } => Entry {
                text: self.text(*text),
                ..self.entry("tl-signal-answered", "message-circle", Side::Ok, Vec::new())
            },
            E::SignalHeard { signal } => self.entry("tl-signal-heard", "check", Side::Pass, vec![self.owner(*signal)]),
            E::SignalOverdue { signal, level, due } => {
                let facts = vec![self.owner(*signal), words::due(cx, *level), self.was_due(due)];
                self.entry("tl-signal-overdue", "clock", Side::Bad, facts)
            }
            _ => self.entry("tl-leg-stays", "circle-dot", Side::Pass, Vec::new()),
        }
    }

    fn was_due(&self, due: &jiff::Timestamp) -> String {
        self.names.cx.t1("fact-was-due", "when", self.by(due))
    }

    fn wording(&self, agreement: AgreementId) -> String {
        let found = self.names.loaded.journey.agreements.get(&agreement);
        found.map(|found| self.names.loaded.text(found.wording).to_owned()).unwrap_or_default()
    }

    fn owner(&self, signal: SignalId) -> String {
        let found = self.names.loaded.journey.signals.get(&signal);
        found.map(|found| self.names.team(found.owner)).unwrap_or_default()
    }

    /// What is held, and with which system: `factuur 884213 · Facturatie · niet innen`.
    fn held(&self, hold: HoldId) -> String {
        let Some(found) = self.names.loaded.journey.holds.get(&hold) else { return String::new() };
        let system = self.names.system(found.system);
        let cx = self.names.cx;
        format!("{} · {system} · {}", words::subject(cx, &found.subject), words::hold_action(cx, found.action))
    }
}
