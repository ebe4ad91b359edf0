//! Another address or number: it counts once somebody opened the link that was sent there. Whoever has a link to a page may
//! have come by it in another way than the customer did, so the address from before is told.

use jiff::{SignedDuration, Timestamp};
use regie_domain::customer::{CustomerCommand, HandleKind};
use regie_domain::ids::{ContentId, CustomerId, HandleId};
use regie_domain::phone::PhoneNumber;
use regie_domain::preference::{Preferences, PreferredWay, SaidHow};
use regie_store::Tx;
use regie_store::content::{self, NewContent};
use regie_store::journal::{self, StreamKey};
use regie_store::proofs::{self, Proof};

use super::mail::{self, About};
use super::{By, Desk, fault};
use crate::App;
use crate::content::ContentKind;
use crate::error::{AppError, Result};
use crate::journeys::plausible_email;
use crate::run::{CUSTOMER, Stage, whole_micros};
use crate::secrets;

/// How long an address can be proved.
pub const LASTS: SignedDuration = SignedDuration::from_hours(72);
/// How many links are sent to new addresses of one person within [`SPAN`].
const MOST: usize = 3;
/// See [`MOST`].
const SPAN: SignedDuration = SignedDuration::from_hours(1);
/// How many ended ones are taken away in one round.
const ROUND: u32 = 100;

/// What a change waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proving {
    /// Nothing: it holds.
    Nothing,
    /// That the link is opened that was sent to an address.
    Mail,
    /// That the link is opened that was sent to a number.
    Text,
}

/// How it stands with what a link proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// It waits for a press on the button; the address or number, recognisable to its owner only.
    Waits(String),
    /// It is proved.
    Proved(String),
    /// There is no such link, or no more.
    Gone,
}

/// An address or number, recognisable to its owner only.
#[must_use]
pub fn masked(value: &str) -> String {
    if let Some((name, domain)) = value.rsplit_once('@') {
        let first: String = name.chars().take(1).collect();
        return format!("{first}…@{domain}");
    }
    PhoneNumber::parse(value).map_or_else(|_| "…".to_owned(), |number| number.masked())
}

impl App {
    /// Lets messages go to another e-mail address, once it is proved; at once where it is known to be the person's.
    ///
    /// # Errors
    /// A fault of the address, a denial, or what the store says.
    pub async fn give_address(&self, by: By, email: &str) -> Result<Proving> {
        if !plausible_email(email) {
            let empty = email.trim().is_empty();
            return Err(fault("email", if empty { "invalid-required" } else { "invalid-email" }));
        }
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, by, email.trim().to_owned()), |tx, (stage, by, email)| {
                Box::pin(async move {
                    let mut desk = Desk::open(stage, tx, by).await?;
                    desk.ask_proof(tx, HandleKind::Email, email).await
                })
            })
            .await
    }

    /// How it stands with what a link proves. Looking changes nothing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn proof_stands(&self, token: &str) -> Result<Stands> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(Stands::Gone) };
        let mut tx = self.store.begin_read().await?;
        let Some(proof) = proofs::by_token(&mut tx, &hash).await? else { return Ok(Stands::Gone) };
        let Some(value) = content::text(&mut tx, proof.value).await? else { return Ok(Stands::Gone) };
        Ok(match proof.used_at {
            Some(_) => Stands::Proved(masked(&value)),
            None if proof.expires_at > self.ports.clock.now() => Stands::Waits(masked(&value)),
            None => Stands::Gone,
        })
    }

    /// Somebody opened the link and pressed the button: messages go there from now on. The address from before is told.
    ///
    /// # Errors
    /// What the store says.
    pub async fn prove(&self, token: &str) -> Result<Stands> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(Stands::Gone) };
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, hash), |tx, (stage, hash)| {
                Box::pin(async move {
                    let Some(proof) = proofs::locked(tx, hash).await? else { return Ok(Stands::Gone) };
                    let Some(value) = content::text(tx, proof.value).await? else { return Ok(Stands::Gone) };
                    if proof.used_at.is_none() {
                        if proof.expires_at <= stage.now {
                            return Ok(Stands::Gone);
                        }
                        take(stage, tx, &proof, &value).await?;
                    }
                    Ok(Stands::Proved(masked(&value)))
                })
            })
            .await
    }

    /// What waits for its proof, recognisable to its owner only.
    pub(super) async fn waiting_proofs(&self, tx: &mut Tx, customer: CustomerId) -> Result<Vec<String>> {
        let now = self.ports.clock.now();
        let since = now.checked_sub(LASTS).unwrap_or(Timestamp::MIN);
        let mut waiting = Vec::new();
        for proof in proofs::of_customer(tx, customer.0, since).await? {
            if proof.used_at.is_none() && proof.expires_at > now {
                waiting.extend(content::text(tx, proof.value).await?.map(|value| masked(&value)));
            }
        }
        waiting.dedup();
        Ok(waiting)
    }

    /// Takes away what ended unproved a while ago, with its address.
    ///
    /// # Errors
    /// What the store says.
    pub async fn end_proofs(&self) -> Result<usize> {
        let before = self.ports.clock.now().checked_sub(LASTS).unwrap_or(Timestamp::MIN);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let ended = proofs::ended(tx, before, ROUND).await?;
                    for proof in &ended {
                        content::discard(tx, proof.value).await?;
                        proofs::remove(tx, proof.id).await?;
                    }
                    Ok::<_, AppError>(ended.len())
                })
            })
            .await
    }
}

impl Desk<'_> {
    /// Sends a link to an address or number, unless messages go there already.
    pub(super) async fn ask_proof(&mut self, tx: &mut Tx, kind: HandleKind, value: &str) -> Result<Proving> {
        let own = regie_store::views::customers::all_by_handle(tx, kind, value).await?;
        let own = own.into_iter().find(|row| row.customer == self.customer.id && !row.failed);
        if let Some(known) = own.filter(|_| kind == HandleKind::Email) {
            self.use_handle(tx, kind, known.id).await?;
            return Ok(Proving::Nothing);
        }
        let now = self.stage.now;
        let since = now.checked_sub(SPAN).unwrap_or(now);
        let field = if kind == HandleKind::Email { "email" } else { "phone" };
        if proofs::of_customer(tx, self.customer.id.0, since).await?.len() >= MOST {
            return Err(fault(field, "invalid-prefer-too-often"));
        }
        let (id, content): (uuid::Uuid, ContentId) = (self.stage.id(), self.stage.id());
        let new = NewContent {
            id: content.0,
            kind: ContentKind::Handle.code().into(),
            media_type: "text/plain; charset=utf-8".into(),
            file_name: None,
            salt: self.stage.app().ports.bytes(),
            subject_kind: CUSTOMER.into(),
            subject_id: self.customer.id.0,
            bytes: value.trim().as_bytes().into(),
        };
        content::put(tx, &new, now).await?;
        let proof = Proof {
            id,
            customer: self.customer.id.0,
            kind: kind.code().to_owned(),
            value: content.0,
            created_at: now,
            expires_at: whole_micros(now.checked_add(LASTS).unwrap_or(Timestamp::MAX)),
            used_at: None,
        };
        proofs::put(tx, &proof).await?;
        mail::enqueue(tx, self.stage, self.customer.id, About::Prove(id)).await?;
        Ok(if kind == HandleKind::Email { Proving::Mail } else { Proving::Text })
    }

    /// Messages go to a handle from now on.
    async fn use_handle(&mut self, tx: &mut Tx, kind: HandleKind, handle: HandleId) -> Result<()> {
        let before = self.customer.preferences();
        let prefers = match kind {
            HandleKind::Phone => Preferences { way: Some(PreferredWay::Text), phone: Some(handle), ..before },
            _ => Preferences { way: Some(PreferredWay::Mail), mail: Some(handle), ..before },
        };
        let said = self.said;
        self.on_record(tx, CustomerCommand::Prefer { prefers, said }).await?;
        self.spread(tx).await
    }
}

/// The value is the person's: tied, preferred, and both addresses are told.
async fn take(stage: &Stage, tx: &mut Tx, proof: &Proof, value: &str) -> Result<()> {
    let customer = CustomerId(proof.customer);
    let kind = HandleKind::parse(&proof.kind).ok_or(AppError::NotFound("proof"))?;
    journal::lock(tx, &StreamKey::new(CUSTOMER, proof.customer)).await?;
    let mut desk = Desk::of(stage, tx, customer, SaidHow::Proof).await?;
    let before = desk.customer.preferences().mail.or_else(|| desk.working(HandleKind::Email));
    let handle = desk.known_or_tied(tx, kind, value).await?;
    desk.use_handle(tx, kind, handle).await?;
    proofs::used(tx, proof.id, stage.now).await?;
    if let Some(before) = before.filter(|before| *before != handle) {
        mail::enqueue(tx, stage, customer, About::Changed(before)).await?;
    }
    if kind == HandleKind::Email {
        mail::enqueue(tx, stage, customer, About::Confirmed(handle)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_owner_recognises_it() {
        assert_eq!(masked("jansen@example.org"), "j…@example.org");
        assert_eq!(masked("0600000078"), "+31*******78");
        assert_eq!(masked("niets"), "…");
    }
}
