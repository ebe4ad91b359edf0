//! Absence: a member says when they are away and who stands in, or the lead of a team says it for them. And the signature
//! under a member's own messages.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use regie_domain::absence::Absence;
use regie_domain::actor::Role;
use regie_domain::directory::Member;
use regie_domain::ids::MemberId;

use super::forms::Faults;
use super::members::save;
use super::{Edit, stamp};
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::{Directory, Versioned};
use crate::error::{AppError, Result};

/// The most characters of a signature.
pub const SIGNATURE: usize = 400;
/// The most lines of a signature.
pub const SIGNATURE_LINES: usize = 8;

/// What a person wrote about an absence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AbsenceForm {
    /// The first day. Field `from`.
    pub from: String,
    /// The last day. Field `until`.
    pub until: String,
    /// Who stands in; empty for nobody. Field `substitute`.
    pub substitute: String,
}

impl AbsenceForm {
    /// The form of an absence.
    #[must_use]
    pub fn of(found: &Absence) -> Self {
        Self {
            from: found.from.to_string(),
            until: found.until.to_string(),
            substitute: found.substitute.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    fn read(&self, member: &Member, edit: &Edit, faults: &mut Faults) -> Absence {
        let today = today(&edit.directory, edit.now);
        let from = day("from", &self.from, faults).unwrap_or(today);
        let until = day("until", &self.until, faults).unwrap_or(from);
        if until < from {
            faults.add("until", "invalid-absence-order");
        } else if until < today {
            faults.add("until", "invalid-absence-past");
        }
        let substitute = Some(self.substitute.trim()).filter(|id| !id.is_empty()).and_then(|id| {
            let found = MemberId::parse(id).ok().and_then(|id| edit.directory.member(id));
            faults.choice(
                "substitute",
                found.filter(|other| may_stand_in(member, other)).map(|other| Some(other.id)),
                None,
            )
        });
        Absence { from, until, substitute }
    }
}

fn day(field: &str, text: &str, faults: &mut Faults) -> Option<Date> {
    let found = text.trim().parse().ok();
    if found.is_none() {
        faults.add(field, "invalid-date");
    }
    found
}

/// Whether a colleague can do somebody's work: in use, and in a team with them.
#[must_use]
pub fn may_stand_in(member: &Member, other: &Member) -> bool {
    other.active && other.id != member.id && member.teams.iter().any(|(team, _)| other.is_in(*team))
}

/// The day that it is in the organisation's zone.
#[must_use]
pub fn today(directory: &Directory, now: jiff::Timestamp) -> Date {
    let zone = directory.organisation.as_ref().and_then(|found| TimeZone::get(&found.value.zone).ok());
    now.to_zoned(zone.unwrap_or(TimeZone::UTC)).date()
}

/// Whether somebody sets the absence of a member: the member, and whoever leads a team that the member is in.
#[must_use]
pub fn sets_absence(own: &Member, of: &Member) -> bool {
    own.active && (own.id == of.id || of.teams.iter().any(|(team, _)| own.teams.contains(&(*team, Role::TeamLead))))
}

impl Directory {
    /// Somebody's absence on a day.
    #[must_use]
    pub fn away(&self, id: MemberId, day: Date) -> Option<&Absence> {
        self.member(id)?.absence.as_ref().filter(|absence| absence.covers(day))
    }

    /// Those who are away on a day and for whom a member stands in, with until when.
    pub fn stands_in_for(&self, id: MemberId, day: Date) -> impl Iterator<Item = (&Member, &Absence)> {
        let members = self.members.values().map(|found| &found.value);
        members.filter_map(move |member| {
            let absence = member.absence.as_ref().filter(|absence| absence.covers(day))?;
            (absence.substitute == Some(id)).then_some((member, absence))
        })
    }
}

impl App {
    /// Sets when a member is away and who stands in; without a form, the member is back.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or that there is no such member.
    pub async fn set_absence(&self, who: &Who, of: MemberId, form: Option<AbsenceForm>) -> Result<i64> {
        let directory = self.directory().await?;
        authorise(who, Action::Absence(directory.member(of).ok_or(AppError::NotFound("member"))?))?;
        self.change_own(who, of, move |member, edit, faults| {
            member.absence = form.as_ref().map(|form| form.read(member, edit, faults));
        })
        .await
    }

    /// Changes what stands under the messages that the member writes.
    ///
    /// # Errors
    /// Every fault of the text, or a denial.
    pub async fn change_signature(&self, who: &Who, signature: String) -> Result<i64> {
        authorise(who, Action::OwnProfile)?;
        let Who::Member(own) = who else { return Err(AppError::Denied("outsider")) };
        let of = own.id;
        self.change_own(who, of, move |member, _, faults| {
            member.signature = read_signature(&signature, faults);
        })
        .await
    }

    async fn change_own<F>(&self, who: &Who, of: MemberId, change: F) -> Result<i64>
    where
        F: Fn(&mut Member, &Edit, &mut Faults) + Send + Sync + 'static,
    {
        let stamp = stamp(self, who);
        self.store
            .write_with((stamp, of, change), |tx, (stamp, of, change)| {
                Box::pin(async move {
                    let edit = Edit::begin(tx, stamp.clone()).await?;
                    let Versioned { value, version } =
                        edit.directory.members.get(of).ok_or(AppError::NotFound("member"))?.clone();
                    let mut member = value;
                    let mut faults = Faults::default();
                    change(&mut member, &edit, &mut faults);
                    faults.check()?;
                    save(tx, &edit, &member, version).await
                })
            })
            .await
    }
}

/// A signature as it would be kept, to be looked at first.
///
/// # Errors
/// Every fault of the text.
pub fn check_signature(text: &str) -> Result<String> {
    let mut faults = Faults::default();
    let signature = read_signature(text, &mut faults);
    faults.check()?;
    Ok(signature)
}

/// A signature as it is kept: plain text, a few lines.
fn read_signature(text: &str, faults: &mut Faults) -> String {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > SIGNATURE || text.lines().count() > SIGNATURE_LINES {
        faults.add("signature", "invalid-signature-long");
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        faults.add("signature", "invalid-signature-plain");
    }
    // An empty line would end the paragraph that it stands in.
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
