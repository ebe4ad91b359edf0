//! A backup while others write, and a restore of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use regie_channels::email::intake::place_pending;

use crate::support::{Place, Ran, size};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_while_writing_restores_to_equal_heads() {
    let place = Place::new();
    let app = place.play().await;
    let done = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (app, done) = (app.clone(), done.clone());
        async move {
            let mut written = 0;
            while !done.load(Ordering::Relaxed) {
                let raw = format!(
                    "From: N. {written} <n{written}@example.net>\r\nTo: kcc@example.org\r\nSubject: Vraag {written}\r\n\
                     Message-ID: <w{written}@example.net>\r\n\r\nHoe laat bent u open?\r\n"
                );
                app.keep_raw(&["kcc@example.org".to_owned()], None, raw.as_bytes()).await.unwrap();
                place_pending(&app).await.unwrap();
                written += 1;
            }
            written
        }
    });
    let file = place.path("one.backup");
    let name = file.display().to_string();
    let place = Arc::new(place);
    let out = tokio::task::spawn_blocking({
        let (place, name) = (place.clone(), name.clone());
        move || place.run(&["backup", &name]).well()
    })
    .await
    .unwrap();
    done.store(true, Ordering::Relaxed);
    assert!(writer.await.unwrap() > 0);
    app.store.close().await;
    let saved = Ran::words_behind(&out, "heads");
    assert!(out.contains("keep it apart") && size(&file) > 100_000, "{out}");

    let again = place.run(&["backup", &name]);
    assert!(again.code == Some(1) && again.err.contains("exists already"), "{again:?}");

    let elsewhere = Place::new();
    let restored = elsewhere.run(&["restore", &name]).well();
    assert_eq!(Ran::words_behind(&restored, "heads"), saved);
    elsewhere.run(&["verify"]).well();
    let twice = elsewhere.run(&["restore", &name]);
    assert!(twice.code == Some(1) && twice.err.contains("not empty"), "{twice:?}");
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_leaves_nothing_behind() {
    let place = Place::new();
    std::fs::write(place.path("junk"), "this is no backup").unwrap();
    // Begins as a SQLite file does, and is none.
    std::fs::write(place.path("broken"), b"SQLite format 3\0 and then nothing of the kind").unwrap();
    for name in ["junk", "broken", "absent"] {
        let ran = place.run(&["restore", name]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let words = if name == "absent" { "there is no absent" } else { "is no backup of Regie" };
        assert!(ran.err.contains(words) && !ran.err.contains("code: 26"), "{name}: {}", ran.err);
        assert!(!place.path("data").exists(), "{name}");
    }
}
