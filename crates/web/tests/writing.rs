//! Care for what a member writes: drafts, a question before something newer is written over, and seconds to take it back.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use jiff::SignedDuration;
use regie_app::customers::{Ground, Whom};
use regie_app::settings::organisation::OrganisationForm;
use regie_app::testing::TestApp;
use regie_domain::ids::JourneyId;
use regie_web::server::router;
use regie_web::state::Web;
use support::{Browser, Page, Site};

const WORDS: &str = "Wij zoeken het voor u uit, knarsbeer.";

async fn scene() -> (Site, JourneyId, String) {
    let site = Site::new().await;
    let journey = site.begin("anja@example.org", "Een vraag").await;
    let href = format!("/journeys/{journey}");
    (site, journey, href)
}

/// Lets messages wait for ten seconds.
async fn with_undo(site: &Site) {
    let (app, admin) = (&site.test.app, TestApp::who(&site.city.people.administrator));
    let found = app.directory().await.unwrap().organisation.clone().unwrap();
    let form = OrganisationForm { undo: "10".into(), ..OrganisationForm::of(&found.value) };
    app.change_organisation(&admin, found.version, form).await.unwrap();
}

/// Sends a message from the page of a journey.
async fn write(browser: &mut Browser, href: &str, words: &str) -> Page {
    let page = browser.get(&format!("{href}?compose=message")).await;
    browser.submit(&page, &format!("{href}/message"), &[("text", words)]).await
}

/// What the form above the timeline holds.
fn typed(page: &Page) -> String {
    let text = page.text();
    text.split("name=\"text\"")
        .nth(1)
        .unwrap()
        .split('>')
        .nth(1)
        .unwrap()
        .split("</textarea")
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_draft_survives_a_restart_and_goes_when_it_is_sent() {
    let (site, journey, href) = scene().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&href).await;
    let mut fields = page.hidden(&format!("{href}/message"));
    fields.extend([("text", WORDS), ("form", "message")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let kept = samira.post(&format!("{href}/draft"), &fields).await;
    samira.follow(&kept).await.has("Je concept is bewaard.").has("Concept bewaard").has(WORDS);

    // While one types, the page hears when it was kept.
    fields.push(("quiet".to_owned(), "yes".to_owned()));
    let quiet = samira.post(&format!("{href}/draft"), &fields).await;
    assert_eq!((quiet.status, quiet.text().starts_with("Concept bewaard")), (StatusCode::OK, true));

    // Another process on the same database finds it; a colleague does not.
    let (again, _) = router(Web::new(site.test.another().await, Vec::new(), None).unwrap());
    let mut after = Browser::new(again);
    after.cookies = samira.cookies.clone();
    assert!(typed(&after.get(&href).await).contains(WORDS));
    let mut colleague = site.signed_in(&site.city.people.kcc_lead).await;
    colleague.get(&href).await.lacks(WORDS);

    // A note of the same journey is a draft of its own.
    let note = samira.get(&format!("{href}?compose=note")).await;
    note.has("Je hebt ook een concept bij:");
    let mut fields = note.hidden(&format!("{href}/note"));
    fields.extend([("text", "Intern"), ("form", "note")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    samira.post(&format!("{href}/draft"), &fields).await;
    assert!(typed(&samira.get(&format!("{href}?compose=message")).await).contains(WORDS));

    let sent = write(&mut samira, &href, WORDS).await;
    samira.follow(&sent).await;
    assert!(!typed(&samira.get(&format!("{href}?compose=message")).await).contains(WORDS));
    assert_eq!(site.test.app.drafts(&TestApp::who(&site.city.people.kcc_agent), journey).await.unwrap().len(), 1);
    let page = samira.get(&format!("{href}?compose=note")).await;
    let mut fields = page.hidden(&format!("{href}/note"));
    fields.push(("drop".to_owned(), "note".to_owned()));
    samira.post(&format!("{href}/draft"), &fields).await;
    assert!(site.test.app.drafts(&TestApp::who(&site.city.people.kcc_agent), journey).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_draft_is_erased_with_its_customer() {
    let (site, journey, href) = scene().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&href).await;
    let mut fields = page.hidden(&format!("{href}/message"));
    fields.extend([("text", WORDS), ("form", "message")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    samira.post(&format!("{href}/draft"), &fields).await;
    assert!(!regie_store::testing::columns_with(&site.test.app.store, &["knarsbeer"]).await.is_empty());
    let close = regie_domain::command::JourneyCommand::Close { how: regie_domain::codes::CloseHow::Withdrawn };
    site.act(&site.city.people.kcc_agent, journey, close, Vec::new()).await;
    let whom = Whom::Customer(site.journey(journey).await.customer);
    let admin = TestApp::who(&site.city.people.administrator);
    site.test.app.erase_customer(&admin, whom, Ground::Request).await.unwrap();
    assert_eq!(regie_store::testing::columns_with(&site.test.app.store, &["knarsbeer"]).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_reply_over_something_newer_asks_once_and_keeps_the_text() {
    let (site, journey, href) = scene().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&href).await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    let status = anja.get(&link).await;
    anja.submit(&status, &format!("{link}/message"), &[("text", "Het is al opgelost, laat maar.")]).await;

    let action = format!("{href}/message");
    let asked = samira.submit(&page, &action, &[("text", WORDS)]).await;
    assert_eq!(asked.status, StatusCode::CONFLICT);
    asked
        .has("Terwijl je schreef, kwam er iets bij")
        .has("Het is al opgelost, laat maar.")
        .has("Toch versturen")
        .has(WORDS);
    assert!(site.test.mail.to("anja@example.org").iter().all(|mail| !mail.text.contains("knarsbeer")));
    let sent = samira.submit(&asked, &action, &[("text", WORDS)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    assert!(site.test.mail.last_to("anja@example.org").text.contains("knarsbeer"));
    let audit = site.test.app.audit_page(&TestApp::who(&site.city.people.auditor), None).await.unwrap();
    assert_eq!(audit.rows.iter().filter(|row| row.action == "send-over").count(), 1);

    // What one did oneself meanwhile is no news.
    let page = samira.get(&href).await;
    write(&mut samira, &href, "Een eerste bericht.").await;
    assert_eq!(samira.submit(&page, &action, &[("text", "Een tweede.")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_draft_that_came_back_is_asked_about_what_came_in_since_it_was_begun() {
    let (site, journey, href) = scene().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let action = format!("{href}/message");
    let page = samira.get(&href).await;
    let mut fields = page.hidden(&action);
    fields.extend([("text", WORDS), ("form", "message")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    samira.post(&format!("{href}/draft"), &fields).await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    let status = anja.get(&link).await;
    anja.submit(&status, &format!("{link}/message"), &[("text", "Het is al opgelost, laat maar.")]).await;

    // In another tab, or after a restart: the words are there, and it is asked all the same. A line more changes nothing.
    let again = samira.get(&href).await;
    again.has("data-begun").has(WORDS);
    let mut fields = again.hidden(&action);
    let more = format!("{WORDS} Meer.");
    fields.extend(
        [("text", more.as_str()), ("form", "message")].map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    samira.post(&format!("{href}/draft"), &fields).await;
    let again = samira.get(&href).await;
    let asked = samira.submit(&again, &action, &[("text", &more)]).await;
    assert_eq!(asked.status, StatusCode::CONFLICT);
    asked.has("Terwijl je schreef, kwam er iets bij").has("Toch versturen").has(&more);
    // Once: who has read it may go on.
    let sent = samira.submit(&asked, &action, &[("text", &more)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
}

#[tokio::test]
async fn what_was_sent_can_be_taken_back_for_ten_seconds() {
    let (site, journey, href) = scene().await;
    with_undo(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let before = site.journey(journey).await;
    let sent = write(&mut samira, &href, WORDS).await;
    let page = samira.follow(&sent).await;
    page.has("Wordt verstuurd over").has("<span data-seconds>10</span>").has("Maak ongedaan");
    site.test.drain().await;
    assert_eq!(site.journey(journey).await, before, "nothing of it stands in the journal");
    // Somebody else sees nothing of it, and cannot take it back.
    let undo = page.text().split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo";
    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    let theirs = lead.get(&href).await;
    theirs.lacks("Wordt verstuurd over");
    let refused = lead.post(&undo, &theirs.hidden("/sign-out")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);

    let back = samira.submit(&page, &undo, &[]).await;
    let page = samira.follow(&back).await;
    page.has("Teruggehaald.").lacks("Wordt verstuurd over");
    assert!(typed(&page).contains(WORDS));
    site.test.clock.advance(SignedDuration::from_secs(60));
    site.test.drain().await;
    assert_eq!(site.journey(journey).await, before);

    // Sent once more, and left alone.
    let sent = samira.submit(&page, &format!("{href}/message"), &[("text", WORDS)]).await;
    let page = samira.follow(&sent).await;
    let undo = page.text().split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo";
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    assert!(site.test.mail.last_to("anja@example.org").text.contains("knarsbeer"));
    let late = samira.submit(&page, &undo, &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Te laat: dit is al weg");
    samira.get(&href).await.has(WORDS).lacks("Wordt verstuurd over");
}

#[tokio::test]
async fn what_is_refused_at_its_moment_comes_back_to_its_writer() {
    let (site, journey, href) = scene().await;
    with_undo(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let sent = write(&mut samira, &href, WORDS).await;
    samira.follow(&sent).await;
    // Somebody is faster.
    let void = regie_domain::command::JourneyCommand::Void {
        reason: regie_domain::codes::VoidReason::Spam,
        duplicate_of: None,
    };
    site.act(&site.city.people.kcc_lead, journey, void, Vec::new()).await;
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    samira.get("/work").await.has("Een bericht van je is niet verstuurd.");
    samira.get(&href).await.has("Niet verstuurd.").has("Bekijk je tekst");
    let kept = site.test.app.drafts(&TestApp::who(&site.city.people.kcc_agent), journey).await.unwrap();
    assert!(kept[0].get("text").unwrap().contains(WORDS));
    assert!(site.test.mail.to("anja@example.org").iter().all(|mail| !mail.text.contains("knarsbeer")));
}

#[tokio::test]
async fn a_press_twice_sends_once_and_a_file_goes_along() {
    let (site, journey, href) = scene().await;
    with_undo(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&href).await;
    let (action, png) = (format!("{href}/message"), b"\x89PNG\r\n\x1a\n".as_slice());
    for _ in 0..2 {
        samira.submit_files(&page, &action, &[("text", WORDS)], &[("files", "foto.png", png)]).await;
    }
    assert_eq!(site.test.app.sendings(&TestApp::who(&site.city.people.kcc_agent)).await.unwrap().len(), 1);
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    samira.submit_files(&page, &action, &[("text", WORDS)], &[("files", "foto.png", png)]).await;
    site.test.clock.advance(SignedDuration::from_secs(20));
    site.test.drain().await;
    let found = site.journey(journey).await;
    assert_eq!(found.contacts.values().filter(|contact| !contact.facts.files.is_empty()).count(), 1);
    assert_eq!(site.test.mail.to("anja@example.org").iter().filter(|mail| mail.text.contains("knarsbeer")).count(), 1);
}

#[tokio::test]
async fn what_is_taken_back_comes_back_with_its_files() {
    let (site, journey, href) = scene().await;
    with_undo(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let who = TestApp::who(&site.city.people.kcc_agent);
    let action = format!("{href}/message");
    let undo = |page: &Page| {
        page.text().split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo"
    };
    let page = samira.get(&href).await;
    let files: [(&str, &str, &[u8]); 2] =
        [("files", "foto.png", b"\x89PNG\r\n\x1a\n"), ("files", "brief.pdf", b"%PDF-1.4")];
    let sent = samira.submit_files(&page, &action, &[("text", WORDS)], &files).await;
    let page = samira.follow(&sent).await;
    let back = samira.submit(&page, &undo(&page), &[]).await;
    let page = samira.follow(&back).await;
    page.has("Bestanden die weer meegaan").has("foto.png").has("brief.pdf");
    let drafts = site.test.app.drafts(&who, journey).await.unwrap();
    let kept: Vec<String> = drafts[0].files.iter().map(|file| file.content.to_string()).collect();
    assert_eq!(drafts[0].files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["foto.png", "brief.pdf"]);

    // One is left out while one types; both are there still, and it stays left out.
    let mut fields = page.hidden(&action);
    let typed = [("text", WORDS), ("kept-file", kept[1].as_str()), ("form", "message"), ("quiet", "yes")];
    fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    samira.post(&format!("{href}/draft"), &fields).await;
    let page = samira.get(&href).await;
    page.has("foto.png")
        .has(&format!("value=\"{}\" checked", kept[1]))
        .lacks(&format!("value=\"{}\" checked", kept[0]));

    // Sent with the other and a new one, taken back once more, sent again: a file goes once, with its bytes.
    let fields = [("text", WORDS), ("kept-file", kept[1].as_str())];
    let sent = samira.submit_files(&page, &action, &fields, &[("files", "rekening.txt", b"85 euro")]).await;
    let page = samira.follow(&sent).await;
    assert!(site.test.app.drafts(&who, journey).await.unwrap().is_empty(), "what is sent is no draft");
    let back = samira.submit(&page, &undo(&page), &[]).await;
    let page = samira.follow(&back).await;
    let drafts = site.test.app.drafts(&who, journey).await.unwrap();
    let again: Vec<String> = drafts[0].files.iter().map(|file| file.content.to_string()).collect();
    let lost = samira.submit(&page, &action, &[("text", WORDS), ("kept-file", kept[1].as_str())]).await;
    assert_eq!(lost.status, StatusCode::UNPROCESSABLE_ENTITY);
    lost.has("is er niet meer").has("rekening.txt");
    let fields = [("text", WORDS), ("kept-file", again[0].as_str()), ("kept-file", again[1].as_str())];
    samira.submit(&page, &action, &fields).await;
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    let found = site.journey(journey).await;
    let files = found.contacts.values().map(|contact| contact.facts.files.clone()).max_by_key(Vec::len).unwrap();
    let page = samira.get(&href).await;
    page.has("brief.pdf").has("rekening.txt").lacks("foto.png");
    let got = samira.get(&format!("{href}/files/{}", files[0])).await;
    assert_eq!(got.text(), "%PDF-1.4");
}

#[tokio::test]
async fn what_is_forwarded_or_opened_again_can_be_taken_back() {
    let (site, journey, href) = scene().await;
    with_undo(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let before = site.journey(journey).await;
    let path = format!("{href}/forward");
    let body = "post@water.example.net";
    let fields = [("name", "Waterschap Voorbeeldwater"), ("email", body), ("ground", "duty"), ("text", WORDS)];
    let form = samira.get(&path).await;
    let sent = samira.submit(&form, &path, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = samira.follow(&sent).await;
    page.has("Wordt verstuurd over");
    site.test.drain().await;
    assert!(site.test.mail.to(body).is_empty());
    assert_eq!(site.journey(journey).await, before);
    let undo = |page: &Page| {
        page.text().split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo"
    };
    let back = samira.submit(&page, &undo(&page), &[]).await;
    let form = samira.follow(&back).await;
    form.has("Teruggehaald.").has("Waterschap Voorbeeldwater").has("knarsbeer");

    let sent = samira.submit(&form, &path, &fields).await;
    samira.follow(&sent).await;
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    assert_eq!(site.test.mail.to(body).len(), 1);
    assert!(!site.journey(journey).await.is_open(), "forwarded");

    let path = format!("{href}/reopen");
    let form = samira.get(&path).await;
    let sent = samira.submit(&form, &path, &[]).await;
    let page = samira.follow(&sent).await;
    page.has("Wordt verstuurd over");
    let back = samira.submit(&page, &undo(&page), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    assert!(!site.journey(journey).await.is_open(), "taken back");
}
