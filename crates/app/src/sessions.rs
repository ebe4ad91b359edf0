//! Signing in and staying signed in. All times here are the machine's, never the business clock's.
//!
//! A session is a token of 128 bits in a cookie; the database keeps its hash. Signing in always makes a new one. It ends
//! after [`IDLE`] without use, after [`ABSOLUTE`] in any case, on signing out, when the password changes, and at once
//! when the member is no longer active. What a wrong password, an unknown address and a member without a password get is
//! the same in words, in time and in throttling. Where a second step is asked, a session is half until it was taken: it opens
//! nothing but the page that asks.

pub mod account_mail;
pub mod choosing;
pub mod passwords;
pub mod second_step;
pub mod throttle;
pub mod totp;

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use regie_domain::directory::Member;
use regie_domain::ids::MemberId;
use regie_store::audit::{self, Change, Stamp};
use regie_store::sessions::{self as stored, Session};
use regie_store::{StoreError, Tx};

use crate::App;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::secrets;

/// A session ends when it was not used for so long.
pub const IDLE: SignedDuration = SignedDuration::from_mins(60);
/// A session ends so long after signing in, used or not.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// A session in which the second step was not taken yet ends so soon.
const HALF: SignedDuration = SignedDuration::from_mins(10);
/// A session's last use is noted this often at most.
const TOUCH: SignedDuration = SignedDuration::from_secs(60);
/// The most characters kept of what a browser calls itself.
const LABEL: usize = 120;

/// A try to sign in.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// The address as it was typed.
    pub email: String,
    /// The password as it was typed.
    pub password: String,
    /// Where it came from, proxies that are trusted taken away.
    pub address: Option<IpAddr>,
    /// How the owner recognises the session: what the browser calls itself.
    pub label: Option<String>,
    /// The token of a session that this one takes the place of.
    pub replaces: Option<String>,
}

/// A session that just began.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The token for the cookie; it is nowhere else.
    pub token: String,
    /// Who.
    pub member: Member,
    /// What the database keeps.
    pub session: Session,
    /// What is still asked before it opens anything.
    pub asks: Option<Asks>,
}

/// What is asked of somebody whose password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The code of the second step.
    Code,
    /// To set up a second step, because the organisation asks it of this role.
    SetUp,
}

/// What a session still lacks.
fn lacks(directory: &Directory, member: &Member, session: &Session) -> Option<Asks> {
    let required = || directory.organisation.as_ref().is_some_and(|found| found.value.asks_second_step(member));
    match session.second_at {
        Some(_) => None,
        None if session.asks_second => Some(Asks::Code),
        None => required().then_some(Asks::SetUp),
    }
}

/// Who is behind a session that opens what is for members.
pub(crate) fn whole(directory: &Directory, session: &Session) -> Option<Member> {
    let member = directory.member(MemberId(session.member_id)).filter(|member| member.active)?;
    lacks(directory, member, session).is_none().then(|| member.clone())
}

impl App {
    /// Signs a member in.
    ///
    /// # Errors
    /// [`AppError::Denied`] `"sign-in"` for anything wrong with address or password; [`AppError::TooMany`] while the
    /// address or the place it came from is blocked.
    pub async fn sign_in(&self, attempt: SignIn) -> Result<NewSession> {
        let directory = self.directory().await?;
        let member = directory.member_by_email(&attempt.email).filter(|member| member.active).cloned();
        throttle::begin(self, &attempt.email, attempt.address).await?;
        // Looked up for nobody too: an unknown address takes the same steps.
        let id = member.as_ref().map_or(uuid::Uuid::nil(), |member| member.id.0);
        let hash = self.store.read(async |tx| stored::password(tx, id).await).await?;
        let right = passwords::verify(&attempt.password, hash.clone()).await?;
        let Some(member) = member.filter(|_| right) else {
            throttle::failed(self, attempt.address).await?;
            tracing::info!(address = ?attempt.address, "a sign-in failed");
            return Err(AppError::Denied("sign-in"));
        };
        throttle::succeeded(self, &attempt.email).await?;
        if hash.is_some_and(|hash| passwords::is_dated(&hash)) {
            let fresh = passwords::hash(&self.ports, &attempt.password).await?;
            let now = self.ports.clock.machine();
            self.store.write_with(fresh, move |tx, fresh| Box::pin(stored::set_password(tx, id, fresh, now))).await?;
        }
        self.start_session(member.id, attempt.label, attempt.replaces).await
    }

    /// Begins a session without a password: after a link was used to choose one, and at the demo's own door.
    ///
    /// # Errors
    /// [`AppError::Denied`] when there is no such active member.
    pub async fn start_session(
        &self,
        id: MemberId,
        label: Option<String>,
        replaces: Option<String>,
    ) -> Result<NewSession> {
        let (token, session) = self.session_for(id, label);
        let replaced = replaces.as_deref().and_then(secrets::hash_of);
        let stamp = self.own_stamp(id);
        let (member, session, asks) = self
            .store
            .write_with((session, replaced, stamp), |tx, (session, replaced, stamp)| {
                Box::pin(async move {
                    // Read again here: a member who was just locked out must not slip in behind.
                    let entry = regie_store::directory::get(tx, kind::MEMBER, session.member_id).await?;
                    let member = entry.map(|entry| entry.parse::<Member>()).transpose()?;
                    let member = member.filter(|member| member.active).ok_or(AppError::Denied("sign-in"))?;
                    if let Some(replaced) = replaced {
                        stored::end(tx, replaced).await?;
                    }
                    let mut session = session.clone();
                    session.asks_second = has_second_step(tx, session.member_id).await?;
                    let asks = lacks(&Directory::load(tx).await?, &member, &session);
                    if asks.is_some() {
                        session.idle_until = session.created_at + HALF;
                    }
                    stored::start(tx, &session).await?;
                    note(tx, stamp, if asks.is_some() { "sign-in-password" } else { "sign-in" }).await?;
                    Ok::<_, AppError>((member, session, asks))
                })
            })
            .await?;
        Ok(NewSession { token, member, session, asks })
    }

    /// A session that begins now, with its token.
    fn session_for(&self, id: MemberId, label: Option<String>) -> (String, Session) {
        let (token, token_hash) = secrets::token(&self.ports);
        let now = self.ports.clock.machine();
        let session = Session {
            token_hash,
            member_id: id.0,
            created_at: now,
            last_seen: now,
            idle_until: now + IDLE,
            absolute_until: now + ABSOLUTE,
            csrf_secret: self.ports.bytes(),
            label: label.map(|label| label.chars().filter(|c| !c.is_control()).take(LABEL).collect()),
            second_at: None,
            asks_second: false,
        };
        (token, session)
    }

    /// Who is behind a session's token, as the member is now; nobody when it has ended.
    ///
    /// # Errors
    /// What the store says.
    pub async fn authenticate(&self, token: &str) -> Result<Option<(Member, Session)>> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(None) };
        let now = self.ports.clock.machine();
        let Some(mut session) = self.store.read(async |tx| stored::get(tx, &hash, now).await).await? else {
            return Ok(None);
        };
        let directory = self.directory().await?;
        let Some(member) = whole(&directory, &session) else { return Ok(None) };
        if now.duration_since(session.last_seen) >= TOUCH {
            session.last_seen = now;
            session.idle_until = now + IDLE;
            let idle_until = session.idle_until;
            self.store
                .write(move |tx| Box::pin(async move { stored::touch(tx, &hash, now, idle_until).await }))
                .await?;
        }
        Ok(Some((member, session)))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(()) };
        Ok(self.store.write(move |tx| Box::pin(async move { stored::end(tx, &hash).await })).await?)
    }

    /// Ends all sessions of a member, except the one whose token is given; tells how many.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sign_out_everywhere(&self, id: MemberId, except: Option<&str>) -> Result<u64> {
        let kept = except.and_then(secrets::hash_of);
        let stamp = self.own_stamp(id);
        self.store
            .write_with(stamp, move |tx, stamp| {
                Box::pin(async move {
                    note(tx, stamp, "sign-out-everywhere").await?;
                    Ok(stored::end_all(tx, id.0, kept.as_ref()).await?)
                })
            })
            .await
    }

    /// The running sessions of a member, last used first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sessions_of(&self, id: MemberId) -> Result<Vec<Session>> {
        let now = self.ports.clock.machine();
        Ok(self.store.read(async |tx| stored::of_member(tx, id.0, now).await).await?)
    }

    /// The audit stamp of a member who does something about the own account.
    pub(crate) fn own_stamp(&self, id: MemberId) -> Stamp {
        Stamp {
            command_id: self.ports.uuid(),
            at: self.ports.clock.now(),
            actor_kind: "member".into(),
            actor_id: Some(id.0),
        }
    }

    pub(crate) fn machine_now(&self) -> Timestamp {
        self.ports.clock.machine()
    }
}

/// Whether a member has set up a second step.
async fn has_second_step(tx: &mut Tx, member: uuid::Uuid) -> Result<bool, StoreError> {
    Ok(regie_store::second_step::of(tx, member).await?.is_some_and(|found| found.confirmed_at.is_some()))
}

/// Records what a member did about the own account.
pub(crate) async fn note(tx: &mut Tx, stamp: &Stamp, action: &str) -> Result<(), StoreError> {
    let id = stamp.actor_id.map(|id| id.to_string()).unwrap_or_default();
    let change = Change { action, subject_kind: kind::MEMBER, subject_id: &id, before: None, after: None };
    audit::record(tx, stamp, change).await
}
