//! Who was asked who they are, and what became of it.

use jiff::Timestamp;
use regie_domain::ids::{HandleId, JourneyId, ParticipantId, QuestionId};

use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// Somebody who was asked who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The question on the journey.
    pub question: QuestionId,
    /// The journey.
    pub journey: JourneyId,
    /// The person's place on it.
    pub participant: ParticipantId,
    /// The handle that is to be tied.
    pub handle: HandleId,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Whether what was filled in is what is known of somebody.
    pub matched: bool,
}

/// Notes that somebody was asked.
///
/// # Errors
/// What the database says.
pub async fn ask(tx: &mut Tx, asked: &Asked) -> Result<()> {
    let sql = "INSERT INTO social_ask (question_id, journey_id, participant_id, handle_id, asked_at, answered_at, matched) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = args![
        asked.question.0,
        asked.journey.0,
        asked.participant.0,
        asked.handle.0,
        asked.asked_at,
        asked.answered_at,
        asked.matched,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// What was asked on a journey, the newest first.
///
/// # Errors
/// What the database says.
pub async fn asked(tx: &mut Tx, journey: JourneyId) -> Result<Vec<Asked>> {
    let sql = "SELECT * FROM social_ask WHERE journey_id = $1 ORDER BY asked_at DESC, question_id DESC";
    let rows = tx.all(sql, args![journey.0]).await?;
    rows.iter()
        .map(|row| {
            Ok(Asked {
                question: QuestionId(row.id("question_id")?),
                journey: JourneyId(row.id("journey_id")?),
                participant: ParticipantId(row.id("participant_id")?),
                handle: HandleId(row.id("handle_id")?),
                asked_at: row.instant("asked_at")?,
                answered_at: row.opt_instant("answered_at")?,
                matched: row.bool("matched")?,
            })
        })
        .collect()
}

/// Notes what became of it.
///
/// # Errors
/// What the database says.
pub async fn answered(tx: &mut Tx, question: QuestionId, at: Timestamp, matched: bool) -> Result<()> {
    let sql = "UPDATE social_ask SET answered_at = $2, matched = $3 WHERE question_id = $1";
    tx.execute(sql, args![question.0, at, matched]).await?;
    Ok(())
}
