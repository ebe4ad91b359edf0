//! A message that did not arrive, sent again through the pages.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use support::Site;

#[tokio::test]
async fn a_message_that_did_not_arrive_is_sent_again_to_a_better_address() {
    let site = Site::new().await;
    site.test.mail.fail_permanently("anja@example.net");
    let id = site.begin("anja@example.net", "Verstopt riool").await;
    let agent = &site.city.people.kcc_agent;
    let mut browser = site.signed_in(agent).await;
    let page = browser.get(&format!("/journeys/{id}")).await;
    page.has("Een bericht kwam niet aan").has("De mailserver weigerde de e-mail.").has("550 no such user");
    page.has("Niet verteld aan de inwoner, want het bericht kwam niet aan: ").lacks("Verteld aan de inwoner");
    let update = *site.journey(id).await.updates.keys().next().unwrap();
    let at = format!("/journeys/{id}/updates/{update}/again");
    page.has(&at);
    let form = browser.get(&at).await;
    form.has("Opnieuw versturen")
        .has("anja@example.net")
        .has("bestaat volgens de mailserver niet")
        .has("Liever een brief?");
    let wrong = browser.submit(&form, &at, &[("address", "geen adres")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Dit is geen e-mailadres");
    // Two clicks on one button.
    for _ in 0..2 {
        let sent = browser.submit(&form, &at, &[("address", "anja.dewit@example.net")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        browser.follow(&sent).await.has("Het bericht gaat opnieuw weg.").has("stuurt een bericht opnieuw");
    }
    site.test.drain().await;
    assert_eq!(site.test.mail.sent().len(), 1);
    assert_eq!(site.test.mail.last_to("anja.dewit@example.net").to, "anja.dewit@example.net");
    let page = browser.get(&format!("/journeys/{id}")).await;
    page.lacks("Een bericht kwam niet aan (").lacks(&at).has("Verteld aan de inwoner").lacks("Niet verteld");
    // A page that stood open leads back to the journey.
    let late = browser.get(&at).await;
    browser.follow(&late).await.has("Dit bericht hoeft niet nog een keer weg.");
    let none = browser.get(&format!("/journeys/{id}/updates/{id}/again")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
