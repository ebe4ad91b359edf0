//! From a local wall-clock reading to the one instant it stands for.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The instant of a local reading, such that later readings never give earlier instants.
///
/// A reading that the spring clock change skips is the moment of the change itself, so an opening that lies wholly
/// in the skipped hour is empty instead of an hour late. A reading that the autumn change repeats is its first
/// occurrence. `None` only outside the years that an instant can hold.
pub(crate) fn instant_of(zone: &TimeZone, local: DateTime) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            offset.to_timestamp(local).ok()
        }
        AmbiguousOffset::Gap { after, .. } => {
            let before_the_change = after.to_timestamp(local).ok()?;
            zone.following(before_the_change).next().map(|change| change.timestamp())
        }
    }
}
