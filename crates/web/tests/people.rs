//! The people of a journey: a wrong name, address or language is corrected, two records become one person and two again,
//! and who does not belong there goes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::codes::ParticipantRole;
use regie_domain::customer::HandleKind;
use regie_domain::ids::{JourneyId, ParticipantId};
use regie_domain::participant::Reach;
use support::{Browser, Page, Site};

async fn person(site: &Site, id: JourneyId) -> String {
    format!("/journeys/{id}/people/{}", site.customer(id).await)
}

async fn handles(site: &Site, id: JourneyId, who: ParticipantId) -> Vec<(HandleKind, String)> {
    let loaded = site.test.app.open_journey(&regie_app::Who::System, id).await.unwrap();
    loaded.handles[&loaded.journey.participants[&who].customer].clone()
}

/// Posts one of the forms of a person's page.
async fn post(browser: &mut Browser, path: &str, what: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    let action = format!("{path}/{what}");
    let fixed = page.hidden(&action).into_iter().filter(|(name, _)| name == "csrf" || name == "key");
    let own = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    browser.post(&action, &fixed.chain(own).collect::<Vec<_>>()).await
}

/// The id in the address or form behind some words.
fn behind(page: &Page, words: &str, before: &str) -> String {
    let text = page.text();
    let rest = text.split(words).nth(1).unwrap_or_else(|| panic!("{words:?} is not in\n{text}"));
    rest.split(before).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_wrong_name_and_language_are_corrected_and_the_next_message_uses_them() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Loodgieter").await;
    let path = person(&site, id).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let journey = samira.get(&format!("/journeys/{id}")).await;
    journey.has(&format!("/journeys/{id}/people"));
    samira.get(&format!("/journeys/{id}/people")).await.has("Anja de Wit").has(&path);
    let fields = [("name", "Anja de With"), ("language", "en"), ("reach", "")];
    let saved = post(&mut samira, &path, "details", &fields).await;
    samira.follow(&saved).await.has("Gegevens bewaard.").has("Anja de With").has("selected>Engels");
    let empty = post(&mut samira, &path, "details", &[("name", " "), ("language", "nl")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("Vul dit in.");
    samira.get(&format!("/journeys/{id}?compose=message")).await.has("Dear Anja de With,");
    // The name that was wrong finds nobody any more.
    samira.get("/search?q=With").await.has("Loodgieter");
    samira.get("/search?q=Wit").await.has("Niets gevonden");
}

#[tokio::test]
async fn a_wrong_address_is_replaced_and_its_link_opens_nothing_any_more() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Loodgieter").await;
    let (path, who) = (person(&site, id).await, site.customer(id).await);
    let wrong = site.link(id).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let bad = post(&mut samira, &path, "tie", &[("email", "geen adres"), ("phone", "12")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.has("Dit is geen e-mailadres").has("Dit is geen telefoonnummer").has("geen adres");
    let tied = post(&mut samira, &path, "tie", &[("email", "anja.dewit@example.net"), ("use_it", "on")]).await;
    let page = samira.follow(&tied).await;
    page.has("Toegevoegd.").has("Per e-mail naar anja.dewit@example.net");
    let handle = behind(&page, "<p>anja@example.net", "name=\"handle\" value=\"");
    // Mail goes elsewhere already: what is untied now is only forgotten.
    let untied = post(&mut samira, &path, "untie", &[("handle", &handle)]).await;
    samira.follow(&untied).await.has("Losgemaakt.").lacks("anja@example.net<");
    assert_eq!(handles(&site, id, who).await, [(HandleKind::Email, "anja.dewit@example.net".to_owned())]);
    site.write(id, "Wij zijn bezig.", None, &[]).await;
    assert!(site.test.mail.last_to("anja.dewit@example.net").text.contains("Wij zijn bezig."));
    // The last address: a person writes from now on, and nobody gets in by a link that went there.
    assert_eq!(site.visitor().get(&wrong).await.status, StatusCode::OK);
    let page = samira.get(&path).await;
    let handle = behind(&page, "<p>anja.dewit@example.net", "name=\"handle\" value=\"");
    let untied = post(&mut samira, &path, "untie", &[("handle", &handle)]).await;
    samira.follow(&untied).await.has("Per brief");
    assert_eq!(site.visitor().get(&wrong).await.status, StatusCode::GONE);
    assert!(matches!(site.journey(id).await.participants[&who].reach, Reach::Task { .. }));
    let call =
        post(&mut samira, &path, "details", &[("name", "Anja de Wit"), ("language", "nl"), ("reach", "call")]).await;
    assert_eq!(call.status, StatusCode::UNPROCESSABLE_ENTITY);
    call.has("Er is geen telefoonnummer bekend.");
}

#[tokio::test]
async fn two_addresses_of_one_person_become_one_and_two_again() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Loodgieter").await;
    let other = site.begin("a.dewit@example.net", "Lantaarn").await;
    let number = site.journey(other).await.reference.to_string();
    let path = person(&site, id).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let taken = post(&mut samira, &path, "tie", &[("email", "a.dewit@example.net")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    taken.has("Voeg ze dan samen.");
    let unknown = post(&mut samira, &path, "join", &[("with", "niemand@example.net")]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = post(&mut samira, &path, "join", &[("with", "anja@example.net")]).await;
    assert_eq!(own.status, StatusCode::CONFLICT);
    let joined = post(&mut samira, &path, "join", &[("with", &number)]).await;
    let page = samira.follow(&joined).await;
    page.has("Samengevoegd.").has("Ook bekend als Anja de Wit");
    samira.get("/search?q=a.dewit%40example.net").await.has("Loodgieter").has("Lantaarn");
    // A mail from the other address is now the same person's, and comes where it belongs.
    let reference = site.journey(id).await.reference;
    let raw = format!(
        "From: a.dewit@example.net\r\nTo: kcc@example.org\r\nSubject: Over {reference}\r\nMessage-ID: <een@example.net>\r\n\
         Date: Mon, 5 Feb 2018 09:00:00 +0100\r\n\r\nNog iets over de loodgieter\r\n"
    );
    site.test.app.keep_raw(&["kcc@example.org".to_owned()], Some("a.dewit@example.net"), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    site.test.drain().await;
    samira.get(&format!("/journeys/{id}")).await.has("Nog iets over de loodgieter");
    // It can be undone from either side.
    let theirs = person(&site, other).await;
    let page = samira.get(&theirs).await;
    let joined = behind(&page, "Ook bekend als", "name=\"other\" value=\"");
    let apart = post(&mut samira, &theirs, "unjoin", &[("other", &joined)]).await;
    samira.follow(&apart).await.has("Weer twee personen.").lacks("Ook bekend als");
    samira.get(&path).await.lacks("Ook bekend als");
    samira.get("/search?q=a.dewit%40example.net").await.has("Lantaarn").lacks("Loodgieter");
}

#[tokio::test]
async fn somebody_joins_a_journey_and_leaves_it_and_the_customer_stays() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Loodgieter").await;
    let list = format!("/journeys/{id}/people");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&list).await;
    let add = format!("{list}/add");
    let wrong = samira.submit(&page, &add, &[("role", "customer"), ("name", "Bram")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = samira.submit(&page, &add, &[("role", "representative"), ("name", "")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("role", "representative"), ("name", "Bram"), ("email", "bram@example.net"), ("may_act", "on")];
    let added = samira.submit(&page, &add, &fields).await;
    samira.follow(&added).await.has("Bram").has("Vertegenwoordiger").has("Per e-mail naar bram@example.net");
    // The same form sent twice adds one person.
    assert_eq!(samira.submit(&page, &add, &fields).await.status, StatusCode::SEE_OTHER);
    let again = samira.submit(&samira.clone().get(&list).await, &add, &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.has("Deze persoon is al betrokken");
    let journey = site.journey(id).await;
    assert_eq!(journey.participants.len(), 2);
    let bram = *journey.participants.iter().find(|(_, it)| it.role == ParticipantRole::Representative).unwrap().0;
    let url = site.test.app.mint_link(id, bram).await.unwrap();
    let link = url.strip_prefix("https://regie.example.org").unwrap();
    assert_eq!(site.visitor().get(link).await.status, StatusCode::OK);
    let removed = post(&mut samira, &format!("{list}/{bram}"), "remove", &[]).await;
    assert_eq!(removed.location(), format!("{list}?said=said-removed"));
    samira.follow(&removed).await.lacks("bram@example.net");
    assert_eq!(site.visitor().get(link).await.status, StatusCode::GONE);
    let customer = person(&site, id).await;
    samira.get(&customer).await.lacks("Haal van deze klantreis af");
    let page = samira.get(&customer).await;
    let csrf = page.hidden(&format!("{customer}/details"));
    let refused = samira.post(&format!("{customer}/remove"), &csrf).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn who_only_reads_corrects_nothing() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Loodgieter").await;
    let path = person(&site, id).await;
    let mut auditor = site.signed_in(&site.city.people.auditor).await;
    auditor.get(&path).await.has("anja@example.net").lacks("<button type=\"submit\" class=\"btn\">");
    auditor.get(&format!("/journeys/{id}/people")).await.has("Anja de Wit").lacks("/people/add");
}
