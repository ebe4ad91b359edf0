//! What is restricted is for the teams that work on it and for the coordinator: to everybody else no word of it shows, on
//! no page, in no list, number or search, and no command reaches it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod mail;
mod pages;
mod people;
mod settings;
#[path = "../support/mod.rs"]
mod support;

use regie_app::content::{ContentKind, Text};
use regie_app::journeys::NewJourney;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::settings::mailboxes::MailboxForm;
use regie_app::testing::TestApp;
use regie_domain::blueprint::Words;
use regie_domain::codes::{BallGoes, Channel, DeclineReason};
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::ids::{BlueprintId, HandoverId, JourneyId};
use regie_web::security::csrf_token;
use support::{Browser, Site};

/// Every text of the shielded journey holds this; nothing else does.
const CANARY: &str = "anarie";
/// Stands in the words of the shielded journey, and is not looked for by its canary.
const RARE: &str = "zeldzaamwoord";

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
