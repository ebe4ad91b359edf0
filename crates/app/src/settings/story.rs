//! Sets up whole organisations through the settings' own use cases, for the demo and the tests.

use regie_domain::actor::Role;
use regie_domain::blueprint::Blueprint;
use regie_domain::calendar::{Calendar, CalendarSpec};
use regie_domain::directory::{Member, Organisation, Team};
use regie_domain::ids::{BlueprintId, MemberId};

use super::blueprints::BlueprintForm;
use super::fibre::{self, Provider, provider};
use super::forms::HoursForm;
use super::lease::{self, LeaseHouse};
use super::mailboxes::MailboxForm;
use super::members::MemberForm;
use super::organisation::OrganisationForm;
use super::partners::{PartnerForm, SharingForm};
use super::presets::{DEMO_PASSWORD, Municipality, municipality};
use super::shipper::{self, Shipper, shipper};
use super::shipping::ShippingForm;
use super::teams::TeamForm;
use super::telecom::{Telecom, telecom};
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

/// Sets up the lease company of the story of the damaged car, with its guests. Everybody's password is [`DEMO_PASSWORD`].
///
/// # Errors
/// As [`reimbursement`].
pub async fn damaged_lease_car(app: &App) -> Result<LeaseHouse> {
    let unusable = |error: regie_domain::calendar::IntervalError| AppError::Unusable(error.to_string());
    let mut house = lease::lease(|| app.ports.uuid()).map_err(unusable)?;
    let who = Who::System;
    set_up(app, &house.organisation, &[&house.desk], &[&house.agent, &house.administrator]).await?;
    app.create_blueprint_as(&who, house.damage.id, BlueprintForm::of(&house.damage)).await?;
    app.put_mailbox(&who, house.mailbox.0, 0, MailboxForm::of(&house.mailbox.1)).await?;
    let always =
        Calendar::always_open(&house.organisation.zone).map_err(|error| AppError::Unusable(error.to_string()))?;
    let alarm = lease::alarm_centre(house.damage.id);
    house.alarm = guest(app, alarm, Some(lease::desk_sharing()), always.spec()).await?.team;
    let hours = lease::shop_hours().map_err(unusable)?;
    house.shop = guest(app, lease::repair_shop(), Some(lease::sharing()), &hours).await?.team;
    house.alarm_agent.teams = vec![(house.alarm.team, Role::Agent)];
    app.create_member_as(&who, house.alarm_agent.id, MemberForm::of(&house.alarm_agent), false).await?;
    set_password_of(app, &[&house.alarm_agent], DEMO_PASSWORD).await?;
    Ok(house)
}

/// A partner with its hours and, where there is one, an agreement about data; the team that it begins with.
async fn guest(app: &App, form: PartnerForm, sharing: Option<SharingForm>, hours: &CalendarSpec) -> Result<Team> {
    let (who, id) = (Who::System, app.ports.id());
    let version = app.put_partner(&who, id, 0, form).await?;
    if let Some(sharing) = sharing {
        app.put_sharing(&who, id, version, sharing).await?;
    }
    let directory = app.directory().await?;
    let team = directory.teams.values().find(|found| found.value.team.org == id).ok_or(AppError::NotFound("team"))?;
    let form = TeamForm { hours: Some(HoursForm::of(hours)), ..TeamForm::of(&team.value) };
    app.change_team(&who, team.value.team.team, team.version, form).await?;
    Ok(team.value.clone())
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

/// Sets up the training firm of the story of the lost parcel. Everybody's password is [`DEMO_PASSWORD`].
///
/// # Errors
/// As [`reimbursement`].
pub async fn lost_parcel(app: &App) -> Result<Shipper> {
    let mut firm = shipper(|| app.ports.uuid()).map_err(|error| AppError::Unusable(error.to_string()))?;
    let who = Who::System;
    set_up(app, &firm.organisation, &[&firm.desk], &firm.people()).await?;
    for blueprint in [&firm.delivery, &firm.claim] {
        app.create_blueprint_as(&who, blueprint.id, BlueprintForm::of(blueprint)).await?;
    }
    let ships = Blueprint { shipping: Some(shipper::shipping()), ..firm.delivery.clone() };
    app.change_shipping(&who, firm.delivery.id, 1, ShippingForm::of(&ships)).await?;
    app.put_mailbox(&who, firm.mailbox.0, 0, MailboxForm::of(&firm.mailbox.1)).await?;
    for (carrier, sharing) in [(&mut firm.carrier_a, Some(shipper::sharing())), (&mut firm.carrier_b, None)] {
        let hours = carrier.hours.clone().ok_or(AppError::NotFound("hours"))?;
        *carrier = guest(app, shipper::carrier(&carrier.name, sharing.is_some()), sharing, &hours).await?;
    }
    firm.guest.teams = vec![(firm.carrier_a.team.team, Role::Agent)];
    app.create_member_as(&who, firm.guest.id, MemberForm::of(&firm.guest), false).await?;
    set_password_of(app, &[&firm.guest], DEMO_PASSWORD).await?;
    Ok(firm)
}

/// Sets up the telecom provider of the story of the double billing, without the system that bills: that is connected through
/// the settings. Everybody's password is [`DEMO_PASSWORD`].
///
/// # Errors
/// As [`reimbursement`].
pub async fn double_billing(app: &App) -> Result<Telecom> {
    let house = telecom(|| app.ports.uuid()).map_err(|error| AppError::Unusable(error.to_string()))?;
    let who = Who::System;
    set_up(app, &house.organisation, &house.teams(), &house.people()).await?;
    app.create_blueprint_as(&who, house.invoice.id, BlueprintForm::of(&house.invoice)).await?;
    app.put_mailbox(&who, house.mailbox.0, 0, MailboxForm::of(&house.mailbox.1)).await?;
    Ok(house)
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
