//! The mirror, that of a team, and the page for a works council.

use super::{Pages, at, page, say, shell};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::council::{CouncilPage, CouncilPart};
use crate::pages::journey::Fact;
use crate::pages::mirror::{MirrorItem, MirrorPage, ReplyForm, TeamMirrorPage};
use crate::pages::parts::{Cell, JourneyRef, Table, Tone};
use crate::pages::shell::Nav;
use crate::pages::surveys::{FeedbackPart, Moment, Said};

pub(super) fn pages(cx: &Cx) -> Pages {
    let own = own(cx);
    let colleagues =
        MirrorPage { of: Some("Sanne de Wit".to_owned()), items: Vec::new(), invite: None, looks: None, ..own.clone() };
    let (full, few) = (team(cx, true), team(cx, false));
    vec![
        page("mirror", own),
        page("mirror-of", colleagues),
        page("mirror-team", full),
        page("mirror-team-few", few),
        page("works-council", council(cx)),
    ]
}

fn own(cx: &Cx) -> MirrorPage {
    let said = Said {
        question: say(cx, "Hoe tevreden bent u over het geheel?", "How satisfied are you with the whole?").to_owned(),
        answer: cx.t2("feedback-of", "value", 9, "most", 10),
        words: false,
        tone: Tone::Ok,
        heard: None,
        about: None,
    };
    let item = MirrorItem {
        journey: JourneyRef {
            id: "0482".to_owned(),
            reference: "R-1802-0482".to_owned(),
            title: say(cx, "Fietspad", "Cycle path").to_owned(),
            customer: "Lotte Brand".to_owned(),
        },
        at: at("2018-02-07T20:00"),
        alone: Some(at("2018-02-09T17:00")),
        fades: at("2018-05-08T20:00"),
        part: FeedbackPart { stands: String::new(), said: vec![said], ..FeedbackPart::default() },
        moments: vec![Moment {
            seq: 4,
            at: at("2018-02-05T10:00"),
            what: say(cx, "Wij belden u.", "We called you.").to_owned(),
            well: Some(true),
        }],
        went: vec![Fact { name: cx.t("know-chasers"), value: "0".to_owned(), href: None }],
        reply: Some(say(cx, "Graag gedaan.", "You are welcome.").to_owned()),
        form: Some(ReplyForm { words: String::new(), error: Some(cx.t("invalid-empty")) }),
    };
    MirrorPage {
        cx: cx.clone(),
        shell: shell(Nav::Elsewhere),
        of: None,
        items: vec![item],
        more: Some("/mirror?after=6".to_owned()),
        teams: vec![("Klantcontactcentrum".to_owned(), "/mirror/team?team=1".to_owned())],
        hosts: vec![("Milan Bos".to_owned(), "/mirror/of/1".to_owned())],
        guests: vec![("2".to_owned(), "Femke Hart".to_owned(), at("2018-02-01T09:00"))],
        invite: Some(Form::new(cx, "invite", "/mirror/guests".to_owned(), "mirror-guest-add").field(
            "colleague",
            "mirror-guest",
            Input::Select(vec![Choice::new("2", "Femke Hart".to_owned())]),
        )),
        looks: Some(table(
            cx,
            &["mirror-look-who", "mirror-look-what", "mirror-look-when"],
            vec![vec![
                Cell::text("Femke Hart"),
                Cell::text(cx.t("mirror-looked-mirror")),
                Cell::text(cx.t("mirror-looked-changes")),
            ]],
        )),
    }
}

fn team(cx: &Cx, enough: bool) -> TeamMirrorPage {
    let columns = ["mirror-team-what", "figures-value", "figures-between", "mirror-team-of"];
    let row = |key: &str| {
        let between = cx.t2("figures-from-to", "low", "37%", "high", "86%");
        vec![Cell::text(cx.t(key)), Cell::text("67%"), Cell::text(&between), Cell::text("9")]
    };
    let text =
        ("/journeys/1".to_owned(), say(cx, "Fijn geholpen.", "Well helped.").to_owned(), vec!["Dank!".to_owned()]);
    TeamMirrorPage {
        cx: cx.clone(),
        shell: shell(Nav::Elsewhere),
        team: "Klantcontactcentrum".to_owned(),
        others: vec![("Schade".to_owned(), "/mirror/team?team=2".to_owned())],
        limits: regie_app::mirror::limits(),
        shares: enough.then(|| table(cx, &columns, vec![row("mirror-team-praised"), row("mirror-team-low")])),
        texts: if enough { vec![text] } else { Vec::new() },
    }
}

fn council(cx: &Cx) -> CouncilPage {
    let keys = ["council-what", "council-how-long"];
    let gone = vec![vec![Cell::text(cx.t("council-keeps-mirror")), Cell::text(cx.tn("council-days", 90))]];
    CouncilPage {
        cx: cx.clone(),
        shell: shell(Nav::Elsewhere),
        parts: vec![CouncilPart {
            id: "c-gone",
            title: cx.t("council-gone"),
            text: vec![cx.t("council-gone-text")],
            table: Some(table(cx, &keys, gone)),
        }],
    }
}

fn table(cx: &Cx, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows }
}
