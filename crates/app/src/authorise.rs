//! One function decides what an actor may do, for pages, API, search, counts, live events and background work.
//!
//! A [`Scope`] is made here only; every list, search and count asks for one.

use regie_domain::actor::{Actor, Role};
use regie_domain::client::ApiScope;
use regie_domain::codes::VoidReason;
use regie_domain::command::{HoldCommand as H, JourneyCommand as C, SignalCommand, SurveyCommand};
use regie_domain::directory::Member;
use regie_domain::ids::{JourneyId, MemberId, OrgId, ParticipantId, TeamId};
use regie_domain::improvement::{Improvement, ImprovementCommand};
use regie_domain::journey::Journey;
use regie_domain::partner::Partner;
use regie_domain::visit::{VisitCommand as V, Wish};

use crate::clients::Client;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::partners::{self, Seat};

mod holds;
mod shield;

pub use shield::{Restrictions, Sight, sight_of, sight_of_arrival};
pub(crate) use shield::{as_closed, instead, may_open, may_read, may_read_part};

/// Who asks, as the doors know them.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// The program itself.
    System,
    /// Somebody outside, behind a mail that was matched or not.
    Outsider,
    /// A signed-in member.
    Member(Box<Member>),
    /// A program at the API.
    Client(Box<Client>),
    /// A partner in the chain, behind a link or by a mail that answers one of ours.
    Partner(Seat),
    /// Somebody on the status page behind a link.
    Customer {
        /// The journey of the link.
        journey: JourneyId,
        /// The participant of the link.
        participant: ParticipantId,
    },
}

impl Who {
    /// The member, or the place of a member that a program has in the record.
    #[must_use]
    pub fn member(&self) -> Option<&Member> {
        match self {
            Self::Member(member) => Some(member),
            Self::Client(client) => Some(&client.member),
            Self::System | Self::Outsider | Self::Partner(_) | Self::Customer { .. } => None,
        }
    }

    /// Whether it is one of the house: a member, or a program in a member's place.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.member().is_some()
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub enum Action<'a> {
    /// A command on a journey; the journey where it exists, and who may see it.
    Journey(&'a C, Option<&'a Journey>, &'a Sight),
    /// A command on a customer record, or what begins one.
    Customer(&'a Directory),
    /// To read journeys: lists, counts, search, pages.
    ReadJourneys,
    /// To read the way and the texts of one journey.
    ReadJourney(JourneyId, &'a Sight),
    /// To read of one journey what is the reader's own part; for all but a partner that does a piece of the work that is the
    /// whole.
    ReadPart(JourneyId, &'a Sight),
    /// To read something that arrived.
    ReadArrival(&'a Sight),
    /// To place or void something that arrived.
    Arrival(&'a Sight),
    /// To ask what is held, and to read the holds of systems.
    ReadHolds,
    /// To read the figures of journeys that closed.
    ReadFigures,
    /// To read improvements; of a team, where one's own is what is asked for.
    ReadImprovements(Option<TeamId>),
    /// A command on an improvement; the improvement where it exists.
    Improvement(&'a ImprovementCommand, Option<&'a Improvement>),
    /// To read what concerns a member.
    ReadMirror {
        /// Whom it concerns.
        of: MemberId,
        /// Whether that member asked the reader to look.
        invited: bool,
    },
    /// To read what a team sees of what concerns it.
    ReadTeamMirror(TeamId),
    /// To read what holds of everybody who works here.
    ReadCouncil,
    /// To read the settings.
    ReadSettings,
    /// To change the settings.
    ChangeSettings,
    /// To change teams, slot books and blueprints.
    ChangeHouse,
    /// To make and change members.
    ChangeMembers,
    /// To read the audit log.
    ReadAudit,
    /// To erase what is kept of a customer.
    EraseCustomers,
    /// To change one's own profile.
    OwnProfile,
    /// To say when a member is away.
    Absence(&'a Member),
    /// To play a customer in a practice room.
    Practise,
}

/// What a list may show. Only [`scope`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    teams: Vec<TeamId>,
    all: bool,
    only: Option<JourneyId>,
    /// The partner that the actor works for.
    guest: Option<Box<Partner>>,
    /// What is shielded from the actor, unless the own teams are on it.
    restrictions: Restrictions,
}

impl Scope {
    /// The teams that the actor is in.
    #[must_use]
    pub fn teams(&self) -> &[TeamId] {
        &self.teams
    }

    /// Whether it reaches over all teams of the organisation.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.all
    }

    /// The partner that the actor works for, where it is a guest.
    #[must_use]
    pub fn guest(&self) -> Option<OrgId> {
        self.partner().map(|partner| partner.id)
    }

    /// That partner, with what its agreement says.
    pub(crate) fn partner(&self) -> Option<&Partner> {
        self.guest.as_deref()
    }

    /// Whether it reaches a journey.
    #[must_use]
    pub fn reaches(&self, journey: JourneyId) -> bool {
        self.all || self.only == Some(journey)
    }
}

/// The reason of a denial: it is for the teams that work on it.
pub const SHIELDED: &str = "shielded";

/// Decides.
///
/// # Errors
/// [`AppError::Denied`] with the reason as a code, or [`AppError::NotFound`] where even the existence is nobody's business.
pub fn authorise(who: &Who, action: Action<'_>) -> Result<()> {
    match who {
        Who::System => Ok(()),
        Who::Outsider => match action {
            Action::Journey(C::Open { .. } | C::RecordContact { .. }, ..) | Action::Customer(_) => Ok(()),
            _ => Err(AppError::Denied("outsider")),
        },
        Who::Partner(seat) => partners::may(seat, action),
        Who::Customer { journey, participant } => customer(*journey, *participant, action),
        Who::Member(found) => member(found, action),
        Who::Client(client) => program(client, action),
    }
}

/// What a program may do: what its scopes say, and of that what an agent of its teams may.
fn program(client: &Client, action: Action<'_>) -> Result<()> {
    if let Action::Journey(command, Some(journey), _) = action
        && holds::speaks(client, command, journey)
    {
        return if client.may(ApiScope::HoldsWrite) { Ok(()) } else { Err(AppError::Denied("scope")) };
    }
    let needs = match action {
        Action::ReadJourneys
        | Action::ReadJourney(..)
        | Action::ReadPart(..)
        | Action::ReadArrival(_)
        | Action::ReadImprovements(_) => ApiScope::JourneysRead,
        Action::Journey(..) | Action::Customer(_) | Action::Arrival(_) | Action::Improvement(..) => {
            ApiScope::JourneysWrite
        }
        Action::ReadHolds => ApiScope::HoldsCheck,
        Action::ReadSettings => ApiScope::SettingsRead,
        Action::ReadAudit => ApiScope::AuditRead,
        Action::ChangeHouse => ApiScope::SettingsWrite,
        Action::ChangeMembers => ApiScope::MembersWrite,
        Action::ChangeSettings
        | Action::ReadFigures
        | Action::ReadMirror { .. }
        | Action::ReadTeamMirror(_)
        | Action::ReadCouncil
        | Action::EraseCustomers
        | Action::OwnProfile
        | Action::Absence(_)
        | Action::Practise => return Err(AppError::Denied("scope")),
    };
    if !client.may(needs) {
        return Err(AppError::Denied("scope"));
    }
    match action {
        Action::ReadSettings | Action::ReadAudit | Action::ReadHolds | Action::ChangeHouse | Action::ChangeMembers => {
            Ok(())
        }
        _ => member(&client.member, action),
    }
}

fn customer(own: JourneyId, participant: ParticipantId, action: Action<'_>) -> Result<()> {
    match action {
        Action::ReadJourney(journey, _) if journey == own => Ok(()),
        Action::Journey(command, Some(journey), _) if journey.id == own => {
            let acts = matches!(
                command,
                C::RecordContact { .. }
                    | C::RequestCall { .. }
                    | C::SentAround { .. }
                    | C::ConfirmSolved {}
                    | C::NotSolved { .. }
                    | C::Visit(V::Book { .. } | V::Move { wish: Wish::Customer, .. } | V::Cancel { .. })
                    | C::Release { .. }
                    | C::Survey(SurveyCommand::Answer { .. })
                    // Of what came from the public form and is about something that runs already.
                    | C::MoveContactAway { .. }
                    | C::CarryPromise { .. }
                    | C::Void { reason: VoidReason::Duplicate, duplicate_of: Some(_) }
            );
            let may = journey.participants.get(&participant).is_some_and(|person| person.present && person.may_act);
            if acts && may { Ok(()) } else { Err(AppError::Denied("customer")) }
        }
        _ => Err(AppError::NotFound("page")),
    }
}

fn member(member: &Member, action: Action<'_>) -> Result<()> {
    if !member.active {
        return Err(AppError::Denied("inactive"));
    }
    let works = member.has(Role::Agent)
        || member.has(Role::TeamLead)
        || (member.has(Role::Coordinator) && !member.teams.is_empty());
    let reads = works || member.has(Role::Coordinator) || member.has(Role::Auditor);
    let allowed = match action {
        Action::Journey(
            C::Fire { .. }
            | C::Sent { .. }
            | C::Failed { .. }
            | C::Unreachable { .. }
            | C::Arrived { .. }
            | C::Overtaken { .. },
            ..,
        ) => false,
        Action::Journey(C::LoseParty { .. } | C::Hold(H::Follow { .. }), ..) => false,
        Action::Journey(C::Survey(SurveyCommand::WeDid { .. }), ..) => false,
        Action::Journey(C::OpenHistoric { .. } | C::AddHistoric { .. } | C::OpenImported { .. }, ..) => false,
        // What is held is for who owns the system, whatever it is about.
        Action::Journey(command, Some(journey), _) if works && holds::ticks(member, command, journey) => true,
        Action::Journey(_, _, sight) | Action::Arrival(sight) if works && !sight.is_for(member) => {
            return Err(sight.denial());
        }
        Action::ReadJourney(_, sight) | Action::ReadPart(_, sight) | Action::ReadArrival(sight)
            if reads && !sight.is_for(member) =>
        {
            return Err(sight.denial());
        }
        // Who does a piece of the work reads its own part, and acts on nothing else.
        Action::ReadJourney(_, sight) if !sight.is_whole() => return Err(sight.denial()),
        Action::ReadArrival(sight) | Action::Arrival(sight) if sight.own_part().is_some() => {
            return Err(sight.denial());
        }
        Action::Journey(command, Some(journey), sight) if let Some(org) = sight.own_part() => {
            works && partners::team_of(command, journey, org).is_some_and(|team| member.is_in(team.team))
        }
        Action::Customer(directory) => works && !directory.guest_of(member).is_some_and(partners::does_legs),
        Action::Journey(..) | Action::Arrival(_) | Action::Practise => works,
        Action::ReadJourneys
        | Action::ReadJourney(..)
        | Action::ReadPart(..)
        | Action::ReadArrival(_)
        | Action::ReadHolds => reads,
        Action::ReadSettings => {
            member.has(Role::Administrator) || member.has(Role::Auditor) || member.has(Role::TeamLead)
        }
        Action::ChangeSettings | Action::ChangeHouse | Action::ChangeMembers | Action::EraseCustomers => {
            member.has(Role::Administrator)
        }
        Action::ReadAudit => member.has(Role::Administrator) || member.has(Role::Auditor),
        Action::ReadImprovements(team) => crate::improvements::may_read(member, team),
        Action::Improvement(command, found) => crate::improvements::may(member, works, command, found),
        Action::ReadFigures => crate::figures::may_read(|role| member.has(role)),
        // Nobody else's, whatever the role: only by invitation.
        Action::ReadMirror { of, invited } => member.id == of || invited,
        Action::ReadTeamMirror(team) => member.is_in(team),
        Action::OwnProfile | Action::ReadCouncil => true,
        Action::Absence(of) => crate::settings::absence::sets_absence(member, of),
    };
    if allowed { Ok(()) } else { Err(AppError::Denied("role")) }
}

/// What lists may show to an actor.
///
/// # Errors
/// As [`authorise`] for reading journeys.
pub fn scope(who: &Who, directory: &Directory) -> Result<Scope> {
    let over = |only: Option<JourneyId>| Scope {
        teams: Vec::new(),
        all: only.is_none(),
        only,
        guest: None,
        restrictions: Restrictions::default(),
    };
    match who {
        Who::Customer { journey, .. } => Ok(over(Some(*journey))),
        Who::System => Ok(over(None)),
        Who::Outsider | Who::Partner(_) => Err(AppError::Denied("outsider")),
        Who::Member(_) | Who::Client(_) => {
            authorise(who, Action::ReadJourneys)?;
            let found = who.member().ok_or(AppError::Denied("outsider"))?;
            let teams = found.teams.iter().map(|(team, _)| *team).collect();
            let restrictions = shield::restrictions_for(who, directory);
            let guest = directory.guest_of(found).cloned().map(Box::new);
            Ok(Scope { teams, guest, restrictions, ..over(None) })
        }
    }
}

/// What a team may see of the people who write to it.
pub(crate) fn team_scope(team: TeamId, directory: &Directory) -> Scope {
    Scope { teams: vec![team], all: true, only: None, guest: None, restrictions: Restrictions::of(directory) }
}

/// What lists over all teams may show: to a coordinator, who watches over the whole; to others, their own teams.
///
/// # Errors
/// As [`scope`].
pub fn wide_scope(who: &Who, directory: &Directory) -> Result<Scope> {
    let own = scope(who, directory)?;
    match who.member() {
        Some(found) if found.has(Role::Coordinator) => {
            Ok(Scope { teams: directory.teams.keys().copied().collect(), ..own })
        }
        _ => Ok(own),
    }
}

/// Whether a command asks that its author is not kept.
#[must_use]
pub(crate) fn is_unnamed(command: &C) -> bool {
    matches!(command, C::Signal(SignalCommand::Open { unnamed: true, .. }))
}

/// The actor that a command is run as. A member acts for the team that the journey concerns: the ball's, the offer's, the
/// direction's, in that order, else for the first team the member is in.
///
/// # Errors
/// When the member is in no team.
pub fn actor(
    who: &Who,
    command: Option<&C>,
    journey: Option<&Journey>,
    team_ref: impl Fn(TeamId) -> Option<regie_domain::actor::TeamRef>,
) -> Result<Actor> {
    let found = match who {
        Who::System => return Ok(Actor::System),
        Who::Outsider => return Ok(Actor::Outsider),
        Who::Partner(seat) => return partners::actor(seat, command, journey),
        Who::Customer { participant, .. } => return Ok(Actor::Participant { participant: *participant }),
        // It is kept that somebody who may do so said it, and not who.
        Who::Member(_) if command.is_some_and(is_unnamed) => return Ok(Actor::System),
        Who::Member(found) => found,
        Who::Client(client) => &client.member,
    };
    let in_team = |team: &TeamId| found.is_in(*team);
    // The coordinator watches over all journeys and sets aside for the team that directs.
    let sets_aside = matches!(
        command,
        Some(
            C::Void { .. }
                | C::Unvoid {}
                | C::JoinInto { .. }
                | C::TakeIn { .. }
                | C::Unjoin { .. }
                | C::GiveBack { .. }
        )
    );
    if let Some(journey) = journey.filter(|_| sets_aside && found.has(Role::Coordinator)) {
        let team = team_ref(journey.direction.team.team).ok_or(AppError::Denied("no-team"))?;
        return Ok(Actor::Member { team, member: found.id });
    }
    if let Some(team) = holds::acts_for(who, command, journey) {
        return Ok(Actor::Member { team, member: found.id });
    }
    let concerned = journey.and_then(|journey| {
        named(command, journey)
            .filter(&in_team)
            .or_else(|| was_on(command, journey, found))
            .or_else(|| holds::bound(command, journey).into_iter().find(&in_team))
            .or_else(|| journey.ball.holder.team().map(|team| team.team).filter(&in_team))
            .or_else(|| Some(journey.direction.team.team).filter(&in_team))
    });
    let team = concerned.or_else(|| found.teams.first().map(|(team, _)| *team)).ok_or(AppError::Denied("no-team"))?;
    let team = team_ref(team).ok_or(AppError::Denied("no-team"))?;
    Ok(Actor::Member { team, member: found.id })
}

/// The member's team that was on the journey, for what is said of how it went.
fn was_on(command: Option<&C>, journey: &Journey, member: &Member) -> Option<TeamId> {
    let Some(C::Survey(SurveyCommand::Wish { .. } | SurveyCommand::Reply { .. } | SurveyCommand::Judge { .. })) =
        command
    else {
        return None;
    };
    let directs = Some(journey.direction.team.team).filter(|team| member.is_in(*team));
    let legs = journey.legs.values().map(|leg| leg.team.team);
    let offered = journey.handovers.values().flat_map(|offer| [offer.to.team, offer.from.team]);
    let held = journey.way.iter().filter_map(|spell| spell.holder.team()).map(|team| team.team);
    directs.or_else(|| legs.chain(held).chain(offered).find(|team| member.is_in(*team)))
}

/// The team that a command is about by what it names.
fn named(command: Option<&C>, journey: &Journey) -> Option<TeamId> {
    match command? {
        C::Accept { handover, .. }
        | C::AnswerOffer { handover, .. }
        | C::AskBack { handover, .. }
        | C::SayForPartner { handover, .. }
        | C::Decline { handover, .. } => journey.handovers.get(handover).map(|offer| offer.to.team),
        C::Clarify { handover, .. } | C::Withdraw { handover } => {
            journey.handovers.get(handover).map(|offer| offer.from.team)
        }
        C::FinishLeg { leg, .. } | C::ReturnLeg { leg, .. } | C::GiveLegBack { leg, .. } | C::AskAmount { leg, .. } => {
            journey.legs.get(leg).map(|leg| leg.team.team)
        }
        C::Survey(SurveyCommand::Dispute { part, .. }) => Some(part.team.team),
        C::DecideAmount { leg, .. } => journey.legs.get(leg).map(|leg| leg.giver.team),
        C::TakeBack { .. } | C::Offer { ball: None, .. } => Some(journey.direction.team.team),
        C::TagQuestion { question, .. } | C::WithdrawQuestion { question } => {
            journey.questions.get(question).map(|question| question.asker.team)
        }
        C::Write { question: Some(question), .. } => {
            question.through.and_then(|offer| journey.handovers.get(&offer)).map(|offer| offer.to.team)
        }
        // Who comes says how it went, where the member is one of them.
        C::Visit(
            V::Arrive { visit, .. } | V::NotThereYet { visit } | V::Done { visit, .. } | V::NotHome { visit, .. },
        ) => journey.visits.get(visit).map(|visit| visit.team.team),
        C::MovePromise { promise, .. } | C::Fulfil { promise, .. } => {
            journey.promises.get(promise).map(|promise| promise.owner.team)
        }
        _ => None,
    }
}
