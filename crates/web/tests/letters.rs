//! Letters through the pages: the address, the page that is printed, and the letter that came in.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::journeys::NewJourney;
use regie_app::testing::TestApp;
use regie_domain::codes::{Channel, TaskKind};
use regie_domain::ids::JourneyId;
use support::{Browser, Site};

const ADDRESS: &str = "Voorbeeldlaan 1\n1234ab Voorbeeldstad";

/// Somebody without mail or telephone, who came to the counter with a letter.
async fn without_mail(site: &Site) -> JourneyId {
    let new = NewJourney {
        channel: Channel::Letter,
        name: "Anja de Wit".to_owned(),
        email: None,
        phone: None,
        blueprint: Some(site.city.blueprint.id),
        kind: None,
        title: "Verstopt riool".to_owned(),
        text: "Wat moet ik doen om dit terug te krijgen?".to_owned(),
        key: None,
    };
    let id = site.test.app.begin_journey(TestApp::who(&site.city.people.kcc_agent), new).await.unwrap();
    site.test.drain().await;
    id
}

async fn letter_of(site: &Site, id: JourneyId) -> String {
    let journey = site.journey(id).await;
    let open = journey.tasks.iter().find(|(_, task)| task.kind == TaskKind::Letter && task.is_open());
    format!("/journeys/{id}/tasks/{}", open.unwrap().0)
}

async fn person(agent: &mut Browser, site: &Site, id: JourneyId) -> String {
    let person = format!("/journeys/{id}/people/{}", site.customer(id).await);
    agent.get(&person).await.has("Postadres");
    person
}

#[tokio::test]
async fn a_letter_is_printed_with_the_address_in_the_window_and_done_when_somebody_says_so() {
    let site = Site::new().await;
    let id = without_mail(&site).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let task = letter_of(&site, id).await;
    agent.get("/work").await.has("Brief schrijven");
    agent.get(&task).await.has(&format!("{task}/letter")).has("Wat stond er in de brief?").lacks("Wat is er gezegd?");
    agent.get(&format!("{task}/letter")).await.has("geen postadres bekend");

    let page = person(&mut agent, &site, id).await;
    let shown = agent.get(&page).await;
    let kept = agent.submit(&shown, &format!("{page}/address"), &[("address", ADDRESS)]).await;
    agent.follow(&kept).await.has("Voorbeeldlaan 1").has("1234 AB");

    let letter = agent.get(&format!("{task}/letter")).await;
    letter.has("<span>Anja de Wit</span><span>Voorbeeldlaan 1</span><span>1234 AB  VOORBEELDSTAD</span>");
    letter.has("Wij hebben uw bericht ontvangen").has("Ons kenmerk").has("17.00").lacks("geen postadres");
    // Nothing of the page on paper, and nothing of the staff's.
    let paper = letter.text();
    let paper = paper.split("class=\"lettertext\"").nth(1).unwrap();
    assert!(!paper.contains("/s/") && !paper.contains("pagina") && !paper.contains("e-mail"), "{paper}");

    let sent = agent.submit(&letter, &task, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert!(site.journey(id).await.tasks.values().all(|task| !task.is_open()));
    agent.get(&format!("{task}/letter")).await.has("is verstuurd");
}

#[tokio::test]
async fn an_address_that_does_not_fit_is_refused_and_a_better_one_takes_its_place() {
    let site = Site::new().await;
    let id = without_mail(&site).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = person(&mut agent, &site, id).await;
    let shown = agent.get(&page).await;
    let wrong = agent.submit(&shown, &format!("{page}/address"), &[("address", "Voorbeeldlaan 1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("elk op een eigen regel").has("Voorbeeldlaan 1");
    for address in [ADDRESS, "Voorbeeldplein 2\n1234 AB Voorbeeldstad"] {
        let shown = agent.get(&page).await;
        agent.submit(&shown, &format!("{page}/address"), &[("address", address)]).await;
    }
    agent.get(&page).await.has("Voorbeeldplein 2").lacks("Voorbeeldlaan 1");
    // Two people may live at one address.
    let other = without_mail(&site).await;
    let page = person(&mut agent, &site, other).await;
    let shown = agent.get(&page).await;
    let kept = agent
        .submit(&shown, &format!("{page}/address"), &[("address", "Voorbeeldplein 2\n1234 AB Voorbeeldstad")])
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
}

#[tokio::test]
async fn a_letter_that_came_in_keeps_its_date_and_its_scan() {
    let site = Site::new().await;
    let id = site.begin("anja@example.net", "Kosten van de loodgieter").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let action = format!("/journeys/{id}/contact");
    let page = agent.get(&action).await;
    let fields = [
        ("channel", "letter"),
        ("direction", "in"),
        ("text", "Hierbij de factuur."),
        ("dated", "2018-02-02"),
        ("asks", "something"),
    ];
    let files: &[(&str, &str, &[u8])] = &[("files", "brief.pdf", b"%PDF-1.4 scan")];
    let done = agent.submit_files(&page, &action, &fields, files).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    agent.follow(&done).await.has("brief.pdf").has("Brief van").has("2 februari");
    let page = agent.get(&action).await;
    let late = [("channel", "letter"), ("direction", "in"), ("text", "x"), ("dated", "2018-02-09")];
    let wrong = agent.submit(&page, &action, &late).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_journey_that_begins_with_a_letter_keeps_them_too() {
    let site = Site::new().await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get("/journeys/new").await;
    let fields = [
        ("channel", "letter"),
        ("name", "Bram Bos"),
        ("blueprint", &site.city.blueprint.id.to_string()),
        ("title", "Scheve stoeptegel"),
        ("text", "De stoep ligt scheef."),
        ("dated", "2018-02-01"),
        ("address", ADDRESS),
    ];
    let files: &[(&str, &str, &[u8])] = &[("files", "scan.jpg", b"\xff\xd8\xff\xe0 scan")];
    let done = agent.submit_files(&page, "/journeys/new", &fields, files).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    agent.follow(&done).await.has("scan.jpg").has("1 februari").has("Scheve stoeptegel");
}

#[tokio::test]
async fn at_the_counter_and_with_a_letter_is_asked_how_the_person_is_reached() {
    let site = Site::new().await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let form = agent.get("/journeys/new").await;
    form.has("name=\"address\"").has("data-when=\"paper\"").has("name=\"no-way\"");
    let letter = [("channel", "letter"), ("name", "Anja de Wit"), ("title", "Verstopt riool"), ("text", "Wat nu?")];
    let with = |more: &[(&'static str, &'static str)]| [&letter[..], more].concat();
    let refused = agent.submit(&form, "/journeys/new", &letter).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.has("Vul een postadres, telefoonnummer of e-mailadres in").has("Verstopt riool");
    let wrong = agent.submit(&form, "/journeys/new", &with(&[("address", "Voorbeeldlaan 1")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("elk op een eigen regel");

    let form = agent.get("/journeys/new").await;
    let begun = agent.submit(&form, "/journeys/new", &with(&[("address", ADDRESS)])).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    site.test.drain().await;
    let page = agent.follow(&begun).await;
    page.has("Schrijf de").lacks("geen postadres");
    let id = JourneyId::parse(begun.location().split(['/', '?']).nth(2).unwrap()).unwrap();
    let task = letter_of(&site, id).await;
    agent.get(&task).await.has("Voorbeeldlaan 1").lacks("geen postadres");
    agent.get(&format!("{task}/letter")).await.has("1234 AB  VOORBEELDSTAD");
    // The letter leaves before the moment that it announces.
    let journey = site.journey(id).await;
    let answer = journey.next_promise().unwrap().1.current.until;
    assert!(journey.tasks.values().all(|task| task.due < answer), "{:?} before {answer}", journey.tasks);
    let paper = agent.get(&format!("{task}/letter")).await.text();
    let when = answer.to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap()).day().to_string();
    assert!(paper.contains(&format!(" {when} februari")), "{when} in {paper}");

    // A telephone number is a way as well; and a letter without any is not lost.
    for way in [("phone", "06 00 00 00 78"), ("no-way", "yes")] {
        let form = agent.get("/journeys/new").await;
        let begun = agent.submit(&form, "/journeys/new", &with(&[way])).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    }
}

#[tokio::test]
async fn whoever_cannot_be_reached_is_asked_for_an_address_where_the_work_is() {
    let site = Site::new().await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let form = agent.get("/journeys/new").await;
    let fields = [
        ("channel", "counter"),
        ("kind", "complaint"),
        ("name", "Anja de Wit"),
        ("title", "Klacht over de balie"),
        ("text", "Ik moest drie kwartier wachten."),
    ];
    let begun = agent.submit(&form, "/journeys/new", &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "at the counter nothing is demanded: {}", begun.text());
    site.test.drain().await;
    let id = JourneyId::parse(begun.location().split(['/', '?']).nth(2).unwrap()).unwrap();
    let person = format!("/journeys/{id}/people/{}", site.customer(id).await);
    let page = agent.follow(&begun).await;
    page.has("Er is geen postadres, telefoonnummer of e-mailadres bekend. Vraag erom");
    page.has("Er is geen postadres bekend. Vraag erom.").has(&format!("{person}#postal"));
    let task = letter_of(&site, id).await;
    agent.get(&task).await.has("Er is geen postadres bekend. Vraag erom.").has(&format!("{person}#postal"));
    let shown = agent.get(&person).await;
    agent.submit(&shown, &format!("{person}/address"), &[("address", ADDRESS)]).await;
    agent.get(&format!("/journeys/{id}")).await.lacks("Vraag erom");
    agent.get(&task).await.lacks("Vraag erom").has("Voorbeeldlaan 1");
    // The next journey of the same person begins with what is known.
    let customer = site.journey(id).await.customer;
    agent.get(&format!("/journeys/new?customer={customer}")).await.has("Voorbeeldlaan 1");
}
