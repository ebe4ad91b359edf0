//! Undoing where a contact stands: split off into a journey of its own, or moved to another.

use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Direction, JoinReason, JourneyKind};
use regie_domain::command::JourneyCommand;
use regie_domain::event::Reach;
use regie_domain::ids::{ContactId, ContentId, JourneyId, ParticipantId};
use regie_domain::refusal::Code;
use regie_store::Tx;
use regie_store::views::{journeys, mail, references};

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::run::{Request, Stage};

/// Where a contact goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A journey of its own, with a title.
    New {
        /// The title.
        title: String,
    },
    /// Another journey.
    Journey(JourneyId),
}

impl App {
    /// Takes a contact off a journey and puts it elsewhere, in one write. Answers where it stands now.
    ///
    /// # Errors
    /// When the person may not or a rule refuses it: what we sent ourselves stays where it is.
    pub async fn move_contact(
        &self,
        who: Who,
        from: JourneyId,
        contact: ContactId,
        target: Target,
    ) -> Result<JourneyId> {
        authorise(&who, Action::ReadJourneys)?;
        let stage = Stage::new(self, self.directory().await?);
        let context = (stage, who, from, contact, target);
        self.store
            .write_with(context, |tx, (stage, who, from, contact, target)| {
                Box::pin(relocate(stage, tx, who, *from, *contact, target))
            })
            .await
    }
}

async fn relocate(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    from: JourneyId,
    contact: ContactId,
    target: &Target,
) -> Result<JourneyId> {
    let (to, why) = match target {
        Target::Journey(to) if *to == from => return Err(Code::ToSelf.into()),
        Target::Journey(to) => (*to, JoinReason::Moved),
        Target::New { .. } => (stage.id::<JourneyId>(), JoinReason::Split),
    };
    let command = JourneyCommand::MoveContactAway { contact, to, why };
    let left = stage.run(tx, &Request::journey(who.clone(), Door::Page, from, command)).await?;
    let source = left.journey.ok_or(AppError::NotFound("journey"))?;
    let mut facts = source.contacts.get(&contact).ok_or(Code::UnknownContact)?.facts.clone();
    let sender = facts.participant.and_then(|id| source.participants.get(&id)).cloned();
    facts.why = why;
    facts.direction = Direction::In;
    facts.new_topic = false;
    facts.tied_to = None;
    match target {
        Target::Journey(_) => {
            // Somebody who is not on that journey is not put on it by moving a message there.
            facts.participant = match &sender {
                Some(person) => journeys::participant(tx, to, person.customer).await?,
                None => None,
            };
            let command = JourneyCommand::RecordContact { contact: facts, answers: None };
            stage.run(tx, &Request::journey(who.clone(), Door::Page, to, command)).await?;
        }
        Target::New { title } => {
            let (participant, subject): (ParticipantId, ContentId) = (stage.id(), stage.id());
            let reference = references::next(tx, crate::intake::month_of(stage)?).await?;
            facts.participant = Some(participant);
            facts.asks = Asks::Something;
            let command = JourneyCommand::Open {
                reference,
                need: JourneyKind::Question,
                customer: sender.as_ref().map_or(source.customer, |person| person.customer),
                participant,
                reach: sender.as_ref().map_or(Reach::None, |person| person.reach),
                team: source.direction.team,
                subject,
                contact: facts,
                follows: Some(from),
            };
            let texts = vec![Text::plain(subject, ContentKind::Subject, title, Some(to))];
            let mut request = Request::journey(who.clone(), Door::Page, to, command).with(texts);
            request.blueprint = Some(source.blueprint.id);
            stage.run(tx, &request).await?;
        }
    }
    mail::follow(tx, contact, to).await?;
    Ok(to)
}
