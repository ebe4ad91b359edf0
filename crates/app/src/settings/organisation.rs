//! The organisation itself, and the switch on its outgoing mail.

use regie_domain::actor::Role;
use regie_domain::blueprint::Words;
use regie_domain::calendar::CalendarSpec;
use regie_domain::codes::LegalBasis;
use regie_domain::customer::Language;
use regie_domain::directory::{Organisation, Outgoing};
use regie_domain::ids::OrgId;
use regie_domain::legal_term::LegalRule;
use regie_domain::measure::Tariff;
use regie_domain::quiet::{QuietHours, QuietSpec};

use regie_store::{StoreError, Tx};

use super::forms::{Faults, HoursForm};
use super::{Edit, Permit};
use crate::App;
use crate::authorise::Who;
use crate::directory::{Versioned, kind};
use crate::error::{AppError, Result};

/// The natural key of the one organisation of a database: there can be no second.
pub(crate) const OWN: &str = "own";

/// What a person wrote about the organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationForm {
    /// Its name, as customers know it. Field `name`.
    pub name: String,
    /// The word for one person served. Fields `word-nl`, `word-en`.
    pub customer_word: Words,
    /// IANA time zone. Field `zone`.
    pub zone: String,
    /// Language code. Field `language`.
    pub language: String,
    /// The telephone number that pages name; may be empty. Field `phone`.
    pub phone: String,
    /// Opening hours for what no team owes. Fields `hours-mon` … `hours-sun`, `hours-closed-days`, `hours-extra-days`.
    pub hours: HoursForm,
    /// First quiet minute. Field `quiet-from`.
    pub quiet_from: String,
    /// First minute no longer quiet. Field `quiet-until`.
    pub quiet_until: String,
    /// For how many seconds a message to a customer may be taken back; the usual ones where nothing is said. Field `undo`.
    pub undo: String,
    /// Where an objection to a decision goes; may be empty. Field `objections`.
    pub objections: String,
    /// The code of the term within which complaints are dealt with; the usual one where nothing is said. Field `complaints`.
    pub complaints: String,
}

/// The seconds to choose from in which a message may be taken back.
pub const UNDO: [u16; 5] = [0, 5, 10, 20, 30];
/// Those of a new installation.
pub const USUAL_UNDO: u16 = 10;

/// The terms to choose from for a complaint: by law six weeks, or ten where a committee advises (Awb 9:11), or the
/// organisation's own.
pub const COMPLAINTS: [LegalRule; 8] = [
    LegalRule::COMPLAINT,
    LegalRule { basis: LegalBasis::Complaint, weeks: 10 },
    own_weeks(1),
    own_weeks(2),
    own_weeks(3),
    own_weeks(4),
    own_weeks(6),
    own_weeks(8),
];

const fn own_weeks(weeks: u32) -> LegalRule {
    LegalRule { basis: LegalBasis::Own, weeks }
}

/// The code of a term for complaints, as a form holds it.
#[must_use]
pub fn complaints_code(rule: LegalRule) -> String {
    format!("{}-{}", rule.basis.code(), rule.weeks)
}

impl OrganisationForm {
    /// The form of an organisation.
    #[must_use]
    pub fn of(organisation: &Organisation) -> Self {
        Self {
            name: organisation.name.clone(),
            customer_word: organisation.customer_word.clone(),
            zone: organisation.zone.clone(),
            language: match organisation.language {
                Language::Nl => "nl".to_owned(),
                Language::En => "en".to_owned(),
            },
            phone: organisation.phone.clone(),
            hours: HoursForm::of(&organisation.hours),
            quiet_from: organisation.quiet.from.to_string(),
            quiet_until: organisation.quiet.until.to_string(),
            undo: organisation.undo_seconds.to_string(),
            objections: organisation.objections.clone(),
            complaints: organisation.complaints.map(complaints_code).unwrap_or_default(),
        }
    }

    /// Reads the form.
    pub(crate) fn read(
        &self,
        id: OrgId,
        outgoing: Outgoing,
        before: Option<&CalendarSpec>,
        faults: &mut Faults,
    ) -> Option<Organisation> {
        let name = faults.line("name", &self.name);
        let customer_word = faults.words("word", &self.customer_word);
        let zone = faults.zone("zone", &self.zone);
        let language = faults.language("language", &self.language);
        let phone = faults.optional_line("phone", &self.phone);
        let objections = faults.optional_line("objections", &self.objections);
        let hours = faults.hours("hours", &self.hours, &zone, before);
        let from = faults.clock_time("quiet-from", &self.quiet_from);
        let until = faults.clock_time("quiet-until", &self.quiet_until);
        let quiet = QuietSpec { from: from?, until: until?, zone: zone.clone() };
        // A wrong zone is told where the zone is asked.
        let zone_known = jiff::tz::TimeZone::get(&quiet.zone).is_ok();
        if zone_known && QuietHours::new(quiet.clone()).is_err() {
            faults.add("quiet-until", "invalid-quiet");
        }
        let undo_seconds = match self.undo.trim() {
            "" => Some(USUAL_UNDO),
            typed => typed.parse().ok().filter(|seconds| UNDO.contains(seconds)),
        };
        if undo_seconds.is_none() {
            faults.add("undo", "invalid-choice");
        }
        let complaints = match self.complaints.trim() {
            "" => None,
            typed => {
                let found = COMPLAINTS.into_iter().find(|rule| complaints_code(*rule) == typed);
                if found.is_none() {
                    faults.add("complaints", "invalid-choice");
                }
                found
            }
        };
        let undo_seconds = undo_seconds?;
        Some(Organisation {
            id,
            name,
            customer_word,
            zone,
            language,
            hours,
            quiet,
            phone,
            outgoing,
            undo_seconds,
            objections,
            complaints,
            tariff: None,
            second_step: Vec::new(),
        })
    }
}

/// What a person wrote about what work takes and costs; all of it empty says that nobody knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TariffForm {
    /// Minutes of one contact. Field `contact-minutes`.
    pub contact: String,
    /// Minutes of one visit. Field `visit-minutes`.
    pub visit: String,
    /// What an hour costs, in euros. Field `hour`.
    pub hour: String,
}

/// The most minutes of a contact or a visit: a day.
const MOST_MINUTES: u32 = 24 * 60;

impl TariffForm {
    /// The form of a tariff.
    #[must_use]
    pub fn of(tariff: Option<&Tariff>) -> Self {
        tariff.map_or_else(Self::default, |tariff| Self {
            contact: tariff.contact_minutes.to_string(),
            visit: tariff.visit_minutes.to_string(),
            hour: tariff.hour.plain(','),
        })
    }

    fn read(&self, faults: &mut Faults) -> Option<Tariff> {
        if [&self.contact, &self.visit, &self.hour].iter().all(|value| value.trim().is_empty()) {
            return None;
        }
        let mut minutes =
            |field: &str, value: &str| u16::try_from(faults.number(field, value, 0, MOST_MINUTES)).unwrap_or(u16::MAX);
        let contact_minutes = minutes("contact-minutes", &self.contact);
        let visit_minutes = minutes("visit-minutes", &self.visit);
        Some(Tariff { contact_minutes, visit_minutes, hour: faults.amount("hour", &self.hour) })
    }
}

impl App {
    /// Founds the organisation of an empty database.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict when there is one already.
    pub(crate) async fn found(&self, who: &Who, id: OrgId, form: OrganisationForm, outgoing: Outgoing) -> Result<()> {
        self.edit(who, Permit::Administrator, (id, form, outgoing), |tx, edit, (id, form, outgoing)| {
            Box::pin(async move {
                found(tx, edit, *id, form, *outgoing).await?;
                Ok(())
            })
        })
        .await
    }

    /// Changes the organisation. A new time zone goes for every team's calendar too.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_organisation(&self, who: &Who, expected: i64, form: OrganisationForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, form), |tx, edit, (expected, form)| {
            Box::pin(async move {
                let before = present(edit)?;
                let mut faults = Faults::default();
                let read = form.read(before.value.id, before.value.outgoing, Some(&before.value.hours), &mut faults);
                faults.check()?;
                let read = read.ok_or(AppError::NotFound("organisation"))?;
                // These are changed where they are used: beside the figures, and by a form of their own.
                let second_step = before.value.second_step.clone();
                let organisation = Organisation { tariff: before.value.tariff, second_step, ..read };
                if organisation.zone != before.value.zone {
                    move_teams(tx, edit, &organisation.zone).await?;
                }
                let at = (kind::ORGANISATION, organisation.id.0);
                Ok(edit.save(tx, at, Some(OWN), &organisation, *expected).await?)
            })
        })
        .await
    }

    /// Says what contacts and visits cost here, or that nobody says so.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_tariff(&self, who: &Who, expected: i64, form: TariffForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, form), |tx, edit, (expected, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let tariff = form.read(&mut faults);
                faults.check()?;
                let organisation = Organisation { tariff, ..present(edit)?.value.clone() };
                let at = (kind::ORGANISATION, organisation.id.0);
                Ok(edit.save(tx, at, Some(OWN), &organisation, *expected).await?)
            })
        })
        .await
    }

    /// Says of whom a second step is asked at signing in, by the codes of roles. Whoever has none yet sets one up at the next
    /// page.
    ///
    /// # Errors
    /// A role that is none (field `roles`), a denial, or a conflict with another change.
    pub async fn change_second_step(&self, who: &Who, expected: i64, roles: Vec<String>) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, roles), |tx, edit, (expected, roles)| {
            Box::pin(async move {
                let known = |code: &String| Role::ALL.into_iter().find(|role| role.code() == code);
                let Some(second_step) = roles.iter().map(known).collect::<Option<Vec<Role>>>() else {
                    return Err(AppError::invalid("roles", "invalid-choice"));
                };
                let organisation = Organisation { second_step, ..present(edit)?.value.clone() };
                let at = (kind::ORGANISATION, organisation.id.0);
                Ok(edit.save(tx, at, Some(OWN), &organisation, *expected).await?)
            })
        })
        .await
    }

    /// Lets mail go to everybody, only to own members, or to nobody. What was held and may now leave is let go.
    ///
    /// # Errors
    /// A denial, or a conflict with another change.
    pub async fn switch_outgoing(&self, who: &Who, expected: i64, outgoing: Outgoing) -> Result<i64> {
        let change = self.edit(who, Permit::Administrator, (expected, outgoing), |tx, edit, (expected, outgoing)| {
            Box::pin(async move {
                let organisation = Organisation { outgoing: *outgoing, ..present(edit)?.value.clone() };
                let at = (kind::ORGANISATION, organisation.id.0);
                Ok(edit.save(tx, at, Some(OWN), &organisation, *expected).await?)
            })
        });
        let version = change.await?;
        self.release_paused().await?;
        Ok(version)
    }
}

/// Founds the organisation inside a write. Two at the same moment: the second conflicts on the lookup.
pub(crate) async fn found(
    tx: &mut Tx,
    edit: &Edit,
    id: OrgId,
    form: &OrganisationForm,
    outgoing: Outgoing,
) -> Result<Organisation> {
    if edit.directory.organisation.is_some() {
        return Err(StoreError::Conflict.into());
    }
    let mut faults = Faults::default();
    let read = form.read(id, outgoing, None, &mut faults);
    faults.check()?;
    let organisation = read.ok_or(AppError::NotFound("organisation"))?;
    edit.save(tx, (kind::ORGANISATION, id.0), Some(OWN), &organisation, 0).await?;
    Ok(organisation)
}

fn present(edit: &Edit) -> Result<&Versioned<Organisation>> {
    edit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))
}

async fn move_teams(tx: &mut Tx, edit: &Edit, zone: &str) -> Result<()> {
    for (id, found) in &edit.directory.teams {
        let mut team = found.value.clone();
        if let Some(hours) = &mut team.hours {
            zone.clone_into(&mut hours.zone);
            edit.save(tx, (kind::TEAM, id.0), None, &team, found.version).await?;
        }
    }
    Ok(())
}
