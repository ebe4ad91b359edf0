//! What was typed and not sent: kept as one goes, and put back when its form is opened again.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::drafts::{Draft, Fields};
use regie_domain::event::JourneyEvent;
use regie_domain::ids::ContentId;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::{Choice, Drafting, Form, Input};
use crate::gate::WORKERS;
use crate::posted::Posted;
use crate::reply::{Reply, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journey::compose::Tool;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::ui::letter::Letter;
use crate::visit::Visit;

/// What only the page itself needs.
const OF_THE_PAGE: [&str; 9] = ["csrf", "key", "epoch", "seen", "over", "version", "form", "quiet", "drop"];
/// Which version of the journey its writer had in view when they began: kept with a draft, so that what came in since is
/// asked about before it is sent, also from another tab or after a restart.
const BEGAN: [&str; 2] = ["seen", "epoch"];
/// The files of a message that was taken back, of those that are shown: which of them go along.
const FILE: &str = "kept-file";
const FILES_SHOWN: &str = "kept-files";
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

/// What comes back of a form that was sent, when it is taken back or refused at its moment.
#[must_use]
pub fn back(posted: &Posted) -> Fields {
    fields_of(posted).into_iter().chain(began(posted)).collect()
}

/// What of a form is kept.
fn fields_of(posted: &Posted) -> Fields {
    let own = |name: &str| OF_THE_PAGE.contains(&name) || ["do", FILE, FILES_SHOWN].contains(&name);
    posted.fields.iter().filter(|(name, _)| !own(name)).cloned().collect()
}

/// The version that a form was begun with.
fn began(posted: &Posted) -> Fields {
    let first = |name: &str| posted.fields.iter().find(|(field, value)| field == name && value.parse::<u64>().is_ok());
    BEGAN.into_iter().filter_map(first).cloned().collect()
}

/// Which files go along, kept beside the rest of a draft.
fn files_chosen(posted: &Posted) -> Fields {
    posted.fields.iter().filter(|(name, _)| [FILE, FILES_SHOWN].contains(&name.as_str())).cloned().collect()
}

/// What goes along with a form that was sent, with the files of its draft that were left chosen.
///
/// # Errors
/// What the store says.
pub async fn letter<'a>(web: &'a Web, desk: &Desk, posted: &Posted) -> Result<Letter<'a>, AppError> {
    let letter = Letter::new(web, desk.id);
    let wanted: Vec<ContentId> = posted.all(FILE).filter_map(|id| ContentId::parse(id).ok()).collect();
    if wanted.is_empty() {
        return Ok(letter);
    }
    let (who, form) = (desk.visit.who()?, form_of(desk, &desk.visit.cx.here));
    let found = web.app.draft_files(&who, desk.id, &form, &wanted).await?;
    let again = match posted.key() {
        Some(key) => web.app.waits_under(&who, &key).await?,
        None => false,
    };
    let count = if again { found.len() } else { wanted.len() };
    Ok(letter.along(found, count))
}

/// A form with the files of its draft, to be left out or to go along again.
#[must_use]
pub fn with_files(desk: &Desk, mut form: Form, drafts: &[Draft]) -> Form {
    let name = form_of(desk, &form.action);
    let files = drafts.iter().find(|draft| draft.form == name).map(|draft| draft.files.as_slice()).unwrap_or_default();
    let place = form.fields.iter().position(|field| matches!(field.input, Input::Files(_)));
    let (Some(place), false) = (place, files.is_empty() || form.fields.iter().any(|field| field.name == FILE)) else {
        return form;
    };
    let cx = form.cx.clone();
    let choices = files.iter().map(|file| {
        let choice = Choice::new(file.content.to_string(), &file.name).hint(cx.size(file.size));
        Choice { chosen: true, ..choice }
    });
    form = form.field(FILE, "draft-files", Input::Checks(choices.collect())).optional().with(FILES_SHOWN, "yes");
    if let Some(field) = form.fields.pop() {
        form.fields.insert(place, field);
    }
    form
}

/// A form that is kept while one types, with what was kept of it before put back. What only shows something is left alone.
#[must_use]
pub fn kept(desk: &Desk, form: Form, drafts: &[Draft]) -> Form {
    let written = form.fields.iter().any(|field| matches!(field.input, Input::Area(_)));
    let name = form_of(desk, &form.action);
    if !written || name.is_empty() || !desk.may().works {
        return form;
    }
    let form = with_files(desk, form, drafts);
    let found = drafts.iter().find(|draft| draft.form == name);
    let form = if form.failed() { form } else { found.map_or(form.clone(), |draft| put_back(desk, form, draft)) };
    let saved = found.map(|draft| kept_at(&form.cx, draft.saved_at));
    let drafting = Drafting { href: format!("{}/draft", desk.href()), form: name, saved };
    Form { drafting: Some(drafting), ..form }
}

fn put_back(desk: &Desk, form: Form, draft: &Draft) -> Form {
    let (fresh, mut fields) = (form.hidden.clone(), draft.fields.clone());
    // A moment of news that was left alone is today's, not that of the day on which it was written.
    if draft.get("news").is_some() && draft.get("news") == draft.get("news_shown") {
        let news = form.fields.iter().find(|field| field.name == "news").map(|field| field.value.clone());
        for (_, value) in fields.iter_mut().filter(|(name, _)| name == "news") {
            *value = news.clone().unwrap_or_default();
        }
    }
    // Nothing was left out yet of what has just come back.
    if draft.get(FILES_SHOWN).is_none() {
        fields.extend(draft.files.iter().map(|file| (FILE.to_owned(), file.content.to_string())));
    }
    let mut form = form.fill(&fields);
    form.hidden = fresh;
    if let Some(made) = draft.get("made") {
        form.instead("made", made);
    }
    if let Some(seen) = draft.get("seen") {
        form.instead("seen", seen);
    }
    if let Some(epoch) = draft.get("epoch").filter(|_| others_moved_ball(desk, draft)) {
        form.instead("epoch", epoch);
    }
    form
}

/// Whether somebody else moved the ball since a draft was begun; whoever moved it oneself knows.
fn others_moved_ball(desk: &Desk, draft: &Draft) -> bool {
    let Some(seen) = draft.get("seen").and_then(|seen| seen.parse::<u64>().ok()) else { return false };
    let me = desk.visit.member.as_deref().map(|member| member.id);
    desk.loaded.events.iter().any(|recorded| {
        let moved = matches!(recorded.event, JourneyEvent::BallMoved { .. });
        moved
            && recorded.meta.seq > seen
            && (recorded.meta.actor.member().is_none() || recorded.meta.actor.member() != me)
    })
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
    let blank = is_blank(&desk, &posted) && posted.some(FILES_SHOWN).is_none();
    let (words, key) = if dropped.is_some() || blank {
        web.app.drop_draft(&who, desk.id, form).await?;
        (String::new(), "said-draft-dropped")
    } else {
        let fields = back(&posted).into_iter().chain(files_chosen(&posted)).collect();
        let at = web.app.save_draft(&who, desk.id, form, fields).await?;
        (kept_at(&desk.visit.cx, at), "said-draft-kept")
    };
    if quiet {
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        return Ok(([(header::CONTENT_TYPE, plain)], words).into_response());
    }
    see(&said(&page_of(&desk, form, posted.some("card")), key))
}
