//! The rules for what our own mail leads to: answers past Regie, machines, acknowledgements, bounces, members by mail.

use regie_app::intake::{Fetched, Placed, Waits};
use regie_channels::email::out::composed;
use regie_domain::codes::{ContactClass, Direction, JoinReason};
use regie_domain::update::UpdateState;

use crate::support::{ANNA, ANNAS_ADDRESS, Desk, dmarc, joined, mail, mail_to, new_journey, waits};

#[tokio::test]
async fn r10_a_proven_answer_that_a_member_sent_past_us_is_that_members_answer() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let agent = &desk.city.people.kcc_agent;
    let from = format!("{} <{}>", agent.name, agent.email);
    let answer = |id: &str, top: &str, to: &str| {
        let headers = format!("{top}\nReferences: <{}>", sent.message_id);
        mail_to(to, &from, "Re: Riool", id, headers.trim_start(), "Wij komen dinsdag.")
    };
    let kept = |raw: Vec<u8>| {
        let desk = &desk;
        async move {
            let id = desk.keep(&raw, &["kcc@example.org"], Some("samira@example.org")).await[0];
            desk.place(id).await
        }
    };
    assert_eq!(waits(&kept(answer("o1@example.org", "", ANNA)).await), Waits::FromUs);
    assert_eq!(
        waits(&kept(answer("o2@example.org", &dmarc("pass", "example.org"), "x@example.net")).await),
        Waits::FromUs
    );
    let placed = kept(answer("o3@example.org", &dmarc("pass", "example.org"), ANNA)).await;
    assert_eq!(joined(&placed), (journey, JoinReason::References));
    let contact = desk
        .journey(journey)
        .await
        .contacts
        .into_values()
        .find(|contact| contact.facts.direction == Direction::Out)
        .unwrap();
    assert_eq!(contact.actor.member(), Some(agent.id));
    assert!(desk.journey(journey).await.answered());
    // The same mail once more, through the Sent folder.
    assert_eq!(kept(answer("o3@example.org", &dmarc("pass", "example.org"), ANNA)).await, Placed::Duplicate);
    // What we sent ourselves comes back in a copy.
    let copy = composed(&sent).unwrap().raw;
    assert_eq!(kept(copy).await, Placed::Ours);
    assert_eq!(desk.journeys().await.len(), 1);
}

#[tokio::test]
async fn r10_what_was_sent_from_the_mailbox_itself_needs_no_other_proof() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let mailbox = desk.city.mailbox.0;
    let uid = std::cell::Cell::new(1);
    let fetch = async |raw: Vec<u8>, sent: bool| {
        uid.set(uid.get() + 1);
        let (folder, cursor) = ((if sent { "Sent" } else { "INBOX" }).to_owned(), (1, uid.get()));
        desk.test.app.keep_fetched(Fetched { mailbox, folder, cursor, mails: vec![raw], sent }).await.unwrap();
        let id = desk.test.app.unplaced_ids(1).await.unwrap()[0];
        desk.place(id).await
    };
    let thread = format!("References: <{}>", sent.message_id);
    let answer = |id: &str, to: &str, top: &str| {
        mail_to(to, "KCC <kcc@example.org>", "Re: Riool", id, top, "Dinsdag komen wij.")
    };
    assert_eq!(waits(&fetch(answer("s0@example.org", ANNA, &thread), false).await), Waits::FromUs);
    let placed = fetch(answer("s1@example.org", ANNA, &thread), true).await;
    assert_eq!(joined(&placed), (journey, JoinReason::References));
    assert!(desk.journey(journey).await.answered());
    // To somebody who is not on the journey, about nothing of ours, and our own mail under an id that the server gave it.
    assert_eq!(fetch(answer("s2@example.org", "x@example.net", &thread), true).await, Placed::Ours);
    assert_eq!(fetch(answer("s3@example.org", ANNA, ""), true).await, Placed::Ours);
    let renamed = format!("{thread}\nReply-To: {}", sent.reply_to);
    assert_eq!(fetch(answer("s4@example.org", ANNA, &renamed), true).await, Placed::Ours);
    assert_eq!((desk.journeys().await.len(), desk.waiting().await.len()), (1, 1));
    let answer = mail(ANNA, "Re: Riool", "a9@example.net", "References: <s1@example.org>", "Fijn.");
    assert_eq!(joined(&desk.receive(&answer).await), (journey, JoinReason::References));
}

#[tokio::test]
async fn r11_machines_are_known_by_their_marks() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let reference = format!("In-Reply-To: <{}>", sent.message_id);
    for (n, (mark, body, class)) in [
        ("Auto-Submitted: auto-replied", "Dank voor uw bericht.", ContactClass::AutoReply),
        ("X-Autoreply: yes", "Dank voor uw bericht.", ContactClass::AutoReply),
        ("Auto-Submitted: auto-replied", "Ik ben met vakantie tot en met 18 februari.", ContactClass::OutOfOffice),
        ("Auto-Submitted: no", "Ik ben afwezig, kom morgen.", ContactClass::Human),
        ("List-Id: <buurt.example.net>", "Hij is nog kapot.", ContactClass::Human),
    ]
    .into_iter()
    .enumerate()
    {
        let before = desk.journey(journey).await;
        let raw = mail(ANNA, "Re: Riool", &format!("x{n}@example.net"), &format!("{mark}\n{reference}"), body);
        let Placed::On { contact, .. } = desk.receive(&raw).await else { panic!("{mark}") };
        let after = desk.journey(journey).await;
        assert_eq!(after.contacts[&contact].facts.class, class, "{mark}");
        if class != ContactClass::Human {
            assert_eq!(
                (before.promises, before.ball, before.state, before.news),
                (after.promises, after.ball, after.state, after.news)
            );
        }
    }
}

#[tokio::test]
async fn r12_an_automatic_mail_says_so_and_comes_once() {
    let desk = Desk::open().await;
    let (_, sent) = desk.anna_asks("Riool").await;
    let raw = String::from_utf8(composed(&sent).unwrap().raw).unwrap();
    assert!(sent.automatic && raw.contains("\r\nAuto-Submitted: auto-replied\r\n"), "{raw}");
    assert!(raw.contains("\r\nX-Auto-Response-Suppress: "));
    assert_eq!(
        (sent.envelope_from.as_str(), composed(&sent).unwrap().envelope_from),
        ("", None),
        "nobody proved the address"
    );
    desk.receive(&mail(
        ANNA,
        "Re: Riool",
        "m1@example.net",
        &format!("References: <{}>", sent.message_id),
        "Nog iets.",
    ))
    .await;
    desk.test.drain().await;
    assert_eq!(desk.test.mail.to(ANNAS_ADDRESS).len(), 1);
    for n in 0..8 {
        desk.receive(&mail(ANNA, &format!("Vraag {n}"), &format!("v{n}@example.net"), "", "Wat nu?")).await;
    }
    desk.test.drain().await;
    let receipts = desk.test.mail.to(ANNAS_ADDRESS).len();
    assert!(receipts <= 3, "{receipts} receipts at once");
}

#[tokio::test]
async fn r12_a_journey_that_answers_by_itself_again_and_again_waits_for_a_person() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    desk.close(journey).await;
    let again = async |n: u32| {
        let headers = format!("References: <{}>", sent.message_id);
        let raw = mail(ANNA, "Re: Riool", &format!("w{n}@example.net"), &headers, &format!("Bericht nummer {n}."));
        assert_eq!(joined(&desk.receive(&raw).await).0, journey, "{n}");
        let before = desk.test.mail.to(ANNAS_ADDRESS).len();
        desk.test.drain().await;
        desk.test.mail.to(ANNAS_ADDRESS).len() - before
    };
    // The receipt was the first. Each mail opens the journey again, and is answered so.
    for n in 2..=3 {
        assert_eq!(again(n).await, 1, "answer {n}");
        desk.close(journey).await;
    }
    assert_eq!(again(4).await, 0, "the fourth within ten minutes");
    let found = desk.journey(journey).await;
    let held = found.updates.iter().find(|(_, update)| matches!(update.state, UpdateState::Failed { .. }));
    let (held, _) = held.unwrap();
    let tasks: Vec<_> = found.tasks.values().filter(|task| task.done_at.is_none()).map(|task| task.update).collect();
    assert_eq!(tasks, [Some(*held)], "a person sees to it");
    let who = || regie_app::testing::TestApp::who(&desk.city.people.kcc_agent);
    let known = desk.test.app.undelivered(&who(), journey, *held).await.unwrap();
    assert_eq!(known.reason.as_deref(), Some(regie_app::outbox::reason::LOOP));
    let before = desk.test.mail.to(ANNAS_ADDRESS).len();
    desk.test.app.send_again(who(), journey, *held, ANNAS_ADDRESS, None).await.unwrap();
    desk.test.drain().await;
    assert_eq!(desk.test.mail.to(ANNAS_ADDRESS).len(), before + 1, "once a person looked it goes");
}

#[tokio::test]
async fn r13_an_unproven_sender_gets_fixed_words_only() {
    let desk = Desk::open().await;
    let from = "\"Win a prize https://example.net/spam\" <victim@example.net>";
    desk.receive_from(
        &mail(from, "Click https://example.net/spam", "s@example.net", "", "https://example.net/spam"),
        Some("form@example.net"),
    )
    .await;
    desk.test.drain().await;
    let sent = desk.test.mail.last_to("victim@example.net");
    let raw = String::from_utf8(composed(&sent).unwrap().raw).unwrap();
    let all = format!("{raw} {} {} {}", sent.subject, sent.text, sent.html).replace("=\r\n", "");
    assert!(!all.contains("example.net/spam") && !all.contains("prize") && !all.contains("Click"), "{all}");
}

#[tokio::test]
async fn r14_a_bounce_makes_a_task_and_the_address_is_noted() {
    let desk = Desk::open().await;
    let raw = mail(ANNA, "Riool", "a1@example.net", &dmarc("pass", "example.net"), "Wat nu?");
    let journey = new_journey(&desk.receive(&raw).await);
    desk.test.drain().await;
    let sent = desk.test.mail.last_to(ANNAS_ADDRESS);
    assert!(sent.envelope_from.starts_with("kcc+r") && sent.envelope_from != sent.reply_to);
    let bounce = bounce_of(&sent.envelope_from, "failed", "5.1.1", "elsewhere@example.net");
    assert_eq!(desk.receive_from(&bounce, Some("")).await, Placed::Bounced);
    let found = desk.journey(journey).await;
    assert!(found.updates.values().any(|update| matches!(update.state, UpdateState::Failed { .. })));
    assert_eq!(found.tasks.values().filter(|task| task.done_at.is_none()).count(), 1);
    let before = desk.test.mail.sent().len();
    desk.test.drain().await;
    assert_eq!(desk.test.mail.sent().len(), before, "nothing more goes to a dead address");
    let mut tx = desk.test.app.store.begin_read().await.unwrap();
    let kind = regie_domain::customer::HandleKind::Email;
    assert!(regie_store::views::customers::by_handle(&mut tx, kind, ANNAS_ADDRESS).await.unwrap().unwrap().failed);
}

#[tokio::test]
async fn r14_a_delay_or_a_bounce_of_something_else_is_no_failure() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let delayed = bounce_of(&sent.reply_to, "delayed", "4.4.1", &sent.message_id);
    desk.receive_from(&delayed, Some("")).await;
    let other = bounce_of("kcc@example.org", "failed", "5.1.1", "unknown@example.org");
    assert_eq!(desk.receive_from(&other, Some("")).await, Placed::Automatic);
    let found = desk.journey(journey).await;
    assert!(found.updates.values().all(|update| matches!(update.state, UpdateState::Sent { .. })));
    assert!(found.tasks.is_empty());
}

/// A delivery report to an address about a message.
pub fn bounce_of(to: &str, action: &str, status: &str, original: &str) -> Vec<u8> {
    let text = format!(
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: {to}\nSubject: Undelivered Mail\n\
         Message-ID: <{status}.{action}@mx.example.net>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=d\n\n--d\nContent-Type: text/plain\n\nSorry.\n\n\
         --d\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n\
         Final-Recipient: rfc822; {ANNAS_ADDRESS}\nAction: {action}\nStatus: {status}\n\n\
         --d\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{original}>\n--d--\n"
    );
    text.replace('\n', "\r\n").into_bytes()
}

#[tokio::test]
async fn r22_a_members_mail_to_a_token_is_a_note_to_confirm() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let before = desk.journey(journey).await;
    for (n, top) in [String::new(), dmarc("pass", "example.org")].into_iter().enumerate() {
        let headers = format!("{top}\nIn-Reply-To: <{}>", sent.message_id);
        let raw = mail_to(
            &sent.reply_to,
            "Samira Haddou <samira@example.org>",
            "Re: Riool",
            &format!("s{n}@example.org"),
            headers.trim_start(),
            "Sluit maar.",
        );
        assert_eq!(waits(&desk.receive_from(&raw, Some("samira@example.org")).await), Waits::FromUs);
    }
    assert_eq!(desk.journey(journey).await, before);
    let suggested: Vec<_> = desk.waiting().await.iter().map(|arrival| arrival.suggested).collect();
    assert_eq!(suggested, [Some(journey); 2]);
}
