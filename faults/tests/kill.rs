//! kill -9 at random moments under 32 writers: nothing acknowledged is lost, nothing is done twice.
//!
//! 10 rounds on each database, 200 with `REGIE_LONG=1`, `REGIE_ROUNDS` with any other number. `REGIE_SEED` repeats the plan of a run (which mails, which moments);
//! what the machine makes of it is its own.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise and is told at its edge what to do"
)]

use regie_faults::run::{kill, prove};
use regie_store::Durability;
use regie_store::testing::TestDb;

fn rounds() -> u32 {
    if let Ok(rounds) = std::env::var("REGIE_ROUNDS") {
        return rounds.parse().unwrap();
    }
    if std::env::var("REGIE_LONG").is_ok_and(|value| value == "1") { 200 } else { 10 }
}

fn seed() -> u64 {
    let seed = std::env::var("REGIE_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    println!("REGIE_SEED={seed}");
    seed
}

async fn survives(db: TestDb, proof: TestDb) {
    prove(proof).await.unwrap();
    let done = kill(db, rounds(), seed()).await.unwrap_or_else(|error| panic!("{error:?}"));
    println!("{done:?}");
    assert!(done.acknowledged > 100, "there was hardly any load: {done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_sqlite() {
    survives(TestDb::sqlite_with(Durability::Full).await, TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_postgres() {
    survives(TestDb::postgres_with(Durability::Full).await, TestDb::postgres().await).await;
}
