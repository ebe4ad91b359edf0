//! The end of a sharing agreement: the partner loses sight at once, its work comes back to the director's team, and it is
//! asked to erase what it has. What it answers is noted.

use std::sync::Arc;

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Member;
use regie_domain::ids::{JourneyId, MemberId, OrgId, TeamId};
use regie_domain::partner::{Partner, SharingEnd};
use regie_store::Tx;
use regie_store::journal::StreamKey;
use regie_store::outbox::NewOutbox;

use super::PARTNER;
use super::mail::ERASE;
use crate::App;
use crate::authorise::Who;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::run::{Request, Stage, whole_micros};
use crate::sessions::account_mail;
use crate::settings::{Edit, Permit, members};

impl App {
    /// Ends what was agreed with a partner about data, now. In one write: the agreement, the links, and every journey that
    /// the partner is on.
    ///
    /// # Errors
    /// A denial, a conflict with another change, or what the store says.
    pub async fn end_sharing(&self, who: &Who, org: OrgId, expected: i64) -> Result<()> {
        let by = who.member().map(|member| member.id);
        self.edit(
            who,
            Permit::Administrator,
            (self.clone(), org, expected, by),
            |tx, edit, (app, org, expected, by)| Box::pin(end(tx, edit, app, *org, *expected, *by)),
        )
        .await
    }

    /// Ends agreements whose term ran out; tells how many.
    ///
    /// # Errors
    /// What the store says.
    pub async fn lapse_sharing(&self) -> Result<usize> {
        let (directory, now) = (self.directory().await?, self.ports.clock.now());
        let lapsed = directory
            .partners
            .iter()
            .filter(|(_, found)| found.value.agreements.last().is_some_and(|agreement| agreement.lapsed(now)));
        let lapsed: Vec<(OrgId, i64)> = lapsed.map(|(id, found)| (*id, found.version)).collect();
        for (org, version) in &lapsed {
            match self.end_sharing(&Who::System, *org, *version).await {
                // A colleague was faster; the next round looks again.
                Err(AppError::Store(regie_store::StoreError::Conflict)) => {}
                other => other?,
            }
        }
        Ok(lapsed.len())
    }

    /// Notes that a partner said it erased what it had.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`] when nothing was asked, a conflict, or what the store says.
    pub async fn confirm_erasure(&self, who: &Who, org: OrgId, expected: i64) -> Result<()> {
        let member = who.member().map(|member| member.id).ok_or(AppError::Denied("role"))?;
        self.edit(who, Permit::Administrator, (org, expected, member), |tx, edit, (org, expected, member)| {
            Box::pin(async move {
                let mut partner = edit.directory.partner(*org).ok_or(AppError::NotFound("partner"))?.clone();
                if !partner.confirm_erasure(edit.now, *member) {
                    return Err(AppError::NotFound("partner"));
                }
                edit.save(tx, (kind::PARTNER, org.0), None, &partner, *expected).await?;
                Ok(())
            })
        })
        .await
    }
}

async fn end(tx: &mut Tx, edit: &Edit, app: &App, org: OrgId, expected: i64, by: Option<MemberId>) -> Result<()> {
    let mut partner: Partner = edit.directory.partner(org).ok_or(AppError::NotFound("partner"))?.clone();
    let now = whole_micros(edit.now);
    let agreement = partner.agreements.last_mut().filter(|agreement| agreement.ended.is_none());
    let agreement = agreement.ok_or(AppError::NotFound("partner"))?;
    agreement.ended = Some(SharingEnd { at: now, by, asked_at: now, confirmed: None });
    edit.save(tx, (kind::PARTNER, org.0), None, &partner, expected).await?;
    regie_store::partners::revoke(tx, org, now).await?;
    let stage = Stage::new(app, Arc::new(Directory::load(tx).await?));
    let teams =
        stage.directory.teams.keys().filter(|team| stage.directory.team_ref(**team).is_some_and(|it| it.org == org));
    let teams: Vec<TeamId> = teams.copied().collect();
    for journey in regie_store::partners::at_work(tx, &teams).await? {
        leave(tx, &stage, journey, org).await?;
    }
    lock_out(tx, edit, org).await?;
    ask_erasure(tx, app, org, now).await
}

/// Who works for the partner in our own screens is let in no longer.
async fn lock_out(tx: &mut Tx, edit: &Edit, org: OrgId) -> Result<()> {
    let theirs = |member: &Member| member.active && edit.directory.guest_of(member).is_some_and(|it| it.id == org);
    for (id, found) in edit.directory.members.iter().filter(|(_, found)| theirs(&found.value)) {
        account_mail::lock_out(tx, *id).await?;
        let member = Member { active: false, ..found.value.clone() };
        members::save(tx, edit, &member, found.version).await?;
    }
    Ok(())
}

async fn leave(tx: &mut Tx, stage: &Stage, journey: JourneyId, org: OrgId) -> Result<()> {
    let request = Request::journey(Who::System, Door::Program, journey, JourneyCommand::LoseParty { org });
    stage.run(tx, &request).await?;
    Ok(())
}

async fn ask_erasure(tx: &mut Tx, app: &App, org: OrgId, now: Timestamp) -> Result<()> {
    let row = NewOutbox {
        id: app.ports.uuid(),
        kind: PARTNER.into(),
        stream: StreamKey { kind: kind::PARTNER.into(), id: org.0 },
        ref_id: ERASE.to_owned(),
        payload: "{}".to_owned(),
        not_before: now,
    };
    Ok(regie_store::outbox::enqueue(tx, &row, now).await?)
}
