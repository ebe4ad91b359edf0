//! How it went: one survey on the evening of the repair, and what an unhappy answer sets going.

use anyhow::{Context as _, Result, ensure};
use regie_domain::codes::{CareCause, PromiseWhat};
use regie_domain::promise::PromiseState;
use regie_stories::desk::{current, expect};
use regie_stories::world::local;
use regie_stories::{Browser, surveys};

use crate::World;
use crate::customer::{self, MAIL, has, mails};
use crate::line_test::Evening;

/// Tuesday 18:00 to Wednesday: much worse than expected, though all were friendly; the customer is called.
pub async fn unhappy(evening: &Evening<'_>) -> Result<()> {
    let (world, anja) = (evening.world, &evening.anja);
    let asked = surveys::asked_at(world, MAIL, "2018-08-07", ("17:59", "18:00")).await?;
    let page = expect(anja.get(&asked.status_link().context("the way to the page")?).await?)?;
    has(&page.text(), &[surveys::COMPARED, surveys::WHOLE, "Vertel meer", "Hoe vriendelijk", "Hoe deskundig"])?;
    for known in ["in één keer", "hoe lang", "hoe vaak", "aanbevelen"] {
        ensure!(!page.text().to_lowercase().contains(known), "the record knows {known}: {}", page.text());
    }

    world.at("2018-08-07 20:40").await?;
    let answers = [("q0", "1"), ("q1", "3"), ("q2", "Vier avonden niets."), ("q3", "9"), ("q4", "9")];
    let thanks = surveys::answer(world, anja, &asked, &answers).await?;
    has(&thanks.text(), &["Klantenservice belt u daarover", "21.00 uur"])?;
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    let now = current(world, &noor, &evening.journey).await?;
    let response = now.survey.as_ref().and_then(|ask| ask.response.as_ref()).context("an answer")?;
    ensure!(response.low && response.steps_good_journey_bad(), "steps good, journey bad: {response:?}");
    let call = surveys::call(&now)?;
    ensure!(now.is_open() && call.what == PromiseWhat::CallBack, "open again for after-care: {:?}", now.state);
    ensure!(local(call.current.until) == "2018-08-08 21:00", "{}", local(call.current.until));

    // Wednesday 09:00: those who handled it read it with what explains it, and nobody is pointed at.
    world.at("2018-08-08 09:00").await?;
    for member in [&world.house.front_agent.email, &world.house.back_agent.email] {
        let page = expect(world.signed_in(member).await?.get(&evening.journey).await?)?;
        has(
            &page.text(),
            &["Veel slechter", "3 van 10", "9 van 10", "Vier avonden niets.", "Stappen goed, reis slecht"],
        )?;
        has(&page.text(), &["86 uur", "4 avonden"])?;
        ensure!(!page.says("NPS"), "a score of one is no NPS");
    }
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    let work = expect(noor.get("/work").await?)?;
    let way = work.link("/feedback").with_context(|| format!("the call is on the list: {}", work.text()))?;
    let page = expect(noor.get(&way).await?)?;
    has(&page.text(), &["Terugbellen na een antwoord", "avonden", "dichte deur", "86 uur"])?;
    let main = page.html.split("<main").nth(1).context("a page")?;
    for member in [&world.house.front_agent.name, &world.house.back_agent.name, &world.house.engineer.name] {
        ensure!(!main.contains(member.as_str()), "{member} is not pointed at");
    }

    // The call is made and noted, and what it taught; the customer says that it is well. No second survey.
    world.at("2018-08-08 10:00").await?;
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    customer::call(world, &noor, "out", "Excuses gemaakt. De klant krijgt vier dagen abonnement terug.").await?;
    let now = current(world, &noor, &evening.journey).await?;
    ensure!(matches!(surveys::call(&now)?.state, PromiseState::Kept { .. }), "{:?}", surveys::call(&now)?.state);
    let page = expect(noor.get(&way).await?)?;
    let learned = [("cause", "waited"), ("action", "apologised"), ("note", "De lijntest wachtte op maandag.")];
    expect(noor.submit(&page, "/feedback", &learned).await?)?;
    let now = current(world, &noor, &evening.journey).await?;
    let learned = now.survey.as_ref().and_then(|ask| ask.learned).context("what it taught")?;
    ensure!(learned.cause == CareCause::Waited, "{learned:?}");
    let before = mails(world).len();
    world.at("2018-09-20 12:00").await?;
    ensure!(surveys::surveys(world, MAIL).len() == 1, "no second survey, of {} mails", mails(world).len() - before);
    Ok(())
}

/// Somebody whose outage was over in fourteen hours is asked the same, and nobody has to call.
pub async fn praise(world: &World, anja: &Browser, journey: &str) -> Result<()> {
    let asked = surveys::asked_at(world, MAIL, "2018-08-04", ("17:59", "18:00")).await?;
    let words = [("q0", "5"), ("q1", "9"), ("q2", "Snel geholpen."), ("q3", "10"), ("q4", "9")];
    surveys::answer(world, anja, &asked, &words).await?;
    world.at("2018-08-06 09:00").await?;
    let noor = world.signed_in(&world.house.front_agent.email).await?;
    let now = current(world, &noor, journey).await?;
    surveys::content(&now)?;
    let found = now.measures(world.now());
    ensure!(found.at_first_contact(0) && found.chasers == 0 && found.promised.broken == 0, "{found:?}");
    has(&expect(noor.get(journey).await?)?.text(), &["9 van 10", "Snel geholpen."])
}
