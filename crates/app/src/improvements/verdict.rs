//! What came of a change, by the figures that were registered for it.

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::{Aim, Gauge, Verdict, VerdictBy};
use regie_domain::improvement::{Judged, Over, Terms};
use regie_domain::measure::Count;
use regie_metrics::verdict::{Batch, By, Expected, Side, judge};

use crate::App;
use crate::error::Result;
use crate::figures::parts::{self, Counted, settled};
use crate::figures::{Chart, Group, Which};

/// How far before its start a change is looked back.
const BEFORE: SignedDuration = SignedDuration::from_hours(24 * 7 * 104);

/// How far before its start a chart goes.
const SHOWN: SignedDuration = SignedDuration::from_hours(24 * 7 * 52);

/// The figure of a gauge.
#[must_use]
pub fn which(gauge: Gauge) -> Which {
    match gauge {
        Gauge::Solved => Which::Solved,
        Gauge::FirstContact => Which::FirstContact(1),
        Gauge::Repeats => Which::Repeats,
        Gauge::Kept => Which::Kept,
        Gauge::Broken => Which::Broken,
        Gauge::Contacts => Which::Mean(Count::Contacts),
        Gauge::Chasers => Which::Mean(Count::Chasers),
        Gauge::Fragments => Which::Mean(Count::Fragments),
        Gauge::Repeated => Which::Mean(Count::Repeated),
        Gauge::Handovers => Which::Mean(Count::Handovers),
        Gauge::LongestSilence => Which::Mean(Count::LongestSilence),
        Gauge::Effort => Which::Mean(Count::Effort),
    }
}

fn group(over: Over) -> Group {
    Group { blueprint: over.blueprint, team: over.team }
}

/// When the figures of a trial are complete.
#[must_use]
pub(crate) fn complete_at(terms: &Terms) -> Timestamp {
    terms.ends.checked_add(settled(which(terms.gauge))).unwrap_or(Timestamp::MAX)
}

impl App {
    /// What the figures say of a trial.
    pub(super) async fn trial_verdict(&self, terms: &Terms) -> Result<Judged> {
        let from = terms.starts.checked_sub(BEFORE).unwrap_or(Timestamp::UNIX_EPOCH);
        let which = which(terms.gauge);
        let here = parts::counted(&self.parts_since(from, group(terms.over)).await?, which);
        let beside = match terms.beside {
            Some(beside) => Some(parts::counted(&self.parts_since(from, group(beside)).await?, which)),
            None => None,
        };
        Ok(judge_terms(&here, beside.as_deref(), terms))
    }

    /// How the figure of a trial went, with the limits of what was ordinary before it; what it is compared with is not drawn.
    pub(super) async fn trial_chart(&self, terms: &Terms) -> Result<Chart> {
        let now = self.ports.clock.now();
        let from = terms.starts.min(now).checked_sub(SHOWN).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut parts = self.parts_since(from, group(terms.over)).await?;
        parts.retain(|part| regie_store::views::figures::begin_of(part.until) <= terms.ends);
        Ok(parts::trial_chart(&parts, which(terms.gauge), terms.starts, now))
    }
}

/// The verdict on the batches of a trial, and of what it is compared with.
fn judge_terms(here: &[Counted], beside: Option<&[Counted]>, terms: &Terms) -> Judged {
    let trial = trial(here, beside, terms);
    let expected = Expected {
        up: terms.aim == Aim::Higher,
        size: f64::from(terms.size) / 1000.0,
        is_share: terms.gauge.is_share(),
        compared: terms.beside.is_some(),
    };
    let said = judge(&trial, expected);
    let ratio = said.ratio.map(|ratio| {
        let [low, value, high] = [ratio.interval.low, ratio.value, ratio.interval.high].map(thousandths);
        (low, value, high)
    });
    let verdict = match said.verdict {
        regie_metrics::verdict::Verdict::Worked => Verdict::Worked,
        regie_metrics::verdict::Verdict::DidNot => Verdict::DidNot,
        regie_metrics::verdict::Verdict::CannotTell => Verdict::CannotTell,
    };
    let by = match said.by {
        By::Series => VerdictBy::Series,
        By::Chart => VerdictBy::Chart,
        By::TooLittle => VerdictBy::TooLittle,
    };
    Judged { verdict, by, ratio }
}

/// The batches that lie wholly before the change or wholly in it: one in which it began is neither.
fn trial(here: &[Counted], beside: Option<&[Counted]>, terms: &Terms) -> Vec<Batch> {
    let side =
        |part: &Counted| part.counted.filter(|(_, of)| *of > 0).map(|(count, exposure)| Side { count, exposure });
    let mut all = Vec::with_capacity(here.len());
    for part in here {
        let changed = part.from >= terms.starts;
        let straddles = !changed && part.until > terms.starts;
        if straddles || part.until > terms.ends {
            continue;
        }
        let same = |other: &&Counted| (other.from, other.until) == (part.from, part.until);
        let other = beside.and_then(|beside| beside.iter().find(same)).and_then(side);
        if let Some(here) = side(part) {
            all.push(Batch { here, beside: other, changed });
        }
    }
    all
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to the range")]
fn thousandths(ratio: f64) -> u32 {
    (ratio * 1000.0).round().clamp(0.0, f64::from(u32::MAX)) as u32
}
