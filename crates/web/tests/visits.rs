//! Visits as people book them: the slot book and the blueprint in the settings, the agent's page, the customer's own page.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

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
async fn an_agent_plans_and_the_team_that_comes_narrows_arrives_and_finishes_with_the_outcome() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut agent = agent(&site).await;
    let page = agent.get(&format!("/journeys/{id}")).await;
    let path = action(&page, "/visit");
    let page = agent.get(&path).await;
    page.has("Bezoek plannen").has("nog 2 plaatsen");
    let wrong = agent.submit(&page, &path, &[]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = agent.submit(&page, &path, &[("slot", TUESDAY), ("note", "Kraan zit in de kelder.")]).await;
    let page = agent.follow(&sent).await;
    page.has("Het bezoek is afgesproken.").has("afgesproken").has("Technische dienst").has("Kraan zit in de kelder.");
    // The promise of a visit is not kept or moved by itself.
    let promise = site.journey(id).await.booked_visit().unwrap().1.promise().unwrap();
    page.lacks(&format!("/promises/{promise}/fulfil"));

    site.test.clock.set("2018-02-06T07:30:00[Europe/Amsterdam]");
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let page = technician.get(&format!("/journeys/{id}")).await;
    let narrow = action(&page, "/narrow");
    let form = technician.get(&narrow).await;
    let outside = technician.submit(&form, &narrow, &[("from", "10:45"), ("until", "11:15")]).await;
    assert_eq!(outside.status, StatusCode::CONFLICT);
    outside.has("Dat valt buiten de afspraak");
    let sent = technician.submit(&form, &narrow, &[("from", "08:00"), ("until", "08:30")]).await;
    technician.follow(&sent).await.has("De inwoner weet nu hoe laat jullie komen.").has("tussen 08.00 en 08.30 uur");
    let mut anja = site.visitor();
    anja.get(&link)
        .await
        .has("Dinsdag 6 februari, tussen 08.00 en 08.30 uur")
        .has("Afgesproken was: dinsdag 6 februari, tussen 08.00 en 11.00 uur.");

    site.test.clock.set("2018-02-06T08:05:00[Europe/Amsterdam]");
    let arrived = action(&page, "/arrived");
    let form = technician.get(&arrived).await;
    let sent = technician.submit(&form, &arrived, &[("at", "2018-02-06T08:05")]).await;
    let page = technician.follow(&sent).await;
    page.has("Genoteerd: jullie zijn er.").has("bezig");
    anja.get(&link).await.has("Wij zijn bij u aan het werk");

    // Said by mistake, it is taken back, and said again when it is so.
    let undo = action(&page, "/not-there");
    let form = technician.get(&undo).await;
    let sent = technician.submit(&form, &undo, &[]).await;
    let page = technician.follow(&sent).await;
    page.has("Teruggedraaid. Het bezoek staat weer open.").has("was er toch nog niet");
    anja.get(&link).await.lacks("Wij zijn bij u aan het werk").has("Wij komen bij u langs");
    site.test.clock.set("2018-02-06T08:10:00[Europe/Amsterdam]");
    let arrived = action(&page, "/arrived");
    let form = technician.get(&arrived).await;
    technician.submit(&form, &arrived, &[("at", "2018-02-06T08:10")]).await;
    anja.get(&link).await.has("Wij zijn bij u aan het werk");

    site.test.clock.set("2018-02-06T11:05:00[Europe/Amsterdam]");
    let done = action(&page, "/done");
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let form = technician.get(&done).await;
    let fields = [("at", "2018-02-06T11:05"), ("right", "no"), ("text", "Ventiel vervangen.")];
    let unsaid = technician.submit(&form, &done, &fields).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsaid.has("Zeg wat er ontbrak");
    let fields = [
        ("at", "2018-02-06T11:05"),
        ("right", "yes"),
        ("text", "Ventiel vervangen."),
        ("tell", "yes"),
        ("outcome", "Beste Anja de Wit,\n\nHet water loopt weer."),
    ];
    let sent = technician.submit(&form, &done, &fields).await;
    technician.follow(&sent).await.has("Het bezoek is afgerond.").has("in één keer goed");
    anja.get(&link).await.has("Het water loopt weer.").has("/solved");
    let journey = site.journey(id).await;
    assert!(journey.proposal.is_some());
    assert_eq!(journey.ball.holder.team(), Some(site.city.kcc.team));
    regie_domain::invariants::check(&journey).unwrap();
}

#[tokio::test]
async fn nobody_home_lets_the_customer_choose_again() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    site.test.run_until("2018-02-06T09:10:00[Europe/Amsterdam]".parse::<jiff::Zoned>().unwrap().timestamp()).await;
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let path = action(&technician.get(&format!("/journeys/{id}")).await, "/not-home");
    let form = technician.get(&path).await;
    let sent = technician.submit(&form, &path, &[("at", "2018-02-06T09:10"), ("text", "Kaartje achtergelaten.")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let mail = site.test.mail.last_to("anja@example.net");
    assert!(mail.text.contains("Er deed niemand open."), "{}", mail.text);
    assert!(mail.files.is_empty(), "what is past needs no entry");
    anja.get(&link).await.has("Kies wanneer wij langskomen");
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

#[tokio::test]
async fn before_the_day_of_a_visit_nobody_came_and_nobody_finished_it() {
    let site = site("2").await;
    let (id, link) = chosen(&site).await;
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let page = technician.get(&format!("/journeys/{id}")).await;
    let moves = action(&page, "/move");
    for later in ["/arrived", "/done", "/narrow", "/not-home"] {
        page.lacks(&moves.replace("/move", later));
    }
    // From a page that was open already, or by its address.
    let tries: [(&str, &[(&str, &str)]); 3] = [
        ("/arrived", &[("at", "2018-02-05T14:30")]),
        ("/narrow", &[("from", "08:00"), ("until", "08:30")]),
        ("/done", &[("arrived", "2018-02-05T14:00"), ("at", "2018-02-05T14:30"), ("right", "yes"), ("text", "Klaar.")]),
    ];
    for (doing, fields) in tries {
        let path = moves.replace("/move", doing);
        let form = technician.get(&path).await;
        let refused = technician.submit(&form, &path, fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{doing}");
        refused.has("Dat kan pas op de dag van het bezoek.").has("dinsdag 6 februari");
    }
    site.visitor().get(&link).await.lacks("Wij zijn bij u aan het werk").has("Een andere tijd kiezen");
}

#[tokio::test]
async fn nothing_is_chosen_beforehand_about_why_a_visit_moves() {
    let site = site("2").await;
    let (id, _) = chosen(&site).await;
    let mut agent = agent(&site).await;
    let path = action(&agent.get(&format!("/journeys/{id}")).await, "/move");
    let form = agent.get(&path).await;
    form.lacks(" checked").lacks("<option value=\"customer\"");
    let text = form.text();
    assert!(text.find("name=\"wish\"").unwrap() < text.find("name=\"slot\"").unwrap(), "who asks comes first");
    let unsaid = agent.submit(&form, &path, &[("slot", NOON)]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unsaid = agent.submit(&form, &path, &[("slot", NOON), ("wish", "ours")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let promise = site.journey(id).await.booked_visit().unwrap().1.promise().unwrap();
    let sent = agent.submit(&form, &path, &[("slot", NOON), ("wish", "customer")]).await;
    agent.follow(&sent).await.has("Andere tijd gekozen").lacks("Losgelaten");
    assert!(matches!(site.journey(id).await.promises[&promise].state, PromiseState::Released { .. }));
}

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

/// Lets messages wait for ten seconds.
async fn with_undo(site: &Site) {
    let (app, admin) = (&site.test.app, TestApp::who(&site.city.people.administrator));
    let found = app.directory().await.unwrap().organisation.clone().unwrap();
    let form = OrganisationForm { undo: "10".into(), ..OrganisationForm::of(&found.value) };
    app.change_organisation(&admin, found.version, form).await.unwrap();
}

fn undo(page: &Page) -> String {
    page.has("Wordt verstuurd over");
    page.text().split("/undo\"").next().unwrap().rsplit("action=\"").next().unwrap().to_owned() + "/undo"
}

#[tokio::test]
async fn a_visit_that_moves_can_be_taken_back_for_ten_seconds() {
    let site = site("2").await;
    let (id, _) = chosen(&site).await;
    with_undo(&site).await;
    let mut agent = agent(&site).await;
    let before = site.journey(id).await;
    let path = action(&agent.get(&format!("/journeys/{id}")).await, "/move");
    let moved = [("slot", NOON), ("wish", "ours"), ("reason", "capacity"), ("text", "Onze monteur is ziek.")];
    let form = agent.get(&path).await;
    let sent = agent.submit(&form, &path, &moved).await;
    let page = agent.follow(&sent).await;
    assert_eq!(site.journey(id).await, before, "nothing of it stands in the journal");
    let back = agent.submit(&page, &undo(&page), &[]).await;
    agent.follow(&back).await.has("Teruggehaald.").has("Onze monteur is ziek.");
    let form = agent.get(&path).await;
    let sent = agent.submit(&form, &path, &moved).await;
    agent.follow(&sent).await;
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    assert_eq!(site.journey(id).await.booked_visit().unwrap().1.sequence, 1);

    // So can when exactly somebody comes; not in the seconds in which half of the promise's time passes, at 10.00 and a bit.
    until(&site, "2018-02-06T10:01:00[Europe/Amsterdam]").await;
    let mut technician = site.signed_in(&site.city.people.technical_agent).await;
    let path = action(&technician.get(&format!("/journeys/{id}")).await, "/narrow");
    let form = technician.get(&path).await;
    let sent = technician.submit(&form, &path, &[("from", "11:00"), ("until", "11:30")]).await;
    let page = technician.follow(&sent).await;
    let back = technician.submit(&page, &undo(&page), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    site.test.clock.advance(SignedDuration::from_secs(10));
    site.test.drain().await;
    assert_eq!(site.journey(id).await.booked_visit().unwrap().1.narrowed, None);
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

/// The calendar entry of the newest mail to somebody.
fn entry(site: &Site, to: &str) -> String {
    let mail = site.test.mail.last_to(to);
    let file = mail.files.iter().find(|file| file.media_type.starts_with("text/calendar")).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap().replace("\r\n ", "")
}

#[tokio::test]
async fn where_we_come_is_asked_once_where_nobody_knows_it() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has("Uw adres").has("name=\"place\"");
    for place in ["", "thuis"] {
        let wrong = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), ("place", place)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.has("Vul uw postcode en huisnummer in").has(&format!("value=\"{TUESDAY}\" checked"));
    }
    assert!(site.journey(id).await.visits.is_empty());
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY), HOME]).await;
    let page = anja.follow(&sent).await;
    page.has("Een andere tijd kiezen").lacks("name=\"place\"");
    site.test.drain().await;
    assert!(entry(&site, "anja@example.net").contains("LOCATION:1234 AB 12\r\n"));
    let mut agent = agent(&site).await;
    agent.get(&format!("/journeys/{id}")).await.has("1234 AB 12");
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", NOON)]).await;
    anja.follow(&sent).await.has("Uw bezoek is verplaatst.");
    site.test.drain().await;
    assert!(entry(&site, "anja@example.net").contains("LOCATION:1234 AB 12\r\n"));
}

#[tokio::test]
async fn a_visit_that_an_agent_booked_without_an_address_asks_for_it_when_it_moves() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut agent = agent(&site).await;
    let path = format!("/journeys/{id}/visit");
    let form = agent.get(&path).await;
    form.has("Waar komen jullie langs?");
    agent.submit(&form, &path, &[("slot", TUESDAY)]).await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has("name=\"place\"");
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", NOON)]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", NOON), HOME]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let journey = site.journey(id).await;
    assert!(journey.booked_visit().unwrap().1.place.is_some());
    let move_page = agent.get(&format!("/journeys/{id}")).await;
    agent.get(&action(&move_page, "/move")).await.lacks("name=\"place\"");
}

#[tokio::test]
async fn an_address_that_was_given_elsewhere_is_not_asked_again_and_stands_in_the_calendar() {
    let site = site("2").await;
    let (id, link) = begun(&site, "anja@example.net").await;
    let mut agent = agent(&site).await;
    let person = format!("/journeys/{id}/people/{}", site.customer(id).await);
    let shown = agent.get(&person).await;
    let kept = agent
        .submit(&shown, &format!("{person}/address"), &[("address", "Voorbeeldlaan 1\n1234 AB Voorbeeldstad")])
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    page.has(TUESDAY).lacks("name=\"place\"");
    let sent = anja.submit(&page, &format!("{link}/visit"), &[("slot", TUESDAY)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let wanted = "LOCATION:Voorbeeldlaan 1\\, 1234 AB  VOORBEELDSTAD\r\n";
    let mailed = entry(&site, "anja@example.net");
    assert!(mailed.contains(wanted), "{mailed}");
    anja.get(&format!("{link}/visit.ics")).await.has(wanted);
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
