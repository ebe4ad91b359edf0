//! The systems that are held: their settings, their block list, and the team that has them.

use regie_app::settings::teams::TeamForm;

use super::*;

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
    file.has("\"Facturatie\",\"Factuur 884213\",\"Niet innen\"").lacks("Anja").lacks("Tot iemand hem opheft");

    let hold = *site.journey(id).await.holds.keys().next().unwrap();
    let tick = format!("/block-list/{hold}/done");
    let denied = samira.get("/block-list").await;
    denied.lacks("884213");
    let late = priya.submit(&page, &tick, &[("on", "2018-02-20")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Nobody did it before it was asked for.
    let early = priya.submit(&page, &tick, &[("on", "2018-02-05")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    early.has("Deze datum ligt voor de blokkade");
    assert!(site.journey(id).await.holds.values().all(|hold| hold.acknowledged.is_none()));
    let sent = priya.submit(&page, &tick, &[("on", "2018-02-06")]).await;
    priya.follow(&sent).await.has("Vastgelegd.").has("Er is niets te doen in dit systeem.");
    priya.get("/block-list?tab=all").await.has("Factuur 884213").has("Gedaan");
    samira.get(&format!("/journeys/{id}")).await.has("Afgevinkt voor Facturatie").has("Alles bevestigd");

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

/// A team of ours that nobody is in.
async fn nobodys(site: &Site) -> regie_domain::actor::TeamRef {
    let app = &site.test.app;
    let admin = TestApp::who(&site.city.people.administrator);
    let form = TeamForm { name: "Debiteuren".into(), hours: None, restricted: false };
    let id = app.create_team(&admin, form).await.unwrap();
    app.directory().await.unwrap().team_ref(id).unwrap()
}

#[tokio::test]
async fn a_system_of_a_team_of_nobody_is_said_to_be_so_and_its_urgent_question_goes_to_who_is_there() {
    let (site, system) = site().await;
    let empty = nobodys(&site).await;
    let mut tom = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/systems/{system}");
    let page = tom.get(&path).await;
    page.lacks("In Debiteuren zit nog niemand");
    let owner = empty.team.to_string();
    let fields = [("name", "Facturatie"), ("code", "billing"), ("owner", owner.as_str()), ("active", "yes")];
    let sent = tom.submit(&page, &path, &fields).await;
    tom.follow(&sent).await.has("In Debiteuren zit nog niemand");

    // Said where it is agreed, and in the list of whom the work can go to.
    let id = site.begin("anja@example.net", "Dubbele factuur").await;
    let make = format!("/journeys/{id}/agreement");
    let mut samira = agent(&site).await;
    let page = samira.get(&make).await;
    page.has("Facturatie is van Debiteuren, maar in dat team zit niemand")
        .has("Debiteuren (Let op: in dit team zit niemand)");
    let sent = samira.submit(&page, &make, &borrowed(&super::fields(&site, system, "34,50"))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let agreement = *site.journey(id).await.agreements.keys().next().unwrap();

    // The work was offered to claims, where people are: they get the urgent question.
    let path = format!("/journeys/{id}/agreements/{agreement}/not-kept");
    let page = samira.get(&path).await;
    let sent = samira.submit(&page, &path, &[("what", "letter"), ("dated", "2018-02-06"), ("text", "")]).await;
    samira
        .follow(&sent)
        .await
        .has("Facturatie is van Debiteuren, maar in dat team zit niemand. Daarom is de spoedvraag voor");
    let journey = site.journey(id).await;
    let breach = journey.breaches.values().next().unwrap();
    assert_eq!((breach.owner, breach.unreached), (site.city.claims.team, Some(empty)));
    assert_eq!(journey.handovers[&breach.handover.unwrap()].to, site.city.claims.team);
    // Whoever leads hears that nobody is there; who only works there reads what to put right.
    let nobody = "De spoedvraag is voor Debiteuren, maar in dat team zit niemand.";
    let mut joost = site.signed_in(&site.city.people.kcc_lead).await;
    joost.get("/work").await.has(nobody);
    samira.get("/work").await.lacks(nobody);
}
