//! The organisations of the demonstration: who works there, when they begin, and what a player must know of them.

mod found;
mod telecom_house;

use anyhow::Context as _;
use regie_app::App;
use regie_app::authorise::Who;
use regie_app::directory::Directory;
use regie_app::settings::organisation::OrganisationForm;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, BlueprintRef};
use regie_domain::directory::Member;
use regie_domain::ids::{BlueprintId, SystemId};

use super::act::{Case, Seat};
use super::{cases, lease, provider, shipper, telecom};
pub use found::Founded;

/// An organisation of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HouseKind {
    /// A municipality: `reimbursement`.
    Municipality,
    /// A fibre provider: `no-signal-on-friday-night`.
    Provider,
    /// A training firm that sends course material: `lost-parcel`.
    Shipper,
    /// A lease company with an alarm centre and a repair shop: `damaged-lease-car`.
    Lease,
    /// A telecom provider whose system that bills is connected: `double-billing`.
    Telecom,
}

/// The code of the provider's system that bills.
pub const BILLING: &str = "billing";

/// At which moment a demonstration begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// In the middle of the work, with journeys in every state.
    AtWork,
    /// At the first moment of a story, before anything happened.
    Opening,
}

impl Scene {
    /// Its name on disk.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtWork => "at-work",
            Self::Opening => "opening",
        }
    }
}

/// Whom a visitor can be: the code in the link, the role, the member's address.
pub type Seats = &'static [(&'static str, Role, &'static str)];

const CITY: Seats = &[
    ("agent", Role::Agent, Seat::Contact.email()),
    ("agent-technical", Role::Agent, Seat::Technical.email()),
    ("agent-claims", Role::Agent, Seat::Claims.email()),
    ("team-lead", Role::TeamLead, "joost@example.org"),
    ("coordinator", Role::Coordinator, "fenna@example.org"),
    ("administrator", Role::Administrator, "tom@example.org"),
    ("auditor", Role::Auditor, "ineke@example.org"),
];

const PROVIDER: Seats = &[
    ("front-office", Role::Agent, Seat::Front.email()),
    ("back-office", Role::Agent, Seat::Back.email()),
    ("engineer", Role::Agent, Seat::Engineer.email()),
    ("coordinator", Role::Coordinator, "lotte@example.org"),
    ("administrator", Role::Administrator, "ruud@example.org"),
];

const SHIPPER: Seats = &[
    ("service-desk", Role::Agent, Seat::Sender.email()),
    ("carrier", Role::Agent, Seat::CarrierA.email()),
    ("coordinator", Role::Coordinator, "tess@example.org"),
    ("administrator", Role::Administrator, "wout@example.org"),
];

const LEASE: Seats = &[
    ("alarm-centre", Role::Agent, Seat::Alarm.email()),
    ("lease-desk", Role::Agent, Seat::Lease.email()),
    ("administrator", Role::Administrator, "otto@example.org"),
];

const TELECOM: Seats = &[
    ("social-desk", Role::Agent, Seat::Web.email()),
    ("social-lead", Role::TeamLead, Seat::WebLead.email()),
    ("phone-desk", Role::Agent, Seat::Phone.email()),
    ("administration", Role::Agent, Seat::Administration.email()),
    ("team-lead", Role::TeamLead, Seat::AdministrationLead.email()),
    ("administrator", Role::Administrator, "ruud@example.org"),
];

impl HouseKind {
    /// All of them, in the order in which they are shown. The first begins with the program; the others do so when somebody
    /// comes by.
    pub const ALL: [Self; 5] = [Self::Municipality, Self::Provider, Self::Shipper, Self::Lease, Self::Telecom];

    /// Its code, as `--story` takes it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Municipality => "reimbursement",
            Self::Provider => "no-signal",
            Self::Shipper => "lost-parcel",
            Self::Lease => "damaged-lease-car",
            Self::Telecom => "double-billing",
        }
    }

    /// The organisation's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Municipality => "Gemeente Voorbeeldstad",
            Self::Provider => "Glasvezel Voorbeeld",
            Self::Shipper => "Opleidingen Voorbeeld",
            Self::Lease => "Lease Voorbeeld",
            Self::Telecom => "Telecom Voorbeeld",
        }
    }

    /// The address that customers write to.
    #[must_use]
    pub const fn mailbox(self) -> &'static str {
        match self {
            Self::Municipality => "kcc@example.org",
            Self::Provider => "klantenservice@example.org",
            Self::Shipper => "servicedesk@example.org",
            Self::Lease => "schade@example.org",
            Self::Telecom => "webcare@example.org",
        }
    }

    /// What stands on its cookies in the place of the usual beginning, so that signing in at one house leaves the others
    /// alone; the first has the usual one.
    #[must_use]
    pub const fn mark(self) -> Option<&'static str> {
        match self {
            Self::Municipality => None,
            Self::Provider => Some("regie2-"),
            Self::Shipper => Some("regie3-"),
            Self::Lease => Some("regie4-"),
            Self::Telecom => Some("regie5-"),
        }
    }

    /// When its people begin, and when the visitor comes in.
    #[must_use]
    pub const fn moments(self, scene: Scene) -> (&'static str, &'static str) {
        match (self, scene) {
            (Self::Municipality, Scene::AtWork) => (cases::BEGIN, cases::PRESENT),
            (Self::Municipality, Scene::Opening) => (cases::BEGIN, "2018-02-05T09:15"),
            (Self::Provider, _) => (provider::BEGIN, provider::PRESENT),
            (Self::Shipper, _) => (shipper::BEGIN, shipper::PRESENT),
            (Self::Lease, _) => (lease::BEGIN, lease::PRESENT),
            (Self::Telecom, _) => (telecom::BEGIN, telecom::PRESENT),
        }
    }

    /// What is played before the visitor comes in.
    #[must_use]
    pub const fn cases(self, scene: Scene) -> &'static [Case] {
        match (self, scene) {
            (Self::Municipality, Scene::AtWork) => cases::CASES,
            (Self::Municipality, Scene::Opening) => &[],
            (Self::Provider, _) => provider::CASES,
            (Self::Shipper, _) => shipper::CASES,
            (Self::Lease, _) => lease::CASES,
            (Self::Telecom, _) => telecom::CASES,
        }
    }

    /// The status pages that are shown first: by code of their case.
    #[must_use]
    pub const fn shown(self, scene: Scene) -> &'static [&'static str] {
        match (self, scene) {
            (Self::Municipality, Scene::AtWork) => &cases::SHOWN,
            (Self::Municipality, Scene::Opening) => &[],
            (Self::Provider, _) => &provider::SHOWN,
            (Self::Shipper, _) => &shipper::SHOWN,
            (Self::Lease, _) => &lease::SHOWN,
            (Self::Telecom, _) => &telecom::SHOWN,
        }
    }

    /// Whom a visitor can be.
    #[must_use]
    pub const fn roles(self) -> Seats {
        match self {
            Self::Municipality => CITY,
            Self::Provider => PROVIDER,
            Self::Shipper => SHIPPER,
            Self::Lease => LEASE,
            Self::Telecom => TELECOM,
        }
    }
}

/// For how many seconds a visitor can take back what goes to a customer. What is played goes at once.
///
/// # Errors
/// When it is none of the numbers of seconds that an organisation can choose.
pub async fn may_take_back(app: &App, seconds: u16) -> anyhow::Result<()> {
    let directory = app.directory().await?;
    let organisation = directory.organisation.as_ref().context("no organisation")?;
    let form = OrganisationForm { undo: seconds.to_string(), ..OrganisationForm::of(&organisation.value) };
    app.change_organisation(&Who::System, organisation.version, form).await?;
    Ok(())
}

/// An organisation as a player needs it.
#[derive(Debug, Clone)]
pub struct House {
    /// Which.
    pub kind: HouseKind,
    /// What was told once.
    pub founded: Founded,
    directory: std::sync::Arc<Directory>,
}

impl House {
    /// Reads who and what is there.
    ///
    /// # Errors
    /// What the store says.
    pub async fn read(app: &App, kind: HouseKind, founded: Founded) -> anyhow::Result<Self> {
        Ok(Self { kind, founded, directory: app.directory().await? })
    }

    /// Who sits somewhere.
    ///
    /// # Errors
    /// When nobody does any more.
    pub fn member(&self, seat: Seat) -> anyhow::Result<&Member> {
        self.directory.member_by_email(seat.email()).with_context(|| format!("nobody is {}", seat.email()))
    }

    /// The name of whoever has an address.
    #[must_use]
    pub fn named(&self, email: &str) -> Option<String> {
        self.directory.member_by_email(email).map(|member| member.name.clone())
    }

    /// The team of a seat; of a partner without an account, the one that it began with.
    ///
    /// # Errors
    /// When there is none any more.
    pub fn team(&self, seat: Seat) -> anyhow::Result<TeamRef> {
        let teams = || self.directory.teams.values().map(|found| &found.value);
        if let Some(name) = seat.team() {
            let found = teams().find(|team| team.name == name);
            return found.map(|team| team.team).with_context(|| format!("no team {name}"));
        }
        let partner = self.directory.partners.values().find(|found| found.value.email == seat.email());
        if let Some(partner) = partner {
            let found = teams().find(|team| team.team.org == partner.value.id);
            return found.map(|team| team.team).context("a partner without a team");
        }
        let (team, _) = self.member(seat)?.teams.first().context("a member without a team")?;
        self.directory.team_ref(*team).context("a team that is gone")
    }

    /// A system by its code.
    ///
    /// # Errors
    /// When there is none.
    pub fn system(&self, code: &str) -> anyhow::Result<SystemId> {
        self.directory.system_by_code(code).map(|system| system.id).with_context(|| format!("no system {code}"))
    }

    /// A blueprint by its Dutch name.
    ///
    /// # Errors
    /// When there is none.
    pub fn blueprint(&self, name: &str) -> anyhow::Result<BlueprintId> {
        let mut newest = self.directory.blueprints.values().filter_map(|found| found.value.last());
        let found = newest.find(|blueprint| blueprint.name.nl == name);
        found.map(|blueprint| blueprint.id).with_context(|| format!("no blueprint {name}"))
    }

    /// How many parts the brief of an offer has.
    #[must_use]
    pub fn brief_parts(&self, blueprint: BlueprintRef) -> usize {
        self.directory.blueprint_version(blueprint).map_or(0, |found| found.brief.len())
    }

    /// The blueprint with the complete answer that the public form opens.
    ///
    /// # Errors
    /// When there is none.
    pub fn with_card(&self) -> anyhow::Result<&Blueprint> {
        let mut newest = self.directory.blueprints.values().filter_map(|found| found.value.last());
        newest
            .find(|blueprint| !blueprint.cards.is_empty() && blueprint.doorway.is_some())
            .context("no blueprint has a card")
    }
}
