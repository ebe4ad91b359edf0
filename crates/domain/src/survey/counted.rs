//! By what answers are counted: the question that they answer, and facts of their journey that are known of everybody, also of
//! who was not asked or did not answer.

use serde::{Deserialize, Serialize};

use crate::codes::{Measure, Scale};
use crate::measure::Measures;
use crate::survey::{GivenAnswer, Response, SurveyRef};

/// From so many points of effort on a journey took much effort of its customer. A choice of ours: one thing can happen.
pub const MUCH_EFFORT: usize = 3;

/// How many combinations of [`KnownFact`] there are.
pub const KNOWN: usize = 8;

crate::codes::codes! {
    /// Something of a journey that is known whether or not its customer answered.
    KnownFact {
        /// A promise was broken.
        Broken = "broken",
        /// The customer asked "any news?".
        Chased = "chased",
        /// It took the customer much effort.
        MuchEffort = "much_effort",
    }
}

impl KnownFact {
    /// Whether it is so in a combination.
    #[must_use]
    pub const fn holds(self, known: usize) -> bool {
        known & (1 << self as usize) != 0
    }
}

/// What is known of a journey, one bit each in the order of [`KnownFact::ALL`].
#[must_use]
pub fn known_of(measures: &Measures) -> u8 {
    let bit = |fact: KnownFact, holds: bool| u8::from(holds) << (fact as u8);
    bit(KnownFact::Broken, measures.promised.broken > 0)
        | bit(KnownFact::Chased, measures.chasers > 0)
        | bit(KnownFact::MuchEffort, measures.effort() >= MUCH_EFFORT)
}

/// What an answer says of the people of the steps beside the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// It does not praise them, or was not asked.
    Other,
    /// It praises them, and the whole was not low.
    Good,
    /// It praises them, and the whole was low.
    GoodJourneyBad,
}

impl Response {
    /// What it says of the people of the steps beside the whole.
    #[must_use]
    pub fn steps(&self) -> Steps {
        let of_people = |given: &&GivenAnswer| matches!(given.measure, Measure::Friendly | Measure::Competent);
        let mut people = self.given.iter().filter(of_people).peekable();
        match people.peek().is_some() && people.all(|given| given.scale.is_high(given.value)) {
            false => Steps::Other,
            true if self.low => Steps::GoodJourneyBad,
            true => Steps::Good,
        }
    }
}

/// A question whose answers are counted together: the same measure on the same scale is one over all surveys; an
/// organisation's own question is one by itself, and by version, as its words may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    /// What it measures.
    pub measure: Measure,
    /// The scale.
    pub scale: Scale,
    /// The survey, its version and the place of the question, where it is the organisation's own.
    pub own: Option<(crate::ids::SurveyId, u32, u16)>,
}

impl Asked {
    /// What an answer answers.
    #[must_use]
    pub fn of(given: &GivenAnswer, survey: SurveyRef) -> Self {
        let own = (given.measure == Measure::Own).then_some((survey.id, survey.version, given.question));
        Self { measure: given.measure, scale: given.scale, own }
    }

    /// As one word, to be kept.
    #[must_use]
    pub fn key(&self) -> String {
        let known = format!("{}/{}", self.measure.code(), self.scale.code());
        match self.own {
            None => known,
            Some((survey, version, question)) => format!("{known}/{survey}/{version}/{question}"),
        }
    }

    /// Reads the word again.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let measure = Measure::parse(parts.next()?)?;
        let scale = Scale::parse(parts.next()?)?;
        let own = match parts.next() {
            None => None,
            Some(survey) => {
                let version = parts.next()?.parse().ok()?;
                Some((crate::ids::SurveyId::parse(survey).ok()?, version, parts.next()?.parse().ok()?))
            }
        };
        parts.next().is_none().then_some(Self { measure, scale, own })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::id;

    #[test]
    fn a_question_is_read_as_it_was_kept() {
        for own in [None, Some((id(7), 3, 2))] {
            let asked = Asked { measure: Measure::Own, scale: Scale::Choice, own };
            assert_eq!(Asked::parse(&asked.key()), Some(asked));
        }
        assert_eq!(Asked::parse("whole"), None);
        assert_eq!(Asked::parse("whole/zero_ten/x"), None);
    }

    #[test]
    fn what_is_known_is_a_bit_each() {
        let mut measures = Measures { chasers: 1, ..Measures::default() };
        assert_eq!(known_of(&measures), 0b010);
        measures.promised.broken = 3;
        let known = usize::from(known_of(&measures));
        assert_eq!(known, 0b111, "three broken promises are three points");
        assert!(KnownFact::ALL.iter().all(|fact| fact.holds(known)));
    }
}
