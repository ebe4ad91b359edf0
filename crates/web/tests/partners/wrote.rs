//! What the customer says while a partner behind a link has the ball: somebody of ours reads it and calls, or the partner hears
//! of it; and all that the partner says with its yes is kept.

use regie_domain::codes::PromiseWhat;
use regie_domain::promise::PromiseState;

use super::*;

const WORDS: &str = "Mag de winterset er ook op?";

/// The garage has the ball, by a mail.
async fn at_work(fields: &[&str]) -> (Scene, HandoverId) {
    let scene = Scene::new("leg", true).await;
    let accepted = fields.iter().map(|field| (*field).to_owned()).collect();
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let agreed = SharingForm { accepted, ..sharing() };
    scene.site.test.app.put_sharing(&admin, scene.org, scene.version().await, agreed).await.unwrap();
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    scene.replies("Akkoord", GARAGE).await;
    assert_eq!(scene.site.journey(scene.journey).await.ball.holder, Holder::Team { team: scene.team });
    (scene, handover)
}

#[tokio::test]
async fn what_the_customer_writes_while_a_partner_by_mail_has_the_ball_is_read_by_who_directs() {
    let (scene, _) = at_work(&["name"]).await;
    let (site, before) = (&scene.site, scene.mails().len());
    let desk = site.journey(scene.journey).await.direction.team;
    let own = site.test.app.directory().await.unwrap().public_name(desk);
    site.test.clock.set("2018-02-05T09:00:00Z");
    let (link, mut anja) = (site.link(scene.journey).await, site.visitor());
    let page = anja.get(&link).await;
    let sent = anja.submit(&page, &format!("{link}/message"), &[("text", WORDS)]).await;
    let read_by = format!("{own} leest uw bericht");
    anja.follow(&sent).await.has(&read_by).lacks("Garage Voorbeeld leest");
    site.test.drain().await;

    let journey = site.journey(scene.journey).await;
    assert_eq!(journey.news_owner(), desk);
    let (contact, text) = journey.unread().last().map(|(id, it)| (id, it.facts.text)).unwrap();
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.has(WORDS);
    assert_eq!(scene.mails().len(), before, "nobody marked it yet");
    scene.site.visitor().get(&scene.link()).await.lacks(WORDS);

    // A member shares it with the chain: the partner hears that there is news, and reads it on its page.
    let marked = C::MarkForChain { contact, marked: true };
    site.act(&site.city.people.kcc_agent, scene.journey, marked, Vec::new()).await;
    site.test.drain().await;
    let mail = scene.mails().pop().unwrap();
    assert!(mail.text.contains("Er is nieuws van de klant") && !mail.text.contains(WORDS), "{}", mail.text);
    site.visitor().get(&scene.link()).await.has(WORDS);
    assert!(site.journey(scene.journey).await.contacts.values().any(|found| found.facts.text == text && found.unread));
}

#[tokio::test]
async fn a_call_is_owed_by_who_directs_where_the_partner_may_not_know_the_number() {
    let (scene, _) = at_work(&["name"]).await;
    let (site, before) = (&scene.site, scene.mails().len());
    let desk = site.journey(scene.journey).await.direction.team;
    let own = site.test.app.directory().await.unwrap().public_name(desk);
    asks_for_a_call(&scene, &format!("belt {own} u")).await;
    let journey = site.journey(scene.journey).await;
    let call = journey.promises.values().find(|promise| promise.what == PromiseWhat::CallBack).unwrap();
    assert_eq!(call.owner, desk);
    assert_eq!(scene.mails().len(), before);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/promises").await.has("Deuk in het portier");
    agent.get("/work").await.has("Deuk in het portier");
}

#[tokio::test]
async fn a_partner_that_may_know_the_number_calls_and_says_so() {
    let (scene, _) = at_work(&["name", "phone"]).await;
    let site = &scene.site;
    let (link, mut anja) = (site.link(scene.journey).await, site.visitor());
    let preferences = anja.get(&format!("{link}/preferences")).await;
    for way in ["call", "mail"] {
        let fields = [("way", way), ("daily", "each"), ("language", "nl"), ("phone", "06 00 00 00 78")];
        anja.submit(&preferences, &format!("{link}/preferences"), &fields).await;
    }
    asks_for_a_call(&scene, "belt Garage Voorbeeld u").await;
    let call = |journey: &regie_domain::journey::Journey| {
        journey.promises.values().find(|promise| promise.what == PromiseWhat::CallBack).cloned().unwrap()
    };
    assert_eq!(call(&site.journey(scene.journey).await).owner, scene.team);
    let told = site.test.mail.sent().into_iter().rfind(|mail| mail.to == ADDRESS).unwrap();
    assert!(told.text.contains("Garage Voorbeeld belt u"), "{}", told.text);
    let mail = scene.mails().pop().unwrap();
    assert!(
        mail.text.contains("vraagt of u belt") && mail.text.replace([' ', '\u{a0}'], "").contains("00000078"),
        "{}",
        mail.text
    );
    let (link, mut garage) = (scene.link(), site.visitor());
    let page = garage.get(&link).await;
    page.has("De klant vraagt of u belt");
    clean_of_texts(&page);
    site.test.clock.set("2018-02-05T09:10:00Z");
    let fields = [("text", "De klant haalt de auto morgen op.")];
    let said = garage.submit(&page, &format!("{link}/called"), &fields).await;
    garage.follow(&said).await.has("Het gesprek staat bij de klantreis").lacks("De klant vraagt of u belt");
    let kept = call(&site.journey(scene.journey).await);
    assert!(matches!(kept.state, PromiseState::Kept { .. }), "{kept:?}");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{}", scene.journey)).await.has("haalt de auto morgen op");
    // No call is owed any more, so none is reported.
    let again = garage.submit(&page, &format!("{link}/called"), &fields).await;
    assert_ne!(again.status, StatusCode::OK);
}

fn clean_of_texts(page: &Page) {
    page.lacks(CANARY);
}

async fn asks_for_a_call(scene: &Scene, who: &str) {
    let (link, mut anja) = (scene.site.link(scene.journey).await, scene.site.visitor());
    let page = anja.get(&link).await;
    page.has(who);
    let fields = [("phone", "06 00 00 00 78"), ("moment", "soon"), ("when", "Over de auto")];
    let sent = anja.submit(&page, &format!("{link}/call-back"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    scene.site.test.drain().await;
}

#[tokio::test]
async fn all_that_a_partner_writes_below_its_yes_is_kept() {
    for (mail, said) in [
        ("ja\n\nKlaar op vrijdag 27 november 16.00 uur, kosten 135 euro", "Klaar op vrijdag 27 november"),
        ("Akkoord\nWij bellen de klant vooraf", "Wij bellen de klant vooraf"),
        ("yes.\n\n\n", ""),
    ] {
        let scene = Scene::new("leg", true).await;
        let handover = scene.offered(Some(BallGoes::Goes)).await;
        scene.replies(mail, GARAGE).await;
        let journey = scene.site.journey(scene.journey).await;
        assert_eq!(journey.ball.holder, Holder::Team { team: scene.team }, "{mail}");
        if said.is_empty() {
            assert!(!journey.came_back.contains_key(&handover));
            continue;
        }
        assert_eq!(journey.came_back[&handover].how, Came::Said, "{mail}");
        let outcome = journey.promises.values().filter(|promise| promise.owner == scene.team);
        assert!(outcome.clone().all(|promise| promise.cost.is_none()), "nobody read an amount out of it");
        let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
        agent.get("/work").await.has(said);
        agent.get(&format!("/journeys/{}", scene.journey)).await.has(said);
        agent.get(&format!("/journeys/{}/handovers/{handover}", scene.journey)).await.has(said);
        let word = said.split(' ').nth(1).unwrap();
        agent.get(&format!("/search?q={word}+{}", said.split(' ').nth(2).unwrap())).await.has("Deuk in het portier");
    }
}
