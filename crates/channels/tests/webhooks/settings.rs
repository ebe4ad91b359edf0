//! What may be set: which addresses, with whose consent, and who hears of what.

use regie_app::AppError;
use regie_app::settings::clients::ClientForm;
use regie_app::settings::teams::TeamForm;
use regie_app::settings::webhooks::WebhookForm;
use regie_app::testing::TestApp;

use super::{Scene, form};

fn field(error: AppError) -> (String, &'static str) {
    match error {
        AppError::Invalid(faults) => (faults[0].field.clone(), faults[0].key),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_address_that_leads_into_the_house_is_refused_when_it_is_saved() {
    let scene = Scene::new().await;
    for url in [
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/",
        "https://[::ffff:10.0.0.1]/",
        "https://0xa.1/",
        "https://192.168.1.1/",
        "http://1.1.1.1/",
        "file:///etc/passwd",
        "https://user:word@example.org/",
    ] {
        // Even where nobody asks for consent.
        let form = WebhookForm { anyway: true, ..form(url) };
        let error = scene.app.create_webhook(&scene.admin(), form).await.unwrap_err();
        assert_eq!(field(error), ("url".to_owned(), "invalid-webhook-address"), "{url}");
    }
    assert_eq!(scene.app.directory().await.unwrap().webhooks.len(), 1);
}

#[tokio::test]
async fn a_receiver_that_does_not_agree_is_told_nothing_unless_somebody_says_so() {
    let scene = Scene::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = scene.app.create_webhook(&scene.admin(), form(&silent)).await.unwrap_err();
    assert_eq!(field(error), ("anyway".to_owned(), "invalid-webhook-unreached"));
    let anyway = WebhookForm { anyway: true, ..form(&silent) };
    let (id, _) = scene.app.create_webhook(&scene.admin(), anyway).await.unwrap();
    let directory = scene.app.directory().await.unwrap();
    assert!(!directory.webhooks[&id].value.agreed && directory.webhooks[&scene.webhook].value.agreed);
    // Nobody but an administrator sets one, and its secret is kept encrypted.
    let agent = TestApp::who(&scene.city.people.kcc_agent);
    assert!(matches!(scene.app.create_webhook(&agent, form(&silent)).await, Err(AppError::Denied(_))));
    let kept = serde_json::to_string(&directory.webhooks[&scene.webhook].value).unwrap();
    assert!(!kept.contains(&scene.secret) && !kept.contains("whsec_"));
    scene.app.delete_webhook(&scene.admin(), id, 1).await.unwrap();
    assert_eq!(scene.app.directory().await.unwrap().webhooks.len(), 1);
}

#[tokio::test]
async fn an_endpoint_hears_of_what_it_asked_for_and_may_see() {
    let scene = Scene::new().await;
    let admin = scene.admin();
    let client = ClientForm {
        name: "Zaaksysteem".to_owned(),
        teams: vec![scene.city.kcc.team.team.to_string()],
        watches: false,
        scopes: vec!["journeys.read".to_owned()],
        days: "30".to_owned(),
        active: true,
    };
    let (program, token) = scene.app.create_client(&admin, client).await.unwrap();
    let own = super::Receiver::new().await;
    let promises = WebhookForm { nouns: vec!["promise".to_owned()], client: program.to_string(), ..form(&own.url) };
    let (webhook, _) = scene.app.create_webhook(&admin, promises).await.unwrap();
    scene.begin("lotte@example.net").await;
    scene.app.drain().await.unwrap();
    assert!(own.heard().iter().all(|one| one.kind().starts_with("promise.")) && !own.heard().is_empty());
    assert!(scene.receiver.heard().len() > own.heard().len());
    // What is shielded is told to the program of a team that is on it only.
    let directory = scene.app.directory().await.unwrap();
    let team = &directory.teams[&scene.city.kcc.team.team];
    let form = TeamForm { restricted: true, ..TeamForm::of(&team.value) };
    scene.app.change_team(&admin, scene.city.kcc.team.team, team.version, form).await.unwrap();
    let (open, shielded) = (scene.receiver.heard().len(), own.heard().len());
    scene.begin("joris@example.net").await;
    scene.app.drain().await.unwrap();
    assert_eq!(scene.receiver.heard().len(), open);
    assert!(own.heard().len() > shielded);
    // Its program reads its log, and nobody else's.
    let who = regie_app::Who::Client(Box::new(scene.app.client_of(&token).await.unwrap().unwrap()));
    assert!(scene.app.webhook_log(&who, webhook, None, None).await.is_ok());
    assert!(matches!(scene.app.webhook_log(&who, scene.webhook, None, None).await, Err(AppError::NotFound(_))));
}
