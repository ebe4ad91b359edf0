//! The reader's own page.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::locale::Lang;
use regie_app::settings::absence::check_signature;
use regie_app::texts::{lang_of, preview_signed};
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::Theme;
use crate::form::Form;
use crate::gate::{EVERYBODY, WORKERS, set};
use crate::pages::parts::{Cell, Table};
use crate::pages::profile::{self, ProfilePage};
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::security::{CookieKind, read_cookie, set_cookie};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::{absence, second_step, shell};
use crate::visit::Visit;

const OWN: Access = Access::Member(EVERYBODY);

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/profile", OWN, "profile", show)
        .post("/profile", OWN, "change_profile", change)
        .post("/profile/signature", Access::Member(WORKERS), "change_signature", change_signature)
        .post("/profile/password", OWN, "change_password", change_password)
        .post("/profile/sessions/end", OWN, "sign_out_everywhere", end_elsewhere)
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
}

fn form(visit: &Visit) -> Result<Form, AppError> {
    let member = visit.member()?;
    Ok(profile::profile(&visit.cx, &member.name, lang_of(member.language)))
}

/// The forms of the page, as they are or as they came back.
struct Forms {
    profile: Form,
    password: Form,
    signature: Form,
    /// A form of the second step that came back.
    second: Option<Form>,
    /// A signature to look at before it is saved.
    looks: Option<String>,
}

impl Forms {
    fn of(visit: &Visit) -> Result<Self, AppError> {
        let signature = profile::signature(&visit.cx, &visit.member()?.signature);
        Ok(Self { profile: form(visit)?, password: profile::password(&visit.cx), signature, second: None, looks: None })
    }
}

/// How a message ends under which this stands; nothing where nothing does.
fn looks(visit: &Visit, signature: &str) -> Result<Option<String>, AppError> {
    if signature.is_empty() {
        return Ok(None);
    }
    let organisation = visit.directory.organisation()?;
    let mail = preview_signed(&visit.directory, organisation, lang_of(visit.directory.language()), signature);
    Ok(Some(mail.text))
}

/// The reader's absence: where it is set, and what is known of it.
fn own_absence(visit: &Visit) -> Result<(String, String), AppError> {
    let own = visit.member()?.id;
    let words = absence::planned(visit, own).map(|away| visit.cx.cap(away));
    Ok((format!("/absence/{own}"), words.unwrap_or_else(|| visit.cx.t("absence-own"))))
}

async fn assemble(web: &Web, visit: &Visit, forms: Forms, said: Option<&str>) -> Result<ProfilePage, Failure> {
    let cx = &visit.cx;
    let works = WORKERS.iter().any(|role| visit.member.as_deref().is_some_and(|member| member.has(*role)));
    let shown = forms.looks.as_deref().unwrap_or(&visit.member()?.signature);
    let looks = looks(visit, shown)?.filter(|_| works);
    let shell = shell::staff(web, visit, Nav::Elsewhere, said).await?;
    let sessions = web.app.sessions_of(visit.member()?.id).await?;
    let here = visit.session.as_deref().map(|session| session.token_hash);
    let rows = sessions.iter().map(|session| {
        let own = Some(session.token_hash) == here;
        let label = session.label.as_deref().map_or_else(|| cx.t("profile-session-unknown"), browser);
        let cell = Cell::text(label);
        vec![
            if own { cell.second(cx.t("profile-session-here")) } else { cell },
            Cell::text(cx.near_text(&session.created_at)),
            Cell::text(cx.near_text(&session.last_seen)),
        ]
    });
    let columns = ["profile-session", "profile-session-since", "profile-session-seen"].map(|key| cx.t(key)).to_vec();
    Ok(ProfilePage {
        cx: cx.clone(),
        shell,
        profile: forms.profile,
        signature: works.then_some(forms.signature),
        looks,
        absence: if works { Some(own_absence(visit)?) } else { None },
        first_day_away: works && web.app.first_day(&visit.who()?).await?.put_away,
        password: forms.password,
        second: second_step::own(visit, web.app.second_step_of(visit.member()?).await?, forms.second),
        elsewhere: (sessions.len() > 1).then(|| profile::elsewhere(cx)),
        sessions: Table { columns, rows: rows.collect() },
    })
}

/// What a browser calls itself, as people call it: `Firefox, Linux`.
fn browser(label: &str) -> String {
    let first =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| label.contains(mark)).map(|(_, name)| *name);
    let program = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => label.chars().take(40).collect(),
    }
}

async fn show(State(web): State<Web>, visit: Visit, Query(Said { said }): Query<Said>) -> Reply {
    page(&assemble(&web, &visit, Forms::of(&visit)?, said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (name, language) = (posted.get("name").to_owned(), posted.get("language").to_owned());
    let shortcuts = posted.some("shortcuts").is_some();
    if let Err(error) = web.app.change_profile(&visit.who()?, name, language, shortcuts).await {
        let wrong = Wrong::of(&visit, error)?;
        let forms = Forms { profile: wrong.at(&visit, form(&visit)?, &posted), ..Forms::of(&visit)? };
        return page_with(wrong.status(), &assemble(&web, &visit, forms, None).await?);
    }
    let mut answer = see(&said("/profile", "said-saved"))?;
    prefer(&web, &mut answer, &posted);
    Ok(answer)
}

/// The choices that live in the browser.
fn prefer(web: &Web, answer: &mut Response, posted: &Posted) {
    if let Some(lang) = Lang::from_code(posted.get("language")) {
        set(answer, set_cookie(CookieKind::Lang, lang.code(), web.transport));
    }
    let theme = Theme::from_code(posted.get("theme"));
    set(answer, set_cookie(CookieKind::Theme, theme.code(), web.transport));
}

/// Saves what stands under the reader's messages, or only shows how that looks.
async fn change_signature(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let text = posted.get("signature").to_owned();
    let looked = posted.some("preview").is_some();
    let done = match looked {
        true => check_signature(&text).map(|_| ()),
        false => web.app.change_signature(&visit.who()?, text.clone()).await.map(|_| ()),
    };
    let forms = Forms::of(&visit)?;
    let signature = forms.signature.clone();
    match done {
        Ok(()) if looked => {
            let signature = signature.fill(&posted.fields);
            let forms = Forms { signature, looks: Some(check_signature(&text)?), ..forms };
            page(&assemble(&web, &visit, forms, None).await?)
        }
        Ok(()) => see(&said("/profile#signed", "said-signature")),
        Err(error) => {
            let wrong = Wrong::of(&visit, error)?;
            let forms = Forms { signature: wrong.at(&visit, signature, &posted), ..forms };
            page_with(wrong.status(), &assemble(&web, &visit, forms, None).await?)
        }
    }
}

async fn change_password(State(web): State<Web>, visit: Visit, headers: HeaderMap, posted: Posted) -> Reply {
    let raw = |name: &str| posted.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value);
    let token = read_cookie(&headers, CookieKind::Session, web.transport).unwrap_or_default();
    let changed = web.app.change_password(visit.member()?.id, &token, raw("current"), raw("password")).await;
    let (wrong, problem) = match changed {
        Ok(()) => return see(&said("/profile", "said-password")),
        Err(AppError::TooMany) => (None, Some("access-too-many")),
        Err(error) => (Some(Wrong::of(&visit, error)?), None),
    };
    let mut password = profile::password(&visit.cx);
    let mut status = axum::http::StatusCode::TOO_MANY_REQUESTS;
    if let Some(wrong) = wrong {
        status = wrong.status();
        password = wrong.at(&visit, password, &posted);
    }
    if let Some(key) = problem {
        password = password.problem(visit.cx.t(key));
    }
    page_with(status, &assemble(&web, &visit, Forms { password, ..Forms::of(&visit)? }, None).await?)
}

/// The page with a form of the second step that came back.
pub(super) async fn with_second_step(web: &Web, visit: &Visit, status: StatusCode, form: Form) -> Reply {
    page_with(status, &assemble(web, visit, Forms { second: Some(form), ..Forms::of(visit)? }, None).await?)
}

async fn end_elsewhere(State(web): State<Web>, visit: Visit, headers: HeaderMap, _posted: Posted) -> Reply {
    let token = read_cookie(&headers, CookieKind::Session, web.transport);
    web.app.sign_out_everywhere(visit.member()?.id, token.as_deref()).await?;
    see(&said("/profile", "said-elsewhere"))
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn browsers_are_named_as_people_name_them() {
        assert_eq!(browser("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox, Linux");
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(browser(edge), "Edge, Windows");
        assert_eq!(browser("curl/8"), "curl/8");
    }
}
