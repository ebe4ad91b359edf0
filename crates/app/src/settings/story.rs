//! Sets up whole organisations through the settings' own use cases, for the demo and the tests.

use regie_domain::directory::{Member, Outgoing};
use regie_domain::ids::MemberId;

use super::blueprints::BlueprintForm;
use super::mailboxes::MailboxForm;
use super::members::MemberForm;
use super::organisation::OrganisationForm;
use super::presets::{DEMO_PASSWORD, Municipality, municipality};
use super::teams::TeamForm;
use crate::App;
use crate::authorise::Who;
use crate::error::{AppError, Result};
use crate::sessions::passwords;

/// Sets up the municipality of the reimbursement story. Everybody's password is [`DEMO_PASSWORD`], which nobody can
/// choose for themselves.
///
/// # Errors
/// When there is an organisation already, or what the store says.
pub async fn reimbursement(app: &App) -> Result<Municipality> {
    let city = municipality(|| app.ports.uuid()).map_err(|error| AppError::Unusable(error.to_string()))?;
    let who = Who::System;
    app.found(&who, city.organisation.id, OrganisationForm::of(&city.organisation), Outgoing::Live).await?;
    for team in city.teams() {
        app.create_team_as(&who, team.team.team, TeamForm::of(team)).await?;
    }
    for member in city.people.all() {
        app.create_member_as(&who, member.id, MemberForm::of(member), false).await?;
    }
    set_password_of(app, &city.people.all(), DEMO_PASSWORD).await?;
    app.create_blueprint_as(&who, city.blueprint.id, BlueprintForm::of(&city.blueprint)).await?;
    app.put_mailbox(&who, city.mailbox.0, 0, MailboxForm::of(&city.mailbox.1)).await?;
    Ok(city)
}

/// One hash for everybody: the demo and every test would otherwise wait for nine.
async fn set_password_of(app: &App, members: &[&Member], password: &str) -> Result<()> {
    let hash = passwords::hash(&app.ports, password).await?;
    let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
    let now = app.ports.clock.machine();
    app.store
        .write_with((ids, hash), move |tx, (ids, hash)| {
            Box::pin(async move {
                for id in ids {
                    regie_store::sessions::set_password(tx, id.0, hash, now).await?;
                }
                Ok(())
            })
        })
        .await
}
