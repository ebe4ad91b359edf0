//! Files that go along, and reading them again; contacts that go to another journey.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json as body};

use super::support::Site;
use super::{Along, Program, fine, problem};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n0000";

fn file(name: &str, bytes: &[u8]) -> Value {
    body!({ "name": name, "content": STANDARD.encode(bytes) })
}

#[tokio::test]
async fn files_go_along_and_come_back_as_they_were() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let new = body!({
        "title": "Put", "text": "Zie de foto.", "channel": "web", "email": "anja@example.net",
        "files": [file("put.png", PNG)],
    });
    let journey = fine(&program.post("/api/v1/journeys", &new).await);
    let one = format!("/api/v1/journeys/{}", journey["id"].as_str().unwrap());
    let said = body!({ "channel": "email", "text": "En deze.", "files": [file("brief.pdf", b"%PDF-1.4 x")] });
    fine(&program.post(&format!("{one}/contacts"), &said).await);
    let ours = body!({ "text": "U krijgt hierbij de tekening.", "files": [file("tekening.docx", b"PK\x03\x04 x")] });
    fine(&program.post(&format!("{one}/messages"), &ours).await);
    let contacts = fine(&program.get(&format!("{one}/contacts")).await);
    let files: Vec<&Value> =
        contacts["items"].as_array().unwrap().iter().flat_map(|it| it["files"].as_array().unwrap()).collect();
    assert_eq!(files.len(), 3, "{contacts}");
    let png = files.iter().find(|it| it["name"] == "put.png").unwrap();
    assert_eq!((&png["mediaType"], &png["size"]), (&body!("image/png"), &body!(PNG.len())));
    let path = format!("{one}/files/{}", png["id"].as_str().unwrap());
    let page = program.get(&path).await;
    assert_eq!((page.status, page.body.as_slice()), (StatusCode::OK, PNG));
    assert!(page.headers["content-disposition"].to_str().unwrap().starts_with("attachment; "));
    assert_eq!(
        (&page.headers["content-type"], &page.headers["api-version"]),
        (&"image/png".parse().unwrap(), &"1.0.0".parse().unwrap())
    );
    // It is there on its own journey, for whoever may read that one.
    let other = site.begin("bram@example.net", "Lantaarn").await;
    let elsewhere = format!("/api/v1/journeys/{other}/files/{}", png["id"].as_str().unwrap());
    problem(&program.get(&elsewhere).await, StatusCode::NOT_FOUND);
    let mut writer = Program::with(&site, &["journeys.write"], false).await;
    problem(&writer.get(&path).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_file_that_is_not_taken_is_named_and_nothing_is_done() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Put").await;
    let mut program = Program::new(&site).await;
    let path = format!("/api/v1/journeys/{journey}/contacts");
    let before = fine(&program.get(&path).await)["items"].as_array().unwrap().len();
    let wrong = body!({ "channel": "email", "text": "Zie.", "files": [
        file("put.png", PNG), file("factuur.pdf.exe", b"x"), file("plan.pdf", b"MZ\x90"),
        { "name": "kapot.pdf", "content": "geen base64!" },
    ] });
    let told = problem(&program.post(&path, &wrong).await, StatusCode::BAD_REQUEST);
    let mut names: Vec<&str> =
        told["invalidParams"].as_array().unwrap().iter().map(|fault| fault["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["files.1", "files.2", "files.3.content"]);
    let large =
        body!({ "channel": "email", "text": "Zie.", "files": [file("film.mp4", &vec![0; 20 * 1024 * 1024 + 1])] });
    problem(&program.post(&path, &large).await, StatusCode::PAYLOAD_TOO_LARGE);
    // What takes no files takes no large body either.
    let words = body!({ "text": "x".repeat(2 * 1024 * 1024) });
    let notes = format!("/api/v1/journeys/{journey}/notes");
    problem(&program.post(&notes, &words).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(fine(&program.get(&path).await)["items"].as_array().unwrap().len(), before);
}

#[tokio::test]
async fn a_contact_becomes_a_journey_of_its_own_or_moves_to_another() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Put").await;
    let other = site.begin("anja@example.net", "Lantaarn").await;
    let mut program = Program::new(&site).await;
    let one = format!("/api/v1/journeys/{journey}");
    let mut said = Vec::new();
    for text in ["De lantaarn brandt ook niet.", "En er ligt glas."] {
        site.test.clock.advance(jiff::SignedDuration::from_secs(1));
        fine(&program.post(&format!("{one}/contacts"), &body!({ "channel": "phone", "text": text })).await);
        let all = fine(&program.get(&format!("{one}/contacts")).await);
        said.push(all["items"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned());
    }
    let moves = format!("{one}/contacts/{}/moves", said[0]);
    let along = Along { key: Some("move"), ..Along::default() };
    let there = body!({ "journeyId": other.to_string() });
    let landed = fine(&program.post_with(&moves, &there, &along).await);
    assert_eq!(landed, body!({ "journeyId": other.to_string(), "emptied": false }));
    assert_eq!(fine(&program.post_with(&moves, &there, &along).await), landed);
    let split = format!("{one}/contacts/{}/splits", said[1]);
    let apart = fine(&program.post(&split, &body!({ "title": "Glas op de stoep" })).await);
    let begun = fine(&program.get(&format!("/api/v1/journeys/{}", apart["journeyId"].as_str().unwrap())).await);
    assert_eq!((&begun["title"], &begun["followsId"]), (&body!("Glas op de stoep"), &body!(journey.to_string())));
    problem(&program.post(&split, &body!({ "title": "Nog eens" })).await, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_matter_of_another_body_is_forwarded() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Boom van de provincie").await;
    let mut program = Program::new(&site).await;
    let one = format!("/api/v1/journeys/{journey}");
    let contact = fine(&program.get(&format!("{one}/contacts")).await)["items"][0]["id"].clone();
    let path = format!("{one}/forwardings");
    let nowhere = body!({ "name": "Provincie", "ground": "duty", "text": "Deze boom is van u." });
    let told = problem(&program.post(&path, &nowhere).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "email");
    let strange = body!({
        "name": "Provincie", "email": "post@provincie.example.org", "ground": "duty", "text": "Deze boom is van u.",
        "contactIds": ["0190a1b2-0000-7000-8000-000000000000"],
    });
    let told = problem(&program.post(&path, &strange).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "contactIds");
    let forward = body!({
        "name": "Provincie", "email": "post@provincie.example.org", "ground": "duty", "text": "Deze boom is van u.",
        "contactIds": [contact], "sharesCustomer": true, "told": "Wij hebben uw vraag doorgestuurd.",
    });
    let after = fine(&program.post(&path, &forward).await);
    let body = after["participants"].as_array().unwrap().iter().find(|it| it["role"] == "other_body");
    assert!(body.is_some(), "{after}");
}
