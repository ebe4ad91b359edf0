//! The door by which systems report what happened, and the page of a report that waits for a person.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::IntoResponse;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::facts::apply::Became;
use regie_app::facts::waiting::{FactRead, Tied};
use regie_app::facts::{Delivery, LARGEST, Taken};
use uuid::Uuid;

use crate::builder::{Access, Purpose, Routes};
use crate::cx::Cx;
use crate::gate::{READERS, WORKERS};
use crate::pages::arrivals::Suggestion;
use crate::pages::facts::{self as forms, FactPage, FactWays};
use crate::pages::parts::{JourneyRef, Tone};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::cti::told;
use crate::ui::journey::contacts::target;
use crate::ui::journey::desk::Desk;
use crate::ui::part::Asked;
use crate::ui::shell;
use crate::visit::Visit;

/// The most headers of a report that are looked at.
const MOST_HEADERS: usize = 100;
/// How long a system that reports too much waits, in seconds.
const REST: &str = "60";

/// The door and the pages.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let (read, work) = (Access::Member(READERS), Access::Member(WORKERS));
    routes
        .post("/in/{system}", Access::Signed, "take-fact", take)
        .add(Method::OPTIONS, "/in/{system}", Access::Public, Purpose::View("fact-door"), consent)
        .get("/facts/{id}", read, "fact", show)
        .post("/facts/{id}/retry", work, "retry-fact", retry)
        .post("/facts/{id}/tie", work, "tie-fact", tie)
        .post("/facts/{id}/aside", work, "set-fact-aside", aside)
        .post("/facts/{id}/back", work, "bring-fact-back", back)
}

async fn take(State(web): State<Web>, Path(system): Path<String>, headers: HeaderMap, body: Bytes) -> Reply {
    if body.len() > LARGEST {
        return told(StatusCode::PAYLOAD_TOO_LARGE, "too-large", &[]);
    }
    let all = headers.iter().take(MOST_HEADERS);
    let all = all.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    let all: Vec<(String, String)> = all.collect();
    match web.app.take_fact(&system, Delivery { headers: &all, body: &body }).await {
        Ok(Taken::Applied) => told(StatusCode::OK, "applied", &[]),
        Ok(Taken::Ignored) => told(StatusCode::OK, "ignored", &[]),
        Ok(Taken::Before) => told(StatusCode::OK, "before", &[]),
        // It is kept; a person looks at it.
        Ok(Taken::Waits) => told(StatusCode::ACCEPTED, "waiting", &[]),
        Ok(Taken::StillWaits) => told(StatusCode::ACCEPTED, "before-waiting", &[]),
        Ok(Taken::Different) => told(StatusCode::UNPROCESSABLE_ENTITY, "different", &[]),
        Err(AppError::Denied(_)) => {
            tracing::warn!("a report of a system was not signed as its door asks");
            told(StatusCode::UNAUTHORIZED, "signature", &[])
        }
        Err(AppError::Invalid(faults)) => {
            let code = faults.first().and_then(|fault| fault.key.strip_prefix("fact-")).unwrap_or("invalid");
            told(StatusCode::BAD_REQUEST, code, &[])
        }
        Err(AppError::TooMany) => {
            let mut answer = told(StatusCode::TOO_MANY_REQUESTS, "too-many", &[])?;
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(REST));
            Ok(answer)
        }
        // Nothing was kept: the system tries again.
        Err(error) => {
            tracing::error!(%error, "a report of a system was not kept");
            told(StatusCode::SERVICE_UNAVAILABLE, "later", &[])
        }
    }
}

/// The question of CloudEvents before the first report: yes, whoever has the secret may post here. The same for every address,
/// so that nobody learns which systems there are.
async fn consent(headers: HeaderMap) -> Reply {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let origin = headers.get("webhook-request-origin").cloned().unwrap_or_else(|| HeaderValue::from_static("*"));
    let given = answer.headers_mut();
    given.insert(header::ALLOW, HeaderValue::from_static("POST, OPTIONS"));
    given.insert("webhook-allowed-origin", origin);
    given.insert("webhook-allowed-rate", HeaderValue::from_static("3000"));
    Ok(answer)
}

fn parse(id: &str) -> Result<Uuid, AppError> {
    Uuid::parse_str(id).map_err(|_| AppError::NotFound("fact"))
}

/// What became of a report, in a word, and how that looks.
#[must_use]
pub fn state(cx: &Cx, became: &str) -> (String, Tone) {
    let (key, tone) = match became {
        "applied" => ("fact-became-applied", Tone::Ok),
        "noted" => ("fact-became-noted", Tone::Ok),
        "ignored" => ("fact-became-ignored", Tone::Plain),
        "aside" => ("fact-became-aside", Tone::Plain),
        "refused" => ("fact-became-refused", Tone::Bad),
        _ => ("fact-became-waiting", Tone::Warn),
    };
    (cx.cap(cx.t(key)), tone)
}

/// Why a report waits or was let go, in words; nothing where there is nothing to say.
#[must_use]
pub fn why(cx: &Cx, code: &str) -> String {
    let key = match code {
        "" => return String::new(),
        "unknown" => "fact-why-unknown",
        "unfound" => "fact-why-unfound",
        "several" => "fact-why-several",
        "lacks" => "fact-why-lacks",
        "shielded" => "fact-why-shielded",
        "no_promise" => "fact-why-no-promise",
        "no_blueprint" => "fact-why-no-blueprint",
        "nothing" => "fact-why-nothing",
        "shipment" => "fact-why-shipment",
        "customer" => "fact-why-customer",
        "different" => "fact-why-different",
        _ => "fact-why-refused",
    };
    cx.t(key)
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let found = web.app.fact(&visit.scope()?, parse(&id)?).await?;
    if let Some(journey) = found.fact.journey {
        return see(&format!("/journeys/{journey}"));
    }
    let ways = ways(&web, &visit, &found).await?;
    page(&sheet(&web, &visit, &found, ways, asked.said.as_deref()).await?)
}

async fn sheet(
    web: &Web,
    visit: &Visit,
    found: &FactRead,
    ways: Option<FactWays>,
    said: Option<&str>,
) -> Result<FactPage, Failure> {
    let (cx, fact) = (&visit.cx, &found.fact);
    let waits = fact.became == "waiting";
    let works = WORKERS.iter().any(|role| visit.member.as_deref().is_some_and(|member| member.has(*role)));
    Ok(FactPage {
        cx: cx.clone(),
        shell: shell::staff(web, visit, Nav::Arrivals, said).await?,
        title: if fact.row.is_empty() { cx.t("fact-title-unknown") } else { fact.row.clone() },
        system: found.system.as_ref().map(|system| system.name.clone()).unwrap_or_default(),
        team: visit.directory.team_name(found.arrival.team),
        at: fact.received_at,
        happened: fact.happened_at,
        state: state(cx, &fact.became),
        why: found.reason.clone().unwrap_or_else(|| why(cx, &fact.why)),
        due: waits.then_some(found.arrival.due),
        said: found.text.clone(),
        ways: ways.filter(|_| works),
        back: (works && fact.became == "aside").then(|| forms::back(cx, &fact.id.to_string())),
    })
}

async fn ways(web: &Web, visit: &Visit, found: &FactRead) -> Result<Option<FactWays>, Failure> {
    if found.fact.became != "waiting" {
        return Ok(None);
    }
    let (cx, id) = (&visit.cx, found.fact.id.to_string());
    let mut suggested = Vec::new();
    if let Some(journey) = found.arrival.suggested
        && web.app.sees(&visit.who()?, journey).await?
    {
        let desk = Desk::open(web, visit, &journey.to_string()).await?;
        let head = crate::ui::journey::view::head(&desk);
        let journey = JourneyRef { id: head.id, reference: head.reference, title: head.title, customer: head.customer };
        suggested.push(Suggestion { why: journey.customer.clone(), journey });
    }
    Ok(Some(FactWays {
        retry: forms::retry(cx, &id),
        tie: forms::tie(cx, &id, &suggested),
        aside: forms::aside(cx, &id),
    }))
}

/// The page again, with what is wrong at the form that was sent.
async fn again(web: &Web, visit: &Visit, id: Uuid, wrong: &Wrong, change: impl FnOnce(&mut FactWays, &Wrong)) -> Reply {
    let found = web.app.fact(&visit.scope()?, id).await?;
    let mut ways = ways(web, visit, &found).await?;
    if let Some(ways) = &mut ways {
        change(ways, wrong);
    }
    page_with(wrong.status(), &sheet(web, visit, &found, ways, None).await?)
}

/// Where a colleague was faster, the page says what became of it.
fn ended(id: Uuid) -> Reply {
    see(&said(&format!("/facts/{id}"), "said-arrival-ended"))
}

async fn retry(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let id = parse(&id)?;
    match web.app.retry_fact(&visit.who()?, id).await {
        Ok(Became::Done { journey }) => see(&said(&format!("/journeys/{journey}"), "said-fact-applied")),
        Ok(Became::Nothing { .. }) => see(&said(&format!("/facts/{id}"), "said-fact-ignored")),
        Ok(Became::Waits { .. }) => see(&said(&format!("/facts/{id}"), "said-fact-still")),
        Err(AppError::NotFound("fact")) => ended(id),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            again(&web, &visit, id, &wrong, |ways, wrong| ways.retry = wrong.at(&visit, ways.retry.clone(), &posted))
                .await
        }
    }
}

async fn tie(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let id = parse(&id)?;
    let Some(journey) = target(&web, &visit, &posted).await? else {
        let key = if posted.some("reference").is_some() { "reference-wrong" } else { "arrival-where" };
        let wrong = Wrong::field(&visit, "reference", key);
        return again(&web, &visit, id, &wrong, |ways, wrong| {
            ways.tie = wrong.at(&visit, ways.tie.clone(), &posted);
        })
        .await;
    };
    match web.app.tie_fact(&visit.who()?, id, journey).await {
        Ok(Tied::Applied) => see(&said(&format!("/journeys/{journey}"), "said-fact-applied")),
        Ok(Tied::Noted) => see(&said(&format!("/journeys/{journey}"), "said-fact-noted")),
        Err(AppError::NotFound("fact")) => ended(id),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            again(&web, &visit, id, &wrong, |ways, wrong| ways.tie = wrong.at(&visit, ways.tie.clone(), &posted)).await
        }
    }
}

async fn aside(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let id = parse(&id)?;
    match web.app.set_fact_aside(&visit.who()?, id, posted.get("reason")).await {
        Ok(()) => see(&said(&format!("/facts/{id}"), "said-fact-aside")),
        Err(AppError::NotFound("fact")) => ended(id),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            again(&web, &visit, id, &wrong, |ways, wrong| ways.aside = wrong.at(&visit, ways.aside.clone(), &posted))
                .await
        }
    }
}

async fn back(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _posted: Posted) -> Reply {
    let id = parse(&id)?;
    web.app.bring_fact_back(&visit.who()?, id).await?;
    see(&said(&format!("/facts/{id}"), "said-arrival-back"))
}
