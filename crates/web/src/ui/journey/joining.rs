//! Joining a journey into another one of the same customer, and undoing it.

use axum::extract::{Path, State};
use regie_app::AppError;
use regie_app::joining::Joinable;
use regie_domain::actor::Door;
use regie_domain::ids::JourneyId;
use regie_domain::promise::Promise;

use crate::builder::{Access, Routes};
use crate::form::Choice;
use crate::gate::WORKERS;
use crate::pages::acts;
use crate::pages::journey::{Act, Fact, OneMatter};
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, refusal_words, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::contacts::target;
use crate::ui::journey::deed::{self, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::visit::Visit;

const JOIN: &str = "/journeys/{id}/join";
const UNJOIN: &str = "/journeys/{id}/unjoin";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes
        .get(JOIN, may, "journey", ask_join)
        .post(JOIN, may, "join-journey", join)
        .get(UNJOIN, may, "journey", ask_unjoin)
        .post(UNJOIN, may, "unjoin-journey", unjoin)
}

/// On the journey that was joined: where it goes on. On the other one nothing is needed: its timeline says it.
pub(super) fn banner(desk: &Desk) -> Option<Banner> {
    let (cx, loaded) = (&desk.visit.cx, &desk.loaded);
    let into = loaded.journey.joined_into()?;
    let reference = loaded.others.get(&into)?;
    let link = (format!("/journeys/{into}"), cx.t1("joined-open", "reference", reference.to_string()));
    let text = cx.t1("joined-into", "reference", reference.to_string());
    Some(Banner { link: Some(link), ..Banner::new(Tone::Wait, "git-merge", text) })
}

/// Another open journey of the same person that is probably about the same: joined by one tap, which can be undone.
pub(super) async fn one_matter(web: &Web, desk: &Desk) -> Result<Option<OneMatter>, Failure> {
    let may = desk.may();
    if !may.works || !may.open || desk.loaded.journey.proposal.is_some() {
        return Ok(None);
    }
    let found = match web.app.one_matter(&desk.visit.who()?, desk.id).await {
        Ok(found) => found,
        Err(AppError::Denied(_)) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(found.map(|found| {
        let (cx, other, (from, into)) = (&desk.visit.cx, &found.other, found.join);
        OneMatter {
            words: cx.t2("one-matter", "title", &other.title, "when", cx.near_text(&other.since)),
            other: (format!("/journeys/{}", other.journey), other.reference.to_string()),
            action: format!("/journeys/{from}/join"),
            into: into.to_string(),
        }
    }))
}

async fn ask_join(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let others = web.app.joinable(&visit.who()?, desk.id).await?;
    deed::show(&web, &desk, joining(&desk, &others)).await
}

async fn join(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let who = visit.who()?;
    let wrong = match target(&web, &visit, &posted).await? {
        None => Wrong::field(&visit, "reference", "reference-wrong"),
        Some(into) => match web.app.join_journey(&who, Door::Page, (desk.id, into), posted.key()).await {
            Ok(()) => return see(&said(&format!("/journeys/{into}"), "said-journeys-joined")),
            Err(error) => Wrong::of(&visit, error)?,
        },
    };
    let others = web.app.joinable(&who, desk.id).await?;
    deed::refused(&web, desk, &posted, &wrong, |desk| Ok(joining(desk, &others))).await
}

/// The form with what would go along above it, and what stands in the way before anything is chosen.
fn joining(desk: &Desk, others: &[Joinable]) -> Sheet {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let contacts = journey.contacts.values().filter(|contact| contact.moved_to.is_none()).count();
    let said = Fact { name: cx.t("join-contacts"), value: cx.tn("join-contacts-value", contacts), href: None };
    let owed = journey.promises.values().filter(|promise| promise.is_owed());
    let owed = owed.map(|it| Fact { name: cx.t("join-promise"), value: promise_words(desk, it), href: None });
    let choices = others.iter().map(|found| {
        let team = desk.visit.directory.team_name(found.director);
        let hint = cx.t2("join-choice", "team", team, "when", cx.near_text(&found.since));
        Choice::new(found.journey.to_string(), format!("{} {}", found.reference, found.title)).hint(hint)
    });
    let obstacle = journey.cannot_travel().map(|refusal| {
        let words = refusal_words(&desk.visit, &refusal);
        Banner::new(Tone::Warn, "triangle-alert", words)
    });
    let form = acts::join(cx, &view::head(desk), choices.collect());
    let facts = std::iter::once(said).chain(owed).collect();
    Sheet { facts, banners: obstacle.into_iter().collect(), ..Sheet::new(Act::Join.key(), form) }
}

fn promise_words(desk: &Desk, promise: &Promise) -> String {
    let (cx, names) = (&desk.visit.cx, desk.names());
    let due = cx.by_text(&promise.current.until);
    cx.t2("fact-promise", "what", names.promise(promise).trim_end_matches('.'), "when", due)
}

async fn ask_unjoin(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let other = other_of(&web, &desk).await?;
    deed::show(&web, &desk, parting(&desk, other.as_ref())).await
}

async fn unjoin(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let wrong = match web.app.unjoin_journey(&visit.who()?, Door::Page, desk.id, posted.key()).await {
        Ok(parted) => {
            let stays = parted.is_some_and(|parted| !parted.stays.is_empty());
            let key = if stays { "said-journeys-unjoined-stays" } else { "said-journeys-unjoined" };
            return see(&said(&desk.href(), key));
        }
        Err(error) => Wrong::of(&visit, error)?,
    };
    let other = other_of(&web, &desk).await?;
    deed::refused(&web, desk, &posted, &wrong, |desk| Ok(parting(desk, other.as_ref()))).await
}

/// The journey that one was joined into, where the member may read it.
async fn other_of(web: &Web, desk: &Desk) -> Result<Option<Desk>, Failure> {
    let Some(into) = desk.loaded.journey.joined_into() else { return Ok(None) };
    match web.app.open_journey(&desk.visit.who()?, into).await {
        Ok(loaded) => Ok(Some(Desk { visit: desk.visit.clone(), id: into, loaded })),
        Err(AppError::Denied(_) | AppError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The form to undo it, with what comes back and what stays on the other journey because it changed there.
fn parting(desk: &Desk, other: Option<&Desk>) -> Sheet {
    let cx = &desk.visit.cx;
    let mut facts = Vec::new();
    if let Some(other) = other {
        let parting = other.loaded.journey.parts_from(&desk.loaded.journey);
        for (pairs, key) in [(&parting.back, "unjoin-back"), (&parting.stays, "unjoin-stays")] {
            let promises = pairs.iter().filter_map(|pair| other.loaded.journey.promises.get(&pair.here));
            facts.extend(promises.map(|it| Fact { name: cx.t(key), value: promise_words(other, it), href: None }));
        }
    }
    let form = acts::plain(cx, &view::head(desk), Act::Unjoin);
    Sheet { facts, ..Sheet::new(Act::Unjoin.key(), form) }
}

/// The journey that a line of the timeline names.
pub(super) fn link(desk: &Desk, id: JourneyId) -> Option<(String, String)> {
    let reference = desk.loaded.others.get(&id)?;
    let words = desk.visit.cx.t1("joined-open", "reference", reference.to_string());
    Some((format!("/journeys/{id}"), words))
}
