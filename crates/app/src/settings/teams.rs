//! Teams and their opening hours.

use regie_domain::actor::TeamRef;
use regie_domain::directory::Team;
use regie_domain::ids::TeamId;
use regie_store::Tx;
use regie_store::views::handovers::Side;
use regie_store::views::{arrivals, handovers, journeys, promises, tasks};

use super::forms::{Faults, HoursForm};
use super::{Edit, Permit};
use crate::App;
use crate::authorise::Who;
use crate::directory::{Versioned, kind};
use crate::error::{AppError, Result};

/// What a person wrote about a team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamForm {
    /// Its name. Field `name`.
    pub name: String,
    /// Its own opening hours; none means the organisation's. Fields `hours-…`.
    pub hours: Option<HoursForm>,
    /// Whether what it works on is for the teams that work on it only. Field `restricted`.
    pub restricted: bool,
}

impl TeamForm {
    /// The form of a team.
    #[must_use]
    pub fn of(team: &Team) -> Self {
        let hours = team.hours.as_ref().map(HoursForm::of);
        Self { name: team.name.clone(), hours, restricted: team.restricted }
    }

    pub(crate) fn read(&self, team: TeamRef, edit: &Edit, faults: &mut Faults) -> Result<Team> {
        let zone = &edit.directory.organisation()?.zone;
        let name = faults.line("name", &self.name);
        let taken =
            |other: &Team| other.active && other.team != team && other.name.to_lowercase() == name.to_lowercase();
        if edit.directory.teams.values().any(|found| taken(&found.value)) {
            faults.add("name", "invalid-taken");
        }
        let before = edit.directory.team(team.team).and_then(|team| team.hours.as_ref());
        let hours = self.hours.as_ref().map(|hours| faults.hours("hours", hours, zone, before));
        Ok(Team { team, name, hours, active: true, restricted: self.restricted })
    }
}

impl App {
    /// Makes a team.
    ///
    /// # Errors
    /// Every fault of the form, or a denial.
    pub async fn create_team(&self, who: &Who, form: TeamForm) -> Result<TeamId> {
        self.create_team_as(who, self.ports.id(), form).await
    }

    /// As [`App::create_team`], with its own id: whoever repeats it makes no second one.
    ///
    /// # Errors
    /// As [`App::create_team`], or a conflict where the id is taken.
    pub async fn create_team_as(&self, who: &Who, id: TeamId, form: TeamForm) -> Result<TeamId> {
        self.edit(who, Permit::House, (id, form), |tx, edit, (id, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let org = edit.directory.organisation()?.id;
                let team = form.read(TeamRef { org, team: *id }, edit, &mut faults)?;
                faults.check()?;
                edit.save(tx, (kind::TEAM, id.0), None, &team, 0).await?;
                Ok(*id)
            })
        })
        .await
    }

    /// Changes a team. Its lead may change the hours; its name and whom it is closed to are the administrator's.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_team(&self, who: &Who, id: TeamId, expected: i64, form: TeamForm) -> Result<i64> {
        let renames = Permit::House.check(who).is_ok();
        self.edit(who, Permit::Lead(id), (id, expected, form, renames), |tx, edit, (id, expected, form, renames)| {
            Box::pin(async move {
                let before = present(edit, *id)?;
                let mut faults = Faults::default();
                let mut team = form.read(before.value.team, edit, &mut faults)?;
                faults.check()?;
                edit.keeps_shield(before.value.restricted)?;
                if (&team.name, team.restricted) != (&before.value.name, before.value.restricted) && !renames {
                    return Err(AppError::Denied("role"));
                }
                team.active = before.value.active;
                Ok(edit.save(tx, (kind::TEAM, id.0), None, &team, *expected).await?)
            })
        })
        .await
    }

    /// Takes a team out of use, or back into use. A team that still holds a ball, directs, owes something, or is the
    /// door of a mailbox or blueprint stays: the fault says what must move to another team first.
    ///
    /// # Errors
    /// What still hangs on the team, a denial, or a conflict with another change.
    pub async fn activate_team(&self, who: &Who, id: TeamId, expected: i64, active: bool) -> Result<i64> {
        self.edit(who, Permit::House, (id, expected, active), |tx, edit, (id, expected, active)| {
            Box::pin(async move {
                let before = present(edit, *id)?;
                if !active {
                    busy(tx, edit, *id).await?;
                }
                let team = Team { active: *active, ..before.value.clone() };
                Ok(edit.save(tx, (kind::TEAM, id.0), None, &team, *expected).await?)
            })
        })
        .await
    }
}

fn present(edit: &Edit, id: TeamId) -> Result<&Versioned<Team>> {
    edit.directory.teams.get(&id).ok_or(AppError::NotFound("team"))
}

/// Every reason why a team cannot go.
async fn busy(tx: &mut Tx, edit: &Edit, id: TeamId) -> Result<()> {
    let mut faults = Faults::default();
    let team = [id];
    if !journeys::held_by(tx, &team, 1).await?.is_empty() {
        faults.add("team", "invalid-team-holds");
    }
    if !journeys::directed_by(tx, &team, 1).await?.is_empty() {
        faults.add("team", "invalid-team-directs");
    }
    let owes = !promises::owed_by(tx, &team, 1).await?.is_empty() || !tasks::open(tx, &team, 1).await?.is_empty();
    if owes {
        faults.add("team", "invalid-team-owes");
    }
    let offers = !handovers::list(tx, Side::ToMe, &team, 1).await?.is_empty()
        || !handovers::list(tx, Side::FromMe, &team, 1).await?.is_empty();
    if offers || !arrivals::waiting(tx, &team, 1).await?.is_empty() {
        faults.add("team", "invalid-team-waits");
    }
    let door = edit.directory.mailboxes.values().any(|found| found.value.active && found.value.team == id)
        || edit
            .directory
            .blueprints
            .values()
            .filter_map(|found| found.value.last())
            .any(|blueprint| blueprint.director.is_some_and(|director| director.team == id));
    if door {
        faults.add("team", "invalid-team-door");
    }
    faults.check()
}
