//! "I am being sent back and forth": the director's team calls, the customer hears it, and staff see the way of the ball.

use axum::http::StatusCode;
use regie_domain::codes::PromiseWhat;

use crate::support::Site;

#[tokio::test]
async fn one_press_gives_a_promise_on_the_page_and_by_mail_and_a_second_says_it_again() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let link = site.link(journey).await;
    let action = format!("{link}/back-and-forth");
    let mut customer = site.visitor();
    let page = customer.get(&link).await;
    page.has("Wordt u heen en weer gestuurd?");
    let mails = site.test.mail.to("anja@example.net").len();
    let sent = customer.submit(&page, &action, &[("text", "Al drie keer doorverbonden.")]).await;
    let page = customer.follow(&sent).await;
    page.has("U liet weten dat u heen en weer wordt gestuurd.").has("Al drie keer doorverbonden.");
    page.lacks(&format!("action=\"{action}\""));
    site.test.drain().await;
    let told = site.test.mail.to("anja@example.net");
    assert_eq!(told.len(), mails + 1);
    let mail = told.last().unwrap();
    assert!(
        mail.text.contains("heen en weer wordt gestuurd. Dat spijt ons.") && mail.text.contains("bel"),
        "{}",
        mail.text
    );

    let found = site.journey(journey).await;
    let (_, promise) = found.call_for_sent_around().unwrap();
    assert_eq!((promise.what, promise.owner), (PromiseWhat::CallBack, found.direction.team));
    // The button is gone; a form from before says only what was promised.
    let again = customer.post(&action, &[("csrf".to_owned(), csrf(&link))]).await;
    customer.follow(&again).await.has("Wij hadden u al een telefoontje beloofd.");
    let after = site.journey(journey).await;
    assert_eq!((after.sent_around, after.promises.len()), (found.sent_around, found.promises.len()));

    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get(&format!("/journeys/{journey}")).await;
    page.has("wordt heen en weer gestuurd.").has("De weg: ").has("nog niet over naar een ander team");
}

#[tokio::test]
async fn a_call_that_was_not_made_has_a_new_moment_in_mail_and_on_the_page() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let link = site.link(journey).await;
    let mut customer = site.visitor();
    let page = customer.get(&link).await;
    customer.submit(&page, &format!("{link}/back-and-forth"), &[("text", "")]).await;
    site.test.drain().await;
    let (_, first) = site.journey(journey).await.call_for_sent_around().map(|(id, it)| (id, it.clone())).unwrap();
    let late = first.current.until.checked_add(jiff::SignedDuration::from_mins(2)).unwrap();
    site.test.clock.set(late.to_string().as_str());
    site.test.drain().await;
    let found = site.journey(journey).await;
    let (_, again) = found.next_call_for_sent_around().unwrap();
    assert!(again.current.until > first.current.until);
    let mail = site.test.mail.to("anja@example.net").pop().unwrap();
    assert!(mail.text.contains("Dat is niet gelukt.") && mail.text.contains("Wij bellen u"), "{}", mail.text);
    customer.get(&link).await.has("Dat is niet gelukt. Wij bellen u").lacks("Wij bellen u nog.");
}

#[tokio::test]
async fn a_colleague_presses_it_for_who_calls() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let action = format!("/journeys/{journey}/back-and-forth");
    let page = agent.get(&action).await;
    let done = agent.submit(&page, &action, &[("channel", "phone"), ("text", "")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(site.journey(journey).await.call_for_sent_around().is_some());
    let link = site.link(journey).await;
    site.visitor().get(&link).await.has("U liet weten dat u heen en weer wordt gestuurd.");
}

/// The secret of a form on a customer's page.
fn csrf(link: &str) -> String {
    regie_web::security::csrf_token(link.strip_prefix("/s/").unwrap().as_bytes())
}
