//! The way of a blueprint, drawn from what stands in its form: also from what is not saved, and from what cannot be read yet.

use regie_app::settings::blueprints::{BlueprintForm, TRIGGERS};
use regie_app::settings::forms::read_term;
use regie_domain::blueprint::{StageTrigger, Words};
use regie_domain::codes::UpdateKind;
use regie_domain::slot::{SlotBook, SlotRow};
use regie_domain::term::Term;
use regie_domain::visit::VisitPlan;

use crate::cx::Cx;
use crate::pages::picture::{Picture, PictureSpan, PictureStep};
use crate::pages::settings::Block;
use crate::ui::journey::view::own_words;
use crate::visit::Visit;
use crate::words;

/// The lanes, from left to right; the last two only where they are needed.
const CUSTOMER: usize = 0;
const DIRECTOR: usize = 1;
const OTHER: usize = 2;

/// The picture of a blueprint as it was typed, with the visits that it is planned with.
pub(super) fn block(visit: &Visit, values: &BlueprintForm, plan: Option<&VisitPlan>) -> Block {
    Block::Picture(Drawing { visit, cx: &visit.cx, values, plan }.picture())
}

struct Drawing<'a> {
    visit: &'a Visit,
    cx: &'a Cx,
    values: &'a BlueprintForm,
    plan: Option<&'a VisitPlan>,
}

impl Drawing<'_> {
    fn picture(&self) -> Picture {
        let stages: Vec<(String, StageTrigger, &str)> = self.stages();
        let elsewhere = stages.iter().any(|(_, trigger, _)| lane_of(*trigger) == OTHER);
        let mut lanes = vec![self.customer(), self.director()];
        if elsewhere {
            lanes.push(self.cx.t("picture-other"));
        }
        let coming = self.plan.map(|plan| self.visit.directory.team_name(plan.team.team));
        let visits = coming.as_ref().map(|team| match lanes.iter().position(|lane| lane == team) {
            Some(known) => known,
            None => {
                lanes.push(team.clone());
                lanes.len() - 1
            }
        });
        let mut steps: Vec<PictureStep> = stages.iter().map(|stage| self.step(stage)).collect();
        if let (Some(plan), Some(lane)) = (self.plan, visits) {
            // A visit comes before what can only follow it.
            let ends = |trigger: StageTrigger| matches!(trigger, StageTrigger::OutcomeTold | StageTrigger::Closed);
            let at = stages.iter().position(|(_, trigger, _)| ends(*trigger)).unwrap_or(steps.len());
            steps.insert(at, self.visit_step(plan, lane));
        }
        Picture { span: self.span(&stages), lanes, steps, always: self.always() }
    }

    fn stages(&self) -> Vec<(String, StageTrigger, &str)> {
        let named = self.values.stages.iter().filter(|(name, ..)| !(name.nl.is_empty() && name.en.is_empty()));
        named
            .map(|(name, code, expected)| {
                let trigger = TRIGGERS.iter().find(|(_, known)| known == code).map(|(trigger, _)| *trigger);
                (own_words(self.cx, name), trigger.unwrap_or(StageTrigger::Opened), expected.trim())
            })
            .collect()
    }

    fn customer(&self) -> String {
        let own: &Words = &self.values.customer_word;
        let word = own_words(self.cx, own);
        self.cx.cap(if word.trim().is_empty() { self.cx.one.clone() } else { word })
    }

    fn director(&self) -> String {
        let id = regie_domain::ids::TeamId::parse(&self.values.director).ok();
        match id.and_then(|id| self.visit.directory.team(id)) {
            Some(team) => team.name.clone(),
            None => self.cx.t("blueprint-director-door"),
        }
    }

    fn step(&self, (name, trigger, expected): &(String, StageTrigger, &str)) -> PictureStep {
        let cx = self.cx;
        let terms = &self.values.terms;
        let mut step = PictureStep {
            name: name.clone(),
            lane: lane_of(*trigger),
            done_when: cx.t1("picture-done-when", "what", self.trigger(*trigger)),
            takes: self.said("picture-takes", expected),
            ..PictureStep::default()
        };
        match trigger {
            StageTrigger::Opened => {
                step.told.push(self.told(UpdateKind::Receipt));
                step.promise = self.said("picture-promise-answer", &terms.first_answer);
            }
            StageTrigger::Answered | StageTrigger::AnsweredWhole => {
                step.told.push(self.told(UpdateKind::Answer));
                step.promise = self.said("picture-promise-result", &terms.result);
            }
            StageTrigger::CustomerReplied => {
                step.told.push(self.told(UpdateKind::Question));
                step.notes.extend(self.said("picture-question", &terms.question));
            }
            // A piece of work that is done was taken on before, also where that is no step of its own.
            StageTrigger::LegDone if self.accepts() => {}
            StageTrigger::LegAccepted | StageTrigger::SecondLegAccepted | StageTrigger::LegDone => {
                step.told.push(self.told(UpdateKind::NowWith));
                let limits = self.time(&terms.respond).zip(self.time(&terms.escalate));
                step.notes.extend(limits.map(|(time, later)| cx.t2("picture-accept", "time", time, "later", later)));
            }
            StageTrigger::OutcomeTold => {
                step.told.push(self.told(UpdateKind::Outcome));
                step.notes.extend(self.said("picture-objection", &terms.closing));
            }
            StageTrigger::Closed => {
                let days = self.values.reopen_days.trim().parse::<usize>().ok().filter(|days| *days > 0);
                step.notes.extend(days.map(|days| cx.tn("picture-reopen", days)));
            }
        }
        step
    }

    fn visit_step(&self, plan: &VisitPlan, lane: usize) -> PictureStep {
        let cx = self.cx;
        let team = self.visit.directory.team_name(plan.team.team);
        let by = if plan.by_customer { "picture-visit-by-customer" } else { "picture-visit-by-member" };
        let book = self.visit.directory.slot_books.get(&plan.team.team).map(|found| &found.value);
        let windows = |book: &SlotBook| book.rows.iter().map(|row| self.window(row)).collect::<Vec<_>>();
        let none = || vec![cx.t1("picture-no-book", "team", &team)];
        let mut told = vec![UpdateKind::VisitBooked];
        told.extend(plan.rest_days.map(|_| UpdateKind::VisitAhead));
        told.push(UpdateKind::VisitNarrowed);
        PictureStep {
            name: cx.t1("picture-visit", "team", &team),
            lane,
            done_when: cx.t(by),
            told: told.into_iter().map(|about| self.told(about)).collect(),
            notes: book.filter(|book| !book.rows.is_empty()).map_or_else(none, windows),
            ..PictureStep::default()
        }
    }

    /// "di en vr, 08.00–11.00: 2 plekken"
    fn window(&self, row: &SlotRow) -> String {
        let cx = self.cx;
        let days: Vec<String> = row.days.iter().map(|day| cx.lang.weekday_short(day.weekday()).to_owned()).collect();
        let hours = row.hours.to_string().replace('-', "–");
        let hours = match cx.lang {
            regie_app::locale::Lang::Nl => hours.replace(':', "."),
            regie_app::locale::Lang::En => hours,
        };
        let places = cx.tn("picture-places", usize::from(row.places));
        let (days, text) = (cx.list(&days), regie_app::locale::Arg::Text);
        cx.lang.t("picture-window", &[("days", text(&days)), ("hours", text(&hours)), ("places", text(&places))])
    }

    fn trigger(&self, trigger: StageTrigger) -> String {
        self.cx.t(match trigger {
            StageTrigger::Opened => "trigger-opened",
            StageTrigger::Answered => "trigger-answered",
            StageTrigger::AnsweredWhole => "trigger-answered-whole",
            StageTrigger::CustomerReplied => "trigger-customer-replied",
            StageTrigger::LegAccepted => "trigger-leg-accepted",
            StageTrigger::LegDone => "trigger-leg-done",
            StageTrigger::SecondLegAccepted => "trigger-second-leg-accepted",
            StageTrigger::OutcomeTold => "trigger-outcome-told",
            StageTrigger::Closed => "trigger-closed",
        })
    }

    /// Whether taking the first piece of work on is a step.
    fn accepts(&self) -> bool {
        self.stages().iter().any(|(_, trigger, _)| *trigger == StageTrigger::LegAccepted)
    }

    /// What the customer gets then, and whether the blueprint says something besides in it.
    fn told(&self, about: UpdateKind) -> String {
        let mut name = words::update(self.cx, about);
        if let Some(first) = name.chars().next() {
            name = format!("{}{}", first.to_lowercase(), &name[first.len_utf8()..]);
        }
        let own = self.values.tell.iter().find(|(code, _)| code == about.code()).map(|(_, words)| words);
        let own = own.is_some_and(|words| !(words.nl.trim().is_empty() && words.en.trim().is_empty()));
        self.cx.t1(if own { "picture-told-own" } else { "picture-told" }, "message", name)
    }

    /// A sentence with a time in it: nothing where none was typed.
    fn said(&self, key: &str, typed: &str) -> Option<String> {
        self.time(typed).map(|time| self.cx.t1(key, "time", time))
    }

    /// A time as it was typed, in words; nothing where none was typed.
    fn time(&self, typed: &str) -> Option<String> {
        match (typed.trim(), read_term(typed)) {
            ("", _) => None,
            (_, Some(term)) => Some(words::term(self.cx, term)),
            (_, None) => Some(self.cx.t("picture-unclear")),
        }
    }

    /// The expected times beside the promise, where all of them are in working days.
    fn span(&self, stages: &[(String, StageTrigger, &str)]) -> Option<PictureSpan> {
        let days = |typed: &str| match read_term(typed) {
            Some(Term::WorkingDays(days)) => Some(days),
            _ => None,
        };
        let promised = days(&self.values.terms.result)?;
        let timed = stages.iter().filter(|(_, trigger, expected)| {
            // The promise ends with the outcome; what comes after it is the customer's time.
            !expected.is_empty() && *trigger != StageTrigger::Closed
        });
        let parts: Option<Vec<(usize, u32)>> =
            timed.map(|(_, trigger, expected)| Some((lane_of(*trigger), days(expected)?))).collect();
        let parts = parts.filter(|parts| !parts.is_empty())?;
        let steps = parts.iter().fold(0_u32, |sum, (_, days)| sum.saturating_add(*days));
        let late = steps > promised;
        let [steps, promise] = [steps, promised].map(|days| words::term(self.cx, Term::WorkingDays(days)));
        let key = if late { "picture-span-late" } else { "picture-span-fits" };
        let words = self.cx.t2(key, "steps", steps, "promised", promise);
        Some(PictureSpan { parts, promised, words, late })
    }

    fn always(&self) -> Vec<String> {
        let terms = &self.values.terms;
        let times = [("picture-silence", &terms.silence), ("picture-broken", &terms.after_broken)];
        let mut lines: Vec<String> = times.into_iter().filter_map(|(key, typed)| self.said(key, typed)).collect();
        let weeks = self.values.legal_weeks.trim().parse::<usize>().ok();
        lines.extend(weeks.map(|weeks| self.cx.tn("picture-legal", weeks)));
        lines
    }
}

/// Who acts at a step.
fn lane_of(trigger: StageTrigger) -> usize {
    match trigger {
        StageTrigger::Opened
        | StageTrigger::Answered
        | StageTrigger::AnsweredWhole
        | StageTrigger::OutcomeTold
        | StageTrigger::Closed => DIRECTOR,
        StageTrigger::CustomerReplied => CUSTOMER,
        StageTrigger::LegAccepted | StageTrigger::LegDone | StageTrigger::SecondLegAccepted => OTHER,
    }
}
