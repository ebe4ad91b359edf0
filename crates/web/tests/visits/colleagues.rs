//! What members do with a visit: plan, narrow, arrive, finish, move.

use super::*;

#[tokio::test]
async fn an_agent_plans_and_the_team_that_comes_narrows_arrives_and_finishes_with_the_outcome() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut agent = agent(&site).await;
    let page = agent.get(&format!("/journeys/{id}")).await;
    let path = action(&page, "/visit");
    let page = agent.get(&path).await;
    page.has("Bezoek plannen").has("nog 2 plaatsen");
    let wrong = agent.submit(&page, &path, &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = agent.submit(&page, &path, &[("slot", TUESDAY), ("note", "Kraan zit in de kelder.")]).await;
    let page = agent.follow(&sent).await;
    page.has("Het bezoek is afgesproken.").has("afgesproken").has("Technische dienst").has("Kraan zit in de kelder.");
    // The promise of a visit is not kept or moved by itself.
    let promise = site.journey(id).await.booked_visit().unwrap().1.promise().unwrap();
    page.lacks(&format!("/promises/{promise}/fulfil"));

    site.test.clock.set("2018-02-06T07:30:00[Europe/Amsterdam]");
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let page = technician.get(&format!("/journeys/{id}")).await;
    let narrow = action(&page, "/narrow");
    let form = technician.get(&narrow).await;
    let outside = technician.submit(&form, &narrow, &[("from", "10:45"), ("until", "11:15")]).await;
    assert_eq!(outside.status, StatusCode::CONFLICT);
    outside.has("Dat valt buiten de afspraak");
    let sent = technician.submit(&form, &narrow, &[("from", "08:00"), ("until", "08:30")]).await;
    technician.follow(&sent).await.has("De inwoner weet nu hoe laat jullie komen.").has("tussen 08.00 en 08.30 uur");
    let mut anja = site.visitor();
    anja.get(&link)
        .await
        .has("Dinsdag 6 februari, tussen 08.00 en 08.30 uur")
        .has("Afgesproken was: dinsdag 6 februari, tussen 08.00 en 11.00 uur.");

    site.test.clock.set("2018-02-06T08:05:00[Europe/Amsterdam]");
    let arrived = action(&page, "/arrived");
    let form = technician.get(&arrived).await;
    let sent = technician.submit(&form, &arrived, &[("at", "2018-02-06T08:05")]).await;
    let page = technician.follow(&sent).await;
    page.has("Genoteerd: jullie zijn er.").has("bezig");
    anja.get(&link).await.has("Wij zijn bij u aan het werk");

    // Said by mistake, it is taken back, and said again when it is so.
    let undo = action(&page, "/not-there");
    let form = technician.get(&undo).await;
    let sent = technician.submit(&form, &undo, &[]).await;
    let page = technician.follow(&sent).await;
    page.has("Teruggedraaid. Het bezoek staat weer open.").has("was er toch nog niet");
    anja.get(&link).await.lacks("Wij zijn bij u aan het werk").has("Wij komen bij u langs");
    site.test.clock.set("2018-02-06T08:10:00[Europe/Amsterdam]");
    let arrived = action(&page, "/arrived");
    let form = technician.get(&arrived).await;
    technician.submit(&form, &arrived, &[("at", "2018-02-06T08:10")]).await;
    anja.get(&link).await.has("Wij zijn bij u aan het werk");

    site.test.clock.set("2018-02-06T11:05:00[Europe/Amsterdam]");
    let done = action(&page, "/done");
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let form = technician.get(&done).await;
    let fields = [("at", "2018-02-06T11:05"), ("right", "no"), ("text", "Ventiel vervangen.")];
    let unsaid = technician.submit(&form, &done, &fields).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsaid.has("Zeg wat er ontbrak");
    let fields = [
        ("at", "2018-02-06T11:05"),
        ("right", "yes"),
        ("text", "Ventiel vervangen."),
        ("tell", "yes"),
        ("outcome", "Beste Anja de Wit,\n\nHet water loopt weer."),
    ];
    let sent = technician.submit(&form, &done, &fields).await;
    technician.follow(&sent).await.has("Het bezoek is afgerond.").has("in één keer goed");
    anja.get(&link).await.has("Het water loopt weer.").has("/solved");
    let journey = site.journey(id).await;
    assert!(journey.proposal.is_some());
    assert_eq!(journey.ball.holder.team(), Some(site.city.kcc.team));
    regie_domain::invariants::check(&journey).unwrap();
}

#[tokio::test]
async fn nobody_home_lets_the_customer_choose_again() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    site.test.run_until("2018-02-06T09:10:00[Europe/Amsterdam]".parse::<jiff::Zoned>().unwrap().timestamp()).await;
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let path = action(&technician.get(&format!("/journeys/{id}")).await, "/not-home");
    let form = technician.get(&path).await;
    let sent = technician.submit(&form, &path, &[("at", "2018-02-06T09:10"), ("text", "Kaartje achtergelaten.")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let mail = site.test.mail.last_to("anja@example.net");
    assert!(mail.text.contains("Er deed niemand open."), "{}", mail.text);
    assert!(mail.files.is_empty(), "what is past needs no entry");
    anja.get(&link).await.has("Kies wanneer wij langskomen");
}

#[tokio::test]
async fn before_the_day_of_a_visit_nobody_came_and_nobody_finished_it() {
    let site = site("2").await;
    let (id, link) = chosen(&site).await;
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let page = technician.get(&format!("/journeys/{id}")).await;
    let moves = action(&page, "/move");
    for later in ["/arrived", "/done", "/narrow", "/not-home"] {
        page.lacks(&moves.replace("/move", later));
    }
    // From a page that was open already, or by its address.
    let tries: [(&str, &[(&str, &str)]); 3] = [
        ("/arrived", &[("at", "2018-02-05T14:30")]),
        ("/narrow", &[("from", "08:00"), ("until", "08:30")]),
        ("/done", &[("arrived", "2018-02-05T14:00"), ("at", "2018-02-05T14:30"), ("right", "yes"), ("text", "Klaar.")]),
    ];
    for (doing, fields) in tries {
        let path = moves.replace("/move", doing);
        let form = technician.get(&path).await;
        let refused = technician.submit(&form, &path, fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{doing}");
        refused.has("Dat kan pas op de dag van het bezoek.").has("dinsdag 6 februari");
    }
    site.visitor().get(&link).await.lacks("Wij zijn bij u aan het werk").has("Een andere tijd kiezen");
}

#[tokio::test]
async fn nothing_is_chosen_beforehand_about_why_a_visit_moves() {
    let site = site("2").await;
    let (id, _) = chosen(&site).await;
    let mut agent = agent(&site).await;
    let path = action(&agent.get(&format!("/journeys/{id}")).await, "/move");
    let form = agent.get(&path).await;
    form.lacks(" checked").lacks("<option value=\"customer\"");
    let text = form.text();
    assert!(text.find("name=\"wish\"").unwrap() < text.find("name=\"slot\"").unwrap(), "who asks comes first");
    let unsaid = agent.submit(&form, &path, &[("slot", NOON)]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unsaid = agent.submit(&form, &path, &[("slot", NOON), ("wish", "ours")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let promise = site.journey(id).await.booked_visit().unwrap().1.promise().unwrap();
    let sent = agent.submit(&form, &path, &[("slot", NOON), ("wish", "customer")]).await;
    agent.follow(&sent).await.has("Andere tijd gekozen").lacks("Losgelaten");
    assert!(matches!(site.journey(id).await.promises[&promise].state, PromiseState::Released { .. }));
}

/// Lets messages wait for ten seconds.
async fn with_undo(site: &Site) {
    let (app, admin) = (&site.test.app, TestApp::who(&site.city.people.administrator));
    let found = app.directory().await.unwrap().organisation.clone().unwrap();
    let form = OrganisationForm { undo: "10".into(), ..OrganisationForm::of(&found.value) };
    app.change_organisation(&admin, found.version, form).await.unwrap();
}

fn undo(page: &Page) -> String {
    page.has("Wordt verstuurd over");
    page.text().split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo"
}

#[tokio::test]
async fn a_visit_that_moves_can_be_taken_back_for_ten_seconds() {
    let site = site("2").await;
    let (id, _) = chosen(&site).await;
    with_undo(&site).await;
    let mut agent = agent(&site).await;
    let before = site.journey(id).await;
    let path = action(&agent.get(&format!("/journeys/{id}")).await, "/move");
    let moved = [("slot", NOON), ("wish", "ours"), ("reason", "capacity"), ("text", "Onze monteur is ziek.")];
    let form = agent.get(&path).await;
    let sent = agent.submit(&form, &path, &moved).await;
    let page = agent.follow(&sent).await;
    assert_eq!(site.journey(id).await, before, "nothing of it stands in the journal");
    let back = agent.submit(&page, &undo(&page), &[]).await;
    agent.follow(&back).await.has("Teruggehaald.").has("Onze monteur is ziek.");
    let form = agent.get(&path).await;
    let sent = agent.submit(&form, &path, &moved).await;
    agent.follow(&sent).await;
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    assert_eq!(site.journey(id).await.booked_visit().unwrap().1.sequence, 1);

    // So can when exactly somebody comes; not in the seconds in which half of the promise's time passes, at 10.00 and a bit.
    until(&site, "2018-02-06T10:01:00[Europe/Amsterdam]").await;
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let path = action(&technician.get(&format!("/journeys/{id}")).await, "/narrow");
    let form = technician.get(&path).await;
    let sent = technician.submit(&form, &path, &[("from", "11:00"), ("until", "11:30")]).await;
    let page = technician.follow(&sent).await;
    let back = technician.submit(&page, &undo(&page), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    assert_eq!(site.journey(id).await.booked_visit().unwrap().1.narrowed, None);
}
