//! WhatsApp, through the Cloud API: messages to a telephone number of ours.

use regie_app::ports::{Call, CallAnswer, Fetch};
use regie_app::social::{Account, Came, Fate, FileAt, Happened, NotTaken, Place, SocialChannel, Told, Unread};
use regie_domain::codes::{FailWhy, Medium};
use regie_domain::social::Template;
use serde_json::{Value, json};

use super::graph;

/// The most characters of a message.
const LONGEST: usize = 4_096;
/// The sorts of messages that are a file.
const FILES: [&str; 6] = ["image", "document", "audio", "video", "voice", "sticker"];

/// WhatsApp.
#[derive(Debug, Clone, Copy)]
pub struct Whatsapp;

impl SocialChannel for Whatsapp {
    fn medium(&self) -> Medium {
        Medium::Whatsapp
    }

    fn signed_in(&self) -> &'static str {
        graph::SIGNED_IN
    }

    fn is_signed(&self, secret: &str, signature: &str, body: &[u8]) -> bool {
        graph::is_signed(secret, signature, body)
    }

    fn read(&self, account: &str, body: &[u8]) -> Result<Vec<Happened>, Unread> {
        let posted = graph::posting(body, "whatsapp_business_account")?;
        let mut happened = Vec::new();
        for change in graph::list(&posted, "entry").flat_map(|entry| graph::list(entry, "changes")) {
            let field = change.get("field").and_then(Value::as_str).unwrap_or_default();
            let Some(value) = change.get("value").filter(|_| field == "messages") else {
                happened.push(Happened::Other(graph::sort(field)));
                continue;
            };
            if graph::id(value, &["metadata", "phone_number_id"]).as_deref() != Some(account) {
                happened.push(Happened::Other("other-number".to_owned()));
                continue;
            }
            happened.extend(graph::list(value, "messages").filter_map(|message| message_of(value, message)));
            happened.extend(graph::list(value, "statuses").filter_map(status_of));
            happened.extend(graph::list(value, "errors").map(|_| Happened::Other("errors".to_owned())));
        }
        Ok(happened)
    }

    fn longest(&self) -> usize {
        LONGEST
    }

    fn text(&self, account: Account<'_>, to: &str, words: &str) -> Call {
        let body = json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": to,
            "type": "text", "text": { "preview_url": false, "body": words },
        });
        graph::post(account, "messages", &body)
    }

    fn template(&self, account: Account<'_>, to: &str, template: &Template, values: &[String]) -> Option<Call> {
        // A value may hold no line breaks and no runs of blanks.
        let line = |value: &String| value.split_whitespace().collect::<Vec<_>>().join(" ");
        let parameters: Vec<Value> =
            values.iter().map(|value| json!({ "type": "text", "text": line(value) })).collect();
        let body = json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "template",
            "template": {
                "name": template.name, "language": { "code": template.language },
                "components": [{ "type": "body", "parameters": parameters }],
            },
        });
        Some(graph::post(account, "messages", &body))
    }

    fn taken(&self, answer: &CallAnswer) -> Result<String, NotTaken> {
        let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let first = graph::list(&said, "messages").next().and_then(|message| graph::id(message, &["id"]));
        match first.filter(|_| (200..300).contains(&answer.status)) {
            Some(id) => Ok(id),
            None => Err(graph::refusal(answer, why)),
        }
    }

    fn fetch(&self, account: Account<'_>, file: &FileAt) -> Fetch {
        match &file.place {
            Place::Url(url) => graph::download(account, url, true),
            Place::Id(id) => graph::ask(account, id),
        }
    }

    fn fetch_then(&self, account: Account<'_>, file: &FileAt, told: &[u8]) -> Option<Fetch> {
        let Place::Id(_) = file.place else { return None };
        let said: Value = serde_json::from_slice(told).ok()?;
        // The address is good for five minutes, and only with our token.
        Some(graph::download(account, &graph::text(&said, &["url"])?, true))
    }

    fn look(&self, account: Account<'_>) -> Fetch {
        graph::ask(account, &format!("{}?fields=verified_name,display_phone_number", account.id))
    }

    fn name_in(&self, fetched: &[u8]) -> Option<String> {
        graph::name_of(fetched, &["verified_name", "display_phone_number"])
    }
}

/// A message of somebody; nothing for what the number itself said.
fn message_of(value: &Value, message: &Value) -> Option<Happened> {
    let kind = message.get("type").and_then(Value::as_str).unwrap_or("unknown");
    let (Some(from), Some(id)) = (graph::id(message, &["from"]), graph::id(message, &["id"])) else {
        return Some(Happened::Other(graph::sort(kind)));
    };
    if Some(&from) == graph::id(value, &["metadata", "display_phone_number"]).as_ref() {
        return None;
    }
    if ["reaction", "system", "ephemeral"].contains(&kind) {
        return Some(Happened::Other(graph::sort(kind)));
    }
    let words: Option<String> = [
        &["text", "body"][..],
        &["button", "text"],
        &["interactive", "button_reply", "title"],
        &["interactive", "list_reply", "title"],
        &["image", "caption"],
        &["video", "caption"],
        &["document", "caption"],
    ]
    .into_iter()
    .find_map(|way| graph::text(message, way));
    let file = FILES.contains(&kind).then(|| message.get(kind)).flatten().and_then(|file| {
        let place = Place::Id(graph::id(file, &["id"])?);
        let (name, media_type) = (graph::text(file, &["filename"]), graph::text(file, &["mime_type"]));
        Some(FileAt { place, name, media_type })
    });
    let text = words.unwrap_or_default();
    let files: Vec<FileAt> = file.into_iter().collect();
    let sort = (text.is_empty() && files.is_empty()).then(|| graph::sort(kind));
    let name = graph::list(value, "contacts")
        .find(|contact| graph::id(contact, &["wa_id"]).as_ref() == Some(&from))
        .and_then(|contact| graph::text(contact, &["profile", "name"]));
    let (at, answers) = (graph::seconds(message, "timestamp"), graph::id(message, &["context", "id"]));
    Some(Happened::Came(Came { id, from, name, at, text, files, answers, sort }))
}

/// What became of a message of ours.
fn status_of(status: &Value) -> Option<Happened> {
    let code = status.get("status").and_then(Value::as_str).unwrap_or_default();
    let fate = match code {
        "sent" => Fate::Sent,
        "delivered" => Fate::Delivered,
        "read" | "played" => Fate::Read,
        "failed" => {
            let error = graph::list(status, "errors").next();
            let code = error.and_then(|error| error.get("code")).and_then(Value::as_i64).unwrap_or(0);
            Fate::Failed(why(code, 0).unwrap_or(FailWhy::Refused))
        }
        _ => return Some(Happened::Other(graph::sort(&format!("status-{code}")))),
    };
    let (Some(id), Some(to)) = (graph::id(status, &["id"]), graph::id(status, &["recipient_id"])) else {
        return Some(Happened::Other("status".to_owned()));
    };
    let at = graph::seconds(status, "timestamp");
    Some(Happened::Told(Told { ids: vec![id], to, until: None, fate, at }))
}

/// Why a message will not arrive, by the numbers that the interface gives.
fn why(code: i64, _subcode: i64) -> Option<FailWhy> {
    match code {
        131_047 => Some(FailWhy::Window),
        131_026 | 131_050 | 131_049 | 130_497 => Some(FailWhy::Blocked),
        131_005 | 131_031 | 131_042 | 133_010 => Some(FailWhy::Access),
        _ => None,
    }
}
