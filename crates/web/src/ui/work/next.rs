//! The next piece of work, and how earlier work ended.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_domain::codes::CloseHow;
use regie_domain::ids::{ContentId, JourneyId};
use regie_store::system_moves::SystemMove;
use regie_store::views::disputes::DisputeRow as Disputed;
use regie_store::views::signals::SignalRow;

use crate::pages::work::{AnswerRow, DisputeRow, EndingRow, MoveRow};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journeys;
use crate::ui::names::excerpt;
use crate::ui::work::rows;
use crate::visit::Visit;
use crate::words;

/// Takes the most urgent journey that nobody took, in the order of the page.
pub(super) async fn take(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let scope = visit.scope()?;
    let work = web.app.work(&scope, false).await?;
    let mut wanted: Vec<JourneyId> =
        rows::rows(&visit, &work).into_iter().filter(|row| row.free).map(|row| row.id).collect();
    // What the page is too short for comes after it.
    let rest = web.app.unassigned(&scope).await?;
    wanted.extend(rest.into_iter().filter(|id| !work.journeys.contains_key(id)));
    match web.app.take_next(&visit.who()?, &wanted, posted.key()).await? {
        Some(journey) => see(&said(&format!("/journeys/{journey}"), "said-next")),
        None => see(&said("/work", "said-next-none")),
    }
}

/// How it ended lately, in the customer's words.
pub(super) async fn endings(web: &Web, visit: &Visit) -> Result<Vec<EndingRow>, Failure> {
    let found = web.app.endings(&visit.who()?, &visit.scope()?).await?;
    let quoted = |id: Option<ContentId>| Some(excerpt(found.names.words.get(&id?.0)?, 200));
    let row = |ending: &regie_store::views::endings::Ending| {
        let how = ending.row.ended_how.as_deref().and_then(CloseHow::parse);
        EndingRow {
            journey: journeys::named(visit, &ending.row, &found.names),
            how: how.map(|how| words::closed(&visit.cx, how)).unwrap_or_default(),
            at: ending.row.ended_at.unwrap_or(visit.cx.now),
            words: quoted(ending.words),
            told: quoted(ending.told.filter(|_| ending.words.is_none())),
        }
    };
    Ok(found.rows.iter().map(row).collect())
}

/// Answers to signals that the reader opened or added a line to, until they say that they read them.
pub(super) async fn answers(web: &Web, visit: &Visit) -> Result<Vec<AnswerRow>, Failure> {
    let found = web.app.unheard_answers(&visit.scope()?, visit.member()?.id).await?;
    let row = |signal: &SignalRow| {
        Some(AnswerRow {
            id: signal.id.to_string(),
            journey: journeys::reference(visit, found.journeys.get(&signal.journey)?, &found.labels),
            owner: visit.directory.team_name(signal.owner),
            at: signal.answered_at?,
        })
    };
    Ok(found.rows.iter().filter_map(row).collect())
}

/// What partners said against their part of an answer, until it is decided on.
pub(super) async fn disputes(web: &Web, visit: &Visit) -> Result<Vec<DisputeRow>, Failure> {
    let found = web.app.open_disputes(&visit.scope()?).await?;
    let row = |dispute: &Disputed| {
        Some(DisputeRow {
            journey: journeys::reference(visit, found.journeys.get(&dispute.journey)?, &found.labels),
            partner: visit.directory.partner(dispute.org).map(|partner| partner.name.clone())?,
            at: dispute.at,
        })
    };
    Ok(found.rows.iter().filter_map(row).collect())
}

/// What was done with what the reader reported, until the reader says that it was read.
pub(super) async fn done(web: &Web, visit: &Visit) -> Result<Vec<(String, String)>, Failure> {
    let found = web.app.unread_done(&visit.who()?).await?;
    Ok(found.into_iter().map(|card| (card.row.id.to_string(), card.title)).collect())
}

/// Systems that went to a team of the reader with what was held in them: told once, until somebody there has seen it.
pub(super) async fn moves(web: &Web, visit: &Visit) -> Result<Vec<MoveRow>, Failure> {
    let (cx, found) = (&visit.cx, web.app.system_moves(&visit.scope()?).await?);
    let row = |moved: &SystemMove| {
        let system = visit.directory.system(moved.system)?;
        let team = visit.directory.team_name(moved.team);
        let words = cx.t2("work-system-moved", "system", system.name.clone(), "team", team);
        let holds = cx.tn("work-system-moved-n", usize::try_from(moved.holds).unwrap_or(usize::MAX));
        // Of a connected system the settings tell what it holds, and its program acknowledges.
        let href = if system.is_connected() { None } else { Some("/block-list?tab=all".to_owned()) };
        Some(MoveRow { id: moved.system.to_string(), words: format!("{words} {holds}"), at: moved.at, href })
    };
    Ok(found.iter().filter_map(row).collect())
}

/// It has been read.
pub(super) async fn put_away(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    let journey = JourneyId::parse(&id).map_err(|_| AppError::NotFound("journey"))?;
    web.app.put_ending_away(&visit.who()?, &visit.scope()?, journey).await?;
    see(&said("/work", "said-put-away"))
}
