//! A matter of another body, through pages and mail alone, on both databases: it goes there with what was chosen, the customer
//! is told who has it now, the journey ends as forwarded, and opens again when that body writes.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use anyhow::{Context as _, Result, ensure};
use regie_domain::codes::{CloseHow, ReopenReason};
use regie_domain::journey::State;
use regie_store::on_both;
use regie_stories::Letter;
use regie_stories::desk::{current, expect};
use regie_stories::world::World;

const RESIDENT: &str = "resident@example.net";
const BODY: &str = "loket@waterschap.example.net";

on_both! {
    async fn a_matter_of_another_body_is_forwarded_warmly(db: TestDb) {
        let world = World::reimbursement(db).await.unwrap();
        play(&world).await.unwrap();
    }
}

async fn play(world: &World) -> Result<()> {
    let kcc = world.house.people.kcc_agent.email.clone();
    world.at("2018-02-05 09:20").await?;
    world
        .mail(&Letter {
            from: format!("Resident Voorbeeld <{RESIDENT}>"),
            to: "kcc@example.org".to_owned(),
            subject: "Stinkende sloot".to_owned(),
            text: "De sloot achter ons huis stinkt. Kunt u hem laten schoonmaken?".to_owned(),
            answers: None,
            id: "sloot@resident.example.net".to_owned(),
        })
        .await?;
    let desk = world.signed_in(&kcc).await?;
    let work = desk.get("/work").await?;
    let journey = work.link("/journeys/0").context("it stands in My work")?;
    let journey = journey.split(['?', '#']).next().unwrap_or_default().to_owned();

    // Nothing goes anywhere without a place, a ground and words.
    let page = expect(desk.get(&format!("{journey}/forward")).await?)?;
    let wrong = desk.submit(&page, "/forward", &[("name", "Waterschap Voorbeeldwater"), ("ground", "duty")]).await?;
    ensure!(wrong.status == 422 || wrong.status == 400, "{}", wrong.status);
    ensure!(wrong.says("Vul een e-mailadres of een postadres in"), "{}", wrong.text());

    let fields = [
        ("name", "Waterschap Voorbeeldwater"),
        ("email", BODY),
        ("ground", "duty"),
        ("text", "Deze sloot is van u. De bewoner vraagt om hem schoon te maken."),
    ];
    let page = desk.get(&format!("{journey}/forward")).await?;
    let after = expect(desk.submit(&page, "/forward", &fields).await?)?;
    ensure!(after.says("Doorgestuurd"), "{}", after.text());
    world.settle().await?;

    // The body has our words, the customer's, and who the customer is; and no way to the customer's page.
    let sent = world.last_mail(BODY)?;
    for words in ["Deze sloot is van u", "De sloot achter ons huis stinkt", RESIDENT, "Wilt u zelf antwoord geven?"] {
        ensure!(sent.text.contains(words), "{words}: {}", sent.text);
    }
    ensure!(sent.status_link().is_none() && !sent.html.contains("/s/"), "{}", sent.text);

    // The customer knows who has it and how to reach them, in mail and on the page.
    let told = world.last_mail(RESIDENT)?;
    for words in ["Waterschap Voorbeeldwater", BODY] {
        ensure!(told.text.contains(words), "{words}: {}", told.text);
    }
    let page = world.browser()?.get(&told.status_link().context("a link")?).await?;
    ensure!(page.says("Waterschap Voorbeeldwater") && page.says(BODY), "{}", page.text());
    let closed = current(world, &desk, &journey).await?;
    ensure!(matches!(closed.state, State::Closed { how: CloseHow::Forwarded, .. }), "{:?}", closed.state);

    // The body writes back: the same journey opens again with the director's team, and the customer is told.
    world.at("2018-02-07 10:00").await?;
    world
        .mail(&Letter {
            from: format!("Waterschap <{BODY}>"),
            to: "kcc@example.org".to_owned(),
            subject: format!("Re: {}", sent.subject),
            text: "Deze sloot is niet van ons maar van u.".to_owned(),
            answers: Some(sent.message_id.clone()),
            id: "terug@waterschap.example.net".to_owned(),
        })
        .await?;
    let again = current(world, &world.signed_in(&kcc).await?, &journey).await?;
    ensure!(again.is_open() && again.reopened == Some(ReopenReason::OtherBody), "{:?}", again.state);
    let told = world.last_mail(RESIDENT)?;
    ensure!(told.text.contains("heeft ons geschreven"), "{}", told.text);
    ensure!(world.sink.to(BODY).len() == 1, "the body hears nothing of what follows");
    Ok(())
}

on_both! {
    async fn a_matter_that_goes_without_the_sender_asks_for_no_answer(db: TestDb) {
        let world = World::reimbursement(db).await.unwrap();
        unnamed(&world).await.unwrap();
    }
}

async fn unnamed(world: &World) -> Result<()> {
    let kcc = world.house.people.kcc_agent.email.clone();
    world.at("2018-02-05 09:20").await?;
    let (from, to) = (format!("Resident Voorbeeld <{RESIDENT}>"), "kcc@example.org".to_owned());
    let text = "De sloot achter ons huis stinkt.".to_owned();
    let id = "sloot@resident.example.net".to_owned();
    world.mail(&Letter { from, to, subject: "Stinkende sloot".to_owned(), text, answers: None, id }).await?;
    let desk = world.signed_in(&kcc).await?;
    let journey = desk.get("/work").await?.link("/journeys/0").context("it stands in My work")?;
    let journey = journey.split(['?', '#']).next().unwrap_or_default().to_owned();
    // The box is ticked unless somebody takes the tick away.
    let fields = [
        ("name", "Waterschap Voorbeeldwater"),
        ("email", BODY),
        ("ground", "duty"),
        ("text", "Deze sloot is van u."),
        ("customer", ""),
    ];
    let page = expect(desk.get(&format!("{journey}/forward")).await?)?;
    let after = expect(desk.submit(&page, "/forward", &fields).await?)?;
    ensure!(after.says("Doorgestuurd"), "{}", after.text());
    world.settle().await?;
    let sent = world.last_mail(BODY)?;
    ensure!(!sent.text.contains("Wilt u zelf antwoord geven?"), "{}", sent.text);
    ensure!(!sent.text.contains(RESIDENT), "{}", sent.text);

    // Taken back by us, the customer hears that it is with us again, and from whom.
    world.at("2018-02-05 11:00").await?;
    let desk = world.signed_in(&kcc).await?;
    let page = expect(desk.get(&format!("{journey}/reopen")).await?)?;
    expect(desk.submit(&page, "/reopen", &[]).await?)?;
    world.at("2018-02-05 11:05").await?;
    let now = current(world, &desk, &journey).await?;
    ensure!(now.is_open() && now.reopened == Some(ReopenReason::Member), "{:?}", now.state);
    let told = world.last_mail(RESIDENT)?;
    ensure!(told.text.contains("naar Waterschap Voorbeeldwater. Het is nu terug bij ons"), "{}", told.text);
    Ok(())
}
