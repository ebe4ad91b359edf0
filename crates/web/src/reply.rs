//! Answers: a page, a way on, or what went wrong. A failure travels as a value and becomes a page at the gate, where the
//! visitor's language is known.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use regie_app::AppError;
use regie_app::locale::Arg;
use regie_domain::journey::Holder;
use regie_domain::refusal::{Code, Refusal};
use regie_store::StoreError;

use crate::pages::errors::{ErrorPage, Problem};
use crate::visit::Visit;

/// What a handler gives back.
pub type Reply = Result<Response, Failure>;

/// What went wrong, with what the visitor had typed, if that must be kept.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What.
    pub error: Arc<AppError>,
    /// What was typed.
    pub kept: Option<String>,
    /// The form, to be sent once more as it is.
    pub again: Option<Again>,
    /// A page of its own in the place of the error page: its status and text.
    pub instead: Option<Box<(StatusCode, String)>>,
}

impl Failure {
    /// Another page in the place of the one that was asked for.
    pub fn instead(status: StatusCode, template: &impl Template) -> Self {
        match render(template) {
            Ok(html) => Self { instead: Some(Box::new((status, html))), ..AppError::NotFound("page").into() },
            Err(error) => error.into(),
        }
    }
}

/// A form whose secret had expired: nothing of it was done, and nothing of it is lost.
#[derive(Debug, Clone)]
pub struct Again {
    /// Where it is posted.
    pub action: String,
    /// What was filled in.
    pub fields: Vec<(String, String)>,
    /// Whether files came along, which a page cannot give back.
    pub files: bool,
}

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { error: Arc::new(error.into()), kept: None, again: None, instead: None }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Some(page) = self.instead {
            let (status, html) = *page;
            return (status, Html(html)).into_response();
        }
        let status = StatusCode::from_u16(problem(&self.error).status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page.
pub fn page(template: &impl Template) -> Reply {
    page_with(StatusCode::OK, template)
}

/// A page with another status, such as a form with faults.
pub fn page_with(status: StatusCode, template: &impl Template) -> Reply {
    Ok((status, Html(render(template)?)).into_response())
}

fn render(template: &impl Template) -> Result<String, AppError> {
    template.render().map_err(|error| AppError::Unusable(format!("template: {error}")))
}

/// On to another page, after something was done.
pub fn see(path: &str) -> Reply {
    Ok(Redirect::to(path).into_response())
}

/// A download: never shown inside a page.
pub fn download(name: &str, media_type: &str, bytes: Vec<u8>) -> Reply {
    let kind = HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    // A browser may run what it takes for a page; nothing that came from outside may be taken for one.
    let harmless = media_type.starts_with("image/") && !media_type.contains("svg") || media_type == "application/pdf";
    let kind = if harmless { kind } else { HeaderValue::from_static("application/octet-stream") };
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, crate::security::attachment(name));
    Ok(response)
}

/// Which error page an error is.
#[must_use]
pub fn problem(error: &AppError) -> Problem {
    match error {
        AppError::Denied("form") => Problem::Expired,
        AppError::Denied(_) => Problem::Forbidden,
        AppError::NotFound(_) => Problem::NotFound,
        AppError::Refused(refusal) if matches!(refusal.code, Code::NoJourney | Code::NoCustomer) => Problem::NotFound,
        AppError::Refused(_) | AppError::Store(StoreError::Conflict | StoreError::KeyReused) => Problem::Conflict,
        AppError::Invalid(faults) if faults.iter().any(|fault| fault.key == "invalid-too-large") => Problem::TooLarge,
        AppError::Invalid(_) => Problem::Invalid,
        AppError::TooMany => Problem::TooMany,
        AppError::Store(_) | AppError::Unusable(_) => Problem::Broken,
    }
}

/// A refusal in the visitor's words: what is in the way, and what would be allowed instead.
#[must_use]
pub fn refusal_words(visit: &Visit, refusal: &Refusal) -> String {
    let cx = &visit.cx;
    let holder = match refusal.holder {
        Some(Holder::Team { team }) => visit.directory.team_name(team.team),
        Some(Holder::Customer) => cx.one.clone(),
        None => String::new(),
    };
    let team = refusal.team.map(|team| visit.directory.team_name(team.team)).unwrap_or_default();
    let member =
        refusal.member.and_then(|id| visit.directory.member(id)).map(|member| member.name.clone()).unwrap_or_default();
    let at = refusal.at.map(|at| cx.near_text(&at)).unwrap_or_default();
    let by = refusal.at.map(|at| cx.by_text(&at)).unwrap_or_default();
    let amount = refusal.amount.map(|amount| cx.money(&amount.0)).unwrap_or_default();
    let count = i64::from(refusal.count.unwrap_or(0));
    let reference = refusal.journey.map(|(_, reference)| reference.to_string()).unwrap_or_default();
    let args = [
        ("customer", Arg::Text(&cx.one)),
        ("customers", Arg::Text(&cx.many)),
        ("holder", Arg::Text(&holder)),
        ("team", Arg::Text(&team)),
        ("member", Arg::Text(&member)),
        ("at", Arg::Text(&at)),
        ("by", Arg::Text(&by)),
        ("amount", Arg::Text(&amount)),
        ("count", Arg::Number(count)),
        ("reference", Arg::Text(&reference)),
    ];
    let code = refusal.code.code();
    let what = cx.lang.t(&format!("refusal-{code}"), &args);
    let instead = cx.lang.t(&format!("refusal-{code}-instead"), &args);
    format!("{what} {instead}")
}

/// The error page of a failure.
#[must_use]
pub fn error_page(visit: &Visit, failure: &Failure) -> ErrorPage {
    let found = problem(&failure.error);
    let mut page = ErrorPage::new(&visit.cx, found);
    page.organisation = visit.directory.organisation.as_ref().map(|found| found.value.name.clone());
    page.kept = failure.kept.clone();
    page.again = failure.again.clone();
    // A customer may call; a colleague goes on working.
    if visit.member.is_some() {
        page = page.back_to("/");
    }
    page.help = visit
        .directory
        .organisation
        .as_ref()
        .map(|found| found.value.phone.clone())
        .filter(|phone| !phone.is_empty() && visit.member.is_none());
    if let AppError::Refused(refusal) = failure.error.as_ref() {
        page.detail = Some(refusal_words(visit, refusal));
    }
    if matches!(failure.error.as_ref(), AppError::Denied(regie_app::authorise::SHIELDED)) {
        page.detail = Some(visit.cx.t("error-shielded"));
    }
    if found == Problem::Broken {
        tracing::error!(error = %failure.error, path = %visit.cx.here, "a page broke");
    }
    page
}
