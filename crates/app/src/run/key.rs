//! Keys: the same one twice has one effect, and belongs to one command.

use regie_domain::command::Command;
use sha2::{Digest, Sha256};

use super::Request;
use crate::authorise::Who;
use crate::error::Result;
use crate::{Config, secrets};

/// What a key is tied to: the same key with another command is refused. Short words could be guessed from a plain hash.
pub(super) fn digest_of(config: &Config, request: &Request) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    // Ids of contents are minted anew at each try, so what is compared is the kind of command and the words themselves.
    let (stream, name) = match &request.command {
        Command::Journey { journey, command } => (journey.0, name_of(&serde_json::to_value(command)?)),
        Command::Customer { customer, command } => (customer.0, name_of(&serde_json::to_value(command)?)),
    };
    // A form that begins something is sent again with another fresh id.
    if !matches!(name.as_str(), "open" | "register") {
        hash.update(stream.as_bytes());
    }
    hash.update(name.as_bytes());
    for text in &request.texts {
        hash.update((text.bytes.len() as u64).to_be_bytes());
        hash.update(&text.bytes);
    }
    Ok(secrets::mark(config, "command", &[&hash.finalize()]))
}

fn name_of(command: &serde_json::Value) -> String {
    command.get("do").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn scope_of(who: &Who) -> String {
    match who {
        Who::System => "system".to_owned(),
        Who::Outsider => "outsider".to_owned(),
        Who::Member(member) => format!("member:{}", member.id),
        Who::Customer { participant, .. } => format!("participant:{participant}"),
    }
}
