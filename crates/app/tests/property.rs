//! Random journeys through the real road and each store: the rules hold after every command, a refused command leaves no
//! trace, the chain verifies, and views built anew equal the live ones. A failure prints its seed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use jiff::Timestamp;
use regie_app::testing::TestApp;
use regie_app::{AppError, Request, Who};
use regie_domain::actor::{Actor, Role};
use regie_domain::blueprint::Words;
use regie_domain::codes::DeadlineKind;
use regie_domain::customer::Language;
use regie_domain::deadline::{Deadline, deadlines};
use regie_domain::directory::{Member, Organisation, Outgoing, Team};
use regie_domain::ids::{CommandId, MemberId};
use regie_domain::invariants;
use regie_domain::journey::Journey;
use regie_domain::money::Cents;
use regie_domain::testing::{Simulation, World};
use regie_store::journal::{self, StreamKey};
use regie_store::on_both;
use regie_store::testing::TestDb;

const COMMANDS: usize = 50;

/// How many sequences each store gets: 200, and ten times that in the long run.
fn sequences() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a test is told at its edge how long it may take")]
    let long = std::env::var("REGIE_LONG").is_ok_and(|value| value == "1");
    if long { 2_000 } else { 200 }
}

/// Puts the simulated organisation into the directory, under the ids that the simulation uses.
async fn settle_in(test: &TestApp, world: &World) {
    let spec = world.teams[0].calendar.spec().clone();
    let organisation = Organisation {
        id: world.teams[0].team.org,
        name: "Gemeente Voorbeeld".to_owned(),
        customer_word: Words::default(),
        zone: "Europe/Amsterdam".to_owned(),
        language: Language::Nl,
        hours: spec,
        quiet: world.quiet.spec().clone(),
        phone: String::new(),
        outgoing: Outgoing::Live,
        undo_seconds: 0,
        objections: String::new(),
        complaints: None,
        tariff: None,
        second_step: Vec::new(),
    };
    let teams: Vec<Team> = world
        .teams
        .iter()
        .map(|facts| Team {
            team: facts.team,
            name: "Team".to_owned(),
            hours: Some(facts.calendar.spec().clone()),
            active: true,
            restricted: false,
        })
        .collect();
    let mut members = Vec::new();
    for (number, team) in world.teams.iter().enumerate() {
        for person in 0..3 {
            members.push(member(World::member_id(number, person), team.team.team, world));
        }
    }
    let context = (organisation, teams, members, world.blueprint.clone());
    test.app
        .store
        .write_with(context, |tx, (organisation, teams, members, blueprint)| {
            Box::pin(async move {
                let by = (CommandId(uuid::Uuid::nil()), Actor::System);
                let now = Timestamp::UNIX_EPOCH;
                let mut all: Vec<(&'static str, uuid::Uuid, String)> =
                    vec![("organisation", organisation.id.0, serde_json::to_string(organisation).unwrap())];
                all.extend(teams.iter().map(|team| ("team", team.team.team.0, serde_json::to_string(team).unwrap())));
                all.extend(
                    members.iter().map(|member| ("member", member.id.0, serde_json::to_string(member).unwrap())),
                );
                all.push(("blueprint", blueprint.id.0, serde_json::to_string(&vec![blueprint]).unwrap()));
                for (kind, id, body) in all {
                    let value: serde_json::Value = serde_json::from_str(&body).unwrap();
                    regie_app::directory::put(tx, by, now, (kind, id), &value, 0).await?;
                }
                Ok::<_, regie_store::StoreError>(())
            })
        })
        .await
        .unwrap();
}

fn member(id: MemberId, team: regie_domain::ids::TeamId, world: &World) -> Member {
    Member {
        id,
        name: "Medewerker".to_owned(),
        email: format!("{id}@example.org"),
        teams: vec![(team, Role::Agent)],
        roles: Vec::new(),
        mandate: regie_domain::mandate::Mandate {
            amount: Cents(world.mandate.amount.0),
            take_back: world.mandate.take_back,
        },
        language: Language::Nl,
        shortcuts: true,
        active: true,
        absence: None,
        signature: String::new(),
    }
}

/// Who the doors would say it is.
async fn who(test: &TestApp, actor: Actor, journey: regie_domain::ids::JourneyId) -> Who {
    match actor {
        Actor::System => Who::System,
        Actor::Outsider => Who::Outsider,
        Actor::Participant { participant } => Who::Customer { journey, participant },
        Actor::Member { member, .. } => {
            let directory = test.app.directory().await.unwrap();
            directory.member(member).map_or(Who::Outsider, |member| Who::Member(Box::new(member.clone())))
        }
    }
}

/// Plays one journey; tells how many commands were accepted.
async fn play(test: &TestApp, seed: u64) -> usize {
    let mut simulation = Simulation::new(seed);
    let mut journey: Option<Journey> = None;
    let mut accepted = 0;
    for step in 0..COMMANDS {
        let (envelope, command, _) = simulation.next(journey.as_ref());
        test.clock.set(simulation.now);
        let who = who(test, envelope.actor, simulation.journey).await;
        let mut request = Request::journey(who, envelope.door, simulation.journey, command.clone());
        request.expects = envelope.expects;
        let said = format!("seed {seed}, step {step}, {command:?}");
        match test.app.run(request).await {
            Ok(done) => {
                accepted += 1;
                journey = done.journey.or(journey);
                if let Some(journey) = &journey {
                    assert_eq!(invariants::check(journey), Ok(()), "{said}");
                }
            }
            Err(AppError::Refused(_) | AppError::Denied(_) | AppError::NotFound(_)) => {}
            Err(error) => panic!("{said}: {error}"),
        }
    }
    let kept = stored(test, simulation.journey).await;
    assert_eq!(kept, journey, "what is stored is what was decided: seed {seed}");
    let due = journey.as_ref().map(deadlines).unwrap_or_default();
    assert_eq!(kept_deadlines(test, simulation.journey).await, sorted(due), "due moments kept: seed {seed}");
    accepted
}

/// The due moments of a journey that the store keeps.
async fn kept_deadlines(test: &TestApp, id: regie_domain::ids::JourneyId) -> Vec<Deadline> {
    let stream = StreamKey::new(regie_app::run::JOURNEY, id.0);
    let rows = test.app.store.read(async |tx| regie_store::deadlines::of_stream(tx, &stream).await).await.unwrap();
    let due = rows.iter().map(|row| Deadline {
        kind: DeadlineKind::parse(&row.kind).unwrap(),
        of: uuid::Uuid::parse_str(&row.ref_id).ok(),
        due: row.due,
    });
    sorted(due.collect())
}

fn sorted(mut due: Vec<Deadline>) -> Vec<Deadline> {
    due.sort();
    due
}

async fn stored(test: &TestApp, id: regie_domain::ids::JourneyId) -> Option<Journey> {
    let mut tx = test.app.store.begin_read().await.unwrap();
    let events = journal::read(&mut tx, &StreamKey::new(regie_app::run::JOURNEY, id.0), 0).await.unwrap();
    regie_domain::fold::fold(id, &regie_app::run::read_journey(&events).unwrap())
}

on_both! {
    async fn random_journeys_keep_the_rules(db: TestDb) {
        let test = TestApp::on(db);
        settle_in(&test, &World::municipality()).await;
        let mut accepted = 0;
        for seed in 0..sequences() {
            accepted += play(&test, seed).await;
        }
        assert!(accepted > 20 * usize::try_from(sequences()).unwrap(), "the simulation is mostly refused: {accepted}");
        let report = regie_store::verify::verify_all(&test.app.store).await.unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        let scratch = TestDb::sqlite().await;
        let checked = regie_app::rebuild::check(&test.app.store, &scratch.store).await.unwrap();
        // The simulation brings no words along, so none of them are there.
        let faults: Vec<_> =
            checked.faults.into_iter().filter(|fault| !matches!(fault, regie_app::rebuild::Fault::Gone(..))).collect();
        assert_eq!(faults, Vec::new(), "views built anew equal the live ones");
        assert!(checked.rows > 0);
    }

    async fn the_checker_sees_a_planted_fault(db: TestDb) {
        let test = TestApp::on(db);
        settle_in(&test, &World::municipality()).await;
        while play(&test, 7).await == 0 {}
        test.app
            .store
            .write(|tx| Box::pin(async move {
                tx.execute("UPDATE journey SET ball_epoch = ball_epoch + 1", &[]).await?;
                Ok::<_, regie_store::StoreError>(())
            }))
            .await
            .unwrap();
        let scratch = TestDb::sqlite().await;
        let checked = regie_app::rebuild::check(&test.app.store, &scratch.store).await.unwrap();
        assert!(!checked.faults.is_empty(), "a changed view row is seen");
    }
}
