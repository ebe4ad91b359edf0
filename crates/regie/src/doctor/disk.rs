//! Whether there is room to keep what comes in.

use std::path::Path;

use super::{Finding, fail, ok, warn};
use crate::config::Settings;

const WHAT: &str = "disk";
/// Less free room than this does not last the day (bytes).
const LITTLE: u64 = 200 * 1024 * 1024;
/// Less free room than this deserves a look (bytes).
const SOME: u64 = 2 * 1024 * 1024 * 1024;

/// The room on the disk under the data, both in bytes.
#[derive(Debug, Clone, Copy)]
struct Room {
    free: u64,
    all: u64,
}

/// Looks at the disk that the data is on.
pub(super) fn room(settings: &Settings) -> Finding {
    let folder = settings.sqlite_file().and_then(Path::parent).unwrap_or(&settings.data);
    let Some(there) =
        folder.ancestors().find(|folder| folder.exists()).or_else(|| folder.is_relative().then_some(Path::new(".")))
    else {
        return fail(
            WHAT,
            format!("{} does not exist", folder.display()),
            "make the folder or name another with --data",
        );
    };
    match rustix::fs::statvfs(there) {
        Ok(found) => {
            let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
            let room = Room { free: bytes(found.f_bavail), all: bytes(found.f_blocks) };
            // The listener refuses mail over the disk of a SQLite database; that of PostgreSQL is elsewhere.
            let listens = settings.mail_listen.is_some() && settings.sqlite_file().is_some();
            judge(room, listens.then_some(settings.mail_disk_floor), &there.display().to_string())
        }
        Err(error) => fail(WHAT, format!("{}: {error}", there.display()), "check the folder and its owner"),
    }
}

/// `floor`: the share in percent that must be free for mail to be let in, where a listener takes mail.
fn judge(room: Room, floor: Option<u8>, there: &str) -> Finding {
    let mega = |bytes: u64| bytes / 1024 / 1024;
    let words = format!("{} MB free at {there}", mega(room.free));
    let refused = floor.filter(|floor| u128::from(room.free) * 100 < u128::from(room.all) * u128::from(*floor));
    match (room.free, refused) {
        (..LITTLE, _) => fail(WHAT, words, "make room now: without it nothing can be kept"),
        (_, Some(floor)) => fail(
            WHAT,
            format!("{words}, less than {floor} % of {} MB: no mail is taken in", mega(room.all)),
            "make room now, or ask for less free room with --mail-disk-floor; other mail servers try again for days",
        ),
        (..SOME, None) => warn(WHAT, words, "make room soon"),
        _ => ok(WHAT, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    const GIGA: u64 = 1024 * 1024 * 1024;

    #[test]
    fn a_disk_is_full_for_mail_before_it_is_full() {
        let room = Room { free: 12 * GIGA, all: 252 * GIGA };
        let found = judge(room, Some(5), "/data");
        assert_eq!(found.level, Level::Fail);
        assert!(found.found.contains("12288 MB free at /data, less than 5 % of 258048 MB: no mail"), "{}", found.found);
        assert_eq!(judge(room, Some(4), "/data").level, Level::Ok);
        assert_eq!(judge(room, None, "/data").level, Level::Ok, "nobody listens for mail");
    }

    #[test]
    fn little_room_is_told_on_any_disk() {
        let with = |free| judge(Room { free, all: 4 * GIGA }, Some(0), "/data").level;
        assert_eq!((with(GIGA / 8), with(GIGA), with(3 * GIGA)), (Level::Fail, Level::Warn, Level::Ok));
    }
}
