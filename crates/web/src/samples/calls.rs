//! Samples of the telephone note and of a letter that is printed.

use super::{Page, at, page, say, shell};
use crate::cx::Cx;
use crate::pages::calls::{CallPage, CallStart, CallsNow, Found, Meant, NotedPage, RingingRow, form};
use crate::pages::letters::{CodePage, LetterPage, PaperWords, Sheet};
use crate::pages::parts::{Banner, Tone};
use crate::pages::shell::Nav;

/// The note: empty, with a number that was found and a fault, and kept; a letter with and without an address.
pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let start = CallStart {
        number: String::new(),
        name: String::new(),
        blueprints: vec![("1".to_owned(), say(cx, "Vergoeding", "Reimbursement").to_owned())],
        blueprint: "1".to_owned(),
        closings: vec![("0", at("2018-02-08T17:00")), ("1", at("2018-02-09T17:00")), ("5", at("2018-02-15T17:00"))],
    };
    let blank = CallPage { cx: cx.clone(), shell: shell(Nav::Calls), form: form(cx, &start), found: Found::default() };
    let mut wrong = CallPage { found: found(cx), ..blank.clone() };
    wrong.form = wrong.form.fill(&[("number".to_owned(), "06 00 00 00 78".to_owned())]);
    wrong.form.error("text", cx.t("invalid-empty"));
    let head = super::journey::head(cx);
    let noted = NotedPage {
        cx: cx.clone(),
        shell: shell(Nav::Calls),
        contact: "7".to_owned(),
        text: say(cx, "Vraagt of er al nieuws is.", "Asks for news.").to_owned(),
        read: Some(cx.t("call-read-news")),
        taps: vec![("/journeys/0482/contacts/7/asks/something".to_owned(), cx.t("tap-not-chaser"))],
        promises: vec![say(cx, "Bericht, uiterlijk vrijdag 17.00 uur", "News, by Friday 17:00").to_owned()],
        moves: true,
        head,
    };
    let bare = Sheet { to: vec!["Bewoner Voorbeeld".to_owned()], text: None, ..sheet(cx) };
    let missing = Banner::new(Tone::Warn, "triangle-alert", cx.t("letter-no-address"));
    vec![
        page("letter-code", wrong_code(cx)),
        page("call", blank),
        page("call-found", wrong),
        page("call-noted", noted),
        page("letter", LetterPage { cx: cx.clone(), banners: Vec::new(), letter: sheet(cx) }),
        page("letter-bare", LetterPage { cx: cx.clone(), banners: vec![missing], letter: bare }),
    ]
}

fn found(cx: &Cx) -> Found {
    let meant = |id: &str, title: &str, chosen| Meant {
        id: id.to_owned(),
        reference: "R-1802-0482".to_owned(),
        title: title.to_owned(),
        line: cx.t1("call-with", "team", "Klantcontactcentrum"),
        chosen,
    };
    let sewer = say(cx, "Geld terug voor een verstopt riool", "Money back for a blocked sewer");
    Found {
        brief: Vec::new(),
        line: Some(cx.t1("call-found", "name", "Bewoner Voorbeeld")),
        known: true,
        journeys: vec![meant("1", sewer, true), meant("2", say(cx, "Scheve stoeptegel", "Loose paving"), false)],
        new: false,
        shielded: 1,
    }
}

fn sheet(cx: &Cx) -> Sheet {
    let text = say(
        cx,
        "Beste Bewoner Voorbeeld,\n\nWij hebben uw bericht ontvangen.\n\nMet vriendelijke groet,\nGemeente Voorbeeldstad",
        "Dear Bewoner Voorbeeld,\n\nWe have your message.\n\nKind regards,\nGemeente Voorbeeldstad",
    );
    Sheet {
        journey: "/journeys/0482".to_owned(),
        task: "/journeys/0482/tasks/9".to_owned(),
        done: false,
        lang: cx.lang.code(),
        words: PaperWords {
            phone: cx.t("paper-phone"),
            date: cx.t("paper-date"),
            reference: cx.t("paper-reference"),
            subject: cx.t("paper-subject"),
        },
        organisation: "Gemeente Voorbeeldstad".to_owned(),
        phone: "000 000 00 00".to_owned(),
        to: ["Bewoner Voorbeeld", "Voorbeeldlaan 1", "1234 AB  VOORBEELDSTAD"].map(str::to_owned).to_vec(),
        date: say(cx, "8 februari 2018", "8 February 2018").to_owned(),
        reference: "R-1802-0482".to_owned(),
        subject: say(cx, "Geld terug voor een verstopt riool", "Money back for a blocked sewer").to_owned(),
        text: Some(text.to_owned()),
    }
}

/// A call that rings.
pub(super) fn ringing(cx: &Cx) -> CallsNow {
    let row = RingingRow {
        id: "3".to_owned(),
        href: "/calls/new?number=06%2000%2000%2000%2078&call=3".to_owned(),
        number: "06 00 00 00 78".to_owned(),
        name: Some("Bewoner Voorbeeld".to_owned()),
        team: "Klantcontactcentrum".to_owned(),
        since: cx.t1("calls-since", "when", cx.brief_text(&at("2018-02-08T09:58"))),
        state: (Tone::Warn, "calls-rings"),
    };
    CallsNow { live: true, rows: vec![row] }
}

/// A code that opens nothing.
fn wrong_code(cx: &Cx) -> CodePage {
    let mut shown = CodePage::new(cx, super::customer_shell(cx));
    shown.form = shown.form.fill(&[("code".to_owned(), "K3M7P-0QX4T".to_owned())]);
    shown.form.error("code", cx.t("code-wrong"));
    shown
}
