//! My work: what the reader's teams have to do, what breaks first on top.

mod first_day;
pub mod louder;
mod next;
pub mod rows;
mod silent;

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::read::Copies;
use regie_domain::actor::Role;
use regie_domain::ids::MemberId;

use crate::builder::{Access, Routes};
use crate::gate::{READERS, WORKERS};
use crate::pages::parts::Tab;
use crate::pages::shell::Nav;
use crate::pages::work::{WorkPage, WorkRow};
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::part::{Asked, Part};
use crate::ui::{absence, shell};
use crate::visit::Visit;

/// The most rows on one page.
const MOST: usize = 60;

/// The page, and the way to it.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/work", Access::Member(READERS), "work", work)
        .post("/work/next", Access::Member(WORKERS), "assign", next::take)
        .post("/work/first-day", Access::Member(WORKERS), "put_first_day_away", first_day::put_away)
        .post("/journeys/{id}/silent", Access::Member(WORKERS), "decide_silent", silent::decide)
        .post("/work/endings/{id}", Access::Member(READERS), "put_ending_away", next::put_away)
}

async fn work(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let member = visit.member()?;
    let coordinator = member.has(Role::Coordinator);
    let works = WORKERS.iter().any(|role| member.has(*role));
    // Who watches over the whole may look over all teams; who is in no team has nothing else to look at.
    let (mine, wide) = (asked.tab == "mine", coordinator && (asked.tab == "all" || member.teams.is_empty()));
    let work = web.app.work(&visit.work_scope(wide)?, coordinator).await?;
    let copies = if mine || wide { Copies::default() } else { web.app.copies(&visit.work_scope(false)?).await? };
    let all = rows::rows(&visit, &work);
    let count = all.len();
    // Who stands in for a colleague has that colleague's work as well.
    let covered = absence::covered(&visit);
    let covers = |id: MemberId| covered.iter().find(|(away, _)| *away == id);
    let own = |row: &rows::Row| row.assignee.is_some_and(|id| id == member.id || covers(id).is_some());
    let take = all.iter().any(|row| row.free);
    let owned = all.iter().filter(|row| own(row)).count();
    let shown: Vec<rows::Row> = all.into_iter().filter(|row| !mine || own(row)).collect();
    let part = Part::asked(asked.after.as_deref(), MOST);
    let tab = |href: &str, key: &str, count: Option<usize>, current: bool| Tab {
        href: href.to_owned(),
        label: visit.cx.t(key),
        count,
        current,
    };
    let mut tabs = Vec::new();
    if !member.teams.is_empty() || !coordinator {
        let team = if member.teams.len() > 1 { "work-teams" } else { "work-team" };
        tabs.push(tab("/work", team, (!wide).then_some(count), !mine && !wide));
        tabs.push(tab("/work?tab=mine", "work-mine", (!wide).then_some(owned), mine));
    }
    if coordinator {
        tabs.push(tab("/work?tab=all", "work-all", wide.then_some(count), wide));
    }
    let base = match (mine, wide) {
        (true, _) => "/work?tab=mine&",
        (_, true) => "/work?tab=all&",
        _ => "/work?",
    };
    page(&WorkPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Work, asked.said.as_deref()).await?,
        tabs,
        arrivals: rows::strip(&work),
        calls: crate::ui::calls::ringing(&web, &visit).await?,
        more: part.next(base, shown.len()),
        next: rows::next(&visit, &work),
        copies: rows::copies(&visit, &copies),
        rows: part
            .of(shown)
            .map(|row| {
                let instead = row.assignee.and_then(covers).map(|(_, why)| why.clone());
                WorkRow { instead, ..row.shown }
            })
            .collect(),
        take,
        first_day: if works && part.is_first() { first_day::list(&web, &visit).await? } else { Vec::new() },
        mirror: if part.is_first() { web.app.mirror_news(&visit.who()?).await? } else { 0 },
        silent: if wide || !part.is_first() { Vec::new() } else { silent::rows(&web, &visit).await? },
        whys: silent::whys(&visit),
        answers: if wide || !part.is_first() { Vec::new() } else { next::answers(&web, &visit).await? },
        disputes: if wide || !part.is_first() { Vec::new() } else { next::disputes(&web, &visit).await? },
        done: if wide || !part.is_first() { Vec::new() } else { next::done(&web, &visit).await? },
        moves: if wide || !part.is_first() { Vec::new() } else { next::moves(&web, &visit).await? },
        endings: if wide || !part.is_first() { Vec::new() } else { next::endings(&web, &visit).await? },
    })
}
