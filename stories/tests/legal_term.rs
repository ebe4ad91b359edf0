//! The story "reimbursement", variation C, and a complaint: the legal term beside the promise, through the settings, the pages
//! and mail alone, on both databases. A question in writing suspends it, the promise does not move, the outcome names bezwaar.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use jiff::civil::date;
use regie_domain::codes::PromiseKind;
use regie_store::on_both;
use regie_stories::desk::{accept, complete_answer, current, expect, finish, offer};
use regie_stories::world::{World, local};
use regie_stories::{Browser, Letter};

const RESIDENT: &str = "resident@example.net";

on_both! {
    async fn reimbursement_under_the_general_administrative_law_act(db: TestDb) {
        let world = World::reimbursement(db).await.unwrap();
        application(&world).await.unwrap();
    }
}

on_both! {
    async fn a_complaint_has_a_term_of_its_own_that_is_extended_once(db: TestDb) {
        let world = World::reimbursement(db).await.unwrap();
        complaint(&world).await.unwrap();
    }
}

async fn application(world: &World) -> Result<()> {
    let people = world.house.people.clone();
    let (kcc, technical, claims) = (&people.kcc_agent.email, &people.technical_agent.email, &people.claims_agent.email);
    settings(world, &[("legal-weeks", "8"), ("legal-basis", "application")]).await?;

    // Monday 09:20: the term runs to Easter Monday 02-04, so to Tuesday 03-04; receipt, staff's page and the resident's say so.
    world.at("2018-02-05 09:20").await?;
    world.mail(&letter("first", "Wat moet ik doen om dit bedrag terug te krijgen?", None)).await?;
    let receipt = world.last_mail(RESIDENT)?;
    ensure!(receipt.text.contains("tot en met dinsdag 3 april"), "{}", receipt.text);
    let link = receipt.status_link().context("the receipt holds the link to the page")?;
    let resident = world.browser()?;
    ensure!(resident.get(&link).await?.says("tot en met dinsdag 3 april"), "the page says the same");
    world.at("2018-02-05 09:40").await?;
    let desk = world.signed_in(kcc).await?;
    let journey = first_journey(&desk).await?;
    ensure!(expect(desk.get(&journey).await?)?.says("tot en met dinsdag 3 april"), "the staff's page says it");
    complete_answer(&desk, &journey).await?;
    world.settle().await?;
    let answer = world.last_mail(RESIDENT)?;
    ensure!(answer.text.contains("staat stil vanaf dinsdag 6 februari"), "what was asked suspends it: {}", answer.text);

    // The same evening everything is there: no day stood still.
    world.at("2018-02-05 20:15").await?;
    world.mail(&letter("second", "Hierbij de rekening, de foto en mijn IBAN.", Some(&answer.message_id))).await?;
    let term = current(world, &desk, &journey).await?.legal.context("a legal term")?;
    ensure!((term.term.suspended_days(), term.last_day()) == (0, Some(date(2018, 4, 3))), "{term:?}");

    world.at("2018-02-06 08:45").await?;
    offer(&world.signed_in(kcc).await?, &journey, world.house.technical.team.team, "Judge the photo").await?;
    world.at("2018-02-06 09:30").await?;
    accept(&world.signed_in(technical).await?).await?;
    world.at("2018-02-07 14:30").await?;
    finish(&world.signed_in(technical).await?, "The cause was in the street.").await?;
    offer(&world.signed_in(kcc).await?, &journey, world.house.claims.team.team, "Pay out EUR 180").await?;
    world.at("2018-02-08 09:10").await?;
    accept(&world.signed_in(claims).await?).await?;

    // Friday 09-02: the written question suspends the term from Saturday.
    world.at("2018-02-09 11:00").await?;
    let desk = world.signed_in(claims).await?;
    let page = desk.get(&format!("{journey}/question")).await?;
    let asks = [("text", "Wat is de naam van de loodgieter, en de datum op de rekening?")];
    expect(desk.submit(&page, "/question", &asks).await?)?;
    world.settle().await?;
    let asked = world.last_mail(RESIDENT)?;
    ensure!(asked.text.contains("staat stil vanaf zaterdag 10 februari"), "{}", asked.text);
    ensure!(expect(desk.get(&journey).await?)?.says("staat stil vanaf zaterdag 10 februari"), "the staff see it");
    let page = resident.get(&asked.status_link().unwrap_or(link.clone())).await?;
    ensure!(page.says("staat stil vanaf zaterdag 10 februari"), "the page says it: {}", page.text());

    // Monday 12-02: the answer; two days on the unshifted end, so Wednesday 04-04. The promise has not moved.
    world.at("2018-02-12 19:00").await?;
    let page = resident.get(&link).await?;
    expect(resident.submit(&page, "/answer", &[("text", "Loodgieter Voorbeeld, 30 januari 2018.")]).await?)?;
    world.settle().await?;
    let desk = world.signed_in(claims).await?;
    let found = current(world, &desk, &journey).await?;
    let term = found.legal.clone().context("a legal term")?;
    ensure!((term.term.suspended_days(), term.last_day()) == (2, Some(date(2018, 4, 4))), "{term:?}");
    ensure!(expect(desk.get(&journey).await?)?.says("tot en met woensdag 4 april"), "the staff see the new end");
    ensure!(resident.get(&link).await?.says("tot en met woensdag 4 april"), "and so does the resident");
    let result = found.promises.values().find(|promise| promise.kind == PromiseKind::Outcome).context("promised")?;
    ensure!(result.version == 1 && local(result.current.until) == "2018-02-19 17:00", "the promise does not move");

    // Wednesday 14-02: the outcome names bezwaar, six weeks.
    world.at("2018-02-14 10:00").await?;
    let desk = world.signed_in(claims).await?;
    let page = desk.get(&format!("{journey}/outcome")).await?;
    let fields = [
        ("text", "Wij hebben u EUR 180 betaald: de oorzaak zat in de straat."),
        ("amount", "180,00"),
        ("how", "solved"),
    ];
    expect(desk.submit(&page, "/outcome", &fields).await?)?;
    world.settle().await?;
    let outcome = world.last_mail(RESIDENT)?;
    ensure!(
        outcome.text.contains("bezwaar")
            && outcome.text.contains("6 weken")
            && outcome.text.contains("woensdag 28 maart"),
        "{}",
        outcome.text
    );
    ensure!(resident.get(&link).await?.says("bezwaar"), "the page says it too");
    Ok(())
}

async fn complaint(world: &World) -> Result<()> {
    let kcc = world.house.people.kcc_agent.email.clone();
    let fields = [("kind", "complaint"), ("legal-weeks", "6"), ("legal-basis", "complaint")];
    settings(world, &fields).await?;

    // It is confirmed in writing, with its term: six weeks from Monday 05-02 end on Monday 19-03.
    world.at("2018-02-05 09:20").await?;
    world.mail(&letter("klacht", "Ik ben onbeleefd behandeld aan de balie.", None)).await?;
    let receipt = world.last_mail(RESIDENT)?;
    ensure!(receipt.text.contains("maandag 19 maart"), "{}", receipt.text);
    let desk = world.signed_in(&kcc).await?;
    let journey = first_journey(&desk).await?;

    // Half of it gone, it stands in My work; four fifths, louder.
    world.at("2018-03-01 09:00").await?;
    let desk = world.signed_in(&kcc).await?;
    ensure!(desk.get("/work").await?.says("De helft van de wettelijke termijn is om"), "half");
    world.at("2018-03-14 09:00").await?;
    let desk = world.signed_in(&kcc).await?;
    ensure!(desk.get("/work").await?.says("Vier vijfde van de wettelijke termijn is om"), "four fifths");

    // It is extended once, by four weeks at most, and told in writing with the reason.
    let page = desk.get(&format!("{journey}/legal-term")).await?;
    let fields = [("weeks", "4"), ("ground", "more_work"), ("reason", "Wij horen nog twee collega's.")];
    expect(desk.submit(&page, "/legal-term", &fields).await?)?;
    world.settle().await?;
    let told = world.last_mail(RESIDENT)?;
    for words in ["tot en met maandag 19 maart", "4 weken", "maandag 16 april", "twee collega's"] {
        ensure!(told.text.contains(words), "{words}: {}", told.text);
    }
    let again = desk.get(&format!("{journey}/legal-term")).await?;
    ensure!(again.says("de termijn is al een keer verlengd"), "no form for what is refused: {}", again.text());

    // Passed with nothing decided, the staff see it; the customer's page is honest about it.
    world.at("2018-04-17 09:00").await?;
    let desk = world.signed_in(&kcc).await?;
    ensure!(desk.get("/work").await?.says("Wettelijke termijn verstreken"), "it passed");
    let page = world.browser()?.get(&told.status_link().context("a link")?).await?;
    ensure!(page.says("nog niet beslist"), "{}", page.text());
    Ok(())
}

/// The administrator changes the blueprint of the story.
async fn settings(world: &World, fields: &[(&str, &str)]) -> Result<()> {
    let tom = world.browser()?;
    let page = tom.get("/sign-in").await?;
    let password = regie_app::settings::presets::DEMO_PASSWORD;
    let signed = [("email", world.house.people.administrator.email.as_str()), ("password", password)];
    tom.submit(&page, "/sign-in", &signed).await?;
    let path = format!("/settings/blueprints/{}", world.house.blueprint.id);
    let page = expect(tom.get(&path).await?)?;
    expect(tom.submit(&page, &path, fields).await?).map(|_| ())
}

async fn first_journey(desk: &Browser) -> Result<String> {
    let work = desk.get("/work").await?;
    let journey = work.link("/journeys/0").with_context(|| format!("it stands in My work: {}", work.text()))?;
    Ok(journey.split(['?', '#']).next().unwrap_or_default().to_owned())
}

fn letter(id: &str, text: &str, answers: Option<&str>) -> Letter {
    Letter {
        from: format!("Resident Voorbeeld <{RESIDENT}>"),
        to: "kcc@example.org".to_owned(),
        subject: "Verstopt riool".to_owned(),
        text: text.to_owned(),
        answers: answers.map(str::to_owned),
        id: format!("{id}@resident.example.net"),
    }
}
