//! The story "reimbursement", its main table, through the public doors: mail over LMTP and SMTP, pages over HTTP without
//! JavaScript, on both databases.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use regie_domain::journey::{Journey, State};
use regie_domain::promise::PromiseState;
use regie_store::on_both;
use regie_stories::browser::Page;
use regie_stories::desk::{accept, complete_answer, current, expect, finish, offer};
use regie_stories::world::{World, hours, local};
use regie_stories::{Browser, Letter, surveys};

const RESIDENT: &str = "resident@example.net";
const IBAN: &str = "NL91ABNA0417164300";

on_both! {
    async fn reimbursement_main_table(db: TestDb) {
        let world = World::reimbursement(db).await.unwrap();
        play(&world).await.unwrap();
    }
}

async fn play(world: &World) -> Result<()> {
    let people = world.house.people.clone();
    let (kcc, technical, claims) = (&people.kcc_agent.email, &people.technical_agent.email, &people.claims_agent.email);

    // Monday 09:20: an e-mail with the question; a receipt within a minute, with the next moment.
    world.at("2018-02-05 09:20").await?;
    world.mail(&question()).await?;
    let receipt = world.last_mail(RESIDENT)?;
    ensure!(receipt.automatic && receipt.at == world.now(), "the receipt goes at once and says that a program sent it");
    ensure!(
        receipt.text.contains("5 februari") && receipt.text.contains("17.00"),
        "next moment today 17:00: {}",
        receipt.text
    );
    let link = receipt.status_link().context("the receipt holds the link to the page")?;
    let resident = world.browser()?;
    ensure!(resident.get(&link).await?.says("17.00"), "the page says the same moment");

    // 09:40: the complete answer in one action, rewritten freely.
    world.at("2018-02-05 09:40").await?;
    // Sessions end after an hour without use, so everybody signs in when there is something to do.
    let desk = world.signed_in(kcc).await?;
    let work = desk.get("/work").await?;
    let journey =
        work.link("/journeys/0").with_context(|| format!("the journey stands in My work: {}", work.text()))?;
    let journey = journey.split(['?', '#']).next().unwrap().to_owned();
    complete_answer(&desk, &journey).await?;
    world.settle().await?;
    let answer = world.last_mail(RESIDENT)?;
    ensure!(world.sink.to(RESIDENT).len() == 2, "one message");
    ensure!(answer.text.contains("rewritten by hand"), "the agent's own words: {}", answer.text);
    ensure!(answer.text.contains("19 februari"), "the outcome by Monday 19 February: {}", answer.text);

    // Monday 20:15: the resident sends invoice, photo and IBAN on the page; a wrong IBAN is said at once.
    world.at("2018-02-05 20:15").await?;
    send_what_was_asked(&resident, &link).await?;
    world.settle().await?;
    ensure!(world.sink.to(RESIDENT).len() == 2, "a submission on the page is answered on the page");

    // Tuesday: the leg "judge the photo" is offered, and told only when it is accepted.
    world.at("2018-02-06 08:45").await?;
    offer(&world.signed_in(kcc).await?, &journey, world.house.technical.team.team, "Judge the photo").await?;
    world.settle().await?;
    ensure!(world.sink.to(RESIDENT).len() == 2, "nothing is told of an offer");
    world.at("2018-02-06 09:30").await?;
    accept(&world.signed_in(technical).await?).await?;
    world.settle().await?;
    told(world, 3, &world.house.technical.name)?;

    // Wednesday: done, and the pay-out is offered to claims; accepted on Thursday, told then.
    world.at("2018-02-07 14:30").await?;
    finish(&world.signed_in(technical).await?, "The cause was in the street.").await?;
    offer(&world.signed_in(kcc).await?, &journey, world.house.claims.team.team, "Pay out EUR 180").await?;
    world.settle().await?;
    ensure!(world.sink.to(RESIDENT).len() == 3, "a leg that comes back is not told");
    world.at("2018-02-08 09:10").await?;
    accept(&world.signed_in(claims).await?).await?;
    world.settle().await?;
    told(world, 4, &world.house.claims.name)?;

    // Friday 11:00: name and date are missing; both are asked in one message.
    world.at("2018-02-09 11:00").await?;
    let desk = world.signed_in(claims).await?;
    let page = desk.get(&format!("{journey}/question")).await?;
    expect(
        desk.submit(&page, "/question", &[("text", "What is the plumber's name, and the date on the invoice?")])
            .await?,
    )?;
    world.settle().await?;
    let asked = world.last_mail(RESIDENT)?;
    ensure!(
        world.sink.to(RESIDENT).len() == 5 && asked.text.contains("plumber's name"),
        "one question: {}",
        asked.text
    );

    // Monday 19:00: the resident answers; the ball is claims' again.
    world.at("2018-02-12 19:00").await?;
    let page = resident.get(&asked.status_link().unwrap_or(link.clone())).await?;
    expect(resident.submit(&page, "/answer", &[("text", "Loodgieter Voorbeeld, 30 January 2018.")]).await?)?;
    world.settle().await?;

    // Wednesday 14-02 10:00: paid; the outcome in plain words.
    world.at("2018-02-14 10:00").await?;
    let desk = world.signed_in(claims).await?;
    let page = desk.get(&format!("{journey}/outcome")).await?;
    let fields =
        [("text", "We have paid you EUR 180: the cause was in the street."), ("amount", "180,00"), ("how", "solved")];
    expect(desk.submit(&page, "/outcome", &fields).await?)?;
    world.settle().await?;
    let outcome = world.last_mail(RESIDENT)?;
    ensure!(outcome.text.contains("EUR 180"), "{}", outcome.text);
    ensure!(outcome.text.contains("21 februari"), "until when one may object: {}", outcome.text);

    // Wednesday 21-02 17:00: nobody objected in 5 working days.
    world.at("2018-02-21 16:59").await?;
    ensure!(
        current(world, &world.signed_in(kcc).await?, &journey).await?.is_open(),
        "not before the period has passed"
    );
    world.at("2018-02-21 17:01").await?;
    let ended = current(world, &world.signed_in(kcc).await?, &journey).await?;
    let State::Closed { at, .. } = ended.state else { anyhow::bail!("not closed: {:?}", ended.state) };
    ensure!(local(at) == "2018-02-21 17:00", "closed at {}", local(at));
    check_figures(world, &ended)?;
    let page = resident.get(&outcome.status_link().unwrap_or(link)).await?;
    ensure!(page.status == 200 && page.says("EUR 180"), "the page tells the same story to the end");
    asked_how_it_went(world, &journey).await
}

/// Thursday 22-02: one survey about the whole, and nobody is asked whether they would recommend the municipality.
async fn asked_how_it_went(world: &World, journey: &str) -> Result<()> {
    world.at("2018-02-22 17:59").await?;
    ensure!(world.sink.to(RESIDENT).len() == 6, "not before its hour");
    world.at("2018-02-22 18:01").await?;
    let asked = world.last_mail(RESIDENT)?;
    ensure!(world.sink.to(RESIDENT).len() == 7, "one survey");
    ensure!(asked.text.contains("Hoe ging het, vergeleken met wat u verwachtte?"), "{}", asked.text);
    ensure!(!asked.text.contains("aanbevelen") && !asked.text.contains("score="), "{}", asked.text);
    // What the resident says is read by those who worked on it, with how it ended.
    world.at("2018-02-23 09:00").await?;
    let words = [("q0", "5"), ("q1", "9"), ("q2", "Ik wist meteen wat ik moest sturen.")];
    surveys::answer(world, &world.browser()?, &asked, &words).await?;
    let people = &world.house.people;
    for member in [&people.kcc_agent, &people.technical_agent] {
        let page = expect(world.signed_in(&member.email).await?.get(journey).await?)?;
        ensure!(page.says("9 van 10") && page.says("Ik wist meteen"), "{}: {}", member.email, page.text());
        ensure!(page.says("We have paid you EUR 180"), "how it ended: {}", page.text());
    }
    surveys::content(&current(world, &world.signed_in(&people.kcc_agent.email).await?, journey).await?)?;
    world.at("2018-03-20 12:00").await?;
    ensure!(world.sink.to(RESIDENT).len() == 7, "and no second one");
    Ok(())
}

fn question() -> Letter {
    Letter {
        from: format!("Resident Voorbeeld <{RESIDENT}>"),
        to: "kcc@example.org".to_owned(),
        subject: "Verstopt riool".to_owned(),
        text: "Ik heb een loodgieter EUR 180 betaald voor een verstopt riool. De oorzaak zat in de straat.\nWat moet ik doen om dit bedrag terug te krijgen?".to_owned(),
        answers: None,
        id: "first@resident.example.net".to_owned(),
    }
}

async fn send_what_was_asked(resident: &Browser, link: &str) -> Result<()> {
    let page = resident.get(link).await?;
    let form = page.form("/answer").context("the page asks for invoice, photo and IBAN")?;
    let iban = form
        .hidden
        .iter()
        .map(|(name, _)| name.clone())
        .find(|name| name.contains("iban") || is_line(&page, name))
        .context("a field for the IBAN")?;
    let files: Vec<String> = file_fields(&page);
    ensure!(files.len() == 2, "a field for the invoice and one for the photo: {files:?}");
    let uploads: Vec<(&str, &str, &str, &[u8])> = files
        .iter()
        .map(|field| (field.as_str(), "scan.pdf", "application/pdf", b"%PDF-1.4 test".as_slice()))
        .collect();
    let wrong = resident.submit_with_files(&page, "/answer", &[(&iban, "NL91ABNA0417164301")], &uploads).await?;
    ensure!(
        wrong.status == 422 && wrong.html.contains("NL91ABNA0417164301"),
        "a wrong IBAN is said, and kept: {}",
        wrong.status
    );
    expect(resident.submit_with_files(&page, "/answer", &[(&iban, IBAN)], &uploads).await?).map(|_| ())
}

/// Whether a field is a plain line of text that is not one of the form's own secrets.
fn is_line(page: &Page, name: &str) -> bool {
    page.html.contains(&format!("name=\"{name}\"")) && !["csrf", "key", "question", "text"].contains(&name)
}

fn file_fields(page: &Page) -> Vec<String> {
    let form = page.html.split("<form").find(|form| form.contains("/answer\"")).unwrap_or_default();
    let inputs = form
        .split("</form>")
        .next()
        .unwrap_or_default()
        .split("<input")
        .filter(|input| input.contains("type=\"file\""));
    inputs.filter_map(|input| input.split("name=\"").nth(1)?.split('"').next().map(str::to_owned)).collect()
}

fn told(world: &World, count: usize, team: &str) -> Result<()> {
    let mails = world.sink.to(RESIDENT);
    let last = mails.last().context("a mail")?;
    ensure!(mails.len() == count, "{} mails, not {count}: {}", mails.len(), last.text);
    ensure!(last.text.contains(team), "who has it now: {}", last.text);
    ensure!(last.text.contains("19 februari"), "when the outcome comes: {}", last.text);
    Ok(())
}

/// The row "at closing" of the story.
fn check_figures(world: &World, journey: &Journey) -> Result<()> {
    let mails = world.sink.to(RESIDENT).len();
    ensure!(mails == 6, "messages from the municipality: {mails}");
    let contacts = journey.from_customer().count();
    ensure!(contacts == 3, "contacts from the resident: {contacts}");
    ensure!(
        journey.fragments() == 0 && journey.chasers() == 0,
        "fragments {}, chasers {}",
        journey.fragments(),
        journey.chasers()
    );
    ensure!(journey.handovers.len() == 2, "handovers: {}", journey.handovers.len());
    let result = journey
        .promises
        .values()
        .find(|promise| promise.kind == regie_domain::codes::PromiseKind::Outcome)
        .context("the outcome was promised")?;
    let PromiseState::Kept { at } = result.state else { anyhow::bail!("the promise was not kept: {:?}", result.state) };
    ensure!(local(at) == "2018-02-14 10:00" && local(result.first.until) == "2018-02-19 17:00", "kept {}", local(at));
    let per_holder = journey.hours_per_holder(world.now());
    let total: i64 = per_holder.iter().map(|(_, time)| time.as_secs()).sum();
    let whole = world.now();
    let State::Closed { at: ended, .. } = journey.state else { anyhow::bail!("open") };
    ensure!(
        total == ended.duration_since(journey.opened_at).as_secs(),
        "hours per holder add up to the whole, until {whole}"
    );
    ensure!(
        per_holder.len() == 4,
        "KCC, the resident, technical service and claims had the ball: {:?}",
        per_holder.iter().map(|(_, time)| hours(*time)).collect::<Vec<_>>()
    );
    Ok(())
}
