//! Signals about a process that fails: who hears the answer, and that one without a name is kept nowhere.

use super::*;

on_both! {
    async fn who_listens_to_a_signal_hears_the_answer_and_lists_go_on(db: TestDb) {
        let house = house(db, false).await;
        let (mut signals, app) = (Vec::new(), &house.test.app);
        for number in 1..=3 {
            house.test.clock.set(format!("2018-02-0{}T11:00:00[Europe/Amsterdam]", 5 + number).as_str());
            let (text, words) = house.words("Dit gaat steeds mis.");
            let open = S::Open {
                owner: house.city.claims.team,
                text: Some(text),
                reason: None,
                evidence: Vec::new(),
                unnamed: false,
            };
            house.run(house.agent(), C::Signal(open), vec![words]).await.unwrap();
            let journey = house.journey().await;
            signals.push(*journey.signals.iter().max_by_key(|(_, found)| found.opened_at).unwrap().0);
        }
        let directory = app.directory().await.unwrap();
        let scope = regie_app::authorise::scope(&house.agent(), &directory).unwrap();
        let walk = async |open: bool| {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let part = app.signal_list(&scope, open, after, 1).await.unwrap();
                seen.extend(part.found.rows.iter().map(|row| row.id));
                after = part.more;
                if after.is_none() {
                    return seen;
                }
            }
        };
        assert_eq!(walk(true).await, signals, "due first");
        let member = house.city.people.kcc_agent.id;
        let waits = async || app.unheard_answers(&scope, member).await.unwrap().rows.iter().map(|row| row.id).collect::<Vec<_>>();
        for (signal, hour) in [(signals[2], 12), (signals[0], 13)] {
            house.test.clock.set(format!("2018-02-08T{hour}:00:00[Europe/Amsterdam]").as_str());
            let (text, words) = house.words("De run vraagt het nu eerst.");
            house.run(house.claims(), C::Signal(S::Answer { signal, text, told: None }), vec![words]).await.unwrap();
        }
        assert_eq!((walk(true).await, walk(false).await), (vec![signals[1]], vec![signals[0], signals[2]]), "newest first");
        assert_eq!(waits().await, [signals[2], signals[0]], "told in person, oldest first");
        house.run(house.agent(), C::Signal(S::Hear { signal: signals[2] }), Vec::new()).await.unwrap();
        assert_eq!(waits().await, [signals[0]]);
        let other = house.city.people.claims_agent.id;
        assert!(app.unheard_answers(&scope, other).await.unwrap().rows.is_empty(), "who answers knows it");
        let before = app.store.read(async |tx| views::dump(tx).await).await.unwrap();
        regie_app::rebuild::rebuild_views(&app.store).await.unwrap();
        assert_eq!(before, app.store.read(async |tx| views::dump(tx).await).await.unwrap());
    }

    async fn who_gives_a_signal_without_a_name_is_kept_nowhere(db: TestDb) {
        let house = house(db, false).await;
        let (kees, store) = (&house.city.people.technical_agent, &house.test.app.store);
        let id = kees.id.0.to_string();
        let before = columns_with(store, &[&id]).await;
        let signal = |unnamed| {
            let (text, words) = house.words("Niemand mag hier een rekening rechtzetten.");
            let owner = house.city.claims.team;
            let reason = Some(SignalReason::NoMandate);
            let command = C::Signal(S::Open { owner, text: Some(text), reason, evidence: Vec::new(), unnamed });
            (command, words)
        };
        let given = async |unnamed: bool, key: &str| {
            let (command, words) = signal(unnamed);
            let request = Request::journey(TestApp::who(kees), Door::Page, house.journey, command);
            house.test.app.run(request.with(vec![words]).keyed(Some(key.to_owned()))).await.unwrap();
        };
        given(true, "een-sleutel").await;
        let journey = house.journey().await;
        let (_, found) = journey.signals.first_key_value().unwrap();
        assert_eq!(
            (found.reason, found.is_unnamed(), found.listeners().count()),
            (Some(SignalReason::NoMandate), true, 0)
        );
        assert_eq!(columns_with(store, &[&id]).await, before, "nowhere in the database");
        // The same check sees a signal with a name, so it can fail.
        given(false, "nog-een-sleutel").await;
        assert_ne!(columns_with(store, &[&id]).await, before);
        let (command, words) = signal(true);
        let outsider = Request::journey(Who::Outsider, Door::Mail, house.journey, command).with(vec![words]);
        assert!(matches!(house.test.app.run(outsider).await, Err(AppError::Denied(_))), "only who may, may unnamed");
    }
}
