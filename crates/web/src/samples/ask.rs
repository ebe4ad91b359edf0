//! Samples of the public form.

use super::{Page, at, customer_shell, page, say};
use crate::cx::Cx;
use crate::form::{Choice, Form};
use crate::pages::ask::{
    AddedFile, AskAnswer, AskCheckPage, AskClosedPage, AskDonePage, AskPage, AskStep, DeskWords, StartPage,
};
use crate::pages::parts::FileLink;

fn desk(cx: &Cx) -> DeskWords {
    let when = cx.near_text(&at("2018-02-12T08:30"));
    DeskWords {
        open: false,
        hours: cx.t2("ask-desk-closed", "team", "Klantcontactcentrum", "when", when),
        answer: cx.t1("ask-desk-answer", "when", cx.by_text(&at("2018-02-12T17:00"))),
    }
}

fn question(cx: &Cx, step: AskStep, place: Option<(usize, usize)>, form: Form) -> AskPage {
    AskPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        step,
        place,
        back: Some("/ask".to_owned()),
        desk: Some(desk(cx)),
        said: None,
        files: Vec::new(),
        take_off: "/ask/files/remove",
        kept: true,
        form,
    }
}

fn topics(cx: &Cx) -> Vec<(String, String)> {
    vec![
        (
            say(cx, "Iets is kapot in de straat", "Something is broken in the street").to_owned(),
            say(cx, "Een lamp, een stoeptegel, het riool.", "A lamp, a paving stone, the sewer.").to_owned(),
        ),
        (say(cx, "Kosten terugvragen", "Asking costs back").to_owned(), String::new()),
    ]
}

pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let choices = topics(cx).into_iter().map(|(name, help)| Choice::new(&name, &name).hint(help)).collect();
    let mut topic = question(cx, AskStep::Topic, Some((1, 4)), AskPage::topic(cx, choices, false));
    (topic.back, topic.desk, topic.kept) = (None, None, false);
    let mut wrong = AskPage::message(cx, false).with("subject", "lamp");
    wrong.error("text", cx.t("ask-message-empty"));
    let mut files = question(cx, AskStep::Files, Some((3, 4)), AskPage::attach(cx, true));
    files.files = vec![AddedFile {
        id: "1".to_owned(),
        file: FileLink { href: String::new(), name: "put.jpg".to_owned(), bytes: 184_213, marks: Vec::new() },
    }];
    let alike = vec![Choice::new("1", say(cx, "Verstopt riool", "Blocked sewer")).hint(cx.t2(
        "ask-same-since",
        "number",
        "R-1802-0007",
        "when",
        cx.lang.date(cx.day(&cx.now)),
    ))];
    let same = question(cx, AskStep::Same, None, AskPage::same(cx, "/ask/same", alike));
    let windows = ["2018-02-12T08:00", "2018-02-12T11:00"].map(|from| {
        let from = at(from);
        let until = from + jiff::SignedDuration::from_hours(3);
        Choice::new(from.to_string(), cx.cap(cx.window(&from, &until)))
    });
    let when = question(cx, AskStep::When, Some((5, 5)), AskPage::when(cx, windows.to_vec(), false));
    let place = question(cx, AskStep::Where, Some((6, 6)), AskPage::place(cx, false));
    let mut contact = question(cx, AskStep::Contact, Some((4, 4)), AskPage::contact(cx, false));
    contact.said = Some(cx.t("ask-kept-before"));
    let answer = |label: &str, value: &str, change: Option<&str>| AskAnswer {
        label: cx.t(label),
        value: value.to_owned(),
        change: change.map(str::to_owned),
    };
    let check = AskCheckPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        back: "/ask/contact".to_owned(),
        answers: vec![
            answer("ask-topic", &topics(cx)[0].0, Some("/ask?from=check")),
            answer("ask-reference", "F-2018-117", None),
            answer(
                "ask-answer-message",
                say(cx, "De put loopt over.\nHet ruikt ook.", "The drain overflows.\nIt smells too."),
                Some("/ask/message?from=check"),
            ),
            answer("status-files", "put.jpg", Some("/ask/files?from=check")),
            answer("ask-answer-contact", "J. Voorbeeld\nj@example.net", Some("/ask/contact?from=check")),
        ],
        desk: Some(desk(cx)),
        form: AskCheckPage::button(cx),
    };
    let tried = AskCheckPage { form: AskCheckPage::button(cx).problem(cx.t("ask-too-many")), ..check.clone() };
    let done = AskDonePage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        new: true,
        reference: "R-1802-0482".to_owned(),
        next: say(cx, "U hoort van ons.", "You will hear from us.").to_owned(),
        visit: None,
        by: Some(at("2018-02-12T17:00")),
        reads: Some(desk(cx).hours),
        before: true,
        reach: Some(cx.t("ask-done-mail")),
        link: "/s/sample".to_owned(),
        address: "https://regie.example.org/s/sample".to_owned(),
    };
    let added = AskDonePage {
        new: false,
        reads: Some(cx.t2(
            "status-read-by",
            "team",
            "Klantcontactcentrum",
            "when",
            cx.by_text(&at("2018-02-12T12:00")),
        )),
        before: false,
        by: None,
        visit: Some(cx.t2(
            "ask-done-visit",
            "when",
            cx.window(&at("2018-02-12T08:00"), &at("2018-02-12T11:00")),
            "team",
            "Technische dienst",
        )),
        reach: None,
        ..done.clone()
    };
    let start = StartPage { cx: cx.clone(), shell: customer_shell(cx), topics: topics(cx) };
    let closed = AskClosedPage { cx: cx.clone(), shell: customer_shell(cx) };
    vec![
        page("ask-topic", topic),
        page("ask-message", question(cx, AskStep::Message, Some((2, 4)), wrong)),
        page("ask-files", files),
        page("ask-same", same),
        page("ask-when", when),
        page("ask-where", place),
        page("ask-contact", contact),
        page("ask-check", check),
        page("ask-check-again", tried),
        page("ask-done", done),
        page("ask-done-added", added),
        page("ask-closed", closed),
        page("start", start),
    ]
}
