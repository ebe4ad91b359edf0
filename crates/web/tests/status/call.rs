//! Asking to be called, and when.

use axum::http::StatusCode;
use regie_domain::codes::PromiseWhat;

use crate::open;
use crate::support::{Page, Site};

/// The values and labels of the moments at which one can be called.
fn moments(page: &Page) -> Vec<(String, String)> {
    let text = page.text();
    let radios = text.split("name=\"moment\"").skip(1);
    radios
        .map(|rest| {
            let value = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
            let label = rest.split("<span>").nth(1).unwrap().split('<').next().unwrap();
            (value.to_owned(), label.to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_call_is_asked_for_and_promised_when_the_customer_wants_it() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let page = anja.get(&link).await;
    let action = format!("{link}/call-back");
    let wrong = anja.submit(&page, &action, &[("phone", "12"), ("when", "na tien uur"), ("moment", "other")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Dit is geen telefoonnummer.").has("na tien uur");
    let phone = ("phone", "06 00 00 00 78");
    let none = anja.submit(&page, &action, &[phone]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = anja.submit(&page, &action, &[phone, ("moment", "other")]).await;
    words.has("Schrijf wanneer wij u kunnen bellen.");
    assert_eq!(site.journey(journey).await.promises.len(), 1, "nothing was promised yet");

    // Monday 09:20: as soon as may be, the half-days of this day and the next ones, another moment.
    let offered = moments(&page);
    let labels: Vec<&str> = offered.iter().map(|(_, label)| label.as_str()).collect();
    assert_eq!(labels.first(), Some(&"Zo snel mogelijk"));
    assert_eq!(labels.last(), Some(&"Op een ander moment"));
    let afternoon = offered.iter().find(|(_, label)| label.starts_with("Vanmiddag, 12.00")).unwrap();
    let sent = anja.submit(&page, &action, &[phone, ("moment", &afternoon.0), ("when", "Vraag naar Bo")]).await;
    let page = anja.follow(&sent).await;
    page.has("Wij bellen u terug.")
        .has("Bel mij terug op 06 00 00 00 78. Wanneer: maandag 5 februari, tussen 12.00 en");
    page.has("Vraag naar Bo");
    let found = site.journey(journey).await;
    let call = found.promises.values().find(|promise| promise.what == PromiseWhat::CallBack).unwrap();
    let (from, until) = afternoon.0.split_once('/').unwrap();
    assert_eq!((call.current.from, call.current.until), (from.parse().ok(), until.parse().unwrap()));
    site.test.drain().await;
    let told = site.test.mail.last_to("anja@example.net");
    assert!(told.text.contains("Wij bellen u maandag 5 februari, tussen 12.00 en"), "{}", told.text);

    // What has passed meanwhile, or was never offered, is said at its field.
    let late = "2018-02-05T22:00:00Z/2018-02-05T23:00:00Z";
    let refused = anja.submit(&page, &action, &[phone, ("moment", late)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Op dit moment kunnen wij u niet bellen. Kies een ander moment.").has("06 00 00 00 78");
}

#[tokio::test]
async fn another_moment_for_a_call_is_read_by_a_person_and_promises_no_call_at_a_time_nobody_asked_for() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    let page = anja.get(&link).await;
    let fields = [("phone", "06 00 00 00 78"), ("moment", "other"), ("when", "volgende week na tien uur")];
    let sent = anja.submit(&page, &format!("{link}/call-back"), &fields).await;
    let page = anja.follow(&sent).await;
    page.has("U hoort van ons wanneer wij bellen.").has("Wanneer: volgende week na tien uur");
    let promises = site.journey(journey).await.promises;
    assert!(promises.values().all(|promise| promise.what != PromiseWhat::CallBack));
    assert_eq!(promises.values().filter(|promise| promise.what == PromiseWhat::News).count(), 1);
}

#[tokio::test]
async fn a_number_that_is_known_is_not_asked_again() {
    let site = Site::new().await;
    let (journey, link, mut anja) = open(&site).await;
    // Nothing is known: a number is needed.
    let page = anja.get(&link).await;
    let action = format!("{link}/call-back");
    let none = anja.submit(&page, &action, &[("moment", "soon")]).await;
    none.has("Vul dit in.");
    let way = ("way", "call");
    let preferences = anja.get(&format!("{link}/preferences")).await;
    let known = [way, ("daily", "each"), ("language", "nl"), ("phone", "06 00 00 00 21")];
    anja.submit(&preferences, &format!("{link}/preferences"), &known).await;
    let page = anja.get(&link).await;
    page.has("Ander telefoonnummer").has("+31*******21").lacks("0000021");
    let sent = anja.submit(&page, &action, &[("moment", "soon")]).await;
    anja.follow(&sent).await.has("Bel mij terug op het nummer dat u van mij hebt.");
    let promises = site.journey(journey).await.promises;
    assert_eq!(promises.values().filter(|promise| promise.what == PromiseWhat::CallBack).count(), 1);
    // Another one may be named, and must be one.
    let wrong = anja.submit(&page, &action, &[("phone", "12"), ("moment", "soon")]).await;
    wrong.has("Dit is geen telefoonnummer.");
}
