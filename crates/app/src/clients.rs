//! Programs at the API: which one a token is of. The token is `rgt_`, the program's id, and 256 random bits; its hash is
//! kept, so that nobody who reads the database can use it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use regie_domain::client::{ApiClient, ApiScope};
use regie_domain::directory::Member;
use regie_domain::ids::{MemberId, SystemId};
use regie_domain::system::System;
use regie_store::clients::{last_use, used};
use regie_store::hex;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::Directory;
use crate::error::Result;
use crate::ports::Ports;

/// What begins a token: a scanner for leaked secrets knows it by this.
pub const TOKEN_PREFIX: &str = "rgt_";
/// The random bytes of a token.
const TOKEN_BYTES: usize = 32;
/// A use is written down when the one before it is older than this.
const USE_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A program, as `authorise` knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// What it may do.
    pub scopes: Vec<ApiScope>,
    /// Its place in the record.
    pub member: Member,
    /// The systems that it speaks for.
    pub systems: Vec<SystemId>,
}

impl Client {
    /// A program of the settings.
    #[must_use]
    pub fn of(id: Uuid, client: &ApiClient) -> Self {
        Self { scopes: client.scopes.clone(), member: client.as_member(MemberId(id)), systems: Vec::new() }
    }

    /// With the systems of the settings that it speaks for.
    #[must_use]
    pub fn speaking(mut self, directory: &Directory) -> Self {
        let own = |system: &&System| system.client == Some(self.member.id.0);
        self.systems = directory.systems.values().map(|found| &found.value).filter(own).map(|it| it.id).collect();
        self
    }

    /// Whether it speaks for a system.
    #[must_use]
    pub fn speaks_for(&self, system: SystemId) -> bool {
        self.systems.contains(&system)
    }

    /// Whether it may do something.
    #[must_use]
    pub fn may(&self, scope: ApiScope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// A fresh token of a program, and the hash that is kept of it.
#[must_use]
pub fn fresh_token(ports: &Ports, id: Uuid) -> (String, String) {
    let token = format!("{TOKEN_PREFIX}{}_{}", id.simple(), URL_SAFE_NO_PAD.encode(ports.bytes::<TOKEN_BYTES>()));
    let hash = hash_of(&token);
    (token, hash)
}

fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The id that a token names, whether or not it is a good one.
fn named(token: &str) -> Option<Uuid> {
    let (id, _) = token.strip_prefix(TOKEN_PREFIX)?.split_once('_')?;
    Uuid::try_parse(id).ok()
}

impl App {
    /// The program that a token is of; nothing for one that is unknown, ended or not let in.
    ///
    /// # Errors
    /// What the store says.
    pub async fn client_of(&self, token: &str) -> Result<Option<Client>> {
        let Some(id) = named(token) else { return Ok(None) };
        let directory = self.directory().await?;
        let Some(found) = directory.clients.get(&id).map(|found| &found.value) else { return Ok(None) };
        let same = bool::from(hash_of(token).as_bytes().ct_eq(found.token_hash.as_bytes()));
        // Tokens are of this world: their ends are judged by the clock of the machine.
        let now = self.ports.clock.machine();
        if !same || !found.is_valid(now) {
            return Ok(None);
        }
        self.note_use(id, now).await?;
        Ok(Some(Client::of(id, found).speaking(&directory)))
    }

    async fn note_use(&self, id: Uuid, now: Timestamp) -> Result<()> {
        let before = self.store.read(async |tx| last_use(tx, id).await).await?;
        if before.is_some_and(|before| now.duration_since(before) < USE_EVERY) {
            return Ok(());
        }
        self.store.write_with((id, now), |tx, (id, now)| Box::pin(used(tx, *id, *now))).await?;
        Ok(())
    }

    /// When each program last used the API.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn client_uses(&self, who: &Who) -> Result<std::collections::BTreeMap<Uuid, Timestamp>> {
        authorise(who, Action::ReadSettings)?;
        Ok(self.store.read(async |tx| regie_store::clients::last_uses(tx).await).await?)
    }
}
