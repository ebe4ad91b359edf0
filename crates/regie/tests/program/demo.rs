//! The demonstration from outside: what it prints, and its clock.

use std::time::Instant;

use crate::serve::status;
use crate::support::{Place, Started};

#[test]
fn it_plays_once_then_starts_quickly_and_turns_its_clock() {
    let place = Place::new();
    let args = ["demo", "--listen", "127.0.0.1:0", "--clock-port", "0"];
    let first = place.start(&args);
    let link = first.address("status question");
    for label in [
        "start",
        "agent ",
        "team lead",
        "coordinator",
        "administrator",
        "auditor",
        "status repaired",
        "no-signal start",
        "lost-parcel start",
        "lost-parcel story lost-parcel",
        "lost-parcel carrier",
        "damaged-lease-car start",
        "damaged-lease-car story agreement-ended",
        "damaged-lease-car alarm centre",
    ] {
        assert!(first.address(label).starts_with("http://127.0.0.1:"), "{label}");
    }
    assert_eq!(first.stop(), Some(0));

    let begun = Instant::now();
    let demo = place.start(&args);
    assert!(begun.elapsed().as_secs() < 3, "{:?}", begun.elapsed());
    assert!(!demo.seen.iter().any(|line| line.contains("Playing")), "{:?}", demo.seen);
    let path = |address: &str| address.split_once("/s/").map(|(_, token)| token.to_owned());
    assert_eq!(path(&demo.address("status question")), path(&link), "the played links hold");

    let second = place.run(&args);
    assert!(second.code == Some(1) && second.err.contains("another demonstration runs"), "{second:?}");

    let clock = demo.address("clock");
    let (clock, _) = clock.split_once("/clock").unwrap();
    // Three working days on: the reminders and the broken promise of that day have gone out, each at its own moment.
    let (code, answer) = status(clock, "POST", "/clock", r#"{"to":"2018-02-22T16:30:00Z"}"#);
    assert_eq!(code, 200, "{answer}");
    let answer: serde_json::Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(answer["now"], "2018-02-22T16:30:00Z");
    assert!(answer["mails"].as_u64() > Some(31), "{answer}");
    assert_eq!(status(clock, "GET", "/clock", "").0, 405);
    assert_eq!(status(clock, "POST", "/clock", r#"{"at":"x"}"#).0, 422);
    let pages = demo.address("start");
    let (pages, _) = pages.split_once("/demo").unwrap();
    assert_eq!(status(pages, "POST", "/clock", r#"{"to":"2019-01-01T00:00:00Z"}"#).0, 404, "not beside the pages");
    assert_eq!(demo.stop(), Some(0));
}

/// The answer to a turn of the clock: what it shows, and how many mails left.
fn turned(demo: &Started, to: &str) -> (String, u64) {
    let clock = demo.address("clock");
    let (clock, _) = clock.split_once("/clock").unwrap();
    let (code, answer) = status(clock, "POST", "/clock", &format!(r#"{{"to":"{to}"}}"#));
    assert_eq!(code, 200, "{answer}");
    let answer: serde_json::Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    (answer["now"].as_str().unwrap().to_owned(), answer["mails"].as_u64().unwrap())
}

#[test]
fn what_a_visitor_did_is_kept_until_the_stories_are_played_anew() {
    let place = Place::new();
    let args = ["demo", "--listen", "127.0.0.1:0", "--clock-port", "0", "--story", "reimbursement"];
    let first = place.start(&args);
    let long_ago = "2018-01-01T00:00:00Z";
    let (began, before) = turned(&first, long_ago);
    let (stood, mails) = turned(&first, "2018-02-22T16:30:00Z");
    assert!(mails > before, "something was told on the way");
    assert_eq!(first.stop(), Some(0));

    // The clock stands where it stood, and the mail that left is still there.
    let second = place.start(&args);
    assert_eq!(turned(&second, long_ago), (stood, mails));
    let (stood, mails) = turned(&second, "2018-02-23T16:30:00Z");
    // A program that is killed loses nothing of it either, once it has had the time to write it down.
    let note = place.path("data").join("live-reimbursement.json");
    let begun = Instant::now();
    while !std::fs::read_to_string(&note).is_ok_and(|note| note.contains(&stood)) {
        assert!(begun.elapsed().as_secs() < 20, "{stood} is not written down");
        std::thread::yield_now();
    }
    second.kill();
    let third = place.start(&args);
    assert_eq!(turned(&third, long_ago), (stood, mails));
    assert_eq!(third.stop(), Some(0));

    // What is damaged is not gone on with.
    let database = place.path("data").join("live-reimbursement-1.sqlite");
    std::fs::write(&database, b"SQLite format 3\0 and then nothing of it").unwrap();
    let fourth = place.start(&args);
    assert_eq!(turned(&fourth, long_ago), (began.clone(), before));
    turned(&fourth, "2018-02-22T16:30:00Z");
    assert_eq!(fourth.stop(), Some(0));

    let fresh = place.start(&[&args[..], &["--fresh"]].concat());
    assert_eq!(turned(&fresh, long_ago), (began, before), "it began anew");
    assert_eq!(fresh.stop(), Some(0));
}

#[test]
fn a_house_begins_when_somebody_comes_by() {
    let place = Place::new();
    let demo = place.start(&["demo", "--listen", "127.0.0.1:0"]);
    let lives = || {
        let names = std::fs::read_dir(place.path("data")).unwrap().flatten().map(|entry| entry.file_name());
        let lives = names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.starts_with("live-"));
        lives.filter(|name| name.ends_with(".sqlite")).collect::<Vec<_>>()
    };
    assert_eq!(lives(), ["live-reimbursement-1.sqlite"], "only the first begins with the program");
    let start = demo.address("lost-parcel start");
    let (pages, _) = start.split_once("/demo").unwrap();
    let (code, page) = status(pages, "GET", "/demo", "");
    assert!(code == 200 && page.contains("Opleidingen Voorbeeld") && page.contains("/demo/tour/lost-parcel"), "{page}");
    for other in ["Gemeente Voorbeeldstad", "Glasvezel Voorbeeld", "Lease Voorbeeld"] {
        assert!(page.contains(other), "{other}: {page}");
    }
    assert_eq!(lives().len(), 2);
    assert_eq!(demo.stop(), Some(0));
    assert_eq!(lives().len(), 2, "the next start goes on with them");
}
