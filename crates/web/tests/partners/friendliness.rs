//! Three marks after work with a partner, on the page of the journey; the page of a month for the house and for the partner, at
//! the same moment; and that nobody reads who marked.

use regie_domain::directory::Member;
use regie_domain::friendliness::Marks;
use regie_domain::ids::MemberId;

use super::*;

/// The garage takes work and does it; the journey and the offer.
async fn worked(scene: &Scene, number: usize) -> (JourneyId, HandoverId) {
    let site = &scene.site;
    let journey = site.begin(&format!("klant{number}@example.net"), "Kras op de motorkap").await;
    let mut texts = Vec::new();
    let words = ["Er is schade.", "Herstel het portier links.", "De klant hoort vandaag van ons."];
    let brief = words.map(|words| Some(site.text(&mut texts, words))).to_vec();
    let offer = C::Offer { to: scene.team, ball: Some(BallGoes::Goes), brief, respond_by: None };
    site.act(&site.city.people.kcc_agent, journey, offer, texts).await;
    site.test.drain().await;
    let (link, mut garage) = (scene.link(), site.visitor());
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/accept"), &[]).await;
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/done"), &[("outcome", "solved"), ("text", "Gespoten.")]).await;
    site.test.drain().await;
    let found = site.journey(journey).await;
    let handover = found.legs.values().find(|leg| leg.team == scene.team).unwrap().handover;
    (journey, handover)
}

#[tokio::test]
async fn members_mark_in_one_tap_and_the_partner_reads_its_month_when_the_house_does() {
    let scene = Scene::new("leg", true).await;
    let (site, app) = (&scene.site, &scene.site.test.app);
    let agent = site.city.people.kcc_agent.clone();
    let (first, _) = worked(&scene, 0).await;
    let mut ours = site.signed_in(&agent).await;
    let page = ours.get(&format!("/journeys/{first}")).await;
    page.has("Hoe was het werken met Garage Voorbeeld?").has("Overslaan");
    let handover = site.journey(first).await.legs.values().next().unwrap().handover;
    let act = format!("/journeys/{first}/partners/{handover}");
    let half = ours.submit(&page, &format!("{act}/marks"), &[("interest", "5"), ("listened", "")]).await;
    assert_eq!(half.status, StatusCode::SEE_OTHER);
    ours.follow(&half).await.has("Geef alle drie de cijfers");
    let marks = [("interest", "5"), ("listened", "4"), ("helped", "4")];
    let given = ours.submit(&page, &format!("{act}/marks"), &marks).await;
    ours.follow(&given).await.has("Het telt mee bij de partner").lacks("Hoe was het werken met");
    let (second, other) = worked(&scene, 1).await;
    let page = ours.get(&format!("/journeys/{second}")).await;
    let skipped = ours.submit(&page, &format!("/journeys/{second}/partners/{other}/skip"), &[]).await;
    ours.follow(&skipped).await.has("Overgeslagen").lacks("Hoe was het werken met");
    // Colleagues mark too.
    for colleague in 0..3 {
        let who = TestApp::who(&Member { id: app.ports.id::<MemberId>(), ..agent.clone() });
        for (journey, handover) in [(first, handover), (second, other)] {
            app.rate_partner(&who, journey, handover, Marks::new(4, 4, 3 + colleague % 2)).await.unwrap();
        }
    }
    let mails = scene.mails().len();
    site.test.run_until("2018-03-02T07:30:00Z".parse().unwrap()).await;
    let sent: Vec<_> =
        scene.mails().into_iter().skip(mails).filter(|mail| mail.subject.contains("februari 2018")).collect();
    assert_eq!(sent.len(), 1, "once");
    assert!(sent[0].text.contains("Om samen de keten te verbeteren") && !sent[0].text.contains(&agent.name));
    let link = sent[0].text.split("https://regie.example.org").nth(1).unwrap().split_whitespace().next().unwrap();
    let page = site.visitor().get(link).await;
    page.has("februari 2018")
        .has("43% (")
        .has("Om samen de keten te verbeteren")
        .has("niet voor gesprekken over een contract");
    page.lacks(&agent.name).lacks(NAME).lacks("Naast andere partners");
    clean(&page);
    let mut lead = site.signed_in(&site.city.people.coordinator).await;
    let path = format!("/partners/{}/friendliness", scene.org);
    lead.get("/chain-review").await.has(&path);
    lead.get(&path).await.has("februari 2018").has("43% (").has("Te weinig").lacks(&agent.name);
    let file = lead.get(&format!("{path}.csv")).await;
    file.has("niet voor gesprekken over een contract")
        .has("43% (")
        .has("Om samen de keten te verbeteren")
        .lacks(&agent.name);
    assert_ne!(ours.get(&path).await.status, StatusCode::OK, "who may read figures");
    // A day later nothing is sent again.
    site.test.run_until("2018-03-04T07:30:00Z".parse().unwrap()).await;
    assert_eq!(scene.mails().iter().filter(|mail| mail.subject.contains("februari 2018")).count(), 1);
    let (events, api) = (app.open_journey(&TestApp::who(&agent), first).await.unwrap().events, "rated");
    assert!(events.iter().all(|event| !event.event.kind().contains(api)), "it is in no journal");
}

#[tokio::test]
async fn where_figures_are_for_nothing_nobody_is_asked_and_nothing_is_shown() {
    let scene = Scene::new("leg", true).await;
    let (site, app) = (&scene.site, &scene.site.test.app);
    let (journey, handover) = worked(&scene, 0).await;
    let admin = TestApp::who(&site.city.people.administrator);
    let nothing = SharingForm { figures: "nothing".to_owned(), ..sharing() };
    app.put_sharing(&admin, scene.org, scene.version().await, nothing).await.unwrap();
    let agent = &site.city.people.kcc_agent;
    let mut ours = site.signed_in(agent).await;
    ours.get(&format!("/journeys/{journey}")).await.lacks("Hoe was het werken met");
    assert!(app.rate_partner(&TestApp::who(agent), journey, handover, Marks::new(5, 5, 5)).await.is_err());
    let mut lead = site.signed_in(&site.city.people.coordinator).await;
    lead.get(&format!("/partners/{}/friendliness", scene.org)).await.has("cijfers nergens voor gebruikt worden");
    let link = scene.link();
    let mut garage = site.visitor();
    garage.get(&link).await.lacks("/friendliness");
    assert_ne!(garage.get(&format!("{link}/friendliness")).await.status, StatusCode::OK);
}
