//! "May I ask?": one answer for the organisation and for its partners. A person is asked seldom, and about what weighs most;
//! what must wait is asked later and not dropped, as long as the customer still knows what it was about.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::codes::{AskLater, NotAsked};

/// How often a person is asked, over the whole chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskBudget {
    /// At most so many times; 0 asks nobody.
    pub times: u32,
    /// In so many days.
    pub days: u32,
}

impl Default for AskBudget {
    /// Once in thirty days.
    fn default() -> Self {
        Self { times: 1, days: 30 }
    }
}

/// What an organisation says of its surveys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyRules {
    /// How often a person is asked.
    pub budget: AskBudget,
    /// Whether its customers can choose another organisation; only then may they be asked whether they would recommend it.
    pub choose: bool,
}

impl AskBudget {
    fn span(self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.days))
    }
}

/// What is known of a person who may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asking {
    /// Whether the person wants no surveys.
    pub opted_out: bool,
    /// Whether a message or letter can reach the person.
    pub reachable: bool,
    /// How often a person is asked.
    pub budget: AskBudget,
    /// When the person was asked before, by us or by another party of the chain.
    pub asked: Vec<Timestamp>,
    /// What else waits to be asked of the person: when, and how much it weighs.
    pub ahead: Vec<(Timestamp, u8)>,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MayAsk {
    /// Ask now.
    Yes,
    /// Ask again at a moment.
    Later {
        /// When.
        until: Timestamp,
        /// Why.
        why: AskLater,
    },
    /// Do not ask.
    No {
        /// Why.
        why: NotAsked,
    },
}

impl Asking {
    /// Whether something of this weight may be asked now, where it makes no sense any more after `latest`.
    #[must_use]
    pub fn may_ask(&self, now: Timestamp, weight: u8, latest: Timestamp) -> MayAsk {
        if self.opted_out {
            return MayAsk::No { why: NotAsked::OptedOut };
        }
        if self.budget.times == 0 {
            return MayAsk::No { why: NotAsked::NoBudget };
        }
        if !self.reachable {
            return MayAsk::No { why: NotAsked::NoWay };
        }
        if now > latest {
            return MayAsk::No { why: NotAsked::TooLate };
        }
        let (until, why) = match (self.free_from(now), self.weightier(now, weight)) {
            (Some(free), _) => (free, AskLater::Budget),
            (None, Some(behind)) => (behind, AskLater::Weightier),
            (None, None) => return MayAsk::Yes,
        };
        if until > latest { MayAsk::No { why: NotAsked::Recent } } else { MayAsk::Later { until, why } }
    }

    /// When the budget allows one more, where it does not now.
    pub(super) fn free_from(&self, now: Timestamp) -> Option<Timestamp> {
        let span = self.budget.span();
        let mut recent: Vec<Timestamp> = self.asked.iter().copied().filter(|at| after(*at, span) > now).collect();
        recent.sort_unstable();
        let over = recent.len().checked_sub(self.budget.times as usize)?;
        recent.get(over).map(|oldest| after(*oldest, span))
    }

    /// When something that weighs more has been asked and the budget allows one more, where such a thing waits in the period
    /// and there is room for one only.
    fn weightier(&self, now: Timestamp, weight: u8) -> Option<Timestamp> {
        let span = self.budget.span();
        let recent = self.asked.iter().filter(|at| after(**at, span) > now).count();
        let room = (self.budget.times as usize).saturating_sub(recent);
        let mut rivals: Vec<Timestamp> = self
            .ahead
            .iter()
            .filter(|(at, other)| *other > weight && *at < after(now, span))
            .map(|(at, _)| (*at).max(now))
            .collect();
        rivals.sort_unstable();
        (rivals.len() >= room).then(|| rivals.get(room.saturating_sub(1)).map(|at| after(*at, span))).flatten()
    }
}

fn after(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_add(span).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::amsterdam;

    fn person() -> Asking {
        Asking { reachable: true, ..Asking::default() }
    }

    fn day(number: i64) -> Timestamp {
        amsterdam("2018-01-01 10:00") + SignedDuration::from_hours(24 * number)
    }

    #[test]
    fn who_was_asked_this_month_is_asked_when_the_month_is_over() {
        let asked = Asking { asked: vec![day(0)], ..person() };
        assert_eq!(asked.may_ask(day(10), 1, day(60)), MayAsk::Later { until: day(30), why: AskLater::Budget });
        assert_eq!(asked.may_ask(day(30), 1, day(60)), MayAsk::Yes);
    }

    #[test]
    fn what_would_be_asked_too_long_after_is_not_asked() {
        let asked = Asking { asked: vec![day(0)], ..person() };
        assert_eq!(asked.may_ask(day(10), 1, day(20)), MayAsk::No { why: NotAsked::Recent }, "not for being long ago");
        assert_eq!(person().may_ask(day(21), 1, day(20)), MayAsk::No { why: NotAsked::TooLate });
    }

    #[test]
    fn what_weighs_more_goes_first_and_the_rest_waits() {
        let waiting = Asking { ahead: vec![(day(5), 9)], ..person() };
        assert_eq!(waiting.may_ask(day(0), 1, day(60)), MayAsk::Later { until: day(35), why: AskLater::Weightier });
        assert_eq!(waiting.may_ask(day(0), 9, day(60)), MayAsk::Yes, "no more than it");
        let two = Asking { budget: AskBudget { times: 2, days: 30 }, ..waiting };
        assert_eq!(two.may_ask(day(0), 1, day(60)), MayAsk::Yes, "there is room for both");
    }

    #[test]
    fn nobody_is_asked_who_does_not_want_it_or_cannot_be_reached() {
        let opted_out = Asking { opted_out: true, ..person() };
        assert_eq!(opted_out.may_ask(day(0), 1, day(9)), MayAsk::No { why: NotAsked::OptedOut });
        assert_eq!(Asking::default().may_ask(day(0), 1, day(9)), MayAsk::No { why: NotAsked::NoWay });
        let none = Asking { budget: AskBudget { times: 0, days: 30 }, ..person() };
        assert_eq!(none.may_ask(day(0), 1, day(9)), MayAsk::No { why: NotAsked::NoBudget });
    }

    proptest! {
        /// Whoever asks, and in whatever order: a person is never asked more often than the budget says, and what waits is
        /// not sent away for ever by a lighter thing.
        #[test]
        fn the_budget_holds_over_any_run(
            times in 1_u32..4,
            days in 1_u32..40,
            wishes in prop::collection::vec((0_i64..2000, 0_u8..4), 1..40),
        ) {
            let budget = AskBudget { times, days };
            let mut waiting: Vec<(Timestamp, u8, Timestamp)> = wishes
                .into_iter()
                .map(|(hours, weight)| (day(0) + SignedDuration::from_hours(hours), weight))
                .map(|(at, weight)| (at, weight, at + SignedDuration::from_hours(24 * 90)))
                .collect();
            let mut asked: Vec<Timestamp> = Vec::new();
            let mut steps = 0;
            while let Some(next) = waiting.iter().enumerate().min_by_key(|(_, wish)| wish.0).map(|(index, _)| index) {
                steps += 1;
                prop_assert!(steps < 10_000, "it comes to rest");
                let (now, weight, latest) = waiting.swap_remove(next);
                let ahead = waiting.iter().map(|(at, weight, _)| (*at, *weight)).collect();
                let known = Asking { budget, asked: asked.clone(), ahead, ..person() };
                match known.may_ask(now, weight, latest) {
                    MayAsk::Yes => asked.push(now),
                    MayAsk::Later { until, .. } => {
                        prop_assert!(until > now && until <= latest);
                        waiting.push((until, weight, latest));
                    }
                    MayAsk::No { why } => prop_assert!(matches!(why, NotAsked::TooLate | NotAsked::Recent)),
                }
            }
            for at in &asked {
                let within = asked.iter().filter(|other| *other >= at && **other < after(*at, budget.span())).count();
                prop_assert!(within <= times as usize, "{asked:?}");
            }
            prop_assert!(!asked.is_empty(), "somebody is asked something");
        }
    }
}
