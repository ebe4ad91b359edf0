//! One mail of the corpus for each bug class E1-E22, from its bytes to its place.

use regie_app::intake::{Placed, Waits};
use regie_domain::codes::{ContactClass, Direction, JoinReason};

use crate::support::{ANNAS_ADDRESS, BOB, Corpus, Desk, dmarc, joined, mail_to, new_journey, waits};

async fn desk() -> (Desk, Corpus) {
    Desk::of_the_corpus().await
}

/// A mail of the corpus with one more line on top.
fn with(line: &str, raw: &[u8]) -> Vec<u8> {
    [line.as_bytes(), b"\r\n", raw].concat()
}

#[tokio::test]
async fn e01_a_guessed_number_lets_no_stranger_in() {
    let (desk, corpus) = desk().await;
    let raw = corpus.load("e01_guessed_number_from_stranger");
    assert_eq!(waits(&desk.receive_from(&raw, Some("stranger@example.net")).await), Waits::Disproven);
    let unproven =
        String::from_utf8(raw).unwrap().replace("Authentication-Results: ", "X-Was: ").replace("<e01@", "<e01b@");
    assert_eq!(waits(&desk.receive(unproven.as_bytes()).await), Waits::NotAParticipant);
    let suggested: Vec<_> = desk.waiting().await.iter().map(|arrival| arrival.suggested).collect();
    assert_eq!(suggested, [Some(corpus.journey); 2]);
    assert_eq!(desk.journey(corpus.journey).await.contacts.len(), 1);
}

#[tokio::test]
async fn e02_numbers_in_the_text_are_not_looked_at() {
    let (desk, corpus) = desk().await;
    let placed = desk.receive(&corpus.load("e02_numbers_in_quoted_body")).await;
    assert_ne!(new_journey(&placed), corpus.journey);
}

#[tokio::test]
async fn e03_a_forward_in_any_language_is_judged_by_its_sender() {
    let (desk, corpus) = desk().await;
    let raw = String::from_utf8(corpus.load("e03_forward_localised")).unwrap();
    let by_bob = raw.replace("Anna Jansen <a.jansen@example.net>", BOB).replace("<e03@", "<e03b@");
    assert_eq!(waits(&desk.receive(by_bob.as_bytes()).await), Waits::NotAParticipant);
    let placed = desk.receive(raw.as_bytes()).await;
    assert_eq!(joined(&placed), (corpus.journey, JoinReason::References));
    let journey = desk.journey(corpus.journey).await;
    assert!(journey.contacts.values().any(|contact| contact.facts.new_topic), "another subject is flagged");
}

#[tokio::test]
async fn e04_an_answer_under_a_new_subject_is_attached_and_flagged() {
    let (desk, corpus) = desk().await;
    let placed = desk.receive(&corpus.load("e04_reply_with_new_subject")).await;
    assert_eq!(joined(&placed), (corpus.journey, JoinReason::Token));
    let journey = desk.journey(corpus.journey).await;
    assert_eq!(journey.contacts.values().filter(|contact| contact.facts.new_topic).count(), 1);
}

#[tokio::test]
async fn e05_a_colleague_of_the_customer_waits_to_be_confirmed() {
    let (desk, corpus) = desk().await;
    let placed = desk.receive_from(&corpus.load("e05_reply_from_colleague"), Some("b.devries@example.net")).await;
    assert_eq!(waits(&placed), Waits::NotAParticipant);
    assert_eq!(desk.waiting().await[0].suggested, Some(corpus.journey));
}

#[tokio::test]
async fn e06_colleagues_who_reply_to_all_make_one_journey() {
    let (desk, corpus) = desk().await;
    let first =
        new_journey(&desk.receive_from(&corpus.load("e06_colleagues_reply_all"), Some("b.devries@example.net")).await);
    let original = mail_to(
        "info@example.org, b.devries@example.net",
        crate::support::ANNA,
        "Lift kapot",
        "e06a@example.net",
        "",
        "De lift doet het niet.",
    );
    assert_eq!(waits(&desk.receive(&original).await), Waits::NotAParticipant);
    assert_eq!(desk.waiting().await[0].suggested, Some(first));
    assert_eq!(desk.journeys().await.len(), 2);
}

#[tokio::test]
async fn e07_what_an_agent_sent_from_outlook_is_an_answer_if_it_is_proven() {
    let (desk, corpus) = desk().await;
    let raw = corpus.load("e07_agent_from_outlook");
    assert_eq!(waits(&desk.receive_from(&raw, Some("info@example.org")).await), Waits::FromUs);
    assert_eq!(desk.waiting().await[0].suggested, Some(corpus.journey));
    let raw = String::from_utf8(raw).unwrap().replace("AM0PR01MB0001@", "AM0PR01MB0002@");
    let placed =
        desk.receive_from(&with(&dmarc("pass", "example.org"), raw.as_bytes()), Some("info@example.org")).await;
    assert_eq!(joined(&placed), (corpus.journey, JoinReason::References));
    let journey = desk.journey(corpus.journey).await;
    assert_eq!(journey.contacts.values().filter(|contact| contact.facts.direction == Direction::Out).count(), 1);
    let answer = mail_to(
        "info@example.org",
        crate::support::ANNA,
        "RE: Lantaarn kapot",
        "e07c@example.net",
        "In-Reply-To: <AM0PR01MB0002@eurprd01.example.org>",
        "Fijn, tot dinsdag.",
    );
    assert_eq!(joined(&desk.receive(&answer).await), (corpus.journey, JoinReason::References));
}

#[tokio::test]
async fn e08_many_who_answer_one_newsletter_are_many_journeys() {
    let (desk, corpus) = desk().await;
    let raw = String::from_utf8(corpus.load("e08_reply_to_newsletter")).unwrap();
    let carla = new_journey(&desk.receive(raw.as_bytes()).await);
    let dirk =
        raw.replace("Carla Smit <c.smit@example.net>", "Dirk Bos <d.bos@example.net>").replace("<e08@", "<e08b@");
    assert_ne!(new_journey(&desk.receive(dirk.as_bytes()).await), carla);
}

#[tokio::test]
async fn e09_one_mail_to_two_mailboxes_is_one_contact() {
    let (desk, corpus) = desk().await;
    let first = desk.keep(&corpus.load("e09_two_mailboxes_a"), &["info@example.org"], Some(ANNAS_ADDRESS)).await[0];
    let second =
        desk.keep(&corpus.load("e09_two_mailboxes_b"), &["belastingen@example.org"], Some(ANNAS_ADDRESS)).await[0];
    new_journey(&desk.place(first).await);
    assert_eq!(desk.place(second).await, Placed::Duplicate);
    assert_eq!(desk.journeys().await.len(), 2);
    assert_eq!(desk.deliveries(first).await, 1);
}

#[tokio::test]
async fn e10_a_sender_who_uses_an_id_twice_loses_nothing() {
    let (desk, corpus) = desk().await;
    desk.test.clock.set("2026-11-15T08:20:00Z");
    let first =
        new_journey(&desk.receive_from(&corpus.load("e10_reused_message_id_a"), Some("noreply@example.net")).await);
    desk.test.clock.set("2026-11-23T08:20:00Z");
    let second = desk.receive_from(&corpus.load("e10_reused_message_id_b"), Some("noreply@example.net")).await;
    assert_eq!(waits(&second), Waits::SameSubject);
    assert_eq!(desk.waiting().await[0].suggested, Some(first));
}

#[tokio::test]
async fn e11_an_empty_id_stops_nothing() {
    let (desk, corpus) = desk().await;
    for name in ["e11_empty_message_id", "e11_no_message_id", "e13_thread_index_only"] {
        desk.keep(&corpus.load(name), &["info@example.org"], Some("scan@example.net")).await;
    }
    assert_eq!(desk.place_all().await, 3);
    // The two scans are one mail, with and without an empty id.
    assert_eq!(desk.journeys().await.len(), 3);
}

#[tokio::test]
async fn e12_a_mail_fetched_twice_at_once_is_one_contact() {
    let (desk, corpus) = desk().await;
    let raw = corpus.load("e12_fetched_twice");
    let (one, two) = tokio::join!(
        desk.keep(&raw, &["info@example.org"], Some(ANNAS_ADDRESS)),
        desk.keep(&raw, &["info@example.org"], Some(ANNAS_ADDRESS))
    );
    let (one, two) = tokio::join!(desk.place(one[0]), desk.place(two[0]));
    let new = [&one, &two].iter().filter(|placed| matches!(placed, Placed::On { new: true, .. })).count();
    assert_eq!((new, desk.journeys().await.len()), (1, 2), "{one:?} {two:?}");
}

#[tokio::test]
async fn e13_a_thread_index_is_no_thread() {
    let (desk, corpus) = desk().await;
    assert_ne!(new_journey(&desk.receive(&corpus.load("e13_thread_index_only")).await), corpus.journey);
}

#[tokio::test]
async fn e14_out_of_office_is_shown_and_changes_nothing() {
    let (desk, corpus) = desk().await;
    let before = desk.journey(corpus.journey).await;
    let raw = corpus.load("e14_out_of_office_nl");
    let placed = desk.receive_from(&raw, Some("b.devries@example.net")).await;
    assert_eq!(joined(&placed).0, corpus.journey);
    let after = desk.journey(corpus.journey).await;
    let notice = after.contacts.values().find(|contact| contact.facts.class != ContactClass::Human).unwrap();
    assert_eq!((notice.facts.class, notice.facts.participant), (ContactClass::OutOfOffice, None));
    assert_eq!((before.state, before.ball, before.promises), (after.state, after.ball, after.promises));
    let english = desk.receive_from(&corpus.load("e14_out_of_office_en"), Some("")).await;
    assert_eq!(english, Placed::Automatic);
}

#[tokio::test]
async fn e15_an_acknowledgement_gets_no_acknowledgement() {
    let (desk, corpus) = desk().await;
    let before = desk.test.mail.sent().len();
    for name in ["e15_acknowledgement_of_other_desk", "e15_old_autoresponder", "challenge", "report_read_receipt"] {
        let placed = desk.receive_from(&corpus.load(name), Some("winkel@example.net")).await;
        assert!(!matches!(placed, Placed::On { new: true, .. } | Placed::Waits(_)), "{name}: {placed:?}");
    }
    desk.test.drain().await;
    assert_eq!((desk.journeys().await.len(), desk.test.mail.sent().len()), (1, before));
}

#[tokio::test]
async fn e16_a_list_member_is_a_person_without_automatic_answer() {
    let (desk, corpus) = desk().await;
    drop(desk.test.mail.take());
    let placed = desk.receive(&corpus.load("e16_auto_submitted_no")).await;
    new_journey(&placed);
    desk.test.drain().await;
    assert_eq!(desk.test.mail.take().len(), 1);
    let raw = corpus.load("e16_google_group_member");
    let kept = desk.keep(&raw, &["info@example.org"], Some("buurt@example.net")).await;
    new_journey(&desk.place(kept[0]).await);
    desk.test.drain().await;
    assert!(desk.test.mail.take().is_empty());
}

#[tokio::test]
async fn e17_an_answer_lands_where_its_message_is_whatever_number_it_names() {
    let (desk, corpus) = desk().await;
    let other =
        mail_to("info@example.org", crate::support::ANNA, "Paspoort", "pas@example.net", "", "Wanneer is het klaar?");
    let other = new_journey(&desk.receive(&other).await);
    let number = desk.journey(other).await.reference.to_string();
    let raw = String::from_utf8(corpus.load("e17_reply_to_merged")).unwrap().replace("R-2610-0007", &number);
    assert_eq!(joined(&desk.receive(raw.as_bytes()).await), (corpus.journey, JoinReason::References));
}

#[tokio::test]
async fn e18_encrypted_mail_is_threaded_with_its_file() {
    let (desk, corpus) = desk().await;
    for name in ["e18_smime_encrypted", "e18_pgp_encrypted"] {
        assert_eq!(joined(&desk.receive(&corpus.load(name)).await), (corpus.journey, JoinReason::References), "{name}");
    }
    let journey = desk.journey(corpus.journey).await;
    assert_eq!(journey.contacts.values().filter(|contact| !contact.facts.files.is_empty()).count(), 2);
}

#[tokio::test]
async fn e19_the_subject_is_that_of_the_mail_itself() {
    let (desk, corpus) = desk().await;
    let journey = desk.journey(new_journey(&desk.receive(&corpus.load("e19_forwarded_with_own_subject")).await)).await;
    assert_eq!(desk.text(journey.subject).await, "Factuur 2026-118");
    assert_eq!(journey.contacts.values().next().unwrap().facts.files.len(), 1);
}

#[tokio::test]
async fn e20_a_form_is_no_relay() {
    let (desk, corpus) = desk().await;
    drop(desk.test.mail.take());
    new_journey(&desk.receive_from(&corpus.load("e20_form_with_crafted_subject"), Some("form@example.org")).await);
    desk.test.drain().await;
    let sent = desk.test.mail.take();
    let to: Vec<&str> = sent.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["form@example.org"], "never to an address that only Reply-To names");
    for mail in &sent {
        let all = format!("{} {} {}", mail.subject, mail.text, mail.html);
        assert!(!all.contains("example.net/spam") && !all.contains("Win now"), "{all}");
        assert_eq!(mail.envelope_from, "");
    }
}

#[tokio::test]
async fn e21_what_word_writes_is_read() {
    let (desk, corpus) = desk().await;
    desk.test.clock.set("2026-12-23T08:20:00Z");
    let journey = desk.journey(new_journey(&desk.receive(&corpus.load("e21_word_html")).await)).await;
    let contact = &journey.contacts.values().next().unwrap().facts;
    assert_eq!(desk.text(contact.text).await, "Beste,\n\nDe verwarming doet het niet. Groet, Anna");
    assert!(!desk.text(contact.html.unwrap()).await.contains("style"));
}

#[tokio::test]
async fn e22_a_machine_that_reports_begins_a_journey_and_gets_no_answer() {
    let (desk, corpus) = desk().await;
    drop(desk.test.mail.take());
    let raw = corpus.load("e22_machine_sender");
    let journey = new_journey(&desk.receive_from(&raw, Some("jira@example.net")).await);
    assert_eq!(desk.journey(journey).await.contacts.values().next().unwrap().facts.class, ContactClass::Human);
    desk.test.drain().await;
    assert!(desk.test.mail.take().is_empty());
}
