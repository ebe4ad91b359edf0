//! What a survey asks: configuration, kept by version, so that an answer stays the answer to the question that was asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::blueprint::Words;
use crate::codes::{Measure, Scale};
use crate::ids::SurveyId;

/// At most so many questions are asked at first; all else stands behind "tell more".
pub const AT_FIRST: usize = 3;
/// At most so many questions stand behind "tell more".
pub const BEHIND: usize = 10;
/// At most so many choices.
pub const CHOICES: usize = 12;

/// A survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// The survey.
    pub id: SurveyId,
    /// Its version, from 1; raised by every change.
    pub version: u32,
    /// Its name on screen.
    pub name: Words,
    /// Its questions, in order.
    pub questions: Vec<SurveyQuestion>,
}

/// The id and version of a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SurveyRef {
    /// The survey.
    pub id: SurveyId,
    /// Its version.
    pub version: u32,
}

/// A question of a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyQuestion {
    /// What is asked.
    pub words: Words,
    /// How it is answered.
    #[serde(flatten)]
    pub form: Form,
    /// Whether it stands behind "tell more".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// When it is asked, where it follows from an earlier answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<OnlyIf>,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Form {
    /// A place on a scale.
    Scale {
        /// The scale; not a choice.
        scale: Scale,
        /// What it measures.
        measure: Measure,
    },
    /// One of a list.
    Choice {
        /// The list.
        choices: Vec<Words>,
    },
    /// Own words.
    Text {},
}

/// When a question is asked: an earlier answer lies between two ends, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlyIf {
    /// The earlier question, from 0.
    pub question: u16,
    /// From which answer.
    pub from: u8,
    /// Until which answer.
    pub until: u8,
}

/// What is wrong with a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum SurveyFault {
    /// It asks nothing.
    Empty,
    /// It asks more than three questions at first, or more than ten behind "tell more".
    TooMany,
    /// A question has no words in one of the languages.
    Words {
        /// Which, from 0.
        question: u16,
    },
    /// A list has fewer than two choices, more than twelve, or one without words.
    Choices {
        /// Which, from 0.
        question: u16,
    },
    /// It follows from a question that does not come before it, is answered in words, or never has such an answer.
    OnlyIf {
        /// Which, from 0.
        question: u16,
    },
    /// The scale does not measure that.
    Measure {
        /// Which, from 0.
        question: u16,
    },
    /// The same thing is measured twice.
    Twice {
        /// Which, from 0.
        question: u16,
    },
    /// People who have no choice are asked whether they would recommend the organisation.
    Recommend {
        /// Which, from 0.
        question: u16,
    },
}

impl Survey {
    /// The version that an ask refers to.
    #[must_use]
    pub fn reference(&self) -> SurveyRef {
        SurveyRef { id: self.id, version: self.version }
    }

    /// What every organisation begins with: compared with what was expected, satisfied with the whole, and own words.
    #[must_use]
    pub fn standard(id: SurveyId) -> Self {
        let scale = |nl: &str, en: &str, scale, measure| SurveyQuestion {
            words: Words::new(nl, en),
            form: Form::Scale { scale, measure },
            more: false,
            only_if: None,
        };
        Self {
            id,
            version: 1,
            name: Words::new("Hoe ging het?", "How did it go?"),
            questions: vec![
                scale(
                    "Hoe ging het, vergeleken met wat u verwachtte?",
                    "How did it go, compared with what you expected?",
                    Scale::Compared,
                    Measure::Compared,
                ),
                scale(
                    "Hoe tevreden bent u over het geheel?",
                    "How satisfied are you with the whole?",
                    Scale::ZeroTen,
                    Measure::Whole,
                ),
                SurveyQuestion {
                    words: Words::new("Wat wilt u ons vertellen?", "What would you like to tell us?"),
                    form: Form::Text {},
                    more: false,
                    only_if: None,
                },
            ],
        }
    }

    /// What is wrong with it; `choose` says whether people choose the organisation.
    #[must_use]
    pub fn faults(&self, choose: bool) -> Vec<SurveyFault> {
        let mut faults = Vec::new();
        if self.questions.is_empty() {
            faults.push(SurveyFault::Empty);
        }
        let behind = self.questions.iter().filter(|question| question.more).count();
        if self.questions.len() - behind > AT_FIRST || behind > BEHIND {
            faults.push(SurveyFault::TooMany);
        }
        let mut measured = BTreeSet::new();
        for (question, number) in self.questions.iter().zip(0_u16..) {
            if question.words.nl.trim().is_empty() || question.words.en.trim().is_empty() {
                faults.push(SurveyFault::Words { question: number });
            }
            match &question.form {
                Form::Choice { choices } if !are_choices(choices) => {
                    faults.push(SurveyFault::Choices { question: number });
                }
                Form::Scale { scale, measure } => {
                    if !fits(*scale, *measure) {
                        faults.push(SurveyFault::Measure { question: number });
                    }
                    if *measure != Measure::Own && !measured.insert(*measure) {
                        faults.push(SurveyFault::Twice { question: number });
                    }
                    if *measure == Measure::Recommend && !choose {
                        faults.push(SurveyFault::Recommend { question: number });
                    }
                }
                Form::Choice { .. } | Form::Text {} => {}
            }
            if question.only_if.is_some_and(|only| !self.can_follow(number, only)) {
                faults.push(SurveyFault::OnlyIf { question: number });
            }
        }
        faults
    }

    /// A question by its number.
    #[must_use]
    pub fn question(&self, number: u16) -> Option<&SurveyQuestion> {
        self.questions.get(usize::from(number))
    }

    /// Whether a question is asked, given the answers to those before it.
    #[must_use]
    pub fn is_asked(&self, number: u16, answers: impl Fn(u16) -> Option<u8>) -> bool {
        self.question(number).is_some_and(|question| {
            question.only_if.is_none_or(|only| {
                answers(only.question).is_some_and(|answer| (only.from..=only.until).contains(&answer))
            })
        })
    }

    fn can_follow(&self, number: u16, only: OnlyIf) -> bool {
        let ends = self.question(only.question).and_then(|earlier| earlier.form.ends());
        only.question < number
            && ends.is_some_and(|(low, high)| only.from <= only.until && only.from <= high && only.until >= low)
    }
}

impl Form {
    /// The lowest and the highest answer; nothing for own words.
    #[must_use]
    pub fn ends(&self) -> Option<(u8, u8)> {
        match self {
            Self::Scale { scale, .. } => Some(scale.ends()),
            Self::Choice { choices } => Some((1, u8::try_from(choices.len()).unwrap_or(u8::MAX))),
            Self::Text {} => None,
        }
    }

    /// The scale and what it measures; nothing for own words.
    #[must_use]
    pub fn measured(&self) -> Option<(Scale, Measure)> {
        match self {
            Self::Scale { scale, measure } => Some((*scale, *measure)),
            Self::Choice { .. } => Some((Scale::Choice, Measure::Own)),
            Self::Text {} => None,
        }
    }
}

fn are_choices(choices: &[Words]) -> bool {
    (2..=CHOICES).contains(&choices.len())
        && choices.iter().all(|choice| !choice.nl.trim().is_empty() && !choice.en.trim().is_empty())
}

/// Which scales measure what: a comparison has its own, effort counts down, and a choice measures nothing.
fn fits(scale: Scale, measure: Measure) -> bool {
    match measure {
        Measure::Compared => scale == Scale::Compared,
        Measure::Recommend => scale == Scale::ZeroTen,
        Measure::Effort => scale == Scale::LowFive,
        Measure::Easy => scale == Scale::OneSeven,
        _ => !matches!(scale, Scale::Choice | Scale::Compared | Scale::LowFive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::id;

    fn own(words: &str) -> SurveyQuestion {
        SurveyQuestion {
            words: Words::new(words, words),
            form: Form::Scale { scale: Scale::OneFive, measure: Measure::Own },
            more: false,
            only_if: None,
        }
    }

    #[test]
    fn the_standard_survey_is_whole_for_people_with_and_without_a_choice() {
        let survey = Survey::standard(id(1));
        assert_eq!((survey.faults(true), survey.faults(false)), (Vec::new(), Vec::new()));
    }

    #[test]
    fn three_questions_are_asked_at_first_and_the_rest_behind_more() {
        let mut survey = Survey::standard(id(1));
        survey.questions.push(own("Vierde"));
        assert_eq!(survey.faults(true), [SurveyFault::TooMany]);
        survey.questions[3].more = true;
        assert!(survey.faults(true).is_empty());
    }

    #[test]
    fn who_has_no_choice_is_not_asked_to_recommend() {
        let mut survey = Survey::standard(id(1));
        survey.questions[1].form = Form::Scale { scale: Scale::ZeroTen, measure: Measure::Recommend };
        assert!(survey.faults(true).is_empty());
        assert_eq!(survey.faults(false), [SurveyFault::Recommend { question: 1 }]);
    }

    #[test]
    fn a_question_follows_only_from_an_answer_that_can_be_given_before_it() {
        let mut survey = Survey::standard(id(1));
        survey.questions[2].only_if = Some(OnlyIf { question: 1, from: 0, until: 5 });
        assert!(survey.faults(true).is_empty());
        for wrong in [
            OnlyIf { question: 2, from: 0, until: 5 },
            OnlyIf { question: 1, from: 6, until: 5 },
            OnlyIf { question: 1, from: 11, until: 12 },
        ] {
            survey.questions[2].only_if = Some(wrong);
            assert_eq!(survey.faults(true), [SurveyFault::OnlyIf { question: 2 }], "{wrong:?}");
        }
    }

    #[test]
    fn a_scale_measures_what_it_can_and_nothing_twice() {
        let mut survey = Survey::standard(id(1));
        survey.questions[1].form = Form::Scale { scale: Scale::OneFive, measure: Measure::Effort };
        assert_eq!(survey.faults(true), [SurveyFault::Measure { question: 1 }]);
        survey.questions[1].form = Form::Scale { scale: Scale::Compared, measure: Measure::Compared };
        assert_eq!(survey.faults(true), [SurveyFault::Twice { question: 1 }]);
    }
}
