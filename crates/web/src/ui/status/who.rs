//! Who somebody on a social channel is, filled in on the page behind the link. Opening it changes nothing. Whether it is known
//! here or a person looks it up, the reader hears no more than that it came in.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::social::who::{WhoAnswered, WhoAsked, WhoStands};

use super::Opened;
use crate::pages::status::Locked;
use crate::pages::who::{WhoPage, form};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with};
use crate::state::Web;
use crate::ui::shell;
use crate::visit::Visit;

/// Whether the reader is asked.
pub(super) fn is_asked(opened: &Opened) -> bool {
    let own = opened.loaded.journey.participants.get(&opened.participant).is_some_and(|person| person.may_act);
    own && matches!(opened.loaded.social, Some(WhoStands::Asked(_)))
}

/// Whether something was filled in that could not be found here: a card that tells what is not shown would tell that it was
/// wrong, so the page only leaves it out.
pub(super) fn says_nothing(opened: &Opened) -> bool {
    matches!(opened.loaded.social, Some(WhoStands::Unmatched))
}

/// What stands on the reader's own page in the place of what is hidden.
pub(super) fn card(visit: &Visit, token: &str) -> Locked {
    let shell = shell::customer(visit);
    let words = visit.cx.t1("who-intro", "organisation", shell.organisation);
    Locked { words, form: Some(form(&visit.cx, token)) }
}

/// The page.
pub(super) async fn show(State(web): State<Web>, visit: Visit, Path(token): Path<String>) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    page(&whole(&web, &visit, &opened).await?)
}

async fn whole(web: &Web, visit: &Visit, opened: &Opened) -> Result<WhoPage, Failure> {
    let cx = &visit.cx;
    let (form, done) = match web.app.who_asked(&opened.loaded.journey, opened.participant).await? {
        WhoAsked::Now => (Some(form(cx, &opened.token)), None),
        // Whoever made a slip can do it once more; whether there was one is not said.
        WhoAsked::FilledIn => (Some(form(cx, &opened.token)), Some(cx.t("who-noted"))),
        WhoAsked::Nothing => (None, Some(cx.t("who-gone"))),
    };
    let back = format!("/s/{}", opened.token);
    Ok(WhoPage { cx: cx.clone(), shell: shell::customer(visit), back, form, done })
}

/// What was filled in.
pub(super) async fn answer(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let filled = (posted.get("number"), posted.get("postcode"));
    let answered = web.app.answer_who(opened.journey(), opened.participant, filled, posted.key()).await?;
    let cx = &visit.cx;
    let mut shown = WhoPage {
        cx: cx.clone(),
        shell: shell::customer(&visit),
        back: format!("/s/{}", opened.token),
        form: Some(form(cx, &opened.token).fill(&posted.fields)),
        done: None,
    };
    let mut wrong = |field: &str, key: &str| {
        if let Some(form) = &mut shown.form {
            form.error(field, cx.t(key));
        }
    };
    let status = match answered {
        WhoAnswered::Tied | WhoAnswered::Noted => {
            (shown.form, shown.done) = (None, Some(cx.t("who-thanks")));
            StatusCode::OK
        }
        WhoAnswered::Gone => {
            (shown.form, shown.done) = (None, Some(cx.t("who-gone")));
            StatusCode::OK
        }
        WhoAnswered::Unreadable(faults) => {
            faults.iter().for_each(|fault| wrong(&fault.field, fault.key));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        WhoAnswered::TooMany => {
            wrong("number", "second-too-many");
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    page_with(status, &shown)
}
