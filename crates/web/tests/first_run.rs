//! An empty database becomes an organisation, step by step, in a browser.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::testing::TestApp;
use regie_domain::actor::Role;
use regie_domain::directory::{Outgoing, SmtpSettings, Transport};
use regie_web::pages::settings_forms::mailbox::Doors;
use regie_web::server::router;
use regie_web::state::Web;
use support::{Browser, Page};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _};

async fn empty() -> (TestApp, Browser) {
    let test = TestApp::either().await;
    let (router, _) = router(Web::new(test.app.clone(), Vec::new(), None).unwrap());
    (test, Browser::new(router))
}

/// Sends the form of a step with some fields; what was not asked travels along.
async fn step(browser: &mut Browser, page: &Page, fields: &[(&str, &str)]) -> Page {
    browser.submit(page, "/first-run", fields).await
}

const ADMIN: [(&str, &str); 3] =
    [("admin-name", "Bea Beheer"), ("admin-email", "bea@example.org"), ("admin-password", "vier losse natte laarzen")];
const HOUSE: [(&str, &str); 7] = [
    ("organisation-name", "Gemeente Voorbeeld"),
    ("organisation-phone", ""),
    ("organisation-word-nl", "inwoner"),
    ("organisation-word-en", "resident"),
    ("organisation-zone", "Europe/Amsterdam"),
    ("organisation-language", "nl"),
    ("team-name", "Klantcontact"),
];
const HOURS: [(&str, &str); 6] = [
    ("organisation-hours-mon", "08:30-17:00"),
    ("organisation-hours-tue", "08:30-17:00"),
    ("organisation-hours-wed", "08:30-17:00"),
    ("organisation-hours-thu", "08:30-17:00"),
    ("organisation-hours-fri", "08:30-12:00"),
    ("organisation-hours-holidays", "yes"),
];

#[tokio::test]
async fn an_empty_database_is_set_up_step_by_step() {
    let (test, mut browser) = empty().await;
    for path in ["/", "/work", "/sign-in", "/settings"] {
        assert_eq!(browser.get(path).await.location(), "/first-run", "{path}");
    }
    let token = test.app.first_run_token().await.unwrap().unwrap();
    let page = browser.get(&format!("/first-run?token={token}")).await;
    page.has("Welkom bij Regie").has(&token);

    let wrong = step(&mut browser, &page, &[("token", "verkeerd"), ADMIN[0], ADMIN[1], ADMIN[2]]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    wrong.has("Deze code klopt niet of is verlopen.").has("Bea Beheer").lacks("laarzen");
    let weak = [("token", token.as_str()), ADMIN[0], ("admin-email", "geen adres"), ("admin-password", "kort")];
    let weak = step(&mut browser, &page, &weak).await;
    weak.has("Dit is geen e-mailadres.").has("Gebruik minstens 12 tekens.").lacks("Je wachtwoord is onthouden");
    weak.lacks("admin-password-kept");
    let page = step(&mut browser, &page, &[("token", &token), ADMIN[0], ADMIN[1], ADMIN[2]]).await;
    page.has("Over je organisatie").lacks("laarzen");

    let wrong = step(&mut browser, &page, &HOUSE[1..]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    let mut elsewhere = HOUSE;
    elsewhere[4].1 = "Mars/Olympus";
    let zone = step(&mut browser, &wrong, &elsewhere).await;
    zone.has("Deze tijdzone bestaat niet.");
    assert_eq!(zone.text().matches("class=\"error\"").count(), 1, "one fault, told once: {}", zone.text());
    assert!(!zone.text().contains("<p>Deze tijdzone"), "and only at its field: {}", zone.text());
    let page = step(&mut browser, &zone, &HOUSE).await;
    page.has("Wanneer ben je open?").has("08:30-17:00");
    let back = step(&mut browser, &page, &[HOURS[0], ("do", "back")]).await;
    back.has("Over je organisatie").has("Gemeente Voorbeeld").has("Klantcontact");
    let page = step(&mut browser, &back, &HOUSE).await;
    let page = step(&mut browser, &page, &HOURS).await;
    page.has("Sluit een mailbox aan").has("Regie neemt nu nog geen e-mail aan. Start Regie met --mail-listen");
    page.has("data-when=\"fetch\"").has("data-when=\"send\"");

    // A port that nobody listens at: the raw reason is shown, and nothing is stored.
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port().to_string();
    let mailbox = [
        ("mailbox-address", "vragen@example.org"),
        ("mailbox-in-way", "smtp"),
        ("mailbox-out-way", "own"),
        ("mailbox-out-host", "127.0.0.1"),
        ("mailbox-out-port", closed.as_str()),
        ("mailbox-out-transport", "plain"),
        ("mailbox-out-user", "vragen"),
    ];
    let mut test_it = mailbox.to_vec();
    test_it.extend([("mailbox-out-secret", "postgeheim"), ("do", "test")]);
    let page = step(&mut browser, &page, &test_it).await;
    assert_eq!(page.status, StatusCode::OK);
    let now = test.app.ports.clock.now().to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap());
    page.has(&format!("{:02}.{:02} uur</time>", now.hour(), now.minute())).has("Het ging mis bij: verbinding maken.");
    page.has("De verbinding werkt niet.").has("efused").lacks("postgeheim").has("vragen@example.org");
    assert!(test.app.directory().await.unwrap().organisation.is_none());

    let answer = step(&mut browser, &page, &mailbox).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/first-run/done"), "{}", answer.text());
    let done = browser.follow(&answer).await;
    done.has("Klaar om te beginnen").has("Gemeente Voorbeeld");
    let directory = test.app.directory().await.unwrap();
    let organisation = directory.organisation().unwrap();
    assert_eq!((organisation.outgoing, organisation.customer_word.nl.as_str()), (Outgoing::Trial, "inwoner"));
    assert!(organisation.hours.closed_days.is_empty());
    let admin = directory.member_by_email("bea@example.org").unwrap();
    assert!(admin.has(Role::Administrator));
    let (_, mailbox) = directory.mailbox_by_address("vragen@example.org").unwrap();
    assert!(mailbox.outgoing.as_ref().unwrap().secret.as_ref().unwrap().starts_with("v1:"));
    browser.get("/settings").await.has("Proefstand");

    // It happens once; and the password that was chosen three pages ago is the one.
    assert_eq!(browser.get("/first-run").await.status, StatusCode::NOT_FOUND);
    assert_eq!(test.app.first_run_token().await.unwrap(), None);
    let mut later = Browser::new(router(Web::new(test.app.clone(), Vec::new(), None).unwrap()).0);
    let page = later.get("/sign-in").await;
    let fields = [("email", "bea@example.org"), ("password", ADMIN[2].1)];
    assert_eq!(later.submit(&page, "/sign-in", &fields).await.location(), "/work");
}

#[tokio::test]
async fn another_language_or_look_loses_nothing_that_was_filled_in() {
    let (test, mut browser) = empty().await;
    let token = test.app.first_run_token().await.unwrap().unwrap();
    let page = browser.get(&format!("/first-run?token={token}")).await;
    // Nothing on the page leads away from the form; its own first button comes before those of the look.
    page.lacks("/preferences");
    let html = page.text();
    assert!(html.find("class=\"btn primary\"").unwrap() < html.find("name=\"theme\"").unwrap(), "{html}");

    let first = [("token", token.as_str()), ADMIN[0], ADMIN[1], ADMIN[2], ("lang", "en")];
    let page = step(&mut browser, &page, &first).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("<html lang=\"en\"").has(&token).has("Bea Beheer").has("bea@example.org").has("Welcome to Regie");
    page.lacks("laarzen").lacks("name=\"lang\" value=\"en\">");
    let again = [("token", token.as_str()), ADMIN[0], ADMIN[1], ("admin-password", "")];
    let page = step(&mut browser, &page, &again).await;
    page.has("<html lang=\"en\"").lacks("laarzen").has("organisation-name");

    // In the second step: the typed name stays, and the first step is not asked again.
    let mut typed = HOUSE.to_vec();
    typed.push(("lang", "nl"));
    let page = step(&mut browser, &page, &typed).await;
    page.has("<html lang=\"nl\"").has("Over je organisatie").has("Gemeente Voorbeeld").has("Klantcontact");
    let mut typed = HOUSE.to_vec();
    typed.push(("theme", "dark"));
    let page = step(&mut browser, &page, &typed).await;
    page.has("data-theme=\"dark\"").has("Over je organisatie").has("Gemeente Voorbeeld");
    let page = step(&mut browser, &page, &HOUSE).await;
    page.has("data-theme=\"dark\"").has("<html lang=\"nl\"").has("Wanneer ben je open?");
    let page = step(&mut browser, &page, &HOURS).await;
    let done = step(&mut browser, &page, &[("do", "later")]).await;
    assert_eq!(done.location(), "/first-run/done", "{}", done.text());
    // The password that was typed two languages ago is the one.
    let fields = [("email", ADMIN[1].1), ("password", ADMIN[2].1)];
    let mut later = Browser::new(router(Web::new(test.app.clone(), Vec::new(), None).unwrap()).0);
    let page = later.get("/sign-in").await;
    assert_eq!(later.submit(&page, "/sign-in", &fields).await.location(), "/work");
}

fn relay(host: &str, port: u16) -> SmtpSettings {
    SmtpSettings::open(host, port, Transport::Plain)
}

/// A mail server that takes senders and refuses recipients with these words.
async fn refusing(words: &'static str) -> u16 {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (read, mut write) = stream.into_split();
            let mut lines = tokio::io::BufReader::new(read).lines();
            write.write_all(b"220 relay.example.org ESMTP\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = if line.starts_with("RCPT") { words } else { "250 fine" };
                write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            }
        }
    });
    port
}

#[tokio::test]
async fn the_test_tries_both_directions_and_says_what_it_could_not_try() {
    for (answer, shown) in [
        (
            "550 5.7.1 relaying denied",
            ["De verbinding werkt niet.", "de ontvanger aannemen (RCPT TO)", "relaying denied"],
        ),
        ("250 fine", ["De verbinding werkt.", "neemt e-mail aan van", "Er is niets verstuurd."]),
    ] {
        let test = TestApp::either().await;
        let doors = Doors { listens: None, relay: Some(relay("127.0.0.1", refusing(answer).await)) };
        let web = Web::new(test.app.clone(), Vec::new(), None).unwrap().with_doors(doors);
        let mut browser = Browser::new(router(web).0);
        let token = test.app.first_run_token().await.unwrap().unwrap();
        let page = browser.get(&format!("/first-run?token={token}")).await;
        let mut page = step(&mut browser, &page, &[("token", &token), ADMIN[0], ADMIN[1], ADMIN[2]]).await;
        for fields in [HOUSE.as_slice(), HOURS.as_slice()] {
            page = step(&mut browser, &page, fields).await;
        }
        let fields = [
            ("mailbox-address", "balie@example.org"),
            ("mailbox-in-way", "delivered"),
            ("mailbox-out-way", "program"),
            ("do", "test"),
        ];
        let tested = step(&mut browser, &page, &fields).await;
        for words in shown {
            tested.has(words);
        }
        tested.has("Niet getest.").has("Regie luistert zelf niet");
    }
}

#[tokio::test]
async fn the_page_names_the_address_where_mail_can_be_delivered() {
    let test = TestApp::either().await;
    let doors =
        Doors { listens: Some("smtp://127.0.0.1:2525".to_owned()), relay: Some(relay("mail.example.org", 465)) };
    let web = Web::new(test.app.clone(), Vec::new(), None).unwrap().with_doors(doors);
    let mut browser = Browser::new(router(web).0);
    let token = test.app.first_run_token().await.unwrap().unwrap();
    let page = browser.get(&format!("/first-run?token={token}")).await;
    let mut page = step(&mut browser, &page, &[("token", &token), ADMIN[0], ADMIN[1], ADMIN[2]]).await;
    for fields in [HOUSE.as_slice(), HOURS.as_slice()] {
        page = step(&mut browser, &page, fields).await;
    }
    page.has("Regie neemt e-mail aan op smtp://127.0.0.1:2525.").has("Dat is mail.example.org:465.");
}

#[tokio::test]
async fn the_mailbox_may_wait_and_no_step_can_be_jumped() {
    let (test, mut browser) = empty().await;
    let token = test.app.first_run_token().await.unwrap().unwrap();
    let page = browser.get("/first-run").await;
    // Straight to the last step: the first that is not in order comes back.
    let mut fields: Vec<(String, String)> =
        page.hidden("/first-run").into_iter().filter(|(name, _)| name != "step").collect();
    fields.extend([("step", "mailbox"), ("token", token.as_str()), ("do", "later")].map(|(n, v)| (n.into(), v.into())));
    let jumped = browser.post("/first-run", &fields).await;
    assert_eq!(jumped.status.as_u16(), 422);
    jumped.has("Welkom bij Regie");
    fields.extend(ADMIN.into_iter().chain(HOUSE).chain(HOURS).map(|(name, value)| (name.to_owned(), value.to_owned())));
    let all = browser.post("/first-run", &fields).await;
    // The values of the first page came first, so the token and the rest are as given there or here.
    assert_eq!(all.location(), "/first-run/done", "{}", all.text());
    assert!(test.app.directory().await.unwrap().mailboxes.is_empty());
}
