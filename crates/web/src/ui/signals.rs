//! Signals: a process fails, says a member, or a breach by itself. The team whose process it is answers by a moment; who
//! added a line hears it.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use jiff::Timestamp;
use regie_app::AppError;
use regie_domain::codes::Direction;
use regie_domain::command::{JourneyCommand as C, SignalCommand as S};
use regie_domain::ids::{ContentId, SignalId};
use regie_domain::signal::Signal;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::{READERS, WORKERS};
use crate::pages::agreements::{SaidLine, SignalLine, SignalPage, SignalsPage, forms};
use crate::pages::parts::{JourneyRef, Tab};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journey::acts::{own_channel, words as required};
use crate::ui::journey::agreements::files;
use crate::ui::journey::deed::Deed;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::ui::journeys;
use crate::ui::letter::Letter;
use crate::ui::part::Asked;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The most rows on one page.
const MOST: u32 = 60;

/// The list, one signal, and what is done with it.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/signals", Access::Member(READERS), "signals", list)
        .get("/signals/{id}", Access::Member(READERS), "signal", show)
        .post("/signals/{id}/line", Access::Member(WORKERS), "add-signal-line", add_line)
        .post("/signals/{id}/answer", Access::Member(WORKERS), "answer-signal", answer)
        .post("/signals/{id}/heard", Access::Member(WORKERS), "hear-signal", hear)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let (cx, open) = (&visit.cx, asked.tab != "answered");
    let after = asked.after.as_deref().and_then(place);
    let part = web.app.signal_list(&visit.scope()?, open, after, MOST).await?;
    let (found, base) = (part.found, if open { "/signals?" } else { "/signals?tab=answered&" });
    let tab = |href: &str, key: &str, current| Tab { href: href.to_owned(), label: cx.t(key), count: None, current };
    let mut rows = Vec::with_capacity(found.rows.len());
    for row in &found.rows {
        let Some(journey) = found.journeys.get(&row.journey) else { continue };
        let journey = journeys::reference(&visit, journey, &found.labels);
        rows.push(SignalLine {
            href: format!("/signals/{}", row.id),
            words: cx.t(if row.breach.is_some() { "signal-from-breach" } else { "signal-from-member" }),
            owner: visit.directory.team_name(row.owner),
            journey,
            opened: row.opened_at,
            answer_by: row.answer_by,
            answered: row.answered_at,
            lines: row.lines as usize,
        });
    }
    page(&SignalsPage {
        cx: cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Signals, asked.said.as_deref()).await?,
        tabs: vec![tab("/signals", "signals-open", open), tab("/signals?tab=answered", "signals-answered", !open)],
        rows,
        shielded: found.shielded,
        more: part.more.map(|(at, id)| format!("{base}after={}.{id}", at.as_microsecond())),
    })
}

/// A place in the list as an address writes it; what is none asks for the beginning.
fn place(text: &str) -> Option<(Timestamp, SignalId)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, SignalId::parse(id).ok()?))
}

/// The desk of a signal's journey.
async fn desk_of(web: &Web, visit: &Visit, id: &str) -> Result<(SignalId, Desk), Failure> {
    let id = SignalId::parse(id).map_err(|_| AppError::NotFound("signal"))?;
    let journey = web.app.signal(&visit.scope()?, id).await?.journey;
    let desk = Desk::open(web, visit, &journey.to_string()).await?;
    if !desk.loaded.journey.signals.contains_key(&id) {
        return Err(AppError::NotFound("signal").into());
    }
    Ok((id, desk))
}

/// What a line may not be shown without.
#[derive(Default)]
struct Forms {
    line: Option<Form>,
    respond: Option<Form>,
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (id, desk) = desk_of(&web, &visit, &id).await?;
    page(&shown(&web, &desk, id, Forms::default(), asked.said.as_deref()).await?)
}

async fn shown(web: &Web, desk: &Desk, id: SignalId, back: Forms, said: Option<&str>) -> Result<SignalPage, Failure> {
    let (cx, names, journey) = (&desk.visit.cx, desk.names(), &desk.loaded.journey);
    let signal = journey.signals.get(&id).ok_or(AppError::NotFound("signal"))?;
    let works = desk.may().works && !desk.may().void && signal.is_open();
    let answers = works && (desk.mine(signal.owner) || desk.may().directs);
    let reader = desk.visit.member.as_deref().map(|member| member.id).filter(|_| desk.may().works);
    let breach = signal.breach.and_then(|breach| journey.breaches.get(&breach));
    let agreement = breach.and_then(|breach| journey.agreements.get(&breach.agreement));
    let mut page_of = SignalPage {
        cx: cx.clone(),
        shell: shell::staff(web, &desk.visit, Nav::Signals, said).await?,
        journey: JourneyRef {
            id: desk.id.to_string(),
            reference: journey.reference.to_string(),
            title: desk.loaded.title().to_owned(),
            customer: desk.loaded.customer_name(journey.customer).map_or_else(|| cx.t("someone"), str::to_owned),
        },
        agreement: agreement.map(|found| desk.loaded.text(found.wording).to_owned()),
        owner: names.team(signal.owner),
        answer_by: signal.answer_by,
        open: signal.is_open(),
        said: lines(desk, signal),
        files: files(desk, signal.evidence.iter()),
        answer: signal.answer.map(|answer| SaidLine {
            who: answer.member.map_or_else(|| names.team(signal.owner), |member| names.member(member)),
            at: answer.at,
            words: desk.loaded.text(answer.text).to_owned(),
            note: None,
        }),
        respond: answers.then(|| forms::respond(cx, &id.to_string())),
        add: works.then(|| forms::line(cx, &id.to_string())),
        heard: reader.filter(|member| signal.unheard().contains(member)).map(|_| format!("/signals/{id}/heard")),
    };
    page_of.respond = back.respond.or(page_of.respond);
    page_of.add = back.line.or(page_of.add);
    Ok(page_of)
}

/// What was said, oldest first: what opened it, what was reported of the breach, and what members added.
fn lines(desk: &Desk, signal: &Signal) -> Vec<SaidLine> {
    let (cx, names, loaded) = (&desk.visit.cx, desk.names(), &desk.loaded);
    let line = |who: String, at: Timestamp, words: String, note| SaidLine { who, at, words, note };
    let text = |id: Option<ContentId>| id.map(|id| loaded.text(id).to_owned());
    let mut all = Vec::new();
    let breach = signal.breach.and_then(|breach| loaded.journey.breaches.get(&breach));
    match breach {
        None => {
            let reason = signal.reason.map(|why| words::signal_reason(cx, why));
            let said: Vec<String> = reason.into_iter().chain(text(signal.text)).collect();
            let who = if signal.is_unnamed() { cx.t("signal-by-unnamed") } else { names.actor(&signal.actor) };
            all.push(line(who, signal.opened_at, said.join("\n\n"), None));
        }
        Some(breach) => all.extend(breach.said.iter().map(|said| {
            let day = cx.lang.date_near(cx.day(&said.at), cx.day(&cx.now));
            let what = cx.t2("breach-said", "what", words::breach(cx, said.what), "when", day);
            let words = text(said.text).map_or(what.clone(), |words| format!("{what}\n\n{words}"));
            line(names.actor(&said.actor), said.reported_at, words, None)
        })),
    }
    all.extend(signal.lines.iter().map(|added| {
        let who = added.member.map_or_else(|| cx.t("program"), |member| names.member(member));
        let note = signal.is_open().then(|| cx.t1("signal-hears-by", "when", cx.by_text(&added.answer_by)));
        line(who, added.at, loaded.text(added.text).to_owned(), note)
    }));
    all.sort_by_key(|line| line.at);
    all
}

async fn add_line(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let (signal, desk) = desk_of(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let deed = required(&desk, &posted, "line").map(|words| {
        let text = letter.words(words);
        Deed::free(C::Signal(S::AddLine { signal, text }), "said-signal-line")
    });
    let wrong = match deed {
        Err(wrong) => wrong,
        Ok(deed) => match deed.run(&web, &desk, &posted, letter).await? {
            Ok(key) => return see(&said(&format!("/signals/{signal}"), key)),
            Err(wrong) => wrong,
        },
    };
    let form = wrong.at(&visit, forms::line(&visit.cx, &id), &posted);
    let back = Forms { line: Some(form), ..Forms::default() };
    page_with(wrong.status(), &shown(&web, &desk, signal, back, None).await?)
}

async fn answer(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let (signal, desk) = desk_of(&web, &visit, &id).await?;
    let mut letter = Letter::new(&web, desk.id);
    let deed = required(&desk, &posted, "text").map(|words| {
        let text = letter.words(words);
        let told = posted.some("told").map(|words| {
            let words = format!("{}{words}", greeting(&desk));
            letter.contact(Direction::Out, own_channel(&desk), None, &words, Vec::new())
        });
        Deed::free(C::Signal(S::Answer { signal, text, told }), "said-signal-answered")
    });
    let wrong = match deed {
        Err(wrong) => wrong,
        Ok(deed) => match deed.run(&web, &desk, &posted, letter).await? {
            Ok(key) => return see(&said(&format!("/signals/{signal}"), key)),
            Err(wrong) => wrong,
        },
    };
    let form = wrong.at(&visit, forms::respond(&visit.cx, &id), &posted);
    let back = Forms { respond: Some(form), ..Forms::default() };
    page_with(wrong.status(), &shown(&web, &desk, signal, back, None).await?)
}

/// Who opened it or added a line has read the answer: it stands on their list no more.
async fn hear(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let (signal, desk) = desk_of(&web, &visit, &id).await?;
    let deed = Deed::free(C::Signal(S::Hear { signal }), "said-signal-heard");
    match deed.run(&web, &desk, &posted, Letter::new(&web, desk.id)).await? {
        Ok(key) => see(&said("/work", key)),
        Err(wrong) => page_with(wrong.status(), &shown(&web, &desk, signal, Forms::default(), None).await?),
    }
}
