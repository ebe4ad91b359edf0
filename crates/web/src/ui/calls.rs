//! The telephone note. One post does it: who and what, and perhaps a promise; the number finds the rest.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::calls::{CallNote, CallPromise, Caller, On, own_blueprint};
use regie_app::cti::{CallNow, Ringing};
use regie_domain::codes::{Asks, Direction, PromiseKind, PromiseWhat};
use regie_domain::ids::{BlueprintId, ContactId, JourneyId};
use regie_domain::phone::PhoneNumber;
use regie_domain::term::Term;
use regie_store::views::journeys::JourneyRow;
use serde::Deserialize;
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::gate::{READERS, WORKERS};
use crate::pages::brief::BriefLine;
use crate::pages::calls::{
    CallPage, CallStart, CallsNow, CallsPart, Found, FoundPart, Meant, NotedPage, RingingRow, form,
};
use crate::pages::parts::Tone;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::brief;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::timeline::taps;
use crate::ui::journey::view;
use crate::ui::shell;
use crate::visit::Visit;

/// What is promised most: by closing time of today, of the next open day, of the fifth.
const CLOSINGS: [(&str, u32); 3] = [("0", 0), ("1", 1), ("5", 5)];

/// The pages.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let work = Access::Member(WORKERS);
    routes
        .get("/calls/new", work, "calls", new)
        .get("/calls/found", work, "calls", found)
        .get("/calls/now", work, "calls", now)
        .post("/calls/new", work, "note-call", save)
        .get("/journeys/{id}/calls/{contact}", Access::Member(READERS), "journey", noted)
}

/// What the address gives: a number that rings, a journey that it is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    number: String,
    journey: String,
    call: String,
}

async fn new(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    crate::ui::journeys::may_begin(&visit)?;
    let found = look(&web, &visit, &asked.number, &asked.journey).await?;
    let form = form(&visit.cx, &start(&visit, &asked.number));
    let form = if Uuid::parse_str(&asked.call).is_ok() { form.with("call", &asked.call) } else { form };
    show(&web, &visit, form, found, StatusCode::OK).await
}

/// The calls that ring with the reader's teams, alone: the page asks for them every few seconds.
async fn now(State(web): State<Web>, visit: Visit) -> Reply {
    let part = CallsPart { cx: visit.cx.clone(), calls: ringing(&web, &visit).await? };
    page(&part)
}

/// The calls that ring with the reader's teams; nothing where no telephone system reports any.
///
/// # Errors
/// What the store says.
pub async fn ringing(web: &Web, visit: &Visit) -> Result<CallsNow, Failure> {
    let works = WORKERS.iter().any(|role| visit.member.as_deref().is_some_and(|member| member.has(*role)));
    let live = works && visit.directory.connections.values().any(|found| found.value.active);
    if !live {
        return Ok(CallsNow::default());
    }
    let cx = &visit.cx;
    let row = |call: CallNow| {
        let number = call.number.clone().unwrap_or_default();
        let query = format!("number={}&call={}", escaped(&number), call.id);
        RingingRow {
            href: format!("/calls/new?{query}"),
            id: call.id.to_string(),
            number: call.number.unwrap_or_else(|| cx.t("calls-withheld")),
            name: call.name,
            team: visit.directory.team_name(call.team),
            since: cx.t1("calls-since", "when", cx.brief_text(&call.began_at)),
            state: match call.state {
                Ringing::Rings => (Tone::Warn, "calls-rings"),
                Ringing::Taken => (Tone::Wait, "calls-taken"),
                Ringing::Over => (Tone::Plain, "calls-over"),
                Ringing::Missed => (Tone::Bad, "calls-missed"),
            },
        }
    };
    let calls = web.app.calls_now(&visit.scope()?).await?;
    Ok(CallsNow { live, rows: calls.into_iter().map(row).collect() })
}

/// A number in an address.
fn escaped(number: &str) -> String {
    number.replace('+', "%2B").replace(' ', "%20")
}

async fn show(web: &Web, visit: &Visit, form: crate::form::Form, found: Found, status: StatusCode) -> Reply {
    let shell = shell::staff(web, visit, Nav::Calls, None).await?;
    page_with(status, &CallPage { cx: visit.cx.clone(), shell, form, found })
}

async fn found(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let found = look(&web, &visit, &asked.number, &asked.journey).await?;
    page(&FoundPart { cx: visit.cx.clone(), found })
}

/// What the form starts with, for this member.
fn start(visit: &Visit, number: &str) -> CallStart {
    let all = visit.directory.begins(visit.member.as_deref());
    let blueprint = visit.member.as_deref().and_then(|member| own_blueprint(&visit.directory, member));
    CallStart {
        number: PhoneNumber::parse(number).map_or_else(|_| number.to_owned(), |number| number.to_string()),
        name: String::new(),
        blueprints: all.map(|found| (found.id.to_string(), view::own_words(&visit.cx, &found.name))).collect(),
        blueprint: blueprint.map(|id| id.to_string()).unwrap_or_default(),
        closings: closings(visit),
    }
}

/// What is promised most, each moment once: after closing time, today's is that of the next open day.
fn closings(visit: &Visit) -> Vec<(&'static str, jiff::Timestamp)> {
    let mut all =
        CLOSINGS.into_iter().filter_map(|(code, days)| Some((code, closing(visit, days)?))).collect::<Vec<_>>();
    all.dedup_by_key(|(_, at)| *at);
    all
}

/// Closing time of the n-th open day of the member's own team, or of the house.
fn closing(visit: &Visit, days: u32) -> Option<jiff::Timestamp> {
    let own = visit.member.as_deref()?.teams.first().map(|(team, _)| *team);
    let team = visit.directory.team(own?)?;
    let calendar = visit.directory.calendar(team).ok()?;
    Some(Term::WorkingDays(days).due(visit.cx.now, &calendar))
}

/// What a number finds; a journey that was named stands on top, whoever calls.
async fn look(web: &Web, visit: &Visit, number: &str, named: &str) -> Result<Found, Failure> {
    let number = number.trim();
    let caller = web.app.caller(&visit.scope()?, number).await?;
    let mut journeys: Vec<Meant> = caller.journeys.iter().map(|row| meant(visit, &caller, row)).collect();
    if let Ok(id) = JourneyId::parse(named)
        && journeys.iter().all(|journey| journey.id != named)
        && web.app.sees(&visit.who()?, id).await?
    {
        let desk = Desk::open(web, visit, named).await?;
        let head = view::head(&desk);
        journeys.insert(
            0,
            Meant { id: head.id, reference: head.reference, title: head.title, line: head.customer, chosen: false },
        );
    }
    let likely = caller.likely.map(|id| id.to_string());
    let chosen = journeys.iter().find(|journey| journey.id == named).map(|journey| journey.id.clone());
    let chosen = if named == "new" { None } else { chosen.or(likely) };
    let brief = known(web, visit, number, &caller, chosen.as_deref()).await?;
    for journey in &mut journeys {
        journey.chosen = chosen.as_ref() == Some(&journey.id);
    }
    Ok(Found {
        line: line(visit, number, &caller),
        known: caller.customer.is_some(),
        brief,
        new: chosen.is_none(),
        journeys,
        shielded: caller.shielded,
    })
}

/// What is known already: of who has the number, else of the journey that was named.
async fn known(
    web: &Web,
    visit: &Visit,
    number: &str,
    caller: &Caller,
    chosen: Option<&str>,
) -> Result<Vec<BriefLine>, Failure> {
    let (who, chosen) = (visit.who()?, chosen.and_then(|id| JourneyId::parse(id).ok()));
    let brief = match (caller.customer, chosen) {
        (Some(_), _) => web.app.brief_of_caller(&who, number, chosen).await?,
        (None, Some(journey)) => web.app.brief(&who, journey).await?,
        (None, None) => return Ok(Vec::new()),
    };
    Ok(brief::lines(visit, &brief, None))
}

/// Whose a number is, in words; nothing while it is still being typed.
fn line(visit: &Visit, number: &str, caller: &Caller) -> Option<String> {
    let cx = &visit.cx;
    PhoneNumber::parse(number).ok()?;
    Some(match (&caller.customer, &caller.name) {
        (Some(_), Some(name)) => cx.t1("call-found", "name", name),
        (Some(_), None) => cx.t("call-found-nameless"),
        (None, _) => cx.t("call-stranger"),
    })
}

fn meant(visit: &Visit, caller: &Caller, row: &JourneyRow) -> Meant {
    let cx = &visit.cx;
    let line = match (row.state.as_str(), row.holder) {
        ("open", Some(team)) => cx.t1("call-with", "team", visit.directory.team_name(team)),
        ("open", None) => cx.t("call-with-customer"),
        _ => cx.t1("call-ended", "when", row.ended_at.map(|at| cx.brief_text(&at)).unwrap_or_default()),
    };
    let by =
        row.expected_by.filter(|_| row.state == "open").map(|by| cx.t1("call-told-by", "when", cx.by_brief_text(&by)));
    Meant {
        id: row.id.to_string(),
        reference: row.reference.to_string(),
        title: caller.labels.titles.get(&row.id).cloned().unwrap_or_else(|| row.reference.to_string()),
        line: std::iter::once(line).chain(by).collect::<Vec<_>>().join(" · "),
        chosen: false,
    }
}

async fn save(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let blank = || {
        let form = form(&visit.cx, &start(&visit, ""));
        if posted.some("call").is_some() { form.with("call", posted.get("call")) } else { form }
    };
    let chosen = || look(&web, &visit, posted.get("number"), posted.get("journey"));
    if posted.get("do") == "find" {
        return show(&web, &visit, blank().fill(&posted.fields), chosen().await?, StatusCode::OK).await;
    }
    let wrong = match typed(&visit, &posted) {
        Err(wrong) => wrong,
        Ok(note) => match web.app.note_call(visit.who()?, note).await {
            Ok(done) if !web.app.sees(&visit.who()?, done.journey).await? => {
                return see(&said("/work", "said-begun-shielded"));
            }
            Ok(done) => {
                let journey = format!("/journeys/{}", done.journey);
                return match done.contact {
                    Some(contact) => see(&format!("{journey}/calls/{contact}")),
                    None => see(&said(&journey, "said-contact")),
                };
            }
            Err(error) => Wrong::of(&visit, error)?,
        },
    };
    let form = wrong.at(&visit, blank(), &posted);
    show(&web, &visit, form, chosen().await?, wrong.status()).await
}

/// The note as it was typed.
fn typed(visit: &Visit, posted: &Posted) -> Result<CallNote, Wrong> {
    let direction = match posted.get("direction") {
        "" => Direction::In,
        code => Direction::parse(code).ok_or_else(|| Wrong::field(visit, "direction", "invalid-choice"))?,
    };
    let on = match posted.get("journey") {
        "" => On::Likely,
        "new" => On::New,
        id => On::Journey(JourneyId::parse(id).map_err(|_| Wrong::field(visit, "number", "invalid-choice"))?),
    };
    Ok(CallNote {
        direction,
        number: posted.some("number").map(str::to_owned),
        name: posted.get("name").to_owned(),
        text: posted.get("text").to_owned(),
        on,
        blueprint: BlueprintId::parse(posted.get("blueprint")).ok(),
        promise: promised(visit, posted)?,
        call: Uuid::parse_str(posted.get("call")).ok(),
        key: posted.key(),
    })
}

/// What was promised in the call, where something was.
fn promised(visit: &Visit, posted: &Posted) -> Result<Option<CallPromise>, Wrong> {
    let until = match posted.get("promise") {
        "" => return Ok(None),
        "at" => posted.some("due").and_then(|typed| visit.cx.parse_local(typed)),
        code => CLOSINGS.iter().find(|(known, _)| *known == code).and_then(|(_, days)| closing(visit, *days)),
    };
    let until = until.ok_or_else(|| Wrong::field(visit, "due", "due-wrong"))?;
    let (kind, what) = match posted.get("kind") {
        "outcome" => (PromiseKind::Outcome, PromiseWhat::Result),
        "other" => (PromiseKind::Outcome, PromiseWhat::Other),
        "news" | "" => (PromiseKind::News, PromiseWhat::News),
        "call" => (PromiseKind::News, PromiseWhat::CallBack),
        _ => return Err(Wrong::field(visit, "kind", "invalid-choice")),
    };
    let text = posted.some("what").map(str::to_owned);
    if what == PromiseWhat::Other && text.is_none() {
        return Err(Wrong::field(visit, "what", "text-empty"));
    }
    Ok(Some(CallPromise { kind, what, text, until }))
}

async fn noted(State(web): State<Web>, visit: Visit, Path((id, contact)): Path<(String, String)>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let key = ContactId::parse(&contact).map_err(|_| AppError::NotFound("contact"))?;
    let journey = &desk.loaded.journey;
    let found = journey.contacts.get(&key).filter(|found| found.moved_to.is_none());
    let found = found.ok_or(AppError::NotFound("contact"))?;
    let cx = &desk.visit.cx;
    let ours = found.facts.direction == Direction::Out;
    let read = (!ours).then(|| {
        cx.t(match found.facts.asks {
            Asks::Something => "call-read-something",
            Asks::News => "call-read-news",
            Asks::Again => "call-read-again",
            Asks::Thanks => "call-read-thanks",
        })
    });
    let works = desk.may().works;
    let base = format!("{}/contacts/{contact}/asks", desk.href());
    let corrections = taps(found.facts.asks).iter().filter(|_| works && found.is_from_customer());
    let made =
        |promise: &&regie_domain::promise::Promise| promise.made_at == found.recorded_at && promise.member.is_some();
    let names = desk.names();
    let told = |promise: &regie_domain::promise::Promise| {
        cx.t2("fact-promise", "what", names.promise(promise), "when", cx.by_text(&promise.current.until))
    };
    page(&NotedPage {
        cx: cx.clone(),
        shell: shell::staff(&web, &desk.visit, Nav::Calls, None).await?,
        head: view::head(&desk),
        text: desk.loaded.text(found.facts.text).to_owned(),
        read,
        taps: corrections.map(|(asks, key)| (format!("{base}/{}", asks.code()), cx.t(key))).collect(),
        promises: journey.promises.values().filter(made).map(told).collect(),
        moves: works && found.is_from_customer(),
        contact,
    })
}
