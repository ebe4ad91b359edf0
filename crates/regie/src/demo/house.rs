//! The organisations of the demonstration: who works there, when they begin, and what a player must know of them.

use anyhow::Context as _;
use regie_app::App;
use regie_app::authorise::Who;
use regie_app::cti::settings::CtiForm;
use regie_app::directory::Directory;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::fibre;
use regie_app::settings::mailboxes::MailboxForm;
use regie_app::settings::organisation::OrganisationForm;
use regie_app::settings::story;
use regie_app::sms::SmsForm;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{Blueprint, Doorway, Words};
use regie_domain::codes::LegalBasis;
use regie_domain::directory::Member;
use regie_domain::ids::BlueprintId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::act::{Case, Seat};
use super::{cases, provider};

/// An organisation of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HouseKind {
    /// A municipality: `reimbursement`.
    Municipality,
    /// A fibre provider: `no-signal-on-friday-night`.
    Provider,
}

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

impl HouseKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Municipality, Self::Provider];

    /// Its code, as `--story` takes it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Municipality => "reimbursement",
            Self::Provider => "no-signal",
        }
    }

    /// The organisation's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Municipality => "Gemeente Voorbeeldstad",
            Self::Provider => "Glasvezel Voorbeeld",
        }
    }

    /// The address that customers write to.
    #[must_use]
    pub const fn mailbox(self) -> &'static str {
        match self {
            Self::Municipality => "kcc@example.org",
            Self::Provider => "klantenservice@example.org",
        }
    }

    /// When its people begin, and when the visitor comes in.
    #[must_use]
    pub const fn moments(self, scene: Scene) -> (&'static str, &'static str) {
        match (self, scene) {
            (Self::Municipality, Scene::AtWork) => (cases::BEGIN, cases::PRESENT),
            (Self::Municipality, Scene::Opening) => (cases::BEGIN, "2018-02-05T09:15"),
            (Self::Provider, _) => (provider::BEGIN, provider::PRESENT),
        }
    }

    /// What is played before the visitor comes in.
    #[must_use]
    pub const fn cases(self, scene: Scene) -> &'static [Case] {
        match (self, scene) {
            (Self::Municipality, Scene::AtWork) => cases::CASES,
            (Self::Municipality, Scene::Opening) => &[],
            (Self::Provider, _) => provider::CASES,
        }
    }

    /// The status pages that are shown first: by code of their case.
    #[must_use]
    pub const fn shown(self, scene: Scene) -> &'static [&'static str] {
        match (self, scene) {
            (Self::Municipality, Scene::AtWork) => &cases::SHOWN,
            (Self::Municipality, Scene::Opening) => &[],
            (Self::Provider, _) => &provider::SHOWN,
        }
    }

    /// Whom a visitor can be.
    #[must_use]
    pub const fn roles(self) -> Seats {
        match self {
            Self::Municipality => CITY,
            Self::Provider => PROVIDER,
        }
    }

    /// Sets the organisation up.
    ///
    /// # Errors
    /// When a form of the settings refuses it.
    pub async fn found(self, app: &App, scene: Scene) -> anyhow::Result<Founded> {
        let founded = match (self, scene) {
            (Self::Municipality, Scene::AtWork) => {
                story::reimbursement(app).await?;
                Founded::default()
            }
            (Self::Municipality, Scene::Opening) => {
                let city = story::reimbursement(app).await?;
                applications(app, &city.blueprint, &MailboxForm::of(&city.mailbox.1)).await?;
                Founded::default()
            }
            (Self::Provider, _) => found_provider(app).await?,
        };
        super::public::state(app, self).await?;
        Ok(founded)
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

/// What setting up tells once and nobody can read again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Founded {
    /// The connection of the telephone system, and its secret.
    pub telephone: Option<(Uuid, String)>,
}

/// The blueprint and mailbox by which asking costs back is an application under the law, as in variation C.
async fn applications(app: &App, usual: &Blueprint, mailbox: &MailboxForm) -> anyhow::Result<()> {
    let by_law = Blueprint {
        name: Words::new("Aanvraag vergoeding (Awb)", "Application for costs (Awb)"),
        legal_weeks: Some(8),
        legal_basis: LegalBasis::Application,
        doorway: None,
        ..usual.clone()
    };
    let id = app.create_blueprint(&Who::System, BlueprintForm::of(&by_law)).await?;
    let form = MailboxForm { address: cases::APPLICATIONS.to_owned(), blueprint: id.to_string(), ..mailbox.clone() };
    app.put_mailbox(&Who::System, app.ports.uuid(), 0, form).await?;
    Ok(())
}

/// The provider; besides the outage that the customer plans at once, the one for which the line is tested first, a telephone
/// system that reports calls, and a gateway for text messages.
async fn found_provider(app: &App) -> anyhow::Result<Founded> {
    let who = Who::System;
    let house = story::no_signal(app, true).await?;
    let tested = Blueprint {
        name: Words::new(provider::TESTED, "Outage on a shared line"),
        doorway: Some(Doorway {
            name: Words::new("Geen internet in een flat of bedrijfspand", "No internet in a flat or office building"),
            help: Words::new(
                "Daar delen meer mensen één lijn. Wij meten die lijn eerst.",
                "There several people share one line. We test that line first.",
            ),
        }),
        ..house.outage.clone()
    };
    let id = app.create_blueprint(&who, BlueprintForm::of(&tested)).await?;
    app.change_visit_plan(&who, id, 1, fibre::visit_plan(&house, false)).await?;
    let gateway = SmsForm {
        url: super::bin::GATEWAY.to_owned(),
        sender: "Glasvezel".to_owned(),
        header: String::new(),
        active: true,
        ..SmsForm::of(None)
    };
    app.put_gateway(&who, 0, gateway).await?;
    let telephone = CtiForm {
        name: "Telefooncentrale".to_owned(),
        team: house.front.team.team.to_string(),
        lines: Vec::new(),
        active: true,
    };
    Ok(Founded { telephone: Some(app.create_connection(&who, telephone).await?) })
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

    /// The team of a seat.
    ///
    /// # Errors
    /// When there is none any more.
    pub fn team(&self, seat: Seat) -> anyhow::Result<TeamRef> {
        let (team, _) = self.member(seat)?.teams.first().context("a member without a team")?;
        self.directory.team_ref(*team).context("a team that is gone")
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
