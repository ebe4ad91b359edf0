//! Text messages that came in. STOP and AAN say whether a number wants any; everything else is a contact, which waits like a
//! call to a closed desk until it stands on the journey of its number.

use jiff::Timestamp;
use regie_domain::customer::HandleKind;
use regie_domain::ids::{ContentId, TeamId};
use regie_domain::phone::PhoneNumber;
use regie_domain::preference::SaidHow;
use regie_store::Tx;
use regie_store::content::{self, NewContent};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::customers;

use super::Report;
use super::doors::TEXT_MESSAGE;
use crate::content::ContentKind;
use crate::error::{AppError, Result};
use crate::intake::ARRIVAL;
use crate::preferences::Desk;
use crate::run::Stage;

/// The longest that is taken, in characters: ten parts of a text message.
const LONGEST: usize = 1_600;
/// Whoever sends one of these wants no more.
const STOP: &[&str] = &["STOP", "STOPPEN", "AFMELDEN", "UIT"];
/// Whoever sends one of these wants them again.
const START: &[&str] = &["AAN", "START", "AANMELDEN"];

/// Takes one; tells what became of it.
pub(super) async fn take(
    stage: &Stage,
    tx: &mut Tx,
    (team, at): (TeamId, Timestamp),
    (report, mark, body): (&Report, &str, &[u8]),
) -> Result<&'static str> {
    let number = report.number.as_deref().and_then(|number| PhoneNumber::parse(number).ok());
    let number = number.ok_or_else(|| AppError::invalid("number", "invalid-phone"))?;
    let text = report.text.as_deref().map(str::trim).unwrap_or_default();
    if text.is_empty() {
        return Err(AppError::invalid("text", "invalid-required"));
    }
    if text.chars().count() > LONGEST {
        return Err(AppError::invalid("text", "invalid-too-long"));
    }
    let word: String = text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    if STOP.contains(&word.as_str()) {
        stage.app().note_stopped(tx, number.as_str(), true).await?;
        for handle in customers::all_by_handle(tx, HandleKind::Phone, number.as_str()).await? {
            Desk::of(stage, tx, handle.customer, SaidHow::Text).await?.without_texts(tx).await?;
        }
        return Ok("stop");
    }
    if START.contains(&word.as_str()) {
        stage.app().note_stopped(tx, number.as_str(), false).await?;
        return Ok("start");
    }
    keep(stage, tx, (team, at), number.as_str(), (mark, body)).await?;
    Ok(TEXT_MESSAGE)
}

async fn keep(
    stage: &Stage,
    tx: &mut Tx,
    (team, at): (TeamId, Timestamp),
    number: &str,
    (mark, body): (&str, &[u8]),
) -> Result<()> {
    let (id, raw) = (stage.id(), stage.id());
    let new = NewContent {
        id: raw,
        kind: ContentKind::Raw.code().into(),
        media_type: "application/json".into(),
        file_name: None,
        salt: stage.app().ports.bytes(),
        subject_kind: ARRIVAL.into(),
        subject_id: id,
        bytes: body.into(),
    };
    content::put(tx, &new, stage.now).await?;
    let arrival = Arrival {
        id,
        mailbox: None,
        team,
        raw: ContentId(raw),
        parsed: None,
        envelope_from: None,
        recipients: String::new(),
        dedupe_key: format!("text:{mark}"),
        sender: Some(number.to_owned()),
        subject: None,
        received_at: at,
        due: stage.arrival_due(team)?,
        state: "waiting".to_owned(),
        why: TEXT_MESSAGE.to_owned(),
        overdue: false,
        suggested: None,
        journey: None,
        contact: None,
    };
    Ok(arrivals::put(tx, &arrival).await?)
}

/// The words of one that waits; nothing once erased.
pub(super) async fn words_of(tx: &mut Tx, arrival: &Arrival) -> Result<String> {
    let Some(raw) = content::bytes(tx, arrival.raw.0).await? else { return Ok(String::new()) };
    let report: Report = serde_json::from_slice(&raw)?;
    Ok(report.text.as_deref().map(str::trim).unwrap_or_default().to_owned())
}
