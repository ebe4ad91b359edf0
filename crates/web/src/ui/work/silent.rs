//! Customers who went through much and said nothing: a call, or why none is needed.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_domain::codes::SilentWhy;

use crate::pages::work::SilentRow;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journey::desk::Desk;
use crate::ui::journeys;
use crate::visit::Visit;

/// Who is proposed to the reader's teams.
pub(super) async fn rows(web: &Web, visit: &Visit) -> Result<Vec<SilentRow>, Failure> {
    let found = web.app.silent_customers(&visit.scope()?).await?;
    let row = |(silent, journey): &(regie_store::views::silent::SilentRow, _)| SilentRow {
        journey: journeys::named(visit, journey, &found.names),
        effort: usize::try_from(silent.effort).unwrap_or(usize::MAX),
    };
    Ok(found.rows.iter().map(row).collect())
}

/// Why no call is needed, in words.
pub(super) fn whys(visit: &Visit) -> Vec<(String, String)> {
    SilentWhy::ALL
        .iter()
        .map(|why| (why.code().to_owned(), visit.cx.t(&format!("silent-why-{}", why.code()))))
        .collect()
}

/// Somebody decided.
pub(super) async fn decide(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let journey = Desk::open(&web, &visit, &id).await?.id;
    if posted.get("do") == "call" {
        web.app.decide_silent(visit.who()?, journey, None).await?;
        return see(&said(&format!("/journeys/{journey}"), "said-silent-call"));
    }
    let why = SilentWhy::parse(posted.get("why")).ok_or_else(|| AppError::invalid("why", "invalid-choice"))?;
    web.app.decide_silent(visit.who()?, journey, Some(why)).await?;
    see(&said("/work", "said-silent-left"))
}
