//! A lease company with an alarm centre and a repair shop as guests, for the demo and the tests of the story of the damaged
//! lease car.

use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Words};
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

use super::partners::{PartnerForm, SharingForm};
use super::presets::{office_hours, usual_quiet};

/// The address of the repair shop.
pub const SHOP: &str = "werkplaats@garage.example.net";

/// A lease company with its guests.
#[derive(Debug, Clone)]
pub struct LeaseHouse {
    /// The organisation; mail leaves ([`Outgoing::Live`]).
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
pub fn lease(mut id: impl FnMut() -> Uuid) -> Result<LeaseHouse, IntervalError> {
    let zone = "Europe/Amsterdam";
    let org = OrgId(id());
    let hours = office_hours(zone, "08:00-18:00".parse()?);
    let team = TeamRef { org, team: TeamId(id()) };
    let desk =
        Team { team, name: "Klantenservice".to_owned(), hours: Some(hours.clone()), active: true, restricted: false };
    let mut person = |name: &str, email: &str, teams: Vec<(TeamId, Role)>, roles: Vec<Role>| Member {
        id: MemberId(id()),
        name: name.to_owned(),
        email: format!("{email}@example.org"),
        teams,
        roles,
        mandate: Mandate { amount: Cents(15_000), take_back: true },
        language: Language::Nl,
        shortcuts: true,
        active: true,
        absence: None,
        signature: String::new(),
    };
    let alarm = TeamRef { org: OrgId(Uuid::nil()), team: TeamId(Uuid::nil()) };
    let agent = person("Mira Vos", "mira", vec![(team.team, Role::Agent)], vec![]);
    let administrator = person("Otto Berg", "otto", vec![], vec![Role::Administrator]);
    let alarm_agent = person("Tess Alarm", "tess", vec![], vec![]);
    let damage = Blueprint {
        name: Words::new("Schade", "Damage"),
        kind: JourneyKind::Report,
        silence: Term::WorkingDays(3),
        ..Blueprint::standard(BlueprintId(id()), Words::default(), Some(team))
    };
    let mailbox = Mailbox {
        address: "schade@example.org".to_owned(),
        display: "Lease Voorbeeld".to_owned(),
        team: team.team,
        blueprint: damage.id,
        outgoing: None,
        incoming: None,
        trusted_authserv: None,
        active: true,
    };
    let organisation = Organisation {
        id: org,
        name: "Lease Voorbeeld".to_owned(),
        customer_word: Words::new("berijder", "driver"),
        zone: zone.to_owned(),
        language: Language::Nl,
        hours,
        quiet: usual_quiet(zone)?,
        phone: "0900 0000".to_owned(),
        outgoing: Outgoing::Live,
        undo_seconds: 0,
        objections: String::new(),
        complaints: Some(LegalRule { basis: LegalBasis::Own, weeks: 2 }),
    };
    let mailbox = (id(), mailbox);
    Ok(LeaseHouse { organisation, desk, agent, administrator, damage, mailbox, alarm, alarm_agent, shop: alarm })
}

/// The hours of the repair shop.
///
/// # Errors
/// Never for these hours.
pub fn shop_hours() -> Result<CalendarSpec, IntervalError> {
    Ok(office_hours("Europe/Amsterdam", "08:00-17:30".parse()?))
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

/// What was agreed with each: name and telephone from the offer of a leg, and replacement transport for three days of EUR 50.
#[must_use]
pub fn sharing() -> SharingForm {
    SharingForm {
        purpose: "Schade aan leaseauto’s herstellen".to_owned(),
        ground: "contract".to_owned(),
        offered: ["title", "name", "phone"].map(str::to_owned).to_vec(),
        accepted: Vec::new(),
        figures: "chain".to_owned(),
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
