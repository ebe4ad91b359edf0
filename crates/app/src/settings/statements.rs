//! What the organisation states in public. Each statement is filled in on its own; both stand in one record.

use jiff::civil::Date;
use regie_domain::blueprint::Words;
use regie_domain::statements::{AccessGrade, Accessibility, Privacy, Statements};

use super::forms::{Faults, LONG};
use super::organisation::OWN;
use super::{Edit, Permit};
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::journeys::plausible_email;

/// What a person wrote about how accessible the pages are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessibilityForm {
    /// The code of the grade. Field `grade`.
    pub grade: String,
    /// When it was looked into. Field `researched-on`.
    pub researched_on: String,
    /// What does not work yet. Fields `gaps-nl`, `gaps-en`.
    pub gaps: Words,
    /// Where to say that something does not work. Field `contact`.
    pub contact: String,
    /// The statement in a register. Field `register`.
    pub register: String,
}

impl AccessibilityForm {
    /// The form of a statement.
    #[must_use]
    pub fn of(stated: &Accessibility) -> Self {
        Self {
            grade: stated.grade.code().to_owned(),
            researched_on: stated.researched_on.map(|day| day.to_string()).unwrap_or_default(),
            gaps: stated.gaps.clone(),
            contact: stated.contact.clone(),
            register: stated.register.clone(),
        }
    }

    fn read(&self, now: jiff::Timestamp, faults: &mut Faults) -> Accessibility {
        let grade = faults.choice("grade", AccessGrade::parse(&self.grade), AccessGrade::E);
        let researched_on = match self.researched_on.trim() {
            "" => None,
            day => day.parse::<Date>().map_err(|_| faults.add("researched-on", "invalid-date")).ok(),
        };
        if grade.needs_research() && self.researched_on.trim().is_empty() {
            faults.add("researched-on", "invalid-required");
        }
        if researched_on.is_some_and(|day| day > now.to_zoned(jiff::tz::TimeZone::UTC).date()) {
            faults.add("researched-on", "invalid-date-ahead");
        }
        let gaps = match grade {
            AccessGrade::A | AccessGrade::E => maybe(faults, "gaps", &self.gaps),
            AccessGrade::B | AccessGrade::C | AccessGrade::D => needed(faults, "gaps", &self.gaps),
        };
        let contact = reachable(faults, "contact", &self.contact);
        let register = faults.optional_line("register", &self.register);
        if !register.is_empty() && !is_page(&register) {
            faults.add("register", "invalid-address");
        }
        Accessibility { grade, researched_on, gaps, contact, register, stated_at: now }
    }
}

/// What a person wrote about personal data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrivacyForm {
    /// What it is used for. Fields `purposes-nl`, `purposes-en`.
    pub purposes: Words,
    /// Why that is allowed. Fields `grounds-nl`, `grounds-en`.
    pub grounds: Words,
    /// How long it is kept. Fields `term-nl`, `term-en`.
    pub term: Words,
    /// Who answers questions about it. Field `officer`.
    pub officer: String,
    /// What somebody may ask for; empty says what the law gives everybody. Fields `rights-nl`, `rights-en`.
    pub rights: Words,
}

impl PrivacyForm {
    /// The form of a statement.
    #[must_use]
    pub fn of(stated: &Privacy) -> Self {
        Self {
            purposes: stated.purposes.clone(),
            grounds: stated.grounds.clone(),
            term: stated.term.clone(),
            officer: stated.officer.clone(),
            rights: stated.rights.clone(),
        }
    }

    fn read(&self, now: jiff::Timestamp, faults: &mut Faults) -> Privacy {
        Privacy {
            purposes: needed(faults, "purposes", &self.purposes),
            grounds: needed(faults, "grounds", &self.grounds),
            term: needed(faults, "term", &self.term),
            officer: reachable(faults, "officer", &self.officer),
            rights: maybe(faults, "rights", &self.rights),
            stated_at: now,
        }
    }
}

/// Words in one language at least; who reads the other sees them in that one.
fn needed(faults: &mut Faults, field: &str, value: &Words) -> Words {
    let read = maybe(faults, field, value);
    if read.nl.is_empty() && read.en.is_empty() {
        faults.add(&format!("{field}-nl"), "invalid-required");
    }
    read
}

fn maybe(faults: &mut Faults, field: &str, value: &Words) -> Words {
    let mut one = |lang: &str, text: &str| {
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.chars().count() > LONG {
            faults.add(&format!("{field}-{lang}"), "invalid-too-long");
        }
        text
    };
    Words { nl: one("nl", &value.nl), en: one("en", &value.en) }
}

/// Where people are heard: an address, a telephone number or a page.
fn reachable(faults: &mut Faults, field: &str, value: &str) -> String {
    let value = faults.line(field, value);
    let phone = regie_domain::phone::PhoneNumber::parse(&value).is_ok();
    if !value.is_empty() && !plausible_email(&value) && !phone && !is_page(&value) {
        faults.add(field, "invalid-contact");
    }
    value
}

/// Whether it is the address of a page that a link may lead to.
#[must_use]
pub fn is_page(value: &str) -> bool {
    let rest = value.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    host.contains('.') && host.chars().all(plain) && !value.chars().any(|c| c.is_whitespace() || c.is_control())
}

impl App {
    /// States how accessible the pages are.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn state_accessibility(&self, who: &Who, expected: i64, form: AccessibilityForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, form), |tx, edit, (expected, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let stated = form.read(edit.now, &mut faults);
                faults.check()?;
                let all = Statements { accessibility: Some(stated), ..present(edit) };
                save(tx, edit, &all, *expected).await
            })
        })
        .await
    }

    /// States what happens with personal data.
    ///
    /// # Errors
    /// As [`App::state_accessibility`].
    pub async fn state_privacy(&self, who: &Who, expected: i64, form: PrivacyForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, form), |tx, edit, (expected, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let stated = form.read(edit.now, &mut faults);
                faults.check()?;
                let all = Statements { privacy: Some(stated), ..present(edit) };
                save(tx, edit, &all, *expected).await
            })
        })
        .await
    }
}

fn present(edit: &Edit) -> Statements {
    edit.directory.statements.as_ref().map(|found| found.value.clone()).unwrap_or_default()
}

async fn save(tx: &mut regie_store::Tx, edit: &Edit, all: &Statements, expected: i64) -> Result<i64> {
    let own = edit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
    Ok(edit.save(tx, (kind::STATEMENTS, own.value.id.0), Some(OWN), all, expected).await?)
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn only_a_page_is_a_link() {
        for good in ["https://example.org", "https://www.example.org/verklaring?id=1"] {
            assert!(is_page(good), "{good}");
        }
        for bad in ["", "http://example.org", "javascript:alert(1)", "https://", "https://localhost", "https://a.b c"] {
            assert!(!is_page(bad), "{bad}");
        }
    }
}
