//! The first run: an empty database becomes an organisation with one team, one administrator, one blueprint and, when
//! wished, a mailbox. All of it in one write, so that there is never half an organisation.
//!
//! The page asks for a token that only somebody at the terminal has read, for whoever fills it in rules from then on.

use jiff::SignedDuration;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::Blueprint;
use regie_domain::customer::Language;
use regie_domain::directory::{Mailbox, Member, Organisation, Outgoing, Team};
use regie_domain::ids::{BlueprintId, MemberId, OrgId, TeamId};
use regie_domain::mandate::Mandate;
use regie_domain::money::Cents;
use regie_store::{Tx, sessions as stored};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::directory::{Directory, Versioned, kind};
use crate::error::{AppError, Fault, Result};
use crate::secrets;
use crate::sessions::{note, passwords};
use crate::settings::forms::Faults;
use crate::settings::mailboxes::{FetchForm, MailboxForm, ServerForm};
use crate::settings::organisation::{OWN, OrganisationForm};
use crate::settings::presets::standard_blueprint;
use crate::settings::{self, Edit};

/// The purpose of the token's row.
const FIRST_RUN: &str = "first-run";
/// How long a token works; a restart prints another.
const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Whether there is an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The first-run page waits.
    NeedsSetup,
    /// There is one.
    Ready,
}

/// What a person wrote on the first-run page.
#[derive(Debug, Clone, Default)]
pub struct FirstRun {
    /// The organisation with its opening hours. Fields `organisation-…`. Empty quiet hours are the usual ones.
    pub organisation: OrganisationForm,
    /// The name of the first team. Field `team-name`.
    pub team: String,
    /// The administrator's name. Field `admin-name`.
    pub name: String,
    /// The administrator's address. Field `admin-email`.
    pub email: String,
    /// The administrator's password. Field `admin-password`.
    pub password: String,
    /// The mailbox, unless it comes later. Fields `mailbox-…`.
    pub mailbox: Option<FirstMailbox>,
}

/// The first mailbox.
#[derive(Debug, Clone, Default)]
pub struct FirstMailbox {
    /// Its address.
    pub address: String,
    /// The name that mails carry as sender; the organisation's when empty.
    pub display: String,
    /// How mail is sent.
    pub outgoing: Option<ServerForm>,
    /// How mail is fetched.
    pub incoming: Option<FetchForm>,
}

/// Everything that a first run makes, with its ids.
struct Made {
    org: OrgId,
    team: TeamId,
    admin: MemberId,
    blueprint: BlueprintId,
    mailbox: Uuid,
}

impl App {
    /// Whether there is an organisation.
    ///
    /// # Errors
    /// What the store says.
    pub async fn status(&self) -> Result<Status> {
        let ready = self.directory().await?.organisation.is_some();
        Ok(if ready { Status::Ready } else { Status::NeedsSetup })
    }

    /// The token for the first-run page, to print at the terminal; earlier ones stop working. None when there is an
    /// organisation.
    ///
    /// # Errors
    /// What the store says.
    pub async fn first_run_token(&self) -> Result<Option<String>> {
        if self.status().await? == Status::Ready {
            return Ok(None);
        }
        let (token, hash) = secrets::token(&self.ports);
        let now = self.ports.clock.machine();
        self.store
            .write_with(hash, move |tx, hash| {
                Box::pin(async move {
                    stored::revoke_links(tx, FIRST_RUN, Uuid::nil()).await?;
                    stored::mint_link(tx, hash, FIRST_RUN, Uuid::nil(), now, now + LASTS).await
                })
            })
            .await?;
        Ok(Some(token))
    }

    /// Whether a token opens the first-run page.
    ///
    /// # Errors
    /// What the store says.
    pub async fn knows_first_run_token(&self, token: &str) -> Result<bool> {
        let Some(hash) = secrets::hash_of(token.trim()) else { return Ok(false) };
        let now = self.ports.clock.machine();
        let found = self.store.read(async |tx| stored::peek_link(tx, &hash, FIRST_RUN, now).await).await?;
        Ok(found.is_some() && self.status().await? == Status::NeedsSetup)
    }

    fn made(&self) -> Made {
        let ports = &self.ports;
        Made { org: ports.id(), team: ports.id(), admin: ports.id(), blueprint: ports.id(), mailbox: ports.uuid() }
    }

    /// What is wrong with a form so far, and its mailbox as it would be, to try its connections before anything is
    /// saved. Nothing is changed.
    #[must_use]
    pub fn look_at_first_run(&self, form: &FirstRun) -> (Vec<Fault>, Option<Mailbox>) {
        let stamp = settings::stamp(self, &Who::System);
        let mut edit = Edit { directory: Directory::default(), now: stamp.at, stamp };
        let mut faults = Faults::default();
        let read = read(&mut edit, form, &self.made(), &mut faults);
        (faults.into_found(), read.and_then(|read| read.mailbox))
    }

    /// Founds the organisation, in trial mode: mail goes to own members only until somebody switches it on.
    ///
    /// # Errors
    /// [`AppError::Denied`] `"token"` for a wrong token, also when there is an organisation already; every fault of the
    /// form, and then the token still works.
    pub async fn set_up(&self, token: &str, form: FirstRun) -> Result<MemberId> {
        let hash = secrets::hash_of(token.trim()).ok_or(AppError::Denied("token"))?;
        if !self.knows_first_run_token(token).await? {
            return Err(AppError::Denied("token"));
        }
        let ports = &self.ports;
        let made = self.made();
        let password = passwords::hash(ports, &form.password).await?;
        let stamp = settings::stamp(self, &Who::System);
        let own = self.own_stamp(made.admin);
        let machine = ports.clock.machine();
        self.store
            .write_with(
                (stamp, own, form, made, hash, password),
                move |tx, (stamp, own, form, made, hash, password)| {
                    Box::pin(async move {
                        let edit = Edit::begin(tx, stamp.clone()).await?;
                        let used = stored::use_link(tx, hash, FIRST_RUN, machine).await?;
                        if used.is_none() || edit.directory.organisation.is_some() {
                            return Err(AppError::Denied("token"));
                        }
                        found(tx, edit, form, made).await?;
                        stored::set_password(tx, made.admin.0, password, machine).await?;
                        note(tx, own, "first-run").await?;
                        Ok(made.admin)
                    })
                },
            )
            .await
    }
}

/// What the form makes, once it has no faults.
struct Founding {
    organisation: Organisation,
    team: Team,
    admin: Member,
    blueprint: Blueprint,
    mailbox: Option<Mailbox>,
}

/// Reads all parts of the form against each other, so that every fault is told at once.
fn read(edit: &mut Edit, form: &FirstRun, made: &Made, faults: &mut Faults) -> Option<Founding> {
    let mut part = Faults::default();
    let organisation = with_usual_quiet(&form.organisation).read(made.org, Outgoing::Trial, None, &mut part);
    faults.take("organisation", part);

    let mut part = Faults::default();
    let reference = TeamRef { org: made.org, team: made.team };
    let team =
        Team { team: reference, name: part.line("name", &form.team), hours: None, active: true, restricted: false };
    faults.take("team", part);

    let mut part = Faults::default();
    let language = organisation.as_ref().map_or(Language::Nl, |organisation| organisation.language);
    let admin = administrator(form, made, language, &mut part);
    if let Some(key) = passwords::fault(&form.password, &admin.email, &form.organisation.name) {
        part.add("password", key);
    }
    faults.take("admin", part);

    let blueprint = standard_blueprint(made.blueprint, reference);
    edit.directory.teams.insert(made.team, Versioned { value: team.clone(), version: 0 });
    edit.directory.blueprints.insert(made.blueprint, Versioned { value: vec![blueprint.clone()], version: 0 });
    let mut part = Faults::default();
    let mailbox = form.mailbox.as_ref().map(|mailbox| {
        let own_name = mailbox.display.trim().is_empty();
        let display = if own_name { &form.organisation.name } else { &mailbox.display };
        let form = MailboxForm {
            address: mailbox.address.clone(),
            display: display.clone(),
            team: made.team.to_string(),
            blueprint: made.blueprint.to_string(),
            outgoing: mailbox.outgoing.clone(),
            incoming: mailbox.incoming.clone(),
            trusted_authserv: String::new(),
            active: true,
        };
        form.read(made.mailbox, edit, &mut part)
    });
    faults.take("mailbox", part);
    Some(Founding { organisation: organisation?, team, admin, blueprint, mailbox })
}

/// Reads the form and saves what it makes.
async fn found(tx: &mut Tx, mut edit: Edit, form: &FirstRun, made: &Made) -> Result<()> {
    let mut faults = Faults::default();
    let read = read(&mut edit, form, made, &mut faults);
    faults.check()?;
    let Founding { organisation, team, admin, blueprint, mailbox } = read.ok_or(AppError::NotFound("organisation"))?;
    edit.save(tx, (kind::ORGANISATION, made.org.0), Some(OWN), &organisation, 0).await?;
    edit.save(tx, (kind::TEAM, made.team.0), None, &team, 0).await?;
    settings::members::save(tx, &edit, &admin, 0).await?;
    edit.save(tx, (kind::BLUEPRINT, made.blueprint.0), None, &[blueprint], 0).await?;
    if let Some(mailbox) = mailbox {
        edit.save(tx, (kind::MAILBOX, made.mailbox), Some(&mailbox.address), &mailbox, 0).await?;
    }
    Ok(())
}

fn with_usual_quiet(form: &OrganisationForm) -> OrganisationForm {
    let or = |given: &str, usual: &str| if given.trim().is_empty() { usual.to_owned() } else { given.to_owned() };
    OrganisationForm {
        quiet_from: or(&form.quiet_from, "21:00"),
        quiet_until: or(&form.quiet_until, "08:00"),
        ..form.clone()
    }
}

/// The first member rules, and leads the first team so that there is somebody to do its work.
fn administrator(form: &FirstRun, made: &Made, language: Language, faults: &mut Faults) -> Member {
    Member {
        id: made.admin,
        name: faults.line("name", &form.name),
        email: faults.email("email", &form.email),
        teams: vec![(made.team, Role::TeamLead)],
        roles: vec![Role::Administrator],
        mandate: Mandate { amount: Cents::ZERO, take_back: true },
        language,
        shortcuts: true,
        active: true,
        absence: None,
        signature: String::new(),
    }
}
