//! A partner by mail that directs: what the customer says reaches it, it has a way to do it, and what the customer was promised
//! is owed by somebody of ours who reads it.

use regie_domain::codes::{NextStep, PromiseWhat};

use super::*;

/// The garage directs and has the ball, by its page, and said that it is done.
async fn told_done() -> Scene {
    let scene = Scene::new("leg", true).await;
    for ball in [Some(BallGoes::Goes), None] {
        scene.offered(ball).await;
        scene.replies("Akkoord", GARAGE).await;
    }
    assert_eq!(scene.site.journey(scene.journey).await.direction.team, scene.team);
    // What another team was asked stands in the way of an outcome.
    let waits: Vec<HandoverId> = scene.site.journey(scene.journey).await.pending().map(|(id, _)| id).collect();
    for handover in waits {
        scene.site.act(&scene.site.city.people.kcc_agent, scene.journey, C::Withdraw { handover }, Vec::new()).await;
    }
    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    let fields = [("outcome", "solved"), ("text", "Uw auto is hersteld.")];
    let sent = garage.submit(&page, &format!("{link}/done"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    scene.site.test.drain().await;
    assert!(scene.site.journey(scene.journey).await.proposal.is_some());
    scene
}

#[tokio::test]
async fn what_is_not_solved_reaches_the_partner_that_directs_and_is_owed_by_who_reads_it() {
    let scene = told_done().await;
    let (site, before) = (&scene.site, scene.mails().len());
    let (link, mut anja) = (site.link(scene.journey).await, site.visitor());
    let page = anja.get(&link).await;
    let words = "De achterlichten werken niet meer.";
    anja.submit(&page, &format!("{link}/not-solved"), &[("text", words)]).await;
    site.test.drain().await;
    let journey = site.journey(scene.journey).await;
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.team });
    let answer = journey.promises.values().find(|found| found.what == PromiseWhat::FirstAnswer && found.is_open());
    let answer = answer.unwrap();
    assert_ne!(answer.owner, scene.team, "nobody there reads it");
    let own = site.test.app.directory().await.unwrap().public_name(answer.owner);
    let told = site.test.mail.sent().into_iter().rfind(|mail| mail.to == ADDRESS).unwrap();
    assert!(!told.text.contains("Garage Voorbeeld kijkt"), "{}", told.text);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.has("Deuk in het portier");
    agent.get("/promises").await.has("Deuk in het portier");
    // The partner hears of it, reads no word that nobody shared, and can say that it is done.
    assert!(scene.mails().len() > before);
    let mail = scene.mails().pop().unwrap();
    assert!(mail.text.contains("het is niet opgelost") && !mail.text.contains(words), "{}", mail.text);
    let (link, mut garage) = (scene.link(), site.visitor());
    let page = garage.get(&link).await;
    page.has("De klant zegt dat het niet is opgelost").has(&own).lacks(words);
    let contact = site.journey(scene.journey).await.unread().last().map(|(id, _)| id).unwrap();
    let marked = C::MarkForChain { contact, marked: true };
    site.act(&site.city.people.kcc_agent, scene.journey, marked, Vec::new()).await;
    site.test.drain().await;
    assert!(scene.mails().pop().unwrap().text.contains("Er is nieuws van de klant"));
    garage.get(&link).await.has(words);
    let fields = [("outcome", "solved"), ("text", "De achterlichten doen het weer.")];
    let sent = garage.submit(&page, &format!("{link}/done"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let told = site.test.mail.sent().into_iter().rfind(|mail| mail.to == ADDRESS).unwrap();
    assert!(told.text.contains("De achterlichten doen het weer."), "{}", told.text);
}

#[tokio::test]
async fn a_call_while_a_partner_by_mail_directs_is_owed_by_somebody_who_knows_of_it() {
    let scene = told_done().await;
    let site = &scene.site;
    let (link, mut anja) = (site.link(scene.journey).await, site.visitor());
    let page = anja.get(&link).await;
    let fields = [("phone", "06 00 00 00 78"), ("moment", "soon"), ("when", "Over de auto")];
    anja.submit(&page, &format!("{link}/call-back"), &fields).await;
    site.test.drain().await;
    let journey = site.journey(scene.journey).await;
    let call = journey.promises.values().find(|found| found.what == PromiseWhat::CallBack).unwrap();
    assert_ne!(call.owner, scene.team, "it may not know the number");
    // Who calls is one and the same for the customer, for programs and for the partner, though that has the ball.
    let expected = journey.expectation.clone().unwrap();
    assert_eq!((expected.next, expected.team), (NextStep::WeCall, Some(call.owner)));
    let own = site.test.app.directory().await.unwrap().public_name(call.owner);
    let calls = format!("{own} belt de klant");
    site.visitor().get(&scene.link()).await.has(&calls).has("U hoeft daarvoor zelf niet te bellen");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/promises").await.has("Deuk in het portier");
    assert!(scene.mails().pop().unwrap().text.contains("heeft iets laten weten"));
}
