//! The points of a team's meeting, from real journeys of the last week.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::figures::READERS;
use regie_app::improvements::huddle::{Huddle, Point, Wrong};
use regie_domain::ids::{JourneyId, TeamId};
use serde::Deserialize;

use crate::pages::figures::Pick;
use crate::pages::improvements::{HuddlePage, PointLine};
use crate::pages::shell::Nav;
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::shell;
use crate::visit::Visit;

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    team: String,
}

pub(super) async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let teams = teams(&visit)?;
    let chosen = TeamId::parse(&asked.team).ok().filter(|id| teams.iter().any(|(team, _)| team == id));
    let own = visit.member()?.teams.first().map(|(team, _)| *team);
    let own = own.filter(|id| teams.iter().any(|(team, _)| team == id));
    let team = chosen.or(own).or_else(|| teams.first().map(|(team, _)| *team)).ok_or(AppError::NotFound("team"))?;
    let found = web.app.huddle(&visit.who()?, team).await?;
    let option = |(id, name): &(TeamId, String)| (id.to_string(), name.clone(), *id == team);
    page(&HuddlePage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Improvements, None).await?,
        pick: (teams.len() > 1).then(|| Pick {
            name: "team",
            label: visit.cx.t("huddle-team"),
            options: teams.iter().map(option).collect(),
        }),
        team: visit.directory.team_name(team),
        since: found.since,
        points: found.points.iter().map(|point| line(&visit, &found, point)).collect(),
    })
}

/// The teams whose meeting the reader may prepare, by name.
fn teams(visit: &Visit) -> Result<Vec<(TeamId, String)>, crate::reply::Failure> {
    let member = visit.member()?;
    let all = READERS.iter().any(|role| member.has(*role));
    let house = visit.directory.organisation.as_ref().map(|found| found.value.id);
    let found = visit.directory.teams.values().map(|found| &found.value);
    let ours = found.filter(|team| team.active && Some(team.team.org) == house);
    let ours = ours.filter(|team| all || member.is_in(team.team.team));
    let mut teams: Vec<(TeamId, String)> = ours.map(|team| (team.team.team, team.name.clone())).collect();
    teams.sort_by_key(|(_, name)| name.to_lowercase());
    Ok(teams)
}

fn line(visit: &Visit, found: &Huddle, point: &Point) -> PointLine {
    let cx = &visit.cx;
    let title = |id: &JourneyId| {
        let row = found.journeys.get(id);
        let number = row.map(|row| row.reference.to_string()).unwrap_or_default();
        let title = found.labels.titles.get(id).cloned().unwrap_or_default();
        format!("{title} ({number})")
    };
    let of = |icon, what: String, title: String, href: String, ask: &str| PointLine {
        icon,
        what,
        title,
        href,
        ask: cx.t(ask),
    };
    match point {
        Point::Well(id) => {
            of("thumbs-up", cx.t("huddle-well"), title(id), format!("/journeys/{id}"), "huddle-well-ask")
        }
        Point::Wrong(id, what) => {
            let what: Vec<String> = what.iter().map(|one| cx.t(wrong(*one))).collect();
            of("triangle-alert", cx.list(&what), title(id), format!("/journeys/{id}"), "huddle-wrong-ask")
        }
        Point::Louder(signal, id) => {
            of("circle-alert", cx.t("huddle-louder"), title(id), format!("/signals/{signal}"), "huddle-louder-ask")
        }
        Point::Tried(id, words) => {
            of("flag", cx.t("huddle-tried"), words.clone(), format!("/improvements/{id}"), "huddle-tried-ask")
        }
    }
}

fn wrong(what: Wrong) -> &'static str {
    match what {
        Wrong::Broken => "huddle-broken",
        Wrong::Chaser => "huddle-chaser",
        Wrong::Breach => "huddle-breach",
        Wrong::Unhappy => "huddle-unhappy",
    }
}
