//! What came in and has no journey yet: the list, one message, and what a person decides about it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::arrivals::Choice;
use regie_app::cti::doors::{CLOSED_DOOR, TEXT_MESSAGE};
use regie_app::facts::SYSTEM_FACT;
use regie_app::intake::{IncomingMail, Placed, Waits};
use regie_domain::phone::PhoneNumber;
use regie_store::views::arrivals::Arrival;
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::gate::{READERS, WORKERS};
use crate::pages::arrivals::{
    ArrivalPage, ArrivalRow, ArrivalState, ArrivalsPage, Suggestion, Ways, join_arrival, open_arrival, unvoid_arrival,
    void_arrival,
};
use crate::pages::parts::{FileLink, JourneyRef, Tab};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, download, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::contacts::target;
use crate::ui::journey::desk::Desk;
use crate::ui::names::{also_at, excerpt};
use crate::ui::part::{Asked, Part};
use crate::ui::{journeys, shell};
use crate::visit::Visit;
use crate::words;

/// The most messages on one page.
const MOST: usize = 40;

/// The pages.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let (read, work) = (Access::Member(READERS), Access::Member(WORKERS));
    routes
        .get("/arrivals", read, "arrivals", list)
        .get("/arrivals/{id}", read, "arrivals", one)
        .get("/arrivals/{id}/raw", read, "arrivals", raw)
        .get("/arrivals/{id}/files/{number}", read, "arrivals", file)
        .post("/arrivals/{id}/join", work, "join-arrival", join)
        .post("/arrivals/{id}/open", work, "open-arrival", open)
        .post("/arrivals/{id}/void", work, "void-arrival", void)
        .post("/arrivals/{id}/unvoid", work, "unvoid-arrival", unvoid)
}

/// Which of the three ways of waiting a reason is.
#[must_use]
pub fn state(why: &str) -> ArrivalState {
    let is = |known: Waits| known.code() == why;
    if is(Waits::Quarantine) || is(Waits::Disproven) || is(Waits::FromUs) {
        ArrivalState::Quarantine
    } else if is(Waits::NoSender) || is(Waits::Burst) {
        ArrivalState::Parked
    } else {
        ArrivalState::Confirm
    }
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let scope = visit.scope()?;
    let waiting = web.app.arrivals_by_reason(&scope).await?;
    let kinds = [
        (ArrivalState::Confirm, "confirm"),
        (ArrivalState::Quarantine, "quarantine"),
        (ArrivalState::Parked, "parked"),
    ];
    let at = kinds.iter().find(|(_, code)| *code == asked.tab).map(|(state, _)| *state);
    let count = |wanted: Option<ArrivalState>| {
        let many = waiting.iter().filter(|(why, _)| wanted.is_none_or(|wanted| state(why) == wanted));
        usize::try_from(many.map(|(_, many)| many).sum::<u64>()).unwrap_or(usize::MAX)
    };
    // Without a choice all of them: nothing that waits is out of sight.
    let all = Tab {
        href: "/arrivals".to_owned(),
        label: visit.cx.t("show-all"),
        count: Some(count(None)),
        current: at.is_none(),
    };
    let tabs = kinds.iter().map(|(kind, code)| Tab {
        href: format!("/arrivals?tab={code}"),
        label: visit.cx.t(kind.key()),
        count: Some(count(Some(*kind))),
        current: at == Some(*kind),
    });
    let tabs = std::iter::once(all).chain(tabs).collect();
    let chosen = waiting.iter().map(|(why, _)| why).filter(|why| at.is_none_or(|at| state(why) == at));
    let reasons: Vec<String> = chosen.cloned().collect();
    let part = Part::asked(asked.after.as_deref(), MOST);
    let mut rows = Vec::new();
    for arrival in web.app.arrivals(&scope, &reasons, part.window()).await? {
        let (arrival, mail) = web.app.arrival(&scope, arrival.id).await?;
        rows.push(row(&visit, &arrival, mail.as_ref()));
    }
    let shell = shell::staff(&web, &visit, Nav::Arrivals, asked.said.as_deref()).await?;
    let base = at.and(Some(&asked.tab)).map_or("/arrivals?".to_owned(), |tab| format!("/arrivals?tab={tab}&"));
    let more = part.next(&base, count(at));
    page(&ArrivalsPage { cx: visit.cx.clone(), shell, tabs, rows, more })
}

/// One message as a row.
fn row(visit: &Visit, arrival: &Arrival, mail: Option<&IncomingMail>) -> ArrivalRow {
    let cx = &visit.cx;
    let from = mail.and_then(|mail| mail.from.as_ref()).map(|from| match &from.name {
        Some(name) => format!("{name} <{}>", from.address),
        None => from.address.clone(),
    });
    let subject = mail.map(|mail| mail.subject.trim().to_owned()).filter(|subject| !subject.is_empty());
    let mut why = vec![words::waits(cx, &arrival.why)];
    // The channel's own finding, where it has one that the reason does not say already.
    let code = mail.and_then(|mail| mail.quarantine.as_deref()).filter(|code| *code != arrival.why);
    why.extend(code.map(|code| code.replace('_', " ")));
    let texted = arrival.why == TEXT_MESSAGE;
    let door = arrival.why == CLOSED_DOOR || texted;
    let title = if texted { "text-message-title" } else { "closed-door-title" };
    let (subject, from) = match (door, &arrival.sender) {
        (false, _) => (subject, from),
        (true, Some(number)) => (Some(cx.t(title)), Some(cx.t1("closed-door-from", "number", dialled(number)))),
        (true, None) => (Some(cx.t(title)), Some(cx.t("closed-door-withheld"))),
    };
    let system = (arrival.why == SYSTEM_FACT).then(|| visit.directory.system_by_code(&arrival.recipients)).flatten();
    let (subject, from) = match system {
        Some(system) => (Some(cx.t1("fact-arrival-title", "system", &system.name)), Some(system.name.clone())),
        None => (subject, from),
    };
    ArrivalRow {
        id: arrival.id.to_string(),
        at: arrival.received_at,
        from: from.or_else(|| arrival.sender.clone()).unwrap_or_else(|| cx.t("arrival-no-sender")),
        checked: mail.and_then(|mail| mail.checked.as_ref()).map(|found| words::checked(cx, found)),
        subject: subject.unwrap_or_else(|| cx.t("arrival-no-subject")),
        excerpt: mail.map(|mail| excerpt(&mail.text, 160)).unwrap_or_default(),
        state: state(&arrival.why),
        why,
        team: visit.directory.team_name(arrival.team),
        due: (arrival.state == "waiting").then_some(arrival.due),
    }
}

/// A number as it is dialled.
fn dialled(number: &str) -> String {
    PhoneNumber::parse(number).map_or_else(|_| number.to_owned(), |number| number.to_string())
}

fn parse(id: &str) -> Result<Uuid, AppError> {
    Uuid::parse_str(id).map_err(|_| AppError::NotFound("arrival"))
}

async fn one(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (arrival, mail) = web.app.arrival(&visit.scope()?, parse(&id)?).await?;
    if let Some(journey) = arrival.journey.filter(|_| arrival.state == "placed") {
        return see(&format!("/journeys/{journey}"));
    }
    if arrival.why == SYSTEM_FACT
        && let Some(fact) = web.app.fact_of_arrival(arrival.id).await?
    {
        return see(&format!("/facts/{fact}"));
    }
    let ways = ways(&web, &visit, &arrival, mail.as_ref()).await?;
    let page = sheet(&web, &visit, &arrival, mail.as_ref(), ways, asked.said.as_deref()).await?;
    self::page(&page)
}

async fn sheet(
    web: &Web,
    visit: &Visit,
    arrival: &Arrival,
    mail: Option<&IncomingMail>,
    ways: Option<Ways>,
    said: Option<&str>,
) -> Result<ArrivalPage, Failure> {
    let (cx, id) = (&visit.cx, arrival.id.to_string());
    let safe = state(&arrival.why) != ArrivalState::Quarantine;
    let files = mail.filter(|_| safe).map(|mail| {
        let files = mail.files.iter().enumerate();
        files
            .map(|(number, file)| FileLink {
                href: format!("/arrivals/{id}/files/{number}"),
                name: file.name.clone(),
                bytes: file.bytes.len() as u64,
                marks: file.marks.clone(),
            })
            .collect()
    });
    let mailboxes = web.app.arrival_reached_also(&visit.scope()?, arrival.id).await?;
    let also = also_at(cx, &visit.directory, &mailboxes);
    let works = crate::gate::WORKERS.iter().any(|role| visit.member.as_deref().is_some_and(|member| member.has(*role)));
    let back = (works && arrival.state == "void").then(|| unvoid_arrival(cx, &id));
    Ok(ArrivalPage {
        cx: cx.clone(),
        shell: shell::staff(web, visit, Nav::Arrivals, said).await?,
        row: row(visit, arrival, mail),
        text: mail.map(|mail| mail.text.clone()).unwrap_or_default(),
        files: files.unwrap_or_default(),
        raw: format!("/arrivals/{id}/raw"),
        also,
        untold: (arrival.state == "waiting" && mail.is_some_and(|mail| mail.from.is_some()))
            .then(|| cx.t("arrival-no-receipt")),
        ways: ways.filter(|_| works),
        back,
    })
}

/// The ways out of waiting. Where a message may belong comes first, then what else the sender has running.
async fn ways(
    web: &Web,
    visit: &Visit,
    arrival: &Arrival,
    mail: Option<&IncomingMail>,
) -> Result<Option<Ways>, Failure> {
    if arrival.state != "waiting" {
        return Ok(None);
    }
    let cx = &visit.cx;
    let mut found: Vec<Suggestion> = Vec::new();
    if let Some(journey) = arrival.suggested
        && web.app.sees(&visit.who()?, journey).await?
    {
        let desk = Desk::open(web, visit, &journey.to_string()).await?;
        let head = crate::ui::journey::view::head(&desk);
        let journey = JourneyRef { id: head.id, reference: head.reference, title: head.title, customer: head.customer };
        let why = words::waits(cx, &arrival.why);
        found.push(Suggestion { journey, why });
    }
    let number = arrival.sender.clone().filter(|_| [CLOSED_DOOR, TEXT_MESSAGE].contains(&arrival.why.as_str()));
    let from = mail.and_then(|mail| mail.from.as_ref()).map(|from| from.address.clone());
    if let Some(address) = from.or(number) {
        let scope = visit.scope()?;
        let known = web.app.search(&scope, &address).await?;
        for hit in known.hits.iter().filter(|hit| hit.row.state == "open").take(4) {
            let journey = journeys::reference(visit, &hit.row, &known.labels);
            if found.iter().all(|other| other.journey.id != journey.id) {
                found.push(Suggestion { why: address.clone(), journey });
            }
        }
    }
    let id = arrival.id.to_string();
    Ok(Some(Ways { join: join_arrival(cx, &id, &found), open: open_arrival(cx, &id), void: void_arrival(cx, &id) }))
}

async fn raw(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let bytes = web.app.arrival_raw(&visit.scope()?, parse(&id)?).await?;
    download(&format!("{id}.eml"), "message/rfc822", bytes)
}

async fn file(State(web): State<Web>, visit: Visit, Path((id, number)): Path<(String, String)>) -> Reply {
    let (arrival, mail) = web.app.arrival(&visit.scope()?, parse(&id)?).await?;
    if state(&arrival.why) == ArrivalState::Quarantine {
        return Err(AppError::Denied("quarantine").into());
    }
    let number: usize = number.parse().map_err(|_| AppError::NotFound("file"))?;
    let file = mail.and_then(|mail| mail.files.into_iter().nth(number)).ok_or(AppError::NotFound("file"))?;
    download(&file.name, &file.media_type, file.bytes)
}

async fn join(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let arrival = parse(&id)?;
    let take_part = posted.some("take_part").is_some();
    let wrong = match target(&web, &visit, &posted).await? {
        None if passed(&web, &visit, arrival, posted.some("reference")).await? => {
            return see(&said("/arrivals", "said-arrival-passed"));
        }
        None if posted.some("reference").is_some() => Wrong::field(&visit, "reference", "reference-wrong"),
        None => Wrong::field(&visit, "reference", "arrival-where"),
        Some(journey) => match decide(&web, &visit, arrival, Choice::Join { journey, take_part }).await? {
            Ok(to) => return see(&to),
            Err(wrong) => wrong,
        },
    };
    again(&web, &visit, arrival, &wrong, |ways, wrong| ways.join = wrong.at(&visit, ways.join.clone(), &posted)).await
}

/// Whether the typed number is of a journey that others work on, and they have the message now.
async fn passed(web: &Web, visit: &Visit, arrival: Uuid, typed: Option<&str>) -> Result<bool, Failure> {
    let Some(reference) = typed.and_then(regie_domain::reference::Reference::typed) else { return Ok(false) };
    Ok(web.app.pass_arrival(visit.who()?, arrival, reference).await?)
}

async fn open(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    settle(&web, &visit, &id, &posted, Choice::New).await
}

async fn void(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    settle(&web, &visit, &id, &posted, Choice::Void).await
}

async fn settle(web: &Web, visit: &Visit, id: &str, posted: &Posted, choice: Choice) -> Reply {
    let arrival = parse(id)?;
    match decide(web, visit, arrival, choice).await? {
        Ok(to) => see(&to),
        Err(wrong) => {
            again(web, visit, arrival, &wrong, |ways, wrong| ways.open = wrong.at(visit, ways.open.clone(), posted))
                .await
        }
    }
}

/// Does what a person decided; where it leads to.
async fn decide(web: &Web, visit: &Visit, arrival: Uuid, choice: Choice) -> Result<Result<String, Wrong>, Failure> {
    let key = match choice {
        Choice::Join { .. } => "said-joined",
        Choice::New => "said-begun",
        Choice::Void => "said-arrival-voided",
    };
    match web.app.decide_arrival(visit.who()?, arrival, choice).await {
        Ok(placed) => Ok(Ok(match placed {
            Some(Placed::On { journey, .. }) if !web.app.sees(&visit.who()?, journey).await? => {
                said("/arrivals", "said-begun-shielded")
            }
            Some(Placed::On { journey, .. }) => said(&format!("/journeys/{journey}"), key),
            _ => said(&format!("/arrivals/{arrival}"), key),
        })),
        // A colleague was faster: the page then says where it went.
        Err(AppError::NotFound("arrival")) => Ok(Ok(said(&format!("/arrivals/{arrival}"), "said-arrival-ended"))),
        Err(error) => Wrong::of(visit, error).map(Err),
    }
}

async fn again(web: &Web, visit: &Visit, id: Uuid, wrong: &Wrong, change: impl Fn(&mut Ways, &Wrong)) -> Reply {
    let (arrival, mail) = web.app.arrival(&visit.scope()?, id).await?;
    let mut ways = ways(web, visit, &arrival, mail.as_ref()).await?;
    if let Some(ways) = &mut ways {
        change(ways, wrong);
    }
    let status: StatusCode = wrong.status();
    page_with(status, &sheet(web, visit, &arrival, mail.as_ref(), ways, None).await?)
}

async fn unvoid(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    web.app.unvoid_arrival(visit.who()?, parse(&id)?).await?;
    see(&said(&format!("/arrivals/{id}"), "said-arrival-back"))
}
