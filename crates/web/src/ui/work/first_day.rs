//! The list of somebody's first day.

use axum::extract::State;
use regie_app::first_day::{FirstDay, FirstStep};

use crate::pages::work::FirstRow;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

/// The list of the reader, while it is to be shown.
pub(super) async fn list(web: &Web, visit: &Visit) -> Result<Vec<FirstRow>, Failure> {
    let list = web.app.first_day(&visit.who()?).await?;
    Ok(if list.is_shown() { rows(visit, &list) } else { Vec::new() })
}

fn rows(visit: &Visit, list: &FirstDay) -> Vec<FirstRow> {
    let absence = visit.member.as_deref().map(|member| format!("/absence/{}", member.id)).unwrap_or_default();
    let row = |(step, done): &(FirstStep, bool)| {
        let (key, help, href) = match step {
            FirstStep::Signature => ("first-day-signature", "first-day-signature-help", "/profile#signed"),
            FirstStep::Absence => ("first-day-absence", "first-day-absence-help", absence.as_str()),
            FirstStep::Call => ("first-day-call", "first-day-call-help", "/calls/new"),
            FirstStep::Handover => ("first-day-handover", "first-day-handover-help", "/handovers"),
            FirstStep::Told => ("first-day-told", "first-day-told-help", "/journeys"),
        };
        FirstRow { title: visit.cx.t(key), help: visit.cx.t(help), href: href.to_owned(), done: *done }
    };
    // Who may begin nothing is not asked to.
    let begins = crate::ui::shell::begins(visit);
    list.steps.iter().filter(|(step, _)| begins || *step != FirstStep::Call).map(row).collect()
}

/// Puts it away, or calls it back.
pub(super) async fn put_away(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let away = posted.get("do") != "show";
    web.app.put_first_day_away(&visit.who()?, away).await?;
    see(&said("/work", if away { "said-first-day-away" } else { "said-first-day-shown" }))
}
