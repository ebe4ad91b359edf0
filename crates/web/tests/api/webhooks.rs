//! Webhooks as an administrator sets them and as their program sees them.

use axum::http::StatusCode;
use regie_app::ports::HttpAnswer;
use serde_json::json as body;

use super::support::Site;
use super::{Program, fine, problem};

/// The address of a page of an endpoint in a page.
fn id_of(text: &str) -> String {
    let is_id = |rest: &&str| rest.get(..36).is_some_and(|id| regie_domain::ids::TeamId::parse(id).is_ok());
    text.split("/settings/webhooks/").find(is_id).unwrap()[..36].to_owned()
}

#[tokio::test]
async fn an_administrator_sets_tries_holds_and_takes_away_a_webhook() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    admin.get("/settings/webhooks").await.has("Nog geen systeem hoort iets");
    let page = admin.get("/settings/webhooks/new").await;
    page.has("Enquêtes en reacties");
    for noun in regie_app::settings::webhooks::nouns() {
        page.lacks(&format!(">{noun}<"));
    }
    let empty = admin.submit(&page, "/settings/webhooks/new", &[("name", ""), ("url", "ftp://a")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let url = "https://billing.example.org/hook?key=geheim";
    let fields =
        [("name", "Facturatie"), ("url", url), ("nouns", "promise"), ("kinds", "journey.opened"), ("scheme", "v1")];
    let made = admin.submit(&page, "/settings/webhooks/new", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    made.has("whsec_");
    let id = id_of(&made.text());
    let at = format!("/settings/webhooks/{id}");
    let shown = admin.get(&at).await;
    shown.lacks("whsec_").has("promise").has("geheim");
    admin.get("/settings/audit").await.lacks("whsec_").lacks("geheim");
    // Something happens, and stands in the log with its try.
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    site.test.drain().await;
    let number = site.journey(journey).await.reference.to_string();
    let log = admin.get(&at).await;
    log.has("journey.opened").has("aangenomen").lacks("ball.moved");
    let text = log.text();
    let delivery = text.split("/deliveries/").nth(1).unwrap()[..36].to_owned();
    let one = admin.get(&format!("{at}/deliveries/{delivery}")).await;
    // Who only manages settings sees no journey by its number; who reads journeys does.
    one.has("HTTP 200").lacks(&number);
    let mut auditor = site.signed_in(&site.city.people.auditor).await;
    auditor.get(&format!("{at}/deliveries/{delivery}")).await.has(&number);
    let before = site.test.http.posted().len();
    admin.submit(&one, &format!("{at}/deliveries/{delivery}"), &[]).await;
    site.test.drain().await;
    assert_eq!(site.test.http.posted().len(), before + 1);
    // The test shows what the other side says.
    site.test.http.answer(Ok(HttpAnswer { status: 401, body: "who are you".to_owned() }));
    let page = admin.get(&at).await;
    admin.submit(&page, &format!("{at}/test"), &[]).await.has("HTTP 401 who are you");
    let rotated = admin.submit(&page, &format!("{at}/secret"), &[]).await;
    rotated.has("whsec_").has("vorige geheim");
    let page = admin.get(&at).await;
    admin.submit(&page, &format!("{at}/pause"), &[]).await;
    admin.get("/settings/webhooks").await.has("vastgehouden");
    let page = admin.get(&at).await;
    let wrong = admin.submit(&page, &format!("{at}/replay"), &[("since", "2010-01-01T00:00"), ("what", "all")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    admin.submit(&page, &format!("{at}/resume"), &[]).await;
    let page = admin.get(&at).await;
    admin.submit(&page, &format!("{at}/delete"), &[]).await;
    assert_eq!(admin.get(&at).await.status, StatusCode::NOT_FOUND);
    let names = admin.get("/settings/webhooks").await;
    let wrong = admin.submit(&names, "/settings/webhooks/names", &[("source", "nobody"), ("prefix", "Nl")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn every_noun_of_what_can_happen_has_words_in_every_language() {
    for noun in regie_app::settings::webhooks::nouns() {
        for lang in regie_app::locale::Lang::ALL {
            assert!(lang.has(&format!("webhook-noun-{noun}")), "{noun} in {}", lang.code());
        }
    }
}

#[tokio::test]
async fn a_webhook_that_fails_says_so_in_the_same_words_in_the_list_and_on_its_page() {
    let site = Site::new().await;
    let who = regie_app::testing::TestApp::who(&site.city.people.administrator);
    let form = regie_app::settings::webhooks::WebhookForm {
        name: "Facturatie".to_owned(),
        url: "https://billing.example.org/hook".to_owned(),
        nouns: vec!["*".to_owned()],
        scheme: "v1".to_owned(),
        ..Default::default()
    };
    let (id, _) = site.test.app.create_webhook(&who, form).await.unwrap();
    site.test.http.answer(Ok(HttpAnswer { status: 500, body: String::new() }));
    site.begin("anja@example.net", "Loodgieter").await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let words = "aan, maar het laatste bericht kwam niet aan";
    admin.get("/settings/webhooks").await.has(words);
    admin.get(&format!("/settings/webhooks/{id}")).await.has(words).has("Mislukt sinds");
}

#[tokio::test]
async fn a_webhook_that_was_switched_off_stands_on_the_first_screen_of_administrators_and_nobody_else() {
    let site = Site::new().await;
    let who = regie_app::testing::TestApp::who(&site.city.people.administrator);
    let form = regie_app::settings::webhooks::WebhookForm {
        name: "Facturatie".to_owned(),
        url: "https://billing.example.org/geheim".to_owned(),
        nouns: vec!["*".to_owned()],
        scheme: "v1".to_owned(),
        ..Default::default()
    };
    site.test.app.create_webhook(&who, form).await.unwrap();
    site.test.http.answer(Ok(HttpAnswer { status: 410, body: String::new() }));
    site.begin("anja@example.net", "Loodgieter").await;
    site.test.drain().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    admin.get("/settings").await.has("De webhook Facturatie heeft aandacht nodig").lacks("geheim");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.lacks("Facturatie");
}

#[tokio::test]
async fn a_program_reads_the_log_of_its_own_webhook_and_has_it_told_again() {
    let site = Site::new().await;
    let mut program = Program::with(&site, &["journeys.read"], false).await;
    let mut other = Program::with(&site, &["journeys.read"], false).await;
    let client = site.test.app.client_of(&program.token).await.unwrap().unwrap().member.id;
    let who = regie_app::testing::TestApp::who(&site.city.people.administrator);
    let form = regie_app::settings::webhooks::WebhookForm {
        name: "Facturatie".to_owned(),
        url: "https://billing.example.org/hook".to_owned(),
        nouns: vec!["journey".to_owned()],
        client: client.to_string(),
        scheme: "v1a".to_owned(),
        ..Default::default()
    };
    let (id, _) = site.test.app.create_webhook(&who, form).await.unwrap();
    site.begin("anja@example.net", "Loodgieter").await;
    site.test.drain().await;
    let list = fine(&program.get("/api/v1/webhooks").await);
    assert_eq!((&list["items"][0]["id"], &list["items"][0]["state"]), (&body!(id.to_string()), &body!("active")));
    assert_eq!(fine(&other.get("/api/v1/webhooks").await)["items"], body!([]));
    let told = fine(&program.get(&format!("/api/v1/webhooks/{id}/deliveries?state=sent")).await);
    assert_eq!(told["items"][0]["kind"], "journey.opened");
    problem(&other.get(&format!("/api/v1/webhooks/{id}/deliveries")).await, StatusCode::NOT_FOUND);
    let since = body!({ "since": "2018-02-05T00:00:00Z", "everything": true });
    let path = format!("/api/v1/webhooks/{id}/replays");
    assert_eq!(fine(&program.post(&path, &since).await)["again"], 1);
    problem(&other.post(&path, &since).await, StatusCode::NOT_FOUND);
    let wrong =
        problem(&program.post(&path, &body!({ "since": "2001-01-01T00:00:00Z" })).await, StatusCode::BAD_REQUEST);
    assert_eq!(wrong["invalidParams"][0]["name"], "since");
}
