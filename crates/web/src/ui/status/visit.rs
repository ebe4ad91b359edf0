//! The visit on the customer's page: choose a window, pick another one, say that it is not needed, take it to a calendar.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse as _;
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::content::{ContentKind, Text};
use regie_app::directory::Directory;
use regie_app::read::journey::Loaded;
use regie_app::visits::FreeWindows;
use regie_app::visits::invitation::{self, Around, Entry, Person};
use regie_domain::codes::VisitCancel;
use regie_domain::command::{JourneyCommand, VisitCommand};
use regie_domain::ids::VisitId;
use regie_domain::journey::Journey;
use regie_domain::refusal::{Code, Refusal};
use regie_domain::visit::{Visit as Visiting, VisitState, Wish};

use super::view::View;
use super::{LONGEST_WISH, Opened, take_words};
use crate::cx::Cx;
use crate::form::{Choice, Form};
use crate::pages::status::StatusPage;
use crate::pages::visits::CustomerVisit;
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with};
use crate::state::Web;
use crate::ui::ask::place;
use crate::ui::fixed;
use crate::ui::journey::visits::{chosen, offered};
use crate::visit::Visit;

/// Whether somebody is there now.
pub(super) fn is_there(journey: &Journey) -> bool {
    journey.booked_visit().is_some_and(|(_, visit)| visit.arrived.is_some())
}

/// One line below when somebody comes.
pub(super) fn note(view: &View<'_>) -> String {
    let cx = view.cx;
    let narrowed = view.journey().booked_visit().map(|(_, visit)| visit).filter(|visit| visit.narrowed.is_some());
    match narrowed.and_then(|visit| Some((visit.window.from?, visit.window.until))) {
        Some((from, until)) => cx.t1("status-note-visit-narrowed", "when", cx.window(&from, &until)),
        None => cx.t("status-note-visit"),
    }
}

/// That a message may be read only after the visit has begun, and what can be done before that.
pub(super) fn read_after(cx: &Cx, directory: &Directory, team: &str, by: Timestamp, begins: Timestamp) -> String {
    let phone = directory.organisation.as_ref().map(|house| house.value.phone.clone()).unwrap_or_default();
    let way = match fixed::answered_before(cx, directory, begins) {
        Some(from) if from <= cx.now => cx.t1("status-read-visit-call", "phone", phone),
        Some(from) => cx.t2("status-read-visit-call-from", "phone", phone, "when", cx.near_text(&from)),
        None => cx.t("status-read-visit-closed"),
    };
    let read = cx.t2("status-read-visit", "team", team, "when", cx.by_text(&by));
    format!("{read} {way}")
}

/// What the customer can do about a visit; nothing where the blueprint plans none, or for who only looks on.
pub(super) fn part(view: &View<'_>, windows: Option<&FreeWindows>) -> Option<CustomerVisit> {
    let (cx, journey) = (view.cx, view.journey());
    let windows = windows.filter(|_| journey.is_open() && view.may_act())?;
    let empty = CustomerVisit {
        title: "status-visit",
        intro: None,
        calendar: None,
        choose: None,
        other: None,
        none: None,
        cancel: None,
    };
    let Some((id, visit)) = journey.booked_visit() else {
        let may = windows.plan.by_customer || !journey.visits.is_empty();
        if !may || journey.proposal.is_some() {
            return None;
        }
        let title = "status-visit-choose";
        if windows.slots.is_empty() {
            return Some(CustomerVisit { title, none: Some("status-visit-none-free"), ..empty });
        }
        let choices = (hinted(view, windows), asks_where(view.loaded, None));
        let choose = CustomerVisit::form(cx, view.token, None, choices, "status-visit-book");
        return Some(CustomerVisit { title, intro: Some("status-visit-choose-text"), choose: Some(choose), ..empty });
    };
    if journey.is_missed(visit) {
        return Some(instead(view, windows, id, empty));
    }
    let calendar = Some(format!("/s/{}/visit.ics", view.token));
    if !visit.is_awaited() {
        return Some(CustomerVisit { calendar, ..empty });
    }
    let (other, none) = other(view, windows, id, visit);
    let begins = visit.told().from.unwrap_or(visit.window.until);
    let cancel = (cx.now < begins).then(|| CustomerVisit::cancel_form(cx, view.token, id.to_string()));
    Some(CustomerVisit { calendar, other, none, cancel, ..empty })
}

/// Whether nobody knows where somebody would come: neither by a visit nor as the customer's address.
fn asks_where(loaded: &Loaded, visit: Option<VisitId>) -> bool {
    let journey = &loaded.journey;
    let said = visit.and_then(|id| journey.visits.get(&id)).and_then(|visit| visit.place);
    loaded.place(said.or_else(|| journey.place_of_visits())).is_none()
}

/// Nobody came: what has passed is no entry for a calendar, and another window can be chosen at once.
fn instead(view: &View<'_>, windows: &FreeWindows, id: VisitId, empty: CustomerVisit) -> CustomerVisit {
    let (title, intro) = ("status-visit-again", Some("status-visit-again-text"));
    if windows.slots.is_empty() {
        return CustomerVisit { title, none: Some("status-visit-again-none"), ..empty };
    }
    let choices = (hinted(view, windows), asks_where(view.loaded, Some(id)));
    let choose = CustomerVisit::form(view.cx, view.token, Some(id.to_string()), choices, "status-visit-book");
    CustomerVisit { title, intro, choose: Some(choose), ..empty }
}

/// The windows to choose from; beside one that cannot be moved again stands that.
fn hinted(view: &View<'_>, windows: &FreeWindows) -> Vec<Choice> {
    let choices = offered(view.cx, windows, false).into_iter();
    let hinted = choices.zip(&windows.slots).map(|(choice, free)| {
        match fixed::of_free(view.cx, view.directory, windows, &free.slot.window()) {
            Some(words) => choice.hint(words),
            None => choice,
        }
    });
    hinted.collect()
}

/// The form to pick another window, or why there is none.
fn other(
    view: &View<'_>,
    windows: &FreeWindows,
    id: VisitId,
    visit: &Visiting,
) -> (Option<(crate::form::Form, String)>, Option<&'static str>) {
    let cx = view.cx;
    if cx.now > visit.movable_until {
        let begins = visit.told().from.unwrap_or(visit.window.until);
        let closed = cx.now < begins && fixed::answered_before(cx, view.directory, begins).is_none();
        return (None, Some(if closed { "status-visit-move-closed" } else { "status-visit-move-over" }));
    }
    let mut windows = windows.clone();
    windows.slots.retain(|free| free.slot.window() != visit.window);
    if windows.slots.is_empty() {
        return (None, Some("status-visit-none-other"));
    }
    let choices = (hinted(view, &windows), asks_where(view.loaded, Some(id)));
    let form = CustomerVisit::form(cx, view.token, Some(id.to_string()), choices, "status-visit-move-send");
    (Some((form, cx.t1("status-visit-move-until", "when", cx.by_text(&visit.movable_until)))), None)
}

/// Chooses a window, or another one.
pub(super) async fn choose(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let which = VisitId::parse(posted.get("visit")).ok();
    let asked = asks_where(&opened.loaded, which);
    let at = posted.some("place").filter(|_| asked);
    let wrong = asked.then(|| place::fault(at.unwrap_or_default())).flatten();
    let (Some(window), None) = (chosen(posted.get("slot")), wrong) else {
        let mut shown = opened.page(&visit);
        if let Some(form) = shown.visit.as_mut().and_then(windows_of) {
            *form = form.clone().fill(&posted.fields);
            if chosen(posted.get("slot")).is_none() {
                form.error("slot", visit.cx.t("invalid-choice"));
            }
            if let Some(key) = wrong {
                form.error("place", visit.cx.t(key));
            }
        }
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    let text = at.map(|at| Text::plain(web.app.ports.id(), ContentKind::Text, at, Some(opened.journey())));
    let place = text.as_ref().map(|text| text.id);
    let (command, said) = match which {
        Some(visit) => (VisitCommand::Move { visit, window, place, wish: Wish::Customer }, "said-status-visit-moved"),
        None => (VisitCommand::Book { window, note: None, place }, "said-status-visit-booked"),
    };
    match opened.run(&web, &posted, JourneyCommand::Visit(command), text.into_iter().collect()).await? {
        None => opened.done(said),
        // The page shows the windows that are left, and what was typed.
        Some(refusal) => {
            let again = |page: &mut StatusPage| {
                if let Some(form) = page.visit.as_mut().and_then(windows_of) {
                    *form = form.clone().fill(&posted.fields);
                }
            };
            opened.refused(&web, &visit, &refusal, again).await
        }
    }
}

/// The form with the windows, whichever it is.
fn windows_of(part: &mut CustomerVisit) -> Option<&mut Form> {
    part.choose.as_mut().or(part.other.as_mut().map(|(form, _)| form))
}

/// Says that the visit is not needed.
pub(super) async fn cancel(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let words = posted.get("text").to_owned();
    let opened = Opened::behind(&web, &visit, &token, Some(&words)).await?;
    let Ok(id) = VisitId::parse(posted.get("visit")) else {
        return opened.refused(&web, &visit, &Refusal::new(Code::UnknownVisit), |_| {}).await;
    };
    let why = VisitCancel::parse(posted.get("why"))
        .filter(|why| !matches!(why, VisitCancel::Remote | VisitCancel::Withdrawn));
    let mut form = CustomerVisit::cancel_form(&visit.cx, &opened.token, id.to_string()).fill(&posted.fields);
    if why.is_none() {
        form.error("why", visit.cx.t("invalid-choice"));
    }
    if why == Some(VisitCancel::Other) && words.is_empty() {
        form.error("text", visit.cx.t("invalid-required"));
    }
    take_words(&mut form, "text", &words, LONGEST_WISH);
    let Some(why) = why.filter(|_| !form.failed()) else {
        let mut shown = opened.page(&visit);
        if let Some(part) = &mut shown.visit {
            part.cancel = Some(form);
        }
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    let text =
        (!words.is_empty()).then(|| Text::plain(web.app.ports.id(), ContentKind::Text, &words, Some(opened.journey())));
    let command = VisitCommand::Cancel { visit: id, why, text: text.as_ref().map(|text| text.id) };
    match opened.run(&web, &posted, JourneyCommand::Visit(command), text.into_iter().collect()).await? {
        None => opened.done("said-status-visit-cancelled"),
        Some(refusal) => opened.refused(&web, &visit, &refusal, |_| {}).await,
    }
}

/// The entry for a calendar, as the visit stands now.
pub(super) async fn calendar(State(web): State<Web>, visit: Visit, Path(token): Path<String>) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let journey = &opened.loaded.journey;
    let last = journey.visits.iter().max_by_key(|(_, visit)| visit.changed_at).map(|(id, visit)| (*id, visit));
    let told = journey.booked_visit().or(last);
    // There is nothing to take along: the page says how things stand.
    let Some((id, found)) = told.filter(|(_, it)| is_in_calendars(it) && !journey.is_missed(it)) else {
        return page(&opened.page(&visit));
    };
    let organisation = visit.directory.organisation()?;
    let mailbox = visit.directory.mailbox_of(journey.direction.team.team).map(|(_, mailbox)| mailbox.address.clone());
    let reference = journey.reference.to_string();
    let around = Around {
        lang: visit.cx.lang,
        organisation: Person { name: &organisation.name, address: mailbox.as_deref().unwrap_or_default() },
        customer: None,
        reference: &reference,
        phone: &organisation.phone,
        place: opened.loaded.place(found.place).filter(|_| opened.wanted.is_none()).unwrap_or_default(),
    };
    let file = invitation::file(&Entry::of(id, found), &around);
    let mut response = file.bytes.into_response();
    let kind = HeaderValue::from_str(&file.media_type).map_err(|error| AppError::Unusable(error.to_string()))?;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, crate::security::attachment(&file.name));
    Ok(response)
}

/// What is agreed on, or off: a calendar takes both.
fn is_in_calendars(visit: &Visiting) -> bool {
    matches!(visit.state, VisitState::Booked | VisitState::Cancelled { .. })
}
