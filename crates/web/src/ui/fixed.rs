//! A window that the customer cannot move again once it is chosen: said beside it, with what is possible then.

use jiff::Timestamp;
use regie_app::directory::Directory;
use regie_app::visits::FreeWindows;
use regie_domain::calendar::Calendar;
use regie_domain::event::Window;

use crate::cx::Cx;

/// When the telephone of the house is answered before a moment; nothing when it is not, or there is none.
pub(super) fn answered_before(cx: &Cx, directory: &Directory, until: Timestamp) -> Option<Timestamp> {
    let house = directory.organisation.as_ref().map(|found| &found.value).filter(|house| !house.phone.is_empty())?;
    let calendar = Calendar::new(house.hours.clone()).ok()?;
    let from = if calendar.is_open(cx.now) { Some(cx.now) } else { calendar.next_open(cx.now) };
    from.filter(|from| *from < until)
}

/// What is said beside a window that can be moved until a moment; nothing while the customer may.
pub(super) fn words(cx: &Cx, directory: &Directory, begins: Timestamp, movable_until: Timestamp) -> Option<String> {
    if movable_until > cx.now {
        return None;
    }
    let until = cx.until_near_text(&begins);
    Some(match answered_before(cx, directory, begins) {
        Some(from) if from <= cx.now => cx.t1("visit-fixed-phone", "when", until),
        Some(from) => cx.t2("visit-fixed-phone-from", "from", cx.near_text(&from), "when", until),
        None => cx.t1("visit-fixed", "when", until),
    })
}

/// The same for a free window.
pub(super) fn of_free(cx: &Cx, directory: &Directory, windows: &FreeWindows, window: &Window) -> Option<String> {
    let begins = window.from?;
    words(cx, directory, begins, *windows.movable.get(&begins)?)
}
