//! Agreements through the app, on both databases: what systems are told, who may acknowledge, that the views are rebuilt from
//! the journal, and that one statement answers thousands of subjects.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "../common/mod.rs"]
mod common;
mod held;
mod signals;

use regie_app::agreements::BreachSaidHere;
use regie_app::clients::Client;
use regie_app::content::{ContentKind, Text};
use regie_app::read::agreement_lists::{BlockAsked, nobody_decides};
use regie_app::run::journey_of;
use regie_app::settings::clients::ClientForm;
use regie_app::settings::presets::Municipality;
use regie_app::settings::systems::{RunForm, SystemForm};
use regie_app::testing::{Moment as _, TestApp, result_by};
use regie_app::{AppError, Done, Request, Who};
use regie_domain::actor::Door;
use regie_domain::agreement::AgreementState;
use regie_domain::codes::{
    BallGoes, BreachWhat, Channel, Direction, HoldAction, HoldEnd, HoldWhy, Outcome, SignalReason, UpdateKind,
};
use regie_domain::command::{
    AgreementCommand as A, BreachCommand as B, HoldCommand as H, JourneyCommand as C, NewHold, NewLeg,
    SignalCommand as S, Terms,
};
use regie_domain::event::ContactFacts;
use regie_domain::hold::HoldSubject;
use regie_domain::ids::{AgreementId, ContentId, HoldId, JourneyId, SystemId};
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::money::Cents;
use regie_domain::refusal::Code;
use regie_store::on_both;
use regie_store::testing::columns_with;
use regie_store::views::{self, holds};

/// The municipality with a system of claims, by the program that speaks for it or without one.
struct House {
    test: TestApp,
    city: Municipality,
    billing: SystemId,
    program: Who,
    journey: JourneyId,
}

async fn house(db: regie_store::testing::TestDb, connected: bool) -> House {
    let test = TestApp::on(db);
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let form = ClientForm {
        name: "billing".into(),
        teams: vec![city.technical.team.team.to_string()],
        watches: false,
        scopes: vec!["holds.check".into(), "holds.write".into()],
        days: "30".into(),
        active: true,
    };
    let (client, token) = test.app.create_client(&admin, form).await.unwrap();
    let billing: SystemId = test.app.ports.id();
    let form = SystemForm {
        code: "billing".into(),
        name: "Facturatie".into(),
        owner: city.claims.team.team.to_string(),
        client: if connected { client.to_string() } else { String::new() },
        runs: vec![RunForm { day: "mon".into(), at: "02:00".into() }],
        active: true,
    };
    test.app.put_system(&admin, billing, 0, form).await.unwrap();
    let program = Who::Client(Box::new(test.app.client_of(&token).await.unwrap().unwrap()));
    test.clock.set("2018-02-05T10:20:00[Europe/Amsterdam]");
    let journey = common::open(&test, &city).await;
    test.drain().await;
    House { test, city, billing, program, journey }
}

impl House {
    async fn journey(&self) -> Journey {
        let id = self.journey;
        self.test.app.store.read(async |tx| journey_of(tx, id).await).await.unwrap().unwrap()
    }

    fn words(&self, words: &str) -> (ContentId, Text) {
        let id: ContentId = self.test.app.ports.id();
        (id, Text::plain(id, ContentKind::Text, words, Some(self.journey)))
    }

    fn told(&self, words: &str) -> (ContactFacts, Text) {
        let (text, content) = self.words(words);
        (ContactFacts::said(self.test.app.ports.id(), Direction::Out, Channel::Email, text), content)
    }

    /// An agreement on an invoice, with one hold and the work offered to claims.
    fn agreement(&self, cents: i64) -> (C, Vec<Text>) {
        let (wording, first) = self.words("Factuur 884213 geldt als niet verstuurd");
        let (contact, second) = self.told("Wij hebben afgesproken dat factuur 884213 vervalt.");
        let brief: Vec<(ContentId, Text)> = (0..3).map(|_| self.words("Crediteer factuur 884213.")).collect();
        let leg = NewLeg {
            to: self.city.claims.team,
            ball: BallGoes::Goes,
            brief: brief.iter().map(|(id, _)| Some(*id)).collect(),
            respond_by: None,
        };
        let hold = NewHold {
            system: self.billing,
            subject: "invoice:884213".parse().unwrap(),
            action: HoldAction::Collect,
            until: None,
            why: HoldWhy::OurMistake,
        };
        let promise = Some(result_by("2018-02-14T17:00:00[Europe/Amsterdam]"));
        let terms = Terms { wording, amount: Cents(cents), contact, holds: vec![hold], leg: Some(leg), promise };
        let texts = [first, second].into_iter().chain(brief.into_iter().map(|(_, text)| text)).collect();
        (C::Agreement(A::Make { terms }), texts)
    }

    async fn run(&self, who: Who, command: C, texts: Vec<Text>) -> Result<Done, AppError> {
        self.test.app.run(Request::journey(who, Door::Page, self.journey, command).with(texts)).await
    }

    async fn agree(&self) -> (AgreementId, HoldId) {
        let (command, texts) = self.agreement(0);
        self.run(self.agent(), command, texts).await.unwrap();
        let journey = self.journey().await;
        (*journey.agreements.keys().next().unwrap(), *journey.holds.keys().next().unwrap())
    }

    fn agent(&self) -> Who {
        TestApp::who(&self.city.people.kcc_agent)
    }

    fn claims(&self) -> Who {
        TestApp::who(&self.city.people.claims_agent)
    }

    async fn by_program(&self, command: H, key: &str) -> Result<Done, AppError> {
        self.test.app.act_on_hold(&self.program, Door::Api, command, Vec::new(), Some(key.to_owned())).await
    }

    async fn held(&self, subject: &str) -> bool {
        let subject: HoldSubject = subject.parse().unwrap();
        !self.test.app.check_holds(&self.program, Some(self.billing), &[subject]).await.unwrap().is_empty()
    }
}

fn refused(answer: Result<Done, AppError>) -> Code {
    match answer {
        Err(AppError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn the_main_line_holds_until_the_work_is_done_and_the_system_knows(db: TestDb) {
        let house = house(db, true).await;
        let (agreement, hold) = house.agree().await;
        house.test.drain().await;
        let mail = house.test.mail.last_to(common::RESIDENT);
        assert!(mail.text.contains("wij innen factuur 884213 niet"), "{}", mail.text);
        assert!(mail.text.contains("U hoort de uitkomst uiterlijk woensdag 14 februari om 17.00 uur."), "{}", mail.text);
        assert!(house.held("invoice:884213").await && !house.held("invoice:871006").await);

        // The system acknowledges, and once more with another key: one effect.
        house.test.clock.set("2018-02-05T10:21:00[Europe/Amsterdam]");
        let acknowledge = H::Acknowledge { hold, at: None };
        assert!(house.by_program(acknowledge.clone(), "one").await.unwrap().events > 0);
        assert!(house.by_program(acknowledge.clone(), "one").await.unwrap().repeated);
        assert_eq!(house.by_program(acknowledge, "two").await.unwrap().events, 0);
        let (rows, _) = house.test.app.system_holds(&house.program, house.billing, Some("acknowledged"), None, 10).await.unwrap();
        assert_eq!(rows.len(), 1);
        let latency = house.test.app.system_latency(&house.program, house.billing).await.unwrap();
        assert_eq!((latency.acknowledged, latency.longest, latency.waiting), (1, 60_000_000, 0));

        // Claims does the work: the agreement is kept, the hold released, and the release acknowledged.
        let handover = house.journey().await.pending().next().unwrap().0;
        house.run(house.claims(), C::Accept { handover, promise: None }, Vec::new()).await.unwrap();
        let leg = *house.journey().await.legs.keys().next().unwrap();
        let (text, words) = house.words("Gecrediteerd.");
        let finish = C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) };
        house.run(house.claims(), finish, vec![words]).await.unwrap();
        let journey = house.journey().await;
        assert!(matches!(journey.agreements[&agreement].state, AgreementState::Kept { .. }));
        assert!(!house.held("invoice:884213").await, "free from now on");
        let (contact, words) = house.told("De factuur is gecrediteerd.");
        let outcome = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        house.run(house.agent(), outcome, vec![words]).await.unwrap();
        house.test.drain().await;
        assert_eq!(refused(house.run(house.agent(), C::ConfirmSolved {}, Vec::new()).await), Code::HoldsOpen);
        house.by_program(H::AcknowledgeRelease { hold, at: None }, "three").await.unwrap();
        house.run(house.agent(), C::ConfirmSolved {}, Vec::new()).await.unwrap();
        assert!(matches!(house.journey().await.state, State::Closed { .. }));

        // What lists show is what the journal says.
        let dump = async || house.test.app.store.read(async |tx| regie_store::views::dump(tx).await).await.unwrap();
        let before = dump().await;
        assert!(before.iter().any(|line| line.starts_with("hold ")) && before.iter().any(|line| line.starts_with("agreement ")));
        regie_app::rebuild::rebuild_views(&house.test.app.store).await.unwrap();
        assert_eq!(dump().await, before);
        assert_eq!(regie_store::verify::verify_all(&house.test.app.store).await.unwrap().findings, Vec::new());
    }

    async fn a_system_frees_itself_of_nothing_that_the_customer_has_in_writing(db: TestDb) {
        let house = house(db, true).await;
        let (_, hold) = house.agree().await;
        let release = |why| H::Release { hold, why, text: None, told: None };
        for (why, key) in [(HoldEnd::Mistaken, "one"), (HoldEnd::Withdrawn, "two")] {
            let answer = house.by_program(release(why), key).await;
            let Err(AppError::Refused(refusal)) = answer else { panic!("{answer:?}") };
            assert_eq!((refusal.code, refusal.team), (Code::NotYourHold, Some(house.city.kcc.team)), "whom to ask");
        }
        assert!(house.held("invoice:884213").await);
        house.by_program(release(HoldEnd::Fulfilled), "three").await.unwrap();
        assert!(!house.held("invoice:884213").await);
    }

    async fn a_system_that_reports_a_letter_sets_people_to_work_and_the_customer_hears_it(db: TestDb) {
        let house = house(db, true).await;
        let (_, hold) = house.agree().await;
        house.by_program(H::Acknowledge { hold, at: None }, "one").await.unwrap();
        let handover = house.journey().await.pending().next().unwrap().0;
        house.run(house.claims(), C::Accept { handover, promise: None }, Vec::new()).await.unwrap();
        house.test.run_until("2018-02-06T02:10:00[Europe/Amsterdam]".instant()).await;
        let said = || BreachSaidHere { what: BreachWhat::Letter, at: None, text: None, evidence: Vec::new(), texts: Vec::new() };
        let app = &house.test.app;
        app.report_breach(&house.program, Door::Api, hold, said(), Some("letter".into())).await.unwrap();
        assert!(app.report_breach(&house.program, Door::Api, hold, said(), Some("letter".into())).await.unwrap().repeated);
        // With a fresh key, too: nothing is added without a word or a file more.
        let worded = |words: &str| {
            let (text, content) = house.words(words);
            BreachSaidHere { text: Some(text), texts: vec![content], ..said() }
        };
        for (key, words) in [("two", None), ("three", Some("De run vroeg niets.")), ("four", Some("De run vroeg niets. "))] {
            let again = words.map_or_else(said, worded);
            app.report_breach(&house.program, Door::Api, hold, again, Some(key.into())).await.unwrap();
        }
        assert_eq!(house.journey().await.breaches.values().next().unwrap().said.len(), 2, "one line more");
        let journey = house.journey().await;
        assert_eq!(journey.ball.holder, Holder::Team { team: house.city.kcc.team });
        let (breach, found) = journey.breaches.iter().next().unwrap();
        assert_eq!(found.said[0].actor.team(), Some(house.city.claims.team), "the system acts for who owns it");
        assert_eq!((journey.signals.len(), journey.handovers.len()), (1, 2));
        house.test.run_until("2018-02-06T08:05:00[Europe/Amsterdam]".instant()).await;
        let mail = house.test.mail.last_to(common::RESIDENT);
        assert!(mail.text.contains("Wij stuurden u toch een brief, van"), "{}", mail.text);
        assert!(mail.text.contains("U hoeft niets te betalen voor factuur 884213."), "{}", mail.text);
        assert!(mail.text.contains("Factuur 884213 geldt als niet verstuurd"), "{}", mail.text);
        let (contact, words) = house.told("Mijn excuses, dit had niet mogen gebeuren.");
        house.run(house.agent(), C::Breach(B::Apologise { breach: *breach, contact }), vec![words]).await.unwrap();
        let (text, words) = house.words("De brief is ingetrokken.");
        house.run(house.agent(), C::Breach(B::Settle { breach: *breach, text }), vec![words]).await.unwrap();
        assert!(!house.journey().await.breaches[breach].is_open());
    }

    async fn a_system_without_connection_is_ticked_by_its_team_and_becomes_louder(db: TestDb) {
        let house = house(db, false).await;
        let (_, hold) = house.agree().await;
        let acknowledge = C::Hold(H::Acknowledge { hold, at: Some("2018-02-05T16:00:00[Europe/Amsterdam]".instant()) });
        assert_eq!(refused(house.run(house.agent(), acknowledge.clone(), Vec::new()).await), Code::NotYourHold);
        let not_its_own = house.test.app.act_on_hold(&house.program, Door::Api, H::Acknowledge { hold, at: None }, Vec::new(), None);
        assert!(matches!(not_its_own.await, Err(AppError::Denied("scope"))), "it does not speak for that system");
        house.test.run_until("2018-02-07T17:30:00[Europe/Amsterdam]".instant()).await;
        let directory = house.test.app.directory().await.unwrap();
        for who in [house.agent(), house.claims()] {
            let sight = regie_app::authorise::scope(&who, &directory).unwrap();
            let late = house.test.app.store.read(async |tx| regie_store::views::holds::louder(tx, sight.teams(), 10).await).await.unwrap();
            assert_eq!(late[0].overdue.as_deref(), Some("hold_lead"));
        }
        house.run(house.claims(), acknowledge, Vec::new()).await.unwrap();
        assert!(house.journey().await.holds[&hold].overdue.is_none());
    }

    async fn over_the_mandate_four_eyes_decide(db: TestDb) {
        let house = house(db, true).await;
        // More than the agent may decide on alone, and no more than the lead may.
        let amount = house.city.people.kcc_agent.mandate.amount.0 + 1;
        assert!(house.city.people.kcc_lead.mandate.amount.0 >= amount);
        let (command, texts) = house.agreement(amount);
        house.run(house.agent(), command, texts).await.unwrap();
        let journey = house.journey().await;
        let agreement = *journey.agreements.keys().next().unwrap();
        assert!(journey.agreements[&agreement].is_proposed());
        assert!(!house.held("invoice:884213").await, "nothing binds yet");
        let approve = || C::Agreement(A::Approve { agreement, promise: None });
        assert_eq!(refused(house.run(house.agent(), approve(), Vec::new()).await), Code::OwnAgreement);
        let lead = TestApp::who(&house.city.people.kcc_lead);
        house.run(lead, approve(), Vec::new()).await.unwrap();
        assert!(house.held("invoice:884213").await);
    }

    async fn what_nobody_may_decide_on_and_what_nobody_reads_is_told_to_who_watches(db: TestDb) {
        let house = house(db, true).await;
        let people = &house.city.people;
        let desk = house.city.kcc.team.team;
        let most = house.test.app.directory().await.unwrap().most_decided_by(&[desk], None).0;
        let (command, texts) = house.agreement(most + 1);
        house.run(house.agent(), command, texts).await.unwrap();
        let admin = TestApp::who(&people.administrator);
        assert_eq!(house.test.app.beyond_all_mandates(&admin).await.unwrap(), Some((1, Cents(most + 1))));
        let directory = house.test.app.directory().await.unwrap();
        let coordinator = regie_app::authorise::scope(&TestApp::who(&people.coordinator), &directory).unwrap();
        let work = house.test.app.work(&coordinator, true).await.unwrap();
        assert!(work.agreements.waiting.iter().all(|row| nobody_decides(&directory, row)));
        assert_eq!((work.agreements.waiting.len(), work.journeys.len()), (1, 1));
        let counted = house.test.app.waiting(&coordinator, true).await.unwrap().journeys;
        assert_eq!(counted, 1, "the menu counts what the list shows");
        // Once somebody may, it is that team's own.
        let mut form = regie_app::settings::members::MemberForm::of(&people.kcc_lead);
        form.amount = "10000".to_owned();
        let version = directory.members[&people.kcc_lead.id].version;
        house.test.app.change_member(&admin, people.kcc_lead.id, version, form).await.unwrap();
        assert_eq!(house.test.app.beyond_all_mandates(&admin).await.unwrap(), None);
        let directory = house.test.app.directory().await.unwrap();
        let work = house.test.app.work(&coordinator, true).await.unwrap();
        assert!(work.agreements.waiting.iter().all(|row| !nobody_decides(&directory, row)));
    }
}

#[tokio::test]
async fn a_system_is_the_administrators_and_its_code_its_own() {
    let house = house(regie_store::testing::TestDb::either().await, true).await;
    let admin = TestApp::who(&house.city.people.administrator);
    let form = SystemForm::of(&house.test.app.directory().await.unwrap().systems[&house.billing].value);
    let denied = house.test.app.put_system(&house.agent(), house.billing, 1, form.clone()).await;
    assert!(matches!(denied, Err(AppError::Denied(_))), "{denied:?}");
    let twice = house.test.app.put_system(&admin, house.test.app.ports.id(), 0, form.clone()).await;
    let Err(AppError::Invalid(faults)) = twice else { panic!("{twice:?}") };
    assert_eq!((faults[0].field.as_str(), faults[0].key), ("code", "invalid-taken"));
    let renamed = SystemForm { name: "Facturen".into(), ..form };
    assert_eq!(house.test.app.put_system(&admin, house.billing, 1, renamed).await.unwrap(), 2);
    let Who::Client(client) = &house.program else { panic!() };
    let known: &Client = client;
    assert!(known.speaks_for(house.billing));
    assert_eq!(house.test.app.systems(&house.program).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_is_agreed_on_a_social_channel_before_somebody_is_known_by_evidence() {
    let house = house(regie_store::testing::TestDb::either().await, true).await;
    let by_social = |(command, texts): (C, Vec<Text>)| match command {
        C::Agreement(A::Make { mut terms }) => {
            terms.contact.channel = Channel::Social;
            (C::Agreement(A::Make { terms }), texts)
        }
        other => (other, texts),
    };
    // The address was noted by a member: that is evidence.
    let (command, texts) = by_social(house.agreement(0));
    house.run(house.agent(), command, texts).await.unwrap();
    // Somebody who wrote on a social channel and left nothing else is not known.
    let new = regie_app::journeys::NewJourney {
        channel: Channel::Social,
        name: "Iemand".into(),
        email: None,
        phone: None,
        blueprint: Some(house.city.blueprint.id),
        kind: None,
        title: "Dubbele factuur".into(),
        text: "Twee keer betaald.".into(),
        key: None,
    };
    let stranger = House { journey: house.test.app.begin_journey(house.agent(), new).await.unwrap(), ..house };
    let (command, texts) = stranger.agreement(0);
    assert_eq!(refused(stranger.run(stranger.agent(), command, texts).await), Code::HandleUntied);
}
