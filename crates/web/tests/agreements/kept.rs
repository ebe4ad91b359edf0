//! What comes after: an agreement that is not kept to, what is done about it, and that the customer hears of it.

use super::*;

#[tokio::test]
async fn not_kept_to_is_a_button_for_every_member_with_the_letter() {
    let (site, system) = site().await;
    let (id, agreement) = agreed(&site, system).await;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let page = kees.get(&format!("/journeys/{id}")).await.text();
    let path = action(&page, "/not-kept").to_owned();
    let page = kees.get(&path).await;
    page.has("Datum van de brief").has(SAID);
    let photo: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9";
    let wordless = kees.submit(&page, &path, &[("what", "other")]).await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A form forgets its files, and says so.
    let again = kees.submit_files(&page, &path, &[("what", "other")], &[("files", "brief.jpg", photo)]).await;
    again.has("Kies je bestanden opnieuw.");
    wordless.lacks("Kies je bestanden opnieuw.");
    // What was sent before it was agreed does not go against it.
    let earlier = kees.submit(&page, &path, &[("what", "letter"), ("dated", "2018-02-05")]).await;
    assert_eq!(earlier.status, StatusCode::CONFLICT);
    earlier.has("Dit is van vóór de afspraak").has("2018-02-05");
    assert!(site.journey(id).await.breaches.is_empty());
    let told = [("what", "letter"), ("dated", "2018-02-06"), ("text", "De aanmaning lag op de mat.")];
    let sent = kees.submit_files(&page, &path, &told, &[("files", "brief.jpg", photo)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = kees.follow(&sent).await;
    page.has("Gemeld. De inwoner hoort binnen een paar minuten").has("Niet nagekomen").has("brief.jpg");
    let journey = site.journey(id).await;
    let (breach, found) = journey.breaches_of(agreement).next().unwrap();
    assert_eq!((found.what(), found.said[0].evidence.len()), (BreachWhat::Letter, 1));
    let file = action(&page.text(), "/files/").to_owned();
    assert_eq!(kees.get(&file).await.status, StatusCode::OK);

    let link = site.link(id).await;
    let own = site.visitor().get(&link).await;
    own.has("U hoeft niets te betalen voor factuur 884213.")
        .has("Onze afspraak met u geldt nog steeds.")
        .lacks("brief.jpg");

    // The director's team has it as the first thing; the team of the system hears of it too.
    let mut samira = agent(&site).await;
    samira.get("/work").await.has("Afspraak niet nagekomen");
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    priya.get("/work").await.has("Het ging mis in jullie systeem of werk.");
    let urgent = priya.get("/handovers").await;
    // The program asks, whoever reported it; the director's team is the one that hears.
    urgent.has("Regie, voor Klantcontactcentrum → ");
    samira.get(&format!("/journeys/{id}")).await.has("Regie vroeg").lacks("vraagt raad aan");
    urgent
        .has("Wat er gebeurde")
        .has("Er ging een brief of bericht uit, dinsdag 6 februari")
        .has("De aanmaning lag op de mat.")
        .has("Bewijs")
        .has("brief.jpg")
        .has("Dit was afgesproken")
        .has(SAID)
        .has("Deze blokkade gold")
        .has("Factuur 884213")
        .has("Wat we vragen")
        .has("Draai dit terug en zeg hier hoe.")
        .has("Antwoord uiterlijk");
    let apologise = format!("/journeys/{id}/breaches/{breach}/apologise");
    let page = samira.get(&apologise).await;
    page.has("Wij stuurden u toch een brief, van").has("Dat was onze fout.");
    let words = "Beste Anja de Wit,\n\nDat was onze fout, en het spijt mij.";
    let sent = samira.submit(&page, &apologise, &[("text", words)]).await;
    samira.follow(&sent).await.has("Je excuses zijn verstuurd.").has("Iemand van ons bood persoonlijk excuses aan.");
    site.test.drain().await;
    let settle = format!("/journeys/{id}/breaches/{breach}/settle");
    let page = samira.get(&settle).await;
    let sent = samira.submit(&page, &settle, &[("text", "Aanmaning ingetrokken.")]).await;
    samira.follow(&sent).await.has("Aanmaning ingetrokken.").lacks("Niet nagekomen");
    site.visitor().get(&link).await.has("Rechtgezet: ").has("Wij stuurden u toch een brief, van dinsdag 6 februari.");

    // The signal that it opened: a line, an answer.
    let signals = priya.get("/signals").await;
    let waits = "<span>Signalen</span><span class=\"count\">1</span>";
    signals.has(waits);
    let signal = action(&signals.text(), "/signals/0").to_owned();
    let page = samira.get(&signal).await;
    page.has("De aanmaning lag op de mat.").has(SAID);
    let sent = samira.submit(&page, &format!("{signal}/line"), &[("line", "Dit is de derde keer.")]).await;
    samira.follow(&sent).await.has("Dit is de derde keer.").has("Hoort uiterlijk");
    let page = priya.get(&signal).await;
    let sent = priya.submit(&page, &format!("{signal}/answer"), &[("text", "De run vraagt het nu eerst.")]).await;
    priya.follow(&sent).await.has("De run vraagt het nu eerst.").has("Beantwoord").lacks(waits);
    priya.get("/signals?tab=answered").await.has("Dubbele factuur");
    // Who reported it is told so in person, until it is read.
    let told = "heeft je signaal beantwoord";
    priya.get("/work").await.lacks(told);
    samira.get("/work").await.has("Goed om te weten").has(told);
    let page = samira.get(&signal).await;
    let sent = samira.submit(&page, &format!("{signal}/heard"), &[]).await;
    samira.follow(&sent).await.lacks(told).has("Weggelegd.");
    samira.get(&signal).await.lacks(&format!("{signal}/heard"));
}

#[tokio::test]
async fn what_goes_wrong_with_agreements_stands_on_the_board_and_with_the_teams() {
    let (site, system) = site().await;
    let (id, agreement) = agreed(&site, system).await;
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    let team = format!("/teams/{}", site.city.claims.team.team);
    let mut board = site.signed_in(&site.city.people.coordinator).await;
    board.get("/board").await.lacks("Afspraken die niet goed gaan");
    priya.get(&team).await.lacks("Afspraken die niet goed gaan");
    site.test.run_until("2018-02-07T17:30:00[Europe/Amsterdam]".instant()).await;
    // Nobody stays signed in for so long.
    let mut board = site.signed_in(&site.city.people.coordinator).await;
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    board.get("/board").await.has("Afspraken die niet goed gaan").has("Factuur 884213").has("Dubbele factuur");
    priya.get(&team).await.has("Afspraken die niet goed gaan").has("Factuur 884213");
    let mut samira = agent(&site).await;
    let path = format!("/journeys/{id}/agreements/{agreement}/not-kept");
    let page = samira.get(&path).await;
    samira.submit(&page, &path, &[("what", "letter")]).await;
    board.get("/board").await.has(&format!("/journeys/{id}#agreement-{agreement}"));
    samira.get(&format!("/teams/{}", site.city.kcc.team.team)).await.has("Afspraken die niet goed gaan");
}

#[tokio::test]
async fn an_apology_that_waits_is_not_said_to_be_sent() {
    let (site, system) = site().await;
    let (id, agreement) = agreed(&site, system).await;
    let mut samira = agent(&site).await;
    let path = format!("/journeys/{id}/agreements/{agreement}/not-kept");
    let page = samira.get(&path).await;
    samira.submit(&page, &path, &[("what", "letter")]).await;
    let administrator = TestApp::who(&site.city.people.administrator);
    let version = site.test.app.directory().await.unwrap().organisation.as_ref().unwrap().version;
    site.test.app.switch_outgoing(&administrator, version, Outgoing::Paused).await.unwrap();
    let breach = *site.journey(id).await.breaches.keys().next().unwrap();
    let path = format!("/journeys/{id}/breaches/{breach}/apologise");
    let page = samira.get(&path).await;
    let sent = samira.submit(&page, &path, &[("text", "Beste Anja de Wit,\n\nHet spijt mij.")]).await;
    samira.follow(&sent).await.lacks("Je excuses zijn verstuurd.").has("alle uitgaande e-mail staat op pauze");
}

#[tokio::test]
async fn work_that_is_offered_again_is_work() {
    let (site, system) = site().await;
    let (id, agreement) = agreed(&site, system).await;
    let mut samira = agent(&site).await;
    let page = samira.get(&format!("/journeys/{id}/agreements/{agreement}/carry")).await;
    page.has("Creditnota maken").lacks("Niets; alles is al gedaan");
    samira.get(&format!("/journeys/{id}/agreement")).await.has("Niets; alles is al gedaan");
}

#[tokio::test]
async fn a_hold_withdrawn_is_told() {
    let (site, system) = site().await;
    let (id, _) = agreed(&site, system).await;
    let hold = *site.journey(id).await.holds.keys().next().unwrap();
    let choose = format!("/journeys/{id}/holds/{hold}/choose");
    let mut samira = agent(&site).await;
    let page = samira.get(&choose).await;
    let silent = samira.submit(&page, &choose, &[("why", "withdrawn")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = "Beste Anja de Wit,\n\nDe factuur klopte toch.";
    let sent = samira.submit(&page, &choose, &[("why", "withdrawn"), ("text", words)]).await;
    samira.follow(&sent).await.has("De blokkade is opgeheven.");
    site.test.drain().await;
    assert!(site.test.mail.to("anja@example.net").iter().any(|mail| mail.text.contains("De factuur klopte toch.")));
}
