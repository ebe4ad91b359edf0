//! Getting inside and out again: signing in, an invitation, a forgotten password. Nothing here tells whether an address
//! is known, and looking at a link does not use it: mail scanners look too.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::journeys::plausible_email;
use regie_app::sessions::account_mail::Purpose;
use regie_app::sessions::{NewSession, SignIn, throttle};
use regie_app::texts::lang_of;
use regie_domain::directory::Member;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::{EVERYBODY, READERS, in_query, set};
use crate::pages::access::{self, AccessPage};
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::security::{CookieKind, clear_cookie, read_cookie, safe_return, set_cookie};
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::{kept, second_step};
use crate::visit::Visit;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let open = Access::Public;
    routes
        .get("/sign-in", open, "sign-in", ask_sign_in)
        .post("/sign-in", open, "sign_in", sign_in)
        .post("/sign-out", Access::Member(EVERYBODY), "sign_out", sign_out)
        .get("/password/forgot", open, "password-forgot", ask_forgot)
        .post("/password/forgot", open, "ask_reset", forgot)
        .get("/password/reset/{token}", open, "password-reset", ask_reset)
        .post("/password/reset/{token}", open, "choose_password", reset)
        .get("/invitation/{token}", open, "invitation", ask_invitation)
        .post("/invitation/{token}", open, "accept_invitation", accept)
}

/// Where a member begins: those who may not read journeys have nothing to do at My work.
#[must_use]
pub fn home(member: &Member) -> &'static str {
    if READERS.iter().any(|role| member.has(*role)) { "/work" } else { "/settings" }
}

/// Sets the cookies of a session that just began: the session itself, and the member's own language.
pub fn enter(web: &Web, answer: &mut Response, began: &NewSession) {
    set(answer, set_cookie(CookieKind::Session, &began.token, web.transport));
    set(answer, set_cookie(CookieKind::Lang, lang_of(began.member.language).code(), web.transport));
}

/// What a browser calls itself, so that the owner recognises the session.
fn label(headers: &HeaderMap) -> Option<String> {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

pub(super) fn organisation(visit: &Visit) -> Option<&str> {
    visit.directory.organisation.as_ref().map(|found| found.value.name.as_str())
}

#[derive(Deserialize)]
struct To {
    to: Option<String>,
    /// Whether somebody else wants to sign in than who is half-way.
    other: Option<String>,
}

async fn ask_sign_in(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    Query(To { to, other }): Query<To>,
) -> Reply {
    let to = safe_return(to.as_deref().unwrap_or("/"));
    if let Some(member) = visit.member.as_deref() {
        return see(if to == "/" { home(member) } else { to });
    }
    if other.is_none() && second_step::half_way(&web, &headers).await?.is_some() {
        return see(&format!("/sign-in/second?to={}", in_query(to)));
    }
    let Some(organisation) = organisation(&visit) else { return see("/first-run") };
    page(&AccessPage::sign_in(&visit.cx, organisation, access::sign_in(&visit.cx, to)))
}

async fn sign_in(State(web): State<Web>, visit: Visit, headers: HeaderMap, posted: Posted) -> Reply {
    let Some(organisation) = organisation(&visit) else { return see("/first-run") };
    let to = safe_return(posted.get("return"));
    let kept = kept::of(&posted);
    // Blanks may be part of a password, so it is read as it was typed.
    let password = posted.fields.iter().find(|(name, _)| name == "password").map(|(_, value)| value.clone());
    let attempt = SignIn {
        email: posted.get("email").to_owned(),
        password: password.unwrap_or_default(),
        address: Some(visit.address),
        label: label(&headers),
        replaces: read_cookie(&headers, CookieKind::Session, web.transport),
    };
    let (status, key) = match web.app.sign_in(attempt).await {
        Ok(began) if began.asks.is_some() => {
            let mut answer = second_step::ask(&visit, &began, to, kept.as_ref())?;
            set(&mut answer, set_cookie(CookieKind::Session, &began.token, web.transport));
            return Ok(answer);
        }
        Ok(began) => {
            // The forms of the page that follows carry the new session's secret.
            let cx = visit.cx.with_secret(&began.session.csrf_secret);
            let mut answer = match kept {
                Some(again) => kept::show(&cx, organisation, again)?,
                None => see(if to == "/" { home(&began.member) } else { to })?,
            };
            enter(&web, &mut answer, &began);
            return Ok(answer);
        }
        Err(AppError::Denied(_)) => (StatusCode::UNPROCESSABLE_ENTITY, "access-wrong"),
        Err(AppError::TooMany) => (StatusCode::TOO_MANY_REQUESTS, "access-too-many"),
        Err(error) => return Err(error.into()),
    };
    let form = access::sign_in(&visit.cx, to).fill(&[("email".to_owned(), posted.get("email").to_owned())]);
    let form = kept::with(form, kept.as_ref());
    page_with(status, &AccessPage::sign_in(&visit.cx, organisation, form.problem(visit.cx.t(key))))
}

async fn sign_out(State(web): State<Web>, headers: HeaderMap, _posted: Posted) -> Reply {
    if let Some(token) = read_cookie(&headers, CookieKind::Session, web.transport) {
        web.app.sign_out(&token).await?;
    }
    let mut answer = see("/sign-in")?;
    set(&mut answer, clear_cookie(CookieKind::Session, web.transport));
    Ok(answer)
}

async fn ask_forgot(State(_): State<Web>, visit: Visit) -> Reply {
    let Some(organisation) = organisation(&visit) else { return see("/first-run") };
    page(&AccessPage::forgot(&visit.cx, organisation, Some(access::ask_reset(&visit.cx))))
}

async fn forgot(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let Some(organisation) = organisation(&visit) else { return see("/first-run") };
    let email = posted.get("email");
    if !plausible_email(email) {
        let mut form = access::ask_reset(&visit.cx).fill(&posted.fields);
        form.error("email", visit.cx.t(if email.is_empty() { "invalid-required" } else { "invalid-email" }));
        let page = AccessPage::forgot(&visit.cx, organisation, Some(form));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    // Counted before anything is looked up, known or not.
    throttle::may_ask(&web.app, visit.address).await?;
    web.app.ask_reset(email).await?;
    page(&AccessPage::forgot(&visit.cx, organisation, None))
}

async fn ask_reset(State(web): State<Web>, visit: Visit, Path(token): Path<String>) -> Reply {
    show_link(&web, &visit, Purpose::Reset, &token).await
}

async fn ask_invitation(State(web): State<Web>, visit: Visit, Path(token): Path<String>) -> Reply {
    show_link(&web, &visit, Purpose::Invitation, &token).await
}

async fn reset(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Reply {
    use_link(&web, &visit, Purpose::Reset, &token, &headers, &posted).await
}

async fn accept(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Reply {
    use_link(&web, &visit, Purpose::Invitation, &token, &headers, &posted).await
}

async fn show_link(web: &Web, visit: &Visit, purpose: Purpose, token: &str) -> Reply {
    let member = web.app.look_at_link(purpose, token).await?;
    let form = member.map(|member| link_form(visit, purpose, token, &member));
    let status = if form.is_some() { StatusCode::OK } else { StatusCode::GONE };
    page_with(status, &link_page(visit, purpose, form))
}

async fn use_link(
    web: &Web,
    visit: &Visit,
    purpose: Purpose,
    token: &str,
    headers: &HeaderMap,
    posted: &Posted,
) -> Reply {
    let Some(member) = web.app.look_at_link(purpose, token).await? else {
        return page_with(StatusCode::GONE, &link_page(visit, purpose, None));
    };
    let mut form = link_form(visit, purpose, token, &member).fill(&posted.fields);
    let [password, again] = ["password", "again"]
        .map(|field| posted.fields.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str()));
    let name = (purpose == Purpose::Invitation).then(|| posted.get("name"));
    if password != again {
        form.error("again", visit.cx.t("access-password-differs"));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &link_page(visit, purpose, Some(form)));
    }
    match web.app.choose_by_link(purpose, token, password, name).await {
        Ok(member) => {
            let began = web.app.start_session(member.id, label(headers), None).await?;
            // Whoever reads the mail has not shown the telephone.
            let mut answer = see(if began.asks.is_some() { "/sign-in/second" } else { home(&member) })?;
            enter(web, &mut answer, &began);
            Ok(answer)
        }
        Err(AppError::Denied(_)) => page_with(StatusCode::GONE, &link_page(visit, purpose, None)),
        Err(error) => {
            let wrong = Wrong::of(visit, error)?;
            page_with(wrong.status(), &link_page(visit, purpose, Some(wrong.at(visit, form, posted))))
        }
    }
}

fn link_form(visit: &Visit, purpose: Purpose, token: &str, member: &Member) -> Form {
    match purpose {
        Purpose::Invitation => access::accept_invitation(&visit.cx, token, &member.name),
        Purpose::Reset => access::reset_password(&visit.cx, token),
    }
}

fn link_page(visit: &Visit, purpose: Purpose, form: Option<Form>) -> AccessPage {
    let organisation = organisation(visit).unwrap_or("Regie");
    match purpose {
        Purpose::Invitation => AccessPage::invitation(&visit.cx, organisation, form),
        Purpose::Reset => AccessPage::reset(&visit.cx, organisation, form),
    }
}
