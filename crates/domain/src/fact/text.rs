//! A table as an administrator writes it, and back. A row begins with `fact:` and has one `key: value` a line:
//!
//! ```text
//! fact: credit note made
//! when: $.type = invoice.credited
//! if-none: ignore
//! do: leg_done
//! subject: invoice $.data.invoice
//! ```
//!
//! Reading gives a table or every fault at once, each with its line.

use std::str::FromStr;

use super::path::{FactPath, FactWords};
use super::{
    CustomerDid, FactAbout, FactAct, FactCondition, FactRow, FactSubject, FactTable, FactTest, IfNone, MOST_ROWS,
    MOST_TEXT,
};
use crate::codes::{BreachWhat, Channel, Direction, HoldAction, PromiseWhat, ShipmentStatus};
use crate::hold::HoldSubject;

/// All keys, in the order in which a row is written.
pub const KEYS: [&str; 24] = [
    "fact",
    "note",
    "when",
    "at",
    "if-none",
    "do",
    "subject",
    "reference",
    "channel",
    "direction",
    "text",
    "tell-nl",
    "tell-en",
    "promise",
    "what",
    "hold",
    "blueprint",
    "email",
    "phone",
    "name",
    "title",
    "tracking",
    "status",
    "did",
];
/// The keys that every row may have, whatever is done.
const COMMON: [&str; 6] = ["fact", "note", "when", "at", "if-none", "do"];
/// The most letters of the name of a row.
const MOST_NAME: usize = 80;
/// The most conditions of a row.
const MOST_WHEN: usize = 20;

/// Something wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactFault {
    /// The line, from 1.
    pub line: usize,
    /// What.
    pub what: FactFaultWhat,
}

/// What is wrong with a line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactFaultWhat {
    /// It is no `key: value`.
    NoKey,
    /// There is no such key.
    UnknownKey(String),
    /// The first line of a row is not `fact:`.
    NoFact,
    /// A key stands twice in a row.
    Twice(String),
    /// A key has no value.
    Empty(String),
    /// A key is missing that what is done needs.
    Missing(&'static str),
    /// A key is of no use to what is done.
    Unfit {
        /// The key.
        key: String,
        /// What is done.
        act: &'static str,
    },
    /// A value is none of the codes of its key.
    NoChoice {
        /// The key.
        key: &'static str,
        /// What stands there.
        found: String,
        /// What may.
        choices: Vec<&'static str>,
    },
    /// A value is neither a place nor words with places in braces.
    NoPlace(String),
    /// A condition has another form.
    NoCondition(String),
    /// A subject has another form.
    NoSubject(String),
    /// Two rows have one name.
    SameName(String),
    /// There are too many rows, conditions or letters.
    TooMuch,
}

impl FactFaultWhat {
    /// Its code, for the words in which it is said.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKey => "no-key",
            Self::UnknownKey(_) => "unknown-key",
            Self::NoFact => "no-fact",
            Self::Twice(_) => "twice",
            Self::Empty(_) => "empty",
            Self::Missing(_) => "missing",
            Self::Unfit { .. } => "unfit",
            Self::NoChoice { .. } => "no-choice",
            Self::NoPlace(_) => "no-place",
            Self::NoCondition(_) => "no-condition",
            Self::NoSubject(_) => "no-subject",
            Self::SameName(_) => "same-name",
            Self::TooMuch => "too-much",
        }
    }
}

/// One line.
struct Line<'a> {
    number: usize,
    key: &'a str,
    value: &'a str,
}

impl FactTable {
    /// Reads a table.
    ///
    /// # Errors
    /// Every fault, in the order of the lines.
    pub fn parse(text: &str) -> Result<Self, Vec<FactFault>> {
        let mut faults = Vec::new();
        if text.len() > MOST_TEXT {
            return Err(vec![FactFault { line: 1, what: FactFaultWhat::TooMuch }]);
        }
        let mut rows: Vec<Vec<Line<'_>>> = Vec::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let mut wrong = |what| faults.push(FactFault { line: number, what });
            let Some((key, value)) = line.split_once(':') else {
                wrong(FactFaultWhat::NoKey);
                continue;
            };
            let (key, value) = (key.trim(), value.trim());
            if !KEYS.contains(&key) {
                wrong(FactFaultWhat::UnknownKey(key.to_owned()));
                continue;
            }
            if value.is_empty() {
                wrong(FactFaultWhat::Empty(key.to_owned()));
            }
            let line = Line { number, key, value };
            match (key, rows.last_mut()) {
                ("fact", _) => rows.push(vec![line]),
                (_, Some(row)) => row.push(line),
                (_, None) => {
                    wrong(FactFaultWhat::NoFact);
                    rows.push(vec![line]);
                }
            }
        }
        let mut table = Self::default();
        for lines in &rows {
            let mut reading = Reading { lines, faults: &mut faults };
            if let Some(row) = reading.row() {
                if table.row(&row.name).is_some() {
                    reading.wrong("fact", FactFaultWhat::SameName(row.name.clone()));
                }
                table.rows.push(row);
            }
        }
        if table.rows.len() > MOST_ROWS {
            faults.push(FactFault { line: 1, what: FactFaultWhat::TooMuch });
        }
        faults.sort_by_key(|fault| fault.line);
        faults.dedup();
        if faults.is_empty() { Ok(table) } else { Err(faults) }
    }
}

/// Reading one row.
struct Reading<'a> {
    lines: &'a [Line<'a>],
    faults: &'a mut Vec<FactFault>,
}

impl<'a> Reading<'a> {
    fn row(&mut self) -> Option<FactRow> {
        self.once();
        let name = self.needed("fact").map(|line| line.value.to_owned());
        if name.as_ref().is_some_and(|name| name.chars().count() > MOST_NAME) {
            self.wrong("fact", FactFaultWhat::TooMuch);
        }
        let when = self.conditions();
        let at = self.read::<FactPath>("at", |found| FactFaultWhat::NoPlace(found.to_owned()));
        let none = [("wait", IfNone::Wait), ("ignore", IfNone::Ignore)];
        let none = self.choice("if-none", &["wait", "ignore"], |code| {
            none.iter().find(|(known, _)| *known == code).map(|(_, none)| *none)
        });
        let act = self.act();
        let note = self.line("note").map(|line| line.value.to_owned());
        Some(FactRow { name: name?, note, when, at, none: none.unwrap_or_default(), act: act? })
    }

    fn act(&mut self) -> Option<FactAct> {
        let code = self.needed("do")?.value;
        // An unknown deed is said with all that there are.
        let known = FactAct::CODES.iter().copied().find(|known| *known == code);
        let Some(act) = known else {
            self.no_choice("do", code, FactAct::CODES.to_vec());
            return None;
        };
        match act {
            "contact" => {
                self.only(act, &["subject", "reference", "channel", "direction", "text"]);
                let (about, text) = (self.about(), self.words("text"));
                let channel = self.code("channel", &codes(Channel::ALL, Channel::code), Channel::parse);
                let direction = self.code("direction", &["in", "out"], Direction::parse);
                Some(FactAct::Contact { about: about?, channel: channel?, direction: direction?, text })
            }
            "leg_done" => {
                self.only(act, &["subject", "tell-nl", "tell-en"]);
                let (nl, en) = (self.words("tell-nl"), self.words("tell-en"));
                let tell = match (self.line("tell-nl").is_some(), self.line("tell-en").is_some()) {
                    (true, false) => self.missing("tell-en"),
                    (false, true) => self.missing("tell-nl"),
                    _ => nl.zip(en).map(|(nl, en)| [nl, en]),
                };
                Some(FactAct::LegDone { subject: self.subject()?, tell })
            }
            "promise_kept" => {
                self.only(act, &["subject", "reference", "promise"]);
                let choices = codes(PromiseWhat::ALL, PromiseWhat::code);
                let what = self.choice("promise", &choices, PromiseWhat::parse);
                Some(FactAct::PromiseKept { about: self.about()?, what })
            }
            "breach" => {
                self.only(act, &["subject", "what", "hold", "text"]);
                let (subject, text) = (self.subject(), self.words("text"));
                let what = self.code("what", &codes(BreachWhat::ALL, BreachWhat::code), BreachWhat::parse);
                let hold = self.choice("hold", &codes(HoldAction::ALL, HoldAction::code), HoldAction::parse);
                if what == Some(BreachWhat::Other) && text.is_none() {
                    self.missing::<()>("text");
                }
                Some(FactAct::Breach { subject: subject?, what: what?, hold, text })
            }
            "journey" => {
                self.only(act, &["blueprint", "email", "phone", "name", "title", "text"]);
                let blueprint = self.needed("blueprint").map(|line| line.value.to_owned());
                let [email, phone, name, title, text] =
                    ["email", "phone", "name", "title", "text"].map(|key| self.words(key));
                if ["email", "phone", "name"].iter().all(|key| self.line(key).is_none()) {
                    self.missing::<()>("email");
                }
                Some(FactAct::Journey { blueprint: blueprint?, email, phone, name, title, text })
            }
            "shipment" => {
                self.only(act, &["tracking", "status"]);
                self.needed("tracking")?;
                let status =
                    self.code("status", &codes(ShipmentStatus::ALL, ShipmentStatus::code), ShipmentStatus::parse);
                Some(FactAct::Shipment { tracking: self.words("tracking")?, status: status? })
            }
            "customer" => {
                self.only(act, &["subject", "reference", "email", "phone", "did"]);
                let aimed = ["subject", "reference"].iter().any(|key| self.line(key).is_some());
                let about = if aimed { Some(self.about()?) } else { None };
                let [email, phone] = ["email", "phone"].map(|key| self.words(key));
                if !aimed && ["email", "phone"].iter().all(|key| self.line(key).is_none()) {
                    self.missing::<()>("email");
                }
                let did = self.code("did", &codes(CustomerDid::ALL, CustomerDid::code), CustomerDid::parse);
                Some(FactAct::Customer { did: did?, about, email, phone })
            }
            _ => {
                self.only(act, &[]);
                Some(FactAct::Nothing)
            }
        }
    }

    fn about(&mut self) -> Option<FactAbout> {
        match (self.line("subject").is_some(), self.line("reference").is_some()) {
            (true, true) => {
                self.wrong("reference", FactFaultWhat::Twice("subject / reference".to_owned()));
                None
            }
            (false, true) => self.words("reference").map(FactAbout::Reference),
            _ => self.subject().map(FactAbout::Subject),
        }
    }

    /// The sort and where the number stands, or where both stand together.
    fn subject(&mut self) -> Option<FactSubject> {
        let text = self.needed("subject")?.value;
        let no_subject = || FactFaultWhat::NoSubject(text.to_owned());
        let read = match text.split_once(char::is_whitespace).filter(|_| !text.starts_with('$')) {
            // A number with a digit, to ask whether the sort is one.
            Some((kind, _)) if HoldSubject::new(kind, "1").is_err() => None,
            Some((kind, value)) => value.parse().ok().map(|value| FactSubject::Of { kind: kind.to_owned(), value }),
            None => text.parse().ok().filter(|_| text.contains('$')).map(FactSubject::Whole),
        };
        if read.is_none() {
            self.wrong("subject", no_subject());
        }
        read
    }

    fn conditions(&mut self) -> Vec<FactCondition> {
        let mut all = Vec::new();
        for line in self.lines.iter().filter(|line| line.key == "when" && !line.value.is_empty()) {
            match condition(line.value) {
                Some(condition) => all.push(condition),
                None => {
                    let what = FactFaultWhat::NoCondition(line.value.to_owned());
                    self.faults.push(FactFault { line: line.number, what });
                }
            }
        }
        if self.line("when").is_none() {
            self.missing::<()>("when");
        }
        if all.len() > MOST_WHEN {
            self.wrong("when", FactFaultWhat::TooMuch);
        }
        all
    }

    /// No key but `when` stands twice.
    fn once(&mut self) {
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.key != "when") {
            if self.lines[..at].iter().any(|before| before.key == line.key) {
                let what = FactFaultWhat::Twice(line.key.to_owned());
                self.faults.push(FactFault { line: line.number, what });
            }
        }
    }

    /// No key is of no use to what is done.
    fn only(&mut self, act: &'static str, keys: &[&str]) {
        for line in self.lines.iter().filter(|line| !COMMON.contains(&line.key) && !keys.contains(&line.key)) {
            let what = FactFaultWhat::Unfit { key: line.key.to_owned(), act };
            self.faults.push(FactFault { line: line.number, what });
        }
    }

    fn line(&self, key: &str) -> Option<&'a Line<'a>> {
        self.lines.iter().find(|line| line.key == key && !line.value.is_empty())
    }

    fn needed(&mut self, key: &'static str) -> Option<&'a Line<'a>> {
        self.line(key).or_else(|| self.missing(key))
    }

    fn words(&mut self, key: &'static str) -> Option<FactWords> {
        self.read(key, |found| FactFaultWhat::NoPlace(found.to_owned()))
    }

    fn read<T: FromStr>(&mut self, key: &'static str, fault: impl FnOnce(&str) -> FactFaultWhat) -> Option<T> {
        let line = self.line(key)?;
        let read = line.value.parse().ok();
        if read.is_none() {
            self.wrong(key, fault(line.value));
        }
        read
    }

    /// One of some codes, that must be there.
    fn code<T>(&mut self, key: &'static str, choices: &[&'static str], read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.needed(key)?;
        self.choice(key, choices, read)
    }

    fn choice<T>(
        &mut self,
        key: &'static str,
        choices: &[&'static str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let line = self.line(key)?;
        let found = read(line.value);
        if found.is_none() {
            self.no_choice(key, line.value, choices.to_vec());
        }
        found
    }

    fn no_choice(&mut self, key: &'static str, found: &str, choices: Vec<&'static str>) {
        self.wrong(key, FactFaultWhat::NoChoice { key, found: found.to_owned(), choices });
    }

    fn missing<T>(&mut self, key: &'static str) -> Option<T> {
        self.wrong("fact", FactFaultWhat::Missing(key));
        None
    }

    /// A fault at the line of a key; at the first line of the row where there is none.
    fn wrong(&mut self, key: &str, what: FactFaultWhat) {
        let line = self.lines.iter().find(|line| line.key == key).or(self.lines.first());
        self.faults.push(FactFault { line: line.map_or(1, |line| line.number), what });
    }
}

fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| code(*one)).collect()
}

/// `$.a.b`, `$.a.b = x`, or `$.a.b = x | y`.
fn condition(text: &str) -> Option<FactCondition> {
    let Some((path, words)) = text.split_once(" = ") else {
        let path = text.strip_suffix(" exists").unwrap_or(text);
        return Some(FactCondition { path: path.parse().ok()?, test: FactTest::Exists });
    };
    let words: Vec<String> = words.split('|').map(|word| word.trim().to_owned()).collect();
    let sound = words.iter().all(|word| !word.is_empty());
    Some(FactCondition { path: path.parse().ok().filter(|_| sound)?, test: FactTest::OneOf(words) })
}
