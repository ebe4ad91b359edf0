//! The door by which systems report, with what a hostile or broken sender tries at it; and the pages around it.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use regie_app::cti::sign;
use regie_app::settings::systems::SystemForm;
use regie_app::testing::TestApp;
use regie_domain::ids::SystemId;
use support::{Browser, Page, Site};

const TABLE: &str = "
fact: langs geweest
when: $.type = desk.visit
do: contact
reference: $.reference
channel: counter
direction: in
text: $.words

fact: hartslag
when: $.type = ping
do: nothing
";

/// A site with a system of claims, its table saved and its secret made through the pages.
async fn door(code: &str) -> (Site, SystemId, String) {
    let site = Site::new().await;
    let (id, secret) = open(&site, code).await;
    (site, id, secret)
}

async fn open(site: &Site, code: &str) -> (SystemId, String) {
    let owner = site.city.claims.team.team.to_string();
    let form =
        SystemForm { code: code.into(), name: format!("Systeem {code}"), owner, active: true, ..SystemForm::default() };
    let id: SystemId = site.test.app.ports.id();
    site.test.app.put_system(&TestApp::who(&site.city.people.administrator), id, 0, form).await.unwrap();
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/systems/{id}/facts");
    let page = admin.get(&path).await;
    page.has("Dit systeem meldt nog niets").has(&format!("/in/{code}")).has("fact: creditnota gemaakt");
    let saved = admin.submit(&page, &path, &fields(TABLE)).await;
    let page = admin.follow(&saved).await;
    page.has("De tabel is opgeslagen.").has("Er is nog geen geheim").has("langs geweest");
    let made = admin.submit(&page, &format!("{path}/secret"), &[]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let secret = made.text().split("whsec_").nth(1).unwrap().split(['.', '<']).next().unwrap().to_owned();
    admin.get(&path).await.lacks("whsec_");
    (id, format!("whsec_{secret}"))
}

fn fields(table: &str) -> [(&str, &str); 4] {
    [("table", table), ("scheme", "standard"), ("header", ""), ("active", "yes")]
}

/// What goes along with a report.
struct Sent<'a> {
    path: &'a str,
    id: &'a str,
    seconds: String,
    signature: String,
    body: Vec<u8>,
}

fn signed<'a>(site: &Site, path: &'a str, secret: &str, id: &'a str, body: &[u8]) -> Sent<'a> {
    let seconds = site.test.app.ports.clock.machine().as_second().to_string();
    let signature = sign(secret, id, &seconds, body).unwrap();
    Sent { path, id, seconds, signature, body: body.to_vec() }
}

async fn post(site: &Site, sent: Sent<'_>) -> Page {
    let request = Request::builder()
        .method(Method::POST)
        .uri(sent.path)
        .header("content-type", "application/cloudevents+json")
        .header("webhook-id", sent.id)
        .header("webhook-timestamp", sent.seconds)
        .header("webhook-signature", sent.signature);
    site.visitor().send(request.body(Body::from(sent.body)).unwrap()).await
}

/// Everything that was kept of reports.
async fn kept(site: &Site, system: SystemId) -> usize {
    site.test.app.facts_of(system, 100).await.unwrap().len()
}

const PING: &[u8] = br#"{"type":"ping"}"#;

#[tokio::test]
async fn only_the_bytes_that_were_signed_are_taken() {
    let (site, id, secret) = door("billing").await;
    let path = "/in/billing";
    let good = signed(&site, path, &secret, "one", PING);
    // One blank more, as where somebody reads and writes the body again.
    let changed = Sent { body: br#"{"type": "ping"}"#.to_vec(), ..signed(&site, path, &secret, "one", PING) };
    let other_id = Sent { id: "two", ..signed(&site, path, &secret, "one", PING) };
    let empty = Sent { signature: String::new(), ..signed(&site, path, &secret, "one", PING) };
    let unnamed = Sent { id: "", ..signed(&site, path, &secret, "", PING) };
    let other = format!("whsec_{}", STANDARD.encode([7; 32]));
    for wrong in [changed, other_id, empty, unnamed, signed(&site, path, &other, "one", PING)] {
        assert_eq!(post(&site, wrong).await.status, StatusCode::UNAUTHORIZED);
    }
    // Six minutes off, on either side; the machine's clock counts.
    for off in [-6, 6] {
        let at = site.test.app.ports.clock.machine() + SignedDuration::from_mins(off);
        let seconds = at.as_second().to_string();
        let signature = sign(&secret, "one", &seconds, PING).unwrap();
        let stale = Sent { path, id: "one", seconds, signature, body: PING.to_vec() };
        assert_eq!(post(&site, stale).await.status, StatusCode::UNAUTHORIZED);
    }
    // A system that is not there is answered the same.
    let nowhere = post(&site, signed(&site, "/in/logistics", &secret, "one", PING)).await;
    assert_eq!(nowhere.status, StatusCode::UNAUTHORIZED);
    nowhere.has("\"signature\"");
    assert_eq!(kept(&site, id).await, 0);
    assert_eq!(post(&site, good).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_first_good_signature_of_eight_counts() {
    let (site, _, secret) = door("billing").await;
    let path = "/in/billing";
    let right = signed(&site, path, &secret, "one", PING).signature;
    let junk = format!("v1,{}", STANDARD.encode([1; 32]));
    let with = |signature: String| Sent { signature, ..signed(&site, path, &secret, "one", PING) };
    let many = |at: usize| {
        let mut all = vec![junk.clone(); 100];
        all[at].clone_from(&right);
        all.join(" ")
    };
    assert_eq!(post(&site, with(many(8))).await.status, StatusCode::UNAUTHORIZED, "no more than eight are looked at");
    assert_eq!(post(&site, with(format!("{junk} v1a,AAAA v2,x {right}"))).await.status, StatusCode::OK);
    assert_eq!(post(&site, with(many(7))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_system_signs_at_its_own_door_only() {
    let (site, id, secret) = door("billing").await;
    let (other, other_secret) = open(&site, "logistics").await;
    let crossed = post(&site, signed(&site, "/in/logistics", &secret, "one", PING)).await;
    assert_eq!(crossed.status, StatusCode::UNAUTHORIZED);
    // What a body says of itself lends no other name.
    let claims = br#"{"type":"ping","source":"billing","system":"billing"}"#;
    let taken = post(&site, signed(&site, "/in/logistics", &other_secret, "one", claims)).await;
    assert_eq!(taken.status, StatusCode::OK);
    assert_eq!((kept(&site, id).await, kept(&site, other).await), (0, 1));
}

#[tokio::test]
async fn the_same_again_has_no_effect_and_something_else_under_its_id_is_refused() {
    let (site, system, secret) = door("billing").await;
    let id = site.begin("anja@example.net", "Lekkage").await;
    let reference = site.journey(id).await.reference;
    let body = format!(r#"{{"type":"desk.visit","reference":"{reference}","words":"Ik kom even langs."}}"#);
    let path = "/in/billing";
    post(&site, signed(&site, path, &secret, "one", body.as_bytes())).await.has("\"applied\"");
    let contacts = site.journey(id).await.contacts.len();
    // A day later, tried again with a fresh signature.
    site.test.clock.advance(SignedDuration::from_hours(24));
    let again = post(&site, signed(&site, path, &secret, "one", body.as_bytes())).await;
    assert_eq!(again.status, StatusCode::OK);
    again.has("\"before\"");
    let other = body.replace("even", "niet");
    let different = post(&site, signed(&site, path, &secret, "one", other.as_bytes())).await;
    assert_eq!(different.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.journey(id).await.contacts.len(), contacts);
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let log = admin.get(&format!("/settings/systems/{system}/facts")).await;
    log.has("Verwerkt").has("Geweigerd").has("Onder hetzelfde nummer is eerder iets anders gemeld");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{id}")).await.has("Ik kom even langs.");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_words_and_quickly() {
    let (site, system, secret) = door("billing").await;
    let path = "/in/billing";
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let large = format!("{{\"type\":\"ping\",\"fill\":\"{}\"}}", "x".repeat(1024 * 1024));
    let larger = vec![b' '; 3 * 1024 * 1024];
    for (body, status, code) in [
        (b"geen json".to_vec(), StatusCode::BAD_REQUEST, "not-json"),
        (b"".to_vec(), StatusCode::BAD_REQUEST, "not-json"),
        (b"{\"type\":\"ping\xff\"}".to_vec(), StatusCode::BAD_REQUEST, "not-utf8"),
        (deep, StatusCode::BAD_REQUEST, "not-json"),
        (br#"{"type":"\ud800"}"#.to_vec(), StatusCode::BAD_REQUEST, "not-json"),
        (br#"{"type":1e400}"#.to_vec(), StatusCode::BAD_REQUEST, "not-json"),
        (large.into_bytes(), StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
        (larger, StatusCode::PAYLOAD_TOO_LARGE, ""),
    ] {
        let answer = post(&site, signed(&site, path, &secret, "one", &body)).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        answer.has(code);
    }
    assert_eq!(kept(&site, system).await, 0);
    // The id is still free: nothing of it was kept.
    post(&site, signed(&site, path, &secret, "one", PING)).await.has("\"ignored\"");
    // Anything that is JSON is taken, also what no row knows: a person looks at it.
    for (id, body) in [("a", &b"[]"[..]), ("b", b"7"), ("c", br#"{"type":"invoice.v9"}"#)] {
        let answer = post(&site, signed(&site, path, &secret, id, body)).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED);
        answer.has("\"waiting\"");
    }
}

#[tokio::test]
async fn a_sender_may_ask_first_whether_it_is_welcome() {
    let site = Site::new().await;
    let ask = Request::builder()
        .method(Method::OPTIONS)
        .uri("/in/whatever")
        .header("webhook-request-origin", "billing.example.org");
    let answer = site.visitor().send(ask.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["webhook-allowed-origin"], "billing.example.org");
}

fn link(page: &Page, begin: &str) -> String {
    let text = page.text();
    let rest = text.split(&format!("href=\"{begin}")).nth(1).unwrap_or_else(|| panic!("no {begin} in\n{text}"));
    format!("{begin}{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn what_waits_is_tied_by_the_team_or_set_aside_with_a_reason() {
    let (site, system, secret) = door("billing").await;
    let id = site.begin("anja@example.net", "Lekkage").await;
    let reference = site.journey(id).await.reference.to_string();
    let body = br#"{"type":"desk.visit","reference":"R-1701-0001","words":"Waar blijft mijn geld?"}"#;
    post(&site, signed(&site, "/in/billing", &secret, "one", body)).await.has("waiting");
    // Sent again it still waits, and the answer does not say that it had its effect.
    let again = post(&site, signed(&site, "/in/billing", &secret, "one", body)).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    again.has("\"before-waiting\"");
    site.test.clock.advance(SignedDuration::from_mins(1));
    post(&site, signed(&site, "/in/billing", &secret, "two", br#"{"type":"vreemd"}"#)).await.has("waiting");
    let mut agent: Browser = site.signed_in(&site.city.people.claims_agent).await;
    agent.get("/work").await.has("/arrivals");
    let list = agent.get("/arrivals").await;
    list.has("Melding van Systeem billing");
    let arrival = link(&list, "/arrivals/0");
    let opened = agent.get(&arrival).await;
    let fact = opened.location().to_owned();
    let page = agent.get(&fact).await;
    page.has("Waar blijft mijn geld?").has("langs geweest").has("Er is geen klantreis of blokkade waar dit over gaat.");
    // No way around its own ways out.
    let voided = agent.post(&format!("{arrival}/void"), &page.hidden(&format!("{fact}/aside"))).await;
    assert_ne!(voided.status, StatusCode::OK);
    let nowhere = agent.submit(&page, &format!("{fact}/tie"), &[("reference", "R-1701-0099")]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    let still = agent.submit(&page, &format!("{fact}/retry"), &[]).await;
    agent.follow(&still).await.has("Het lukt nog niet.");
    let tied = agent.submit(&page, &format!("{fact}/tie"), &[("reference", &reference)]).await;
    agent.follow(&tied).await.has("De melding is verwerkt.").has("Waar blijft mijn geld?");

    let list = agent.get("/arrivals").await;
    let opened = agent.get(&link(&list, "/arrivals/0")).await;
    let fact = opened.location().to_owned();
    let page = agent.get(&fact).await;
    page.has("Onbekende melding").has("Geen enkele rij van de tabel past");
    let bare = agent.submit(&page, &format!("{fact}/aside"), &[("reason", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let aside = agent.submit(&page, &format!("{fact}/aside"), &[("reason", "Een proef van facturatie.")]).await;
    let page = agent.follow(&aside).await;
    page.has("Een proef van facturatie.").has("Opzij gelegd");
    let back = agent.submit(&page, &format!("{fact}/back"), &[]).await;
    agent.follow(&back).await.has("Wat er gemeld is");
    // The table learns it, and what waits is tried again.
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/systems/{system}/facts");
    let page = admin.get(&path).await;
    let table = format!("{TABLE}\nfact: vreemd\nwhen: $.type = vreemd\ndo: nothing\n");
    let saved = admin.submit(&page, &path, &fields(&table)).await;
    let page = admin.follow(&saved).await;
    let retried = admin.submit(&page, &format!("{path}/retry"), &[]).await;
    admin.follow(&retried).await.has("Alles wat wachtte, is verwerkt.").has("Niets te doen");
    agent.get("/arrivals").await.lacks("Melding van");
}

#[tokio::test]
async fn a_table_says_all_its_faults_and_tries_a_sample_without_keeping_it() {
    let (site, system, _) = door("billing").await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/systems/{system}/facts");
    let page = admin.get(&path).await;
    let wrong = "fact: een\nkleur: rood\ndo: explode\nwhen: $.type = x\n";
    let refused = admin.submit(&page, &path, &fields(wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.has("Regel 2:").has("kleur").has("Regel 3:").has("leg_done, promise_kept, breach").has("kleur: rood");
    let blueprint = "fact: een\nwhen: $.type = x\ndo: journey\nblueprint: Bestaat niet\nemail: $.mail\n";
    admin.submit(&page, &path, &fields(blueprint)).await.has("Bestaat niet").has("Kies uit");

    let tries = |sample: &'static str| [&fields(TABLE)[..], &[("sample", sample), ("do", "try")]].concat();
    let none = admin.submit(&page, &path, &tries(r#"{"type":"x","data":{"a":1}}"#)).await;
    none.has("Geen enkele rij past bij deze melding").has("$.data.a").has("Er is niets bewaard.");
    let lacks = admin.submit(&page, &path, &tries(r#"{"type":"desk.visit","words":"a"}"#)).await;
    lacks.has("staat er niets op $.reference");
    admin.submit(&page, &path, &tries("geen json")).await.has("geen geldige JSON");
    let id = site.begin("anja@example.net", "Lekkage").await;
    let reference = site.journey(id).await.reference;
    let sample = format!(r#"{{"type":"desk.visit","reference":"{reference}","words":"a"}}"#);
    let fits = [&fields(TABLE)[..], &[("sample", sample.as_str()), ("do", "try")]].concat();
    admin.submit(&page, &path, &fits).await.has("past.").has("Contactmoment bij de klantreis");
    assert_eq!((kept(&site, system).await, site.journey(id).await.contacts.len()), (0, 1));
    // A lead reads it and changes nothing.
    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    lead.get(&path).await.has("langs geweest").lacks("Maak een geheim");
}

#[tokio::test]
async fn the_example_of_the_page_for_senders_is_taken() {
    let (site, _, secret) = door("billing").await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/how-to/webhooks.md")).unwrap();
    let example = page.split("```js\n").nth(2).and_then(|rest| rest.split("```").next()).unwrap();
    let seconds = site.test.app.ports.clock.machine().as_second();
    let tried = format!(
        "{example}\nDate.now = () => {seconds}000;\n\
         report(\"https://regie.example.org/in/billing\", \"{secret}\", {{ type: \"ping\" }}, \"one\", async (url, call) =>\n\
           console.log([url, call.headers[\"webhook-timestamp\"], call.headers[\"webhook-signature\"], call.body].join(\"\\n\")));\n"
    );
    let node = std::process::Command::new("node").args(["--input-type=module", "--eval", &tried]).output();
    let Ok(said) = node else {
        println!("not run: there is no node");
        return;
    };
    let said = String::from_utf8(said.stdout).unwrap();
    let [url, seconds, signature, body]: [&str; 4] = said.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(url.ends_with("/in/billing"));
    let (seconds, signature, body) = (seconds.to_owned(), signature.to_owned(), body.as_bytes().to_vec());
    let answer = post(&site, Sent { path: "/in/billing", id: "one", seconds, signature, body }).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

/// What a program is answered.
async fn asked(site: &Site, token: &str, method: Method, path: &str, body: &str) -> (StatusCode, serde_json::Value) {
    let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap();
    let page = site.visitor().send(request).await;
    (page.status, serde_json::from_str(&page.text()).unwrap_or_default())
}

async fn program(site: &Site, team: regie_domain::ids::TeamId) -> String {
    let scopes = ["journeys.read", "journeys.write"];
    let form = regie_app::settings::clients::ClientForm {
        name: format!("Werkvoorraad {team}"),
        teams: vec![team.to_string()],
        watches: false,
        scopes: scopes.map(str::to_owned).to_vec(),
        days: "30".to_owned(),
        active: true,
    };
    site.test.app.create_client(&TestApp::who(&site.city.people.administrator), form).await.unwrap().1
}

#[tokio::test]
async fn a_program_of_the_team_decides_about_what_waits_as_a_member_does() {
    let (site, system, secret) = door("billing").await;
    let id = site.begin("anja@example.net", "Lekkage").await;
    let lost = br#"{"type":"desk.visit","reference":"R-1701-0001","words":"Waar blijft mijn geld?"}"#;
    for (number, body) in [("one", &lost[..]), ("two", br#"{"type":"vreemd"}"#), ("three", br#"{"type":"raar"}"#)] {
        post(&site, signed(&site, "/in/billing", &secret, number, body)).await.has("waiting");
        site.test.clock.advance(SignedDuration::from_mins(1));
    }
    let token = program(&site, site.city.claims.team.team).await;
    let api = async |method: Method, path: &str, body: &str| asked(&site, &token, method, path, body).await;
    let (status, list) = api(Method::GET, "/api/v1/facts", "").await;
    assert_eq!((status, list["items"].as_array().unwrap().len()), (StatusCode::OK, 3), "{list}");
    let first = &list["items"][0];
    assert_eq!((first["state"].as_str(), first["why"].as_str()), (Some("waiting"), Some("unfound")), "{first}");
    assert_eq!((first["row"].as_str(), &first["systemId"]), (Some("langs geweest"), &serde_json::json!(system)));
    assert!(first["said"].as_str().unwrap().contains("Waar blijft mijn geld?"));
    let [one, two, three] = [0, 1, 2].map(|at| format!("/api/v1/facts/{}", list["items"][at]["id"].as_str().unwrap()));

    // Another team's program knows of none of them.
    let other = program(&site, site.city.technical.team.team).await;
    let (_, none) = asked(&site, &other, Method::GET, "/api/v1/facts", "").await;
    assert_eq!(none["items"].as_array().unwrap().len(), 0, "{none}");

    let (status, still) = api(Method::POST, &format!("{one}/retries"), "{}").await;
    assert_eq!((status, still["state"].as_str()), (StatusCode::OK, Some("waiting")), "{still}");
    let here = format!("{{\"journeyId\":\"{id}\"}}");
    let (status, tied) = api(Method::POST, &format!("{one}/ties"), &here).await;
    assert_eq!((status, tied["state"].as_str()), (StatusCode::OK, Some("applied")), "{tied}");
    assert_eq!(tied["journeyId"], serde_json::json!(id));
    // One decision counts: the same one is told as it stands, another one is refused.
    assert_eq!(api(Method::POST, &format!("{one}/ties"), &here).await.0, StatusCode::OK);
    let (status, refused) = api(Method::POST, &format!("{one}/asides"), r#"{"reason":"Toch niet."}"#).await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::CONFLICT, Some("decided-before")), "{refused}");

    // What no row knows stands there as a note.
    let (_, noted) = api(Method::POST, &format!("{two}/ties"), &here).await;
    assert_eq!(noted["state"].as_str(), Some("noted"), "{noted}");
    assert_eq!(api(Method::POST, &format!("{three}/asides"), r#"{"reason":" "}"#).await.0, StatusCode::BAD_REQUEST);
    let (_, aside) = api(Method::POST, &format!("{three}/asides"), r#"{"reason":"Een proef."}"#).await;
    assert_eq!((aside["state"].as_str(), aside["reason"].as_str()), (Some("aside"), Some("Een proef.")), "{aside}");
    let (_, back) = api(Method::POST, &format!("{three}/asides/undo"), "{}").await;
    assert_eq!(back["state"].as_str(), Some("waiting"), "{back}");
    let (status, _) = api(Method::GET, "/api/v1/facts/0190a1b2-0000-7000-8000-000000000000", "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{id}")).await.has("Waar blijft mijn geld?").has("vreemd");
}

#[tokio::test]
async fn the_table_of_a_carrier_is_tried_on_an_answer_without_asking_anybody() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = "/settings/carriers/new?kind=postnl";
    let page = admin.get(path).await;
    let table = "events = /status\ncode = /code\nmoment = /at\n7 = out_for_delivery\n";
    let tries = |table: &'static str, sample: &'static str| {
        [("kind", "postnl"), ("name", "PostNL"), ("table", table), ("sample", sample), ("do", "try")]
    };
    let answer =
        r#"{"status":[{"code":"07","at":"2018-02-05T08:10:00+01:00"},{"code":"1","at":"2018-02-05T07:00:00Z"}]}"#;
    let read = admin.submit(&page, path, &tries(table, answer)).await;
    read.has("staat er 1 gebeurtenis in dit antwoord").has("08.10 uur").has("Er is niets bewaard.");
    read.has("7 = out_for_delivery").has("PostNL");
    let wrong = "events = /nergens\ncode = /code\nmoment = /at\n7 = out_for_delivery\n";
    admin.submit(&page, path, &tries(wrong, answer)).await.has("staat volgens deze tabel niets");
    admin.submit(&page, path, &tries(table, "geen json")).await.has("Dit antwoord is geen JSON.");
    admin.submit(&page, path, &tries("kapot", answer)).await.has("Deze tabel klopt niet.");
    assert!(site.test.app.directory().await.unwrap().carrier_feeds.is_empty());
}
