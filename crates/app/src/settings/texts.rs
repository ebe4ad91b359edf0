//! Texts of messages that an administrator changed.

use regie_domain::customer::Language;
use regie_domain::directory::TextOverride;
use regie_store::directory::{Put, find};
use uuid::Uuid;

use super::Permit;
use super::forms::Faults;
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Fault, Result};

impl App {
    /// Changes the text of a message in one language. `check` finds what is wrong with subject and body, such as a
    /// variable that the message has not.
    ///
    /// # Errors
    /// Every fault, a denial, or a conflict with another change. `expected` is 0 where the text that comes with the
    /// program is in use.
    pub async fn change_text(
        &self,
        who: &Who,
        text: TextOverride,
        expected: i64,
        check: impl Fn(&TextOverride) -> Vec<Fault>,
    ) -> Result<i64> {
        Permit::Administrator.check(who)?;
        let mut faults = Faults::default();
        let text = TextOverride {
            subject: faults.line("subject", &text.subject),
            body: faults.text("body", &text.body),
            ..text
        };
        faults.check()?;
        let found = check(&text);
        if !found.is_empty() {
            return Err(AppError::Invalid(found));
        }
        self.put_text(who, text, expected, false).await
    }

    /// Goes back to the text that comes with the program.
    ///
    /// # Errors
    /// A denial, a conflict with another change, or that the text was not changed.
    pub async fn restore_text(&self, who: &Who, key: &str, language: Language, expected: i64) -> Result<i64> {
        let text = TextOverride { key: key.to_owned(), language, subject: String::new(), body: String::new() };
        self.put_text(who, text, expected, true).await
    }

    async fn put_text(&self, who: &Who, text: TextOverride, expected: i64, restore: bool) -> Result<i64> {
        let fresh: Uuid = self.ports.uuid();
        self.edit(
            who,
            Permit::Administrator,
            (text, expected, restore, fresh),
            |tx, edit, (text, expected, restore, fresh)| {
                Box::pin(async move {
                    let language = match text.language {
                        Language::Nl => "nl",
                        Language::En => "en",
                    };
                    let lookup = format!("{} {language}", text.key);
                    let before = find(tx, kind::TEXT, &lookup).await?;
                    let in_use = before.as_ref().filter(|entry| !entry.archived).map_or(0, |entry| entry.version);
                    if *restore && in_use == 0 {
                        return Err(AppError::NotFound("text"));
                    }
                    if *expected != in_use {
                        return Err(regie_store::StoreError::Conflict.into());
                    }
                    let put = Put {
                        kind: kind::TEXT.into(),
                        id: before.as_ref().map_or(*fresh, |entry| entry.id),
                        expected: before.as_ref().map_or(0, |entry| entry.version),
                        lookup: Some(lookup.into()),
                        parent_id: None,
                        body: serde_json::to_string(text)?.into(),
                        archived: *restore,
                    };
                    Ok(regie_store::directory::put(tx, &edit.stamp, put).await?)
                })
            },
        )
        .await
    }
}
