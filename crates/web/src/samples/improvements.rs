//! Improvements: the board, one of them, what was done, and the points of a meeting.

use super::{Pages, at, page, shell};
use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::improvements::{
    BoardPage, CardLine, DoneLine, DonePage, HuddlePage, ImprovementPage, NotedLine, PointLine, SourceLine, StepPart,
};
use crate::pages::parts::{Tab, Tone};
use crate::pages::shell::Nav;

pub(super) fn pages(cx: &Cx) -> Pages {
    vec![
        page("improvements", board(cx)),
        page("improvement", one(cx)),
        page("improvements-done", done(cx)),
        page("huddle", huddle(cx)),
    ]
}

fn tabs(cx: &Cx) -> Vec<Tab> {
    let tab = |href: &str, key: &str, current| Tab { href: href.to_owned(), label: cx.t(key), count: None, current };
    vec![tab("/improvements", "improvements-board", true), tab("/improvements/done", "improvements-done", false)]
}

fn source(cx: &Cx) -> SourceLine {
    SourceLine {
        code: "signal:1:2".to_owned(),
        kind: cx.t("source-signal"),
        on: "Verstopt riool (R-1802-0007)".to_owned(),
        href: "/signals/1".to_owned(),
        at: Some(at("2018-02-06T09:00")),
    }
}

fn board(cx: &Cx) -> BoardPage {
    BoardPage {
        cx: cx.clone(),
        shell: shell(Nav::Improvements),
        tabs: tabs(cx),
        huddle: "/huddle".to_owned(),
        gathered: Some(vec![source(cx)]),
        make: Some(Form::new(cx, "improvement", "/improvements", "improvement-make").field(
            "title",
            "improvement-title",
            Input::Line("text"),
        )),
        steps: vec![StepPart {
            id: "tried",
            name: cx.t("improvement-step-tried"),
            cards: vec![CardLine {
                href: "/improvements/1".to_owned(),
                title: "Terugbellen voor tien uur".to_owned(),
                owner: "Riolering".to_owned(),
                state: cx.t1("improvement-until", "when", "04-06-2018"),
                tone: Tone::Wait,
            }],
        }],
    }
}

fn one(cx: &Cx) -> ImprovementPage {
    let noted = |words: &str| NotedLine { at: at("2018-02-06T09:00"), words: words.to_owned() };
    ImprovementPage {
        cx: cx.clone(),
        shell: shell(Nav::Improvements),
        title: "Terugbellen voor tien uur".to_owned(),
        owner: "Riolering".to_owned(),
        step: cx.t("improvement-step-tried"),
        tone: Tone::Wait,
        answer_by: Some(at("2018-02-20T17:00")),
        sources: vec![source(cx)],
        shielded: 1,
        found: vec![noted("Klanten bellen vooral in de ochtend.")],
        what: Some("Wij bellen voor tien uur terug.".to_owned()),
        terms: vec![(cx.t("improvement-starts"), "05-03-2018".to_owned())],
        verdict: Some((cx.t("improvement-worked"), cx.t("improvement-by-chart"), Tone::Ok)),
        chart: None,
        stopped: Some(noted("Het systeem kan het niet.")),
        done: vec!["Wij bellen nu altijd voor tien uur terug.".to_owned()],
        heard: vec![cx.tn("improvement-heard-message", 2)],
        hear: Some("/improvements/1/heard".to_owned()),
        investigate: Some(Form::new(cx, "investigate", "/improvements/1/found", "improvement-found-save")),
        register: Some(Form::new(cx, "register-form", "/improvements/1/register", "improvement-register-save")),
        tell: Some(Form::new(cx, "tell-form", "/improvements/1/tell", "improvement-tell-save")),
        stop: Some(Form::new(cx, "stop-form", "/improvements/1/stop", "improvement-stop-save").danger()),
    }
}

fn done(cx: &Cx) -> DonePage {
    DonePage {
        cx: cx.clone(),
        shell: shell(Nav::Improvements),
        tabs: tabs(cx),
        rows: vec![DoneLine {
            id: "1".to_owned(),
            title: "Terugbellen voor tien uur".to_owned(),
            words: "Wij bellen nu altijd voor tien uur terug.".to_owned(),
            owner: "Riolering".to_owned(),
            at: at("2018-02-06T09:00"),
            verdict: Some(cx.t("improvement-worked")),
            unread: true,
        }],
    }
}

fn huddle(cx: &Cx) -> HuddlePage {
    HuddlePage {
        cx: cx.clone(),
        shell: shell(Nav::Improvements),
        pick: None,
        team: "Riolering".to_owned(),
        since: at("2018-02-01T10:00"),
        points: vec![PointLine {
            icon: "thumbs-up",
            what: cx.t("huddle-well"),
            title: "Verstopt riool (R-1802-0007)".to_owned(),
            href: "/journeys/1".to_owned(),
            ask: cx.t("huddle-well-ask"),
        }],
    }
}
