//! A lease company with an alarm centre and a repair shop as guests, for the demo and the tests of the story of the damaged
//! lease car.

use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Words};
use regie_domain::calendar::{CalendarSpec, IntervalError};
use regie_domain::codes::JourneyKind;
use regie_domain::directory::{Mailbox, Member, Organisation, Team};
use regie_domain::ids::{BlueprintId, OrgId, TeamId};
use regie_domain::money::Cents;
use regie_domain::term::Term;
use uuid::Uuid;

use super::founder::{Founder, ZONE};
use super::partners::{PartnerForm, SharingForm};
use super::presets::office_hours;

/// The address of the repair shop.
pub const SHOP: &str = "werkplaats@garage.example.net";

/// A lease company with its guests.
#[derive(Debug, Clone)]
pub struct LeaseHouse {
    /// The organisation; its mail leaves.
    pub organisation: Organisation,
    /// Its desk, Mo-Fr 08:00-18:00; directs.
    pub desk: Team,
    /// Agent of the desk.
    pub agent: Member,
    /// Administrator.
    pub administrator: Member,
    /// Damage to a car.
    pub damage: Blueprint,
    /// The mailbox of the desk.
    pub mailbox: (Uuid, Mailbox),
    /// The alarm centre, day and night, in the lease company's name and screens.
    pub alarm: TeamRef,
    /// Agent of the alarm centre.
    pub alarm_agent: Member,
    /// The repair shop, Mo-Fr 08:00-17:30, by mail and its page.
    pub shop: TeamRef,
}

/// The lease company of the story, with ids from the caller; its guests come after.
///
/// # Errors
/// Never for these hours; the type of a written time says so.
pub fn lease(id: impl FnMut() -> Uuid) -> Result<LeaseHouse, IntervalError> {
    let mut founder = Founder::new(id, Cents(15_000));
    let hours = office_hours(ZONE, "08:00-18:00".parse()?);
    let desk = founder.team("Klantenservice", hours.clone());
    let alarm = TeamRef { org: OrgId(Uuid::nil()), team: TeamId(Uuid::nil()) };
    let agent = founder.seated("Mira Vos", &desk, Role::Agent);
    let administrator = founder.person("Otto Berg", vec![Role::Administrator]);
    let alarm_agent = founder.person("Tess Alarm", vec![]);
    let damage = Blueprint {
        name: Words::new("Schade", "Damage"),
        kind: JourneyKind::Report,
        silence: Term::WorkingDays(3),
        ..Blueprint::standard(founder.blueprint(), Words::default(), Some(desk.team))
    };
    let organisation = founder.company("Lease Voorbeeld", Words::new("berijder", "driver"), hours)?;
    let mailbox = founder.mailbox("schade", "Lease Voorbeeld", &desk, &damage);
    Ok(LeaseHouse { organisation, desk, agent, administrator, damage, mailbox, alarm, alarm_agent, shop: alarm })
}

/// The hours of the repair shop.
///
/// # Errors
/// Never for these hours.
pub fn shop_hours() -> Result<CalendarSpec, IntervalError> {
    Ok(office_hours(ZONE, "08:00-17:30".parse()?))
}

/// The alarm centre: in the lease company's name, for damage only.
#[must_use]
pub fn alarm_centre(damage: BlueprintId) -> PartnerForm {
    PartnerForm {
        name: "Alarmcentrale Voorbeeld".to_owned(),
        kind: "desk".to_owned(),
        named: "ours".to_owned(),
        person: "Planning".to_owned(),
        email: "planning@alarm.example.net".to_owned(),
        phone: String::new(),
        language: "nl".to_owned(),
        respond: "1e".to_owned(),
        blueprints: vec![damage.to_string()],
        active: true,
    }
}

/// The repair shop: under its own name, four of its hours to answer.
#[must_use]
pub fn repair_shop() -> PartnerForm {
    PartnerForm {
        name: "Garage Voorbeeld".to_owned(),
        kind: "leg".to_owned(),
        named: "own".to_owned(),
        person: "Werkplaats".to_owned(),
        email: SHOP.to_owned(),
        phone: "000 000 00 00".to_owned(),
        language: "nl".to_owned(),
        respond: "4h".to_owned(),
        blueprints: Vec::new(),
        active: true,
    }
}

/// What was agreed with each: name, telephone and number plate from the offer of a leg, and replacement transport for three days of EUR 50.
#[must_use]
pub fn sharing() -> SharingForm {
    SharingForm {
        purpose: "Schade aan leaseauto’s herstellen".to_owned(),
        ground: "contract".to_owned(),
        offered: ["title", "name", "phone", "plate"].map(str::to_owned).to_vec(),
        accepted: Vec::new(),
        figures: "chain".to_owned(),
        compares: false,
        mandate: "150".to_owned(),
        from: "2018-01-01".to_owned(),
        until: String::new(),
    }
}

/// What was agreed with the alarm centre, which answers in our name and so reads what the driver said, and rings or writes back.
#[must_use]
pub fn desk_sharing() -> SharingForm {
    let offered = ["title", "name", "phone", "email", "plate", "texts"].map(str::to_owned).to_vec();
    SharingForm { offered, ..sharing() }
}
