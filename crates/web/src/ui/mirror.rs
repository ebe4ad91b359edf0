//! The mirror. Nothing on these pages counts or orders members, and whether somebody opened the own page is kept nowhere.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::mirror::{Reflection, limits};
use regie_domain::ids::{JourneyId, MemberId, TeamId};
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::form::{Choice, Form, Input};
use crate::gate::{EVERYBODY, WORKERS};
use crate::pages::mirror::{MirrorItem, MirrorPage, ReplyForm, TeamMirrorPage};
use crate::pages::parts::{Cell, JourneyRef, Table};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::survey;
use crate::ui::journey::view;
use crate::ui::part::{Asked, Part};
use crate::ui::shell;
use crate::visit::Visit;

const OWN: Access = Access::Member(EVERYBODY);
/// Who has an answer that concerns them: nobody else worked on a journey.
const WORK: Access = Access::Member(WORKERS);
/// The most answers on one page.
const MOST: usize = 6;

/// A form of the own page that came back.
enum Again {
    /// None did.
    Nothing,
    /// A reply, with the journey that it is about.
    Reply(String, ReplyForm),
    /// Who may look.
    Invite(Box<Form>),
}

/// The pages, and what is said there.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/mirror", OWN, "mirror", show)
        .get("/mirror/of/{id}", OWN, "mirror", of_colleague)
        .get("/mirror/team", OWN, "team-mirror", of_team)
        .post("/mirror/{id}/reply", WORK, "reply_in_mirror", reply)
        .post("/mirror/{id}/process", WORK, "was_the_process", process)
        .post("/mirror/guests", OWN, "let_look", invite)
        .post("/mirror/guests/{id}/end", OWN, "let_look", end)
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    own(&web, &visit, &asked, Again::Nothing, StatusCode::OK).await
}

/// The own page; with a form that came back, where one did.
async fn own(web: &Web, visit: &Visit, asked: &Asked, again: Again, status: StatusCode) -> Reply {
    let cx = &visit.cx;
    let found = web.app.mirror(&visit.who()?).await?;
    let part = Part::asked(asked.after.as_deref(), MOST);
    let more = part.next("/mirror?", found.rows.len());
    let mut items = Vec::new();
    for row in part.of(found.rows) {
        let form = match &again {
            Again::Reply(id, form) if *id == row.journey.to_string() => form.clone(),
            _ => ReplyForm { words: row.reply.clone().unwrap_or_default(), error: None },
        };
        items.extend(item(web, visit, &row, Some(form)).await?);
    }
    let name = |id: MemberId| name(visit, id);
    let invite = match again {
        Again::Invite(form) => *form,
        Again::Nothing | Again::Reply(..) => inviting(visit)?,
    };
    page_with(
        status,
        &MirrorPage {
            cx: cx.clone(),
            shell: shell::staff(web, visit, Nav::Elsewhere, asked.said.as_deref()).await?,
            of: None,
            items,
            more,
            teams: teams(visit)?,
            hosts: found.hosts.iter().map(|id| (name(*id), format!("/mirror/of/{id}"))).collect(),
            guests: found.guests.iter().map(|(id, since)| (id.to_string(), name(*id), *since)).collect(),
            invite: Some(invite),
            looks: Some(looks(visit, &found.looks)),
        },
    )
}

async fn of_colleague(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let member = MemberId::parse(&id).map_err(|_| AppError::NotFound("member"))?;
    // Who was not asked learns nothing, not even whether there is such a member.
    let rows = match web.app.mirror_of(&visit.who()?, member).await {
        Err(AppError::Denied(_)) => return Err(AppError::NotFound("member").into()),
        rows => rows?,
    };
    let mut items = Vec::new();
    for row in rows.iter().take(MOST) {
        items.extend(item(&web, &visit, row, None).await?);
    }
    page(&MirrorPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Elsewhere, None).await?,
        of: Some(name(&visit, member)),
        items,
        more: None,
        teams: Vec::new(),
        hosts: Vec::new(),
        guests: Vec::new(),
        invite: None,
        looks: None,
    })
}

/// One answer with its timeline; nothing where the reader may not read it any more.
async fn item(
    web: &Web,
    visit: &Visit,
    row: &Reflection,
    form: Option<ReplyForm>,
) -> Result<Option<MirrorItem>, Failure> {
    let Ok(desk) = Desk::open(web, visit, &row.journey.to_string()).await else { return Ok(None) };
    let Some((part, moments, went)) = survey::reflected(web, &desk).await? else { return Ok(None) };
    let head = view::head(&desk);
    let journey = JourneyRef {
        id: row.journey.to_string(),
        reference: head.reference.clone(),
        title: head.title.clone(),
        customer: head.customer.clone(),
    };
    let alone = Some(row.alone_until).filter(|until| visit.cx.now < *until);
    let (at, fades, reply) = (row.answered_at, row.fades_at, row.reply.clone());
    Ok(Some(MirrorItem { journey, at, alone, fades, part, moments, went, reply, form }))
}

fn name(visit: &Visit, id: MemberId) -> String {
    visit.directory.member(id).map(|found| found.name.clone()).unwrap_or_default()
}

fn inviting(visit: &Visit) -> Result<Form, AppError> {
    let own = visit.member()?.id;
    let known = visit.directory.members.values().map(|found| &found.value);
    let mut names: Vec<(String, String)> = known
        .filter(|member| member.active && member.id != own && visit.directory.guest_of(member).is_none())
        .map(|member| (member.name.clone(), member.id.to_string()))
        .collect();
    names.sort();
    let choices = names.into_iter().map(|(name, id)| Choice::new(id, name)).collect();
    Ok(Form::new(&visit.cx, "invite", "/mirror/guests".to_owned(), "mirror-guest-add").field(
        "colleague",
        "mirror-guest",
        Input::Select(choices),
    ))
}

fn teams(visit: &Visit) -> Result<Vec<(String, String)>, AppError> {
    let own = visit.member()?.teams.iter();
    Ok(own.map(|(team, _)| (visit.directory.team_name(*team), format!("/mirror/team?team={team}"))).collect())
}

fn looks(visit: &Visit, found: &[regie_store::views::mirror::Look]) -> Table {
    let cx = &visit.cx;
    let row = |look: &regie_store::views::mirror::Look| {
        vec![
            Cell::text(name(visit, look.by)),
            Cell::text(cx.t(&format!("mirror-looked-{}", look.what))),
            Cell::text(cx.near_text(&look.at)),
        ]
    };
    let columns = ["mirror-look-who", "mirror-look-what", "mirror-look-when"];
    Table { columns: columns.iter().map(|key| cx.t(key)).collect(), rows: found.iter().map(row).collect() }
}

async fn reply(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let journey = JourneyId::parse(&id).map_err(|_| AppError::NotFound("journey"))?;
    match web.app.reply_in_mirror(visit.who()?, journey, posted.get("reply")).await {
        Ok(_) => see(&said("/mirror", "said-mirror-replied")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            let error = match &wrong {
                Wrong::Fields(fields) => fields.first().map(|(_, words)| words.clone()),
                Wrong::Refused(refusal) => Some(crate::reply::refusal_words(&visit, refusal)),
                Wrong::Changed | Wrong::Newer(..) => None,
            };
            let form = ReplyForm { words: posted.get("reply").to_owned(), error };
            own(&web, &visit, &Asked::default(), Again::Reply(id, form), wrong.status()).await
        }
    }
}

async fn process(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    let journey = JourneyId::parse(&id).map_err(|_| AppError::NotFound("journey"))?;
    web.app.was_the_process(visit.who()?, journey).await?;
    see(&said("/mirror", "said-mirror-process"))
}

async fn invite(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let wrong = match MemberId::parse(posted.get("colleague")) {
        Ok(guest) => match web.app.let_look(&visit.who()?, guest, true).await {
            Ok(()) => return see(&said("/mirror", "said-mirror-guest")),
            Err(error) => Wrong::of(&visit, error)?,
        },
        Err(_) => Wrong::Fields(vec![("colleague".to_owned(), visit.cx.t("invalid-choice"))]),
    };
    let form = wrong.at(&visit, inviting(&visit)?, &posted);
    own(&web, &visit, &Asked::default(), Again::Invite(Box::new(form)), wrong.status()).await
}

async fn end(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    let guest = MemberId::parse(&id).map_err(|_| AppError::NotFound("member"))?;
    web.app.let_look(&visit.who()?, guest, false).await?;
    see(&said("/mirror", "said-mirror-guest-end"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Team {
    team: String,
}

async fn of_team(State(web): State<Web>, visit: Visit, Query(asked): Query<Team>) -> Reply {
    let own = visit.member()?.teams.first().map(|(team, _)| *team);
    // Who is in no team has none to look at: the own page says so.
    let Some(team) = TeamId::parse(&asked.team).ok().or(own) else { return see("/mirror") };
    let (cx, found) = (&visit.cx, web.app.team_mirror(&visit.who()?, team).await?);
    let share = |key: &str, value: f64, low: f64, high: f64| {
        let percent = |value: f64| format!("{:.0}%", value * 100.0);
        let (low, high) = (percent(low), percent(high));
        vec![
            Cell::text(cx.t(key)),
            Cell::text(percent(value)),
            Cell::text(cx.t2("figures-from-to", "low", low, "high", high)),
        ]
    };
    let shares = found.shown.map(|shown| {
        let columns = ["mirror-team-what", "figures-value", "figures-between"];
        let [praised, low] = [shown.praised, shown.low];
        let mut rows = vec![
            share("mirror-team-praised", praised.value, praised.interval.low, praised.interval.high),
            share("mirror-team-low", low.value, low.interval.low, low.interval.high),
        ];
        rows.iter_mut().for_each(|row| row.push(Cell::text(shown.of.to_string())));
        let mut columns: Vec<String> = columns.iter().map(|key| cx.t(key)).collect();
        columns.push(cx.t("mirror-team-of"));
        Table { columns, rows }
    });
    let here = team.to_string();
    page(&TeamMirrorPage {
        cx: cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Elsewhere, None).await?,
        team: visit.directory.team_name(team),
        others: teams(&visit)?.into_iter().filter(|(_, href)| !href.ends_with(&here)).collect(),
        limits: limits(),
        shares,
        texts: found
            .texts
            .into_iter()
            .map(|text| (format!("/journeys/{}", text.journey), text.words, text.replies))
            .collect(),
    })
}
