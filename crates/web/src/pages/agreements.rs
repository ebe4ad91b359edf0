//! Agreements as pages show them: the card that everybody sees first, the block list of a system without a connection, and
//! signals.

pub mod forms;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::parts::{FileLink, JourneyRef, Tab, Tone};
use crate::pages::shell::Shell;

/// Something that can be done: address and words.
pub type Todo = (String, String);

/// A hold of an agreement, as its card shows it.
#[derive(Clone, Debug)]
pub struct HoldLine {
    /// On what, with which system, what must not be done.
    pub what: String,
    /// Why, until when.
    pub notes: Vec<String>,
    /// Where it stands, in a few words.
    pub state: String,
    /// How that looks.
    pub tone: Tone,
    /// What the reader may do.
    pub acts: Vec<Todo>,
}

/// What was done against an agreement.
#[derive(Clone, Debug)]
pub struct BreachCard {
    /// What, when, who said so.
    pub what: String,
    /// Where it stands: told, apologised for, put right.
    pub notes: Vec<String>,
    /// The letters, photos and files.
    pub files: Vec<FileLink>,
    /// Whether it is still to be put right.
    pub open: bool,
    /// What the reader may do.
    pub acts: Vec<Todo>,
}

/// An agreement, the first thing that anybody sees of a journey or a customer.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/card.html")]
pub struct AgreementCard {
    /// Context.
    pub cx: Cx,
    /// Its id.
    pub id: String,
    /// The journey, where the card stands on another page than the journey's.
    pub journey: Option<JourneyRef>,
    /// What was agreed, in words.
    pub wording: String,
    /// Where it stands.
    pub state: String,
    /// How that looks.
    pub tone: Tone,
    /// Who made it, when, under which mandate, what it costs.
    pub facts: Vec<String>,
    /// Why it was refused or ended, in words.
    pub reason: Option<String>,
    /// What was done against it.
    pub breaches: Vec<BreachCard>,
    /// What systems must not do.
    pub holds: Vec<HoldLine>,
    /// The work that carries it out, and the address of its offer.
    pub leg: Option<(String, Option<String>)>,
    /// What comes next, and when.
    pub next: Option<(String, Timestamp)>,
    /// What the reader may do.
    pub acts: Vec<Todo>,
}

impl HtmlSafe for AgreementCard {}

impl AgreementCard {
    /// Whether something goes wrong with it now.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.breaches.iter().any(|breach| breach.open)
    }
}

/// One row of a block list.
#[derive(Clone, Debug)]
pub struct BlockLine {
    /// The hold, as addresses name it.
    pub id: String,
    /// The address and number of the journey, where the reader may see it.
    pub journey: Option<(String, String)>,
    /// On what.
    pub subject: String,
    /// What must not be done, or that it may be done again.
    pub action: String,
    /// Why.
    pub why: String,
    /// Until when it holds, in words.
    pub until: String,
    /// When the system runs next.
    pub next_run: Option<Timestamp>,
    /// Since when it is on the list.
    pub since: Timestamp,
    /// Whether it is to be taken off the system again.
    pub released: bool,
    /// Whether it was ticked.
    pub done: Option<Timestamp>,
    /// Whether nobody ticked it in time.
    pub late: bool,
    /// The address that ticks it.
    pub tick: Option<String>,
}

/// The holds of one system.
#[derive(Clone, Debug)]
pub struct BlockGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The team that owns it.
    pub team: String,
    /// When it runs next.
    pub next_run: Option<Timestamp>,
    /// What must still be done in it, sorted by what runs first.
    pub rows: Vec<BlockLine>,
}

/// The block list: what people must not do in systems that cannot ask.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/block-list.html")]
pub struct BlockListPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// What waits, and what stands.
    pub tabs: Vec<Tab>,
    /// The systems of the reader's teams.
    pub groups: Vec<BlockGroup>,
    /// The address of the rest.
    pub more: Option<String>,
    /// Where the list is fetched as a file.
    pub csv: String,
    /// The day as a form writes it: today.
    pub today: String,
    /// What was wrong with the last tick.
    pub problem: Option<String>,
}

/// One row of the list of signals.
#[derive(Clone, Debug)]
pub struct SignalLine {
    /// Its address.
    pub href: String,
    /// What opened it, in words.
    pub words: String,
    /// The team that owes an answer.
    pub owner: String,
    /// The journey that it is about.
    pub journey: JourneyRef,
    /// When it was opened.
    pub opened: Timestamp,
    /// By when it is answered.
    pub answer_by: Timestamp,
    /// When it was.
    pub answered: Option<Timestamp>,
    /// How many members added to it.
    pub lines: usize,
}

/// The list of signals.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/signals.html")]
pub struct SignalsPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// Open, answered.
    pub tabs: Vec<Tab>,
    /// The rows, what must be answered first on top.
    pub rows: Vec<SignalLine>,
    /// How many more there are that the reader may not see.
    pub shielded: usize,
    /// The address of the rest.
    pub more: Option<String>,
}

/// Something that was said in a signal.
#[derive(Clone, Debug)]
pub struct SaidLine {
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub words: String,
    /// By when that member hears the answer, in words.
    pub note: Option<String>,
}

/// One signal.
#[derive(Clone, Debug, Template)]
#[template(path = "agreements/signal.html")]
pub struct SignalPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The journey that it is about.
    pub journey: JourneyRef,
    /// The agreement that was not kept to, in words.
    pub agreement: Option<String>,
    /// The team that owes an answer.
    pub owner: String,
    /// By when.
    pub answer_by: Timestamp,
    /// Whether it is answered.
    pub open: bool,
    /// What was said, oldest first.
    pub said: Vec<SaidLine>,
    /// Letters, photos, files.
    pub files: Vec<FileLink>,
    /// What was done: who, when, in which words.
    pub answer: Option<SaidLine>,
    /// The form that answers it, where the reader may.
    pub respond: Option<Form>,
    /// The form that adds a line.
    pub add: Option<Form>,
    /// Where the reader says that the answer was read, while that is asked.
    pub heard: Option<String>,
}
