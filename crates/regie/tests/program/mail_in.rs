//! What a mail server is told about a mail that it pipes to the program.

use crate::support::Place;

const MAIL: &[u8] = b"From: Bo <bo@example.net>\r\nTo: kcc@example.org\r\nSubject: Vraag\r\nMessage-ID: <1@example.net>\r\n\r\nHoe laat bent u open?\r\n";

#[tokio::test]
async fn kept_is_0_and_trouble_is_75() {
    let place = Place::new();
    assert_eq!(place.feed(&["mail-in"], MAIL).code, Some(75), "there is no database");
    assert!(!place.path("data/regie.sqlite").exists());

    let app = place.play().await;
    let before = app.unplaced_ids(10).await.unwrap().len();
    let out = place.feed(&["mail-in", "--to", "kcc@example.org", "--from", "bo@example.net"], MAIL).well();
    let kept = app.unplaced_ids(10).await.unwrap();
    assert_eq!(kept.len(), before + 1);
    assert!(kept.iter().any(|id| out.trim() == id.to_string()), "{out}");
    let stored = app.kept(kept[before]).await.unwrap().unwrap();
    assert_eq!((stored.raw.as_slice(), stored.envelope_from.as_deref()), (MAIL, Some("bo@example.net")));
    place.feed(&["mail-in"], MAIL).well();

    let kept = app.unplaced_ids(10).await.unwrap().len();
    let nobody = place.feed(&["mail-in", "--to", "foo@example.net"], MAIL);
    assert!(nobody.code == Some(67) && nobody.err.contains("no such address here: foo@example.net"), "{nobody:?}");
    let both = ["mail-in", "--to", "foo@example.net", "--to", "kcc+r.1@example.org"];
    place.feed(&both, MAIL).well();
    assert_eq!(app.unplaced_ids(10).await.unwrap().len(), kept + 1, "one of the addresses is ours");

    assert_eq!(place.feed(&["mail-in"], b"  \r\n").code, Some(75), "there is no mail");
    assert_eq!(place.feed(&["mail-in", "--config", "missing.toml"], MAIL).code, Some(75));
    std::fs::remove_file(place.path("data/secret")).unwrap();
    let ran = place.feed(&["mail-in"], MAIL);
    assert!(ran.code == Some(75) && ran.err.contains("secret"), "{ran:?}");
    app.store.close().await;
}
