//! What waits without a journey, and what a person decides about it. Each decision can be undone: a voided arrival comes
//! back, a contact that was joined is split off or moved.

use regie_domain::actor::Door;
use regie_domain::codes::{JoinReason, ParticipantRole};
use regie_domain::command::JourneyCommand;
use regie_domain::event::Reach;
use regie_domain::ids::{JourneyId, ParticipantId};
use regie_domain::reference::Reference;
use regie_store::Tx;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::journeys;
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Sight, Who, authorise, may_read, scope, sight_of_arrival};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::intake::{IncomingMail, Placed};
use crate::run::{Request, Stage};

/// What a person decides about a waiting mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// It belongs to this journey.
    Join {
        /// The journey.
        journey: JourneyId,
        /// Whether its sender takes part from now on.
        take_part: bool,
    },
    /// It begins a journey of its own.
    New,
    /// It needs nothing.
    Void,
}

impl App {
    /// Does what a person decided about a waiting mail.
    ///
    /// # Errors
    /// When the person may not, somebody else decided first, or a rule refuses it.
    pub async fn decide_arrival(&self, who: Who, arrival: Uuid, choice: Choice) -> Result<Option<Placed>> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, who, arrival, choice), |tx, (stage, who, id, choice)| {
                Box::pin(decide(stage, tx, who, *id, *choice))
            })
            .await
    }

    /// Passes a waiting mail to the team of a journey by its number, where the journey is shielded from the member. False
    /// when there is no such journey or the mail waits no more.
    ///
    /// # Errors
    /// When the person may not, or what the store says.
    pub async fn pass_arrival(&self, who: Who, arrival: Uuid, reference: Reference) -> Result<bool> {
        let context = (Stage::new(self, self.directory().await?), who);
        self.store.write_with(context, move |tx, (stage, who)| Box::pin(pass(stage, tx, who, arrival, reference))).await
    }

    /// Brings a voided arrival back.
    ///
    /// # Errors
    /// When the person may not, or it is not void.
    pub async fn unvoid_arrival(&self, who: Who, arrival: Uuid) -> Result<()> {
        let context = (self.directory().await?, who);
        let back = self.store.write_with(context, move |tx, (directory, who)| {
            Box::pin(async move {
                permitted(tx, directory, who, arrival).await?;
                Ok::<_, AppError>(arrivals::unvoid(tx, arrival).await?)
            })
        });
        if back.await? { Ok(()) } else { Err(AppError::NotFound("arrival")) }
    }
}

/// The arrival goes to the team of the journey that a number names, where that is shielded from who names it.
async fn pass(stage: &Stage, tx: &mut Tx, who: &Who, id: Uuid, reference: Reference) -> Result<bool> {
    let mut arrival = permitted(tx, &stage.directory, who, id).await?;
    let Some(journey) = journeys::by_reference(tx, reference).await? else { return Ok(false) };
    let mut rows = journeys::get_many(tx, &[journey]).await?;
    let director = rows.first().map(|row| row.director);
    if arrival.state != "waiting" || scope(who, &stage.directory)?.shield(tx, &mut rows).await? == 0 {
        return Ok(false);
    }
    let Some(team) = director else { return Ok(false) };
    (arrival.team, arrival.suggested, arrival.due) = (team, Some(journey), stage.arrival_due(team)?);
    Ok(arrivals::wait(tx, &arrival).await?)
}

/// The arrival, for somebody who may decide about it.
async fn permitted(tx: &mut Tx, directory: &Directory, who: &Who, id: Uuid) -> Result<Arrival> {
    authorise(who, Action::Arrival(&Sight::default()))?;
    let arrival = arrivals::get(tx, id).await?.ok_or(AppError::NotFound("arrival"))?;
    // A report of a system has ways out of its own.
    if arrival.why == crate::facts::SYSTEM_FACT {
        return Err(AppError::NotFound("arrival"));
    }
    authorise(who, Action::Arrival(&sight_of_arrival(tx, who, directory, &arrival).await?))?;
    Ok(arrival)
}

async fn decide(stage: &Stage, tx: &mut Tx, who: &Who, id: Uuid, choice: Choice) -> Result<Option<Placed>> {
    let arrival = permitted(tx, &stage.directory, who, id).await?;
    if arrival.state != "waiting" {
        return Err(AppError::NotFound("arrival"));
    }
    if choice == Choice::Void {
        arrivals::end(tx, id, "void", "void", None, stage.now).await?;
        return Ok(None);
    }
    if [crate::cti::doors::CLOSED_DOOR, crate::cti::doors::TEXT_MESSAGE].contains(&arrival.why.as_str()) {
        let placed = match choice {
            Choice::Join { journey, .. } => {
                may_read(tx, who, &stage.directory, journey).await?;
                crate::cti::doors::join(stage, tx, who, &arrival, journey).await?
            }
            Choice::New | Choice::Void => crate::cti::doors::begin(stage, tx, who, &arrival).await?,
        };
        return Ok(Some(placed));
    }
    if arrival.why == crate::social::SOCIAL {
        let onto = match choice {
            Choice::Join { journey, .. } => Some(journey),
            Choice::New | Choice::Void => None,
        };
        if let Some(journey) = onto {
            may_read(tx, who, &stage.directory, journey).await?;
        }
        return Ok(Some(crate::social::place::decided(stage, tx, &arrival, onto).await?));
    }
    let incoming = parsed(tx, &arrival).await?;
    let placed = match choice {
        Choice::New => crate::intake::begin(stage, tx, &arrival, &incoming, None).await?,
        Choice::Join { journey, take_part } => join(stage, tx, who, &arrival, &incoming, journey, take_part).await?,
        Choice::Void => return Ok(None),
    };
    Ok(Some(placed))
}

/// What was read of a waiting mail.
///
/// # Errors
/// When it is gone (erased) or damaged.
pub async fn parsed(tx: &mut Tx, arrival: &Arrival) -> Result<IncomingMail> {
    let parsed = arrival.parsed.ok_or(AppError::NotFound("mail"))?;
    let bytes = regie_store::content::bytes(tx, parsed.0).await?.ok_or(AppError::NotFound("mail"))?;
    Ok(serde_json::from_slice(&bytes)?)
}

async fn join(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    arrival: &Arrival,
    incoming: &IncomingMail,
    journey: JourneyId,
    take_part: bool,
) -> Result<Placed> {
    // The sender's own words go along by no command of the member's, so the journey is asked for here.
    may_read(tx, who, &stage.directory, journey).await?;
    let mut participant = None;
    if let Some(from) = &incoming.from {
        let known = crate::intake::customers_of(tx, &from.address).await?;
        let there = crate::intake::participant_among(tx, journey, &known).await?;
        let scope = scope(who, &stage.directory)?;
        participant = Some(match there {
            Some(known) => known,
            None if !take_part => {
                let (customer, _) = crate::intake::customer_for(stage, tx, &scope, incoming, from).await?;
                crate::contacts::writer(stage, tx, who, journey, customer).await?
            }
            None => {
                let (customer, handle) = crate::intake::customer_for(stage, tx, &scope, incoming, from).await?;
                let id = stage.id::<ParticipantId>();
                let command = JourneyCommand::AddParticipant {
                    participant: id,
                    role: ParticipantRole::Representative,
                    customer,
                    reach: Reach::Email { handle },
                    may_act: true,
                };
                stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command)).await?;
                id
            }
        });
    }
    crate::intake::record(stage, tx, arrival, incoming, journey, participant, JoinReason::Joined).await
}
