//! Copies and erasure with real journeys, on both databases: a copy goes on where the first left off, a backup that was taken
//! while others wrote is whole, and what was erased is nowhere.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use regie_app::content::{ContentKind, Text};
use regie_app::intake::{IncomingMail, MailAddress, Placed};
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{App, Request, rebuild};
use regie_domain::actor::Door;
use regie_domain::codes::{ContactClass, JoinReason};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::HandleKind;
use regie_domain::ids::{ContentId, CustomerId, JourneyId};
use regie_store::testing::TestDb;
use regie_store::{Store, backup, content, on_both, search, verify, views};

/// A mail as a channel would have read it.
fn letter(from: &str, name: &str, subject: &str, text: &str) -> IncomingMail {
    // As with real mail, the ids hold none of its words.
    let mut hash = DefaultHasher::new();
    (from, subject).hash(&mut hash);
    let id = format!("{:x}@mail.example.net", hash.finish());
    IncomingMail {
        message_id: id.clone(),
        answers: Vec::new(),
        from: Some(MailAddress { name: Some(name.to_owned()), address: from.to_owned() }),
        recipients: vec!["kcc@example.org".to_owned()],
        subject: subject.to_owned(),
        subject_key: subject.to_lowercase(),
        subject_base: subject.to_owned(),
        forward: false,
        reference: None,
        text: text.to_owned(),
        html: None,
        files: Vec::new(),
        class: ContactClass::Human,
        no_automatic_answer: false,
        proven: true,
        date: None,
        bounce: None,
        dedupe_key: id.clone(),
        quarantine: None,
        english: false,
        oversize: None,
        reply_to: Vec::new(),
        checked: None,
        back_on: None,
    }
}

async fn take_in(app: &App, mail: IncomingMail) -> JourneyId {
    let from = mail.from.clone().unwrap().address;
    let raw = format!("From: {from}\r\nSubject: {}\r\n\r\n{}\r\n", mail.subject, mail.text);
    let kept = app.keep_raw(&mail.recipients, Some(&from), raw.as_bytes()).await.unwrap();
    match app.place(kept[0], mail).await.unwrap() {
        Placed::On { journey, new: true, why: JoinReason::Opened, .. } => journey,
        other => unreachable!("{other:?}"),
    }
}

/// A desk with some journeys that mail began and mail was sent on.
async fn desk(db: TestDb) -> (TestApp, Municipality, Vec<JourneyId>) {
    let test = TestApp::on(db);
    let city = test.setup_reimbursement().await;
    let mut journeys = vec![common::open(&test, &city).await];
    for n in 0..6 {
        let mail =
            letter(&format!("inwoner{n}@example.net"), "Een inwoner", &format!("Vraag {n}"), "Wat kost een paspoort?");
        journeys.push(take_in(&test.app, mail).await);
    }
    test.drain().await;
    (test, city, journeys)
}

async fn note(app: &App, city: &Municipality, journey: JourneyId, words: &str) {
    let id: ContentId = app.ports.id();
    let text = Text::plain(id, ContentKind::Text, words, Some(journey));
    let command = JourneyCommand::AddNote { note: id };
    let who = TestApp::who(&city.people.kcc_agent);
    app.run(Request::journey(who, Door::Page, journey, command).with(vec![text])).await.unwrap();
}

/// Chains, rules and views are in order.
async fn is_sound(store: &Store) {
    let report = verify::verify_all(store).await.unwrap();
    assert_eq!(report.findings, Vec::new());
    let scratch = TestDb::sqlite().await;
    let checked = rebuild::check(store, &scratch.store).await.unwrap();
    assert_eq!(checked.faults, Vec::new());
    assert!(report.events > 0 && checked.rows > 0);
}

async fn customer_of(app: &App, address: &str) -> Option<CustomerId> {
    let found = app.store.read(async |tx| views::customers::by_handle(tx, HandleKind::Email, address).await).await;
    found.unwrap().map(|handle| handle.customer)
}

/// Erases all that is kept of the customer with an address; tells how many bodies.
async fn erase(app: &App, address: &str) -> u64 {
    let customer = customer_of(app, address).await.unwrap();
    let now = app.ports.clock.now();
    let erasing = app.store.write(move |tx| {
        Box::pin(async move { content::erase_subject(tx, "customer", customer.0, "test", now).await })
    });
    erasing.await.unwrap()
}

async fn dump(store: &Store) -> Vec<String> {
    let mut rows = store.read(async |tx| views::dump(tx).await).await.unwrap();
    rows.sort();
    rows
}

/// Copies a desk into an empty database of the other kind, and works on there.
async fn moves_house(from: TestDb, to: TestDb) {
    let (test, city, journeys) = desk(from).await;
    let copied = backup::copy(&test.app.store, &to.store).await.unwrap();
    let heads = test.app.store.read(async |tx| backup::heads(tx).await).await.unwrap();
    assert_eq!(copied.heads, heads);
    assert_eq!(dump(&test.app.store).await, dump(&to.store).await, "every row of every view came along");
    is_sound(&to.store).await;
    let moved = App::new(to.store.clone(), test.app.ports.clone(), test.app.config.as_ref().clone());
    note(&moved, &city, journeys[1], "Verhuisd").await;
    take_in(&moved, letter("nieuw@example.net", "Nieuw", "Na de verhuizing", "Hoe laat bent u open?")).await;
    moved.drain().await.unwrap();
    is_sound(&to.store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_from_sqlite_to_postgres_goes_on() {
    moves_house(TestDb::sqlite().await, TestDb::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_from_postgres_to_sqlite_goes_on() {
    moves_house(TestDb::postgres().await, TestDb::sqlite().await).await;
}

on_both! {
    async fn a_backup_taken_while_others_write_is_whole(db: TestDb) {
        let (test, city, journeys) = desk(db).await;
        let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (app, city, journey) = (test.app.clone(), city.clone(), journeys[writer]);
                let (stop, written) = (stop.clone(), written.clone());
                tokio::spawn(async move {
                    while !stop.load(Ordering::SeqCst) {
                        let n = written.fetch_add(1, Ordering::SeqCst);
                        note(&app, &city, journey, &format!("Notitie {n}")).await;
                        take_in(&app, letter(&format!("tijdens{n}@example.net"), "T", &format!("Vraag {n}"), "Kan dit?")).await;
                    }
                })
            })
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.backup");
        let mut bell = test.app.store.commits();
        bell.changed().await.unwrap();
        backup::backup(&test.app.store, &file).await.unwrap();
        let during = written.load(Ordering::SeqCst);
        // They were really at it: writing goes on after the backup too.
        while written.load(Ordering::SeqCst) <= during + 4 {
            bell.changed().await.unwrap();
        }
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        let restored = TestDb::sqlite().await;
        backup::restore(&file, &restored.store, &[]).await.unwrap();
        is_sound(&restored.store).await;
        let app = App::new(restored.store.clone(), test.app.ports.clone(), test.app.config.as_ref().clone());
        note(&app, &city, journeys[0], "Na het terugzetten").await;
        app.drain().await.unwrap();
        is_sound(&test.app.store).await;
    }

    async fn what_was_erased_is_nowhere(db: TestDb) {
        let (test, city, journeys) = desk(db).await;
        let journey = take_in(
            &test.app,
            letter("kanarie-adres@example.net", "Kanarienaam Jansen", "Kanarietitel", "Mijn kanariegeheim is groot."),
        )
        .await;
        note(&test.app, &city, journey, "Kanarienotitie van de balie").await;
        test.drain().await;
        let store = &test.app.store;
        let question = ["kanariegeheim", "kanarienaam", "kanarietitel", "kanarienotitie"];
        let hits = async || {
            let mut hits = 0;
            for word in question {
                hits += store.read(async |tx| search::search(tx, word, None, 20).await).await.unwrap().len();
            }
            hits
        };
        assert!(hits().await >= question.len(), "it was to be found before");

        assert!(erase(&test.app, "kanarie-adres@example.net").await >= 5);
        assert_eq!(hits().await, 0);
        let report = verify::verify_all(store).await.unwrap();
        assert_eq!(report.findings, Vec::new(), "the chains stay whole");
        rebuild::rebuild_views(store).await.unwrap();
        is_sound(store).await;

        // Every table of the database, as bytes in one file.
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("after.backup");
        backup::backup(store, &file).await.unwrap();
        let bytes = std::fs::read(&file).unwrap().to_ascii_lowercase();
        assert!(bytes.windows(7).any(|found| found == b"inwoner"), "others' words are still there");
        for word in question {
            assert!(!bytes.windows(word.len()).any(|found| found == word.as_bytes()), "{word} is still in the database");
        }
        // The journey itself can still be read and worked on, as can the others.
        note(&test.app, &city, journey, "De inwoner is vergeten").await;
        note(&test.app, &city, journeys[2], "Gewoon door").await;
        is_sound(store).await;
    }

    async fn an_erased_address_is_recognised_no_more(db: TestDb) {
        let (test, ..) = desk(db).await;
        assert!(erase(&test.app, "inwoner2@example.net").await > 0);
        assert_eq!(customer_of(&test.app, "inwoner2@example.net").await, None);
        assert!(customer_of(&test.app, "inwoner3@example.net").await.is_some());
        is_sound(&test.app.store).await;
    }
}
