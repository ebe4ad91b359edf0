//! The timeline: every event in words, newest first. What one command did stands together: the act itself as a line, its
//! consequences as facts under it.

mod agreements;
mod contacts;
mod handovers;
mod legal_term;
mod lines;
mod promises;
mod questions;
mod scene;
mod shipments;
mod surveys;
mod told;
mod visits;

pub(in crate::ui) use contacts::taps;

use jiff::Timestamp;
use regie_domain::event::{JourneyEvent, Recorded};

use crate::pages::parts::Tab;
use crate::pages::timeline::{Entry, Happened, Timeline};
use crate::ui::journey::desk::Desk;
use crate::ui::names::Names;

/// The most lines on one page.
const MOST: usize = 60;

/// Which lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Everything.
    #[default]
    All,
    /// What was said.
    Contact,
    /// Who had the ball.
    Handovers,
    /// What was promised.
    Promises,
}

impl Show {
    const ALL: [Show; 4] = [Show::All, Show::Contact, Show::Handovers, Show::Promises];

    /// The value in the address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Show::All => "all",
            Show::Contact => "contact",
            Show::Handovers => "handovers",
            Show::Promises => "promises",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Show::All => "show-all",
            Show::Contact => "show-contact",
            Show::Handovers => "show-handovers",
            Show::Promises => "show-promises",
        }
    }

    /// Reads [`Show::code`]; anything else shows everything.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.code() == code).unwrap_or_default()
    }

    /// Whether a command with these events is shown.
    fn takes(self, events: &[Recorded<JourneyEvent>]) -> bool {
        let prefixes: &[&str] = match self {
            Show::All => return true,
            Show::Contact => &["contact.", "note.", "question.", "update.failed", "task.", "outcome."],
            Show::Handovers => &["handover.", "leg.", "direction.", "ball.assignee_set"],
            Show::Promises => &["promise."],
        };
        let taken_back = |event: &JourneyEvent| matches!(event, JourneyEvent::BallMoved { reason: Some(_), .. });
        events.iter().any(|recorded| {
            let named = prefixes.iter().any(|prefix| recorded.event.kind().starts_with(prefix));
            named || (self == Show::Handovers && taken_back(&recorded.event))
        })
    }
}

/// What an event is on the timeline.
pub(super) enum Line {
    /// A line of its own.
    Entry(Box<Entry>),
    /// A fact under the line of the act that caused it; a line of its own where it stands alone.
    Fact(String, Option<Box<Entry>>),
    /// Said elsewhere on the page already.
    Nothing,
}

/// The timeline of a journey, before an event's number where one is given.
#[must_use]
pub fn timeline(desk: &Desk, show: Show, before: Option<u64>) -> Timeline {
    let cx = &desk.visit.cx;
    let mut older = None;
    let mut entries = Vec::new();
    let mut from = None;
    for group in desk.loaded.events.chunk_by(|a, b| a.meta.command == b.meta.command).rev() {
        let first = group.first().map_or(0, |recorded| recorded.meta.seq);
        if before.is_some_and(|before| first >= before) || !show.takes(group) {
            continue;
        }
        if entries.len() >= MOST {
            let next = group.last().map_or(first, |recorded| recorded.meta.seq) + 1;
            older = Some(format!("{}?show={}&before={next}", desk.href(), show.code()));
            from = desk.loaded.events.iter().find(|it| it.meta.seq == next).map(|it| it.meta.recorded_at);
            break;
        }
        entries.extend(together(desk, group).into_iter().rev());
    }
    let until = before.and_then(|before| desk.loaded.events.iter().find(|it| it.meta.seq == before));
    entries.extend(joined(desk, show, (from, until.map(|it| it.meta.recorded_at))));
    // By when it happened: what was noted or brought in later stands in its place. What happened at one moment stays in the
    // order in which it was written down.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let filters = Show::ALL.into_iter().map(|tab| Tab {
        href: format!("{}?show={}", desk.href(), tab.code()),
        label: cx.t(tab.key()),
        count: None,
        current: tab == show,
    });
    Timeline::new(cx, filters.collect(), entries, older)
}

/// What was said on the journeys that were joined into this one, of the stretch of time that the page shows: it can be read
/// here, and is corrected there.
fn joined(desk: &Desk, show: Show, (from, until): (Option<Timestamp>, Option<Timestamp>)) -> Vec<Entry> {
    let mut entries = Vec::new();
    for part in desk.loaded.parts() {
        let there = Desk { visit: desk.visit.clone(), id: part.journey.id, loaded: part.clone() };
        let fact = desk.visit.cx.t1("joined-from", "reference", part.journey.reference.to_string());
        for group in part.events.chunk_by(|a, b| a.meta.command == b.meta.command).filter(|group| show.takes(group)) {
            let at = group.first().map(|recorded| recorded.meta.recorded_at);
            let here = from.is_none_or(|from| at >= Some(from)) && until.is_none_or(|until| at < Some(until));
            let said = |it: &&Recorded<JourneyEvent>| match &it.event {
                JourneyEvent::ContactRecorded { facts } => {
                    part.journey.contacts.get(&facts.contact).is_some_and(|found| found.moved_to.is_none())
                }
                JourneyEvent::NoteAdded { .. } => true,
                _ => false,
            };
            for recorded in group.iter().filter(|it| here && said(it)) {
                if let Line::Entry(mut entry) = lines::line(&there, &there.names(), recorded, group) {
                    entry.facts.push(fact.clone());
                    (entry.contact, entry.undo, entry.taps) = (None, None, Vec::new());
                    entries.push(*entry);
                }
            }
        }
    }
    entries
}

/// The lines of one command, oldest first.
fn together(desk: &Desk, group: &[Recorded<JourneyEvent>]) -> Vec<Entry> {
    let names: Names<'_> = desk.names();
    let (mut entries, mut facts, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for recorded in group {
        match lines::line(desk, &names, recorded, group) {
            Line::Entry(entry) => entries.push(*entry),
            Line::Fact(fact, entry) => {
                facts.push(fact);
                alone.extend(entry.map(|entry| *entry));
            }
            Line::Nothing => {}
        }
    }
    if entries.is_empty() {
        // Only consequences: each stands for itself, such as a promise that the clock broke.
        return alone;
    }
    // What follows from an act stands with what told it: our own words, else the program's message, else the contact.
    let rank = |entry: &Entry| match entry.what {
        Happened::Out { .. } => 0,
        Happened::Update { .. } => 1,
        Happened::In { .. } | Happened::Chaser { .. } => 2,
        _ => 3,
    };
    let main =
        entries.iter().enumerate().min_by_key(|(index, entry)| (rank(entry), *index)).map_or(0, |(index, _)| index);
    if let Some(main) = entries.get_mut(main) {
        main.facts.extend(facts);
    }
    entries
}
