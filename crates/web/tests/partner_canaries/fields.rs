//! What the agreement of a desk partner does not name, its people see nowhere in our screens: in no list, on no customer's
//! page, by no search.

use super::*;

/// Every page that there is, asked for a journey and its customer.
async fn everywhere(scene: &Scene, guest: &mut Browser, marked: &Marked) -> Vec<(String, Page)> {
    let customer = scene.site.journey(marked.id).await.customer;
    let mut seen = Vec::new();
    for path in scene.looked_at(is_page) {
        let id = if path.starts_with("/customers") { customer.to_string() } else { marked.id.to_string() };
        let parts = path.split('/').map(|part| if part.starts_with('{') { id.clone() } else { part.to_owned() });
        let asked = parts.collect::<Vec<String>>().join("/");
        let page = guest.get(&asked).await;
        assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{asked}");
        seen.push((asked, page));
    }
    for (asked, rest) in [("/journeys", "?tab=all"), ("/shipments", "?all=1"), ("/handovers", "?tab=out")] {
        seen.push((format!("{asked}{rest}"), guest.get(&format!("{asked}{rest}")).await));
    }
    for show in ["open", "promises", "contacts"] {
        let asked = format!("/customers/{customer}?show={show}");
        seen.push((asked.clone(), guest.get(&asked).await));
    }
    seen
}

/// Looks everywhere for words that may not be seen, and searches for each of them.
async fn blind(scene: &Scene, guest: &mut Browser, marked: &Marked, forbidden: &[String]) {
    for (asked, page) in everywhere(scene, guest, marked).await {
        clean(&asked, &page, forbidden);
    }
    for word in forbidden {
        let page = guest.get(&format!("/search?q={word}")).await;
        assert!(!page.text().contains(&marked.number), "{word} finds {}", marked.number);
    }
}

#[tokio::test]
async fn a_desk_reads_in_lists_and_by_searching_what_its_agreement_names() {
    let scene = Scene::new().await;
    let (desk, garage) = (scene.partner("Alarmcentrale", "desk").await, scene.partner("Garage", "leg").await);
    let served = scene.journey('e', scene.site.city.blueprint.id, &garage).await;
    let member = scene.works_for(&desk).await;
    let mut guest = scene.site.signed_in(&member).await;
    // Nothing was offered to it: the title is all that it may know.
    let mut forbidden = served.inside();
    forbidden.extend([served.name.clone(), served.brief.clone()]);
    blind(&scene, &mut guest, &served, &forbidden).await;
    guest.get("/journeys").await.has(&served.title).has(&served.number);
    guest.get(&format!("/search?q={}", served.title)).await.has(&served.number);
    guest.get(&format!("/search?q={}", served.number)).await.has(&served.title);
    // What is kept of that says so, and a member of ours sees all of it: the words are there to be seen.
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let read = scene.site.test.app.seen_by(&admin, desk.org, 500).await.unwrap();
    let named = |way: &str| read.iter().filter(|read| read.way == way).flat_map(|read| read.fields.clone()).collect();
    let lists: Vec<regie_domain::partner::SharedField> = named("list");
    assert!(!lists.is_empty() && lists.iter().all(|field| *field == regie_domain::partner::SharedField::Title));
    assert!(read.iter().all(|read| !read.texts), "{read:?}");
    let mut ours = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    for word in [&served.name, &served.said] {
        ours.get(&format!("/search?q={word}")).await.has(&served.number);
    }
    ours.get("/journeys").await.has(&served.name);

    // Without the title the number is all there is, and the name shows where that is what was agreed.
    scene.agree(desk.org, &["name"], &[]).await;
    let mut forbidden = served.inside();
    forbidden.extend([served.title.clone(), served.brief.clone()]);
    blind(&scene, &mut guest, &served, &forbidden).await;
    guest.get("/journeys").await.has(&served.name).has(&served.number);
    guest.get(&format!("/search?q={}", served.name)).await.has(&served.number);

    // All texts, and nothing else: what was said is found by its words. A text that greets by name holds the name.
    scene.agree(desk.org, &["title", "texts"], &[]).await;
    blind(&scene, &mut guest, &served, &served.reach).await;
    guest.get("/journeys").await.lacks(&served.name);
    guest.get(&format!("/search?q={}", served.said)).await.has(&served.number);
}

#[tokio::test]
async fn who_rings_a_desk_is_known_by_number_only_where_numbers_are_shared() {
    let scene = Scene::new().await;
    let (desk, garage) = (scene.partner("Alarmcentrale", "desk").await, scene.partner("Garage", "leg").await);
    let served = scene.journey('f', scene.site.city.blueprint.id, &garage).await;
    let member = scene.works_for(&desk).await;
    let mut guest = scene.site.signed_in(&member).await;
    let asked = format!("/calls/new?number=%2B316{}", served.reach[1]);
    let page = guest.get(&asked).await;
    assert_eq!(page.status, StatusCode::OK);
    page.lacks(&served.number).lacks(&served.name);
    scene.agree(desk.org, &["title", "phone"], &[]).await;
    guest.get(&asked).await.has(&served.number).lacks(&served.name);
    scene.agree(desk.org, &["title", "phone", "name"], &[]).await;
    guest.get(&asked).await.has(&served.number).has(&served.name);
}

#[tokio::test]
async fn a_kind_that_a_desk_does_not_serve_is_refused_and_what_was_written_stays() {
    let scene = Scene::new().await;
    let desk = scene.partner("Alarmcentrale", "desk").await;
    let member = scene.works_for(&desk).await;
    let mut guest = scene.site.signed_in(&member).await;
    let page = guest.get("/journeys/new").await;
    let (other, email) = (scene.other.to_string(), "bram@example.org");
    let fields = [
        ("channel", "phone"),
        ("name", "Bram"),
        ("email", email),
        ("blueprint", &other),
        ("title", "Auto wil niet starten"),
        ("text", "Staat langs de A2 bij Breukelen."),
    ];
    let again = guest.submit(&page, "/journeys/new", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());
    again.has("Hier werkt uw organisatie niet aan.").has("Staat langs de A2 bij Breukelen.");
    again.has("Auto wil niet starten").has(&scene.site.city.blueprint.id.to_string());
    again.lacks(&format!("value=\"{other}\""));
    // Nothing was begun, and what it serves goes in with the same words.
    guest.get("/journeys").await.lacks("Auto wil niet starten");
    let served = scene.site.city.blueprint.id.to_string();
    let fields = fields.map(|(name, value)| (name, if name == "blueprint" { served.as_str() } else { value }));
    assert_eq!(guest.submit(&again, "/journeys/new", &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_the_customer_says_afterwards_is_not_a_desks_to_read_whatever_else_it_reads() {
    let scene = Scene::new().await;
    let (site, app) = (&scene.site, &scene.site.test.app);
    let (admin, blueprint) = (TestApp::who(&site.city.people.administrator), site.city.blueprint.id);
    let survey = app.surveys(&admin).await.unwrap().all.keys().next().unwrap().to_string();
    let found = app.directory().await.unwrap().blueprints[&blueprint].clone();
    let plan = SurveyPlanForm { asks: true, survey, ..SurveyPlanForm::of(found.value.last().unwrap()) };
    app.plan_survey(&admin, blueprint, found.version, plan).await.unwrap();
    let desk = scene.partner("Alarmcentrale", "desk").await;
    scene.agree(desk.org, &["title", "name", "texts"], &[]).await;

    let id = site.begin("anja@example.net", "Verstopt riool").await;
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij betalen de loodgieter.");
    let outcome = C::ProposeOutcome { outcome: regie_domain::codes::Outcome::Solved, contact, amount: None };
    site.act(&site.city.people.kcc_agent, id, outcome, texts).await;
    site.test.drain().await;
    let (link, mut anja) = (site.link(id).await, site.visitor());
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/solved"), &[]).await;
    site.test.run_until(app.ports.clock.now() + jiff::SignedDuration::from_hours(34)).await;
    let page = anja.get(&format!("{link}/feedback")).await;
    anja.submit(&page, &format!("{link}/feedback"), &[("q1", "2"), ("q2", "Dit is kanariemening.")]).await;
    site.test.drain().await;

    let mut ours = site.signed_in(&site.city.people.kcc_agent).await;
    ours.get(&format!("/journeys/{id}")).await.has("kanariemening").has("antwoordde de klant");
    let mut guest = site.signed_in(&scene.works_for(&desk).await).await;
    guest.get(&format!("/journeys/{id}")).await.has("Wij betalen de loodgieter.");
    for path in ["", "/feedback", "/feedback/note", "?show=all"] {
        let page = guest.get(&format!("/journeys/{id}{path}")).await.text();
        for words in ["kanariemening", "2 van 10", "antwoordde dat het niet goed ging", "antwoordde hoe het ging"] {
            assert!(!page.contains(words), "{path}: {words}");
        }
    }
    for path in ["/work", "/journeys?tab=all", "/promises"] {
        assert!(!guest.get(path).await.text().contains("het niet goed ging"), "{path}");
    }
}
