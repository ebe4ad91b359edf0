//! The figures: shown, and too few to show.

use regie_app::settings::organisation::TariffForm;

use super::{Pages, page, shell};
use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::figures::{ChartView, FiguresPage, Mark, Pick, ShownFigures};
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::shell::Nav;

pub(super) fn pages(cx: &Cx) -> Pages {
    vec![page("figures", whole(cx, true)), page("figures-few", whole(cx, false))]
}

fn table(cx: &Cx, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows }
}

fn whole(cx: &Cx, shown: bool) -> FiguresPage {
    let option = |value: &str, key: &str, chosen| (value.to_owned(), cx.t(key), chosen);
    let values = TariffForm::default();
    FiguresPage {
        cx: cx.clone(),
        shell: shell(Nav::Figures),
        picks: vec![
            Pick { name: "team", label: cx.t("figures-team"), options: vec![option("", "figures-every-team", true)] },
            Pick {
                name: "period",
                label: cx.t("figures-period"),
                options: vec![("year".to_owned(), cx.tn("figures-weeks", 52), true)],
            },
        ],
        range: cx.t2("figures-range", "from", "06-02-2017", "until", "04-02-2018"),
        shown: shown.then(|| figures(cx)),
        file: "/figures.csv?period=year".to_owned(),
        tariff: Some(
            Form::new(cx, "tariff-form", "/figures/tariff", "figures-tariff-save")
                .field("contact-minutes", "figures-contact-minutes", Input::Line("number"))
                .value(&values.contact),
        ),
        wrong: false,
    }
}

fn figures(cx: &Cx) -> ShownFigures {
    let text = |text: &str| Cell::text(text);
    let kept = vec![
        text(&cx.t("figure-kept")).second(cx.t("figure-what-kept")),
        text("83%"),
        text(&cx.t2("figures-from-to", "low", "77%", "high", "88%")),
        text("212"),
        text(&cx.t1("figures-points", "points", 11)),
    ];
    let few = vec![text(&cx.t("figure-second-visits")), text(&cx.t("figures-too-few")), text(""), text(""), text("")];
    let columns = ["figures-figure", "figures-value", "figures-between", "figures-count", "figures-step"];
    let mark = |x, y, signals| Mark { x, y, signals, label: "05-02-2018: 83%".to_owned() };
    ShownFigures {
        journeys: 240,
        figures: table(cx, &columns, vec![kept, few]),
        spent: table(
            cx,
            &["figures-spent-what", "figures-times", "figures-time", "figures-cost"],
            vec![vec![text(&cx.t("figures-chasers")), text("48"), text("–"), text("–")]],
        ),
        no_tariff: true,
        charts: vec![ChartView {
            id: "chart-kept".to_owned(),
            name: cx.t("figure-kept"),
            said: cx.t2("figures-chart-said", "name", cx.t("figure-kept"), "points", 3),
            scale: cx.t2("figures-chart-scale", "low", "0%", "high", "100%"),
            marks: vec![mark(100, 60, false), mark(300, 50, false), mark(500, 150, true)],
            lines: vec!["M100 60L300 50L500 150".to_owned()],
            centre: Some(60),
            limits: vec!["M100 20L500 20".to_owned(), "M100 120L500 120".to_owned()],
            table: table(
                cx,
                &["figures-when", "figures-value", "figures-count", "figures-ordinary"],
                vec![vec![text("05-02-2018"), text("20%"), text("24"), Cell::tag(cx.t("figures-out"), Tone::Warn)]],
            ),
        }],
    }
}
