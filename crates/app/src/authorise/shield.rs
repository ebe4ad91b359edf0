//! What is shielded, and from whom: journeys and mail of a restricted team or blueprint are for the teams that work on them
//! and for the coordinator. Everybody else sees that there is a shielded item, and no more.

use std::collections::{BTreeMap, BTreeSet};

use regie_domain::actor::{Door, Role};
use regie_domain::directory::Member;
use regie_domain::ids::{BlueprintId, CustomerId, JourneyId, OrgId, TeamId};
use regie_domain::partner::{Partner, PartnerKind};
use regie_store::Tx;
use regie_store::journal::{self, StreamKey};
use regie_store::views::arrivals::Arrival;
use regie_store::views::journeys::{self, JourneyRow};
use regie_store::views::parties;

use super::{Action, Who, authorise};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::run::CUSTOMER;

/// The teams and blueprints that are restricted now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restrictions {
    teams: BTreeSet<TeamId>,
    blueprints: BTreeSet<BlueprintId>,
    /// For somebody who works for a partner: the blueprints that it serves. All else is as if it were not there.
    guest: Option<Guest>,
}

/// Who works for a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Guest {
    org: OrgId,
    kind: PartnerKind,
    served: BTreeSet<BlueprintId>,
    /// The partner's teams.
    teams: BTreeSet<TeamId>,
    /// Whether nothing is agreed with the partner any more: then it sees nothing, what it worked on neither.
    gone: bool,
}

impl Guest {
    fn of(partner: &Partner, directory: &Directory) -> Self {
        let teams = directory.teams.values().map(|found| found.value.team);
        Self {
            org: partner.id,
            kind: partner.kind,
            served: partner.blueprints.iter().copied().collect(),
            teams: teams.filter(|team| team.org == partner.id).map(|team| team.team).collect(),
            gone: !partner.active || partner.agreements.last().is_none_or(|agreement| agreement.ended.is_some()),
        }
    }
}

impl Restrictions {
    /// Those of a directory. Of a blueprint the newest version counts: closing it closes what runs, too.
    #[must_use]
    pub fn of(directory: &Directory) -> Self {
        let teams = directory.teams.values().map(|found| &found.value).filter(|team| team.restricted);
        let newest = directory.blueprints.values().filter_map(|found| found.value.last());
        Self {
            teams: teams.map(|team| team.team.team).collect(),
            blueprints: newest.filter(|blueprint| blueprint.restricted).map(|blueprint| blueprint.id).collect(),
            guest: None,
        }
    }

    /// Whether any of them may hold for somebody.
    #[must_use]
    pub fn hold_for(who: &Who, directory: &Directory) -> bool {
        !restrictions_for(who, directory).is_empty()
    }

    fn is_empty(&self) -> bool {
        self.teams.is_empty() && self.blueprints.is_empty() && self.guest.is_none()
    }

    fn sight(&self, blueprint: Option<BlueprintId>, parties: BTreeSet<TeamId>) -> Sight {
        let closed = blueprint.is_some_and(|id| self.blueprints.contains(&id)) || !self.teams.is_disjoint(&parties);
        let gone = self.guest.as_ref().is_some_and(|guest| guest.gone);
        let parties = if gone { BTreeSet::new() } else { parties };
        let served = |served: &BTreeSet<BlueprintId>| blueprint.is_some_and(|id| served.contains(&id));
        let restricted = closed || gone || self.guest.as_ref().is_some_and(|guest| !served(&guest.served));
        let legs = self.guest.as_ref().filter(|guest| guest.kind != PartnerKind::Desk).map(|guest| guest.org);
        Sight { restricted, parties, guest: self.guest.is_some(), legs, leads: false }
    }

    /// That of a journey that a team directs.
    fn sight_directed(&self, row: &JourneyRow, parties: BTreeSet<TeamId>) -> Sight {
        let leads = self.guest.as_ref().is_some_and(|guest| guest.teams.contains(&row.director));
        Sight { leads, ..self.sight(Some(row.blueprint), parties) }
    }
}

/// What decides who may see a journey or a mail: whether it is restricted, and which teams are on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    restricted: bool,
    parties: BTreeSet<TeamId>,
    /// Whether it is a guest who asks: what is out of sight is then as if it were not there.
    guest: bool,
    /// The partner of a guest who does a piece of the work, and does not work at the desk: it has its own part, no more.
    legs: Option<OrgId>,
    /// Whether that guest's partner directs the journey.
    leads: bool,
}

impl Sight {
    /// What somebody hears of what is out of sight.
    pub(super) fn denial(&self) -> AppError {
        if self.guest { AppError::NotFound("page") } else { AppError::Denied(super::SHIELDED) }
    }

    /// The partner of a guest who acts only on what is its own part.
    pub(super) fn own_part(&self) -> Option<OrgId> {
        self.legs
    }

    /// Whether the whole journey may be read, and not only the reader's own part: who does a piece of the work reads the
    /// whole where its partner directs.
    pub(super) fn is_whole(&self) -> bool {
        self.legs.is_none() || self.leads
    }

    /// Whether it is in sight for a member of some teams.
    pub(super) fn within(&self, own: impl Fn(TeamId) -> bool) -> bool {
        !self.restricted || self.parties.iter().any(|team| own(*team))
    }

    /// Whether it is in sight for a member.
    pub(super) fn is_for(&self, member: &Member) -> bool {
        (!self.guest && lifted(member)) || self.within(|team| member.is_in(team))
    }
}

/// Whether no restriction holds for a member: the coordinator watches over the whole.
pub(super) fn lifted(member: &Member) -> bool {
    member.has(Role::Coordinator)
}

/// What decides about a journey, for somebody who asks. Free of the database where nothing is restricted for them.
///
/// # Errors
/// What the store says.
pub async fn sight_of(tx: &mut Tx, who: &Who, directory: &Directory, journey: JourneyId) -> Result<Sight> {
    about(tx, &restrictions_for(who, directory), journey).await
}

/// Asks whether somebody may read a journey.
///
/// # Errors
/// A denial, or what the store says.
pub(crate) async fn may_read(tx: &mut Tx, who: &Who, directory: &Directory, journey: JourneyId) -> Result<()> {
    authorise(who, Action::ReadJourney(journey, &sight_of(tx, who, directory, journey).await?))
}

/// Asks whether somebody may read of a journey what is the own part.
///
/// # Errors
/// A denial, or what the store says.
pub(crate) async fn may_read_part(tx: &mut Tx, who: &Who, directory: &Directory, journey: JourneyId) -> Result<()> {
    authorise(who, Action::ReadPart(journey, &sight_of(tx, who, directory, journey).await?))
}

/// Whether a journey is shielded at least as another one is, so that what is told of that one may stand on it.
pub(crate) async fn as_closed(tx: &mut Tx, directory: &Directory, other: JourneyId, on: JourneyId) -> Result<bool> {
    let restrictions = Restrictions::of(directory);
    let (other, on) = (about(tx, &restrictions, other).await?, about(tx, &restrictions, on).await?);
    Ok(!other.restricted || (on.restricted && on.parties.is_subset(&other.parties)))
}

async fn about(tx: &mut Tx, restrictions: &Restrictions, journey: JourneyId) -> Result<Sight> {
    if restrictions.is_empty() {
        return Ok(Sight::default());
    }
    let Some(row) = journeys::get(tx, journey).await? else { return Ok(Sight::default()) };
    let parties = parties::of(tx, &[journey]).await?.remove(&journey).unwrap_or_default();
    Ok(restrictions.sight_directed(&row, parties))
}

/// What decides about something that arrived: where it was put on a journey, that journey; else the team and the mailbox
/// that it came to, and the journey that it was passed to the team for.
///
/// # Errors
/// What the store says.
pub async fn sight_of_arrival(tx: &mut Tx, who: &Who, directory: &Directory, arrival: &Arrival) -> Result<Sight> {
    let restrictions = restrictions_for(who, directory);
    match arrival.journey {
        _ if restrictions.guest.is_some() => Ok(restrictions.own_mail(arrival)),
        Some(journey) => sight_of(tx, who, directory, journey).await,
        None => waiting(tx, &restrictions, directory, arrival).await,
    }
}

impl Restrictions {
    /// What decides for a guest: a mail as it came holds all that was written, so it is for the team that it came to.
    fn own_mail(&self, arrival: &Arrival) -> Sight {
        Sight { restricted: true, guest: true, ..self.sight(None, BTreeSet::from([arrival.team])) }
    }
}

async fn waiting(tx: &mut Tx, restrictions: &Restrictions, directory: &Directory, arrival: &Arrival) -> Result<Sight> {
    let blueprint = arrival.mailbox.and_then(|id| directory.mailboxes.get(&id)).map(|found| found.value.blueprint);
    let mut sight = restrictions.sight(blueprint, BTreeSet::from([arrival.team]));
    if let Some(journey) = arrival.suggested {
        let about = about(tx, restrictions, journey).await?;
        if about.restricted && about.parties.contains(&arrival.team) {
            sight.restricted = true;
            sight.parties.extend(about.parties);
        }
    }
    Ok(sight)
}

/// The team that looks at what may belong to a journey, where that journey is shielded from the team that it came to.
///
/// # Errors
/// What the store says.
pub(crate) async fn instead(
    tx: &mut Tx,
    directory: &Directory,
    team: TeamId,
    journey: JourneyId,
) -> Result<Option<TeamId>> {
    let mut rows = journeys::get_many(tx, &[journey]).await?;
    let Some(director) = rows.first().map(|row| row.director) else { return Ok(None) };
    let hidden = super::team_scope(team, directory).shield(tx, &mut rows).await?;
    Ok((hidden > 0).then_some(director))
}

/// Whether somebody may begin a journey of a blueprint: a guest only those that it serves.
pub(crate) fn may_open(who: &Who, directory: &Directory, blueprint: BlueprintId) -> Result<()> {
    match restrictions_for(who, directory).guest {
        Some(guest) if !guest.served.contains(&blueprint) => Err(AppError::Denied("role")),
        _ => Ok(()),
    }
}

pub(super) fn restrictions_for(who: &Who, directory: &Directory) -> Restrictions {
    if let Some(partner) = who.member().and_then(|member| directory.guest_of(member)) {
        return Restrictions { guest: Some(Guest::of(partner, directory)), ..Restrictions::of(directory) };
    }
    match who.member() {
        Some(member) if !lifted(member) => Restrictions::of(directory),
        _ => Restrictions::default(),
    }
}

impl super::Scope {
    /// Takes the journeys out of a list that are not in sight, and tells how many they were.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn shield(&self, tx: &mut Tx, rows: &mut Vec<JourneyRow>) -> Result<usize> {
        if self.restrictions.is_empty() || rows.is_empty() {
            return Ok(0);
        }
        let ids: Vec<JourneyId> = rows.iter().map(|row| row.id).collect();
        let mut parties: BTreeMap<JourneyId, BTreeSet<TeamId>> = parties::of(tx, &ids).await?;
        let before = rows.len();
        rows.retain(|row| {
            let sight = self.restrictions.sight(Some(row.blueprint), parties.remove(&row.id).unwrap_or_default());
            sight.within(|team| self.teams.contains(&team))
        });
        // A guest does not hear that there is more.
        Ok(if self.restrictions.guest.is_some() { 0 } else { before - rows.len() })
    }

    /// Whether a record is known by a journey that is in sight. Without one it is as if there were no such person.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn knows(&self, tx: &mut Tx, customer: CustomerId) -> Result<bool> {
        if self.restrictions.is_empty() {
            return Ok(true);
        }
        let ids = journeys::touching(tx, &[customer]).await?;
        if ids.is_empty() {
            return self.made(tx, customer).await;
        }
        let mut rows = journeys::get_many(tx, &ids).await?;
        self.shield(tx, &mut rows).await?;
        Ok(!rows.is_empty())
    }

    /// Whether a program of one of the own teams began a record that is on no journey.
    async fn made(&self, tx: &mut Tx, customer: CustomerId) -> Result<bool> {
        let first = journal::read(tx, &StreamKey::new(CUSTOMER, customer.0), 0).await?.into_iter().next();
        Ok(first.is_some_and(|event| {
            let team = event.origin.actor.team.map(TeamId);
            event.origin.door == Door::Api.code() && team.is_some_and(|team| self.teams.contains(&team))
        }))
    }

    /// Whether every journey of some records is in sight.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn covers(&self, tx: &mut Tx, customers: &[CustomerId]) -> Result<bool> {
        if self.restrictions.is_empty() {
            return Ok(true);
        }
        let ids = journeys::touching(tx, customers).await?;
        let mut rows = journeys::get_many(tx, &ids).await?;
        let all = rows.len();
        self.shield(tx, &mut rows).await?;
        Ok(rows.len() == all)
    }

    /// Whether something that arrived is in sight.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn shows_arrival(&self, tx: &mut Tx, directory: &Directory, arrival: &Arrival) -> Result<bool> {
        if self.guest.is_some() {
            return Ok(self.restrictions.own_mail(arrival).within(|team| self.teams.contains(&team)));
        }
        let Some(journey) = arrival.journey else {
            let sight = waiting(tx, &self.restrictions, directory, arrival).await?;
            return Ok(sight.within(|team| self.teams.contains(&team)));
        };
        let mut rows = journeys::get_many(tx, &[journey]).await?;
        self.shield(tx, &mut rows).await?;
        Ok(!rows.is_empty())
    }
}
