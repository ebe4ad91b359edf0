//! A training firm that sends course material, for the tests: a desk with office hours, and two teams that stand for the
//! carriers that bring it. Carrier A takes part as a guest; of carrier B the firm's own people note what it says.

use jiff::civil::Weekday;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Stage, StageTrigger, Words};
use regie_domain::calendar::{CalendarSpec, IntervalError};
use regie_domain::codes::{JourneyKind, LegalBasis, ShipmentStatus};
use regie_domain::customer::Language;
use regie_domain::directory::{Mailbox, Member, Organisation, Outgoing, Team};
use regie_domain::holidays::{DutchHolidays, HolidaySet};
use regie_domain::ids::{BlueprintId, MemberId, OrgId, TeamId};
use regie_domain::legal_term::LegalRule;
use regie_domain::mandate::Mandate;
use regie_domain::money::Cents;
use regie_domain::shipment::ShippingPlan;
use regie_domain::term::Term;
use uuid::Uuid;

use super::presets::{office_hours, usual_quiet};

/// A training firm, the teams that stand for its carriers, their people, two blueprints and a mailbox.
#[derive(Debug, Clone)]
pub struct Shipper {
    /// The organisation; mail leaves ([`Outgoing::Live`]).
    pub organisation: Organisation,
    /// The desk, Mo-Fr 08:30-17:30; directs.
    pub desk: Team,
    /// Carrier A: customer service Mo-Fr 08:00-18:00; takes part.
    pub carrier_a: Team,
    /// Carrier B, Mo-Fr 08:00-18:00; does not take part.
    pub carrier_b: Team,
    /// Agent of the desk.
    pub agent: Member,
    /// Guest of carrier A.
    pub guest: Member,
    /// Coordinator over all teams, seated at the desk.
    pub coordinator: Member,
    /// Administrator.
    pub administrator: Member,
    /// What is sent.
    pub delivery: Blueprint,
    /// What is claimed of carriers.
    pub claim: Blueprint,
    /// The mailbox of the desk.
    pub mailbox: (Uuid, Mailbox),
}

impl Shipper {
    /// Its teams.
    #[must_use]
    pub fn teams(&self) -> [&Team; 3] {
        [&self.desk, &self.carrier_a, &self.carrier_b]
    }

    /// Its people.
    #[must_use]
    pub fn people(&self) -> [&Member; 4] {
        [&self.agent, &self.guest, &self.coordinator, &self.administrator]
    }
}

/// The training firm of the story of the lost parcel, with ids from the caller.
///
/// # Errors
/// Never for these hours; the type of a written time says so.
pub fn shipper(mut id: impl FnMut() -> Uuid) -> Result<Shipper, IntervalError> {
    let zone = "Europe/Amsterdam";
    let org = OrgId(id());
    let mut team = |name: &str, hours: CalendarSpec| {
        let team = TeamRef { org, team: TeamId(id()) };
        Team { team, name: name.to_owned(), hours: Some(hours), active: true, restricted: false }
    };
    let week = CalendarSpec::new(zone)
        .open_on(Weekday::Monday.cycle_forward().take(5), "08:00-18:00".parse()?)
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()));
    let desk_hours = office_hours(zone, "08:30-17:30".parse()?);
    let desk = team("Servicedesk", desk_hours.clone());
    let carrier_a = team("Vervoerder A", week.clone());
    let carrier_b = team("Vervoerder B", week);
    let seat = |team: &Team, role: Role| vec![(team.team.team, role)];
    let mut person = |name: &str, email: &str, teams: Vec<(TeamId, Role)>, roles: Vec<Role>| Member {
        id: MemberId(id()),
        name: name.to_owned(),
        email: format!("{email}@example.org"),
        teams,
        roles,
        mandate: Mandate { amount: Cents(5_000), take_back: true },
        language: Language::Nl,
        shortcuts: true,
        active: true,
        absence: None,
        signature: String::new(),
    };
    let agent = person("Femke Vos", "femke", seat(&desk, Role::Agent), vec![]);
    let guest = person("Jip Roos", "jip", seat(&carrier_a, Role::Agent), vec![]);
    let coordinator = person("Tess Dam", "tess", seat(&desk, Role::Coordinator), vec![Role::Coordinator]);
    let administrator = person("Wout Haan", "wout", vec![], vec![Role::Administrator]);
    let delivery = delivery(BlueprintId(id()), desk.team);
    let claim = claim(BlueprintId(id()), desk.team);
    let mailbox = Mailbox {
        address: "servicedesk@example.org".to_owned(),
        display: "Opleidingen Voorbeeld".to_owned(),
        team: desk.team.team,
        blueprint: delivery.id,
        outgoing: None,
        incoming: None,
        trusted_authserv: None,
        active: true,
    };
    let organisation = Organisation {
        id: org,
        name: "Opleidingen Voorbeeld".to_owned(),
        customer_word: Words::new("cursist", "student"),
        zone: zone.to_owned(),
        language: Language::Nl,
        hours: desk_hours,
        quiet: usual_quiet(zone)?,
        phone: "0900 0000".to_owned(),
        outgoing: Outgoing::Live,
        undo_seconds: 0,
        objections: String::new(),
        complaints: Some(LegalRule { basis: LegalBasis::Own, weeks: 2 }),
    };
    let mailbox = (id(), mailbox);
    Ok(Shipper {
        organisation,
        desk,
        carrier_a,
        carrier_b,
        agent,
        guest,
        coordinator,
        administrator,
        delivery,
        claim,
        mailbox,
    })
}

/// Something that is sent: no working day of silence, word by noon after a broken promise, and three hours' notice of what
/// was not said.
fn delivery(id: BlueprintId, director: TeamRef) -> Blueprint {
    let stage = |nl: &str, en: &str, done_when| Stage::new(Words::new(nl, en), done_when);
    Blueprint {
        name: Words::new("Bezorging", "Delivery"),
        kind: JourneyKind::Report,
        result: None,
        silence: Term::WorkingDays(1),
        after_broken: Term::WorkingMinutes(210),
        respond: Term::WorkingMinutes(240),
        closing: Term::WorkingDays(2),
        stages: vec![
            stage("Verzending van uw bestelling", "Sending your order", StageTrigger::Opened),
            stage("Bezorging van uw bestelling", "Delivery of your order", StageTrigger::OutcomeTold),
            stage("Afronding", "Closing", StageTrigger::Closed),
        ],
        shipping: Some(shipping()),
        ..Blueprint::standard(id, Words::default(), Some(director))
    }
}

/// What the firm wants to know of a shipment.
#[must_use]
pub fn shipping() -> ShippingPlan {
    let silence = Some(Term::WorkingDays(2));
    ShippingPlan { missing: ShipmentStatus::OutForDelivery, lead_minutes: 180, silence }
}

/// A claim on a carrier: it takes its time, and the carrier is not told every few days that there is no news.
fn claim(id: BlueprintId, director: TeamRef) -> Blueprint {
    Blueprint {
        name: Words::new("Claim bij vervoerder", "Claim on a carrier"),
        kind: JourneyKind::Complaint,
        next_news: Term::WorkingDays(20),
        silence: Term::WorkingDays(20),
        result: None,
        ..Blueprint::standard(id, Words::default(), Some(director))
    }
}
