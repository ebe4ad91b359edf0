//! Who may be the same person, and what a member says of it: the same, which joins the records, or not, which is kept. Both
//! can be undone here.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::customers::records::Keeping;
use regie_app::likeness::{Likely, SamePerson};
use regie_app::read::customers::{Judged, Judgement, Record};
use regie_domain::ids::CustomerId;
use regie_domain::likeness::Strength;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::gate::{READERS, WORKERS};
use crate::pages::journey::Fact;
use crate::pages::likeness::{Pair, SamePersonPage, Side};
use crate::pages::parts::{Banner, Tone};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::{customers, journeys, shell};
use crate::visit::Visit;

/// The most open journeys of each that are shown side by side.
const OPEN: usize = 8;

/// The page and what is said on it.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let work = Access::Member(WORKERS);
    routes
        .get("/customers/{id}/same-person", Access::Member(READERS), "customer", show)
        .post("/customers/{id}/same-person/join", work, "join-customer", join)
        .post("/customers/{id}/same-person/unjoin", work, "unjoin-customer", unjoin)
        .post("/customers/{id}/same-person/apart", work, "tell-apart", apart)
        .post("/customers/{id}/same-person/undo", work, "undo-apart", undo)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    said: Option<String>,
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let id = parse(&id)?;
    let found = web.app.same_person(&visit.scope()?, id).await?;
    let works = WORKERS.iter().any(|role| visit.member.as_deref().is_some_and(|member| member.has(*role)));
    let called = |likely: &Likely| {
        let id = likely.id().map(|id| id.to_string()).unwrap_or_default();
        (id, name(&visit, likely))
    };
    let others = found.own.records.iter().filter(|record| record.id != id);
    page(&SamePersonPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Journeys, asked.said.as_deref()).await?,
        href: format!("/customers/{id}"),
        own: side(&visit, &found, &found.own),
        pairs: found.suggested.iter().map(|likely| pair(&visit, &found, likely)).collect(),
        apart: found.apart.iter().map(called).collect(),
        joined: others.map(|record| (record.id.to_string(), customers::record_words(&visit, record))).collect(),
        said: found.said().into_iter().map(|(judged, other)| said_line(&visit, &judged, other)).collect(),
        works,
    })
}

/// What was said of two records; when, and by whom.
fn said_line(visit: &Visit, judged: &Judged, other: Option<&str>) -> (String, String) {
    let cx = &visit.cx;
    let key = match judged.what {
        Judgement::Same => "likeness-said-same",
        Judgement::Parted => "likeness-said-parted",
        Judgement::Apart => "likeness-said-apart",
        Judgement::PerhapsSame => "likeness-said-perhaps",
    };
    let other = other.map_or_else(|| cx.t("someone"), str::to_owned);
    let by = judged.by.member().and_then(|member| visit.directory.name_of(member));
    let by = by.map_or_else(|| cx.t("program"), str::to_owned);
    (cx.t1(key, "name", other), format!("{} · {by}", cx.near_text(&judged.at)))
}

fn pair(visit: &Visit, found: &SamePerson, likely: &Likely) -> Pair {
    let cx = &visit.cx;
    let strength = likely.strength();
    let tone = match strength {
        Strength::Strong => Tone::Ok,
        Strength::Weak => Tone::Warn,
        Strength::Hint => Tone::Plain,
    };
    let reason = |code: &str| cx.t(&format!("likeness-{}", code.replace('_', "-")));
    Pair {
        other: side(visit, found, likely),
        strength: (reason(strength.code()), tone),
        reasons: likely.reasons.iter().map(|likeness| reason(likeness.code())).collect(),
    }
}

fn side(visit: &Visit, found: &SamePerson, likely: &Likely) -> Side {
    let cx = &visit.cx;
    let since = likely.records.iter().map(|record| record.since).min();
    let since = since.map(|at| cx.lang.date_near(cx.day(&at), cx.day(&cx.now))).unwrap_or_default();
    Side {
        id: likely.id().map(|id| id.to_string()).unwrap_or_default(),
        name: name(visit, likely),
        since: cx.t1("likeness-since", "when", since),
        handles: likely.records.iter().flat_map(|record| of_record(visit, record)).collect(),
        open: likely.open.iter().take(OPEN).map(|row| journeys::named(visit, row, &found.names)).collect(),
    }
}

fn of_record(visit: &Visit, record: &Record) -> Vec<crate::pages::customers::HandleCard> {
    record.handles.iter().map(|handle| customers::handle_card(visit, handle, false)).collect()
}

fn name(visit: &Visit, likely: &Likely) -> String {
    likely.name().map_or_else(|| visit.cx.t("someone"), str::to_owned)
}

/// That somebody is perhaps known by another record, too.
pub(super) fn words(cx: &Cx, strength: Strength, name: String) -> String {
    cx.t1(if strength == Strength::Strong { "likeness-line-strong" } else { "likeness-line" }, "name", name)
}

/// Where a person's records are looked at side by side.
pub(super) fn href(customer: CustomerId) -> String {
    format!("/customers/{customer}/same-person")
}

/// One quiet line where somebody may be known by another record, too: whoever reads on is not held up.
pub async fn line(web: &Web, visit: &Visit, customer: CustomerId) -> Result<Option<Banner>, Failure> {
    let Some(likely) = web.app.perhaps_same(&visit.scope()?, customer).await? else { return Ok(None) };
    let text = words(&visit.cx, likely.strength(), name(visit, &likely));
    let link = (href(customer), visit.cx.t("likeness-look"));
    Ok(Some(Banner { link: Some(link), ..Banner::new(Tone::Plain, "users", text) }))
}

/// The same beside what is good to know on the page of a journey.
pub async fn fact(web: &Web, visit: &Visit, customer: CustomerId) -> Result<Option<Fact>, Failure> {
    let line = line(web, visit, customer).await?;
    let fact = |line: Banner| Fact {
        name: visit.cx.t("likeness-title"),
        value: line.text,
        href: line.link.map(|(href, _)| href),
    };
    Ok(line.map(fact))
}

async fn join(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let other = other(&posted)?;
    keep(&web, &visit, &id, &posted, Keeping::Join { other }, "said-joined-person").await
}

async fn unjoin(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let other = other(&posted)?;
    keep(&web, &visit, &id, &posted, Keeping::Separate { other }, "said-unjoined").await
}

async fn apart(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let other = other(&posted)?;
    keep(&web, &visit, &id, &posted, Keeping::TellApart { other }, "said-told-apart").await
}

async fn undo(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let other = other(&posted)?;
    keep(&web, &visit, &id, &posted, Keeping::UndoApart { other }, "said-apart-undone").await
}

async fn keep(web: &Web, visit: &Visit, id: &str, posted: &Posted, keeping: Keeping, done: &str) -> Reply {
    let id = parse(id)?;
    match web.app.keep_customer(visit.who()?, id, keeping, posted.key()).await {
        // Pressed twice, or by two people: it stands as it was asked.
        Ok(()) | Err(AppError::Refused(_)) => see(&said(&format!("/customers/{id}/same-person"), done)),
        // A record that is out of sight, or journeys that are.
        Err(AppError::Invalid(_)) => Err(AppError::NotFound("customer").into()),
        Err(error) => Err(error.into()),
    }
}

fn parse(id: &str) -> Result<CustomerId, AppError> {
    CustomerId::parse(id).map_err(|_| AppError::NotFound("customer"))
}

fn other(posted: &Posted) -> Result<CustomerId, AppError> {
    parse(posted.get("other"))
}
