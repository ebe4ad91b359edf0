//! The rules for mail that comes in: kept first, once, on the right journey, and undone by a person.

use jiff::SignedDuration;
use regie_app::arrivals::Choice;
use regie_app::contacts::Target;
use regie_app::intake::{Fetched, Placed, Waits};
use regie_app::testing::TestApp;
use regie_channels::email::reply::TokenAddresses;
use regie_domain::codes::{JoinReason, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::ids::TeamId;
use regie_domain::journey::Journey;

use crate::support::{ANNA, ANNAS_ADDRESS, BOB, Desk, dmarc, envelope_of, joined, mail, mail_to, new_journey, waits};

#[tokio::test]
async fn r01_a_mail_is_kept_whole_before_anybody_reads_it() {
    let desk = Desk::open().await;
    let raw = mail(ANNA, "Riool", "a1@example.net", "", "Wat nu?");
    let garbage: Vec<u8> = (0..=255u8).cycle().take(5_000).collect();
    let first = desk.keep(&raw, &["kcc@example.org"], None).await[0];
    desk.test.clock.advance(SignedDuration::from_secs(1));
    let kept = [first, desk.keep(&garbage, &["kcc@example.org"], None).await[0]];
    let unplaced = desk.test.app.unplaced(10).await.unwrap();
    let found: Vec<&[u8]> = unplaced.iter().map(|found| found.raw.as_slice()).collect();
    assert_eq!(found, [raw.as_slice(), garbage.as_slice()]);
    assert_eq!(desk.place_all().await, 2);
    assert!(matches!(desk.arrival(kept[0]).await.state.as_str(), "placed"));
    let aside = desk.arrival(kept[1]).await;
    assert_eq!((aside.state.as_str(), aside.why.as_str()), ("waiting", Waits::Quarantine.code()));
    assert!(aside.due > desk.test.app.ports.clock.now());
    let mut tx = desk.test.app.store.begin_read().await.unwrap();
    assert_eq!(regie_store::content::bytes(&mut tx, aside.raw.0).await.unwrap(), Some(garbage));
    assert_eq!(desk.place_all().await, 0);
}

#[tokio::test]
async fn r02_the_same_mail_is_taken_once_and_the_same_id_with_other_words_is_another() {
    let desk = Desk::open().await;
    let raw = mail(ANNA, "Riool", "a1@example.net", "", "Wat nu?");
    new_journey(&desk.receive(&raw).await);
    assert_eq!(desk.receive(&raw).await, Placed::Duplicate);
    let relayed = [&b"Received: from x by y; Mon, 05 Feb 2018 08:00:01 +0100\r\n"[..], &raw].concat();
    assert_eq!(desk.receive(&relayed).await, Placed::Duplicate);
    let other = mail(ANNA, "Riool", "a1@example.net", "", "Nog iets.");
    assert!(matches!(desk.receive(&other).await, Placed::On { .. }));
    let without = mail(ANNA, "Paspoort", "x", "", "Wanneer?");
    let without = String::from_utf8(without).unwrap().replace("Message-ID: <x>\r\n", "");
    new_journey(&desk.receive(without.as_bytes()).await);
    assert_eq!(desk.receive(without.as_bytes()).await, Placed::Duplicate);
}

#[tokio::test]
async fn r03_a_mail_to_two_mailboxes_is_one_contact_and_both_are_noted() {
    let desk = Desk::open().await;
    let mut second = desk.city.mailbox.1.clone();
    second.address = "schade@example.org".to_owned();
    let id = desk.test.app.ports.uuid();
    desk.put_mailbox(id, second, 0).await;
    let raw = mail_to("kcc@example.org, schade@example.org", ANNA, "Riool", "a1@example.net", "", "Wat nu?");
    let kept = desk.keep(&raw, &["kcc@example.org", "schade@example.org"], None).await;
    assert_eq!(kept.len(), 2);
    assert_eq!(desk.place_all().await, 2);
    assert_eq!(desk.journeys().await.len(), 1);
    assert_eq!(desk.deliveries(kept[0]).await, [id].len());
}

#[tokio::test]
async fn r04_a_token_routes_for_its_message_only_and_not_for_ever() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let (address, at) = (sent.reply_to.clone(), |n: u32| format!("t{n}@example.net"));
    assert!(address.starts_with("kcc+r") && address != sent.envelope_from, "{address}");
    let good = mail_to(&address.to_uppercase(), ANNA, "Heel iets anders", &at(1), "", "Hierbij de rekening.");
    assert_eq!(joined(&desk.receive(&good).await), (journey, JoinReason::Token));
    let last = address.find('@').unwrap() - 5;
    let letter = if &address[last..=last] == "a" { "b" } else { "a" };
    let forged = format!("{}{letter}{}", &address[..last], &address[last + 1..]);
    assert_ne!(
        new_journey(&desk.receive(&mail_to(&forged, ANNA, "Derde vraag", &at(2), "", "Wat nu?")).await),
        journey
    );
    // The address is remembered, so a token that does not hold is what stops it.
    let mut app = desk.test.app.clone();
    let other = regie_app::Config { secret: [9; 32], ..(*app.config).clone() };
    app.ports.addresses = std::sync::Arc::new(TokenAddresses::new(&other));
    let raw = mail_to(&address, ANNA, "Vierde vraag", &at(3), "", "Wat nu?");
    let id = desk.keep(&raw, &[&address], None).await[0];
    let kept = app.kept(id).await.unwrap().unwrap();
    assert_ne!(new_journey(&app.place(id, regie_channels::email::intake::incoming(&kept)).await.unwrap()), journey);
    desk.test.clock.advance(SignedDuration::from_hours(24 * 403));
    assert_ne!(
        new_journey(&desk.receive(&mail_to(&address, ANNA, "Jaren later", &at(4), "", "Wat nu?")).await),
        journey
    );
}

#[tokio::test]
async fn r05_token_then_answers_then_number_then_subject() {
    let desk = Desk::open().await;
    let (one, first) = desk.anna_asks("Riool").await;
    let (two, second) = desk.anna_asks("Paspoort").await;
    let (three, _) = desk.anna_asks("Lantaarn").await;
    let number = desk.journey(three).await.reference.to_string();
    let subject = format!("Re: [{number}] Lantaarn");
    let answers = format!("References: <{}>", second.message_id);
    let all = mail_to(&first.reply_to, ANNA, &subject, "m1@example.net", &answers, "Zie boven.");
    assert_eq!(joined(&desk.receive(&all).await), (one, JoinReason::Token));
    let references = mail(ANNA, &subject, "m2@example.net", &answers, "Zie boven.");
    assert_eq!(joined(&desk.receive(&references).await), (two, JoinReason::References));
    let by_number = mail(ANNA, &subject, "m3@example.net", "References: <unknown@example.net>", "Zie boven.");
    assert_eq!(joined(&desk.receive(&by_number).await), (three, JoinReason::Reference));
    desk.test.clock.advance(SignedDuration::from_hours(50));
    let by_subject = mail(ANNA, "RE: lantaarn", "m4@example.net", "", "Zie boven.");
    assert_eq!(waits(&desk.receive(&by_subject).await), Waits::SameSubject);
    assert_eq!(desk.waiting().await[0].suggested, Some(three));
    let in_text = mail(ANNA, "Vraag", "m5@example.net", "", &format!("Het gaat om {number}."));
    new_journey(&desk.receive(&in_text).await);
}

#[tokio::test]
async fn r06_a_stranger_waits_changes_nothing_and_can_be_let_in() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let before = desk.journey(journey).await;
    let raw = mail_to(&sent.reply_to, BOB, "Re: Riool", "b1@example.net", "", "Ik ben de buurman.");
    assert_eq!(waits(&desk.receive(&raw).await), Waits::NotAParticipant);
    assert_eq!(desk.journey(journey).await, before);
    let arrival = desk.waiting().await.remove(0);
    assert_eq!((arrival.suggested, arrival.sender.as_deref()), (Some(journey), Some("b.devries@example.net")));
    let who = TestApp::who(&desk.city.people.kcc_agent);
    let choice = Choice::Join { journey, take_part: true };
    let placed = desk.test.app.decide_arrival(who, arrival.id, choice).await.unwrap().unwrap();
    assert_eq!(joined(&placed), (journey, JoinReason::Joined));
    let again =
        mail_to(&sent.reply_to, BOB, "Re: Riool", "b2@example.net", "References: <b1@example.net>", "Nog iets.");
    assert_eq!(joined(&desk.receive(&again).await).0, journey);
}

#[tokio::test]
async fn r07_a_new_subject_or_a_long_silence_is_flagged_and_split_off() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let raw = mail_to(&sent.reply_to, ANNA, "Betr.: mijn paspoort", "m1@example.net", "", "Wanneer is het klaar?");
    let Placed::On { contact, .. } = desk.receive(&raw).await else { panic!("it is attached") };
    assert!(desk.journey(journey).await.contacts[&contact].facts.new_topic);
    let same = mail_to(&sent.reply_to, ANNA, "Antw: Re: RIOOL", "m2@example.net", "", "Hierbij de rekening.");
    let Placed::On { contact: same, .. } = desk.receive(&same).await else { panic!("it is attached") };
    assert!(!desk.journey(journey).await.contacts[&same].facts.new_topic);
    let who = TestApp::who(&desk.city.people.kcc_agent);
    let target = Target::New { title: "Paspoort".to_owned() };
    let split = desk.test.app.move_contact(who, journey, contact, target).await.unwrap().journey;
    assert_eq!(desk.journey(split).await.contacts[&contact].facts.why, JoinReason::Split);
    let answer = mail(ANNA, "Re: mijn paspoort", "m3@example.net", "References: <m1@example.net>", "Al klaar?");
    assert_eq!(joined(&desk.receive(&answer).await).0, split, "what follows the contact follows it there");
    desk.test.clock.advance(SignedDuration::from_hours(31 * 24));
    let late = mail_to(&sent.reply_to, ANNA, "Re: Riool", "m4@example.net", "", "Nu iets anders.");
    let Placed::On { contact: late, .. } = desk.receive(&late).await else { panic!("it is attached") };
    assert!(desk.journey(journey).await.contacts[&late].facts.new_topic);
}

#[tokio::test]
async fn r08_persons_who_answer_one_message_have_journeys_of_their_own() {
    let desk = Desk::open().await;
    let answers = "In-Reply-To: <news-1@example.org>";
    let mut journeys = Vec::new();
    for n in 0..4 {
        let from = format!("Lezer {n} <lezer{n}@example.net>");
        journeys.push(new_journey(
            &desk
                .receive(&mail(&from, "Re: Nieuwsbrief", &format!("n{n}@example.net"), answers, "Geldt dit ook hier?"))
                .await,
        ));
    }
    journeys.dedup();
    assert_eq!(journeys.len(), 4);
    let again = mail("Lezer 2 <lezer2@example.net>", "Re: Nieuwsbrief", "n9@example.net", answers, "Ik wacht nog.");
    assert_eq!(joined(&desk.receive(&again).await), (journeys[2], JoinReason::Sibling));
}

#[tokio::test]
async fn r09_a_mail_named_by_another_before_it_came_is_suggested_there() {
    let desk = Desk::open().await;
    let reply = mail_to(
        "kcc@example.org, a.jansen@example.net",
        BOB,
        "Re: Lift",
        "b1@example.net",
        "References: <a1@example.net>",
        "Ook hier.",
    );
    let journey = new_journey(&desk.receive(&reply).await);
    assert_eq!(
        waits(&desk.receive(&mail(ANNA, "Lift", "a1@example.net", "", "De lift staat stil.")).await),
        Waits::NotAParticipant
    );
    assert_eq!(desk.waiting().await[0].suggested, Some(journey));
    let own = mail(BOB, "Lift", "b0@example.net", "References: <a1@example.net>", "Nog iets.");
    assert_eq!(joined(&desk.receive(&own).await), (journey, JoinReason::Sibling));
}

#[tokio::test]
async fn r15_the_cursor_moves_with_the_mail_and_renumbering_doubles_nothing() {
    let desk = Desk::open().await;
    let mailbox = desk.city.mailbox.0;
    let mails: Vec<Vec<u8>> =
        (0..3).map(|n| mail(ANNA, &format!("Vraag {n}"), &format!("q{n}@example.net"), "", "Wat nu?")).collect();
    let fetched = |cursor, mails: &[Vec<u8>]| Fetched {
        mailbox,
        folder: "INBOX".into(),
        cursor,
        mails: mails.to_vec(),
        sent: false,
    };
    let app = &desk.test.app;
    assert_eq!(app.keep_fetched(fetched((7, 2), &mails[..2])).await.unwrap(), 2);
    assert_eq!(app.folder_state(mailbox, "INBOX").await.unwrap().unwrap().cursor, Some((7, 2)));
    assert_eq!(app.keep_fetched(fetched((8, 3), &mails)).await.unwrap(), 1);
    assert_eq!(app.folder_state(mailbox, "INBOX").await.unwrap().unwrap().cursor, Some((8, 3)));
    assert_eq!(desk.place_all().await, 3);
    assert_eq!(desk.journeys().await.len(), 3);
}

#[tokio::test]
async fn r16_a_mail_past_the_limits_is_still_a_mail() {
    let desk = Desk::open().await;
    let part = "--b\nContent-Type: text/plain\n\nstuk\n";
    let parts = format!(
        "From: {ANNA}\nTo: kcc@example.org\nSubject: Veel\nMessage-ID: <p@example.net>\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        part.repeat(2_000)
    );
    let journey = new_journey(&desk.receive(parts.replace('\n', "\r\n").as_bytes()).await);
    assert!(
        desk.text(desk.journey(journey).await.contacts.values().next().unwrap().facts.text).await.starts_with("stuk")
    );
    let page = format!(
        "{}x{}<script>alert(1)</script><img src=https://example.net/p.gif>",
        "<div>".repeat(20_000),
        "</div>".repeat(20_000)
    );
    let html =
        String::from_utf8(mail(ANNA, "Diep", "d@example.net", "", &page)).unwrap().replace("text/plain", "text/html");
    let journey = new_journey(&desk.receive(html.as_bytes()).await);
    let contact = desk.journey(journey).await.contacts.values().next().unwrap().facts.clone();
    assert_eq!(contact.html, None, "too deep to be shown as a page");
    assert_eq!(desk.text(contact.text).await.trim(), "x");
}

#[tokio::test]
async fn r17_what_a_trusted_server_found_counts_and_nothing_else() {
    use regie_domain::customer::HandleKind;
    let desk = Desk::open().await;
    let evidence = async |address: &str| {
        let mut tx = desk.test.app.store.begin_read().await.unwrap();
        let handle =
            regie_store::views::customers::by_handle(&mut tx, HandleKind::Email, address).await.unwrap().unwrap();
        let stream = regie_store::journal::StreamKey::new(regie_app::run::CUSTOMER, handle.customer.0);
        let events =
            regie_app::run::read_customer(&regie_store::journal::read(&mut tx, &stream, 0).await.unwrap()).unwrap();
        regie_domain::customer::fold(handle.customer, &events).unwrap().handles[&handle.id].evidence
    };
    desk.receive(&mail(ANNA, "Een", "a1@example.net", &dmarc("pass", "example.net"), "Wat nu?")).await;
    desk.receive(&mail(
        BOB,
        "Twee",
        "b1@example.net",
        "Authentication-Results: evil.example.net; dmarc=pass",
        "Wat nu?",
    ))
    .await;
    assert_eq!(evidence("a.jansen@example.net").await, regie_domain::customer::Evidence::MailProven);
    assert_eq!(evidence("b.devries@example.net").await, regie_domain::customer::Evidence::MailFrom);
    let forged = mail(
        ANNA,
        "Re: Een",
        "a2@example.net",
        &format!("{}\nReferences: <a1@example.net>", dmarc("fail", "example.net")),
        "Stuur het dossier.",
    );
    assert_eq!(waits(&desk.receive(&forged).await), Waits::Disproven);
}

#[tokio::test]
async fn r18_the_record_says_why_and_a_person_undoes_it() {
    let desk = Desk::open().await;
    let (one, sent) = desk.anna_asks("Riool").await;
    let (two, _) = desk.anna_asks("Paspoort").await;
    let raw = mail(
        ANNA,
        "Re: Riool",
        "m1@example.net",
        &format!("In-Reply-To: <{}>", sent.message_id),
        "Hierbij de rekening.",
    );
    let Placed::On { contact, why, .. } = desk.receive(&raw).await else { panic!("it is placed") };
    assert_eq!(
        (why, desk.journey(one).await.contacts[&contact].facts.why),
        (JoinReason::References, JoinReason::References)
    );
    let who = || TestApp::who(&desk.city.people.kcc_agent);
    let app = &desk.test.app;
    assert_eq!(app.move_contact(who(), one, contact, Target::Journey(two)).await.unwrap().journey, two);
    assert_eq!(desk.journey(one).await.contacts[&contact].moved_to, Some(two));
    assert_eq!(desk.journey(two).await.contacts[&contact].facts.why, JoinReason::Moved);
    app.move_contact(who(), two, contact, Target::Journey(one)).await.unwrap();
    assert_eq!(desk.journey(one).await.contacts[&contact].moved_to, None);
    let stranger = mail(BOB, "Re: Riool", "b1@example.net", "References: <m1@example.net>", "Ik ook.");
    waits(&desk.receive(&stranger).await);
    let arrival = desk.waiting().await.remove(0).id;
    assert_eq!(app.decide_arrival(who(), arrival, Choice::Void).await.unwrap(), None);
    assert!(desk.waiting().await.is_empty());
    app.unvoid_arrival(who(), arrival).await.unwrap();
    let placed = app.decide_arrival(who(), arrival, Choice::New).await.unwrap().unwrap();
    new_journey(&placed);
    assert!(app.decide_arrival(who(), arrival, Choice::New).await.is_err(), "somebody decided already");
}

#[test]
fn r19_every_bug_class_has_a_mail_and_a_test() {
    let tests = include_str!("classes.rs");
    let corpus = format!("{}/corpus", env!("CARGO_MANIFEST_DIR"));
    let files: Vec<String> =
        std::fs::read_dir(corpus).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    for class in 1..=22 {
        let name = format!("e{class:02}_");
        assert!(
            files.iter().any(|file| file.starts_with(&name)) && tests.contains(&format!("async fn {name}")),
            "{name}"
        );
    }
}

/// A mail of which only the headers could be fetched.
fn headers_only(subject: &str, id: &str, more: &str) -> Vec<u8> {
    mail(ANNA, subject, id, format!("X-Regie-Oversize: 73400320\n{more}").trim_end(), "")
}

#[tokio::test]
async fn r20_of_a_mail_too_large_to_fetch_the_headers_count_and_its_writer_is_told() {
    let desk = Desk::open().await;
    let journey = new_journey(&desk.receive_from(&headers_only("Foto's", "f@example.net", ""), None).await);
    let begun = desk.journey(journey).await;
    let contact = begun.contacts.values().next().unwrap().facts.clone();
    assert!(desk.text(contact.text).await.contains("70 MB") && contact.oversize == Some(73_400_320));
    assert_eq!(open_tasks(&begun), [(TaskKind::Fetch, desk.city.kcc.team.team)]);
    desk.test.drain().await;
    let told = desk.test.mail.to(ANNAS_ADDRESS);
    let [mail] = told.as_slice() else { panic!("{} mails", told.len()) };
    assert!(mail.subject.contains("te groot") && mail.text.contains("/s/") && mail.automatic, "{}", mail.text);
    assert!(!mail.text.contains("Foto's"), "nobody proved the address");
}

#[tokio::test]
async fn r20_on_a_journey_that_is_there_its_writer_is_told_once_a_day_and_a_person_fetches_it() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let reply = |n: u32, more: &str| {
        headers_only("Re: Riool", &format!("g{n}@example.net"), &format!("References: <{}>\n{more}", sent.message_id))
    };
    for n in 0..3 {
        assert_eq!(joined(&desk.receive_from(&reply(n, ""), None).await).0, journey);
        desk.test.drain().await;
    }
    let subjects: Vec<String> = desk.test.mail.to(ANNAS_ADDRESS).into_iter().map(|mail| mail.subject).collect();
    assert!(subjects.len() == 2 && subjects[1].contains("te groot"), "{subjects:?}");
    let found = desk.journey(journey).await;
    let team = desk.city.kcc.team.team;
    assert_eq!(open_tasks(&found), [(TaskKind::Fetch, team)], "one look into the mailbox finds all three");
    let (task, news) = (*found.tasks.keys().next().unwrap(), found.last_told());
    desk.test.clock.advance(SignedDuration::from_hours(1));
    desk.act(journey, JourneyCommand::DoneTask { task, reached: true, note: None }, Vec::new()).await;
    let done = desk.journey(journey).await;
    assert!(open_tasks(&done).is_empty() && done.last_told() == news, "fetching tells the customer nothing");
    let before = desk.test.mail.to(ANNAS_ADDRESS).len();
    desk.test.clock.advance(SignedDuration::from_hours(24));
    desk.receive_from(&reply(7, ""), None).await;
    desk.test.drain().await;
    let later: Vec<String> =
        desk.test.mail.to(ANNAS_ADDRESS).into_iter().skip(before).map(|mail| mail.subject).collect();
    assert_eq!(later.iter().filter(|subject| subject.contains("te groot")).count(), 1, "{later:?}");
    assert_eq!(open_tasks(&desk.journey(journey).await), [(TaskKind::Fetch, team)]);
}

#[tokio::test]
async fn r20_a_machine_that_forbids_answers_is_told_nothing() {
    let desk = Desk::open().await;
    let (journey, sent) = desk.anna_asks("Riool").await;
    let thread = format!("Precedence: bulk\nReferences: <{}>", sent.message_id);
    joined(&desk.receive_from(&headers_only("Re: Riool", "l@example.net", &thread), None).await);
    desk.test.drain().await;
    assert_eq!(desk.test.mail.to(ANNAS_ADDRESS).len(), 1);
    assert_eq!(open_tasks(&desk.journey(journey).await).len(), 1);
}

fn open_tasks(journey: &Journey) -> Vec<(TaskKind, TeamId)> {
    let open = journey.tasks.values().filter(|task| task.done_at.is_none());
    open.map(|task| (task.kind, task.owner.team)).collect()
}

#[tokio::test]
async fn r21_words_alone_promise_nothing() {
    let desk = Desk::open().await;
    let raw = mail(
        ANNA,
        "Aanmaning",
        "m@example.net",
        "",
        "Bel me terug over de aanmaning en maak een afspraak voor dinsdag.",
    );
    let journey = desk.journey(new_journey(&desk.receive(&raw).await)).await;
    let what: Vec<_> = journey.promises.values().map(|promise| promise.what).collect();
    assert_eq!(what, [regie_domain::codes::PromiseWhat::FirstAnswer]);
    assert!(journey.tasks.is_empty());
}

#[test]
fn the_envelope_of_a_test_mail_is_ours() {
    assert_eq!(
        envelope_of(&mail_to("x@example.net, kcc+t@example.org", ANNA, "x", "x@example.net", "", "x")),
        ["kcc+t@example.org"]
    );
}
