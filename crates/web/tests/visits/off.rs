//! A visit that does not go on: another time is looked for, and who reads what of it.

use super::*;

#[tokio::test]
async fn after_a_visit_that_we_missed_another_time_can_be_chosen_at_once() {
    let site = site("2").await;
    let (id, link) = chosen(&site).await;
    until(&site, "2018-02-06T12:00:00[Europe/Amsterdam]").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has("Kies een nieuwe tijd voor ons bezoek").has("Wij zijn niet gekomen.").lacks("visit.ics");
    page.lacks("Zelf een andere tijd kiezen kan niet meer");
    let steps = page.text().split("id=\"h-steps\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    assert!(!steps.contains("6 februari"), "what has passed is no next step: {steps}");

    // A colleague need not say who asked: we did not come.
    let mut agent = agent(&site).await;
    let page = agent.get(&format!("/journeys/{id}")).await;
    page.has("niet gekomen");
    let form = agent.get(&action(&page, "/move")).await;
    form.lacks("value=\"customer\"").lacks("name=\"reason\"").has("value=\"ours\"");

    let wednesday = "2018-02-07T07:00:00Z/2018-02-07T10:00:00Z";
    let page = anja.get(&link).await;
    let missed = site.journey(id).await.booked_visit().unwrap().1.promise().unwrap();
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", wednesday), HOME]).await;
    let page = anja.follow(&sent).await;
    page.has("oensdag 7 februari, tussen 08.00 en 11.00 uur").has("visit.ics");
    assert!(matches!(site.journey(id).await.promises[&missed].state, PromiseState::Broken { .. }));
    site.test.drain().await;
    let mails = site.test.mail.to("anja@example.net");
    let mail = mails.iter().find(|mail| mail.subject.starts_with("Een andere tijd voor ons bezoek")).unwrap();
    assert!(mail.text.contains("Dat is niet gelukt. Dat spijt ons."), "{}", mail.text);
    assert!(!mail.text.contains("Dat lukt niet."), "{}", mail.text);
}

#[tokio::test]
async fn who_cannot_be_there_reads_on_page_and_in_the_mail_to_choose_another_time() {
    let site = site("2").await;
    let (_, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let page = anja.follow(&sent).await;
    page.has("Het bezoek afzeggen").lacks("Het bezoek is niet meer nodig");
    // What nobody reads before somebody comes is not said to be read in time.
    site.test.clock.set("2018-02-05T21:00:00[Europe/Amsterdam]");
    let wrote = anja.submit(&page, &format!("{link}/message"), &[("text", "Ik ben er dan niet.")]).await;
    anja.follow(&wrote).await.has("Dat kan na ons bezoek zijn.").has("Zeg het bezoek dan hieronder af.");
    let off = anja.submit(&page, &format!("{link}/visit/cancel"), &[("why", "other_time")]).await;
    let page = anja.follow(&off).await;
    page.has("Kies hieronder een nieuwe tijd voor ons bezoek.");
    page.has("Wij komen niet meer bij u langs op");
    site.test.drain().await;
    let mails = site.test.mail.to("anja@example.net");
    let mail = mails.iter().find(|mail| mail.subject.starts_with("Ons bezoek gaat niet door")).unwrap();
    assert!(mail.text.contains("kiest u een nieuwe tijd") && !mail.text.contains("niets te doen"), "{}", mail.text);
}

#[tokio::test]
async fn who_is_to_find_another_time_reads_that_the_customer_called_off_and_why() {
    let site = site("1").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let page = anja.get(&link).await;
    let why = [("why", "other"), ("text", "Ik ben dinsdag toch niet thuis.")];
    let sent = anja.submit(&page, &format!("{link}/visit/cancel"), &why).await;
    anja.follow(&sent).await.has("Kies wanneer wij langskomen").has("Kies hieronder een nieuwe tijd voor ons bezoek.");
    site.test.drain().await;
    let told = site.test.mail.last_to("anja@example.net").text;
    assert!(told.contains("nieuwe tijd") && !told.contains("U hoeft nu niets te doen"), "{told}");

    let mut desk = site.signed_in(&site.city.people.kcc_agent).await;
    let off = "de inwoner zei het bezoek van dinsdag 6 februari af";
    let work = desk.get("/work").await;
    work.has("Bezoek afgezegd").has(off).has("Reden: Ik ben dinsdag toch niet thuis.");
    let page = desk.get(&format!("/journeys/{id}")).await;
    page.has(off).has("Ik ben dinsdag toch niet thuis.").has("De inwoner zei het bezoek af");
    page.lacks("Teruggehaald door het team met de regie")
        .lacks("De deelopdracht is klaar")
        .lacks("Losgelaten: Een bezoek");

    // A visit that is not needed any more asks nothing of anybody.
    let (other, link) = begun(&site, "bert@example.net").await;
    let mut bert = site.visitor();
    let page = bert.get(&link).await;
    bert.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let page = bert.get(&link).await;
    bert.submit(&page, &format!("{link}/visit/cancel"), &[("why", "solved")]).await;
    desk.get(&format!("/journeys/{other}")).await.lacks("Zoek een nieuwe tijd");
    site.test.drain().await;
    let told = site.test.mail.last_to("bert@example.net").text;
    assert!(!told.contains("nieuwe tijd"), "{told}");
}
