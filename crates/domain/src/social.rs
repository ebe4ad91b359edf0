//! Social channels: where messages come in and go out besides mail, and the time within which a message of the customer may
//! be answered freely. Both Facebook and WhatsApp close that window 24 hours after the customer's last message.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use crate::codes::Medium;
use crate::codes::{Asks, DeadlineKind};
use crate::customer::HandleKind;
use crate::deadline::Deadline;
use crate::decide::Draft;
use crate::event::JourneyEvent;
use crate::ids::{BlueprintId, ContactId, TeamId};
use crate::journey::Journey;

/// So long after the customer's last message it may be answered freely.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// So long before the window closes the team that has the ball is warned.
pub const WARNED: SignedDuration = SignedDuration::from_hours(3);

impl Medium {
    /// The kind of handle by which somebody is known there.
    #[must_use]
    pub fn handle_kind(self) -> HandleKind {
        match self {
            Self::Facebook => HandleKind::Facebook,
            Self::Whatsapp => HandleKind::Whatsapp,
        }
    }
}

impl HandleKind {
    /// The social channel that it belongs to, if it does.
    #[must_use]
    pub fn medium(self) -> Option<Medium> {
        Medium::ALL.iter().copied().find(|medium| medium.handle_kind() == self)
    }
}

/// A page or number of ours on a social channel: the door of a team, a standing acceptance for what arrives there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialConnection {
    /// Which channel.
    pub medium: Medium,
    /// What the house calls it.
    pub name: String,
    /// The id of the page, or of the telephone number.
    pub account: String,
    /// Where the channel's interface is reached, without a slash at the end.
    pub base: String,
    /// The secret that postings are signed with, encrypted at rest.
    pub app_secret: String,
    /// What proves that we may write, encrypted at rest.
    pub access_token: String,
    /// What the channel says when it first calls, encrypted at rest.
    pub verify_token: String,
    /// The team behind it.
    pub team: TeamId,
    /// The blueprint of journeys that begin here.
    pub blueprint: BlueprintId,
    /// The approved template that goes out once the window has closed, where there is one.
    pub template: Option<Template>,
    /// Whether it is used.
    pub active: bool,
}

/// A template that the channel approved. It is filled with what the message is about and the link to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its name there.
    pub name: String,
    /// The code of its language there.
    pub language: String,
}

/// Until when what the customer wrote on a social channel may be answered there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerWindow {
    /// The message that opened it.
    pub contact: ContactId,
    /// Where.
    pub medium: Medium,
    /// Until when: a day after the message, or until the channel itself said that it is over.
    pub closes: Timestamp,
    /// Whether the channel said so before the day was over.
    pub refused: bool,
}

impl Journey {
    /// The window that the newest message of the customer's side through a social channel opened, whether it is still open or
    /// not. What a member noted of such a channel opens none.
    #[must_use]
    pub fn answer_window(&self) -> Option<AnswerWindow> {
        let came = self.contacts.iter().filter(|(_, found)| found.is_from_customer());
        let came = came.filter_map(|(id, found)| Some((*id, found.facts.medium?, found.at)));
        let (contact, medium, at) = came.max_by_key(|(id, _, at)| (*at, *id))?;
        let closes = at.checked_add(WINDOW).ok()?;
        let refused = self.window_refused.filter(|refused| *refused >= at && *refused < closes);
        Some(AnswerWindow { contact, medium, closes: refused.unwrap_or(closes), refused: refused.is_some() })
    }

    /// The same, while the customer waits for a person there: nobody has answered, nor said that it has been seen.
    #[must_use]
    pub fn window_at_stake(&self) -> Option<AnswerWindow> {
        let window = self.answer_window().filter(|window| !window.refused)?;
        let wrote = self.contacts.get(&window.contact)?;
        // What opened a journey is nobody's news, but waits for an answer all the same.
        let opened = self.contacts.values().all(|other| other.recorded_at >= wrote.recorded_at);
        let answered = self.contacts.values().any(|other| other.is_answer() && other.recorded_at >= wrote.recorded_at);
        let waits = wrote.unread || (opened && wrote.facts.asks != Asks::Thanks);
        (waits && !answered).then_some(window)
    }
}

/// The moment at which somebody is warned that a window closes with the customer unanswered.
pub(crate) fn deadline(journey: &Journey) -> Option<Deadline> {
    let window = journey.window_at_stake().filter(|window| journey.window_warned != Some(window.contact))?;
    let due = window.closes.checked_sub(WARNED).ok()?;
    Some(Deadline { kind: DeadlineKind::SocialWindow, of: None, due })
}

/// The team that has the ball is warned, else the director's.
pub(crate) fn warn(draft: &mut Draft<'_>) {
    if let Some(window) = draft.journey.window_at_stake() {
        let owner = draft.news_owner();
        let (contact, medium, closes) = (window.contact, window.medium, window.closes);
        draft.emit(JourneyEvent::WindowCloses { contact, medium, closes, owner });
    }
}
