//! A posted form: its fields and files, after the form's secret was checked. Every command of a page takes this, so no
//! route can forget the check.

use axum::body::{Bytes, to_bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use regie_app::AppError;

use crate::reply::{Again, Failure};
use crate::security::csrf_valid;
use crate::visit::Visit;

/// The most files in one form.
const MOST_FILES: usize = 20;
/// The largest single file, in bytes.
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;
/// The largest form without files, in bytes.
const LARGEST_FORM: usize = 2 * 1024 * 1024;
/// The most that travels along while somebody signs in, in bytes.
const LARGEST_KEPT: usize = 256 * 1024;
/// The most fields that do.
const MOST_KEPT: usize = 500;
/// The most fields in one form.
const MOST_FIELDS: usize = 2_000;

/// A file that was sent along.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The field.
    pub field: String,
    /// The name that the browser gave, not to be trusted.
    pub name: String,
    /// The media type that the browser gave, not to be trusted.
    pub media_type: String,
    /// The bytes.
    pub bytes: Bytes,
}

/// A posted form.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    /// Its fields in order; a name may come more than once.
    pub fields: Vec<(String, String)>,
    /// Its files; empty ones are left out.
    pub files: Vec<Upload>,
}

impl Posted {
    /// A field's value without blanks around it; empty when it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// A field's value, if anything was typed.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// The key that makes a second sending harmless.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        self.some("key").filter(|key| key.len() <= 64).map(str::to_owned)
    }

    /// The ball's epoch that the page showed.
    #[must_use]
    pub fn epoch(&self) -> Option<u32> {
        self.some("epoch").and_then(|epoch| epoch.parse().ok())
    }
}

impl Posted {
    /// The form's secret is no longer ours: the visitor may send what was filled in once more, with a new one. Whoever
    /// posts from elsewhere was refused before. A password is never put back into a page.
    fn expired(self, action: String) -> Failure {
        let mut failure = Failure::from(AppError::Denied("form"));
        failure.again = self.again(action);
        failure
    }

    /// What can be sent once more: nothing where a password is part of it.
    fn again(self, action: String) -> Option<Again> {
        let secret = |name: &str| ["password", "secret", "token"].iter().any(|part| name.contains(part));
        if self.fields.is_empty() || self.fields.iter().any(|(name, _)| secret(name)) {
            return None;
        }
        let files = !self.files.is_empty();
        let fields = self.fields.into_iter().filter(|(name, _)| !matches!(name.as_str(), "csrf" | "key")).collect();
        Some(Again { action, fields, files })
    }
}

/// What a form held that came when nobody was signed in: enough to send it once more afterwards. Nothing where it held
/// nothing but its secret, more than [`LARGEST_KEPT`], or a password.
pub async fn unsent(request: Request) -> Option<Again> {
    let path = request.uri().path().to_owned();
    let again = read(request, &()).await.ok()?.again(path)?;
    let size: usize = again.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    let written = again.fields.iter().any(|(_, value)| !value.trim().is_empty());
    (written && size <= LARGEST_KEPT && again.fields.len() <= MOST_KEPT).then_some(again)
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let visit = request.extensions().get::<Visit>().cloned().ok_or(AppError::NotFound("page"))?;
        let path = request.uri().path().to_owned();
        let posted = read(request, state).await?;
        if !csrf_valid(&visit.secret, posted.get("csrf")) && !from_customers_page(&path, &posted) {
            return Err(posted.expired(path));
        }
        Ok(posted)
    }
}

/// Reads a form, whatever its secret.
async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Posted, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        return multipart(request, state).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(AppError::Denied("form").into());
    }
    let body = to_bytes(request.into_body(), LARGEST_FORM)
        .await
        .map_err(|_| AppError::invalid("body", "invalid-too-large"))?;
    Ok(Posted { fields: urlencoded(&body)?, files: Vec::new() })
}

/// The frame of a customer's page has forms that stand on every page: language, look, the demo's clock. There the secret
/// is the link's. They change nothing that anyone but the visitor sees.
fn from_customers_page(path: &str, posted: &Posted) -> bool {
    let everywhere = matches!(path, "/preferences" | "/demo/clock");
    let token = posted.get("return").strip_prefix("/s/").and_then(|rest| rest.split(['/', '?']).next());
    everywhere && token.is_some_and(|token| csrf_valid(token.as_bytes(), posted.get("csrf")))
}

async fn multipart<S: Send + Sync>(request: Request, state: &S) -> Result<Posted, Failure> {
    let too_large = || AppError::invalid("files", "invalid-too-large");
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => AppError::invalid("body", "invalid-form"),
    };
    let mut parts =
        Multipart::from_request(request, state).await.map_err(|_| AppError::invalid("body", "invalid-form"))?;
    let mut posted = Posted::default();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let media_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = part.bytes().await.map_err(broken)?;
        match file_name {
            Some(_) if bytes.is_empty() => {}
            // A single file that is too large is said at its field ([`crate::ui::uploads`]), with what was typed kept.
            Some(_) if posted.files.len() >= MOST_FILES => return Err(too_large().into()),
            Some(file_name) => posted.files.push(Upload { field: name, name: file_name, media_type, bytes }),
            None if posted.fields.len() >= MOST_FIELDS => return Err(AppError::invalid("body", "invalid-form").into()),
            None => posted.fields.push((name, text(&bytes)?)),
        }
    }
    Ok(posted)
}

fn urlencoded(body: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    let mut fields = Vec::new();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        if fields.len() >= MOST_FIELDS {
            return Err(AppError::invalid("body", "invalid-form").into());
        }
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        fields.push((text(&decode(name))?, text(&decode(value))?));
    }
    Ok(fields)
}

fn decode(value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        match value[at] {
            b'+' => bytes.push(b' '),
            b'%' => match value
                .get(at + 1..at + 3)
                .and_then(|hex| std::str::from_utf8(hex).ok())
                .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            {
                Some(byte) => {
                    bytes.push(byte);
                    at += 2;
                }
                None => bytes.push(b'%'),
            },
            byte => bytes.push(byte),
        }
        at += 1;
    }
    bytes
}

/// Text without NUL, with plain line ends.
fn text(bytes: &[u8]) -> Result<String, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| AppError::invalid("body", "invalid-text"))?;
    if text.contains('\0') {
        return Err(AppError::invalid("body", "invalid-text").into());
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}
