//! How it went, answered on the page behind the link. Opening it records nothing, whoever opens it: a score in the address is
//! only chosen on the page, and one button sends.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Directory;
use regie_app::read::Loaded;
use regie_app::sessions::throttle;
use regie_app::surveys::{Along, Asked, NewFeedback, one_click};
use regie_domain::codes::PromiseWhat;
use regie_domain::ids::ParticipantId;
use regie_domain::refusal::{Code, Refusal};
use regie_domain::survey::{AskState, PointedAt, Response, Survey};
use serde::Deserialize;

use super::view::View;
use super::{Opened, messages};
use crate::cx::Cx;
use crate::pages::status::HowItWent;
use crate::pages::surveys::{AskedForm, By, Care, FeedbackPage, LONGEST, Moment, Put};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::journey::view::own_words;
use crate::ui::names::excerpt;
use crate::ui::shell;
use crate::visit::Visit;

/// So many moments are shown, the newest.
const MOMENTS: usize = 30;
/// So much of a message stands at its moment, in characters.
const EXCERPT: usize = 90;

/// A score that was chosen in a mail.
#[derive(Deserialize)]
pub(super) struct Scored {
    score: Option<String>,
    /// The questions of which the score was left out of the answer that was just sent.
    left: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    Query(Scored { score, left }): Query<Scored>,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let Some(asked) = asked(&web, &opened).await? else { return see(&format!("/s/{token}")) };
    let mut shown = assemble(&visit, &opened, &asked);
    if !shown.thanks.is_empty() {
        shown.thanks.extend(left_out(&visit.cx, &asked, left.as_deref()));
    }
    if let Some(form) = &mut shown.asked {
        shown.chosen = chosen(&visit.cx, &asked.survey, form, score.as_deref());
    }
    page(&shown)
}

/// The answer.
pub(super) async fn answer(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let Some(asked) = asked(&web, &opened).await? else { return see(&format!("/s/{token}")) };
    let read = Read::of(&visit.cx, &asked.survey, &posted);
    let mut brake = None;
    if read.faults.is_empty() {
        match throttle::may_give_feedback(&web.app, visit.address).await {
            Err(AppError::TooMany) => brake = Some(visit.cx.t("feedback-too-many")),
            other => other?,
        }
    }
    if read.faults.is_empty() && brake.is_none() {
        let new = NewFeedback { key: posted.key(), ..read.feedback };
        match web.app.give_feedback(opened.who.clone(), opened.journey(), opened.participant, new).await {
            Ok(_) => return see(&format!("/s/{token}/feedback{}", leaving(&read.left))),
            Err(AppError::Refused(refusal)) => return refused(&web, &visit, &opened, &posted, &refusal).await,
            Err(error) => return Err(error.into()),
        }
    }
    let status = if brake.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut shown = assemble(&visit, &opened, &asked);
    if let Some(form) = &mut shown.asked {
        refill(form, &posted, &read.faults);
        form.problem = brake;
    }
    page_with(status, &shown)
}

/// What could not be taken, with what was filled in where it can still be sent.
async fn refused(web: &Web, visit: &Visit, opened: &Opened, posted: &Posted, refusal: &Refusal) -> Reply {
    let now = Opened::behind(web, visit, &opened.token, None).await?;
    let Some(asked) = asked(web, &now).await? else { return see(&format!("/s/{}", opened.token)) };
    let mut shown = assemble(visit, &now, &asked);
    if let Some(form) = &mut shown.asked {
        refill(form, posted, &BTreeMap::new());
        form.problem = Some(visit.cx.t(match refusal.code {
            Code::EmptyAnswer => "feedback-empty",
            _ => "status-changed",
        }));
    }
    page_with(StatusCode::CONFLICT, &shown)
}

/// What is asked of the reader of a page: nothing of who only looks on, nor where nobody was asked.
pub(super) async fn asked(web: &Web, opened: &Opened) -> Result<Option<Asked>, Failure> {
    let may = opened.loaded.journey.participants.get(&opened.participant).is_some_and(|person| person.may_act);
    if !may || super::who::is_asked(opened) {
        return Ok(None);
    }
    Ok(web.app.asked_about(&opened.who, opened.journey()).await?)
}

/// What was done with what the customer said, for who may answer for the customer.
pub(super) fn we_did(opened: &Opened) -> Vec<String> {
    let journey = &opened.loaded.journey;
    let may = journey.participants.get(&opened.participant).is_some_and(|person| person.may_act);
    let done = journey.survey.iter().filter(|_| may).flat_map(|ask| &ask.done);
    done.filter_map(|done| opened.loaded.texts.get(&done.text).cloned()).collect()
}

/// The way to this page from the customer's own page, while something can be answered or changed.
pub(super) fn card(opened: &Opened, cx: &Cx) -> Option<HowItWent> {
    let journey = &opened.loaded.journey;
    let may = journey.participants.get(&opened.participant).is_some_and(|person| person.may_act);
    let ask = journey.survey.as_ref().filter(|ask| may && ask.takes_answer(cx.now))?;
    let AskState::Asked { until, .. } = ask.state else { return None };
    let href = format!("/s/{}/feedback", opened.token);
    Some(match &ask.response {
        None => HowItWent {
            words: cx.t1("feedback-card", "until", cx.until_near_text(&until)),
            href,
            label: cx.t("feedback-card-open"),
            open: true,
        },
        Some(response) => HowItWent {
            words: cx.t1("feedback-change-until", "until", cx.until_near_text(&response.changeable_until())),
            href,
            label: cx.t("feedback-card-change"),
            open: false,
        },
    })
}

fn assemble(visit: &Visit, opened: &Opened, asked: &Asked) -> FeedbackPage {
    let (cx, view) = (&visit.cx, opened.view(visit));
    let response = asked.ask.response.as_ref();
    // Before the second thing nothing shows of what was answered, and nothing takes its place.
    let hidden = opened.wanted.is_some();
    let takes = asked.takes_answer && !(hidden && response.is_some());
    let form = takes.then(|| AskedForm {
        action: Some(format!("/s/{}/feedback", opened.token)),
        send: cx.t(if response.is_some() { "feedback-change" } else { "feedback-send" }),
        puts: answered(&view, asked),
        moments: moments(&view, response),
        calls: opened.loaded.blueprint.survey.is_some(),
        no_call: response.is_some_and(|response| response.no_call),
        untraceable: response.is_some_and(|response| response.untraceable),
        again: response.is_some(),
        ..AskedForm::empty(cx, &asked.survey)
    });
    FeedbackPage {
        cx: cx.clone(),
        shell: shell::customer(visit),
        back: Some(format!("/s/{}", opened.token)),
        subject: format!("{}: {}", cx.cap(view.matter()), opened.loaded.title()),
        thanks: response.map(|response| thanks(&view, asked, response)).unwrap_or_default(),
        chosen: None,
        asked: form,
        care: response.and_then(|response| care(visit, opened, asked, response)),
    }
}

/// Nobody calls about an answer that may not be traced, or whose writer wants no call. Where its words worry, the writer
/// reads at once how to be called by choice: that promises the call, and says nothing of the answer.
fn care(visit: &Visit, opened: &Opened, asked: &Asked, response: &Response) -> Option<Care> {
    let cx = &visit.cx;
    if !response.worrying || !(response.untraceable || response.no_call) {
        return None;
    }
    let why = if response.untraceable { "feedback-care-untraceable" } else { "feedback-care-no-call" };
    let now = asked.grave.then(|| cx.t("feedback-care-now"));
    Some(Care { why: cx.t(why), now, call: opened.page(visit).call_back })
}

/// What happens now that an answer is in.
fn thanks(view: &View<'_>, asked: &Asked, response: &Response) -> Vec<String> {
    let cx = view.cx;
    let mut lines = vec![match response.untraceable {
        true => cx.t("feedback-thanks-untraceable"),
        false => cx.t("feedback-thanks-read"),
    }];
    let call = asked.ask.call_in(view.journey());
    if let Some((_, call)) = call.filter(|(_, call)| call.is_open() && call.what == PromiseWhat::CallBack) {
        lines.push(cx.t2("feedback-thanks-call", "team", view.team(call.owner), "by", cx.by_text(&call.current.until)));
    } else if response.no_call && !response.untraceable {
        lines.push(cx.t("feedback-thanks-no-call"));
    }
    let until = response.changeable_until();
    lines.push(match until >= cx.now {
        true => cx.t1("feedback-change-until", "until", cx.until_near_text(&until)),
        false => cx.t("feedback-final"),
    });
    lines
}

/// The address says which scores were left out, for the page that thanks.
fn leaving(left: &[u16]) -> String {
    if left.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = left.iter().map(u16::to_string).collect();
    format!("?left={}", numbers.join("."))
}

/// Each score that was left out, said: its question is asked after another answer.
fn left_out(cx: &Cx, asked: &Asked, left: Option<&str>) -> Vec<String> {
    let given = asked.ask.response.as_ref().map(|response| response.given.as_slice()).unwrap_or_default();
    let numbers = left.unwrap_or_default().split('.').filter_map(|number| number.parse::<u16>().ok());
    let line = |number: u16| {
        let question = asked.survey.question(number)?;
        let hangs = question.only_if.is_some() && question.form.ends().is_some();
        let counts = given.iter().any(|given| given.question == number);
        (hangs && !counts).then(|| cx.t1("feedback-left-out", "question", own_words(cx, &question.words)))
    };
    let mut all: Vec<String> = numbers.filter_map(line).collect();
    all.dedup();
    all
}

/// The questions with what was answered, and at those of a partner who reads it.
fn answered(view: &View<'_>, asked: &Asked) -> Vec<Put> {
    let cx = view.cx;
    let mut puts = Put::all(cx, &asked.survey);
    for along in &asked.along {
        if let Some(put) = puts.iter_mut().find(|put| put.number == along.question) {
            put.asker = Some(asker(view, put, along));
        }
    }
    let Some(response) = &asked.ask.response else { return puts };
    for put in &mut puts {
        if let Some(given) = response.given.iter().find(|given| given.question == put.number) {
            put.choose(given.value);
        }
        if let Some(said) = response.said.iter().find(|said| said.question == put.number) {
            put.say(asked.words.get(&said.text).map_or("", String::as_str));
        }
    }
    puts
}

/// Whose question it is, and what that partner reads of the answer.
fn asker(view: &View<'_>, put: &Put, along: &Along) -> String {
    let key = match (along.read, &put.by) {
        (false, _) => "feedback-asker-words-kept",
        (true, By::Words(_)) => "feedback-asker-words",
        (true, _) => "feedback-asker",
    };
    view.cx.t1(key, "partner", view.team(along.team))
}

/// The moments of a journey as its customer reads them, for a page of members: it names teams and no member.
pub(in crate::ui) fn moments_of(
    cx: &Cx,
    directory: &Directory,
    loaded: &Loaded,
    customer: ParticipantId,
    response: Option<&Response>,
) -> Vec<Moment> {
    moments(&View::new(cx, directory, loaded, customer, ""), response)
}

/// The moments of the customer's own page, oldest first, with what was pointed at.
fn moments(view: &View<'_>, response: Option<&Response>) -> Vec<Moment> {
    let pointed = |seq: u64| response.and_then(|it| it.pointed.iter().find(|at| at.seq == seq)).map(|at| at.well);
    let mut all: Vec<Moment> = messages::moments(view)
        .into_iter()
        .map(|(seq, message)| {
            let text = excerpt(&message.text, EXCERPT);
            let who = if message.yours { view.cx.t("feedback-you-wrote") } else { message.from };
            let what = match message.title {
                Some(title) => title,
                None => format!("{who}: {text}"),
            };
            Moment { seq, at: message.at, what, well: pointed(seq) }
        })
        .collect();
    all.sort_by_key(|moment| (moment.at, moment.seq));
    let older = all.len().saturating_sub(MOMENTS);
    all.split_off(older)
}

/// A score of the address, chosen at the question that a mail offers it for. What is no score of it is nothing.
fn chosen(cx: &Cx, survey: &Survey, form: &mut AskedForm, score: Option<&str>) -> Option<String> {
    let score = score?.parse::<u8>().ok()?;
    let question = one_click(survey)?;
    let (low, high) = survey.question(question)?.form.ends()?;
    if !(low..=high).contains(&score) {
        return None;
    }
    form.puts.iter_mut().find(|put| put.number == question)?.choose(score);
    let words = survey.question(question).map(|found| own_words(cx, &found.words)).unwrap_or_default();
    Some(cx.t2("feedback-chosen", "score", score, "question", words))
}

/// What was filled in, read against what is asked.
pub(in crate::ui) struct Read {
    /// The answer.
    pub feedback: NewFeedback,
    /// What was wrong, by the name of its field.
    pub faults: BTreeMap<String, String>,
    /// The questions of which the score is left out.
    pub left: Vec<u16>,
}

impl Read {
    /// Reads a form. A score that hangs on an answer that was not given is left out, and said so: a browser sends it, hidden or
    /// not. Words are never left out: somebody wrote them.
    pub fn of(cx: &Cx, survey: &Survey, posted: &Posted) -> Self {
        let (mut given, mut said, mut faults) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut left = Vec::new();
        for (question, number) in survey.questions.iter().zip(0_u16..) {
            let name = format!("q{number}");
            let typed = posted.get(&name);
            let before = |earlier: u16| given.iter().find(|(it, _)| *it == earlier).map(|(_, value)| *value);
            if typed.is_empty() {
                continue;
            }
            if question.form.ends().is_some() && !survey.is_asked(number, before) {
                left.push(number);
                continue;
            }
            match question.form.ends() {
                None if typed.chars().count() > LONGEST => {
                    faults.insert(name, cx.t("invalid-too-long"));
                }
                None => said.push((number, typed.to_owned())),
                Some((low, high)) => match typed.parse::<u8>().ok().filter(|value| (low..=high).contains(value)) {
                    Some(value) => given.push((number, value)),
                    None => {
                        faults.insert(name, cx.t("invalid-choice"));
                    }
                },
            }
        }
        let mut pointed: Vec<PointedAt> =
            posted.fields.iter().filter_map(|(name, value)| pointed_at(name, value)).collect();
        pointed.sort_by_key(|at| at.seq);
        pointed.dedup_by_key(|at| at.seq);
        let untraceable = posted.some("untraceable").is_some();
        let no_call = posted.some("no-call").is_some();
        Self { feedback: NewFeedback { given, said, pointed, no_call, untraceable, key: None }, faults, left }
    }
}

fn pointed_at(name: &str, value: &str) -> Option<PointedAt> {
    let seq = name.strip_prefix("point-")?.parse().ok()?;
    match value {
        "well" => Some(PointedAt { seq, well: true }),
        "wrong" => Some(PointedAt { seq, well: false }),
        _ => None,
    }
}

/// Puts back what was filled in, and what was wrong with it.
pub(in crate::ui) fn refill(form: &mut AskedForm, posted: &Posted, faults: &BTreeMap<String, String>) {
    for put in &mut form.puts {
        let typed = posted.get(&put.name);
        put.say(typed);
        if let Ok(value) = typed.parse() {
            put.choose(value);
        }
        put.error = faults.get(&put.name).cloned();
    }
    for moment in &mut form.moments {
        moment.well = pointed_at(&format!("point-{}", moment.seq), posted.get(&format!("point-{}", moment.seq)))
            .map(|at| at.well);
    }
    form.no_call = posted.some("no-call").is_some();
    form.untraceable = posted.some("untraceable").is_some();
}
