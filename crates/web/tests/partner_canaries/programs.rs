//! Programs of a partner's team: at no address of the API, by no search, in no live event do they read more than the people of
//! that partner may. The checker is tried first on a program of ours, which reads all of it.

use regie_app::settings::clients::ClientForm;
use regie_domain::ids::TeamId;
use serde_json::{Value, json};

use super::*;

/// A program with its token.
struct Program {
    browser: Browser,
    token: String,
}

impl Program {
    /// A program of a team that may do everything.
    async fn of(scene: &Scene, team: TeamId) -> Self {
        let all = regie_domain::client::ApiScope::ALL.iter().map(|scope| scope.code().to_owned()).collect();
        let form = ClientForm {
            name: format!("Programma {team}"),
            teams: vec![team.to_string()],
            watches: true,
            scopes: all,
            days: "30".to_owned(),
            active: true,
        };
        let admin = TestApp::who(&scene.site.city.people.administrator);
        let (_, token) = scene.site.test.app.create_client(&admin, form).await.unwrap();
        Self { browser: scene.site.visitor(), token }
    }

    fn request(&self, method: Method, path: &str, body: Body) -> Request<Body> {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        request.header(header::AUTHORIZATION, format!("Bearer {}", self.token)).body(body).unwrap()
    }

    async fn get(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path, Body::empty());
        self.browser.send(request).await
    }

    async fn post(&mut self, path: &str, body: &Value) -> Page {
        let request = self.request(Method::POST, path, Body::from(body.to_string()));
        self.browser.send(request).await
    }
}

/// The ids that stand in the paths of the API, for one journey.
async fn ids(scene: &Scene, marked: &Marked) -> Vec<(&'static str, String)> {
    let journey = scene.site.journey(marked.id).await;
    let contact = journey.contacts.values().next().unwrap();
    vec![
        ("journeyId", marked.id.to_string()),
        ("customerId", journey.customer.to_string()),
        ("fileId", contact.facts.text.to_string()),
        ("teamId", journey.direction.team.team.to_string()),
        ("blueprintId", journey.blueprint.id.to_string()),
    ]
}

/// What a program reads at every address of the API, asked for one journey, and by searching for every word of it.
async fn everything(scene: &Scene, program: &mut Program, marked: &Marked, words: &[String]) -> Vec<(String, Page)> {
    let ids = ids(scene, marked).await;
    let paths = scene
        .looked_at(|path| path.starts_with("/api/v1/") && path != "/api/v1/events" && path != "/api/v1/openapi.json");
    assert!(paths.len() > 40, "{}", paths.len());
    let mut seen = Vec::new();
    for path in paths {
        let fill = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => {
                ids.iter().find(|(known, _)| *known == name).map_or(marked.id.to_string(), |(_, id)| id.clone())
            }
            None => part.to_owned(),
        };
        let asked = path.split('/').map(fill).collect::<Vec<String>>().join("/");
        seen.push((asked.clone(), program.get(&asked).await));
    }
    for (asked, rest) in [("journeys", "state=open"), ("shipments", "all=true"), ("changes", "cursor=0")] {
        let asked = format!("/api/v1/{asked}?{rest}");
        seen.push((asked.clone(), program.get(&asked).await));
    }
    for word in words {
        let asked = format!("/api/v1/search?query={}", word.replace(' ', "+"));
        seen.push((asked.clone(), program.get(&asked).await));
    }
    let customers = [format!("email={}%40example.org", marked.reach[0]), format!("phone=%2B316{}", marked.reach[1])];
    for asked in customers {
        let asked = format!("/api/v1/customers?{asked}");
        seen.push((asked.clone(), program.get(&asked).await));
    }
    for (asked, page) in &seen {
        assert!(page.status != StatusCode::INTERNAL_SERVER_ERROR, "{asked} {}", page.text());
        assert_ne!(page.status, StatusCode::UNAUTHORIZED, "{asked}");
    }
    seen
}

/// No answer may show what it was not asked for.
fn spotless(seen: &[(String, Page)], forbidden: &[String]) {
    for (asked, page) in seen {
        let told: Vec<String> = forbidden.iter().filter(|word| !asked.contains(word.as_str())).cloned().collect();
        clean(asked, page, &told);
    }
}

#[tokio::test]
async fn the_checker_sees_what_a_program_of_ours_reads() {
    let scene = Scene::new().await;
    let garage = scene.partner("Garage", "leg").await;
    let marked = scene.journey('q', scene.other, &garage).await;
    let mut ours = Program::of(&scene, scene.site.city.kcc.team.team).await;
    let seen = everything(&scene, &mut ours, &marked, &marked.all()).await;
    let all: String = seen.iter().map(|(_, page)| page.text()).collect();
    let found = leaks(&all, &[marked.all(), marked.inside()].concat());
    for word in [&marked.name, &marked.title, &marked.said, &marked.number, &marked.reach[0], &marked.reach[1]] {
        assert!(found.contains(word), "{word} of {found:?}");
    }
    let served = seen.iter().filter(|(_, page)| page.status == StatusCode::OK).count();
    assert!(served > 30, "{served} answered");
}

#[tokio::test]
async fn a_program_of_a_partner_reads_what_its_people_may_and_a_foreign_one_nothing() {
    let scene = Scene::new().await;
    let (desk, garage) = (scene.partner("Alarmcentrale", "desk").await, scene.partner("Garage", "leg").await);
    let foreign = scene.partner_for("Belcentrale", "desk", scene.other).await;
    let served = scene.journey('g', scene.site.city.blueprint.id, &garage).await;
    let hidden = scene.journey('h', scene.other, &garage).await;

    // Its own blueprint: the title, and nothing of the customer.
    let mut own = Program::of(&scene, desk.team.team).await;
    let mut forbidden = served.inside();
    forbidden.extend([served.name.clone(), served.brief.clone()]);
    let seen = everything(&scene, &mut own, &served, &served.all()).await;
    spotless(&seen, &forbidden);
    let listed = own.get("/api/v1/journeys?state=open").await;
    listed.has(&served.number).has(&served.title);
    own.get(&format!("/api/v1/search?query={}", served.title)).await.has(&served.number);
    for word in &forbidden {
        own.get(&format!("/api/v1/search?query={word}")).await.lacks(&served.number);
    }
    // What it does not serve is not there, not even as a number.
    let seen = everything(&scene, &mut own, &hidden, &hidden.all()).await;
    spotless(&seen, &hidden.all());
    let named = |asked: &str| asked.contains(&hidden.id.to_string()) && !asked.contains("/search?");
    for (asked, page) in seen.iter().filter(|(asked, _)| named(asked)) {
        assert_ne!(page.status, StatusCode::OK, "{asked} {}", page.text());
    }
    let counted = listed.text();
    let counted: Value = serde_json::from_str(&counted).unwrap();
    assert_eq!(counted["shielded"], json!(0), "a guest hears of no more");

    // Another partner's program reads nothing of either.
    let mut other = Program::of(&scene, foreign.team.team).await;
    let seen = everything(&scene, &mut other, &served, &served.all()).await;
    spotless(&seen, &served.all());

    // Nor does it change anything there, and the answer tells nothing.
    for (path, body) in [
        (format!("/api/v1/journeys/{}/notes", served.id), json!({ "text": "Gezien." })),
        (
            format!("/api/v1/journeys/{}/contacts", served.id),
            json!({ "channel": "phone", "direction": "in", "text": "Hallo." }),
        ),
        (format!("/api/v1/journeys/{}/ball/take-backs", served.id), json!({})),
    ] {
        let page = other.post(&path, &body).await;
        assert!(page.status.is_client_error(), "{path} {}", page.text());
        clean(&path, &page, &served.all()[1..]);
    }
    events(&scene, &mut own, &served, &hidden).await;

    // Each reading by a program is kept as one by its people is.
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let read = scene.site.test.app.seen_by(&admin, desk.org, 999).await.unwrap();
    assert!(read.iter().any(|read| read.way == "list") && read.iter().any(|read| read.way == "search"));
    assert!(read.iter().all(|read| read.journey == served.id), "{read:?}");
    assert!(
        scene.site.test.app.seen_by(&admin, foreign.org, 9).await.unwrap().iter().all(|read| read.journey == hidden.id)
    );
}

/// The live events of a program name what is in sight and nothing else.
async fn events(scene: &Scene, program: &mut Program, served: &Marked, hidden: &Marked) {
    let request = program.request(Method::GET, "/api/v1/events", Body::empty());
    let text = streamed(scene, request, served, hidden).await;
    assert_eq!(leaks(&text, &hidden.all()), Vec::<String>::new());
    assert_eq!(leaks(&text, &served.inside()), Vec::<String>::new());
}

#[tokio::test]
async fn a_program_of_a_partner_whose_agreement_ended_sees_nothing_any_more() {
    let scene = Scene::new().await;
    let garage = scene.partner("Garage", "leg").await;
    let marked = scene.journey('e', scene.site.city.blueprint.id, &garage).await;
    let mut program = Program::of(&scene, garage.team.team).await;
    program.get("/api/v1/journeys?state=open").await.has(&marked.id.to_string());
    program.get("/api/v1/changes?cursor=0").await.has(&marked.id.to_string());
    let app = &scene.site.test.app;
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let version = app.directory().await.unwrap().partners[&garage.org].version;
    app.end_sharing(&admin, garage.org, version).await.unwrap();
    let seen = everything(&scene, &mut program, &marked, &marked.all()).await;
    spotless(&seen, &[marked.all(), marked.inside(), vec![marked.id.to_string()]].concat());
}
