//! A fibre provider, for the demo and the tests: a desk that is open in the evening, a back office that is not, and engineers
//! with a slot book.

use jiff::civil::Weekday;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, BriefField, Doorway, Stage, StageTrigger, Words};
use regie_domain::calendar::{CalendarSpec, IntervalError};
use regie_domain::codes::JourneyKind;
use regie_domain::directory::{Mailbox, Member, Organisation, Team};
use regie_domain::holidays::{DutchHolidays, HolidaySet};
use regie_domain::ids::BlueprintId;
use regie_domain::money::Cents;
use regie_domain::term::Term;
use uuid::Uuid;

use super::founder::{Founder, ZONE};
use super::presets::office_hours;
use super::slots::{SlotBookForm, SlotRowForm};
use super::visits::VisitPlanForm;

/// A fibre provider of three teams, their people, one blueprint, one mailbox.
#[derive(Debug, Clone)]
pub struct Provider {
    /// The organisation; its mail leaves.
    pub organisation: Organisation,
    /// Front office, Mo-Fr 08:00-21:00, Sa 10:00-17:00; directs.
    pub front: Team,
    /// Back office, Mo-Fr 08:30-17:00.
    pub back: Team,
    /// Field engineers, Mo-Sa 08:00-17:00; have a slot book.
    pub field: Team,
    /// Agent of the front office.
    pub front_agent: Member,
    /// Agent of the back office.
    pub back_agent: Member,
    /// Engineer.
    pub engineer: Member,
    /// Coordinator over all teams, seated at the front office.
    pub coordinator: Member,
    /// Administrator.
    pub administrator: Member,
    /// No picture, no internet.
    pub outage: Blueprint,
    /// The mailbox of the front office.
    pub mailbox: (Uuid, Mailbox),
}

impl Provider {
    /// Its teams.
    #[must_use]
    pub fn teams(&self) -> [&Team; 3] {
        [&self.front, &self.back, &self.field]
    }

    /// Its people.
    #[must_use]
    pub fn people(&self) -> [&Member; 5] {
        [&self.front_agent, &self.back_agent, &self.engineer, &self.coordinator, &self.administrator]
    }
}

/// The provider of the story of the Friday night, with ids from the caller.
///
/// # Errors
/// Never for these hours; the type of a written time says so.
pub fn provider(id: impl FnMut() -> Uuid) -> Result<Provider, IntervalError> {
    let mut founder = Founder::new(id, Cents(5_000));
    let evenings = office_hours(ZONE, "08:00-21:00".parse()?).open_on([Weekday::Saturday], "10:00-17:00".parse()?);
    let engineers = CalendarSpec::new(ZONE)
        .open_on(Weekday::Monday.cycle_forward().take(6), "08:00-17:00".parse()?)
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()));
    let front = founder.team("Klantenservice", evenings.clone());
    let back = founder.team("Backoffice", office_hours(ZONE, "08:30-17:00".parse()?));
    let field = founder.team("Monteurs", engineers);
    let front_agent = founder.seated("Noor Bakker", &front, Role::Agent);
    let back_agent = founder.seated("Sven Holm", &back, Role::Agent);
    let engineer = founder.seated("Gijs Prins", &field, Role::Agent);
    let coordinator = founder.coordinator("Lotte Maas", &front);
    let administrator = founder.person("Ruud Kamp", vec![Role::Administrator]);
    let outage = outage(founder.blueprint(), front.team);
    let organisation = founder.company("Glasvezel Voorbeeld", Words::new("klant", "customer"), evenings)?;
    let mailbox = founder.mailbox("klantenservice", "Glasvezel Voorbeeld", &front, &outage);
    Ok(Provider {
        organisation,
        front,
        back,
        field,
        front_agent,
        back_agent,
        engineer,
        coordinator,
        administrator,
        outage,
        mailbox,
    })
}

/// An outage: 24 hours of silence at the most, also when a next moment has been told.
fn outage(id: BlueprintId, director: TeamRef) -> Blueprint {
    let stage = |nl: &str, en: &str, done_when| Stage::new(Words::new(nl, en), done_when);
    let brief = |code: &str, nl: &str, en: &str| BriefField {
        code: code.to_owned(),
        label: Words::new(nl, en),
        required: true,
    };
    Blueprint {
        name: Words::new("Storing", "Outage"),
        kind: JourneyKind::Report,
        first_answer: Term::WorkingDays(0),
        result: None,
        silence: Term::hours(24),
        respond: Term::WorkingMinutes(240),
        closing: Term::WorkingDays(2),
        call_back: Term::WorkingMinutes(60),
        stages: vec![
            stage("Uw bericht", "Your message", StageTrigger::Opened),
            stage("Onderzoek naar de oorzaak", "Looking into the cause", StageTrigger::Answered),
            stage("Herstel van uw verbinding", "Repair of your connection", StageTrigger::OutcomeTold),
            stage("Afronding", "Closing", StageTrigger::Closed),
        ],
        brief: vec![
            brief("why", "Wat werkt niet", "What does not work"),
            brief("what", "Wat wordt gevraagd", "What is asked"),
        ],
        doorway: Some(Doorway {
            name: Words::new("Geen internet, televisie of telefoon", "No internet, television or telephone"),
            help: Words::new("Ook als het af en toe uitvalt.", "Also when it fails now and then."),
        }),
        ..Blueprint::standard(id, Words::default(), Some(director))
    }
}

/// A new connection: somebody comes, and an outage goes first.
#[must_use]
pub fn installation(id: BlueprintId, director: TeamRef) -> Blueprint {
    Blueprint {
        name: Words::new("Aansluiting", "New connection"),
        kind: JourneyKind::Question,
        stages: Blueprint::usual_stages(),
        doorway: Some(Doorway {
            name: Words::new("Aansluiting of verhuizing", "New connection or moving house"),
            help: Words::new("Een monteur komt bij u langs.", "An engineer comes to your home."),
        }),
        ..outage(id, director)
    }
}

/// The engineers' book: three windows a day, one place each kept for outages until 09:00 of the day itself.
#[must_use]
pub fn slot_book() -> SlotBookForm {
    let row = |hours: &str| SlotRowForm {
        hours: hours.to_owned(),
        days: ["mon", "tue", "wed", "thu", "fri", "sat"].map(str::to_owned).to_vec(),
        places: "3".to_owned(),
        kept: "1".to_owned(),
        kept_day: "same_day".to_owned(),
        kept_at: "09:00".to_owned(),
    };
    SlotBookForm { rows: ["08:00-11:00", "11:00-14:00", "14:00-17:00"].map(row).to_vec(), ..SlotBookForm::empty() }
}

/// Outages are planned by visit of the engineers, who take the ball along; a customer may choose where nobody has to look at
/// the line first.
#[must_use]
pub fn visit_plan(provider: &Provider, by_customer: bool) -> VisitPlanForm {
    VisitPlanForm {
        team: provider.field.team.team.to_string(),
        urgent: true,
        by_customer,
        ball: true,
        cost: "0".to_owned(),
        rest: "7".to_owned(),
    }
}

/// Connections are planned from the same book; what is kept for outages is not theirs.
#[must_use]
pub fn installation_plan(provider: &Provider) -> VisitPlanForm {
    VisitPlanForm { urgent: false, cost: String::new(), ..visit_plan(provider, true) }
}
