//! Lists of journeys: all that one may see, what a search found, and the form for a new one.

use askama::Template;
use jiff::Timestamp;
use regie_domain::codes::JourneyKind;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::acts::channels;
use crate::pages::composing::FILES;
use crate::pages::journey::JourneyState;
use crate::pages::parts::{JourneyRef, Tab};
use crate::pages::shell::Shell;
use crate::words;

/// One journey in a list.
#[derive(Clone, Debug)]
pub struct JourneyRow {
    /// The journey.
    pub journey: JourneyRef,
    /// Where everything of its customer stands.
    pub person: Option<String>,
    /// How it stands.
    pub state: JourneyState,
    /// Who has the ball, in words; `None` when it is closed.
    pub holder: Option<String>,
    /// What comes next and when.
    pub next: Option<(String, Timestamp)>,
    /// When it began.
    pub opened: Timestamp,
    /// When it ended.
    pub closed: Option<Timestamp>,
    /// For a search: the words around what was found; the marked ones are true.
    pub found: Vec<(bool, String)>,
}

impl JourneyRow {
    /// How long it has run, in seconds.
    pub fn age(&self, now: &Timestamp) -> i64 {
        self.closed.unwrap_or(*now).duration_since(self.opened).as_secs()
    }
}

/// The list, also of a search.
#[derive(Clone, Debug, Template)]
#[template(path = "journey/list.html")]
pub struct JourneysPage {
    /// Context.
    pub cx: Cx,
    /// Menu; `shell.query` holds what was searched for.
    pub shell: Shell,
    /// Whether this is what a search found.
    pub search: bool,
    /// Open, mine, closed, set aside.
    pub tabs: Vec<Tab>,
    /// The rows.
    pub rows: Vec<JourneyRow>,
    /// How many more there are that only their own teams see.
    pub shielded: usize,
    /// The address of the rest.
    pub more: Option<String>,
}

/// The kinds of journey to choose from.
pub fn kinds(cx: &Cx) -> Vec<Choice> {
    JourneyKind::ALL.iter().map(|kind| Choice::new(kind.code(), words::kind(cx, *kind))).collect()
}

/// The form for a journey that begins by telephone, at the counter, on paper. Blueprints are ids and names.
pub fn new_journey(cx: &Cx, blueprints: &[(String, String)]) -> Form {
    let blueprints = blueprints.iter().map(|(id, name)| Choice::new(id, name)).collect();
    let own = Choice::new("", cx.t("journey-kind-own"));
    let kinds = std::iter::once(own).chain(kinds(cx)).collect();
    Form::new(cx, "new", "/journeys/new", "journey-new-save")
        .cancel("/journeys")
        .field("channel", "contact-channel", Input::Radios(channels(cx)))
        .value("phone")
        .field("name", "journey-name", Input::Line("text"))
        .field("email", "journey-email", Input::Line("email"))
        .hint("journey-reach-hint")
        .optional()
        .field("phone", "journey-phone", Input::Line("tel"))
        .optional()
        .field("address", "letter-address", Input::Area(3))
        .hint("journey-address-hint")
        .optional()
        .when("paper")
        .field("no-way", "journey-no-way", Input::Check(false))
        .when("letter")
        .field("blueprint", "journey-blueprint", Input::Select(blueprints))
        .field("kind", "journey-kind", Input::Select(kinds))
        .optional()
        .field("title", "journey-title", Input::Line("text"))
        .field("text", "contact-text", Input::Area(5))
        .hint("contact-text-hint")
        .field("files", "letter-scan", Input::Files(FILES))
        .optional()
        .field("at", "letter-received", Input::Line("datetime-local"))
        .value(cx.local_input(&cx.now))
        .only_when("letter", 11)
        .field("dated", "letter-dated", Input::Line("date"))
        .hint("letter-dated-hint")
        .optional()
        .beside()
        .only_when("letter", 12)
}
