//! Who may be the same person, on both databases: the reasons and how much they say, what a member says of it, what stays
//! unseen, and that nothing is ever joined by it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use regie_app::authorise::{Scope, scope};
use regie_app::content::{ContentKind, Text};
use regie_app::customers::records::Keeping;
use regie_app::journeys::NewJourney;
use regie_app::likeness::SamePerson;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_app::{AppError, Request, Who};
use regie_domain::actor::Door;
use regie_domain::blueprint::Words;
use regie_domain::codes::Channel;
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::directory::Member;
use regie_domain::ids::{BlueprintId, ContentId, CustomerId, HandleId, JourneyId};
use regie_domain::likeness::{Likeness, Strength};
use regie_domain::refusal::Code;
use regie_store::on_both;
use regie_store::testing::TestDb;

const HOUSE: &str = "Dorpsstraat 1\n1234 AB Voorbeeld";

type Given<'a> = (HandleKind, &'a str, Evidence);

async fn person(test: &TestApp, name: &str, handles: &[Given<'_>]) -> CustomerId {
    let app = &test.app;
    let customer: CustomerId = app.ports.id();
    let run = async |command: CustomerCommand, texts: Vec<Text>| {
        let request = Request::customer(Who::System, Door::Program, customer, command).with(texts);
        app.run(request).await.unwrap();
    };
    let id: ContentId = app.ports.id();
    let called = (!name.is_empty()).then_some(id);
    let texts = called.iter().map(|id| Text::plain(*id, ContentKind::Name, name, None)).collect();
    run(CustomerCommand::Register { name: called, language: Language::Nl }, texts).await;
    for (handle_kind, value, evidence) in handles {
        let (handle, content): (HandleId, ContentId) = (app.ports.id(), app.ports.id());
        let text = Text::plain(content, ContentKind::Handle, value, None);
        let (handle_kind, evidence) = (*handle_kind, *evidence);
        run(CustomerCommand::TieHandle { handle, handle_kind, value: content, evidence }, vec![text]).await;
    }
    customer
}

async fn of(test: &TestApp, member: &Member) -> Scope {
    scope(&TestApp::who(member), &test.app.directory().await.unwrap()).unwrap()
}

async fn asked(test: &TestApp, member: &Member, id: CustomerId) -> SamePerson {
    test.app.same_person(&of(test, member).await, id).await.unwrap()
}

/// Whom is suggested, why, and how much that says.
async fn suggested(test: &TestApp, member: &Member, id: CustomerId) -> Vec<(CustomerId, Vec<Likeness>, Strength)> {
    let found = asked(test, member, id).await.suggested;
    found.into_iter().map(|likely| (likely.id().unwrap(), likely.reasons.clone(), likely.strength())).collect()
}

async fn keep(test: &TestApp, member: &Member, id: CustomerId, keeping: Keeping) -> Result<(), AppError> {
    test.app.keep_customer(TestApp::who(member), id, keeping, None).await
}

async fn begin(
    test: &TestApp,
    member: &Member,
    blueprint: BlueprintId,
    (email, name, text): (&str, &str, &str),
) -> JourneyId {
    let new = NewJourney {
        channel: Channel::Phone,
        name: name.to_owned(),
        email: Some(email.to_owned()),
        phone: None,
        blueprint: Some(blueprint),
        kind: None,
        title: "Vraag".to_owned(),
        text: text.to_owned(),
        key: None,
    };
    test.app.begin_journey(TestApp::who(member), new).await.unwrap()
}

async fn customer_of(test: &TestApp, journey: JourneyId) -> CustomerId {
    test.app.open_journey(&Who::System, journey).await.unwrap().journey.customer
}

/// The views say what the journal says.
async fn sound(test: &TestApp) {
    let scratch = TestDb::sqlite().await;
    let checked = regie_app::rebuild::check(&test.app.store, &scratch.store).await.unwrap();
    assert!(checked.faults.is_empty(), "{:?}", checked.faults);
}

/// A kind of journey that is for the technical service only.
async fn restricted(test: &TestApp, city: &Municipality) -> BlueprintId {
    let form = BlueprintForm {
        name: Words::new("Schuldhulp", "Debt help"),
        director: city.technical.team.team.to_string(),
        restricted: true,
        ..BlueprintForm::of(&city.blueprint)
    };
    test.app.create_blueprint(&TestApp::who(&city.people.administrator), form).await.unwrap()
}

on_both! {
    async fn each_reason_is_found_and_says_what_it_is_worth(db: TestDb) {
        use Evidence as E;
        use HandleKind as H;
        use Likeness as L;
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let agent = &city.people.kcc_agent;
        let anja = person(&test, "Anja de Wit", &[
            (H::Email, "anja@example.net", E::MailProven),
            (H::Phone, "06 00 00 00 78", E::Member),
            (H::Address, HOUSE, E::Member),
            (H::Plate, "12-ABC-3", E::Member),
        ]).await;
        let others = [
            (person(&test, "", &[(H::Whatsapp, "31600000078", E::Social)]).await, vec![L::SameHandle], Strength::Strong),
            (person(&test, "A. Wit", &[(H::Phone, "+31600000078", E::ApartFrom)]).await, vec![L::GivenHandle], Strength::Weak),
            (person(&test, "", &[(H::Email, "Anja+huis@example.net", E::MailProven)]).await, vec![L::SameMailbox], Strength::Weak),
            (person(&test, "Wit, Anja de", &[(H::Address, "Kerkstraat 9\n1234AB Voorbeeld", E::Form)]).await, vec![L::NamePostcode], Strength::Weak),
            (person(&test, "Mevrouw Anja de Wit", &[(H::Plate, "12abc3", E::Member)]).await, vec![L::NamePlate], Strength::Weak),
        ];
        // A neighbour in the same house, another driver of the car, and somebody who only sounds alike.
        person(&test, "Bram Jansen", &[(H::Address, HOUSE, E::Member), (H::Plate, "12-ABC-3", E::Member)]).await;
        person(&test, "Anja Wit", &[(H::Email, "a.n.j.a@example.net", E::MailProven)]).await;
        let found = suggested(&test, agent, anja).await;
        assert_eq!(found.len(), others.len(), "{found:?}");
        assert_eq!(found[0].2, Strength::Strong, "the strongest stands first");
        for (id, reasons, strength) in &others {
            assert!(found.contains(&(*id, reasons.clone(), *strength)), "{reasons:?}: {found:?}");
            // It is the same from the other side.
            let back = suggested(&test, agent, *id).await;
            assert!(back.contains(&(anja, reasons.clone(), *strength)), "{reasons:?}: {back:?}");
        }
        let line = test.app.perhaps_same(&of(&test, agent).await, anja).await.unwrap().unwrap();
        assert_eq!(line.strength(), Strength::Strong);
        // What the views say is what the journal says, also once a name has changed and a number is somebody else's.
        let named = Keeping::Correct { name: Some("Anna Smit".to_owned()), language: None };
        keep(&test, agent, anja, named).await.unwrap();
        let mut left: Vec<Likeness> = suggested(&test, agent, anja).await.into_iter().flat_map(|(_, reasons, _)| reasons).collect();
        assert_eq!(left[0], L::SameHandle, "the strongest stands first");
        left.sort_by_key(|reason| reason.code());
        assert_eq!(left, [L::GivenHandle, L::SameHandle, L::SameMailbox]);
        sound(&test).await;
    }

    async fn a_name_by_itself_is_a_hint_and_of_a_name_that_many_have_nothing_is_said(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let agent = &city.people.kcc_agent;
        let first = person(&test, "Jan de Vries", &[(HandleKind::Email, "jan0@example.net", Evidence::MailProven)]).await;
        for number in 1..4 {
            let email = format!("jan{number}@example.net");
            person(&test, "Jan de Vries", &[(HandleKind::Email, &email, Evidence::MailProven)]).await;
        }
        let found = suggested(&test, agent, first).await;
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|(_, reasons, strength)| *reasons == [Likeness::SameName] && *strength == Strength::Hint));
        assert!(test.app.perhaps_same(&of(&test, agent).await, first).await.unwrap().is_none(), "a page says nothing of it");
        for number in 4..9 {
            let email = format!("jan{number}@example.net");
            person(&test, "Jan de Vries", &[(HandleKind::Email, &email, Evidence::MailProven)]).await;
        }
        assert_eq!(suggested(&test, agent, first).await, []);
        // One mailbox that hundreds write from is no more than a few.
        let shop = person(&test, "", &[(HandleKind::Email, "shop@example.net", Evidence::MailProven)]).await;
        for number in 0..20 {
            let email = format!("shop+{number}@example.net");
            person(&test, "", &[(HandleKind::Email, &email, Evidence::MailFrom)]).await;
        }
        assert!(suggested(&test, agent, shop).await.len() <= 6);
    }

    async fn the_name_and_a_number_that_both_speak_of(db: TestDb) {
        let test = TestApp::on(db);
        test.clock.set("2019-03-11T10:00:00[Europe/Amsterdam]");
        let house = regie_app::settings::story::lost_parcel(&test.app).await.unwrap();
        let new = regie_app::shipments::NewShipment {
            tracking: "3SREGIE77".to_owned(),
            carrier: Some(house.carrier_a.team.team),
            until: Some("2019-03-13T17:00:00Z".parse().unwrap()),
            name: "Sanne Bos".to_owned(),
            email: Some("sanne@example.net".to_owned()),
            title: "Cursusmap".to_owned(),
            ..regie_app::shipments::NewShipment::default()
        };
        let first = test.app.shipment_register(&TestApp::who(&house.agent), new).await.unwrap();
        let sanne = customer_of(&test, first.journey).await;
        let blueprint = test.app.open_journey(&Who::System, first.journey).await.unwrap().journey.blueprint.id;
        let write = async |email: &str, name: &str| {
            let text = "Waar blijft mijn pakket (3SREGIE77)?";
            customer_of(&test, begin(&test, &house.agent, blueprint, (email, name, text)).await).await
        };
        let again = write("s.bos@example.com", "Bos, Sanne").await;
        let neighbour = write("buur@example.com", "Bram Jansen").await;
        for (one, other) in [(sanne, again), (again, sanne)] {
            let found = suggested(&test, &house.agent, one).await;
            assert_eq!(found, [(other, vec![Likeness::NameReference], Strength::Weak)]);
        }
        assert_eq!(suggested(&test, &house.agent, neighbour).await, [], "who takes a parcel in is nobody else");
    }

    async fn one_name_and_one_number_written_by_two_ways_is_said_on_the_page(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let agent = &city.people.kcc_agent;
        let write = async |email: &str, name: &str, text: &str| {
            customer_of(&test, begin(&test, agent, city.blueprint.id, (email, name, text)).await).await
        };
        let dirk = write("dirk@example.net", "Dirk Jonker", "Factuur 884250 is al betaald.").await;
        let again = write("d.jonker@example.com", "Dirk Jonker", "Over factuur 884250: wat nu?").await;
        let other = write("jonker@example.com", "Dirk Jonker", "Mijn factuur 884251 klopt niet.").await;
        for (one, two) in [(dirk, again), (again, dirk)] {
            let found = test.app.perhaps_same(&of(&test, agent).await, one).await.unwrap().unwrap();
            assert_eq!((found.id(), found.reasons.as_slice()), (Some(two), [Likeness::NameReference].as_slice()));
        }
        assert!(test.app.perhaps_same(&of(&test, agent).await, other).await.unwrap().is_none(), "another invoice");
    }

    async fn a_member_says_the_same_or_not_and_both_are_undone(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let agent = &city.people.kcc_agent;
        let anja = person(&test, "Anja de Wit", &[(HandleKind::Email, "anja@example.net", Evidence::MailProven)]).await;
        let typed = person(&test, "A. Wit", &[(HandleKind::Email, "anja@example.net", Evidence::ApartFrom)]).await;
        let third = person(&test, "", &[(HandleKind::Email, "anja+x@example.net", Evidence::MailProven)]).await;
        assert_eq!(suggested(&test, agent, anja).await.len(), 2);
        keep(&test, agent, anja, Keeping::TellApart { other: typed }).await.unwrap();
        keep(&test, agent, typed, Keeping::TellApart { other: anja }).await.unwrap();
        for (one, other) in [(anja, typed), (typed, anja)] {
            let found = asked(&test, agent, one).await;
            assert!(found.suggested.iter().all(|likely| likely.id() != Some(other)), "not suggested again");
            assert_eq!(found.apart.iter().map(|likely| likely.id().unwrap()).collect::<Vec<_>>(), [other]);
        }
        keep(&test, agent, typed, Keeping::UndoApart { other: anja }).await.unwrap();
        let twice = keep(&test, agent, typed, Keeping::UndoApart { other: anja }).await;
        assert!(matches!(twice, Err(AppError::Refused(refusal)) if refusal.code == Code::NotToldApart));
        assert_eq!(suggested(&test, agent, anja).await.len(), 2);
        // Two joins make three records one person, from each of them.
        keep(&test, agent, anja, Keeping::Join { other: typed }).await.unwrap();
        keep(&test, agent, third, Keeping::Join { other: typed }).await.unwrap();
        for id in [anja, typed, third] {
            let found = asked(&test, agent, id).await;
            assert_eq!((found.own.records.len(), found.suggested.len()), (3, 0));
        }
        let apart = keep(&test, agent, anja, Keeping::TellApart { other: third }).await;
        assert!(matches!(apart, Err(AppError::Refused(refusal)) if refusal.code == Code::AlreadyJoined));
        keep(&test, agent, anja, Keeping::Separate { other: third }).await.unwrap();
        let found = asked(&test, agent, anja).await;
        assert_eq!((found.own.records.len(), found.suggested.len()), (2, 1));
        sound(&test).await;
    }

    async fn what_is_shielded_is_suggested_to_nobody_who_may_not_see_it(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let (samira, kees) = (&city.people.kcc_agent, &city.people.technical_agent);
        let hidden = restricted(&test, &city).await;
        let shut = begin(&test, kees, hidden, ("kanarie@example.net", "Anja de Wit", "Kanarie 884213")).await;
        let open = begin(&test, samira, city.blueprint.id, ("kanarie+x@example.net", "Anja de Wit", "Stoep 884213")).await;
        let (secret, own) = (customer_of(&test, shut).await, customer_of(&test, open).await);
        assert_ne!(secret, own);
        let found = asked(&test, samira, own).await;
        assert!(found.suggested.is_empty() && found.apart.is_empty());
        assert!(test.app.perhaps_same(&of(&test, samira).await, own).await.unwrap().is_none());
        let denied = test.app.same_person(&of(&test, samira).await, secret).await;
        assert!(matches!(denied, Err(AppError::NotFound("customer"))));
        // Nor may it be told apart or joined by its id: the answer is as of an id that is nobody's.
        for other in [secret, test.app.ports.id()] {
            for keeping in [Keeping::TellApart { other }, Keeping::UndoApart { other }, Keeping::Join { other }] {
                let told = keep(&test, samira, own, keeping).await;
                assert!(matches!(told, Err(AppError::Invalid(faults)) if faults[0].key == "invalid-person-unknown"));
            }
        }
        // Who sees both hears of it, from either side.
        for (one, other) in [(secret, own), (own, secret)] {
            let reasons = vec![Likeness::SameMailbox, Likeness::NameReference];
            assert_eq!(suggested(&test, kees, one).await, [(other, reasons, Strength::Weak)]);
        }
        // Also what was told apart by them stays unseen.
        keep(&test, kees, own, Keeping::TellApart { other: secret }).await.unwrap();
        assert!(asked(&test, samira, own).await.apart.is_empty());
        // A person with one journey in sight and one that is not is suggested to nobody who may not see both.
        let third = begin(&test, samira, city.blueprint.id, ("kanarie+y@example.net", "Anja de Wit", "Lantaarn")).await;
        let third = customer_of(&test, third).await;
        assert_eq!(suggested(&test, samira, own).await.len(), 1);
        keep(&test, kees, third, Keeping::Join { other: secret }).await.unwrap();
        assert_eq!(suggested(&test, samira, own).await, []);
    }
}

/// A record of few possible parts, so that many are alike.
fn some_person() -> impl Strategy<Value = (usize, Vec<(usize, usize)>)> {
    (0..4_usize, prop::collection::vec((0..6_usize, 0..4_usize), 0..4))
}

/// Asking who may be the same never joins anybody, whatever the records have in common; and the name alone never says more
/// than a hint.
#[test]
fn a_suggestion_never_joins() {
    const NAMES: [&str; 4] = ["Anja de Wit", "Wit, Anja de", "Bram Jansen", ""];
    const EVIDENCE: [Evidence; 4] = [Evidence::MailProven, Evidence::Form, Evidence::ApartFrom, Evidence::Social];
    let values = [
        (HandleKind::Email, "anja@example.net"),
        (HandleKind::Email, "anja+x@example.net"),
        (HandleKind::Phone, "0600000078"),
        (HandleKind::Whatsapp, "31600000078"),
        (HandleKind::Address, HOUSE),
        (HandleKind::Plate, "12-ABC-3"),
    ];
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let people = prop::collection::vec(some_person(), 2..7);
    runner
        .run(&people, |people| {
            runtime.block_on(async {
                let test = TestApp::sqlite().await;
                let city = test.setup_reimbursement().await;
                let (mut ids, mut taken) = (Vec::new(), std::collections::BTreeSet::new());
                for (name, handles) in people {
                    let mut given = Vec::new();
                    for (value, evidence) in handles {
                        let (kind, text) = values[value];
                        // A value belongs to one record; others keep it apart.
                        let evidence = match taken.insert(value) {
                            true => EVIDENCE[evidence],
                            false if evidence % 2 == 0 => Evidence::Apart,
                            false => Evidence::ApartFrom,
                        };
                        given.push((kind, text, evidence));
                    }
                    ids.push(person(&test, NAMES[name], &given).await);
                }
                let joins = async || {
                    let mut tx = test.app.store.begin_read().await.unwrap();
                    let mut all = Vec::new();
                    for id in &ids {
                        all.push(regie_store::views::customers::joined(&mut tx, *id).await.unwrap());
                    }
                    all
                };
                for id in &ids {
                    for (_, reasons, strength) in suggested(&test, &city.people.kcc_agent, *id).await {
                        let named = reasons.iter().all(|reason| *reason == Likeness::SameName);
                        assert_eq!(named, strength == Strength::Hint, "{reasons:?}");
                    }
                }
                test.drain().await;
                assert!(joins().await.iter().all(Vec::is_empty));
            });
            Ok(())
        })
        .unwrap();
}
