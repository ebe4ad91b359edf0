//! Asking for a new link: the same answer for everybody, a mail only to an address that is known.

mod support;

use axum::http::StatusCode;
use jiff::SignedDuration;
use support::{Page, Site};

fn bare(page: &Page, email: &str) -> String {
    let text = page.text().replace(email, "");
    text.split("value=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect()
}

#[tokio::test]
async fn known_or_not_the_answer_is_the_same_and_the_link_goes_to_the_known_address() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let number = site.journey(journey).await.reference.to_string();
    let _ = site.test.mail.take();
    let mut anja = site.visitor();
    let page = anja.get("/link").await;
    page.has("Vraag een nieuwe link aan");
    let known = anja.submit(&page, "/link", &[("email", "Anja@example.net"), ("reference", &number)]).await;
    let unknown = anja.submit(&page, "/link", &[("email", "niemand@example.net")]).await;
    let foreign = anja.submit(&page, "/link", &[("email", "bert@example.net"), ("reference", &number)]).await;
    assert_eq!(known.status, StatusCode::OK);
    assert_eq!(bare(&known, "anja@example.net"), bare(&unknown, "niemand@example.net"));
    assert_eq!(bare(&known, "anja@example.net"), bare(&foreign, "bert@example.net"));
    known.has("Kennen wij dit adres?");
    site.test.drain().await;
    let mails = site.test.mail.sent();
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["anja@example.net"]);
    let link = mails[0]
        .text
        .lines()
        .find_map(|line| line.trim().strip_prefix("https://regie.example.org"))
        .unwrap_or_default()
        .to_owned();
    anja.get(&link).await.has("Verstopt riool");
}

#[tokio::test]
async fn an_expired_page_asks_for_a_new_link_without_a_cookie() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let link = site.link(journey).await;
    site.test.clock.advance(SignedDuration::from_hours(91 * 24));
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    assert_eq!(page.status, StatusCode::GONE);
    let action = format!("{link}/link");
    let wrong = anja.submit(&page, &action, &[("email", "anja")]).await;
    assert_eq!(wrong.status, StatusCode::GONE);
    wrong.has("Dit is geen e-mailadres").has("value=\"anja\"");
    let _ = site.test.mail.take();
    let sent = anja.submit(&page, &action, &[("email", "anja@example.net")]).await;
    assert_eq!(sent.status, StatusCode::OK);
    sent.has("Kennen wij dit adres?");
    site.test.drain().await;
    assert!(site.test.mail.to("anja@example.net").iter().any(|mail| mail.subject.contains("nieuwe link")));
    assert!(anja.cookies.is_empty());
}

#[tokio::test]
async fn too_many_requests_from_one_place_are_held_back() {
    let site = Site::new().await;
    let mut anyone = site.visitor();
    let page = anyone.get("/link").await;
    let mut answers = Vec::new();
    for number in 0..30 {
        let email = format!("n{number}@example.net");
        answers.push(anyone.submit(&page, "/link", &[("email", &email)]).await.status);
    }
    assert_eq!((answers[0], answers[29]), (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS));
}

#[tokio::test]
async fn what_was_typed_on_a_page_whose_link_ended_is_given_back() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    site.test.clock.advance(SignedDuration::from_hours(91 * 24));
    let late = anja.submit(&page, &format!("{link}/message"), &[("text", "Een lang verhaal.")]).await;
    assert_eq!(late.status, StatusCode::GONE);
    late.has("Een lang verhaal.").lacks("riool");
}
