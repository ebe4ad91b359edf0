//! Two journeys turn out to be one. The one that is joined is set aside for the other, which owes what was owed there, by the
//! same moments; a person can undo it. What cannot travel refuses the join and says what to do first: nothing is lost by it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::{DeadlineKind, NextStep, PromiseKind, PromiseWhat, ReleaseReason, UpdateKind, VoidReason};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, JourneyId, MemberId, PromiseId};
use crate::journey::{Journey, State};
use crate::money::Cents;
use crate::promise::{Promise, PromiseState, Promisee, Window};
use crate::refusal::{Code, Refusal};
use crate::shipment::Stand;
use crate::update::{Update, UpdateState};

/// How a promise stood on the journey that it was made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// When it was made.
    pub made_at: Timestamp,
    /// The window that judges it.
    pub first: Window,
    /// Its version.
    pub version: u32,
    /// Whether every move was made before the first window ended.
    pub moved_in_time: bool,
    /// How far its time was seen to be gone.
    pub risk: Option<DeadlineKind>,
    /// When it was due, where it broke and nothing has settled that.
    pub broken: Option<Timestamp>,
    /// Who made it and is no longer in the chain: it is in doubt until somebody says anew by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<TeamRef>,
}

impl Carried {
    /// A promise is judged here as it was judged there (rule 6).
    pub(crate) fn judge(&self, promise: &mut Promise) {
        promise.made_at = self.made_at;
        promise.first = self.first;
        promise.version = self.version;
        promise.moved_in_time = self.moved_in_time;
        promise.risk = self.risk;
        promise.left = self.left;
        if let Some(due) = self.broken {
            promise.state = PromiseState::Broken { due };
        }
    }
}

/// A promise that goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedPromise {
    /// Its id on the journey that is joined.
    pub there: PromiseId,
    /// Outcome or news.
    pub kind: PromiseKind,
    /// What.
    pub what: PromiseWhat,
    /// In more words.
    pub text: Option<ContentId>,
    /// Who made it.
    pub member: Option<MemberId>,
    /// Who owes it.
    pub owner: TeamRef,
    /// To whom.
    #[serde(flatten)]
    pub to: Promisee,
    /// The window that is watched.
    pub window: Window,
    /// What it costs the customer, in cents.
    pub cost: Option<Cents>,
    /// When half of its working time is gone.
    pub half_at: Timestamp,
    /// When four fifths are gone.
    pub four_fifths_at: Timestamp,
    /// The broken promise of that journey after which the program gave this moment of news.
    pub after: Option<PromiseId>,
    /// How it stood.
    pub carried: Carried,
}

impl CarriedPromise {
    fn of(there: PromiseId, promise: &Promise) -> Self {
        let broken = match promise.state {
            PromiseState::Broken { due } => Some(due),
            _ => None,
        };
        Self {
            there,
            kind: promise.kind,
            what: promise.what,
            text: promise.text,
            member: promise.member,
            owner: promise.owner,
            to: promise.to,
            window: promise.current,
            cost: promise.cost,
            half_at: promise.half_at,
            four_fifths_at: promise.four_fifths_at,
            after: promise.after,
            carried: Carried {
                made_at: promise.made_at,
                first: promise.first,
                version: promise.version,
                moved_in_time: promise.moved_in_time,
                risk: promise.risk,
                broken,
                left: promise.left,
            },
        }
    }
}

/// A promise of a journey that was joined, and what stands for it on the other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedPromise {
    /// Its id on the journey that was joined.
    pub there: PromiseId,
    /// Its id on the journey that goes on with it.
    pub here: PromiseId,
}

/// A journey that was joined into this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// When.
    pub at: Timestamp,
    /// What was promised there, and what stands for it here.
    pub promises: Vec<JoinedPromise>,
}

/// What becomes of the promises that went along, when two journeys go apart again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parting {
    /// Unchanged, or changed without word to its customer: they go back.
    pub back: Vec<JoinedPromise>,
    /// Changed since, or done: they stay where that happened.
    pub stays: Vec<JoinedPromise>,
}

impl Journey {
    /// The journey that this one was joined into, while it is.
    #[must_use]
    pub fn joined_into(&self) -> Option<JourneyId> {
        let joined = matches!(self.state, State::Void { reason: VoidReason::Joined, .. });
        self.goes_on.filter(|_| joined)
    }

    /// Whether a promise is judged here: one that went along with a joined journey is judged on the other, and counts once.
    #[must_use]
    pub fn judges(&self, promise: &Promise) -> bool {
        match promise.let_go {
            Some(ReleaseReason::Moved) => self.joined_into().is_none(),
            Some(ReleaseReason::Elsewhere) => false,
            Some(ReleaseReason::Aside) | None => true,
        }
    }

    /// What goes along when it is joined into another journey: all that is owed, in the order in which it was promised.
    #[must_use]
    pub fn carries(&self) -> Vec<CarriedPromise> {
        let owed = self.promises.iter().filter(|(_, promise)| promise.is_owed());
        let mut owed: Vec<_> = owed.map(|(id, promise)| CarriedPromise::of(*id, promise)).collect();
        owed.sort_by_key(|promise| (promise.carried.made_at, promise.there));
        owed
    }

    /// What cannot travel and so refuses to be joined into another journey.
    #[must_use]
    pub fn cannot_travel(&self) -> Option<Refusal> {
        let refusal = Refusal::new;
        if let Some((_, offer)) = self.pending().next() {
            return Some(refusal(Code::JoinOffer).team(offer.to).count(self.pending().count()));
        }
        let mut legs = self.legs.values().filter(|leg| leg.is_open());
        if let Some(leg) = legs.next() {
            return Some(refusal(Code::JoinLeg).team(leg.team).count(1 + legs.count()));
        }
        if self.open_question().is_some() {
            return Some(refusal(Code::JoinQuestion));
        }
        if self.proposal.is_some() {
            return Some(refusal(Code::JoinProposed));
        }
        if let Some((_, visit)) = self.booked_visit() {
            return Some(refusal(Code::JoinVisit).team(visit.team).at(visit.window.until));
        }
        if let Some(binds) = crate::agreement::binds(self).or_else(|| crate::breach::obstacle(self)) {
            return Some(binds);
        }
        let under_way = |it: &&crate::shipment::Shipment| !matches!(self.stand_of(it), Stand::Delivered | Stand::Over);
        if self.shipments.values().any(|shipment| under_way(&shipment)) {
            return Some(refusal(Code::JoinShipment));
        }
        if let Some(signal) = self.signals.values().find(|signal| signal.is_open()) {
            return Some(refusal(Code::JoinSignal).team(signal.owner).at(signal.answer_by));
        }
        if let Some(task) = self.tasks.values().find(|task| task.is_open()) {
            return Some(refusal(Code::JoinTask).team(task.owner).at(task.due));
        }
        if self.legal.as_ref().is_some_and(crate::legal_term::LegalClock::is_undecided) {
            return Some(refusal(Code::JoinLegal));
        }
        let waits = self.updates.values().find(|update| must_leave(update));
        waits.map(|update| refusal(Code::JoinMessage).at(update.not_before))
    }

    /// What becomes of what `other` owed, which was joined into this journey, when the two go apart again. Where its customer was
    /// known under another record and takes no part here, nobody there heard what changed here: all of it is owed as before.
    #[must_use]
    pub fn parts_from(&self, other: &Self) -> Parting {
        let mut parting = Parting::default();
        let heard =
            self.customer == other.customer || self.participants.values().any(|it| it.customer == other.customer);
        for pair in self.joined.get(&other.id).iter().flat_map(|joined| &joined.promises) {
            let (here, there) = (self.promises.get(&pair.here), other.promises.get(&pair.there));
            let same = here.zip(there).is_some_and(|(here, there)| {
                let broke = matches!(there.state, PromiseState::Broken { .. });
                let stands = if broke { here.is_unsettled() } else { here.is_open() };
                stands && here.version == there.version && here.owner == there.owner
            });
            if same || (there.is_some() && !heard) { parting.back.push(*pair) } else { parting.stays.push(*pair) }
        }
        parting
    }
}

/// A message that waits for its channel and that the customer would miss: not a receipt, nor that there is no news.
fn must_leave(update: &Update) -> bool {
    let waits = update.state == UpdateState::Planned && update.reach.is_sent();
    waits && !matches!(update.about, UpdateKind::Receipt | UpdateKind::NoNews)
}

/// Sets the journey aside for the one that goes on with it.
pub(crate) fn join_into(draft: &mut Draft<'_>, to: JourneyId) -> Outcome {
    draft.open()?;
    draft.holder_or_director()?;
    if to == draft.journey.id {
        return Err(Code::ToSelf.into());
    }
    if let Some(refusal) = draft.journey.cannot_travel() {
        return Err(refusal);
    }
    crate::promise::let_go(draft, Some(ReleaseReason::Moved), |_| true);
    draft.emit(JourneyEvent::Voided { reason: VoidReason::Joined, duplicate_of: Some(to) });
    Ok(())
}

/// Goes on with what another journey owes. The customer was told all of it there, so no message says it again.
pub(crate) fn take_in(draft: &mut Draft<'_>, from: JourneyId, promises: &[CarriedPromise]) -> Outcome {
    draft.open()?;
    draft.holder_or_director()?;
    if from == draft.journey.id {
        return Err(Code::ToSelf.into());
    }
    if draft.journey.proposal.is_some() {
        return Err(Code::JoinProposed.into());
    }
    let here: BTreeMap<PromiseId, PromiseId> =
        promises.iter().map(|promise| (promise.there, draft.ids.next())).collect();
    let next = draft.next_promise().map(|(id, _)| id);
    let pairs = promises.iter().filter_map(|it| Some(JoinedPromise { there: it.there, here: *here.get(&it.there)? }));
    draft.emit(JourneyEvent::Joined { from, promises: pairs.collect() });
    // One moment of news stands at a time; what comes beside it is simply owed.
    let mut moment = draft.journey.promises.values().any(|it| it.after.is_some() && it.is_open());
    for promise in promises {
        let Some(id) = here.get(&promise.there) else { continue };
        let runs = promise.carried.broken.is_none();
        let after = promise.after.and_then(|broken| here.get(&broken).copied()).filter(|_| !(runs && moment));
        moment |= runs && after.is_some();
        draft.emit(JourneyEvent::PromiseMade {
            promise: *id,
            promise_kind: promise.kind,
            what: promise.what,
            text: promise.text,
            member: promise.member,
            owner: promise.owner,
            to: promise.to,
            window: promise.window,
            cost: promise.cost,
            half_at: promise.half_at,
            four_fifths_at: promise.four_fifths_at,
            replaces: None,
            after,
            from: Some(from),
            carried: Some(promise.carried),
        });
    }
    if draft.next_promise().map(|(id, _)| id) != next {
        crate::update::expect_next(draft, NextStep::TeamWorks);
    }
    Ok(())
}

/// Goes on by itself again, with the director's team. What changed on the other journey since stays there.
pub(crate) fn unjoin(draft: &mut Draft<'_>, stays: &[PromiseId]) -> Outcome {
    draft.member_team()?;
    if draft.journey.joined_into().is_none() {
        return Err(Code::NotJoinedHere.into());
    }
    for promise in stays {
        let went = draft.journey.promises.get(promise).is_some_and(|it| it.let_go == Some(ReleaseReason::Moved));
        if went {
            draft.emit(JourneyEvent::PromiseReleased { promise: *promise, why: Some(ReleaseReason::Elsewhere) });
        }
    }
    crate::closing::stand_again(draft);
    Ok(())
}

/// Lets a journey that was joined into this one go, with what is owed here for it.
pub(crate) fn give_back(draft: &mut Draft<'_>, from: JourneyId, promises: &[PromiseId]) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    let joined = draft.journey.joined.get(&from).ok_or(Code::NotJoinedHere)?;
    let came: Vec<PromiseId> = joined.promises.iter().map(|pair| pair.here).collect();
    let owed = |id: &PromiseId| draft.journey.promises.get(id).is_some_and(Promise::is_owed);
    let back: Vec<PromiseId> = promises.iter().copied().filter(|id| came.contains(id) && owed(id)).collect();
    for promise in back {
        draft.emit(JourneyEvent::PromiseReleased { promise, why: Some(ReleaseReason::Elsewhere) });
    }
    draft.emit(JourneyEvent::Unjoined { from });
    Ok(())
}
