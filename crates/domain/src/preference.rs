//! How somebody wants to hear from the organisation: by which way, at which address or number, one mail a day or each by
//! itself. The person says so on their own page, or to a member who notes how it was said; the last word counts, and can be
//! taken back. What is chosen reaches the journeys as the way in which messages reach the person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::TaskKind;
pub use crate::codes::{PreferredWay, SaidHow};
use crate::customer::{Customer, CustomerEvent, HandleKind};
use crate::event::Reach;
use crate::ids::HandleId;
use crate::refusal::{Code, Refusal};

impl SaidHow {
    /// Whether a member hears it and notes it.
    #[must_use]
    pub fn is_noted(self) -> bool {
        matches!(self, Self::Phone | Self::Counter | Self::Mail | Self::Letter)
    }
}

/// What somebody prefers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// By which way; nothing where nobody chose one.
    pub way: Option<PreferredWay>,
    /// To which e-mail address; nothing for the one that is known.
    pub mail: Option<HandleId>,
    /// To which number a text message goes.
    pub phone: Option<HandleId>,
    /// One mail a day in place of each by itself, of what only says how things go on.
    pub daily: bool,
    /// Not to be asked how it went.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_surveys: bool,
}

/// What somebody chose, when, and how it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// What.
    pub prefers: Preferences,
    /// How it was said.
    pub said: SaidHow,
    /// When.
    pub at: Timestamp,
}

impl Customer {
    /// What the person prefers now.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        self.choices.last().map(|chosen| chosen.prefers).unwrap_or_default()
    }

    /// How messages reach the person by what was chosen; nothing where nothing was, or nothing is known to do it by.
    #[must_use]
    pub fn preferred_reach(&self) -> Option<Reach> {
        let prefers = self.preferences();
        match prefers.way? {
            PreferredWay::Mail => self.working(prefers.mail, HandleKind::Email).map(|handle| Reach::Email { handle }),
            PreferredWay::Text => self.working(prefers.phone, HandleKind::Phone).map(|handle| Reach::Text { handle }),
            PreferredWay::Call => Some(Reach::Task { task: TaskKind::Call }),
            PreferredWay::Letter => Some(Reach::Task { task: TaskKind::Letter }),
        }
    }

    /// The handle that was chosen, else the first of its kind to which messages do not come back.
    fn working(&self, chosen: Option<HandleId>, kind: HandleKind) -> Option<HandleId> {
        let works = |id: &HandleId| self.handles.get(id).is_some_and(|handle| handle.kind == kind && !handle.failed);
        chosen.filter(works).or_else(|| self.handles.keys().copied().find(|id| works(id)))
    }
}

/// Chooses.
pub(crate) fn prefer(customer: &Customer, prefers: Preferences, said: SaidHow) -> Result<Vec<CustomerEvent>, Refusal> {
    let is = |id: Option<HandleId>, kind: HandleKind| {
        id.is_none_or(|id| customer.handles.get(&id).is_some_and(|handle| handle.kind == kind))
    };
    if !is(prefers.mail, HandleKind::Email) || !is(prefers.phone, HandleKind::Phone) {
        return Err(Code::UnknownHandle.into());
    }
    if prefers.way == Some(PreferredWay::Text) && prefers.phone.is_none() {
        return Err(Code::UnknownHandle.into());
    }
    if prefers == customer.preferences() {
        return Ok(Vec::new());
    }
    Ok(vec![CustomerEvent::Prefers { prefers, said }])
}

/// Takes back the last choice.
pub(crate) fn undo(customer: &Customer) -> Result<Vec<CustomerEvent>, Refusal> {
    if customer.choices.is_empty() {
        return Err(Code::NothingChosen.into());
    }
    Ok(vec![CustomerEvent::PreferenceUndone {}])
}
