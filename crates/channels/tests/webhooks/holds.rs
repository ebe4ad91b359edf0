//! A billing system hears what it must not do, and when that ends, from the message alone.

use regie_app::Request;
use regie_app::content::{ContentKind, Text};
use regie_app::settings::clients::ClientForm;
use regie_app::settings::systems::SystemForm;
use regie_app::settings::webhooks::WebhookForm;
use regie_app::testing::TestApp;
use regie_domain::actor::Door;
use regie_domain::codes::{Channel, Direction, HoldAction, HoldEnd, HoldWhy};
use regie_domain::command::{AgreementCommand, HoldCommand, JourneyCommand, NewHold, Terms};
use regie_domain::contact::ContactFacts;
use regie_domain::hold::HoldSubject;
use regie_domain::ids::SystemId;
use regie_domain::money::Cents;
use serde_json::json;

use super::receiver::Receiver;
use super::{Scene, form};

async fn system(scene: &Scene, code: &str, client: &str) -> SystemId {
    let id = scene.app.ports.id();
    let owner = scene.city.technical.team.team.to_string();
    let (code, client) = (code.to_owned(), client.to_owned());
    let form = SystemForm { name: code.clone(), code, owner, client, runs: Vec::new(), active: true };
    scene.app.put_system(&scene.admin(), id, 0, form).await.unwrap();
    id
}

#[tokio::test]
async fn a_billing_system_hears_of_its_holds_with_all_that_it_must_know() {
    let scene = Scene::new().await;
    let client = ClientForm {
        name: "Facturatie".to_owned(),
        teams: vec![scene.city.technical.team.team.to_string()],
        scopes: vec!["journeys.read".to_owned()],
        days: "30".to_owned(),
        active: true,
        ..ClientForm::default()
    };
    let (client, _) = scene.app.create_client(&scene.admin(), client).await.unwrap();
    let billing = system(&scene, "billing", &client.to_string()).await;
    let logistics = system(&scene, "logistics", "").await;
    let receiver = Receiver::new().await;
    let holds = WebhookForm { nouns: vec!["hold".to_owned()], client: client.to_string(), ..form(&receiver.url) };
    scene.app.create_webhook(&scene.admin(), holds).await.unwrap();
    let journey = scene.begin("lotte@example.net").await;
    let mut texts = Vec::new();
    let mut text = |words: &str| {
        let id = scene.app.ports.id();
        texts.push(Text::plain(id, ContentKind::Text, words, None));
        id
    };
    let hold = |system, action| NewHold {
        system,
        subject: HoldSubject::new("invoice", "884213").unwrap(),
        action,
        until: None,
        why: HoldWhy::OurMistake,
    };
    let terms = Terms {
        wording: text("U hoeft deze factuur niet te betalen."),
        amount: Cents::ZERO,
        contact: ContactFacts::said(
            scene.app.ports.id(),
            Direction::Out,
            Channel::Email,
            text("U hoeft niet te betalen."),
        ),
        holds: vec![hold(billing, HoldAction::Collect), hold(logistics, HoldAction::Deliver)],
        leg: None,
        promise: None,
    };
    let agent = TestApp::who(&scene.city.people.kcc_agent);
    let made = JourneyCommand::Agreement(AgreementCommand::Make { terms });
    scene.app.run(Request::journey(agent.clone(), Door::Page, journey, made).with(texts)).await.unwrap();
    scene.app.drain().await.unwrap();
    let heard = receiver.heard();
    let [placed] = heard.as_slice() else { panic!("{heard:?}") };
    let data = &placed.json()["data"];
    assert_eq!((&data["kind"], &data["system"]), (&json!("hold.placed"), &json!("billing")));
    assert_eq!((&data["subject"], &data["action"]), (&json!("invoice:884213"), &json!("collect")));
    assert_eq!((&data["until"], &data["why"]), (&json!(null), &json!("our_mistake")));
    assert_eq!(data["systemId"], billing.to_string());
    // When it is released the message says of what, by itself.
    let id = regie_domain::ids::HoldId::parse(data["holdId"].as_str().unwrap()).unwrap();
    let release = HoldCommand::Release { hold: id, why: HoldEnd::Mistaken, text: None, told: None };
    let release = Request::journey(agent, Door::Page, journey, JourneyCommand::Hold(release));
    scene.app.run(release).await.unwrap();
    scene.app.drain().await.unwrap();
    let released = receiver.heard().pop().unwrap().json()["data"].clone();
    assert_eq!((&released["kind"], &released["holdId"]), (&json!("hold.released"), &data["holdId"]));
    assert_eq!((&released["subject"], &released["action"]), (&data["subject"], &data["action"]));
    // Who looks at everything hears of both systems.
    let all = scene.receiver.heard();
    assert_eq!(all.iter().filter(|one| one.kind() == "hold.placed").count(), 2);
}
