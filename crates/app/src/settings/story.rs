//! Sets up whole organisations for the demo and the tests.

use regie_domain::actor::Actor;
use regie_domain::ids::CommandId;

use crate::App;
use crate::directory::{kind, put};
use crate::error::{AppError, Result};
use crate::sessions::passwords;
use crate::settings::presets::{DEMO_PASSWORD, Municipality, municipality};

/// Sets up the municipality of the reimbursement story. Everybody's password is [`DEMO_PASSWORD`].
///
/// # Errors
/// When there is an organisation already, or what the store says.
pub async fn reimbursement(app: &App) -> Result<Municipality> {
    let city = municipality(|| app.ports.uuid()).map_err(|error| AppError::Unusable(error.to_string()))?;
    let password = passwords::hash(&app.ports, DEMO_PASSWORD).await?;
    let context = (city.clone(), password, app.ports.id::<CommandId>(), app.ports.clock.now());
    app.store
        .write_with(context, |tx, (city, password, command, now)| {
            Box::pin(async move {
                let by = (*command, Actor::System);
                let organisation = &city.organisation;
                put(tx, by, *now, (kind::ORGANISATION, organisation.id.0), organisation, 0).await?;
                for team in city.teams() {
                    put(tx, by, *now, (kind::TEAM, team.team.team.0), team, 0).await?;
                }
                for member in city.people.all() {
                    put(tx, by, *now, (kind::MEMBER, member.id.0), member, 0).await?;
                    regie_store::sessions::set_password(tx, member.id.0, password, *now).await?;
                }
                put(tx, by, *now, (kind::BLUEPRINT, city.blueprint.id.0), &vec![city.blueprint.clone()], 0).await?;
                put(tx, by, *now, (kind::MAILBOX, city.mailbox.0), &city.mailbox.1, 0).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(city)
}
