//! A move from SQLite to PostgreSQL.

use regie_store::testing::TestDb;

use crate::support::{Place, Ran};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_to_postgres_keeps_the_heads() {
    let place = Place::new();
    place.play().await.store.close().await;
    let db = TestDb::postgres().await;
    db.store.close().await;
    let (from, to) = (place.database(), db.url.clone());
    let out = place.run(&["copy", "--from", &from, "--to", &to]).well();
    let heads = Ran::words_behind(&out, "heads");
    assert!(heads.len() >= 2 && heads[0].len() == 64 && heads[0] == heads[1], "{out}");
    let verified = place.run(&["verify", "--database", &to]).well();
    assert!(verified.contains("All is well."), "{verified}");
    let again = place.run(&["copy", "--from", &from, "--to", &to]);
    assert!(again.code == Some(1) && again.err.contains("not empty"), "{again:?}");

    // And back: a backup of PostgreSQL is a file like any other.
    let file = place.path("pg.backup").display().to_string();
    let backup = place.run(&["backup", &file, "--database", &to]).well();
    assert_eq!(Ran::words_behind(&backup, "heads")[0], heads[0]);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_as_such() {
    let place = Place::new();
    place.set_up().await.store.close().await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let to = format!("postgres://regie:geheim@127.0.0.1:{closed}/regie");
    let ran = place.run(&["copy", "--from", &place.database(), "--to", &to]);
    let words = format!("no PostgreSQL can be reached at 127.0.0.1:{closed}");
    assert!(ran.code == Some(1) && ran.err.contains(&words) && !ran.err.contains("geheim"), "{ran:?}");
}
