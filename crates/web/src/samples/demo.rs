//! Samples of the demo.

use super::{Pages, at, page, say};
use crate::cx::Cx;
use crate::pages::demo::{DemoMail, DemoOutboxPage, DemoPage, DemoRole, DemoSignInPage, DemoSms, DemoStatus};
use crate::pages::tour::{TourPage, TourRow, TourSee, TourStep};

pub(super) fn pages(cx: &Cx) -> Pages {
    let role = |name: &str, nl: &str, en: &str| DemoRole {
        name: name.to_owned(),
        what: say(cx, nl, en).to_owned(),
        href: "/demo/sign-in/agent".to_owned(),
    };
    let index = DemoPage {
        cx: cx.clone(),
        organisation: Some("Gemeente Voorbeeldstad".to_owned()),
        roles: vec![
            role("Klantcontactcentrum", "Beantwoordt, draagt over, belooft.", "Answers, hands over, promises."),
            role("Technische dienst", "Neemt overdrachten aan.", "Accepts handovers."),
        ],
        stories: vec![TourRow {
            name: cx.t("tour-name-reimbursement"),
            about: cx.t("tour-about-reimbursement"),
            progress: Some(cx.t2("tour-progress", "done", 1, "of", 3)),
            href: "/demo/tour/reimbursement".to_owned(),
        }],
        others: vec![DemoStatus {
            name: "Glasvezel Voorbeeld".to_owned(),
            what: cx.t("demo-house-no-signal"),
            href: "http://127.0.0.1:8081/demo".to_owned(),
        }],
        statuses: vec![DemoStatus {
            name: say(cx, "Geld terug voor een verstopt riool", "Money back for a blocked sewer").to_owned(),
            what: say(cx, "Loopt", "Running").to_owned(),
            href: "/s/demo".to_owned(),
        }],
        tips: vec![cx.t("demo-tip-post")],
        said: Some(cx.t("said-demo-reset")),
    };
    let signin = DemoSignInPage {
        cx: cx.clone(),
        organisation: index.organisation.clone(),
        role: role("Klantcontactcentrum", "Beantwoordt, draagt over, belooft.", "Answers, hands over, promises."),
    };
    let outbox = DemoOutboxPage {
        cx: cx.clone(),
        organisation: index.organisation.clone(),
        mails: vec![DemoMail {
            id: "1".to_owned(),
            at: at("2018-02-05T09:21"),
            to: "bewoner@example.org".to_owned(),
            from: "vragen@example.org".to_owned(),
            subject: say(cx, "Wij hebben uw vraag", "We have your question").to_owned(),
            text: say(
                cx,
                "Dag,\n\nVolg uw vraag op https://voorbeeldstad.example.org/s/demo.",
                "Hello,\n\nFollow your question at https://voorbeeldstad.example.org/s/demo.",
            )
            .to_owned(),
            files: vec!["foto.png (4 kB)".to_owned()],
        }],
        texts: vec![DemoSms {
            at: at("2018-02-05T21:03"),
            to: "+31600000078".to_owned(),
            text: say(
                cx,
                "U belde ons. Meld het op https://voorbeeldstad.example.org/ask.",
                "You called us. Tell us at https://voorbeeldstad.example.org/ask.",
            )
            .to_owned(),
        }],
    };
    let empty = DemoOutboxPage { mails: Vec::new(), texts: Vec::new(), ..outbox.clone() };
    let tour = tour(cx);
    let past = TourPage { goes_on: false, said: Some((false, cx.t("tour-said-elsewhere"))), ..tour.clone() };
    let over = TourPage { over: true, steps: Vec::new(), said: None, ..tour.clone() };
    vec![
        page("demo", index),
        page("demo-signin", signin),
        page("demo-outbox", outbox),
        page("demo-outbox-empty", empty),
        page("demo-tour", tour),
        page("demo-tour-past", past),
        page("demo-tour-over", over),
    ]
}

fn tour(cx: &Cx) -> TourPage {
    let step = |number: usize, code: &str, done: bool, now: bool| TourStep {
        number,
        title: cx.t(&format!("tour-step-{code}")),
        look: cx.t(&format!("tour-look-{code}")),
        at: at("2018-02-05T09:20"),
        done: done.then(|| at("2018-02-05T09:20")),
        now,
        by_itself: now,
        see: vec![
            TourSee { text: cx.t("tour-see-form"), href: "/ask".to_owned(), sign_in: None },
            TourSee {
                text: cx.t1("tour-see-journey", "name", "Samira Haddou"),
                href: "/journeys/1".to_owned(),
                sign_in: Some("/demo/sign-in/agent".to_owned()),
            },
        ],
    };
    TourPage {
        cx: cx.clone(),
        organisation: Some("Gemeente Voorbeeldstad".to_owned()),
        code: "reimbursement".to_owned(),
        name: cx.t("tour-name-reimbursement"),
        about: cx.t("tour-about-reimbursement"),
        person: cx.t2("tour-person", "name", "Anja de Wit", "handles", "anja@example.net"),
        progress: cx.t2("tour-progress", "done", 1, "of", 3),
        steps: vec![
            step(1, "costs-mail", true, false),
            step(2, "costs-answer", false, true),
            step(3, "costs-sent", false, false),
        ],
        goes_on: true,
        over: false,
        said: Some((true, cx.t("tour-said-happened"))),
    }
}
