//! Erasing a customer who came by mail: no name, address, word or file is left in any column, in the bytes of the file, or in
//! a restore of an older backup.

use std::path::PathBuf;

use regie_app::Request;
use regie_app::arrivals::Choice;
use regie_app::authorise::Who;
use regie_app::contacts::Target;
use regie_app::content::{ContentKind, Text};
use regie_app::customers::{EraseError, Ground, Whom};
use regie_app::intake::{Placed, Waits};
use regie_app::testing::TestApp;
use regie_app::{App, AppError, rebuild};
use regie_channels::email::out::composed;
use regie_domain::actor::Door;
use regie_domain::codes::{Channel, Direction, Outcome};
use regie_domain::command::JourneyCommand;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId};
use regie_domain::journey::State;
use regie_store::testing::{TestDb, columns_with, words_in};
use regie_store::{Store, audit, backup, erasure, on_both, verify};

use crate::support::{ANNAS_ADDRESS, BOB, Desk, dmarc, joined, mail, new_journey, waits};

const CUSTOMER: &str = "Mevrouw Fenderik <Grutmuis@example.net>";
const ADDRESS: &str = "grutmuis@example.net";
/// Each stands in a place of its own: name, address, subject, text, somebody named on the mail, name and text of a file, HTML,
/// Message-ID, what a member answered, what the customer answered, a mail that waits, and one that a machine sent.
const WORDS: &[&str] = &[
    "fenderik",
    "grutmuis",
    "hobbeltor",
    "jaspiswol",
    "knorhaan",
    "lorkeboom",
    "mispelvijg",
    "notenkraak",
    "oeverzwam",
    "pimpelrood",
    "quaggatong",
    "roestvlek",
    "sijpelgoot",
];

/// The mail that begins the story, with HTML and a file.
fn story() -> Vec<u8> {
    let text = format!(
        "From: {CUSTOMER}\nTo: kcc@example.org\nCc: Buur <knorhaan@example.net>\nSubject: De hobbeltor\n\
         Message-ID: <oeverzwam.1@example.net>\nDate: Mon, 05 Feb 2018 08:00:00 +0100\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n\
         --a\nContent-Type: text/plain; charset=utf-8\n\nMijn jaspiswol is weg. Wat nu?\n\n\
         --a\nContent-Type: text/html; charset=utf-8\n\n<p>Mijn <b>notenkraak</b> is weg. Wat nu?</p>\n\n--a--\n\
         --m\nContent-Type: text/plain; name=lorkeboom.txt\nContent-Disposition: attachment; filename=lorkeboom.txt\n\
         Content-Transfer-Encoding: base64\n\nRGUgbWlzcGVsdmlqZyBpbiBkZSB0dWluLg==\n--m--\n"
    );
    text.replace('\n', "\r\n").into_bytes()
}

impl Desk {
    fn facts(&self, words: &str, journey: JourneyId) -> (ContactFacts, Vec<Text>) {
        let ports = &self.test.app.ports;
        let text: ContentId = ports.id();
        let facts = ContactFacts::said(ports.id(), Direction::Out, Channel::Email, text);
        (facts, vec![Text::plain(text, ContentKind::Text, words, Some(journey))])
    }

    pub async fn act(&self, journey: JourneyId, command: JourneyCommand, texts: Vec<Text>) {
        let who = TestApp::who(&self.city.people.kcc_agent);
        self.test.app.run(Request::journey(who, Door::Page, journey, command).with(texts)).await.unwrap();
        self.test.drain().await;
    }

    async fn answer(&self, journey: JourneyId, words: &str) {
        let (contact, texts) = self.facts(words, journey);
        self.act(journey, JourneyCommand::Write { contact, complete: true, promise: None, question: None }, texts)
            .await;
    }

    pub async fn close(&self, journey: JourneyId) {
        let (contact, texts) = self.facts("Het is geregeld.", journey);
        self.act(journey, JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None }, texts)
            .await;
        self.act(journey, JourneyCommand::ConfirmSolved {}, Vec::new()).await;
        assert!(matches!(self.journey(journey).await.state, State::Closed { .. }));
    }

    async fn erase(&self, address: &str) -> Result<regie_app::customers::Extent, EraseError> {
        let whom = Whom::Address(address.to_owned());
        self.test.app.erase_customer(&Who::System, whom, Ground::Request).await
    }

    /// Everything that a customer can leave behind, while the journey is open.
    async fn whole_story(&self) -> JourneyId {
        let journey = new_journey(&self.receive_from(&story(), Some("Grutmuis@example.net")).await);
        self.test.drain().await;
        let receipt = self.test.mail.last_to("Grutmuis@example.net");
        assert_eq!(self.receive_from(&story(), Some(ADDRESS)).await, Placed::Duplicate);
        let back = composed(&receipt).unwrap().raw;
        let kept = self.keep(&back, &["kcc@example.org"], Some("kcc@example.org")).await;
        assert_eq!(self.place(kept[0]).await, Placed::Ours);
        let thread = format!("In-Reply-To: <{}>", receipt.message_id);
        let reply = mail(CUSTOMER, "Re: De hobbeltor", "oeverzwam.2@example.net", &thread, "Het was een sijpelgoot.");
        assert_eq!(joined(&self.receive_from(&reply, Some(ADDRESS)).await).0, journey);
        self.answer(journey, "Dag mevrouw Fenderik, uw pimpelrood ligt klaar. Dit kost niets.").await;
        let forged =
            mail(CUSTOMER, "Mijn quaggatong", "oeverzwam.3@example.net", &dmarc("fail", "example.net"), "Stuur alles.");
        assert_eq!(waits(&self.receive_from(&forged, Some(ADDRESS)).await), Waits::Disproven);
        let away = mail(
            CUSTOMER,
            "Afwezig",
            "oeverzwam.4@example.net",
            "Auto-Submitted: auto-replied",
            "Ik ben bij roestvlek.",
        );
        assert_eq!(self.receive_from(&away, None).await, Placed::Automatic);
        new_journey(&self.receive(&mail(BOB, "Vraag", "bob@example.net", "", "Waar is mijn bobbelaar?")).await);
        self.test.drain().await;
        journey
    }
}

async fn is_sound(store: &Store) {
    let report = verify::verify_all(store).await.unwrap();
    assert_eq!(report.findings, vec![]);
    let scratch = TestDb::sqlite().await;
    assert_eq!(rebuild::check(store, &scratch.store).await.unwrap().faults, vec![]);
}

async fn backup_words(store: &Store, file: PathBuf) -> Vec<&'static str> {
    backup::backup(store, &file).await.unwrap();
    words_in(&file, WORDS)
}

on_both! {
    async fn nothing_of_an_erased_customer_is_left(db: TestDb) {
        let file = db.store.is_sqlite().then(|| db.folder().join("regie.db"));
        let desk = Desk::on(db).await;
        let (app, store) = (&desk.test.app, &desk.test.app.store);
        let aside = TestDb::sqlite().await;
        let journey = desk.whole_story().await;

        // The search sees each word, in columns and in bytes, and the older backup holds them all.
        for word in WORDS {
            assert!(!columns_with(store, &[word]).await.is_empty(), "{word}");
        }
        let older = aside.folder().join("older.backup");
        assert_eq!(backup_words(store, older.clone()).await, WORDS);
        let refused = desk.erase(ADDRESS).await;
        let number = desk.journey(journey).await.reference;
        assert!(matches!(&refused, Err(EraseError::Open(open)) if *open == [number]), "{refused:?}");
        desk.close(journey).await;
        assert!(!columns_with(store, WORDS).await.is_empty(), "a refusal erases nothing");

        let customer = desk.journey(journey).await.customer;
        let agent = TestApp::who(&desk.city.people.kcc_agent);
        let whom = Whom::Customer(customer);
        let denied = app.erase_customer(&agent, whom.clone(), Ground::Request).await;
        assert!(matches!(denied, Err(EraseError::App(AppError::Denied(_)))));
        let told = app.erasable(&Who::System, &whom).await.unwrap();
        assert_eq!(desk.erase("GRUTMUIS@example.net").await.unwrap(), told);
        assert!(told.customers == 1 && told.journeys == 1 && told.arrivals >= 2 && told.contents > 15, "{told:?}");

        assert_eq!(columns_with(store, WORDS).await, Vec::<String>::new());
        assert!(app.scrub().await.unwrap());
        if let Some(file) = &file {
            assert_eq!(words_in(file, WORDS), Vec::<&str>::new());
            assert!(words_in(file, &["bobbelaar"]).len() == 1, "others stay");
        }
        assert_eq!(backup_words(store, aside.folder().join("newer.backup")).await, Vec::<&str>::new());
        assert!(!columns_with(store, &["bobbelaar"]).await.is_empty(), "others stay");
        is_sound(store).await;
        assert!(desk.waiting().await.is_empty(), "what waited is waited for no more");
        let rows = store.read(async |tx| audit::of_subject(tx, "customer", &customer.to_string(), 9).await).await.unwrap();
        assert!(rows[0].action == "erase" && rows[0].after.as_ref().unwrap().contains("\"ground\":\"request\""));

        // The same mail once more is known and does not come back; a new one begins anew.
        assert_eq!(desk.receive_from(&story(), Some(ADDRESS)).await, Placed::Duplicate);
        assert_eq!(columns_with(store, WORDS).await, Vec::<String>::new());
        assert_eq!(app.erasable(&Who::System, &whom).await.unwrap().contents, 0);
        desk.test.drain().await;

        // An older backup, restored with the ledger of now.
        let ledger = store.read(async |tx| erasure::ledger(tx).await).await.unwrap();
        let target = if store.is_sqlite() { TestDb::sqlite().await } else { TestDb::postgres().await };
        backup::restore(&older, &target.store, &ledger).await.unwrap();
        assert_eq!(columns_with(&target.store, WORDS).await, Vec::<String>::new());
        is_sound(&target.store).await;
        // Work goes on there, and brings nothing back.
        let restored = App::new(target.store.clone(), app.ports.clone(), app.config.as_ref().clone());
        assert!(restored.unplaced(9).await.unwrap().is_empty());
        restored.drain().await.unwrap();
        assert_eq!(columns_with(&target.store, WORDS).await, Vec::<String>::new());
        assert_eq!(backup_words(&target.store, aside.folder().join("restored.backup")).await, Vec::<&str>::new());
        if target.store.is_sqlite() {
            assert!(erasure::scrub(&target.store).await.unwrap());
            assert_eq!(words_in(&target.folder().join("regie.db"), WORDS), Vec::<&str>::new());
        }

        let again = mail(CUSTOMER, "Opnieuw", "nieuw@example.net", "", "Ik heb een nieuwe vraag. Hoe laat bent u open?");
        let fresh = new_journey(&desk.receive_from(&again, Some(ADDRESS)).await);
        assert_ne!(desk.journey(fresh).await.customer, customer);
    }

    async fn somebody_who_helped_is_erased_and_the_journey_of_another_stays(db: TestDb) {
        let desk = Desk::on(db).await;
        let (app, store) = (&desk.test.app, &desk.test.app.store);
        let (journey, sent) = desk.anna_asks("Riool").await;
        let thread = format!("References: <{}>", sent.message_id);
        let helps = |id: &str, words: &str| mail(BOB, "Re: Riool", id, &thread, words);
        let helper = || Some("b.devries@example.net");
        assert_eq!(waits(&desk.receive_from(&helps("b1@example.net", "Ik help haar met de jaspiswol."), helper()).await), Waits::NotAParticipant);
        let waiting = desk.waiting().await.remove(0);
        let agent = || TestApp::who(&desk.city.people.kcc_agent);
        app.decide_arrival(agent(), waiting.id, Choice::Join { journey, take_part: true }).await.unwrap();
        let Placed::On { contact, .. } = desk.receive_from(&helps("b2@example.net", "En dit is over mijn knorhaan."), helper()).await else {
            panic!("he takes part")
        };
        // The second is about something of his own.
        let own = app.move_contact(agent(), journey, contact, Target::New { title: "Knorhaan".into() }).await.unwrap().journey;
        desk.close(journey).await;

        // Hers goes, with what he wrote about it; his own journey keeps its words.
        let whom = Whom::Address(ANNAS_ADDRESS.to_owned());
        app.erase_customer(&Who::System, whom, Ground::Retention).await.unwrap();
        assert_eq!(columns_with(store, &["jaspiswol", "jansen"]).await, Vec::<String>::new());
        assert!(!columns_with(store, &["knorhaan"]).await.is_empty());
        is_sound(store).await;

        // And the other way round: her journey stays when he goes.
        let (journey, sent) = desk.anna_asks("Stoep").await;
        let thread = format!("References: <{}>", sent.message_id);
        let raw = mail(BOB, "Re: Stoep", "b3@example.net", &thread, "Zij bedoelt de quaggatong.");
        assert_eq!(waits(&desk.receive_from(&raw, helper()).await), Waits::NotAParticipant);
        let waiting = desk.waiting().await.remove(0);
        app.decide_arrival(agent(), waiting.id, Choice::Join { journey, take_part: true }).await.unwrap();
        for open in [own, journey] {
            desk.close(open).await;
        }
        app.erase_customer(&Who::System, Whom::Address("b.devries@example.net".into()), Ground::Objection).await.unwrap();
        assert_eq!(columns_with(store, &["b.devries", "quaggatong", "knorhaan", "bob de vries"]).await, Vec::<String>::new());
        assert!(!columns_with(store, &["riool loopt"]).await.is_empty() && columns_with(store, &["a.jansen"]).await.len() > 1);
        is_sound(store).await;
        let nobody = desk.erase("nobody@example.net").await;
        assert!(matches!(nobody, Err(EraseError::App(AppError::NotFound(_)))));
        let ours = desk.erase("kcc@example.org").await;
        assert!(matches!(ours, Err(EraseError::App(AppError::NotFound(_)))), "{ours:?}");
    }
}
