//! The way of a blueprint, drawn before it is saved; and how journeys of it went.

use axum::http::StatusCode;
use regie_domain::codes::{Channel, CloseHow, Direction, Outcome};
use regie_domain::command::JourneyCommand;

use crate::support::Site;

#[tokio::test]
async fn the_way_is_drawn_from_what_is_typed_before_it_is_saved() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/blueprints/{}", site.city.blueprint.id);
    let page = admin.get(&path).await;
    page.has("Zo loopt het").has("<ol class=\"waypicture\">").has("Uw gegevens").has("lanes3");
    page.has("Uitkomst beloofd binnen: 10 werkdagen").has("Eerste antwoord beloofd binnen: dezelfde dag");
    page.has("De inwoner krijgt: wie er nu aan werkt").has("Hoogstens zo lang zonder bericht: 3 werkdagen");
    page.has("Dat is langer dan de 10 werkdagen die beloofd zijn.").lacks(" style=\"");

    let typed = [
        ("name-nl", "Lantaarn"),
        ("kind", "report"),
        ("result", "20d"),
        ("silence", "5d"),
        ("first-answer", "straks"),
        ("stages-0-nl", "Lantaarn gemeld"),
        ("stages-0-when", "opened"),
        ("stages-0-expected", "1d"),
        ("stages-1-nl", "Lantaarn gemaakt"),
        ("stages-1-when", "leg_done"),
        ("stages-1-expected", "4d"),
        ("stages-2-nl", ""),
        ("tell-receipt-nl", "Blijf weg van losse draden."),
        ("do", "preview"),
    ];
    for at in [path.as_str(), "/settings/blueprints/new"] {
        let page = admin.get(at).await;
        let shown = admin.submit(&page, at, &typed).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
        shown.has("Lantaarn gemeld").has("Lantaarn gemaakt").has("klaar als: de eerste deelopdracht is klaar");
        shown.has("verwacht: 4 werkdagen").has("duren samen naar verwachting 5 werkdagen. Beloofd is 20 werkdagen.");
        shown.has("met jullie eigen zin").has("Eerste antwoord beloofd binnen: De tijd is nog niet te lezen.");
        shown.lacks("Uw gegevens");
    }
    let directory = site.test.app.directory().await.unwrap();
    assert_eq!(directory.blueprints.len(), 1, "nothing was saved");
    assert_eq!(directory.blueprints[&site.city.blueprint.id].value.len(), 1);
}

#[tokio::test]
async fn visits_stand_in_it_with_their_windows() {
    let site = Site::new().await;
    let admin = regie_app::testing::TestApp::who(&site.city.people.administrator);
    let team = site.city.technical.team.team;
    site.test.app.change_slot_book(&admin, team, 0, regie_app::settings::fibre::slot_book()).await.unwrap();
    let plan = regie_app::settings::visits::VisitPlanForm {
        team: team.to_string(),
        by_customer: true,
        ..regie_app::settings::visits::VisitPlanForm::default()
    };
    site.test.app.change_visit_plan(&admin, site.city.blueprint.id, 1, plan).await.unwrap();
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/blueprints/{}", site.city.blueprint.id);
    let page = admin.get(&path).await;
    page.has("Bezoek van Technische dienst")
        .has("plekken")
        .has("kiest zelf een tijdvak")
        .has("08.00–11.00")
        .has("lanes4");
}

#[tokio::test]
async fn a_journey_says_how_it_went_and_few_of_them_say_nothing_together() {
    let site = Site::new().await;
    let agent = site.city.people.kcc_agent.clone();
    // Who administers the house reads no journeys, and no figures of them.
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let mut fenna = site.signed_in(&site.city.people.kcc_lead).await;
    let path = format!("/settings/blueprints/{}", site.city.blueprint.id);
    admin.get(&path).await.lacks("Zo verliepen de laatste");
    for number in 0..5 {
        let id = site.begin(&format!("r{number}@r{number}.example.net"), "Vraag").await;
        let mut samira = site.signed_in(&agent).await;
        samira
            .get(&format!("/journeys/{id}"))
            .await
            .has("Hoe deze reis verloopt")
            .has("2 keer: 1 van de inwoner, 1 van ons");
        let contact = regie_domain::event::ContactFacts::said(
            site.test.app.ports.id(),
            Direction::Out,
            Channel::Email,
            site.test.app.ports.id(),
        );
        let text = regie_app::content::Text::plain(
            contact.text,
            regie_app::content::ContentKind::Text,
            "Wij hebben betaald.",
            Some(id),
        );
        let told = JourneyCommand::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        site.act(&agent, id, told, vec![text]).await;
        site.test.drain().await;
        if number < 4 {
            site.act(&agent, id, JourneyCommand::ConfirmSolved {}, Vec::new()).await;
        } else {
            site.act(&agent, id, JourneyCommand::Close { how: CloseHow::Withdrawn }, Vec::new()).await;
        }
        let page = samira.get(&format!("/journeys/{id}")).await;
        page.has("Hoe deze reis verliep").has("3 keer: 1 van de inwoner, 2 van ons");
        let few = fenna.get(&path).await;
        if number < 4 {
            few.has("Er zijn er nog te weinig om iets over te zeggen.").lacks("Contact per klantreis");
        } else {
            few.has("Contact per klantreis").has("3,0").has("10 van 15, dat is 67%").has("4 van 5, dat is 80%");
            few.has("0 van 5, dat is 0%");
        }
    }
}
