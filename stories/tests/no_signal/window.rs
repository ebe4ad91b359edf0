//! A window in the first contact: chosen at 21:05 on the form, narrowed in the morning, repaired at 11:05.

use anyhow::{Context as _, Result, ensure};
use jiff::SignedDuration;
use regie_domain::codes::CloseHow;
use regie_domain::journey::{Holder, State};
use regie_domain::promise::PromiseState;
use regie_store::on_both;
use regie_stories::Browser;
use regie_stories::desk::{current, expect, journey_on, visit};
use regie_stories::world::local;

use crate::World;
use crate::customer::{ANJA, answer, does, own_page, send, shows, told};

const SATURDAY: &str = "aterdag 4 augustus, tussen 08.00 en 11.00 uur";

on_both! {
    async fn fourteen_hours_and_the_customer_confirms(db: TestDb) {
        let world = World::no_signal(db, "2018-08-03 20:30", true).await.unwrap();
        let (anja, page, journey) = play(&world).await.unwrap();
        confirmed(&world, &anja, &page, &journey).await.unwrap();
    }

    async fn no_opens_the_same_journey_again(db: TestDb) {
        let world = World::no_signal(db, "2018-08-03 20:30", true).await.unwrap();
        let (anja, page, journey) = play(&world).await.unwrap();
        opened_again(&world, &anja, &page, &journey).await.unwrap();
    }
}

/// Up to the outcome; gives the customer's browser and page, and where staff sees the journey.
async fn play(world: &World) -> Result<(Browser, String, String)> {
    let (engineer, field) = (world.house.engineer.email.clone(), world.house.field.team);

    // Friday 21:05, four minutes after the desk has closed: the form says honestly who looks at it, and when.
    world.at("2018-08-03 21:05").await?;
    let anja = world.browser()?;
    expect(anja.get("/ask").await?)?;
    let when = answer(&anja, "/ask", &ANJA).await?;
    ensure!(when.says("Klantenservice is nu gesloten."), "{}", when.text());
    let first = when.choices("window").into_iter().next().context("a window")?;
    ensure!(when.choice("window", SATURDAY) == Some(first.clone()), "the first window: {}", when.text());
    let check = expect(anja.submit(&when, "/ask/when", &[("window", &first)]).await?)?;
    let done = send(world, &anja, &check).await?;
    ensure!(done.says("Wij komen langs:") && done.says(SATURDAY), "{}", done.text());
    let page = own_page(&done)?;
    let booked = told(world, 1, &["Wij hebben uw bericht ontvangen.", SATURDAY])?;
    ensure!(booked.files.iter().any(|name| name.ends_with(".ics")), "an entry for the calendar: {:?}", booked.files);
    let receipt = world.sink.to(ANJA.email).remove(0);
    ensure!(receipt.at == world.now() && receipt.status_link().is_some(), "{}", receipt.text);
    shows(&anja, &page, &["Wij komen bij u langs", SATURDAY, "Monteurs"]).await?;

    // Saturday 07:30: more exactly, on the page and in one message.
    world.at("2018-08-04 07:30").await?;
    let gijs = world.signed_in(&engineer).await?;
    let journey = journey_on(&expect(gijs.get("/work").await?)?)?;
    let now = current(world, &gijs, &journey).await?;
    ensure!(now.ball.holder == Holder::Team { team: field }, "the slot book is a standing acceptance");
    visit(&gijs, &journey, "narrow", &[("from", "08:00"), ("until", "08:30")]).await?;
    world.settle().await?;
    told(world, 2, &["tussen 08.00 en 08.30 uur"])?;
    shows(&anja, &page, &["tussen 08.00 en 08.30 uur"]).await?;

    // 08:05 to 11:05: repaired, right the first time, and told as solved.
    world.at("2018-08-04 08:05").await?;
    visit(&gijs, &journey, "arrived", &[]).await?;
    shows(&anja, &page, &["Wij zijn bij u aan het werk"]).await?;
    world.at("2018-08-04 11:05").await?;
    let gijs = world.signed_in(&engineer).await?;
    let outcome = "Beste Anja de Wit,\n\nDe kabel is vernieuwd. U hebt weer beeld en internet.";
    let fields = [("right", "yes"), ("text", "Kabel vernieuwd."), ("tell", "yes"), ("outcome", outcome)];
    visit(&gijs, &journey, "done", &fields).await?;
    world.settle().await?;
    told(world, 3, &["U hebt weer beeld en internet.", "opgelost"])?;
    shows(&anja, &page, &["De kabel is vernieuwd."]).await?;

    let now = current(world, &gijs, &journey).await?;
    ensure!(now.proposal.is_some(), "the outcome is proposed");
    let (_, visited) = now.visits.iter().next().context("the visit")?;
    let arrived = visited.arrived.context("when the engineer came")?;
    let until = world.now();
    ensure!(arrived.duration_since(now.opened_at) == SignedDuration::from_hours(11), "waiting for the window");
    ensure!(until.duration_since(arrived) == SignedDuration::from_hours(3), "the repair");
    ensure!(until.duration_since(now.opened_at) == SignedDuration::from_hours(14), "14 h 00 after the first contact");
    let promise = &now.promises[&visited.promise().context("its promise")?];
    ensure!(
        matches!(promise.state, PromiseState::Kept { at } if local(at) == "2018-08-04 08:05"),
        "{:?}",
        promise.state
    );
    Ok((anja, page, journey))
}

async fn confirmed(world: &World, anja: &Browser, page: &str, journey: &str) -> Result<()> {
    world.at("2018-08-04 11:20").await?;
    does(world, anja, page, "/solved", &[]).await?;
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    let now = current(world, &noor, journey).await?;
    ensure!(matches!(now.state, State::Closed { how: CloseHow::Confirmed, .. }), "{:?}", now.state);
    ensure!(now.from_customer().count() == 1 && now.chasers() == 0 && now.closed_doors() == 0, "solved at once");
    ensure!(world.sink.to(ANJA.email).len() == 3, "three mails, and none about what the customer said herself");
    crate::feedback::praise(world, anja, journey).await
}

async fn opened_again(world: &World, anja: &Browser, page: &str, journey: &str) -> Result<()> {
    world.at("2018-08-04 11:20").await?;
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    let before = current(world, &noor, journey).await?;
    does(world, anja, page, "/not-solved", &[("text", "De televisie doet het, maar internet nog niet.")]).await?;
    let now = current(world, &noor, journey).await?;
    ensure!(now.is_open() && now.id == before.id && now.proposal.is_none(), "the same journey: {:?}", now.state);
    ensure!(now.ball.holder == Holder::Team { team: world.house.front.team }, "with the team that directs");
    let work = expect(noor.get("/work").await?)?;
    ensure!(work.says("internet nog niet"), "in the customer's own words: {}", work.text());
    shows(anja, page, &["U liet weten dat het nog niet is opgelost."]).await?;
    Ok(())
}
