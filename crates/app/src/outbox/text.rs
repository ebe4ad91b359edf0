//! A message as a text message: what it is about in one line, what happens next, and the way to the page on which all of it
//! stands. It is recorded as it went out, like a mail.

use jiff::Timestamp;

use super::case::Case;
use super::compose::{self, Letter};
use super::reason;
use super::record::Keeper;
use crate::App;
use crate::error::{AppError, Result};
use crate::links;
use crate::ports::{OutgoingMail, SendError};

/// The most of the words before the link, in characters: with a link it is three parts of a text message.
const LONGEST: usize = 320;

impl App {
    /// Hands a message to the gateway. The link works before it leaves; the record follows after.
    pub(super) async fn send_as_text(&self, keeper: &Keeper, case: &Case, now: Timestamp) -> Result<()> {
        let Some(recipient) = &case.recipient else { return Ok(()) };
        let minted = links::make(self, case.journey.id, case.participant, Some(case.row.id));
        let words = compose::text_words(&keeper.directory, case, &minted.url, now)?;
        let way = |link: &str| super::survey::way(case, link);
        let text = format!("{} {}", shortened(&words), way(&minted.url));
        let record = format!("{} {}", shortened(&words), way(&links::redacted(&self.config.public_url)));
        self.store
            .write_with(minted.kept, |tx, kept| {
                Box::pin(async move { Ok::<_, AppError>(regie_store::links::mint(tx, kept).await?) })
            })
            .await?;
        match self.text_number(&keeper.directory, &recipient.address, &text).await? {
            Ok(()) => keeper.sent(case, &letter(case, text, record, now)).await,
            Err(SendError::Temporary(words)) => keeper.temporary(case, &words).await,
            Err(SendError::Permanent(words)) => keeper.fail(case, reason::PERMANENT, &words, false).await,
        }
    }
}

/// What is recorded: there is no mail, and no Message-ID that anything could answer.
pub(super) fn letter(case: &Case, text: String, record: String, now: Timestamp) -> Letter {
    let mail = OutgoingMail {
        mailbox: uuid::Uuid::nil(),
        from_name: String::new(),
        from: String::new(),
        reply_to: String::new(),
        envelope_from: String::new(),
        to_name: String::new(),
        to: String::new(),
        subject: String::new(),
        text,
        html: String::new(),
        message_id: String::new(),
        in_reply_to: None,
        references: Vec::new(),
        automatic: case.is_automatic(),
        date: now,
        files: Vec::new(),
    };
    Letter { settings: None, mail, record, alone: false }
}

pub(super) fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_end_between_two_words() {
        let short = shortened(&"woord ".repeat(100));
        assert!(short.chars().count() <= LONGEST && short.ends_with("woord…"), "{short}");
        assert_eq!(shortened("Wij\nkomen  morgen."), "Wij komen morgen.");
    }
}
