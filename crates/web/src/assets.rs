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
        if let Ok(text) = std::str::from_utf8(&bytes)
            && name.ends_with(".js")
        {
            bytes = whole(text, &|module| Some(String::from_utf8_lossy(&Files::get(module)?.data).into_owned()))
                .into_bytes();
        }
        let later = [("./iban.js", "js/iban.js"), ("./commands.js", "js/commands.js")];
        for (named, target) in [("vendor/figtree.woff2", "vendor/figtree.woff2")].into_iter().chain(later) {
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

/// A script with the modules that it imports inside it: each file is a request, and a page may ask for few. A module keeps
/// its names to itself and imports none; `import { a, b } from "./module.js";` and `export` stand at the beginning of a line.
fn whole(script: &str, read: &dyn Fn(&str) -> Option<String>) -> String {
    let module_of = |line: &str| {
        let (names, rest) = line.strip_prefix("import { ")?.split_once(" } from \"./")?;
        let module = read(&format!("js/{}", rest.strip_suffix("\";")?))?;
        let exported = |line: &str| line.starts_with("export ");
        let inside: Vec<&str> =
            module.lines().map(|line| if exported(line) { line.trim_start_matches("export ") } else { line }).collect();
        Some(format!("const {{ {names} }} = (() => {{\n{}\nreturn {{ {names} }};\n}})();", inside.join("\n")))
    };
    let lines: Vec<String> = script.lines().map(|line| module_of(line).unwrap_or_else(|| line.to_owned())).collect();
    lines.join("\n") + "\n"
}

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

    #[test]
    fn a_script_is_one_file() {
        for name in ["js/regie.js", "js/customer.js"] {
            let script = std::str::from_utf8(bytes(name).unwrap_or_default()).unwrap_or_default();
            assert!(script.contains("function guardDoublePosts()"), "{name}: {script}");
            assert!(!script.lines().any(|line| line.starts_with("import {") || line.starts_with("export ")), "{name}");
        }
    }

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
