//! What messages say.

use regie_app::Who;
use regie_app::content::{ContentKind, Text};
use regie_app::outbox::reason;
use regie_app::testing::{TestApp, result_by};
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{Direction, MoveReason, PromiseWhat, UpdateKind};
use regie_domain::command::{JourneyCommand, NewPromise, NewQuestion};
use regie_domain::customer::Evidence;
use regie_domain::event::{Asked, Window};
use regie_domain::ids::ContentId;
use regie_domain::money::Cents;
use regie_domain::update::UpdateState;
use regie_store::on_both;
use regie_store::outbox::OutboxState;
use regie_store::views::mail::{self, MailId};

use crate::desk::{Desk, token};

on_both! {
    async fn a_receipt_says_what_comes_next_and_its_link_works(db: TestDb) {
        let desk = Desk::on(db).await;
        let mails = desk.send().await;
        let [mail] = &mails[..] else { panic!("one mail, not {mails:?}") };
        assert_eq!((mail.to.as_str(), mail.from.as_str(), mail.automatic), ("J.deVries@example.net", "kcc@example.org", true));
        let reference = desk.loaded().await.reference.to_string();
        assert_eq!(mail.subject, format!("Wij hebben uw bericht ontvangen [{reference}]"));
        for part in ["Beste J. de Vries,", "U hoort uiterlijk maandag 5 februari om 17.00 uur van ons.", "U hoeft nu niets te doen.", "Gemeente Voorbeeldstad", &reference] {
            assert!(mail.text.contains(part), "{part} in {}", mail.text);
        }
        assert!(mail.html.contains("Naar uw pagina"));
        let link = desk.test.app.resolve_link(&token(mail)).await.unwrap().unwrap();
        assert_eq!((link.journey_id, link.participant_id), (desk.journey.0, desk.participant.0));
        let [UpdateState::Sent { text, .. }] = desk.states(UpdateKind::Receipt).await[..] else { panic!("not recorded as sent") };
        let mut tx = desk.test.app.store.begin_read().await.unwrap();
        let kept = regie_store::content::text(&mut tx, text.0).await.unwrap().unwrap();
        assert!(kept.contains("Wij hebben uw bericht ontvangen.") && !kept.contains(&token(mail)), "{kept}");
        let ids = mail::of_journey(&mut tx, desk.journey).await.unwrap();
        assert!(ids.iter().any(|id| id.role == "out" && id.message_id == mail.message_id));
        drop(tx);
        assert!(desk.send().await.is_empty(), "nothing leaves twice");
    }

    async fn a_receipt_to_somebody_unproven_repeats_no_more_than_a_plain_name_and_comes_back_to_nobody(db: TestDb) {
        let desk = Desk::with(db, Evidence::MailFrom).await;
        let mail = desk.send().await.remove(0);
        assert_eq!((mail.envelope_from.as_str(), mail.to_name.as_str()), ("", ""));
        assert!(mail.text.starts_with("Beste J. de Vries,"), "{}", mail.text);
        assert!(!mail.text.contains("riool") && !mail.subject.contains("riool"));
        desk.write("Dag,\n\nWij zoeken het uit.").await;
        assert_eq!(desk.send().await[0].envelope_from, "kcc@example.org");
    }

    async fn a_members_words_go_as_written_in_the_customers_thread(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let theirs = MailId {
            message_id: "theirs@example.net".into(),
            journey: desk.journey,
            role: "in".into(),
            participant: Some(desk.participant),
            contact: None,
            update: None,
            at: desk.test.app.ports.clock.now(),
        };
        let remembered = theirs.clone();
        desk.test.app.store.write(move |tx| { let id = remembered.clone(); Box::pin(async move { mail::remember(tx, &id).await }) }).await.unwrap();
        let (contact, text) = desk.contact(Direction::Out, None, "Dag meneer De Vries,\n\n\nStuurt u ons  de rekening?");
        let (asked, photo): (ContentId, ContentId) = (desk.test.app.ports.id(), desk.test.app.ports.id());
        let question = NewQuestion {
            text: asked,
            items: vec![Asked { label: photo, kind: AskKind::File, required: true }],
            due: None,
            last_thing: false,
            through: None,
        };
        let texts = vec![
            text,
            Text::plain(asked, ContentKind::Text, "Stuurt u ons  de rekening?", None),
            Text::plain(photo, ContentKind::Text, "Rekening", None),
        ];
        desk.act(JourneyCommand::Write { contact, complete: false, promise: None, question: Some(question) }, texts).await;
        let mail = desk.send().await.remove(0);
        assert!(mail.text.starts_with("Dag meneer De Vries,\n\n\nStuurt u ons  de rekening?"), "{}", mail.text);
        assert_eq!(mail.text.matches("Stuurt u ons").count(), 1, "the question is not repeated: {}", mail.text);
        assert!(mail.text.contains("- Rekening") && mail.text.contains("Graag uiterlijk maandag 19 februari om 17.00 uur"), "{}", mail.text);
        assert_eq!(mail.in_reply_to.as_deref(), Some("theirs@example.net"));
        assert_eq!(mail.references.len(), 2);
        assert!(!mail.automatic);
        assert!(mail.subject.starts_with("Re: Verstopt riool [R-"), "{}", mail.subject);
    }

    async fn a_mail_names_no_mail_that_its_receiver_neither_wrote_nor_got(db: TestDb) {
        let desk = Desk::on(db).await;
        let receipt = desk.send().await.remove(0);
        desk.advance(1);
        let neighbours = mail::MailId {
            message_id: "buur@example.net".into(),
            journey: desk.journey,
            role: "in".into(),
            participant: Some(desk.test.app.ports.id()),
            contact: None,
            update: None,
            at: desk.test.app.ports.clock.now(),
        };
        let remembered = neighbours.clone();
        desk.test.app.store.write(move |tx| { let id = remembered.clone(); Box::pin(async move { mail::remember(tx, &id).await }) }).await.unwrap();
        desk.advance(1);
        desk.write("Wij komen morgen langs.").await;
        let mail = desk.send().await.remove(0);
        assert_eq!(mail.references, std::slice::from_ref(&receipt.message_id));
        assert_eq!(mail.in_reply_to, Some(receipt.message_id));
    }

    async fn the_outbox_page_tells_what_became_of_each(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        desk.test.mail.fail_temporarily(&desk.address);
        desk.advance(1);
        desk.write("Wij zoeken het uit.").await;
        desk.send().await;
        let items = desk.test.app.outbox_page(&Who::System, 10).await.unwrap();
        let [waiting, sent] = &items[..] else { panic!("two messages, not {items:?}") };
        assert_eq!((sent.state, sent.about, sent.recipient.as_deref()), (OutboxState::Sent, Some(UpdateKind::Receipt), Some(desk.address.as_str())));
        assert!(sent.text.as_ref().unwrap().contains("https://regie.example.org/s/…"));
        assert_eq!((waiting.state, waiting.reason.as_deref(), waiting.words.as_str()), (OutboxState::Pending, Some(reason::TEMPORARY), "451 try later"));
        assert!(waiting.text.as_ref().unwrap().contains("Wij zoeken het uit."));
        let administrator = TestApp::who(&desk.city.people.administrator);
        let items = desk.test.app.outbox_page(&administrator, 10).await.unwrap();
        assert!(items.iter().all(|item| item.text.is_none() && item.recipient.is_none()), "an administrator reads no journeys");
        assert!(desk.test.app.outbox_page(&desk.agent(), 10).await.is_err());
    }

    async fn what_was_promised_and_broken_is_named(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        desk.test.run_until("2018-02-05T16:00:01Z".parse().unwrap()).await;
        let mail = desk.test.mail.last_to(&desk.address);
        for part in [
            "Wij zijn een belofte aan u niet nagekomen. Dat spijt ons.",
            "Wij zouden u uiterlijk maandag 5 februari om 17.00 uur antwoord geven. Dat is niet gelukt.",
            "U hoort uiterlijk dinsdag 6 februari om 17.00 uur van ons",
        ] {
            assert!(mail.text.contains(part), "{part} in {}", mail.text);
        }
        assert!(mail.automatic && !mail.subject.starts_with("Re:"));
    }

    async fn a_moved_promise_says_from_when_to_when_and_why(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let promise = NewPromise { cost: Some(Cents(0)), ..result_by("2018-02-09T16:00:00Z") };
        let journey = desk.act(JourneyCommand::Promise { promise }, vec![]).await;
        let made = desk.send().await.remove(0);
        assert!(made.text.contains("U hoort de uitkomst uiterlijk vrijdag 9 februari om 17.00 uur.") && made.text.contains("Dit kost u niets."), "{}", made.text);
        let (promise, _) = journey.promises.iter().find(|(_, promise)| promise.what == PromiseWhat::Result).unwrap();
        let move_to = async |until: &str, reason| {
            desk.advance(1);
            let window = Window::by(until.parse().unwrap());
            desk.act(JourneyCommand::MovePromise { promise: *promise, window, reason, text: None, amount: None }, vec![]).await;
        };
        move_to("2018-02-12T16:00:00Z", MoveReason::Partner).await;
        let moved = desk.send().await.remove(0);
        assert!(moved.text.contains("uiterlijk vrijdag 9 februari om 17.00 uur de uitkomst vertellen. Dat lukt niet. Wij wachten op een andere organisatie."), "{}", moved.text);

        // What was never told is not apologised for: two moves that wait leave as one mail, from the moment that was told.
        move_to("2018-02-13T16:00:00Z", MoveReason::Partner).await;
        move_to("2018-02-14T16:00:00Z", MoveReason::MoreWork).await;
        let moved = desk.send().await;
        assert_eq!(moved.len(), 1);
        let moved = &moved[0].text;
        assert!(moved.contains("uiterlijk maandag 12 februari om 17.00 uur de uitkomst vertellen. Dat lukt niet. Het is meer werk dan wij dachten."), "{moved}");
        assert!(moved.contains("Dit beloven wij u nu: U hoort de uitkomst uiterlijk woensdag 14 februari om 17.00 uur."), "{moved}");
    }

    async fn who_has_it_now_is_told_once_it_is_accepted(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let offered = desk.offer().await;
        assert!(desk.send().await.is_empty(), "an offer is not told");
        let (handover, _) = offered.pending().next().unwrap();
        desk.by(&desk.city.people.technical_agent, JourneyCommand::Accept { handover, promise: None }, vec![]).await;
        let mail = desk.send().await.remove(0);
        assert!(mail.subject.starts_with("Uw vraag is nu bij Technische dienst [R-"), "{}", mail.subject);
        assert!(mail.text.contains("Technische dienst werkt eraan.") && mail.text.matches("uiterlijk").count() == 1, "{}", mail.text);
    }

    async fn a_promise_that_comes_with_an_acceptance_is_told_in_its_own_words(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.send().await;
        let offered = desk.offer().await;
        let (handover, _) = offered.pending().next().unwrap();
        let words: ContentId = desk.test.app.ports.id();
        let promise = NewPromise { what: PromiseWhat::Other, text: Some(words), ..result_by("2018-02-05T15:00:00Z") };
        let texts = vec![Text::plain(words, ContentKind::Text, "Onze monteur belt u om een bezoek af te spreken", None)];
        desk.by(&desk.city.people.technical_agent, JourneyCommand::Accept { handover, promise: Some(promise) }, texts).await;
        let mail = desk.send().await.remove(0);
        let told = "Technische dienst werkt eraan. Onze monteur belt u om een bezoek af te spreken. Uiterlijk maandag 5 februari om 16.00 uur.";
        assert!(mail.text.contains(told), "{}", mail.text);
        assert_eq!(mail.text.to_lowercase().matches("uiterlijk").count(), 1, "{}", mail.text);
    }
}
