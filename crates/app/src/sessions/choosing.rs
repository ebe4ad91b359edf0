//! Choosing a password: by an invitation, by a link that was asked for, or while signed in.
//!
//! A link works once, for one purpose, for a short while. Looking at its page (GET) does not use it, for mail scanners
//! look too; sending the form (POST) does.

use regie_domain::directory::Member;
use regie_domain::ids::MemberId;
use regie_store::directory::{find, get};
use regie_store::sessions as stored;

use super::account_mail::{self, Purpose};
use super::{note, passwords, throttle};
use crate::App;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::secrets;
use crate::settings::forms::Faults;
use crate::settings::{self, Edit};

impl App {
    /// Asks for a link to choose a new password. The answer is the same whether or not the address is known, and the
    /// same work is done.
    ///
    /// # Errors
    /// What the store says.
    pub async fn ask_reset(&self, email: &str) -> Result<()> {
        let email = email.trim().to_lowercase();
        let (id, machine, now) = (self.ports.uuid(), self.machine_now(), self.ports.clock.now());
        self.store
            .write_with((email, self.config.clone()), move |tx, (email, config)| {
                Box::pin(async move {
                    let may = throttle::may_mail(tx, config, email, machine).await?;
                    let entry = find(tx, kind::MEMBER, email).await?;
                    let member = entry.map(|entry| entry.parse::<Member>()).transpose()?.filter(|member| member.active);
                    if let Some(member) = member.filter(|_| may) {
                        account_mail::enqueue(tx, id, member.id, Purpose::Reset, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Whom an unused link is for, to show its page; nobody when it was used or has ended.
    ///
    /// # Errors
    /// What the store says.
    pub async fn look_at_link(&self, purpose: Purpose, token: &str) -> Result<Option<Member>> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(None) };
        let now = self.machine_now();
        let member = self.store.read(async |tx| stored::peek_link(tx, &hash, purpose.code(), now).await).await?;
        let directory = self.directory().await?;
        Ok(member.and_then(|id| directory.member(MemberId(id))).filter(|member| member.active).cloned())
    }

    /// Uses a link to choose a password, and a name with an invitation. All sessions of the member end and the other
    /// links stop working.
    ///
    /// # Errors
    /// [`AppError::Denied`] `"link"` for a link that was used or has ended; what is wrong with password or name, and
    /// then the link still works.
    pub async fn choose_by_link(
        &self,
        purpose: Purpose,
        token: &str,
        password: &str,
        name: Option<&str>,
    ) -> Result<Member> {
        let member = self.look_at_link(purpose, token).await?.ok_or(AppError::Denied("link"))?;
        let directory = self.directory().await?;
        let mut faults = Faults::default();
        let name = name.map(|name| faults.line("name", name));
        if let Some(key) = passwords::fault(password, &member.email, &directory.organisation()?.name) {
            faults.add("password", key);
        }
        faults.check()?;
        let hash = passwords::hash(&self.ports, password).await?;
        let token = secrets::hash_of(token).ok_or(AppError::Denied("link"))?;
        let (stamp, machine) = (self.own_stamp(member.id), self.machine_now());
        self.store
            .write_with((stamp, token, hash, name), move |tx, (stamp, token, hash, name)| {
                Box::pin(async move {
                    let used = stored::use_link(tx, token, purpose.code(), machine).await?;
                    let id = used.map(MemberId).ok_or(AppError::Denied("link"))?;
                    let edit = Edit::begin(tx, stamp.clone()).await?;
                    let found = edit.directory.members.get(&id).ok_or(AppError::Denied("link"))?;
                    let mut member = found.value.clone();
                    if !member.active {
                        return Err(AppError::Denied("link"));
                    }
                    if let Some(name) = name {
                        name.clone_into(&mut member.name);
                        settings::members::save(tx, &edit, &member, found.version).await?;
                    }
                    account_mail::lock_out(tx, id).await?;
                    stored::set_password(tx, id.0, hash, machine).await?;
                    note(tx, stamp, "choose-password").await?;
                    Ok(member)
                })
            })
            .await
    }

    /// Changes the own password while signed in. All other sessions end.
    ///
    /// # Errors
    /// What is wrong with the new password (field `password`) or the present one (field `current`);
    /// [`AppError::TooMany`] after too many wrong tries.
    pub async fn change_password(&self, id: MemberId, token: &str, current: &str, new: &str) -> Result<()> {
        let directory = self.directory().await?;
        let member = directory.member(id).ok_or(AppError::NotFound("member"))?;
        passwords::check(new, &member.email, &directory.organisation()?.name)?;
        throttle::begin(self, &member.email, None).await?;
        let stored_hash = self.store.read(async |tx| stored::password(tx, id.0).await).await?;
        if !passwords::verify(current, stored_hash).await? {
            return Err(AppError::invalid("current", "invalid-current-password"));
        }
        throttle::succeeded(self, &member.email).await?;
        let hash = passwords::hash(&self.ports, new).await?;
        let kept = secrets::hash_of(token);
        let (stamp, machine) = (self.own_stamp(id), self.machine_now());
        self.store
            .write_with((stamp, hash), move |tx, (stamp, hash)| {
                Box::pin(async move {
                    stored::end_all(tx, id.0, kept.as_ref()).await?;
                    stored::revoke_links(tx, Purpose::Reset.code(), id.0).await?;
                    stored::set_password(tx, id.0, hash, machine).await?;
                    note(tx, stamp, "change-password").await?;
                    Ok(())
                })
            })
            .await
    }

    /// Mints an invitation to hand over in person, for an installation that cannot send mail yet. Gives the address of
    /// its page; earlier invitations of the member stop working.
    ///
    /// # Errors
    /// A denial, or that there is no such active member.
    pub async fn invitation_by_hand(&self, who: &crate::Who, id: MemberId) -> Result<String> {
        settings::Permit::Administrator.check(who)?;
        let member = self.store.read(async |tx| get(tx, kind::MEMBER, id.0).await).await?;
        let member = member.map(|entry| entry.parse::<Member>()).transpose()?.filter(|member| member.active);
        member.ok_or(AppError::NotFound("member"))?;
        self.mint_account_link(id, Purpose::Invitation).await
    }
}
