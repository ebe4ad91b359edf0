//! Letters: the page that is printed, and the page where the code of a letter is typed over.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::AppError;
use regie_app::letters::Letter;
use regie_app::locale::Lang;
use regie_domain::ids::{JourneyId, TaskId};

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::letters::{CodePage, LetterPage, PaperWords, Sheet};
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::shell;
use crate::visit::Visit;

/// The page, and the way to it.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/journeys/{id}/tasks/{task}/letter", Access::Member(WORKERS), "journey", one)
        .get("/a", Access::Public, "letter-code", code)
        .post("/a", Access::Public, "open_code", open)
}

/// The page for the code of a letter that asks how it went.
async fn code(State(_): State<Web>, visit: Visit) -> Reply {
    page(&CodePage::new(&visit.cx, shell::customer(&visit)))
}

/// On to the questions behind a code. A wrong one, one that is over and one of somebody else all get the same words.
async fn open(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let mut shown = CodePage::new(&visit.cx, shell::customer(&visit));
    shown.form = shown.form.fill(&posted.fields);
    let (status, key) = match web.app.open_code(posted.get("code"), visit.address).await {
        Ok(Some(token)) => return see(&format!("/s/{token}/feedback")),
        Ok(None) => (StatusCode::UNPROCESSABLE_ENTITY, "code-wrong"),
        Err(AppError::TooMany) => (StatusCode::TOO_MANY_REQUESTS, "code-too-many"),
        Err(error) => return Err(error.into()),
    };
    shown.form.error("code", visit.cx.t(key));
    page_with(status, &shown)
}

async fn one(State(web): State<Web>, visit: Visit, Path((id, task)): Path<(String, String)>) -> Reply {
    let journey = JourneyId::parse(&id).map_err(|_| AppError::NotFound("journey"))?;
    let task = TaskId::parse(&task).map_err(|_| AppError::NotFound("task"))?;
    let letter = web.app.letter(&visit.who()?, journey, task).await?;
    let href = format!("/journeys/{journey}");
    let banners = missing(&visit, &letter, &href);
    page(&LetterPage { cx: visit.cx.clone(), banners, letter: sheet(&visit, letter, &href, task) })
}

fn sheet(visit: &Visit, letter: Letter, href: &str, task: TaskId) -> Sheet {
    let (cx, lang) = (&visit.cx, letter.lang);
    let word = |key: &str| lang.t(key, &[]);
    let organisation = visit.directory.organisation.as_ref().map(|found| &found.value);
    let address = letter.address.iter().flat_map(|address| address.lines()).cloned();
    Sheet {
        journey: href.to_owned(),
        task: format!("{href}/tasks/{task}"),
        done: letter.done,
        lang: lang.code(),
        words: PaperWords {
            phone: word("paper-phone"),
            date: word("paper-date"),
            reference: word("paper-reference"),
            subject: word("paper-subject"),
        },
        organisation: organisation.map(|found| found.name.clone()).unwrap_or_default(),
        phone: organisation.map(|found| found.phone.clone()).unwrap_or_default(),
        to: letter.name.into_iter().chain(address).collect(),
        date: dated(cx, lang),
        reference: letter.reference.to_string(),
        subject: letter.subject,
        text: letter.text,
    }
}

/// The present day in words, in a language.
fn dated(cx: &crate::cx::Cx, lang: Lang) -> String {
    lang.date(cx.day(&cx.now))
}

/// What must be known or written before it can leave.
fn missing(visit: &Visit, letter: &Letter, href: &str) -> Vec<Banner> {
    let cx = &visit.cx;
    let person = Some((format!("{href}/people/{}#postal", letter.participant), cx.t("letter-fill-in")));
    let warn = |key: &str| Banner::new(Tone::Warn, "triangle-alert", cx.t(key));
    let mut banners = Vec::new();
    if letter.done {
        banners.push(Banner::new(Tone::Ok, "circle-check", cx.t("letter-was-sent")));
    }
    match (&letter.name, &letter.address) {
        (_, None) => banners.push(Banner { link: person, ..warn("letter-no-address") }),
        (None, Some(_)) => banners.push(Banner { link: person, ..warn("letter-no-name") }),
        (Some(_), Some(_)) => {}
    }
    if letter.text.is_none() {
        banners.push(warn("letter-no-text"));
    }
    banners
}
