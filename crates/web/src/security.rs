//! The rules of the browser, as plain functions: headers, cookies, secrets of forms, where a page may send one back to.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Everything from the own origin, nothing inline, no frames.
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The headers of every page. `https` adds the promise to stay on TLS.
pub fn page_headers(https: bool) -> Vec<(HeaderName, HeaderValue)> {
    let mut headers = vec![
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        // A status page's address is its key: no other site may learn it.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    if https {
        headers.push((header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")));
    }
    headers
}

/// Where the program is reached, as far as cookies care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// TLS, by Regie itself or by the proxy before it.
    Tls,
    /// Plain HTTP on this machine only.
    Loopback,
}

impl Transport {
    /// Reads `public_url`. `None` for plain HTTP to anything but this machine: a session would travel in the open.
    pub fn of(public_url: &str) -> Option<Transport> {
        let url: axum::http::Uri = public_url.parse().ok()?;
        match (url.scheme_str()?, url.host()?) {
            ("https", _) => Some(Transport::Tls),
            ("http", "localhost" | "127.0.0.1" | "[::1]") => Some(Transport::Loopback),
            _ => None,
        }
    }
}

/// The cookies that Regie sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieKind {
    /// A member's session; ends with the browser.
    Session,
    /// The secret of forms before one is signed in.
    Visitor,
    /// What is being written on the public form; kept for a day.
    Ask,
    /// The choice of theme; kept for a year.
    Theme,
    /// The choice of language; kept for a year.
    Lang,
}

impl CookieKind {
    /// Its name. The prefix `__Host-` binds it to this host and to TLS; without TLS browsers refuse it.
    pub const fn name(self, transport: Transport) -> &'static str {
        match (self, transport) {
            (CookieKind::Session, Transport::Tls) => "__Host-regie-session",
            (CookieKind::Session, Transport::Loopback) => "regie-session",
            (CookieKind::Visitor, Transport::Tls) => "__Host-regie-visitor",
            (CookieKind::Visitor, Transport::Loopback) => "regie-visitor",
            (CookieKind::Ask, Transport::Tls) => "__Host-regie-ask",
            (CookieKind::Ask, Transport::Loopback) => "regie-ask",
            (CookieKind::Theme, Transport::Tls) => "__Host-regie-theme",
            (CookieKind::Theme, Transport::Loopback) => "regie-theme",
            (CookieKind::Lang, Transport::Tls) => "__Host-regie-lang",
            (CookieKind::Lang, Transport::Loopback) => "regie-lang",
        }
    }

    const fn max_age(self) -> Option<u32> {
        match self {
            CookieKind::Session | CookieKind::Visitor => None,
            CookieKind::Ask => Some(24 * 3600),
            CookieKind::Theme | CookieKind::Lang => Some(365 * 24 * 3600),
        }
    }
}

/// A `Set-Cookie` header. `None` when the value holds anything but letters, digits, `-`, `_` and `.`.
pub fn set_cookie(kind: CookieKind, value: &str, transport: Transport) -> Option<HeaderValue> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if value.is_empty() || !value.bytes().all(plain) {
        return None;
    }
    let age = kind.max_age().map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    cookie(kind, value, &age, transport)
}

/// A `Set-Cookie` header that removes the cookie.
pub fn clear_cookie(kind: CookieKind, transport: Transport) -> Option<HeaderValue> {
    cookie(kind, "", "; Max-Age=0", transport)
}

fn cookie(kind: CookieKind, value: &str, age: &str, transport: Transport) -> Option<HeaderValue> {
    let secure = match transport {
        Transport::Tls => "; Secure",
        Transport::Loopback => "",
    };
    let name = kind.name(transport);
    HeaderValue::from_str(&format!("{name}={value}; Path=/{secure}; HttpOnly; SameSite=Lax{age}")).ok()
}

/// The name of the cookie that says that a second question was answered on a link: one for each link, by its hash.
fn pass_name(hash: &[u8; 32], transport: Transport) -> String {
    let prefix = match transport {
        Transport::Tls => "__Host-",
        Transport::Loopback => "",
    };
    format!("{prefix}regie-pass-{}", regie_store::hex(&hash[..4]))
}

/// A `Set-Cookie` header that keeps such an answer for a while.
pub fn pass_cookie(
    hash: &[u8; 32],
    value: &str,
    lasts: jiff::SignedDuration,
    transport: Transport,
) -> Option<HeaderValue> {
    let secure = match transport {
        Transport::Tls => "; Secure",
        Transport::Loopback => "",
    };
    let (name, age) = (pass_name(hash, transport), lasts.as_secs());
    HeaderValue::from_str(&format!("{name}={value}; Path=/{secure}; HttpOnly; SameSite=Lax; Max-Age={age}")).ok()
}

/// The value of that cookie for a link's token.
pub fn read_pass(headers: &HeaderMap, token: &str, transport: Transport) -> Option<String> {
    let hash = regie_app::secrets::hash_of(token)?;
    read_named(headers, &pass_name(&hash, transport))
}

/// The value of a cookie in a request. A name that comes twice is not believed.
pub fn read_cookie(headers: &HeaderMap, kind: CookieKind, transport: Transport) -> Option<String> {
    read_named(headers, kind.name(transport))
}

fn read_named(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut found = all.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    });
    match (found.next(), found.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

/// The secret that every form of a session carries. `session` is the secret of the session, or of the visitor's cookie.
pub fn csrf_token(session: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(csrf_mac(session).finalize().into_bytes())
}

/// Whether a form came from a page of this session; takes the same time whatever is wrong.
pub fn csrf_valid(session: &[u8], token: &str) -> bool {
    match URL_SAFE_NO_PAD.decode(token) {
        Ok(bytes) => csrf_mac(session).verify_slice(&bytes).is_ok(),
        Err(_) => false,
    }
}

fn csrf_mac(session: &[u8]) -> Hmac<Sha256> {
    // A key of any length is allowed, so the other branch is never taken; it would refuse every form.
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(session).unwrap_or_else(|_| KeyInit::new(&Default::default()));
    mac.update(b"regie form 1");
    mac
}

/// Whether a request that changes something was sent by our own pages, as far as the browser tells: `Sec-Fetch-Site`
/// where there is one, else `Origin`. Old browsers send neither; then the secret of the form decides alone.
pub fn same_origin(method: &Method, headers: &HeaderMap, public_origin: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        // `none` is the reader's own doing, such as a reload of a posted form.
        return site == "same-origin" || site == "none";
    }
    match headers.get(header::ORIGIN) {
        Some(origin) => origin.as_bytes() == public_origin.trim_end_matches('/').as_bytes(),
        None => true,
    }
}

/// An address inside Regie to go back to, or `/` for anything that a browser might read as another site.
pub fn safe_return(wanted: &str) -> &str {
    let inside = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains('\\')
        && !wanted.chars().any(|c| c.is_control() || c.is_whitespace());
    if inside { wanted } else { "/" }
}

/// `Content-Disposition: attachment` with a name that came from outside (RFC 6266): a plain form for old browsers and
/// an encoded form with the full name. Directories, control characters and quotes never get through.
pub fn attachment(name: &str) -> HeaderValue {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = base.chars().filter(|c| !c.is_control() && !hidden(*c)).take(120);
    let kept: String = kept.collect::<String>().trim_matches(['.', ' ']).to_owned();
    let kept = if kept.is_empty() { "file".to_owned() } else { kept };
    let safe = |c: char| c.is_ascii_alphanumeric() || " ._-()+,=@".contains(c);
    let plain: String = kept.chars().map(|c| if safe(c) { c } else { '_' }).collect();
    let mut encoded = String::with_capacity(kept.len());
    for byte in kept.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// Marks that turn the writing direction around make `exe.pdf` out of `fdp.exe`.
fn hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_nothing_inline_and_no_other_site() {
        assert!(!CSP.contains("unsafe") && !CSP.contains('*') && !CSP.contains("http"));
        assert!(page_headers(true).iter().any(|(name, _)| name == header::STRICT_TRANSPORT_SECURITY));
        assert!(page_headers(false).iter().all(|(name, _)| name != header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn only_loopback_may_do_without_tls() {
        assert_eq!(Transport::of("https://regie.example.org"), Some(Transport::Tls));
        assert_eq!(Transport::of("http://127.0.0.1:8080"), Some(Transport::Loopback));
        assert_eq!(Transport::of("http://[::1]:8080/"), Some(Transport::Loopback));
        assert_eq!(Transport::of("http://regie.example.org"), None);
        assert_eq!(Transport::of("http://127.0.0.1.example.org"), None);
        assert_eq!(Transport::of("not a url"), None);
    }

    #[test]
    fn a_session_cookie_is_bound_to_the_host() {
        let cookie = set_cookie(CookieKind::Session, "abc", Transport::Tls).unwrap();
        assert_eq!(cookie, "__Host-regie-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
        let cookie = set_cookie(CookieKind::Session, "abc", Transport::Loopback).unwrap();
        assert_eq!(cookie, "regie-session=abc; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(set_cookie(CookieKind::Lang, "nl; Domain=example.org", Transport::Tls), None);
        assert!(clear_cookie(CookieKind::Session, Transport::Tls).unwrap().to_str().unwrap().contains("Max-Age=0"));
    }

    #[test]
    fn a_cookie_that_comes_twice_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; regie-session=abc; b=2"));
        assert_eq!(read_cookie(&headers, CookieKind::Session, Transport::Loopback).as_deref(), Some("abc"));
        assert_eq!(read_cookie(&headers, CookieKind::Session, Transport::Tls), None);
        headers.append(header::COOKIE, HeaderValue::from_static("regie-session=evil"));
        assert_eq!(read_cookie(&headers, CookieKind::Session, Transport::Loopback), None);
    }

    #[test]
    fn the_secret_of_a_form_holds_for_its_session_alone() {
        let token = csrf_token(b"session one");
        assert!(csrf_valid(b"session one", &token));
        assert!(!csrf_valid(b"session two", &token));
        assert!(!csrf_valid(b"session one", &token[1..]));
        assert!(!csrf_valid(b"session one", "é"));
        assert!(!csrf_valid(b"session one", ""));
    }

    #[test]
    fn a_change_asked_by_another_site_is_refused() {
        let ours = "https://regie.example.org";
        let check = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            same_origin(&Method::POST, &headers, ours)
        };
        assert!(check("sec-fetch-site", "same-origin"));
        assert!(!check("sec-fetch-site", "cross-site"));
        assert!(!check("sec-fetch-site", "same-site"));
        assert!(check("origin", "https://regie.example.org"));
        assert!(!check("origin", "https://regie.example.org.example.net"));
        assert!(!check("origin", "null"));
        assert!(same_origin(&Method::POST, &HeaderMap::new(), ours));
        assert!(same_origin(&Method::GET, &HeaderMap::new(), ours));
    }

    #[test]
    fn one_is_never_sent_back_to_another_site() {
        for bad in [
            "//evil",
            "/\\evil",
            "\\\\evil",
            "javascript:alert(1)",
            "https://evil",
            "",
            "work",
            "/a\nb",
            "/\t/evil",
            " /work",
        ] {
            assert_eq!(safe_return(bad), "/", "{bad:?}");
        }
        assert_eq!(safe_return("/journeys/1?show=all#e-2"), "/journeys/1?show=all#e-2");
    }

    #[test]
    fn hostile_names_of_files_are_tamed() {
        let header = |name: &str| attachment(name).to_str().unwrap().to_owned();
        assert_eq!(header("rekening.pdf"), "attachment; filename=\"rekening.pdf\"; filename*=UTF-8''rekening.pdf");
        assert_eq!(header("../../etc/passwd"), "attachment; filename=\"passwd\"; filename*=UTF-8''passwd");
        assert_eq!(header("C:\\x\\y.txt"), "attachment; filename=\"y.txt\"; filename*=UTF-8''y.txt");
        assert_eq!(
            header("a\"; x=\".exe"),
            "attachment; filename=\"a__ x=_.exe\"; filename*=UTF-8''a%22%3B%20x%3D%22.exe"
        );
        assert_eq!(
            header("é\r\nSet-Cookie: a"),
            "attachment; filename=\"_Set-Cookie_ a\"; filename*=UTF-8''%C3%A9Set-Cookie%3A%20a"
        );
        assert_eq!(header("a\u{202e}fdp.exe"), "attachment; filename=\"afdp.exe\"; filename*=UTF-8''afdp.exe");
        assert_eq!(header("..."), "attachment; filename=\"file\"; filename*=UTF-8''file");
    }
}
