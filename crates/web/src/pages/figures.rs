//! The figures of journeys that closed: each with its interval and of how many, charts with the same as a table, and what they
//! may be used for.

use askama::Template;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::parts::{Tab, Table};
use crate::pages::shell::Shell;

/// One choice above the figures.
#[derive(Clone, Debug)]
pub struct Pick {
    /// Its name in the address.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What can be chosen: value, words, whether it is.
    pub options: Vec<(String, String, bool)>,
}

/// A point of a chart, in the units of its picture.
#[derive(Clone, Debug)]
pub struct Mark {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Whether it is out of the ordinary: it has another shape.
    pub signals: bool,
    /// What it says on pointing at it.
    pub label: String,
}

/// A chart.
#[derive(Clone, Debug)]
pub struct ChartView {
    /// Unique on the page.
    pub id: String,
    /// What it shows.
    pub name: String,
    /// The same in a sentence, for whoever does not see it.
    pub said: String,
    /// From what to what it is drawn.
    pub scale: String,
    /// The points.
    pub marks: Vec<Mark>,
    /// Lines between points that follow each other: a path each.
    pub lines: Vec<String>,
    /// The ordinary, from the top, where it is known.
    pub centre: Option<i32>,
    /// Its upper and lower edges: a path each.
    pub limits: Vec<String>,
    /// The same as a table.
    pub table: Table,
}

/// The figures of a group.
#[derive(Clone, Debug)]
pub struct ShownFigures {
    /// How many journeys.
    pub journeys: usize,
    /// Each figure.
    pub figures: Table,
    /// What contacts that need not have been took.
    pub spent: Table,
    /// Whether nobody said what an hour costs.
    pub no_tariff: bool,
    /// How some of them went.
    pub charts: Vec<ChartView>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "figures/page.html")]
pub struct FiguresPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What is counted from the record, and what customers answered.
    pub tabs: Vec<Tab>,
    /// What can be chosen.
    pub picks: Vec<Pick>,
    /// From which day until which day.
    pub range: String,
    /// The figures, where they may be shown.
    pub shown: Option<ShownFigures>,
    /// The same as a file.
    pub file: String,
    /// What an hour costs, for who may say so.
    pub tariff: Option<Form>,
    /// Whether that form comes back with something to mend.
    pub wrong: bool,
}

/// What was answered to one question.
#[derive(Clone, Debug)]
pub struct QuestionView {
    /// Unique on the page.
    pub id: String,
    /// What it measures, or what was asked.
    pub name: String,
    /// On which scale.
    pub scale: String,
    /// Its scores.
    pub scores: Table,
    /// The same weighed to all who were asked, in a sentence.
    pub weighed: Option<String>,
    /// How often each answer was given.
    pub spread: Table,
    /// How it went.
    pub chart: Option<ChartView>,
}

/// The figures of the answers of a group.
#[derive(Clone, Debug)]
pub struct ShownAnswersView {
    /// How many were asked, how many answered, and between what that lies, in a sentence.
    pub rate: String,
    /// Who was not asked, and why.
    pub unasked: Option<Table>,
    /// In what those who answered differ, and whether they do, in a sentence.
    pub bias: Option<(Table, String)>,
    /// The questions.
    pub questions: Vec<QuestionView>,
    /// Steps good, journey bad: in a sentence, and what goes together with it.
    pub steps: Option<(String, Table)>,
    /// What goes together with the score: in a sentence, and fact by fact.
    pub beside: Option<(String, Table)>,
}

/// The page of the answers.
#[derive(Clone, Debug, Template)]
#[template(path = "figures/answers.html")]
pub struct AnswersPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What is counted from the record, and what customers answered.
    pub tabs: Vec<Tab>,
    /// What can be chosen.
    pub picks: Vec<Pick>,
    /// From which day until which day.
    pub range: String,
    /// The figures, where they may be shown.
    pub shown: Option<ShownAnswersView>,
    /// What answers in words are about.
    pub topics: Option<Table>,
    /// What goes together with a broken promise.
    pub after: Option<Table>,
    /// The same as a file.
    pub file: String,
}
