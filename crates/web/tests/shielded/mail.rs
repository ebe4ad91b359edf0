//! Mail: to a restricted mailbox, about a shielded journey, from somebody who is on one.

use axum::http::StatusCode;
use regie_domain::actor::Role;

use crate::{CANARY, Scene};

#[tokio::test]
async fn mail_to_a_restricted_mailbox_is_for_its_team() {
    let scene = Scene::new().await;
    let reference = scene.site.journey(scene.journey).await.reference.to_string();
    let path = scene.waits("schuld@example.org", &format!("Over {reference}"), "Kanarie in de bus").await;
    let mut kees = scene.site.signed_in(&scene.site.city.people.technical_agent).await;
    kees.get(&path).await.has("Kanarie in de bus").has("Kanarie titel");
    for member in scene.strangers().into_iter().filter(|member| !member.has(Role::Administrator)) {
        let (mut browser, csrf) = scene.enter(member).await;
        for page in [format!("{path}/raw"), format!("{path}/files/0"), path.clone()] {
            assert_eq!(browser.get(&page).await.status, StatusCode::FORBIDDEN, "{page} as {}", member.name);
        }
        browser.get("/arrivals").await.lacks(CANARY);
        for act in ["join", "open", "void", "unvoid"] {
            let fields = [("csrf".to_owned(), csrf.clone()), ("journey".to_owned(), scene.journey.to_string())];
            let page = browser.post(&format!("{path}/{act}"), &fields).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{act} as {}", member.name);
        }
    }
}

#[tokio::test]
async fn mail_about_a_shielded_journey_goes_to_its_team() {
    let scene = Scene::new().await;
    let reference = scene.site.journey(scene.journey).await.reference.to_string();
    let mut kees = scene.site.signed_in(&scene.site.city.people.technical_agent).await;
    let mut samira = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    // A stranger's mail to the contact centre that names its number is not for the contact centre.
    let named = scene.waits("kcc@example.org", &format!("Over {reference}"), "Kanarie van een vreemde").await;
    samira.get("/arrivals").await.lacks(CANARY);
    for path in [named.clone(), format!("{named}/raw")] {
        assert_eq!(samira.get(&path).await.status, StatusCode::FORBIDDEN);
    }
    kees.get("/arrivals").await.has("Kanarie van een vreemde");
    let page = kees.get(&named).await;
    page.has("Kanarie van een vreemde").has("Kanarie titel");
    // Joined by those who may, it is part of the shielded journey, by its old address as well.
    let id = scene.journey.to_string();
    let joined = kees.submit(&page, &format!("{named}/join"), &[("journey", &id)]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    assert_eq!(samira.get(&format!("{named}/raw")).await.status, StatusCode::FORBIDDEN);
    // Who finds out later what a mail is about passes it on by that number.
    let other = scene.site.begin("bram@example.net", "Ander licht").await;
    let other = scene.site.journey(other).await.reference.to_string();
    let open = scene.waits("kcc@example.org", &format!("Over {other}"), "Een gewone vraag").await;
    let page = samira.get(&open).await;
    page.has("Een gewone vraag").has("Ander licht").lacks(CANARY);
    let joined = samira.submit(&page, &format!("{open}/join"), &[("journey", &id)]).await;
    assert_eq!(joined.status, StatusCode::FORBIDDEN);
    let passed = samira.submit(&page, &format!("{open}/join"), &[("reference", &reference)]).await;
    assert_eq!(passed.location(), "/arrivals?said=said-arrival-passed");
    samira.follow(&passed).await.has("Doorgegeven aan het team").lacks("Een gewone vraag").lacks(CANARY);
    assert_eq!(samira.get(&open).await.status, StatusCode::FORBIDDEN);
    kees.get(&open).await.has("Een gewone vraag").has("Kanarie titel");
}

#[tokio::test]
async fn a_mail_of_a_stranger_here_begins_a_record_of_its_own() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let app = &site.test.app;
    let raw = "From: \"K. de Vogel\" <kanarie@example.net>\r\nTo: kcc@example.org\r\nSubject: Stoeptegel\r\n\
        Message-ID: <vogel-1@example.net>\r\nDate: Mon, 5 Feb 2018 09:00:00 +0100\r\n\r\nDe tegel ligt los.\r\n";
    app.keep_raw(&["kcc@example.org".to_owned()], Some("kanarie@example.net"), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(app).await.unwrap();
    site.test.drain().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/journeys").await.has("Stoeptegel").has("K. de Vogel").lacks("Kanarie Gezocht");
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    kees.get("/journeys").await.has("Kanarie Gezocht");
}
