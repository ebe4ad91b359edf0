//! What a member does with a promise: move, fulfil, replace, note that it was let go.

use axum::extract::{Path, State};
use regie_app::{AppError, Request};
use regie_domain::actor::Door;
use regie_domain::codes::{MoveReason, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand as C, NewPromise};
use regie_domain::event::{Promisee, Window};
use regie_domain::ids::PromiseId;
use regie_domain::promise::Promise;

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::acts;
use crate::pages::journey::{Act, Fact};
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, attempt, said};
use crate::ui::journey::acts::{amount, moment, words};
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::visit::Visit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Move,
    Fulfil,
    Replace,
    Release,
}

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    const ALL: [(Doing, &str, &str); 4] = [
        (Doing::Move, "/journeys/{id}/promises/{promise}/move", "move-promise"),
        (Doing::Fulfil, "/journeys/{id}/promises/{promise}/fulfil", "fulfil"),
        (Doing::Replace, "/journeys/{id}/promises/{promise}/replace", "replace-promise"),
        (Doing::Release, "/journeys/{id}/promises/{promise}/release", "release"),
    ];
    ALL.into_iter().fold(routes, |routes, (doing, path, command)| {
        let get = move |State(web): State<Web>, visit: Visit, Path((id, promise)): Path<(String, String)>| async move {
            let desk = open(&web, &visit, &id, doing).await?;
            let sheet = sheet(&desk, doing, &promise)?;
            deed::show(&web, &desk, sheet).await
        };
        let post = move |State(web): State<Web>,
                         visit: Visit,
                         Path((id, promise)): Path<(String, String)>,
                         posted: Posted| async move {
            submit(&web, open(&web, &visit, &id, doing).await?, doing, promise, posted).await
        };
        routes.get(path, Access::Member(WORKERS), "journey", get).post(path, Access::Member(WORKERS), command, post)
    })
}

/// Who does a piece of the work moves its own promises, and no more.
async fn open(web: &Web, visit: &Visit, id: &str, doing: Doing) -> Result<Desk, Failure> {
    match doing {
        Doing::Move => Desk::open_part(web, visit, id).await,
        Doing::Fulfil | Doing::Replace | Doing::Release => Desk::open(web, visit, id).await,
    }
}

fn find(desk: &Desk, promise: &str) -> Result<(PromiseId, regie_domain::promise::Promise), AppError> {
    let id = PromiseId::parse(promise).map_err(|_| AppError::NotFound("promise"))?;
    let found = desk.loaded.journey.promises.get(&id).ok_or(AppError::NotFound("promise"))?;
    if desk.is_part() && !desk.mine(found.owner) {
        return Err(AppError::NotFound("promise"));
    }
    Ok((id, found.clone()))
}

fn sheet(desk: &Desk, doing: Doing, promise: &str) -> Result<Sheet, AppError> {
    let (_, found) = find(desk, promise)?;
    let (cx, head) = (&desk.visit.cx, view::head(desk));
    let (title, form) = match doing {
        Doing::Move => ("promise-move-title", acts::move_promise(cx, &head, promise, found.current.until)),
        Doing::Fulfil => ("promise-fulfil-title", acts::fulfil_promise(cx, &head, promise)),
        Doing::Replace => {
            ("promise-replace-title", acts::replace_promise(cx, &head, promise, found.cost.map(|cost| cost.0)))
        }
        Doing::Release if found.is_to_customer() => {
            ("promise-release-title", acts::release_promise(cx, &head, promise, None))
        }
        // What another promised to us is let go by us; the customer knows nothing of it.
        Doing::Release => {
            let team = desk.names().team(found.owner);
            ("promise-release-ours", acts::release_promise(cx, &head, promise, Some(&team)))
        }
    };
    let row = view::promise_row(&desk.names(), promise.to_owned(), &found);
    let value = cx.t2("fact-promise", "what", row.what, "when", cx.by_text(&row.due));
    let facts = vec![Fact { name: row.owner, value, href: None }];
    // A form that shows the version it was made at is refused after somebody moved the promise.
    let form = form.with("version", found.version.to_string());
    Ok(Sheet { facts, banners: told_first(desk, doing, promise), ..Sheet::new(title, form) })
}

/// Where the customer is told what a promise awaits: the outcome, or an answer.
pub(super) fn telling(desk: &Desk, id: PromiseId) -> Option<(String, String)> {
    let journey = &desk.loaded.journey;
    let found = journey.promises.get(&id).filter(|_| journey.awaits_telling(id))?;
    let outcome = found.what == PromiseWhat::Result && desk.acts().contains(&Act::Outcome);
    let (path, key) = match outcome {
        true => (format!("{}/{}", desk.href(), Act::Outcome.path()), Act::Outcome.key()),
        false => (format!("{}?compose=message#composer", desk.href()), "promise-answer"),
    };
    Some((path, desk.visit.cx.t(key)))
}

/// What is done by telling it is told: the page leads there.
fn told_first(desk: &Desk, doing: Doing, promise: &str) -> Vec<Banner> {
    let id = PromiseId::parse(promise).ok().filter(|_| doing == Doing::Fulfil);
    let link = id.and_then(|id| telling(desk, id));
    let words = || desk.visit.cx.t("promise-tell-first");
    link.map(|link| Banner { link: Some(link), ..Banner::new(Tone::Warn, "circle-help", words()) })
        .into_iter()
        .collect()
}

async fn submit(web: &Web, desk: Desk, doing: Doing, promise: String, posted: Posted) -> Reply {
    let (id, found) = find(&desk, &promise)?;
    let mut letter = Letter::new(web, desk.id);
    let again = |desk: &Desk| sheet(desk, doing, &promise);
    let deed = match doing {
        Doing::Move => shift(&desk, &posted, &mut letter, id),
        Doing::Fulfil => moment(&desk, &posted, "at").map(|at| {
            let at = at.filter(|at| desk.visit.cx.now.duration_since(*at).as_secs() >= 60 || *at > desk.visit.cx.now);
            Deed::free(C::Fulfil { promise: id, at }, "said-fulfilled")
        }),
        Doing::Replace => replace(&desk, &posted, &mut letter, id, &found),
        Doing::Release => return release(web, desk, posted, id, again).await,
    };
    let version = posted.get("version").parse().ok();
    let deed = deed.map(|deed| Deed { promise_version: version, ..deed });
    deed::run(web, desk, &posted, letter, deed, again).await
}

fn shift(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>, promise: PromiseId) -> Result<Deed, Wrong> {
    let until = moment(desk, posted, "due")?.ok_or_else(|| Wrong::field(&desk.visit, "due", "due-wrong"))?;
    let reason =
        MoveReason::parse(posted.get("ground")).ok_or_else(|| Wrong::field(&desk.visit, "ground", "invalid-choice"))?;
    if reason == MoveReason::Other {
        words(desk, posted, "reason")?;
    }
    let text = letter.some(posted.some("reason"));
    Ok(Deed::free(
        C::MovePromise { promise, window: Window::by(until), reason, text, amount: None },
        "said-moved-promise",
    ))
}

fn replace(
    desk: &Desk,
    posted: &Posted,
    letter: &mut Letter<'_>,
    promise: PromiseId,
    broken: &regie_domain::promise::Promise,
) -> Result<Deed, Wrong> {
    let until = moment(desk, posted, "due")?.ok_or_else(|| Wrong::field(&desk.visit, "due", "due-wrong"))?;
    let cost = amount(desk, posted, "cost")?;
    let text = letter.some(posted.some("what"));
    let promise = NewPromise {
        kind: broken.kind,
        what: broken.what,
        text: text.or(broken.text),
        to: broken.to,
        window: Some(Window::by(until)),
        cost,
        replaces: Some(promise),
    };
    Ok(Deed::free(C::Promise { promise }, "said-replaced"))
}

/// Whom it was made to let it go; how and when is a note beside it.
async fn release(
    web: &Web,
    desk: Desk,
    posted: Posted,
    promise: PromiseId,
    again: impl Fn(&Desk) -> Result<Sheet, AppError>,
) -> Reply {
    let note = match words(&desk, &posted, "reason") {
        Ok(words) => words.to_owned(),
        Err(wrong) => return deed::refused(web, desk, &posted, &wrong, again).await,
    };
    let to_us = desk.loaded.journey.promises.get(&promise).is_some_and(|found| !found.is_to_customer());
    let said_so = if to_us { "said-released-ours" } else { "said-released" };
    let released = Deed::free(C::Release { promise }, said_so);
    let request = released.request(&desk, &posted, Letter::new(web, desk.id))?;
    if let Err(wrong) = attempt(web, &desk.visit, request).await? {
        return deed::refused(web, desk, &posted, &wrong, again).await;
    }
    let mut letter = Letter::new(web, desk.id);
    let note = C::AddNote { note: letter.words(&note) };
    let key = posted.key().map(|key| format!("{key}-note"));
    let request = Request::journey(desk.visit.who()?, Door::Page, desk.id, note).with(letter.texts).keyed(key);
    web.app.run(request).await?;
    see(&said(&desk.href(), said_so))
}

/// What is owed to the customer and can be done together with something else, soonest first.
pub(super) fn owed(desk: &Desk, takes: impl Fn(&Promise) -> bool) -> Vec<acts::Owed> {
    let (names, cx) = (desk.names(), &desk.visit.cx);
    let all = desk.loaded.journey.promises.iter();
    let mut found: Vec<_> = all
        .filter(|(_, promise)| promise.is_to_customer() && promise.is_owed())
        .filter(|(_, promise)| takes(promise))
        .collect();
    found.sort_by_key(|(_, promise)| promise.current.until);
    let one = |(id, promise): (&PromiseId, &Promise)| acts::Owed {
        id: id.to_string(),
        what: names.promise(promise),
        when: cx.by_text(&promise.current.until),
        late: promise.is_unsettled(),
        // That something promised was done is for a person to say; who forgets to say so is reminded, who said it unawares
        // would have told an untruth.
        ticked: false,
    };
    found.into_iter().map(one).collect()
}

/// The commands that settle the promises whose boxes are ticked, as far as they are among those that the form showed.
pub(super) fn settled(posted: &Posted, owed: &[acts::Owed]) -> Vec<C> {
    let ticked: Vec<&str> = posted.all("kept").collect();
    let known = owed.iter().filter(|one| ticked.contains(&one.id.as_str()));
    known.filter_map(|one| PromiseId::parse(&one.id).ok()).map(|promise| C::Fulfil { promise, at: None }).collect()
}

/// A promise as the composer's form and the form of an acceptance ask for it.
pub(super) fn new_promise(
    desk: &Desk,
    posted: &Posted,
    letter: &mut Letter<'_>,
    kind: &str,
) -> Result<NewPromise, Wrong> {
    let (kind, what) = match kind {
        "outcome" => (PromiseKind::Outcome, PromiseWhat::Result),
        "other" => (PromiseKind::Outcome, PromiseWhat::Other),
        "news" => (PromiseKind::News, PromiseWhat::News),
        "call" => (PromiseKind::News, PromiseWhat::CallBack),
        _ => return Err(Wrong::field(&desk.visit, "kind", "invalid-choice")),
    };
    let (due, cost) = (moment(desk, posted, "due"), amount(desk, posted, "cost"));
    let cx = &desk.visit.cx;
    let mut faults = Vec::new();
    if what == PromiseWhat::Other && posted.some("what").is_none() {
        faults.push(("what".to_owned(), cx.t("text-empty")));
    }
    if !matches!(due, Ok(Some(_))) {
        faults.push(("due".to_owned(), cx.t("due-wrong")));
    }
    if cost.is_err() {
        faults.push(("cost".to_owned(), cx.t("amount-wrong")));
    }
    if !faults.is_empty() {
        return Err(Wrong::Fields(faults));
    }
    let text = letter.some(posted.some("what"));
    Ok(NewPromise {
        kind,
        what,
        text,
        to: Promisee::Customer,
        window: due?.map(Window::by),
        cost: cost?,
        replaces: None,
    })
}
