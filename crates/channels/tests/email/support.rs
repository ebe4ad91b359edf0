//! Loading the corpus, and the token that its files refer to.

use jiff::Timestamp;
use regie_channels::email::token::{ReplyToken, TokenFacts, TokenKeys};
use regie_channels::email::{ParseContext, ParsedMail, parse};
use uuid::Uuid;

pub fn received_at() -> Timestamp {
    "2026-11-23T08:20:00Z".parse().unwrap()
}

pub fn keys() -> TokenKeys {
    TokenKeys::new([7; 32], None)
}

pub fn facts() -> TokenFacts<'static> {
    TokenFacts {
        journey: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001),
        message: Uuid::from_u128(0x0190_0000_0000_7000_8123_4567_89ab_cdef),
        recipient: "a.jansen@example.net",
        expires: "2027-06-01T00:00:00Z".parse().unwrap(),
    }
}

pub fn token() -> ReplyToken {
    keys().mint(&facts())
}

/// A corpus file with CRLF line ends and a valid token filled in.
pub fn load(name: &str) -> Vec<u8> {
    let path = format!("{}/corpus/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.replace("{TOKEN}", token().as_str()).replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
}

pub fn corpus_names() -> Vec<String> {
    let folder = format!("{}/corpus", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|f| f.unwrap().file_name().to_str()?.strip_suffix(".eml").map(str::to_owned))
        .collect();
    names.sort();
    names
}

pub fn read(name: &str) -> ParsedMail {
    read_raw(&load(name))
}

pub fn read_raw(raw: &[u8]) -> ParsedMail {
    let trusted = ["mx.example.org".to_owned()];
    parse(raw, &ParseContext { trusted_authserv_ids: &trusted, ..ParseContext::at(received_at()) })
}

/// The tokens that a mail carries, from addresses first and then from the thread, newest first.
pub fn tokens_of(mail: &ParsedMail) -> Vec<ReplyToken> {
    let addresses = mail.delivered_to.iter().chain(&mail.to).chain(&mail.cc).filter_map(ReplyToken::from_address);
    let ids =
        mail.in_reply_to.iter().chain(mail.references.iter().rev()).filter_map(|id| ReplyToken::from_message_id(id));
    let mut all: Vec<ReplyToken> = Vec::new();
    for token in addresses.chain(ids) {
        if !all.contains(&token) {
            all.push(token);
        }
    }
    all
}
