//! What a program does with visits: book one from the team's slot book, move it, narrow it, say how it went.

use jiff::Timestamp;
use regie_domain::codes::{Missing, MoveReason, Outcome, VisitCancel};
use regie_domain::command::{JourneyCommand as C, VisitCommand as V};
use regie_domain::ids::VisitId;
use regie_domain::money::Cents;
use regie_domain::promise::Window;
use regie_domain::visit::{OutcomeTold, Wish};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Act;
use crate::api::problem::{Failed, Problem};
use crate::api::vocabulary;

/// A window to book.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitToBook {
    /// When it begins; one of `open-windows`.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// What the team should know.
    #[schema(max_length = 50000)]
    pub note: Option<String>,
    /// Where the team is to come, in words. Without it where it came before.
    #[schema(max_length = 2000)]
    pub place: Option<String>,
}

/// Another window.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitToMove {
    /// When it begins; one of `open-windows`.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// At whose wish: the customer's, where the promise is let go for a new one, or ours, where it moves for a reason.
    #[schema(schema_with = vocabulary::visit_wish)]
    pub wish: String,
    /// Why; needed for `ours`.
    #[serde(default)]
    #[schema(schema_with = vocabulary::move_reason, required = false)]
    pub reason: Option<MoveReason>,
    /// In more words; needed for `other`.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// Where the team is to come, in words. Without it where it was to come.
    #[schema(max_length = 2000)]
    pub place: Option<String>,
}

/// More exactly when, within the window.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitToNarrow {
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub until: Timestamp,
}

/// How a visit went.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitDone {
    /// When the team came, where nobody said so before.
    pub arrived_at: Option<Timestamp>,
    /// When it was done; without it now.
    pub at: Option<Timestamp>,
    /// Whether this visit was enough.
    pub first_time_right: bool,
    /// What was missing, where it was not.
    #[serde(default)]
    #[schema(schema_with = vocabulary::missing_list, required = false)]
    pub missing: Vec<Missing>,
    /// What was done or missing, for colleagues.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// The message that tells the customer the outcome of the whole, where the visit was enough.
    pub outcome: Option<OutcomeOfVisit>,
}

/// The outcome of the whole, told with the end of a visit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutcomeOfVisit {
    /// How it came out.
    #[schema(schema_with = vocabulary::outcome)]
    pub outcome: Outcome,
    /// The message that tells it.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
    /// What is paid or waived, in cents of a euro.
    #[schema(minimum = 0)]
    pub amount_cents: Option<i64>,
}

/// That nobody was at home.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitMissed {
    /// When; without it now.
    pub at: Option<Timestamp>,
    /// What was found.
    #[schema(min_length = 1, max_length = 50000, pattern = r"\S")]
    pub text: String,
}

/// That a visit is off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VisitToCancel {
    /// Why.
    #[schema(schema_with = vocabulary::visit_cancel)]
    pub reason: VisitCancel,
    /// In more words; needed for `other`.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
}

fn window(from: Timestamp, until: Timestamp) -> Result<Window, Failed> {
    if from < until {
        Ok(Window { from: Some(from), until })
    } else {
        Err(Problem::fault("until", "it is not after `from`").into())
    }
}

fn words_for_other(is_other: bool, text: Option<&str>) -> Result<(), Failed> {
    let said = text.is_some_and(|text| !text.trim().is_empty());
    if is_other && !said { Err(Problem::fault("text", "it is needed for `other`").into()) } else { Ok(()) }
}

/// A visit.
pub(super) fn book(act: &mut Act<'_>, body: VisitToBook) -> Result<C, Failed> {
    let window = window(body.from, body.until)?;
    Ok(C::Visit(V::Book { window, note: act.some(body.note.as_deref()), place: act.some(body.place.as_deref()) }))
}

/// Another window for it.
pub(super) fn shift(act: &mut Act<'_>, body: VisitToMove) -> Result<C, Failed> {
    let window = window(body.from, body.until)?;
    let wish = match (body.wish.as_str(), body.reason) {
        ("ours", None) => return Err(Problem::fault("reason", "it is needed for `ours`").into()),
        ("ours", Some(reason)) => {
            words_for_other(reason == MoveReason::Other, body.text.as_deref())?;
            Wish::Ours { reason, text: act.some(body.text.as_deref()) }
        }
        _ => Wish::Customer,
    };
    let place = act.some(body.place.as_deref());
    Ok(C::Visit(V::Move { visit: act.id::<VisitId>("visitId")?, window, place, wish }))
}

/// More exactly when.
pub(super) fn narrow(act: &mut Act<'_>, body: VisitToNarrow) -> Result<C, Failed> {
    Ok(C::Visit(V::Narrow { visit: act.id::<VisitId>("visitId")?, window: window(body.from, body.until)? }))
}

/// The team is there.
pub(super) fn arrive(act: &mut Act<'_>, at: Option<Timestamp>) -> Result<C, Failed> {
    Ok(C::Visit(V::Arrive { visit: act.id::<VisitId>("visitId")?, at }))
}

/// Nobody is there yet.
pub(super) fn not_there_yet(act: &mut Act<'_>) -> Result<C, Failed> {
    Ok(C::Visit(V::NotThereYet { visit: act.id::<VisitId>("visitId")? }))
}

/// It went like this.
pub(super) fn finish(act: &mut Act<'_>, body: VisitDone) -> Result<C, Failed> {
    let visit = act.id::<VisitId>("visitId")?;
    let text = act.some(Some(&body.text));
    let told = body.outcome.map(|told| OutcomeTold {
        outcome: told.outcome,
        contact: act.told(&told.text),
        amount: told.amount_cents.map(Cents),
    });
    let (arrived, at, first_time_right) = (body.arrived_at, body.at, body.first_time_right);
    Ok(C::Visit(V::Done { visit, arrived, at, first_time_right, missing: body.missing, text, told }))
}

/// Nobody was there.
pub(super) fn miss(act: &mut Act<'_>, body: VisitMissed) -> Result<C, Failed> {
    let text = act.letter.words(&body.text);
    Ok(C::Visit(V::NotHome { visit: act.id::<VisitId>("visitId")?, at: body.at, text }))
}

/// It is off.
pub(super) fn cancel(act: &mut Act<'_>, body: VisitToCancel) -> Result<C, Failed> {
    words_for_other(body.reason == VisitCancel::Other, body.text.as_deref())?;
    let text = act.some(body.text.as_deref());
    Ok(C::Visit(V::Cancel { visit: act.id::<VisitId>("visitId")?, why: body.reason, text }))
}
