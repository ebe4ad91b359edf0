//! In which order messages leave, what loses its sense, and that what is held is not told.

use jiff::Timestamp;
use regie_app::content::{ContentKind, Text};
use regie_app::outbox::reason;
use regie_app::testing::result_by;
use regie_domain::codes::{Direction, PromiseWhat, TaskKind, UpdateKind, VoidReason};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::directory::Outgoing;
use regie_domain::ids::{ContentId, PromiseId};
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::update::UpdateState;
use regie_store::on_both;
use regie_store::outbox::OutboxState;

use crate::desk::Desk;

fn at(written: &str) -> Timestamp {
    written.parse().unwrap()
}

async fn first_answer(desk: &Desk) -> (PromiseId, PromiseState) {
    let journey = desk.loaded().await;
    let found = journey.promises.iter().find(|(_, it)| it.what == PromiseWhat::FirstAnswer).unwrap();
    (*found.0, found.1.state)
}

/// Hands the journey over to the technical service, which accepts it: the acceptance waits for the end of quiet hours.
async fn accepted(desk: &Desk) {
    let offered = desk.offer().await;
    let (handover, _) = offered.pending().next().unwrap();
    desk.by(&desk.city.people.technical_agent, JourneyCommand::Accept { handover, promise: None }, vec![]).await;
}

on_both! {
    async fn what_is_held_is_not_told_and_is_judged_by_when_it_left(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let told = desk.loaded().await.last_told().unwrap();
        desk.switch(Outgoing::Paused).await;
        desk.advance(10);
        let journey = desk.write("Wij zoeken het voor u uit.").await;
        let contact = *journey.contacts.iter().find(|(_, it)| it.is_answer()).unwrap().0;
        assert!(desk.send().await.is_empty());
        let journey = desk.loaded().await;
        assert!(journey.awaits_sending(contact), "it stands ready and has not left");
        assert_eq!(journey.last_told(), Some(told));
        let (promise, state) = first_answer(&desk).await;
        assert_eq!(state, PromiseState::Open, "nobody was answered yet");
        assert_ne!(journey.next_promise().unwrap().0, promise, "the page goes on from what it shows");
        // The moment passes while the house stands still; the answer leaves the next morning.
        desk.test.run_until(at("2018-02-05T16:30:00Z")).await;
        assert!(matches!(first_answer(&desk).await.1, PromiseState::Broken { .. }));
        desk.switch(Outgoing::Live).await;
        desk.test.app.release_paused().await.unwrap();
        let mails = desk.send().await;
        assert!(mails[0].text.contains("Wij zoeken het voor u uit."), "in the order in which it was decided: {mails:?}");
        let journey = desk.loaded().await;
        assert!(!journey.awaits_sending(contact));
        assert_eq!(journey.last_told(), Some(at("2018-02-05T16:30:00Z")));
        assert!(journey.promises[&promise].settled.is_some(), "late, and settled by it");
    }

    async fn handed_within_moments_is_kept_when_it_was_written(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        desk.test.run_until(at("2018-02-05T15:59:00Z")).await;
        let written = desk.test.app.ports.clock.now();
        desk.write("Wij zoeken het voor u uit.").await;
        desk.advance(3);
        desk.send().await;
        assert_eq!(first_answer(&desk).await.1, PromiseState::Kept { at: written });
    }

    async fn nobody_reads_an_apology_before_the_promise(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        // At night a promise is made that breaks before the quiet hours end; a member writes in between.
        desk.test.run_until(at("2018-02-05T21:00:00Z")).await;
        drop(desk.test.mail.take());
        desk.act(JourneyCommand::Promise { promise: result_by("2018-02-06T11:00:00Z") }, vec![]).await;
        assert!(desk.send().await.is_empty(), "it waits for the morning");
        desk.advance(1);
        desk.write("Wij zijn er nog.").await;
        let mails = desk.send().await;
        let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.split(" [").next().unwrap()).collect();
        assert_eq!(subjects.len(), 2, "{subjects:?}");
        assert!(subjects[0].starts_with("Dit beloven wij u"), "{subjects:?}");
        assert!(mails[1].text.starts_with("Beste ") && mails[1].text.contains("Wij zijn er nog."), "{subjects:?}");
        assert!(desk.rows(OutboxState::Pending).await.is_empty());
    }

    async fn an_overtaken_receipt_does_not_come_afterwards(db: TestDb) {
        let desk = Desk::on(db).await;
        // Too many receipts lately: this one waits an hour, a person's words do not.
        desk.note("receipt", regie_app::outbox::RECEIPTS).await;
        assert!(desk.send().await.is_empty());
        assert!(desk.rows(OutboxState::Pending).await[0].last_error.as_ref().unwrap().starts_with(reason::LIMIT));
        desk.advance(1);
        desk.write("Wij zoeken het voor u uit.").await;
        let mails = desk.send().await;
        assert_eq!(mails.len(), 1);
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Withdrawn { .. }]));
        assert!(desk.rows(OutboxState::Pending).await.is_empty());
        desk.advance(120);
        assert!(desk.send().await.is_empty());
    }

    async fn an_acceptance_of_what_has_ended_is_not_sent_in_the_morning_and_a_promise_is(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        desk.write("Wij zoeken het voor u uit.").await;
        desk.send().await;
        desk.test.run_until(at("2018-02-05T21:00:00Z")).await;
        accepted(&desk).await;
        assert!(desk.send().await.is_empty(), "the acceptance waits for the morning");
        assert!(matches!(desk.states(UpdateKind::NowWith).await[..], [UpdateState::Planned]));
        desk.act(JourneyCommand::TakeBack { reason: regie_domain::codes::TakeBackReason::WrongTeam }, vec![]).await;
        desk.act(JourneyCommand::Promise { promise: result_by("2018-02-09T16:00:00Z") }, vec![]).await;
        desk.act(JourneyCommand::Close { how: regie_domain::codes::CloseHow::Withdrawn }, vec![]).await;
        assert!(desk.send().await.is_empty(), "the promise waits for the morning");
        assert!(matches!(desk.states(UpdateKind::NowWith).await[..], [UpdateState::Withdrawn { .. }]));
        desk.test.run_until(at("2018-02-06T08:00:00Z")).await;
        let mails = desk.test.mail.take();
        let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.split(" [").next().unwrap()).collect();
        assert_eq!(subjects, ["Dit beloven wij u"]);
        assert!(desk.rows(OutboxState::Pending).await.is_empty());
    }

    async fn who_had_it_in_the_night_only_is_not_told_in_the_morning(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        desk.test.run_until(at("2018-02-05T21:00:00Z")).await;
        accepted(&desk).await;
        assert!(matches!(desk.states(UpdateKind::NowWith).await[..], [UpdateState::Planned]));
        desk.act(JourneyCommand::TakeBack { reason: regie_domain::codes::TakeBackReason::WrongTeam }, vec![]).await;
        drop(desk.test.mail.take());
        desk.test.run_until(at("2018-02-06T07:30:00Z")).await;
        assert!(matches!(desk.states(UpdateKind::NowWith).await[..], [UpdateState::Withdrawn { .. }]));
        let mails = desk.test.mail.take();
        assert!(mails.iter().all(|mail| !mail.text.contains("is nu bij")), "{mails:?}");
    }

    async fn a_message_waits_behind_one_that_the_server_puts_off(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        desk.test.mail.fail_temporarily(&desk.address);
        desk.act(JourneyCommand::Promise { promise: result_by("2018-02-09T16:00:00Z") }, vec![]).await;
        assert!(desk.send().await.is_empty());
        desk.test.mail.heal(&desk.address);
        desk.write("Wij zoeken het voor u uit.").await;
        desk.advance(1);
        let mails = desk.send().await;
        assert!(mails[0].subject.starts_with("Dit beloven wij u"), "{mails:?}");
        assert_eq!(mails.len(), 2);
    }

    async fn the_second_apology_is_the_last_and_says_who_sees_to_it(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let (mut promise, text): (NewPromise, ContentId) = (result_by("2018-02-07T16:00:00Z"), desk.test.app.ports.id());
        promise.text = Some(text);
        desk.write("Wij zoeken het voor u uit.").await;
        let words = vec![Text::plain(text, ContentKind::Text, "U krijgt een nieuwe sleutel", None)];
        desk.act(JourneyCommand::Promise { promise }, words).await;
        desk.test.run_until(at("2018-02-20T09:00:00Z")).await;
        let all = desk.test.mail.to(&desk.address);
        let sorry: Vec<_> = all.iter().filter(|mail| mail.subject.starts_with("Wij zijn onze belofte niet nagekomen")).collect();
        assert_eq!(sorry.len(), 2, "{:?}", all.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
        let named = "Dit hadden wij u beloofd, uiterlijk woensdag 7 februari om 17.00 uur: U krijgt een nieuwe sleutel.";
        assert!(sorry.iter().all(|mail| mail.text.contains(named)), "{}", sorry[0].text);
        assert!(sorry[0].text.contains("U hoort uiterlijk donderdag 8 februari om 17.00 uur van ons"), "{}", sorry[0].text);
        assert!(sorry[1].text.contains("bij de teamleider van"), "{}", sorry[1].text);
        assert!(!sorry[1].text.contains("Dat beloven wij"), "{}", sorry[1].text);
        assert!(all.iter().any(|mail| mail.subject.starts_with("Er is nog geen nieuws")), "then the silence limit speaks");
        let journey = desk.loaded().await;
        let (broken, _) = journey.broken_word().unwrap();
        assert_eq!(journey.promises[&broken].text, Some(text));
        assert_eq!(journey.expectation.as_ref().unwrap().promise, Some(broken));
        // A new promise in its place says so, and nothing of the old is open any more.
        let again = NewPromise { replaces: Some(broken), ..result_by("2018-02-23T16:00:00Z") };
        let journey = desk.act(JourneyCommand::Promise { promise: again }, vec![]).await;
        let mail = desk.send().await.pop().unwrap();
        assert!(mail.text.contains("Dit komt in de plaats van wat wij u eerder hadden beloofd. Dit hadden wij u beloofd"), "{}", mail.text);
        assert!(journey.promises[&broken].replaced_by.is_some());
        let journey = desk.loaded().await;
        assert_eq!(journey.promises.values().filter(|it| it.is_open() || it.is_unsettled()).count(), 1);
    }

    async fn not_solved_is_acknowledged(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let (contact, text) = desk.contact(Direction::Out, None, "De rekening is betaald.");
        let outcome = regie_domain::codes::Outcome::Solved;
        desk.act(JourneyCommand::ProposeOutcome { outcome, contact, amount: None }, vec![text]).await;
        desk.send().await;
        let (contact, text) = desk.contact(Direction::In, Some(desk.participant), "Nee, het lekt nog.");
        desk.act(JourneyCommand::NotSolved { contact }, vec![text]).await;
        let mail = desk.send().await.remove(0);
        for part in ["U schreef dat het nog niet is opgelost. Dat spijt ons.", "kijkt er nu opnieuw naar", "opnieuw antwoord van ons"] {
            assert!(mail.text.contains(part), "{part} in {}", mail.text);
        }
        assert!(!mail.text.contains("eerste antwoord") && !mail.text.contains("U hoort van ons."), "{}", mail.text);
    }

    async fn only_who_has_it_or_directs_it_sets_it_aside_and_not_over_a_promise(db: TestDb) {
        let desk = Desk::on(db).await;
        let void = || JourneyCommand::Void { reason: VoidReason::Spam, duplicate_of: None };
        let request = |who| regie_app::Request::journey(who, regie_domain::actor::Door::Page, desk.journey, void());
        let refused = |done: Result<regie_app::run::Done, regie_app::AppError>| match done {
            Err(regie_app::AppError::Refused(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        };
        let stranger = regie_app::testing::TestApp::who(&desk.city.people.technical_agent);
        assert_eq!(refused(desk.test.app.run(request(stranger)).await).code, Code::NotYourBall);
        let journey = desk.act(JourneyCommand::Promise { promise: result_by("2018-02-09T16:00:00Z") }, vec![]).await;
        let refusal = refused(desk.test.app.run(request(desk.agent())).await);
        assert_eq!((refusal.code, refusal.at), (Code::VoidPromised, Some(at("2018-02-09T16:00:00Z"))));
        let (promise, _) = journey.promises.iter().find(|(_, it)| it.what == PromiseWhat::Result).unwrap();
        desk.act(JourneyCommand::Release { promise: *promise }, vec![]).await;
        // The coordinator does it in the director's name.
        desk.by(&desk.city.people.coordinator, void(), vec![]).await;
        desk.act(JourneyCommand::Unvoid {}, vec![]).await;
    }

    async fn without_a_telephone_number_a_letter_is_written_and_a_later_mail_settles_it(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.test.mail.fail_temporarily(&desk.address);
        for _ in 0..14 {
            desk.send().await;
            desk.advance(240);
        }
        let letter = async || {
            let tasks = desk.loaded().await.tasks;
            tasks.into_values().map(|task| (task.kind, task.done_at.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(letter().await, [(TaskKind::Letter, false)]);
        desk.test.mail.heal(&desk.address);
        desk.write("Wij zoeken het voor u uit.").await;
        assert_eq!(desk.send().await.len(), 1);
        assert_eq!(letter().await, [(TaskKind::Letter, true)]);
    }
}
