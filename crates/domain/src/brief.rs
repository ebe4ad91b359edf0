//! What a member knows at a glance when somebody makes contact: at most five lines, in a fixed order of what matters. Lines
//! hold ids and moments; the rooms that show them find the words.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::actor::TeamRef;
use crate::blueprint::AskKind;
use crate::chaser::Failed;
use crate::codes::{Asks, NextStep, PromiseWhat};
use crate::contact::Contact;
use crate::ids::{AgreementId, ContactId, ContentId, CustomerId, JourneyId, PromiseId, QuestionId};
use crate::journey::{Holder, Journey};
use crate::likeness::Strength;
use crate::question::QuestionState;

/// The most lines of a brief.
pub const MOST: usize = 5;

/// A line of a brief, and how many more of its sort there are than the brief has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What it says.
    pub line: Line,
    /// So many more of the same sort.
    pub more: usize,
}

/// What a line says. The order of the sorts is the order on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// What was agreed and binds, or waits for a second member.
    Agreement {
        /// Where it was made.
        journey: JourneyId,
        /// The agreement.
        agreement: AgreementId,
        /// In words.
        wording: ContentId,
        /// Who answers for it.
        team: TeamRef,
        /// Whether it only waits for a second member.
        proposed: bool,
        /// How many holds are in force.
        holds: usize,
        /// Whether something was done against it and nobody has undone that.
        not_kept_to: bool,
    },
    /// What was promised to the customer and is still owed.
    Promise {
        /// Where.
        journey: JourneyId,
        /// The promise.
        promise: PromiseId,
        /// What.
        what: PromiseWhat,
        /// In more words.
        text: Option<ContentId>,
        /// Who owes it.
        owner: TeamRef,
        /// By when.
        until: Timestamp,
        /// Whether it broke.
        broken: bool,
    },
    /// What the customer was last told to expect.
    Told {
        /// When it reached the customer; nothing where it did not, or not yet.
        at: Option<Timestamp>,
        /// What happens next.
        next: NextStep,
        /// By when.
        by: Option<Timestamp>,
        /// The contact that only asks for news, where the newest is one.
        chaser: Option<ContactId>,
        /// The expectation that failed before that one.
        failed: Option<Failed>,
    },
    /// What the customer was asked.
    Asked {
        /// Where.
        journey: JourneyId,
        /// The question.
        question: QuestionId,
        /// Its words.
        text: ContentId,
        /// How it stands.
        state: AskedState,
    },
    /// The customer's other open journeys.
    Other {
        /// The journey.
        journey: JourneyId,
        /// Its title.
        title: ContentId,
        /// Who has the ball there.
        holder: Holder,
    },
    /// Only that there are open journeys which the reader may not see.
    Shielded {
        /// How many.
        count: usize,
    },
    /// Somebody who may be the same person: a member looks, and says.
    Likely {
        /// The other record.
        customer: CustomerId,
        /// How much speaks for it.
        strength: Strength,
    },
    /// By what the customer is known.
    Known {
        /// Whether a customer number is.
        number: bool,
        /// Whether what was written from is tied to the customer by evidence.
        tied: bool,
    },
}

/// How something that was asked stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedState {
    /// The customer has yet to answer.
    Waits {
        /// Until when.
        due: Timestamp,
    },
    /// It was answered: there is no need to ask it again.
    Answered {
        /// When.
        at: Timestamp,
        /// The contact that holds the answer.
        contact: ContactId,
    },
    /// Nobody answered in time.
    Lapsed,
}

/// What is known of the person besides journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Whether a customer number is known.
    pub number: bool,
    /// Whether what was written from is tied to the customer by evidence.
    pub tied: bool,
    /// How many open journeys the reader may not see.
    pub shielded: usize,
    /// Who most likely is the same person by another record, and how much speaks for it.
    pub likely: Option<(CustomerId, Strength)>,
}

impl Line {
    /// Its place on the page, by sort.
    fn rank(&self) -> u8 {
        match self {
            Self::Agreement { .. } => 0,
            Self::Promise { .. } => 1,
            Self::Told { .. } => 2,
            Self::Asked { .. } => 3,
            Self::Other { .. } => 4,
            Self::Shielded { .. } => 5,
            Self::Likely { .. } => 6,
            Self::Known { .. } => 7,
        }
    }
}

/// The brief of a contact on a journey; `here` is nothing where the contact stands on none yet, as a call that rings.
/// Whoever wrote from what is not tied to the customer gets nothing of the customer: then the caller gives no others.
#[must_use]
pub fn brief(here: Option<&Journey>, others: &[&Journey], person: Person) -> Vec<Entry> {
    let others = || others.iter().copied().filter(|other| here.is_none_or(|here| here.id != other.id));
    let all = || here.into_iter().chain(others());
    let mut sorts: Vec<Vec<Line>> = vec![
        agreements(all(), here),
        promises(all()),
        here.and_then(told).into_iter().collect(),
        // Who this is comes before what else there is of the person: it may be known there already.
        person.likely.map(|(customer, strength)| Line::Likely { customer, strength }).into_iter().collect(),
        asked(all(), here),
        others().filter(|journey| journey.is_open()).map(other).collect(),
    ];
    sorts.push((person.shielded > 0).then_some(Line::Shielded { count: person.shielded }).into_iter().collect());
    sorts.push(vec![Line::Known { number: person.number, tied: person.tied }]);
    chosen(&sorts)
}

/// The first of every sort, and what room is left goes to the seconds, thirds and so on, in the same order.
fn chosen(sorts: &[Vec<Line>]) -> Vec<Entry> {
    let mut taken = vec![0_usize; sorts.len()];
    let mut room = MOST;
    let deepest = sorts.iter().map(Vec::len).max().unwrap_or_default();
    for nth in 0..deepest {
        for (sort, taken) in sorts.iter().zip(&mut taken) {
            if room > 0 && sort.len() > nth {
                (*taken, room) = (nth + 1, room - 1);
            }
        }
    }
    let shown = sorts.iter().zip(taken).flat_map(|(sort, taken)| {
        let more = sort.len() - taken;
        let entry =
            move |(nth, line): (usize, &Line)| Entry { line: *line, more: if nth + 1 == taken { more } else { 0 } };
        sort.iter().take(taken).enumerate().map(entry)
    });
    let mut entries: Vec<Entry> = shown.collect();
    entries.sort_by_key(|entry| entry.line.rank());
    entries
}

/// What binds, what was not kept to first, then what was agreed here, then newest first.
fn agreements<'a>(all: impl Iterator<Item = &'a Journey>, here: Option<&Journey>) -> Vec<Line> {
    let mut found = Vec::new();
    for journey in all {
        for (id, agreement) in &journey.agreements {
            let holds = journey.holds_of(*id).filter(|(_, hold)| hold.stands()).count();
            let not_kept_to = journey.breaches_of(*id).any(|(_, breach)| breach.is_open());
            if !agreement.stands() && !agreement.is_proposed() && holds == 0 && !not_kept_to {
                continue;
            }
            let elsewhere = here.is_none_or(|here| here.id != journey.id);
            let line = Line::Agreement {
                journey: journey.id,
                agreement: *id,
                wording: agreement.wording,
                team: agreement.team,
                proposed: agreement.is_proposed(),
                holds,
                not_kept_to,
            };
            found.push(((!not_kept_to, elsewhere, std::cmp::Reverse(agreement.at()), *id), line));
        }
    }
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, line)| line).collect()
}

/// What is owed to the customer, broken ones first, then by moment.
fn promises<'a>(all: impl Iterator<Item = &'a Journey>) -> Vec<Line> {
    let mut found = Vec::new();
    for journey in all {
        let kept = journey.on_their_way();
        for (id, promise) in &journey.promises {
            if !promise.is_to_customer() || !promise.is_owed() || kept.contains(id) {
                continue;
            }
            let (broken, until) = (promise.is_unsettled(), promise.current.until);
            let line = Line::Promise {
                journey: journey.id,
                promise: *id,
                what: promise.what,
                text: promise.text,
                owner: promise.owner,
                until,
                broken,
            };
            found.push(((!broken, until, promise.kind, *id), line));
        }
    }
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, line)| line).collect()
}

impl Journey {
    /// What the customer's side said last, where it asks for something and nobody has written or called since.
    #[must_use]
    pub fn unanswered(&self) -> Option<(ContactId, &Contact)> {
        let newest = self.contacts.iter().filter(|(_, contact)| contact.is_from_customer());
        let (id, newest) = newest.max_by_key(|(id, contact)| (contact.recorded_at, **id))?;
        let answered = self.contacts.values().any(|it| it.is_answer() && it.recorded_at >= newest.recorded_at);
        (!answered && newest.facts.asks != Asks::Thanks).then_some((*id, newest))
    }
}

/// What was last told, and what of it failed where the newest contact only asks for news.
fn told(journey: &Journey) -> Option<Line> {
    let told = journey.expectation.as_ref().filter(|_| journey.is_open())?;
    let chaser = journey.unanswered().filter(|(_, contact)| contact.facts.asks == Asks::News);
    Some(Line::Told {
        at: journey.expectation_reached(),
        next: told.next,
        by: told.by,
        chaser: chaser.map(|(id, _)| id),
        failed: chaser.and_then(|(_, contact)| journey.failed_before(contact)),
    })
}

/// What was asked: what waits for an answer first, then what was answered, newest first; this journey before others.
fn asked<'a>(all: impl Iterator<Item = &'a Journey>, here: Option<&Journey>) -> Vec<Line> {
    let mut found = Vec::new();
    for journey in all {
        let elsewhere = here.is_none_or(|here| here.id != journey.id);
        for (id, question) in &journey.questions {
            let (order, state) = match question.state {
                QuestionState::Open => (0, AskedState::Waits { due: question.due }),
                QuestionState::Answered { contact, at } => (1, AskedState::Answered { at, contact }),
                QuestionState::Lapsed => (2, AskedState::Lapsed),
                QuestionState::Withdrawn => continue,
            };
            let line = Line::Asked { journey: journey.id, question: *id, text: question.text, state };
            found.push(((order, elsewhere, std::cmp::Reverse(question.asked_at), *id), line));
        }
    }
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, line)| line).collect()
}

fn other(journey: &Journey) -> Line {
    Line::Other { journey: journey.id, title: journey.subject, holder: journey.ball.holder }
}

/// Words that do not change what is asked; among them those that only name its form.
const FILLERS: &[&str] = &[
    "de",
    "het",
    "een",
    "uw",
    "je",
    "jouw",
    "wat",
    "is",
    "van",
    "wilt",
    "u",
    "kunt",
    "ons",
    "graag",
    "geef",
    "stuur",
    "mij",
    "alstublieft",
    "the",
    "a",
    "an",
    "your",
    "what",
    "of",
    "or",
    "please",
    "can",
    "could",
    "you",
    "send",
    "give",
    "us",
    "me",
    "antwoord",
    "answer",
    "bestand",
    "file",
    "foto",
    "photo",
];

/// Whether two things that are asked are the same: an account number always is, anything else where the form and the words
/// that matter are the same.
#[must_use]
pub fn same_ask(one: (AskKind, &str), other: (AskKind, &str)) -> bool {
    if one.0 != other.0 {
        return false;
    }
    one.0 == AskKind::Iban || same_words(one.1, other.1)
}

/// Whether two questions in words alone ask the same.
#[must_use]
pub fn same_words(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    !one.is_empty() && one == other
}

/// The words that matter.
fn bare(words: &str) -> BTreeSet<String> {
    let lower = words.to_lowercase();
    let split = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    split.filter(|word| !FILLERS.contains(word)).map(str::to_owned).collect()
}
