//! One person over all departments: journeys, promises, contacts, addresses and what they rest on.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::pages::agreements::AgreementCard;
use crate::pages::journey::Fact;
use crate::pages::journeys::JourneyRow;
use crate::pages::parts::{Banner, Channel, JourneyRef, PromiseRow};
use crate::pages::shell::Shell;

/// A list that shows its first rows, and where the rest of it is.
#[derive(Clone, Debug)]
pub struct Shown<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// The address of the rest, and how many that are; no number where nobody counted them.
    pub rest: Option<(String, Option<usize>)>,
}

impl<R> Shown<R> {
    /// A list that is whole.
    #[must_use]
    pub fn whole(rows: Vec<R>) -> Self {
        Self { rows, rest: None }
    }
}

/// One journey of the person.
#[derive(Clone, Debug)]
pub struct OwnJourney {
    /// As in every list.
    pub row: JourneyRow,
    /// As what the person is on it, and where messages go, in words; nothing for whose journey it is, by the usual way.
    pub place: Option<String>,
}

/// Something that was said.
#[derive(Clone, Debug)]
pub struct ContactLine {
    /// Its id.
    pub id: String,
    /// By which way.
    pub channel: Channel,
    /// Whether the customer's side said it.
    pub theirs: bool,
    /// When.
    pub at: Timestamp,
    /// Its first words.
    pub words: String,
    /// The journey.
    pub journey: JourneyRef,
}

/// An address or number.
#[derive(Clone, Debug)]
pub struct HandleCard {
    /// What it is: an icon.
    pub icon: &'static str,
    /// As it was given.
    pub value: String,
    /// What it rests on, since when.
    pub evidence: String,
    /// Since when it does not work, in words.
    pub failed: Option<String>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "customers/page.html")]
pub struct CustomerPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The address of the page itself.
    pub href: String,
    /// What the person is called.
    pub name: String,
    /// Where a journey begins with this person filled in, where the reader may begin one.
    pub begin: Option<String>,
    /// Whether only one of the lists is shown, further on.
    pub part: bool,
    /// What was agreed, on any journey, what stands first.
    pub agreements: Vec<AgreementCard>,
    /// Open journeys.
    pub open: Option<Shown<OwnJourney>>,
    /// Journeys that ended.
    pub closed: Option<Shown<OwnJourney>>,
    /// How many more journeys are shielded from the reader.
    pub shielded: usize,
    /// Promises over all departments: what is owed first.
    pub promises: Option<Shown<PromiseRow>>,
    /// What was said, newest first.
    pub contacts: Option<Shown<ContactLine>>,
    /// Addresses and numbers.
    pub handles: Vec<HandleCard>,
    /// What was just done, said once.
    pub said: Option<String>,
    /// Where a member notes how the person wants to hear from us, where the reader may.
    pub prefer: Option<String>,
    /// Whether there is a choice to take back, and the reader may.
    pub undo: bool,
    /// Preferences and other facts.
    pub facts: Vec<Fact>,
    /// The other records that are the same person: names and since when.
    pub records: Vec<String>,
    /// That somebody else may be the same person.
    pub alike: Option<Banner>,
}

impl CustomerPage {
    /// How many promises are still owed, of those that are shown.
    #[must_use]
    pub fn owed(&self) -> usize {
        let rows = self.promises.iter().flat_map(|list| &list.rows);
        rows.filter(|promise| promise.state.open() || promise.unsettled).count()
    }
}
