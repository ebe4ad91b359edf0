//! A visitor with cookies, in process, and journeys to look at.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test file uses a part; a test stops at the first surprise"
)]

pub mod social;
pub mod telephone;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use regie_app::authorise::Who;
use regie_app::clock::DemoControl;
use regie_app::content::{ContentKind, Text};
use regie_app::journeys::NewJourney;
use regie_app::settings::members::MemberForm;
use regie_app::settings::presets::Municipality;
use regie_app::testing::TestApp;
use regie_domain::actor::{Door, TeamRef};
use regie_domain::blueprint::AskKind;
use regie_domain::codes::{Channel, Direction, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise, NewQuestion};
use regie_domain::directory::Member;
use regie_domain::event::{Asked, ContactFacts, Promisee, Window};
use regie_domain::ids::{ContentId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;
use regie_web::builder::RouteInfo;
use regie_web::server::router;
use regie_web::state::Web;
use tower::ServiceExt as _;

/// A municipality with its pages.
pub struct Site {
    pub test: TestApp,
    pub city: Municipality,
    pub router: Router,
    pub routes: Vec<RouteInfo>,
}

impl Site {
    /// On the database of this run, set up as in the story `reimbursement`.
    pub async fn new() -> Self {
        Self::with(None).await
    }

    /// The same, with the controls of a demo.
    pub async fn with(demo: Option<Arc<dyn DemoControl>>) -> Self {
        Self::of(TestApp::either().await, demo).await
    }

    /// The same, on an app of the caller.
    pub async fn of(test: TestApp, demo: Option<Arc<dyn DemoControl>>) -> Self {
        let city = test.setup_reimbursement().await;
        let (router, routes) = router(Web::new(test.app.clone(), Vec::new(), demo).unwrap());
        Self { test, city, router, routes }
    }

    /// Somebody who was never here before.
    pub fn visitor(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), lang: "nl" }
    }

    /// A member who is signed in.
    pub async fn signed_in(&self, member: &Member) -> Browser {
        let begun = self.test.app.start_session(member.id, None, None).await.unwrap();
        let mut browser = self.visitor();
        browser.cookies.insert("__Host-regie-session".to_owned(), begun.token);
        browser
    }

    /// Somebody who works for the team of a desk partner.
    pub async fn member_of(&self, team: TeamRef) -> Member {
        let (app, admin) = (&self.test.app, TestApp::who(&self.city.people.administrator));
        let id = app.create_member(&admin, works_for(team), false).await.unwrap();
        app.directory().await.unwrap().member(id).unwrap().clone()
    }

    /// A journey begun by the contact centre for somebody with an e-mail address.
    pub async fn begin(&self, email: &str, title: &str) -> JourneyId {
        let new = NewJourney {
            channel: Channel::Counter,
            name: "Anja de Wit".to_owned(),
            email: Some(email.to_owned()),
            phone: None,
            blueprint: Some(self.city.blueprint.id),
            kind: None,
            title: title.to_owned(),
            text: "Zij wil de kosten van de loodgieter terug.".to_owned(),
            key: None,
        };
        let journey = self.test.app.begin_journey(TestApp::who(&self.city.people.kcc_agent), new).await.unwrap();
        self.test.drain().await;
        journey
    }

    /// A journey as it is now.
    pub async fn journey(&self, id: JourneyId) -> Journey {
        self.test.app.open_journey(&Who::System, id).await.unwrap().journey
    }

    /// The customer on a journey.
    pub async fn customer(&self, id: JourneyId) -> ParticipantId {
        self.journey(id).await.customer_participant().unwrap().0
    }

    /// The path of a fresh link for the customer on a journey.
    pub async fn link(&self, id: JourneyId) -> String {
        let participant = self.customer(id).await;
        let url = self.test.app.mint_link(id, participant).await.unwrap();
        url.strip_prefix("https://regie.example.org").unwrap().to_owned()
    }

    /// Runs a command of a member.
    pub async fn act(&self, member: &Member, id: JourneyId, command: JourneyCommand, texts: Vec<Text>) {
        let request = regie_app::Request::journey(TestApp::who(member), Door::Page, id, command).with(texts);
        self.test.app.run(request).await.unwrap();
    }

    /// Words beside a command.
    pub fn text(&self, texts: &mut Vec<Text>, words: &str) -> ContentId {
        let id = self.test.app.ports.id();
        texts.push(Text::plain(id, ContentKind::Text, words, None));
        id
    }

    /// A message of a member, before it is sent.
    pub fn facts(&self, texts: &mut Vec<Text>, words: &str) -> ContactFacts {
        let contact = self.test.app.ports.id();
        ContactFacts::said(contact, Direction::Out, Channel::Email, self.text(texts, words))
    }

    /// The contact centre writes to the customer, and may promise and ask.
    pub async fn write(&self, id: JourneyId, words: &str, promise: Option<NewPromise>, asks: &[(&str, AskKind, bool)]) {
        let mut texts = Vec::new();
        let contact = self.facts(&mut texts, words);
        let items: Vec<Asked> = asks
            .iter()
            .map(|(label, kind, required)| Asked {
                label: self.text(&mut texts, label),
                kind: *kind,
                required: *required,
            })
            .collect();
        let text = contact.text;
        let question =
            (!items.is_empty()).then_some(NewQuestion { text, items, due: None, last_thing: true, through: None });
        let command = JourneyCommand::Write { contact, complete: false, promise, question };
        self.act(&self.city.people.kcc_agent, id, command, texts).await;
        self.test.drain().await;
    }
}

/// Somebody who works for the team of a desk partner, as an administrator fills it in.
pub fn works_for(team: TeamRef) -> MemberForm {
    MemberForm {
        name: "Medewerker Alarmcentrale".to_owned(),
        email: "medewerker@alarm.example.net".to_owned(),
        language: "nl".to_owned(),
        teams: vec![(team.team.to_string(), "agent".to_owned())],
        roles: Vec::new(),
        amount: String::new(),
        take_back: false,
    }
}

/// A promise of the result, until then.
pub fn result(until: &str) -> NewPromise {
    NewPromise {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Result,
        text: None,
        to: Promisee::Customer,
        window: Some(Window::by(until.parse().unwrap())),
        cost: None,
        replaces: None,
    }
}

/// A browser without JavaScript.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    pub lang: &'static str,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Page {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).unwrap().to_str().unwrap()
    }

    /// Stops unless it holds these words.
    pub fn has(&self, words: &str) -> &Self {
        assert!(self.text().contains(words), "{words:?} is not in\n{}", self.text());
        self
    }

    /// Stops when it holds these words, or when there is no page: nothing lacks everything.
    pub fn lacks(&self, words: &str) -> &Self {
        let there = self.status != StatusCode::NOT_FOUND && !self.status.is_server_error() && !self.body.is_empty();
        assert!(there, "{}: no page that could hold {words:?}", self.status);
        assert!(!self.text().contains(words), "{words:?} is in\n{}", self.text());
        self
    }

    /// The hidden fields of the form that posts to an address.
    pub fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let text = self.text();
        let at = text.find(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("no form {action} in\n{text}"));
        let form = text[at..].split("</form>").next().unwrap();
        form.split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|rest| {
                let (name, rest) = rest.split_once('"').unwrap();
                let value = rest.split_once("value=\"").unwrap().1.split('"').next().unwrap();
                (name.to_owned(), value.to_owned())
            })
            .collect()
    }
}

impl Browser {
    /// Somebody who was never here before, at these pages.
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), lang: "nl" }
    }

    /// Opens an address.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::builder().uri(path).body(Body::empty()).unwrap()).await
    }

    /// Asks for the head of a page only.
    pub async fn head(&mut self, path: &str) -> Page {
        self.send(Request::builder().method(Method::HEAD).uri(path).body(Body::empty()).unwrap()).await
    }

    /// Fills in the form of a page and sends it, as a browser without JavaScript does.
    pub async fn submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = page.hidden(action);
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(action, &all).await
    }

    /// Posts fields.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Page {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Fills in the form of a page, with files, and sends it.
    pub async fn submit_files(
        &mut self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
        let mut all = page.hidden(action);
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut body = Vec::new();
        for (name, value) in &all {
            body.extend(
                format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (field, name, bytes) in files {
            body.extend(
                format!(
                    "--frontier\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n"
                )
                .bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--frontier--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(action)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=frontier")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Follows a redirect.
    pub async fn follow(&mut self, page: &Page) -> Page {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
        let to = page.location().to_owned();
        self.get(&to).await
    }

    /// Sends a request with the cookies.
    pub async fn send(&mut self, mut request: Request<Body>) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, self.lang.parse().unwrap());
        let answer: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = answer.into_parts();
        // A stream has no end to wait for.
        let endless = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if endless { Vec::new() } else { to_bytes(body, usize::MAX).await.unwrap().to_vec() };
        Page { status: parts.status, headers: parts.headers, body }
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
