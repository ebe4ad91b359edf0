//! Who works for a partner that does a piece of the work and signs in: its own part, and nothing else, to read and to act on.

use regie_domain::codes::{Channel, MoveReason, PromiseKind, PromiseWhat};
use regie_domain::command::NewPromise;
use regie_domain::event::{Promisee, Window};

use super::*;

/// Somebody of the garage, which promised the house something, and was never asked anything.
async fn promised_only() -> (Scene, regie_domain::directory::Member, regie_domain::ids::PromiseId) {
    let scene = Scene::new("leg", true).await;
    let gert = scene.site.member_of(scene.team).await;
    let handover = scene.offered(Some(BallGoes::Stays)).await;
    let promise = NewPromise {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Other,
        text: None,
        to: Promisee::Team { team: scene.site.journey(scene.journey).await.direction.team },
        window: Some(Window::by("2018-02-08T16:00:00Z".parse().unwrap())),
        cost: None,
        replaces: None,
    };
    let accept = C::Accept { handover, promise: Some(promise) };
    scene.site.act(&gert, scene.journey, accept, Vec::new()).await;
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    let promise = *journey.promises.iter().find(|(_, found)| found.owner == scene.team).unwrap().0;
    (scene, gert, promise)
}

#[tokio::test]
async fn who_signs_in_for_a_leg_partner_reads_its_own_part_and_nothing_else() {
    let (scene, gert, promise) = promised_only().await;
    let mut garage = scene.site.signed_in(&gert).await;
    let path = format!("/journeys/{}", scene.journey);
    let page = garage.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    clean(&page);
    page.has("Wat bij u ligt").has("Wat u hebt beloofd").has("Deuk in het portier");
    page.lacks("/compose").lacks("/agreement").lacks("/fulfil").lacks("/release");
    for part in ["brief", "message", "agreement", "note", "participants", "call", "promise"] {
        let found = garage.get(&format!("{path}/{part}")).await;
        assert_ne!(found.status, StatusCode::OK, "{part}");
    }
    for act in ["fulfil", "release", "replace"] {
        let found = garage.get(&format!("{path}/promises/{promise}/{act}")).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{act}");
    }
    let moving = garage.get(&format!("{path}/promises/{promise}/move")).await;
    assert_eq!(moving.status, StatusCode::OK, "{}", moving.text());
}

#[tokio::test]
async fn who_signs_in_for_a_leg_partner_acts_on_its_own_part_and_on_nothing_else() {
    let (scene, gert, promise) = promised_only().await;
    let (app, who) = (&scene.site.test.app, TestApp::who(&gert));
    let run = |command: C, texts: Vec<Text>| {
        let request = regie_app::Request::journey(who.clone(), regie_domain::actor::Door::Page, scene.journey, command);
        app.run(request.with(texts))
    };
    let before = scene.site.journey(scene.journey).await;
    let mails = scene.site.test.mail.sent().len();
    let mut texts = Vec::new();
    let said = ContactFacts::said(
        app.ports.id(),
        Direction::Out,
        Channel::Email,
        scene.site.text(&mut texts, "De garage schrijft u zelf."),
    );
    let contact = ContactFacts { participant: Some(scene.site.customer(scene.journey).await), ..said };
    assert!(run(C::RecordContact { contact, answers: None }, texts).await.is_err(), "writes to the customer");
    assert!(run(C::Fulfil { promise, at: None }, Vec::new()).await.is_err(), "keeps its own promise without a scan");
    let firms = before.promises.iter().find(|(_, found)| found.owner != scene.team && found.is_open());
    let firms = *firms.unwrap().0;
    assert!(run(C::Fulfil { promise: firms, at: None }, Vec::new()).await.is_err(), "keeps the firm's");
    let window = Window::by("2018-02-09T16:00:00Z".parse().unwrap());
    let moves = |promise| C::MovePromise { promise, window, reason: MoveReason::Capacity, text: None, amount: None };
    assert!(run(moves(firms), Vec::new()).await.is_err(), "moves the firm's");
    scene.site.test.drain().await;
    let after = scene.site.journey(scene.journey).await;
    assert_eq!((after.contacts.len(), after.promises), (before.contacts.len(), before.promises));
    assert_eq!(scene.site.test.mail.sent().len(), mails, "nobody heard anything");
    run(moves(promise), Vec::new()).await.unwrap();
    let own = scene.site.journey(scene.journey).await.promises[&promise].clone();
    assert_eq!(own.current.until, window.until, "its own, it moves");
    let leg = *scene.site.journey(scene.journey).await.legs.iter().find(|(_, leg)| leg.team == scene.team).unwrap().0;
    let mut texts = Vec::new();
    let text = Some(scene.site.text(&mut texts, "Het is klaar."));
    let done = C::FinishLeg { leg, outcome: Some(regie_domain::codes::Outcome::Solved), text };
    run(done, texts).await.unwrap();
}

#[tokio::test]
async fn a_partner_that_answers_that_it_erased_confirms_it_and_is_no_customer() {
    for (words, confirmed) in [("Done, all is erased", true), ("Wij hebben alles gewist.", true), ("Waarom?", false)] {
        let scene = Scene::new("leg", true).await;
        let app = &scene.site.test.app;
        let admin = TestApp::who(&scene.site.city.people.administrator);
        app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
        scene.site.test.drain().await;
        let asked = app.directory().await.unwrap().partner(scene.org).unwrap().erasure_asked();
        assert!(asked.is_some() && scene.mails().last().is_some(), "it was asked");
        let before = scene.site.test.mail.sent().len();
        let placed = scene.replies(words, GARAGE).await;
        let open = app.directory().await.unwrap().partner(scene.org).unwrap().erasure_asked();
        assert_eq!(open.is_none(), confirmed, "{words}: {placed:?}");
        assert!(matches!(placed, Placed::Erased | Placed::Waits(_)), "{words}: {placed:?}");
        assert_eq!(scene.site.test.mail.sent().len(), before, "no receipt: {words}");
        // From another address it is nobody's confirmation, and no customer's question either.
        let scene = Scene::new("leg", true).await;
        let admin = TestApp::who(&scene.site.city.people.administrator);
        scene.site.test.app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
        scene.site.test.drain().await;
        let placed = scene.replies(words, "ander@example.net").await;
        assert!(matches!(placed, Placed::Waits(_)), "{placed:?}");
    }
}
