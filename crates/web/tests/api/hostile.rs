//! What is no honest request: bodies that nest without end, numbers that are none, letters that are half of one, places in a
//! list that nobody gave out.

use axum::body::Body;
use axum::http::{Method, StatusCode};

use super::{Along, Program, problem};
use crate::support::Site;

#[tokio::test]
async fn what_is_no_honest_body_is_refused_and_nothing_is_kept() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let nested = format!("{{\"title\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies = [
        nested.as_str(),
        r#"{"title": 1e400}"#,
        r#"{"title": "\ud800", "text": "x", "channel": "web", "name": "Bram"}"#,
        r#"{"title": "Lantaarn", "text": "Hij brandt niet.", "channel": "web", "name": "Bram""#,
        "",
        "\u{feff}",
        "null",
        "[]",
    ];
    for body in bodies {
        let page = program.ask(Method::POST, "/api/v1/journeys", Body::from(body.to_owned()), &Along::default()).await;
        problem(&page, StatusCode::BAD_REQUEST);
    }
    let list = super::fine(&program.get("/api/v1/journeys").await);
    assert_eq!(list["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_place_in_a_list_that_nobody_gave_out_is_refused() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    for query in ["cursor=AAAA", "cursor=%00", "cursor=../../etc", "limit=1000000000", "limit=-1", "sort=password"] {
        let page = program.get(&format!("/api/v1/journeys?{query}")).await;
        problem(&page, StatusCode::BAD_REQUEST);
    }
}
