//! What a partner asks of us besides: more than its mandate, the direction back, and who it is that rings by a number plate.

use regie_app::participants::Correction;
use regie_domain::handover::HandoverState;

use super::*;

/// The garage has accepted, with a promise.
async fn at_work() -> (Scene, String) {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    let fields = [("until", "2018-02-08T17:00"), ("cost", ""), ("text", "Uw auto is klaar.")];
    garage.submit(&page, &format!("{link}/accept"), &fields).await;
    scene.site.test.drain().await;
    (scene, link)
}

#[tokio::test]
async fn more_than_its_mandate_is_asked_for_and_both_hear_the_answer() {
    let (scene, link) = at_work().await;
    let mut garage = scene.site.visitor();
    let page = garage.get(&link).await;
    let moves = [("until", "2018-02-09T17:00"), ("reason", "material"), ("text", "Een huurauto."), ("amount", "300")];
    let refused = garage.submit(&page, &format!("{link}/move"), &moves).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Vraag eerst akkoord");
    let action = format!("{link}/amount");
    let wrong = garage.submit(&page, &action, &[("sum", "veel"), ("text", "Nieuw portier")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Nieuw portier");
    let asked = garage.submit(&page, &action, &[("sum", "600"), ("text", "Nieuw portier")]).await;
    let page = garage.follow(&asked).await;
    page.has("is doorgegeven").has("U vroeg akkoord voor").has("600");
    clean(&page);
    assert!(!page.text().contains(&format!("action=\"{action}\"")), "one at a time");

    scene.site.test.clock.set("2018-02-05T11:00:00Z");
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get("/work").await.has("vraagt akkoord voor een bedrag").has("Nieuw portier");
    agent.get(&format!("/journeys/{}", scene.journey)).await.has("vraagt akkoord voor");
    let leg = *scene.site.journey(scene.journey).await.legs.keys().next().unwrap();
    let path = format!("/journeys/{}/legs/{leg}/decide", scene.journey);
    let sheet = agent.get(&path).await;
    sheet.has("Mag dit bedrag worden uitgegeven?").has("Nieuw portier");
    // Yes is within the own mandate only.
    let over = agent.submit(&sheet, &path, &[("granted", "yes"), ("text", "")]).await;
    assert!(over.status.is_client_error(), "{}", over.status);
    let silent = agent.submit(&sheet, &path, &[("granted", "no"), ("text", "")]).await;
    assert!(silent.status.is_client_error(), "a no has words: {}", silent.status);
    let before = scene.mails().len();
    agent.submit(&sheet, &path, &[("granted", "no"), ("text", "Eerst twee offertes.")]).await;
    scene.site.test.drain().await;
    let mails = scene.mails();
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().unwrap().text.contains("Eerst twee offertes."), "{}", mails.last().unwrap().text);
    let page = garage.get(&link).await;
    page.has("Niet akkoord met").has("Eerst twee offertes.");
    garage.submit(&page, &action, &[("sum", "200"), ("text", "Twee offertes, dit is de laagste.")]).await;
    let mut lead = scene.site.signed_in(&scene.site.city.people.kcc_lead).await;
    let sheet = lead.get(&path).await;
    let granted = lead.submit(&sheet, &path, &[("granted", "yes"), ("text", "")]).await;
    lead.follow(&granted).await.has("Akkoord gegeven");
    scene.site.test.drain().await;
    assert!(scene.mails().last().unwrap().text.contains("is akkoord: u mag"), "{:?}", scene.mails().last());

    let page = garage.get(&link).await;
    page.has("Akkoord: u mag");
    let moves = [("until", "2018-02-09T17:00"), ("reason", "material"), ("text", "Een huurauto."), ("amount", "200")];
    let after = garage.submit(&page, &format!("{link}/move"), &moves).await;
    garage.follow(&after).await.has("Het nieuwe moment is doorgegeven");
    // What the customer gets with it is told to the customer, too.
    scene.site.test.run_until("2018-02-05T20:00:00Z".parse().unwrap()).await;
    let told = scene.site.test.mail.to(ADDRESS).pop().unwrap();
    assert!(told.text.contains("Een huurauto. Wij geven u daarvoor €\u{a0}200,00."), "{}", told.text);
    let status = scene.site.link(scene.journey).await;
    scene.site.visitor().get(&status).await.has("Wij geven u daarvoor €\u{a0}200,00.");
    let page = garage.get(&link).await;
    let again = garage.submit(&page, &format!("{link}/move"), &moves).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "what was granted is given once");
}

#[tokio::test]
async fn an_amount_that_nobody_answers_comes_back_louder_on_both_sides() {
    let (scene, link) = at_work().await;
    let (site, people) = (&scene.site, &scene.site.city.people);
    let (mut garage, action) = (site.visitor(), format!("{link}/amount"));
    let page = garage.get(&link).await;
    garage.submit(&page, &action, &[("sum", "600"), ("text", "Nieuw portier")]).await;
    garage.get(&link).await.has("U vroeg akkoord voor").has("ja of nee.").lacks("onze excuses");
    let journey = site.journey(scene.journey).await;
    let moments = journey.legs.values().next().unwrap().asked.unwrap().moments.unwrap();
    let late = || scene.mails().iter().filter(|mail| mail.text.contains("niet op tijd ja of nee")).count();
    let soon = jiff::SignedDuration::from_mins(5);

    site.test.run_until(moments.answer_by + soon).await;
    assert_eq!(late(), 1, "{:?}", scene.mails().last());
    let page = garage.get(&link).await;
    page.has("U had uiterlijk").has("Wij hebben het team eraan herinnerd.");
    clean(&page);
    site.signed_in(&people.kcc_agent).await.get("/work").await.has("vraagt akkoord voor een bedrag");

    site.test.run_until(moments.lead_at + soon).await;
    let lead = "Je team zei niet op tijd ja of nee op een bedrag dat Garage Voorbeeld vraagt";
    let mut leader = site.signed_in(&people.kcc_lead).await;
    leader.get("/work").await.has(lead).has("Nu aan jou");
    leader.get(&format!("/journeys/{}", scene.journey)).await.has(lead);
    site.signed_in(&people.kcc_agent).await.get("/work").await.has("weet dit.").lacks(lead);
    garage.get(&link).await.has("De teamleider weet het nu.");
    site.signed_in(&people.coordinator).await.get("/work").await.lacks("zei geen ja of nee");

    site.test.run_until(moments.coordinator_at + soon).await;
    let mut coordinator = site.signed_in(&people.coordinator).await;
    coordinator.get("/work").await.has("Daarom ligt dit nu ook bij jou als regisseur.");
    coordinator.get(&format!("/journeys/{}", scene.journey)).await.has("zei geen ja of nee op een bedrag");
    garage.get(&link).await.has("De teamleider en de regisseur weten het nu.");
    assert_eq!(late(), 3, "each time");

    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "Eerst twee offertes."));
    let leg = *site.journey(scene.journey).await.legs.keys().next().unwrap();
    let decide = C::DecideAmount { leg, granted: false, text };
    site.act(&people.kcc_agent, scene.journey, decide, texts).await;
    site.test.drain().await;
    garage.get(&link).await.has("Eerst twee offertes.").lacks("onze excuses");
    site.signed_in(&people.coordinator).await.get("/work").await.lacks("zei geen ja of nee");
}

#[tokio::test]
async fn what_was_told_already_reaches_a_partner_in_its_own_language() {
    let scene = Scene::new("leg", true).await;
    let site = &scene.site;
    let path = format!("/journeys/{}/handover", scene.journey);
    let mut browser = site.signed_in(&site.city.people.kcc_agent).await;
    browser.lang = "en";
    let page = browser.get(&path).await;
    let value = page.text();
    let told = value.split("name=\"brief.told\"").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
    assert!(told.contains("You will"), "on the member's own screen: {told}");
    let told = told.trim().to_owned();
    let team = scene.team.team.to_string();
    let fields = [
        ("team", team.as_str()),
        ("ball", "goes"),
        ("brief.why", "Er is schade."),
        ("brief.what", "Herstel het portier links."),
        ("brief.told", told.as_str()),
        ("respond_by", ""),
    ];
    let sent = browser.submit(&page, &path, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let mail = scene.mails().pop().unwrap();
    assert!(!mail.text.contains("You will") && mail.text.contains("U hoort"), "{}", mail.text);
    let mut garage = site.visitor();
    garage.get(&scene.link()).await.lacks("You will").has("U hoort");
}

#[tokio::test]
async fn who_directs_reads_what_was_promised_and_each_move_of_it() {
    let (scene, link) = at_work().await;
    let (site, kcc) = (&scene.site, &scene.site.city.people.kcc_agent);
    site.write(scene.journey, "Wij herstellen het.", Some(support::result("2018-02-08T16:00:00Z")), &[]).await;
    let journey = site.journey(scene.journey).await;
    let result = regie_domain::codes::PromiseWhat::Result;
    let promise = *journey.promises.iter().find(|(_, found)| found.what == result && found.is_open()).unwrap().0;
    for until in ["2018-02-09T16:00:00Z", "2018-02-12T16:00:00Z"] {
        let window = regie_domain::event::Window::by(until.parse().unwrap());
        let reason = regie_domain::codes::MoveReason::Material;
        let moved = C::MovePromise { promise, window, reason, text: None, amount: None };
        site.act(kcc, scene.journey, moved, Vec::new()).await;
    }
    let handover = scene.offered(None).await;
    let mut garage = site.visitor();
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/accept"), &[("handover", &handover.to_string())]).await;
    site.test.drain().await;
    let page = garage.get(&link).await;
    assert_eq!(page.text().matches("Verplaatst, en").count(), 2, "{}", page.text());
    page.has("Verplaatst, en later nog eens.")
        .has("Verplaatst, en sindsdien: U hoort de uitkomst uiterlijk maandag 12 februari");
    let made =
        page.text().lines().find(|line| line.contains("Toezegging van") && line.contains("8 februari")).map(str::len);
    assert!(made.is_some(), "as it was promised first: {}", page.text());
}

#[tokio::test]
async fn the_direction_goes_back_by_an_offer_that_is_accepted() {
    let (scene, link) = at_work().await;
    let kcc = &scene.site.city.people.kcc_agent;
    let mut garage = scene.site.visitor();
    assert!(!garage.get(&link).await.text().contains("/lead\""), "who does not direct gives nothing back");
    let handover = scene.offered(None).await;
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/accept"), &[("handover", &handover.to_string())]).await;
    scene.site.test.drain().await;
    assert_eq!(scene.site.journey(scene.journey).await.direction.team, scene.team);

    let (page, action) = (garage.get(&link).await, format!("{link}/lead"));
    page.has("U kunt die teruggeven aan");
    clean(&page);
    let empty = garage.submit(&page, &action, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "the brief is whole");
    let codes: Vec<String> =
        scene.site.city.blueprint.brief.iter().map(|field| format!("brief.{}", field.code)).collect();
    let words: Vec<(&str, &str)> =
        codes.iter().map(|code| (code.as_str(), "De auto staat klaar, de rest is van u.")).collect();
    let offered = garage.submit(&page, &action, &words).await;
    garage.follow(&offered).await.has("U bood de regie aan").has("Houd de regie toch");
    let back = |journey: &regie_domain::journey::Journey| {
        journey.handovers.iter().find(|(_, offer)| offer.from == scene.team).map(|(id, offer)| (*id, offer.clone()))
    };
    let journey = scene.site.journey(scene.journey).await;
    let (id, offer) = back(&journey).unwrap();
    assert_eq!((offer.to, journey.direction.team), (scene.site.city.kcc.team, scene.team), "until it is accepted");

    // What is asked first is answered by mail.
    scene.site.test.clock.set("2018-02-05T11:00:00Z");
    let mut texts = Vec::new();
    let text = scene.site.text(&mut texts, "Is de rekening al verstuurd?");
    scene.site.act(kcc, scene.journey, C::AskBack { handover: id, text }, texts).await;
    scene.site.test.drain().await;
    assert!(scene.mails().last().unwrap().text.contains("Is de rekening al verstuurd?"));
    garage.get(&link).await.has("Is de rekening al verstuurd?").has("Uw antwoord op de vraag");
    assert_eq!(scene.replies("Ja, gisteren.", GARAGE).await, Placed::Partner { journey: scene.journey });
    assert!(!back(&scene.site.journey(scene.journey).await).unwrap().1.waits_for_giver());

    scene.site.test.clock.set("2018-02-05T12:00:00Z");
    let told = |mails: Vec<OutgoingMail>| mails.into_iter().filter(|mail| mail.to == ADDRESS).count();
    let before = told(scene.site.test.mail.sent());
    scene.site.act(kcc, scene.journey, C::Accept { handover: id, promise: None }, Vec::new()).await;
    scene.site.test.clock.set("2018-02-05T14:00:00Z");
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.direction.team, scene.site.city.kcc.team);
    assert!(matches!(back(&journey).unwrap().1.state, HandoverState::Accepted { .. }));
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.team }, "the ball does not move with it");
    assert!(told(scene.site.test.mail.sent()) > before, "the customer hears who leads");
    assert!(
        scene.mails().iter().any(|mail| mail.text.contains("heeft de regie over nummer")),
        "and so does the partner"
    );
    garage.get(&link).await.lacks("U kunt die teruggeven aan");
    let late = garage.submit(&page, &action, &words).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND, "it no longer directs");
}

#[tokio::test]
async fn who_rings_is_found_by_the_number_plate_where_that_is_shared() {
    let (scene, link) = at_work().await;
    let (app, kcc) = (&scene.site.test.app, TestApp::who(&scene.site.city.people.kcc_agent));
    let person = scene.site.customer(scene.journey).await;
    let tie = |plate: &str| Correction::Tie { email: None, phone: None, plate: Some(plate.to_owned()), use_it: false };
    assert!(app.correct_person(kcc.clone(), scene.journey, person, tie("geen kenteken"), None).await.is_err());
    app.correct_person(kcc.clone(), scene.journey, person, tie("00xx00"), None).await.unwrap();
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get("/search?q=00-XX-00").await.has("Deuk in het portier");

    let mut garage = scene.site.visitor();
    let find = format!("{link}/find");
    let page = garage.get(&link).await;
    page.lacks("00-XX-00");
    garage.submit(&page, &find, &[("who", "00 xx 00")]).await.has("Niets gevonden");
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let plates = SharingForm { accepted: vec!["name".to_owned(), "plate".to_owned()], ..sharing() };
    app.put_sharing(&admin, scene.org, scene.version().await, plates).await.unwrap();
    garage.get(&link).await.has("00-XX-00").has("Kenteken");
    let found = garage.submit(&page, &find, &[("who", "00 xx 00")]).await;
    found.has(&scene.site.journey(scene.journey).await.reference.to_string());
    clean(&found);
    let read = app.seen_by(&admin, scene.org, 99).await.unwrap();
    let crossed =
        |way: &str| read.iter().any(|read| read.way == way && read.fields.iter().any(|it| it.code() == "plate"));
    assert!(crossed("lookup") && crossed("page"), "{read:?}");
}
