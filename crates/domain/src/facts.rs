//! What a decision may know besides the journey: the time, the actor, the blueprint and the calendars.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::actor::{Actor, TeamRef};
use crate::blueprint::Blueprint;
use crate::calendar::Calendar;
use crate::event::Reach;
use crate::ids::{SystemId, TeamId};
use crate::legal_term::LegalRule;
use crate::mandate::Mandate;
use crate::partner::{Guest, PartnerKind};
use crate::quiet::QuietHours;
use crate::slot::SlotDesk;
use crate::survey::SurveyFacts;

/// The guard facts of one decision. The app gathers them in the transaction that writes the events.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The business clock.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// The blueprint version that the journey runs under.
    pub blueprint: Blueprint,
    /// Calendars of all teams that may be named.
    pub teams: Arc<BTreeMap<TeamId, TeamFacts>>,
    /// Hours in which the customer is left in peace.
    pub quiet: QuietHours,
    /// The organisation's own opening hours, for what no known team owes.
    pub own_hours: Calendar,
    /// What the acting member may decide alone.
    pub mandate: Mandate,
    /// The windows of the team that comes, and who has a place in them; only where a command chooses one.
    pub slots: Option<SlotDesk>,
    /// The term by which complaints run, also those on a journey of another kind.
    pub complaints: Option<LegalRule>,
    /// The organisation's usual term for a complaint, where no blueprint says otherwise.
    pub usual_complaints: LegalRule,
    /// Whether the customer has a telephone number.
    pub callable: bool,
    /// The systems that obey holds.
    pub systems: Arc<BTreeMap<SystemId, SystemFacts>>,
    /// Whether what the customer is known by is tied by evidence, so that something can be agreed.
    pub tied: bool,
    /// Whether the customer has answered before what the command asks, on this journey or another that is open.
    pub answered_before: bool,
    /// By what a message may go that did not get there by the way that it went.
    pub next_way: Option<Reach>,
    /// The survey of the journey, and who may be asked; only where a command asks or answers.
    pub survey: Option<SurveyFacts>,
    /// Whether another command of the same form follows in the same write: what must hold after every form is then left to
    /// the last of them.
    pub more_follows: bool,
}

/// What a decision knows of a team.
#[derive(Debug, Clone)]
pub struct TeamFacts {
    /// The team.
    pub team: TeamRef,
    /// Its opening hours.
    pub calendar: Calendar,
    /// What is known of its organisation, where that is a guest here.
    pub guest: Option<Guest>,
    /// Whether anybody is in it who may sign in.
    pub staffed: bool,
}

/// What a decision knows of a system that obeys holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemFacts {
    /// The team that owns it.
    pub owner: TeamRef,
}

impl Facts {
    /// The calendar of a team. What a team owes that is no longer known stays due by the organisation's own hours.
    #[must_use]
    pub fn calendar(&self, team: TeamRef) -> Calendar {
        self.teams.get(&team.team).map_or_else(|| self.own_hours.clone(), |facts| facts.calendar.clone())
    }

    /// Whether somebody of a team reads what its pages show: it is there, and a member is in it.
    #[must_use]
    pub fn staffed(&self, team: TeamRef) -> bool {
        self.knows(team) && self.teams.get(&team.team).is_some_and(|found| found.staffed)
    }

    /// Whether work that is offered to a team reaches somebody: a member of it, or a partner, by mail.
    #[must_use]
    pub fn reaches(&self, team: TeamRef) -> bool {
        let guest = self.teams.get(&team.team).is_some_and(|found| found.guest.is_some());
        self.staffed(team) || (guest && self.knows(team))
    }

    /// Whether a team reads what the customer writes: one of ours, or one of a partner that may.
    #[must_use]
    pub fn reads(&self, team: TeamRef) -> bool {
        self.guest(team).is_none_or(|guest| guest.reads)
    }

    /// Whether the people of a team work in our own screens: one of ours, or one of a desk partner.
    #[must_use]
    pub fn signs_in(&self, team: TeamRef) -> bool {
        self.guest(team).is_none_or(|guest| guest.kind == PartnerKind::Desk)
    }

    /// Whether a team can call the customer: one of ours, or one of a partner that may know the number, where one is known.
    #[must_use]
    pub fn calls(&self, team: TeamRef) -> bool {
        self.guest(team).is_none_or(|guest| guest.calls && self.callable && guest.shares(self.now))
    }

    /// Whether a team can bring shipments: it is there to act, or it is a partner's that takes no part. That one reads
    /// nothing here, and its promises are counted all the same.
    #[must_use]
    pub fn carries(&self, team: TeamRef) -> bool {
        self.knows(team) || self.guest(team).is_some_and(|guest| guest.kind == PartnerKind::Outside)
    }

    fn guest(&self, team: TeamRef) -> Option<Guest> {
        self.teams.get(&team.team).and_then(|found| found.guest)
    }

    /// Whether a team is there to act: it exists, and where it is a guest's, data are shared with it.
    #[must_use]
    pub fn knows(&self, team: TeamRef) -> bool {
        let here = |found: &TeamFacts| found.guest.is_none_or(|guest| guest.shares(self.now));
        self.teams.get(&team.team).is_some_and(|facts| facts.team == team && here(facts))
    }
}
