//! The words and files that travel beside a command.

use regie_domain::ids::CustomerId;
use regie_store::Tx;
use regie_store::content::NewContent;
use uuid::Uuid;

use super::{CUSTOMER, Stage};
use crate::content::Text;
use crate::error::Result;

impl Stage {
    /// Keeps the words and files that came along, marked and found by their words.
    pub(super) async fn put_texts(&self, tx: &mut Tx, texts: &[Text], customer: CustomerId) -> Result<()> {
        self.put_texts_of(tx, texts, (CUSTOMER, customer.0)).await
    }

    /// The same of what is no customer's.
    pub(super) async fn put_texts_of(&self, tx: &mut Tx, texts: &[Text], subject: (&'static str, Uuid)) -> Result<()> {
        for text in texts {
            let content = NewContent {
                id: text.id.0,
                kind: text.kind.code().into(),
                media_type: text.media_type.as_str().into(),
                file_name: text.file_name.as_deref().map(Into::into),
                salt: self.app.ports.bytes(),
                subject_kind: subject.0.into(),
                subject_id: subject.1,
                bytes: text.bytes.as_slice().into(),
            };
            regie_store::content::put(tx, &content, self.now).await?;
            if !text.marks.is_empty() {
                let codes: Vec<&str> = text.marks.iter().map(|mark| mark.code()).collect();
                regie_store::content::mark(tx, text.id.0, &codes).await?;
            }
            if let (Some(journey), Some(words)) = (text.journey, text.words()) {
                let doc = regie_store::search::Doc {
                    ref_kind: text.kind.code(),
                    ref_id: text.id.0,
                    journey_id: Some(journey.0),
                    content_id: Some(text.id.0),
                    text: words,
                };
                regie_store::search::index(tx, doc).await?;
            }
        }
        Ok(())
    }
}
