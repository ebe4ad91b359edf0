//! The style sheet, scripts, font and icons, built into the program and served with a version in the address.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use regie_store::hex;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Files;

struct Asset {
    bytes: Vec<u8>,
    version: String,
}

/// Every file with the version of what it holds. Files that name others name them with their version, so that a
/// browser never mixes two releases.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let mut assets = BTreeMap::new();
    let names: Vec<String> = Files::iter().map(|name| name.into_owned()).filter(|name| name != "icons.txt").collect();
    let (last, first): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|name| ["regie.css", "js/regie.js", "js/customer.js"].contains(&name.as_str()));
    for name in first.into_iter().chain(last) {
        let Some(file) = Files::get(&name) else { continue };
        let mut bytes = file.data.into_owned();
        for (named, target) in [
            ("vendor/figtree.woff2", "vendor/figtree.woff2"),
            ("./shared.js", "js/shared.js"),
            ("./iban.js", "js/iban.js"),
        ] {
            if let (Ok(text), Some(Asset { version, .. })) = (std::str::from_utf8(&bytes), assets.get(target))
                && text.contains(named)
            {
                bytes = text.replace(named, &format!("{named}?v={version}")).into_bytes();
            }
        }
        let version = hex(&Sha256::digest(&bytes)[..4]);
        assets.insert(name, Asset { bytes, version });
    }
    assets
});

/// The address of a file, with a version that changes when the file does.
pub fn href(name: &str) -> String {
    match ASSETS.get(name) {
        Some(asset) => format!("/assets/{name}?v={}", asset.version),
        None => format!("/assets/{name}"),
    }
}

/// What a file holds, as it is served.
pub fn bytes(name: &str) -> Option<&'static [u8]> {
    ASSETS.get(name).map(|asset| asset.bytes.as_slice())
}

/// The names of all files.
pub fn names() -> impl Iterator<Item = &'static str> {
    ASSETS.keys().map(String::as_str)
}

/// `GET /assets/{*name}`. A request with a version may be kept for a year;
/// one without is checked each time.
pub async fn serve(Path(name): Path<String>, uri: axum::http::Uri, request: HeaderMap) -> Response {
    let Some(Asset { bytes, version }) = ASSETS.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{version}\"");
    let fresh = request.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let versioned = uri.query().is_some_and(|query| query == format!("v={version}"));
    let mut response =
        if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(bytes.as_slice()).into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name)));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let caching = if versioned { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_versioned_file_is_kept_and_an_unknown_one_is_not_found() {
        let uri: axum::http::Uri = href("regie.css").parse().unwrap_or_default();
        let response = serve(Path("regie.css".into()), uri, HeaderMap::new()).await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        let mut known = HeaderMap::new();
        known.insert(header::IF_NONE_MATCH, response.headers()[header::ETAG].clone());
        let again = serve(Path("regie.css".into()), axum::http::Uri::from_static("/assets/regie.css"), known).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let outside = serve(Path("../Cargo.toml".into()), axum::http::Uri::from_static("/"), HeaderMap::new()).await;
        assert_eq!(outside.status(), StatusCode::NOT_FOUND);
    }
}
