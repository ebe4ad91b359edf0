//! Carriers that are asked: one question for each shipment that is under way, as often as the settings say. Their answers are
//! read by the table of the settings; what was heard before has no effect, so asking again harms nothing.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_app::ports::Fetch;
use regie_app::shipments::{Asked, Heard, ShipmentSaid};
use regie_app::{App, AppError};
use regie_domain::actor::Door;
use regie_domain::carrier::ReadingTable;
use regie_store::views::shipments::Round;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether a carrier is to be asked.
const BEAT: Duration = Duration::from_secs(60);
/// After so many answers in a row that did not come, the round ends: the carrier is not there.
const GIVES_UP: u64 = 3;
/// No carrier is left alone for longer, whatever it says.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 1024 * 1024;
/// How long a process that asks is left alone by the others.
const LEASE: SignedDuration = SignedDuration::from_mins(10);

/// Asks every carrier whose turn it is; tells how much was new.
///
/// # Errors
/// What the store says. A carrier that does not answer is asked again in the next round.
pub async fn ask_due(app: &App) -> Result<u64, AppError> {
    let mut new = 0;
    for asked in app.carriers_to_ask().await? {
        new += ask(app, &asked).await?;
    }
    Ok(new)
}

async fn ask(app: &App, asked: &Asked) -> Result<u64, AppError> {
    let asked_at = app.ports.clock.now();
    let mut round = Round { asked_at, shipments: 0, facts: 0, failed: 0, trouble: None, wait_until: None };
    let zone = app.directory().await?.organisation()?.zone.clone();
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let Ok(table) = ReadingTable::parse(&asked.feed.table) else { return Ok(0) };
    let headers = vec![
        (asked.feed.kind.key_header().to_owned(), asked.key.clone()),
        ("accept".to_owned(), "application/json".to_owned()),
    ];
    let mut in_a_row = 0;
    for shipment in &asked.shipments {
        round.shipments += 1;
        let url = asked.feed.address.replace("{tracking}", &shipment.tracking);
        let fetch = Fetch { url, headers: headers.clone(), most: LARGEST };
        let answer = match app.ports.http.fetch(&fetch).await {
            Ok(answer) if answer.status == 200 && answer.whole => answer.bytes,
            // The carrier knows nothing of it yet.
            Ok(answer) if answer.status == 404 => continue,
            Ok(answer) => {
                round.trouble = Some(format!("http-{}", answer.status));
                let wait = answer.asks_to_wait(app.ports.clock.machine()).map(|wait| wait.min(LONGEST));
                let until = wait.and_then(|wait| asked_at.checked_add(wait).ok());
                round.wait_until = round.wait_until.max(until);
                round.failed += 1;
                in_a_row += 1;
                // Too often, or not with this key: the others would be refused, too.
                if in_a_row >= GIVES_UP || matches!(answer.status, 401 | 403 | 429) {
                    break;
                }
                continue;
            }
            Err(unreached) => {
                round.trouble = Some(unreached.code().to_owned());
                round.failed += 1;
                in_a_row += 1;
                if in_a_row >= GIVES_UP {
                    break;
                }
                continue;
            }
        };
        in_a_row = 0;
        let Ok(said) = read(&table, &answer, &zone) else {
            round.trouble = Some("unreadable".to_owned());
            round.failed += 1;
            continue;
        };
        for (status, at) in said {
            let said = ShipmentSaid {
                source: asked.id.to_string(),
                event: format!("{} {} {at}", shipment.tracking, status.code()),
                tracking: shipment.tracking.clone(),
                status,
                at: Some(at),
                signed: true,
            };
            if let Heard::Noted(_) = app.shipment_fact(Door::Api, said).await? {
                round.facts += 1;
            }
        }
    }
    let facts = round.facts;
    app.note_carrier_round(asked.id, round).await?;
    Ok(facts)
}

/// What an answer says, in the order in which it happened. What is not in the table, or has no moment, is nothing.
///
/// # Errors
/// When it is no JSON.
pub fn read(
    table: &ReadingTable,
    answer: &[u8],
    zone: &TimeZone,
) -> Result<Vec<(regie_domain::codes::ShipmentStatus, Timestamp)>, super::Unreadable> {
    let answer: Value = serde_json::from_slice(answer).map_err(|_| super::Unreadable)?;
    let mut events: Vec<&Value> = Vec::new();
    for pointer in &table.events {
        match answer.pointer(pointer) {
            Some(Value::Array(list)) => events.extend(list),
            Some(one @ Value::Object(_)) => events.push(one),
            _ => {}
        }
    }
    let one = |event: &Value| {
        let code = match event.pointer(&table.code)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        // Some write "07" for 7.
        let bare = code.trim_start_matches('0');
        let status = table.meaning(&code).or_else(|| table.meaning(bare))?;
        Some((status, moment(event.pointer(&table.moment)?.as_str()?, zone)?))
    };
    let mut said: Vec<_> = events.into_iter().filter_map(one).collect();
    said.sort_by_key(|(status, at)| (*at, *status));
    said.dedup();
    Ok(said)
}

/// A moment as carriers write it: with an offset, or in the time of the house, also with the day first.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil = text.parse::<DateTime>().or_else(|_| DateTime::strptime("%d-%m-%Y %H:%M:%S", text)).ok()?;
    Some(civil.to_zoned(zone.clone()).ok()?.timestamp())
}

/// Asks carriers until `shutdown` is cancelled, one process at a time.
pub async fn run(app: App, shutdown: CancellationToken) {
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let holder = app.ports.uuid().to_string();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = beat.tick() => {}
        }
        let turn = match holds(&app, &holder).await {
            Ok(true) => ask_due(&app).await.map(drop),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = turn {
            tracing::error!(%error, "carriers could not be asked");
        }
    }
}

async fn holds(app: &App, holder: &str) -> Result<bool, AppError> {
    let now = app.ports.clock.machine();
    let held = app.store.write_with(holder.to_owned(), move |tx, holder| {
        Box::pin(async move { regie_store::leases::acquire(tx, "carriers", holder, now, now + LEASE).await })
    });
    Ok(held.await?)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use regie_domain::carrier::FeedKind;
    use regie_domain::codes::ShipmentStatus as S;

    use super::*;

    fn said(kind: FeedKind, answer: &str) -> Vec<(S, String)> {
        let (table, zone) = (ReadingTable::parse(kind.table()).unwrap(), TimeZone::get("Europe/Amsterdam").unwrap());
        read(&table, answer.as_bytes(), &zone)
            .unwrap()
            .into_iter()
            .map(|(status, at)| (status, at.to_string()))
            .collect()
    }

    #[test]
    fn an_answer_of_dhl_is_read_by_its_table() {
        let answer = r#"{"shipments":[{"id":"JVGL1","status":{"statusCode":"delivered"},"events":[
            {"timestamp":"2019-03-13T15:07:00+01:00","statusCode":"delivered","status":"Delivered"},
            {"timestamp":"2019-03-12T08:00:00","statusCode":"transit","status":"At the depot"},
            {"timestamp":"2019-03-11T20:00:00Z","statusCode":"unknown"}]}]}"#;
        let told = [(S::InTransit, "2019-03-12T07:00:00Z"), (S::Delivered, "2019-03-13T14:07:00Z")];
        assert_eq!(said(FeedKind::Dhl, answer), told.map(|(status, at)| (status, at.to_owned())));
        assert!(said(FeedKind::Dhl, r#"{"shipments":[]}"#).is_empty());
    }

    #[test]
    fn an_answer_of_postnl_is_read_by_its_table() {
        let answer = r#"{"CompleteStatus":{"Shipment":{"Barcode":"3SVOOR1",
            "Status":{"TimeStamp":"13-03-2019 15:07:00","StatusCode":"11","PhaseCode":"4"},
            "OldStatus":[{"TimeStamp":"13-03-2019 08:10:00","StatusCode":"7","PhaseCode":"3"},
            {"TimeStamp":"12-03-2019 22:00:00","StatusCode":"05","PhaseCode":"2"},
            {"TimeStamp":"11-03-2019 10:00:00","StatusCode":"1","PhaseCode":"1"}]}}}"#;
        let told = [
            (S::InTransit, "2019-03-12T21:00:00Z"),
            (S::OutForDelivery, "2019-03-13T07:10:00Z"),
            (S::Delivered, "2019-03-13T14:07:00Z"),
        ];
        assert_eq!(said(FeedKind::Postnl, answer), told.map(|(status, at)| (status, at.to_owned())));
        assert!(read(&ReadingTable::parse(FeedKind::Postnl.table()).unwrap(), b"<html>", &TimeZone::UTC).is_err());
    }
}
