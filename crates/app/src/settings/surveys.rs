//! Surveys, which blueprint asks which, and what the organisation says of asking. Every change of a survey is a version, so
//! that an answer stays the answer to the question that was asked.

use std::collections::BTreeMap;

use jiff::civil::Time;
use regie_domain::blueprint::{Blueprint, Words};
use regie_domain::codes::{Measure, Scale};
use regie_domain::ids::{BlueprintId, OrgId, SurveyId};
use regie_domain::partner::Partner;
use regie_domain::survey::{AskBudget, Form, OnlyIf, Survey, SurveyFault, SurveyPlan, SurveyQuestion, SurveyRules};

use regie_store::Tx;

use super::forms::{Faults, term_text};
use super::organisation::OWN;
use super::{Edit, Permit};
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::{Versioned, kind};
use crate::error::{AppError, Result};

/// At most so many times a person is asked in its period.
pub const MOST_TIMES: u32 = 20;
/// The longest period of a budget, in days.
pub const LONGEST_PERIOD: u32 = 730;
/// At most so many days after the end a journey is asked about.
pub const MOST_DAYS: u32 = 20;

/// The surveys of an organisation.
#[derive(Debug, Clone, Default)]
pub struct Surveys {
    /// All of them with all their versions, oldest first.
    pub all: BTreeMap<SurveyId, Versioned<Vec<Survey>>>,
    /// What holds of asking; version 0 where nobody said yet.
    pub rules: Option<Versioned<SurveyRules>>,
}

/// What a person wrote about a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyForm {
    /// Its name. Fields `name-nl`, `name-en`.
    pub name: Words,
    /// Its questions; rows without words are left out. Fields `questions-0-…`.
    pub questions: Vec<QuestionForm>,
}

/// A question as a person wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionForm {
    /// What is asked. Fields `questions-0-nl`, `questions-0-en`.
    pub words: Words,
    /// `scale`, `choice` or `text`. Field `questions-0-form`.
    pub form: String,
    /// The code of the scale. Field `questions-0-scale`.
    pub scale: String,
    /// The code of what it measures. Field `questions-0-measure`.
    pub measure: String,
    /// The list of a choice; rows without words are left out. Field `questions-0-choices`.
    pub choices: Vec<Words>,
    /// Whether it stands behind "tell more". Field `questions-0-more`.
    pub more: bool,
    /// The number of the earlier question that it follows from, from 0; empty where it is always asked. Field
    /// `questions-0-if`.
    pub if_question: String,
    /// From which answer. Field `questions-0-from`.
    pub if_from: String,
    /// Until which answer. Field `questions-0-until`.
    pub if_until: String,
}

/// What a person wrote about the survey of a blueprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyPlanForm {
    /// Whether its customers are asked. Field `asks`.
    pub asks: bool,
    /// The id of the survey. Field `survey`.
    pub survey: String,
    /// How many days after the end. Field `days`.
    pub days: String,
    /// At what time of day. Field `at`.
    pub at: String,
    /// How much it weighs beside others, 1 to 9. Field `weight`.
    pub weight: String,
    /// Within what term an unhappy customer is called. Field `call`.
    pub call: String,
    /// The partner that asks the customer itself; nothing where who directs asks here. Field `holder`.
    pub holder: String,
}

/// What a person wrote about asking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyRulesForm {
    /// At most so many times; 0 asks nobody. Field `times`.
    pub times: String,
    /// In so many days. Field `days`.
    pub days: String,
    /// Whether customers can choose another organisation. Field `choose`.
    pub choose: bool,
}

impl SurveyForm {
    /// The form of a survey.
    #[must_use]
    pub fn of(survey: &Survey) -> Self {
        Self { name: survey.name.clone(), questions: survey.questions.iter().map(QuestionForm::of).collect() }
    }

    fn read(&self, id: SurveyId, version: u32, choose: bool, faults: &mut Faults) -> Survey {
        let name = faults.words("name", &self.name);
        let written = self.questions.iter().enumerate().filter(|(_, question)| !question.is_empty());
        let (rows, questions): (Vec<usize>, Vec<SurveyQuestion>) =
            written.map(|(row, question)| (row, question.read(row, faults))).unzip();
        let survey = Survey { id, version, name, questions };
        for fault in survey.faults(choose) {
            let (field, key) = told(fault, &rows);
            faults.add(&field, key);
        }
        survey
    }
}

/// The field of a fault and its words. `rows` names the rows of the form that the questions stand in.
fn told(fault: SurveyFault, rows: &[usize]) -> (String, &'static str) {
    let at = |question: u16, part: &str| {
        let row = rows.get(usize::from(question)).copied().unwrap_or_default();
        format!("questions-{row}-{part}")
    };
    match fault {
        SurveyFault::Empty => ("questions-0-nl".to_owned(), "invalid-survey-empty"),
        SurveyFault::TooMany => ("questions-0-more".to_owned(), "invalid-survey-many"),
        SurveyFault::Words { question } => (at(question, "nl"), "invalid-survey-words"),
        SurveyFault::Choices { question } => (at(question, "choices"), "invalid-survey-choices"),
        SurveyFault::OnlyIf { question } => (at(question, "if"), "invalid-survey-follows"),
        SurveyFault::Measure { question } => (at(question, "measure"), "invalid-survey-measure"),
        SurveyFault::Twice { question } => (at(question, "measure"), "invalid-survey-twice"),
        SurveyFault::Recommend { question } => (at(question, "measure"), "invalid-survey-recommend"),
    }
}

impl QuestionForm {
    fn of(question: &SurveyQuestion) -> Self {
        let only = question.only_if;
        let base = Self {
            words: question.words.clone(),
            more: question.more,
            if_question: only.map(|only| only.question.to_string()).unwrap_or_default(),
            if_from: only.map(|only| only.from.to_string()).unwrap_or_default(),
            if_until: only.map(|only| only.until.to_string()).unwrap_or_default(),
            ..Self::default()
        };
        match &question.form {
            Form::Scale { scale, measure } => Self {
                form: "scale".to_owned(),
                scale: scale.code().to_owned(),
                measure: measure.code().to_owned(),
                ..base
            },
            Form::Choice { choices } => Self { form: "choice".to_owned(), choices: choices.clone(), ..base },
            Form::Text {} => Self { form: "text".to_owned(), ..base },
        }
    }

    fn is_empty(&self) -> bool {
        self.words.nl.trim().is_empty() && self.words.en.trim().is_empty()
    }

    fn read(&self, row: usize, faults: &mut Faults) -> SurveyQuestion {
        let field = format!("questions-{row}");
        let words = trimmed(&self.words);
        for (lang, text) in [("nl", &words.nl), ("en", &words.en)] {
            if text.chars().count() > super::forms::SHORT {
                faults.add(&format!("{field}-{lang}"), "invalid-too-long");
            }
        }
        let form = match self.form.as_str() {
            "choice" => {
                let filled = |words: &&Words| !(words.nl.trim().is_empty() && words.en.trim().is_empty());
                Form::Choice { choices: self.choices.iter().filter(filled).map(trimmed).collect() }
            }
            "text" => Form::Text {},
            "scale" => {
                let scale = Scale::parse(&self.scale).filter(|scale| *scale != Scale::Choice);
                Form::Scale {
                    scale: faults.choice(&format!("{field}-scale"), scale, Scale::ZeroTen),
                    measure: faults.choice(&format!("{field}-measure"), Measure::parse(&self.measure), Measure::Own),
                }
            }
            _ => faults.choice(&format!("{field}-form"), None, Form::Text {}),
        };
        SurveyQuestion { words, form, more: self.more, only_if: self.read_only_if(&field, faults) }
    }

    fn read_only_if(&self, field: &str, faults: &mut Faults) -> Option<OnlyIf> {
        if self.if_question.trim().is_empty() {
            return None;
        }
        let question = faults.number(&format!("{field}-if"), &self.if_question, 0, 99);
        let from = faults.number(&format!("{field}-from"), &self.if_from, 0, 12);
        let until = faults.number(&format!("{field}-until"), &self.if_until, 0, 12);
        let small = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
        Some(OnlyIf { question: u16::try_from(question).unwrap_or(u16::MAX), from: small(from), until: small(until) })
    }
}

fn trimmed(words: &Words) -> Words {
    Words::new(words.nl.trim(), words.en.trim())
}

impl SurveyPlanForm {
    /// The form of a blueprint; with what is usual, where it asks nobody.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Self {
        let plan = blueprint.survey;
        let usual = SurveyPlan::standard(SurveyId(uuid::Uuid::nil()));
        let shown = plan.unwrap_or(usual);
        Self {
            asks: plan.is_some(),
            survey: plan.map(|plan| plan.survey.to_string()).unwrap_or_default(),
            days: shown.days.to_string(),
            at: shown.at.strftime("%H:%M").to_string(),
            weight: shown.weight.to_string(),
            call: term_text(shown.call),
            holder: plan.and_then(|plan| plan.holder).map(|org| org.to_string()).unwrap_or_default(),
        }
    }

    fn read(
        &self,
        surveys: &BTreeMap<SurveyId, Versioned<Vec<Survey>>>,
        partners: &BTreeMap<OrgId, Versioned<Partner>>,
        faults: &mut Faults,
    ) -> Option<SurveyPlan> {
        if !self.asks {
            return None;
        }
        let survey = SurveyId::parse(self.survey.trim()).ok().filter(|id| surveys.contains_key(id));
        let at = faults.clock_time("at", &self.at).and_then(|at| at.to_string().parse::<Time>().ok());
        Some(SurveyPlan {
            survey: faults.choice("survey", survey, SurveyId(uuid::Uuid::nil())),
            days: faults.number("days", &self.days, 0, MOST_DAYS),
            at: at.unwrap_or_default(),
            weight: u8::try_from(faults.number("weight", &self.weight, 1, 9)).unwrap_or(1),
            call: faults.term("call", &self.call),
            holder: match self.holder.trim() {
                "" => None,
                id => {
                    let known = OrgId::parse(id).ok().filter(|org| partners.contains_key(org));
                    Some(faults.choice("holder", known, OrgId(uuid::Uuid::nil())))
                }
            },
        })
    }
}

impl SurveyRulesForm {
    /// The form of what holds.
    #[must_use]
    pub fn of(rules: SurveyRules) -> Self {
        Self { times: rules.budget.times.to_string(), days: rules.budget.days.to_string(), choose: rules.choose }
    }

    fn read(&self, faults: &mut Faults) -> SurveyRules {
        SurveyRules {
            budget: AskBudget {
                times: faults.number("times", &self.times, 0, MOST_TIMES),
                days: faults.number("days", &self.days, 1, LONGEST_PERIOD),
            },
            choose: self.choose,
        }
    }
}

impl App {
    /// The surveys, and what holds of asking.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn surveys(&self, who: &Who) -> Result<Surveys> {
        authorise(who, Action::ReadSettings)?;
        let directory = self.directory().await?;
        let version = directory.survey_rules.as_ref().map_or(0, |found| found.version);
        let rules = Some(Versioned { value: directory.survey_rules(), version });
        Ok(Surveys { all: directory.surveys.clone(), rules })
    }

    /// Makes a survey, or changes one: appends a version, which is asked from now on. A form that changes nothing makes no
    /// version.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_survey(
        &self,
        who: &Who,
        id: Option<SurveyId>,
        expected: i64,
        form: SurveyForm,
    ) -> Result<(SurveyId, i64)> {
        let fresh: SurveyId = self.ports.id();
        self.edit(who, Permit::Administrator, (id, fresh, expected, form), |tx, edit, (id, fresh, expected, form)| {
            Box::pin(async move {
                let before = match id {
                    Some(id) => edit.directory.surveys.get(id).ok_or(AppError::NotFound("survey"))?.value.clone(),
                    None => Vec::new(),
                };
                let id = id.unwrap_or(*fresh);
                let versions = versions(edit, id, before, form)?;
                Ok((id, edit.save(tx, (kind::SURVEY, id.0), None, &versions, *expected).await?))
            })
        })
        .await
    }

    /// Says which survey a blueprint asks, and when: appends a version, which journeys that begin from now on run under.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn plan_survey(&self, who: &Who, id: BlueprintId, expected: i64, form: SurveyPlanForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                let surveys = &edit.directory.surveys;
                let changed = |newest: &Blueprint, faults: &mut Faults| Blueprint {
                    survey: form.read(surveys, &edit.directory.partners, faults),
                    ..newest.clone()
                };
                let version = edit.append_version(tx, *id, *expected, changed).await?;
                keep_standard(tx, edit).await?;
                Ok(version)
            })
        })
        .await
    }

    /// Says how often people are asked, and whether they can choose another organisation.
    ///
    /// # Errors
    /// Every fault of the form, a survey that asks people without a choice whether they would recommend, a denial, or a
    /// conflict with another change.
    pub async fn change_survey_rules(&self, who: &Who, expected: i64, form: SurveyRulesForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, form), |tx, edit, (expected, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let rules = form.read(&mut faults);
                let recommends = |survey: &Survey| {
                    survey.faults(false).iter().any(|fault| matches!(fault, SurveyFault::Recommend { .. }))
                };
                let newest = edit.directory.surveys.values().filter_map(|found| found.value.last());
                if !rules.choose && newest.clone().any(recommends) {
                    faults.add("choose", "invalid-survey-recommends");
                }
                faults.check()?;
                let own = edit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
                Ok(edit.save(tx, (kind::SURVEY_RULES, own.value.id.0), Some(OWN), &rules, *expected).await?)
            })
        })
        .await
    }
}

/// From here on the standard survey may be asked: what is asked is kept as it is.
async fn keep_standard(tx: &mut Tx, edit: &Edit) -> Result<()> {
    for (id, found) in edit.directory.surveys.iter().filter(|(_, found)| found.version == 0) {
        edit.save(tx, (kind::SURVEY, id.0), None, &found.value, 0).await?;
    }
    Ok(())
}

/// The versions of a survey with what a form makes of it.
fn versions(edit: &Edit, id: SurveyId, before: Vec<Survey>, form: &SurveyForm) -> Result<Vec<Survey>> {
    let last = before.last().map_or(0, |survey| survey.version);
    let mut faults = Faults::default();
    let read = form.read(id, last, edit.directory.survey_rules().choose, &mut faults);
    faults.check()?;
    let mut versions = before;
    if versions.last() != Some(&read) {
        versions.push(Survey { version: last + 1, ..read });
    }
    Ok(versions)
}
