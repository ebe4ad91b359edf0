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
use regie_app::read::agreement_lists::{BlockAsked, BlockPart, BlockRow};
use regie_domain::actor::Door;
use regie_domain::codes::{HoldAction, HoldWhy};
use regie_domain::command::HoldCommand as H;
use regie_domain::hold::HoldSubject;
use regie_domain::ids::{HoldId, SystemId, TeamId};
use regie_domain::system::System;
use regie_store::views::holds::{BlockCount, BlockPlace};

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

/// The most rows on one page.
const MOST: u32 = 100;
/// The most rows of the file that are read at once.
const AT_ONCE: u32 = 1_000;

/// The page, its file, and the tick.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes
        .get("/block-list", may, "block-list", show)
        .get("/block-list.csv", may, "block-list", file)
        .post("/block-list/{hold}/done", may, "acknowledge-hold", tick)
        .post("/block-list/systems/{id}/seen", may, "put-system-move-away", seen)
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
fn systems<'a>(visit: &'a Visit, counts: &[BlockCount]) -> Vec<&'a System> {
    let held = |system: &System| counts.iter().any(|count| count.system == system.id);
    let mut all: Vec<&System> = by_hand(visit).filter(|system| owns(visit, system) || held(system)).collect();
    // What runs first must be done first.
    let next = |system: &System| system.next_run(visit.cx.now, &visit.cx.zone).unwrap_or(Timestamp::MAX);
    all.sort_by_key(|system| (next(system), system.name.to_lowercase(), system.id));
    all
}

/// A part of what stands or waits for the reader's teams.
async fn part(web: &Web, visit: &Visit, asked: BlockAsked) -> Result<BlockPart, Failure> {
    let teams: BTreeSet<TeamId> = visit.member()?.teams.iter().map(|(team, _)| *team).collect();
    let teams: Vec<TeamId> = teams.into_iter().collect();
    Ok(web.app.block_list(&visit.who()?, &teams, asked).await?)
}

/// A place in the list as an address writes it; what is none asks for the beginning.
fn place(text: &str) -> Option<BlockPlace> {
    let mut parts = text.split('.');
    let system = SystemId::parse(parts.next()?).ok()?;
    let waits = parts.next()? == "1";
    let by = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
    let hold = HoldId::parse(parts.next()?).ok()?;
    Some(BlockPlace { system, waits, by, hold })
}

fn address(place: &BlockPlace) -> String {
    let BlockPlace { system, waits, by, hold } = place;
    format!("{system}.{}.{}.{hold}", u8::from(*waits), by.as_microsecond())
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let wanted = BlockAsked { all: asked.tab == "all", after: asked.after.as_deref().and_then(place), most: MOST };
    render(&web, &visit, wanted, asked.said.as_deref(), None).await
}

/// What waits, from the beginning.
const WAITING: BlockAsked = BlockAsked { all: false, after: None, most: MOST };

async fn render(web: &Web, visit: &Visit, asked: BlockAsked, said: Option<&str>, problem: Option<String>) -> Reply {
    let cx = &visit.cx;
    let all = asked.all;
    let found = part(web, visit, asked).await?;
    let count = |of: fn(&BlockCount) -> u64| usize::try_from(found.counts.iter().map(of).sum::<u64>()).ok();
    let (waits, held) = (count(|count| count.waiting), count(|count| count.all));
    let tab = |href: &str, key: &str, count, current| Tab { href: href.to_owned(), label: cx.t(key), count, current };
    let of_system = |system: &System| {
        let count = found.counts.iter().find(|count| count.system == system.id);
        count.map_or(0, |count| if all { count.all } else { count.waiting })
    };
    let group = |system: &System| BlockGroup {
        id: system.id.to_string(),
        name: system.name.clone(),
        team: visit.directory.team_name(system.owner),
        next_run: system.next_run(cx.now, &cx.zone),
        rows: lines(visit, system, &found.rows),
    };
    // Of what does not fit here, another part has the rows.
    let here = |system: &System, group: &BlockGroup| {
        !group.rows.is_empty() || (asked.after.is_none() && of_system(system) == 0)
    };
    let groups = systems(visit, &found.counts).into_iter().map(|system| (system, group(system)));
    let groups = groups.filter(|(system, group)| here(system, group)).map(|(_, group)| group).collect();
    let base = if all { "/block-list?tab=all&after=" } else { "/block-list?after=" };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = BlockListPage {
        cx: cx.clone(),
        shell: shell::staff(web, visit, Nav::Blocks, said).await?,
        tabs: vec![
            tab("/block-list", "blocks-waiting", waits, !all),
            tab("/block-list?tab=all", "blocks-all", held, all),
        ],
        groups,
        more: found.more.as_ref().map(|place| format!("{base}{}", address(place))),
        csv: if all { "/block-list.csv?tab=all" } else { "/block-list.csv" }.to_owned(),
        today: cx.day(&cx.now).to_string(),
        problem,
    };
    page_with(status, &page)
}

/// The rows of one system: what waits first, what waits longest on top.
fn lines(visit: &Visit, system: &System, found: &[BlockRow]) -> Vec<BlockLine> {
    found.iter().filter(|row| row.hold.system == system.id).map(|row| line(visit, row)).collect()
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
        return render(&web, &visit, WAITING, None, Some(words)).await;
    };
    // Nobody did it before it was asked for: a date of then is a slip.
    let asked = row.released_at.unwrap_or(row.placed_at);
    if at.is_some_and(|at| visit.cx.day(&at) < visit.cx.day(&asked)) {
        let words = visit.cx.t1("blocks-before", "when", visit.cx.by_said(&asked, &visit.cx.now));
        return render(&web, &visit, WAITING, None, Some(words)).await;
    }
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
            render(&web, &visit, WAITING, None, Some(words)).await
        }
    }
}

/// Somebody of the team has seen that a system is theirs now.
async fn seen(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    let id = SystemId::parse(&id).map_err(|_| AppError::NotFound("system"))?;
    web.app.saw_system_move(&visit.who()?, id).await?;
    see("/block-list")
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

/// The same list as a file, whole, for whoever works from one: what a block list leaves out is done.
async fn file(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let mut text = head(&visit);
    let mut wanted = BlockAsked { all: asked.tab == "all", after: None, most: AT_ONCE };
    loop {
        let found = part(&web, &visit, wanted).await?;
        found.rows.iter().for_each(|row| text.push_str(&csv(&visit, row)));
        wanted.after = found.more;
        if wanted.after.is_none() {
            break;
        }
    }
    let name = format!("{}.csv", visit.cx.t("blocks-file"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let kept = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, crate::security::attachment(&name))];
    Ok::<_, Failure>((kept, text).into_response())
}

fn head(visit: &Visit) -> String {
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
    row(columns.map(|key| visit.cx.t(key)).iter().map(String::as_str))
}

fn csv(visit: &Visit, found: &BlockRow) -> String {
    let cx = &visit.cx;
    let line = line(visit, found);
    let day = |at: Timestamp| at.to_zoned(cx.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let system = visit.directory.system(found.hold.system).map(|system| system.name.clone()).unwrap_or_default();
    let state = match line.done {
        Some(done) => cx.t1("blocks-done-at", "when", day(done)),
        None => cx.t(if line.released { "blocks-take-off" } else { "blocks-to-do" }),
    };
    let since = day(line.since);
    // A day that programs and spreadsheets read; empty where nothing ends by itself. What ends with a day is said of that day.
    let last = |at: Timestamp| {
        let at = at.to_zoned(cx.zone.clone());
        let whole = at.time() == jiff::civil::Time::midnight();
        let before = at.date().yesterday().ok().filter(|_| whole);
        before.map_or_else(|| day(at.timestamp()), |date| date.strftime("%Y-%m-%d").to_string())
    };
    let until = found.hold.until.map(last).unwrap_or_default();
    let next = line.next_run.map(day).unwrap_or_default();
    let reference = line.journey.map(|(_, reference)| reference).unwrap_or_default();
    let cells = [&system, &line.subject, &line.action, &line.why, &until, &since, &next, &reference, &state];
    row(cells.into_iter().map(String::as_str))
}

/// One line of a file that spreadsheets open.
pub(crate) fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
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
    use super::{address, cell, place, row};

    #[test]
    fn a_place_in_the_list_comes_back_from_an_address_and_anything_else_is_the_beginning() {
        let id = "01610000-0000-7000-8000-000000000001";
        let text = format!("{id}.1.1517822400000000.{id}");
        assert_eq!(place(&text).map(|place| address(&place)), Some(text));
        for odd in ["", "1", "x.1.2.y", &format!("{id}.1.99999999999999999999.{id}"), &format!("{id}.1.1")] {
            assert_eq!(place(odd), None, "{odd}");
        }
    }

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
