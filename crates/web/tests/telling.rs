//! What members tell customers: what a message carries along, what it keeps, and that nothing counts as told before it left.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::codes::{BallGoes, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::directory::Outgoing;
use regie_domain::event::{Promisee, Window};
use regie_domain::ids::{JourneyId, PromiseId};
use regie_domain::journey::Journey;
use support::Site;

fn promised(journey: &Journey, what: PromiseWhat) -> (PromiseId, bool) {
    let found = journey.promises.iter().find(|(_, promise)| promise.what == what).unwrap();
    (*found.0, found.1.is_open())
}

/// The contact centre promises something of its own.
async fn key_promised(site: &Site, id: JourneyId) -> PromiseId {
    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "U krijgt een nieuwe sleutel"));
    let window = Some(Window::by("2018-02-08T12:00:00Z".parse().unwrap()));
    let (kind, what, to) = (PromiseKind::Outcome, PromiseWhat::Other, Promisee::Customer);
    let promise = NewPromise { kind, what, text, to, window, cost: None, replaces: None };
    site.act(&site.city.people.kcc_agent, id, JourneyCommand::Promise { promise }, texts).await;
    site.test.drain().await;
    promised(&site.journey(id).await, PromiseWhat::Other).0
}

#[tokio::test]
async fn an_outcome_asks_what_it_keeps_and_settles_it_in_one_write() {
    let site = Site::new().await;
    let people = &site.city.people;
    for kept in [true, false] {
        let id = site.begin("anja@example.org", "Sleutel kwijt").await;
        let promise = key_promised(&site, id).await.to_string();
        let mut samira = site.signed_in(&people.kcc_agent).await;
        let action = format!("/journeys/{id}/outcome");
        let page = samira.get(&action).await;
        page.has("Hiermee nagekomen").has("U krijgt een nieuwe sleutel").has("kan niet sluiten zolang");
        let mut fields = vec![("how", "solved"), ("text", "De sleutel ligt klaar.")];
        if kept {
            fields.push(("kept", &promise));
        }
        // Too little: nothing is settled by a form that is not sent.
        let wrong = samira.submit(&page, &action, &[("how", ""), ("text", "De sleutel"), ("kept", &promise)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(promised(&site.journey(id).await, PromiseWhat::Other).1);
        let told = samira.submit(&page, &action, &fields).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
        // Twice is once.
        assert_eq!(samira.submit(&page, &action, &fields).await.status, StatusCode::SEE_OTHER);
        site.test.drain().await;
        let journey = site.journey(id).await;
        assert_eq!(promised(&journey, PromiseWhat::Other).1, !kept);
        let until = journey.proposal.as_ref().unwrap().objection_until;
        assert_eq!(until, "2018-02-12T16:00:00Z".parse().unwrap());
        let page = samira.follow(&told).await;
        // The moment that the customer is told is that of the reaction, not that of a promise.
        page.has("zegt of het is opgelost, uiterlijk 12 feb 17.00 uur");
        page.lacks("zegt of het is opgelost, uiterlijk do");
        assert_eq!(page.text().contains("Er staat nog één toezegging open."), !kept, "{}", page.text());
    }
}

#[tokio::test]
async fn a_leg_that_is_done_asks_about_the_promises_of_its_team() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let mut texts = Vec::new();
    let brief = ["a", "b", "c"].map(|words| Some(site.text(&mut texts, words))).to_vec();
    let offer =
        JourneyCommand::Offer { to: site.city.technical.team, ball: Some(BallGoes::Goes), brief, respond_by: None };
    site.act(&people.kcc_agent, id, offer, texts).await;
    let handover = site.journey(id).await.pending().next().unwrap().0;
    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "Het slot is vervangen"));
    let window = Some(Window::by("2018-02-08T12:00:00Z".parse().unwrap()));
    let (kind, what, to) = (PromiseKind::Outcome, PromiseWhat::Other, Promisee::Customer);
    let promise = Some(NewPromise { kind, what, text, to, window, cost: None, replaces: None });
    site.act(&people.technical_agent, id, JourneyCommand::Accept { handover, promise }, texts).await;
    let leg = site.journey(id).await.leg_with_ball().unwrap().0;
    let (promise, _) = promised(&site.journey(id).await, PromiseWhat::Other);

    let mut kees = site.signed_in(&people.technical_agent).await;
    let action = format!("/journeys/{id}/legs/{leg}/finish");
    let page = kees.get(&action).await;
    page.has("Hiermee nagekomen").has("Het slot is vervangen");
    let promise = promise.to_string();
    let silent = kees.submit(&page, &action, &[("outcome", "solved"), ("text", ""), ("kept", &promise)]).await;
    assert_eq!(silent.status, StatusCode::CONFLICT);
    assert!(promised(&site.journey(id).await, PromiseWhat::Other).1);
    let done = [("outcome", "solved"), ("text", "Vervangen."), ("kept", promise.as_str())];
    assert_eq!(kees.submit(&page, &action, &done).await.status, StatusCode::SEE_OTHER);
    assert!(!promised(&site.journey(id).await, PromiseWhat::Other).1);
    let mut samira = site.signed_in(&people.kcc_agent).await;
    samira.get("/work").await.has("Technische dienst is klaar: Vervangen.");
    let page = samira.get(&format!("/journeys/{id}")).await.text();
    let banner = page.split("Technische dienst is klaar: Vervangen.").nth(1).unwrap();
    let link = banner.split("href=\"").nth(1).unwrap();
    assert!(link.starts_with(&format!("/journeys/{id}/outcome\"")), "{}", &link[..120]);
}

#[tokio::test]
async fn the_card_names_the_first_moment_at_which_the_customer_hears() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let journey = site.journey(id).await;
    let promised = journey.next_promise().unwrap().1.current.until;
    assert!(promised < journey.news.unwrap().by);
    let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap();
    let day = |at: jiff::Timestamp| at.to_zoned(zone.clone()).date();
    let word = if day(promised) == day(site.test.app.ports.clock.now()) { "vandaag" } else { "morgen" };
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("/journeys/{id}")).await;
    page.has(&format!("Volgend bericht uiterlijk {word} 17.00 uur"));
}

#[tokio::test]
async fn a_held_message_is_ready_and_not_sent_and_tells_nobody_anything() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let administrator = regie_app::testing::TestApp::who(&people.administrator);
    let version = site.test.app.directory().await.unwrap().organisation.as_ref().unwrap().version;
    site.test.app.switch_outgoing(&administrator, version, Outgoing::Paused).await.unwrap();
    site.test.clock.advance(jiff::SignedDuration::from_mins(30));
    let mut samira = site.signed_in(&people.kcc_agent).await;
    let href = format!("/journeys/{id}");
    let page = samira.get(&href).await;
    let sent = samira.submit(&page, &format!("{href}/message"), &[("text", "Uw sleutel ligt klaar.")]).await;
    site.test.drain().await;
    let page = samira.follow(&sent).await;
    page.has("Het bericht staat klaar, nog niet verstuurd").lacks("Verstuurd.");
    page.has("staat klaar, nog niet verstuurd: uitgaande e-mail staat op pauze");
    page.has("30 min geleden").has("Ontvangstbevestiging · E-mail").lacks("zojuist");
    page.has("Staat klaar om te vertellen");
}

#[tokio::test]
async fn a_mail_that_is_leaving_is_no_trouble_and_one_that_the_server_put_off_says_why() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let href = format!("/journeys/{id}");
    let mut samira = site.signed_in(&people.kcc_agent).await;
    let page = samira.get(&href).await;
    site.test.mail.fail_temporarily("anja@example.org");
    samira.submit(&page, &format!("{href}/message"), &[("text", "Uw sleutel ligt klaar.")]).await;
    // Held by whoever sends it right now.
    assert_eq!(site.test.claimed_by_another().await, 1);
    samira.get(&href).await.has("staat klaar, gaat zo weg").lacks("wacht tot").lacks("badtext");
    site.test.clock.advance(jiff::SignedDuration::from_mins(3));
    site.test.app.send_due().await.unwrap();
    samira.get(&href).await.has("nog niet verstuurd. De mailserver nam de e-mail nog niet aan.").has("451 try later");
    let page = site.signed_in(&people.administrator).await.get("/settings/outgoing").await;
    page.has("Eén bericht kon nog niet weg.").has("De mailserver nam de e-mail nog niet aan.").has("Volgende poging");
}

#[tokio::test]
async fn a_message_is_greeted_takes_the_journey_up_and_says_what_it_promises() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let (href, action) = (format!("/journeys/{id}"), format!("/journeys/{id}/message"));
    let mut samira = site.signed_in(&people.kcc_agent).await;
    let page = samira.get(&href).await;
    page.has("Beste Anja de Wit,").has("Onder je bericht staat: “U hoort uiterlijk");
    // A greeting alone says nothing.
    let empty = samira.submit(&page, &action, &[("text", "Beste Anja de Wit,\r\n\r\n")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.journey(id).await.ball.assignee, None);
    let fields = [("text", "Beste Anja de Wit,\r\n\r\nWij zoeken."), ("news", "2018-02-09T12:00")];
    let sent = samira.submit(&page, &action, &fields).await;
    samira.follow(&sent).await.has("Samira Haddou").lacks("Nog niemand heeft het opgepakt");
    site.test.drain().await;
    let journey = site.journey(id).await;
    assert_eq!(journey.ball.assignee, Some(people.kcc_agent.id));
    let news = journey.promises.values().find(|promise| promise.what == PromiseWhat::News).unwrap();
    assert_eq!(news.current.until, "2018-02-09T11:00:00Z".parse().unwrap());
    // Where something stands already, a message promises nothing more; and what a colleague has stays the colleague's.
    let mut joost = site.signed_in(&people.kcc_lead).await;
    key_promised(&site, id).await;
    let page = joost.get(&href).await;
    page.lacks("Onder je bericht staat");
    joost.submit(&page, &action, &[("text", "Nog iets.")]).await;
    assert_eq!(site.journey(id).await.ball.assignee, Some(people.kcc_agent.id));
}

#[tokio::test]
async fn fields_of_a_card_are_never_left_out_unseen() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let (href, action) = (format!("/journeys/{id}"), format!("/journeys/{id}/answer"));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("{href}?compose=answer&card=reimbursement")).await;
    let made = page.hidden(&action).into_iter().find(|(name, _)| name == "made").unwrap().1;
    let made = made.replace("&#39;", "'").replace("&quot;", "\"").replace("&#34;", "\"");
    assert!(made.starts_with("Beste Anja de Wit,") && made.contains("Dit kost u niets."));
    let fields = |text: String| {
        vec![
            ("field.needed", "alleen de rekening".to_owned()),
            ("field.where", "op uw pagina".to_owned()),
            ("field.how_long", "Dat duurt even.".to_owned()),
            ("field.cost.na", "yes".to_owned()),
            ("field.call", "Bel 14 0000.".to_owned()),
            ("text", text),
        ]
    };
    // Written in by hand: it is asked what to send, and nothing left.
    let own = fields(format!("{made}\n\nGroet van Samira"));
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let asked = samira.submit(&page, &action, &own).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    asked.has("Je hebt velden ingevuld die niet in deze tekst staan").has("Verstuur de tekst zoals die hier staat");
    assert!(!site.journey(id).await.answered());
    // Left alone: the fields go in by themselves.
    let left = fields(made.replace('\n', "\r\n"));
    let left: Vec<(&str, &str)> = left.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = samira.submit(&page, &action, &left).await;
    samira.follow(&sent).await.has("Wij hebben van u nodig: alleen de rekening.").lacks("Dit kost u niets.");
    // And whoever says so sends the text as it stands.
    let other = site.begin("bert@example.org", "Kosten van de loodgieter").await;
    let (href, action) = (format!("/journeys/{other}"), format!("/journeys/{other}/answer"));
    let page = samira.get(&format!("{href}?compose=answer&card=reimbursement")).await;
    let mut as_is = own.clone();
    as_is.push(("as_is", "yes"));
    let sent = samira.submit(&page, &action, &as_is).await;
    samira.follow(&sent).await.has("Groet van Samira").has("Dit kost u niets.");
}

#[tokio::test]
async fn what_a_card_says_about_the_cost_stands_on_every_page_and_once_in_the_mail() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let (href, action) = (format!("/journeys/{id}"), format!("/journeys/{id}/answer"));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("{href}?compose=answer&card=reimbursement")).await;
    let made = page.hidden(&action).into_iter().find(|(name, _)| name == "made").unwrap().1;
    let fields = [
        ("field.needed", "de rekening"),
        ("field.where", "op uw pagina"),
        ("field.how_long", "Dat duurt even."),
        ("field.cost", "Dit kost u niets."),
        ("field.call", "Bel 14 0000."),
        ("text", made.as_str()),
        ("promise", "yes"),
    ];
    let sent = samira.submit(&page, &action, &fields).await;
    samira.follow(&sent).await.has("niets, zo is verteld").lacks("nog niets over gezegd");
    site.test.drain().await;
    let mail = site.test.mail.last_to("anja@example.org");
    assert_eq!(mail.text.matches("Dit kost u niets.").count(), 1, "{}", mail.text);
    let link = site.link(id).await;
    site.visitor().get(&link).await.has("Dit kost u niets.");
}

#[tokio::test]
async fn an_open_question_is_said_before_another_is_typed() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let action = format!("/journeys/{id}/question");
    let page = samira.get(&action).await;
    page.lacks("Er staat nog een vraag open");
    samira.submit(&page, &action, &[("text", "Wat is de postcode?"), ("wants", "files")]).await;
    samira.lang = "en";
    samira.get(&format!("/journeys/{id}")).await.has("Files or photos").lacks("Bestand of foto");
    samira.lang = "nl";
    samira.get(&action).await.has("Er staat nog een vraag open bij de inwoner").has("Vraag intrekken");
    let card = samira.get(&format!("/journeys/{id}?compose=answer&card=reimbursement")).await;
    card.has("Met dit antwoord vraag je niets nieuws").lacks("De inwoner stuurt dit op de eigen pagina");
}

#[tokio::test]
async fn a_broken_promise_stays_in_sight_after_it_was_replaced() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let broken = key_promised(&site, id).await;
    site.test.run_until("2018-02-08T12:30:00Z".parse().unwrap()).await;
    let mut samira = site.signed_in(&people.kcc_agent).await;
    let href = format!("/journeys/{id}");
    samira.get(&href).await.has("toezeggingen niet nagekomen");
    let action = format!("{href}/promises/{broken}/replace");
    let page = samira.get(&action).await;
    samira.submit(&page, &action, &[("what", "U krijgt een sleutel"), ("due", "2018-02-12T12:00")]).await;
    let page = samira.get(&href).await;
    page.has("Niet nagekomen, vervangen").lacks("Alle toezeggingen op tijd");
    page.has("uur. Komt in de plaats van een niet nagekomen toezegging.");
}

#[tokio::test]
async fn a_message_keeps_the_moment_of_news_that_was_promised_already() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let (href, action) = (format!("/journeys/{id}"), format!("/journeys/{id}/message"));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let news = |journey: &Journey| {
        let open = journey.promises.values().filter(|it| it.what == PromiseWhat::News && it.is_open());
        open.map(|it| it.current.until).collect::<Vec<_>>()
    };
    let page = samira.get(&href).await;
    // Sooner than the blueprint's term would have it.
    samira.submit(&page, &action, &[("text", "Wij zoeken."), ("news", "2018-02-07T12:00")]).await;
    site.test.drain().await;
    let promised: jiff::Timestamp = "2018-02-07T11:00:00Z".parse().unwrap();
    assert_eq!(news(&site.journey(id).await), [promised]);
    site.test.clock.set("2018-02-06T09:00:00Z");
    site.test.drain().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&href).await;
    page.has("value=\"2018-02-07T12:00\"").has("Beloofd is al: “U hoort uiterlijk").lacks("Onder je bericht staat");
    samira.submit(&page, &action, &[("text", "Wij zoeken nog."), ("news", "2018-02-07T12:00")]).await;
    site.test.drain().await;
    assert_eq!(news(&site.journey(id).await), [promised], "no later than was promised");
    assert!(site.test.mail.last_to("anja@example.org").text.contains("woensdag 7 februari om 12.00 uur"));
    // On the day itself the message is what was promised, and the form says what comes in its place.
    site.test.clock.set("2018-02-07T08:00:00Z");
    site.test.drain().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&href).await;
    page.has("Met dit bericht kom je dat na.").lacks("Beloofd is al");
    samira.submit(&page, &action, &[("text", "Gevonden.")]).await;
    site.test.drain().await;
    let journey = site.journey(id).await;
    assert!(news(&journey).iter().all(|until| *until > promised), "{:?}", news(&journey));
    assert!(journey.promises.values().all(|promise| !promise.is_unsettled()));
}

#[tokio::test]
async fn setting_aside_says_first_what_the_customer_was_told() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Sleutel kwijt").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let action = format!("/journeys/{id}/void");
    let page = samira.get(&action).await;
    page.has("kreeg bericht van ons").has("rekent hierop: Antwoord, uiterlijk").has("Geef antwoord en sluit af");
    page.has(&format!("href=\"/journeys/{id}/outcome\""));
    let done = samira.submit(&page, &action, &[("reason", "spam")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "it warns, and forbids nothing");

    // Who was told nothing counts on nothing.
    let administrator = regie_app::testing::TestApp::who(&site.city.people.administrator);
    let version = site.test.app.directory().await.unwrap().organisation.as_ref().unwrap().version;
    site.test.app.switch_outgoing(&administrator, version, Outgoing::Paused).await.unwrap();
    let unheard = site.begin("bert@example.org", "Reclame").await;
    samira.get(&format!("/journeys/{unheard}/void")).await.lacks("kreeg bericht van ons");
}

#[tokio::test]
async fn silence_while_the_customer_is_asked_tells_the_question_again() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let asks = [("Rekening", regie_domain::blueprint::AskKind::File, true)];
    site.write(id, "Beste Anja de Wit,\n\nWilt u ons de rekening sturen?", None, &asks).await;
    let link = site.link(id).await;
    site.test.run_until("2018-02-09T16:30:00Z".parse().unwrap()).await;
    let mail = site.test.mail.last_to("anja@example.org");
    assert!(mail.subject.starts_with("Wij wachten op uw antwoord"), "{}", mail.subject);
    for part in [
        "Dit vroegen wij u eerder:\n\nWilt u ons de rekening sturen?",
        "- Rekening",
        "Graag uiterlijk maandag 19 februari om 17.00 uur.",
        "Wilt u ons antwoorden? Dat kan op uw eigen pagina, of met een antwoord op dit bericht.",
    ] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    assert!(mail.html.contains("Wilt u ons de rekening sturen?"));
    for part in ["geen nieuws", "niet vergeten", "werkt eraan"] {
        assert!(!mail.text.contains(part), "{part} in {}", mail.text);
    }
    let page = site.visitor().get(&link).await;
    page.has("Wij vroegen u nog eens om uw antwoord").has("Dit vroegen wij u eerder:");
    assert!(site.journey(id).await.tasks.is_empty(), "no letter beside a mail that arrives");
}
