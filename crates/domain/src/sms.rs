//! The gateway through which text messages leave.

use serde::{Deserialize, Serialize};

/// A gateway that takes text messages over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsGateway {
    /// Where a message is posted; may hold the placeholders.
    pub url: String,
    /// The JSON that is posted, with the placeholders `{{number}}`, `{{text}}` and `{{sender}}`.
    pub body: String,
    /// The name of the header that proves who posts; empty where none does.
    pub header: String,
    /// Its value, encrypted at rest.
    pub secret: Option<String>,
    /// The name or number that a message comes from.
    pub sender: String,
    /// Within so many hours a number gets one message.
    pub every_hours: u32,
    /// Whether messages leave. Off until somebody switches it on.
    pub active: bool,
}

/// What stands in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmsParts<'a> {
    /// The number, as `+31612345678`.
    pub number: &'a str,
    /// The words.
    pub text: &'a str,
    /// The sender.
    pub sender: &'a str,
}

impl SmsGateway {
    /// The address and the body of a message: whatever the words hold, they stay words.
    #[must_use]
    pub fn filled(&self, parts: SmsParts<'_>) -> (String, String) {
        (with(&self.url, parts, percent), with(&self.body, parts, json))
    }
}

fn with(template: &str, parts: SmsParts<'_>, write: fn(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len() + parts.text.len());
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let (before, after) = rest.split_at(start);
        out.push_str(before);
        let Some(end) = after.find("}}") else {
            out.push_str(after);
            return out;
        };
        match after[2..end].trim() {
            "number" => out.push_str(&write(parts.number)),
            "text" => out.push_str(&write(parts.text)),
            "sender" => out.push_str(&write(parts.sender)),
            _ => out.push_str(&after[..end + 2]),
        }
        rest = &after[end + 2..];
    }
    out.push_str(rest);
    out
}

/// Inside a JSON string.
fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Inside a part of an address.
fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_words_hold_they_stay_words() {
        let gateway = SmsGateway {
            url: "https://sms.example.org/send?to={{number}}".to_owned(),
            body: r#"{"from":"{{ sender }}","to":"{{number}}","text":"{{text}}","keep":"{{other}}"}"#.to_owned(),
            header: String::new(),
            secret: None,
            sender: "Gemeente".to_owned(),
            every_hours: 24,
            active: true,
        };
        let parts = SmsParts { number: "+31600000078", text: "Zie \"hier\"\n{{number}} \\", sender: "Gemeente" };
        let (url, body) = gateway.filled(parts);
        assert_eq!(url, "https://sms.example.org/send?to=%2B31600000078");
        let read: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
        assert_eq!(read["text"], "Zie \"hier\"\n{{number}} \\");
        assert_eq!((read["from"].as_str(), read["keep"].as_str()), (Some("Gemeente"), Some("{{other}}")));
    }
}
