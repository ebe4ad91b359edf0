//! The block list: what people must not do in systems that cannot ask. A member of the team that owns the system ticks what
//! is done; what is not ticked is not acknowledged.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum_extra::extract::Query;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, time};
use regie_app::AppError;
use regie_app::read::agreement_lists::BlockRow;
use regie_domain::actor::Door;
use regie_domain::codes::{HoldAction, HoldWhy};
use regie_domain::command::HoldCommand as H;
use regie_domain::hold::HoldSubject;
use regie_domain::ids::{HoldId, TeamId};
use regie_domain::system::System;

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::agreements::{BlockGroup, BlockLine, BlockListPage};
use crate::pages::parts::Tab;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page_with, refusal_words, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::part::Asked;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The page, its file, and the tick.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes.get("/block-list", may, "block-list", show).get("/block-list.csv", may, "block-list", file).post(
        "/block-list/{hold}/done",
        may,
        "acknowledge-hold",
        tick,
    )
}

/// The systems without a connection.
fn by_hand(visit: &Visit) -> impl Iterator<Item = &System> {
    visit.directory.systems.values().map(|found| &found.value).filter(|system| !system.is_connected())
}

/// Whether the reader's teams own such a system.
fn owns(visit: &Visit, system: &System) -> bool {
    system.active && visit.member.as_deref().is_some_and(|member| member.is_in(system.owner))
}

/// Whether the reader's teams own a system without a connection: then there is a block list.
#[must_use]
pub fn has_one(visit: &Visit) -> bool {
    by_hand(visit).any(|system| owns(visit, system))
}

/// The systems of a list, what runs first on top: those that the reader's teams own, and those that were taken out of use,
/// or went to another team, with something of these teams left in them.
fn systems<'a>(visit: &'a Visit, found: &[BlockRow]) -> Vec<&'a System> {
    let held = |system: &System| found.iter().any(|row| row.hold.system == system.id);
    let mut all: Vec<&System> = by_hand(visit).filter(|system| owns(visit, system) || held(system)).collect();
    // What runs first must be done first.
    let next = |system: &System| system.next_run(visit.cx.now, &visit.cx.zone).unwrap_or(Timestamp::MAX);
    all.sort_by_key(|system| (next(system), system.name.to_lowercase()));
    all
}

/// What stands or waits for the reader's teams.
async fn rows(web: &Web, visit: &Visit) -> Result<Vec<BlockRow>, Failure> {
    let teams: BTreeSet<TeamId> = visit.member()?.teams.iter().map(|(team, _)| *team).collect();
    let mut rows = Vec::new();
    for team in teams {
        rows.extend(web.app.block_list(&visit.who()?, team).await?);
    }
    Ok(rows)
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    render(&web, &visit, asked.tab == "all", asked.said.as_deref(), None).await
}

async fn render(web: &Web, visit: &Visit, all: bool, said: Option<&str>, problem: Option<String>) -> Reply {
    let cx = &visit.cx;
    let found = rows(web, visit).await?;
    let waiting = found.iter().filter(|row| row.waits()).count();
    let tab = |href: &str, key: &str, count, current| Tab { href: href.to_owned(), label: cx.t(key), count, current };
    let groups: Vec<BlockGroup> = systems(visit, &found)
        .into_iter()
        .map(|system| BlockGroup {
            id: system.id.to_string(),
            name: system.name.clone(),
            team: visit.directory.team_name(system.owner),
            next_run: system.next_run(cx.now, &cx.zone),
            rows: lines(visit, system, &found, all),
        })
        .collect();
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = BlockListPage {
        cx: cx.clone(),
        shell: shell::staff(web, visit, Nav::Blocks, said).await?,
        tabs: vec![
            tab("/block-list", "blocks-waiting", Some(waiting), !all),
            tab("/block-list?tab=all", "blocks-all", Some(found.len()), all),
        ],
        groups,
        csv: if all { "/block-list.csv?tab=all" } else { "/block-list.csv" }.to_owned(),
        today: cx.day(&cx.now).to_string(),
        problem,
    };
    page_with(status, &page)
}

/// The rows of one system: what waits first, what waits longest on top.
fn lines(visit: &Visit, system: &System, found: &[BlockRow], all: bool) -> Vec<BlockLine> {
    let mut own: Vec<&BlockRow> =
        found.iter().filter(|row| row.hold.system == system.id && (all || row.waits())).collect();
    own.sort_by_key(|row| (!row.waits(), row.hold.acknowledge_by, row.hold.id));
    own.into_iter().map(|row| line(visit, row)).collect()
}

fn line(visit: &Visit, row: &BlockRow) -> BlockLine {
    let (cx, hold) = (&visit.cx, &row.hold);
    let released = hold.released_at.is_some();
    let subject = hold.subject.parse::<HoldSubject>().map(|subject| words::subject(cx, &subject));
    let action = HoldAction::parse(&hold.action).map(|action| words::hold_action(cx, action)).unwrap_or_default();
    let seen = row.reference.map(|reference| (format!("/journeys/{}", hold.journey), reference.to_string()));
    BlockLine {
        id: hold.id.to_string(),
        journey: seen,
        subject: subject.unwrap_or_else(|_| hold.subject.clone()),
        action: if released { cx.t("blocks-free") } else { cx.cap(action) },
        why: HoldWhy::parse(&hold.why).map(|why| words::hold_why(cx, why)).unwrap_or_default(),
        until: match hold.until {
            Some(until) => cx.t1("hold-until", "when", cx.by_text(&until)),
            None => cx.t("hold-until-released"),
        },
        next_run: row.next_run,
        since: hold.released_at.unwrap_or(hold.placed_at),
        released,
        done: if row.waits() { None } else { hold.acknowledged_at },
        late: hold.overdue.is_some(),
        tick: row.waits().then(|| format!("/block-list/{}/done", hold.id)),
    }
}

async fn tick(State(web): State<Web>, visit: Visit, Path(hold): Path<String>, posted: Posted) -> Reply {
    let hold = HoldId::parse(&hold).map_err(|_| AppError::NotFound("hold"))?;
    let row = web.app.hold_row(hold).await?;
    let Some(at) = moment(&visit, posted.get("on")) else {
        let words = visit.cx.t("letter-date-wrong");
        return render(&web, &visit, false, None, Some(words)).await;
    };
    let command = match row.released_at {
        None => H::Acknowledge { hold, at },
        Some(_) => H::AcknowledgeRelease { hold, at },
    };
    let done = web.app.act_on_hold(&visit.who()?, Door::Page, command, Vec::new(), posted.key()).await;
    match done.map_or_else(|error| Wrong::of(&visit, error).map(Err), |done| Ok(Ok(done)))? {
        Ok(_) => see(&said("/block-list", "said-hold-acknowledged")),
        Err(wrong) => {
            let words = match &wrong {
                Wrong::Refused(refusal) => refusal_words(&visit, refusal),
                Wrong::Fields(faults) => faults.iter().map(|(_, words)| words.clone()).collect::<Vec<_>>().join(" "),
                Wrong::Changed | Wrong::Newer(..) => visit.cx.t("error-409-text"),
            };
            render(&web, &visit, false, None, Some(words)).await
        }
    }
}

/// The day that was typed: today is now, another one its end; nothing where it is no day, or lies ahead.
#[expect(clippy::option_option, reason = "no day typed is now, a wrong one is a fault")]
fn moment(visit: &Visit, typed: &str) -> Option<Option<Timestamp>> {
    let (cx, today) = (&visit.cx, visit.cx.day(&visit.cx.now));
    if typed.is_empty() {
        return Some(None);
    }
    let day: Date = typed.parse().ok().filter(|day| *day <= today)?;
    if day == today {
        return Some(None);
    }
    let evening = day.to_datetime(time(23, 59, 0, 0)).to_zoned(cx.zone.clone()).ok()?;
    Some(Some(evening.timestamp()))
}

/// The same list as a file, for whoever works from one.
async fn file(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let text = csv(&visit, &rows(&web, &visit).await?, asked.tab == "all");
    let name = format!("{}.csv", visit.cx.t("blocks-file"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let kept = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, crate::security::attachment(&name))];
    Ok::<_, Failure>((kept, text).into_response())
}

fn csv(visit: &Visit, found: &[BlockRow], all: bool) -> String {
    let cx = &visit.cx;
    let columns = [
        "hold-system",
        "hold-value",
        "hold-action",
        "hold-why",
        "hold-until-field",
        "blocks-since",
        "blocks-next-run",
        "board-journey",
        "settings-state",
    ];
    let mut text = row(columns.map(|key| cx.t(key)).iter().map(String::as_str));
    let day = |at: Timestamp| at.to_zoned(cx.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    for system in systems(visit, found) {
        for line in lines(visit, system, found, all) {
            let state = match line.done {
                Some(done) => cx.t1("blocks-done-at", "when", day(done)),
                None => cx.t(if line.released { "blocks-take-off" } else { "blocks-to-do" }),
            };
            let since = day(line.since);
            let next = line.next_run.map(day).unwrap_or_default();
            let reference = line.journey.map(|(_, reference)| reference).unwrap_or_default();
            let cells =
                [&system.name, &line.subject, &line.action, &line.why, &line.until, &since, &next, &reference, &state];
            text.push_str(&row(cells.into_iter().map(String::as_str)));
        }
    }
    text
}

/// One line of a file that spreadsheets open.
fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell: always quoted, and what a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{cell, row};

    #[test]
    fn a_spreadsheet_takes_no_cell_for_a_formula() {
        assert_eq!(cell("Facturatie"), "\"Facturatie\"");
        for bad in ["=HYPERLINK(\"http://x\")", "@SUM(A1)", "+31000", "-1", "\tx", "＝1"] {
            assert!(cell(bad).starts_with("\"'"), "{bad}");
        }
        assert_eq!(cell("zeg \"ja\""), "\"zeg \"\"ja\"\"\"");
        assert_eq!(row(["a", "b,c"].into_iter()), "\"a\",\"b,c\"\r\n");
    }
}
