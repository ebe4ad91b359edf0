//! Keeping people: their records by themselves, and on a journey.

use axum::http::StatusCode;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::testing::TestApp;
use regie_domain::blueprint::Words;
use serde_json::json as body;

use super::support::Site;
use super::{Along, Program, fine, problem};

#[tokio::test]
async fn a_record_is_made_found_corrected_and_begins_a_journey() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let new = body!({
        "name": "Anja de Wit", "email": "anja@example.net", "phone": "06 00 00 00 78", "customerNumber": "K-1001",
        "address": "Dorpsstraat 1\n1234 AB Voorbeeld", "language": "en",
    });
    let along = Along { key: Some("crm-1001"), ..Along::default() };
    let made = program.post_with("/api/v1/customers", &new, &along).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let anja = fine(&made);
    let id = anja["id"].as_str().unwrap().to_owned();
    assert_eq!(made.headers["location"], format!("/api/v1/customers/{id}"));
    assert_eq!(anja["records"][0]["handles"].as_array().unwrap().len(), 4);
    assert_eq!(fine(&program.post_with("/api/v1/customers", &new, &along).await)["id"], id.as_str());
    // Whose an address is can be looked up, and is not taken by somebody else.
    let double = body!({ "name": "Anja Wit", "email": "anja@example.net", "phone": "none" });
    let told = problem(&program.post("/api/v1/customers", &double).await, StatusCode::BAD_REQUEST);
    let mut names: Vec<&str> =
        told["invalidParams"].as_array().unwrap().iter().map(|fault| fault["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["email", "phone"]);
    for question in ["email=anja@example.net", "phone=0600000078", "customerNumber=K-1001"] {
        let found = fine(&program.get(&format!("/api/v1/customers?{question}")).await);
        assert_eq!(found["items"][0]["id"], id.as_str(), "{question}");
    }
    let both = fine(&program.get("/api/v1/customers?email=anja@example.net&customerNumber=K-9").await);
    assert!(both["items"].as_array().unwrap().is_empty());
    problem(&program.get("/api/v1/customers").await, StatusCode::BAD_REQUEST);

    let one = format!("/api/v1/customers/{id}");
    let named = fine(&program.post(&format!("{one}/corrections"), &body!({ "name": "Anja Wit" })).await);
    assert_eq!((&named["records"][0]["name"], &named["records"][0]["language"]), (&body!("Anja Wit"), &body!("en")));
    let second = body!({ "kind": "email", "value": "wit@example.net" });
    let tied = fine(&program.post(&format!("{one}/handles"), &second).await);
    let handles = tied["records"][0]["handles"].as_array().unwrap().clone();
    assert_eq!(handles.len(), 5);
    let moved = body!({ "kind": "address", "value": "Kerkstraat 2\n1234 AB Voorbeeld" });
    let there = fine(&program.post(&format!("{one}/handles"), &moved).await);
    let addresses: Vec<&str> = there["records"][0]["handles"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|handle| handle["kind"] == "address")
        .map(|handle| handle["value"].as_str().unwrap())
        .collect();
    assert_eq!(addresses.len(), 1, "one postal address at a time");
    assert!(addresses[0].starts_with("Kerkstraat 2"));
    // A journey that begins with the record's own id is this person's.
    let new = body!({ "title": "Loodgieter", "text": "Wie betaalt?", "channel": "web", "customerId": id });
    let journey = fine(&program.post("/api/v1/journeys", &new).await);
    assert_eq!(journey["customerId"], id.as_str());
}

#[tokio::test]
async fn what_was_sent_to_an_address_that_is_not_theirs_opens_nothing_and_messages_go_another_way() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let link = site.link(journey).await;
    let mut program = Program::new(&site).await;
    let one = fine(&program.get(&format!("/api/v1/journeys/{journey}")).await);
    let customer = format!("/api/v1/customers/{}", one["customerId"].as_str().unwrap());
    let second = body!({ "kind": "email", "value": "wit@example.net" });
    fine(&program.post(&format!("{customer}/handles"), &second).await);
    let known = fine(&program.get(&customer).await);
    let handles = known["records"][0]["handles"].as_array().unwrap();
    let wrong = handles.iter().find(|handle| handle["value"] == "anja@example.net").unwrap();
    let gone = format!("{customer}/handles/{}/removals", wrong["id"].as_str().unwrap());
    fine(&program.post(&gone, &body!({})).await);
    assert_eq!(site.visitor().get(&link).await.status, StatusCode::GONE);
    let people = fine(&program.get(&format!("/api/v1/journeys/{journey}/participants")).await);
    let reach = people["items"][0]["reach"].clone();
    let left = fine(&program.get(&customer).await)["records"][0]["handles"][0]["id"].clone();
    assert_eq!((&reach["way"], &reach["handleId"]), (&body!("email"), &left));
    problem(&program.post(&gone, &body!({})).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_records_of_one_person_are_joined_and_set_apart_again() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let mut made = Vec::new();
    for email in ["anja@example.net", "wit@example.net"] {
        let answer = fine(&program.post("/api/v1/customers", &body!({ "name": "Anja", "email": email })).await);
        made.push(answer["id"].as_str().unwrap().to_owned());
    }
    let one = format!("/api/v1/customers/{}", made[0]);
    let other = body!({ "otherId": made[1] });
    let joined = fine(&program.post(&format!("{one}/joins"), &other).await);
    assert_eq!(joined["records"].as_array().unwrap().len(), 2);
    let again = program.post(&format!("{one}/joins"), &other).await;
    assert_eq!(problem(&again, StatusCode::CONFLICT)["code"], "already-joined");
    let own = body!({ "otherId": made[0] });
    problem(&program.post(&format!("{one}/joins"), &own).await, StatusCode::BAD_REQUEST);
    let apart = fine(&program.post(&format!("{one}/separations"), &other).await);
    assert_eq!(apart["records"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn how_somebody_wants_to_hear_from_us_is_noted_and_taken_back() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let mut program = Program::new(&site).await;
    let one = fine(&program.get(&format!("/api/v1/journeys/{journey}")).await);
    let path = format!("/api/v1/customers/{}/preferences", one["customerId"].as_str().unwrap());
    assert!(fine(&program.get(&path).await)["way"].is_null());
    let letter = body!({ "said": "phone", "way": "letter" });
    let told = problem(&program.post(&path, &letter).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "address");
    let letter = body!({ "said": "phone", "way": "letter", "address": "Dorpsstraat 1\n1234 AB Voorbeeld" });
    assert_eq!(fine(&program.post(&path, &letter).await)["way"], "letter");
    let people = fine(&program.get(&format!("/api/v1/journeys/{journey}/participants")).await);
    assert_eq!(people["items"][0]["reach"]["way"], "letter");
    let page = body!({ "said": "page", "way": "mail" });
    problem(&program.post(&path, &page).await, StatusCode::BAD_REQUEST);
    let undone = path.replace("preferences", "preference-withdrawals");
    let along = Along { key: Some("undo-1"), ..Along::default() };
    assert!(fine(&program.post_with(&undone, &body!({}), &along).await)["way"].is_null());
    fine(&program.post_with(&undone, &body!({}), &along).await);
    problem(&program.post(&undone, &body!({})).await, StatusCode::CONFLICT);
}

#[tokio::test]
async fn people_of_a_journey_are_added_corrected_and_taken_off() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let mut program = Program::new(&site).await;
    let path = format!("/api/v1/journeys/{journey}/participants");
    let son = body!({ "role": "representative", "name": "Bram", "email": "bram@example.net", "mayAct": true });
    let along = Along { key: Some("son"), ..Along::default() };
    fine(&program.post_with(&path, &son, &along).await);
    fine(&program.post_with(&path, &son, &along).await);
    let people = fine(&program.get(&path).await);
    assert_eq!(people["items"].as_array().unwrap().len(), 2);
    let bram = &people["items"][1];
    assert_eq!((&bram["role"], &bram["name"]), (&body!("representative"), &body!("Bram")));
    let one = format!("{path}/{}", bram["id"].as_str().unwrap());
    let customer = body!({ "role": "customer", "name": "Cor" });
    problem(&program.post(&path, &customer).await, StatusCode::BAD_REQUEST);
    let nobody = problem(&program.post(&path, &body!({ "role": "copied" })).await, StatusCode::BAD_REQUEST);
    assert_eq!(nobody["invalidParams"][0]["name"], "name");

    fine(&program.post(&format!("{one}/handles"), &body!({ "email": "b@example.net", "useIt": true })).await);
    fine(&program.post(&format!("{one}/corrections"), &body!({ "name": "Bram Wit", "language": "en" })).await);
    fine(&program.post(&format!("{one}/known-facts"), &body!({ "kind": "postcode", "value": "1234 AB" })).await);
    fine(&program.post(&format!("{one}/link-revocations"), &body!({})).await);
    let bram = fine(&program.get(&path).await)["items"][1].clone();
    assert_eq!((&bram["name"], &bram["language"]), (&body!("Bram Wit"), &body!("en")));
    assert_eq!(bram["knownFacts"], body!(["postcode"]));
    let used = bram["handles"].as_array().unwrap().iter().find(|it| it["value"] == "b@example.net").unwrap();
    assert_eq!(bram["reach"], body!({ "way": "email", "handleId": used["id"] }));
    let called = body!({ "reach": { "way": "call" } });
    let told = problem(&program.post(&format!("{one}/corrections"), &called).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "reach.way");
    fine(&program.post(&format!("{one}/removals"), &body!({})).await);
    assert_eq!(fine(&program.get(&path).await)["items"].as_array().unwrap().len(), 1);
    problem(&program.post(&format!("{one}/removals"), &body!({})).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_person_who_is_known_through_shielded_journeys_only_is_a_stranger() {
    let site = Site::new().await;
    let admin = TestApp::who(&site.city.people.administrator);
    let form = BlueprintForm {
        name: Words::new("Schuldhulp", "Debt help"),
        director: site.city.technical.team.team.to_string(),
        restricted: true,
        ..BlueprintForm::of(&site.city.blueprint)
    };
    let blueprint = site.test.app.create_blueprint(&admin, form).await.unwrap().to_string();
    let mut own = Program::of(&site, &site.city.technical, &["journeys.read", "journeys.write"], false).await;
    let new = body!({
        "title": "Kanarie", "text": "Kanarie", "channel": "counter", "email": "kanarie@example.net",
        "blueprintId": blueprint,
    });
    let begun = fine(&own.post("/api/v1/journeys", &new).await);
    let one = format!("/api/v1/customers/{}", begun["customerId"].as_str().unwrap());
    let mut stranger = Program::new(&site).await;
    let found = stranger.get("/api/v1/customers?email=kanarie@example.net").await;
    assert_eq!(fine(&found)["items"], body!([]));
    let name = body!({ "name": "Iemand" });
    problem(&stranger.post(&format!("{one}/corrections"), &name).await, StatusCode::NOT_FOUND);
    problem(&stranger.get(&format!("{one}/preferences")).await, StatusCode::NOT_FOUND);
    let at = format!("/api/v1/journeys/{}/participants", begun["id"].as_str().unwrap());
    problem(&stranger.get(&at).await, StatusCode::FORBIDDEN);
    let told = stranger.get("/api/v1/expectations").await;
    assert_eq!((&fine(&told)["items"], &fine(&told)["shielded"]), (&body!([]), &body!(1)));
    fine(&own.post(&format!("{one}/corrections"), &name).await);
    // A record that a team made by itself is known to that team, before it has any journey.
    let own_one = fine(&stranger.post("/api/v1/customers", &body!({ "name": "Bram" })).await);
    let bram = format!("/api/v1/customers/{}", own_one["id"].as_str().unwrap());
    fine(&stranger.get(&bram).await);
    problem(&own.get(&bram).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_journeys_of_one_person_are_joined_and_go_on_by_themselves_again() {
    let site = Site::new().await;
    let first = site.begin("anja@example.net", "Verstopt riool").await;
    let second = site.begin("anja@example.net", "Stank in de straat").await;
    let mut program = Program::new(&site).await;
    let one = format!("/api/v1/journeys/{second}");
    // The field is the one that the document names, and no other.
    let document = fine(&site.visitor().get("/api/v1/openapi.json").await);
    let path = &document["paths"]["/journeys/{journeyId}/joins"]["post"]["requestBody"]["content"];
    let name = path["application/json"]["schema"]["$ref"].as_str().unwrap().trim_start_matches('#').to_owned();
    let fields = document.pointer(&name).unwrap()["required"].clone();
    assert_eq!(fields, body!(["intoId"]));
    let other = program.post(&format!("{one}/joins"), &body!({ "journeyId": first })).await;
    let faults = problem(&other, StatusCode::BAD_REQUEST)["invalidParams"].to_string();
    assert!(faults.contains("\"intoId\"") && faults.contains("\"journeyId\""), "{faults}");
    let goes_on = fine(&program.post(&format!("{one}/joins"), &body!({ "intoId": first })).await);
    assert_eq!(goes_on["id"], body!(first));
    assert_eq!(fine(&program.get(&one).await)["state"], "void");
    let apart = fine(&program.post(&format!("{one}/separations"), &body!({})).await);
    assert_eq!((&apart["journeyId"], &apart["stayedPromiseIds"]), (&body!(second), &body!([])));
    assert_eq!(fine(&program.get(&one).await)["state"], "open");
}

#[tokio::test]
async fn who_may_be_one_person_is_suggested_and_a_member_or_program_says_which() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let mut ids = Vec::new();
    for email in ["anja@example.net", "wit@example.com"] {
        let new = body!({ "name": "Anja de Wit", "email": email, "address": "Dorpsstraat 1\n1234 AB Voorbeeld" });
        let made = program.post("/api/v1/customers", &new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        ids.push(fine(&made)["id"].as_str().unwrap().to_owned());
    }
    let (one, other) = (format!("/api/v1/customers/{}", ids[0]), &ids[1]);
    let asked = format!("{one}/same-person-suggestions");
    let found = fine(&program.get(&asked).await);
    let first = &found["items"][0];
    assert_eq!((&first["otherId"], &first["strength"]), (&body!(other), &body!("weak")), "{found}");
    assert_eq!(first["reasons"], body!(["name_postcode"]));

    // A member sees the same side by side, and says that they are two people.
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = format!("/customers/{}", ids[0]);
    samira.get(&page).await.has("Misschien dezelfde persoon als Anja de Wit.").has(&format!("{page}/same-person"));
    let looked = samira.get(&format!("{page}/same-person")).await;
    looked.has("Zwakke aanwijzing").has("Dezelfde naam en dezelfde postcode").has("wit@example.com");
    let apart = samira.submit(&looked, &format!("{page}/same-person/apart"), &[]).await;
    samira.follow(&apart).await.has("Niet dezelfde, zei iemand").has("Niemand lijkt op deze persoon");
    samira.get(&page).await.lacks("dezelfde persoon als");
    let quiet = fine(&program.get(&asked).await);
    assert_eq!((quiet["items"].as_array().unwrap().len(), &quiet["dismissedIds"]), (0, &body!([other])));

    // That is taken back, said by a program, and taken back again; then they are one, and two again.
    let withdrawn =
        program.post(&format!("{one}/same-person-dismissal-withdrawals"), &body!({ "otherId": other })).await;
    assert!(withdrawn.status.is_success(), "{}", withdrawn.text());
    let said = program.post(&format!("{one}/same-person-dismissals"), &body!({ "otherId": other })).await;
    assert!(said.status.is_success(), "{}", said.text());
    let looked = samira.get(&format!("{page}/same-person")).await;
    let undone = samira.submit(&looked, &format!("{page}/same-person/undo"), &[]).await;
    let looked = samira.follow(&undone).await;
    let joined = samira.submit(&looked, &format!("{page}/same-person/join"), &[]).await;
    let looked = samira.follow(&joined).await;
    looked.lacks("Zwakke aanwijzing");
    let parted = samira.submit(&looked, &format!("{page}/same-person/unjoin"), &[]).await;
    let history = samira.follow(&parted).await;
    history.has("Zwakke aanwijzing").has("Wat er eerder is gezegd").has("Toch iemand anders dan Anja de Wit");
    history.has("Niet dezelfde als Anja de Wit").has("Misschien toch dezelfde als Anja de Wit").has("Samira");
}
