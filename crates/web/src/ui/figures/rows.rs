//! The figures in words: value, interval, of how many, and what change they could show.

use regie_app::figures::{Figure, Figures, Shown, Spent, Told, Which};
use regie_app::locale::Lang;

use crate::cx::Cx;
use crate::pages::figures::ShownFigures;
use crate::pages::parts::{Cell, Table};
use crate::ui::figures::draw;

/// From which day until which day.
pub(super) fn range(cx: &Cx, found: &Figures) -> String {
    let until = found.until - jiff::SignedDuration::from_secs(1);
    cx.t2("figures-range", "from", date(cx, found.from), "until", date(cx, until))
}

/// A day of a week of the figures, which run from Monday by UTC.
pub(super) fn date(cx: &Cx, at: jiff::Timestamp) -> String {
    let day = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let order = if cx.lang == Lang::Nl { "%d-%m-%Y" } else { "%Y-%m-%d" };
    day.strftime(order).to_string()
}

pub(super) fn shown(cx: &Cx, found: &Figures, shown: &Shown) -> ShownFigures {
    ShownFigures {
        journeys: usize::try_from(shown.journeys).unwrap_or(usize::MAX),
        figures: table(cx, &shown.figures),
        spent: spent(cx, shown),
        no_tariff: found.tariff.is_none(),
        charts: shown.charts.iter().map(|chart| draw::chart(cx, chart)).collect(),
    }
}

pub(super) fn name(cx: &Cx, which: Which) -> String {
    cx.t(&format!("figure-{}", which.code()))
}

/// What exactly is counted.
pub(super) fn what(cx: &Cx, which: Which) -> String {
    cx.t(&format!("figure-what-{}", which.code()))
}

fn table(cx: &Cx, figures: &[Figure]) -> Table {
    let columns = ["figures-figure", "figures-value", "figures-between", "figures-count", "figures-step"];
    let rows = figures.iter().map(|figure| {
        let first = Cell::text(name(cx, figure.which)).second(what(cx, figure.which));
        let Some(told) = &figure.shown else {
            return vec![first, Cell::text(cx.t("figures-too-few")), Cell::text(""), Cell::text(""), Cell::text("")];
        };
        let cells = [value(cx, figure.which, told.estimate.value), between(cx, figure.which, told)];
        let of = told.of.to_string();
        let mut row = vec![first];
        row.extend(cells.into_iter().chain([of, step(cx, figure.which, told.step)]).map(Cell::text));
        row
    });
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows: rows.collect() }
}

pub(super) fn between(cx: &Cx, which: Which, told: &Told) -> String {
    let interval = told.estimate.interval;
    let [low, high] = [interval.low, interval.high].map(|end| value(cx, which, end));
    cx.t2("figures-from-to", "low", low, "high", high)
}

/// A figure in its unit: "67%", "1,4", "12,5 uur".
pub(super) fn value(cx: &Cx, which: Which, number: f64) -> String {
    if which.is_share() {
        return format!("{:.0}%", number * 100.0);
    }
    let text = decimal(cx, number);
    if which.is_hours() { cx.t1("figures-hours", "hours", text) } else { text }
}

fn step(cx: &Cx, which: Which, number: f64) -> String {
    if which.is_share() {
        return cx.t1("figures-points", "points", format!("{:.0}", (number * 100.0).ceil()));
    }
    value(cx, which, number)
}

pub(super) fn decimal(cx: &Cx, number: f64) -> String {
    cx.lang.decimal(&format!("{number:.1}"))
}

/// What contacts that need not have been took, and cost where somebody said what an hour costs.
fn spent(cx: &Cx, shown: &Shown) -> Table {
    let row = |key: &str, spent: &Spent| {
        let hours = spent.minutes.map(|minutes| cx.duration(i64::try_from(minutes).unwrap_or(0) * 60));
        let cost = spent.cost.map(|cost| cx.money(&cost.0));
        vec![
            Cell::text(cx.t(key)),
            Cell::text(spent.times.to_string()),
            Cell::text(hours.unwrap_or_else(|| "–".to_owned())),
            Cell::text(cost.unwrap_or_else(|| "–".to_owned())),
        ]
    };
    let columns = ["figures-spent-what", "figures-times", "figures-time", "figures-cost"];
    let rows = vec![
        row("figures-chasers", &shown.chasers),
        row("figures-repeats", &shown.repeats),
        row("figures-visits", &shown.visits),
    ];
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows }
}
