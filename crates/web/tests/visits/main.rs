//! Visits as people book them: the slot book and the blueprint in the settings, the agent's page, the customer's own page.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod colleagues;
mod off;
mod place;
#[path = "../support/mod.rs"]
mod support;

use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use regie_app::settings::organisation::OrganisationForm;
use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_app::settings::visits::VisitPlanForm;
use regie_app::testing::TestApp;
use regie_domain::ids::JourneyId;
use regie_domain::promise::PromiseState;
use regie_domain::visit::VisitState;
use support::{Browser, Page, Site};

/// Tuesday 6 February 2018, 08:00-11:00 in Amsterdam.
const TUESDAY: &str = "2018-02-06T07:00:00Z/2018-02-06T10:00:00Z";
/// The window after it.
const NOON: &str = "2018-02-06T10:00:00Z/2018-02-06T13:00:00Z";

/// Where somebody comes, as a customer's form gives it.
const HOME: (&str, &str) = ("place", "1234 AB 12");

/// A municipality whose technical service comes by: Mo-Fr 08:00-11:00 and 11:00-14:00, so many places.
async fn site(places: &str) -> Site {
    let site = Site::new().await;
    let row = |hours: &str| SlotRowForm {
        hours: hours.into(),
        days: ["mon", "tue", "wed", "thu", "fri"].map(str::to_owned).to_vec(),
        places: places.into(),
        kept_day: "same_day".into(),
        ..SlotRowForm::default()
    };
    let form = SlotBookForm { rows: vec![row("08:00-11:00"), row("11:00-14:00")], ..SlotBookForm::empty() };
    let (city, app) = (&site.city, &site.test.app);
    let team = city.technical.team.team;
    app.change_slot_book(&TestApp::who(&city.people.technical_lead), team, 0, form).await.unwrap();
    let plan = VisitPlanForm { team: team.to_string(), by_customer: true, ball: true, ..VisitPlanForm::default() };
    let version = app.directory().await.unwrap().blueprints[&city.blueprint.id].version;
    app.change_visit_plan(&TestApp::who(&city.people.administrator), city.blueprint.id, version, plan).await.unwrap();
    site.test.clock.set("2018-02-05T14:30:00[Europe/Amsterdam]");
    site
}

async fn begun(site: &Site, email: &str) -> (JourneyId, String) {
    let id = site.begin(email, "Geen water").await;
    (id, site.link(id).await)
}

async fn state(site: &Site, id: JourneyId) -> VisitState {
    site.journey(id).await.visits.values().last().unwrap().state.clone()
}

async fn agent(site: &Site) -> Browser {
    site.signed_in(&site.city.people.kcc_agent).await
}

fn action(page: &Page, ends: &str) -> String {
    let text = page.text();
    let of_visit = |it: &&str| it.contains("/visits/") || it.ends_with("/visit");
    let links = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).filter(of_visit);
    let found = { links }.find(|it| it.ends_with(ends));
    found.unwrap_or_else(|| panic!("no link to …{ends} in\n{text}")).to_owned()
}

#[tokio::test]
async fn a_customer_chooses_moves_and_cancels_without_javascript() {
    let site = site("1").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has("Kies wanneer wij langskomen").has("Dinsdag 6 februari, </span>tussen 08.00 en 11.00 uur").has(TUESDAY);

    let none = anja.submit(&page, &format!("{link}/visit"), &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let page = anja.follow(&sent).await;
    page.has("Wij komen bij u langs")
        .has("Dinsdag 6 februari, tussen 08.00 en 11.00 uur")
        .has("Een andere tijd kiezen");
    page.has("Dat kan tot maandag 5 februari, 17.00 uur.").lacks("Kies wanneer wij langskomen");

    let calendar = anja.get(&format!("{link}/visit.ics")).await;
    assert_eq!(calendar.headers.get(header::CONTENT_TYPE).unwrap(), "text/calendar; charset=utf-8; method=PUBLISH");
    calendar.has("SEQUENCE:0\r\n").has("DTSTART:20180206T070000Z\r\n").lacks("ATTENDEE");

    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", NOON), HOME]).await;
    let page = anja.follow(&sent).await;
    page.has("Uw bezoek is verplaatst.").has("tussen 11.00 en 14.00 uur");
    anja.get(&format!("{link}/visit.ics")).await.has("SEQUENCE:1\r\n").has("DTSTART:20180206T100000Z\r\n");

    let wordless = anja.submit(&page, &format!("{link}/visit/cancel"), &[("why", "other")]).await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = anja.submit(&page, &format!("{link}/visit/cancel"), &[("why", "solved")]).await;
    anja.follow(&sent).await.has("Het bezoek gaat niet door.").has("Kies wanneer wij langskomen");
    assert!(matches!(state(&site, id).await, VisitState::Cancelled { .. }));
    anja.get(&format!("{link}/visit.ics")).await.has("METHOD:CANCEL\r\n").has("SEQUENCE:2\r\n");
}

#[tokio::test]
async fn who_comes_second_reads_which_times_are_left() {
    let site = site("1").await;
    let (_, first) = begun(&site, "anja@example.net").await;
    let (id, second) = begun(&site, "bert@example.net").await;
    let (mut anja, mut bert) = (site.visitor(), site.visitor());
    let page = bert.get(&second).await;
    page.has(TUESDAY);
    let anjas = anja.get(&first).await;
    let sent = anja.submit(&anjas, &format!("{first}/visit"), &[("slot", TUESDAY), HOME]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let late = bert.submit(&page, &format!("{second}/visit"), &[("slot", TUESDAY), HOME]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Deze tijd is net door iemand anders gekozen.").has(NOON).lacks(TUESDAY);
    assert!(site.journey(id).await.visits.is_empty());
}

#[tokio::test]
async fn after_the_hour_of_the_book_only_colleagues_move_it() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let before = anja.follow(&sent).await;
    site.test.clock.set("2018-02-05T17:30:00[Europe/Amsterdam]");
    anja.get(&link).await.has("Zelf een andere tijd kiezen kan niet meer").lacks("Dat kan tot");
    let late = anja.submit(&before, &format!("{link}/visit"), &[("slot", NOON), HOME]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Verplaatsen of afzeggen kan hier niet meer.");

    let mut agent = agent(&site).await;
    let page = agent.get(&format!("/journeys/{id}")).await;
    let path = action(&page, "/move");
    let page = agent.get(&path).await;
    page.has("Wie wil een andere tijd?").has("nog 2 plaatsen");
    let sent = agent
        .submit(
            &page,
            &path,
            &[("slot", NOON), ("wish", "ours"), ("reason", "capacity"), ("text", "Onze monteur is ziek.")],
        )
        .await;
    agent.follow(&sent).await.has("Het bezoek is verplaatst.");
    let journey = site.journey(id).await;
    let (_, visit) = journey.booked_visit().unwrap();
    let promise = &journey.promises[&visit.promise().unwrap()];
    assert_eq!(
        (promise.version, visit.promises.len()),
        (2, 1),
        "ours moves the promise; its first window still judges"
    );
    site.test.drain().await;
    let mails = site.test.mail.to("anja@example.net");
    let mail = mails.iter().find(|mail| mail.subject.starts_with("Een andere tijd voor ons bezoek")).unwrap();
    assert!(
        mail.text
            .contains("Wij zouden bij u langskomen op dinsdag 6 februari, tussen 08.00 en 11.00 uur. Dat lukt niet."),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("Onze monteur is ziek."), "{}", mail.text);
}

#[tokio::test]
async fn the_settings_of_slots_and_visits_say_what_is_wrong_at_its_field() {
    let site = site("2").await;
    let team = site.city.technical.team.team;
    let path = format!("/settings/slots/{team}");
    let mut lead = site.signed_in(&site.city.people.technical_lead).await;
    lead.get("/settings/slots").await.has("Technische dienst").has("2 tijdvakken");
    let page = lead.get(&path).await;
    page.has("\"08:00\"").has("\"11:00\"").has("2 van 2").has("slots-3-hours").lacks("disabled");
    let fields = [
        ("slots-0-hours", "8 uur"),
        ("slots-0-places", "2"),
        ("slots-0-kept-day", "same_day"),
        ("slots-0-days", "mon"),
        ("move-day", "day_before"),
        ("move-at", "17:00"),
        ("notice", "60"),
        ("ahead", "0"),
    ];
    let wrong = lead.submit(&page, &path, &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Schrijf het tijdvak als 08:00-11:00.").has("8 uur");
    let right = [("slots-0-hours", "09:00-12:00"), ("ahead", "7")];
    let fields: Vec<_> =
        fields.into_iter().filter(|(name, _)| !right.iter().any(|(known, _)| known == name)).chain(right).collect();
    let sent = lead.submit(&page, &path, &fields).await;
    lead.follow(&sent).await.has("\"09:00\"").has("\"12:00\"");
    // Another team's book is shown, and locked.
    let kcc = site.city.kcc.team.team;
    lead.get(&format!("/settings/slots/{kcc}")).await.has("disabled");

    let mut administrator = site.signed_in(&site.city.people.administrator).await;
    let plan = format!("/settings/blueprints/{}/visits", site.city.blueprint.id);
    administrator.get(&format!("/settings/blueprints/{}", site.city.blueprint.id)).await.has(&plan);
    let page = administrator.get(&plan).await;
    let wrong = administrator.submit(&page, &plan, &[("team", &kcc.to_string()), ("cost", "veel")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Dit team heeft nog geen tijdvakken.");
    let sent = administrator.submit(&page, &plan, &[("team", "")]).await;
    administrator.follow(&sent).await.has("Wordt er een bezoek gepland?");
    let directory = site.test.app.directory().await.unwrap();
    assert_eq!(directory.blueprint(site.city.blueprint.id).unwrap().visit, None);
}

#[tokio::test]
async fn the_visit_is_a_step_and_no_step_is_under_way_before_something_happened() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    let steps = |page: &Page| {
        let text = page.text();
        text.split("id=\"h-steps\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned()
    };
    assert!(
        !steps(&page).contains("(nog niet klaar)") && !steps(&page).contains("Wij komen bij u langs"),
        "{}",
        steps(&page)
    );
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let booked = steps(&anja.follow(&sent).await);
    assert!(booked.contains("Wij komen bij u langs") && booked.contains("tussen 08.00 en 11.00 uur"), "{booked}");
    assert!(!booked.contains("(nog niet klaar)"), "{booked}");
    site.test.clock.set("2018-02-06T08:05:00[Europe/Amsterdam]");
    let (visit, _) = site.journey(id).await.booked_visit().map(|(id, visit)| (id, visit.clone())).unwrap();
    let people = &site.city.people;
    let arrive =
        |at| regie_domain::command::JourneyCommand::Visit(regie_domain::command::VisitCommand::Arrive { visit, at });
    site.act(&people.technical_agent, id, arrive(None), Vec::new()).await;
    let there = steps(&anja.get(&link).await);
    assert_eq!(there.matches("(nog niet klaar)").count(), 1, "{there}");
    // Whoever is on the road does not call back: the desk does, in its own hours.
    anja.get(&link).await.has("Dan belt Klantcontactcentrum u.");
}

/// A visit on Tuesday that the customer chose: the journey and the customer's page.
async fn chosen(site: &Site) -> (JourneyId, String) {
    let (id, link) = begun(site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    (id, link)
}

async fn until(site: &Site, moment: &str) {
    site.test.run_until(moment.parse::<jiff::Zoned>().unwrap().timestamp()).await;
}
