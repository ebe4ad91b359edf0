//! The table of a chain, for who is signed in and for a partner behind a link. Parties stand in pairs, by name and never in an
//! order of parties; what the figures may be used for stands on the page, on paper and on the file.

mod heard;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum_extra::extract::Query;
use jiff::ToSpan as _;
use jiff::civil::Date;
use regie_app::AppError;
use regie_app::authorise::Who;
use regie_app::chain::{ChainReview, NewChainItem};
use regie_app::figures::READERS;
use regie_domain::ids::{BlueprintId, OrgId};
use serde::Deserialize;
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::pages::chain::{self as forms, ChainLine, ChainPage, ChainPartnerPage, ChainTable};
use crate::pages::parts::{Cell, Table};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::blocks::row;
use crate::ui::friendliness;
use crate::ui::journey::view::own_words;
use crate::ui::partners::Opened;
use crate::ui::shell;
use crate::visit::Visit;

const PATH: &str = "/chain-review";

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let (desk, link) = (Access::Member(&READERS), Access::PartnerLink);
    routes
        .get(PATH, desk, "chain-review", show)
        .get("/chain-review.csv", desk, "chain-review-file", file)
        .post("/chain-review/{act}", desk, "chain-review", act)
        .get("/p/{token}/chain", link, "partner", show_partner)
        .post("/p/{token}/chain/{act}", link, "chain-review", act_partner)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    blueprint: String,
    month: String,
    said: Option<String>,
}

/// Where the forms and months of a table lead to.
struct At<'a> {
    /// Its page, with what stands before the month.
    base: &'a str,
    /// Where its forms are posted.
    acts: &'a str,
    /// Its file.
    file: Option<String>,
}

fn month_of(visit: &Visit, text: &str) -> Date {
    format!("{text}-01").parse().unwrap_or_else(|_| visit.cx.day(&visit.cx.now).first_of_month())
}

/// The kinds of journeys whose table a member may sit at.
fn kinds(visit: &Visit) -> Vec<(BlueprintId, String)> {
    let guest = visit.member.as_deref().and_then(|member| visit.directory.guest_of(member));
    let may = |id: &BlueprintId| guest.is_none_or(|partner| partner.blueprints.contains(id));
    let newest = visit.directory.blueprints.iter().filter(|(id, _)| may(id));
    let newest = newest.filter_map(|(id, found)| Some((*id, found.value.last()?)));
    let mut all: Vec<_> = newest
        .filter(|(_, found)| !found.restricted)
        .map(|(id, found)| (id, own_words(&visit.cx, &found.name)))
        .collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

/// The kind that was asked for, or else the first.
fn chosen(asked: &Asked, kinds: &[(BlueprintId, String)]) -> Option<BlueprintId> {
    BlueprintId::parse(&asked.blueprint).ok().or_else(|| kinds.first().map(|(id, _)| *id))
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    staff(&web, &visit, &asked, None, StatusCode::OK).await
}

async fn staff(web: &Web, visit: &Visit, asked: &Asked, wrong: Option<(&Wrong, &Posted)>, status: StatusCode) -> Reply {
    let kinds = kinds(visit);
    let chosen = chosen(asked, &kinds);
    let table = match chosen {
        None => None,
        Some(id) => {
            let found = web.app.chain_review(&visit.who()?, id, month_of(visit, &asked.month)).await?;
            let base = format!("{PATH}?blueprint={id}&month=");
            let file = Some(format!("{PATH}.csv?blueprint={id}&month={}", month(&found)));
            Some(table(visit, &found, &At { base: &base, acts: PATH, file }, wrong))
        }
    };
    let page = ChainPage {
        cx: visit.cx.clone(),
        shell: shell::staff(web, visit, Nav::Figures, asked.said.as_deref()).await?,
        kinds: kinds.into_iter().map(|(id, name)| (id.to_string(), name, Some(id) == chosen)).collect(),
        table,
        partners: partners(visit),
    };
    page_with(status, &page)
}

/// The pages about working with partners, by name; for a partner's people that of their own.
fn partners(visit: &Visit) -> Vec<(String, String)> {
    let guest = visit.member.as_deref().and_then(|member| visit.directory.guest_of(member)).map(|partner| partner.id);
    let all = visit.directory.partners.values().map(|found| &found.value);
    let shown = all.filter(|partner| partner.active && guest.is_none_or(|own| own == partner.id));
    let mut all: Vec<_> = shown.map(|partner| (friendliness::href(partner.id), partner.name.clone())).collect();
    all.sort_by_key(|(_, name)| name.to_lowercase());
    all
}

async fn act(State(web): State<Web>, visit: Visit, Path(act): Path<String>, posted: Posted) -> Reply {
    let blueprint = posted.get("blueprint").to_owned();
    match run(&web, &visit, &visit.who()?, &act, &posted).await? {
        Ok(key) => see(&said(&format!("{PATH}?blueprint={blueprint}"), key)),
        Err(wrong) => {
            let asked = Asked { blueprint, ..Asked::default() };
            let status = wrong.status();
            staff(&web, &visit, &asked, Some((&wrong, &posted)), status).await
        }
    }
}

async fn show_partner(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    page(&partner(&web, &visit, &opened, &asked, None).await?)
}

async fn partner(
    web: &Web,
    visit: &Visit,
    opened: &Opened,
    asked: &Asked,
    wrong: Option<(&Wrong, &Posted)>,
) -> Result<ChainPartnerPage, Failure> {
    let seat = opened.known.seat;
    let blueprint = web.app.chain_of_seat(seat).await?.ok_or(AppError::NotFound("page"))?;
    let found = web.app.chain_review(&Who::Partner(seat), blueprint, month_of(visit, &asked.month)).await?;
    let acts = format!("/p/{}/chain", opened.token);
    let base = format!("{acts}?month=");
    // What was just done is a key of the locales, never words from the address bar.
    let said = asked.said.as_ref().filter(|key| key.starts_with("said-chain-") && visit.cx.lang.has(key));
    Ok(ChainPartnerPage {
        cx: visit.cx.clone(),
        shell: shell::customer(visit),
        said: said.map(|key| visit.cx.t(key)),
        back: format!("/p/{}", opened.token),
        chain: table(visit, &found, &At { base: &base, acts: &acts, file: None }, wrong),
    })
}

async fn act_partner(
    State(web): State<Web>,
    visit: Visit,
    Path((token, act)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    match run(&web, &visit, &Who::Partner(opened.known.seat), &act, &posted).await? {
        Ok(key) => see(&format!("/p/{token}/chain?said={key}")),
        Err(wrong) => {
            let shown = partner(&web, &visit, &opened, &Asked::default(), Some((&wrong, &posted))).await?;
            page_with(wrong.status(), &shown)
        }
    }
}

/// Does what a form asks; tells the key of what to say, or what was wrong.
async fn run(
    web: &Web,
    visit: &Visit,
    who: &Who,
    act: &str,
    posted: &Posted,
) -> Result<Result<&'static str, Wrong>, Failure> {
    let blueprint = match who {
        Who::Partner(seat) => web.app.chain_of_seat(*seat).await?,
        _ => BlueprintId::parse(posted.get("blueprint")).ok(),
    };
    let blueprint = blueprint.ok_or(AppError::NotFound("page"))?;
    let item = || Uuid::parse_str(posted.get("item")).map_err(|_| AppError::NotFound("item"));
    let (key, done) = match act {
        "add" => {
            let get = |name: &str| posted.get(name).to_owned();
            let new = NewChainItem {
                day: posted.get("sort") == "day",
                from: get("from"),
                to: get("to"),
                text: get("text"),
                offers: posted.some("offers").is_some(),
            };
            ("said-chain-added", web.app.add_to_chain(who, blueprint, new).await)
        }
        "take" => ("said-chain-taken", web.app.take_from_chain(who, blueprint, item()?, false).await),
        "done" => ("said-chain-done", web.app.take_from_chain(who, blueprint, item()?, true).await),
        _ => return Err(AppError::NotFound("page").into()),
    };
    match done {
        Ok(()) => Ok(Ok(key)),
        Err(error) => Ok(Err(Wrong::of(visit, error)?)),
    }
}

fn month(found: &ChainReview) -> String {
    found.month.strftime("%Y-%m").to_string()
}

/// How many journeys it is about; of a few the same words as of none.
fn closed(cx: &Cx, found: &ChainReview) -> String {
    match found.journeys {
        Some(count) => cx.t1("chain-journeys", "n", count),
        None => cx.t("chain-journeys-few"),
    }
}

fn name(visit: &Visit, org: OrgId) -> String {
    match visit.directory.partner(org) {
        Some(partner) => partner.name.clone(),
        None => shell::customer(visit).organisation,
    }
}

fn between(visit: &Visit, (from, to): (OrgId, OrgId)) -> String {
    visit.cx.t2("chain-between", "from", name(visit, from), "to", name(visit, to))
}

/// Hours with one decimal, as the tally of a story counts them.
fn hours(waited: jiff::SignedDuration) -> String {
    let tenths = (waited.as_mins() * 10 + 30) / 60;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn table(visit: &Visit, found: &ChainReview, at: &At<'_>, wrong: Option<(&Wrong, &Posted)>) -> ChainTable {
    let cx = &visit.cx;
    let mut waits: Vec<_> = found.waits.iter().collect();
    // By the names of the parties: it is no order of who is better.
    waits.sort_by_key(|(pair, _)| between(visit, *pair));
    let rows: Vec<Vec<Cell>> = waits
        .into_iter()
        .map(|(pair, waited)| {
            vec![
                Cell::text(between(visit, *pair)),
                Cell::text(waited.times.to_string()),
                Cell::text(cx.lang.decimal(&hours(waited.time))),
            ]
        })
        .collect();
    let longest = found.longest().map(|(pair, waited)| {
        cx.t2("chain-longest-line", "between", between(visit, *pair), "hours", cx.lang.decimal(&hours(waited.time)))
    });
    let mut left_out = Vec::new();
    if found.few {
        left_out.push(cx.t("chain-few"));
    }
    if !found.not_agreed.is_empty() {
        let names: Vec<String> = found.not_agreed.iter().map(|org| name(visit, *org)).collect();
        left_out.push(cx.t1("chain-not-agreed", "parties", cx.list(&names)));
    }
    let parties: Vec<(String, String)> = found.parties.iter().map(|org| (org.to_string(), name(visit, *org))).collect();
    // Something is done between two parties.
    let add = (parties.len() > 1).then(|| {
        let add = forms::add(cx, format!("{}/add", at.acts), &found.blueprint.id.to_string(), &parties);
        match wrong {
            Some((wrong, posted)) => wrong.at(visit, add, posted),
            None => add,
        }
    });
    let other = |months: i32| found.month.saturating_add(months.months()).strftime("%Y-%m").to_string();
    let now = cx.day(&cx.now).first_of_month();
    let mut months = vec![(format!("{}{}", at.base, other(-1)), cx.t("chain-before"))];
    if found.month < now {
        months.push((format!("{}{}", at.base, other(1)), cx.t("chain-after")));
    }
    ChainTable {
        blueprint: found.blueprint.id.to_string(),
        of: cx.t2("chain-of", "kind", own_words(cx, &found.blueprint.name), "month", cx.lang.month_of(found.month))
            + " "
            + &closed(cx, found),
        months,
        longest: longest.collect(),
        waits: Table { columns: ["chain-pair", "chain-times", "chain-hours"].map(|key| cx.t(key)).to_vec(), rows },
        left_out,
        items: found.items.iter().map(|item| line(visit, found, at, item)).collect(),
        add,
        heard: heard::table(visit, &found.heard),
        file: at.file.clone(),
    }
}

fn line(visit: &Visit, found: &ChainReview, at: &At<'_>, item: &regie_store::chain::ChainItem) -> ChainLine {
    let cx = &visit.cx;
    let words = item.text.and_then(|text| found.texts.get(&text)).cloned();
    let what = match (item.sort.as_str(), words) {
        ("day", None) => cx.t("chain-day"),
        ("day", Some(words)) => format!("{}: {words}", cx.t("chain-day")),
        (_, words) => words.unwrap_or_else(|| "–".to_owned()),
    };
    let stands = match (item.done_at, item.offered_by) {
        (Some(at), _) => cx.t1("chain-is-done", "when", cx.near_text(&at)),
        (None, Some(org)) => cx.t1("chain-taken-by", "party", name(visit, org)),
        (None, None) => cx.t("chain-free"),
    };
    let act = match (item.done_at, item.offered_by) {
        (None, None) => Some(("take", "chain-take")),
        (None, Some(org)) if org == found.own => Some(("done", "chain-done")),
        _ => None,
    };
    ChainLine {
        what,
        between: between(visit, (item.from, item.to)),
        stands,
        act: act.map(|(act, key)| (format!("{}/{act}", at.acts), cx.t(key), item.id.to_string())),
    }
}

async fn file(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let blueprint = chosen(&asked, &kinds(&visit)).ok_or(AppError::NotFound("blueprint"))?;
    let found = web.app.chain_review(&visit.who()?, blueprint, month_of(&visit, &asked.month)).await?;
    let line = |cells: &[String]| row(cells.iter().map(String::as_str));
    let mut text = line(&[cx.t("figures-use"), cx.t("chain-use")]);
    text.push_str(&line(&[own_words(cx, &found.blueprint.name), month(&found), closed(cx, &found)]));
    text.push_str(&line(&["chain-pair", "chain-times", "chain-hours"].map(|key| cx.t(key))));
    for (pair, waited) in &found.waits {
        text.push_str(&line(&[between(&visit, *pair), waited.times.to_string(), hours(waited.time)]));
    }
    if let Some((table, lines)) = heard::table(&visit, &found.heard) {
        text.push_str(&line(&table.columns));
        let rows = table.rows.iter().map(|row| row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>());
        rows.for_each(|row| text.push_str(&line(&row)));
        lines.iter().for_each(|words| text.push_str(&line(std::slice::from_ref(words))));
    }
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let name = crate::security::attachment(&format!("{}.csv", cx.t("chain-file")));
    Ok::<_, Failure>(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_have_one_decimal() {
        let of = |minutes| hours(jiff::SignedDuration::from_mins(minutes));
        assert_eq!([of(0), of(135), of(60), of(3)], ["0.0", "2.3", "1.0", "0.1"]);
    }
}
