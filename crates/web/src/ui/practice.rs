//! The practice room: cases to begin, what customers would have got, answers in their place, and its clock. Where there is
//! no practice room these routes do not exist.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::practice::PracticeRoom;
use regie_app::practice::cases::CASES;
use regie_app::practice::mail::{Kept, PracticeMail};
use regie_domain::actor::Role;
use serde::Deserialize;
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::form::{Form, Input};
use crate::gate::{ADMINISTRATORS, EVERYBODY, READERS, WORKERS};
use crate::pages::practice::{MailRow, PracticeMailPage, PracticeMailsPage, PracticePage};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::shell;
use crate::visit::Visit;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/practice", Access::Member(EVERYBODY), "practice", start)
        .post("/practice/cases/{code}", Access::Member(WORKERS), "practice_begin", begin)
        .get("/practice/mail", Access::Member(READERS), "practice-mail", mails)
        .get("/practice/mail/{id}", Access::Member(READERS), "practice-mail", mail)
        .post("/practice/mail/{id}", Access::Member(WORKERS), "practice_answer", answer)
        .post("/practice/next", Access::Member(ADMINISTRATORS), "practice_next", next)
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
}

fn room(web: &Web) -> Result<Arc<dyn PracticeRoom>, AppError> {
    web.practice.room().cloned().ok_or(AppError::NotFound("page"))
}

fn has(visit: &Visit, roles: &[Role]) -> bool {
    visit.member.as_deref().is_some_and(|member| roles.iter().any(|role| member.has(*role)))
}

async fn start(State(web): State<Web>, visit: Visit, Query(Said { said }): Query<Said>) -> Reply {
    let room = room(&web)?;
    let clock = if has(&visit, ADMINISTRATORS) { Some(room.next().await?) } else { None };
    let active = visit.directory.mailboxes.iter().filter(|(_, found)| found.value.active);
    page(&PracticePage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Elsewhere, said.as_deref()).await?,
        cases: CASES.to_vec(),
        mailboxes: active.map(|(id, found)| (id.to_string(), found.value.address.clone())).collect(),
        plays: has(&visit, WORKERS),
        reads: has(&visit, READERS),
        clock,
    })
}

/// The key of a form as an id: the same form sent twice makes the same mail.
fn key(web: &Web, posted: &Posted) -> Uuid {
    posted.key().and_then(|key| Uuid::parse_str(&key).ok()).unwrap_or_else(|| web.app.ports.uuid())
}

async fn begin(State(web): State<Web>, visit: Visit, Path(code): Path<String>, posted: Posted) -> Reply {
    room(&web)?;
    let mailbox = posted.some("mailbox").and_then(|id| Uuid::parse_str(id).ok());
    web.app.practice_begin(&visit.who()?, &code, mailbox, key(&web, &posted)).await?;
    see(&said("/practice", "said-practice-begun"))
}

async fn next(State(web): State<Web>, visit: Visit, _posted: Posted) -> Reply {
    let moved = room(&web)?.go_on(visit.who()?).await?;
    see(&said("/practice", if moved { "said-practice-moved" } else { "said-practice-still" }))
}

async fn mails(State(web): State<Web>, visit: Visit, Query(Said { said }): Query<Said>) -> Reply {
    room(&web)?;
    let mails = web.app.practice_mails(&visit.who()?).await?;
    page(&PracticeMailsPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Elsewhere, said.as_deref()).await?,
        mails: mails.iter().map(|mail| row(&visit, mail)).collect(),
    })
}

fn row(visit: &Visit, mail: &PracticeMail) -> MailRow {
    let kept = &mail.kept;
    let subject = match kept.reply_to {
        Some(_) => kept.subject.clone(),
        None => visit.cx.t1("practice-mail-posted", "to", &kept.to),
    };
    MailRow { href: format!("/practice/mail/{}", mail.id), at: mail.at, to: name(kept), subject }
}

fn name(kept: &Kept) -> String {
    if kept.to_name.is_empty() { kept.to.clone() } else { kept.to_name.clone() }
}

async fn find(web: &Web, visit: &Visit, id: &str) -> Result<PracticeMail, Failure> {
    room(web)?;
    let id = Uuid::parse_str(id).map_err(|_| AppError::NotFound("page"))?;
    let found = web.app.practice_mails(&visit.who()?).await?.into_iter().find(|mail| mail.id == id);
    Ok(found.ok_or(AppError::NotFound("page"))?)
}

/// The answer to a mail, for who may give it; to a colleague's mail there is none.
fn form(visit: &Visit, mail: &PracticeMail) -> Option<Form> {
    let colleague = visit.directory.member_by_email(&mail.kept.to).is_some();
    if mail.kept.reply_to.is_none() || colleague || !has(visit, WORKERS) {
        return None;
    }
    let (cx, name) = (&visit.cx, name(&mail.kept));
    let mut form = Form::new(cx, "answer", format!("/practice/mail/{}", mail.id), "practice-answer-send").own_field(
        "text",
        cx.t1("practice-answer", "name", &name),
        Input::Area(6),
    );
    form.submit = cx.t1("practice-answer-send", "name", &name);
    Some(form)
}

async fn whole(web: &Web, visit: &Visit, mail: &PracticeMail, form: Option<Form>) -> Result<PracticeMailPage, Failure> {
    let kept = &mail.kept;
    let file = |(name, size): &(String, u64)| format!("{name} ({})", visit.cx.size(size));
    Ok(PracticeMailPage {
        cx: visit.cx.clone(),
        shell: shell::staff(web, visit, Nav::Elsewhere, None).await?,
        mail: row(visit, mail),
        from: kept.from_name.clone(),
        text: kept.text.clone(),
        files: kept.files.iter().map(file).collect(),
        form,
    })
}

async fn mail(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let mail = find(&web, &visit, &id).await?;
    page(&whole(&web, &visit, &mail, form(&visit, &mail)).await?)
}

async fn answer(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let mail = find(&web, &visit, &id).await?;
    let form = form(&visit, &mail).ok_or(AppError::NotFound("page"))?;
    match web.app.practice_answer(&visit.who()?, mail.id, posted.get("text"), key(&web, &posted)).await {
        Ok(()) => see(&said("/practice/mail", "said-practice-answered")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            let form = wrong.at(&visit, form, &posted);
            page_with(wrong.status(), &whole(&web, &visit, &mail, Some(form)).await?)
        }
    }
}
