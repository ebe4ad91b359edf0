//! What systems report, on both databases: a report is applied once, in the place of its system, and what cannot be applied
//! waits for a person.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use regie_app::content::{ContentKind, Text};
use regie_app::cti::sign;
use regie_app::facts::apply::Became;
use regie_app::facts::settings::{BODY_SCHEME, FactForm, STANDARD_SCHEME};
use regie_app::facts::waiting::Tied;
use regie_app::facts::{Delivery, MOST_IN_WINDOW, SYSTEM_FACT, Taken, examples};
use regie_app::run::journey_of;
use regie_app::settings::presets::Municipality;
use regie_app::settings::systems::SystemForm;
use regie_app::testing::{Moment as _, TestApp, result_by};
use regie_app::{AppError, Request, Who};
use regie_domain::actor::Door;
use regie_domain::agreement::AgreementState;
use regie_domain::codes::{BallGoes, Channel, Direction, HoldAction, HoldWhy, UpdateKind};
use regie_domain::command::{AgreementCommand as A, HoldCommand as H, JourneyCommand as C, NewHold, NewLeg, Terms};
use regie_domain::customer::Language;
use regie_domain::event::ContactFacts;
use regie_domain::fact::FactTable;
use regie_domain::ids::{AgreementId, ContentId, HoldId, JourneyId, SystemId};
use regie_domain::journey::{Holder, Journey};
use regie_domain::promise::PromiseState;
use regie_store::facts::Reported;
use regie_store::on_both;

const OTHERS: &str = "
fact: meterstoring
when: $.type = meter.fault
do: journey
blueprint: Schade aan eigendom
email: $.data.email
name: $.data.name
title: Storing aan meter {$.data.meter}

fact: langs geweest
when: $.type = desk.visit
do: contact
reference: $.data.reference
channel: counter
direction: in
text: $.data.words

fact: terugbetaald
when: $.type = refund.paid
do: promise_kept
reference: $.data.reference

fact: pakket bezorgd
when: $.type = parcel
do: shipment
tracking: $.data.number
status: delivered

fact: contract opgezegd
when: $.type = contract.ended
do: customer
email: $.data.email
did: left
";

/// The municipality with a billing system of claims, and a journey with an agreement on an invoice.
struct House {
    test: TestApp,
    city: Municipality,
    billing: SystemId,
    secret: String,
    journey: JourneyId,
}

async fn house(db: regie_store::testing::TestDb) -> House {
    let test = TestApp::on(db);
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let billing: SystemId = test.app.ports.id();
    let owner = city.claims.team.team.to_string();
    let form =
        SystemForm { code: "billing".into(), name: "Facturatie".into(), owner, active: true, ..SystemForm::default() };
    test.app.put_system(&admin, billing, 0, form).await.unwrap();
    let blueprint = city.blueprint.name.nl.clone();
    let others = OTHERS.replace("Schade aan eigendom", &blueprint);
    let table = FactTable::parse(&format!("{}{others}", examples::billing(Language::Nl))).unwrap();
    let form = FactForm { scheme: STANDARD_SCHEME.into(), header: String::new(), table, active: true };
    let version = test.app.put_fact_door(&admin, billing, 0, form).await.unwrap();
    let secret = test.app.rotate_fact_secret(&admin, billing, version).await.unwrap();
    test.clock.set("2018-02-05T10:20:00[Europe/Amsterdam]");
    let journey = common::open(&test, &city).await;
    test.drain().await;
    House { test, city, billing, secret, journey }
}

impl House {
    async fn journey(&self) -> Journey {
        let id = self.journey;
        self.test.app.store.read(async |tx| journey_of(tx, id).await).await.unwrap().unwrap()
    }

    fn words(&self, texts: &mut Vec<Text>, words: &str) -> ContentId {
        let id: ContentId = self.test.app.ports.id();
        texts.push(Text::plain(id, ContentKind::Text, words, Some(self.journey)));
        id
    }

    fn agent(&self) -> Who {
        TestApp::who(&self.city.people.kcc_agent)
    }

    fn claims(&self) -> Who {
        TestApp::who(&self.city.people.claims_agent)
    }

    async fn run(&self, who: Who, command: C, texts: Vec<Text>) {
        let request = Request::journey(who, Door::Page, self.journey, command).with(texts);
        self.test.app.run(request).await.unwrap();
    }

    /// An agreement on invoice 884213, acknowledged, its work accepted by claims.
    async fn agree(&self) -> (AgreementId, HoldId) {
        let mut texts = Vec::new();
        let text = self.words(&mut texts, "Wij hebben afgesproken dat factuur 884213 vervalt.");
        let leg = NewLeg {
            to: self.city.claims.team,
            ball: BallGoes::Goes,
            brief: (0..3).map(|_| Some(self.words(&mut texts, "Crediteer factuur 884213."))).collect(),
            respond_by: None,
        };
        let hold = NewHold {
            system: self.billing,
            subject: "invoice:884213".parse().unwrap(),
            action: HoldAction::Collect,
            until: None,
            why: HoldWhy::OurMistake,
        };
        let terms = Terms {
            wording: self.words(&mut texts, "Factuur 884213 geldt als niet verstuurd."),
            amount: regie_domain::money::Cents(0),
            contact: ContactFacts::said(self.test.app.ports.id(), Direction::Out, Channel::Email, text),
            holds: vec![hold],
            leg: Some(leg),
            promise: Some(result_by("2018-02-14T17:00:00[Europe/Amsterdam]")),
        };
        self.run(self.agent(), C::Agreement(A::Make { terms }), texts).await;
        let journey = self.journey().await;
        let (agreement, hold) = (*journey.agreements.keys().next().unwrap(), *journey.holds.keys().next().unwrap());
        self.run(self.claims(), C::Hold(H::Acknowledge { hold, at: None }), Vec::new()).await;
        (agreement, hold)
    }

    async fn accept(&self) {
        let handover = self.journey().await.pending().next().unwrap().0;
        self.run(self.claims(), C::Accept { handover, promise: None }, Vec::new()).await;
    }

    async fn report_with(&self, secret: &str, id: &str, body: &str) -> Result<Taken, AppError> {
        let seconds = self.test.app.ports.clock.machine().as_second().to_string();
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", seconds.clone()),
            ("webhook-signature", sign(secret, id, &seconds, body.as_bytes()).unwrap()),
        ];
        let headers: Vec<(String, String)> = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
        self.test.app.take_fact("billing", Delivery { headers: &headers, body: body.as_bytes() }).await
    }

    async fn report(&self, id: &str, body: &str) -> Taken {
        self.report_with(&self.secret, id, body).await.unwrap()
    }

    async fn last(&self) -> Reported {
        self.test.app.facts_of(self.billing, 1).await.unwrap().remove(0)
    }

    fn event(kind: &str, time: &str, data: &str) -> String {
        format!(r#"{{"specversion":"1.0","id":"e1","source":"urn:x","type":"{kind}","time":"{time}","data":{data}}}"#)
    }

    fn about(kind: &str, time: &str) -> String {
        Self::event(kind, time, r#"{"invoice":884213}"#)
    }

    async fn sound(&self) {
        let dump = async || self.test.app.store.read(async |tx| regie_store::views::dump(tx).await).await.unwrap();
        let before = dump().await;
        regie_app::rebuild::rebuild_views(&self.test.app.store).await.unwrap();
        assert_eq!(dump().await, before);
        assert_eq!(regie_store::verify::verify_all(&self.test.app.store).await.unwrap().findings, Vec::new());
    }
}

on_both! {
    async fn what_is_credited_keeps_the_agreement_and_tells_the_customer(db: TestDb) {
        let house = house(db).await;
        let (agreement, hold) = house.agree().await;
        house.accept().await;
        house.test.run_until("2018-02-13T11:00:00[Europe/Amsterdam]".instant()).await;
        let body = House::about("invoice.credited", "2018-02-13T10:59:00+01:00");
        assert_eq!(house.report("one", &body).await, Taken::Applied);
        let journey = house.journey().await;
        let at = "2018-02-13T10:59:00[Europe/Amsterdam]".instant();
        assert_eq!(journey.agreements[&agreement].state, AgreementState::Kept { at });
        assert!(journey.legs.values().all(|leg| !leg.is_open()));
        assert_eq!(journey.holds[&hold].state(), "ended", "released, and the system that said so knows");
        let promise = journey.agreements[&agreement].bound.as_ref().unwrap().promise.unwrap();
        assert_eq!(journey.promises[&promise].state, PromiseState::Kept { at });
        assert!(journey.proposal.is_some(), "the journey is proposed as solved");
        house.test.drain().await;
        let mail = house.test.mail.last_to(common::RESIDENT);
        assert!(mail.text.contains("De creditnota voor factuur 884213 is gemaakt."), "{}", mail.text);
        let row = house.last().await;
        assert_eq!((row.became.as_str(), row.row.as_str(), row.journey), ("applied", "creditnota gemaakt", Some(house.journey)));

        // The same one again has no second effect; under the same id something else has none at all.
        let seq = house.journey().await.seq;
        assert_eq!(house.report("one", &body).await, Taken::Before);
        assert_eq!(house.report("one", &House::about("letter.sent", "2018-02-13T10:59:00+01:00")).await, Taken::Different);
        let log = house.test.app.facts_of(house.billing, 9).await.unwrap();
        assert_eq!(log.iter().filter(|row| row.became == "refused").count(), 1);
        // Told anew under another id, nothing is left to do.
        assert_eq!(house.report("two", &body).await, Taken::Applied);
        assert_eq!(house.journey().await.seq, seq);
        house.run(house.agent(), C::ConfirmSolved {}, Vec::new()).await;
        house.sound().await;
    }

    async fn what_a_system_reports_at_night_is_told_in_the_morning(db: TestDb) {
        let house = house(db).await;
        house.agree().await;
        house.accept().await;
        house.test.run_until("2018-02-12T23:00:00[Europe/Amsterdam]".instant()).await;
        let before = house.journey().await.updates.len();
        drop(house.test.mail.take());
        let body = House::about("invoice.credited", "2018-02-12T22:59:00+01:00");
        assert_eq!(house.report("night", &body).await, Taken::Applied);
        let journey = house.journey().await;
        assert!(journey.updates.len() > before);
        house.test.run_until("2018-02-13T07:30:00[Europe/Amsterdam]".instant()).await;
        assert!(house.test.mail.take().is_empty(), "nobody is woken by a system");
        house.test.run_until("2018-02-13T08:01:00[Europe/Amsterdam]".instant()).await;
        let mail = house.test.mail.last_to(common::RESIDENT);
        assert!(mail.text.contains("De creditnota voor factuur 884213 is gemaakt."), "{}", mail.text);
    }

    async fn what_was_done_in_time_and_told_late_is_judged_by_when_it_was_done(db: TestDb) {
        let house = house(db).await;
        let (agreement, _) = house.agree().await;
        house.accept().await;
        house.test.run_until("2018-02-15T09:00:00[Europe/Amsterdam]".instant()).await;
        let promise = house.journey().await.agreements[&agreement].bound.as_ref().unwrap().promise.unwrap();
        assert!(matches!(house.journey().await.promises[&promise].state, PromiseState::Broken { .. }));
        assert_eq!(house.report("one", &House::about("invoice.credited", "2018-02-14T15:00:00+01:00")).await, Taken::Applied);
        let journey = house.journey().await;
        let at = "2018-02-14T15:00:00[Europe/Amsterdam]".instant();
        assert_eq!(journey.promises[&promise].state, PromiseState::Kept { at }, "the source is signed");
        assert_eq!(journey.agreements[&agreement].state, AgreementState::Kept { at });
        house.sound().await;
    }

    async fn word_of_a_shipment_that_nobody_knows_yet_is_kept_for_it(db: TestDb) {
        let house = house(db).await;
        let parcel = House::event("parcel", "2018-02-05T09:00:00Z", r#"{"number":"3SABCD0123456"}"#);
        assert_eq!(house.report("one", &parcel).await, Taken::Ignored);
        assert_eq!((house.last().await.row.as_str(), house.last().await.why.as_str()), ("pakket bezorgd", "shipment"));
    }

    async fn work_that_nobody_took_on_yet_is_answered_by_the_fact(db: TestDb) {
        let house = house(db).await;
        let (agreement, hold) = house.agree().await;
        assert_eq!(house.report("one", &House::about("invoice.credited", "2018-02-05T09:19:00Z")).await, Taken::Applied);
        let journey = house.journey().await;
        assert!(matches!(journey.agreements[&agreement].state, AgreementState::Kept { .. }));
        assert_eq!((journey.pending().count(), journey.holds[&hold].state()), (0, "ended"));
        assert!(journey.proposal.is_some());
    }

    async fn a_letter_of_before_the_credit_note_is_told_with_nothing_to_pay_after_it_too(db: TestDb) {
        let house = house(db).await;
        house.agree().await;
        house.accept().await;
        house.test.run_until("2018-02-06T10:00:00[Europe/Amsterdam]".instant()).await;
        let credited = House::about("invoice.credited", "2018-02-06T10:00:00+01:00");
        assert_eq!(house.report("done", &credited).await, Taken::Applied);
        assert!(house.journey().await.holds.values().all(|hold| !hold.stands()));
        house.test.run_until("2018-02-06T11:00:00[Europe/Amsterdam]".instant()).await;
        let letter = House::about("letter.sent", "2018-02-06T02:10:00+01:00");
        assert_eq!(house.report("letter", &letter).await, Taken::Applied);
        house.test.run_until("2018-02-06T11:05:00[Europe/Amsterdam]".instant()).await;
        let mail = house.test.mail.last_to(common::RESIDENT);
        assert!(mail.text.contains("Wij stuurden u toch een brief"), "{}", mail.text);
        assert!(mail.text.contains("U hoeft niets te betalen voor factuur 884213."), "{}", mail.text);
    }

    async fn a_letter_while_it_was_held_is_a_breach_whenever_it_is_told(db: TestDb) {
        let house = house(db).await;
        // Before anything was held, and of what is not held: most of what billing sends is nobody's question.
        assert_eq!(house.report("zero", &House::about("letter.sent", "2018-02-05T09:00:00Z")).await, Taken::Ignored);
        let (agreement, _) = house.agree().await;
        assert_eq!(house.report("early", &House::about("letter.sent", "2018-02-05T09:00:00Z")).await, Taken::Ignored);
        assert_eq!(house.last().await.content, None, "what is about nothing here is not kept");
        house.accept().await;
        house.test.run_until("2018-02-06T02:10:00[Europe/Amsterdam]".instant()).await;
        let body = House::about("letter.sent", "2018-02-06T02:10:00+01:00");
        assert_eq!(house.report("letter", &body).await, Taken::Applied);
        assert_eq!(house.report("letter", &body).await, Taken::Before);
        let journey = house.journey().await;
        assert_eq!(journey.ball.holder, Holder::Team { team: house.city.kcc.team });
        let breach = journey.breaches.values().next().unwrap();
        assert_eq!((breach.agreement, breach.said.len(), breach.said[0].evidence.len()), (agreement, 1, 1));
        assert_eq!(breach.said[0].at, "2018-02-06T02:10:00[Europe/Amsterdam]".instant());
        house.test.run_until("2018-02-06T08:05:00[Europe/Amsterdam]".instant()).await;
        let mail = house.test.mail.last_to(common::RESIDENT);
        assert!(mail.text.contains("U hoeft niets te betalen voor factuur 884213."), "{}", mail.text);
        // The work goes on: what is credited is told, and not proposed as solved over an open breach.
        assert_eq!(house.report("done", &House::about("invoice.credited", "2018-02-06T08:04:00+01:00")).await, Taken::Applied);
        let journey = house.journey().await;
        assert!(journey.proposal.is_none());
        assert!(matches!(journey.agreements[&agreement].state, AgreementState::Kept { .. }));
        assert!(journey.updates.values().any(|update| update.about == UpdateKind::Message));
        // A letter of the time in which it was held is told only now.
        assert_eq!(house.report("late", &House::about("letter.sent", "2018-02-06T03:00:00+01:00")).await, Taken::Applied);
        assert_eq!(house.journey().await.breaches.values().next().unwrap().said.len(), 2);
        house.sound().await;
    }

    async fn what_cannot_be_applied_waits_for_a_person(db: TestDb) {
        let house = house(db).await;
        let app = &house.test.app;
        // No row; a row whose journey is not there; a row that the report leaves empty.
        assert_eq!(house.report("a", &House::event("invoice.lost", "2018-02-05T09:00:00Z", "{}")).await, Taken::Waits);
        let unknown = house.last().await;
        assert_eq!((unknown.became.as_str(), unknown.why.as_str()), ("waiting", "unknown"));
        house.test.clock.set("2018-02-05T10:21:00[Europe/Amsterdam]");
        let visit = |reference: &str| {
            let data = format!(r#"{{"reference":"{reference}","words":"Ik kom even langs."}}"#);
            House::event("desk.visit", "2018-02-05T09:00:00Z", &data)
        };
        assert_eq!(house.report("b", &visit("R-1701-9999")).await, Taken::Waits);
        let unfound = house.last().await;
        assert_eq!((unfound.why.as_str(), unfound.row.as_str()), ("unfound", "langs geweest"));
        house.test.clock.set("2018-02-05T10:22:00[Europe/Amsterdam]");
        assert_eq!(house.report("c", &House::event("desk.visit", "2018-02-05T09:00:00Z", "{}")).await, Taken::Waits);
        assert_eq!(house.last().await.why, "lacks");
        // They stand among what has yet to be placed, with the team that owns the system and a due moment.
        let directory = app.directory().await.unwrap();
        let scope = regie_app::authorise::scope(&house.claims(), &directory).unwrap();
        let waiting = app.arrivals_by_reason(&scope).await.unwrap();
        assert_eq!(waiting, [(SYSTEM_FACT.to_owned(), 3)]);
        let arrivals = app.arrivals(&scope, &[SYSTEM_FACT.to_owned()], (0, 10)).await.unwrap();
        assert!(arrivals.iter().all(|arrival| arrival.team == house.city.claims.team.team && arrival.due > arrival.received_at));

        // Tied to a journey: its row is done there; a report without a row becomes a note.
        assert_eq!(app.tie_fact(&house.claims(), unfound.id, house.journey).await.unwrap(), Tied::Applied);
        let journey = house.journey().await;
        let contact = journey.contacts.values().find(|found| found.facts.channel == Channel::Counter).unwrap();
        assert!(contact.is_from_customer());
        assert_eq!(app.tie_fact(&house.claims(), unknown.id, house.journey).await.unwrap(), Tied::Noted);
        assert!(matches!(app.tie_fact(&house.claims(), unknown.id, house.journey).await, Err(AppError::NotFound("fact"))));
        // Set aside with a reason, and brought back.
        let lacking = house.last().await;
        assert!(matches!(app.set_fact_aside(&house.claims(), lacking.id, " ").await, Err(AppError::Invalid(_))));
        app.set_fact_aside(&house.claims(), lacking.id, "Een proef.").await.unwrap();
        let read = app.fact(&scope, lacking.id).await.unwrap();
        assert_eq!((read.fact.became.as_str(), read.reason.as_deref()), ("aside", Some("Een proef.")));
        assert!(app.arrivals_by_reason(&scope).await.unwrap().is_empty());
        app.bring_fact_back(&house.claims(), lacking.id).await.unwrap();
        assert!(matches!(app.retry_fact(&house.claims(), lacking.id).await.unwrap(), Became::Waits { .. }));
        house.sound().await;
    }

    async fn a_rule_that_refuses_lets_it_wait_and_trying_again_applies_it(db: TestDb) {
        let house = house(db).await;
        house.agree().await;
        house.accept().await;
        // From the future: a clock that is wrong.
        let body = House::about("invoice.credited", "2018-03-01T10:00:00Z");
        assert_eq!(house.report("one", &body).await, Taken::Waits);
        let row = house.last().await;
        assert_eq!((row.why.as_str(), row.row.as_str()), ("implausible-time", "creditnota gemaakt"));
        assert!(house.journey().await.legs.values().any(regie_domain::handover::Leg::is_open), "nothing was done");
        let again = house.test.app.retry_fact(&house.claims(), row.id).await;
        assert!(matches!(again, Err(AppError::Refused(_))), "{again:?}");
        house.test.run_until("2018-03-01T11:01:00[Europe/Amsterdam]".instant()).await;
        let admin = TestApp::who(&house.city.people.administrator);
        assert_eq!(house.test.app.retry_facts(&admin, house.billing).await.unwrap(), (1, 0));
        assert_eq!(house.last().await.became, "applied");
    }

    async fn journeys_contacts_and_promises_come_of_reports(db: TestDb) {
        let house = house(db).await;
        let data = format!(r#"{{"email":"{}","name":"Lotte Brand","meter":"M-12"}}"#, common::RESIDENT);
        assert_eq!(house.report("one", &House::event("meter.fault", "2018-02-05T08:00:00Z", &data)).await, Taken::Applied);
        let begun = house.last().await.journey.unwrap();
        let journey = house.test.app.store.read(async |tx| journey_of(tx, begun).await).await.unwrap().unwrap();
        assert_eq!(journey.customer, house.journey().await.customer, "found by the address");
        let promise = result_by("2018-02-20T17:00:00[Europe/Amsterdam]");
        let promise = regie_domain::command::NewPromise { what: regie_domain::codes::PromiseWhat::Other, ..promise };
        let mut texts = Vec::new();
        let promise = regie_domain::command::NewPromise { text: Some(house.words(&mut texts, "het geld terug")), ..promise };
        house.run(house.agent(), C::Promise { promise }, texts).await;
        let reference = house.journey().await.reference;
        house.test.clock.set("2018-02-06T10:20:00[Europe/Amsterdam]");
        let paid = House::event("refund.paid", "2018-02-06T08:00:00Z", &format!(r#"{{"reference":"{reference}"}}"#));
        assert_eq!(house.report("two", &paid).await, Taken::Applied);
        let at = "2018-02-06T08:00:00Z".parse().unwrap();
        assert!(house.journey().await.promises.values().any(|found| found.state == PromiseState::Kept { at }));
        assert_eq!(house.report("three", &House::event("payment.received", "2018-02-06T08:00:00Z", "{}")).await, Taken::Ignored);
    }

    async fn that_a_customer_left_is_kept_for_figures_and_changes_no_journey(db: TestDb) {
        let house = house(db).await;
        let before = house.journey().await.seq;
        let left = |who: &str| format!(r#"{{"type":"contract.ended","data":{{"email":"{who}"}}}}"#);
        assert_eq!(house.report("1", &left(common::RESIDENT)).await, Taken::Ignored);
        assert_eq!(house.report("1", &left(common::RESIDENT)).await, Taken::Before);
        assert_eq!(house.report("2", &left("nobody@example.net")).await, Taken::Waits, "it may be somebody by another address");
        assert_eq!(house.journey().await.seq, before);
        let sql = "SELECT customer_id, what FROM customer_fact";
        let rows = house.test.app.store.read(async |tx| tx.all(sql, &[]).await).await.unwrap();
        assert_eq!(rows.len(), 1);
        let customer: regie_domain::ids::CustomerId = rows[0].id("customer_id").map(regie_domain::ids::CustomerId).unwrap();
        assert_eq!((customer, rows[0].text("what").unwrap().as_str()), (house.journey().await.customer, "left"));
    }
    async fn a_sample_is_tried_and_nothing_is_kept(db: TestDb) {
        let house = house(db).await;
        house.agree().await;
        house.accept().await;
        let (admin, seq) = (TestApp::who(&house.city.people.administrator), house.journey().await.seq);
        let directory = house.test.app.directory().await.unwrap();
        let (system, door) = (directory.system(house.billing).unwrap(), &directory.fact_doors[&house.billing.0].value);
        let tries = async |sample: &str| house.test.app.try_sample(&admin, system, door.clone(), sample).await;
        let tried = tries(&House::about("invoice.credited", "2018-02-05T09:20:00Z")).await.unwrap();
        assert_eq!(tried.row.unwrap().name, "creditnota gemaakt");
        assert!(matches!(tried.outcome, Some(Ok(Became::Done { journey })) if journey == house.journey));
        let lacking = tries(&House::event("invoice.credited", "2018-02-05T09:20:00Z", "{}")).await.unwrap();
        assert!(lacking.lacks.iter().any(|lack| (lack.key, lack.place.as_str()) == ("subject", "$.data.invoice")));
        let refused = tries(&House::about("invoice.credited", "2018-03-05T09:20:00Z")).await.unwrap();
        assert!(matches!(refused.outcome, Some(Err(AppError::Refused(_)))));
        assert!(tries("geen json").await.is_err());
        assert!(house.test.app.try_sample(&house.agent(), system, door.clone(), "{}").await.is_err(), "for who may change it");
        assert_eq!(house.journey().await.seq, seq);
        assert!(house.test.app.facts_of(house.billing, 9).await.unwrap().is_empty());
    }

    async fn secrets_overlap_and_the_body_alone_can_be_signed(db: TestDb) {
        let house = house(db).await;
        let (app, admin) = (&house.test.app, TestApp::who(&house.city.people.administrator));
        let body = House::event("ping", "2018-02-05T09:00:00Z", "{}");
        let version = async || app.directory().await.unwrap().fact_doors[&house.billing.0].version;
        let fresh = app.rotate_fact_secret(&admin, house.billing, version().await).await.unwrap();
        assert_eq!(house.report_with(&fresh, "new", &body).await.unwrap(), Taken::Waits);
        assert_eq!(house.report_with(&house.secret, "old", &body).await.unwrap(), Taken::Waits, "good for another day");
        let stored = serde_json::to_string(&app.directory().await.unwrap().fact_doors[&house.billing.0].value).unwrap();
        assert!(!stored.contains(fresh.strip_prefix("whsec_").unwrap()), "encrypted at rest");

        let table = app.directory().await.unwrap().fact_doors[&house.billing.0].value.table.clone();
        let form = FactForm { scheme: BODY_SCHEME.into(), header: "X-Signature".into(), table, active: true };
        app.put_fact_door(&admin, house.billing, version().await, form).await.unwrap();
        assert!(matches!(house.report_with(&fresh, "n", &body).await, Err(AppError::Denied(_))), "another way of signing");
        let secret = app.rotate_fact_secret(&admin, house.billing, version().await).await.unwrap();
        let tag = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes()), body.as_bytes());
        let headers = [("x-signature".to_owned(), format!("sha256={}", regie_store::hex(tag.as_ref())))];
        let take = async |body: &str, id: &str| {
            let headers = [headers[0].clone(), ("webhook-id".to_owned(), id.to_owned())];
            app.take_fact("billing", Delivery { headers: &headers, body: body.as_bytes() }).await
        };
        assert_eq!(take(&body, "x").await.unwrap(), Taken::Waits);
        assert_eq!(take(&body, "y").await.unwrap(), Taken::StillWaits, "an id that is not signed makes no second effect");
        assert!(matches!(take(&format!("{body} "), "x").await, Err(AppError::Denied(_))));
    }

    async fn a_flood_is_held_back_and_loses_nothing(db: TestDb) {
        let house = house(db).await;
        let key = regie_app::secrets::veil(&house.test.app.config, "fact flood", &house.billing.to_string());
        let (now, window) = (house.test.app.ports.clock.machine(), jiff::SignedDuration::from_mins(1));
        let fill = house.test.app.store.write_with(key, move |tx, key| {
            Box::pin(async move {
                for _ in 0..MOST_IN_WINDOW {
                    regie_store::sessions::count_failure(tx, key, now, window).await?;
                }
                Ok::<_, regie_store::StoreError>(())
            })
        });
        fill.await.unwrap();
        let body = House::event("ping", "2018-02-05T09:00:00Z", "{}");
        assert!(matches!(house.report_with(&house.secret, "one", &body).await, Err(AppError::TooMany)));
        assert!(house.test.app.facts_of(house.billing, 9).await.unwrap().is_empty());
        house.test.clock.advance(jiff::SignedDuration::from_mins(2));
        assert_eq!(house.report("one", &body).await, Taken::Waits);
    }
}
