//! The demonstration's own pages, and that they are nowhere else.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use futures::future::BoxFuture;
use jiff::Timestamp;
use regie_app::Result;
use regie_app::clock::{
    DemoAct, DemoControl, DemoHappened, DemoHappening, DemoMail, DemoRole, DemoState, DemoStatus, DemoTurn,
};
use regie_app::ports::OutgoingMail;
use regie_app::tour::{DemoPlayed, DemoSee, DemoStep, DemoStory, DemoText};
use regie_domain::actor::Role;
use regie_domain::ids::MemberId;
use support::Site;

/// Remembers what it was asked.
#[derive(Default)]
struct Asked {
    acts: Mutex<Vec<String>>,
    member: Mutex<Option<MemberId>>,
    last: Mutex<Option<DemoTurn>>,
}

fn at() -> Timestamp {
    "2018-02-22T09:15:00Z".parse().unwrap()
}

impl DemoControl for Asked {
    fn state(&self) -> BoxFuture<'_, Result<DemoState>> {
        let last = self.last.lock().unwrap().clone();
        let paused = last.is_none();
        Box::pin(async move {
            Ok(DemoState { now: at(), paused, speed: 60, next: Some(at()), mails: 1, last, comes: None, story: None })
        })
    }

    fn act(&self, act: DemoAct) -> BoxFuture<'_, Result<()>> {
        self.acts.lock().unwrap().push(format!("{act:?}"));
        Box::pin(async { Ok(()) })
    }

    fn reset(&self) -> BoxFuture<'_, Result<()>> {
        self.acts.lock().unwrap().push("Reset".to_owned());
        Box::pin(async { Ok(()) })
    }

    fn roles(&self) -> BoxFuture<'_, Result<Vec<DemoRole>>> {
        let member = self.member.lock().unwrap().unwrap();
        let role = DemoRole {
            code: "agent".into(),
            role: Role::Agent,
            member,
            name: "Samira Haddou".into(),
            team: Some("Klantcontactcentrum".into()),
        };
        Box::pin(async { Ok(vec![role]) })
    }

    fn status_pages(&self) -> Vec<DemoStatus> {
        vec![DemoStatus { code: "question".into(), name: "Fatima".into(), path: "/s/abc".into() }]
    }

    fn texts(&self) -> Vec<DemoText> {
        vec![DemoText { at: at(), to: "+31600000022".into(), text: "U belde ons.".into() }]
    }

    fn stories(&self) -> BoxFuture<'_, Result<Vec<DemoStory>>> {
        let see = |path: &str, role| DemoSee { what: "journey", path: path.into(), role };
        let step = |code: &str, done, see| DemoStep { code: code.into(), at: at(), done, by_itself: false, see };
        let as_kees = Some(("agent".to_owned(), "Kees".to_owned()));
        let story = DemoStory {
            code: "reimbursement".into(),
            name: "Anja de Wit".into(),
            email: "anja@example.net".into(),
            phone: String::new(),
            steps: vec![
                step("costs-mail", Some(at()), vec![see("/journeys/1", as_kees)]),
                step("costs-answer", None, Vec::new()),
            ],
            goes_on: true,
        };
        Box::pin(async { Ok(vec![story]) })
    }

    fn play_on<'a>(&'a self, story: &'a str) -> BoxFuture<'a, Result<DemoPlayed>> {
        self.acts.lock().unwrap().push(format!("PlayOn {story}"));
        Box::pin(async { Ok(DemoPlayed::Elsewhere) })
    }

    fn begin<'a>(&'a self, story: &'a str) -> BoxFuture<'a, Result<()>> {
        self.acts.lock().unwrap().push(format!("Begin {story}"));
        Box::pin(async { Ok(()) })
    }

    fn mails(&self) -> Vec<DemoMail> {
        let mail = OutgoingMail {
            mailbox: uuid::Uuid::nil(),
            from_name: "Gemeente".into(),
            from: "kcc@example.org".into(),
            reply_to: "kcc@example.org".into(),
            envelope_from: String::new(),
            to_name: "Fatima".into(),
            to: "fatima@example.net".into(),
            subject: "Wij hebben uw vraag".into(),
            text: "Dag,\n\nhttps://regie.example.org/s/abc\n".into(),
            html: String::new(),
            message_id: "1@example.org".into(),
            in_reply_to: None,
            references: Vec::new(),
            automatic: true,
            date: at(),
            files: Vec::new(),
        };
        vec![DemoMail { at: at(), mail }]
    }
}

async fn demo() -> (Site, Arc<Asked>) {
    let asked = Arc::new(Asked::default());
    let site = Site::with(Some(asked.clone())).await;
    *asked.member.lock().unwrap() = Some(site.city.people.kcc_agent.id);
    (site, asked)
}

#[tokio::test]
async fn a_visitor_becomes_a_member_by_a_button_and_never_by_a_link_alone() {
    let (site, _) = demo().await;
    let mut visitor = site.visitor();
    let start = visitor.get("/demo").await;
    start.has("Samira Haddou (medewerker, Klantcontactcentrum)").has("href=\"/s/abc\"").has("Probeer eens");
    let link = visitor.get("/demo/sign-in/agent").await;
    assert_eq!(link.status, StatusCode::OK);
    assert!(!visitor.cookies.contains_key("__Host-regie-session"), "looking signs nobody in");
    let inside = visitor.submit(&link, "/demo/sign-in/agent", &[]).await;
    assert_eq!((inside.status, inside.location()), (StatusCode::SEE_OTHER, "/work"));
    let token = visitor.cookies.get("__Host-regie-session").unwrap();
    let (member, _) = site.test.app.authenticate(token).await.unwrap().unwrap();
    assert_eq!(member.id, site.city.people.kcc_agent.id);
    assert_eq!(visitor.get("/demo/sign-in/nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_clock_stands_on_every_page_of_the_demo_and_comes_back_to_it() {
    let (site, asked) = demo().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let link = site.link(journey).await;
    let mut visitor = site.visitor();
    let page = visitor.get(&link).await;
    page.has("Klok van de demo");
    let moved = visitor.submit(&page, "/demo/clock", &[("do", "next")]).await;
    assert_eq!((moved.status, moved.location()), (StatusCode::SEE_OTHER, link.as_str()));
    let page = visitor.get("/demo").await;
    visitor.submit(&page, "/demo/clock", &[("do", "faster")]).await;
    let reset = visitor.submit(&page, "/demo/reset", &[]).await;
    visitor.follow(&reset).await.has("Alles staat weer zoals het begon.");
    assert_eq!(*asked.acts.lock().unwrap(), ["Next", "Faster", "Reset"]);
    let wrong = visitor.submit(&page, "/demo/clock", &[("do", "back")]).await;
    assert!(wrong.status.is_client_error());
    let forged = visitor.post("/demo/reset", &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_jump_says_what_happened_and_the_bar_alone_can_be_asked_again() {
    let (site, asked) = demo().await;
    let happening =
        |what| DemoHappening { at: at(), what, who: "Corrie de Boer".into(), team: Some("Schadeafhandeling".into()) };
    let mut visitor = site.visitor();
    let page = visitor.get("/demo").await;
    page.has("data-every=\"0\"").lacks("Ververs voor de tijd van nu");
    let happened = [DemoHappened::Broken, DemoHappened::Told, DemoHappened::Told].map(happening).to_vec();
    *asked.last.lock().unwrap() = Some(DemoTurn { at: at(), happened });
    let page = visitor.get("/demo").await;
    page.has(
        "Donderdag 22 februari 10.15: een toezegging aan Corrie de Boer is niet nagekomen; Corrie de Boer kreeg bericht<",
    );
    page.has("data-every=\"1000\"").has("<noscript>").has("Ververs voor de tijd van nu").has("/assets/js/demo.js?v=");
    let bar = visitor.get("/demo/bar").await;
    bar.has("data-live=\"clock\"").has("Uitgaande berichten (1)").lacks("<html");
    *asked.last.lock().unwrap() = Some(DemoTurn { at: at(), happened: Vec::new() });
    visitor.get("/demo").await.has("Donderdag 22 februari 10.15: er gebeurde niets wat je kunt zien");
}

#[tokio::test]
async fn the_outbox_shows_each_mail_with_its_link() {
    let (site, _) = demo().await;
    let page = site.visitor().get("/demo/outbox").await;
    page.has("+31600000022").has("U belde ons.");
    page.has("Wij hebben uw vraag").has("fatima@example.net").has("href=\"https://regie.example.org/s/abc\"");
}

#[tokio::test]
async fn outside_a_demo_none_of_it_exists() {
    let site = Site::new().await;
    assert!(site.routes.iter().all(|route| !route.path.starts_with("/demo")));
    let mut visitor = site.visitor();
    for path in ["/demo", "/demo/outbox", "/demo/sign-in/agent"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_story_tells_what_happened_and_leads_to_the_page_as_the_right_member() {
    let (site, asked) = demo().await;
    let mut visitor = site.visitor();
    visitor.get("/demo").await.has("href=\"/demo/tour/reimbursement\"").has("1 van 2 stappen gebeurd");
    let page = visitor.get("/demo/tour/reimbursement").await;
    page.has("De inwoner mailt haar vraag").has("De klantreis, als Kees").has("value=\"/journeys/1\"");
    page.has("aria-current=\"step\"").has("anja@example.net");
    let inside = visitor.submit(&page, "/demo/sign-in/agent", &[("to", "/journeys/1")]).await;
    assert_eq!((inside.status, inside.location()), (StatusCode::SEE_OTHER, "/journeys/1"));
    let page = visitor.get("/demo").await;
    let away = visitor.submit(&page, "/demo/sign-in/agent", &[("to", "https://elsewhere.example.net/")]).await;
    assert_eq!(away.location(), "/work", "nobody is led out of the house");
    let page = visitor.get("/demo/tour/reimbursement").await;
    let went = visitor.submit(&page, "/demo/tour/reimbursement/next", &[]).await;
    visitor.follow(&went).await.has("Deze stap kan hier niet meer gebeuren");
    let page = visitor.get("/demo/tour/reimbursement").await;
    let begun = visitor.submit(&page, "/demo/tour/reimbursement/begin", &[]).await;
    visitor.follow(&begun).await.has("Het verhaal staat op zijn eerste moment.");
    assert_eq!(*asked.acts.lock().unwrap(), ["PlayOn reimbursement", "Begin reimbursement"]);
    assert_eq!(visitor.get("/demo/tour/nothing").await.status, StatusCode::NOT_FOUND);
}
