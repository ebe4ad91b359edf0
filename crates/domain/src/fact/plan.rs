//! What is done after one report: the row of the table that fits, with all that the report says filled in.

use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::path::{FactPath, FactWords};
use super::{CustomerDid, FactAbout, FactAct, FactRow, FactSubject, FactTable, FactTest, MOST_WORDS};
use crate::codes::{BreachWhat, Channel, Direction, HoldAction, PromiseWhat, ShipmentStatus};
use crate::hold::HoldSubject;
use crate::reference::Reference;

/// What a report asks for, with all that it says filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactPlan {
    /// When it happened, where it says so.
    pub at: Option<Timestamp>,
    /// What is done.
    pub deed: FactDeed,
}

/// By what the journey of a report is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aimed {
    /// By something that is or was held in this system.
    Subject(HoldSubject),
    /// By the number that people say.
    Reference(Reference),
}

/// What is done after a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactDeed {
    /// As [`FactAct::Contact`].
    Contact {
        /// Which journey.
        about: Aimed,
        /// By which channel.
        channel: Channel,
        /// In or out.
        direction: Direction,
        /// What was said.
        text: Option<String>,
    },
    /// As [`FactAct::LegDone`].
    LegDone {
        /// What is held.
        subject: HoldSubject,
        /// What the customer is told, in Dutch and in English.
        tell: Option<[String; 2]>,
    },
    /// As [`FactAct::PromiseKept`].
    PromiseKept {
        /// Which journey.
        about: Aimed,
        /// What was promised.
        what: Option<PromiseWhat>,
    },
    /// As [`FactAct::Breach`].
    Breach {
        /// What is held.
        subject: HoldSubject,
        /// What was done.
        what: BreachWhat,
        /// Only holds that forbid this.
        hold: Option<HoldAction>,
        /// In more words.
        text: Option<String>,
    },
    /// As [`FactAct::Journey`].
    Journey {
        /// The name of its blueprint.
        blueprint: String,
        /// The customer's e-mail address.
        email: Option<String>,
        /// The customer's telephone number.
        phone: Option<String>,
        /// The customer's name.
        name: Option<String>,
        /// Its title.
        title: Option<String>,
        /// What happened.
        text: Option<String>,
    },
    /// As [`FactAct::Shipment`].
    Shipment {
        /// Its tracking number.
        tracking: String,
        /// Where it stands.
        status: ShipmentStatus,
    },
    /// As [`FactAct::Customer`].
    Customer {
        /// Which of both.
        did: CustomerDid,
        /// A journey of that customer.
        about: Option<Aimed>,
        /// The customer's e-mail address.
        email: Option<String>,
        /// The customer's telephone number.
        phone: Option<String>,
    },
    /// Nothing.
    Nothing,
}

/// Something that a row needs and a report does not say, or not in a form that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactLack {
    /// The key of the row that needs it.
    pub key: &'static str,
    /// Where it was looked for, as the table writes it.
    pub place: String,
    /// What stands there; nothing where nothing does.
    pub found: Option<String>,
}

impl FactTable {
    /// The first row that fits a report.
    #[must_use]
    pub fn row_for(&self, report: &Value) -> Option<&FactRow> {
        self.rows.iter().find(|row| row.fits(report))
    }

    /// The row of a name.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&FactRow> {
        self.rows.iter().find(|row| row.name == name)
    }
}

impl FactRow {
    /// Whether a report is one of this row.
    #[must_use]
    pub fn fits(&self, report: &Value) -> bool {
        self.when.iter().all(|condition| match (&condition.test, condition.path.said(report)) {
            (_, None) => false,
            (FactTest::Exists, Some(_)) => true,
            (FactTest::OneOf(words), Some(said)) => words.contains(&said),
        })
    }

    /// What a report asks for. A day without an hour is read in `zone`, as its end: nothing that was agreed on that day
    /// came after it.
    ///
    /// # Errors
    /// All that the report does not say, or not in a form that can be used.
    pub fn plan(&self, report: &Value, zone: &TimeZone) -> Result<FactPlan, Vec<FactLack>> {
        let mut reading = Reading { report, lacks: Vec::new() };
        let at = match &self.at {
            Some(path) => reading.moment(path, zone),
            None => FactPath::time().said(report).and_then(|said| moment(&said, zone)),
        };
        let deed = reading.deed(&self.act);
        match deed.filter(|_| reading.lacks.is_empty()) {
            Some(deed) => Ok(FactPlan { at, deed }),
            None => Err(reading.lacks),
        }
    }
}

/// Reading one report: what it lacks is gathered, so that all of it is said at once.
struct Reading<'a> {
    report: &'a Value,
    lacks: Vec<FactLack>,
}

impl Reading<'_> {
    fn deed(&mut self, act: &FactAct) -> Option<FactDeed> {
        Some(match act {
            FactAct::Contact { about, channel, direction, text } => {
                let (about, text) = (self.aimed(about), self.words("text", text.as_ref()));
                FactDeed::Contact { about: about?, channel: *channel, direction: *direction, text }
            }
            FactAct::LegDone { subject, tell } => {
                let told = tell.as_ref().map(|[nl, en]| [self.needed("tell-nl", nl), self.needed("tell-en", en)]);
                let subject = self.subject(subject);
                let tell = match told {
                    None => None,
                    Some([nl, en]) => Some([nl?, en?]),
                };
                FactDeed::LegDone { subject: subject?, tell }
            }
            FactAct::PromiseKept { about, what } => FactDeed::PromiseKept { about: self.aimed(about)?, what: *what },
            FactAct::Breach { subject, what, hold, text } => {
                let (subject, text) = (self.subject(subject), self.words("text", text.as_ref()));
                FactDeed::Breach { subject: subject?, what: *what, hold: *hold, text }
            }
            FactAct::Journey { blueprint, email, phone, name, title, text } => {
                // Who says neither address nor number is still somebody by name.
                let who = [("email", email), ("phone", phone), ("name", name)];
                let [email, phone, name] =
                    who.map(|(_, words)| words.as_ref().and_then(|words| words.said(self.report)));
                if email.is_none() && phone.is_none() && name.is_none() {
                    let (key, words) = who.iter().find_map(|(key, words)| Some((*key, words.as_ref()?)))?;
                    self.lack(key, words.to_string(), None);
                }
                let (title, text) = (self.words("title", title.as_ref()), self.words("text", text.as_ref()));
                FactDeed::Journey { blueprint: blueprint.clone(), email, phone, name, title, text }
            }
            FactAct::Shipment { tracking, status } => {
                FactDeed::Shipment { tracking: self.needed("tracking", tracking)?, status: *status }
            }
            FactAct::Customer { did, about, email, phone } => {
                let about = match about {
                    Some(about) => Some(self.aimed(about)?),
                    None => None,
                };
                let who = [("email", email), ("phone", phone)];
                let [email, phone] = who.map(|(_, words)| words.as_ref().and_then(|words| words.said(self.report)));
                if about.is_none() && email.is_none() && phone.is_none() {
                    let (key, words) = who.iter().find_map(|(key, words)| Some((*key, words.as_ref()?)))?;
                    self.lack(key, words.to_string(), None);
                }
                FactDeed::Customer { did: *did, about, email, phone }
            }
            FactAct::Nothing => FactDeed::Nothing,
        })
    }

    fn aimed(&mut self, about: &FactAbout) -> Option<Aimed> {
        match about {
            FactAbout::Subject(subject) => self.subject(subject).map(Aimed::Subject),
            FactAbout::Reference(words) => {
                let said = self.needed("reference", words)?;
                let found = Reference::typed(&said);
                if found.is_none() {
                    self.lack("reference", words.to_string(), Some(said));
                }
                found.map(Aimed::Reference)
            }
        }
    }

    fn subject(&mut self, subject: &FactSubject) -> Option<HoldSubject> {
        let (words, found) = match subject {
            FactSubject::Whole(words) => (words, self.needed("subject", words)?),
            FactSubject::Of { kind, value } => (value, format!("{kind}:{}", self.needed("subject", value)?)),
        };
        let read = found.parse().ok();
        if read.is_none() {
            self.lack("subject", words.to_string(), Some(found));
        }
        read
    }

    fn moment(&mut self, path: &FactPath, zone: &TimeZone) -> Option<Timestamp> {
        let said = path.said(self.report);
        let at = said.as_deref().and_then(|said| moment(said, zone));
        if at.is_none() {
            self.lack("at", path.to_string(), said);
        }
        at
    }

    /// Words that may be left out of the row, but not of the report.
    fn words(&mut self, key: &'static str, words: Option<&FactWords>) -> Option<String> {
        words.and_then(|words| self.needed(key, words))
    }

    fn needed(&mut self, key: &'static str, words: &FactWords) -> Option<String> {
        let said = words.said(self.report);
        let fits = said.as_deref().is_some_and(|said| said.len() <= MOST_WORDS);
        if !fits {
            let found = said.as_ref().map(|said| said.chars().take(80).collect());
            self.lack(key, words.to_string(), found);
        }
        said.filter(|_| fits)
    }

    fn lack(&mut self, key: &'static str, place: String, found: Option<String>) {
        self.lacks.push(FactLack { key, place, found });
    }
}

/// Reads a moment: with its offset, as seconds or milliseconds since 1970, or a day.
pub(super) fn moment(said: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = said.parse::<Timestamp>() {
        return Some(at);
    }
    if let Ok(number) = said.parse::<i64>() {
        // Seconds have ten figures until the year 2286, milliseconds thirteen.
        let read =
            if number.unsigned_abs() < 100_000_000_000 { Timestamp::from_second } else { Timestamp::from_millisecond };
        return read(number).ok();
    }
    let day = said.parse::<Date>().ok().filter(|_| said.len() == 10)?;
    let next = day.tomorrow().ok()?.to_datetime(time(0, 0, 0, 0)).to_zoned(zone.clone()).ok()?;
    next.timestamp().checked_sub(SignedDuration::from_secs(1)).ok()
}
