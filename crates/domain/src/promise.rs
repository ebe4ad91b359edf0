//! Promises: a promise has a date and a cost and is judged by its first date (rule 6).

pub(crate) mod aside;
pub(crate) mod making;
mod owed;
pub(crate) mod said;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::{
    DeadlineKind, MoveReason, NextStep, PromiseKind, PromiseWhat, ReleaseReason, Settlement, UpdateKind,
};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, LegId, MemberId, PromiseId, UpdateId};
use crate::money::Cents;
use crate::refusal::{Code, Refusal};

pub(crate) use making::{make, make_and_tell};
pub(crate) use owed::{
    all_news, break_it, ensure_one, heard, keep, keep_by, keep_with, moments, news, nobody_read, owe, owe_call,
    owe_call_within, request_call, to_be_heard,
};

/// The farthest that anything is promised ahead, or awaited: ten years, as the longest term.
pub(crate) const FARTHEST: SignedDuration = SignedDuration::from_hours(10 * 366 * 24);

/// A stretch of time in which something is promised: "by" has no beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Not after this moment.
    pub until: Timestamp,
}

impl Window {
    /// By a moment.
    #[must_use]
    pub fn by(until: Timestamp) -> Self {
        Self { from: None, until }
    }
}

/// To whom a promise was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Promisee {
    /// The customer's side of the journey.
    Customer,
    /// A team in the chain.
    Team {
        /// The team.
        team: TeamRef,
    },
}

/// A promise that a member makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPromise {
    /// Outcome or news.
    pub kind: PromiseKind,
    /// What.
    pub what: PromiseWhat,
    /// In more words.
    pub text: Option<ContentId>,
    /// To whom.
    #[serde(flatten)]
    pub to: Promisee,
    /// By when; without it the blueprint's term.
    pub window: Option<Window>,
    /// What it costs the customer, in cents.
    pub cost: Option<Cents>,
    /// The broken promise in whose place it stands.
    pub replaces: Option<PromiseId>,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Outcome or news.
    pub kind: PromiseKind,
    /// What.
    pub what: PromiseWhat,
    /// In more words.
    pub text: Option<ContentId>,
    /// Who made it; nobody when the blueprint did.
    pub member: Option<MemberId>,
    /// Who owes it.
    pub owner: TeamRef,
    /// To whom.
    pub to: Promisee,
    /// The window that judges it.
    pub first: Window,
    /// The window that is watched and told.
    pub current: Window,
    /// Raised by every move, from 1.
    pub version: u32,
    /// Whether every move was made before the first window ended.
    pub moved_in_time: bool,
    /// When it moved and why.
    pub moves: Vec<(Timestamp, MoveReason)>,
    /// What it costs the customer, in cents.
    pub cost: Option<Cents>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When half of its working time is gone.
    pub half_at: Timestamp,
    /// When four fifths are gone.
    pub four_fifths_at: Timestamp,
    /// How far its time was seen to be gone.
    pub risk: Option<DeadlineKind>,
    /// The broken promise in whose place it stands.
    pub replaces: Option<PromiseId>,
    /// The promise that stands in its place, once it broke and was replaced.
    pub replaced_by: Option<PromiseId>,
    /// The broken promise after which the program gave this moment of news.
    pub after: Option<PromiseId>,
    /// What became of it.
    pub state: PromiseState,
    /// How it was settled after it broke.
    pub settled: Option<Settlement>,
    /// Why it was let go, where it went with a journey that was set aside.
    pub let_go: Option<ReleaseReason>,
    /// Who made it and is no longer in the chain, until somebody says anew by when it is done.
    pub left: Option<TeamRef>,
    /// The message that kept it, where one did.
    pub kept_by: Option<UpdateId>,
}

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseState {
    /// Owed.
    Open,
    /// Done in its first window.
    Kept {
        /// When.
        at: Timestamp,
    },
    /// Moved before its first window ended, and done in the present one. Shown apart, never counted as kept.
    KeptAfterMove {
        /// When.
        at: Timestamp,
    },
    /// Its window ended first.
    Broken {
        /// When it was due.
        due: Timestamp,
    },
    /// Let go before it was due.
    Released {
        /// When.
        at: Timestamp,
    },
}

impl Promise {
    /// Whether it is still owed in its window.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == PromiseState::Open
    }

    /// Whether it broke and nothing has settled that.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        matches!(self.state, PromiseState::Broken { .. }) && self.settled.is_none()
    }

    /// Whether it is still owed: in its window, or since it broke.
    #[must_use]
    pub fn is_owed(&self) -> bool {
        self.is_open() || self.is_unsettled()
    }

    /// Whether nobody knows if it will be done: who was to do it is no longer in the chain. It is not told again as if it
    /// stood; that the customer hears something is in our own hands all the same.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.left.is_some() && self.is_open() && self.kind == PromiseKind::Outcome
    }

    /// Whether it was made to the customer's side.
    #[must_use]
    pub fn is_to_customer(&self) -> bool {
        self.to == Promisee::Customer
    }

    /// Whether what was promised is that the customer hears something: telling it keeps it, and nothing else does.
    #[must_use]
    pub fn is_kept_by_telling(&self) -> bool {
        self.is_to_customer() && (self.is_of_news() || self.what == PromiseWhat::Result)
    }

    /// Whether what was promised is a first answer, or news.
    #[must_use]
    pub fn is_of_news(&self) -> bool {
        self.kind == PromiseKind::News && matches!(self.what, PromiseWhat::FirstAnswer | PromiseWhat::News)
    }

    /// Whether it is a call that the program promised, because somebody asked for one.
    #[must_use]
    pub fn is_call_of_program(&self) -> bool {
        self.what == PromiseWhat::CallBack && self.kind == PromiseKind::News && self.member.is_none()
    }

    /// Whether it is the promise to read what the customer's side wrote, which was told as a moment and written down once that
    /// had passed.
    #[must_use]
    pub fn is_of_reading(&self) -> bool {
        self.is_of_news() && self.member.is_none() && self.after.is_none() && self.first.until <= self.made_at
    }

    /// How early (positive) or late (negative) it was done, against its first window.
    #[must_use]
    pub fn early(&self) -> Option<SignedDuration> {
        match self.state {
            PromiseState::Kept { at } | PromiseState::KeptAfterMove { at } => Some(self.first.until.duration_since(at)),
            _ => None,
        }
    }

    /// Whether a fact of that moment keeps it, in its first window or after a move in time.
    #[must_use]
    pub fn would_keep(&self, at: Timestamp) -> bool {
        at <= self.first.until || (self.version > 1 && self.moved_in_time && at <= self.current.until)
    }

    /// The verdict of a fact: judged by the first window; a move in time can still be met, but is never counted as kept.
    pub(crate) fn fulfil(&mut self, at: Timestamp) {
        if matches!(self.state, PromiseState::Broken { .. }) {
            self.settled = Some(Settlement::FulfilledLate);
        } else if at <= self.first.until && self.first.from.is_none_or(|from| at >= from) {
            self.state = PromiseState::Kept { at };
        } else if self.version > 1 && self.moved_in_time && at <= self.current.until {
            self.state = PromiseState::KeptAfterMove { at };
        } else if self.first.from.is_some_and(|from| at < from) && at <= self.current.until {
            // Before the window that was agreed is not in it, and nobody was let down by being early.
            self.state = PromiseState::Kept { at };
        } else {
            self.state = PromiseState::Broken { due: self.current.until };
            self.settled = Some(Settlement::FulfilledLate);
        }
    }

    /// What was taken for keeping it was none. It is owed as before; its window judges it.
    pub(crate) fn owe_again(&mut self) {
        match self.state {
            PromiseState::Kept { .. } | PromiseState::KeptAfterMove { .. } => self.state = PromiseState::Open,
            PromiseState::Broken { .. } if self.settled == Some(Settlement::FulfilledLate) => self.settled = None,
            _ => {}
        }
    }
}

/// Moves a promise: a new window with a reason, told before the old one passes. Its first window still judges it.
pub(crate) fn shift(
    draft: &mut Draft<'_>,
    promise: PromiseId,
    window: Window,
    reason: MoveReason,
    (text, amount): (Option<ContentId>, Option<Cents>),
) -> Outcome {
    let found = owned_open(draft, promise)?;
    draft.check_promise_version(found.version)?;
    // Late is late: what has passed is broken and told as such, not moved.
    if draft.facts.now > found.current.until {
        return Err(Refusal::new(Code::PromiseEnded).at(found.current.until));
    }
    check_window(window, draft.facts.now)?;
    // What the customer gets besides is worth nothing when nobody says what it is.
    if (reason == MoveReason::Other || amount.is_some()) && text.is_none() {
        return Err(Code::SilentClose.into());
    }
    let granted = amount.map(|amount| room(draft, &found, amount)).transpose()?.flatten();
    crate::visit::owns(draft, promise)?;
    set_window(draft, promise, &found, window, reason, (text, amount));
    granted.into_iter().for_each(|leg| draft.emit(JourneyEvent::LegAmountUsed { leg }));
    if found.is_to_customer() {
        tell(draft, UpdateKind::PromiseMoved, promise);
    }
    Ok(())
}

/// Whether an amount is within the mandate; else the leg for which somebody granted it.
fn room(draft: &Draft<'_>, promise: &Promise, amount: Cents) -> Result<Option<LegId>, Refusal> {
    let within = draft.facts.mandate.check_amount(amount).map(|()| None);
    within.or_else(|refusal| match refusal.code {
        Code::OverMandate => {
            crate::leg::amount::granted(&draft.journey, promise.owner, amount).map(Some).ok_or(refusal)
        }
        _ => Err(refusal),
    })
}

/// Tells the customer a promise, in a message that is itself the news that was owed.
fn tell(draft: &mut Draft<'_>, about: UpdateKind, promise: PromiseId) {
    let about = crate::update::supersede(draft, promise, about);
    let keeps = owed::keep_by(draft, owed::moments(draft), None);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    crate::update::plan(draft, about, |update| {
        update.promise = Some(promise);
        update.keeps = keeps;
    });
}

/// Gives a promise another window, for a reason.
pub(crate) fn set_window(
    draft: &mut Draft<'_>,
    promise: PromiseId,
    found: &Promise,
    window: Window,
    reason: MoveReason,
    (text, amount): (Option<ContentId>, Option<Cents>),
) {
    let (half_at, four_fifths_at) = making::risk_moments(draft, found.owner, window.until);
    let version = found.version + 1;
    draft.emit(JourneyEvent::PromiseMoved { promise, version, window, reason, text, half_at, four_fifths_at, amount });
}

/// Says that a promise is done; a broken one is settled so.
pub(crate) fn fulfil(draft: &mut Draft<'_>, promise: PromiseId, at: Option<Timestamp>) -> Outcome {
    draft.open()?;
    draft.plausible(at)?;
    let found = draft.journey.promises.get(&promise).ok_or(Code::UnknownPromise)?.clone();
    may_act_on(draft, &found)?;
    if !found.is_owed() {
        return Err(Code::PromiseEnded.into());
    }
    if draft.journey.awaits_telling(promise) {
        return Err(Refusal::new(Code::KeptByTelling).at(found.made_at));
    }
    crate::visit::owns(draft, promise)?;
    met(draft, promise, at.unwrap_or(draft.facts.now).max(found.made_at));
    Ok(())
}

/// A promise that is owed was done at a moment, and with it what was to be told about it by a moment.
pub(crate) fn met(draft: &mut Draft<'_>, promise: PromiseId, at: Timestamp) {
    let found = draft.journey.promises.get(&promise);
    let broken = found.is_some_and(|found| matches!(found.state, PromiseState::Broken { .. }) && found.would_keep(at));
    if broken && draft.is_signed() {
        // Word of it came late, and the source is sure: what counts is when it was done (rule 6).
        draft.emit_at(Some(at), JourneyEvent::PromiseJudgedAgain { promise, at });
        return told_after(draft, promise);
    }
    draft.emit_at(Some(at), JourneyEvent::PromiseFulfilled { promise, at, by: None });
    told_after(draft, promise);
}

/// What was to be told about a promise by a moment has lost its matter.
pub(crate) fn told_after(draft: &mut Draft<'_>, promise: PromiseId) {
    let now = draft.facts.now;
    for moment in owed::moments_after(draft, promise) {
        draft.emit(JourneyEvent::PromiseFulfilled { promise: moment, at: now, by: None });
    }
}

/// Lets a promise go: the customer's side on its page, or a member who notes that the customer did.
pub(crate) fn release(draft: &mut Draft<'_>, promise: PromiseId) -> Outcome {
    draft.open()?;
    let found = draft.journey.promises.get(&promise).ok_or(Code::UnknownPromise)?.clone();
    if !found.is_owed() {
        return Err(Code::PromiseEnded.into());
    }
    match found.to {
        Promisee::Customer if draft.by_participant() => {}
        Promisee::Customer => may_act_on(draft, &found)?,
        Promisee::Team { team } if draft.facts.actor.team() == Some(team) => {}
        Promisee::Team { team } => return Err(Refusal::new(Code::NotYourPromise).team(team)),
    }
    crate::visit::owns(draft, promise)?;
    let_go_of(draft, promise);
    Ok(())
}

/// The one to whom it was made lets a promise go, and with it what was to be told about it.
pub(crate) fn let_go_of(draft: &mut Draft<'_>, promise: PromiseId) {
    draft.emit(JourneyEvent::PromiseReleased { promise, why: None });
    let_go(draft, None, |moment| moment.after == Some(promise));
}

/// Lets the promises go that are owed and that fit; gives them.
pub(crate) fn let_go(
    draft: &mut Draft<'_>,
    why: Option<ReleaseReason>,
    fits: impl Fn(&Promise) -> bool,
) -> Vec<PromiseId> {
    let owed = draft.journey.promises.iter().filter(|(_, promise)| promise.is_owed() && fits(promise));
    let owed: Vec<PromiseId> = owed.map(|(id, _)| *id).collect();
    for promise in &owed {
        draft.emit(JourneyEvent::PromiseReleased { promise: *promise, why });
    }
    owed
}

fn owned_open(draft: &Draft<'_>, promise: PromiseId) -> Result<Promise, Refusal> {
    draft.open()?;
    let found = draft.journey.promises.get(&promise).ok_or(Code::UnknownPromise)?;
    if !found.is_open() {
        return Err(Code::PromiseEnded.into());
    }
    may_act_on(draft, found)?;
    Ok(found.clone())
}

/// The owner, the ball holder and the director may say how it stands.
fn may_act_on(draft: &Draft<'_>, promise: &Promise) -> Outcome {
    let team = draft.member_team()?;
    if team == promise.owner || team == draft.journey.direction.team || draft.journey.ball.holder.team() == Some(team) {
        return Ok(());
    }
    Err(Refusal::new(Code::NotYourPromise).team(promise.owner))
}

pub(crate) fn check_window(window: Window, now: Timestamp) -> Outcome {
    if window.until <= now {
        return Err(Refusal::new(Code::PromiseInPast).at(window.until));
    }
    if window.until.duration_since(now) > FARTHEST {
        return Err(Refusal::new(Code::ImplausibleTime).at(window.until));
    }
    if window.from.is_some_and(|from| from >= window.until) {
        return Err(Code::WindowReversed.into());
    }
    Ok(())
}
