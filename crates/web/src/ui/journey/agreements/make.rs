//! Making an agreement in one form: what, at what cost, which systems hold still, who carries it out, what is promised, and
//! the message, shown as it will arrive before it goes.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::drafts::Draft;
use regie_app::locale::{Arg, Lang};
use regie_domain::agreement::NewLeg;
use regie_domain::codes::{BallGoes, HoldAction, HoldWhy, PromiseKind, PromiseWhat};
use regie_domain::command::{AgreementCommand as A, JourneyCommand as C, NewPromise, Terms};
use regie_domain::event::{Promisee, Window};
use regie_domain::hold::{HoldSubject, NewHold};
use regie_domain::ids::{SystemId, TeamId};
use regie_domain::money::Cents;
use regie_domain::system::System;

use super::hold::day_end;
use super::told;
use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::agreements::forms::{self, Making, Working};
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::Reply;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::{amount, brief, moment, offering, reads, teams};
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::ui::names::without_greeting;
use crate::visit::Visit;

const PATH: &str = "/journeys/{id}/agreement";
/// The name under which a draft of the form is kept.
const DRAFT: &str = "agreement";
/// What says that it is proposed though nobody may approve it.
const ALONE: &str = "nobody";
/// The most holds that the form has room for; more go into a second agreement.
const MOST: usize = 20;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    routes.get(PATH, may, "journey", ask).post(PATH, may, "make-agreement", submit)
}

async fn ask(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let drafts = if desk.may().works { web.app.drafts(&visit.who()?, desk.id).await? } else { Vec::new() };
    let kept = drafts.iter().find(|draft| draft.form == DRAFT);
    deed::show(&web, &desk, sheet(&desk, kept.map_or(1, rows_kept))).await
}

/// How many holds a draft has.
fn rows_kept(draft: &Draft) -> usize {
    rows(|name| draft.get(name).is_some_and(|value| !value.is_empty()))
}

/// How many rows of holds are filled in, one at the least.
fn rows(filled: impl Fn(&str) -> bool) -> usize {
    let used = |row: &usize| filled(&format!("hold.{row}.system")) || filled(&format!("hold.{row}.value"));
    (0..MOST).rev().find(used).map_or(1, |row| row + 1)
}

async fn submit(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let room = posted.get("holds").parse().unwrap_or(1).clamp(rows(|name| posted.some(name).is_some()), MOST);
    if posted.get("do") == "hold" {
        let mut sheet = sheet(&desk, (room + 1).min(MOST));
        sheet.form = sheet.form.fill(&posted.fields);
        sheet.form.instead("holds", (room + 1).min(MOST).to_string());
        return deed::show_as_typed(&web, &desk, sheet, StatusCode::OK).await;
    }
    let mut letter = Letter::new(&web, desk.id);
    let deed = terms(&desk, &posted, &mut letter, room).map(|terms| {
        let over = terms.amount > mandate(&desk);
        let said = if over { "said-agreement-proposed" } else { "said-agreement" };
        (terms.amount, Deed::on_ball(C::Agreement(A::Make { terms }), said))
    });
    // What waits for nobody is not sent unawares: whoever sends it all the same says so.
    let beyond = deed.as_ref().ok().map(|(amount, _)| *amount).filter(|amount| *amount > most_of_all(&desk));
    let deed = deed.map(|(_, deed)| deed);
    if posted.get("do") == "preview" {
        return preview(&web, desk, posted, letter, deed, room).await;
    }
    if let Some(amount) = beyond.filter(|_| posted.some(ALONE).is_none()) {
        return nobody(&web, &desk, &posted, amount, room).await;
    }
    deed::run(&web, desk, &posted, letter, deed, |desk| Ok(sheet(desk, room))).await
}

/// The form again: nobody may approve that much. Who knows it may propose it all the same.
async fn nobody(web: &Web, desk: &Desk, posted: &Posted, amount: Cents, room: usize) -> Reply {
    let cx = &desk.visit.cx;
    let mut sheet = sheet(desk, room);
    let fresh = sheet.form.hidden.clone();
    sheet.form = sheet.form.fill(&posted.fields);
    sheet.form.hidden = fresh;
    let words =
        cx.t2("agreement-nobody-approves", "amount", cx.money(&amount.0), "most", cx.money(&most_of_all(desk).0));
    sheet.form.submit = cx.t("agreement-propose-anyway");
    sheet.form = sheet.form.problem(words).with(ALONE, "yes");
    deed::show_as_typed(web, desk, sheet, StatusCode::CONFLICT).await
}

/// The form again, with the message above it as it would arrive. Nothing is kept.
async fn preview(
    web: &Web,
    desk: Desk,
    posted: Posted,
    letter: Letter<'_>,
    deed: Result<Deed, Wrong>,
    room: usize,
) -> Reply {
    let shown = match deed {
        Err(wrong) => Err(wrong),
        Ok(deed) => match web.app.preview(&deed.request(&desk, &posted, letter)?).await {
            Ok(shown) => Ok(shown),
            Err(error) => Err(Wrong::of(&desk.visit, error)?),
        },
    };
    match shown {
        Err(wrong) => deed::refused(web, desk, &posted, &wrong, |desk| Ok(sheet(desk, room))).await,
        Ok(shown) => {
            let mut sheet = sheet(&desk, room);
            let fresh = sheet.form.hidden.clone();
            sheet.form = sheet.form.fill(&posted.fields);
            sheet.form.hidden = fresh;
            sheet.preview = shown.map(|shown| (shown.subject, shown.text));
            deed::show_as_typed(web, &desk, sheet, StatusCode::OK).await
        }
    }
}

/// The most that anybody may decide on who answers for what is agreed here: the reader, who works with the reader, and who
/// directs.
fn most_of_all(desk: &Desk) -> Cents {
    mandate(desk).max(most_of_colleagues(desk))
}

/// The same, of the others.
fn most_of_colleagues(desk: &Desk) -> Cents {
    let Some(member) = desk.visit.member.as_deref() else { return Cents(0) };
    let mut teams: Vec<TeamId> = member.teams.iter().map(|(team, _)| *team).collect();
    teams.push(desk.loaded.journey.direction.team.team);
    desk.visit.directory.most_decided_by(&teams, Some(member.id))
}

fn mandate(desk: &Desk) -> Cents {
    desk.visit.member.as_deref().map_or(Cents(0), |member| member.mandate.amount)
}

/// The systems on which holds can be placed, by name.
fn systems(desk: &Desk) -> Vec<&System> {
    let all = desk.visit.directory.systems.values().map(|found| &found.value);
    let mut all: Vec<&System> = all.filter(|system| system.active).collect();
    all.sort_by_key(|system| system.name.to_lowercase());
    all
}

fn sheet(desk: &Desk, room: usize) -> Sheet {
    let (cx, head, systems) = (&desk.visit.cx, view::head(desk), systems(desk));
    let making = Making {
        greeting: greeting(desk),
        mandate: may_decide(desk),
        systems: systems.iter().map(|system| (system.id.to_string(), system.name.clone())).collect(),
        holds: room,
        work: working(desk, if systems.is_empty() { "none" } else { "credit" }),
    };
    let mut banners: Vec<Banner> = crate::ui::journey::who::untied(desk).into_iter().collect();
    if systems.is_empty() {
        banners.push(Banner::new(Tone::Plain, "info", cx.t("agreement-no-systems")));
    }
    let directory = &desk.visit.directory;
    let empty = |system: &&System| directory.team_ref(system.owner).is_some_and(|team| directory.reads_nobody(team));
    banners.extend(systems.iter().copied().filter(empty).map(|system| {
        let words = cx.t2("agreement-owner-nobody", "system", &system.name, "team", directory.team_name(system.owner));
        Banner::new(Tone::Warn, "triangle-alert", words)
    }));
    Sheet { banners, ..Sheet::new("act-agreement", forms::make(cx, &head, &making)) }
}

/// What the reader may decide alone, and until what a colleague can.
fn may_decide(desk: &Desk) -> String {
    let (cx, most, others) = (&desk.visit.cx, mandate(desk), most_of_colleagues(desk));
    let own = match most.0 {
        0 => cx.t("agreement-mandate-none"),
        most => cx.t1("agreement-mandate-most", "amount", cx.money(&most)),
    };
    let theirs = match others > most {
        true => cx.t1("agreement-mandate-colleagues", "amount", cx.money(&others.0)),
        false => cx.t("agreement-mandate-nobody"),
    };
    format!("{own} {theirs} {}", cx.t("agreement-amount-told"))
}

/// The work as the form proposes it: with the team that owns the first system, where that is another one.
pub(super) fn working(desk: &Desk, work: &'static str) -> Working {
    let teams = teams(desk);
    let owners = systems(desk).into_iter().map(|system| system.owner.to_string());
    let team = { owners }.find(|owner| teams.iter().any(|team| team.id == *owner)).unwrap_or_default();
    // What is agreed now was not told before: the brief says it.
    let mut brief = brief(desk);
    brief.iter_mut().filter(|part| forms::proposed(&part.code)).for_each(|part| part.value.clear());
    Working { teams, team, work, brief, ball: offering(desk).ball }
}

/// What of an agreement goes into the brief of its work, where the brief says nothing else.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What was agreed.
    pub wording: String,
    /// What is held.
    pub things: Vec<HoldSubject>,
    /// What the customer reads.
    pub told: String,
    /// What it costs us.
    pub amount: Cents,
}

impl Said {
    /// The things that a sum is owed for: invoices, else what else is held that costs something.
    fn owed(&self) -> Vec<&HoldSubject> {
        let of = |kinds: &[&str]| -> Vec<&HoldSubject> {
            self.things.iter().filter(|thing| kinds.contains(&thing.kind())).collect()
        };
        let invoices = of(&["invoice"]);
        if invoices.is_empty() { of(&["contract", "order", "shipment", "connection"]) } else { invoices }
    }
}

fn terms(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>, room: usize) -> Result<Terms, Wrong> {
    let cx = &desk.visit.cx;
    let mut faults = Faults::default();
    let wording = posted.get("wording").to_owned();
    if wording.is_empty() {
        faults.0.push(("wording".to_owned(), cx.t("text-empty")));
    }
    let cost = faults.take(amount(desk, posted, "amount"))?.flatten().unwrap_or_default();
    let mut holds: Vec<NewHold> = Vec::new();
    for row in 0..room {
        holds.extend(faults.take(hold(desk, posted, row))?.flatten());
    }
    let promise = faults.take(promised(desk, posted, letter))?.flatten();
    let contact = faults.take(told(desk, posted, letter))?;
    let said = Said {
        things: holds.iter().map(|hold| hold.subject.clone()).collect(),
        told: without_greeting(posted.get("text")).trim().to_owned(),
        amount: cost,
        wording: wording.clone(),
    };
    let leg = faults.take(leg(desk, posted, letter, &said))?.flatten();
    match contact.filter(|_| faults.0.is_empty()) {
        None => Err(Wrong::Fields(faults.0)),
        Some(contact) => Ok(Terms { wording: letter.words(&wording), amount: cost, contact, holds, leg, promise }),
    }
}

/// What was wrong with the fields: all of it is said at once.
#[derive(Default)]
struct Faults(Vec<(String, String)>);

impl Faults {
    /// What was read, or nothing where a field was wrong.
    fn take<T>(&mut self, read: Result<T, Wrong>) -> Result<Option<T>, Wrong> {
        match read {
            Ok(found) => Ok(Some(found)),
            Err(Wrong::Fields(wrong)) => {
                self.0.extend(wrong);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

/// One row of the holds; nothing where nothing was chosen.
fn hold(desk: &Desk, posted: &Posted, row: usize) -> Result<Option<NewHold>, Wrong> {
    let name = |part: &str| format!("hold.{row}.{part}");
    let (system, value) = (posted.some(&name("system")), posted.some(&name("value")));
    if system.is_none() && value.is_none() {
        return Ok(None);
    }
    let mut faults = Vec::new();
    let mut wrong = |part: &str, key: &str| faults.push((name(part), desk.visit.cx.t(key)));
    let system = system.and_then(|id| SystemId::parse(id).ok());
    if system.is_none() {
        wrong("system", "invalid-choice");
    }
    let subject = HoldSubject::new(posted.get(&name("kind")), value.unwrap_or_default()).ok();
    if subject.is_none() {
        wrong("value", "hold-value-wrong");
    }
    let action = HoldAction::parse(posted.get(&name("action")));
    if action.is_none() {
        wrong("action", "invalid-choice");
    }
    let why = HoldWhy::parse(posted.get(&name("why")));
    if why.is_none() {
        wrong("why", "invalid-choice");
    }
    let until = match posted.some(&name("until")) {
        None => None,
        Some(_) => match day_end(desk, posted, &name("until")) {
            Ok(until) => Some(until),
            Err(_) => {
                wrong("until", "invalid-date");
                None
            }
        },
    };
    match (system, subject, action, why) {
        (Some(system), Some(subject), Some(action), Some(why)) if faults.is_empty() => {
            Ok(Some(NewHold { system, subject, action, until, why }))
        }
        _ => Err(Wrong::Fields(faults)),
    }
}

/// What is promised with it: in words of its own, or the result.
fn promised(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<Option<NewPromise>, Wrong> {
    let (text, by) = (posted.some("promise"), moment(desk, posted, "promise_by")?);
    let Some(until) = by else {
        return match text {
            Some(_) => Err(Wrong::field(&desk.visit, "promise_by", "due-wrong")),
            None => Ok(None),
        };
    };
    Ok(Some(NewPromise {
        kind: PromiseKind::Outcome,
        what: if text.is_some() { PromiseWhat::Other } else { PromiseWhat::Result },
        text: letter.some(text),
        to: Promisee::Customer,
        window: Some(Window::by(until)),
        cost: None,
        replaces: None,
    }))
}

/// The work that carries it out; nothing where there is none. What the brief leaves out is taken from the agreement.
pub(super) fn leg(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>, said: &Said) -> Result<Option<NewLeg>, Wrong> {
    let (visit, cx) = (&desk.visit, &desk.visit.cx);
    let work = posted.get("work");
    if work == "none" {
        return Ok(None);
    }
    let mut faults: Vec<(String, String)> = Vec::new();
    if !forms::WORK.iter().any(|(code, _)| *code == work) {
        faults.push(("work".to_owned(), cx.t("invalid-choice")));
    }
    let team = TeamId::parse(posted.get("team")).ok().and_then(|id| visit.directory.team_ref(id));
    if team.is_none() {
        faults.push(("team".to_owned(), cx.t("invalid-choice")));
    }
    let mut words: Vec<Option<String>> = Vec::new();
    for field in &desk.loaded.blueprint.brief {
        let name = format!("brief.{}", field.code);
        let typed = posted.some(&name).map(str::to_owned);
        let proposed = || proposed(desk, reads(desk, team), (&field.code, work), said);
        let found = typed.or_else(proposed).filter(|words| !words.is_empty());
        if field.required && found.is_none() {
            faults.push((name, cx.t("text-empty")));
        }
        words.push(found);
    }
    let respond_by = match moment(desk, posted, "respond_by") {
        Ok(at) => at,
        Err(Wrong::Fields(wrong)) => {
            faults.extend(wrong);
            None
        }
        Err(other) => return Err(other),
    };
    let Some(to) = team.filter(|_| faults.is_empty()) else { return Err(Wrong::Fields(faults)) };
    let ball = if posted.get("ball") == "goes" { BallGoes::Goes } else { BallGoes::Stays };
    let brief = words.iter().map(|found| letter.some(found.as_deref())).collect();
    Ok(Some(NewLeg { to, ball, brief, respond_by }))
}

/// What a part of the brief says by itself, in the language of who gets it.
fn proposed(desk: &Desk, lang: Lang, (code, work): (&str, &str), said: &Said) -> Option<String> {
    let voice = desk.visit.cx.voice(lang);
    match code {
        "why" => Some(said.wording.clone()),
        "told" => Some(said.told.clone()).filter(|told| !told.is_empty()).or_else(|| Some(said.wording.clone())),
        "what" => {
            let things: Vec<String> = said.owed().into_iter().map(|thing| voice.thing(thing)).collect();
            let thing = if things.is_empty() { said.wording.clone() } else { lang.list(&things) };
            let what = ("what", Arg::Text(&thing));
            match work {
                "credit" => Some(lang.t("agreement-brief-credit", &[what])),
                "refund" if said.amount.0 <= 0 => Some(lang.t("agreement-brief-refund", &[what])),
                "refund" => {
                    let amount = lang.money(said.amount.0);
                    Some(lang.t("agreement-brief-refund-amount", &[("amount", Arg::Text(&amount)), what]))
                }
                _ => Some(said.wording.clone()),
            }
        }
        _ => None,
    }
}
