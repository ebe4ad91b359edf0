//! Sets up whole organisations through the settings' own use cases, for the demo and the tests.

use regie_domain::directory::{Member, Organisation, Team};
use regie_domain::ids::{BlueprintId, MemberId};

use super::blueprints::BlueprintForm;
use super::fibre::{self, Provider, provider};
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
    set_up(app, &city.organisation, &city.teams(), &city.people.all()).await?;
    app.create_blueprint_as(&Who::System, city.blueprint.id, BlueprintForm::of(&city.blueprint)).await?;
    app.put_mailbox(&Who::System, city.mailbox.0, 0, MailboxForm::of(&city.mailbox.1)).await?;
    Ok(city)
}

/// Sets up the fibre provider of the story of the Friday night. `by_customer`: whether the customer may choose a visit at
/// once, or the line is tested first. Everybody's password is [`DEMO_PASSWORD`].
///
/// # Errors
/// As [`reimbursement`].
pub async fn no_signal(app: &App, by_customer: bool) -> Result<Provider> {
    let provider = provider(|| app.ports.uuid()).map_err(|error| AppError::Unusable(error.to_string()))?;
    let who = Who::System;
    set_up(app, &provider.organisation, &provider.teams(), &provider.people()).await?;
    app.change_slot_book(&who, provider.field.team.team, 0, fibre::slot_book()).await?;
    let outage = provider.outage.id;
    app.create_blueprint_as(&who, outage, BlueprintForm::of(&provider.outage)).await?;
    app.change_visit_plan(&who, outage, 1, fibre::visit_plan(&provider, by_customer)).await?;
    app.put_mailbox(&who, provider.mailbox.0, 0, MailboxForm::of(&provider.mailbox.1)).await?;
    Ok(provider)
}

/// Opens the fibre provider's form for new connections too, which are planned behind outages.
///
/// # Errors
/// As [`reimbursement`].
pub async fn installations(app: &App, provider: &Provider) -> Result<()> {
    let id = BlueprintId(app.ports.uuid());
    let blueprint = fibre::installation(id, provider.front.team);
    app.create_blueprint_as(&Who::System, id, BlueprintForm::of(&blueprint)).await?;
    app.change_visit_plan(&Who::System, id, 1, fibre::installation_plan(provider)).await?;
    Ok(())
}

/// An organisation with its teams and people.
async fn set_up(app: &App, organisation: &Organisation, teams: &[&Team], people: &[&Member]) -> Result<()> {
    let who = Who::System;
    app.found(&who, organisation.id, OrganisationForm::of(organisation), organisation.outgoing).await?;
    for team in teams {
        app.create_team_as(&who, team.team.team, TeamForm::of(team)).await?;
    }
    for member in people {
        app.create_member_as(&who, member.id, MemberForm::of(member), false).await?;
    }
    set_password_of(app, people, DEMO_PASSWORD).await
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
