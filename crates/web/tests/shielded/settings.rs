//! Teams that are restricted, and what the settings show.

use axum::http::StatusCode;
use regie_app::AppError;
use regie_app::settings::teams::TeamForm;
use regie_app::testing::TestApp;
use regie_domain::codes::DeclineReason;
use regie_domain::ids::TeamId;

use crate::support::Site;
use crate::{CANARY, Scene, begin, offer};

async fn restrict(site: &Site, team: TeamId, restricted: bool) {
    let directory = site.test.app.directory().await.unwrap();
    let found = &directory.teams[&team];
    let form = TeamForm { restricted, ..TeamForm::of(&found.value) };
    let admin = TestApp::who(&site.city.people.administrator);
    site.test.app.change_team(&admin, team, found.version, form).await.unwrap();
}

#[tokio::test]
async fn what_a_restricted_team_works_on_is_closed_to_those_who_are_not_on_it() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let id = site.begin("bram@example.net", "Lantaarn").await;
    let page = format!("/journeys/{id}");
    restrict(site, site.city.claims.team.team, true).await;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut noor = site.signed_in(&site.city.people.claims_agent).await;
    kees.get(&page).await.has("Lantaarn");
    let handover = offer(site, id, site.city.claims.team).await;
    assert_eq!(kees.get(&page).await.status, StatusCode::FORBIDDEN);
    kees.get("/journeys").await.has("1 afgeschermde zaak").lacks("Lantaarn");
    samira.get(&page).await.has("Lantaarn");
    // Who gets the offer sees what it is about; who declines it is on it no more, and is not left on a closed door.
    let offered = format!("{page}/handovers/{handover}");
    noor.get(&offered).await.has("kanarie waarom");
    let form = noor.get(&format!("{offered}/decline")).await;
    assert_eq!(form.status, StatusCode::OK);
    let ground = DeclineReason::ALL[0].code();
    let answer =
        noor.submit(&form, &format!("{offered}/decline"), &[("ground", ground), ("text", "Niet van ons")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(noor.follow(&answer).await.status, StatusCode::OK);
    kees.get(&page).await.has("Lantaarn");
    // The lead of a team does not lift what the administrator closed.
    let form = TeamForm::of(site.test.app.directory().await.unwrap().team(site.city.claims.team.team).unwrap());
    let lead = TestApp::who(&site.city.people.claims_lead);
    let open = TeamForm { restricted: false, ..form };
    let changed = site.test.app.change_team(&lead, site.city.claims.team.team, 2, open).await;
    assert!(matches!(changed, Err(AppError::Denied("role"))));
}

#[tokio::test]
async fn the_settings_page_of_held_mail_names_no_shielded_journey() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let admin = TestApp::who(&site.city.people.administrator);
    let version = site.test.app.directory().await.unwrap().organisation.as_ref().unwrap().version;
    let paused = regie_domain::directory::Outgoing::Paused;
    site.test.app.switch_outgoing(&admin, version, paused).await.unwrap();
    begin(site, &site.city.people.technical_agent, scene.blueprint).await;
    site.begin("bram@example.net", "Lantaarn").await;
    for member in [&site.city.people.kcc_lead, &site.city.people.auditor, &site.city.people.administrator] {
        let mut browser = site.signed_in(member).await;
        for page in ["/settings/outgoing", "/settings/outgoing/live"] {
            let page = browser.get(page).await;
            assert!(!page.text().contains(CANARY), "{}\n{}", member.name, page.text());
        }
    }
    let mut browser = site.signed_in(&site.city.people.kcc_lead).await;
    browser.get("/settings/outgoing").await.has("bram@example.net");
}

#[tokio::test]
async fn the_settings_say_what_is_closed() {
    let scene = Scene::new().await;
    let site = &scene.site;
    let mut browser = site.signed_in(&site.city.people.administrator).await;
    let path = format!("/settings/blueprints/{}", scene.blueprint);
    let page = browser.get(&path).await;
    page.has("Afgeschermd: alleen teams die eraan werken zien deze klantreizen");
    let team = format!("/settings/teams/{}", site.city.claims.team.team);
    let page = browser.get(&team).await;
    let saved = browser.submit(&page, &team, &[("name", "Schadeafhandeling"), ("restricted", "on")]).await;
    browser.follow(&saved).await.has("Afgeschermd");
    let directory = site.test.app.directory().await.unwrap();
    assert!(directory.team(site.city.claims.team.team).unwrap().restricted);
    assert!(directory.team(site.city.claims.team.team).unwrap().hours.is_some());
}
