//! Behind a proxy the throttle counts the visitor's own address, whatever the visitor claims.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use regie_web::server::router;
use regie_web::state::Web;
use support::{Browser, Page, Site};

/// More than one place may ask within the window.
const MANY: usize = 70;

async fn ask(browser: &mut Browser, csrf: &str, forwarded: &str) -> Page {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/link")
        .header("x-forwarded-for", forwarded)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("csrf={csrf}&email=niemand%40example.net")))
        .unwrap();
    browser.send(request).await
}

async fn visitor(proxies: &[&str]) -> (Site, Browser, String) {
    let site = Site::new().await;
    let proxies = proxies.iter().map(|address| address.parse().unwrap()).collect();
    let (router, _) = router(Web::new(site.test.app.clone(), proxies, None).unwrap());
    let mut browser = Browser::new(router);
    let page = browser.get("/link").await;
    let csrf = page.hidden("/link").into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    (site, browser, csrf)
}

#[tokio::test]
async fn a_made_up_address_at_the_left_gives_no_fresh_start_and_others_are_not_blocked() {
    let (_site, mut browser, csrf) = visitor(&["127.0.0.1"]).await;
    let mut answers = Vec::new();
    for turn in 0..MANY {
        answers.push(ask(&mut browser, &csrf, &format!("192.0.2.{turn}, 198.51.100.7")).await.status);
    }
    assert_eq!((answers[0], answers[MANY - 1]), (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(ask(&mut browser, &csrf, "198.51.100.8").await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_a_trusted_proxy_the_header_is_not_read() {
    let (_site, mut browser, csrf) = visitor(&[]).await;
    let mut answers = Vec::new();
    for turn in 0..MANY {
        answers.push(ask(&mut browser, &csrf, &format!("198.51.100.{turn}")).await.status);
    }
    assert_eq!((answers[0], answers[MANY - 1]), (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS));
}
