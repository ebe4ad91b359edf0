//! How it went, on the desk of those who handle the journey: what the customer answered beside what the record knows, the page
//! for who calls back, and noting an answer that came on paper or by telephone. About the journey, never about a member.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use regie_app::AppError;
use regie_app::surveys::heard::{Listener, Tells, heard};
use regie_app::surveys::{Asked, NewFeedback};
use regie_domain::codes::{CareAction, CareCause, Scale, UpdateKind};
use regie_domain::customer::{HandleKind, Language};
use regie_domain::ids::PromiseId;
use regie_domain::survey::{AskState, Response};

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::gate::WORKERS;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, PromiseState, Tone};
use crate::pages::shell::Nav;
use crate::pages::surveys::{AskedForm, CallBackPage, FeedbackPart, HeardWords, Moment, NotePage, Said, compared};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view::{self, own_words};
use crate::ui::journey::went;
use crate::ui::shell;
use crate::ui::status::survey::{self as own, Read};
use crate::visit::Visit;
use crate::words;

const PATH: &str = "/journeys/{id}/feedback";
const NOTE: &str = "/journeys/{id}/feedback/note";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let may = Access::Member(WORKERS);
    let routes = routes.get(PATH, may, "journey", show).post(PATH, may, "learn-from-survey", learn);
    routes.get(NOTE, may, "journey", paper).post(NOTE, may, "answer-survey", note)
}

/// Where everything for the call stands.
#[must_use]
pub fn href(journey: &str) -> String {
    format!("/journeys/{journey}/feedback")
}

/// The way to it from the promise to call after an unhappy answer.
#[must_use]
pub fn of_promise(desk: &Desk, promise: PromiseId) -> Option<(String, String)> {
    let journey = &desk.loaded.journey;
    let owed = journey.survey.as_ref().is_some_and(|ask| ask.call == Some(promise));
    let open = journey.promises.get(&promise).is_some_and(regie_domain::promise::Promise::is_owed);
    (owed && open && desk.knows_all()).then(|| (href(&desk.id.to_string()), desk.visit.cx.t("feedback-call-open")))
}

/// The call that an unhappy answer owes, said above the journey.
#[must_use]
pub fn banner(desk: &Desk) -> Option<Banner> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let call = journey.survey.as_ref()?.call?;
    let link = of_promise(desk, call)?;
    let text = cx.t1("feedback-banner", "by", cx.by_brief_text(&journey.promises.get(&call)?.current.until));
    Some(Banner { link: Some(link), ..Banner::new(Tone::Bad, "phone", text) })
}

/// How it went, for the page of the journey; nothing where nothing was planned, and for who reads only a part of it.
///
/// # Errors
/// What the store says.
pub async fn part(web: &Web, desk: &Desk) -> Result<Option<FeedbackPart>, Failure> {
    let cx = &desk.visit.cx;
    let parts = Some(crate::ui::attribution::href(&desk.id.to_string()));
    // A partner's people read what is about their own part, and what they may ask along.
    let guest = desk.visit.member.as_deref().and_then(|member| desk.visit.directory.guest_of(member));
    let has_part = guest.is_some_and(|partner| partner.sees(&desk.loaded.journey, cx.now).is_some());
    if has_part && desk.loaded.blueprint.survey.is_some() {
        let stands = cx.t("attribution-page-partner");
        return Ok(Some(FeedbackPart { stands, parts, ..FeedbackPart::default() }));
    }
    let Some(ask) = desk.loaded.journey.survey.as_ref().filter(|_| desk.knows_all()) else { return Ok(None) };
    // What partners want to ask along stands there before anybody is asked.
    let parts = parts.filter(|_| !desk.loaded.journey.wishes.is_empty());
    let stands = |words: String| FeedbackPart { stands: words, parts: parts.clone(), ..FeedbackPart::default() };
    Ok(match ask.state {
        AskState::Off => None,
        AskState::Waits { at, why: None } => Some(stands(cx.t1("feedback-planned", "when", cx.near_text(&at)))),
        AskState::Waits { at, why: Some(why) } => {
            let later = cx.t1("feedback-planned", "when", cx.near_text(&at));
            Some(stands(format!("{later} {}.", words::ask_later(cx, why))))
        }
        AskState::NotAsked { why, .. } => Some(stands(cx.t1("feedback-not-asked", "why", words::not_asked(cx, why)))),
        AskState::Asked { at, until, .. } => {
            let asked = web.app.asked_about(&desk.visit.who()?, desk.id).await?;
            asked.map(|asked| answered(desk, &asked, at, until))
        }
    })
}

fn answered(desk: &Desk, asked: &Asked, at: Timestamp, until: Timestamp) -> FeedbackPart {
    let (cx, journey, id) = (&desk.visit.cx, &desk.loaded.journey, desk.id.to_string());
    let Some(response) = &asked.ask.response else {
        let may_note = asked.takes_answer && desk.may().works;
        return FeedbackPart {
            stands: cx.t2(
                if until < cx.now { "feedback-over-staff" } else { "feedback-waits" },
                "when",
                cx.near_text(&at),
                "until",
                cx.until_near_text(&until),
            ),
            link: may_note.then(|| (format!("{}/note", href(&id)), cx.t("feedback-note"))),
            ..FeedbackPart::default()
        };
    };
    let call = asked.ask.call_in(journey).map(|(_, call)| {
        let (team, due) = (desk.names().team(call.owner), cx.by_brief_text(&call.current.until));
        cx.t2(if call.is_owed() { "feedback-calls" } else { "feedback-called" }, "team", team, "due", due)
    });
    let learned = asked.ask.learned.map(|learned| {
        let note = learned.note.and_then(|note| asked.words.get(&note)).map(String::as_str).unwrap_or_default();
        let codes = format!("{} · {}", words::care_cause(cx, learned.cause), words::care_action(cx, learned.action));
        if note.is_empty() { codes } else { format!("{codes}\n\n{note}") }
    });
    FeedbackPart {
        stands: cx.t1("feedback-answered", "when", cx.near_text(&response.at)),
        said: in_words(desk, asked, response),
        pointed: pointed(desk, response),
        measures: if response.low { beside(desk) } else { Vec::new() },
        steps_good: response.steps_good_journey_bad(),
        no_call: response.no_call,
        call,
        learned,
        link: desk.may().works.then(|| (href(&id), cx.t("feedback-page-open"))),
        parts: Some(crate::ui::attribution::href(&id)),
    }
}

/// The answers, in the order of the questions.
fn in_words(desk: &Desk, asked: &Asked, response: &Response) -> Vec<Said> {
    let (cx, directory) = (&desk.visit.cx, &desk.visit.directory);
    let language = directory.organisation().map_or(Language::Nl, |known| known.language);
    let listener = directory.listener();
    let mut all = Vec::new();
    for (question, number) in asked.survey.questions.iter().zip(0_u16..) {
        let asks = own_words(cx, &question.words);
        if let Some(given) = response.given.iter().find(|given| given.question == number) {
            let answer = match (&question.form, given.scale) {
                (regie_domain::survey::Form::Choice { choices }, _) => usize::from(given.value)
                    .checked_sub(1)
                    .and_then(|at| choices.get(at))
                    .map_or_else(|| given.value.to_string(), |choice| own_words(cx, choice)),
                (_, Scale::Compared) => compared(cx, given.value),
                (_, scale) => cx.t2("feedback-of", "value", given.value, "most", scale.ends().1),
            };
            let (scale, value) = (given.scale, given.value);
            let praise = if scale.is_high(value) { Tone::Ok } else { Tone::Plain };
            let tone = if scale.is_low(value) { Tone::Bad } else { praise };
            all.push(Said { question: asks, answer, words: false, tone, heard: None, about: None });
        } else if let Some(said) = response.said.iter().find(|said| said.question == number) {
            let answer = asked.words.get(&said.text).cloned().unwrap_or_else(|| "–".to_owned());
            let topics: Vec<String> =
                listener.names(&answer, language).into_iter().map(|name| own_words(cx, name)).collect();
            let about = (!topics.is_empty()).then(|| cx.t1("feedback-topics", "topics", cx.list(&topics)));
            all.push(Said { question: asks, answer, words: true, tone: Tone::Plain, heard: None, about });
        }
    }
    all
}

/// How own words sound and what they are about, with the words that say so.
fn heard_in(
    cx: &Cx,
    (listener, words, language): (&Listener, &str, Language),
    response: &Response,
) -> Option<HeardWords> {
    let found = heard(listener, words, language);
    if found.pieces.iter().all(|(_, tells)| tells.is_none()) {
        return None;
    }
    let content = response.given.iter().any(|it| it.measure.is_of_whole() && it.scale.is_high(it.value));
    let tone = found.tone.map(|tone| match tone {
        // Words and scores that say the opposite: neither is taken for the whole.
        Tells::Good | Tells::About if response.low => cx.t("feedback-tone-mixed"),
        Tells::Bad if content && !response.low => cx.t("feedback-tone-mixed"),
        Tells::Good | Tells::About => cx.t("feedback-tone-good"),
        Tells::Bad => cx.t("feedback-tone-bad"),
        Tells::Worry => cx.t("feedback-tone-worry"),
    });
    let topics: Vec<String> = found.topics.iter().map(|name| own_words(cx, name)).collect();
    let about = (!topics.is_empty()).then(|| cx.t1("feedback-topics", "topics", cx.list(&topics)));
    let says: Vec<String> = [tone, about, Some(cx.t("feedback-marked"))].into_iter().flatten().collect();
    Some(HeardWords { says: says.join(" "), pieces: marked(found.pieces) })
}

/// Words in pieces, each with the style of what it tells.
#[must_use]
pub fn marked(pieces: Vec<(String, Option<Tells>)>) -> Vec<(String, &'static str)> {
    let style = |tells: Option<Tells>| match tells {
        None => "",
        Some(Tells::Good) => "ok",
        Some(Tells::Bad) => "bad",
        Some(Tells::Worry) => "bad strong",
        Some(Tells::About) => "plain",
    };
    pieces.into_iter().map(|(words, tells)| (words, style(tells))).collect()
}

/// The moments of the customer's own page, which names teams and no member.
fn moments(desk: &Desk, response: Option<&Response>) -> Vec<Moment> {
    let Some((customer, _)) = desk.loaded.journey.customer_participant() else { return Vec::new() };
    own::moments_of(&desk.visit.cx, &desk.visit.directory, &desk.loaded, customer, response)
}

fn pointed(desk: &Desk, response: &Response) -> Vec<Moment> {
    if response.pointed.is_empty() {
        return Vec::new();
    }
    moments(desk, Some(response)).into_iter().filter(|moment| moment.well.is_some()).collect()
}

/// What explains the gap between the steps and the whole: hours, chasers, calls to a closed desk, broken promises.
fn beside(desk: &Desk) -> Vec<Fact> {
    let (cx, found) = (&desk.visit.cx, desk.loaded.measures_at_answer(desk.visit.cx.now));
    let ours = found.held.iter().filter(|(holder, _)| *holder != regie_domain::journey::Holder::Customer);
    let waited: i64 = ours.map(|(_, held)| held.as_secs()).sum();
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let mut facts: Vec<Fact> =
        until_outcome(desk).map(|time| fact("feedback-until-outcome", time)).into_iter().collect();
    facts.push(fact("feedback-waited", cx.duration(waited)));
    facts.push(fact("know-chasers", found.chasers.to_string()));
    let counts = [("went-closed-doors", found.closed_doors), ("went-no-news", found.no_news)];
    facts.extend(counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| fact(key, count.to_string())));
    let then = desk.loaded.at_answer();
    let not_kept = view::not_kept(then.as_ref().map_or(&desk.loaded.journey, |(_, journey)| journey));
    facts.push(fact("feedback-broken", not_kept.to_string()));
    facts
}

/// From the first word to the outcome that was told last before anybody was asked how it went, with the evenings in it.
fn until_outcome(desk: &Desk) -> Option<String> {
    let (cx, journey) = (&desk.visit.cx, &desk.loaded.journey);
    let AskState::Asked { at: asked, .. } = journey.survey.as_ref()?.state else { return None };
    let told = journey.updates.values().filter(|update| update.about == UpdateKind::Outcome);
    let outcome = told.map(|update| update.planned_at).filter(|at| *at <= asked).max()?;
    let hours =
        usize::try_from(outcome.duration_since(journey.opened_at).as_hours()).ok().filter(|hours| *hours > 0)?;
    Some(match evenings(&cx.zone, journey.opened_at, outcome) {
        0 => cx.tn("feedback-hours", hours),
        count => format!("{} ({})", cx.tn("feedback-hours", hours), cx.tn("feedback-evenings", count)),
    })
}

/// On how many days something lasted past six in the evening.
fn evenings(zone: &TimeZone, from: Timestamp, until: Timestamp) -> usize {
    let last = until.to_zoned(zone.clone());
    let first = from.to_zoned(zone.clone()).date();
    let evening = |day: &Date| day.at(18, 0, 0, 0);
    first.series(1.day()).take_while(|day| evening(day) < last.datetime()).count()
}

/// The answer, the moments and how it went, for the mirror of who it concerns; nothing where there is none to read.
///
/// # Errors
/// What the store says.
pub async fn reflected(web: &Web, desk: &Desk) -> Result<Option<(FeedbackPart, Vec<Moment>, Vec<Fact>)>, Failure> {
    let Some(asked) = web.app.asked_about(&desk.visit.who()?, desk.id).await?.filter(|_| desk.knows_all()) else {
        return Ok(None);
    };
    let Some(response) = &asked.ask.response else { return Ok(None) };
    let part = part(web, desk).await?.unwrap_or_default();
    Ok(Some((
        part,
        moments(desk, Some(response)),
        went::went(desk, &desk.loaded.measures_at_answer(desk.visit.cx.now)),
    )))
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    call_back(&web, &desk, learning(&desk), StatusCode::OK).await
}

async fn call_back(web: &Web, desk: &Desk, learn: Form, status: StatusCode) -> Reply {
    let asked = web.app.asked_about(&desk.visit.who()?, desk.id).await?;
    // A partner reads nothing of it, whatever it reads of the journey.
    let Some(asked) = asked.filter(|_| desk.knows_all()) else { return see(&desk.href()) };
    let Some(response) = asked.ask.response.as_ref() else { return see(&desk.href()) };
    let mut part = part(web, desk).await?.unwrap_or_default();
    let cx = &desk.visit.cx;
    // Who calls sees at a glance what the words are about.
    let language = desk.visit.directory.organisation().map_or(Language::Nl, |known| known.language);
    let listener = desk.visit.directory.listener();
    for said in part.said.iter_mut().filter(|said| said.words) {
        said.heard = heard_in(cx, (&listener, &said.answer, language), response);
    }
    let missed = |state: PromiseState| {
        matches!(state, PromiseState::Broken | PromiseState::FulfilledLate | PromiseState::Replaced)
    };
    let broken = view::promises(desk).into_iter().filter(|row| missed(row.state));
    let wrong = broken.map(|row| cx.t2("feedback-not-kept", "what", cx.cap(&row.what), "due", cx.near_text(&row.due)));
    let handles = desk.loaded.handles.get(&desk.loaded.journey.customer).map(Vec::as_slice).unwrap_or_default();
    let phone = handles.iter().find(|(kind, _)| *kind == HandleKind::Phone).map(|(_, value)| value.clone());
    let page = CallBackPage {
        cx: cx.clone(),
        shell: shell::staff(web, &desk.visit, Nav::Journeys, desk.visit.said()).await?,
        head: view::head(desk),
        phone,
        wrong: wrong.collect(),
        went: went::went(desk, &desk.loaded.measures_at_answer(cx.now)),
        moments: moments(desk, Some(response)),
        learn: desk.may().works.then_some(learn),
        part,
    };
    page_with(status, &page)
}

fn learning(desk: &Desk) -> Form {
    let cx = &desk.visit.cx;
    let learned = desk.loaded.journey.survey.as_ref().and_then(|ask| ask.learned);
    let causes = CareCause::ALL.iter().map(|it| Choice::new(it.code(), words::care_cause(cx, *it)));
    let actions = CareAction::ALL.iter().map(|it| Choice::new(it.code(), words::care_action(cx, *it)));
    Form::new(cx, "learn", href(&desk.id.to_string()), "feedback-learn-save")
        .field("cause", "feedback-cause", Input::Radios(causes.collect()))
        .chosen(&[learned.map_or("", |it| it.cause.code())])
        .field("action", "feedback-action", Input::Radios(actions.collect()))
        .chosen(&[learned.map_or("", |it| it.action.code())])
        .field("note", "feedback-learn-note", Input::Area(3))
        .value(
            learned.and_then(|it| it.note).and_then(|note| desk.loaded.texts.get(&note)).cloned().unwrap_or_default(),
        )
        .optional()
}

async fn learn(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let (cause, action) = (CareCause::parse(posted.get("cause")), CareAction::parse(posted.get("action")));
    let wrong = match (cause, action) {
        (Some(cause), Some(action)) => {
            let note = posted.some("note").map(str::to_owned);
            match web.app.learn(visit.who()?, desk.id, cause, action, note).await {
                Ok(_) => return see(&said(&href(&id), "said-learned")),
                Err(error) => Wrong::of(&visit, error)?,
            }
        }
        _ => {
            let missing = [("cause", cause.is_none()), ("action", action.is_none())];
            let fault = |(name, wrong): (&str, bool)| wrong.then(|| (name.to_owned(), visit.cx.t("invalid-choice")));
            Wrong::Fields(missing.into_iter().filter_map(fault).collect())
        }
    };
    let form = wrong.at(&visit, learning(&desk), &posted);
    call_back(&web, &desk, form, wrong.status()).await
}

async fn paper(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let Some(asked) = noted(&web, &desk).await? else { return see(&desk.href()) };
    noting(&web, &desk, AskedForm::empty(&visit.cx, &asked.survey), StatusCode::OK).await
}

/// What can be noted: asked, in time, and not answered yet.
async fn noted(web: &Web, desk: &Desk) -> Result<Option<Asked>, Failure> {
    let asked = web.app.asked_about(&desk.visit.who()?, desk.id).await?;
    let open =
        |asked: &Asked| asked.takes_answer && asked.ask.response.is_none() && desk.knows_all() && desk.may().works;
    Ok(asked.filter(open))
}

async fn noting(web: &Web, desk: &Desk, form: AskedForm, status: StatusCode) -> Reply {
    let cx = &desk.visit.cx;
    let action = Some(format!("{}/note", href(&desk.id.to_string())));
    let page = NotePage {
        cx: cx.clone(),
        shell: shell::staff(web, &desk.visit, Nav::Journeys, None).await?,
        head: view::head(desk),
        asked: AskedForm { action, send: cx.t("feedback-note-save"), calls: true, ..form },
    };
    page_with(status, &page)
}

async fn note(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let Some(asked) = noted(&web, &desk).await? else { return see(&desk.href()) };
    let read = Read::of(&visit.cx, &asked.survey, &posted);
    let mut form = AskedForm::empty(&visit.cx, &asked.survey);
    own::refill(&mut form, &posted, &read.faults);
    if !read.faults.is_empty() {
        return noting(&web, &desk, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let new = NewFeedback { key: posted.key(), ..read.feedback };
    match web.app.note_feedback(visit.who()?, desk.id, new).await {
        Ok(_) => see(&said(&desk.href(), "said-feedback-noted")),
        Err(AppError::Refused(refusal)) => {
            form.problem = Some(crate::reply::refusal_words(&visit, &refusal));
            noting(&web, &desk, form, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}
