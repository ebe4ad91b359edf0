//! What was typed and not sent: kept as one goes, and put back when its form is opened again.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::drafts::{Draft, Fields};

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::{Drafting, Form, Input};
use crate::gate::WORKERS;
use crate::posted::Posted;
use crate::reply::{Reply, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journey::compose::Tool;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::visit::Visit;

/// What only the page itself needs.
const OF_THE_PAGE: [&str; 9] = ["csrf", "key", "epoch", "seen", "over", "version", "form", "quiet", "drop"];
/// The fields in which somebody writes; the others are choices.
const WRITTEN: [&str; 6] = ["text", "what", "due", "cost", "reason", "note"];

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.post("/journeys/{id}/draft", Access::Member(WORKERS), "save-draft", save)
}

/// Which form an address is of: its part behind the journey's.
#[must_use]
pub fn form_of(desk: &Desk, address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.strip_prefix(&format!("{}/", desk.href())).unwrap_or_default().to_owned()
}

/// The form above the timeline that a draft is of.
#[must_use]
pub fn tool_of(form: &str) -> Option<Tool> {
    match form {
        "message" => Some(Tool::Message),
        "answer" => Some(Tool::Answer),
        "note" => Some(Tool::Note),
        "promises" => Some(Tool::Promise),
        _ => None,
    }
}

/// Where the form of a draft stands.
#[must_use]
pub fn page_of(desk: &Desk, form: &str, card: Option<&str>) -> String {
    match (tool_of(form), card) {
        (Some(Tool::Answer), Some(card)) => format!("{}?compose=answer&card={card}#composer", desk.href()),
        (Some(tool), _) => format!("{}?compose={}#composer", desk.href(), tool.code()),
        (None, _) => format!("{}/{form}", desk.href()),
    }
}

/// What of a form is kept.
#[must_use]
pub fn fields_of(posted: &Posted) -> Fields {
    let all = posted.fields.iter().filter(|(name, _)| !OF_THE_PAGE.contains(&name.as_str()) && name != "do");
    all.cloned().collect()
}

/// A form that is kept while one types, with what was kept of it before put back. What only shows something is left alone.
#[must_use]
pub fn kept(desk: &Desk, form: Form, drafts: &[Draft]) -> Form {
    let written = form.fields.iter().any(|field| matches!(field.input, Input::Area(_)));
    let name = form_of(desk, &form.action);
    if !written || name.is_empty() || !desk.may().works {
        return form;
    }
    let found = drafts.iter().find(|draft| draft.form == name);
    let form = if form.failed() { form } else { found.map_or(form.clone(), |draft| put_back(form, draft)) };
    let saved = found.map(|draft| kept_at(&form.cx, draft.saved_at));
    let drafting = Drafting { href: format!("{}/draft", desk.href()), form: name, saved };
    Form { drafting: Some(drafting), ..form }
}

fn put_back(form: Form, draft: &Draft) -> Form {
    let (fresh, mut fields) = (form.hidden.clone(), draft.fields.clone());
    // A moment of news that was left alone is today's, not that of the day on which it was written.
    if draft.get("news").is_some() && draft.get("news") == draft.get("news_shown") {
        let news = form.fields.iter().find(|field| field.name == "news").map(|field| field.value.clone());
        for (_, value) in fields.iter_mut().filter(|(name, _)| name == "news") {
            *value = news.clone().unwrap_or_default();
        }
    }
    let mut form = form.fill(&fields);
    form.hidden = fresh;
    if let Some(made) = draft.get("made") {
        form.instead("made", made);
    }
    form
}

/// Whether nobody has written anything in it.
fn is_blank(desk: &Desk, posted: &Posted) -> bool {
    let greeting = greeting(desk);
    posted.fields.iter().all(|(name, value)| {
        let written = WRITTEN.contains(&name.as_str()) || name.starts_with("field.") || name.starts_with("brief");
        let value = value.trim();
        !written || value.is_empty() || value == greeting.trim()
    })
}

/// `Concept bewaard 14.02 uur`
fn kept_at(cx: &Cx, at: Timestamp) -> String {
    cx.t1("draft-kept", "when", cx.brief_text(&at))
}

async fn save(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let dropped = posted.some("drop");
    let plain = |name: &&str| {
        name.len() <= 120 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-/".contains(&byte))
    };
    let form = dropped.or(posted.some("form")).filter(plain).ok_or(AppError::NotFound("form"))?;
    let (who, quiet) = (visit.who()?, posted.get("quiet") == "yes");
    let (words, key) = if dropped.is_some() || is_blank(&desk, &posted) {
        web.app.drop_draft(&who, desk.id, form).await?;
        (String::new(), "said-draft-dropped")
    } else {
        let at = web.app.save_draft(&who, desk.id, form, fields_of(&posted)).await?;
        (kept_at(&desk.visit.cx, at), "said-draft-kept")
    };
    if quiet {
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        return Ok(([(header::CONTENT_TYPE, plain)], words).into_response());
    }
    see(&said(&page_of(&desk, form, posted.some("card")), key))
}
