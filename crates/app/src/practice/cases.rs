//! The cases to practise on: invented people who write to a mailbox, by the door that every mail comes in by.

use jiff::SignedDuration;
use regie_domain::customer::Language;
use regie_store::hex;
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::error::{AppError, Result};
use crate::locale::{Arg, Lang};

/// A case: its code, and text keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The code in the address of the form that begins it.
    pub code: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What there is to practise.
    pub what: &'static str,
    /// Subject and words of its mails, in order; the second answers the first.
    mails: &'static [(&'static str, &'static str)],
}

/// All of them.
pub const CASES: [Case; 5] = [
    Case {
        code: "late-reimbursement",
        name: "practice-late",
        what: "practice-late-what",
        mails: &[("practice-late-subject", "practice-late-body")],
    },
    Case {
        code: "no-signal",
        name: "practice-signal",
        what: "practice-signal-what",
        mails: &[("practice-signal-subject", "practice-signal-body")],
    },
    Case {
        code: "angry-chaser",
        name: "practice-chaser",
        what: "practice-chaser-what",
        mails: &[
            ("practice-chaser-subject", "practice-chaser-body"),
            ("practice-chaser-subject", "practice-chaser-again"),
        ],
    },
    Case {
        code: "complaint",
        name: "practice-complaint",
        what: "practice-complaint-what",
        mails: &[("practice-complaint-subject", "practice-complaint-body")],
    },
    Case {
        code: "two-questions",
        name: "practice-two",
        what: "practice-two-what",
        mails: &[("practice-two-subject", "practice-two-body")],
    },
];

/// Who writes: first and last names, put together by chance.
const FIRST: [&str; 8] = ["Anja", "Mehmet", "Corrie", "Daan", "Fatima", "Hanna", "Pieter", "Rosa"];
const LAST: [&str; 8] = ["Bakker", "Demir", "Visser", "Smit", "Haddad", "Meijer", "Bos", "Pinas"];

/// A mail of somebody invented.
pub(super) struct Letter<'a> {
    /// Name and address.
    pub from: (&'a str, &'a str),
    /// The mailbox.
    pub to: &'a str,
    /// The subject line.
    pub subject: &'a str,
    /// The words.
    pub body: &'a str,
    /// What its Message-ID is made of: the same mail twice is known.
    pub id: Uuid,
    /// The messages before it.
    pub references: &'a [String],
}

impl App {
    /// Begins a case: its mails arrive at a mailbox (the first one where none is named), from somebody who was never here
    /// before. `key` makes a repeat harmless.
    ///
    /// # Errors
    /// A denial, that there is no such case or no mailbox, or what the store says.
    pub async fn practice_begin(&self, who: &Who, code: &str, mailbox: Option<Uuid>, key: Uuid) -> Result<()> {
        authorise(who, Action::Practise)?;
        let case = CASES.iter().find(|case| case.code == code).ok_or(AppError::NotFound("page"))?;
        let directory = self.directory().await?;
        let mut active = directory.mailboxes.iter().filter(|(_, found)| found.value.active);
        let (_, mailbox) = active
            .find(|(id, _)| mailbox.is_none_or(|wanted| **id == wanted))
            .ok_or_else(|| AppError::invalid("mailbox", "invalid-choice"))?;
        let lang = match directory.language() {
            Language::Nl => Lang::Nl,
            Language::En => Lang::En,
        };
        let (name, address) = invented(key);
        let day = self.local_day_before(SignedDuration::from_hours(16 * 24)).await?;
        let day = lang.date(day);
        let args = [("name", Arg::Text(&name)), ("day", Arg::Text(&day))];
        let mut references = Vec::new();
        for ((subject, body), n) in case.mails.iter().zip(0_u128..) {
            let subject = lang.t(subject, &args);
            let letter = Letter {
                from: (&name, &address),
                to: &mailbox.value.address,
                subject: &if n == 0 { subject } else { format!("Re: {subject}") },
                body: &lang.t(body, &args),
                id: Uuid::from_u128(key.as_u128().wrapping_add(n)),
                references: &references,
            };
            self.arrives(&letter).await?;
            references.push(message_id(letter.id));
        }
        Ok(())
    }

    /// A mail as it comes off the wire.
    pub(super) async fn arrives(&self, letter: &Letter<'_>) -> Result<()> {
        let (name, address) = letter.from;
        let date = jiff::fmt::rfc2822::to_string(&self.ports.clock.now().to_zoned(self.zone().await?))
            .map_err(|error| AppError::Unusable(error.to_string()))?;
        let mut thread = String::new();
        if let Some(last) = letter.references.last() {
            let all: Vec<String> = letter.references.iter().map(|id| format!("<{}>", line(id))).collect();
            thread = format!("In-Reply-To: <{}>\r\nReferences: {}\r\n", line(last), all.join("\r\n "));
        }
        let raw = format!(
            "From: {} <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {date}\r\nMessage-ID: <{}>\r\n{thread}MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            phrase(name),
            line(address),
            line(letter.to),
            line(letter.subject),
            message_id(letter.id),
            letter.body.replace("\r\n", "\n").replace('\n', "\r\n"),
        );
        self.keep_raw(&[letter.to.to_owned()], Some(address), raw.as_bytes()).await?;
        Ok(())
    }

    async fn zone(&self) -> Result<jiff::tz::TimeZone> {
        let directory = self.directory().await?;
        jiff::tz::TimeZone::get(&directory.organisation()?.zone).map_err(|error| AppError::Unusable(error.to_string()))
    }

    async fn local_day_before(&self, ago: SignedDuration) -> Result<jiff::civil::Date> {
        Ok((self.ports.clock.now() - ago).to_zoned(self.zone().await?).date())
    }
}

fn message_id(id: Uuid) -> String {
    format!("{id}@example.org")
}

/// Nothing of a line may end it.
fn line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// A name as it stands before an address.
fn phrase(name: &str) -> String {
    format!("\"{}\"", line(name).replace(['"', '\\'], ""))
}

/// Somebody invented, other people at each start. A domain of its own, as the caps on automatic mail count by domain.
fn invented(key: Uuid) -> (String, String) {
    let bytes = key.as_bytes();
    let pick = |byte: u8, of: &[&'static str; 8]| of[usize::from(byte % 8)];
    let (first, last) = (pick(bytes[15], &FIRST), pick(bytes[14], &LAST));
    let address = format!("{}.{}@{}.example.org", first.to_lowercase(), last.to_lowercase(), hex(&bytes[10..13]));
    (format!("{first} {last}"), address)
}
