//! A telecom provider, for the tests: a social desk that directs, a phone desk, and an administration whose system bills.

use jiff::civil::Weekday;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Doorway, Stage, StageTrigger, Words};
use regie_domain::calendar::{CalendarSpec, IntervalError};
use regie_domain::codes::JourneyKind;
use regie_domain::directory::{Mailbox, Member, Organisation, Team};
use regie_domain::ids::BlueprintId;
use regie_domain::money::Cents;
use regie_domain::term::Term;
use uuid::Uuid;

use super::founder::{Founder, ZONE};
use super::presets::office_hours;

/// A telecom provider of three teams, their people, one blueprint, one mailbox.
#[derive(Debug, Clone)]
pub struct Telecom {
    /// The organisation; its mail leaves.
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
pub fn telecom(id: impl FnMut() -> Uuid) -> Result<Telecom, IntervalError> {
    let mut founder = Founder::new(id, Cents(7_500));
    let week = Weekday::Monday.cycle_forward().take(7);
    let always = CalendarSpec::new(ZONE).open_on(week, "08:00-22:00".parse()?);
    let evenings = office_hours(ZONE, "08:00-21:00".parse()?).open_on([Weekday::Saturday], "10:00-17:00".parse()?);
    let social = founder.team("Webcare", always.clone());
    let phone = founder.team("Telefonie", evenings);
    let administration = founder.team("Administratie", office_hours(ZONE, "09:00-17:00".parse()?));
    let social_agent = founder.seated("Daan Smit", &social, Role::Agent);
    let mut social_lead = founder.seated("Rosa Kuiper", &social, Role::TeamLead);
    // Who leads the desk that directs decides with a colleague on what is more than one of them may.
    social_lead.mandate.amount = Cents(50_000);
    let phone_agent = founder.seated("Tim de Boer", &phone, Role::Agent);
    let clerk = founder.seated("Wilma Groen", &administration, Role::Agent);
    let administration_lead = founder.seated("Henk Post", &administration, Role::TeamLead);
    let administrator = founder.person("Ruud Kamp", vec![Role::Administrator]);
    let invoice = invoice(founder.blueprint(), social.team);
    let organisation = founder.company("Telecom Voorbeeld", Words::new("klant", "customer"), always)?;
    let mailbox = founder.mailbox("webcare", "Telecom Voorbeeld", &social, &invoice);
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
