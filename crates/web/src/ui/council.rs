//! The page for a works council: what holds now, from the values that the program itself goes by. No number stands in its words.

use axum::extract::State;
use regie_app::council::{Council, Right};
use regie_domain::actor::Role;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::gate::EVERYBODY;
use crate::pages::council::{CouncilPage, CouncilPart};
use crate::pages::parts::{Cell, Table};
use crate::pages::shell::Nav;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::journey::view::own_words;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The page, for everybody who works here.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/works-council", Access::Member(EVERYBODY), "works-council", show)
}

async fn show(State(web): State<Web>, visit: Visit) -> Reply {
    let found = web.app.council(&visit.who()?).await?;
    page(&CouncilPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Elsewhere, None).await?,
        parts: parts(&visit.cx, &found),
    })
}

/// The parts of the page.
#[must_use]
pub fn parts(cx: &Cx, found: &Council) -> Vec<CouncilPart> {
    let part = |id, title: &str, text: &[&str], table| CouncilPart {
        id,
        title: cx.t(title),
        text: text.iter().map(|key| cx.t(key)).collect(),
        table,
    };
    let kept = [
        "council-kept-acts",
        "council-kept-answers",
        "council-kept-settings",
        "council-kept-marks",
        "council-kept-not",
    ];
    let never = ["council-never-rank", "council-never-score", "council-never-read"];
    vec![
        part("c-limits", "council-limits", &["council-limits-text"], Some(limits(cx, found))),
        part("c-kept", "council-kept", &kept, None),
        part("c-rights", "council-rights", &["council-rights-text"], Some(rights(cx, found))),
        part("c-use", "figures-use", &["figures-use-text"], None),
        part("c-never", "council-never", &never, None),
        part("c-partners", "council-partners", &["council-partners-text"], partners(cx, found)),
        part("c-surveys", "council-surveys", &["council-surveys-text"], Some(surveys(cx, found))),
        part("c-gone", "council-gone", &["council-gone-text"], Some(gone(cx, found))),
    ]
}

fn table(cx: &Cx, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows }
}

fn limits(cx: &Cx, found: &Council) -> Table {
    let fixed = found.since.map_or_else(String::new, |at| cx.t1("council-fixed", "when", cx.near_text(&at)));
    let row =
        |key: &str, value: String, since: &str| vec![Cell::text(cx.t(key)), Cell::text(&value), Cell::text(since)];
    let days = |count: i64| cx.tn("council-days", usize::try_from(count).unwrap_or(0));
    let (budget, since) = found.budget;
    let said = since.map_or_else(|| fixed.clone(), |at| cx.near_text(&at));
    let heard = found.topics.1.or(found.since).map(|at| cx.near_text(&at)).unwrap_or_default();
    let asked = cx.t2("council-times", "times", budget.times, "days", budget.days);
    let rows = vec![
        row("council-scores", found.scores.people.to_string(), &fixed),
        row("council-texts", found.texts.people.to_string(), &fixed),
        row("council-employees", found.scores.employees.to_string(), &fixed),
        row("council-batch", cx.tn("council-weeks", usize::try_from(found.batch).unwrap_or(0)), &fixed),
        row("council-alone", cx.tn("council-working-days", usize::try_from(found.alone).unwrap_or(0)), &fixed),
        row("council-fades", days(found.fades), &fixed),
        row("council-changeable", cx.tn("feedback-hours", usize::try_from(found.changeable).unwrap_or(0)), &fixed),
        row("council-effort", cx.tn("silent-effort", found.effort), &fixed),
        row("council-budget", asked, &said),
        row("council-choose", yes(cx, found.choose), &said),
        row("council-topics", cx.tn("topics-used-n", found.topics.0), &heard),
    ];
    table(cx, &["council-what", "council-holds", "council-since"], rows)
}

fn rights(cx: &Cx, found: &Council) -> Table {
    let role = |role: Role| match role {
        Role::Agent => cx.t("role-agent"),
        Role::TeamLead => cx.t("role-lead"),
        Role::Coordinator => cx.t("role-coordinator"),
        Role::Administrator => cx.t("role-administrator"),
        Role::Auditor => cx.t("role-auditor"),
    };
    let mut columns = vec![cx.t("council-role")];
    columns.extend(Right::ALL.iter().map(|right| cx.t(&format!("council-right-{}", right.code()))));
    let yes = |may: bool| Cell::text(yes(cx, may));
    let row = |(of, may): &(Role, Vec<(Right, bool)>)| {
        std::iter::once(Cell::text(role(*of))).chain(may.iter().map(|(_, may)| yes(*may))).collect()
    };
    Table { columns, rows: found.rights.iter().map(row).collect() }
}

fn yes(cx: &Cx, is_so: bool) -> String {
    cx.t(if is_so { "council-yes" } else { "council-no" })
}

/// What partners get; nothing where nothing is agreed with anybody.
fn partners(cx: &Cx, found: &Council) -> Option<Table> {
    let row = |partner: &regie_app::council::PartnerGets| {
        vec![
            Cell::text(&partner.name),
            Cell::text(yes(cx, partner.words)),
            Cell::text(words::figure_use(cx, partner.figures)),
            Cell::text(yes(cx, partner.compares)),
            Cell::text(cx.near_text(&partner.since)),
        ]
    };
    let columns = [
        "council-partner",
        "council-partner-words",
        "council-partner-figures",
        "council-partner-beside",
        "council-since",
    ];
    (!found.partners.is_empty()).then(|| table(cx, &columns, found.partners.iter().map(row).collect()))
}

fn surveys(cx: &Cx, found: &Council) -> Table {
    let row = |runs: &regie_app::council::Runs| {
        vec![
            Cell::text(own_words(cx, &runs.name)),
            Cell::text(own_words(cx, &runs.blueprint)),
            Cell::text(cx.tn("council-after", usize::try_from(runs.plan.days).unwrap_or(0))),
            Cell::text(words::term(cx, runs.plan.call)),
            Cell::text(runs.since.map(|at| cx.near_text(&at)).unwrap_or_default()),
        ]
    };
    let columns = ["council-survey", "council-blueprint", "council-asked", "council-call", "council-since"];
    table(cx, &columns, found.surveys.iter().map(row).collect())
}

fn gone(cx: &Cx, found: &Council) -> Table {
    let row = |keeps: &regie_app::council::Keeps| {
        let days = cx.tn("council-days", usize::try_from(keeps.days).unwrap_or(0));
        vec![Cell::text(cx.t(&format!("council-keeps-{}", keeps.what))), Cell::text(&days)]
    };
    table(cx, &["council-what", "council-how-long"], found.keeps.iter().map(row).collect())
}
