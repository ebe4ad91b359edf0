//! Setting the organisations of the demonstration up, through the use cases of the settings.

use regie_app::App;
use regie_app::authorise::Who;
use regie_app::cti::settings::CtiForm;
use regie_app::settings::asking;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::fibre::{self, Provider};
use regie_app::settings::mailboxes::MailboxForm;
use regie_app::settings::story;
use regie_app::settings::systems::{RunForm, SystemForm};
use regie_app::shipments::FeedForm;
use regie_app::sms::SmsForm;
use regie_domain::blueprint::{Blueprint, Doorway, Words};
use regie_domain::carrier::FeedKind;
use regie_domain::codes::{JourneyKind, LegalBasis};
use regie_domain::slot::Day;
use regie_domain::term::Term;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::{cases, provider};
use super::{BILLING, HouseKind, Scene, telecom_house};

/// What setting up tells once and nobody can read again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Founded {
    /// The connection of the telephone system, and its secret.
    pub telephone: Option<(Uuid, String)>,
    /// The address by which the carrier pushes what it scans, and its secret.
    #[serde(default)]
    pub carrier: Option<(Uuid, String)>,
    /// The connection of the page on Facebook, and its secret.
    #[serde(default)]
    pub facebook: Option<(Uuid, String)>,
    /// The token of the system that bills, and the secret that its reports are signed with.
    #[serde(default)]
    pub billing: Option<(String, String)>,
}

impl HouseKind {
    /// Sets the organisation up.
    ///
    /// # Errors
    /// When a form of the settings refuses it.
    pub async fn found(self, app: &App, scene: Scene) -> anyhow::Result<Founded> {
        let founded = match (self, scene) {
            (Self::Municipality, Scene::AtWork) => {
                let city = story::reimbursement(app).await?;
                asking::reimbursement(app, &city).await?;
                Founded::default()
            }
            (Self::Municipality, Scene::Opening) => {
                let city = story::reimbursement(app).await?;
                asking::reimbursement(app, &city).await?;
                applications(app, &city.blueprint, &MailboxForm::of(&city.mailbox.1)).await?;
                Founded::default()
            }
            (Self::Provider, _) => found_provider(app).await?,
            (Self::Shipper, _) => found_shipper(app).await?,
            (Self::Lease, _) => {
                let house = story::damaged_lease_car(app).await?;
                asking::damaged_lease_car(app, &house).await?;
                questions(app, &house.damage, ("Vraag over uw leaseauto", "Question about your lease car")).await?;
                Founded::default()
            }
            (Self::Telecom, _) => telecom_house::found(app).await?,
        };
        super::super::public::state(app, self).await?;
        Ok(founded)
    }
}

/// The training firm, with the door by which carrier A pushes what it scans.
async fn found_shipper(app: &App) -> anyhow::Result<Founded> {
    let who = Who::System;
    let house = story::lost_parcel(app).await?;
    asking::lost_parcel(app, &house).await?;
    questions(app, &house.delivery, ("Vraag over uw cursus", "Question about your course")).await?;
    let feed = app.ports.uuid();
    let secret = app.ports.uuid().simple().to_string();
    let form =
        FeedForm { name: "Vervoerder A".to_owned(), secret: secret.clone(), ..FeedForm::fresh(FeedKind::Sendcloud) };
    app.put_carrier_feed(&who, feed, 0, form).await?;
    Ok(Founded { carrier: Some((feed, secret)), ..Founded::default() })
}

/// What can be asked on the public form of a house whose stories begin elsewhere.
async fn questions(app: &App, like: &Blueprint, (nl, en): (&str, &str)) -> anyhow::Result<()> {
    let question = Blueprint {
        name: Words::new(nl, en),
        kind: JourneyKind::Question,
        stages: Blueprint::usual_stages(),
        doorway: Some(Doorway { name: Words::new(nl, en), help: Words::default() }),
        shipping: None,
        ..like.clone()
    };
    app.create_blueprint(&Who::System, BlueprintForm::of(&question)).await?;
    Ok(())
}

/// The blueprint and mailbox by which asking costs back is an application under the law, as in variation C.
async fn applications(app: &App, usual: &Blueprint, mailbox: &MailboxForm) -> anyhow::Result<()> {
    let by_law = Blueprint {
        name: Words::new("Aanvraag vergoeding (Awb)", "Application for costs (Awb)"),
        legal_weeks: Some(8),
        legal_basis: LegalBasis::Application,
        doorway: None,
        shipping: None,
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
    asking::no_signal(app, &house).await?;
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
    asking::as_another(app, id, house.outage.id).await?;
    billing(app, &house).await?;
    let gateway = SmsForm {
        url: super::super::bin::GATEWAY.to_owned(),
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
    Ok(Founded { telephone: Some(app.create_connection(&who, telephone).await?), ..Founded::default() })
}

/// The system that bills. It is not connected, so its holds stand on the block list of the back office; and what customers
/// ask about invoices, with a line on the public form.
async fn billing(app: &App, house: &Provider) -> anyhow::Result<()> {
    let who = Who::System;
    let invoice = Blueprint {
        name: Words::new(provider::INVOICE, "Question about an invoice"),
        kind: JourneyKind::Question,
        silence: Term::WorkingDays(3),
        stages: Blueprint::usual_stages(),
        doorway: Some(Doorway {
            name: Words::new("Een factuur of betaling", "An invoice or payment"),
            help: Words::new("Bijvoorbeeld als u dubbel betaalde.", "For example when you paid twice."),
        }),
        ..house.outage.clone()
    };
    app.create_blueprint(&who, BlueprintForm::of(&invoice)).await?;
    let system = SystemForm {
        code: BILLING.to_owned(),
        name: "Facturatie".to_owned(),
        owner: house.back.team.team.to_string(),
        client: String::new(),
        runs: vec![RunForm { day: Day::Mon.code().to_owned(), at: "02:00".to_owned() }],
        active: true,
    };
    app.put_system(&who, app.ports.id(), 0, system).await?;
    Ok(())
}
