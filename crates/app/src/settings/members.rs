//! Members: who may sign in, in which teams, with which roles.

use regie_domain::actor::Role;
use regie_domain::customer::Language;
use regie_domain::directory::Member;
use regie_domain::ids::{MemberId, TeamId};
use regie_domain::mandate::Mandate;
use regie_store::Tx;

use super::forms::Faults;
use super::{Edit, Permit};
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::{Versioned, kind};
use crate::error::{AppError, Result};
use crate::sessions::account_mail::{self, Purpose};

/// What a person wrote about a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberForm {
    /// The name that colleagues see. Field `name`.
    pub name: String,
    /// The address to sign in with. Field `email`.
    pub email: String,
    /// Language code. Field `language`.
    pub language: String,
    /// Per team its id and the code of the role there. Field `teams`.
    pub teams: Vec<(String, String)>,
    /// Codes of roles over the whole organisation. Field `roles`.
    pub roles: Vec<String>,
    /// What the member may decide alone, in euros. Field `amount`.
    pub amount: String,
    /// Whether the member may take the ball back.
    pub take_back: bool,
}

impl MemberForm {
    /// The form of a member.
    #[must_use]
    pub fn of(member: &Member) -> Self {
        Self {
            name: member.name.clone(),
            email: member.email.clone(),
            language: match member.language {
                Language::Nl => "nl".to_owned(),
                Language::En => "en".to_owned(),
            },
            teams: member.teams.iter().map(|(team, role)| (team.to_string(), role.code().to_owned())).collect(),
            roles: member.roles.iter().map(|role| role.code().to_owned()).collect(),
            amount: member.mandate.amount.plain(','),
            take_back: member.mandate.take_back,
        }
    }

    pub(crate) fn read(&self, id: MemberId, edit: &Edit, faults: &mut Faults) -> Member {
        let name = faults.line("name", &self.name);
        let email = faults.email("email", &self.email);
        let taken = |other: &Member| other.id != id && other.email.to_lowercase() == email;
        if edit.directory.members.values().any(|found| taken(&found.value)) {
            faults.add("email", "invalid-taken");
        }
        let language = faults.language("language", &self.language);
        let mut teams: Vec<(TeamId, Role)> = Vec::new();
        for (team, role) in &self.teams {
            let team = faults.team("teams", team, &edit.directory).team;
            let seat =
                Role::parse(role).filter(|role| matches!(role, Role::Agent | Role::TeamLead | Role::Coordinator));
            let role = faults.choice("teams", seat, Role::Agent);
            if teams.iter().all(|(held, _)| *held != team) {
                teams.push((team, role));
            }
        }
        let mut roles: Vec<Role> = Vec::new();
        for role in &self.roles {
            let wide = Role::parse(role)
                .filter(|role| matches!(role, Role::Coordinator | Role::Administrator | Role::Auditor));
            let role = faults.choice("roles", wide, Role::Auditor);
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        // Who works for a partner is an agent there, and nothing else here.
        let org = |team: &TeamId| edit.directory.team(*team).map(|team| team.team.org);
        let partner = teams.iter().filter_map(|(team, _)| org(team)).find(|org| edit.directory.partner(*org).is_some());
        if let Some(partner) = partner
            && (!roles.is_empty()
                || teams.iter().any(|(team, role)| org(team) != Some(partner) || *role != Role::Agent))
        {
            faults.add("teams", "invalid-guest");
        }
        if teams.is_empty() && roles.is_empty() {
            faults.add("teams", "invalid-no-role");
        }
        let mandate = Mandate { amount: faults.amount("amount", &self.amount), take_back: self.take_back };
        let known = edit.directory.member(id);
        let shortcuts = known.is_none_or(|member| member.shortcuts);
        // What members say about themselves stays.
        let absence = known.and_then(|member| member.absence);
        let signature = known.map(|member| member.signature.clone()).unwrap_or_default();
        Member { id, name, email, teams, roles, mandate, language, shortcuts, active: true, absence, signature }
    }
}

impl App {
    /// Makes a member and, when asked, sends an invitation to choose a password.
    ///
    /// # Errors
    /// Every fault of the form, or a denial.
    pub async fn create_member(&self, who: &Who, form: MemberForm, invite: bool) -> Result<MemberId> {
        self.create_member_as(who, self.ports.id(), form, invite).await
    }

    /// As [`App::create_member`], with the member's own id: whoever repeats it makes no second one.
    ///
    /// # Errors
    /// As [`App::create_member`], or a conflict where the id is taken.
    pub async fn create_member_as(&self, who: &Who, id: MemberId, form: MemberForm, invite: bool) -> Result<MemberId> {
        let mail: uuid::Uuid = self.ports.uuid();
        self.edit(who, Permit::Members, (id, form, invite, mail), |tx, edit, (id, form, invite, mail)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let member = form.read(*id, edit, &mut faults);
                faults.check()?;
                edit.gives_no_more(None, &member)?;
                save(tx, edit, &member, 0).await?;
                if *invite {
                    account_mail::enqueue(tx, *mail, *id, Purpose::Invitation, edit.now).await?;
                }
                Ok(*id)
            })
        })
        .await
    }

    /// Sends a member who has not been inside yet a new invitation; earlier ones stop working when it is sent.
    ///
    /// # Errors
    /// A denial, or that there is no such active member.
    pub async fn invite(&self, who: &Who, id: MemberId) -> Result<()> {
        let mail: uuid::Uuid = self.ports.uuid();
        self.edit(who, Permit::Members, (id, mail), |tx, edit, (id, mail)| {
            Box::pin(async move {
                let member = &present(edit, *id)?.value;
                edit.gives_no_more(None, member)?;
                if !member.active {
                    return Err(AppError::invalid("member", "invalid-inactive"));
                }
                account_mail::enqueue(tx, *mail, *id, Purpose::Invitation, edit.now).await
            })
        })
        .await
    }

    /// Changes a member. What it takes away holds from the next request on; another address ends the member's sessions.
    ///
    /// # Errors
    /// Every fault of the form, a denial, a conflict with another change, or that the last administrator would go.
    pub async fn change_member(&self, who: &Who, id: MemberId, expected: i64, form: MemberForm) -> Result<i64> {
        self.edit(who, Permit::Members, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                let before = present(edit, *id)?;
                let mut faults = Faults::default();
                let mut member = form.read(*id, edit, &mut faults);
                member.active = before.value.active;
                keep_an_administrator(edit, &member, &mut faults);
                faults.check()?;
                edit.gives_no_more(Some(&before.value), &member)?;
                if member.email != before.value.email {
                    account_mail::lock_out(tx, *id).await?;
                }
                save(tx, edit, &member, *expected).await
            })
        })
        .await
    }

    /// Lets a member in, or no longer: all sessions end at once and links to choose a password stop working.
    ///
    /// # Errors
    /// A denial, a conflict with another change, or that the last administrator would go.
    pub async fn activate_member(&self, who: &Who, id: MemberId, expected: i64, active: bool) -> Result<i64> {
        self.edit(who, Permit::Members, (id, expected, active), |tx, edit, (id, expected, active)| {
            Box::pin(async move {
                let member = Member { active: *active, ..present(edit, *id)?.value.clone() };
                let mut faults = Faults::default();
                keep_an_administrator(edit, &member, &mut faults);
                faults.check()?;
                if *active {
                    edit.gives_no_more(None, &member)?;
                }
                if !active {
                    account_mail::lock_out(tx, *id).await?;
                }
                save(tx, edit, &member, *expected).await
            })
        })
        .await
    }

    /// Changes what members choose for themselves: their name, language and single-key shortcuts.
    ///
    /// # Errors
    /// Every fault, or a denial.
    pub async fn change_profile(&self, who: &Who, name: String, language: String, shortcuts: bool) -> Result<i64> {
        authorise(who, Action::OwnProfile)?;
        let Who::Member(own) = who else { return Err(AppError::Denied("outsider")) };
        let stamp = super::stamp(self, who);
        self.store
            .write_with((stamp, own.id, name, language, shortcuts), |tx, (stamp, id, name, language, shortcuts)| {
                Box::pin(async move {
                    let edit = Edit::begin(tx, stamp.clone()).await?;
                    let before = present(&edit, *id)?;
                    let mut faults = Faults::default();
                    let name = faults.line("name", name);
                    let language = faults.language("language", language);
                    faults.check()?;
                    let member = Member { name, language, shortcuts: *shortcuts, ..before.value.clone() };
                    save(tx, &edit, &member, before.version).await
                })
            })
            .await
    }
}

/// Saves a member; the address is unique in the database.
pub(crate) async fn save(tx: &mut Tx, edit: &Edit, member: &Member, expected: i64) -> Result<i64> {
    Ok(edit.save(tx, (kind::MEMBER, member.id.0), Some(&member.email), member, expected).await?)
}

fn present(edit: &Edit, id: MemberId) -> Result<&Versioned<Member>> {
    edit.directory.members.get(&id).ok_or(AppError::NotFound("member"))
}

/// Somebody must be able to let the others in again.
fn keep_an_administrator(edit: &Edit, changed: &Member, faults: &mut Faults) {
    let rules = |member: &Member| member.active && member.has(Role::Administrator);
    let ruled = edit.directory.member(changed.id).is_some_and(rules);
    let others = edit.directory.members.values().any(|found| found.value.id != changed.id && rules(&found.value));
    if ruled && !rules(changed) && !others {
        faults.add("roles", "invalid-last-administrator");
    }
}
