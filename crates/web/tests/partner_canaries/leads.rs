//! The page of a partner that directs: the whole of the journey, and none of the words that it may not read.

use regie_domain::codes::Direction;
use regie_domain::event::ContactFacts;

use super::*;

#[tokio::test]
async fn who_directs_from_a_link_sees_the_whole_and_no_word_that_is_not_its_own() {
    let scene = Scene::new().await;
    let (first, second) = (scene.partner("Garage", "leg").await, scene.partner("Spuiterij", "leg").await);
    let own = scene.journey('a', scene.other, &first).await;
    let others = scene.journey('b', scene.other, &second).await;
    let (site, kcc) = (&scene.site, &scene.site.city.people.kcc_agent);
    let link = scene.link(&first);
    let mut garage = site.visitor();
    let page = garage.get(&link).await;
    page.lacks("Wie doet mee en hoe ver zijn zij").lacks("Wat er gebeurde");
    // Another partner is asked something on the same journey, in words that are for it alone.
    let mut texts = Vec::new();
    let parts = ["Waarom", "kanarieaspuiter", "Verteld"];
    let brief: Vec<_> = parts.iter().map(|words| Some(site.text(&mut texts, words))).collect();
    let consult = C::Offer { to: second.team, ball: Some(BallGoes::Stays), brief, respond_by: None };
    site.act(kcc, own.id, consult, texts).await;
    garage.submit(&page, &format!("{link}/accept"), &[("until", "2018-02-08T17:00"), ("cost", ""), ("text", "")]).await;
    // The customer is told something in writing, which always travels.
    let mut texts = Vec::new();
    let words = site.text(&mut texts, "Wij laten u morgen meer weten.");
    let contact = ContactFacts::said(site.test.app.ports.id(), Direction::Out, Channel::Email, words);
    site.act(kcc, own.id, C::RecordContact { contact, answers: None }, texts).await;
    // And the direction goes to the garage.
    let mut texts = Vec::new();
    let parts = ["Regie", "Zorg dat het goed komt", "Verteld"];
    let brief = parts.iter().map(|words| Some(site.text(&mut texts, words))).collect();
    site.act(kcc, own.id, C::Offer { to: first.team, ball: None, brief, respond_by: None }, texts).await;
    site.test.drain().await;
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/accept"), &[]).await;
    site.test.drain().await;
    assert_eq!(site.journey(own.id).await.direction.team, first.team);

    let admin = TestApp::who(&site.city.people.administrator);
    let before = site.test.app.seen_by(&admin, first.org, 99).await.unwrap().len();
    let page = garage.get(&link).await;
    page.has("Wie doet mee en hoe ver zijn zij")
        .has("Spuiterij")
        .has("Moet nog antwoord geven op een vraag")
        .has("Heeft de regie")
        .has("Wat er gebeurde")
        .has("Bericht van de kant van de klant")
        .has("Toezegging van Garage")
        .has("Wij laten u morgen meer weten.")
        .has("Wie was wanneer aan zet")
        .has("De regie teruggeven");
    assert!(page.text().len() < 60_000);
    let mut forbidden = [others.all(), own.inside()].concat();
    forbidden.push("kanarieaspuiter".to_owned());
    forbidden.push(kcc.name.clone());
    clean("the page of who directs", &page, &forbidden);
    assert_eq!(leaks(&scene.mailed(&first), &forbidden), Vec::<String>::new(), "its mail");
    let reads = site.test.app.seen_by(&admin, first.org, 99).await.unwrap();
    assert!(reads.len() > before && reads.iter().any(|read| read.journey == own.id && read.way == "page"));

    // With the agreement all of it is gone.
    let version = site.test.app.directory().await.unwrap().partners[&first.org].version;
    site.test.app.end_sharing(&admin, first.org, version).await.unwrap();
    let page = garage.get(&link).await;
    assert_eq!(page.status, StatusCode::GONE);
    clean("the link after it ended", &page, &[own.all(), forbidden].concat());
}
