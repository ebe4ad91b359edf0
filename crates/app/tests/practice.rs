//! What goes to a practice room and what never does, and that nothing else is ever emptied.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use regie_app::journeys::NewJourney;
use regie_app::ports::{HttpOut as _, HttpRequest};
use regie_app::practice::nowhere::Nowhere;
use regie_app::sessions::SignIn;
use regie_app::settings::absence::AbsenceForm;
use regie_app::settings::clients::ClientForm;
use regie_app::settings::mailboxes::{FetchForm, MailboxForm, ServerForm};
use regie_app::settings::presets::DEMO_PASSWORD;
use regie_app::settings::story;
use regie_app::settings::systems::SystemForm;
use regie_app::sms::SmsForm;
use regie_app::testing::TestApp;
use regie_app::{App, AppError, Who, secrets};
use regie_domain::codes::Channel;
use regie_domain::directory::Outgoing;
use regie_store::{StoreError, backup};
use std::sync::Arc;

/// What may never be found in a practice room.
const CANARIES: [&str; 8] = [
    "Kanarie van Geel",
    "kanarie@example.net",
    "+31600000017",
    "Veldkanarie 17",
    "imap.kanarie.example.org",
    "smtp.kanarie.example.org",
    "sms.kanarie.example.org",
    "auth.kanarie.example.org",
];

fn server(host: &str, secret: &str) -> ServerForm {
    ServerForm {
        host: host.to_owned(),
        port: "993".to_owned(),
        transport: "tls".to_owned(),
        user: "kanarie".to_owned(),
        secret: Some(secret.to_owned()),
        as_incoming: false,
    }
}

/// A municipality with a customer, a mailbox with passwords, a gateway with a secret, and links that left. Gives the secrets.
async fn lived_in(test: &TestApp) -> Vec<String> {
    let city = test.setup_reimbursement().await;
    let app = &test.app;
    let seal = |plain: &str| secrets::seal(&app.config, &app.ports, secrets::MAILBOX, plain).unwrap();
    let (incoming, outgoing) = (seal("wachtwoord een"), seal("wachtwoord twee"));
    let found = app.directory().await.unwrap().mailboxes[&city.mailbox.0].clone();
    let mut form = MailboxForm::of(&found.value);
    let fetching = server("imap.kanarie.example.org", &incoming);
    form.incoming = Some(FetchForm { server: fetching, folder: "INBOX".to_owned(), sent: String::new(), oauth: None });
    form.outgoing = Some(server("smtp.kanarie.example.org", &outgoing));
    form.trusted_authserv = "auth.kanarie.example.org".to_owned();
    app.put_mailbox(&Who::System, city.mailbox.0, found.version, form).await.unwrap();
    let gateway = seal("wachtwoord drie");
    let sms = SmsForm {
        url: "https://sms.kanarie.example.org/send".to_owned(),
        body: "{\"to\":\"{{number}}\",\"text\":\"{{text}}\"}".to_owned(),
        header: "authorization".to_owned(),
        secret: Some(gateway.clone()),
        sender: "Stad".to_owned(),
        every_hours: "24".to_owned(),
        active: true,
    };
    app.put_gateway(&Who::System, 0, sms).await.unwrap();
    let owner = city.claims.team.team.to_string();
    let client = ClientForm {
        name: "Facturatie".to_owned(),
        teams: vec![owner.clone()],
        scopes: vec!["holds.check".to_owned()],
        days: "30".to_owned(),
        active: true,
        ..ClientForm::default()
    };
    let (client, token) = app.create_client(&Who::System, client).await.unwrap();
    let system = SystemForm {
        code: "billing".to_owned(),
        name: "Facturatie".to_owned(),
        owner,
        client: client.to_string(),
        runs: Vec::new(),
        active: true,
    };
    app.put_system(&Who::System, app.ports.id(), 0, system).await.unwrap();
    let new = NewJourney {
        channel: Channel::Counter,
        name: CANARIES[0].to_owned(),
        email: Some(CANARIES[1].to_owned()),
        phone: Some(CANARIES[2].to_owned()),
        blueprint: Some(city.blueprint.id),
        kind: None,
        title: CANARIES[3].to_owned(),
        text: "Woont op Veldkanarie 17.".to_owned(),
        key: None,
    };
    let journey = app.begin_journey(TestApp::who(&city.people.kcc_agent), new).await.unwrap();
    test.drain().await;
    let mut found = vec![incoming, outgoing, gateway, journey.to_string(), client.to_string(), token];
    for mail in test.mail.sent() {
        found.extend(mail.text.split_whitespace().filter(|word| word.contains("/s/")).map(str::to_owned));
        found.push(mail.message_id);
    }
    assert!(found.len() > 5, "a mail with a link left");
    found
}

/// All that a database holds, as the bytes of one file.
async fn dump(app: &App) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.sqlite");
    backup::backup(&app.store, &file).await.unwrap();
    std::fs::read(file).unwrap()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test]
async fn the_house_goes_along_and_nobody_who_was_served() {
    let (house, room) = (TestApp::either().await, TestApp::either().await);
    let secrets = lived_in(&house).await;
    let all = dump(&house.app).await;
    let missing: Vec<&&str> = CANARIES.iter().filter(|canary| !holds(&all, canary)).collect();
    assert!(missing.is_empty(), "the canaries sing in the house itself: {missing:?}");

    room.app.practice_fill(house.app.practice_house(&Who::System).await.unwrap()).await.unwrap();
    let all = dump(&room.app).await;
    let leaked: Vec<&str> =
        CANARIES.into_iter().chain(secrets.iter().map(String::as_str)).filter(|text| holds(&all, text)).collect();
    assert!(leaked.is_empty(), "{leaked:?} in the practice room");

    let (there, here) = (house.app.directory().await.unwrap(), room.app.directory().await.unwrap());
    assert_eq!((&here.teams, &here.blueprints, &here.texts), (&there.teams, &there.blueprints, &there.texts));
    assert_eq!((&here.members, here.sms.is_none()), (&there.members, true));
    assert_eq!(here.organisation().unwrap().outgoing, Outgoing::Live);
    let mailbox = &here.mailboxes.values().next().unwrap().value;
    assert_eq!((mailbox.address.as_str(), &mailbox.outgoing, &mailbox.incoming), ("kcc@example.org", &None, &None));
    let system = here.system_by_code("billing").unwrap();
    assert!(!system.is_connected(), "its holds stand on the block list there");
    let attempt = SignIn {
        email: "samira@example.org".to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        address: None,
        label: None,
        replaces: None,
    };
    assert_eq!(room.app.sign_in(attempt).await.unwrap().member.name, "Samira Haddou", "with the own password");
    assert!(room.app.practice_mark().await.unwrap().is_some());
    assert!(house.app.practice_mark().await.unwrap().is_none());
}

#[tokio::test]
async fn who_is_away_practises_all_the_same() {
    let (house, room) = (TestApp::either().await, TestApp::either().await);
    let city = house.setup_reimbursement().await;
    let form = AbsenceForm {
        from: "2018-02-05".to_owned(),
        until: "2018-02-09".to_owned(),
        substitute: city.people.kcc_lead.id.to_string(),
    };
    let agent = &city.people.kcc_agent;
    house.app.set_absence(&TestApp::who(agent), agent.id, Some(form)).await.unwrap();
    room.app.practice_fill(house.app.practice_house(&Who::System).await.unwrap()).await.unwrap();
    assert_eq!(room.app.directory().await.unwrap().member(agent.id).unwrap().absence, None);
}

#[tokio::test]
async fn only_a_practice_room_is_emptied() {
    let (house, room) = (TestApp::either().await, TestApp::either().await);
    let city = house.setup_reimbursement().await;
    let goods = || async { house.app.practice_house(&Who::System).await.unwrap() };
    let before = house.app.directory().await.unwrap().members.len();
    let refused = house.app.practice_fill(goods().await).await;
    assert!(matches!(refused, Err(AppError::Store(StoreError::Unusable(_)))), "{refused:?}");
    assert_eq!(house.app.directory().await.unwrap().members.len(), before);
    for member in [&city.people.kcc_agent, &city.people.kcc_lead, &city.people.coordinator, &city.people.auditor] {
        let refused = house.app.practice_house(&TestApp::who(member)).await;
        assert!(matches!(refused, Err(AppError::Denied(_))), "{}", member.name);
    }
    // What was done in the room is gone after the next filling; a changed house is seen at once.
    room.app.practice_fill(goods().await).await.unwrap();
    story::reimbursement(&room.app).await.unwrap_err();
    let new = NewJourney {
        channel: Channel::Counter,
        name: "Anja Bakker".to_owned(),
        email: None,
        phone: None,
        blueprint: Some(city.blueprint.id),
        kind: None,
        title: "Oefening".to_owned(),
        text: "Eerste keer.".to_owned(),
        key: None,
    };
    room.app.begin_journey(TestApp::who(&city.people.kcc_agent), new).await.unwrap();
    room.drain().await;
    let lead = &city.people.kcc_lead;
    house.app.activate_member(&Who::System, lead.id, 1, false).await.unwrap();
    room.clock.advance(jiff::SignedDuration::from_secs(1));
    room.app.practice_fill(goods().await).await.unwrap();
    assert!(!holds(&dump(&room.app).await, "Anja Bakker"));
    assert_eq!(room.app.directory().await.unwrap().member(lead.id), None);
    let report = regie_store::verify::verify_all(&room.app.store).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let rows = house.app.audit_page(&TestApp::who(&city.people.administrator), None).await.unwrap().rows;
    assert!(rows.iter().any(|row| row.action == "fill" && row.subject_kind == "practice"));
}

#[tokio::test]
async fn what_is_posted_goes_nowhere_and_its_secret_is_not_kept() {
    let room = TestApp::either().await;
    let entropy = room.app.ports.entropy.clone();
    let nowhere = Nowhere::new(room.app.store.clone(), room.clock.clone(), entropy);
    let request = HttpRequest {
        url: "https://sms.example.org/send?key=geheim".to_owned(),
        headers: vec![("authorization".to_owned(), "geheim".to_owned())],
        body: b"Vul het formulier in.".to_vec(),
    };
    assert_eq!(Arc::new(nowhere).post(&request).await.unwrap().status, 200);
    let kept = room.app.practice_mails(&Who::System).await.unwrap();
    assert_eq!((kept[0].kept.to.as_str(), kept[0].kept.text.as_str()), ("sms.example.org", "Vul het formulier in."));
    assert!(kept[0].kept.reply_to.is_none());
    assert!(!holds(&dump(&room.app).await, "geheim"));
    let answer = room.app.practice_answer(&Who::System, kept[0].id, "Hallo", uuid::Uuid::nil()).await;
    assert!(matches!(answer, Err(AppError::NotFound(_))), "nobody answers it");
}
