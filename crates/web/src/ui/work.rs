//! My work: what the reader's teams have to do, what breaks first on top.

pub mod rows;

use axum::extract::State;
use axum_extra::extract::Query;
use regie_domain::actor::Role;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::gate::READERS;
use crate::pages::parts::Tab;
use crate::pages::shell::Nav;
use crate::pages::work::WorkPage;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::shell;
use crate::visit::Visit;

/// The most rows on one page.
const MOST: usize = 60;

/// The page, and the way to it.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/work", Access::Member(READERS), "work", work)
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    tab: String,
    after: Option<String>,
    said: Option<String>,
}

async fn work(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let member = visit.member()?;
    let work = web.app.work(&visit.scope()?, member.has(Role::Coordinator)).await?;
    let all = rows::rows(&visit, &work);
    let (mine, count) = (asked.tab == "mine", all.len());
    let own = |row: &rows::Row| row.assignee == Some(member.id);
    let owned = all.iter().filter(|row| own(row)).count();
    let shown: Vec<rows::Row> = all.into_iter().filter(|row| !mine || own(row)).collect();
    let after: usize = asked.after.and_then(|after| after.parse().ok()).unwrap_or(0);
    let tab = |href: &str, key: &str, count: usize, current: bool| Tab {
        href: href.to_owned(),
        label: visit.cx.t(key),
        count: Some(count),
        current,
    };
    let tabs = vec![tab("/work", "work-team", count, !mine), tab("/work?tab=mine", "work-mine", owned, mine)];
    let base = if mine { "/work?tab=mine&" } else { "/work?" };
    page(&WorkPage {
        cx: visit.cx.clone(),
        shell: shell::staff_with(&visit, Nav::Work, asked.said.as_deref(), &work)?,
        tabs,
        arrivals: rows::strip(&work),
        more: (shown.len() > after + MOST).then(|| format!("{base}after={}", after + MOST)),
        next: rows::next(&visit, &work),
        rows: shown.into_iter().skip(after).take(MOST).map(|row| row.shown).collect(),
    })
}
