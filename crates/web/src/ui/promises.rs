//! What the reader's teams promised and still owe: running, and broken but not settled.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::locale::words::phrase;
use regie_app::read::Work;
use regie_domain::actor::Role;
use regie_domain::codes::PromiseWhat;
use regie_store::views::promises::PromiseRow as Owed;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::gate::READERS;
use crate::pages::parts::{PromiseRow, PromiseState, Tab};
use crate::pages::promises::PromisesPage;
use crate::pages::shell::Nav;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::part::Part;
use crate::ui::shell;
use crate::ui::work::rows::journey_ref;
use crate::visit::Visit;
use crate::words;

/// The most promises on one page.
const MOST: usize = 60;

/// The page.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/promises", Access::Member(READERS), "promises", list)
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    tab: String,
    teams: String,
    after: Option<String>,
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let member = visit.member()?;
    let coordinator = member.has(Role::Coordinator);
    let wide = coordinator && (asked.teams == "all" || member.teams.is_empty());
    let work = web.app.work(&visit.work_scope(wide)?, coordinator).await?;
    let settle = asked.tab == "settle";
    let (broken, open): (Vec<&Owed>, Vec<&Owed>) = work.promises.iter().partition(|promise| promise.state == "broken");
    let at = |settle: bool, wide: bool| match (settle, wide) {
        (false, false) => "/promises?tab=open",
        (true, false) => "/promises?tab=settle",
        (false, true) => "/promises?tab=open&teams=all",
        (true, true) => "/promises?tab=settle&teams=all",
    };
    let tab = |href: &str, key: &str, count: Option<usize>, current: bool| Tab {
        href: href.to_owned(),
        label: visit.cx.t(key),
        count,
        current,
    };
    let tabs = vec![
        tab(at(false, wide), "promises-open", Some(open.len()), !settle),
        tab(at(true, wide), "promises-unsettled", Some(broken.len()), settle),
    ];
    let mut teams = Vec::new();
    if coordinator && !member.teams.is_empty() {
        let own = if member.teams.len() > 1 { "promises-teams" } else { "promises-team" };
        teams = vec![tab(at(settle, false), own, None, !wide), tab(at(settle, true), "work-all", None, wide)];
    }
    let shown = if settle { broken } else { open };
    let part = Part::asked(asked.after.as_deref(), MOST);
    let base = format!("{}&", at(settle, wide));
    page(&PromisesPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Promises, None).await?,
        tabs,
        teams,
        more: part.next(&base, shown.len()),
        rows: part.of(shown).map(|promise| row(&visit, &work, promise)).collect(),
    })
}

fn row(visit: &Visit, work: &Work, promise: &Owed) -> PromiseRow {
    let own = promise.text.and_then(|text| work.promised.get(&text)).map(|text| phrase(text));
    let code = || PromiseWhat::parse(&promise.what).map(|what| words::promised(&visit.cx, what)).unwrap_or_default();
    let state = match (promise.state.as_str(), &promise.risk) {
        ("broken", _) => PromiseState::Broken,
        (_, Some(_)) => PromiseState::AtRisk,
        _ => PromiseState::Running,
    };
    PromiseRow {
        id: promise.id.to_string(),
        what: own.unwrap_or_else(code),
        news: promise.kind == "news",
        owner: visit.directory.team_name(promise.owner),
        from: None,
        due: promise.due,
        moved: None,
        state,
        done_at: None,
        cost: None,
        unsettled: state == PromiseState::Broken,
        journey: work.journeys.get(&promise.journey).map(|journey| journey_ref(visit, work, journey)),
        tell: None,
    }
}
