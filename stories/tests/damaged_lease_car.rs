//! The story `damaged-lease-car` through pages and mail alone, on both databases: an alarm centre that works in the lease
//! company's screens and a repair shop that works from its mail and page, each seeing what was agreed; and the variation in
//! which the agreement ends in the middle. At its end one survey for the whole chain.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use regie_app::settings::lease::{LeaseHouse, SHOP};
use regie_domain::codes::{BallReason, CloseHow};
use regie_domain::journey::{Holder, State};
use regie_store::on_both;
use regie_stories::Browser;
use regie_stories::desk::{current, expect, journey_on};
use regie_stories::surveys;
use regie_stories::world::{World, local, moment};

const DRIVER: &str = "bestuurder@example.net";

on_both! {
    async fn the_damage_is_repaired_in_one_chain(db: TestDb) {
        let world = World::damaged_lease_car(db, "2018-10-01 08:30").await.unwrap();
        repaired(&world).await.unwrap();
    }

    async fn the_agreement_ends_in_the_middle(db: TestDb) {
        let world = World::damaged_lease_car(db, "2018-10-01 08:30").await.unwrap();
        ended(&world).await.unwrap();
    }
}

/// Up to the accepted repair: the alarm centre opens it in the lease company's name and offers it, the shop accepts.
struct Begun {
    journey: String,
    shop: Browser,
    /// The shop's page.
    link: String,
    /// The driver's page.
    status: String,
}

fn link_in(text: &str, part: &str) -> Result<String> {
    let at = text.split_whitespace().find(|word| word.contains(part)).context("a link")?;
    Ok(at.trim_end_matches('.').to_owned())
}

async fn begun(world: &World<LeaseHouse>) -> Result<Begun> {
    let house = &world.house;
    world.at("2018-10-01 08:40").await?;
    let alarm = world.signed_in(&house.alarm_agent.email).await?;
    let page = expect(alarm.get("/journeys/new").await?)?;
    let blueprint = house.damage.id.to_string();
    let fields = [
        ("channel", "phone"),
        ("name", "Bas Bestuurder"),
        ("email", DRIVER),
        ("phone", "+31 6 00000021"),
        ("blueprint", blueprint.as_str()),
        ("title", "Deuk in het portier"),
        ("text", "De bestuurder zegt: ik reed tegen een paaltje."),
    ];
    let page = expect(alarm.submit(&page, "/journeys/new", &fields).await?)?;
    let journey = page.url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let journey = match journey.find("/journeys/") {
        Some(at) => journey[at..].to_owned(),
        None => journey_on(&page)?,
    };
    world.settle().await?;
    let receipt = world.last_mail(DRIVER)?;
    let ours = receipt.text.contains("Lease Voorbeeld") && !receipt.text.contains("Alarmcentrale");
    ensure!(ours, "under the lease company's name: {}", receipt.text);
    let status = receipt.status_link().context("a link")?;
    let opened = current(world, &alarm, &journey).await?;
    ensure!(opened.ball.holder == (Holder::Team { team: house.alarm }), "{:?}", opened.ball);
    ensure!(opened.direction.team == house.desk.team, "the lease company directs: {:?}", opened.direction);

    world.at("2018-10-01 08:45").await?;
    regie_stories::desk::offer(&alarm, &journey, house.shop.team, "Herstel het portier links.").await?;
    world.settle().await?;
    let opened = current(world, &alarm, &journey).await?;
    let (_, offer) = opened.pending().next().context("an offer")?;
    ensure!(local(offer.respond_by) == "2018-10-01 12:45", "{}", local(offer.respond_by));
    ensure!(opened.ball.holder == (Holder::Team { team: house.alarm }), "{:?}", opened.ball);

    // The mail holds what was agreed, and nothing that the driver said.
    let mail = world.last_mail(SHOP)?;
    for words in ["Herstel het portier links.", "Deuk in het portier"] {
        ensure!(mail.text.contains(words), "{words}: {}", mail.text);
    }
    ensure!(!mail.text.contains("paaltje") && !mail.text.contains(DRIVER), "{}", mail.text);
    world.at("2018-10-01 11:00").await?;
    let (link, shop) = (link_in(&mail.text, "/p/")?, world.browser()?);
    let page = expect(shop.get(&link).await?)?;
    ensure!(page.says("Bas Bestuurder") && page.says("00000021") && !page.says("paaltje"), "{}", page.text());
    let promise = [("until", "2018-10-04T17:00"), ("cost", "135"), ("text", "Uw auto is klaar.")];
    let page = expect(shop.submit(&page, "/accept", &promise).await?)?;
    ensure!(page.says("U heeft aangenomen"), "{}", page.text());
    world.settle().await?;
    Ok(Begun { journey, shop, link, status })
}

async fn repaired(world: &World<LeaseHouse>) -> Result<()> {
    let Begun { journey, shop, link, status } = begun(world).await?;
    let house = &world.house;
    let alarm = world.signed_in(&house.alarm_agent.email).await?;
    let driver = world.browser()?;
    let page = driver.get(&status).await?;
    ensure!(page.says("135") && page.says("Garage Voorbeeld"), "{}", page.text());
    // The alarm centre answers in the lease company's name; the privacy part names it all the same.
    ensure!(page.says("Alarmcentrale Voorbeeld"), "{}", page.text());
    let begins = page.text().find("Alarmcentrale").unwrap_or_default();
    ensure!(
        begins > page.text().find("privacy").or(page.text().find("gegevens")).unwrap_or_default(),
        "{}",
        page.text()
    );
    let desk = alarm.get(&journey).await?;
    ensure!(desk.says("135"), "the alarm centre sees the promise and its cost: {}", desk.text());
    let mira = world.signed_in(&house.agent.email).await?;
    shared(world, &mira, &journey, &shop, &link).await?;

    world.at("2018-10-03 14:00").await?;
    let page = shop.get(&link).await?;
    let before = world.sink.to(DRIVER).len();
    let words = "U krijgt drie dagen vervangend vervoer.";
    let fields = |amount| [("until", "2018-10-05T17:00"), ("reason", "material"), ("text", words), ("amount", amount)];
    // Three days of EUR 50 is what the sharing agreement lets the shop give; a fourth it has to ask for.
    let over = shop.submit(&page, "/move", &fields("200")).await?;
    ensure!(over.status == 409 && over.says("meer dan u zelf mag geven") && over.says("150"), "{}", over.text());
    let page = expect(shop.submit(&page, "/move", &fields("150")).await?)?;
    ensure!(page.says("Het nieuwe moment is doorgegeven"), "{}", page.text());
    world.settle().await?;
    let told = world.last_mail(DRIVER)?;
    ensure!(told.text.contains("vervangend vervoer") && told.text.contains("5 oktober"), "{}", told.text);
    ensure!(world.sink.to(DRIVER).len() == before + 1, "told once, in one message");
    let alarm = world.signed_in(&house.alarm_agent.email).await?;
    let desk = alarm.get(&journey).await?;
    ensure!(desk.says("Krijgt de klant intussen: € 150"), "{}", desk.text());

    world.at("2018-10-03 15:00").await?;
    let mira = world.signed_in(&house.agent.email).await?;
    let page = mira.get(&format!("{journey}/handover")).await?;
    let form = page.form("/handover").context("the form")?;
    let (team, brief) = (house.shop.team.to_string(), form.hidden.iter().map(|(name, _)| name.clone()));
    let brief: Vec<String> = brief.filter(|name| name.starts_with("brief.")).collect();
    let mut fields: Vec<(&str, &str)> = brief.iter().map(|name| (name.as_str(), "Wilt u het geheel doen?")).collect();
    fields.extend([("team", team.as_str()), ("ball", "direction")]);
    expect(mira.submit(&page, "/handover", &fields).await?)?;
    world.settle().await?;
    world.at("2018-10-03 15:10").await?;
    let before = current(world, &mira, &journey).await?;
    let page = expect(shop.get(&link).await?)?;
    let page = expect(shop.submit(&page, "/accept", &[]).await?)?;
    ensure!(page.says("Wie was wanneer aan zet"), "the party with the direction sees the way: {}", page.text());
    ensure!(!page.says("paaltje"), "and no words of the driver: {}", page.text());
    world.settle().await?;
    let after = current(world, &mira, &journey).await?;
    ensure!(after.ball == before.ball, "a move of the direction never moves the ball");
    ensure!(after.direction.team == house.shop, "{:?}", after.direction);
    let told = world.last_mail(DRIVER)?;
    ensure!(told.text.contains("Garage Voorbeeld"), "{}", told.text);
    let page = driver.get(&status).await?;
    ensure!(page.says("Lease Voorbeeld"), "its name stays: {}", page.text());

    world.at("2018-10-03 15:30").await?;
    let alarm = world.signed_in(&house.alarm_agent.email).await?;
    let desk = alarm.get(&journey).await?;
    ensure!(desk.says("5 oktober") || desk.says("vr 5 okt") || desk.says("overmorgen"), "{}", desk.text());

    world.at("2018-10-05 16:30").await?;
    let page = shop.get(&link).await?;
    let page = expect(shop.submit(&page, "/done", &[("outcome", "solved"), ("text", "Uw auto staat klaar.")]).await?)?;
    ensure!(page.says("Het is gemeld"), "{}", page.text());
    world.settle().await?;
    ensure!(world.last_mail(DRIVER)?.text.contains("Uw auto staat klaar."), "the driver hears it");
    world.at("2018-10-05 16:50").await?;
    let page = driver.get(&status).await?;
    expect(driver.submit(&page, "/solved", &[]).await?)?;
    let closed = current(world, &mira, &journey).await?;
    ensure!(matches!(closed.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", closed.state);
    let first = moment("2018-10-04 17:00")?;
    let repair = closed.promises.values().find(|promise| promise.first.until == first).context("the promise")?;
    ensure!(repair.current.until == moment("2018-10-05 17:00")?, "{repair:?}");
    let late = repair.early().context("a verdict")?.as_mins();
    ensure!(late == -(23 * 60 + 30), "23 h 30 after the first moment: {late}");
    ensure!(
        format!("{:?}", repair.state).contains("KeptAfterMove"),
        "kept after a move, never kept: {:?}",
        repair.state
    );
    asked_how_it_went(world, &journey, &shop, &link).await
}

/// Friday 18:00: one survey for the whole chain; Saturday 11:00 the answer, which is about the whole and names no member.
async fn asked_how_it_went(world: &World<LeaseHouse>, journey: &str, shop: &Browser, link: &str) -> Result<()> {
    let asked = surveys::asked_at(world, DRIVER, "2018-10-05", ("17:59", "18:00")).await?;
    ensure!(asked.text.contains("Lease Voorbeeld"), "in its name: {asked:?}");
    world.at("2018-10-06 11:00").await?;
    let driver = world.browser()?;
    let words = [("q0", "4"), ("q1", "8"), ("q2", "Ik wist steeds wie ermee bezig was.")];
    surveys::answer(world, &driver, &asked, &words).await?;
    let mira = world.signed_in(&world.house.agent.email).await?;
    let closed = current(world, &mira, journey).await?;
    surveys::content(&closed)?;
    let desk = expect(mira.get(journey).await?)?;
    ensure!(desk.says("8 van 10") && desk.says("steeds wie ermee bezig"), "{}", desk.text());
    let found = closed.measures(world.now());
    let promised = found.promised;
    ensure!(
        (promised.kept, promised.kept_after_move, promised.broken) == (0, 1, 0),
        "the first date counts: {promised:?}"
    );
    ensure!((found.chasers, found.handovers) == (0, 2), "the repair and the regie: {found:?}");
    // Nobody else of the chain asks; what employees did stays with their employer.
    world.at("2018-11-20 12:00").await?;
    ensure!(surveys::surveys(world, DRIVER).len() == 1, "one survey over three organisations");
    let page = shop.get(link).await?;
    for name in ["Mira", "Otto"] {
        ensure!(!page.says(name), "{name}: {}", page.text());
    }
    Ok(())
}

/// What the driver said crosses only where a member marks it; the shop finds who rings it among its own work; and the driver
/// sees who saw what.
async fn shared(world: &World<LeaseHouse>, mira: &Browser, journey: &str, shop: &Browser, link: &str) -> Result<()> {
    let desk = expect(mira.get(journey).await?)?;
    let desk = expect(mira.submit(&desk, "/chain/yes", &[]).await?)?;
    let page = expect(shop.get(link).await?)?;
    ensure!(page.says("Wat de klant zei") && page.says("tegen een paaltje"), "{}", page.text());
    let opened = current(world, mira, journey).await?;
    ensure!(opened.contacts.values().any(|contact| contact.for_chain));
    expect(mira.submit(&desk, "/chain/no", &[]).await?)?;
    let page = expect(shop.get(link).await?)?;
    ensure!(!page.says("paaltje"), "{}", page.text());

    let number = opened.reference.to_string();
    let driver = opened.customer_participant().context("a driver")?.0;
    let person = expect(mira.get(&format!("{journey}/people/{driver}")).await?)?;
    expect(mira.submit(&person, "/tie", &[("email", ""), ("phone", ""), ("plate", "00-XX-00")]).await?)?;
    for who in ["00XX00", "00-xx-00", "+31 6 00000021", "06 00000021", number.as_str()] {
        let found = expect(shop.submit(&page, "/find", &[("who", who)]).await?)?;
        ensure!(found.says(&number) && found.says("Bas Bestuurder"), "{who}: {}", found.text());
        let own = found.link("/p/").context("a link to its page")?;
        ensure!(expect(shop.get(&own).await?)?.says(&number), "{who}");
    }
    for who in ["99-ZZ-99", "+31 6 00000099", "paaltje", ""] {
        let found = expect(shop.submit(&page, "/find", &[("who", who)]).await?)?;
        ensure!(found.says("Niets gevonden"), "{who}: {}", found.text());
    }
    let driver = world.browser()?;
    let status = world.last_mail(DRIVER)?.status_link().context("a link")?;
    let page = expect(driver.get(&status).await?)?;
    for name in ["Garage Voorbeeld", "Alarmcentrale Voorbeeld"] {
        ensure!(page.says(&format!("gedeeld met {name}")), "{name}: {}", page.text());
    }
    ensure!(page.says("woorden die wij voor de keten merkten"), "{}", page.text());
    Ok(())
}

async fn ended(world: &World<LeaseHouse>) -> Result<()> {
    let Begun { journey, shop, link, .. } = begun(world).await?;
    let house = &world.house;
    world.at("2018-10-02 10:00").await?;
    let otto = world.signed_in(&house.administrator.email).await?;
    let path = format!("/settings/partners/{}", house.shop.org);
    let page = expect(otto.get(&path).await?)?;
    let page = expect(otto.submit(&page, "/end", &[("sure", "yes")]).await?)?;
    ensure!(page.says("wissen is gevraagd"), "{}", page.text());
    world.settle().await?;
    let gone = shop.get(&link).await?;
    ensure!(gone.status == 410 && !gone.says("Bas"), "{} {}", gone.status, gone.text());
    let asked: Vec<String> = world.sink.to(SHOP).into_iter().map(|mail| mail.text).collect();
    ensure!(asked.iter().any(|text| text.contains("wilt u wissen") || text.contains("Wilt u wissen")), "{asked:?}");
    let mira = world.signed_in(&house.agent.email).await?;
    let lost = current(world, &mira, &journey).await?;
    ensure!(lost.ball.why == BallReason::PartyLost, "{:?}", lost.ball);
    ensure!(lost.ball.holder == (Holder::Team { team: house.desk.team }), "{:?}", lost.ball);
    ensure!(lost.leg_with_ball().is_none(), "its work came back");
    let page = expect(otto.get(&path).await?)?;
    let page = expect(otto.submit(&page, "/erased", &[]).await?)?;
    ensure!(page.says("Genoteerd"), "{}", page.text());
    Ok(())
}
