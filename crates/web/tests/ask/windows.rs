//! A window that the customer chooses on the form: promised at once, or gone along when the journey was known already.

use axum::http::StatusCode;
use regie_app::authorise::Who;
use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_app::settings::visits::VisitPlanForm;
use regie_domain::codes::PromiseWhat;
use regie_domain::journey::State;
use regie_store::verify::verify_all;

use crate::support::{Browser, Page, Site};
use crate::{STORY, answered, journey_on, sent};

#[tokio::test]
async fn a_free_window_is_promised_when_it_is_sent() {
    let site = Site::new().await;
    coming_by(&site, "1").await;
    let (mut jan, mut piet) = (site.visitor(), site.visitor());
    let mut checks = Vec::new();
    for (browser, email) in [(&mut jan, "jan@example.net"), (&mut piet, "piet@example.net")] {
        let when = answered(browser, "Jan", email, "").await;
        when.has("Wanneer kan het?").has("Dinsdag 6 februari, </span>tussen 08.00 en 11.00 uur").has("Vraag 4 van 4");
        let none = browser.submit(&when, "/ask/when", &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = when.text();
        let first = text.split("name=\"window\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        let first = first.split('"').next().unwrap().to_owned();
        let page = browser.submit(&when, "/ask/when", &[("window", &first)]).await;
        let place = browser.follow(&page).await;
        place.has("Waar mogen wij langskomen?").has("Vraag 5 van 5");
        let none = browser.submit(&place, "/ask/where", &[("place", "thuis")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = browser.submit(&none, "/ask/where", &[("place", "1234 AB 12")]).await;
        checks.push(browser.follow(&page).await);
    }
    // What comes next is who comes and when, not a desk's hours or another moment.
    checks[0].has("Dinsdag 6 februari, tussen 08.00 en 11.00 uur").has("/ask/when?from=check");
    checks[0].has("Dat doet Technische dienst.").has("Een andere tijd kiezen kan tot maandag 5 februari");
    checks[0].lacks("kijkt naar uw bericht").lacks("U hoort uiterlijk");
    checks[0].has("Waar wij langskomen").has("1234 AB 12").has("/ask/where?from=check");
    let done = sent(&mut jan, &checks[0]).await;
    let journey = site.journey(journey_on(&site, &done).await).await;
    assert!(journey.promises.values().any(|promise| promise.what == PromiseWhat::Visit));
    // Where it is goes along: to who comes, and into the customer's calendar.
    let link = format!("/s/{}", done.text().split("href=\"/s/").nth(1).unwrap().split('"').next().unwrap());
    jan.get(&format!("{link}/visit.ics")).await.has("LOCATION:1234 AB 12");
    site.test.drain().await;
    let mails = site.test.mail.sent();
    let file = mails.iter().flat_map(|mail| &mail.files).find(|file| file.name == "bezoek.ics").unwrap();
    assert!(String::from_utf8_lossy(&file.bytes).contains("LOCATION:1234 AB 12"));
    let mut chris = site.signed_in(&site.city.people.technical_agent).await;
    chris.get(&format!("/journeys/{}", journey.id)).await.has("Waar: 1234 AB 12");
    done.has("tussen 08.00 en 11.00 uur").has("Dat doet Technische dienst.");
    done.lacks("kijkt naar uw bericht").lacks("U hoort uiterlijk");
    // Somebody else was later: every word is kept, and another window is asked for.
    let late = piet.submit(&checks[1], "/ask/check", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Dit tijdvak is net bezet geraakt").has("Woensdag 7 februari, </span>tussen 08.00 en 11.00 uur");
    let page = piet.submit(&late, "/ask/when", &[("window", "later")]).await;
    let check = piet.follow(&page).await;
    check.has(STORY).has("Ik kies nu nog niets");
    sent(&mut piet, &check).await.has("Wij hebben uw bericht");
}

/// A window on Tuesday 6 February, 08:00-11:00, for so many, that the customer chooses; it may be moved until 17:00 the day
/// before.
async fn coming_by(site: &Site, places: &str) {
    let team = site.city.technical.team.team;
    let days = ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec();
    let row = SlotRowForm { hours: "08:00-11:00".into(), days, places: places.into(), ..SlotRowForm::default() };
    let row = SlotRowForm { kept_day: "same_day".into(), ..row };
    let book = SlotBookForm { rows: vec![row], ..SlotBookForm::empty() };
    site.test.app.change_slot_book(&Who::System, team, 0, book).await.unwrap();
    let plan = VisitPlanForm { team: team.to_string(), by_customer: true, ball: true, ..VisitPlanForm::default() };
    site.test.app.change_visit_plan(&Who::System, site.city.blueprint.id, 1, plan).await.unwrap();
}

async fn with_first_window(browser: &mut Browser, email: &str) -> Page {
    let when = answered(browser, "Jan", email, "").await;
    let text = when.text();
    let first = text.split("name=\"window\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let first = first.split('"').next().unwrap().to_owned();
    let page = browser.submit(&when, "/ask/when", &[("window", &first)]).await;
    let place = browser.follow(&page).await;
    let page = browser.submit(&place, "/ask/where", &[("place", "1234 AB 12")]).await;
    let check = browser.follow(&page).await;
    sent(browser, &check).await
}

#[tokio::test]
async fn beside_a_window_that_cannot_be_moved_stands_so_before_it_is_chosen() {
    let site = Site::new().await;
    coming_by(&site, "9").await;
    site.test.clock.set("2018-02-05T20:05:00Z");
    let mut jan = site.visitor();
    let when = answered(&mut jan, "Jan", "jan@example.net", "").await;
    // The house opens after the window has begun, or before it ends: what is said is what is possible.
    assert_eq!(when.text().matches("Deze tijd kunt u daarna").count(), 1, "only the first one: {}", when.text());
    let mut piet = site.visitor();
    let done = with_first_window(&mut piet, "piet@example.net").await;
    done.has("Deze tijd kunt u daarna");
    let text = done.text();
    let link = text.split("href=\"/s/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    site.visitor().get(&format!("/s/{link}")).await.has("Zelf een andere tijd kiezen kan niet meer");
}

#[tokio::test]
async fn who_reports_the_same_again_with_a_window_is_asked_by_mail_and_the_window_goes_along() {
    let site = Site::new().await;
    coming_by(&site, "9").await;
    let known = site.begin("anja@example.net", "Put loopt over").await;
    let _ = site.test.mail.take();
    let mut anja = site.visitor();
    let done = with_first_window(&mut anja, "anja@example.net").await;
    done.has("Liep dit al bij ons?").lacks("Put loopt over");
    let new = journey_on(&site, &done).await;
    let window = site.journey(new).await.booked_visit().unwrap().1.window;
    site.test.drain().await;
    let mails = site.test.mail.sent();
    let link = mails.iter().flat_map(|mail| mail.text.split_whitespace()).find(|word| word.ends_with("/same"));
    let link = link.unwrap().strip_prefix("https://regie.example.org").unwrap().to_owned();
    let mut owner = site.visitor();
    let question = owner.get(&link).await;
    question.has("Gaat het hierover?").has("Put loopt over");
    let joined = owner.submit(&question, &link, &[("about", &known.to_string())]).await;
    owner.follow(&joined).await.has("Wij hebben uw bericht hieraan toegevoegd");
    let (old, new) = (site.journey(known).await, site.journey(new).await);
    assert!(matches!(new.state, State::Void { .. }) && new.booked_visit().is_none());
    assert_eq!(old.booked_visit().unwrap().1.window, window);
    assert_eq!(verify_all(&site.test.app.store).await.unwrap().findings, []);
}

#[tokio::test]
async fn the_page_shows_no_receipt_that_the_mail_does_not_say() {
    let site = Site::new().await;
    coming_by(&site, "9").await;
    let mut jan = site.visitor();
    let done = with_first_window(&mut jan, "jan@example.net").await;
    let text = done.text();
    let link = format!("/s/{}", text.split("href=\"/s/").nth(1).unwrap().split('"').next().unwrap());
    // Not a word of it before it leaves; from then on what left.
    jan.get(&link).await.lacks("een eerste antwoord");
    site.test.drain().await;
    let said = site.test.mail.sent().iter().find(|mail| mail.text.contains("Wij hebben uw")).unwrap().text.clone();
    let page = jan.get(&link).await;
    assert_eq!(page.text().contains("een eerste antwoord"), said.contains("een eerste antwoord"));
}

#[tokio::test]
async fn a_report_with_a_window_is_answered_by_one_mail_with_both_and_the_invitation() {
    let site = Site::new().await;
    coming_by(&site, "9").await;
    let mut jan = site.visitor();
    let done = with_first_window(&mut jan, "jan@example.net").await;
    // No capital after the colon.
    done.has("Wij komen langs: dinsdag 6 februari");
    let journey = journey_on(&site, &done).await;
    site.test.drain().await;
    let mails = site.test.mail.to("jan@example.net");
    assert_eq!(mails.len(), 1, "{mails:?}");
    let (mail, told) = (&mails[0], "Wij komen bij u langs op dinsdag 6 februari, tussen 08.00 en 11.00 uur.");
    assert!(mail.text.contains("Wij hebben uw bericht ontvangen."), "{}", mail.text);
    assert_eq!(mail.text.matches(told).count(), 1, "{}", mail.text);
    assert!(mail.files.iter().any(|file| file.media_type.starts_with("text/calendar")));
    let found = site.journey(journey).await;
    let sent =
        |update: &&regie_domain::update::Update| matches!(update.state, regie_domain::update::UpdateState::Sent { .. });
    assert_eq!(found.updates.values().filter(sent).count(), 2, "the record keeps both");
}
