//! What is posted is what the standards say: judged by the libraries of Standard Webhooks, in Rust and in JavaScript.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::Timestamp;
use regie_app::testing::TestApp;
use regie_store::views::journeys;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::receiver::Heard;
use super::{Scene, form};

/// The libraries judge the moment of a signature by the machine's own clock.
#[expect(clippy::disallowed_methods, reason = "the libraries ask the machine's clock, too")]
fn to_the_present(test: &TestApp) {
    test.clock.set(Timestamp::now());
}

fn headers(heard: &Heard) -> HeaderMap {
    let named = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let header =
        |name: &'static str| (HeaderName::from_static(name), HeaderValue::from_str(heard.header(name)).unwrap());
    named.map(header).into_iter().collect()
}

async fn told() -> (Scene, Vec<Heard>) {
    let scene = Scene::new().await;
    to_the_present(&scene.test);
    scene.begin("lotte@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    let heard = scene.receiver.heard();
    assert!(heard.len() >= 4, "{}", heard.len());
    (scene, heard)
}

#[tokio::test]
async fn the_rust_library_takes_every_message_and_none_that_was_changed() {
    let (scene, heard) = told().await;
    let library = Webhook::new(&scene.secret).unwrap();
    for one in &heard {
        library.verify(&one.body, &headers(one)).unwrap();
        let mut changed = one.body.clone();
        changed[10] ^= 1;
        assert!(library.verify(&changed, &headers(one)).is_err());
    }
}

#[tokio::test]
async fn while_a_secret_is_replaced_a_receiver_with_either_takes_it() {
    let (scene, _) = told().await;
    let version = scene.version().await;
    let fresh = scene.app.rotate_webhook(&scene.admin(), scene.webhook, version).await.unwrap();
    assert_ne!(fresh, scene.secret);
    scene.receiver.take();
    scene.begin("joris@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    let one = scene.receiver.heard().remove(0);
    assert_eq!(one.header("webhook-signature").split(' ').count(), 2);
    for secret in [&fresh, &scene.secret] {
        Webhook::new(secret).unwrap().verify(&one.body, &headers(&one)).unwrap();
    }
    // A day later only the new one signs.
    scene.test.clock.advance(jiff::SignedDuration::from_hours(25));
    scene.receiver.take();
    scene.begin("kim@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    assert_eq!(scene.receiver.heard()[0].header("webhook-signature").split(' ').count(), 1);
}

/// Where `make setup` puts the library.
#[expect(clippy::disallowed_methods, reason = "whoever checks says what must be there")]
fn library() -> Option<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let wanted = std::env::var("REGIE_CHECKS").is_ok();
    let there = root.join("node_modules/standardwebhooks").exists();
    assert!(!wanted || there, "the library standardwebhooks is not there: `make setup` fetches it");
    there.then_some(root)
}

/// Runs a program of JavaScript with a message on its standard input.
fn node(script: &str, folder: &Path, given: &Value) -> String {
    let mut ran = Command::new("node")
        .args(["--input-type=module", "--eval", script])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    ran.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    let said = ran.wait_with_output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

fn as_json(scene: &Scene, heard: &Heard) -> Value {
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: serde_json::Map<String, Value> =
        names.map(|name| (name.to_owned(), json!(heard.header(name)))).into_iter().collect();
    json!({ "secret": scene.secret, "headers": headers, "body": String::from_utf8(heard.body.clone()).unwrap() })
}

const WITH_THE_LIBRARY: &str = r#"
import { Webhook } from "standardwebhooks";
import { readFileSync } from "node:fs";
const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
const webhook = new Webhook(secret);
const message = webhook.verify(body, headers);
let refused = false;
try { webhook.verify(body + " ", headers); } catch { refused = true; }
console.log(message.type, refused);
"#;

#[tokio::test]
async fn the_javascript_library_takes_it_too() {
    let Some(root) = library() else {
        println!("not run: `make setup` fetches the library");
        return;
    };
    let (scene, heard) = told().await;
    let said = node(WITH_THE_LIBRARY, &root, &as_json(&scene, &heard[0]));
    assert_eq!(said.trim(), format!("{} true", heard[0].json()["type"].as_str().unwrap()));
}

/// The example of the page for those who write a receiver, as it stands there.
#[tokio::test]
async fn the_example_of_the_page_for_receivers_takes_what_is_sent_and_nothing_else() {
    if library().is_none() {
        println!("not run: there is no node");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("docs/how-to/webhooks.md")).unwrap();
    let example = text.split("```js\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let tried = format!(
        "{example}\nimport {{ readFileSync }} from \"node:fs\";\n\
         const given = JSON.parse(readFileSync(0, \"utf8\"));\n\
         const body = Buffer.from(given.body);\n\
         const now = Number(given.headers[\"webhook-timestamp\"]);\n\
         const wrong = {{ ...given.headers, \"webhook-signature\": \"v1,bm9uZQ==\" }};\n\
         console.log(\n\
           isFromRegie(given.secret, given.headers, body, now),\n\
           isFromRegie(given.secret, given.headers, Buffer.from(given.body + \" \"), now),\n\
           isFromRegie(given.secret, wrong, body, now),\n\
           isFromRegie(given.secret, given.headers, body, now + 301),\n\
         );\n"
    );
    let (scene, heard) = told().await;
    assert_eq!(node(&tried, &root, &as_json(&scene, &heard[0])).trim(), "true false false false");
}

#[tokio::test]
async fn a_message_is_a_cloud_event_with_ids_and_a_link_and_nothing_personal() {
    let (scene, heard) = told().await;
    let opened = heard.iter().find(|one| one.kind() == "journey.opened").unwrap();
    assert_eq!(opened.header("content-type"), "application/cloudevents+json");
    assert!(opened.body.len() < 2048, "thin");
    let event = opened.json();
    let (id, _) = opened.place();
    let organisation = scene.app.directory().await.unwrap().organisation().unwrap().id;
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["type"], "nl.regie.journey.opened");
    assert_eq!(event["source"], format!("urn:uuid:{organisation}"));
    assert_eq!((&event["subject"], &event["id"]), (&json!(id), &json!(opened.id())));
    assert_eq!(event["dataref"], format!("https://regie.example.org/api/v1/journeys/{id}"));
    assert_eq!(event["datacontenttype"], "application/json");
    assert!(event["dataschema"].as_str().unwrap().starts_with("https://regie.example.org/api/v1/openapi.json#"));
    let journey = regie_domain::ids::JourneyId::parse(&id).unwrap();
    let row = scene.app.store.read(async |tx| journeys::get(tx, journey).await).await.unwrap().unwrap();
    assert_eq!(event["data"]["reference"], row.reference.to_string());
    assert_eq!(event["data"]["teamId"], scene.city.kcc.team.team.to_string());
    let member = scene.city.people.kcc_agent.id.to_string();
    for one in &heard {
        let text = String::from_utf8(one.body.clone()).unwrap();
        for personal in ["Lotte", "lotte@", "Loodgieter", "loodgieter", member.as_str()] {
            assert!(!text.contains(personal), "{personal} in {text}");
        }
    }
    // In the order of the journal, each once.
    let places: Vec<i64> = heard.iter().map(|one| one.place().1).collect();
    assert_eq!(places, (1..=i64::try_from(heard.len()).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn names_are_the_organisations_own_once_it_says_so() {
    let scene = Scene::new().await;
    let source = "urn:nld:oin:00000001234567890000:systeem:regie";
    scene.app.put_webhook_names(&scene.admin(), 0, source, "nl.gemeente").await.unwrap();
    scene.begin("lotte@example.net").await;
    scene.app.drain().await.unwrap();
    let event = scene.receiver.heard()[0].json();
    assert_eq!(event["source"], source);
    assert!(event["type"].as_str().unwrap().starts_with("nl.gemeente."));
    // A pair of keys: the receiver keeps the public half.
    let pair = super::WebhookForm { scheme: "v1a".to_owned(), ..form(&scene.receiver.url) };
    let (webhook, public) = scene.app.create_webhook(&scene.admin(), pair).await.unwrap();
    assert!(public.starts_with("whpk_"));
    scene.app.try_webhook(&scene.admin(), webhook).await.unwrap().unwrap();
    let test = scene.receiver.heard().pop().unwrap();
    assert!(test.header("webhook-signature").starts_with("v1a,"));
    assert_eq!((test.json()["type"].as_str(), test.json().get("dataref")), (Some("nl.gemeente.test"), None));
}
