//! The story "double-billing" through the public doors, on both databases: a conversation on Facebook, an agreement that
//! another system obeys, and its variations. The system is the program in `examples/billing`.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use regie_app::Who;
use regie_app::settings::mailboxes::MailboxForm;
use regie_app::settings::telecom::Telecom;
use regie_domain::agreement::{AgreementState, Confirmed};
use regie_domain::closing::obstacle;
use regie_domain::codes::{BallGoes, BallReason, CloseHow, DeadlineKind, Medium, TaskKind, UpdateKind};
use regie_domain::handover::LegState;
use regie_domain::ids::{AgreementId, HoldId};
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::promise::PromiseState;
use regie_store::on_both;
use regie_store::testing::TestDb;
use regie_stories::billing::{Connected, program, register};
use regie_stories::desk::{accept, current, expect, fill, journey_on};
use regie_stories::facebook::Facebook;
use regie_stories::world::{World, local};
use regie_stories::{Browser, Letter, surveys};
use serde_json::json;

const ANJA: &str = "anja@example.net";
const PHONE: &str = "06-00000031";
const PSID: &str = "5512";
const SAID: &str = "Factuur 884213 geldt als niet verstuurd.";

on_both! {
    async fn an_agreement_made_on_facebook_holds_everywhere(db: TestDb) {
        main_line(db).await.unwrap();
    }

    async fn a_nobody_acknowledges(db: TestDb) {
        unacknowledged(db).await.unwrap();
    }

    async fn b_the_run_does_not_ask_and_says_so(db: TestDb) {
        reported_by_the_system(db).await.unwrap();
    }

    async fn b_the_run_does_not_ask_and_the_letter_is_on_the_mat(db: TestDb) {
        reported_by_a_member(db).await.unwrap();
    }

    async fn c_two_channels_within_an_hour_are_one_journey(db: TestDb) {
        two_channels(db).await.unwrap();
    }

    async fn c_a_mail_within_the_hour_of_the_conversation_is_the_same_journey_without_a_number(db: TestDb) {
        then_by_mail(db).await.unwrap();
    }

    async fn d_billing_has_no_connection(db: TestDb) {
        on_paper(db).await.unwrap();
    }
}

/// The house on Tuesday 29 August 2017, with its page on Facebook and the customer as the record of customers knows her.
struct Scene {
    world: World<Telecom>,
    facebook: Facebook,
    administrator: Browser,
}

impl Scene {
    async fn open(db: TestDb) -> Result<Self> {
        let world = World::double_billing(db, "2017-08-29 09:45").await?;
        let house = &world.house;
        let administrator = world.signed_in(&house.administrator.email).await?;
        let facebook = Facebook::connect(&world, &administrator, house.social.team.team, house.invoice.id).await?;
        let scopes = ["journeys.read", "journeys.write"];
        let token = program(&administrator, "Klantenbestand", house.phone.team.team, &scopes).await?;
        let anja = json!({
            "name": "Anja de Wit", "email": ANJA, "phone": PHONE, "customerNumber": "48213377",
            "address": "Voorbeeldlaan 12\n1234 AB Voorbeeldstad",
        });
        let client = reqwest::Client::new();
        let request =
            client.post(world.url("/api/v1/customers")).bearer_auth(token).header("idempotency-key", "klant-1");
        let answer = request.json(&anja).send().await?;
        ensure!(answer.status().is_success(), "{}: {}", answer.status(), answer.text().await?);
        Ok(Self { world, facebook, administrator })
    }

    fn house(&self) -> &Telecom {
        &self.world.house
    }

    async fn daan(&self) -> Result<Browser> {
        self.world.signed_in(&self.house().social_agent.email).await
    }

    async fn wilma(&self) -> Result<Browser> {
        self.world.signed_in(&self.house().clerk.email).await
    }

    async fn tim(&self) -> Result<Browser> {
        self.world.signed_in(&self.house().phone_agent.email).await
    }

    /// 10:12 to 10:17: she writes, is asked once who she is, and fills it in behind the link.
    async fn begun(&self) -> Result<String> {
        let world = &self.world;
        world.at("2017-08-29 10:12").await?;
        let words = "Ik zie twee keer abonnementsgeld voor augustus. Factuur 884213 kan toch niet kloppen?";
        self.facebook.writes(world, (PSID, "m_1"), words).await?;
        let receipt = self.facebook.last_to(PSID)?;
        ensure!(receipt.contains("12.00") && receipt.contains("/s/"), "what happens next, and by when: {receipt}");
        let daan = self.daan().await?;
        let path = journey_on(&expect(daan.get("/work").await?)?)?;
        let journey = current(world, &daan, &path).await?;
        ensure!(journey.ball.holder == (Holder::Team { team: self.house().social.team }), "{:?}", journey.ball);

        // Before she is known nothing can be agreed.
        let page = daan.get(&format!("{path}/agreement")).await?;
        let refused = daan.submit(&page, "/agreement", &[("wording", SAID)]).await?;
        ensure!(refused.status != 200, "nothing is agreed with whom nobody knows: {}", refused.text());

        world.at("2017-08-29 10:15").await?;
        fill(&daan, &format!("{path}/who"), &[]).await?;
        world.settle().await?;
        let asked = self.facebook.last_to(PSID)?;
        let link = asked.split_whitespace().find(|word| word.contains("/s/")).context("a link")?;
        let link = link.trim_end_matches(['.', ')']).to_owned();
        ensure!(link.ends_with("/who"), "not in the chat: {asked}");
        world.at("2017-08-29 10:17").await?;
        let anja = world.browser()?;
        let page = expect(anja.get(&link).await?)?;
        ensure!(!page.says("48213377"), "{}", page.text());
        let filled = [("number", "48213377"), ("postcode", "1234 AB")];
        expect(anja.submit(&page, "/who", &filled).await?)?;
        world.settle().await?;
        Ok(path)
    }

    /// 10:20: one form makes agreement, hold, work, promise and message.
    async fn agreed(&self, path: &str) -> Result<(AgreementId, HoldId)> {
        let (world, house) = (&self.world, self.house());
        world.at("2017-08-29 10:20").await?;
        let daan = self.daan().await?;
        let page = expect(daan.get(&format!("{path}/agreement")).await?)?;
        let directory = world.app.directory().await?;
        let system = directory.system_by_code("billing").context("the system")?.id.to_string();
        let team = house.administration.team.team.to_string();
        let fields = [
            ("wording", SAID),
            ("amount", "34,50"),
            ("hold.0.system", system.as_str()),
            ("hold.0.kind", "invoice"),
            ("hold.0.value", "884213"),
            ("hold.0.action", "collect"),
            ("hold.0.why", "our_mistake"),
            ("hold.0.until", ""),
            ("work", "credit"),
            ("team", &team),
            ("ball", "goes"),
            ("promise", "de creditnota"),
            ("promise_by", "2017-09-07T17:00"),
            ("text", "Wij hebben augustus twee keer in rekening gebracht. U hoeft deze factuur niet te betalen."),
        ];
        let done = expect(daan.submit(&page, "/agreement", &fields).await?)?;
        ensure!(done.says("De afspraak staat."), "{}", done.text());
        world.settle().await?;
        let journey = current(world, &daan, path).await?;
        let (agreement, _) = journey.agreements.iter().next().context("an agreement")?;
        let (hold, found) = journey.holds.iter().next().context("a hold")?;
        ensure!(found.subject.to_string() == "invoice:884213" && found.until.is_none(), "{found:?}");
        let (_, offer) = journey.pending().next().context("the work is offered")?;
        ensure!(local(offer.respond_by) == "2017-08-29 14:20", "{}", local(offer.respond_by));
        let told = self.facebook.last_to(PSID)?;
        ensure!(told.contains("884213") && told.contains("7 september"), "in writing, in the conversation: {told}");
        Ok((*agreement, *hold))
    }

    /// 13:30: administration takes the work on.
    async fn accepted(&self, path: &str) -> Result<()> {
        self.world.at("2017-08-29 13:30").await?;
        let wilma = self.wilma().await?;
        accept(&wilma).await?;
        self.world.settle().await?;
        let journey = current(&self.world, &wilma, path).await?;
        let house = self.house();
        ensure!(journey.ball.holder == (Holder::Team { team: house.administration.team }), "{:?}", journey.ball);
        ensure!(journey.direction.team == house.social.team, "the social desk keeps the regie");
        let page = self.daan().await?.get(path).await?;
        ensure!(page.says("Administratie"), "and sees the leg: {}", page.text());
        Ok(())
    }

    async fn journey(&self, path: &str) -> Result<Journey> {
        current(&self.world, &self.daan().await?, path).await
    }

    async fn billing(&self) -> Result<Connected> {
        Connected::open(&self.world, &self.administrator, self.house().administration.team.team).await
    }
}

async fn main_line(db: TestDb) -> Result<()> {
    let scene = Scene::open(db).await?;
    let (world, billing) = (&scene.world, scene.billing().await?);
    let path = scene.begun().await?;
    let (agreement, hold) = scene.agreed(&path).await?;

    // The message was signed, and the system has acknowledged; told once more, it has no second effect.
    ensure!(billing.billing.held().values().eq(["invoice:884213"]), "{:?}", billing.billing.news());
    let journey = scene.journey(&path).await?;
    ensure!(journey.confirmed(agreement) == Confirmed::All, "{:?}", journey.holds);
    let seen = world.app.open_journey(&regie_app::Who::System, journey.id).await?.events.len();
    let webhooks = scene.administrator.get("/settings/webhooks").await?;
    let webhook = webhooks.link("/settings/webhooks/0").context("the webhook")?;
    let page = expect(scene.administrator.get(&webhook).await?)?;
    let since = [("since", "2017-08-29T09:00"), ("what", "all")];
    expect(scene.administrator.submit(&page, "/replay", &since).await?)?;
    world.settle().await?;
    let again = world.app.open_journey(&regie_app::Who::System, journey.id).await?.events.len();
    ensure!(seen == again && billing.billing.held().len() == 1, "{seen} {again}");
    let daan = scene.daan().await?;
    ensure!(daan.get(&path).await?.says("Bevestigd door Facturatie"), "the agreement reads confirmed");
    ensure!(obstacle(&journey).is_some(), "what waits stands in the way of closing");

    scene.accepted(&path).await?;

    // Three working days without news: one truthful message by itself, by mail since the day on Facebook is over.
    let before = (world.sink.to(ANJA).len(), scene.facebook.to(PSID).len());
    world.at("2017-09-01 17:00").await?;
    let mails = world.sink.to(ANJA);
    ensure!((mails.len(), scene.facebook.to(PSID).len()) == (before.0 + 1, before.1), "one message, by mail");
    let news = mails.last().context("news")?;
    ensure!(
        local(news.at) == "2017-09-01 17:00" && news.text.contains("7 september"),
        "{} {}",
        local(news.at),
        news.text
    );
    // What was agreed stands, and the message says so.
    ensure!(news.text.contains("wij innen factuur 884213 niet"), "{}", news.text);
    let journey = scene.journey(&path).await?;
    let told = journey.updates.values().find(|update| update.about == UpdateKind::NoNews).context("no news yet")?;
    ensure!(told.rerouted.is_some(), "the record says why: {told:?}");

    // The dunning run asks for its batch in one call.
    world.at("2017-09-04 02:00").await?;
    let run = billing.billing.dun().await;
    ensure!(run.reminded.len() == 9_999, "{run}");
    ensure!(run.held == [("884213".to_owned(), "our_mistake".to_owned())], "{run}");

    // She calls about something else: one search, one screen.
    world.at("2017-09-04 10:30").await?;
    let tim = scene.tim().await?;
    let found = expect(tim.get("/calls/found?number=0600000031").await?)?;
    ensure!(found.says("Anja de Wit") && found.says("aan zet: Administratie"), "{}", found.text());
    let search = expect(tim.get("/search?q=0600000031").await?)?;
    let screen = expect(tim.get(&journey_on(&search)?).await?)?;
    for words in [SAID, "Daan Smit", "Bevestigd door Facturatie", "Facebook", "7 sep"] {
        ensure!(screen.says(words), "{words}: {}", screen.text());
    }
    let fields = [
        ("direction", "in"),
        ("journey", "new"),
        ("name", "Anja de Wit"),
        ("text", "Vraagt hoe snel internet wordt bij een ander abonnement."),
    ];
    fill(&tim, "/calls/new?number=0600000031", &fields).await?;
    world.settle().await?;

    // The system reports the credit note: kept, released, known, told, proposed, all by itself.
    world.at("2017-09-06 11:00").await?;
    billing.billing.credit("884213").await?;
    world.settle().await?;
    let journey = scene.journey(&path).await?;
    ensure!(journey.proposal.is_some() && journey.state == State::Open, "{:?}", journey.state);
    let kept = &journey.agreements[&agreement];
    ensure!(matches!(kept.state, AgreementState::Kept { .. }), "{:?}", kept.state);
    ensure!(journey.legs.values().any(|leg| matches!(leg.state, LegState::Done { .. })), "{:?}", journey.legs);
    let promise = kept.bound.as_ref().and_then(|bound| bound.promise).context("a promise with it")?;
    let promise = &journey.promises[&promise];
    let PromiseState::Kept { at, .. } = promise.state else { anyhow::bail!("{:?}", promise.state) };
    ensure!(promise.first.until.duration_since(at).as_hours() == 30, "a day and six hours early: {}", local(at));
    ensure!(journey.holds[&hold].state() == "ended", "released, and known: {:?}", journey.holds[&hold]);
    let told = world.last_mail(ANJA)?;
    ensure!(told.text.contains("creditnota") && told.text.contains("884213"), "{}", told.text);
    ensure!(billing.billing.held().is_empty(), "{:?}", billing.billing.news());

    world.at("2017-09-06 18:00").await?;
    let anja = world.browser()?;
    let page = expect(anja.get(&told.status_link().context("a link")?).await?)?;
    expect(anja.submit(&page, "/solved", &[]).await?)?;
    let journey = scene.journey(&path).await?;
    ensure!(matches!(journey.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", journey.state);
    ensure!(
        journey.from_customer().count() == 2,
        "10:12 and 10:17, the call is a journey of its own: {:?}",
        journey.contacts
    );
    ensure!(journey.chasers() == 0, "nobody had to ask for news");
    ensure!(journey.from_customer().any(|it| it.facts.medium == Some(Medium::Facebook)), "one of them on Facebook");
    ensure!(journey.legs.len() == 1, "one accepted leg");
    asked_how_it_went(&scene, &path).await
}

/// Thursday 07-09 10:00: one survey, by mail, as the day on Facebook is over; and what the record says of the whole.
async fn asked_how_it_went(scene: &Scene, path: &str) -> Result<()> {
    let world = &scene.world;
    let chat = scene.facebook.to(PSID).len();
    let asked = surveys::asked_at(world, ANJA, "2017-09-07", ("09:59", "10:00")).await?;
    ensure!(scene.facebook.to(PSID).len() == chat, "once, by one channel");
    world.at("2017-09-07 12:00").await?;
    let anja = world.browser()?;
    let words = [("q0", "4"), ("q1", "9"), ("q2", "Ik hoefde mijn verhaal maar één keer te doen.")];
    let page = surveys::answer(world, &anja, &asked, &words).await?;
    ensure!(page.says("Dank u wel") && !page.says("belt u daarover"), "{}", page.text());
    let journey = scene.journey(path).await?;
    surveys::content(&journey)?;
    let found = journey.measures(world.now());
    ensure!((found.chasers, found.repeats, found.fragments) == (0, 0, 0), "{found:?}");
    ensure!((found.handovers, found.sent_on) == (1, 2), "to administration and back: {found:?}");
    let promised = found.promised;
    ensure!((promised.kept, promised.kept_after_move, promised.broken) == (1, 0, 0), "{promised:?}");
    ensure!(promised.early.as_hours() == 30, "by the date that was given first: {promised:?}");
    let desk = scene.tim().await?.get(path).await?;
    ensure!(desk.says("9 van 10") && desk.says("maar één keer"), "{}", desk.text());
    // The call about something else is a journey of its own: it is not asked about, nor is this one again.
    world.at("2017-10-20 12:00").await?;
    ensure!(surveys::surveys(world, ANJA).len() == 1, "one survey");
    Ok(())
}

/// Variation A: nobody is at the system's door.
async fn unacknowledged(db: TestDb) -> Result<()> {
    let scene = Scene::open(db).await?;
    let billing = scene.billing().await?;
    billing.close_door();
    let path = scene.begun().await?;
    let (_, hold) = scene.agreed(&path).await?;
    louder(&scene, &path, hold).await
}

/// The second working day of the owner: both teams; the third: its team lead. And the journey cannot be closed.
async fn louder(scene: &Scene, path: &str, hold: HoldId) -> Result<()> {
    let world = &scene.world;
    let overdue = async || Ok::<_, anyhow::Error>(scene.journey(path).await?.holds[&hold].overdue);
    world.at("2017-08-30 16:59").await?;
    ensure!(overdue().await?.is_none(), "not before the closing time of the first open day after it");
    world.at("2017-08-30 17:00").await?;
    ensure!(overdue().await? == Some(DeadlineKind::HoldTeam), "{:?}", overdue().await?);
    for browser in [scene.daan().await?, scene.wilma().await?] {
        let page = browser.get("/work").await?;
        ensure!(page.says("884213"), "the maker's and the owner's team are told: {}", page.text());
    }
    world.at("2017-08-31 17:00").await?;
    ensure!(overdue().await? == Some(DeadlineKind::HoldLead), "{:?}", overdue().await?);
    let lead = world.signed_in(&scene.house().administration_lead.email).await?;
    let page = lead.get("/work").await?;
    ensure!(page.says("884213"), "the lead of the team that owns the system: {}", page.text());
    ensure!(obstacle(&scene.journey(path).await?).is_some(), "it cannot be closed");
    Ok(())
}

/// What is the same however a breach becomes known: who is at it, and what is done.
fn broken(scene: &Scene, journey: &Journey, apologise_by: &str, respond_by: &str) -> Result<()> {
    let house = scene.house();
    ensure!(journey.ball.holder == (Holder::Team { team: house.social.team }), "{:?}", journey.ball);
    ensure!(journey.ball.why == BallReason::Breach, "{:?}", journey.ball);
    let leg = journey.legs.values().find(|leg| leg.is_open()).context("the credit leg goes on")?;
    ensure!(leg.ball == BallGoes::Stays, "without the ball: {leg:?}");
    let (_, offer) = journey.pending().next().context("an urgent offer")?;
    ensure!(offer.to == house.administration.team && !offer.takes_ball(), "{offer:?}");
    ensure!(local(offer.respond_by) == respond_by, "{}", local(offer.respond_by));
    let (_, breach) = journey.breaches.iter().next().context("a breach")?;
    ensure!(local(breach.apologise_by) == apologise_by, "{}", local(breach.apologise_by));
    ensure!(journey.tasks.values().any(|task| task.kind == TaskKind::Apology && task.is_open()), "an apology to make");
    let signal = journey.signals.values().next().context("a signal by itself")?;
    ensure!(signal.owner == house.administration.team && signal.is_open(), "{signal:?}");
    Ok(())
}

/// Variation B1: the letter of Monday 02:10 is reported by the system that sent it.
async fn reported_by_the_system(db: TestDb) -> Result<()> {
    let scene = Scene::open(db).await?;
    let (world, billing) = (&scene.world, scene.billing().await?);
    let path = scene.begun().await?;
    scene.agreed(&path).await?;
    scene.accepted(&path).await?;
    world.at("2017-09-04 02:10").await?;
    let before = world.sink.to(ANJA).len();
    billing.billing.remind_without_asking("884213").await?;
    world.settle().await?;
    broken(&scene, &scene.journey(&path).await?, "2017-09-04 10:00", "2017-09-04 11:00")?;
    ensure!(world.sink.to(ANJA).len() == before, "not in the night");
    world.at("2017-09-04 08:00").await?;
    let told = world.last_mail(ANJA)?;
    ensure!(local(told.at) == "2017-09-04 08:00" && told.text.contains("niets te betalen"), "{}", told.text);
    // Her page says the same moment of it.
    let link = told.text.split_whitespace().find(|word| word.contains("/s/")).context("a link")?;
    let hers = link.split_once("/s/").map(|(_, token)| format!("/s/{token}")).context("a token")?;
    let page = world.browser()?.get(hers.trim_end_matches(['.', ')'])).await?.text();
    let line = "Wij vertelden u dat wij ons niet aan de afspraak hielden Telecom Voorbeeld vandaag 08.00 uur";
    ensure!(page.contains(line), "{page}");
    let evidence = scene.journey(&path).await?.breaches.values().flat_map(|it| it.said.clone()).next();
    ensure!(evidence.is_some_and(|said| said.evidence.len() == 1), "the report is the evidence");
    Ok(())
}

/// Variation B2: nobody reports it; the letter lies on the mat, and she calls.
async fn reported_by_a_member(db: TestDb) -> Result<()> {
    let scene = Scene::open(db).await?;
    let world = &scene.world;
    scene.billing().await?;
    let path = scene.begun().await?;
    let (agreement, _) = scene.agreed(&path).await?;
    scene.accepted(&path).await?;
    world.at("2017-09-05 12:40").await?;
    let tim = scene.tim().await?;
    let not_kept = format!("{path}/agreements/{agreement}/not-kept");
    let said = [("what", "letter"), ("dated", "2017-09-04"), ("text", "De aanmaning lag vandaag op de mat.")];
    fill(&tim, &not_kept, &said).await?;
    world.settle().await?;
    broken(&scene, &scene.journey(&path).await?, "2017-09-05 14:40", "2017-09-05 14:40")?;
    world.at("2017-09-05 12:45").await?;
    let told = world.last_mail(ANJA)?;
    ensure!(told.text.contains("niets te betalen"), "within five minutes, in plain words: {}", told.text);

    // The agent of the call adds one line, and hears by the tenth working day after it.
    let signal = *scene.journey(&path).await?.signals.keys().next().context("a signal")?;
    let page = expect(tim.get(&format!("/signals/{signal}")).await?)?;
    expect(tim.submit(&page, "/line", &[("line", "Dit is de derde keer deze maand.")]).await?)?;
    let found = scene.journey(&path).await?.signals[&signal].clone();
    let line = found.lines.first().context("a line")?;
    ensure!(local(line.answer_by) == "2017-09-19 17:00", "{}", local(line.answer_by));
    world.at("2017-09-18 10:00").await?;
    let wilma = scene.wilma().await?;
    let page = expect(wilma.get(&format!("/signals/{signal}")).await?)?;
    let answer = [("text", "De run vraagt voortaan eerst wat is afgesproken.")];
    expect(wilma.submit(&page, "/answer", &answer).await?)?;
    world.settle().await?;
    let page = scene.tim().await?.get(&format!("/signals/{signal}")).await?;
    ensure!(page.says("voortaan eerst"), "{}", page.text());
    Ok(())
}

fn letter(from: &str, subject: &str, id: &str) -> Letter {
    Letter {
        from: from.to_owned(),
        to: "webcare@example.org".to_owned(),
        subject: subject.to_owned(),
        text: "Ik heb twee keer betaald voor augustus, factuur 884213.".to_owned(),
        answers: None,
        id: id.to_owned(),
    }
}

/// Variation C: Facebook and e-mail within an hour.
async fn two_channels(db: TestDb) -> Result<()> {
    let scene = Scene::open(db).await?;
    let world = &scene.world;
    scene.billing().await?;
    let path = scene.begun().await?;
    let journey = scene.journey(&path).await?;

    // A proven address, and the number of the journey: the same journey by two channels.
    world.at("2017-08-29 10:50").await?;
    let subject = format!("Factuur 884213 ({})", journey.reference);
    world.mail(&letter("Anja de Wit <anja@example.net>", &subject, "c-1@example.net")).await?;
    let both = scene.journey(&path).await?;
    ensure!(both.from_customer().count() == 3, "{}", both.from_customer().count());

    // A stranger who quotes the number reaches nothing: it waits to be confirmed, with a due moment.
    world.at("2017-08-29 10:55").await?;
    world.mail(&letter("Iemand <iemand@example.net>", &subject, "c-2@example.net")).await?;
    ensure!(scene.journey(&path).await?.from_customer().count() == 3, "nothing of it is on the journey");
    let daan = scene.daan().await?;
    let waits = expect(daan.get("/arrivals").await?)?;
    ensure!(waits.says("iemand@example.net"), "{}", waits.text());
    ensure!(scene.world.sink.to("iemand@example.net").iter().all(|mail| !mail.text.contains("abonnementsgeld")));
    Ok(())
}

/// Variation C, Facebook first: she writes by mail half an hour later and names no number. Proven, it is the same journey, and
/// she hears one answer; what nothing proves is suggested, and an agent puts it there by one tap.
async fn then_by_mail(db: TestDb) -> Result<()> {
    let scene = Scene::open(db).await?;
    let world = &scene.world;
    trusts(world).await?;
    let path = scene.begun().await?;
    world.at("2017-08-29 10:50").await?;
    let proven = "mx.example.org; spf=pass smtp.mailfrom=example.net; dkim=pass; dmarc=pass header.from=example.net";
    let mail = letter("Anja de Wit <anja@example.net>", "Dubbel betaald", "c-3@example.net");
    world.mail_found(&mail, proven).await?;
    let both = scene.journey(&path).await?;
    ensure!(both.from_customer().count() == 3, "{}", both.from_customer().count());
    ensure!(world.sink.to(ANJA).is_empty(), "one answer, in the conversation: {:?}", world.sink.to(ANJA));

    world.at("2017-08-29 10:58").await?;
    world.mail(&letter("Anja de Wit <anja@example.net>", "Nog eens", "c-4@example.net")).await?;
    ensure!(scene.journey(&path).await?.from_customer().count() == 3, "nothing proves it");
    let daan = scene.daan().await?;
    let page = expect(daan.get(&path).await?)?;
    let waits = page.html.split("href=\"/arrivals/").nth(1).and_then(|rest| rest.split('"').next());
    let waits = format!("/arrivals/{}", waits.context("it is suggested on the journey")?);
    let page = expect(daan.get(&waits).await?)?;
    let id = both.id.to_string();
    expect(daan.submit(&page, "/join", &[("journey", &id)]).await?)?;
    world.settle().await?;
    ensure!(scene.journey(&path).await?.from_customer().count() == 4, "one tap");
    ensure!(world.sink.to(ANJA).is_empty(), "and still one answer");
    Ok(())
}

/// The house believes its own mail server about who a mail is from.
async fn trusts(world: &World<Telecom>) -> Result<()> {
    let directory = world.app.directory().await?;
    for (id, known) in &directory.mailboxes {
        let mut form = MailboxForm::of(&known.value);
        form.trusted_authserv = "mx.example.org".to_owned();
        world.app.put_mailbox(&Who::System, *id, known.version, form).await?;
    }
    Ok(())
}

/// Variation D: no connection, so the hold stands on the block list of administration.
async fn on_paper(db: TestDb) -> Result<()> {
    let scene = Scene::open(db).await?;
    let world = &scene.world;
    register(&scene.administrator, scene.house().administration.team.team, "").await?;
    let path = scene.begun().await?;
    let (agreement, hold) = scene.agreed(&path).await?;
    let wilma = scene.wilma().await?;
    let page = expect(wilma.get("/block-list").await?)?;
    ensure!(page.says("Factuur 884213") && page.says("Niet innen"), "{}", page.text());
    let file = expect(wilma.get("/block-list.csv").await?)?;
    ensure!(file.html.contains("884213") && !file.html.contains("Anja"), "{}", file.html);
    louder(&scene, &path, hold).await?;
    world.at("2017-09-01 10:00").await?;
    let wilma = scene.wilma().await?;
    let page = expect(wilma.get("/block-list").await?)?;
    expect(wilma.submit(&page, "/done", &[("on", "2017-08-31")]).await?)?;
    let journey = scene.journey(&path).await?;
    ensure!(journey.confirmed(agreement) == Confirmed::All, "{:?}", journey.holds);
    ensure!(local(journey.holds[&hold].acknowledged.context("since when")?).starts_with("2017-08-31"));
    Ok(())
}
