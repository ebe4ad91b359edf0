//! Bad input at the mail door, and mail that comes at the same moment.

use std::net::SocketAddr;
use std::sync::Arc;

use regie_app::intake::{Placed, Waits};
use regie_channels::email::EmailAddress;
use regie_channels::email::out::composed;
use regie_channels::email::sink::IntakeSink;
use regie_channels::email::smtp_in::{MailSink, RawDelivery, Refusal};
use regie_domain::customer::HandleKind;
use regie_store::testing::TestDb;
use tokio::sync::Notify;

use crate::rules_out::bounce_of;
use crate::support::{ANNA, ANNAS_ADDRESS, BOB, Desk, dmarc, mail, mail_to, new_journey, waits};

#[tokio::test]
async fn row_28_what_machines_say_about_our_mail_is_on_its_journey_and_unanswered() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    desk.receive_from(&bounce_of(&sent.reply_to, "delayed", "4.4.1", "x@example.org"), Some("")).await;
    let away = mail_to(
        &sent.reply_to,
        ANNA,
        "Afwezig",
        "o@example.net",
        "Auto-Submitted: auto-replied",
        "Ik ben met vakantie.",
    );
    desk.receive(&away).await;
    desk.test.drain().await;
    assert_eq!((desk.journey(journey).await.contacts.len(), desk.test.mail.sent().len()), (3, 1));
}

#[tokio::test]
async fn row_29_somebody_elses_token_or_number_links_nothing_by_itself() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let number = desk.journey(journey).await.reference;
    let token =
        mail_to(&sent.reply_to, BOB, "Fwd: Riool", "b1@example.net", &dmarc("pass", "example.net"), "Zie onder.");
    assert_eq!(waits(&desk.receive(&token).await), Waits::NotAParticipant);
    let guess = mail(BOB, &format!("Over {number}"), "b2@example.net", "", "Stuur het dossier.");
    assert_eq!(waits(&desk.receive(&guess).await), Waits::NotAParticipant);
    assert_eq!(desk.journey(journey).await.contacts.len(), 1);
}

#[tokio::test]
async fn row_30_a_forged_sender_waits_and_gets_nothing() {
    let desk = Desk::open().await;
    desk.anna_asks("Riool").await;
    let forged = mail(ANNA, "Mijn gegevens", "f1@example.net", &dmarc("fail", "example.net"), "Stuur mij alles.");
    assert_eq!(waits(&desk.receive(&forged).await), Waits::Disproven);
    desk.test.drain().await;
    assert_eq!(desk.test.mail.sent().len(), 1);
}

#[tokio::test]
async fn row_31_line_breaks_in_names_and_subjects_make_no_headers() {
    let desk = Desk::open().await;
    let from = "=?utf-8?q?Anna=0D=0ABcc:_all@example.net?= <a.jansen@example.net>";
    let subject = "=?utf-8?q?Riool=0D=0ABcc:_all@example.net?=";
    let proven = dmarc("pass", "example.net");
    desk.receive(&mail(from, subject, "i@example.net", &proven, "Wat nu?")).await;
    desk.test.drain().await;
    let raw = String::from_utf8(composed(&desk.test.mail.last_to(ANNAS_ADDRESS)).unwrap().raw).unwrap();
    assert!(!raw.to_lowercase().contains("\nbcc:"), "{raw}");
}

#[tokio::test]
async fn row_32_a_flood_of_one_sender_is_slowed_down_and_is_one_story() {
    let desk = Desk::open().await;
    let arrived = Arc::new(Notify::new());
    let sink = IntakeSink::new(desk.test.app.clone(), arrived).with_disk_floor(0);
    let peer: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let (mut taken, mut later) = (0, 0);
    for n in 0..300 {
        match sink.admit(peer, ANNAS_ADDRESS, None).await {
            Ok(()) => taken += 1,
            Err(Refusal::Busy(_)) => {
                later += 1;
                continue;
            }
            Err(other) => panic!("{other:?}"),
        }
        let raw = mail(ANNA, "Riool", &format!("f{n}@example.net"), "", &format!("Bericht {n}"));
        let recipients = vec![EmailAddress::parse("kcc@example.org").unwrap()];
        let delivery =
            RawDelivery { envelope_from: ANNAS_ADDRESS.into(), recipients, raw, peer, received_at: sink.now() };
        sink.deliver(delivery).await.unwrap();
    }
    assert!(taken >= 100 && later >= 100, "{taken} {later}");
    assert_eq!(desk.place_all().await, taken);
    desk.test.drain().await;
    assert_eq!((desk.journeys().await.len(), desk.test.mail.sent().len()), (1, 1));
    assert!(sink.admit(peer, "b.devries@example.net", None).await.is_ok(), "others are not slowed down");
    desk.test.clock.advance(jiff::SignedDuration::from_secs(61));
    assert!(sink.admit(peer, ANNAS_ADDRESS, None).await.is_ok());
}

#[tokio::test]
async fn row_33_nothing_is_acknowledged_before_it_is_kept() {
    let desk = Desk::open().await;
    let sink = IntakeSink::new(desk.test.app.clone(), Arc::new(Notify::new())).with_disk_floor(0);
    let recipients = vec![EmailAddress::parse("kcc@example.org").unwrap()];
    assert!(sink.knows(&recipients[0]).await.unwrap());
    assert!(sink.knows(&EmailAddress::parse("KCC+rabc@example.org").unwrap()).await.unwrap());
    assert!(!sink.knows(&EmailAddress::parse("elsewhere@example.org").unwrap()).await.unwrap());
    let raw = mail(ANNA, "Riool", "k@example.net", "", "Wat nu?");
    let delivery = |raw: Vec<u8>| RawDelivery {
        envelope_from: String::new(),
        recipients: recipients.clone(),
        raw,
        peer: "127.0.0.1:9".parse().unwrap(),
        received_at: sink.now(),
    };
    sink.deliver(delivery(raw.clone())).await.unwrap();
    assert_eq!(desk.test.app.unplaced(10).await.unwrap()[0].raw, raw);
    desk.test.app.store.close().await;
    assert!(matches!(sink.deliver(delivery(raw)).await, Err(Refusal::Temporary(_))));
}

#[tokio::test]
async fn two_mails_of_one_unknown_sender_at_once_make_one_customer() {
    at_once(Desk::open().await).await;
}

#[tokio::test]
async fn two_mails_of_one_unknown_sender_at_once_make_one_customer_postgres() {
    at_once(Desk::on(TestDb::postgres().await).await).await;
}

async fn at_once(desk: Desk) {
    for round in 0..15 {
        let from = format!("Nieuw {round} <nieuw{round}@example.net>");
        let one = mail(&from, "Eerste vraag", &format!("{round}a@example.net"), "", "Wat nu?");
        let two = mail(&from, "Tweede vraag", &format!("{round}b@example.net"), "", "En dit?");
        let (one, two) = (
            desk.keep(&one, &["kcc@example.org"], None).await[0],
            desk.keep(&two, &["kcc@example.org"], None).await[0],
        );
        let (one, two) = tokio::join!(desk.place(one), desk.place(two));
        let (one, two) = (desk.journey(new_journey(&one)).await, desk.journey(new_journey(&two)).await);
        assert_eq!(one.customer, two.customer);
        let mut tx = desk.test.app.store.begin_read().await.unwrap();
        let handle =
            regie_store::views::customers::by_handle(&mut tx, HandleKind::Email, &format!("nieuw{round}@example.net"))
                .await;
        assert_eq!(handle.unwrap().unwrap().customer, one.customer);
    }
}

#[tokio::test]
async fn one_mail_placed_by_two_processes_at_once_is_one_contact_postgres() {
    let desk = Desk::on(TestDb::postgres().await).await;
    let other = desk.test.another().await;
    for round in 0..15 {
        let raw = mail(
            &format!("Klant {round} <klant{round}@example.net>"),
            "Vraag",
            &format!("{round}@example.net"),
            "",
            "Wat nu?",
        );
        let id = desk.keep(&raw, &["kcc@example.org"], None).await[0];
        let kept = desk.test.app.kept(id).await.unwrap().unwrap();
        let read = regie_channels::email::intake::incoming(&kept);
        let (one, two) = tokio::join!(desk.test.app.place(id, read.clone()), other.place(id, read));
        let placed = [one.unwrap(), two.unwrap()];
        assert_eq!(
            placed.iter().filter(|placed| matches!(placed, Placed::On { new: true, .. })).count(),
            1,
            "{placed:?}"
        );
        assert_eq!(desk.arrival(id).await.state, "placed");
    }
    assert_eq!(desk.journeys().await.len(), 15);
}
