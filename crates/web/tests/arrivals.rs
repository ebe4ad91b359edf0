//! What came in and has no journey: joined, begun, set aside and brought back through the pages.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::ids::JourneyId;
use regie_store::views::journeys::Filter;
use support::{Browser, Page, Site};

/// A mail comes in, and is placed or waits.
async fn mail(site: &Site, from: &str, subject: &str, body: &str) {
    let raw = format!(
        "From: {from}\r\nTo: kcc@example.org\r\nSubject: {subject}\r\nMessage-ID: <{}@example.net>\r\n\
         Date: Mon, 5 Feb 2018 09:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n",
        site.test.app.ports.uuid()
    );
    site.test.app.keep_raw(&["kcc@example.org".to_owned()], Some(from), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    site.test.drain().await;
}

/// A mail with files that a person should know something of before opening them.
fn with_files(from: &str, subject: &str) -> String {
    let file = |name: &str, media_type: &str, base64: &str| {
        format!(
            "--x\r\nContent-Type: {media_type}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{base64}\r\n"
        )
    };
    format!(
        "From: {from}\r\nTo: kcc@example.org\r\nSubject: {subject}\r\nMessage-ID: <files.{from}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nZie de bijlagen.\r\n{}{}{}{}--x--\r\n",
        file("foto.zip", "application/zip", "UEsDBBQAAQAA"),
        file("factuur.pdf.exe", "application/pdf", "TVqQ"),
        file("winmail.dat", "application/ms-tnef", "eJ8+Ig=="),
        file("plan.pdf", "application/pdf", "JVBERg=="),
    )
}

#[tokio::test]
async fn what_a_person_should_know_of_a_file_stands_beside_it() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let reference = site.journey(id).await.reference;
    for (from, subject) in [("buur@example.net", format!("Over {reference}")), ("nieuw@example.net", "Lekkage".into())]
    {
        let raw = with_files(from, &subject);
        site.test.app.keep_raw(&["kcc@example.org".to_owned()], Some(from), raw.as_bytes()).await.unwrap();
    }
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let (path, waits) = first(&mut samira).await;
    let mut tx = site.test.app.store.begin_read().await.unwrap();
    let rows = regie_store::views::journeys::list(&mut tx, &Filter::default(), None, 10).await.unwrap();
    drop(tx);
    let begun = rows.iter().find(|row| row.id != id).unwrap().id;
    let begun = samira.get(&format!("/journeys/{begun}")).await;
    for page in [&waits, &begun] {
        let row = |name: &str| page.text().split(name).nth(1).unwrap().split("</a>").next().unwrap().to_owned();
        assert!(row("foto.zip").contains("Ingepakt met een wachtwoord"), "{}", row("foto.zip"));
        assert!(row("factuur.pdf.exe").contains("tag warn") && row("factuur.pdf.exe").contains("Vermomd"));
        assert!(row("winmail.dat").contains("Outlook-bijlagen"));
        assert!(!row("plan.pdf").contains("class=\"tag"), "{}", row("plan.pdf"));
    }
    let joined = samira.submit(&waits, &format!("{path}/join"), &[("journey", &id.to_string())]).await;
    samira.follow(&joined).await.has("Ingepakt met een wachtwoord");
}

#[tokio::test]
async fn a_mail_too_large_to_fetch_is_somebodys_task() {
    let site = Site::new().await;
    let raw = "X-Regie-Oversize: 73400320\r\nFrom: nieuw@example.net\r\nTo: kcc@example.org\r\nSubject: Foto's\r\n\
               Message-ID: <large@example.net>\r\n\r\n";
    site.test.app.keep_raw(&["kcc@example.org".to_owned()], None, raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    site.test.drain().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let work = samira.get("/work").await;
    work.has("Te groot bericht");
    let text = work.text();
    let task = text.split("href=\"").find(|part| part.contains("/tasks/")).unwrap();
    let task = task.split('"').next().unwrap().to_owned();
    let journey = task.split("/tasks/").next().unwrap().to_owned();
    samira.get(&journey).await.has("Haal uiterlijk").has("te groot bericht uit de postbus");
    let page = samira.get(&task).await;
    page.has("Een bericht uit de postbus halen").has("Ja, gehaald");
    let done = samira.submit(&page, &task, &[("reached", "yes"), ("note", "")]).await;
    samira.follow(&done).await.has("haalde een te groot bericht uit de postbus").lacks("Haal uiterlijk");
    samira.get("/work").await.lacks("Te groot bericht");
}

/// A journey, and a stranger's mail that names it.
async fn stranger(site: &Site) -> (JourneyId, String) {
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let reference = site.journey(id).await.reference;
    mail(site, "buur@example.net", &format!("Over {reference}"), "Ik woon ernaast. <b>Stank</b>").await;
    (id, reference.to_string())
}

async fn first(browser: &mut Browser) -> (String, Page) {
    let list = browser.get("/arrivals").await;
    let href = list.text().split("href=\"/arrivals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    // The tabs stand before the rows.
    let href = if href.starts_with('?') { String::new() } else { href };
    let path = format!("/arrivals/{href}");
    let page = browser.get(&path).await;
    (path, page)
}

#[tokio::test]
async fn a_stranger_who_names_a_journey_waits_and_is_joined_by_a_person() {
    let site = Site::new().await;
    let (id, _) = stranger(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/work").await.has("heeft nog geen klantreis");
    samira.get(&format!("/journeys/{id}")).await.has("Er wacht een bericht dat hier misschien bij hoort.");
    let (path, page) = first(&mut samira).await;
    page.has("Ik woon ernaast. &lt;b&gt;Stank").has("de afzender is niet bekend").has("Kosten van de loodgieter");
    page.has(&format!("value=\"{id}\" checked"));
    // Nobody confirmed to the sender that it came: the page says so, and why.
    assert!(site.test.mail.to("buur@example.net").is_empty());
    page.has("De afzender kreeg nog geen ontvangstbericht.").has("laat de afzender dan zelf weten");
    let raw = samira.get(&format!("{path}/raw")).await;
    assert!(raw.text().contains("Subject: Over R-1802"));
    assert_eq!(raw.headers["content-type"], "application/octet-stream");

    let action = format!("{path}/join");
    let nowhere = samira.submit(&page, &action, &[("reference", "R-1802-9999")]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    nowhere.has("R-1802-9999").has("Deze klantreis is niet gevonden.");
    let joined = samira.submit(&page, &action, &[("journey", &id.to_string()), ("take_part", "yes")]).await;
    let journey = samira.follow(&joined).await;
    journey.has("Ik woon ernaast.").has("Door een medewerker toegevoegd").has("doet mee");
    // A colleague who was later is told so, and led to where it went.
    let late = samira.submit(&page, &format!("{path}/void"), &[]).await;
    let late = samira.follow(&late).await;
    assert!(late.location().contains(&id.to_string()));
}

#[tokio::test]
async fn a_message_begins_a_journey_or_is_set_aside_and_comes_back() {
    let site = Site::new().await;
    let (_, reference) = stranger(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let (path, page) = first(&mut samira).await;
    let void = samira.submit(&page, &format!("{path}/void"), &[]).await;
    let page = samira.follow(&void).await;
    page.has("Terzijde gelegd.").has("Toch weer plaatsen").lacks("Begin klantreis");
    let back = samira.submit(&page, &format!("{path}/unvoid"), &[]).await;
    let page = samira.follow(&back).await;
    page.has("Teruggezet.").has("Begin klantreis");
    let begun = samira.submit(&page, &format!("{path}/open"), &[]).await;
    samira.follow(&begun).await.has("Ik woon ernaast.").has("Klantreis begonnen").has(&format!("Over {reference}"));
    samira.get("/arrivals").await.has("Alles is geplaatst");
}

#[tokio::test]
async fn a_mail_that_finds_its_journey_says_why() {
    let site = Site::new().await;
    mail(&site, "anja@example.org", "Kosten van de loodgieter", "Hoe krijg ik dit terug?").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let list = samira.get("/journeys").await.text();
    let id = list.split("id=\"j-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = samira.get(&format!("/journeys/{id}")).await;
    page.has("Hoe krijg ik dit terug?").has("Ontvangstbevestiging").has("anja@example.org");
    let reference = site.journey(JourneyId::parse(&id).unwrap()).await.reference;
    mail(&site, "anja@example.org", &format!("Re: {reference}"), "En de foto?").await;
    samira.get(&format!("/journeys/{id}")).await.has("En de foto?").has("een bekende betrokkene noemt het nummer");
}

#[tokio::test]
async fn a_third_party_keeps_its_name_with_staff_and_its_words_from_the_customer() {
    let site = Site::new().await;
    let (id, _) = stranger(&site).await;
    let link = site.link(id).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let (path, page) = first(&mut samira).await;
    let joined = samira.submit(&page, &format!("{path}/join"), &[("journey", &id.to_string())]).await;
    let journey = samira.follow(&joined).await;
    journey.has("buur@example.net").has("Ik woon ernaast.").lacks("Iemand schreef").has("Schreef hierover");
    journey.has("schreef hierover en doet niet mee").lacks("doet mee");
    let found = site.journey(id).await;
    let writer = found.participants.values().find(|person| !person.may_act).unwrap();
    assert_eq!(writer.reach, regie_domain::event::Reach::None);
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has("Iemand anders schreef ons hierover").lacks("Ik woon ernaast").lacks("buur@example.net");

    // Moved to another journey, it is still the neighbour's, written when it was written.
    let other = site.begin("bert@example.org", "Losse tegel").await;
    let contact = found
        .contacts
        .values()
        .find(|contact| contact.facts.participant.is_some() && contact.facts.raw.is_some())
        .unwrap();
    site.test.clock.advance(jiff::SignedDuration::from_mins(30));
    let who = regie_app::testing::TestApp::who(&site.city.people.kcc_agent);
    let target = regie_app::contacts::Target::Journey(other);
    let landed = site.test.app.move_contact(who, id, contact.facts.contact, target).await.unwrap();
    assert!(!landed.emptied, "Anja's own contact is left");
    let moved = site.journey(other).await.contacts[&contact.facts.contact].clone();
    assert_eq!(moved.at, contact.at);
    samira.get(&format!("/journeys/{other}")).await.has("buur@example.net").lacks("Iemand schreef");
    let bert = site.link(other).await;
    site.visitor().get(&bert).await.has("Iemand anders schreef ons hierover").lacks("Ik woon ernaast");
}

#[tokio::test]
async fn a_stranger_who_is_split_off_is_on_that_journey_no_more() {
    let site = Site::new().await;
    let (id, _) = stranger(&site).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let (path, page) = first(&mut samira).await;
    let joined = samira.submit(&page, &format!("{path}/join"), &[("journey", &id.to_string())]).await;
    samira.follow(&joined).await.has("Schreef hierover");
    samira.get(&format!("/journeys/{id}/people")).await.has("buur@example.net");
    let found = site.journey(id).await;
    let contact = found.contacts.values().find(|contact| contact.facts.raw.is_some()).unwrap().facts.contact;
    let path = format!("/journeys/{id}/contacts/{contact}/split");
    let page = samira.get(&path).await;
    let split = samira.submit(&page, &path, &[("title", "Stank bij de buren")]).await;
    let to = JourneyId::parse(split.location().split("/journeys/").nth(1).unwrap().split('?').next().unwrap()).unwrap();
    samira.follow(&split).await.has("Er is een eigen klantreis van gemaakt.").has("buur@example.net");
    samira.get(&format!("/journeys/{id}/people")).await.lacks("buur@example.net").lacks("Schreef hierover");
    assert!(site.journey(id).await.participants.values().all(|person| person.may_act || !person.present));
    // On the own journey the neighbour is the customer, and hears that the message came.
    site.test.drain().await;
    assert!(site.journey(to).await.customer_participant().unwrap().1.may_act);
    assert_eq!(site.test.mail.to("buur@example.net").len(), 1);
}

#[tokio::test]
async fn a_split_keeps_the_moment_explains_itself_and_an_emptied_journey_is_set_aside() {
    let site = Site::new().await;
    mail(&site, "anja@example.org", "Verstopt riool", "Het riool is verstopt.").await;
    mail(&site, "anja@example.org", "Verstopt riool", "Ik zoek ook mijn sleutel.").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let list = samira.get("/journeys").await.text();
    let id = JourneyId::parse(list.split("id=\"j-").nth(1).unwrap().split('"').next().unwrap()).unwrap();
    let found = site.journey(id).await;
    let key = found.contacts.values().max_by_key(|contact| contact.recorded_at).unwrap().clone();
    site.test.clock.advance(jiff::SignedDuration::from_mins(90));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/journeys/{id}/contacts/{}/split", key.facts.contact);
    let page = samira.get(&path).await;
    let split = samira.submit(&page, &path, &[("title", "Sleutel kwijt")]).await;
    let to = JourneyId::parse(split.location().split("/journeys/").nth(1).unwrap().split('?').next().unwrap()).unwrap();
    samira.follow(&split).await.has("Er is een eigen klantreis van gemaakt.");
    let own = site.journey(to).await;
    assert_eq!(own.contacts[&key.facts.contact].at, key.at, "it was said when it was said");
    site.test.drain().await;
    let mails = site.test.mail.sent();
    let receipt = mails.iter().rev().find(|mail| mail.subject.contains(&own.reference.to_string())).unwrap();
    let apart = format!("Wij behandelen uw vraag over “Sleutel kwijt” apart, onder nummer {}.", own.reference);
    assert!(receipt.text.contains(&apart), "{}", receipt.text);

    // Back again: nothing is left on the second, which is set aside, and comes back by hand.
    let path = format!("/journeys/{to}/contacts/{}/move", key.facts.contact);
    let page = samira.get(&path).await;
    let moved = samira.submit(&page, &path, &[("journey", &id.to_string())]).await;
    samira.follow(&moved).await.has("die is terzijde gelegd");
    let empty = site.journey(to).await;
    assert!(matches!(empty.state, regie_domain::journey::State::Void { .. }));
    let page = samira.get(&format!("/journeys/{to}")).await;
    let undo = samira.submit(&page, &format!("/journeys/{to}/undo-void"), &[]).await;
    samira.follow(&undo).await;
    assert!(site.journey(to).await.is_open());
}

/// A full day after a storm: the list goes on behind its first page, also within one tab.
#[tokio::test]
async fn all_that_waits_can_be_reached_page_by_page() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let reference = site.journey(id).await.reference;
    for number in 0..42 {
        mail(&site, &format!("buur{number}@example.net"), &format!("Over {reference}"), "Ik woon ernaast.").await;
    }
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    for tab in ["", "tab=confirm&"] {
        let page = samira.get(&format!("/arrivals?{tab}")).await;
        assert_eq!(page.text().matches("class=\"title\"").count(), 40);
        let next = format!("/arrivals?{}after=40", tab.replace('&', "&#38;"));
        let page = page.has(&format!("href=\"{next}\""));
        page.has("42");
        let rest = samira.get(&next.replace("&#38;", "&")).await;
        assert_eq!(rest.text().matches("class=\"title\"").count(), 2);
        rest.lacks("after=80");
    }
    samira.get("/arrivals?tab=quarantine").await.lacks("class=\"title\"").lacks("after=");
}
