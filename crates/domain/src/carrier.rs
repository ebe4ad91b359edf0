//! How carriers tell us of shipments: some push, some are asked. A plain record of the settings, and the small table by
//! which the answers of a carrier that is asked are read.

use serde::{Deserialize, Serialize};

use crate::codes::{ShipmentStatus, codes};
use crate::ids::TeamId;

codes! {
    /// By what a carrier's word comes.
    FeedKind {
        /// Sendcloud pushes, for many carriers.
        Sendcloud = "sendcloud",
        /// AfterShip pushes, for many carriers.
        Aftership = "aftership",
        /// DHL is asked.
        Dhl = "dhl",
        /// PostNL is asked.
        Postnl = "postnl",
    }
}

impl FeedKind {
    /// Whether it comes by itself; else it is asked.
    #[must_use]
    pub fn pushes(self) -> bool {
        matches!(self, Self::Sendcloud | Self::Aftership)
    }

    /// Where a carrier is asked, `{tracking}` in the place of the number; empty for one that pushes.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Sendcloud | Self::Aftership => "",
            Self::Dhl => "https://api-eu.dhl.com/track/shipments?trackingNumber={tracking}",
            Self::Postnl => "https://api.postnl.nl/shipment/v2/status/barcode/{tracking}?detail=true",
        }
    }

    /// The header that the key of a carrier that is asked goes in.
    #[must_use]
    pub fn key_header(self) -> &'static str {
        match self {
            Self::Dhl => "DHL-API-Key",
            _ => "apikey",
        }
    }

    /// The table by which the answers of a carrier that is asked are read, until somebody changes it.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Sendcloud | Self::Aftership => "",
            Self::Dhl => DHL,
            Self::Postnl => POSTNL,
        }
    }
}

/// How the answers of DHL's unified tracking are read. `pre-transit` is no word: DHL knows of the parcel and does not have it.
const DHL: &str = "events = /shipments/0/events\ncode = /statusCode\nmoment = /timestamp\n\
    transit = in_transit\ndelivered = delivered\nfailure = exception";
/// How the answers of PostNL's shipping status are read: what was, and what is. What was only announced (1, 13) is no word;
/// what is missing at a scan (15, 16, 17) is late until it is definitely missing (18); what waits at a pick-up point (12) is
/// on its way until it is picked up (22).
const POSTNL: &str = "events = /CompleteStatus/Shipment/OldStatus\nevents = /CompleteStatus/Shipment/Status\n\
    code = /StatusCode\nmoment = /TimeStamp\n2 = accepted\n3 = accepted\n4 = delayed\n5 = in_transit\n6 = delayed\n\
    7 = out_for_delivery\n8 = exception\n9 = in_transit\n11 = delivered\n12 = in_transit\n14 = exception\n15 = delayed\n\
    16 = delayed\n17 = delayed\n18 = lost\n19 = exception\n20 = in_transit\n21 = in_transit\n22 = delivered";

/// How carriers tell us of shipments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarrierFeed {
    /// By what.
    pub kind: FeedKind,
    /// What the house calls it.
    pub name: String,
    /// The secret that signs what is pushed, or the key with which a carrier is asked; encrypted.
    pub secret: String,
    /// Whose shipments are asked for; nothing where it pushes.
    pub carrier: Option<TeamId>,
    /// Where it is asked, `{tracking}` in the place of the number.
    pub address: String,
    /// The table by which its answers are read, as it was typed.
    pub table: String,
    /// How often it is asked, in minutes.
    pub every_minutes: u32,
    /// Whether it counts.
    pub active: bool,
}

/// The table by which the answers of a carrier are read: where the list of events stands, where each has its code and its
/// moment (JSON pointers), and what the codes mean. A code that is not in it is nothing to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingTable {
    /// The lists, or single events, as JSON pointers.
    pub events: Vec<String>,
    /// The code in an event.
    pub code: String,
    /// The moment in an event.
    pub moment: String,
    /// What the codes mean, in small letters.
    pub codes: Vec<(String, ShipmentStatus)>,
}

/// A line of such a table that cannot be read, from 1; 0 where one is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {0} of the table cannot be read")]
pub struct TableFault(pub usize);

impl ReadingTable {
    /// Reads a table: a line each, `name = value`.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn parse(text: &str) -> Result<Self, TableFault> {
        let mut table = Self { events: Vec::new(), code: String::new(), moment: String::new(), codes: Vec::new() };
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fault = TableFault(at + 1);
            let (name, value) = line.split_once('=').ok_or(fault)?;
            let (name, value) = (name.trim(), value.trim());
            let pointer = || Some(value.to_owned()).filter(|value| value.starts_with('/')).ok_or(fault);
            match name {
                "events" => table.events.push(pointer()?),
                "code" => table.code = pointer()?,
                "moment" => table.moment = pointer()?,
                "" => return Err(fault),
                code => {
                    let status = ShipmentStatus::parse(value).ok_or(fault)?;
                    table.codes.push((code.to_lowercase(), status));
                }
            }
        }
        let whole = !table.events.is_empty() && !table.code.is_empty() && !table.moment.is_empty();
        if whole && !table.codes.is_empty() { Ok(table) } else { Err(TableFault(0)) }
    }

    /// What a code means.
    #[must_use]
    pub fn meaning(&self, code: &str) -> Option<ShipmentStatus> {
        let code = code.trim().to_lowercase();
        self.codes.iter().find(|(known, _)| *known == code).map(|(_, status)| *status)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    #[test]
    fn the_tables_that_come_along_are_read_and_a_slip_is_named_by_its_line() {
        for kind in FeedKind::ALL.iter().filter(|kind| !kind.pushes()) {
            assert!(ReadingTable::parse(kind.table()).is_ok(), "{kind:?}");
            assert!(kind.address().contains("{tracking}"));
        }
        let dhl = ReadingTable::parse(FeedKind::Dhl.table()).unwrap();
        assert_eq!(dhl.meaning("Delivered"), Some(ShipmentStatus::Delivered));
        assert_eq!((dhl.meaning("unknown"), dhl.meaning("pre-transit")), (None, None), "a label is not a parcel");
        let postnl = ReadingTable::parse(FeedKind::Postnl.table()).unwrap();
        let waits = ["2", "12", "16", "18", "22"].map(|code| postnl.meaning(code).map(ShipmentStatus::code));
        let means = ["accepted", "in_transit", "delayed", "lost", "delivered"];
        assert_eq!(waits, means.map(Some));
        assert_eq!(postnl.meaning("13"), None);
        let table = "events = /a\ncode = /b\nmoment = /c\n\n1 = on its way";
        assert_eq!(ReadingTable::parse(table), Err(TableFault(5)));
        assert_eq!(ReadingTable::parse("events = a"), Err(TableFault(1)));
        assert_eq!(ReadingTable::parse("events = /a\n1 = lost"), Err(TableFault(0)));
    }
}
