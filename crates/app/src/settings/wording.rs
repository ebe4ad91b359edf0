//! The words that an organisation would rather not write, beside those that come with the program.

use regie_domain::customer::Language;
use regie_domain::wording::{Jargon, LONGEST_JARGON, MOST_JARGON, Remark, Wording, remarks};

use super::Permit;
use super::forms::Faults;
use super::organisation::OWN;
use crate::App;
use crate::authorise::Who;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};

/// What a person wrote: a line for each word, with what to write instead behind `=`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordingForm {
    /// In Dutch. Field `words-nl`.
    pub nl: String,
    /// In English. Field `words-en`.
    pub en: String,
}

impl WordingForm {
    /// The form of the words that are listed.
    #[must_use]
    pub fn of(wording: &Wording) -> Self {
        let line = |jargon: &Jargon| match jargon.instead.as_str() {
            "" => jargon.word.clone(),
            instead => format!("{} = {instead}", jargon.word),
        };
        let lines = |list: &[Jargon]| list.iter().map(line).collect::<Vec<_>>().join("\n");
        Self { nl: lines(&wording.nl), en: lines(&wording.en) }
    }

    fn read(&self, faults: &mut Faults) -> Wording {
        Wording { nl: lines(faults, "words-nl", &self.nl), en: lines(faults, "words-en", &self.en) }
    }
}

/// The words of a field, each once.
fn lines(faults: &mut Faults, field: &str, text: &str) -> Vec<Jargon> {
    let mut found: Vec<Jargon> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, instead) = line.split_once('=').unwrap_or((line, ""));
        let jargon = Jargon { word: joined(word), instead: joined(instead) };
        if jargon.word.is_empty() {
            faults.add(field, "invalid-jargon");
        }
        if [&jargon.word, &jargon.instead].iter().any(|part| part.chars().count() > LONGEST_JARGON) {
            faults.add(field, "invalid-too-long");
        }
        if found.iter().all(|known| known.word.to_lowercase() != jargon.word.to_lowercase()) {
            found.push(jargon);
        }
    }
    if found.len() > MOST_JARGON {
        faults.add(field, "invalid-too-long");
    }
    found
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Directory {
    /// What may be better about a text of a message, by the words of the program and of the house.
    #[must_use]
    pub fn remarks(&self, text: &str, language: Language) -> Vec<Remark> {
        let own = self.wording.as_ref().map(|found| found.value.of(language)).unwrap_or_default();
        remarks(text, language, own)
    }
}

impl App {
    /// Lists the words that the organisation would rather not write.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_wording(&self, who: &Who, expected: i64, form: WordingForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, form), |tx, edit, (expected, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let wording = form.read(&mut faults);
                faults.check()?;
                let own = edit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
                Ok(edit.save(tx, (kind::WORDING, own.value.id.0), Some(OWN), &wording, *expected).await?)
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_written_the_same() {
        let mut faults = Faults::default();
        let form =
            WordingForm { nl: "ticket = melding\n\n  in   behandeling \nTicket = iets".into(), en: String::new() };
        let read = form.read(&mut faults);
        assert!(faults.into_found().is_empty());
        assert_eq!(WordingForm::of(&read).nl, "ticket = melding\nin behandeling");
        let mut faults = Faults::default();
        WordingForm { nl: "= niets".into(), en: "x".repeat(61) }.read(&mut faults);
        let found: Vec<_> = faults.into_found().into_iter().map(|fault| (fault.field, fault.key)).collect();
        let expected = [("words-nl".to_owned(), "invalid-jargon"), ("words-en".to_owned(), "invalid-too-long")];
        assert_eq!(found, expected);
    }
}
