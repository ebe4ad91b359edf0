//! Signing in, staying signed in, choosing a password.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::net::IpAddr;

use jiff::SignedDuration;
use regie_app::AppError;
use regie_app::sessions::account_mail::Purpose;
use regie_app::sessions::second_step::Stands;
use regie_app::sessions::{ABSOLUTE, Asks, IDLE, SignIn, totp};
use regie_app::settings::members::MemberForm;
use regie_app::settings::presets::{DEMO_PASSWORD, Municipality};
use regie_app::testing::TestApp;
use regie_store::on_both;

const NEW: &str = "vier losse natte laarzen";

fn attempt(email: &str, password: &str) -> SignIn {
    SignIn { email: email.into(), password: password.into(), ..SignIn::default() }
}

fn denied<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    match result {
        Err(AppError::Denied(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// The token at the end of the link in a mail.
fn token_in(text: &str, path: &str) -> String {
    let rest = text.split_once(path).unwrap().1;
    rest.split_whitespace().next().unwrap().to_owned()
}

on_both! {
    async fn a_session_begins_lasts_and_ends(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let app = &test.app;
        let agent = &city.people.kcc_agent;
        let first = app.sign_in(attempt("SAMIRA@example.org ", DEMO_PASSWORD)).await.unwrap();
        assert_eq!(first.member.id, agent.id);
        assert_eq!(app.authenticate(&first.token).await.unwrap().unwrap().0, *agent);
        assert!(app.authenticate("nonsense").await.unwrap().is_none());

        // Signing in again makes a new token, and the one it replaces no longer works.
        let replaces = Some(first.token.clone());
        let second = app.sign_in(SignIn { replaces, ..attempt(&agent.email, DEMO_PASSWORD) }).await.unwrap();
        assert_ne!(first.token, second.token);
        assert_ne!(first.session.csrf_secret, second.session.csrf_secret);
        assert!(app.authenticate(&first.token).await.unwrap().is_none());

        // Use keeps it alive, up to its absolute end.
        for _ in 0..12 {
            test.clock.advance(IDLE - SignedDuration::from_secs(1));
            assert!(app.authenticate(&second.token).await.unwrap().is_some());
        }
        assert_eq!(second.session.absolute_until.duration_since(second.session.created_at), ABSOLUTE);
        test.clock.advance(SignedDuration::from_mins(2));
        assert!(app.authenticate(&second.token).await.unwrap().is_none(), "after twelve hours it is over");

        // Idle for an hour it ends by itself.
        let third = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        test.clock.advance(IDLE);
        assert!(app.authenticate(&third.token).await.unwrap().is_none());

        // Signing out ends one, signing out everywhere all but the present one.
        let fourth = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        let fifth = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        let sixth = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        app.sign_out(&fourth.token).await.unwrap();
        assert!(app.authenticate(&fourth.token).await.unwrap().is_none());
        assert!(app.sign_out_everywhere(agent.id, Some(&sixth.token)).await.unwrap() >= 1);
        assert!(app.authenticate(&fifth.token).await.unwrap().is_none());
        assert!(app.authenticate(&sixth.token).await.unwrap().is_some());
        assert_eq!(app.sessions_of(agent.id).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_alike_for_known_and_unknown_addresses() {
    let test = TestApp::sqlite().await;
    test.setup_reimbursement().await;
    for email in ["samira@example.org", "nobody@example.org"] {
        for _ in 0..5 {
            assert_eq!(denied(test.app.sign_in(attempt(email, "wrong horse battery staple")).await), "sign-in");
        }
        let blocked = test.app.sign_in(attempt(email, DEMO_PASSWORD)).await;
        assert!(matches!(blocked, Err(AppError::TooMany)), "{email}: {blocked:?}");
    }
    test.clock.advance(SignedDuration::from_secs(31));
    test.app.sign_in(attempt("samira@example.org", DEMO_PASSWORD)).await.unwrap();
    // A success wipes the slate: one slip later does not block again.
    denied(test.app.sign_in(attempt("samira@example.org", "wrong horse battery staple")).await);
    test.app.sign_in(attempt("samira@example.org", DEMO_PASSWORD)).await.unwrap();
}

#[tokio::test]
async fn a_place_that_tries_many_accounts_is_blocked_and_others_are_not() {
    let test = TestApp::sqlite().await;
    test.setup_reimbursement().await;
    let from = |address: &str| Some(address.parse::<IpAddr>().unwrap());
    for n in 0..25 {
        let address = from("192.0.2.7");
        denied(
            test.app
                .sign_in(SignIn { address, ..attempt(&format!("guess{n}@example.org"), "whatever it may be") })
                .await,
        );
    }
    let good = || attempt("samira@example.org", DEMO_PASSWORD);
    let blocked = test.app.sign_in(SignIn { address: from("192.0.2.7"), ..good() }).await;
    assert!(matches!(blocked, Err(AppError::TooMany)), "{blocked:?}");
    test.app.sign_in(SignIn { address: from("192.0.2.8"), ..good() }).await.unwrap();
}

#[tokio::test]
async fn tries_at_the_same_moment_count_too() {
    let test = TestApp::sqlite().await;
    test.setup_reimbursement().await;
    let tries = (0..12).map(|_| test.app.sign_in(attempt("samira@example.org", "wrong horse battery staple")));
    let results = futures::future::join_all(tries).await;
    let looked_at = results.iter().filter(|result| matches!(result, Err(AppError::Denied(_)))).count();
    assert_eq!(looked_at, 5);
}

on_both! {
    async fn links_work_once(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let app = &test.app;
        let who = TestApp::who(&city.people.administrator);
        let form = MemberForm {
            name: "Noor".into(),
            email: "Noor@example.org".into(),
            language: "nl".into(),
            teams: vec![(city.kcc.team.team.to_string(), "agent".into())],
            ..MemberForm::default()
        };
        let noor = app.create_member(&who, form, true).await.unwrap();
        assert_eq!(denied(app.sign_in(attempt("noor@example.org", NEW)).await), "sign-in", "nobody has no password");
        test.drain().await;
        let mail = test.mail.last_to("noor@example.org");
        assert_eq!(mail.subject, "Je account bij Gemeente Voorbeeldstad");
        assert!(mail.html.contains("/invitation/") && !mail.text.contains('⟦'), "{}", mail.text);
        let token = token_in(&mail.text, "/invitation/");

        // Looking does not use it; a weak password does not either.
        assert_eq!(app.look_at_link(Purpose::Invitation, &token).await.unwrap().unwrap().id, noor);
        assert!(app.look_at_link(Purpose::Reset, &token).await.unwrap().is_none(), "for one purpose only");
        let weak = app.choose_by_link(Purpose::Invitation, &token, "kort", Some(" ")).await;
        let Err(AppError::Invalid(faults)) = weak else { panic!("{weak:?}") };
        assert_eq!(faults.len(), 2, "{faults:?}");
        let member = app.choose_by_link(Purpose::Invitation, &token, NEW, Some("Noor Kiers")).await.unwrap();
        assert_eq!(member.name, "Noor Kiers");
        assert_eq!(denied(app.choose_by_link(Purpose::Invitation, &token, NEW, None).await), "link");
        let session = app.sign_in(attempt("noor@example.org", NEW)).await.unwrap();
        assert_eq!(session.member.name, "Noor Kiers");

        // A reset: the same answer for everybody, a mail for those who exist, and all sessions end.
        app.ask_reset("nobody@example.org").await.unwrap();
        app.ask_reset(" NOOR@example.org").await.unwrap();
        test.drain().await;
        assert!(test.mail.to("nobody@example.org").is_empty());
        let token = token_in(&test.mail.last_to("noor@example.org").text, "/password/reset/");
        app.choose_by_link(Purpose::Reset, &token, "drie droge warme sokken", None).await.unwrap();
        assert!(app.authenticate(&session.token).await.unwrap().is_none());
        denied(app.sign_in(attempt("noor@example.org", NEW)).await);
        app.sign_in(attempt("noor@example.org", "drie droge warme sokken")).await.unwrap();

        // A newer link makes the older useless, and half an hour is the end of either.
        app.ask_reset("noor@example.org").await.unwrap();
        test.drain().await;
        let older = token_in(&test.mail.last_to("noor@example.org").text, "/password/reset/");
        app.ask_reset("noor@example.org").await.unwrap();
        test.drain().await;
        let newer = token_in(&test.mail.last_to("noor@example.org").text, "/password/reset/");
        assert!(app.look_at_link(Purpose::Reset, &older).await.unwrap().is_none());
        assert!(app.look_at_link(Purpose::Reset, &newer).await.unwrap().is_some());
        test.clock.advance(Purpose::Reset.lasts());
        assert!(app.look_at_link(Purpose::Reset, &newer).await.unwrap().is_none());

        // Three an hour is enough for anybody.
        let before = test.mail.to("noor@example.org").len();
        app.ask_reset("noor@example.org").await.unwrap();
        test.drain().await;
        assert_eq!(test.mail.to("noor@example.org").len(), before);
    }
}

#[tokio::test]
async fn a_deactivated_member_is_out_at_once() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let agent = &city.people.kcc_agent;
    let session = test.app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
    let admin = TestApp::who(&city.people.administrator);
    let version = version_of(&test, &city).await;
    test.app.activate_member(&admin, agent.id, version, false).await.unwrap();
    assert!(test.app.authenticate(&session.token).await.unwrap().is_none());
    assert_eq!(denied(test.app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await), "sign-in");
    test.app.ask_reset(&agent.email).await.unwrap();
    test.drain().await;
    assert!(test.mail.to(&agent.email).is_empty());
    // Back in, the old session stays dead.
    test.app.activate_member(&admin, agent.id, version + 1, true).await.unwrap();
    assert!(test.app.authenticate(&session.token).await.unwrap().is_none());
}

async fn version_of(test: &TestApp, city: &Municipality) -> i64 {
    test.app.directory().await.unwrap().members[&city.people.kcc_agent.id].version
}

#[tokio::test]
async fn changing_the_password_asks_the_present_one_and_ends_other_sessions() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let agent = &city.people.kcc_agent;
    let here = test.app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
    let there = test.app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
    let wrong = test.app.change_password(agent.id, &here.token, "not the one I have", NEW).await;
    assert!(matches!(wrong, Err(AppError::Invalid(_))), "{wrong:?}");
    test.app.change_password(agent.id, &here.token, DEMO_PASSWORD, NEW).await.unwrap();
    assert!(test.app.authenticate(&here.token).await.unwrap().is_some());
    assert!(test.app.authenticate(&there.token).await.unwrap().is_none());
    test.app.sign_in(attempt(&agent.email, NEW)).await.unwrap();
}

#[tokio::test]
async fn account_mail_waits_while_nothing_may_leave_and_is_tried_again_after_a_failure() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let agent = &city.people.kcc_agent.email;
    use regie_domain::directory::Outgoing;
    test.app.switch_outgoing(&admin, 1, Outgoing::Paused).await.unwrap();
    test.app.ask_reset(agent).await.unwrap();
    test.drain().await;
    assert!(test.mail.to(agent).is_empty());
    test.mail.fail_temporarily(agent);
    test.app.switch_outgoing(&admin, 2, Outgoing::Trial).await.unwrap();
    test.drain().await;
    assert!(test.mail.to(agent).is_empty());
    test.mail.heal(agent);
    test.clock.advance(SignedDuration::from_mins(2));
    test.drain().await;
    assert_eq!(test.mail.to(agent).len(), 1);
}

/// The code that an app shows now for a key.
fn app_code(test: &TestApp, key: &str) -> String {
    totp::shown(&totp::bytes_of(key).unwrap(), test.app.ports.clock.machine())
}

on_both! {
    async fn a_second_step_is_asked_once_it_is_set_up_and_each_code_is_good_once(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let (app, agent) = (&test.app, &city.people.kcc_agent);
        let elsewhere = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        let here = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        assert_eq!(here.asks, None);
        assert_eq!(app.second_step_of(agent).await.unwrap(), Stands { since: None, codes: 0, required: false });

        // The password is asked again; until a first code is given nothing changes.
        let wrong = app.begin_second_step(agent, "not the one I have").await;
        assert!(matches!(wrong, Err(AppError::Invalid(_))), "{wrong:?}");
        let key = app.begin_second_step(agent, DEMO_PASSWORD).await.unwrap();
        assert_eq!(app.pending_key(agent).await.unwrap(), Some(key.clone()));
        assert!(key.uri.contains(&key.text) && key.uri.contains("Voorbeeldstad"), "{}", key.uri);
        assert_eq!(app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap().asks, None);
        let wrong = app.confirm_second_step(agent, &here.session, "000000").await;
        assert!(matches!(wrong, Err(AppError::Invalid(_))), "{wrong:?}");
        let first = app_code(&test, &key.text);
        let (codes, whole) = app.confirm_second_step(agent, &here.session, &first).await.unwrap();
        assert_eq!(codes.len(), 10);
        assert!(app.authenticate(&whole.token).await.unwrap().is_some());
        assert!(app.authenticate(&here.token).await.unwrap().is_none(), "its token was changed");
        assert!(app.authenticate(&elsewhere.token).await.unwrap().is_none(), "who was in without it is out");

        // A right password opens nothing yet.
        let half = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        assert_eq!(half.asks, Some(Asks::Code));
        assert!(app.authenticate(&half.token).await.unwrap().is_none());
        assert!(app.still_signed_in(&half.session).await.unwrap().is_none(), "no live page either");
        assert_eq!(denied(app.take_second_step(&half.token, &first).await), "second-step", "it was used at setting up");
        assert_eq!(denied(app.take_second_step(&elsewhere.token, "000000").await), "sign-in");
        test.clock.advance(SignedDuration::from_secs(60));
        let code = app_code(&test, &key.text);
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let inside = app.take_second_step(&half.token, &spaced).await.unwrap();
        assert!(app.authenticate(&inside.token).await.unwrap().is_some());
        assert!(app.half_way(&half.token).await.unwrap().is_none(), "the half one ended");
        assert_eq!(inside.session.absolute_until, half.session.absolute_until, "it is no way to stay in for longer");
        let again = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        assert_eq!(denied(app.take_second_step(&again.token, &code).await), "second-step", "each code once");

        // A recovery code works once, however it is typed.
        let typed = codes[3].to_uppercase().replace('-', " ");
        let recovered = app.take_second_step(&again.token, &typed).await.unwrap();
        assert!(app.authenticate(&recovered.token).await.unwrap().is_some());
        let again = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        assert_eq!(denied(app.take_second_step(&again.token, &codes[3]).await), "second-step");
        assert_eq!(app.second_step_of(agent).await.unwrap().codes, 9);

        // New codes take the place of the old ones; a code is asked for them, and to turn it off.
        let fresh = app.new_recovery_codes(agent.id, &codes[4]).await.unwrap();
        assert_eq!(denied(app.take_second_step(&again.token, &codes[5]).await), "second-step");
        assert_eq!(denied(app.end_second_step(agent, "123").await), "second-step");
        app.end_second_step(agent, &fresh[0]).await.unwrap();
        assert_eq!(app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap().asks, None);
    }
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_and_a_right_password_gives_no_fresh_start() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let (app, agent) = (&test.app, &city.people.kcc_agent);
    let here = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
    let key = app.begin_second_step(agent, DEMO_PASSWORD).await.unwrap();
    let (codes, _) = app.confirm_second_step(agent, &here.session, &app_code(&test, &key.text)).await.unwrap();
    for n in 0..5 {
        let half = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        let guess = if n % 2 == 0 { "000000" } else { "aaaaa-aaaaa" };
        assert_eq!(denied(app.take_second_step(&half.token, guess).await), "second-step");
    }
    let half = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
    let blocked = app.take_second_step(&half.token, &codes[0]).await;
    assert!(matches!(blocked, Err(AppError::TooMany)), "{blocked:?}");
    test.clock.advance(SignedDuration::from_secs(31));
    app.take_second_step(&half.token, &codes[0]).await.unwrap();
    // Half of a sign-in does not wait for ever.
    let half = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
    test.clock.advance(SignedDuration::from_mins(10));
    assert!(app.half_way(&half.token).await.unwrap().is_none());
}

on_both! {
    async fn a_role_of_which_a_second_step_is_asked_opens_nothing_without(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let (app, agent, lead) = (&test.app, &city.people.kcc_agent, &city.people.kcc_lead);
        let admin = TestApp::who(&city.people.administrator);
        let inside = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        let version = app.directory().await.unwrap().organisation.as_ref().unwrap().version;
        denied(app.change_second_step(&TestApp::who(agent), version, vec!["agent".into()]).await);
        let none = app.change_second_step(&admin, version, vec!["chief".into()]).await;
        assert!(matches!(none, Err(AppError::Invalid(_))), "{none:?}");
        app.change_second_step(&admin, version, vec!["agent".into(), "administrator".into()]).await.unwrap();

        // It holds at once, for who is inside too, and for no other role.
        assert!(app.authenticate(&inside.token).await.unwrap().is_none());
        assert!(app.still_signed_in(&inside.session).await.unwrap().is_none());
        assert_eq!(app.sign_in(attempt(&lead.email, DEMO_PASSWORD)).await.unwrap().asks, None);
        let half = app.sign_in(attempt(&agent.email, DEMO_PASSWORD)).await.unwrap();
        assert_eq!(half.asks, Some(Asks::SetUp));
        assert!(app.authenticate(&half.token).await.unwrap().is_none());
        let key = app.begin_second_step_half_way(&half.token).await.unwrap();
        let code = app_code(&test, &key.text);
        let (codes, whole) = app.confirm_second_step(agent, &half.session, &code).await.unwrap();
        assert!(app.authenticate(&whole.token).await.unwrap().is_some());
        assert_eq!(denied(app.end_second_step(agent, &codes[0]).await), "second-step-required");
        // Whoever chose a new password by mail has not shown the telephone.
        app.ask_reset(&agent.email).await.unwrap();
        test.drain().await;
        let token = token_in(&test.mail.last_to(&agent.email).text, "/password/reset/");
        app.choose_by_link(Purpose::Reset, &token, NEW, None).await.unwrap();
        assert_eq!(app.start_session(agent.id, None, None).await.unwrap().asks, Some(Asks::Code));

        // Telephone and codes lost: another administrator takes it away, nobody the own one; it is in the log.
        denied(app.take_second_step_away(&TestApp::who(lead), agent.id).await);
        assert_eq!(denied(app.take_second_step_away(&admin, city.people.administrator.id).await), "own-second-step");
        app.take_second_step_away(&admin, agent.id).await.unwrap();
        assert_eq!(app.sign_in(attempt(&agent.email, NEW)).await.unwrap().asks, Some(Asks::SetUp));
        let log = app.audit_page(&admin, None).await.unwrap();
        assert!(log.rows.iter().any(|row| row.action == "second-step-away" && row.subject_id == agent.id.to_string()));
    }
}
