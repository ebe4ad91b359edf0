//! What goes to the customer in a few seconds and can still be taken back; and what was refused at its moment.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::AppError;
use regie_app::sending::Waiting;
use regie_domain::refusal::{Code, Refusal};
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::journey::SendingRow;
use crate::pages::parts::Tone;
use crate::pages::shell::Notice;
use crate::posted::Posted;
use crate::reply::{Reply, refusal_words, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journey::Shown;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::drafting::page_of;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let path = "/journeys/{id}/sending/{sending}/undo";
    routes.post(path, Access::Member(WORKERS), "take-back-sending", undo)
}

/// The rows for a page of a journey: the reader's own.
#[must_use]
pub fn rows(desk: &Desk, waiting: &[Waiting]) -> Vec<SendingRow> {
    let own = waiting.iter().filter(|one| one.journey == desk.id);
    own.map(|one| match &one.refused {
        None => SendingRow::Waits {
            id: one.id.to_string(),
            seconds: usize::try_from(one.left.as_secs()).unwrap_or(0),
            undo: format!("{}/sending/{}/undo", desk.href(), one.id),
        },
        Some(code) => SendingRow::Refused {
            id: one.id.to_string(),
            why: why(&desk.visit, code),
            href: page_of(desk, &one.form, None),
        },
    })
    .collect()
}

/// Why it was refused, in words.
fn why(visit: &Visit, code: &str) -> String {
    let known = Code::ALL.iter().find(|known| known.code() == code);
    known.map_or_else(|| visit.cx.t("sending-failed"), |code| refusal_words(visit, &Refusal::new(*code)))
}

async fn undo(
    State(web): State<Web>,
    visit: Visit,
    Path((id, sending)): Path<(String, String)>,
    _posted: Posted,
) -> Reply {
    let desk = Desk::open(&web, &visit, &id).await?;
    let sending = Uuid::parse_str(&sending).map_err(|_| AppError::NotFound("message"))?;
    match web.app.take_back(&visit.who()?, desk.id, sending).await? {
        Some(form) => {
            let drafts = web.app.drafts(&visit.who()?, desk.id).await?;
            let card = drafts.iter().find(|draft| draft.form == form).and_then(|draft| draft.get("card"));
            see(&said(&page_of(&desk, &form, card), "said-taken-back-sending"))
        }
        None => {
            let notice = Notice { tone: Tone::Warn, text: visit.cx.t("sending-gone"), undo: None };
            let shown = Shown { notice: Some(notice), status: StatusCode::CONFLICT, ..Shown::default() };
            super::render(&web, &desk, shown).await
        }
    }
}
