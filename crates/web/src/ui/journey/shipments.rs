//! What a member does with the shipments of a journey: register one, note what its carrier said, begin a claim.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_app::shipments::{NewClaim, NewShipment};
use regie_domain::codes::ShipmentStatus;
use regie_domain::ids::{BlueprintId, PromiseId, ShipmentId, TeamId};
use regie_domain::promise::{Promise, PromiseState};
use regie_domain::shipment::{Shipment, Stand};

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::journey::{ActLink, Fact};
use crate::pages::parts::{Banner, Tone};
use crate::pages::shipments::{self as forms, ShipmentCard};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::acts::moment;
use crate::ui::journey::deed::{self, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::shipments::{has_some, stand};
use crate::visit::Visit;
use crate::words;

/// So many of the things that were said of a shipment stand in its card.
const SAID: usize = 4;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes
        .get("/journeys/{id}/shipment", may, "journey", ask)
        .post("/journeys/{id}/shipment", may, "register-shipment", register)
        .get("/journeys/{id}/shipments/{shipment}/note", may, "journey", ask_note)
        .post("/journeys/{id}/shipments/{shipment}/note", may, "note-shipment", note)
        .get("/journeys/{id}/shipments/{shipment}/claim", may, "journey", ask_claim)
        .post("/journeys/{id}/shipments/{shipment}/claim", may, "claim-shipment", claim)
}

/// The teams that may stand for a carrier: all but the one that sends.
fn carriers(desk: &Desk) -> Vec<(String, String)> {
    let sender = desk.loaded.journey.direction.team;
    let active = desk.visit.directory.teams.values().map(|found| &found.value);
    let mut teams: Vec<_> = active
        .filter(|team| team.active && team.team != sender)
        .map(|team| (team.team.team.to_string(), team.name.clone()))
        .collect();
    teams.sort_by_key(|(_, name)| name.to_lowercase());
    teams
}

fn registering(desk: &Desk) -> Sheet {
    let broken = |promise: &Promise| promise.is_unsettled() && promise.is_to_customer();
    let all = desk.loaded.journey.promises.iter().filter(|(_, promise)| broken(promise));
    let all: Vec<_> = all.map(|(id, promise)| (id.to_string(), desk.names().promise(promise))).collect();
    let form = forms::register(&desk.visit.cx, &view::head(desk), &carriers(desk), &all);
    Sheet::new("act-shipment", form)
}

async fn ask(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    deed::show(&web, &desk, registering(&desk)).await
}

async fn register(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let done = match moment(&desk, &posted, "until") {
        Err(wrong) => Err(wrong),
        Ok(until) => {
            let new = NewShipment {
                tracking: posted.get("tracking").to_owned(),
                carrier: TeamId::parse(posted.get("carrier")).ok(),
                until,
                journey: Some(desk.id),
                replaces: PromiseId::parse(posted.get("replaces")).ok(),
                key: posted.key(),
                ..NewShipment::default()
            };
            attempted(&desk, web.app.shipment_register(&visit.who()?, new).await)?
        }
    };
    match done {
        Ok(_) => see(&said(&desk.href(), "said-shipment-registered")),
        Err(wrong) => {
            let known = known_on(&visit, &wrong);
            let sheet = |desk: &Desk| {
                let sheet = registering(desk);
                let banners = known.iter().cloned().chain(sheet.banners).collect();
                Ok(Sheet { banners, ..sheet })
            };
            deed::refused(&web, desk, &posted, &wrong, sheet).await
        }
    }
}

/// The way to the journey on which the shipment stands already.
fn known_on(visit: &Visit, wrong: &Wrong) -> Option<Banner> {
    let Wrong::Refused(refusal) = wrong else { return None };
    let (journey, reference) = refusal.journey?;
    let text = visit.cx.t1("shipment-known-on", "reference", reference);
    let link = Some((format!("/journeys/{journey}"), visit.cx.t("shipment-known-open")));
    Some(Banner { link, ..Banner::new(Tone::Wait, "info", text) })
}

/// What was done, or what a form says in its place.
fn attempted<T>(desk: &Desk, done: Result<T, AppError>) -> Result<Result<T, Wrong>, Failure> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(error) => Wrong::of(&desk.visit, error).map(Err),
    }
}

fn find<'a>(desk: &'a Desk, shipment: &str) -> Result<(ShipmentId, &'a Shipment), AppError> {
    let id = ShipmentId::parse(shipment).map_err(|_| AppError::NotFound("shipment"))?;
    Ok((id, desk.loaded.journey.shipments.get(&id).ok_or(AppError::NotFound("shipment"))?))
}

fn about(desk: &Desk, shipment: &Shipment) -> Vec<Fact> {
    let value = format!("{} · {}", shipment.subject.value(), desk.names().team(shipment.carrier));
    vec![Fact { name: desk.visit.cx.t("shipment-tracking"), value, href: None }]
}

fn noting(desk: &Desk, shipment: &str) -> Result<Sheet, AppError> {
    let (id, found) = find(desk, shipment)?;
    let form = forms::note(&desk.visit.cx, &view::head(desk), &id.to_string());
    Ok(Sheet { facts: about(desk, found), ..Sheet::new("act-shipment-note", form) })
}

async fn ask_note(State(web): State<Web>, visit: Visit, Path((id, which)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let sheet = noting(&desk, &which)?;
    deed::show(&web, &desk, sheet).await
}

async fn note(
    State(web): State<Web>,
    visit: Visit,
    Path((id, which)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (shipment, _) = find(&desk, &which)?;
    let status = ShipmentStatus::parse(posted.get("status"))
        .ok_or_else(|| Wrong::field(&desk.visit, "status", "invalid-choice"));
    let done = match status.and_then(|status| Ok((status, moment(&desk, &posted, "at")?))) {
        Err(wrong) => Err(wrong),
        Ok((status, at)) => {
            // The form offers the present minute; only another one was said.
            let now = desk.visit.cx.now;
            let at = at.filter(|at| *at > now || now.duration_since(*at).as_secs() >= 60);
            attempted(&desk, web.app.shipment_note(&visit.who()?, shipment, status, at, posted.key()).await)?
        }
    };
    match done {
        Ok(_) => see(&said(&desk.href(), "said-shipment-noted")),
        Err(wrong) => deed::refused(&web, desk, &posted, &wrong, |desk| noting(desk, &which)).await,
    }
}

fn claiming(desk: &Desk, shipment: &str) -> Result<Sheet, AppError> {
    let (id, found) = find(desk, shipment)?;
    let newest = desk.visit.directory.blueprints.values().filter_map(|found| found.value.last());
    let mut blueprints: Vec<_> =
        newest.map(|found| (found.id.to_string(), view::own_words(&desk.visit.cx, &found.name))).collect();
    blueprints.sort_by_key(|(_, name)| name.to_lowercase());
    let form = forms::claim(&desk.visit.cx, &view::head(desk), &id.to_string(), &blueprints);
    Ok(Sheet { facts: about(desk, found), ..Sheet::new("act-shipment-claim", form) })
}

async fn ask_claim(State(web): State<Web>, visit: Visit, Path((id, which)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (_, found) = find(&desk, &which)?;
    if let Some(claim) = found.claim.filter(|claim| desk.loaded.linked.contains_key(claim)) {
        return see(&said(&format!("/journeys/{claim}"), "said-claim-known"));
    }
    let sheet = claiming(&desk, &which)?;
    deed::show(&web, &desk, sheet).await
}

async fn claim(
    State(web): State<Web>,
    visit: Visit,
    Path((id, which)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (shipment, _) = find(&desk, &which)?;
    let new = NewClaim {
        blueprint: BlueprintId::parse(posted.get("blueprint")).ok(),
        email: posted.some("email").map(str::to_owned),
        text: posted.get("text").to_owned(),
        key: posted.key(),
    };
    match attempted(&desk, web.app.shipment_claim(&visit.who()?, shipment, new).await)? {
        Ok(claimed) => {
            let told = if claimed.known { "said-claim-known" } else { "said-claim-begun" };
            let seen = web.app.sees(&visit.who()?, claimed.journey).await?;
            let path = if seen { format!("/journeys/{}", claimed.journey) } else { desk.href() };
            see(&said(&path, told))
        }
        Err(wrong) => deed::refused(&web, desk, &posted, &wrong, |desk| claiming(desk, &which)).await,
    }
}

/// The button that registers one, where the house sends anything.
#[must_use]
pub fn act(desk: &Desk) -> Option<ActLink> {
    let (may, journey) = (desk.may(), &desk.loaded.journey);
    let sends = has_some(&desk.visit) || !journey.shipments.is_empty();
    let fits = may.works && may.open && (may.holds || may.directs) && journey.proposal.is_none();
    (sends && fits).then(|| ActLink {
        href: format!("{}/shipment", desk.href()),
        label: desk.visit.cx.t("act-shipment"),
        icon: "truck",
        shortcut: None,
    })
}

/// The cards beside the timeline, what asks for attention first.
#[must_use]
pub fn cards(desk: &Desk) -> Vec<ShipmentCard> {
    let journey = &desk.loaded.journey;
    let mut all: Vec<_> = journey.shipments.iter().collect();
    all.sort_by_key(|(id, found)| (journey.stand_of(found), std::cmp::Reverse(**id)));
    all.into_iter().map(|(id, found)| card(desk, *id, found)).collect()
}

fn card(desk: &Desk, id: ShipmentId, found: &Shipment) -> ShipmentCard {
    let (cx, names, journey) = (&desk.visit.cx, desk.names(), &desk.loaded.journey);
    let standing = journey.stand_of(found);
    let (stand, tone) = stand(cx, standing);
    let promise = journey.promises.get(&found.promise);
    let due = promise.map(|promise| cx.cap(crate::ui::journey::visits::in_words(cx, promise.current)));
    let mut said: Vec<_> = found.said.iter().collect();
    said.sort_by_key(|said| std::cmp::Reverse(said.at));
    let mut notes: Vec<String> =
        said.into_iter().take(SAID).map(|fact| crate::ui::shipments::said(cx, fact.status, fact.at)).collect();
    if found.at_risk.is_some() && standing == Stand::AtRisk && !found.has_come_to(found.missing) {
        notes.insert(0, cx.t1("shipment-missing", "what", words::shipment(cx, found.missing)));
    }
    if let Some(silent) = found.silent {
        notes.insert(0, cx.t1("shipment-silent", "when", cx.near_text(&silent)));
    }
    let carriers = journey.promises.get(&found.carriers).map(|promise| match promise.state {
        PromiseState::Open => "shipment-carriers-open",
        PromiseState::Kept { .. } => "shipment-carriers-kept",
        PromiseState::KeptAfterMove { .. } => "shipment-carriers-moved",
        PromiseState::Broken { .. } => "shipment-carriers-broken",
        PromiseState::Released { .. } => "shipment-carriers-released",
    });
    notes.extend(carriers.map(|key| cx.t1(key, "team", names.team(found.carrier))));
    let mut acts = Vec::new();
    if desk.may().works && !desk.may().void {
        let link = |path: &str, key: &str| (format!("{}/shipments/{id}/{path}", desk.href()), cx.t(key));
        acts.push(link("note", "act-shipment-note"));
        let wrong = found.said.iter().any(|said| said.status.is_trouble());
        let broken = journey.promises.get(&found.carriers).map(|promise| promise.state);
        let claimed = found.claim.is_some_and(|claim| desk.loaded.linked.contains_key(&claim));
        if !claimed && (wrong || matches!(broken, Some(PromiseState::Broken { .. }))) {
            acts.push(link("claim", "act-shipment-claim"));
        }
    }
    if let Some((claim, linked)) = found.claim.and_then(|id| Some((id, desk.loaded.linked.get(&id)?))) {
        let words = cx.t1("shipment-claim-runs", "reference", linked.reference);
        acts.push((format!("/journeys/{claim}"), words));
    }
    ShipmentCard {
        what: format!("{} · {}", found.subject.value(), names.team(found.carrier)),
        due: due.unwrap_or_default(),
        stand,
        tone,
        notes,
        acts,
    }
}
