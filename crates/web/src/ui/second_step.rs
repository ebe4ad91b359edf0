//! The second step at signing in: the code of an authenticator app, setting it up, and the codes for when the telephone is
//! lost. A key and recovery codes stand in the answer to the form that asked for them and on no page that can be opened again.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::Query;
use qrcodegen::{QrCode, QrCodeEcc};
use regie_app::AppError;
use regie_app::sessions::second_step::{Key, Stands};
use regie_app::sessions::{Asks, NewSession};
use regie_domain::directory::Member;
use regie_store::sessions::Session;
use serde::Deserialize;

use super::access::{enter, home, organisation};
use super::attempt::{Wrong, said};
use super::kept;
use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::Form;
use crate::gate::EVERYBODY;
use crate::html::{Html, escape};
use crate::pages::access::{self, AccessPage};
use crate::pages::profile::{self, SecondStep};
use crate::posted::Posted;
use crate::reply::{Again, Reply, page, page_with, see};
use crate::security::{CookieKind, read_cookie, safe_return};
use crate::state::Web;
use crate::visit::Visit;

const OWN: Access = Access::Member(EVERYBODY);
/// Where the first code of a key is posted by somebody who is not inside yet, and by a member.
const CONFIRM: [&str; 2] = ["/sign-in/second/confirm", "/profile/second-step/confirm"];

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let open = Access::Public;
    routes
        .get("/sign-in/second", open, "second-step", show)
        .post("/sign-in/second", open, "take_second_step", take)
        .post("/sign-in/second/begin", open, "begin_second_step", begin)
        .post(CONFIRM[0], open, "confirm_second_step", confirm)
        .post("/profile/second-step", OWN, "begin_second_step", begin_own)
        .post(CONFIRM[1], OWN, "confirm_second_step", confirm_own)
        .post("/profile/second-step/codes", OWN, "new_recovery_codes", codes)
        .post("/profile/second-step/end", OWN, "end_second_step", end)
}

/// Who is half-way in, by the cookie of the session.
pub(super) async fn half_way(web: &Web, headers: &HeaderMap) -> Result<Option<(Member, Session, Asks)>, AppError> {
    match read_cookie(headers, CookieKind::Session, web.transport) {
        Some(token) => web.app.half_way(&token).await,
        None => Ok(None),
    }
}

/// The page that asks for the second step of somebody whose password was right; what was filled in before travels along.
pub(super) fn ask(visit: &Visit, began: &NewSession, to: &str, again: Option<&Again>) -> Reply {
    let asks = began.asks.unwrap_or(Asks::Code);
    page(&asking(&visit.cx, house(visit), asks, kept::with(form_of(&visit.cx, asks, to), again)))
}

fn house(visit: &Visit) -> &str {
    organisation(visit).unwrap_or("Regie")
}

fn form_of(cx: &Cx, asks: Asks, to: &str) -> Form {
    match asks {
        Asks::Code => access::second(cx, to),
        Asks::SetUp => access::second_begin(cx, to),
    }
}

fn asking(cx: &Cx, house: &str, asks: Asks, form: Form) -> AccessPage {
    match asks {
        Asks::Code => AccessPage::second(cx, house, form),
        Asks::SetUp => AccessPage::second_required(cx, house, form),
    }
}

/// Nobody is half-way, or not any more. Who is in already begins anew on the own page.
fn gone(visit: &Visit) -> Reply {
    if visit.member.is_some() {
        return see("/profile#second-step");
    }
    page_with(StatusCode::GONE, &AccessPage::second_gone(&visit.cx, house(visit)))
}

#[derive(Deserialize)]
struct To {
    to: Option<String>,
}

async fn show(State(web): State<Web>, visit: Visit, headers: HeaderMap, Query(To { to }): Query<To>) -> Reply {
    let to = safe_return(to.as_deref().unwrap_or("/"));
    if let Some(member) = visit.member.as_deref() {
        return see(if to == "/" { home(member) } else { to });
    }
    let Some((_, _, asks)) = half_way(&web, &headers).await? else { return gone(&visit) };
    page(&asking(&visit.cx, house(&visit), asks, form_of(&visit.cx, asks, to)))
}

/// What was typed as a code, as it was typed.
fn code(posted: &Posted) -> &str {
    posted.get("code")
}

async fn take(State(web): State<Web>, visit: Visit, headers: HeaderMap, posted: Posted) -> Reply {
    let (to, again) = (safe_return(posted.get("return")), kept::of(&posted));
    let token = read_cookie(&headers, CookieKind::Session, web.transport).unwrap_or_default();
    let (status, key) = match web.app.take_second_step(&token, code(&posted)).await {
        Ok(began) => {
            let cx = visit.cx.with_secret(&began.session.csrf_secret);
            let mut answer = match again {
                Some(again) => kept::show(&cx, house(&visit), again)?,
                None => see(if to == "/" { home(&began.member) } else { to })?,
            };
            enter(&web, &mut answer, &began);
            return Ok(answer);
        }
        Err(AppError::Denied("sign-in")) => return gone(&visit),
        Err(AppError::Denied(_)) => (StatusCode::UNPROCESSABLE_ENTITY, "factor-wrong"),
        Err(AppError::TooMany) => (StatusCode::TOO_MANY_REQUESTS, "access-too-many"),
        Err(error) => return Err(error.into()),
    };
    let form = kept::with(access::second(&visit.cx, to), again.as_ref()).problem(visit.cx.t(key));
    page_with(status, &AccessPage::second(&visit.cx, house(&visit), form))
}

async fn begin(State(web): State<Web>, visit: Visit, headers: HeaderMap, posted: Posted) -> Reply {
    let token = read_cookie(&headers, CookieKind::Session, web.transport).unwrap_or_default();
    match web.app.begin_second_step_half_way(&token).await {
        Ok(key) => {
            let form = access::second_confirm(&visit.cx, CONFIRM[0], safe_return(posted.get("return")));
            page(&key_page(&visit, &key, kept::with(form, kept::of(&posted).as_ref())))
        }
        Err(AppError::Denied("sign-in")) => gone(&visit),
        Err(error) => Err(error.into()),
    }
}

async fn confirm(State(web): State<Web>, visit: Visit, headers: HeaderMap, posted: Posted) -> Reply {
    let Some((member, session, Asks::SetUp)) = half_way(&web, &headers).await? else { return gone(&visit) };
    first_code(&web, &visit, &member, &session, CONFIRM[0], &posted).await
}

async fn begin_own(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    // Blanks may be part of a password, so it is read as it was typed.
    let typed = posted.fields.iter().find(|(name, _)| name == "current").map_or("", |(_, value)| value);
    match web.app.begin_second_step(visit.member()?, typed).await {
        Ok(key) => page(&key_page(&visit, &key, access::second_confirm(&visit.cx, CONFIRM[1], "/profile"))),
        Err(error) => own_page(&web, &visit, error, &posted, profile::second_begin(&visit.cx)).await,
    }
}

async fn confirm_own(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let session = visit.session.clone().ok_or(AppError::Denied("signed-out"))?;
    first_code(&web, &visit, visit.member()?, &session, CONFIRM[1], &posted).await
}

/// The first code of a key: then recovery codes, once, and a whole session.
async fn first_code(
    web: &Web,
    visit: &Visit,
    member: &Member,
    session: &Session,
    action: &str,
    posted: &Posted,
) -> Reply {
    let to = safe_return(posted.get("return"));
    let again = kept::of(posted);
    match web.app.confirm_second_step(member, session, code(posted)).await {
        Ok((codes, began)) => {
            let on = if to == "/" { home(member) } else { to };
            let cx = visit.cx.with_secret(&began.session.csrf_secret);
            let mut answer = page(&AccessPage::second_codes(&cx, house(visit), codes, on))?;
            enter(web, &mut answer, &began);
            Ok(answer)
        }
        Err(AppError::Denied(_)) => gone(visit),
        Err(error) => {
            let form = kept::with(access::second_confirm(&visit.cx, action, to), again.as_ref());
            let (status, form) = match error {
                AppError::TooMany => (StatusCode::TOO_MANY_REQUESTS, form.problem(visit.cx.t("access-too-many"))),
                error => {
                    let wrong = Wrong::of(visit, error)?;
                    (wrong.status(), wrong.at(visit, form, posted))
                }
            };
            let Some(key) = web.app.pending_key(member).await? else { return gone(visit) };
            page_with(status, &key_page(visit, &key, form))
        }
    }
}

async fn codes(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    match web.app.new_recovery_codes(visit.member()?.id, code(&posted)).await {
        Ok(codes) => page(&AccessPage::second_codes(&visit.cx, house(&visit), codes, "/profile")),
        Err(error) => own_page(&web, &visit, error, &posted, profile::second_codes(&visit.cx)).await,
    }
}

async fn end(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    match web.app.end_second_step(visit.member()?, code(&posted)).await {
        Ok(()) => see(&said("/profile#second-step", "said-second-off")),
        Err(error) => own_page(&web, &visit, error, &posted, profile::second_end(&visit.cx)).await,
    }
}

/// The own page with what is wrong with a form of the second step.
async fn own_page(web: &Web, visit: &Visit, error: AppError, posted: &Posted, form: Form) -> Reply {
    let (status, form) = match error {
        AppError::TooMany => (StatusCode::TOO_MANY_REQUESTS, form.problem(visit.cx.t("access-too-many"))),
        AppError::Denied("second-step") => (StatusCode::UNPROCESSABLE_ENTITY, form.problem(visit.cx.t("factor-wrong"))),
        error => {
            let wrong = Wrong::of(visit, error)?;
            (wrong.status(), wrong.at(visit, form, posted))
        }
    };
    super::profile::with_second_step(web, visit, status, form).await
}

/// What the own page says of the second step, with its forms; one of them as it came back, where it did.
pub(super) fn own(visit: &Visit, stands: Stands, came_back: Option<Form>) -> SecondStep {
    let cx = &visit.cx;
    let mut forms = match stands.since {
        None => vec![profile::second_begin(cx)],
        Some(_) if stands.required => vec![profile::second_codes(cx)],
        Some(_) => vec![profile::second_codes(cx), profile::second_end(cx)],
    };
    if let Some(back) = came_back
        && let Some(form) = forms.iter_mut().find(|form| form.id == back.id)
    {
        *form = back;
    }
    let words = match stands.since {
        None => vec![cx.t("factor-off")],
        Some(since) => {
            let left = usize::try_from(stands.codes).unwrap_or_default();
            let mut words = vec![cx.t1("factor-on", "since", cx.near_text(&since)), cx.tn("factor-codes-left", left)];
            if stands.required {
                words.push(cx.t1("factor-is-required", "organisation", house(visit)));
            }
            words
        }
    };
    SecondStep { words, forms }
}

fn key_page(visit: &Visit, key: &Key, form: Form) -> AccessPage {
    AccessPage::second_key(&visit.cx, house(visit), picture(&visit.cx, &key.uri), &key.text, form)
}

/// A text as a picture for the camera of a telephone. Empty where it is too long for one; the key stands beside it in letters.
pub fn picture(cx: &Cx, text: &str) -> Html {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return Html::default() };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
        }
    }
    let mut name = String::new();
    escape(&cx.t("factor-picture"), &mut name);
    let whole = size + 8;
    Html::trusted(format!(
        "<svg viewBox=\"0 0 {whole} {whole}\" role=\"img\" aria-label=\"{name}\" shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}
