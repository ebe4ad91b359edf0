//! The story "reimbursement", variation A, as it goes too often: half answers and a resident who chases, through pages and mail
//! alone, on both databases. Five fragments, three chasers, and a call of the director within two opening hours.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use regie_domain::codes::PromiseWhat;
use regie_store::on_both;
use regie_stories::desk::{accept, current, expect, offer};
use regie_stories::world::{World, local};
use regie_stories::{Browser, Letter};

const RESIDENT: &str = "resident@example.net";

on_both! {
    async fn reimbursement_in_half_answers(db: TestDb) {
        let world = World::reimbursement(db).await.unwrap();
        play(&world).await.unwrap();
    }
}

async fn play(world: &World) -> Result<()> {
    let people = world.house.people.clone();
    let (kcc, technical) = (&people.kcc_agent.email, &people.technical_agent.email);
    world.at("2018-02-05 09:20").await?;
    world.mail(&letter(0, "Wat moet ik doen om dit bedrag terug te krijgen?", None)).await?;
    let desk = world.signed_in(kcc).await?;
    let work = desk.get("/work").await?;
    let journey = work.link("/journeys/0").context("it stands in My work")?;
    let journey = journey.split(['?', '#']).next().unwrap_or_default().to_owned();

    // Four half answers in four days; each time the resident must ask again. On Saturday they only ask for news.
    for day in 6..=9 {
        world.at(&format!("2018-02-{day:02} 10:00")).await?;
        write(world, &world.signed_in(kcc).await?, &journey, "Wij hebben nog iets van u nodig.").await?;
        world.at(&format!("2018-02-{day:02} 14:00")).await?;
        answer(world, day, "Wat hebt u dan precies nodig?").await?;
    }
    world.at("2018-02-10 14:00").await?;
    answer(world, 10, "Is er al nieuws?").await?;

    // The technical service takes it on, and goes on in the same way; asking again there counts on its leg.
    world.at("2018-02-12 09:00").await?;
    offer(&world.signed_in(kcc).await?, &journey, world.house.technical.team.team, "Judge the photo").await?;
    accept(&world.signed_in(technical).await?).await?;
    world.at("2018-02-12 10:00").await?;
    write(world, &world.signed_in(technical).await?, &journey, "Wij kijken ernaar.").await?;
    world.at("2018-02-12 14:00").await?;
    answer(world, 12, "Is er al nieuws?").await?;
    world.at("2018-02-13 10:00").await?;
    write(world, &world.signed_in(technical).await?, &journey, "De foto is niet duidelijk.").await?;
    world.at("2018-02-13 14:00").await?;
    answer(world, 13, "Welke foto bedoelt u?").await?;
    world.at("2018-02-14 14:00").await?;
    answer(world, 14, "Is er al nieuws?").await?;
    let found = current(world, &world.signed_in(kcc).await?, &journey).await?;
    ensure!(
        (found.fragments(), found.chasers()) == (5, 3),
        "fragments {}, chasers {}",
        found.fragments(),
        found.chasers()
    );

    // "I am being sent back and forth": the director's team owes a call within two opening hours, and sees the way of the ball.
    world.at("2018-02-14 14:30").await?;
    let resident = world.browser()?;
    let link = world.last_mail(RESIDENT)?.status_link().context("a link")?;
    let page = resident.get(&link).await?;
    expect(resident.submit(&page, "/back-and-forth", &[]).await?)?;
    world.settle().await?;
    let told = world.last_mail(RESIDENT)?;
    ensure!(told.text.contains("woensdag 14 februari") && told.text.contains("16.30"), "{}", told.text);
    let found = current(world, &world.signed_in(kcc).await?, &journey).await?;
    let call = found.promises.values().find(|promise| promise.what == PromiseWhat::CallBack).context("a call")?;
    ensure!(call.owner == world.house.kcc.team && local(call.current.until) == "2018-02-14 16:30", "{call:?}");
    ensure!((found.fragments(), found.chasers()) == (5, 3), "saying so is neither");
    let work = world.signed_in(kcc).await?.get("/work").await?;
    ensure!(work.link(&journey).is_some(), "it stands with the director's team: {}", work.text());
    Ok(())
}

async fn write(world: &World, by: &Browser, journey: &str, words: &str) -> Result<()> {
    let page = expect(by.get(&format!("{journey}?compose=message")).await?)?;
    expect(by.submit(&page, "/message", &[("text", words)]).await?)?;
    world.settle().await
}

/// The resident answers the last mail.
async fn answer(world: &World, day: i8, words: &str) -> Result<()> {
    let last = world.last_mail(RESIDENT)?;
    world.mail(&letter(day, words, Some(&last.message_id))).await
}

fn letter(day: i8, text: &str, answers: Option<&str>) -> Letter {
    Letter {
        from: format!("Resident Voorbeeld <{RESIDENT}>"),
        to: "kcc@example.org".to_owned(),
        subject: if answers.is_some() { "Re: Verstopt riool".to_owned() } else { "Verstopt riool".to_owned() },
        text: text.to_owned(),
        answers: answers.map(str::to_owned),
        id: format!("day{day}@resident.example.net"),
    }
}
