//! Files of a journey, always as downloads; and the layout of a mail, in a box from which nothing gets out.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse};
use regie_app::AppError;
use regie_domain::ids::{ContentId, JourneyId};

use crate::builder::{Access, Routes};
use crate::gate::READERS;
use crate::reply::{Reply, download};
use crate::state::Web;
use crate::visit::Visit;

/// Nothing runs, nothing is fetched, nothing leads away by itself; pictures only where the mail holds them.
const BOX: &str =
    "default-src 'none'; img-src data:; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/journeys/{id}/files/{content}", Access::Member(READERS), "file", file).get(
        "/journeys/{id}/mail/{content}",
        Access::Member(READERS),
        "mail",
        mail,
    )
}

fn ids(id: &str, content: &str) -> Result<(JourneyId, ContentId), AppError> {
    let journey = JourneyId::parse(id).map_err(|_| AppError::NotFound("journey"))?;
    let content = ContentId::parse(content).map_err(|_| AppError::NotFound("file"))?;
    Ok((journey, content))
}

async fn file(State(web): State<Web>, visit: Visit, Path((id, content)): Path<(String, String)>) -> Reply {
    let (journey, content) = ids(&id, &content)?;
    let (info, bytes) = web.app.open_file(&visit.who()?, journey, content).await?;
    download(&info.name, &info.media_type, bytes)
}

async fn mail(State(web): State<Web>, visit: Visit, Path((id, content)): Path<(String, String)>) -> Reply {
    let (journey, content) = ids(&id, &content)?;
    let who = visit.who()?;
    let loaded = web.app.open_journey(&who, journey).await?;
    // Only what was sanitised on its way in: a file that calls itself a page stays a download.
    if !loaded.journey.contacts.values().any(|contact| contact.facts.html == Some(content)) {
        return Err(AppError::NotFound("mail").into());
    }
    let (_, bytes) = web.app.open_file(&who, journey, content).await?;
    let html = String::from_utf8_lossy(&bytes).into_owned();
    let mut response = Html(html).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(BOX));
    Ok(response)
}
