//! What a report comes down to: the row that it fits, the journey that it is about, and what was done. A report acts in the
//! place of its system, and only where that may.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_domain::client::{ApiClient, ApiScope};
use regie_domain::fact::{FactAct, FactDeed, FactLack, FactRow, IfNone};
use regie_domain::ids::{JourneyId, TeamId};
use regie_domain::system::System;
use regie_store::{StoreError, Tx};

use super::{Given, deeds};
use crate::App;
use crate::authorise::{Action, Who, authorise, may_read};
use crate::clients::Client;
use crate::directory::{Directory, without_detail};
use crate::error::{AppError, Result};
use crate::run::Stage;

/// What became of a report, and by which row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The name of the row; empty where none fits.
    pub row: String,
    /// When it happened, where it says so.
    pub at: Option<Timestamp>,
    /// What became of it.
    pub became: Became,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It was applied.
    Done {
        /// On this journey.
        journey: JourneyId,
    },
    /// It is known, and nothing has to be done.
    Nothing {
        /// Why, as a code.
        why: &'static str,
    },
    /// It waits for a person.
    Waits {
        /// Why, as a code.
        why: String,
        /// The journey that it may belong to.
        suggested: Option<JourneyId>,
    },
}

/// What would happen with a report; nothing of it was kept.
#[derive(Debug)]
pub struct Tried {
    /// The row that it fits.
    pub row: Option<FactRow>,
    /// What the row needs and the report does not say.
    pub lacks: Vec<FactLack>,
    /// What would become of it; the refusal where a rule stands in the way. Nothing where the row cannot be read.
    pub outcome: Option<Result<Became>>,
}

/// A write that is not kept.
enum NotKept {
    Tried(Became),
    Failed(AppError),
}

impl From<StoreError> for NotKept {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<AppError> for NotKept {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl App {
    /// Says what would happen with a report, by a table that need not be saved; nothing is kept.
    ///
    /// # Errors
    /// A denial, [`AppError::Invalid`] for what cannot be read, or what the store says.
    pub async fn try_sample(
        &self,
        who: &Who,
        system: &System,
        door: regie_domain::fact::FactDoor,
        sample: &str,
    ) -> Result<Tried> {
        authorise(who, Action::ChangeSettings)?;
        let report = super::read(sample.as_bytes())?;
        let directory = self.directory().await?;
        let zone = zone(&directory)?;
        let Some(row) = door.table.row_for(&report).cloned() else {
            return Ok(Tried { row: None, lacks: Vec::new(), outcome: None });
        };
        if let Err(lacks) = row.plan(&report, &zone) {
            return Ok(Tried { row: Some(row), lacks, outcome: None });
        }
        let given = Given {
            system: system.clone(),
            door,
            marks: Vec::new(),
            digests: Vec::new(),
            report,
            body: sample.as_bytes().to_vec(),
        };
        let context = (Stage::new(self, directory), given);
        let tried = self.store.write_with(context, |tx, (stage, given)| {
            Box::pin(async move {
                let applied = apply(stage, tx, given, None).await?;
                Err::<(), NotKept>(NotKept::Tried(applied.became))
            })
        });
        let outcome = match tried.await {
            Ok(()) => None,
            Err(NotKept::Tried(became)) => Some(Ok(became)),
            Err(NotKept::Failed(error)) if reason(&error).is_some() => Some(Err(error)),
            Err(NotKept::Failed(error)) => return Err(error),
        };
        Ok(Tried { row: Some(row), lacks: Vec::new(), outcome })
    }
}

/// Why a report waits after an error, as a code; nothing where the error is not about the report.
pub(super) fn reason(error: &AppError) -> Option<String> {
    match error {
        AppError::Refused(refusal) => Some(refusal.code.code().to_owned()),
        AppError::Denied(why) => Some((*why).to_owned()),
        AppError::NotFound(_) => Some("unfound".to_owned()),
        AppError::Invalid(_) => Some("lacks".to_owned()),
        AppError::TooMany | AppError::Store(_) | AppError::Unusable(_) => None,
    }
}

/// The row that a report fits and when it happened; as far as that can be told.
pub(super) fn about(stage: &Stage, given: &Given) -> Result<Applied> {
    let row = given.door.table.row_for(&given.report);
    let zone = zone(&stage.directory)?;
    let plan = row.and_then(|row| row.plan(&given.report, &zone).ok());
    let became = Became::Nothing { why: "" };
    Ok(Applied { row: row.map(|row| row.name.clone()).unwrap_or_default(), at: plan.and_then(|plan| plan.at), became })
}

/// The e-mail address or telephone number that a report names, in the form in which what waits is found by it.
pub(super) fn address(stage: &Stage, given: &Given) -> Option<String> {
    let row = given.door.table.row_for(&given.report)?;
    let plan = row.plan(&given.report, &zone(&stage.directory).ok()?).ok()?;
    match plan.deed {
        FactDeed::Journey { email, phone, .. } => email.as_deref().map(without_detail).or(phone),
        _ => None,
    }
}

/// Applies a report, to a journey that a person named or to the one that it names itself.
///
/// # Errors
/// A refusal, a denial, or what the store says. The write is not to be kept then.
pub(crate) async fn apply(stage: &Stage, tx: &mut Tx, given: &Given, to: Option<JourneyId>) -> Result<Applied> {
    let Some(row) = given.door.table.row_for(&given.report) else {
        return Ok(Applied { row: String::new(), at: None, became: waits("unknown", None) });
    };
    let applied = |at, became| Applied { row: row.name.clone(), at, became };
    if matches!(row.act, FactAct::Nothing) && to.is_none() {
        return Ok(applied(about(stage, given)?.at, Became::Nothing { why: "nothing" }));
    }
    let Ok(plan) = row.plan(&given.report, &zone(&stage.directory)?) else {
        return Ok(applied(None, waits("lacks", None)));
    };
    let at = plan.at;
    let mark = given.marks.first().map_or("", String::as_str);
    let doing = Doing { stage, system: &given.system, row: &row.name, at, body: &given.body, mark };
    let became = match deeds::run(&doing, tx, plan, to).await? {
        Became::Waits { why, suggested: None } if why == "unfound" && row.none == IfNone::Ignore && to.is_none() => {
            Became::Nothing { why: "unfound" }
        }
        other => other,
    };
    Ok(applied(at, became))
}

pub(super) fn waits(why: &str, suggested: Option<JourneyId>) -> Became {
    Became::Waits { why: why.to_owned(), suggested }
}

/// The zone in which a day without an hour is read.
pub(super) fn zone(directory: &Directory) -> Result<TimeZone> {
    let organisation = directory.organisation()?;
    regie_domain::calendar::zone_named(&organisation.zone).map_err(|error| AppError::Unusable(error.to_string()))
}

/// A report that is being applied.
pub(super) struct Doing<'a> {
    pub stage: &'a Stage,
    pub system: &'a System,
    /// The name of the row.
    pub row: &'a str,
    pub at: Option<Timestamp>,
    /// What it says, as it came.
    pub body: &'a [u8],
    /// By what a repeat of it is known.
    pub mark: &'a str,
}

impl Doing<'_> {
    /// The system in the place of a member of a team: what it reports is done in that team's name.
    pub(super) fn seat(&self, team: TeamId) -> Who {
        let seat = ApiClient {
            name: self.system.name.clone(),
            teams: vec![team],
            watches: false,
            scopes: vec![ApiScope::JourneysRead, ApiScope::JourneysWrite, ApiScope::HoldsCheck, ApiScope::HoldsWrite],
            token_hash: String::new(),
            made_at: self.stage.now,
            expires_at: self.stage.now,
            active: true,
        };
        let mut client = Client::of(self.system.id.0, &seat);
        client.systems = vec![self.system.id];
        Who::Client(Box::new(client))
    }

    /// Whether the team that owns the system may know of a journey.
    pub(super) async fn sees(&self, tx: &mut Tx, journey: JourneyId) -> Result<bool> {
        match may_read(tx, &self.seat(self.system.owner), &self.stage.directory, journey).await {
            Ok(()) => Ok(true),
            Err(AppError::Denied(_) | AppError::NotFound(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// When it happened: as it says, else now.
    pub(super) fn moment(&self) -> Timestamp {
        self.at.map_or(self.stage.now, |at| at.min(self.stage.now))
    }
}
