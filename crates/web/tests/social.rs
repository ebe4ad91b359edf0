//! Facebook and WhatsApp through the doors, against a stand-in for their interface.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use jiff::SignedDuration;
use regie_app::authorise::Who;
use regie_app::{Request as Asked, content::ContentKind, content::Text};
use regie_domain::actor::Door;
use regie_domain::codes::{Channel, FailWhy, Medium, UpdateKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::event::{JourneyEvent, Reach};
use regie_domain::ids::{ContentId, CustomerId, HandleId, JourneyId};
use regie_domain::journey::Journey;
use regie_domain::update::UpdateState;
use serde_json::json;
use support::Site;
use support::social::{SECRET, connect, event, facebook, filled, house, posted, signed, status, whatsapp};

const CLOSED: &str = r#"{"error":{"message":"outside of allowed window","code":10,"error_subcode":2018278}}"#;

/// The journeys that there are, oldest first.
async fn all(site: &Site) -> Vec<Journey> {
    let sql = async |tx: &mut regie_store::Tx| {
        let rows = tx.all("SELECT journey_id FROM journey ORDER BY opened_at, journey_id", &[]).await?;
        rows.iter().map(|row| Ok(JourneyId(row.id("journey_id")?))).collect::<Result<Vec<_>, regie_store::StoreError>>()
    };
    let mut found = Vec::new();
    for id in site.test.app.store.read(sql).await.unwrap() {
        found.push(site.journey(id).await);
    }
    found
}

/// Somebody writes on Facebook for the first time.
async fn first(site: &Site, path: &str, words: &str) -> Journey {
    let body = facebook(site, "m_1", json!({ "text": words }));
    assert_eq!(posted(site, path, &body).await.status, StatusCode::OK);
    all(site).await.pop().unwrap()
}

/// A customer whom the house knows, with a number, an address and a mail address.
async fn known(site: &Site, number: &str, address: &str, email: &str) -> CustomerId {
    let app = &site.test.app;
    let customer: CustomerId = app.ports.id();
    let run = async |command: CustomerCommand, texts: Vec<Text>| {
        let request = Asked::customer(Who::System, Door::Program, customer, command).with(texts);
        app.run(request).await.unwrap();
    };
    run(CustomerCommand::Register { name: None, language: Language::Nl }, Vec::new()).await;
    for (handle_kind, value) in
        [(HandleKind::CustomerNumber, number), (HandleKind::Address, address), (HandleKind::Email, email)]
    {
        let (handle, content): (HandleId, ContentId) = (app.ports.id(), app.ports.id());
        let text = Text::plain(content, ContentKind::Handle, value, None);
        let command = CustomerCommand::TieHandle { handle, handle_kind, value: content, evidence: Evidence::Import };
        run(command, vec![text]).await;
    }
    customer
}

#[tokio::test]
async fn a_channel_that_knows_the_word_gets_its_challenge_back_and_nobody_else_does() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let mut visitor = site.visitor();
    let ask = |word: &str, challenge: &str| {
        format!("{path}?hub.mode=subscribe&hub.verify_token={word}&hub.challenge={challenge}")
    };
    let good = visitor.get(&ask("kijk%20maar", "1158201444")).await;
    assert_eq!((good.status, good.text().as_str()), (StatusCode::OK, "1158201444"));
    for wrong in [
        ask("anders", "1"),
        ask("", "1"),
        ask("kijk%20maar", "%3Cscript%3E"),
        format!("{path}?hub.verify_token=kijk%20maar&hub.challenge=1"),
        path.clone(),
        "/social/geen?hub.mode=subscribe".to_owned(),
    ] {
        assert_eq!(visitor.get(&wrong).await.status, StatusCode::FORBIDDEN, "{wrong}");
    }
}

#[tokio::test]
async fn what_is_not_signed_over_its_raw_bytes_is_refused_and_what_is_not_for_us_is_left() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let body = facebook(&site, "m_1", json!({ "text": "Hallo" }));
    let good = regie_channels::social::sign(SECRET, body.as_bytes());
    let other = regie_channels::social::sign("ander geheim", body.as_bytes());
    for (body, signature) in [
        (body.as_str(), ""),
        (body.as_str(), other.as_str()),
        (&body.replace("\"object\":", "\"object\": "), good.as_str()),
        (&body.replace("Hallo", "Dag"), good.as_str()),
    ] {
        assert_eq!(signed(&site, &path, body, signature).await.status, StatusCode::FORBIDDEN);
    }
    let nowhere = format!("/social/{}", uuid());
    assert_eq!(signed(&site, &nowhere, &body, &good).await.status, StatusCode::FORBIDDEN);
    posted(&site, &path, r#"{"object":"instagram","entry":[]}"#).await.has("left");
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for junk in ["", "geen json", deep.as_str()] {
        assert_eq!(posted(&site, &path, junk).await.status, StatusCode::BAD_REQUEST);
    }
    let many: Vec<_> = (0..10_000)
        .map(|n| json!({ "sender": { "id": "1" }, "message": { "mid": format!("x{n}"), "text": "x" } }))
        .collect();
    let many = json!({ "object": "page", "entry": [{ "id": support::social::PAGE, "messaging": many }] }).to_string();
    assert_eq!(posted(&site, &path, &many).await.status, StatusCode::BAD_REQUEST);
    let large = format!("{{\"object\":\"page\",\"x\":\"{}\"}}", "x".repeat(5 * 1024 * 1024));
    assert_eq!(posted(&site, &path, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(all(&site).await.is_empty(), "nothing of it was kept");
    // The same message twice is one, an echo of ours is none, and what nobody knows yet is seen and left.
    for _ in 0..2 {
        posted(&site, &path, &body).await.has("kept");
    }
    posted(&site, &path, &facebook(&site, "m_2", json!({ "text": "van ons", "is_echo": true }))).await.has("left");
    posted(&site, &path, &event(&json!({ "sender": { "id": "5512" }, "iets_nieuws": {} }))).await.has("left");
    let journeys = all(&site).await;
    assert_eq!((journeys.len(), journeys[0].contacts.len()), (1, 1));
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let shown = admin.get(&path.replace("/social", "/settings/social")).await;
    shown.has("Was er al").has("iets_nieuws").lacks(SECRET).lacks("toegang\"").lacks("kijk maar");
}

fn uuid() -> String {
    "0190c0de-0000-7000-8000-000000000001".to_owned()
}

#[tokio::test]
async fn a_message_begins_a_journey_and_is_answered_where_it_came_from() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let begun = first(&site, &path, "Twee keer abonnementsgeld betaald. Klopt dat?").await;
    let contact = begun.contacts.values().find(|it| it.is_from_customer()).unwrap();
    assert_eq!((contact.facts.channel, contact.facts.medium), (Channel::Social, Some(Medium::Facebook)));
    let sent = meta.words();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].contains("/s/") && sent[0].contains(&begun.reference.to_string()), "{}", sent[0]);
    assert_eq!(
        (meta.last()["recipient"]["id"].as_str(), meta.last()["messaging_type"].as_str()),
        (Some("5512"), Some("RESPONSE"))
    );
    assert_eq!(meta.tokens(), ["Bearer toegang"]);
    // More of the same conversation stands on the same journey.
    site.test.clock.advance(SignedDuration::from_mins(5));
    posted(&site, &path, &facebook(&site, "m_2", json!({ "text": "Factuur 884213." }))).await.has("kept");
    assert_eq!(all(&site).await.len(), 1);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get(&format!("/journeys/{}", begun.id)).await;
    page.has("Anja de Wit").has("Nog 24 uur te beantwoorden op Facebook").has("Je weet nog niet wie dit is");
    page.lacks("Bezorgd").lacks("Gelezen");
    // Delivered is said once the channel says so, seen likewise, and never back.
    let now = site.test.app.ports.clock.now().as_millisecond();
    let told = |what: &str, body| event(&json!({ "sender": { "id": "5512" }, "timestamp": now, what: body }));
    posted(&site, &path, &told("delivery", json!({ "mids": ["m_out.1"], "watermark": now }))).await.has("kept");
    agent.get(&format!("/journeys/{}", begun.id)).await.has("Bezorgd").lacks("Gelezen");
    posted(&site, &path, &told("read", json!({ "watermark": now }))).await.has("kept");
    posted(&site, &path, &told("delivery", json!({ "mids": ["m_out.1"] }))).await.has("kept");
    agent.get(&format!("/journeys/{}", begun.id)).await.has("Gelezen");
    posted(&site, &path, &told("read", json!({ "mids": ["m_van_een_ander"] }))).await.has("kept");
}

#[tokio::test]
async fn files_come_along_and_what_cannot_be_had_is_said() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "whatsapp", "").await;
    let document = json!({ "type": "document", "document": { "id": "media-1", "filename": "../bon.pdf", "mime_type": "application/pdf" } });
    posted(&site, &path, &whatsapp(&site, "w1", document)).await.has("kept");
    let journey = all(&site).await.pop().unwrap();
    let contact = journey.contacts.values().next().unwrap();
    assert_eq!(contact.facts.files.len(), 1);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{}", journey.id)).await.has("bon.pdf").has("A. de Wit").lacks("../bon");
    let facebook_path = connect(&site, &meta, "facebook", "").await;
    let image = |url: &str| json!({ "attachments": [{ "type": "image", "payload": { "url": url } }] });
    for (mid, url) in
        [("m_1", format!("{}/file/groot.bin", meta.base)), ("m_2", "http://169.254.169.254/latest".to_owned())]
    {
        site.test.clock.advance(SignedDuration::from_mins(1));
        posted(&site, &facebook_path, &facebook(&site, mid, image(&url))).await.has("kept");
    }
    let journey = all(&site).await.pop().unwrap();
    assert!(journey.contacts.values().all(|it| it.facts.files.is_empty()));
    agent.get(&format!("/journeys/{}", journey.id)).await.has("bijlage kon niet worden opgehaald");
}

#[tokio::test]
async fn who_somebody_is_is_filled_in_behind_a_link_and_ties_the_handle() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let customer = known(&site, "48213377", "Voorbeeldlaan 12\n1234 AB Voorbeeldstad", "klant@example.net").await;
    let name: ContentId = site.test.app.ports.id();
    let texts = vec![Text::plain(name, ContentKind::Name, "Truus van Voorbeeld", None)];
    let command = CustomerCommand::Name { name };
    site.test.app.run(Asked::customer(Who::System, Door::Program, customer, command).with(texts)).await.unwrap();
    let begun = first(&site, &path, "Factuur 884213 klopt niet.").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let href = format!("/journeys/{}", begun.id);
    // Nothing of a customer shows but the name on Facebook, and the number there is nobody's name.
    for page in [href.clone(), format!("{href}?compose=note"), format!("{href}/agreement")] {
        agent.get(&page).await.has("Je weet nog niet wie dit is").has("Anja de Wit").lacks(">5512<").lacks("Truus");
    }
    agent.get(&format!("{href}/brief")).await.has("Niet bekend wie dit is").lacks("Truus");
    agent.get("/work").await.lacks("<span>5512</span>");
    site.test.clock.advance(SignedDuration::from_mins(3));
    let page = agent.get(&format!("{href}/who")).await;
    let asked = agent.submit(&page, &format!("{href}/who"), &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    site.test.drain().await;
    let words = meta.words().pop().unwrap();
    let link = words.split_whitespace().find(|word| word.contains("/s/")).unwrap();
    let link = link.strip_prefix("https://regie.example.org").unwrap().trim_end_matches(['.', ')']).to_owned();
    assert!(link.ends_with("/who"), "{words}");
    let mut visitor = site.visitor();
    let form = visitor.get(&link).await;
    form.has("Uw klantnummer").lacks("48213377").lacks("Voorbeeldlaan");
    // The own page asks the same, and shows no sums.
    visitor.get(link.trim_end_matches("/who")).await.has("Uw klantnummer").lacks("€");
    let wrong = visitor.submit(&form, &link, &[("number", "geen"), ("postcode", "12")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.test.clock.advance(SignedDuration::from_mins(2));
    let unknown = visitor.submit(&form, &link, &[("number", "48213377"), ("postcode", "9999ZZ")]).await;
    unknown.has("Wij hebben uw gegevens ontvangen").has("zeggen wij hier niet of ze kloppen").lacks("Bedankt");
    let file = agent.get(&href).await;
    file.has("horen hier niet bij elkaar").has("Kijk het na");
    // Whoever has the link reads neither what was filled in nor whether it was right; only that it was.
    let own_page = link.trim_end_matches("/who").to_owned();
    let wrong_page = visitor.get(&own_page).await;
    wrong_page.has("Ingevuld wie u bent").lacks("9999").lacks("48213377").lacks("horen hier").lacks("geen bestanden");
    let wrong_form = visitor.get(&link).await.text();
    site.test.clock.advance(SignedDuration::from_mins(2));
    let form = visitor.get(&link).await;
    let right = visitor.submit(&form, &link, &[("number", "4821 3377"), ("postcode", "1234ab")]).await;
    right.has("Wij hebben uw gegevens ontvangen");
    let after = site.journey(begun.id).await;
    let participant = after.customer_participant().unwrap().1.clone();
    let standing = site.test.app.standing(participant.customer).await.unwrap();
    assert_eq!(standing.customer, participant.customer);
    agent.get(&format!("/customers/{customer}")).await.has("Bewezen met klantnummer en postcode").has("884213");
    // Who proved to be the customer is called by the customer's name, and the banner is gone.
    agent.get(&href).await.lacks("Je weet nog niet wie dit is").lacks("op Facebook</span>").has("Truus van Voorbeeld");
    agent.get("/journeys").await.has("Truus van Voorbeeld");
    agent.get(&format!("{href}/brief")).await.has("Het klantnummer is bekend");
    let right_page = visitor.get(&own_page).await;
    right_page.has("Ingevuld wie u bent").lacks("9999").lacks("48213377").lacks("Dit is wat wij weten");
    let keyless =
        // Neither key of the form nor moment of looking.
        |page: &str| {
            let same = page.lines().filter(|line| !line.contains("name=\"key\"") && !line.contains("onpaper"));
            same.map(str::to_owned).collect::<Vec<_>>()
        };
    let again = visitor.get(&link).await;
    assert_eq!(keyless(&again.text()), keyless(&wrong_form), "right or wrong, the form says the same");
    // Nor does another try tell them apart; what was tied stays tied, and staff read what was filled in.
    site.test.clock.advance(SignedDuration::from_mins(1));
    let wrong = visitor.submit(&again, &link, &[("number", "48213377"), ("postcode", "9999ZZ")]).await;
    assert_eq!(keyless(&wrong.text()), keyless(&right.text()));
    agent.get(&href).await.has("9999ZZ").lacks("Je weet nog niet wie dit is");
    // Seven wrong answers of somebody else are stopped.
    let mut last = StatusCode::OK;
    site.test.clock.advance(SignedDuration::from_mins(1));
    let other = posted(
        &site,
        &path,
        &event(&json!({ "sender": { "id": "77" }, "message": { "mid": "m_9", "text": "Hallo" } })),
    )
    .await;
    assert_eq!(other.status, StatusCode::OK);
    let stranger = all(&site).await.pop().unwrap();
    let href = format!("/journeys/{}", stranger.id);
    let page = agent.get(&format!("{href}/who")).await;
    agent.submit(&page, &format!("{href}/who"), &[]).await;
    let link = format!("{}/who", site.link(stranger.id).await);
    let form = visitor.get(&link).await;
    for number in 0..7 {
        last = visitor
            .submit(
                &form,
                &link,
                &[("number", &format!("1{number}")), ("postcode", "1234AB"), ("key", &format!("k{number}"))],
            )
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn what_the_program_writes_greets_who_proved_to_be_a_customer_by_the_customers_name() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let customer = known(&site, "48213377", "Voorbeeldlaan 12\n1234 AB Voorbeeldstad", "klant@example.net").await;
    let name: ContentId = site.test.app.ports.id();
    let texts = vec![Text::plain(name, ContentKind::Name, "Truus van Voorbeeld", None)];
    let command = CustomerCommand::Name { name };
    site.test.app.run(Asked::customer(Who::System, Door::Program, customer, command).with(texts)).await.unwrap();
    let begun = first(&site, &path, "Factuur 884213 klopt niet.").await;
    let participant = begun.customer_participant().unwrap().0;
    let agent = regie_app::testing::TestApp::who(&site.city.people.kcc_agent);
    site.test.app.ask_who(agent, begun.id, participant, None).await.unwrap();
    site.test.drain().await;
    site.test.app.answer_who(begun.id, participant, ("48213377", "1234 AB"), None).await.unwrap();
    let later = site.test.app.ports.clock.now() + SignedDuration::from_hours(24 * 7);
    site.test.run_until(later).await;
    let mails = site.test.mail.to("klant@example.net");
    assert!(mails.iter().any(|mail| mail.text.starts_with("Beste Truus van Voorbeeld,")), "{mails:?}");
    assert!(mails.iter().all(|mail| !mail.text.contains("Anja de Wit")), "{mails:?}");
}

/// The messages of a kind, with how they go and what became of them.
fn told(journey: &Journey, about: UpdateKind) -> Vec<(Reach, Option<FailWhy>, bool)> {
    let of = journey.updates.values().filter(|update| update.about == about);
    of.map(|update| (update.reach, update.rerouted, matches!(update.state, UpdateState::Sent { .. }))).collect()
}

#[tokio::test]
async fn after_a_day_a_message_goes_by_the_next_proven_handle_and_the_record_says_so() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    known(&site, "48213377", "Voorbeeldlaan 12\n1234 AB Voorbeeldstad", "klant@example.net").await;
    let begun = first(&site, &path, "Factuur 884213 klopt niet.").await;
    let participant = begun.customer_participant().unwrap().0;
    let agent = regie_app::testing::TestApp::who(&site.city.people.kcc_agent);
    site.test.app.ask_who(agent.clone(), begun.id, participant, None).await.unwrap();
    site.test.drain().await;
    let filled = ("48213377", "1234 AB");
    site.test.app.answer_who(begun.id, participant, filled, None).await.unwrap();
    // Within the day it goes into the conversation.
    site.write(begun.id, "Wij kijken ernaar.", None, &[]).await;
    assert!(meta.words().pop().unwrap().contains("Wij kijken ernaar."));
    site.test.clock.advance(SignedDuration::from_hours(26));
    site.write(begun.id, "Het is opgelost.", None, &[]).await;
    let mail = site.test.mail.last_to("klant@example.net");
    assert!(mail.text.contains("Het is opgelost."));
    let journey = site.journey(begun.id).await;
    let ways = told(&journey, UpdateKind::Message);
    assert!(
        ways.iter()
            .any(|(reach, why, sent)| matches!(reach, Reach::Email { .. }) && *why == Some(FailWhy::Window) && *sent),
        "{ways:?}"
    );
    assert!(journey.tasks.is_empty(), "nobody has to call");
    let mut browser = site.signed_in(&site.city.people.kcc_agent).await;
    browser
        .get(&format!("/journeys/{}", begun.id))
        .await
        .has("Facebook en WhatsApp laten een antwoord toe tot 24 uur na het laatste bericht van de inwoner.");
    // What never left by the channel is not shown as sent by it; the way that it went says what became of it.
    let page = browser.get(&format!("/journeys/{}", begun.id)).await;
    let text = page.text();
    let line = text.find("Het is opgelost.").map(|at| &text[..at]).unwrap();
    assert!(line.contains("niet aangekomen"), "{line}");
    let rest = text
        .split("Facebook en WhatsApp laten een antwoord toe tot 24 uur na het laatste bericht van de inwoner.")
        .collect::<Vec<_>>();
    assert!(rest.iter().any(|part| part.contains("verzonden")), "{text}");
    // Who writes again is answered there again.
    posted(&site, &path, &facebook(&site, "m_8", json!({ "text": "Dank u" }))).await.has("kept");
    site.write(begun.id, "Graag gedaan.", None, &[]).await;
    assert!(meta.words().pop().unwrap().contains("Graag gedaan."));
    // The channel itself may say that it is over, though our clock does not.
    meta.refuse(Some((400, serde_json::from_str(CLOSED).unwrap())));
    site.write(begun.id, "Nog iets.", None, &[]).await;
    assert!(site.test.mail.last_to("klant@example.net").text.contains("Nog iets."));
    let page = browser.get(&format!("/journeys/{}", begun.id)).await;
    page.lacks("te beantwoorden op Facebook")
        .has("Facebook laat na 24 uur zonder bericht van de inwoner geen antwoord meer toe.");
    // And mail that is refused, with no other way left, is told by a person.
    site.test.mail.fail_permanently("klant@example.net");
    site.write(begun.id, "En nog iets.", None, &[]).await;
    let journey = site.journey(begun.id).await;
    assert!(journey.tasks.values().any(regie_domain::journey::Task::is_open), "a person tells it");
}

#[tokio::test]
async fn three_ways_that_fail_one_after_the_other_end_with_a_person_and_the_record_says_each() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "whatsapp", "").await;
    let customer = known(&site, "48213377", "Voorbeeldlaan 12\n1234 AB Voorbeeldstad", "klant@example.net").await;
    let words = json!({ "type": "text", "text": { "body": "Factuur 884213 klopt niet." } });
    posted(&site, &path, &whatsapp(&site, "w1", words)).await.has("kept");
    let begun = all(&site).await.pop().unwrap();
    same_person(&site, &begun, customer).await;
    // First the conversation: its day is over.
    site.test.clock.advance(SignedDuration::from_hours(26));
    let chats = meta.words().len();
    site.write(begun.id, "Het is opgelost.", None, &[]).await;
    assert_eq!(meta.words().len(), chats, "nothing went into the conversation");
    let mails = site.test.mail.to("klant@example.net");
    let ways = told(&site.journey(begun.id).await, UpdateKind::Message);
    let theirs = mails.iter().filter(|mail| mail.text.contains("Het is opgelost.")).count();
    assert_eq!(theirs, 1, "then mail: {ways:?} {mails:?}");
    // The mail comes back.
    let journey = site.journey(begun.id).await;
    let update = *journey.updates.iter().find(|(_, it)| it.about == UpdateKind::Message).unwrap().0;
    let command = JourneyCommand::Failed { update, permanent: true };
    site.test.app.run(Asked::journey(Who::System, Door::Program, begun.id, command)).await.unwrap();
    site.test.drain().await;
    let journey = site.journey(begun.id).await;
    let message = &journey.updates[&update];
    assert!(matches!(message.state, UpdateState::Failed { .. }) && !message.tried.is_empty(), "{message:?}");
    // Then a person: the number on WhatsApp can be called.
    let open: Vec<_> = journey.tasks.values().filter(|task| task.is_open() && task.update == Some(update)).collect();
    assert_eq!(open.len(), 1, "{:?}", journey.tasks);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get(&format!("/journeys/{}", begun.id)).await;
    page.has("Facebook en WhatsApp laten een antwoord toe tot 24 uur na het laatste bericht van de inwoner.")
        .has("Het is opgelost.")
        .has("niet aangekomen");
}

#[tokio::test]
async fn where_nothing_but_the_account_is_known_nobody_is_told_to_write_a_letter() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let begun = first(&site, &path, "Factuur 884213 klopt niet.").await;
    site.test.clock.advance(SignedDuration::from_hours(26));
    site.write(begun.id, "Het is opgelost.", None, &[]).await;
    site.write(begun.id, "En nog iets.", None, &[]).await;
    site.test.drain().await;
    let journey = site.journey(begun.id).await;
    assert!(journey.tasks.values().any(regie_domain::journey::Task::is_open), "somebody sees to it");
    let no_way = "Er is geen weg om de inwoner te bereiken.";
    let mut browser = site.signed_in(&site.city.people.kcc_agent).await;
    for page in [format!("/journeys/{}", begun.id), "/work".to_owned()] {
        let shown = browser.get(&page).await;
        shown.has(no_way).lacks("Schrijf de inwoner");
        assert_eq!(shown.text().matches(no_way).count(), 1, "{page}");
    }
}

#[tokio::test]
async fn an_approved_template_goes_out_after_the_day_and_a_failure_that_is_told_later_finds_the_next_way() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "whatsapp", "nieuws_over_uw_vraag").await;
    let words = json!({ "type": "text", "text": { "body": "Mijn bestelling is weg." } });
    posted(&site, &path, &whatsapp(&site, "w1", words)).await.has("kept");
    let begun = all(&site).await.pop().unwrap();
    // What comes due meanwhile leaves first.
    let later = site.test.app.ports.clock.now() + SignedDuration::from_hours(30);
    site.test.run_until(later).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let composer = agent.get(&format!("/journeys/{}", begun.id)).await;
    composer.has("goedgekeurde bericht “nieuws_over_uw_vraag”").lacks("langs een ander kanaal");
    site.write(begun.id, "Gevonden!", None, &[]).await;
    assert_eq!(meta.words().pop().unwrap(), "nieuws_over_uw_vraag");
    let parameters = meta.last()["template"]["components"][0]["parameters"].clone();
    assert!(parameters[1]["text"].as_str().unwrap().contains("/s/"), "{parameters}");
    let id = format!("m_out.{}", meta.words().len());
    posted(&site, &path, &status(&site, &id, "failed", json!([{ "code": 131_026 }]))).await.has("kept");
    let journey = site.journey(begun.id).await;
    // Nothing else is known of the person: somebody has to tell it, and nothing is shown as delivered.
    let message = journey.updates.values().find(|update| update.about == UpdateKind::Message).unwrap();
    assert!(matches!(message.state, UpdateState::Failed { .. }) && message.arrived_at.is_none(), "{message:?}");
    assert!(journey.tasks.values().any(regie_domain::journey::Task::is_open));
}

/// What WhatsApp answers about a number that it cannot reach.
const REFUSED: &str = r#"{"error":{"message":"Message undeliverable","code":131026}}"#;

#[tokio::test]
async fn a_refused_number_is_spoken_of_as_what_it_is_and_what_comes_next_is_tried() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "whatsapp", "").await;
    let words = json!({ "type": "text", "text": { "body": "Mijn bestelling is weg." } });
    posted(&site, &path, &whatsapp(&site, "w1", words)).await.has("kept");
    let begun = all(&site).await.pop().unwrap();
    meta.refuse(Some((400, serde_json::from_str(REFUSED).unwrap())));
    site.write(begun.id, "Wij zoeken mee.", None, &[]).await;
    let href = format!("/journeys/{}", begun.id);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get(&href).await;
    page.lacks("e-mailadres werkt niet").lacks("e-mailserver").lacks("mailserver").has("Het kanaal");
    // A number on WhatsApp can be called.
    let journey = site.journey(begun.id).await;
    let open: Vec<_> = journey.tasks.values().filter(|task| task.is_open()).map(|task| task.kind).collect();
    assert_eq!(open, [regie_domain::codes::TaskKind::Call]);
    let failed = journey.updates.iter().find(|(_, it)| it.about == UpdateKind::Message).unwrap().0;
    let again = format!("{href}/updates/{failed}/again");
    let form = agent.get(&again).await;
    form.has("Leeg: het gaat opnieuw in het gesprek").lacks("value=\"31600000078\"").lacks("Dit adres bestaat");
    // The person wrote within the day, so the next message is tried, and the same one goes into the conversation again.
    meta.refuse(None);
    let before = meta.words().len();
    let sent = agent.submit(&form, &again, &[("address", "")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    assert!(meta.words()[before..].iter().any(|words| words.contains("Wij zoeken mee.")), "{:?}", meta.words());
    site.write(begun.id, "Gevonden!", None, &[]).await;
    assert!(meta.words()[before..].iter().any(|words| words.contains("Gevonden!")), "{:?}", meta.words());
}

#[tokio::test]
async fn the_team_is_warned_before_the_time_to_answer_is_over() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let begun = first(&site, &path, "Wie helpt mij?").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.lacks("Sluit bijna");
    let until = site.test.app.ports.clock.now() + SignedDuration::from_hours(21);
    site.test.run_until(until).await;
    let opened = site.test.app.open_journey(&Who::System, begun.id).await.unwrap();
    let warned = opened.events.iter().filter(|it| matches!(it.event, JourneyEvent::WindowCloses { .. })).count();
    assert_eq!(warned, 1);
    // A session does not last the night.
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.has("Sluit bijna");
    agent.get(&format!("/journeys/{}", begun.id)).await.has("Nog 3 uur te beantwoorden op Facebook");
    // Once somebody answers, nobody is warned any more.
    site.write(begun.id, "Ik help u.", None, &[]).await;
    agent.get("/work").await.lacks("Sluit bijna");
}

#[tokio::test]
async fn a_page_that_is_off_takes_and_sends_nothing() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let begun = first(&site, &path, "Hallo").await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let href = path.replace("/social", "/settings/social");
    let tried = admin.get(&href).await;
    admin.submit(&tried, &format!("{href}/test"), &[]).await.has("Telecom Voorbeeld");
    let page = admin.get(&href).await;
    let base = format!("{}/v1", meta.base);
    let off: Vec<(&str, String)> = filled(&site, "facebook", &base)
        .into_iter()
        .filter(|(name, _)| !["active", "app-secret", "access-token", "verify-token", "medium"].contains(name))
        .collect();
    let off: Vec<(&str, &str)> = off.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let saved = admin.submit(&page, &href, &off).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let body = facebook(&site, "m_2", json!({ "text": "Nog iemand?" }));
    assert_eq!(posted(&site, &path, &body).await.status, StatusCode::FORBIDDEN);
    let before = meta.words().len();
    site.write(begun.id, "Wij zijn er.", None, &[]).await;
    assert_eq!(meta.words().len(), before);
    let journey = site.journey(begun.id).await;
    assert!(journey.tasks.values().any(regie_domain::journey::Task::is_open), "a person tells it");
    // Another address for the interface takes the token along to nobody.
    let elsewhere: Vec<(&str, &str)> = off
        .iter()
        .map(|(name, value)| if *name == "base" { (*name, "https://elders.example.org/v1") } else { (*name, *value) })
        .collect();
    let page = admin.get(&href).await;
    assert_eq!(admin.submit(&page, &href, &elsewhere).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_settings_are_the_administrators() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(agent.get("/settings/social/new").await.status, StatusCode::FORBIDDEN);
    let request = Request::builder().method(Method::PUT).uri(&path).body(Body::empty()).unwrap();
    assert_eq!(agent.send(request).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

/// The person who wrote first on a journey is the one of another record; the account is tied to them by a member.
async fn same_person(site: &Site, begun: &Journey, customer: CustomerId) {
    let person = begun.customer_participant().unwrap().1.clone();
    let Reach::Social { handle } = person.reach else { panic!("{:?}", person.reach) };
    let verify = CustomerCommand::VerifyHandle { handle, evidence: Evidence::Member, as_of: None };
    for command in [verify, CustomerCommand::Join { other: customer }] {
        let request = Asked::customer(Who::System, Door::Program, person.customer, command);
        site.test.app.run(request).await.unwrap();
    }
}

/// How many messages of the customer a journey has.
async fn heard(site: &Site, journey: JourneyId) -> usize {
    site.journey(journey).await.contacts.values().filter(|it| it.is_from_customer()).count()
}

#[tokio::test]
async fn the_next_message_of_a_joined_journey_comes_in_where_it_goes_on() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "whatsapp", "").await;
    let says = |id: &str, words: &str| whatsapp(&site, id, json!({ "type": "text", "text": { "body": words } }));
    let known = site.begin("anja@example.net", "Twee keer betaald").await;
    site.test.clock.advance(SignedDuration::from_mins(5));
    posted(&site, &path, &says("wamid.1", "Factuur 884213 klopt niet.")).await.has("kept");
    let journeys = all(&site).await;
    let chat = journeys.iter().find(|journey| journey.id != known).unwrap().clone();
    same_person(&site, &chat, site.journey(known).await.customer).await;
    let who = regie_app::testing::TestApp::who(&site.city.people.kcc_agent);
    site.test.app.join_journey(&who, Door::Page, (chat.id, known), None).await.unwrap();
    // The person wrote there last, so that is where the answer goes.
    site.write(known, "Wij zoeken het uit.", None, &[]).await;
    assert!(meta.words().pop().unwrap().contains("Wij zoeken het uit."));
    let before = heard(&site, known).await;
    site.test.clock.advance(SignedDuration::from_hours(2));
    posted(&site, &path, &says("wamid.2", "Is er al nieuws?")).await.has("kept");
    assert_eq!((all(&site).await.len(), heard(&site, known).await), (2, before + 1));
    // What comes next is in the same conversation, too.
    site.test.clock.advance(SignedDuration::from_mins(5));
    posted(&site, &path, &says("wamid.3", "Hallo?")).await.has("kept");
    assert_eq!((all(&site).await.len(), heard(&site, known).await), (2, before + 2));
}

#[tokio::test]
async fn a_conversation_goes_on_by_itself_again_once_its_journey_does() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "whatsapp", "").await;
    let says = |id: &str, words: &str| whatsapp(&site, id, json!({ "type": "text", "text": { "body": words } }));
    let known = site.begin("anja@example.net", "Twee keer betaald").await;
    posted(&site, &path, &says("wamid.1", "Factuur 884213 klopt niet.")).await.has("kept");
    let chat = all(&site).await.into_iter().find(|journey| journey.id != known).unwrap();
    same_person(&site, &chat, site.journey(known).await.customer).await;
    let who = regie_app::testing::TestApp::who(&site.city.people.kcc_agent);
    site.test.app.join_journey(&who, Door::Page, (chat.id, known), None).await.unwrap();
    site.test.app.unjoin_journey(&who, Door::Page, chat.id, None).await.unwrap();
    site.test.clock.advance(SignedDuration::from_mins(5));
    posted(&site, &path, &says("wamid.2", "Is er al nieuws?")).await.has("kept");
    assert_eq!((all(&site).await.len(), heard(&site, chat.id).await), (2, 2));
}

#[tokio::test]
async fn who_is_taken_apart_again_is_answered_where_they_were_answered_before() {
    // Of two journeys that go apart, and of two people that were taken for one.
    for people in [false, true] {
        let (site, meta) = house().await;
        let path = connect(&site, &meta, "whatsapp", "").await;
        let says = |id: &str, words: &str| whatsapp(&site, id, json!({ "type": "text", "text": { "body": words } }));
        let known = site.begin("anja@example.net", "Twee keer betaald").await;
        site.test.clock.advance(SignedDuration::from_mins(5));
        posted(&site, &path, &says("wamid.1", "Factuur 884213 klopt niet.")).await.has("kept");
        let chat = all(&site).await.into_iter().find(|journey| journey.id != known).unwrap();
        let own = site.journey(known).await.customer;
        let reach = |journey: &regie_domain::journey::Journey| journey.customer_participant().unwrap().1.reach;
        let before = reach(&site.journey(known).await);
        same_person(&site, &chat, own).await;
        let who = regie_app::testing::TestApp::who(&site.city.people.kcc_agent);
        site.test.app.join_journey(&who, Door::Page, (chat.id, known), None).await.unwrap();
        assert_ne!(reach(&site.journey(known).await), before);
        match people {
            false => {
                site.test.app.unjoin_journey(&who, Door::Page, chat.id, None).await.unwrap();
            }
            true => {
                let keeping = regie_app::customers::records::Keeping::Separate { other: own };
                site.test.app.keep_customer(who, chat.customer, keeping, None).await.unwrap();
            }
        }
        assert_eq!(reach(&site.journey(known).await), before, "people: {people}");
        let told = meta.words().len();
        site.write(known, "Wij zoeken het uit.", None, &[]).await;
        assert_eq!(meta.words().len(), told, "nothing goes to the other conversation");
        assert!(site.test.mail.last_to("anja@example.net").text.contains("Wij zoeken het uit."));
    }
}

/// A mail of the known address, with what a trusted server found about it.
async fn mailed(site: &Site, found: &str, id: &str) {
    let raw = format!(
        "{found}From: Anja de Wit <klant@example.net>\r\nTo: kcc@example.org\r\nSubject: Dubbel betaald\r\n\
         Message-ID: <{id}@example.net>\r\nDate: Mon, 5 Feb 2018 09:30:00 +0100\r\n\r\nIk heb twee keer betaald.\r\n"
    );
    let to = ["kcc@example.org".to_owned()];
    site.test.app.keep_raw(&to, Some("klant@example.net"), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    site.test.drain().await;
}

#[tokio::test]
async fn a_proven_mail_within_the_hour_of_a_proven_conversation_is_one_journey_with_it() {
    let found = "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.net; dkim=pass; \
        dmarc=pass header.from=example.net\r\n";
    // Proven by both is one journey. A mail that nothing proves waits for a person, with the journey suggested; an account that
    // nothing ties, or a day later, is two.
    for (proof, tied, minutes, journeys) in
        [(found, true, 30, 1), ("", true, 30, 1), (found, false, 30, 2), (found, true, 24 * 60, 2)]
    {
        let (site, meta) = house().await;
        let app = &site.test.app;
        let mailbox = site.city.mailbox.0;
        let known_box = app.directory().await.unwrap().mailboxes[&mailbox].clone();
        let mut form = regie_app::settings::mailboxes::MailboxForm::of(&known_box.value);
        form.trusted_authserv = "mx.example.org".to_owned();
        let admin = regie_app::testing::TestApp::who(&site.city.people.administrator);
        app.put_mailbox(&admin, mailbox, known_box.version, form).await.unwrap();
        let path = connect(&site, &meta, "facebook", "").await;
        let customer = known(&site, "48213377", "Voorbeeldlaan 12\n1234 AB Voorbeeldstad", "klant@example.net").await;
        let begun = first(&site, &path, "Factuur 884213 klopt niet.").await;
        if tied {
            same_person(&site, &begun, customer).await;
        }
        site.test.clock.advance(SignedDuration::from_mins(minutes));
        mailed(&site, proof, "m-1").await;
        assert_eq!(all(&site).await.len(), journeys, "{proof} {tied} {minutes}");
        if journeys == 1 {
            assert_eq!(site.test.mail.to("klant@example.net").len(), 0, "one receipt is enough");
            assert_eq!(heard(&site, begun.id).await, if proof.is_empty() { 1 } else { 2 });
        }
        if proof.is_empty() {
            one_tap(&site, &begun).await;
        }
    }
}

/// A mail that may be the same story stands on the journey; one tap puts it there, one takes it off again.
async fn one_tap(site: &Site, begun: &Journey) {
    let href = format!("/journeys/{}", begun.id);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get(&href).await.text();
    let path = page.split("href=\"/arrivals/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let path = format!("/arrivals/{path}");
    let waits = agent.get(&path).await;
    waits.has("nu ook op een sociaal kanaal met ons schrijft").has(&begun.reference.to_string());
    let onto = begun.id.to_string();
    let joined = agent.submit(&waits, &format!("{path}/join"), &[("journey", onto.as_str())]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    assert_eq!((all(site).await.len(), heard(site, begun.id).await), (1, 2), "one journey, two channels");
    assert_eq!(site.test.mail.to("klant@example.net").len(), 0, "and one answer");
    let mail = site.journey(begun.id).await.contacts.into_iter().find(|(_, it)| it.facts.channel == Channel::Email);
    // Nothing was sent: only the own page says that somebody looks at it.
    agent.get(&href).await.lacks("leest dat iemand");
    let split = format!("{href}/contacts/{}/split", mail.unwrap().0);
    let page = agent.get(&split).await;
    page.has("value=\"Ik heb twee keer betaald.\"");
    let apart = agent.submit(&page, &split, &[("title", "Ik heb twee keer betaald.")]).await;
    assert_eq!(apart.status, StatusCode::SEE_OTHER, "{}", apart.text());
    assert_eq!(all(site).await.len(), 2);
}

/// What the channel says where the time is over: at once, or a moment after it took the message.
#[tokio::test]
async fn an_approved_template_is_tried_where_the_channel_says_that_the_day_is_over_and_our_clock_does_not() {
    let over = json!({ "error": { "message": "Re-engagement message", "code": 131_047 } });
    for later in [false, true] {
        let (site, meta) = house().await;
        let path = connect(&site, &meta, "whatsapp", "nieuws_over_uw_vraag").await;
        let words = json!({ "type": "text", "text": { "body": "Mijn bestelling is weg." } });
        posted(&site, &path, &whatsapp(&site, "w1", words)).await.has("kept");
        let begun = all(&site).await.pop().unwrap();
        let href = format!("/journeys/{}", begun.id);
        let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
        agent.get(&href).await.has("te beantwoorden op WhatsApp");
        if !later {
            meta.refuse_once((400, over.clone()));
        }
        site.write(begun.id, "Gevonden!", None, &[]).await;
        if later {
            let id = format!("m_out.{}", meta.words().len());
            posted(&site, &path, &status(&site, &id, "failed", json!([{ "code": 131_047 }]))).await.has("kept");
            site.test.drain().await;
        }
        assert_eq!(meta.words().pop().unwrap(), "nieuws_over_uw_vraag", "{later}");
        let journey = site.journey(begun.id).await;
        assert!(journey.tasks.is_empty(), "nobody has to call: {:?}", journey.tasks);
        let ways = told(&journey, UpdateKind::Message);
        assert!(matches!(ways[..], [(Reach::Social { .. }, Some(FailWhy::Window), true)]), "{ways:?}");
        let page = agent.get(&href).await;
        page.lacks("te beantwoorden op WhatsApp").has("goedgekeurde bericht “nieuws_over_uw_vraag”");
        // What is written next goes as the approved message at once, until the customer writes again.
        let before = meta.words().len();
        site.write(begun.id, "Nog iets.", None, &[]).await;
        assert_eq!(meta.words()[before..], ["nieuws_over_uw_vraag"]);
        // The template itself is refused: no third time, a person tells it.
        let id = format!("m_out.{}", meta.words().len());
        posted(&site, &path, &status(&site, &id, "failed", json!([{ "code": 131_047 }]))).await.has("kept");
        site.test.drain().await;
        assert_eq!(meta.words().len(), before + 1);
        assert!(site.journey(begun.id).await.tasks.values().any(regie_domain::journey::Task::is_open));
        site.test.clock.advance(SignedDuration::from_mins(1));
        let again = json!({ "type": "text", "text": { "body": "Fijn!" } });
        posted(&site, &path, &whatsapp(&site, "w2", again)).await.has("kept");
        agent.get(&href).await.has("te beantwoorden op WhatsApp");
        site.write(begun.id, "Graag gedaan.", None, &[]).await;
        assert!(meta.words().pop().unwrap().contains("Graag gedaan."));
    }
}

#[tokio::test]
async fn who_is_asked_by_mail_who_they_are_is_not_told_to_answer_the_message() {
    let (site, meta) = house().await;
    let path = connect(&site, &meta, "facebook", "").await;
    let begun = first(&site, &path, "Factuur 884213 klopt niet.").await;
    let participant = begun.customer_participant().unwrap().0;
    let agent = regie_app::testing::TestApp::who(&site.city.people.kcc_agent);
    site.test.app.ask_who(agent, begun.id, participant, None).await.unwrap();
    site.test.drain().await;
    let words = meta.words().pop().unwrap();
    assert!(words.contains("niet in dit gesprek") && !words.contains("antwoord op dit bericht"), "{words}");
}
