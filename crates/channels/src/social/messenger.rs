//! Facebook Messenger: messages to a page.

use regie_app::ports::{Call, CallAnswer, Fetch};
use regie_app::social::{Account, Came, Fate, FileAt, Happened, NotTaken, Place, SocialChannel, Told, Unread};
use regie_domain::codes::{FailWhy, Medium};
use serde_json::{Value, json};

use super::graph;

/// The most characters of a message.
const LONGEST: usize = 2_000;

/// Facebook Messenger.
#[derive(Debug, Clone, Copy)]
pub struct Messenger;

impl SocialChannel for Messenger {
    fn medium(&self) -> Medium {
        Medium::Facebook
    }

    fn signed_in(&self) -> &'static str {
        graph::SIGNED_IN
    }

    fn is_signed(&self, secret: &str, signature: &str, body: &[u8]) -> bool {
        graph::is_signed(secret, signature, body)
    }

    fn read(&self, account: &str, body: &[u8]) -> Result<Vec<Happened>, Unread> {
        let posted = graph::posting(body, "page")?;
        let mut happened = Vec::new();
        for entry in graph::list(&posted, "entry") {
            if graph::id(entry, &["id"]).as_deref() != Some(account) {
                happened.push(Happened::Other("other-page".to_owned()));
                continue;
            }
            let known = happened.len();
            happened.extend(graph::list(entry, "messaging").filter_map(|event| event_of(account, event)));
            // Another program has the conversation, or something on the page itself changed.
            for other in ["standby", "changes"] {
                happened.extend(graph::list(entry, other).map(|_| Happened::Other(other.to_owned())));
            }
            if happened.len() == known && entry.get("messaging").is_none() {
                happened.push(Happened::Other("empty".to_owned()));
            }
        }
        Ok(happened)
    }

    fn longest(&self) -> usize {
        LONGEST
    }

    fn text(&self, account: Account<'_>, to: &str, words: &str) -> Call {
        let body = json!({ "recipient": { "id": to }, "messaging_type": "RESPONSE", "message": { "text": words } });
        graph::post(account, "messages", &body)
    }

    fn taken(&self, answer: &CallAnswer) -> Result<String, NotTaken> {
        let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        match graph::id(&said, &["message_id"]).filter(|_| (200..300).contains(&answer.status)) {
            Some(id) => Ok(id),
            None => Err(graph::refusal(answer, why)),
        }
    }

    fn fetch(&self, account: Account<'_>, file: &FileAt) -> Fetch {
        match &file.place {
            Place::Url(url) => graph::download(account, url, false),
            Place::Id(id) => graph::ask(account, id),
        }
    }

    fn look(&self, account: Account<'_>) -> Fetch {
        graph::ask(account, &format!("{}?fields=name", account.id))
    }

    fn profile(&self, account: Account<'_>, user: &str) -> Option<Fetch> {
        let digits = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| graph::ask(account, &format!("{user}?fields=first_name,last_name")))
    }

    fn name_in(&self, fetched: &[u8]) -> Option<String> {
        graph::name_of(fetched, &["name"]).or_else(|| graph::name_of(fetched, &["first_name", "last_name"]))
    }
}

/// One thing that happened in a conversation; nothing for what we said ourselves, by whatever program.
fn event_of(account: &str, event: &Value) -> Option<Happened> {
    let from = graph::id(event, &["sender", "id"]);
    let ours = from.as_deref() == Some(account);
    let at = graph::millis(event, "timestamp");
    if let Some(message) = event.get("message") {
        if ours || message.get("is_echo").and_then(Value::as_bool).unwrap_or(false) {
            return None;
        }
        let (Some(from), Some(id)) = (from, graph::id(message, &["mid"])) else {
            return Some(Happened::Other("message".to_owned()));
        };
        let files: Vec<FileAt> = graph::list(message, "attachments").filter_map(file_of).collect();
        let text = graph::text(message, &["text"]).unwrap_or_default();
        let other = graph::list(message, "attachments").find(|found| file_of(found).is_none());
        let sort = other.map(|other| graph::sort(other.get("type").and_then(Value::as_str).unwrap_or_default()));
        let sort = sort.or_else(|| (text.is_empty() && files.is_empty()).then(|| "unsupported".to_owned()));
        let answers = graph::id(message, &["reply_to", "mid"]);
        return Some(Happened::Came(Came { id, from, name: None, at, text, files, answers, sort }));
    }
    if let Some(postback) = event.get("postback") {
        let (Some(from), Some(id)) = (from, graph::id(postback, &["mid"])) else {
            return Some(Happened::Other("postback".to_owned()));
        };
        let text = graph::text(postback, &["title"]).unwrap_or_default();
        let sort = text.is_empty().then(|| "postback".to_owned());
        return Some(Happened::Came(Came { id, from, name: None, at, text, files: Vec::new(), answers: None, sort }));
    }
    for (name, fate) in [("delivery", Fate::Delivered), ("read", Fate::Read)] {
        if let (Some(told), Some(to)) = (event.get(name), from.clone()) {
            let ids: Vec<String> = graph::list(told, "mids").filter_map(|mid| graph::id(mid, &[])).collect();
            let until = graph::millis(told, "watermark").filter(|_| ids.is_empty());
            return Some(Happened::Told(Told { ids, to, until, fate, at }));
        }
    }
    let mut names = event.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let sort = names.rfind(|name| !["sender", "recipient", "timestamp"].contains(name)).unwrap_or("unknown");
    Some(Happened::Other(graph::sort(sort)))
}

/// A file of a message; nothing for what is none: a place, a shared post.
fn file_of(attachment: &Value) -> Option<FileAt> {
    let kind = attachment.get("type").and_then(Value::as_str)?;
    if !["image", "video", "audio", "file"].contains(&kind) {
        return None;
    }
    let url = graph::text(attachment, &["payload", "url"])?;
    Some(FileAt { place: Place::Url(url), name: None, media_type: None })
}

/// Why a message will not arrive, by the numbers that the interface gives.
fn why(code: i64, subcode: i64) -> Option<FailWhy> {
    match (code, subcode) {
        (10, 2_018_278) | (10, 2_018_065) => Some(FailWhy::Window),
        (551, _) | (200, 1_545_041) => Some(FailWhy::Blocked),
        (100, 2_018_001) | (100, 2_018_109) => Some(FailWhy::Blocked),
        _ => None,
    }
}
