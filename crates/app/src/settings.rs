//! The settings: organisation, teams, members, calendars, blueprints, mailboxes, texts.
//!
//! Every change takes the same way. A form holds what a person wrote; reading it gives every fault at once
//! ([`AppError::Invalid`]). One write then loads the directory behind a lock, checks what only the present settings can
//! tell, and saves the record with its audit row. The version that the person saw goes along, so that nobody overwrites
//! a colleague's change unseen ([`StoreError::Conflict`]).
//!
//! Each form is also made from its record (`TeamForm::of(&team)`), to fill in a page; the two ways are each other's
//! reverse.

pub mod absence;
pub mod asking;
pub mod audit;
pub mod blueprints;
pub mod brand;
pub mod clients;
pub mod fibre;
pub mod forms;
mod founder;
pub mod lease;
pub mod mailboxes;
pub mod members;
pub mod organisation;
pub mod partners;
pub mod presets;
pub mod programs;
pub mod providers;
pub mod shipper;
pub mod shipping;
pub mod slots;
pub mod statements;
pub mod story;
pub mod surveys;
pub mod systems;
pub mod teams;
pub mod telecom;
pub mod texts;
pub mod topics;
pub mod visits;
pub mod webhooks;
pub mod wording;

use futures::future::BoxFuture;
use jiff::Timestamp;
use regie_domain::ids::CommandId;
use regie_store::audit::Stamp;
use regie_store::directory::Put;
use regie_store::{StoreError, Tx};
use serde::Serialize;
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::{Directory, kind};
use crate::error::Result;

/// One change of the settings, inside its write.
pub(crate) struct Edit {
    /// The settings as they are now; nobody else changes them before this write ends.
    pub directory: Directory,
    /// The moment of the change.
    pub now: Timestamp,
    /// Who changes, for the audit row.
    pub stamp: Stamp,
}

impl Edit {
    /// Begins a change: one at a time, by a lock on the organisation's row.
    pub(crate) async fn begin(tx: &mut Tx, stamp: Stamp) -> Result<Self> {
        let edit = Self { directory: Directory::load(tx).await?, now: stamp.at, stamp };
        let Some(own) = &edit.directory.organisation else { return Ok(edit) };
        // Writing what is there changes nothing, but holds the row until the end of the write.
        edit.save(tx, (kind::ORGANISATION, own.value.id.0), Some(organisation::OWN), &own.value, own.version).await?;
        Ok(Self { directory: Directory::load(tx).await?, ..edit })
    }

    /// Saves a record with its audit row and gives its version.
    pub(crate) async fn save<T: Serialize>(
        &self,
        tx: &mut Tx,
        (kind, id): (&'static str, Uuid),
        lookup: Option<&str>,
        value: &T,
        expected: i64,
    ) -> Result<i64, StoreError> {
        let body = serde_json::to_string(value)?;
        let put = Put {
            kind: kind.into(),
            id,
            expected,
            lookup: lookup.map(Into::into),
            parent_id: None,
            body: body.into(),
            archived: false,
        };
        regie_store::directory::put(tx, &self.stamp, put).await
    }
}

/// Who may make a change.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Permit {
    /// Administrators.
    Administrator,
    /// Administrators, and programs that may change teams, slot books and blueprints.
    House,
    /// Administrators, and programs that keep members.
    Members,
    /// As [`Permit::House`], and the lead of the team.
    Lead(regie_domain::ids::TeamId),
    /// Administrators, and the leads of teams.
    Leads,
}

impl Permit {
    pub(crate) fn check(self, who: &Who) -> Result<()> {
        if let (Self::Lead(team), Who::Member(member)) = (self, who)
            && member.active
            && member.teams.contains(&(team, regie_domain::actor::Role::TeamLead))
        {
            return Ok(());
        }
        let leads = |member: &regie_domain::directory::Member| member.has(regie_domain::actor::Role::TeamLead);
        if let (Self::Leads, Who::Member(member)) = (self, who)
            && member.active
            && leads(member)
        {
            return Ok(());
        }
        authorise(
            who,
            match self {
                Self::Administrator | Self::Leads => Action::ChangeSettings,
                Self::House | Self::Lead(_) => Action::ChangeHouse,
                Self::Members => Action::ChangeMembers,
            },
        )
    }
}

/// The audit stamp of an actor, at this moment.
pub(crate) fn stamp(app: &App, who: &Who) -> Stamp {
    let (kind, id) = match who {
        Who::Member(member) => ("member", Some(member.id.0)),
        Who::Client(client) => ("client", Some(client.member.id.0)),
        Who::System => ("system", None),
        Who::Partner(seat) => ("partner", Some(seat.org.0)),
        Who::Outsider | Who::Customer { .. } => ("outsider", None),
    };
    let command = app.ports.id::<CommandId>();
    Stamp { command_id: command.0, at: app.ports.clock.now(), actor_kind: kind.into(), actor_id: id }
}

impl App {
    /// Runs one change of the settings in one write. On the heap: whoever sets up a house makes dozens of changes in one
    /// function, whose frame would hold them all.
    pub(crate) fn edit<'a, C, T, F>(
        &'a self,
        who: &'a Who,
        permit: Permit,
        context: C,
        work: F,
    ) -> BoxFuture<'a, Result<T>>
    where
        C: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t Edit, &'t C) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        Box::pin(async move {
            permit.check(who)?;
            let stamp = stamp(self, who);
            self.store
                .write_with((stamp, context, work), |tx, (stamp, context, work)| {
                    Box::pin(async move {
                        let edit = Edit::begin(tx, stamp.clone()).await?;
                        work(tx, &edit, context).await
                    })
                })
                .await
        })
    }
}
