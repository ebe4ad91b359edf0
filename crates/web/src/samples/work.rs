//! Samples of My work.

use super::{Page, at, page, say, shell};
use crate::cx::Cx;
use crate::pages::parts::{JourneyRef, Tab};
use crate::pages::shell::{MailState, Nav, Notice};
use crate::pages::work::SilentRow;
use crate::pages::work::{
    AnswerRow, ArrivalStrip, CopyRow, DisputeRow, EndingRow, FirstRow, MoveRow, OtherReason, Reason, WorkPage, WorkRow,
};

pub(super) fn journey_ref(number: &str, title: &str, customer: &str) -> JourneyRef {
    JourneyRef {
        id: number.to_owned(),
        reference: format!("R-1802-{number}"),
        title: title.to_owned(),
        customer: customer.to_owned(),
    }
}

pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let row = |number: &str, title: (&str, &str), who: &str, reason, due: Option<&str>, what: (&str, &str), more| {
        let journey = journey_ref(number, say(cx, title.0, title.1), who);
        WorkRow {
            href: journey.href(),
            journey,
            reason,
            due: due.map(at),
            what: say(cx, what.0, what.1).to_owned(),
            team: "Klantcontactcentrum".to_owned(),
            instead: (number == "0035").then(|| cx.t2("absence-covers", "name", "M. Voorbeeld", "when", "9 februari")),
            assignee: (more == 0).then(|| "M. Voorbeeld".to_owned()),
            others: (0..more)
                .map(|_| OtherReason {
                    reason: Reason::GivenBack,
                    due: Some(at("2018-02-09T12:00")),
                    what: say(
                        cx,
                        "Teruggegeven door Burgerzaken: Hoort niet bij ons",
                        "Given back by Civil affairs: Not ours",
                    )
                    .to_owned(),
                    href: "/journeys/0017".to_owned(),
                })
                .collect(),
        }
    };
    let rows = vec![
        row(
            "0017",
            ("Paspoort nog niet klaar", "Passport not ready yet"),
            "Familie Proef",
            Reason::PromiseBroken,
            Some("2018-02-08T09:00"),
            ("U krijgt uw paspoort vóór woensdag 17.00 uur.", "You get your passport before Wednesday 17:00."),
            1,
        ),
        row(
            "0023",
            ("Lantaarnpaal kapot in de Proefstraat", "Street lamp broken in Proefstraat"),
            "bewoner@example.org",
            Reason::Silent,
            Some("2018-02-08T09:20"),
            ("Drie werkdagen niets gehoord.", "Heard nothing for three working days."),
            0,
        ),
        row(
            "0482",
            ("Geld terug voor een verstopt riool", "Money back for a blocked sewer"),
            "Bewoner Voorbeeld",
            Reason::OfferToAnswer,
            Some("2018-02-08T11:30"),
            ("Technische dienst vraagt: wie betaalt de loodgieter?", "Technical service asks: who pays the plumber?"),
            0,
        ),
        row(
            "0031",
            ("Verhuizing doorgeven", "Reporting a move"),
            "0000-000000",
            Reason::Call,
            Some("2018-02-08T13:00"),
            (
                "Bellen na 13 uur, over een formulier dat niet opent.",
                "Call after 13:00, about a form that does not open.",
            ),
            0,
        ),
        row(
            "0034",
            ("Bijzondere bijstand", "Special assistance"),
            "Bewoner Test",
            Reason::CustomerWrote,
            None,
            ("“Hierbij de gevraagde loonstrook.”", "“Here is the pay slip you asked for.”"),
            0,
        ),
        row(
            "0035",
            ("Overhangende takken", "Overhanging branches"),
            "tuin@example.net",
            Reason::BallHere,
            Some("2018-02-12T17:00"),
            ("Kijken of het een gemeentelijke boom is.", "See if it is a municipal tree."),
            0,
        ),
    ];
    let tab = |href: &str, nl, en, count, current| Tab {
        href: href.to_owned(),
        label: say(cx, nl, en).to_owned(),
        count: Some(count),
        current,
    };
    let full = WorkPage {
        cx: cx.clone(),
        shell: shell(Nav::Work),
        tabs: vec![
            tab("/work", "Van mij en mijn team", "Mine and my team’s", 6, true),
            tab("/work?tab=mine", "Alleen van mij", "Only mine", 4, false),
        ],
        arrivals: ArrivalStrip { confirm: 1, quarantine: 1, parked: 0, due: Some(at("2018-02-08T12:00")) },
        calls: super::calls::ringing(cx),
        rows,
        take: true,
        first_day: vec![
            FirstRow {
                title: cx.t("first-day-call"),
                help: cx.t("first-day-call-help"),
                href: "/calls/new".to_owned(),
                done: true,
            },
            FirstRow {
                title: cx.t("first-day-handover"),
                help: cx.t("first-day-handover-help"),
                href: "/handovers".to_owned(),
                done: false,
            },
        ],
        answers: vec![AnswerRow {
            id: "s1".to_owned(),
            journey: journey_ref("0011", say(cx, "Dubbele factuur", "Double invoice"), "Bewoner Test"),
            owner: "Administratie".to_owned(),
            at: at("2018-02-07T16:10"),
        }],
        disputes: vec![DisputeRow {
            journey: journey_ref("0012", say(cx, "Schade aan de auto", "Damage to the car"), "Bewoner Test"),
            partner: "Garage Test".to_owned(),
            at: at("2018-02-07T15:30"),
        }],
        done: vec![("z1".to_owned(), "De terugbelafspraak".to_owned())],
        moves: vec![MoveRow {
            id: "y1".to_owned(),
            words: format!(
                "{} {}",
                cx.t2("work-system-moved", "system", "Facturatie", "team", "Administratie"),
                cx.tn("work-system-moved-n", 14)
            ),
            at: at("2018-02-07T16:10"),
            href: Some("/block-list?tab=all".to_owned()),
        }],
        mirror: 1,
        silent: vec![SilentRow {
            journey: journey_ref("0012", say(cx, "Pas kwijt", "Lost pass"), "Bewoner Test"),
            effort: 7,
        }],
        whys: regie_domain::codes::SilentWhy::ALL
            .iter()
            .map(|why| (why.code().to_owned(), cx.t(&format!("silent-why-{}", why.code()))))
            .collect(),
        endings: vec![EndingRow {
            journey: journey_ref("0011", say(cx, "Lamp in de steeg", "Lamp in the alley"), "Bewoner Test"),
            how: say(cx, "Opgelost volgens de inwoner", "Solved, says the resident").to_owned(),
            at: at("2018-02-07T16:10"),
            words: Some(say(cx, "Hij brandt weer. Dank!", "It is on again. Thanks!").to_owned()),
            told: Some(say(cx, "De lamp is vervangen.", "The lamp was replaced.").to_owned()),
        }],
        copies: vec![CopyRow {
            journey: JourneyRef {
                id: "0483".to_owned(),
                reference: "R-1802-0483".to_owned(),
                title: say(cx, "Stoep verzakt", "Sunken pavement").to_owned(),
                customer: "stoep@example.net".to_owned(),
            },
            mailbox: "wegen@example.org".to_owned(),
            at: at("2018-02-08T08:40"),
            holder: "Technische dienst".to_owned(),
        }],
        next: None,
        more: None,
    };
    let mut empty = full.clone();
    empty.rows.clear();
    empty.copies.clear();
    empty.endings.clear();
    empty.silent.clear();
    empty.mirror = 0;
    empty.answers.clear();
    empty.moves.clear();
    empty.first_day.clear();
    empty.take = false;
    empty.arrivals = ArrivalStrip { confirm: 0, quarantine: 0, parked: 0, due: None };
    empty.next = Some((at("2018-02-09T09:00"), full.rows[0].what.clone()));
    empty.shell.mail = MailState::Trial;
    let mut notice = Notice::done(say(cx, "Bericht verstuurd.", "Message sent."));
    notice.undo = Some("/journeys/0482/undo".to_owned());
    empty.shell.notice = Some(notice);
    vec![page("work", full), page("work-empty", empty)]
}
