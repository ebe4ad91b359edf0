//! The settings of partners in the chain: who they are, how they take part, and what was agreed about data.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regie_domain::actor::TeamRef;
use regie_domain::customer::Language;
use regie_domain::directory::Team;
use regie_domain::ids::{BlueprintId, OrgId, TeamId};
use regie_domain::money::Cents;
use regie_domain::partner::{
    FigureUse, Partner, PartnerKind, PartnerName, SharedField, SharingAgreement, SharingGround,
};

use super::forms::{Faults, term_text};
use super::{Edit, Permit};
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};

/// What a person wrote about a partner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerForm {
    /// Its name. Field `name`.
    pub name: String,
    /// The code of a [`PartnerKind`]. Field `kind`.
    pub kind: String,
    /// The code of a [`PartnerName`]. Field `named`.
    pub named: String,
    /// Who is spoken to. Field `person`.
    pub person: String,
    /// Its address. Field `email`.
    pub email: String,
    /// Its number, perhaps none. Field `phone`.
    pub phone: String,
    /// `nl` or `en`. Field `language`.
    pub language: String,
    /// Within what time it answers. Field `respond`.
    pub respond: String,
    /// The ids of the blueprints that a desk serves. Field `blueprints`.
    pub blueprints: Vec<String>,
    /// Whether it takes part. Field `active`.
    pub active: bool,
}

/// What a person wrote about a sharing agreement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharingForm {
    /// What the data are for. Field `purpose`.
    pub purpose: String,
    /// The code of a [`SharingGround`]. Field `ground`.
    pub ground: String,
    /// Codes of [`SharedField`]. Field `offered`.
    pub offered: Vec<String>,
    /// Codes of [`SharedField`]. Field `accepted`.
    pub accepted: Vec<String>,
    /// The code of a [`FigureUse`]. Field `figures`.
    pub figures: String,
    /// Whether figures may be laid beside those of other partners. Field `compares`.
    pub compares: bool,
    /// What it may give a customer at our cost without asking, in euro; empty means nothing. Field `mandate`.
    pub mandate: String,
    /// The first day. Field `from`.
    pub from: String,
    /// The last day, perhaps none. Field `until`.
    pub until: String,
}

impl PartnerForm {
    /// The form of a partner.
    #[must_use]
    pub fn of(partner: &Partner) -> Self {
        let language = match partner.language {
            Language::Nl => "nl",
            Language::En => "en",
        };
        Self {
            name: partner.name.clone(),
            kind: partner.kind.code().to_owned(),
            named: partner.named.code().to_owned(),
            person: partner.person.clone(),
            email: partner.email.clone(),
            phone: partner.phone.clone(),
            language: language.to_owned(),
            respond: term_text(partner.respond),
            blueprints: partner.blueprints.iter().map(ToString::to_string).collect(),
            active: partner.active,
        }
    }

    fn read(&self, id: OrgId, edit: &Edit, faults: &mut Faults) -> Partner {
        let before = edit.directory.partner(id);
        let name = faults.line("name", &self.name);
        let same = |other: &Partner| other.id != id && other.name.to_lowercase() == name.to_lowercase();
        if edit.directory.partners.values().any(|found| same(&found.value)) {
            faults.add("name", "invalid-taken");
        }
        // Nothing is sent to a partner that does not take part.
        let silent = self.kind == PartnerKind::Outside.code();
        let email = match silent && self.email.trim().is_empty() {
            true => String::new(),
            false => faults.email("email", &self.email),
        };
        // Mail to one of our own mailboxes would come in again as a customer's.
        if edit.directory.mailbox_by_address(&email).is_some() {
            faults.add("email", "invalid-taken");
        }
        let kind = faults.choice("kind", PartnerKind::parse(&self.kind), PartnerKind::Leg);
        Partner {
            id,
            name,
            kind,
            named: faults.choice("named", PartnerName::parse(&self.named), PartnerName::Own),
            person: match silent {
                true => faults.optional_line("person", &self.person),
                false => faults.line("person", &self.person),
            },
            email,
            phone: faults.optional_line("phone", &self.phone),
            language: faults.language("language", &self.language),
            respond: faults.term("respond", &self.respond),
            blueprints: self.served(kind, edit, faults),
            agreements: before.map(|partner| partner.agreements.clone()).unwrap_or_default(),
            active: self.active,
        }
    }

    /// The blueprints that a desk serves; no other kind has any.
    fn served(&self, kind: PartnerKind, edit: &Edit, faults: &mut Faults) -> Vec<BlueprintId> {
        if kind != PartnerKind::Desk {
            return Vec::new();
        }
        let read = |text: &String| BlueprintId::parse(text).ok().filter(|id| edit.directory.blueprint(*id).is_some());
        let served: Vec<BlueprintId> = self.blueprints.iter().filter_map(read).collect();
        if served.len() != self.blueprints.len() {
            faults.add("blueprints", "invalid-choice");
        } else if served.is_empty() {
            faults.add("blueprints", "invalid-required");
        }
        served
    }
}

impl SharingForm {
    /// The form of an agreement, for changing what was agreed by making the next one.
    #[must_use]
    pub fn of(agreement: &SharingAgreement, zone: &TimeZone) -> Self {
        let codes = |fields: &BTreeSet<SharedField>| fields.iter().map(|field| field.code().to_owned()).collect();
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let last =
            agreement.until.map(|until| day(until).yesterday().map_or_else(|_| String::new(), |day| day.to_string()));
        Self {
            purpose: agreement.purpose.clone(),
            ground: agreement.ground.code().to_owned(),
            offered: codes(&agreement.offered),
            accepted: codes(&agreement.accepted),
            figures: agreement.figures.code().to_owned(),
            compares: agreement.compares,
            mandate: agreement.mandate.map(|amount| amount.plain(',')).unwrap_or_default(),
            from: day(agreement.from).to_string(),
            until: last.unwrap_or_default(),
        }
    }

    fn read(&self, zone: &TimeZone, faults: &mut Faults) -> SharingAgreement {
        let from = day(faults, "from", &self.from, zone);
        let until = (!self.until.trim().is_empty()).then(|| day_after(faults, "until", &self.until, zone));
        if until.is_some_and(|until| until <= from) {
            faults.add("until", "invalid-period");
        }
        SharingAgreement {
            purpose: faults.text("purpose", &self.purpose),
            ground: faults.choice("ground", SharingGround::parse(&self.ground), SharingGround::Contract),
            offered: fields(faults, "offered", &self.offered),
            accepted: fields(faults, "accepted", &self.accepted),
            figures: faults.choice("figures", FigureUse::parse(&self.figures), FigureUse::Nothing),
            compares: self.compares,
            mandate: amount(faults, &self.mandate),
            from,
            until,
            ended: None,
        }
    }
}

fn fields(faults: &mut Faults, field: &str, codes: &[String]) -> BTreeSet<SharedField> {
    let found: BTreeSet<SharedField> = codes.iter().filter_map(|code| SharedField::parse(code)).collect();
    if found.len() != codes.len() {
        faults.add(field, "invalid-choice");
    }
    found
}

/// The most that a partner may give; nothing where nothing was written.
fn amount(faults: &mut Faults, text: &str) -> Option<Cents> {
    let text = text.trim();
    let read = Cents::parse(text).ok().filter(|amount| amount.0 >= 0);
    if !text.is_empty() && read.is_none() {
        faults.add("mandate", "invalid-amount");
    }
    read
}

fn day(faults: &mut Faults, field: &str, text: &str, zone: &TimeZone) -> Timestamp {
    let read = text.trim().parse::<Date>().ok().and_then(|day| day.to_zoned(zone.clone()).ok());
    if read.is_none() {
        faults.add(field, "invalid-date");
    }
    read.map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp())
}

/// The end of a day.
fn day_after(faults: &mut Faults, field: &str, text: &str, zone: &TimeZone) -> Timestamp {
    let next = text.trim().parse::<Date>().ok().and_then(|day| day.tomorrow().ok()).map(|day| day.to_string());
    day(faults, field, next.as_deref().unwrap_or_default(), zone)
}

impl App {
    /// Makes or changes a partner; `expected` is 0 for a new one, which begins with a team of its own.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_partner(&self, who: &Who, id: OrgId, expected: i64, form: PartnerForm) -> Result<i64> {
        let team: TeamId = self.ports.id();
        self.edit(who, Permit::Administrator, (id, expected, form, team), |tx, edit, (id, expected, form, team)| {
            Box::pin(async move {
                if *expected > 0 && edit.directory.partner(*id).is_none() {
                    return Err(AppError::NotFound("partner"));
                }
                let mut faults = Faults::default();
                let partner = form.read(*id, edit, &mut faults);
                if *expected == 0 {
                    free_team_name(edit, &mut faults, "name", &partner.name);
                }
                faults.check()?;
                if *expected == 0 {
                    let team = guest_team(*id, *team, &partner.name);
                    edit.save(tx, (kind::TEAM, team.team.team.0), None, &team, 0).await?;
                }
                Ok(edit.save(tx, (kind::PARTNER, id.0), None, &partner, *expected).await?)
            })
        })
        .await
    }

    /// Makes another team of a partner.
    ///
    /// # Errors
    /// Every fault of the name, a denial, or [`AppError::NotFound`].
    pub async fn add_partner_team(&self, who: &Who, id: OrgId, name: &str) -> Result<TeamId> {
        let team: TeamId = self.ports.id();
        self.edit(who, Permit::Administrator, (id, team, name.to_owned()), |tx, edit, (id, team, name)| {
            Box::pin(async move {
                edit.directory.partner(*id).ok_or(AppError::NotFound("partner"))?;
                let mut faults = Faults::default();
                let name = faults.line("team", name);
                free_team_name(edit, &mut faults, "team", &name);
                faults.check()?;
                edit.save(tx, (kind::TEAM, team.0), None, &guest_team(*id, *team, &name), 0).await?;
                Ok(*team)
            })
        })
        .await
    }

    /// Agrees with a partner about data. What still holds is replaced by it; the audit log keeps what was agreed before.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_sharing(&self, who: &Who, id: OrgId, expected: i64, form: SharingForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                let mut partner = edit.directory.partner(*id).ok_or(AppError::NotFound("partner"))?.clone();
                let zone = TimeZone::get(&edit.directory.organisation()?.zone).unwrap_or(TimeZone::UTC);
                let mut faults = Faults::default();
                let agreement = form.read(&zone, &mut faults);
                let texts = [("offered", &agreement.offered), ("accepted", &agreement.accepted)];
                for (field, fields) in texts {
                    if partner.kind != PartnerKind::Desk && fields.contains(&SharedField::Texts) {
                        faults.add(field, "invalid-choice");
                    }
                }
                if agreement.lapsed(edit.now) {
                    faults.add("until", "invalid-period");
                }
                faults.check()?;
                // One that never ended is replaced by what is agreed now; the audit row keeps what it was.
                match partner.agreements.last_mut().filter(|last| last.ended.is_none()) {
                    Some(last) => *last = agreement,
                    None => partner.agreements.push(agreement),
                }
                Ok(edit.save(tx, (kind::PARTNER, id.0), None, &partner, *expected).await?)
            })
        })
        .await
    }
}

fn guest_team(org: OrgId, team: TeamId, name: &str) -> Team {
    Team { team: TeamRef { org, team }, name: name.to_owned(), hours: None, active: true, restricted: false }
}

fn free_team_name(edit: &Edit, faults: &mut Faults, field: &str, name: &str) {
    let taken = |team: &Team| team.active && team.name.to_lowercase() == name.to_lowercase();
    if edit.directory.teams.values().any(|found| taken(&found.value)) {
        faults.add(field, "invalid-taken");
    }
}
