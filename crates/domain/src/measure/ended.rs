//! The end by which a journey is counted: its first one. Who comes back opens the journey again; it stays counted where it was,
//! with what happened until it opened again and that its customer came back. Once it closes anew, all that happened counts there.

use std::borrow::Cow;

use jiff::Timestamp;

use super::Measures;
use crate::actor::TeamRef;
use crate::codes::ReopenReason;
use crate::journey::{Journey, State};

/// The first end of a journey that opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierEnd {
    /// When that was.
    pub at: Timestamp,
    /// Who directed it then.
    pub team: TeamRef,
    /// Its figures as they were when it last opened again.
    pub measures: Box<Measures>,
}

/// The end by which a journey is counted, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedEnd<'a> {
    /// When it first ended.
    pub at: Timestamp,
    /// Who directed it then.
    pub team: TeamRef,
    /// Its figures: as they are, or while it is open as they were when it opened again.
    pub measures: Cow<'a, Measures>,
}

impl Journey {
    /// The end by which it is counted; nothing while it never ended, nor where it was set aside or only laid into the record.
    #[must_use]
    pub fn counted_end(&self) -> Option<CountedEnd<'_>> {
        let earlier = self.earlier.as_ref();
        match self.state {
            _ if self.historic => None,
            State::Void { .. } => None,
            State::Open => earlier.map(|first| CountedEnd {
                at: first.at,
                team: first.team,
                measures: Cow::Borrowed(first.measures.as_ref()),
            }),
            State::Closed { at, .. } => Some(CountedEnd {
                at: earlier.map_or(at, |first| first.at),
                team: earlier.map_or(self.direction.team, |first| first.team),
                measures: Cow::Owned(self.measures(at)),
            }),
        }
    }

    /// It opens again at a moment: the end that it had stays counted.
    pub(crate) fn leave_end(&mut self, at: Timestamp, why: ReopenReason) {
        if why == ReopenReason::Feedback {
            self.came_by_answer.push(at);
        }
        let Some(end) = self.counted_end().filter(|_| matches!(self.state, State::Closed { .. })) else { return };
        let measures = Box::new(end.measures.into_owned());
        self.earlier = Some(EarlierEnd { at: end.at, team: end.team, measures });
    }
}
