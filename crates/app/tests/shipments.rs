//! Shipments through the app, on both databases: one parcel is one shipment, whoever registers it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use regie_app::participants::NewPerson;
use regie_app::settings::shipper::Shipper;
use regie_app::settings::story;
use regie_app::shipments::{Heard, NewClaim, NewShipment, Registered, ShipmentSaid};
use regie_app::testing::{Moment as _, TestApp};
use regie_app::{App, AppError, Result, Who};
use regie_domain::actor::Door;
use regie_domain::codes::{ParticipantRole, ShipmentStatus};
use regie_domain::ids::{JourneyId, TeamId};
use regie_domain::refusal::{Code, Refusal};
use regie_store::on_both;

async fn house(db: regie_store::testing::TestDb) -> (TestApp, Shipper) {
    let test = TestApp::on(db);
    test.clock.set("2019-03-11T10:00:00[Europe/Amsterdam]");
    let house = story::lost_parcel(&test.app).await.unwrap();
    (test, house)
}

fn new(tracking: &str, carrier: TeamId, journey: Option<JourneyId>) -> NewShipment {
    NewShipment {
        tracking: tracking.to_owned(),
        carrier: Some(carrier),
        until: Some("2019-03-13T18:00:00[Europe/Amsterdam]".instant()),
        journey,
        name: "Sanne Bos".to_owned(),
        email: Some("sanne@example.net".to_owned()),
        title: "Cursusmap".to_owned(),
        ..NewShipment::default()
    }
}

fn refused(done: Result<Registered>) -> Refusal {
    match done {
        Err(AppError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The carrier says so, of a moment in Amsterdam.
async fn says(app: &App, tracking: &str, status: ShipmentStatus, at: &str) -> Heard {
    let said = ShipmentSaid {
        source: "test".to_owned(),
        event: format!("{tracking} {}", status.code()),
        tracking: tracking.to_owned(),
        status,
        at: Some(format!("{at}[Europe/Amsterdam]").as_str().instant()),
        signed: true,
    };
    app.shipment_fact(Door::Signed, said).await.unwrap()
}

async fn said(app: &App, tracking: &str) -> Heard {
    let said = ShipmentSaid {
        source: "test".to_owned(),
        event: "1".to_owned(),
        tracking: tracking.to_owned(),
        status: ShipmentStatus::InTransit,
        at: None,
        signed: true,
    };
    app.shipment_fact(Door::Signed, said).await.unwrap()
}

on_both! {
    async fn a_shipment_has_one_claim_and_what_is_asked_leaves_to_the_carrier(db: TestDb) {
        let (test, house) = house(db).await;
        let who = TestApp::who(&house.agent);
        let first = test.app.shipment_register(&who, new("3SCLAIM1", house.carrier_a.team.team, None)).await.unwrap();
        let claim = |email: Option<&str>| NewClaim {
            blueprint: Some(house.claim.id),
            email: email.map(str::to_owned),
            text: "Wij vragen EUR 40 vergoeding.".to_owned(),
            key: None,
        };
        let begun = test.app.shipment_claim(&who, first.shipment, claim(Some("claims@example.net"))).await.unwrap();
        let again = test.app.shipment_claim(&who, first.shipment, claim(None)).await.unwrap();
        assert_eq!((begun.known, again.known, again.journey), (false, true, begun.journey));
        test.drain().await;
        let mails = test.mail.to("claims@example.net");
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].text.contains("EUR 40") && !mails[0].text.contains("cursist"), "{}", mails[0].text);
        // The carrier is asked for its decision; nothing is promised to it.
        let to_carrier = &mails[0].text;
        assert!(!to_carrier.contains("U hoort") && to_carrier.contains("Wij horen graag"), "{to_carrier}");

        // Both name each other, with number and title.
        let (delivery, other) = (test.app.open_journey(&who, first.journey).await.unwrap(), begun.journey);
        let linked = &delivery.linked[&other];
        let loaded = test.app.open_journey(&who, other).await.unwrap();
        assert_eq!((linked.reference, linked.title.as_str()), (loaded.journey.reference, loaded.title()));
        assert_eq!(loaded.linked[&first.journey].title, "Cursusmap");
        assert!(loaded.journey.is_claim() && !delivery.journey.is_claim());

        // Without an address nothing leaves: it stands on its own journey only.
        let second = test.app.shipment_register(&who, new("3SCLAIM2", house.carrier_b.team.team, None)).await.unwrap();
        let silent = test.app.shipment_claim(&who, second.shipment, claim(None)).await.unwrap();
        test.drain().await;
        let loaded = test.app.open_journey(&who, silent.journey).await.unwrap();
        assert!(loaded.journey.updates.is_empty() && loaded.texts.values().any(|text| text.contains("EUR 40")));
    }

    async fn who_reads_along_is_not_told_of_a_shipment_as_if_it_were_theirs(db: TestDb) {
        let (test, house) = house(db).await;
        let who = TestApp::who(&house.agent);
        let made = test.app.shipment_register(&who, new("3SLEEST1", house.carrier_a.team.team, None)).await.unwrap();
        let employer = "baas@example.net";
        let person = NewPerson {
            role: ParticipantRole::ContractParty,
            name: "Firma Bol".to_owned(),
            email: Some(employer.to_owned()),
            phone: None,
            may_act: false,
        };
        test.app.add_person(who, made.journey, person, None).await.unwrap();
        test.drain().await;
        let mut hour = 10;
        for status in [ShipmentStatus::InTransit, ShipmentStatus::Delayed, ShipmentStatus::Lost, ShipmentStatus::Delivered] {
            hour += 1;
            test.run_until(format!("2019-03-11T{hour}:00:00[Europe/Amsterdam]").as_str().instant()).await;
            says(&test.app, "3SLEEST1", status, &format!("2019-03-11T{hour}:00:00")).await;
            test.drain().await;
        }
        test.run_until("2019-03-12T10:00:00[Europe/Amsterdam]".instant()).await;
        let copies = test.mail.to(employer);
        let all: Vec<&str> = copies.iter().map(|mail| mail.text.as_str()).collect();
        assert!(all.iter().any(|text| text.contains("ending 3SLEEST1")), "{all:?}");
        for text in &all {
            let addressed = ["Uw zending", "uw zending", "beloofden u", "Heeft u de zending"];
            assert!(!addressed.iter().any(|words| text.contains(words)), "{text}");
        }
        let own = test.mail.to("sanne@example.net");
        assert!(own.iter().any(|mail| mail.text.contains("w zending 3SLEEST1")), "the customer is told of the own one: {own:?}");
    }

    async fn no_news_of_a_shipment_in_doubt_does_not_repeat_the_promise_as_if_it_were_sure(db: TestDb) {
        let (test, house) = house(db).await;
        let who = TestApp::who(&house.agent);
        let made = test.app.shipment_register(&who, new("3STWIJFEL1", house.carrier_a.team.team, None)).await.unwrap();
        let written = || test.mail.to("sanne@example.net");
        test.run_until("2019-03-13T14:30:00[Europe/Amsterdam]".instant()).await;
        let before = written();
        assert!(before.iter().any(|mail| mail.text.contains("Uw zending wordt uiterlijk")), "{before:?}");
        test.run_until("2019-03-13T17:45:00[Europe/Amsterdam]".instant()).await;
        let journey = test.app.open_journey(&who, made.journey).await.unwrap().journey;
        assert!(journey.shipments[&made.shipment].at_risk.is_some());
        let since = written().split_off(before.len());
        assert!(!since.is_empty(), "there is word that there is no news");
        for mail in &since {
            assert!(!mail.text.contains("wordt uiterlijk"), "{}", mail.text);
            assert!(mail.text.contains("Wij beloofden u de zending uiterlijk"), "{}", mail.text);
        }
    }

    async fn what_was_delivered_before_it_was_registered_is_told_as_delivered_and_never_promised(db: TestDb) {
        let (test, house) = house(db).await;
        let who = TestApp::who(&house.agent);
        assert_eq!(says(&test.app, "3SVROEG1", ShipmentStatus::OutForDelivery, "2019-03-11T08:10:00").await, Heard::Early);
        assert_eq!(says(&test.app, "3SVROEG1", ShipmentStatus::Delivered, "2019-03-11T09:17:00").await, Heard::Early);
        test.app.shipment_register(&who, new("3SVROEG1", house.carrier_a.team.team, None)).await.unwrap();
        test.run_until("2019-03-11T10:30:00[Europe/Amsterdam]".instant()).await;
        let mails = test.mail.to("sanne@example.net");
        assert!(mails.iter().any(|mail| mail.text.contains("is bezorgd")), "{mails:?}");
        for mail in &mails {
            assert!(!mail.text.contains("wordt uiterlijk") && !mail.text.contains("toezegging aan u"), "{}", mail.text);
        }
    }

    async fn a_carrier_that_catches_up_gives_one_message_with_the_newest_of_it(db: TestDb) {
        let (test, house) = house(db).await;
        let who = TestApp::who(&house.agent);
        test.app.shipment_register(&who, new("3SINHAAL1", house.carrier_a.team.team, None)).await.unwrap();
        test.run_until("2019-03-11T14:18:00[Europe/Amsterdam]".instant()).await;
        let before = test.mail.to("sanne@example.net").len();
        let scans = [
            (ShipmentStatus::InTransit, "2019-03-11T11:00:00"),
            (ShipmentStatus::OutForDelivery, "2019-03-11T13:00:00"),
            (ShipmentStatus::Delivered, "2019-03-11T14:17:00"),
        ];
        for (status, at) in scans {
            says(&test.app, "3SINHAAL1", status, at).await;
            test.drain().await;
        }
        test.run_until("2019-03-11T14:45:00[Europe/Amsterdam]".instant()).await;
        let since = test.mail.to("sanne@example.net").split_off(before);
        assert_eq!(since.len(), 1, "{since:?}");
        assert!(since[0].text.contains("is bezorgd"), "{}", since[0].text);
    }

    async fn what_is_lost_is_not_promised_again_in_the_message_that_says_so(db: TestDb) {
        let (test, house) = house(db).await;
        let who = TestApp::who(&house.agent);
        let carrier = house.carrier_a.team.team;
        // The delivery is due before the next news can be.
        let soon = NewShipment { until: Some("2019-03-11T12:00:00[Europe/Amsterdam]".instant()), ..new("3SWEG1", carrier, None) };
        test.app.shipment_register(&who, soon).await.unwrap();
        test.drain().await;
        let before = test.mail.to("sanne@example.net").len();
        let lost = ShipmentSaid {
            source: "test".to_owned(),
            event: "lost".to_owned(),
            tracking: "3SWEG1".to_owned(),
            status: ShipmentStatus::Lost,
            at: None,
            signed: true,
        };
        test.app.shipment_fact(Door::Signed, lost).await.unwrap();
        test.run_until("2019-03-11T10:02:00[Europe/Amsterdam]".instant()).await;
        let since = test.mail.to("sanne@example.net").split_off(before);
        let told = since.iter().find(|mail| mail.text.contains("niet vinden")).unwrap();
        assert!(!told.text.contains("bezorgd") && !told.text.contains("12.00 uur"), "{}", told.text);
        assert!(told.text.contains("Wij vertellen u") || told.text.contains("Wij zoeken uit"), "{}", told.text);
        assert_eq!(told.text.matches(" uur").count(), 1, "the moment is said once: {}", told.text);
    }

    async fn a_number_that_stands_on_an_open_journey_is_not_registered_on_another(db: TestDb) {
        let (test, house) = house(db).await;
        let (who, carrier) = (TestApp::who(&house.agent), house.carrier_a.team.team);
        let first = test.app.shipment_register(&who, new("3SDUBBEL1", carrier, None)).await.unwrap();
        let other = test.app.shipment_register(&who, new("3SANDER1", carrier, None)).await.unwrap();
        let begun = test.app.open_journey(&Who::System, first.journey).await.unwrap().journey;
        // As a new journey, and on one that runs; whoever sees the first is told which it is.
        for journey in [None, Some(other.journey)] {
            let refusal = refused(test.app.shipment_register(&who, new("3s dubbel 1", carrier, journey)).await);
            assert_eq!(refusal.code, Code::ShipmentKnown);
            assert_eq!(refusal.journey, Some((first.journey, begun.reference)));
        }
        let same = test.app.shipment_register(&who, new("3SDUBBEL1", carrier, Some(first.journey))).await.unwrap();
        assert_eq!((same.journey, same.shipment), (first.journey, first.shipment), "there it is no news");
        // Another carrier counts by itself, and what is said comes to the one.
        test.app.shipment_register(&who, new("3SANDER1", house.carrier_b.team.team, None)).await.unwrap();
        assert!(matches!(said(&test.app, "3SDUBBEL1").await, Heard::Noted(at) if at.shipment == first.shipment));
    }

    async fn of_two_who_register_the_same_parcel_at_once_one_wins(db: TestDb) {
        let (test, house) = house(db).await;
        let (who, carrier) = (TestApp::who(&house.agent), house.carrier_a.team.team);
        let one = || test.app.shipment_register(&who, new("3STEGELIJK1", carrier, None));
        let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
        let (won, lost): (Vec<_>, Vec<_>) = [a, b, c, d].into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 3));
        assert!(lost.into_iter().all(|done| refused(done).code == Code::ShipmentKnown));
    }
}
