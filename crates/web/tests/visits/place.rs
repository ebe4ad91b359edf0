//! Where somebody comes: asked once, and only where nobody knows it.

use super::*;

/// The calendar entry of the newest mail to somebody.
fn entry(site: &Site, to: &str) -> String {
    let mail = site.test.mail.last_to(to);
    let file = mail.files.iter().find(|file| file.media_type.starts_with("text/calendar")).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap().replace("\r\n ", "")
}

#[tokio::test]
async fn where_we_come_is_asked_once_where_nobody_knows_it() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has("Uw adres").has("name=\"place\"");
    for place in ["", "thuis"] {
        let wrong = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), ("place", place)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.has("Vul uw postcode en huisnummer in").has(&format!("value=\"{TUESDAY}\" checked"));
    }
    assert!(site.journey(id).await.visits.is_empty());
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let page = anja.follow(&sent).await;
    page.has("Een andere tijd kiezen").lacks("name=\"place\"");
    site.test.drain().await;
    assert!(entry(&site, "anja@example.net").contains("LOCATION:1234 AB 12\r\n"));
    let mut agent = agent(&site).await;
    agent.get(&format!("/journeys/{id}")).await.has("1234 AB 12");
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", NOON)]).await;
    anja.follow(&sent).await.has("Uw bezoek is verplaatst.");
    site.test.drain().await;
    assert!(entry(&site, "anja@example.net").contains("LOCATION:1234 AB 12\r\n"));
}

#[tokio::test]
async fn a_visit_that_an_agent_booked_without_an_address_asks_for_it_when_it_moves() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut agent = agent(&site).await;
    let path = format!("/journeys/{id}/visit");
    let form = agent.get(&path).await;
    form.has("Waar komen jullie langs?");
    agent.submit(&form, &path, &[("slot", TUESDAY)]).await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has("name=\"place\"");
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", NOON)]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", NOON), HOME]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let journey = site.journey(id).await;
    assert!(journey.booked_visit().unwrap().1.place.is_some());
    let move_page = agent.get(&format!("/journeys/{id}")).await;
    agent.get(&action(&move_page, "/move")).await.lacks("name=\"place\"");
}

#[tokio::test]
async fn an_address_that_was_given_elsewhere_is_not_asked_again_and_stands_in_the_calendar() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut agent = agent(&site).await;
    let person = format!("/journeys/{id}/people/{}", site.customer(id).await);
    let shown = agent.get(&person).await;
    let kept = agent
        .submit(&shown, &format!("{person}/address"), &[("address", "Voorbeeldlaan 1\n1234 AB Voorbeeldstad")])
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has(TUESDAY).lacks("name=\"place\"");
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let wanted = "LOCATION:Voorbeeldlaan 1\\, 1234 AB  VOORBEELDSTAD\r\n";
    let mailed = entry(&site, "anja@example.net");
    assert!(mailed.contains(wanted), "{mailed}");
    anja.get(&format!("{link}/visit.ics")).await.has(wanted);
}
