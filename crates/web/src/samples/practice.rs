//! Samples of the practice room, each with its band, and of its page in the settings.

use regie_app::practice::cases::CASES;

use super::{Page, at, page, say, shell};
use crate::cx::{Cx, PracticeBar};
use crate::form::{Form, Input};
use crate::pages::access::{AccessPage, sign_in};
use crate::pages::practice::{MailRow, PracticeMailPage, PracticeMailsPage, PracticePage};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::shell::Nav;

pub(super) fn pages(outside: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let cx = &outside.with_practice(PracticeBar { ahead: true });
    let mail = MailRow {
        href: "/practice/mail/m1".to_owned(),
        at: at("2018-02-08T09:40"),
        to: "Anja Bakker".to_owned(),
        subject: say(cx, "Wij hebben uw bericht", "We have your message").to_owned(),
    };
    let mailboxes = ["vragen", "klachten"].map(|name| (name.to_owned(), format!("{name}@example.org")));
    let start = PracticePage {
        cx: cx.clone(),
        shell: shell(Nav::Elsewhere),
        cases: CASES.to_vec(),
        mailboxes: mailboxes.to_vec(),
        plays: true,
        reads: true,
        clock: Some(Some(at("2018-02-09T17:00"))),
    };
    let bare = PracticePage { mailboxes: Vec::new(), clock: Some(None), ..start.clone() };
    let list = PracticeMailsPage { cx: cx.clone(), shell: shell(Nav::Elsewhere), mails: vec![mail.clone()] };
    let none = PracticeMailsPage { mails: Vec::new(), ..list.clone() };
    let mut form = Form::new(cx, "answer", "/practice/mail/m1", "practice-answer-send").own_field(
        "text",
        cx.t1("practice-answer", "name", &mail.to),
        Input::Area(6),
    );
    form.submit = cx.t1("practice-answer-send", "name", &mail.to);
    let one = PracticeMailPage {
        cx: cx.clone(),
        shell: shell(Nav::Elsewhere),
        mail,
        from: "Gemeente Voorbeeldstad".to_owned(),
        text: say(cx, "U hoort vandaag van ons.\n\nhttps://oefenen.regie.example.org/s/x", "You hear from us today.")
            .to_owned(),
        files: vec!["afspraak.ics (2 kB)".to_owned()],
        form: Some(form),
    };
    let mut off = SettingsPage::new(outside, shell(Nav::Settings), Section::Practice);
    off.blocks.push(Block::Lines(cx.t("practice-off-lines"), "practice_listen = \"127.0.0.1:8081\"".to_owned()));
    vec![
        page("practice", start),
        page("practice-bare", bare),
        page("practice-mails", list),
        page("practice-mails-empty", none),
        page("practice-mail", one),
        page("practice-sign-in", AccessPage::sign_in(cx, "Gemeente Voorbeeldstad", sign_in(cx, "/work"))),
        page("settings-practice", off),
    ]
}
