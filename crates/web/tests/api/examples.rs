//! The examples of `docs/how-to/api.md`, run as they stand there, against a server on this machine.

use std::path::Path;
use std::process::Command;

use super::Program;
use super::support::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_of_the_docs_do_what_they_say() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/how-to/api.md");
    let text = std::fs::read_to_string(docs).unwrap();
    let examples: Vec<&str> = text.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 6, "{} examples", examples.len());
    let site = Site::new().await;
    let token = Program::new(&site).await.token;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = site.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    for example in examples {
        let (base, token, script) = (base.clone(), token.clone(), example.to_owned());
        let ran = tokio::task::spawn_blocking(move || {
            Command::new("bash")
                .args(["-euo", "pipefail", "-c", &script])
                .env("BASE", base)
                .env("TOKEN", token)
                .env("no_proxy", "127.0.0.1")
                .output()
                .unwrap()
        });
        let ran = ran.await.unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success(), "{example}\n{said}\n{}", String::from_utf8_lossy(&ran.stderr));
        assert!(example.starts_with("test ") || said.starts_with('{'), "{example}\n{said}");
    }
    server.abort();
    // They did it: one journey, with our answer on it.
    let mut program = Program::new(&site).await;
    let list = super::fine(&program.get("/api/v1/journeys").await);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["title"], "Double invoice");
}
