//! The demonstration from outside: what it prints, and its clock.

use std::time::Instant;

use crate::serve::status;
use crate::support::Place;

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
    assert!(
        std::fs::read_dir(place.path("data"))
            .unwrap()
            .flatten()
            .all(|entry| !entry.file_name().to_string_lossy().starts_with("live-"))
    );
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
    assert!(lives().is_empty(), "{:?}", lives());
}
