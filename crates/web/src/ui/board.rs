//! The board of the direction, for the coordinator: columns or a table, filtered by what stands on top.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::locale::words::phrase;
use regie_app::read::board::{Board, BoardAsked};
use regie_domain::actor::Role;
use regie_domain::codes::{BallReason, PromiseWhat};
use regie_domain::ids::TeamId;
use regie_store::views::board::Only;
use regie_store::views::journeys::JourneyRow;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::pages::board::{BoardCard, BoardPage, Column, Strip};
use crate::pages::parts::Tone;
use crate::pages::shell::Nav;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::part::Part;
use crate::ui::work::rows::loud;
use crate::ui::{absence, journeys, shell};
use crate::visit::Visit;
use crate::words;

/// The most cards of one column on a page of its own.
const MOST: usize = 40;

/// The page.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/board", Access::Member(&[Role::Coordinator]), "board", show)
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    only: String,
    view: String,
    column: String,
    after: Option<String>,
    said: Option<String>,
}

impl Asked {
    fn only(&self) -> Only {
        match self.only.as_str() {
            "nobody" => Only::Nobody,
            "promise" => Only::Promise,
            "silent" => Only::Silent,
            _ => Only::All,
        }
    }

    fn table(&self) -> bool {
        self.view == "table"
    }

    /// The column that is shown by itself: a team's, or the customer's.
    fn column(&self) -> Option<Option<TeamId>> {
        match self.column.as_str() {
            "" => None,
            "customer" => Some(None),
            id => TeamId::parse(id).ok().map(Some),
        }
    }

    /// The address of the board with these choices.
    fn address(only: &str, table: bool, column: &str) -> String {
        let chosen = [("only", only), ("view", if table { "table" } else { "" }), ("column", column)];
        let chosen =
            chosen.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}"));
        let query = chosen.collect::<Vec<_>>().join("&");
        if query.is_empty() { "/board".to_owned() } else { format!("/board?{query}") }
    }
}

/// A code of the column in addresses.
fn code(holder: Option<TeamId>) -> String {
    holder.map_or_else(|| "customer".to_owned(), |team| team.to_string())
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let (only, column) = (asked.only(), asked.column());
    let part = Part::asked(asked.after.as_deref(), MOST);
    let wanted = BoardAsked { only, column, part: part.window() };
    let board = web.app.board(&visit.who()?, &visit.scope()?, wanted).await?;
    let only_code = if only == Only::All { "" } else { asked.only.as_str() };
    let column_code = column.map(code).unwrap_or_default();
    let count = |holder| board.counts.iter().find(|count| count.holder == holder).map_or(0, |count| count.of(only));
    let base = Asked::address(only_code, asked.table(), &column_code);
    let base = format!("{base}{}", if base.contains('?') { '&' } else { '?' });
    page(&BoardPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Board, asked.said.as_deref()).await?,
        strip: strip(&visit, &board, only, asked.table()),
        all: board.of(Only::All),
        table: asked.table(),
        views: (Asked::address(only_code, false, &column_code), Asked::address(only_code, true, &column_code)),
        loud: loud(&visit, &board.loud, |id| {
            Some(journeys::named(&visit, board.loud_journeys.get(&id)?, &board.names))
        }),
        columns: columns(&visit, &board, only, column, |holder| {
            Asked::address(only_code, asked.table(), &code(holder))
        }),
        idle: if only == Only::All && column.is_none() { idle(&visit, &board) } else { Vec::new() },
        more: column.and_then(|holder| part.next(&base, count(holder))),
        one: column.map(|holder| (name(&visit, holder), Asked::address(only_code, asked.table(), ""))),
    })
}

/// What asks for attention; the one that is shown leads back to all.
fn strip(visit: &Visit, board: &Board, only: Only, table: bool) -> Vec<Strip> {
    let items = [
        (Only::Nobody, "nobody", "board-strip-nobody", "user", Tone::Warn),
        (Only::Promise, "promise", "board-strip-promise", "shield-check", Tone::Warn),
        (Only::Silent, "silent", "board-strip-silent", "bell", Tone::Bad),
    ];
    items
        .into_iter()
        .map(|(which, code, key, icon, tone)| Strip {
            href: Asked::address(if which == only { "" } else { code }, table, ""),
            label: visit.cx.t(key),
            count: board.of(which),
            icon,
            tone,
            current: which == only,
        })
        .collect()
}

fn name(visit: &Visit, holder: Option<TeamId>) -> String {
    holder.map_or_else(|| visit.cx.cap(&visit.cx.one), |team| visit.directory.team_name(team))
}

/// Whether a team is another organisation's.
fn is_partner(visit: &Visit, team: TeamId) -> bool {
    let own = visit.directory.organisation.as_ref().map(|found| found.value.id);
    visit.directory.teams.get(&team).is_some_and(|found| Some(found.value.team.org) != own)
}

/// The columns that hold anything: own teams by name, then partners, then the customer.
fn columns(
    visit: &Visit,
    board: &Board,
    only: Only,
    column: Option<Option<TeamId>>,
    rest: impl Fn(Option<TeamId>) -> String,
) -> Vec<Column> {
    let held = board.counts.iter().filter(|count| count.of(only) > 0);
    let held = held.filter(|count| column.is_none_or(|wanted| wanted == count.holder));
    let mut columns: Vec<((bool, bool, String), Column)> = held
        .map(|count| {
            let partner = count.holder.is_some_and(|team| is_partner(visit, team));
            let name = name(visit, count.holder);
            let cards: Vec<BoardCard> = board
                .cards
                .iter()
                .filter(|row| row.holder == count.holder)
                .map(|row| card(visit, board, row))
                .collect();
            let left = count.of(only).saturating_sub(cards.len());
            let shown = Column {
                id: code(count.holder),
                kind: partner.then(|| visit.cx.t("board-partner")),
                team: count.holder.is_some() && !partner,
                count: count.of(only),
                rest: (left > 0 && column.is_none()).then(|| (rest(count.holder), left)),
                href: count.holder.filter(|_| !partner).map(|team| format!("/teams/{team}")),
                name: name.clone(),
                cards,
            };
            ((count.holder.is_none(), partner, name.to_lowercase()), shown)
        })
        .collect();
    columns.sort_by(|(a, _), (b, _)| a.cmp(b));
    columns.into_iter().map(|(_, column)| column).collect()
}

fn card(visit: &Visit, board: &Board, row: &JourneyRow) -> BoardCard {
    let cx = &visit.cx;
    let promise = board.promises.get(&row.id);
    let own = promise.and_then(|promise| promise.text).and_then(|text| board.names.words.get(&text.0));
    let what = promise.and_then(|promise| PromiseWhat::parse(&promise.what)).map(|what| words::promised(cx, what));
    let why = || BallReason::parse(&row.ball_why).map(|why| words::ball_why(cx, why)).unwrap_or_default();
    let waits = row.objection_until.filter(|_| !row.questioned);
    let next = match waits {
        Some(until) => cx.t1("work-what-proposed", "when", cx.until_text(&until)),
        None => own.map(|words| phrase(words)).or(what).unwrap_or_else(why),
    };
    let member = visit.member.as_deref();
    let may = member
        .is_some_and(|member| member.is_in(row.director) || row.holder.is_some_and(|holder| member.is_in(holder)));
    BoardCard {
        journey: journeys::named(visit, row, &board.names),
        next,
        due: promise.map(|promise| promise.due).or(row.expected_by).filter(|_| waits.is_none()),
        promised: promise.is_some(),
        silent: row.news_by.is_some_and(|by| by < cx.now),
        since: row.ball_since,
        held: cx.now.duration_since(row.ball_since).as_secs(),
        assignee: row.assignee.and_then(|id| visit.directory.member(id)).map(|member| member.name.clone()),
        away: row.assignee.and_then(|id| absence::away(visit, id)),
        handover: may.then(|| format!("/journeys/{}/handover", row.id)),
    }
}

/// Own teams in use with nothing in hand.
fn idle(visit: &Visit, board: &Board) -> Vec<String> {
    let busy = |team: TeamId| board.counts.iter().any(|count| count.holder == Some(team) && count.all > 0);
    let teams = visit.directory.teams.values().map(|found| &found.value);
    let mut idle: Vec<String> =
        teams.filter(|team| team.active && !busy(team.team.team)).map(|team| team.name.clone()).collect();
    idle.sort_by_key(|name| name.to_lowercase());
    idle
}
