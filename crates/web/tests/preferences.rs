//! How somebody wants to hear from us: on the customer's page, by a proved address, noted by a member, by text message.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::authorise::Who;
use regie_app::customers::{Ground, Whom};
use regie_app::participants::Correction;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::testing::TestApp;
use regie_domain::codes::TaskKind;
use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, JourneyId};
use regie_domain::phone::PhoneNumber;
use regie_domain::update::UpdateState;
use support::telephone::{GATEWAY, connect, report};
use support::{Page, Site, result};

const WORDS: &str = "Wij kijken of de oorzaak in de straat ligt.";

async fn customer_of(site: &Site, journey: JourneyId) -> CustomerId {
    site.journey(journey).await.customer
}

async fn reach(site: &Site, journey: JourneyId) -> Reach {
    site.journey(journey).await.customer_participant().unwrap().1.reach
}

/// The path of a link in a mail.
fn path_in(text: &str, part: &str) -> String {
    let at = text.find(part).unwrap();
    text[at..].split_whitespace().next().unwrap().to_owned()
}

async fn proved(site: Site) {
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let second = site.begin("anja@example.net", "Losse stoeptegel").await;
    site.test.drain().await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    let status = anja.get(&link).await;
    status.has("Kies hoe u van ons hoort");
    let page = anja.get(&format!("{link}/preferences")).await;
    page.has("U krijgt e-mail van ons op a…@example.net.").lacks("anja@example.net");
    let action = format!("{link}/preferences/address");
    let wrong = anja.submit(&page, &action, &[("email", "geen adres")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = anja.submit(&page, &action, &[("email", "nieuw@example.org")]).await;
    anja.follow(&asked).await.has("Wij hebben een link gestuurd").has("n…@example.org");
    site.test.drain().await;
    let mail = site.test.mail.last_to("nieuw@example.org");
    let proof = path_in(&mail.text, "/address/");

    // Until it is proved nothing changes.
    site.write(journey, WORDS, Some(result("2018-02-19T16:00:00Z")), &[]).await;
    site.test.drain().await;
    assert!(site.test.mail.last_to("anja@example.net").text.contains(WORDS));
    let mut elsewhere = site.visitor();
    let page = elsewhere.get(&proof).await;
    page.has("Ja, stuur berichten hierheen");
    assert!(matches!(reach(&site, journey).await, Reach::Email { .. }));
    let before = reach(&site, journey).await;
    elsewhere.get(&proof).await;
    assert_eq!(reach(&site, journey).await, before, "looking proves nothing");
    elsewhere.submit(&page, &proof, &[]).await.has("Gelukt.");
    // Pressed twice it is the same.
    elsewhere.submit(&page, &proof, &[]).await.has("Gelukt.");
    site.test.drain().await;
    assert_ne!(reach(&site, journey).await, before);
    assert_eq!(reach(&site, journey).await, reach(&site, second).await, "on all journeys");
    assert!(site.test.mail.last_to("anja@example.net").text.contains("n…@example.org"), "the old address is told");
    assert!(site.test.mail.last_to("nieuw@example.org").text.contains("vanaf nu op dit adres"));
    let old = site.test.mail.to("anja@example.net").len();
    site.write(second, WORDS, Some(result("2018-02-19T16:00:00Z")), &[]).await;
    site.test.drain().await;
    assert!(site.test.mail.last_to("nieuw@example.org").text.contains(WORDS));
    // A journey that begins by the old address is told at the new one.
    site.begin("anja@example.net", "Kapotte lamp").await;
    site.test.drain().await;
    assert_eq!(site.test.mail.to("anja@example.net").len(), old);

    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let href = format!("/customers/{}", customer_of(&site, journey).await);
    let page = agent.get(&href).await;
    page.has("per e-mail aan nieuw@example.org").has("bevestigd met een link");
    let undone = agent.submit(&page, &format!("{href}/preferences/undo"), &[]).await;
    agent.follow(&undone).await.has("Ongedaan gemaakt").lacks("bevestigd met een link");
    assert_eq!(reach(&site, journey).await, before);
}

#[tokio::test]
async fn another_address_counts_once_it_is_proved_and_the_old_one_is_told() {
    proved(Site::new().await).await;
}

#[tokio::test]
async fn another_address_counts_once_it_is_proved_on_postgres() {
    proved(Site::of(TestApp::postgres().await, None).await).await;
}

#[tokio::test]
async fn who_wants_a_call_gets_no_mail_and_a_person_has_the_task() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    site.test.drain().await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    anja.lang = "en";
    let page = anja.get(&format!("{link}/preferences")).await;
    page.has("How do you want to hear from us?").has("Call me");
    let action = format!("{link}/preferences");
    let none = anja.submit(&page, &action, &[("way", "call"), ("daily", "each"), ("language", "nl")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.has("Fill in a telephone number.");
    let fields = [("way", "call"), ("daily", "each"), ("language", "nl"), ("phone", "06 00000078")];
    let kept = anja.submit(&page, &action, &fields).await;
    anja.follow(&kept).await.has("We call you.").has("We write to you in Dutch.");
    assert_eq!(reach(&site, journey).await, Reach::Task { task: TaskKind::Call });
    let mails = site.test.mail.sent().len();
    site.write(journey, WORDS, Some(result("2018-02-19T16:00:00Z")), &[]).await;
    site.test.drain().await;
    assert_eq!(site.test.mail.sent().len(), mails);
    let found = site.journey(journey).await;
    assert!(found.tasks.values().any(|task| task.kind == TaskKind::Call && task.is_open()));
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let href = format!("/customers/{}", found.customer);
    agent.get(&href).await.has("wil gebeld worden").has("gekozen op de eigen pagina");
    // A member notes that a letter is wanted, and how that was said.
    let form = agent.get(&format!("{href}/preferences")).await;
    let fields = [("said", "counter"), ("way", "letter"), ("daily", "each"), ("language", "nl")];
    let action = format!("{href}/preferences");
    let none = agent.submit(&form, &action, &fields).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let with = [&fields[..], &[("address", "Dorpsstraat 1\n1234 AB Voorbeeldstad")]].concat();
    let noted = agent.submit(&form, &action, &with).await;
    agent.follow(&noted).await.has("wil een brief").has("aan de balie gezegd");
    assert_eq!(reach(&site, journey).await, Reach::Task { task: TaskKind::Letter });
}

#[tokio::test]
async fn one_mail_a_day_waits_for_the_afternoon_and_a_members_words_do_not() {
    let site = Site::new().await;
    site.test.clock.set("2018-02-05T08:20:00Z");
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    site.test.drain().await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    let page = anja.get(&format!("{link}/preferences")).await;
    let fields = [("way", "mail"), ("daily", "daily"), ("language", "nl")];
    anja.submit(&page, &format!("{link}/preferences"), &fields).await;
    site.write(journey, WORDS, Some(result("2018-02-19T16:00:00Z")), &[]).await;
    site.test.drain().await;
    assert!(site.test.mail.last_to("anja@example.net").text.contains(WORDS), "a member's words go at once");
    site.test.clock.set("2018-02-05T09:00:00Z");
    let (command, texts) = site.test.offer(site.city.technical.team, regie_domain::codes::BallGoes::Goes);
    site.act(&site.city.people.kcc_agent, journey, command, texts).await;
    let found = site.journey(journey).await;
    let handover = found.pending().next().map(|(id, _)| id).unwrap();
    let accept = regie_domain::command::JourneyCommand::Accept { handover, promise: None };
    site.act(&site.city.people.technical_agent, journey, accept, Vec::new()).await;
    let before = site.test.mail.sent().len();
    site.test.drain().await;
    assert_eq!(site.test.mail.sent().len(), before, "who has it now waits");
    site.test.clock.set("2018-02-05T16:01:00Z");
    site.test.drain().await;
    assert_eq!(site.test.mail.sent().len(), before + 1, "until five in the afternoon");
}

/// An administrator connects a gateway and a telephone system.
async fn texting(site: &Site) -> (String, String) {
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get("/settings/sms").await;
    admin.submit(&page, "/settings/sms", &GATEWAY).await;
    connect(site, &mut admin).await
}

async fn text_in(site: &Site, (path, secret): &(String, String), id: &str, words: &str) -> Page {
    let body = serde_json::json!({ "event": "text", "number": "+31600000078", "text": words }).to_string();
    report(site, (path, secret), id, &body).await
}

async fn texted(site: Site) {
    let door = texting(&site).await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    site.test.drain().await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    let page = anja.get(&format!("{link}/preferences")).await;
    let fields = [("way", "text"), ("daily", "each"), ("language", "nl"), ("phone", "06 00000078")];
    let asked = anja.submit(&page, &format!("{link}/preferences"), &fields).await;
    anja.follow(&asked).await.has("Wij hebben u een sms met een link gestuurd");
    site.test.drain().await;
    let posted = site.test.http.posted();
    let body: serde_json::Value = serde_json::from_slice(&posted.last().unwrap().body).unwrap();
    let proof = path_in(body["text"].as_str().unwrap(), "/address/");
    let page = anja.get(&proof).await;
    anja.submit(&page, &proof, &[]).await.has("Gelukt.");
    assert!(matches!(reach(&site, journey).await, Reach::Text { .. }));
    site.test.drain().await;
    let (texts, mails) = (site.test.http.posted().len(), site.test.mail.sent().len());
    site.write(journey, WORDS, Some(result("2018-02-19T16:00:00Z")), &[]).await;
    site.test.drain().await;
    assert_eq!((site.test.http.posted().len(), site.test.mail.sent().len()), (texts + 1, mails));
    let body: serde_json::Value = serde_json::from_slice(&site.test.http.posted().last().unwrap().body).unwrap();
    assert!(body["text"].as_str().unwrap().contains("/s/"), "{body}");

    // What is texted back stands on the journey of its number; STOP is no message.
    assert_eq!(text_in(&site, &door, "t1", "Wanneer komt u?").await.status, StatusCode::OK);
    let from = site.journey(journey).await.contacts.len();
    assert_eq!(text_in(&site, &door, "t1", "Wanneer komt u?").await.status, StatusCode::OK);
    assert_eq!(site.journey(journey).await.contacts.len(), from, "the same report has one effect");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{journey}")).await.has("Wanneer komt u?");
    text_in(&site, &door, "t2", "Stop.").await;
    assert!(matches!(reach(&site, journey).await, Reach::Email { .. }), "mail again");
    assert_eq!(site.journey(journey).await.contacts.len(), from);
    agent.get(&format!("/customers/{}", customer_of(&site, journey).await)).await.has("Wil geen sms op dit nummer");
    let texts = site.test.http.posted().len();
    site.write(journey, "Nog een bericht.", None, &[]).await;
    site.test.drain().await;
    assert_eq!(site.test.http.posted().len(), texts);
    let page = anja.get(&format!("{link}/preferences")).await;
    let again = [("way", "text"), ("daily", "each"), ("language", "nl")];
    let refused = anja.submit(&page, &format!("{link}/preferences"), &again).await;
    refused.has("sms-berichten gestopt");
    text_in(&site, &door, "t3", "AAN").await;
    anja.submit(&page, &format!("{link}/preferences"), &again).await;
    assert!(matches!(reach(&site, journey).await, Reach::Text { .. }));
    let broken = text_in(&site, &door, "t4", "").await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn texts_go_out_come_in_and_stop() {
    texted(Site::new().await).await;
}

#[tokio::test]
async fn texts_go_out_come_in_and_stop_on_postgres() {
    texted(Site::of(TestApp::postgres().await, None).await).await;
}

#[tokio::test]
async fn a_text_from_a_stranger_waits_to_be_placed_and_is_erased_by_its_number() {
    let site = Site::new().await;
    let door = texting(&site).await;
    text_in(&site, &door, "t1", "KANARIE mijn vuilnis is niet opgehaald").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let list = agent.get("/arrivals").await;
    list.has("Sms-bericht").has("06 00 00 00 78");
    let page = list.text().split("href=\"/arrivals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = format!("/arrivals/{page}");
    let shown = agent.get(&page).await;
    let begun = agent.submit(&shown, &format!("{page}/open"), &[]).await;
    let journey = agent.follow(&begun).await;
    journey.has("KANARIE");
    let number = Whom::Number(PhoneNumber::parse("06-00000078").unwrap());
    let open = site.test.app.erase_customer(&Who::System, number.clone(), Ground::Request).await;
    assert!(open.is_err(), "what is open is not erased");
    let id = begun.location().split('/').nth(2).unwrap().split('?').next().unwrap().to_owned();
    let id = JourneyId::parse(&id).unwrap();
    let void = regie_domain::command::JourneyCommand::Void {
        reason: regie_domain::codes::VoidReason::Spam,
        duplicate_of: None,
    };
    site.act(&site.city.people.kcc_agent, id, void, Vec::new()).await;
    let gone = site.test.app.erase_customer(&Who::System, number.clone(), Ground::Request).await.unwrap();
    assert_eq!(gone.customers, 1);
    assert!(gone.contents >= 3, "{gone:?}");
    agent.get(&format!("/journeys/{id}")).await.lacks("KANARIE");
}

#[tokio::test]
async fn a_legal_term_is_let_stand_still_and_run_again_and_the_customer_reads_why() {
    let site = Site::new().await;
    let form = BlueprintForm {
        legal_weeks: "8".to_owned(),
        legal_basis: "application".to_owned(),
        ..BlueprintForm::of(&site.city.blueprint)
    };
    let id = site.city.blueprint.id;
    let version = site.test.app.directory().await.unwrap().blueprints[&id].version;
    let admin = TestApp::who(&site.city.people.administrator);
    site.test.app.change_blueprint(&admin, id, version, form).await.unwrap();
    let journey = site.begin("anja@example.net", "Kosten terug").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/journeys/{journey}/legal-pause");
    let form = agent.get(&path).await;
    form.has("Waarom mag dit van de wet");
    let fields = [("ground", "force_majeure"), ("reason", "Onze systemen liggen stil.")];
    let done = agent.submit(&form, &path, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
    site.test.drain().await;
    let link = site.link(journey).await;
    site.visitor().get(&link).await.has("staat stil vanaf").has("overmacht");
    assert!(site.test.mail.last_to("anja@example.net").text.contains("Onze systemen liggen stil."));
    let path = format!("/journeys/{journey}/legal-resume");
    let form = agent.get(&path).await;
    agent.submit(&form, &path, &[]).await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
    site.test.drain().await;
    assert!(site.test.mail.last_to("anja@example.net").text.contains("loopt weer"));
}

#[tokio::test]
async fn an_agent_reads_first_whether_a_call_is_wanted() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let customer = customer_of(&site, journey).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{journey}")).await.lacks("Wil gebeld worden").lacks("geen telefoontje");
    let path = format!("/customers/{customer}/preferences");
    for (way, words) in [("call", "Wil gebeld worden"), ("mail", "Wil bericht per e-mail")] {
        site.test.clock.advance(jiff::SignedDuration::from_mins(1));
        let page = agent.get(&path).await;
        let fields = [("said", "phone"), ("way", way), ("daily", "each"), ("language", "nl"), ("phone", "06-00000078")];
        assert_eq!(agent.submit(&page, &path, &fields).await.status, StatusCode::SEE_OTHER);
        agent.get(&format!("/journeys/{journey}")).await.has(words).has(&path);
    }
}

async fn stopped(site: Site) {
    let door = texting(&site).await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    site.test.drain().await;
    let customer = customer_of(&site, journey).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/customers/{customer}/preferences");
    let page = agent.get(&path).await;
    let fields = [("said", "phone"), ("way", "text"), ("daily", "each"), ("language", "nl"), ("phone", "06-00000078")];
    assert_eq!(agent.submit(&page, &path, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(matches!(reach(&site, journey).await, Reach::Text { .. }));
    // The address comes back: the number is all that is left.
    let found = site.test.app.standing(customer).await.unwrap();
    let mail = found.mails[0].id;
    let gone = regie_domain::customer::CustomerCommand::FailHandle { handle: mail };
    let request = regie_app::Request::customer(Who::System, regie_domain::actor::Door::Page, customer, gone);
    site.test.app.run(request).await.unwrap();

    // Late in the evening something is promised: the text waits for the morning. STOP comes before it.
    site.test.clock.set("2018-02-05T21:30:00Z");
    let promised = regie_domain::command::JourneyCommand::Promise { promise: result("2018-02-08T21:30:00Z") };
    site.act(&site.city.people.kcc_agent, journey, promised, Vec::new()).await;
    let texts = site.test.http.posted().len();
    let waits = |found: &regie_domain::journey::Journey| {
        let waiting: Vec<_> = found.updates.keys().copied().filter(|id| found.is_waiting(*id)).collect();
        waiting
    };
    let before = waits(&site.journey(journey).await);
    assert_eq!(before.len(), 1);
    text_in(&site, &door, "s1", "STOP").await;
    assert_eq!(reach(&site, journey).await, Reach::Task { task: TaskKind::Call });
    site.test.clock.set("2018-02-06T08:30:00Z");
    site.test.drain().await;
    assert_eq!(site.test.http.posted().len(), texts, "nothing is texted any more");
    let now = site.journey(journey).await;
    let calls: Vec<_> = now.tasks.values().filter(|task| task.update == Some(before[0])).collect();
    assert_eq!(calls.len(), 1, "a person tells what waited");
    assert!(calls[0].kind == TaskKind::Call && calls[0].is_open());
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.has(&format!("/journeys/{journey}/tasks/"));

    // Another number of theirs asks for no texts: nothing changes where texts go to this one.
    text_in(&site, &door, "s2", "AAN").await;
    let page = agent.get(&path).await;
    agent.submit(&page, &path, &fields).await;
    assert!(matches!(reach(&site, journey).await, Reach::Text { .. }));
    let call = [("said", "phone"), ("way", "text"), ("daily", "each"), ("language", "nl"), ("phone", "06-00000079")];
    agent.submit(&page, &path, &call).await;
    let Reach::Text { handle } = reach(&site, journey).await else { panic!("texts go on") };
    text_in(&site, &door, "s3", "STOP").await;
    assert_eq!(reach(&site, journey).await, Reach::Text { handle });
}

#[tokio::test]
async fn what_waits_for_a_number_that_says_stop_is_told_by_a_person() {
    stopped(Site::new().await).await;
}

#[tokio::test]
async fn what_waits_for_a_number_that_says_stop_is_told_by_a_person_on_postgres() {
    stopped(Site::of(TestApp::postgres().await, None).await).await;
}

/// Mail that does not arrive goes on as a text message where the number may get one; else a person calls.
async fn next_by_text(site: Site) {
    let door = texting(&site).await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    site.test.drain().await;
    let person = site.customer(journey).await;
    let number = Some("06 00000078".to_owned());
    let tie = Correction::Tie { email: None, phone: number, plate: None, use_it: false };
    let kcc = TestApp::who(&site.city.people.kcc_agent);
    site.test.app.correct_person(kcc, journey, person, tie, None).await.unwrap();
    let texts = || site.test.http.posted().len();
    let before = texts();
    site.test.mail.fail_permanently("anja@example.net");
    site.write(journey, WORDS, None, &[]).await;
    assert_eq!(texts(), before + 1);
    let body: serde_json::Value = serde_json::from_slice(&site.test.http.posted().last().unwrap().body).unwrap();
    assert!(body["text"].as_str().unwrap().contains("/s/"), "a line and the link: {body}");
    let found = site.journey(journey).await;
    let told = found.updates.values().find(|update| matches!(update.reach, Reach::Text { .. })).unwrap();
    assert!(told.rerouted.is_some() && matches!(told.state, UpdateState::Sent { .. }), "{told:?}");
    assert!(found.tasks.is_empty(), "nobody has to call");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{journey}")).await.has("Daarom nu:");
    // Who wants no text messages gets none.
    text_in(&site, &door, "t9", "Stop.").await;
    site.write(journey, "Nog een bericht.", None, &[]).await;
    assert_eq!(texts(), before + 1);
    assert!(site.journey(journey).await.tasks.values().any(regie_domain::journey::Task::is_open), "a person tells it");
}

#[tokio::test]
async fn what_mail_cannot_bring_goes_on_as_a_text_message() {
    next_by_text(Site::new().await).await;
}

#[tokio::test]
async fn what_mail_cannot_bring_goes_on_as_a_text_message_on_postgres() {
    next_by_text(Site::of(TestApp::postgres().await, None).await).await;
}
