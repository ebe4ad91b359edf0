//! How it went: the page on which the customer says so, the part of a journey's page that shows it, and the page of who calls
//! back.

use askama::Template;
use jiff::Timestamp;
use regie_domain::codes::{Measure, Scale};
use regie_domain::survey::{Form as Asks, OnlyIf, Survey};

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::journey::{Fact, JourneyHead};
use crate::pages::parts::Tone;
use crate::pages::shell::{CustomerShell, Shell};
use crate::ui::journey::view::own_words;

/// The longest answer in words, in characters.
pub const LONGEST: usize = 4_000;

/// A question, as it is put.
#[derive(Clone, Debug)]
pub struct Put {
    /// The name that is posted.
    pub name: String,
    /// Its number, from 0.
    pub number: u16,
    /// What is asked.
    pub label: String,
    /// How it is answered.
    pub by: By,
    /// Whether it stands behind "tell more".
    pub more: bool,
    /// After which answer it is asked, in words, where it follows from one before it: the style sheet shows it once that is chosen.
    pub when: Option<String>,
    /// Who asks it and reads the answer, where that is a partner.
    pub asker: Option<String>,
    /// What was wrong with the answer.
    pub error: Option<String>,
}

/// How a question is answered.
#[derive(Clone, Debug)]
pub enum By {
    /// A place on a row of figures, with words at its ends.
    Row {
        /// The figures.
        picks: Vec<Pick>,
        /// What the first means.
        first: String,
        /// What the last means.
        last: String,
    },
    /// One of a few, in words.
    List(Vec<Pick>),
    /// Own words, with what was written.
    Words(String),
}

/// One answer that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Its value.
    pub value: u8,
    /// What stands at it.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// The questions that follow from it, by number, with blanks between.
    pub opens: String,
}

impl Put {
    /// The questions of a survey, unanswered.
    #[must_use]
    pub fn all(cx: &Cx, survey: &Survey) -> Vec<Self> {
        let numbered = || survey.questions.iter().zip(0_u16..);
        let opens = |number: u16, value: u8| {
            let follow = |only: &regie_domain::survey::OnlyIf| {
                only.question == number && (only.from..=only.until).contains(&value)
            };
            let following = numbered().filter(|(question, _)| question.only_if.as_ref().is_some_and(follow));
            following.map(|(_, number)| number.to_string()).collect::<Vec<_>>().join(" ")
        };
        let put = |(question, number): (&regie_domain::survey::SurveyQuestion, u16)| {
            let pick = |value: u8, label: String| Pick { value, label, chosen: false, opens: opens(number, value) };
            let by = match &question.form {
                Asks::Text {} => By::Words(String::new()),
                Asks::Choice { choices } => By::List(
                    choices.iter().zip(1_u8..).map(|(choice, value)| pick(value, own_words(cx, choice))).collect(),
                ),
                Asks::Scale { scale: Scale::Compared, .. } => {
                    By::List((1..=5).map(|value| pick(value, compared(cx, value))).collect())
                }
                Asks::Scale { scale, measure } => {
                    let (low, high) = scale.ends();
                    let (first, last) = ends(cx, *measure);
                    By::Row { picks: (low..=high).map(|value| pick(value, value.to_string())).collect(), first, last }
                }
            };
            let when = question.only_if.and_then(|only| when(cx, survey, only));
            let label = own_words(cx, &question.words);
            Self { name: format!("q{number}"), number, label, by, more: question.more, when, asker: None, error: None }
        };
        numbered().map(put).collect()
    }

    /// Whether it stands out of sight until an answer before it is chosen. What somebody wrote is never out of sight.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.when.is_some() && !matches!(&self.by, By::Words(words) if !words.is_empty())
    }

    /// What describes its field: after which answer it is asked, who asks it, and what was wrong.
    #[must_use]
    pub fn described(&self) -> Option<String> {
        let parts = [("when", self.when.is_some()), ("asker", self.asker.is_some()), ("error", self.error.is_some())];
        let named: Vec<String> =
            parts.iter().filter(|(_, there)| *there).map(|(part, _)| format!("{}-{part}", self.name)).collect();
        (!named.is_empty()).then(|| named.join(" "))
    }

    /// Chooses an answer, where there is such a one.
    pub fn choose(&mut self, value: u8) {
        if let By::Row { picks, .. } | By::List(picks) = &mut self.by
            && picks.iter().any(|pick| pick.value == value)
        {
            picks.iter_mut().for_each(|pick| pick.chosen = pick.value == value);
        }
    }

    /// Puts words in.
    pub fn say(&mut self, words: &str) {
        if let By::Words(said) = &mut self.by {
            words.clone_into(said);
        }
    }

    /// Whether something is filled in.
    #[must_use]
    pub fn filled(&self) -> bool {
        match &self.by {
            By::Row { picks, .. } | By::List(picks) => picks.iter().any(|pick| pick.chosen),
            By::Words(words) => !words.is_empty(),
        }
    }

    /// Where the summary of what was wrong jumps to.
    #[must_use]
    pub fn anchor(&self) -> String {
        match &self.by {
            By::Words(_) => self.name.clone(),
            By::Row { picks, .. } | By::List(picks) => {
                format!("{}-{}", self.name, picks.first().map_or(0, |pick| pick.value))
            }
        }
    }
}

/// After which answer a question is asked, in words.
fn when(cx: &Cx, survey: &Survey, only: OnlyIf) -> Option<String> {
    let earlier = survey.question(only.question)?;
    let (low, high) = earlier.form.ends()?;
    let (from, until) = (only.from.max(low), only.until.min(high));
    let worded = |word: &dyn Fn(u8) -> String| (from..=until).map(word).collect::<Vec<_>>().join(", ");
    let answers = match &earlier.form {
        Asks::Choice { choices } => worded(&|value| {
            let choice = usize::from(value).checked_sub(1).and_then(|at| choices.get(at));
            choice.map(|choice| own_words(cx, choice)).unwrap_or_default()
        }),
        Asks::Scale { scale: Scale::Compared, .. } => worded(&|value| compared(cx, value)),
        _ if from == until => from.to_string(),
        _ => cx.t2("feedback-only-range", "from", from, "until", until),
    };
    Some(cx.t2("feedback-only-if", "question", own_words(cx, &earlier.words), "answers", answers))
}

/// A place between much worse and much better than expected, in words.
#[must_use]
pub fn compared(cx: &Cx, value: u8) -> String {
    cx.t(match value {
        0 | 1 => "compared-much-worse",
        2 => "compared-worse",
        3 => "compared-as-expected",
        4 => "compared-better",
        _ => "compared-much-better",
    })
}

/// What the lowest and the highest figure of a scale mean.
fn ends(cx: &Cx, measure: Measure) -> (String, String) {
    let (first, last) = match measure {
        Measure::Whole => ("ends-whole-first", "ends-whole-last"),
        Measure::Recommend => ("ends-recommend-first", "ends-recommend-last"),
        Measure::Effort => ("ends-effort-first", "ends-effort-last"),
        Measure::Easy => ("ends-easy-first", "ends-easy-last"),
        Measure::Trust => ("ends-trust-first", "ends-trust-last"),
        Measure::Fairness => ("ends-fairness-first", "ends-fairness-last"),
        Measure::Friendly => ("ends-friendly-first", "ends-friendly-last"),
        Measure::Competent => ("ends-competent-first", "ends-competent-last"),
        Measure::Compared | Measure::Own => ("ends-own-first", "ends-own-last"),
    };
    (cx.t(first), cx.t(last))
}

/// A moment of the journey at which can be pointed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its place in the record.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What happened, in a few words.
    pub what: String,
    /// Whether it went well there; nothing where nobody pointed at it.
    pub well: Option<bool>,
}

/// The page on which the customer says how it went.
#[derive(Clone, Debug, Template)]
#[template(path = "surveys/page.html")]
pub struct FeedbackPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The address of the page that it belongs to; nothing where it is only looked at.
    pub back: Option<String>,
    /// What it is about.
    pub subject: String,
    /// Thanks, and what happens now: an answer is in.
    pub thanks: Vec<String>,
    /// What has to be known first: a score was chosen in a mail and nothing is sent yet.
    pub chosen: Option<String>,
    /// What can be filled in; nothing where the time is over.
    pub asked: Option<AskedForm>,
    /// How to be called all the same, where the words worry and nobody calls by itself.
    pub care: Option<Care>,
}

/// How to be called all the same.
#[derive(Clone, Debug)]
pub struct Care {
    /// Why it stands there.
    pub why: String,
    /// Whom to ring when it cannot wait, where somebody may come to harm.
    pub now: Option<String>,
    /// The form to be called; nothing where nothing can be asked here any more.
    pub call: Option<Form>,
}

/// What can be filled in.
#[derive(Clone, Debug)]
pub struct AskedForm {
    /// Where it is posted; nothing where it is only looked at.
    pub action: Option<String>,
    /// The words on its button.
    pub send: String,
    /// The questions.
    pub puts: Vec<Put>,
    /// The moments, oldest first.
    pub moments: Vec<Moment>,
    /// Whether there is somebody who would call.
    pub calls: bool,
    /// "Do not call me about it."
    pub no_call: bool,
    /// "Only for the figures."
    pub untraceable: bool,
    /// Whether an answer is in that this one takes the place of.
    pub again: bool,
    /// What was wrong with the whole.
    pub problem: Option<String>,
}

impl AskedForm {
    /// The questions of a survey, with nothing filled in.
    #[must_use]
    pub fn empty(cx: &Cx, survey: &Survey) -> Self {
        Self {
            action: None,
            send: cx.t("feedback-send"),
            puts: Put::all(cx, survey),
            moments: Vec::new(),
            calls: false,
            no_call: false,
            untraceable: false,
            again: false,
            problem: None,
        }
    }

    /// The questions that are put at first.
    pub fn first(&self) -> impl Iterator<Item = &Put> {
        self.puts.iter().filter(|put| !put.more)
    }

    /// The questions behind "tell more".
    pub fn rest(&self) -> impl Iterator<Item = &Put> {
        self.puts.iter().filter(|put| put.more)
    }

    /// Whether there is more to tell.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.rest().next().is_some()
    }

    /// Whether what stands behind "tell more" must be in sight.
    #[must_use]
    pub fn open(&self) -> bool {
        self.rest().any(|put| put.filled() || put.error.is_some())
    }

    /// Whether somebody pointed at a moment.
    #[must_use]
    pub fn pointed(&self) -> bool {
        self.moments.iter().any(|moment| moment.well.is_some())
    }

    /// Of each question that was wrong where it stands, and what was wrong.
    #[must_use]
    pub fn errors(&self) -> Vec<(String, String)> {
        let wrong = |put: &Put| Some((put.anchor(), format!("{} {}", put.label, put.error.as_ref()?)));
        self.puts.iter().filter_map(wrong).collect()
    }

    /// Whether anything was wrong.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.problem.is_some() || self.puts.iter().any(|put| put.error.is_some())
    }
}

/// What a customer answered, as those who handle the journey read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What was asked.
    pub question: String,
    /// What was answered, in words.
    pub answer: String,
    /// Whether that is own words.
    pub words: bool,
    /// Whether it praises, or says that somebody was let down.
    pub tone: Tone,
    /// What own words say, with the words that say it; nothing where no list knows one.
    pub heard: Option<HeardWords>,
    /// What own words are about, where they stand unmarked.
    pub about: Option<String>,
}

/// What own words say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardWords {
    /// How they sound and what they are about.
    pub says: String,
    /// The words in pieces, each with the style of what it tells; empty where it tells nothing.
    pub pieces: Vec<(String, &'static str)>,
}

/// How it went, on the page of a journey.
#[derive(Clone, Debug, Default)]
pub struct FeedbackPart {
    /// Where it stands: asked when, not asked and why.
    pub stands: String,
    /// The answers.
    pub said: Vec<Said>,
    /// The moments that the customer pointed at.
    pub pointed: Vec<Moment>,
    /// What the record says of the journey, beside the answer.
    pub measures: Vec<Fact>,
    /// "Steps good, journey bad."
    pub steps_good: bool,
    /// Whether the customer wants no call about it.
    pub no_call: bool,
    /// What was promised after it, in words.
    pub call: Option<String>,
    /// What it taught, in words.
    pub learned: Option<String>,
    /// Where it stands on one page, or is noted.
    pub link: Option<(String, String)>,
    /// Where it stands whom it is about, or what may be asked along.
    pub parts: Option<String>,
}

impl FeedbackPart {
    /// Whether there is an answer to show.
    #[must_use]
    pub fn answered(&self) -> bool {
        !self.said.is_empty()
    }
}

/// The page of who calls back.
#[derive(Clone, Debug, Template)]
#[template(path = "surveys/call.html")]
pub struct CallBackPage {
    /// Context.
    pub cx: Cx,
    /// The frame.
    pub shell: Shell,
    /// The journey.
    pub head: JourneyHead,
    /// The number at which the customer is called.
    pub phone: Option<String>,
    /// The answer.
    pub part: FeedbackPart,
    /// The promises that were not kept, in words.
    pub wrong: Vec<String>,
    /// How it went, by the record.
    pub went: Vec<Fact>,
    /// The moments of the journey, oldest first, as the customer saw them.
    pub moments: Vec<Moment>,
    /// What it taught; nothing for who only looks.
    pub learn: Option<Form>,
}

/// The page on which a member notes an answer that came on paper or by telephone.
#[derive(Clone, Debug, Template)]
#[template(path = "surveys/note.html")]
pub struct NotePage {
    /// Context.
    pub cx: Cx,
    /// The frame.
    pub shell: Shell,
    /// The journey.
    pub head: JourneyHead,
    /// What can be filled in.
    pub asked: AskedForm,
}
