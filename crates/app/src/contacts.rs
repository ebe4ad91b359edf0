//! Undoing where a contact stands: split off into a journey of its own, or moved to another.

use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, ContactClass, Direction, JoinReason, ParticipantRole, VoidReason};
use regie_domain::command::JourneyCommand;
use regie_domain::contact::Contact;
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::{ContactId, ContentId, CustomerId, JourneyId, ParticipantId};
use regie_domain::journey::{Journey, Participant};
use regie_domain::refusal::Code;
use regie_store::views::{customers, mail, participants, references};
use regie_store::{Tx, content};
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::content::{ContentKind, Text, contents_of};
use crate::error::{AppError, Result};
use crate::run::{CUSTOMER, Done, Request, Stage};

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

/// Where a contact stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Landed {
    /// The journey.
    pub journey: JourneyId,
    /// Whether nothing was left on the journey that it came from, so that it was set aside with it.
    pub emptied: bool,
}

impl App {
    /// Takes a contact off a journey and puts it elsewhere, in one write. A journey on which nothing is left is set aside
    /// with it, as a duplicate of the other; that can be undone like any voiding. Its links lead to the other journey, which
    /// owes what the customer was told there.
    ///
    /// # Errors
    /// When the person may not or a rule refuses it: what we sent ourselves stays where it is.
    pub async fn move_contact(&self, who: Who, from: JourneyId, contact: ContactId, target: Target) -> Result<Landed> {
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
) -> Result<Landed> {
    let (to, why) = match target {
        Target::Journey(to) if *to == from => return Err(Code::ToSelf.into()),
        Target::Journey(to) => (*to, JoinReason::Moved),
        Target::New { .. } => (stage.id::<JourneyId>(), JoinReason::Split),
    };
    let command = JourneyCommand::MoveContactAway { contact, to, why };
    let left = stage.run(tx, &Request::journey(who.clone(), Door::Page, from, command)).await?;
    let source = left.journey.ok_or(AppError::NotFound("journey"))?;
    let found = source.contacts.get(&contact).ok_or(Code::UnknownContact)?;
    let mut facts = found.facts.clone();
    // It was said when it was said, wherever it stands.
    facts.occurred_at = Some(found.at);
    let sender = facts.participant.and_then(|id| source.participants.get(&id)).cloned();
    let held: Vec<Uuid> = contents_of(&facts).map(|id| id.0).collect();
    facts.why = why;
    facts.direction = Direction::In;
    facts.new_topic = false;
    facts.tied_to = None;
    let landed = match target {
        Target::Journey(_) => {
            facts.participant = match &sender {
                Some(person) => Some(writer(stage, tx, who, to, person.customer).await?),
                None => None,
            };
            let command = JourneyCommand::RecordContact { contact: facts, answers: None };
            stage.run(tx, &Request::journey(who.clone(), Door::Page, to, command)).await?.journey
        }
        Target::New { title } => {
            let (participant, subject): (ParticipantId, ContentId) = (stage.id(), stage.id());
            let reference = references::next(tx, crate::intake::month_of(stage)?).await?;
            facts.participant = Some(participant);
            facts.asks = Asks::Something;
            let command = JourneyCommand::Open {
                reference,
                need: None,
                customer: sender.as_ref().map_or(source.customer, |person| person.customer),
                participant,
                reach: reach_of(tx, sender.as_ref()).await?,
                team: source.direction.team,
                subject,
                contact: facts,
                follows: Some(from),
            };
            let texts = vec![Text::plain(subject, ContentKind::Subject, title, Some(to))];
            let mut request = Request::journey(who.clone(), Door::Page, to, command).with(texts);
            request.blueprint = Some(source.blueprint.id);
            stage.run(tx, &request).await?.journey
        }
    };
    let landed = landed.ok_or(AppError::NotFound("journey"))?;
    let writer = landed.contacts.get(&contact).and_then(|found| found.facts.participant);
    mail::follow(tx, contact, to, writer).await?;
    // What it holds is erased with the customer of the journey that it stands on.
    content::give(tx, &held, CUSTOMER, landed.customer.0).await?;
    if let Some(participant) = stranger(&source, contact) {
        let command = JourneyCommand::RemoveParticipant { participant };
        tried(stage.run(tx, &Request::journey(who.clone(), Door::Page, from, command)).await)?;
    }
    let emptied = is_empty(&source) && set_aside(stage, tx, who, from, to).await?;
    let thanks = landed.contacts.get(&contact).is_some_and(|found| found.facts.asks == Asks::Thanks);
    if emptied && !thanks {
        carry(stage, tx, who, &source, to).await?;
    }
    Ok(Landed { journey: to, emptied })
}

/// The place of somebody who wrote on a journey. Whoever is not on it yet stands there from now on as who wrote and no
/// more: without messages, and without a say.
pub(crate) async fn writer(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    journey: JourneyId,
    customer: CustomerId,
) -> Result<ParticipantId> {
    if let Some(found) = participants::get(tx, journey, customer).await? {
        return Ok(found);
    }
    let participant: ParticipantId = stage.id();
    let command = JourneyCommand::AddParticipant {
        participant,
        role: ParticipantRole::Copied,
        customer,
        reach: Reach::None,
        may_act: false,
    };
    stage.run(tx, &Request::journey(who.clone(), Door::Page, journey, command)).await?;
    Ok(participant)
}

/// Who wrote a contact that was taken off a journey, where that person did nothing there but write it.
fn stranger(source: &Journey, gone: ContactId) -> Option<ParticipantId> {
    let id = source.contacts.get(&gone)?.facts.participant?;
    let only = source.participants.get(&id).is_some_and(|person| person.present && person.only_wrote());
    let wrote = |contact: &Contact| contact.facts.participant == Some(id) && contact.moved_to.is_none();
    (only && !source.contacts.values().any(wrote)).then_some(id)
}

/// How messages reach somebody whose contact becomes a journey of its own. Who only wrote got none until now, and is
/// answered at an address of theirs that works.
async fn reach_of(tx: &mut Tx, sender: Option<&Participant>) -> Result<Reach> {
    let Some(person) = sender else { return Ok(Reach::None) };
    if !person.only_wrote() {
        return Ok(person.reach);
    }
    let known = customers::handles(tx, person.customer).await?;
    let mail = known.iter().find(|handle| handle.kind == HandleKind::Email.code() && !handle.failed);
    Ok(mail.map_or(Reach::None, |handle| Reach::Email { handle: handle.id }))
}

/// Whether nobody has said or done anything that still stands on a journey.
fn is_empty(journey: &Journey) -> bool {
    let said = journey.contacts.values().any(|it| it.facts.class == ContactClass::Human && it.moved_to.is_none());
    let asked_or_given = !(journey.legs.is_empty() && journey.handovers.is_empty() && journey.questions.is_empty());
    let promised = journey.promises.values().any(|promise| promise.member.is_some());
    journey.is_open() && !said && !asked_or_given && !promised
}

/// Sets a journey aside on which nothing is left. Where a rule is against it, it stays for a person to decide.
async fn set_aside(stage: &Stage, tx: &mut Tx, who: &Who, empty: JourneyId, other: JourneyId) -> Result<bool> {
    let command = JourneyCommand::Void { reason: VoidReason::Duplicate, duplicate_of: Some(other) };
    tried(stage.run(tx, &Request::journey(who.clone(), Door::Page, empty, command)).await)
}

/// What the customer was told on the emptied journey holds on the other one: it owes the same by the same moment.
pub(crate) async fn carry(stage: &Stage, tx: &mut Tx, who: &Who, emptied: &Journey, to: JourneyId) -> Result<()> {
    let spoken = |contact: &Contact| matches!(contact.facts.channel, Channel::Phone | Channel::Counter);
    let told = emptied.last_told().is_some() || emptied.contacts.values().any(spoken);
    let Some((_, promise)) = emptied.next_promise().filter(|_| told) else { return Ok(()) };
    let command = JourneyCommand::CarryPromise { from: emptied.id, what: promise.what, window: promise.current };
    tried(stage.run(tx, &Request::journey(who.clone(), Door::Page, to, command)).await)?;
    Ok(())
}

/// Whether it was done; a refusal leaves things as they are.
fn tried(outcome: Result<Done>) -> Result<bool> {
    match outcome {
        Ok(_) => Ok(true),
        Err(AppError::Refused(_) | AppError::Denied(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
