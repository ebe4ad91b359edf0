//! Friendliness of a partner, for who reads figures, for the partner itself and on a file; and the three marks that a member is
//! asked for after work with one. No page and no file says who marked.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use regie_app::AppError;
use regie_app::authorise::Who;
use regie_app::figures::RatingFigure;
use regie_app::friendliness::{Friendliness, FriendlyMonth};
use regie_domain::friendliness::Marks;
use regie_domain::ids::{HandoverId, JourneyId, OrgId};
use regie_domain::partner::FigureUse;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::gate::{EVERYBODY, WORKERS};
use crate::pages::friendliness::{AskMarks, FriendlinessPage, FriendlinessPartnerPage, MARKS, ShownFriendliness};
use crate::pages::parts::{Cell, Table};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::blocks::row;
use crate::ui::figures::{lines_of, mean_of, points_of, share_of};
use crate::ui::journey::desk::Desk;
use crate::ui::partners::Opened;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    // The app tells who reads it: who reads figures, and the people of the partner itself.
    let (all, desk) = (Access::Member(EVERYBODY), Access::Member(WORKERS));
    routes
        .get("/partners/{id}/friendliness", all, "friendliness", show)
        .get("/partners/{id}/friendliness.csv", all, "friendliness-file", file)
        .get("/p/{token}/friendliness", Access::PartnerLink, "partner", show_partner)
        .post("/journeys/{id}/partners/{handover}/marks", desk, "rate_partner", mark)
        .post("/journeys/{id}/partners/{handover}/skip", desk, "rate_partner", skip)
}

/// Where it stands for who is signed in.
#[must_use]
pub fn href(org: OrgId) -> String {
    format!("/partners/{org}/friendliness")
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let org = OrgId::parse(&id).map_err(|_| AppError::NotFound("partner"))?;
    let found = web.app.friendliness(&visit.who()?, org).await?;
    page(&FriendlinessPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Figures, None).await?,
        shown: shown(&visit, &found, Some(format!("{}.csv", href(org)))),
    })
}

async fn show_partner(State(web): State<Web>, visit: Visit, Path(token): Path<String>) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    let seat = opened.known.seat;
    let found = web.app.friendliness(&Who::Partner(seat), seat.org).await?;
    page(&FriendlinessPartnerPage {
        cx: visit.cx.clone(),
        shell: shell::customer(&visit),
        back: format!("/p/{}", opened.token),
        shown: shown(&visit, &found, None),
    })
}

/// What a member of the house is asked on the page of a journey: about the last work with a partner.
pub(in crate::ui) async fn asked(web: &Web, desk: &Desk) -> Result<Option<AskMarks>, Failure> {
    let found = web.app.partners_to_rate(&desk.visit.who()?, &desk.loaded).await?;
    Ok(found.first().and_then(|worked| {
        let partner = desk.visit.directory.partner(worked.org)?.name.clone();
        Some(AskMarks { partner, action: format!("/journeys/{}/partners/{}", desk.id, worked.handover) })
    }))
}

async fn mark(
    State(web): State<Web>,
    visit: Visit,
    Path((id, handover)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    Desk::open(&web, &visit, &id).await?;
    let mut given = MARKS.iter().map(|name| posted.get(name).parse().unwrap_or(0_u8));
    let mut next = || given.next().unwrap_or(0);
    let Some(marks) = Marks::new(next(), next(), next()) else {
        return see(&said(&format!("/journeys/{id}"), "said-marks-missing"));
    };
    rate(&web, &visit, (&id, &handover), Some(marks)).await
}

async fn skip(
    State(web): State<Web>,
    visit: Visit,
    Path((id, handover)): Path<(String, String)>,
    _posted: Posted,
) -> Reply {
    rate(&web, &visit, (&id, &handover), None).await
}

async fn rate(web: &Web, visit: &Visit, (id, handover): (&str, &str), marks: Option<Marks>) -> Reply {
    let journey = JourneyId::parse(id).map_err(|_| AppError::NotFound("journey"))?;
    let handover = HandoverId::parse(handover).map_err(|_| AppError::NotFound("handover"))?;
    web.app.rate_partner(&visit.who()?, journey, handover, marks).await?;
    let key = if marks.is_some() { "said-marks-given" } else { "said-marks-skipped" };
    see(&said(&format!("/journeys/{id}"), key))
}

fn month(cx: &Cx, found: &FriendlyMonth) -> String {
    cx.lang.month_of(found.month)
}

/// What was agreed about what figures may be used for.
fn used(cx: &Cx, used: Option<FigureUse>) -> String {
    match used {
        Some(used) => cx.t1("friendliness-agreed", "use", words::figure_use(cx, used)),
        None => cx.t("friendliness-not-agreed"),
    }
}

fn table(cx: &Cx, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows }
}

const MARK_COLUMNS: [&str; 6] = [
    "friendliness-month",
    "friendliness-friendly",
    "friendliness-interest",
    "friendliness-listened",
    "friendliness-helped",
    "figures-count",
];
const HEARD_COLUMNS: [&str; 4] =
    ["friendliness-month", "friendliness-question", "figures-value", "figures-answers-count"];
const BESIDE_COLUMNS: [&str; 2] = ["friendliness-other", "figures-bias-difference"];

fn marks(cx: &Cx, rated: Option<&RatingFigure>) -> Vec<String> {
    let Some(rated) = rated else {
        return vec![cx.t("figures-too-few"), String::new(), String::new(), String::new(), String::new()];
    };
    let means = rated.marks.iter().map(|mark| mean_of(cx, *mark));
    std::iter::once(share_of(cx, rated.friendly)).chain(means).chain([rated.of.to_string()]).collect()
}

fn mark_rows(cx: &Cx, found: &Friendliness) -> Vec<Vec<String>> {
    let line = |of: &FriendlyMonth| std::iter::once(month(cx, of)).chain(marks(cx, of.rated.as_ref())).collect();
    found.months.iter().map(line).collect()
}

fn heard_rows(visit: &Visit, found: &Friendliness) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for of in &found.months {
        if of.heard.is_empty() {
            rows.push(vec![month(&visit.cx, of), visit.cx.t("figures-too-few"), String::new(), String::new()]);
        }
        for line in of.heard.iter().flat_map(|figure| lines_of(visit, figure)) {
            rows.push(std::iter::once(month(&visit.cx, of)).chain(line).collect());
        }
    }
    rows
}

fn beside_rows(cx: &Cx, found: &Friendliness) -> Vec<Vec<String>> {
    let line = |other: &regie_app::friendliness::BesidePartner| {
        let points = points_of(cx, other.difference);
        let words = if other.differs() { points } else { cx.t1("friendliness-no-difference", "points", points) };
        vec![other.name.clone(), words]
    };
    found.beside.iter().map(line).collect()
}

fn cells(rows: Vec<Vec<String>>) -> Vec<Vec<Cell>> {
    rows.into_iter().map(|row| row.into_iter().map(Cell::text).collect()).collect()
}

fn shown(visit: &Visit, found: &Friendliness, file: Option<String>) -> ShownFriendliness {
    let cx = &visit.cx;
    let together =
        found.together.map(|all| cx.t2("friendliness-together", "share", share_of(cx, all.friendly), "count", all.of));
    let beside = beside_rows(cx, found);
    ShownFriendliness {
        partner: found.partner.name.clone(),
        nothing: found.used == Some(FigureUse::Nothing),
        together,
        marks: table(cx, &MARK_COLUMNS, cells(mark_rows(cx, found))),
        heard: table(cx, &HEARD_COLUMNS, cells(heard_rows(visit, found))),
        beside: (!beside.is_empty()).then(|| table(cx, &BESIDE_COLUMNS, cells(beside))),
        used: used(cx, found.used),
        file,
    }
}

async fn file(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let cx = &visit.cx;
    let org = OrgId::parse(&id).map_err(|_| AppError::NotFound("partner"))?;
    let found = web.app.friendliness(&visit.who()?, org).await?;
    let line = |cells: &[String]| row(cells.iter().map(String::as_str));
    let heads = |keys: &[&str]| line(&keys.iter().map(|key| cx.t(key)).collect::<Vec<_>>());
    let mut text = line(&[cx.t("figures-use"), used(cx, found.used), cx.t("friendliness-use")]);
    text.push_str(&line(std::slice::from_ref(&found.partner.name)));
    text.push_str(&heads(&MARK_COLUMNS));
    mark_rows(cx, &found).iter().for_each(|row| text.push_str(&line(row)));
    text.push_str(&heads(&HEARD_COLUMNS));
    heard_rows(&visit, &found).iter().for_each(|row| text.push_str(&line(row)));
    if !found.beside.is_empty() {
        text.push_str(&heads(&BESIDE_COLUMNS));
        beside_rows(cx, &found).iter().for_each(|row| text.push_str(&line(row)));
    }
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let name = crate::security::attachment(&format!("{}.csv", cx.t("friendliness-file")));
    Ok::<_, Failure>(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}
