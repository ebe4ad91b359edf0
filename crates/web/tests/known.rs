//! What the pages say about a journey besides what was said on it: its kind, its steps and their expected time, the word of
//! its blueprint, what was found about a sender, who is away until when, and where else a mail came in.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use regie_app::settings::blueprints::BlueprintForm;
use regie_app::testing::TestApp;
use regie_domain::blueprint::Words;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::JourneyId;
use support::{Browser, Site};

/// Changes the blueprint of the town.
async fn change_blueprint(site: &Site, change: impl FnOnce(&mut BlueprintForm)) {
    let app = &site.test.app;
    let id = site.city.blueprint.id;
    let directory = app.directory().await.unwrap();
    let mut form = BlueprintForm::of(directory.blueprint(id).unwrap());
    change(&mut form);
    let who = TestApp::who(&site.city.people.administrator);
    app.change_blueprint(&who, id, directory.blueprints[&id].version, form).await.unwrap();
}

/// A mail with headers of its own on top, and the journey that it began or joined last.
async fn mail(site: &Site, to: &[&str], headers: &str, subject: &str) -> JourneyId {
    let raw = format!(
        "{headers}From: Anja de Wit <anja@example.net>\r\nTo: {}\r\nSubject: {subject}\r\nMessage-ID: <{}@example.net>\r\n\
         Date: Mon, 5 Feb 2018 09:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHet riool loopt over.\r\n",
        to.join(", "),
        site.test.app.ports.uuid()
    );
    let to: Vec<String> = to.iter().map(|to| (*to).to_owned()).collect();
    site.test.app.keep_raw(&to, Some("anja@example.net"), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    site.test.drain().await;
    newest(&mut site.signed_in(&site.city.people.kcc_agent).await).await
}

/// The journey on top of the list.
async fn newest(browser: &mut Browser) -> JourneyId {
    let list = browser.get("/journeys").await.text();
    let links = list.split("href=\"/journeys/").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter_map(|id| JourneyId::parse(id).ok()).next().unwrap()
}

/// Changes the mailbox of the town.
async fn change_mailbox(site: &Site, change: impl FnOnce(&mut regie_app::settings::mailboxes::MailboxForm)) {
    let app = &site.test.app;
    let directory = app.directory().await.unwrap();
    let id = site.city.mailbox.0;
    let found = &directory.mailboxes[&id];
    let mut form = regie_app::settings::mailboxes::MailboxForm::of(&found.value);
    change(&mut form);
    app.put_mailbox(&TestApp::who(&site.city.people.administrator), id, found.version, form).await.unwrap();
}

#[tokio::test]
async fn a_mail_to_a_desk_for_complaints_is_a_complaint_everywhere() {
    let site = Site::new().await;
    change_blueprint(&site, |form| {
        form.kind = "complaint".to_owned();
        form.tell =
            vec![("receipt".to_owned(), Words::new("Dit gaat over {{ matter }}.", "This is about {{ matter }}."))];
    })
    .await;
    let id = mail(&site, &["kcc@example.org"], "", "Riool").await;
    assert_eq!(site.journey(id).await.kind.code(), "complaint");
    let receipt = site.test.mail.last_to("anja@example.net").text;
    assert!(receipt.contains("Dit gaat over uw klacht."), "{receipt}");
    let link = site.link(id).await;
    site.visitor().get(&link).await.has("Uw klacht: Riool");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has("<dt>Soort</dt><dd>Klacht</dd>");
}

#[tokio::test]
async fn a_member_may_choose_another_kind_than_the_blueprints() {
    let site = Site::new().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let blueprint = site.city.blueprint.id.to_string();
    let fields = [
        ("channel", "phone"),
        ("name", "Anja de Wit"),
        ("phone", "+31 6 00000000"),
        ("blueprint", blueprint.as_str()),
        ("title", "Goed geholpen"),
        ("text", "Zij was heel tevreden."),
    ];
    for (chosen, kind) in [("compliment", "compliment"), ("", "question")] {
        let page = samira.get("/journeys/new").await;
        page.has("Wat is het?").has("Zoals bij de gekozen soort klantreis");
        let begun = samira.submit(&page, "/journeys/new", &[&fields[..], &[("kind", chosen)]].concat()).await;
        let id = begun.location().trim_start_matches("/journeys/").split('?').next().unwrap().to_owned();
        assert_eq!(site.journey(JourneyId::parse(&id).unwrap()).await.kind.code(), kind);
    }
}

#[tokio::test]
async fn a_journey_uses_the_word_of_its_blueprint_and_shows_its_steps_with_their_time() {
    let site = Site::new().await;
    change_blueprint(&site, |form| form.customer_word = Words::new("cliënt", "client")).await;
    let id = site.begin("anja@example.net", "Riool").await;
    let href = format!("/journeys/{id}");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("{href}?compose=message")).await;
    page.has("Bericht aan de cliënt").lacks("Bericht aan de inwoner");
    samira.get(&format!("{href}/question")).await.has("Vraag aan de cliënt").lacks("de inwoner");
    samira.get("/work").await.lacks("cliënt");
    // Begun on Monday 09:20: an answer is expected the same day; what comes later says how long it takes.
    page.has("Ons antwoord").has("verwacht vandaag 17.00 uur").has("verwacht: 5 werkdagen");
    site.test.clock.set("2018-02-06T09:00:00[Europe/Amsterdam]");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&href).await.has("<span class=\"badtext\">verwacht gisteren 17.00 uur</span>");
    site.write(id, "Stuur ons de rekening.", None, &[]).await;
    samira.get(&href).await.has("<span class=\"badtext\">verwacht gisteren 17.00 uur</span>");
    site.test.clock.set("2018-02-06T09:05:00[Europe/Amsterdam]");
    // Only the complete answer is what the step waits for.
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Stuur ons de rekening en uw rekeningnummer; meer is niet nodig.");
    let whole = JourneyCommand::Write { contact, complete: true, promise: None, question: None };
    site.act(&site.city.people.kcc_agent, id, whole, texts).await;
    site.test.drain().await;
    samira.get(&href).await.has(", later dan verwacht").has("verwacht 13 feb 17.00 uur");
    // The customer is told promises, not what staff expect.
    site.visitor().get(&site.link(id).await).await.has("Ons antwoord").lacks("verwacht");
}

#[tokio::test]
async fn what_a_trusted_server_found_about_a_sender_is_kept_and_shown() {
    let site = Site::new().await;
    change_mailbox(&site, |form| form.trusted_authserv = "mx.example.org".to_owned()).await;
    let found = "Authentication-Results: mx.example.org; spf=softfail smtp.mailfrom=example.net; dkim=pass; \
        dmarc=pass header.from=example.net\r\n";
    let id = mail(&site, &["kcc@example.org"], found, "Riool").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let shown = "Afzender bewezen: SPF twijfelachtig, DKIM in orde, DMARC in orde.";
    samira.get(&format!("/journeys/{id}")).await.has(shown);
    let contact = site.journey(id).await.contacts.into_values().next().unwrap();
    assert!(contact.facts.checked.unwrap().proven);
    // A forgery waits; why, is said on its row and its page.
    let forged = "Authentication-Results: mx.example.org; dmarc=fail header.from=example.net\r\n";
    mail(&site, &["kcc@example.org"], forged, "Geef mij alles").await;
    let list = samira.get("/arrivals").await;
    list.has("De afzender klopt niet: DMARC klopt niet.");
    let text = list.text();
    let at = text.split("id=\"a-").nth(1).unwrap().split('"').next().unwrap();
    samira.get(&format!("/arrivals/{at}")).await.has("De afzender klopt niet: DMARC klopt niet.");
}

#[tokio::test]
async fn who_is_away_until_when_is_a_hint_on_the_timeline() {
    let site = Site::new().await;
    let id = mail(&site, &["kcc@example.org"], "", "Riool").await;
    let sent = site.test.mail.last_to("anja@example.net");
    let raw = format!(
        "From: Anja de Wit <anja@example.net>\r\nTo: {}\r\nSubject: Afwezig\r\nMessage-ID: <away@example.net>\r\n\
         In-Reply-To: <{}>\r\nAuto-Submitted: auto-replied\r\nDate: Mon, 5 Feb 2018 09:30:00 +0100\r\n\r\n\
         Ik ben met vakantie. Ik ben terug op 19 februari.\r\n",
        sent.reply_to, sent.message_id
    );
    site.test.app.keep_raw(&["kcc@example.org".to_owned()], Some(""), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("/journeys/{id}")).await;
    page.has("Automatisch bericht ontvangen").has("De afzender schrijft: terug op maandag 19 februari.");
}

#[tokio::test]
async fn a_mail_that_came_in_with_two_teams_is_known_to_both() {
    let site = Site::new().await;
    let app = &site.test.app;
    let mut form = regie_app::settings::mailboxes::MailboxForm::of(&site.city.mailbox.1);
    form.address = "schade@example.org".to_owned();
    form.team = site.city.claims.team.team.to_string();
    app.create_mailbox(&TestApp::who(&site.city.people.administrator), form).await.unwrap();
    let id = mail(&site, &["kcc@example.org", "schade@example.org"], "", "Riool").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has("Kwam ook binnen op schade@example.org, bij Schadeafhandeling.");
    samira.get("/work").await.lacks("Kwam ook bij jullie binnen");
    let mut claims = site.signed_in(&site.city.people.claims_agent).await;
    let work = claims.get("/work").await;
    work.has("Kwam ook bij jullie binnen").has("op schade@example.org").has("aan zet: Klantcontactcentrum");
    // Once somebody has answered, nobody need know of the copy any more.
    site.test.clock.advance(jiff::SignedDuration::from_mins(5));
    site.write(id, "Er komt vandaag iemand.", None, &[]).await;
    claims.get("/work").await.lacks("Kwam ook bij jullie binnen");
}

/// A list is cut off at its longest: what breaks first must stand before that, however long its ball has lain there.
#[tokio::test]
async fn what_breaks_first_is_read_first_however_old_the_ball() {
    let site = Site::new().await;
    let told = site.begin("anja@example.net", "Riool").await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(30));
    let untold = site.begin("bo@example.net", "Tak").await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(30));
    site.write(told, "Wij bellen u deze week.", None, &[]).await;
    let mut tx = site.test.app.store.begin_read().await.unwrap();
    let teams = [site.city.kcc.team.team];
    let first = regie_store::views::journeys::held_by(&mut tx, &teams, 1).await.unwrap();
    assert_eq!(first.iter().map(|row| row.id).collect::<Vec<_>>(), [untold]);
    let all = regie_store::views::journeys::held_by(&mut tx, &teams, 9).await.unwrap();
    assert!(all[0].ball_since > all[1].ball_since);
}

/// Sets the organisation's own term for complaints.
async fn change_complaints(site: &Site, code: &str) {
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get("/settings/organisation").await;
    page.has("Hoe lang hebben jullie voor een klacht?").has("Gebruikelijk: Klacht (Awb) · 6 weken");
    let fields = [
        ("name", "Gemeente Voorbeeldstad"),
        ("word-nl", "inwoner"),
        ("word-en", "resident"),
        ("zone", "Europe/Amsterdam"),
        ("language", "nl"),
        ("quiet-from", "21:00"),
        ("quiet-until", "08:00"),
    ];
    let wrong =
        admin.submit(&page, "/settings/organisation", &[&fields[..], &[("complaints", "own-5")]].concat()).await;
    assert_eq!(wrong.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    let saved = admin.submit(&page, "/settings/organisation", &[&fields[..], &[("complaints", code)]].concat()).await;
    admin.follow(&saved).await.has("Bewaard.");
}

/// Begins a journey as a member does at the telephone; gives its id.
async fn noted(browser: &mut Browser, site: &Site, kind: &str) -> JourneyId {
    let blueprint = site.city.blueprint.id.to_string();
    let fields = [
        ("channel", "phone"),
        ("name", "Anja de Wit"),
        ("email", "anja@example.net"),
        ("blueprint", blueprint.as_str()),
        ("title", "Onvriendelijk"),
        ("text", "Zij hing zomaar op."),
        ("kind", kind),
    ];
    let page = browser.get("/journeys/new").await;
    let begun = browser.submit(&page, "/journeys/new", &fields).await;
    let id = begun.location().trim_start_matches("/journeys/").split('?').next().unwrap().to_owned();
    JourneyId::parse(&id).unwrap()
}

#[tokio::test]
async fn a_complaint_starts_a_term_of_its_own_where_no_blueprint_names_one() {
    let site = Site::new().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let id = noted(&mut samira, &site, "complaint").await;
    samira.get(&format!("/journeys/{id}")).await.has("Wettelijke termijn").has("Klacht (Awb) · 6 weken");
    site.test.drain().await;
    let receipt = site.test.mail.last_to("anja@example.net").text;
    assert!(receipt.contains("De wet zegt dat wij uw klacht uiterlijk maandag 19 maart afhandelen."), "{receipt}");
    let link = site.link(id).await;
    site.visitor().get(&link).await.has("uiterlijk maandag 19 maart");

    change_complaints(&site, "own-2").await;
    let id = noted(&mut samira, &site, "complaint").await;
    let page = samira.get(&format!("/journeys/{id}")).await;
    page.has("<dt>Eigen termijn</dt>").has("Eigen termijn van de organisatie · 2 weken").lacks("Awb");
    page.has("De eigen termijn begon");
    site.test.drain().await;
    let receipt = site.test.mail.last_to("anja@example.net").text;
    assert!(receipt.contains("Volgens onze eigen regels handelen wij uw klacht uiterlijk maandag 19 februari af."));
}

#[tokio::test]
async fn what_runs_is_marked_as_a_complaint_and_confirmed_with_its_last_day() {
    let site = Site::new().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let id = noted(&mut samira, &site, "question").await;
    let href = format!("/journeys/{id}");
    for act in ["legal-pause", "legal-resume", "legal-term"] {
        let none = samira.get(&format!("{href}/{act}")).await;
        none.has("Er loopt geen termijn op deze klantreis.").lacks("<form class=\"form");
    }
    let form = samira.get(&format!("{href}/complaint")).await;
    form.has("Welk bericht is de klacht?").has("Zij hing zomaar op.").has("Klacht (Awb) · 6 weken");
    let empty = samira.submit(&form, &format!("{href}/complaint"), &[("contact", "")]).await;
    assert_eq!(empty.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    let contact = site.journey(id).await.contacts.keys().next().unwrap().to_string();
    let done = samira.submit(&form, &format!("{href}/complaint"), &[("contact", &contact)]).await;
    let page = samira.follow(&done).await;
    page.has("Dit is nu een klacht met een eigen termijn").has("<dt>Soort</dt><dd>Klacht</dd>");
    page.has("zei dat dit een klacht is").has("tot en met maandag 19 maart").lacks(&format!("{href}/complaint\""));
    site.test.drain().await;
    let receipt = site.test.mail.last_to("anja@example.net").text;
    assert!(receipt.contains("uw klacht uiterlijk maandag 19 maart"), "{receipt}");
    samira.get(&format!("{href}/complaint")).await.has("Dat kan hier niet.").lacks("<form class=\"form");
}

#[tokio::test]
async fn a_customer_says_on_the_form_that_it_is_a_complaint() {
    let site = Site::new().await;
    let mut anja = site.visitor();
    let page = anja.get("/ask/message").await;
    page.has("Dit is een klacht over ons");
    let fields = [("text", "Niemand belde terug."), ("complaint", "yes")];
    anja.submit(&page, "/ask/message", &fields).await;
    let files = anja.get("/ask/files").await;
    let next = anja.submit(&files, "/ask/files", &[]).await;
    let contact = anja.follow(&next).await;
    let who = [("name", "Anja de Wit"), ("email", "anja@example.net"), ("phone", "")];
    let next = anja.submit(&contact, "/ask/contact", &who).await;
    let check = anja.follow(&next).await;
    check.has("Dit is een klacht over ons").has("/ask/message?from=check");
    anja.submit(&check, "/ask/check", &[]).await;
    site.test.drain().await;
    let receipt = site.test.mail.last_to("anja@example.net").text;
    assert!(receipt.contains("De wet zegt dat wij uw klacht uiterlijk maandag 19 maart afhandelen."), "{receipt}");
}
