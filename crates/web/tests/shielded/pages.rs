//! Pages, lists, searches and commands.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use regie_app::AppError;
use regie_app::testing::TestApp;
use regie_domain::actor::Door;
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::ids::JourneyId;
use regie_web::builder::{Access, RouteInfo};

use crate::support::{Browser, Page};
use crate::{CANARY, RARE, Scene};

/// An id that nothing has.
const NOTHING: &str = "0190a1b2-0000-7000-8000-000000000000";

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
    let aside = JourneyCommand::Void { reason: regie_domain::codes::VoidReason::Spam, duplicate_of: None };
    let request = regie_app::Request::journey(samira.clone(), Door::Page, scene.journey, aside);
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
