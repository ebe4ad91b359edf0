//! Visits: somebody comes in a window that was chosen from a team's slot book. The window is a promise; the team's book is
//! a standing acceptance, so a booking hands the work over at once, and the ball goes along where the blueprint says so.
//!
//! Who picks another time lets the old promise go and gets a new one in one command; when it is we who cannot come, the
//! promise moves and its first window still judges us; what we missed is made good by a new promise, whoever picks it, and stays
//! broken. Narrowing tells more than was promised and judges nobody.

pub(crate) mod ahead;
mod book;
mod outcome;
mod plan;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::calendar::Calendar;
use crate::codes::{Missing, MoveReason, Outcome as How, UpdateKind, VisitCancel};
use crate::contact::ContactFacts;
use crate::decide::{Draft, Outcome};
use crate::facts::Facts;
use crate::ids::{ContentId, LegId, PromiseId, VisitId};
use crate::journey::Journey;
use crate::money::Cents;
use crate::promise::{Promise, Window};
use crate::refusal::{Code, Refusal};

pub use plan::VisitPlan;

/// What is asked about a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "few commands are held at once")]
pub enum VisitCommand {
    /// Choose a window.
    Book {
        /// The window, one that the book offers.
        window: Window,
        /// What the team should know.
        note: Option<ContentId>,
        /// Where, in words; without it where the last one was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<ContentId>,
    },
    /// Choose another window.
    Move {
        /// The visit.
        visit: VisitId,
        /// The new window.
        window: Window,
        /// Where, in words; without it where it was to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<ContentId>,
        /// At whose wish.
        #[serde(flatten)]
        wish: Wish,
    },
    /// Say more exactly when, within the window.
    Narrow {
        /// The visit.
        visit: VisitId,
        /// From when until when.
        window: Window,
    },
    /// The team is there.
    Arrive {
        /// The visit.
        visit: VisitId,
        /// Since when; without it, now.
        at: Option<Timestamp>,
    },
    /// Nobody is there yet: that somebody came was said too early.
    NotThereYet {
        /// The visit.
        visit: VisitId,
    },
    /// The team was there and did what it could.
    Done {
        /// The visit.
        visit: VisitId,
        /// When it came, where nobody said so before.
        arrived: Option<Timestamp>,
        /// When it was done; without it, now.
        at: Option<Timestamp>,
        /// Whether this visit was enough.
        first_time_right: bool,
        /// What was missing, where it was not.
        missing: Vec<Missing>,
        /// What was done or missing, in words; not needed where the outcome is told.
        text: Option<ContentId>,
        /// The outcome of the whole, told with it.
        told: Option<OutcomeTold>,
    },
    /// The team came, and nobody was there.
    NotHome {
        /// The visit.
        visit: VisitId,
        /// When; without it, now.
        at: Option<Timestamp>,
        /// What was found.
        text: ContentId,
    },
    /// The visit is off.
    Cancel {
        /// The visit.
        visit: VisitId,
        /// Why.
        why: VisitCancel,
        /// In more words; needed for "other".
        text: Option<ContentId>,
    },
}

/// At whose wish a visit moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wish", rename_all = "snake_case")]
pub enum Wish {
    /// The customer's: the promise is let go, and a new one made. What we missed was never the customer's wish.
    Customer,
    /// Ours: the promise moves, for a reason that is told.
    Ours {
        /// The reason.
        reason: MoveReason,
        /// In more words; needed for "other".
        text: Option<ContentId>,
    },
}

/// The outcome of a journey, told with the end of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeTold {
    /// How it came out.
    pub outcome: How,
    /// The message that tells it.
    pub contact: ContactFacts,
    /// What is paid or waived, in cents.
    pub amount: Option<Cents>,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Whose slot book it is from, and who comes.
    pub team: TeamRef,
    /// The promises that it is or was, oldest first; the last one holds.
    pub promises: Vec<PromiseId>,
    /// The window that was chosen.
    pub window: Window,
    /// From when until when more exactly, once that was told.
    pub narrowed: Option<Window>,
    /// Whether it is for an outage.
    pub urgent: bool,
    /// Until when the customer may pick another window.
    pub movable_until: Timestamp,
    /// The piece of work that was handed over with it.
    pub leg: Option<LegId>,
    /// Where, in words, where that was said with it.
    pub place: Option<ContentId>,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// Raised by each change of which a calendar must know, from 0.
    pub sequence: u32,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// When the team came.
    pub arrived: Option<Timestamp>,
    /// What became of it.
    pub state: VisitState,
}

/// What became of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitState {
    /// Agreed on.
    Booked,
    /// The team was there.
    Done {
        /// Until when.
        at: Timestamp,
        /// Whether this visit was enough.
        first_time_right: bool,
        /// What was missing.
        missing: Vec<Missing>,
        /// What was done or missing, in words.
        text: Option<ContentId>,
    },
    /// Nobody was there.
    NotHome {
        /// When.
        at: Timestamp,
    },
    /// It is off.
    Cancelled {
        /// When that was said.
        at: Timestamp,
        /// Why.
        why: VisitCancel,
        /// In more words.
        text: Option<ContentId>,
        /// Whether the customer's side said so itself, on its own page.
        by_customer: bool,
    },
}

impl VisitState {
    /// Whether it ended without a visit that is still needed.
    #[must_use]
    pub fn leaves_the_need(&self) -> bool {
        match self {
            Self::NotHome { .. } => true,
            Self::Cancelled { why, .. } => matches!(why, VisitCancel::OtherTime | VisitCancel::Other),
            Self::Booked | Self::Done { .. } => false,
        }
    }
}

impl Visit {
    /// Whether it is still to take place, or taking place.
    #[must_use]
    pub fn is_booked(&self) -> bool {
        self.state == VisitState::Booked
    }

    /// Whether the team has yet to come.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.is_booked() && self.arrived.is_none()
    }

    /// The window as the customer was told it last.
    #[must_use]
    pub fn told(&self) -> Window {
        self.narrowed.unwrap_or(self.window)
    }

    /// When the window that was chosen begins.
    #[must_use]
    pub fn begins(&self) -> Timestamp {
        self.window.from.unwrap_or(self.window.until)
    }

    /// Whether its day has come at a moment, by the calendar of the team that comes.
    #[must_use]
    pub fn has_its_day(&self, calendar: &Calendar, at: Timestamp) -> bool {
        calendar.date_of(at) >= calendar.date_of(self.begins())
    }

    /// The promise that it is.
    #[must_use]
    pub fn promise(&self) -> Option<PromiseId> {
        self.promises.last().copied()
    }
}

impl Journey {
    /// The visit that is agreed on; there is one at a time.
    #[must_use]
    pub fn booked_visit(&self) -> Option<(VisitId, &Visit)> {
        self.visits.iter().find(|(_, visit)| visit.is_booked()).map(|(id, visit)| (*id, visit))
    }

    /// Where somebody came or comes, in words, as it was said last.
    #[must_use]
    pub fn place_of_visits(&self) -> Option<ContentId> {
        let known = self.visits.values().filter_map(|visit| Some((visit.booked_at, visit.place?)));
        known.max_by_key(|(at, _)| *at).map(|(_, place)| place)
    }

    /// Whether nobody came in the window that was promised, and nothing has made up for that.
    #[must_use]
    pub fn is_missed(&self, visit: &Visit) -> bool {
        let promise = visit.promise().and_then(|id| self.promises.get(&id));
        visit.is_awaited() && promise.is_some_and(Promise::is_unsettled)
    }

    /// Whether a visit failed and another time is to be agreed on: nobody came, nobody was or can be at home, or it was called
    /// off for a reason that does not say that it is not needed.
    #[must_use]
    pub fn needs_visit_again(&self) -> bool {
        match self.booked_visit() {
            Some((_, visit)) => self.is_missed(visit),
            None => {
                let last = self.visits.values().max_by_key(|visit| visit.booked_at);
                self.is_open() && last.is_some_and(|visit| visit.state.leaves_the_need())
            }
        }
    }

    /// The visit that was called off last while another time is still to be agreed on, as long as the customer was told no
    /// outcome.
    #[must_use]
    pub fn called_off(&self) -> Option<(VisitId, &Visit)> {
        let last = self.visits.iter().max_by_key(|(_, visit)| visit.booked_at).map(|(id, visit)| (*id, visit));
        let off = |visit: &Visit| matches!(visit.state, VisitState::Cancelled { .. }) && visit.state.leaves_the_need();
        last.filter(|(_, visit)| self.is_open() && self.proposal.is_none() && off(visit))
    }

    /// The visit whose calling off brought the ball back: no work was done or given back.
    #[must_use]
    pub fn ball_came_by_visit_off(&self) -> Option<&Visit> {
        let now = |visit: &&Visit| matches!(visit.state, VisitState::Cancelled { at, .. } if at == self.ball.since);
        self.visits.values().find(now).filter(|_| self.ball.why == crate::codes::BallReason::LegSettled)
    }

    /// The visit that a promise is or was.
    #[must_use]
    pub fn visit_of(&self, promise: PromiseId) -> Option<(VisitId, &Visit)> {
        self.visits.iter().find(|(_, visit)| visit.promises.contains(&promise)).map(|(id, visit)| (*id, visit))
    }

    /// The team in whose name whoever comes may tell the outcome of the whole: the one that sent it, while that team has the
    /// ball and the piece of work runs. Then the customer hears it once, from who was there.
    #[must_use]
    pub fn sent_by(&self, visit: &Visit) -> Option<TeamRef> {
        let leg = visit.leg.and_then(|id| self.legs.get(&id)).filter(|leg| leg.is_open())?;
        (self.ball.holder.team() == Some(leg.giver)).then_some(leg.giver)
    }

    /// The window of a promise as the customer was told it last: that of a visit may have been narrowed.
    #[must_use]
    pub fn told_window(&self, id: PromiseId, promise: &Promise) -> Window {
        let narrowed = self.visit_of(id).filter(|(_, visit)| visit.promise() == Some(id));
        narrowed.and_then(|(_, visit)| visit.narrowed).unwrap_or(promise.current)
    }
}

/// Decides what is asked about a visit.
pub(crate) fn run(draft: &mut Draft<'_>, command: VisitCommand) -> Outcome {
    use VisitCommand as V;
    draft.open()?;
    match command {
        V::Book { window, note, place } => book::book(draft, window, note, place),
        V::Move { visit, window, place, wish } => book::shift(draft, visit, (window, place), wish),
        V::Narrow { visit, window } => book::narrow(draft, visit, window),
        V::Cancel { visit, why, text } => book::cancel(draft, visit, why, text),
        V::Arrive { visit, at } => outcome::arrive(draft, visit, at),
        V::NotThereYet { visit } => outcome::not_there_yet(draft, visit),
        V::Done { visit, arrived, at, first_time_right, missing, text, told } => {
            let found = outcome::Found { first_time_right, missing, text };
            outcome::done(draft, visit, (arrived, at), found, told)
        }
        V::NotHome { visit, at, text } => outcome::not_home(draft, visit, at, text),
    }
}

pub(crate) use book::off_with_the_journey;

/// A promise of a visit lives and ends with it: it is not moved, kept or let go by itself.
pub(crate) fn owns(draft: &Draft<'_>, promise: PromiseId) -> Outcome {
    match draft.journey.visit_of(promise) {
        Some((_, visit)) if visit.is_awaited() => Err(Refusal::new(Code::VisitPromise).team(visit.team)),
        _ => Ok(()),
    }
}

/// Whether a message is news about a visit of today: quiet hours do not hold it back.
#[must_use]
pub fn is_of_today(facts: &Facts, journey: &Journey, about: UpdateKind, promise: Option<PromiseId>) -> bool {
    let Some((_, visit)) = promise.filter(|_| about.is_of_visit()).and_then(|id| journey.visit_of(id)) else {
        return false;
    };
    let calendar = facts.calendar(visit.team);
    let today = calendar.date_of(facts.now);
    let on_it = |window: &Window| window.from.is_some_and(|from| calendar.date_of(from) == today);
    // What moves away from today is news of today as well.
    visit
        .promises
        .iter()
        .rev()
        .take(2)
        .filter_map(|id| journey.promises.get(id))
        .any(|it| on_it(&it.first) || on_it(&it.current))
}

/// No visit is agreed on any more: nothing ends before it is finished or off.
pub(crate) fn none_booked(journey: &Journey) -> Outcome {
    let Some((_, visit)) = journey.booked_visit() else { return Ok(()) };
    Err(Refusal::new(Code::VisitOpen).team(visit.team).at(visit.begins()))
}

/// A visit that is agreed on.
fn booked(draft: &Draft<'_>, visit: VisitId) -> Result<Visit, Refusal> {
    let found = draft.journey.visits.get(&visit).ok_or(Code::UnknownVisit)?;
    if found.is_booked() { Ok(found.clone()) } else { Err(Refusal::new(Code::VisitEnded).team(found.team)) }
}

/// A visit to which nobody has come yet.
fn awaited(draft: &Draft<'_>, visit: VisitId) -> Result<Visit, Refusal> {
    let found = booked(draft, visit)?;
    match found.arrived {
        Some(at) => Err(Refusal::new(Code::VisitBegun).team(found.team).at(at)),
        None => Ok(found),
    }
}

/// What is said at the door or on the road there belongs to the day of the visit, in the zone of the team that comes: before
/// it nobody came, was done, or knows exactly when. The whole day counts, for who comes early.
fn on_the_day(draft: &Draft<'_>, found: &Visit, at: Timestamp) -> Outcome {
    if found.has_its_day(&draft.facts.calendar(found.team), at) {
        return Ok(());
    }
    Err(Refusal::new(Code::VisitTooEarly).team(found.team).at(found.begins()))
}

/// The acting member's team may plan and end visits: it has the ball, directs, or is the one that comes.
fn may_plan(draft: &Draft<'_>, comes: TeamRef) -> Outcome {
    let team = draft.member_team()?;
    let holds = draft.journey.ball.holder.team() == Some(team);
    if holds || team == comes || team == draft.journey.direction.team {
        return Ok(());
    }
    Err(Refusal::new(Code::NotYourVisit).team(comes))
}
