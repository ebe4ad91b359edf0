//! Agreements as people make them: in one form, within the mandate and over it, not kept to, on the block list, in the
//! settings, and as the customer reads them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod kept;
mod signals;
#[path = "../support/mod.rs"]
mod support;
mod systems;

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
    site.visitor().get(&link).await.has("Wat wij nog voor u bekijken").lacks("Wat wij met u hebben afgesproken");

    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    lead.get("/work").await.has("Een collega stelt een afspraak voor van €\u{a0}120,00. Beslis.");
    let page = lead.get(&format!("/journeys/{id}")).await.text();
    let approve = action(&page, "/approve").to_owned();
    let page = lead.get(&approve).await;
    page.has(SAID).has("Factuur 884213 · Facturatie").has("U hoeft deze factuur niet te betalen.");
    let sent = lead.submit(&page, &approve, &[("promise_by", "2018-02-15T17:00")]).await;
    let page = lead.follow(&sent).await;
    page.has("De afspraak geldt nu.").has("Goedgekeurd door Joost Vermeer");
    page.has("Samira Haddou maakte een afspraak").lacks("Joost Vermeer maakte een afspraak");
    site.visitor().get(&link).await.has("Wat wij met u hebben afgesproken");
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
    site.signed_in(&people.kcc_agent)
        .await
        .get("/work")
        .await
        .has("De teamleider van Klantcontactcentrum weet dit.")
        .lacks("als teamleider");
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
