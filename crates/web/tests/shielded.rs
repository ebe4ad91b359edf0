//! What is restricted is for the teams that work on it and for the coordinator: to everybody else no word of it shows, on
//! no page, in no list, number or search, and no command reaches it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use regie_app::AppError;
use regie_app::content::{ContentKind, Text};
use regie_app::journeys::NewJourney;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::mailboxes::MailboxForm;
use regie_app::settings::teams::TeamForm;
use regie_app::testing::TestApp;
use regie_domain::actor::{Door, Role};
use regie_domain::blueprint::Words;
use regie_domain::codes::{BallGoes, Channel, DeclineReason, ParticipantRole};
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::event::Reach;
use regie_domain::ids::{BlueprintId, HandoverId, JourneyId, TeamId};
use regie_web::builder::{Access, RouteInfo};
use regie_web::security::csrf_token;
use support::{Browser, Page, Site};

/// Every text of the shielded journey holds this; nothing else does.
const CANARY: &str = "anarie";
/// Stands in the words of the shielded journey, and is not looked for by its canary.
const RARE: &str = "zeldzaamwoord";
/// An id that nothing has.
const NOTHING: &str = "0190a1b2-0000-7000-8000-000000000000";

struct Scene {
    site: Site,
    /// Directed by the technical service, and restricted.
    blueprint: BlueprintId,
    journey: JourneyId,
}

impl Scene {
    /// A restricted blueprint of the technical service with a mailbox, and one journey of it full of canaries.
    async fn new() -> Self {
        let site = Site::new().await;
        let app = &site.test.app;
        let admin = TestApp::who(&site.city.people.administrator);
        let technical = site.city.technical.team.team;
        let form = BlueprintForm {
            name: Words::new("Schuldhulp", "Debt help"),
            director: technical.to_string(),
            restricted: true,
            ..BlueprintForm::of(&site.city.blueprint)
        };
        let blueprint = app.create_blueprint(&admin, form).await.unwrap();
        let form = MailboxForm {
            address: "schuld@example.org".into(),
            display: "Schuldhulp".into(),
            team: technical.to_string(),
            blueprint: blueprint.to_string(),
            active: true,
            ..MailboxForm::default()
        };
        app.create_mailbox(&admin, form).await.unwrap();
        let journey = begin(&site, &site.city.people.technical_agent, blueprint).await;
        let scene = Self { site, blueprint, journey };
        scene.fill().await;
        scene
    }

    /// A message, a file, an offer to claims that is declined, a note of the customer.
    async fn fill(&self) {
        let site = &self.site;
        let kees = &site.city.people.technical_agent;
        let mut texts = Vec::new();
        let mut contact = site.facts(&mut texts, "Kanarie bericht van ons");
        let file = site.test.app.ports.id();
        texts.push(Text {
            file_name: Some("kanarie.png".to_owned()),
            media_type: "image/png".to_owned(),
            bytes: b"\x89PNG\r\n\x1a\n kanarie".to_vec(),
            ..Text::plain(file, ContentKind::File, "", Some(self.journey))
        });
        contact.files = vec![file];
        let write = JourneyCommand::Write { contact, complete: false, promise: None, question: None };
        site.act(kees, self.journey, write, texts).await;
        let declined = offer(site, self.journey, site.city.claims.team).await;
        decline(site, self.journey, declined).await;
        let mut anja = site.visitor();
        let link = site.link(self.journey).await;
        let page = anja.get(&link).await;
        anja.submit(&page, &format!("{link}/message"), &[("text", "Kanarie van de klant zelf")]).await;
        site.test.drain().await;
    }

    /// Those who have nothing to do with it, each with another role.
    fn strangers(&self) -> [&Member; 5] {
        let people = &self.site.city.people;
        [&people.kcc_agent, &people.kcc_lead, &people.claims_agent, &people.administrator, &people.auditor]
    }

    async fn enter(&self, member: &Member) -> (Browser, String) {
        let began = self.site.test.app.start_session(member.id, None, None).await.unwrap();
        let mut browser = self.site.visitor();
        browser.cookies.insert("__Host-regie-session".to_owned(), began.token);
        (browser, csrf_token(&began.session.csrf_secret))
    }

    /// A mail that comes in and waits for a person; where it waits.
    async fn waits(&self, to: &str, subject: &str, words: &str) -> String {
        let app = &self.site.test.app;
        let raw = format!(
            "From: vreemd@example.net\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{}@example.net>\r\n\
             Date: Mon, 5 Feb 2018 09:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n",
            app.ports.uuid()
        );
        let kept = app.keep_raw(&[to.to_owned()], Some("vreemd@example.net"), raw.as_bytes()).await.unwrap();
        regie_channels::email::intake::place_pending(app).await.unwrap();
        self.site.test.drain().await;
        format!("/arrivals/{}", kept[0])
    }
}

async fn begin(site: &Site, member: &Member, blueprint: BlueprintId) -> JourneyId {
    let new = NewJourney {
        channel: Channel::Counter,
        name: "Kanarie Gezocht".to_owned(),
        email: Some("kanarie@example.net".to_owned()),
        phone: None,
        blueprint: Some(blueprint),
        kind: None,
        title: "Kanarie titel".to_owned(),
        text: format!("Kanarie tekst {RARE}"),
        key: None,
    };
    let journey = site.test.app.begin_journey(TestApp::who(member), new).await.unwrap();
    site.test.drain().await;
    journey
}

async fn offer(site: &Site, journey: JourneyId, to: regie_domain::actor::TeamRef) -> HandoverId {
    let before = site.journey(journey).await;
    let giver = [&site.city.people.technical_agent, &site.city.people.kcc_agent]
        .into_iter()
        .find(|member| member.is_in(before.direction.team.team))
        .unwrap();
    let mut texts = Vec::new();
    let brief = ["kanarie waarom", "kanarie wat", "kanarie verteld"].map(|words| Some(site.text(&mut texts, words)));
    let command = JourneyCommand::Offer { to, ball: Some(BallGoes::Goes), brief: brief.to_vec(), respond_by: None };
    site.act(giver, journey, command, texts).await;
    *site.journey(journey).await.handovers.keys().find(|id| !before.handovers.contains_key(id)).unwrap()
}

async fn decline(site: &Site, journey: JourneyId, handover: HandoverId) {
    let mut texts = Vec::new();
    let text = Some(site.text(&mut texts, "kanarie: geen tijd"));
    let command = JourneyCommand::Decline { handover, reason: DeclineReason::ALL[0], text };
    site.act(&site.city.people.claims_agent, journey, command, texts).await;
}

async fn restrict(site: &Site, team: TeamId, restricted: bool) {
    let directory = site.test.app.directory().await.unwrap();
    let found = &directory.teams[&team];
    let form = TeamForm { restricted, ..TeamForm::of(&found.value) };
    let admin = TestApp::who(&site.city.people.administrator);
    site.test.app.change_team(&admin, team, found.version, form).await.unwrap();
}

/// The address of a route with this journey in it; nothing is known of what else it names.
fn address(route: &RouteInfo, journey: JourneyId) -> String {
    let mut before = "";
    let parts = route.path.split('/').map(|part| {
        let value = match (part.starts_with('{'), before) {
            (false, _) => part.to_owned(),
            (true, "journeys") => journey.to_string(),
            (true, _) => NOTHING.to_owned(),
        };
        before = part;
        value
    });
    parts.collect::<Vec<_>>().join("/")
}

fn may(route: &RouteInfo, member: &Member) -> bool {
    matches!(route.access, Access::Member(roles) if roles.iter().any(|role| member.has(*role)))
}

async fn try_route(browser: &mut Browser, csrf: &str, route: &RouteInfo, path: &str) -> Page {
    if route.method == Method::GET {
        return browser.get(path).await;
    }
    let request = Request::builder().method(Method::POST).uri(path);
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.send(request.body(Body::from(format!("csrf={csrf}"))).unwrap()).await
}

#[tokio::test]
async fn no_route_opens_another_teams_shielded_journey() {
    let scene = Scene::new().await;
    let routes = scene.site.routes.clone();
    let mut wrong = Vec::new();
    for route in routes.iter().filter(|route| route.path.starts_with("/journeys/{")) {
        let path = address(route, scene.journey);
        for member in scene.strangers().into_iter().filter(|member| may(route, member)) {
            let (mut browser, csrf) = scene.enter(member).await;
            let page = try_route(&mut browser, &csrf, route, &path).await;
            if page.status != StatusCode::FORBIDDEN || page.text().contains(CANARY) {
                wrong.push(format!("{} {} as {}: {}", route.method, route.path, member.name, page.status));
            }
        }
        for member in [&scene.site.city.people.technical_lead, &scene.site.city.people.coordinator] {
            let (mut browser, csrf) = scene.enter(member).await;
            let page = try_route(&mut browser, &csrf, route, &path).await;
            if may(route, member) && page.status == StatusCode::FORBIDDEN {
                wrong.push(format!("{} {} is closed to {}", route.method, route.path, member.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut samira = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    let closed = samira.get(&format!("/journeys/{}", scene.journey)).await;
    closed.has("Deze klantreis is afgeschermd.").has("href=\"/\"");
}

#[tokio::test]
async fn no_word_of_it_shows_to_an_agent_of_another_team() {
    let scene = Scene::new().await;
    let routes = scene.site.routes.clone();
    let reference = scene.site.journey(scene.journey).await.reference.to_string();
    let mut pages: Vec<String> = routes
        .iter()
        .filter(|route| route.method == Method::GET && matches!(route.access, Access::Member(_)))
        .map(|route| address(route, scene.journey))
        .collect();
    let lists = [
        "/journeys?tab=mine",
        "/journeys?tab=directed",
        "/journeys?tab=closed",
        "/journeys?tab=void",
        "/handovers?tab=from",
        "/handovers?tab=settled",
        "/promises?tab=settle",
        "/work?tab=mine",
        "/work?tab=all",
    ];
    pages.extend(lists.map(str::to_owned));
    let search = |words: &str| format!("/search?q={}", words.replace(' ', "+"));
    pages.extend([search(RARE), search("Gezocht"), search("bericht van ons"), search(&reference)]);
    for member in scene.strangers() {
        let mut browser = scene.site.signed_in(member).await;
        for path in &pages {
            let page = browser.get(path).await;
            assert!(!page.text().contains(CANARY), "{} at {path} as {}\n{}", page.status, member.name, page.text());
        }
    }
    // What is there is said, and no more; words find nothing, so that nobody can ask what it says.
    let mut samira = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    samira.get("/journeys").await.has("1 afgeschermde zaak");
    samira.get(&search(&reference)).await.has("1 afgeschermde zaak");
    samira.get(&search("Gezocht")).await.has("1 afgeschermde zaak");
    samira.get(&search(RARE)).await.has("Niets gevonden").lacks("afgeschermde zaak");
    for member in [&scene.site.city.people.technical_lead, &scene.site.city.people.coordinator] {
        let mut browser = scene.site.signed_in(member).await;
        browser.get("/journeys").await.has("Kanarie titel").lacks("afgeschermde zaak");
        browser.get(&search(RARE)).await.has("Kanarie titel");
    }
}

#[tokio::test]
async fn no_command_reaches_it_and_none_is_hidden_by_it() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let samira = TestApp::who(&site.city.people.kcc_agent);
    let reopen = JourneyCommand::Void { reason: regie_domain::codes::VoidReason::Spam, duplicate_of: None };
    let request = regie_app::Request::journey(samira.clone(), Door::Page, scene.journey, reopen);
    assert!(matches!(site.test.app.run(request).await, Err(AppError::Denied("shielded"))));
    // A contact of an own journey does not go there either, nor is its number known.
    let own = site.begin("bram@example.net", "Lantaarn").await;
    let contact = *site.journey(own).await.contacts.keys().next().unwrap();
    let there = regie_app::contacts::Target::Journey(scene.journey);
    let moved = site.test.app.move_contact(samira, own, contact, there).await;
    assert!(matches!(moved, Err(AppError::Denied("shielded"))));
    assert!(site.journey(own).await.contacts[&contact].moved_to.is_none());
    // Whoever takes a call about it begins it for the team that works on it.
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/journeys/new").await;
    let blueprint = scene.blueprint.to_string();
    let fields = [
        ("channel", "phone"),
        ("name", "Bram"),
        ("email", "bram2@example.net"),
        ("blueprint", blueprint.as_str()),
        ("title", "Kanarie twee"),
        ("text", "Kanarie"),
    ];
    let begun = samira.submit(&page, "/journeys/new", &fields).await;
    assert_eq!(begun.location(), "/journeys?said=said-begun-shielded");
    samira.follow(&begun).await.has("2 afgeschermde zaken").has("Lantaarn");
}

#[tokio::test]
async fn mail_to_a_restricted_mailbox_is_for_its_team() {
    let scene = Scene::new().await;
    let reference = scene.site.journey(scene.journey).await.reference.to_string();
    let path = scene.waits("schuld@example.org", &format!("Over {reference}"), "Kanarie in de bus").await;
    let mut kees = scene.site.signed_in(&scene.site.city.people.technical_agent).await;
    kees.get(&path).await.has("Kanarie in de bus").has("Kanarie titel");
    for member in scene.strangers().into_iter().filter(|member| !member.has(Role::Administrator)) {
        let (mut browser, csrf) = scene.enter(member).await;
        for page in [format!("{path}/raw"), format!("{path}/files/0"), path.clone()] {
            assert_eq!(browser.get(&page).await.status, StatusCode::FORBIDDEN, "{page} as {}", member.name);
        }
        browser.get("/arrivals").await.lacks(CANARY);
        for act in ["join", "open", "void", "unvoid"] {
            let fields = [("csrf".to_owned(), csrf.clone()), ("journey".to_owned(), scene.journey.to_string())];
            let page = browser.post(&format!("{path}/{act}"), &fields).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{act} as {}", member.name);
        }
    }
}

#[tokio::test]
async fn mail_about_a_shielded_journey_goes_to_its_team() {
    let scene = Scene::new().await;
    let reference = scene.site.journey(scene.journey).await.reference.to_string();
    let mut kees = scene.site.signed_in(&scene.site.city.people.technical_agent).await;
    let mut samira = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    // A stranger's mail to the contact centre that names its number is not for the contact centre.
    let named = scene.waits("kcc@example.org", &format!("Over {reference}"), "Kanarie van een vreemde").await;
    samira.get("/arrivals").await.lacks(CANARY);
    for path in [named.clone(), format!("{named}/raw")] {
        assert_eq!(samira.get(&path).await.status, StatusCode::FORBIDDEN);
    }
    kees.get("/arrivals").await.has("Kanarie van een vreemde");
    let page = kees.get(&named).await;
    page.has("Kanarie van een vreemde").has("Kanarie titel");
    // Joined by those who may, it is part of the shielded journey, by its old address as well.
    let id = scene.journey.to_string();
    let joined = kees.submit(&page, &format!("{named}/join"), &[("journey", &id)]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    assert_eq!(samira.get(&format!("{named}/raw")).await.status, StatusCode::FORBIDDEN);
    // Who finds out later what a mail is about passes it on by that number.
    let other = scene.site.begin("bram@example.net", "Ander licht").await;
    let other = scene.site.journey(other).await.reference.to_string();
    let open = scene.waits("kcc@example.org", &format!("Over {other}"), "Een gewone vraag").await;
    let page = samira.get(&open).await;
    page.has("Een gewone vraag").has("Ander licht").lacks(CANARY);
    let joined = samira.submit(&page, &format!("{open}/join"), &[("journey", &id)]).await;
    assert_eq!(joined.status, StatusCode::FORBIDDEN);
    let passed = samira.submit(&page, &format!("{open}/join"), &[("reference", &reference)]).await;
    assert_eq!(passed.location(), "/arrivals?said=said-arrival-passed");
    samira.follow(&passed).await.has("Doorgegeven aan het team").lacks("Een gewone vraag").lacks(CANARY);
    assert_eq!(samira.get(&open).await.status, StatusCode::FORBIDDEN);
    kees.get(&open).await.has("Een gewone vraag").has("Kanarie titel");
}

/// The first person on a journey other than its customer, or the customer.
async fn person_page(site: &Site, journey: JourneyId, role: ParticipantRole) -> String {
    let found = site.journey(journey).await;
    let (id, _) = found.participants.iter().find(|(_, person)| person.role == role).unwrap();
    format!("/journeys/{journey}/people/{id}")
}

/// The handle of an address with the customer of a journey.
async fn handle_of(site: &Site, journey: JourneyId, address: &str) -> String {
    let customer = site.journey(journey).await.customer;
    let mut tx = site.test.app.store.begin_read().await.unwrap();
    let handles = regie_store::views::customers::handles(&mut tx, customer).await.unwrap();
    handles.iter().find(|handle| handle.matched.as_deref() == Some(address)).unwrap().id.to_string()
}

#[tokio::test]
async fn who_is_known_through_a_shielded_journey_only_is_a_stranger() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let shielded = person_page(site, scene.journey, ParticipantRole::Customer).await;
    let own = site.begin("bram@example.net", "Lantaarn").await;
    let bram = person_page(site, own, ParticipantRole::Customer).await;
    // Joining with the address is as joining with one that nobody has, and leaves the shielded journey alone.
    let page = samira.get(&bram).await;
    let mut answers = Vec::new();
    for with in ["kanarie@example.net", "niemand@example.net"] {
        let answer = samira.submit(&page, &format!("{bram}/join"), &[("with", with)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{with}");
        answers.push(answer.text().replace(with, "")); // the field keeps what was typed
    }
    assert!(answers[0].contains("Dit kennen we niet"));
    assert!(!answers[0].contains("Kanarie"));
    kees.get(&shielded).await.lacks("Bram").lacks("bram@example.net");
    // Noted with somebody, it is that person's there, and may be taken off again.
    let tied = samira.submit(&page, &format!("{bram}/tie"), &[("email", "kanarie@example.net")]).await;
    assert_eq!(tied.status, StatusCode::SEE_OTHER);
    let page = samira.get(&bram).await;
    page.has("kanarie@example.net").lacks("Kanarie Gezocht");
    let handle = handle_of(site, own, "kanarie@example.net").await;
    let mut fields = page.hidden(&format!("{bram}/untie"));
    fields.retain(|(name, _)| name != "handle");
    fields.push(("handle".to_owned(), handle));
    let untied = samira.post(&format!("{bram}/untie"), &fields).await;
    assert_eq!(untied.status, StatusCode::SEE_OTHER);
    kees.get(&shielded).await.has("kanarie@example.net");
    // A journey for the address has the name that was typed, and says nothing of the other.
    let page = samira.get("/journeys/new").await;
    let blueprint = site.city.blueprint.id.to_string();
    let fields = [
        ("channel", "phone"),
        ("name", "K. Test"),
        ("email", "kanarie@example.net"),
        ("blueprint", blueprint.as_str()),
        ("title", "Stoep"),
        ("text", "Losse tegel"),
    ];
    let begun = samira.submit(&page, "/journeys/new", &fields).await;
    let at = samira.follow(&begun).await;
    at.has("K. Test").lacks("Kanarie Gezocht");
    let begun = begun.location().split(['?', '/']).nth(2).and_then(|id| JourneyId::parse(id).ok()).unwrap();
    let test = person_page(site, begun, ParticipantRole::Customer).await;
    samira.get(&test).await.has("kanarie@example.net").lacks("Kanarie Gezocht");
    samira.get("/journeys").await.has("K. Test").lacks("Kanarie Gezocht");
    kees.get(&shielded).await.lacks("K. Test");
    // The same address again is the same person there.
    let fields = [fields[0], fields[1], fields[2], fields[3], ("title", "Putdeksel"), fields[5]];
    let again = samira.submit(&page, "/journeys/new", &fields).await;
    let again = again.location().split(['?', '/']).nth(2).and_then(|id| JourneyId::parse(id).ok()).unwrap();
    assert_eq!(site.journey(again).await.customer, site.journey(begun).await.customer);
    // Somebody added with it is that person too, and never the other.
    let people = samira.get(&format!("/journeys/{own}/people")).await;
    let fields = [("name", "Buurvrouw"), ("email", "kanarie@example.net"), ("role", "representative")];
    let added = samira.submit(&people, &format!("/journeys/{own}/people/add"), &fields).await;
    samira.follow(&added).await.lacks("Kanarie Gezocht");
    let jan = site.begin("jan@example.net", "Boom").await;
    let person = person_page(site, jan, ParticipantRole::Customer).await;
    let page = samira.get(&person).await;
    let tied = samira.submit(&page, &format!("{person}/tie"), &[("email", "kanarie@example.net")]).await;
    // By now the contact centre knows somebody with it: K. Test.
    assert_eq!(tied.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What the shielded journey has is unchanged, and the mail of its customer still reaches it.
    kees.get(&shielded).await.has("Kanarie Gezocht").lacks("Buurvrouw");
    // Who is on a shielded journey too is joined by those who may see both only.
    let command = JourneyCommand::AddParticipant {
        participant: site.test.app.ports.id(),
        role: ParticipantRole::Copied,
        customer: site.journey(own).await.customer,
        reach: Reach::None,
        may_act: false,
    };
    site.act(&site.city.people.technical_agent, scene.journey, command, Vec::new()).await;
    let page = samira.get(&bram).await;
    let joined = samira.submit(&page, &format!("{bram}/join"), &[("with", "jan@example.net")]).await;
    assert_eq!(joined.status, StatusCode::UNPROCESSABLE_ENTITY);
    joined.has("Deze mensen samenvoegen kan alleen iemand").lacks(CANARY);
}

#[tokio::test]
async fn a_mail_of_a_stranger_here_begins_a_record_of_its_own() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let app = &site.test.app;
    let raw = "From: \"K. de Vogel\" <kanarie@example.net>\r\nTo: kcc@example.org\r\nSubject: Stoeptegel\r\n\
        Message-ID: <vogel-1@example.net>\r\nDate: Mon, 5 Feb 2018 09:00:00 +0100\r\n\r\nDe tegel ligt los.\r\n";
    app.keep_raw(&["kcc@example.org".to_owned()], Some("kanarie@example.net"), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(app).await.unwrap();
    site.test.drain().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/journeys").await.has("Stoeptegel").has("K. de Vogel").lacks("Kanarie Gezocht");
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    kees.get("/journeys").await.has("Kanarie Gezocht");
}

#[tokio::test]
async fn what_a_restricted_team_works_on_is_closed_to_those_who_are_not_on_it() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let id = site.begin("bram@example.net", "Lantaarn").await;
    let page = format!("/journeys/{id}");
    restrict(site, site.city.claims.team.team, true).await;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut noor = site.signed_in(&site.city.people.claims_agent).await;
    kees.get(&page).await.has("Lantaarn");
    let handover = offer(site, id, site.city.claims.team).await;
    assert_eq!(kees.get(&page).await.status, StatusCode::FORBIDDEN);
    kees.get("/journeys").await.has("1 afgeschermde zaak").lacks("Lantaarn");
    samira.get(&page).await.has("Lantaarn");
    // Who gets the offer sees what it is about; who declines it is on it no more, and is not left on a closed door.
    let offered = format!("{page}/handovers/{handover}");
    noor.get(&offered).await.has("kanarie waarom");
    let form = noor.get(&format!("{offered}/decline")).await;
    let form = if form.status == StatusCode::OK { form } else { noor.get(&offered).await };
    let ground = DeclineReason::ALL[0].code();
    let answer =
        noor.submit(&form, &format!("{offered}/decline"), &[("ground", ground), ("text", "Niet van ons")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(noor.follow(&answer).await.status, StatusCode::OK);
    kees.get(&page).await.has("Lantaarn");
    // The lead of a team does not lift what the administrator closed.
    let form = TeamForm::of(site.test.app.directory().await.unwrap().team(site.city.claims.team.team).unwrap());
    let lead = TestApp::who(&site.city.people.claims_lead);
    let open = TeamForm { restricted: false, ..form };
    let changed = site.test.app.change_team(&lead, site.city.claims.team.team, 2, open).await;
    assert!(matches!(changed, Err(AppError::Denied("role"))));
}

#[tokio::test]
async fn the_settings_page_of_held_mail_names_no_shielded_journey() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let admin = TestApp::who(&site.city.people.administrator);
    let version = site.test.app.directory().await.unwrap().organisation.as_ref().unwrap().version;
    let paused = regie_domain::directory::Outgoing::Paused;
    site.test.app.switch_outgoing(&admin, version, paused).await.unwrap();
    begin(site, &site.city.people.technical_agent, scene.blueprint).await;
    site.begin("bram@example.net", "Lantaarn").await;
    for member in [&site.city.people.kcc_lead, &site.city.people.auditor, &site.city.people.administrator] {
        let mut browser = site.signed_in(member).await;
        for page in ["/settings/outgoing", "/settings/outgoing/live"] {
            let page = browser.get(page).await;
            assert!(!page.text().contains(CANARY), "{}\n{}", member.name, page.text());
        }
    }
    let mut browser = site.signed_in(&site.city.people.kcc_lead).await;
    browser.get("/settings/outgoing").await.has("bram@example.net");
}

#[tokio::test]
async fn the_settings_say_what_is_closed() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let mut browser = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/blueprints/{}", scene.blueprint);
    let page = browser.get(&path).await;
    page.has("Afgeschermd: alleen teams die eraan werken zien deze klantreizen");
    let team = format!("/settings/teams/{}", site.city.claims.team.team);
    let page = browser.get(&team).await;
    let saved = browser.submit(&page, &team, &[("name", "Schadeafhandeling"), ("restricted", "on")]).await;
    browser.follow(&saved).await.has("Afgeschermd");
    let directory = site.test.app.directory().await.unwrap();
    assert!(directory.team(site.city.claims.team.team).unwrap().restricted);
    assert!(directory.team(site.city.claims.team.team).unwrap().hours.is_some());
}
