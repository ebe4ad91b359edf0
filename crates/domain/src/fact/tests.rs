#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::plan::moment;
use super::*;

const BILLING: &str = "\
fact: credit note made
note: Facturatie meldt dit zodra de creditnota geboekt is.
when: $.type = invoice.credited | invoice.voided
when: $.data.invoice
at: $.data.booked
if-none: ignore
do: leg_done
subject: invoice $.data.invoice
tell-nl: De creditnota voor factuur {$.data.invoice} is gemaakt.
tell-en: The credit note for invoice {$.data.invoice} was made.

fact: letter sent
when: $.type = letter.sent
if-none: ignore
do: breach
subject: $.subject
what: letter
hold: collect

fact: called at the shop
when: $.type = shop.visit
do: contact
reference: $.data[\"case.number\"]
channel: counter
direction: in
text: $.data.lines[1]

fact: meter fault
when: $.type = meter.fault
do: journey
blueprint: Vraag
email: $.data.email
title: Storing {$.data.meter}

fact: parcel there
when: $.msg.tag = Delivered
do: shipment
tracking: $.msg.number
status: delivered

fact: ping
when: $.type = ping
do: nothing
";

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

#[test]
fn a_table_reads_back_as_it_was_written() {
    let table = FactTable::parse(BILLING).unwrap();
    assert_eq!(table.rows.len(), 6);
    assert_eq!(table.to_string(), BILLING);
    let stored = serde_json::to_string(&table).unwrap();
    assert_eq!(serde_json::from_str::<FactTable>(&stored).unwrap(), table);
    assert_eq!(FactTable::parse("\n \n").unwrap(), FactTable::default());
}

#[test]
fn every_fault_is_said_at_once_with_its_line() {
    let wrong = "\
when: $.a = b
fact: one
do: explode
colour: red
fact: two
when: data.a = b
at: gisteren
do: breach
subject: invoice
what: soup
reference: $.a
just words
fact: two
when: $.a
do: leg_done
subject: Invoice $.a
tell-nl: Klaar.
";
    let faults = FactTable::parse(wrong).unwrap_err();
    let said: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.line, fault.what.code())).collect();
    for expected in [
        (1, "no-fact"),
        (2, "missing"),
        (3, "no-choice"),
        (4, "unknown-key"),
        (6, "no-condition"),
        (7, "no-place"),
        (9, "no-subject"),
        (10, "no-choice"),
        (11, "unfit"),
        (12, "no-key"),
        (13, "missing"),
        (16, "no-subject"),
    ] {
        assert!(said.contains(&expected), "{expected:?} in {said:?}");
    }
    let choices = faults.iter().find_map(|fault| match &fault.what {
        FactFaultWhat::NoChoice { key: "do", choices, .. } => Some(choices.clone()),
        _ => None,
    });
    assert_eq!(choices.unwrap(), FactAct::CODES);
    let twice = format!("{BILLING}\n{BILLING}");
    assert_eq!(FactTable::parse(&twice).unwrap_err()[0].what.code(), "same-name");
    assert_eq!(FactTable::parse(&"x".repeat(MOST_TEXT + 1)).unwrap_err()[0].what, FactFaultWhat::TooMuch);
}

#[test]
fn the_first_row_that_fits_counts_and_says_what_is_asked() {
    let table = FactTable::parse(BILLING).unwrap();
    let report = json!({"type": "invoice.credited", "time": "2017-09-06T09:05:00Z",
        "data": {"invoice": 884_213, "booked": "2017-09-06T11:00:00+02:00"}});
    let row = table.row_for(&report).unwrap();
    assert_eq!((row.name.as_str(), row.none), ("credit note made", IfNone::Ignore));
    let plan = row.plan(&report, &zone()).unwrap();
    assert_eq!(plan.at, Some("2017-09-06T09:00:00Z".parse().unwrap()));
    let FactDeed::LegDone { subject, tell } = plan.deed else { unreachable!() };
    assert_eq!(subject.to_string(), "invoice:884213");
    assert_eq!(tell.unwrap()[1], "The credit note for invoice 884213 was made.");

    let letter = json!({"type": "letter.sent", "subject": "invoice:884213", "time": "2017-09-04"});
    let plan = table.row_for(&letter).unwrap().plan(&letter, &zone()).unwrap();
    assert_eq!(plan.at, Some("2017-09-04T21:59:59Z".parse().unwrap()), "a day is read as its end there");
    assert!(matches!(plan.deed, FactDeed::Breach { what: BreachWhat::Letter, hold: Some(HoldAction::Collect), .. }));

    let visit = json!({"type": "shop.visit", "data": {"case.number": "R1802-000017", "lines": ["a", "b"]}});
    let plan = table.row_for(&visit).unwrap().plan(&visit, &zone()).unwrap();
    let FactDeed::Contact { about: Aimed::Reference(reference), text, .. } = plan.deed else { unreachable!() };
    assert_eq!((reference.to_string().as_str(), text.as_deref()), ("R-1802-0017", Some("b")));
    assert!(table.row_for(&json!({"type": "invoice.paid"})).is_none());
    assert!(table.row_for(&json!([])).is_none());
}

#[test]
fn what_a_report_lacks_is_said_with_its_place() {
    let table = FactTable::parse(BILLING).unwrap();
    let report = json!({"type": "invoice.credited", "data": {"invoice": "meneer Jansen", "booked": "ooit"}});
    let lacks = table.rows[0].plan(&report, &zone()).unwrap_err();
    let said: Vec<(&str, Option<&str>)> = lacks.iter().map(|lack| (lack.key, lack.found.as_deref())).collect();
    assert_eq!(said, [("at", Some("ooit")), ("subject", Some("invoice:meneer Jansen"))]);
    let nobody = json!({"type": "meter.fault", "data": {"meter": 12}});
    let lacks = table.rows[3].plan(&nobody, &zone()).unwrap_err();
    assert_eq!((lacks[0].key, lacks[0].place.as_str()), ("email", "$.data.email"));
}

#[test]
fn places_are_read_strictly_and_listed_from_a_report() {
    for good in ["$.a", "$.a.b[0].c", "$[\"a.b\"]", "$.data-x._y", "$[3]"] {
        assert_eq!(good.parse::<FactPath>().unwrap().to_string(), good);
    }
    for wrong in
        ["", "$", "a.b", "$.", "$..a", "$.a b", "$[x]", "$[\"\"]", "$[-1]", "$.a}", &format!("$.{}", "a".repeat(300))]
    {
        assert!(wrong.parse::<FactPath>().is_err(), "{wrong}");
    }
    assert!("Factuur {$.a".parse::<FactWords>().is_err() && "".parse::<FactWords>().is_err());
    let report = json!({"b": {"x": 1}, "a": ["p", {"q": true}], "c": null});
    let all: Vec<String> =
        FactPath::all_of(&report, 10).into_iter().map(|(path, said)| format!("{path}={said}")).collect();
    assert_eq!(all, ["$.a[0]=p", "$.a[1].q=true", "$.b.x=1"]);
    assert_eq!(FactPath::all_of(&report, 1).len(), 1);
}

#[test]
fn moments_are_read_in_the_forms_that_systems_use() {
    let read = |text: &str| moment(text, &zone());
    assert_eq!(read("1504688400"), read("2017-09-06T09:00:00Z"));
    assert_eq!(read("1504688400000"), read("2017-09-06T11:00:00+02:00"));
    for wrong in ["", "gisteren", "2017-09-06T11:00", "06-09-2017", "20170906000000000000"] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

#[test]
fn a_secret_before_is_good_until_it_ends() {
    let at = |second| Timestamp::from_second(second).unwrap();
    let secret = |sealed: &str, ends_at| WebhookSecret {
        sealed: sealed.to_owned(),
        public: String::new(),
        made_at: at(0),
        ends_at,
    };
    let door = FactDoor { secrets: vec![secret("old", Some(at(10))), secret("new", None)], ..FactDoor::default() };
    let good = |now| door.good(at(now)).map(|secret| secret.sealed.clone()).collect::<Vec<_>>();
    assert_eq!(good(9), ["new", "old"]);
    assert_eq!(good(10), ["new"]);
}
