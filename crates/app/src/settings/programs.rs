//! What a program may change of the settings: teams, blueprints, slot books and members, never what it may do itself. It
//! changes nothing that is shielded, and it gives nobody more than it has: seats as agents in its own teams. More than that is given by an
//! administrator.

use regie_domain::actor::Role;
use regie_domain::client::ApiClient;
use regie_domain::directory::Member;
use regie_domain::mandate::Mandate;

use super::Edit;
use crate::error::{AppError, Result};

/// The reason of a denial: it would widen what the program itself, or somebody by its hand, may do.
pub const OWN_RIGHTS: &str = "own-rights";

impl Edit {
    /// The program that changes something, where one does.
    fn program(&self) -> Option<&ApiClient> {
        let id = self.stamp.actor_id.filter(|_| self.stamp.actor_kind == "client")?;
        self.directory.clients.get(&id).map(|found| &found.value)
    }

    /// Asks whether somebody may change what is for some teams only: no program does, or it could let itself see more.
    ///
    /// # Errors
    /// A denial.
    pub(crate) fn keeps_shield(&self, restricted: bool) -> Result<()> {
        if restricted && self.program().is_some() { Err(AppError::Denied(OWN_RIGHTS)) } else { Ok(()) }
    }

    /// Asks whether a member has and gets no more than the program that changes the member. Before, none may have been there.
    ///
    /// # Errors
    /// A denial.
    pub(crate) fn gives_no_more(&self, before: Option<&Member>, after: &Member) -> Result<()> {
        let Some(program) = self.program() else { return Ok(()) };
        let within = |member: &Member| {
            let seats = member.teams.iter().all(|(team, role)| *role == Role::Agent && program.teams.contains(team));
            seats && member.roles.is_empty() && member.mandate == Mandate::default()
        };
        // Another address of somebody who may more would open that one's account to whoever reads it.
        if before.is_none_or(within) && within(after) { Ok(()) } else { Err(AppError::Denied(OWN_RIGHTS)) }
    }
}
