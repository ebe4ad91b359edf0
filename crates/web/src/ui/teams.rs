//! Who of a team has what: for the team itself and for the coordinator. Members stand by name; nobody is ranked.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use jiff::{Timestamp, ToSpan};
use regie_app::AppError;
use regie_app::read::teams::{TeamWork, sees_team};
use regie_domain::directory::Member;
use regie_domain::ids::{MemberId, TeamId};
use regie_store::views::handovers::HandoverRow;
use regie_store::views::journeys::JourneyRow;
use regie_store::views::promises::PromiseRow as Promised;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::parts::PromiseRow;
use crate::pages::shell::Nav;
use crate::pages::teams::{HeldRow, Share, TeamPage, TeamsPage, WaitingOffer};
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::customers::promise_row;
use crate::ui::work::rows::loud;
use crate::ui::{absence, journeys, shell};
use crate::visit::Visit;

/// The pages.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/teams", Access::Member(WORKERS), "teams", choose).get(
        "/teams/{id}",
        Access::Member(WORKERS),
        "team",
        show,
    )
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    said: Option<String>,
}

/// The teams in use that the reader may look at, by name.
fn visible(visit: &Visit) -> Result<Vec<(TeamId, String)>, AppError> {
    let who = visit.who()?;
    let teams = visit.directory.teams.values().map(|found| &found.value);
    let seen = teams.filter(|team| team.active && sees_team(&who, team.team.team));
    let mut seen: Vec<(TeamId, String)> = seen.map(|team| (team.team.team, team.name.clone())).collect();
    seen.sort_by_key(|(_, name)| name.to_lowercase());
    Ok(seen)
}

/// The members of a team who are in use, by name.
fn members(visit: &Visit, team: TeamId) -> Vec<&Member> {
    let all = visit.directory.members.values().map(|found| &found.value);
    let mut members: Vec<&Member> = all.filter(|member| member.active && member.is_in(team)).collect();
    members.sort_by_key(|member| member.name.to_lowercase());
    members
}

async fn choose(State(web): State<Web>, visit: Visit) -> Reply {
    let teams = visible(&visit)?;
    if let [(only, _)] = teams[..] {
        return see(&format!("/teams/{only}"));
    }
    let teams = teams.into_iter().map(|(id, name)| (format!("/teams/{id}"), name, members(&visit, id).len())).collect();
    page(&TeamsPage { cx: visit.cx.clone(), shell: shell::staff(&web, &visit, Nav::Teams, None).await?, teams })
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let team = TeamId::parse(&id).map_err(|_| AppError::NotFound("team"))?;
    let work = web.app.team_work(&visit.who()?, &visit.scope()?, team, tomorrow(&visit)).await?;
    page(&TeamPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Teams, asked.said.as_deref()).await?,
        name: visit.directory.team_name(team),
        others: visible(&visit)?.len() > 1,
        all: work.load.iter().map(|load| load.open).sum(),
        shares: shares(&visit, &work, team),
        loud: loud(&visit, &work.loud, |id| Some(journeys::named(&visit, work.journeys.get(&id)?, &work.names))),
        promises: promises(&visit, &work),
        to: offers(&visit, &work, &work.to),
        from: offers(&visit, &work, &work.from),
        shielded: work.shielded,
    })
}

/// The beginning of tomorrow in the organisation's zone: what falls due before is for today.
fn tomorrow(visit: &Visit) -> Timestamp {
    let day = visit.cx.day(&visit.cx.now).saturating_add(1.day());
    day.to_zoned(visit.cx.zone.clone()).map_or(visit.cx.now, |midnight| midnight.timestamp())
}

/// What nobody took, then each member by name; who left the team and still has something stands there too.
fn shares(visit: &Visit, work: &TeamWork, team: TeamId) -> Vec<Share> {
    let mut people = members(visit, team);
    let gone = work.load.iter().filter_map(|load| load.member).filter_map(|id| visit.directory.member(id));
    let gone: Vec<&Member> = gone.filter(|member| !people.iter().any(|known| known.id == member.id)).collect();
    people.extend(gone);
    people.sort_by_key(|member| member.name.to_lowercase());
    let mut shares = Vec::with_capacity(people.len() + 1);
    shares.push(share(visit, work, None));
    shares.extend(people.into_iter().map(|member| share(visit, work, Some(member))));
    shares
}

fn share(visit: &Visit, work: &TeamWork, member: Option<&Member>) -> Share {
    let id: Option<MemberId> = member.map(|member| member.id);
    let row = |row: &JourneyRow| HeldRow {
        journey: journeys::named(visit, row, &work.names),
        due: row.news_by.into_iter().chain(row.expected_by).min(),
    };
    Share {
        id: id.map_or_else(|| "nobody".to_owned(), |id| id.to_string()),
        name: member.map(|member| member.name.clone()),
        away: id.and_then(|id| absence::away_with(visit, id)),
        count: work.load.iter().filter(|load| load.member == id).map(|load| load.open).sum(),
        rows: work.held.iter().filter(|row| row.assignee == id).map(row).collect(),
        absence: id.filter(|id| absence::sets(visit, *id)).map(|id| format!("/absence/{id}")),
    }
}

fn promises(visit: &Visit, work: &TeamWork) -> Vec<PromiseRow> {
    let row = |promise: &Promised| {
        let journey = journeys::named(visit, work.journeys.get(&promise.journey)?, &work.names);
        Some(promise_row(visit, promise, &work.names, Some(journey)))
    };
    work.promises.iter().filter_map(row).collect()
}

fn offers(visit: &Visit, work: &TeamWork, offers: &[HandoverRow]) -> Vec<WaitingOffer> {
    let one = |offer: &HandoverRow| {
        let journey = work.journeys.get(&offer.journey)?;
        let team = |team| visit.directory.team_name(team);
        Some(WaitingOffer {
            id: offer.id.to_string(),
            journey: journeys::named(visit, journey, &work.names),
            href: format!("/journeys/{}/handovers/{}", offer.journey, offer.id),
            between: format!("{} → {}", team(offer.from), team(offer.to)),
            due: offer.respond_by,
        })
    };
    offers.iter().filter_map(one).collect()
}
