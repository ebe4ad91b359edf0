//! Schemathesis against the document: whatever it thinks of, no answer is a server error and every answer is described.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use regie_web::server::router;
use regie_web::state::Web;
use regie_web::ui::live::Pace;

use super::Program;
use super::support::Site;

/// What is looked at. Data that the house refuses though its form is right (a journey that is not there, a rule) is no fault,
/// so positive data need not be accepted.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
    response_schema_conformance,negative_data_rejection,unsupported_method,ignored_auth";

/// Where `scripts/test.sh` puts it.
fn schemathesis() -> Option<std::path::PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/schemathesis/bin/schemathesis");
    let wanted = std::env::var("REGIE_CHECKS").is_ok();
    assert!(!wanted || found.exists(), "schemathesis is not there: `make test` fetches it");
    found.exists().then_some(found)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemathesis_finds_no_answer_that_is_not_described() {
    let Some(program) = schemathesis() else {
        println!("not run: `make test` fetches schemathesis");
        return;
    };
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let token = Program::new(&site).await.token;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    // A stream that lasts would keep the fuzzer waiting.
    let pace = Pace { lasts: Duration::from_millis(200), ..Pace::default() };
    let router = router(Web::new(site.test.app.clone(), Vec::new(), None).unwrap().with_pace(pace)).0;
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let described = format!("{base}/api/v1/openapi.json");
    let ask = async |document: &str, more: &[&str]| {
        let mut command = Command::new(&program);
        command.args(["run", document, "--url", &format!("{base}/api/v1"), "--checks", CHECKS]).args(more);
        command.args(["--header", &format!("Authorization: Bearer {token}"), "--no-color"]);
        command.args(["--generation-database", "none"]).env("no_proxy", "127.0.0.1");
        let ran = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        println!("{}", said.lines().skip(said.lines().count().saturating_sub(25)).collect::<Vec<_>>().join("\n"));
        (ran.status.success(), said)
    };
    // It sees a fault where one is planted: a document that does not know of an answer.
    let mut false_one = super::json(&site.visitor().get("/api/v1/openapi.json").await);
    false_one["paths"]["/teams"]["get"]["responses"].as_object_mut().unwrap().remove("200");
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("openapi.json");
    std::fs::write(&file, false_one.to_string()).unwrap();
    let teams = ["--include-operation-id", "listTeams", "--max-examples", "1"];
    let (fine, said) = ask(&file.to_string_lossy(), &teams).await;
    assert!(!fine && said.contains("Undocumented status code"), "{said}");
    let long = std::env::var("REGIE_LONG").is_ok_and(|long| !long.is_empty());
    let examples = if long { "100" } else { "2" };
    let phases = if long { "coverage,fuzzing,stateful" } else { "coverage,fuzzing" };
    let seed = std::env::var("REGIE_SEED").unwrap_or_else(|_| "1".to_owned());
    println!("REGIE_SEED={seed}");
    let rules = ["--phases", phases, "--max-examples", examples, "--seed", &seed, "--continue-on-failure"];
    let (fine, said) = ask(&described, &rules).await;
    server.abort();
    assert!(fine, "{said}");
    // It was really asked: the journey is still there, and so is what was written beside it.
    assert!(site.journey(journey).await.is_open());
}
