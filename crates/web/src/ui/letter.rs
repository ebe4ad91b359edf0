//! The words and files beside a command, while it is put together from a form.

use regie_app::content::{ContentKind, Text};
use regie_domain::codes::{Channel, Direction};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId, ParticipantId};

use crate::cx::Cx;
use crate::posted::Posted;
use crate::state::Web;
use crate::ui::uploads;

/// The most letters of one text.
const LONGEST: usize = 50_000;

/// What goes along with a command on one journey.
pub struct Letter<'a> {
    web: &'a Web,
    journey: JourneyId,
    /// The texts and files so far.
    pub texts: Vec<Text>,
    /// Files that were there before, and go along with those of the form.
    along: Vec<Text>,
    /// Whether one of those is not there any more.
    lost: bool,
}

impl<'a> Letter<'a> {
    /// With nothing in it.
    #[must_use]
    pub fn new(web: &'a Web, journey: JourneyId) -> Self {
        Self { web, journey, texts: Vec::new(), along: Vec::new(), lost: false }
    }

    /// With files that were there before, of which so many were wanted.
    #[must_use]
    pub fn along(self, along: Vec<Text>, wanted: usize) -> Self {
        Self { lost: along.len() < wanted, along, ..self }
    }

    /// A fresh id.
    #[must_use]
    pub fn id<T: From<uuid::Uuid>>(&self) -> T {
        self.web.app.ports.id()
    }

    /// Words, which search finds under the journey.
    pub fn words(&mut self, words: &str) -> ContentId {
        let id = self.id();
        let kept: String = words.replace("\r\n", "\n").chars().take(LONGEST).collect();
        self.texts.push(Text::plain(id, ContentKind::Text, kept.trim(), Some(self.journey)));
        id
    }

    /// Words, where there are any.
    pub fn some(&mut self, words: Option<&str>) -> Option<ContentId> {
        words.map(|words| self.words(words))
    }

    /// The files of a form.
    ///
    /// # Errors
    /// Field and words of those that are not taken.
    pub fn files(&mut self, cx: &Cx, posted: &Posted) -> Result<Vec<ContentId>, Vec<(String, String)>> {
        if self.lost {
            return Err(vec![("files".to_owned(), cx.t("draft-file-gone"))]);
        }
        let taken = uploads::look(cx, &posted.files)?;
        let fresh = taken.into_iter().map(|file| file.content(&self.web.app.ports, self.journey));
        let texts: Vec<Text> = std::mem::take(&mut self.along).into_iter().chain(fresh).collect();
        let ids = texts.iter().map(|text| text.id).collect();
        self.texts.extend(texts);
        Ok(ids)
    }

    /// A contact that a member notes or writes.
    pub fn contact(
        &mut self,
        direction: Direction,
        channel: Channel,
        participant: Option<ParticipantId>,
        words: &str,
        files: Vec<ContentId>,
    ) -> ContactFacts {
        let (contact, text) = (self.id(), self.words(words));
        ContactFacts { participant, files, ..ContactFacts::said(contact, direction, channel, text) }
    }
}
