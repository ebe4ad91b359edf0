//! A telephone system and a gateway for text messages, connected through the pages.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use regie_app::cti::sign;

use super::{Browser, Page, Site};

/// What an administrator fills in about the gateway.
pub const GATEWAY: [(&str, &str); 7] = [
    ("url", "https://sms.example.org/send"),
    ("body", r#"{"to":"{{number}}","text":"{{text}}"}"#),
    ("sender", "Gemeente"),
    ("every-hours", "24"),
    ("header", "Authorization"),
    ("secret", "Bearer geheim"),
    ("active", "yes"),
];

/// The administrator connects a telephone system: its path and its secret, which are shown once.
pub async fn connect(site: &Site, admin: &mut Browser) -> (String, String) {
    let page = admin.get("/settings/telephone/new").await;
    let team = site.city.kcc.team.team.to_string();
    let fields = [("name", "Centrale"), ("team", team.as_str()), ("active", "yes")];
    let made = admin.submit(&page, "/settings/telephone/new", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let text = made.text();
    let secret = text.split("whsec_").nth(1).unwrap().split(['.', '<']).next().unwrap();
    let id = text.split("/cti/").nth(1).unwrap().split('<').next().unwrap();
    (format!("/cti/{id}"), format!("whsec_{secret}"))
}

/// The telephone system reports something, signed with a secret.
pub async fn report(site: &Site, (path, secret): (&str, &str), id: &str, body: &str) -> Page {
    let seconds = site.test.app.ports.clock.machine().as_second().to_string();
    let signature = sign(secret, id, &seconds, body.as_bytes()).unwrap();
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signature);
    let answer = site.visitor().send(request.body(Body::from(body.to_owned())).unwrap()).await;
    site.test.drain().await;
    answer
}
