//! Partners in the chain, through the pages: nothing goes out without an agreement; a partner works from its mail and page and
//! sees what was agreed and no more; when the agreement ends it sees nothing. Every journey carries canaries: words that no
//! partner may ever read, on no page and in no mail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::content::Text;
use regie_app::intake::{IncomingMail, MailAddress, Placed};
use regie_app::ports::OutgoingMail;
use regie_app::settings::members::MemberForm;
use regie_app::settings::partners::{PartnerForm, SharingForm};
use regie_app::testing::TestApp;
use regie_domain::actor::TeamRef;
use regie_domain::back::Came;
use regie_domain::codes::{BallGoes, BallReason, Channel, ContactClass, Direction};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{HandoverId, JourneyId, OrgId};
use regie_domain::journey::Holder;
use support::{Page, Site};

/// Stands in everything that a partner may not read.
const CANARY: &str = "kanariegeel";
const NAME: &str = "Anja de Wit";
const ADDRESS: &str = "anja@example.net";
const GARAGE: &str = "balie@garage.example.net";

fn form(kind: &str) -> PartnerForm {
    PartnerForm {
        name: "Garage Voorbeeld".to_owned(),
        kind: kind.to_owned(),
        named: "own".to_owned(),
        person: "Balie".to_owned(),
        email: GARAGE.to_owned(),
        phone: String::new(),
        language: "nl".to_owned(),
        respond: "4h".to_owned(),
        blueprints: Vec::new(),
        active: true,
    }
}

fn sharing() -> SharingForm {
    SharingForm {
        purpose: "Schade herstellen".to_owned(),
        ground: "contract".to_owned(),
        offered: vec!["title".to_owned()],
        accepted: vec!["name".to_owned()],
        figures: "chain".to_owned(),
        mandate: String::new(),
        from: "2018-01-01".to_owned(),
        until: String::new(),
    }
}

struct Scene {
    site: Site,
    org: OrgId,
    team: TeamRef,
    journey: JourneyId,
}

impl Scene {
    /// A garage that takes part in some way, and a journey full of canaries.
    async fn new(kind: &str, agreed: bool) -> Self {
        let site = Site::new().await;
        let org: OrgId = site.test.app.ports.id();
        let admin = TestApp::who(&site.city.people.administrator);
        let values = PartnerForm {
            blueprints: if kind == "desk" { vec![site.city.blueprint.id.to_string()] } else { Vec::new() },
            ..form(kind)
        };
        let version = site.test.app.put_partner(&admin, org, 0, values).await.unwrap();
        if agreed {
            site.test.app.put_sharing(&admin, org, version, sharing()).await.unwrap();
        }
        let directory = site.test.app.directory().await.unwrap();
        let team = directory.teams.values().map(|found| found.value.team).find(|team| team.org == org).unwrap();
        let journey = site.begin(ADDRESS, "Deuk in het portier").await;
        let scene = Self { site, org, team, journey };
        scene.fill().await;
        scene
    }

    /// What the customer wrote, a note, and the brief of a consult with another team hold a canary.
    async fn fill(&self) {
        let (site, kcc) = (&self.site, &self.site.city.people.kcc_agent);
        let mut texts = Vec::new();
        let contact = ContactFacts::said(
            site.test.app.ports.id(),
            Direction::In,
            Channel::Email,
            site.text(&mut texts, &format!("Mijn verhaal is {CANARY}.")),
        );
        let participant = Some(site.customer(self.journey).await);
        let contact = ContactFacts { participant, ..contact };
        site.act(kcc, self.journey, C::RecordContact { contact, answers: None }, texts).await;
        let mut texts = Vec::new();
        let note = site.text(&mut texts, &format!("Onder ons: {CANARY}."));
        site.act(kcc, self.journey, C::AddNote { note }, texts).await;
        let mut texts = Vec::new();
        let words = ["waarom", CANARY, "verteld"];
        let brief = words.map(|words| Some(site.text(&mut texts, words))).to_vec();
        let to = site.city.technical.team;
        site.act(kcc, self.journey, C::Offer { to, ball: Some(BallGoes::Stays), brief, respond_by: None }, texts).await;
        site.test.drain().await;
    }

    fn offer(&self, ball: Option<BallGoes>) -> (C, Vec<Text>) {
        let mut texts = Vec::new();
        let words = ["Er is schade.", "Herstel het portier links.", "De klant hoort vandaag van ons."];
        let brief = words.map(|words| Some(self.site.text(&mut texts, words))).to_vec();
        (C::Offer { to: self.team, ball, brief, respond_by: None }, texts)
    }

    async fn offered(&self, ball: Option<BallGoes>) -> HandoverId {
        let (offer, texts) = self.offer(ball);
        self.site.act(&self.site.city.people.kcc_agent, self.journey, offer, texts).await;
        self.site.test.drain().await;
        let journey = self.site.journey(self.journey).await;
        journey.pending().find(|(_, offer)| offer.to == self.team).unwrap().0
    }

    fn mails(&self) -> Vec<OutgoingMail> {
        self.site.test.mail.sent().into_iter().filter(|mail| mail.to == GARAGE).collect()
    }

    /// The path of the newest link that was mailed.
    fn link(&self) -> String {
        let mails = self.mails();
        let text = mails.iter().rev().find_map(|mail| mail.text.split("https://regie.example.org").nth(1)).unwrap();
        text.split_whitespace().next().unwrap().to_owned()
    }

    async fn version(&self) -> i64 {
        self.site.test.app.directory().await.unwrap().partners[&self.org].version
    }

    /// A mail of the garage that answers the newest one to it.
    async fn replies(&self, words: &str, from: &str) -> Placed {
        let app = &self.site.test.app;
        let last = self.mails().pop().unwrap();
        let (answered, to) = (last.message_id, last.reply_to);
        let raw = format!("From: {from}\r\nTo: {to}\r\nSubject: Re\r\n\r\n{words}");
        let kept = app.keep_raw(std::slice::from_ref(&to), Some(from), raw.as_bytes()).await.unwrap();
        let id: uuid::Uuid = app.ports.uuid();
        let mail = IncomingMail {
            message_id: format!("{id}@garage.example.net"),
            answers: vec![answered],
            from: Some(MailAddress { name: None, address: from.to_owned() }),
            recipients: vec![to],
            subject: "Re: opdracht".to_owned(),
            subject_key: "opdracht".to_owned(),
            subject_base: "opdracht".to_owned(),
            forward: false,
            reference: None,
            text: words.to_owned(),
            html: None,
            files: Vec::new(),
            class: ContactClass::Human,
            no_automatic_answer: false,
            proven: true,
            date: None,
            bounce: None,
            dedupe_key: id.to_string(),
            quarantine: None,
            reply_to: Vec::new(),
            english: false,
            oversize: None,
            checked: None,
            back_on: None,
        };
        let placed = app.place(kept[0], mail).await.unwrap();
        self.site.test.drain().await;
        placed
    }
}

/// A partner reads none of it.
fn clean(page: &Page) {
    page.lacks(CANARY).lacks(ADDRESS);
}

#[tokio::test]
async fn nothing_is_offered_without_an_agreement() {
    let scene = Scene::new("leg", false).await;
    let (offer, texts) = scene.offer(Some(BallGoes::Goes));
    let request = regie_app::Request::journey(
        TestApp::who(&scene.site.city.people.kcc_agent),
        regie_domain::actor::Door::Page,
        scene.journey,
        offer,
    );
    let error = scene.site.test.app.run(request.with(texts)).await.unwrap_err();
    assert!(format!("{error:?}").contains("NoSharing"), "{error:?}");
    assert!(scene.mails().is_empty());
    scene.site.visitor().get("/privacy").await.lacks("Garage Voorbeeld");
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{}/handover", scene.journey)).await.lacks("Garage Voorbeeld");
}

#[tokio::test]
async fn a_partner_accepts_moves_and_finishes_from_its_page_and_reads_no_more_than_was_agreed() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    let mail = scene.mails().pop().unwrap();
    for words in ["Herstel het portier links.", "Deuk in het portier", "Schade herstellen"] {
        assert!(mail.text.contains(words), "{words}: {}", mail.text);
    }
    for words in [CANARY, ADDRESS, NAME] {
        assert!(!mail.text.contains(words) && !mail.html.contains(words), "{words}: {}", mail.text);
    }

    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    page.has("Herstel het portier links.").has("Deuk in het portier").lacks(NAME);
    clean(&page);
    let action = format!("{link}/accept");
    let wrong = garage.submit(&page, &action, &[("until", "gisteren"), ("cost", "veel"), ("text", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    clean(&wrong);
    let fields = [("until", "2018-02-08T17:00"), ("cost", "135"), ("text", "Uw auto is klaar.")];
    let after = garage.submit(&page, &action, &fields).await;
    let page = garage.follow(&after).await;
    page.has("U heeft aangenomen").has(NAME).has("Uw auto is klaar");
    clean(&page);
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.team });
    assert_eq!(journey.expectation.as_ref().and_then(|told| told.cost).map(|cost| cost.0), Some(13_500));

    let status = scene.site.link(scene.journey).await;
    let customer = scene.site.visitor().get(&status).await;
    customer.has("Garage Voorbeeld").has("gedeeld met Garage Voorbeeld").has("135");
    scene.site.visitor().get("/privacy").await.has("Garage Voorbeeld: Schade herstellen");

    let action = format!("{link}/move");
    let fields = [("until", "2018-02-09T17:00"), ("reason", "material"), ("text", "Een onderdeel is te laat.")];
    let after = garage.submit(&page, &action, &fields).await;
    let page = garage.follow(&after).await;
    clean(&page);
    let action = format!("{link}/done");
    let after = garage.submit(&page, &action, &[("outcome", "solved"), ("text", "Portier hersteld.")]).await;
    let page = garage.follow(&after).await;
    page.has("U hoeft niets meer te doen").lacks(NAME).lacks("Deuk in het portier");
    clean(&page);
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.why, BallReason::LegSettled);
    assert!(journey.came_back.values().any(|back| matches!(back.how, Came::Done { .. })));
}

#[tokio::test]
async fn answering_the_mail_is_enough_and_only_the_partner_can() {
    let scene = Scene::new("leg", true).await;
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    let stranger = scene.replies("akkoord", "iemand@elders.example.net").await;
    assert!(matches!(stranger, Placed::Waits(_)), "{stranger:?}");
    // The domain of an address may be anybody's.
    let beside = format!("iemand@{}", GARAGE.split_once('@').unwrap().1);
    let beside = scene.replies("akkoord", &beside).await;
    assert!(matches!(beside, Placed::Waits(_)), "{beside:?}");
    scene.site.test.clock.set("2018-02-05T09:00:00Z");
    let asked = scene.replies("Is er een tweede sleutel?", GARAGE).await;
    assert_eq!(asked, Placed::Partner { journey: scene.journey });
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.handovers[&handover].asked.len(), 1, "a question is for the giver to answer");
    scene.site.test.clock.set("2018-02-05T09:10:00Z");
    scene.replies("Akkoord.\n\nGroet, de balie", GARAGE).await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.team });
    scene.site.test.clock.set("2018-02-05T09:20:00Z");
    scene.replies("Het onderdeel komt morgen.", GARAGE).await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.came_back[&handover].how, Came::Said, "what is not understood is for the giver to read");
    scene.site.test.clock.set("2018-02-05T09:30:00Z");
    scene.replies("Klaar", GARAGE).await;
    assert_eq!(scene.site.journey(scene.journey).await.ball.why, BallReason::LegSettled);
}

#[tokio::test]
async fn an_agreement_that_ends_takes_sight_and_work_away_at_once() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/accept"), &[("until", ""), ("cost", ""), ("text", "")]).await;
    let working = garage.get(&link).await;
    working.has(NAME);

    let mut admin = scene.site.signed_in(&scene.site.city.people.administrator).await;
    let path = format!("/settings/partners/{}", scene.org);
    let settings = admin.get(&path).await;
    settings.has("Gegevensafspraak");
    let action = format!("{path}/end");
    let unsure = admin.submit(&settings, &action, &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ended = admin.submit(&settings, &action, &[("sure", "yes")]).await;
    admin.follow(&ended).await.has("wissen is gevraagd");
    scene.site.test.drain().await;

    assert_eq!(garage.get(&link).await.status, StatusCode::GONE);
    let act = garage.submit(&working, &format!("{link}/done"), &[("outcome", "solved"), ("text", "Klaar")]).await;
    assert_eq!(act.status, StatusCode::GONE);
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.why, BallReason::PartyLost);
    assert_eq!(journey.ball.holder.team().map(|team| team.org), Some(journey.direction.team.org));
    // What was taken back, and the request to erase, may leave in either order.
    assert!(scene.mails().iter().any(|mail| mail.text.contains("Wilt u wissen")), "{:?}", scene.mails());

    let settings = admin.get(&path).await;
    let noted = admin.submit(&settings, &format!("{path}/erased"), &[]).await;
    admin.follow(&noted).await.has("Genoteerd");
    // A fresh link is not to be had either.
    let before = scene.mails().len();
    let gone = garage.get(&link).await;
    garage.submit(&gone, &format!("{link}/link"), &[]).await;
    scene.site.test.drain().await;
    assert_eq!(scene.mails().len(), before);
}

#[tokio::test]
async fn a_term_that_runs_out_ends_the_agreement() {
    let scene = Scene::new("leg", true).await;
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let until = SharingForm { until: "2018-02-06".to_owned(), ..sharing() };
    scene.site.test.app.put_sharing(&admin, scene.org, scene.version().await, until).await.unwrap();
    scene.offered(Some(BallGoes::Goes)).await;
    let link = scene.link();
    scene.site.test.clock.set("2018-02-06T23:00:00Z");
    assert_eq!(scene.site.visitor().get(&link).await.status, StatusCode::GONE);
    assert_eq!(scene.site.test.app.lapse_sharing().await.unwrap(), 1);
    assert_eq!(scene.site.test.app.lapse_sharing().await.unwrap(), 0);
    let journey = scene.site.journey(scene.journey).await;
    assert!(journey.pending().all(|(_, offer)| offer.to != scene.team));
}

#[tokio::test]
async fn what_a_partner_says_that_does_not_take_part_is_noted_by_us() {
    let scene = Scene::new("outside", true).await;
    let handover = scene.offered(Some(BallGoes::Stays)).await;
    assert!(scene.mails().is_empty(), "it gets nothing of ours");
    scene.site.test.clock.set("2018-02-05T10:00:00Z");
    let mut texts = Vec::new();
    let text = scene.site.text(&mut texts, "Zij zoeken nog.");
    let kcc = &scene.site.city.people.kcc_agent;
    scene.site.act(kcc, scene.journey, C::SayForPartner { handover, text }, texts).await;
    let mut texts = Vec::new();
    let text = scene.site.text(&mut texts, "Gevonden.");
    let outcome = regie_domain::codes::Outcome::Solved;
    scene.site.act(kcc, scene.journey, C::AnswerOffer { handover, outcome, text }, texts).await;
    let journey = scene.site.journey(scene.journey).await;
    assert!(
        journey
            .handovers
            .values()
            .any(|offer| matches!(offer.state, regie_domain::handover::HandoverState::Answered { .. }))
    );
    assert_ne!(journey.ball.holder, Holder::Team { team: scene.team });
}

#[tokio::test]
async fn who_works_for_a_desk_sees_what_it_serves_and_nothing_else() {
    let scene = Scene::new("desk", true).await;
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let app = &scene.site.test.app;
    let blueprint = regie_app::settings::blueprints::BlueprintForm {
        name: regie_domain::blueprint::Words::new("Iets anders", "Something else"),
        ..regie_app::settings::blueprints::BlueprintForm::of(&scene.site.city.blueprint)
    };
    let other = app.create_blueprint(&admin, blueprint).await.unwrap();
    let begin = |blueprint| regie_app::journeys::NewJourney {
        channel: Channel::Counter,
        name: format!("Bram {CANARY}"),
        email: Some("bram@example.net".to_owned()),
        phone: None,
        blueprint: Some(blueprint),
        kind: None,
        title: format!("Zaak {CANARY}"),
        text: format!("Woorden {CANARY}"),
        key: None,
    };
    let hidden = app.begin_journey(TestApp::who(&scene.site.city.people.kcc_agent), begin(other)).await.unwrap();
    let member = MemberForm {
        name: "Medewerker Alarmcentrale".to_owned(),
        email: "medewerker@alarm.example.net".to_owned(),
        language: "nl".to_owned(),
        teams: vec![(scene.team.team.to_string(), "agent".to_owned())],
        roles: Vec::new(),
        amount: String::new(),
        take_back: false,
    };
    let mixed = MemberForm { roles: vec!["coordinator".to_owned()], ..member.clone() };
    assert!(app.create_member(&admin, mixed, false).await.is_err(), "a guest oversees nothing");
    let id = app.create_member(&admin, member, false).await.unwrap();
    let member = app.directory().await.unwrap().member(id).unwrap().clone();
    let mut guest = scene.site.signed_in(&member).await;

    let served = guest.get(&format!("/journeys/{}", scene.journey)).await;
    served.has("Deuk in het portier");
    assert_eq!(guest.get(&format!("/journeys/{hidden}")).await.status, StatusCode::NOT_FOUND);
    for path in ["/journeys", "/work", "/handovers", "/promises", "/search?q=bram", "/search?q=Zaak", "/customers"] {
        let page = guest.get(path).await;
        assert!(!page.text().contains(&format!("Zaak {CANARY}")), "{path}");
        assert!(!page.text().contains(&format!("Bram {CANARY}")), "{path}");
    }
    // It may open what it serves, and nothing else.
    assert!(app.begin_journey(TestApp::who(&member), begin(scene.site.city.blueprint.id)).await.is_ok());
    assert!(app.begin_journey(TestApp::who(&member), begin(other)).await.is_err());
    app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
    assert!(!app.directory().await.unwrap().member(id).unwrap().active, "out with the agreement");
}

#[tokio::test]
async fn who_claims_to_be_another_partner_or_the_customer_answers_nothing() {
    let scene = Scene::new("leg", true).await;
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    let (app, admin) = (&scene.site.test.app, TestApp::who(&scene.site.city.people.administrator));
    let (other, second) = (app.ports.id(), "balie@tweede.example.net");
    let values = PartnerForm { name: "Tweede garage".to_owned(), email: second.to_owned(), ..form("leg") };
    let version = app.put_partner(&admin, other, 0, values).await.unwrap();
    app.put_sharing(&admin, other, version, sharing()).await.unwrap();
    // By mail: another partner in the chain, and the customer, answer what was sent to the first.
    for (minute, from) in [(0, second), (5, ADDRESS)] {
        scene.site.test.clock.set(format!("2018-02-05T09:{minute:02}:00Z").as_str());
        let placed = scene.replies("akkoord", from).await;
        assert!(!matches!(placed, Placed::Partner { .. }), "{from}: {placed:?}");
    }
    // By page: a link that was guessed, and the customer's own.
    let link = scene.link();
    let mut guessed = link.clone();
    let last = if guessed.pop() == Some('0') { '1' } else { '0' };
    guessed.push(last);
    let mut visitor = scene.site.visitor();
    let status = scene.site.link(scene.journey).await;
    for path in [guessed, status] {
        let page = visitor.get(&link).await;
        let hidden = page.hidden(&format!("{link}/accept"));
        let answer = visitor.post(&format!("{path}/accept"), &hidden).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    let journey = scene.site.journey(scene.journey).await;
    assert!(journey.pending().any(|(id, _)| id == handover), "nobody accepted");
    assert_ne!(journey.ball.holder, Holder::Team { team: scene.team });
}

#[tokio::test]
async fn who_accepts_and_stays_silent_comes_back_louder_and_the_work_is_taken_back() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    let fields = [("until", "2018-02-08T17:00"), ("cost", ""), ("text", "Uw auto is klaar.")];
    garage.submit(&page, &format!("{link}/accept"), &fields).await;
    scene.site.test.drain().await;
    assert_eq!(scene.site.journey(scene.journey).await.ball.holder, Holder::Team { team: scene.team });
    scene.site.test.clock.set("2018-02-08T17:30:00[Europe/Amsterdam]");
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    assert!(journey.promises.values().any(regie_domain::promise::Promise::is_unsettled), "nobody kept it");
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get("/work").await.has("Deuk in het portier");
    let back = C::TakeBack { reason: regie_domain::codes::TakeBackReason::TooSlow };
    scene.site.act(&scene.site.city.people.kcc_lead, scene.journey, back, Vec::new()).await;
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.site.city.kcc.team });
    garage.get(&link).await.lacks(NAME);
}
