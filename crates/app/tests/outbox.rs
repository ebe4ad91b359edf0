//! Messages on their way out: what they say, that each leaves once, and what happens when one does not.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is not as it should be")]

use jiff::{SignedDuration, ToSpan as _};
use regie_app::content::{ContentKind, Text};
use regie_app::directory::kind;
use regie_app::links::RENEWALS;
use regie_app::outbox::{HOURLY, reason};
use regie_app::ports::OutgoingMail;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{Request, Who};
use regie_domain::actor::{Actor, Door};
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{Asks, Channel, ContactClass, Direction, JoinReason, JourneyKind, ParticipantRole, UpdateKind, VoidReason};
use regie_domain::command::{JourneyCommand, NewQuestion};
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::directory::Outgoing;
use regie_domain::event::{Asked, ContactFacts, Reach};
use regie_domain::ids::{CommandId, ContactId, ContentId, CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_domain::update::UpdateState;
use regie_store::on_both;
use regie_store::outbox::OutboxState;
use regie_store::testing::TestDb;
use regie_store::views::mail::{self, MailId};

/// A desk with one customer who wrote a mail.
struct Desk {
    test: TestApp,
    city: Municipality,
    address: String,
    customer: CustomerId,
    handle: HandleId,
    journey: JourneyId,
    participant: ParticipantId,
}

impl Desk {
    async fn on(db: TestDb) -> Self {
        Self::with(db, Evidence::MailProven).await
    }

    async fn with(db: TestDb, evidence: Evidence) -> Self {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let ports = &test.app.ports;
        let (customer, handle, journey, participant) = (ports.id(), ports.id(), ports.id(), ports.id());
        let desk = Self { city, address: "J.deVries@example.net".into(), customer, handle, journey, participant, test };
        desk.register(customer, handle, &desk.address, "J. de Vries", evidence).await;
        desk.open(journey, participant, "Verstopt riool").await;
        desk
    }

    async fn register(&self, customer: CustomerId, handle: HandleId, address: &str, name: &str, evidence: Evidence) {
        let (name_id, value): (ContentId, ContentId) = (self.test.app.ports.id(), self.test.app.ports.id());
        let command = CustomerCommand::Register { name: Some(name_id), language: Language::Nl };
        let texts = vec![Text::plain(name_id, ContentKind::Name, name, None)];
        self.test.app.run(Request::customer(Who::System, Door::Mail, customer, command).with(texts)).await.unwrap();
        let command = CustomerCommand::TieHandle { handle, handle_kind: HandleKind::Email, value, evidence };
        let texts = vec![Text::plain(value, ContentKind::Handle, address, None)];
        self.test.app.run(Request::customer(Who::System, Door::Mail, customer, command).with(texts)).await.unwrap();
    }

    async fn open(&self, journey: JourneyId, participant: ParticipantId, title: &str) {
        let ports = &self.test.app.ports;
        let subject: ContentId = ports.id();
        let (contact, words) = self.contact(Direction::In, Some(participant), "Wat moet ik doen om dit terug te krijgen?");
        let store = &self.test.app.store;
        let reference = store.write(|tx| Box::pin(regie_store::views::references::next(tx, 1802))).await.unwrap();
        let command = JourneyCommand::Open {
            reference,
            need: JourneyKind::Question,
            customer: self.customer,
            participant,
            reach: Reach::Email { handle: self.handle },
            team: self.city.kcc.team,
            subject,
            contact,
            follows: None,
        };
        let texts = vec![words, Text::plain(subject, ContentKind::Subject, title, Some(journey))];
        self.test.app.run(Request::journey(Who::Outsider, Door::Mail, journey, command).with(texts)).await.unwrap();
    }

    fn contact(&self, direction: Direction, participant: Option<ParticipantId>, words: &str) -> (ContactFacts, Text) {
        let ports = &self.test.app.ports;
        let text: ContentId = ports.id();
        let facts = ContactFacts {
            contact: ports.id::<ContactId>(),
            direction,
            channel: Channel::Email,
            class: ContactClass::Human,
            participant,
            text,
            html: None,
            raw: None,
            files: Vec::new(),
            occurred_at: None,
            why: if direction == Direction::In { JoinReason::Opened } else { JoinReason::Member },
            asks: Asks::Something,
            new_topic: false,
            tied_to: None,
        };
        (facts, Text::plain(text, ContentKind::Text, words, Some(self.journey)))
    }

    fn agent(&self) -> Who {
        TestApp::who(&self.city.people.kcc_agent)
    }

    async fn act(&self, command: JourneyCommand, texts: Vec<Text>) -> Journey {
        let request = Request::journey(self.agent(), Door::Page, self.journey, command).with(texts);
        self.test.app.run(request).await.unwrap().journey.unwrap()
    }

    async fn write(&self, words: &str) -> Journey {
        let (contact, text) = self.contact(Direction::Out, None, words);
        self.act(JourneyCommand::Write { contact, complete: false, promise: None, question: None }, vec![text]).await
    }

    async fn send(&self) -> Vec<OutgoingMail> {
        self.test.app.send_due().await.unwrap();
        self.test.mail.take()
    }

    /// The state of the messages about something, in the order in which they were decided on.
    async fn states(&self, about: UpdateKind) -> Vec<UpdateState> {
        let journey = self.loaded().await;
        journey.updates.values().filter(|update| update.about == about).map(|update| update.state).collect()
    }

    async fn loaded(&self) -> Journey {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        let stream = regie_store::journal::StreamKey::new(regie_app::run::JOURNEY, self.journey.0);
        let stored = regie_store::journal::read(&mut tx, &stream, 0).await.unwrap();
        regie_domain::fold::fold(self.journey, &regie_app::run::read_journey(&stored).unwrap()).unwrap()
    }

    async fn switch(&self, outgoing: Outgoing) {
        let organisation = regie_domain::directory::Organisation { outgoing, ..self.city.organisation.clone() };
        let directory = self.test.app.directory().await.unwrap();
        let version = directory.organisation.as_ref().unwrap().version;
        let by = (self.test.app.ports.id::<CommandId>(), Actor::System);
        let now = self.test.app.ports.clock.now();
        self.test
            .app
            .store
            .write(move |tx| {
                let organisation = organisation.clone();
                Box::pin(async move {
                    let record = (kind::ORGANISATION, organisation.id.0);
                    regie_app::directory::put(tx, by, now, record, &organisation, version).await
                })
            })
            .await
            .unwrap();
    }

    fn advance(&self, minutes: i64) {
        self.test.clock.advance(SignedDuration::from_mins(minutes));
    }

    async fn rows(&self, state: OutboxState) -> Vec<regie_store::outbox::OutboxRow> {
        let mut tx = self.test.app.store.begin_read().await.unwrap();
        regie_store::outbox::list(&mut tx, state, 1000).await.unwrap()
    }

    async fn note(&self, kind: &'static str, times: i64) {
        let (address, now) = (self.address.to_lowercase(), self.test.app.ports.clock.now());
        self.test
            .app
            .store
            .write(move |tx| {
                let address = address.clone();
                Box::pin(async move {
                    for _ in 0..times {
                        mail::note_automatic(tx, &address, kind, None, now).await?;
                    }
                    Ok::<_, regie_store::StoreError>(())
                })
            })
            .await
            .unwrap();
    }
}

/// The token of the link in a mail.
fn token(mail: &OutgoingMail) -> String {
    let start = "https://regie.example.org/s/";
    let at = mail.text.find(start).unwrap_or_else(|| panic!("no link in {}", mail.text));
    mail.text[at + start.len()..].split_whitespace().next().unwrap().to_owned()
}

on_both! {
    async fn a_receipt_says_what_comes_next_and_its_link_works(db: TestDb) {
        let desk = Desk::on(db).await;
        let mails = desk.send().await;
        let [mail] = &mails[..] else { panic!("one mail, not {mails:?}") };
        assert_eq!((mail.to.as_str(), mail.from.as_str(), mail.automatic), ("J.deVries@example.net", "kcc@example.org", true));
        let reference = desk.loaded().await.reference.to_string();
        assert_eq!(mail.subject, format!("Wij hebben uw bericht ontvangen [{reference}]"));
        for part in ["Beste J. de Vries,", "Wij geven u uiterlijk maandag 5 februari om 17.00 uur antwoord.", "U hoeft nu niets te doen.", "Gemeente Voorbeeldstad", &reference] {
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

    async fn a_receipt_to_somebody_unproven_repeats_nothing_and_comes_back_to_nobody(db: TestDb) {
        let desk = Desk::with(db, Evidence::MailFrom).await;
        let mail = desk.send().await.remove(0);
        assert_eq!((mail.envelope_from.as_str(), mail.to_name.as_str()), ("", ""));
        assert!(mail.text.starts_with("Beste inwoner,") && !format!("{mail:?}").contains("Vries,"), "{}", mail.text);
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
        desk.advance(61);
        let mails = desk.send().await;
        assert!(mails[0].subject.starts_with("Wij hebben uw bericht ontvangen"), "{mails:?}");
    }

    async fn a_journey_set_aside_says_nothing_any_more(db: TestDb) {
        let desk = Desk::on(db).await;
        desk.act(JourneyCommand::Void { reason: VoidReason::Spam, duplicate_of: None }, vec![]).await;
        assert!(desk.send().await.is_empty());
        for state in [OutboxState::Pending, OutboxState::Leased, OutboxState::Failed, OutboxState::Paused] {
            assert!(desk.rows(state).await.is_empty());
        }
        assert_eq!(desk.states(UpdateKind::Receipt).await, [UpdateState::Planned]);
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
}
