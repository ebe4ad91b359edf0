//! The timeline of a journey: everything that happened, newest first, with why and a way back.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::cx::Cx;
use crate::pages::parts::{FileLink, Tab};

mod happened;

pub use happened::{Happened, Side};

/// What became of an outgoing message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// In the outbox, about to go.
    Waiting,
    /// In the outbox until then: quiet hours.
    Until(Timestamp),
    /// It did not leave at its first try, for this reason, and is tried again then.
    Later(String, Timestamp),
    /// All outgoing mail stands still.
    Paused,
    /// The organisation is on trial, and the address is no member's.
    Trial,
    /// Handed to the channel.
    Sent,
    /// It came back or was refused.
    Failed,
    /// Taken back: another message overtook it, or it lost its sense.
    Dropped,
}

impl Delivery {
    /// Whether it did not arrive, or something stands in its way.
    pub fn failed(&self) -> bool {
        !matches!(self, Delivery::Waiting | Delivery::Until(_) | Delivery::Sent | Delivery::Dropped)
    }

    /// In words.
    pub fn words(&self, cx: &Cx) -> String {
        match self {
            Delivery::Waiting => cx.t("delivery-waiting"),
            Delivery::Until(at) => cx.t1("delivery-until", "when", cx.brief_text(at)),
            Delivery::Later(why, at) => cx.t2("delivery-later", "why", why, "when", cx.brief_text(at)),
            Delivery::Paused => cx.t("delivery-paused"),
            Delivery::Trial => cx.t("delivery-trial"),
            Delivery::Sent => cx.t("delivery-sent"),
            Delivery::Failed => cx.t("delivery-failed"),
            Delivery::Dropped => cx.t("delivery-dropped"),
        }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The id of the event, for the anchor.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub what: Happened,
    /// The words that were said, as plain text.
    pub text: Option<String>,
    /// Whether the words unfold on demand: a message that the program wrote.
    pub folded: bool,
    /// The language of those words when it is not the page's.
    pub lang: Option<&'static str>,
    /// Files that came along.
    pub files: Vec<FileLink>,
    /// Facts in one line each, already in words: what was asked, by when, the reason given.
    pub facts: Vec<String>,
    /// Why the software decided so.
    pub why: Vec<String>,
    /// Where "undo" is posted.
    pub undo: Option<String>,
    /// The id of the contact, when it can be split off, moved or joined.
    pub contact: Option<String>,
    /// Corrections by one tap: where each is posted, and its words.
    pub taps: Vec<(String, String)>,
    /// The mail as it was laid out by its sender, on a page of its own.
    pub mail: Option<String>,
    /// What became of an outgoing message.
    pub delivery: Option<Delivery>,
    /// What can be done about it: an address and words.
    pub remedy: Option<(String, String)>,
}

impl Entry {
    /// A line with nothing but what happened.
    pub fn new(id: impl Into<String>, at: Timestamp, what: Happened) -> Self {
        Entry {
            id: id.into(),
            at,
            what,
            text: None,
            folded: false,
            lang: None,
            files: Vec::new(),
            facts: Vec::new(),
            why: Vec::new(),
            undo: None,
            contact: None,
            taps: Vec::new(),
            mail: None,
            delivery: None,
            remedy: None,
        }
    }
}

/// One day of the timeline.
#[derive(Clone, Debug)]
pub struct Day {
    /// The day in the organisation's zone.
    pub date: Date,
    /// Its lines, newest first.
    pub entries: Vec<Entry>,
}

/// The timeline as it is shown.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Everything, contacts, handovers, promises.
    pub filters: Vec<Tab>,
    /// The days, newest first.
    pub days: Vec<Day>,
    /// The address of what is older.
    pub older: Option<String>,
}

impl Timeline {
    /// Groups lines, newest first, by the day on which they happened.
    pub fn new(cx: &Cx, filters: Vec<Tab>, entries: Vec<Entry>, older: Option<String>) -> Self {
        let mut days: Vec<Day> = Vec::new();
        for entry in entries {
            let date = cx.day(&entry.at);
            match days.last_mut() {
                Some(day) if day.date == date => day.entries.push(entry),
                _ => days.push(Day { date, entries: vec![entry] }),
            }
        }
        Timeline { filters, days, older }
    }
}
