//! A telecom provider, for the tests: a social desk that directs, a phone desk, and an administration whose system bills.

use jiff::civil::Weekday;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Doorway, Stage, StageTrigger, Words};
use regie_domain::calendar::{CalendarSpec, IntervalError};
use regie_domain::codes::{JourneyKind, LegalBasis};
use regie_domain::customer::Language;
use regie_domain::directory::{Mailbox, Member, Organisation, Outgoing, Team};
use regie_domain::ids::{BlueprintId, MemberId, OrgId, TeamId};
use regie_domain::legal_term::LegalRule;
use regie_domain::mandate::Mandate;
use regie_domain::money::Cents;
use regie_domain::term::Term;
use uuid::Uuid;

use super::presets::{office_hours, usual_quiet};

/// A telecom provider of three teams, their people, one blueprint, one mailbox.
#[derive(Debug, Clone)]
pub struct Telecom {
    /// The organisation; mail leaves ([`Outgoing::Live`]).
    pub organisation: Organisation,
    /// The social desk, every day 08:00-22:00; directs.
    pub social: Team,
    /// The phone desk, Mo-Fr 08:00-21:00, Sa 10:00-17:00.
    pub phone: Team,
    /// Administration, Mo-Fr 09:00-17:00; owns the system that bills.
    pub administration: Team,
    /// Agent of the social desk.
    pub social_agent: Member,
    /// Leads the social desk.
    pub social_lead: Member,
    /// Agent of the phone desk.
    pub phone_agent: Member,
    /// Agent of administration.
    pub clerk: Member,
    /// Leads administration.
    pub administration_lead: Member,
    /// Administrator.
    pub administrator: Member,
    /// Something about an invoice.
    pub invoice: Blueprint,
    /// The mailbox of the social desk.
    pub mailbox: (Uuid, Mailbox),
}

impl Telecom {
    /// Its teams.
    #[must_use]
    pub fn teams(&self) -> [&Team; 3] {
        [&self.social, &self.phone, &self.administration]
    }

    /// Its people.
    #[must_use]
    pub fn people(&self) -> [&Member; 6] {
        let Self { social_agent, social_lead, phone_agent, clerk, administration_lead, administrator, .. } = self;
        [social_agent, social_lead, phone_agent, clerk, administration_lead, administrator]
    }
}

/// The telecom provider of the story of the double billing, with ids from the caller.
///
/// # Errors
/// Never for these hours; the type of a written time says so.
pub fn telecom(mut id: impl FnMut() -> Uuid) -> Result<Telecom, IntervalError> {
    let zone = "Europe/Amsterdam";
    let org = OrgId(id());
    let mut team = |name: &str, hours: CalendarSpec| {
        let team = TeamRef { org, team: TeamId(id()) };
        Team { team, name: name.to_owned(), hours: Some(hours), active: true, restricted: false }
    };
    let week = Weekday::Monday.cycle_forward().take(7);
    let always = CalendarSpec::new(zone).open_on(week, "08:00-22:00".parse()?);
    let evenings = office_hours(zone, "08:00-21:00".parse()?).open_on([Weekday::Saturday], "10:00-17:00".parse()?);
    let social = team("Webcare", always.clone());
    let phone = team("Telefonie", evenings);
    let administration = team("Administratie", office_hours(zone, "09:00-17:00".parse()?));
    let seat = |team: &Team, role: Role| vec![(team.team.team, role)];
    let mut person = |name: &str, email: &str, teams: Vec<(TeamId, Role)>, roles: Vec<Role>| Member {
        id: MemberId(id()),
        name: name.to_owned(),
        email: format!("{email}@example.org"),
        teams,
        roles,
        mandate: Mandate { amount: Cents(7_500), take_back: true },
        language: Language::Nl,
        shortcuts: true,
        active: true,
        absence: None,
        signature: String::new(),
    };
    let social_agent = person("Daan Smit", "daan", seat(&social, Role::Agent), vec![]);
    let mut social_lead = person("Rosa Kuiper", "rosa", seat(&social, Role::TeamLead), vec![]);
    // Who leads the desk that directs decides with a colleague on what is more than one of them may.
    social_lead.mandate.amount = Cents(50_000);
    let phone_agent = person("Tim de Boer", "tim", seat(&phone, Role::Agent), vec![]);
    let clerk = person("Wilma Groen", "wilma", seat(&administration, Role::Agent), vec![]);
    let administration_lead = person("Henk Post", "henk", seat(&administration, Role::TeamLead), vec![]);
    let administrator = person("Ruud Kamp", "ruud", vec![], vec![Role::Administrator]);
    let invoice = invoice(BlueprintId(id()), social.team);
    let mailbox = Mailbox {
        address: "webcare@example.org".to_owned(),
        display: "Telecom Voorbeeld".to_owned(),
        team: social.team.team,
        blueprint: invoice.id,
        outgoing: None,
        incoming: None,
        trusted_authserv: None,
        active: true,
    };
    let organisation = Organisation {
        id: org,
        name: "Telecom Voorbeeld".to_owned(),
        customer_word: Words::new("klant", "customer"),
        zone: zone.to_owned(),
        language: Language::Nl,
        hours: always,
        quiet: usual_quiet(zone)?,
        phone: "0900 0000".to_owned(),
        outgoing: Outgoing::Live,
        undo_seconds: 0,
        objections: String::new(),
        complaints: Some(LegalRule { basis: LegalBasis::Own, weeks: 2 }),
    };
    let mailbox = (id(), mailbox);
    Ok(Telecom {
        organisation,
        social,
        phone,
        administration,
        social_agent,
        social_lead,
        phone_agent,
        clerk,
        administration_lead,
        administrator,
        invoice,
        mailbox,
    })
}

/// Something about an invoice: an answer before noon of what comes in a quarter past ten, four hours to take on work, three
/// working days of silence.
fn invoice(id: BlueprintId, director: TeamRef) -> Blueprint {
    let stage = |nl: &str, en: &str, done_when| Stage::new(Words::new(nl, en), done_when);
    Blueprint {
        name: Words::new("Vraag over een factuur", "Question about an invoice"),
        kind: JourneyKind::Report,
        first_answer: Term::WorkingMinutes(108),
        result: None,
        stages: vec![
            stage("Uw bericht", "Your message", StageTrigger::Opened),
            stage("Onderzoek naar de oorzaak", "Looking into the cause", StageTrigger::Answered),
            stage("De oplossing", "The solution", StageTrigger::OutcomeTold),
            stage("Afronding", "Closing", StageTrigger::Closed),
        ],
        doorway: Some(Doorway {
            name: Words::new("Een factuur of betaling", "An invoice or payment"),
            help: Words::new("Bijvoorbeeld als u dubbel betaalde.", "For example when you paid twice."),
        }),
        ..Blueprint::standard(id, Words::default(), Some(director))
    }
}
