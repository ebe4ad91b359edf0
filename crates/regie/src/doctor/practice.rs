//! The check of the practice room.

use regie_store::practice;

use super::{Finding, PATIENCE, fail, ok, warn};
use crate::config::Settings;
use crate::open;
use crate::running::Running;

/// Whether there is a practice room, and that it is one.
pub(super) async fn room(given: &Settings, running: Option<&Running>) -> Finding {
    let what = "practice room";
    let served = running.and_then(|running| running.practice);
    let Some(practice) = &given.practice else {
        return match served {
            Some(listen) => ok(what, format!("served at {listen}; nothing leaves it")),
            None => ok(what, "off; --practice-listen switches it on"),
        };
    };
    let own = given.of_practice(practice);
    let shown = own.database_shown();
    if own.sqlite_file().is_some_and(|file| !file.exists()) {
        return warn(what, format!("{shown} does not exist yet"), "`regie serve` makes and fills it");
    }
    let look = async {
        let store = open::existing(&own.database).await?;
        let mark = store.read(async |tx| practice::mark(tx).await).await;
        let unused = store.read(async |tx| practice::is_unused(tx).await).await;
        store.close().await;
        Ok::<_, anyhow::Error>((mark?, unused?))
    };
    match tokio::time::timeout(PATIENCE, look).await {
        Err(_) => fail(what, format!("{shown} does not answer"), "check host, port and firewall"),
        Ok(Err(error)) => fail(what, format!("{error:#}"), "check practice_database and that the database exists"),
        Ok(Ok((Some(mark), _))) => ok(
            what,
            format!("{}, filled {:.0}, {shown}; nothing leaves it", served.unwrap_or(practice.listen), mark.filled_at),
        ),
        Ok(Ok((None, true))) => warn(what, format!("{shown} is empty"), "fill it: Settings, Practice room"),
        Ok(Ok((None, false))) => fail(
            what,
            format!("{shown} is in use and is no practice room"),
            "name an empty database in practice_database",
        ),
    }
}
