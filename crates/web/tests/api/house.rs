//! The house by programs: teams, blueprints and members, and that no program gives itself or anybody more than it has.

use axum::http::StatusCode;
use serde_json::{Value, json as body};

use super::support::Site;
use super::{Along, Program, fine, problem};

const SETTINGS: [&str; 2] = ["settings.read", "settings.write"];

#[tokio::test]
async fn teams_are_made_changed_and_taken_out_of_use() {
    let site = Site::new().await;
    let mut program = Program::with(&site, &SETTINGS, false).await;
    let new =
        body!({ "name": "Wijkteam", "hours": { "mon": "08:30-12:30, 13:00-17:00", "closedDays": ["2018-04-27"] } });
    let along = Along { key: Some("team-1"), ..Along::default() };
    let made = program.post_with("/api/v1/teams", &new, &along).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let team = fine(&made);
    let one = format!("/api/v1/teams/{}", team["id"].as_str().unwrap());
    assert_eq!(made.headers["location"], one.as_str());
    assert_eq!(team["hours"]["mon"], "08:30-12:30, 13:00-17:00");
    assert_eq!(fine(&program.post_with("/api/v1/teams", &new, &along).await)["id"], team["id"]);
    let told = problem(&program.post("/api/v1/teams", &new).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "name");
    let wrong = body!({ "name": "Buurtteam", "hours": { "tue": "half nine", "closedDays": ["27-04-2018"] } });
    let told = problem(&program.post("/api/v1/teams", &wrong).await, StatusCode::BAD_REQUEST);
    let names: Vec<&str> =
        told["invalidParams"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["hours.tue", "hours.closedDays"]);
    let version = team["version"].clone();
    let renamed = body!({ "version": version, "name": "Wijkteam Noord" });
    let changed = fine(&program.post(&format!("{one}/revisions"), &renamed).await);
    assert_eq!((&changed["name"], &changed["hours"]), (&body!("Wijkteam Noord"), &body!(null)));
    problem(&program.post(&format!("{one}/revisions"), &renamed).await, StatusCode::PRECONDITION_FAILED);
    let shielded = body!({ "version": changed["version"], "name": "Wijkteam Noord", "restricted": true });
    let changed = fine(&program.post(&format!("{one}/revisions"), &shielded).await);
    assert_eq!(changed["restricted"], true);
    // What was shielded stays shielded from who would unshield it.
    let open = body!({ "version": changed["version"], "name": "Wijkteam Noord" });
    let told = problem(&program.post(&format!("{one}/revisions"), &open).await, StatusCode::FORBIDDEN);
    assert_eq!(told["code"], "own-rights");
    let off = body!({ "version": changed["version"], "active": false });
    assert_eq!(fine(&program.post(&format!("{one}/activations"), &off).await)["active"], false);
    let busy = format!("/api/v1/teams/{}/activations", site.city.kcc.team.team);
    site.begin("anja@example.net", "Loodgieter").await;
    let found = site.test.app.directory().await.unwrap().teams[&site.city.kcc.team.team].version;
    let off = body!({ "version": found, "active": false });
    problem(&program.post(&busy, &off).await, StatusCode::BAD_REQUEST);
    let mut reader = Program::with(&site, &["settings.read"], false).await;
    problem(&reader.post("/api/v1/teams", &new).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_blueprint_is_read_changed_and_sent_back() {
    let site = Site::new().await;
    let mut program = Program::with(&site, &SETTINGS, false).await;
    let one = format!("/api/v1/blueprints/{}", site.city.blueprint.id);
    let file = fine(&program.get(&one).await);
    let (mut content, version) = (file["content"].clone(), file["version"].clone());
    // What comes is what can be sent: unchanged it makes no version.
    let same = body!({ "version": version, "content": content });
    let after = fine(&program.post(&format!("{one}/revisions"), &same).await);
    assert_eq!((&after["blueprintVersion"], &after["content"]), (&file["blueprintVersion"], &content));
    content["spans"]["silence"] = body!("2d");
    content["restricted"] = body!(true);
    let changed = body!({ "version": after["version"], "content": content });
    let after = fine(&program.post(&format!("{one}/revisions"), &changed).await);
    assert_eq!(after["content"]["spans"]["silence"], "2d");
    content["restricted"] = body!(false);
    content["spans"]["firstAnswer"] = body!("soon");
    content["stages"][0]["name"] = body!({ "nl": "Gemeld" });
    let wrong = body!({ "version": after["version"], "content": content });
    let told = problem(&program.post(&format!("{one}/revisions"), &wrong).await, StatusCode::BAD_REQUEST);
    let names: Vec<&str> =
        told["invalidParams"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["content.spans.firstAnswer", "content.stages.0.name.en"]);
    content["spans"]["firstAnswer"] = file["content"]["spans"]["firstAnswer"].clone();
    content["stages"] = file["content"]["stages"].clone();
    let open = body!({ "version": after["version"], "content": content });
    let told = problem(&program.post(&format!("{one}/revisions"), &open).await, StatusCode::FORBIDDEN);
    assert_eq!(told["code"], "own-rights");
    content["name"] = body!({ "nl": "Wateroverlast", "en": "Flooding" });
    let along = Along { key: Some("blueprint-1"), ..Along::default() };
    let made = program.post_with("/api/v1/blueprints", &content, &along).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let again = program.post_with("/api/v1/blueprints", &content, &along).await;
    assert_eq!(fine(&again)["id"], fine(&made)["id"]);
    let listed = fine(&program.get("/api/v1/blueprints").await);
    assert_eq!(listed["items"].as_array().unwrap().iter().filter(|it| it["name"]["en"] == "Flooding").count(), 1);
}

fn member(site: &Site, email: &str) -> Value {
    body!({ "name": "Noor", "email": email, "language": "nl", "teamIds": [site.city.kcc.team.team], "invite": true })
}

#[tokio::test]
async fn a_program_of_the_personnel_department_keeps_members() {
    let site = Site::new().await;
    let mut program = Program::with(&site, &["members.write"], false).await;
    let along = Along { key: Some("noor"), ..Along::default() };
    let new = member(&site, "noor@example.org");
    let made = program.post_with("/api/v1/members", &new, &along).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let noor = fine(&made);
    assert_eq!(noor["seats"], body!([{ "teamId": site.city.kcc.team.team, "role": "agent" }]));
    assert_eq!(fine(&program.post_with("/api/v1/members", &new, &along).await)["id"], noor["id"]);
    let one = format!("/api/v1/members/{}", noor["id"].as_str().unwrap());
    let married = body!({
        "version": noor["version"], "name": "Noor Wit", "email": "wit@example.org", "language": "en",
        "teamIds": [site.city.kcc.team.team],
    });
    let changed = fine(&program.post(&format!("{one}/revisions"), &married).await);
    assert_eq!((&changed["name"], &changed["email"]), (&body!("Noor Wit"), &body!("wit@example.org")));
    fine(&program.post(&format!("{one}/invitations"), &body!({})).await);
    let gone = body!({ "version": changed["version"], "active": false });
    assert_eq!(fine(&program.post(&format!("{one}/activations"), &gone).await)["active"], false);
}

#[tokio::test]
async fn no_program_gives_anybody_more_than_it_has() {
    let site = Site::new().await;
    let mut program = Program::with(&site, &["members.write", "settings.write"], false).await;
    let rights =
        |answer: &super::support::Page| assert_eq!(problem(answer, StatusCode::FORBIDDEN)["code"], "own-rights");
    // A seat in a team that it does not act for.
    let mut new = member(&site, "noor@example.org");
    new["teamIds"] = body!([site.city.technical.team.team]);
    rights(&program.post("/api/v1/members", &new).await);
    // The account of somebody who may more: another address would open it.
    for person in [&site.city.people.administrator, &site.city.people.kcc_lead, &site.city.people.technical_agent] {
        let one = format!("/api/v1/members/{}", person.id);
        let version = fine(&program.get(&one).await)["version"].clone();
        let taken = body!({
            "version": version, "name": person.name, "email": "mine@example.org", "language": "nl",
            "teamIds": [site.city.kcc.team.team],
        });
        rights(&program.post(&format!("{one}/revisions"), &taken).await);
        rights(&program.post(&format!("{one}/invitations"), &body!({})).await);
    }
    // To close an account is to take, not to give; to open it again is to give.
    let one = format!("/api/v1/members/{}", site.city.people.technical_agent.id);
    let version = fine(&program.get(&one).await)["version"].clone();
    let closed = body!({ "version": version, "active": false });
    let after = fine(&program.post(&format!("{one}/activations"), &closed).await);
    let opened = body!({ "version": after["version"], "active": true });
    rights(&program.post(&format!("{one}/activations"), &opened).await);
    // There is no address at which it could change programs, roles or mandates; unknown fields are refused.
    let mut more = member(&site, "noor@example.org");
    more["roles"] = body!(["administrator"]);
    problem(&program.post("/api/v1/members", &more).await, StatusCode::BAD_REQUEST);
    let mut reader = Program::with(&site, &["settings.read", "settings.write"], false).await;
    problem(&reader.get(&one).await, StatusCode::FORBIDDEN);
}
