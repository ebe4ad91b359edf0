//! Visits: the open windows, one that is booked, moved, narrowed, and how it went. The slot book and the plan are made by a
//! program too.

use axum::http::StatusCode;
use serde_json::{Value, json as body};

use super::support::Site;
use super::{Program, fine, problem};

const SETTINGS: [&str; 4] = ["journeys.read", "journeys.write", "settings.read", "settings.write"];

/// A municipality whose technical service comes by, as a program of the house set it up.
async fn planned(site: &Site) -> Program {
    let mut program = Program::of(site, &site.city.technical, &SETTINGS, false).await;
    let team = site.city.technical.team.team.to_string();
    let path = format!("/api/v1/teams/{team}/slot-book");
    let empty = fine(&program.get(&path).await);
    assert_eq!((&empty["version"], &empty["rows"]), (&body!(0), &body!([])));
    let row = |hours: &str| body!({ "hours": hours, "days": ["mon", "tue", "wed", "thu", "fri"], "places": 1 });
    let book = body!({
        "version": 0, "rows": [row("08:00-11:00"), row("11:00-14:00")], "moveDay": "day_before", "moveTime": "17:00",
        "noticeMinutes": 60, "aheadDays": 14,
    });
    let made = fine(&program.post(&format!("{path}/revisions"), &book).await);
    assert_eq!(made["rows"][1]["hours"], "11:00-14:00");
    problem(&program.post(&format!("{path}/revisions"), &book).await, StatusCode::PRECONDITION_FAILED);
    let late = body!({
        "version": made["version"], "rows": [row("11:00-08:00")], "moveDay": "day_before", "moveTime": "late",
        "noticeMinutes": 60, "aheadDays": 14,
    });
    let told = problem(&program.post(&format!("{path}/revisions"), &late).await, StatusCode::BAD_REQUEST);
    let names: Vec<&str> =
        told["invalidParams"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["rows.0.hours", "moveTime"]);
    let blueprint = format!("/api/v1/blueprints/{}", site.city.blueprint.id);
    let version = fine(&program.get(&blueprint).await)["version"].clone();
    let plan = body!({ "version": version, "visits": { "teamId": team, "byCustomer": true, "ballGoes": true } });
    let planned = fine(&program.post(&format!("{blueprint}/visit-plans"), &plan).await);
    assert_eq!(planned["visits"]["teamId"], team);
    site.test.clock.set("2018-02-05T14:30:00[Europe/Amsterdam]");
    let windows = fine(&program.get(&format!("{blueprint}/open-windows")).await);
    assert_eq!(windows["items"][0]["from"], "2018-02-06T07:00:00Z");
    program
}

fn visit(list: &Value) -> &Value {
    list["items"].as_array().unwrap().last().unwrap()
}

#[tokio::test]
async fn a_visit_is_booked_moved_narrowed_and_done() {
    let site = Site::new().await;
    let mut program = planned(&site).await;
    let journey = site.begin("anja@example.net", "Geen water").await;
    let one = format!("/api/v1/journeys/{journey}");
    let windows = fine(&program.get(&format!("{one}/open-windows")).await);
    let window = |at: usize| body!({ "from": windows["items"][at]["from"], "until": windows["items"][at]["until"] });
    assert_eq!(windows["items"][0]["places"], 1);
    let outside = body!({ "from": "2018-02-06T20:00:00Z", "until": "2018-02-06T21:00:00Z" });
    problem(&program.post(&format!("{one}/visits"), &outside).await, StatusCode::CONFLICT);
    let backwards = body!({ "from": "2018-02-06T10:00:00Z", "until": "2018-02-06T07:00:00Z" });
    problem(&program.post(&format!("{one}/visits"), &backwards).await, StatusCode::BAD_REQUEST);
    fine(&program.post(&format!("{one}/visits"), &window(0)).await);
    let listed = fine(&program.get(&format!("{one}/visits")).await);
    let at = format!("{one}/visits/{}", visit(&listed)["id"].as_str().unwrap());
    let mut moved = window(1);
    moved["wish"] = body!("ours");
    problem(&program.post(&format!("{at}/moves"), &moved).await, StatusCode::BAD_REQUEST);
    moved["wish"] = body!("customer");
    fine(&program.post(&format!("{at}/moves"), &moved).await);
    let listed = fine(&program.get(&format!("{one}/visits")).await);
    assert_eq!(visit(&listed)["window"]["from"], windows["items"][1]["from"]);
    site.test.clock.set("2018-02-06T10:00:00[Europe/Amsterdam]");
    let narrow = body!({ "from": "2018-02-06T10:30:00Z", "until": "2018-02-06T11:00:00Z" });
    fine(&program.post(&format!("{at}/narrowings"), &narrow).await);
    site.test.clock.set("2018-02-06T11:40:00[Europe/Amsterdam]");
    fine(&program.post(&format!("{at}/arrivals"), &body!({})).await);
    fine(&program.post(&format!("{at}/arrivals/undo"), &body!({})).await);
    assert!(visit(&fine(&program.get(&format!("{one}/visits")).await))["arrivedAt"].is_null());
    fine(&program.post(&format!("{at}/arrivals"), &body!({})).await);
    site.test.clock.set("2018-02-06T12:10:00[Europe/Amsterdam]");
    let silent = body!({ "firstTimeRight": false, "text": "Pomp vervangen." });
    problem(&program.post(&format!("{at}/completions"), &silent).await, StatusCode::CONFLICT);
    let done = body!({
        "firstTimeRight": true, "text": "Pomp vervangen.",
        "outcome": { "outcome": "solved", "text": "Goedemiddag, u heeft weer water. De pomp is vervangen." },
    });
    let after = fine(&program.post(&format!("{at}/completions"), &done).await);
    assert_eq!(after["proposal"]["outcome"], "solved");
    let listed = fine(&program.get(&format!("{one}/visits")).await);
    assert_eq!(visit(&listed)["booked"], false);
}

#[tokio::test]
async fn nobody_was_home_or_it_is_off() {
    let site = Site::new().await;
    let mut program = planned(&site).await;
    let window = body!({ "from": "2018-02-06T07:00:00Z", "until": "2018-02-06T10:00:00Z" });
    for off in [true, false] {
        let journey = site.begin("anja@example.net", "Geen water").await;
        let one = format!("/api/v1/journeys/{journey}");
        fine(&program.post(&format!("{one}/visits"), &window).await);
        let listed = fine(&program.get(&format!("{one}/visits")).await);
        let at = format!("{one}/visits/{}", visit(&listed)["id"].as_str().unwrap());
        if off {
            let other = body!({ "reason": "other" });
            problem(&program.post(&format!("{at}/cancellations"), &other).await, StatusCode::BAD_REQUEST);
            fine(&program.post(&format!("{at}/cancellations"), &body!({ "reason": "solved" })).await);
        } else {
            site.test.clock.set("2018-02-06T08:30:00[Europe/Amsterdam]");
            let missed = body!({ "text": "Niemand deed open." });
            fine(&program.post(&format!("{at}/absences"), &missed).await);
        }
        let listed = fine(&program.get(&format!("{one}/visits")).await);
        assert_eq!(visit(&listed)["booked"], false);
    }
}
