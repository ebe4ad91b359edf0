//! A chart drawn on the server, with the same as a table beside it. No text stands in the picture: it would be too small on a
//! telephone.

use regie_app::figures::{Chart, Dot, FOR_LIMITS, QuestionFigure, Score};

use super::rows::{date, name, value};
use crate::cx::Cx;
use crate::pages::figures::{ChartView, Mark};
use crate::pages::parts::{Cell, Table, Tone};

/// The picture: its width, and between which heights points stand.
const WIDTH: f64 = 600.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 190.0;

/// What is drawn.
struct Drawn<'a> {
    id: String,
    name: String,
    dots: &'a [Dot],
    centre: Option<f64>,
    /// From what to what, where that is known before there are any points.
    ends: (f64, Option<f64>),
    /// A number in its unit.
    value: &'a dyn Fn(f64) -> String,
}

/// Where points stand.
struct Frame {
    least: f64,
    most: f64,
    step: f64,
}

impl Frame {
    fn of(drawn: &Drawn<'_>) -> Self {
        let highest = drawn
            .dots
            .iter()
            .flat_map(|dot| [dot.value.map_or(0.0, |(value, _)| value), dot.limits.map_or(0.0, |limits| limits.high)]);
        let most = drawn.ends.1.unwrap_or_else(|| highest.fold(1.0, f64::max));
        let count = u32::try_from(drawn.dots.len()).unwrap_or(u32::MAX);
        Self { least: drawn.ends.0, most, step: WIDTH / f64::from(count.max(1)) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a picture is 600 wide")]
    fn x(&self, place: usize) -> i32 {
        let place = f64::from(u32::try_from(place).unwrap_or(u32::MAX));
        ((place + 0.5) * self.step).round() as i32
    }

    #[expect(clippy::cast_possible_truncation, reason = "a picture is 200 high")]
    fn y(&self, value: f64) -> i32 {
        (BOTTOM - ((value - self.least) / (self.most - self.least)).clamp(0.0, 1.0) * (BOTTOM - TOP)).round() as i32
    }
}

/// A figure of journeys over time.
pub(super) fn chart(cx: &Cx, chart: &Chart) -> ChartView {
    let drawn = Drawn {
        id: format!("chart-{}", chart.which.code()),
        name: name(cx, chart.which),
        dots: &chart.dots,
        centre: chart.centre,
        ends: (0.0, chart.which.is_share().then_some(1.0)),
        value: &|number| value(cx, chart.which, number),
    };
    draw(cx, &drawn)
}

/// The first score of a question over time.
pub(super) fn question(cx: &Cx, name: &str, place: usize, figure: &QuestionFigure) -> Option<ChartView> {
    let score = figure.scores.first()?.0;
    let ends = if score == Score::Recommend { (-100.0, Some(100.0)) } else { (0.0, Some(1.0)) };
    let drawn = Drawn {
        id: format!("chart-{place}"),
        name: name.to_owned(),
        dots: &figure.dots,
        centre: figure.centre,
        ends,
        value: &|number| super::answers::value(cx, score, number),
    };
    Some(draw(cx, &drawn))
}

fn draw(cx: &Cx, chart: &Drawn<'_>) -> ChartView {
    let (frame, title) = (Frame::of(chart), chart.name.clone());
    let at = |dot: &Dot| dot.value.map(|(found, _)| (chart.value)(found));
    let marks = chart.dots.iter().enumerate().filter_map(|(place, dot)| {
        let (found, _) = dot.value?;
        let label = format!("{}: {}", date(cx, dot.from), (chart.value)(found));
        Some(Mark { x: frame.x(place), y: frame.y(found), signals: dot.signals(), label })
    });
    let shown = chart.dots.iter().filter(|dot| dot.value.is_some()).count();
    let signals = chart.dots.iter().filter(|dot| dot.signals()).count();
    let mut said = vec![cx.t2("figures-chart-said", "name", &title, "points", shown)];
    said.push(match chart.centre {
        Some(centre) => cx.t2("figures-chart-ordinary", "centre", (chart.value)(centre), "out", signals),
        None => cx.tn("figures-chart-no-limits", FOR_LIMITS),
    });
    let ends = [frame.least, frame.most].map(|end| (chart.value)(end));
    let [low, high] = ends;
    let last = chart.dots.iter().rev().find_map(at);
    said.extend(last.map(|last| cx.t1("figures-chart-last", "value", last)));
    ChartView {
        id: chart.id.clone(),
        said: said.join(" "),
        scale: format!("{} {}", cx.t2("figures-chart-scale", "low", low, "high", high), said[1]),
        marks: marks.collect(),
        lines: paths(chart, &frame, |dot| dot.value.map(|(found, _)| found)),
        centre: chart.centre.map(|centre| frame.y(centre)),
        limits: [true, false]
            .into_iter()
            .flat_map(|high| paths(chart, &frame, move |dot| dot.limits.map(|it| if high { it.high } else { it.low })))
            .collect(),
        table: table(cx, chart),
        name: title,
    }
}

/// Lines through points that follow each other; a gap where nothing may be shown.
fn paths(chart: &Drawn<'_>, frame: &Frame, of: impl Fn(&Dot) -> Option<f64>) -> Vec<String> {
    let points: Vec<Option<String>> = chart
        .dots
        .iter()
        .enumerate()
        .map(|(place, dot)| of(dot).map(|found| format!("{} {}", frame.x(place), frame.y(found))))
        .collect();
    let runs = points.split(Option::is_none).filter(|run| run.len() > 1);
    runs.map(|run| format!("M{}", run.iter().flatten().cloned().collect::<Vec<_>>().join("L"))).collect()
}

fn table(cx: &Cx, chart: &Drawn<'_>) -> Table {
    let columns = ["figures-when", "figures-value", "figures-count", "figures-ordinary"];
    let rows = chart.dots.iter().map(|dot| {
        let until = dot.until - jiff::SignedDuration::from_secs(1);
        let when = Cell::text(cx.t2("figures-from-to", "low", date(cx, dot.from), "high", date(cx, until)));
        let Some((found, of)) = dot.value else {
            return vec![when, Cell::text(cx.t("figures-too-few")), Cell::text(""), Cell::text("")];
        };
        let limits = dot.limits.map(|limits| {
            let [low, high] = [limits.low, limits.high].map(|end| (chart.value)(end));
            cx.t2("figures-from-to", "low", low, "high", high)
        });
        let ordinary = match limits {
            Some(limits) if dot.signals() => Cell::tag(cx.t("figures-out"), Tone::Warn).second(&limits),
            limits => Cell::text(limits.unwrap_or_default()),
        };
        vec![when, Cell::text((chart.value)(found)), Cell::text(of.to_string()), ordinary]
    });
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows: rows.collect() }
}
