//! The story "reimbursement", variation B: a resident without e-mail or telephone. Every message of the table is a letter that
//! somebody sends by a moment; the rules hold the same.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use regie_domain::codes::{PromiseKind, UpdateKind};
use regie_domain::journey::{Journey, State};
use regie_domain::promise::PromiseState;
use regie_store::on_both;
use regie_stories::Browser;
use regie_stories::desk::{accept, complete_answer, current, expect, finish, offer};
use regie_stories::world::{World, local};

on_both! {
    async fn reimbursement_by_letters_only(db: TestDb) {
        let world = World::reimbursement(db).await.unwrap();
        play(&world).await.unwrap();
    }
}

async fn play(world: &World) -> Result<()> {
    let people = world.house.people.clone();
    let (kcc, technical, claims) = (&people.kcc_agent.email, &people.technical_agent.email, &people.claims_agent.email);

    // Monday 09:20: a letter comes in, dated Friday; the receipt is a letter with a due moment.
    world.at("2018-02-05 09:20").await?;
    let desk = world.signed_in(kcc).await?;
    let journey = begin(&desk).await?;
    world.settle().await?;
    address(&desk, &journey).await?;
    post(world, &desk, &journey, &["Wij hebben uw bericht ontvangen", "17.00"]).await?;

    // 09:40: the complete answer in one action, as one letter.
    world.at("2018-02-05 09:40").await?;
    complete_answer(&desk, &journey).await?;
    world.settle().await?;
    post(world, &desk, &journey, &["rewritten by hand", "19 februari", "per post sturen"]).await?;

    // Tuesday 08:40: invoice, photo and IBAN are brought to the counter; it is the answer, and nothing is asked twice.
    world.at("2018-02-06 08:40").await?;
    let desk = world.signed_in(kcc).await?;
    answered(&desk, &journey, "counter", "Factuur, foto en IBAN aan de balie afgegeven.").await?;
    world.settle().await?;

    // Tuesday 08:45: the leg is offered, and told only when it is accepted.
    world.at("2018-02-06 08:45").await?;
    offer(&desk, &journey, world.house.technical.team.team, "Judge the photo").await?;
    world.settle().await?;
    ensure!(letters(world, &desk, &journey).await? == (2, 0), "nothing is told of an offer");
    world.at("2018-02-06 09:30").await?;
    accept(&world.signed_in(technical).await?).await?;
    world.settle().await?;
    post(world, &world.signed_in(technical).await?, &journey, &[&world.house.technical.name, "19 februari"]).await?;

    // Wednesday: done, and the pay-out is offered to claims; accepted on Thursday, told then.
    world.at("2018-02-07 14:30").await?;
    finish(&world.signed_in(technical).await?, "The cause was in the street.").await?;
    offer(&world.signed_in(kcc).await?, &journey, world.house.claims.team.team, "Pay out EUR 180").await?;
    world.settle().await?;
    world.at("2018-02-08 09:10").await?;
    let desk = world.signed_in(claims).await?;
    accept(&desk).await?;
    world.settle().await?;
    post(world, &desk, &journey, &[&world.house.claims.name]).await?;

    // Friday 11:00: both things that the invoice misses, in one letter.
    world.at("2018-02-09 11:00").await?;
    let desk = world.signed_in(claims).await?;
    let page = desk.get(&format!("{journey}/question")).await?;
    let asked = [("text", "What is the plumber's name, and the date on the invoice?")];
    expect(desk.submit(&page, "/question", &asked).await?)?;
    world.settle().await?;
    post(world, &desk, &journey, &["plumber's name"]).await?;

    // Tuesday 08:50: the answer came by post; the ball is claims' again.
    world.at("2018-02-13 08:50").await?;
    let desk = world.signed_in(kcc).await?;
    answered(&desk, &journey, "letter", "Loodgieter Voorbeeld, 30 januari 2018.").await?;
    world.settle().await?;
    let holder = current(world, &desk, &journey).await?.ball.holder.team().map(|team| team.team);
    ensure!(holder == Some(world.house.claims.team.team), "the answer brings the ball back to the asker");

    // Wednesday 14-02 10:00: paid. The period to object begins when the letter with the outcome was sent.
    world.at("2018-02-14 10:00").await?;
    let desk = world.signed_in(claims).await?;
    let page = desk.get(&format!("{journey}/outcome")).await?;
    let fields =
        [("text", "We have paid you EUR 180: the cause was in the street."), ("amount", "180,00"), ("how", "solved")];
    expect(desk.submit(&page, "/outcome", &fields).await?)?;
    world.settle().await?;
    world.at("2018-02-14 15:00").await?;
    let desk = world.signed_in(claims).await?;
    post(world, &desk, &journey, &["EUR 180", "21 februari", "per telefoon of met een brief"]).await?;

    // Wednesday 21-02 17:00: nobody objected in 5 working days.
    world.at("2018-02-21 16:59").await?;
    ensure!(
        current(world, &world.signed_in(kcc).await?, &journey).await?.is_open(),
        "not before the period has passed"
    );
    world.at("2018-02-21 17:01").await?;
    let desk = world.signed_in(kcc).await?;
    check_figures(world, &current(world, &desk, &journey).await?)?;
    ensure!(letters(world, &desk, &journey).await? == (6, 0), "six letters, all sent");
    ensure!(world.sink.all().is_empty(), "no mail to anybody");
    Ok(())
}

/// The journey that a letter begins.
async fn begin(desk: &Browser) -> Result<String> {
    let page = desk.get("/journeys/new").await?;
    let fields = [
        ("channel", "letter"),
        ("name", "Resident Voorbeeld"),
        ("title", "Verstopt riool"),
        (
            "text",
            "Ik heb een loodgieter EUR 180 betaald voor een verstopt riool. Wat moet ik doen om dit terug te krijgen?",
        ),
        ("dated", "2018-02-02"),
        ("no-way", "yes"),
    ];
    let scan: &[(&str, &str, &str, &[u8])] = &[("files", "brief.pdf", "application/pdf", b"%PDF-1.4 test")];
    let page = expect(desk.submit_with_files(&page, "/journeys/new", &fields, scan).await?)?;
    ensure!(page.says("brief.pdf") && page.says("2 februari"), "the scan and the date of the letter: {}", page.text());
    let path = page.url.split(['?', '#']).next().unwrap_or_default();
    Ok(path[path.find("/journeys/").context("on to the journey")?..].to_owned())
}

/// The letter page says that the address is missing, and where to fill it in.
async fn address(desk: &Browser, journey: &str) -> Result<()> {
    let letter = desk.get(&open_letter(desk, journey).await?).await?;
    ensure!(letter.says("geen postadres bekend"), "{}", letter.text());
    let person = letter.link("/people/").context("where to fill it in")?;
    let person = desk.get(&person).await?;
    let fields = [("address", "Voorbeeldlaan 1\n1234 ab Voorbeeldstad")];
    expect(desk.submit(&person, "/address", &fields).await?).map(|_| ())
}

/// The address of the page on which the open letter is printed.
async fn open_letter(desk: &Browser, journey: &str) -> Result<String> {
    let page = desk.get(journey).await?;
    let task = page.link("/tasks/").with_context(|| format!("a letter to write: {}", page.text()))?;
    let task = desk.get(&task).await?;
    task.link("/letter").with_context(|| format!("a way to print it: {}", task.text()))
}

/// The letter is printed, says all of it, and is done when a person says so.
async fn post(world: &World, desk: &Browser, journey: &str, says: &[&str]) -> Result<()> {
    let due = current(world, desk, journey).await?;
    ensure!(due.tasks.values().all(|task| task.due > task.made_at), "each has a due moment");
    let letter = expect(desk.get(&open_letter(desk, journey).await?).await?)?;
    for words in ["Resident Voorbeeld", "1234 AB", "Ons kenmerk"].iter().chain(says) {
        ensure!(letter.says(words), "{words:?} on paper: {}", letter.text());
    }
    let task = letter.url.strip_suffix("/letter").and_then(|url| url.rsplit('/').next()).context("its task")?;
    expect(desk.submit(&letter, task, &[]).await?)?;
    world.settle().await
}

/// The customer's side answers, by the counter or by post.
async fn answered(desk: &Browser, journey: &str, channel: &str, words: &str) -> Result<()> {
    let page = desk.get(&format!("{journey}/contact")).await?;
    let fields = [("channel", channel), ("direction", "in"), ("text", words), ("asks", "something")];
    let scan: &[(&str, &str, &str, &[u8])] = &[("files", "scan.pdf", "application/pdf", b"%PDF-1.4 test")];
    let page = expect(desk.submit_with_files(&page, "/contact", &fields, scan).await?)?;
    ensure!(page.says("scan.pdf"), "the scan stands on the journey: {}", page.text());
    Ok(())
}

/// How many letters there were, and how many of them wait.
async fn letters(world: &World, desk: &Browser, journey: &str) -> Result<(usize, usize)> {
    let journey = current(world, desk, journey).await?;
    Ok((journey.tasks.len(), journey.tasks.values().filter(|task| task.is_open()).count()))
}

/// The rules hold the same.
fn check_figures(world: &World, journey: &Journey) -> Result<()> {
    let State::Closed { at, .. } = journey.state else { anyhow::bail!("not closed: {:?}", journey.state) };
    ensure!(local(at) == "2018-02-21 17:00", "closed at {}", local(at));
    let mut told: Vec<(u64, UpdateKind)> = journey.updates.values().map(|it| (it.seq, it.about)).collect();
    told.sort_by_key(|(seq, _)| *seq);
    let told: Vec<UpdateKind> = told.into_iter().map(|(_, about)| about).collect();
    use UpdateKind::{Answer, NowWith, Outcome, Question, Receipt};
    ensure!(told == [Receipt, Answer, NowWith, NowWith, Question, Outcome], "the messages of the table: {told:?}");
    ensure!(journey.from_customer().count() == 3, "contacts: {}", journey.from_customer().count());
    ensure!((journey.fragments(), journey.chasers()) == (0, 0), "no fragment, no chaser");
    ensure!(journey.handovers.len() == 2, "handovers: {}", journey.handovers.len());
    let result =
        journey.promises.values().find(|it| it.kind == PromiseKind::Outcome).context("the outcome was promised")?;
    let PromiseState::Kept { at } = result.state else { anyhow::bail!("the promise: {:?}", result.state) };
    ensure!(local(result.first.until) == "2018-02-19 17:00", "promised by {}", local(result.first.until));
    ensure!(at < result.first.until, "kept early, at {}", local(at));
    let total: i64 = journey.hours_per_holder(world.now()).iter().map(|(_, time)| time.as_secs()).sum();
    let State::Closed { at: ended, .. } = journey.state else { anyhow::bail!("open") };
    ensure!(total == ended.duration_since(journey.opened_at).as_secs(), "hours per holder add up to the whole");
    Ok(())
}
