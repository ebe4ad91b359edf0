//! Messages on their way out: what they say, that each leaves once, and what happens when one does not.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

mod desk;
mod gather;
mod order;
mod said;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::{Desk, token};
use futures::future::BoxFuture;
use jiff::{SignedDuration, ToSpan as _};
use regie_app::links::RENEWALS;
use regie_app::outbox::{DOMAIN_HOURLY, HOURLY, reason};
use regie_app::ports::{MailOut, OutgoingMail, SendError};
use regie_app::testing::{MailBin, ManualClock, TestApp};
use regie_app::{App, AppError, Who};
use regie_domain::codes::{Direction, ParticipantRole, UpdateKind, VoidReason};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::Evidence;
use regie_domain::directory::{Outgoing, SmtpSettings};
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, HandleId, ParticipantId};
use regie_domain::update::UpdateState;
use regie_store::on_both;
use regie_store::outbox::OutboxState;

/// Lets a claim end while its first mail is under way, and another sender take it over.
struct Slow {
    clock: Arc<ManualClock>,
    bin: Arc<MailBin>,
    other: App,
    first: AtomicBool,
}

impl MailOut for Slow {
    fn send<'a>(
        &'a self,
        settings: Option<&'a SmtpSettings>,
        mail: &'a OutgoingMail,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            if self.first.swap(false, Ordering::SeqCst) {
                self.clock.advance(SignedDuration::from_mins(11));
                self.other.send_due().await.unwrap();
            }
            self.bin.send(settings, mail).await
        })
    }
}

on_both! {
    async fn a_server_that_says_later_is_tried_again_with_the_same_message(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.test.mail.fail_temporarily(&desk.address);
        for wait in [1, 5, 15, 60, 240] {
            assert!(desk.send().await.is_empty());
            desk.advance(wait - 1);
            let before = desk.rows(OutboxState::Pending).await;
            assert!(before[0].next_try > desk.test.app.ports.clock.now(), "not yet after {wait} minutes");
            desk.advance(1);
        }
        assert!(desk.rows(OutboxState::Pending).await[0].last_error.as_ref().unwrap().starts_with("temporary 5 "));
        desk.test.mail.heal(&desk.address);
        let mail = desk.send().await.remove(0);
        let id = desk.loaded().await.updates.iter().find(|(_, update)| update.about == UpdateKind::Receipt).map(|(id, _)| *id).unwrap();
        assert_eq!(mail.message_id, format!("u.{id}@example.org"));
        assert!(desk.test.app.resolve_link(&token(&mail)).await.unwrap().is_some());
    }

    async fn after_a_day_of_trying_a_person_must_tell(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.test.mail.fail_temporarily(&desk.address);
        for _ in 0..14 {
            desk.send().await;
            desk.advance(240);
        }
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Failed { .. }]));
        assert!(desk.rows(OutboxState::Failed).await[0].last_error.as_ref().unwrap().starts_with(reason::GIVEN_UP));
        assert!(!desk.loaded().await.tasks.is_empty(), "a call is to be made");
    }

    async fn a_dead_address_is_noted_and_a_person_must_tell(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.test.mail.fail_permanently(&desk.address);
        assert!(desk.send().await.is_empty());
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Failed { .. }]));
        let mut tx = desk.test.app.store.begin_read().await.unwrap();
        assert!(regie_store::views::customers::handle(&mut tx, desk.handle).await.unwrap().unwrap().failed);
        drop(tx);
        assert!(!desk.loaded().await.tasks.is_empty());
        // The next message does not even try.
        desk.test.mail.heal(&desk.address);
        desk.write("Bent u daar?").await;
        assert!(desk.send().await.is_empty());
        assert!(desk.rows(OutboxState::Failed).await.iter().any(|row| row.last_error.as_ref().unwrap().starts_with(reason::NO_ADDRESS)));
    }

    async fn a_message_that_failed_goes_again_to_a_better_address_once(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.test.mail.fail_permanently(&desk.address);
        assert!(desk.send().await.is_empty());
        let update = *desk.loaded().await.updates.keys().next().unwrap();
        let who = desk.agent();
        let known = desk.test.app.undelivered(&who, desk.journey, update).await.unwrap();
        assert_eq!(known.address.as_deref(), Some(desk.address.as_str()));
        assert!(known.dead && known.words.contains("550"), "{known:?}");
        let again = async |address: &str, key: &str| {
            desk.test.app.send_again(who.clone(), desk.journey, update, address, Some(key.to_owned())).await
        };
        assert!(matches!(again("geen adres", "k1").await, Err(AppError::Invalid(_))));
        again("jan.devries@example.net", "k2").await.unwrap();
        assert!(again("jan.devries@example.net", "k2").await.unwrap().repeated, "two clicks are one");
        assert!(matches!(again("jan.devries@example.net", "k3").await, Err(AppError::Refused(_))), "it is on its way");
        let sent = desk.send().await;
        assert_eq!(sent.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["jan.devries@example.net"]);
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Sent { .. }]));
        assert!(desk.loaded().await.tasks.values().all(|task| task.done_at.is_some()), "nobody need call");
        assert!(desk.send().await.is_empty());
    }

    async fn a_dead_address_that_is_right_after_all_is_tried_again(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.test.mail.fail_permanently(&desk.address);
        desk.send().await;
        desk.test.mail.heal(&desk.address);
        let update = *desk.loaded().await.updates.keys().next().unwrap();
        let who = desk.agent();
        desk.test.app.send_again(who, desk.journey, update, &desk.address, None).await.unwrap();
        assert_eq!(desk.send().await.len(), 1);
        desk.write("Bent u daar?").await;
        assert_eq!(desk.send().await.len(), 1, "the address counts as good again");
    }

    async fn on_trial_only_own_people_get_mail_and_nothing_is_lost(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.switch(Outgoing::Trial).await;
        assert!(desk.send().await.is_empty());
        assert!(desk.rows(OutboxState::Paused).await[0].last_error.as_ref().unwrap().starts_with(reason::TRIAL));
        let (customer, handle): (CustomerId, HandleId) = (desk.test.app.ports.id(), desk.test.app.ports.id());
        let participant: ParticipantId = desk.test.app.ports.id();
        desk.register(customer, handle, "samira@example.org", "Samira", Evidence::Member).await;
        let role = ParticipantRole::Representative;
        desk.act(JourneyCommand::AddParticipant { participant, role, customer, reach: Reach::Email { handle }, may_act: true }, vec![]).await;
        let (mut contact, text) = desk.contact(Direction::Out, Some(participant), "Een proef.");
        contact.participant = Some(participant);
        desk.act(JourneyCommand::Write { contact, complete: false, promise: None, question: None }, vec![text]).await;
        let mails = desk.send().await;
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["samira@example.org"]);
        assert_eq!(desk.test.app.release_paused().await.unwrap(), 0);
        desk.switch(Outgoing::Live).await;
        assert_eq!(desk.test.app.release_paused().await.unwrap(), 1);
        assert_eq!(desk.send().await[0].to, desk.address);
    }

    async fn one_switch_stops_all_mail_and_lets_it_go_again(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.switch(Outgoing::Paused).await;
        assert!(desk.send().await.is_empty());
        assert_eq!(desk.test.app.release_paused().await.unwrap(), 0);
        let mut tx = desk.test.app.store.begin_read().await.unwrap();
        assert_eq!(regie_store::outbox::next_due(&mut tx).await.unwrap(), None, "nothing wakes a sleeping program");
        drop(tx);
        desk.switch(Outgoing::Live).await;
        assert_eq!(desk.test.app.release_paused().await.unwrap(), 1);
        assert_eq!(desk.send().await.len(), 1);
    }

    async fn what_was_held_can_be_dropped_and_its_journey_says_so(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.switch(Outgoing::Trial).await;
        assert!(desk.send().await.is_empty());
        let app = &desk.test.app;
        let (admin, agent) = (TestApp::who(&desk.city.people.administrator), TestApp::who(&desk.city.people.kcc_agent));
        let held = app.held_messages(&admin, 10).await.unwrap();
        assert_eq!((held.len(), held[0].recipient.as_deref()), (1, None), "an administrator reads no journeys");
        let now = app.ports.clock.now();
        assert!(matches!(app.drop_held(&agent, now).await, Err(AppError::Denied(_))));
        assert_eq!(app.drop_held(&admin, held[0].created_at - SignedDuration::from_secs(1)).await.unwrap(), 0, "not what came after");
        assert_eq!(app.drop_held(&admin, now).await.unwrap(), 1);
        assert_eq!(app.held_mails(&admin).await.unwrap(), 0);
        let journey = app.open_journey(&Who::System, desk.journey).await.unwrap().journey;
        assert!(journey.updates.values().all(|update| matches!(update.state, UpdateState::Failed { .. })));
        assert!(journey.tasks.values().any(|task| task.done_at.is_none()), "a person tells in its place");
        desk.switch(Outgoing::Live).await;
        assert!(desk.send().await.is_empty());
    }

    async fn over_a_limit_a_message_waits_an_hour(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.note("receipt", 3).await;
        assert!(desk.send().await.is_empty());
        assert!(desk.rows(OutboxState::Pending).await[0].last_error.as_ref().unwrap().starts_with(reason::LIMIT));
        desk.advance(60);
        desk.note("no_news", HOURLY).await;
        assert!(desk.send().await.is_empty(), "ten in an hour is enough");
        desk.write("Wel een mens.").await;
        assert_eq!(desk.send().await.len(), 1, "a person's words are never held back");
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Withdrawn { .. }]), "overtaken");
        desk.advance(61);
        assert!(desk.send().await.is_empty());
    }

    async fn a_domain_that_proves_nobody_gets_only_so_much(db: TestDb) {
        let desk = Desk::with(db, Evidence::MailFrom).await;
        desk.note_under(desk.domain_marks()[0].clone(), "receipt", DOMAIN_HOURLY).await;
        assert!(desk.send().await.is_empty());
        assert!(desk.rows(OutboxState::Pending).await[0].last_error.as_ref().unwrap().starts_with(reason::DOMAIN));
        desk.write("Wel een mens.").await;
        assert_eq!(desk.send().await.len(), 1, "a person's words are never held back");
    }

    async fn mail_to_a_domain_is_counted_while_nobody_proved_the_address(db: TestDb) {
        let desk = Desk::with(db, Evidence::MailFrom).await;
        assert_eq!((desk.send().await.len(), desk.at_domain().await), (1, 1));
    }

    async fn mail_to_a_proven_address_does_not_count_for_its_domain(db: TestDb) {
        let desk = Desk::on(db).await;
        assert_eq!((desk.send().await.len(), desk.at_domain().await), (1, 0));
    }

    async fn a_journey_set_aside_says_nothing_any_more(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.act(JourneyCommand::Void { reason: VoidReason::Spam, duplicate_of: None }, vec![]).await;
        assert!(desk.send().await.is_empty());
        for state in [OutboxState::Pending, OutboxState::Leased, OutboxState::Failed, OutboxState::Paused] {
            assert!(desk.rows(state).await.is_empty());
        }
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Withdrawn { .. }]));
    }

    async fn an_erased_address_is_no_address(db: TestDb) {
        let desk = Desk::on(db).await;
        let (customer, now) = (desk.customer, desk.test.app.ports.clock.now());
        desk.test.app.store.write(move |tx| Box::pin(async move {
            regie_store::content::erase_subject(tx, "customer", customer.0, "request", now).await
        })).await.unwrap();
        assert!(desk.send().await.is_empty());
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Failed { .. }]));
    }

    async fn two_senders_send_once(db: TestDb) {
        let desk = Desk::on(db).await;
        for number in 0..6 {
            desk.write(&format!("Bericht {number}")).await;
        }
        let other = desk.test.another().await;
        let (one, two) = tokio::join!(desk.test.app.send_due(), other.send_due());
        assert_eq!(one.unwrap() + two.unwrap(), 7);
        let mut ids: Vec<String> = desk.test.mail.take().into_iter().map(|mail| mail.message_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 7);
        assert_eq!(desk.rows(OutboxState::Sent).await.len(), 7);
    }

    async fn an_expired_link_is_renewed_by_mail_only(db: TestDb) {
        let desk = Desk::on(db).await;
        let old = token(&desk.send().await[0]);
        desk.test.clock.set(desk.test.app.ports.clock.now().checked_add(2200.hours()).unwrap());
        assert_eq!(desk.test.app.resolve_link(&old).await.unwrap(), None);
        for _ in 0..RENEWALS + 2 {
            desk.test.app.renew_link(&old).await.unwrap();
        }
        desk.test.app.renew_link("AAAAAAAAAAAAAAAAAAAAAA").await.unwrap();
        let mails = desk.send().await;
        assert_eq!(mails.len(), RENEWALS, "three an hour");
        assert!(mails.iter().all(|mail| mail.to == desk.address && mail.subject.starts_with("Een nieuwe link")));
        assert!(desk.test.app.resolve_link(&token(&mails[0])).await.unwrap().is_some());
        assert_eq!(desk.test.app.revoke_links(desk.journey, Some(desk.participant)).await.unwrap(), 4);
        assert_eq!(desk.test.app.resolve_link(&token(&mails[0])).await.unwrap(), None);
        desk.advance(61);
        desk.test.app.renew_link(&old).await.unwrap();
        assert!(desk.send().await.is_empty(), "a revoked link renews nothing");
    }

    async fn a_link_is_asked_for_by_address_and_number(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let reference = desk.loaded().await.reference.to_string();
        desk.test.app.ask_link("stranger@example.net", Some(&reference)).await.unwrap();
        desk.test.app.ask_link(&desk.address, Some("R-1802-9999")).await.unwrap();
        assert!(desk.send().await.is_empty());
        desk.test.app.ask_link(" j.devries@EXAMPLE.net", Some(&reference)).await.unwrap();
        desk.test.app.ask_link(&desk.address, None).await.unwrap();
        assert_eq!(desk.send().await.len(), 2);
    }

    async fn a_crash_before_the_record_repeats_the_same_message(db: TestDb) {
        let desk = Desk::on(db).await;
        // The claim ends while the mail is under way, as after a crash: another sender takes the message over.
        let slow = Slow { clock: desk.test.clock.clone(), bin: desk.test.mail.clone(), other: desk.test.another().await, first: AtomicBool::new(true) };
        let mut app = desk.test.app.clone();
        app.ports.mail = Arc::new(slow);
        app.send_due().await.unwrap();
        let mails = desk.test.mail.take();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].message_id, mails[1].message_id);
        assert_ne!(token(&mails[0]), token(&mails[1]));
        assert!(desk.test.app.resolve_link(&token(&mails[0])).await.unwrap().is_some(), "both links work");
        assert!(matches!(desk.states(UpdateKind::Receipt).await[..], [UpdateState::Sent { .. }]));
        assert!(desk.send().await.is_empty());
    }
}
