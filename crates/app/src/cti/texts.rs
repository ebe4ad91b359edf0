//! Text messages that came in. STOP and AAN say whether a number wants any; everything else is a contact, which waits like a
//! call to a closed desk until it stands on the journey of its number.

use jiff::Timestamp;
use regie_domain::customer::HandleKind;
use regie_domain::ids::TeamId;
use regie_domain::phone::PhoneNumber;
use regie_domain::preference::SaidHow;
use regie_store::Tx;
use regie_store::content;
use regie_store::views::arrivals::Arrival;
use regie_store::views::customers;

use super::Report;
use super::doors::TEXT_MESSAGE;
use super::waiting::Waiting;
use crate::error::{AppError, Result};
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
            Desk::of(stage, tx, handle.customer, SaidHow::Text).await?.without_texts(tx, handle.id).await?;
        }
        return Ok("stop");
    }
    if START.contains(&word.as_str()) {
        stage.app().note_stopped(tx, number.as_str(), false).await?;
        return Ok("start");
    }
    let waiting =
        Waiting { team, at, number: Some(number.as_str()), why: TEXT_MESSAGE, dedupe_key: format!("text:{mark}") };
    waiting.keep(stage, tx, body).await?;
    Ok(TEXT_MESSAGE)
}

/// The words of one that waits; nothing once erased.
pub(super) async fn words_of(tx: &mut Tx, arrival: &Arrival) -> Result<String> {
    let Some(raw) = content::bytes(tx, arrival.raw.0).await? else { return Ok(String::new()) };
    let report: Report = serde_json::from_slice(&raw)?;
    Ok(report.text.as_deref().map(str::trim).unwrap_or_default().to_owned())
}
