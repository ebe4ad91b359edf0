//! What a works council needs to know of what this system keeps of the people who work with it, from the values that the program
//! itself goes by: nothing here is written down a second time. Who may read what is asked of [`authorise`], role by role; since
//! when a setting stands is read in what the settings kept of their changes.

use jiff::Timestamp;
use regie_domain::actor::Role;
use regie_domain::blueprint::{Blueprint, Words};
use regie_domain::directory::Member;
use regie_domain::ids::{BlueprintId, MemberId, SurveyId, TeamId};
use regie_domain::partner::{FigureUse, Partner, SharedField, SharingMoment};
use regie_domain::survey::{AskBudget, SurveyPlan};
use regie_domain::{mirror, silent, survey};
use regie_metrics::privacy::Limits;
use regie_store::{Tx, audit};
use serde_json::Value;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::{Directory, kind};
use crate::error::Result;
use crate::figures::batches::BLOCK;
use crate::jobs::upkeep::{CALLS, LOOKS, REPORTS};

/// The most changes of one setting that are looked back over.
const CHANGES: u32 = 500;

/// What a role may do that is about people who work here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Read journeys, with who did what on them.
    Journeys,
    /// Read figures of journeys, by team and never by person.
    Figures,
    /// Read the mirror of somebody else without an invitation.
    OthersMirror,
    /// Read who changed which setting.
    Changes,
    /// Make and change members.
    Members,
}

impl Right {
    /// All rights, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Journeys, Self::Figures, Self::OthersMirror, Self::Changes, Self::Members];

    /// Its code: the last part of the key of its words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Journeys => "journeys",
            Self::Figures => "figures",
            Self::OthersMirror => "mirror",
            Self::Changes => "changes",
            Self::Members => "members",
        }
    }
}

/// Something that is kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeps {
    /// What, as a code.
    pub what: &'static str,
    /// For how many days.
    pub days: i64,
}

/// A survey that customers are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    /// The survey.
    pub survey: SurveyId,
    /// Its name.
    pub name: Words,
    /// After which journeys.
    pub blueprint: Words,
    /// When it is asked, and within what term somebody who was let down is called.
    pub plan: SurveyPlan,
    /// Since when this survey is asked after these journeys.
    pub since: Option<Timestamp>,
}

/// What a partner in the chain gets of what customers say, by the agreement that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerGets {
    /// Its name.
    pub name: String,
    /// Whether it reads the words of an answer about its part, without names, numbers and addresses.
    pub words: bool,
    /// What figures may be used for; for nothing, and then nobody is asked about it and it gets none.
    pub figures: FigureUse,
    /// Whether its figures may stand beside those of others.
    pub compares: bool,
    /// Since when.
    pub since: Timestamp,
}

/// What holds here of the people who work with the system.
#[derive(Debug, Clone, PartialEq)]
pub struct Council {
    /// The fewest answers, and employees, that a figure may be about.
    pub scores: Limits,
    /// The same for words.
    pub texts: Limits,
    /// How many working days feedback is for who it concerns alone.
    pub alone: u32,
    /// After how many days it is in no mirror any more.
    pub fades: i64,
    /// For how many hours a customer can change an answer.
    pub changeable: i64,
    /// By how many weeks figures are batched at the most.
    pub batch: i64,
    /// From how many points on a silent customer is proposed for a call.
    pub effort: usize,
    /// How often a customer is asked, in how many days, and since when that holds where somebody said so.
    pub budget: (AskBudget, Option<Timestamp>),
    /// How many topics are looked for in words of customers, and since when where somebody said so.
    pub topics: (usize, Option<Timestamp>),
    /// The surveys that run.
    pub surveys: Vec<Runs>,
    /// What partners get, by name.
    pub partners: Vec<PartnerGets>,
    /// Whether customers can choose another organisation, and so may be asked whether they would recommend this one.
    pub choose: bool,
    /// What each role may.
    pub rights: Vec<(Role, Vec<(Right, bool)>)>,
    /// What goes by itself, and when.
    pub keeps: Vec<Keeps>,
    /// Since when the organisation works with the program: what is fixed in it holds since then.
    pub since: Option<Timestamp>,
}

impl App {
    /// What holds here, for everybody who works here.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn council(&self, who: &Who) -> Result<Council> {
        authorise(who, Action::ReadCouncil)?;
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let mut surveys = Vec::new();
        for (id, found) in &directory.blueprints {
            let Some(newest) = found.value.last() else { continue };
            surveys.extend(runs(&mut tx, &directory, *id, newest).await?);
        }
        let own = directory.organisation()?.id.to_string();
        let rules = since(&mut tx, kind::SURVEY_RULES, &own, Value::clone).await?;
        let topics = since(&mut tx, kind::TOPICS, &own, Value::clone).await?;
        let begun = audit::of_subject(&mut tx, kind::ORGANISATION, &own, CHANGES).await?;
        Ok(Council {
            scores: Limits::SCORES,
            texts: Limits::TEXTS,
            alone: mirror::ALONE,
            fades: mirror::FADES,
            changeable: survey::CHANGEABLE.as_hours(),
            batch: BLOCK,
            effort: silent::HIGH,
            budget: (directory.survey_rules().budget, rules),
            topics: (directory.listener().keys().count(), topics),
            surveys,
            partners: partners(&directory, self.ports.clock.now()),
            choose: directory.survey_rules().choose,
            rights: Role::ALL.iter().map(|role| (*role, rights(who, *role))).collect(),
            keeps: vec![
                Keeps { what: "mirror", days: mirror::FADES },
                Keeps { what: "looks", days: LOOKS.as_hours() / 24 },
                Keeps { what: "calls", days: CALLS.as_hours() / 24 },
                Keeps { what: "reports", days: REPORTS.as_hours() / 24 },
            ],
            since: begun.last().map(|row| row.at),
        })
    }
}

fn partners(directory: &Directory, now: Timestamp) -> Vec<PartnerGets> {
    let gets = |partner: &Partner| {
        let agreement = partner.shares(now)?;
        let words = agreement.fields(SharingMoment::Accepted).contains(&SharedField::Answers);
        Some(PartnerGets {
            name: partner.name.clone(),
            words,
            figures: agreement.figures,
            compares: agreement.may_compare(),
            since: agreement.from,
        })
    };
    let mut found: Vec<PartnerGets> = directory.partners.values().filter_map(|found| gets(&found.value)).collect();
    found.sort_by_key(|partner| partner.name.to_lowercase());
    found
}

async fn runs(tx: &mut Tx, directory: &Directory, id: BlueprintId, newest: &Blueprint) -> Result<Option<Runs>> {
    let Some(plan) = newest.survey else { return Ok(None) };
    let Some(found) = directory.survey(plan.survey) else { return Ok(None) };
    let asked = |value: &Value| {
        let newest = value.as_array().and_then(|all| all.last()).unwrap_or(value);
        newest.pointer("/survey/survey").cloned().unwrap_or(Value::Null)
    };
    let since = since(tx, kind::BLUEPRINT, &id.to_string(), asked).await?;
    Ok(Some(Runs { survey: plan.survey, name: found.name.clone(), blueprint: newest.name.clone(), plan, since }))
}

/// Since when what a setting says stands as it does: the oldest of its last changes after which it never said anything else.
async fn since(tx: &mut Tx, kind: &str, id: &str, says: impl Fn(&Value) -> Value) -> Result<Option<Timestamp>> {
    let rows = audit::of_subject(tx, kind, id, CHANGES).await?;
    let said = |row: &audit::AuditRow| {
        let value: Value = serde_json::from_str(row.after.as_deref()?).ok()?;
        Some(says(&value))
    };
    let now = rows.first().and_then(said);
    Ok(rows.iter().take_while(|row| now.is_some() && said(row) == now).last().map(|row| row.at))
}

/// What somebody with this role alone may, asked of the one place that decides.
fn rights(who: &Who, role: Role) -> Vec<(Right, bool)> {
    let Some(reader) = who.member() else { return Vec::new() };
    // Who works does so in a team, the others over the whole.
    let (roles, teams) = match role {
        Role::Agent | Role::TeamLead => (Vec::new(), vec![(TeamId(uuid::Uuid::nil()), role)]),
        Role::Coordinator | Role::Administrator | Role::Auditor => (vec![role], Vec::new()),
    };
    let somebody = Member { roles, teams, active: true, ..reader.clone() };
    let may = |action: Action<'_>| authorise(&Who::Member(Box::new(somebody.clone())), action).is_ok();
    let other = MemberId(uuid::Uuid::nil());
    let asks = |right: Right| match right {
        Right::Journeys => may(Action::ReadJourneys),
        Right::Figures => may(Action::ReadFigures),
        Right::OthersMirror => may(Action::ReadMirror { of: other, invited: false }),
        Right::Changes => may(Action::ReadAudit),
        Right::Members => may(Action::ChangeMembers),
    };
    Right::ALL.into_iter().map(|right| (right, asks(right))).collect()
}
