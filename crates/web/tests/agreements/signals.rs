//! A signal given from a journey: a reason alone says enough, and a name is not needed.

use axum::http::StatusCode;

use super::{agreed, site};

#[tokio::test]
async fn a_reason_alone_is_a_signal_and_a_name_is_not_needed() {
    let (site, system) = site().await;
    let (id, _) = agreed(&site, system).await;
    let mut kees = site.signed_in(&site.city.people.kcc_agent).await;
    let (form, owner) = (format!("/journeys/{id}/signal"), site.city.claims.team.team.to_string());
    let page = kees.get(&form).await;
    page.has("Niemand hier mag dit beslissen");
    page.has("Zonder mijn naam");

    let empty = kees.submit(&page, &form, &[("owner", &owner)]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let photo = ("files", "foto.png", [1_u8, 2, 3].as_slice());
    let fields = [("owner", owner.as_str()), ("reason", "goals"), ("unnamed", "on")];
    let with_file = kees.submit_files(&page, &form, &fields, &[photo]).await;
    assert_eq!(with_file.status, StatusCode::UNPROCESSABLE_ENTITY);
    with_file.has("Een bestand kan verraden van wie het is.");

    let sent = kees.submit(&page, &form, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let journey = site.journey(id).await;
    let (signal, found) = journey.signals.iter().find(|(_, found)| found.breach.is_none()).unwrap();
    assert!(found.is_unnamed() && found.text.is_none());
    let page = kees.get(&format!("/signals/{signal}")).await;
    page.has("Een collega, zonder naam");
    page.has("Doelen van afdelingen werken elkaar tegen");
}
