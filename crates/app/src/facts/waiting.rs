//! Reports that wait for a person: read, tried again, tied to a journey, set aside with a reason, brought back.

use regie_domain::actor::Door;
use regie_domain::command::JourneyCommand;
use regie_domain::fact::FactDoor;
use regie_domain::ids::{ContentId, JourneyId, SystemId};
use regie_domain::system::System;
use regie_store::content::{self, NewContent};
use regie_store::facts::{self as stored, Reported};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::{StoreError, Tx};
use uuid::Uuid;

use super::apply::{self, Became};
use super::{Given, SYSTEM_FACT, owner_of};
use crate::App;
use crate::authorise::{Action, Scope, Sight, Who, authorise, may_read, sight_of_arrival};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::intake::ARRIVAL;
use crate::locale::Arg;
use crate::run::{Request, Stage};
use crate::texts::lang_of;

/// So many that wait are tried again at once.
const ROUND: u32 = 200;
/// The longest reason, in bytes.
const LONGEST_REASON: usize = 2000;

/// A report as a person reads it.
#[derive(Debug, Clone)]
pub struct FactRead {
    /// The report.
    pub fact: Reported,
    /// How it waits, or waited.
    pub arrival: Arrival,
    /// The system, while it is known.
    pub system: Option<System>,
    /// What it says; nothing once it was erased.
    pub text: Option<String>,
    /// Why it was set aside, in words.
    pub reason: Option<String>,
}

/// What became of a report that a person tied to a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tied {
    /// What the row of the table says was done there.
    Applied,
    /// It stands there as a note: nothing could be done with it.
    Noted,
}

impl App {
    /// A report that waits, or waited, for a person.
    ///
    /// # Errors
    /// [`AppError::NotFound`], a denial, or what the store says.
    pub async fn fact(&self, scope: &Scope, id: Uuid) -> Result<FactRead> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let (fact, arrival) = found(&mut tx, id).await?;
        if !scope.shows_arrival(&mut tx, &directory, &arrival).await? {
            return Err(AppError::Denied(crate::authorise::SHIELDED));
        }
        let text = match fact.content {
            Some(id) => content::bytes(&mut tx, id.0).await?,
            None => None,
        };
        let reason = match fact.reason {
            Some(id) => content::text(&mut tx, id.0).await?,
            None => None,
        };
        let text = text.map(|bytes| shown(&bytes));
        Ok(FactRead { system: directory.system(fact.system).cloned(), arrival, fact, text, reason })
    }

    /// The report that an arrival is of.
    ///
    /// # Errors
    /// What the store says.
    pub async fn fact_of_arrival(&self, arrival: Uuid) -> Result<Option<Uuid>> {
        let found = self.store.read(async |tx| stored::of_arrival(tx, arrival).await).await?;
        Ok(found.map(|found| found.id))
    }

    /// Tries a report once more, by the table as it is now.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it waits no more, the refusal that it meets, a denial, or what the store says.
    pub async fn retry_fact(&self, who: &Who, id: Uuid) -> Result<Became> {
        let context = (Stage::new(self, self.directory().await?), who.clone());
        self.store.write_with(context, move |tx, (stage, who)| Box::pin(retry(stage, tx, who, id))).await
    }

    /// Tries all that wait of a system once more; tells how many of them wait no more, and how many still do.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn retry_facts(&self, who: &Who, system: SystemId) -> Result<(u64, u64)> {
        authorise(who, Action::ChangeSettings)?;
        let (mut gone, mut left) = (0, 0);
        for fact in self.store.read(async |tx| stored::waiting(tx, system, ROUND).await).await? {
            match self.retry_fact(who, fact.id).await {
                Ok(Became::Done { .. } | Became::Nothing { .. }) => gone += 1,
                Ok(Became::Waits { .. }) => left += 1,
                Err(error) if apply::reason(&error).is_some() => left += 1,
                Err(error) => return Err(error),
            }
        }
        Ok((gone, left))
    }

    /// Ties a report to a journey: what its row says is done there; else it stands there as a note.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it waits no more, a denial, or what the store says.
    pub async fn tie_fact(&self, who: &Who, id: Uuid, journey: JourneyId) -> Result<Tied> {
        let context = (Stage::new(self, self.directory().await?), who.clone());
        let applied = self.store.write_with(context.clone(), move |tx, (stage, who)| {
            Box::pin(async move {
                match tie(stage, tx, who, id, journey).await? {
                    true => Ok(()),
                    // What was begun is not kept.
                    false => Err(AppError::invalid("journey", "fact-unfit")),
                }
            })
        });
        match applied.await {
            Ok(()) => Ok(Tied::Applied),
            Err(AppError::Refused(_) | AppError::Invalid(_)) => {
                let noted =
                    self.store.write_with(context, move |tx, (stage, who)| Box::pin(note(stage, tx, who, id, journey)));
                noted.await?;
                Ok(Tied::Noted)
            }
            Err(other) => Err(other),
        }
    }

    /// Sets a report aside: nothing has to be done with it, for a reason.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without a reason, [`AppError::NotFound`] when it waits no more, a denial, or what the store says.
    pub async fn set_fact_aside(&self, who: &Who, id: Uuid, reason: &str) -> Result<()> {
        let reason = reason.trim();
        if reason.is_empty() || reason.len() > LONGEST_REASON {
            let key = if reason.is_empty() { "invalid-empty" } else { "invalid-long" };
            return Err(AppError::invalid("reason", key));
        }
        let context = (Stage::new(self, self.directory().await?), who.clone(), reason.to_owned());
        self.store
            .write_with(context, move |tx, (stage, who, reason)| {
                Box::pin(async move {
                    let (mut fact, arrival) = waiting(stage, tx, who, id).await?;
                    let words: Uuid = stage.id();
                    let new = NewContent {
                        id: words,
                        kind: ContentKind::Text.code().into(),
                        media_type: "text/plain; charset=utf-8".into(),
                        file_name: None,
                        salt: stage.app().ports.bytes(),
                        subject_kind: ARRIVAL.into(),
                        subject_id: arrival.id,
                        bytes: reason.as_bytes().into(),
                    };
                    content::put(tx, &new, stage.now).await?;
                    stored::end_waiting(tx, arrival.id, ("void", SYSTEM_FACT), None, stage.now).await?;
                    (fact.became, fact.reason) = ("aside".to_owned(), Some(ContentId(words)));
                    Ok::<_, AppError>(stored::became(tx, &fact).await?)
                })
            })
            .await
    }

    /// Brings a report back that was set aside.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it was not set aside, a denial, or what the store says.
    pub async fn bring_fact_back(&self, who: &Who, id: Uuid) -> Result<()> {
        let context = (Stage::new(self, self.directory().await?), who.clone());
        self.store
            .write_with(context, move |tx, (stage, who)| {
                Box::pin(async move {
                    let (mut fact, arrival) = permitted(stage, tx, who, id).await?;
                    if fact.became != "aside" || !arrivals::unvoid(tx, arrival.id).await? {
                        return Err(AppError::NotFound("fact"));
                    }
                    (fact.became, fact.reason) = ("waiting".to_owned(), None);
                    Ok(stored::became(tx, &fact).await?)
                })
            })
            .await
    }
}

/// What a report says, line by line where it can be read.
fn shown(bytes: &[u8]) -> String {
    let read = serde_json::from_slice::<serde_json::Value>(bytes).ok();
    read.and_then(|report| serde_json::to_string_pretty(&report).ok())
        .unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
}

async fn found(tx: &mut Tx, id: Uuid) -> Result<(Reported, Arrival)> {
    let fact = stored::get(tx, id).await?.ok_or(AppError::NotFound("fact"))?;
    let arrival = fact.arrival.ok_or(AppError::NotFound("fact"))?;
    let arrival = arrivals::get(tx, arrival).await?.ok_or(AppError::NotFound("fact"))?;
    Ok((fact, arrival))
}

/// A report and how it waits, for somebody who may decide about it.
async fn permitted(stage: &Stage, tx: &mut Tx, who: &Who, id: Uuid) -> Result<(Reported, Arrival)> {
    let (fact, arrival) = found(tx, id).await?;
    authorise(who, Action::Arrival(&Sight::default()))?;
    authorise(who, Action::Arrival(&sight_of_arrival(tx, who, &stage.directory, &arrival).await?))?;
    Ok((fact, arrival))
}

async fn waiting(stage: &Stage, tx: &mut Tx, who: &Who, id: Uuid) -> Result<(Reported, Arrival)> {
    still(permitted(stage, tx, who, id).await?)
}

fn still(found: (Reported, Arrival)) -> Result<(Reported, Arrival)> {
    if found.0.became == "waiting" && found.1.state == "waiting" { Ok(found) } else { Err(AppError::NotFound("fact")) }
}

/// A report as it came, to be read with the table as it is now.
async fn given(stage: &Stage, tx: &mut Tx, fact: &Reported) -> Result<Given> {
    let system = stage.directory.system(fact.system).ok_or(AppError::NotFound("system"))?.clone();
    let door: FactDoor =
        stage.directory.fact_doors.get(&system.id.0).map(|found| found.value.clone()).unwrap_or_default();
    let body = match fact.content {
        Some(id) => content::bytes(tx, id.0).await?,
        None => None,
    };
    let body = body.ok_or(AppError::NotFound("fact"))?;
    let report = serde_json::from_slice(&body).map_err(StoreError::Json)?;
    Ok(Given { system, door, marks: vec![fact.mark.clone()], digests: Vec::new(), report, body })
}

async fn retry(stage: &Stage, tx: &mut Tx, who: &Who, id: Uuid) -> Result<Became> {
    // Who sets the door up tries again what waits at it, and reads none of it.
    let (mut fact, arrival) = match authorise(who, Action::ChangeSettings) {
        Ok(()) => still(found(tx, id).await?)?,
        Err(_) => waiting(stage, tx, who, id).await?,
    };
    let given = given(stage, tx, &fact).await?;
    let applied = apply::apply(stage, tx, &given, None).await?;
    (fact.row, fact.happened_at) = (applied.row, applied.at);
    match &applied.became {
        Became::Done { journey } => return placed(stage, tx, (fact, arrival), *journey, "applied").await,
        Became::Nothing { why } => {
            stored::end_waiting(tx, arrival.id, ("void", SYSTEM_FACT), None, stage.now).await?;
            (fact.became, fact.why) = ("ignored".to_owned(), (*why).to_owned());
        }
        Became::Waits { why, .. } => fact.why.clone_from(why),
    }
    stored::became(tx, &fact).await?;
    Ok(applied.became)
}

/// It is on a journey now, and what it says belongs to whose that is.
async fn placed(
    stage: &Stage,
    tx: &mut Tx,
    (mut fact, arrival): (Reported, Arrival),
    journey: JourneyId,
    became: &str,
) -> Result<Became> {
    let (kind, owner) = owner_of(tx, journey).await?;
    arrivals::adopt(tx, arrival.id, kind, owner).await?;
    stored::end_waiting(tx, arrival.id, ("placed", SYSTEM_FACT), Some(journey), stage.now).await?;
    (fact.became, fact.why, fact.journey) = (became.to_owned(), String::new(), Some(journey));
    stored::became(tx, &fact).await?;
    Ok(Became::Done { journey })
}

async fn tie(stage: &Stage, tx: &mut Tx, who: &Who, id: Uuid, journey: JourneyId) -> Result<bool> {
    let (mut fact, arrival) = waiting(stage, tx, who, id).await?;
    may_read(tx, who, &stage.directory, journey).await?;
    let given = given(stage, tx, &fact).await?;
    let applied = apply::apply(stage, tx, &given, Some(journey)).await?;
    (fact.row, fact.happened_at) = (applied.row, applied.at);
    match applied.became {
        Became::Done { journey } => {
            placed(stage, tx, (fact, arrival), journey, "applied").await?;
            Ok(true)
        }
        Became::Nothing { .. } | Became::Waits { .. } => Ok(false),
    }
}

/// A note for colleagues, with what it says.
async fn note(stage: &Stage, tx: &mut Tx, who: &Who, id: Uuid, journey: JourneyId) -> Result<()> {
    let (fact, arrival) = waiting(stage, tx, who, id).await?;
    let given = given(stage, tx, &fact).await?;
    let (lang, said) = (lang_of(stage.directory.language()), shown(&given.body));
    let words = lang.t("fact-note", &[("system", Arg::Text(&given.system.name)), ("said", Arg::Text(&said))]);
    let note = stage.id();
    let text = Text::plain(note, ContentKind::Text, &words, Some(journey));
    let command = JourneyCommand::AddNote { note };
    stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command).with(vec![text])).await?;
    placed(stage, tx, (fact, arrival), journey, "noted").await?;
    Ok(())
}
