//! Who rings a partner: its own work is found by the number of a shipment, nobody else's is, and each look is kept.

use regie_app::shipments::NewShipment;

use super::*;

/// A shipment on a journey, of a carrier.
async fn ships(scene: &Scene, journey: JourneyId, tracking: &str) {
    let until = "2018-02-07T18:00:00[Europe/Amsterdam]".parse::<jiff::Zoned>().unwrap().timestamp();
    let new = NewShipment {
        tracking: tracking.to_owned(),
        carrier: Some(scene.site.city.technical.team.team),
        until: Some(until),
        journey: Some(journey),
        ..NewShipment::default()
    };
    let kcc = TestApp::who(&scene.site.city.people.kcc_agent);
    scene.site.test.app.shipment_register(&kcc, new).await.unwrap();
}

#[tokio::test]
async fn who_rings_is_found_by_a_shipment_of_the_partners_own_work_and_the_look_is_kept() {
    let scene = Scene::new("leg", true).await;
    let foreign = scene.site.begin("bert@example.net", "Cursusmap kwijt").await;
    ships(&scene, scene.journey, "3SEIGEN0001").await;
    ships(&scene, foreign, "3SVREEMD001").await;
    scene.offered(Some(BallGoes::Goes)).await;
    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    let find = format!("{link}/find");
    let number = scene.site.journey(scene.journey).await.reference.to_string();
    let foreign_number = scene.site.journey(foreign).await.reference.to_string();
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let looks = async || {
        let read = scene.site.test.app.seen_by(&admin, scene.org, 99).await.unwrap();
        read.into_iter().filter(|read| read.way == "lookup").map(|read| read.journey).collect::<Vec<_>>()
    };
    for asked in ["3SVREEMD001", "3SEIGEN", "3SEIGEN0002"] {
        let nothing = garage.submit(&page, &find, &[("who", asked)]).await;
        nothing.has("Niets gevonden").lacks(&foreign_number).lacks("Cursusmap");
    }
    assert_eq!(looks().await, Vec::new(), "what was not found was not seen");
    for asked in ["3SEIGEN0001", " 3s eigen 0001 "] {
        let found = garage.submit(&page, &find, &[("who", asked)]).await;
        found.has(&number).lacks(&foreign_number);
        clean(&found);
    }
    assert_eq!(looks().await, [scene.journey, scene.journey]);
    // With the agreement the way ends.
    scene.site.test.app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
    assert_eq!(garage.submit(&page, &find, &[("who", "3SEIGEN0001")]).await.status, StatusCode::GONE);
}
