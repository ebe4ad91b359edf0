//! Looking at all answers once more, sending them, and what stands there afterwards.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use regie_app::AppError;
use regie_app::ask::desk;
use regie_app::ask::draft::{Change, Draft};
use regie_app::ask::send::Asked;
use regie_app::locale::Lang;
use regie_app::sessions::throttle;
use regie_domain::codes::{NextStep, PromiseWhat};
use regie_domain::customer::Language;
use regie_domain::event::Reach;

use super::{Asking, closed, trapped, when, words_of};
use crate::pages::ask::{AskAnswer, AskCheckPage, AskDonePage, AskStep};
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::security::{CookieKind, read_cookie};
use crate::state::Web;
use crate::ui::journey::view::own_words;
use crate::ui::{fixed, shell};
use crate::visit::Visit;

/// All of it, before it is sent.
pub(super) async fn check(asking: Asking) -> Reply {
    if asking.topics().is_empty() {
        return closed(&asking.visit);
    }
    if asking.sent {
        return see("/ask/done");
    }
    if let Some(other) = asking.elsewhere(AskStep::Check).await? {
        return see(&other);
    }
    page(&check_page(&asking).await?)
}

async fn check_page(asking: &Asking) -> Result<AskCheckPage, AppError> {
    let Some(draft) = &asking.draft else { return Err(AppError::NotFound("draft")) };
    let steps = asking.steps().await?;
    let before = steps.iter().copied().rfind(|it| *it < AskStep::Check).unwrap_or(AskStep::Message);
    Ok(AskCheckPage {
        cx: asking.cx().clone(),
        shell: shell::customer(&asking.visit),
        back: before.path().to_owned(),
        answers: answers(asking, draft, &steps).await?,
        desk: match draft.window.as_ref().filter(|_| draft.about.is_none()) {
            Some(window) => when::who_comes(asking, window).await?,
            None => asking.desk_words().await?,
        },
        form: AskCheckPage::button(asking.cx()),
    })
}

/// The answers with the way back to each.
async fn answers(asking: &Asking, draft: &Draft, steps: &[AskStep]) -> Result<Vec<AskAnswer>, AppError> {
    let cx = asking.cx();
    let mut all = Vec::new();
    let mut say = |key: &str, value: String, step: Option<AskStep>| {
        let change = step.filter(|step| steps.contains(step)).map(|step| format!("{}?from=check", step.path()));
        all.push(AskAnswer { label: cx.t(key), value, change });
    };
    if let Some(door) = asking.blueprint().and_then(|found| found.doorway.as_ref()) {
        say("ask-topic", own_words(cx, &door.name), Some(AskStep::Topic));
    }
    let typed = &draft.typed;
    for (key, value) in [("ask-subject", &typed.subject), ("ask-reference", &typed.reference)] {
        if !value.is_empty() {
            say(key, value.clone(), None);
        }
    }
    say("ask-answer-message", typed.text.clone(), Some(AskStep::Message));
    if draft.complaint {
        say("ask-complaint", cx.t("ask-complaint-yes"), Some(AskStep::Message));
    }
    let names: Vec<&str> = draft.files.iter().map(|file| file.name.as_str()).collect();
    let files = if names.is_empty() { cx.t("ask-answer-no-files") } else { names.join("\n") };
    say("status-files", files, Some(AskStep::Files));
    if steps.contains(&AskStep::Same) {
        let alike = asking.web.app.ask_alike(draft).await?;
        let about = alike.iter().find(|found| Some(found.journey) == draft.about);
        let words =
            about.map_or_else(|| cx.t("ask-same-none"), |found| format!("{} ({})", found.title, found.reference));
        say("ask-answer-same", words, Some(AskStep::Same));
    }
    if draft.came.is_some() {
        say("ask-answer-contact", cx.t("ask-answer-known"), None);
    } else {
        let lines = [&typed.name, &typed.email, &typed.phone].into_iter().filter(|line| !line.is_empty());
        let lines: Vec<&str> = lines.map(String::as_str).collect();
        say("ask-answer-contact", lines.join("\n"), Some(AskStep::Contact));
    }
    if let Some(step) = steps.iter().copied().find(|step| *step == AskStep::When) {
        let words = draft.window.map_or_else(|| cx.t("ask-when-later"), |window| when::words(cx, &window));
        say("ask-answer-when", words, Some(step));
    }
    if steps.contains(&AskStep::Where) {
        say("ask-answer-where", typed.place.clone(), Some(AskStep::Where));
    }
    Ok(all)
}

/// Sends it, once however often the button is pressed.
pub(super) async fn send(mut asking: Asking, posted: Posted) -> Reply {
    if asking.sent {
        return see("/ask/done");
    }
    if let Some(other) = asking.elsewhere(AskStep::Check).await? {
        return see(&other);
    }
    let (Some(token), Some(draft)) = (asking.token.clone(), asking.draft.clone()) else { return see("/ask") };
    if trapped(&posted) {
        return again(&asking, StatusCode::UNPROCESSABLE_ENTITY, "ask-trapped").await;
    }
    let typed = [draft.typed.email.as_str(), draft.typed.phone.as_str()];
    match throttle::may_send_ask(&asking.web.app, asking.visit.address, &typed).await {
        Ok(()) => {}
        Err(AppError::TooMany) => return again(&asking, StatusCode::TOO_MANY_REQUESTS, "ask-too-many").await,
        Err(error) => return Err(error.into()),
    }
    let language = match asking.cx().lang {
        Lang::Nl => Language::Nl,
        Lang::En => Language::En,
    };
    match asking.web.app.send_ask(&token, language).await {
        Ok(_) => asking.on_to("/ask/done"),
        // Somebody else was faster.
        Err(AppError::Refused(refusal)) if draft.window.is_some() && when::is_gone(&refusal) => {
            asking.keep(vec![Change::Gone]).await?;
            when::again(&asking).await
        }
        // What it was to be added to has ended meanwhile, or is not offered any more: it becomes something of its own.
        Err(AppError::Refused(_) | AppError::Invalid(_)) if draft.about.is_some() => {
            asking.keep(vec![Change::About(None)]).await?;
            again(&asking, StatusCode::CONFLICT, "ask-about-gone").await
        }
        Err(AppError::Invalid(_)) => see("/ask"),
        Err(error) => Err(error.into()),
    }
}

/// The page before sending once more, with what is in the way.
async fn again(asking: &Asking, status: StatusCode, key: &str) -> Reply {
    let mut shown = check_page(asking).await?;
    shown.form = shown.form.problem(asking.cx().t(key));
    page_with(status, &shown)
}

/// It was sent. The page can be opened again for a day; the link on it works longer.
pub(super) async fn done(State(web): State<Web>, visit: Visit, headers: HeaderMap) -> Reply {
    let Some(token) = read_cookie(&headers, CookieKind::Ask, web.transport) else { return see("/ask") };
    let Some(asked) = web.app.asked(&token).await? else { return see("/ask") };
    page(&done_page(&web, &visit, &asked, &token)?)
}

fn done_page(web: &Web, visit: &Visit, asked: &Asked, token: &str) -> Result<AskDonePage, AppError> {
    let (cx, journey) = (&visit.cx, &asked.loaded.journey);
    let told = journey.expectation.as_ref();
    let voice = cx.voice(cx.lang);
    let team = told.and_then(|told| told.team).or(journey.ball.holder.team());
    let team = team.map(|team| visit.directory.team_name(team.team));
    let promise = told.and_then(|told| told.promise).and_then(|id| journey.promises.get(&id));
    let result = promise.is_some_and(|promise| promise.what == PromiseWhat::Result);
    // What is certain from the record; that somebody answers is, whatever runs later.
    let step = told.map_or(NextStep::WeAnswer, |told| told.next);
    let next = voice.next_step(step, team.as_deref(), None, result);
    let booked = journey.booked_visit().map(|(_, visit)| visit);
    let window = booked.map(|it| when::coming(cx, &visit.directory.team_name(it.team.team), &it.window));
    let by = told.and_then(|told| told.by).filter(|_| window.is_none());
    let person = journey.participants.get(&asked.sent.participant);
    let by_mail = person.is_some_and(|person| matches!(person.reach, Reach::Email { .. }));
    let blueprint = visit.directory.blueprint(journey.blueprint.id);
    // Who comes was just said; a desk that reads it comes after that.
    let fixed = booked.and_then(|it| fixed::words(cx, &visit.directory, it.window.from?, it.movable_until));
    let reads = match blueprint.filter(|_| asked.sent.new && booked.is_none()) {
        Some(blueprint) => {
            let desk = desk::desk_of(&visit.directory, blueprint, cx.now)?;
            let now = cx.t1("ask-desk-reads", "team", &desk.team);
            Some(if desk.opens.is_some() { words_of(cx, &desk).hours } else { now })
        }
        None if asked.sent.new => fixed,
        // Added to what runs: what is said of it is until when somebody reads it.
        None => crate::ui::status::read_line(cx, &visit.directory, journey, asked.sent.participant),
    };
    let link = format!("/s/{token}");
    Ok(AskDonePage {
        cx: cx.clone(),
        shell: shell::customer(visit),
        new: asked.sent.new,
        reference: journey.reference.to_string(),
        next,
        visit: window,
        by,
        reads,
        before: asked.sent.new && by_mail,
        // Only what is new is confirmed by a message of its own.
        reach: asked.sent.new.then(|| cx.t(if by_mail { "ask-done-mail" } else { "ask-done-call" })),
        address: format!("{}{link}", web.app.config.public_url),
        link,
    })
}
