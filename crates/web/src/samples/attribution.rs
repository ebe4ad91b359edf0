//! An answer by its parts, and the table of a chain: for who is signed in, and for a partner behind a link.

use super::{Pages, at, customer_shell, page, say, shell};
use crate::cx::Cx;
use crate::pages::attribution::{self as forms, PartRow, PartnerPartsPage, Parts, PartsPage};
use crate::pages::chain::{self, ChainLine, ChainPage, ChainPartnerPage, ChainTable};
use crate::pages::friendliness::{FriendlinessPage, FriendlinessPartnerPage, ShownFriendliness};
use crate::pages::parts::{Cell, Table};
use crate::pages::shell::Nav;

fn parts(cx: &Cx, base: &str) -> Parts {
    let row = |name: &str, percent: u32, open, form| PartRow {
        name: name.to_owned(),
        share: cx.t1("attribution-share", "percent", percent),
        why: vec![cx.t1("attribution-held", "time", cx.duration(172_800)), cx.tn("attribution-broken", 1_usize)],
        dispute: if open { vec![cx.t("attribution-waits")] } else { Vec::new() },
        open,
        gone: None,
        form,
    };
    let dispute = forms::dispute(cx, base, 0, "1:2");
    let judge = forms::judge(cx, base, 1, "1:3", Vec::new());
    Parts {
        said: super::surveys::part(cx).said,
        kept_back: true,
        parts: vec![
            row("Garage Voorbeeld", 75, false, Some((cx.t("attribution-dispute-head"), dispute))),
            row("Alarmcentrale", 25, true, Some((cx.t("attribution-judge-head"), judge))),
        ],
        replies: vec![("Garage Voorbeeld".to_owned(), at("2018-10-06T12:00"), "Dank u.".to_owned())],
        reply: Some(forms::reply(cx, base)),
        wishes: vec![("Garage Voorbeeld".to_owned(), "Was de leenauto schoon?".to_owned(), cx.t("wish-merged"))],
        wish: Some(forms::wish(cx, base)),
        ..Parts::default()
    }
}

fn table(cx: &Cx, acts: &str) -> ChainTable {
    let between = cx.t2("chain-between", "from", "Alarmcentrale", "to", "Garage Voorbeeld");
    ChainTable {
        blueprint: "1".to_owned(),
        of: cx.t2("chain-of", "kind", say(cx, "Schade", "Damage"), "month", say(cx, "oktober 2018", "October 2018")),
        months: vec![("/chain-review?month=2018-09".to_owned(), cx.t("chain-before"))],
        longest: vec![cx.t2("chain-longest-line", "between", &between, "hours", cx.lang.decimal("61.5"))],
        waits: Table {
            columns: ["chain-pair", "chain-times", "chain-hours"].map(|key| cx.t(key)).to_vec(),
            rows: vec![vec![Cell::text(&between), Cell::text("27"), Cell::text("61.5")]],
        },
        left_out: vec![cx.t("chain-few")],
        items: vec![ChainLine {
            what: cx.t("chain-day"),
            between,
            stands: cx.t("chain-free"),
            act: Some((format!("{acts}/take"), cx.t("chain-take"), "1".to_owned())),
        }],
        add: Some(chain::add(cx, format!("{acts}/add"), "1", &[("1".to_owned(), "Garage Voorbeeld".to_owned())])),
        heard: Some((
            Table {
                columns: ["chain-party", "friendliness-question", "figures-value", "figures-answers-count"]
                    .map(|key| cx.t(key))
                    .to_vec(),
                rows: vec![["Garage Voorbeeld", "Vriendelijk", "80%", "30"].map(Cell::text).to_vec()],
            },
            vec![cx.t1("chain-heard-alike", "question", "Vriendelijk")],
        )),
        file: Some("/chain-review.csv".to_owned()),
    }
}

fn friendliness(cx: &Cx, file: Option<String>) -> ShownFriendliness {
    let share = || format!("80% ({})", cx.t2("figures-from-to", "low", "63%", "high", "90%"));
    let texts = |cells: &[&str]| cells.iter().map(|text| Cell::text(*text)).collect::<Vec<_>>();
    let columns = |keys: &[&str]| keys.iter().map(|key| cx.t(key)).collect::<Vec<_>>();
    let marks = ["friendliness-month", "friendliness-friendly", "friendliness-interest", "friendliness-listened"];
    let heard = ["friendliness-month", "friendliness-question", "figures-value"];
    let few = cx.t("figures-too-few");
    let (october, september) = (say(cx, "oktober 2018", "October 2018"), say(cx, "september 2018", "September 2018"));
    ShownFriendliness {
        partner: "Garage Voorbeeld".to_owned(),
        nothing: false,
        together: Some(cx.t2("friendliness-together", "share", share(), "count", 30)),
        marks: Table {
            columns: columns(&marks),
            rows: vec![
                texts(&[october, &share(), &cx.lang.decimal("4.1"), &cx.lang.decimal("4.4")]),
                texts(&[september, &few, "", ""]),
            ],
        },
        heard: Table { columns: columns(&heard), rows: vec![texts(&[october, "Vriendelijk", &share()])] },
        beside: Some(Table {
            columns: columns(&["friendliness-other", "figures-bias-difference"]),
            rows: vec![texts(&["Garage Tweede", &cx.t1("friendliness-no-difference", "points", "+7")])],
        }),
        used: cx.t1("friendliness-agreed", "use", cx.t("figure-use-chain")),
        file,
    }
}

pub(super) fn pages(cx: &Cx) -> Pages {
    let desk = PartsPage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        head: super::journey::head(cx),
        part: parts(cx, "/journeys/0482/parts"),
    };
    let partner = PartnerPartsPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        said: None,
        number: "R-1810-0031".to_owned(),
        back: "/p/sample".to_owned(),
        part: parts(cx, "/p/sample/parts"),
    };
    let review = ChainPage {
        cx: cx.clone(),
        shell: shell(Nav::Figures),
        kinds: vec![
            ("1".to_owned(), say(cx, "Schade", "Damage").to_owned(), true),
            ("2".to_owned(), say(cx, "Pech", "Breakdown").to_owned(), false),
        ],
        table: Some(table(cx, "/chain-review")),
        partners: vec![("/partners/1/friendliness".to_owned(), "Garage Voorbeeld".to_owned())],
    };
    let guest = ChainPartnerPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        said: None,
        back: "/p/sample".to_owned(),
        chain: table(cx, "/p/sample/chain"),
    };
    let file = Some("/partners/1/friendliness.csv".to_owned());
    let friendly = FriendlinessPage { cx: cx.clone(), shell: shell(Nav::Figures), shown: friendliness(cx, file) };
    let to_partner = FriendlinessPartnerPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        back: "/p/sample".to_owned(),
        shown: ShownFriendliness { beside: None, ..friendliness(cx, None) },
    };
    vec![
        page("friendliness", friendly),
        page("friendliness-partner", to_partner),
        page("attribution", desk),
        page("attribution-partner", partner),
        page("chain-review", review),
        page("chain-review-partner", guest),
    ]
}
