//! The organisation's colours and logo on the customer's pages: a small style sheet and a picture, both from the own origin
//! under an address that changes with what they hold.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use regie_app::directory::Directory;
use regie_app::settings::brand::BrandForm;
use regie_domain::brand::{Brand, Colours, Palette};
use regie_store::hex;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::builder::Routes;
use crate::pages::shell::LogoLink;
use crate::state::Web;

/// The height at which a logo is shown, in points; a wide one is shown less high.
const HIGH: u32 = 40;
/// The greatest width.
const WIDE: u32 = 200;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let routes = routes.asset("/brand/colours.css", colours).asset("/brand/preview.css", preview);
    routes.asset("/brand/mail.css", mail).asset("/brand/logo/{digest}", logo)
}

/// The style sheet of colours for what matches a selector; nothing when what is stored is no colour.
fn sheet(colours: &Colours, selector: &str) -> Option<String> {
    let (light, dark) = colours.palettes()?;
    let pair = |name: &str, part: fn(&Palette) -> regie_domain::brand::Colour| {
        format!("--{name}:light-dark({},{});", part(&light).hex(), part(&dark).hex())
    };
    Some(format!(
        "@layer utilities{{{selector}{{{}{}{}{}{}}}}}\n",
        pair("brand", |it| it.main),
        pair("brand-ink", |it| it.on),
        pair("brand-hover", |it| it.hover),
        pair("brand-soft", |it| it.soft),
        pair("focus", |it| it.main),
    ))
}

fn own(directory: &Directory) -> Option<&Brand> {
    directory.brand.as_ref().map(|found| &found.value)
}

/// The address of the style sheet, where the organisation has colours of its own.
#[must_use]
pub fn sheet_href(directory: &Directory) -> Option<String> {
    let text = sheet(own(directory)?.colours.as_ref()?, ".customer")?;
    Some(format!("/brand/colours.css?v={}", version(&text)))
}

/// The address of a style sheet with colours that nobody has chosen yet, for what stands in a preview.
#[must_use]
pub fn preview_href(colours: &Colours) -> String {
    let bare = |hex: &str| hex.trim_start_matches('#').to_owned();
    format!(
        "/brand/preview.css?light={}&on-light={}&dark={}&on-dark={}",
        bare(&colours.light),
        bare(&colours.on_light),
        bare(&colours.dark),
        bare(&colours.on_dark),
    )
}

/// The address of the style sheet for mails that stand on a page.
#[must_use]
pub fn mail_href(directory: &Directory) -> String {
    format!("/brand/mail.css?v={}", version(&regie_app::texts::shown::sheet(&directory.mail_colours())))
}

/// The logo, where there is one.
#[must_use]
pub fn logo_link(directory: &Directory) -> Option<LogoLink> {
    let logo = own(directory)?.logo.as_ref()?;
    let wide = u64::from(logo.width) * u64::from(HIGH) / u64::from(logo.height.max(1));
    let wide = u32::try_from(wide).unwrap_or(WIDE).clamp(1, u32::MAX);
    let (width, height) = match wide {
        0..=WIDE => (wide, HIGH),
        _ => (WIDE, (u64::from(logo.height) * u64::from(WIDE) / u64::from(logo.width.max(1))).clamp(1, 40) as u32),
    };
    Some(LogoLink { href: format!("/brand/logo/{}", logo.digest), width, height })
}

fn version(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..4])
}

async fn colours(State(web): State<Web>, uri: axum::http::Uri) -> Response {
    let Ok(directory) = web.app.directory().await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let colours = own(&directory).and_then(|brand| brand.colours.as_ref());
    let text = colours.and_then(|colours| sheet(colours, ".customer")).unwrap_or_default();
    let kept = uri.query() == Some(&format!("v={}", version(&text)));
    answer("text/css; charset=utf-8", text.into_bytes(), kept)
}

async fn mail(State(web): State<Web>, uri: axum::http::Uri) -> Response {
    let Ok(directory) = web.app.directory().await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let text = regie_app::texts::shown::sheet(&directory.mail_colours());
    let kept = uri.query() == Some(&format!("v={}", version(&text)));
    answer("text/css; charset=utf-8", text.into_bytes(), kept)
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Tried {
    light: Option<String>,
    on_light: Option<String>,
    dark: Option<String>,
    on_dark: Option<String>,
}

async fn preview(State(_): State<Web>, Query(tried): Query<Tried>) -> Response {
    let colour = |part: Option<String>| part.map(|hex| format!("#{hex}")).unwrap_or_default();
    let form = BrandForm {
        light: colour(tried.light),
        on_light: colour(tried.on_light),
        dark: colour(tried.dark),
        on_dark: colour(tried.on_dark),
        ..BrandForm::default()
    };
    let text = form.colours().ok().flatten().and_then(|colours| sheet(&colours, ".brandpreview"));
    answer("text/css; charset=utf-8", text.unwrap_or_default().into_bytes(), false)
}

async fn logo(State(web): State<Web>, Path(digest): Path<String>, request: HeaderMap) -> Response {
    let Ok((media_type, bytes)) = web.app.logo(&digest).await else { return StatusCode::NOT_FOUND.into_response() };
    let known =
        request.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == format!("\"{digest}\"").as_bytes());
    let kind = ["image/png", "image/jpeg", "image/webp"].into_iter().find(|kind| *kind == media_type);
    let Some(kind) = kind else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = answer(kind, if known { Vec::new() } else { bytes }, true);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{digest}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// What came from an administrator is served as what it is and as nothing else.
fn answer(kind: &'static str, bytes: Vec<u8>, kept: bool) -> Response {
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    let caching = if kept { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}
