//! What systems of others report, and what that means here. A [`FactTable`] is a list of rows that an administrator writes:
//! which reports a row is for, and what is then done. Reading a report with it is pure: the same report means the same.

use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{BreachWhat, Channel, Direction, HoldAction, PromiseWhat, ShipmentStatus};
use crate::hold::HoldSubject;
use crate::reference::Reference;
use crate::webhook::WebhookSecret;

mod path;
mod text;

pub use path::{FactPath, FactWords};
pub use text::{FactFault, FactFaultWhat, KEYS};

/// The most rows of a table.
pub const MOST_ROWS: usize = 100;
/// The most letters of a table in words.
pub const MOST_TEXT: usize = 64 * 1024;
/// The most letters of what a report says in one place, where that is told or titled.
const MOST_WORDS: usize = 10_000;

/// How a system signs what it reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "snake_case")]
pub enum FactSigning {
    /// As Standard Webhooks say: HMAC-SHA-256 over id, moment and body.
    #[default]
    Standard,
    /// HMAC-SHA-256 over the body alone, in a header of this name: for systems that know no other way.
    Body {
        /// The name of the header, in small letters.
        header: String,
    },
}

/// The door of a system: how what it reports is signed, and what it means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactDoor {
    /// How it signs.
    pub signing: FactSigning,
    /// The secrets, the present one last; encrypted at rest.
    pub secrets: Vec<WebhookSecret>,
    /// What its reports mean.
    pub table: FactTable,
    /// Whether they are taken.
    pub active: bool,
}

impl FactDoor {
    /// The secrets that are good at a moment, the present one first.
    pub fn good(&self, now: Timestamp) -> impl Iterator<Item = &WebhookSecret> {
        self.secrets.iter().rev().filter(move |secret| secret.ends_at.is_none_or(|ends| now < ends))
    }
}

/// What the reports of a system mean: the first row that fits counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactTable {
    /// The rows, in order.
    pub rows: Vec<FactRow>,
}

/// One row: which reports, and what is done then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow {
    /// What colleagues call it.
    pub name: String,
    /// A remark for colleagues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What must be so in the report; all of it.
    pub when: Vec<FactCondition>,
    /// When it happened; without it the report's own `$.time`, else the moment at which it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FactPath>,
    /// What happens to a report that is about nothing that is known here.
    #[serde(default)]
    pub none: IfNone,
    /// What is done.
    pub act: FactAct,
}

/// Something that must be so in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactCondition {
    /// Where.
    pub path: FactPath,
    /// What.
    pub test: FactTest,
}

/// What must be so in one place of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactTest {
    /// It says one of these, letter by letter.
    OneOf(Vec<String>),
    /// It says anything.
    Exists,
}

/// What happens to a report that is about nothing that is known here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfNone {
    /// It waits for a person of the team that owns the system.
    #[default]
    Wait,
    /// It is let go: most of what the system reports is about nothing that was ever a question here.
    Ignore,
}

/// The thing that a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactSubject {
    /// It says the sort and the number together: `invoice:884213`.
    Whole(FactWords),
    /// The sort is known, and it says the number.
    Of {
        /// The sort, such as `invoice`.
        kind: String,
        /// The number.
        value: FactWords,
    },
}

/// By what the journey is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactAbout {
    /// By something that is or was held in this system.
    Subject(FactSubject),
    /// By the number that people say.
    Reference(FactWords),
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum FactAct {
    /// Something was said between the customer and us: it stands on the journey.
    Contact {
        /// Which journey.
        about: FactAbout,
        /// By which channel.
        channel: Channel,
        /// In or out.
        direction: Direction,
        /// What was said; without it the name of the row.
        text: Option<FactWords>,
    },
    /// The work that carries an agreement out is done: the agreement and its promise are kept, its holds released, and the
    /// system knows of that; the customer is told, and the journey proposed as solved.
    LegDone {
        /// What is held by the agreement.
        subject: FactSubject,
        /// What the customer is told, in Dutch and in English; without it the words of the agreement.
        tell: Option<[FactWords; 2]>,
    },
    /// A promise was kept: that of the agreement, or the only one of the journey.
    PromiseKept {
        /// Which journey.
        about: FactAbout,
        /// What was promised, where there may be several.
        what: Option<PromiseWhat>,
    },
    /// Something was done against a hold.
    Breach {
        /// What is held.
        subject: FactSubject,
        /// What was done.
        what: BreachWhat,
        /// Only holds that forbid this.
        hold: Option<HoldAction>,
        /// In more words.
        text: Option<FactWords>,
    },
    /// A journey begins.
    Journey {
        /// The name of its blueprint.
        blueprint: String,
        /// The customer's e-mail address.
        email: Option<FactWords>,
        /// The customer's telephone number.
        phone: Option<FactWords>,
        /// The customer's name.
        name: Option<FactWords>,
        /// Its title; without it the name of the row.
        title: Option<FactWords>,
        /// What happened, in words; without it the name of the row.
        text: Option<FactWords>,
    },
    /// Word of a shipment.
    Shipment {
        /// Its tracking number.
        tracking: FactWords,
        /// Where it stands.
        status: ShipmentStatus,
    },
    /// It is known, and nothing has to be done.
    Nothing,
}

impl FactAct {
    /// The codes of all that can be done, in the order in which pages list them.
    pub const CODES: [&'static str; 7] =
        ["contact", "leg_done", "promise_kept", "breach", "journey", "shipment", "nothing"];

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Contact { .. } => "contact",
            Self::LegDone { .. } => "leg_done",
            Self::PromiseKept { .. } => "promise_kept",
            Self::Breach { .. } => "breach",
            Self::Journey { .. } => "journey",
            Self::Shipment { .. } => "shipment",
            Self::Nothing => "nothing",
        }
    }
}

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
fn moment(said: &str, zone: &TimeZone) -> Option<Timestamp> {
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

#[cfg(test)]
#[path = "fact/tests.rs"]
mod tests;
