//! A canary per journey: words that stand in everything of it, and that no page, mail, search, count, list, file or live event
//! may show to a partner that is not on it, nor to one that is beyond what was agreed. First the checker itself is checked: it
//! has to see a leak that was planted.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "../support/mod.rs"]
mod support;

mod fields;
mod leads;
mod programs;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures::StreamExt as _;
use regie_app::journeys::NewJourney;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::partners::{PartnerForm, SharingForm};
use regie_app::settings::surveys::SurveyPlanForm;
use regie_app::testing::TestApp;
use regie_domain::actor::TeamRef;
use regie_domain::blueprint::Words;
use regie_domain::codes::{BallGoes, Channel};
use regie_domain::command::JourneyCommand as C;
use regie_domain::directory::Member;
use regie_domain::ids::{BlueprintId, JourneyId, OrgId};
use support::{Browser, Page, Site};
use tower::ServiceExt as _;

/// A journey and the words that stand on it and nowhere else.
struct Marked {
    id: JourneyId,
    /// Its number.
    number: String,
    /// In the name.
    name: String,
    /// In the title.
    title: String,
    /// In what the customer said.
    said: String,
    /// In a note.
    note: String,
    /// In the brief of the offer.
    brief: String,
    /// The address and the last digits of the telephone number.
    reach: [String; 2],
}

impl Marked {
    /// Everything that names the journey or its customer.
    fn all(&self) -> Vec<String> {
        let mut all = vec![self.id.to_string(), self.number.clone(), self.name.clone(), self.title.clone()];
        all.extend([self.said.clone(), self.note.clone(), self.brief.clone()]);
        all.extend(self.reach.clone());
        all
    }

    /// What a partner that is on it may not know either: what was said, noted, and how to reach the customer.
    fn inside(&self) -> Vec<String> {
        let mut all = vec![self.said.clone(), self.note.clone()];
        all.extend(self.reach.clone());
        all
    }
}

/// Which of these words something holds.
fn leaks(text: &str, words: &[String]) -> Vec<String> {
    words.iter().filter(|word| text.contains(word.as_str())).cloned().collect()
}

fn clean(what: &str, page: &Page, words: &[String]) {
    let headers = format!("{:?}", page.headers);
    let found = leaks(&format!("{headers}{}", page.text()), words);
    assert!(found.is_empty(), "{what} shows {found:?}");
}

struct Partner {
    org: OrgId,
    team: TeamRef,
    email: String,
}

struct Scene {
    site: Site,
    other: BlueprintId,
}

impl Scene {
    async fn new() -> Self {
        let site = Site::new().await;
        let admin = TestApp::who(&site.city.people.administrator);
        let blueprint = BlueprintForm {
            name: Words::new("Iets anders", "Something else"),
            ..BlueprintForm::of(&site.city.blueprint)
        };
        let other = site.test.app.create_blueprint(&admin, blueprint).await.unwrap();
        Self { site, other }
    }

    async fn partner(&self, name: &str, kind: &str) -> Partner {
        self.partner_for(name, kind, self.site.city.blueprint.id).await
    }

    /// A partner; a desk serves one blueprint.
    async fn partner_for(&self, name: &str, kind: &str, serves: BlueprintId) -> Partner {
        let (app, admin) = (&self.site.test.app, TestApp::who(&self.site.city.people.administrator));
        let org: OrgId = app.ports.id();
        let form = PartnerForm {
            name: name.to_owned(),
            kind: kind.to_owned(),
            named: "own".to_owned(),
            person: "Balie".to_owned(),
            email: format!("{}@example.net", name.to_lowercase()),
            phone: String::new(),
            language: "nl".to_owned(),
            respond: "4h".to_owned(),
            blueprints: if kind == "desk" { vec![serves.to_string()] } else { Vec::new() },
            active: true,
        };
        let email = form.email.clone();
        app.put_partner(&admin, org, 0, form).await.unwrap();
        self.agree(org, &["title"], &["name"]).await;
        let directory = app.directory().await.unwrap();
        let team = directory.teams.values().map(|found| found.value.team).find(|team| team.org == org).unwrap();
        Partner { org, team, email }
    }

    /// What a partner may know from now on.
    async fn agree(&self, org: OrgId, offered: &[&str], accepted: &[&str]) {
        let (app, admin) = (&self.site.test.app, TestApp::who(&self.site.city.people.administrator));
        let codes = |fields: &[&str]| fields.iter().map(|code| (*code).to_owned()).collect();
        let sharing = SharingForm {
            purpose: "Schade herstellen".to_owned(),
            ground: "contract".to_owned(),
            offered: codes(offered),
            accepted: codes(accepted),
            figures: "chain".to_owned(),
            compares: false,
            mandate: String::new(),
            from: "2018-01-01".to_owned(),
            until: String::new(),
        };
        let version = app.directory().await.unwrap().partners[&org].version;
        app.put_sharing(&admin, org, version, sharing).await.unwrap();
    }

    /// A journey full of canaries, offered to a partner.
    async fn journey(&self, letter: char, blueprint: BlueprintId, to: &Partner) -> Marked {
        let site = &self.site;
        let word = |what: &str| format!("kanarie{letter}{what}");
        let phone = format!("+31 6 0000{:04}", 7_000 + u32::from(letter));
        let new = NewJourney {
            channel: Channel::Counter,
            name: format!("Kees {}", word("naam")),
            email: Some(format!("{}@example.org", word("adres"))),
            phone: Some(phone.clone()),
            blueprint: Some(blueprint),
            kind: None,
            title: format!("Deuk {}", word("titel")),
            text: format!("Ik zeg {}.", word("gezegd")),
            key: None,
        };
        let kcc = &site.city.people.kcc_agent;
        let id = site.test.app.begin_journey(TestApp::who(kcc), new).await.unwrap();
        let mut texts = Vec::new();
        let note = site.text(&mut texts, &format!("Onder ons: {}.", word("notitie")));
        site.act(kcc, id, C::AddNote { note }, texts).await;
        let mut texts = Vec::new();
        let parts = ["Er is schade.".to_owned(), format!("Herstel {}.", word("opdracht")), "Vandaag.".to_owned()];
        let brief = parts.iter().map(|words| Some(site.text(&mut texts, words))).collect();
        let offer = C::Offer { to: to.team, ball: Some(BallGoes::Goes), brief, respond_by: None };
        site.act(kcc, id, offer, texts).await;
        site.test.drain().await;
        let number = site.journey(id).await.reference.to_string();
        let tail: String = phone.chars().filter(char::is_ascii_digit).collect();
        Marked {
            id,
            number,
            name: word("naam"),
            title: word("titel"),
            said: word("gezegd"),
            note: word("notitie"),
            brief: word("opdracht"),
            reach: [word("adres"), tail[tail.len() - 8..].to_owned()],
        }
    }

    /// The path of the newest link to a partner.
    fn link(&self, to: &Partner) -> String {
        let sent = self.site.test.mail.sent();
        let mut own = sent.iter().rev().filter(|mail| mail.to == to.email);
        let link = own.find_map(|mail| mail.text.split("https://regie.example.org").nth(1)).unwrap();
        link.split_whitespace().next().unwrap().to_owned()
    }

    /// Everything that was mailed to a partner.
    fn mailed(&self, to: &Partner) -> String {
        let sent = self.site.test.mail.sent();
        let own = sent.iter().filter(|mail| mail.to == to.email);
        own.map(|mail| format!("{} {} {}\n", mail.subject, mail.text, mail.html)).collect()
    }

    /// Somebody who works for a desk partner.
    async fn works_for(&self, partner: &Partner) -> Member {
        self.site.member_of(partner.team).await
    }

    /// The addresses that can be looked at, of those that are wanted.
    fn looked_at(&self, wanted: impl Fn(&str) -> bool) -> Vec<&'static str> {
        let gets = self.site.routes.iter().filter(|route| route.method == Method::GET);
        gets.map(|route| route.path).filter(|path| wanted(path)).collect()
    }
}

/// Whether an address is one of a page or of the API: it ends, and is no file of ours.
fn is_page(path: &str) -> bool {
    !path.contains('*') && path != "/live"
}

/// A partner's page and all that can be done from it, with words that fit nothing.
async fn everything_of(scene: &Scene, link: &str, asked: &[String]) -> Vec<(String, Page)> {
    let mut browser = scene.site.visitor();
    let first = browser.get(link).await;
    assert_eq!(first.status, StatusCode::OK);
    let mut seen = Vec::new();
    for act in ["accept", "ask", "answer", "decline"] {
        let fields = [("until", "nooit"), ("cost", "veel"), ("text", ""), ("reason", "x"), ("outcome", "x")];
        seen.push((act.to_owned(), browser.submit(&first, &format!("{link}/{act}"), &fields).await));
    }
    for who in asked {
        let found = browser.submit(&first, &format!("{link}/find"), &[("who", who)]).await;
        assert_eq!(found.status, StatusCode::OK, "{who}");
        seen.push((format!("find {who}"), found));
    }
    seen.push((link.to_owned(), first));
    seen
}

#[tokio::test]
async fn the_checker_sees_a_leak_that_was_planted() {
    let scene = Scene::new().await;
    let garage = scene.partner("Garage", "leg").await;
    let marked = scene.journey('p', scene.other, &garage).await;
    let mut browser = scene.site.visitor();
    let page = browser.get(&scene.link(&garage)).await;
    clean("the page", &page, &marked.inside());
    // Shared with the chain, the words cross: exactly them.
    let contact = *scene.site.journey(marked.id).await.contacts.keys().next().unwrap();
    let kcc = &scene.site.city.people.kcc_agent;
    scene.site.act(kcc, marked.id, C::MarkForChain { contact, marked: true }, Vec::new()).await;
    let page = browser.get(&scene.link(&garage)).await;
    assert_eq!(leaks(&page.text(), &marked.inside()), std::slice::from_ref(&marked.said));
    // And whoever works here sees all of it, on the page of the journey.
    let mut ours = scene.site.signed_in(kcc).await;
    let page = ours.get(&format!("/journeys/{}", marked.id)).await;
    for word in [&marked.said, &marked.note, &marked.title, &marked.brief] {
        assert_eq!(leaks(&page.text(), std::slice::from_ref(word)), std::slice::from_ref(word));
    }
    let read = scene.site.test.app.seen_by(&TestApp::who(&scene.site.city.people.administrator), garage.org, 9).await;
    assert!(read.unwrap().iter().any(|read| read.texts), "that the words crossed is kept");
}

#[tokio::test]
async fn a_partner_behind_a_link_never_reads_of_another_journey() {
    let scene = Scene::new().await;
    let (first, second) = (scene.partner("Garage", "leg").await, scene.partner("Spuiterij", "leg").await);
    let own = scene.journey('a', scene.other, &first).await;
    let link = scene.link(&first);
    let others = scene.journey('b', scene.other, &second).await;
    let (forbidden, asked) = ([others.all(), own.inside()].concat(), [others.all(), own.all()].concat());
    for (what, page) in everything_of(&scene, &link, &asked).await {
        // What was typed stands in its own field again.
        let told: Vec<String> = forbidden.iter().filter(|word| !what.contains(word.as_str())).cloned().collect();
        clean(&what, &page, &told);
        for word in &others.all() {
            assert!(page.text().matches(word.as_str()).count() <= usize::from(what.contains(word)), "{what}: {word}");
        }
    }
    let mut browser = scene.site.visitor();
    let page = browser.get(&link).await;
    browser
        .submit(&page, &format!("{link}/accept"), &[("until", "2018-02-08T17:00"), ("cost", ""), ("text", "")])
        .await;
    scene.site.test.drain().await;
    clean("after it accepted", &browser.get(&link).await, &forbidden);
    assert_eq!(leaks(&scene.mailed(&first), &forbidden), Vec::<String>::new(), "its mail");
    assert_eq!(leaks(&scene.mailed(&second), &own.all()), Vec::<String>::new(), "the other's mail");
    // Nothing else opens with a partner's link, nor without one.
    for path in [format!("/journeys/{}", others.id), "/journeys".to_owned(), "/api/v1/journeys".to_owned()] {
        // Where to go after signing in is what was asked for, and nothing else.
        let told: Vec<String> = others.all().into_iter().filter(|word| !path.contains(word)).collect();
        clean(&path, &browser.get(&path).await, &told);
    }
}

#[tokio::test]
async fn who_works_for_a_desk_partner_never_reads_of_what_it_does_not_serve() {
    let scene = Scene::new().await;
    let (desk, garage) = (scene.partner("Alarmcentrale", "desk").await, scene.partner("Garage", "leg").await);
    let served = scene.journey('c', scene.site.city.blueprint.id, &garage).await;
    let hidden = scene.journey('d', scene.other, &garage).await;
    let member = scene.works_for(&desk).await;
    let mut guest = scene.site.signed_in(&member).await;
    // Its settings and its lists name the partner's own organisation; only what is of the journey is forbidden.
    let forbidden = hidden.all();
    let pages = scene.looked_at(is_page);
    assert!(pages.len() > 60, "{}", pages.len());
    let mut looked = 0;
    for path in pages {
        // Where a page is about a journey, it is asked for the hidden one; other parameters are its id too, and fit nothing.
        let asks = path.split('/').map(|part| if part.starts_with('{') { hidden.id.to_string() } else { part.into() });
        let asked = asks.collect::<Vec<String>>().join("/");
        let page = guest.get(&asked).await;
        assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{asked}");
        // An answer may name what it was asked for, and nothing else.
        let told: Vec<String> = forbidden.iter().filter(|word| !asked.contains(word.as_str())).cloned().collect();
        clean(&asked, &page, &told);
        looked += usize::from(page.status == StatusCode::OK);
    }
    assert!(looked > 20, "{looked} pages opened");
    for word in &forbidden {
        let question = word.replace(' ', "+");
        for path in [format!("/search?q={question}"), format!("/customers?q={question}")] {
            let page = guest.get(&path).await;
            let told: Vec<String> = forbidden.iter().filter(|other| *other != word).cloned().collect();
            clean(&path, &page, &told);
        }
    }
    // What it may find, it finds; and that it looked is kept.
    guest.get(&format!("/search?q={}", served.title)).await.has(&served.number);
    // On the page it sees what its agreement names, which all texts are not.
    guest.get(&format!("/journeys/{}", served.id)).await.has(&served.title).lacks(&served.said);
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let ways: Vec<String> =
        scene.site.test.app.seen_by(&admin, desk.org, 99).await.unwrap().into_iter().map(|read| read.way).collect();
    assert!(
        ways.iter().any(|way| way == "search") && ways.iter().filter(|way| *way == "desk").count() == 1,
        "{ways:?}"
    );
    live(&scene, &guest, &served, &hidden).await;
    let status = scene.site.visitor().get(&scene.site.link(served.id).await).await;
    status.has("gedeeld met Alarmcentrale");
}

/// The live stream names what is in sight and nothing else.
async fn live(scene: &Scene, guest: &Browser, served: &Marked, hidden: &Marked) {
    let cookies: Vec<String> = guest.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::builder().uri("/live?after=0").header(header::COOKIE, cookies.join("; "));
    let text = streamed(scene, request.body(Body::empty()).unwrap(), served, hidden).await;
    assert_eq!(leaks(&text, &hidden.all()), Vec::<String>::new());
}

/// What a stream says of two journeys that change.
async fn streamed(scene: &Scene, request: Request<Body>, served: &Marked, hidden: &Marked) -> String {
    let answer = scene.site.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let (mut body, mut text) = (answer.into_body().into_data_stream(), String::new());
    let kcc = &scene.site.city.people.kcc_agent;
    // The hidden one changes first: once the other is named, it would have been too.
    for marked in [hidden, served] {
        let mut texts = Vec::new();
        let note = scene.site.text(&mut texts, "Nog iets.");
        scene.site.act(kcc, marked.id, C::AddNote { note }, texts).await;
    }
    while !text.contains(&served.id.to_string()) {
        let next = tokio::time::timeout(Duration::from_secs(20), body.next()).await;
        let Ok(Some(Ok(bytes))) = next else { panic!("nothing of {} after\n{text}", served.id) };
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}
