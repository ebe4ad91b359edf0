//! What a browser is protected from beside the routes: bodies without end, a host that only the request names, and pages that
//! hold what the policy forbids.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use support::Site;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let site = Site::new().await;
    let mut browser = site.visitor();
    browser.get("/sign-in").await;
    let send = |kind: &str, body: Vec<u8>| {
        let request = Request::builder().method(Method::POST).uri("/sign-in").header(header::CONTENT_TYPE, kind);
        request.body(Body::from(body)).unwrap()
    };
    let page = browser.send(send(FORM, vec![b'a'; 2 * 1024 * 1024 + 1])).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    page.has("Dit is te groot");
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n".to_vec();
    body.resize(27 * 1024 * 1024, b'a');
    let page = browser.send(send("multipart/form-data; boundary=x", body)).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    let page = browser.send(send("multipart/form-data; boundary=x", b"--y nonsense".to_vec())).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.send(send(FORM, b"csrf=%ff%fe".to_vec())).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_name_that_a_request_calls_us_by_is_not_believed() {
    let site = Site::new().await;
    let mut browser = site.visitor();
    let page = browser.get("/password/forgot").await;
    let csrf = page.hidden("/password/forgot").into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    let email = &site.city.people.kcc_agent.email;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/password/forgot")
        .header(header::HOST, "evil.tld")
        .header("x-forwarded-host", "evil.tld")
        .header(header::CONTENT_TYPE, FORM)
        .body(Body::from(format!("csrf={csrf}&email={email}")))
        .unwrap();
    let page = browser.send(request).await;
    assert_eq!(page.status, StatusCode::OK);
    page.lacks("evil.tld");
    site.test.drain().await;
    let mail = site.test.mail.last_to(email);
    assert!(mail.text.contains("https://regie.example.org/password/reset/") && !mail.text.contains("evil.tld"));
    let request = Request::builder().uri("/work").header(header::HOST, "evil.tld").body(Body::empty()).unwrap();
    assert_eq!(browser.send(request).await.location(), "/sign-in?to=/work");
}

#[test]
fn templates_hold_nothing_that_the_policy_forbids() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&root.join("templates"), &mut files);
    walk(&root.join("src"), &mut files);
    let banned =
        ["hx-on", "hx-vals=\"js:", "hx-headers=\"js:", "hx-vars", " style=\"", " onclick=", " onload=", " onerror="];
    for (name, text) in files.iter().filter(|(name, _)| !name.ends_with("tests.rs")) {
        // What a test says about hostile input is no page.
        let text = text.split("#[cfg(test)]").next().unwrap();
        for banned in banned {
            assert!(!text.contains(banned), "{name} holds {banned:?}");
        }
        // A filter in a trigger is evaluated as code.
        for trigger in text.split("hx-trigger=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!trigger.contains('['), "{name} holds a trigger filter: {trigger}");
        }
        if name.ends_with(".html") {
            assert!(!text.contains("javascript:") && !text.contains("<script>"), "{name} holds a script");
        }
    }
    assert!(files.len() > 50);
}

fn walk(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "html" || kind == "rs") {
            files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}
