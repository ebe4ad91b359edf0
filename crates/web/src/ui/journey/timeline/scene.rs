//! An event with all that its words need.

use jiff::Timestamp;
use regie_domain::event::{JourneyEvent as E, Recorded};
use regie_domain::ids::{ContentId, VisitId};

use super::Line;
use crate::pages::timeline::{Entry, Happened};
use crate::ui::journey::desk::Desk;
use crate::ui::names::Names;

/// An event, the journey that it is of, and the events of the same command.
pub(super) struct Scene<'a> {
    pub(super) desk: &'a Desk,
    pub(super) names: &'a Names<'a>,
    pub(super) recorded: &'a Recorded<E>,
    pub(super) group: &'a [Recorded<E>],
}

pub(super) fn line_of(entry: Entry) -> Line {
    Line::Entry(Box::new(entry))
}

impl Scene<'_> {
    pub(super) fn entry(&self, what: Happened) -> Entry {
        Entry::new(self.recorded.meta.event_id.to_string(), self.recorded.meta.occurred_at, what)
    }

    /// Whose doing it is.
    pub(super) fn by(&self) -> String {
        self.names.doer(&self.recorded.meta)
    }

    pub(super) fn with(&self, what: Happened, facts: Vec<String>) -> Line {
        line_of(Entry { facts, ..self.entry(what) })
    }

    /// With the reason, in its code's words and in somebody's own.
    pub(super) fn why(&self, what: Happened, why: String, id: Option<ContentId>) -> Line {
        let facts = vec![self.names.cx.t1("fact-reason", "why", why)];
        line_of(Entry { facts, text: id.and_then(|id| self.text(id)), ..self.entry(what) })
    }

    pub(super) fn fact(&self, words: String, what: Happened) -> Line {
        let alone = Entry { facts: vec![words.clone()], ..self.entry(what) };
        Line::Fact(words, Some(Box::new(alone)))
    }

    pub(super) fn text(&self, id: ContentId) -> Option<String> {
        Some(self.desk.loaded.text(id).to_owned())
    }

    /// A line of another day says its days as dates: its "tomorrow" is not the reader's.
    pub(super) fn due_by(&self, at: &Timestamp) -> String {
        self.names.cx.by_said(at, &self.recorded.meta.occurred_at)
    }

    /// Whether the same command opened the journey.
    pub(super) fn is_opening(&self) -> bool {
        self.group.iter().any(|other| matches!(other.event, E::Opened { .. }))
    }

    /// The visit that the same command called off.
    pub(super) fn called_off(&self) -> Option<VisitId> {
        self.group.iter().find_map(|other| match other.event {
            E::VisitCancelled { visit, .. } => Some(visit),
            _ => None,
        })
    }
}
