//! Holds: the half of an agreement that a system reads. What is held stays held until a person releases it: an end date asks
//! for a choice, it never simply runs out (rule 3). Placing and releasing are both acknowledged, by the system or by a
//! member of the team that owns it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, TeamRef};
use crate::codes::{DeadlineKind, HoldAction, HoldEnd, HoldWhy, ReopenReason};
use crate::deadline::Deadline;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{AgreementId, ContentId, HoldId, SystemId};
use crate::journey::Journey;
use crate::refusal::{Code, Refusal};

pub use subject::{HoldSubject, NoSubject};

mod subject;

/// How many working days of the owning team placing and releasing may take before its lead hears of it.
const LEAD_AFTER: u32 = 2;
/// How many working days before its end the maker's team chooses.
const CHOOSE_BEFORE: u32 = 2;

/// A hold as a member asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHold {
    /// The system that must not act.
    pub system: SystemId,
    /// On what.
    pub subject: HoldSubject,
    /// What it must not do.
    pub action: HoldAction,
    /// Until when; without it until it is released.
    pub until: Option<Timestamp>,
    /// Why.
    pub why: HoldWhy,
}

/// What is asked about a hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "few commands are held at once")]
pub enum HoldCommand {
    /// Say that it holds: by the system, or by a member of the team that owns it. Said twice has one effect.
    Acknowledge {
        /// The hold.
        hold: HoldId,
        /// Since when; without it, now.
        at: Option<Timestamp>,
    },
    /// Release it.
    Release {
        /// The hold.
        hold: HoldId,
        /// Why.
        why: HoldEnd,
        /// In more words.
        text: Option<ContentId>,
        /// The message that tells the customer; needed where it is withdrawn.
        told: Option<ContactFacts>,
    },
    /// Say that it holds no more. Said twice has one effect.
    AcknowledgeRelease {
        /// The hold.
        hold: HoldId,
        /// Since when; without it, now.
        at: Option<Timestamp>,
    },
    /// Let it last longer.
    Extend {
        /// The hold.
        hold: HoldId,
        /// The new end; without it until it is released.
        until: Option<Timestamp>,
    },
    /// Follow its system, which went to another team. Of the program only.
    Follow {
        /// The hold.
        hold: HoldId,
    },
}

impl HoldCommand {
    /// The hold that it is about.
    #[must_use]
    pub fn hold(&self) -> HoldId {
        match self {
            Self::Acknowledge { hold, .. }
            | Self::Release { hold, .. }
            | Self::AcknowledgeRelease { hold, .. }
            | Self::Extend { hold, .. }
            | Self::Follow { hold } => *hold,
        }
    }
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The agreement that it belongs to.
    pub agreement: AgreementId,
    /// The system.
    pub system: SystemId,
    /// On what.
    pub subject: HoldSubject,
    /// What must not be done.
    pub action: HoldAction,
    /// Until when somebody decides anew.
    pub until: Option<Timestamp>,
    /// Why.
    pub why: HoldWhy,
    /// The team that owns the system.
    pub owner: TeamRef,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it was placed or last extended: how long the system takes to say so counts from then.
    pub asked_at: Timestamp,
    /// When placing, extending or releasing it, whichever was last, is acknowledged at the latest.
    pub acknowledge_by: Timestamp,
    /// When that goes to the owner's team lead.
    pub lead_at: Timestamp,
    /// When the maker's team chooses what comes after the end.
    pub choose_by: Option<Timestamp>,
    /// Since when the system holds it, as it stands now.
    pub acknowledged: Option<Timestamp>,
    /// How loud a missing acknowledgement has become.
    pub overdue: Option<DeadlineKind>,
    /// Where its end stands.
    pub ending: HoldEnding,
    /// When and why it was released.
    pub released: Option<Released>,
}

/// Where the end date of a hold stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldEnding {
    /// It has none, or that is some time off.
    Ahead,
    /// The maker's team is to choose.
    Asked,
    /// It passed with nobody choosing; the hold stays.
    Passed,
}

/// How a hold was released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Released {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: HoldEnd,
    /// Since when the system knows.
    pub acknowledged: Option<Timestamp>,
}

impl Hold {
    /// Whether the system must not act.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.released.is_none()
    }

    /// Whether the customer need do nothing about it: the hold stands, or what was agreed has been done.
    #[must_use]
    pub fn spares(&self) -> bool {
        self.released.is_none_or(|released| released.why == HoldEnd::Fulfilled)
    }

    /// Whether the system has yet to say that it knows.
    #[must_use]
    pub fn awaits_acknowledgement(&self) -> bool {
        match &self.released {
            None => self.acknowledged.is_none(),
            Some(released) => released.acknowledged.is_none(),
        }
    }

    /// Whether the maker's team is to choose what comes after its end.
    #[must_use]
    pub fn awaits_choice(&self) -> bool {
        self.stands() && self.ending != HoldEnding::Ahead
    }

    /// Its state as lists and programs name it.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match (&self.released, self.awaits_acknowledgement()) {
            (None, true) => "placed",
            (None, false) => "acknowledged",
            (Some(_), true) => "released",
            (Some(_), false) => "ended",
        }
    }

    /// The due moments that are watched.
    fn watched(&self) -> Vec<(DeadlineKind, Timestamp)> {
        let mut all = Vec::new();
        if self.awaits_acknowledgement() {
            match self.overdue {
                None => all.push((DeadlineKind::HoldTeam, self.acknowledge_by)),
                Some(DeadlineKind::HoldTeam) => all.push((DeadlineKind::HoldLead, self.lead_at)),
                Some(_) => {}
            }
        }
        if let (true, Some(until)) = (self.stands(), self.until) {
            match self.ending {
                HoldEnding::Ahead => all.extend(self.choose_by.map(|by| (DeadlineKind::HoldEnding, by))),
                HoldEnding::Asked => all.push((DeadlineKind::HoldEnds, until)),
                HoldEnding::Passed => {}
            }
        }
        all
    }
}

impl Journey {
    /// The holds of an agreement, in the order of their ids.
    pub fn holds_of(&self, agreement: AgreementId) -> impl Iterator<Item = (HoldId, &Hold)> {
        self.holds.iter().filter(move |(_, hold)| hold.agreement == agreement).map(|(id, hold)| (*id, hold))
    }
}

/// The due moments of all holds.
pub(crate) fn deadlines(journey: &Journey) -> impl Iterator<Item = Deadline> {
    journey
        .holds
        .iter()
        .flat_map(|(id, hold)| hold.watched().into_iter().map(|(kind, due)| Deadline { kind, of: Some(id.0), due }))
}

/// What of the holds stands in the way of closing (rule 3): one that a system does not know of yet, or released without it
/// knowing; one with an end date while nothing has been carried out.
pub(crate) fn obstacle(journey: &Journey) -> Option<Refusal> {
    let unknown: Vec<&Hold> = journey.holds.values().filter(|hold| hold.awaits_acknowledgement()).collect();
    if let Some(first) = unknown.iter().min_by_key(|hold| hold.acknowledge_by) {
        return Some(Refusal::new(Code::HoldsOpen).team(first.owner).at(first.acknowledge_by).count(unknown.len()));
    }
    let ends = |hold: &&Hold| hold.stands() && hold.until.is_some() && !crate::agreement::is_carried_out(journey, hold);
    let ending = journey.holds.values().find(ends)?;
    let refusal = Refusal::new(Code::HoldHasEnd).team(ending.owner);
    Some(ending.until.map_or(refusal.clone(), |until| refusal.at(until)))
}

/// Decides what is asked about a hold.
pub(crate) fn run(draft: &mut Draft<'_>, command: HoldCommand) -> Outcome {
    // Whose the system is, is true of what was set aside, too.
    if !matches!(command, HoldCommand::Follow { .. }) {
        draft.not_void()?;
    }
    match command {
        HoldCommand::Follow { hold } => follow(draft, hold),
        HoldCommand::Acknowledge { hold, at } => acknowledge(draft, hold, at),
        HoldCommand::AcknowledgeRelease { hold, at } => acknowledge_release(draft, hold, at),
        HoldCommand::Release { hold, why, text, told } => release_one(draft, hold, why, text, told),
        HoldCommand::Extend { hold, until } => extend(draft, hold, until),
    }
}

/// A hold is sound: its system is known, and its end lies ahead.
pub(crate) fn check(draft: &Draft<'_>, new: &NewHold) -> Outcome {
    if !draft.facts.systems.contains_key(&new.system) {
        return Err(Code::UnknownSystem.into());
    }
    new.until.map_or(Ok(()), |until| check_end(draft, until))
}

fn check_end(draft: &Draft<'_>, until: Timestamp) -> Outcome {
    if until <= draft.facts.now {
        return Err(Refusal::new(Code::PromiseInPast).at(until));
    }
    if until.duration_since(draft.facts.now) > crate::promise::FARTHEST {
        return Err(Refusal::new(Code::ImplausibleTime).at(until));
    }
    Ok(())
}

/// Places a hold of an agreement that the maker's team answers for.
pub(crate) fn place(draft: &mut Draft<'_>, agreement: AgreementId, maker: TeamRef, new: NewHold) -> Outcome {
    let owner = draft.facts.systems.get(&new.system).map(|system| system.owner).ok_or(Code::UnknownSystem)?;
    let (acknowledge_by, lead_at) = acknowledged_by(draft, owner);
    let choose_by = new.until.map(|until| choose_by(draft, maker, until));
    let hold = draft.ids.next();
    let NewHold { system, subject, action, until, why } = new;
    draft.emit(JourneyEvent::HoldPlaced {
        hold,
        agreement,
        system,
        subject,
        action,
        until,
        why,
        owner,
        acknowledge_by,
        lead_at,
        choose_by,
    });
    Ok(())
}

/// When the owner has acknowledged at the latest, and when its lead hears of it.
fn acknowledged_by(draft: &Draft<'_>, owner: TeamRef) -> (Timestamp, Timestamp) {
    let (now, calendar) = (draft.facts.now, draft.facts.calendar(owner));
    (calendar.closing_of_nth_open_day(now, 1), calendar.closing_of_nth_open_day(now, LEAD_AFTER))
}

/// The moment at which the maker's team is asked what comes after the end: at once where that is near.
fn choose_by(draft: &Draft<'_>, maker: TeamRef, until: Timestamp) -> Timestamp {
    draft.facts.calendar(maker).opening_of_nth_open_day_before(until, CHOOSE_BEFORE).clamp(draft.facts.now, until)
}

fn acknowledge(draft: &mut Draft<'_>, hold: HoldId, at: Option<Timestamp>) -> Outcome {
    let found = owned(draft, hold)?;
    draft.plausible(at)?;
    // Acknowledged twice, or after it was released, is no news.
    if found.stands() && found.acknowledged.is_none() {
        // What it held before it was extended is not what it holds now.
        let at = at.unwrap_or(draft.facts.now).max(found.asked_at);
        draft.emit_at(Some(at), JourneyEvent::HoldAcknowledged { hold, at });
    }
    Ok(())
}

fn acknowledge_release(draft: &mut Draft<'_>, hold: HoldId, at: Option<Timestamp>) -> Outcome {
    let found = owned(draft, hold)?;
    draft.plausible(at)?;
    let Some(released) = found.released else {
        return Err(Refusal::new(Code::HoldStands).team(found.owner));
    };
    if released.acknowledged.is_none() {
        let at = at.unwrap_or(draft.facts.now).max(released.at);
        draft.emit_at(Some(at), JourneyEvent::HoldReleaseAcknowledged { hold, at });
    }
    Ok(())
}

/// The maker's and the director's team release for any reason. The team that owns the system says that what was agreed has
/// been done: then it knows already. Else it would free itself of what the customer has in writing, and nobody heard of it.
fn release_one(
    draft: &mut Draft<'_>,
    hold: HoldId,
    why: HoldEnd,
    text: Option<ContentId>,
    told: Option<ContactFacts>,
) -> Outcome {
    let found = known(draft, hold)?;
    let team = draft.member_team()?;
    let maker = crate::agreement::answers_for(draft, found.agreement, team);
    let owns = team == found.owner;
    if !maker && why != HoldEnd::Fulfilled {
        let answers = crate::agreement::maker_of(draft, found.agreement).unwrap_or(draft.journey.direction.team);
        return Err(Refusal::new(Code::NotYourHold).team(answers));
    }
    if !maker && !owns {
        return Err(Refusal::new(Code::NotYourHold).team(found.owner));
    }
    if !found.stands() {
        // Released twice is one effect; words to the customer are never dropped in silence.
        let said = told.is_none_or(|told| crate::contact::stands_here(draft, told.contact));
        return if said { Ok(()) } else { Err(Refusal::new(Code::HoldEnded).team(found.owner)) };
    }
    if why == HoldEnd::Withdrawn && told.is_none() {
        return Err(Code::OutcomeNotTold.into());
    }
    if let Some(contact) = told {
        crate::agreement::tell(draft, contact, crate::codes::UpdateKind::Message, Some(found.agreement), None)?;
    }
    release(draft, hold, why, text);
    if owns {
        let at = draft.facts.now;
        draft.emit(JourneyEvent::HoldReleaseAcknowledged { hold, at });
    }
    Ok(())
}

/// Releases a hold that stands.
pub(crate) fn release(draft: &mut Draft<'_>, hold: HoldId, why: HoldEnd, text: Option<ContentId>) {
    let Some(owner) = draft.journey.holds.get(&hold).filter(|hold| hold.stands()).map(|hold| hold.owner) else {
        return;
    };
    let (acknowledge_by, lead_at) = acknowledged_by(draft, owner);
    draft.emit(JourneyEvent::HoldReleased { hold, why, text, acknowledge_by, lead_at });
}

/// Releases what stands of an agreement.
pub(crate) fn release_all(draft: &mut Draft<'_>, agreement: AgreementId, why: HoldEnd) {
    let standing: Vec<HoldId> =
        draft.journey.holds_of(agreement).filter(|(_, hold)| hold.stands()).map(|(id, _)| id).collect();
    for hold in standing {
        release(draft, hold, why, None);
    }
}

fn extend(draft: &mut Draft<'_>, hold: HoldId, until: Option<Timestamp>) -> Outcome {
    let found = known(draft, hold)?;
    let team = draft.member_team()?;
    if !crate::agreement::answers_for(draft, found.agreement, team) {
        return Err(Refusal::new(Code::NotYourHold).team(found.owner));
    }
    if !found.stands() {
        return Err(Refusal::new(Code::HoldEnded).team(found.owner));
    }
    if let Some(until) = until {
        check_end(draft, until)?;
        if found.until.is_none_or(|old| until <= old) {
            return Err(Refusal::new(Code::HoldNotLonger).team(found.owner).at(found.until.unwrap_or(until)));
        }
    } else if found.until.is_none() {
        return Ok(());
    }
    let maker = crate::agreement::maker_of(draft, found.agreement).unwrap_or(team);
    let (acknowledge_by, lead_at) = acknowledged_by(draft, found.owner);
    let choose_by = until.map(|until| choose_by(draft, maker, until));
    draft.emit(JourneyEvent::HoldExtended { hold, until, acknowledge_by, lead_at, choose_by });
    Ok(())
}

/// Its system went to another team: what waits is that team's to acknowledge, with the time that every team gets; what is
/// held already only changes hands. A hold that has ended stays with who had it.
fn follow(draft: &mut Draft<'_>, hold: HoldId) -> Outcome {
    let found = known(draft, hold)?;
    if !matches!(draft.facts.actor, Actor::System) {
        return Err(Code::MembersOnly.into());
    }
    let owner = draft.facts.systems.get(&found.system).map(|system| system.owner).ok_or(Code::UnknownSystem)?;
    if owner != found.owner && (found.stands() || found.awaits_acknowledgement()) {
        let (acknowledge_by, lead_at) = acknowledged_by(draft, owner);
        draft.emit(JourneyEvent::HoldMoved { hold, owner, acknowledge_by, lead_at });
    }
    Ok(())
}

/// A watched moment of a hold came.
pub(crate) fn fire(draft: &mut Draft<'_>, kind: DeadlineKind, hold: HoldId, due: Timestamp) {
    match kind {
        DeadlineKind::HoldEnding => draft.emit(JourneyEvent::HoldEnding { hold, due }),
        DeadlineKind::HoldEnds => {
            draft.emit(JourneyEvent::HoldStays { hold, due });
            // Nobody chose: the director's team does, also where all seemed done.
            crate::closing::reopen_for_hold(draft, ReopenReason::HoldEnds);
        }
        level => draft.emit(JourneyEvent::HoldOverdue { hold, level, due }),
    }
}

fn known(draft: &Draft<'_>, hold: HoldId) -> Result<Hold, Refusal> {
    draft.journey.holds.get(&hold).cloned().ok_or_else(|| Code::UnknownHold.into())
}

/// A hold of a system that the acting team owns.
fn owned(draft: &Draft<'_>, hold: HoldId) -> Result<Hold, Refusal> {
    let found = known(draft, hold)?;
    if draft.member_team()? == found.owner { Ok(found) } else { Err(Refusal::new(Code::NotYourHold).team(found.owner)) }
}
