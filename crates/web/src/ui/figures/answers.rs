//! What customers answered, in words: every score with its interval, of how many, and beside it who answered and who did not.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::figures::{
    After, AnswerFigures, Beside, Bias, Estimate, Interval, QuestionFigure, Score, ShownAnswers, StepsGap, Told,
    TopicFigure, Weighed, Went,
};
use regie_domain::codes::{Measure, Scale};
use regie_domain::survey::{Asked as Question, Form, KnownFact, SurveyRef};

use super::draw;
use super::rows::{date, decimal};
use super::{Asked, address, picks, tabs};
use crate::cx::Cx;
use crate::pages::figures::{AnswersPage, QuestionView, ShownAnswersView};
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::shell::Nav;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::journey::view::own_words;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The most charts: a page is to stay small.
const CHARTS: usize = 4;

pub(super) async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let query = asked.query();
    let found = web.app.answer_figures(&visit.who()?, query).await?;
    page(&AnswersPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Figures, asked.said.as_deref()).await?,
        tabs: tabs(&visit, query, true),
        picks: picks(&visit, query),
        range: range(&visit.cx, &found),
        shown: found.shown.as_ref().map(|shown| view(&visit, shown)),
        topics: (!found.topics.is_empty()).then(|| spoken_of(&visit, &found.topics)),
        after: found.after.as_ref().map(|after| afterwards(&visit.cx, after)),
        file: address("/figures.csv", query),
    })
}

/// From which day until which day it was decided whether to ask.
pub(super) fn range(cx: &Cx, found: &AnswerFigures) -> String {
    let until = found.until - jiff::SignedDuration::from_secs(1);
    cx.t2("figures-answers-range", "from", date(cx, found.from), "until", date(cx, until))
}

fn view(visit: &Visit, shown: &ShownAnswers) -> ShownAnswersView {
    let cx = &visit.cx;
    let question = |(place, figure): (usize, &QuestionFigure)| one(visit, place, figure);
    ShownAnswersView {
        rate: rate(cx, shown),
        unasked: (!shown.unasked.is_empty()).then(|| unasked(cx, shown)),
        bias: (!shown.bias.is_empty()).then(|| bias(cx, &shown.bias)),
        questions: shown.questions.iter().enumerate().map(question).collect(),
        steps: shown.steps.as_ref().map(|steps| gap(cx, shown, steps)),
        beside: shown.beside.as_ref().map(|found| beside(visit, found)),
    }
}

fn table(cx: &Cx, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows }
}

fn between(interval: Interval, cx: &Cx, value: impl Fn(f64) -> String) -> String {
    let [low, high] = [interval.low, interval.high].map(value);
    cx.t2("figures-from-to", "low", low, "high", high)
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// "67% (52% to 79%)"
pub(in crate::ui) fn share(cx: &Cx, estimate: Estimate) -> String {
    format!("{} ({})", percent(estimate.value), between(estimate.interval, cx, percent))
}

fn rate(cx: &Cx, shown: &ShownAnswers) -> String {
    let said = cx.t2("figures-rate-said", "asked", shown.asked, "share", percent(shown.rate.estimate.value));
    format!("{said} {}", cx.t1("figures-rate-between", "between", between(shown.rate.estimate.interval, cx, percent)))
}

fn unasked(cx: &Cx, shown: &ShownAnswers) -> Table {
    let rows = shown.unasked.iter().map(|(why, count)| {
        let why = why.map_or_else(|| cx.t("figures-other-reasons"), |why| words::not_asked(cx, why));
        vec![Cell::text(why), Cell::text(count.to_string())]
    });
    table(cx, &["figures-unasked", "figures-times"], rows.collect())
}

fn fact(cx: &Cx, fact: KnownFact) -> String {
    cx.t(&format!("figures-fact-{}", fact.code().replace('_', "-")))
}

fn bias(cx: &Cx, found: &[Bias]) -> (Table, String) {
    let rows = found.iter().map(|bias| {
        let cell = |(estimate, of): (Estimate, u64)| {
            Cell::text(share(cx, estimate)).second(cx.t1("figures-of-so-many", "count", of))
        };
        let difference = points(cx, bias.difference);
        let last = if bias.differs() {
            Cell::tag(cx.t("figures-bias-differs"), Tone::Warn)
        } else {
            Cell::text(cx.t("figures-bias-alike"))
        };
        vec![
            Cell::text(fact(cx, bias.fact)),
            cell(bias.answered),
            cell(bias.asked),
            bias.all.map_or_else(|| Cell::text(cx.t("figures-too-few")), cell),
            last.second(difference),
        ]
    });
    let columns = [
        "figures-bias-fact",
        "figures-bias-answered",
        "figures-bias-asked",
        "figures-bias-all",
        "figures-bias-difference",
    ];
    let said = if found.iter().any(Bias::differs) { "figures-bias-some" } else { "figures-bias-none" };
    (table(cx, &columns, rows.collect()), cx.t(said))
}

/// "4,2 (3,8 tot 4,6)"
pub(in crate::ui) fn mean(cx: &Cx, estimate: Estimate) -> String {
    format!("{} ({})", decimal(cx, estimate.value), between(estimate.interval, cx, |number| decimal(cx, number)))
}

/// What was answered to a question, a line for each score: what it is, the figure with where it lies, of how many.
pub(in crate::ui) fn lines(visit: &Visit, figure: &QuestionFigure) -> Vec<[String; 3]> {
    let cx = &visit.cx;
    let line = |(score, told): &(Score, Told)| {
        let what = format!("{}: {}", name(visit, figure.asked), score_name(visit, figure.asked, *score));
        let range = between(told.estimate.interval, cx, |number| value(cx, *score, number));
        [what, format!("{} ({range})", value(cx, *score, told.estimate.value)), told.of.to_string()]
    };
    figure.scores.iter().map(line).collect()
}

/// What a question is called.
pub(in crate::ui) fn question(visit: &Visit, figure: &QuestionFigure) -> String {
    name(visit, figure.asked)
}

/// The share of good answers, where the question has one.
pub(in crate::ui) fn share_told(figure: &QuestionFigure) -> Option<&Told> {
    figure.scores.iter().find(|(score, _)| *score == Score::Good).map(|(_, told)| told)
}

/// "+12 percentage points (3 to 21)"
pub(in crate::ui) fn points(cx: &Cx, difference: Estimate) -> String {
    let signed = |share: f64| format!("{:+.0}", share * 100.0);
    let value = cx.t1("figures-points", "points", signed(difference.value));
    format!("{value} ({})", between(difference.interval, cx, signed))
}

/// What a question is called: what it measures, or its own words.
pub(super) fn name(visit: &Visit, asked: Question) -> String {
    let own = own_question(visit, asked).map(|(name, _)| name);
    own.unwrap_or_else(|| words::measure(&visit.cx, asked.measure))
}

/// The words of an organisation's own question, and its choices.
fn own_question(visit: &Visit, asked: Question) -> Option<(String, Vec<String>)> {
    let (id, version, question) = asked.own?;
    let survey = visit.directory.survey_version(SurveyRef { id, version })?;
    let found = survey.question(question)?;
    let choices = match &found.form {
        Form::Choice { choices } => choices.iter().map(|choice| own_words(&visit.cx, choice)).collect(),
        Form::Scale { .. } | Form::Text {} => Vec::new(),
    };
    Some((own_words(&visit.cx, &found.words), choices))
}

fn one(visit: &Visit, place: usize, figure: &QuestionFigure) -> QuestionView {
    let cx = &visit.cx;
    let title = name(visit, figure.asked);
    let rows = figure.scores.iter().map(|(score, told)| {
        vec![
            Cell::text(score_name(visit, figure.asked, *score)),
            Cell::text(value(cx, *score, told.estimate.value)),
            Cell::text(between(told.estimate.interval, cx, |number| value(cx, *score, number))),
            Cell::text(told.of.to_string()),
            Cell::text(step(cx, *score, told)),
        ]
    });
    let columns = ["figures-score", "figures-value", "figures-between", "figures-answers-count", "figures-step"];
    let named = |answer: &u8| answer_name(visit, figure.asked, *answer);
    let spread = figure.spread.iter().map(|(answers, count)| {
        let of = match answers.as_slice() {
            [low, .., high] if figure.asked.scale != Scale::Choice => {
                cx.t2("figures-from-to", "low", named(low), "high", named(high))
            }
            all => all.iter().map(named).collect::<Vec<_>>().join(", "),
        };
        vec![Cell::text(of), Cell::text(count.to_string())]
    });
    QuestionView {
        id: format!("question-{place}"),
        name: title.clone(),
        scale: words::scale(cx, figure.asked.scale),
        scores: table(cx, &columns, rows.collect()),
        weighed: figure.weighed.map(|weighed| weight(cx, &weighed)),
        spread: table(cx, &["figures-answer", "figures-times"], spread.collect()),
        chart: if place < CHARTS {
            draw::question(cx, &cx.t1("figures-over-time", "name", &title), place, figure)
        } else {
            None
        },
    }
}

/// A score in its unit.
pub(super) fn value(cx: &Cx, score: Score, number: f64) -> String {
    match score {
        Score::Recommend => format!("{number:+.0}"),
        Score::Mean => decimal(cx, number),
        _ => percent(number),
    }
}

fn step(cx: &Cx, score: Score, told: &Told) -> String {
    match score {
        Score::Recommend => format!("{:.0}", told.step.ceil()),
        Score::Mean => decimal(cx, told.step),
        _ => cx.t1("figures-points", "points", format!("{:.0}", (told.step * 100.0).ceil())),
    }
}

fn weight(cx: &Cx, weighed: &Weighed) -> String {
    let effective = format!("{:.0}", weighed.effective);
    cx.t2("figures-weighed", "value", value(cx, weighed.score, weighed.value), "count", effective)
}

/// What a score is called on its scale.
pub(super) fn score_name(visit: &Visit, asked: Question, score: Score) -> String {
    let cx = &visit.cx;
    match score {
        Score::Recommend => cx.t("score-recommend"),
        Score::Mean => cx.t(if asked.scale == Scale::Grade { "score-grade" } else { "score-mean" }),
        Score::AsExpected => cx.t("score-as-expected"),
        Score::Worse => cx.t("score-worse"),
        Score::Good => cx.t(match (asked.scale, asked.measure) {
            (Scale::OneFive, _) => "score-good-one-five",
            (Scale::LowFive, _) => "score-good-low-five",
            (Scale::OneSeven, _) => "score-good-one-seven",
            (Scale::Compared, _) => "score-better",
            _ => "score-good-eight",
        }),
        Score::Of(answer) => answer_name(visit, asked, answer),
    }
}

fn answer_name(visit: &Visit, asked: Question, answer: u8) -> String {
    let cx = &visit.cx;
    if asked.scale == Scale::Compared {
        let keys = ["much-worse", "worse", "as-expected", "better", "much-better"];
        let key = usize::from(answer).checked_sub(1).and_then(|place| keys.get(place));
        return key.map_or_else(|| answer.to_string(), |key| cx.t(&format!("compared-{key}")));
    }
    let choices = own_question(visit, asked).map(|(_, choices)| choices).unwrap_or_default();
    let choice = usize::from(answer).checked_sub(1).and_then(|place| choices.get(place)).cloned();
    choice.unwrap_or_else(|| answer.to_string())
}

fn gap(cx: &Cx, shown: &ShownAnswers, steps: &StepsGap) -> (String, Table) {
    let said = cx.t2("figures-steps-said", "share", share(cx, steps.low.estimate), "count", steps.low.of);
    let mut rows: Vec<Vec<Cell>> = steps
        .facts
        .iter()
        .map(|(known, low, fine, difference)| {
            vec![
                Cell::text(fact(cx, *known)),
                Cell::text(share(cx, *low)),
                Cell::text(share(cx, *fine)),
                Cell::text(points(cx, *difference)),
            ]
        })
        .collect();
    let hours = |number: f64| cx.t1("figures-hours", "hours", decimal(cx, number));
    let silence = [steps.silence.0, steps.silence.1, steps.silence.0 - steps.silence.1].map(hours);
    rows.push(std::iter::once(cx.t("figure-silence-hours")).chain(silence).map(Cell::text).collect());
    // The scores of the steps beside that of the whole.
    let beside: Vec<String> = shown
        .questions
        .iter()
        .filter(|figure| matches!(figure.asked.measure, Measure::Friendly | Measure::Competent | Measure::Whole))
        .filter_map(|figure| {
            let (score, told) = figure.scores.first()?;
            let measured = words::measure(cx, figure.asked.measure);
            Some(format!("{measured}: {}", value(cx, *score, told.estimate.value)))
        })
        .collect();
    let columns = ["figures-bias-fact", "figures-steps-low", "figures-steps-fine", "figures-bias-difference"];
    (format!("{said} {}.", beside.join("; ")), table(cx, &columns, rows))
}

fn beside(visit: &Visit, found: &Beside) -> (String, Table) {
    let cx = &visit.cx;
    let asked = Question::parse(&found.question).map(|asked| name(visit, asked)).unwrap_or_default();
    let said = cx.t2("figures-beside-said", "question", asked, "count", found.answers);
    let together = cx.t1("figures-beside-together", "share", percent(found.together));
    let rows = found.facts.iter().map(|fact| {
        let interval = Interval { low: fact.between.0, high: fact.between.1 };
        let which = match (fact.may_be_nothing(), fact.up) {
            (true, _) => "figures-beside-nothing",
            (false, true) => "figures-beside-up",
            (false, false) => "figures-beside-down",
        };
        vec![
            Cell::text(cx.t(&format!("figures-beside-{}", fact.fact.replace('_', "-")))),
            Cell::text(percent(fact.shapley)),
            Cell::text(between(interval, cx, percent)),
            Cell::text(percent(fact.johnson)),
            Cell::text(cx.t(which)),
        ]
    });
    let columns =
        ["figures-bias-fact", "figures-beside-part", "figures-between", "figures-beside-johnson", "figures-beside-how"];
    (format!("{said} {together}"), table(cx, &columns, rows.collect()))
}

/// What a topic is called.
pub(super) fn topic_name(visit: &Visit, key: &str) -> String {
    let topics = visit.directory.listening();
    topics.get(key).map_or_else(|| key.to_owned(), |topic| own_words(&visit.cx, &topic.name))
}

fn spoken_of(visit: &Visit, found: &[TopicFigure]) -> Table {
    let cx = &visit.cx;
    let row = |figure: &TopicFigure| {
        let name = Cell::text(topic_name(visit, &figure.topic));
        let Some(told) = &figure.share else {
            return vec![name, Cell::text(cx.t("figures-too-few")), Cell::text("–"), Cell::text("–"), Cell::text("–")];
        };
        vec![
            name,
            Cell::text(percent(told.estimate.value)),
            Cell::text(between(told.estimate.interval, cx, percent)),
            Cell::text(told.of.to_string()),
            Cell::text(cx.t1("figures-points", "points", format!("{:.0}", (told.step * 100.0).ceil()))),
        ]
    };
    let columns = ["topic-column", "figures-value", "figures-between", "figures-topics-count", "figures-step"];
    table(cx, &columns, found.iter().map(row).collect())
}

fn afterwards(cx: &Cx, after: &After) -> Table {
    let row = |key: &str, went: &Option<Went>| {
        let went = went.as_ref()?;
        let cell = |(of, estimate): (u64, Estimate)| {
            Cell::text(share(cx, estimate)).second(cx.t1("figures-of-so-many", "count", of))
        };
        Some(vec![Cell::text(cx.t(key)), cell(went.broken), cell(went.kept), Cell::text(points(cx, went.difference))])
    };
    let rows = [row("figures-after-left", &after.left), row("figures-after-ordered", &after.ordered)];
    let columns = ["figures-after-what", "figures-after-broken", "figures-after-kept", "figures-bias-difference"];
    table(cx, &columns, rows.into_iter().flatten().collect())
}
