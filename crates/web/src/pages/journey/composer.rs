//! The forms above the timeline, and what was sent from them a moment ago.

use super::{JourneyHead, JourneyState};
use crate::cx::Cx;
use crate::form::Form;
use crate::pages::parts::{Banner, Tab};

/// The forms above the timeline.
#[derive(Clone, Debug)]
pub struct Composer {
    /// Message, complete answer, note, promise: links, one of them current. Without answer cards there is no answer to
    /// offer, except to who can make them.
    pub tabs: Vec<ComposerTab>,
    /// The answer cards to choose from, on that tab.
    pub cards: Vec<Tab>,
    /// The form of the current tab.
    pub form: Option<Form>,
    /// What to know before filling it in.
    pub banners: Vec<Banner>,
    /// Where a reader who may, makes answer cards, while there are none.
    pub make_cards: Option<String>,
    /// Other forms of these in which the reader wrote something and did not send it: address and words.
    pub drafts: Vec<(String, String)>,
}

/// What a member sent and may still take back, or what was refused at its moment.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum SendingRow {
    /// It goes in so many seconds; `undo` is where it is taken back.
    Waits { id: String, seconds: usize, undo: String },
    /// It was not sent; `href` is the form with its words.
    Refused { id: String, why: String, href: String },
}

/// One tab of the composer.
#[derive(Clone, Debug)]
pub struct ComposerTab {
    /// Where it goes.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Its icon.
    pub icon: &'static str,
    /// Its single key.
    pub shortcut: &'static str,
    /// Whether it is shown.
    pub current: bool,
}

impl Composer {
    /// The tabs for a journey; `current` is one of `message`, `answer`, `note`, `promise`. Where nothing can be told to
    /// the customer any more, only the note is left.
    pub fn tabs(cx: &Cx, journey: &JourneyHead, current: &str, answers: bool) -> Vec<ComposerTab> {
        let writes = matches!(journey.state, JourneyState::Open | JourneyState::Proposed { .. });
        let tabs = [
            ("message", "compose-message", "message-circle", "r"),
            ("answer", "compose-answer", "layout-template", "v"),
            ("note", "compose-note", "sticky-note", "n"),
            ("promise", "compose-promise", "shield-check", "b"),
        ];
        tabs.into_iter()
            .filter(|(code, ..)| writes || *code == "note")
            .filter(|(code, ..)| answers || *code != "answer")
            .map(|(code, key, icon, shortcut)| ComposerTab {
                href: format!("/journeys/{}?compose={code}#composer", journey.id),
                label: cx.t(key),
                icon,
                shortcut,
                current: code == current,
            })
            .collect()
    }
}
