//! The figures: shown, and too few to show.

use regie_app::settings::organisation::TariffForm;

use super::{Pages, page, shell};
use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::figures::{
    AnswersPage, ChartView, FiguresPage, Mark, Pick, QuestionView, ShownAnswersView, ShownFigures,
};
use crate::pages::parts::{Cell, Tab, Table, Tone};
use crate::pages::shell::Nav;

pub(super) fn pages(cx: &Cx) -> Pages {
    vec![
        page("figures", whole(cx, true)),
        page("figures-few", whole(cx, false)),
        page("figures-answers", answers(cx, true)),
        page("figures-answers-few", answers(cx, false)),
    ]
}

fn tabs(cx: &Cx, answers: bool) -> Vec<Tab> {
    let tab = |href: &str, key: &str, current| Tab { href: href.to_owned(), label: cx.t(key), count: None, current };
    vec![
        tab("/figures?period=year", "figures-of-record", !answers),
        tab("/figures/answers?period=year", "figures-of-answers", answers),
    ]
}

fn answers(cx: &Cx, shown: bool) -> AnswersPage {
    let record = whole(cx, false);
    let text = |text: &str| Cell::text(text);
    let between = cx.t2("figures-from-to", "low", "31%", "high", "52%");
    let score = vec![
        text(&cx.t("score-better")),
        text("41%"),
        text(&between),
        text("84"),
        text(&cx.t1("figures-points", "points", 22)),
    ];
    let bias = vec![
        text(&cx.t("figures-fact-broken")),
        text("12%").second(cx.t1("figures-of-so-many", "count", 84)),
        text("9%").second(cx.t1("figures-of-so-many", "count", 240)),
        text(&cx.t("figures-too-few")),
        Cell::tag(cx.t("figures-bias-differs"), Tone::Warn).second("+5 (1 tot 11)"),
    ];
    let chart = figures(cx).charts.into_iter().next();
    let view = ShownAnswersView {
        rate: cx.t2("figures-rate-said", "asked", 240, "share", "35%"),
        unasked: Some(table(
            cx,
            &["figures-unasked", "figures-times"],
            vec![vec![text(&cx.t("figures-other-reasons")), text("12")]],
        )),
        bias: Some((
            table(
                cx,
                &[
                    "figures-bias-fact",
                    "figures-bias-answered",
                    "figures-bias-asked",
                    "figures-bias-all",
                    "figures-bias-difference",
                ],
                vec![bias],
            ),
            cx.t("figures-bias-some"),
        )),
        questions: vec![QuestionView {
            id: "question-0".to_owned(),
            name: cx.t("measure-compared"),
            scale: cx.t("scale-compared"),
            scores: table(
                cx,
                &["figures-score", "figures-value", "figures-between", "figures-answers-count", "figures-step"],
                vec![score],
            ),
            weighed: Some(cx.t2("figures-weighed", "value", "44%", "count", 71)),
            spread: table(
                cx,
                &["figures-answer", "figures-times"],
                vec![vec![text(&cx.t("compared-better")), text("20")]],
            ),
            chart,
        }],
        steps: Some((
            cx.t2("figures-steps-said", "share", "18%", "count", 60),
            table(
                cx,
                &["figures-bias-fact", "figures-steps-low", "figures-steps-fine", "figures-bias-difference"],
                vec![vec![text(&cx.t("figures-fact-chased")), text("61%"), text("12%"), text("+49")]],
            ),
        )),
        beside: Some((
            cx.t2("figures-beside-said", "question", cx.t("measure-whole"), "count", 84),
            table(
                cx,
                &[
                    "figures-bias-fact",
                    "figures-beside-part",
                    "figures-between",
                    "figures-beside-johnson",
                    "figures-beside-how",
                ],
                vec![vec![
                    text(&cx.t("figures-beside-silence-hours")),
                    text("19%"),
                    text(&cx.t2("figures-from-to", "low", "8%", "high", "30%")),
                    text("17%"),
                    text(&cx.t("figures-beside-down")),
                ]],
            ),
        )),
    };
    AnswersPage {
        cx: cx.clone(),
        shell: record.shell,
        tabs: tabs(cx, true),
        picks: record.picks,
        range: cx.t2("figures-answers-range", "from", "06-02-2017", "until", "07-01-2018"),
        shown: shown.then_some(view),
        topics: shown.then(|| {
            let few =
                vec![text(&cx.t("topics-title")), text(&cx.t("figures-too-few")), text("–"), text("–"), text("–")];
            let columns = ["topic-column", "figures-value", "figures-between", "figures-topics-count", "figures-step"];
            table(cx, &columns, vec![vec![text("Wachten"), text("41%"), text(&between), text("84"), text("22")], few])
        }),
        after: shown.then(|| {
            table(
                cx,
                &["figures-after-what", "figures-after-broken", "figures-after-kept", "figures-bias-difference"],
                vec![vec![text(&cx.t("figures-after-left")), text("14%"), text("6%"), text("+8")]],
            )
        }),
        file: "/figures.csv?period=year".to_owned(),
    }
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
        tabs: tabs(cx, false),
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
