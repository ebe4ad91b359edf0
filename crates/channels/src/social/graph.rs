//! What Messenger and WhatsApp have in common: the signature over what they post, the token that we show, how an answer tells
//! an error, and reading a posting without believing any of it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use regie_app::ports::{Call, CallAnswer, Fetch};
use regie_app::social::{Account, NotTaken, Unread};
use regie_domain::codes::FailWhy;
use serde_json::Value;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// The header that a posting is signed in.
pub(super) const SIGNED_IN: &str = "x-hub-signature-256";
/// What stands before the signature.
const SCHEME: &str = "sha256=";
/// The largest file that is fetched, in bytes.
pub(super) const LARGEST_FILE: usize = 25 * 1024 * 1024;
/// The largest answer with facts that is read, in bytes.
pub(super) const LARGEST_FACTS: usize = 64 * 1024;
/// The longest id, in bytes; what is longer is none of theirs.
const LONGEST_ID: usize = 512;
/// The most characters of a channel's words that are kept.
const WORDS: usize = 160;

/// Signs a posting as the channel does, for those who play it.
#[must_use]
pub fn sign(secret: &str, body: &[u8]) -> String {
    format!("{SCHEME}{}", tag(secret, body).iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Whether a posting was signed with a secret, over the bytes as they came.
pub(super) fn is_signed(secret: &str, signature: &str, body: &[u8]) -> bool {
    if secret.is_empty() {
        return false;
    }
    let given = signature.trim().to_ascii_lowercase();
    sign(secret, body).as_bytes().ct_eq(given.as_bytes()).into()
}

fn tag(secret: &str, body: &[u8]) -> Vec<u8> {
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

/// A posting about one sort of object.
pub(super) fn posting(body: &[u8], object: &str) -> Result<Value, Unread> {
    let posted: Value = serde_json::from_slice(body).map_err(|_| Unread::Form)?;
    match posted.get("object").and_then(Value::as_str) {
        Some(found) if found == object => Ok(posted),
        Some(_) => Err(Unread::Elsewhere),
        None => Err(Unread::Form),
    }
}

/// The members of a list; none where there is no list.
pub(super) fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A text at a way of names; nothing for an empty one.
pub(super) fn text(of: &Value, way: &[&str]) -> Option<String> {
    let found = way.iter().try_fold(of, |at, name| at.get(*name))?;
    found.as_str().map(cleaned).filter(|text| !text.is_empty())
}

/// An id at a way of names.
pub(super) fn id(of: &Value, way: &[&str]) -> Option<String> {
    let found = way.iter().try_fold(of, |at, name| at.get(*name))?;
    let text = match found {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let fits =
        !text.is_empty() && text.len() <= LONGEST_ID && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    fits.then_some(text)
}

/// A moment in milliseconds since 1970.
pub(super) fn millis(of: &Value, name: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(number(of.get(name)?)?).ok()
}

/// A moment in seconds since 1970, which WhatsApp writes as text.
pub(super) fn seconds(of: &Value, name: &str) -> Option<Timestamp> {
    Timestamp::from_second(number(of.get(name)?)?).ok()
}

fn number(of: &Value) -> Option<i64> {
    of.as_i64().or_else(|| of.as_str()?.trim().parse().ok())
}

/// Words without what no keyboard types.
fn cleaned(text: &str) -> String {
    let kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n").chars().filter(kept).collect::<String>().trim().to_owned()
}

/// A sort of thing, in the channel's own code.
pub(super) fn sort(code: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let code: String = code.chars().filter(|c| fits(*c)).take(40).collect();
    if code.is_empty() { "unknown".to_owned() } else { code.to_lowercase() }
}

/// Posts JSON, with our token.
pub(super) fn post(account: Account<'_>, path: &str, body: &Value) -> Call {
    let headers = vec![bearer(account), ("content-type".to_owned(), "application/json".to_owned())];
    let url = format!("{}/{}/{path}", account.base, account.id);
    Call { posts: true, url, headers, body: body.to_string().into_bytes() }
}

/// Asks for facts, with our token.
pub(super) fn ask(account: Account<'_>, path: &str) -> Fetch {
    Fetch { url: format!("{}/{path}", account.base), headers: vec![bearer(account)], most: LARGEST_FACTS }
}

/// Fetches what lies at an address. Only the interface itself gets our token.
pub(super) fn download(account: Account<'_>, url: &str, shows_token: bool) -> Fetch {
    let headers = if shows_token { vec![bearer(account)] } else { Vec::new() };
    Fetch { url: url.to_owned(), headers, most: LARGEST_FILE }
}

fn bearer(account: Account<'_>) -> (String, String) {
    ("authorization".to_owned(), format!("Bearer {}", account.token))
}

/// What an answer says, where it is no success.
pub(super) fn refusal(answer: &CallAnswer, why: fn(i64, i64) -> Option<FailWhy>) -> NotTaken {
    let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let error = said.get("error").unwrap_or(&Value::Null);
    let code = |name: &str| error.get(name).and_then(number).unwrap_or(0);
    let (number, subcode) = (code("code"), code("error_subcode"));
    let words: String = error.get("message").and_then(Value::as_str).unwrap_or_default().chars().take(WORDS).collect();
    let words = format!("{} {number}/{subcode} {words}", answer.status).trim_end().to_owned();
    // What the channel itself calls passing, and limits of how much may be sent.
    let passing = error.get("is_transient").and_then(Value::as_bool).unwrap_or(false)
        || matches!(number, 1 | 2 | 4 | 17 | 32 | 341 | 368 | 613 | 1200);
    match why(number, subcode) {
        Some(why) => NotTaken::Never(why, words),
        None if number == 190 || answer.status == 401 => NotTaken::Never(FailWhy::Access, words),
        None if passing || answer.status == 429 || answer.status >= 500 || answer.status < 300 => {
            NotTaken::Later(words)
        }
        None if matches!(number, 3 | 10 | 200..=299) => NotTaken::Never(FailWhy::Access, words),
        None => NotTaken::Never(FailWhy::Refused, words),
    }
}

/// A name in facts that were asked for.
pub(super) fn name_of(fetched: &[u8], names: &[&str]) -> Option<String> {
    let said: Value = serde_json::from_slice(fetched).ok()?;
    let parts: Vec<String> = names.iter().filter_map(|name| text(&said, &[name])).collect();
    Some(parts.join(" ")).filter(|name| !name.is_empty())
}
