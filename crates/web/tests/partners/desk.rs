//! A desk partner in our own screens: what it serves, and that every look of it is kept.

use super::*;

#[tokio::test]
async fn who_works_for_a_desk_sees_what_it_serves_and_nothing_else() {
    let scene = Scene::new("desk", true).await;
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let app = &scene.site.test.app;
    let blueprint = regie_app::settings::blueprints::BlueprintForm {
        name: regie_domain::blueprint::Words::new("Iets anders", "Something else"),
        ..regie_app::settings::blueprints::BlueprintForm::of(&scene.site.city.blueprint)
    };
    let other = app.create_blueprint(&admin, blueprint).await.unwrap();
    let begin = |blueprint| regie_app::journeys::NewJourney {
        channel: Channel::Counter,
        name: format!("Bram {CANARY}"),
        email: Some("bram@example.net".to_owned()),
        phone: None,
        blueprint: Some(blueprint),
        kind: None,
        title: format!("Zaak {CANARY}"),
        text: format!("Woorden {CANARY}"),
        key: None,
    };
    let hidden = app.begin_journey(TestApp::who(&scene.site.city.people.kcc_agent), begin(other)).await.unwrap();
    let mixed = MemberForm { roles: vec!["coordinator".to_owned()], ..support::works_for(scene.team) };
    assert!(app.create_member(&admin, mixed, false).await.is_err(), "a guest oversees nothing");
    let member = scene.site.member_of(scene.team).await;
    let mut guest = scene.site.signed_in(&member).await;

    let served = guest.get(&format!("/journeys/{}", scene.journey)).await;
    served.has("Deuk in het portier");
    assert_eq!(guest.get(&format!("/journeys/{hidden}")).await.status, StatusCode::NOT_FOUND);
    for path in ["/journeys", "/work", "/handovers", "/promises", "/search?q=bram", "/search?q=Zaak", "/customers"] {
        let page = guest.get(path).await;
        assert!(!page.text().contains(&format!("Zaak {CANARY}")), "{path}");
        assert!(!page.text().contains(&format!("Bram {CANARY}")), "{path}");
    }
    // It may open what it serves, and nothing else.
    assert!(app.begin_journey(TestApp::who(&member), begin(scene.site.city.blueprint.id)).await.is_ok());
    assert!(app.begin_journey(TestApp::who(&member), begin(other)).await.is_err());
    app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
    assert!(!app.directory().await.unwrap().member(member.id).unwrap().active, "out with the agreement");
}

#[tokio::test]
async fn what_a_list_shows_is_kept_once_in_a_while_and_the_customer_sees_who_saw_it() {
    let scene = Scene::new("desk", true).await;
    let member = scene.site.member_of(scene.team).await;
    let mut guest = scene.site.signed_in(&member).await;
    let lists = async |scene: &Scene| {
        let read =
            scene.site.test.app.seen_by(&TestApp::who(&scene.site.city.people.administrator), scene.org, 99).await;
        read.unwrap().into_iter().filter(|read| read.way == "list" && read.journey == scene.journey).count()
    };
    guest.get("/journeys").await.has("Deuk in het portier");
    assert_eq!(lists(&scene).await, 1);
    guest.get("/journeys").await.has("Deuk in het portier");
    assert_eq!(lists(&scene).await, 1, "the same look");
    let customer = scene.site.journey(scene.journey).await.customer;
    scene.site.test.clock.set("2018-02-05T08:40:00Z");
    let mut guest = scene.site.signed_in(&member).await;
    guest.get(&format!("/customers/{customer}")).await.has("Deuk in het portier");
    assert_eq!(lists(&scene).await, 2, "another look");
    // A member of ours leaves no such trace.
    let mut ours = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    scene.site.test.clock.set("2018-02-05T08:50:00Z");
    ours.get("/journeys").await.has("Deuk in het portier");
    assert_eq!(lists(&scene).await, 2);
    let link = scene.site.link(scene.journey).await;
    let page = scene.site.visitor().get(&link).await;
    assert_eq!(page.text().matches("gedeeld met Garage Voorbeeld").count(), 1, "one line for a day: {}", page.text());
    let mut admin = scene.site.signed_in(&scene.site.city.people.administrator).await;
    admin.get(&format!("/settings/partners/{}", scene.org)).await.has("In een lijst");
}

#[tokio::test]
async fn a_desk_sees_what_its_agreement_names_and_the_log_says_just_that() {
    let scene = Scene::new("desk", true).await;
    let (app, admin) = (&scene.site.test.app, TestApp::who(&scene.site.city.people.administrator));
    let mut guest = scene.site.signed_in(&scene.site.member_of(scene.team).await).await;
    let path = format!("/journeys/{}", scene.journey);
    let page = guest.get(&path).await;
    page.has("Deuk in het portier");
    for word in [CANARY, ADDRESS, NAME] {
        page.lacks(word);
    }
    let looks = async || {
        let seen = app.seen_by(&admin, scene.org, 99).await.unwrap();
        seen.into_iter().filter(|read| read.way == "desk").collect::<Vec<_>>()
    };
    let seen = looks().await;
    assert_eq!(seen.len(), 1);
    assert!(!seen[0].texts, "nothing was marked");
    assert_eq!(seen[0].fields, vec![regie_domain::partner::SharedField::Title]);
    // An agreement that names all texts shows them, and the log says so.
    let names = ["title", "name", "texts"].map(str::to_owned).to_vec();
    let wide = SharingForm { offered: names, ..sharing() };
    app.put_sharing(&admin, scene.org, scene.version().await, wide).await.unwrap();
    let page = guest.get(&path).await;
    page.has(CANARY);
    page.lacks(ADDRESS);
    let seen = looks().await;
    assert!(seen.iter().any(|read| read.fields.contains(&regie_domain::partner::SharedField::Texts)));
    assert!(seen.iter().all(|read| !read.texts));
    // The form offers all texts to a desk only, and a new journey is one of those that it serves.
    let mut ours = scene.site.signed_in(&scene.site.city.people.administrator).await;
    ours.get(&format!("/settings/partners/{}", scene.org)).await.has("Alle teksten");
    let blueprint = regie_app::settings::blueprints::BlueprintForm {
        name: regie_domain::blueprint::Words::new("Iets anders", "Something else"),
        ..regie_app::settings::blueprints::BlueprintForm::of(&scene.site.city.blueprint)
    };
    app.create_blueprint(&admin, blueprint).await.unwrap();
    guest.get("/journeys/new").await.lacks("Iets anders");
}

/// A partner that hands on without end is held back before anybody is woken; what it handed on stands, and after the hour it may
/// again (bad input 63).
#[tokio::test]
async fn a_partner_that_floods_us_with_offers_is_held_back_and_nothing_is_lost() {
    let scene = Scene::new("desk", true).await;
    let (app, city) = (&scene.site.test.app, &scene.site.city);
    let member = scene.site.member_of(scene.team).await;
    let mut guest = scene.site.signed_in(&member).await;
    let offer = scene.offered(Some(BallGoes::Goes)).await;
    scene.site.act(&member, scene.journey, C::Accept { handover: offer, promise: None }, Vec::new()).await;
    let hand_on = || {
        let mut texts = Vec::new();
        let brief = ["Waarom", "Wat", "Verteld"].map(|words| Some(scene.site.text(&mut texts, words))).to_vec();
        let ball = Some(BallGoes::Stays);
        let offer = C::Offer { to: city.claims.team, ball, brief, respond_by: None };
        regie_app::Request::journey(TestApp::who(&member), regie_domain::actor::Door::Page, scene.journey, offer)
            .with(texts)
    };
    let pending = async || {
        let journey = scene.site.journey(scene.journey).await;
        journey.pending().find(|(_, offer)| offer.to == city.claims.team).map(|(id, _)| id)
    };
    for _ in 0..regie_domain::partner::OFFERS {
        app.run(hand_on()).await.unwrap();
        let handover = pending().await.unwrap();
        scene.site.act(&member, scene.journey, C::Withdraw { handover }, Vec::new()).await;
    }
    let events = scene.site.journey(scene.journey).await.seq;
    let refused = app.run(hand_on()).await.unwrap_err();
    let regie_app::AppError::Refused(refusal) = refused else { panic!("{refused}") };
    assert_eq!(refusal.code, regie_domain::refusal::Code::OfferQuota);
    assert_eq!(scene.site.journey(scene.journey).await.seq, events, "nothing was written");
    // The rest of the house goes on, and who reads the page finds all that was there.
    scene.site.write(scene.journey, "Wij letten op.", None, &[]).await;
    guest.get(&format!("/journeys/{}", scene.journey)).await.has("Deuk in het portier");
    let again = refusal.at.unwrap();
    scene.site.test.clock.set(again);
    app.run(hand_on()).await.unwrap();
    assert!(pending().await.is_some());
}
