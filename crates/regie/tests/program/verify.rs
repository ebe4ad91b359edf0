//! `regie verify` sees damage, and `rebuild-views` repairs what can be derived.

use std::path::Path;

use regie_store::{StoreError, views};

use crate::support::Place;

/// Changes bytes in a database file, as a disk or a hand would: every `from` becomes `to`.
fn scribble(file: &Path, from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let mut bytes = std::fs::read(file).unwrap();
    let places: Vec<usize> =
        bytes.windows(from.len()).enumerate().filter(|(_, found)| *found == from).map(|(at, _)| at).collect();
    assert!(!places.is_empty(), "there is nothing to change");
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn planted_damage_is_found() {
    let place = Place::new();
    place.play().await.store.close().await;
    let out = place.run(&["verify"]).well();
    assert!(out.contains("All is well.") && out.contains("8 journeys"), "{out}");

    let file = place.path("data/regie.sqlite");
    scribble(&file, b"een breuk in het hoofdriool", b"een kreuk in het hoofdriool");
    let ran = place.run(&["verify"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("WRONG  content") && ran.out.contains("was changed"), "{}", ran.out);
    scribble(&file, b"een kreuk in het hoofdriool", b"een breuk in het hoofdriool");
    place.run(&["verify"]).well();

    // The promise to the second resident was broken, and somebody would rather it had not been.
    scribble(&file, br#""kind":"promise.broken""#, br#""kind":"promise.Broken""#);
    let ran = place.run(&["verify"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("WRONG  journey") && ran.out.contains("a body of event"), "{}", ran.out);
}

#[tokio::test]
async fn lost_views_are_found_and_rebuilt() {
    let place = Place::new();
    let app = place.play().await;
    app.store
        .write(|tx| Box::pin(async move { views::clear(tx).await.map_err(|error: StoreError| error) }))
        .await
        .unwrap();
    let ran = place.run(&["verify"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("a row of a view is missing"), "{}", ran.out);
    // The app still has the database open, as a server would.
    let out = place.run(&["rebuild-views"]).well();
    assert!(out.contains("8 journeys and 8 customers") && out.contains("mended "), "{out}");
    place.run(&["verify"]).well();
    app.store.close().await;
}

#[tokio::test]
async fn a_lost_due_moment_and_a_lost_message_are_found_and_mended() {
    let place = Place::new();
    let app = place.play().await;
    let sound = place.run(&["verify"]).well();
    assert!(sound.contains(" rows of views and due moments, "), "{sound}");
    app.store
        .write(|tx| {
            Box::pin(async move {
                tx.execute("DELETE FROM deadline WHERE kind = 'silence'", &[]).await?;
                let sql = "DELETE FROM outbox WHERE state IN ('pending', 'paused')";
                tx.execute(sql, &[]).await
            })
        })
        .await
        .unwrap();
    let ran = place.run(&["verify"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("missing: deadline") && !ran.out.contains("All is well."), "{}", ran.out);
    let out = place.run(&["rebuild-views"]).well();
    assert!(out.contains("mended "), "{out}");
    place.run(&["verify"]).well();
    app.store.close().await;
}
