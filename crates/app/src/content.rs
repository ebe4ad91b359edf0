//! Words and files that travel beside a command and are named in it by id.

use regie_domain::codes::FileMark;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId};

/// What a content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// The text of a contact, note, brief, promise or question.
    Text,
    /// The sanitised HTML of a mail.
    Html,
    /// A mail as it came.
    Raw,
    /// A file.
    File,
    /// The title of a journey.
    Subject,
    /// A customer's name.
    Name,
    /// The value of a handle.
    Handle,
}

impl ContentKind {
    const ALL: [Self; 7] = [Self::Text, Self::Html, Self::Raw, Self::File, Self::Subject, Self::Name, Self::Handle];

    /// Reads [`ContentKind::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Raw => "raw-mail",
            Self::File => "file",
            Self::Subject => "subject",
            Self::Name => "name",
            Self::Handle => "handle",
        }
    }
}

/// All that a contact holds.
pub(crate) fn contents_of(contact: &ContactFacts) -> impl Iterator<Item = ContentId> {
    let parts = [Some(contact.text), contact.html, contact.raw];
    parts.into_iter().flatten().chain(contact.files.iter().copied())
}

/// A text or file beside a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its id.
    pub id: ContentId,
    /// What it is.
    pub kind: ContentKind,
    /// Its media type.
    pub media_type: String,
    /// Its name, for a file.
    pub file_name: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The journey that search finds it under.
    pub journey: Option<JourneyId>,
    /// What a person should know before opening it, for a file.
    pub marks: Vec<FileMark>,
}

impl Text {
    /// Plain words.
    #[must_use]
    pub fn plain(id: ContentId, kind: ContentKind, words: &str, journey: Option<JourneyId>) -> Self {
        Self { journey, ..Self::of(id, kind, "text/plain; charset=utf-8", words.as_bytes().to_vec()) }
    }

    /// A page of a mail. Search finds the words beside it.
    #[must_use]
    pub fn html(id: ContentId, page: &str) -> Self {
        Self::of(id, ContentKind::Html, "text/html; charset=utf-8", page.as_bytes().to_vec())
    }

    /// A mail as it came.
    #[must_use]
    pub fn raw(id: ContentId, mail: Vec<u8>) -> Self {
        Self::of(id, ContentKind::Raw, "message/rfc822", mail)
    }

    /// A file.
    #[must_use]
    pub fn file(id: ContentId, name: &str, media_type: &str, bytes: Vec<u8>, journey: Option<JourneyId>) -> Self {
        Self { file_name: Some(name.to_owned()), journey, ..Self::of(id, ContentKind::File, media_type, bytes) }
    }

    fn of(id: ContentId, kind: ContentKind, media_type: &str, bytes: Vec<u8>) -> Self {
        let media_type = media_type.to_owned();
        Self { id, kind, media_type, file_name: None, bytes, journey: None, marks: Vec::new() }
    }

    /// With what a person should know before opening it.
    #[must_use]
    pub fn marked(self, marks: Vec<FileMark>) -> Self {
        Self { marks, ..self }
    }

    /// The words that search indexes: the text itself, or the name of a file.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match self.kind {
            ContentKind::Text | ContentKind::Subject | ContentKind::Name | ContentKind::Handle => {
                std::str::from_utf8(&self.bytes).ok()
            }
            ContentKind::File => self.file_name.as_deref(),
            ContentKind::Html | ContentKind::Raw => None,
        }
    }
}
