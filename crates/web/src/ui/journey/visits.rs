//! What a member does with a visit: book it from the team's slot book, move, narrow, say how it went, cancel.

use axum::extract::{Path, State};
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::visits::FreeWindows;
use regie_domain::actor::TeamRef;
use regie_domain::codes::{Direction, Missing, MoveReason, Outcome, VisitCancel};
use regie_domain::command::{JourneyCommand as C, VisitCommand as V};
use regie_domain::event::Window;
use regie_domain::ids::{PromiseId, VisitId};
use regie_domain::journey::Journey;
use regie_domain::promise::{Promise, PromiseState};
use regie_domain::slot::FreeSlot;
use regie_domain::visit::{OutcomeTold, Visit as Visiting, VisitState, Wish};

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::Choice;
use crate::gate::WORKERS;
use crate::pages::journey::{ActLink, Fact};
use crate::pages::parts::{Banner, Tone};
use crate::pages::visits::{self as forms, VisitCard};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::acts::{moment, own_channel, words};
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::{greeting, message_words};
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::visit::Visit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Book,
    Move,
    Narrow,
    Arrive,
    NotThereYet,
    Done,
    NotHome,
    Cancel,
}

impl Doing {
    /// Text key of its page.
    const fn key(self) -> &'static str {
        match self {
            Self::Book => "act-visit",
            Self::Move => "visit-move",
            Self::Narrow => "visit-narrow",
            Self::Arrive => "visit-arrived",
            Self::NotThereYet => "visit-not-there",
            Self::Done => "visit-done",
            Self::NotHome => "visit-not-home",
            Self::Cancel => "visit-cancel",
        }
    }

    /// The last part of its address.
    const fn path(self) -> &'static str {
        match self {
            Self::Book => "visit",
            Self::Move => "move",
            Self::Narrow => "narrow",
            Self::Arrive => "arrived",
            Self::NotThereYet => "not-there",
            Self::Done => "done",
            Self::NotHome => "not-home",
            Self::Cancel => "cancel",
        }
    }
}

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let get = |State(web): State<Web>, visit: Visit, Path(id): Path<String>| async move {
        let desk = Desk::open(&web, &visit, &id).await?;
        let sheet = sheet(&web, &desk, Doing::Book, None).await?;
        deed::show(&web, &desk, sheet).await
    };
    let post = |State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted| async move {
        submit(&web, Desk::open(&web, &visit, &id).await?, Doing::Book, None, posted).await
    };
    let routes = routes.get("/journeys/{id}/visit", Access::Member(WORKERS), "journey", get).post(
        "/journeys/{id}/visit",
        Access::Member(WORKERS),
        "book-visit",
        post,
    );
    const ALL: [(Doing, &str, &str); 7] = [
        (Doing::Move, "/journeys/{id}/visits/{visit}/move", "move-visit"),
        (Doing::Narrow, "/journeys/{id}/visits/{visit}/narrow", "narrow-visit"),
        (Doing::Arrive, "/journeys/{id}/visits/{visit}/arrived", "arrive-visit"),
        (Doing::NotThereYet, "/journeys/{id}/visits/{visit}/not-there", "undo-arrival"),
        (Doing::Done, "/journeys/{id}/visits/{visit}/done", "finish-visit"),
        (Doing::NotHome, "/journeys/{id}/visits/{visit}/not-home", "miss-visit"),
        (Doing::Cancel, "/journeys/{id}/visits/{visit}/cancel", "cancel-visit"),
    ];
    ALL.into_iter().fold(routes, |routes, (doing, path, command)| {
        let get = move |State(web): State<Web>, visit: Visit, Path((id, which)): Path<(String, String)>| async move {
            let desk = Desk::open(&web, &visit, &id).await?;
            let sheet = sheet(&web, &desk, doing, Some(&which)).await?;
            deed::show(&web, &desk, sheet).await
        };
        let post = move |State(web): State<Web>,
                         visit: Visit,
                         Path((id, which)): Path<(String, String)>,
                         posted: Posted| async move {
            submit(&web, Desk::open(&web, &visit, &id).await?, doing, Some(which), posted).await
        };
        routes.get(path, Access::Member(WORKERS), "journey", get).post(path, Access::Member(WORKERS), command, post)
    })
}

fn find<'a>(desk: &'a Desk, visit: Option<&str>) -> Result<(VisitId, &'a Visiting), AppError> {
    let id = visit.and_then(|visit| VisitId::parse(visit).ok()).ok_or(AppError::NotFound("visit"))?;
    Ok((id, desk.loaded.journey.visits.get(&id).ok_or(AppError::NotFound("visit"))?))
}

async fn sheet(web: &Web, desk: &Desk, doing: Doing, visit: Option<&str>) -> Result<Sheet, Failure> {
    let (cx, head) = (&desk.visit.cx, view::head(desk));
    let chooses = matches!(doing, Doing::Book | Doing::Move);
    let mut windows = if chooses { web.app.free_windows_on(&desk.loaded.journey).await? } else { None };
    if let (Some(found), Some(free)) = (visit.and_then(|visit| find(desk, Some(visit)).ok()), windows.as_mut()) {
        // Who moves it chooses another window than its own.
        free.slots.retain(|free| free.slot.window() != found.1.window || desk.loaded.journey.is_missed(found.1));
    }
    let mut banners = Vec::new();
    if let Some(found) = windows.as_ref().filter(|found| found.slots.is_empty()) {
        let team = desk.names().team(found.plan.team);
        banners.push(Banner::new(Tone::Warn, "calendar-clock", cx.t1("visit-none-free", "team", team)));
    }
    let slots = || windows.as_ref().map(|found| offered(cx, found, true)).unwrap_or_default();
    if doing == Doing::Book {
        let place = desk.loaded.place(desk.loaded.journey.place_of_visits());
        return Ok(Sheet { banners, ..Sheet::new(doing.key(), forms::book(cx, &head, slots(), place)) });
    }
    let (id, found) = find(desk, visit)?;
    let key = id.to_string();
    let form = match doing {
        Doing::Book | Doing::Move => {
            let unknown = desk.loaded.place(found.place).is_none();
            forms::shift(cx, &head, &key, (slots(), unknown), desk.loaded.journey.is_missed(found))
        }
        Doing::Narrow => {
            let (from, until) = half_hour(cx, found.told());
            forms::narrow(cx, &head, &key, &from, &until)
        }
        Doing::Arrive => forms::arrive(cx, &head, &key),
        Doing::NotThereYet => forms::not_there(cx, &head, &key),
        Doing::Done => {
            let greeting = desk.tells_outcome(found).then(|| greeting(desk));
            forms::done(cx, &head, &key, found.arrived.is_some(), greeting.as_deref())
        }
        Doing::NotHome => forms::not_home(cx, &head, &key),
        Doing::Cancel => forms::cancel(cx, &head, &key),
    };
    let facts =
        vec![Fact { name: desk.names().team(found.team), value: cx.cap(in_words(cx, found.window)), href: None }];
    Ok(Sheet { facts, banners, ..Sheet::new(doing.key(), form) })
}

/// The windows as choices, each with its places where a colleague reads it.
pub fn offered(cx: &Cx, found: &FreeWindows, places: bool) -> Vec<Choice> {
    let one = |free: &FreeSlot| {
        let words = cx.cap(cx.window(&free.slot.from, &free.slot.until));
        let choice = Choice::window(format!("{}/{}", free.slot.from, free.slot.until), &words);
        if places { choice.hint(cx.tn("visit-places", usize::from(free.places))) } else { choice }
    };
    found.slots.iter().map(one).collect()
}

/// The window behind a choice.
#[must_use]
pub fn chosen(value: &str) -> Option<Window> {
    let (from, until) = value.split_once('/')?;
    Some(Window { from: Some(from.parse().ok()?), until: until.parse().ok()? })
}

/// A window in words.
pub(in crate::ui) fn in_words(cx: &Cx, window: Window) -> String {
    match window.from {
        Some(from) => cx.window(&from, &window.until),
        None => cx.by_text(&window.until),
    }
}

/// Whether it was let go because the customer's side chose another time for the same visit.
pub(in crate::ui) fn is_rechosen(journey: &Journey, id: PromiseId, promise: &Promise) -> bool {
    let later = journey.visit_of(id).is_some_and(|(_, visit)| visit.promise() != Some(id));
    later && matches!(promise.state, PromiseState::Released { .. })
}

/// The first half hour of a window, or what was told, as a form shows times.
fn half_hour(cx: &Cx, told: Window) -> (String, String) {
    let clock = |at: Timestamp| at.to_zoned(cx.zone.clone()).strftime("%H:%M").to_string();
    let from = told.from.unwrap_or(told.until);
    let half = from.checked_add(jiff::SignedDuration::from_mins(30)).unwrap_or(told.until).min(told.until);
    (clock(from), clock(half))
}

async fn submit(web: &Web, desk: Desk, doing: Doing, visit: Option<String>, posted: Posted) -> Reply {
    let mut letter = Letter::new(web, desk.id);
    let wrong = match command(&desk, doing, visit.as_deref(), &posted, &mut letter) {
        Err(wrong) => wrong,
        Ok(deed) => match deed.run(web, &desk, &posted, letter).await? {
            Ok(key) if web.app.sees(&desk.visit.who()?, desk.id).await? => return see(&said(&desk.href(), key)),
            Ok(key) => return see(&said("/work", key)),
            Err(wrong) => wrong,
        },
    };
    // What is free is looked up anew: somebody else may have had the place.
    let now = Desk::open(web, &desk.visit, &desk.id.to_string()).await?;
    let sheet = sheet(web, &now, doing, visit.as_deref()).await?;
    deed::again(web, &now, sheet, &posted, &wrong).await
}

fn command(
    desk: &Desk,
    doing: Doing,
    visit: Option<&str>,
    posted: &Posted,
    letter: &mut Letter<'_>,
) -> Result<Deed, Wrong> {
    let slot = || chosen(posted.get("slot")).ok_or_else(|| Wrong::field(&desk.visit, "slot", "invalid-choice"));
    if doing == Doing::Book {
        let window = slot()?;
        return Ok(Deed::free(
            C::Visit(V::Book {
                window,
                note: letter.some(posted.some("note")),
                place: letter.some(posted.some("place")),
            }),
            "said-visit-booked",
        ));
    }
    let (visit, found) = find(desk, visit).map_err(|_| Wrong::Changed)?;
    let at = |name: &str| moment(desk, posted, name).map(|at| at.filter(|at| !is_now(desk, *at)));
    let (command, said) = match doing {
        Doing::Book | Doing::Move => {
            let place = letter.some(posted.some("place"));
            (V::Move { visit, window: slot()?, place, wish: wish(desk, found, posted, letter)? }, "said-visit-moved")
        }
        Doing::Narrow => (V::Narrow { visit, window: narrowed(desk, posted, found)? }, "said-visit-narrowed"),
        Doing::Arrive => (V::Arrive { visit, at: at("at")? }, "said-visit-arrived"),
        Doing::NotThereYet => (V::NotThereYet { visit }, "said-visit-not-there"),
        Doing::Done => (finished(desk, posted, letter, visit, found)?, "said-visit-done"),
        Doing::NotHome => {
            let text = letter.words(words(desk, posted, "text")?);
            (V::NotHome { visit, at: at("at")?, text }, "said-visit-not-home")
        }
        Doing::Cancel => {
            let why = VisitCancel::parse(posted.get("why"))
                .ok_or_else(|| Wrong::field(&desk.visit, "why", "invalid-choice"))?;
            if why == VisitCancel::Other {
                words(desk, posted, "text")?;
            }
            (V::Cancel { visit, why, text: letter.some(posted.some("text")) }, "said-visit-cancelled")
        }
    };
    Ok(Deed::free(C::Visit(command), said))
}

/// The form offers the present minute; only another one was said.
fn is_now(desk: &Desk, at: Timestamp) -> bool {
    let now = desk.visit.cx.now;
    at <= now && now.duration_since(at).as_secs() < 60
}

fn wish(desk: &Desk, found: &Visiting, posted: &Posted, letter: &mut Letter<'_>) -> Result<Wish, Wrong> {
    if desk.loaded.journey.is_missed(found) {
        // Nobody came: that is what the customer reads. No reason is asked, told or recorded.
        return Ok(Wish::Ours { reason: MoveReason::Capacity, text: None });
    }
    match posted.get("wish") {
        "customer" => Ok(Wish::Customer),
        "ours" => {
            let reason = MoveReason::parse(posted.get("reason"))
                .ok_or_else(|| Wrong::field(&desk.visit, "reason", "invalid-choice"))?;
            if reason == MoveReason::Other {
                words(desk, posted, "text")?;
            }
            Ok(Wish::Ours { reason, text: letter.some(posted.some("text")) })
        }
        _ => Err(Wrong::field(&desk.visit, "wish", "invalid-choice")),
    }
}

/// Two times of the clock, on the day of the visit.
fn narrowed(desk: &Desk, posted: &Posted, found: &Visiting) -> Result<Window, Wrong> {
    let cx = &desk.visit.cx;
    let day = found.window.from.map(|from| cx.day(&from));
    let at = |name: &str| {
        let moment = day.and_then(|day| cx.parse_local(&format!("{day}T{}", posted.some(name)?)));
        moment.ok_or_else(|| Wrong::field(&desk.visit, name, "visit-narrow-wrong"))
    };
    Ok(Window { from: Some(at("from")?), until: at("until")? })
}

fn finished(
    desk: &Desk,
    posted: &Posted,
    letter: &mut Letter<'_>,
    visit: VisitId,
    found: &Visiting,
) -> Result<V, Wrong> {
    let page = &desk.visit;
    let mut faults = Vec::new();
    let mut wrong = |name: &str, key: &str| faults.push((name.to_owned(), page.cx.t(key)));
    let right = match posted.get("right") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            wrong("right", "invalid-choice");
            None
        }
    };
    let missing: Vec<Missing> = posted.all("missing").filter_map(Missing::parse).collect();
    if right.is_some_and(|right| right != missing.is_empty()) {
        wrong("missing", "refusal-missing-unsaid");
    }
    let (arrived, at) = (moment(desk, posted, "arrived"), moment(desk, posted, "at"));
    if found.arrived.is_none() && !matches!(arrived, Ok(Some(_))) {
        wrong("arrived", "due-wrong");
    }
    if at.is_err() {
        wrong("at", "due-wrong");
    }
    if posted.some("text").is_none() {
        wrong("text", "text-empty");
    }
    let tells = posted.some("tell").is_some() && right == Some(true) && desk.tells_outcome(found);
    let outcome = tells.then(|| told(desk, posted)).flatten();
    if tells && outcome.is_none() {
        wrong("outcome", "text-empty");
    }
    let Some(first_time_right) = right.filter(|_| faults.is_empty()) else { return Err(Wrong::Fields(faults)) };
    let text = letter.some(posted.some("text"));
    let told = outcome.map(|words| {
        let contact = letter.contact(Direction::Out, own_channel(desk), None, &words, Vec::new());
        OutcomeTold { outcome: Outcome::Solved, contact, amount: None }
    });
    let at = at?.filter(|at| !is_now(desk, *at));
    Ok(V::Done { visit, arrived: arrived?, at, first_time_right, missing, text, told })
}

/// The outcome in words, which says more than its greeting.
fn told(desk: &Desk, posted: &Posted) -> Option<String> {
    let words = posted.some("outcome")?;
    let as_text = Posted { fields: vec![("text".to_owned(), words.to_owned())], files: Vec::new() };
    message_words(desk, &as_text).ok().map(str::to_owned)
}

/// Whether the member's team may plan and end visits of a team.
fn plans(desk: &Desk, comes: TeamRef) -> bool {
    let may = desk.may();
    may.works && may.open && (may.holds || may.directs || desk.mine(comes))
}

/// The button that plans one, where none is agreed on.
#[must_use]
pub fn act(desk: &Desk) -> Option<ActLink> {
    desk.loaded.blueprint.visit.as_ref().filter(|plan| plans(desk, plan.team))?;
    let journey = &desk.loaded.journey;
    let free = journey.booked_visit().is_none() && journey.proposal.is_none();
    free.then(|| ActLink {
        href: format!("{}/visit", desk.href()),
        label: desk.visit.cx.t("act-visit"),
        icon: "calendar-days",
        shortcut: None,
    })
}

/// The visits beside the timeline: what is agreed on, then the newest.
#[must_use]
pub fn cards(desk: &Desk) -> Vec<VisitCard> {
    let mut all: Vec<(&VisitId, &Visiting)> = desk.loaded.journey.visits.iter().collect();
    all.sort_by_key(|(_, visit)| (!visit.is_booked(), std::cmp::Reverse(visit.window.until)));
    all.into_iter().map(|(id, visit)| card(desk, *id, visit)).collect()
}

fn card(desk: &Desk, id: VisitId, visit: &Visiting) -> VisitCard {
    let (cx, names) = (&desk.visit.cx, desk.names());
    let missed = desk.loaded.journey.is_missed(visit);
    let (key, tone) = match &visit.state {
        VisitState::Booked if missed => ("visit-state-missed", Tone::Bad),
        VisitState::Booked if visit.arrived.is_some() => ("visit-state-there", Tone::Wait),
        VisitState::Booked => ("visit-state-booked", Tone::Wait),
        VisitState::Done { first_time_right: true, .. } => ("visit-state-right", Tone::Ok),
        VisitState::Done { .. } => ("visit-state-wrong", Tone::Warn),
        VisitState::NotHome { .. } => ("visit-state-not-home", Tone::Warn),
        VisitState::Cancelled { .. } => ("visit-state-cancelled", Tone::Plain),
    };
    let mut notes = Vec::new();
    if let Some(place) = desk.loaded.place(visit.place).filter(|_| visit.is_booked()) {
        notes.push(cx.t1("visit-card-place", "place", place.lines().collect::<Vec<_>>().join(", ")));
    } else if visit.is_awaited() {
        notes.push(cx.t("visit-card-nowhere"));
    }
    if let Some(told) = visit.narrowed {
        notes.push(cx.t1("visit-card-narrowed", "when", in_words(cx, told)));
    }
    if let Some(at) = visit.arrived.filter(|_| visit.is_booked()) {
        notes.push(cx.t1("visit-card-arrived", "when", cx.brief_text(&at)));
    }
    if visit.is_awaited() && visit.movable_until > cx.now {
        notes.push(cx.t1("visit-card-movable", "when", cx.brief_text(&visit.movable_until)));
    }
    let urgent = if visit.urgent { format!(" · {}", cx.t("visit-card-urgent")) } else { String::new() };
    let acts = if plans(desk, visit.team) && visit.is_booked() { doings(desk, visit) } else { &[] };
    VisitCard {
        when: in_words(cx, visit.window),
        who: format!("{}{urgent}", names.team(visit.team)),
        state: cx.t(key),
        tone,
        notes,
        promise: visit.promise().filter(|_| visit.is_awaited()).map(|promise| promise.to_string()),
        acts: acts
            .iter()
            .map(|doing| (format!("{}/visits/{id}/{}", desk.href(), doing.path()), cx.t(doing.key())))
            .collect(),
    }
}

/// What can be done with a visit that is agreed on: before its day nobody came or knows exactly when, and after it was missed
/// another time comes first.
fn doings(desk: &Desk, visit: &Visiting) -> &'static [Doing] {
    if visit.arrived.is_some() {
        return &[Doing::Done, Doing::NotHome, Doing::NotThereYet];
    }
    if !has_its_day(desk, visit) {
        return &[Doing::Move, Doing::Cancel];
    }
    if desk.loaded.journey.is_missed(visit) {
        return &[Doing::Move, Doing::Arrive, Doing::Done, Doing::NotHome, Doing::Cancel];
    }
    &[Doing::Arrive, Doing::Done, Doing::Narrow, Doing::Move, Doing::NotHome, Doing::Cancel]
}

/// Whether the day of a visit has come, where the team works.
fn has_its_day(desk: &Desk, visit: &Visiting) -> bool {
    let directory = &desk.visit.directory;
    let calendar = directory.team(visit.team.team).and_then(|team| directory.calendar(team).ok());
    calendar.is_none_or(|calendar| visit.has_its_day(&calendar, desk.visit.cx.now))
}
