//! Receivers that fail: F15 (lost answers), F16 (slow), F17 and F18 (order, a message that is never taken), F19 (schedule, 410,
//! 429, redirects), and a program that dies between sending and writing it down.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::SignedDuration;
use regie_app::testing::TestApp;
use regie_domain::webhook::{WebhookState, WebhookStop};
use regie_store::webhooks::DeliveryState;

use super::receiver::{Heard, Receiver, Reply};
use super::{Scene, form};

/// Whether what was heard of each journey came in order, leaving repeats away.
fn in_order(heard: &[Heard]) -> bool {
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    heard.iter().all(|one| {
        let (journey, seq) = one.place();
        let before = last.entry(journey).or_default();
        let fits = seq >= *before;
        *before = seq;
        fits
    })
}

fn ids(heard: &[Heard]) -> BTreeSet<String> {
    heard.iter().map(Heard::id).collect()
}

#[tokio::test]
async fn f15_what_was_taken_but_not_answered_comes_again_with_the_same_id() {
    let scene = Scene::new().await;
    let mut count = 0;
    scene.receiver.says(move |_| {
        count += 1;
        if count % 3 == 1 { Reply::Lost } else { Reply::Status(200, "") }
    });
    for email in ["lotte@example.net", "joris@example.net", "kim@example.net"] {
        scene.begin(email).await;
        scene.app.drain().await.unwrap();
    }
    while scene.app.next_webhook().await.unwrap().is_some() {
        scene.next().await;
    }
    let heard = scene.receiver.heard();
    let log = scene.app.webhook_log(&scene.admin(), scene.webhook, None, None).await.unwrap();
    assert_eq!(log.counts[0], 0, "nothing waits");
    assert_eq!(
        ids(&heard).len(),
        usize::try_from(log.counts[1]).unwrap(),
        "each is known by its id: no effect twice, none lost"
    );
    assert!(heard.len() > ids(&heard).len(), "answers were lost");
    assert!(in_order(&heard));
    let bodies: BTreeSet<(String, Vec<u8>)> = heard.iter().map(|one| (one.id(), one.body.clone())).collect();
    assert_eq!(bodies.len(), ids(&heard).len(), "the same message is the same bytes");
}

#[tokio::test]
async fn f16_a_receiver_that_never_answers_keeps_no_other_waiting() {
    // Nobody's patience ends in this test: what the others get, they get while the slow one hangs.
    let scene = Scene::on(TestApp::either().await, Duration::from_secs(3600)).await;
    let quick = Receiver::new().await;
    scene.app.create_webhook(&scene.admin(), form(&quick.url)).await.unwrap();
    scene.receiver.says(|_| Reply::Never);
    scene.begin("lotte@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    let app = scene.app.clone();
    let sending = tokio::spawn(async move { app.send_webhooks().await });
    let log = scene.app.webhook_log(&scene.admin(), scene.webhook, None, None).await.unwrap();
    let all = usize::try_from(log.counts[0]).unwrap();
    quick.until(1 + all).await;
    assert_eq!(quick.heard().len(), all);
    assert_eq!(scene.receiver.heard().len(), 1);
    sending.abort();
}

#[tokio::test]
async fn f16_who_is_well_gets_what_happens_at_once_while_others_hang_and_fail() {
    // The program looks by itself once an hour here: whatever waited for that would never come in this test.
    let scene = Scene::on(TestApp::either().await, Duration::from_secs(3600)).await;
    let (quick, broken) = (Receiver::new().await, Receiver::new().await);
    let (well, _) = scene.app.create_webhook(&scene.admin(), form(&quick.url)).await.unwrap();
    scene.app.create_webhook(&scene.admin(), form(&broken.url)).await.unwrap();
    scene.receiver.says(|_| Reply::Never);
    broken.says(|_| Reply::Status(500, ""));
    let shutdown = tokio_util::sync::CancellationToken::new();
    let hour = Duration::from_secs(3600);
    let sending = tokio::spawn(regie_app::webhooks::run_every(scene.app.clone(), hour, shutdown.clone()));
    let all = async {
        for number in 0..40 {
            scene.begin(&format!("klant{number}@example.net")).await;
            regie_store::feed::sequence(&scene.app.store).await.unwrap();
            scene.app.plan_webhooks().await.unwrap();
            // The next thing happens in the very moment in which the last of this one was told.
            let log = scene.app.webhook_log(&scene.admin(), well, None, None).await.unwrap();
            let told = usize::try_from(log.counts[0] + log.counts[1]).unwrap();
            quick.until(1 + told).await;
            scene.test.clock.advance(SignedDuration::from_mins(1));
        }
    };
    tokio::time::timeout(Duration::from_secs(120), all).await.expect("nothing waits for the beat");
    assert!(in_order(&quick.heard()));
    assert!(broken.heard().len() > 1 && scene.receiver.heard().len() == 1);
    sending.abort();
}

#[tokio::test]
async fn f16_what_is_slow_is_cut_and_what_never_ends_counts_by_its_status() {
    let scene = Scene::new().await;
    let mut replies = vec![Reply::Endless, Reply::Trickle, Reply::Never].into_iter();
    scene.receiver.says(move |_| replies.next().unwrap_or(Reply::Status(200, "")));
    scene.begin("lotte@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    // The endless one was taken; the one that trickles was not, and goes first again.
    let heard = scene.receiver.heard();
    assert_eq!(heard.len(), 2);
    for _ in 0..2 {
        scene.next().await;
    }
    let again = scene.receiver.heard();
    assert!(again.len() > 3 && in_order(&again));
    assert_eq!((&again[1].id(), &again[1].id()), (&again[2].id(), &again[3].id()));
    let log = scene.app.webhook_log(&scene.admin(), scene.webhook, None, None).await.unwrap();
    let slow = log.deliveries.iter().find(|one| one.event.to_string() == again[1].id()).unwrap();
    let (_, attempts) = scene.app.webhook_delivery(&scene.admin(), scene.webhook, slow.id).await.unwrap();
    assert_eq!(attempts[0].error.as_deref(), Some("time"));
}

#[tokio::test]
async fn f17_and_f18_one_message_that_is_never_taken_holds_up_its_own_journey_only() {
    let scene = Scene::new().await;
    let poisoned = scene.begin("lotte@example.net").await.to_string();
    let bad = poisoned.clone();
    scene.receiver.says(move |heard| match heard.place() {
        (journey, 2) if journey == bad => Reply::Status(500, ""),
        _ => Reply::Status(200, ""),
    });
    scene.begin("joris@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    let of = |heard: &[Heard], own: bool| heard.iter().filter(|one| (one.place().0 == poisoned) == own).count();
    assert_eq!(
        (of(&scene.receiver.heard(), true), of(&scene.receiver.heard(), false)),
        (2, 0),
        "first it is tried again"
    );
    scene.next().await;
    assert_eq!(of(&scene.receiver.heard(), false), 0);
    scene.next().await;
    assert!(of(&scene.receiver.heard(), false) >= 4, "then others pass");
    // It is given up after its tenth try; what came behind it goes then.
    while scene.app.next_webhook().await.unwrap().is_some() {
        scene.next().await;
    }
    let log = scene.app.webhook_log(&scene.admin(), scene.webhook, Some(DeliveryState::Failed), None).await.unwrap();
    let [failed] = log.deliveries.as_slice() else { panic!("{:?}", log.deliveries) };
    assert_eq!((failed.tries, failed.status), (10, Some(500)));
    assert!(of(&scene.receiver.heard(), true) > 12);
    // Once the receiver is mended it is sent again, with the same id.
    scene.receiver.says(|_| Reply::Status(200, ""));
    scene.receiver.take();
    scene.app.replay_delivery(&scene.admin(), scene.webhook, failed.id).await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    assert_eq!(ids(&scene.receiver.heard()), BTreeSet::from([failed.event.to_string()]));
}

#[tokio::test]
async fn f19_the_schedule_is_kept_to_within_its_jitter() {
    let scene = Scene::new().await;
    let mut left = 9;
    scene.receiver.says(move |_| {
        left -= 1;
        if left >= 0 { Reply::Status(500, "") } else { Reply::Status(200, "") }
    });
    scene.begin("lotte@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    let first = scene.receiver.heard()[0].id();
    for seconds in [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] {
        let waited = scene.next().await.as_secs();
        assert!((seconds * 9 / 10..=seconds * 11 / 10).contains(&waited), "{waited} instead of {seconds}");
    }
    let heard = scene.receiver.heard();
    assert!(heard[..10].iter().all(|one| one.id() == first), "the same message, and nothing before it");
    assert!(heard.len() > 10 && in_order(&heard), "and then all the others");
    let moments: BTreeSet<&str> = heard[..10].iter().map(|one| one.header("webhook-timestamp")).collect();
    assert_eq!(moments.len(), 10, "each try carries its own moment");
}

#[tokio::test]
async fn f19_gone_is_switched_off_and_the_administrators_hear_it() {
    let scene = Scene::new().await;
    scene.receiver.says(|_| Reply::Status(410, ""));
    scene.begin("lotte@example.net").await;
    scene.app.drain().await.unwrap();
    assert_eq!(scene.receiver.heard().len(), 1);
    let directory = scene.app.directory().await.unwrap();
    let endpoint = &directory.webhooks[&scene.webhook].value;
    assert_eq!((endpoint.state, endpoint.why), (WebhookState::Disabled, Some(WebhookStop::Gone)));
    let mail = scene.test.mail.last_to(&scene.city.people.administrator.email);
    assert!(mail.subject.contains("Facturatie") && !mail.text.contains("geheim"), "{}", mail.text);
    assert!(mail.text.contains(&format!("/settings/webhooks/{}", scene.webhook)), "{}", mail.text);
    assert_eq!(scene.app.webhook_troubles(&scene.admin()).await.unwrap().len(), 1);
    // Let go again, and what was missed sent after it.
    let since = scene.test.app.ports.clock.now() - SignedDuration::from_hours(1);
    scene.receiver.says(|_| Reply::Status(200, ""));
    scene.begin("joris@example.net").await;
    scene.app.drain().await.unwrap();
    assert_eq!(scene.receiver.take().len(), 1, "nothing goes while it is off");
    scene.app.resume_webhook(&scene.admin(), scene.webhook, scene.version().await).await.unwrap();
    scene.app.replay_webhook(&scene.admin(), scene.webhook, since, false).await.unwrap();
    scene.app.drain().await.unwrap();
    let heard = scene.receiver.heard();
    let journeys: BTreeSet<String> = heard.iter().map(|one| one.place().0).collect();
    assert!(journeys.len() == 2 && in_order(&heard), "{journeys:?}");
    assert!(scene.app.webhook_troubles(&scene.admin()).await.unwrap().is_empty());
}

#[tokio::test]
async fn f19_who_asks_for_time_gets_it_and_no_redirect_is_followed() {
    let scene = Scene::new().await;
    let elsewhere = Receiver::new().await;
    let asked = elsewhere.requests();
    let there: &'static str = format!("location: {}\r\n", elsewhere.url).leak();
    let mut replies = vec![
        Reply::Status(429, "retry-after: 120\r\n"),
        Reply::Status(503, "retry-after: Fri, 01 Jan 2038 00:00:00 GMT\r\n"),
        Reply::Status(301, there),
    ]
    .into_iter();
    scene.receiver.says(move |_| replies.next().unwrap_or(Reply::Status(200, "")));
    scene.begin("lotte@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    scene.app.send_webhooks().await.unwrap();
    let waited = scene.next().await.as_secs();
    assert!((120..=132).contains(&waited), "{waited}");
    assert_eq!(scene.next().await.as_secs(), 86_400, "a day at most");
    let waited = scene.next().await.as_secs();
    assert!((1_620..=1_980).contains(&waited), "a redirect is a failure like any other, here the third: {waited}");
    assert_eq!(elsewhere.requests(), asked);
    assert!(scene.receiver.heard().len() > 4 && in_order(&scene.receiver.heard()));
}

#[tokio::test]
async fn a_program_that_dies_before_it_wrote_down_what_it_sent_sends_it_again_with_the_same_id() {
    let scene = Scene::on(TestApp::either().await, Duration::from_secs(3600)).await;
    scene.receiver.says(|_| Reply::Never);
    scene.begin("lotte@example.net").await;
    scene.app.plan_webhooks().await.unwrap();
    let before = scene.receiver.requests();
    let app = scene.app.clone();
    let dying = tokio::spawn(async move { app.send_webhooks().await });
    scene.receiver.until(before + 1).await;
    dying.abort();
    let _ = dying.await;
    scene.receiver.says(|_| Reply::Status(200, ""));
    // Another process waits until the lease of the dead one ends.
    let another = scene.another().await;
    assert_eq!(another.send_webhooks().await.unwrap(), 0);
    scene.test.clock.advance(SignedDuration::from_secs(61));
    assert!(another.send_webhooks().await.unwrap() >= 4);
    let heard = scene.receiver.heard();
    assert_eq!(heard[0].id(), heard[1].id());
    assert_eq!(heard.len(), ids(&heard).len() + 1);
    assert!(in_order(&heard));
}
