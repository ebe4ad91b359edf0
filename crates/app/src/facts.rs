//! What systems of others report: "invoice credited", "letter sent". A report is checked by its signature, kept, read with the
//! table of its system and applied, in one write; what cannot be applied waits for a person of the team that owns the system.
//!
//! 1. [`signature`] says whether the system signed it, and by which id a repeat of it is known.
//! 2. [`apply`] finds the row that it fits and the journey that it is about, and runs the commands of its deed ([`deeds`]).
//! 3. [`waiting`] is what a member does about one that waits; [`settings`] is how an administrator sets the door up.

pub mod apply;
mod deeds;
pub mod examples;
pub mod settings;
mod signature;
pub mod waiting;

use jiff::SignedDuration;
use regie_domain::fact::FactDoor;
use regie_domain::ids::{JourneyId, SystemId};
use regie_domain::system::System;
use regie_store::content::NewContent;
use regie_store::facts::{self as stored, Reported};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::{Tx, hex, sessions};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::App;
use crate::content::ContentKind;
use crate::error::{AppError, Result};
use crate::intake::ARRIVAL;
use crate::run::{CUSTOMER, Stage};
use crate::secrets;

use apply::{Applied, Became};

/// Why such an arrival waits, as a code.
pub const SYSTEM_FACT: &str = "system_fact";
/// The largest report, in bytes.
pub const LARGEST: usize = 1024 * 1024;
/// So many reports of one system are taken within [`WINDOW`].
pub const MOST_IN_WINDOW: i64 = 3000;
/// The time in which they are counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// A report as it came over the line.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// Its headers, with their names in small letters.
    pub headers: &'a [(String, String)],
    /// What it says.
    pub body: &'a [u8],
}

/// What became of a report at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was applied.
    Applied,
    /// It is known, and nothing had to be done.
    Ignored,
    /// It is kept and waits for a person.
    Waits,
    /// The same one came before, and had its effect then.
    Before,
    /// The same one came before, and still waits for a person.
    StillWaits,
    /// Another one came before under the same id: this one has no effect.
    Different,
}

/// A report that was checked and read.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub system: System,
    pub door: FactDoor,
    /// The marks that its id may have: the one to keep, then that of the secret before.
    pub marks: Vec<String>,
    /// The marks of what it says.
    pub digests: Vec<String>,
    pub report: Value,
    pub body: Vec<u8>,
}

impl App {
    /// Takes a report. When this returns, it is kept: the system may be told so.
    ///
    /// # Errors
    /// [`AppError::Denied`] for a system that is not there, a wrong signature or one that is not fresh;
    /// [`AppError::Invalid`] for what cannot be read; [`AppError::TooMany`]; what the store says. Nothing is kept then.
    pub async fn take_fact(&self, system: &str, delivery: Delivery<'_>) -> Result<Taken> {
        let directory = self.directory().await?;
        let known = directory.system_by_code(system).filter(|system| system.active && directory.organisation.is_some());
        let known = known.ok_or(AppError::Denied("signature"))?.clone();
        let door = directory.fact_doors.get(&known.id.0).map(|found| &found.value).filter(|door| door.active);
        let door = door.ok_or(AppError::Denied("signature"))?.clone();
        let signed = signature::check(self, &door, delivery)?;
        let report = read(delivery.body)?;
        let id = signed.unwrap_or_else(|| signature::own_id(&report, delivery.body));
        let given = Given {
            system: known,
            door,
            marks: secrets::veiled(&self.config, "fact", &id),
            digests: secrets::veiled(&self.config, "fact body", &hex(&Sha256::digest(delivery.body))),
            report,
            body: delivery.body.to_vec(),
        };
        let stage = Stage::new(self, directory);
        let context = (stage.clone(), given.clone());
        let taken = self.store.write_with(context, |tx, (stage, given)| Box::pin(take(stage, tx, given, None))).await;
        match taken {
            // A rule refuses what the row says. Nothing of it was done; the report waits for a person.
            Err(error) => match apply::reason(&error) {
                None => Err(error),
                Some(why) => {
                    let context = (stage, given, why);
                    let kept = self.store.write_with(context, |tx, (stage, given, why)| {
                        Box::pin(take(stage, tx, given, Some(why.clone())))
                    });
                    kept.await
                }
            },
            taken => taken,
        }
    }

    /// What a system reported last, newest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn facts_of(&self, system: SystemId, limit: u32) -> Result<Vec<Reported>> {
        Ok(self.store.read(async |tx| stored::last(tx, system, limit).await).await?)
    }
}

/// Reads a report.
fn read(body: &[u8]) -> Result<Value> {
    if body.len() > LARGEST {
        return Err(AppError::invalid("body", "fact-too-large"));
    }
    let text = std::str::from_utf8(body).map_err(|_| AppError::invalid("body", "fact-not-utf8"))?;
    serde_json::from_str(text).map_err(|_| AppError::invalid("body", "fact-not-json"))
}

/// Keeps a report once, and applies it; with a reason it is not applied, and waits.
async fn take(stage: &Stage, tx: &mut Tx, given: &Given, refused: Option<String>) -> Result<Taken> {
    let (app, system) = (stage.app(), given.system.id);
    let counted = secrets::veil(&app.config, "fact flood", &system.to_string());
    if sessions::count_failure(tx, &counted, app.machine_now(), WINDOW).await? > MOST_IN_WINDOW {
        return Err(AppError::TooMany);
    }
    if let Some(before) = stored::by_mark(tx, system, &given.marks).await? {
        return again(stage, tx, given, &before).await;
    }
    let mut row = blank(stage, given, given.marks[0].clone());
    if !stored::remember(tx, &row).await? {
        // Somebody else is taking the same one: that one counts.
        return Ok(Taken::Before);
    }
    let applied = match refused {
        None => apply::apply(stage, tx, given, None).await?,
        Some(why) => Applied { became: Became::Waits { why, suggested: None }, ..apply::about(stage, given)? },
    };
    (row.row, row.happened_at) = (applied.row, applied.at);
    let taken = match applied.became {
        Became::Done { journey } => {
            row.became = "applied".to_owned();
            let owner = owner_of(tx, journey).await?;
            row.content = Some(keep(stage, tx, given, owner).await?);
            row.journey = Some(journey);
            Taken::Applied
        }
        Became::Nothing { why } => {
            (row.became, row.why) = ("ignored".to_owned(), why.to_owned());
            Taken::Ignored
        }
        Became::Waits { why, suggested } => {
            let arrival = wait(stage, tx, given, suggested).await?;
            (row.became, row.why) = ("waiting".to_owned(), why);
            (row.content, row.arrival) = (Some(arrival.raw), Some(arrival.id));
            Taken::Waits
        }
    };
    stored::became(tx, &row).await?;
    Ok(taken)
}

/// A report that came before. One that says something else under the same id is written down, and has no effect.
async fn again(stage: &Stage, tx: &mut Tx, given: &Given, before: &Reported) -> Result<Taken> {
    if given.digests.contains(&before.digest) {
        return Ok(if before.became == "waiting" { Taken::StillWaits } else { Taken::Before });
    }
    let mark = secrets::veil(&stage.app().config, "fact twice", &format!("{} {}", given.marks[0], given.digests[0]));
    let row = Reported { became: "refused".into(), why: "different".into(), ..blank(stage, given, mark) };
    stored::remember(tx, &row).await?;
    Ok(Taken::Different)
}

fn blank(stage: &Stage, given: &Given, mark: String) -> Reported {
    Reported {
        id: stage.id(),
        system: given.system.id,
        mark,
        digest: given.digests[0].clone(),
        row: String::new(),
        received_at: stage.now,
        happened_at: None,
        became: "applied".to_owned(),
        why: String::new(),
        content: None,
        arrival: None,
        journey: None,
        reason: None,
    }
}

/// Whose what a report says is, once it is on a journey.
async fn owner_of(tx: &mut Tx, journey: JourneyId) -> Result<(&'static str, Uuid)> {
    let row = regie_store::views::journeys::get(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    Ok((CUSTOMER, row.customer.0))
}

/// Keeps what a report says.
async fn keep(
    stage: &Stage,
    tx: &mut Tx,
    given: &Given,
    (subject_kind, subject_id): (&'static str, Uuid),
) -> Result<regie_domain::ids::ContentId> {
    let id: Uuid = stage.id();
    let new = NewContent {
        id,
        kind: ContentKind::Raw.code().into(),
        media_type: "application/json".into(),
        file_name: None,
        salt: stage.app().ports.bytes(),
        subject_kind: subject_kind.into(),
        subject_id,
        bytes: given.body.as_slice().into(),
    };
    regie_store::content::put(tx, &new, stage.now).await?;
    Ok(regie_domain::ids::ContentId(id))
}

/// Lets a report wait for a person: of the team that owns the system, or of the journey that it may belong to, where that is
/// shielded from them.
async fn wait(stage: &Stage, tx: &mut Tx, given: &Given, suggested: Option<JourneyId>) -> Result<Arrival> {
    let id: Uuid = stage.id();
    let mut team = given.system.owner;
    if let Some(journey) = suggested {
        team = crate::authorise::instead(tx, &stage.directory, team, journey).await?.unwrap_or(team);
    }
    let raw = keep(stage, tx, given, (ARRIVAL, id)).await?;
    let arrival = Arrival {
        id,
        mailbox: None,
        team,
        raw,
        parsed: None,
        envelope_from: None,
        // Whose it is: the code of the system.
        recipients: given.system.code.clone(),
        dedupe_key: format!("fact:{id}"),
        // By this it is found when the person that it names is erased.
        sender: apply::address(stage, given),
        subject: None,
        received_at: stage.now,
        due: stage.arrival_due(team)?,
        state: "waiting".to_owned(),
        why: SYSTEM_FACT.to_owned(),
        overdue: false,
        suggested,
        journey: None,
        contact: None,
    };
    arrivals::put(tx, &arrival).await?;
    Ok(arrival)
}
