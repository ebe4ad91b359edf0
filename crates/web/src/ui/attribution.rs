//! To whom an answer belongs: for who handles the journey, for a partner's people at a desk, and for a partner behind a link,
//! from the same part of the app. Each sees it at the same moment; a partner its own part only.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::attribution::{Answer, ByParts};
use regie_app::authorise::Who;
use regie_app::directory::Directory;
use regie_domain::actor::{Door, TeamRef};
use regie_domain::attribution::{Attributed, DisputeOutcome, PartRef, WHOLE};
use regie_domain::codes::Scale;
use regie_domain::ids::{JourneyId, LegId, OrgId, TeamId};
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::{Choice, Form};
use crate::gate::WORKERS;
use crate::pages::attribution::{self as forms, MOST, PartRow, PartnerPartsPage, Parts, PartsPage};
use crate::pages::parts::Tone;
use crate::pages::shell::Nav;
use crate::pages::surveys::{Said, compared};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view::{self, own_words};
use crate::ui::partners::Opened;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let (desk, link) = (Access::Member(WORKERS), Access::PartnerLink);
    routes
        .get("/journeys/{id}/parts", desk, "journey", show)
        .post("/journeys/{id}/parts/{act}", desk, "attribution", act)
        .get("/p/{token}/parts", link, "partner", show_partner)
        .post("/p/{token}/parts/{act}", link, "attribution", act_partner)
}

/// Where it stands for who is signed in.
#[must_use]
pub fn href(journey: &str) -> String {
    format!("/journeys/{journey}/parts")
}

/// What a reader may do.
#[derive(Debug, Clone, Copy, Default)]
struct May {
    dispute: bool,
    judge: bool,
    reply: bool,
    wish: bool,
}

#[derive(Deserialize)]
struct Done {
    said: Option<String>,
}

/// The form that was sent and could not be done, with what was wrong.
type Failed<'a> = Option<(&'a str, &'a Wrong, &'a Posted)>;

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let desk = Desk::open_part(&web, &visit, &id).await?;
    staff(&web, &desk, None, StatusCode::OK).await
}

async fn staff(web: &Web, desk: &Desk, failed: Failed<'_>, status: StatusCode) -> Reply {
    let found = web.app.answer_by_parts(&desk.visit.who()?, desk.id).await?;
    let (guest, works) = (!desk.knows_all(), desk.may().works);
    let led_by_partner = desk.visit.directory.partner(found.journey.direction.team.org).is_some();
    let judges = works && !guest && (desk.may().directs || led_by_partner);
    let may = May { dispute: guest, judge: judges, reply: works, wish: guest && works };
    let page = PartsPage {
        cx: desk.visit.cx.clone(),
        shell: shell::staff(web, &desk.visit, Nav::Journeys, desk.visit.said()).await?,
        head: view::head(desk),
        part: parts(&desk.visit, &found, &href(&desk.id.to_string()), may, failed),
    };
    page_with(status, &page)
}

async fn act(State(web): State<Web>, visit: Visit, Path((id, act)): Path<(String, String)>, posted: Posted) -> Reply {
    let desk = Desk::open_part(&web, &visit, &id).await?;
    match run(&web, &desk.visit, (desk.visit.who()?, desk.id), &act, &posted).await? {
        Ok(key) => see(&said(&href(&id), key)),
        Err(wrong) => staff(&web, &desk, Some((&act, &wrong, &posted)), wrong.status()).await,
    }
}

async fn show_partner(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    Query(Done { said }): Query<Done>,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    // What was just said is a key of the locales, never words from the address bar.
    let said =
        said.filter(|key| key.starts_with("said-attribution-") && visit.cx.lang.has(key)).map(|key| visit.cx.t(&key));
    let mut shown = partner(&web, &visit, &opened, None).await?;
    shown.said = said;
    page(&shown)
}

async fn partner(web: &Web, visit: &Visit, opened: &Opened, failed: Failed<'_>) -> Result<PartnerPartsPage, Failure> {
    let Some(found) = web.app.answer_of_partner(opened.known.seat).await? else {
        return Err(regie_app::AppError::NotFound("page").into());
    };
    let base = format!("/p/{}/parts", opened.token);
    let may = May { dispute: true, judge: false, reply: true, wish: true };
    Ok(PartnerPartsPage {
        cx: visit.cx.clone(),
        shell: shell::customer(visit),
        said: None,
        number: found.journey.reference.to_string(),
        back: format!("/p/{}", opened.token),
        part: parts(visit, &found, &base, may, failed),
    })
}

async fn act_partner(
    State(web): State<Web>,
    visit: Visit,
    Path((token, act)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token).await?;
    let seat = opened.known.seat;
    match run(&web, &visit, (Who::Partner(seat), seat.journey), &act, &posted).await? {
        Ok(key) => see(&format!("/p/{token}/parts?said={key}")),
        Err(wrong) => {
            let shown = partner(&web, &visit, &opened, Some((&act, &wrong, &posted))).await?;
            page_with(wrong.status(), &shown)
        }
    }
}

/// Does what a form asks; tells the key of what to say, or what was wrong.
async fn run(
    web: &Web,
    visit: &Visit,
    (who, journey): (Who, JourneyId),
    act: &str,
    posted: &Posted,
) -> Result<Result<&'static str, Wrong>, Failure> {
    let words = posted.some("text").unwrap_or_default();
    let part = || part_from(posted.get("part")).ok_or(regie_app::AppError::NotFound("part"));
    let (key, done) = match act {
        "dispute" => ("said-attribution-disputed", web.app.dispute(who, journey, part()?, words).await.map(|_| ())),
        "judge" => {
            let Some(outcome) = DisputeOutcome::parse(posted.get("outcome")) else {
                return Ok(Err(Wrong::field(visit, "outcome", "invalid-choice")));
            };
            let to = part_from(posted.get("to")).filter(|_| outcome == DisputeOutcome::Changed);
            if outcome == DisputeOutcome::Changed && to.is_none() {
                return Ok(Err(Wrong::field(visit, "to", "invalid-choice")));
            }
            let done = web.app.judge(who, journey, part()?, (outcome, to), posted.some("text")).await;
            ("said-attribution-judged", done.map(|_| ()))
        }
        "reply" => ("said-attribution-replied", web.app.reply_to_answer(who, journey, words).await.map(|_| ())),
        "ask" => {
            let scale = posted.some("scale").and_then(Scale::parse);
            let question = posted.some("question").unwrap_or_default();
            let done = web.app.may_i_ask(who, Door::Page, journey, question, scale, posted.key()).await;
            ("said-attribution-wished", done.map(|_| ()))
        }
        _ => return Err(regie_app::AppError::NotFound("page").into()),
    };
    match done {
        Ok(()) => Ok(Ok(key)),
        Err(error) => Ok(Err(Wrong::of(visit, error)?)),
    }
}

fn parts(visit: &Visit, found: &ByParts, base: &str, may: May, failed: Failed<'_>) -> Parts {
    let cx = &visit.cx;
    let name = |team: TeamRef| visit.directory.team_name(team.team);
    // A form that could not be done comes back with what was typed.
    let again = |form: Form| match failed {
        Some((act, wrong, posted)) if form.action.ends_with(&format!("/{act}")) && fits(&form, posted) => {
            wrong.at(visit, form, posted)
        }
        _ => form,
    };
    let wishes = found.wishes.iter().map(|wish| {
        let question = found.text(wish.text).unwrap_or("–").to_owned();
        (name(wish.team), question, words::wish_stands(cx, &found.journey, &wish.answer))
    });
    let Some(answer) = &found.answer else {
        return Parts {
            stands: cx.t("attribution-no-answer"),
            wishes: wishes.collect(),
            wish: may.wish.then(|| again(forms::wish(cx, base))),
            ..Parts::default()
        };
    };
    let rows = answer.parts.iter().enumerate().map(|(at, part)| {
        let form = form_of((cx, &visit.directory), answer, (base, at), part, may);
        let dispute = dispute_of(answer, part.part);
        PartRow {
            name: name(part.part.team),
            share: share(cx, part.share),
            why: why(cx, part),
            open: dispute.is_some_and(|judged| !judged),
            gone: gone(answer, part).map(|key| cx.t(key)),
            dispute: lines(visit, found, answer, part.part),
            form: form.map(|(head, form)| (head, again(form))),
        }
    });
    Parts {
        stands: cx.t1("feedback-answered", "when", cx.near_text(&answer.at)),
        said: in_words(cx, answer),
        kept_back: answer.kept_back,
        parts: rows.collect(),
        replies: answer
            .replies
            .iter()
            .filter_map(|reply| Some((name(reply.team), reply.at, found.text(reply.text)?.to_owned())))
            .collect(),
        reply: may.reply.then(|| again(forms::reply(cx, base))),
        wishes: wishes.collect(),
        wish: None,
    }
}

/// Whether something was posted by this form: the part that it is about is the same.
fn fits(form: &Form, posted: &Posted) -> bool {
    form.hidden.iter().filter(|(name, _)| name == "part").all(|(name, value)| posted.get(name) == value)
}

fn form_of(
    (cx, directory): (&Cx, &Directory),
    answer: &Answer,
    (base, at): (&str, usize),
    part: &Attributed,
    may: May,
) -> Option<(String, Form)> {
    let code = code_of(part.part);
    let disputed = dispute_of(answer, part.part);
    if at >= MOST {
        return None;
    }
    match disputed {
        None if may.dispute => Some((cx.t("attribution-dispute-head"), forms::dispute(cx, base, at, &code))),
        Some(false) if may.judge => {
            let others = answer.parts.iter().filter(|other| other.part != part.part);
            let others = others.map(|it| Choice::new(code_of(it.part), directory.team_name(it.part.team.team)));
            Some((cx.t("attribution-judge-head"), forms::judge(cx, base, at, &code, others.collect())))
        }
        _ => None,
    }
}

/// Whether a part is disputed, and if so, whether that was decided.
fn dispute_of(answer: &Answer, part: PartRef) -> Option<bool> {
    answer.disputes.iter().find(|dispute| dispute.part == part).map(|dispute| dispute.judged.is_some())
}

/// What was said against what was laid on a part, and what was decided.
fn lines(visit: &Visit, found: &ByParts, answer: &Answer, part: PartRef) -> Vec<String> {
    let cx = &visit.cx;
    let Some(dispute) = answer.disputes.iter().find(|dispute| dispute.part == part) else { return Vec::new() };
    let said = found.text(dispute.text).unwrap_or("–");
    let mut lines = vec![cx.t2("attribution-disputed", "when", cx.near_text(&dispute.at), "words", said)];
    match dispute.judged {
        None => lines.push(cx.t("attribution-waits")),
        Some(judged) => {
            lines.push(cx.t1("attribution-judged", "outcome", words::dispute_outcome(cx, judged.outcome)));
            // To whom it went instead is said to who may know the others.
            let to = judged.to.filter(|_| found.org.is_none());
            lines.extend(to.map(|to| visit.directory.team_name(to.team.team)));
            lines.extend(judged.text.and_then(|text| found.text(text)).map(str::to_owned));
        }
    }
    lines
}

/// That a share does not count any more, where that was decided.
fn gone(answer: &Answer, part: &Attributed) -> Option<&'static str> {
    let judged = answer.disputes.iter().find(|dispute| dispute.part == part.part)?.judged?;
    match judged.outcome {
        DisputeOutcome::Kept => None,
        DisputeOutcome::Changed => Some("attribution-elsewhere"),
        // Nobody else was there: then it is about nobody.
        DisputeOutcome::Agreed if part.share >= WHOLE => Some("attribution-nobody"),
        DisputeOutcome::Agreed => Some("attribution-others"),
    }
}

fn why(cx: &Cx, part: &Attributed) -> Vec<String> {
    let why = part.why;
    let count = |key: &str, n: u32| (n > 0).then(|| cx.tn(key, n as usize));
    let held = (why.held.as_mins() > 0).then(|| cx.t1("attribution-held", "time", cx.duration(why.held.as_secs())));
    let all: Vec<String> = [
        count("attribution-wrong", why.wrong),
        count("attribution-well", why.well),
        held,
        count("attribution-broken", why.broken),
        count("attribution-passed-on", why.passed_on),
    ]
    .into_iter()
    .flatten()
    .collect();
    if all.is_empty() { vec![cx.t("attribution-whole")] } else { all }
}

fn share(cx: &Cx, share: u32) -> String {
    cx.t1("attribution-share", "percent", (share * 100 + WHOLE / 2) / WHOLE)
}

fn in_words(cx: &Cx, answer: &Answer) -> Vec<Said> {
    let given = answer.given.iter().map(|(question, given)| {
        let words = match (&question.form, given.scale) {
            (regie_domain::survey::Form::Choice { choices }, _) => usize::from(given.value)
                .checked_sub(1)
                .and_then(|at| choices.get(at))
                .map_or_else(|| given.value.to_string(), |choice| own_words(cx, choice)),
            (_, Scale::Compared) => compared(cx, given.value),
            (_, scale) => cx.t2("feedback-of", "value", given.value, "most", scale.ends().1),
        };
        let praise = if given.scale.is_high(given.value) { Tone::Ok } else { Tone::Plain };
        let tone = if given.scale.is_low(given.value) { Tone::Bad } else { praise };
        Said { question: own_words(cx, &question.words), answer: words, words: false, tone, heard: None, about: None }
    });
    let said = answer.said.iter().map(|(question, words)| Said {
        question: own_words(cx, question),
        answer: words.clone(),
        words: true,
        tone: Tone::Plain,
        heard: None,
        about: None,
    });
    given.chain(said).collect()
}

/// A part in a form: organisation, team and leg.
fn code_of(part: PartRef) -> String {
    let leg = part.leg.map(|leg| format!(":{leg}")).unwrap_or_default();
    format!("{}:{}{leg}", part.team.org, part.team.team)
}

fn part_from(text: &str) -> Option<PartRef> {
    let mut fields = text.split(':');
    let (org, team) = (OrgId::parse(fields.next()?).ok()?, TeamId::parse(fields.next()?).ok()?);
    let leg = match fields.next() {
        None => None,
        Some(leg) => Some(LegId::parse(leg).ok()?),
    };
    Some(PartRef { team: TeamRef { org, team }, leg })
}
