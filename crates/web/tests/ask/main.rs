//! The public form as a browser without JavaScript fills it in: page by page, once however often it is sent, and without a
//! word about who is known.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../support/mod.rs"]
mod support;
mod windows;

use axum::http::StatusCode;
use jiff::SignedDuration;
use regie_app::authorise::Who;
use regie_app::jobs::upkeep;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::testing::TestApp;
use regie_domain::blueprint::{Doorway, Words};
use regie_domain::codes::{Channel, CloseHow, JoinReason, PromiseWhat};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::Reach;
use regie_domain::ids::{BlueprintId, JourneyId};
use regie_domain::journey::State;
use regie_store::verify::verify_all;
use support::{Browser, Page, Site};

const STORY: &str = "De put loopt over en het stinkt.";

/// Answers every question but the last.
async fn answered(browser: &mut Browser, name: &str, email: &str, phone: &str) -> Page {
    let page = browser.get("/ask").await;
    let page = if page.status == StatusCode::SEE_OTHER { browser.follow(&page).await } else { page };
    let page = browser.submit(&page, "/ask/message", &[("text", STORY)]).await;
    let files = browser.follow(&page).await;
    let page = browser.submit(&files, "/ask/files", &[]).await;
    let contact = browser.follow(&page).await;
    let fields = [("name", name), ("email", email), ("phone", phone)];
    let page = browser.submit(&contact, "/ask/contact", &fields).await;
    browser.follow(&page).await
}

async fn sent(browser: &mut Browser, check: &Page) -> Page {
    let answer = browser.submit(check, "/ask/check", &[]).await;
    browser.follow(&answer).await
}

/// The one journey with a number that stands on a page.
async fn journey_on(site: &Site, page: &Page) -> JourneyId {
    let text = page.text();
    let at = text.find("R-1802-").unwrap_or_else(|| panic!("no number in\n{text}"));
    let number = &text[at..at + 11];
    let reference = regie_domain::reference::Reference::parse(number).unwrap();
    let mut tx = site.test.app.store.begin_read().await.unwrap();
    regie_store::views::journeys::by_reference(&mut tx, reference).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_telephone_without_javascript_begins_a_journey_at_night() {
    let site = Site::new().await;
    site.test.clock.set("2018-02-09T20:05:00Z");
    let mut jan = site.visitor();
    let start = jan.get("/").await;
    start.has("Waarmee kunnen wij u helpen?").has("href=\"/ask\"");
    let check = answered(&mut jan, "Jan Smit", "jan@example.net", "").await;
    // Friday evening: the desk opens on Monday, and the answer is due that day.
    check
        .has("Klopt het zo?")
        .has(STORY)
        .has("Jan Smit")
        .has("maandag 12 februari, 08.30 uur")
        .has("Klantcontactcentrum");
    let done = sent(&mut jan, &check).await;
    done.has("Wij hebben uw bericht").has("R-1802-").has("maandag 12 februari, 17.00 uur").has("/s/");
    // What happens next is certain before anything else has run.
    done.has("Vanaf maandag 12 februari, 08.30 uur kijkt Klantcontactcentrum").has("U hoort van ons.");
    let journey = site.journey(journey_on(&site, &done).await).await;
    let contact = journey.contacts.values().next().unwrap();
    assert_eq!((contact.facts.channel, contact.facts.why), (Channel::Web, JoinReason::Opened));
    assert_eq!(journey.next_promise().unwrap().1.what, PromiseWhat::FirstAnswer);
    site.test.drain().await;
    let mail = site.test.mail.last_to("jan@example.net");
    assert!(mail.text.contains(&journey.reference.to_string()), "{}", mail.text);
    assert!(mail.text.starts_with("Beste Jan Smit,"), "a name and nothing but a name: {}", mail.text);
    // The page behind the link on the screen is the customer's own.
    let text = done.text();
    let link = text.split("href=\"/s/").nth(1).unwrap().split('"').next().unwrap();
    site.visitor().get(&format!("/s/{link}")).await.has(STORY);
    // Opened again, it is still there; and nothing of the draft is left behind.
    jan.get("/ask/done").await.has(&journey.reference.to_string());
    assert_eq!(verify_all(&site.test.app.store).await.unwrap().findings, []);
}

#[tokio::test]
async fn what_is_missing_is_said_and_nothing_typed_is_lost() {
    let site = Site::new().await;
    let mut jan = site.visitor();
    // Too early for the later pages.
    assert_eq!(jan.get("/ask/check").await.location(), "/ask/message");
    let page = jan.get("/ask/message").await;
    let empty = jan.submit(&page, "/ask/message", &[("text", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.has("Schrijf waar wij u mee kunnen helpen");
    let page = jan.submit(&empty, "/ask/message", &[("text", STORY)]).await;
    let files = jan.follow(&page).await;
    let refused = jan.submit_files(&files, "/ask/files", &[], &[("files", "x.exe", b"MZ")]).await;
    refused.has("kunnen wij niet aannemen").lacks("zijn wel bewaard");
    // One that is refused takes no other with it: the photo beside it is kept and listed, the refused ones are named.
    let mixed: [(&str, &str, &[u8]); 3] =
        [("files", "modem.jpg", b"een foto"), ("files", "virus.exe", b"MZ"), ("files", "los.bat", b"rem")];
    let refused = jan.submit_files(&files, "/ask/files", &[], &mixed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused
        .has("virus.exe kunnen wij niet")
        .has("los.bat kunnen wij niet")
        .has("zijn wel bewaard")
        .has("Haal weg<span class=\"vh\"> modem.jpg");
    let file = refused.text().split("name=\"file\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = jan.submit(&refused, "/ask/files/remove", &[("file", &file)]).await;
    let files = jan.follow(&page).await;
    files.lacks("modem.jpg");
    let page = jan.submit_files(&files, "/ask/files", &[("do", "add")], &[("files", "put.jpg", b"een foto")]).await;
    let files = jan.follow(&page).await;
    files.has("put.jpg").has("Eén bestand");
    // More at once stand in the order in which they came.
    let more: Vec<(String, Vec<u8>)> = (1..=6).map(|n| (format!("bijlage-{n}.txt"), vec![b'a'; n])).collect();
    let more: Vec<(&str, &str, &[u8])> =
        more.iter().map(|(name, bytes)| ("files", name.as_str(), bytes.as_slice())).collect();
    let page = jan.submit_files(&files, "/ask/files", &[("do", "add")], &more).await;
    let files = jan.follow(&page).await;
    let text = files.text();
    let places: Vec<usize> = more.iter().map(|(_, name, _)| text.find(*name).unwrap()).collect();
    assert!(text.find("put.jpg").unwrap() < places[0] && places.is_sorted(), "{places:?}");
    // A second tab, and a reload, see the same.
    jan.get("/ask/message").await.has(STORY);
    let contact = jan.get("/ask/contact").await;
    let wrong = jan.submit(&contact, "/ask/contact", &[("name", "Jan"), ("email", "jan"), ("phone", "12")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("value=\"jan\"").has("value=\"Jan\"");
    let none = jan.submit(&contact, "/ask/contact", &[("name", "Jan")]).await;
    none.has("Anders kunnen wij u niet antwoorden");
    let page = jan.submit(&contact, "/ask/contact", &[("name", "Jan"), ("email", "jan@example.net")]).await;
    let check = jan.follow(&page).await;
    check.has("put.jpg").has("/ask/message?from=check");
    // Changing one answer leads back to the check.
    let again = jan.get("/ask/message?from=check").await;
    let page = jan.submit(&again, "/ask/message", &[("text", "Het is nu droog.")]).await;
    assert_eq!(page.location(), "/ask/check");
    let check = jan.follow(&page).await;
    check.has("Het is nu droog.").lacks(STORY);
    let done = sent(&mut jan, &check).await;
    let journey = site.journey(journey_on(&site, &done).await).await;
    assert_eq!(journey.contacts.values().next().unwrap().facts.files.len(), 7);
}

async fn double(site: &Site) {
    let mut jan = site.visitor();
    let check = answered(&mut jan, "Jan", "jan@example.net", "").await;
    let (mut one, mut two) = (jan.clone(), jan.clone());
    let (first, second) = tokio::join!(one.submit(&check, "/ask/check", &[]), two.submit(&check, "/ask/check", &[]));
    assert_eq!((first.location(), second.location()), ("/ask/done", "/ask/done"));
    let third = jan.submit(&check, "/ask/check", &[]).await;
    assert_eq!(third.location(), "/ask/done");
    let all = jan.get("/ask/done").await;
    let journey = journey_on(site, &all).await;
    let mut tx = site.test.app.store.begin_read().await.unwrap();
    let filter = regie_store::views::journeys::Filter::default();
    let list = regie_store::views::journeys::list(&mut tx, &filter, None, 10).await.unwrap();
    assert_eq!(list.iter().map(|row| row.id).collect::<Vec<_>>(), [journey]);
}

#[tokio::test]
async fn a_double_sending_makes_one_journey() {
    double(&Site::new().await).await;
}

#[tokio::test]
async fn a_double_sending_makes_one_journey_on_postgres() {
    double(&Site::of(TestApp::postgres().await, None).await).await;
}

/// What a page says apart from what was typed and the number.
fn bare(page: &Page) -> String {
    let text = page.text();
    let at = text.find("R-1802-").unwrap_or(0);
    let plain = text.replace(&text[at..at + 11], "");
    plain.split("/s/").map(|part| part.chars().skip(22).collect::<String>()).collect()
}

#[tokio::test]
async fn nobody_hears_that_an_address_is_known_and_its_owner_is_asked() {
    let site = Site::new().await;
    let known = site.begin("anja@example.net", "Put loopt over").await;
    let _ = site.test.mail.take();
    let mut stranger = site.visitor();
    let check = answered(&mut stranger, "Onbekende", "anja@example.net", "").await;
    let of_known = sent(&mut stranger, &check).await;
    let new = journey_on(&site, &of_known).await;
    let mut other = site.visitor();
    let check = answered(&mut other, "Onbekende", "bert@example.net", "").await;
    let of_unknown = sent(&mut other, &check).await;
    assert_eq!(bare(&of_known).len(), bare(&of_unknown).len());
    of_known.lacks("Anja de Wit").lacks("Put loopt over");
    let (old_customer, new_customer) = (site.journey(known).await.customer, site.journey(new).await.customer);
    assert_ne!(old_customer, new_customer, "a record of its own");
    // The page of the new one shows nothing of the known record either.
    let text = of_known.text();
    let shown = text.split("href=\"/s/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    site.visitor().get(&format!("/s/{shown}")).await.has("Onbekende").lacks("Anja");
    assert_eq!(site.visitor().get(&format!("/s/{shown}/same")).await.location(), format!("/s/{shown}"));
    // The owner of the address is asked, without a word of what was said before.
    site.test.drain().await;
    let mail = site.test.mail.last_to("anja@example.net");
    let number = site.journey(known).await.reference.to_string();
    assert!(mail.text.contains(&number) && mail.text.contains("/same"), "{}", mail.text);
    assert!(!mail.text.contains("Put loopt over") && !mail.text.contains("Onbekende"), "{}", mail.text);
    assert!(!site.test.mail.last_to("bert@example.net").text.contains("/same"));
    let link = mail.text.split_whitespace().find(|word| word.ends_with("/same")).unwrap();
    let link = link.strip_prefix("https://regie.example.org").unwrap().to_owned();
    let mut anja = site.visitor();
    let question = anja.get(&link).await;
    question.has("Gaat het hierover?").has("Put loopt over");
    let nothing = anja.submit(&question, &link, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let joined = anja.submit(&question, &link, &[("about", &known.to_string())]).await;
    anja.follow(&joined).await.has("Wij hebben uw bericht hieraan toegevoegd").has(STORY).has("Put loopt over");
    let (old, new) = (site.journey(known).await, site.journey(new).await);
    assert!(matches!(new.state, State::Void { .. }) && new.goes_on == Some(known));
    assert_eq!(old.contacts.values().filter(|it| it.facts.channel == Channel::Web).count(), 1);
    assert_eq!(verify_all(&site.test.app.store).await.unwrap().findings, []);
}

#[tokio::test]
async fn whoever_comes_by_a_link_is_not_asked_again_and_is_offered_what_runs() {
    let site = Site::new().await;
    let known = site.begin("anja@example.net", "Put loopt over").await;
    let text = site.test.mail.last_to("anja@example.net").text;
    let link = text.lines().find_map(|line| line.trim().strip_prefix("https://regie.example.org")).unwrap().to_owned();
    let mut anja = site.visitor();
    let status = anja.get(&link).await;
    let begun = anja.submit(&status, &format!("{link}/ask"), &[]).await;
    let page = anja.follow(&begun).await;
    let page = anja.follow(&page).await;
    let page = anja.submit(&page, "/ask/message", &[("text", STORY)]).await;
    let files = anja.follow(&page).await;
    let page = anja.submit(&files, "/ask/files", &[]).await;
    assert_eq!(page.location(), "/ask/same");
    let same = anja.follow(&page).await;
    same.has("Put loopt over").has(&site.journey(known).await.reference.to_string());
    let page = anja.submit(&same, "/ask/same", &[("about", &known.to_string())]).await;
    let check = anja.follow(&page).await;
    check.has("Zoals wij u al kennen").lacks("anja@example.net").has("/ask/same?from=check");
    // What is added gets no promise of an answer of its own, nor a mail: the page says what will be so.
    check.has("Klantcontactcentrum leest uw bericht uiterlijk").has("komt bij wat al loopt").lacks("U hoort uiterlijk");
    site.test.drain().await;
    let before = site.test.mail.take().len();
    let promises = site.journey(known).await.promises.len();
    let done = sent(&mut anja, &check).await;
    done.has("Uw bericht is toegevoegd").has(&site.journey(known).await.reference.to_string());
    done.has("Klantcontactcentrum leest uw bericht uiterlijk").lacks("U krijgt ook een e-mail met deze link");
    site.test.drain().await;
    assert_eq!((site.test.mail.take().len(), site.journey(known).await.promises.len()), (0, promises), "{before}");
    assert_eq!(site.journey(known).await.contacts.values().filter(|it| it.facts.channel == Channel::Web).count(), 1);
    // Once more, and now about something else: a journey of the same record.
    let status = anja.get(&link).await;
    let begun = anja.submit(&status, &format!("{link}/ask"), &[]).await;
    anja.follow(&begun).await;
    let page = anja.get("/ask/message").await;
    anja.submit(&page, "/ask/message", &[("text", STORY)]).await;
    let same = anja.get("/ask/same").await;
    let page = anja.submit(&same, "/ask/same", &[("about", "none")]).await;
    let check = anja.follow(&page).await;
    let done = sent(&mut anja, &check).await;
    let other = site.journey(journey_on(&site, &done).await).await;
    assert_ne!(other.id, known);
    assert_eq!(other.customer, site.journey(known).await.customer);
}

#[tokio::test]
async fn without_an_address_a_person_calls() {
    let site = Site::new().await;
    let mut jan = site.visitor();
    let check = answered(&mut jan, "Jan", "", "06 12345678").await;
    let done = sent(&mut jan, &check).await;
    done.has("Dan bellen wij u");
    let journey = site.journey(journey_on(&site, &done).await).await;
    let reach = journey.customer_participant().unwrap().1.reach;
    assert!(matches!(reach, Reach::Task { .. }));
    assert!(journey.tasks.is_empty(), "the page told it; nobody calls to say the same");
}

#[tokio::test]
async fn what_a_link_says_is_not_asked() {
    let site = Site::new().await;
    open(&site, "Overlast", "Nuisance").await;
    let mut jan = site.visitor();
    let first = jan.get("/ask").await;
    // How many questions there are is not known before it is known what it is about.
    first.has("Waar gaat het over?").has("Overlast").has("Kosten terugvragen").has("Vraag 1<").lacks("Vraag 1 van");
    let empty = jan.submit(&first, "/ask", &[]).await;
    empty.has("Kies een van de mogelijkheden.").lacks("past: Kies een").lacks("Dit had u al ingevuld");
    assert_eq!(jan.get("/vraag?about=overlast").await.location(), "/ask?about=overlast");
    let page = jan.get("/ask?about=overlast&subject=Muziek&reference=F-117").await;
    let page = jan.follow(&page).await;
    let page = jan.submit(&page, "/ask/message", &[("text", STORY)]).await;
    assert_eq!(page.location(), "/ask/files");
    jan.get("/ask/contact").await.has("Vraag 4 van 4");
    let contact = jan.get("/ask/contact").await;
    let page = jan.submit(&contact, "/ask/contact", &[("name", "Jan"), ("email", "jan@example.net")]).await;
    let check = jan.follow(&page).await;
    check.has("Overlast").has("Muziek").has("F-117");
    let done = sent(&mut jan, &check).await;
    let id = journey_on(&site, &done).await;
    let loaded = site.test.app.open_journey(&Who::System, id).await.unwrap();
    assert_eq!((loaded.title(), loaded.blueprint.name.nl.as_str()), ("Muziek", "Overlast"));
    let contact = loaded.journey.contacts.values().next().unwrap();
    assert!(loaded.text(contact.facts.text).contains("Kenmerk: F-117"));
}

#[tokio::test]
async fn a_question_that_nobody_answered_yet_is_not_said_to_be_filled_in() {
    let site = Site::new().await;
    open(&site, "Overlast", "Nuisance").await;
    let known = site.begin("anja@example.net", "Put loopt over").await;
    let link = site.link(known).await;
    let mut anja = site.visitor();
    let status = anja.get(&link).await;
    let begun = anja.submit(&status, &format!("{link}/ask"), &[]).await;
    let first = anja.follow(&begun).await;
    first.has("Waar gaat het over?").lacks("Dit had u al ingevuld");
    let chosen = [("topic", site.city.blueprint.id.to_string())];
    anja.submit(&first, "/ask", &[(chosen[0].0, &chosen[0].1)]).await;
    anja.get("/ask").await.has("Dit had u al ingevuld");
}

/// One more blueprint that is open to the form.
async fn open(site: &Site, nl: &str, en: &str) -> BlueprintId {
    let name = Words::new(nl, en);
    let form = BlueprintForm {
        name: name.clone(),
        open: true,
        doorway: Doorway { name, help: Words::default() },
        ..BlueprintForm::of(&site.city.blueprint)
    };
    site.test.app.create_blueprint(&Who::System, form).await.unwrap()
}

#[tokio::test]
async fn a_day_later_nothing_of_a_draft_is_left() {
    let site = Site::new().await;
    let mut jan = site.visitor();
    let check = answered(&mut jan, "Jan", "jan@example.net", "").await;
    check.has(STORY);
    site.test.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(jan.get("/ask/check").await.location(), "/ask/message");
    assert_eq!(upkeep::run(&site.test.app).await.unwrap().asks, 1);
    assert_eq!(verify_all(&site.test.app.store).await.unwrap().findings, []);
    // And at once for whoever asks for it.
    let check = answered(&mut jan, "Jan", "jan@example.net", "").await;
    jan.submit(&check, "/ask/discard", &[]).await;
    jan.get("/ask/message").await.lacks(STORY);
    assert_eq!(upkeep::run(&site.test.app).await.unwrap().asks, 0);
}

#[tokio::test]
async fn machines_and_floods_are_held_back_with_the_text_kept() {
    let site = Site::new().await;
    let mut jan = site.visitor();
    let page = jan.get("/ask/message").await;
    let trapped = jan.submit(&page, "/ask/message", &[("text", STORY), ("website", "https://example.org")]).await;
    assert_eq!(trapped.status, StatusCode::UNPROCESSABLE_ENTITY);
    trapped.has(STORY).has("Een veld dat leeg moet blijven");
    let mut last = None;
    for _ in 0..6 {
        let mut visitor = site.visitor();
        let check = answered(&mut visitor, "Jan", "jan@example.net", "").await;
        last = Some(visitor.submit(&check, "/ask/check", &[]).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    last.has(STORY).has("Probeer het over een uur nog eens");
}

#[tokio::test]
async fn where_nothing_is_open_the_form_says_so() {
    let site = Site::new().await;
    let mut form = BlueprintForm::of(&site.city.blueprint);
    form.open = false;
    let id = site.city.blueprint.id;
    let version = site.test.app.directory().await.unwrap().blueprints[&id].version;
    site.test.app.change_blueprint(&Who::System, id, version, form).await.unwrap();
    let mut jan = site.visitor();
    jan.get("/ask").await.has("Hier kunt u nog niets melden");
    assert_eq!(jan.get("/").await.location(), "/sign-in");
}

#[tokio::test]
async fn a_name_that_nobody_proved_is_not_confirmed_to_an_address_that_is_somebody_elses() {
    let site = Site::new().await;
    // Anja is known at the desk, and nothing of hers runs.
    let known = site.begin("anja@example.net", "Lantaarn stuk").await;
    let close = C::Close { how: CloseHow::Withdrawn };
    site.act(&site.city.people.kcc_agent, known, close, Vec::new()).await;
    site.test.drain().await;
    let mut visitor = site.visitor();
    let check = answered(&mut visitor, "Kees Zwart", "anja@example.net", "").await;
    sent(&mut visitor, &check).await.has("Wij hebben uw bericht");
    site.test.drain().await;
    let mail = site.test.mail.last_to("anja@example.net");
    assert!(mail.text.contains("Uw nummer"), "{}", mail.text);
    for part in [&mail.text, &mail.subject, &mail.html, &mail.to_name] {
        assert!(!part.contains("Kees") && !part.contains("Anja"), "{part}");
    }
    // Where nobody else has the address, a plain name greets.
    let mut visitor = site.visitor();
    let check = answered(&mut visitor, "Kees Zwart", "kees@example.net", "").await;
    sent(&mut visitor, &check).await;
    site.test.drain().await;
    assert!(site.test.mail.last_to("kees@example.net").text.starts_with("Beste Kees Zwart,"));
}
