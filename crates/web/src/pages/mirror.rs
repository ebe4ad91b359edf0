//! The mirror: the own feedback, that of a colleague who asked the reader to look, and what a team sees.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{JourneyRef, Table};
use crate::pages::shell::Shell;
use crate::pages::surveys::{FeedbackPart, Moment};

/// An answer that concerns somebody, with what happened beside it.
#[derive(Clone, Debug)]
pub struct MirrorItem {
    /// The journey.
    pub journey: JourneyRef,
    /// When it was answered.
    pub at: Timestamp,
    /// Until when it is for who it concerns alone, where it still is.
    pub alone: Option<Timestamp>,
    /// When it fades.
    pub fades: Timestamp,
    /// The answer.
    pub part: FeedbackPart,
    /// What happened.
    pub moments: Vec<Moment>,
    /// How it went, in figures of this journey.
    pub went: Vec<Fact>,
    /// What was replied.
    pub reply: Option<String>,
    /// The form of a reply, on the own page.
    pub form: Option<ReplyForm>,
}

/// The form of a reply.
#[derive(Clone, Debug)]
pub struct ReplyForm {
    /// What stands in it.
    pub words: String,
    /// What was wrong.
    pub error: Option<String>,
}

/// The own mirror, or a colleague's.
#[derive(Clone, Debug, Template)]
#[template(path = "mirror/page.html")]
pub struct MirrorPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// Whose it is, where it is a colleague's.
    pub of: Option<String>,
    /// The answers, newest first.
    pub items: Vec<MirrorItem>,
    /// Where the rest is.
    pub more: Option<String>,
    /// The teams of the reader: name and address.
    pub teams: Vec<(String, String)>,
    /// Colleagues who let the reader look: name and address.
    pub hosts: Vec<(String, String)>,
    /// Colleagues whom the reader lets look: id, name, since when.
    pub guests: Vec<(String, String, Timestamp)>,
    /// Whom the reader can ask to look.
    pub invite: Option<Form>,
    /// Who looked.
    pub looks: Option<Table>,
}

/// What a team sees.
#[derive(Clone, Debug, Template)]
#[template(path = "mirror/team.html")]
pub struct TeamMirrorPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The team.
    pub team: String,
    /// The reader's other teams: name and address.
    pub others: Vec<(String, String)>,
    /// From how many answers on something is shown, and from how many with words; and of how many colleagues.
    pub limits: (u64, u64, usize),
    /// The shares; nothing where there is too little.
    pub shares: Option<Table>,
    /// Words: address of the journey, what was written, what was replied.
    pub texts: Vec<(String, String, Vec<String>)>,
}
