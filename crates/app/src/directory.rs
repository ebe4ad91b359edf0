//! The directory: organisation, teams, members, mailboxes, blueprints and texts, read whole and kept until it changes.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use regie_domain::actor::{Actor, TeamRef};
use regie_domain::blueprint::{Blueprint, BlueprintRef};
use regie_domain::brand::Brand;
use regie_domain::calendar::Calendar;
use regie_domain::carrier::CarrierFeed;
use regie_domain::client::ApiClient;
use regie_domain::codes::JourneyKind;
use regie_domain::cti::CtiConnection;
use regie_domain::customer::Language;
use regie_domain::directory::{Mailbox, Member, Organisation, Team, TextOverride};
use regie_domain::fact::FactDoor;
use regie_domain::facts::{Facts, SystemFacts, TeamFacts};
use regie_domain::ids::{BlueprintId, CommandId, MemberId, OrgId, SurveyId, SystemId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::legal_term::LegalRule;
use regie_domain::mandate::Mandate;
use regie_domain::money::Cents;
use regie_domain::partner::{Guest, Partner, PartnerKind, PartnerName, work_of};
use regie_domain::quiet::QuietHours;
use regie_domain::slot::SlotBook;
use regie_domain::sms::SmsGateway;
use regie_domain::social::SocialConnection;
use regie_domain::statements::Statements;
use regie_domain::survey::{AskBudget, Survey, SurveyRef, SurveyRules};
use regie_domain::system::System;
use regie_domain::topic::Topics;
use regie_domain::webhook::{WebhookEndpoint, WebhookNames};
use regie_domain::wording::Wording;
use regie_store::audit::Stamp;
use regie_store::directory::{Put, list};
use regie_store::{StoreError, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::{AppError, Result};

/// The kinds of records, as they are stored.
pub mod kind {
    /// The organisation; one record.
    pub const ORGANISATION: &str = "organisation";
    /// A team.
    pub const TEAM: &str = "team";
    /// A member.
    pub const MEMBER: &str = "member";
    /// A mailbox.
    pub const MAILBOX: &str = "mailbox";
    /// All versions of a blueprint, oldest first.
    pub const BLUEPRINT: &str = "blueprint";
    /// A changed text.
    pub const TEXT: &str = "text";
    /// A telephone system.
    pub const CONNECTION: &str = "connection";
    /// A program that uses the API.
    pub const CLIENT: &str = "client";
    /// A system of others that is told what happens.
    pub const WEBHOOK: &str = "webhook";
    /// How those messages name where they come from; one record.
    pub const WEBHOOK_NAMES: &str = "webhook_names";
    /// The gateway for text messages; one record.
    pub const SMS: &str = "sms";
    /// The look of the customer's pages; one record.
    pub const BRAND: &str = "brand";
    /// What the organisation states in public; one record.
    pub const STATEMENTS: &str = "statements";
    /// The words that the organisation would rather not write; one record.
    pub const WORDING: &str = "wording";
    /// What is looked for in the words of customers; one record.
    pub const TOPICS: &str = "topics";
    /// The slot book of a team, under the team's id.
    pub const SLOT_BOOK: &str = "slot_book";
    /// A system that obeys holds.
    pub const SYSTEM: &str = "system";
    /// The door by which a system reports, under the system's id.
    pub const FACT_DOOR: &str = "fact_door";
    /// A page or number on a social channel.
    pub const SOCIAL: &str = "social";
    /// How carriers tell us of shipments.
    pub const CARRIER_FEED: &str = "carrier_feed";
    /// A partner in the chain, under the id of its organisation.
    pub const PARTNER: &str = "partner";
    /// All versions of a survey, oldest first.
    pub const SURVEY: &str = "survey";
    /// What the organisation says of its surveys; one record.
    pub const SURVEY_RULES: &str = "survey_rules";
}

/// A record with the version that a change must name.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The record.
    pub value: T,
    /// Its version.
    pub version: i64,
}

/// The directory at one moment.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// The organisation; none before the first-run page was filled in.
    pub organisation: Option<Versioned<Organisation>>,
    /// Teams.
    pub teams: BTreeMap<TeamId, Versioned<Team>>,
    /// Members.
    pub members: BTreeMap<MemberId, Versioned<Member>>,
    /// Mailboxes.
    pub mailboxes: BTreeMap<Uuid, Versioned<Mailbox>>,
    /// Blueprints with all their versions, oldest first.
    pub blueprints: BTreeMap<BlueprintId, Versioned<Vec<Blueprint>>>,
    /// Changed texts.
    pub texts: BTreeMap<Uuid, Versioned<TextOverride>>,
    /// Telephone systems.
    pub connections: BTreeMap<Uuid, Versioned<CtiConnection>>,
    /// Programs that use the API.
    pub clients: BTreeMap<Uuid, Versioned<ApiClient>>,
    /// Systems of others that are told what happens.
    pub webhooks: BTreeMap<Uuid, Versioned<WebhookEndpoint>>,
    /// How those messages name where they come from, where somebody said.
    pub webhook_names: Option<Versioned<WebhookNames>>,
    /// The gateway for text messages, where there is one.
    pub sms: Option<Versioned<SmsGateway>>,
    /// The slot books of teams that have one.
    pub slot_books: BTreeMap<TeamId, Versioned<SlotBook>>,
    /// The systems that obey holds.
    pub systems: BTreeMap<SystemId, Versioned<System>>,
    /// The doors by which systems report, by the ids of the systems.
    pub fact_doors: BTreeMap<Uuid, Versioned<FactDoor>>,
    /// How carriers tell us of shipments.
    pub carrier_feeds: BTreeMap<Uuid, Versioned<CarrierFeed>>,
    /// The partners in the chain.
    pub partners: BTreeMap<OrgId, Versioned<Partner>>,
    /// Pages and numbers on social channels.
    pub social: BTreeMap<Uuid, Versioned<SocialConnection>>,
    /// The look of the customer's pages.
    pub brand: Option<Versioned<Brand>>,
    /// What the organisation states in public.
    pub statements: Option<Versioned<Statements>>,
    /// The words that the organisation would rather not write.
    pub wording: Option<Versioned<Wording>>,
    /// What is looked for in the words of customers, once somebody changed it.
    pub topics: Option<Versioned<Topics>>,
    /// Surveys with all their versions, oldest first.
    pub surveys: BTreeMap<SurveyId, Versioned<Vec<Survey>>>,
    /// What the organisation says of its surveys, where somebody said.
    pub survey_rules: Option<Versioned<SurveyRules>>,
    pub(crate) team_facts: OnceLock<Arc<BTreeMap<TeamId, TeamFacts>>>,
}

impl Directory {
    /// Reads all of it.
    ///
    /// # Errors
    /// What the database says, or that a record is damaged.
    pub async fn load(tx: &mut Tx) -> Result<Self, StoreError> {
        let mut loaded = Self::read(tx).await?;
        // The standard survey stands ready before anybody kept it; from the first change or plan on it is a row like others.
        if let Some(own) = &loaded.organisation {
            let id = SurveyId(own.value.id.0);
            let ready = || Versioned { value: vec![Survey::standard(id)], version: 0 };
            loaded.surveys.entry(id).or_insert_with(ready);
        }
        Ok(loaded)
    }

    async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: all::<Organisation>(tx, kind::ORGANISATION).await?.into_values().next(),
            teams: all::<Team>(tx, kind::TEAM).await?.into_iter().map(|(id, team)| (TeamId(id), team)).collect(),
            members: all::<Member>(tx, kind::MEMBER)
                .await?
                .into_iter()
                .map(|(id, member)| (MemberId(id), member))
                .collect(),
            mailboxes: all(tx, kind::MAILBOX).await?,
            blueprints: all::<Vec<Blueprint>>(tx, kind::BLUEPRINT)
                .await?
                .into_iter()
                .map(|(id, versions)| (BlueprintId(id), versions))
                .collect(),
            texts: all(tx, kind::TEXT).await?,
            connections: all(tx, kind::CONNECTION).await?,
            clients: all(tx, kind::CLIENT).await?,
            webhooks: all(tx, kind::WEBHOOK).await?,
            webhook_names: all::<WebhookNames>(tx, kind::WEBHOOK_NAMES).await?.into_values().next(),
            sms: all::<SmsGateway>(tx, kind::SMS).await?.into_values().next(),
            slot_books: all::<SlotBook>(tx, kind::SLOT_BOOK)
                .await?
                .into_iter()
                .map(|(id, book)| (TeamId(id), book))
                .collect(),
            systems: all::<System>(tx, kind::SYSTEM)
                .await?
                .into_iter()
                .map(|(id, system)| (SystemId(id), system))
                .collect(),
            partners: all::<Partner>(tx, kind::PARTNER)
                .await?
                .into_iter()
                .map(|(id, partner)| (OrgId(id), partner))
                .collect(),
            carrier_feeds: all(tx, kind::CARRIER_FEED).await?,
            social: all(tx, kind::SOCIAL).await?,
            fact_doors: all(tx, kind::FACT_DOOR).await?,
            brand: all::<Brand>(tx, kind::BRAND).await?.into_values().next(),
            statements: all::<Statements>(tx, kind::STATEMENTS).await?.into_values().next(),
            wording: all::<Wording>(tx, kind::WORDING).await?.into_values().next(),
            topics: all::<Topics>(tx, kind::TOPICS).await?.into_values().next(),
            surveys: all::<Vec<Survey>>(tx, kind::SURVEY)
                .await?
                .into_iter()
                .map(|(id, versions)| (SurveyId(id), versions))
                .collect(),
            survey_rules: all::<SurveyRules>(tx, kind::SURVEY_RULES).await?.into_values().next(),
            team_facts: OnceLock::new(),
        })
    }

    /// The organisation.
    ///
    /// # Errors
    /// When nobody has filled in the first-run page yet.
    pub fn organisation(&self) -> Result<&Organisation> {
        self.organisation.as_ref().map(|found| &found.value).ok_or(AppError::NotFound("organisation"))
    }

    /// A team.
    #[must_use]
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id).map(|found| &found.value)
    }

    /// A team's name; its id's last digits for one that is gone.
    #[must_use]
    pub fn team_name(&self, id: TeamId) -> String {
        self.team(id).map_or_else(|| format!("({})", &id.to_string()[30..]), |team| team.name.clone())
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.get(&id).map(|found| &found.value)
    }

    /// What colleagues read where somebody did something: the name of a member, of a program, or of a system.
    #[must_use]
    pub fn name_of(&self, id: MemberId) -> Option<&str> {
        let program = || self.clients.get(&id.0).map(|found| found.value.name.as_str());
        let partner = || self.partner(OrgId(id.0)).map(|partner| partner.name.as_str());
        let system = || self.system(SystemId(id.0)).map(|system| system.name.as_str());
        self.member(id).map(|member| member.name.as_str()).or_else(program).or_else(system).or_else(partner)
    }

    /// Whether it is a program or a connected system that acts in the place of a member.
    #[must_use]
    pub fn is_program(&self, id: MemberId) -> bool {
        self.member(id).is_none() && (self.clients.contains_key(&id.0) || self.systems.contains_key(&SystemId(id.0)))
    }

    /// A partner in the chain.
    #[must_use]
    pub fn partner(&self, id: OrgId) -> Option<&Partner> {
        self.partners.get(&id).map(|found| &found.value)
    }

    /// Whether a team works in our screens, whatever came in: one of ours, or of a desk partner that takes part.
    #[must_use]
    pub fn works_at_the_desk(&self, team: TeamRef) -> bool {
        self.partner(team.org).is_none_or(|partner| partner.kind == PartnerKind::Desk && partner.active)
    }

    /// The partner that a member works for, where that is not this organisation.
    #[must_use]
    pub fn guest_of(&self, member: &Member) -> Option<&Partner> {
        member.teams.iter().find_map(|(team, _)| self.partner(self.team(*team)?.team.org))
    }

    /// The blueprints that a member may begin a journey of: who works for a partner, only those that it serves.
    pub fn begins(&self, member: Option<&Member>) -> impl Iterator<Item = &Blueprint> {
        let guest = member.and_then(|member| self.guest_of(member));
        let all = self.blueprints.values().filter_map(|found| found.value.last());
        all.filter(move |found| guest.is_none_or(|partner| partner.blueprints.contains(&found.id)))
    }

    /// Whether customers meet a team as one of ours: it is, or its partner works in our name.
    #[must_use]
    pub fn is_in_our_name(&self, team: TeamRef) -> bool {
        let own = self.organisation.as_ref().is_none_or(|found| found.value.id == team.org);
        own || self.partner(team.org).is_some_and(|partner| partner.named == PartnerName::Ours)
    }

    /// The name under which others than colleagues meet a team.
    #[must_use]
    pub fn public_name(&self, team: TeamRef) -> String {
        match (self.partner(team.org), &self.organisation) {
            (Some(partner), Some(own)) if partner.named == PartnerName::Ours => own.value.name.clone(),
            _ => self.team_name(team.team),
        }
    }

    /// The member with an e-mail address, in any case.
    #[must_use]
    pub fn member_by_email(&self, email: &str) -> Option<&Member> {
        let email = email.trim().to_lowercase();
        self.members.values().map(|found| &found.value).find(|member| member.email.to_lowercase() == email)
    }

    /// The mailbox with an address, in any case and without a routing part behind a plus.
    #[must_use]
    pub fn mailbox_by_address(&self, address: &str) -> Option<(Uuid, &Mailbox)> {
        let bare = without_detail(address);
        self.mailboxes
            .iter()
            .map(|(id, found)| (*id, &found.value))
            .find(|(_, mailbox)| mailbox.active && mailbox.address.to_lowercase() == bare)
    }

    /// The mailbox that speaks for a team: its own, else any active one.
    #[must_use]
    pub fn mailbox_of(&self, team: TeamId) -> Option<(Uuid, &Mailbox)> {
        let active =
            || self.mailboxes.iter().map(|(id, found)| (*id, &found.value)).filter(|(_, mailbox)| mailbox.active);
        active().find(|(_, mailbox)| mailbox.team == team).or_else(|| active().next())
    }

    /// The newest version of a blueprint.
    #[must_use]
    pub fn blueprint(&self, id: BlueprintId) -> Option<&Blueprint> {
        self.blueprints.get(&id).and_then(|found| found.value.last())
    }

    /// The version that a journey began with.
    #[must_use]
    pub fn blueprint_version(&self, reference: BlueprintRef) -> Option<&Blueprint> {
        self.blueprints.get(&reference.id)?.value.iter().find(|blueprint| blueprint.version == reference.version)
    }

    /// The newest version of a survey.
    #[must_use]
    pub fn survey(&self, id: SurveyId) -> Option<&Survey> {
        self.surveys.get(&id).and_then(|found| found.value.last())
    }

    /// The version that was asked.
    #[must_use]
    pub fn survey_version(&self, reference: SurveyRef) -> Option<&Survey> {
        self.surveys.get(&reference.id)?.value.iter().find(|survey| survey.version == reference.version)
    }

    /// What holds of surveys: what somebody said, else the usual budget; who takes decisions under the law is not chosen.
    #[must_use]
    pub fn survey_rules(&self) -> SurveyRules {
        let decides = || self.organisation.as_ref().is_some_and(|own| !own.value.objections.is_empty());
        let usual = || SurveyRules { budget: AskBudget::default(), choose: !decides() };
        self.survey_rules.as_ref().map_or_else(usual, |found| found.value)
    }

    /// The opening hours of a team, or the organisation's.
    ///
    /// # Errors
    /// When a stored calendar cannot be used.
    pub fn calendar(&self, team: &Team) -> Result<Calendar> {
        let organisation = self.organisation()?;
        let spec = team.hours.clone().unwrap_or_else(|| organisation.hours.clone());
        Calendar::new(spec).map_err(|error| AppError::Unusable(error.to_string()))
    }

    /// The facts of a decision.
    ///
    /// # Errors
    /// When the organisation is not set up or a setting cannot be used.
    pub fn facts(&self, actor: Actor, blueprint: &Blueprint, now: Timestamp) -> Result<Facts> {
        let organisation = self.organisation()?;
        let unusable = |error: String| AppError::Unusable(error);
        let mandate = self.mandate(actor, now);
        Ok(Facts {
            now,
            actor,
            blueprint: blueprint.clone(),
            teams: self.team_facts()?,
            quiet: QuietHours::new(organisation.quiet.clone()).map_err(|error| unusable(error.to_string()))?,
            own_hours: Calendar::new(organisation.hours.clone()).map_err(|error| unusable(error.to_string()))?,
            mandate,
            complaints: self.complaints(),
            usual_complaints: organisation.complaint_term(),
            callable: false,
            slots: None,
            systems: self.system_facts(),
            tied: true,
            answered_before: false,
            next_way: None,
            more_follows: false,
            survey: None,
        })
    }

    /// What an actor may decide alone. For a partner that is what its sharing agreement says, and for who works there in our
    /// screens no more than that.
    fn mandate(&self, actor: Actor, now: Timestamp) -> Mandate {
        let member = actor.member().and_then(|id| self.member(id)).map(|member| member.mandate);
        let agreed = actor.team().and_then(|team| self.partner(team.org)).map(|partner| partner.mandate(now));
        match (member, agreed) {
            (Some(member), Some(agreed)) => Mandate { amount: member.amount.min(agreed), ..member },
            (Some(member), None) => member,
            (None, Some(agreed)) => Mandate { amount: agreed, ..Mandate::default() },
            (None, None) => Mandate::default(),
        }
    }

    /// A system that obeys holds.
    #[must_use]
    pub fn system(&self, id: SystemId) -> Option<&System> {
        self.systems.get(&id).map(|found| &found.value)
    }

    /// A system by its code.
    #[must_use]
    pub fn system_by_code(&self, code: &str) -> Option<&System> {
        self.systems.values().map(|found| &found.value).find(|system| system.code == code)
    }

    /// The systems on which holds can be placed, with the teams that own them.
    fn system_facts(&self) -> Arc<BTreeMap<SystemId, SystemFacts>> {
        let active = self.systems.values().map(|found| &found.value).filter(|system| system.active);
        let owned = active.filter_map(|system| Some((system.id, SystemFacts { owner: self.team_ref(system.owner)? })));
        Arc::new(owned.collect())
    }

    /// The term that a complaint gets on a journey that runs by a blueprint.
    ///
    /// # Errors
    /// When the organisation is not set up.
    pub fn complaint_rule(&self, blueprint: BlueprintRef) -> Result<LegalRule> {
        let found = self.blueprint_version(blueprint).ok_or(AppError::NotFound("blueprint"))?;
        Ok(LegalRule::of_complaint(found, self.complaints(), self.organisation()?.complaint_term()))
    }

    /// The term by which complaints run: that of the blueprint for complaints, in its newest version.
    fn complaints(&self) -> Option<LegalRule> {
        let newest = self.blueprints.values().filter_map(|found| found.value.last());
        let mut rules = newest.filter(|blueprint| blueprint.kind == JourneyKind::Complaint).filter_map(|blueprint| {
            blueprint.legal_weeks.map(|weeks| LegalRule { basis: blueprint.legal_basis, weeks })
        });
        rules.next()
    }

    /// The calendars of all active teams, made once.
    fn team_facts(&self) -> Result<Arc<BTreeMap<TeamId, TeamFacts>>> {
        if let Some(made) = self.team_facts.get() {
            return Ok(made.clone());
        }
        let mut teams = BTreeMap::new();
        for team in self.teams.values().map(|found| &found.value).filter(|team| team.active) {
            teams.insert(
                team.team.team,
                TeamFacts {
                    team: team.team,
                    calendar: self.calendar(team)?,
                    guest: self.partner(team.team.org).map(Partner::guest),
                    staffed: self.is_staffed(team.team.team),
                },
            );
        }
        Ok(self.team_facts.get_or_init(|| Arc::new(teams)).clone())
    }

    /// The team that calls the customer of a journey back; `callable` says whether a number is known.
    #[must_use]
    pub fn who_calls(&self, journey: &Journey, callable: bool, now: Timestamp) -> TeamRef {
        let guest = |team: TeamRef| self.partner(team.org).map(Partner::guest);
        // As when it is decided: a partner that works by mail needs something of its own that the wish is mailed with.
        let hears =
            |guest: &Guest, team: TeamRef| guest.kind == PartnerKind::Desk || work_of(journey, team.org).is_some();
        let can = |team| {
            let calls = |guest: Guest| guest.calls && callable && guest.shares(now) && hears(&guest, team);
            guest(team).is_none_or(calls)
        };
        journey.who_calls(journey.news_owner(), can)
    }

    /// Whether anybody who may sign in is in a team.
    #[must_use]
    pub fn is_staffed(&self, team: TeamId) -> bool {
        self.active_members().any(|member| member.is_in(team))
    }

    /// Whether what is offered to a team is read by nobody: nobody is in it, and it is no partner's, who may read it by mail.
    #[must_use]
    pub fn reads_nobody(&self, team: TeamRef) -> bool {
        self.partner(team.org).is_none() && !self.is_staffed(team.team)
    }

    /// The teams in which nobody is: what lies with them is nobody's.
    #[must_use]
    pub fn empty_teams(&self) -> Vec<TeamId> {
        self.teams.keys().copied().filter(|team| !self.is_staffed(*team)).collect()
    }

    /// The most that somebody in these teams may decide on, besides one member.
    #[must_use]
    pub fn most_decided_by(&self, teams: &[TeamId], besides: Option<MemberId>) -> Cents {
        let there = |member: &&Member| teams.iter().any(|team| member.is_in(*team)) && Some(member.id) != besides;
        self.active_members().filter(there).map(|member| member.mandate.amount).max().unwrap_or_default()
    }

    fn active_members(&self) -> impl Iterator<Item = &Member> {
        self.members.values().map(|found| &found.value).filter(|member| member.active)
    }

    /// The main colour of mails and the one that stands on it, as `#rrggbb`; empty where the organisation has none.
    #[must_use]
    pub fn mail_colours(&self) -> [String; 2] {
        let colours = self.brand.as_ref().and_then(|found| found.value.colours.as_ref());
        colours.map(|colours| [colours.light.clone(), colours.on_light.clone()]).unwrap_or_default()
    }

    /// The reference of a team.
    #[must_use]
    pub fn team_ref(&self, id: TeamId) -> Option<TeamRef> {
        self.team(id).map(|team| team.team)
    }

    /// The organisation's language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.organisation.as_ref().map_or(Language::Nl, |found| found.value.language)
    }
}

/// An address in lower case without the part behind a plus.
#[must_use]
pub fn without_detail(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
        None => address,
    }
}

async fn all<T: DeserializeOwned>(tx: &mut Tx, kind: &str) -> Result<BTreeMap<Uuid, Versioned<T>>, StoreError> {
    let mut found = BTreeMap::new();
    for entry in list(tx, kind, false).await? {
        found.insert(entry.id, Versioned { value: entry.parse::<T>()?, version: entry.version });
    }
    Ok(found)
}

/// Writes a record with its audit row. `expected` is the version that was read; 0 for a new one.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody changed it meanwhile.
pub async fn put<T: Serialize>(
    tx: &mut Tx,
    by: (CommandId, Actor),
    now: Timestamp,
    (kind, id): (&'static str, Uuid),
    value: &T,
    expected: i64,
) -> Result<i64, StoreError> {
    let (command, actor) = by;
    let stamp = Stamp {
        command_id: command.0,
        at: now,
        actor_kind: actor.code().into(),
        actor_id: actor.member().map(|member| member.0),
    };
    let body = serde_json::to_string(value)?;
    let put =
        Put { kind: kind.into(), id, expected, lookup: None, parent_id: None, body: body.into(), archived: false };
    regie_store::directory::put(tx, &stamp, put).await
}
