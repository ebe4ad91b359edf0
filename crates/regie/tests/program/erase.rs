//! Erasing a customer with the program: it says what would go, refuses while somebody waits, and a restore of an older backup
//! does not bring it back.

use regie_store::testing::words_in;

use crate::support::Place;

const ANJA: &str = "anja.dewit@example.net";
/// Her address, and what she wrote on her page.
const WORDS: &[&str] = &["anja.dewit", "van dongen en hij kwam"];

#[tokio::test]
async fn a_customer_is_erased_and_an_older_backup_does_not_bring_it_back() {
    let place = Place::new();
    place.play().await.store.close().await;
    let data = place.path("data/regie.sqlite");
    let older = place.path("older.backup").display().to_string();
    place.run(&["backup", &older]).well();
    assert_eq!(words_in(&data, WORDS), WORDS);

    let would = place.run(&["erase", ANJA, "--ground", "request"]).well();
    assert!(would.contains("Would be erased: 1 customer records") && would.contains("--yes"), "{would}");
    assert!(!would.contains("anja") && !would.contains("Anja"), "{would}");
    assert_eq!(words_in(&data, WORDS), WORDS);
    let open = place.run(&["erase", "fatima.elidrissi@example.net", "--ground", "request", "--yes"]);
    assert!(open.code == Some(1) && open.err.contains("still open: R-1802-"), "{open:?}");
    let unknown = place.run(&["erase", "niemand@example.net", "--ground", "request", "--yes"]);
    assert!(unknown.code == Some(1) && unknown.err.contains("nothing is known"), "{unknown:?}");
    let words = place.run(&["erase", ANJA, "--ground", "she asked", "--yes"]);
    assert_eq!(words.code, Some(2), "a ground is a code: {words:?}");

    let done = place.run(&["erase", ANJA, "--ground", "request", "--yes"]).well();
    assert!(done.contains("Erased: 1 customer records"), "{done}");
    assert_eq!(words_in(&data, WORDS), Vec::<&str>::new());
    place.run(&["verify"]).well();

    let with = Place::new();
    with.run(&["restore", &older, "--erasures-from", &place.database()]).well();
    assert_eq!(words_in(&with.path("data/regie.sqlite"), WORDS), Vec::<&str>::new());
    with.run(&["verify"]).well();
    let without = Place::new();
    let told = without.run(&["restore", &older]).well();
    assert!(told.contains("--erasures-from"), "{told}");
    assert_eq!(words_in(&without.path("data/regie.sqlite"), WORDS), WORDS);
}
