//! A training firm that sends course material, for the demo and the tests: a desk with office hours, and the two carriers that
//! bring it. Carrier A takes part as a guest, by an agreement about data; of carrier B the firm's own people note what it says.

use jiff::civil::Weekday;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Stage, StageTrigger, Words};
use regie_domain::calendar::{CalendarSpec, IntervalError};
use regie_domain::codes::{JourneyKind, ShipmentStatus};
use regie_domain::directory::{Mailbox, Member, Organisation, Team};
use regie_domain::holidays::{DutchHolidays, HolidaySet};
use regie_domain::ids::BlueprintId;
use regie_domain::money::Cents;
use regie_domain::partner::PartnerKind;
use regie_domain::shipment::ShippingPlan;
use regie_domain::term::Term;
use uuid::Uuid;

use super::founder::{Founder, ZONE};
use super::partners::{PartnerForm, SharingForm};
use super::presets::office_hours;

/// The address of carrier A's customer service.
pub const CARRIER_A: &str = "klantenservice@vervoerder.example.net";

/// A training firm, its carriers, their people, two blueprints and a mailbox.
#[derive(Debug, Clone)]
pub struct Shipper {
    /// The organisation; its mail leaves.
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
    /// Its own people.
    #[must_use]
    pub fn people(&self) -> [&Member; 3] {
        [&self.agent, &self.coordinator, &self.administrator]
    }
}

/// A carrier as a partner: one that takes part answers in four of its hours, by mail, on its page or signed in.
#[must_use]
pub fn carrier(name: &str, takes_part: bool) -> PartnerForm {
    let kind = if takes_part { PartnerKind::Leg } else { PartnerKind::Outside };
    PartnerForm {
        name: name.to_owned(),
        kind: kind.code().to_owned(),
        named: "own".to_owned(),
        person: "Klantenservice".to_owned(),
        email: if takes_part { CARRIER_A.to_owned() } else { String::new() },
        phone: "000 000 00 00".to_owned(),
        language: "nl".to_owned(),
        respond: "4h".to_owned(),
        blueprints: Vec::new(),
        active: true,
    }
}

/// What was agreed with carrier A: whose parcel it is, from the moment that something is asked.
#[must_use]
pub fn sharing() -> SharingForm {
    SharingForm {
        purpose: "Zendingen bezorgen en terugvinden".to_owned(),
        ground: "contract".to_owned(),
        offered: ["title", "name"].map(str::to_owned).to_vec(),
        accepted: Vec::new(),
        figures: "chain".to_owned(),
        compares: false,
        mandate: String::new(),
        from: "2018-01-01".to_owned(),
        until: String::new(),
    }
}

/// The training firm of the story of the lost parcel, with ids from the caller; its carriers come after.
///
/// # Errors
/// Never for these hours; the type of a written time says so.
pub fn shipper(id: impl FnMut() -> Uuid) -> Result<Shipper, IntervalError> {
    let mut founder = Founder::new(id, Cents(5_000));
    let week = CalendarSpec::new(ZONE)
        .open_on(Weekday::Monday.cycle_forward().take(5), "08:00-18:00".parse()?)
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()));
    let desk_hours = office_hours(ZONE, "08:30-17:30".parse()?);
    let desk = founder.team("Servicedesk", desk_hours.clone());
    let carrier_a = founder.team("Vervoerder A", week.clone());
    let carrier_b = founder.team("Vervoerder B", week);
    let agent = founder.seated("Femke Vos", &desk, Role::Agent);
    let guest = founder.seated("Jip Roos", &carrier_a, Role::Agent);
    let coordinator = founder.coordinator("Tess Dam", &desk);
    let administrator = founder.person("Wout Haan", vec![Role::Administrator]);
    let delivery = delivery(founder.blueprint(), desk.team);
    let claim = claim(founder.blueprint(), desk.team);
    let organisation = founder.company("Opleidingen Voorbeeld", Words::new("cursist", "student"), desk_hours)?;
    let mailbox = founder.mailbox("servicedesk", "Opleidingen Voorbeeld", &desk, &delivery);
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
