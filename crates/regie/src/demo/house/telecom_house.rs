//! Setting the telecom provider up: a page on Facebook, a record of customers, and a system that bills and is connected both
//! ways: it is told what was agreed, says that it knows, and reports what it did.

use regie_app::App;
use regie_app::authorise::Who;
use regie_app::customers::records::NewRecord;
use regie_app::facts::examples;
use regie_app::facts::settings::{FactForm, STANDARD_SCHEME};
use regie_app::settings::asking;
use regie_app::settings::clients::ClientForm;
use regie_app::settings::story;
use regie_app::settings::systems::{RunForm, SystemForm};
use regie_app::settings::webhooks::WebhookForm;
use regie_app::social::settings::SocialForm;
use regie_domain::customer::{HandleKind, Language};
use regie_domain::fact::FactTable;
use regie_domain::ids::SystemId;
use regie_domain::slot::Day;

use super::super::bin::{FACEBOOK, PAGE};
use super::super::telecom::PEOPLE;
use super::{BILLING, Founded};

/// Where the system that bills seems to be: what is posted there is taken, and goes nowhere.
const DOOR: &str = "https://billing.example.org/regie";

/// The telecom provider.
pub async fn found(app: &App) -> anyhow::Result<Founded> {
    let house = story::double_billing(app).await?;
    asking::double_billing(app, &house).await?;
    let who = Who::System;
    for (name, email, phone, number, address) in PEOPLE {
        let handles = [
            (HandleKind::Email, email),
            (HandleKind::Phone, phone),
            (HandleKind::CustomerNumber, number),
            (HandleKind::Address, address),
        ];
        let handles = handles.map(|(kind, value)| (kind, value.to_owned())).to_vec();
        let record = NewRecord { name: name.to_owned(), language: None, handles };
        app.make_customer(who.clone(), record, None).await?;
    }
    let page = app.ports.uuid();
    let secret = app.ports.uuid().simple().to_string();
    let form = SocialForm {
        name: "Onze pagina".to_owned(),
        account: PAGE.to_owned(),
        base: FACEBOOK.to_owned(),
        app_secret: app.seal_social(&secret),
        access_token: app.seal_social("toegang van de demonstratie"),
        verify_token: app.seal_social("woord van de demonstratie"),
        team: house.social.team.team.to_string(),
        blueprint: house.invoice.id.to_string(),
        ..SocialForm::of(None)
    };
    app.put_social(&who, page, 0, form).await?;
    let billing = billing(app, &house.administration.team.team.to_string()).await?;
    Ok(Founded { facebook: Some((page, secret)), billing: Some(billing), ..Founded::default() })
}

/// The system that bills: its token, and the secret that its reports are signed with.
async fn billing(app: &App, owner: &str) -> anyhow::Result<(String, String)> {
    let who = Who::System;
    let program = ClientForm {
        name: "Facturatie".to_owned(),
        teams: vec![owner.to_owned()],
        scopes: ["journeys.read", "holds.check", "holds.write"].map(str::to_owned).to_vec(),
        // Tokens end by the clock of the machine.
        days: "730".to_owned(),
        active: true,
        ..ClientForm::default()
    };
    let (client, token) = app.create_client(&who, program).await?;
    let id: SystemId = app.ports.id();
    let system = SystemForm {
        code: BILLING.to_owned(),
        name: "Facturatie".to_owned(),
        owner: owner.to_owned(),
        client: client.to_string(),
        runs: vec![RunForm { day: Day::Mon.code().to_owned(), at: "02:00".to_owned() }],
        active: true,
    };
    app.put_system(&who, id, 0, system).await?;
    let table = FactTable::parse(&examples::billing(Language::Nl))
        .map_err(|faults| anyhow::anyhow!("the table: {faults:?}"))?;
    let door = FactForm { scheme: STANDARD_SCHEME.to_owned(), header: String::new(), table, active: true };
    let version = app.put_fact_door(&who, id, 0, door).await?;
    let reports = app.rotate_fact_secret(&who, id, version).await?;
    let webhook = WebhookForm {
        name: "Facturatie".to_owned(),
        url: DOOR.to_owned(),
        nouns: vec!["hold".to_owned()],
        client: client.to_string(),
        scheme: "v1".to_owned(),
        ..WebhookForm::default()
    };
    app.create_webhook(&who, webhook).await?;
    Ok((token, reports))
}
