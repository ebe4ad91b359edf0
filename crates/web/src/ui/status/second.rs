//! The second thing that the customer knows: asked before what is sensitive shows. A right answer is kept in a short-lived
//! signed cookie that is good for this link only; the next step and the promises show without it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::second_thing::{self, Answered, Second};
use regie_domain::second_thing::Sensitive;
use regie_store::links::StatusLink;

use super::Opened;
use crate::cx::Cx;
use crate::gate::set;
use crate::pages::status::Locked;
use crate::posted::Posted;
use crate::reply::{Reply, page_with};
use crate::security::pass_cookie;
use crate::state::Web;
use crate::visit::Visit;

/// What of the page is hidden now.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hidden {
    pub messages: bool,
    pub files: bool,
    pub amounts: bool,
}

/// What is asked, where the answer has not been given on this link.
pub(super) fn wanted(web: &Web, visit: &Visit, link: &StatusLink, asked: Option<&Second>) -> Option<Second> {
    let asked = asked?;
    let given = visit.pass.as_deref().is_some_and(|pass| web.app.second_given(link, pass));
    (!given).then(|| asked.clone())
}

pub(super) fn hidden(wanted: Option<&Second>) -> Hidden {
    let has = |part| wanted.is_some_and(|wanted| wanted.before.contains(&part));
    Hidden { messages: has(Sensitive::Messages), files: has(Sensitive::Files), amounts: has(Sensitive::Amounts) }
}

/// The card in the place of what is hidden.
pub(super) fn card(cx: &Cx, token: &str, wanted: &Second) -> Locked {
    let parts: Vec<String> = wanted.before.iter().map(|part| cx.t(&format!("second-before-{}", part.code()))).collect();
    let what = cx.list(&parts);
    if wanted.known {
        Locked { words: cx.t1("second-intro", "what", what), form: Some(Locked::form(cx, token, wanted.ask)) }
    } else {
        Locked { words: cx.t1("second-unknown", "what", what), form: None }
    }
}

pub(super) async fn answer(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let Some(wanted) = opened.wanted.clone() else { return opened.done("said-status-second") };
    let answered = web.app.answer_second(opened.journey(), opened.participant, posted.get("second")).await?;
    let (status, key) = match answered {
        Answered::Right(until) => {
            let mut answer = opened.done("said-status-second")?;
            let pass = web.app.second_pass(&opened.link, until);
            let cookie = pass_cookie(&opened.link.token_hash, &pass, second_thing::LASTS, web.transport);
            set(&mut answer, cookie);
            return Ok(answer);
        }
        Answered::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, "second-wrong"),
        Answered::Unreadable => (StatusCode::UNPROCESSABLE_ENTITY, "second-unreadable"),
        Answered::TooMany => (StatusCode::TOO_MANY_REQUESTS, "second-too-many"),
    };
    let mut page = opened.page(&visit);
    let mut locked = card(&visit.cx, &opened.token, &wanted);
    if let Some(form) = &mut locked.form {
        form.error("second", visit.cx.t(key));
    }
    page.locked = Some(locked);
    page_with(status, &page)
}
