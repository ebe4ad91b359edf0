//! The story "lost-parcel" through the public doors, on both databases: shipments by the API, a carrier that pushes what it
//! scans, its guest at the desk's own screens, a carrier that does not take part, a claim, and one survey about the
//! whole.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use regie_app::settings::clients::ClientForm;
use regie_app::settings::shipper::Shipper;
use regie_app::shipments::FeedForm;
use regie_app::{App, Who};
use regie_channels::carriers::sendcloud;
use regie_domain::attribution::{attribute, share_of};
use regie_domain::carrier::FeedKind;
use regie_domain::codes::{CloseHow, DeadlineKind, Settlement};
use regie_domain::ids::JourneyId;
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::promise::PromiseState;
use regie_domain::shipment::Stand;
use regie_store::on_both;
use regie_stories::desk::{current, expect, fill, offer};
use regie_stories::surveys;
use regie_stories::world::{World, local, moment};
use serde_json::{Value, json};
use uuid::Uuid;

const STUDENT: &str = "student@example.net";
const SECRET: &str = "geheim-van-de-vervoerder";

on_both! {
    async fn a_parcel_is_lost_and_the_firm_speaks_first(db: TestDb) {
        let world = World::lost_parcel(db, "2019-03-11 10:00").await.unwrap();
        play(&world).await.unwrap();
    }
}

/// The doors of the programs: the order system at the API, and the carrier's scans.
struct Doors<'a> {
    world: &'a World<Shipper>,
    client: reqwest::Client,
    token: String,
    feed: Uuid,
}

impl<'a> Doors<'a> {
    async fn open(world: &'a World<Shipper>) -> Result<Self> {
        let app: &App = &world.app;
        let form = ClientForm {
            name: "Bestelsysteem".to_owned(),
            teams: vec![world.house.desk.team.team.to_string()],
            scopes: vec!["journeys.read".to_owned(), "journeys.write".to_owned()],
            days: "90".to_owned(),
            active: true,
            ..ClientForm::default()
        };
        let (_, token) = app.create_client(&Who::System, form).await?;
        let feed = app.ports.uuid();
        let form = FeedForm {
            name: "Vervoerder A".to_owned(),
            secret: SECRET.to_owned(),
            ..FeedForm::fresh(FeedKind::Sendcloud)
        };
        app.put_carrier_feed(&Who::System, feed, 0, form).await?;
        Ok(Self { world, client: reqwest::Client::new(), token, feed })
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let key = self.world.app.ports.uuid().to_string();
        let request = self.client.post(self.world.url(path)).bearer_auth(&self.token);
        let response = request.header("idempotency-key", key).json(&body).send().await?;
        let status = response.status();
        let answer: Value = response.json().await?;
        ensure!(status.is_success(), "{path} answered {status}: {answer}");
        self.world.settle().await?;
        Ok(answer)
    }

    /// The carrier's scan of a moment, pushed now; what the door answered.
    async fn scan(&self, tracking: &str, status: i64, at: Timestamp, secret: &str) -> Result<u16> {
        let body = json!({
            "action": "parcel_status_changed",
            "timestamp": self.world.now().as_millisecond(),
            "carrier_status_change_timestamp": at.as_millisecond(),
            "parcel": { "tracking_number": tracking, "status": { "id": status, "message": "x" } }
        });
        let body = serde_json::to_vec(&body)?;
        let request = self.client.post(self.world.url(&format!("/in/carriers/{}", self.feed)));
        let request = request.header("sendcloud-signature", sendcloud::sign(secret, &body));
        let answered = request.header("content-type", "application/json").body(body).send().await?.status().as_u16();
        self.world.settle().await?;
        Ok(answered)
    }
}

async fn play(world: &World<Shipper>) -> Result<()> {
    let (agent, guest) = (world.house.agent.email.clone(), world.house.guest.email.clone());
    let doors = Doors::open(world).await?;

    // Monday 10:00: registered; two linked promises, and the student's page shows the firm's.
    let registered = doors
        .post(
            "/api/v1/shipments",
            json!({
                "tracking": "3SVOOR0001", "carrierTeamId": world.house.carrier_a.team.team.0,
                "until": moment("2019-03-13 18:00")?, "name": "Sanne Bos", "email": STUDENT,
                "title": "Cursusmap boekhouden"
            }),
        )
        .await?;
    let id = JourneyId::parse(registered["journeyId"].as_str().context("a journey")?)?;
    let path = format!("/journeys/{id}");
    let told = world.last_mail(STUDENT)?;
    ensure!(told.text.contains("woensdag 13 maart om 18.00 uur"), "{}", told.text);
    let page = told.status_link().context("the link to the page")?;
    let student = world.browser()?;
    ensure!(student.get(&page).await?.says("woensdag 13 maart"), "the page shows the firm's promise");
    let journey = read(world, id).await?;
    let first = only(&journey)?;
    let (to_student, to_firm) = (first.promise, first.carriers);
    ensure!(journey.promises[&to_student].owner == world.house.desk.team, "the firm's to its student");
    ensure!(journey.promises[&to_firm].owner == world.house.carrier_a.team, "the carrier's to the firm");

    // Who signs otherwise is refused; the same scan twice is one.
    world.at("2019-03-11 16:00").await?;
    ensure!(doors.scan("3SVOOR0001", 22, world.now(), "anders").await? == 401, "another's signature");
    ensure!(doors.scan("3SVOOR0001", 22, world.now(), SECRET).await? == 200, "the carrier has it");
    ensure!(doors.scan("3SVOOR0001", 22, world.now(), SECRET).await? == 200, "said twice");
    ensure!(read(world, id).await?.shipments.values().all(|found| found.said.len() == 1), "has one effect");
    // What a carrier says waits a minute, so that what it catches up with is one message.
    world.at("2019-03-11 16:01").await?;
    ensure!(world.last_mail(STUDENT)?.text.contains("is onderweg"), "a scan on the way is news");
    world.at("2019-03-12 09:00").await?;
    ensure!(doors.scan("3SVOOR0001", 3, world.now(), SECRET).await? == 200, "to the sorting centre");

    // Wednesday 15:00: not out for delivery, so both are at risk, three hours ahead; the student is told nothing of that.
    world.at("2019-03-13 14:59").await?;
    ensure!(stand(&read(world, id).await?)? == Stand::UnderWay, "until then nothing is the matter");
    let mails = world.sink.to(STUDENT).len();
    world.at("2019-03-13 15:00").await?;
    let journey = read(world, id).await?;
    ensure!(stand(&journey)? == Stand::AtRisk && world.sink.to(STUDENT).len() == mails, "for staff only");
    for promise in [to_student, to_firm] {
        ensure!(journey.promises[&promise].risk == Some(DeadlineKind::PromiseFourFifths), "both promises");
    }
    let femke = world.signed_in(&agent).await?;
    let list = expect(femke.get("/shipments").await?)?;
    ensure!(list.says("Komt misschien niet op tijd"), "on the firm's list: {}", list.text());

    // 18:00: broken; by 18:05 the student has heard it, with the next moment of news.
    world.at("2019-03-13 18:05").await?;
    let told = world.last_mail(STUDENT)?;
    ensure!(
        local(told.at) == "2019-03-13 18:00" && told.text.contains("donderdag 14 maart om 12.00 uur"),
        "{}",
        told.text
    );
    ensure!(stand(&read(world, id).await?)? == Stand::Late, "late");

    // Thursday 09:10: the student calls; 09:20: the firm asks carrier A, which has until 13:20.
    world.at("2019-03-14 09:10").await?;
    let femke = world.signed_in(&agent).await?;
    calls(&femke, &path).await?;
    world.at("2019-03-14 09:20").await?;
    offer(&femke, &path, world.house.carrier_a.team.team, "Waar is deze zending?").await?;
    let journey = read(world, id).await?;
    ensure!(journey.chasers() == 1, "one chaser");
    let (asked, offered) = journey.pending().next().context("an offer")?;
    ensure!(local(offered.respond_by) == "2019-03-14 13:20", "four of A's hours: {}", local(offered.respond_by));
    ensure!(journey.ball.holder == Holder::Team { team: world.house.desk.team }, "still the firm's turn");

    // 11:58: the told moment is kept; 13:20: no answer comes back louder, and stays pending; 14:05: the second call.
    world.at("2019-03-14 11:58").await?;
    let femke = world.signed_in(&agent).await?;
    fill_message(&femke, &path, "Wij hebben de zending nog niet gevonden. Wij beslissen vandaag om 16.30 uur.").await?;
    world.at("2019-03-14 13:30").await?;
    let journey = read(world, id).await?;
    ensure!(journey.handovers[&asked].overdue == Some(DeadlineKind::OfferTeam), "louder");
    ensure!(journey.handovers[&asked].is_pending(), "and can still be answered");
    world.at("2019-03-14 14:05").await?;
    let femke = world.signed_in(&agent).await?;
    calls(&femke, &path).await?;
    ensure!(read(world, id).await?.chasers() == 2, "two chasers");

    // 16:00: A answers: found, damaged.
    world.at("2019-03-14 16:00").await?;
    let jip = world.signed_in(&guest).await?;
    let list = expect(jip.get("/handovers").await?)?;
    let answer = list.link("/answer").with_context(|| format!("a way to answer: {}", list.text()))?;
    fill(&jip, &answer, &[("text", "Gevonden, beschadigd, niet verzekerd."), ("outcome", "solved")]).await?;
    world.settle().await?;
    let journey = read(world, id).await?;
    ensure!(!journey.handovers[&asked].is_pending(), "answered, late");

    // 16:10: a replacement with B by Friday 18:00; A's own promise is let go by the firm.
    world.at("2019-03-14 16:10").await?;
    let femke = world.signed_in(&agent).await?;
    let carrier_b = world.house.carrier_b.team.team.to_string();
    let replaces = to_student.to_string();
    let fields = [
        ("tracking", "B-77001"),
        ("carrier", carrier_b.as_str()),
        ("until", "2019-03-15T18:00"),
        ("replaces", &replaces),
    ];
    fill(&femke, &format!("{path}/shipment"), &fields).await?;
    world.settle().await?;
    let told = world.last_mail(STUDENT)?;
    ensure!(told.text.contains("vrijdag 15 maart om 18.00 uur") && !told.text.contains("verzekerd"), "{}", told.text);
    let reason = [("reason", "De zending is bij A kwijt; B brengt een nieuw pakket.")];
    fill(&femke, &format!("{path}/promises/{to_firm}/release"), &reason).await?;
    let journey = read(world, id).await?;
    ensure!(journey.promises[&to_student].settled == Some(Settlement::Replaced), "the old promise stays broken");
    ensure!(journey.promises[&to_firm].settled == Some(Settlement::Released), "A's is let go");

    // Friday 15:20: B delivered, as the firm's member notes; both promises are judged, and the student is asked.
    world.at("2019-03-15 15:20").await?;
    let femke = world.signed_in(&agent).await?;
    let (second, found) =
        journey.shipments.iter().max_by_key(|(_, found)| found.registered_at).context("the second")?;
    fill(&femke, &format!("{path}/shipments/{second}/note"), &[("status", "delivered"), ("at", "2019-03-15T15:20")])
        .await?;
    world.settle().await?;
    let journey = read(world, id).await?;
    for promise in [found.promise, found.carriers] {
        let kept = &journey.promises[&promise];
        ensure!(matches!(kept.state, PromiseState::Kept { .. }), "kept: {:?}", kept.state);
        ensure!(kept.early().map(|early| early.as_mins()) == Some(160), "2 h 40 early");
    }
    ensure!(world.last_mail(STUDENT)?.text.contains("is bezorgd"), "told as the outcome");

    // 15:40: the student says that it is right.
    world.at("2019-03-15 15:40").await?;
    let shown = expect(student.get(&page).await?)?;
    expect(student.submit(&shown, "/solved", &[]).await?)?;
    world.settle().await?;
    let journey = read(world, id).await?;
    ensure!(matches!(journey.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", journey.state);

    asked_how_it_went(world, &path, id).await?;

    // Monday 18-03: a claim on A, a journey of its own that follows this one; the student hears nothing of it.
    world.at("2019-03-18 10:00").await?;
    let femke = world.signed_in(&agent).await?;
    let shipment = journey.shipments.iter().find(|(_, found)| found.promise == to_student).context("the first")?.0;
    let blueprint = world.house.claim.id.to_string();
    let fields = [
        ("text", "Wij vragen de waarde van de zending terug: EUR 85."),
        ("blueprint", blueprint.as_str()),
        ("email", "claims@example.net"),
    ];
    let mails = world.sink.to(STUDENT).len();
    let claim = fill(&femke, &format!("{path}/shipments/{shipment}/claim"), &fields).await?;
    let claim = journey_of(&claim.url)?;
    world.settle().await?;
    let begun = current(world, &femke, &claim).await?;
    ensure!(begun.follows == Some(id) && begun.customer != journey.customer, "linked, and with the carrier");
    ensure!(world.sink.to(STUDENT).len() == mails, "no word to the student");
    // What is asked leaves to the carrier, the two journeys name each other, and there is no second claim.
    let asked = world.sink.to("claims@example.net");
    ensure!(asked.iter().any(|mail| mail.text.contains("EUR 85") && mail.text.contains("Vervoerder A")), "{asked:?}");
    let shown = expect(femke.get(&claim).await?)?;
    ensure!(shown.html.contains(&journey.reference.to_string()), "the claim names the delivery");
    let shown = expect(femke.get(&path).await?)?;
    ensure!(shown.html.contains(&format!("Claim {}", begun.reference)), "the delivery names its claim");
    let again = femke.get(&format!("{path}/shipments/{shipment}/claim")).await?;
    ensure!(journey_of(&again.url)? == claim, "pressed again: {}", again.url);
    world.at("2019-04-20 12:00").await?;
    ensure!(surveys::surveys(world, STUDENT).len() == 1, "no second survey");
    ensure!(surveys::surveys(world, "claims@example.net").is_empty(), "a carrier is asked nothing");
    Ok(())
}

/// Friday 18:00: one survey about the whole delivery; Saturday the answer, and the figures of the journey.
async fn asked_how_it_went(world: &World<Shipper>, path: &str, id: JourneyId) -> Result<()> {
    let asked = surveys::asked_at(world, STUDENT, "2019-03-15", ("17:59", "18:00")).await?;
    world.at("2019-03-16 11:00").await?;
    let student = world.browser()?;
    let words = [("q0", "3"), ("q1", "7"), ("q2", "Jammer van de eerste zending. Jullie belden zelf, dat hielp.")];
    surveys::answer(world, &student, &asked, &words).await?;
    let journey = read(world, id).await?;
    surveys::content(&journey)?;
    let found = journey.measures(world.now());
    ensure!(found.chasers == 2 && found.handovers == 1, "two calls for news, one question to the carrier: {found:?}");
    let promised = found.promised;
    ensure!((promised.kept, promised.kept_after_move, promised.broken) == (1, 0, 1), "by the first date: {promised:?}");
    ensure!(promised.early.as_mins() == 160, "the second came 2 h 40 early: {promised:?}");
    ensure!(found.silence.longest.as_hours() <= 25, "the firm spoke within a day: {:?}", found.silence);
    let femke = world.signed_in(&world.house.agent.email).await?;
    let desk = expect(femke.get(path).await?)?;
    ensure!(desk.says("7 van 10") && desk.says("Jullie belden zelf"), "{}", desk.text());
    // The carrier that lost it has a part of the answer beside the firm; the one that brought it has none.
    let opened = world.app.open_journey(&Who::System, id).await?;
    let parts = attribute(&opened.journey, &opened.events);
    for shipment in opened.journey.shipments.values() {
        let broke = matches!(opened.journey.promises[&shipment.carriers].state, PromiseState::Broken { .. });
        let share = share_of(&parts, shipment.carrier.org);
        ensure!((share > 0) == broke, "{share} of {parts:?}");
    }
    ensure!(share_of(&parts, opened.journey.direction.team.org) > 0, "the firm's own part: {parts:?}");
    Ok(())
}

async fn read(world: &World<Shipper>, id: JourneyId) -> Result<Journey> {
    Ok(world.app.open_journey(&Who::System, id).await?.journey)
}

fn only(journey: &Journey) -> Result<&regie_domain::shipment::Shipment> {
    journey.shipments.values().next().context("a shipment")
}

fn stand(journey: &Journey) -> Result<Stand> {
    Ok(journey.stand_of(only(journey)?))
}

fn journey_of(url: &str) -> Result<String> {
    let path = url.split("/journeys/").nth(1).with_context(|| format!("a journey: {url}"))?;
    let id = path.split(['?', '#', '/']).next().unwrap_or_default();
    Ok(format!("/journeys/{id}"))
}

/// The student calls and only asks whether there is news.
async fn calls(femke: &regie_stories::Browser, journey: &str) -> Result<()> {
    let fields = [("channel", "phone"), ("direction", "in"), ("asks", "news"), ("text", "Waar blijft mijn cursusmap?")];
    fill(femke, &format!("{journey}/contact"), &fields).await.map(drop)
}

/// Words of a member, with the next moment of news.
async fn fill_message(femke: &regie_stories::Browser, journey: &str, words: &str) -> Result<()> {
    let page = expect(femke.get(&format!("{journey}?compose=message")).await?)?;
    expect(femke.submit(&page, "/message", &[("text", words)]).await?).map(drop)
}
