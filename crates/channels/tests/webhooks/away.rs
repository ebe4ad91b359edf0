//! Receivers that are away for days (F20), and several processes at work on one queue.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use regie_app::testing::TestApp;
use regie_domain::webhook::{WebhookState, WebhookStop};

use super::receiver::Reply;
use super::{PATIENCE, Scene};

/// Journeys that begin while the receiver is away.
const JOURNEYS: usize = 40;

#[tokio::test]
async fn f20_after_days_away_each_journey_comes_in_order_and_what_happens_now_is_not_kept_waiting() {
    away(Scene::new().await).await;
}

#[tokio::test]
async fn f20_on_postgres_too() {
    away(Scene::on(TestApp::postgres().await, PATIENCE).await).await;
}

async fn away(scene: Scene) {
    scene.app.pause_webhook(&scene.admin(), scene.webhook, scene.version().await).await.unwrap();
    for number in 0..JOURNEYS {
        scene.begin(&format!("klant{number}@example.net")).await;
    }
    scene.test.clock.advance(SignedDuration::from_hours(72));
    let live = scene.begin("lotte@example.net").await.to_string();
    scene.app.plan_webhooks().await.unwrap();
    assert!(scene.receiver.heard().is_empty(), "held");
    scene.app.resume_webhook(&scene.admin(), scene.webhook, scene.version().await).await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    let heard = scene.receiver.heard();
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for one in &heard {
        let (journey, seq) = one.place();
        assert!(last.insert(journey, seq).is_none_or(|before| before < seq), "in order, none twice");
    }
    assert_eq!(last.len(), JOURNEYS + 1);
    let first = heard.iter().position(|one| one.place().0 == live).unwrap();
    assert!(first < 32, "it came as number {first} of {}", heard.len());
}

#[tokio::test]
async fn on_postgres_two_processes_tell_everything_once() {
    let scene = Scene::on(TestApp::postgres().await, PATIENCE).await;
    let another = scene.another().await;
    for number in 0..8 {
        scene.begin(&format!("klant{number}@example.net")).await;
    }
    let work = async |app: &regie_app::App| {
        for _ in 0..4 {
            regie_store::feed::sequence(&app.store).await.unwrap();
            app.plan_webhooks().await.unwrap();
            app.send_webhooks().await.unwrap();
        }
    };
    futures::future::join(work(&scene.app), work(&another)).await;
    scene.app.drain().await.unwrap();
    let heard = scene.receiver.heard();
    let ids: BTreeSet<String> = heard.iter().map(|one| one.id()).collect();
    assert_eq!(heard.len(), ids.len());
    let log = scene.app.webhook_log(&scene.admin(), scene.webhook, None, None).await.unwrap();
    assert_eq!(log.counts[..2], [0, i64::try_from(ids.len()).unwrap()]);
}

#[tokio::test]
async fn who_fails_for_days_is_warned_about_first_and_switched_off_then() {
    let scene = Scene::new().await;
    scene.receiver.says(|_| Reply::Status(500, ""));
    scene.begin("lotte@example.net").await;
    scene.app.drain().await.unwrap();
    let admin = scene.city.people.administrator.email.clone();
    let began = scene.test.app.ports.clock.now();
    let mut warned = None;
    while let Some(next) = scene.app.next_webhook().await.unwrap() {
        scene.test.clock.set(next);
        scene.app.send_webhooks().await.unwrap();
        scene.app.send_account_mail().await.unwrap();
        let days = next.duration_since(began).as_hours() / 24;
        if warned.is_none() && !scene.test.mail.to(&admin).is_empty() {
            assert!((1..3).contains(&days), "after {days} days");
            assert_eq!(scene.app.webhook_troubles(&scene.admin()).await.unwrap()[0].why, None);
            warned = Some(days);
        }
    }
    assert!(warned.is_some());
    let directory = scene.app.directory().await.unwrap();
    let endpoint = &directory.webhooks[&scene.webhook].value;
    assert_eq!((endpoint.state, endpoint.why), (WebhookState::Disabled, Some(WebhookStop::Failing)));
    assert!(endpoint.since.duration_since(began).as_hours() >= 5 * 24);
    assert_eq!(scene.test.mail.to(&admin).len(), 2, "one before and one at it");
    back_again(&scene, began, &admin).await;
}

/// The receiver is mended: let go again, it hears what happens now, and by a replay what it missed, also while it was off.
async fn back_again(scene: &Scene, began: jiff::Timestamp, admin: &str) {
    let stopped = scene.test.mail.last_to(admin);
    assert!(stopped.subject.contains("Facturatie") && stopped.text.contains("Facturatie"), "{}", stopped.text);
    let troubles = scene.app.webhook_troubles(&scene.admin()).await.unwrap();
    assert_eq!(troubles[0].why, Some(WebhookStop::Failing), "it stands on the first screen too");
    let off = scene.begin("piet@example.net").await.to_string();
    scene.app.drain().await.unwrap();
    scene.test.clock.advance(SignedDuration::from_hours(1));
    let heard = scene.receiver.heard().len();
    scene.app.send_webhooks().await.unwrap();
    assert_eq!(scene.receiver.heard().len(), heard, "who is off hears nothing");

    scene.receiver.says(|_| Reply::Status(200, ""));
    scene.app.resume_webhook(&scene.admin(), scene.webhook, scene.version().await).await.unwrap();
    let live = scene.begin("sam@example.net").await.to_string();
    scene.app.drain().await.unwrap();
    assert!(scene.app.webhook_troubles(&scene.admin()).await.unwrap().is_empty());
    let told =
        |from: usize| -> Vec<(String, i64)> { scene.receiver.heard()[from..].iter().map(|one| one.place()).collect() };
    let now = told(heard);
    assert!(now.iter().any(|(journey, _)| *journey == live));
    assert!(now.iter().all(|(journey, _)| *journey != off), "what was never queued waits for a replay");
    let replayed = scene.receiver.heard().len();
    scene.app.replay_webhook(&scene.admin(), scene.webhook, began, false).await.unwrap();
    scene.app.drain().await.unwrap();
    let all: BTreeSet<String> = told(heard).into_iter().map(|(journey, _)| journey).collect();
    assert_eq!(all.len(), 3, "given up, missed and new: {all:?}");
    let again = told(replayed);
    assert_eq!(again.iter().collect::<BTreeSet<_>>().len(), again.len(), "none twice");
    let log = scene.app.webhook_log(&scene.admin(), scene.webhook, None, None).await.unwrap();
    assert_eq!(log.counts[2], 0, "nothing stays given up: {:?}", log.counts);
    assert_eq!(scene.test.mail.to(admin).len(), 2);
}
