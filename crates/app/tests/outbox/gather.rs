//! One mail in place of several within an hour, each message whole; what must go at once goes at once.

use jiff::Timestamp;
use regie_app::outbox::reason;
use regie_app::testing::result_by;
use regie_domain::codes::UpdateKind;
use regie_domain::command::JourneyCommand;
use regie_domain::update::UpdateState;
use regie_store::on_both;
use regie_store::outbox::OutboxState;

use crate::desk::Desk;

async fn promise(desk: &Desk, by: &str) {
    desk.act(JourneyCommand::Promise { promise: result_by(by) }, vec![]).await;
}

async fn sent(desk: &Desk) -> usize {
    let states = desk.states(UpdateKind::PromiseMade).await;
    states.iter().filter(|state| matches!(state, UpdateState::Sent { .. })).count()
}

on_both! {
    async fn the_first_goes_at_once_and_the_rest_of_the_hour_in_one_mail(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        promise(&desk, "2018-02-09T11:00:00Z").await;
        assert_eq!(desk.send().await.len(), 1, "the first waits for nothing");
        desk.advance(5);
        promise(&desk, "2018-02-12T11:00:00Z").await;
        desk.advance(5);
        promise(&desk, "2018-02-13T11:00:00Z").await;
        assert!(desk.send().await.is_empty());
        for row in desk.rows(OutboxState::Pending).await {
            assert!(row.last_error.as_ref().unwrap().starts_with(reason::GATHERED));
        }
        desk.advance(60);
        let mails = desk.send().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].subject.starts_with("2 berichten over één zaak"), "{}", mails[0].subject);
        for part in ["1. ", "12 februari", "2. ", "13 februari"] {
            assert!(mails[0].text.contains(part) && mails[0].html.contains(part), "{part}: {}", mails[0].text);
        }
        for once in ["Beste ", "Met vriendelijke groet", "Uw nummer"] {
            assert_eq!(mails[0].text.matches(once).count(), 1, "{once}: {}", mails[0].text);
        }
        assert_eq!(sent(&desk).await, 3);
        assert!(desk.rows(OutboxState::Pending).await.is_empty());
    }

    async fn what_was_decided_at_one_moment_leaves_in_one_mail(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        promise(&desk, "2018-02-09T11:00:00Z").await;
        assert_eq!(desk.send().await.len(), 1);
        desk.advance(5);
        // The clock stands still: their rows come in any order.
        for day in 12..=16 {
            promise(&desk, &format!("2018-02-{day:02}T11:00:00Z")).await;
        }
        assert!(desk.send().await.is_empty());
        desk.advance(60);
        let mails = desk.send().await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].subject.starts_with("5 berichten"), "{}", mails[0].subject);
        let places: Vec<_> = (12..=16).map(|day| mails[0].text.find(&format!("{day} februari")).unwrap()).collect();
        assert!(places.is_sorted(), "{}", mails[0].text);
    }

    async fn what_goes_at_once_takes_along_what_waited_before_it(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        for day in [9, 12, 13] {
            promise(&desk, &format!("2018-02-{day:02}T11:00:00Z")).await;
            desk.send().await;
            desk.advance(2);
        }
        desk.write("Wij zoeken het voor u uit.").await;
        let mails = desk.send().await;
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert!(mails[0].subject.starts_with("2 berichten"), "{}", mails[0].subject);
        assert!(mails[1].text.contains("Wij zoeken het voor u uit."));
        assert_eq!(sent(&desk).await, 3);
    }

    async fn what_quiet_hours_held_leaves_as_one_mail_that_carries_each_whole(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        // The first answer breaks, and the apology gives a moment of news: each promise made at night is that news.
        desk.test.run_until("2018-02-05T21:00:00Z".parse().unwrap()).await;
        drop(desk.test.mail.take());
        for day in [9, 12] {
            promise(&desk, &format!("2018-02-{day:02}T11:00:00Z")).await;
            assert!(desk.send().await.is_empty(), "at night nothing leaves");
            desk.advance(10);
        }
        desk.test.run_until("2018-02-06T07:01:00Z".parse().unwrap()).await;
        let mails = desk.test.mail.take();
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].subject.starts_with("2 berichten over één zaak"), "{}", mails[0].subject);
        for part in ["9 februari", "12 februari"] {
            assert!(mails[0].text.contains(part), "{part}: {}", mails[0].text);
        }
        let journey = desk.loaded().await;
        assert!(journey.promises.values().all(|it| it.after.is_none() || !it.is_owed()), "the news is told");
    }

    async fn a_promise_that_moves_to_an_earlier_moment_is_good_news(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        promise(&desk, "2018-02-12T11:00:00Z").await;
        desk.send().await;
        let journey = desk.loaded().await;
        let (id, _) = journey.promises.iter().find(|(_, it)| it.member.is_some()).unwrap();
        for (until, earlier) in [("2018-02-09T11:00:00Z", true), ("2018-02-13T11:00:00Z", false)] {
            let window = regie_domain::event::Window::by(until.parse().unwrap());
            let reason = regie_domain::codes::MoveReason::MoreWork;
            desk.act(JourneyCommand::MovePromise { promise: *id, window, reason, text: None, amount: None }, vec![]).await;
            desk.advance(5);
            let mail = desk.send().await.remove(0);
            assert_eq!(mail.subject.starts_with("Eerder dan wij u beloofden"), earlier, "{}", mail.subject);
            assert_eq!(mail.text.contains("U hoort het eerder van ons."), earlier, "{}", mail.text);
            assert_eq!(mail.text.contains("Dat lukt niet."), !earlier, "{}", mail.text);
            assert_eq!(mail.text.contains("meer werk"), !earlier, "{}", mail.text);
        }
    }

    async fn a_promise_that_is_due_within_the_hour_waits_for_nothing(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        promise(&desk, "2018-02-09T11:00:00Z").await;
        desk.send().await;
        let soon: Timestamp = desk.test.app.ports.clock.now() + jiff::SignedDuration::from_mins(40);
        promise(&desk, &soon.to_string()).await;
        assert_eq!(desk.send().await.len(), 1);
    }
}
