//! Agreements as people make them: in one form, within the mandate and over it, not kept to, on the block list, in the
//! settings, and as the customer reads them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use regie_app::settings::systems::{RunForm, SystemForm};
use regie_app::testing::{Moment as _, TestApp};
use regie_domain::agreement::AgreementState;
use regie_domain::codes::{BreachWhat, HoldAction};
use regie_domain::directory::Outgoing;
use regie_domain::ids::{AgreementId, JourneyId, SystemId};
use support::{Browser, Page, Site};

const SAID: &str = "Factuur 884213 geldt als niet verstuurd.";

/// A municipality whose claims team owns a system that cannot ask, on a Tuesday morning.
async fn site() -> (Site, SystemId) {
    let site = Site::new().await;
    let form = SystemForm {
        code: "billing".into(),
        name: "Facturatie".into(),
        owner: site.city.claims.team.team.to_string(),
        runs: vec![RunForm { day: "mon".into(), at: "02:00".into() }],
        active: true,
        ..SystemForm::default()
    };
    let id: SystemId = site.test.app.ports.id();
    site.test.app.put_system(&TestApp::who(&site.city.people.administrator), id, 0, form).await.unwrap();
    site.test.clock.set("2018-02-06T10:15:00[Europe/Amsterdam]");
    (site, id)
}

/// The journey and what an agent fills in.
fn fields(site: &Site, system: SystemId, amount: &str) -> Vec<(String, String)> {
    let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![
        set("wording", SAID),
        set("amount", amount),
        set("hold.0.system", &system.to_string()),
        set("hold.0.kind", "invoice"),
        set("hold.0.value", "884213"),
        set("hold.0.action", "collect"),
        set("hold.0.why", "our_mistake"),
        set("hold.0.until", ""),
        set("work", "credit"),
        set("team", &site.city.claims.team.team.to_string()),
        set("ball", "goes"),
        set("promise", "de creditnota"),
        set("promise_by", "2018-02-15T17:00"),
        set("text", "Beste Anja de Wit,\n\nU hoeft deze factuur niet te betalen."),
    ]
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

async fn agent(site: &Site) -> Browser {
    site.signed_in(&site.city.people.kcc_agent).await
}

/// An agreement within the mandate.
async fn agreed(site: &Site, system: SystemId) -> (JourneyId, AgreementId) {
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let path = format!("/journeys/{id}/agreement");
    let mut browser = agent(site).await;
    let page = browser.get(&path).await;
    let sent = browser.submit(&page, &path, &borrowed(&fields(site, system, "34,50"))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let agreement = *site.journey(id).await.agreements.keys().next().unwrap();
    (id, agreement)
}

fn action<'a>(page: &'a str, holds: &str) -> &'a str {
    let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    { links }.find(|it| it.contains(holds)).unwrap_or_else(|| panic!("no link with {holds} in\n{page}"))
}

#[tokio::test]
async fn within_the_mandate_it_binds_at_once_in_one_form() {
    let (site, system) = site().await;
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let path = format!("/journeys/{id}/agreement");
    let mut browser = agent(&site).await;
    let page = browser.get(&path).await;
    page.has("Tot €\u{a0}50,00 beslis je zelf.").has("Blokkade 1").lacks("Blokkade 2").has("Facturatie");

    // One more hold without JavaScript: what was typed stays.
    let mut typed = fields(&site, system, "34,50");
    typed.push(("do".to_owned(), "hold".to_owned()));
    let more = browser.submit(&page, &path, &borrowed(&typed)).await;
    more.has("Blokkade 2").has(SAID).has("884213");

    // The message as it will arrive; nothing is kept.
    typed.last_mut().unwrap().1 = "preview".to_owned();
    let shown = browser.submit(&more, &path, &borrowed(&typed)).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    shown
        .has("Zo komt het bericht aan")
        .has("wij innen factuur 884213 niet")
        .has("Dit spreken wij met u af: Factuur 884213 geldt als niet verstuurd. Het gaat om €\u{a0}34,50.")
        .has("U hoeft deze factuur niet te betalen.");
    assert!(site.journey(id).await.agreements.is_empty());

    typed.pop();
    let sent = browser.submit(&shown, &path, &borrowed(&typed)).await;
    let page = browser.follow(&sent).await;
    page.has("De afspraak staat.")
        .has(SAID)
        .has("beslisruimte €\u{a0}50,00")
        .has("Factuur 884213 · Facturatie · niet innen");
    page.has("Nog niet bevestigd sinds").has("Aangeboden aan Schadeafhandeling").has("Niet aan gehouden");

    let journey = site.journey(id).await;
    let (_, found) = journey.agreements.iter().next().unwrap();
    assert_eq!((found.state, journey.holds.len()), (AgreementState::Standing, 1), "the empty second row is no hold");
    let hold = journey.holds.values().next().unwrap();
    assert_eq!((hold.subject.to_string().as_str(), hold.action), ("invoice:884213", HoldAction::Collect));
    let (_, offer) = journey.pending().next().unwrap();
    let loaded = site.test.app.open_journey(&regie_app::Who::System, id).await.unwrap();
    let brief: Vec<&str> = offer.brief.iter().map(|text| loaded.text(*text)).collect();
    assert!(brief.contains(&SAID) && brief.contains(&"Maak een creditnota voor factuur 884213."), "{brief:?}");
    site.test.drain().await;
    let mails = site.test.mail.to("anja@example.net");
    let mail = mails.iter().find(|mail| mail.text.contains("wij innen factuur 884213 niet")).unwrap();
    // What was agreed, for how much and by when stands in it, whatever the member wrote besides.
    assert!(mail.text.contains("Dit spreken wij met u af: Factuur 884213 geldt als niet verstuurd."), "{}", mail.text);
    assert!(mail.text.contains("Het gaat om €\u{a0}34,50.") && mail.text.contains("15 februari"), "{}", mail.text);
    let link = site.link(id).await;
    site.visitor().get(&link).await.has(SAID).has("Het gaat om €\u{a0}34,50.");

    // The first thing that anybody sees of the customer.
    let customer = journey.customer;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    kees.get(&format!("/customers/{customer}")).await.has(SAID).has("Niet aan gehouden").has("Dubbele factuur");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_happens() {
    let (site, system) = site().await;
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let path = format!("/journeys/{id}/agreement");
    let mut browser = agent(&site).await;
    let page = browser.get(&path).await;
    let mut typed = fields(&site, system, "veel");
    typed[0].1 = String::new();
    typed[4].1 = "meneer Jansen".to_owned();
    let back = browser.submit(&page, &path, &borrowed(&typed)).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    back.has("Vul een nummer in, zonder naam of spaties.").has("meneer Jansen").has("act-wording-error");
    assert!(site.journey(id).await.agreements.is_empty());
}

#[tokio::test]
async fn a_hold_with_an_end_says_so_to_the_customer_and_that_it_does_not_simply_run_out() {
    let (site, system) = site().await;
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let path = format!("/journeys/{id}/agreement");
    let mut browser = agent(&site).await;
    let page = browser.get(&path).await;
    let mut typed = fields(&site, system, "34,50");
    typed.iter_mut().find(|(name, _)| name == "hold.0.until").unwrap().1 = "2018-03-02".to_owned();
    let sent = browser.submit(&page, &path, &borrowed(&typed)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let said =
        "Dit geldt tot en met vrijdag 2 maart. Het stopt niet vanzelf: eerst laten wij u weten hoe het verder gaat.";
    let mails = site.test.mail.to("anja@example.net");
    assert!(mails.iter().any(|mail| mail.text.contains(said)), "{mails:?}");
    let link = site.link(id).await;
    site.visitor().get(&link).await.has(said);

    // Without news later, the message says that it stands.
    site.test.run_until("2018-02-14T18:00:00[Europe/Amsterdam]".instant()).await;
    let mails = site.test.mail.to("anja@example.net");
    let news = mails.iter().find(|mail| mail.text.contains("Er is nog geen nieuws")).unwrap();
    assert!(news.text.contains("Wat wij met u afspraken, geldt nog steeds."), "{}", news.text);
    assert!(news.text.contains("wij innen factuur 884213 niet") && news.text.contains(said), "{}", news.text);
}

#[tokio::test]
async fn over_the_mandate_a_second_member_decides() {
    let (site, system) = site().await;
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let path = format!("/journeys/{id}/agreement");
    let mut browser = agent(&site).await;
    let page = browser.get(&path).await;
    let sent = browser.submit(&page, &path, &borrowed(&fields(&site, system, "120"))).await;
    let page = browser.follow(&sent).await;
    page.has("Een collega kijkt eerst mee.").has("Wacht op een collega").lacks("/approve").has("Voorstel intrekken");
    let journey = site.journey(id).await;
    assert!(journey.holds.is_empty(), "nothing binds yet");
    site.test.drain().await;
    let mails = site.test.mail.to("anja@example.net");
    assert!(
        mails.iter().any(|mail| mail.text.contains("een tweede collega")),
        "the customer hears what happens meanwhile"
    );
    let link = site.link(id).await;
    site.visitor().get(&link).await.has("Een tweede collega kijkt nu of dit kan.").lacks(SAID);

    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    lead.get("/work").await.has("Een collega stelt een afspraak voor van €\u{a0}120,00. Beslis.");
    let page = lead.get(&format!("/journeys/{id}")).await.text();
    let approve = action(&page, "/approve").to_owned();
    let page = lead.get(&approve).await;
    page.has(SAID).has("Factuur 884213 · Facturatie").has("U hoeft deze factuur niet te betalen.");
    let sent = lead.submit(&page, &approve, &[("promise_by", "2018-02-15T17:00")]).await;
    lead.follow(&sent).await.has("De afspraak geldt nu.").has("Goedgekeurd door Joost Vermeer");
    assert_eq!(site.journey(id).await.holds.len(), 1);
    site.visitor().get(&link).await.has(SAID).has("Klantcontactcentrum sprak dit met u af").has("de creditnota");
}

#[tokio::test]
async fn an_agreement_that_nobody_decides_on_comes_back_louder_and_the_customer_gets_a_new_moment() {
    let (site, system) = site().await;
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let path = format!("/journeys/{id}/agreement");
    let mut browser = agent(&site).await;
    let page = browser.get(&path).await;
    page.has("Nodig zodra je hierboven iets belooft.");
    browser.submit(&page, &path, &borrowed(&fields(&site, system, "120"))).await;
    site.test.drain().await;
    let waits = site.journey(id).await.agreements.values().next().unwrap().proposal.clone().unwrap();
    let people = &site.city.people;

    site.test.run_until(waits.decide_by + SignedDuration::from_mins(5)).await;
    let mails = site.test.mail.to("anja@example.net");
    assert!(mails.iter().any(|mail| mail.text.contains("niet gelukt")), "late is told: {mails:?}");
    let link = site.link(id).await;
    site.visitor().get(&link).await.has("Een tweede collega kijkt nog of dit kan.").has("U hoort van ons uiterlijk");
    site.signed_in(&people.kcc_lead).await.get("/work").await.lacks("als teamleider");

    site.test.run_until(waits.lead_at + SignedDuration::from_mins(5)).await;
    let lead =
        "Niemand besliste op tijd over een afspraak van €\u{a0}120,00. Daarom ligt dit nu bij jou als teamleider";
    let mut leader = site.signed_in(&people.kcc_lead).await;
    leader.get("/work").await.has(lead).has("Nu aan jou");
    leader.get(&format!("/journeys/{id}")).await.has(lead);
    site.signed_in(&people.kcc_agent).await.get("/work").await.has("De teamleider weet dit.").lacks("als teamleider");
    site.signed_in(&people.coordinator).await.get("/work").await.lacks("Niemand besliste");

    site.test.run_until(waits.coordinator_at.unwrap() + SignedDuration::from_mins(5)).await;
    let mut coordinator = site.signed_in(&people.coordinator).await;
    let page = coordinator.get("/work").await;
    page.has("Daarom ligt dit nu ook bij jou als regisseur.").has("<span class=\"count\">1</span>");
    coordinator.get(&format!("/journeys/{id}")).await.has("als regisseur");
    site.signed_in(&people.kcc_lead).await.get("/work").await.has(lead).has("Ook de regisseur weet dit nu.");
}

#[tokio::test]
async fn what_nobody_may_approve_is_said_before_it_is_sent_and_to_who_can_help() {
    let (site, system) = site().await;
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let path = format!("/journeys/{id}/agreement");
    let mut browser = agent(&site).await;
    let page = browser.get(&path).await;
    page.has("mag een collega het goedkeuren.");
    let typed = fields(&site, system, "5000");
    let page = browser.submit(&page, &path, &borrowed(&typed)).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.has("mag €\u{a0}5.000,00 goedkeuren").has("Er is nog niets verstuurd.").has("Toch voorleggen").has(SAID);
    assert!(site.journey(id).await.agreements.is_empty());
    let again: Vec<(String, String)> = typed.into_iter().chain([("nobody".to_owned(), "yes".to_owned())]).collect();
    let sent = browser.submit(&page, &path, &borrowed(&again)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert_eq!(site.journey(id).await.agreements.len(), 1);
    let waits = "maar niemand van de teams die beslissen heeft zoveel beslisruimte";
    browser.get("/work").await.has(waits).has("Afspraak wacht");
    site.signed_in(&site.city.people.kcc_lead).await.get("/work").await.has(waits);
    site.signed_in(&site.city.people.coordinator).await.get("/work").await.has(waits);
    let mut ruud = site.signed_in(&site.city.people.administrator).await;
    ruud.get("/settings/members").await.has("Er wacht 1 afspraak op goedkeuring die niemand mag geven.");
}

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
    let apologise = format!("/journeys/{id}/breaches/{breach}/apologise");
    let page = samira.get(&apologise).await;
    page.has("U kreeg toch een brief van ons").has("Dat was onze fout.");
    let words = "Beste Anja de Wit,\n\nDat was onze fout, en het spijt mij.";
    let sent = samira.submit(&page, &apologise, &[("text", words)]).await;
    samira.follow(&sent).await.has("Je excuses zijn verstuurd.").has("Iemand van ons bood persoonlijk excuses aan.");
    site.test.drain().await;
    let settle = format!("/journeys/{id}/breaches/{breach}/settle");
    let page = samira.get(&settle).await;
    let sent = samira.submit(&page, &settle, &[("text", "Aanmaning ingetrokken.")]).await;
    samira.follow(&sent).await.has("Aanmaning ingetrokken.").lacks("Niet nagekomen");
    site.visitor().get(&link).await.has("Wij hebben dit rechtgezet.");

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
async fn a_team_that_gets_a_system_is_told_once_what_came_along() {
    let (site, system) = site().await;
    agreed(&site, system).await;
    let app = &site.test.app;
    let form = SystemForm::of(app.directory().await.unwrap().system(system).unwrap());
    let given = SystemForm { owner: site.city.technical.team.team.to_string(), ..form };
    app.put_system(&TestApp::who(&site.city.people.administrator), system, 1, given).await.unwrap();
    let mut engineer = site.signed_in(&site.city.people.technical_agent).await;
    let page = engineer.get("/work").await;
    page.has("Het systeem Facturatie is nu van").has("Eén blokkade ging mee.");
    let sent = engineer.submit(&page, &format!("/block-list/systems/{system}/seen"), &[]).await;
    engineer.follow(&sent).await.has("Factuur 884213");
    engineer.get("/work").await.lacks("Het systeem Facturatie is nu van");
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    priya.get("/block-list").await.lacks("884213");
}

#[tokio::test]
async fn the_block_list_is_ticked_by_the_team_that_owns_the_system() {
    let (site, system) = site().await;
    let (id, _) = agreed(&site, system).await;
    let mut samira = agent(&site).await;
    samira.get("/work").await.lacks("href=\"/block-list\"");
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    priya.get("/work").await.has("href=\"/block-list\"").has("Zet de blokkade in het systeem");
    let page = priya.get("/block-list").await;
    page.has("Factuur 884213").has("Niet innen").has("Draait weer").has("Gedaan in Facturatie");
    let file = priya.get("/block-list.csv").await;
    assert_eq!(file.headers.get(header::CONTENT_TYPE).unwrap(), "text/csv; charset=utf-8");
    file.has("\"Facturatie\",\"Factuur 884213\",\"Niet innen\"").lacks("Anja");

    let hold = *site.journey(id).await.holds.keys().next().unwrap();
    let tick = format!("/block-list/{hold}/done");
    let denied = samira.get("/block-list").await;
    denied.lacks("884213");
    let late = priya.submit(&page, &tick, &[("on", "2018-02-20")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = priya.submit(&page, &tick, &[("on", "2018-02-06")]).await;
    priya.follow(&sent).await.has("Vastgelegd.").has("Er is niets te doen in dit systeem.");
    priya.get("/block-list?tab=all").await.has("Factuur 884213").has("Gedaan");
    samira.get(&format!("/journeys/{id}")).await.has("Bevestigd door Facturatie").has("Alles bevestigd");

    // Released: to be taken out again, and ticked again.
    let choose = format!("/journeys/{id}/holds/{hold}/choose");
    let page = samira.get(&choose).await;
    let sent = samira.submit(&page, &choose, &[("why", "fulfilled")]).await;
    samira.follow(&sent).await.has("De blokkade is opgeheven.").has("Opgeheven, nog niet bevestigd");
    let page = priya.get("/block-list").await;
    page.has("Blokkade weghalen").has("Mag weer");
    let sent = priya.submit(&page, &tick, &[("on", "")]).await;
    priya.follow(&sent).await.has("Er is niets te doen in dit systeem.");
}

#[tokio::test]
async fn the_menu_counts_what_is_to_be_ticked_also_in_a_system_that_is_out_of_use() {
    let (site, system) = site().await;
    let (id, _) = agreed(&site, system).await;
    let counted = "<span>Blokkadelijst</span><span class=\"count\">1</span>";
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    priya.get("/journeys").await.has(counted);
    let mut samira = agent(&site).await;
    samira.get("/block-list").await.lacks(counted).has("Jouw teams hebben geen systeem");

    let app = &site.test.app;
    let form = SystemForm { active: false, ..SystemForm::of(app.directory().await.unwrap().system(system).unwrap()) };
    app.put_system(&TestApp::who(&site.city.people.administrator), system, 1, form).await.unwrap();
    let page = priya.get("/block-list").await;
    page.has(counted).has("Factuur 884213");
    priya.get("/block-list.csv").await.has("\"Factuur 884213\"");
    let hold = *site.journey(id).await.holds.keys().next().unwrap();
    let sent = priya.submit(&page, &format!("/block-list/{hold}/done"), &[("on", "")]).await;
    priya.follow(&sent).await.has("Vastgelegd.").lacks(counted);
    assert!(site.journey(id).await.holds[&hold].acknowledged.is_some());
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

#[tokio::test]
async fn an_administrator_keeps_the_systems() {
    let (site, system) = site().await;
    agreed(&site, system).await;
    let mut tom = site.signed_in(&site.city.people.administrator).await;
    tom.get("/settings/systems").await.has("Facturatie").has("Via de blokkadelijst");
    let path = "/settings/systems/new";
    let page = tom.get(path).await;
    let claims = site.city.claims.team.team.to_string();
    let empty = tom.submit(&page, path, &[("name", ""), ("code", "Post!"), ("owner", &claims)]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "Post"), ("code", "post"), ("owner", claims.as_str()), ("active", "yes")];
    let run = [("runs-0-day", "mon"), ("runs-0-at", "06:00"), ("runs-1-day", "mon"), ("runs-1-at", "")];
    let all: Vec<(&str, &str)> = fields.into_iter().chain(run).collect();
    let sent = tom.submit(&page, path, &all).await;
    tom.follow(&sent).await.has("Het systeem is opgeslagen.").has("Wacht op bevestiging").has("06:00");
    tom.get("/settings/audit").await.has("systeem “Post”");
    let own = format!("/settings/systems/{system}");
    let page: Page = tom.get(&own).await;
    page.has("Nog niets bevestigd").lacks("R-18");
    let mut lead = site.signed_in(&site.city.people.claims_lead).await;
    lead.get(&own).await.has("Factuur 884213").has("Nog niet bevestigd").has("R-18");
}

#[tokio::test]
async fn a_shielded_journey_shows_nothing_of_what_was_agreed() {
    let (site, system) = site().await;
    let (id, agreement) = agreed(&site, system).await;
    let app = &site.test.app;
    let who = TestApp::who(&site.city.people.administrator);
    let directory = app.directory().await.unwrap();
    let kcc = &directory.teams[&site.city.kcc.team.team];
    let mut form = regie_app::settings::teams::TeamForm::of(&kcc.value);
    form.restricted = true;
    app.change_team(&who, site.city.kcc.team.team, kcc.version, form).await.unwrap();
    let customer = site.journey(id).await.customer;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    for path in [
        format!("/journeys/{id}"),
        format!("/journeys/{id}/agreement"),
        format!("/journeys/{id}/agreements/{agreement}/not-kept"),
        format!("/journeys/{id}/signal"),
    ] {
        assert_eq!(kees.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in ["/work".to_owned(), "/signals".to_owned(), format!("/customers/{customer}")] {
        let page = kees.get(&path).await;
        assert!(!page.text().contains("884213"), "{path}");
    }
    // The team that must hold still is on the journey, and sees what it has to.
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    priya.get("/block-list").await.has("Factuur 884213");
}
