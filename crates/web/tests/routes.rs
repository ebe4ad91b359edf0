//! Every route against every kind of visitor. The routes come from the builder, so what is added is tried without anybody
//! thinking of it; the table that people read (`docs/routes.md`) is compared with it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test stops at the first surprise")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use regie_domain::actor::Role;
use regie_domain::directory::Member;
use regie_domain::ids::JourneyId;
use regie_web::builder::{Access, Purpose, RouteInfo, Routes, table};
use regie_web::security::{CSP, csrf_token, page_headers};
use support::{Browser, Page, Site};

const FORM: &str = "application/x-www-form-urlencoded";
/// Where one asks for a new link in the place of one that does not work.
const NEW_LINK: &str = "/s/{token}/link";
/// An id that nothing has.
const NOTHING: &str = "0190a1b2-0000-7000-8000-000000000000";

/// The municipality with two journeys, and what stands in addresses.
struct Scene {
    site: Site,
    journey: JourneyId,
    /// Tokens of a customer on each journey.
    own: String,
    other: String,
    /// A file on the first journey.
    file: String,
}

/// Which journey an address names.
#[derive(Clone, Copy, PartialEq)]
enum Named {
    Real,
    Missing,
}

impl Scene {
    async fn new() -> Self {
        let site = Site::new().await;
        let journey = site.begin("anja@example.net", "Loodgieter").await;
        let second = site.begin("bram@example.net", "Lantaarn").await;
        let token = |path: String| path.strip_prefix("/s/").unwrap().to_owned();
        let own = token(site.link(journey).await);
        let other = token(site.link(second).await);
        let mut customer = site.visitor();
        let page = customer.get(&format!("/s/{own}")).await;
        let action = format!("/s/{own}/message");
        let files: &[(&str, &str, &[u8])] = &[("files", "foto.png", b"\x89PNG\r\n\x1a\n0000")];
        let sent = customer.submit_files(&page, &action, &[("text", "Zie de foto.")], files).await;
        let page = customer.follow(&sent).await.text();
        let start = format!("/s/{own}/files/");
        let file = page.split(&start).nth(1).unwrap().split('"').next().unwrap().to_owned();
        Self { site, journey, own, other, file }
    }

    fn people(&self) -> [&Member; 5] {
        let people = &self.site.city.people;
        [&people.kcc_agent, &people.kcc_lead, &people.coordinator, &people.administrator, &people.auditor]
    }

    /// The address of a route, and whether all that it names is there.
    fn address(&self, route: &RouteInfo, named: Named, token: &str) -> (String, bool) {
        let city = &self.site.city;
        let mut known = true;
        let mut before = "";
        let mut address = String::new();
        for part in route.path.split('/').skip(1) {
            let value = match (part.starts_with('{'), before) {
                (false, _) => part.to_owned(),
                (true, "journeys") if named == Named::Missing => NOTHING.to_owned(),
                (true, "journeys") => self.journey.to_string(),
                (true, "s") => token.to_owned(),
                (true, "files") if route.path.starts_with("/s/") => self.file.clone(),
                (true, "teams" | "calendars" | "slots") => city.kcc.team.team.to_string(),
                (true, "members") => city.people.technical_agent.id.to_string(),
                (true, "blueprints") => city.blueprint.id.to_string(),
                (true, "cards") => "0".to_owned(),
                (true, "mailboxes") => city.mailbox.0.to_string(),
                (true, "texts") => "receipt".to_owned(),
                (true, "receipt") => "nl".to_owned(),
                (true, _) => {
                    known = false;
                    NOTHING.to_owned()
                }
            };
            let _ = write!(address, "/{value}");
            before = if part.starts_with('{') && before == "texts" { "receipt" } else { part };
        }
        (address, known)
    }

    fn routes(&self, purpose: impl Fn(&RouteInfo) -> bool) -> impl Iterator<Item = &RouteInfo> {
        self.site.routes.iter().filter(move |route| purpose(route))
    }

    /// A member who is just signed in, with the token of the own forms.
    async fn enter(&self, member: &Member) -> (Browser, String) {
        let began = self.site.test.app.start_session(member.id, None, None).await.unwrap();
        let mut browser = self.site.visitor();
        browser.cookies.insert("__Host-regie-session".to_owned(), began.token);
        (browser, csrf_token(&began.session.csrf_secret))
    }

    /// A visitor who is nobody, with the token of the own forms.
    fn nobody(&self) -> (Browser, String) {
        let secret = "AAAAAAAAAAAAAAAAAAAAAA";
        let mut browser = self.site.visitor();
        browser.cookies.insert("__Host-regie-visitor".to_owned(), secret.to_owned());
        (browser, csrf_token(secret.as_bytes()))
    }
}

fn is_get(route: &RouteInfo) -> bool {
    route.method == Method::GET
}

fn is_post(route: &RouteInfo) -> bool {
    route.method == Method::POST
}

fn may(route: &RouteInfo, member: &Member) -> bool {
    match route.access {
        Access::Member(roles) => roles.iter().any(|role| member.has(*role)),
        Access::Public | Access::Signed | Access::CustomerLink | Access::PartnerLink => true,
        Access::FirstRun | Access::Demo | Access::Token(_) => false,
    }
}

/// What an answer is, as far as the door is concerned.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Class {
    /// Through the door: a page, a way on, or a form with faults.
    Through,
    SignIn,
    NoToken,
    Forbidden,
    NotFound,
    Gone,
    Broken,
}

fn class(page: &Page) -> Class {
    let to = page.headers.get(header::LOCATION).map(|to| to.to_str().unwrap());
    match page.status.as_u16() {
        303 if to.is_some_and(|to| to == "/sign-in" || to.starts_with("/sign-in?")) => Class::SignIn,
        200 | 303 | 304 | 409 | 422 | 429 => Class::Through,
        401 => Class::NoToken,
        403 => Class::Forbidden,
        404 => Class::NotFound,
        410 => Class::Gone,
        _ => Class::Broken,
    }
}

fn post(path: &str, csrf: Option<&str>) -> Request<Body> {
    let body = csrf.map_or_else(String::new, |csrf| format!("csrf={csrf}"));
    let request = Request::builder().method(Method::POST).uri(path).header(header::CONTENT_TYPE, FORM);
    request.body(Body::from(body)).unwrap()
}

/// Every rule in one list of what went wrong, so that one run tells all.
struct Wrong(Vec<String>);

impl Wrong {
    fn expect(&mut self, route: &RouteInfo, who: &str, page: &Page, expected: &[Class]) {
        let found = class(page);
        if !expected.contains(&found) {
            let line =
                format!("{} {} as {who}: {} ({found:?}), not {expected:?}", route.method, route.path, page.status);
            self.0.push(line);
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[tokio::test]
async fn without_a_session_only_what_is_for_everybody_opens() {
    let scene = Scene::new().await;
    let mut wrong = Wrong(Vec::new());
    for route in scene.routes(|route| route.method != Method::OPTIONS) {
        let (path, known) = scene.address(route, Named::Real, &scene.own);
        let (mut browser, csrf) = scene.nobody();
        let csrf = match route.access {
            Access::CustomerLink => csrf_token(scene.own.as_bytes()),
            Access::PartnerLink => csrf_token(NOTHING.as_bytes()),
            _ => csrf,
        };
        let page = match is_get(route) {
            true => browser.get(&path).await,
            false => browser.send(post(&path, Some(&csrf))).await,
        };
        let expected: &[Class] = match route.access {
            Access::Member(_) => &[Class::SignIn],
            Access::FirstRun => &[Class::NotFound],
            Access::Signed => &[Class::Forbidden, Class::NoToken],
            Access::Token(_) => &[Class::NoToken],
            // Asking for a new link stands on the page of a link that does not work.
            Access::CustomerLink if route.path == NEW_LINK => &[Class::Through, Class::Gone],
            Access::CustomerLink if known => &[Class::Through],
            _ => &[Class::Through, Class::NotFound, Class::Gone],
        };
        wrong.expect(route, "nobody", &page, expected);
    }
    wrong.none();
}

#[tokio::test]
async fn each_role_opens_what_the_table_says() {
    let scene = Scene::new().await;
    let mut wrong = Wrong(Vec::new());
    for (member, role) in scene.people().into_iter().zip(Role::ALL) {
        assert!(member.has(role));
        let gets = scene.routes(is_get).chain(scene.routes(is_post));
        for route in gets.filter(|route| matches!(route.access, Access::Member(_))) {
            let (path, known) = scene.address(route, Named::Real, &scene.own);
            // Signing out and letting others out end sessions: each request has its own.
            let (mut browser, csrf) = scene.enter(member).await;
            let page = match is_get(route) {
                true => browser.get(&path).await,
                false => browser.send(post(&path, Some(&csrf))).await,
            };
            let expected: &[Class] = match (may(route, member), known) {
                (false, _) => &[Class::Forbidden],
                (true, true) if route.path == "/sign-out" => &[Class::SignIn],
                (true, true) if is_get(route) => &[Class::Through],
                (true, _) => &[Class::Through, Class::NotFound],
            };
            wrong.expect(route, role.code(), &page, expected);
        }
    }
    wrong.none();
}

#[tokio::test]
async fn a_journey_that_is_not_there_is_not_found() {
    let scene = Scene::new().await;
    let mut wrong = Wrong(Vec::new());
    for route in scene.routes(|route| route.path.starts_with("/journeys/{")) {
        for member in scene.people().into_iter().filter(|member| may(route, member)) {
            let (path, _) = scene.address(route, Named::Missing, &scene.own);
            let (mut browser, csrf) = scene.enter(member).await;
            let page = match is_get(route) {
                true => browser.get(&path).await,
                false => browser.send(post(&path, Some(&csrf))).await,
            };
            wrong.expect(route, "somebody who guesses", &page, &[Class::NotFound]);
            let stray = path.replace(NOTHING, "not-an-id");
            let page = match is_get(route) {
                true => browser.get(&stray).await,
                false => browser.send(post(&stray, Some(&csrf))).await,
            };
            wrong.expect(route, "somebody who guesses badly", &page, &[Class::NotFound]);
        }
    }
    wrong.none();
}

#[tokio::test]
async fn a_customers_link_opens_its_own_journey_only() {
    let scene = Scene::new().await;
    let mut wrong = Wrong(Vec::new());
    for route in scene.routes(|route| route.access == Access::CustomerLink) {
        // What belongs to the first journey is not there behind the link of the other.
        let (path, known) = scene.address(route, Named::Real, &scene.other);
        let foreign = route.path.matches('{').count() > 1 && known;
        let csrf = csrf_token(scene.other.as_bytes());
        let mut browser = scene.site.visitor();
        let page = match is_get(route) {
            true => browser.get(&path).await,
            false => browser.send(post(&path, Some(&csrf))).await,
        };
        let expected: &[Class] = match foreign {
            true => &[Class::NotFound, Class::Gone],
            false if route.path == NEW_LINK => &[Class::Through, Class::Gone],
            false => &[Class::Through, Class::NotFound],
        };
        wrong.expect(route, "the customer of another journey", &page, expected);
        // A page that only leads on to the link's own holds nothing.
        if is_get(route) && !foreign && page.status != StatusCode::SEE_OTHER {
            page.lacks("Loodgieter");
        }
        // A token that nobody was given.
        let dead = "AAAAAAAAAAAAAAAAAAAAAA";
        let (path, _) = scene.address(route, Named::Real, dead);
        let page = match is_get(route) {
            true => browser.get(&path).await,
            false => browser.send(post(&path, Some(&csrf_token(dead.as_bytes())))).await,
        };
        let expected: &[Class] =
            if route.path == NEW_LINK { &[Class::Through, Class::Gone] } else { &[Class::Gone, Class::NotFound] };
        wrong.expect(route, "a dead link", &page, expected);
        // A session opens no customer's page either.
        let (mut browser, _) = scene.enter(&scene.site.city.people.coordinator).await;
        if is_get(route) {
            let page = browser.get(&path).await;
            wrong.expect(route, "a member without the link", &page, &[Class::Gone, Class::NotFound]);
        }
    }
    wrong.none();
}

#[tokio::test]
async fn nothing_is_posted_without_the_secret_of_the_own_forms() {
    let scene = Scene::new().await;
    let mut wrong = Wrong(Vec::new());
    let stranger = csrf_token(b"somebody else's secret");
    for route in scene
        .routes(|route| is_post(route) && !matches!(route.access, Access::FirstRun | Access::Demo | Access::Token(_)))
    {
        let (path, _) = scene.address(route, Named::Real, &scene.own);
        let allowed = scene.people().into_iter().find(|member| may(route, member)).unwrap();
        let (mut browser, csrf) = match route.access {
            Access::Member(_) => scene.enter(allowed).await,
            Access::CustomerLink => (scene.site.visitor(), csrf_token(scene.own.as_bytes())),
            Access::PartnerLink => (scene.site.visitor(), csrf_token(NOTHING.as_bytes())),
            _ => scene.nobody(),
        };
        let good = || post(&path, Some(&csrf));
        let mut tries = vec![
            ("no secret", post(&path, None)),
            ("another's secret", post(&path, Some(&stranger))),
            ("junk", post(&path, Some("AAAA"))),
        ];
        let mut cross = good();
        cross.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        tries.push(("another site", cross));
        let mut same_site = good();
        same_site.headers_mut().insert("sec-fetch-site", "same-site".parse().unwrap());
        tries.push(("a neighbour's site", same_site));
        let mut origin = good();
        origin.headers_mut().insert(header::ORIGIN, "https://evil.tld".parse().unwrap());
        tries.push(("another origin", origin));
        let mut plain = good();
        plain.headers_mut().insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        tries.push(("plain text", plain));
        for (what, request) in tries {
            let page = browser.send(request).await;
            // A door that wants a signature says that it is missing, whatever else is wrong.
            let expected: &[Class] = match route.access {
                Access::Signed => &[Class::Forbidden, Class::NoToken],
                _ => &[Class::Forbidden],
            };
            wrong.expect(route, what, &page, expected);
        }
    }
    wrong.none();
}

#[tokio::test]
async fn other_methods_are_not_allowed_and_head_is() {
    let scene = Scene::new().await;
    let (mut browser, _) = scene.enter(&scene.site.city.people.coordinator).await;
    let mut wrong = Vec::new();
    for route in scene.routes(|_| true) {
        let (path, _) = scene.address(route, Named::Real, &scene.own);
        let both =
            |method: &Method| scene.site.routes.iter().any(|other| other.path == route.path && other.method == *method);
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "GET", "POST"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            if both(&method) {
                continue;
            }
            let request = Request::builder().method(&method).uri(&path).header("x-http-method-override", "GET");
            let page = browser.send(request.body(Body::empty()).unwrap()).await;
            if page.status != StatusCode::METHOD_NOT_ALLOWED {
                wrong.push(format!("{method} {path}: {}", page.status));
            }
        }
        if is_get(route) {
            let (get, head) = (browser.get(&path).await, browser.head(&path).await);
            if get.status != head.status || !head.body.is_empty() {
                wrong.push(format!("HEAD {path}: {} for {}, {} bytes", head.status, get.status, head.body.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_answer_carries_the_rules_for_the_browser() {
    let scene = Scene::new().await;
    assert!(CSP.contains("default-src 'none'") && CSP.contains("frame-ancestors 'none'") && !CSP.contains("unsafe"));
    let mut wrong = Vec::new();
    for member in scene.people() {
        let (mut browser, _) = scene.enter(member).await;
        let pages = scene.routes(|route| is_get(route) && route.purpose != Purpose::Asset);
        let mut paths: Vec<String> = pages.map(|route| scene.address(route, Named::Real, &scene.own).0).collect();
        paths.extend(["/no-such-page".to_owned(), "/s/short".to_owned()]);
        for path in paths {
            let page = browser.get(&path).await;
            for (name, value) in page_headers(true) {
                let found: Vec<_> = page.headers.get_all(&name).iter().collect();
                let cached = name == header::CACHE_CONTROL && page.status == StatusCode::OK && found.len() == 1;
                if found != [&value] && !(cached && path.contains("brand")) {
                    wrong.push(format!("{path}: {name} is {found:?}"));
                }
            }
            let html =
                page.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            if html && (page.text().contains(" style=") || page.text().contains("<script>")) {
                wrong.push(format!("{path}: something inline"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut browser = scene.site.visitor();
    let file = browser.get(&format!("/s/{}/files/{}", scene.own, scene.file)).await;
    assert!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment; "));
}

/// The text of `docs/routes.md`.
fn document() -> String {
    let routes = Routes::new(Box::new(|_, handler| handler));
    let (_, list) = regie_web::ui::routes(routes, true, true).build();
    format!(
        "# Who may come by which route\n\n\
         Made from the one list that also makes the router; `crates/web/tests/routes.rs` tries every row with every kind of\n\
         visitor. A role that may come by a route is then judged by `authorise` about the thing itself. Rewrite this page with\n\
         `REGIE_WRITE_DOCS=1 cargo nextest run -p regie-web --test routes the_table`.\n\n{}",
        table(&list)
    )
}

#[test]
fn the_table_that_people_read_is_the_table_that_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/routes.md");
    if std::env::var_os("REGIE_WRITE_DOCS").is_some() {
        std::fs::write(&path, document()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == document(), "docs/routes.md is not up to date; see its second paragraph");
}
