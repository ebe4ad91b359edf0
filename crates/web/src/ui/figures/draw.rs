//! A chart drawn on the server, with the same as a table beside it. No text stands in the picture: it would be too small on a
//! telephone.

use regie_app::figures::{Chart, Dot, FOR_LIMITS};

use super::rows::{date, name, value};
use crate::cx::Cx;
use crate::pages::figures::{ChartView, Mark};
use crate::pages::parts::{Cell, Table, Tone};

/// The picture: its width, and between which heights points stand.
const WIDTH: f64 = 600.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 190.0;

/// Where points stand.
struct Frame {
    most: f64,
    step: f64,
}

impl Frame {
    fn of(chart: &Chart) -> Self {
        let highest = chart
            .dots
            .iter()
            .flat_map(|dot| [dot.value.map_or(0.0, |(value, _)| value), dot.limits.map_or(0.0, |limits| limits.high)]);
        let most = if chart.which.is_share() { 1.0 } else { highest.fold(1.0, f64::max) };
        let count = u32::try_from(chart.dots.len()).unwrap_or(u32::MAX);
        Self { most, step: WIDTH / f64::from(count.max(1)) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a picture is 600 wide")]
    fn x(&self, place: usize) -> i32 {
        let place = f64::from(u32::try_from(place).unwrap_or(u32::MAX));
        ((place + 0.5) * self.step).round() as i32
    }

    #[expect(clippy::cast_possible_truncation, reason = "a picture is 200 high")]
    fn y(&self, value: f64) -> i32 {
        (BOTTOM - (value / self.most).clamp(0.0, 1.0) * (BOTTOM - TOP)).round() as i32
    }
}

pub(super) fn chart(cx: &Cx, chart: &Chart) -> ChartView {
    let (frame, title) = (Frame::of(chart), name(cx, chart.which));
    let at = |dot: &Dot| dot.value.map(|(found, _)| value(cx, chart.which, found));
    let marks = chart.dots.iter().enumerate().filter_map(|(place, dot)| {
        let (found, _) = dot.value?;
        let label = format!("{}: {}", date(cx, dot.from), value(cx, chart.which, found));
        Some(Mark { x: frame.x(place), y: frame.y(found), signals: dot.signals(), label })
    });
    let shown = chart.dots.iter().filter(|dot| dot.value.is_some()).count();
    let signals = chart.dots.iter().filter(|dot| dot.signals()).count();
    let mut said = vec![cx.t2("figures-chart-said", "name", &title, "points", shown)];
    said.push(match chart.centre {
        Some(centre) => cx.t2("figures-chart-ordinary", "centre", value(cx, chart.which, centre), "out", signals),
        None => cx.tn("figures-chart-no-limits", FOR_LIMITS),
    });
    let ends = [0.0, frame.most].map(|end| value(cx, chart.which, end));
    let [low, high] = ends;
    let last = chart.dots.iter().rev().find_map(at);
    said.extend(last.map(|last| cx.t1("figures-chart-last", "value", last)));
    ChartView {
        id: format!("chart-{}", chart.which.code()),
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
fn paths(chart: &Chart, frame: &Frame, of: impl Fn(&Dot) -> Option<f64>) -> Vec<String> {
    let points: Vec<Option<String>> = chart
        .dots
        .iter()
        .enumerate()
        .map(|(place, dot)| of(dot).map(|found| format!("{} {}", frame.x(place), frame.y(found))))
        .collect();
    let runs = points.split(Option::is_none).filter(|run| run.len() > 1);
    runs.map(|run| format!("M{}", run.iter().flatten().cloned().collect::<Vec<_>>().join("L"))).collect()
}

fn table(cx: &Cx, chart: &Chart) -> Table {
    let columns = ["figures-when", "figures-value", "figures-count", "figures-ordinary"];
    let rows = chart.dots.iter().map(|dot| {
        let until = dot.until - jiff::SignedDuration::from_secs(1);
        let when = Cell::text(cx.t2("figures-from-to", "low", date(cx, dot.from), "high", date(cx, until)));
        let Some((found, of)) = dot.value else {
            return vec![when, Cell::text(cx.t("figures-too-few")), Cell::text(""), Cell::text("")];
        };
        let limits = dot.limits.map(|limits| {
            let [low, high] = [limits.low, limits.high].map(|end| value(cx, chart.which, end));
            cx.t2("figures-from-to", "low", low, "high", high)
        });
        let ordinary = match limits {
            Some(limits) if dot.signals() => Cell::tag(cx.t("figures-out"), Tone::Warn).second(&limits),
            limits => Cell::text(limits.unwrap_or_default()),
        };
        vec![when, Cell::text(value(cx, chart.which, found)), Cell::text(of.to_string()), ordinary]
    });
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows: rows.collect() }
}
