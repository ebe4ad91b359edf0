//! Keys: the same one twice has one effect, and belongs to one command.

use regie_domain::command::Command;
use regie_store::idempotency;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Request;
use crate::authorise::Who;
use crate::error::Result;
use crate::{App, Config, secrets};

/// What a key is tied to: the same key with another command is refused. Short words could be guessed from a plain hash.
pub(super) fn digest_of(config: &Config, request: &Request) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    // Ids of contents are minted anew at each try, so what is compared is the kind of command and the words themselves.
    let (stream, name) = match &request.command {
        Command::Journey { journey, command } => (journey.0, name_of(&serde_json::to_value(command)?)),
        Command::Customer { customer, command } => (customer.0, name_of(&serde_json::to_value(command)?)),
        Command::Improvement { improvement, command } => (improvement.0, name_of(&serde_json::to_value(command)?)),
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

impl App {
    /// Ties the key of a program to what it sends: the same key with anything else is refused. A key without effect, because
    /// a rule refused what came with it, is tied all the same: another body takes a fresh one. Tells whether it came before.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`](regie_store::StoreError::KeyReused), or what the store says.
    pub async fn claim_key(&self, who: &Who, key: &str, sent: &[&[u8]]) -> Result<bool> {
        let digest = secrets::mark(&self.config, "body", sent);
        let context = (format!("{}:body", scope_of(who)), key.to_owned(), digest, self.ports.clock.now());
        self.store
            .write_with(context, |tx, (scope, key, digest, now)| {
                Box::pin(async move {
                    let repeated = idempotency::recall(tx, scope, key, digest).await?.is_some();
                    if !repeated {
                        idempotency::remember(tx, scope, key, digest, "", *now).await?;
                    }
                    Ok(repeated)
                })
            })
            .await
    }

    /// The id of what a key of a program makes: the same for the same key, so that a repeat makes nothing twice. Nobody else
    /// can tell it beforehand.
    #[must_use]
    pub fn id_of_key(&self, who: &Who, key: &str) -> Uuid {
        let digest = secrets::mark(&self.config, "made by key", &[scope_of(who).as_bytes(), key.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}

pub(super) fn scope_of(who: &Who) -> String {
    match who {
        Who::System => "system".to_owned(),
        Who::Outsider => "outsider".to_owned(),
        Who::Member(member) => format!("member:{}", member.id),
        Who::Client(client) => format!("client:{}", client.member.id),
        Who::Customer { participant, .. } => format!("participant:{participant}"),
        Who::Partner(seat) => format!("partner:{}:{}", seat.org, seat.journey),
    }
}
