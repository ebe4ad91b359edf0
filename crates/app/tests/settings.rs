//! Changing the settings, and the first run.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use jiff::SignedDuration;
use regie_app::first_run::{FirstMailbox, FirstRun, Status};
use regie_app::sessions::SignIn;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::forms::HoursForm;
use regie_app::settings::mailboxes::{FetchForm, MailboxForm, OAuthForm, ServerForm};
use regie_app::settings::members::MemberForm;
use regie_app::settings::organisation::OrganisationForm;
use regie_app::settings::teams::TeamForm;
use regie_app::testing::TestApp;
use regie_app::{AppError, Fault, Who};
use regie_domain::actor::Role;
use regie_domain::blueprint::Words;
use regie_domain::customer::Language;
use regie_domain::directory::{ImapLogin, Outgoing, TextOverride};
use regie_store::{StoreError, audit, on_both};

fn faults<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<(String, &'static str)> {
    match result {
        Err(AppError::Invalid(found)) => found.into_iter().map(|fault| (fault.field, fault.key)).collect(),
        other => panic!("{other:?}"),
    }
}

fn is_conflict<T>(result: &Result<T, AppError>) -> bool {
    matches!(result, Err(AppError::Store(StoreError::Conflict)))
}

fn is_denied<T>(result: &Result<T, AppError>) -> bool {
    matches!(result, Err(AppError::Denied(_)))
}

on_both! {
    async fn the_municipality_is_what_was_asked_for(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let directory = test.app.directory().await.unwrap();
        assert_eq!(directory.organisation().unwrap(), &city.organisation);
        for team in city.teams() {
            assert_eq!(directory.team(team.team.team), Some(team));
        }
        for member in city.people.all() {
            assert_eq!(directory.member(member.id), Some(member));
        }
        assert_eq!(directory.blueprint(city.blueprint.id), Some(&city.blueprint));
        assert_eq!(directory.mailboxes[&city.mailbox.0].value, city.mailbox.1);
    }

    async fn a_change_names_the_version_that_was_seen_and_leaves_a_trace(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let admin = TestApp::who(&city.people.administrator);
        let mut form = OrganisationForm::of(&city.organisation);
        form.phone = "14 1111".into();
        test.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(test.app.change_organisation(&admin, 1, form.clone()).await.unwrap(), 2);
        form.phone = "14 2222".into();
        assert!(is_conflict(&test.app.change_organisation(&admin, 1, form.clone()).await));
        let by_agent = test.app.change_organisation(&TestApp::who(&city.people.kcc_agent), 2, form.clone()).await;
        assert!(is_denied(&by_agent));
        let id = city.organisation.id.to_string();
        let rows = test.app.store.read(async |tx| audit::of_subject(tx, "organisation", &id, 10).await).await;
        let rows = rows.unwrap();
        assert_eq!(rows[0].actor_id, Some(city.people.administrator.id.0));
        assert!(rows[0].after.as_deref().unwrap().contains("14 1111"));
        assert_eq!(rows.len(), 2);

        // Another zone goes for the teams too.
        form.zone = "Europe/Brussels".into();
        test.app.change_organisation(&admin, 2, form).await.unwrap();
        let directory = test.app.directory().await.unwrap();
        assert_eq!(directory.team(city.kcc.team.team).unwrap().hours.as_ref().unwrap().zone, "Europe/Brussels");
    }
}

#[tokio::test]
async fn every_fault_is_told_at_once() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let form = OrganisationForm {
        name: " ".into(),
        customer_word: Words::new("inwoner", ""),
        zone: "Amsterdam".into(),
        language: "fr".into(),
        quiet_from: "21:00".into(),
        quiet_until: "21:00".into(),
        ..OrganisationForm::of(&city.organisation)
    };
    let found = faults(test.app.change_organisation(&admin, 1, form).await);
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    // What is read in a zone cannot be judged before there is one.
    assert_eq!(fields, ["name", "word-en", "zone", "language"]);

    let form = OrganisationForm {
        name: " ".into(),
        quiet_from: "21:00".into(),
        quiet_until: "21:00".into(),
        ..OrganisationForm::of(&city.organisation)
    };
    let found = faults(test.app.change_organisation(&admin, 1, form).await);
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["name", "quiet-until"]);

    let form = MemberForm { email: "Samira@EXAMPLE.org".into(), amount: "-5".into(), ..MemberForm::default() };
    let found = faults(test.app.create_member(&admin, form, false).await);
    let expected = [
        ("name", "invalid-required"),
        ("email", "invalid-taken"),
        ("language", "invalid-choice"),
        ("teams", "invalid-no-role"),
        ("amount", "invalid-amount"),
    ];
    assert_eq!(found, expected.map(|(field, key)| (field.to_owned(), key)));
}

#[tokio::test]
async fn every_fault_has_its_words() {
    let sources = [include_str!("../locales/nl/invalid.ftl"), include_str!("../locales/nl/partners.ftl")];
    let keys: Vec<&str> = sources
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, _)| key)
        .collect();
    let mut asked = 0;
    for file in [
        include_str!("../src/settings/forms.rs"),
        include_str!("../src/settings/organisation.rs"),
        include_str!("../src/settings/teams.rs"),
        include_str!("../src/settings/members.rs"),
        include_str!("../src/settings/blueprints.rs"),
        include_str!("../src/settings/mailboxes.rs"),
        include_str!("../src/sessions/passwords.rs"),
        include_str!("../src/sessions/choosing.rs"),
    ] {
        for rest in file.split("\"invalid-").skip(1) {
            let key = format!("invalid-{}", rest.split('"').next().unwrap());
            assert!(keys.contains(&key.as_str()), "{key} has no words");
            asked += 1;
        }
    }
    assert!(asked > 30, "only {asked} keys were found");
}

#[tokio::test]
async fn a_lead_changes_the_hours_of_the_own_team_only() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let lead = TestApp::who(&city.people.kcc_lead);
    let mut form = TeamForm::of(&city.kcc);
    form.hours.as_mut().unwrap().closed_days = "2018-05-11\n2018-12-24".into();
    assert_eq!(test.app.change_team(&lead, city.kcc.team.team, 1, form.clone()).await.unwrap(), 2);
    let directory = test.app.directory().await.unwrap();
    assert_eq!(directory.team(city.kcc.team.team).unwrap().hours.as_ref().unwrap().closed_days.len(), 2);
    form.name = "Bel ons niet".into();
    assert!(is_denied(&test.app.change_team(&lead, city.kcc.team.team, 2, form).await));
    assert!(is_denied(&test.app.change_team(&lead, city.claims.team.team, 1, TeamForm::of(&city.claims)).await));
    let agent = TestApp::who(&city.people.kcc_agent);
    assert!(is_denied(&test.app.change_team(&agent, city.kcc.team.team, 2, TeamForm::of(&city.kcc)).await));
}

#[tokio::test]
async fn a_team_goes_only_when_nothing_hangs_on_it() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let found = faults(test.app.activate_team(&admin, city.kcc.team.team, 1, false).await);
    assert_eq!(found, [("team".to_owned(), "invalid-team-door")]);
    common::open(&test, &city).await;
    let found = faults(test.app.activate_team(&admin, city.kcc.team.team, 1, false).await);
    let keys: Vec<&str> = found.iter().map(|(_, key)| *key).collect();
    assert_eq!(keys, ["invalid-team-holds", "invalid-team-owes", "invalid-team-door"]);
    test.app.activate_team(&admin, city.claims.team.team, 1, false).await.unwrap();
    let form = TeamForm { name: "schadeafhandeling".into(), ..TeamForm::default() };
    let again = test.app.create_team(&admin, form).await.unwrap();
    assert!(test.app.directory().await.unwrap().team(again).unwrap().hours.is_none());
}

on_both! {
    async fn there_is_always_an_administrator(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let admin = &city.people.administrator;
        let who = TestApp::who(admin);
        let found = faults(test.app.activate_member(&who, admin.id, 1, false).await);
        assert_eq!(found, [("roles".to_owned(), "invalid-last-administrator")]);
        let form = MemberForm { roles: vec!["auditor".into()], ..MemberForm::of(admin) };
        assert_eq!(faults(test.app.change_member(&who, admin.id, 1, form).await)[0].1, "invalid-last-administrator");

        // Two administrators who put each other out at the same moment: one stays.
        let auditor = &city.people.auditor;
        let form = MemberForm { roles: vec!["administrator".into()], ..MemberForm::of(auditor) };
        test.app.change_member(&who, auditor.id, 1, form).await.unwrap();
        let other = TestApp::who(test.app.directory().await.unwrap().member(auditor.id).unwrap());
        let (one, two) = tokio::join!(
            test.app.activate_member(&who, auditor.id, 2, false),
            test.app.activate_member(&other, admin.id, 1, false),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let directory = test.app.directory().await.unwrap();
        let members = directory.members.values().map(|found| &found.value);
        let left = members.filter(|member| member.active && member.has(Role::Administrator));
        assert_eq!(left.count(), 1);
    }
}

#[tokio::test]
async fn a_changed_blueprint_is_a_new_version_and_journeys_keep_theirs() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let journey = common::open(&test, &city).await;
    let mut form = BlueprintForm::of(&city.blueprint);
    assert_eq!(test.app.change_blueprint(&admin, city.blueprint.id, 1, form.clone()).await.unwrap(), 1, "no change");
    form.terms.closing = "10d".into();
    assert_eq!(test.app.change_blueprint(&admin, city.blueprint.id, 1, form.clone()).await.unwrap(), 2);
    let directory = test.app.directory().await.unwrap();
    assert_eq!(directory.blueprints[&city.blueprint.id].value.len(), 2);
    assert_eq!(directory.blueprint(city.blueprint.id).unwrap().version, 2);
    let loaded = test.app.open_journey(&TestApp::who(&city.people.kcc_agent), journey).await.unwrap();
    assert_eq!(loaded.journey.blueprint.version, 1);
    assert_eq!(directory.blueprint_version(loaded.journey.blueprint), Some(&city.blueprint));

    form.terms.silence = "0h".into();
    form.cards[0].text.nl = "Stuur {{ neded }}".into();
    let found = faults(test.app.change_blueprint(&admin, city.blueprint.id, 2, form).await);
    let expected = [("silence", "invalid-term"), ("cards-0-text-nl", "invalid-unknown-field")];
    assert_eq!(found, expected.map(|(field, key)| (field.to_owned(), key)));
}

#[tokio::test]
async fn a_stored_password_stays_with_its_server() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let (id, mailbox) = &city.mailbox;
    let server = ServerForm {
        host: "smtp.example.org".into(),
        port: "465".into(),
        transport: "tls".into(),
        user: "kcc".into(),
        secret: Some("v1:sealed".into()),
        as_incoming: false,
    };
    let form = MailboxForm { outgoing: Some(server), ..MailboxForm::of(mailbox) };
    assert_eq!(test.app.put_mailbox(&admin, *id, 1, form).await.unwrap(), 2);
    let stored = test.app.directory().await.unwrap().mailboxes[id].value.clone();
    let mut form = MailboxForm::of(&stored);
    assert_eq!(form.outgoing.as_ref().unwrap().secret, None, "the form does not show it");
    form.display = "KCC".into();
    test.app.put_mailbox(&admin, *id, 2, form.clone()).await.unwrap();
    let stored = test.app.directory().await.unwrap().mailboxes[id].value.clone();
    assert_eq!(stored.outgoing.unwrap().secret.as_deref(), Some("v1:sealed"), "it is kept");
    form.outgoing.as_mut().unwrap().host = "evil.example.net".into();
    assert_eq!(faults(test.app.put_mailbox(&admin, *id, 3, form.clone()).await)[0].0, "out-secret");
    form.outgoing.as_mut().unwrap().transport = "plain".into();
    let found = faults(test.app.put_mailbox(&admin, *id, 3, form).await);
    assert!(found.contains(&("out-transport".to_owned(), "invalid-transport-plain")), "{found:?}");
}

#[tokio::test]
async fn a_known_provider_stands_in_for_what_is_left_empty() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let (id, mailbox) = &city.mailbox;
    for (provider, imap, smtp) in [
        ("microsoft", "outlook.office365.com", ("smtp.office365.com", 587)),
        ("google", "imap.gmail.com", ("smtp.gmail.com", 465)),
    ] {
        let oauth = OAuthForm {
            provider: provider.into(),
            client_id: "regie".into(),
            refresh_token: Some("v1:sealed".into()),
            ..OAuthForm::default()
        };
        // The form shows the usual port of sending; a server without a name brings its own.
        let server = ServerForm { port: "465".into(), transport: "tls".into(), ..ServerForm::default() };
        let form = MailboxForm {
            incoming: Some(FetchForm { server: server.clone(), oauth: Some(oauth), ..FetchForm::default() }),
            outgoing: Some(ServerForm { as_incoming: true, ..server.clone() }),
            ..MailboxForm::of(mailbox)
        };
        let read = test.app.read_mailbox(&admin, *id, &form).await.unwrap();
        let (incoming, outgoing) = (read.incoming.clone().unwrap(), read.sending().unwrap());
        assert_eq!((incoming.host.as_str(), incoming.port, incoming.user.as_str()), (imap, 993, "kcc@example.org"));
        assert_eq!((outgoing.host.as_str(), outgoing.port), smtp);
        assert_eq!(outgoing.shared, Some((incoming.user.clone(), incoming.login.clone())));
        let ImapLogin::OAuth { token_url, scope, .. } = incoming.login else { panic!("{provider} signs in by OAuth") };
        assert!(token_url.starts_with("https://") && !scope.is_empty());
        assert_eq!(MailboxForm::of(&read).incoming.unwrap().oauth.unwrap().provider, provider);
        let alone = MailboxForm { incoming: None, ..form };
        let found = faults(test.app.read_mailbox(&admin, *id, &alone).await);
        assert!(found.contains(&("out-as-incoming".to_owned(), "invalid-as-incoming")), "{found:?}");
    }
}

#[tokio::test]
async fn a_text_is_changed_and_restored() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let text = TextOverride {
        key: "receipt".into(),
        language: Language::Nl,
        subject: "Ontvangen".into(),
        body: "Dank u.".into(),
    };
    let wrong = |_: &TextOverride| vec![Fault { field: "body".into(), key: "invalid-unknown-field" }];
    assert_eq!(faults(test.app.change_text(&admin, text.clone(), 0, wrong).await)[0].0, "body");
    let right = |_: &TextOverride| Vec::new();
    let version = test.app.change_text(&admin, text.clone(), 0, right).await.unwrap();
    assert!(is_conflict(&test.app.change_text(&admin, text.clone(), 0, right).await));
    assert_eq!(test.app.directory().await.unwrap().texts.len(), 1);
    test.app.restore_text(&admin, "receipt", Language::Nl, version).await.unwrap();
    assert!(test.app.directory().await.unwrap().texts.is_empty());
    test.app.change_text(&admin, text, 0, right).await.unwrap();
    assert_eq!(test.app.directory().await.unwrap().texts.len(), 1);
}

on_both! {
    async fn the_first_run_founds_everything_or_nothing(db: TestDb) {
        let test = TestApp::on(db);
        let app = &test.app;
        assert_eq!(app.status().await.unwrap(), Status::NeedsSetup);
        let older = app.first_run_token().await.unwrap().unwrap();
        let token = app.first_run_token().await.unwrap().unwrap();
        let hours =
            ["08:30-12:00, 13:00-17:00", "08:30-17:00", "08:30-17:00", "08:30-17:00", "08:30-12:00", "", ""];
        let mut form = FirstRun {
            organisation: OrganisationForm {
                name: "Woningstichting Voorbeeld".into(),
                customer_word: Words::new("huurder", "tenant"),
                zone: "Europe/Amsterdam".into(),
                language: "nl".into(),
                hours: HoursForm {
                    days: hours.map(Into::into),
                    holidays: true,
                    ..HoursForm::default()
                },
                ..OrganisationForm::default()
            },
            team: "Klantenservice".into(),
            name: "Bo Linden".into(),
            email: "bo@example.org".into(),
            password: "kort".into(),
            mailbox: Some(FirstMailbox { address: "post@example.org".into(), ..FirstMailbox::default() }),
        };
        assert!(is_denied(&app.set_up(&older, form.clone()).await));
        form.team.clear();
        let found = faults(app.set_up(&token, form.clone()).await);
        let expected = [("team-name", "invalid-required"), ("admin-password", "invalid-password-short")];
        assert_eq!(found, expected.map(|(field, key)| (field.to_owned(), key)));
        assert_eq!(app.status().await.unwrap(), Status::NeedsSetup);

        form.team = "Klantenservice".into();
        form.password = "vier losse natte laarzen".into();
        let (one, two) = tokio::join!(app.set_up(&token, form.clone()), app.set_up(&token, form.clone()));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let admin = one.or(two).unwrap();
        assert_eq!(app.status().await.unwrap(), Status::Ready);
        assert!(app.first_run_token().await.unwrap().is_none());
        assert!(is_denied(&app.set_up(&token, form).await));

        let directory = app.directory().await.unwrap();
        assert_eq!(directory.organisation().unwrap().outgoing, Outgoing::Trial);
        assert_eq!(
            (directory.teams.len(), directory.members.len(), directory.blueprints.len(), directory.mailboxes.len()),
            (1, 1, 1, 1)
        );
        let member = directory.member(admin).unwrap();
        assert!(member.has(Role::Administrator) && member.has(Role::TeamLead));
        let signed_in =
            SignIn { email: "bo@example.org".into(), password: "vier losse natte laarzen".into(), ..SignIn::default() };
        assert_eq!(app.sign_in(signed_in).await.unwrap().member.id, admin);
        // The account works: a colleague can be made and gets mail, though the house is on trial.
        let who = Who::Member(Box::new(member.clone()));
        let form = MemberForm {
            name: "Puck".into(),
            email: "puck@example.org".into(),
            language: "en".into(),
            teams: vec![(member.teams[0].0.to_string(), "agent".into())],
            ..MemberForm::default()
        };
        app.create_member(&who, form, true).await.unwrap();
        test.drain().await;
        assert_eq!(test.mail.last_to("puck@example.org").subject, "Your account at Woningstichting Voorbeeld");
    }
}

#[tokio::test]
async fn an_invitation_by_hand_works_without_a_mailbox() {
    let test = TestApp::sqlite().await;
    let city = test.setup_reimbursement().await;
    let admin = TestApp::who(&city.people.administrator);
    let url = test.app.invitation_by_hand(&admin, city.people.kcc_agent.id).await.unwrap();
    assert!(url.starts_with("https://regie.example.org/invitation/"), "{url}");
    assert!(is_denied(
        &test.app.invitation_by_hand(&TestApp::who(&city.people.kcc_agent), city.people.kcc_lead.id).await
    ));
    test.clock.advance(SignedDuration::from_hours(73));
    let token = url.rsplit('/').next().unwrap();
    let purpose = regie_app::sessions::account_mail::Purpose::Invitation;
    assert!(test.app.look_at_link(purpose, token).await.unwrap().is_none());
}
