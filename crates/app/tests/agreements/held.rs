//! Holds: acknowledged, extended, listed in parts, moved with their system, doubled and released.

use super::*;

on_both! {
    async fn what_was_extended_is_acknowledged_anew_and_counts_from_then(db: TestDb) {
        let house = house(db, false).await;
        let (command, texts) = house.agreement(0);
        let C::Agreement(A::Make { mut terms }) = command else { panic!() };
        terms.holds[0].until = Some("2018-03-15T17:00:00[Europe/Amsterdam]".instant());
        let second = NewHold { subject: "invoice:871006".parse().unwrap(), ..terms.holds[0].clone() };
        terms.holds.push(second);
        house.run(house.agent(), C::Agreement(A::Make { terms }), texts).await.unwrap();
        let [first, second]: [HoldId; 2] =
            house.journey().await.holds.keys().copied().collect::<Vec<_>>().try_into().unwrap();
        let (owner, system) = (house.city.claims.team.team, house.billing);
        let to_tick = async || {
            let rows = house.test.app.store.read(async |tx| holds::to_acknowledge(tx, &[owner], &[system], 1).await);
            rows.await.unwrap().first().map(|row| row.id)
        };
        let tick = async |hold| {
            house.run(house.claims(), C::Hold(H::Acknowledge { hold, at: None }), Vec::new()).await.unwrap();
        };
        assert_eq!(to_tick().await, Some(first));
        house.test.clock.set("2018-02-05T10:21:00[Europe/Amsterdam]");
        tick(first).await;
        assert_eq!(to_tick().await, Some(second), "what holds already keeps no other out of the list");
        tick(second).await;
        assert_eq!(to_tick().await, None);
        house.test.clock.set("2018-02-12T10:00:00[Europe/Amsterdam]");
        let longer = Some("2018-04-16T17:00:00[Europe/Amsterdam]".instant());
        house.run(house.agent(), C::Hold(H::Extend { hold: first, until: longer }), Vec::new()).await.unwrap();
        assert_eq!(to_tick().await, Some(first));
        house.test.clock.set("2018-02-12T10:02:00[Europe/Amsterdam]");
        tick(first).await;
        let admin = TestApp::who(&house.city.people.administrator);
        let figures = house.test.app.held_in(&admin, system).await.unwrap();
        assert_eq!((figures.acknowledged, figures.waiting), (2, 0));
        assert_eq!((figures.median, figures.slowest), (Some(120), Some(120)), "not the week since it was placed");
        let latency = house.test.app.system_latency(&house.agent(), system).await.unwrap();
        assert_eq!((latency.mean, latency.longest), (90_000_000, 120_000_000));
        let newest = house.test.app.store.read(async |tx| holds::in_force(tx, system, 1).await).await.unwrap();
        assert_eq!(newest[0].id, second, "newest first");
        let asked = |after, most| BlockAsked { all: true, after, most };
        let list = house.test.app.block_list(&house.claims(), &[owner], asked(None, 100)).await.unwrap();
        assert_eq!((list.rows.len(), list.more, list.counts[0].all, list.counts[0].waiting), (2, None, 2, 0));
        let denied = house.test.app.block_list(&house.agent(), &[owner], asked(None, 100)).await;
        assert!(matches!(denied, Err(AppError::Denied(_))));
    }

    async fn a_block_list_goes_on_where_its_part_ends_what_waits_first(db: TestDb) {
        let house = house(db, false).await;
        let (command, texts) = house.agreement(0);
        let C::Agreement(A::Make { mut terms }) = command else { panic!() };
        let one = terms.holds[0].clone();
        terms.holds = (1..=7).map(|number| NewHold { subject: format!("invoice:{number}").parse().unwrap(), ..one.clone() }).collect();
        house.run(house.agent(), C::Agreement(A::Make { terms }), texts).await.unwrap();
        let all: Vec<HoldId> = house.journey().await.holds.keys().copied().collect();
        let done = [all[0], all[3], all[5]];
        for hold in done {
            house.run(house.claims(), C::Hold(H::Acknowledge { hold, at: None }), Vec::new()).await.unwrap();
        }
        let owner = house.city.claims.team.team;
        let walk = async |all: bool, most: u32| {
            let (mut seen, mut after, mut parts) = (Vec::new(), None, 0);
            loop {
                let asked = BlockAsked { all, after, most };
                let part = house.test.app.block_list(&house.claims(), &[owner], asked).await.unwrap();
                assert!(part.rows.len() <= most as usize);
                seen.extend(part.rows.iter().map(|row| row.hold.id));
                parts += 1;
                after = part.more;
                if after.is_none() {
                    return (seen, parts);
                }
            }
        };
        let waits: Vec<HoldId> = all.iter().copied().filter(|hold| !done.contains(hold)).collect();
        assert_eq!(walk(false, 2).await, (waits.clone(), 2), "four that wait in two parts, and no empty one behind");
        let whole: Vec<HoldId> = waits.into_iter().chain(done).collect();
        for most in [1, 3, 4, 7, 100] {
            assert_eq!(walk(true, most).await.0, whole, "{most}");
        }
    }

    async fn holds_follow_their_system_to_another_team_which_is_told_once(db: TestDb) {
        let house = house(db, false).await;
        let (_, hold) = house.agree().await;
        let app = &house.test.app;
        let admin = TestApp::who(&house.city.people.administrator);
        house.test.run_until("2018-02-07T17:30:00[Europe/Amsterdam]".instant()).await;
        let form = SystemForm::of(app.directory().await.unwrap().system(house.billing).unwrap());
        let technical = house.city.technical.team.team;
        let given = SystemForm { owner: technical.to_string(), ..form.clone() };
        app.put_system(&admin, house.billing, 1, given).await.unwrap();
        let row = app.hold_row(hold).await.unwrap();
        assert_eq!((row.owner, row.overdue, row.state.as_str()), (technical, None, "placed"));
        assert!(row.acknowledge_by > app.ports.clock.now(), "with the time that every team gets");
        let (old, new) = (house.claims(), TestApp::who(&house.city.people.technical_agent));
        let asked = BlockAsked { all: true, after: None, most: 100 };
        let list = app.block_list(&new, &[technical], asked).await.unwrap();
        assert_eq!(list.rows.iter().map(|row| row.hold.id).collect::<Vec<_>>(), [hold]);
        let left = app.block_list(&old, &[house.city.claims.team.team], asked).await.unwrap();
        assert!(left.rows.is_empty() && left.counts.is_empty());
        let acknowledge = || C::Hold(H::Acknowledge { hold, at: None });
        assert_eq!(refused(house.run(old.clone(), acknowledge(), Vec::new()).await), Code::NotYourHold);

        let directory = app.directory().await.unwrap();
        let told = async |who: &Who| {
            let scope = regie_app::authorise::scope(who, &directory).unwrap();
            app.system_moves(&scope).await.unwrap()
        };
        let moves = told(&new).await;
        assert_eq!((moves.len(), moves[0].holds, moves[0].from), (1, 1, house.city.claims.team.team));
        assert!(told(&old).await.is_empty());
        assert!(matches!(app.saw_system_move(&old, house.billing).await, Err(AppError::Denied(_))));
        app.saw_system_move(&new, house.billing).await.unwrap();
        assert!(told(&new).await.is_empty());
        // Looked at again, as after a program that was killed: nothing is left, and nothing is told twice.
        assert_eq!(app.follow_system(house.billing).await.unwrap(), 0);
        assert!(told(&new).await.is_empty());
        house.run(new, acknowledge(), Vec::new()).await.unwrap();
        // Also of a system that takes no new ones.
        app.put_system(&admin, house.billing, 2, SystemForm { active: false, ..form }).await.unwrap();
        assert_eq!(app.hold_row(hold).await.unwrap().owner, house.city.claims.team.team);
        let before = app.store.read(async |tx| views::dump(tx).await).await.unwrap();
        regie_app::rebuild::rebuild_views(&app.store).await.unwrap();
        assert_eq!(before, app.store.read(async |tx| views::dump(tx).await).await.unwrap());
    }

    async fn a_thing_that_is_held_twice_is_answered_with_both(db: TestDb) {
        let house = house(db, true).await;
        let (_, first) = house.agree().await;
        let (command, texts) = house.agreement(0);
        let C::Agreement(A::Make { mut terms }) = command else { panic!() };
        // The first work waits to be taken on: the second agreement is carried out by nobody.
        terms.leg = None;
        terms.holds[0].until = Some("2018-03-15T17:00:00[Europe/Amsterdam]".instant());
        house.run(house.agent(), C::Agreement(A::Make { terms }), texts).await.unwrap();
        let subject: HoldSubject = "invoice:884213".parse().unwrap();
        let found = house.test.app.check_holds(&house.program, None, &[subject]).await.unwrap();
        let held = &found["invoice:884213"];
        assert_eq!(held.len(), 2);
        assert_eq!((held[0].hold, held[0].until), (first, None), "what lasts longest first");
        assert!(held[1].until.is_some() && held[1].agreement != held[0].agreement);
    }

    async fn one_statement_answers_ten_thousand_subjects(db: TestDb) {
        let house = house(db, true).await;
        let (_, hold) = house.agree().await;
        let subjects: Vec<HoldSubject> =
            (0..9_999).map(|number| HoldSubject::new("invoice", &format!("9{number:06}")).unwrap()).chain(["invoice:884213".parse().unwrap()]).collect();
        let found = house.test.app.check_holds(&house.program, None, &subjects).await.unwrap();
        assert_eq!(found.len(), 1);
        let held = &found["invoice:884213"][0];
        assert_eq!((held.hold, held.why.as_str(), held.system), (hold, "our_mistake", house.billing));
        let other: SystemId = house.test.app.ports.id();
        assert!(house.test.app.check_holds(&house.program, Some(other), &subjects).await.unwrap().is_empty());
    }

    async fn a_hold_is_released_by_who_agreed_and_the_customer_is_told(db: TestDb) {
        let house = house(db, true).await;
        let (_, hold) = house.agree().await;
        let (contact, words) = house.told("De afspraak over factuur 884213 geldt niet meer.");
        let release = |told| C::Hold(H::Release { hold, why: HoldEnd::Withdrawn, text: None, told });
        assert_eq!(refused(house.run(house.agent(), release(None), Vec::new()).await), Code::OutcomeNotTold);
        house.run(house.agent(), release(Some(contact)), vec![words]).await.unwrap();
        let journey = house.journey().await;
        assert_eq!(journey.holds[&hold].state(), "released");
        assert!(journey.updates.values().any(|update| update.about == UpdateKind::Message));
        house.by_program(H::AcknowledgeRelease { hold, at: None }, "gone").await.unwrap();
        assert_eq!(house.journey().await.holds[&hold].state(), "ended");
    }
}
