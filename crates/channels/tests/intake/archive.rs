//! Importing archives: threads become ended journeys, nothing is sent, and a killed import goes on where it was.

use std::path::{Path, PathBuf};

use regie_app::intake::Placed;
use regie_channels::email::import::{ImportOptions, Report, import_mail};
use regie_domain::codes::Direction;
use regie_domain::journey::State;
use regie_store::testing::TestDb;

use crate::support::{ANNA, Desk, joined, mail, mail_to, new_journey};

/// An mbox of conversations: each is a question, an answer of ours and a thank-you.
fn archive(folder: &Path, conversations: usize) -> PathBuf {
    let mut text = Vec::new();
    let mut put = |day: usize, raw: Vec<u8>| {
        let date = format!("Date: {:02} Mar 2015 10:00:00 +0100", day % 28 + 1);
        let raw = String::from_utf8(raw).unwrap().replace("Date: Mon, 05 Feb 2018 08:00:00 +0100", &date);
        text.extend(format!("From x Sun Mar  1 10:00:00 2015\n{}\n", raw.replace("\r\n", "\n")).into_bytes());
    };
    for n in 0..conversations {
        let customer = format!("Klant {n} <klant{n}@example.net>");
        let subject = format!("Vraag over kamer {n}");
        put(1, mail(&customer, &subject, &format!("q{n}@example.net"), "", "Hoe vraag ik dit aan?"));
        let answers = format!("In-Reply-To: <q{n}@example.net>");
        put(
            2,
            mail_to(
                &customer,
                "Balie <kcc@example.org>",
                &format!("Re: {subject}"),
                &format!("a{n}@example.org"),
                &answers,
                "Met het formulier.",
            ),
        );
        // The thank-you quotes nothing: it is found by its subject.
        put(3, mail(&customer, &format!("Antw: {subject}"), &format!("t{n}@example.net"), "", "Dank u wel."));
    }
    put(4, b"not a mail at all\r\n".to_vec());
    let path = folder.join("archive.mbox");
    std::fs::write(&path, text).unwrap();
    path
}

async fn import(desk: &Desk, path: &Path, go_on: impl FnMut(&Report) -> bool) -> Report {
    import_mail(&desk.test.app, path, &ImportOptions::default(), go_on).await.unwrap()
}

#[tokio::test]
async fn an_archive_becomes_ended_journeys_and_tells_nobody() {
    laid_into_the_record(Desk::open().await).await;
}

#[tokio::test]
async fn an_archive_becomes_ended_journeys_and_tells_nobody_postgres() {
    laid_into_the_record(Desk::on(TestDb::postgres().await).await).await;
}

async fn laid_into_the_record(desk: Desk) {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 40);
    let mut heard = 0;
    let report = import(&desk, &path, |_| {
        heard += 1;
        true
    })
    .await;
    assert_eq!(
        (report.seen, report.imported, report.duplicates, report.set_aside, report.journeys),
        (121, 120, 0, 1, 40)
    );
    assert!(report.finished && heard >= 1 && report.set_aside_at.len() == 1);
    desk.test.drain().await;
    assert!(desk.test.mail.sent().is_empty());
    for row in desk.journeys().await {
        let journey = desk.journey(row.id).await;
        assert!(journey.historic && matches!(journey.state, State::Closed { .. }));
        assert_eq!(journey.reference.month, 1503);
        let mut contacts: Vec<_> = journey.contacts.values().collect();
        contacts.sort_by_key(|contact| contact.at);
        let directions: Vec<_> = contacts.iter().map(|contact| contact.facts.direction).collect();
        assert_eq!(directions, [Direction::In, Direction::Out, Direction::In]);
    }
    let again = import(&desk, &path, |_| true).await;
    assert_eq!((again.imported, again.duplicates, again.journeys), (0, 120, 0));
    assert_eq!(desk.journeys().await.len(), 40);
    // Years later: a new journey that follows the old one.
    let late = mail(
        "Klant 7 <klant7@example.net>",
        "Re: Vraag over kamer 7",
        "late@example.net",
        "References: <a7@example.org>",
        "Nog een vraag.",
    );
    let late = desk.journey(new_journey(&desk.receive(&late).await)).await;
    assert!(late.follows.is_some());
}

#[tokio::test]
async fn a_killed_import_goes_on_and_doubles_nothing() {
    let (desk, folder) = (Desk::open().await, tempfile::tempdir().unwrap());
    let path = archive(folder.path(), 250);
    // Stopped after the first write, and killed while a write was under way.
    let stopped = import(&desk, &path, |_| false).await;
    assert!(!stopped.finished && stopped.seen == 200);
    let app = desk.test.app.clone();
    let killed = tokio::spawn({
        let path = path.clone();
        async move { import_mail(&app, &path, &ImportOptions::default(), |_| true).await }
    });
    tokio::task::yield_now().await;
    killed.abort();
    let _gone = killed.await;
    let report = import(&desk, &path, |_| true).await;
    assert_eq!((report.seen, report.imported, report.duplicates, report.journeys), (751, 750, 0, 250));
    assert_eq!(desk.journeys().await.len(), 250);
    let contacts: usize = {
        let mut all = 0;
        for row in desk.journeys().await {
            all += desk.journey(row.id).await.contacts.len();
        }
        all
    };
    assert_eq!(contacts, 750);
}

#[tokio::test]
async fn maildirs_and_folders_are_archives_too_and_live_mail_is_known() {
    let (desk, folder) = (Desk::open().await, tempfile::tempdir().unwrap());
    let live = mail(ANNA, "Riool", "live@example.net", "", "Wat nu?");
    let journey = new_journey(&desk.receive(&live).await);
    std::fs::write(folder.path().join("1.eml"), &live).unwrap();
    std::fs::write(folder.path().join("2.eml"), mail(ANNA, "Oude vraag", "old@example.net", "", "Wat toen?")).unwrap();
    let report = import(&desk, folder.path(), |_| true).await;
    assert_eq!((report.imported, report.duplicates, report.journeys), (1, 1, 1));
    let maildir = tempfile::tempdir().unwrap();
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir(maildir.path().join(part)).unwrap();
    }
    std::fs::write(maildir.path().join("cur/1.x:2,S"), mail(ANNA, "Nog ouder", "older@example.net", "", "Wat toen?"))
        .unwrap();
    let report = import(&desk, maildir.path(), |_| true).await;
    assert_eq!((report.imported, report.journeys), (1, 1));
    // A reply soon after the last mail opens the archived journey again, and its sender can be written to.
    let reply = mail(
        ANNA,
        "Re: Oude vraag",
        "reply@example.net",
        "References: <old@example.net>",
        "Toch nog iets: werkt het ook op zondag?",
    );
    let placed: Placed = desk.receive(&reply).await;
    let reopened = desk.journey(joined(&placed).0).await;
    assert!(reopened.is_open() && !reopened.historic && reopened.id != journey);
    desk.test.drain().await;
    assert!(!desk.test.mail.to("a.jansen@example.net").is_empty());
}
